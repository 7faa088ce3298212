/* What a pattern looks like: its customers, its weeks, its words, what was said. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pattern_parts.h"
#include "stats.h"

/* --- how often, and how sure that is --- */

/* One customer's turns in a group, taken together. */
struct one {
	double sure, good, harm; /* that it failed, that it went well, how bad it was */
	bool failed, said;
};

static struct one
take_together(const struct patterns *p, const uint32_t *order, size_t n)
{
	struct one one = {0};

	for (size_t i = 0; i < n; i++) {
		const struct turn *t = &p->turns[order[i]];

		one.sure = fmax(one.sure, (double)t->sure);
		one.good = fmax(one.good, (double)t->good);
		one.harm = fmax(one.harm, (double)t->bad * (double)t->sure);
		one.said = one.said || t->sure >= 1;
	}
	one.failed = one.sure >= .5;
	if (one.sure > 0)
		one.good = 0;
	return one;
}

static size_t
same_customer(const struct patterns *p, const uint32_t *order, size_t n)
{
	size_t k = 1;

	while (k < n && p->turns[order[k]].who == p->turns[order[0]].who)
		k++;
	return k;
}

static void
count_customers(struct pattern *out, const struct patterns *p, const uint32_t *order, size_t n)
{
	double bad = 0, good = 0, guessed = 0;
	struct interval known;

	for (size_t i = 0, k; i < n; i += k) {
		struct one one;

		k = same_customer(p, order + i, n - i);
		one = take_together(p, order + i, k);
		bad += one.sure;
		good += one.good;
		out->harm += one.harm;
		out->customers += one.failed;
		guessed += one.failed && !one.said;
		out->askers++;
	}
	out->inferred = out->customers ? guessed / out->customers : 0;
	out->rate[0] = bad / out->askers;
	out->rate[1] = 1 - good / out->askers;
	known = stats_wilson(bad, bad + good, .05);
	out->interval[0] = known.low;
	out->interval[1] = known.high;
}

static void
count_turns(struct pattern *out, const struct patterns *p, const uint32_t *order, size_t n)
{
	out->first = INT64_MAX;
	for (size_t i = 0; i < n; i++) {
		const struct turn *t = &p->turns[order[i]];

		out->asked++;
		out->known += t->bad > 0 || t->good > 0;
		if (t->bad <= 0)
			continue;
		out->failed++;
		for (int s = 0; s < SIGNALS; s++)
			out->signals[s] += t->signals >> s & 1;
		if (t->time < out->first)
			out->first = t->time;
		if (t->time > out->last)
			out->last = t->time;
	}
}

static void
count_weeks(struct pattern *out, const struct patterns *p, const uint32_t *order, size_t n)
{
	int64_t end = week_of(p->latest), begin = week_of(out->first);

	if (p->o.until && week_of(p->o.until - 1) < end)
		end = week_of(p->o.until - 1);
	if (begin > end)
		begin = end;
	if (end - begin >= PATTERN_WEEKS)
		begin = end - PATTERN_WEEKS + 1;
	out->weeks = (uint32_t)(end - begin + 1);
	for (size_t i = 0, k; i < n; i += k) {
		int64_t last = -1;

		k = same_customer(p, order + i, n - i); /* by time */
		for (size_t m = i; m < i + k; m++) {
			int64_t week = week_of(p->turns[order[m]].time);

			if (p->turns[order[m]].bad <= 0 || week == last || week < begin ||
			    week > end)
				continue;
			last = week;
			out->per_week[week - begin]++;
		}
	}
}

/* --- texts by how often they came --- */

struct tally {
	const char *text;
	uint32_t n;
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
by_frequency(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n ? 1 : -1) : strcmp(x->text, y->text);
}

