/* Lines in batches as they arrive, in whatever pieces. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diag.h"
#include "lines.h"
#include "mem.h"
#include "units.h"

/* A stream that another process fills, of which each read gives one piece, however fast it is. */
static int
source(const char *text, size_t n, size_t piece, pid_t *pid)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) != 0)
		return -1;
	fflush(stdout);
	if ((*pid = fork()) == 0) {
		close(fds[0]);
		for (size_t at = 0; at < n; at += piece)
			if (write(fds[1], text + at, n - at < piece ? n - at : piece) < 0)
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	return fds[0];
}

/* What a reader with these limits makes of a text: "number:line|", "!" for one too long. */
static void
gives(const char *text, size_t n, size_t line_max, const char *expected)
{
	static const size_t pieces[] = {1, 2, 3, 7, 100000};

	for (size_t p = 0; p < sizeof(pieces) / sizeof(pieces[0]); p++) {
		struct lines_limits limits = {.line_max = line_max};
		struct buf got = {0};
		pid_t pid = -1;
		int fd = source(text, n, pieces[p], &pid), count;
		struct lines *in = lines_new(fd, "test", &limits, NULL);

		buf_text(&got, "");
		while ((count = lines_more(in)) > 0)
			for (int i = 0; i < count; i++) {
				const struct line *l = lines_at(in, i);

				buf_print(&got, "%lu%s", l->number, l->too_long ? "!" : ":");
				if (!l->too_long) {
					buf_add(&got, l->text, l->len);
					is(l->text[l->len] == '\0', "a line ends in NUL");
				}
				buf_char(&got, '|');
			}
		if (count < 0)
			buf_text(&got, "failed");
		if (got.len != strlen(expected) || memcmp(got.text, expected, got.len) != 0) {
			printf("pieces of %zu: expected %s, got %s\n", pieces[p], expected,
			    got.text);
			bad++;
		}
		buf_free(&got);
		lines_free(in);
		close(fd);
		waitpid(pid, NULL, 0);
	}
}

#define GIVES(text, line_max, expected) gives(text, sizeof(text) - 1, line_max, expected)

static void
check_forms(void)
{
	GIVES("", 0, "");
	GIVES("\n", 0, "");
	GIVES("a\nb\n", 0, "1:a|2:b|");
	GIVES("a\nb", 0, "1:a|2:b|");
	GIVES("a\r\n\r\n \t\r\nb\r", 0, "1:a|4:b|");
	GIVES("\xef\xbb\xbf"
	      "a\n\xef\xbb\xbf"
	      "b\n",
	    0,
	    "1:a|2:\xef\xbb\xbf"
	    "b|");
	GIVES("\xef\xbb\xbf\n\na\n", 0, "3:a|");
	GIVES("12345\n123456\n12\n", 5, "1:12345|2!|3:12|");
	GIVES("12345\r\n123456\r\n12\r\n", 5, "1:12345|2!|3:12|");
	GIVES("\xef\xbb\xbf"
	      "12345\r\n12345\r",
	    5, "1:12345|2:12345|");
	GIVES("123456789012345678901234567890\n1\n", 5, "1!|2:1|");
	GIVES("1\n123456789012345678901234567890", 5, "1:1|2!|");
	GIVES("a b\n\x1f\x8b", 0, "1:a b|2:\x1f\x8b|");
	GIVES("\x1f", 0, "1:\x1f|");
	GIVES("\x1f\x8b\x08\n", 0, "failed");
	GIVES("\x28\xb5\x2f\xfd", 0, "failed");
}

static void
check_batches(void)
{
	struct lines_limits limits = {.batch_lines = 3};
	pid_t pid = -1;
	int fd = source("1\n2\n3\n4\n5\n6\n7\n", 14, 14, &pid);
	struct lines *in = lines_new(fd, "test", &limits, NULL);
	int seen = 0, n, largest = 0;

	while ((n = lines_more(in)) > 0) {
		for (int i = 0; i < n; i++)
			is(lines_at(in, i)->text[0] == '0' + ++seen, "lines keep their order");
		largest = n > largest ? n : largest;
	}
	is(n == 0 && seen == 7 && largest <= 3, "a batch has at most so many lines");
	is(lines_more(in) == 0, "the end stays the end");
	lines_free(in);
	close(fd);
	waitpid(pid, NULL, 0);
	lines_free(NULL);
}

/* The lines that are there are given while more may come. */
static void
check_waiting(void)
{
	int fds[2];
	struct lines *in;

	if (pipe(fds) != 0)
		return;
	in = lines_new(fds[0], "test", NULL, NULL);
	is(write(fds[1], "a\nhalf", 6) == 6 && lines_more(in) == 1 &&
		strcmp(lines_at(in, 0)->text, "a") == 0,
	    "what is whole is given at once");
	is(write(fds[1], "way\nb\n", 6) == 6 && lines_more(in) == 2 &&
		strcmp(lines_at(in, 0)->text, "halfway") == 0,
	    "the rest of a line joins its start");
	close(fds[1]);
	is(lines_more(in) == 0, "and then the end");
	lines_free(in);
	close(fds[0]);
}

static void
check_rejects(void)
{
	char name[] = "/tmp/check_lines.XXXXXX", got[64] = "";
	struct lines_limits limits = {.line_max = 4};
	struct rejects rejects;
	pid_t pid = -1;
	int temp = mkstemp(name), n, fd = source("ab\n123456789\ncd\r\n", 17, 3, &pid);
	struct lines *in;

	is(rejects_open(&rejects, name) == 0, "rejects open");
	in = lines_new(fd, "test", &limits, &rejects);
	while ((n = lines_more(in)) > 0)
		for (int i = 0; i < n; i++)
			is(lines_refuse(in, lines_at(in, i), "no") == 0, "a line is refused");
	lines_free(in);
	is(rejects_close(&rejects) == 0, "rejects close");
	is(pread(temp, got, sizeof(got) - 1, 0) == 17 && strcmp(got, "ab\n123456789\ncd\r\n") == 0,
	    "rejects are byte for byte");
	close(temp);
	unlink(name);
	close(fd);
	waitpid(pid, NULL, 0);
	is(rejects_open(&rejects, "/no/such/folder/file") < 0 && strstr(why(), "/no/such/folder"),
	    "rejects that cannot be opened");
	is(rejects_open(&rejects, NULL) == 0 && rejects_close(&rejects) == 0, "no rejects");
}

int
main(void)
{
	check_forms();
	check_batches();
	check_waiting();
	check_rejects();
	return bad > 0;
}
