/* Rules as a process that answers reads them again and again: parsed once while the store stays. */
#ifndef FL_RULES_KEPT_H
#define FL_RULES_KEPT_H

#include "journal.h"
#include "rule.h"
#include "text.h"

/*
 * As rules_get (views.h), 1, 0 or -1.  What out points to lives in the arena or, mostly, with the
 * journal, until another state of the store is read: use it no longer than the look it was got in.
 */
int rules_kept_get(struct journal *j, struct arena *a, uint32_t number, struct rule *out);

/* What questions are like that a rule is about, and those that it is not about, as far as kept. */
struct rule_marks {
	const struct text_marks **at, **against;
	size_t n, against_count;
};

/* The marks of a rule: of a sample of its questions, or else of its own words; 0 or -1. */
int rules_kept_marks(struct journal *j, struct arena *a, const struct rule *r,
    struct rule_marks *out);

/* For the journal alone, which holds them. */
struct rules_kept;
void rules_kept_free(struct rules_kept *k); /* NULL is fine */

#endif
