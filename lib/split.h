/*
 * Do two answers to one kind of question differ by a field of the context?  Pure: cases in, each
 * with its context and which of the two was right there; the field and its values out, or none.
 *
 * Each field is tested by permuting which answer was right among the cases (statistic: mutual
 * information), at a level divided by the number of fields that could be tested.  So that one may
 * look whenever a case has come, only the first 12, 16, 24, 32, 48, … cases are ever looked at,
 * the k-th of these looks at error / (k (k + 1)): where no field matters, the chance that one is
 * ever found is at most error, if the cases are exchangeable then.
 */
#ifndef FL_SPLIT_H
#define FL_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "mem.h"

enum { SPLIT_FIELDS = 32, SPLIT_CASES = 512, SPLIT_VALUES = 32, SPLIT_FIRST = 12 };

struct split_field {
	const char *name;
	yyjson_val *values[SPLIT_VALUES];
	size_t value_count;
	bool crowded;		     /* more values than can be told apart */
	signed char at[SPLIT_CASES]; /* the value of each case; -1: none */
};

struct split {
	struct split_field fields[SPLIT_FIELDS];
	size_t field_count;
	bool second[SPLIT_CASES]; /* which answer was right */
	size_t n;
};

/* A case: the record with its context, which outlives the split; was the second one right? */
void split_add(struct split *s, yyjson_val *asked, bool second);

/* What sets the two apart. */
struct split_found {
	const char *field;
	double p, level; /* of the test, and what it had to be at most */
	size_t cases, fields;
	yyjson_val *first, *second; /* the condition for each answer, in the arena */
};

/* False: no field does, or not so that it could be said where each answer is right. */
bool split_find(struct split_found *out, struct arena *a, const struct split *s, double error);

#endif
