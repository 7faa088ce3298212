/*
 * Vectors of texts, as a model gives them: which texts mean much the same.  Each number is kept in
 * a byte, so that likeness is made of whole numbers and is the same on every machine.  Pure.
 */
#ifndef FL_VECTOR_H
#define FL_VECTOR_H

#include <stddef.h>
#include <stdint.h>

#include "json.h"

enum { VECTOR_MAX = 8192 }; /* numbers in one */

struct vector {
	const int8_t *at;
	uint32_t n;
	double norm; /* its length in space */
};

/* A vector of n numbers that were made by vector_make. */
struct vector vector_of(const void *at, uint32_t n);

/* Make the n numbers of out, each in proportion.  -1 with the reason: they are all zero. */
int vector_make(int8_t *out, const double *in, uint32_t n);

/* The cosine of two vectors of the same length; -1 to 1. */
double vector_likeness(const struct vector *a, const struct vector *b);

/*
 * Read the reply of an endpoint that was asked for count vectors: out[i] is that of the i-th text,
 * in the arena.  -1 with the reason, which holds nothing of the reply: it is anything else than
 * count vectors of one length.
 */
int vectors_read(struct vector *out, struct arena *a, yyjson_val *reply, size_t count);

#endif
