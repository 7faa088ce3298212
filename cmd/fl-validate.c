/* fl-validate: evidence in, verdicts out. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "calibration_view.h"
#include "conf.h"
#include "diag.h"
#include "explain.h"
#include "journal.h"
#include "json.h"
#include "lines.h"
#include "option.h"
#include "out.h"
#include "policy_view.h"
#include "risk_view.h"
#include "validate.h"

static struct {
	const char *store, *policy;
	struct lines_limits limits;
	bool dry, explain, risk, calibration, audit, quiet, json, text;
} opt;

static const struct option_row rows[] = {
	{'s', "store", "DIR", "the store (else $FL_STORE, else ~/.local/share/fl)", &opt.store},
	{'n', "dry-run", NULL, "say the verdicts, change nothing", &opt.dry},
	{'x', "explain", NULL, "say why answers failed, change nothing", &opt.explain},
	{0, "policy", "FILE", "say what this way of recommending would have earned", &opt.policy},
	{0, "risk", NULL, "say how the target risk is held, change nothing", &opt.risk},
	{0, "calibration", NULL, "say how the confidence is corrected, change nothing",
		&opt.calibration},
	{0, "audit", NULL, "say the answers that wait for a judgement, change nothing", &opt.audit},
	{'q', "quiet", NULL, "do not pass on what is read, print verdicts only", &opt.quiet},
	{0, "json", NULL, "print JSON lines, on a terminal too", &opt.json},
	{0, "text", NULL, "print for people, in a pipe too", &opt.text},
	{0, "max-line", "SIZE", "refuse longer lines (1M)", &opt.limits.line_max},
	{0, NULL, NULL, NULL, NULL},
};

static const struct command command = {
	"[-s DIR] [RULE...]\n       fl-validate --explain [-s DIR] [INTERACTION...]\n       "
	"fl-validate --risk | --calibration | --audit | --policy FILE [-s DIR]",
	"Judge what is new in the journal: corrections become evidence, evidence verdicts, "
	"verdicts\n"
	"change rules. Lines that are read are passed on, and looked at after each batch. With\n"
	"RULE..., judge these as they stand: exit 1 when one of them does not pass or is not in "
	"force.\n"
	"With --explain, say why answers failed: the cause, the rule to blame, the evidence.",
	rows,
};

/* A verdict for people: the change, and each check with its reason. */
static void
print_text(const char *line, size_t n)
{
	struct json json = {0};
	yyjson_val *v = json_read(&json, line, n), *check;
	const char *before = json_str(v, "before", NULL), *after = json_str(v, "after", NULL);
	const char *say = json_str(v, "say", NULL), *reason = json_str(v, "reason", NULL);
	size_t i, count;

	out_text(json_str(v, "rule", NULL) ? json_str(v, "rule", NULL) : "-");
	printf("  %s%s%s", before ? before : "new", after ? " -> " : "", after ? after : "");
	if (say) {
		fputs("  ", stdout);
		out_text(say);
	}
	putchar('\n');
	if (reason) {
		fputs("    ", stdout);
		out_text(reason);
		putchar('\n');
	}
	yyjson_arr_foreach(json_get(v, "checks"), i, count, check)
	{
		printf("    %-10s %-7s ", json_str(check, "check", NULL),
		    json_str(check, "result", NULL));
		out_text(json_str(check, "reason", NULL));
		putchar('\n');
	}
	json_free(&json);
}

/* Why an answer failed, for people. */
static void
print_cause(const char *line, size_t n)
{
	static const struct {
		const char *key, *before;
	} parts[] = {{"question", "asked: "}, {"said", "said: "}, {"right", "right: "},
		{"evidence", ""}, {"without", "without the rule: "}, {"adjust", "to do: "},
		{"propose", "proposed: "}};
	struct json json = {0};
	yyjson_val *c = json_read(&json, line, n);

	out_text(json_str(c, "interaction", NULL));
	printf("  %s (%s%.0f%%)  ", json_str(c, "cause", NULL),
	    json_bool_or(c, "inferred", true) ? "inferred, " : "", 100 * json_num_or(c, "sure", 0));
	out_text(json_str(c, "rule", NULL) ? json_str(c, "rule", NULL) : "-");
	putchar('\n');
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *text = json_str(c, parts[i].key, NULL);

		if (!text)
			continue;
		printf("    %s", parts[i].before);
		out_text(text);
		putchar('\n');
	}
	json_free(&json);
}

static void
print_lines(const struct buf *lines, void (*print)(const char *line, size_t n))
{
	bool people = out_people(opt.text, opt.json);
	const char *at = lines->text, *end = at + lines->len;

	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)(feed - at);

		if (people)
			print(at, n);
		else
			out_json(at, n);
		at = feed + 1;
	}
}

static int
work(struct journal *j, void *arg)
{
	(void)j;
	validator_clear(arg);
	return validate_new(arg);
}

