/*
 * The records of an export, one after the other and never the whole file: JSON lines, one huge
 * array, an object that holds the array, or objects printed over several lines; told apart by
 * how the file begins.
 */
#ifndef FL_ELEMENTS_H
#define FL_ELEMENTS_H

#include <stddef.h>

#include "lines.h"
#include "source.h"

struct element {
	const char *text; /* not NUL-terminated */
	size_t len;
	unsigned long line;   /* where it begins, from 1 */
	unsigned long number; /* in the array, from 1; 0 for a line */
	const char *bad;      /* why it cannot be used (too long, cut short), or NULL */
};

struct elements_how {
	const char *records;	   /* JSON Pointer to the array in a wrapping object, or NULL */
	size_t max;		   /* a longer record is refused */
	struct rejects *rejects;   /* takes the bytes of records that are too long; may be NULL */
	void (*before_wait)(void); /* called before waiting for input; may be NULL */
};

struct elements; /* opaque */

/* Read from a source that stays the caller's; both live until elements_free. */
struct elements *elements_new(struct source *s, const char *name, const struct elements_how *how);
void elements_free(struct elements *e);

/* The next record, valid until the next call: 1, 0 at the end, -1 on failure. */
int elements_next(struct elements *e, struct element *out);

#endif
