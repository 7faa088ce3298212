/* fl-answer: answer each question from the rules in force, or hand it over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "check.h"
#include "conf.h"
#include "diag.h"
#include "index.h"
#include "journal.h"
#include "json.h"
#include "lines.h"
#include "meaning.h"
#include "option.h"
#include "out.h"
#include "prompt.h"
#include "wording.h"

enum {
	OPT_RECORD = 256,
	OPT_EXPLAIN,
	OPT_LLM,
	OPT_MAX_CHARS,
};

static struct {
	const char *store, *rejects, *draft;
	struct buf context;
	struct lines_limits limits;
	size_t max_chars;
	bool record, explain, json, text, prompt, check, llm, required;
} opt;

static const struct option_row rows[] = {
	{'s', "store", "DIR", "the store (else $FL_STORE, else ~/.local/share/fl)", &opt.store},
	{'r', "record", NULL, "record each answer as an interaction; the answer says which",
		&opt.record},
	{'x', "explain", NULL, "say every candidate with the parts of its score", &opt.explain},
	{'c', "context", "FIELD=VALUE", "with QUESTION: what is known; may be given again", NULL},
	{0, "prompt", NULL, "add the messages that ask a model to word the answer", &opt.prompt},
	{OPT_LLM, "llm", "[required]", "have a model word the answers; with required, or exit 75",
		NULL},
	{OPT_MAX_CHARS, "max-chars", "N", "characters that they may have (llm.max_chars)", NULL},
	{0, "check", NULL, "check the draft that each line carries: pass, mend or hand over",
		&opt.check},
	{0, "draft", "TEXT", "with QUESTION: the draft to be checked", &opt.draft},
	{0, "rejects", "FILE", "append refused lines to FILE, byte for byte", &opt.rejects},
	{0, "max-line", "SIZE", "refuse longer lines (1M)", &opt.limits.line_max},
	{0, "json", NULL, "print JSON lines, on a terminal too", &opt.json},
	{0, "text", NULL, "print for people, in a pipe too", &opt.text},
	{0, NULL, NULL, NULL, NULL},
};

static const struct command command = {
	"[-s DIR] [QUESTION]",
	"Answer questions, one JSON object a line, from the rules in force: an answer, a question\n"
	"back, a recommendation, or a hand-over to a person. With QUESTION, answer that one.",
	rows,
};

static struct wording *wording; /* NULL without --llm */
static struct meaning *meaning; /* NULL unless the settings ask for it */

static void
add_context(const char *text)
{
	const char *eq = strchr(text, '=');
	char *field;

	if (!eq || eq == text)
		usage("--context: '%s' is not FIELD=VALUE", text);
	if (opt.context.len == 0)
		json_open(&opt.context);
	field = mem_copy(text, (size_t)(eq - text));
	json_add_str(&opt.context, field, eq + 1);
	mem_free(field);
}

static void
options(int argc, char *argv[])
{
	const char *arg;

	for (int id; (id = options_next(&command, argc, argv, &arg)) != -1;)
		switch (id) {
		case 'c':
			add_context(arg);
			break;
		case OPT_LLM:
			if (arg && strcmp(arg, "required") != 0)
				usage("--llm=%s: only --llm and --llm=required", arg);
			opt.llm = true;
			opt.required = arg != NULL;
			break;
		case OPT_MAX_CHARS:
			opt.max_chars = (size_t)option_number("max-chars", arg, 1, 10000000);
			break;
		}
	if (opt.context.len)
		json_close(&opt.context);
}

/* One answered question: what is to be printed, and what is to be recorded before. */
struct answered {
	struct answer answer;
	struct checked checked; /* with --check */
	yyjson_val *question;
	struct prompt prompt;
	struct incoming record;
};

/* The interaction that records an answer, complete with its id. */
static void
make_record(struct answered *one, struct arena *a, int64_t now)
{
	struct json json = {0};
	struct buf text = {0};
	struct record r;

	answer_record(&text, &one->answer, one->question, now);
	if (record_read(&r, &json, a, text.text, text.len, RECORD_BIT(RECORD_INTERACTION),
		RECORD_INTERACTION, now) < 0)
		give_up();
	one->record = (struct incoming){.type = r.type,
		.key = r.key,
		.id = arena_copy(a, r.id, r.id_len),
		.id_len = r.id_len,
		.text = bytes_of(arena_copy(a, r.text.at, r.text.len), r.text.len),
		.time = r.time};
	json_free(&json);
	buf_free(&text);
}

