/* fl-correct: a person's word: make, show, edit, decide on, undo rules. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "corrections.h"
#include "desk.h"
#include "desk_loop.h"
#include "diag.h"
#include "journal.h"
#include "imports.h"
#include "json.h"
#include "learn.h"
#include "lines.h"
#include "option.h"
#include "rule.h"
#include "scope.h"
#include "edit.h"
#include "export.h"
#include "past.h"
#include "revise.h"
#include "show.h"
#include "term.h"
#include "trail.h"
#include "undo.h"
#include "out.h"
#include "views.h"
#include "worked.h"
#include "writing.h"

enum {
	OPT_NOT = 256,
	OPT_MUST,
	OPT_MUST_NOT,
	OPT_NEEDS,
	OPT_IMPORT,
	OPT_EXPORT,
	OPT_LIST,
	OPT_SHOW,
	OPT_HISTORY,
	OPT_RETIRE,
	OPT_APPROVE,
	OPT_REJECT,
	OPT_EDIT,
	OPT_NEW,
	OPT_UNDO,
	OPT_REVIEW,
	OPT_ADD,
	OPT_SNOOZE,
	OPT_ASSIGN,
	OPT_DISMISS,
	OPT_WORKED,
	OPT_IMPORTS,
	OPT_WHY,
	OPT_TOLD
};

enum { IMPORT_MAX = 64 * 1024 * 1024, WORKED_DAYS = 7 };

static struct {
	const char *store, *by, *authority, *status, *reason, *rejects, *id, *topic, *category,
	    *action, *reporter, *day, *source, *since, *until, *confidence, *as_of, *to;
	struct texts questions, nots, must, must_not, needs;
	struct buf where;
	struct lines_limits limits;
	int mode; /* an OPT_ of those that are ways to work; 0: make or read corrections */
	bool force, dry, json, text, tsv, proactive, by_given;
	struct writer who;
	struct filter filter;
	struct arena arena;
} opt;

