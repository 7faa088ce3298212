/* The support lead's desk, worked through with keys on a terminal. */
#ifndef FL_DESK_LOOP_H
#define FL_DESK_LOOP_H

#include "writing.h"

/*
 * Show one case after the other and do what the keys say; each decision is on disk before the
 * next screen.  The store in dir is opened here.  Exit status.
 */
int desk_work(const char *dir, struct writer *who);

#endif
