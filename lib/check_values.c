/* What rules demand of an answer, and what a draft states instead. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check_parts.h"
#include "learn.h"

enum { VALUES_OF_ITEM = 16, DENIED_BACK = 5 };

/* A duration so many times longer or shorter may be one of something else ("give me 5 minutes"). */
static const double FAR = 60;

/* --- reading a text --- */

static bool
is_free(const struct clauses *c, size_t i)
{
	static const char *const not_after[] = {"feel", "toll", "tax", "duty", "gluten", "hassle",
		"risk", "hands", NULL};
	static const char *const words[] = {"free", "complimentary", "gratis", NULL};
	static const char *const costs[] = {"charge", "charges", "cost", "costs", "fee", "fees",
		NULL};
	const char *next = i + 1 < c->spot_count ? c->spots[i + 1].word : "";

	if (clause_has(c, i, i + 1, words))
		return strcmp(next, "to") != 0 && !(i > 0 && clause_has(c, i - 1, i, not_after));
	if (strcmp(c->spots[i].word, "no") != 0)
		return false;
	if (strcmp(next, "extra") == 0 || strcmp(next, "additional") == 0)
		i++;
	return clause_has(c, i + 1, i + 2, costs);
}

/* "free" is a sum of money: nothing, in any currency. */
static size_t
add_free(const struct clauses *c, struct value *list, size_t n, size_t cap)
{
	for (size_t i = 0; i < c->spot_count && n < cap; i++)
		if (is_free(c, i))
			list[n++] = (struct value){.kind = VALUE_MONEY,
				.start = c->spots[i].start,
				.end = c->spots[i].end};
	return n;
}

static size_t
spot_before(const struct clauses *c, size_t place)
{
	size_t low = 0, high = c->spot_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->spots[middle].end <= place)
			low = middle + 1;
		else
			high = middle;
	}
	return low; /* the first that ends behind it: those below stand before */
}

/* "3 days ago", "2 weeks left": counted from something that we do not know. */
static bool
is_relative(const struct clauses *c, const struct value *v)
{
	static const char *const after[] = {"ago", "left", "remaining", "old", "earlier", "later",
		"more", "extra", "overdue", "already", NULL};
	static const char *const before[] = {"another", "last", "past", "previous", "every",
		"extra", "additional", "further", NULL};
	size_t next = spot_before(c, v->end - 1) + 1, first = spot_before(c, v->start);

	if (v->kind != VALUE_DURATION && v->kind != VALUE_NUMBER)
		return false;
	return clause_has(c, next, next + 1, after) ||
	       (first > 0 && clause_has(c, first - 1, first, before));
}

