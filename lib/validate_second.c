/*
 * Validation: a second look at what was taught.  A false word comes in while nothing speaks against
 * it; the truth about the same thing comes later, from others.  What two later reporters contradict
 * is taken out again and waits, as if it had been disputed from the start.
 */
#include <string.h>

#include "index.h"
#include "learn.h"
#include "validate_parts.h"
#include "views.h"

enum { LOOKED_MAX = 512, ENOUGH = 2 };

/* A word that says: not that rule, this one. */
struct against {
	const char *by;
	uint64_t seq;
};

struct second {
	struct judging *t;
	struct rule wrong; /* whose answer was called wrong, the last time just now */
	struct against *list;
	size_t n;
};

/* Who brought an example, and which rule had answered it wrongly; by NULL: a person's own rule. */
static int
read_word(struct judging *t, const struct example *e, const char **by, const char **wrong)
{
	yyjson_val *root, *change;
	struct bytes text;
	int rc = journal_get(t->v->journal, e->seq, &text, NULL);

	*by = *wrong = NULL;
	if (rc <= 0 || !(root = json_read_in(&t->v->arena, text.at, text.len)))
		return rc < 0 ? -1 : 0;
	change = json_get(root, "change");
	*wrong = json_str(change, "wrong", NULL);
	if (json_str(root, "correction", NULL) &&
	    json_num_or(json_get(change, "voice"), "weight", 0) < t->v->conf->weight_lead)
		*by = json_str(json_get(change, "voice"), "by", NULL);
	return 0;
}

/* Is it believed with the word that was just said? */
static bool
is_settled(const struct judging *t, const struct example *e)
{
	for (size_t i = 0; i < t->settled_n; i++)
		if (t->settled[i].seq == e->seq && strcmp(t->settled[i].text, e->text) == 0)
			return true;
	return false;
}

/* The words that took a question from the wrong rule and gave it to this one. */
static int
list_against(struct second *s)
{
	struct judging *t = s->t;
	struct example *list, *waiting;
	size_t n, m;

	if (rules_examples(t->v->journal, &t->v->arena, t->old.number, LOOKED_MAX, &list, &n) < 0 ||
	    rules_disputed(t->v->journal, &t->v->arena, t->old.number, &waiting, &m) < 0)
		return -1;
	s->list = arena_alloc(&t->v->arena, (n + m + 1) * sizeof(*s->list));
	/* What waited for this word is believed with it. */
	for (size_t i = 0; i < m; i++)
		if (waiting[i].by && waiting[i].trusted && is_settled(t, &waiting[i]))
			s->list[s->n++] = (struct against){waiting[i].by, waiting[i].seq};
	for (size_t i = 0; i < n; i++) {
		const char *by, *wrong;

		if (read_word(t, &list[i], &by, &wrong) < 0)
			return -1;
		if (by && list[i].trusted && wrong && strcmp(wrong, s->wrong.id) == 0)
			s->list[s->n++] = (struct against){by, list[i].seq};
	}
	s->list[s->n++] = (struct against){t->by, UINT64_MAX};
	return 0;
}

/* Did so many different reporters say otherwise after that word of somebody else's? */
static bool
outspoken(const struct second *s, const char *by, uint64_t seq)
{
	size_t heard = 0;

	for (size_t i = 0; i < s->n; i++) {
		bool counts = s->list[i].seq > seq && strcmp(s->list[i].by, by) != 0;

		for (size_t k = 0; k < i && counts; k++)
			counts = s->list[k].seq <= seq || strcmp(s->list[k].by, s->list[i].by) != 0;
		heard += counts;
	}
	return heard >= ENOUGH;
}

static bool
is_either(void *ctx, uint32_t rule)
{
	const struct second *s = ctx;

	return rule == s->wrong.number || rule == s->t->old.number;
}

static struct question *
ready(struct judging *t, const char *text, const char *locale)
{
	return index_question(journal_index(t->v->journal), &t->v->arena, text, strlen(text),
	    locale);
}

/*
 * Without the example itself, and with what was said just now, is the question rather the other
 * rule's?  1, 0, -1.  The index is as it was before.
 */
static int
rather_other(struct second *s, const struct example *e)
{
	struct judging *t = s->t;
	struct index *ix = journal_index(t->v->journal);
	struct question *q = ready(t, e->text, e->locale);
	struct question *now = ready(t, t->lesson.question, t->lesson.locale);
	struct candidate best;
	struct found found;
	int n = -1;

	if (q && now && index_unteach(ix, q, s->wrong.number, 1) == 0 &&
	    index_teach(ix, now, t->old.number, 0, NULL) == 0)
		n = index_find(ix, q, is_either, s, &best, 1, &found);
	index_forget(ix);
	return n < 0 ? -1 : n > 0 && best.rule == t->old.number;
}

static void
add_doubted(struct judging *t, const struct second *s, const struct example *e, const char *by)
{
	if (!t->doubted.text)
		json_list(&t->doubted, NULL);
	json_item(&t->doubted);
	json_open(&t->doubted);
	json_add_str(&t->doubted, "rule", s->wrong.id);
	json_add_str(&t->doubted, "text", e->text);
	json_add_str(&t->doubted, "by", by);
	json_close(&t->doubted);
}

int
judging_second_look(struct judging *t)
{
	struct second s = {.t = t};
	struct example *list;
	size_t n;
	int rc;

	/* What customers say takes nothing from what staff taught. */
	if (t->weight < t->v->conf->weight_agent)
		return 0;
	if (t->written || t->standing || t->disputed || !t->wrong || !t->old.taught ||
	    !rule_in_force(t->old.status) || t->rule.act != ACT_SAY)
		return 0;
	rc = rules_named(t->v->journal, &t->v->arena, t->wrong, &s.wrong);
	if (rc <= 0 || s.wrong.number == t->old.number || !rule_in_force(s.wrong.status) ||
	    learn_same_claim(&t->rule, &s.wrong))
		return rc < 0 ? -1 : 0;
	if (list_against(&s) < 0)
		return -1;
	if (s.n < ENOUGH)
		return 0;
	if (index_flush(journal_index(t->v->journal)) < 0)
		return -1;
	if (rules_examples(t->v->journal, &t->v->arena, s.wrong.number, LOOKED_MAX, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const char *by, *wrong;

		if (list[i].counter || read_word(t, &list[i], &by, &wrong) < 0)
			continue;
		if (!by || !outspoken(&s, by, list[i].seq))
			continue;
		if ((rc = rather_other(&s, &list[i])) < 0)
			return -1;
		if (rc > 0)
			add_doubted(t, &s, &list[i], by);
	}
	if (t->doubted.text)
		json_list_end(&t->doubted);
	return 0;
}
