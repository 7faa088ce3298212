/*
 * Evidence for a rule as a process of bets, good at any stopping time, so that one may look every
 * night.  Pure: numbers in, numbers out.
 *
 * The first voice is what proposes a claim; it gives a prior factor by its authority, and an
 * agent's gives 1.  Each later reporter's word on it is a bet.  When the claim is false, a
 * reporter of weight w says it again with a chance of at most p(w) = 1 / (1 + b^w); so a word for
 * it multiplies the wealth by b^w and a word for something else by b^-w, which is a fair bet at
 * p(w) or a losing one below it (Waudby-Smith and Ramdas 2024, with a stake that is known before
 * the word).  b follows from the setting false_repeat, which is p of an agent.  By Ville's
 * inequality the wealth of a false claim ever reaches 1/error with a chance of at most error.  One
 * reporter counts once, or the words would not be independent.
 *
 * In weights: ln E = (for - against - an agent's) ln b.
 */
#ifndef FL_EVIDENCE_H
#define FL_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "rule.h"

/* What a voice of this weight multiplies the wealth by: above 1. */
double evidence_factor(const struct conf *c, double weight);

/* The chance of its repeating a false claim up to which this is fair. */
double evidence_repeat(const struct conf *c, double weight);

/* ln of the wealth, with the prior factor, behind a claim with so much for and against it. */
double evidence_ln(const struct conf *c, double support, double against);

/* Has anybody but who proposed it spoken on this rule?  A person's own rule is no hypothesis. */
bool evidence_tested(const struct rule *r);

/*
 * The claims under test, by what speaks for them.  Many claims at once are held to a share of
 * false ones by e-BH (Wang and Ramdas 2022): of m claims, those k are taken whose wealth is at
 * least m / (k error).  It holds under any dependence.  A claim on which nobody else has spoken
 * is not among the m: whether somebody speaks says nothing of what they say.
 */
enum { EVIDENCE_LEVELS = 256 };

struct evidence_book {
	uint32_t at[EVIDENCE_LEVELS]; /* claims by quarters of weight, from -32 up */
	uint32_t tested;
};

void evidence_add(struct evidence_book *b, double net);
void evidence_drop(struct evidence_book *b, double net);

/*
 * The weight (for less against) from which a claim is used: update_at, or more where the book
 * holds so many claims that were not confirmed that e-BH wants more.
 */
double evidence_needed(const struct evidence_book *b, const struct conf *c);

/*
 * The running test of "this rule's answers end well often enough" (evidence_enough): ln of the
 * wealth of a bet against it, after one more end.  sure is how sure the report is, 0 to 1.
 * It is kept from falling below evidence_floor, so that long good years do not hide a rule that
 * turns bad; each answer then adds at most e^floor to Ville's chance of a false alarm.
 */
extern const double evidence_enough, evidence_floor;
double evidence_doubt(double doubt, bool good, double sure);

#endif
