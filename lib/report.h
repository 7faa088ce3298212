/*
 * The morning report: patterns as a page of Markdown, for a chat channel or a mail.
 */
#ifndef FL_REPORT_H
#define FL_REPORT_H

#include <stddef.h>

#include "mem.h"
#include "pattern.h"

/*
 * Append the report on n patterns.  Whatever a customer, a bot or an agent wrote is text in it and
 * nothing else: no markup, no link, no HTML, no control character.
 */
void report_markdown(struct buf *out, const struct patterns *p, size_t n);

/* Put it in place of the file at path, whole or not at all: 0, or -1 with the reason in why(). */
int report_save(const char *path, const struct buf *text);

#endif
