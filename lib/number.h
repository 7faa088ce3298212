/* Numbers in a text, in digits or in words: English, and the common ones of German and French. */
#ifndef FL_NUMBER_H
#define FL_NUMBER_H

#include "token.h"

/*
 * The number that begins here: "1,500", "1.5k", "half an", "a couple of", "twenty-one", "one and a
 * half".  How many tokens it takes; 0: none does, and *out is not set.
 */
size_t number_of(const struct token *t, double *out);

/* A single English word for a number, 0 for any other. */
int number_word(const struct token *t);

/*
 * A single German or French one.  Some are other words in English or French ("elf", "neuf"), so
 * that they count only where a unit follows.
 */
int number_abroad(const struct token *t);

#endif