/* A target that is missed is said every night. */
static void
warn_risk(struct validator *v)
{
	struct risk all;

	if (!(v->conf->risk > 0))
		return;
	if (store_look(journal_store(v->journal)) < 0 || risk_read(v->journal, NULL, &all) < 0)
		give_up();
	store_rest(journal_store(v->journal));
	if (risk_missed(&all, v->conf->risk))
		warn("the target risk %g is not held with this data: hand over at least %.1f%%, "
		     "or raise it",
		    v->conf->risk, 100 * risk_least(&all, v->conf->risk));
}

/* One look at what is new: print after it is on disk. */
static void
validate(struct validator *v)
{
	v->now = time_now();
	if ((opt.dry ? journal_rehearse : journal_change)(v->journal, work, v) < 0)
		give_up();
	print_lines(&v->verdicts, print_text);
	flush_out();
	warn_risk(v);
}

struct named {
	struct validator *v;
	char *const *ids;
	bool all_sound;
};

static int
judge_named(struct journal *j, void *arg)
{
	struct named *named = arg;

	(void)j;
	validator_clear(named->v);
	named->all_sound = true;
	for (char *const *id = named->ids; *id; id++) {
		bool sound;

		if (validate_rule(named->v, *id, &sound) < 0)
			return -1;
		named->all_sound &= sound;
	}
	return 0;
}

static int
validate_named(struct validator *v, char *const *ids)
{
	struct named named = {.v = v, .ids = ids};

	if (journal_rehearse(v->journal, judge_named, &named) < 0)
		give_up();
	print_lines(&v->verdicts, print_text);
	return named.all_sound ? EXIT_OK : EXIT_NO;
}

/* How the target risk is held, for people. */
static void
print_risk(const char *line, size_t n)
{
	struct json json = {0};
	yyjson_val *r = json_read(&json, line, n);
	double target = json_num_or(r, "target", 0), answered = json_num_or(r, "answered", 0);

	if (target > 0)
		printf("target: at most %g%% of the answers given are wrong\n", 100 * target);
	else
		puts("no target; 'risk: 0.05' in config.yaml sets one");
	printf("told of %.0f answers: %.0f wrong (%.2f%%)", answered, json_num_or(r, "wrong", 0),
	    100 * json_num_or(r, "share", 0));
	if (target > 0)
		printf(", at most %.0f are promised", json_num_or(r, "bound", 0));
	printf("\ntold of %.0f hand-overs: %.0f of the guesses right\n",
	    json_num_or(r, "passed", 0), json_num_or(r, "passed", 0) - json_num_or(r, "missed", 0));
	if (target > 0)
		printf("answers from a confidence of %g on\n", json_num_or(r, "threshold", 1));
	if (json_num_or(r, "least", 0) > 0)
		printf("answering everything would be wrong in %.1f%%: at least %.1f%% have to be "
		       "handed over\n",
		    100 * json_num_or(r, "always", 0), 100 * json_num_or(r, "least", 0));
	json_free(&json);
}

/* How the confidence is corrected, for people. */
static void
print_calibration(const char *line, size_t n)
{
	struct json json = {0};
	yyjson_val *c = json_read(&json, line, n), *point;
	size_t i, count;

	if (json_num_or(c, "audit", 0) > 0)
		printf("%g%% of the answers are drawn to be judged\n",
		    100 * json_num_or(c, "audit", 0));
	else
		puts(
		    "no answer is drawn to be judged; 'audit: 0.05' in config.yaml has some drawn");
	printf("%.0f were judged by staff, %.0f of them right; %.0f wait (fl-validate --audit)\n",
	    json_num_or(c, "cases", 0), json_num_or(c, "right", 0), json_num_or(c, "waiting", 0));
	if (json_num_or(c, "cases", 0) > 0) {
		printf("that the confidence is off has a probability of %.3f%s\n",
		    json_num_or(c, "mix", 0),
		    json_bool_or(c, "used", true) ? "" : "; 'calibrate: 0' leaves it");
		printf("calibration error of these: %.3f, corrected %.3f\n",
		    json_num_or(c, "error", 0), json_num_or(c, "corrected", 0));
		yyjson_arr_foreach(json_get(c, "points"), i, count, point)
		{
			printf("%s%g -> %.3f", i ? ", " : "", json_num_or(point, "raw", 0),
			    json_num_or(point, "confidence", 0));
		}
		putchar('\n');
	}
	json_free(&json);
}

/* An answer that waits for a judgement, for people. */
static void
print_audit(const char *line, size_t n)
{
	struct json json = {0};
	yyjson_val *a = json_read(&json, line, n);
	const char *text = json_str(a, "text", NULL), *action = json_str(a, "action", NULL);

	/* Who judges it would follow the confidence, if it were here. */
	out_text(json_str(a, "interaction", NULL));
	printf("  %s\n  asked  ", action ? action : "answer");
	out_text(json_str(a, "question", NULL));
	fputs("\n  said   ", stdout);
	out_text(text ? text : "");
	putchar('\n');
	json_free(&json);
}

