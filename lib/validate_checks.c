/* Validation: the table of checks, and the ones that need no history. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "age.h"
#include "diag.h"
#include "gist.h"
#include "learn.h"
#include "need.h"
#include "scope.h"
#include "text.h"
#include "tone.h"
#include "validate_parts.h"
#include "views.h"

double
judging_round(double x)
{
	char text[32];

	snprintf(text, sizeof(text), "%.4g", x);
	return strtod(text, NULL);
}

static const char *const results[] = {"passed", "held", "failed"};

void
judging_because(struct judging *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(t->reason, sizeof(t->reason), fmt, ap);
	va_end(ap);
}

const char *
judging_short(struct judging *t, const char *text)
{
	struct buf words = {0};
	const char *kept;

	gist_short(&words, text);
	kept = arena_copy(&t->v->arena, words.text, words.len);
	buf_free(&words);
	return kept;
}

const char *
judging_name(struct judging *t, const struct rule *r)
{
	struct buf words = {0};
	const char *gist = gist_of(&words, r), *name;

	name = arena_print(&t->v->arena, "%s (\"%s\")", r->id,
	    judging_short(t, gist ? gist : rule_act_name(r->act)));
	buf_free(&words);
	return name;
}

/* What will be asked for, in plain words: a preference, and where. */
static void
say_wish(struct judging *t)
{
	struct buf words = {0};

	tone_words(&words, t->rule.style);
	if (t->rule.where) {
		buf_text(&words, ", where ");
		scope_words(&words, t->rule.where);
	}
	judging_because(t, "a preference can be made of it: %s", words.text);
	buf_free(&words);
}

/* What will be asked for, and before which answers. */
static void
say_need(struct judging *t)
{
	struct buf words = {0};

	need_all(&words, "the ", t->rule.needs.at, t->rule.needs.n);
	if (t->denies)
		judging_because(t, "%s should not have been asked for", words.text);
	else
		judging_because(t, "%s is to be asked for first%s%s", words.text,
		    t->rule.before.n ? ", before the answer of " : "",
		    t->rule.before.n ? t->rule.before.at[0] : "");
	buf_free(&words);
}

static int
check_form(struct judging *t, enum result *result)
{
	if (t->written || t->standing) {
		judging_because(t, "a whole rule");
		return 0;
	}
	if (learn_draft(&t->rule, &t->v->arena, &t->lesson) < 0) {
		judging_because(t, "%s", why());
		*result = RESULT_FAILED;
		return 0;
	}
	if (scope_valid(t->rule.where) < 0) {
		judging_because(t, "%s", why());
		*result = RESULT_FAILED;
		return 0;
	}
	t->denies = t->rule.act == ACT_ASK && learn_denies(&t->lesson);
	json_add_str(t->figures, "category", t->lesson.category);
	json_add_bool(t->figures, "inferred", t->lesson.inferred);
	if (t->rule.style)
		say_wish(t);
	else if (t->rule.act == ACT_ASK)
		say_need(t);
	else
		judging_because(t, "a rule of category %s can be made of it", t->lesson.category);
	return 0;
}

static int
check_authority(struct judging *t, enum result *result)
{
	json_add_str(t->figures, "by", t->by);
	json_add_str(t->figures, "authority", t->authority);
	json_add_num(t->figures, "weight", t->weight);
	if (t->standing) {
		judging_because(t, "by %s, %s", t->rule.by ? t->rule.by : "unknown",
		    t->rule.authority ? t->rule.authority : "unknown");
	} else if (t->weight <= 0) {
		judging_because(t, "a word of authority %s weighs nothing here", t->authority);
		*result = RESULT_FAILED;
	} else {
		judging_because(t, "a word of authority %s weighs %g", t->authority, t->weight);
	}
	return 0;
}

/* All claims under test, from the rules as they stand. */
static int
read_book(struct validator *v)
{
	struct arena a = {0};
	uint32_t count;
	int rc = rules_count(v->journal, &count);

	v->book = (struct evidence_book){0};
	for (uint32_t i = 1; rc == 0 && i <= count; i++) {
		struct rule r;

		arena_clear(&a);
		if ((rc = rules_get(v->journal, &a, i, &r)) > 0 && evidence_tested(&r))
			evidence_add(&v->book, r.support - r.against);
		rc = rc < 0 ? -1 : 0;
	}
	arena_free(&a);
	v->booked = rc == 0;
	return rc;
}

void
judging_book(struct validator *v, const struct rule *before, const struct rule *after)
{
	if (v->booked && before->number && evidence_tested(before))
		evidence_drop(&v->book, before->support - before->against);
	if (v->booked && evidence_tested(after))
		evidence_add(&v->book, after->support - after->against);
}

/*
 * The weight that the rule needs, among all that are under test.  They are read when the first
 * one has enough on its own: most nights have none.
 */
static int
weight_needed(struct judging *t, double *needed)
{
	const struct conf *c = t->v->conf;
	bool enough = t->rule.support - t->rule.against >= c->update_at;

	*needed = c->update_at;
	if (enough && !rule_in_force(t->old.status) && evidence_tested(&t->rule) && !t->v->booked &&
	    read_book(t->v) < 0)
		return -1;
	judging_book(t->v, &t->old, &t->rule);
	if (t->v->booked && evidence_tested(&t->rule))
		*needed = evidence_needed(&t->v->book, c);
	return 0;
}

