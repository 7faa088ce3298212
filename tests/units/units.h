/*
 * What the checks of the modules share.  Each counts what is wrong, says the first of it, and gives
 * 1 when there was any; when all is well it is silent.
 */
#ifndef FL_UNITS_H
#define FL_UNITS_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "diag.h"

enum { SAID_MAX = 20 };

static int bad;

/* Count a fault; true where it is to be said. */
static inline bool
wrong(void)
{
	return ++bad <= SAID_MAX;
}

static inline void
is(bool right, const char *what)
{
	if (!right && wrong())
		printf("%s\n", what);
}

/* The same for what may fail: the reason is said too. */
static inline void
works(bool right, const char *what)
{
	if (!right && wrong())
		printf("%s (%s)\n", what, why());
}

static inline void
same(const char *what, const char *got, const char *expected)
{
	if ((!got || strcmp(got, expected) != 0) && wrong())
		printf("%s:\nexpected %s\ngot      %s\n", what, expected, got ? got : "nothing");
}

#endif
