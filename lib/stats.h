/*
 * Intervals, tests and small accumulators.  Pure; every method names its paper.
 */
#ifndef FL_STATS_H
#define FL_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct interval {
	double low, high;
};

/*
 * The rate behind `yes` of n, with confidence 1 - alpha (.05 for 95 %).  Wilson (1927): close to
 * the stated confidence, for showing.  Exact (Clopper and Pearson 1934): never below it, for
 * promising.  n = 0 gives [0, 1].  Counts may be fractions (weighted reports) in Wilson's.
 */
struct interval stats_wilson(double yes, double n, double alpha);
struct interval stats_exact(uint64_t yes, uint64_t n, double alpha);

/*
 * Evidence by betting that the mean of values in [0, 1] is not what was assumed, good at any
 * stopping time: reject at level alpha as soon as the wealth reaches 1/alpha (Ville's inequality).
 * Wealth = product of 1 + lambda (x - mean) with a predictable plug-in lambda (Waudby-Smith and
 * Ramdas 2024, section 4), cut to half of what could lose everything.
 *
 *	struct bet b;
 *	bet_init(&b, .9, BET_ABOVE, .05);
 *	for each outcome: bet_add(&b, x);
 *	if (bet_evidence(&b) >= 1 / .05) ...the mean is above .9
 */
enum bet_side {
	BET_ABOVE, /* the mean is above the assumed one */
	BET_BELOW,
	BET_EITHER /* the mean of both wealths */
};

struct bet {
	double mean;  /* assumed, strictly between 0 and 1 */
	double alpha; /* level the bets are tuned for; any level may be read off */
	enum bet_side side;
	uint64_t n;
	double sum, squares;	   /* of what has come, for lambda */
	double ln_above, ln_below; /* ln of the wealth */
};

void bet_init(struct bet *b, double mean, enum bet_side side, double alpha);
void bet_add(struct bet *b, double x);	  /* outside [0, 1]: cut */
double bet_evidence(const struct bet *b); /* the wealth: 1 at the start, an e-value */

/*
 * How much more a word belongs to one group than to the rest: log-odds with an informative
 * Dirichlet prior, in standard deviations (Monroe, Colaresi and Quinn 2008, eq. 22).  in of
 * in_all words are this one inside the group, out of out_all outside; the prior is their sum, with
 * strength words in all (about 100 for short texts).  Names of groups: the words above 2, highest
 * first.
 */
double stats_log_odds(double in, double in_all, double out, double out_all, double strength);

/* Mean and variance as values come (Welford 1962). */
struct moments {
	uint64_t n;
	double mean, m2;
};

void moments_add(struct moments *m, double x);
double moments_variance(const struct moments *m); /* of the sample; 0 below two values */

#endif
