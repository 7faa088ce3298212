/* What a map is made of; only map.c, which reads it, and map_fill.c, which applies it, look. */
#ifndef FL_MAP_PARTS_H
#define FL_MAP_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "map.h"

struct pointer {
	const char *text;
	bool up; /* from the record around the item */
	size_t n;
	struct step {
		const char *name;
		size_t len;
		size_t index; /* in a list; SIZE_MAX when it is no number */
	} *steps;
};

enum test_kind { TEST_IN, TEST_NOT, TEST_CONTAINS, TEST_PRESENT, TEST_OVER, TEST_UNDER };

/* One condition on one value; all of a list hold, or one list of several does. */
struct test {
	const struct pointer *at;
	enum test_kind kind;
	const struct yaml *values; /* one scalar or a list of them */
	double number;
	bool present;
	struct test *next;
};

struct cond {
	struct test *tests;
	struct cond * or ;
};

enum change {
	AS_IS,
	AS_HTML,
	AS_TEXT,
	AS_TIME,
	AS_EPOCH,
	AS_EPOCH_MS,
	AS_NUMBER,
	AS_PERCENT,
	AS_JSON
};

struct lookup {
	const struct pointer *in, *by, *get;
};

enum expr_kind { EXPR_POINTER, EXPR_VALUE, EXPR_FROM, EXPR_FIRST, EXPR_JOIN, EXPR_OBJECT };

struct expr {
	enum expr_kind kind;
	const char *name; /* as a member of an EXPR_OBJECT */
	const struct pointer *pointer;
	const struct yaml *value;
	struct expr *items, *next; /* of what it is made */
	const char *with;	   /* between joined texts */
	const struct lookup *lookup;
	enum change as;
	const struct yaml *map, *other;
	bool scaled;
	double low, high;
	const struct cond *when;
};

#endif
