/* The words of a text: fold, cut, write contractions out, stem. */
#include "text.h"

#include <ctype.h>
#include <libstemmer.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { FOLD_MAX = 32 }; /* code points that one may become (NFKC_Casefold: 18) */

struct text_stemmer {
	struct sb_stemmer *snowball; /* NULL: words are left alone */
	bool english;
};

/* --- characters --- */

enum sort {
	BREAK, /* parts words */
	END,   /* and sentences */
	LETTER,
	DIGIT,
	SIGN,
	GLYPH,
	QUOTE /* an apostrophe */
};

/* Han, kana and the scripts of South-East Asia do not part words by blanks. */
static bool
is_glyph(uint32_t c)
{
	return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x1000 && c <= 0x109f) ||
	       (c >= 0x1780 && c <= 0x17ff) || (c >= 0x3005 && c <= 0x3007) ||
	       (c >= 0x3040 && c <= 0x30ff) || (c >= 0x31f0 && c <= 0x31ff) ||
	       (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

static enum sort
class_of_rare(uint32_t c)
{
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return is_glyph(c) ? GLYPH : LETTER;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return LETTER;
	case UTF8PROC_CATEGORY_ND:
		return DIGIT;
	case UTF8PROC_CATEGORY_SC:
		return SIGN;
	default:
		return c == 0x2019 || c == 0x02bc		   ? QUOTE
		       : c == 0x3002 || c == 0x0964 || c == 0x061f ? END
		       : is_glyph(c)				   ? GLYPH
								   : BREAK;
	}
}

static enum sort
class_of(uint32_t c)
{
	if (c >= 0x80)
		return class_of_rare(c);
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return LETTER;
	if (c >= '0' && c <= '9')
		return DIGIT;
	if (c == '$' || c == '%')
		return SIGN;
	if (c == '\'' || c == '`')
		return QUOTE;
	return c == '.' || c == '!' || c == '?' || c == '\n' ? END : BREAK;
}

static bool
is_accent(uint32_t c)
{
	return c >= 0x300 && c <= 0x36f;
}

/* One character of UTF-8: its length; a byte that is not UTF-8 reads as a blank. */
static size_t
decode(const char *text, size_t n, uint32_t *code)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t len;

	if ((unsigned char)*text < 0x80) {
		*code = (unsigned char)*text;
		return 1;
	}
	len = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, &c);
	*code = len > 0 ? (uint32_t)c : ' ';
	return len > 0 ? (size_t)len : 1;
}

static size_t
encode(char *out, uint32_t c)
{
	if (c < 0x80) {
		*out = (char)c;
		return 1;
	}
	return (size_t)utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)out);
}

/* NFKC_Casefold of one character, decomposed: the code points it becomes. */
static size_t
fold_char(uint32_t c, utf8proc_int32_t out[FOLD_MAX])
{
	const utf8proc_option_t how =
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	utf8proc_ssize_t n;
	int last = 0;

	n = utf8proc_decompose_char((utf8proc_int32_t)c, out, FOLD_MAX, how, &last);
	if (n < 0 || n > FOLD_MAX) {
		out[0] = ' ';
		return 1;
	}
	return (size_t)n;
}

size_t
text_end(const char *text, size_t n, const char *out)
{
	while (n > 0 && text[n - 1] && strchr(out, text[n - 1]))
		n--;
	return n;
}

