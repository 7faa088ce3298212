/* How a value of a draft stands to one of a rule, and whether both are about the same thing. */
#include <string.h>

#include "check_parts.h"
#include "learn.h"

/* A duration so many times longer or shorter may be one of something else ("give me 5 minutes"). */
static const double FAR = 60;

/* --- how a value of the draft stands to one of a rule --- */

/* A day of those is said of itself; fewer of them, and no other day, are others. */
static enum relation
relate_days(const struct checking *c, const struct value *v, const struct value *d)
{
	size_t days = 0;

	for (size_t i = 0; i < c->draft.count; i++)
		days += c->draft.values[i].kind == VALUE_WEEKDAY;
	if (v->low >= d->low && v->high <= d->high)
		return v->low < v->high && days == 1 ? CONFLICTS : AGREES;
	return (v->low < v->high) == (d->low < d->high) ? CONFLICTS : UNSURE;
}

/* A bound changes what a sum is: "over $50" is not the price of "$5". */
static enum relation
relate_sums(const struct value *v, const struct value *d, bool same_role)
{
	if (!same_role)
		return APART;
	/* "18 EUR to Spain" where the rule says "12 to 24 EUR abroad" */
	if (strcmp(v->unit, d->unit) == 0 && v->low >= d->low && v->high <= d->high)
		return AGREES;
	if (strcmp(v->unit, d->unit) == 0)
		return CONFLICTS;
	return v->low == d->low && v->high == d->high ? CONFLICTS : UNSURE;
}

static bool
is_within(const struct value *v, const struct value *d)
{
	double a = value_scale(v), b = value_scale(d);

	return (v->high * a == d->high * b &&
		   (v->bound == VALUE_AT_MOST ||
		       (v->bound == VALUE_EXACT && v->low * a >= d->low * b))) ||
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
		if (plain.kind == VALUE_NUMBER && !plain.unit[0]) /* "7 days, 10 at most" */
			other |= plain.low == (is_low ? d->high : d->low);
		else
			other |= c->draft.asserted[i] && values_same(&plain, is_low ? &high : &low);
	}
	return other;
}

/* "How many seats?" "Eight.": a bare number, the only one, counts what is asked for. */
static bool
counts_what_is_asked(const struct checking *c, const struct value *v)
{
	static const char *const many[] = {"many", "viele", "combien", NULL};
	size_t numbers = 0;

	for (size_t i = 0; i < c->draft.count; i++)
		numbers += c->draft.values[i].kind == VALUE_NUMBER;
	return numbers == 1 && v->kind == VALUE_NUMBER && !v->unit[0] &&
	       clause_has(&c->question.clauses, 0, c->question.clauses.spot_count, many);
}

static enum relation
relate_quantities(const struct checking *c, const struct value *v, const struct value *d)
{
	double a = v->high * value_scale(v), b = d->high * value_scale(d);

	if (v->bound == d->bound && d->unit[0] && counts_what_is_asked(c, v))
		return v->low >= d->low && v->high <= d->high ? AGREES : CONFLICTS;
	if (v->kind == VALUE_NUMBER && strcmp(v->unit, d->unit) != 0)
		return APART;
	if (v->kind == VALUE_DURATION && (a > FAR * b || b > FAR * a))
		return UNSURE;
	if (v->kind == VALUE_NUMBER && !v->unit[0] && v->bound != d->bound)
		return APART;
	/* "1 to 3 days" is within "up to 3 days" */
	if (d->bound == VALUE_AT_MOST && v->low < v->high && a == b)
		return AGREES;
	/* "up to 10 days" is what "7 to 10 days" says */
	return d->low < d->high && (is_within(v, d) || is_end_of_two(c, v, d)) ? AGREES : CONFLICTS;
}

static bool
says_free(const struct parsed *r, const struct clause *c)
{
	for (size_t i = 0; c && i < r->count; i++)
		if (r->values[i].kind == VALUE_MONEY && !r->values[i].unit[0] &&
		    clause_at(&r->clauses, r->values[i].start) == c)
			return true;
	return false;
}

