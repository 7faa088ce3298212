/* What a number is a number of: units of time and money, things that are counted.  Pure. */
#ifndef FL_UNIT_H
#define FL_UNIT_H

#include "token.h"

enum { UNIT_SIZE = 16 };

/* A word for a unit, and the unit that it is so many times of. */
struct unit {
	const char *word, *unit;
	double times;
};

/* A unit of time ("-day", "business days"): how many tokens it takes, 0 for none. */
size_t unit_time(const struct token *t, const char **unit, double *times);

/* A currency, or NULL. */
const struct unit *unit_money(const struct token *t);

/* One that stands before its amount ("$", "US$", "Rs."): how many tokens, 0 for none. */
size_t unit_money_before(const struct token *t, const struct unit **u);

/* The thing that is counted, in its singular; false for words that are no thing. */
bool unit_thing(const struct token *t, char unit[UNIT_SIZE]);

#endif
