/*
 * Do the failures of a rule share a value of the context that its successes lack?  Then the rule
 * wants an exception, not a withdrawal.  Pure: add each end with its context, then ask.
 */
#ifndef FL_EXCEPTION_H
#define FL_EXCEPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"

struct shared {
	const char *field, *value; /* in the arena of the book */
	unsigned bad, good;	   /* ends with this value */
};

struct exceptions {
	struct arena arena;
	struct shared *list;
	size_t n, cap;
	unsigned bad, good; /* all ends */
};

/* An answer to this interaction ended well or badly. */
void exceptions_add(struct exceptions *e, yyjson_val *interaction, bool good);
void exceptions_free(struct exceptions *e);

/*
 * The value that sets the failures apart: nine in ten of them have it, and Fisher's exact test
 * finds it more often there than among the successes, at 1 % over all values that were looked at.
 * NULL: there is none.  Fields that `where` speaks of already are left out.
 */
const struct shared *exceptions_find(const struct exceptions *e, yyjson_val *where);

#endif
