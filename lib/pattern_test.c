/* Which group a question belongs to, and which groups fail more than the rest. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pattern_parts.h"

/* A customer whose failure is no surer than this is not counted as failed. */
static const float SURE = .5F;

/*
 * A question belongs to a group when it is at least so much as alike as two of the group's own
 * are, and so near to the centre.
 */
static const double BELONGS = .6, NEAR = .2;

/* What the rest is taken to be until it shows otherwise: of 50 customers 5 fail. */
static const double REST_CUSTOMERS = 50, REST_BAD = 5;

static const double FALSE_SHARE = .05;

/* --- the failed questions, in groups --- */

static const struct patterns *sorting; /* qsort has no argument to pass it in */

static int
by_first(const void *a, const void *b)
{
	const struct asked *x = &sorting->asked[*(const uint32_t *)a];
	const struct asked *y = &sorting->asked[*(const uint32_t *)b];

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->turn > y->turn) - (x->turn < y->turn);
}

/* The questions in the order in which they were first asked. */
static uint32_t *
sorted_questions(const struct patterns *p)
{
	uint32_t n = p->asked_keys.n, *order = mem_alloc(((size_t)n + 1) * sizeof(*order));

	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	sorting = p;
	qsort(order, n, sizeof(*order), by_first);
	return order;
}

static int
by_group_and_who(const void *a, const void *b)
{
	const struct turn *x = &sorting->turns[*(const uint32_t *)a];
	const struct turn *y = &sorting->turns[*(const uint32_t *)b];

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

/* The turns, group by group and customer by customer; what is in no group comes last. */
uint32_t *
groups_order(struct patterns *p, uint32_t *n)
{
	uint32_t *order = mem_alloc(((size_t)p->turn_keys.n + 1) * sizeof(*order));

	*n = 0;
	for (uint32_t i = 0; i < p->turn_keys.n; i++)
		if (p->turns[i].question != NONE) {
			p->turns[i].group = p->asked[p->turns[i].question].group;
			order[(*n)++] = i;
		}
	sorting = p;
	qsort(order, *n, sizeof(*order), by_group_and_who);
	return order;
}

/* Count the customers of each group: all, and those it failed for. */
static void
count(struct groups *g, struct patterns *p)
{
	uint32_t n, *order = groups_order(p, &n);

	for (uint32_t c = 0; c < g->n; c++)
		g->at[c].customers = g->at[c].askers = 0;
	for (uint32_t i = 0, k; i < n; i += k) {
		const struct turn *t = &p->turns[order[i]];
		bool bad = false;

		for (k = 0; i + k < n; k++) {
			const struct turn *u = &p->turns[order[i + k]];

			if (u->group != t->group || u->who != t->who)
				break;
			bad = bad || (u->bad > 0 && u->sure >= SURE);
		}
		if (t->group == NONE)
			break;
		g->at[t->group].askers++;
		g->at[t->group].customers += bad;
	}
	mem_free(order);
}

/* Keep the groups that are wanted, with their questions. */
static void
keep(struct groups *g, struct patterns *p, bool (*wanted)(const struct group *, uint32_t))
{
	uint32_t *number = mem_alloc(((size_t)g->n + 1) * sizeof(*number)), n = 0;

	for (uint32_t c = 0; c < g->n; c++) {
		number[c] = wanted(&g->at[c], p->o.customers) ? n : NONE;
		if (number[c] != NONE)
			g->at[n++] = g->at[c];
	}
	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		if (p->asked[i].group != NONE)
			p->asked[i].group = number[p->asked[i].group];
	g->n = n;
	mem_free(number);
}

/* Two customers failed (one, where that is enough). */
static bool
is_shared(const struct group *one, uint32_t customers)
{
	return one->customers >= (customers < 2 ? 1 : 2);
}

static bool
is_pattern(const struct group *one, uint32_t customers)
{
	return one->found && one->customers >= customers;
}

/* Group the failed questions. */
static void
group_failed(struct groups *g, struct patterns *p)
{
	uint32_t most = p->asked_keys.n, *order = sorted_questions(p), n = 0;
	struct span *nodes = mem_alloc(((size_t)most + 1) * sizeof(*nodes));
	uint32_t *node = mem_alloc(((size_t)most + 1) * sizeof(*node));
	uint32_t *group = mem_alloc(((size_t)most + 1) * sizeof(*group));
	struct graph graph = {0};

	for (uint32_t i = 0; i < most; i++)
		if (p->asked[order[i]].failed) {
			node[n] = order[i];
			nodes[n++] = p->asked[order[i]].span;
		}
	graph_nearest(&graph, &p->features, nodes, n);
	g->n = graph_groups(&graph, graph_fitting(&graph, group), group);
	g->at = mem_alloc(((size_t)g->n + 1) * sizeof(*g->at));
	for (uint32_t i = 0; i < n; i++)
		p->asked[node[i]].group = group[i];
	graph_free(&graph);
	mem_free(order);
	mem_free(nodes);
	mem_free(node);
	mem_free(group);
	count(g, p);
	keep(g, p, is_shared);
}

/* --- the centres of the groups --- */

/* By feature, the groups that have it: the sum of its weights over their failed questions. */
struct centres {
	uint32_t *start, *n; /* room for each feature, and what is in it */
	uint32_t *group;
	float *x;
};

/* The questions that have a group, group by group. */
static uint32_t *
grouped_questions(const struct groups *g, const struct patterns *p, uint32_t *n)
{
	uint32_t *first = mem_alloc(((size_t)g->n + 2) * sizeof(*first));
	uint32_t *order = mem_alloc(((size_t)p->asked_keys.n + 1) * sizeof(*order));
	uint32_t *sorted = sorted_questions(p);

	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		if (p->asked[i].group != NONE)
			first[p->asked[i].group + 1]++;
	for (uint32_t c = 0; c < g->n; c++)
		first[c + 1] += first[c];
	*n = first[g->n];
	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		if (p->asked[sorted[i]].group != NONE)
			order[first[p->asked[sorted[i]].group]++] = sorted[i];
	mem_free(first);
	mem_free(sorted);
	return order;
}

static void
centres_init(struct centres *c, const struct patterns *p, const uint32_t *order, uint32_t n)
{
	size_t sum = 0;

	c->start = mem_alloc(FEATURES * sizeof(*c->start));
	c->n = mem_alloc(FEATURES * sizeof(*c->n));
	for (uint32_t i = 0; i < n; i++) {
		struct span s = p->asked[order[i]].span;
		const uint32_t *id = p->features.ids + s.from;

		for (uint32_t k = 0; k < s.n; k++)
			c->n[id[k]] += k == 0 || id[k] != id[k - 1];
	}
	for (uint32_t id = 0; id < FEATURES; id++) {
		c->start[id] = (uint32_t)sum;
		sum += c->n[id];
		c->n[id] = 0;
	}
	c->group = mem_alloc((sum + 1) * sizeof(*c->group));
	c->x = mem_alloc((sum + 1) * sizeof(*c->x));
}

static void
centres_free(struct centres *c)
{
	mem_free(c->start);
	mem_free(c->n);
	mem_free(c->group);
	mem_free(c->x);
}

/* Groups come in rising order, so that the last one of a feature is this one or there is none. */
static void
centres_add(struct centres *c, uint32_t group, const struct weight *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t id = w[i].id, end = c->start[id] + c->n[id];

		if (c->n[id] == 0 || c->group[end - 1] != group) {
			c->group[end++] = group;
			c->n[id]++;
		}
		c->x[end - 1] += w[i].x;
	}
}

