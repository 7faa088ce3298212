/*
 * Corrections as JSON lines on the standard input: each is kept, a lead's is judged at once, and
 * what came of it is printed when it is on disk.
 */
#ifndef FL_CORRECTIONS_H
#define FL_CORRECTIONS_H

#include "journal.h"
#include "lines.h"
#include "writing.h"

/* What a person has to hear of them, once they are on disk. */
struct corrections_say {
	void (*held)(const char *rule, const char *check, const char *reason);
	/* A question that an earlier word gave to another rule is this one's now. */
	void (*taking)(const char *correction, const char *rule, const char *reason);
};

/*
 * Read to the end of the input; rejects (a path, or NULL) takes the lines that are refused.  0, or
 * -1 with the reason in why().
 */
int corrections_read(struct journal *j, const struct writer *who, const struct lines_limits *limits,
    const char *rejects, const struct corrections_say *say, unsigned long *refused);

#endif
