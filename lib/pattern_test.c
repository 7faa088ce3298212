/* Whether a group of questions fails more than the rest. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pattern_parts.h"

/* What the rest is taken to be until it shows otherwise: of 50 customers 5 fail. */
static const double REST_CUSTOMERS = 50, REST_BAD = 5;

static const double FALSE_SHARE = .05;

/* A group is tested on the second half when it looks no better than this on the first. */
static const double LOOKS_BAD = .25;

static bool
has_failed(const struct turn *t)
{
	return t->bad > 0 && t->sure >= SURE;
}

/* --- the turns, group by group --- */

struct place {
	uint64_t who, key;
	int64_t time;
	uint32_t turn;
};

static int
by_who(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

uint32_t *
groups_order(const struct groups *g, struct patterns *p, uint32_t *start)
{
	uint32_t *next = mem_alloc(((size_t)g->n + 2) * sizeof(*next)), *order;
	struct place *at;

	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		struct turn *t = &p->turns[i];

		t->group = t->question == NONE ? NONE : p->asked[t->question].group;
		if (t->group != NONE)
			next[t->group + 1]++;
	}
	for (uint32_t k = 0; k < g->n; k++)
		next[k + 1] += next[k];
	memcpy(start, next, ((size_t)g->n + 1) * sizeof(*start));
	at = mem_alloc(((size_t)start[g->n] + 1) * sizeof(*at));
	order = mem_alloc(((size_t)start[g->n] + 1) * sizeof(*order));
	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		const struct turn *t = &p->turns[i];

		if (t->group != NONE)
			at[next[t->group]++] = (struct place){t->who, t->key, t->time, i};
	}
	for (uint32_t k = 0; k < g->n; k++)
		if (start[k + 1] - start[k] > 1)
			qsort(at + start[k], start[k + 1] - start[k], sizeof(*at), by_who);
	for (uint32_t i = 0; i < start[g->n]; i++)
		order[i] = at[i].turn;
	mem_free(at);
	mem_free(next);
	return order;
}

/* Count the customers of each group, by half: all, and those it failed for. */
static void
count(struct groups *g, struct patterns *p)
{
	uint32_t *start = mem_alloc(((size_t)g->n + 2) * sizeof(*start));
	uint32_t *order = groups_order(g, p, start);

	for (uint32_t c = 0; c < g->n; c++)
		for (uint32_t i = start[c], k; i < start[c + 1]; i += k) {
			uint64_t who = p->turns[order[i]].who;
			bool bad = false;

			for (k = 0; i + k < start[c + 1] && p->turns[order[i + k]].who == who; k++)
				bad = bad || has_failed(&p->turns[order[i + k]]);
			g->at[c].askers[half_of(who)]++;
			g->at[c].customers[half_of(who)] += bad;
		}
	mem_free(start);
	mem_free(order);
}

struct failure {
	uint32_t group;
	uint64_t who;
};

static int
by_group(const void *a, const void *b)
{
	const struct failure *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->who > y->who) - (x->who < y->who);
}

uint32_t *
groups_failed(const struct groups *g, const struct patterns *p)
{
	uint32_t *out = mem_alloc(((size_t)g->n + 1) * sizeof(*out));
	struct failure *at = NULL;
	size_t n = 0, cap = 0;

	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		const struct turn *t = &p->turns[i];

		if (t->question == NONE || !has_failed(t) || p->asked[t->question].group == NONE ||
		    (g->halves && half_of(t->who) != 0))
			continue;
		at = mem_array(at, &cap, n + 1, sizeof(*at));
		at[n++] = (struct failure){p->asked[t->question].group, t->who};
	}
	if (n)
		qsort(at, n, sizeof(*at), by_group);
	for (size_t i = 0; i < n; i++)
		out[at[i].group] += i == 0 || by_group(&at[i - 1], &at[i]) != 0;
	mem_free(at);
	return out;
}

/* Keep the groups that are patterns, with their questions. */
static void
keep_found(struct groups *g, struct patterns *p)
{
	uint32_t *number = mem_alloc(((size_t)g->n + 1) * sizeof(*number)), n = 0;

	for (uint32_t c = 0; c < g->n; c++) {
		const struct group *one = &g->at[c];

		number[c] = NONE;
		if (!one->found || one->customers[0] + one->customers[1] < p->o.customers)
			continue;
		number[c] = n;
		g->at[n++] = *one;
	}
	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		if (p->asked[i].group != NONE)
			p->asked[i].group = number[p->asked[i].group];
	g->n = n;
	mem_free(number);
}

/* --- the test --- */

