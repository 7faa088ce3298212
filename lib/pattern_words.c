/* Features of a question: stems, pairs of near words, pieces of words; and what they weigh. */
#include <math.h>
#include <string.h>

#include "pattern_parts.h"
#include "text.h"

enum {
	APART = 3, /* a pair of words at most so far apart */
	LONG = 5,  /* digits: a number that is somebody's own, not a word */
	PIECE = 4, /* characters */
	STEMMERS = 8,
	ANSWERS = 1024
};

struct stemmers {
	struct {
		char language[4];
		struct text_stemmer *stemmer;
	} at[STEMMERS];
	size_t n;
};

/* An answer that was met, in the place of its hash; key 0: none was. */
struct answer {
	uint64_t key;
	uint32_t *ids, n;
};

void
features_init(struct features *f)
{
	*f = (struct features){0};
	f->df = mem_alloc(FEATURES * sizeof(*f->df));
	f->stemmers = mem_alloc(sizeof(*f->stemmers));
	f->answers = mem_alloc(ANSWERS * sizeof(*f->answers));
}

void
features_free(struct features *f)
{
	for (size_t i = 0; f->stemmers && i < f->stemmers->n; i++)
		text_stemmer_free(f->stemmers->at[i].stemmer);
	mem_free(f->stemmers);
	for (size_t i = 0; f->answers && i < ANSWERS; i++)
		mem_free(f->answers[i].ids);
	mem_free(f->answers);
	mem_free(f->ids);
	mem_free(f->df);
	mem_free(f->rarity);
	arena_free(&f->arena);
	*f = (struct features){0};
}

struct text_stemmer *
features_stemmer(struct features *f, const char *language)
{
	struct stemmers *s = f->stemmers;
	size_t i = 0;

	while (i < s->n && strcmp(s->at[i].language, language) != 0)
		i++;
	if (i < s->n)
		return s->at[i].stemmer;
	if (i == STEMMERS)
		text_stemmer_free(s->at[--i].stemmer);
	else
		s->n++;
	memcpy(s->at[i].language, language, strnlen(language, 3) + 1);
	s->at[i].language[3] = '\0';
	s->at[i].stemmer = text_stemmer_new(language);
	return s->at[i].stemmer;
}

static uint32_t
feature_id(const void *text, size_t n, unsigned kind)
{
	return (uint32_t)(hash64(text, n, kind) & ((1U << FEATURE_BITS) - 1)) | kind
										    << FEATURE_BITS;
}

/* What stands for a word: its stem; one sign for all long numbers. */
static struct bytes
sign_of(const struct word *w)
{
	if (w->kind == WORD_NUMBER && w->letters >= LONG)
		return bytes_of("#", 1);
	return bytes_of(w->stem, w->stem_len);
}

uint32_t
feature_of_word(const struct word *w)
{
	struct bytes sign = sign_of(w);

	return feature_id(sign.at, sign.len, 0);
}

static uint32_t
feature_of_texts(struct bytes a, struct bytes b, unsigned kind)
{
	char pair[8 * TEXT_WORD_BYTES + 1];

	memcpy(pair, a.at, a.len);
	pair[a.len] = ' ';
	memcpy(pair + a.len + 1, b.at, b.len);
	return feature_id(pair, a.len + 1 + b.len, kind);
}

uint32_t
feature_of_pair(const struct word *a, const struct word *b)
{
	return feature_of_texts(sign_of(a), sign_of(b), 0);
}

static void
put(struct features *f, uint32_t id)
{
	f->ids = mem_array(f->ids, &f->cap, f->n + 1, sizeof(*f->ids));
	f->ids[f->n++] = id;
}

static void
put_pieces(struct features *f, const struct word *w)
{
	char padded[4 * TEXT_WORD_BYTES + 2];
	uint16_t starts[4 * TEXT_WORD_BYTES + 3];
	size_t n = w->len + 2u, m = 0;

	if (w->kind == WORD_GLYPH || (w->kind == WORD_NUMBER && w->letters >= LONG))
		return;
	padded[0] = padded[n - 1] = ' ';
	memcpy(padded + 1, w->text, w->len);
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)padded[i] & 0xc0) != 0x80)
			starts[m++] = (uint16_t)i;
	starts[m] = (uint16_t)n;
	if (m <= PIECE)
		put(f, feature_id(padded, n, 1));
	for (size_t i = 0; m > PIECE && i + PIECE <= m; i++)
		put(f, feature_id(padded + starts[i], (size_t)(starts[i + PIECE] - starts[i]), 1));
}

static void
put_words(struct features *f, const struct words *w)
{
	const struct bytes begin = {"<", 1}, end = {">", 1};

	for (size_t i = 0; i < w->n; i++) {
		struct bytes stem = sign_of(&w->at[i]);

		put(f, feature_id(stem.at, stem.len, 0));
		if (i < APART)
			put(f, feature_of_texts(begin, stem, 0));
		for (size_t k = i + 1; k < w->n && k <= i + APART; k++)
			put(f, feature_of_pair(&w->at[i], &w->at[k]));
		if (i + APART >= w->n)
			put(f, feature_of_texts(stem, end, 0));
		put_pieces(f, &w->at[i]);
	}
}

