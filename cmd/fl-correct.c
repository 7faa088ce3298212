/* fl-correct: a person's word: make, list, show, import, export, approve, retire rules. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf.h"
#include "diag.h"
#include "journal.h"
#include "json.h"
#include "learn.h"
#include "lines.h"
#include "option.h"
#include "rule.h"
#include "scope.h"
#include "out.h"
#include "validate.h"
#include "views.h"

enum {
	OPT_NOT = 256,
	OPT_MUST,
	OPT_MUST_NOT,
	OPT_NEEDS,
	OPT_ACTION,
	OPT_PROACTIVE,
	OPT_ID,
	OPT_BY,
	OPT_AUTHORITY,
	OPT_STATUS,
	OPT_IMPORT,
	OPT_EXPORT,
	OPT_LIST,
	OPT_SHOW,
	OPT_HISTORY,
	OPT_RETIRE,
	OPT_APPROVE,
	OPT_REJECT,
	OPT_REASON,
	OPT_JSON,
	OPT_TEXT,
	OPT_REJECTS,
	OPT_MAX_LINE
};

enum { IMPORT_MAX = 64 * 1024 * 1024 };

static const struct option_row rows[] = {
	{'s', "store", "DIR", "the store (else $FL_STORE, else ~/.local/share/fl)"},
	{'Q', "question", "TEXT", "an example question of the rule; may be given again"},
	{OPT_NOT, "not", "TEXT", "a question that the rule is not about"},
	{'w', "where", "COND", "a condition: country!=US, amount>100; may be given again"},
	{'t', "topic", "TOPIC", "what it is about: shipping/international"},
	{'c', "category", "NAME", "fact, tone, context, recommendation or escalation"},
	{OPT_ACTION, "action", "NAME", "answer, or escalate: hand over to a person"},
	{OPT_MUST, "must", "TEXT", "what an answer in scope has to state"},
	{OPT_MUST_NOT, "must-not", "TEXT", "the mistake that must not come back"},
	{OPT_NEEDS, "needs", "FIELD", "what has to be known first"},
	{OPT_PROACTIVE, "proactive", NULL, "say it before being asked, where the conditions hold"},
	{OPT_ID, "id", "RULE", "the rule's id; an existing rule is replaced"},
	{OPT_BY, "by", "NAME", "who says so (else $FL_USER, else the login)"},
	{OPT_AUTHORITY, "authority", "NAME", "lead (unless told), agent or source"},
	{'f', "force", NULL, "although a check finds a conflict or a regression"},
	{'n', "dry-run", NULL, "show what would change, change nothing"},
	{OPT_LIST, "list", NULL, "list the rules"},
	{OPT_STATUS, "status", "NAME", "with --list: only these; else the status of the new rule"},
	{OPT_SHOW, "show", NULL, "show the rules named"},
	{OPT_HISTORY, "history", NULL, "show who said what of the rules named, and when"},
	{OPT_APPROVE, "approve", NULL, "put the rules named in force"},
	{OPT_REJECT, "reject", NULL, "reject the rules named"},
	{OPT_RETIRE, "retire", NULL, "retire the rules named"},
	{OPT_REASON, "reason", "TEXT", "why; kept with the decision"},
	{OPT_IMPORT, "import", NULL, "read rules from the YAML files named: all or none"},
	{OPT_EXPORT, "export", NULL, "print the rules named, or all, as YAML"},
	{OPT_JSON, "json", NULL, "print JSON lines, on a terminal too"},
	{OPT_TEXT, "text", NULL, "print for people, in a pipe too"},
	{OPT_REJECTS, "rejects", "FILE", "append refused lines to FILE, byte for byte"},
	{OPT_MAX_LINE, "max-line", "SIZE", "refuse longer lines (1M)"},
	{0, NULL, NULL, NULL},
};

static const struct command command = {
	"[-s DIR] [TEXT | --list | --show RULE... | ...]",
	"Make, list, show, import, export, approve and retire rules. TEXT is what an answer "
	"should\n"
	"say, in force at once. Without TEXT, read corrections as JSON lines; a lead's are in "
	"force\n"
	"when their line is printed, others wait for fl-validate.",
	rows,
};

static struct {
	const char *store, *by, *authority, *status, *reason, *rejects, *id, *topic, *category,
	    *action;
	struct texts questions, nots, must, must_not, needs;
	struct buf where;
	struct lines_limits limits;
	int mode; /* an OPT_ of those that are ways to work; 0: make or read corrections */
	bool force, dry, json, text, proactive;
	struct arena arena;
} opt;

