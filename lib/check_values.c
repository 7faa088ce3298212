/* Holding a draft to what rules demand. */
#include <stdlib.h>
#include <string.h>

#include "check_parts.h"

/* --- phrases --- */

static bool
denied_before(const struct clauses *c, const struct spot *found)
{
	const struct clause *in = clause_at(c, found->start);
	size_t i = clause_spot(c, found->start);

	while (in && i-- > in->first)
		if (clause_denies(c->spots[i].word))
			return true;
	return in && in->asks;
}

/* Is the phrase said, and not denied?  Where, in *found. */
static bool
phrase_said(const struct checking *c, const char *phrase, struct spot *found)
{
	struct clauses words = clauses_of(c->a, phrase, strlen(phrase), NULL, 0, NULL);
	size_t next = 0;

	while (clause_phrase(&c->draft.clauses, next, &words, found, &next))
		if (!denied_before(&c->draft.clauses, found))
			return true;
	return false;
}

/* Are all its meaningful words there, in whatever order? */
static bool
phrase_meant(const struct checking *c, const char *phrase)
{
	struct clauses words = clauses_of(c->a, phrase, strlen(phrase), NULL, 0, c->stemmer);
	size_t wanted = 0, got = 0;

	for (size_t i = 0; i < words.n; i++)
		for (size_t k = 0; k < words.at[i].about.n; k++) {
			const char *stem = words.at[i].about.at[k].stem;
			bool there = false;

			wanted++;
			for (size_t m = 0; m < c->draft.clauses.n && !there; m++) {
				const struct words *has = &c->draft.clauses.at[m].about;

				for (size_t x = 0; x < has->n && !there; x++)
					there = strcmp(has->at[x].stem, stem) == 0;
			}
			got += there;
		}
	return wanted > 0 && wanted == got;
}

/* --- holding the draft to the demands --- */

static const char *
span_of(const struct checking *c, size_t start, size_t end)
{
	return arena_copy(c->a, c->draft.text + start, end - start);
}

static bool
agrees_with_any(const struct checking *c, const struct value *v)
{
	for (size_t i = 0; i < c->demand_count; i++)
		if (c->demands[i].is_value && !c->demands[i].ban &&
		    draft_relation(c, v, &c->demands[i]) == AGREES)
			return true;
	return false;
}

/* "Ten.", where the rule says "10 seats"; not where the draft counts such things itself. */
static bool
number_said(const struct checking *c, const struct demand *d)
{
	bool said = false;

	if (d->value.kind != VALUE_NUMBER)
		return false;
	for (size_t i = 0; i < c->draft.count; i++) {
		const struct value *v = &c->draft.values[i];

		if (v->kind != VALUE_NUMBER)
			continue;
		if (d->value.unit[0] && strcmp(v->unit, d->value.unit) == 0)
			return false;
		said |= !v->unit[0] && c->draft.asserted[i] && v->low == d->value.low &&
			v->high == d->value.high;
	}
	return said;
}

/* An hour by its number alone, on a clock of 12 or of 24 hours: "8", "16h". */
static bool
hour_said(const struct checking *c, double minutes)
{
	int wanted = (int)minutes / 60 % 12;

	for (size_t i = 0; (int)minutes % 60 == 0 && i < c->draft.clauses.spot_count; i++) {
		char *end;
		long hour = strtol(c->draft.clauses.spots[i].word, &end, 10);

		if (end > c->draft.clauses.spots[i].word && (!*end || strcmp(end, "h") == 0) &&
		    hour >= 0 && hour <= 24 && (int)hour % 12 == wanted)
			return true;
	}
	return false;
}

/* "From 8 to 4", where the rule says "from 8am to 4pm"; not where a time is written out. */
static bool
hours_said(const struct checking *c, const struct demand *d)
{
	if (d->value.kind != VALUE_TIME)
		return false;
	for (size_t i = 0; i < c->draft.count; i++)
		if (c->draft.values[i].kind == VALUE_TIME)
			return false;
	return hour_said(c, d->value.low) && hour_said(c, d->value.high);
}