static void
centres_make(struct centres *c, struct groups *g, const struct patterns *p)
{
	static struct weight w[WEIGHTS_MAX];
	uint32_t n, *order = grouped_questions(g, p, &n);

	centres_init(c, p, order, n);
	for (uint32_t i = 0; i < n; i++) {
		const struct asked *a = &p->asked[order[i]];

		centres_add(c, a->group, w, features_weigh(&p->features, a->span, w));
		g->at[a->group].size++;
	}
	mem_free(order);
	for (uint32_t id = 0; id < FEATURES; id++)
		for (uint32_t k = c->start[id]; k < c->start[id] + c->n[id]; k++)
			g->at[c->group[k]].sum += (double)c->x[k] * (double)c->x[k];
	for (uint32_t i = 0; i < g->n; i++) {
		double m = g->at[i].size;

		g->at[i].within = m > 1 ? (g->at[i].sum - m) / (m * (m - 1)) : 1;
	}
}

/* The group whose centre, made without this question, is nearest; NONE when none is near. */
static uint32_t
nearest(const struct groups *g, const struct asked *a, const float *product,
    const uint32_t *touched, uint32_t n, float *near)
{
	uint32_t best = NONE;
	double most = 0;

	for (uint32_t k = 0; k < n; k++) {
		uint32_t c = touched[k];
		const struct group *one = &g->at[c];
		double like = (double)product[c], m = one->size, sum = one->sum;

		if (a->group == c) { /* it has a part in the centre */
			sum += 1 - 2 * like;
			like -= 1;
			m -= 1;
			if (m < 1) {
				best = c;
				*near = 1;
				break;
			}
		}
		if (like / m < BELONGS * one->within || sum <= 0)
			continue;
		like /= sqrt(sum);
		if (like < NEAR)
			continue;
		if (like > most || (like >= most && c < best)) {
			most = like;
			best = c;
			*near = (float)like;
		}
	}
	return best;
}

