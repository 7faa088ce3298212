/* Validation: what is to be judged, and when. */
#include <stdlib.h>
#include <string.h>

#include "amend.h"
#include "diag.h"
#include "learn.h"
#include "validate_history.h"
#include "validate_parts.h"
#include "validate_tests.h"
#include "views.h"

enum { MATCHES_MAX = 64 }; /* rules with the same claim that are looked at */

void
validator_init(struct validator *v, struct journal *j, const struct conf *conf, int64_t now)
{
	*v = (struct validator){.journal = j, .conf = conf, .now = now, .replay = true};
}

/* What was read of the store for a run is read anew for the next. */
static void
begin_run(struct validator *v)
{
	v->booked = false;
	history_free(v->history);
	v->history = NULL;
	tests_free(v->tests);
	v->tests = NULL;
}

void
validator_clear(struct validator *v)
{
	buf_clear(&v->verdicts);
	v->judged = v->changed = v->held = 0;
	begin_run(v);
}

void
validator_free(struct validator *v)
{
	begin_run(v);
	buf_free(&v->verdicts);
	arena_free(&v->arena);
}

/* Read a correction: 1, 0 when its question is not known yet, -1. */
static int
read_lesson(struct validator *v, struct bytes text, struct lesson *out)
{
	yyjson_val *root, *interaction = NULL;
	const char *id;
	uint64_t at;
	size_t n;

	arena_clear(&v->arena);
	if (!(root = json_read_in(&v->arena, text.at, text.len)))
		return -1;
	if ((id = json_str(root, "interaction", &n)) &&
	    journal_interaction(v->journal, &v->arena, id, n, &interaction, &at) < 0)
		return -1;
	if (!interaction && !json_get(root, "question"))
		return 0;
	learn_read(out, &v->arena, root, interaction, v->conf);
	return 1;
}

int
validate_part(struct validator *v, uint64_t seq, struct bytes text, size_t part)
{
	struct judging t = {.v = v};
	int rc = read_lesson(v, text, &t.lesson);

	if (rc <= 0)
		return rc;
	t.lesson.part = part;
	t.by = t.lesson.by;
	t.authority = t.lesson.authority;
	t.weight = t.lesson.weight;
	t.wrong = yyjson_get_str(
	    yyjson_arr_get_first(json_get(json_get(t.lesson.interaction, "action"), "rules")));
	return judge(&t, seq) < 0 ? -1 : 1;
}

int
validate_correction(struct validator *v, uint64_t seq, struct bytes text)
{
	struct lesson whole;
	uint32_t rule;
	size_t parts;
	int rc = views_judged(v->journal, seq, &rule);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if ((rc = read_lesson(v, text, &whole)) <= 0)
		return rc;
	parts = learn_parts(&whole);
	for (size_t i = 0; i < parts && rc > 0; i++)
		rc = validate_part(v, seq, text, i);
	return rc;
}

static int
judge_at(struct validator *v, uint64_t seq)
{
	struct bytes text;
	struct arena a = {0};
	int rc = journal_get(v->journal, seq, &text, NULL);

	if (rc <= 0)
		return rc;
	/* The store's bytes move when the verdict is written. */
	text.at = arena_copy(&a, text.at, text.len);
	rc = validate_correction(v, seq, text);
	arena_free(&a);
	return rc;
}

/* The sequence numbers of corrections that are to be judged, oldest first. */
struct todo {
	uint64_t *seqs;
	size_t n, cap;
};

static void
add_todo(struct todo *todo, uint64_t seq)
{
	todo->seqs = mem_array(todo->seqs, &todo->cap, todo->n + 1, sizeof(*todo->seqs));
	todo->seqs[todo->n++] = seq;
}

static int
each_waiting(uint64_t seq, void *arg)
{
	add_todo(arg, seq);
	return 0;
}

/* The rules with a mark of this kind, some at a time. */
static int
review_marked(struct validator *v, enum claim kind,
    int (*review)(struct validator *v, const struct rule *r))
{
	uint32_t numbers[MATCHES_MAX], from = 0;
	long n;

	while ((n = claims_from(v->journal, kind, 0, from, numbers, MATCHES_MAX)) > 0) {
		for (long i = 0; i < n; i++) {
			struct rule r;
			int rc;

			arena_clear(&v->arena);
			if ((rc = rules_get(v->journal, &v->arena, numbers[i], &r)) < 0 ||
			    (rc > 0 && review(v, &r) < 0))
				return -1;
		}
		from = numbers[n - 1] + 1;
	}
	return n < 0 ? -1 : 0;
}

/* Each that expires loses its mark by that; the oldest stand first. */
static int
expire_old(struct validator *v)
{
	const double day = 24.0 * 3600 * 1000;
	int64_t before = v->now - (int64_t)(v->conf->expire_days * day);
	uint32_t numbers[MATCHES_MAX];
	long n;

	while ((n = claims_older(v->journal, before, numbers, MATCHES_MAX)) > 0)
		for (long i = 0; i < n; i++) {
			struct rule r;
			int rc;

			arena_clear(&v->arena);
			if ((rc = rules_get(v->journal, &v->arena, numbers[i], &r)) <= 0)
				return rc < 0 ? -1 : fail("the store is damaged (claims)");
			rc = verdict_decide(v, &r, RULE_REJECTED,
			    arena_print(&v->arena, "nothing confirmed it for %g days",
				v->conf->expire_days),
			    NULL);
			if (rc < 0)
				return -1;
		}
	return n < 0 ? -1 : 0;
}

