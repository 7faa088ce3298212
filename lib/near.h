/*
 * Which of very many texts share rare words with a few others?  An inverted index in memory, made
 * for one run; texts may be added at any time.
 */
#ifndef FL_NEAR_H
#define FL_NEAR_H

#include <stddef.h>
#include <stdint.h>

struct near; /* opaque */

struct near *near_new(void);
void near_free(struct near *n); /* NULL is fine */

/* Add a text: its number, from 0 up. */
uint32_t near_add(struct near *n, const char *text);

/*
 * The texts that share most with one of these, by rare words; the nearest first, at most max.  How
 * many.  What shares only words that a tenth of all texts have is not found.
 */
size_t near_find(struct near *n, const char *const *texts, size_t count, uint32_t *out, size_t max);

#endif
