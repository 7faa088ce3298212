/*
 * The values in a text, understood without a model: durations, money, percentages, dates,
 * weekdays, times of day, counted things, and whether an answer begins with a yes or a no.  What an
 * answer has to state, and what contradicts it, is then arithmetic.  Pure; linear in the text, of
 * which the first VALUE_TEXT_MAX bytes are read.
 *
 * Number words are English, and before a unit German and French; units of time are English,
 * German, French and Spanish; digits and signs are understood everywhere.
 */
#ifndef FL_VALUE_H
#define FL_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

enum { VALUE_TEXT_MAX = 64 * 1024 };

enum value_kind {
	VALUE_NUMBER,	/* unit: the thing that is counted ("item"), "" for a bare number; not
			 * numbers of more than six digits, of telephones or of orders */
	VALUE_DURATION, /* unit "s", "min", "h", "d", "bd" (business days), "mon", "y"; no weeks */
	VALUE_MONEY,	/* unit: the currency "USD" */
	VALUE_PERCENT,
	VALUE_DATE,    /* year * 10,000 + month * 100 + day, the year 0 when none is said */
	VALUE_WEEKDAY, /* 1 is Monday; a range may go past Sunday */
	VALUE_TIME,    /* minutes since midnight; a range may go past midnight */
	VALUE_YES_NO   /* 1 yes or can, 0 no or cannot, in the first sentence */
};

enum value_bound {
	VALUE_EXACT,
	VALUE_AT_MOST, /* "within 3 days", "up to $20", "less than" */
	VALUE_AT_LEAST /* "over $100", "at least 2 weeks" */
};

/* One value: a range from low to high, the same for a single one. */
struct value {
	enum value_kind kind;
	enum value_bound bound;
	char unit[16];
	double low, high;
	size_t start, end; /* its bytes in the text, without the words of a bound */
};

/* The values of n bytes of text, in their order; at most cap are kept.  How many were kept. */
size_t values_find(const char *text, size_t n, struct value *out, size_t cap);

/*
 * The same value?  "a week" and "7 days" are, "30 days" and "a month" (within 4 %), "5 days" and
 * "5 business days" (calendar and business days differ only by their number), "within 14 days" and
 * "14 days"; "at least 3" and "at most 3" are not.
 */
bool values_same(const struct value *a, const struct value *b);

/*
 * Two values of one kind and dimension that are not the same: "3 days" and "7-10 days".  A bound
 * contradicts only what lies wholly outside it ("within 10 days" does not contradict "7-10 days").
 * Other currencies and other counted things contradict nothing.
 */
bool values_conflict(const struct value *a, const struct value *b);

/* The seconds of a duration's unit (business days count as days), 1 for other kinds. */
double value_scale(const struct value *v);

/* Does the text state this value? */
bool value_stated(const char *text, size_t n, const struct value *v);

/*
 * Does the text say something else instead?  True, and the first value that contradicts v in out;
 * never where the text states v as well.
 */
bool value_contradicted(const char *text, size_t n, const struct value *v, struct value *out);

/* Append the text with one of its values replaced by other words. */
void value_replace(struct buf *out, const char *text, size_t n, const struct value *wrong,
    const char *words);

/* Append a value in canonical form: "7..10 d", "<= 20 USD", "2026-03-02", "17:00", "yes". */
void value_print(struct buf *out, const struct value *v);

/*
 * Append the values of a text in one form and order, without bare numbers, yes and no: two texts
 * that state the same values give the same bytes, one that states none gives nothing.
 */
void values_signature(struct buf *out, const char *text, size_t n);

/* Do two texts state the same values, by their signatures? */
enum values_likeness { VALUES_NONE, VALUES_SAME, VALUES_DIFFER }; /* NONE: neither states any */
enum values_likeness values_compare(const char *a, const char *b);

#endif
