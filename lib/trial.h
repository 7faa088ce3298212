/*
 * A trial of a rule: it answers in a random share of the conversations in which it could, and the
 * ends of these are compared with the ends of the others.  Pure: ends in, a finding out, good at
 * any stopping time, so that one may look every night.
 *
 * Ends come in blocks, closed as soon as both sides have one.  With what earlier blocks make one
 * expect of each side, p1 and p0, and their mean over the block, p, each block multiplies the
 * wealth behind "it helps" by the product of p1(y) / p(y) over the ends with the rule and of
 * p0(y) / p(y) over those without, if p1 > p0, and behind "it does harm" likewise if p1 < p0.
 * When both sides end well equally often, the mean of that factor is at most 1: by the inequality
 * of the means, (sum of n_i f_i / n)^n >= the product of f_i^n_i, and the weighted sum of both
 * sides' factors is exactly 1.  When the rule's side ends well less often, it is smaller still,
 * since each factor grows with its own side's rate in the direction of the bet.  So the wealth
 * behind a false finding ever reaches 1 / error with a chance of at most error (Ville; Turner, Ly
 * and Gruenwald 2021).
 * That holds where whether an end is told does not depend on which side a conversation fell on.
 */
#ifndef FL_TRIAL_H
#define FL_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

struct trial_side {
	uint32_t ends, good;
};

struct trial {
	struct trial_side with, without;	   /* of the blocks that are closed */
	struct trial_side open_with, open_without; /* of the one that is not */
	double helps, harms;			   /* ln of the wealth behind each */
};

/* One more conversation ended, with the rule or without. */
void trial_add(struct trial *t, bool with, bool good);

enum trial_finding { TRIAL_UNDECIDED, TRIAL_HELPS, TRIAL_HARMS };

/* What is found, each finding with a chance of error of at most so much. */
enum trial_finding trial_finding(const struct trial *t, double helps_error, double harms_error);

/* All ends of a side. */
struct trial_side trial_with(const struct trial *t);
struct trial_side trial_without(const struct trial *t);

#endif
