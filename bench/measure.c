/*
 * Run a command and append to a file what it took: measure FILE COMMAND [ARG...] writes a line of
 * seconds, seconds of processor time, and the peak of its own memory in KiB: RssAnon of
 * /proc/PID/status, looked at every 2 ms, so that pages of a mapped file do not count.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static long
own_memory(pid_t pid)
{
	char path[64], line[256];
	long kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	if (!(f = fopen(path, "r")))
		return 0;
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, "RssAnon:", 8) == 0)
			kib = strtol(line + 8, NULL, 10);
	fclose(f);
	return kib;
}

static int
report(const char *path, double took, const struct rusage *used, long most)
{
	FILE *f = fopen(path, "a");

	if (!f) {
		perror(path);
		return 2;
	}
	fprintf(f, "%.3f %.3f %ld\n", took, seconds(used->ru_utime) + seconds(used->ru_stime),
	    most);
	return fclose(f) == 0 ? 0 : 2;
}

int
main(int argc, char *argv[])
{
	const struct timespec pause = {0, 2 * 1000 * 1000};
	struct rusage used;
	double began = now();
	long most = 0;
	int status = 0, rc;
	sigset_t child;
	pid_t pid;

	if (argc < 3) {
		fprintf(stderr, "usage: measure FILE COMMAND [ARG...]\n");
		return 2;
	}
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	if ((pid = fork()) == 0) {
		sigprocmask(SIG_UNBLOCK, &child, NULL);
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (pid < 0) {
		perror("fork");
		return 2;
	}
	while ((rc = wait4(pid, &status, WNOHANG, &used)) == 0) {
		long kib = own_memory(pid);

		most = kib > most ? kib : most;
		sigtimedwait(&child, NULL, &pause);
	}
	if (rc < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "measure: %s failed\n", argv[2]);
		return 2;
	}
	return report(argv[1], now() - began, &used, most);
}
