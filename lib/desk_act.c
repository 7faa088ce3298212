/* The support lead's desk: what the keys decide. */
#include "desk_act.h"
#include "desk_draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "diff.h"
#include "json.h"
#include "judgement.h"
#include "mask.h"
#include "revise.h"
#include "scope.h"
#include "text.h"
#include "tty.h"
#include "undo.h"
#include "verdicts.h"
#include "views.h"

/* After a decision: the queue as it is now, at the same place. */
static int
decided(struct session *s)
{
	s->filled = NULL;
	return session_read(s);
}

/* Why?  NULL when it was broken off, or a reason is asked for and none was given. */
static const char *
ask_reason(struct session *s, const char *what, bool must)
{
	char prompt[80];
	const char *reason;

	snprintf(prompt, sizeof(prompt), "%s, because%s: ", what,
	    must ? "" : " (Enter: no reason; Ctrl-D: not)");
	reason = tty_line(&s->arena, prompt);
	if (reason && !*reason && must) {
		session_say(s, "not done: a reason is asked for here");
		return NULL;
	}
	if (!reason)
		session_say(s, "not done");
	return reason;
}

static bool
confirm(const char *question)
{
	printf("\r\x1b[K%s y or n > ", question);
	return tty_key() == 'y';
}

/* A text that somebody wrote, as it may be shown. */
static const char *
shown(struct session *s, const char *text)
{
	struct buf masked = {0};

	if (!s->view.mask)
		return text;
	text = mask_text(&masked, text);
	text = arena_copy(&s->arena, text, masked.len);
	buf_free(&masked);
	return text;
}

/* The rule changed since it was shown: both are, and nothing is done. */
static int
show_stale(struct session *s, const struct desk_case *c)
{
	struct buf base = {0}, now = {0}, text = {0};

	rule_yaml(&base, &c->rule);
	if (store_look(journal_store(s->j)) == 0 && rule_text(s->j, &s->arena, c->id, &now) >= 0)
		diff_lines(&text, shown(s, base.text), shown(s, now.text ? now.text : ""),
		    s->view.columns);
	store_rest(journal_store(s->j));
	tty_clear();
	puts("Somebody else has changed this rule since it was shown; nothing was done.");
	puts("What changed:");
	if (text.len)
		fwrite(text.text, 1, text.len, stdout);
	fputs("\nany key shows the case as it is now > ", stdout);
	tty_key();
	buf_free(&base);
	buf_free(&now);
	buf_free(&text);
	s->filled = NULL;
	return session_read(s);
}

/* Below the screen, before a question. */
static void
say_aside(struct session *s, const char *text)
{
	struct buf lines = {0};

	tty_wrap(&lines, "", shown(s, text), s->view.columns, 0);
	printf("\r\x1b[K%s", lines.text);
	buf_free(&lines);
}

/* Commit; when only a rule that says otherwise is in the way, ask whether it is replaced. */
static int
commit(struct session *s, struct writing *w, const struct desk_case *c, const char *done)
{
	bool force = s->who->force;
	int rc = writing_commit(w, s->j);

	if (rc < 0 && !w->stale && strstr(why(), "--force")) {
		say_aside(s, why());
		if (!confirm("Replace that rule?")) {
			session_say(s, "not done");
			return 0;
		}
		s->who->force = true;
		rc = writing_commit(w, s->j);
		s->who->force = force;
	}
	if (rc < 0 && w->stale)
		return show_stale(s, c);
	if (rc < 0) {
		session_say(s, "not done: %s", why());
		return w->late ? decided(s) : 0;
	}
	session_say(s, "%s; u undoes it%s", done, w->v.held ? " (a check holds the rule)" : "");
	return decided(s);
}

static void
expect(struct writing *w, const struct desk_case *c)
{
	struct buf yaml = {0};

	rule_yaml(&yaml, &c->rule);
	writing_expect(w, c->id, yaml.text);
	buf_free(&yaml);
}

