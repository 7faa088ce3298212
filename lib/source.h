/*
 * A stream of bytes from a descriptor: plain, gzip or zstd, told apart by its first bytes.
 */
#ifndef FL_SOURCE_H
#define FL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

struct source; /* opaque */

/* Read from fd, which stays the caller's; name is for messages. */
struct source *source_new(int fd, const char *name);
void source_free(struct source *s);

/*
 * Wait for up to n bytes: how many there were, 0 at the end, -1 on failure (an unreadable file,
 * compressed input that is damaged or cut short).
 */
long source_read(struct source *s, char *out, size_t n);

/* Would source_read give something (or the end) within so many milliseconds? */
bool source_ready(struct source *s, int milliseconds);

#endif
