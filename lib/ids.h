/*
 * The ids: where in the journal a record with some id stands.  TABLE_IDS has 8 bytes for each
 * record: 44 bits of its hash (record_key) and its place.  Hashes come in no order, so that in a
 * plain table nearly each new record would have a page of its own rewritten; here they stand in
 * sorted runs, and four runs of one size are merged into one of the next.  What the table holds
 * follows from the journal alone, never from how its records were put into batches.
 *
 * Hashes may be equal by chance or by intent: only the records themselves tell.
 */
#ifndef FL_IDS_H
#define FL_IDS_H

#include <stddef.h>
#include <stdint.h>

#include "store.h"

enum { IDS_PLACE_BITS = 20, IDS_MOST = 1 << IDS_PLACE_BITS };

/* What a record is looked for by: the upper bits of its hash, and a number below IDS_MOST. */
static inline uint64_t
ids_entry(uint64_t hash, size_t number)
{
	return (hash & ~(uint64_t)(IDS_MOST - 1)) | number;
}

static inline size_t
ids_number(uint64_t entry)
{
	return entry & (IDS_MOST - 1);
}

static inline uint64_t
ids_hash(uint64_t entry)
{
	return entry >> IDS_PLACE_BITS;
}

/* Sort n entries by hash; those with the same hash keep their order.  spare has room for n. */
void ids_sort(uint64_t *entries, size_t n, uint64_t *spare);

/* A record's hash and its place in the journal. */
struct id {
	uint64_t hash, seq;
};

/*
 * The latest ids, those that are in no run yet, kept in memory for those that are looked for one
 * at a time; {0} knows nothing.  It belongs to one version of the store, and to the transaction
 * that adds: all that is looked for and added in that one has to be done with it, and it is to be
 * forgotten when that ends.
 */
struct ids_tail {
	struct ids_link *at; /* the entries, each linked to an earlier one like it */
	size_t n;
	uint64_t end; /* of the journal that it knows; 0: nothing */
};

void ids_forget(struct ids_tail *t);

/*
 * Add n ids, their sequence numbers rising and above end, the largest one before.  Each may be
 * looked for once the journal's end is theirs.  0, or -1 with the reason in why().
 */
int ids_add(struct store *s, struct ids_tail *t, uint64_t end, const struct id *ids, size_t n);

/*
 * Look for n sorted entries: hit is called with the number of one and the place of a record up to
 * end that has its hash, for each such pair, until it gives other than 0; that is given back.
 * -1 on failure.
 */
int ids_find(struct store *s, struct ids_tail *t, uint64_t end, const uint64_t *entries, size_t n,
    int (*hit)(size_t number, uint64_t seq, void *arg), void *arg);

#endif
