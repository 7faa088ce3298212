/* The correction of the confidence: a right gate is left alone, a wrong one is mended. */
#include <math.h>
#include <stdint.h>

#include "calibration.h"
#include "splitmix.h"
#include "units.h"

static uint64_t state = 5;

static double
uniform(void)
{
	return splitmix_unit(&state);
}

static double
chance(double z)
{
	return 1 / (1 + exp(-z));
}

/* Confidences as they are: most are sure, some are not. */
static double
logit(void)
{
	return 5 - 7 * uniform() * uniform();
}

/*
 * The calibration error of questions to come, after n judged ones; the truth is by + times the
 * logit.  before: without any correction.
 */
static double
error_after(int n, double by, double times, double *before)
{
	enum { STEPS = 2000 };
	struct calibration c = {0};
	struct correction found;
	double off = 0;

	for (int i = 0; i < n; i++) {
		double z = logit();

		calibration_add(&c, chance(z), uniform() < chance(by + times * z));
	}
	calibration_fit(&found, &c);
	*before = 0;
	for (int i = 0; i < STEPS; i++) {
		double z = logit(), truth = chance(by + times * z);

		off += fabs(calibration_correct(&found, chance(z)) - truth) / (double)STEPS;
		*before += fabs(chance(z) - truth) / (double)STEPS;
	}
	return off;
}

enum { TIMES = 40 };

/* Means over some streams. */
static double
mean_after(int n, double by, double times, double *before)
{
	double sum = 0, each;

	*before = 0;
	for (int i = 0; i < TIMES; i++) {
		sum += error_after(n, by, times, &each) / (double)TIMES;
		*before += each / (double)TIMES;
	}
	return sum;
}

static void
check_harm(void)
{
	static const int cases[] = {1, 5, 20, 100, 500};
	double before;

	for (int i = 0; i < 5; i++)
		is(mean_after(cases[i], 0, 1, &before) < .01,
		    "a gate that is right is left as it is");
}

static void
check_help(void)
{
	double before, after = mean_after(100, -1.5, 1, &before);

	is(after < before / 2, "100 cases mend one that is too sure by half");
	after = mean_after(500, -1.5, 1, &before);
	is(after < before / 4, "500 by three quarters");
	after = mean_after(500, 0, .5, &before);
	is(after < before / 2.5, "one that exaggerates");
	after = mean_after(500, 1.5, 1, &before);
	is(after < before / 2, "one that is too modest");
}

static void
check_edges(void)
{
	struct calibration c = {0};
	struct correction found;

	calibration_fit(&found, &c);
	is(!(found.mix > 0) && !(calibration_correct(&found, .7) < .7), "no case, no correction");
	calibration_add(&c, .8, false);
	calibration_fit(&found, &c);
	is(calibration_correct(&found, .8) > .75 && calibration_correct(&found, .8) < .8,
	    "one bad outcome moves it a little");
	for (int i = 0; i < 2000; i++)
		calibration_add(&c, i % 2 ? .999999 : .000001, i % 2 == 0);
	calibration_fit(&found, &c);
	is(calibration_correct(&found, .9) > calibration_correct(&found, .2),
	    "what is surer stays so, whatever is judged");
	is(isfinite(found.mix) && isfinite(found.offset) && isfinite(found.slope), "numbers");
	is(c.cases == 2001 && c.right == 1000, "all are counted");
	is(!calibration_takes(0) && !calibration_takes(1) && !calibration_takes(NAN) &&
		!(calibration_correct(&found, 1) < 1),
	    "certainty is not corrected");
	is(calibration_error(&c, &found) < calibration_error(&c, NULL), "the cases themselves");
}

int
main(void)
{
	check_harm();
	check_help();
	check_edges();
	return bad > 0;
}
