/* The records of an export, found in a stream of bytes without holding the file. */
#include "elements.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "lines.h"
#include "mem.h"

enum { CHUNK = 256 * 1024, PATH_MAX_STEPS = 8 };

enum mode {
	MODE_BEGIN, /* at the start of a value that may be a container of records */
	MODE_LINES,
	MODE_VALUES, /* values printed over several lines */
	MODE_ARRAY   /* between the elements of an array */
};

/* Where a search for the end of a value has come to. */
struct scan {
	size_t at; /* the next byte to look at */
	size_t depth;
	bool in_string, escaped, begun;
};

struct elements {
	struct source *source;
	char *name;
	struct elements_how how;
	char *steps[PATH_MAX_STEPS]; /* the pointer's parts */
	size_t n_steps;
	enum mode mode;
	struct buf in; /* in.text[at..in.len) is not yet used */
	size_t at;
	bool ended;
	unsigned long line; /* of in.text[at] */
	unsigned long number;
	size_t around;	   /* containers open around the array */
	char too_long[64]; /* the words for one */
};

/* Cut "/a/b" into its parts, with ~1 and ~0 resolved (RFC 6901). */
static void
cut_path(struct elements *e, const char *path)
{
	while (path && *path == '/' && e->n_steps < PATH_MAX_STEPS) {
		struct buf step = {0};

		for (path++; *path && *path != '/'; path++)
			if (*path == '~' && (path[1] == '0' || path[1] == '1'))
				buf_char(&step, *++path == '0' ? '~' : '/');
			else
				buf_char(&step, *path);
		buf_char(&step, '\0');
		e->steps[e->n_steps++] = step.text;
	}
}

struct elements *
elements_new(struct source *s, const char *name, const struct elements_how *how)
{
	struct elements *e = mem_alloc(sizeof(*e));

	e->source = s;
	e->name = mem_dup(name);
	e->how = *how;
	e->line = 1;
	buf_room(&e->in, CHUNK);
	cut_path(e, how->records);
	return e;
}

void
elements_free(struct elements *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->n_steps; i++)
		mem_free(e->steps[i]);
	mem_free(e->name);
	buf_free(&e->in);
	mem_free(e);
}

/* Read more: 1, 0 at the end, -1.  What is not yet used may move; scan->at follows. */
static int
fill(struct elements *e, struct scan *scan)
{
	long got;

	if (e->ended)
		return 0;
	if (e->at > 0) {
		memmove(e->in.text, e->in.text + e->at, e->in.len - e->at);
		e->in.len -= e->at;
		if (scan)
			scan->at -= e->at;
		e->at = 0;
	}
	buf_room(&e->in, CHUNK);
	if (e->how.before_wait && !source_ready(e->source, 0))
		e->how.before_wait();
	got = source_read(e->source, e->in.text + e->in.len, CHUNK);
	if (got < 0)
		return -1;
	e->in.len += (size_t)got;
	e->ended = got == 0;
	return got > 0;
}

/* Go on to `to`, counting lines. */
static void
use(struct elements *e, size_t to)
{
	const char *p = e->in.text + e->at, *end = e->in.text + to;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		e->line++;
		p++;
	}
	e->at = to;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next byte that is no blank, without using it: 1, 0 at the end, -1. */
static int
peek(struct elements *e, char *c)
{
	for (;;) {
		size_t i = e->at;
		int rc;

		while (i < e->in.len && is_blank(e->in.text[i]))
			i++;
		use(e, i);
		if (i < e->in.len) {
			*c = e->in.text[i];
			return 1;
		}
		if ((rc = fill(e, NULL)) <= 0)
			return rc;
	}
}

/* Pass over bytes of one value as far as they are here: true when its end was found. */
static bool
scan_some(const struct elements *e, struct scan *s)
{
	const char *t = e->in.text;

	for (; s->at < e->in.len; s->at++) {
		char c = t[s->at];

		if (s->escaped) {
			s->escaped = false;
		} else if (s->in_string) {
			while (c != '"' && c != '\\' && ++s->at < e->in.len)
				c = t[s->at];
			if (s->at == e->in.len)
				return false;
			s->escaped = c == '\\';
			s->in_string = c != '"';
			if (!s->in_string && s->depth == 0) {
				s->at++;
				return true;
			}
		} else if (c == '"') {
			s->begun = s->in_string = true;
		} else if (c == '{' || c == '[') {
			s->begun = true;
			s->depth++;
		} else if (c == '}' || c == ']') {
			if (s->depth == 0)
				return true;
			if (--s->depth == 0) {
				s->at++;
				return true;
			}
		} else if (s->depth == 0 && (c == ',' || is_blank(c)) && s->begun) {
			return true;
		} else {
			s->begun = true;
		}
	}
	return false;
}

