/*
 * What questions mean, beside their words: vectors from an endpoint of /v1/embeddings, compared
 * with those of the examples of the rules in force.  Off unless embeddings.url and .model are set;
 * an endpoint that is down costs one message and the answer by the words alone.
 *
 * Learning never looks at it: what is validated, replayed or rebuilt does not depend on an
 * endpoint.
 */
#ifndef FL_MEANING_H
#define FL_MEANING_H

#include "conf.h"
#include "fusion.h"
#include "journal.h"
#include "json.h"

struct meaning; /* opaque */

/*
 * Make ready for the store in dir.  *out is NULL where the settings ask for none.  conf outlives
 * it.  0, or -1 with the reason.
 */
int meaning_open(struct meaning **out, const struct conf *conf, const char *dir);
void meaning_close(struct meaning *m); /* NULL is fine */

/* A new batch of questions: an endpoint that was down may be tried again. */
void meaning_batch(struct meaning *m);

/*
 * Have the vectors of n questions (records) ready, as far as they can be had: what is not kept
 * is asked for, examples that are new in the same request.  Not inside a look.  What goes wrong is
 * warned of, once.  0, or -1 where the store cannot be read.
 */
int meaning_ask(struct meaning *m, struct journal *j, yyjson_val *const *questions, size_t n);

/*
 * Read the examples in force, unless that was done for this state of the store.  Inside a look of
 * the journal, before meaning_of; meaning_rest when the questions are answered.  0 or -1.
 */
int meaning_load(struct meaning *m, struct journal *j);
void meaning_rest(struct meaning *m);

enum { MEANT_MAX = 3 };

/* What a question means. */
struct meant {
	const double *near; /* by rule: likeness to the nearest of its examples, below -1: none */
	uint32_t rules;	    /* the highest number in near */
	uint32_t top[MEANT_MAX]; /* the nearest rules, the first one first; 0: no more */
};

/* Of n bytes of text, in the arena; where it is not known (or m is NULL), *out is {0}. */
void meaning_of(struct meaning *m, struct arena *a, const char *text, size_t n, struct meant *out);

/* How near a question is to a rule; below -1: that is not known. */
double meaning_near(const struct meant *q, uint32_t rule);

/* The probabilities of n rules anew; see fusion_apply. */
void meaning_apply(const struct meaning *m, double *p, const double *near, size_t n);

/* What an answer says of it, as JSON in the arena: the model, whether it was used or why not. */
const char *meaning_words(const struct meaning *m, struct arena *a, bool known);

/* What fl-store embed did. */
struct meaning_report {
	uint64_t examples, fetched, refused, untried, removed, kept;
	struct fusion fusion;
};

/*
 * Ask for all that examples in force lack, remove what is old, and fit how much the vectors
 * count.  0, or -1 with the reason: the endpoint is down or the store cannot keep them (why_status
 * says whether to try later).
 */
int meaning_tune(struct meaning *m, struct journal *j, struct meaning_report *out);

#endif
