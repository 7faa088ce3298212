/*
 * The parts of report.h, for lib/report*.c alone: the words that both ways of writing use.
 */
#ifndef FL_REPORT_PARTS_H
#define FL_REPORT_PARTS_H

#include "report.h"

enum {
	REPORT_TEXT = 240,   /* bytes shown of one text */
	REPORT_CHANGES = 40, /* rules listed */
	REPORT_PARTS = 3     /* what is new, what got better, what was told before */
};

/* Which part a pattern stands in, and the title of a part. */
int report_part(const struct pattern *one);
const char *report_title(int part);
size_t report_count(const struct report *r, int part);

/*
 * Text as a reader may be shown it, from mem_alloc: one line, no signs that are not what they
 * seem, cut to at most so many bytes where most is not 0.
 */
char *report_safe(const char *text, size_t most);

/* "2 Mar 2026", UTC. */
void report_day(struct buf *out, int64_t time);

/* What a rule's change comes to, in a word or two. */
const char *report_change(const struct change *one);

#endif
