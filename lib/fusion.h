/*
 * How sure are the words and the vectors together?  The logit of "this rule is right" is linear in
 * what the words alone say, in how near the question's vector comes to one of the rule's examples,
 * and in by how much it is nearer than to any other rule's.  The weights are fitted to questions
 * of the store that were held out, and shrunk to the words alone; where the vectors do not help
 * on those, they are not used.  Pure.
 */
#ifndef FL_FUSION_H
#define FL_FUSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "logistic.h"
#include "mem.h"

enum { FUSION_PARTS = LOGISTIC_PARTS }; /* one, words, near, lead */

struct fusion {
	bool used;	    /* the vectors help */
	uint32_t cases;	    /* questions that it was fitted to */
	double background;  /* how near a question comes to the rules that are not meant */
	double gain, error; /* log-loss saved a question by the vectors, held out; its error */
	logistic_weights weight;
};

/* A rule that a held-out question may be about. */
struct fusion_row {
	uint32_t question; /* its rows stand together */
	double words;	   /* the probability by the words alone */
	double near;	   /* likeness to the nearest of its examples; below -1: it has no vector */
	bool right;
};

void fusion_fit(struct fusion *out, const struct fusion_row *rows, size_t n);

/*
 * The probabilities of n rules anew: p is by the words alone, near as in a row.  A rule without a
 * vector keeps what the words say.  The best keeps its own, the others share what it leaves.
 */
void fusion_apply(const struct fusion *f, double weight, double *p, const double *near, size_t n);

/* As JSON, and back: 0, or -1 with the reason. */
void fusion_write(struct buf *out, const struct fusion *f);
int fusion_read(struct fusion *out, const char *text);

#endif
