/*
 * What fl-patterns has read of a store, kept beside it so that a night costs what is new.  It
 * follows from the journal: without it the same patterns are found, only later.  A file that is
 * damaged, of another version or of another journal is passed over.  It holds what customers
 * wrote.
 */
#ifndef FL_PATTERN_CACHE_H
#define FL_PATTERN_CACHE_H

#include "journal.h"
#include "pattern.h"

/* Its name in the store's directory. */
#define PATTERN_CACHE "patterns.cache"

/* How far the journal was read, and what else decides what is kept. */
struct pattern_mark {
	uint64_t seq;  /* of the last record read; 0: nothing was */
	uint64_t base; /* of the last one of the base */
	uint64_t undo; /* of the last undo record */
};

/*
 * Fill p, in which nothing was read, as far as mark->seq says then; mark has the base and the
 * undo record that are wanted.  0, and seq 0 where nothing fits; -1 when the journal cannot be
 * read.
 */
int pattern_cache_load(struct patterns *p, struct journal *j, struct pattern_mark *mark);

/* Keep what was read; patterns were found in it.  Where it cannot be written, a warning. */
int pattern_cache_save(const struct patterns *p, struct journal *j,
    const struct pattern_mark *mark);

#endif
