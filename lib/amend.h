/*
 * What a person changed of a rule that was there, and the same change made to the rule as it would
 * be without what was undone: what he only left standing was not his word.
 */
#ifndef FL_AMEND_H
#define FL_AMEND_H

#include <stdbool.h>

#include "rule.h"

/* Append what new changes of old, both with their lists, as a JSON object. */
void amend_write(struct buf *json, const struct rule *old, const struct rule *new);

/* The same of a rule that joins one that says so already: all that it has is its own. */
void amend_join(struct buf *json, const struct rule *own);

/* Did it join?  Does the change say what an answer says or does, or only when, and to what? */
bool amend_joined(yyjson_val *amends);
bool amend_says(yyjson_val *amends);

/*
 * Append the rule as JSON: now, with its lists, changed as the written one had changed the rule
 * before it.  now may be NULL where it had joined: then it is what it was itself.
 */
void amend_apply(struct buf *json, const struct rule *now, yyjson_val *written, yyjson_val *amends);

#endif
