/*
 * Why did answers fail, from the journal: what cause.h needs, gathered for an interaction, and the
 * finding as a record of type cause.  Nothing is written; the store must be looked at.
 */
#ifndef FL_EXPLAIN_H
#define FL_EXPLAIN_H

#include <stdint.h>

#include "cause.h"
#include "journal.h"
#include "mem.h"

/*
 * The finding on the interaction of this id, in the arena: 1, 0 when nothing says that it failed,
 * -1.
 */
int explain_find(struct finding *out, struct journal *j, struct arena *a, const char *id);

/*
 * Append the finding on the interaction of this id as one line of JSON.  1, 0 when nothing says
 * that it failed, -1.
 */
int explain_one(struct buf *out, struct journal *j, struct arena *a, const char *id);

/* The same for every failure among the last so many records, in their order.  0 or -1. */
int explain_recent(struct buf *out, struct journal *j, uint64_t records);

#endif
