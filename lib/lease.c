/* Leases on cases of the review. */
#include "lease.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "mem.h"

int
lease_open(const char *dir)
{
	struct buf path = {0};
	int fd;

	buf_print(&path, "%s/review.lock", dir);
	fd = open(path.text, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		fail("%s: %s", path.text, strerror(errno));
	buf_free(&path);
	return fd;
}

pid_t
lease_take(int fd, const char *id)
{
	struct flock all = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
	struct flock one = {.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = (off_t)(hash64(id, strlen(id), 0) >> 2),
		.l_len = 1};
	struct flock other = one;

	if (fcntl(fd, F_SETLK, &all) != 0)
		return fail("review.lock: %s", strerror(errno));
	if (fcntl(fd, F_SETLK, &one) == 0)
		return 0;
	if (errno != EAGAIN && errno != EACCES)
		return fail("review.lock: %s", strerror(errno));
	if (fcntl(fd, F_GETLK, &other) != 0)
		return fail("review.lock: %s", strerror(errno));
	return other.l_type == F_UNLCK ? lease_take(fd, id) : other.l_pid;
}

void
lease_close(int fd)
{
	if (fd >= 0)
		close(fd);
}
