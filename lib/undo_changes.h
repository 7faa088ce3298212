/* Undoing: the rules as they are at a moment, to say how they differ from another. */
#ifndef FL_UNDO_CHANGES_H
#define FL_UNDO_CHANGES_H

#include <stddef.h>

#include "journal.h"
#include "mem.h"

struct rules_then {
	struct rule_then *at; /* in the arena */
	size_t n;
};

/* 0, or -1 with the reason in why(). */
int rules_then_read(struct rules_then *out, struct journal *j, struct arena *a);

/* Add to an object, as the member "rules", those that are not what they were; sorts both. */
void rules_then_changes(struct buf *json, struct rules_then *old, struct rules_then *new);

#endif
