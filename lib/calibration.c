/* Is the confidence a probability in this store? */
#include "calibration.h"

#include <math.h>

#include "logistic.h"

static const double MEMORY = 500;		      /* cases */
static const double HOLD_OFFSET = 4, HOLD_SLOPE = 16; /* deviations of .5 and .25 */
static const double SLOPE_LEAST = .25;
static const double DOUBT = .2; /* that the gate is off, before any case */

bool
calibration_takes(double p)
{
	return p > 0 && p < 1;
}

void
calibration_add(struct calibration *c, double p, bool right)
{
	double z = logistic_logit_of(p);
	int at = (int)((z + LOGISTIC_MOST) / (2 * LOGISTIC_MOST) * (double)CALIBRATION_BINS);

	at = at < CALIBRATION_BINS ? at : CALIBRATION_BINS - 1;
	for (int i = 0; i < CALIBRATION_BINS; i++) {
		c->bin[i].right *= 1 - 1 / MEMORY;
		c->bin[i].wrong *= 1 - 1 / MEMORY;
		c->bin[i].logit *= 1 - 1 / MEMORY;
	}
	c->bin[at].right += right;
	c->bin[at].wrong += !right;
	c->bin[at].logit += z;
	c->cases++;
	c->right += right;
}

void
calibration_fit(struct correction *out, const struct calibration *c)
{
	struct logistic model = {2, {0, 1}, {HOLD_OFFSET, HOLD_SLOPE}};
	struct logistic_row rows[CALIBRATION_BINS];
	logistic_weights w;
	size_t n = 0;
	double odds;

	*out = (struct correction){0, 0, 1};
	for (int i = 0; i < CALIBRATION_BINS; i++) {
		double all = c->bin[i].right + c->bin[i].wrong;

		if (all > 0)
			rows[n++] = (struct logistic_row){{1, c->bin[i].logit / all},
				c->bin[i].right, c->bin[i].wrong};
	}
	if (n == 0)
		return;
	logistic_fit(&model, rows, n, w);
	odds = DOUBT / (1 - DOUBT) * exp(fmin(logistic_evidence(&model, w, rows, n), 700));
	if (w[1] < SLOPE_LEAST) { /* what is surer stays so, or no threshold would mean anything */
		model.prior[1] = SLOPE_LEAST;
		model.hold[1] = INFINITY;
		logistic_fit(&model, rows, n, w);
	}
	*out = (struct correction){odds / (1 + odds), w[0], w[1]};
}

double
calibration_correct(const struct correction *c, double p)
{
	if (!(c->mix > 0) || !calibration_takes(p))
		return p;
	return (1 - c->mix) * p +
	       c->mix * logistic_chance(c->offset + c->slope * logistic_logit_of(p));
}

double
calibration_error(const struct calibration *c, const struct correction *by)
{
	double off = 0, all = 0;

	for (int i = 0; i < CALIBRATION_BINS; i++) {
		double n = c->bin[i].right + c->bin[i].wrong, p;

		if (!(n > 0))
			continue;
		p = logistic_chance(c->bin[i].logit / n);
		off += fabs(n * (by ? calibration_correct(by, p) : p) - c->bin[i].right);
		all += n;
	}
	return all > 0 ? off / all : 0;
}