/* Sort by three rounds of seven bits each, which is all that a feature has. */
static void
sort_ids(uint32_t *ids, size_t n)
{
	static uint32_t other[WEIGHTS_MAX];
	uint32_t *from = ids, *to = other;

	for (int shift = 0; shift < 21; shift += 7) {
		uint32_t first[129] = {0}, *swap;

		for (size_t i = 0; i < n; i++)
			first[(from[i] >> shift & 127) + 1]++;
		for (size_t k = 0; k < 127; k++)
			first[k + 1] += first[k];
		for (size_t i = 0; i < n; i++)
			to[first[from[i] >> shift & 127]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (n)
		memcpy(ids, other, n * sizeof(*ids));
}

/* The words of an answer, and those beside each other. */
static void
put_answer(struct features *f, const struct words *w)
{
	for (size_t i = 0; i < w->n; i++) {
		struct bytes a = sign_of(&w->at[i]);

		put(f, feature_id(a.at, a.len, 2));
		if (i + 1 < w->n)
			put(f, feature_of_texts(a, sign_of(&w->at[i + 1]), 2));
	}
}

/* The features of an answer, which many questions get: found by its hash, or made. */
static const struct answer *
answer_features(struct features *f, const char *text, const char *language, struct text_stemmer *s)
{
	uint64_t seed = hash64(language, strlen(language), 3);
	uint64_t key = hash64(text, strlen(text), seed) | 1;
	struct answer *one = &f->answers[key >> 32 & (ANSWERS - 1)];
	size_t from = f->n;
	struct words w;

	if (one->key == key)
		return one;
	w = text_words(&f->arena, text, strlen(text), s);
	put_answer(f, &w);
	if (f->n - from > WEIGHTS_MAX)
		f->n = from + WEIGHTS_MAX;
	one->key = key;
	one->n = (uint32_t)(f->n - from);
	one->ids = mem_grow(one->ids, (one->n + 1) * sizeof(*one->ids));
	if (one->n)
		memcpy(one->ids, f->ids + from, one->n * sizeof(*one->ids));
	sort_ids(one->ids, one->n);
	f->n = from;
	return one;
}

struct span
features_keep(struct features *f, const char *text, const char *answer, const char *language)
{
	struct text_stemmer *s = features_stemmer(f, language);
	struct words w = text_words(&f->arena, text, strlen(text), s);
	size_t from = f->n;

	put_words(f, &w);
	if (f->n - from > WEIGHTS_MAX)
		f->n = from + WEIGHTS_MAX;
	if (f->n > from)
		sort_ids(f->ids + from, f->n - from);
	if (answer) { /* its features sort behind the others */
		const struct answer *one = answer_features(f, answer, language, s);

		for (uint32_t i = 0; i < one->n && f->n - from < WEIGHTS_MAX; i++)
			put(f, one->ids[i]);
	}
	arena_clear(&f->arena);
	return (struct span){(uint32_t)from, (uint32_t)(f->n - from)};
}

struct span
features_add(struct features *f, const char *text, const char *answer, const char *language)
{
	struct span s = features_keep(f, text, answer, language);
	const uint32_t *id = f->ids + s.from;

	for (size_t i = 0; i < s.n; i++)
		if (i == 0 || id[i] != id[i - 1])
			f->df[id[i]]++;
	f->questions++;
	return s;
}

size_t
features_of(struct features *f, const char *text, const char *answer, const char *language,
    struct weight *out)
{
	struct span s = features_keep(f, text, answer, language);
	size_t n = features_weigh(f, s, out);

	f->n = s.from;
	return n;
}

void
features_done(struct features *f)
{
	float *scale = mem_alloc(((size_t)f->questions + 1) * sizeof(*scale)); /* by df */

	for (uint32_t df = 0; df <= f->questions; df++)
		scale[df] = (float)(log((f->questions + 1.0) / (df + 1.0)) + 1);
	f->rarest = scale[0];
	f->rarity = mem_alloc(FEATURES * sizeof(*f->rarity));
	for (uint32_t id = 0; id < FEATURES; id++)
		f->rarity[id] = scale[f->df[id]];
	mem_free(scale);
}

/*
 * Words and pieces of words have the same share, an answer as much at most.  The more common its
 * words are the less it has: an answer that is given to anything says nothing.
 */
static void
shares(const double sum[KINDS], double most, float scale[KINDS])
{
	double all = 0;

	for (int g = 0; g < KINDS; g++) {
		double share = sum[g] > 0 ? 1 : 0;

		if (g == KIND_ANSWER)
			share = most > 0 ? sum[g] / most : 0;
		scale[g] = sum[g] > 0 ? (float)sqrt(share / sum[g]) : 0;
		all += share;
	}
	for (int g = 0; g < KINDS && all > 0; g++)
		scale[g] = (float)((double)scale[g] / sqrt(all));
}

size_t
features_weigh(const struct features *f, struct span s, struct weight *out)
{
	double sum[KINDS] = {0}, most = 0, top = (double)f->rarest;
	const uint32_t *id = f->ids + s.from;
	float scale[KINDS];
	size_t m = 0;

	for (uint32_t i = 0, k; i < s.n; i += k) {
		double x = (double)f->rarity[id[i]], times = 1;

		for (k = 1; i + k < s.n && id[i + k] == id[i]; k++)
			;
		if (k > 1)
			times = 1 + log(k);
		sum[id[i] >> FEATURE_BITS] += x * x * times * times;
		if (id[i] >> FEATURE_BITS == KIND_ANSWER)
			most += top * top * times * times;
		out[m++] = (struct weight){id[i], (float)(x * times)};
	}
	shares(sum, most, scale);
	for (size_t i = 0; i < m; i++)
		out[i].x *= scale[out[i].id >> FEATURE_BITS];
	return m;
}

double
features_alike(const struct weight *a, size_t an, const struct weight *b, size_t bn)
{
	double sum = 0;

	for (size_t i = 0, k = 0; i < an && k < bn;) {
		if (a[i].id == b[k].id)
			sum += (double)a[i++].x * (double)b[k++].x;
		else if (a[i].id < b[k].id)
			i++;
		else
			k++;
	}
	return sum;
}
