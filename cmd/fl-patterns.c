/* fl-patterns: failures that recur, a pattern a line. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "diag.h"
#include "journal.h"
#include "json.h"
#include "lines.h"
#include "option.h"
#include "out.h"
#include "pattern.h"
#include "pattern_file.h"
#include "pattern_store.h"
#include "record.h"
#include "report.h"
#include "term.h"

enum {
	OPT_CUSTOMERS = 256,
	OPT_REPORT,
	OPT_MAP,
	OPT_MERGE,
	OPT_FINISH,
};

static struct {
	const char *store, *since, *until, *show, *rejects, *report;
	struct lines_limits limits;
	long customers;
	bool status, json, text, news, dry;
	int step; /* OPT_MAP, OPT_MERGE, OPT_FINISH, or 0: all of them at once */
} opt;

static const struct option_row rows[] = {
	{'s', "store", "DIR", "the store (else $FL_STORE, else ~/.local/share/fl)", &opt.store},
	{0, "since", "TIME", "only what was asked at or after (2026-03-02, yesterday, 7d)",
		&opt.since},
	{0, "until", "TIME", "only what was asked before", &opt.until},
	{OPT_CUSTOMERS, "min-customers", "N", "a pattern has at least N failing customers (3)",
		NULL},
	{0, "show", "ID", "print one pattern in full", &opt.show},
	{0, "news", NULL, "print only what is new, or has changed since the last run", &opt.news},
	{OPT_REPORT, "report", "FILE", "write the report to FILE (.html or .md), print nothing",
		NULL},
	{OPT_MAP, "map", NULL, "read records and print a part, for --merge and --finish", NULL},
	{OPT_MERGE, "merge", NULL, "put parts together and print them as one", NULL},
	{OPT_FINISH, "finish", NULL, "put parts together and find the patterns", NULL},
	{'e', "exit-status", NULL, "exit 1 when there is something new", &opt.status},
	{'n', "dry-run", NULL, "record nothing in the store", &opt.dry},
	{0, "json", NULL, "print JSON lines, on a terminal too", &opt.json},
	{0, "text", NULL, "print for people, in a pipe too", &opt.text},
	{0, "rejects", "FILE", "append refused lines to FILE, byte for byte", &opt.rejects},
	{0, "max-line", "SIZE", "refuse longer lines (1M)", &opt.limits.line_max},
	{0, NULL, NULL, NULL, NULL},
};

static const struct command command = {
	"[-en] [-s DIR] [--news] [--since TIME] [--until TIME] [--show ID]\n"
	"                   [--map | --merge | --finish] [-|FILE...]",
	"Find what keeps failing: group failed interactions by what was asked, test each group,\n"
	"and print those that fail more than the rest.  With - or files, read records from there.",
	rows,
};

static bool
ends_in(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n > m && strcmp(path + n - m, end) == 0;
}

static const char *
report_path(const char *path)
{
	if (!ends_in(path, ".md") && !ends_in(path, ".html"))
		usage("--report takes a file whose name ends in .html or .md, not '%s'", path);
	return path;
}

static void
options(int argc, char *argv[])
{
	const char *arg;

	for (int id; (id = options_next(&command, argc, argv, &arg)) != -1;)
		switch (id) {
		case OPT_REPORT:
			opt.report = report_path(arg);
			break;
		case OPT_MAP:
		case OPT_MERGE:
		case OPT_FINISH:
			if (opt.step && opt.step != id)
				usage("--map, --merge and --finish are one step each");
			opt.step = id;
			break;
		case OPT_CUSTOMERS:
			opt.customers = option_number("min-customers", arg, 1, 1000000);
			break;
		}
}

/* A step reads what is named, and a part is no text. */
static void
check_step(char *const *paths)
{
	static const char *const names[] = {"map", "merge", "finish"};
	const char *name = opt.step ? names[opt.step - OPT_MAP] : NULL;

	if (!name)
		return;
	if (!paths[0])
		usage("--%s wants - or files", name);
	if (opt.step != OPT_MAP && (opt.since || opt.until))
		usage("--since and --until go with --map");
	if (opt.step != OPT_FINISH && (opt.show || opt.status || opt.customers || opt.report))
		usage("--%s prints a part; what is found is for --finish", name);
	if (opt.step != OPT_FINISH && isatty(STDOUT_FILENO))
		usage("--%s prints a part, which is not for a terminal", name);
}