/* What another way of recommending would have earned, for people. */
static void
print_estimate(const char *line, size_t n)
{
	struct json json = {0};
	yyjson_val *e = json_read(&json, line, n);

	printf("%.0f choices with a known probability and end (%.0f without an end, %.0f without a "
	       "probability)\n",
	    json_num_or(e, "choices", 0), json_num_or(e, "unknown", 0),
	    json_num_or(e, "without", 0));
	if (json_num_or(e, "choices", 0) > 0)
		printf("accepted: %.1f%% as it was; %.1f%% by the policy (IPS %.1f%%, SNIPS "
		       "%.1f%%)\n",
		    100 * json_num_or(e, "earned", 0), 100 * json_num_or(e, "dr", 0),
		    100 * json_num_or(e, "ips", 0), 100 * json_num_or(e, "snips", 0));
	printf("95%% sure at any time: %.1f%% to %.1f%%\n", 100 * json_num_or(e, "low", 0),
	    100 * json_num_or(e, "high", 1));
	json_free(&json);
}

static void
judge_policy(struct journal *j)
{
	struct buf out = {0};

	if (store_look(journal_store(j)) < 0 || policy_judge(&out, j, opt.policy) < 0)
		give_up();
	store_rest(journal_store(j));
	print_lines(&out, print_estimate);
	buf_free(&out);
}

static void
report_risk(struct journal *j, const struct conf *conf)
{
	struct buf out = {0};

	if (store_look(journal_store(j)) < 0 || risk_report(&out, j, conf) < 0)
		give_up();
	store_rest(journal_store(j));
	print_lines(&out, print_risk);
	buf_free(&out);
}

static void
report_calibration(struct journal *j, const struct conf *conf)
{
	int (*report)(struct buf *, struct journal *, const struct conf *) =
	    opt.audit ? calibration_waiting : calibration_report;
	struct buf out = {0};

	if (store_look(journal_store(j)) < 0 || report(&out, j, conf) < 0)
		give_up();
	store_rest(journal_store(j));
	print_lines(&out, opt.audit ? print_audit : print_calibration);
	buf_free(&out);
}

/* Why the named interactions failed, or all the recent ones that did. */
static void
explain(struct journal *j, const struct conf *conf, char *const *ids)
{
	struct buf out = {0};
	struct arena a = {0};

	if (store_look(journal_store(j)) < 0 ||
	    (!*ids && explain_recent(&out, j, (uint64_t)conf->replay_recent) < 0))
		give_up();
	for (; *ids; ids++) {
		if (explain_one(&out, j, &a, *ids) < 0)
			give_up();
		arena_clear(&a);
	}
	store_rest(journal_store(j));
	print_lines(&out, print_cause);
	arena_free(&a);
	buf_free(&out);
}

/* Pass on what has come, and look at the journal. */
static void
pass_on(struct lines *in, int n)
{
	for (int i = 0; i < n && !opt.quiet; i++) {
		const struct line *l = lines_at(in, i);

		if (l->too_long)
			continue;
		out_json(l->text, l->len);
	}
	flush_out();
}

static int
validate_stream(struct validator *v)
{
	struct lines *in = lines_new(STDIN_FILENO, "stdin", &opt.limits, NULL);
	unsigned long refused = 0;
	bool any = false;
	int n;

	while ((n = lines_more(in)) > 0) {
		for (int i = 0; i < n; i++)
			if (lines_at(in, i)->too_long) {
				refused++;
				lines_too_long(opt.limits.line_max);
				if (lines_refuse(in, lines_at(in, i), why()) < 0)
					give_up();
			}
		pass_on(in, n);
		validate(v);
		any = true;
	}
	if (n < 0)
		give_up();
	lines_free(in);
	if (!any)
		validate(v);
	return refused ? EXIT_REFUSED : EXIT_OK;
}

static enum store_mode
mode(int operands)
{
	if (opt.explain || opt.risk || opt.calibration || opt.audit || opt.policy)
		return STORE_READ;
	return opt.dry || operands > 0 ? STORE_WRITE : STORE_CREATE;
}

int
main(int argc, char *argv[])
{
	struct validator v;
	struct journal *j;
	struct conf conf;
	const char *dir;
	int code = EXIT_OK;

	diag_start(argv[0]);
	options_set(&command, argc, argv);
	if (!(dir = conf_store(opt.store)) || conf_read(&conf, dir) < 0 ||
	    journal_open(&j, dir, mode(argc - optind)) < 0)
		give_up();
	validator_init(&v, j, &conf, time_now());

	if (opt.policy)
		judge_policy(j);
	else if (opt.risk)
		report_risk(j, &conf);
	else if (opt.calibration || opt.audit)
		report_calibration(j, &conf);
	else if (opt.explain)
		explain(j, &conf, argv + optind);
	else if (optind < argc)
		code = validate_named(&v, argv + optind);
	else if (isatty(STDIN_FILENO))
		validate(&v);
	else
		code = validate_stream(&v);

	validator_free(&v);
	journal_close(j);
	conf_free(&conf);
	finish();
	return code;
}