static void
set_mode(int mode)
{
	if (opt.mode && opt.mode != mode)
		usage("only one of --list, --show, --history, --approve, --reject, --retire, "
		      "--import and --export");
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

static bool
text_option(int id, const char *arg)
{
	const char **to = id == 's'		? &opt.store
			  : id == 't'		? &opt.topic
			  : id == 'c'		? &opt.category
			  : id == OPT_ACTION	? &opt.action
			  : id == OPT_ID	? &opt.id
			  : id == OPT_BY	? &opt.by
			  : id == OPT_AUTHORITY ? &opt.authority
			  : id == OPT_STATUS	? &opt.status
			  : id == OPT_REASON	? &opt.reason
			  : id == OPT_REJECTS	? &opt.rejects
						: NULL;

	if (to)
		*to = arg;
	return to != NULL;
}

static void
other_option(int id, const char *arg)
{
	switch (id) {
	case 'w':
		add_where(arg);
		break;
	case 'f':
		opt.force = true;
		break;
	case 'n':
		opt.dry = true;
		break;
	case OPT_PROACTIVE:
		opt.proactive = true;
		break;
	case OPT_JSON:
		opt.json = true;
		break;
	case OPT_TEXT:
		opt.text = true;
		break;
	case OPT_MAX_LINE:
		opt.limits.line_max = option_bytes("max-line", arg);
		break;
	default:
		set_mode(id);
	}
}

static void
options(int argc, char *argv[])
{
	const struct passwd *pw;
	const char *arg;

	for (int id; (id = options_next(&command, argc, argv, &arg)) != -1;)
		if (!list_option(id, arg) && !text_option(id, arg))
			other_option(id, arg);
	if (opt.where.len)
		json_close(&opt.where);
	if (!opt.by && !((opt.by = getenv("FL_USER")) && *opt.by))
		opt.by = (pw = getpwuid(getuid())) ? mem_dup(pw->pw_name) : "unknown";
	if (!opt.authority)
		opt.authority = "lead";
	if (strcmp(opt.authority, "lead") != 0 && strcmp(opt.authority, "agent") != 0 &&
	    strcmp(opt.authority, "source") != 0)
		usage("--authority: '%s' is none of lead, agent, source", opt.authority);
	if (opt.status && rule_status_of(opt.status) == RULE_STATUSES)
		usage("--status: '%s' is no status", opt.status);
}

static bool
for_people(void)
{
	return out_people(opt.text, opt.json);
}

static void
put_field(const char *name, const char *value)
{
	if (!value)
		return;
	printf("  %-10s ", name);
	out_text(value);
	putchar('\n');
}

static void
put_list(const char *name, const struct texts *list)
{
	for (size_t i = 0; i < list->n; i++)
		put_field(i == 0 ? name : "", list->at[i]);
}

static void
show_text(const struct rule *r)
{
	struct buf where = {0};

	out_text(r->id);
	printf("  %s, %s, %s\n", rule_status_name(r->status), r->category, rule_act_name(r->act));
	put_field("topic", r->topic);
	put_field("says", r->say);
	if (r->where) {
		scope_words(&where, r->where);
		put_field("where", where.text);
		buf_free(&where);
	}
	put_list("questions", &r->questions);
	put_list("not", &r->nots);
	put_list("must", &r->must);
	put_list("must not", &r->must_not);
	put_list("needs", &r->needs);
	put_list("prefer", &r->prefer);
	put_list("avoid", &r->avoid);
	if (r->style) {
		struct buf style = {0};

		json_write(&style, r->style);
		put_field("style", style.text);
		buf_free(&style);
	}
	if (r->proactive)
		put_field("proactive", "told without asking");
	printf("  %-10s %u voice%s (weight %g), %g against; %u good ends, %u bad\n", "evidence",
	    r->voices, r->voices == 1 ? "" : "s", r->support, r->against, r->good, r->bad);
	put_field("by", r->by);
	put_field("updated", r->updated);
}

static void
show_rule(const struct rule *r, bool whole)
{
	struct buf json = {0};

	if (for_people()) {
		show_text(r);
		return;
	}
	rule_write(&json, r, whole);
	out_json(json.text, json.len);
	buf_free(&json);
}

/* One row of --list: aligned for people, else as JSON. */
static void
list_rule(const struct rule *r)
{
	if (!for_people()) {
		show_rule(r, false);
		return;
	}
	out_text(r->id);
	printf("%*s %-8s %-14s %3u/%-3u ", strlen(r->id) < 8 ? 8 - (int)strlen(r->id) : 0, "",
	    rule_status_name(r->status), r->category, r->good, r->bad);
	out_text(r->say ? r->say : r->prefer.n ? r->prefer.at[0] : rule_act_name(r->act));
	putchar('\n');
}

static int
list_rules(struct journal *j)
{
	uint32_t count;

	if (store_look(journal_store(j)) < 0 || rules_count(j, &count) < 0)
		return -1;
	if (for_people() && count > 0)
		printf("%-8s %-8s %-14s %-7s %s\n", "rule", "status", "category", "good/bad",
		    "says");
	for (uint32_t i = 1; i <= count; i++) {
		struct rule r;
		int rc;

		arena_clear(&opt.arena);
		if ((rc = rules_get(j, &opt.arena, i, &r)) < 0)
			return -1;
		if (rc > 0 && (!opt.status || rule_status_of(opt.status) == r.status) &&
		    (!opt.category || strcmp(opt.category, r.category) == 0))
			list_rule(&r);
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
	show_rule(r, true);
	return 0;
}

static void
print_event(uint64_t seq, yyjson_val *v, struct bytes text)
{
	const char *reason = json_str(v, "reason", NULL), *by = json_str(v, "by", NULL);

	if (!for_people()) {
		out_json(text.at, text.len);
		return;
	}
	printf("%8llu  ", (unsigned long long)seq);
	out_text(json_str(v, "time", NULL) ? json_str(v, "time", NULL) : "?");
	printf("  %s -> %s", json_str(v, "before", NULL) ? json_str(v, "before", NULL) : "new",
	    json_str(v, "after", NULL) ? json_str(v, "after", NULL) : "?");
	fputs("  by ", stdout);
	out_text(by ? by : "?");
	if (json_str(v, "correction", NULL)) {
		fputs(", correction ", stdout);
		out_text(json_str(v, "correction", NULL));
	}
	if (reason) {
		fputs(": ", stdout);
		out_text(reason);
	}
	putchar('\n');
}

/* The verdicts on a rule, in order, from the journal. */
static int
history_one(struct journal *j, struct rule *r)
{
	struct journal_walk w;
	struct bytes text;
	uint64_t seq;
	int rc;

	if (journal_walk_begin(&w, j, 0) < 0)
		return -1;
	while ((rc = journal_walk_next(&w, &seq, NULL, &text)) > 0) {
		struct json json = {0};
		yyjson_val *v;
		const char *id;

		if (!memmem(text.at, text.len, "\"verdict\"", 9))
			continue;
		v = json_read(&json, text.at, text.len);
		id = json_str(v, "rule", NULL);
		if (record_type_of(json_str(v, "type", NULL)) == RECORD_VERDICT && id &&
		    strcmp(id, r->id) == 0)
			print_event(seq, v, text);
		json_free(&json);
	}
	journal_walk_end(&w);
	return rc;
}

/* Rules by id, numbers in it as numbers: r2 before r10. */
static int
by_id(const void *a, const void *b)
{
	return strverscmp(((const struct rule *)a)->id, ((const struct rule *)b)->id);
}

static int
export_rules(struct journal *j, char *const *ids)
{
	struct rule *list = NULL;
	size_t n = 0, cap = 0;
	struct buf yaml = {0};
	uint32_t count;
	int rc = 0;

	if (store_look(journal_store(j)) < 0 || rules_count(j, &count) < 0)
		return -1;
	for (uint32_t i = 1; i <= count && rc >= 0; i++) {
		bool wanted = !*ids;
		struct rule r;

		if ((rc = rules_get(j, &opt.arena, i, &r)) <= 0)
			continue;
		for (char *const *id = ids; *id; id++)
			wanted |= strcmp(*id, r.id) == 0;
		if (!wanted || (rc = rules_fill(j, &opt.arena, &r)) < 0)
			continue;
		list = mem_array(list, &cap, n + 1, sizeof(*list));
		list[n++] = r;
	}
	for (char *const *id = ids; *id && rc >= 0; id++)
		if (rules_named(j, &opt.arena, *id, &(struct rule){0}) == 0)
			rc = fail("there is no rule %s", *id);
	if (n > 0)
		qsort(list, n, sizeof(*list), by_id);
	for (size_t i = 0; i < n && rc >= 0; i++)
		rule_yaml(&yaml, &list[i]);
	if (rc >= 0 && yaml.len)
		fwrite(yaml.text, 1, yaml.len, stdout);
	else if (rc >= 0)
		fputs("[]\n", stdout);
	buf_free(&yaml);
	mem_free(list);
	return rc < 0 ? -1 : 0;
}

/* A whole rule that a person wrote, on its way into the store. */
struct written {
	char *json, *place;
	size_t len;
};

struct writing {
	struct validator v;
	struct written *rules;
	size_t n, cap, unchanged;
	char *const *decided; /* ids, for a decision on existing rules */
	const char *status;
	struct buf out; /* what to print when it is on disk */
};

static int
take_written(const char *json, size_t len, const char *place, void *arg)
{
	struct writing *w = arg;

	w->rules = mem_array(w->rules, &w->cap, w->n + 1, sizeof(*w->rules));
	w->rules[w->n++] = (struct written){mem_copy(json, len), mem_dup(place), len};
	return 0;
}

/* The rule as it stands, as YAML: what an import is compared with. */
static int
is_unchanged(struct journal *j, struct arena *a, const struct written *w, bool *same)
{
	struct buf before = {0}, after = {0};
	struct rule r, old;
	yyjson_val *root = json_read_in(a, w->json, w->len);
	int rc;

	*same = false;
	if (!root || rule_read(&r, a, root) < 0)
		return -1;
	if (!r.id || (rc = rules_named(j, a, r.id, &old)) == 0)
		return 0;
	if (rc < 0 || rules_fill(j, a, &old) < 0)
		return -1;
	rule_complete(&r, a);
	rule_yaml(&before, &old);
	rule_yaml(&after, &r);
	*same = before.len == after.len && memcmp(before.text, after.text, before.len) == 0;
	buf_free(&before);
	buf_free(&after);
	return 0;
}

static void
keep_output(struct writing *w, struct journal *j, struct arena *a, const char *id)
{
	struct rule r;

	if (rules_named(j, a, id, &r) > 0 && rules_fill(j, a, &r) == 0) {
		rule_write(&w->out, &r, true);
		buf_char(&w->out, '\n');
	}
}

static int
write_rules(struct journal *j, void *arg)
{
	struct writing *w = arg;
	struct arena a = {0};
	int rc = 0;

	validator_clear(&w->v);
	buf_clear(&w->out);
	w->unchanged = 0;
	for (size_t i = 0; i < w->n && rc == 0; i++) {
		const char *id = NULL;
		bool same = false;

		rc = is_unchanged(j, &a, &w->rules[i], &same);
		if (rc == 0 && same)
			w->unchanged++;
		if (rc == 0 && !same)
			rc = validate_written(&w->v, w->rules[i].json, w->rules[i].len, opt.by,
			    opt.authority, &id);
		if (rc < 0)
			rc = fail("%s: %s", w->rules[i].place, why());
		else if (!same)
			keep_output(w, j, &a, id);
	}
	for (char *const *id = w->decided; id && *id && rc == 0; id++) {
		rc = validate_decision(&w->v, *id, w->status, opt.by, opt.reason);
		if (rc == 0)
			keep_output(w, j, &a, *id);
	}
	arena_free(&a);
	return rc;
}

/* What one of the verdicts' held checks says, for the person who typed the rule. */
static void
say_held(const struct buf *verdicts)
{
	const char *at = verdicts->text, *end = at + verdicts->len;

	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		struct json json = {0};
		yyjson_val *v = json_read(&json, at, (size_t)(feed - at)), *check;
		size_t i, n;

		yyjson_arr_foreach(json_get(v, "checks"), i, n, check)
		{
			const char *result = json_str(check, "result", NULL);

			if (result && strcmp(result, "held") == 0)
				warn("%s is held: %s: %s", json_str(v, "rule", NULL),
				    json_str(check, "check", NULL),
				    json_str(check, "reason", NULL));
		}
		json_free(&json);
		at = feed + 1;
	}
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
			show_rule(&r, true);
		at = feed + 1;
	}
}

