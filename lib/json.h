/*
 * The few things yyjson leaves to us.  Values are read with YYJSON_READ_NUMBER_AS_RAW, so that a
 * number keeps its digits (1.10, 2^53 + 1) wherever it is passed on; json_num reads its value.
 */
#ifndef FL_JSON_H
#define FL_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yyjson.h>

#include "mem.h"

enum { JSON_DEPTH_MAX = 64 };

/*
 * A reader that keeps its memory from one line to the next; {0} is a new one.
 * Only the document read last is valid.
 */
struct json {
	void *pool;
	size_t pool_size;
	yyjson_doc *doc;
	struct buf scratch; /* its user's */
};

/*
 * Read one JSON object of n bytes.  NULL, with the reason in why() ("col 17: …"), when it is not
 * JSON, not an object, nested deeper than JSON_DEPTH_MAX or has a key twice in one object.
 */
yyjson_val *json_read(struct json *j, const char *text, size_t n);

/* The same for any value (an array, a string). */
yyjson_val *json_read_any(struct json *j, const char *text, size_t n);

void json_free(struct json *j);

/* Read any JSON value into an arena, where it lives as long as the arena's other contents. */
yyjson_val *json_read_in(struct arena *a, const char *text, size_t n);

/* A member of an object: NULL when it is missing or null.  obj may be NULL. */
yyjson_val *json_get(yyjson_val *obj, const char *key);

/* A member as a string, NULL when it is missing or no string; *len may be NULL. */
const char *json_str(yyjson_val *obj, const char *key, size_t *len);

/* A number's value (raw or not): true if v is a finite number. */
bool json_num(yyjson_val *v, double *out);

/* A member's value, or the default when it is missing or of another type. */
double json_num_or(yyjson_val *obj, const char *key, double otherwise);
bool json_bool_or(yyjson_val *obj, const char *key, bool otherwise);

/*
 * Append a value in canonical form: keys sorted by their bytes, no blanks, shortest escapes,
 * numbers with the digits they came with.  Two records with the same members are the same bytes.
 */
void json_canonical(struct buf *out, yyjson_val *v);

/* Append a value as it stands (members in their order), without blanks. */
void json_write(struct buf *out, yyjson_val *v);

/* Append a string as JSON, quotes included; bytes that are not UTF-8 become U+FFFD. */
void json_quote(struct buf *out, const char *text, size_t n);

/* Append a number in the shortest form that reads back the same; whole numbers without a point. */
void json_double(struct buf *out, double value);

/*
 * Copy JSON text for a terminal: what must not reach one becomes \uXXXX escapes, so that the line
 * stays the same JSON value.
 */
void json_for_terminal(struct buf *out, const char *text, size_t n);

/*
 * Build an object in a buf: json_open, members, json_close.  Each puts its own comma; a NULL text
 * or value is left out.
 */
void json_open(struct buf *b);		       /* { */
void json_close(struct buf *b);		       /* } */
void json_key(struct buf *b, const char *key); /* "key": with a comma where needed */
void json_add_str(struct buf *b, const char *key, const char *text);
void json_add_strn(struct buf *b, const char *key, const char *text, size_t n);
void json_add_num(struct buf *b, const char *key, double value);
void json_add_bool(struct buf *b, const char *key, bool value);
void json_add_val(struct buf *b, const char *key, yyjson_val *value);
void json_add_raw(struct buf *b, const char *key, const char *json);

/* An array in a buf: json_list, json_item before each item's own text, json_list_end. */
void json_list(struct buf *b, const char *key); /* "key":[  (key NULL: just [) */
void json_item(struct buf *b);			/* a comma where needed */
void json_list_end(struct buf *b);		/* ] */
void json_add_texts(struct buf *b, const char *key, const char *const *list, size_t n);

#endif