/* When a voice spoke, by the verdict that counted it; the time of this one where none is known. */
static int
spoken_at(struct judging *t, const struct voice *voice, int64_t *out)
{
	struct bytes text;
	yyjson_val *verdict;
	const char *time;
	size_t n;
	int rc = journal_get(t->v->journal, voice->seq, &text, NULL);

	*out = t->v->now;
	if (rc <= 0)
		return rc;
	if (!(verdict = json_read_in(&t->v->arena, text.at, text.len)))
		return -1;
	if ((time = json_str(verdict, "time", &n)))
		(void)time_parse(time, n, out);
	return 0;
}

/* What the earlier words for the rule have lost by now; what speaks against it keeps its weight. */
static int
lost_by_age(struct judging *t, double *out)
{
	const double day = 24.0 * 3600 * 1000;
	double keeps = age_days(t->v->conf, age_of(&t->rule));
	struct voice *list;
	size_t n;

	*out = 0;
	if (!t->old.number || t->written || rule_in_force(t->old.status))
		return 0;
	if (rules_voices(t->v->journal, &t->v->arena, t->old.number, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct voice *v = &list[i];
		int64_t at;

		if (v->weight <= 0 || !v->by || strcmp(v->by, t->by) == 0 ||
		    (v->authority && strcmp(v->authority, "outcome") == 0))
			continue;
		if (spoken_at(t, v, &at) < 0)
			return -1;
		*out += v->weight - age_weight(v->weight, (double)(t->v->now - at) / day, keeps);
	}
	return 0;
}

static int
check_evidence(struct judging *t, enum result *result)
{
	const struct conf *c = t->v->conf;
	struct rule aged = t->rule;
	struct standing s;
	double needed, lost;
	int alone;

	(void)result;
	if (weight_needed(t, &needed) < 0 || lost_by_age(t, &lost) < 0)
		return -1;
	aged.support -= lost;
	s = learn_standing(&aged, c, needed);
	json_add_num(t->figures, "support", t->rule.support);
	json_add_num(t->figures, "against", t->rule.against);
	json_add_num(t->figures, "voices", t->rule.voices);
	json_add_num(t->figures, "good", t->rule.good);
	json_add_num(t->figures, "bad", t->rule.bad);
	json_add_num(t->figures, "needed", needed);
	if (lost > 0) {
		json_add_str(t->figures, "ages", age_name(age_of(&t->rule)));
		json_add_num(t->figures, "aged", judging_round(aged.support));
	}
	json_add_num(t->figures, "e",
	    judging_round(exp(evidence_ln(c, t->rule.support, t->rule.against))));
	if (t->v->booked)
		json_add_num(t->figures, "tested", t->v->book.tested);
	if (t->written) {
		judging_because(t, "a person's own rule");
		return 0;
	}
	/* Customers confirmed what was meant, not these words: one more of staff has to. */
	if ((alone = t->standing || t->weight >= c->weight_lead ? 0
		     : t->reworded				? 1
								: judging_by_one(t)) < 0)
		return -1;
	if (alone) {
		s.status = t->old.status;
		s.proactive = t->old.proactive;
	}
	t->after = s.status;
	t->proactive = s.proactive;
	if (alone)
		judging_because(t, "%u voice%s, weight %g; %s", t->rule.voices,
		    t->rule.voices == 1 ? "" : "s", judging_round(aged.support - aged.against),
		    t->keeps ? "it keeps its words: another of staff has to say these"
			     : "in these words one of staff says it, and another has to");
	else if (!rule_in_force(s.status))
		judging_because(t, "%u voice%s, weight %g of the %g that it needs%s",
		    t->rule.voices, t->rule.voices == 1 ? "" : "s",
		    judging_round(aged.support - aged.against), needed,
		    lost > 0 ? ", with age taken off" : "");
	else
		judging_because(t, "%u voice%s, weight %g: %s%s", t->rule.voices,
		    t->rule.voices == 1 ? "" : "s", t->rule.support - t->rule.against,
		    s.status == RULE_TRIAL ? "on trial, no word of staff" : "in force",
		    s.proactive ? ", told without asking" : "");
	return 0;
}

struct check {
	const char *name;
	int (*run)(struct judging *t, enum result *result); /* 0 or -1; sets t->reason */
};

static const struct check checks[] = {
	{"form", check_form},
	{"authority", check_authority},
	{"duplicate", check_duplicate},
	{"conflict", check_conflict},
	{"evidence", check_evidence},
	{"replay", check_replay},
	{"trial", check_trial},
};

int
judging_run(struct judging *t)
{
	struct buf figures = {0};
	int rc = 0;

	json_list(&t->checks, NULL);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		enum result result = RESULT_PASSED;

		buf_clear(&figures);
		json_open(&figures);
		t->figures = &figures;
		if ((rc = checks[i].run(t, &result)) < 0)
			break;
		json_close(&figures);
		json_item(&t->checks);
		json_open(&t->checks);
		json_add_str(&t->checks, "check", checks[i].name);
		json_add_str(&t->checks, "result", results[result]);
		json_add_str(&t->checks, "reason", t->reason);
		if (figures.len > 2)
			json_add_raw(&t->checks, "figures", figures.text);
		json_close(&t->checks);
		t->worst = result > t->worst ? result : t->worst;
		if (result == RESULT_FAILED)
			break;
	}
	json_list_end(&t->checks);
	buf_free(&figures);
	return rc;
}
