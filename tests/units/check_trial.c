/* A trial of a rule: what its ends say. */
#include <math.h>
#include <stdbool.h>

#include "trial.h"
#include "units.h"

/* The mean over all ways in which a block can end of what it multiplies the wealth by. */
static double
mean(const struct trial *before, int with, int without, double rate_with, double rate_without,
    bool harms)
{
	double sum = 0;

	for (unsigned ends = 0; ends < 1U << (with + without); ends++) {
		struct trial t = *before;
		double chance = 1;

		/* The one that closes the block comes last. */
		for (int i = with + without - 1; i >= 0; i--) {
			bool good = ends >> i & 1, used = i < with;
			double rate = used ? rate_with : rate_without;

			trial_add(&t, used, good);
			chance *= good ? rate : 1 - rate;
		}
		sum += chance * exp(harms ? t.harms - before->harms : t.helps - before->helps);
	}
	return sum;
}

static void
check_fair(void)
{
	struct trial helpful = {{10, 9}, {40, 20}, {0, 0}, {0, 0}, 0, 0};
	struct trial harmful = {{10, 3}, {40, 35}, {0, 0}, {0, 0}, 0, 0};

	for (int i = 0; i <= 10; i++)
		for (int k = i; k <= 10; k++)
			for (int m = 1; m <= 5; m++) {
				double a = i / 10.0, b = k / 10.0;

				is(mean(&helpful, 1, m, a, b, false) <= 1 + 1e-9,
				    "who does not help gains nothing by the bet that he does");
				is(mean(&harmful, 1, m, b, a, true) <= 1 + 1e-9,
				    "nor who does no harm by the other");
			}
	is(mean(&helpful, 1, 4, .9, .5, false) > 1.05, "who helps gains");
	is(mean(&harmful, 1, 4, .3, .9, true) > 1.05, "who does harm too");
}

int
main(void)
{
	struct trial t = {0};

	is(trial_finding(&t, .05, .05) == TRIAL_UNDECIDED, "nothing says nothing");
	for (int i = 0; i < 100; i++)
		trial_add(&t, true, true);
	is(trial_finding(&t, .05, .05) == TRIAL_UNDECIDED, "one side alone says nothing");
	is(trial_with(&t).ends == 100 && trial_without(&t).ends == 0, "but is counted");
	t = (struct trial){0};
	for (int i = 0; i < 40; i++)
		trial_add(&t, i % 2, i % 2);
	is(trial_finding(&t, .05, .05) == TRIAL_HELPS, "what always ends well with it helps");
	t = (struct trial){0};
	for (int i = 0; i < 40; i++)
		trial_add(&t, i % 2, i % 2 == 0);
	is(trial_finding(&t, .05, .05) == TRIAL_HARMS, "what always ends badly with it does harm");
	check_fair();
	return bad > 0;
}
