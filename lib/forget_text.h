/* What is left of a record when a customer is forgotten.  A part of forget. */
#ifndef FL_FORGET_TEXT_H
#define FL_FORGET_TEXT_H

#include "forget.h"
#include "json.h"
#include "record.h"

/* What stands where a text of his stood that has to be there. */
#define FORGOTTEN "(forgotten)"

/* Is it a record of his, or of what people said of one? */
bool forget_owns(const struct forgetting *f, enum record_type type, yyjson_val *root);

/* Append what is left of a record of his. */
void forget_own(struct buf *out, const struct forgetting *f, enum record_type type,
    yyjson_val *root);

/* Append another record without his words: true when there were any. */
bool forget_other(struct buf *out, const struct forgetting *f, enum record_type type,
    yyjson_val *root);

#endif
