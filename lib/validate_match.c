/* Validation: the rule that says already what a correction says. */
#include <string.h>

#include "learn.h"
#include "text.h"
#include "tone.h"
#include "validate_parts.h"
#include "views.h"

enum {
	MATCHES_MAX = 64,  /* rules with the same claim that are looked at */
	PENDING_MAX = 200, /* pending rules whose words are compared */
	RECENT = 400,	   /* among so many of the newest rules */
	SAMPLE = 8	   /* examples of a rule that a question is compared with */
};

static const double NEAR_QUESTION = 0.3; /* two questions about the same thing, by their words */
static const double ALIKE = 0.4;	 /* two answers in much the same words */

/* Does the question resemble one of the rule's own? */
static int
near_rule(struct judging *t, const struct rule *r)
{
	const char *q = t->lesson.question;
	struct example *list;
	size_t n;

	if (rules_examples(t->v->journal, &t->v->arena, r->number, SAMPLE, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (text_similarity(q, strlen(q), list[i].text, strlen(list[i].text), NULL) >=
		    NEAR_QUESTION)
			return 1;
	return n == 0;
}

/* Two answers in much the same words need no likeness of the questions, nor those of one rule. */
static bool
alike(const struct rule *a, const struct rule *b)
{
	for (size_t i = 0; i < a->before.n; i++)
		if (texts_have(&b->before, a->before.at[i]))
			return true;
	return a->say && b->say &&
	       text_similarity(a->say, strlen(a->say), b->say, strlen(b->say), NULL) >= ALIKE;
}

static bool
is_lead(const struct judging *t)
{
	return strcmp(t->authority, "lead") == 0;
}

/* Try the rules of one claim: 1 when one says the same, which becomes t->old. */
static int
match_among(struct judging *t, const uint32_t *numbers, long n, bool near, const char *how)
{
	for (long i = 0; i < n; i++) {
		struct rule r;
		int rc = rules_get(t->v->journal, &t->v->arena, numbers[i], &r);

		if (rc < 0)
			return -1;
		if (rc == 0 || !learn_same_claim(&t->rule, &r))
			continue;
		/* What is in force for some does not become a rule for all by one more word. */
		if (r.act == ACT_STYLE && rule_in_force(r.status) &&
		    !(tone_covers(r.where, t->rule.where) && tone_has(r.style, t->rule.style)))
			continue;
		/* A lead's words are meant as they stand; of others the meaning counts. */
		if (is_lead(t) && t->rule.say && (!r.say || strcmp(t->rule.say, r.say) != 0))
			continue;
		if (near && !alike(&t->rule, &r) && !learn_same_where(&t->rule, &r) &&
		    (rc = near_rule(t, &r)) <= 0) {
			if (rc < 0)
				return -1;
			continue;
		}
		t->old = r;
		t->how = how;
		return 1;
	}
	return 0;
}

int
judging_match(struct judging *t)
{
	struct journal *j = t->v->journal;
	uint32_t numbers[PENDING_MAX], count;
	uint64_t hash = claim_hash(&t->rule, CLAIM_WORDS);
	bool by_words = t->rule.act == ACT_SAY || t->rule.act == ACT_ESCALATE;
	long n = claims_find(j, CLAIM_WORDS, hash, numbers, MATCHES_MAX);
	/* One field is asked for of many kinds of questions. */
	bool near = t->rule.act == ACT_ASK;
	int rc = n < 0 ? -1 : match_among(t, numbers, n, near, "words");

	if (rc != 0 || (is_lead(t) && t->rule.say))
		return rc;
	if (by_words && (hash = claim_hash(&t->rule, CLAIM_VALUES)) != 0) {
		if ((n = claims_find(j, CLAIM_VALUES, hash, numbers, MATCHES_MAX)) < 0)
			return -1;
		if ((rc = match_among(t, numbers, n, true, "values")) != 0)
			return rc;
	}
	if (t->rule.act == ACT_STYLE || t->rule.act == ACT_ESCALATE || t->rule.act == ACT_ASK) {
		n = claims_find(j,
		    t->rule.act == ACT_STYLE ? CLAIM_STYLE
		    : t->rule.act == ACT_ASK ? CLAIM_ASK
					     : CLAIM_GUARD,
		    0, numbers, MATCHES_MAX);
		if (n < 0)
			return -1;
		if ((rc = match_among(t, numbers, n, t->rule.act != ACT_STYLE, "likeness")) != 0)
			return rc;
	}
	/* Short words are compared by their claims alone: likeness says too little of them. */
	if (t->rule.say && !learn_is_long(t->rule.say) && !t->rule.where)
		return 0;
	if (rules_count(j, &count) < 0)
		return -1;
	n = claims_from(j, CLAIM_PENDING, 0, count > RECENT ? count - RECENT : 0, numbers,
	    PENDING_MAX);
	return n < 0 ? -1 : match_among(t, numbers, n, t->rule.act != ACT_STYLE, "likeness");
}

/* The rule with one voice more, or one more against it, if this reporter has not given it yet. */
static int
add_voice(struct judging *t)
{
	struct voice heard = {0};
	bool staff = authority_is_staff(t->authority);
	int rc = t->old.number
		     ? rules_heard(t->v->journal, t->old.number, t->by, &t->v->arena, &heard)
		     : 0;

	if (rc < 0)
		return -1;
	if (!judging_counts(t))
		return 0;
	if (rc > 0 && (heard.weight < 0) == t->denies) {
		t->counted = true;
		return 0;
	}
	if (rc > 0 && !t->denies) {
		t->rule.against += heard.weight;
	} else if (rc > 0) {
		t->rule.support -= heard.weight;
		t->rule.voices--;
		t->rule.staff -= staff && t->rule.staff > 0;
	}
	if (t->denies) {
		t->rule.against += t->weight;
		return 0;
	}
	t->rule.support += t->weight;
	t->rule.voices++;
	t->rule.staff += staff;
	return 0;
}

void
judging_merge(struct judging *t, struct texts *into, const struct texts *from)
{
	for (size_t i = 0; i < from->n; i++)
		if (!texts_have(into, from->at[i]))
			texts_add(into, &t->v->arena, from->at[i]);
}

/* A word against asking makes no rule: it speaks against the one that asks. */
static int
check_denial(struct judging *t, enum result *result)
{
	int rc = judging_denial(t);

	if (rc == 0)
		*result = RESULT_FAILED;
	if (rc <= 0)
		return rc;
	t->rule = t->old;
	if (add_voice(t) < 0)
		return -1;
	json_add_str(t->figures, "rule", t->rule.id);
	json_add_str(t->figures, "found", t->how);
	json_add_bool(t->figures, "voice_counted_before", t->counted);
	judging_because(t,
	    !judging_counts(t) ? "%s is what asks: what customers say takes nothing from it"
	    : t->settled_n > 0
		? "%s is what asks: at such questions it does so no more"
		: "%s is what asks, and goes on until another reporter says so of such a question",
	    judging_name(t, &t->rule));
	return 0;
}

static int
free_id(struct judging *t)
{
	uint32_t count;
	int rc;

	if (rules_count(t->v->journal, &count) < 0)
		return -1;
	do {
		t->rule.id = arena_print(&t->v->arena, "r%u", ++count);
		rc = rules_known(t->v->journal, &t->v->arena, t->rule.id);
	} while (rc > 0);
	return rc;
}

int
check_duplicate(struct judging *t, enum result *result)
{
	if (t->denies)
		return check_denial(t, result);
	if (!t->written && !t->standing) {
		int rc = judging_match(t);

		if (rc < 0 || (rc > 0 && judging_words(t) < 0))
			return -1;
	}
	if (!t->rule.id && free_id(t) < 0)
		return -1;
	if (!t->standing && add_voice(t) < 0)
		return -1;
	json_add_str(t->figures, "rule", t->rule.id);
	json_add_str(t->figures, "found", t->old.number ? t->how ? t->how : "id" : "new");
	json_add_bool(t->figures, "voice_counted_before", t->counted);
	if (!t->old.number)
		judging_because(t, "no rule says this yet");
	else if (t->counted)
		judging_because(t, "%s has said this of %s before: one reporter counts once", t->by,
		    t->rule.id);
	else
		judging_because(t, "%s is a rule already", judging_name(t, &t->rule));
	return 0;
}
