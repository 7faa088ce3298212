/*
 * Leases: a case of the review that somebody has before him, so that two people do not decide on
 * it at once.  They are locks of the kernel's on bytes of a file beside the store, and end with
 * the process, however it ends.
 */
#ifndef FL_LEASE_H
#define FL_LEASE_H

#include <sys/types.h>

/* Open the file of leases in dir: a descriptor, or -1 with the reason in why(). */
int lease_open(const char *dir);

/*
 * Take the lease on a case, and give back the one that this process had: 0, or the process that
 * has it; -1 with the reason in why().
 */
pid_t lease_take(int fd, const char *id);

void lease_close(int fd);

#endif
