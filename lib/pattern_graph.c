/*
 * Questions that are alike: a graph of nearest neighbours, and Louvain's groups in it (Blondel et
 * al. 2008) with a resolution (Reichardt and Bornholdt 2006).  No step depends on chance.
 */
#include <math.h>
#include <stdlib.h>
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

/* --- Louvain --- */

/* A level: the nodes are groups of the level before. */
struct level {
	uint32_t n;
	const uint32_t *start, *to;
	const float *weight;
	double *inside; /* weight of a node's own edges, each counted twice */
	double *degree; /* of all its edges, those included */
	double *total;	/* degree of all nodes of a group */
	double *link;	/* from the node at hand to a group; 0 between two nodes */
	uint32_t *group, *touched;
	double all; /* sum of the degrees */
	double resolution;
};

static void
level_init(struct level *l, const struct graph *g, double *inside, double resolution)
{
	size_t n = g->n;

	*l = (struct level){.n = g->n,
		.start = g->start,
		.to = g->to,
		.weight = g->weight,
		.inside = inside,
		.resolution = resolution};
	l->degree = mem_alloc((n + 1) * sizeof(*l->degree));
	l->total = mem_alloc((n + 1) * sizeof(*l->total));
	l->link = mem_alloc((n + 1) * sizeof(*l->link));
	l->group = mem_alloc((n + 1) * sizeof(*l->group));
	l->touched = mem_alloc((n + 1) * sizeof(*l->touched));
	for (uint32_t i = 0; i < n; i++) {
		l->degree[i] = inside[i];
		for (uint32_t k = g->start[i]; k < g->start[i + 1]; k++)
			l->degree[i] += (double)g->weight[k];
		l->total[i] = l->degree[i];
		l->all += l->degree[i];
		l->group[i] = i;
	}
}

static void
level_free(struct level *l)
{
	mem_free(l->degree);
	mem_free(l->total);
	mem_free(l->link);
	mem_free(l->group);
	mem_free(l->touched);
}

/* Move a node to the group where it gains most; ties stay, or go to the lower number. */
static bool
move(struct level *l, uint32_t node)
{
	const double least = 1e-12;
	uint32_t own = l->group[node], to = own, n = 0;
	double share = l->resolution * l->degree[node] / l->all, best;

	for (uint32_t k = l->start[node]; k < l->start[node + 1]; k++) {
		uint32_t c = l->group[l->to[k]];

		if (l->link[c] == 0)
			l->touched[n++] = c;
		l->link[c] += (double)l->weight[k];
	}
	l->total[own] -= l->degree[node];
	best = l->link[own] - share * l->total[own];
	for (uint32_t k = 0; k < n; k++) {
		uint32_t c = l->touched[k];
		double gain = l->link[c] - share * l->total[c];

		if (gain > best + least || (to != own && gain > best - least && c < to)) {
			best = gain;
			to = c;
		}
	}
	for (uint32_t k = 0; k < n; k++)
		l->link[l->touched[k]] = 0;
	l->total[to] += l->degree[node];
	l->group[node] = to;
	return to != own;
}

/* Move nodes until none gains; a node is looked at again when one beside it has moved. */
static bool
settle(struct level *l)
{
	size_t room = (size_t)l->n + 1, head = 0, tail = l->n, turns = 100 * room;
	uint32_t *queue = mem_alloc(room * sizeof(*queue));
	bool *waits = mem_alloc(room), moved = false;

	for (uint32_t i = 0; i < l->n; i++) {
		queue[i] = i;
		waits[i] = true;
	}
	while (head != tail && turns-- > 0) {
		uint32_t node = queue[head];

		head = (head + 1) % room;
		waits[node] = false;
		if (!move(l, node))
			continue;
		moved = true;
		for (uint32_t k = l->start[node]; k < l->start[node + 1]; k++) {
			uint32_t other = l->to[k];

			if (waits[other] || l->group[other] == l->group[node])
				continue;
			waits[other] = true;
			queue[tail] = other;
			tail = (tail + 1) % room;
		}
	}
	mem_free(queue);
	mem_free(waits);
	return moved;
}

uint32_t
graph_number(uint32_t *group, uint32_t n)
{
	uint32_t *number = mem_alloc(((size_t)n + 1) * sizeof(*number)), count = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (number[group[i]] == 0)
			number[group[i]] = ++count;
		group[i] = number[group[i]] - 1;
	}
	mem_free(number);
	return count;
}

