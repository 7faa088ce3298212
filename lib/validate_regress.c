/* Validation: the standing tests, with the change and without. */
#include <string.h>

#include "index.h"
#include "learn.h"
#include "origin.h"
#include "scope.h"
#include "text.h"
#include "validate_parts.h"
#include "validate_tests.h"
#include "views.h"

enum {
	MISSES_MAX = 8, /* of which so many in a row may have nothing to do with it */
	OWN_MAX = 512,	/* a rule's own questions that are looked at */
	NEAREST = 8
};

/* One test that is tried. */
struct trying {
	struct judging *t;
	const struct test *test;
	const char *const *own; /* the change's questions */
	size_t own_n;
	struct question *q;
	yyjson_val *asked;	/* the record whose context it has; NULL: none */
	const char *correction; /* that brought it; NULL: the rule was written so */
	int64_t time;
};

/* Does the change decide on the test's question, by words alone? */
static bool
takes(struct trying *at, const struct candidate *near, int n)
{
	struct judging *t = at->t;
	const char *text = at->test->text;
	double p = 0, alike = 0, s;

	if (!learn_stands_first(&t->rule))
		return n > 0 && near[0].rule == t->rule.number;
	for (int i = 0; i < n; i++)
		p = near[i].rule == t->rule.number ? near[i].p : p;
	for (size_t i = 0; i < at->own_n; i++) {
		s = text_similarity(text, strlen(text), at->own[i], strlen(at->own[i]), NULL);
		alike = s > alike ? s : alike;
	}
	return learn_takes_over(&t->rule, p, alike, t->v->conf->threshold);
}

static bool
is_other(void *ctx, uint32_t rule)
{
	return rule != *(const uint32_t *)ctx;
}

/* The correction that brought a test, and the context in which its question was asked. */
static int
read_origin(struct trying *at)
{
	struct judging *t = at->t;
	struct origin from;
	int rc = origin_of(&from, t->v->journal, &t->v->arena, at->test->seq);

	at->correction = from.id;
	at->asked = origin_asked(&from);
	return rc < 0 ? -1 : 0;
}

/* May this rule answer the test at all?  The change's own rule is taken as it would be. */
static int
may_answer(struct trying *at, uint32_t number, struct rule *r)
{
	struct judging *t = at->t;
	struct asked asked;
	int rc;

	if (number == t->rule.number) {
		*r = t->rule;
		r->status = t->after;
	} else if (number == t->foe.number && t->apart) {
		*r = t->foe;
	} else if ((rc = rules_get(t->v->journal, &t->v->arena, number, r)) <= 0) {
		return rc;
	}
	/* What it replaces goes; what is on trial answers a few only. */
	if ((number == t->foe.number && !t->apart) || !rule_valid(r, t->v->now) ||
	    (number != t->rule.number && r->status != RULE_ACTIVE))
		return 0;
	scope_ask(&asked, at->asked, at->test->text, strlen(at->test->text));
	return scope_check(r->where, &asked, NULL) == SCOPE_HOLDS;
}

/* Do the conditions of the change hold where the test's question was asked? */
static bool
holds_there(struct trying *at)
{
	struct judging *t = at->t;
	struct asked asked;

	scope_ask(&asked, at->asked, at->test->text, strlen(at->test->text));
	return rule_valid(&t->rule, t->v->now) &&
	       scope_check(t->rule.where, &asked, NULL) == SCOPE_HOLDS;
}