static void
put_field(const char *label, const char *text)
{
	if (!text)
		return;
	printf("%-11s ", label);
	out_text(text);
	putchar('\n');
}

static void
print_check(const struct checked *c, const char *draft)
{
	struct buf line = {0};

	buf_text(&line, check_result_name(c->result));
	if (!c->about)
		buf_print(&line, ", unchecked: %s", c->why);
	put_field("draft", line.text);
	for (size_t i = 0; i < c->count; i++) {
		buf_clear(&line);
		check_words(&line, &c->findings[i]);
		put_field(i == 0 ? "findings" : "", line.text);
	}
	if (c->result != CHECK_PASSED)
		put_field("was", draft);
	buf_free(&line);
}

static void
print_text(const struct answered *one)
{
	const struct answer *ans = &one->answer;

	if (opt.check)
		print_check(&one->checked, json_str(one->question, "draft", NULL));
	printf("%-11s ", "action");
	out_ink(ans->action == ANSWER_ESCALATE ? OUT_CARE : OUT_GOOD);
	fputs(answer_action_name(ans->action), stdout);
	out_ink(OUT_PLAIN);
	printf(" (confidence %.2f, threshold %.2f)\n", ans->confidence, ans->threshold);
	put_field(ans->action == ANSWER_ESCALATE ? "best guess" : "text", ans->text);
	put_field("rule", ans->rule ? ans->rule->id : NULL);
	for (size_t i = 1; i < ans->ask_count; i++)
		put_field("rule", ans->asks[i]->id);
	for (size_t i = 0; i < ans->note_count; i++)
		put_field(i < ans->also_count ? "also" : "proactive", ans->notes[i]);
	for (size_t i = 0; i < ans->need_count; i++)
		put_field("needs", ans->needs[i]);
	if (ans->style.len)
		put_field("style", ans->style.text);
	put_field("model", ans->model);
	put_field("embeddings", ans->vectors);
	if (opt.explain && ans->correction.mix > 0)
		printf("%-11s from %.3f by what staff judged: mix %.3f, offset %.3f, slope %.3f\n",
		    "corrected", ans->raw, ans->correction.mix, ans->correction.offset,
		    ans->correction.slope);
	put_field("why", ans->why);
	put_field("settle", ans->settle);
	for (size_t i = 0; i < ans->count && opt.explain; i++) {
		const struct considered *c = &ans->list[i];
		char line[256];

		snprintf(line, sizeof(line),
		    "%s p %.3f score %.2f words %.2f learned %.2f "
		    "cover %.2f%s%s: %.80s",
		    c->rule.id, c->p, c->z, c->words, c->learned, c->cover,
		    c->dropped ? ", out: " : "", c->dropped ? c->dropped : "",
		    c->rule.say ? c->rule.say : rule_act_name(c->rule.act));
		put_field(i == 0 ? "candidates" : "", line);
		if (ans->meant && c->near >= -1) {
			snprintf(line, sizeof(line), "%s by the words alone %.3f, near %.3f",
			    c->rule.id, c->alone, c->near);
			put_field("", line);
		}
	}
}

/* The instructions as the lines they are, the data and what had no room for it. */
static void
print_prompt(const struct prompt *p)
{
	for (const char *at = p->user ? p->system : ""; *at;) {
		size_t n = strcspn(at, "\n");
		char *line = mem_copy(at, n);

		put_field(at == p->system ? "system" : "", line);
		mem_free(line);
		at += n + (at[n] == '\n');
	}
	put_field("user", p->user);
	for (size_t i = 0; i < p->dropped.n; i++)
		put_field("dropped", p->dropped.at[i]);
}

static void
print_answer(const struct answered *one, struct buf *out)
{
	if (opt.text) {
		print_text(one);
		print_prompt(&one->prompt);
		return;
	}
	buf_clear(out);
	answer_write(out, &one->answer, one->question, one->record.id, opt.explain);
	out_json(out->text, out->len);
}

