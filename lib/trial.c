/* A trial of a rule. */
#include "trial.h"

#include <math.h>

/* What is expected of a side, from its ends so far. */
static double
expected(const struct trial_side *s)
{
	return (s->good + 0.5) / (s->ends + 1.0);
}

/* ln of what a side's ends in a block multiply by, where p is expected of it and all of both. */
static double
factor(const struct trial_side *s, double p, double all)
{
	return s->good * log(p / all) + (s->ends - s->good) * log((1 - p) / (1 - all));
}

static void
move(struct trial_side *to, struct trial_side *from)
{
	to->ends += from->ends;
	to->good += from->good;
	*from = (struct trial_side){0, 0};
}

static void
close_block(struct trial *t)
{
	double with = expected(&t->with), without = expected(&t->without);
	double n = t->open_with.ends, m = t->open_without.ends;
	double all = (n * with + m * without) / (n + m);
	double gain = factor(&t->open_with, with, all) + factor(&t->open_without, without, all);

	if (with > without)
		t->helps += gain;
	else if (with < without)
		t->harms += gain;
	move(&t->with, &t->open_with);
	move(&t->without, &t->open_without);
}

void
trial_add(struct trial *t, bool with, bool good)
{
	struct trial_side *side = with ? &t->open_with : &t->open_without;

	side->ends++;
	side->good += good;
	if (t->open_with.ends > 0 && t->open_without.ends > 0)
		close_block(t);
}

enum trial_finding
trial_finding(const struct trial *t, double helps_error, double harms_error)
{
	if (t->harms >= log(1 / harms_error))
		return TRIAL_HARMS;
	return t->helps >= log(1 / helps_error) ? TRIAL_HELPS : TRIAL_UNDECIDED;
}

static struct trial_side
both(const struct trial_side *a, const struct trial_side *b)
{
	return (struct trial_side){a->ends + b->ends, a->good + b->good};
}

struct trial_side
trial_with(const struct trial *t)
{
	return both(&t->with, &t->open_with);
}

struct trial_side
trial_without(const struct trial *t)
{
	return both(&t->without, &t->open_without);
}
