/*
 * What editors leave in the store's folder: a text that was being edited (edit.h) when something
 * failed or was left, and the editor's own copies of it.  And who is at one: while somebody edits,
 * nobody may take such files away.
 */
#ifndef FL_LEAVINGS_H
#define FL_LEAVINGS_H

#include "rule.h"

/*
 * Begin to edit in dir: the descriptor to close when that is over, or -1 with the reason in why().
 * Waits while somebody clears the folder; before the text is read that is to be edited.
 */
int leavings_edit(const char *dir);

/* Keep editors out until the descriptor is closed; -1: somebody edits (why_status: EXIT_BUSY). */
int leavings_shut(const char *dir);

/* The names of what was left in dir, in order. */
int leavings_find(struct texts *out, struct arena *a, const char *dir);

/* Remove them: 0, or -1 with the reason in why(). */
int leavings_remove(const struct texts *names, const char *dir);

#endif
