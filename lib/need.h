/*
 * What has to be known before a question can be answered: "you should have asked for the order
 * number".  Pure: a person's English words in, names of fields out ("order_number"); and whether
 * a question carries such a field already.
 */
#ifndef FL_NEED_H
#define FL_NEED_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "mem.h"

enum { NEED_MAX = 3 };

/*
 * The fields that the words tell the bot to ask for, or that they ask the customer for; how many,
 * at most NEED_MAX.  told: somebody said that the answer lacked something, so that less is enough
 * ("ask for the size", "the size is missing"); otherwise the words have to leave no other reading,
 * since "ask for a receipt" may be the answer itself.  The names live in the arena.
 */
size_t need_find(const char *fields[NEED_MAX], struct arena *a, const char *text, bool told);

/* What is known of a text that says what not to ask for: nothing, its category, that we asked. */
enum need_known { NEED_UNKNOWN, NEED_CONTEXT, NEED_ASKED };

/*
 * The fields that the words say should not have been asked for ("you should not have asked for the
 * order number").  "Don't ask for the code at the counter" may be an answer, and "we never ask for
 * your card number" is one: such words count where something was asked, or the category says so.
 */
size_t need_denied(const char *fields[NEED_MAX], struct arena *a, const char *text,
    enum need_known known);

/*
 * Does a question carry the field: in its context, however that is spelt there (orderNumber,
 * order), as the customer, channel or locale of its record, or, for numbers, codes and addresses,
 * in its words?
 */
bool need_given(const char *field, yyjson_val *record, const char *text);

/* Append fields for people, each behind a lead: "the order number and the postcode". */
void need_all(struct buf *out, const char *lead, const char *const *fields, size_t n);

#endif
