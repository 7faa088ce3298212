/*
 * The words of a text: normalised, case-folded, cut at Unicode word boundaries, stemmed in their
 * language.  Pure: the same text and language give the same words, on every machine.
 *
 * Work is bounded and linear, whatever the text: words are taken from its first TEXT_BYTES_MAX
 * bytes, at most TEXT_WORDS_MAX of them, and of each at most TEXT_WORD_BYTES bytes; text_key
 * reads all of it.  Bytes that are not UTF-8 part words, as blanks do.
 */
#ifndef FL_TEXT_H
#define FL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mem.h"

enum { TEXT_BYTES_MAX = 16 * 1024, TEXT_WORDS_MAX = 512, TEXT_WORD_BYTES = 64 };

enum word_kind {
	WORD_LETTERS, /* letters, perhaps with digits after them: "refund", "b12" */
	WORD_NUMBER,  /* digits, with the points, commas and colons within: "7", "5.99", "17:00" */
	WORD_SIGN,    /* a currency or per cent sign */
	WORD_GLYPH    /* one character of a script that is written without blanks */
};

struct word {
	const char *text; /* NFKC, case-folded, without Latin, Greek or Cyrillic accents */
	const char *stem; /* the same as text where there is no stemmer */
	uint16_t len, stem_len;
	uint16_t letters; /* characters in text */
	uint8_t kind;	  /* enum word_kind */
	bool first;	  /* begins a sentence */
};

struct words {
	struct word *at;
	size_t n;
	bool cut; /* there was more than the bounds allow */
};

/*
 * A stemmer for a locale ("en", "de-DE", "pt_BR.UTF-8"); NULL or "" is English.  A language
 * without one gives a stemmer that leaves words alone.  Never NULL; free with text_stemmer_free.
 */
struct text_stemmer;
struct text_stemmer *text_stemmer_new(const char *locale);
void text_stemmer_free(struct text_stemmer *s);

/* The language of a locale in two or three small letters ("de"), "en" when it says nothing. */
void text_language(char out[4], const char *locale);

/*
 * The words of n bytes of text, in the arena.  A NULL stemmer leaves them as they are.  English
 * contractions are written out ("can't" and "cant" are "can" "not", "what's" is "what" "is"), so
 * that both spellings meet.  "7-10" is two numbers, "$5" a sign and a number, "90tablets" a number
 * and a word.
 */
struct words text_words(struct arena *a, const char *text, size_t n, struct text_stemmer *s);

/*
 * A key for the same question asked again: case, punctuation, accents and blanks do not count;
 * letters, digits, currency and per cent signs do.  0 for a text that holds nothing.
 */
uint64_t text_key(const char *text, size_t n);

/* The same as a set of marks holds it, which is never 0. */
uint64_t text_mark(const char *text);

/* Have two texts the same key?  NULL is like nothing. */
bool text_same(const char *a, const char *b);

/*
 * How alike two texts are, 0 to 1: the mean of the cosines of their stems and of the character
 * 4-grams of their words, every feature counting the same.  No corpus is needed.  s may be NULL:
 * English.
 */
double text_similarity(const char *a, size_t an, const char *b, size_t bn, struct text_stemmer *s);

/* What of a text is compared so, for a text that is compared with many; it lives in the arena. */
struct text_marks;
const struct text_marks *text_marks_of(struct arena *a, const char *text, size_t n,
    struct text_stemmer *s);
double text_marks_alike(const struct text_marks *a, const struct text_marks *b);

/* The length of n bytes of text without such characters at its end. */
size_t text_end(const char *text, size_t n, const char *out);

/* Cut n bytes of UTF-8 to at most max without parting a character. */
size_t text_cut(const char *text, size_t n, size_t max);

/* The characters in n bytes of UTF-8. */
size_t text_length(const char *text, size_t n);

#endif
