/* Lines in batches as they arrive. */
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "mem.h"
#include "source.h"

enum {
	LINE_MAX_DEFAULT = 1024 * 1024,
	BATCH_LINES = 65536,
	BATCH_BYTES = 8 * 1024 * 1024,
	READ_SIZE = 256 * 1024,
	STREAMING_LINES = 64, /* a batch of so many says that more is coming */
	LINGER_MS = 4	      /* then wait a moment for it: fewer, larger commits */
};

static const char mark[] = "\xef\xbb\xbf"; /* UTF-8's byte-order mark */
static const size_t SKIPPED = SIZE_MAX;	   /* a start: the bytes went by unseen */

struct lines {
	struct source *source;
	char *name;
	struct lines_limits limits;
	struct rejects *rejects;

	struct buf text; /* what has been read */
	size_t used;	 /* text before this was given out in earlier batches */
	size_t scanned;	 /* and before this has no line end that is not in lines[] */
	struct line *lines;
	size_t *starts; /* offsets of lines[] while text may move */
	size_t count, cap, starts_cap;
	unsigned long number;
	bool streaming, ended, failed;
	unsigned long refused;
};

int
rejects_open(struct rejects *r, const char *path)
{
	*r = (struct rejects){-1, path, 0};
	if (!path)
		return 0;
	r->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	return r->fd < 0 ? fail("%s: %s", path, strerror(errno)) : 0;
}

int
lines_write(int fd, const char *text, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, text, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		text += put;
		n -= (size_t)put;
	}
	return 0;
}

static int
rejects_raw(struct rejects *r, const char *text, size_t n)
{
	if (!r || r->fd < 0)
		return 0;
	return lines_write(r->fd, text, n) < 0 ? fail("%s: %s", r->path, strerror(errno)) : 0;
}

int
rejects_add(struct rejects *r, const char *text, size_t n)
{
	if (rejects_raw(r, text, n) < 0)
		return -1;
	return rejects_raw(r, "\n", 1);
}

int
rejects_close(struct rejects *r)
{
	int fd = r->fd;

	r->fd = -1;
	if (fd >= 0 && close(fd) != 0)
		return fail("%s: %s", r->path, strerror(errno));
	return 0;
}

int
lines_too_long(size_t line_max)
{
	size_t max = line_max ? line_max : LINE_MAX_DEFAULT;

	return max % (1 << 20) == 0 ? fail("longer than %zu MiB (--max-line)", max >> 20)
				    : fail("longer than %zu bytes (--max-line)", max);
}

struct lines *
lines_new(int fd, const char *name, const struct lines_limits *limits, struct rejects *rejects)
{
	struct lines *in = mem_alloc(sizeof(*in));

	in->source = source_new(fd, name);
	in->name = mem_dup(name);
	in->rejects = rejects;
	if (limits)
		in->limits = *limits;
	if (!in->limits.line_max)
		in->limits.line_max = LINE_MAX_DEFAULT;
	if (!in->limits.batch_lines)
		in->limits.batch_lines = BATCH_LINES;
	if (!in->limits.batch_bytes)
		in->limits.batch_bytes = BATCH_BYTES;
	return in;
}

void
lines_free(struct lines *in)
{
	if (!in)
		return;
	source_free(in->source);
	mem_free(in->name);
	mem_free(in->lines);
	mem_free(in->starts);
	buf_free(&in->text);
	mem_free(in);
}

const char *
lines_name(const struct lines *in)
{
	return in->name;
}

const struct line *
lines_at(const struct lines *in, int i)
{
	return &in->lines[i];
}

/* Keep what has not been given out, at the front. */
static void
begin_batch(struct lines *in)
{
	if (in->used > 0) {
		memmove(in->text.text, in->text.text + in->used, in->text.len - in->used);
		in->text.len -= in->used;
		in->scanned = 0;
		in->used = 0;
	}
	in->count = 0;
}

static void
add_line(struct lines *in, size_t start, size_t end, bool too_long)
{
	in->lines = mem_array(in->lines, &in->cap, in->count + 1, sizeof(*in->lines));
	in->starts = mem_array(in->starts, &in->starts_cap, in->count + 1, sizeof(*in->starts));
	in->starts[in->count] = start;
	in->lines[in->count++] =
	    (struct line){.len = end - start, .number = in->number, .too_long = too_long};
}

/* A line from start to end (its line feed or the end of the input). */
static void
take_line(struct lines *in, size_t start, size_t end)
{
	const char *t = in->text.text;
	bool marked, cr;

	in->number++;
	marked = in->number == 1 && end - start >= 3 && memcmp(t + start, mark, 3) == 0;
	start += marked ? 3 : 0;
	cr = end > start && t[end - 1] == '\r';
	end -= cr;
	for (size_t i = start; i < end; i++)
		if (t[i] != ' ' && t[i] != '\t') {
			add_line(in, start, end, end - start > in->limits.line_max);
			in->lines[in->count - 1].marked = marked;
			in->lines[in->count - 1].cr = cr;
			return;
		}
}

