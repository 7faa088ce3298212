/*
 * Groups of questions that are alike: drawn among some, then every question goes to the nearest.
 *
 * Where many customers failed, they are parted in two halves by chance.  Groups are drawn among
 * the questions that failed customers of the first half and as many questions of the second one
 * however they ended, so that the second half's failures had no part in it and can test them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pattern_parts.h"

/*
 * A question belongs to a group when it is at least so much as alike as two of the group's own
 * are, and so near to the centre.
 */
static const double BELONGS = .4, NEAR = .17;

/*
 * Two groups are one when the cosine of their centres is at least this, or their questions are so
 * much as alike as those of one group are.  Rare features count more here: ways of asking ("how
 * do I") are shared by all.
 */
static const double ONE_CENTRE = .3, ONE_GROUP = .4;

enum {
	FEW = 64,	 /* groups, of which all are looked at */
	SHORT = 32,	 /* groups that have a feature, which then tells something */
	BEST = 2,	 /* groups that are looked at closely */
	MANY = 400,	 /* failed customers from which on there are two halves */
	NODES = 1 << 16, /* questions among which groups are drawn */
	MORE = 1 << 13	 /* the same after a base */
};

/* --- which questions --- */

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

/* By chance, but always the same: is a question among so many of n? */
static bool
is_drawn(const struct asked *a, uint64_t wanted, uint64_t n)
{
	return wanted >= n || hash64(&a->key, sizeof(a->key), 9) <= UINT64_MAX / n * wanted;
}

static bool
is_first_half(const struct groups *g, const struct asked *a)
{
	return a->failed & (g->halves ? 1 : 3);
}

/* May a question have a part in the drawing? */
static bool
is_open(const struct groups *g, const struct asked *a)
{
	return !g->late || a->kept;
}

/* The questions to draw groups among, in the order in which they were asked first. */
static uint32_t *
choose(const struct groups *g, const struct patterns *p, uint32_t *n)
{
	uint32_t *out = mem_alloc(((size_t)p->asked_keys.n + 1) * sizeof(*out));
	uint64_t first = 0, second = 0, most = g->late ? MORE : NODES;

	for (uint32_t i = 0; i < p->asked_keys.n; i++) {
		const struct asked *a = &p->asked[i];

		if (!is_open(g, a))
			continue;
		first += is_first_half(g, a);
		second += g->halves && !is_first_half(g, a) && a->halves & 2;
	}
	*n = 0;
	for (uint32_t i = 0; i < p->asked_keys.n; i++) {
		const struct asked *a = &p->asked[i];
		bool wanted = is_first_half(g, a)
				  ? is_drawn(a, g->halves ? most / 2 : most, first)
				  : g->halves && a->halves & 2 && is_drawn(a, first, second) &&
					is_drawn(a, most / 2, second);

		if (wanted && is_open(g, a))
			out[(*n)++] = i;
	}
	sorting = p;
	if (*n)
		qsort(out, *n, sizeof(*out), by_first);
	return out;
}

static void
keep_features(struct patterns *p, const uint32_t *nodes, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct asked *a = &p->asked[nodes[i]];

		if (!a->kept)
			a->span =
			    features_keep(&p->features, a->text, answer_of(p, a), a->language);
		a->kept = true;
	}
}

/* --- centres: the sum of the weights of a group's questions --- */

/* The nodes, group by group; group c's begin at start[c]. */
static uint32_t *
by_group(const uint32_t *group, uint32_t n, uint32_t count, uint32_t *start)
{
	uint32_t *order = mem_alloc(((size_t)n + 1) * sizeof(*order));

	for (uint32_t i = 0; i < n; i++)
		start[group[i] + 2]++;
	for (uint32_t c = 0; c < count; c++)
		start[c + 2] += start[c + 1];
	for (uint32_t i = 0; i < n; i++)
		order[start[group[i] + 1]++] = i;
	return order;
}

