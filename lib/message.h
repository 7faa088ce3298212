/* The questions that one message asks.  English; other languages are split at question marks. */
#ifndef FL_MESSAGE_H
#define FL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

enum { MESSAGE_QUESTIONS = 3 };

/*
 * The questions in n bytes of text: sentences that end in a question mark or begin like a
 * question, a sentence with "and how", "or can" and the like cut in two there.  What is only told
 * is left out.  Each points into the text and has three words at least.  How many; 0 where
 * there are more than MESSAGE_QUESTIONS or one is shorter: then the message is best taken whole.
 */
size_t message_questions(const char *text, size_t n, struct bytes out[MESSAGE_QUESTIONS]);

/* Is there nothing but words that hold a sentence together?  Such a question asks nothing. */
bool message_says_nothing(struct arena *a, const char *text, size_t n);

#endif