int
validate_new(struct validator *v)
{
	struct todo todo = {0};
	int rc = views_waiting(v->journal, each_waiting, &todo);

	v->advance = true;
	begin_run(v);
	for (size_t i = 0; i < todo.n && rc >= 0; i++)
		rc = judge_at(v, todo.seqs[i]);
	mem_free(todo.seqs);
	if (rc < 0 || review_marked(v, CLAIM_DOUBT, judging_withdraw) < 0 ||
	    review_marked(v, CLAIM_TRIAL, judging_end_trial) < 0)
		return -1;
	return expire_old(v);
}

/* A rule that already says this, in these words and under these conditions, gets the questions. */
static int
join_same(struct judging *t)
{
	struct journal *j = t->v->journal;
	uint32_t numbers[MATCHES_MAX];
	long n =
	    claims_find(j, CLAIM_WORDS, claim_hash(&t->rule, CLAIM_WORDS), numbers, MATCHES_MAX);

	for (long i = 0; i < n; i++) {
		struct rule r;
		int rc = rules_get(j, &t->v->arena, numbers[i], &r);

		if (rc < 0)
			return -1;
		if (rc == 0 || !r.say || !t->rule.say || strcmp(r.say, t->rule.say) != 0)
			continue;
		if (rules_fill(j, &t->v->arena, &r) < 0)
			return -1;
		amend_join(&t->amends, &t->rule);
		judging_merge(t, &r.questions, &t->rule.questions);
		judging_merge(t, &r.nots, &t->rule.nots);
		t->rule.id = r.id;
		t->rule.questions = r.questions;
		t->rule.nots = r.nots;
		if (!t->rule.topic)
			t->rule.topic = r.topic;
		return 0;
	}
	return n < 0 ? -1 : 0;
}

/* The rule is another text of one that is there, where it is. */
static int
take_old(struct judging *t)
{
	struct validator *v = t->v;
	int rc = rules_named(v->journal, &v->arena, t->rule.id, &t->old);

	if (rc > 0 && v->amends && !t->amends.len) {
		if ((rc = rules_fill(v->journal, &v->arena, &t->old)) == 0)
			amend_write(&t->amends, &t->old, &t->rule);
	}
	t->rule.support = t->old.support;
	t->rule.against = t->old.against;
	t->rule.voices = t->old.voices;
	t->rule.staff = t->old.staff;
	return rc < 0 ? -1 : 0;
}

int
validate_written(struct validator *v, const char *json, size_t n, const char *by,
    const char *authority, const char **id)
{
	struct judging t = {.v = v, .written = true, .by = by, .authority = authority};
	yyjson_val *root = json_read_in(&v->arena, json, n);

	if (!root || rule_read(&t.rule, &v->arena, root) < 0)
		return -1;
	t.weight = conf_weight(v->conf, authority);
	t.after = t.rule.status;
	t.proactive = t.rule.proactive;
	t.rule.by = by;
	t.rule.authority = authority;
	t.rule.source = "person";
	rule_complete(&t.rule, &v->arena);
	if ((!t.rule.id && join_same(&t) < 0) || (t.rule.id && take_old(&t) < 0) ||
	    judge(&t, 0) < 0) {
		buf_free(&t.amends);
		return -1;
	}
	*id = t.rule.id;
	return 0;
}

/* A rule that a person puts in force may contradict one that is: it is said, never settled so. */
static int
approve_over_foes(struct validator *v, const struct rule *r, const char *by)
{
	struct judging t = {.v = v, .written = true, .rule = *r, .old = *r, .by = by};

	if (rules_fill(v->journal, &v->arena, &t.rule) < 0 || judging_find_foes(&t) < 0)
		return -1;
	if (!t.foe.number)
		return 0;
	if (!v->force)
		return fail("%s contradicts %s, which is in force; --force replaces that one",
		    r->id, judging_name(&t, &t.foe));
	return verdict_retire_foe(&t);
}

int
validate_decision(struct validator *v, const char *id, const char *status, const char *by,
    const char *reason)
{
	struct buf json = {0};
	struct rule r;
	int rc = rules_named(v->journal, &v->arena, id, &r);

	if (rc <= 0)
		return rc < 0 ? -1 : fail("there is no rule %s", id);
	if (strcmp(status, "active") == 0 && !rule_in_force(r.status) &&
	    approve_over_foes(v, &r, by) < 0)
		return -1;
	verdict_begin(&json, v, id);
	json_add_str(&json, "before", rule_status_name(r.status));
	json_add_str(&json, "after", status);
	json_add_str(&json, "by", by);
	json_add_str(&json, "reason", reason);
	json_add_raw(&json, "change", "{}");
	json_close(&json);
	rc = verdict_put(v, &json);
	buf_free(&json);
	v->changed++;
	return rc;
}

int
validate_rule(struct validator *v, const char *id, bool *sound)
{
	struct judging t = {.v = v, .standing = true, .by = "fl-validate", .authority = "inferred"};
	int rc;

	arena_clear(&v->arena);
	rc = rules_named(v->journal, &v->arena, id, &t.rule);
	if (rc <= 0)
		return rc < 0 ? -1 : fail("there is no rule %s", id);
	if (rules_fill(v->journal, &v->arena, &t.rule) < 0)
		return -1;
	t.old = t.rule;
	t.after = t.rule.status;
	t.proactive = t.rule.proactive;
	v->looking = true;
	rc = judge(&t, 0);
	v->looking = false;
	*sound = t.worst == RESULT_PASSED && rule_in_force(t.rule.status);
	return rc;
}
