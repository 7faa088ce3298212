/* Which of very many texts share rare words with a few others? */
#include "near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "text.h"

enum {
	COMMON = 1000,	/* a word of more texts than this, and of a tenth of all, says nothing */
	LOOKED = 20000, /* postings that are read for one search, the rarest words first */
	FRESH = 1024	/* postings that may stand unsorted behind the others */
};

struct near {
	uint64_t *postings; /* a stem's hash << 32 | text; the first so many sorted */
	size_t n, cap, sorted;
	uint32_t texts;
	float *score; /* by text; all 0 between calls */
	size_t score_cap;
	struct text_stemmer *stemmer;
	struct arena arena; /* of one text */
};

struct near *
near_new(void)
{
	struct near *n = mem_alloc(sizeof(*n));

	*n = (struct near){.stemmer = text_stemmer_new(NULL)};
	return n;
}

void
near_free(struct near *n)
{
	if (!n)
		return;
	mem_free(n->postings);
	mem_free(n->score);
	text_stemmer_free(n->stemmer);
	arena_free(&n->arena);
	mem_free(n);
}

static uint32_t
stem_hash(const struct word *w)
{
	return (uint32_t)hash64(w->stem, w->stem_len, 7);
}

uint32_t
near_add(struct near *n, const char *text)
{
	struct words words;

	arena_clear(&n->arena);
	words = text_words(&n->arena, text, strlen(text), n->stemmer);
	for (size_t i = 0; i < words.n; i++) {
		n->postings = mem_array(n->postings, &n->cap, n->n + 1, sizeof(*n->postings));
		n->postings[n->n++] = (uint64_t)stem_hash(&words.at[i]) << 32 | n->texts;
	}
	return n->texts++;
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Sort what is fresh, and merge it in from behind. */
static void
sort_in(struct near *n)
{
	size_t fresh = n->n - n->sorted, i = n->sorted, to = n->n;
	uint64_t *tail;

	if (fresh == 0)
		return;
	qsort(n->postings + n->sorted, fresh, sizeof(*n->postings), by_value);
	if (n->sorted > 0) {
		tail = mem_alloc(fresh * sizeof(*tail));
		memcpy(tail, n->postings + n->sorted, fresh * sizeof(*tail));
		while (fresh > 0)
			if (i > 0 && n->postings[i - 1] > tail[fresh - 1])
				n->postings[--to] = n->postings[--i];
			else
				n->postings[--to] = tail[--fresh];
		mem_free(tail);
	}
	n->sorted = n->n;
}

static void
make_ready(struct near *n)
{
	size_t had = n->score_cap;

	if (n->sorted == 0 || n->n - n->sorted > FRESH)
		sort_in(n);
	n->score = mem_array(n->score, &n->score_cap, n->texts + 1U, sizeof(*n->score));
	if (n->score_cap > had)
		memset(n->score + had, 0, (n->score_cap - had) * sizeof(*n->score));
}

/* The first sorted posting not below. */
static size_t
lower(const struct near *n, uint64_t posting)
{
	size_t low = 0, high = n->sorted;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (n->postings[middle] < posting)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A word of the texts that are looked for, with its postings. */
struct term {
	uint32_t hash;
	size_t from, n; /* sorted ones */
	size_t fresh;	/* and others */
};

static int
rarest(const void *a, const void *b)
{
	const struct term *x = a, *y = b;

	return x->n != y->n ? (x->n > y->n) - (x->n < y->n)
			    : (x->hash > y->hash) - (x->hash < y->hash);
}

static size_t
find_terms(struct near *n, const char *const *texts, size_t count, struct term **out)
{
	struct term *list = NULL;
	size_t found = 0, cap = 0, kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct words words;

		arena_clear(&n->arena);
		words = text_words(&n->arena, texts[i], strlen(texts[i]), n->stemmer);
		for (size_t k = 0; k < words.n; k++) {
			struct term t = {.hash = stem_hash(&words.at[k])};

			t.from = lower(n, (uint64_t)t.hash << 32);
			t.n = lower(n, (uint64_t)t.hash << 32 | UINT32_MAX) - t.from;
			for (size_t p = n->sorted; p < n->n; p++)
				t.fresh += n->postings[p] >> 32 == t.hash;
			t.n += t.fresh;
			if (t.n == 0 || (t.n > COMMON && t.n > n->texts / 10))
				continue;
			list = mem_array(list, &cap, found + 1, sizeof(*list));
			list[found++] = t;
		}
	}
	if (found)
		qsort(list, found, sizeof(*list), rarest);
	for (size_t i = 0; i < found; i++)
		if (kept == 0 || list[i].hash != list[kept - 1].hash)
			list[kept++] = list[i];
	*out = list;
	return kept;
}

/* A text and what it shares. */
struct shared {
	float score;
	uint32_t text;
};

struct shares {
	struct shared *at;
	size_t n, cap;
};

static int
nearest(const void *a, const void *b)
{
	const struct shared *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return (x->text > y->text) - (x->text < y->text);
}

static void
add_share(struct near *n, struct shares *list, uint32_t text, float worth)
{
	if (n->score[text] <= 0) {
		list->at = mem_array(list->at, &list->cap, list->n + 1, sizeof(*list->at));
		list->at[list->n++].text = text;
	}
	n->score[text] += worth;
}

static void
add_term(struct near *n, struct shares *list, const struct term *t)
{
	float worth = (float)log(1 + (double)n->texts / (double)t->n);

	for (size_t k = t->from; k < t->from + t->n - t->fresh; k++)
		add_share(n, list, (uint32_t)n->postings[k], worth);
	for (size_t k = n->sorted; k < n->n && t->fresh > 0; k++)
		if (n->postings[k] >> 32 == t->hash)
			add_share(n, list, (uint32_t)n->postings[k], worth);
}

size_t
near_find(struct near *n, const char *const *texts, size_t count, uint32_t *out, size_t max)
{
	struct shares list = {0};
	struct term *terms;
	size_t found, looked = 0;

	make_ready(n);
	found = find_terms(n, texts, count, &terms);
	for (size_t i = 0; i < found && (looked += terms[i].n) <= LOOKED; i++)
		add_term(n, &list, &terms[i]);
	for (size_t i = 0; i < list.n; i++) {
		list.at[i].score = n->score[list.at[i].text];
		n->score[list.at[i].text] = 0;
	}
	if (list.n)
		qsort(list.at, list.n, sizeof(*list.at), nearest);
	found = list.n < max ? list.n : max;
	for (size_t i = 0; i < found; i++)
		out[i] = list.at[i].text;
	mem_free(list.at);
	mem_free(terms);
	return found;
}
