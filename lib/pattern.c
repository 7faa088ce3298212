/* Failures that recur: find them, and write them as JSON. */
#include "pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "pattern_parts.h"

/* Questions by which it is counted how common a feature is. */
enum { SAMPLE = 1 << 16 };

void
patterns_init(struct patterns *p, const struct pattern_options *o)
{
	*p = (struct patterns){.o = *o};
	if (p->o.customers == 0)
		p->o.customers = 3;
	features_init(&p->features);
}

struct patterns *
patterns_new(const struct pattern_options *o)
{
	struct patterns *p = mem_alloc(sizeof(*p));

	patterns_init(p, o);
	return p;
}

void
patterns_clear(struct patterns *p)
{
	keys_free(&p->turn_keys);
	keys_free(&p->asked_keys);
	keys_free(&p->correction_keys);
	keys_free(&p->in_force);
	mem_free(p->turns);
	mem_free(p->asked);
	mem_free(p->corrections.at);
	mem_free(p->used.at);
	mem_free(p->found);
	mem_free(p->known);
	pool_free(&p->texts);
	if (p->base)
		groups_free(p->base);
	mem_free(p->base);
	features_free(&p->features);
	arena_free(&p->arena);
}

void
patterns_free(struct patterns *p)
{
	if (p)
		patterns_clear(p);
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
	patterns_follow(p, order, start);
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
	if (p->base) {
		turns_judge(p);
		groups_extend(g, p);
		return;
	}
	count_features(p);
	turns_judge(p);
	groups_draw(g, p);
}

void
patterns_draw(struct patterns *p)
{
	struct groups *g = mem_alloc(sizeof(*g));

	patterns_group(p, g);
	for (uint32_t i = 0; i < p->asked_keys.n; i++) {
		p->asked[i].base = p->asked[i].group;
		p->asked[i].kept = false;
	}
	p->features.n = 0;
	p->base_asked = p->asked_keys.n;
	p->base = g;
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
	json_add_texts(b, key, l->at, l->n);
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

static void
add_answers(struct buf *b, const struct pattern *one)
{
	json_list(b, "answers");
	for (uint32_t i = 0; i < one->answer_count; i++) {
		json_item(b);
		json_open(b);
		json_add_str(b, "say", one->answers[i].say);
		json_add_num(b, "times", one->answers[i].n);
		add_list(b, "sources", &one->answers[i].sources);
		if (one->answers[i].against)
			json_add_bool(b, "against", true);
		json_close(b);
	}
	json_list_end(b);
}

/* What has become of it. */
static void
add_story(struct buf *b, const struct pattern *one)
{
	json_add_str(b, "state", pattern_state_name(one->state));
	json_add_bool(b, "news", one->news);
	add_time(b, "reported", one->reported);
	json_add_str(b, "split", one->split);
	if (one->merged.n)
		add_list(b, "merged", &one->merged);
	if (one->burst.customers) {
		json_key(b, "burst");
		json_open(b);
		add_time(b, "from", one->burst.from);
		add_time(b, "to", one->burst.to);
		json_add_num(b, "customers", one->burst.customers);
		json_close(b);
	}
	if (one->mending.rule) {
		json_key(b, "mending");
		json_open(b);
		json_add_str(b, "rule", one->mending.rule);
		add_time(b, "since", one->mending.since);
		json_add_num(b, "failed_before", one->mending.before[0]);
		json_add_num(b, "asked_before", one->mending.before[1]);
		json_add_num(b, "failed_after", one->mending.after[0]);
		json_add_num(b, "asked_after", one->mending.after[1]);
		json_close(b);
	}
}

/* For a gap: the rule that people's answers would make. */
static void
add_draft(struct buf *b, const struct pattern *one)
{
	if (!pattern_unruled(one) || !one->draft.say)
		return;
	json_key(b, "draft");
	json_open(b);
	json_add_str(b, "say", one->draft.say);
	add_list(b, "questions", &one->examples);
	add_list(b, "sources", &one->draft.sources);
	if (one->draft.against)
		json_add_bool(b, "against", true);
	json_close(b);
}

static void
add_document(struct buf *b, const struct pattern_document *d)
{
	if (!d->text)
		return;
	json_key(b, "document");
	json_open(b);
	json_add_str(b, "id", d->id);
	json_add_str(b, "title", d->title);
	json_add_str(b, "source", d->source);
	json_add_str(b, "passage", d->text);
	json_close(b);
}

/* Why it failed, where somebody looked. */
static void
add_cause(struct buf *b, const struct pattern_cause *c)
{
	if (!c->name)
		return;
	json_key(b, "cause");
	json_open(b);
	json_add_str(b, "cause", c->name);
	json_add_num(b, "times", c->times);
	json_add_num(b, "of", c->of);
	json_add_str(b, "rule", c->rule);
	json_add_str(b, "knows", c->knows);
	json_add_str(b, "adjust", c->adjust);
	json_add_str(b, "evidence", c->evidence);
	json_close(b);
}

static void
add_members(struct buf *b, const struct pattern *one)
{
	json_list(b, "members");
	for (uint32_t i = 0; i < one->member_count; i++) {
		char key[20];

		snprintf(key, sizeof(key), "%016llx", (unsigned long long)one->members[i]);
		json_item(b);
		json_quote(b, key, strlen(key));
	}
	json_list_end(b);
}

static void
write_body(struct buf *b, const struct pattern *one)
{
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
	add_answers(b, one);
	add_draft(b, one);
	add_cause(b, &one->cause);
	add_document(b, &one->document);
	pattern_todo_write(b, one);
	add_story(b, one);
}

void
pattern_write(struct buf *b, const struct pattern *one)
{
	json_open(b);
	json_add_str(b, "type", "pattern");
	json_add_str(b, "id", one->id);
	write_body(b, one);
	json_close(b);
}

void
pattern_record(struct buf *b, const struct pattern *one, uint64_t number)
{
	char id[64];

	snprintf(id, sizeof(id), "%s@%llu", one->id, (unsigned long long)number);
	json_open(b);
	json_add_str(b, "type", "pattern");
	json_add_str(b, "id", id);
	json_add_str(b, "pattern", one->id);
	write_body(b, one);
	add_members(b, one);
	json_close(b);
}

void
pattern_record_merged(struct buf *b, const struct pattern *one, const char *merged, uint64_t number)
{
	char id[64];

	snprintf(id, sizeof(id), "%s@%llu", merged, (unsigned long long)number);
	json_open(b);
	json_add_str(b, "type", "pattern");
	json_add_str(b, "id", id);
	json_add_str(b, "pattern", merged);
	add_time(b, "time", one->time);
	json_add_str(b, "state", "merged");
	json_add_str(b, "into", one->id);
	json_close(b);
}
