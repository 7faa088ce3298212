/*
 * Is a text that a model wrote faithful to the answer it was to word?  The rules are asked
 * elsewhere (check.h); here is what models do beside: add a number, a name, a link, a denial or a
 * place to be filled in, talk about the customer instead of to them, ask nothing, or say something
 * else altogether.  Strict, since the answer's own words are always at hand.  What needs to know
 * words is asked of English alone.  Pure.
 */
#ifndef FL_FIDELITY_H
#define FL_FIDELITY_H

#include <stddef.h>

#include "answer.h"
#include "mem.h"

/* What is wrong with n bytes of text, in words for the model; NULL where nothing is. */
const char *fidelity_fault(struct arena *a, const struct answer *ans, yyjson_val *question,
    const char *text, size_t n);

#endif