static int
write_out(struct journal *j, struct writing *w)
{
	if ((opt.dry ? journal_rehearse : journal_change)(j, write_rules, w) < 0)
		give_up();
	print_written(&w->out);
	if (w->v.held)
		say_held(&w->v.verdicts);
	return w->v.held ? EXIT_NO : EXIT_OK;
}

static void
begin_writing(struct writing *w, struct journal *j, const struct conf *conf)
{
	*w = (struct writing){0};
	validator_init(&w->v, j, conf, time_now());
	w->v.force = opt.force;
	w->v.lenient = opt.mode == OPT_IMPORT && !opt.force;
}

static void
end_writing(struct writing *w)
{
	for (size_t i = 0; i < w->n; i++) {
		mem_free(w->rules[i].json);
		mem_free(w->rules[i].place);
	}
	mem_free(w->rules);
	buf_free(&w->out);
	validator_free(&w->v);
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
import_rules(struct journal *j, const struct conf *conf, char *const *paths)
{
	struct buf text = {0};
	struct writing w;
	int code;

	begin_writing(&w, j, conf);
	if (!*paths)
		usage("which files?");
	for (; *paths; paths++) {
		buf_clear(&text);
		read_whole(*paths, &text);
		if (rules_from_yaml(*paths, text.text, text.len, take_written, &w) < 0)
			give_up();
	}
	buf_free(&text);
	code = write_out(j, &w);
	if (isatty(STDERR_FILENO))
		warn("%zu rules, %zu of them unchanged", w.n, w.unchanged);
	end_writing(&w);
	return code;
}

static int
decide(struct journal *j, const struct conf *conf, char *const *ids)
{
	struct writing w;
	int code;

	begin_writing(&w, j, conf);
	if (!*ids)
		usage("which rules?");
	w.decided = ids;
	w.status = opt.mode == OPT_APPROVE  ? "active"
		   : opt.mode == OPT_REJECT ? "rejected"
					    : "retired";
	code = write_out(j, &w);
	end_writing(&w);
	return code;
}

static void
add_list(struct buf *json, const char *key, const struct texts *list)
{
	if (list->n == 0)
		return;
	json_list(json, key);
	for (size_t i = 0; i < list->n; i++) {
		json_item(json);
		json_quote(json, list->at[i], strlen(list->at[i]));
	}
	json_list_end(json);
}

/* One rule from the command line. */
static int
make_rule(struct journal *j, const struct conf *conf, const char *text)
{
	bool person = opt.action ? strcmp(opt.action, "escalate") == 0
				 : (!opt.category || strcmp(opt.category, "escalation") == 0) &&
				       learn_wants_person(text);
	struct buf json = {0};
	struct writing w;
	int code;

	begin_writing(&w, j, conf);
	json_open(&json);
	json_add_str(&json, "id", opt.id);
	json_add_str(&json, "category",
	    opt.category ? opt.category
	    : person	 ? "escalation"
			 : "fact");
	json_add_str(&json, "action", opt.action ? opt.action : person ? "escalate" : "answer");
	json_add_str(&json, "topic", opt.topic);
	add_list(&json, "questions", &opt.questions);
	add_list(&json, "not", &opt.nots);
	if (opt.where.len)
		json_add_raw(&json, "where", opt.where.text);
	json_add_str(&json, "say", text);
	add_list(&json, "must", &opt.must);
	add_list(&json, "must_not", &opt.must_not);
	add_list(&json, "needs", &opt.needs);
	if (opt.proactive)
		json_add_bool(&json, "proactive", true);
	json_add_str(&json, "status", opt.status ? opt.status : "active");
	json_close(&json);
	take_written(json.text, json.len, "the rule", &w);
	code = write_out(j, &w);
	buf_free(&json);
	end_writing(&w);
	return code;
}

/* Corrections as JSON lines: a batch of them, and the line to print for each. */
struct reading {
	struct journal *j;
	struct validator v;
	struct incoming *items;
	size_t n;
	int64_t now;
	struct buf out;
};

/* What came of a correction: the rule it touched, or the verdict that says why there is none. */
static int
say_touched(struct reading *r, const struct incoming *item, struct arena *a, size_t verdict_at)
{
	uint32_t number = 0;
	struct rule rule;
	int rc = views_judged(r->j, item->seq, &number);

	if (rc > 0 && number > 0)
		rc = rules_get(r->j, a, number, &rule);
	if (rc < 0)
		return -1;
	if (rc > 0 && number > 0) {
		rule_write(&r->out, &rule, false);
		r->out.len--;
		json_add_strn(&r->out, "correction", item->id, item->id_len);
	} else if (rc > 0 && item->fresh && r->v.verdicts.len > verdict_at) {
		buf_add(&r->out, r->v.verdicts.text + verdict_at,
		    r->v.verdicts.len - verdict_at - 2);
	} else {
		buf_add(&r->out, item->text.at, item->text.len - 1);
	}
	json_add_bool(&r->out, "new", item->fresh);
	buf_text(&r->out, "}\n");
	return 0;
}

static int
read_work(struct journal *j, void *arg)
{
	struct reading *r = arg;
	struct arena a = {0};
	int rc;

	validator_clear(&r->v);
	buf_clear(&r->out);
	rc = journal_add_in(j, r->items, r->n, r->now);
	for (size_t i = 0; i < r->n && rc >= 0; i++) {
		struct incoming *item = &r->items[i];
		yyjson_val *root = json_read_in(&a, item->text.at, item->text.len);
		const char *authority = json_str(root, "authority", NULL);
		size_t at = r->v.verdicts.len;

		if (item->fresh && authority && strcmp(authority, "lead") == 0)
			rc = validate_correction(&r->v, item->seq, item->text);
		if (rc >= 0)
			rc = say_touched(r, item, &a, at);
		arena_clear(&a);
	}
	arena_free(&a);
	return rc < 0 ? -1 : 0;
}

static unsigned long
read_batch(struct reading *r, struct inputs *in, int n)
{
	static struct json json;
	struct arena a = {0};
	unsigned long refused = 0;

	r->items = mem_alloc((size_t)n * sizeof(*r->items));
	r->n = 0;
	r->now = r->v.now = time_now();
	for (int i = 0; i < n; i++) {
		const struct line *l = lines_at(in->now, i);
		struct record rec;
		int rc = l->too_long
			     ? fail("longer than --max-line")
			     : record_read(&rec, &json, &a, l->text, l->len,
				   RECORD_BIT(RECORD_CORRECTION), RECORD_CORRECTION, r->now);

		if (rc < 0) {
			refused++;
			if (lines_refuse(in->now, l, why()) < 0)
				give_up();
			continue;
		}
		r->items[r->n++] = (struct incoming){.type = rec.type,
			.key = rec.key,
			.id = arena_copy(&a, rec.id, rec.id_len),
			.id_len = rec.id_len,
			.text = bytes_of(arena_copy(&a, rec.text.at, rec.text.len), rec.text.len),
			.time = rec.time};
	}
	if (r->n > 0 && (opt.dry ? journal_rehearse : journal_change)(r->j, read_work, r) < 0)
		give_up();
	if (r->n > 0)
		fwrite(r->out.text, 1, r->out.len, stdout);
	flush_out();
	mem_free(r->items);
	arena_free(&a);
	return refused;
}

static int
read_corrections(struct journal *j, const struct conf *conf)
{
	struct rejects rejects;
	struct inputs in = {.limits = &opt.limits, .rejects = &rejects, .fd = -1};
	struct reading r = {.j = j};
	unsigned long refused = 0;
	int n;

	if (rejects_open(&rejects, opt.rejects) < 0)
		give_up();
	validator_init(&r.v, j, conf, 0);
	r.v.replay =
	    false; /* the history is replayed for rules that are typed, and by fl-validate */
	r.v.force = opt.force;
	opt.limits.batch_lines = 4096;
	while ((n = inputs_more(&in)) > 0)
		refused += read_batch(&r, &in, n);
	if (n < 0)
		give_up();
	inputs_close(&in);
	validator_free(&r.v);
	buf_free(&r.out);
	if (rejects_close(&rejects) < 0)
		give_up();
	return refused && !opt.rejects ? EXIT_REFUSED : EXIT_OK;
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
		rc = each_named(j, args, history_one);
		break;
	case OPT_EXPORT:
		rc = export_rules(j, args);
		break;
	case OPT_IMPORT:
		return import_rules(j, conf, args);
	case OPT_APPROVE:
	case OPT_REJECT:
	case OPT_RETIRE:
		return decide(j, conf, args);
	default:
		if (args[0] && args[1])
			usage("one TEXT at a time; quote it");
		if (args[0] && option_is_file(args[0]))
			usage("'%s' is a file; corrections are read from the standard input",
			    args[0]);
		return args[0] ? make_rule(j, conf, args[0]) : read_corrections(j, conf);
	}
	if (rc < 0) {
		flush_out();
		give_up();
	}
	return EXIT_OK;
}

int
main(int argc, char *argv[])
{
	struct journal *j;
	struct conf conf;
	const char *dir;
	bool reads;
	int code;

	diag_start(argv[0]);
	options(argc, argv);
	reads = opt.mode == OPT_LIST || opt.mode == OPT_SHOW || opt.mode == OPT_HISTORY ||
		opt.mode == OPT_EXPORT;
	if (!opt.mode && optind == argc && isatty(STDIN_FILENO))
		usage("what should be said?");
	if (!(dir = conf_store(opt.store)) || conf_read(&conf, dir) < 0 ||
	    journal_open(&j, dir,
		reads	  ? STORE_READ
		: opt.dry ? STORE_WRITE
			  : STORE_CREATE) < 0)
		give_up();

	code = run(j, &conf, argv + optind);

	journal_close(j);
	conf_free(&conf);
	finish();
	return code;
}
