/*
 * The target risk, from the journal: an interaction that says its "risk" (the target when it was
 * answered) and how it ended move the thresholds; see risk.h.  Functions return 0, or -1 with
 * the reason in why().
 */
#ifndef FL_RISK_VIEW_H
#define FL_RISK_VIEW_H

#include "conf.h"
#include "journal.h"
#include "json.h"
#include "risk.h"

/*
 * Bring it up to date with an outcome or a correction of an interaction: views_apply calls it.
 * The first word on an interaction counts.
 */
int risk_apply(struct journal *j, struct arena *a, yyjson_val *interaction, yyjson_val *word,
    uint64_t seq);

/* What is known of a topic, or with NULL of all. */
int risk_read(struct journal *j, const char *topic, struct risk *out);

/* The confidence from which a topic (or NULL) is answered, if the config has a target. */
int risk_find(struct journal *j, const struct conf *conf, const char *topic, double *threshold);

/* What was promised and what was measured, as one line of JSON of type risk. */
int risk_report(struct buf *out, struct journal *j, const struct conf *conf);

#endif
