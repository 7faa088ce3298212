/*
 * Trials, from the journal: an interaction that says its "trial" (which rule could answer, with
 * what probability it did, and whether it did) and how it ended.  Functions return 0, or -1 with
 * the reason in why(), unless they say otherwise.
 */
#ifndef FL_TRIAL_VIEW_H
#define FL_TRIAL_VIEW_H

#include "journal.h"
#include "json.h"
#include "rule.h"
#include "trial.h"

/*
 * Bring a trial up to date with an outcome or a correction of an interaction: the views call it.
 * Each customer counts once in a trial, with the first end.
 */
int trial_apply(struct journal *j, struct arena *a, yyjson_val *interaction, yyjson_val *word);

/* The trial of a rule as it stands; all zero when nothing has ended yet. */
int trial_read(struct journal *j, uint32_t rule, struct trial *out);

/* Add one side's figures as a member. */
void trial_add_side(struct buf *json, const char *key, const struct trial_side *s);

/* A rule goes on trial anew: what was counted before is about something else. */
int trial_begin(struct journal *j, uint32_t rule);

#endif
