/*
 * Our records: one JSON object a line with type, id and time; see fl-records(5).
 * Reading one checks its form and completes it; unknown fields are kept as they came.
 */
#ifndef FL_RECORD_H
#define FL_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "json.h"
#include "mem.h"

enum record_type {
	RECORD_INTERACTION,
	RECORD_OUTCOME,
	RECORD_CORRECTION,
	RECORD_RULE,
	RECORD_VERDICT,
	RECORD_PATTERN,
	RECORD_QUESTION,
	RECORD_ANSWER,
	RECORD_UNDO,	 /* what no longer counts; see undo.h */
	RECORD_REVIEW,	 /* what a person did with a case of the review queue; see desk.h */
	RECORD_DOCUMENT, /* a page of the team's own; see document.h */
	RECORD_TYPES
};

/* A set of types, for record_read. */
#define RECORD_BIT(t) (1u << (t))

/*
 * In that set: the record was stored before, perhaps by a version that refused less.  RECORD_ANY
 * is all types and this, for whoever reads a journal.
 */
#define RECORD_STORED (1u << 31)
#define RECORD_ANY (~0u)

enum { RECORD_ID_MAX = 512, RECORD_TEXT_MAX = 64 * 1024 };

struct record {
	enum record_type type;
	const char *id; /* the producer's, or one from the content */
	size_t id_len;
	uint64_t key;	   /* hash of type and id */
	bool plain;	   /* an interaction in which no rule of ours had a part */
	int64_t time;	   /* milliseconds since 1970, -1 when the record says none */
	yyjson_val *root;  /* as read */
	struct bytes text; /* the record as JSON, with its id and time */
};

/* "interaction", …; record_type_of gives RECORD_TYPES for what is no type of ours. */
const char *record_type_name(enum record_type t);
enum record_type record_type_of(const char *name);

/*
 * Read a record from n bytes of JSON.  accepted is a set of RECORD_BITs.  A missing type is taken
 * from otherwise (RECORD_TYPES: it must be there), a missing id becomes the 128-bit XXH3 of the
 * canonical record, a missing time becomes now (milliseconds).  The texts live in the arena, root
 * until j reads again.  -1 with the reason in why() when it is not JSON, of no accepted type, or
 * lacks what its type requires.  The field "new", which fl-record adds, is taken off.
 */
int record_read(struct record *r, struct json *j, struct arena *a, const char *text, size_t n,
    unsigned accepted, enum record_type otherwise, int64_t now);

/*
 * Does an object have what a new record of this type requires, and all in the right types?  0,
 * or -1.
 */
int record_check(yyjson_val *root, enum record_type t);

/* The hash that TABLE_IDS and TABLE_LINKS know a record by. */
uint64_t record_key(enum record_type t, const char *id, size_t n);

/* RFC 3339 to milliseconds since 1970, UTC: false when it is no time. */
bool time_parse(const char *text, size_t n, int64_t *out);

/* Milliseconds to RFC 3339 in UTC, "2026-03-02T10:00:00Z" or with ".123" before the Z. */
enum { TIME_TEXT = 32 };
void time_print(char out[TIME_TEXT], int64_t ms);

/* Milliseconds since 1970 now, or $FL_NOW (RFC 3339) for tests and replays. */
int64_t time_now(void);

/*
 * A time as people write one: RFC 3339, a date, "today", "yesterday", "7d", "36h", "2w" (ago).
 * 0, or -1 with the reason.
 */
int time_read(const char *text, int64_t now, int64_t *out);

/* Did staff (lead, agent or source) say it outright? */
bool record_by_staff(yyjson_val *word);

/* Is a signal a good, a bad or an unknown end?  1, -1, 0; a value decides where there is one. */
int outcome_sign(yyjson_val *outcome);

/* The same of an outcome or a correction, which says that it ended badly. */
int word_sign(yyjson_val *word);

/* Was the interaction drawn and judged, and is this what was found? */
bool outcome_judged(yyjson_val *outcome);

#endif