static int
by_id(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Room in which a sum is made. */
struct sum {
	float *x; /* by feature */
	uint32_t *touched, n;
};

static void
centres_put(struct centres *c, struct sum *s)
{
	if (s->n)
		qsort(s->touched, s->n, sizeof(*s->touched), by_id);
	c->at = mem_array(c->at, &c->cap, c->used + s->n, sizeof(*c->at));
	for (uint32_t i = 0; i < s->n; i++) {
		c->at[c->used++] = (struct weight){s->touched[i], s->x[s->touched[i]]};
		s->x[s->touched[i]] = 0;
	}
	s->n = 0;
}

/* Give rare features more weight, and the whole its length of 1 again. */
static void
sharpen(const struct features *f, struct weight *w, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		w[i].x *= f->rarity[w[i].id] * f->rarity[w[i].id];
		sum += (double)w[i].x * (double)w[i].x;
	}
	for (size_t i = 0; i < n; i++)
		w[i].x /= (float)sqrt(sum);
}

/* Of the first n nodes; sharp: with more weight for rare features. */
static void
centres_make(struct centres *c, const struct patterns *p, const uint32_t *nodes,
    const uint32_t *group, uint32_t n, uint32_t count, bool sharp)
{
	static struct weight w[WEIGHTS_MAX];
	uint32_t *start = mem_alloc(((size_t)count + 2) * sizeof(*start));
	uint32_t *order = by_group(group, n, count, start);
	struct sum s = {.n = 0};

	*c = (struct centres){.n = count};
	s.x = mem_alloc(FEATURES * sizeof(*s.x));
	s.touched = mem_alloc(FEATURES * sizeof(*s.touched));
	c->start = mem_alloc(((size_t)count + 1) * sizeof(*c->start));
	c->size = mem_alloc(((size_t)count + 1) * sizeof(*c->size));
	for (uint32_t k = 0; k < count; k++) {
		c->start[k] = c->used;
		c->size[k] = start[k + 1] - start[k];
		for (uint32_t i = start[k]; i < start[k + 1]; i++) {
			size_t m = features_weigh(&p->features, p->asked[nodes[order[i]]].span, w);

			if (sharp)
				sharpen(&p->features, w, m);
			for (size_t f = 0; f < m; f++) {
				if (s.x[w[f].id] == 0)
					s.touched[s.n++] = w[f].id;
				s.x[w[f].id] += w[f].x;
			}
		}
		centres_put(c, &s);
	}
	c->start[count] = c->used;
	mem_free(s.x);
	mem_free(s.touched);
	mem_free(start);
	mem_free(order);
}

static double
centres_product(const struct centres *c, uint32_t a, uint32_t b)
{
	return features_alike(c->at + c->start[a], c->start[a + 1] - c->start[a],
	    c->at + c->start[b], c->start[b + 1] - c->start[b]);
}

/* The mean likeness of two of a group's questions; sum: the product of its centre with itself. */
static double
centres_within(const struct centres *c, uint32_t k, double sum)
{
	double m = c->size[k];

	return m > 1 ? (sum - m) / (m * (m - 1)) : 1;
}

void
centres_free(struct centres *c)
{
	mem_free(c->at);
	mem_free(c->start);
	mem_free(c->size);
	mem_free(c->row);
	mem_free(c->group);
	mem_free(c->x);
	mem_free(c->table);
	mem_free(c->room);
	*c = (struct centres){0};
}

/* By feature, the groups that have it. */
static void
centres_turn(struct centres *c)
{
	size_t at = 0;

	c->row = mem_alloc((FEATURES + 2) * sizeof(*c->row));
	c->group = mem_alloc((c->used + 1) * sizeof(*c->group));
	c->x = mem_alloc((c->used + 1) * sizeof(*c->x));
	for (size_t i = 0; i < c->used; i++)
		c->row[c->at[i].id + 2]++;
	for (uint32_t f = 0; f < FEATURES; f++)
		c->row[f + 2] += c->row[f + 1];
	for (uint32_t k = 0; k < c->n; k++)
		for (; at < c->start[k + 1]; at++) {
			uint32_t to = c->row[c->at[at].id + 1]++;

			c->group[to] = k;
			c->x[to] = c->at[at].x;
		}
}

