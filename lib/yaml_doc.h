/*
 * A small, safe YAML reader over libyaml's events, and the scalars of a writer.  A document is a
 * tree of mappings, sequences and scalars that knows where each node stands.  Refused: more than
 * 16 levels, anchors, aliases, tags, a second document, a key that stands twice in a mapping, and
 * in a file of settings or a map more than 256 KiB (rules may be many).  A scalar is text; who
 * asks for a number or a truth value reads it as one, so that "no" is never false by accident.
 *
 * Functions that fail keep "PATH:LINE:COL: reason" in why().  Nodes live in the caller's arena.
 */
#ifndef FL_YAML_DOC_H
#define FL_YAML_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <yyjson.h>

#include "mem.h"

enum { YAML_SIZE_MAX = 256 * 1024, YAML_DEPTH_MAX = 16 };

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml {
	enum yaml_kind kind;
	bool quoted;	  /* a scalar in quotes or a block: text, whatever it looks like */
	const char *text; /* a scalar's text, NUL-terminated; otherwise NULL */
	size_t len;
	const char *name;		 /* the key, for a member of a mapping; otherwise NULL */
	const struct yaml *next;	 /* the next item or member */
	const struct yaml *items;	 /* the first item or member */
	size_t count;			 /* how many there are */
	const char *path;		 /* of the file, for messages */
	unsigned long line, col;	 /* of the value, from 1 */
	unsigned long key_line, key_col; /* of its key */
};

/*
 * Read n bytes, or a file of at most YAML_SIZE_MAX; an empty document is an empty mapping.  NULL
 * on failure.
 */
const struct yaml *yaml_read(struct arena *a, const char *path, const char *text, size_t n);
const struct yaml *yaml_read_file(struct arena *a, const char *path);

/* Keep "PATH:LINE:COL: words" as the reason; always -1.  The second names the member's key. */
int yaml_fail(const struct yaml *node, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int yaml_fail_key(const struct yaml *node, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A member of a mapping, or NULL; map may be NULL or another kind of node. */
const struct yaml *yaml_get(const struct yaml *map, const char *key);

/* The same, but a missing member is a failure. */
const struct yaml *yaml_need(const struct yaml *map, const char *key);

/* Is the node of this kind?  0, or -1 with the reason. */
int yaml_is(const struct yaml *node, enum yaml_kind kind);

/* Is the node a mapping with no other keys than these?  End the list with NULL. */
int yaml_only(const struct yaml *map, ...) __attribute__((sentinel));

/*
 * Read a scalar as what is asked for: 0, or -1 with the reason.  A node of NULL leaves *out as it
 * is, so that `yaml_str(yaml_get(map, "say"), &say)` reads a member that may be missing.
 */
int yaml_str(const struct yaml *node, const char **out); /* not empty unless quoted, no NUL */
int yaml_num(const struct yaml *node, double *out);	 /* a JSON number, not quoted */
int yaml_bool(const struct yaml *node, bool *out);	 /* true or false, not quoted */

/* Is this the plain word null, or nothing at all after the colon? */
bool yaml_null(const struct yaml *node);

/* Is this a plain scalar that is a JSON number? */
bool yaml_number(const struct yaml *node);

/*
 * Append the node as JSON: plain scalars that are JSON numbers, true, false or null become those
 * (numbers keep their digits), nothing at all becomes null, all other scalars are strings.
 */
void yaml_to_json(struct buf *out, const struct yaml *node);

/*
 * Append text as a scalar on one line that reads back as exactly the same text, in a block and
 * inside [ ] and { }: plain where that is safe, else in double quotes with escapes.
 */
void yaml_put(struct buf *out, const char *text, size_t n);

/* Append a JSON value on one line, {a: [1, "2"]}, so that yaml_to_json gives it back. */
void yaml_put_value(struct buf *out, yyjson_val *v);

#endif
