/* The support lead's desk, with keys. */
#include "desk_loop.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk.h"
#include "desk_act.h"
#include "diag.h"
#include "edit.h"
#include "lease.h"
#include "mask.h"
#include "out.h"
#include "show.h"
#include "term.h"
#include "tty.h"
#include "worked.h"

enum {
	FRAME = 6,	/* lines above and below a case */
	PAGE_FRAME = 3, /* and of a text that stands for itself */
	WORKED_DAYS = 7
};

static const int64_t DAY = 24LL * 3600 * 1000;

static const char *const help[] = {"What the keys do", "",
	"y  approve: put the rule in force; of a gap, the proposed one",
	"e  edit in $EDITOR, and put in force what you make of it",
	"n  reject the rule, with a reason; of a gap: nothing has to be done",
	"   of an answer that was drawn: y it is right, n it is wrong, and then what is right;",
	"   e it is wrong, and the rule that it came from is edited",
	"   of a word that is disputed: y it is so, n it is not; e edits the rule that it was for",
	"t  retire the rule", "w  widen: add an example question",
	"x  narrow: add a counter-example, or a condition (country!=US)",
	"s  skip, j the same; k back", "z  put off until a day; @ give to somebody",
	"c  the conversation; i every check in full; l all of it in the pager",
	"d  did it work? how the questions of what was decided in a week ended since",
	"m  show or hide e-mail, phone and card numbers",
	"/  only cases with these words, or of a kind; nothing: all again",
	"g  go to a number; blank and b turn the page",
	"*  the same for all cases that are shown, after their number is confirmed",
	"u  undo your last decision, and again the one before, also tomorrow",
	"q  quit; whatever you decided is kept", NULL};

/* Does a case fit what is looked for: a kind, or words in what it says? */
static bool
fits(const struct session *s, const struct desk_case *c)
{
	return !s->search || !*s->search || strcmp(s->search, case_kind_name(c->kind)) == 0 ||
	       strcasestr(c->title, s->search) || strcmp(c->id, s->search) == 0;
}

/* The cases that are shown, by their places in the desk. */
static void
choose(struct session *s)
{
	s->n = 0;
	s->shown = mem_array(s->shown, &s->cap, s->desk.n + 1, sizeof(*s->shown));
	for (size_t i = 0; i < s->desk.n; i++)
		if (fits(s, &s->desk.list[i]))
			s->shown[s->n++] = i;
	if (s->at >= s->n)
		s->at = s->n ? s->n - 1 : 0;
}

int
session_read(struct session *s)
{
	s->now = time_now();
	if (store_look(journal_store(s->j)) < 0 ||
	    desk_read(&s->desk, s->j, s->who->conf, s->now) < 0 ||
	    trend_read(&s->trend, s->j, &s->desk, s->now) < 0)
		return -1;
	store_rest(journal_store(s->j));
	choose(s);
	s->page = 0;
	return 0;
}

struct desk_case *
session_case(struct session *s)
{
	return s->n ? &s->desk.list[s->shown[s->at]] : NULL;
}

void
session_say(struct session *s, const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	buf_clear(&s->message);
	buf_text(&s->message, text ? text : "");
	free(text);
}

/* --- the screen --- */

static void
rule_line(size_t columns)
{
	for (size_t i = 0; i < columns; i++)
		putchar('-');
	putchar('\n');
}

static void
counts_lines(const struct session *s, size_t columns)
{
	struct buf line = {0};

	trend_counts(&line, &s->desk);
	show_cell(line.text, columns, false);
	putchar('\n');
	buf_clear(&line);
	trend_words(&line, &s->trend);
	show_cell(line.text, columns, false);
	putchar('\n');
	buf_free(&line);
}

static void
head(struct session *s, const struct desk_case *c, size_t columns)
{
	char left[64], right[64], stamp[TIME_TEXT] = "?";

	if (c->since)
		time_print(stamp, c->since);
	snprintf(left, sizeof(left), "%zu/%zu  %s  ", s->at + 1, s->n, case_kind_name(c->kind));
	if (c->kind == CASE_DRAWN)
		snprintf(right, sizeof(right), "  given %.10s", stamp);
	else
		snprintf(right, sizeof(right), "  harm %.1f, since %.10s", c->harm, stamp);
	fputs(left, stdout);
	show_cell(c->id,
	    columns > strlen(left) + strlen(right) ? columns - strlen(left) - strlen(right) : 8,
	    false);
	puts(right);
}

