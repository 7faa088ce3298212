/* An answer as a record, and as the interaction that it makes. */
#include "answer.h"

#include <math.h>
#include <string.h>

#include "json.h"
#include "record.h"
#include "scope.h"

/* More digits would say nothing, and take long to write. */
static double
rounded(double p)
{
	return round(p * 1e5) / 1e5;
}

static void
write_briefing(struct buf *out, const struct answer *ans, yyjson_val *question)
{
	json_key(out, "briefing");
	json_open(out);
	json_add_str(out, "asked", json_str(question, "question", NULL));
	json_add_str(out, "why", ans->why);
	json_add_str(out, "guess", ans->text);
	if (ans->rule)
		json_add_str(out, "rule", ans->rule->id);
	if (ans->rule && ans->other) {
		json_list(out, "disagree");
		json_item(out);
		json_quote(out, ans->rule->say, strlen(ans->rule->say));
		json_item(out);
		json_quote(out, ans->other->say, strlen(ans->other->say));
		json_list_end(out);
	}
	json_add_str(out, "settle", ans->settle);
	json_close(out);
}

static void
write_explained(struct buf *out, const struct answer *ans)
{
	json_key(out, "explain");
	json_open(out);
	json_add_num(out, "none", ans->none);
	if (ans->correction.mix > 0) {
		json_key(out, "calibration");
		json_open(out);
		if (ans->raw > 0)
			json_add_num(out, "raw", ans->raw);
		json_add_num(out, "mix", ans->correction.mix);
		json_add_num(out, "offset", ans->correction.offset);
		json_add_num(out, "slope", ans->correction.slope);
		json_close(out);
	}
	json_list(out, "candidates");
	for (size_t i = 0; i < ans->count; i++) {
		const struct considered *c = &ans->list[i];

		json_item(out);
		json_open(out);
		json_add_str(out, "rule", c->rule.id);
		json_add_str(out, "say", c->rule.say);
		json_add_num(out, "p", c->p);
		json_add_num(out, "score", c->z);
		json_add_num(out, "words", c->words);
		json_add_num(out, "learned", c->learned);
		json_add_num(out, "cover", c->cover);
		if (ans->meant) {
			json_add_num(out, "alone", c->alone);
			if (c->near >= -1)
				json_add_num(out, "near", c->near);
		}
		json_add_num(out, "exact", c->exact);
		json_add_str(out, "scope",
		    c->scope == SCOPE_HOLDS	? "holds"
		    : c->scope == SCOPE_UNKNOWN ? "unknown"
						: "fails");
		json_add_str(out, "needs", c->needs);
		json_add_str(out, "out", c->dropped);
		json_close(out);
	}
	json_list_end(out);
	json_close(out);
}

static void
write_rules(struct buf *out, const struct answer *ans)
{
	json_list(out, "rules");
	if (ans->rule && !ans->guess) {
		json_item(out);
		json_quote(out, ans->rule->id, strlen(ans->rule->id));
	}
	for (size_t i = 1; i < ans->ask_count; i++) {
		json_item(out);
		json_quote(out, ans->asks[i]->id, strlen(ans->asks[i]->id));
	}
	for (size_t i = 0; i < ans->note_count; i++) {
		json_item(out);
		json_quote(out, ans->note_rules[i]->id, strlen(ans->note_rules[i]->id));
	}
	json_list_end(out);
}

/* Which trial this was part of, with what probability the rule answered, and whether it did. */
static void
write_trial(struct buf *out, const struct answer *ans)
{
	if (!ans->trial)
		return;
	json_key(out, "trial");
	json_open(out);
	json_add_str(out, "rule", ans->trial->id);
	json_add_num(out, "share", ans->trial_share);
	json_add_bool(out, "used", ans->tried);
	json_close(out);
}

static void
write_texts(struct buf *out, const char *key, const char *const *list, size_t n)
{
	if (n > 0)
		json_add_texts(out, key, list, n);
}