static const struct option_row rows[] = {
	{'s', "store", "DIR", "the store (else $FL_STORE, else ~/.local/share/fl)", &opt.store},
	{'Q', "question", "TEXT", "an example question of the rule; may be given again", NULL},
	{OPT_NOT, "not", "TEXT", "a question that the rule is not about", NULL},
	{'w', "where", "COND", "a condition: country!=US, amount>100; may be given again", NULL},
	{'t', "topic", "TOPIC", "what it is about: shipping/international", &opt.topic},
	{'c', "category", "NAME", "fact, tone, context, recommendation or escalation",
		&opt.category},
	{0, "action", "NAME", "answer, or escalate: hand over to a person", &opt.action},
	{OPT_MUST, "must", "TEXT", "what an answer in scope has to state", NULL},
	{OPT_MUST_NOT, "must-not", "TEXT", "the mistake that must not come back", NULL},
	{OPT_NEEDS, "needs", "FIELD", "what has to be known first", NULL},
	{0, "proactive", NULL, "say it before being asked, where the conditions hold",
		&opt.proactive},
	{0, "id", "RULE", "the rule's id; an existing rule is replaced", &opt.id},
	{0, "by", "NAME", "who says so (else $FL_USER, else the login)", &opt.by},
	{0, "authority", "NAME", "lead (unless told), agent or source", &opt.authority},
	{'f', "force", NULL, "although a check finds a conflict or a regression", &opt.force},
	{'n', "dry-run", NULL, "show what would change, change nothing", &opt.dry},
	{OPT_EDIT, "edit", NULL, "edit the rules named in $EDITOR", NULL},
	{OPT_NEW, "new", NULL, "write a new rule in $EDITOR", NULL},
	{OPT_REVIEW, "review", NULL, "work through what waits for a person, by keys; or list it",
		NULL},
	{OPT_SNOOZE, "snooze", NULL, "put the cases named off, --until a day", NULL},
	{OPT_ASSIGN, "assign", NULL, "give the cases named --to somebody", NULL},
	{0, "to", "NAME", "with --assign: to whom", &opt.to},
	{OPT_DISMISS, "dismiss", NULL, "nothing has to be done about the cases named", NULL},
	{OPT_WORKED, "worked", NULL,
		"did it work? the rules or cases named, or decided --since (7d)", NULL},
	{OPT_ADD, "add", NULL, "add -Q, --not and -w to the rules named", NULL},
	{OPT_LIST, "list", NULL, "list the rules: of a status, category, topic, --by, ...", NULL},
	{0, "since", "DATE", "with --list, --told, --worked: changed, told, decided since",
		&opt.since},
	{0, "until", "DATE", "with --list: changed until then; with --snooze: put off until",
		&opt.until},
	{0, "confidence", "RANGE", "with --list: 0.8.. or ..0.5 or 0.2..0.6", &opt.confidence},
	{0, "status", "NAME", "with --list: only these; else the status of the new rule",
		&opt.status},
	{OPT_SHOW, "show", NULL, "show the rules named", NULL},
	{OPT_HISTORY, "history", NULL, "show who said what of the rules named, and when", NULL},
	{OPT_WHY, "why", NULL, "show what is behind the answers named: rules, scores, thresholds",
		NULL},
	{OPT_TOLD, "told", NULL, "show who was told the rules named", NULL},
	{0, "as-of", "DATE", "read the store as it was then", &opt.as_of},
	{OPT_APPROVE, "approve", NULL, "put the rules named in force", NULL},
	{OPT_REJECT, "reject", NULL, "reject the rules named", NULL},
	{OPT_RETIRE, "retire", NULL, "retire the rules named", NULL},
	{0, "reason", "TEXT", "why; kept with the decision", &opt.reason},
	{OPT_UNDO, "undo", NULL, "undo decisions (ids, rules; none: your last one), or all that",
		NULL},
	{0, "reporter", "NAME", "with --undo: ... rests on this reporter's word", &opt.reporter},
	{0, "source", "NAME",
		"with --undo: ... came by this import or format; with --list: so made",
		&opt.source},
	{0, "day", "DATE", "with --undo: ... arrived on this day", &opt.day},
	{OPT_IMPORTS, "imports", NULL, "list what fl-import brought, to be undone by --source",
		NULL},
	{OPT_IMPORT, "import", NULL, "read rules from the YAML files named: all or none", NULL},
	{OPT_EXPORT, "export", NULL, "print the rules named, or all, as YAML", NULL},
	{0, "json", NULL, "print JSON lines, on a terminal too", &opt.json},
	{0, "text", NULL, "print for people, in a pipe too", &opt.text},
	{0, "tsv", NULL, "with --list, --told, --review, --imports: columns with tabs", &opt.tsv},
	{0, "rejects", "FILE", "append refused lines to FILE, byte for byte", &opt.rejects},
	{0, "max-line", "SIZE", "refuse longer lines (1M)", &opt.limits.line_max},
	{0, NULL, NULL, NULL, NULL},
};

static const struct command command = {
	"[-s DIR] [TEXT | --list | --show RULE... | ...]",
	"Make, show, edit, decide on and undo rules. TEXT is what an answer should\n"
	"say, in force at once. Without TEXT, read corrections as JSON lines; a lead's are in "
	"force\n"
	"when their line is printed, others wait for fl-validate.",
	rows,
};

static void
set_mode(int mode)
{
	if (opt.mode && opt.mode != mode)
		usage("only one of --list, --show, --history, --why, --told, --edit, --new, "
		      "--add, --approve, --reject, --retire, --undo, --review, --snooze, "
		      "--assign, --dismiss, --worked, --imports, --import and --export");
	opt.mode = mode;
}

static void
add_where(const char *text)
{
	if (opt.where.len == 0)
		json_open(&opt.where);
	if (scope_parse(&opt.where, text) < 0)
		usage("%s", why());
}

static bool
list_option(int id, const char *arg)
{
	struct texts *list = id == 'Q'		  ? &opt.questions
			     : id == OPT_NOT	  ? &opt.nots
			     : id == OPT_MUST	  ? &opt.must
			     : id == OPT_MUST_NOT ? &opt.must_not
			     : id == OPT_NEEDS	  ? &opt.needs
						  : NULL;

	if (list)
		texts_add(list, &opt.arena, arg);
	return list != NULL;
}

