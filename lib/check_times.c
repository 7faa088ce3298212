/* Of which end of a day's hours a time is: "we open at 9", "until 17:00". */
#include <math.h>
#include <string.h>

#include "check_parts.h"

enum { NEAR = 2, DAY = 24 * 60 };

static enum edge
edge_of_word(const struct clauses *c, size_t i)
{
	static const char *const begin[] = {"opens", "opening", "start", "starts", "begin",
		"begins", "from", "ab", "von", "d\xc3\xa8s", "earliest", "\303\266ffnen",
		"\303\266ffnet", "ouvre", "ouvrent", "ouvrons", "ouvrez", "beginnt", NULL};
	static const char *const finish[] = {"close", "closes", "closing", "end", "ends", "until",
		"till", "til", "bis", "latest", "schlie\303\237en", "schlie\xc3\x9ft", "schliessen",
		"schliesst", "ferme", "ferment", "fermons", "fermez", "jusqu'\xc3\xa0", "jusqu",
		"endet", NULL};
	static const char *const being[] = {"is", "are", "be", "we're", "i'm", "it's", "still",
		"stay", "stays", "remain", "remains", "always", NULL};

	if (clause_has(c, i, i + 1, (const char *const[]){"open", NULL})) /* "are open at 16:00" */
		return i > 0 && clause_has(c, i - 1, i, being) ? EDGE_NONE : EDGE_BEGIN;
	return clause_has(c, i, i + 1, begin)	 ? EDGE_BEGIN
	       : clause_has(c, i, i + 1, finish) ? EDGE_END
						 : EDGE_NONE;
}

/* Does a new part begin with the word: behind a comma, or "and"? */
static bool
cuts(const struct clauses *c, size_t i)
{
	static const char *const joins[] = {"and", "und", "et", "or", "oder", "ou", NULL};

	return clause_has(c, i, i + 1, joins) ||
	       (i > 0 && memchr(c->text + c->spots[i - 1].end, ',',
			     c->spots[i].start - c->spots[i - 1].end) != NULL);
}

/* The nearest word that says it: before the time, or behind it and then in the same part. */
static enum edge
edge_near(const struct clauses *c, const struct clause *in, const struct value *v)
{
	size_t first = clause_spot(c, v->start), next = first, back = first, ahead;
	enum edge before = EDGE_NONE, behind = EDGE_NONE;

	while (next < in->last && c->spots[next].start < v->end)
		next++;
	while (back > in->first && !before)
		before = edge_of_word(c, --back);
	for (ahead = next; ahead < in->last && !cuts(c, ahead) && !behind; ahead++)
		behind = edge_of_word(c, ahead);
	if (!before || !behind)
		return before ? before : behind;
	return first - back <= NEAR || first - back <= ahead - next ? before : behind;
}

enum edge
time_edge(const struct clauses *c, const struct value *v)
{
	static const char *const closed[] = {"closed", "geschlossen", "ferm\xc3\xa9",
		"ferm\xc3\xa9s", "ferm\303\251e", NULL};
	const struct clause *in = clause_at(c, v->start);
	enum edge edge = in ? edge_near(c, in, v) : EDGE_NONE;

	if (edge && clause_has(c, in->first, in->last, closed)) /* "closed until 9:00" */
		return edge == EDGE_BEGIN ? EDGE_END : EDGE_BEGIN;
	return edge;
}

/* The edge of the rule's own time, where the rule says it. */
static enum edge
edge_of_rule(const struct demand *d)
{
	for (size_t i = 0; i < d->say->count; i++)
		if (values_same(&d->say->values[i], &d->value))
			return time_edge(&d->say->clauses, &d->say->values[i]);
	return EDGE_NONE;
}

/* On a day that the rule does not name: "until 18:00 on Saturdays". */
static bool
other_day(const struct parsed *draft, const struct value *v, const struct demand *d)
{
	for (size_t i = 0; i < d->say->count; i++)
		if (d->say->values[i].kind == VALUE_WEEKDAY)
			return false;
	for (size_t i = 0; i < draft->count; i++)
		if (draft->values[i].kind == VALUE_WEEKDAY &&
		    clause_at(&draft->clauses, draft->values[i].start) ==
			clause_at(&draft->clauses, v->start))
			return true;
	return false;
}

static bool
same_time(double a, double b)
{
	return fabs(fmod(a, DAY) - fmod(b, DAY)) < 1;
}

enum relation
times_relation(const struct parsed *draft, const struct value *v, const struct demand *d)
{
	bool wide = v->low < v->high, rule_wide = d->value.low < d->value.high;
	enum edge own = wide ? EDGE_NONE : time_edge(&draft->clauses, v);
	enum edge rule = rule_wide ? EDGE_NONE : edge_of_rule(d);
	enum edge edge = rule_wide ? own : rule;
	bool low, high;

	if (wide && rule_wide)
		return CONFLICTS;
	if (!wide && !rule_wide)
		return own && rule && own != rule ? APART : CONFLICTS;
	low = same_time(v->low, d->value.low);
	high = same_time(v->high, d->value.high);
	if (!edge) /* "at 9" is said of neither end */
		return low || high || same_time(v->low, d->value.high) ||
			       same_time(v->high, d->value.low)
			   ? AGREES
			   : APART;
	if (edge == EDGE_BEGIN ? low : high)
		return AGREES;
	return other_day(draft, v, d) ? APART : CONFLICTS;
}

bool
times_torn(const struct parsed *draft, const struct demand *d)
{
	bool met[3] = {false}, torn[3] = {false};

	if (!d->is_value || d->value.kind != VALUE_TIME || d->value.low >= d->value.high)
		return false;
	for (size_t i = 0; i < draft->count; i++) {
		const struct value *v = &draft->values[i];
		enum edge edge;

		if (v->kind != VALUE_TIME || !draft->asserted[i])
			continue;
		if (values_same(v, &d->value))
			return false;
		edge = time_edge(&draft->clauses, v);
		if (v->low < v->high || edge == EDGE_NONE)
			continue;
		met[edge] |= times_relation(draft, v, d) == AGREES;
		torn[edge] |= times_relation(draft, v, d) == CONFLICTS;
	}
	return (torn[EDGE_BEGIN] && !met[EDGE_BEGIN]) || (torn[EDGE_END] && !met[EDGE_END]);
}