/* Which rule decides on the test, with the change or without it?  1, 0 when none is sure, -1. */
static int
winner(struct trying *at, bool with, struct rule *out)
{
	struct judging *t = at->t;
	struct candidate near[NEAREST], left[NEAREST];
	struct rule rules[NEAREST];
	struct found found;
	size_t kept = 0;
	int n = index_find(journal_index(t->v->journal), at->q, with ? NULL : is_other,
	    &t->rule.number, near, NEAREST, &found);

	for (int i = 0; i < n; i++) {
		int rc = may_answer(at, near[i].rule, &rules[kept]);

		if (rc < 0)
			return -1;
		if (rc > 0 && near[i].exact >= 0)
			left[kept++] = near[i];
	}
	if (n < 0 || kept == 0)
		return n < 0 ? -1 : 0;
	index_normalise(left, kept, &found);
	/* A test of what is handed over is one of that rule's own questions. */
	for (size_t i = 0; i < kept; i++)
		if (left[i].rule == at->test->rule &&
		    learn_takes_over(&rules[i], left[i].p, 1, t->v->conf->threshold)) {
			*out = rules[i];
			return 1;
		}
	*out = rules[0];
	return left[0].p >= conf_threshold(t->v->conf, rules[0].topic);
}

/* Does the change's rule say what the test's rule does, or less of the same case? */
static int
same_answer(struct judging *t, const struct rule *r)
{
	return r->number == t->rule.number || learn_same_claim(&t->rule, r) ||
	       (r->say && t->rule.say &&
		   text_key(r->say, strlen(r->say)) == text_key(t->rule.say, strlen(t->rule.say)));
}

/* Does the change say it of this very question, with more weight behind it than the rule has? */
static bool
outweighs(struct trying *at, const struct rule *r)
{
	struct judging *t = at->t;
	uint64_t key = text_key(at->test->text, strlen(at->test->text));
	const char *q = t->lesson.question;
	bool same = q && text_key(q, strlen(q)) == key;

	for (size_t i = 0; i < t->rule.questions.n && !same; i++)
		same = text_key(t->rule.questions.at[i], strlen(t->rule.questions.at[i])) == key;
	return same && t->rule.support - t->rule.against > r->support - r->against &&
	       (rule_said_by_staff(&t->rule) || !rule_stood_for(r));
}

enum { KEEPS, BREAKS, OUTWEIGHS };

/* What the change does to the test's answer, or -1; *near says whether it might do anything. */
static int
outcome_of(struct trying *at, bool *near)
{
	struct judging *t = at->t;
	struct index *ix = journal_index(t->v->journal);
	struct candidate found_near[NEAREST];
	struct found found;
	struct rule r, without;
	bool more;
	int rc, n;

	*near = false;
	at->q = index_question(ix, &t->v->arena, at->test->text, strlen(at->test->text),
	    at->test->locale);
	n = at->q ? index_find(ix, at->q, NULL, NULL, found_near, NEAREST, &found) : -1;
	if (n < 0 || !takes(at, found_near, n))
		return n < 0 ? -1 : KEEPS;
	*near = true;
	if ((rc = rules_get(t->v->journal, &t->v->arena, at->test->rule, &r)) <= 0)
		return rc;
	if (!rule_in_force(r.status) || r.number == t->foe.number || same_answer(t, &r) ||
	    (r.act == ACT_ESCALATE && t->rule.act == ACT_ESCALATE))
		return 0;
	more = outweighs(at, &r);
	if (read_origin(at) < 0)
		return -1;
	if (learn_stands_first(&t->rule))
		rc = holds_there(at);
	else if ((rc = winner(at, true, &without)) > 0)
		rc = without.number == t->rule.number;
	if (rc <= 0)
		return rc < 0 ? -1 : KEEPS;
	rc = winner(at, false, &without);
	if (rc <= 0 || without.number != at->test->rule)
		return rc < 0 ? -1 : KEEPS;
	return more ? OUTWEIGHS : BREAKS;
}

static void
note_broken(struct trying *at, bool outweighed, struct regressed *out)
{
	struct judging *t = at->t;
	struct rule r;

	out->broken += !outweighed;
	out->outweighed += outweighed;
	if (out->listed == TESTS_TRIED ||
	    rules_get(t->v->journal, &t->v->arena, at->test->rule, &r) <= 0)
		return;
	out->list[out->listed++] =
	    (struct broken){at->correction, r.id, at->test->text, outweighed};
}