static void
set_filter(void)
{
	struct filter *f = &opt.filter;

	*f = (struct filter){.status = opt.status,
		.category = opt.category,
		.topic = opt.topic,
		.by = opt.by_given ? opt.by : NULL,
		.source = opt.source};
	if (opt.confidence && filter_confidence(f, opt.confidence) < 0)
		usage("--confidence: %s", why());
	if ((opt.since && time_read(opt.since, time_now(), &f->since) < 0) ||
	    (opt.until && opt.mode != OPT_SNOOZE &&
		past_read(opt.until, time_now(), &f->until) < 0))
		usage("%s", why());
}

static void
options(int argc, char *argv[])
{
	const struct passwd *pw;
	const char *arg;

	for (int id; (id = options_next(&command, argc, argv, &arg)) != -1;)
		if (id == 'w')
			add_where(arg);
		else if (!list_option(id, arg))
			set_mode(id);
	if (opt.where.len)
		json_close(&opt.where);
	opt.by_given = opt.by != NULL;
	if (!opt.by && !((opt.by = getenv("FL_USER")) && *opt.by))
		opt.by = (pw = getpwuid(getuid())) ? mem_dup(pw->pw_name) : "unknown";
	if (!opt.authority)
		opt.authority = "lead";
	if (strcmp(opt.authority, "lead") != 0 && strcmp(opt.authority, "agent") != 0 &&
	    strcmp(opt.authority, "source") != 0)
		usage("--authority: '%s' is none of lead, agent, source", opt.authority);
	if (opt.status && rule_status_of(opt.status) == RULE_STATUSES)
		usage("--status: '%s' is no status", opt.status);
	if (opt.category && !rule_is_category(opt.category))
		usage("--category: '%s' is none of " RULE_CATEGORIES, opt.category);
	opt.who = (struct writer){.by = opt.by,
		.authority = opt.authority,
		.reason = opt.reason,
		.force = opt.force,
		.lenient = opt.mode == OPT_IMPORT,
		.dry = opt.dry};
	set_filter();
}

/* Lists are columns in a pipe, single things JSON. */
static enum show
how(void)
{
	bool list = opt.mode == OPT_LIST || opt.mode == OPT_TOLD || opt.mode == OPT_REVIEW ||
		    opt.mode == OPT_IMPORTS;

	if (opt.tsv)
		return SHOW_TSV;
	if (out_people(opt.text, opt.json))
		return SHOW_TEXT;
	return list && !opt.json ? SHOW_TSV : SHOW_JSON;
}

static int
list_rules(struct journal *j)
{
	uint32_t count;

	if (store_look(journal_store(j)) < 0 || rules_count(j, &count) < 0)
		return -1;
	if (count > 0)
		show_head(how());
	for (uint32_t i = 1; i <= count; i++) {
		struct rule r;
		int rc;

		arena_clear(&opt.arena);
		if ((rc = rules_get(j, &opt.arena, i, &r)) < 0)
			return -1;
		if (rc > 0 && filter_takes(&opt.filter, &r))
			show_row(how(), &r);
	}
	return 0;
}

static int
each_named(struct journal *j, char *const *ids, int (*each)(struct journal *, struct rule *))
{
	if (!*ids)
		usage("which rules?");
	if (store_look(journal_store(j)) < 0)
		return -1;
	for (; *ids; ids++) {
		struct rule r;
		int rc = rules_named(j, &opt.arena, *ids, &r);

		if (rc <= 0)
			return rc < 0 ? -1 : fail("there is no rule %s", *ids);
		if (each(j, &r) < 0)
			return -1;
	}
	return 0;
}

static int
show_one(struct journal *j, struct rule *r)
{
	if (rules_fill(j, &opt.arena, r) < 0)
		return -1;
	show_rule(how(), r, true);
	return 0;
}

