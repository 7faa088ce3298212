/*
 * Does a text say yes or no to a question?  English, and careful: it says neither wherever it is
 * not plain ("only to the EU", "yes, but", "not sure").  Pure.
 */
#ifndef FL_STANCE_H
#define FL_STANCE_H

#include <stdbool.h>

#include "mem.h"

enum stance { STANCE_NONE, STANCE_YES, STANCE_NO };

/*
 * What the text answers to a question such as "can I return it", "do you ship"; to one of another
 * form, STANCE_NONE.  A mere "yes" or "no" at its beginning counts, unless the verb has to be
 * there.
 */
enum stance stance_of(struct arena *a, const char *question, const char *text, bool with_verb);

#endif
