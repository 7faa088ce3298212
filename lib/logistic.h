/*
 * A logistic model of a few weights, fitted by Newton's method and shrunk to weights that are
 * given: the most likely ones under a normal prior.  Pure.
 */
#ifndef FL_LOGISTIC_H
#define FL_LOGISTIC_H

#include <stddef.h>

enum { LOGISTIC_PARTS = 4 };

typedef double logistic_weights[LOGISTIC_PARTS];

/* So many cases of the same kind that turned out right, and wrong. */
struct logistic_row {
	logistic_weights x;
	double right, wrong;
};

struct logistic {
	int parts;		/* of a row that count */
	logistic_weights prior; /* what the weights are shrunk to */
	logistic_weights hold;	/* and how strongly, above 0; INFINITY: no other weight is taken */
};

double logistic_chance(double logit);

/* The logit of a chance, from -LOGISTIC_MOST to LOGISTIC_MOST. */
#define LOGISTIC_MOST 5.
double logistic_logit_of(double chance);
double logistic_logit(const struct logistic *l, const logistic_weights w, const logistic_weights x);

/* Log-loss of a row. */
double logistic_loss(const struct logistic *l, const logistic_weights w,
    const struct logistic_row *row);

/* The weights of the least cost. */
void logistic_fit(const struct logistic *l, const struct logistic_row *rows, size_t n,
    logistic_weights out);

/*
 * How much better the rows are explained by weights that are free under the prior than by the
 * prior's own: the logarithm of the Bayes factor (Laplace's approximation), at the fitted weights.
 */
double logistic_evidence(const struct logistic *l, const logistic_weights w,
    const struct logistic_row *rows, size_t n);

#endif