/* A rule that was undone has a history too. */
static int
history(struct journal *j, char *const *ids)
{
	if (!*ids)
		usage("which rules?");
	if (store_look(journal_store(j)) < 0)
		return -1;
	for (; *ids; ids++) {
		long n = trail_history(j, how(), *ids);

		if (n <= 0)
			return n < 0 ? -1 : fail("there is no rule %s", *ids);
	}
	return 0;
}

static int
told(struct journal *j, char *const *ids)
{
	if (!*ids)
		usage("which rules?");
	if (store_look(journal_store(j)) < 0)
		return -1;
	for (; *ids; ids++)
		if (trail_told(j, how(), *ids, opt.filter.since) < 0)
			return -1;
	return 0;
}

static int
imports(struct journal *j, char *const *args)
{
	if (*args)
		usage("--imports takes nothing");
	return store_look(journal_store(j)) < 0 || imports_show(j, how()) < 0 ? -1 : 0;
}

static int
explain(struct journal *j, const struct conf *conf, char *const *ids)
{
	if (!*ids)
		usage("which answers? their ids are in what fl-answer --record prints");
	if (store_look(journal_store(j)) < 0)
		return -1;
	for (; *ids; ids++)
		if (trail_why(j, conf, how(), *ids) < 0)
			return -1;
	return 0;
}

static void
say_held(const char *rule, const char *check, const char *reason)
{
	warn("%s is held: %s: %s", rule, check, reason);
}

static void
say_taking(const char *correction, const char *rule, const char *reason)
{
	warn("correction %s, now in %s: %s", correction, rule, reason);
}

static void
say_replaced(const char *rule, const char *reason)
{
	warn("%s is retired: %s", rule, reason);
}

static void
say_beside(const char *rule, const char *reason)
{
	warn("%s: %s", rule, reason);
}

static void
print_written(const struct buf *out)
{
	const char *at = out->text, *end = at + out->len;

	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		yyjson_val *root = json_read_in(&opt.arena, at, (size_t)(feed - at));
		struct rule r;

		if (root && rule_read(&r, &opt.arena, root) == 0)
			show_rule(how(), &r, true);
		at = feed + 1;
	}
}

/* How to take it back, for the person who reads it. */
static void
say_undo(const struct writing *w)
{
	const char *id = writing_verdict(w, &opt.arena);

	if (how() == SHOW_TEXT && id && !opt.dry)
		printf("undo this: fl-correct --undo %s\n", id);
}

/* What an import would change, as a difference of texts. */
static void
print_differences(struct journal *j, const struct writing *w)
{
	size_t columns = isatty(STDOUT_FILENO) ? term_columns(STDOUT_FILENO) : 0;
	struct buf text = {0};

	if (writing_differences(w, j, &text, columns) < 0)
		give_up();
	if (text.len)
		fwrite(text.text, 1, text.len, stdout);
	buf_free(&text);
}

static int
write_out(struct journal *j, struct writing *w)
{
	if (writing_commit(w, j) < 0)
		give_up();
	if (opt.dry && opt.mode == OPT_IMPORT && how() == SHOW_TEXT)
		print_differences(j, w);
	else
		print_written(&w->out);
	writing_replaced(w, say_replaced);
	writing_beside(w, say_beside);
	say_undo(w);
	writing_held(w, say_held);
	return w->v.held ? EXIT_NO : EXIT_OK;
}

static void
read_whole(const char *path, struct buf *out)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	do {
		buf_room(out, 65536);
		got = read(fd, out->text + out->len, 65536);
		if (got < 0 && errno != EINTR)
			die("%s: %s", path, strerror(errno));
		out->len += got > 0 ? (size_t)got : 0;
		if (out->len > IMPORT_MAX)
			die("%s: larger than %d MiB", path, IMPORT_MAX >> 20);
	} while (got != 0);
	out->text[out->len] = '\0';
	if (fd != STDIN_FILENO)
		close(fd);
}

static int
import_rules(struct journal *j, char *const *paths)
{
	struct buf text = {0};
	struct writing w;
	int code;

	writing_begin(&w, &opt.who);
	if (!*paths)
		usage("which files?");
	for (; *paths; paths++) {
		buf_clear(&text);
		read_whole(*paths, &text);
		if (rules_from_yaml(*paths, text.text, text.len, writing_take, &w) < 0)
			give_up();
	}
	buf_free(&text);
	code = write_out(j, &w);
	if (isatty(STDERR_FILENO))
		warn("%zu rules, %zu of them unchanged", w.n, w.unchanged);
	writing_end(&w);
	return code;
}

