/* The learning curve of what was asked. */

#include "curve.h"
#include "pattern_parts.h"

static const int64_t DAY = 86400000;

static bool
is_wrong(const struct turn *t)
{
	return t->replied && t->bad > 0 && t->sure >= SURE;
}

static void
lay_out(struct curve *c, const struct patterns *p)
{
	int64_t first = INT64_MAX, last = 0, from, to;

	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		const struct turn *t = &p->turns[i];

		if (t->question == NONE)
			continue;
		first = t->time < first ? t->time : first;
		last = t->time > last ? t->time : last;
	}
	*c = (struct curve){0};
	if (first == INT64_MAX)
		return;
	to = week_of(last);
	from = week_of(first);
	from = to - from >= CURVE_WEEKS ? to - CURVE_WEEKS + 1 : from;
	c->n = (uint32_t)(to - from + 1);
	c->partial = week_of(last + DAY) == to;
	for (uint32_t i = 0; i < c->n; i++)
		c->at[i].from = ((from + i) * 7 - 3) * DAY;
}

/* The day of the first mistake with each question, and in each pattern. */
struct firsts {
	int64_t *question, *group;
};

static void
note_first(int64_t *first, int64_t time)
{
	if (time / DAY < *first)
		*first = time / DAY;
}

static struct firsts
find_firsts(const struct patterns *p)
{
	struct firsts f = {mem_alloc((p->asked_keys.n + 1) * sizeof(*f.question)),
		mem_alloc((p->n + 1) * sizeof(*f.group))};

	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		f.question[i] = INT64_MAX;
	for (size_t i = 0; i < p->n; i++)
		f.group[i] = INT64_MAX;
	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		const struct turn *t = &p->turns[i];

		if (t->question == NONE || !is_wrong(t))
			continue;
		note_first(&f.question[t->question], t->time);
		if (t->group != NONE)
			note_first(&f.group[t->group], t->time);
	}
	return f;
}

void
patterns_curve(const struct patterns *p, struct curve *c)
{
	struct firsts first = find_firsts(p);

	lay_out(c, p);
	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		const struct turn *t = &p->turns[i];
		struct curve_week *w;

		if (t->question == NONE || !(w = curve_at(c, t->time)))
			continue;
		w->asked++;
		w->passed += t->passed || t->handed;
		w->answers += t->replied;
		if (!is_wrong(t))
			continue;
		w->wrong++;
		w->repeats += t->time / DAY > first.question[t->question] ||
			      (t->group != NONE && t->time / DAY > first.group[t->group]);
	}
	mem_free(first.question);
	mem_free(first.group);
}
