/*
 * A conversation, message by message, and what our records make of it: which question got which
 * answer, what a person said instead, how it ended.  fl-import(1) says by which rules.
 */
#ifndef FL_TALK_H
#define FL_TALK_H

#include <stddef.h>

#include "fields.h"
#include "mem.h"

struct talk; /* opaque */

struct talk *talk_new(const char *id, size_t n);
void talk_free(struct talk *t);

/* What holds for the whole conversation; what was said first stays.  Copied. */
void talk_about(struct talk *t, const struct fields *f);

/* The next message; F_FROM is customer, bot, agent or system.  Copied. */
void talk_add(struct talk *t, const struct fields *message);

/* An outcome or a correction of the conversation as a whole.  Copied. */
void talk_outcome(struct talk *t, const struct fields *f);
void talk_correction(struct talk *t, const struct fields *f);

/* How much memory it holds. */
size_t talk_size(const struct talk *t);
size_t talk_messages(const struct talk *t);
struct bytes talk_id(const struct talk *t);

/*
 * Append its records, in the order of time; infer is a set of enum infer of map.h.  The arena is
 * for the work, and emptied.
 */
void talk_write(const struct talk *t, const struct origin *from, unsigned infer, struct arena *a,
    struct buf *out);

#endif
