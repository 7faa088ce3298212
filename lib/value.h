/*
 * The values in a text, understood without a model: durations, money, percentages, dates,
 * weekdays, times of day, bare numbers, yes and no.  English words and digits.  Pure; linear in
 * the text, of which the first VALUE_TEXT_MAX bytes are read.
 */
#ifndef FL_VALUE_H
#define FL_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

enum { VALUE_TEXT_MAX = 16 * 1024 };

enum value_kind {
	VALUE_NUMBER,	/* a number with no unit; not one that follows "order", "no." or "#" */
	VALUE_DURATION, /* minutes; a month has 30 days, a year 365; business days count as days */
	VALUE_MONEY,	/* in unit's currency */
	VALUE_PERCENT,
	VALUE_DATE,	/* days since 1970, or month * 100 + day when no year is said */
	VALUE_WEEKDAY,	/* 1 is Monday */
	VALUE_TIME,	/* minutes since midnight */
	VALUE_YES_NO	/* 1 yes or can, 0 no or cannot, at the head of the text */
};

/* One value: a range from low to high, the same for a single one. */
struct value {
	enum value_kind kind;
	char unit[4];	   /* the currency "USD"; "md" for a date without a year; else "" */
	double low, high;
	size_t start, end; /* its bytes in the text */
};

/* The values of n bytes of text, in their order; at most cap are kept.  How many were kept. */
size_t values_find(const char *text, size_t n, struct value *out, size_t cap);

/* The same value ("a week", "7 days"); another value of the same kind ("3 days", "7-10 days"). */
bool values_same(const struct value *a, const struct value *b);
bool values_conflict(const struct value *a, const struct value *b);

/* Does the text state this value? */
bool value_stated(const char *text, size_t n, const struct value *v);

/*
 * Append the values of a text in one form and order, without bare numbers, yes and no: two texts
 * that state the same values give the same bytes, one that states none gives nothing.
 */
void values_signature(struct buf *out, const char *text, size_t n);

#endif
