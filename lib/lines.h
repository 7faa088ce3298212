/*
 * Lines in batches as they arrive.  A batch is what is there without waiting, up to a bound, so
 * that a caller can commit it and answer before it waits again: nobody waits for input inside a
 * transaction.  Input may be gzip or zstd; a byte-order mark, CRLF and blank lines are accepted.
 */
#ifndef FL_LINES_H
#define FL_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct line {
	const char *text; /* without its line end; NUL-terminated; NULL when it went by */
	size_t len;
	unsigned long number; /* from 1, blank lines counted */
	bool too_long;	      /* over the bound: to be refused */
	bool marked, cr;      /* a byte-order mark came before text, a CR behind it */
};

/* Where refused lines go, byte for byte; {.fd = -1} is nowhere. */
struct rejects {
	int fd;
	const char *path;
	unsigned long taken; /* lines that lines_refuse sent here */
};

/* Open (append, mode 0600, no symbolic link) the file for refused lines; path NULL is nowhere. */
int rejects_open(struct rejects *r, const char *path);
int rejects_add(struct rejects *r, const char *text, size_t n); /* the bytes and a line feed */
int rejects_close(struct rejects *r);

struct lines_limits {
	size_t line_max;    /* a longer line is refused; 0: the default of 1 MiB */
	size_t batch_lines; /* at most so many lines in a batch; 0: 65,536 */
	size_t batch_bytes; /* and about so many bytes; 0: 8 MiB */
};

/* Fail, always -1, as for a line that is over this bound (0: the default). */
int lines_too_long(size_t line_max);

struct lines; /* opaque */

/*
 * Read lines from fd, which stays the caller's; name is for messages ("stdin", a path).
 * rejects may be NULL; it takes the bytes of lines that are too long, the caller sends the others.
 */
struct lines *lines_new(int fd, const char *name, const struct lines_limits *limits,
    struct rejects *rejects);
void lines_free(struct lines *in);

/*
 * Wait for the next lines: how many there are now (1 and more), 0 at the end of the input, -1 on
 * failure (compressed input cut short, an unreadable file); lines that came before are given
 * first.  The lines last until the next call.
 */
int lines_more(struct lines *in);

/* Line i of the batch, from 0. */
const struct line *lines_at(const struct lines *in, int i);

/*
 * Refuse a line of the batch: to the rejects byte for byte, else its place and the reason to the
 * standard error output.  -1 when the rejects cannot be written.
 */
int lines_refuse(struct lines *in, const struct line *l, const char *reason);

const char *lines_name(const struct lines *in);

/* Several inputs one after the other: "-" is standard input; none is standard input too. */
struct inputs {
	char *const *paths; /* NULL-terminated */
	const struct lines_limits *limits;
	struct rejects *rejects;
	struct lines *now;
	int fd;
	size_t at;
};

/*
 * As lines_more, going on to the next file at the end of one; in->now is the one being read.
 * A file that cannot be opened is a failure.
 */
int inputs_more(struct inputs *in);
void inputs_close(struct inputs *in);

/* Write all n bytes, however the kernel cuts them: 0, or -1 with errno set. */
int lines_write(int fd, const char *text, size_t n);

#endif
