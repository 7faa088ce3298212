/*
 * Validation: corrections that are themselves in doubt.  What teaches a known rule a question that
 * hardly fits it, or calls an answer wrong that was nearly sure, is often a lie or a slip: its
 * question waits until another reporter says much the same.
 */
#include <math.h>
#include <string.h>

#include "index.h"
#include "learn.h"
#include "scope.h"
#include "text.h"
#include "validate_parts.h"
#include "views.h"

enum { NEAREST = 8 };

const double JUDGING_HARDLY = 0.005;

static const double MOST = 0.5;		 /* of what a question asks about */
static const double SURE = 0.8;		 /* confidence of the answer that is called wrong */
static const double MUCH_THE_SAME = 0.3; /* likeness of two questions */

static bool
is_rule(void *ctx, uint32_t rule)
{
	return rule == *(const uint32_t *)ctx;
}

int
judging_fit(struct judging *t, uint32_t number, const struct example *e, struct fit *out)
{
	struct index *ix = journal_index(t->v->journal);
	struct question *q = index_question(ix, &t->v->arena, e->text, strlen(e->text), e->locale);
	struct candidate near[NEAREST], own = {0};
	struct found found, alone;
	double all = 0;
	int n = q ? index_find(ix, q, NULL, NULL, near, NEAREST, &found) : -1, m = 0;

	*out = (struct fit){1, 1};
	if (n <= 0)
		return n;
	for (int i = 0; i < n; i++) {
		all += exp(near[i].z - near[0].z);
		if (near[i].rule == number) {
			own = near[i];
			m = 1;
		}
	}
	all += exp(found.rest - near[0].z);
	if (m == 0 && (m = index_find(ix, q, is_rule, &number, &own, 1, &alone)) < 0)
		return -1;
	out->share = m > 0 ? exp(own.z - near[0].z) / all : 0;
	out->content = own.nameless ? 1 : own.content;
	return 0;
}

/* An answer of another rule in force, given with much confidence, is called wrong. */
static int
denies_sure(struct judging *t)
{
	yyjson_val *action = json_get(t->lesson.interaction, "action");
	struct rule r;
	int rc;

	if (!t->wrong || strcmp(t->wrong, t->old.id) == 0 ||
	    !(json_num_or(action, "confidence", 0) > SURE))
		return 0;
	rc = rules_named(t->v->journal, &t->v->arena, t->wrong, &r);
	return rc <= 0 ? rc : rule_in_force(r.status);
}

/* Teach the word for as long as it takes to see what fits with it; the index is then forgotten. */
static int
try_word(struct judging *t)
{
	struct index *ix = journal_index(t->v->journal);
	struct question *now = index_question(ix, &t->v->arena, t->lesson.question,
	    strlen(t->lesson.question), t->lesson.locale);

	return now && index_flush(ix) == 0 ? index_teach(ix, now, t->old.number, 0, NULL) : -1;
}

/* With this word taught, may a question that waits be the rule's?  1, 0, -1. */
static int
now_fits(struct judging *t, const struct example *e)
{
	struct fit fit = {0, 0};

	if (judging_fit(t, t->old.number, e, &fit) < 0)
		return -1;
	return fit.share >= JUDGING_HARDLY || fit.content >= MOST;
}

/* Does it wait for a word like this one of somebody else? */
static bool
waits_for(const struct judging *t, const struct example *e)
{
	const char *q = t->lesson.question;

	return e->by && strcmp(e->by, t->by) != 0 &&
	       text_similarity(q, strlen(q), e->text, strlen(e->text), NULL) >= MUCH_THE_SAME;
}

/* The questions that wait at this rule, and are believed with this word. */
static int
settle(struct judging *t)
{
	struct example *list;
	bool taught = false;
	size_t n;
	int rc = rules_disputed(t->v->journal, &t->v->arena, t->old.number, &list, &n);

	t->settled = arena_alloc(&t->v->arena, (n + 1) * sizeof(*t->settled));
	for (size_t i = 0; rc >= 0 && i < n; i++) {
		if (!waits_for(t, &list[i]))
			continue;
		if (!taught)
			rc = try_word(t);
		taught = true;
		if (rc < 0 || (rc = now_fits(t, &list[i])) <= 0)
			continue;
		t->settled[t->settled_n] = list[i];
		/* Two customers are not staff, however much they say the same. */
		t->settled[t->settled_n++].trusted =
		    list[i].trusted || t->weight >= t->v->conf->weight_agent;
	}
	if (taught)
		index_forget(journal_index(t->v->journal));
	return rc < 0 ? -1 : 0;
}

/*
 * This very question was given to another rule, which holds in this case: an earlier word that is
 * a standing test.  1, 0, -1.
 */
static int
denies_test(struct judging *t, const struct example *now)
{
	struct question *q = index_question(journal_index(t->v->journal), &t->v->arena, now->text,
	    strlen(now->text), now->locale);
	struct candidate near[NEAREST];
	struct found found;
	int n =
	    q ? index_find(journal_index(t->v->journal), q, NULL, NULL, near, NEAREST, &found) : -1;

	for (int i = 0; i < n; i++) {
		struct asked asked;
		struct rule r;
		int rc;

		if (near[i].exact <= 0 || near[i].rule == t->old.number)
			continue;
		if ((rc = rules_get(t->v->journal, &t->v->arena, near[i].rule, &r)) < 0)
			return -1;
		scope_ask(&asked, t->lesson.asked, now->text, strlen(now->text));
		if (rc > 0 && r.status == RULE_ACTIVE && rule_valid(&r, t->v->now) &&
		    !learn_same_claim(&t->rule, &r) &&
		    scope_check(r.where, &asked, NULL) == SCOPE_HOLDS)
			return 1;
	}
	return n < 0 ? -1 : 0;
}

int
judging_dispute(struct judging *t, double *share)
{
	const struct example now = {.text = t->lesson.question, .locale = t->lesson.locale};
	struct fit fit;
	int rc;

	*share = 1;
	if (t->written || t->standing || t->weight >= t->v->conf->weight_lead || !t->old.number ||
	    !t->old.taught || !rule_in_force(t->old.status) || t->rule.act != ACT_SAY)
		return 0;
	if (judging_fit(t, t->old.number, &now, &fit) < 0 || (rc = denies_sure(t)) < 0 ||
	    settle(t) < 0)
		return -1;
	*share = fit.share;
	if (rc == 0 && (rc = denies_test(t, &now)) < 0)
		return -1;
	t->disputed = (rc > 0 || fit.share < JUDGING_HARDLY) && t->settled_n == 0;
	return 0;
}
