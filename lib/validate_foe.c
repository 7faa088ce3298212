/* Validation: the rule in force that says otherwise. */
#include <string.h>

#include "index.h"
#include "learn.h"
#include "scope.h"
#include "split.h"
#include "validate_parts.h"
#include "views.h"

/* How near a rule is of which a person is told; too near costs a line to read, no more. */
static const double BESIDE_P = 0.05, BESIDE_COVER = 0.25;

enum { NEAREST = 4, STYLES_MAX = 256 };

/* Is this rule in force, for the same case, with another answer? */
static bool
is_foe(const struct judging *t, const struct rule *r)
{
	return r->number != t->old.number && rule_in_force(r->status) &&
	       learn_contradict(&t->rule, r) && learn_may_meet(&t->rule, r);
}

/* One that holds for other cases was not wrong in this one. */
static bool
may_hold(const struct judging *t, const struct rule *r)
{
	struct asked asked;

	if (!t->lesson.asked || !t->lesson.question)
		return true;
	scope_ask(&asked, t->lesson.asked, t->lesson.question, strlen(t->lesson.question));
	return scope_check(r->where, &asked, NULL) != SCOPE_FAILS;
}

/* The rules in force that this question reaches now. */
static int
find_foe(struct judging *t, const char *question, const char *locale)
{
	struct index *ix = journal_index(t->v->journal);
	struct arena *a = &t->v->arena;
	struct question *q = index_question(ix, a, question, strlen(question), locale);
	struct candidate near[NEAREST];
	struct found found;
	int n = q ? index_find(ix, q, NULL, NULL, near, NEAREST, &found) : -1;

	if (n < 0)
		return -1;
	for (int i = 0; i < n && !t->foe.number; i++) {
		struct rule r;
		int rc = rules_get(t->v->journal, a, near[i].rule, &r);

		if (rc < 0)
			return -1;
		if (rc == 0)
			continue;
		/* Near is not enough: it has to be this very question, or all of its words. */
		if (near[i].exact > 0 || (near[i].p >= 0.5 && near[i].cover >= 0.9)) {
			if (is_foe(t, &r))
				t->foe = r;
			if (!t->wrong && near[i].exact > 0 && r.number != t->old.number &&
			    may_hold(t, &r))
				t->wrong = r.id;
		} else if (t->written && !t->beside.number && near[i].p >= BESIDE_P &&
			   near[i].cover >= BESIDE_COVER && is_foe(t, &r)) {
			t->beside = r; /* of another question, perhaps: a person has to see */
		}
	}
	return 0;
}

/* Preferences are found by their mark, not by a question. */
static int
find_opposed(struct judging *t)
{
	uint32_t numbers[STYLES_MAX];
	long n = claims_find(t->v->journal, CLAIM_STYLE, 0, numbers, STYLES_MAX);

	for (long i = 0; i < n && !t->foe.number; i++) {
		struct rule r;
		int rc = rules_get(t->v->journal, &t->v->arena, numbers[i], &r);

		if (rc < 0)
			return -1;
		if (rc > 0 && is_foe(t, &r))
			t->foe = r;
	}
	return n < 0 ? -1 : 0;
}

int
judging_find_foes(struct judging *t)
{
	if (t->rule.act == ACT_STYLE)
		return find_opposed(t);
	if (!t->written && !t->standing)
		return find_foe(t, t->lesson.question, t->lesson.locale);
	for (size_t i = 0; i < t->rule.questions.n; i++)
		if (find_foe(t, t->rule.questions.at[i], NULL) < 0)
			return -1;
	return 0;
}

