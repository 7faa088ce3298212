/*
 * Preferences of tone: what a correction of how something was said asks for, by comparing what
 * was said with what should have been said, or by reading what somebody says of it ("no emoji
 * please").  Each wish is a style of one member, as rules carry them ({"emoji":false}), so that
 * the evidence for each stands alone.  English.  Pure.
 */
#ifndef FL_TONE_H
#define FL_TONE_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "mem.h"
#include "rule.h"

enum { TONE_MAX = 8 };

/*
 * The wishes, at most TONE_MAX, in the arena.  said is the whole text that the bot gave, wrong the
 * part that should not have been there, right what a person says instead; each may be NULL.
 */
size_t tone_wishes(yyjson_val *out[TONE_MAX], struct arena *a, const char *said, const char *wrong,
    const char *right);

/* Do both texts say the same, only not in the same manner?  Or is the second a remark on that? */
bool tone_alone(struct arena *a, const char *said, const char *right);

/* Append a style in plain words: "formal words, no emoji, never 'hey hey'". */
void tone_words(struct buf *out, yyjson_val *style);

/* Does the style have all that the wish asks for?  Does it ask for the opposite? */
bool tone_has(yyjson_val *style, yyjson_val *wish);
bool tone_opposes(yyjson_val *style, yyjson_val *wish);

/*
 * Where a preference holds that was learned from one answer: its channel, the customer's segment,
 * and their mood where that is not calm.  NULL: everywhere.
 */
yyjson_val *tone_where(struct arena *a, yyjson_val *interaction, const char *question);

/*
 * Could two preferences be one: under the same conditions, but for segment and mood, which not
 * all who want it have to share?  Does the first hold wherever the second does?
 */
bool tone_akin(yyjson_val *where, yyjson_val *other);
bool tone_covers(yyjson_val *where, yyjson_val *other);

/* The rule with what both want: the conditions that they share, the greater length. */
void tone_join(struct rule *r, struct arena *a, const struct rule *draft);

#endif
