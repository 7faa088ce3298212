/*
 * Does a rule's `where` hold for a question?  Conditions are JSON as rules carry them:
 * {"country":{"not":"US"},"amount":{"over":100}}; see fl-rules(5).  Pure.
 */
#ifndef FL_SCOPE_H
#define FL_SCOPE_H

#include <stdbool.h>

#include "json.h"

/* A condition on a field that the question does not carry does not hold: it is UNKNOWN. */
enum scope { SCOPE_FAILS, SCOPE_UNKNOWN, SCOPE_HOLDS };

/* What a question carries: its own record, and what is read from its words when it is wanted. */
struct asked {
	yyjson_val *record; /* with "context", "channel", "locale", … */
	const char *text;
	size_t len;
	bool read, has_amount; /* the one sum of money (or bare number) in the question's text */
	double amount;
	const char *mood; /* that its words show, once it was wanted */
};

/* What was asked, from a record and its text, which outlive it. */
void scope_ask(struct asked *q, yyjson_val *record, const char *text, size_t n);

/* Do the words name one amount? */
bool scope_amount(struct asked *q, double *amount);

/*
 * Do all conditions of where (an object, or NULL for none) hold?  Where a field is missing and
 * nothing else fails, UNKNOWN, with the first such field's name in *field (which may be NULL).
 */
enum scope scope_check(yyjson_val *where, struct asked *q, const char **field);

/* How many conditions: the more, the more specific.  UNKNOWN ones count too. */
size_t scope_size(yyjson_val *where);

/* Is where well formed?  0, or -1 with the reason. */
int scope_valid(yyjson_val *where);

/*
 * Read a condition of the command line into an open JSON object: country=US, country!=US,
 * amount>100, amount<50, country=US|CA (one of), country!=US|CA, time=09:00..17:00.
 */
int scope_parse(struct buf *where, const char *text);

/* Append the conditions for people: "country is not US, amount over 100". */
void scope_words(struct buf *out, yyjson_val *where);

#endif