/* The place where a line begins in the text; its end when there are not so many. */
static size_t
line_at(const struct buf *text, size_t line)
{
	size_t at = 0;

	while (line > 0 && at < text->len)
		if (text->text[at++] == '\n')
			line--;
	return at;
}

/* One page of the lines, filled up to so many rows. */
static void
body(const struct buf *text, size_t rows, size_t *page, size_t *pages)
{
	size_t total = 0, from, to, used = 0;

	for (size_t i = 0; i < text->len; i++)
		total += text->text[i] == '\n';
	*pages = total ? (total + rows - 1) / rows : 1;
	if (*page >= *pages)
		*page = *pages - 1;
	from = line_at(text, *page * rows);
	to = line_at(text, (*page + 1) * rows);
	if (to > from)
		fwrite(text->text + from, 1, to - from, stdout);
	for (size_t i = from; i < to; i++)
		used += text->text[i] == '\n';
	for (; used < rows; used++)
		putchar('\n');
}

/* A text that is not a case, page by page, until another key is pressed. */
static void
show_pages(const struct buf *text)
{
	size_t lines, columns, page = 0, pages;
	int key;

	do {
		tty_size(&lines, &columns);
		tty_clear();
		body(text, lines - PAGE_FRAME, &page, &pages);
		rule_line(columns);
		if (pages > 1)
			printf("page %zu of %zu: blank and b turn, ", page + 1, pages);
		printf("any %skey goes back > ", pages > 1 ? "other " : "");
		key = tty_key();
		page += key == ' ' ? 1 : key == 'b' && page > 0 ? (size_t)-1 : 0;
	} while (pages > 1 && (key == ' ' || key == 'b'));
}

static int
fill_lines(struct session *s, const struct desk_case *c, size_t columns)
{
	int rc;

	s->view.columns = columns;
	s->view.now = s->now;
	buf_clear(&s->lines);
	if (store_look(journal_store(s->j)) < 0)
		return -1;
	rc = case_lines(&s->lines, c, s->j, &s->view);
	store_rest(journal_store(s->j));
	return rc;
}

/* What came of the last key; a reason for a refusal may hold what somebody wrote. */
static void
message_line(struct session *s, size_t columns)
{
	struct buf masked = {0};

	const char *text = s->message.text ? s->message.text : "";

	show_cell(s->view.mask ? mask_text(&masked, text) : text, columns, false);
	buf_free(&masked);
	buf_clear(&s->message);
}

static int
draw(struct session *s)
{
	const struct desk_case *c = session_case(s);
	size_t lines, columns, pages;
	pid_t other = 0;

	tty_size(&lines, &columns);
	if (c && s->filled != c->id) {
		other = lease_take(s->lease, c->id);
		if (other < 0 || fill_lines(s, c, columns) < 0)
			return -1;
		s->filled = c->id;
		s->other = other;
	}
	if (!c)
		buf_clear(&s->lines);
	tty_clear();
	counts_lines(s, columns);
	if (c)
		head(s, c, columns);
	else
		puts(s->search ? "nothing fits; / and Enter shows all again" : "nothing waits");
	rule_line(columns);
	body(&s->lines, lines - FRAME, &s->page, &pages);
	if (s->other > 0 && !s->message.len)
		session_say(s, "process %d has this case open too", (int)s->other);
	message_line(s, columns);
	printf("\n%s",
	    c && c->kind == CASE_DRAWN ? "y right n wrong e s z c u ? q" : "y n e s z c d u ? q");
	if (pages > 1)
		printf("  (page %zu of %zu, blank turns)", s->page + 1, pages);
	fputs(" > ", stdout);
	return 0;
}

static void
show_help(void)
{
	struct buf text = {0};

	for (size_t i = 0; help[i]; i++)
		buf_print(&text, "%s\n", help[i]);
	show_pages(&text);
	buf_free(&text);
}

