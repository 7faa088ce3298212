/* The support lead's desk: what there is to know about one case. */
#include "desk.h"
#include "desk_draft.h"
#include "desk_why.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "diag.h"
#include "diff.h"
#include "json.h"
#include "mask.h"
#include "origin.h"
#include "reading.h"
#include "scope.h"
#include "text.h"
#include "tone.h"
#include "tty.h"
#include "validate.h"
#include "views.h"
#include "writing.h"

enum { LABEL = 11, EXAMPLES = 3, VOICES = 4, TEXT_LINES = 3, TALK_MAX = 200 };

/* A screen's lines as they are put together. */
struct page {
	struct buf *out;
	struct journal *j;
	const struct case_view *view;
	struct arena arena;
};

/* One thing: its name, one of ours, and what it is, as somebody wrote it. */
static void
put(struct page *p, const char *name, const char *text, size_t max)
{
	struct buf masked = {0};
	char first[LABEL + 1];

	if (!text)
		return;
	snprintf(first, sizeof(first), "%-*.*s", LABEL, LABEL - 1, name);
	if (p->view->mask)
		text = mask_text(&masked, text);
	tty_wrap(p->out, first, text, p->view->columns, p->view->whole ? 0 : max);
	buf_free(&masked);
}

static void
put_items(struct page *p, const char *name, yyjson_val *list, size_t most)
{
	yyjson_val *item;
	size_t i, n;

	yyjson_arr_foreach(list, i, n, item)
	{
		if (i == most && !p->view->whole)
			break;
		put(p, i == 0 ? name : "", yyjson_get_str(item), TEXT_LINES);
	}
}

static void
put_signals(struct page *p, yyjson_val *signals)
{
	struct buf text = {0};
	yyjson_val *key, *value;
	size_t i, n;
	double x;

	yyjson_obj_foreach(signals, i, n, key, value)
	{
		if (json_num(value, &x))
			buf_print(&text, "%s%s %g", text.len ? ", " : "", yyjson_get_str(key), x);
	}
	put(p, "ended", text.text, TEXT_LINES);
	buf_free(&text);
}

/* Why it failed, as far as the records tell. */
static int
put_why(struct page *p, const struct desk_case *c)
{
	struct texts reasons = {0};

	if (desk_why(&reasons, c, p->j, p->view->conf, &p->arena) < 0)
		return -1;
	for (size_t i = 0; i < reasons.n; i++)
		put(p, i == 0 ? "because" : "", reasons.at[i], p->view->why ? 0 : TEXT_LINES);
	return 0;
}

/* What the store would say to it now by the words alone, since rules may have come since. */
static int
put_now(struct page *p, const char *question)
{
	struct answer now;
	struct buf json = {0};
	int rc;

	if (!question)
		return 0;
	json_open(&json);
	json_add_str(&json, "type", "question");
	json_add_str(&json, "question", question);
	json_close(&json);
	rc = answer_find(&now, p->j, p->view->conf, NULL, &p->arena,
	    json_read_in(&p->arena, json.text, json.len));
	if (rc == 0 && now.rule && !now.guess)
		put(p, "now",
		    arena_print(&p->arena, "%s: %s", now.rule->id,
			now.text ? now.text : rule_act_name(now.rule->act)),
		    2);
	else if (rc == 0)
		put(p, "now", "no rule fires; it is handed over", 1);
	if (rc == 0)
		answer_free(&now);
	buf_free(&json);
	return rc;
}

static int
put_pattern(struct page *p, const struct desk_case *c)
{
	yyjson_val *r = c->record;
	const char *first = json_str(r, "first", NULL), *last = json_str(r, "last", NULL);
	yyjson_val *document = json_get(r, "document");

	put(p, "customers",
	    arena_print(&p->arena, "%g asked, it failed for %g; from %.10s to %.10s",
		json_num_or(r, "askers", 0), json_num_or(r, "customers", 0), first ? first : "?",
		last ? last : "?"),
	    TEXT_LINES);
	put_items(p, "asked", json_get(r, "examples"), EXAMPLES);
	put_items(p, "answered", json_get(r, "said"), 2);
	put_items(p, "said then", json_get(r, "right"), 2);
	put_signals(p, json_get(r, "signals"));
	if (put_why(p, c) < 0 || put_now(p, json_str(r, "question", NULL)) < 0)
		return -1;
	put(p, "document", json_str(document, "title", NULL), 1);
	put(p, document ? "says" : "", json_str(document, "passage", NULL), TEXT_LINES);
	return 0;
}

