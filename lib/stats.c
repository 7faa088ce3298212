/* Intervals and tests. */
#include "stats.h"

#include <math.h>
#ifndef MATHLIB_STANDALONE
#define MATHLIB_STANDALONE
#endif
#include <Rmath.h>

static double
clip(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

struct interval
stats_wilson(double yes, double n, double alpha)
{
	double z, p, middle, half, whole;

	if (!(n > 0))
		return (struct interval){0, 1};
	z = qnorm(1 - alpha / 2, 0, 1, 1, 0);
	p = yes / n;
	whole = 1 + z * z / n;
	middle = (p + z * z / (2 * n)) / whole;
	half = z / whole * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	return (struct interval){clip(middle - half, 0, p), clip(middle + half, p, 1)};
}

double
stats_at_least(uint64_t yes, uint64_t n, double rate)
{
	return yes ? pbinom((double)yes - 1, (double)n, rate, 0, 0) : 1;
}

double
stats_at_most(uint64_t yes, uint64_t n, double rate)
{
	return pbinom((double)yes, (double)n, rate, 1, 0);
}

struct interval
stats_exact(uint64_t yes, uint64_t n, double alpha)
{
	struct interval out = {0, 1};
	double k = (double)yes, no = (double)n - k;

	if (n == 0 || yes > n)
		return out;
	if (yes > 0)
		out.low = qbeta(alpha / 2, k, no + 1, 1, 0);
	if (yes < n)
		out.high = qbeta(1 - alpha / 2, k + 1, no, 1, 0);
	return out;
}

double
stats_log_odds(double in, double in_all, double out, double out_all, double strength)
{
	double all = in_all + out_all, prior, a, b, rest_a, rest_b;

	if (!(all > 0) || !(in + out > 0))
		return 0;
	prior = strength * (in + out) / all;
	a = in + prior;
	b = out + prior;
	rest_a = in_all + strength - a;
	rest_b = out_all + strength - b;
	if (!(rest_a > 0) || !(rest_b > 0))
		return 0;
	return (log(a / rest_a) - log(b / rest_b)) / sqrt(1 / a + 1 / b);
}
