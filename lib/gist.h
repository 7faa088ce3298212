/* What a rule comes to, in a few words: its own, or ours where it says nothing. */
#ifndef FL_GIST_H
#define FL_GIST_H

#include "mem.h"
#include "rule.h"

/* Either the rule's own words or those put into words; NULL when all there is is its act. */
const char *gist_of(struct buf *words, const struct rule *r);

/* A text as reasons quote it: its first 60 bytes, about, and "…" where that is not all of it. */
void gist_short(struct buf *out, const char *text);

#endif
