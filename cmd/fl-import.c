/* fl-import: an export in, our records out. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convert.h"
#include "diag.h"
#include "elements.h"
#include "import.h"
#include "json.h"
#include "lines.h"
#include "map.h"
#include "option.h"
#include "source.h"

enum { OPT_EXPLAIN = 256, OPT_MAX_BAD, OPT_STRICT };

enum { NO_BOUND = -1, BAD_MOST = 1000 * 1000 * 1000 };

enum {
	EXPLAIN_DEFAULT = 3,
	EXPLAIN_RECORDS = 1000, /* looked at for messages of these conversations */
	OUT_ENOUGH = 128 * 1024
};

static const char assumed[] = "flat"; /* the map, where none is named */

static struct {
	const char *format, *import, *rejects;
	size_t max_line, explain;
	long max_bad;
	bool list;
} opt = {.format = assumed, .max_bad = NO_BOUND, .max_line = 16 * 1024 * 1024};

static const struct option_row rows[] = {
	{'f', "format", "MAP", "a built-in map's name, or the path of a map file (flat)",
		&opt.format},
	{0, "list", NULL, "list the built-in maps", &opt.list},
	{0, "import", "NAME", "what to call this import (a name made of what is read)",
		&opt.import},
	{OPT_EXPLAIN, "explain", "[N]", "show what filled each field of the first N (3)", NULL},
	{0, "rejects", "FILE", "append refused records to FILE, byte for byte", &opt.rejects},
	{0, "max-line", "SIZE", "refuse longer records (16M)", &opt.max_line},
	{OPT_MAX_BAD, "max-bad", "N", "stop when more than N records are refused", NULL},
	{OPT_STRICT, "strict", NULL, "stop at the first record that is refused", NULL},
	{0, NULL, NULL, NULL, NULL},
};

static const struct command command = {
	"[-f MAP] [FILE...]",
	"Turn an export of chats into our records: what was asked, what the bot did, how it ended "
	"and "
	"what people said instead.",
	rows,
};

static struct {
	unsigned long refused, mended;
	size_t explained;
} done;

static struct buf out;

static void
options(int argc, char *argv[])
{
	const char *arg;

	for (int id; (id = options_next(&command, argc, argv, &arg)) != -1;)
		switch (id) {
		case OPT_EXPLAIN:
			opt.explain = arg ? (size_t)option_number("explain", arg, 1, 100000)
					  : EXPLAIN_DEFAULT;
			break;
		case OPT_MAX_BAD:
			opt.max_bad = option_number("max-bad", arg, 0, BAD_MOST);
			break;
		case OPT_STRICT:
			opt.max_bad = 0;
			break;
		}
}

/* Write what is ready. */
static void
write_out(void)
{
	static struct buf safe;

	if (out.len && isatty(STDOUT_FILENO)) {
		for (char *line = out.text, *end; *line; line = end + 1) {
			end = strchr(line, '\n');
			json_for_terminal(&safe, line, (size_t)(end - line));
			buf_char(&safe, '\n');
		}
		put_out(safe.text, safe.len);
		buf_clear(&safe);
	} else if (out.len) {
		put_out(out.text, out.len);
	}
	buf_clear(&out);
}

/* Nothing is kept back while we wait for more. */
static void
before_wait(void)
{
	write_out();
	flush_out();
}

static void
refuse(struct rejects *rejects, const char *name, const struct element *e, const char *reason)
{
	done.refused++;
	if (opt.rejects) {
		if (e->text && rejects_add(rejects, e->text, e->len) < 0)
			give_up();
	} else if (e->number) {
		warn("%s:%lu: record %lu: %s", name, e->line, e->number, reason);
	} else {
		warn("%s:%lu: %s", name, e->line, reason);
	}
	if (opt.max_bad == NO_BOUND || done.refused <= (unsigned long)opt.max_bad)
		return;
	before_wait(); /* what came before goes out */
	die("%s:%lu: stopped, with %lu refused", name, e->line, done.refused);
}

/* Read a record; broken escapes, which are common in exports, are mended. */
static yyjson_val *
read_record(struct json *json, const struct element *e)
{
	static struct buf text;
	yyjson_val *v = json_read(json, e->text, e->len);
	size_t mended;

	if (v || !memchr(e->text, '\\', e->len))
		return v;
	buf_clear(&text);
	mended = convert_mend(&text, e->text, e->len);
	if (mended == 0)
		return NULL;
	v = json_read(json, text.text, text.len);
	if (v)
		done.mended += mended;
	return v;
}

static int
explain(struct import *im, const struct element *e, const char *name, yyjson_val *v)
{
	struct buf text = {0};
	int rc = import_explain(im, v, opt.explain, &text);

	done.explained++;
	if (rc == 0 && text.len > 0) {
		buf_print(&out, e->number ? "%s:%lu: record %lu\n" : "%s:%lu\n", name, e->line,
		    e->number);
		buf_add(&out, text.text, text.len);
	}
	buf_free(&text);
	return rc;
}

static bool
explained_enough(const struct import *im, const struct map *map)
{
	bool whole = map->rows || map->each;

	return opt.explain &&
	       ((whole && import_talks(im) >= opt.explain) || done.explained >= EXPLAIN_RECORDS);
}