/* Every question, failed or not, goes to its nearest group by the same rule. */
static void
assign(struct groups *g, struct patterns *p)
{
	static struct weight w[WEIGHTS_MAX];
	float *product = mem_alloc(((size_t)g->n + 1) * sizeof(*product));
	uint32_t *touched = mem_alloc(((size_t)g->n + 1) * sizeof(*touched));
	struct centres c;

	centres_make(&c, g, p);
	for (uint32_t i = 0; i < p->asked_keys.n; i++) {
		struct asked *a = &p->asked[i];
		size_t m = features_weigh(&p->features, a->span, w);
		uint32_t n = 0;

		for (size_t k = 0; k < m; k++)
			for (uint32_t at = c.start[w[k].id], left = c.n[w[k].id]; left;
			    at++, left--) {
				if (product[c.group[at]] == 0)
					touched[n++] = c.group[at];
				product[c.group[at]] += w[k].x * c.x[at];
			}
		a->group = nearest(g, a, product, touched, n, &a->near);
		while (n > 0)
			product[touched[--n]] = 0;
	}
	centres_free(&c);
	mem_free(product);
	mem_free(touched);
}

void
groups_free(struct groups *g)
{
	mem_free(g->at);
	*g = (struct groups){0};
}

/* --- the test --- */

double
groups_chance(uint32_t failed, uint32_t n, double bad, double all)
{
	double a = bad + REST_BAD, b = all - bad + REST_CUSTOMERS - REST_BAD, none, term, sum = 0;
	double m = n, x = failed;

	if (failed <= 1)
		return 1;
	none = exp(lgamma(b + m) - lgamma(b) + lgamma(a + b) - lgamma(a + b + m));
	term = exp(lgamma(m + 1) - lgamma(x + 1) - lgamma(m - x + 1) + lgamma(a + x) - lgamma(a) +
		   lgamma(b + m - x) - lgamma(b) + lgamma(a + b) - lgamma(a + b + m));
	for (uint32_t k = failed; k <= n; k++) {
		sum += term;
		term *= (m - k) / (k + 1.0) * (a + k) / (b + m - k - 1);
	}
	return none < 1 ? fmin(1, sum / (1 - none)) : 1;
}

/* What is in no group: each customer counts once, by the share of turns that failed. */
static void
count_rest(struct patterns *p, double *bad, double *all)
{
	uint32_t n, *order = groups_order(p, &n);

	*bad = *all = 0;
	for (uint32_t i = 0, k; i < n; i += k) {
		const struct turn *t = &p->turns[order[i]];
		double failed = 0;

		for (k = 0; i + k < n && p->turns[order[i + k]].who == t->who &&
			    p->turns[order[i + k]].group == t->group;
		    k++)
			failed +=
			    p->turns[order[i + k]].bad > 0 && p->turns[order[i + k]].sure >= SURE;
		if (t->group != NONE)
			continue;
		*bad += failed / k;
		*all += 1;
	}
	mem_free(order);
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
step(struct group **tested, uint32_t n, double *bad, double *all)
{
	uint32_t found = 0;

	if (n)
		qsort(tested, n, sizeof(struct group *), by_chance);
	for (uint32_t i = 0; i < n; i++)
		if (tested[i]->chance <= FALSE_SHARE * (i + 1) / n)
			found = i + 1;
	for (uint32_t i = 0; i < found; i++) {
		if (tested[i]->found)
			continue;
		tested[i]->found = true;
		*bad -= tested[i]->customers;
		*all -= tested[i]->askers;
	}
	return found;
}

/* Judge the groups against what is in none and against each other. */
static void
test(struct groups *g, struct patterns *p)
{
	struct group **tested = mem_alloc(((size_t)g->n + 1) * sizeof(struct group *));
	uint32_t n = 0, found = 0, before;
	double bad, all;

	count_rest(p, &bad, &all);
	for (uint32_t c = 0; c < g->n; c++) {
		bad += g->at[c].customers;
		all += g->at[c].askers;
		if (g->at[c].askers >= p->o.customers)
			tested[n++] = &g->at[c];
	}
	do {
		before = found;
		for (uint32_t i = 0; i < n; i++) {
			struct group *one = tested[i];

			if (one->found)
				continue;
			one->rest = (bad - one->customers + REST_BAD) /
				    (all - one->askers + REST_CUSTOMERS);
			one->chance = groups_chance(one->customers, one->askers,
			    bad - one->customers, all - one->askers);
		}
		found = step(tested, n, &bad, &all);
	} while (found > before);
	mem_free(tested);
}

void
groups_find(struct groups *g, struct patterns *p)
{
	*g = (struct groups){0};
	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		p->asked[i].group = NONE;
	group_failed(g, p);
	assign(g, p);
	count(g, p);
	test(g, p);
	keep(g, p, is_pattern);
}
