/*
 * The manner in force: which preferences count among several rules of style, and a text put that
 * way.  Pure.
 */
#ifndef FL_MANNER_H
#define FL_MANNER_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "mem.h"
#include "rule.h"

enum { MANNER_MAX = 256 }; /* rules of style that count at once */

/* The rules in the order in which they count, the last one most: a person's, the narrower, the
 * later.  The list lives in the arena. */
const struct rule *const *manner_order(struct arena *a, const struct rule *const *rules, size_t n);

/* The rule that decides on a member, or NULL. */
const struct rule *manner_by(const struct rule *const *rules, size_t n, const char *member);

/* Append what they come to as one JSON object; nothing where there is none. */
void manner_write(struct buf *out, const struct rule *const *rules, size_t n);

/* What can be done with a text of ours. */
struct manner {
	const struct rule *const *rules;
	size_t count;
	bool no_emoji, formal;
	int greeting, sign_off; /* 1: with, -1: without, 0: as it is */
};

/* speaks: the reader's language is one that we have courtesies in. */
void manner_of(struct manner *m, const struct rule *const *rules, size_t n, bool speaks);

/*
 * The words without what is not wanted: emoji, phrases that can be cut out, short forms where
 * they should be formal, a greeting, a sign-off.  In the arena; never empty unless they are.
 */
const char *manner_say(const struct manner *m, struct arena *a, const char *words);

/* With a greeting before and a sign-off behind, where they are wanted and not there. */
const char *manner_frame(const struct manner *m, struct arena *a, const char *words);

#endif