static int
decide(struct journal *j, char *const *ids)
{
	struct writing w;
	int code;

	writing_begin(&w, &opt.who);
	if (!*ids)
		usage("which rules?");
	w.decided = ids;
	w.status = opt.mode == OPT_APPROVE  ? "active"
		   : opt.mode == OPT_REJECT ? "rejected"
					    : "retired";
	code = write_out(j, &w);
	writing_end(&w);
	return code;
}

/* One rule from the command line. */
static int
make_rule(struct journal *j, const char *text)
{
	bool person = opt.action ? strcmp(opt.action, "escalate") == 0
				 : (!opt.category || strcmp(opt.category, "escalation") == 0) &&
				       learn_wants_person(text);
	struct buf json = {0};
	struct writing w;
	int code;

	writing_begin(&w, &opt.who);
	json_open(&json);
	json_add_str(&json, "id", opt.id);
	json_add_str(&json, "category",
	    opt.category ? opt.category
	    : person	 ? "escalation"
			 : "fact");
	json_add_str(&json, "action", opt.action ? opt.action : person ? "escalate" : "answer");
	json_add_str(&json, "topic", opt.topic);
	texts_write(&json, "questions", &opt.questions);
	texts_write(&json, "not", &opt.nots);
	if (opt.where.len)
		json_add_raw(&json, "where", opt.where.text);
	json_add_str(&json, "say", text);
	texts_write(&json, "must", &opt.must);
	texts_write(&json, "must_not", &opt.must_not);
	texts_write(&json, "needs", &opt.needs);
	if (opt.proactive)
		json_add_bool(&json, "proactive", true);
	json_add_str(&json, "status", opt.status ? opt.status : "active");
	json_close(&json);
	writing_take(json.text, json.len, "the rule", &w);
	code = write_out(j, &w);
	buf_free(&json);
	writing_end(&w);
	return code;
}

static int
read_corrections(struct journal *j)
{
	static const struct corrections_say say = {say_held, say_taking};
	unsigned long refused;

	if (corrections_read(j, &opt.who, &opt.limits, opt.rejects, &say, &refused) < 0)
		give_up();
	return refused && !opt.rejects ? EXIT_REFUSED : EXIT_OK;
}

/* More examples, counter-examples and conditions, through all the checks. */
static int
add(struct journal *j, char *const *ids)
{
	struct writing w;
	int code;

	if (!*ids)
		usage("which rules?");
	if (opt.questions.n + opt.nots.n == 0 && !opt.where.len)
		usage("what is to be added? -Q, --not or -w");
	writing_begin(&w, &opt.who);
	if (store_look(journal_store(j)) < 0)
		give_up();
	for (; *ids; ids++) {
		struct rule r;
		int rc = rules_named(j, &opt.arena, *ids, &r);

		if (rc == 0)
			die("there is no rule %s", *ids);
		if (rc < 0 || rules_fill(j, &opt.arena, &r) < 0 ||
		    writing_extend(&w, &r, &opt.questions, &opt.nots, opt.where.text) < 0)
			give_up();
	}
	store_rest(journal_store(j));
	code = write_out(j, &w);
	writing_end(&w);
	return code;
}

/* A mistyped id would be taken for one of which nothing is known. */
static void
look_for_cases(struct journal *j, char *const *ids)
{
	if (store_look(journal_store(j)) < 0)
		give_up();
	for (; *ids; ids++) {
		int rc = review_knows(j, *ids);

		if (rc < 0)
			give_up();
		if (rc == 0)
			die("there is no case %s", *ids);
	}
	store_rest(journal_store(j));
}

