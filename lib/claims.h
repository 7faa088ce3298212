/*
 * Claims: the marks by which rules are found other than by their examples: what they say, what
 * kind they are, how they stand.  Part of the views, which alone write them.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 */
#ifndef FL_CLAIMS_H
#define FL_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal.h"
#include "rule.h"

/* What a rule claims, so that another correction that says the same finds it. */
enum claim {
	CLAIM_WORDS = 'a',     /* the same words under the same conditions */
	CLAIM_VALUES = 'v',    /* the same values in the same category and act */
	CLAIM_PROACTIVE = 'p', /* rules told without asking */
	CLAIM_STYLE = 'y',     /* rules on how to say things */
	CLAIM_GUARD = 'g',     /* rules that hand over */
	CLAIM_ASK = 'k',       /* rules that ask before others answer */
	CLAIM_PENDING = 'w',   /* rules without effect, yet */
	CLAIM_DOUBT = 'd',     /* rules in force whose answers end badly more than well */
	CLAIM_TRIAL = 'x',     /* rules on trial */
	CLAIM_DISPUTE = 'q',   /* whose question waits; the hash is its text_key */
	CLAIM_AGE = 't'	       /* pending rules; the hash is when they last changed, in ms */
};

/* The hash under which a rule's CLAIM_WORDS or CLAIM_VALUES stands; 0: it makes no such claim. */
uint64_t claim_hash(const struct rule *r, enum claim kind);

/*
 * The numbers of the rules with this claim (hash 0 for kinds that are no words or values), smallest
 * first, at most max: how many, or -1.
 */
long claims_find(struct journal *j, enum claim kind, uint64_t hash, uint32_t *out, size_t max);

/* The same, among the rules from this number on. */
long claims_from(struct journal *j, enum claim kind, uint64_t hash, uint32_t from, uint32_t *out,
    size_t max);

/* The pending rules that last changed before a time, the oldest first, at most max. */
long claims_older(struct journal *j, int64_t time, uint32_t *out, size_t max);

/*
 * Call with each question that waits for another reporter's word, by its text_key, and the rule's
 * number; until one gives other than 0, which is given back.
 */
int claims_disputes(struct journal *j, int (*each)(uint64_t question, uint32_t number, void *arg),
    void *arg);

/* Set all marks of a rule as it stands; take away those of its words and values. */
int claims_put(struct journal *j, const struct rule *r);
int claims_drop(struct journal *j, const struct rule *r);

/* Set or take away a pending rule's mark by time; set the one of doubt as it stands. */
int claims_age(struct journal *j, const struct rule *r, bool on);
int claims_doubt(struct journal *j, const struct rule *r);

/* Set or take away the mark of a question that waits. */
int claims_dispute(struct journal *j, uint32_t number, uint64_t question, bool on);

#endif