static void
record_all(struct journal *j, struct answered *list, size_t n, struct arena *a)
{
	struct incoming *items = mem_alloc((n ? n : 1) * sizeof(*items));
	int64_t now = time_now();

	for (size_t i = 0; i < n; i++) {
		make_record(&list[i], a, now);
		items[i] = list[i].record;
	}
	if (n > 0 && journal_add(j, items, n, now) < 0)
		give_up();
	mem_free(items);
}

/* The messages for a model, unless a person is to answer.  Customers' words belong in no log. */
static void
add_prompt(struct answered *one, struct arena *a)
{
	const char *id = json_str(one->question, "id", NULL);
	struct buf members = {0};

	if (one->answer.action == ANSWER_ESCALATE)
		return;
	prompt_make(&one->prompt, a, &one->answer, one->question, NULL, opt.max_chars);
	if (!one->prompt.user)
		warn("%s%.200s%sno messages: they would have %zu characters, and may have %zu",
		    id ? "question " : "", id ? id : "", id ? ": " : "", one->prompt.chars,
		    opt.max_chars);
	prompt_members(&members, &one->prompt, &one->answer);
	one->answer.more = members.len ? arena_copy(a, members.text, members.len) : NULL;
	buf_free(&members);
}

static void
answer_one_of(struct answered *one, struct journal *j, const struct conf *conf, struct arena *a)
{
	size_t n;
	const char *draft;

	if (answer_find(&one->answer, j, conf, meaning, a, one->question) < 0)
		give_up();
	if (!opt.check)
		return;
	draft = json_str(one->question, "draft", &n);
	check_answer(&one->checked, a, &one->answer, one->question, draft, n);
	check_apply(&one->checked, a, &one->answer, draft);
}

static void
ask_meanings(struct journal *j, const struct answered *list, size_t n, struct arena *a)
{
	yyjson_val **questions = arena_alloc(a, (n + 1) * sizeof(*questions));

	for (size_t i = 0; i < n; i++)
		questions[i] = list[i].question;
	if (meaning_ask(meaning, j, questions, n) < 0)
		give_up();
}

enum { MANY = 256 }; /* questions of a batch: its input is a file, not somebody who waits */

/* Answer, record, then print: who reads an answer may send its outcome at once. */
static void
answer_all(struct journal *j, const struct conf *conf, struct answered *list, size_t n,
    struct arena *a)
{
	static struct buf out;

	if (store_look(journal_store(j)) < 0 || (meaning && meaning_load(meaning, j) < 0))
		give_up();
	if (n >= MANY && index_read_ahead(journal_index(j)) < 0)
		give_up();
	for (size_t i = 0; i < n; i++)
		answer_one_of(&list[i], j, conf, a);
	store_rest(journal_store(j));
	if (meaning)
		meaning_rest(meaning);
	for (size_t i = 0; i < n && opt.prompt; i++)
		add_prompt(&list[i], a);
	for (size_t i = 0; i < n && wording; i++)
		if (wording_ask(wording, a, &list[i].answer, list[i].question) < 0)
			give_up();
	if (opt.record)
		record_all(j, list, n, a);
	for (size_t i = 0; i < n; i++) {
		print_answer(&list[i], &out);
		answer_free(&list[i].answer);
	}
	flush_out();
}

static int
check_line(yyjson_val *question)
{
	yyjson_val *draft = json_get(question, "draft");

	if (record_check(question, RECORD_QUESTION) < 0)
		return -1;
	if (!opt.check)
		return 0;
	if (!draft)
		return fail("no \"draft\" to check");
	if (!yyjson_is_str(draft))
		return fail("\"draft\" is not a string");
	if (yyjson_get_len(draft) > RECORD_TEXT_MAX)
		return fail("\"draft\" is longer than %d bytes", RECORD_TEXT_MAX);
	if (strlen(yyjson_get_str(draft)) != yyjson_get_len(draft))
		return fail("\"draft\" has a NUL in it");
	return 0;
}