static int
review(struct journal *j, char *const *ids)
{
	static char until[TIME_TEXT];
	struct reviewing r = {.cases = ids,
		.what = opt.mode == OPT_SNOOZE	 ? "snooze"
			: opt.mode == OPT_ASSIGN ? "assign"
						 : "dismiss",
		.value = opt.mode == OPT_ASSIGN ? opt.to : NULL,
		.by = opt.by,
		.reason = opt.reason,
		.now = time_now()};

	if (!*ids)
		usage("which cases? --review lists them");
	if (opt.mode == OPT_ASSIGN && !opt.to)
		usage("--to whom?");
	if (opt.mode == OPT_SNOOZE) {
		if (!opt.until)
			usage("--until when?");
		if (review_until(until, opt.until, r.now) < 0)
			usage("%s", why());
		r.value = until;
	}
	look_for_cases(j, ids);
	if ((opt.dry ? journal_rehearse : journal_change)(j, review_work, &r) < 0)
		give_up();
	fwrite(r.out.text, 1, r.out.len, stdout);
	buf_free(&r.out);
	return EXIT_OK;
}

/* What is to be undone: everything of a kind, the things named, or the last decision. */
static void
choose_undo(struct undoing *u, struct journal *j, char *const *words)
{
	int rc = 0;

	u->what.reporter = opt.reporter;
	u->what.source = opt.source;
	if (opt.day && selection_day(&u->what, &opt.arena, opt.day, u->now) < 0)
		usage("%s", why());
	if (opt.reporter || opt.source || opt.day) {
		if (*words)
			usage("either --reporter, --source and --day, or ids");
		return;
	}
	if (words[0] && words[1])
		usage("one thing at a time");
	if (store_look(journal_store(j)) < 0 ||
	    (rc = *words ? undo_find(u, j, &opt.arena, *words) : undo_find_last(u, j, &opt.arena)) <
		0)
		give_up();
	store_rest(journal_store(j));
	if (rc == 0 && *words)
		die("there is no decision, correction or rule %s that still counts", *words);
	if (rc == 0)
		die("there is no decision of %s that still counts", u->by);
}

static void
print_undo(const struct undoing *u)
{
	yyjson_val *root = json_read_in(&opt.arena, u->record.text, u->record.len);

	if (root)
		show_undo(how(), root, bytes_of(u->record.text, u->record.len));
}

/* How to undo the undoing: its id is in the store only when it is done. */
static void
say_redo(const struct undoing *u)
{
	yyjson_val *root = json_read_in(&opt.arena, u->record.text, u->record.len);

	if (root && how() == SHOW_TEXT)
		printf("undo this: fl-correct --undo %s\n", json_str(root, "id", NULL));
}

/* Shown before it is done, where somebody is there to look. */
static int
undo(struct journal *j, char *const *words)
{
	struct undoing u = {.conf = opt.who.conf,
		.by = opt.by,
		.reason = opt.reason,
		.now = time_now()};
	bool ask = how() == SHOW_TEXT && !opt.force && !opt.dry && isatty(STDIN_FILENO);
	bool done = !opt.dry;

	choose_undo(&u, j, words);
	if ((opt.dry || ask ? journal_rehearse : journal_change)(j, undo_work, &u) < 0)
		give_up();
	print_undo(&u);
	if (ask) {
		flush_out();
		done = edit_ask("Undo this? (y)es or (n)o:", "yn") == 'y';
		if (!done)
			warn("nothing is undone");
		else if (journal_change(j, undo_work, &u) < 0)
			give_up();
	}
	if (done)
		say_redo(&u);
	undoing_free(&u);
	return EXIT_OK;
}

