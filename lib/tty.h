/*
 * The terminal as a person works on it: one key at a time, a screen at a time.  What is printed
 * has to be safe already (term.h).  However the process ends, the terminal is as it was before.
 */
#ifndef FL_TTY_H
#define FL_TTY_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

enum { KEY_END = -1 }; /* the terminal is gone, or end of file was typed */

/* Take keys as they are typed; false when standard input and output are not both a terminal. */
bool tty_begin(void);
void tty_end(void);

/* The terminal's lines and columns, at least 10 and 40. */
void tty_size(size_t *lines, size_t *columns);

/* Clear the screen, with the cursor at home. */
void tty_clear(void);

/* The next key: a byte, or KEY_END.  Keys of several bytes (arrows) come as 0. */
int tty_key(void);

/*
 * Ask for a line, with this before it: in the arena, without its end; "" for nothing, NULL when
 * it was broken off (end of file).
 */
const char *tty_line(struct arena *a, const char *prompt);

/*
 * Append text made safe, broken at blanks into lines of so many columns, each with this lead of
 * blanks but the first, which has first (safe already).  at most max lines (0: all), the last one
 * ending in a mark when there is more.
 */
void tty_wrap(struct buf *out, const char *first, const char *text, size_t columns, size_t max);

#endif
