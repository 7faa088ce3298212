/* What became of rules and answers. */
#include "trail.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "diag.h"
#include "json.h"
#include "out.h"
#include "past.h"
#include "reading.h"
#include "undo.h"
#include "views.h"

/* A walk for all that is about one rule. */
struct trail {
	struct undone undone;
	const char *rule;
	enum show how;
	int64_t since;
	long count;
};

static bool
is(const char *text, const char *want)
{
	return text && strcmp(text, want) == 0;
}

static bool
among(yyjson_val *list, const char *member, const char *want)
{
	yyjson_val *item;
	size_t i, n;

	yyjson_arr_foreach(list, i, n, item)
	{
		if (is(member ? json_str(item, member, NULL) : yyjson_get_str(item), want))
			return true;
	}
	return false;
}

static int
look_history(const struct reading *one, void *arg)
{
	struct trail *t = arg;
	bool undone = undone_has(&t->undone, one->type, one->root, one->seq, one->arrived);

	if (((one->type == RECORD_VERDICT || one->type == RECORD_REVIEW) &&
		is(json_str(one->root, "rule", NULL), t->rule)) ||
	    (one->type == RECORD_UNDO && among(json_get(one->root, "rules"), "rule", t->rule))) {
		show_event(t->how, one->seq, one->root, one->text, undone);
		t->count++;
	}
	return 0;
}

static int
look_told(const struct reading *one, void *arg)
{
	struct trail *t = arg;
	const char *time = json_str(one->root, "time", NULL);
	yyjson_val *action = json_get(one->root, "action");
	int64_t when;

	/* A hand-over names the best guess, which nobody was told. */
	if (is(json_str(action, "kind", NULL), "escalate") ||
	    !among(json_get(action, "rules"), NULL, t->rule))
		return 0;
	if (t->since && (!time || !time_parse(time, strlen(time), &when) || when < t->since))
		return 0;
	if (t->count++ == 0)
		show_told_head(t->how);
	show_told(t->how, one->root, one->text);
	return 0;
}

long
trail_history(struct journal *j, enum show how, const char *rule)
{
	struct trail t = {.rule = rule, .how = how};
	int rc = undone_read(&t.undone, j);

	/* A verdict on a correction that is undone is so, too. */
	if (rc == 0)
		rc = reading_run(j, 0,
		    RECORD_BIT(RECORD_VERDICT) | RECORD_BIT(RECORD_REVIEW) |
			RECORD_BIT(RECORD_UNDO) | RECORD_BIT(RECORD_CORRECTION),
		    look_history, &t);
	undone_free(&t.undone);
	return rc < 0 ? -1 : t.count;
}

long
trail_told(struct journal *j, enum show how, const char *rule, int64_t since)
{
	struct trail t = {.rule = rule, .how = how, .since = since};

	if (reading_run(j, 0, RECORD_BIT(RECORD_INTERACTION), look_told, &t) < 0)
		return -1;
	if (t.count == 0) {
		struct arena a = {0};
		int known = rules_known(j, &a, rule);

		arena_free(&a);
		if (known <= 0)
			return known < 0 ? -1 : fail("there is no rule %s", rule);
	}
	if (t.count == 0 && how == SHOW_TEXT) {
		out_text(rule);
		puts(" was told to nobody");
	}
	return t.count;
}

static void
put_considered(const struct considered *c)
{
	struct buf line = {0};

	buf_print(&line, "%s  p %.3f", c->rule.id, c->p);
	if (c->exact)
		buf_text(&line, ", an example to the word");
	if (c->dropped)
		buf_print(&line, ", left out: %s", c->dropped);
	if (c->needs)
		buf_print(&line, ", needs %s", c->needs);
	show_id("considered", line.text);
	show_field("", c->rule.say ? c->rule.say : rule_act_name(c->rule.act));
	buf_free(&line);
}

static void
show_why(const struct answer *ans, yyjson_val *interaction)
{
	yyjson_val *action = json_get(interaction, "action");
	struct buf line = {0};

	out_text(json_str(interaction, "id", NULL));
	fputs("  ", stdout);
	out_text(json_str(interaction, "time", NULL) ? json_str(interaction, "time", NULL) : "?");
	putchar('\n');
	show_field("asked", json_str(interaction, "question", NULL));
	show_field("said", json_str(action, "text", NULL));
	show_field("action", json_str(action, "kind", NULL));
	buf_print(&line, "%.3f, needed %.3f; that no rule applies: %.3f", ans->confidence,
	    ans->threshold, ans->none);
	show_id("confidence", line.text);
	buf_free(&line);
	show_field("because", ans->why);
	if (ans->rule)
		show_id(ans->guess ? "best guess" : "rule", ans->rule->id);
	for (size_t i = 1; i < ans->ask_count; i++)
		show_id("rule", ans->asks[i]->id);
	if (ans->other)
		show_id("disagrees", ans->other->id);
	for (size_t i = 0; i < ans->count; i++)
		put_considered(&ans->list[i]);
}

int
trail_why(struct journal *j, const struct conf *conf, enum show how, const char *id)
{
	struct arena a = {0};
	struct journal *past = NULL;
	struct answer ans = {0};
	struct buf json = {0};
	yyjson_val *interaction;
	uint64_t seq;
	int rc = journal_interaction(j, &a, id, strlen(id), &interaction, &seq);

	if (rc == 0)
		rc = fail("there is no answer %s", id);
	else if (rc > 0)
		rc = seq > 1 ? past_open(&past, j, INT64_MAX, seq - 1)
			     : fail("before %s there was nothing to answer from", id);
	if (rc == 0)
		rc = answer_find(&ans, past, conf, NULL, &a, interaction);
	if (rc == 0 && how == SHOW_JSON) {
		answer_write(&json, &ans, interaction, id, true);
		out_json(json.text, json.len);
	} else if (rc == 0) {
		show_why(&ans, interaction);
	}
	answer_free(&ans);
	buf_free(&json);
	arena_free(&a);
	journal_close(past);
	return rc < 0 ? -1 : 1;
}
