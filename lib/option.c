/* The options of a command, from one table. */
#include "option.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "diag.h"
#include "version.h"

enum { ROWS_MAX = 96, PLACES = 1024 };

static void
print_row(const struct option_row *r)
{
	char left[80], name[64];

	snprintf(name, sizeof(name),
	    r->arg && *r->arg == '[' ? "--%s[=%s"
	    : r->arg		     ? "--%s=%s"
				     : "--%s",
	    r->name, r->arg ? r->arg + (*r->arg == '[') : "");
	if (r->id > 0 && r->id < 128)
		snprintf(left, sizeof(left), "-%c, %s", r->id, name);
	else
		snprintf(left, sizeof(left), "    %s", name);
	printf("  %-28s %s\n", left, r->help);
}

static _Noreturn void
help(const struct command *c)
{
	static const struct option_row common[] = {
		{'h', "help", NULL, "print this and exit", NULL},
		{'V', "version", NULL, "print the version and exit", NULL},
	};

	printf("usage: %s %s\n%s\n\n", diag_name(), c->usage, c->about);
	for (const struct option_row *r = c->rows; r->name; r++)
		print_row(r);
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		print_row(&common[i]);
	printf("\nThe manual: man %s, man fl\n", diag_name());
	finish();
	exit(EXIT_OK);
}

/* The table as getopt_long wants it; a long name is known by its place. */
static void
tables(const struct command *c, struct option *longs, char *shorts)
{
	size_t n = 0, s = strlen(shorts);

	for (const struct option_row *r = c->rows; r->name && n < ROWS_MAX; r++, n++) {
		bool maybe = r->arg && *r->arg == '[';

		longs[n] = (struct option){r->name,
			maybe	 ? optional_argument
			: r->arg ? required_argument
				 : no_argument,
			NULL, PLACES + (int)n};
		if (r->id > 0 && r->id < 128) {
			shorts[s++] = (char)r->id;
			if (r->arg)
				shorts[s++] = ':';
			if (maybe)
				shorts[s++] = ':';
			shorts[s] = '\0';
		}
	}
	longs[n++] = (struct option){"help", no_argument, NULL, 'h'};
	longs[n] = (struct option){"version", no_argument, NULL, 'V'};
}

static const struct option_row *
row_of(const struct command *c, int found)
{
	const struct option_row *r = c->rows;

	if (found >= PLACES)
		return &r[found - PLACES];
	while (r->id != found)
		r++;
	return r;
}

static void
set(const struct option_row *r, const char *arg)
{
	if (!r->arg)
		*(bool *)r->to = true;
	else if (strcmp(r->arg, "SIZE") == 0)
		*(size_t *)r->to = option_bytes(r->name, arg);
	else
		*(const char **)r->to = arg;
}

int
options_next(const struct command *c, int argc, char *argv[], const char **arg)
{
	struct option longs[ROWS_MAX + 3] = {{0}};
	char shorts[ROWS_MAX * 3 + 8] = ":hV";
	const struct option_row *r;
	int found;

	tables(c, longs, shorts);
	opterr = 0;
	while ((found = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		switch (found) {
		case 'h':
			help(c);
		case 'V':
			printf("%s (fl) %s\n", diag_name(), FL_VERSION);
			finish();
			exit(EXIT_OK);
		case ':':
			usage("the option '%s' needs an argument", argv[optind - 1]);
		case '?':
			usage("unknown option '%s'", argv[optind - 1]);
		default:
			break;
		}
		r = row_of(c, found);
		*arg = optarg;
		if (!r->to)
			return r->id;
		set(r, optarg);
	}
	return -1;
}

void
options_set(const struct command *c, int argc, char *argv[])
{
	const char *arg;

	while (options_next(c, argc, argv, &arg) != -1)
		continue;
}

bool
option_is_file(const char *text)
{
	struct stat st;

	return stat(text, &st) == 0 && S_ISREG(st.st_mode);
}

long
option_number(const char *name, const char *text, long least, long most)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	if (errno || end == text || *end || n < least || n > most)
		usage("--%s: '%s' is not a whole number from %ld to %ld", name, text, least, most);
	return n;
}

size_t
option_bytes(const char *name, const char *text)
{
	static const char units[] = "KMG";
	unsigned long long n;
	const char *unit;
	char *end;

	errno = 0;
	n = strtoull(text, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (errno || end == text || *text == '-' || n == 0 || n > 1ULL << 40 ||
	    (*end && (!unit || end[1])))
		usage("--%s: '%s' is no size (4096, 64K, 16M)", name, text);
	for (; unit && unit >= units; unit--)
		n *= 1024;
	return (size_t)n;
}
