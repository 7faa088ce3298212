/*
 * A map says where an export of another product keeps what our records need: a YAML file of JSON
 * Pointers (RFC 6901), conditions and conversions; see fl-import(1).  Loading checks all of it;
 * applying it to a record fails only when the record holds something else than it should.
 */
#ifndef FL_MAP_H
#define FL_MAP_H

#include <stdbool.h>
#include <yyjson.h>

#include "fields.h"
#include "mem.h"
#include "yaml_doc.h"

struct cond;	/* when: … */
struct pointer; /* /a/b, ^/a/b */
struct expr;	/* where a value comes from */

/* A group of fields that is filled together. */
struct section {
	struct slot {
		const struct field_spec *spec;
		const struct expr *expr;
	} slots[F_COUNT];
	size_t n;
	const struct cond *when;
	struct section *next; /* in a list of them */
};

/* What may be concluded from a conversation without anybody saying it. */
enum infer { INFER_TAKEOVER = 1, INFER_THANKS = 2, INFER_AGAIN = 4 };

struct map {
	const char *name;    /* of the format, for "source" */
	const char *about;   /* one line for people */
	const char *records; /* pointer to the list in a wrapping object, or NULL */
	const struct cond *when;
	bool rows; /* a record is an interaction, not a message or conversation */
	const struct pointer *each, *first; /* messages within the record; NULL: it is one */
	struct section conversation, message, interaction;
	struct section *outcomes, *corrections;
	unsigned infer; /* a set of enum infer */
};

/* What pointers are relative to. */
struct scope {
	yyjson_val *item;   /* the message */
	yyjson_val *record; /* what it stands in: ^/… */
	struct arena *arena;
};

/* Load a map from a file or from its text: NULL on failure, with the place in why(). */
struct map *map_load(struct arena *a, const char *path);
struct map *map_read(struct arena *a, const char *path, const char *text, size_t n);

/*
 * The file of a map: a path when it holds a '/' or ends in ".yaml", else a built-in one by its
 * name.  0, or -1.
 */
int map_find(struct buf *path, const char *name);

/* The folder of the built-in maps: 0, or -1 when there is none. */
int map_folder(struct buf *path);

/* Does the condition hold?  NULL always does. */
bool map_holds(const struct cond *when, const struct scope *in);

/* The value that a pointer leads to, NULL when there is none or it is null. */
yyjson_val *map_at(const struct pointer *p, const struct scope *in);
const char *map_pointer_text(const struct pointer *p);

/*
 * Fill the fields of a section; what it says nothing about stays.  via, if not NULL, has room for
 * F_COUNT and is told where each value was found.  0, or -1.
 */
int map_fill(const struct section *s, const struct scope *in, struct fields *out, const char **via);

#endif
