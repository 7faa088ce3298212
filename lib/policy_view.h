/*
 * Recommendations, from the journal: what was accepted of each item, over all, by topic and by
 * segment (the context's "segment"); the choice among a question's candidates; and what another
 * policy would have earned.  Functions return 0, or -1 with the reason in why().
 */
#ifndef FL_POLICY_VIEW_H
#define FL_POLICY_VIEW_H

#include "journal.h"
#include "json.h"
#include "policy.h"

/* A recommendation ended well or badly: views_apply calls it, for each customer of a rule once. */
int policy_apply(struct journal *j, yyjson_val *interaction, bool accepted);

/* The items of a question: at most POLICY_ITEMS_MAX names. */
int policy_items(struct journal *j, const char *const *names, size_t n, const char *topic,
    yyjson_val *question, struct item *out);

/*
 * What a policy would have earned over the recommendations of the journal whose probability and
 * end are known, as one line of JSON of type estimate.  The policy is JSON lines: {"choose":"A"} or
 * {"choose":{"A":0.5,"B":0.5}}, with or without "where"; the first that holds counts, and where
 * none does the first candidate is chosen.
 */
int policy_judge(struct buf *out, struct journal *j, const char *path);

#endif
