/* Words and vectors together: what is fitted, what is left alone, and what becomes of it. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "fusion.h"
#include "splitmix.h"
#include "units.h"

static uint64_t state = 3;

static double
uniform(void)
{
	return splitmix_unit(&state);
}

enum { RULES = 4 };

/*
 * Questions about one of some rules, or (one of ten) about none; the words see the right one by so
 * much, the vectors by so much more than the others.
 */
static struct fusion
made(struct fusion_row *rows, uint32_t questions, double by_words, double by_vectors)
{
	struct fusion f;
	size_t n = 0;

	for (uint32_t i = 0; i < questions; i++) {
		int right = uniform() < .1 ? -1 : (int)(uniform() * (double)RULES);

		for (int k = 0; k < RULES; k++) {
			double words = .1 + .2 * uniform() + (k == right ? by_words : 0);
			double near = .3 + .2 * uniform() + (k == right ? by_vectors : 0);

			rows[n++] = (struct fusion_row){i, words, near, k == right};
		}
	}
	fusion_fit(&f, rows, n);
	return f;
}

static void
check_fit(void)
{
	static struct fusion_row rows[1000 * RULES];
	struct fusion f = made(rows, 1000, .1, .3), again = made(rows, 400, .5, 0), few;

	is(f.used && f.cases == 1000, "vectors that tell rules apart are used");
	is(f.gain > 4 * f.error && f.weight[2] + f.weight[3] > 1, "and by much");
	is(f.background > .35 && f.background < .55, "the background is what others come to");
	is(!again.used, "vectors that tell nothing are not used");
	is(again.weight[0] == 0 && again.weight[1] == 1 && again.weight[2] == 0 &&
		again.weight[3] == 0,
	    "and the words stay as they are");
	few = made(rows, 20, .1, .3);
	is(!few.used, "20 questions are too few");
	fusion_fit(&few, rows, 0);
	is(!few.used && few.cases == 0 && isfinite(few.gain), "none are too");
	few = made(rows, 1000, .1, -.3);
	is(few.weight[2] >= 0 && few.weight[3] >= 0, "what is near never speaks against a rule");
}

static bool
same_numbers(const double *a, const double *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] < b[i] || a[i] > b[i])
			return false;
	return true;
}

static void
check_apply(void)
{
	struct fusion f = {.used = true, .background = .4, .weight = {0, 1, 4, 4}};
	const double near[3] = {.2, .9, .3}, unknown[3] = {-2, -2, -2};
	double p[3] = {.3, .01, .2}, same[3] = {.3, .01, .2}, sum;

	fusion_apply(&f, 1, p, near, 3);
	is(p[1] > .8 && p[0] < .1, "the one that is near comes first");
	sum = p[0] + p[1] + p[2];
	is(sum <= 1 + 1e-12, "they are probabilities together");
	memcpy(p, same, sizeof(p));
	fusion_apply(&f, 0, p, near, 3);
	is(fabs(p[0] - .3) < 1e-12 && fabs(p[1] - .01) < 1e-12, "weight 0 leaves the words alone");
	memcpy(p, same, sizeof(p));
	fusion_apply(&f, 1, p, unknown, 3);
	is(same_numbers(p, same, 3), "so do rules without vectors");
	p[0] = 1;
	p[1] = p[2] = 0;
	fusion_apply(&f, 1, p, near, 3);
	is(isfinite(p[0]) && isfinite(p[1]) && p[0] + p[1] + p[2] <= 1 + 1e-12,
	    "0 and 1 are probabilities too");
}

static void
check_text(void)
{
	struct fusion f = {true, 55, .25, .125, .0625, {.5, .75, 1.5, 2}}, back;
	struct buf text = {0};

	fusion_write(&text, &f);
	is(fusion_read(&back, text.text) == 0, text.text);
	is(back.used && back.cases == f.cases && same_numbers(&back.background, &f.background, 1) &&
		same_numbers(back.weight, f.weight, FUSION_PARTS),
	    "what is written is read");
	buf_free(&text);
	is(fusion_read(&back, "[") < 0 && !back.used, "what is no JSON is not used");
}

int
main(void)
{
	check_fit();
	check_apply();
	check_text();
	return bad > 0;
}
