/*
 * The options of a command: one table from which getopt_long, --help and the completion are made.
 * -h, --help and -V, --version are understood everywhere and need no row.
 */
#ifndef FL_OPTION_H
#define FL_OPTION_H

#include "lines.h"

struct option_row {
	int id;		  /* a letter, if the option has a short form; what options_next gives */
	const char *name; /* the long name */
	const char *arg;  /* what its argument is ("FILE"), NULL for none; "[N]" when it may miss */
	const char *help; /* one line */
	void *to; /* what it sets: a bool without an argument, a size_t for SIZE, else a text */
};

struct command {
	const char *usage;	       /* "[-s STORE] [FILE...]" */
	const char *about;	       /* one sentence */
	const struct option_row *rows; /* ended by a row without a name */
};

/*
 * The next option that sets nothing by itself: its id, with its argument in *arg; -1 when the
 * operands begin (at optind).
 * --help and --version print and exit 0; an unknown option is usage() and exits 2.
 */
int options_next(const struct command *c, int argc, char *argv[], const char **arg);

/* All options of a command whose options all set something. */
void options_set(const struct command *c, int argc, char *argv[]);

/* A whole number between least and most, or usage(). */
long option_number(const char *name, const char *text, long least, long most);

/* Is an operand the name of a regular file, where a text was meant? */
bool option_is_file(const char *text);

/* Bytes, as "4096", "64K", "16M" or "1G", or usage(). */
size_t option_bytes(const char *name, const char *text);

#endif