/* The case, and those that are folded into it. */
static char **
ids_of(struct session *s, const struct desk_case *c)
{
	char **ids = arena_alloc(&s->arena, (c->alike.n + 2) * sizeof(*ids));

	ids[0] = (char *)(uintptr_t)c->id;
	for (size_t i = 0; i < c->alike.n; i++)
		ids[i + 1] = (char *)(uintptr_t)c->alike.at[i];
	return ids;
}

/* What was done, to how many. */
static const char *
done_to(struct session *s, const struct desk_case *c, const char *done)
{
	return c->alike.n ? arena_print(&s->arena, "%s, with the %zu alike", done, c->alike.n)
			  : done;
}

/* A new status for the rule of the case. */
static int
decide(struct session *s, const char *status, const char *reason, const char *done)
{
	struct desk_case *c = session_case(s);
	struct writing w;
	int rc;

	s->who->reason = reason && *reason ? reason : NULL;
	writing_begin(&w, s->who);
	w.decided = ids_of(s, c);
	w.status = status;
	expect(&w, c);
	rc = commit(s, &w, c, done_to(s, c, done));
	writing_end(&w);
	return rc;
}

/* Put it off, give it away, or close it, by a record of its own. */
static int
review(struct session *s, char *const *ids, const char *what, const char *value, const char *reason,
    const char *done)
{
	struct reviewing r = {.cases = ids,
		.what = what,
		.value = value,
		.by = s->who->by,
		.reason = reason && *reason ? reason : NULL,
		.now = time_now()};
	int rc = journal_change(s->j, review_work, &r);

	buf_free(&r.out);
	if (rc < 0)
		return -1;
	session_say(s, "%s; u undoes it", done);
	return decided(s);
}

static int
review_one(struct session *s, const char *what, const char *value, const char *reason,
    const char *done)
{
	struct desk_case *c = session_case(s);

	return review(s, ids_of(s, c), what, value, reason, done_to(s, c, done));
}

/* That the case is done, recorded with the rule that settles it. */
static struct reviewing
closing(struct session *s, char *const *ids)
{
	return (struct reviewing){.cases = ids, .what = "done", .by = s->who->by};
}

/* What is proposed, as YAML. */
static int
propose(struct session *s, const struct desk_case *c, struct buf *out)
{
	int rc = store_look(journal_store(s->j));

	if (rc == 0)
		rc = desk_draft_yaml(out, c, s->j, s->who->conf, &s->arena);
	store_rest(journal_store(s->j));
	return rc < 0 ? -1 : 0;
}

/* The rule that the case names, with its examples: 1, 0 when there is none, -1. */
static int
rule_named(struct session *s, const struct desk_case *c, struct rule *r)
{
	yyjson_val *rules = json_get(c->record, "rules");
	const char *id = c->kind == CASE_DRAWN ? yyjson_get_str(yyjson_arr_get_first(rules))
					       : json_str(c->record, "rule", NULL);
	int rc = id ? store_look(journal_store(s->j)) : 0;

	if (!id || rc < 0)
		return rc;
	if ((rc = rules_named(s->j, &s->arena, id, r)) > 0 && rules_fill(s->j, &s->arena, r) < 0)
		rc = -1;
	store_rest(journal_store(s->j));
	return rc;
}

/* Is the case about a rule that it names, and is not itself? */
static bool
names_rule(const struct desk_case *c)
{
	return c->kind == CASE_DRAWN || c->kind == CASE_DISPUTED;
}

/* The rule to be edited: of an answer the one that it came from.  1, 0 when there is none, -1. */
static int
rule_of(struct session *s, const struct desk_case *c, const char **id)
{
	struct rule r;
	int rc;

	*id = c->rule.id;
	if (!names_rule(c))
		return *id != NULL;
	if ((rc = rule_named(s, c, &r)) > 0)
		*id = r.id;
	return rc;
}

/* A judgement of the case. */
static struct judgement
judging(struct session *s, bool right, const char *said)
{
	return (struct judgement){.conf = s->who->conf,
		.interaction = session_case(s)->id,
		.right = right,
		.said = said,
		.by = s->who->by,
		.authority = s->who->authority,
		.now = time_now()};
}

