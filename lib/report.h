/*
 * The morning report: what keeps failing, what got better, how the bot learns, and which rules
 * changed.  One model, and two ways to write it: Markdown for a chat channel or a mail, and a page
 * for a browser that needs nothing but itself.
 */
#ifndef FL_REPORT_H
#define FL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "changes.h"
#include "curve.h"
#include "mem.h"
#include "pattern.h"

struct report {
	const struct patterns *patterns;
	size_t n;
	int64_t now;		    /* when it is written */
	bool parts;		    /* made of parts, which do not say what became of rules */
	struct pattern_talk *talks; /* PATTERN_TALKS for each pattern */
	struct curve curve;
	struct changes changes; /* whoever reads the records begins it, and adds to it */
};

/* Of n patterns that were found; fills in the rest, and ends the changes. */
void report_fill(struct report *r, const struct patterns *p, size_t n, int64_t now);
void report_free(struct report *r);

/*
 * From when on changes of rules are told by a report that takes the place of the file at path:
 * since that was written, at least since the day before now began.
 */
int64_t report_since(const char *path, int64_t now);

/*
 * Append it.  Whatever a customer, a bot or an agent wrote is text in it and nothing else: no
 * markup, no link, no control character.
 */
void report_markdown(struct buf *out, const struct report *r);
void report_html(struct buf *out, const struct report *r);

/* Put it in place of the file at path, whole or not at all: 0, or -1 with the reason in why(). */
int report_save(const char *path, const struct buf *text);

#endif
