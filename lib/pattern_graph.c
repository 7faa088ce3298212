/* Questions that are alike: a graph of nearest neighbours. */
#include <string.h>

#include "pattern_parts.h"

enum {
	NEAREST = 10, /* edges from a node to earlier ones */
	LATEST = 500  /* nodes of a feature that are looked at */
};

static const float LIKE = 0.15F; /* an edge is likelier than this */

/* --- nearest neighbours --- */

struct posting {
	uint32_t node;
	float x;
};

/* For each feature the latest nodes that have it, in a ring. */
struct rings {
	struct posting *at;
	size_t *start; /* by feature; room for min(nodes that have it, LATEST) */
	uint32_t *n;   /* put so far */
};

struct edge {
	uint32_t from, to;
	float weight;
};

struct edges {
	struct edge *at;
	size_t n, cap;
};

static void
rings_init(struct rings *r, const struct features *f, const struct span *nodes, uint32_t n)
{
	size_t sum = 0;

	r->start = mem_alloc((FEATURES + 1) * sizeof(*r->start));
	r->n = mem_alloc(FEATURES * sizeof(*r->n));
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t *id = f->ids + nodes[i].from;

		for (uint32_t k = 0; k < nodes[i].n; k++)
			if ((k == 0 || id[k] != id[k - 1]) && r->n[id[k]] < LATEST)
				r->n[id[k]]++;
	}
	for (uint32_t i = 0; i < FEATURES; i++) {
		r->start[i] = sum;
		sum += r->n[i];
		r->n[i] = 0;
	}
	r->start[FEATURES] = sum;
	r->at = mem_alloc((sum + 1) * sizeof(*r->at));
}

static void
rings_free(struct rings *r)
{
	mem_free(r->at);
	mem_free(r->start);
	mem_free(r->n);
}

static void
rings_put(struct rings *r, uint32_t node, const struct weight *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t id = w[i].id, room = (uint32_t)(r->start[id + 1] - r->start[id]);

		r->at[r->start[id] + r->n[id]++ % room] = (struct posting){node, w[i].x};
	}
}

/* The likeness of earlier nodes to this one; touched are those that are not 0. */
static uint32_t
score(const struct rings *r, const struct weight *w, size_t n, float *like, uint32_t *touched)
{
	uint32_t count = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t id = w[i].id, room = (uint32_t)(r->start[id + 1] - r->start[id]);
		uint32_t m = r->n[id] < room ? r->n[id] : room;
		const struct posting *p = r->at + r->start[id];

		for (uint32_t k = 0; k < m; k++) {
			if (like[p[k].node] == 0)
				touched[count++] = p[k].node;
			like[p[k].node] += w[i].x * p[k].x;
		}
	}
	return count;
}

/* Is a more like than b?  Among equals the later one. */
static bool
nearer(struct edge a, struct edge b)
{
	return a.weight > b.weight || (a.weight >= b.weight && a.to > b.to);
}

/* Keep the nearest, in order, and clear like again. */
static void
keep_nearest(struct edges *e, uint32_t node, float *like, const uint32_t *touched, uint32_t n)
{
	struct edge best[NEAREST + 1];
	uint32_t count = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct edge one = {node, touched[i], like[touched[i]]};
		uint32_t at = count;

		like[touched[i]] = 0;
		if (one.weight <= LIKE || (count == NEAREST && !nearer(one, best[NEAREST - 1])))
			continue;
		for (; at > 0 && nearer(one, best[at - 1]); at--)
			best[at] = best[at - 1];
		best[at] = one;
		count += count < NEAREST;
	}
	e->at = mem_array(e->at, &e->cap, e->n + NEAREST, sizeof(*e->at));
	memcpy(e->at + e->n, best, count * sizeof(*best));
	e->n += count;
}

/* Both directions of each edge, by node. */
static void
graph_from(struct graph *g, const struct edges *e, uint32_t n)
{
	uint32_t *next = mem_alloc(((size_t)n + 1) * sizeof(*next));

	g->n = n;
	g->start = mem_alloc(((size_t)n + 1) * sizeof(*g->start));
	g->to = mem_alloc((2 * e->n + 1) * sizeof(*g->to));
	g->weight = mem_alloc((2 * e->n + 1) * sizeof(*g->weight));
	for (size_t i = 0; i < e->n; i++) {
		g->start[e->at[i].from + 1]++;
		g->start[e->at[i].to + 1]++;
	}
	for (uint32_t i = 0; i < n; i++)
		next[i] = g->start[i + 1] += g->start[i];
	for (size_t i = e->n; i-- > 0;) {
		const struct edge *one = &e->at[i];

		next[one->from]--;
		g->to[next[one->from]] = one->to;
		g->weight[next[one->from]] = one->weight;
		next[one->to]--;
		g->to[next[one->to]] = one->from;
		g->weight[next[one->to]] = one->weight;
	}
	mem_free(next);
}

void
graph_nearest(struct graph *g, const struct features *f, const struct span *nodes, uint32_t n)
{
	static struct weight w[WEIGHTS_MAX];
	uint32_t *touched = mem_alloc(((size_t)n + 1) * sizeof(*touched));
	float *like = mem_alloc(((size_t)n + 1) * sizeof(*like));
	struct edges e = {0};
	struct rings r;

	rings_init(&r, f, nodes, n);
	for (uint32_t i = 0; i < n; i++) {
		size_t m = features_weigh(f, nodes[i], w);

		keep_nearest(&e, i, like, touched, score(&r, w, m, like, touched));
		rings_put(&r, i, w, m);
	}
	graph_from(g, &e, n);
	mem_free(e.at);
	mem_free(like);
	mem_free(touched);
	rings_free(&r);
}

void
graph_free(struct graph *g)
{
	mem_free(g->start);
	mem_free(g->to);
	mem_free(g->weight);
	*g = (struct graph){0};
}
