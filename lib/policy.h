/*
 * Which of several candidates to recommend, and what another way of choosing would have earned.
 * Pure: counts and numbers in, numbers out.
 *
 * Choosing is discounted Thompson sampling: each item has a Beta posterior of being accepted, in
 * which an observation loses weight with each later one of the same kind, so that what was true
 * last year is forgotten.  It is shrunk in levels: the item's rate over all is the prior of its
 * rate in a topic, and that the prior of its rate in a segment.  The chance that each is the best
 * is computed, not drawn: the choice is then made by a hash, so that it can be repeated, and
 * its probability is known exactly, so that it can be logged.
 */
#ifndef FL_POLICY_H
#define FL_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats.h"

enum { POLICY_ITEMS_MAX = 32 };

extern const double policy_keep; /* what an observation keeps of its weight with the next one */

/* What is known of an item at one level, in discounted observations. */
struct arm {
	double yes, no;
};

void arm_add(struct arm *a, bool accepted);

/* An item as it stands in one question: over all, in its topic, in its segment. */
struct item {
	struct arm all, topic, segment;
};

/* The Beta posterior of an item: its two parameters. */
void policy_posterior(const struct item *i, double *a, double *b);

/*
 * The probability with which each of n items is chosen (at most POLICY_ITEMS_MAX): that of being
 * the best.  safe is the place of the default: an item that is worse than it by more than margin
 * with a probability of 0.95 and more gets none.
 */
void policy_chances(const struct item *items, size_t n, size_t safe, double margin, double *out);

/* The place that a hash stands for, among these probabilities. */
size_t policy_pick(const double *chances, size_t n, uint64_t hash);

/*
 * What another policy would have earned, from a log with probabilities, 0 to 1: inverse
 * propensity (IPS), self-normalised (SNIPS), doubly robust (DR; Dudík et al. 2011), whose model is
 * the mean of each item before the choice at hand.  The interval is DR's, good at any stopping
 * time (betting for variables bounded from below, Waudby-Smith et al. 2022).
 */
struct logged {
	double logged;	 /* the probability with which the choice was made, above 0 */
	double largest;	 /* wanted / logged at its largest among the candidates; 0: unknown */
	double wanted;	 /* the one with which the other policy makes it */
	double reward;	 /* 0 to 1 */
	double expected; /* the model's, of the choice that was made */
	double expected_wanted; /* the model's, of the other policy's choice on the mean */
};

struct estimate {
	double ips, snips, dr;
	struct interval interval; /* confidence 1 - alpha at any n */
	double effective;	  /* so many choices of its own is the log worth */
};

struct estimate policy_estimate(const struct logged *log, size_t n, double alpha);

#endif
