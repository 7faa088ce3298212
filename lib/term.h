/*
 * What a terminal may be shown.  Everything a customer or a model wrote is hostile: it may move
 * the cursor, set the title, hide text or fake a prompt.  One function decides.
 */
#ifndef FL_TERM_H
#define FL_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Copy n bytes of text to dst, replacing what must not reach a terminal by <U+XXXX>: control
 * characters (tab and line feed too), DEL, C1, bidi controls, zero-width and tag characters,
 * private use, noncharacters, and bytes that are not UTF-8 (as <XX>).  The result is one line,
 * ends in NUL, is cut at a whole character when cap is too small, and has its length returned.
 */
size_t term_safe(char *dst, size_t cap, const char *text, size_t n);

/*
 * The same for the standard output: where that is a terminal that has no UTF-8, by the locale, all
 * other characters than ASCII are replaced too.  To an 8-bit terminal the bytes of some are
 * controls.
 */
size_t term_shown(char *dst, size_t cap, const char *text, size_t n);
bool term_ascii(void);

/* What stands for the rest of a text that was cut there, one column wide. */
const char *term_more(void);

/* Is this code point safe to show?  Tab and line feed are not: they leave their column. */
bool term_showable(uint32_t code);

/* Read one UTF-8 character: its length and code point, or 0 when the bytes are not UTF-8. */
size_t term_decode(const char *text, size_t n, uint32_t *code);

/* The columns that n bytes of safe text take (East Asian wide characters take two). */
size_t term_width(const char *text, size_t n);

/* Colour on this stream?  Only on a terminal, not with NO_COLOR or TERM=dumb. */
bool term_colour(int fd);

/* The columns of the terminal on fd; where it is none, of $COLUMNS, else 80. */
size_t term_columns(int fd);

#endif