/* The level's nodes, group by group; group c's begin at start[c]. */
static uint32_t *
by_group(const struct level *l, uint32_t count, uint32_t *start)
{
	uint32_t *order = mem_alloc(((size_t)l->n + 1) * sizeof(*order));

	for (uint32_t i = 0; i < l->n; i++)
		start[l->group[i] + 2]++;
	for (uint32_t c = 0; c < count; c++)
		start[c + 2] += start[c + 1];
	for (uint32_t i = 0; i < l->n; i++)
		order[start[l->group[i] + 1]++] = i;
	return order;
}

/* Add up the edges of a node to other groups in link; those to its own are its inside. */
static uint32_t
fold_node(const struct level *l, uint32_t node, double *inside, double *link, uint32_t *touched,
    uint32_t n)
{
	uint32_t own = l->group[node];

	*inside += l->inside[node];
	for (uint32_t k = l->start[node]; k < l->start[node + 1]; k++) {
		uint32_t c = l->group[l->to[k]];

		if (c == own) {
			*inside += (double)l->weight[k];
			continue;
		}
		if (link[c] == 0)
			touched[n++] = c;
		link[c] += (double)l->weight[k];
	}
	return n;
}

/* The graph whose nodes are the level's groups; gives the weight inside each. */
static double *
fold(struct graph *out, const struct level *l, uint32_t count)
{
	double *inside = mem_alloc(((size_t)count + 1) * sizeof(*inside));
	double *link = mem_alloc(((size_t)count + 1) * sizeof(*link));
	uint32_t *touched = mem_alloc(((size_t)count + 1) * sizeof(*touched));
	uint32_t *start = mem_alloc(((size_t)count + 2) * sizeof(*start));
	uint32_t *order = by_group(l, count, start), used = 0;

	*out = (struct graph){.n = count};
	out->start = mem_alloc(((size_t)count + 1) * sizeof(*out->start));
	out->to = mem_alloc(((size_t)l->start[l->n] + 1) * sizeof(*out->to));
	out->weight = mem_alloc(((size_t)l->start[l->n] + 1) * sizeof(*out->weight));
	for (uint32_t c = 0; c < count; c++) {
		uint32_t n = 0;

		for (uint32_t at = start[c]; at < start[c + 1]; at++)
			n = fold_node(l, order[at], &inside[c], link, touched, n);
		for (uint32_t k = 0; k < n; k++) {
			out->to[used] = touched[k];
			out->weight[used++] = (float)link[touched[k]];
			link[touched[k]] = 0;
		}
		out->start[c + 1] = used;
	}
	mem_free(link);
	mem_free(touched);
	mem_free(start);
	mem_free(order);
	return inside;
}

uint32_t
graph_groups(const struct graph *g, double resolution, uint32_t *group)
{
	double *inside = mem_alloc(((size_t)g->n + 1) * sizeof(*inside));
	struct graph now = *g;
	uint32_t count = g->n;
	bool moved = true;

	for (uint32_t i = 0; i < g->n; i++)
		group[i] = i;
	while (moved && count > 0) {
		struct level l;
		struct graph next = {0};
		double *within = NULL;

		level_init(&l, &now, inside, resolution);
		moved = l.all > 0 && settle(&l);
		if (moved) {
			count = graph_number(l.group, l.n);
			for (uint32_t i = 0; i < g->n; i++)
				group[i] = l.group[group[i]];
			within = fold(&next, &l, count);
		}
		level_free(&l);
		if (now.start != g->start)
			graph_free(&now);
		if (moved) {
			mem_free(inside);
			inside = within;
			now = next;
		}
	}
	mem_free(inside);
	return count;
}

/* What the groups that came out ask for, see graph_fitting. */
static double
suits(const struct graph *g, const uint32_t *group, uint32_t count)
{
	uint32_t *size = mem_alloc(((size_t)count + 1) * sizeof(*size));
	double groups = 0, nodes = 0;

	for (uint32_t i = 0; i < g->n; i++)
		size[group[i]]++;
	for (uint32_t c = 0; c < count; c++)
		if (size[c] > 1) {
			groups++;
			nodes += size[c];
		}
	mem_free(size);
	return nodes > 0 ? fmax(.5, .06 * groups + .5 * groups * groups / nodes) : .5;
}

double
graph_fitting(const struct graph *g, uint32_t *group)
{
	double resolution = 1, next = 1;

	for (int step = 0; step < 12; step++) {
		resolution = next;
		next = suits(g, group, graph_groups(g, resolution, group));
		if (fabs(next - resolution) <= .01 * resolution)
			break;
	}
	return resolution;
}
