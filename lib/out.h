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

/* Print text for people, made safe; in a pipe too, since it may end on a terminal. */
void out_text(const char *text);

/* Print n bytes of JSON and a line feed; on a terminal what must not reach one is escaped. */
void out_json(const char *json, size_t n);

#endif