static void
import_file(struct import *im, const struct map *map, struct rejects *rejects, int fd,
    const char *name)
{
	const struct elements_how how = {map->records, opt.max_line, rejects, before_wait};
	static struct json json;
	struct source *source = source_new(fd, name);
	struct elements *in = elements_new(source, name, &how);
	struct element e;
	int rc = 0;

	while (!explained_enough(im, map) && (rc = elements_next(in, &e)) > 0) {
		yyjson_val *v = NULL;

		if (e.bad)
			fail("%s", e.bad);
		else if ((v = read_record(&json, &e)) &&
			 (opt.explain ? explain(im, &e, name, v) : import_record(im, v, &out)) < 0)
			v = NULL;
		if (!v)
			refuse(rejects, name, &e, why());
		if (out.len >= OUT_ENOUGH)
			write_out();
	}
	if (rc < 0) {
		before_wait(); /* what came before is given first */
		give_up();
	}
	elements_free(in);
	source_free(source);
}

static void
import_files(struct import *im, const struct map *map, struct rejects *rejects, char *paths[])
{
	if (!*paths) {
		import_file(im, map, rejects, STDIN_FILENO, "stdin");
		return;
	}
	for (; *paths; paths++) {
		bool is_stdin = strcmp(*paths, "-") == 0;
		int fd = is_stdin ? STDIN_FILENO : open(*paths, O_RDONLY | O_CLOEXEC | O_NOCTTY);

		if (fd < 0) {
			fail("%s: %s", *paths, strerror(errno));
			before_wait(); /* what came before is given first */
			give_up();
		}
		import_file(im, map, rejects, fd, is_stdin ? "stdin" : *paths);
		if (!is_stdin)
			close(fd);
	}
}

static int
is_map(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 5 && d->d_name[0] != '.' && strcmp(d->d_name + n - 5, ".yaml") == 0;
}

static int
list_maps(void)
{
	struct buf folder = {0}, path = {0};
	struct arena arena = {0};
	struct dirent **names;
	int n, code = EXIT_OK;

	if (map_folder(&folder) < 0)
		give_up();
	n = scandir(folder.text, &names, is_map, alphasort);
	for (int i = 0; i < n; i++) {
		struct map *map;

		buf_clear(&path);
		buf_print(&path, "%s/%s", folder.text, names[i]->d_name);
		if ((map = map_load(&arena, path.text))) {
			names[i]->d_name[strlen(names[i]->d_name) - 5] = '\0';
			printf("%-14s %s\n", names[i]->d_name, map->about);
		} else {
			warn("%s", why());
			code = EXIT_TROUBLE;
		}
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	buf_free(&folder);
	buf_free(&path);
	arena_free(&arena);
	finish();
	return code;
}

/* What is still held is complete now. */
static void
end(struct import *im)
{
	struct buf last = {0};

	import_end(im, &last);
	if (opt.explain && last.len)
		buf_text(&out, "becomes\n");
	buf_add(&out, last.text, last.len);
	buf_free(&last);
	write_out();
}

static void
say_counts(const struct import *im)
{
	if (isatty(STDERR_FILENO) && !opt.explain && import_name(im))
		warn("to undo this import: fl-correct --undo --source '%s'", import_name(im));
	if (done.mended)
		warn("%lu broken escape%s mended (half a surrogate pair is U+FFFD now)",
		    done.mended, done.mended == 1 ? "" : "s");
}

/* A foreign map takes nothing and refuses nothing, so that it is said here.  Does none fit it? */
static bool
say_unfit(const struct import *im)
{
	const struct import_seen *seen = import_seen(im);
	const char *s = seen->records == 1 ? "" : "s";

	if (seen->records == 0)
		return false;
	if (seen->fit > 0 && seen->unfit > 0)
		warn("%lu of %lu records do not fit the map %s and gave nothing", seen->unfit,
		    seen->records, opt.format);
	if (seen->gave)
		return false;
	if (seen->fit > 0 || seen->passed == seen->records) {
		if (!done.refused)
			warn("%lu record%s read, nothing in them that the map %s imports",
			    seen->records, s, opt.format);
		return false;
	}
	if (opt.format == assumed)
		warn("%lu record%s read, none fits the map %s, which is assumed without -f; "
		     "--list names the maps",
		    seen->records, s, opt.format);
	else
		warn("%lu record%s read, none fits the map %s; --list names the maps%s",
		    seen->records, s, opt.format,
		    opt.explain ? "" : ", --explain shows what filled which field");
	return true;
}

int
main(int argc, char *argv[])
{
	struct arena arena = {0};
	struct rejects rejects;
	struct buf path = {0};
	struct import *im;
	struct map *map;
	bool unfit;

	diag_start(argv[0]);
	options(argc, argv);
	if (opt.list)
		return list_maps();
	if (map_find(&path, opt.format) < 0 || !(map = map_load(&arena, path.text)) ||
	    rejects_open(&rejects, opt.rejects) < 0)
		give_up();
	im = import_new(map, opt.import);

	import_files(im, map, &rejects, argv + optind);
	end(im);

	say_counts(im);
	unfit = say_unfit(im);
	import_free(im);
	buf_free(&out);
	buf_free(&path);
	arena_free(&arena);
	if (rejects_close(&rejects) < 0)
		give_up();
	finish();
	return unfit || (done.refused && !opt.rejects) ? EXIT_REFUSED : EXIT_OK;
}
