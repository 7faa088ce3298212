/* Units of time and money, and things that are counted. */
#include "unit.h"

#include <string.h>

#include "number.h"

static const struct unit durations[] = {
	{"second", "s", 1},
	{"sec", "s", 1},
	{"minute", "min", 1},
	{"min", "min", 1},
	{"minuten", "min", 1},
	{"minuto", "min", 1},
	{"hour", "h", 1},
	{"hr", "h", 1},
	{"stunde", "h", 1},
	{"stunden", "h", 1},
	{"heure", "h", 1},
	{"hora", "h", 1},
	{"day", "d", 1},
	{"tag", "d", 1},
	{"tage", "d", 1},
	{"tagen", "d", 1},
	{"jour", "d", 1},
	{"d\xc3\xad"
	 "a",
		"d", 1},
	{"dia", "d", 1},
	{"night", "d", 1},
	{"workday", "bd", 1},
	{"werktag", "bd", 1},
	{"werktage", "bd", 1},
	{"werktagen", "bd", 1},
	{"arbeitstage", "bd", 1},
	{"week", "d", 7},
	{"wk", "d", 7},
	{"woche", "d", 7},
	{"wochen", "d", 7},
	{"semaine", "d", 7},
	{"semana", "d", 7},
	{"fortnight", "d", 14},
	{"month", "mon", 1},
	{"monat", "mon", 1},
	{"monate", "mon", 1},
	{"monaten", "mon", 1},
	{"mois", "mon", 1},
	{"mes", "mon", 1},
	{"mese", "mon", 1},
	{"year", "y", 1},
	{"yr", "y", 1},
	{"jahr", "y", 1},
	{"jahre", "y", 1},
	{"jahren", "y", 1},
	{"an", "y", 1},
	{"a\xc3\xb1o", "y", 1},
};

static const struct unit currencies[] = {
	{"$", "USD", 1},
	{"\xe2\x82\xac", "EUR", 1},
	{"\xc2\xa3", "GBP", 1},
	{"\xc2\xa5", "JPY", 1},
	{"\xe2\x82\xb9", "INR", 1},
	{"usd", "USD", 1},
	{"eur", "EUR", 1},
	{"gbp", "GBP", 1},
	{"jpy", "JPY", 1},
	{"inr", "INR", 1},
	{"cad", "CAD", 1},
	{"aud", "AUD", 1},
	{"chf", "CHF", 1},
	{"nzd", "NZD", 1},
	{"sek", "SEK", 1},
	{"nok", "NOK", 1},
	{"dkk", "DKK", 1},
	{"pln", "PLN", 1},
	{"cny", "CNY", 1},
	{"brl", "BRL", 1},
	{"mxn", "MXN", 1},
	{"rs", "INR", 1},
	{"dollar", "USD", 1},
	{"buck", "USD", 1},
	{"euro", "EUR", 1},
	{"pound", "GBP", 1},
	{"quid", "GBP", 1},
	{"yen", "JPY", 1},
	{"rupee", "INR", 1},
	{"franc", "CHF", 1},
	{"cent", "USD", .01},
};

static const struct unit *
unit_of(const struct token *t, const struct unit *units, size_t n)
{
	size_t len = strlen(t->word);

	if (t->kind != TOKEN_LETTERS && t->kind != TOKEN_MARK)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		const char *word = units[i].word;
		size_t m = *word == *t->word ? strlen(word) : 0; /* hardly ever */

		if (m > 0 && strncmp(word, t->word, m) == 0 &&
		    (len == m || (m >= 2 && len == m + 1 && t->word[m] == 's') ||
			(m >= 2 && strcmp(t->word + m, "'s") == 0)))
			return &units[i];
	}
	return NULL;
}

#define UNIT_OF(t, units) unit_of(t, units, sizeof(units) / sizeof(*(units)))

size_t
unit_time(const struct token *t, const char **unit, double *times)
{
	static const char *const business[] = {"business", "working", "work", NULL};
	static const char *const after[] = {"ouvr\xc3\xa9s", "ouvrables", "laborables",
		"h\303\241biles", NULL};
	const struct unit *u;
	size_t i = token_is(t, "-") && t->glued && t[1].glued ? 1 : 0;
	bool work;

	work = token_is_one_of(&t[i], business);
	if (work || token_is(&t[i], "calendar"))
		i += token_is(&t[i + 1], "-") ? 2 : 1;
	if (i == 0 && t->glued && (token_is(t, "h") || token_is(t, "d"))) {
		*unit = token_is(t, "d") ? "d" : "h";
		*times = 1;
		return 1;
	}
	if (!(u = UNIT_OF(&t[i], durations)))
		return 0;
	*unit = u->unit;
	*times = u->times;
	i++;
	if (token_is_one_of(&t[i], after)) {
		work = true;
		i++;
	}
	if (work && strcmp(u->unit, "d") == 0) {
		*unit = "bd";
		*times = u->times > 1 ? 5 : 1;
	}
	return i;
}

const struct unit *
unit_money(const struct token *t)
{
	return UNIT_OF(t, currencies);
}

size_t
unit_money_before(const struct token *t, const struct unit **u)
{
	static const struct unit dollars[] = {{"us", "USD", 1}, {"ca", "CAD", 1}, {"au", "AUD", 1}};

	if (token_is(&t[1], "$") && t[1].glued && (*u = UNIT_OF(t, dollars)) != NULL)
		return 2;
	*u = UNIT_OF(t, currencies);
	if (*u && (t->kind == TOKEN_MARK || strlen(t->word) <= 3) && strlen((*u)->word) <= 3)
		return token_is(t, "rs") && token_is(&t[1], ".") ? 2 : 1;
	*u = NULL;
	return 0;
}

/* One measure under several names. */
static const struct {
	const char *word, *unit;
} measures[] = {
	{"kilo", "kg"},
	{"kilogram", "kg"},
	{"kilogramme", "kg"},
	{"gram", "g"},
	{"gramme", "g"},
	{"liter", "l"},
	{"litre", "l"},
	{"meter", "m"},
	{"metre", "m"},
	{"centimeter", "cm"},
	{"centimetre", "cm"},
	{"kilometer", "km"},
	{"kilometre", "km"},
	{"\xc2\xb0", "degree"},
	{"\xc2\xb0"
	 "c",
		"degree"},
};

bool
unit_thing(const struct token *t, char unit[UNIT_SIZE])
{
	static const char *const never[] = {"of", "and", "or", "to", "in", "on", "at", "for", "is",
		"are", "was", "will", "the", "a", "an", "if", "as", "by", "from", "with", "per",
		"but", "that", "this", "please", "you", "we", "i", "it", "than", "more", "less",
		"other", "then", "so", "when", "which", "who", "th", "st", "nd", "rd", "x", "am",
		"pm", "until", "before", "after", "because", "can", "may", "should", "must", "has",
		"have", NULL};
	size_t n = strlen(t->word);

	if (t->kind != TOKEN_LETTERS || token_is_one_of(t, never) || number_word(t))
		return false;
	if (n > 3 && t->word[n - 1] == 's' && t->word[n - 2] != 's')
		n--;
	n = n < UNIT_SIZE - 1 ? n : UNIT_SIZE - 1;
	while (n > 0 && ((unsigned char)t->word[n] & 0xc0) == 0x80)
		n--;
	memcpy(unit, t->word, n);
	unit[n] = '\0';
	for (size_t i = 0; i < sizeof(measures) / sizeof(*measures); i++)
		if (strcmp(measures[i].word, unit) == 0)
			memcpy(unit, measures[i].unit, strlen(measures[i].unit) + 1);
	return true;
}
