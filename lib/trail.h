/*
 * What became of rules and answers, read along the journal and printed (show.h).
 *
 * Functions return how many they printed, or -1 with the reason in why().
 */
#ifndef FL_TRAIL_H
#define FL_TRAIL_H

#include "conf.h"
#include "journal.h"
#include "show.h"

/* The verdicts, reviews and undoings that were about a rule, oldest first. */
long trail_history(struct journal *j, enum show how, const char *rule);

/* The interactions in which the rule was told since then; an id of no rule ever is a failure. */
long trail_told(struct journal *j, enum show how, const char *rule, int64_t since);

/*
 * The rules, scores and thresholds behind an answer that was recorded, found again in the store
 * as it was just before; the settings are today's.
 */
int trail_why(struct journal *j, const struct conf *conf, enum show how, const char *id);

#endif