/* The editor has the terminal, and nothing of the store is open. */
static int
edit(struct session *s)
{
	struct desk_case *c = session_case(s);
	struct reviewing also = closing(s, ids_of(s, c));
	struct judgement wrong = judging(s, false, NULL);
	struct buf draft = {0};
	bool taken = false;
	const char *rule;
	char *ids[2] = {0};

	if (rule_of(s, c, &rule) < 0)
		return -1;
	ids[0] = (char *)(uintptr_t)rule;
	if (!rule && propose(s, c, &draft) < 0) {
		buf_free(&draft);
		return -1;
	}
	journal_close(s->j);
	s->j = NULL;
	tty_end();
	tty_clear();
	s->who->reason = NULL;
	s->who->also = c->rule.id || c->kind == CASE_DRAWN ? NULL : &also;
	s->who->judged = c->kind == CASE_DRAWN ? &wrong : NULL;
	revise_rules(s->dir, s->who, ids, draft.text, SHOW_TEXT, &taken);
	s->who->also = NULL;
	s->who->judged = NULL;
	if (taken && wrong.late)
		warn("the edit stands; somebody else has judged the answer meanwhile");
	buf_free(&also.out);
	judgement_free(&wrong);
	buf_free(&draft);
	fputs("any key goes back to the review > ", stdout);
	if (!tty_begin())
		return fail("the terminal is gone");
	tty_key();
	if (journal_open(&s->j, s->dir, STORE_WRITE) < 0)
		return -1;
	s->filled = NULL;
	return taken ? decided(s) : 0;
}

/* The rule of a case with something added, through all the checks. */
static int
extend(struct session *s, const struct desk_case *c, const struct texts *questions,
    const struct texts *nots, const char *where, const char *done)
{
	struct writing w;
	int rc;

	s->who->reason = NULL;
	writing_begin(&w, s->who);
	rc = writing_extend(&w, &c->rule, questions, nots, where);
	if (rc == 0)
		rc = commit(s, &w, c, done);
	writing_end(&w);
	return rc;
}

static int
widen(struct session *s)
{
	const char *text = tty_line(&s->arena, "an example question: ");
	struct texts questions = {0}, none = {0};

	if (!text || !*text) {
		session_say(s, "not done");
		return 0;
	}
	texts_add(&questions, &s->arena, text);
	return extend(s, session_case(s), &questions, &none, NULL, "widened");
}

static int
narrow(struct session *s)
{
	const char *text = tty_line(&s->arena, "a question that it is not about, or a condition: ");
	struct texts nots = {0}, none = {0};
	struct buf where = {0};
	int rc;

	if (!text || !*text) {
		session_say(s, "not done");
		return 0;
	}
	if (strchr(text, ' ') || !strpbrk(text, "=<>")) {
		texts_add(&nots, &s->arena, text);
		return extend(s, session_case(s), &none, &nots, NULL, "narrowed");
	}
	json_open(&where);
	rc = scope_parse(&where, text);
	json_close(&where);
	if (rc < 0)
		session_say(s, "not done: %s", why());
	else
		rc = extend(s, session_case(s), &none, &none, where.text, "narrowed");
	buf_free(&where);
	return rc < 0 ? 0 : rc;
}

static void
count_broken(yyjson_val *verdict, void *arg)
{
	*(size_t *)arg += yyjson_arr_size(verdict_breaks(verdict));
}

/* How many earlier corrections would be broken: tried, and not done.  -1 on failure. */
static long
broken_by(struct session *s, struct writing *w)
{
	size_t n = 0;
	int rc;

	s->who->dry = true;
	rc = writing_commit(w, s->j);
	s->who->dry = false;
	if (rc == 0)
		verdicts_each(&w->v.verdicts, "\"breaks_tests\"", count_broken, &n);
	return rc < 0 ? -1 : (long)n;
}

