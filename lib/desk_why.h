/*
 * Why did the answers of a case fail?  What cause.h finds on the interactions that it is about,
 * added up.
 */
#ifndef FL_DESK_WHY_H
#define FL_DESK_WHY_H

#include "conf.h"
#include "desk.h"

/*
 * The reasons as texts for people, in the arena, the one that holds for most first; the store must
 * be looked at.  0, or -1 with the reason in why().
 */
int desk_why(struct texts *out, const struct desk_case *c, struct journal *j,
    const struct conf *conf, struct arena *a);

#endif
