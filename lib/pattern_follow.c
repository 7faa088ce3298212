/*
 * Patterns over time: is one new, growing or mended, which is which from night to night, what
 * came in a burst, and what a rule has changed.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pattern_parts.h"
#include "stats.h"

static const int64_t HOUR = 3600000, DAY = 86400000;

enum {
	RECENT = 7,	 /* days that are compared with those before */
	BEFORE = 84,	 /* of which so many days count */
	YOUNG = 14,	 /* days for which a pattern is new where nothing else is known */
	BURST_HOURS = 2, /* in which a burst is looked for */
	BURST_LEAST = 4	 /* customers */
};

static const double CHANCE = .05, BURST_CHANCE = .001;

static const char *const states[PATTERN_STATES] = {"new", "growing", "steady", "fading", "mended",
	"back"};

const char *
pattern_state_name(enum pattern_state s)
{
	return s < PATTERN_STATES ? states[s] : "merged";
}

/* --- what earlier runs recorded --- */

bool
is_pattern_id(const char *id)
{
	size_t n = strspn(id, "0123456789abcdefghijklmnopqrstuvwxyz-");

	return n > 0 && n < sizeof(((struct known *)NULL)->id) && id[n] == '\0';
}

struct known *
known_place(struct patterns *p, const char *id, int64_t time, uint64_t number)
{
	struct known *k;
	size_t n = 0;

	while (n < p->known_count && strcmp(p->known[n].id, id) != 0)
		n++;
	k = p->known + n;
	if (n < p->known_count && (time < k->time || (time == k->time && number < k->number)))
		return NULL;
	p->known = mem_array(p->known, &p->known_cap, n + 1, sizeof(*p->known));
	p->known_count = n == p->known_count ? n + 1 : p->known_count;
	k = &p->known[n];
	*k = (struct known){.time = time, .number = number, .group = NONE};
	memcpy(k->id, id, strlen(id) + 1);
	return k;
}

void
known_add(struct patterns *p, const struct record *r)
{
	const char *state = json_str(r->root, "state", NULL), *reported, *at;
	size_t len;
	const char *id = json_str(r->root, "pattern", &len), *passage;
	struct known *k = NULL;
	yyjson_arr_iter it;
	yyjson_val *v;

	if (!id || strlen(id) != len || !is_pattern_id(id))
		return;
	at = memrchr(r->id, '@', r->id_len);
	if (!(k = known_place(p, id, r->time, at ? strtoull(at + 1, NULL, 10) : 0)))
		return;
	k->gap = json_bool_or(r->root, "gap", false);
	if ((passage = json_str(json_get(r->root, "document"), "passage", NULL)))
		k->passage = hash64(passage, strlen(passage), 0);
	while (k->state < PATTERN_STATES && (!state || strcmp(state, states[k->state]) != 0))
		k->state++;
	k->reported = r->time;
	if ((reported = json_str(r->root, "reported", &len)))
		(void)time_parse(reported, len, &k->reported);
	k->customers = (uint32_t)fmax(0, fmin(1e9, json_num_or(r->root, "customers", 0)));
	yyjson_arr_iter_init(json_get(r->root, "members"), &it);
	while ((v = yyjson_arr_iter_next(&it)) && k->n < PATTERN_MEMBERS)
		if (yyjson_is_str(v))
			k->members[k->n++] = strtoull(yyjson_get_str(v), NULL, 16);
}

/* --- which is which --- */

/* How many of a known pattern's questions are in a group. */
struct share {
	uint32_t known, group, n;
};

static int
by_share(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	if (x->known != y->known)
		return x->known < y->known ? -1 : 1;
	return (x->group > y->group) - (x->group < y->group);
}

static int
by_known_id(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return strcmp(x->id, y->id);
}

/* The shares of the known patterns in the groups, the largest first. */
static struct share *
find_shares(const struct patterns *p, uint32_t *n)
{
	uint32_t *count = mem_alloc((p->n + 1) * sizeof(*count));
	struct share *out = NULL;
	size_t cap = 0;

	*n = 0;
	for (uint32_t k = 0; k < p->known_count; k++) {
		const struct known *one = &p->known[k];

		if (one->state == PATTERN_STATES) /* it went into another */
			continue;
		for (uint32_t i = 0; i < one->n; i++) {
			uint32_t at = keys_find(&p->asked_keys, one->members[i]);

			if (at != NONE && p->asked[at].group != NONE)
				count[p->asked[at].group]++;
		}
		for (uint32_t c = 0; c < p->n; c++) {
			if (count[c]) {
				out = mem_array(out, &cap, (size_t)*n + 1, sizeof(*out));
				out[(*n)++] = (struct share){k, c, count[c]};
			}
			count[c] = 0;
		}
	}
	if (*n)
		qsort(out, *n, sizeof(*out), by_share);
	mem_free(count);
	return out;
}

