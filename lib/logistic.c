/* A logistic model of a few weights. */
#include "logistic.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { ROUNDS = 30 };

double
logistic_chance(double logit)
{
	return 1 / (1 + exp(-logit));
}

double
logistic_logit_of(double chance)
{
	double z = log(chance / (1 - chance));

	return !(z > -LOGISTIC_MOST) ? -LOGISTIC_MOST : z > LOGISTIC_MOST ? LOGISTIC_MOST : z;
}

double
logistic_logit(const struct logistic *l, const logistic_weights w, const logistic_weights x)
{
	double z = 0;

	for (int k = 0; k < l->parts; k++)
		z += w[k] * x[k];
	return z;
}

/* ln(1 + e^z), however large z is. */
static double
softplus(double z)
{
	return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

double
logistic_loss(const struct logistic *l, const logistic_weights w, const struct logistic_row *row)
{
	double z = logistic_logit(l, w, row->x);

	return row->right * softplus(-z) + row->wrong * softplus(z);
}

static bool
is_held(const struct logistic *l, int k)
{
	return isinf(l->hold[k]);
}

static double
distance(const struct logistic *l, const logistic_weights w)
{
	double out = 0;

	for (int k = 0; k < l->parts; k++)
		out += is_held(l, k) ? 0
				     : l->hold[k] / 2 * (w[k] - l->prior[k]) * (w[k] - l->prior[k]);
	return out;
}

/* Log-loss of all rows, with what the distance from the prior adds. */
static double
cost_of(const struct logistic *l, const logistic_weights w, const struct logistic_row *rows,
    size_t n)
{
	double out = distance(l, w);

	for (size_t i = 0; i < n; i++)
		out += logistic_loss(l, w, &rows[i]);
	return out;
}

/* Solve a x = b in place; b becomes x.  a is positive definite; ln of its determinant. */
static double
solve(int n, double a[LOGISTIC_PARTS][LOGISTIC_PARTS], double b[LOGISTIC_PARTS])
{
	double det = 0;

	for (int k = 0; k < n; k++)
		for (int i = k + 1; i < n; i++) {
			double by = a[i][k] / a[k][k];

			for (int c = k; c < n; c++)
				a[i][c] -= by * a[k][c];
			b[i] -= by * b[k];
		}
	for (int k = n - 1; k >= 0; k--) {
		for (int c = k + 1; c < n; c++)
			b[k] -= a[k][c] * b[c];
		b[k] /= a[k][k];
		det += log(a[k][k]);
	}
	return det;
}

/* The step of Newton's method; ln of the determinant of the curvature. */
static double
step_of(const struct logistic *l, const struct logistic_row *rows, size_t n,
    const logistic_weights w, logistic_weights out)
{
	double a[LOGISTIC_PARTS][LOGISTIC_PARTS] = {{0}};

	for (int k = 0; k < l->parts; k++) {
		a[k][k] = is_held(l, k) ? 1 : l->hold[k];
		out[k] = is_held(l, k) ? 0 : l->hold[k] * (l->prior[k] - w[k]);
	}
	for (size_t i = 0; i < n; i++) {
		const struct logistic_row *r = &rows[i];
		double all = r->right + r->wrong, p = logistic_chance(logistic_logit(l, w, r->x));
		double v = all * p * (1 - p);

		for (int k = 0; k < l->parts; k++) {
			if (is_held(l, k))
				continue;
			out[k] += (r->right - all * p) * r->x[k];
			for (int c = 0; c < l->parts; c++)
				a[k][c] += is_held(l, c) ? 0 : v * r->x[k] * r->x[c];
		}
	}
	return solve(l->parts, a, out);
}

/* Steps are halved until they go down; the cost is convex. */
void
logistic_fit(const struct logistic *l, const struct logistic_row *rows, size_t n,
    logistic_weights out)
{
	double now;

	memcpy(out, l->prior, sizeof(logistic_weights));
	now = cost_of(l, out, rows, n);
	for (int round = 0; round < ROUNDS; round++) {
		logistic_weights step, next;
		double then = INFINITY;

		step_of(l, rows, n, out, step);
		for (int halved = 0; halved < ROUNDS && !(then < now); halved++) {
			memcpy(next, out, sizeof(next));
			for (int k = 0; k < l->parts; k++)
				next[k] += ldexp(step[k], -halved);
			then = cost_of(l, next, rows, n);
		}
		if (!(then < now))
			break;
		memcpy(out, next, sizeof(logistic_weights));
		now = then;
	}
}

double
logistic_evidence(const struct logistic *l, const logistic_weights w,
    const struct logistic_row *rows, size_t n)
{
	logistic_weights step;
	double curvature = step_of(l, rows, n, w, step), held = 0;

	for (int k = 0; k < l->parts; k++)
		held += is_held(l, k) ? 0 : log(l->hold[k]);
	return cost_of(l, l->prior, rows, n) - cost_of(l, w, rows, n) + (held - curvature) / 2;
}
