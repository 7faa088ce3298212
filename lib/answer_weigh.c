/* What else moves the probabilities of the rules that were considered. */
#include "answer_parts.h"

/* Late fusion: the words' probabilities and the likeness of vectors, rule by rule. */
static void
add_meaning(struct answer *ans, const struct meaning *m)
{
	struct considered *of[LISTED_MAX];
	double p[LISTED_MAX] = {0}, near[LISTED_MAX] = {0};
	size_t n = 0;

	for (size_t i = 0; i < ans->count; i++) {
		struct considered *c = &ans->list[i];

		if (c->dropped || c->exact < 0)
			continue;
		of[n] = c;
		p[n] = c->p;
		near[n++] = c->near;
	}
	meaning_apply(m, p, near, n);
	for (size_t i = 0; i < n; i++)
		of[i]->p = p[i];
}

/* The best is corrected, and the others stay in proportion to it, as far as there is room. */
static void
correct(struct answer *ans, const struct correction *by)
{
	double best = 0, to, rest = 0, share;

	for (size_t i = 0; i < ans->count; i++)
		best = ans->list[i].p > best ? ans->list[i].p : best;
	if (!calibration_takes(best))
		return;
	to = calibration_correct(by, best);
	share = to / best;
	for (size_t i = 0; i < ans->count; i++)
		rest += ans->list[i].p * share;
	rest -= to;
	for (size_t i = 0; i < ans->count; i++) {
		struct considered *c = &ans->list[i];

		c->p = !(c->p < best)  ? to
		       : rest > 1 - to ? c->p * share * (1 - to) / rest
				       : c->p * share;
	}
}

void
answer_weigh(struct answer *ans, const struct meaning *m, const struct correction *by)
{
	double all = 0;

	for (size_t i = 0; i < ans->count; i++)
		ans->list[i].alone = ans->list[i].p;
	for (size_t i = 0; i < ans->count; i++)
		if (ans->list[i].exact > 0 && !ans->list[i].dropped)
			return;
	if (m)
		add_meaning(ans, m);
	for (size_t i = 0; i < ans->count; i++)
		ans->list[i].raw = ans->list[i].p;
	if (by->mix > 0)
		correct(ans, by);
	if (!m && !(by->mix > 0))
		return;
	for (size_t i = 0; i < ans->count; i++)
		all += ans->list[i].p;
	ans->none = all < 1 ? 1 - all : 0;
}