static void
mark_stated(struct checking *c)
{
	struct spot found;

	for (size_t i = 0; i < c->demand_count; i++) {
		struct demand *d = &c->demands[i];

		d->stated = false;
		d->hits = 0;
		if (d->ban)
			continue;
		for (size_t k = 0; d->is_value && k < c->draft.count; k++)
			d->stated |= c->draft.asserted[k] &&
				     draft_relation(c, &c->draft.values[k], d) == AGREES;
		d->stated &= !times_torn(&c->draft, d);
		if (d->is_value && !d->stated)
			d->stated = number_said(c, d) || hours_said(c, d);
		if (!d->is_value)
			d->stated = phrase_said(c, d->words, &found) || phrase_meant(c, d->words);
	}
}

/* How sure it is that a value stands where the rule's should. */
static enum about
stands_for(const struct checking *c, const struct value *v, const struct demand *d)
{
	enum relation r = d->is_value && !d->ban && !d->stated ? draft_relation(c, v, d) : APART;
	enum about about;

	if ((r != CONFLICTS && r != UNSURE) || (d->note && !draft_banned(c, d->rule, v)))
		return OTHER;
	about = draft_about(c, d, v);
	if (about == OTHER || r == UNSURE)
		return about == OTHER ? OTHER : UNKNOWN;
	if (about == UNKNOWN && draft_banned(c, d->rule, v)) {
		const struct clause *in = clause_at(&c->draft.clauses, v->start);

		/* A name that nobody explains ("to Japan") makes no other case of it. */
		if (draft_case(c, d, in) == SAME || (in->topics & clause_topics(&d->say->clauses)))
			return SAME;
	}
	return about;
}

/* The one demand in whose place the value stands; NULL when there are several, or none. */
static struct demand *
demand_for(struct checking *c, const struct value *v, size_t *candidates)
{
	const struct clause *in = clause_at(&c->draft.clauses, v->start);
	struct demand *best = NULL;
	size_t most = 0, n = 0, ties = 0;

	for (size_t i = 0; i < c->demand_count; i++) {
		struct demand *d = &c->demands[i];
		size_t shared;

		if (stands_for(c, v, d) != SAME || (best && best->note < d->note))
			continue;
		shared = d->from ? clause_shared(in, d->from) : 0;
		n++;
		if (!best || shared > most) {
			best = d;
			most = shared;
			ties = 0;
		} else if (shared == most) {
			ties++;
		}
	}
	*candidates = n;
	return ties ? NULL : best;
}

/* The rule's sentence that states what is missing; all its words, where one leans on others. */
static const char *
sentence_for(struct checking *c, const struct demand *d)
{
	static const char *const leaning[] = {"it", "they", "this", "that", "these", "those", "he",
		"she", "however", "also", "otherwise", "then", "but", "and", "or", "so", "yes",
		"no", NULL};
	const struct clauses *all = &d->say->clauses;
	size_t start, end, first = 0;

	if (!d->from)
		return d->rule->say;
	clause_sentence(all, d->from->sentence, &start, &end);
	while (first < all->spot_count && all->spots[first].start < start)
		first++;
	if (clause_has(all, first, first + 1, leaning))
		return d->rule->say;
	return arena_copy(c->a, d->say->text + start, end - start);
}

/* Does the draft state something else of what the rule demands? */
static bool
states_other(const struct checking *c, const struct demand *d)
{
	for (size_t i = 0; i < c->demand_count; i++)
		if (&c->demands[i] != d && c->demands[i].rule == d->rule && c->demands[i].stated)
			return true;
	return false;
}

/*
 * The draft's sentence by the rule's, where it has others that stay, this is the only one to go,
 * and nothing comes to be said twice.
 */
