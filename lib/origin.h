/*
 * What a decision rests on: the correction that somebody gave, and the interaction it was about.
 */
#ifndef FL_ORIGIN_H
#define FL_ORIGIN_H

#include <stdint.h>

#include "journal.h"
#include "json.h"

struct origin {
	const char *id;			      /* of the correction; NULL: there is none */
	yyjson_val *correction, *interaction; /* NULL where they are not known */
	int64_t given; /* when the verdict came in; 0: it was not looked at */
};

/* That of a correction, in the arena: 1, 0 when it is not in the journal, -1. */
int origin_read(struct origin *out, struct journal *j, struct arena *a, const char *id);

/* The same of the verdict at this place; 0 also when it rests on no correction. */
int origin_of(struct origin *out, struct journal *j, struct arena *a, uint64_t verdict);

/* The record that has the question and its context; NULL when neither is known. */
yyjson_val *origin_asked(const struct origin *o);

#endif