/* Find the lines in what has been read, up to the batch's bounds: is the batch full? */
static bool
scan(struct lines *in)
{
	while (in->scanned < in->text.len) {
		const char *from = in->text.text + in->scanned;
		const char *feed = memchr(from, '\n', in->text.len - in->scanned);
		size_t end;

		if (!feed) {
			in->scanned = in->text.len;
			break;
		}
		end = (size_t)(feed - in->text.text);
		take_line(in, in->used, end);
		in->used = in->scanned = end + 1;
		if (in->count >= in->limits.batch_lines || in->used >= in->limits.batch_bytes)
			return true;
	}
	return false;
}

/*
 * The unfinished line is over the bound: pass its bytes to the rejects as they come, so that a
 * line of any length costs no memory.
 */
static int
skip_long(struct lines *in)
{
	size_t seen = in->text.len - in->used;
	const char *feed = NULL;

	if (rejects_raw(in->rejects, in->text.text + in->used, seen) < 0)
		return -1;
	in->text.len = in->used;
	while (!feed) {
		char *at;
		long got;

		buf_room(&in->text, READ_SIZE);
		at = in->text.text + in->used;
		got = source_read(in->source, at, READ_SIZE);
		if (got < 0)
			return -1;
		if (got == 0) {
			in->ended = true;
			break;
		}
		feed = memchr(at, '\n', (size_t)got);
		in->text.len = in->used + (size_t)got;
		if (rejects_raw(in->rejects, at, feed ? (size_t)(feed - at) : (size_t)got) < 0)
			return -1;
		seen += feed ? (size_t)(feed - at) : (size_t)got;
	}
	if (rejects_raw(in->rejects, "\n", 1) < 0)
		return -1;
	in->number++;
	add_line(in, in->used, in->used + seen, true);
	in->starts[in->count - 1] = SKIPPED;
	in->used = in->scanned = feed ? (size_t)(feed - in->text.text) + 1 : in->text.len;
	return 0;
}

static int
read_some(struct lines *in)
{
	long got;

	buf_room(&in->text, READ_SIZE);
	got = source_read(in->source, in->text.text + in->text.len, READ_SIZE);
	if (got < 0)
		return -1;
	if (got == 0) {
		in->ended = true;
		if (in->used < in->text.len)
			take_line(in, in->used, in->text.len);
		in->used = in->scanned = in->text.len;
	} else {
		in->text.len += (size_t)got;
	}
	return 0;
}

/* What the unfinished line may have beside its text: the CR of its end, the mark of a first one. */
static size_t
not_counted(const struct lines *in)
{
	return 1 + (in->number == 0 ? sizeof(mark) - 1 : 0);
}

/* Fill the batch: 0, or -1 when the input failed. */
static int
gather(struct lines *in)
{
	while (!scan(in) && !in->ended) {
		if (in->text.len - in->used > in->limits.line_max + not_counted(in)) {
			if (in->count > 0)
				return 0; /* what came before keeps its place */
			return skip_long(in);
		}
		if (in->count > 0 && !source_ready(in->source, in->streaming ? LINGER_MS : 0))
			return 0;
		if (read_some(in) < 0)
			return -1;
	}
	return 0;
}

int
lines_more(struct lines *in)
{
	if (in->failed)
		return -1;
	begin_batch(in);
	if (gather(in) < 0) {
		in->failed = true;
		if (in->count == 0)
			return -1;
	}
	in->streaming = in->count >= STREAMING_LINES;
	for (size_t i = 0; i < in->count; i++) {
		struct line *l = &in->lines[i];

		if (in->starts[i] != SKIPPED) {
			l->text = in->text.text + in->starts[i];
			in->text.text[in->starts[i] + l->len] = '\0';
		}
	}
	return (int)in->count;
}

int
lines_refuse(struct lines *in, const struct line *l, const char *reason)
{
	struct rejects *r = in->rejects;

	in->refused++;
	if (!r || r->fd < 0) {
		warn("%s:%lu: %s", in->name, l->number, reason);
		return 0;
	}
	r->taken++;
	if (!l->text)
		return 0;
	if (l->marked && rejects_raw(r, mark, 3) < 0)
		return -1;
	if (rejects_raw(r, l->text, l->len) < 0)
		return -1;
	return l->cr ? rejects_raw(r, "\r\n", 2) : rejects_raw(r, "\n", 1);
}

static int
next_input(struct inputs *in)
{
	const char *path = in->paths && in->paths[0] ? in->paths[in->at] : in->at == 0 ? "-" : NULL;

	in->fd = -1;
	if (!path)
		return 0;
	in->at++;
	if (strcmp(path, "-") == 0) {
		in->now = lines_new(STDIN_FILENO, "stdin", in->limits, in->rejects);
		return 1;
	}
	in->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return fail("%s: %s", path, strerror(errno));
	in->now = lines_new(in->fd, path, in->limits, in->rejects);
	return 1;
}

void
inputs_close(struct inputs *in)
{
	lines_free(in->now);
	in->now = NULL;
	if (in->fd > STDERR_FILENO)
		close(in->fd);
	in->fd = -1;
}

int
inputs_more(struct inputs *in)
{
	for (;;) {
		int n;

		if (!in->now && (n = next_input(in)) <= 0)
			return n;
		n = lines_more(in->now);
		if (n != 0)
			return n;
		inputs_close(in);
	}
}
