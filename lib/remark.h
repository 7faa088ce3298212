/* What short remarks in a conversation mean; words of a few European languages.  Pure. */
#ifndef FL_REMARK_H
#define FL_REMARK_H

#include <stdbool.h>
#include <stddef.h>

/* Nothing but thanks or praise: "Thanks, that helps!"; not "thanks, but …" and no question. */
bool remark_thanks(const char *text, size_t n);

/* Nothing but a greeting or a request to wait: "Hi, Anna here", "One moment please". */
bool remark_greeting(const char *text, size_t n);

/* The same question in nearly the same words? */
bool remark_again(const char *a, size_t an, const char *b, size_t bn);

#endif
