/*
 * The greeting a text begins with and the sign-off it ends with: where they are, and words for
 * both; and a text without them.  English.  Pure.
 */
#ifndef FL_COURTESY_H
#define FL_COURTESY_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"
#include "style.h"

/* The greeting, where it can be cut off: a short sentence of its own, or up to its comma. */
bool courtesy_greeting(struct arena *a, const char *text, size_t n, struct style_cut *out);

/* Does the text sign off ("Kind regards, Anna")?  Then from which byte on. */
bool courtesy_sign_off(struct arena *a, const char *text, size_t n, size_t *start);

/*
 * The text without what is only said to one customer: a greeting, who speaks ("Anna here"), thanks
 * for asking, wishes and the sign-off; in the arena.  Where there is nothing of these it is the
 * text itself, to the byte.  Never empty unless it is.
 */
const char *courtesy_bare(struct arena *a, const char *text);

/* What a text without them begins and ends with, blanks between included. */
const char *courtesy_hello(bool formal);
const char *courtesy_goodbye(bool formal);

/* Is this a language that these words are of?  A locale that is not given is. */
bool courtesy_speaks(const char *locale);

#endif
