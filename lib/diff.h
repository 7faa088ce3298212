/*
 * What changed between two texts, line by line, for people.  Pure.  A line of the result begins
 * with two blanks, "- " or "+ "; what the texts hold is made safe for a terminal, so that nothing
 * in them can begin another line or look like one.
 */
#ifndef FL_DIFF_H
#define FL_DIFF_H

#include <stdbool.h>

#include "mem.h"

/*
 * Append the difference: lines that changed with up to 2 around them.  True when there is one.
 * Longer lines than columns (0: any) are broken, what follows being set in, so that a terminal
 * does not break them where their text would stand at the margin.
 */
bool diff_lines(struct buf *out, const char *old, const char *new, size_t columns);

#endif
