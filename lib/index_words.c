/* Features of a question: stems, skip-bigrams, character 4-grams; typing errors mended. */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "index_parts.h"

enum {
	SKIP = 3,	 /* a pair of words at most so far apart */
	GRAM = 4,	 /* characters */
	LONG_NUMBER = 5, /* digits: a number that is somebody's own, not a word */
	MEND_MIN = 5,	 /* letters of a word that is worth mending */
	MEND_MAX = 24,
	VARIANTS_MAX = 1800 /* bytes of words that share a variant */
};

/* Words that any English question may hold: they say little, however few questions are known. */
static const char *const common[] = {
	"a",
	"about",
	"after",
	"again",
	"all",
	"also",
	"am",
	"an",
	"and",
	"any",
	"are",
	"as",
	"at",
	"be",
	"been",
	"before",
	"but",
	"by",
	"can",
	"could",
	"did",
	"do",
	"does",
	"doing",
	"done",
	"for",
	"from",
	"get",
	"give",
	"go",
	"going",
	"good",
	"got",
	"had",
	"has",
	"have",
	"hello",
	"help",
	"her",
	"here",
	"hey",
	"hi",
	"him",
	"his",
	"how",
	"i",
	"if",
	"in",
	"into",
	"is",
	"it",
	"its",
	"just",
	"know",
	"let",
	"like",
	"long",
	"look",
	"make",
	"many",
	"may",
	"me",
	"mean",
	"might",
	"more",
	"much",
	"must",
	"my",
	"need",
	"no",
	"not",
	"now",
	"of",
	"on",
	"one",
	"or",
	"our",
	"out",
	"please",
	"possible",
	"put",
	"say",
	"see",
	"shall",
	"she",
	"should",
	"so",
	"some",
	"take",
	"tell",
	"than",
	"thank",
	"thanks",
	"that",
	"the",
	"their",
	"them",
	"then",
	"there",
	"these",
	"they",
	"thing",
	"think",
	"this",
	"those",
	"to",
	"too",
	"up",
	"us",
	"use",
	"very",
	"want",
	"was",
	"way",
	"we",
	"well",
	"were",
	"what",
	"when",
	"where",
	"which",
	"who",
	"why",
	"will",
	"with",
	"would",
	"yes",
	"you",
	"your",
};

static int
by_text(const void *key, const void *at)
{
	const struct word *w = key;
	const char *text = *(const char *const *)at;
	int d = strncmp(w->text, text, w->len);

	return d ? d : text[w->len] ? -1 : 0;
}

static bool
is_common(const struct word *w)
{
	return w->kind == WORD_LETTERS &&
	       bsearch(w, common, sizeof(common) / sizeof(*common), sizeof(*common), by_text);
}

/* --- collecting features --- */

struct collector {
	struct features *q;
	uint16_t *table; /* place in q->at, from 1 */
	uint32_t mask;
};

static void
add_feature(struct collector *c, const void *text, size_t n, uint8_t group, bool is_usual,
    bool word)
{
	uint32_t id = (uint32_t)hash64(text, n, group + 1u), i;
	struct feature *f;

	id = id ? id : 1;
	for (i = id & c->mask; c->table[i]; i = (i + 1) & c->mask) {
		f = &c->q->at[c->table[i] - 1];
		if (f->id == id) {
			f->times++;
			return;
		}
	}
	if (c->q->n == FEATURES_MAX)
		return;
	f = &c->q->at[c->q->n++];
	*f = (struct feature){.id = id,
		.times = 1,
		.group = group,
		.common = is_usual,
		.word = word};
	c->table[i] = (uint16_t)c->q->n;
}

/* What stands for a word in features of group 0: its stem; one sign for all long numbers. */
static struct bytes
word_sign(const struct word *w)
{
	if (w->kind == WORD_NUMBER && w->letters >= LONG_NUMBER)
		return bytes_of("#", 1);
	return bytes_of(w->stem, w->stem_len);
}

static uint32_t
sign_id(struct bytes sign)
{
	uint32_t id = (uint32_t)hash64(sign.at, sign.len, 1);

	return id ? id : 1;
}

static void
add_pair(struct collector *c, struct bytes a, struct bytes b, bool is_usual)
{
	char pair[8 * TEXT_WORD_BYTES + 1];

	memcpy(pair, a.at, a.len);
	pair[a.len] = ' ';
	memcpy(pair + a.len + 1, b.at, b.len);
	add_feature(c, pair, a.len + 1 + b.len, 0, is_usual, false);
}