double
groups_chance(uint32_t failed, uint32_t n, double bad, double all, uint32_t given)
{
	double a = bad + REST_BAD, b = all - bad + REST_CUSTOMERS - REST_BAD, none, term, sum = 0;
	double m = n, x = failed;

	if (failed <= given)
		return 1;
	none = exp(lgamma(b + m) - lgamma(b) + lgamma(a + b) - lgamma(a + b + m));
	term = exp(lgamma(m + 1) - lgamma(x + 1) - lgamma(m - x + 1) + lgamma(a + x) - lgamma(a) +
		   lgamma(b + m - x) - lgamma(b) + lgamma(a + b) - lgamma(a + b + m));
	for (uint32_t k = failed; k <= n; k++) {
		sum += term;
		term *= (m - k) / (k + 1.0) * (a + k) / (b + m - k - 1);
	}
	if (given == 0)
		return fmin(1, sum);
	return none < 1 ? fmin(1, sum / (1 - none)) : 1;
}

/* A customer's turns that are in no group. */
struct outside {
	uint32_t failed, n;
};

/* What is in no group: each customer counts once, by the share of turns that failed. */
static void
count_rest(const struct groups *g, const struct patterns *p, double *bad, double *all)
{
	struct outside *at = NULL;
	struct keys who = {0};
	uint64_t millionths = 0; /* whole, so that the order does not matter */
	size_t cap = 0;

	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		const struct turn *t = &p->turns[i];
		uint32_t k, known = who.n;

		if (t->question == NONE || p->asked[t->question].group != NONE ||
		    (g->halves && half_of(t->who) != 1))
			continue;
		k = keys_add(&who, t->who);
		at = mem_array(at, &cap, (size_t)k + 1, sizeof(*at));
		if (k == known)
			at[k] = (struct outside){0};
		at[k].n++;
		at[k].failed += has_failed(t);
	}
	for (uint32_t k = 0; k < who.n; k++)
		millionths += 1000000ULL * at[k].failed / at[k].n;
	*bad = (double)millionths / 1e6;
	*all = who.n;
	keys_free(&who);
	mem_free(at);
}

/* The customers that a group is tested on. */
static uint32_t
tested(const struct groups *g, const uint32_t of[2])
{
	return g->halves ? of[1] : of[0] + of[1];
}

static int
by_chance(const void *a, const void *b)
{
	const struct group *x = *(const struct group *const *)a,
			   *y = *(const struct group *const *)b;

	if (x->chance < y->chance || x->chance > y->chance)
		return x->chance < y->chance ? -1 : 1;
	return (x > y) - (x < y);
}

/* Benjamini and Hochberg: how many are found now; those leave the rest. */
static uint32_t
step(const struct groups *g, struct group **list, uint32_t n, double *bad, double *all)
{
	uint32_t found = 0;

	if (n)
		qsort(list, n, sizeof(struct group *), by_chance);
	for (uint32_t i = 0; i < n; i++)
		if (list[i]->chance <= FALSE_SHARE * (i + 1) / n)
			found = i + 1;
	for (uint32_t i = 0; i < found; i++) {
		if (list[i]->found)
			continue;
		list[i]->found = true;
		*bad -= tested(g, list[i]->customers);
		*all -= tested(g, list[i]->askers);
	}
	return found;
}

/* Is a group worth a test?  The second half's failures have no part in this. */
static bool
is_tested(const struct groups *g, const struct group *one, uint32_t customers, double rate)
{
	if (!g->halves)
		return one->askers[0] + one->askers[1] >= customers;
	return one->askers[1] > 0 &&
	       groups_chance(one->customers[0], one->askers[0], rate * 1e6, 1e6, 0) <= LOOKS_BAD;
}

/* Judge the groups against what is in none and against each other. */
static void
test(struct groups *g, struct patterns *p)
{
	struct group **list = mem_alloc(((size_t)g->n + 1) * sizeof(struct group *));
	uint32_t n = 0, found = 0, before;
	double bad, all;

	count_rest(g, p, &bad, &all);
	for (uint32_t c = 0; c < g->n; c++) {
		bad += tested(g, g->at[c].customers);
		all += tested(g, g->at[c].askers);
	}
	for (uint32_t c = 0; c < g->n; c++)
		if (is_tested(g, &g->at[c], p->o.customers,
			(bad + REST_BAD) / (all + REST_CUSTOMERS)))
			list[n++] = &g->at[c];
	do {
		before = found;
		for (uint32_t i = 0; i < n; i++) {
			struct group *one = list[i];
			double failed = tested(g, one->customers), askers = tested(g, one->askers);

			if (one->found)
				continue;
			one->rest = (bad - failed + REST_BAD) / (all - askers + REST_CUSTOMERS);
			one->chance = groups_chance((uint32_t)failed, (uint32_t)askers,
			    bad - failed, all - askers, g->halves ? 0 : 1);
		}
		found = step(g, list, n, &bad, &all);
	} while (found > before);
	mem_free(list);
}

void
groups_test(struct groups *g, struct patterns *p)
{
	count(g, p);
	test(g, p);
	keep_found(g, p);
}