void
answer_write(struct buf *out, const struct answer *ans, yyjson_val *question,
    const char *interaction, bool explain)
{
	struct buf body = {0};
	char hex[33];

	json_add_str(&body, "question_id", json_str(question, "id", NULL));
	json_add_str(&body, "interaction", interaction);
	json_add_val(&body, "time", json_get(question, "time"));
	json_add_str(&body, "question", json_str(question, "question", NULL));
	json_add_str(&body, "action", answer_action_name(ans->action));
	json_add_str(&body, "text", ans->text);
	json_add_num(&body, "confidence", rounded(ans->confidence));
	json_add_num(&body, "threshold", ans->threshold);
	if (interaction && ans->audit > 0)
		json_add_num(&body, "audit", ans->audit);
	write_rules(&body, ans);
	if (ans->rule)
		json_add_str(&body, "topic", ans->rule->topic);
	write_texts(&body, "also", ans->notes, ans->also_count);
	write_texts(&body, "proactive", ans->notes + ans->also_count,
	    ans->note_count - ans->also_count);
	write_texts(&body, "needs", ans->needs, ans->need_count);
	if (ans->style.len)
		json_add_raw(&body, "style", ans->style.text);
	json_add_str(&body, "chosen", ans->chosen);
	if (ans->check)
		json_add_raw(&body, "check", ans->check);
	if (ans->action == ANSWER_ESCALATE)
		write_briefing(&body, ans, question);
	write_trial(&body, ans);
	json_add_raw(&body, "model", ans->model);
	json_add_raw(&body, "embeddings", ans->vectors);
	if (ans->more)
		buf_print(&body, ",%s", ans->more);
	if (explain)
		write_explained(&body, ans);

	hash128_hex(hex, body.text, body.len);
	json_open(out);
	json_add_str(out, "type", "answer");
	json_add_str(out, "id", hex);
	buf_char(out, ',');
	buf_add(out, body.text, body.len);
	json_close(out);
	buf_free(&body);
}

/* A member that an interaction may have: a question with a strange one is answered all the same. */
static const char *
id_in(yyjson_val *question, const char *key)
{
	size_t n;
	const char *s = json_str(question, key, &n);

	return s && n > 0 && n <= RECORD_ID_MAX && strlen(s) == n ? s : NULL;
}

/* The candidates that are names; what else a question holds there was not chosen among. */
static void
add_names(struct buf *out, yyjson_val *candidates)
{
	size_t i, n;
	yyjson_val *item;

	if (!yyjson_is_arr(candidates))
		return;
	json_list(out, "candidates");
	yyjson_arr_foreach(candidates, i, n, item)
	{
		if (!yyjson_is_str(item))
			continue;
		json_item(out);
		json_quote(out, yyjson_get_str(item), yyjson_get_len(item));
	}
	json_list_end(out);
}

void
answer_record(struct buf *out, const struct answer *ans, yyjson_val *question, int64_t time)
{
	static const char *const kept[] = {"conversation", "customer", "channel", "locale"};
	char stamp[TIME_TEXT];

	time_print(stamp, time);
	json_open(out);
	json_add_str(out, "type", "interaction");
	json_add_str(out, "time", stamp);
	json_add_str(out, "question_id", json_str(question, "id", NULL));
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		json_add_str(out, kept[i], id_in(question, kept[i]));
	json_add_val(out, "context", json_get(question, "context"));
	json_add_str(out, "question", json_str(question, "question", NULL));
	json_key(out, "action");
	json_open(out);
	json_add_str(out, "kind", answer_action_name(ans->action));
	json_add_str(out, "text", ans->text);
	write_rules(out, ans);
	json_add_num(out, "confidence", rounded(ans->confidence));
	json_add_num(out, "threshold", ans->threshold);
	if (ans->raw > 0 && (ans->audit > 0 || ans->correction.mix > 0))
		json_add_num(out, "raw", rounded(ans->raw));
	if (ans->audit > 0)
		json_add_num(out, "audit", ans->audit);
	if (ans->risk > 0)
		json_add_num(out, "risk", ans->risk);
	if (ans->risk > 0 || ans->chosen)
		json_add_str(out, "topic", ans->rule ? ans->rule->topic : NULL);
	json_add_str(out, "chosen", ans->chosen);
	json_add_raw(out, "model", ans->model);
	json_add_raw(out, "embeddings", ans->vectors);
	add_names(out, json_get(question, "candidates"));
	if (ans->chance_count > 0) {
		json_add_num(out, "probability", ans->chance);
		json_list(out, "chances");
		for (size_t k = 0; k < ans->chance_count; k++) {
			json_item(out);
			buf_print(out, "%.17g", ans->chances[k]);
		}
		json_list_end(out);
	}
	write_trial(out, ans);
	if (ans->action == ANSWER_SAY)
		json_add_str(out, "expected", "accepted");
	json_close(out);
	json_close(out);
}