static bool
for_people(void)
{
	return out_people(opt.text, opt.json);
}

/* --- reading --- */

static struct patterns *
begin(const char *dir, struct report *r, int64_t now)
{
	struct pattern_options o = {.rules_known = dir != NULL};
	struct conf conf;

	if ((opt.since && time_read(opt.since, now, &o.since) < 0) ||
	    (opt.until && time_read(opt.until, now, &o.until) < 0))
		usage("%s", why());
	if (conf_read(&conf, dir) < 0)
		give_up();
	o.customers = (uint32_t)(opt.customers ? opt.customers : (long)conf.pattern_customers);
	conf_free(&conf);
	if (opt.report)
		changes_begin(&r->changes, o.since ? o.since : report_since(opt.report, now),
		    o.until ? o.until : INT64_MAX);
	return patterns_new(&o);
}

/* Records from files: how many lines were refused. */
static unsigned long
read_stream(struct patterns *p, struct report *report, char *const *paths)
{
	struct rejects rejects;
	struct inputs in = {.paths = paths, .limits = &opt.limits, .rejects = &rejects, .fd = -1};
	int64_t now = time_now();
	struct json json = {0};
	struct arena a = {0};
	unsigned long refused = 0;
	int n;

	if (rejects_open(&rejects, opt.rejects) < 0)
		give_up();
	while ((n = inputs_more(&in)) > 0)
		for (int i = 0; i < n; i++) {
			const struct line *l = lines_at(in.now, i);
			struct record r;
			int rc = l->too_long ? lines_too_long(opt.limits.line_max)
					     : record_read(&r, &json, &a, l->text, l->len,
						   RECORD_ANY, RECORD_TYPES, now);

			if (rc < 0 && (refused++, lines_refuse(in.now, l, why()) < 0))
				give_up();
			if (rc == 0)
				patterns_add(p, &r);
			if (rc == 0 && opt.report)
				changes_add(&report->changes, &r);
			arena_clear(&a);
		}
	if (n < 0)
		give_up();
	inputs_close(&in);
	if (rejects_close(&rejects) < 0)
		give_up();
	json_free(&json);
	arena_free(&a);
	return refused;
}

static void
join_parts(struct patterns *p, char *const *paths)
{
	for (; *paths; paths++)
		if (pattern_file_join(p, *paths) < 0)
			give_up();
}

/* A look at all of the store is remembered; one at a part of it would be taken for all. */
static bool
is_recorded(void)
{
	return !opt.dry && !opt.since && !opt.until && !opt.show && !opt.customers;
}

static size_t
count_news(const struct patterns *p, size_t n)
{
	size_t news = 0;

	for (size_t i = 0; i < n; i++)
		news += patterns_at(p, i)->news;
	return news;
}

/* --- printing for people --- */

/* Text in so many columns, safe for a terminal, cut where it is longer and filled up. */
static void
put_cell(struct buf *out, const char *text, size_t columns, bool fill)
{
	size_t n = strlen(text), used = 0, at = 0;
	char *safe = mem_alloc(n * 10 + 1);

	n = term_safe(safe, n * 10 + 1, text, n);
	if (term_width(safe, n) > columns) {
		for (size_t len; at < n; at += len) {
			uint32_t code;
			size_t wide;

			len = term_decode(safe + at, n - at, &code);
			len = len ? len : 1;
			wide = term_width(safe + at, len);
			if (used + wide + 1 > columns)
				break;
			used += wide;
		}
		buf_add(out, safe, at);
		buf_text(out, "…");
		used++;
	} else {
		buf_add(out, safe, n);
		used = term_width(safe, n);
	}
	for (; fill && used < columns; used++)
		buf_char(out, ' ');
	mem_free(safe);
}

