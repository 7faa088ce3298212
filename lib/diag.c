/* Diagnostics: reasons kept by the library, spoken once by the command. */
#include "diag.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "term.h"

enum { REASON_MAX = 1024 };

static const char *name = "fl";
static _Thread_local char reason[REASON_MAX];
static _Thread_local int status = EXIT_TROUBLE;

const char *
diag_name(void)
{
	return name;
}

void
diag_start(const char *argv0)
{
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;
	int fd;

	/*
	 * A closed descriptor would be handed to the next file that is opened.  The output
	 * is opened for reading: what is then written to it fails, as it should.
	 */
	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR) != fd)
			_exit(EXIT_TROUBLE);

	name = slash ? slash + 1 : argv0 ? argv0 : "fl";
	if (getauxval(AT_SECURE) || geteuid() != getuid())
		die("refusing to run with more rights than the user has");
	umask(077);
	signal(SIGXFSZ, SIG_IGN);
}

static void __attribute__((format(printf, 2, 0)))
keep(int code, const char *fmt, va_list ap)
{
	char words[REASON_MAX]; /* the arguments may point into reason */

	vsnprintf(words, sizeof(words), fmt, ap);
	memcpy(reason, words, sizeof(reason));
	status = code;
}

int
fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	keep(EXIT_TROUBLE, fmt, ap);
	va_end(ap);
	return -1;
}

int
busy(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	keep(EXIT_BUSY, fmt, ap);
	va_end(ap);
	return -1;
}

const char *
why(void)
{
	return reason[0] ? reason : "unknown failure";
}

int
why_status(void)
{
	return status;
}

/* One write for the whole line, so that processes that share a log do not interleave. */
static void __attribute__((format(printf, 1, 0)))
say(const char *fmt, va_list ap)
{
	char words[REASON_MAX], safe[4 * REASON_MAX], line[5 * REASON_MAX];
	int n;

	vsnprintf(words, sizeof(words), fmt, ap);
	term_safe(safe, sizeof(safe), words, strlen(words));
	n = snprintf(line, sizeof(line), "%s: %s\n", name, safe);
	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0) {
		/* Nobody left to tell. */
	}
}

void
warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void
die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	exit(EXIT_TROUBLE);
}

void
give_up(void)
{
	warn("%s", why());
	exit(why_status());
}

void
usage(const char *fmt, ...)
{
	char words[REASON_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	warn("%s (try '%s --help')", words, name);
	exit(EXIT_TROUBLE);
}

static _Noreturn void
unwritable(int err)
{
	if (err == EPIPE) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	warn("standard output: %s", strerror(err ? err : EIO));
	_exit(EXIT_TROUBLE);
}

/* A failed write may leave nothing to flush, and its reason is then known only here. */
void
put_out(const char *text, size_t n)
{
	errno = 0;
	if (fwrite(text, 1, n, stdout) < n)
		unwritable(errno);
}

void
flush_out(void)
{
	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout))
		unwritable(errno);
}

void
finish(void)
{
	flush_out();
	errno = 0;
	if (close(STDOUT_FILENO) != 0 && errno != EBADF)
		unwritable(errno);
}
