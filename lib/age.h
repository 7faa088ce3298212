/*
 * Knowledge ages by its kind: what somebody said of a price is worth less a year later than what
 * he said of a policy.  Pure: a rule, weights and days in; weights out.
 */
#ifndef FL_AGE_H
#define FL_AGE_H

#include "conf.h"
#include "rule.h"

enum age_kind {
	AGE_PROMOTION, /* sales, discounts, codes */
	AGE_PRICE,     /* sums of money and shares */
	AGE_POLICY,    /* all else */
	AGE_TONE       /* how to say things */
};

/* By the rule's act and category, and by English words and values in what it says. */
enum age_kind age_of(const struct rule *r);
const char *age_name(enum age_kind kind);

/* So many days a word of this kind keeps its full weight. */
double age_days(const struct conf *conf, enum age_kind kind);

/* What a weight is worth after so many days: all up to keeps, half with each further keeps. */
double age_weight(double weight, double days, double keeps);

#endif
