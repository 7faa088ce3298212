/*
 * Reading along the journal: its records of some types, parsed, one after the other.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 */
#ifndef FL_READING_H
#define FL_READING_H

#include <stdint.h>

#include "journal.h"
#include "json.h"

/* A record that was read; it is gone when the next one is. */
struct reading {
	enum record_type type;
	yyjson_val *root;
	struct bytes text;
	uint64_t seq;
	int64_t arrived;
};

/* 0 to go on, 1 when it was enough, -1 for a failure. */
typedef int reading_take(const struct reading *one, void *arg);

/* Hand the records from a place on to take, in their order: those of these types (RECORD_BIT). */
int reading_run(struct journal *j, uint64_t from, unsigned types, reading_take *take, void *arg);

/* The same from the first of the last so many records on. */
int reading_recent(struct journal *j, uint64_t records, unsigned types, reading_take *take,
    void *arg);

#endif
