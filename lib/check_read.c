/* What a text states, and what rules demand of an answer. */
#include <string.h>

#include "check_parts.h"

enum { VALUES_OF_ITEM = 16, DENIED_BACK = 5 };

/* --- reading a text --- */

/* How many words from the spot on say that nothing is to be paid; 0: none does. */
static size_t
says_nothing(const struct clauses *c, size_t i)
{
	static const char *const nothing[] = {"nothing", "nichts", "rien", NULL};
	static const char *const costs[] = {"cost", "costs", "charge", "pay", "for", "kostet",
		"kosten", "zahlen", "co\xc3\xbbte", "co\xc3\xbbtent", "payez", "paye", NULL};
	static const char *const phrases[] = {"on us", "on the house", "without charge",
		"without extra charge", "at our expense", "auf unsere kosten", "geht auf uns",
		"\xc3\xa0 nos frais", NULL};
	static const char *const on[] = {"on", NULL};
	static const char *const being[] = {"is", "are", "it's", "that's", NULL};
	static const char *const charge[] = {"charge", NULL};
	static const char *const objects[] = {"for", "you", "anything", "that", "it", NULL};
	size_t n = 0;

	for (size_t k = 0; phrases[k] && !n; k++)
		n = clause_follows(c, i, phrases[k]);
	if (n && clause_has(c, i, i + 1, on) && (i == 0 || !clause_has(c, i - 1, i, being)))
		return 0; /* "it depends on us" */
	if (n)
		return n;
	if (clause_denies(c->spots[i].word) && clause_has(c, i + 1, i + 2, charge) &&
	    (i + 2 == c->spot_count || clause_has(c, i + 2, i + 3, objects)))
		return 2; /* "we do not charge for it" */
	return i > 0 && clause_has(c, i, i + 1, nothing) && clause_has(c, i - 1, i, costs);
}

/* How many words from the spot on say "free"; 0: none does. */
static size_t
is_free(const struct clauses *c, size_t i)
{
	static const char *const not_after[] = {"feel", "toll", "tax", "duty", "gluten", "hassle",
		"risk", "hands", NULL};
	static const char *const words[] = {"free", "complimentary", "gratis", "kostenlos",
		"kostenfrei", "gratuit", "gratuite", "gratuits", "gratuites", "gratuitement",
		"umsonst", NULL};
	static const char *const costs[] = {"charge", "charges", "cost", "costs", "fee", "fees",
		NULL};
	const char *next = i + 1 < c->spot_count ? c->spots[i + 1].word : "";

	if (clause_has(c, i, i + 1, words))
		return strcmp(next, "to") != 0 && !(i > 0 && clause_has(c, i - 1, i, not_after));
	if (strcmp(c->spots[i].word, "no") != 0)
		return says_nothing(c, i);
	if (strcmp(next, "extra") == 0 || strcmp(next, "additional") == 0)
		i++;
	return clause_has(c, i + 1, i + 2, costs);
}

/* "free" is a sum of money: nothing, in any currency. */
static size_t
add_free(const struct clauses *c, struct value *list, size_t n, size_t cap)
{
	for (size_t i = 0; i < c->spot_count && n < cap; i++) {
		size_t used = is_free(c, i);

		if (used)
			list[n++] = (struct value){.kind = VALUE_MONEY,
				.start = c->spots[i].start,
				.end = c->spots[i + used - 1].end};
	}
	return n;
}

bool
draft_relative(const struct clauses *c, const struct value *v)
{
	static const char *const after[] = {"ago", "left", "remaining", "old", "earlier", "later",
		"more", "extra", "overdue", "already", NULL};
	static const char *const before[] = {"another", "last", "past", "previous", "every",
		"extra", "additional", "further", NULL};
	size_t next = clause_spot(c, v->end - 1) + 1, first = clause_spot(c, v->start);

	if (v->bound != VALUE_EXACT &&
	    clause_has(c, next, next + 1, (const char *const[]){"old", NULL}))
		return false; /* "at least 2 years old" */
	if (v->kind != VALUE_DURATION && v->kind != VALUE_NUMBER)
		return false;
	return clause_has(c, next, next + 1, after) ||
	       (first > 0 && clause_has(c, first - 1, first, before));
}

