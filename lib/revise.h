/*
 * Rules in a person's editor, as visudo and git do it: read, checked, and asked about when they
 * are not sound; taken only if the rules are still what they were; never lost.
 */
#ifndef FL_REVISE_H
#define FL_REVISE_H

#include "show.h"
#include "writing.h"

/*
 * Edit the rules of these ids, or, where there are none, a new one that begins as the template
 * (YAML; NULL: an empty form).  The store in dir is opened for reading and writing, and never
 * while the editor runs.  Exit status: what was taken is printed.  *taken (which may be NULL) says
 * whether anything was.
 */
int revise_rules(const char *dir, struct writer *who, char *const *ids, const char *template,
    enum show how, bool *taken);

#endif
