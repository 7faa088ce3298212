/* Rules as YAML, to be kept under version control. */
#ifndef FL_EXPORT_H
#define FL_EXPORT_H

#include "journal.h"

/*
 * Print the rules named (NULL at the end), or all where none is, in the order of their ids: the
 * same rules give the same bytes, and fl-correct --import reads them back exactly.  0, or -1 with
 * the reason in why().
 */
int export_rules(struct journal *j, char *const *ids);

#endif