static void
put_weeks(struct buf *out, const struct pattern *one, uint32_t most)
{
	static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	uint32_t top = 1, from = one->weeks > most ? one->weeks - most : 0;

	for (uint32_t i = from; i < one->weeks; i++)
		if (one->per_week[i] > top)
			top = one->per_week[i];
	for (uint32_t i = one->weeks - from; i < most; i++)
		buf_char(out, ' ');
	for (uint32_t i = from; i < one->weeks; i++)
		buf_text(out, one->per_week[i] ? bars[one->per_week[i] * 7 / top] : "·");
}

static void
put_range(struct buf *out, const double range[2])
{
	char text[32];

	if (pattern_silent(range))
		snprintf(text, sizeof(text), "%.0f-%.0f%%", range[0] * 100, range[1] * 100);
	else
		snprintf(text, sizeof(text), "%.0f%%", range[0] * 100);
	buf_print(out, "%8s", text);
}

static void
put_age(struct buf *out, const struct pattern *one)
{
	char text[32];

	snprintf(text, sizeof(text), "%lldd", (long long)(one->time - one->first) / 86400000);
	buf_print(out, "%5s", text);
}

enum { WEEKS = 8, FIXED = 66, BOTH = 50, CAUSE = 20 };

/* What it is about; where there is room, the typical question too, and the cause. */
static void
put_about(struct buf *out, const char *phrase, const char *question, const char *cause, size_t left)
{
	size_t wide;

	if (left >= BOTH + CAUSE + 2) {
		put_cell(out, cause ? cause : "", CAUSE, true);
		buf_char(out, ' ');
		left -= CAUSE + 1;
	}
	wide = left / 2 < 32 ? left / 2 : 32;

	if (left < BOTH) {
		put_cell(out, phrase, left, false);
	} else {
		put_cell(out, phrase, wide, true);
		buf_char(out, ' ');
		put_cell(out, question, left - wide - 1, false);
	}
	buf_char(out, '\n');
}

static void
print_table(const struct patterns *p, size_t n)
{
	size_t wide = term_columns(STDOUT_FILENO), left = wide > FIXED + 14 ? wide - FIXED : 14;
	struct buf out = {0};
	bool any = false;

	buf_print(&out, "%-12s %6s %9s %8s %8s   %5s %-7s ", "PATTERN", "HARM", "CUSTOMERS",
	    "FAILS", "WEEKS", "AGE", "STATE");
	put_about(&out, "ABOUT", "TYPICAL QUESTION", "CAUSE", left);
	for (size_t i = 0; i < n; i++) {
		const struct pattern *one = patterns_at(p, i);
		char customers[32];

		if (opt.news && !one->news)
			continue;
		any = true;
		snprintf(customers, sizeof(customers), "%u/%u", one->customers, one->askers);
		buf_print(&out, "%-12s %6.1f %9s ", one->id, one->harm, customers);
		put_range(&out, one->rate);
		buf_char(&out, ' ');
		put_weeks(&out, one, WEEKS);
		buf_print(&out, " %c ", one->gap ? '!' : ' ');
		put_age(&out, one);
		buf_print(&out, " %-7s ", pattern_state_name(one->state));
		put_about(&out, one->phrase, one->question, one->cause.name, left);
	}
	if (any)
		fwrite(out.text, 1, out.len, stdout);
	else if (!opt.news)
		puts("no patterns");
	buf_free(&out);
}

static void
put_line(struct buf *out, const char *label, const char *text)
{
	size_t wide = term_columns(STDOUT_FILENO);

	buf_print(out, "%-12s ", label);
	put_cell(out, text, wide > 40 ? 4 * (wide - 14) : 104, false);
	buf_char(out, '\n');
}

static void
put_list(struct buf *out, const char *label, const struct pattern_list *l)
{
	for (uint32_t i = 0; i < l->n; i++)
		put_line(out, i ? "" : label, l->at[i]);
}

static void
put_time(struct buf *out, const char *label, int64_t ms)
{
	char text[TIME_TEXT];

	time_print(text, ms);
	put_line(out, label, text);
}

