/* The parts of answering, for lib/answer*.c alone: what is done to the probabilities. */
#ifndef FL_ANSWER_PARTS_H
#define FL_ANSWER_PARTS_H

#include "answer.h"
#include "calibration.h"

/*
 * The probabilities once more: with what the question means (late fusion; m NULL: not), and
 * corrected by what was judged.  What was said about this very question stays.
 */
void answer_weigh(struct answer *ans, const struct meaning *m, const struct correction *c);

#endif