/* Nothing says otherwise; but is the word itself to be believed? */
static int
no_foe(struct judging *t, enum result *result)
{
	double share;

	if (judging_dispute(t, &share) < 0 || (t->disputed && judging_second_look(t) < 0))
		return -1;
	if (t->doubted.text) {
		json_add_num(t->figures, "share", judging_round(share));
		judging_because(t,
		    "another was nearly sure of the question, by words that this one and earlier "
		    "ones contradict");
		return 0;
	}
	if (t->disputed) {
		json_add_num(t->figures, "share", judging_round(share));
		judging_because(t,
		    "%s hardly fits the question, or another was nearly sure of it, or was given "
		    "this very one: the question waits until another reporter says much the same",
		    judging_name(t, &t->rule));
		*result = RESULT_HELD;
		return 0;
	}
	if (t->beside.number) {
		json_add_str(t->figures, "beside", t->beside.id);
		judging_because(t, "%s is near, says otherwise, and stays in force beside it",
		    judging_name(t, &t->beside));
		return 0;
	}
	judging_because(t, "no rule in force says otherwise%s",
	    t->settled_n > 0 && !t->denies ? "; what waited for this word is believed" : "");
	return 0;
}

/* A field tells the cases of the two apart: each holds where it was right. */
static void
tell_apart(struct judging *t, const struct split_found *f, enum result *result)
{
	bool persons = t->foe.source && strcmp(t->foe.source, "person") == 0;
	struct buf first = {0}, second = {0};

	json_add_str(t->figures, "field", f->field);
	json_add_num(t->figures, "cases", (double)f->cases);
	json_add_num(t->figures, "fields", (double)f->fields);
	json_add_num(t->figures, "p", judging_round(f->p));
	json_add_num(t->figures, "level", judging_round(f->level));
	scope_words(&second, t->rule.where);
	if (t->foe.where)
		scope_words(&first, t->foe.where);
	judging_because(t,
	    "%s says otherwise, and the cases differ by %s (p %.2g of %zu cases, at most %.2g for "
	    "%zu fields): this where %s, %s%s",
	    judging_name(t, &t->foe), f->field, f->p, f->cases, f->level, f->fields, second.text,
	    persons ? "and a person's rule wants a person's exception" : "that where ",
	    persons ? "" : first.text);
	if (persons)
		*result = RESULT_HELD;
	buf_free(&first);
	buf_free(&second);
}

int
check_conflict(struct judging *t, enum result *result)
{
	struct split_found found;
	bool stronger;

	/* Only a rule that states values can contradict one by its values. */
	if ((t->rule.must.n + t->rule.prefer.n > 0 || t->rule.act == ACT_STYLE) &&
	    judging_find_foes(t) < 0)
		return -1;
	if (!t->foe.number)
		return no_foe(t, result);
	if (judging_split(t, &found) < 0)
		return -1;
	if (t->apart) {
		tell_apart(t, &found, result);
		return 0;
	}
	/* Customers do not replace what staff stands for, however many they are. */
	stronger =
	    t->v->force || (t->rule.support - t->rule.against > t->foe.support - t->foe.against &&
			       (rule_said_by_staff(&t->rule) || !rule_stood_for(&t->foe)));
	json_add_str(t->figures, "rule", t->foe.id);
	json_add_num(t->figures, "support", t->rule.support);
	json_add_num(t->figures, "support_other", t->foe.support);
	if (t->v->lenient) {
		judging_because(t, "%s says otherwise, and was imported so",
		    judging_name(t, &t->foe));
		t->foe.number = 0;
	} else if (t->written && !t->v->force) {
		judging_because(t, "%s says otherwise; --force replaces it",
		    judging_name(t, &t->foe));
		*result = RESULT_HELD;
	} else if (stronger) {
		judging_because(t,
		    "%s says otherwise and is replaced: %g speaks for this, %g for it",
		    judging_name(t, &t->foe), t->rule.support, t->foe.support);
	} else {
		judging_because(t, "%s says otherwise, and as much speaks for it (%g, against %g)",
		    judging_name(t, &t->foe), t->foe.support, t->rule.support);
		*result = RESULT_HELD;
	}
	return 0;
}
