/* The support lead's desk: the rule that approving a case would make, where it has none yet. */
#ifndef FL_DESK_DRAFT_H
#define FL_DESK_DRAFT_H

#include "desk.h"

/*
 * The rule, complete: of the kind that the correction behind the proposal is of, with the questions
 * of all cases folded into this one.  Where nothing is proposed it is a form to be filled in.
 * The store must be looked at.  1, 0 when it is only a form, -1.
 */
int desk_draft(struct rule *out, const struct desk_case *c, struct journal *j,
    const struct conf *conf, struct arena *a);

/* The same as YAML to begin with, appended to out: 1, 0, -1. */
int desk_draft_yaml(struct buf *out, const struct desk_case *c, struct journal *j,
    const struct conf *conf, struct arena *a);

#endif
