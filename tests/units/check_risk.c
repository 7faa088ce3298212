/* A target risk: the bound on any stream, both directions, and what is impossible. */
#include <math.h>
#include <stdint.h>

#include "risk.h"
#include "splitmix.h"
#include "units.h"

static uint64_t state = 1;

static double
uniform(void)
{
	return splitmix_unit(&state);
}

/*
 * n questions with a confidence and a chance of being wrong; only what is answered is told.  The
 * confidence of a truth q is q + bias in logits: it may be far from calibrated.
 */
static struct risk
stream(int n, double alpha, double bias, double q_low, struct risk *topic)
{
	struct risk all = {0};

	for (int i = 0; i < n; i++) {
		double u = uniform(), q = 1 - (1 - q_low) * u * u * u, x = log(q / (1 - q + 1e-12));
		double p = 1 / (1 + exp(-(x + bias))), t = risk_threshold(&all, topic, alpha);

		if (p >= t && t < 1)
			risk_answered(&all, topic, alpha, uniform() > q);
	}
	return all;
}

static void
check_held(void)
{
	static const double targets[] = {0.1, 0.05, 0.03}, biases[] = {-2, 0, 3};

	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++) {
			struct risk topic = {0};
			struct risk r = stream(20000, targets[i], biases[k], 0.2, NULL);

			is(r.answered > 1000, "a good deal is answered");
			is((double)r.wrong <= risk_bound(targets[i], r.answered),
			    "the bound holds");
			is((double)r.wrong <= 1.2 * targets[i] * (double)r.answered,
			    "the target is nearly held, however the confidence is off");
			r = stream(20000, targets[i], biases[k], 0.2, &topic);
			is((double)r.wrong <= risk_bound(targets[i], r.answered),
			    "and with a topic's offset");
		}
}

static void
check_worst(void)
{
	struct risk r = {0}, topic = {0};
	int given = 0;

	/* Whatever is answered is wrong. */
	while (risk_threshold(&r, NULL, .05) < 1 && given < 1000) {
		risk_answered(&r, &topic, .05, true);
		given++;
	}
	is(given < 100 && (double)r.wrong <= risk_bound(.05, r.answered),
	    "at the worst it soon answers nothing");
	is(topic.theta <= risk_span, "an offset stays in its span");
	is(fabs(risk_always(&r) - 1) < 1e-12 && risk_least(&r, .05) > .99,
	    "then all has to be handed over");
}

static void
check_both_ways(void)
{
	struct risk all = {0}, topic = {0};
	double before = risk_threshold(&all, &topic, .05);

	risk_passed(&all, &topic, .05, false);
	is(risk_threshold(&all, &topic, .05) < before, "a needless hand-over lowers a topic's");
	is(fabs(risk_threshold(&all, NULL, .05) - before) < 1e-12, "and no other's");
	risk_passed(&all, &topic, .05, true);
	is(risk_threshold(&all, &topic, .05) > before, "a guess that was wrong raises it");
	is(all.passed == 2 && all.missed == 1, "both are counted");
	is(fabs(risk_least(&(struct risk){.answered = 90, .wrong = 0, .passed = 10, .missed = 10},
		    .05) -
		.05 / .95) < 1e-12,
	    "the least share to hand over is (mu - alpha) / (1 - alpha)");
}

int
main(void)
{
	check_held();
	check_worst();
	check_both_ways();
	return bad > 0;
}
