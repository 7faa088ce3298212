/* Validation: words against asking, and the rule that asks. */
#include <string.h>

#include "learn.h"
#include "need.h"
#include "origin.h"
#include "text.h"
#include "validate_parts.h"
#include "views.h"

static const double MUCH_THE_SAME = 0.4; /* likeness of two questions, as rules that ask take it */

static const char *
used_rule(const struct judging *t, size_t i)
{
	return yyjson_get_str(
	    yyjson_arr_get(json_get(json_get(t->lesson.interaction, "action"), "rules"), i));
}

/* One of the rules that the bot used asks for it; else one that answers needs it: *needs. */
static int
find_used(struct judging *t, const char **needs)
{
	const char *id;

	for (size_t i = 0; (id = used_rule(t, i)); i++) {
		struct rule r;
		int rc = rules_named(t->v->journal, &t->v->arena, id, &r);

		if (rc < 0)
			return -1;
		if (rc == 0 || !texts_have(&r.needs, t->rule.needs.at[0]))
			continue;
		if (r.act == ACT_ASK && (rule_in_force(r.status) || r.status == RULE_PENDING)) {
			t->old = r;
			t->how = "id";
			return 1;
		}
		if (r.act != ACT_ASK)
			*needs = r.id;
	}
	return 0;
}

/* Nothing can be changed by this word alone: who reads it learns what a person could do. */
static int
nothing_asks(struct judging *t, const char *needs)
{
	struct buf words = {0};

	need_all(&words, "the ", t->rule.needs.at, t->rule.needs.n);
	if (needs)
		judging_because(t,
		    "%s cannot be answered without %s as it is written: whether it needs that is "
		    "for a person to say (fl-correct --edit %s)",
		    needs, words.text, needs);
	else
		judging_because(t, "no rule asks for %s at such a question", words.text);
	buf_free(&words);
	return 0;
}

/* The question that an earlier word against the rule was about: 1, 0, -1. */
static int
read_word(struct judging *t, const struct voice *v, struct example *out)
{
	struct origin from;
	int rc = origin_of(&from, t->v->journal, &t->v->arena, v->seq);

	if (rc <= 0)
		return rc;
	*out = (struct example){.text = json_str(origin_asked(&from), "question", NULL),
		.locale = json_str(origin_asked(&from), "locale", NULL)};
	return out->text != NULL;
}

/* The same question said twice is one counter-example. */
static bool
is_settled(const struct judging *t, const char *question)
{
	for (size_t i = 0; i < t->settled_n; i++)
		if (strcmp(t->settled[i].text, question) == 0)
			return true;
	return false;
}

/* What other staff said against the rule of questions like this one. */
static int
settle(struct judging *t)
{
	const char *q = t->lesson.question;
	struct voice *list;
	size_t n;

	if (rules_voices(t->v->journal, &t->v->arena, t->old.number, &list, &n) < 0)
		return -1;
	t->settled = arena_alloc(&t->v->arena, (n + 1) * sizeof(*t->settled));
	for (size_t i = 0; i < n; i++) {
		struct example *e = &t->settled[t->settled_n];
		double alike;
		int rc;

		if (-list[i].weight < t->v->conf->weight_agent || !list[i].by ||
		    strcmp(list[i].by, t->by) == 0 ||
		    (list[i].authority && strcmp(list[i].authority, "outcome") == 0))
			continue;
		if ((rc = read_word(t, &list[i], e)) < 0)
			return -1;
		if (rc == 0 || is_settled(t, e->text))
			continue;
		alike = text_similarity(q, strlen(q), e->text, strlen(e->text), NULL);
		e->counter = e->trusted = true;
		t->settled_n += alike >= MUCH_THE_SAME;
	}
	return 0;
}

int
judging_denial(struct judging *t)
{
	const struct lesson *l = &t->lesson;
	const char *needs = NULL;
	int rc = find_used(t, &needs);

	if (rc == 0)
		rc = judging_match(t);
	if (rc <= 0)
		return rc < 0 ? -1 : nothing_asks(t, needs);
	/* What customers say takes nothing from what staff had asked for. */
	if (!judging_counts(t))
		return 1;
	if (settle(t) < 0)
		return -1;
	if ((t->settled_n > 0 || t->weight >= t->v->conf->weight_lead) &&
	    !is_settled(t, l->question))
		t->settled[t->settled_n++] = (struct example){.text = l->question,
			.locale = l->locale,
			.counter = true,
			.trusted = true};
	return 1;
}