/* The distinct ones of n texts, the most frequent first, at most max. */
static struct pattern_list
most_frequent(struct arena *a, const char **texts, size_t n, uint32_t max)
{
	struct tally *t = mem_alloc((n + 1) * sizeof(*t));
	struct pattern_list out = {0};
	uint32_t m = 0;

	qsort(texts, n, sizeof(*texts), by_text);
	for (size_t i = 0; i < n; i++) {
		if (m == 0 || strcmp(t[m - 1].text, texts[i]) != 0)
			t[m++].text = texts[i];
		t[m - 1].n++;
	}
	qsort(t, m, sizeof(*t), by_frequency);
	out.n = m < max ? m : max;
	out.at = arena_alloc(a, (out.n + 1) * sizeof(*out.at));
	for (uint32_t i = 0; i < out.n; i++)
		out.at[i] = t[i].text;
	mem_free(t);
	return out;
}

/* What the bot said where it failed, to each customer once. */
static void
list_said(struct pattern *out, struct patterns *p, const uint32_t *order, size_t n)
{
	const char **texts = mem_alloc((n + 1) * sizeof(*texts));
	size_t m = 0;

	for (size_t i = 0; i < n; i++) {
		const struct turn *t = &p->turns[order[i]];
		bool again = i > 0 && p->turns[order[i - 1]].who == t->who &&
			     p->turns[order[i - 1]].answer == t->answer;

		if (t->bad > 0 && t->answer != NONE && !again)
			texts[m++] = p->texts.at[t->answer];
	}
	out->said = most_frequent(&p->arena, texts, m, PATTERN_TEXTS);
	mem_free(texts);
}

static void
list_corrections(struct pattern *out, struct patterns *p, uint32_t group)
{
	const char **ids = mem_alloc((p->corrections.n + 1) * sizeof(*ids));
	const char **right = mem_alloc((p->corrections.n + 1) * sizeof(*right));
	size_t n = 0, m = 0;

	for (size_t i = 0; i < p->corrections.n; i++) {
		const struct link *l = &p->corrections.at[i];

		if (p->turns[l->turn].group != group || p->turns[l->turn].bad <= 0)
			continue;
		ids[n++] = p->texts.at[l->text];
		if (l->right != NONE)
			right[m++] = p->texts.at[l->right];
	}
	out->corrections = most_frequent(&p->arena, ids, n, PATTERN_LIST);
	out->right = most_frequent(&p->arena, right, m, PATTERN_TEXTS);
	mem_free(ids);
	mem_free(right);
}

/* The corrections that said each of the right answers. */
static void
list_answers(struct pattern *out, struct patterns *p, uint32_t group)
{
	for (uint32_t k = 0; k < out->right.n; k++) {
		struct pattern_answer *one = &out->answers[out->answer_count++];
		const char **ids = mem_alloc((p->corrections.n + 1) * sizeof(*ids));
		size_t n = 0;

		for (size_t i = 0; i < p->corrections.n; i++) {
			const struct link *l = &p->corrections.at[i];

			if (p->turns[l->turn].group == group && p->turns[l->turn].bad > 0 &&
			    l->right != NONE &&
			    strcmp(p->texts.at[l->right], out->right.at[k]) == 0)
				ids[n++] = p->texts.at[l->text];
		}
		one->say = out->right.at[k];
		one->n = (uint32_t)n;
		one->sources = most_frequent(&p->arena, ids, n, PATTERN_EXAMPLES);
		mem_free(ids);
	}
}

static void
list_rules(struct pattern *out, struct patterns *p, uint32_t group)
{
	const char **ids = mem_alloc((p->used.n + 1) * sizeof(*ids));
	bool any = false;
	size_t n = 0;

	for (size_t i = 0; i < p->used.n; i++) {
		const struct link *l = &p->used.at[i];
		const char *id = p->texts.at[l->text];

		if (p->turns[l->turn].group != group || p->turns[l->turn].bad <= 0)
			continue;
		ids[n++] = id;
		any = any || keys_find(&p->in_force, hash64(id, strlen(id), 0)) != NONE;
	}
	out->rules = most_frequent(&p->arena, ids, n, PATTERN_LIST);
	out->gap = p->o.rules_known ? !any : 2 * out->signals[SIGNAL_HANDED_OVER] >= out->failed;
	mem_free(ids);
}

/* --- typical questions --- */

struct typical {
	const struct asked *asked;
	double near;
};

