/* Documents of the team, and the passage that a question is about. */
#include "document.h"

#include <math.h>
#include <string.h>

#include "diag.h"
#include "record.h"
#include "state.h"
#include "text.h"

/* Of the weight of the distinctive words a passage has so much. */
static const double ENOUGH = .6;

/* Of several passages under one title the one that says it itself is wanted. */
static const double TITLE = .5;

/* --- the view --- */

static const char *
source_of(yyjson_val *root)
{
	const char *source = json_str(root, "source", NULL);

	return source ? source : json_str(root, "id", NULL);
}

static int64_t
since(yyjson_val *root)
{
	const char *text = json_str(root, "valid_from", NULL);
	int64_t out;

	text = text ? text : json_str(root, "time", NULL);
	return text && time_read(text, 0, &out) == 0 ? out : 0;
}

/* The record of an entry. */
static int
read_entry(struct journal *j, struct arena *a, struct bytes value, yyjson_val **out)
{
	struct bytes text = {0};
	int rc;

	*out = NULL;
	if (value.len != 8)
		return fail("the store is damaged (documents)");
	rc = journal_get(j, get_be64(value.at), &text, NULL);
	if (rc == 0)
		return fail("the store is damaged (no record of a document)");
	if (rc < 0)
		return -1;
	*out = json_read_in(a, text.at, text.len);
	return *out ? 0 : -1;
}

int
document_apply(struct journal *j, struct arena *a, yyjson_val *root, uint64_t seq)
{
	const char *source = source_of(root);
	struct bytes value = {0};
	unsigned char at[8];
	char key[STATE_KEY + 1];
	yyjson_val *known = NULL;
	int rc;

	if (!source)
		return 0;
	rc = store_get(journal_store(j), TABLE_STATE, state_key(key, STATE_DOCUMENT, source),
	    &value);
	if (rc > 0 && (rc = read_entry(j, a, value, &known)) == 0 && since(known) > since(root))
		return 0;
	if (rc < 0)
		return -1;
	put_be64(at, seq);
	return store_put(journal_store(j), TABLE_STATE, state_key(key, STATE_DOCUMENT, source),
	    bytes_of(at, 8));
}

int
passages_read(struct passages *p, struct journal *j)
{
	struct bytes key, value = {0}, mark = bytes_of((const char[]){STATE_DOCUMENT}, 1);
	struct arena a = {0};
	yyjson_val *root = NULL;
	struct walk w;
	int rc;

	if (walk_begin(&w, journal_store(j), TABLE_STATE, mark, mark) < 0)
		return -1;
	while ((rc = walk_next(&w, &key, &value)) > 0) {
		if ((rc = read_entry(j, &a, value, &root)) < 0)
			break;
		passages_add(p, root);
		arena_clear(&a);
	}
	walk_end(&w);
	arena_free(&a);
	return rc < 0 ? -1 : 0;
}

void
passages_free(struct passages *p)
{
	mem_free(p->at);
	arena_free(&p->arena);
	*p = (struct passages){0};
}

/* --- passages --- */

static const char *
keep(struct passages *p, const char *text)
{
	return text ? arena_copy(&p->arena, text, strlen(text)) : NULL;
}

static void
add_one(struct passages *p, const struct passage *of, const char *text, size_t n,
    struct text_stemmer *s)
{
	struct passage *one;

	while (n && strchr(" \t\r\n", text[0])) {
		text++;
		n--;
	}
	while (n && strchr(" \t\r\n", text[n - 1]))
		n--;
	if (n == 0)
		return;
	p->at = mem_array(p->at, &p->cap, p->n + 1, sizeof(*p->at));
	one = &p->at[p->n++];
	*one = *of;
	one->text = arena_copy(&p->arena, text, n);
	one->words = arena_alloc(&p->arena, sizeof(*one->words));
	*one->words = text_words(&p->arena, text, n, s);
}