/* Would an earlier correction's case be the rule's no more, by its new conditions? */
static int
narrowed(struct trying *at)
{
	struct judging *t = at->t;
	struct asked asked;

	if (read_origin(at) < 0)
		return -1;
	if (!at->correction)
		return 0; /* a person's own writing, who may write it otherwise */
	scope_ask(&asked, at->asked, at->test->text, strlen(at->test->text));
	return scope_check(t->old.where, &asked, NULL) == SCOPE_HOLDS &&
	       scope_check(t->rule.where, &asked, NULL) == SCOPE_FAILS;
}

int
judging_regress_own(struct judging *t, struct regressed *out)
{
	struct example *list;
	size_t n;

	if (rules_examples(t->v->journal, &t->v->arena, t->old.number, OWN_MAX, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct test test = {t->old.number, list[i].text, list[i].locale, list[i].seq};
		struct trying at = {.t = t, .test = &test};
		int rc;

		/* A question taken out is not the rule's any more because a person says so. */
		if (list[i].counter || !texts_have(&t->rule.questions, list[i].text))
			continue;
		if ((rc = narrowed(&at)) < 0)
			return -1;
		out->tried++;
		if (rc > 0)
			note_broken(&at, false, out);
	}
	return 0;
}

/* The test of a rule that is this very question: *out, whose list stays in the arena. */
static int
find_test(struct judging *t, const struct rule *r, const char *question, struct test *out)
{
	struct example e;
	int rc = rules_example(t->v->journal, &t->v->arena, r->number,
	    text_key(question, strlen(question)), &e);

	*out = (struct test){.rule = r->number, .text = question};
	if (rc > 0 && !e.counter)
		*out = (struct test){r->number, e.text, e.locale, e.seq};
	return rc < 0 ? -1 : 0;
}

int
judging_taken(struct judging *t, struct regressed *out)
{
	const char *q = t->lesson.question;
	uint32_t owners[NEAREST];
	int n = index_owners(journal_index(t->v->journal), q, strlen(q), owners, NEAREST);

	*out = (struct regressed){0};
	for (int i = 0; i < n; i++) {
		struct trying at = {.t = t, .asked = t->lesson.asked};
		struct test test = {owners[i], q, t->lesson.locale, 0};
		struct rule r;
		int rc;

		at.test = &test;
		if (owners[i] == t->old.number)
			return 0;
		if ((rc = may_answer(&at, owners[i], &r)) < 0)
			return -1;
		if (rc == 0)
			continue;
		if (same_answer(t, &r))
			return 0;
		if (find_test(t, &r, q, &test) < 0 || read_origin(&at) < 0)
			return -1;
		out->tried++;
		/* What it says of other cases leaves that word as it is. */
		if (holds_there(&at))
			note_broken(&at, outweighs(&at, &r), out);
		return 0;
	}
	return n < 0 ? -1 : 0;
}

int
judging_regress(struct judging *t, const char *const *texts, size_t n, struct regressed *out)
{
	uint32_t near[TESTS_TRIED];
	int misses = 0;
	size_t found;

	*out = (struct regressed){0};
	found = tests_near(t->v->tests, texts, n, near, TESTS_TRIED);
	for (size_t i = 0; i < found && misses < MISSES_MAX; i++) {
		struct trying at = {.t = t,
			.test = tests_at(t->v->tests, near[i]),
			.own = texts,
			.own_n = n};
		bool might;
		int rc;

		if (at.test->rule == t->rule.number)
			continue;
		if ((rc = outcome_of(&at, &might)) < 0)
			return -1;
		misses = might ? 0 : misses + 1;
		out->tried++;
		if (rc != KEEPS)
			note_broken(&at, rc == OUTWEIGHS, out);
	}
	return 0;
}
