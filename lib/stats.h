/*
 * Intervals and tests.  Pure; every method names its paper.
 */
#ifndef FL_STATS_H
#define FL_STATS_H

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

/* The chance that at least, or at most, so many of n come out, each by this rate. */
double stats_at_least(uint64_t yes, uint64_t n, double rate);
double stats_at_most(uint64_t yes, uint64_t n, double rate);

/*
 * How much more a word belongs to one group than to the rest: log-odds with an informative
 * Dirichlet prior, in standard deviations (Monroe, Colaresi and Quinn 2008, eq. 22).  in of
 * in_all words are this one inside the group, out of out_all outside; the prior is their sum, with
 * strength words in all (about 100 for short texts).  Names of groups: the words above 2, highest
 * first.
 */
double stats_log_odds(double in, double in_all, double out, double out_all, double strength);

#endif