/* A sum from which something is free, or a bound, and not a price. */
static bool
is_limit(const struct parsed *r, const struct value *v, const struct clause *in)
{
	static const char *const limits[] = {"minimum", "maximum", "min", "max", "limit", "least",
		"most", NULL};

	return v->unit[0] && (v->bound != VALUE_EXACT || says_free(r, in) ||
				 (in && clause_has(&r->clauses, in->first, in->last, limits)));
}

/* "Free" stands against a price, unless the rule says so too, from the same kind of sum on. */
static enum relation
relate_free(const struct checking *c, const struct value *v, const struct demand *d)
{
	const struct clause *in = clause_at(&c->draft.clauses, v->start);
	bool limited = false, rule_free = false;

	for (size_t i = 0; i < c->draft.count; i++) {
		const struct value *other = &c->draft.values[i];
		bool beside = clause_at(&c->draft.clauses, other->start) == in;

		if (other->kind == VALUE_MONEY && other->unit[0])
			limited |= beside || draft_relation(c, other, d) == AGREES;
		for (size_t k = 0; beside && k < d->say->count; k++) /* "free for 30 days" */
			limited |=
			    other->kind != VALUE_MONEY && values_same(other, &d->say->values[k]);
	}
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

/* "50 cents" are of whatever currency the rule speaks of. */
static struct value
in_currency(const struct checking *c, const struct value *v, const struct value *d)
{
	static const char *const coins[] = {"cent", "cents", NULL};
	const struct clauses *all = &c->draft.clauses;
	size_t last = clause_spot(all, v->end - 1);
	struct value out = *v;

	if (v->kind == VALUE_MONEY && clause_has(all, last, last + 1, coins))
		memcpy(out.unit, d->unit, sizeof(out.unit));
	return out;
}

enum relation
draft_relation(const struct checking *c, const struct value *said, const struct demand *d)
{
	const struct value own = in_currency(c, said, &d->value), *v = &own;

	if (v->kind != d->value.kind)
		return APART;
	if (values_same(v, &d->value))
		return AGREES;
	if ((v->kind == VALUE_WEEKDAY ||
		(v->kind == VALUE_TIME && !time_edge(&c->draft.clauses, v))) &&
	    turns_around(c, v, d))
		return APART;
	switch (v->kind) {
	case VALUE_MONEY:
		if (!v->unit[0])
			return relate_free(c, v, d);
		if (!d->value.unit[0]) /* a price, where the rule says "free" */
			return v->bound == VALUE_EXACT && v->low > 0 ? CONFLICTS : APART;
		return relate_sums(v, &d->value,
		    is_limit(&c->draft, v, clause_at(&c->draft.clauses, v->start)) ==
			is_limit(d->say, &d->value, d->from));
	case VALUE_WEEKDAY:
		return relate_days(c, v, &d->value);
	case VALUE_TIME:
		return times_relation(&c->draft, v, d);
	default:
		return relate_quantities(c, v, &d->value);
	}
}

/* --- is it about the same thing? --- */

bool
draft_banned(const struct checking *c, const struct rule *r, const struct value *v)
{
	for (size_t i = 0; i < c->demand_count; i++)
		if (c->demands[i].is_value && c->demands[i].ban && c->demands[i].rule == r &&
		    values_same(v, &c->demands[i].value))
			return true;
	return false;
}

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
is_of_value(const struct parsed *r, const struct spot *w)
{
	for (size_t i = 0; i < r->count; i++)
		if (w->start >= r->values[i].start && w->end <= r->values[i].end)
			return r->values[i].kind != VALUE_YES_NO;
	return false;
}

/* Has the clause no subject of its own: "(express is fast) but costs 20 EUR"? */
static bool
goes_on(const struct clauses *c, const struct clause *in)
{
	static const char *const joins[] = {"but", "and", "or", "then", NULL};
	static const char *const verbs[] = {"costs", "cost", "takes", "take", "is", "are", "needs",
		"need", "arrives", "arrive", "comes", "come", "lasts", "ends", "starts", NULL};
	size_t i = in->first;

	i += clause_has(c, i, i + 1, joins);
	return in > c->at && in[-1].sentence == in->sentence && clause_has(c, i, i + 1, verbs);
}

static enum about
case_of(const struct checking *c, const struct demand *d, const struct clause *in)
{
	static const char *const known[] = {"i", "i'm", "i'll", "i've", "usd", "eur", "gbp", "ok",
		"pm", "am", "pst", "est", "cet", "gmt", "utc", NULL};
	static const char *const turning[] = {"outside", "beyond", "except", "non", NULL};
	const struct clauses *all = &c->draft.clauses;
	enum about about = SAME;

	for (size_t i = in->first; i < in->last; i++) {
		const struct spot *w = &all->spots[i];

		if (is_explained(c, d, w->word) || is_of_value(&c->draft, w))
			continue;
		if (is_qualifier(w->word) && (strcmp(w->word, "us") != 0 || w->capital)) {
			if (clause_has(all, i > 2 ? i - 3 : 0, i, turning))
				continue; /* "outside the US" */
			return OTHER;
		}
		if (w->capital && !w->first && !clause_has(all, i, i + 1, known))
			about = UNKNOWN;
	}
	return about;
}

enum about
draft_case(const struct checking *c, const struct demand *d, const struct clause *in)
{
	enum about about = case_of(c, d, in);

	if (about != OTHER && goes_on(&c->draft.clauses, in) && case_of(c, d, in - 1) == OTHER)
		return OTHER;
	return about;
}

static unsigned
target_of(const struct checking *c, const struct demand *d)
{
	unsigned rule = d->from ? d->from->topics : 0;
	unsigned asked = d->note ? 0 : clause_topics(&c->question.clauses);

	if (!rule)
		rule = clause_topics(&d->say->clauses);
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

/* "It is 25 EUR", "the fee is 25 EUR": the one value of its kind, where the rule has one. */
static bool
is_meant(const struct checking *c, const struct demand *d, const struct clause *in,
    const struct value *v)
{
	static const char *const it[] = {"it", "it's", "its", "that", "that's", NULL};
	static const char *const names[] = {"price", "cost", "fee", "rate", "charge", NULL};
	size_t said = 0, ruled = 0, i = in->first;

	for (size_t k = 0; k < c->draft.count; k++)
		said += c->draft.values[k].kind == v->kind && c->draft.asserted[k];
	for (size_t k = 0; k < d->say->count; k++)
		ruled += d->say->values[k].kind == v->kind;
	if (said != 1 || ruled != 1 || v->kind == VALUE_DURATION || v->kind == VALUE_NUMBER)
		return false;
	i += clause_has(&c->draft.clauses, i, i + 1,
	    (const char *const[]){"and", "but", "the", NULL});
	return clause_has(&c->draft.clauses, i, i + 1, i == in->first ? it : names) ||
	       clause_has(&c->draft.clauses, i, i + 1, it);
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
	if (clause_spot(all, v->end - 1) + 1 == in->last && in->first < in->last &&
	    all->spots[in->first].first &&
	    !(in + 1 < all->at + all->n && in[1].sentence == in->sentence))
		return in->depends; /* "Until 17:00." is a whole answer */
	return in->depends || (clause_has(all, in->first, in->first + 1, from) &&
				  clause_spot(all, v->start) == in->first + 1);
}

enum about
draft_about(const struct checking *c, const struct demand *d, const struct value *v)
{
	const struct clause *in = clause_at(&c->draft.clauses, v->start);
	unsigned target = target_of(c, d), topics = in ? in->topics : 0;
	enum about about = in ? draft_case(c, d, in) : UNKNOWN;
	size_t shared;

	if (!in || about == OTHER || is_condition(c, d, in, v))
		return OTHER;
	if (topics & target ||
	    (draft_banned(c, d->rule, v) && topics & clause_topics(&d->say->clauses)))
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
	if (v->kind == VALUE_MONEY && v->bound != VALUE_EXACT && v->bound == d->value.bound)
		return about; /* "free if you spend over $50" */
	return in->about.n == 0 || is_sole(c, v) || counts_what_is_asked(c, v) ||
		       is_meant(c, d, in, v)
		   ? about
		   : UNKNOWN;
}