static int
run(struct journal *j, const struct conf *conf, char *const *args)
{
	int rc = 0;

	switch (opt.mode) {
	case OPT_LIST:
		rc = list_rules(j);
		break;
	case OPT_SHOW:
		rc = each_named(j, args, show_one);
		break;
	case OPT_HISTORY:
		rc = history(j, args);
		break;
	case OPT_TOLD:
		rc = told(j, args);
		break;
	case OPT_IMPORTS:
		rc = imports(j, args);
		break;
	case OPT_WHY:
		rc = explain(j, conf, args);
		break;
	case OPT_EXPORT:
		rc = export_rules(j, args);
		break;
	case OPT_IMPORT:
		return import_rules(j, args);
	case OPT_UNDO:
		return undo(j, args);
	case OPT_ADD:
		return add(j, args);
	case OPT_REVIEW:
		rc = desk_list(j, how(), conf, time_now());
		break;
	case OPT_WORKED:
		look_for_cases(j, args);
		rc = worked_show(j, conf, how(), args,
		    opt.since ? opt.filter.since : time_now() - WORKED_DAYS * 24LL * 3600 * 1000);
		break;
	case OPT_SNOOZE:
	case OPT_ASSIGN:
	case OPT_DISMISS:
		return review(j, args);
	case OPT_APPROVE:
	case OPT_REJECT:
	case OPT_RETIRE:
		return decide(j, args);
	default:
		if (args[0] && args[1])
			usage("one TEXT at a time; quote it");
		if (args[0] && option_is_file(args[0]))
			usage("'%s' is a file; corrections are read from the standard input",
			    args[0]);
		return args[0] ? make_rule(j, args[0]) : read_corrections(j);
	}
	if (rc < 0) {
		flush_out();
		give_up();
	}
	return EXIT_OK;
}

/* Ways to work that only read. */
static bool
only_reads(void)
{
	return opt.mode == OPT_LIST || opt.mode == OPT_SHOW || opt.mode == OPT_HISTORY ||
	       opt.mode == OPT_EXPORT || opt.mode == OPT_WHY || opt.mode == OPT_TOLD ||
	       opt.mode == OPT_REVIEW || opt.mode == OPT_WORKED || opt.mode == OPT_IMPORTS;
}

/* Ways to work that make no store, as they are about what is in it. */
static bool
of_what_is_there(void)
{
	return opt.mode == OPT_UNDO || opt.mode == OPT_SNOOZE || opt.mode == OPT_ASSIGN ||
	       opt.mode == OPT_DISMISS;
}

/* The store as it was, in the place of the one that is open. */
static void
go_back(struct journal **j)
{
	struct journal *past;
	int64_t until;

	if (past_read(opt.as_of, time_now(), &until) < 0)
		usage("%s", why());
	if (past_open(&past, *j, until, 0) < 0)
		give_up();
	journal_close(*j);
	*j = past;
}

/* Does somebody sit at a terminal who wants to decide? */
static bool
at_desk(void)
{
	return !opt.json && !opt.text && !opt.tsv && !opt.as_of && isatty(STDIN_FILENO) &&
	       isatty(STDOUT_FILENO);
}

static int
revise(const char *dir, char *const *args)
{
	if (opt.mode == OPT_EDIT && !*args)
		usage("which rules?");
	if (opt.mode == OPT_NEW && *args)
		usage("--new takes no rule; --edit does");
	return revise_rules(dir, &opt.who, args, NULL, how(), NULL);
}

int
main(int argc, char *argv[])
{
	struct journal *j;
	struct conf conf;
	const char *dir;
	int code;

	diag_start(argv[0]);
	options(argc, argv);
	if (!opt.mode && optind == argc && isatty(STDIN_FILENO))
		usage("what should be said?");
	if (opt.as_of && !only_reads())
		usage("--as-of is for --list, --show, --history, --why, --told, --imports, "
		      "--export, --review and --worked");
	if (!(dir = conf_store(opt.store)) || conf_read(&conf, dir) < 0)
		give_up();
	opt.who.conf = &conf;
	show_masked(conf.mask > 0);
	if (opt.mode == OPT_EDIT || opt.mode == OPT_NEW) {
		code = revise(dir, argv + optind);
	} else if (opt.mode == OPT_REVIEW && at_desk()) {
		code = desk_work(dir, &opt.who);
	} else {
		if (journal_open(&j, dir,
			only_reads()			? STORE_READ
			: opt.dry || of_what_is_there() ? STORE_WRITE
							: STORE_CREATE) < 0)
			give_up();
		if (opt.as_of)
			go_back(&j);
		code = run(j, &conf, argv + optind);
		journal_close(j);
	}
	conf_free(&conf);
	finish();
	return code;
}
