/* Validation: verdicts, as the journal keeps them. */
#include <string.h>

#include "diag.h"
#include "validate_parts.h"
#include "validate_tests.h"
#include "views.h"

/* Put a verdict into the journal, and keep it for the caller to print. */
int
verdict_put(struct validator *v, struct buf *json)
{
	struct arena a = {0};
	struct json reader = {0};
	char id[33];
	struct record r;
	int rc;

	/* Its members stand in one order: the bytes are the content. */
	hash128_hex(id, json->text, json->len);
	json->len--;
	json_add_str(json, "id", id);
	json_close(json);
	rc = record_read(&r, &reader, &a, json->text, json->len, RECORD_BIT(RECORD_VERDICT),
	    RECORD_VERDICT, v->now);

	if (rc == 0) {
		buf_add(&v->verdicts, r.text.at, r.text.len);
		buf_char(&v->verdicts, '\n');
		if (!v->looking)
			rc = journal_put_text(v->journal, RECORD_VERDICT, r.text.at, r.text.len,
			    v->now, NULL);
	}
	json_free(&reader);
	arena_free(&a);
	return rc;
}

void
verdict_begin(struct buf *json, struct validator *v, const char *rule)
{
	char stamp[TIME_TEXT];

	time_print(stamp, v->now);
	json_open(json);
	json_add_str(json, "type", "verdict");
	json_add_str(json, "time", stamp);
	json_add_str(json, "rule", rule ? rule : "-");
}

/* Questions as a verdict's change has them: whose they are decides what they may teach. */
static void
add_questions(struct buf *json, const struct example *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_item(json);
		json_open(json);
		json_add_str(json, "text", list[i].text);
		json_add_str(json, "locale", list[i].locale);
		if (list[i].counter)
			json_add_bool(json, "counter", true);
		if (!list[i].trusted)
			json_add_bool(json, "trusted", false);
		json_close(json);
	}
}

/* The questions that a correction brings or settles; what a word against asking takes out. */
static void
add_examples(struct buf *json, const struct judging *t)
{
	const struct lesson *l = &t->lesson;

	json_list(json, "examples");
	if (!t->denies) {
		json_item(json);
		json_open(json);
		json_add_str(json, "text", l->question);
		json_add_str(json, "locale", l->locale);
		/* A customer's question shapes no rule that staff stands for. */
		json_add_bool(json, "trusted", t->weight >= t->v->conf->weight_agent);
		if (t->disputed) {
			json_add_bool(json, "disputed", true);
			json_add_str(json, "by", t->by);
			json_add_str(json, "wrong", t->wrong);
		}
		json_close(json);
	}
	add_questions(json, t->settled, t->settled_n);
	/* Where the bot gave this answer before and it ended well, it is one too. */
	for (size_t i = 0; i < t->accepted.n; i++) {
		const struct example e = {.text = t->accepted.at[i], .trusted = true};

		add_questions(json, &e, 1);
	}
	json_list_end(json);
}

static void
add_change(struct buf *json, const struct judging *t)
{
	json_key(json, "change");
	json_open(json);
	if (t->written || !t->old.number || (t->how && !rule_same_text(&t->rule, &t->old))) {
		json_key(json, "rule");
		rule_write(json, &t->rule, t->written);
	}
	if (t->written)
		json_add_bool(json, "only", true);
	if (t->amends.len)
		json_add_raw(json, "amends", t->amends.text);
	if (!t->written)
		add_examples(json, t);
	if (judging_counts(t)) {
		json_key(json, "voice");
		json_open(json);
		json_add_str(json, "by", t->by);
		json_add_str(json, "authority", t->authority);
		json_add_num(json, "weight", t->denies ? -t->weight : t->weight);
		json_close(json);
	}
	if (t->proactive != t->old.proactive)
		json_add_bool(json, "proactive", t->proactive);
	if (t->doubted.text)
		json_add_raw(json, "doubted", t->doubted.text);
	if (t->wrong && !t->disputed && !t->apart && !t->denies &&
	    (!t->rule.id || strcmp(t->wrong, t->rule.id) != 0))
		json_add_str(json, "wrong", t->wrong);
	json_close(json);
}

/* A verdict on the rule in force that says otherwise, up to its change. */
static void
foe_begin(struct judging *t, struct buf *json, const char *after, const char *say,
    const char *reason)
{
	verdict_begin(json, t->v, t->foe.id);
	json_add_str(json, "before", rule_status_name(t->foe.status));
	json_add_str(json, "after", after);
	json_add_str(json, "say", say);
	json_add_str(json, "by", t->by);
	json_add_str(json, "reason", reason);
}

static int
foe_end(struct judging *t, struct buf *json)
{
	int rc;

	json_close(json);
	rc = verdict_put(t->v, json);
	buf_free(json);
	return rc;
}

/* A correction that contradicts a rule in force speaks against it, a reporter once. */
static int
speak_against(struct judging *t)
{
	struct buf json = {0};
	int rc;

	foe_begin(t, &json, rule_status_name(t->foe.status), NULL,
	    arena_print(&t->v->arena, "contradicted by correction %s", t->lesson.id));
	json_key(&json, "change");
	json_open(&json);
	json_key(&json, "voice");
	json_open(&json);
	json_add_str(&json, "by", t->by);
	json_add_str(&json, "authority", t->authority);
	json_add_num(&json, "weight", -t->weight);
	json_close(&json);
	json_close(&json);
	rc = foe_end(t, &json);
	if (rc == 0 && t->v->booked && !t->v->looking) {
		struct rule before = t->foe;

		if (rules_get(t->v->journal, &t->v->arena, before.number, &t->foe) < 0)
			return -1;
		judging_book(t->v, &before, &t->foe);
	}
	return rc;
}

