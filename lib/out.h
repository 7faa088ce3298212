/*
 * What commands print on the standard output: text for people, and JSON lines, both safe where
 * they may reach a terminal.
 */
#ifndef FL_OUT_H
#define FL_OUT_H

#include <stdbool.h>
#include <stddef.h>

/* Print for people?  As the options say, else where the standard output is a terminal. */
bool out_people(bool text, bool json);

/*
 * From here on, print in a way that stands out, and plainly again: only on a terminal that has
 * colours, and not where NO_COLOR is set.
 */
enum out_ink { OUT_PLAIN, OUT_BOLD, OUT_GOOD, OUT_CARE, OUT_BAD };

void out_ink(enum out_ink ink);

/* Print text for people, made safe; in a pipe too, since it may end on a terminal. */
void out_text(const char *text);

/* Print n bytes of JSON and a line feed; on a terminal what must not reach one is escaped. */
void out_json(const char *json, size_t n);

#endif