size_t
text_cut(const char *text, size_t n, size_t max)
{
	if (n <= max)
		return n;
	while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

size_t
text_length(const char *text, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

/* --- folding --- */

/* The text in NFKC and small letters, for at most TEXT_BYTES_MAX bytes of it. */
static struct bytes
fold(struct arena *a, const char *text, size_t n)
{
	utf8proc_int32_t *codes;
	size_t i = 0, m = 0;
	char *out;

	for (i = 0; i < n && (unsigned char)text[i] < 0x80; i++)
		;
	if (i == n) {
		out = arena_alloc(a, n + 1);
		for (i = 0; i < n; i++) {
			char c = text[i];

			out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		}
		return bytes_of(out, n);
	}

	/* A character of n bytes may become FOLD_MAX code points; what does not fit is left. */
	codes = arena_alloc(a, (3 * n + FOLD_MAX + 1) * sizeof(*codes));
	for (i = 0; i < n && m <= 3 * n;) {
		uint32_t c;

		i += decode(text + i, n - i, &c);
		m += fold_char(c, codes + m);
	}
	m = (size_t)utf8proc_reencode(codes, (utf8proc_ssize_t)m,
	    UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	return bytes_of(codes, m > SIZE_MAX / 2 ? 0 : m);
}

/* --- languages --- */

static const struct {
	const char *language, *algorithm;
} stemmers[] = {
	{"ar", "arabic"},
	{"ca", "catalan"},
	{"da", "danish"},
	{"de", "german"},
	{"el", "greek"},
	{"en", "english"},
	{"es", "spanish"},
	{"eu", "basque"},
	{"fi", "finnish"},
	{"fr", "french"},
	{"ga", "irish"},
	{"hi", "hindi"},
	{"hu", "hungarian"},
	{"hy", "armenian"},
	{"id", "indonesian"},
	{"it", "italian"},
	{"lt", "lithuanian"},
	{"nb", "norwegian"},
	{"ne", "nepali"},
	{"nl", "dutch"},
	{"nn", "norwegian"},
	{"no", "norwegian"},
	{"pt", "portuguese"},
	{"ro", "romanian"},
	{"ru", "russian"},
	{"sr", "serbian"},
	{"sv", "swedish"},
	{"ta", "tamil"},
	{"tr", "turkish"},
	{"yi", "yiddish"},
};

void
text_language(char out[4], const char *locale)
{
	size_t n = 0;

	memcpy(out, "en", 3);
	if (!locale)
		return;
	while (n < 3 && isalpha((unsigned char)locale[n]))
		n++;
	if (n < 2 || isalnum((unsigned char)locale[n]))
		return;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)tolower((unsigned char)locale[i]);
	out[n] = '\0';
}

struct text_stemmer *
text_stemmer_new(const char *locale)
{
	struct text_stemmer *s = mem_alloc(sizeof(*s));
	char language[4];

	text_language(language, locale);
	s->english = strcmp(language, "en") == 0;
	for (size_t i = 0; i < sizeof(stemmers) / sizeof(*stemmers); i++)
		if (strcmp(stemmers[i].language, language) == 0)
			s->snowball = sb_stemmer_new(stemmers[i].algorithm, "UTF_8");
	return s;
}

void
text_stemmer_free(struct text_stemmer *s)
{
	if (!s)
		return;
	sb_stemmer_delete(s->snowball);
	free(s);
}

/* --- words --- */

struct cutter {
	struct arena *arena;
	struct text_stemmer *stemmer;
	struct words words;
	size_t cap;
	bool first; /* the next word begins a sentence */
};

/* Written without its accents, which customers leave out. */
static size_t
plain(char *out, size_t cap, const char *text, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n;) {
		utf8proc_int32_t parts[FOLD_MAX];
		size_t k, m = 1;
		uint32_t c;

		i += decode(text + i, n - i, &c);
		parts[0] = (utf8proc_int32_t)c;
		if (c >= 0x80)
			m = fold_char(c, parts);
		for (k = 0; k < m; k++)
			if (!is_accent((uint32_t)parts[k]) && len + 4 <= cap)
				len += encode(out + len, (uint32_t)parts[k]);
	}
	return len;
}

static bool
is_ascii(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

static struct bytes
keep_plain(struct arena *a, const char *text, size_t n)
{
	char out[4 * TEXT_WORD_BYTES];
	size_t len;

	if (is_ascii(text, n))
		return bytes_of(arena_copy(a, text, n), n);
	len = plain(out, sizeof(out), text, n);
	return bytes_of(arena_copy(a, out, len), len);
}

static void
add_word(struct cutter *c, enum word_kind kind, const char *text, size_t n)
{
	struct sb_stemmer *snowball = c->stemmer ? c->stemmer->snowball : NULL;
	struct bytes word, stem;
	struct word *w;

	if (n == 0)
		return;
	if (c->words.n == TEXT_WORDS_MAX) {
		c->words.cut = true;
		return;
	}
	n = text_cut(text, n, TEXT_WORD_BYTES);
	word = stem = keep_plain(c->arena, text, n);
	if (word.len == 0)
		return;
	if (kind == WORD_LETTERS && snowball) {
		const sb_symbol *s = sb_stemmer_stem(snowball, (const sb_symbol *)text, (int)n);

		if (s && sb_stemmer_length(snowball) > 0)
			stem = keep_plain(c->arena, (const char *)s,
			    (size_t)sb_stemmer_length(snowball));
		if (stem.len == 0)
			stem = word;
	}
	c->words.at =
	    arena_array(c->arena, c->words.at, &c->cap, c->words.n + 1, sizeof(*c->words.at));
	w = &c->words.at[c->words.n++];
	*w = (struct word){.text = word.at,
		.len = (uint16_t)word.len,
		.stem = stem.at,
		.stem_len = (uint16_t)stem.len,
		.kind = (uint8_t)kind,
		.first = c->first,
		.letters = (uint16_t)text_length(word.at, word.len)};
	c->first = false;
}

/* English spellings that are written out, with the apostrophe and without; sorted. */
static const struct {
	const char *word, *first, *second;
} contractions[] = {
	{"aren't", "are", "not"},
	{"arent", "are", "not"},
	{"can't", "can", "not"},
	{"cannot", "can", "not"},
	{"cant", "can", "not"},
	{"couldn't", "could", "not"},
	{"couldnt", "could", "not"},
	{"didn't", "did", "not"},
	{"didnt", "did", "not"},
	{"doesn't", "does", "not"},
	{"doesnt", "does", "not"},
	{"don't", "do", "not"},
	{"dont", "do", "not"},
	{"hadn't", "had", "not"},
	{"hadnt", "had", "not"},
	{"hasn't", "has", "not"},
	{"hasnt", "has", "not"},
	{"haven't", "have", "not"},
	{"havent", "have", "not"},
	{"he's", "he", "is"},
	{"here's", "here", "is"},
	{"how's", "how", "is"},
	{"hows", "how", "is"},
	{"i'd", "i", "would"},
	{"i'll", "i", "will"},
	{"i'm", "i", "am"},
	{"i've", "i", "have"},
	{"im", "i", "am"},
	{"isn't", "is", "not"},
	{"isnt", "is", "not"},
	{"it's", "it", "is"},
	{"ive", "i", "have"},
	{"let's", "let", "us"},
	{"lets", "let", "us"},
	{"pls", "please", NULL},
	{"plz", "please", NULL},
	{"shan't", "shall", "not"},
	{"she's", "she", "is"},
	{"shouldn't", "should", "not"},
	{"shouldnt", "should", "not"},
	{"that's", "that", "is"},
	{"thats", "that", "is"},
	{"there's", "there", "is"},
	{"theres", "there", "is"},
	{"u", "you", NULL},
	{"wasn't", "was", "not"},
	{"wasnt", "was", "not"},
	{"weren't", "were", "not"},
	{"werent", "were", "not"},
	{"what's", "what", "is"},
	{"whats", "what", "is"},
	{"when's", "when", "is"},
	{"whens", "when", "is"},
	{"where's", "where", "is"},
	{"wheres", "where", "is"},
	{"who's", "who", "is"},
	{"whos", "who", "is"},
	{"why's", "why", "is"},
	{"won't", "will", "not"},
	{"wont", "will", "not"},
	{"wouldn't", "would", "not"},
	{"wouldnt", "would", "not"},
	{"ya'll", "you", "all"},
	{"youre", "you", "are"},
};

static const struct {
	const char *end, *word;
} endings[] = {
	{"'s", NULL},
	{"'re", "are"},
	{"'ve", "have"},
	{"'ll", "will"},
	{"'d", "would"},
	{"'m", "am"},
	{"n't", "not"},
};

static int
compare(const char *text, size_t n, const char *word)
{
	int d = strncmp(text, word, n);

	return d ? d : word[n] ? -1 : 0;
}

/* A word of English, with its apostrophe if it has one. */
static void
add_english(struct cutter *c, const char *text, size_t n)
{
	size_t low = 0, high = sizeof(contractions) / sizeof(*contractions);

	while (low < high) {
		size_t mid = (low + high) / 2;
		int d = compare(text, n, contractions[mid].word);

		if (d == 0) {
			const char *first = contractions[mid].first;
			const char *second = contractions[mid].second;

			add_word(c, WORD_LETTERS, first, strlen(first));
			if (second)
				add_word(c, WORD_LETTERS, second, strlen(second));
			return;
		}
		if (d < 0)
			high = mid;
		else
			low = mid + 1;
	}
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		const char *word = endings[i].word;
		size_t len = strlen(endings[i].end);

		if (n > len && memcmp(text + n - len, endings[i].end, len) == 0) {
			add_word(c, WORD_LETTERS, text, n - len);
			if (word)
				add_word(c, WORD_LETTERS, word, strlen(word));
			return;
		}
	}
	add_word(c, WORD_LETTERS, text, n);
}

/* A run of letters, digits and apostrophes that begins with a letter. */
static size_t
cut_letters(struct cutter *c, const char *text, size_t n)
{
	char word[TEXT_WORD_BYTES];
	size_t i = 0, len, m = 0;
	bool quoted = false;
	uint32_t code;

	for (; i < n; i += len) {
		enum sort k;

		len = decode(text + i, n - i, &code);
		k = class_of(code);
		if (k == QUOTE) {
			uint32_t next = ' ';

			if (i + len < n)
				decode(text + i + len, n - i - len, &next);
			if (class_of(next) != LETTER)
				break;
			quoted = true;
			if (m < sizeof(word))
				word[m++] = '\'';
			continue;
		}
		if (k != LETTER && k != DIGIT)
			break;
		if (m + len <= sizeof(word)) {
			memcpy(word + m, text + i, len);
			m += len;
		} else {
			m = m < sizeof(word) ? m : sizeof(word);
		}
	}
	if (c->stemmer && c->stemmer->english) {
		add_english(c, word, m);
	} else if (quoted) { /* l'adresse, un'altra: two words */
		for (size_t from = 0, k = 0; k <= m; k++)
			if (k == m || word[k] == '\'') {
				add_word(c, WORD_LETTERS, word + from, k - from);
				from = k + 1;
			}
	} else {
		add_word(c, WORD_LETTERS, word, m);
	}
	return i;
}

/* Digits, with a point, comma or colon between two of them; commas of thousands vanish. */
static size_t
cut_number(struct cutter *c, const char *text, size_t n)
{
	char number[TEXT_WORD_BYTES];
	size_t i = 0, m = 0;

	while (i < n) {
		uint32_t code, next = ' ';
		size_t len = decode(text + i, n - i, &code);

		if (class_of(code) != DIGIT) {
			if (code != '.' && code != ',' && code != ':')
				break;
			if (i + 1 < n)
				decode(text + i + 1, n - i - 1, &next);
			if (class_of(next) != DIGIT)
				break;
		}
		if (code != ',' && m + len <= sizeof(number)) {
			memcpy(number + m, text + i, len);
			m += len;
		}
		i += len;
	}
	add_word(c, WORD_NUMBER, number, m);
	return i;
}

struct words
text_words(struct arena *a, const char *text, size_t n, struct text_stemmer *s)
{
	struct cutter c = {.arena = a, .stemmer = s, .first = true};
	size_t use = text_cut(text, n, TEXT_BYTES_MAX);
	struct bytes folded = fold(a, text, use);
	const char *p = folded.at;

	c.words.cut = use < n;
	for (size_t i = 0, len; i < folded.len && !(c.words.cut && c.words.n == TEXT_WORDS_MAX);
	    i += len) {
		uint32_t code;

		len = decode(p + i, folded.len - i, &code);
		switch (class_of(code)) {
		case LETTER:
			len = cut_letters(&c, p + i, folded.len - i);
			break;
		case DIGIT:
			len = cut_number(&c, p + i, folded.len - i);
			break;
		case SIGN:
			add_word(&c, WORD_SIGN, p + i, len);
			break;
		case GLYPH:
			add_word(&c, WORD_GLYPH, p + i, len);
			break;
		case END:
			c.first = true;
			break;
		case QUOTE:
		case BREAK:
			break;
		}
	}
	return c.words;
}

/* --- keys --- */

/* A hash of a stream in pieces of a fixed size, so that the text may be of any length. */
struct stream {
	char piece[1024];
	size_t len;
	uint64_t sum;
};

static void
stream_add(struct stream *s, const char *text, size_t n)
{
	if (s->len + n > sizeof(s->piece)) {
		s->sum = hash64(s->piece, s->len, s->sum);
		s->len = 0;
	}
	memcpy(s->piece + s->len, text, n);
	s->len += n;
}

uint64_t
text_key(const char *text, size_t n)
{
	struct stream s = {.len = 0, .sum = 1};
	bool any = false, parted = false;

	for (size_t i = 0; i < n;) {
		utf8proc_int32_t parts[FOLD_MAX];
		size_t m = 1;
		uint32_t c;

		i += decode(text + i, n - i, &c);
		if (c >= 0x80)
			m = fold_char(c, parts);
		else
			parts[0] = (utf8proc_int32_t)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		for (size_t k = 0; k < m; k++) {
			uint32_t part = (uint32_t)parts[k];
			enum sort what = class_of(part);
			char out[4];

			if (is_accent(part) || what == QUOTE)
				continue;
			if (what == BREAK || what == END) {
				parted = any;
				continue;
			}
			if (parted)
				stream_add(&s, " ", 1);
			parted = false;
			any = true;
			stream_add(&s, out, encode(out, part));
		}
	}
	if (any)
		return hash64(s.piece, s.len, s.sum) | 1;
	while (n && isspace((unsigned char)*text)) {
		text++;
		n--;
	}
	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	return n ? hash64(text, n, 2) | 1 : 0;
}

uint64_t
text_mark(const char *text)
{
	return text_key(text, strlen(text)) | 1;
}

bool
text_same(const char *a, const char *b)
{
	return a && b && text_key(a, strlen(a)) == text_key(b, strlen(b));
}

/* --- likeness --- */

/* Hashes, each once and sorted, and how often each stands in the text. */
struct marks {
	uint32_t *at;
	uint16_t *times;
	size_t n;
	double norm; /* the sum of the squares of times */
};

struct text_marks {
	struct marks stems, grams;
};

static void
mark(struct marks *m, const void *text, size_t n, uint64_t seed)
{
	m->at[m->n++] = (uint32_t)hash64(text, n, seed);
}

static int
by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Sort them, and count those that are the same. */
static void
count_marks(struct arena *a, struct marks *m)
{
	size_t n = 0;

	qsort(m->at, m->n, sizeof(*m->at), by_value);
	m->times = arena_alloc(a, (m->n + 1) * sizeof(*m->times));
	for (size_t i = 0, times; i < m->n; i += times) {
		for (times = 1; i + times < m->n && m->at[i + times] == m->at[i]; times++)
			;
		m->norm += (double)times * (double)times;
		m->times[n] = (uint16_t)times;
		m->at[n++] = m->at[i];
	}
	m->n = n;
}

static void
mark_words(struct arena *a, const struct words *w, struct marks *stems, struct marks *grams)
{
	size_t letters = 0;

	for (size_t i = 0; i < w->n; i++)
		letters += w->at[i].len;
	stems->at = arena_alloc(a, (w->n + 1) * sizeof(*stems->at));
	grams->at = arena_alloc(a, (letters + w->n + 1) * sizeof(*grams->at));
	for (size_t i = 0; i < w->n; i++) {
		const struct word *word = &w->at[i];
		char padded[4 * TEXT_WORD_BYTES + 2];
		size_t n = word->len + 2u;

		mark(stems, word->stem, word->stem_len, 1);
		padded[0] = padded[n - 1] = ' ';
		memcpy(padded + 1, word->text, word->len);
		if (n <= 4)
			mark(grams, padded, n, 2);
		for (size_t k = 0; k + 4 <= n && n > 4; k++)
			mark(grams, padded + k, 4, 2);
	}
	count_marks(a, stems);
	count_marks(a, grams);
}

static double
cosine(const struct marks *a, const struct marks *b)
{
	double both = 0;
	size_t i = 0, j = 0;

	while (i < a->n && j < b->n) {
		uint32_t x = a->at[i], y = b->at[j];

		if (x == y)
			both += (double)a->times[i] * (double)b->times[j];
		i += x <= y;
		j += y <= x;
	}
	return a->norm > 0 && b->norm > 0 ? both / sqrt(a->norm * b->norm) : 0;
}

const struct text_marks *
text_marks_of(struct arena *a, const char *text, size_t n, struct text_stemmer *s)
{
	static struct text_stemmer *english; /* kept: making one costs more than using it */
	struct text_marks *m = arena_alloc(a, sizeof(*m));
	struct words w;

	if (!s && !(s = english))
		s = english = text_stemmer_new(NULL);
	w = text_words(a, text, n, s);
	*m = (struct text_marks){0};
	if (w.n)
		mark_words(a, &w, &m->stems, &m->grams);
	return m;
}

double
text_marks_alike(const struct text_marks *a, const struct text_marks *b)
{
	if (a->stems.n == 0 || b->stems.n == 0)
		return 0;
	return (cosine(&a->stems, &b->stems) + cosine(&a->grams, &b->grams)) / 2;
}

double
text_similarity(const char *a, size_t an, const char *b, size_t bn, struct text_stemmer *s)
{
	struct arena arena = {0};
	double like =
	    text_marks_alike(text_marks_of(&arena, a, an, s), text_marks_of(&arena, b, bn, s));

	arena_free(&arena);
	return like;
}
