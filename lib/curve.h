/*
 * The learning curve: week by week how often the bot was wrong, how often with a mistake that it
 * had made before, how much it passed on, and how many rules were learned and withdrawn.
 */
#ifndef FL_CURVE_H
#define FL_CURVE_H

#include <stdbool.h>
#include <stdint.h>

enum { CURVE_WEEKS = 26 }; /* the latest */

/*
 * One week, Monday to Sunday, UTC.  An answer was wrong when it failed as pattern.h says; silence
 * is not counted as wrong.  It repeats a mistake when the same question, or one of the same
 * pattern, was answered wrongly on an earlier day.
 */
struct curve_week {
	int64_t from;
	uint32_t asked, passed;		  /* questions: all, passed on to a person */
	uint32_t answers, wrong, repeats; /* answers: all, wrong, of these made before */
	uint32_t learned, withdrawn;	  /* rules that came into force, and left it */
};

struct curve {
	struct curve_week at[CURVE_WEEKS]; /* the last one has the latest question */
	uint32_t n;
	bool partial; /* the last week is not over */
};

/* The week of the curve that a time lies in, or NULL. */
struct curve_week *curve_at(struct curve *c, int64_t time);

/* The last week that is over, or where there is none the last; and the one before, or NULL. */
const struct curve_week *curve_last(const struct curve *c);
const struct curve_week *curve_before(const struct curve *c);

/* Wrong ones among a thousand answers, and the share passed on; -1 where nothing was asked. */
double curve_wrong(const struct curve_week *w);
double curve_passed(const struct curve_week *w);

#endif
