/* Intervals and tests, against published or exact figures. */
#include <math.h>
#include <stdio.h>

#include "stats.h"
#include "units.h"

static void
near(const char *what, double got, double want, double within)
{
	if (!(fabs(got - want) <= within) && wrong())
		printf("%s: expected %.6g, got %.6g\n", what, want, got);
}

/* Vollset 1993 and Newcombe 1998 give these for 81 of 263, 15 of 148 and 0 of 20. */
static void
check_intervals(void)
{
	struct interval i = stats_wilson(81, 263, .05);

	near("Wilson's interval of 81 in 263 begins", i.low, .2553, 5e-5);
	near("and ends", i.high, .3662, 5e-5);
	i = stats_wilson(15, 148, .05);
	near("of 15 in 148 begins", i.low, .0624, 5e-5);
	near("and ends", i.high, .1605, 5e-5);
	i = stats_wilson(0, 20, .05);
	near("of none in 20 begins", i.low, 0, 1e-12);
	near("and ends", i.high, .1611, 5e-5);
	i = stats_exact(81, 263, .05);
	near("the exact interval of 81 in 263 begins", i.low, .2527, 5e-5);
	near("and ends", i.high, .3676, 5e-5);
	i = stats_exact(0, 20, .05);
	near("of none in 20 begins", i.low, 0, 1e-12);
	near("and ends", i.high, .1684, 5e-5);
	i = stats_exact(20, 20, .05);
	near("of all of 20 begins", i.low, .8316, 5e-5);
	near("and ends", i.high, 1, 1e-12);
	i = stats_wilson(0, 0, .05);
	near("no observations say nothing: from", i.low, 0, 1e-12);
	near("to", i.high, 1, 1e-12);
}

static void
check_words(void)
{
	double plus = stats_log_odds(30, 1000, 10, 10000, 100);

	is(plus > 2, "a word that is frequent in a group names it");
	is(fabs(stats_log_odds(10, 1000, 100, 10000, 100)) < .5, "a word of the same share does "
								 "not");
	is(stats_log_odds(1, 1000, 1, 10000, 100) < plus, "nor a rare word as much");
	near("a word that is nowhere", stats_log_odds(0, 10, 0, 10, 100), 0, 1e-12);
	near("the log-odds change sign with the sides",
	    stats_log_odds(30, 1000, 10, 10000, 100) + stats_log_odds(10, 10000, 30, 1000, 100), 0,
	    1e-9);
}

int
main(void)
{
	check_intervals();
	check_words();
	return bad > 0;
}