/* What has become of it, in sentences. */
static void
put_story(struct buf *out, const struct pattern *one)
{
	char from[TIME_TEXT], to[TIME_TEXT];

	put_line(out, "state", pattern_state_name(one->state));
	put_list(out, "merged", &one->merged);
	if (one->split)
		put_line(out, "split from", one->split);
	if (one->burst.customers) {
		time_print(from, one->burst.from);
		time_print(to, one->burst.to);
		buf_print(out, "%-12s %u customers from %s to %s\n", "burst", one->burst.customers,
		    from, to);
	}
	if (one->mending.rule) {
		time_print(from, one->mending.since);
		put_line(out, "rule", one->mending.rule);
		buf_print(out,
		    "%-12s failed %u of %u customers before it answered, %u of %u since %s\n", "",
		    one->mending.before[0], one->mending.before[1], one->mending.after[0],
		    one->mending.after[1], from);
	}
}

/* Why it failed, and which rule is to blame or was missed. */
static void
put_cause(struct buf *out, const struct pattern_cause *c)
{
	struct buf text = {0};

	if (!c->name)
		return;
	buf_print(&text, "%s (%u of %u looked into)", c->name, c->times, c->of);
	if (c->rule)
		buf_print(&text, "; rule to blame: %s", c->rule);
	if (c->knows)
		buf_print(&text, "; right is rule %s", c->knows);
	put_line(out, "cause", text.text);
	put_line(out, "", c->evidence);
	put_line(out, "change", c->adjust);
	buf_free(&text);
}

/* The rule that people's answers would make. */
static void
put_draft(struct buf *out, const struct pattern *one)
{
	if (!pattern_unruled(one) || !one->draft.say)
		return;
	put_line(out, "draft", one->draft.say);
	for (uint32_t i = 0; i < one->draft.sources.n; i++)
		put_line(out, i ? "" : "  from", one->draft.sources.at[i]);
	if (one->draft.against)
		put_line(out, "", "not everybody says so: see below");
}

/* A page of the team that seems to hold the answer. */
static void
put_document(struct buf *out, const struct pattern_document *d)
{
	if (!d->text)
		return;
	put_line(out, "document", d->title ? d->title : d->id);
	if (d->source)
		put_line(out, "", d->source);
	put_line(out, "  says", d->text);
}

/* With the question to put to somebody where nobody has answered it. */
static void
put_todo(struct buf *out, const struct pattern *one)
{
	enum pattern_todo todo = pattern_todo(one);

	put_line(out, "to do", pattern_todo_words(todo));
	if (todo == TODO_ASK)
		put_line(out, "  ask", one->question);
}

/* What people said instead, and the corrections that say so. */
static void
put_answer(struct buf *out, const struct pattern_answer *a, bool first)
{
	put_line(out, a->against ? "against it" : first ? "right" : "or", a->say);
	for (uint32_t i = 0; i < a->sources.n; i++)
		put_line(out, i ? "" : "  says", a->sources.at[i]);
}

/* Silence makes it a range. */
static void
put_rate(struct buf *out, const double rate[2])
{
	buf_print(out, "%-12s %.0f%%", "rate", rate[0] * 100);
	if (pattern_silent(rate))
		buf_print(out, " if silence is success, %.0f%% if it is failure", rate[1] * 100);
	buf_char(out, '\n');
}

