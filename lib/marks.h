/* A set of texts, by their 64-bit hashes: two texts in 2^64 pairs are taken for one.  Never 0. */
#ifndef FL_MARKS_H
#define FL_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct marks {
	uint64_t *at; /* open addressing; 0 is none */
	size_t n, cap;
};

uint64_t mark_of(const char *text);
bool marks_have(const struct marks *m, uint64_t mark);
bool marks_add(struct marks *m, uint64_t mark); /* true when it was not there */
void marks_free(struct marks *m);

#endif