/* By group, a table of its features: open addressing, a weight of 0 is free. */
static void
centres_hash(struct centres *c)
{
	size_t sum = 0;

	c->room = mem_alloc(((size_t)c->n + 1) * sizeof(*c->room));
	for (uint32_t k = 0; k < c->n; k++) {
		size_t want = 2;

		while (want < 2 * (c->start[k + 1] - c->start[k]))
			want *= 2;
		c->room[k] = sum;
		sum += want;
	}
	c->room[c->n] = sum;
	c->table = mem_alloc((sum + 1) * sizeof(*c->table));
	for (uint32_t k = 0; k < c->n; k++) {
		struct weight *table = c->table + c->room[k];
		uint32_t mask = (uint32_t)(c->room[k + 1] - c->room[k]) - 1;

		for (size_t i = c->start[k]; i < c->start[k + 1]; i++) {
			uint32_t at = c->at[i].id & mask;

			while (table[at].x != 0)
				at = (at + 1) & mask;
			table[at] = c->at[i];
		}
	}
}

/* --- groups that are one --- */

/* Two groups with an edge between them. */
struct pair {
	uint32_t a, b;
	double like;
};

static int
by_groups(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static int
by_likeness(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->like < y->like || x->like > y->like)
		return x->like < y->like ? 1 : -1;
	return by_groups(a, b);
}

/* The pairs of groups that have an edge, each once. */
static struct pair *
find_pairs(const struct graph *g, const uint32_t *group, size_t *n)
{
	struct pair *out = NULL;
	size_t cap = 0, m = 0;

	*n = 0;
	for (uint32_t i = 0; i < g->n; i++)
		for (uint32_t k = g->start[i]; k < g->start[i + 1]; k++) {
			uint32_t a = group[i], b = group[g->to[k]];

			if (a >= b)
				continue;
			out = mem_array(out, &cap, *n + 1, sizeof(*out));
			out[(*n)++] = (struct pair){a, b, 0};
		}
	if (*n)
		qsort(out, *n, sizeof(*out), by_groups);
	for (size_t i = 0; i < *n; i++)
		if (m == 0 || by_groups(&out[m - 1], &out[i]) != 0)
			out[m++] = out[i];
	*n = m;
	return out;
}

/* Put the weights of a group's features, times so much, in their places. */
static void
spread(const struct centres *c, uint32_t group, float *x, float times)
{
	for (size_t k = c->start[group]; k < c->start[group + 1]; k++)
		x[c->at[k].id] = times * c->at[k].x;
}

/*
 * How alike the groups of each pair are, 1 and more where they are one: by the cosine of their
 * centres, or, which says more of small ones, by their questions.
 */
static void
compare(const struct centres *c, struct pair *pairs, size_t n)
{
	double *sum = mem_alloc(((size_t)c->n + 1) * sizeof(*sum));
	double *within = mem_alloc(((size_t)c->n + 1) * sizeof(*within));
	float *x = mem_alloc(FEATURES * sizeof(*x)); /* of the pair's first group, by feature */
	uint32_t now = NONE;

	for (uint32_t k = 0; k < c->n; k++) {
		sum[k] = centres_product(c, k, k);
		within[k] = centres_within(c, k, sum[k]);
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t a = pairs[i].a, b = pairs[i].b;
		double product = 0;

		pairs[i].like = 0;
		if (c->size[a] < 2 || c->size[b] < 2)
			continue;
		if (now != a) {
			if (now != NONE)
				spread(c, now, x, 0);
			spread(c, a, x, 1);
			now = a;
		}
		for (size_t k = c->start[b]; k < c->start[b + 1]; k++)
			product += (double)x[c->at[k].id] * (double)c->at[k].x;
		pairs[i].like = fmax(product / sqrt(sum[a] * sum[b]) / ONE_CENTRE,
		    product / ((double)c->size[a] * c->size[b]) / sqrt(within[a] * within[b]) /
			ONE_GROUP);
	}
	mem_free(sum);
	mem_free(within);
	mem_free(x);
}