/* Paragraphs end with an empty line; a long one is cut after a sentence, else where it must be. */
static void
add_text(struct passages *p, const struct passage *of, const char *text, struct text_stemmer *s)
{
	while (*text) {
		const char *end = strstr(text, "\n\n");
		size_t n = end ? (size_t)(end - text) : strlen(text), cut = n;

		if (n > PASSAGE_MAX) {
			cut = n = text_cut(text, n, PASSAGE_MAX);
			while (cut > n / 2 &&
			       !(strchr(".!?\n", text[cut - 1]) && strchr(" \n", text[cut])))
				cut--;
			cut = cut > n / 2 ? cut : n;
		}
		add_one(p, of, text, cut, s);
		text += cut;
		while (*text == '\n')
			text++;
	}
}

void
passages_add(struct passages *p, yyjson_val *root)
{
	struct passage of = {.id = keep(p, json_str(root, "id", NULL)),
		.title = keep(p, json_str(root, "title", NULL)),
		.source = keep(p, json_str(root, "source", NULL))};
	struct text_stemmer *s = text_stemmer_new(json_str(root, "locale", NULL));
	const char *text = json_str(root, "text", NULL);
	yyjson_val *item;
	size_t i, n;

	of.heading = arena_alloc(&p->arena, sizeof(*of.heading));
	if (of.title)
		*of.heading = text_words(&p->arena, of.title, strlen(of.title), s);
	if (text)
		add_text(p, &of, text, s);
	yyjson_arr_foreach(json_get(root, "passages"), i, n, item)
	{
		if (yyjson_is_str(item))
			add_text(p, &of, yyjson_get_str(item), s);
	}
	text_stemmer_free(s);
}

/* --- which one --- */

static bool
has(const struct words *words, const struct word *w)
{
	for (size_t i = 0; i < words->n; i++)
		if (words->at[i].stem_len == w->stem_len &&
		    memcmp(words->at[i].stem, w->stem, w->stem_len) == 0)
			return true;
	return false;
}

/* A word counts by how few passages have it: a quarter of itself where all do. */
static void
weigh(const struct passages *p, const struct words *words, double *out)
{
	for (size_t i = 0; i < words->n; i++) {
		struct words before = {words->at, i, false};
		size_t df = 0;

		for (size_t k = 0; k < p->n; k++)
			df += has(p->at[k].words, &words->at[i]) ||
			      has(p->at[k].heading, &words->at[i]);
		out[i] = has(&before, &words->at[i])
			     ? 0
			     : .25 + log((double)(p->n + 1) / (double)(df + 1));
	}
}

/* The weight of those words that a passage has; what only its title has counts so much. */
static double
share(const struct passage *one, const struct words *words, const double *weight, double title)
{
	double sum = 0;

	for (size_t i = 0; i < words->n; i++) {
		if (has(one->words, &words->at[i]))
			sum += weight[i];
		else if (has(one->heading, &words->at[i]))
			sum += title * weight[i];
	}
	return sum;
}

const struct passage *
passages_best(const struct passages *p, const char *phrase, const char *question)
{
	struct text_stemmer *s = text_stemmer_new(NULL);
	struct arena a = {0};
	struct words named = text_words(&a, phrase, strlen(phrase), s),
		     asked = text_words(&a, question, strlen(question), s);
	double *weight = arena_alloc(&a, (named.n + 1) * sizeof(*weight)),
	       *asking = arena_alloc(&a, (asked.n + 1) * sizeof(*asking)), all = 0, most = 0;
	const struct passage *best = NULL;

	weigh(p, &named, weight);
	weigh(p, &asked, asking);
	for (size_t i = 0; i < named.n; i++)
		all += weight[i];
	for (size_t i = 0; i < p->n; i++) {
		double score;

		if (all <= 0 || share(&p->at[i], &named, weight, 1) < ENOUGH * all)
			continue;
		score = share(&p->at[i], &named, weight, TITLE) +
			share(&p->at[i], &asked, asking, TITLE);
		if (score > most) {
			most = score;
			best = &p->at[i];
		}
	}
	arena_free(&a);
	text_stemmer_free(s);
	return best;
}