/* Words over which a denial reaches the value: "does not take 3 days", not "don't eat for 8 hours". */
static bool
lets_through(const char *word)
{
	static const char *const words[] = {"take", "takes", "need", "needs", "cost", "costs",
		"last", "lasts", "be", "been", "is", "are", "in", "within", "just", "only", "about",
		"the", "a", "an", "for", "of", "it", "longer", "anymore", "charge", "exactly",
		"really", "to", "get", "have", "has", "at", "on", "by", "even", "any", "quite",
		"from", "between", "up", "more", "than", "less", "over", "under", "later",
		"always", "necessarily", "usually", "arrive", "you", "we", "offer", "give", NULL};

	for (size_t i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

/* Is it stated here, and not denied, asked, or what was once?  "not more than" turns the bound. */
static bool
is_asserted(const struct clauses *c, struct value *v)
{
	static const char *const gone[] = {"instead", "rather", "previously", "formerly", "used",
		"was", "were", "thought", NULL};
	const struct clause *in = clause_at(c, v->start);
	size_t i = spot_before(c, v->start), least = in ? in->first : i;

	if (!in)
		return true;
	if (in->asks)
		return false;
	least = i > least + DENIED_BACK ? i - DENIED_BACK : least;
	if (clause_has(c, least, i, gone))
		return false;
	while (i-- > least) {
		if (!clause_denies(c->spots[i].word)) {
			if (!lets_through(c->spots[i].word))
				break;
			continue;
		}
		if (v->bound == VALUE_AT_LEAST)
			v->bound = VALUE_AT_MOST; /* "does not take longer than" */
		else if (v->bound == VALUE_EXACT)
			return false;
		break;
	}
	return true;
}

void
reading_of(struct checking *c, struct reading *out, const char *text, size_t n)
{
	struct value found[FOUND_MAX];
	size_t count = values_find(text, n, found, FOUND_MAX);

	*out = (struct reading){.text = text};
	out->clauses = clauses_of(c->a, text, n, found, count, c->stemmer);
	count = add_free(&out->clauses, found, count, FOUND_MAX);
	out->values = arena_alloc(c->a, (count + 1) * sizeof(*out->values));
	out->asserted = arena_alloc(c->a, (count + 1) * sizeof(*out->asserted));
	out->count = count;
	for (size_t i = 0; i < count; i++) {
		out->values[i] = found[i];
		out->asserted[i] = is_asserted(&out->clauses, &out->values[i]);
	}
}

/* --- what a rule demands --- */

static bool
is_bare(const struct value *v)
{
	return v->kind == VALUE_YES_NO || (v->kind == VALUE_NUMBER && !v->unit[0]) ||
	       (v->kind == VALUE_MONEY && !v->unit[0]);
}

static struct demand *
new_demand(struct checking *c, const struct rule *r, const struct reading *say, bool note)
{
	struct demand *d;

	if (c->demand_count == DEMANDS_MAX)
		return NULL;
	d = &c->demands[c->demand_count++];
	*d = (struct demand){.rule = r, .say = say, .note = note};
	return d;
}

/* Where the rule says it itself, with the bound that it has there. */
static void
place_in_say(struct demand *d)
{
	for (size_t i = 0; i < d->say->count; i++)
		if (values_same(&d->say->values[i], &d->value)) {
			d->value.bound = d->say->values[i].bound;
			d->from = clause_at(&d->say->clauses, d->say->values[i].start);
			return;
		}
}

/* An item of must or must_not: its values, or the phrase that it is. */
static void
demand_item(struct checking *c, const struct rule *r, const struct reading *say, bool note,
    const char *item, bool ban)
{
	struct value found[VALUES_OF_ITEM];
	size_t n = values_find(item, strlen(item), found, VALUES_OF_ITEM), values = 0;
	struct demand *d;

	for (size_t i = 0; i < n; i++) {
		if (is_bare(&found[i]) || !(d = new_demand(c, r, say, note)))
			continue;
		values++;
		d->is_value = true;
		d->ban = ban;
		d->required = !ban;
		d->value = found[i];
		d->words = arena_copy(c->a, item + found[i].start, found[i].end - found[i].start);
		place_in_say(d);
	}
	if (values || !(d = new_demand(c, r, say, note)))
		return;
	d->words = item;
	d->ban = ban;
	d->required = !ban;
}

static bool
is_demanded(const struct checking *c, const struct rule *r, const struct value *v)
{
	for (size_t i = 0; i < c->demand_count; i++)
		if (c->demands[i].rule == r && c->demands[i].is_value && !c->demands[i].ban &&
		    values_same(&c->demands[i].value, v))
			return true;
	return false;
}

/* What the rule says beside that may be left out, and not contradicted. */
static void
demand_rest(struct checking *c, const struct rule *r, const struct reading *say, bool note)
{
	for (size_t i = 0; i < say->count; i++) {
		const struct value *v = &say->values[i];
		struct demand *d;

		if (is_bare(v) || !say->asserted[i] || is_demanded(c, r, v) ||
		    !(d = new_demand(c, r, say, note)))
			continue;
		d->is_value = true;
		d->value = *v;
		d->from = clause_at(&say->clauses, v->start);
		d->words = arena_copy(c->a, say->text + v->start, v->end - v->start);
	}
}

static void
demand_rule(struct checking *c, const struct rule *r, bool note)
{
	struct reading *say = arena_alloc(c->a, sizeof(*say));

	if (r->act != ACT_SAY || !r->say)
		return;
	reading_of(c, say, r->say, strlen(r->say));
	for (size_t i = 0; i < r->must.n; i++)
		demand_item(c, r, say, note, r->must.at[i], false);
	for (size_t i = 0; i < r->must_not.n; i++)
		demand_item(c, r, say, note, r->must_not.at[i], true);
	demand_rest(c, r, say, note);
}

void
demands_of(struct checking *c)
{
	if (c->with->rule)
		demand_rule(c, c->with->rule, false);
	for (size_t i = 0; i < c->with->note_count; i++)
		demand_rule(c, c->with->notes[i], true);
}

/* --- how a value of the draft stands to one of a rule --- */

enum relation { APART, AGREES, CONFLICTS, UNSURE };

static enum relation
relate_days(const struct value *v, const struct value *d)
{
	if (v->low >= d->low && v->high <= d->high)
		return AGREES;
	return (v->low < v->high) == (d->low < d->high) ? CONFLICTS : UNSURE;
}

static enum relation
relate_times(const struct value *v, const struct value *d)
{
	bool wide = v->low < v->high, rule_wide = d->low < d->high;

	if (wide == rule_wide)
		return CONFLICTS;
	if (wide)
		return v->low == d->low || v->high == d->low ? AGREES : APART;
	return v->low == d->low || v->low == d->high ? AGREES : APART;
}

/* A bound changes what a sum is: "over $50" is not the price of "$5". */
static enum relation
relate_sums(const struct value *v, const struct value *d, bool same_role)
{
	if (!same_role)
		return APART;
	if (strcmp(v->unit, d->unit) == 0)
		return CONFLICTS;
	return v->low == d->low && v->high == d->high ? CONFLICTS : UNSURE;
}

static bool
is_within(const struct value *v, const struct value *d)
{
	double a = value_scale(v), b = value_scale(d);

	return (v->bound == VALUE_AT_MOST && v->high * a == d->high * b) ||
	       (v->bound == VALUE_AT_LEAST && v->low * a == d->low * b);
}

/* "At least 7 days, at most 10 days" is what "7 to 10 days" says. */
static bool
is_end_of_two(const struct checking *c, const struct value *v, const struct value *d)
{
	struct value low = *d, high = *d, plain = *v;
	bool is_low, is_high, other = false;

	low.high = d->low;
	high.low = d->high;
	low.bound = high.bound = plain.bound = VALUE_EXACT;
	is_low = values_same(&plain, &low);
	is_high = values_same(&plain, &high);
	for (size_t i = 0; i < c->draft.count && (is_low || is_high); i++) {
		plain = c->draft.values[i];
		plain.bound = VALUE_EXACT;
		other |= c->draft.asserted[i] && values_same(&plain, is_low ? &high : &low);
	}
	return other;
}

static enum relation
relate_quantities(const struct checking *c, const struct value *v, const struct value *d)
{
	double a = v->high * value_scale(v), b = d->high * value_scale(d);

	if (v->kind == VALUE_NUMBER && strcmp(v->unit, d->unit) != 0)
		return APART;
	if (v->kind == VALUE_DURATION && (a > FAR * b || b > FAR * a))
		return UNSURE;
	/* "up to 10 days" is what "7 to 10 days" says */
	return d->low < d->high && (is_within(v, d) || is_end_of_two(c, v, d)) ? AGREES
									       : CONFLICTS;
}

static bool
says_free(const struct reading *r, const struct clause *c)
{
	for (size_t i = 0; c && i < r->count; i++)
		if (r->values[i].kind == VALUE_MONEY && !r->values[i].unit[0] &&
		    clause_at(&r->clauses, r->values[i].start) == c)
			return true;
	return false;
}

/* A sum from which something is free, or a bound, and not a price. */
static bool
is_limit(const struct reading *r, const struct value *v, const struct clause *in)
{
	return v->unit[0] && (v->bound != VALUE_EXACT || says_free(r, in));
}

/* "Free" stands against a price, unless the rule says so too, from the same kind of sum on. */
static enum relation
relate_free(const struct checking *c, const struct value *v, const struct demand *d)
{
	const struct clause *in = clause_at(&c->draft.clauses, v->start);
	bool limited = false, rule_free = false;

	for (size_t i = 0; i < c->draft.count; i++)
		limited |= c->draft.values[i].kind == VALUE_MONEY && c->draft.values[i].unit[0] &&
			   clause_at(&c->draft.clauses, c->draft.values[i].start) == in;
	for (size_t i = 0; i < d->say->clauses.n; i++)
		rule_free |= says_free(d->say, &d->say->clauses.at[i]);
	if (d->value.bound != VALUE_EXACT || says_free(d->say, d->from) || (limited && rule_free))
		return APART;
	return CONFLICTS;
}

static bool
begins_any(const struct clauses *c, const struct clause *in, const char *begin)
{
	for (size_t i = in ? in->first : 0; in && i < in->last; i++)
		if (strncmp(c->spots[i].word, begin, strlen(begin)) == 0)
			return true;
	return false;
}

/* One says when it is open, and one when it is closed. */
static bool
turns_around(const struct checking *c, const struct value *v, const struct demand *d)
{
	const struct clauses *draft = &c->draft.clauses, *say = &d->say->clauses;
	const struct clause *in = clause_at(draft, v->start);

	return (begins_any(draft, in, "open") && begins_any(say, d->from, "clos")) ||
	       (begins_any(draft, in, "clos") && begins_any(say, d->from, "open"));
}

static enum relation
relate(const struct checking *c, const struct value *v, const struct demand *d)
{
	if (v->kind != d->value.kind)
		return APART;
	if (values_same(v, &d->value))
		return AGREES;
	if ((v->kind == VALUE_WEEKDAY || v->kind == VALUE_TIME) && turns_around(c, v, d))
		return APART;
	switch (v->kind) {
	case VALUE_MONEY:
		if (!v->unit[0])
			return relate_free(c, v, d);
		return relate_sums(v, &d->value,
		    is_limit(&c->draft, v, clause_at(&c->draft.clauses, v->start)) ==
			is_limit(d->say, &d->value, d->from));
	case VALUE_WEEKDAY:
		return relate_days(v, &d->value);
	case VALUE_TIME:
		return relate_times(v, &d->value);
	default:
		return relate_quantities(c, v, &d->value);
	}
}

/* --- is it about the same thing? --- */

enum about { OTHER, UNKNOWN, SAME };

/* Is the word there, or one that goes on after it: "student" and "students"? */
static bool
is_spot_of(const struct clauses *c, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i < c->spot_count; i++) {
		size_t m = strlen(c->spots[i].word), least = n < m ? n : m;

		if ((n == m || least >= 4) && strncmp(c->spots[i].word, word, least) == 0)
			return true;
	}
	return false;
}

/* Words that make a case of its own: "domestic orders", "express", "for members". */
static bool
is_qualifier(const char *word)
{
	static const char *const words[] = {"domestic", "domestically", "national", "nationally",
		"local", "locally", "us", "usa", "uk", "eu", "abroad", "overseas", "international",
		"internationally", "express", "priority", "overnight", "expedited", "premium",
		"member", "members", "student", "students", "pickup", "collect", "bulk",
		"wholesale", "clearance", "gift", "gifts", "digital", "download", "downloads",
		"weekend", "weekends", "holiday", "holidays", "christmas", "oversized", "heavy",
		"instead", "elsewhere", NULL};

	for (size_t i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

static bool
is_explained(const struct checking *c, const struct demand *d, const char *word)
{
	return is_spot_of(&c->question.clauses, word) || is_spot_of(&d->say->clauses, word);
}

static bool
is_of_value(const struct reading *r, const struct spot *w)
{
	for (size_t i = 0; i < r->count; i++)
		if (w->start >= r->values[i].start && w->end <= r->values[i].end)
			return r->values[i].kind != VALUE_YES_NO;
	return false;
}

/* A clause that speaks of another case than the rule and the question: surely, or perhaps. */
static enum about
case_of(const struct checking *c, const struct demand *d, const struct clause *in)
{
	static const char *const known[] = {"i", "i'm", "i'll", "i've", "usd", "eur", "gbp", "ok",
		"pm", "am", "pst", "est", "cet", "gmt", "utc", NULL};
	const struct clauses *all = &c->draft.clauses;
	enum about about = SAME;

	for (size_t i = in->first; i < in->last; i++) {
		const struct spot *w = &all->spots[i];

		if (is_explained(c, d, w->word) || is_of_value(&c->draft, w))
			continue;
		if (is_qualifier(w->word) && strcmp(w->word, "us") != 0)
			return OTHER;
		if (strcmp(w->word, "us") == 0 && w->capital)
			return OTHER;
		if (w->capital && !w->first && !clause_has(all, i, i + 1, known))
			about = UNKNOWN;
	}
	return about;
}

static unsigned
topics_of(const struct clauses *c)
{
	unsigned topics = 0;

	for (size_t i = 0; i < c->n; i++)
		topics |= c->at[i].topics;
	return topics;
}

static unsigned
target_of(const struct checking *c, const struct demand *d)
{
	unsigned rule = d->from ? d->from->topics : 0;
	unsigned asked = d->note ? 0 : topics_of(&c->question.clauses);

	if (!rule)
		rule = topics_of(&d->say->clauses);
	return rule & asked ? rule & asked : rule | asked;
}

/* How many words a clause shares with a clause of the rule or of the question, at most. */
static size_t
shared_words(const struct checking *c, const struct demand *d, const struct clause *in)
{
	size_t most = 0, n;

	for (size_t i = 0; i < d->say->clauses.n; i++)
		if ((n = clause_shared(in, &d->say->clauses.at[i])) > most)
			most = n;
	for (size_t i = 0; !d->note && i < c->question.clauses.n; i++)
		if ((n = clause_shared(in, &c->question.clauses.at[i])) > most)
			most = n;
	return most;
}

/* The topics of the clauses before it, for one that has none: "Returns are easy. 14 days." */
static unsigned
topics_before(const struct checking *c, const struct clause *in)
{
	const struct clause *first = c->draft.clauses.at;

	for (int back = 0; in > first && back < 2; back++)
		if ((--in)->topics)
			return in->topics;
	return 0;
}

static bool
is_sole(const struct checking *c, const struct value *v)
{
	enum wanted wanted = learn_wanted(c->with->question);
	size_t n = 0;

	for (size_t i = 0; i < c->draft.count; i++)
		n += c->draft.values[i].kind == v->kind && c->draft.asserted[i];
	return n == 1 && ((wanted == WANTED_TIME && v->kind == VALUE_DURATION) ||
			     (wanted == WANTED_MONEY && v->kind == VALUE_MONEY));
}

/* "If it takes 3 days", "After 3 days"; not a limit where the rule states one of its kind. */
static bool
is_condition(const struct checking *c, const struct demand *d, const struct clause *in,
    const struct value *v)
{
	static const char *const from[] = {"after", "before", "until", NULL};
	const struct clauses *all = &c->draft.clauses;

	if ((d->from && d->from->depends) ||
	    (v->bound != VALUE_EXACT && v->bound == d->value.bound))
		return false;
	return in->depends || (clause_has(all, in->first, in->first + 1, from) &&
				  spot_before(all, v->start) == in->first + 1);
}

static enum about
about_of(const struct checking *c, const struct demand *d, const struct value *v)
{
	const struct clause *in = clause_at(&c->draft.clauses, v->start);
	unsigned target = target_of(c, d), topics = in ? in->topics : 0;
	enum about about = in ? case_of(c, d, in) : UNKNOWN;
	size_t shared;

	if (!in || about == OTHER || is_condition(c, d, in, v))
		return OTHER;
	if (topics & target)
		return about;
	shared = shared_words(c, d, in);
	if (topics && target)
		return shared > 1 ? UNKNOWN : OTHER;
	if (shared)
		return about;
	topics = topics_before(c, in);
	if (topics && target && !(topics & target))
		return OTHER;
	if (d->note)
		return UNKNOWN;
	return in->about.n == 0 || is_sole(c, v) ? about : UNKNOWN;
}

/* --- phrases --- */

static bool
denied_before(const struct clauses *c, const struct spot *found)
{
	const struct clause *in = clause_at(c, found->start);
	size_t i = spot_before(c, found->start);

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
		    relate(c, v, &c->demands[i]) == AGREES)
			return true;
	return false;
}

static bool
is_banned(const struct checking *c, const struct value *v)
{
	for (size_t i = 0; i < c->demand_count; i++)
		if (c->demands[i].is_value && c->demands[i].ban &&
		    values_same(v, &c->demands[i].value))
			return true;
	return false;
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
			d->stated |=
			    c->draft.asserted[k] && relate(c, &c->draft.values[k], d) == AGREES;
		if (!d->is_value)
			d->stated = phrase_said(c, d->words, &found) || phrase_meant(c, d->words);
	}
}

/* How sure it is that a value stands where the rule's should. */
static enum about
stands_for(const struct checking *c, const struct value *v, const struct demand *d)
{
	enum relation r = d->is_value && !d->ban && !d->stated ? relate(c, v, d) : APART;
	enum about about;

	if (r != CONFLICTS && r != UNSURE)
		return OTHER;
	about = about_of(c, d, v);
	if (about == OTHER || r == UNSURE)
		return about == OTHER ? OTHER : UNKNOWN;
	return about == UNKNOWN && is_banned(c, v) &&
		       case_of(c, d, clause_at(&c->draft.clauses, v->start)) == SAME
		   ? SAME
		   : about;
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

static void
check_value(struct checking *c, const struct value *v)
{
	size_t candidates = 0;
	struct demand *d = demand_for(c, v, &candidates);
	const char *found = span_of(c, v->start, v->end);
	struct edit edit = {0};

	if (d) {
		/* Several in one place are replaced only where they are all the same. */
		c->wrong |= d->hits > 0 && !values_same(&d->hit, v);
		d->hit = *v;
		d->hits++;
		if (v->unit[0] == d->value.unit[0] || v->kind != VALUE_MONEY || v->unit[0])
			if (form_that_fits(c, d, v, &edit)) {
				add_finding(c, CHECK_WRONG, CHECK_REPLACED, d->rule, found,
				    d->words);
				add_edit(c, edit.start, edit.end, edit.words);
				return;
			}
		add_finding(c, CHECK_WRONG, CHECK_REWORDED, d->rule, found, d->words);
		c->wrong = true;
		return;
	}
	if (candidates > 0) {
		add_finding(c, CHECK_WRONG, CHECK_REWORDED, c->with->rule, found, NULL);
		c->wrong = true;
		return;
	}
	for (size_t i = 0; i < c->demand_count; i++)
		if (c->demands[i].required && !c->demands[i].note &&
		    stands_for(c, v, &c->demands[i]) == UNKNOWN) {
			add_finding(c, CHECK_UNSURE, CHECK_HANDED, c->demands[i].rule, found,
			    c->demands[i].words);
			c->demands[i].hits++;
			c->unsure = true;
			return;
		}
}

/* What must not be said, and is; values that were dealt with above are not looked at again. */
static void
check_ban(struct checking *c, const struct demand *ban, const struct value *v)
{
	const struct clause *in = clause_at(&c->draft.clauses, v->start);
	bool stated = false, open = false;
	enum about about = about_of(c, ban, v);

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
			    !is_relative(&c->draft.clauses, &c->draft.values[k]) &&
			    !agrees_with_any(c, &c->draft.values[k]))
				check_ban(c, d, &c->draft.values[k]);
	}
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

static void
check_lacking(struct checking *c)
{
	for (size_t i = 0; i < c->demand_count; i++) {
		const struct demand *d = &c->demands[i];
		const char *words;

		if (!d->required || d->note || d->stated || d->hits > 0)
			continue;
		words = sentence_for(c, d);
		add_finding(c, CHECK_LACKS, CHECK_ADDED, d->rule, NULL, d->words);
		if (!texts_have(&c->added, words))
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

		if (!r->say || is_told(c, r) || texts_have(&c->added, r->say))
			continue;
		add_finding(c, CHECK_UNTOLD, CHECK_ADDED, r, NULL, r->say);
		texts_add(&c->added, c->a, r->say);
	}
}

void
demands_check(struct checking *c)
{
	mark_stated(c);
	for (size_t i = 0; i < c->draft.count; i++)
		if (c->draft.asserted[i] && c->draft.values[i].kind != VALUE_YES_NO &&
		    !is_relative(&c->draft.clauses, &c->draft.values[i]) &&
		    !agrees_with_any(c, &c->draft.values[i]))
			check_value(c, &c->draft.values[i]);
	check_bans(c);
	check_lacking(c);
	check_notes(c);
}
