/* Files of what was read: parts of a stream.  0, or -1 with the reason in why(). */
#ifndef FL_PATTERN_FILE_H
#define FL_PATTERN_FILE_H

#include "pattern.h"

/* Put a part together with what was read; "-" is the standard input. */
int pattern_file_join(struct patterns *p, const char *path);

/* Print what was read as a part. */
int pattern_file_print(struct patterns *p);

#endif
