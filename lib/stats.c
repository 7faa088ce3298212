/* Intervals, tests and small accumulators. */
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

void
bet_init(struct bet *b, double mean, enum bet_side side, double alpha)
{
	*b = (struct bet){.mean = clip(mean, 1e-6, 1 - 1e-6),
		.alpha = clip(alpha, 1e-12, .5),
		.side = side};
}

void
bet_add(struct bet *b, double x)
{
	double t = (double)b->n + 1, guess, variance, lambda, up, down;

	x = clip(x, 0, 1);
	/* Predictable: from the values before this one, shrunk to 1/2 and 1/4. */
	guess = (.5 + b->sum) / t;
	variance = (.25 + b->squares) / t;
	lambda = sqrt(2 * log(2 / b->alpha) / (variance * t * log(t + 1)));
	up = clip(lambda, 0, .5 / b->mean);
	down = clip(lambda, 0, .5 / (1 - b->mean));
	b->ln_above += log1p(up * (x - b->mean));
	b->ln_below += log1p(-down * (x - b->mean));
	b->sum += x;
	b->squares += (x - guess) * (x - guess);
	b->n++;
}

double
bet_evidence(const struct bet *b)
{
	switch (b->side) {
	case BET_ABOVE:
		return exp(b->ln_above);
	case BET_BELOW:
		return exp(b->ln_below);
	case BET_EITHER:
		break;
	}
	return (exp(b->ln_above) + exp(b->ln_below)) / 2;
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

void
moments_add(struct moments *m, double x)
{
	double d = x - m->mean;

	m->n++;
	m->mean += d / (double)m->n;
	m->m2 += d * (x - m->mean);
}

double
moments_variance(const struct moments *m)
{
	return m->n > 1 ? m->m2 / (double)(m->n - 1) : 0;
}
