/* A text in a person's editor. */
#include "edit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diag.h"
#include "lines.h"

enum { TEXT_MAX = 16 * 1024 * 1024 };

int
edit_begin(struct edit *e, const char *dir, const char *name, const char *text)
{
	char full[sizeof(e->path)];
	int fd;

	*e = (struct edit){0};
	if (!realpath(dir, full))
		return fail("%s: %s", dir, strerror(errno));
	if (snprintf(e->path, sizeof(e->path), "%s/%s.XXXXXX.yaml", full, name) >=
	    (int)sizeof(e->path))
		return fail("%s: the path is too long", dir);
	if ((fd = mkostemps(e->path, (int)strlen(".yaml"), O_CLOEXEC)) < 0)
		return fail("%s: %s", e->path, strerror(errno));
	if (lines_write(fd, text, strlen(text)) < 0 || fsync(fd) < 0) {
		fail("%s: %s", e->path, strerror(errno));
		close(fd);
		unlink(e->path);
		return -1;
	}
	close(fd);
	buf_text(&e->text, text);
	buf_text(&e->given, text);
	return 0;
}

static const char *
editor(void)
{
	static const char *const names[] = {"FL_EDITOR", "VISUAL", "EDITOR"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return value;
	}
	return "$(command -v editor || echo vi)";
}

/* As git and visudo do: the shell reads the editor's words, the path is an argument of its own. */
static int
run_editor(const char *path)
{
	struct buf script = {0};
	struct sigaction ignore = {.sa_handler = SIG_IGN}, old_int, old_quit;
	int status;
	pid_t pid;

	buf_print(&script, "%s \"$@\"", editor());
	fflush(stdout);
	sigaction(SIGINT, &ignore, &old_int);
	sigaction(SIGQUIT, &ignore, &old_quit);
	if ((pid = fork()) == 0) {
		sigaction(SIGINT, &old_int, NULL);
		sigaction(SIGQUIT, &old_quit, NULL);
		execl("/bin/sh", "sh", "-c", script.text, editor(), path, (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGQUIT, &old_quit, NULL);
	buf_free(&script);
	if (pid < 0)
		return fail("fork: %s", strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return fail("the editor '%s' failed", editor());
	return 0;
}

static int
read_back(const struct edit *e, struct buf *now)
{
	int fd = open(e->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	ssize_t got = 1;

	if (fd < 0)
		return fail("%s: %s", e->path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > TEXT_MAX) {
		close(fd);
		return fail("%s: not a file of text, or larger than %d MiB", e->path,
		    TEXT_MAX >> 20);
	}
	while (got > 0 || (got < 0 && errno == EINTR)) {
		buf_room(now, 65536);
		got = read(fd, now->text + now->len, 65536);
		now->len += got > 0 ? (size_t)got : 0;
	}
	now->text[now->len] = '\0';
	close(fd);
	if (got < 0)
		return fail("%s: %s", e->path, strerror(errno));
	return strlen(now->text) == now->len ? 0 : fail("%s: a NUL in it", e->path);
}

static bool
same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

int
edit_run(struct edit *e)
{
	struct buf now = {0};
	int changed;

	if (run_editor(e->path) < 0 || read_back(e, &now) < 0) {
		buf_free(&now);
		return -1;
	}
	changed = !same(&now, &e->text);
	buf_free(&e->text);
	e->text = now;
	return changed;
}

bool
edit_untouched(const struct edit *e)
{
	struct buf now = {0};
	bool is = read_back(e, &now) == 0 && same(&now, &e->given);

	buf_free(&now);
	return is;
}

void
edit_end(struct edit *e, int keep)
{
	if (!keep && e->path[0])
		unlink(e->path);
	buf_free(&e->text);
	buf_free(&e->given);
	e->path[0] = '\0';
}

/* The child's part: the pager reads the pipe, and obeys no command of what it reads. */
static _Noreturn void
become_pager(const int ends[2])
{
	const char *pager = getenv("FL_PAGER");

	if (!pager || !*pager)
		pager = getenv("PAGER");
	if (!pager || !*pager)
		pager = "less -X";
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);
	execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
	_exit(127);
}

int
edit_page(const char *text, size_t n)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, old_int, old_pipe;
	int ends[2], status;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return fail("pipe: %s", strerror(errno));
	fflush(stdout);
	setenv("LESSSECURE", "1", 1);
	if ((pid = fork()) == 0)
		become_pager(ends);
	close(ends[0]);
	sigaction(SIGINT, &ignore, &old_int);
	sigaction(SIGPIPE, &ignore, &old_pipe); /* a pager may be left before it has read all */
	while (pid > 0 && n > 0) {
		ssize_t put = write(ends[1], text, n);

		if (put < 0 && errno != EINTR)
			break;
		text += put > 0 ? put : 0;
		n -= put > 0 ? (size_t)put : 0;
	}
	close(ends[1]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGPIPE, &old_pipe, NULL);
	return pid < 0 ? fail("fork: %s", strerror(errno)) : 0;
}

char
edit_ask(const char *question, const char *keys)
{
	char last = keys[strlen(keys) - 1];
	char *line = NULL;
	size_t room = 0;
	char key = '\0';

	if (!isatty(STDIN_FILENO))
		return last;
	while (!key) {
		fprintf(stderr, "%s ", question);
		fflush(stderr);
		if (getline(&line, &room, stdin) < 0) {
			clearerr(stdin);
			fputc('\n', stderr);
			key = last;
		} else if (line[0] && line[0] != '\n' && line[1] == '\n' && strchr(keys, line[0])) {
			key = line[0];
		}
	}
	free(line);
	return key;
}