static bool
sentence_replaced(struct checking *c, const struct demand *d, const struct value *v)
{
	const struct clauses *all = &c->draft.clauses;
	const struct clause *in = clause_at(all, v->start);
	size_t start, end;

	if (!in || all->n == 0 || states_other(c, d) ||
	    all->at[0].sentence == all->at[all->n - 1].sentence)
		return false;
	clause_sentence(all, in->sentence, &start, &end);
	for (size_t i = 0; i < c->edit_count; i++)
		if (c->edits[i].start < start || c->edits[i].end > end)
			return false;
	add_edit(c, start, end, sentence_for(c, d));
	return true;
}

/* A value that stands in the place of the rule's: replaced where a form of it fits. */
static void
check_wrong(struct checking *c, const struct value *v, struct demand *d)
{
	const char *found = span_of(c, v->start, v->end);
	bool price = v->kind != VALUE_MONEY || (v->unit[0] && d->value.unit[0]); /* not "free" */
	bool sure = c->with->doubt <= SURE || draft_banned(c, d->rule, v);
	struct edit edit = {0};

	/* Several in one place are replaced only where they are all the same. */
	c->wrong |= sure && d->hits > 0 && !values_same(&d->hit, v);
	d->hit = *v;
	d->hits++;
	if (!sure) {
		add_contradiction(c, CHECK_WRONG, d->rule, found, d->words);
	} else if (price && form_that_fits(c, d, v, &edit)) {
		add_finding(c, CHECK_WRONG, CHECK_REPLACED, d->rule, found, d->words);
		add_edit(c, edit.start, edit.end, edit.words);
	} else if (sentence_replaced(c, d, v)) {
		add_finding(c, CHECK_WRONG, CHECK_REPLACED, d->rule, found, d->words);
	} else {
		add_finding(c, CHECK_WRONG, CHECK_REWORDED, d->rule, found, d->words);
		c->wrong = true;
	}
}

/* Is "free" said? */
static bool
is_free(const struct parsed *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->values[i].kind == VALUE_MONEY && !r->values[i].unit[0] && r->asserted[i])
			return true;
	return false;
}

/* Of the values that were filled in from the rule's words, one is enough, or "free" if it is. */
static bool
is_answered(const struct checking *c, const struct demand *d)
{
	if (d->filled && is_free(d->say) && is_free(&c->draft))
		return true;
	for (size_t i = 0; d->filled && i < c->demand_count; i++)
		if (c->demands[i].rule == d->rule && c->demands[i].filled &&
		    (c->demands[i].stated || c->demands[i].hits > 0))
			return true;
	return false;
}

static void
check_value(struct checking *c, const struct value *v)
{
	size_t candidates = 0;
	struct demand *d = demand_for(c, v, &candidates);

	if (d) {
		check_wrong(c, v, d);
		return;
	}
	if (candidates > 0) {
		add_contradiction(c, CHECK_WRONG, c->with->rule, span_of(c, v->start, v->end),
		    c->with->rule->say);
		return;
	}
	for (size_t i = 0; i < c->demand_count; i++) {
		d = &c->demands[i];
		if (!d->required || d->note || is_answered(c, d) || stands_for(c, v, d) != UNKNOWN)
			continue;
		add_finding(c, CHECK_UNSURE, c->with->doubt <= SURE ? CHECK_HANDED : CHECK_LEFT,
		    d->rule, span_of(c, v->start, v->end), d->words);
		c->unsure |= c->with->doubt <= SURE;
		d->hits++;
		return;
	}
}

/* What must not be said, and is; values that were dealt with above are not looked at again. */
static void
check_ban(struct checking *c, const struct demand *ban, const struct value *v)
{
	const struct clause *in = clause_at(&c->draft.clauses, v->start);
	bool stated = false, open = false;
	enum about about = draft_about(c, ban, v);

	for (size_t i = 0; i < c->demand_count; i++) {
		const struct demand *d = &c->demands[i];
		bool kin = d->rule == ban->rule && d->is_value && !d->ban && d->required &&
			   d->value.kind == v->kind;

		stated |= kin && d->stated;
		open |= kin && !d->stated;
	}
	if (about == OTHER || open)
		return;
	if (!stated) {
		add_finding(c, CHECK_BANNED, CHECK_REWORDED, ban->rule,
		    span_of(c, v->start, v->end), ban->rule->say);
		c->wrong = true;
	} else if (about == SAME && in && in->about.n == 0) {
		add_finding(c, CHECK_UNSURE, CHECK_HANDED, ban->rule, span_of(c, v->start, v->end),
		    NULL);
		c->unsure = true;
	}
}