/* Join each group with the one that it is most like, if they are alike enough: how many did. */
static uint32_t
join(const struct centres *c, struct pair *pairs, size_t n, uint32_t *to)
{
	bool *taken = mem_alloc((size_t)c->n + 1);
	uint32_t joined = 0;

	compare(c, pairs, n);
	if (n)
		qsort(pairs, n, sizeof(*pairs), by_likeness);
	for (uint32_t k = 0; k < c->n; k++)
		to[k] = k;
	for (size_t i = 0; i < n && pairs[i].like >= 1; i++) {
		uint32_t a = pairs[i].a, b = pairs[i].b;

		if (taken[a] || taken[b])
			continue;
		taken[a] = taken[b] = true;
		to[b] = a;
		joined++;
	}
	mem_free(taken);
	return joined;
}

/* Join the groups that are one, round by round: how many are left. */
static uint32_t
join_groups(struct centres *c, const struct graph *g, const struct patterns *p,
    const uint32_t *nodes, uint32_t *group, uint32_t count)
{
	for (;;) {
		uint32_t *to = mem_alloc(((size_t)count + 1) * sizeof(*to)), joined;
		struct pair *pairs;
		size_t n;

		centres_make(c, p, nodes, group, g->n, count, true);
		pairs = find_pairs(g, group, &n);
		joined = join(c, pairs, n, to);
		for (uint32_t i = 0; joined && i < g->n; i++)
			group[i] = to[group[i]];
		mem_free(pairs);
		mem_free(to);
		if (joined == 0)
			return count;
		count = graph_number(group, g->n);
		centres_free(c);
	}
}

/* --- drawing --- */

/* Keep the groups that failed two customers (one, where that is enough; of a half, three). */
static void
keep_shared(struct groups *g, struct patterns *p, const uint32_t *nodes, uint32_t *group,
    uint32_t n)
{
	uint32_t *failed, kept = 0, least = g->halves ? 3 : p->o.customers < 2 ? 1 : 2;

	for (uint32_t i = 0; i < n; i++)
		p->asked[nodes[i]].group = group[i];
	failed = groups_failed(g, p);
	for (uint32_t k = 0; k < g->n; k++)
		failed[k] = failed[k] >= least ? kept++ : NONE;
	for (uint32_t i = 0; i < n; i++) {
		group[i] = failed[group[i]];
		p->asked[nodes[i]].group = group[i];
	}
	g->n = kept;
	mem_free(failed);
}

static void
draw(struct groups *g, struct patterns *p)
{
	uint32_t n, m = 0, *nodes = choose(g, p, &n);
	struct span *spans = mem_alloc(((size_t)n + 1) * sizeof(*spans));
	uint32_t *group = mem_alloc(((size_t)n + 1) * sizeof(*group));
	struct graph graph = {0};
	double all = 0, resolution;

	keep_features(p, nodes, n);
	for (uint32_t i = 0; i < n; i++)
		spans[i] = p->asked[nodes[i]].span;
	graph_nearest(&graph, &p->features, spans, n);
	for (uint32_t k = 0; k < graph.start[n]; k++)
		all += (double)graph.weight[k];
	/* What is left over is a poor sample to fit to: it is drawn as finely as the base was. */
	resolution =
	    g->late && p->base->grain > 0 ? p->base->grain * all : graph_fitting(&graph, group);
	g->grain = all > 0 ? resolution / all : 0;
	g->n = graph_groups(&graph, resolution, group);
	g->n = join_groups(&g->centres, &graph, p, nodes, group, g->n);
	centres_free(&g->centres);
	graph_free(&graph);
	keep_shared(g, p, nodes, group, n);
	for (uint32_t i = 0; i < n; i++)
		if (group[i] != NONE) {
			nodes[m] = nodes[i];
			group[m++] = group[i];
		}
	centres_make(&g->centres, p, nodes, group, m, g->n, false);
	mem_free(nodes);
	mem_free(spans);
	mem_free(group);
}

