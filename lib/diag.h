/*
 * Diagnostics: how the library says what went wrong, and how a command ends.
 *
 * The library reports and returns: `return fail("%s: %s", path, strerror(errno));` keeps the
 * words and gives -1.  The command decides, speaks once, and exits.  Whatever is quoted in a
 * message is made safe for a terminal and kept on one line.
 */
#ifndef FL_DIAG_H
#define FL_DIAG_H

#include <stddef.h>

/* Exit status, the same in every command; see fl(7). */
enum {
	EXIT_OK = 0,	  /* done, also when there was nothing to say */
	EXIT_NO = 1,	  /* the answer is "no": only where the page says so, or with -e */
	EXIT_TROUBLE = 2, /* the work could not be done */
	EXIT_REFUSED = 3, /* done, but lines were refused and no --rejects took them */
	EXIT_BUSY = 75	  /* busy or unreachable, try again later */
};

/*
 * Begin a command: remember its name, fill closed descriptors 0 to 2 (a store opened on one of
 * them would be overwritten by our own output), refuse to run setuid, set umask 077 and ignore
 * SIGXFSZ so that a file-size limit is an error and not a death.
 */
void diag_start(const char *argv0);

/* The command's name, without its folder. */
const char *diag_name(void);

/*
 * Keep a reason, one for each thread; always -1.  fail() means trouble, busy() that trying later
 * may help.
 */
int fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int busy(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The reason kept last, and the exit status it asks for. */
const char *why(void);
int why_status(void);

/* Say one line to the standard error output: "fl-record: stdin:12: no id". */
void warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Say one line and exit 2; give_up() says why() and exits with why_status(). */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void give_up(void);

/* Say that the arguments are wrong and where to look, and exit 2. */
_Noreturn void usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Flush and close the standard output; a write that failed exits 2, a closed pipe dies of it. */
void finish(void);

/* Write to the standard output; exits as finish() does when that fails. */
void put_out(const char *text, size_t n);

/* Flush the standard output now; exits as finish() does when that fails. */
void flush_out(void);

#endif
