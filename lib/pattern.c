/* Failures that recur: find them, and write them as JSON. */
#include "pattern.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "pattern_parts.h"

/* Questions by which it is counted how common a feature is. */
enum { SAMPLE = 1 << 16 };

struct patterns *
patterns_new(const struct pattern_options *o)
{
	struct patterns *p = mem_alloc(sizeof(*p));

	p->o = *o;
	if (p->o.customers == 0)
		p->o.customers = 3;
	features_init(&p->features);
	return p;
}

void
patterns_free(struct patterns *p)
{
	if (!p)
		return;
	keys_free(&p->turn_keys);
	keys_free(&p->asked_keys);
	keys_free(&p->correction_keys);
	keys_free(&p->in_force);
	mem_free(p->turns);
	mem_free(p->asked);
	mem_free(p->corrections.at);
	mem_free(p->used.at);
	mem_free(p->found);
	pool_free(&p->texts);
	features_free(&p->features);
	arena_free(&p->arena);
	mem_free(p);
}

static int
by_harm(const void *a, const void *b)
{
	const struct pattern *x = a, *y = b;

	if (x->harm < y->harm || x->harm > y->harm)
		return x->harm < y->harm ? 1 : -1;
	return strcmp(x->id, y->id);
}

/* The groups that were found, each with its turns. */
static void
describe(struct patterns *p, const struct groups *g)
{
	uint32_t *start = mem_alloc(((size_t)g->n + 2) * sizeof(*start));
	uint32_t *order = groups_order(g, p, start);

	p->found = mem_alloc(((size_t)g->n + 1) * sizeof(*p->found));
	for (uint32_t c = 0; c < g->n; c++)
		pattern_describe(&p->found[p->n++], p, &g->at[c], c, order + start[c],
		    start[c + 1] - start[c]);
	mem_free(start);
	mem_free(order);
	if (p->n)
		qsort(p->found, p->n, sizeof(*p->found), by_harm);
}

/* How common each feature is, by the questions with the smallest hashes where there are many. */
static void
count_features(struct patterns *p)
{
	uint64_t n = p->asked_keys.n, most = n > SAMPLE ? UINT64_MAX / n * SAMPLE : UINT64_MAX;

	for (uint32_t i = 0; i < n; i++) {
		struct asked *a = &p->asked[i];

		if (hash64(&a->key, sizeof(a->key), 11) > most)
			continue;
		a->span = features_add(&p->features, a->text, answer_of(p, a), a->language);
		a->kept = true;
	}
	features_done(&p->features);
}

void
patterns_group(struct patterns *p, struct groups *g)
{
	count_features(p);
	turns_judge(p);
	groups_draw(g, p);
}

size_t
patterns_find(struct patterns *p)
{
	struct groups g;

	patterns_group(p, &g);
	groups_test(&g, p);
	describe(p, &g);
	groups_free(&g);
	return p->n;
}

const struct pattern *
patterns_at(const struct patterns *p, size_t i)
{
	return &p->found[i];
}

/* --- JSON --- */

static void
add_time(struct buf *b, const char *key, int64_t ms)
{
	char text[TIME_TEXT];

	time_print(text, ms);
	json_add_str(b, key, text);
}

/* Three places are enough, and the same on every machine. */
static void
add_share(struct buf *b, const char *key, double share)
{
	if (key)
		json_key(b, key);
	else
		json_item(b);
	json_double(b, (double)(int64_t)(share * 1000 + .5) / 1000);
}

static void
add_range(struct buf *b, const char *key, const double range[2])
{
	json_list(b, key);
	add_share(b, NULL, range[0]);
	add_share(b, NULL, range[1]);
	json_list_end(b);
}

static void
add_list(struct buf *b, const char *key, const struct pattern_list *l)
{
	json_list(b, key);
	for (uint32_t i = 0; i < l->n; i++) {
		json_item(b);
		json_quote(b, l->at[i], strlen(l->at[i]));
	}
	json_list_end(b);
}

static void
add_signals(struct buf *b, const struct pattern *one)
{
	json_key(b, "signals");
	json_open(b);
	for (int s = 0; s < SIGNALS; s++)
		if (one->signals[s])
			json_add_num(b, pattern_signal_name((enum signal_kind)s), one->signals[s]);
	json_close(b);
}

void
pattern_write(struct buf *b, const struct pattern *one)
{
	json_open(b);
	json_add_str(b, "type", "pattern");
	json_add_str(b, "id", one->id);
	add_time(b, "time", one->time);
	json_add_str(b, "phrase", one->phrase);
	json_add_str(b, "question", one->question);
	add_list(b, "examples", &one->examples);
	json_add_num(b, "customers", one->customers);
	json_add_num(b, "askers", one->askers);
	json_add_num(b, "asked", one->asked);
	json_add_num(b, "failed", one->failed);
	json_add_num(b, "known", one->known);
	add_range(b, "rate", one->rate);
	add_range(b, "interval", one->interval);
	add_share(b, "rest", one->rest);
	add_signals(b, one);
	add_share(b, "inferred", one->inferred);
	add_time(b, "first", one->first);
	add_time(b, "last", one->last);
	json_list(b, "per_week");
	for (uint32_t i = 0; i < one->weeks; i++) {
		json_item(b);
		json_double(b, one->per_week[i]);
	}
	json_list_end(b);
	add_list(b, "corrections", &one->corrections);
	add_list(b, "rules", &one->rules);
	json_add_bool(b, "gap", one->gap);
	add_share(b, "harm", one->harm);
	add_list(b, "said", &one->said);
	add_list(b, "right", &one->right);
	json_close(b);
}