static void
check_bans(struct checking *c)
{
	for (size_t i = 0; i < c->demand_count; i++) {
		const struct demand *d = &c->demands[i];
		struct spot found;

		if (!d->ban)
			continue;
		if (!d->is_value && phrase_said(c, d->words, &found)) {
			add_finding(c, CHECK_BANNED, CHECK_REWORDED, d->rule,
			    span_of(c, found.start, found.end), d->rule->say);
			c->wrong = true;
		}
		for (size_t k = 0; d->is_value && k < c->draft.count; k++)
			if (c->draft.asserted[k] && values_same(&c->draft.values[k], &d->value) &&
			    !draft_relative(&c->draft.clauses, &c->draft.values[k]) &&
			    !agrees_with_any(c, &c->draft.values[k]))
				check_ban(c, d, &c->draft.values[k]);
	}
}

/* Does the draft answer with values of kinds that the rule knows nothing of? */
static bool
answers_otherwise(const struct checking *c, const struct demand *d)
{
	bool any = false;

	for (size_t i = 0; i < c->draft.count; i++) {
		const struct value *v = &c->draft.values[i];

		if (v->kind == VALUE_YES_NO || v->kind == VALUE_NUMBER || !c->draft.asserted[i])
			continue;
		any = true;
		for (size_t k = 0; k < d->say->count; k++)
			if (d->say->values[k].kind == v->kind)
				return false;
	}
	return any;
}

static void
check_lacking(struct checking *c)
{
	for (size_t i = 0; i < c->demand_count; i++) {
		const struct demand *d = &c->demands[i];
		const char *words;
		bool add;

		if (!d->required || d->note || d->stated || d->hits > 0)
			continue;
		add = c->with->doubt <= SURE && !is_answered(c, d) &&
		      !(c->with->doubt > 0 && answers_otherwise(c, d));
		add_finding(c, CHECK_LACKS, add ? CHECK_ADDED : CHECK_LEFT, d->rule, NULL,
		    d->words);
		words = sentence_for(c, d);
		if (add && !texts_have(&c->added, words))
			texts_add(&c->added, c->a, words);
	}
}

/* Has the draft told what is told without asking: its values, or most of its words? */
static bool
is_told(const struct checking *c, const struct rule *r)
{
	size_t wanted = 0, stated = 0, n = strlen(r->say);

	for (size_t i = 0; i < c->demand_count; i++)
		if (c->demands[i].rule == r && c->demands[i].required) {
			wanted++;
			stated += c->demands[i].stated || c->demands[i].hits > 0;
		}
	if (wanted)
		return wanted == stated;
	return phrase_meant(c, r->say) ||
	       text_similarity(c->draft.text, strlen(c->draft.text), r->say, n, c->stemmer) >= .5;
}

static void
check_notes(struct checking *c)
{
	for (size_t i = 0; i < c->with->note_count; i++) {
		const struct rule *r = c->with->notes[i];

		if (r->say && !is_told(c, r))
			add_finding(c, CHECK_UNTOLD, CHECK_LEFT, r, NULL, r->say);
	}
}

void
demands_check(struct checking *c)
{
	mark_stated(c);
	for (size_t i = 0; i < c->draft.count; i++)
		if (c->draft.asserted[i] && c->draft.values[i].kind != VALUE_YES_NO &&
		    !draft_relative(&c->draft.clauses, &c->draft.values[i]) &&
		    !agrees_with_any(c, &c->draft.values[i]))
			check_value(c, &c->draft.values[i]);
	check_bans(c);
	check_lacking(c);
	check_notes(c);
}
