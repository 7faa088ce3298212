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
	const struct example *said;
	const char *by;
	uint64_t seq;
	bool waits;  /* it is itself in doubt, until now */
	bool speaks; /* against the example at hand */
};

struct second {
	struct judging *t;
	struct rule wrong; /* whose answer was called wrong, the last time just now */
	struct against *list;
	size_t n; /* the last one is what was said just now */
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
	if (!*wrong) /* what waits took nothing from that rule yet */
		*wrong =
		    json_str(yyjson_arr_get_first(json_get(change, "examples")), "wrong", NULL);
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

/* The words that took a question from the wrong rule and gave it to this one, or want to. */
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
	for (size_t i = 0; i < n + m; i++) {
		const struct example *e = i < n ? &list[i] : &waiting[i - n];
		bool settled = i >= n && is_settled(t, e);
		const char *by, *wrong;

		if (!e->trusted || e->counter)
			continue;
		if (read_word(t, e, &by, &wrong) < 0)
			return -1;
		/* What waited for this word is believed with it. */
		if (by && (settled || (wrong && strcmp(wrong, s->wrong.id) == 0)))
			s->list[s->n++] = (struct against){.said = e,
				.by = by,
				.seq = e->seq,
				.waits = i >= n && !settled};
	}
	s->list[s->n++] = (struct against){.by = t->by, .seq = UINT64_MAX};
	return 0;
}

/* Of the words, those that came later than one of somebody else's. */
static void
mark_later(struct second *s, const char *by, uint64_t seq)
{
	for (size_t i = 0; i < s->n; i++)
		s->list[i].speaks = s->list[i].seq > seq && strcmp(s->list[i].by, by) != 0;
}

/* How many different reporters speak against the example at hand? */
static size_t
count_speakers(const struct second *s)
{
	size_t heard = 0;

	for (size_t i = 0; i < s->n; i++) {
		bool counts = s->list[i].speaks;

		for (size_t k = 0; k < i && counts; k++)
			counts = !s->list[k].speaks || strcmp(s->list[k].by, s->list[i].by) != 0;
		heard += counts;
	}
	return heard;
}

static struct question *
ready(struct judging *t, const char *text, const char *locale)
{
	return index_question(journal_index(t->v->journal), &t->v->arena, text, strlen(text),
	    locale);
}

/*
 * Does the question hardly fit its rule without what was said of itself, as a word that would have
 * waited from the start; or does the rule know nothing of it then?  1, 0, -1.  The index is as it
 * was before.
 */
static int
hardly_fits(struct second *s, const struct example *e)
{
	struct index *ix = journal_index(s->t->v->journal);
	struct question *q = ready(s->t, e->text, e->locale);
	struct fit fit = {1, 1};
	int rc = q ? index_unteach(ix, q, s->wrong.number, 1) : -1;

	if (rc == 0)
		rc = judging_fit(s->t, s->wrong.number, e, &fit);
	index_forget(ix);
	return rc < 0 ? -1 : fit.share < JUDGING_HARDLY || fit.content <= 0;
}

/*
 * Does the wrong answer to this question rest on that example: would it not have been given without
 * it?  1, 0, -1.  The index is as it was before.
 */
static int
rests_on(struct second *s, const struct against *word, const struct example *e)
{
	struct judging *t = s->t;
	struct index *ix = journal_index(t->v->journal);
	const char *text = word->said ? word->said->text : t->lesson.question;
	const char *locale = word->said ? word->said->locale : t->lesson.locale;
	bool taught = t->old.taught && word->said && !word->said->by;
	struct question *q = ready(t, text, locale), *own = ready(t, e->text, e->locale);
	struct candidate best;
	struct found found;
	int n = -1;

	if (q && own && index_unteach(ix, own, s->wrong.number, 1) == 0 &&
	    (!taught || index_unteach(ix, q, t->old.number, 1) == 0))
		n = index_find(ix, q, NULL, NULL, &best, 1, &found);
	index_forget(ix);
	if (n < 0)
		return -1;
	return n == 0 || best.rule != s->wrong.number ||
	       best.p < conf_threshold(t->v->conf, s->wrong.topic);
}

/* Of these, those whose wrong answer rests on the example. */
static int
keep_resting(struct second *s, const struct example *e)
{
	for (size_t i = 0; i < s->n; i++) {
		int rc = s->list[i].speaks ? rests_on(s, &s->list[i], e) : 0;

		if (rc < 0)
			return -1;
		s->list[i].speaks = rc > 0;
	}
	return 0;
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

/* What spoke against a word that is taken out is believed from now on. */
static void
settle_against(struct second *s)
{
	struct judging *t = s->t;
	struct example *all = arena_alloc(&t->v->arena, (t->settled_n + s->n) * sizeof(*all));

	if (t->settled_n)
		memcpy(all, t->settled, t->settled_n * sizeof(*all));
	t->settled = all;
	for (size_t i = 0; i < s->n; i++) {
		struct against *word = &s->list[i];

		if (!word->waits || !word->speaks || strcmp(word->by, t->by) == 0)
			continue;
		t->settled[t->settled_n++] = *word->said;
		word->waits = false;
	}
	t->disputed = false;
}

/* May this word take anything out, and from which rule? */
static int
look_at(struct second *s)
{
	struct judging *t = s->t;
	int rc;

	/* What customers say takes nothing from what staff taught. */
	if (t->weight < t->v->conf->weight_agent || t->written || t->standing || !t->wrong ||
	    !t->old.number || t->rule.act != ACT_SAY ||
	    !(rule_in_force(t->old.status) || rule_in_force(t->after)))
		return 0;
	rc = rules_named(t->v->journal, &t->v->arena, t->wrong, &s->wrong);
	if (rc <= 0)
		return rc;
	return s->wrong.number != t->old.number && rule_in_force(s->wrong.status) &&
	       !learn_same_claim(&t->rule, &s->wrong);
}

/* Take the example out if enough speaks against it. */
static int
look_again(struct second *s, const struct example *e)
{
	const char *by, *wrong;
	int rc;

	if (read_word(s->t, e, &by, &wrong) < 0)
		return -1;
	if (!by)
		return 0;
	mark_later(s, by, e->seq);
	if (count_speakers(s) < ENOUGH)
		return 0;
	if ((rc = hardly_fits(s, e)) <= 0)
		return rc;
	if (keep_resting(s, e) < 0)
		return -1;
	if (count_speakers(s) < ENOUGH)
		return 0;
	add_doubted(s->t, s, e, by);
	settle_against(s);
	return 0;
}

int
judging_second_look(struct judging *t)
{
	struct second s = {.t = t};
	struct example *list;
	size_t n;
	int rc = look_at(&s);

	if (rc <= 0)
		return rc;
	if (list_against(&s) < 0)
		return -1;
	if (s.n < ENOUGH)
		return 0;
	if (index_flush(journal_index(t->v->journal)) < 0 ||
	    rules_examples(t->v->journal, &t->v->arena, s.wrong.number, LOOKED_MAX, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (!list[i].counter && look_again(&s, &list[i]) < 0)
			return -1;
	if (t->doubted.text)
		json_list_end(&t->doubted);
	return 0;
}