/* A gap's proposal as a rule; one that was not proposed has to be written. */
static int
take_draft(struct session *s)
{
	struct desk_case *c = session_case(s);
	struct reviewing also = closing(s, ids_of(s, c));
	struct buf draft = {0};
	struct writing w;
	long broken = 0;
	int rc;

	if (!json_get(c->record, "draft")) {
		session_say(s, "nothing is proposed: e to write the answer");
		return 0;
	}
	if (propose(s, c, &draft) < 0) {
		buf_free(&draft);
		return -1;
	}
	s->who->also = &also;
	writing_begin(&w, s->who);
	rc = rules_from_yaml("the proposal", draft.text ? draft.text : "", draft.len, writing_take,
	    &w);
	if (rc == 0 && (broken = broken_by(s, &w)) < 0)
		rc = -1;
	if (broken > 0 &&
	    !confirm(arena_print(&s->arena,
		"It takes %ld question%s from what earlier corrections said.  Put it in force?",
		broken, broken == 1 ? "" : "s")))
		rc = fail("it would break what was said before");
	if (rc == 0)
		rc = writing_commit(&w, s->j);
	if (rc < 0)
		session_say(s, "not done: %s", why());
	else
		session_say(s, "%s; u undoes it",
		    done_to(s, c, w.v.held ? "made, but a check holds it" : "in force"));
	writing_end(&w);
	s->who->also = NULL;
	buf_free(&also.out);
	buf_free(&draft);
	return rc < 0 ? 0 : decided(s);
}

static int
judge(struct session *s, bool right, const char *said)
{
	struct judgement g = judging(s, right, said);

	if (journal_change(s->j, judgement_work, &g) < 0)
		session_say(s, "not done: %s", why());
	else if (g.late)
		session_say(s, "not done: somebody else has judged it meanwhile");
	else if (!said)
		session_say(s, "%s; u undoes it", right ? "right" : "wrong");
	else if (!g.learned)
		session_say(s, "wrong, and kept for fl-validate; u undoes it");
	else if (!g.rule)
		session_say(s, "wrong; no rule could be made of it; u undoes it");
	else
		session_say(s, "wrong, and %s is %s; u undoes it", g.rule,
		    rule_status_name(g.now_is));
	judgement_free(&g);
	return decided(s);
}

/* What is right instead, where the judge knows it. */
static int
judge_wrong(struct session *s)
{
	const char *said = tty_line(&s->arena, "what is right? (Enter: only wrong; Ctrl-D: not) ");

	if (!said) {
		session_say(s, "not done");
		return 0;
	}
	if (text_same(said, json_str(session_case(s)->record, "text", NULL))) {
		session_say(s, "not done: that is what was said");
		return 0;
	}
	return judge(s, false, text_key(said, strlen(said)) ? said : NULL);
}

/* The question that waited is one of the rule's. */
static int
believe(struct session *s)
{
	struct desk_case of = *session_case(s);
	struct dispute word = {of.id, json_str(of.record, "rule", NULL),
		json_str(of.record, "question", NULL)};
	struct texts questions = {0}, nots = {0};
	int rc = rule_named(s, &of, &of.rule);

	if (rc <= 0) {
		session_say(s, "not done: %s", rc < 0 ? why() : "the rule is gone");
		return 0;
	}
	of.id = of.rule.id;
	texts_add(&questions, &s->arena, word.question);
	s->who->believed = &word;
	rc = extend(s, &of, &questions, &nots, NULL,
	    arena_print(&s->arena, "it is a question of %s", of.id));
	s->who->believed = NULL;
	return rc;
}

static int
approve(struct session *s)
{
	struct desk_case *c = session_case(s);
	const char *reason = NULL;

	if (c->kind == CASE_DRAWN)
		return judge(s, true, NULL);
	if (c->kind == CASE_DISPUTED)
		return believe(s);
	if (s->who->conf->ask_reason > 0 && !(reason = ask_reason(s, "approved", true)))
		return 0;
	if (c->kind == CASE_WRONG && c->rule.id)
		return review_one(s, "dismiss", NULL, reason, "kept as it is");
	if (c->rule.id)
		return decide(s, "active", reason, c->kind == CASE_OLD ? "confirmed" : "in force");
	s->who->reason = reason;
	return take_draft(s);
}

