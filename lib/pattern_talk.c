/* Typical conversations of patterns. */
#include <stdlib.h>

#include "pattern_parts.h"

/* Turns of one conversation that are further apart are another one. */
static const int64_t NEAR = 24 * 3600 * 1000LL;

/* A conversation that is wanted, by the turn for which it is. */
struct wanted {
	uint32_t turn; /* or NONE */
	uint32_t *turns;
	size_t n, cap;
};

struct search {
	const struct patterns *p;
	struct wanted *list; /* PATTERN_TALKS for each pattern */
	uint32_t *right;     /* by turn: what people said instead, or NONE */
	size_t n;
};

static void
find_right(struct search *s)
{
	uint32_t count = s->p->turn_keys.n;

	s->right = mem_alloc(((size_t)count + 1) * sizeof(*s->right));
	for (uint32_t i = 0; i < count; i++)
		s->right[i] = NONE;
	for (size_t i = 0; i < s->p->corrections.n; i++) {
		const struct link *l = &s->p->corrections.at[i];

		if (l->right != NONE && s->right[l->turn] == NONE)
			s->right[l->turn] = l->right;
	}
}

/* Is a better than b?  One to which somebody said what is right, else the later one. */
static bool
is_better(const struct search *s, uint32_t a, uint32_t b)
{
	const struct turn *x = &s->p->turns[a], *y;

	if (b == NONE)
		return true;
	y = &s->p->turns[b];
	if ((s->right[a] == NONE) != (s->right[b] == NONE))
		return s->right[b] == NONE;
	return x->time != y->time ? x->time > y->time : x->key < y->key;
}

/* For each of the examples of a pattern its best turn; the first three that have one are taken. */
static void
choose(struct search *s)
{
	const struct patterns *p = s->p;
	uint32_t *of = mem_alloc((p->n + 1) * sizeof(*of)); /* pattern by group */
	uint32_t *best = mem_alloc((s->n + 1) * PATTERN_EXAMPLES * sizeof(*best));

	for (size_t i = 0; i < p->n; i++)
		of[p->found[i].group] = i < s->n ? (uint32_t)i : NONE;
	for (size_t i = 0; i < s->n * PATTERN_EXAMPLES; i++)
		best[i] = NONE;
	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		const struct turn *t = &p->turns[i];
		const struct pattern *one;

		if (t->question == NONE || t->group == NONE || t->bad <= 0 || of[t->group] == NONE)
			continue;
		one = &p->found[of[t->group]];
		for (uint32_t k = 0; k < one->examples.n; k++) {
			uint32_t *slot = &best[of[t->group] * PATTERN_EXAMPLES + k];

			if (one->examples.at[k] == p->asked[t->question].text &&
			    is_better(s, i, *slot))
				*slot = i;
		}
	}
	for (size_t i = 0; i < s->n; i++)
		for (uint32_t k = 0, m = 0; k < PATTERN_EXAMPLES && m < PATTERN_TALKS; k++)
			if (best[i * PATTERN_EXAMPLES + k] != NONE)
				s->list[i * PATTERN_TALKS + m++].turn =
				    best[i * PATTERN_EXAMPLES + k];
	mem_free(of);
	mem_free(best);
}

/* The other turns of the conversations that were chosen. */
static void
gather(struct search *s)
{
	const struct patterns *p = s->p;
	size_t slots = s->n * PATTERN_TALKS;
	struct keys talks = {0};
	uint32_t *first, *next = mem_alloc((slots + 1) * sizeof(*next));

	first = mem_alloc((slots + 1) * sizeof(*first));
	for (size_t i = 0; i < slots; i++) {
		uint32_t count = talks.n, at;

		if (s->list[i].turn == NONE)
			continue;
		at = keys_add(&talks, p->turns[s->list[i].turn].talk);
		next[i] = at == count ? NONE : first[at];
		first[at] = (uint32_t)i;
	}
	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		const struct turn *t = &p->turns[i];
		uint32_t at = t->question == NONE ? NONE : keys_find(&talks, t->talk);

		for (uint32_t k = at == NONE ? NONE : first[at]; k != NONE; k = next[k]) {
			struct wanted *w = &s->list[k];
			int64_t apart = t->time - p->turns[w->turn].time;

			if (i != w->turn && (!t->talk || apart > NEAR || apart < -NEAR))
				continue;
			w->turns = mem_array(w->turns, &w->cap, w->n + 1, sizeof(*w->turns));
			w->turns[w->n++] = i;
		}
	}
	keys_free(&talks);
	mem_free(first);
	mem_free(next);
}

struct moment {
	int64_t time;
	uint64_t key;
	uint32_t turn;
};

static int
by_moment(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

static void
fill(struct pattern_talk *out, const struct search *s, const struct wanted *w, uint32_t group)
{
	const struct patterns *p = s->p;
	struct moment *at = mem_alloc((w->n + 1) * sizeof(*at));
	size_t mine = 0, from;

	for (size_t i = 0; i < w->n; i++)
		at[i] = (struct moment){p->turns[w->turns[i]].time, p->turns[w->turns[i]].key,
			w->turns[i]};
	qsort(at, w->n, sizeof(*at), by_moment);
	while (mine < w->n && at[mine].turn != w->turn)
		mine++;
	from = mine > PATTERN_TURNS / 2 ? mine - PATTERN_TURNS / 2 : 0;
	for (size_t i = from; i < w->n && out->n < PATTERN_TURNS; i++) {
		const struct turn *t = &p->turns[at[i].turn];
		uint32_t right = s->right[at[i].turn];

		out->at[out->n++] = (struct pattern_turn){t->time, p->asked[t->question].text,
			t->answer == NONE ? NULL : p->texts.at[t->answer],
			right == NONE ? NULL : p->texts.at[right], t->signals, t->bad > 0,
			t->group == group};
	}
	mem_free(at);
}

struct pattern_talk *
patterns_talks(const struct patterns *p, size_t n)
{
	struct pattern_talk *out = mem_alloc((n * PATTERN_TALKS + 1) * sizeof(*out));
	struct search s = {.p = p, .n = n};

	s.list = mem_alloc((n * PATTERN_TALKS + 1) * sizeof(*s.list));
	for (size_t i = 0; i < n * PATTERN_TALKS; i++)
		s.list[i].turn = NONE;
	find_right(&s);
	choose(&s);
	gather(&s);
	for (size_t i = 0; i < n * PATTERN_TALKS; i++) {
		if (s.list[i].turn != NONE)
			fill(&out[i], &s, &s.list[i], p->found[i / PATTERN_TALKS].group);
		mem_free(s.list[i].turns);
	}
	mem_free(s.list);
	mem_free(s.right);
	return out;
}