/* One voice: what was asked, what the bot said, what this person said. */
static int
put_voice(struct page *p, const struct voice *v)
{
	yyjson_val *said;
	struct origin from;

	if (origin_of(&from, p->j, &p->arena, v->seq) < 0)
		return -1;
	said = from.correction;
	put(p, "asked", json_str(origin_asked(&from), "question", NULL), 2);
	put(p, "answered", json_str(json_get(from.interaction, "action"), "text", NULL), 2);
	put(p, v->weight < 0 ? "against" : "for",
	    arena_print(&p->arena, "%s (%s, %g): %s", v->by ? v->by : "?",
		v->authority ? v->authority : "?", v->weight,
		said && json_str(said, "right", NULL) ? json_str(said, "right", NULL)
						      : "the rule as it stands"),
	    2);
	return 0;
}

static int
put_voices(struct page *p, const struct rule *r)
{
	struct voice *list;
	size_t n, shown = 0;

	if (rules_voices(p->j, &p->arena, r->number, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n && (shown < VOICES || p->view->whole); i++) {
		if (list[i].authority && strcmp(list[i].authority, "outcome") == 0)
			continue;
		shown++;
		if (put_voice(p, &list[i]) < 0)
			return -1;
	}
	return 0;
}

/* What approving would do: the verdict that would be given. */
struct trying {
	struct validator v;
	const struct rule *rule;
	const char *by;
};

static int
try_work(struct journal *j, void *arg)
{
	struct trying *t = arg;
	struct rule r = *t->rule;
	struct buf json = {0};
	const char *id;
	int rc;

	(void)j;
	validator_clear(&t->v);
	if (!rule_in_force(r.status) || r.status == RULE_TRIAL)
		r.status = RULE_ACTIVE;
	rule_write(&json, &r, true);
	rc = validate_written(&t->v, json.text, json.len, t->by, "lead", &id);
	buf_free(&json);
	return rc;
}

/* The verdict is in the page's arena; NULL when it could not be tried, which is said. */
static yyjson_val *
try_rule(struct page *p, const struct rule *r)
{
	struct trying t = {.rule = r, .by = p->view->by};
	yyjson_val *verdict = NULL;
	const char *at, *end;

	validator_init(&t.v, p->j, p->view->conf, p->view->now);
	store_rest(journal_store(p->j));
	if (journal_rehearse(p->j, try_work, &t) == 0 && t.v.verdicts.len > 1) {
		end = t.v.verdicts.text + t.v.verdicts.len - 1;
		for (at = end; at > t.v.verdicts.text && at[-1] != '\n'; at--)
			;
		verdict = json_read_in(&p->arena, at, (size_t)(end - at));
	}
	validator_free(&t.v);
	if (!verdict)
		put(p, "checks", arena_print(&p->arena, "not run: %s", why()), 2);
	return store_look(journal_store(p->j)) < 0 ? NULL : verdict;
}

static int
put_broken(struct page *p, yyjson_val *figures)
{
	yyjson_val *item, *asked;
	uint64_t seq;
	size_t i, n;

	yyjson_arr_foreach(json_get(figures, "breaks"), i, n, item)
	{
		int rc = journal_interaction(p->j, &p->arena, yyjson_get_str(item),
		    yyjson_get_len(item), &asked, &seq);

		if (rc < 0)
			return -1;
		if (rc > 0)
			put(p, "breaks",
			    arena_print(&p->arena, "%s: %s -> %s", yyjson_get_str(item),
				json_str(asked, "question", NULL),
				json_str(json_get(asked, "action"), "text", NULL)
				    ? json_str(json_get(asked, "action"), "text", NULL)
				    : "?"),
			    2);
	}
	return 0;
}

/* Which earlier corrections it would take the question from. */
static void
put_regressed(struct page *p, yyjson_val *figures)
{
	yyjson_val *item;
	size_t i, n;

	yyjson_arr_foreach(json_get(figures, "breaks_tests"), i, n, item)
	{
		const char *correction = json_str(item, "correction", NULL);
		const char *rule = json_str(item, "rule", NULL);
		const char *question = json_str(item, "question", NULL);

		put(p, "breaks",
		    arena_print(&p->arena, "%s: %s -> %s", correction ? correction : "a person",
			question ? question : "?", rule ? rule : "?"),
		    2);
	}
}

/* Every check; those that hold the rule, and what it would break, first. */
static int
put_checks(struct page *p, yyjson_val *verdict)
{
	yyjson_val *check;
	size_t i, n;

	for (int round = 0; round < 2; round++) {
		yyjson_arr_foreach(json_get(verdict, "checks"), i, n, check)
		{
			const char *name = json_str(check, "check", NULL);
			const char *result = json_str(check, "result", NULL);
			bool passed = result && strcmp(result, "passed") == 0;

			if (!name || passed != (round == 1))
				continue;
			/* A rule that is not on trial has none to show. */
			if (strcmp(name, "trial") == 0 && !json_get(check, "figures"))
				continue;
			if (strcmp(name, "replay") == 0 &&
			    put_broken(p, json_get(check, "figures")) < 0)
				return -1;
			if (strcmp(name, "replay") == 0)
				put_regressed(p, json_get(check, "figures"));
			put(p, name,
			    arena_print(&p->arena, "%s%s", passed ? "" : "HELD: ",
				json_str(check, "reason", NULL) ? json_str(check, "reason", NULL)
								: "?"),
			    p->view->why ? 0 : 2);
		}
	}
	return 0;
}

/* The rule that stands in the way, if the checks found one. */
static const char *
foe_of(yyjson_val *verdict)
{
	yyjson_val *check;
	size_t i, n;

	yyjson_arr_foreach(json_get(verdict, "checks"), i, n, check)
	{
		const char *name = json_str(check, "check", NULL);

		if (name && strcmp(name, "conflict") == 0)
			return json_str(json_get(check, "figures"), "rule", NULL);
	}
	return NULL;
}

static void
put_difference(struct page *p, struct buf *out, const struct buf *old, const struct buf *new)
{
	const char *a = old->text ? old->text : "", *b = new->text;
	struct buf x = {0}, y = {0};

	if (p->view->mask) {
		mask_personal(&x, a);
		mask_personal(&y, b);
		a = x.text ? x.text : "";
		b = y.text ? y.text : "";
	}
	diff_lines(out, a, b, p->view->columns);
	buf_free(&x);
	buf_free(&y);
}

/* What would change: against the rule that says otherwise, else all that is new. */
static int
put_change(struct page *p, const struct rule *r, const char *foe)
{
	struct buf old = {0}, new = {0}, text = {0};
	int rc = foe ? rule_text(p->j, &p->arena, foe, &old) : 0;
	struct rule then = *r;

	then.status = RULE_ACTIVE; /* approved */
	rule_yaml(&new, &then);
	if (rc >= 0)
		put_difference(p, &text, &old, &new);
	if (text.len) {
		put(p, "change",
		    foe && r->id && strcmp(foe, r->id) == 0
			? arena_print(&p->arena, "%s, which says so already", foe)
		    : foe ? arena_print(&p->arena, "%s in the place of %s",
				r->id ? r->id : "a new rule", foe)
			  : arena_print(&p->arena, "%s comes into force",
				r->id ? r->id : "a new rule"),
		    1);
		buf_add(p->out, text.text, text.len);
	}
	buf_free(&old);
	buf_free(&new);
	buf_free(&text);
	return rc < 0 ? -1 : 0;
}

/* The rule that is proposed, as one that is there is shown. */
static int
put_proposal(struct page *p, const struct desk_case *c)
{
	yyjson_val *draft = json_get(c->record, "draft"), *verdict;
	struct rule r;
	int rc = desk_draft(&r, c, p->j, p->view->conf, &p->arena);

	if (rc == 0)
		put(p, "proposed", "nothing yet: e to write the answer", 1);
	if (rc <= 0)
		return rc;
	put(p, "proposed", json_str(draft, "say", NULL), TEXT_LINES);
	if (json_bool_or(draft, "against", false))
		put(p, "but", "not everybody says so", 1);
	verdict = try_rule(p, &r);
	if (put_checks(p, verdict) < 0)
		return -1;
	/* One that says so already gets the questions. */
	if (json_str(verdict, "before", NULL)) {
		yyjson_val *body = json_get(json_get(verdict, "change"), "rule");
		int known = body
				? rule_read(&r, &p->arena, body) == 0
				: rules_named(p->j, &p->arena, json_str(verdict, "rule", NULL), &r);

		if (known < 0)
			return -1;
		if (known > 0)
			return put_change(p, &r, r.id);
	}
	return put_change(p, &r, foe_of(verdict));
}

static int
put_rule(struct page *p, const struct desk_case *c)
{
	const struct rule *r = &c->rule;
	struct buf where = {0};
	yyjson_val *verdict;
	int rc;

	put(p, "rule",
	    arena_print(&p->arena,
		"%s, %s, %s; %u voice%s (weight %g), %g against; %u good ends, %u bad", r->id,
		rule_status_name(r->status), r->category, r->voices, r->voices == 1 ? "" : "s",
		r->support, r->against, r->good, r->bad),
	    2);
	put(p, "says", r->say, TEXT_LINES);
	if (r->style) {
		tone_words(&where, r->style);
		put(p, "style", where.text, TEXT_LINES);
		buf_clear(&where);
	}
	if (r->where) {
		scope_words(&where, r->where);
		put(p, "where", where.text, 2);
	}
	buf_free(&where);
	if (put_why(p, c) < 0)
		return -1;
	verdict = try_rule(p, r);
	rc = put_checks(p, verdict);
	if (rc == 0)
		rc = put_voices(p, r);
	if (rc == 0 && c->kind != CASE_WRONG && c->kind != CASE_OLD)
		rc = put_change(p, r, foe_of(verdict));
	return rc;
}

/* The interaction that a record is about; NULL when it is not known. */
static int
asked_about(struct page *p, yyjson_val *r, yyjson_val **asked)
{
	size_t n;
	const char *id = json_str(r, "interaction", &n);
	uint64_t seq;

	*asked = NULL;
	return id && journal_interaction(p->j, &p->arena, id, n, asked, &seq) < 0 ? -1 : 0;
}

static void
put_reporter(struct page *p, yyjson_val *r)
{
	const char *by = json_str(r, "by", NULL), *authority = json_str(r, "authority", NULL);

	put(p, "by", arena_print(&p->arena, "%s, %s", by ? by : "?", authority ? authority : "?"),
	    1);
}

static int
put_vague(struct page *p, const struct desk_case *c)
{
	yyjson_val *r = c->record, *asked;

	if (asked_about(p, r, &asked) < 0)
		return -1;
	put(p, "asked", json_str(asked ? asked : r, "question", NULL), TEXT_LINES);
	put(p, "answered", json_str(json_get(asked, "action"), "text", NULL), TEXT_LINES);
	put(p, "said then", json_str(r, "right", NULL), TEXT_LINES);
	put(p, "wrong", json_str(r, "wrong", NULL), TEXT_LINES);
	put(p, "comment", json_str(r, "comment", NULL), TEXT_LINES);
	put_reporter(p, r);
	if (put_why(p, c) < 0)
		return -1;
	put(p, "proposed", "nothing: e to write a rule, n when there is nothing in it", 2);
	return 0;
}

/* Where and by whom it was asked, as far as an answer may depend on it. */
static void
put_context(struct page *p, yyjson_val *r)
{
	struct buf text = {0};
	yyjson_val *key, *value;
	size_t i, n;

	if (json_str(r, "channel", NULL))
		buf_print(&text, "channel %s", json_str(r, "channel", NULL));
	if (json_str(r, "locale", NULL))
		buf_print(&text, "%slocale %s", text.len ? ", " : "", json_str(r, "locale", NULL));
	yyjson_obj_foreach(json_get(r, "context"), i, n, key, value)
	{
		buf_print(&text, "%s%s ", text.len ? ", " : "", yyjson_get_str(key));
		if (yyjson_is_str(value))
			buf_text(&text, yyjson_get_str(value));
		else
			json_write(&text, value);
	}
	put(p, "context", text.text, TEXT_LINES);
	buf_free(&text);
}

/* A rule: what it is about, and what it says where that is not what was said. */
static int
put_rule_of(struct page *p, const char *id, const char *said)
{
	struct buf where = {0};
	struct rule rule;
	int rc = id ? rules_named(p->j, &p->arena, id, &rule) : 0;

	if (rc <= 0) {
		put(p, "rule", id ? arena_print(&p->arena, "%s, which is gone", id) : NULL, 1);
		return rc;
	}
	if (rules_fill(p->j, &p->arena, &rule) < 0)
		return -1;
	put(p, "rule",
	    arena_print(&p->arena, "%s, %s%s%s", id, rule_status_name(rule.status),
		rule.topic ? ", " : "", rule.topic ? rule.topic : ""),
	    1);
	if (rule.say && !text_same(rule.say, said))
		put(p, "says", rule.say, TEXT_LINES);
	for (size_t i = 0; i < rule.questions.n && (i < EXAMPLES || p->view->whole); i++)
		put(p, i == 0 ? "about" : "", rule.questions.at[i], 1);
	if (rule.where) {
		scope_words(&where, rule.where);
		put(p, "where", where.text, 2);
	}
	buf_free(&where);
	return 0;
}

/* What one reporter said of a question that the bot thought it knew otherwise. */
static int
put_disputed(struct page *p, const struct desk_case *c)
{
	yyjson_val *r = c->record, *asked;

	if (asked_about(p, r, &asked) < 0)
		return -1;
	put(p, "asked", json_str(r, "question", NULL), 0);
	put_context(p, asked ? asked : r);
	put(p, "answered", json_str(json_get(asked, "action"), "text", NULL), TEXT_LINES);
	put(p, "said then", json_str(r, "says", NULL), TEXT_LINES);
	put(p, "comment", json_str(r, "comment", NULL), TEXT_LINES);
	put_reporter(p, r);
	if (put_rule_of(p, json_str(r, "rule", NULL), json_str(r, "says", NULL)) < 0)
		return -1;
	put(p, "decide",
	    "one person said so, and the bot was sure otherwise or the rule hardly fits: is it so?",
	    2);
	return 0;
}

/* An answer to be judged, without a word on how sure the bot was. */
static int
put_drawn(struct page *p, const struct desk_case *c)
{
	yyjson_val *r = c->record;
	const char *kind = json_str(r, "action", NULL);
	bool passed = kind && strcmp(kind, "escalate") == 0;

	put(p, "asked", json_str(r, "question", NULL), 0);
	put_context(p, r);
	put(p, passed ? "its guess" : "answered", json_str(r, "text", NULL), 0);
	if (put_rule_of(p, yyjson_get_str(yyjson_arr_get_first(json_get(r, "rules"))),
		json_str(r, "text", NULL)) < 0)
		return -1;
	put(p, "judge",
	    passed ? "it was handed over; would this answer have been right?"
		   : "is this answer right?",
	    2);
	return 0;
}

/* --- the conversation --- */

/* The conversation that a case is about; NULL when it is not known. */
static const char *
conversation_of(struct page *p, const struct desk_case *c)
{
	const char *id = json_str(c->record, "interaction", NULL);
	struct origin from;
	struct voice *list;
	yyjson_val *v;
	uint64_t seq;
	size_t n;

	if (!id && c->rule.id && rules_voices(p->j, &p->arena, c->rule.number, &list, &n) == 0)
		for (size_t i = 0; i < n && !id; i++)
			if (origin_of(&from, p->j, &p->arena, list[i].seq) > 0)
				id = json_str(from.correction, "interaction", NULL);
	if (!id || journal_interaction(p->j, &p->arena, id, strlen(id), &v, &seq) <= 0)
		return NULL;
	return json_str(v, "conversation", NULL);
}

static bool
is(const char *text, const char *want)
{
	return text && want && strcmp(text, want) == 0;
}

static void
put_said(struct page *p, enum record_type type, yyjson_val *r)
{
	const char *by = json_str(r, "by", NULL);

	if (type == RECORD_INTERACTION) {
		put(p, "customer", json_str(r, "question", NULL), 0);
		put(p, "bot", json_str(json_get(r, "action"), "text", NULL), 0);
	} else if (type == RECORD_CORRECTION) {
		put(p, "said then",
		    arena_print(&p->arena, "%s: %s", by ? by : "somebody",
			json_str(r, "right", NULL)   ? json_str(r, "right", NULL)
			: json_str(r, "wrong", NULL) ? json_str(r, "wrong", NULL)
						     : "(no words)"),
		    0);
	} else {
		put(p, "then", json_str(r, "signal", NULL), 1);
	}
}

/* Does an interaction belong to what is shown? */
static bool
is_about(const struct desk_case *c, const char *talk, yyjson_val *r)
{
	yyjson_val *item;
	size_t i, n;

	if (talk)
		return is(json_str(r, "conversation", NULL), talk);
	if (is(json_str(r, "id", NULL), json_str(c->record, "interaction", NULL)))
		return true;
	yyjson_arr_foreach(json_get(c->record, "examples"), i, n, item)
	{
		if (is(json_str(r, "question", NULL), yyjson_get_str(item)))
			return true;
	}
	return false;
}

/* A conversation as it is read. */
struct talking {
	struct page *page;
	const struct desk_case *c;
	const char *talk;  /* NULL: it has no name */
	struct texts seen; /* its interactions */
};

static int
take_said(const struct reading *one, void *arg)
{
	struct talking *t = arg;
	struct arena *a = &t->page->arena;
	yyjson_val *r = one->root;
	const char *id;
	size_t n;

	if (one->type == RECORD_INTERACTION && is_about(t->c, t->talk, r)) {
		if ((id = json_str(r, "id", &n)))
			texts_add(&t->seen, a, arena_copy(a, id, n));
		put_said(t->page, one->type, r);
	} else if (one->type != RECORD_INTERACTION && (id = json_str(r, "interaction", NULL)) &&
		   texts_have(&t->seen, id)) {
		put_said(t->page, one->type, r);
	}
	return t->seen.n == TALK_MAX;
}

/* The conversation, or where it has no name what was asked in these words and what came of it. */
static int
put_talk(struct page *p, const struct desk_case *c)
{
	struct talking t = {.page = p, .c = c, .talk = conversation_of(p, c)};

	buf_char(p->out, '\n');
	put(p, "talk", t.talk ? t.talk : "as it was asked, and what came of it:", 1);
	return reading_run(p->j, 0,
	    RECORD_BIT(RECORD_INTERACTION) | RECORD_BIT(RECORD_CORRECTION) |
		RECORD_BIT(RECORD_OUTCOME),
	    take_said, &t);
}

/* The first of what is folded into it; or all, with what they are about. */
static void
put_alike(struct page *p, const struct desk_case *c)
{
	put(p, "alike",
	    arena_print(&p->arena, "%zu more, decided with it: %s%s", c->alike.n, c->alike.at[0],
		c->alike.n > 1 ? ", ..." : ""),
	    1);
	for (size_t i = 0; p->view->whole && i < c->alike.n; i++)
		put(p, "", arena_print(&p->arena, "%s: %s", c->alike.at[i], c->alike_titles.at[i]),
		    0);
}

int
case_lines(struct buf *out, const struct desk_case *c, struct journal *j,
    const struct case_view *view)
{
	struct page p = {.out = out, .j = j, .view = view};
	int rc = 0;

	if (c->review.to)
		put(&p, "given to", c->review.to, 1);
	if (c->alike.n > 0)
		put_alike(&p, c);
	if (c->kind == CASE_VAGUE)
		rc = put_vague(&p, c);
	else if (c->kind == CASE_DISPUTED)
		rc = put_disputed(&p, c);
	else if (c->kind == CASE_DRAWN)
		rc = put_drawn(&p, c);
	else if (c->rule.id)
		rc = put_rule(&p, c);
	else if ((rc = put_pattern(&p, c)) == 0)
		rc = put_proposal(&p, c);
	if (rc == 0 && view->talk)
		rc = put_talk(&p, c);
	arena_free(&p.arena);
	return rc;
}