/* The rule that this one replaces is withdrawn by a verdict of its own. */
int
verdict_retire_foe(struct judging *t)
{
	struct buf json = {0};

	foe_begin(t, &json, "retired", NULL,
	    arena_print(&t->v->arena, "replaced by %s", t->rule.id));
	json_add_raw(&json, "change", "{}");
	return foe_end(t, &json);
}

/* What is in force from now on is tried on later changes of the run. */
static int
keep_tests(struct judging *t)
{
	struct rule r;
	int rc;

	if (!t->v->tests || t->v->looking)
		return 0;
	rc = rules_named(t->v->journal, &t->v->arena, t->rule.id, &r);
	return rc > 0 ? tests_add(t->v->tests, t->v->journal, &r) : rc;
}

/* The rule that holds for other cases gets its conditions by a verdict of its own. */
static int
set_apart(struct judging *t)
{
	struct buf json = {0};

	if (t->foe.source && strcmp(t->foe.source, "person") == 0)
		return 0;
	foe_begin(t, &json, rule_status_name(t->foe.status), t->foe.say,
	    arena_print(&t->v->arena, "told apart by correction %s", t->lesson.id));
	json_key(&json, "change");
	json_open(&json);
	json_key(&json, "rule");
	rule_write(&json, &t->foe, false);
	/* Each may have been told that these questions are the other's: they are both's. */
	json_list(&json, "examples");
	add_questions(&json, t->shared, t->shared_n);
	json_list_end(&json);
	json_close(&json);
	return foe_end(t, &json);
}

/* What becomes of the rule in force that says otherwise. */
static int
settle_foe(struct judging *t)
{
	if (!t->foe.number || t->standing)
		return 0;
	/* What staff stands for is narrowed only by what staff says, and not for a trial. */
	if (t->apart && t->after != RULE_ACTIVE && rule_stood_for(&t->foe))
		return 0;
	if (t->apart)
		return rule_in_force(t->after) &&
			       (rule_said_by_staff(&t->rule) || !rule_stood_for(&t->foe))
			   ? set_apart(t)
			   : 0;
	if (rule_in_force(t->after))
		return verdict_retire_foe(t);
	return t->lesson.correction && !t->counted ? speak_against(t) : 0;
}

static int
verdict_say(struct judging *t, uint64_t seq)
{
	struct buf json = {0};
	bool failed = t->worst == RESULT_FAILED;
	enum rule_status before = t->old.status;
	int rc;

	/* What a person makes of a rule in force is held as a new one is: nothing goes for it. */
	if (t->worst == RESULT_HELD && rule_in_force(t->after) &&
	    (t->written || !rule_in_force(before)))
		t->after = RULE_HELD;
	if (!failed && settle_foe(t) < 0)
		return -1;
	verdict_begin(&json, t->v, failed ? NULL : t->rule.id);
	json_add_str(&json, "correction", t->lesson.id);
	if (t->lesson.part > 0)
		json_add_num(&json, "part", (double)t->lesson.part);
	if (!failed) {
		json_add_str(&json, "before", t->old.number ? rule_status_name(before) : NULL);
		json_add_str(&json, "after", rule_status_name(t->after));
		json_add_str(&json, "say", t->rule.say);
	}
	json_add_str(&json, "by", t->by);
	if (seq && t->v->advance)
		json_add_num(&json, "upto", (double)seq);
	json_add_raw(&json, "checks", t->checks.text);
	if (!failed && !t->standing)
		add_change(&json, t);
	json_close(&json);
	rc = verdict_put(t->v, &json);
	buf_free(&json);
	if (rc == 0 && !failed && rule_in_force(t->after))
		rc = keep_tests(t);
	t->v->judged++;
	t->v->changed += !failed && t->after != before;
	t->v->held += t->worst == RESULT_HELD;
	return rc;
}

int
judge(struct judging *t, uint64_t seq)
{
	int rc = judging_run(t);

	/* Where the word itself is in dispute, that look was the dispute's. */
	if (rc == 0 && t->worst != RESULT_FAILED && !t->disputed && !t->doubted.text)
		rc = judging_second_look(t);
	t->rule.status = t->after;
	t->rule.proactive = t->proactive;
	if (rc == 0)
		rc = verdict_say(t, seq);
	buf_free(&t->checks);
	buf_free(&t->doubted);
	buf_free(&t->amends);
	return rc;
}

int
verdict_give(struct validator *v, const struct rule *r, const struct decision *d)
{
	struct buf json = {0};
	int rc;

	verdict_begin(&json, v, r->id);
	json_add_str(&json, "before", rule_status_name(r->status));
	json_add_str(&json, "after", rule_status_name(d->after));
	json_add_str(&json, "by", "fl-validate");
	json_add_str(&json, "reason", d->reason);
	json_list(&json, "checks");
	json_item(&json);
	json_open(&json);
	json_add_str(&json, "check", d->check);
	json_add_str(&json, "result", d->result);
	json_add_str(&json, "reason", d->reason);
	json_add_raw(&json, "figures", d->figures);
	json_close(&json);
	json_list_end(&json);
	json_key(&json, "change");
	json_open(&json);
	if (d->changed) {
		json_key(&json, "rule");
		rule_write(&json, d->changed, false);
	}
	json_close(&json);
	json_close(&json);
	rc = verdict_put(v, &json);
	buf_free(&json);
	v->changed++;
	v->held += d->after == RULE_HELD;
	return rc;
}

int
verdict_decide(struct validator *v, const struct rule *r, enum rule_status after,
    const char *reason, const struct rule *changed)
{
	return verdict_give(v, r,
	    &(struct decision){.after = after,
		    .check = "evidence",
		    .result = "failed",
		    .reason = reason,
		    .changed = changed});
}
