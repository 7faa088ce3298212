/*
 * A target for the share of given answers that are wrong, held by moving the threshold.  Pure.
 *
 * An answer is given where min(logit p, RISK_TOP) >= theta.  theta starts at logit(1 - alpha);
 * after each answer that turned out right (e = 0) or wrong (e = 1), theta += RISK_STEP (e - alpha).
 * Where every answer is told how it ended, the number of wrong ones among n is at most
 * alpha n + (RISK_TOP + RISK_STEP + RISK_SPAN - theta at the start) / RISK_STEP, on any stream
 * whatever; where only a share of them is, it holds for those, and the others are as good only if
 * they were picked at random.  That bounds the share among answers given, not a risk in
 * expectation over exchangeable questions.
 *
 * A topic's threshold is theta and an offset of its own, which moves with its answers and with its
 * hand-overs: one whose guess a person confirmed lowers it, one whose guess was wrong raises it.
 * It shrinks to 0 with every step and stays within RISK_SPAN, so the bound above holds.
 */
#ifndef FL_RISK_H
#define FL_RISK_H

#include <stdbool.h>
#include <stdint.h>

extern const double risk_top, risk_step, risk_span;

/* What is known of all answers, or of a topic's. */
struct risk {
	double theta;	   /* of all; of a topic: its offset */
	bool begun;	   /* theta is set */
	uint64_t answered; /* answers that turned out right or wrong */
	uint64_t wrong;
	uint64_t passed; /* hand-overs of which it is known whether the guess was right */
	uint64_t missed; /* of these, with a wrong guess or none */
};

/* An answer (or a hand-over's guess) turned out right or wrong; topic may be NULL. */
void risk_answered(struct risk *all, struct risk *topic, double alpha, bool wrong);
void risk_passed(struct risk *all, struct risk *topic, double alpha, bool wrong);

/* The confidence from which to answer: 1 where nothing may be answered. */
double risk_threshold(const struct risk *all, const struct risk *topic, double alpha);

/* The wrong answers among so many that the rule allows at most. */
double risk_bound(double alpha, uint64_t answered);

/*
 * Is it plain that the target is not held: the threshold has left the scale, or more of the answers
 * given were wrong than chance explains (exact, 95 %)?
 */
bool risk_missed(const struct risk *all, double alpha);

/* The share that would be wrong if everything were answered; 0 where nothing is known. */
double risk_always(const struct risk *all);

/* The least share to hand over if alpha shall hold: (mu - alpha) / (1 - alpha), or 0. */
double risk_least(const struct risk *all, double alpha);

#endif
