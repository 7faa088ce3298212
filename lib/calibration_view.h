/*
 * The calibration, from the journal: interactions that were drawn to be judged (their action has
 * the share that is drawn, "audit", and the confidence before any correction, "raw") and what
 * staff said of them.  Functions return 0, or -1 with the reason in why().
 */
#ifndef FL_CALIBRATION_VIEW_H
#define FL_CALIBRATION_VIEW_H

#include "calibration.h"
#include "conf.h"
#include "journal.h"
#include "json.h"

/*
 * Bring it up to date with an outcome or a correction of an interaction: views_apply calls it.
 * The first word of staff on an interaction counts.
 */
int calibration_hear(struct journal *j, struct arena *a, yyjson_val *interaction, yyjson_val *word,
    uint64_t seq);

/* The correction in force: none where the settings want none. */
int calibration_find(struct journal *j, const struct conf *conf, struct correction *out);

/* Is this question among the share whose answers are judged?  The same one always is, or never. */
bool calibration_draws(const struct conf *conf, yyjson_val *question);

/* What is known of it, as one line of JSON of type calibration. */
int calibration_report(struct buf *out, struct journal *j, const struct conf *conf);

/*
 * The interactions that were drawn among the last replay_recent records and wait for a judgement,
 * the oldest first; each is gone when the next one comes.  take gives 0 to go on, or -1.
 */
typedef int calibration_take(yyjson_val *interaction, void *arg);
int calibration_each(struct journal *j, const struct conf *conf, calibration_take *take, void *arg);

/* Was this interaction drawn to be judged? */
bool calibration_drawn(yyjson_val *interaction);

/* Does this interaction wait for a judgement?  1, 0, -1. */
int calibration_waits(struct journal *j, yyjson_val *interaction);

/* Append what a judge has to know, as an object of type audit; with how sure it was, or not. */
void calibration_write(struct buf *out, yyjson_val *interaction, bool confidence);

/* All that wait, as lines of JSON. */
int calibration_waiting(struct buf *out, struct journal *j, const struct conf *conf);

#endif