/* Is it stated here, and not denied, asked, or what was once?  "not more than" turns the bound. */
static bool
is_asserted(const struct clauses *c, struct value *v)
{
	static const char *const gone[] = {"instead", "rather", "previously", "formerly", "used",
		"was", "were", "thought", NULL};
	/* A denial reaches over these: "does not take 3 days", not "don't eat for 8 hours". */
	static const char *const open[] = {"take", "takes", "need", "needs", "cost", "costs",
		"last", "lasts", "be", "been", "is", "are", "in", "within", "just", "only", "about",
		"the", "a", "an", "for", "of", "it", "longer", "anymore", "charge", "exactly",
		"really", "to", "get", "have", "has", "at", "on", "by", "even", "any", "quite",
		"from", "between", "up", "more", "than", "less", "over", "under", "later", "always",
		"necessarily", "usually", "arrive", "you", "we", "offer", "give", NULL};
	const struct clause *in = clause_at(c, v->start);
	size_t i = clause_spot(c, v->start), least = in ? in->first : i;

	if (!in)
		return true;
	if (in->asks)
		return false;
	least = i > least + DENIED_BACK ? i - DENIED_BACK : least;
	if (clause_has(c, least, i, gone))
		return false;
	while (i-- > least) {
		if (!clause_denies(c->spots[i].word)) {
			if (!clause_has(c, i, i + 1, open))
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
parsed_of(struct checking *c, struct parsed *out, const char *text, size_t n)
{
	struct value found[FOUND_MAX];
	size_t count = values_find(text, n, found, FOUND_MAX);

	*out = (struct parsed){.text = text};
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
new_demand(struct checking *c, const struct rule *r, const struct parsed *say, bool note)
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
demand_item(struct checking *c, const struct rule *r, const struct parsed *say, bool note,
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

/* "Free" is a price where the rule names no sum. */
static bool
is_price(const struct parsed *say, const struct value *v)
{
	if (v->kind != VALUE_MONEY)
		return false;
	for (size_t i = 0; i < say->count; i++)
		if (say->values[i].kind == VALUE_MONEY && say->values[i].unit[0])
			return false;
	return true;
}

/* "Customers under 26": nothing is counted, and yet it decides. */
static bool
is_limit_of(const struct value *v)
{
	return v->kind == VALUE_NUMBER && v->bound != VALUE_EXACT;
}

/* What the rule says beside that may be left out, and not contradicted. */
static void
demand_rest(struct checking *c, const struct rule *r, const struct parsed *say, bool note)
{
	for (size_t i = 0; i < say->count; i++) {
		const struct value *v = &say->values[i];
		struct demand *d;

		if ((is_bare(v) && !is_price(say, v) && !is_limit_of(v)) || !say->asserted[i] ||
		    is_demanded(c, r, v) || !(d = new_demand(c, r, say, note)))
			continue;
		d->is_value = true;
		d->value = *v;
		d->from = clause_at(&say->clauses, v->start);
		d->words = arena_copy(c->a, say->text + v->start, v->end - v->start);
	}
}

/* Are these the values of the rule's words, all of them, as they are filled in? */
static bool
is_filled(struct checking *c, const struct rule *r)
{
	struct rule filled = {0};

	rule_demands(&filled, c->a, r->say, NULL);
	for (size_t i = 0; i < filled.must.n; i++)
		if (!texts_have(&r->must, filled.must.at[i]))
			return false;
	return r->must.n == filled.must.n && r->must.n > 0;
}

static void
demand_rule(struct checking *c, const struct rule *r, bool note)
{
	struct parsed *say = arena_alloc(c->a, sizeof(*say));
	size_t first = c->demand_count;

	if (r->act != ACT_SAY || !r->say)
		return;
	parsed_of(c, say, r->say, strlen(r->say));
	for (size_t i = 0; i < r->must.n; i++)
		demand_item(c, r, say, note, r->must.at[i], false);
	for (size_t i = 0; i < r->must_not.n; i++)
		demand_item(c, r, say, note, r->must_not.at[i], true);
	for (size_t i = first; is_filled(c, r) && i < c->demand_count; i++)
		c->demands[i].filled = c->demands[i].required;
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