/* Did it work? */
static int
show_worked(struct session *s)
{
	struct buf text = {0};
	size_t lines, columns;
	int rc;

	tty_size(&lines, &columns);
	buf_text(&text,
	    "What was decided in a week, and how its questions ended before and since\n\n");
	rc = worked_lines(&text, s->j, s->who->conf, s->now - WORKED_DAYS * DAY, columns,
	    s->view.mask);
	store_rest(journal_store(s->j));
	if (rc == 0)
		show_pages(&text);
	buf_free(&text);
	return rc;
}

/* The case with nothing cut or left out. */
static int
show_pager(struct session *s)
{
	struct case_view view = s->view;
	struct buf lines = {0};
	const struct desk_case *c = session_case(s);
	int rc = store_look(journal_store(s->j));

	view.whole = view.why = true;
	if (rc == 0 && c)
		rc = case_lines(&lines, c, s->j, &view);
	store_rest(journal_store(s->j));
	if (rc == 0) {
		tty_end();
		tty_clear();
		if (edit_page(lines.text ? lines.text : "", lines.len) < 0)
			session_say(s, "%s", why());
		tty_begin();
	}
	buf_free(&lines);
	return rc;
}

static void
ask_search(struct session *s)
{
	const char *text = tty_line(&s->arena, "/");

	mem_free(s->search);
	s->search = text && *text ? mem_dup(text) : NULL;
	s->at = 0;
	choose(s);
}

static void
ask_number(struct session *s)
{
	const char *text = tty_line(&s->arena, "go to number: ");
	long n = text ? strtol(text, NULL, 10) : 0;

	if (n < 1 || (size_t)n > s->n)
		session_say(s, "there are the numbers 1 to %zu", s->n);
	else
		s->at = (size_t)n - 1;
}

static void
move(struct session *s, int by)
{
	s->page = 0;
	if (by > 0 && s->at + 1 < s->n)
		s->at++;
	else if (by > 0)
		session_say(s, "that was the last one; k goes back, q quits");
	else if (s->at > 0)
		s->at--;
}

/* A key that only changes what is shown. */
static bool
looks(struct session *s, int key)
{
	switch (key) {
	case 's':
	case 'j':
		move(s, 1);
		return true;
	case 'k':
		move(s, -1);
		return true;
	case ' ':
		s->page++;
		return true;
	case 'b':
		s->page -= s->page > 0;
		return true;
	case 'c':
		s->view.talk = !s->view.talk;
		break;
	case 'i':
		s->view.why = !s->view.why;
		break;
	case 'm':
		s->view.mask = !s->view.mask;
		break;
	case '/':
		ask_search(s);
		break;
	case 'g':
		ask_number(s);
		return true;
	case '?':
		show_help();
		return true;
	default:
		return false;
	}
	s->filled = NULL;
	return true;
}

static int
loop(struct session *s)
{
	int key;

	for (;;) {
		arena_clear(&s->arena);
		if (draw(s) < 0)
			return -1;
		key = tty_key();
		if (key == 'q' || key == KEY_END)
			return 0;
		if (key == 'd'	 ? show_worked(s) < 0
		    : key == 'l' ? show_pager(s) < 0
				 : !looks(s, key) && session_act(s, key) < 0)
			return -1;
		flush_out();
	}
}

int
desk_work(const char *dir, struct writer *who)
{
	struct session s = {.dir = dir, .who = who, .lease = -1};
	int rc = journal_open(&s.j, dir, STORE_WRITE);

	s.view = (struct case_view){.conf = who->conf, .by = who->by, .mask = who->conf->mask > 0};
	if (rc == 0 && (s.lease = lease_open(dir)) < 0)
		rc = -1;
	if (rc == 0)
		rc = session_read(&s);
	if (rc == 0 && !tty_begin())
		rc = fail("not a terminal");
	if (rc == 0)
		rc = loop(&s);
	tty_end();
	putchar('\n');
	if (rc < 0)
		warn("%s", why());
	lease_close(s.lease);
	journal_close(s.j);
	desk_free(&s.desk);
	trend_free(&s.trend);
	mem_free(s.shown);
	mem_free(s.search);
	buf_free(&s.lines);
	buf_free(&s.message);
	arena_free(&s.arena);
	return rc < 0 ? why_status() : EXIT_OK;
}