/* --- every question to its nearest group --- */

struct likely {
	uint32_t group;
	float product;
};

/* Room to add up products in. */
struct tally {
	float *product; /* by group; all 0 between two questions */
	uint32_t *touched, n;
};

static void
add_products(struct tally *t, const struct centres *c, const struct weight *w, size_t n,
    uint32_t longest, uint32_t kinds)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t from = c->row[w[i].id], to = c->row[w[i].id + 1];

		if (to - from > longest || w[i].id >> FEATURE_BITS > kinds)
			continue;
		for (; from < to; from++) {
			uint32_t k = c->group[from];

			if (t->product[k] == 0)
				t->touched[t->n++] = k;
			t->product[k] += w[i].x * c->x[from];
		}
	}
}

/* The product of a question and one group's centre. */
static float
product_with(const struct centres *c, uint32_t group, const struct weight *w, size_t n)
{
	const struct weight *table = c->table + c->room[group];
	uint32_t mask = (uint32_t)(c->room[group + 1] - c->room[group]) - 1;
	float sum = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t at = w[i].id & mask;

		while (table[at].x != 0 && table[at].id != w[i].id)
			at = (at + 1) & mask;
		sum += w[i].x * table[at].x;
	}
	return sum;
}

/* The tables are larger than a processor's memory: ask for what product_with will look at. */
static void
fetch(const struct centres *c, uint32_t group, const struct weight *w, size_t n)
{
	const struct weight *table = c->table + c->room[group];
	uint32_t mask = (uint32_t)(c->room[group + 1] - c->room[group]) - 1;

	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(&table[w[i].id & mask]);
}

/* Is a likelier than b?  Among equals the lower number is. */
static bool
is_likelier(struct likely a, struct likely b)
{
	return a.product > b.product || (a.product >= b.product && a.group < b.group);
}

/*
 * The groups that a question may belong to.  Where there are many, by the features that few of
 * them have, in proportion to the group's length; then these alone are looked at with all.
 */
static uint32_t
find_likely(const struct groups *g, struct tally *t, const struct weight *w, size_t n,
    struct likely *out)
{
	const struct centres *c = &g->centres;
	uint32_t count = 0, most = c->n <= FEW ? FEW : BEST;

	add_products(t, c, w, n, c->n <= FEW ? FEW : SHORT, c->n <= FEW ? KINDS : 0);
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t k = t->touched[i], at = count;
		struct likely one = {k, t->product[k] / (float)sqrt(g->at[k].sum)};

		if (c->n <= FEW)
			one.product = t->product[k];
		t->product[k] = 0;
		if (count == most && !is_likelier(one, out[most - 1]))
			continue;
		at -= count == most;
		for (; at > 0 && is_likelier(one, out[at - 1]); at--)
			out[at] = out[at - 1];
		out[at] = one;
		count += count < most;
	}
	t->n = 0;
	for (uint32_t i = 0; c->n > FEW && i < count; i++)
		fetch(c, out[i].group, w, n);
	for (uint32_t i = 0; c->n > FEW && i < count; i++)
		out[i].product = product_with(c, out[i].group, w, n);
	return count;
}

/* The group whose centre, made without this question, is nearest; NONE when none is near. */
static uint32_t
nearest(const struct groups *g, uint32_t own, const struct likely *likely, uint32_t n, float *near)
{
	uint32_t best = NONE;
	double most = 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct group *one = &g->at[likely[i].group];
		double like = (double)likely[i].product, m = one->size, sum = one->sum;

		if (likely[i].group == own) { /* it has a part in the centre */
			sum += 1 - 2 * like;
			like -= 1;
			m -= 1;
			if (m < 1) {
				*near = 1;
				return own;
			}
		}
		if (like / m < BELONGS * one->within || sum <= 0)
			continue;
		like /= sqrt(sum);
		if (like < NEAR)
			continue;
		if (like > most || (like >= most && likely[i].group < best)) {
			most = like;
			best = likely[i].group;
			*near = (float)like;
		}
	}
	return best;
}

