/* The gate before a store's write transactions. */
#include "gate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "diag.h"
#include "place.h"

enum { PAUSE_FIRST = 50 * 1000, PAUSE_LONGEST = 4 * 1000 * 1000 }; /* nanoseconds */

int
gate_open(const char *dir)
{
	return place_open(dir, "write.lock", 0);
}

int
gate_enter(int gate, const char *dir, unsigned patience)
{
	struct timespec pause = {0, PAUSE_FIRST};
	char who[32] = "";
	long waited = 0;
	ssize_t n;

	while (flock(gate, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fail("%s/write.lock: %s", dir, strerror(errno));
		if (waited / 1000000 >= patience) {
			n = pread(gate, who, sizeof(who) - 1, 0);
			return busy("%s: another process%s%.*s is writing", dir,
			    n > 0 ? ", pid " : "", n > 0 ? (int)n : 0, who);
		}
		nanosleep(&pause, NULL);
		waited += pause.tv_nsec;
		if (pause.tv_nsec < PAUSE_LONGEST)
			pause.tv_nsec *= 2;
	}
	n = snprintf(who, sizeof(who), "%ld", (long)getpid());
	if (ftruncate(gate, 0) != 0 || pwrite(gate, who, (size_t)n, 0) != n) {
		/* The name of the holder is a courtesy; a full disk may refuse it. */
	}
	return 0;
}

void
gate_leave(int gate)
{
	flock(gate, LOCK_UN);
}
