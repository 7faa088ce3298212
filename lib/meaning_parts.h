/* The parts of meaning.h, for lib/meaning*.c alone. */
#ifndef FL_MEANING_PARTS_H
#define FL_MEANING_PARTS_H

#include "endpoint.h"
#include "meaning.h"
#include "vectors.h"

enum { DAY_MS = 86400 * 1000 };

#define NOWHERE (-2.) /* the likeness of what has no vector */

/* An example of a rule in force whose vector is kept. */
struct row {
	uint32_t rule;
	bool counter, out; /* a counter-example; out: held out */
	double norm;
	uint64_t seq;		   /* the journal's record that brought it */
	const char *text, *locale; /* as it was taught */
};

struct meaning {
	const struct conf *conf;
	struct endpoint *endpoint;
	struct vectors *cache;
	struct fusion fusion;
	bool strict; /* an endpoint that is down is a failure, not a warning */
	bool said_bad, said_unkept, damaged;
	const char *why; /* the vectors are not used */
	struct buf body, reply;
	struct json json;

	/* Of the state of the store that was read: */
	bool loaded;
	uint64_t learned, noted; /* that state, and what is noted of the vectors */
	struct row *rows;
	int8_t *vectors; /* of the rows, one behind the other */
	size_t count, rows_cap, vectors_cap;
	uint32_t length; /* of a vector */
	uint32_t rules;
	size_t all;	      /* examples, with a vector or without */
	const char **missing; /* texts of examples without a vector, as they are sent */
	size_t missing_count, missing_cap;
	const char **refused; /* those that the endpoint refused */
	size_t refused_count, refused_cap;
	struct marks examples; /* marks of all examples' texts */
	struct arena arena;    /* their texts */
};

/* What became of texts. */
struct fetching {
	uint64_t fetched, refused, untried;
};

/*
 * Ask for the vectors of n texts, keep them, and add to *f.  0, or -1: the endpoint is down, or
 * they cannot be kept; the rest is not counted then.
 */
int meaning_fetch(struct meaning *m, const char *const *texts, size_t n, struct fetching *f);

/* By rule, how near a vector comes to its examples that are not held out. */
void meaning_compare(const struct meaning *m, const struct vector *v, double *near);

/* The nearest rules of those that have a vector. */
void meaning_top(const double *near, uint32_t rules, uint32_t top[MEANT_MAX]);

struct vector meaning_row(const struct meaning *m, size_t at);

#endif