static int
reject(struct session *s)
{
	struct desk_case *c = session_case(s);
	const char *reason;

	if (c->kind == CASE_DRAWN)
		return judge_wrong(s);
	reason =
	    ask_reason(s, c->rule.id ? "rejected" : "nothing to do", s->who->conf->ask_reason > 0);
	if (!reason)
		return 0;
	return c->rule.id ? decide(s, "rejected", reason, "rejected")
			  : review_one(s, "dismiss", NULL, reason, "dismissed");
}

static int
retire(struct session *s)
{
	const char *reason = ask_reason(s, "retired", false);

	return reason ? decide(s, "retired", reason, "retired") : 0;
}

static int
snooze(struct session *s, char *const *ids)
{
	const char *text = tty_line(&s->arena, "put off until (tomorrow, 3d, 2026-03-09): ");
	char until[TIME_TEXT];

	if (!text || !*text || review_until(until, text, s->now) < 0) {
		session_say(s, "not done%s%s", text && *text ? ": " : "",
		    text && *text ? why() : "");
		return 0;
	}
	return review(s, ids, "snooze", until, NULL, "put off");
}

static int
assign(struct session *s)
{
	const char *text = tty_line(&s->arena, "give to: ");

	if (!text || !*text) {
		session_say(s, "not done");
		return 0;
	}
	return review_one(s, "assign", text, NULL, "given");
}

static int
undo_last_one(struct session *s)
{
	struct undoing u = {.conf = s->who->conf, .by = s->who->by, .now = time_now()};
	int rc = store_look(journal_store(s->j));

	if (rc == 0)
		rc = undo_find_last(&u, s->j, &s->arena);
	store_rest(journal_store(s->j));
	if (rc == 0)
		session_say(s, "there is no decision of yours to undo");
	if (rc > 0 && journal_rehearse(s->j, undo_work, &u) < 0)
		rc = -1;
	if (rc > 0) {
		yyjson_val *v = json_read_in(&s->arena, u.record.text, u.record.len);

		tty_clear();
		show_undo(SHOW_TEXT, v, bytes_of(u.record.text, u.record.len));
		if (!confirm("Undo your last decision?"))
			session_say(s, "not undone");
		else if (journal_change(s->j, undo_work, &u) < 0)
			rc = -1;
		else
			session_say(s, "undone; u again undoes the one before");
	}
	undoing_free(&u);
	s->filled = NULL;
	return rc < 0 ? -1 : session_read(s);
}

/* --- many at once --- */

/*
 * The ids of all that is shown, with those folded: of what is a rule, or of what is none.  Nobody
 * judges answers unseen.
 */
static char **
all_ids(struct session *s, bool rules, size_t *n)
{
	size_t most = 1;
	char **ids;

	for (size_t i = 0; i < s->n; i++)
		most += 1 + s->desk.list[s->shown[i]].alike.n;
	ids = arena_alloc(&s->arena, most * sizeof(*ids));
	*n = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct desk_case *c = &s->desk.list[s->shown[i]];

		if (c->kind == CASE_DRAWN || rules != (c->rule.id != NULL))
			continue;
		ids[(*n)++] = (char *)(uintptr_t)c->id;
		for (size_t k = 0; k < c->alike.n; k++)
			ids[(*n)++] = (char *)(uintptr_t)c->alike.at[k];
	}
	ids[*n] = NULL;
	return ids;
}

/* A status for the rules; of what is no rule yet, that nothing has to be done about it. */
static int
decide_all(struct session *s, char **rules, char **others, const char *status)
{
	const char *reason = ask_reason(s, status, s->who->conf->ask_reason > 0);
	struct reviewing also;
	struct writing w;
	int rc = 0;

	if (!reason)
		return 0;
	if (!*rules)
		return review(s, others, "dismiss", NULL, reason, "all are dismissed now");
	also = (struct reviewing){.cases = others,
		.what = "dismiss",
		.by = s->who->by,
		.reason = *reason ? reason : NULL};
	s->who->reason = also.reason;
	s->who->also = *others ? &also : NULL;
	writing_begin(&w, s->who);
	w.decided = rules;
	w.status = status;
	if (writing_commit(&w, s->j) < 0) {
		session_say(s, "nothing is done: %s", why());
	} else {
		session_say(s, "all are %s now%s; u undoes it", status,
		    *others ? ", or dismissed" : "");
		rc = decided(s);
	}
	writing_end(&w);
	s->who->also = NULL;
	buf_free(&also.out);
	return rc;
}