static struct tally
tally_new(const struct groups *g)
{
	struct tally t = {.n = 0};

	t.product = mem_alloc(((size_t)g->n + 1) * sizeof(*t.product));
	t.touched = mem_alloc(((size_t)g->n + 1) * sizeof(*t.touched));
	return t;
}

static void
tally_free(struct tally *t)
{
	mem_free(t->product);
	mem_free(t->touched);
}

/* The nearest group of a question that has a part in the centre of its own one, if in any. */
static uint32_t
assign(const struct groups *g, struct tally *t, struct patterns *p, struct asked *a, uint32_t own)
{
	static struct weight w[WEIGHTS_MAX];
	struct likely likely[FEW + 1];
	size_t m = a->kept ? features_weigh(&p->features, a->span, w)
			   : features_of(&p->features, a->text, answer_of(p, a), a->language, w);

	return nearest(g, own, likely, find_likely(g, t, w, m, likely), &a->near);
}

void
groups_ready(struct groups *g)
{
	g->at = mem_alloc(((size_t)g->n + 1) * sizeof(*g->at));
	for (uint32_t k = 0; k < g->n; k++) {
		g->at[k].size = g->centres.size[k];
		g->at[k].sum = centres_product(&g->centres, k, k);
		g->at[k].within = centres_within(&g->centres, k, g->at[k].sum);
	}
	centres_turn(&g->centres);
	if (g->n > FEW)
		centres_hash(&g->centres);
}

/* Every question, failed or not, goes to its nearest group by the same rule. */
void
groups_draw(struct groups *g, struct patterns *p)
{
	struct tally t;

	*g = (struct groups){.halves = p->failed_customers >= MANY};
	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		p->asked[i].group = NONE;
	draw(g, p);
	groups_ready(g);
	t = tally_new(g);
	for (uint32_t i = 0; g->n && i < p->asked_keys.n; i++)
		p->asked[i].group = assign(g, &t, p, &p->asked[i], p->asked[i].group);
	tally_free(&t);
}

/* What came since the base goes to its groups by the same rule; what fits none is kept. */
static void
assign_late(struct patterns *p)
{
	struct tally t = tally_new(p->base);

	for (uint32_t i = p->base_asked; i < p->asked_keys.n; i++) {
		struct asked *a = &p->asked[i];

		if (a->base != UNSEEN)
			continue;
		a->span = features_keep(&p->features, a->text, answer_of(p, a), a->language);
		a->kept = true;
		a->base = p->base->n ? assign(p->base, &t, p, a, NONE) : NONE;
		a->kept = a->base == NONE;
		if (!a->kept)
			p->features.n = a->span.from;
	}
	tally_free(&t);
}

void
groups_extend(struct groups *g, struct patterns *p)
{
	const struct groups *base = p->base;
	struct group *all;
	struct tally t;

	assign_late(p);
	*g = (struct groups){.halves = base->halves, .late = true};
	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		p->asked[i].group = NONE;
	draw(g, p);
	groups_ready(g);
	t = tally_new(g);
	for (uint32_t i = 0; i < p->asked_keys.n; i++) {
		struct asked *a = &p->asked[i];

		if (a->base != NONE)
			a->group = a->base;
		else if (g->n && a->kept && (a->group = assign(g, &t, p, a, a->group)) != NONE)
			a->group += base->n;
	}
	tally_free(&t);
	all = mem_alloc(((size_t)base->n + g->n + 1) * sizeof(*all));
	if (base->n)
		memcpy(all, base->at, base->n * sizeof(*all));
	if (g->n)
		memcpy(all + base->n, g->at, g->n * sizeof(*all));
	mem_free(g->at);
	g->at = all;
	g->n += base->n;
}

void
groups_free(struct groups *g)
{
	centres_free(&g->centres);
	mem_free(g->at);
	*g = (struct groups){0};
}
