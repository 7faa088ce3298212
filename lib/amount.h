/*
 * The sum of money that a question speaks of: "a refund of 150".  A bare number is one where
 * nothing says that it names something: an order, a ticket, a telephone, a year.  Pure.
 */
#ifndef FL_AMOUNT_H
#define FL_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>

/* True where the text names one sum, no more and no less. */
bool amount_find(const char *text, size_t n, double *amount);

#endif
