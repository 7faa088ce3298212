/*
 * Standing tests: the questions that people gave to the rules in force.  Each says which rule's
 * answer it has to get; what comes into force later may not take it away.  For lib/validate*.c
 * alone.
 */
#ifndef FL_VALIDATE_TESTS_H
#define FL_VALIDATE_TESTS_H

#include <stdint.h>

#include "journal.h"
#include "rule.h"

struct tests; /* opaque: the tests of one run */

/* One test. */
struct test {
	uint32_t rule; /* whose answer it has to get */
	const char *text, *locale;
	uint64_t seq; /* the verdict that brought it */
};

/* Read those of all rules in force.  0 or -1. */
int tests_read(struct tests **out, struct journal *j);
void tests_free(struct tests *t); /* NULL is fine */

/* A rule has come into force, or one in force has got questions: add those that are new.  0, -1. */
int tests_add(struct tests *t, struct journal *j, const struct rule *r);

/* The tests that share most with these texts, at most max; how many. */
size_t tests_near(struct tests *t, const char *const *texts, size_t n, uint32_t *out, size_t max);

const struct test *tests_at(const struct tests *t, uint32_t test);

#endif
