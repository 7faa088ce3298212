/*
 * Gaps: the recurring failures that wait for a person, one entry a pattern however often it is
 * found again.  The data of the review queue for which fl-patterns answers.
 *
 * fl-patterns appends records of type "pattern" to the journal, each a look at one pattern:
 *
 *	{"type":"pattern","id":"p-0123456789@42","time":"…","pattern":"p-0123456789",
 *	 "state":"new","gap":true,"phrase":"gift wrap","question":"do you gift wrap?",
 *	 "examples":["…"],"customers":12,"askers":14,"harm":9.5,
 *	 "draft":{"say":"Yes, for 5 USD.","questions":["…"],"sources":["k7","k9"]},…}
 *
 * "pattern" is its own id and stays the same; "id" is the record's.  The latest record of a pattern
 * stands for it.  It waits here while that one says "gap":true and its state is not "mended" or
 * "merged"; nothing else opens or closes an entry.  Whoever lists the queue keeps what a person
 * decided ("not now") under the pattern's id, and may ask again when the state is "back".
 *
 * To read: store_look, gaps_read, then each entry's record has the members above; draft is there
 * only where people answered after the bot had failed.
 */
#ifndef FL_GAP_H
#define FL_GAP_H

#include <stddef.h>
#include <stdint.h>

#include "journal.h"
#include "json.h"

struct gap {
	const char *id;	     /* of the pattern */
	double harm;	     /* customers, each by how bad it was */
	uint64_t seq;	     /* the latest record of it */
	int64_t arrived;     /* when that came */
	yyjson_val *pattern; /* that record */
};

/* Bring the entries up to date with a pattern's record: views_apply calls it. */
int gap_apply(struct journal *j, yyjson_val *root, uint64_t seq);

/* What waits, in the arena, the most harmful first. */
int gaps_read(struct journal *j, struct arena *a, struct gap **out, size_t *n);

/* The place in the journal of the last record of any pattern; 0 when there is none. */
int gap_last(struct journal *j, uint64_t *seq);

#endif
