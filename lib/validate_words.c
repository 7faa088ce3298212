/*
 * Validation: in whose words a rule stands.  What customers said is a proposal, which staff puts
 * into its own words; what is told to customers is changed only by two of staff, or a lead.
 */
#include <string.h>

#include "learn.h"
#include "origin.h"
#include "text.h"
#include "tone.h"
#include "validate_parts.h"
#include "views.h"

static void
put_into_words(struct rule *r, const struct rule *draft)
{
	r->category = draft->category;
	r->say = draft->say;
	r->where = draft->where;
	r->must = draft->must;
	r->must_not = draft->must_not;
	r->needs = draft->needs;
	r->before = draft->before;
	r->prefer = draft->prefer;
	r->avoid = draft->avoid;
	r->style = draft->style;
	r->by = draft->by;
	r->authority = draft->authority;
}

static bool
has_all(const struct texts *a, const struct texts *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (!texts_have(a, b->at[i]))
			return false;
	return true;
}

static bool
same_texts(const struct texts *a, const struct texts *b)
{
	return has_all(a, b) && has_all(b, a);
}

/* Do both say it in the same words, of the same case? */
static bool
same_words(const struct rule *a, const struct rule *b)
{
	bool say = a->say && b->say ? text_same(a->say, b->say) : a->say == b->say;

	return say && a->act == b->act && (a->where || b->where ? learn_same_where(a, b) : true) &&
	       (a->style && b->style ? tone_has(a->style, b->style) && tone_has(b->style, a->style)
				     : a->style == b->style) &&
	       same_texts(&a->needs, &b->needs) && same_texts(&a->prefer, &b->prefer) &&
	       same_texts(&a->avoid, &b->avoid);
}

/* Did the correction that this voice came with say it in these words?  1, 0, -1. */
static int
said_so(struct judging *t, const struct voice *voice, const struct rule *words)
{
	struct lesson lesson;
	struct origin from;
	struct rule draft;
	size_t parts;
	int rc = origin_of(&from, t->v->journal, &t->v->arena, voice->seq);

	if (rc <= 0)
		return rc;
	learn_read(&lesson, &t->v->arena, from.correction, from.interaction, t->v->conf);
	parts = learn_parts(&lesson);
	for (; lesson.part < parts; lesson.part++)
		if (learn_draft(&draft, &t->v->arena, &lesson) == 0 && same_words(&draft, words))
			return 1;
	return 0;
}

/* Has another of staff said it in these words?  1, 0, -1. */
static int
said_by_staff(struct judging *t, const struct rule *words)
{
	struct voice *list;
	size_t n;
	int rc = 0;

	if (rules_voices(t->v->journal, &t->v->arena, t->old.number, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n && rc == 0; i++)
		if (authority_is_staff(list[i].authority) && list[i].by &&
		    list[i].weight >= t->v->conf->weight_agent &&
		    strcmp(list[i].authority, "outcome") != 0 && strcmp(list[i].by, t->by) != 0)
			rc = said_so(t, &list[i], words);
	return rc;
}

int
judging_by_one(struct judging *t)
{
	struct voice *list;
	size_t n;
	int rc;

	if (t->old.status != RULE_PENDING || t->denies || t->old.staff != 1 || t->rule.staff != 1 ||
	    !authority_is_staff(t->old.authority) || strcmp(t->old.authority, "lead") == 0)
		return 0;
	if (rules_voices(t->v->journal, &t->v->arena, t->old.number, &list, &n) < 0)
		return -1;
	if (n == 0 || authority_is_staff(list[0].authority))
		return 0;
	rc = said_so(t, &list[0], &t->old);
	return rc < 0 ? -1 : !rc;
}

/* One of staff says what customers said, in the rule's words: 0; in others: 1; or -1. */
static int
take_words(struct judging *t, const struct rule *draft)
{
	int rc = 1;

	t->reworded = !same_words(&t->old, draft);
	/* Nothing is told yet, and no person has looked at it. */
	if (t->old.status == RULE_PENDING) {
		put_into_words(&t->rule, draft);
		return 1;
	}
	if (!t->reworded) {
		t->rule.by = draft->by;
		t->rule.authority = draft->authority;
		return 0;
	}
	if (t->weight < t->v->conf->weight_lead && (rc = said_by_staff(t, draft)) <= 0) {
		t->keeps = rc == 0;
		return rc < 0 ? -1 : 1;
	}
	put_into_words(&t->rule, draft);
	t->reworded = false;
	return 1;
}

int
judging_words(struct judging *t)
{
	struct rule draft = t->rule;
	bool staff = t->weight >= t->v->conf->weight_agent;
	int rc;

	t->rule = t->old;
	if (rule_is_staffs(&t->old) && !staff)
		return 0; /* customers put no condition and no word into what staff stands for */
	if (!rule_is_staffs(&t->old) && staff && (rc = take_words(t, &draft)) != 0)
		return rc < 0 ? -1 : 0;
	if (t->rule.act == ACT_STYLE) {
		if (!rule_in_force(t->rule.status))
			tone_join(&t->rule, &t->v->arena, &draft);
		return 0;
	}
	/* A later lesson may know the conditions, or one more phrase to avoid. */
	if (!t->rule.where && !rule_in_force(t->rule.status))
		t->rule.where = draft.where;
	judging_merge(t, &t->rule.before, &draft.before);
	judging_merge(t, &t->rule.avoid, &draft.avoid);
	judging_merge(t, &t->rule.must_not, &draft.must_not);
	return 0;
}
