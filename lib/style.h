/*
 * The manner of a text: emoji, phrases that must not be used, a greeting, formal or plain words,
 * length.  Pure.
 */
#ifndef FL_STYLE_H
#define FL_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

/* Bytes of a text that can go without harm to the rest, and what stands there then. */
struct style_cut {
	size_t start, end;
	char as[8]; /* the next letter, where it becomes a capital; else "" */
};

/* The next emoji from *place on, with the blank beside it; false when there is none. */
bool style_emoji(const char *text, size_t n, size_t *place, struct style_cut *out);

/* Append the text without its emoji. */
void style_without_emoji(struct buf *out, const char *text, size_t n);

enum style_found { STYLE_ABSENT, STYLE_STUCK, STYLE_LOOSE };

/*
 * Does the text use a phrase?  LOOSE when it can be cut out: a sentence of its own, or parted
 * from the rest by a comma at the beginning or end of one; then where, in *out.
 */
enum style_found style_phrase(struct arena *a, const char *text, size_t n, const char *phrase,
    struct style_cut *out);

bool style_greets(struct arena *a, const char *text, size_t n);

size_t style_words(struct arena *a, const char *text, size_t n);

/* A short form, and what it stands for: "we'll", "we will". */
struct style_long {
	size_t start, end;
	const char *words;
};

/* The first ones, at most max; what may stand for two things is left.  Words in the arena. */
size_t style_long_forms(struct arena *a, const char *text, size_t n, struct style_long *out,
    size_t max);

/* A word of the other register than the one wanted ("formal", "plain"); NULL when there is none. */
const char *style_slip(struct arena *a, const char *text, size_t n, const char *wanted);

#endif
