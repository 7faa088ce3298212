/*
 * Groups in a graph by Leiden's method (Traag, Waltman and van Eck 2019) with a resolution
 * (Reichardt and Bornholdt 2006).  No step depends on chance.
 */
#include <math.h>

#include "pattern_parts.h"

/* Times that the method begins again with what it found. */
enum { ROUNDS = 5, ROUNDS_FITTING = 2 };

/* A level: the nodes are groups of nodes of the level before. */
struct level {
	struct graph g;
	double *inside; /* weight of a node's own edges, each counted twice */
	double *degree; /* of all its edges, those included */
	double *total;	/* degree of all nodes of a group */
	double *link;	/* from the node at hand to a group; 0 between two nodes */
	uint32_t *group, *size, *touched;
	uint32_t *spare, spares; /* groups without a node */
	double all;		 /* sum of the degrees */
	double resolution;
};

static void
level_init(struct level *l, const struct graph *g, double *inside, const uint32_t *group,
    double resolution)
{
	size_t n = g->n;

	*l = (struct level){.g = *g, .inside = inside, .resolution = resolution};
	l->degree = mem_alloc((n + 1) * sizeof(*l->degree));
	l->total = mem_alloc((n + 1) * sizeof(*l->total));
	l->link = mem_alloc((n + 1) * sizeof(*l->link));
	l->group = mem_alloc((n + 1) * sizeof(*l->group));
	l->size = mem_alloc((n + 1) * sizeof(*l->size));
	l->touched = mem_alloc((n + 1) * sizeof(*l->touched));
	l->spare = mem_alloc((n + 1) * sizeof(*l->spare));
	for (uint32_t i = 0; i < n; i++) {
		l->degree[i] = inside[i];
		for (uint32_t k = g->start[i]; k < g->start[i + 1]; k++)
			l->degree[i] += (double)g->weight[k];
		l->group[i] = group[i];
		l->total[group[i]] += l->degree[i];
		l->size[group[i]]++;
		l->all += l->degree[i];
	}
	for (uint32_t c = (uint32_t)n; c-- > 0;)
		if (l->size[c] == 0)
			l->spare[l->spares++] = c;
}

static void
level_free(struct level *l)
{
	mem_free(l->degree);
	mem_free(l->total);
	mem_free(l->link);
	mem_free(l->group);
	mem_free(l->size);
	mem_free(l->touched);
	mem_free(l->spare);
}

/* Add up the edges of a node by the group that they lead to: how many groups. */
static uint32_t
add_links(struct level *l, uint32_t node, const uint32_t *group)
{
	uint32_t n = 0;

	for (uint32_t k = l->g.start[node]; k < l->g.start[node + 1]; k++) {
		uint32_t c = group[l->g.to[k]];

		if (l->link[c] == 0)
			l->touched[n++] = c;
		l->link[c] += (double)l->g.weight[k];
	}
	return n;
}

static void
clear_links(struct level *l, uint32_t n)
{
	for (uint32_t k = 0; k < n; k++)
		l->link[l->touched[k]] = 0;
}

/* Move a node to the group where it gains most, or alone; ties stay, or go to the lower number. */
static bool
move(struct level *l, uint32_t node)
{
	const double least = 1e-12;
	uint32_t own = l->group[node], to = own, n = add_links(l, node, l->group);
	double share = l->resolution * l->degree[node] / l->all, best;

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
	clear_links(l, n);
	if (best < -least && l->size[own] > 1 && l->spares)
		to = l->spare[--l->spares];
	if (to != own && --l->size[own] == 0) {
		l->spare[l->spares++] = own;
		l->total[own] = 0;
	}
	l->size[to] += to != own;
	l->total[to] += l->degree[node];
	l->group[node] = to;
	return to != own;
}

/*
 * Move nodes until none gains; a node is looked at again when one beside it has moved.  Their
 * order is as if by lot: in that of the questions, whoever came first would gather all others.
 */
