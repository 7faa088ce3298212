/*
 * Vectors that were paid for, kept: a store of its own in the folder "embeddings" of a store, by
 * the model's name and the text.  It is no part of the journal and follows from nothing in it: no
 * dump, copy or rebuild has it, and it may be removed, which costs asking again.  It holds no
 * text, but what it holds is made of what customers wrote.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 */
#ifndef FL_VECTORS_H
#define FL_VECTORS_H

#include "marks.h"
#include "vector.h"

/* Its folder in the store's directory. */
#define VECTORS "embeddings"

struct vectors; /* opaque */

/* Open it in the store in dir, for one model's vectors; it is made where there is none. */
int vectors_open(struct vectors **out, const char *dir, const char *model);
void vectors_close(struct vectors *v); /* NULL is fine */

/* The mark of a text's vector. */
uint64_t vectors_mark(const char *text);

/*
 * Find a text's vector; its bytes last until vectors_rest.  1, 0 or -1.  One without numbers says
 * that the endpoint refused this text.
 */
int vectors_get(struct vectors *v, const char *text, struct vector *out);
void vectors_rest(struct vectors *v);

/*
 * Keep n vectors (or that there are none), of that day since 1970.  Those of a model have one
 * length: -1 where these have another than those that are kept, and nothing is kept then.
 */
int vectors_put(struct vectors *v, const char *const *texts, const struct vector *list, size_t n,
    uint32_t day);

/*
 * Remove what is not of one of these texts (their marks), of any model, where it is older than
 * that day or has no numbers.
 */
int vectors_prune(struct vectors *v, const struct marks *keep, uint32_t day, uint64_t *removed);

/* How many vectors of any model there are. */
int vectors_count(struct vectors *v, uint64_t *count);

/* A note on the model's vectors: 1 found, in the arena, 0, -1. */
int vectors_note(struct vectors *v, struct arena *a, const char **out);
int vectors_set_note(struct vectors *v, const char *text);

/* Remove all of it from the store in dir; it need not be there. */
int vectors_remove(const char *dir);

#endif