static int
by_near(const void *a, const void *b)
{
	const struct typical *x = a, *y = b;

	if (x->near < y->near || x->near > y->near)
		return x->near < y->near ? 1 : -1;
	if (x->asked->time != y->asked->time)
		return x->asked->time < y->asked->time ? -1 : 1;
	return (x->asked->key > y->asked->key) - (x->asked->key < y->asked->key);
}

/* The failed questions of a group, the most typical first. */
static struct typical *
failed_questions(const struct patterns *p, uint32_t group, const uint32_t *order, size_t n,
    uint32_t *count)
{
	struct typical *out = mem_alloc((n + 1) * sizeof(*out));
	struct keys seen = {0};

	*count = 0;
	for (size_t i = 0; i < n; i++) {
		const struct turn *t = &p->turns[order[i]];
		const struct asked *a = &p->asked[t->question];

		if (t->bad > 0 && a->group == group && keys_add(&seen, a->key) == *count)
			out[(*count)++] = (struct typical){a, (double)a->near};
	}
	keys_free(&seen);
	qsort(out, *count, sizeof(*out), by_near);
	return out;
}

/* Examples from the whole width of the group but its edge. */
static void
list_examples(struct pattern *out, struct arena *a, const struct typical *t, uint32_t n)
{
	uint32_t m = n < PATTERN_EXAMPLES ? n : PATTERN_EXAMPLES;

	out->question = t[0].asked->text;
	out->examples.n = m;
	out->examples.at = arena_alloc(a, (m + 1) * sizeof(*out->examples.at));
	for (uint32_t i = 0; i < m; i++)
		out->examples.at[i] = t[n <= m ? i : i * (n * 4 / 5) / (m - 1)].asked->text;
}

