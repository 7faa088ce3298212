/*
 * Patterns of a store: read its journal, and keep in it what was found, so that the next run
 * knows the patterns again and the gaps among them wait in the review queue (gap.h).
 *
 * Functions return 0, or -1 with the reason in why().
 */
#ifndef FL_PATTERN_STORE_H
#define FL_PATTERN_STORE_H

#include "journal.h"
#include "pattern_cache.h"

/* What was looked at. */
struct pattern_look {
	uint64_t last; /* which run recorded patterns last */
	uint64_t from; /* the last record that a run before this one had read and kept */
	struct pattern_mark mark;
};

/*
 * Add the rules in force and every record that is not undone, as they are in one look.  In a
 * journal of 50,000 records and more, groups are drawn among the first ones as a base (see
 * patterns_draw): among 50,000, and again among half as many more each time.  So what is found
 * follows from the journal alone, whenever and however often somebody looks, and what was read
 * is kept from one look to the next.  A look at a window is a look at all of it.
 */
int patterns_read(struct patterns *p, struct journal *j, bool window, struct pattern_look *look);

/* Say of the first n patterns why they failed, and which rule is to blame, by the rules now. */
int patterns_explain(struct patterns *p, size_t n, struct journal *j);

/* For each gap among them, the passage of a document that seems to hold the answer. */
int patterns_look_up(struct patterns *p, size_t n, struct journal *j);

/*
 * Record the patterns that have changed since they were recorded, all at once; nothing when
 * another run has recorded patterns in the meantime, which saw no less.  Then keep what was read.
 */
int patterns_keep(struct patterns *p, size_t n, struct journal *j, const struct pattern_look *look);

#endif