/* The bytes of a record that is too long are not held; --rejects may want them. */
static int
reject(struct elements *e, const char *text, size_t n)
{
	struct rejects *r = e->how.rejects;

	for (size_t i = 0; r && r->fd >= 0 && i < n;) {
		ssize_t put = write(r->fd, text + i, n - i);

		if (put < 0 && errno != EINTR)
			return fail("%s: %s", r->path, strerror(errno));
		i += put > 0 ? (size_t)put : 0;
	}
	return 0;
}

/*
 * Find the end of the value at e->at: 1 with scan->at behind it, 0 when the file ends first, -1.
 * When it is longer than allowed its bytes are let go, and *too_long is set.
 */
static int
find_end(struct elements *e, struct scan *scan, bool *too_long)
{
	*too_long = false;
	*scan = (struct scan){.at = e->at};
	for (;;) {
		bool found = scan_some(e, scan);
		int rc;

		if (scan->at - e->at > e->how.max || *too_long) {
			if (reject(e, e->in.text + e->at, scan->at - e->at) < 0)
				return -1;
			*too_long = true;
			use(e, scan->at);
		}
		if (found)
			return 1;
		if ((rc = fill(e, scan)) <= 0)
			return rc;
	}
}

static const char *
too_long_words(struct elements *e)
{
	lines_too_long(e->how.max);
	snprintf(e->too_long, sizeof(e->too_long), "%s", why());
	return e->too_long;
}

/* Give the value at e->at. */
static int
value(struct elements *e, struct element *out)
{
	struct scan scan;
	bool too_long;
	int rc;

	out->line = e->line;
	out->number = ++e->number;
	if ((rc = find_end(e, &scan, &too_long)) < 0)
		return -1;
	if (too_long) {
		out->bad = too_long_words(e);
		return reject(e, "\n", 1) < 0 ? -1 : 1;
	}
	if (scan.at == e->at) /* a bracket that closes nothing */
		scan.at++;
	out->text = e->in.text + e->at;
	out->len = scan.at - e->at;
	if (rc == 0)
		out->bad = "the file ends inside this record";
	use(e, scan.at);
	return 1;
}

/* Give the line at e->at; 0 when it is blank. */
static int
one_line(struct elements *e, struct element *out)
{
	struct scan scan = {.at = e->at};
	bool too_long = false;
	char *end;
	int rc = 1;

	out->line = e->line;
	for (;;) {
		end = memchr(e->in.text + scan.at, '\n', e->in.len - scan.at);
		scan.at = end ? (size_t)(end - e->in.text) : e->in.len;
		if (scan.at - e->at > e->how.max || too_long) {
			if (reject(e, e->in.text + e->at, scan.at - e->at) < 0)
				return -1;
			too_long = true;
			e->at = scan.at;
		}
		if (end || (rc = fill(e, &scan)) <= 0)
			break;
	}
	if (rc < 0)
		return -1;
	out->text = e->in.text + e->at;
	out->len = scan.at - e->at;
	e->at = scan.at + (end != NULL);
	e->line += end != NULL;
	if (too_long) {
		*out = (struct element){.line = out->line, .bad = too_long_words(e)};
		return reject(e, "\n", 1) < 0 ? -1 : 1;
	}
	for (size_t i = 0; i < out->len; i++)
		if (!is_blank(out->text[i]))
			return 1;
	return 0;
}

/* Look at byte i from e->at on: 1, 0 at the end, -1. */
static int
look(struct elements *e, size_t i, char *c)
{
	int rc;

	while (e->in.len - e->at <= i)
		if ((rc = fill(e, NULL)) <= 0)
			return rc;
	*c = e->in.text[e->at + i];
	return 1;
}

static int
skip_blanks(struct elements *e, size_t *i, char *c)
{
	int rc;

	while ((rc = look(e, *i, c)) > 0 && is_blank(*c))
		(*i)++;
	return rc;
}

/* Move *i behind the value at *i; 0 when the file or the bound ends first. */
static int
skip_value(struct elements *e, size_t *i)
{
	struct scan scan = {.at = e->at + *i};
	int rc = 1;

	while (!scan_some(e, &scan)) {
		if (scan.at - e->at > e->how.max)
			return 0;
		if ((rc = fill(e, &scan)) <= 0)
			return rc;
	}
	*i = scan.at - e->at;
	return 1;
}

/*
 * Is there an array at the pointer's end, in the object at e->at?  1 with *i behind its '[',
 * 0 when there is none, -1.  Nothing is used up.
 */
