/*
 * Cases of the review queue that say nearly the same, as one with a count.  However many they are:
 * only those that share words are compared.
 */
#ifndef FL_DESK_FOLD_H
#define FL_DESK_FOLD_H

#include "desk.h"

/* Fold each case into the first before it that it is like; the order stays. */
void desk_fold(struct desk *d);

#endif
