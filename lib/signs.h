/* How an interaction ended: the good and the bad signs among what refers to it. */
#ifndef FL_SIGNS_H
#define FL_SIGNS_H

#include <stddef.h>

#include "journal.h"

struct signs {
	int good, bad; /* a correction is a bad one */
};

/* Count them; the arena is for the work.  0, or -1 with the reason in why(). */
int signs_read(struct signs *out, struct journal *j, struct arena *a, const char *interaction,
    size_t n);

#endif