static unsigned long
answer_batch(struct journal *j, const struct conf *conf, struct inputs *in, int n)
{
	static struct arena arena;
	struct answered *list = mem_alloc((size_t)n * sizeof(*list));
	unsigned long refused = 0;
	size_t count = 0;

	for (int i = 0; i < n; i++) {
		const struct line *l = lines_at(in->now, i);
		yyjson_val *root = l->too_long ? NULL : json_read_in(&arena, l->text, l->len);
		int rc = l->too_long ? lines_too_long(opt.limits.line_max) : root ? 0 : -1;

		if (rc == 0 && !yyjson_is_obj(root))
			rc = fail("not a JSON object");
		if (rc == 0)
			rc = check_line(root);
		if (rc < 0) {
			refused++;
			if (lines_refuse(in->now, l, why()) < 0)
				give_up();
			continue;
		}
		list[count++].question = root;
	}
	if (wording)
		wording_batch(wording);
	if (meaning && count > 0) {
		meaning_batch(meaning);
		ask_meanings(j, list, count, &arena);
	}
	/* A model takes its time: what it has worded is recorded and printed at once. */
	for (size_t i = 0, step; i < count; i += step) {
		step = wording ? 1 : count;
		answer_all(j, conf, list + i, step, &arena);
	}
	mem_free(list);
	arena_clear(&arena);
	return refused;
}

static void
answer_one(struct journal *j, const struct conf *conf, const char *text)
{
	struct answered one = {0};
	struct arena arena = {0};
	struct buf json = {0};

	opt.text = out_people(opt.text, opt.json);
	json_open(&json);
	json_add_str(&json, "question", text);
	if (opt.context.len)
		json_add_raw(&json, "context", opt.context.text);
	json_add_str(&json, "draft", opt.draft);
	json_close(&json);
	one.question = json_read_in(&arena, json.text, json.len);
	if (!one.question || check_line(one.question) < 0)
		give_up();
	if (meaning)
		ask_meanings(j, &one, 1, &arena);
	answer_all(j, conf, &one, 1, &arena);
	buf_free(&json);
	arena_free(&arena);
}

static int
answer_stream(struct journal *j, const struct conf *conf)
{
	struct rejects rejects;
	struct inputs in = {.limits = &opt.limits, .rejects = &rejects, .fd = -1};
	unsigned long refused = 0;
	int n;

	if (rejects_open(&rejects, opt.rejects) < 0)
		give_up();
	opt.limits.batch_lines = 1024; /* answers are small, what is found for each is not */
	while ((n = inputs_more(&in)) > 0)
		refused += answer_batch(j, conf, &in, n);
	if (n < 0)
		give_up();
	inputs_close(&in);
	if (rejects_close(&rejects) < 0)
		give_up();
	return refused && !opt.rejects ? EXIT_REFUSED : EXIT_OK;
}

int
main(int argc, char *argv[])
{
	struct journal *j;
	struct conf conf;
	const char *dir;
	int code = EXIT_OK;

	diag_start(argv[0]);
	options(argc, argv);
	opt.check |= opt.draft != NULL;
	if (opt.check && (opt.prompt || opt.llm))
		usage("--check and %s are two things; take one", opt.prompt ? "--prompt" : "--llm");
	if (opt.draft && optind == argc)
		usage("--draft goes with a QUESTION");
	if (opt.check && optind < argc && !opt.draft)
		usage("--check of a QUESTION needs its --draft");
	if (optind == argc && isatty(STDIN_FILENO))
		usage("what is the question?");
	if (argc - optind > 1)
		usage("one QUESTION at a time; quote it");
	if (optind < argc && option_is_file(argv[optind]))
		usage("'%s' is a file; questions are read from the standard input", argv[optind]);
	if (!(dir = conf_store(opt.store)) || conf_read(&conf, dir) < 0 ||
	    journal_open(&j, dir, opt.record ? STORE_CREATE : STORE_READ) < 0)
		give_up();
	if (opt.max_chars == 0)
		opt.max_chars = (size_t)conf.llm_max_chars;
	if (opt.llm && wording_open(&wording, &conf, opt.max_chars, opt.required) < 0)
		give_up();

	if (meaning_open(&meaning, &conf, dir) < 0)
		give_up();

	if (optind < argc)
		answer_one(j, &conf, argv[optind]);
	else
		code = answer_stream(j, &conf);

	meaning_close(meaning);
	wording_close(wording);
	journal_close(j);
	conf_free(&conf);
	finish();
	return code;
}
