/* Which of several candidates, and what another way would have earned. */
#include "policy.h"

#include <math.h>
#include <string.h>
#ifndef MATHLIB_STANDALONE
#define MATHLIB_STANDALONE
#endif
#include <Rmath.h>

#include "mem.h"

#define POINTS 128 /* at which the distribution of a rate is taken */
#define GRID 400   /* values that an interval may end at */

const double policy_keep = 0.99;

static const double TOPIC_PRIOR = 8, SEGMENT_PRIOR = 8; /* observations that a prior counts as */
static const double SURE_WORSE = 0.95;

void
arm_add(struct arm *a, bool accepted)
{
	a->yes = policy_keep * a->yes + (accepted ? 1 : 0);
	a->no = policy_keep * a->no + (accepted ? 0 : 1);
}

/* A level's parameters: the level above as a prior of this strength, and what is known here. */
static void
shrink(double *a, double *b, double strength, const struct arm *here)
{
	double n = *a + *b, mean = *a / n;

	n = n < strength ? n : strength;
	*a = mean * n + here->yes;
	*b = (1 - mean) * n + here->no;
}

void
policy_posterior(const struct item *i, double *a, double *b)
{
	*a = 1 + i->all.yes;
	*b = 1 + i->all.no;
	if (i->topic.yes + i->topic.no > 0)
		shrink(a, b, TOPIC_PRIOR, &i->topic);
	if (i->segment.yes + i->segment.no > 0)
		shrink(a, b, SEGMENT_PRIOR, &i->segment);
}

/* The distribution of a rate at POINTS + 1 places from 0 to 1. */
struct rate {
	double below[POINTS + 1];
};

/* Between the places it is taken as straight. */
static double
below(const struct rate *r, double x)
{
	double at = x * POINTS;
	int k = (int)at;

	if (x <= 0)
		return 0;
	return k >= POINTS ? 1 : r->below[k] + (at - k) * (r->below[k + 1] - r->below[k]);
}

/* The chance that a rate is below another less margin. */
static double
worse_chance(const struct rate *r, const struct rate *safe, double margin)
{
	double sum = 0;

	for (int s = 0; s < POINTS; s++)
		sum += (safe->below[s + 1] - safe->below[s]) * below(r, (s + .5) / POINTS - margin);
	return sum;
}

void
policy_chances(const struct item *items, size_t n, size_t safe, double margin, double *out)
{
	struct rate rates[POLICY_ITEMS_MAX];
	bool left[POLICY_ITEMS_MAX];
	double all = 0;

	for (size_t i = 0; i < n; i++) {
		double a, b;

		policy_posterior(&items[i], &a, &b);
		for (int s = 0; s <= POINTS; s++)
			rates[i].below[s] = pbeta((double)s / POINTS, a, b, 1, 0);
		out[i] = 0;
	}
	for (size_t i = 0; i < n; i++)
		left[i] = i == safe || worse_chance(&rates[i], &rates[safe], margin) < SURE_WORSE;
	for (int s = 0; s < POINTS; s++) {
		double middle[POLICY_ITEMS_MAX], product = 1;

		for (size_t i = 0; i < n; i++) {
			middle[i] = fmax((rates[i].below[s] + rates[i].below[s + 1]) / 2, 1e-300);
			product *= left[i] ? middle[i] : 1;
		}
		for (size_t i = 0; i < n; i++)
			if (left[i])
				out[i] += (rates[i].below[s + 1] - rates[i].below[s]) * product /
					  middle[i];
	}
	for (size_t i = 0; i < n; i++)
		all += out[i];
	for (size_t i = 0; i < n; i++)
		out[i] = all > 0 ? out[i] / all : i == safe;
}

size_t
policy_pick(const double *chances, size_t n, uint64_t hash)
{
	double u = hash_share(hash), sum = 0;
	size_t last = 0;

	for (size_t i = 0; i < n; i++) {
		if (chances[i] <= 0)
			continue;
		last = i;
		sum += chances[i];
		if (u < sum)
			return i;
	}
	return last;
}

/*
 * The lower end for the mean of values of at least -1, each in its order: the smallest mean that
 * no bet against it has refuted at alpha.
 */
static double
lower_end(const double *x, size_t n, double alpha)
{
	double ln[GRID], sum = 0, squares = 0;

	memset(ln, 0, sizeof(ln));
	for (size_t t = 0; t < n; t++) {
		double mean = (.5 + sum) / ((double)t + 1);
		double variance = (.25 + squares) / ((double)t + 1);
		double stake =
		    sqrt(2 * log(1 / alpha) / (variance * ((double)t + 1) * log((double)t + 2)));

		for (int g = 0; g < GRID; g++) {
			double m = (double)g / GRID;

			ln[g] += log1p(fmin(stake, .5 / (m + 1)) * (x[t] - m));
		}
		sum += x[t];
		squares += (x[t] - mean) * (x[t] - mean);
	}
	for (int g = GRID - 1; g >= 0; g--)
		if (ln[g] >= log(1 / alpha))
			return (g + 1.0) / GRID;
	return 0;
}

struct estimate
policy_estimate(const struct logged *log, size_t n, double alpha)
{
	struct estimate e = {.interval = {0, 1}};
	double *up = mem_alloc((n + 1) * sizeof(*up)), *down = mem_alloc((n + 1) * sizeof(*down));
	double weights = 0, squares = 0, earned = 0, robust = 0;

	for (size_t i = 0; i < n; i++) {
		const struct logged *l = &log[i];
		double w = l->wanted / l->logged, part;

		weights += w;
		squares += w * w;
		earned += w * l->reward;
		robust += w * (l->reward - l->expected) + l->expected_wanted;
		/* The model's part is made so small, before the choice, that none is below -1. */
		part = l->largest > 0 ? 1 / fmax(l->largest, 1) : 0;
		up[i] = w * (l->reward - part * l->expected) + part * l->expected_wanted;
		down[i] = w * ((1 - l->reward) - part * (1 - l->expected)) +
			  part * (1 - l->expected_wanted);
	}
	if (n > 0) {
		e.ips = earned / (double)n;
		e.snips = weights > 0 ? earned / weights : 0;
		e.dr = robust / (double)n;
		e.effective = squares > 0 ? weights * weights / squares : 0;
		e.interval.low = lower_end(up, n, alpha / 2);
		e.interval.high = 1 - lower_end(down, n, alpha / 2);
	}
	mem_free(up);
	mem_free(down);
	return e;
}