static void
add_grams(struct collector *c, const struct word *w, bool is_usual)
{
	char padded[4 * TEXT_WORD_BYTES + 2];
	uint16_t starts[4 * TEXT_WORD_BYTES + 3];
	size_t n = w->len + 2u, m = 0;

	if (w->kind == WORD_GLYPH || (w->kind == WORD_NUMBER && w->letters >= LONG_NUMBER))
		return;
	padded[0] = padded[n - 1] = ' ';
	memcpy(padded + 1, w->text, w->len);
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)padded[i] & 0xc0) != 0x80)
			starts[m++] = (uint16_t)i;
	starts[m] = (uint16_t)n;
	if (m <= GRAM)
		add_feature(c, padded, n, 1, is_usual, false);
	for (size_t i = 0; m > GRAM && i + GRAM <= m; i++)
		add_feature(c, padded + starts[i], (size_t)(starts[i + GRAM] - starts[i]), 1,
		    is_usual, false);
}

static void
collect(struct collector *c, const struct words *w)
{
	const struct bytes begin = {"<", 1}, end = {">", 1};
	bool of[SKIP + 1]; /* is a word common: of those from i on */

	for (size_t i = 0; i < w->n && i < SKIP; i++)
		of[i] = is_common(&w->at[i]);
	for (size_t i = 0; i < w->n; i++) {
		struct bytes sign = word_sign(&w->at[i]);
		bool usual = of[i % (SKIP + 1)];

		if (i + SKIP < w->n)
			of[(i + SKIP) % (SKIP + 1)] = is_common(&w->at[i + SKIP]);

		add_feature(c, sign.at, sign.len, 0, usual, true);
		if (i < SKIP)
			add_pair(c, begin, sign, usual);
		for (size_t k = i + 1; k < w->n && k <= i + SKIP; k++)
			add_pair(c, sign, word_sign(&w->at[k]), usual && of[k % (SKIP + 1)]);
		if (i + SKIP >= w->n)
			add_pair(c, sign, end, usual);
		add_grams(c, &w->at[i], usual);
	}
}

/* --- mending typing errors: Damerau distance 1, by shared deletions (Garbe's SymSpell) --- */

/* The characters of a word, one code each; 0 when it is not to be mended. */
static size_t
letters_of(const struct word *w, uint16_t starts[MEND_MAX + 1])
{
	size_t n = 0;

	if (w->kind != WORD_LETTERS || w->letters < MEND_MIN || w->letters > MEND_MAX)
		return 0;
	for (uint16_t i = 0; i < w->len; i++) {
		unsigned char c = (unsigned char)w->text[i];

		if (c >= '0' && c <= '9')
			return 0;
		if ((c & 0xc0) != 0x80)
			starts[n++] = i;
	}
	starts[n] = w->len;
	return n;
}

/* Variant 0 is the word, variant i the word without its character i - 1. */
static uint64_t
variant(const struct word *w, const uint16_t *starts, size_t i)
{
	char out[4 * TEXT_WORD_BYTES];
	size_t from, to;

	if (i == 0)
		return hash64(w->text, w->len, 3);
	from = starts[i - 1];
	to = starts[i];
	memcpy(out, w->text, from);
	memcpy(out + from, w->text + to, w->len - to);
	return hash64(out, w->len - (to - from), 3);
}

static bool
one_edit(const char *a, size_t an, const char *b, size_t bn)
{
	size_t head = 0, tail = 0, least = an < bn ? an : bn;

	while (head < least && a[head] == b[head])
		head++;
	while (tail < least - head && a[an - 1 - tail] == b[bn - 1 - tail])
		tail++;
	a += head;
	b += head;
	an -= head + tail;
	bn -= head + tail;
	if (text_length(a, an) <= 1 && text_length(b, bn) <= 1)
		return true;
	/* two neighbours changed places */
	if (an != bn || text_length(a, an) != 2)
		return false;
	for (size_t i = 1; i < an; i++)
		if (memcmp(a, b + i, an - i) == 0 && memcmp(a + an - i, b, i) == 0)
			return true;
	return false;
}

static struct text_stemmer *
stemmer_of(struct index *ix, const char *locale)
{
	char language[4];
	size_t i;

	text_language(language, locale);
	for (i = 0; i < ix->stemmers_n; i++)
		if (strcmp(ix->stemmers[i].language, language) == 0)
			return ix->stemmers[i].stemmer;
	if (i == STEMMERS) {
		i = STEMMERS - 1;
		text_stemmer_free(ix->stemmers[i].stemmer);
	} else {
		ix->stemmers_n++;
	}
	memcpy(ix->stemmers[i].language, language, sizeof(language));
	ix->stemmers[i].stemmer = text_stemmer_new(locale);
	return ix->stemmers[i].stemmer;
}

