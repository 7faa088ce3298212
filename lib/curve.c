/* The learning curve's weeks. */
#include "curve.h"

#include <stddef.h>

static const int64_t WEEK = 7 * 86400000LL;

struct curve_week *
curve_at(struct curve *c, int64_t time)
{
	int64_t nth;

	if (c->n == 0 || time < c->at[0].from)
		return NULL;
	nth = (time - c->at[0].from) / WEEK;
	return nth < c->n ? &c->at[nth] : NULL;
}

const struct curve_week *
curve_last(const struct curve *c)
{
	return c->n ? &c->at[c->n - (c->partial && c->n > 1 ? 2 : 1)] : NULL;
}

const struct curve_week *
curve_before(const struct curve *c)
{
	const struct curve_week *last = curve_last(c);

	return last && last > c->at ? last - 1 : NULL;
}

double
curve_wrong(const struct curve_week *w)
{
	return w->answers ? 1000.0 * w->wrong / w->answers : -1;
}

double
curve_passed(const struct curve_week *w)
{
	return w->asked ? (double)w->passed / w->asked : -1;
}