/* Is this the number of what would be decided on?  Asked for, so that nobody does it unseen. */
static bool
confirm_number(struct session *s, size_t n, size_t left)
{
	char question[160], more[64] = "";
	size_t drawn = 0;
	const char *answer;

	for (size_t i = 0; i < s->n; i++)
		drawn += s->desk.list[s->shown[i]].kind == CASE_DRAWN;
	if (left)
		snprintf(more, sizeof(more), " (%zu are no rules yet, and stay)", left + drawn);
	else if (drawn)
		snprintf(more, sizeof(more), " (%zu are judged one by one, and stay)", drawn);
	snprintf(question, sizeof(question), "that is %zu%s; type the number to go on: ", n, more);
	answer = tty_line(&s->arena, question);
	if (answer && strtoul(answer, NULL, 10) == n)
		return true;
	session_say(s, "nothing is done");
	return false;
}

static int
snooze_all(struct session *s, char **rules, size_t n, char **others, size_t m)
{
	char **ids = arena_alloc(&s->arena, (n + m + 1) * sizeof(*ids));

	memcpy(ids, rules, n * sizeof(*ids));
	memcpy(ids + n, others, (m + 1) * sizeof(*ids));
	return snooze(s, ids);
}

static int
many(struct session *s)
{
	size_t n, m;
	char **rules, **others;
	int key;

	printf("\r\x1b[Kfor all that are shown: y approve, n reject, t retire, z put off > ");
	key = tty_key();
	if (key <= 0 || !strchr("yntz", key)) {
		session_say(s, "nothing is done");
		return 0;
	}
	rules = all_ids(s, true, &n);
	others = all_ids(s, false, &m);
	if (n + m == 0) {
		session_say(s, "answers that were drawn are judged one by one");
		return 0;
	}
	if (n == 0 && (key == 'y' || key == 't')) {
		session_say(s, "there is no rule among them: approve proposals one by one");
		return 0;
	}
	if (key == 'n' || key == 'z') {
		if (!confirm_number(s, n + m, 0))
			return 0;
		return key == 'z' ? snooze_all(s, rules, n, others, m)
				  : decide_all(s, rules, others, "rejected");
	}
	if (!confirm_number(s, n, m))
		return 0;
	*others = NULL;
	return decide_all(s, rules, others, key == 'y' ? "active" : "retired");
}

int
session_act(struct session *s, int key)
{
	struct desk_case *c = session_case(s);

	if (key == 'u')
		return undo_last_one(s);
	if (!c) {
		session_say(s, "nothing waits here");
		return 0;
	}
	if (key > 0 && strchr("ynetwxz@", key) && s->other > 0) {
		s->filled = NULL; /* it may be free by now */
		session_say(s, "not done: process %d has this case open", (int)s->other);
		return 0;
	}
	if (key > 0 && strchr("twx", key) && !c->rule.id) {
		session_say(s, "%s",
		    c->kind == CASE_DRAWN      ? "first judge it: y right, n wrong, e edits"
		    : c->kind == CASE_DISPUTED ? "first decide it: y it is so, n it is not, e edits"
					       : "there is no rule yet");
		return 0;
	}
	switch (key) {
	case 'y':
		return approve(s);
	case 'n':
		return reject(s);
	case 'e':
		return edit(s);
	case 't':
		return retire(s);
	case 'w':
		return widen(s);
	case 'x':
		return narrow(s);
	case 'z':
		return snooze(s, ids_of(s, c));
	case '@':
		return assign(s);
	case '*':
		return many(s);
	default:
		session_say(s, "? tells what the keys do");
		return 0;
	}
}
