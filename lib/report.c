/* The morning report: what is in it, and the file. */
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "lines.h"
#include "plot.h"
#include "report_parts.h"
#include "rule.h"
#include "term.h"

static const int64_t DAY = 86400000;

void
report_fill(struct report *r, const struct patterns *p, size_t n, int64_t now)
{
	r->patterns = p;
	r->n = n;
	r->now = now;
	r->talks = patterns_talks(p, n);
	patterns_curve(p, &r->curve);
	changes_end(&r->changes, &r->curve);
}

void
report_free(struct report *r)
{
	mem_free(r->talks);
	changes_free(&r->changes);
}

int64_t
report_since(const char *path, int64_t now)
{
	int64_t yesterday = (now / DAY - 1) * DAY, last;
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return yesterday;
	last = (int64_t)st.st_mtim.tv_sec * 1000;
	return last < yesterday ? last : yesterday;
}

/* --- words --- */

int
report_part(const struct pattern *one)
{
	return one->state == PATTERN_MENDED ? 1 : one->news ? 0 : 2;
}

const char *
report_title(int part)
{
	static const char *const titles[REPORT_PARTS] = {"What is new", "What got better",
		"What was told before"};

	return titles[part];
}

size_t
report_count(const struct report *r, int part)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += report_part(patterns_at(r->patterns, i)) == part;
	return n;
}

char *
report_safe(const char *text, size_t most)
{
	size_t n = strlen(text), cut = most && n > most ? most : n, len;
	char *safe = mem_alloc(cut * 10 + 4);

	while (cut < n && cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80)
		cut--;
	len = term_safe(safe, cut * 10 + 1, text, cut);
	if (cut < n)
		memcpy(safe + len, "…", sizeof("…"));
	return safe;
}

void
report_day(struct buf *out, int64_t time)
{
	char day[PLOT_DAY];

	plot_day(day, time, true);
	buf_text(out, day);
}

const char *
report_change(const struct change *one)
{
	enum rule_status before = one->before ? rule_status_of(one->before) : RULE_STATUSES,
			 after = one->after ? rule_status_of(one->after) : RULE_STATUSES;

	if (after == RULE_STATUSES)
		return "taken out";
	if (rule_in_force(before) && rule_in_force(after))
		return before == after ? "changed" : after == RULE_ACTIVE ? "in force" : "on trial";
	if (rule_in_force(before))
		return after == RULE_HELD ? "withdrawn, waits for a person" : "withdrawn";
	switch (after) {
	case RULE_ACTIVE:
		return "in force";
	case RULE_TRIAL:
		return "on trial";
	case RULE_HELD:
		return "waits for a person";
	case RULE_PENDING:
		return before == RULE_PENDING ? "changed, without effect" : "noted, without effect";
	case RULE_REJECTED:
		return "rejected";
	default:
		return "retired";
	}
}

/* --- the file --- */

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
	if (lines_write(fd, text->text, text->len) < 0 || fsync(fd) < 0)
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