/* The most frequent word of the vocabulary that is one typing error away. */
static int
mend(struct index *ix, struct arena *a, struct word *w, struct text_stemmer *s, bool *mended)
{
	uint16_t starts[MEND_MAX + 1];
	size_t n = letters_of(w, starts);
	struct word best = {0};
	uint32_t best_df = 0;
	struct list *l;

	if (n == 0)
		return 0;
	if (!(l = list_find(ix, a, sign_id(word_sign(w)))))
		return -1;
	if (l->df > 0)
		return 0;
	for (size_t i = 0; i <= n; i++) {
		struct cell *c = cell_get(ix, 'w', variant(w, starts, i));
		size_t at = 0;

		if (!c)
			return -1;
		while (at + 1 < c->value.len) {
			size_t len = (unsigned char)c->value.text[at];
			const char *text = c->value.text + at + 1;
			struct words one;

			at += 1 + len;
			if (at > c->value.len || !one_edit(w->text, w->len, text, len))
				continue;
			one = text_words(a, text, len, s);
			if (one.n != 1)
				continue;
			if (!(l = list_find(ix, a, sign_id(word_sign(one.at)))))
				return -1;
			if (l->df > best_df ||
			    (l->df == best_df && l->df && strcmp(one.at->text, best.text) < 0)) {
				best_df = l->df;
				best = one.at[0];
			}
		}
	}
	if (best_df) {
		best.first = w->first;
		*w = best;
		*mended = true;
	}
	return 0;
}

static int
variant_add(struct index *ix, uint64_t key, const struct bytes *word, bool *there)
{
	struct cell *c = cell_get(ix, 'w', key);
	size_t at = 0;

	*there = false;
	if (!c)
		return -1;
	while (at + 1 < c->value.len) {
		size_t len = (unsigned char)c->value.text[at];

		if (len == word->len && at + 1 + len <= c->value.len &&
		    memcmp(c->value.text + at + 1, word->at, len) == 0) {
			*there = true;
			return 0;
		}
		at += 1 + len;
	}
	if (c->value.len + 1 + word->len > VARIANTS_MAX)
		return 0;
	buf_char(&c->value, (char)word->len);
	buf_add(&c->value, word->at, word->len);
	cell_changed(ix, c);
	return 0;
}

/* Let the words of a taught question enter the vocabulary that others are mended to. */
int
vocabulary_add(struct index *ix, const struct question *q)
{
	for (uint32_t i = 0; i < q->known_n; i++) {
		struct word w = {.text = q->known[i].at,
			.len = (uint16_t)q->known[i].len,
			.letters = (uint16_t)text_length(q->known[i].at, q->known[i].len)};
		struct list *l = list_get(ix, q->known_id[i]);
		uint16_t starts[MEND_MAX + 1];
		size_t n = letters_of(&w, starts);
		bool there = false;

		if (!l)
			return -1;
		if (ix->meta.questions > 1000 && l->df < 2)
			continue; /* perhaps a typing error itself */
		for (size_t k = 0; k <= n && n && !there; k++)
			if (variant_add(ix, variant(&w, starts, k), &q->known[i], &there) < 0)
				return -1;
	}
	return 0;
}

static void
features_of(struct arena *a, const struct words *w, struct features *out)
{
	struct collector c = {.q = out};
	size_t most = 16;

	for (size_t i = 0; i < w->n; i++)
		most += SKIP + 3u + w->at[i].letters;
	most = most < FEATURES_MAX ? most : FEATURES_MAX;
	out->n = 0;
	out->at = arena_alloc(a, most * sizeof(*out->at));
	for (c.mask = 64; c.mask < 2 * most; c.mask *= 2)
		;
	c.table = arena_alloc(a, c.mask * sizeof(*c.table));
	c.mask--;
	collect(&c, w);
}

struct question *
index_question(struct index *ix, struct arena *a, const char *text, size_t n, const char *locale)
{
	struct question *q = arena_alloc(a, sizeof(*q));
	struct text_stemmer *s = stemmer_of(ix, locale);
	bool mended = false;
	struct words w;

	if (ix->bytes > ix->limit && !ix->any_dirty)
		cache_drop(ix);
	q->key = text_key(text, n);
	w = text_words(a, text, n, s);
	features_of(a, &w, &q->plain);
	q->known = arena_alloc(a, (w.n + 1) * sizeof(*q->known));
	q->known_id = arena_alloc(a, (w.n + 1) * sizeof(*q->known_id));
	for (size_t i = 0; i < w.n; i++) {
		uint16_t starts[MEND_MAX + 1];

		if (!letters_of(&w.at[i], starts))
			continue;
		q->known[q->known_n] = bytes_of(w.at[i].text, w.at[i].len);
		q->known_id[q->known_n++] = sign_id(word_sign(&w.at[i]));
	}
	for (size_t i = 0; i < w.n; i++)
		if (mend(ix, a, &w.at[i], s, &mended) < 0)
			return NULL;
	q->asked = q->plain;
	if (mended)
		features_of(a, &w, &q->asked);
	return q;
}