static void
settle(struct level *l)
{
	size_t room = (size_t)l->g.n + 1, head = 0, tail = l->g.n, turns = 100 * room;
	uint32_t *queue = mem_alloc(room * sizeof(*queue));
	bool *waits = mem_alloc(room);

	for (uint32_t i = 0; i < l->g.n; i++) {
		uint32_t at = (uint32_t)(hash64(&i, sizeof(i), 7) % (i + 1));

		queue[i] = queue[at];
		queue[at] = i;
		waits[i] = true;
	}
	while (head != tail && turns-- > 0) {
		uint32_t node = queue[head];

		head = (head + 1) % room;
		waits[node] = false;
		if (!move(l, node))
			continue;
		for (uint32_t k = l->g.start[node]; k < l->g.start[node + 1]; k++) {
			uint32_t other = l->g.to[k];

			if (waits[other] || l->group[other] == l->group[node])
				continue;
			waits[other] = true;
			queue[tail] = other;
			tail = (tail + 1) % room;
		}
	}
	mem_free(queue);
	mem_free(waits);
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

/*
 * The parts of each group that hold together: a node that is alone joins the part of its own
 * group where it gains most, if both are well linked with the rest of the group.
 */
static uint32_t *
refine(struct level *l)
{
	size_t n = (size_t)l->g.n + 1;
	uint32_t *part = mem_alloc(n * sizeof(*part)), *members = mem_alloc(n * sizeof(*members));
	double *total = mem_alloc(n * sizeof(*total)), *cut = mem_alloc(n * sizeof(*cut));

	for (uint32_t i = 0; i < l->g.n; i++) {
		part[i] = i;
		members[i] = 1;
		total[i] = l->degree[i];
		for (uint32_t k = l->g.start[i]; k < l->g.start[i + 1]; k++)
			if (l->group[l->g.to[k]] == l->group[i])
				cut[i] += (double)l->g.weight[k];
	}
	for (uint32_t i = 0; i < l->g.n; i++) {
		double whole = l->total[l->group[i]], per = l->resolution / l->all, best = 0;
		uint32_t count, to = i;

		if (part[i] != i || members[i] > 1 ||
		    cut[i] < per * l->degree[i] * (whole - l->degree[i]))
			continue;
		count = add_links(l, i, part);
		for (uint32_t k = 0; k < count; k++) {
			uint32_t c = l->touched[k];
			double gain = l->link[c] - per * l->degree[i] * total[c];

			/* c is the number of one of its nodes */
			if (c == i || l->group[c] != l->group[i] ||
			    cut[c] < per * total[c] * (whole - total[c]))
				continue;
			if (gain > best + 1e-12 || (to != i && gain > best - 1e-12 && c < to)) {
				best = gain;
				to = c;
			}
		}
		if (to != i) {
			part[i] = to;
			members[to]++;
			total[to] += l->degree[i];
			cut[to] += cut[i] - 2 * l->link[to];
		}
		clear_links(l, count);
	}
	mem_free(members);
	mem_free(total);
	mem_free(cut);
	return part;
}

/* The nodes, part by part; part c's begin at start[c]. */
static uint32_t *
by_part(const uint32_t *part, uint32_t n, uint32_t count, uint32_t *start)
{
	uint32_t *order = mem_alloc(((size_t)n + 1) * sizeof(*order));

	for (uint32_t i = 0; i < n; i++)
		start[part[i] + 2]++;
	for (uint32_t c = 0; c < count; c++)
		start[c + 2] += start[c + 1];
	for (uint32_t i = 0; i < n; i++)
		order[start[part[i] + 1]++] = i;
	return order;
}

/* The graph whose nodes are the parts; gives the weight inside each. */
static double *
fold(struct graph *out, struct level *l, const uint32_t *part, uint32_t count)
{
	double *inside = mem_alloc(((size_t)count + 1) * sizeof(*inside));
	uint32_t *start = mem_alloc(((size_t)count + 2) * sizeof(*start));
	uint32_t *order = by_part(part, l->g.n, count, start), used = 0;

	*out = (struct graph){.n = count};
	out->start = mem_alloc(((size_t)count + 1) * sizeof(*out->start));
	out->to = mem_alloc(((size_t)l->g.start[l->g.n] + 1) * sizeof(*out->to));
	out->weight = mem_alloc(((size_t)l->g.start[l->g.n] + 1) * sizeof(*out->weight));
	for (uint32_t c = 0; c < count; c++) {
		uint32_t n = 0;

		for (uint32_t at = start[c]; at < start[c + 1]; at++) {
			uint32_t node = order[at];

			inside[c] += l->inside[node];
			for (uint32_t k = l->g.start[node]; k < l->g.start[node + 1]; k++) {
				uint32_t to = part[l->g.to[k]];

				if (to == c) {
					inside[c] += (double)l->g.weight[k];
					continue;
				}
				if (l->link[to] == 0)
					l->touched[n++] = to;
				l->link[to] += (double)l->g.weight[k];
			}
		}
		for (uint32_t k = 0; k < n; k++) {
			out->to[used] = l->touched[k];
			out->weight[used++] = (float)l->link[l->touched[k]];
		}
		clear_links(l, n);
		out->start[c + 1] = used;
	}
	mem_free(start);
	mem_free(order);
	return inside;
}

/* Groups from those that are there, level by level: did any node change its group? */
static bool
improve(const struct graph *g, double resolution, uint32_t *group)
{
	double *inside = mem_alloc(((size_t)g->n + 1) * sizeof(*inside));
	uint32_t *place = mem_alloc(((size_t)g->n + 1) * sizeof(*place)); /* node of the level */
	uint32_t *now = mem_alloc(((size_t)g->n + 1) * sizeof(*now)); /* group of a level's node */
	struct graph at = *g;
	bool changed = false, again = true;

	for (uint32_t i = 0; i < g->n; i++) {
		place[i] = i;
		now[i] = group[i];
	}
	while (again) {
		uint32_t *part, count;
		struct graph next = {0};
		double *within;
		struct level l;

		level_init(&l, &at, inside, now, resolution);
		if (l.all > 0)
			settle(&l);
		for (uint32_t i = 0; i < at.n; i++)
			changed = changed || l.group[i] != now[i];
		part = refine(&l);
		count = graph_number(part, at.n);
		again = l.all > 0 && count < at.n;
		within = fold(&next, &l, part, count);
		graph_number(l.group, at.n);
		for (uint32_t i = 0; i < at.n; i++)
			now[part[i]] = l.group[i]; /* count <= at.n, and part[i] <= i */
		for (uint32_t i = 0; i < g->n; i++)
			place[i] = part[place[i]];
		level_free(&l);
		mem_free(part);
		mem_free(inside);
		if (at.start != g->start)
			graph_free(&at);
		at = next;
		inside = within;
	}
	for (uint32_t i = 0; i < g->n; i++)
		group[i] = now[place[i]];
	if (at.start != g->start)
		graph_free(&at);
	mem_free(inside);
	mem_free(place);
	mem_free(now);
	return changed;
}

static uint32_t
find_groups(const struct graph *g, double resolution, uint32_t *group, int rounds)
{
	for (uint32_t i = 0; i < g->n; i++)
		group[i] = i;
	while (rounds-- > 0 && improve(g, resolution, group))
		;
	return graph_number(group, g->n);
}

uint32_t
graph_groups(const struct graph *g, double resolution, uint32_t *group)
{
	return find_groups(g, resolution, group, ROUNDS);
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
	return nodes > 0 ? fmax(.4, .06 * groups + .5 * groups * groups / nodes) : .4;
}

double
graph_fitting(const struct graph *g, uint32_t *group)
{
	double resolution = 1, next = 1;

	for (int step = 0; step < 12; step++) {
		resolution = next;
		next = suits(g, group, find_groups(g, resolution, group, ROUNDS_FITTING));
		if (fabs(next - resolution) <= .01 * resolution)
			break;
	}
	return resolution;
}
