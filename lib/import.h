/*
 * An export in, our records out: a map applied to one record of the export after the other.
 * Conversations that come message by message are held until they are likely to be over; how many
 * is bounded.
 */
#ifndef FL_IMPORT_H
#define FL_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <yyjson.h>

#include "map.h"
#include "mem.h"

struct import; /* opaque */

/*
 * The map stays the caller's, and the name of this import.  Where that is NULL it gets one from
 * what was read until the first record went out, so that the same export has the same name.
 */
struct import *import_new(const struct map *map, const char *name);
void import_free(struct import *im);

/*
 * Take one record: 0, or -1 with the reason in why() when it is refused; then nothing of it is
 * kept.  Records of ours that are complete are appended to out.
 */
int import_record(struct import *im, yyjson_val *record, struct buf *out);

/*
 * The same, but tell people on out which pointer filled which field.  A message of another
 * conversation than the first `most` is passed over.
 */
int import_explain(struct import *im, yyjson_val *record, size_t most, struct buf *out);

/* There is nothing more: append what is still held. */
void import_end(struct import *im, struct buf *out);

/* Its name, NULL as long as no record went out and it was not given one. */
const char *import_name(const struct import *im);

/* What the map makes of the records so far. */
struct import_seen {
	unsigned long records;
	unsigned long passed; /* over, by a `when` of the map */
	unsigned long fit;    /* have what it looks for: a list of messages, a message, a row */
	unsigned long unfit;  /* have not, and were not refused: nothing is kept of them */
	bool gave;	      /* records of ours */
};

const struct import_seen *import_seen(const struct import *im);

/* How many conversations or rows came, finished or not. */
size_t import_talks(const struct import *im);

#endif
