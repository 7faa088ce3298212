/*
 * Is the confidence a probability in this store?  It comes from a gate that was fitted to other
 * stores; here it is corrected by answers that were drawn beforehand, whatever became of them, and
 * judged by staff.  What is told of answers unasked is mostly complaints and says nothing of how
 * many are right, so it counts nothing here.  Pure.
 *
 * The corrected logit is offset + slope logit p, fitted with a normal prior around (0, 1), and
 * mixed with p itself by how probable it is that p is wrong at all, given the cases (one in five
 * before the first).  So few cases change little, and a gate that is right is left alone.  Of older
 * cases as much is forgotten as 500 of today outweigh.
 */
#ifndef FL_CALIBRATION_H
#define FL_CALIBRATION_H

#include <stdbool.h>
#include <stdint.h>

enum { CALIBRATION_BINS = 20 };

/* Cases by their confidence. */
struct calibration {
	uint64_t cases, right; /* all that ever came */
	struct {
		double right, wrong; /* weights */
		double logit;	     /* the sum of their logits */
	} bin[CALIBRATION_BINS];
};

/* What is to be done to a confidence. */
struct correction {
	double mix; /* probability that it is needed; 0: it is not */
	double offset, slope;
};

/* Is p neither so small nor so large that it says nothing? */
bool calibration_takes(double p);

/* An answer, or the guess of a hand-over, with confidence p was right or wrong. */
void calibration_add(struct calibration *c, double p, bool right);

void calibration_fit(struct correction *out, const struct calibration *c);

/* The corrected confidence. */
double calibration_correct(const struct correction *c, double p);

/* The expected calibration error of the cases, before and after. */
double calibration_error(const struct calibration *c, const struct correction *by);

#endif