static int
find_array(struct elements *e, size_t *i, size_t step)
{
	char c;
	int rc;

	for (;; (*i)++) { /* behind '{' or ',' */
		size_t key, len = strlen(e->steps[step]);

		if ((rc = skip_blanks(e, i, &c)) <= 0 || c != '"')
			return rc < 0 ? -1 : 0;
		key = *i + 1;
		if ((rc = skip_value(e, i)) <= 0)
			return rc;
		bool same = *i - key == len + 1 &&
			    memcmp(e->in.text + e->at + key, e->steps[step], len) == 0;

		if ((rc = skip_blanks(e, i, &c)) <= 0 || c != ':')
			return rc < 0 ? -1 : 0;
		(*i)++;
		if ((rc = skip_blanks(e, i, &c)) <= 0)
			return rc;
		if (same && step + 1 == e->n_steps) {
			(*i)++;
			return c == '[';
		}
		if (same && c == '{') {
			(*i)++;
			return find_array(e, i, step + 1);
		}
		if (same || (rc = skip_value(e, i)) <= 0)
			return same ? 0 : rc;
		if ((rc = skip_blanks(e, i, &c)) <= 0 || c != ',')
			return rc < 0 ? -1 : 0;
	}
}

/*
 * Is the object at e->at printed over several lines?  Then its first line ends where no record
 * could: behind an opening bracket or a comma.
 */
static int
is_spread(struct elements *e)
{
	char c, last = 0;
	int rc;

	for (size_t i = 0; i <= e->how.max; i++) {
		if ((rc = look(e, i, &c)) < 0)
			return -1;
		if (rc == 0)
			return 0;
		if (c == '\n')
			return last == '{' || last == '[' || last == ',';
		if (!is_blank(c))
			last = c;
	}
	return 0;
}

/* How does the file begin, or go on behind a container?  1, 0 at the end, -1. */
static int
begin(struct elements *e)
{
	size_t i = 1;
	char c;
	int rc;

	if (e->line == 1 && e->at == 0 && look(e, 2, &c) > 0 &&
	    memcmp(e->in.text, "\xef\xbb\xbf", 3) == 0)
		e->at = 3;
	if ((rc = peek(e, &c)) <= 0)
		return rc;
	e->mode = MODE_LINES;
	if (c == '[') {
		use(e, e->at + 1);
		e->around = 0;
		e->mode = MODE_ARRAY;
	} else if (c == '{') {
		rc = e->n_steps ? find_array(e, &i, 0) : 0;
		if (rc < 0)
			return -1;
		if (rc > 0) {
			use(e, e->at + i);
			e->around = e->n_steps;
			e->mode = MODE_ARRAY;
			return 1;
		}
		if ((rc = is_spread(e)) < 0)
			return -1;
		if (rc > 0)
			e->mode = MODE_VALUES;
	}
	return 1;
}

/* Behind the array: what its container still holds is of no use.  1, 0 at the end, -1. */
static int
leave(struct elements *e)
{
	struct scan scan = {.at = e->at, .depth = e->around, .begun = true};
	int rc;

	while (e->around > 0 && !scan_some(e, &scan)) {
		use(e, scan.at);
		if ((rc = fill(e, &scan)) <= 0)
			return rc;
	}
	use(e, scan.at);
	e->mode = MODE_BEGIN;
	return 1;
}

/* The next element of the array: 1, 0 when there is nothing to give yet, -1. */
static int
array_element(struct elements *e, struct element *out)
{
	char c;
	int rc = peek(e, &c);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		out->line = e->line;
		out->number = ++e->number;
		out->bad = "the file ends inside the list of records";
		e->mode = MODE_BEGIN;
		return 1;
	}
	if (c == ',') {
		use(e, e->at + 1);
		return 0;
	}
	if (c == ']') {
		use(e, e->at + 1);
		return leave(e) < 0 ? -1 : 0;
	}
	return value(e, out);
}

int
elements_next(struct elements *e, struct element *out)
{
	for (int rc = 0;;) {
		char c;

		*out = (struct element){0};
		switch (e->mode) {
		case MODE_BEGIN:
			if ((rc = begin(e)) <= 0)
				return rc;
			rc = 0;
			break;
		case MODE_LINES:
			if (e->at == e->in.len && (rc = fill(e, NULL)) <= 0)
				return rc;
			rc = one_line(e, out);
			break;
		case MODE_VALUES:
			if ((rc = peek(e, &c)) <= 0)
				return rc;
			rc = value(e, out);
			break;
		case MODE_ARRAY:
			rc = array_element(e, out);
			break;
		}
		if (rc != 0)
			return rc;
	}
}