static void
print_page(const struct pattern *one)
{
	struct buf out = {0};

	put_line(&out, one->id, one->phrase);
	put_line(&out, "typical", one->question);
	put_list(&out, "examples", &one->examples);
	buf_print(&out, "%-12s %u of %u customers, %u of %u times asked; harm %.1f\n", "failed",
	    one->customers, one->askers, one->failed, one->asked, one->harm);
	put_rate(&out, one->rate);
	buf_print(&out,
	    "%-12s %.0f to %.0f%% of those whose end is known (%u times); the rest %.0f%%\n", "",
	    one->interval[0] * 100, one->interval[1] * 100, one->known, one->rest * 100);
	buf_print(&out, "%-12s", "signals");
	for (int s = 0; s < SIGNALS; s++)
		if (one->signals[s])
			buf_print(&out, " %s %u", pattern_signal_name((enum signal_kind)s),
			    one->signals[s]);
	buf_print(&out, "; %.0f%% of the customers only inferred\n", one->inferred * 100);
	put_time(&out, "first", one->first);
	put_time(&out, "last", one->last);
	buf_print(&out, "%-12s ", "weeks");
	put_weeks(&out, one, one->weeks);
	buf_char(&out, '\n');
	put_story(&out, one);
	put_cause(&out, &one->cause);
	put_draft(&out, one);
	put_document(&out, &one->document);
	put_todo(&out, one);
	put_list(&out, "said", &one->said);
	for (uint32_t i = 0; i < one->answer_count; i++)
		put_answer(&out, &one->answers[i], i == 0);
	put_list(&out, "rules", &one->rules);
	put_list(&out, "corrections", &one->corrections);
	if (one->gap)
		put_line(&out, "gap", "no rule in force had a part in these answers");
	fwrite(out.text, 1, out.len, stdout);
	buf_free(&out);
}

/* --- printing --- */

static void
print_json(const struct pattern *one)
{
	struct buf out = {0};

	pattern_write(&out, one);
	out_json(out.text, out.len);
	buf_free(&out);
}

static void
print(const struct patterns *p, size_t n)
{
	bool shown = false;

	if (!opt.show && for_people()) {
		print_table(p, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct pattern *one = patterns_at(p, i);

		if ((opt.show && strcmp(opt.show, one->id) != 0) || (opt.news && !one->news))
			continue;
		shown = true;
		if (for_people())
			print_page(one);
		else
			print_json(one);
	}
	if (opt.show && !shown) {
		flush_out();
		die("%s: there is no such pattern", opt.show);
	}
}

/* Everything is read: put the report in its place. */
static void
write_report(struct report *r, const struct patterns *p, size_t n, struct journal *j, int64_t now)
{
	struct buf out = {0};

	if (j && changes_read(&r->changes, j) < 0)
		give_up();
	r->parts = opt.step == OPT_FINISH;
	report_fill(r, p, n, now);
	if (ends_in(opt.report, ".html"))
		report_html(&out, r);
	else
		report_markdown(&out, r);
	if (report_save(opt.report, &out) < 0)
		give_up();
	report_free(r);
	buf_free(&out);
}

static int
print_part(struct patterns *p, unsigned long refused)
{
	if (pattern_file_print(p) < 0)
		give_up();
	patterns_free(p);
	finish();
	return refused && !opt.rejects ? EXIT_REFUSED : EXIT_OK;
}

int
main(int argc, char *argv[])
{
	struct report report = {0};
	unsigned long refused = 0;
	struct journal *j = NULL;
	struct patterns *p;
	const char *dir = NULL;
	int64_t now = time_now();
	struct pattern_look look;
	size_t n, news;

	diag_start(argv[0]);
	options(argc, argv);
	check_step(argv + optind);
	if (!argv[optind] && !(dir = conf_store(opt.store)))
		give_up();
	p = begin(dir, &report, now);
	if (opt.step == OPT_MERGE || opt.step == OPT_FINISH)
		join_parts(p, argv + optind);
	else if (argv[optind])
		refused = read_stream(p, &report, argv + optind);
	else if (journal_open(&j, dir, is_recorded() ? STORE_WRITE : STORE_READ) < 0 ||
		 patterns_read(p, j, opt.since || opt.until, &look) < 0)
		give_up();

	if (opt.step == OPT_MAP || opt.step == OPT_MERGE)
		return print_part(p, refused);
	n = patterns_find(p);
	if (j && (patterns_explain(p, n, j) < 0 || patterns_look_up(p, n, j) < 0))
		give_up();
	if (j && is_recorded() && patterns_keep(p, n, j, &look) < 0)
		give_up();
	news = count_news(p, n);
	if (opt.report)
		write_report(&report, p, n, j, now);
	else
		print(p, n);

	journal_close(j);
	patterns_free(p);
	finish();
	return refused && !opt.rejects ? EXIT_REFUSED : opt.status && news ? EXIT_NO : EXIT_OK;
}
