/*
 * Did it work?  What became of the questions of a rule before and since a person decided on it, and
 * of those of a case about which somebody said that nothing has to be done.
 * A question is a rule's when the rule would answer it now, so that both times are measured with
 * the same question.  A rule that is not in force answers nothing; its questions are those in
 * the words of one of its examples, and those that it answered.  A case that is no rule has those
 * in the words of its pattern or correction.
 */
#ifndef FL_WORKED_H
#define FL_WORKED_H

#include "conf.h"
#include "journal.h"
#include "show.h"

/*
 * Print a line for each rule or case that somebody decided on since then, or for those named alone
 * (ids, NULL at the end).  The latest conf->replay_recent records of the journal are looked at.
 * 0, or -1 with the reason in why().
 */
int worked_show(struct journal *j, const struct conf *conf, enum show how, char *const *ids,
    int64_t since);

/*
 * The same as lines for people, in so many columns (0: however long), appended to out; masked:
 * with personal data hidden.
 */
int worked_lines(struct buf *out, struct journal *j, const struct conf *conf, int64_t since,
    size_t columns, bool mask);

#endif
