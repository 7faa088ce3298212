/*
 * The store as it was: the journal up to some record or time, in a store of its own that has no
 * name any more when it is given and goes with the process.  The store itself is only read.
 */
#ifndef FL_PAST_H
#define FL_PAST_H

#include <stdint.h>

#include "journal.h"

/*
 * Open what the journal was before its first record that arrived after until (milliseconds), with
 * at most upto records (0: no bound).  0, or -1 with the reason in why().
 */
int past_open(struct journal **out, struct journal *now, int64_t until, uint64_t upto);

/*
 * Read the moment that somebody means: as time_read, but a day is meant to its end.  0, or -1 with
 * the reason in why().
 */
int past_read(const char *text, int64_t now, int64_t *out);

#endif
