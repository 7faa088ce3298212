/* Choosing among items, and judging another way of choosing. */
#include <math.h>

#include "policy.h"
#include "units.h"

static bool
near(double a, double b, double within)
{
	return fabs(a - b) <= within;
}

static void
check_chances(void)
{
	struct item two[2] = {{{0, 0}, {0, 0}, {0, 0}}, {{0, 0}, {0, 0}, {0, 0}}};
	double p[2];

	policy_chances(two, 2, 0, 1, p);
	is(near(p[0], .5, 1e-9) && near(p[1], .5, 1e-9), "two unknown items are as likely");
	/* Beta(2, 1) is above Beta(1, 1) with a chance of 2/3. */
	two[1].all = (struct arm){1, 0};
	policy_chances(two, 2, 0, 1, p);
	is(near(p[1], 2.0 / 3, .005), "one success is worth two thirds");
	two[0].all = (struct arm){80, 20};
	two[1].all = (struct arm){5, 95};
	policy_chances(two, 2, 0, .1, p);
	is(near(p[0], 1, 1e-12), "what is surely worse than the default is never chosen");
	policy_chances(two, 2, 1, .1, p);
	is(p[0] > .999, "what is better than the default is");
}

static void
check_levels(void)
{
	struct item i = {{90, 10}, {0, 0}, {0, 0}};
	double a, b;

	policy_posterior(&i, &a, &b);
	is(near(a / (a + b), 91.0 / 102, 1e-9), "without more, the rate over all");
	i.segment = (struct arm){0, 4};
	policy_posterior(&i, &a, &b);
	is(a / (a + b) < .7 && a / (a + b) > .4, "four failures in a segment pull it there");
	i.segment = (struct arm){0, 90};
	policy_posterior(&i, &a, &b);
	is(a / (a + b) < .1, "and ninety settle it");
}

static void
check_forgetting(void)
{
	struct arm a = {0, 0};

	for (int i = 0; i < 1000; i++)
		arm_add(&a, true);
	for (int i = 0; i < 150; i++)
		arm_add(&a, false);
	is(a.no > 3 * a.yes, "what was true long ago is forgotten");
	is(a.yes + a.no < 1 / (1 - policy_keep) + 1, "and no count grows for ever");
}

static void
check_picking(void)
{
	static const double p[3] = {.25, 0, .75};
	int n[3] = {0, 0, 0};

	for (uint64_t i = 0; i < 4000; i++)
		n[policy_pick(p, 3, i * 0x9e3779b97f4a7c15)]++;
	is(near(n[0], 1000, 60) && n[1] == 0, "hashes pick by their probabilities");
	is(policy_pick(p, 3, UINT64_MAX) == 2 && policy_pick(p, 3, 0) == 0, "the ends are there");
}

static void
check_estimate(void)
{
	struct logged log[400] = {{0}};
	struct estimate e = policy_estimate(log, 0, .05);

	is(near(e.interval.low, 0, 0) && near(e.interval.high, 1, 0), "no log says nothing");
	/* Two items, chosen by halves; the wanted one is accepted in three of four. */
	for (int i = 0; i < 400; i++)
		log[i] = (struct logged){.logged = .5,
			.wanted = i % 2,
			.largest = 2,
			.reward = i % 2 ? i % 8 != 1 : 0,
			.expected = i % 2 ? .75 : 0,
			.expected_wanted = .75};
	e = policy_estimate(log, 400, .05);
	is(near(e.ips, .75, 1e-9) && near(e.snips, .75, 1e-9) && near(e.dr, .75, 1e-9),
	    "all three find the rate");
	is(e.interval.low > .5 && e.interval.low < .75 && e.interval.high > .75 &&
		e.interval.high < 1,
	    "the interval holds it");
	is(near(e.effective, 200, 1e-9), "half of the log speaks of it");
}

int
main(void)
{
	check_chances();
	check_levels();
	check_forgetting();
	check_picking();
	check_estimate();
	return bad > 0;
}
