/*
 * Patterns of a store: read its journal, and keep in it what was found, so that the next run
 * knows the patterns again and the gaps among them wait in the review queue (gap.h).
 *
 * Functions return 0, or -1 with the reason in why().
 */
#ifndef FL_PATTERN_STORE_H
#define FL_PATTERN_STORE_H

#include "journal.h"
#include "pattern.h"

/*
 * Add the rules in force and every record that is not undone, as they are in one look; *last
 * tells patterns_keep which run came last.
 */
int patterns_read(struct patterns *p, struct journal *j, uint64_t *last);

/* Say of the first n patterns why they failed, and which rule is to blame, by the rules now. */
int patterns_explain(struct patterns *p, size_t n, struct journal *j);

/* For each gap among them, the passage of a document that seems to hold the answer. */
int patterns_look_up(struct patterns *p, size_t n, struct journal *j);

/*
 * Record the patterns that have changed since they were recorded, all at once; nothing when
 * another run has recorded patterns in the meantime, which saw no less.
 */
int patterns_keep(struct patterns *p, size_t n, struct journal *j, uint64_t last);

#endif