static int
by_key(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* What a later run knows the pattern by. */
static void
list_members(struct pattern *out, const struct typical *t, uint32_t n)
{
	const struct asked *first = t[0].asked;
	uint64_t *keys = mem_alloc(((size_t)n + 1) * sizeof(*keys));

	for (uint32_t i = 0; i < n; i++) {
		const struct asked *a = t[i].asked;

		keys[i] = a->key;
		if (a->time < first->time || (a->time == first->time && a->turn < first->turn))
			first = a;
	}
	qsort(keys, n, sizeof(*keys), by_key);
	out->first_key = first->key;
	out->member_count = n < PATTERN_MEMBERS ? n : PATTERN_MEMBERS;
	memcpy(out->members, keys, out->member_count * sizeof(*keys));
	mem_free(keys);
}

/* --- distinctive words: log-odds with an informative Dirichlet prior (Monroe et al. 2008) --- */

enum { PHRASE_FROM = 300, TERMS = 3 };

struct term {
	uint32_t id, last; /* the feature; the last question that had it, and 1 */
	uint32_t n, order;
	const char *text;
	double score;
};

struct terms {
	struct keys keys;
	struct term *at;
	size_t cap;
};

static void
add_term(struct terms *t, uint32_t id, uint32_t question, struct arena *a, const struct word *w,
    const struct word *v)
{
	uint32_t count = t->keys.n, at = keys_add(&t->keys, hash64(&id, sizeof(id), 0));

	if (at == count) {
		t->at = mem_array(t->at, &t->cap, (size_t)at + 1, sizeof(*t->at));
		t->at[at] = (struct term){.id = id, .order = at};
		t->at[at].text =
		    v ? arena_print(a, "%.*s %.*s", (int)w->len, w->text, (int)v->len, v->text)
		      : arena_copy(a, w->text, w->len);
	}
	if (t->at[at].last != question + 1) {
		t->at[at].last = question + 1;
		t->at[at].n++;
	}
}

/* May two words stand for a pattern?  "and a" says nothing in any language. */
static bool
is_pair(const struct word *x, const struct word *y)
{
	if (y->first || x->kind == WORD_SIGN || y->kind == WORD_SIGN ||
	    (y->kind == WORD_NUMBER && y->letters >= 5))
		return false;
	return x->letters > 3 || y->letters > 3 || x->kind == WORD_GLYPH;
}

static void
add_terms(struct terms *t, struct patterns *p, struct arena *a, const struct asked *one,
    uint32_t question)
{
	struct words w = text_words(a, one->text, strlen(one->text),
	    features_stemmer(&p->features, one->language));

	for (size_t i = 0; i < w.n; i++) {
		const struct word *x = &w.at[i], *y = i + 1 < w.n ? &w.at[i + 1] : NULL;

		if (x->kind == WORD_NUMBER && x->letters >= 5)
			continue;
		if (x->letters >= 3 || x->kind == WORD_GLYPH)
			add_term(t, feature_of_word(x), question, a, x, NULL);
		if (y && is_pair(x, y))
			add_term(t, feature_of_pair(x, y), question, a, x, y);
	}
}

static int
by_score(const void *a, const void *b)
{
	const struct term *x = a, *y = b;

	if (x->score < y->score || x->score > y->score)
		return x->score < y->score ? 1 : -1;
	return (x->order > y->order) - (x->order < y->order);
}

/* Do two terms share a word? */
static bool
overlaps(const char *a, const char *b)
{
	for (const char *w = a, *end; *w; w = *end ? end + 1 : end) {
		end = strchrnul(w, ' ');
		for (const char *v = b, *stop; *v; v = *stop ? stop + 1 : stop) {
			stop = strchrnul(v, ' ');
			if (stop - v == end - w && memcmp(v, w, (size_t)(end - w)) == 0)
				return true;
		}
	}
	return false;
}

/* Score the terms of the first n questions, the best first. */
static void
score_terms(struct terms *t, struct patterns *p, struct arena *a, const struct typical *q,
    uint32_t n)
{
	const double all = p->features.questions;

	for (uint32_t i = 0; i < n; i++)
		add_terms(t, p, a, q[i].asked, i);
	for (uint32_t i = 0; i < t->keys.n; i++) {
		struct term *one = &t->at[i];
		double df = p->features.df[one->id];

		one->score = stats_log_odds(one->n, n, fmax(0, df - one->n), all - n, 20);
		if (strchr(one->text, ' '))
			one->score *= 1.2; /* two words that belong together say more */
	}
	if (t->keys.n)
		qsort(t->at, t->keys.n, sizeof(*t->at), by_score);
}

static const char *
phrase(struct patterns *p, const struct typical *q, uint32_t n)
{
	const char *taken[TERMS];
	struct terms t = {0};
	struct arena a = {0};
	struct buf out = {0};
	size_t m = 0;
	char *text;

	n = n < PHRASE_FROM ? n : PHRASE_FROM;
	score_terms(&t, p, &a, q, n);
	for (uint32_t i = 0; i < t.keys.n && m < TERMS; i++) {
		bool passed = t.at[i].n < 2 && n > 2;

		for (size_t k = 0; k < m; k++)
			passed = passed || overlaps(t.at[i].text, taken[k]);
		if (passed || (m > 0 && t.at[i].score < fmax(2, .5 * t.at[0].score)))
			continue;
		buf_print(&out, "%s%s", m ? ", " : "", t.at[i].text);
		taken[m++] = t.at[i].text;
	}
	text = arena_copy(&p->arena, out.text ? out.text : "", out.len);
	buf_free(&out);
	mem_free(t.at);
	keys_free(&t.keys);
	arena_free(&a);
	return text;
}

void
pattern_describe(struct pattern *out, struct patterns *p, const struct group *g, uint32_t number,
    const uint32_t *order, size_t n)
{
	struct typical *typical;
	uint32_t count;

	*out = (struct pattern){.time = p->latest,
		.rest = g->rest,
		.chance = g->chance,
		.group = number};
	count_customers(out, p, order, n);
	count_turns(out, p, order, n);
	count_weeks(out, p, order, n);
	list_said(out, p, order, n);
	list_corrections(out, p, number);
	list_answers(out, p, number);
	answers_weigh(out, &p->arena);
	list_rules(out, p, number);
	typical = failed_questions(p, number, order, n, &count);
	list_examples(out, &p->arena, typical, count);
	list_members(out, typical, count);
	out->phrase = phrase(p, typical, count);
	mem_free(typical);
}
