/* The support lead's desk: why answers failed. */
#include "desk_why.h"

#include <string.h>

#include "cause.h"
#include "diag.h"
#include "explain.h"
#include "json.h"
#include "learn.h"
#include "record.h"
#include "views.h"

enum {
	LOOKED = 20, /* failures that are explained */
	REASONS = 3  /* that are shown */
};

struct reasons {
	struct journal *j;
	struct arena *a;
	struct texts ids; /* interactions that were looked at */
	struct {
		unsigned count;
		const char *evidence; /* of the first */
	} of[CAUSES];
	unsigned all;
};

static bool
is(const char *text, const char *want)
{
	return text && want && strcmp(text, want) == 0;
}

/* One more failure; what is not there, or did not fail, says nothing. */
static int
add(struct reasons *r, const char *id)
{
	struct finding found;
	uint64_t seq;
	int rc;

	if (!id || r->ids.n == LOOKED || texts_have(&r->ids, id))
		return 0;
	if ((rc = journal_find(r->j, RECORD_INTERACTION, id, strlen(id), &seq)) <= 0)
		return rc;
	texts_add(&r->ids, r->a, id);
	if ((rc = explain_find(&found, r->j, r->a, id)) <= 0)
		return rc;
	if (r->of[found.cause].count++ == 0)
		r->of[found.cause].evidence = found.evidence;
	r->all++;
	return 0;
}

/* A pattern that had been mended tells which rule did, and what came of it. */
static void
say_back(struct texts *out, struct arena *a, yyjson_val *pattern)
{
	yyjson_val *m = json_get(pattern, "mending");
	const char *rule = json_str(m, "rule", NULL), *since = json_str(m, "since", NULL);

	if (!is(json_str(pattern, "state", NULL), "back"))
		return;
	if (!rule)
		texts_add(out, a, "it had been mended, and is back");
	else
		texts_add(out, a,
		    arena_print(a,
			"%s had mended it and it is back: since %.10s it failed for %g of %g "
			"customers, before for %g of %g",
			rule, since ? since : "?", json_num_or(m, "failed_after", 0),
			json_num_or(m, "asked_after", 0), json_num_or(m, "failed_before", 0),
			json_num_or(m, "asked_before", 0)));
}

/* What fl-patterns found when it looked into a sample of the failures. */
static void
say_cause(struct texts *out, struct arena *a, yyjson_val *pattern)
{
	yyjson_val *cause = json_get(pattern, "cause");
	const char *name = json_str(cause, "cause", NULL), *rule = json_str(cause, "rule", NULL);
	const char *knows = json_str(cause, "knows", NULL);
	const char *evidence = json_str(cause, "evidence", NULL);

	if (!name)
		return;
	texts_add(out, a,
	    arena_print(a, "%s (%g of %g): %s%s%s%s%s", name, json_num_or(cause, "times", 0),
		json_num_or(cause, "of", 0), evidence ? evidence : "?",
		rule ? "; to blame is rule " : "", rule ? rule : "",
		knows ? "; right is rule " : "", knows ? knows : ""));
}

/* The answers of a rule that ended badly. */
static int
look_rule(struct reasons *r, const struct rule *rule)
{
	struct voice *list;
	size_t n;

	if (rules_voices(r->j, r->a, rule->number, &list, &n) < 0)
		return -1;
	for (size_t i = n; i-- > 0;) {
		struct bytes text;

		if (list[i].weight >= 0 || !is(list[i].authority, "outcome"))
			continue;
		if (journal_get(r->j, list[i].seq, &text, NULL) > 0 &&
		    add(r, json_str(json_read_in(r->a, text.at, text.len), "interaction", NULL)) <
			0)
			return -1;
	}
	return 0;
}

/* Why no rule could be made of a correction. */
static int
say_vague(struct texts *out, struct reasons *r, yyjson_val *correction, const struct conf *conf)
{
	const char *id = json_str(correction, "interaction", NULL);
	yyjson_val *asked = NULL;
	struct lesson lesson;
	struct rule draft;
	uint64_t seq;

	if (id && journal_interaction(r->j, r->a, id, strlen(id), &asked, &seq) < 0)
		return -1;
	learn_read(&lesson, r->a, correction, asked, conf);
	texts_add(out, r->a,
	    arena_print(r->a, "no rule could be made of it: %s",
		learn_draft(&draft, r->a, &lesson) < 0 ? why()
		: lesson.weight <= 0		       ? "its author's word weighs nothing here"
				     : "its conditions or its form are not sound"));
	return add(r, id);
}

static void
say_causes(struct texts *out, struct reasons *r)
{
	for (int shown = 0; shown < REASONS; shown++) {
		int best = 0;

		for (int c = 1; c < CAUSES; c++)
			if (r->of[c].count > r->of[best].count)
				best = c;
		if (r->of[best].count == 0)
			break;
		texts_add(out, r->a,
		    arena_print(r->a, "%s%s: %s", cause_name((enum cause)best),
			r->all > 1 ? arena_print(r->a, " (%u of %u)", r->of[best].count, r->all)
				   : "",
			r->of[best].evidence));
		r->of[best].count = 0;
	}
}

int
desk_why(struct texts *out, const struct desk_case *c, struct journal *j, const struct conf *conf,
    struct arena *a)
{
	struct reasons r = {.j = j, .a = a};
	int rc = 0;

	if (c->kind == CASE_VAGUE)
		rc = say_vague(out, &r, c->record, conf);
	else if (c->rule.id)
		rc = c->kind == CASE_WRONG ? look_rule(&r, &c->rule) : 0;
	else {
		say_back(out, a, c->record);
		say_cause(out, a, c->record);
	}
	if (rc < 0)
		return -1;
	say_causes(out, &r);
	if (out->n == 0 && c->kind == CASE_GAP)
		texts_add(out, a, "no rule in force answers this");
	return 0;
}
