/*
 * Does a text say yes or no to a question?  Careful: it says neither wherever it is not plain
 * ("only to the EU", "yes, but", "not sure").  By the question's verb in English; by the words that
 * say just that in English, German and French.  Pure.
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

/*
 * What the first sentence that says anything answers, by words that say yes or no and nothing
 * else ("sure, no problem", "leider nicht möglich"), or that begin it ("Oui, …", "Of course we
 * deliver to Canada" to one who asked for Canada).  STANCE_NONE to a question that is open ("how",
 * "wann"), and where it is plain only if nothing in the text narrows it ("but", "sauf").
 */
enum stance stance_said(struct arena *a, const char *question, const char *text, bool plain);

/* Does it do no more than refuse: "Unfortunately that is not possible."? */
bool stance_refuses(struct arena *a, const char *text);

/* Does it deny anything? */
bool stance_denied(struct arena *a, const char *text);

#endif
