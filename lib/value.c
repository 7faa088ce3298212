/* The values in a text: cut it into tokens, then match the shapes that values have. */
#include "value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	TOKEN_WORD = 32,
	DIGITS_MAX = 12,
	HEAD_MAX = 12, /* tokens of an answer that may say yes or no */
	AHEAD = 10,    /* tokens that a shape looks ahead */
	VALUES_MAX = 256
};

enum token_kind { TOKEN_END, TOKEN_LETTERS, TOKEN_NUMBER, TOKEN_MARK };

struct token {
	enum token_kind kind;
	size_t start, end;
	bool glued; /* nothing between it and the one before */
	unsigned char digits;
	char word[TOKEN_WORD]; /* in small letters; a mark as it is */
	double number;
};

struct scan {
	const char *text;
	struct token *at;
	size_t n, cap;
	struct value *out;
	size_t found, room;
};

/* --- tokens --- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Characters of several bytes are letters, but for these. */
static const struct {
	const char *utf8, *as;
	enum token_kind kind;
} specials[] = {
	{"\xe2\x82\xac", "\xe2\x82\xac", TOKEN_MARK}, /* euro */
	{"\xc2\xa3", "\xc2\xa3", TOKEN_MARK},	      /* pound */
	{"\xc2\xa5", "\xc2\xa5", TOKEN_MARK},	      /* yen */
	{"\xe2\x82\xb9", "\xe2\x82\xb9", TOKEN_MARK}, /* rupee */
	{"\xe2\x80\x90", "-", TOKEN_MARK},
	{"\xe2\x80\x91", "-", TOKEN_MARK},
	{"\xe2\x80\x93", "-", TOKEN_MARK},
	{"\xe2\x80\x94", "-", TOKEN_MARK},
	{"\xe2\x88\x92", "-", TOKEN_MARK},
	{"\xe2\x80\x99", "'", TOKEN_LETTERS},
	{"\xc2\xa0", " ", TOKEN_END},
	{"\xe2\x80\xaf", " ", TOKEN_END},
	{"\xe2\x80\x9c", "\"", TOKEN_MARK},
	{"\xe2\x80\x9d", "\"", TOKEN_MARK},
	{"\xe2\x80\xa6", ".", TOKEN_MARK},
	{"\xc2\xbf", "?", TOKEN_MARK},
	{"\xc2\xa1", "!", TOKEN_MARK},
};

