/* Money, durations, percentages, and things that are counted. */
#include <string.h>

#include "number.h"
#include "unit.h"
#include "value_parts.h"

static void
set_unit(struct value *v, const char *unit)
{
	size_t n = strlen(unit);

	n = n < sizeof(v->unit) ? n : sizeof(v->unit) - 1;
	memcpy(v->unit, unit, n);
	v->unit[n] = '\0';
}

/* Money: the sign before or after the amount, or after both of a range. */
size_t
value_money(struct scan *s, const struct token *t, bool between)
{
	struct value v = {.kind = VALUE_MONEY};
	const struct unit *u, *sign = NULL, *after;
	size_t used = unit_money_before(t, &u), more, i;

	if (!(more = number_of(&t[used], &v.low)))
		return 0;
	used += more;
	v.high = v.low;
	if (!u && (u = unit_money(&t[used])) != NULL)
		used++;
	if (scan_range(&t[used], between)) {
		double high;

		i = used + 1 + unit_money_before(&t[used + 1], &sign);
		more = number_of(&t[i], &high);
		after = more ? unit_money(&t[i + more]) : NULL;
		if (more && (after || sign || (u && !token_is(&t[used], "or")))) {
			v.high = high;
			used = i + more + (after ? 1 : 0);
			u = u ? u : after ? after : sign;
		}
	}
	if (!u)
		return 0;
	v.low *= u->times;
	v.high *= u->times;
	set_unit(&v, u->unit);
	v.bound = scan_bound(s->all, t);
	scan_add(s, v, t, used);
	return used;
}

static bool
is_plural(const struct token *t)
{
	char thing[UNIT_SIZE];
	size_t n = strlen(t->word);

	return unit_thing(t, thing) && n > 3 && t->word[n - 1] == 's' && t->word[n - 2] != 's';
}

/* Somebody's own number: of an order, a telephone, a ratio. */
static bool
is_name(const struct token *all, const struct token *t, size_t used)
{
	static const char *const before[] = {"order", "no", "number", "nr", "#", "ticket", "case",
		"invoice", "room", "step", "version", "code", "/", NULL};
	size_t left = (size_t)(t - all);

	if (t->kind != TOKEN_NUMBER)
		return token_is(t, "one") && used == 1;
	if (t->digits > 6 || (token_is(&t[used], "/") && t[used].glued))
		return true;
	/* "order 5 mugs" orders mugs */
	if (left > 0 && token_is(t - 1, "order") && t->digits <= 3 && is_plural(&t[used]))
		return false;
	if (left > 0 && (token_is_one_of(t - 1, before) ||
			    (token_is(t - 1, ".") && left > 1 && token_is_one_of(t - 2, before))))
		return true;
	return left > 0 && token_is(t - 1, "-") && t->glued;
}

/* Digits that go on after hyphens, as telephone numbers do: how many tokens. */
static size_t
chain(const struct token *t)
{
	size_t i = 0;

	while (i + 2 < TOKEN_AHEAD && t[i].kind == TOKEN_NUMBER && token_is(&t[i + 1], "-") &&
	       t[i + 1].glued && t[i + 2].glued && t[i + 2].kind == TOKEN_NUMBER)
		i += 2;
	return i >= 4 ? i + 1 : 0;
}

static size_t
percent_sign(const struct token *t)
{
	if (token_is(t, "%") || token_is(t, "percent") || token_is(t, "prozent"))
		return 1;
	return token_is(t, "per") && token_is(&t[1], "cent") ? 2 : 0;
}

/* "$5 a month", "twice a week": how often, not how long. */
static bool
is_rate(const struct scan *s, const struct token *t)
{
	static const char *const often[] = {"once", "twice", "times", NULL};

	if (t == s->all || token_is(t, "one"))
		return false;
	return token_is_one_of(t - 1, often) ||
	       (s->found > 0 && s->out[s->found - 1].end == t[-1].end &&
		   s->out[s->found - 1].kind != VALUE_YES_NO);
}

/* Durations, percentages and counted things: a number, perhaps a range, and a unit. */
size_t
value_quantity(struct scan *s, const struct token *t, bool between)
{
	static const char *const one[] = {"a", "an", "one", "ein", "eine", "einen", "einem",
		"einer", "un", "une", "una", NULL};
	struct value v = {.kind = VALUE_NUMBER};
	const char *unit = NULL, *unit2 = NULL;
	double times = 1, times2 = 1, high;
	size_t used, more, last, i;

	if ((used = chain(t)) > 0)
		return used;
	if (token_is_one_of(t, one) && /* "a week" */
	    (more = unit_time(&t[1], &unit, &times)) > 0) {
		if (is_rate(s, t))
			return 1 + more;
		v.kind = VALUE_DURATION;
		v.low = v.high = times;
		v.bound = scan_bound(s->all, t);
		set_unit(&v, unit);
		scan_add(s, v, t, 1 + more);
		return 1 + more;
	}
	if (!(used = number_of(t, &v.low)))
		return 0;
	v.high = v.low;
	more = unit_time(&t[used], &unit, &times);
	used += more;
	i = used + 1;
	if (scan_range(&t[used], between) && (last = number_of(&t[i], &high)) > 0) {
		i += last;
		last = unit_time(&t[i], &unit2, &times2);
		/* "24 hours to 2 days" is two values, "5 days or 2 weeks" too, "7 or 3" is none */
		if (!(more && (!last || strcmp(unit, unit2) != 0 || token_is(&t[used], "or"))) &&
		    !(token_is(&t[used], "or") && high <= v.low)) {
			used = i + last;
			v.low *= more ? times : times2;
			v.high = high * times2;
			unit = last ? unit2 : unit;
			times = 1;
			more = last;
		}
	}
	v.bound = scan_bound(s->all, t);
	if (more) {
		v.kind = VALUE_DURATION;
		v.low *= times;
		v.high *= times;
		set_unit(&v, unit);
	} else if ((i = percent_sign(&t[used])) > 0) {
		v.kind = VALUE_PERCENT;
		used += i;
	} else if (number_abroad(t) || is_name(s->all, t, used)) {
		return used;
	} else if (unit_thing(&t[used], v.unit)) {
		used++;
	}
	scan_add(s, v, t, used);
	return used;
}
