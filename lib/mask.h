/*
 * Personal data in a text: e-mail addresses, telephone and card numbers.  Pure.  It is for the eye
 * of somebody who need not see them, not a promise that none is left.
 */
#ifndef FL_MASK_H
#define FL_MASK_H

#include "mem.h"

/* Append the text with each of them replaced by <e-mail>, <phone> or <card>. */
void mask_personal(struct buf *out, const char *text);

/* The text so, in a buf of its own; never NULL. */
const char *mask_text(struct buf *masked, const char *text);

#endif
