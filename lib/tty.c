/* The terminal as a person works on it. */
#include "tty.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "term.h"

enum { GROWTH = 10 };

static struct termios before, keys;
static volatile sig_atomic_t raw;

static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

static void
restore(int sig)
{
	if (raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	raw = 0;
	signal(sig, SIG_DFL);
	raise(sig);
}

bool
tty_begin(void)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    tcgetattr(STDIN_FILENO, &before) != 0)
		return false;
	keys = before;
	keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	keys.c_cc[VMIN] = 1;
	keys.c_cc[VTIME] = 0;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		signal(ends[i], restore);
	raw = 1;
	return tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
}

void
tty_end(void)
{
	if (raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	raw = 0;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		signal(ends[i], SIG_DFL);
}

void
tty_size(size_t *lines, size_t *columns)
{
	struct winsize w;

	*columns = term_columns(STDOUT_FILENO);
	*lines = ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row > 0 ? w.ws_row : 24;
	*lines = *lines < 10 ? 10 : *lines;
	*columns = *columns < 40 ? 40 : *columns;
}

void
tty_clear(void)
{
	fputs("\x1b[H\x1b[2J", stdout);
}

static int
read_byte(void)
{
	unsigned char c;
	ssize_t got;

	while ((got = read(STDIN_FILENO, &c, 1)) < 0 && errno == EINTR)
		;
	return got == 1 ? c : KEY_END;
}

int
tty_key(void)
{
	int key;

	fflush(stdout);
	key = read_byte();
	if (key == 4)
		return KEY_END;
	if (key != 0x1b)
		return key;
	/* The rest of an arrow's bytes, if it is one: they come at once. */
	keys.c_cc[VMIN] = 0;
	keys.c_cc[VTIME] = 1;
	tcsetattr(STDIN_FILENO, TCSANOW, &keys);
	while (read_byte() > 0)
		;
	keys.c_cc[VMIN] = 1;
	keys.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &keys);
	return 0;
}

const char *
tty_line(struct arena *a, const char *prompt)
{
	char line[4096];
	const char *out = NULL;
	size_t n = 0;
	int c;

	/* First, or a key that answers the prompt at once would be taken as keys are. */
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	printf("\r\x1b[K%s", prompt);
	fflush(stdout);
	while ((c = read_byte()) != KEY_END && c != '\n')
		if (n + 1 < sizeof(line))
			line[n++] = (char)c;
	tcsetattr(STDIN_FILENO, TCSANOW, &keys);
	if (c == '\n' || n > 0)
		out = arena_copy(a, line, n);
	return out;
}

/* The bytes of safe text that fit into so many columns, up to a blank where there is one. */
static size_t
fit(const char *text, size_t n, size_t columns)
{
	size_t at = 0, used = 0, blank = 0, len;
	uint32_t code;

	while (at < n && (len = term_decode(text + at, n - at, &code)) > 0) {
		size_t width = term_width(text + at, len);

		if (used + width > columns)
			return blank ? blank : at ? at : len;
		if (text[at] == ' ')
			blank = at;
		at += len;
		used += width;
	}
	return at;
}

void
tty_wrap(struct buf *out, const char *first, const char *text, size_t columns, size_t max)
{
	size_t n = strlen(text), at = 0, lead = term_width(first, strlen(first)), count = 0;
	struct buf safe = {0};

	buf_room(&safe, n * GROWTH);
	safe.len = term_shown(safe.text, n * GROWTH + 1, text, n);
	columns = columns > lead + 10 ? columns - lead : 10;
	buf_text(out, first);
	do {
		bool last = max > 0 && ++count == max;
		size_t take = fit(safe.text + at, safe.len - at, columns);

		if (last && at + take < safe.len)
			take = fit(safe.text + at, safe.len - at, columns - 1);
		if (at > 0)
			buf_print(out, "%*s", (int)lead, "");
		buf_add(out, safe.text + at, take);
		at += take;
		while (at < safe.len && safe.text[at] == ' ')
			at++;
		if (last && at < safe.len) {
			buf_text(out, term_more());
			at = safe.len;
		}
		buf_char(out, '\n');
	} while (at < safe.len);
	buf_free(&safe);
}
