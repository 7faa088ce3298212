/* Validation: what a change would have done to the recent history. */
#include <string.h>

#include "index.h"
#include "learn.h"
#include "scope.h"
#include "text.h"
#include "validate_parts.h"
#include "views.h"

enum { ACCEPTED_MAX = 64 };

/* What the change does to the recent history. */
struct replayed {
	unsigned asked, touched, mended, broken;
	const char *ids[BROKEN_SHOWN];
	size_t shown;
};

static int
add_sign(struct judging *t, uint64_t seq, int *good, int *bad)
{
	struct bytes text;
	yyjson_val *root;
	int sign, rc = journal_get(t->v->journal, seq, &text, NULL);

	if (rc <= 0)
		return rc;
	if (!(root = json_read_in(&t->v->arena, text.at, text.len)))
		return -1;
	sign = record_type_of(json_str(root, "type", NULL)) == RECORD_CORRECTION
		   ? -1
		   : outcome_sign(root);
	*good += sign > 0;
	*bad += sign < 0;
	return 0;
}

struct signs {
	struct judging *t;
	int good, bad;
};

static int
each_link(uint64_t seq, void *arg)
{
	struct signs *s = arg;

	return add_sign(s->t, seq, &s->good, &s->bad);
}

/* Would the rule answer this interaction now, and was what the bot did then right? */
static int
replay_one(struct judging *t, yyjson_val *interaction, struct replayed *out)
{
	struct index *ix = journal_index(t->v->journal);
	const char *text = json_str(interaction, "question", NULL);
	const char *said = json_str(json_get(interaction, "action"), "text", NULL), *id;
	struct rule then = {.act = ACT_SAY, .category = t->rule.category, .say = said};
	bool same = said && t->rule.say &&
		    text_key(said, strlen(said)) == text_key(t->rule.say, strlen(t->rule.say));
	struct signs s = {t, 0, 0};
	struct candidate best;
	struct found found;
	struct question *q;
	struct asked asked;
	size_t n;

	if (!text || !(id = json_str(interaction, "id", &n)))
		return 0;
	if (same && t->accepted.n < ACCEPTED_MAX) {
		if (journal_links(t->v->journal, id, n, each_link, &s) < 0)
			return -1;
		if (s.good > 0 && s.bad == 0)
			texts_add(&t->accepted, &t->v->arena, text);
		s = (struct signs){t, 0, 0};
	}
	q = index_question(ix, &t->v->arena, text, strlen(text),
	    json_str(interaction, "locale", NULL));
	if (!q || index_find(ix, q, NULL, NULL, &best, 1, &found) < 0)
		return -1;
	out->asked++;
	scope_ask(&asked, interaction, text, strlen(text));
	if (best.rule != t->rule.number || best.p < conf_threshold(t->v->conf, t->rule.topic) ||
	    scope_check(t->rule.where, &asked, NULL) != SCOPE_HOLDS)
		return 0;
	if (journal_links(t->v->journal, id, n, each_link, &s) < 0)
		return -1;
	out->touched++;
	if (s.bad > 0) {
		out->mended++;
	} else if (s.good > 0 && said && learn_contradict(&t->rule, &then)) {
		out->broken++;
		if (out->shown < BROKEN_SHOWN)
			out->ids[out->shown++] = id;
	}
	return 0;
}

/* The journal's place from which the recent history is read. */
static int
recent_from(struct judging *t, uint64_t *from)
{
	uint64_t end, most = (uint64_t)t->v->conf->replay_recent;

	if (journal_end(t->v->journal, &end) < 0)
		return -1;
	*from = end > most ? end - most + 1 : 1;
	return 0;
}

static int
replay_history(struct judging *t, struct replayed *out)
{
	static const char mark[] = "\"interaction\"";
	struct journal_walk w;
	struct bytes text;
	uint64_t seq, from;
	int rc;

	if (recent_from(t, &from) < 0 || journal_walk_begin(&w, t->v->journal, from) < 0)
		return -1;
	while ((rc = journal_walk_next(&w, &seq, NULL, &text)) > 0) {
		yyjson_val *root;

		if (!memmem(text.at, text.len, mark, sizeof(mark) - 1))
			continue;
		if (!(root = json_read_in(&t->v->arena, text.at, text.len))) {
			rc = -1;
			break;
		}
		if (record_type_of(json_str(root, "type", NULL)) == RECORD_INTERACTION &&
		    (rc = replay_one(t, root, out)) < 0)
			break;
	}
	journal_walk_end(&w);
	return rc;
}

/* Teach the index what the rule would be, for a look; index_forget takes it back. */
static int
teach_for_now(struct judging *t)
{
	struct index *ix = journal_index(t->v->journal);
	struct arena *a = &t->v->arena;
	struct example *list = NULL;
	size_t n = 0;

	if (t->old.number && rules_examples(t->v->journal, a, t->old.number, 0, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n + t->rule.questions.n + 1; i++) {
		const char *text = i < n			 ? list[i].text
				   : i < n + t->rule.questions.n ? t->rule.questions.at[i - n]
								 : t->lesson.question;
		struct question *q;

		if (!text || (i < n && list[i].counter))
			continue;
		q = index_question(ix, a, text, strlen(text), i < n ? list[i].locale : NULL);
		if (!q || index_teach(ix, q, t->rule.number, 0, NULL) < 0)
			return -1;
	}
	return 0;
}

static int
try_history(struct judging *t, struct replayed *out)
{
	struct index *ix = journal_index(t->v->journal);
	uint32_t count;
	int rc;

	if (rules_count(t->v->journal, &count) < 0 || index_flush(ix) < 0)
		return -1;
	if (!t->rule.number)
		t->rule.number = count + 1;
	rc = t->old.taught ? 0 : teach_for_now(t);
	if (rc == 0)
		rc = replay_history(t, out);
	index_forget(ix);
	t->rule.number = t->old.number;
	return rc;
}

int
check_replay(struct judging *t, enum result *result)
{
	struct replayed r = {0};
	bool enters = rule_in_force(t->after) && !rule_in_force(t->old.status);

	if (!t->v->replay || t->rule.act != ACT_SAY || !(enters || t->standing)) {
		judging_because(t, "not needed: %s",
		    enters ? "its effect is not an answer" : "it does not come into force by this");
		return 0;
	}
	if (try_history(t, &r) < 0)
		return -1;
	json_add_num(t->figures, "asked", r.asked);
	json_add_num(t->figures, "touched", r.touched);
	json_add_num(t->figures, "mended", r.mended);
	json_add_num(t->figures, "broken", r.broken);
	if (r.shown > 0) {
		json_list(t->figures, "breaks");
		for (size_t i = 0; i < r.shown; i++) {
			json_item(t->figures);
			json_quote(t->figures, r.ids[i], strlen(r.ids[i]));
		}
		json_list_end(t->figures);
	}
	judging_because(t,
	    "of %u recent questions it would answer %u: %u had ended badly, %u well with "
	    "another answer",
	    r.asked, r.touched, r.mended, r.broken);
	if (r.broken > r.mended && !t->v->force)
		*result = RESULT_HELD;
	return 0;
}
