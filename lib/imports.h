/* What fl-import(1) brought into a store, each import and day, to be undone by its name. */
#ifndef FL_IMPORTS_H
#define FL_IMPORTS_H

#include "journal.h"
#include "show.h"

/* Print a line for each, the latest last: how many, or -1 with the reason in why(). */
long imports_show(struct journal *j, enum show how);

#endif