static size_t
char_length(const char *text, size_t n)
{
	size_t len = 1;

	if ((unsigned char)*text < 0x80)
		return 1;
	while (len < n && len < 4 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len++;
	return len;
}

/* What a character of several bytes stands for; NULL: a letter. */
static const char *
special(const char *text, size_t len, enum token_kind *kind)
{
	*kind = TOKEN_LETTERS;
	for (size_t i = 0; i < sizeof(specials) / sizeof(*specials); i++)
		if (strlen(specials[i].utf8) == len && memcmp(specials[i].utf8, text, len) == 0) {
			*kind = specials[i].kind;
			return specials[i].as;
		}
	return NULL;
}

static struct token *
add_token(struct scan *s, enum token_kind kind, size_t start)
{
	struct token *t;

	s->at = mem_array(s->at, &s->cap, s->n + 1, sizeof(*s->at));
	t = &s->at[s->n++];
	*t = (struct token){.kind = kind,
		.start = start,
		.end = start,
		.glued = s->n > 1 && s->at[s->n - 2].end == start};
	return t;
}

static size_t
cut_word(struct scan *s, size_t i, size_t n)
{
	struct token *t = add_token(s, TOKEN_LETTERS, i);
	size_t m = 0, len;

	for (; i < n; i += len) {
		enum token_kind kind;
		char c = s->text[i];
		const char *as;

		len = char_length(s->text + i, n - i);
		if ((unsigned char)c < 0x80) {
			if (!is_letter(c) && !(c == '\'' && i + 1 < n && is_letter(s->text[i + 1])))
				break;
			if (m + 1 < TOKEN_WORD)
				t->word[m++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
			continue;
		}
		as = special(s->text + i, len, &kind);
		if (kind != TOKEN_LETTERS)
			break;
		if (m + len < TOKEN_WORD) {
			memcpy(t->word + m, as ? as : s->text + i, as ? 1 : len);
			m += as ? 1 : len;
		}
	}
	t->word[m] = '\0';
	t->end = i;
	return i;
}

/* Digits.  A comma before just three of them parts thousands; else it is a point. */
static size_t
cut_number(struct scan *s, size_t i, size_t n)
{
	struct token *t = add_token(s, TOKEN_NUMBER, i);
	double scale = 0;

	while (i < n) {
		char c = s->text[i];
		size_t k = i + 1;

		if (is_digit(c)) {
			if (t->digits < 99)
				t->digits++;
			if (scale > 0) {
				t->number += (c - '0') * scale;
				scale /= 10;
			} else {
				t->number = t->number * 10 + (c - '0');
			}
			i++;
			continue;
		}
		while (k < n && k < i + 5 && is_digit(s->text[k]))
			k++;
		if ((c != '.' && c != ',') || k == i + 1 || scale > 0)
			break;
		if (!(c == ',' && k == i + 4))
			scale = .1;
		i++;
	}
	t->end = i;
	return i;
}

static size_t
cut_one(struct scan *s, size_t i, size_t n)
{
	size_t len = char_length(s->text + i, n - i);
	enum token_kind kind;
	char c = s->text[i];
	const char *as;
	struct token *t;

	if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0')
		return i + 1;
	if (is_digit(c))
		return cut_number(s, i, n);
	if (is_letter(c))
		return cut_word(s, i, n);
	if ((unsigned char)c < 0x80) {
		t = add_token(s, TOKEN_MARK, i);
		t->word[0] = c;
		t->end = i + 1;
		return i + 1;
	}
	as = special(s->text + i, len, &kind);
	if (!as)
		return cut_word(s, i, n);
	if (kind == TOKEN_MARK) {
		t = add_token(s, TOKEN_MARK, i);
		memcpy(t->word, as, strlen(as) + 1);
		t->end = i + len;
	}
	return i + len;
}

static bool
is(const struct token *t, const char *word)
{
	return (t->kind == TOKEN_LETTERS || t->kind == TOKEN_MARK) && texts_same(t->word, word);
}

static bool
is_one_of(const struct token *t, const char *const *words)
{
	for (; *words; words++)
		if (is(t, *words))
			return true;
	return false;
}

/* --- numbers --- */

static const struct {
	const char *word;
	int number;
} number_words[] = {
	{"one", 1},
	{"two", 2},
	{"three", 3},
	{"four", 4},
	{"five", 5},
	{"six", 6},
	{"seven", 7},
	{"eight", 8},
	{"nine", 9},
	{"ten", 10},
	{"eleven", 11},
	{"twelve", 12},
	{"thirteen", 13},
	{"fourteen", 14},
	{"fifteen", 15},
	{"sixteen", 16},
	{"seventeen", 17},
	{"eighteen", 18},
	{"nineteen", 19},
	{"twenty", 20},
	{"thirty", 30},
	{"forty", 40},
	{"fifty", 50},
	{"sixty", 60},
	{"seventy", 70},
	{"eighty", 80},
	{"ninety", 90},
	{"hundred", 100},
	{"thousand", 1000},
	{"dozen", 12},
};

static int
number_word(const struct token *t)
{
	if (t->kind != TOKEN_LETTERS)
		return 0;
	for (size_t i = 0; i < sizeof(number_words) / sizeof(*number_words); i++)
		if (texts_same(number_words[i].word, t->word))
			return number_words[i].number;
	return 0;
}

static bool
is_multiple(const struct token *t)
{
	return is(t, "hundred") || is(t, "thousand") || is(t, "dozen");
}

/* "twenty-one", "a hundred and fifty": how many tokens, 0 when there is no number. */
static size_t
words_number(const struct token *t, double *out)
{
	double total = 0, part = 0;
	size_t i = 0, used = 0;

	if (is(t, "a")) {
		if (!is_multiple(&t[1]))
			return 0;
		part = 1;
		i = 1;
	}
	while (i + 3 < AHEAD) {
		int v = number_word(&t[i]);
		double tens = fmod(part, 100);

		if (v == 0)
			break;
		if (v == 1000) {
			total += (part > 0 ? part : 1) * v;
			part = 0;
		} else if (is_multiple(&t[i])) {
			part = (part > 0 ? part : 1) * v;
		} else if (tens > 0 && !(tens >= 20 && fmod(tens, 10) < 1 && v < 10)) {
			break; /* "two three" */
		} else {
			part += v;
		}
		used = ++i;
		if ((is(&t[i], "-") && t[i].glued && t[i + 1].glued && number_word(&t[i + 1])) ||
		    (is(&t[i], "and") && (part >= 100 || total > 0) && number_word(&t[i + 1])))
			i++;
	}
	*out = total + part;
	return used;
}

/* A number in digits or words, "1.5k", "half an", "one and a half". */
static size_t
number(const struct token *t, double *out)
{
	size_t used;

	if (t->kind == TOKEN_NUMBER) {
		if (t->digits > DIGITS_MAX)
			return 0;
		*out = t->number;
		used = 2;
		if ((t[1].glued && is(&t[1], "k")) || is(&t[1], "thousand"))
			*out *= 1e3;
		else if (is(&t[1], "million"))
			*out *= 1e6;
		else
			used = 1;
	} else if (is(t, "half") && (is(&t[1], "a") || is(&t[1], "an"))) {
		*out = .5;
		return 2;
	} else if (is(t, "couple") || (is(t, "a") && is(&t[1], "couple"))) {
		*out = 2;
		used = is(t, "a") ? 2 : 1;
		return is(&t[used], "of") ? used + 1 : used;
	} else {
		used = words_number(t, out);
	}
	if (used && is(&t[used], "and") && is(&t[used + 1], "a") && is(&t[used + 2], "half")) {
		*out += .5;
		used += 3;
	}
	return used;
}

/* --- units --- */

struct unit {
	const char *word, *unit;
	double times;
};

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

/* A unit of time: how many tokens ("-day": 2, "business days": 2). */
static size_t
duration_unit(const struct token *t, const char **unit, double *times)
{
	static const char *const business[] = {"business", "working", "work", NULL};
	static const char *const after[] = {"ouvr\xc3\xa9s", "ouvrables", "laborables",
		"h\303\241biles", NULL};
	const struct unit *u;
	size_t i = is(t, "-") && t->glued && t[1].glued ? 1 : 0;
	bool work;

	work = is_one_of(&t[i], business);
	if (work || is(&t[i], "calendar"))
		i += is(&t[i + 1], "-") ? 2 : 1;
	if (i == 0 && t->glued && (is(t, "h") || is(t, "d"))) {
		*unit = is(t, "d") ? "d" : "h";
		*times = 1;
		return 1;
	}
	if (!(u = UNIT_OF(&t[i], durations)))
		return 0;
	*unit = u->unit;
	*times = u->times;
	i++;
	if (is_one_of(&t[i], after)) {
		work = true;
		i++;
	}
	if (work && strcmp(u->unit, "d") == 0) {
		*unit = "bd";
		*times = u->times > 1 ? 5 : 1;
	}
	return i;
}

/* --- shapes: each says how many tokens it took, 0 for none --- */

static bool
is_range(const struct token *t, bool between)
{
	static const char *const words[] = {"-", "to", "or", "through", "bis", "until", "till",
		NULL};

	return is_one_of(t, words) || (between && is(t, "and"));
}

static void
set_unit(struct value *v, const char *unit)
{
	size_t n = strlen(unit);

	n = n < sizeof(v->unit) ? n : sizeof(v->unit) - 1;
	memcpy(v->unit, unit, n);
	v->unit[n] = '\0';
}

/* What the words before say: "within", "at least", "no more than". */
static enum value_bound
bound_before(const struct token *all, const struct token *t)
{
	static const char *const most[] = {"within", "under", "below", "maximum", "max",
		"innerhalb", NULL};
	static const char *const least[] = {"over", "above", "minimum", "exceeding", "exceed",
		"exceeds", NULL};
	static const char *const more[] = {"more", "greater", "longer", "higher", "over", "later",
		NULL};
	static const char *const less[] = {"less", "fewer", "lower", "shorter", "earlier", "sooner",
		NULL};
	size_t left = (size_t)(t - all);
	bool no;

	if (left > 0 && is_one_of(t - 1, most))
		return VALUE_AT_MOST;
	if (left > 0 && is_one_of(t - 1, least))
		return VALUE_AT_LEAST;
	if (left < 2)
		return VALUE_EXACT;
	if ((is(t - 1, "to") && is(t - 2, "up")) || (is(t - 1, "most") && is(t - 2, "at")))
		return VALUE_AT_MOST;
	if (is(t - 1, "least") && is(t - 2, "at"))
		return VALUE_AT_LEAST;
	no = left > 2 && (is(t - 3, "no") || is(t - 3, "not"));
	if (is(t - 1, "than") && is_one_of(t - 2, more))
		return no ? VALUE_AT_MOST : VALUE_AT_LEAST;
	if (is(t - 1, "than") && is_one_of(t - 2, less))
		return no ? VALUE_AT_LEAST : VALUE_AT_MOST;
	return VALUE_EXACT;
}

/* What the words behind say: "$50 or more", "5 days max". */
static enum value_bound
bound_behind(const struct token *t)
{
	static const char *const most[] = {"max", "maximum", "tops", NULL};
	static const char *const least[] = {"more", "up", "above", "over", "longer", NULL};
	static const char *const less[] = {"less", "fewer", "under", "below", NULL};

	if (is_one_of(t, most) || (is(t, "at") && is(&t[1], "most")))
		return VALUE_AT_MOST;
	if (is(t, "minimum") || (is(t, "at") && is(&t[1], "least")))
		return VALUE_AT_LEAST;
	if (!is(t, "or") && !is(t, "and"))
		return VALUE_EXACT;
	return is_one_of(&t[1], least)		       ? VALUE_AT_LEAST
	       : is(t, "or") && is_one_of(&t[1], less) ? VALUE_AT_MOST
						       : VALUE_EXACT;
}

static void
add_value(struct scan *s, struct value v, const struct token *first, size_t used)
{
	if (v.bound == VALUE_EXACT && v.kind != VALUE_DATE && v.kind != VALUE_TIME &&
	    v.kind != VALUE_WEEKDAY)
		v.bound = bound_behind(first + used);
	if (s->found == s->room)
		return;
	if (v.low > v.high) {
		double low = v.low;

		v.low = v.high;
		v.high = low;
	}
	v.start = first->start;
	if (v.low < v.high && first > s->at && is(first - 1, "between"))
		v.start = first[-1].start;
	v.end = first[used - 1].end;
	s->out[s->found++] = v;
}

static int
month_of(const struct token *t)
{
	static const char *const months[] = {"january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november", "december"};
	size_t n = strlen(t->word);

	if (t->kind != TOKEN_LETTERS || n < 3)
		return 0;
	if (strcmp(t->word, "sept") == 0)
		return 9;
	for (int i = 0; i < 12; i++)
		if (strcmp(months[i], t->word) == 0 ||
		    (n == 3 && strncmp(months[i], t->word, 3) == 0))
			return i + 1;
	return 0;
}

/* A day of a month: "2", "2nd". */
static size_t
day_of(const struct token *t, int *day)
{
	static const char *const ends[] = {"st", "nd", "rd", "th", NULL};

	if (t->kind != TOKEN_NUMBER || t->digits > 2 || t->number < 1 || t->number > 31 ||
	    t->number > floor(t->number))
		return 0;
	*day = (int)t->number;
	return t[1].glued && is_one_of(&t[1], ends) ? 2 : 1;
}

static size_t
year_of(const struct token *t, int *year)
{
	size_t i = is(t, ",") ? 1 : 0;

	if (t[i].kind != TOKEN_NUMBER || t[i].digits != 4 || t[i].number < 1900 ||
	    t[i].number > 2199)
		return 0;
	*year = (int)t[i].number;
	return i + 1;
}

static size_t
iso_date(const struct token *t, int *year, int *month, int *day)
{
	for (int i = 0; i < 5; i++)
		if ((i & 1 ? !is(&t[i], "-") : t[i].kind != TOKEN_NUMBER) || (i && !t[i].glued))
			return 0;
	if (t[0].digits != 4 || t[2].digits > 2 || t[4].digits > 2 || t[2].number < 1 ||
	    t[2].number > 12 || t[4].number < 1 || t[4].number > 31)
		return 0;
	*year = (int)t[0].number;
	*month = (int)t[2].number;
	*day = (int)t[4].number;
	return 5;
}

/* "2026-03-02", "March 2nd, 2026", "2 March", "2nd of March". */
static size_t
find_date(struct scan *s, const struct token *t)
{
	struct value v = {.kind = VALUE_DATE};
	int year = 0, month = 0, day = 0;
	size_t used, more;

	if ((used = iso_date(t, &year, &month, &day)) == 0) {
		if ((month = month_of(t)) > 0) {
			used = is(&t[1], ".") ? 2 : 1;
			if (!(more = day_of(&t[used], &day)))
				return 0;
			used += more;
		} else if ((used = day_of(t, &day)) > 0) {
			used += is(&t[used], "of") || is(&t[used], ".") ? 1 : 0;
			if (!(month = month_of(&t[used])))
				return 0;
			used++;
		} else {
			return 0;
		}
		used += year_of(&t[used], &year);
	}
	v.low = v.high = year * 10000 + month * 100 + day;
	add_value(s, v, t, used);
	return used;
}

static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday",
	"saturday", "sunday"};

/* Short forms too, but "sat", "sun" and "wed" only where a range makes them days. */
static int
weekday_of(const struct token *t, bool in_range)
{
	size_t n = strlen(t->word);

	if (t->kind != TOKEN_LETTERS || n < 3)
		return 0;
	if (n > 6 && t->word[n - 1] == 's')
		n--;
	for (int i = 0; i < 7; i++) {
		bool word = i == 2 || i > 4;

		if (strncmp(weekdays[i], t->word, n) != 0)
			continue;
		if (strlen(weekdays[i]) == n || (n <= 5 && (in_range || !word)))
			return i + 1;
	}
	return 0;
}

static size_t
find_weekday(struct scan *s, const struct token *t)
{
	bool range = is_range(&t[1], false) && !is(&t[1], "or");
	struct value v = {.kind = VALUE_WEEKDAY};
	size_t used = 1;
	int day = weekday_of(t, range && weekday_of(&t[2], true));

	if (is(t, "weekdays")) {
		v.low = 1;
		v.high = 5;
	} else if (is(t, "weekend") || is(t, "weekends")) {
		v.low = 6;
		v.high = 7;
	} else if (day) {
		v.low = v.high = day;
		if (range && (day = weekday_of(&t[2], true)) > 0) {
			v.high = day < v.low ? day + 7 : day;
			used = 3;
		}
	} else {
		return 0;
	}
	add_value(s, v, t, used);
	return used;
}

enum half { HALF_NOT_SAID, HALF_AM, HALF_PM, HALF_NONE };

/* "9am", "9:30 p.m.", "17:00", "noon". */
static size_t
time_of(const struct token *t, double *minutes, enum half *half)
{
	size_t used = 1;
	double hour, minute = 0;

	*half = HALF_NOT_SAID;
	if (is(t, "noon") || is(t, "midnight")) {
		*minutes = is(t, "noon") ? 720 : 0;
		*half = HALF_NONE;
		return 1;
	}
	if (t->kind != TOKEN_NUMBER || t->digits > 2 || t->number > 24)
		return 0;
	hour = t->number;
	if (is(&t[1], ":") && t[1].glued && t[2].glued && t[2].kind == TOKEN_NUMBER &&
	    t[2].digits == 2 && t[2].number < 60) {
		minute = t[2].number;
		*half = HALF_NONE;
		used = 3;
	}
	if (is(&t[used], "am") || is(&t[used], "pm")) {
		*half = is(&t[used], "am") ? HALF_AM : HALF_PM;
		used++;
	} else if ((is(&t[used], "a") || is(&t[used], "p")) && is(&t[used + 1], ".") &&
		   is(&t[used + 2], "m")) {
		*half = is(&t[used], "a") ? HALF_AM : HALF_PM;
		used += is(&t[used + 3], ".") ? 4 : 3;
	} else if (is(&t[used], "o'clock") || is(&t[used], "uhr")) {
		*half = HALF_NONE;
		used++;
	}
	if ((*half == HALF_AM || *half == HALF_PM) && (hour < 1 || hour > 12))
		return 0;
	if (*half == HALF_AM && hour > 11)
		hour = 0;
	if (*half == HALF_PM && hour < 12)
		hour += 12;
	*minutes = hour * 60 + minute;
	return used;
}

static size_t
find_time(struct scan *s, const struct token *t)
{
	struct value v = {.kind = VALUE_TIME};
	enum half half, until;
	size_t used = time_of(t, &v.low, &half), more;

	if (!used)
		return 0;
	v.high = v.low;
	if (is_range(&t[used], true) && !is(&t[used], "or") &&
	    (more = time_of(&t[used + 1], &v.high, &until)) > 0 && until) {
		/* "1 to 5pm" is in the afternoon, "9 to 5pm" is not */
		if (half == HALF_NOT_SAID && until == HALF_PM && v.low < 420)
			v.low += 720;
		if (v.high < v.low)
			v.high += 1440;
		add_value(s, v, t, used + 1 + more);
		return used + 1 + more;
	}
	if (half == HALF_NOT_SAID)
		return 0;
	v.high = v.low;
	add_value(s, v, t, used);
	return used;
}

/* A currency before its amount: "$", "US$", "EUR", "Rs.". */
static size_t
currency_before(const struct token *t, const struct unit **u)
{
	static const struct unit dollars[] = {{"us", "USD", 1}, {"ca", "CAD", 1}, {"au", "AUD", 1}};

	if (is(&t[1], "$") && t[1].glued && (*u = UNIT_OF(t, dollars)) != NULL)
		return 2;
	*u = UNIT_OF(t, currencies);
	if (*u && (t->kind == TOKEN_MARK || strlen(t->word) <= 3) && strlen((*u)->word) <= 3)
		return is(t, "rs") && is(&t[1], ".") ? 2 : 1;
	*u = NULL;
	return 0;
}

/* Money: the sign before or after the amount, or after both of a range. */
static size_t
find_money(struct scan *s, const struct token *t, bool between)
{
	struct value v = {.kind = VALUE_MONEY};
	const struct unit *u, *sign = NULL, *after;
	size_t used = currency_before(t, &u), more, i;

	if (!(more = number(&t[used], &v.low)))
		return 0;
	used += more;
	v.high = v.low;
	if (!u && (u = UNIT_OF(&t[used], currencies)) != NULL)
		used++;
	if (is_range(&t[used], between)) {
		double high;

		i = used + 1 + currency_before(&t[used + 1], &sign);
		more = number(&t[i], &high);
		after = more ? UNIT_OF(&t[i + more], currencies) : NULL;
		if (more && (after || sign || (u && !is(&t[used], "or")))) {
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
	v.bound = bound_before(s->at, t);
	add_value(s, v, t, used);
	return used;
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

/* The thing that is counted, in its singular; words that are no thing give false. */
static bool
counted(const struct token *t, char unit[16])
{
	static const char *const never[] = {"of", "and", "or", "to", "in", "on", "at", "for", "is",
		"are", "was", "will", "the", "a", "an", "if", "as", "by", "from", "with", "per",
		"but", "that", "this", "please", "you", "we", "i", "it", "than", "more", "less",
		"other", "then", "so", "when", "which", "who", "th", "st", "nd", "rd", "x", "am",
		"pm", "until", "before", "after", "because", "can", "may", "should", "must", "has",
		"have", NULL};
	size_t n = strlen(t->word);

	if (t->kind != TOKEN_LETTERS || is_one_of(t, never) || number_word(t))
		return false;
	if (n > 3 && t->word[n - 1] == 's' && t->word[n - 2] != 's')
		n--;
	n = n < 15 ? n : 15;
	while (n > 0 && ((unsigned char)t->word[n] & 0xc0) == 0x80)
		n--;
	memcpy(unit, t->word, n);
	unit[n] = '\0';
	for (size_t i = 0; i < sizeof(measures) / sizeof(*measures); i++)
		if (strcmp(measures[i].word, unit) == 0)
			memcpy(unit, measures[i].unit, strlen(measures[i].unit) + 1);
	return true;
}

static bool
is_plural(const struct token *t)
{
	char thing[16];
	size_t n = strlen(t->word);

	return counted(t, thing) && n > 3 && t->word[n - 1] == 's' && t->word[n - 2] != 's';
}

/* Somebody's own number: of an order, a telephone, a ratio. */
static bool
is_name(const struct token *all, const struct token *t, size_t used)
{
	static const char *const before[] = {"order", "no", "number", "nr", "#", "ticket", "case",
		"invoice", "room", "step", "version", "code", "/", NULL};
	size_t left = (size_t)(t - all);

	if (t->kind != TOKEN_NUMBER)
		return is(t, "one") && used == 1;
	if (t->digits > 6 || (is(&t[used], "/") && t[used].glued))
		return true;
	/* "order 5 mugs" orders mugs */
	if (left > 0 && is(t - 1, "order") && t->digits <= 3 && is_plural(&t[used]))
		return false;
	if (left > 0 &&
	    (is_one_of(t - 1, before) || (is(t - 1, ".") && left > 1 && is_one_of(t - 2, before))))
		return true;
	return left > 0 && is(t - 1, "-") && t->glued;
}

/* Digits that go on after hyphens, as telephone numbers do: how many tokens. */
static size_t
chain(const struct token *t)
{
	size_t i = 0;

	while (i + 2 < AHEAD && t[i].kind == TOKEN_NUMBER && is(&t[i + 1], "-") && t[i + 1].glued &&
	       t[i + 2].glued && t[i + 2].kind == TOKEN_NUMBER)
		i += 2;
	return i >= 4 ? i + 1 : 0;
}

static size_t
percent_sign(const struct token *t)
{
	if (is(t, "%") || is(t, "percent") || is(t, "prozent"))
		return 1;
	return is(t, "per") && is(&t[1], "cent") ? 2 : 0;
}

/* "$5 a month", "twice a week": how often, not how long. */
static bool
is_rate(const struct scan *s, const struct token *t)
{
	static const char *const often[] = {"once", "twice", "times", NULL};

	if (t == s->at || is(t, "one"))
		return false;
	return is_one_of(t - 1, often) || (s->found > 0 && s->out[s->found - 1].end == t[-1].end &&
					      s->out[s->found - 1].kind != VALUE_YES_NO);
}

/* Durations, percentages and counted things: a number, perhaps a range, and a unit. */
static size_t
find_quantity(struct scan *s, const struct token *t, bool between)
{
	struct value v = {.kind = VALUE_NUMBER};
	const char *unit = NULL, *unit2 = NULL;
	double times = 1, times2 = 1, high;
	size_t used, more, last, i;

	if ((used = chain(t)) > 0)
		return used;
	if ((is(t, "a") || is(t, "an") || is(t, "one")) && /* "a week" */
	    (more = duration_unit(&t[1], &unit, &times)) > 0) {
		if (is_rate(s, t))
			return 1 + more;
		v.kind = VALUE_DURATION;
		v.low = v.high = times;
		v.bound = bound_before(s->at, t);
		set_unit(&v, unit);
		add_value(s, v, t, 1 + more);
		return 1 + more;
	}
	if (!(used = number(t, &v.low)))
		return 0;
	v.high = v.low;
	more = duration_unit(&t[used], &unit, &times);
	used += more;
	i = used + 1;
	if (is_range(&t[used], between) && (last = number(&t[i], &high)) > 0) {
		i += last;
		last = duration_unit(&t[i], &unit2, &times2);
		/* "24 hours to 2 days" is two values, "5 days or 2 weeks" too, "7 or 3" is none */
		if (!(more && (!last || strcmp(unit, unit2) != 0 || is(&t[used], "or"))) &&
		    !(is(&t[used], "or") && high <= v.low)) {
			used = i + last;
			v.low *= more ? times : times2;
			v.high = high * times2;
			unit = last ? unit2 : unit;
			times = 1;
			more = last;
		}
	}
	v.bound = bound_before(s->at, t);
	if (more) {
		v.kind = VALUE_DURATION;
		v.low *= times;
		v.high *= times;
		set_unit(&v, unit);
	} else if ((i = percent_sign(&t[used])) > 0) {
		v.kind = VALUE_PERCENT;
		used += i;
	} else if (is_name(s->at, t, used)) {
		return used;
	} else if (counted(&t[used], v.unit)) {
		used++;
	}
	add_value(s, v, t, used);
	return used;
}

/* --- yes and no --- */

static void
find_yes_no(struct scan *s)
{
	static const char *const yes[] = {"yes", "yeah", "yep", "sure", "certainly", "absolutely",
		"definitely", "ja", "oui", "s\xc3\xad", NULL};
	static const char *const no[] = {"no", "nope", "nein", "non", NULL};
	static const char *const cannot[] = {"cannot", "can't", "cant", "unable", "impossible",
		"couldn't", "won't", "mustn't", NULL};
	static const char *const can[] = {"can", "may", "able", "possible", "could", NULL};
	static const char *const not[] = {"not", "isn't", "aren't", "n't", NULL};
	static const char *const after[] = {",", ".", "!", ";", ":", "-", "you", "we", "it", "this",
		"sorry", "there", "unfortunately", "i", "they", "that", NULL};

	for (size_t i = 0; i < s->n && i < HEAD_MAX; i++) {
		struct value v = {.kind = VALUE_YES_NO};
		const struct token *t = &s->at[i];
		size_t used = 1;

		if (i && (is(t, ".") || is(t, "!") || is(t, "?")) && !is(t - 1, "sorry"))
			return;
		if (i <= 2 && is_one_of(t, yes)) {
			v.low = v.high = 1;
		} else if (i <= 2 && is_one_of(t, no)) {
			if (t[1].kind != TOKEN_END && !is_one_of(&t[1], after))
				continue; /* "No fee applies" */
		} else if (is_one_of(t, can)) {
			used = is(&t[1], "not") ? 2 : 1;
			v.low = v.high = used == 2 || (i && is_one_of(t - 1, not)) ? 0 : 1;
		} else if (!is_one_of(t, cannot)) {
			continue;
		}
		add_value(s, v, t, used);
		return;
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct value *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

size_t
values_find(const char *text, size_t n, struct value *out, size_t cap)
{
	struct scan s = {.text = text, .out = out, .room = cap};
	size_t used;

	n = n < VALUE_TEXT_MAX ? n : VALUE_TEXT_MAX;
	for (size_t i = 0; i < n;)
		i = cut_one(&s, i, n);
	for (int i = 0; i < 2 * AHEAD; i++)
		add_token(&s, TOKEN_END, n);
	s.n -= 2 * AHEAD;
	find_yes_no(&s);
	for (size_t i = 0; i < s.n; i += used) {
		const struct token *t = &s.at[i];
		bool between = i > 0 && is(t - 1, "between");

		if (!(used = find_date(&s, t)) && !(used = find_time(&s, t)) &&
		    !(used = find_money(&s, t, between)) && !(used = find_weekday(&s, t)) &&
		    !(used = find_quantity(&s, t, between)))
			used = 1;
	}
	free(s.at);
	if (s.found)
		qsort(out, s.found, sizeof(*out), by_place);
	return s.found;
}

/* --- comparing --- */

double
value_scale(const struct value *v)
{
	static const struct {
		const char *unit;
		double seconds;
	} units[] = {{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}, {"bd", 86400},
		{"mon", 86400 * 30.4375}, {"y", 86400 * 365.25}};

	if (v->kind != VALUE_DURATION)
		return 1;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strcmp(units[i].unit, v->unit) == 0)
			return units[i].seconds;
	return 1;
}

static bool
is_long(const struct value *v)
{
	return strcmp(v->unit, "mon") == 0 || strcmp(v->unit, "y") == 0;
}

static bool
near(double a, double b, double share)
{
	double most = fabs(a) > fabs(b) ? fabs(a) : fabs(b);

	return fabs(a - b) <= share * most + 1e-9;
}

static bool
comparable(const struct value *a, const struct value *b)
{
	return a->kind == b->kind && (a->kind == VALUE_DURATION || strcmp(a->unit, b->unit) == 0);
}

static bool
same_numbers(const struct value *a, const struct value *b)
{
	double share = 1e-6, fa = value_scale(a), fb = value_scale(b);

	if (a->kind == VALUE_DATE && (a->low < 10000 || b->low < 10000))
		return near(fmod(a->low, 10000), fmod(b->low, 10000), 0);
	if (a->kind == VALUE_DATE)
		share = 0;
	if (a->kind == VALUE_DURATION && is_long(a) != is_long(b))
		share = .04; /* a month is about thirty days */
	return near(a->low * fa, b->low * fb, share) && near(a->high * fa, b->high * fb, share);
}

bool
values_same(const struct value *a, const struct value *b)
{
	if (!comparable(a, b) || !same_numbers(a, b))
		return false;
	return a->bound == b->bound || a->bound == VALUE_EXACT || b->bound == VALUE_EXACT;
}

bool
values_conflict(const struct value *a, const struct value *b)
{
	double al, ah, bl, bh;

	if (!comparable(a, b))
		return false;
	if (a->bound == b->bound)
		return !same_numbers(a, b);
	al = a->bound == VALUE_AT_MOST ? -INFINITY : a->low * value_scale(a);
	ah = a->bound == VALUE_AT_LEAST ? INFINITY : a->high * value_scale(a);
	bl = b->bound == VALUE_AT_MOST ? -INFINITY : b->low * value_scale(b);
	bh = b->bound == VALUE_AT_LEAST ? INFINITY : b->high * value_scale(b);
	return ah < bl || bh < al;
}

bool
value_stated(const char *text, size_t n, const struct value *v)
{
	struct value found[VALUES_MAX];
	size_t count = values_find(text, n, found, VALUES_MAX);

	for (size_t i = 0; i < count; i++)
		if (values_same(&found[i], v))
			return true;
	return false;
}

bool
value_contradicted(const char *text, size_t n, const struct value *v, struct value *out)
{
	struct value found[VALUES_MAX];
	size_t count = values_find(text, n, found, VALUES_MAX), first = count;

	for (size_t i = 0; i < count; i++) {
		if (values_same(&found[i], v))
			return false;
		if (first == count && values_conflict(&found[i], v))
			first = i;
	}
	if (first == count)
		return false;
	*out = found[first];
	return true;
}

void
value_replace(struct buf *out, const char *text, size_t n, const struct value *wrong,
    const char *words)
{
	buf_add(out, text, wrong->start);
	buf_text(out, words);
	buf_add(out, text + wrong->end, n - wrong->end);
}

/* --- in canonical form --- */

static void
print_one(struct buf *out, const struct value *v, double x)
{
	int whole = (int)x;

	switch (v->kind) {
	case VALUE_DATE:
		if (whole >= 10000)
			buf_print(out, "%04d-", whole / 10000);
		buf_print(out, "%02d-%02d", whole / 100 % 100, whole % 100);
		break;
	case VALUE_TIME:
		buf_print(out, "%02d:%02d", whole / 60 % 24, whole % 60);
		break;
	case VALUE_WEEKDAY:
		buf_print(out, "%.3s", weekdays[(whole + 6) % 7]);
		break;
	case VALUE_YES_NO:
		buf_text(out, x > 0 ? "yes" : "no");
		break;
	default:
		buf_print(out, "%.12g", x);
	}
}

void
value_print(struct buf *out, const struct value *v)
{
	if (v->bound != VALUE_EXACT)
		buf_text(out, v->bound == VALUE_AT_MOST ? "<= " : ">= ");
	print_one(out, v, v->low);
	if (v->low < v->high) {
		buf_text(out, "..");
		print_one(out, v, v->high);
	}
	if (v->kind == VALUE_PERCENT)
		buf_text(out, " %");
	else if (v->unit[0])
		buf_print(out, " %s", v->unit);
}

/* In the unit that stands for its dimension, so that "a week" and "168 hours" give the same. */
static void
print_plain(struct buf *out, const struct value *v)
{
	struct value plain = *v;
	double scale = value_scale(v) / 86400;

	plain.bound = VALUE_EXACT;
	if (v->kind == VALUE_DURATION && is_long(v)) {
		plain.low *= strcmp(v->unit, "y") == 0 ? 12 : 1;
		plain.high *= strcmp(v->unit, "y") == 0 ? 12 : 1;
		memcpy(plain.unit, "mon", 4);
	} else if (v->kind == VALUE_DURATION) {
		plain.low *= scale;
		plain.high *= scale;
		memcpy(plain.unit, "d", 2);
	}
	value_print(out, &plain);
}

static int
by_words(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
values_signature(struct buf *out, const char *text, size_t n)
{
	struct value found[VALUES_MAX];
	size_t count = values_find(text, n, found, VALUES_MAX), m = 0;
	char *words[VALUES_MAX];

	for (size_t i = 0; i < count; i++) {
		struct buf b = {0};

		if (found[i].kind == VALUE_YES_NO ||
		    (found[i].kind == VALUE_NUMBER && !found[i].unit[0]))
			continue;
		print_plain(&b, &found[i]);
		words[m++] = b.text;
	}
	if (m)
		qsort(words, m, sizeof(*words), by_words);
	for (size_t i = 0; i < m; i++)
		if (i == 0 || strcmp(words[i], words[i - 1]) != 0) {
			buf_text(out, i ? "; " : "");
			buf_text(out, words[i]);
		}
	for (size_t i = 0; i < m; i++)
		free(words[i]);
}

enum values_likeness
values_compare(const char *a, const char *b)
{
	struct buf x = {0}, y = {0};
	bool same;
	size_t n;

	values_signature(&x, a, strlen(a));
	values_signature(&y, b, strlen(b));
	n = x.len;
	same = n == y.len && (n == 0 || memcmp(x.text, y.text, n) == 0);
	buf_free(&x);
	buf_free(&y);
	return !same ? VALUES_DIFFER : n ? VALUES_SAME : VALUES_NONE;
}
