/*
 * Conversions that an export of another product asks for: its times, its HTML, its lists of text
 * parts, its broken escapes.  Pure.
 */
#ifndef FL_CONVERT_H
#define FL_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yyjson.h>

#include "mem.h"

/*
 * A time as RFC 3339 or its relatives ("2026-03-02T10:00:00.123+0100", "2026-03-02 10:00",
 * "2026-03-02"), as milliseconds since 1970.  Without a zone it is UTC.
 */
bool convert_time(const char *text, size_t n, int64_t *ms);

/* Seconds (or milliseconds) since 1970 in decimal digits, with or without a fraction. */
bool convert_epoch(const char *text, size_t n, bool millis, int64_t *ms);

/* Append HTML as plain text: no tags, entities resolved, a line feed where a block begins. */
void convert_html(struct buf *out, const char *html, size_t n);

/*
 * Append the text of a string, or of a list of strings and objects with a "text" (the parts of a
 * chat message, a Telegram text); false when there is none.
 */
bool convert_parts(struct buf *out, yyjson_val *v);

/*
 * Copy JSON text, replacing \u escapes of half a surrogate pair by \ufffd and the \xHH that no JSON
 * knows by \u00HH: how many were mended.
 */
size_t convert_mend(struct buf *out, const char *json, size_t n);

#endif