/* May a new pattern be called so? */
static bool
is_free(const struct patterns *p, const char *id)
{
	for (size_t k = 0; k < p->known_count; k++)
		if (strcmp(p->known[k].id, id) == 0)
			return false;
	for (size_t c = 0; c < p->n; c++)
		if (strcmp(p->found[c].id, id) == 0)
			return false;
	return true;
}

/* A pattern that nobody knew is named by the question that was asked first. */
static void
name_new(struct patterns *p, struct pattern *one)
{
	char id[sizeof(one->id)];
	uint64_t seed = 7;

	do
		snprintf(id, sizeof(id), "p-%010llx",
		    (unsigned long long)(hash64(&one->first_key, sizeof(one->first_key), seed++) &
					 0xffffffffffULL));
	while (!is_free(p, id));
	memcpy(one->id, id, sizeof(id));
}

static void
add_merged(struct patterns *p, struct pattern *one, const char *id)
{
	const char **more = arena_alloc(&p->arena, (one->merged.n + 1) * sizeof(*more));

	if (one->merged.n)
		memcpy(more, one->merged.at, one->merged.n * sizeof(*more));
	more[one->merged.n] = id;
	one->merged.at = more;
	one->merged.n++;
}

static void
match(struct patterns *p)
{
	uint32_t n;
	struct share *shares = find_shares(p, &n);

	for (uint32_t i = 0; i < n; i++) { /* each keeps its name where most of it is */
		struct known *k = &p->known[shares[i].known];
		struct pattern *one = &p->found[shares[i].group];

		if (k->group == NONE && !one->earlier) {
			one->earlier = k;
			k->group = shares[i].group;
			memcpy(one->id, k->id, sizeof(one->id));
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		struct known *k = &p->known[shares[i].known];
		struct pattern *one = &p->found[shares[i].group];

		if (k->group == NONE && 2 * shares[i].n >= k->n)
			add_merged(p, one, k->id);
		else if (k->group != NONE && k->group != shares[i].group && !one->earlier &&
			 !one->split && 4 * shares[i].n >= k->n)
			one->split = k->id;
	}
	for (size_t c = 0; c < p->n; c++)
		if (!p->found[c].earlier)
			name_new(p, &p->found[c]);
	mem_free(shares);
}

/* --- what has become of it --- */

/* Customers in a time: those who asked, those it failed. */
struct era {
	uint32_t asked, failed;
};

/* From one time to another; turns of one customer follow each other. */
static struct era
count_era(const struct patterns *p, const uint32_t *order, size_t n, int64_t from, int64_t to)
{
	struct era out = {0};

	for (size_t i = 0, k; i < n; i += k) {
		bool asked = false, failed = false;

		for (k = 0; i + k < n && p->turns[order[i + k]].who == p->turns[order[i]].who;
		    k++) {
			const struct turn *t = &p->turns[order[i + k]];

			if (t->time < from || t->time >= to)
				continue;
			asked = true;
			failed = failed || (t->bad > 0 && t->sure >= SURE);
		}
		out.asked += asked;
		out.failed += failed;
	}
	return out;
}

static enum pattern_state
trend(const struct pattern *one, const struct patterns *p, const uint32_t *order, size_t n)
{
	int64_t end = p->latest + 1, now = end - RECENT * DAY,
		begin = end - (RECENT + BEFORE) * DAY;
	struct era before, recent;
	double share;

	begin = one->first > begin ? one->first : begin;
	if (end - one->first < YOUNG * DAY)
		return PATTERN_NEW;
	before = count_era(p, order, n, begin, now);
	recent = count_era(p, order, n, now, end);
	if (before.failed && recent.failed <= recent.asked * one->rest &&
	    stats_at_most(recent.failed, recent.asked, (double)before.failed / before.asked) <
		CHANCE)
		return PATTERN_MENDED;
	share = (double)(RECENT * DAY) / (double)(end - begin);
	if (recent.failed >= 3 &&
	    stats_at_least(recent.failed, before.failed + recent.failed, share) < CHANCE)
		return PATTERN_GROWING;
	if (stats_at_most(recent.failed, before.failed + recent.failed, share) < CHANCE)
		return PATTERN_FADING;
	return PATTERN_STEADY;
}

static int
by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The latest time at which more customers failed within hours than chance explains. */
static void
find_burst(struct pattern *one, const struct patterns *p, const uint32_t *order, size_t n)
{
	int64_t *at = mem_alloc((n + 1) * sizeof(*at)), wide = BURST_HOURS * HOUR;
	double span = fmax((double)(one->last - one->first), (double)DAY);
	size_t m = 0;

	for (size_t i = 0; i < n; i++) { /* a customer once, the first time */
		const struct turn *t = &p->turns[order[i]];

		if (t->bad > 0 && (m == 0 || i == 0 || p->turns[order[i - 1]].who != t->who ||
				      p->turns[order[i - 1]].bad <= 0))
			at[m++] = t->time;
	}
	if (m)
		qsort(at, m, sizeof(*at), by_time);
	for (size_t i = 0, from = 0; i < m; i++) {
		uint32_t in;

		while (at[i] - at[from] > wide)
			from++;
		in = (uint32_t)(i - from + 1);
		if (in < BURST_LEAST ||
		    stats_at_least(in, m, fmin(.5, (double)wide / span)) * (double)m > BURST_CHANCE)
			continue;
		if (one->burst.customers && at[from] - one->burst.from <= wide &&
		    in <= one->burst.customers)
			continue;
		one->burst.from = at[from];
		one->burst.to = at[i];
		one->burst.customers = in;
	}
	mem_free(at);
}

/* Of the rules in force that answered here the one that came first: what came before and after. */
static void
find_mending(struct pattern *one, const struct patterns *p, uint32_t group, const uint32_t *order,
    size_t n)
{
	int64_t since = INT64_MAX;
	struct era before, after;
	const char *rule = NULL;

	for (size_t i = 0; i < p->used.n; i++) {
		const struct link *l = &p->used.at[i];
		const char *id = p->texts.at[l->text];

		if (p->turns[l->turn].group != group || l->time > since ||
		    keys_find(&p->in_force, hash64(id, strlen(id), 0)) == NONE)
			continue;
		if (!rule || l->time < since || strcmp(id, rule) < 0)
			rule = id;
		since = l->time;
	}
	if (!rule || since <= one->first)
		return;
	before = count_era(p, order, n, INT64_MIN, since);
	after = count_era(p, order, n, since, INT64_MAX);
	one->mending.rule = rule;
	one->mending.since = since;
	one->mending.before[0] = before.failed;
	one->mending.before[1] = before.asked;
	one->mending.after[0] = after.failed;
	one->mending.after[1] = after.asked;
}

/* What it is now, by what was recorded of it and by its trend. */
static enum pattern_state
become(const struct known *k, enum pattern_state now, const struct pattern *one, int64_t latest)
{
	bool was = k && (k->state == PATTERN_MENDED || k->state == PATTERN_BACK);

	if (now == PATTERN_MENDED)
		return now;
	if (was && now != PATTERN_FADING)
		return k->state == PATTERN_BACK || one->last > k->time ? PATTERN_BACK
								       : PATTERN_MENDED;
	return !k || (!was && latest - k->reported < YOUNG * DAY) ? PATTERN_NEW : now;
}

static bool
is_news(enum pattern_state s)
{
	return s == PATTERN_GROWING || s == PATTERN_MENDED || s == PATTERN_BACK;
}

void
patterns_follow(struct patterns *p, const uint32_t *order, const uint32_t *start)
{
	if (p->known_count)
		qsort(p->known, p->known_count, sizeof(*p->known), by_known_id);
	match(p);
	for (uint32_t c = 0; c < p->n; c++) {
		struct pattern *one = &p->found[c];
		const struct known *k = one->earlier;
		size_t n = start[c + 1] - start[c];

		find_burst(one, p, order + start[c], n);
		find_mending(one, p, c, order + start[c], n);
		one->reported = k ? k->reported : p->latest;
		one->state = become(k, trend(one, p, order + start[c], n), one, p->latest);
		one->news = k ? k->state != one->state && is_news(one->state)
			      : one->state != PATTERN_MENDED;
		one->news = one->news || one->merged.n || one->split;
		one->changed = one->news ||
			       (k && (k->state != one->state || k->gap != one->gap ||
					 one->customers >= k->customers + (k->customers + 3) / 4));
	}
}
