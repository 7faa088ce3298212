/*
 * What a message of a conversation and our own records are made of: their fields, how each is
 * called and what it may hold.  A map fills them, the conversation engine combines them, one
 * function writes them; see fl-records(5).
 */
#ifndef FL_FIELDS_H
#define FL_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mem.h"
#include "record.h"

enum field {
	F_ID,
	F_TIME,
	F_CONVERSATION,
	F_INTERACTION,
	F_FROM,
	F_AUTHOR,
	F_CUSTOMER,
	F_CHANNEL,
	F_LOCALE,
	F_TEXT,
	F_CONTEXT,
	F_ACTION,
	F_CONFIDENCE,
	F_EXPECTED,
	F_RULES,
	F_CANDIDATES,
	F_CHOSEN,
	F_CORRECTION,
	F_CATEGORY,
	F_WRONG,
	F_RIGHT,
	F_WHERE,
	F_AUTHORITY,
	F_EVENT,
	F_VALUE,
	F_EXPLICIT,
	F_SURE,
	F_COMMENT,
	F_OPEN,
	F_QUESTION,
	F_COUNT
};

enum field_type { TYPE_TEXT, TYPE_TIME, TYPE_NUMBER, TYPE_BOOL, TYPE_OBJECT, TYPE_LIST };

/*
 * The values of a message or record.  Texts and times are their own characters, all others are
 * JSON; at is NULL for a field that is not there.
 */
struct fields {
	struct bytes of[F_COUNT];
	int64_t ms; /* the time, when timed */
	bool timed;
};

/* A field's name in one kind of record or section of a map. */
struct field_spec {
	const char *name; /* NULL ends a table */
	enum field field;
	enum field_type type;
};

extern const struct field_spec message_fields[], talk_fields[], interaction_fields[],
    action_fields[], outcome_fields[], correction_fields[];

static inline bool
has(const struct fields *f, enum field name)
{
	return f->of[name].at != NULL;
}

/* Set a field to a C string that outlives f; NULL unsets it. */
void fields_set(struct fields *f, enum field name, const char *text);
bool fields_is(const struct fields *f, enum field name, const char *text);

/* Set the time, written into out. */
void fields_set_time(struct fields *f, int64_t ms, char out[TIME_TEXT]);

/* Where records come from: the export's format ("flat"), and which import it was. */
struct origin {
	const char *format, *import;
};

/* Append one record as a line of JSON. */
void fields_put_interaction(struct buf *out, const struct fields *f, const struct origin *from);
void fields_put_outcome(struct buf *out, const struct fields *f, const struct origin *from);
void fields_put_correction(struct buf *out, const struct fields *f, const struct origin *from);

#endif
