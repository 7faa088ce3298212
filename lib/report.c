/* The morning report: patterns as a page of Markdown. */
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "term.h"

enum { TEXT_SHOWN = 240 /* bytes of one text */ };

/* Would Markdown read this sign of a text as more than itself, or make a link of it? */
static bool
is_special(const char *text, const char *c)
{
	switch (*c) {
	case '.': /* www.example, 1. */
		return (c[1] && c[1] != ' ') || (c > text && c[-1] >= '0' && c[-1] <= '9');
	case ':':
		return c[1] == '/';
	case '-':
	case '+':
	case '#':
	case '=':
		return c == text;
	default:
		return strchr("\\`*_[]|~@", *c) != NULL;
	}
}

/* Text as text: on one line, every sign that Markdown or HTML might read escaped. */
static void
put_text(struct buf *out, const char *text)
{
	size_t n = strlen(text), cut = n < TEXT_SHOWN ? n : TEXT_SHOWN;
	char *safe = mem_alloc(cut * 10 + 1);

	while (cut < n && cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80)
		cut--;
	term_safe(safe, cut * 10 + 1, text, cut);
	for (const char *c = safe; *c; c++) {
		if (*c == '<')
			buf_text(out, "&lt;");
		else if (*c == '>')
			buf_text(out, "&gt;");
		else if (*c == '&')
			buf_text(out, "&amp;");
		else if (is_special(safe, c))
			buf_print(out, "\\%c", *c);
		else
			buf_char(out, *c);
	}
	if (cut < n)
		buf_text(out, "…");
	mem_free(safe);
}

static void
put_day(struct buf *out, int64_t ms)
{
	char text[TIME_TEXT];

	time_print(text, ms);
	buf_add(out, text, 10);
}

static void
put_list(struct buf *out, const char *title, const struct pattern_list *l)
{
	if (l->n)
		buf_print(out, "\n%s\n\n", title);
	for (uint32_t i = 0; i < l->n; i++) {
		buf_text(out, "- ");
		put_text(out, l->at[i]);
		buf_char(out, '\n');
	}
}

static void
put_story(struct buf *out, const struct pattern *one)
{
	char from[TIME_TEXT], to[TIME_TEXT];

	if (one->split)
		buf_print(out, "Split from %s.\n", one->split);
	for (uint32_t i = 0; i < one->merged.n; i++)
		buf_print(out, "%s is part of it now.\n", one->merged.at[i]);
	if (one->burst.customers) {
		time_print(from, one->burst.from);
		time_print(to, one->burst.to);
		buf_print(out, "A burst: %u customers from %s to %s.\n", one->burst.customers, from,
		    to);
	}
	if (one->mending.rule) {
		buf_text(out, "Rule ");
		put_text(out, one->mending.rule);
		buf_text(out, " answers since ");
		put_day(out, one->mending.since);
		buf_print(out, ": failed %u of %u customers before, %u of %u after.\n",
		    one->mending.before[0], one->mending.before[1], one->mending.after[0],
		    one->mending.after[1]);
	}
}

static void
put_pattern(struct buf *out, const struct pattern *one)
{
	buf_text(out, "\n## ");
	put_text(out, one->phrase);
	buf_print(out, " (%s, %s)\n\nFailed %u of %u customers who asked, from ", one->id,
	    pattern_state_name(one->state), one->customers, one->askers);
	put_day(out, one->first);
	buf_text(out, " to ");
	put_day(out, one->last);
	buf_print(out,
	    ".\nThat is %.0f to %.0f %%, as silence is taken for success or failure; the rest "
	    "fails "
	    "in %.0f %%.\n",
	    one->rate[0] * 100, one->rate[1] * 100, one->rest * 100);
	if (one->inferred > 0)
		buf_print(out, "Of %.0f %% of these customers it is only inferred.\n",
		    one->inferred * 100);
	if (one->gap)
		buf_text(out, "It is a gap: no rule in force had a part in it.\n");
	put_story(out, one);
	put_list(out, "Asked:", &one->examples);
	put_list(out, "Said:", &one->said);
	put_list(out, "People said instead:", &one->right);
}

static void
put_row(struct buf *out, const struct pattern *one)
{
	buf_print(out, "| %s | %s%s | %.1f | %u/%u | %.0f–%.0f %% | ", one->id,
	    pattern_state_name(one->state), one->gap ? ", gap" : "", one->harm, one->customers,
	    one->askers, one->rate[0] * 100, one->rate[1] * 100);
	put_text(out, one->phrase);
	buf_text(out, " |\n");
}

void
report_markdown(struct buf *out, const struct patterns *p, size_t n)
{
	static const char *const titles[] = {"What is new", "What is mended", "What is as it was"};

	buf_text(out, "# Recurring failures\n");
	if (n == 0)
		buf_text(out, "\nThere are none.\n");
	for (int part = 0; part < 3; part++) {
		bool any = false;

		for (size_t i = 0; i < n; i++) {
			const struct pattern *one = patterns_at(p, i);

			if (part != (one->state == PATTERN_MENDED ? 1 : one->news ? 0 : 2))
				continue;
			if (!any)
				buf_print(out,
				    "\n%s:\n\n| pattern | state | harm | customers | fails | about "
				    "|\n"
				    "|---|---|--:|--:|--:|---|\n",
				    titles[part]);
			any = true;
			put_row(out, one);
		}
	}
	for (size_t i = 0; i < n; i++)
		put_pattern(out, patterns_at(p, i));
}

static int
write_all(int fd, const char *text, size_t n)
{
	while (n) {
		ssize_t done = write(fd, text, n);

		if (done < 0 && errno != EINTR)
			return -1;
		if (done > 0) {
			text += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

int
report_save(const char *path, const struct buf *text)
{
	struct buf name = {0};
	int fd, rc = 0;

	buf_print(&name, "%s.%ld", path, (long)getpid());
	fd = open(name.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		rc = fail("%s: %s", name.text, strerror(errno));
		buf_free(&name);
		return rc;
	}
	if (write_all(fd, text->text, text->len) < 0 || fsync(fd) < 0)
		rc = fail("%s: %s", path, strerror(errno));
	if (close(fd) < 0 && rc == 0)
		rc = fail("%s: %s", path, strerror(errno));
	if (rc == 0 && rename(name.text, path) < 0)
		rc = fail("%s: %s", path, strerror(errno));
	if (rc < 0)
		unlink(name.text);
	buf_free(&name);
	return rc;
}
