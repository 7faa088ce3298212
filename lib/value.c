/* The values in a text. */
#include "value.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 16, TOKENS_MAX = 2048, VALUES_MAX = 64, HEAD = 4 };

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_CURRENCY, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	char word[WORD_MAX]; /* small letters, or the sign, or the currency's code */
	double number;
	bool digits;	     /* a number in digits */
	size_t start, end;
};

/* A text as tokens, and how far it has been read. */
struct reader {
	const char *text;
	size_t n;
	struct token *tokens;
	size_t count, at;
};

struct named {
	const char *name;
	double value;
};

/* clang-format off */
static const struct named number_words[] = {
    {"zero", 0}, {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6},
    {"seven", 7}, {"eight", 8}, {"nine", 9}, {"ten", 10}, {"eleven", 11}, {"twelve", 12},
    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17},
    {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20}, {"thirty", 30}, {"forty", 40},
    {"fifty", 50}, {"sixty", 60}, {"seventy", 70}, {"eighty", 80}, {"ninety", 90},
    {"hundred", 100}, {"dozen", 12},
};

static const struct named duration_words[] = {
    {"minute", 1}, {"minutes", 1}, {"min", 1}, {"mins", 1}, {"hour", 60}, {"hours", 60},
    {"hr", 60}, {"hrs", 60}, {"day", 1440}, {"days", 1440}, {"workday", 1440},
    {"workdays", 1440}, {"week", 10080}, {"weeks", 10080}, {"month", 43200},
    {"months", 43200}, {"year", 525600}, {"years", 525600}, {"fortnight", 20160},
};

static const struct named month_words[] = {
    {"january", 1}, {"february", 2}, {"march", 3}, {"april", 4}, {"may", 5}, {"june", 6},
    {"july", 7}, {"august", 8}, {"september", 9}, {"october", 10}, {"november", 11},
    {"december", 12}, {"jan", 1}, {"feb", 2}, {"mar", 3}, {"apr", 4}, {"jun", 6}, {"jul", 7},
    {"aug", 8}, {"sep", 9}, {"sept", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12},
};

static const struct named weekday_words[] = {
    {"monday", 1}, {"tuesday", 2}, {"wednesday", 3}, {"thursday", 4}, {"friday", 5},
    {"saturday", 6}, {"sunday", 7}, {"mondays", 1}, {"tuesdays", 2}, {"wednesdays", 3},
    {"thursdays", 4}, {"fridays", 5}, {"saturdays", 6}, {"sundays", 7},
};

static const struct {
	const char *name, *code;
} currencies[] = {
    {"$", "USD"}, {"\xe2\x82\xac", "EUR"}, {"\xc2\xa3", "GBP"}, {"\xc2\xa5", "JPY"},
    {"\xe2\x82\xb9", "INR"}, {"usd", "USD"}, {"dollar", "USD"}, {"dollars", "USD"},
    {"bucks", "USD"}, {"eur", "EUR"}, {"euro", "EUR"}, {"euros", "EUR"}, {"gbp", "GBP"},
    {"pound", "GBP"}, {"pounds", "GBP"}, {"chf", "CHF"}, {"jpy", "JPY"}, {"yen", "JPY"},
    {"inr", "INR"}, {"rs", "INR"}, {"rupees", "INR"}, {"rupee", "INR"}, {"cad", "CAD"},
    {"aud", "AUD"},
};
/* clang-format on */

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
look_up(const struct named *list, size_t n, const char *word, double *out)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].name, word) == 0) {
			*out = list[i].value;
			return true;
		}
	return false;
}

static const char *
currency_of(const char *word)
{
	for (size_t i = 0; i < COUNT(currencies); i++)
		if (strcmp(currencies[i].name, word) == 0)
			return currencies[i].code;
	return NULL;
}

/* 1,250.50: a comma parts thousands when three digits follow, else it ends the number. */
static size_t
read_digits(const char *t, size_t n, double *out)
{
	char plain[32];
	size_t used = 0, i = 0;
	bool point = false;

	while (i < n && used < sizeof(plain) - 1) {
		if (isdigit((unsigned char)t[i])) {
			plain[used++] = t[i++];
		} else if (t[i] == '.' && !point && i + 1 < n &&
			   isdigit((unsigned char)t[i + 1])) {
			point = true;
			plain[used++] = t[i++];
		} else if (t[i] == ',' && !point && i + 3 < n &&
			   isdigit((unsigned char)t[i + 1]) && isdigit((unsigned char)t[i + 2]) &&
			   isdigit((unsigned char)t[i + 3]) &&
			   (i + 4 == n || !isdigit((unsigned char)t[i + 4]))) {
			i++;
		} else {
			break;
		}
	}
	while (i < n && isdigit((unsigned char)t[i])) /* longer than any number we mean */
		i++;
	plain[used] = '\0';
	*out = strtod(plain, NULL);
	return i;
}

static size_t
read_word(const char *t, size_t n, struct token *k)
{
	size_t i = 0, used = 0;

	while (i < n && (isalpha((unsigned char)t[i]) || (t[i] == '\'' && i + 1 < n &&
							     isalpha((unsigned char)t[i + 1])))) {
		if (used < WORD_MAX - 1)
			k->word[used++] = (char)tolower((unsigned char)t[i]);
		i++;
	}
	k->word[used] = '\0';
	k->kind = TOKEN_WORD;
	if (look_up(number_words, COUNT(number_words), k->word, &k->number))
		k->kind = TOKEN_NUMBER;
	return i;
}

static size_t
read_sign(const char *t, size_t n, struct token *k)
{
	static const char *const signs[] = {"\xe2\x82\xac", "\xc2\xa3", "\xc2\xa5",
	    "\xe2\x82\xb9", "\xe2\x80\x93", "\xe2\x80\x94", "$", NULL};

	for (const char *const *s = signs; *s; s++) {
		size_t len = strlen(*s);
		const char *code = currency_of(*s);

		if (len > n || memcmp(t, *s, len) != 0)
			continue;
		k->kind = code ? TOKEN_CURRENCY : TOKEN_SIGN;
		strcpy(k->word, code ? code : "-");
		return len;
	}
	k->kind = TOKEN_SIGN;
	k->word[0] = *t;
	k->word[1] = '\0';
	return 1;
}

static void
tokenize(struct reader *r)
{
	size_t i = 0;

	while (i < r->n && r->count < TOKENS_MAX) {
		struct token *k = &r->tokens[r->count];
		unsigned char c = (unsigned char)r->text[i];
		size_t used;

		if (isspace(c)) {
			i++;
			continue;
		}
		memset(k, 0, sizeof(*k));
		if (isdigit(c)) {
			used = read_digits(r->text + i, r->n - i, &k->number);
			k->kind = TOKEN_NUMBER;
			k->digits = true;
		} else if (isalpha(c)) {
			used = read_word(r->text + i, r->n - i, k);
		} else {
			used = read_sign(r->text + i, r->n - i, k);
		}
		k->start = i;
		k->end = i += used;
		r->count++;
	}
}

/* The token so many places on, a blank sign behind the end. */
static const struct token *
peek(const struct reader *r, size_t ahead)
{
	static const struct token none = {.kind = TOKEN_SIGN};

	return r->at + ahead < r->count ? &r->tokens[r->at + ahead] : &none;
}

static bool
is(const struct token *k, const char *word)
{
	return k->kind != TOKEN_NUMBER && strcmp(k->word, word) == 0;
}

static bool
links_range(const struct token *k)
{
	return is(k, "-") || is(k, "to") || is(k, "or") || is(k, "until") || is(k, "till");
}

/* "twenty five", "two hundred": the tokens that make one number. */
static size_t
read_number(const struct reader *r, size_t ahead, double *out)
{
	const struct token *k = peek(r, ahead), *next = peek(r, ahead + 1);

	if (k->kind != TOKEN_NUMBER)
		return 0;
	*out = k->number;
	if (k->digits || next->kind != TOKEN_NUMBER || next->digits)
		return 1;
	if (next->number == 100 && k->number < 10) {
		*out = k->number * 100;
		return 2;
	}
	if (k->number >= 20 && k->number < 100 && next->number < 10) {
		*out = k->number + next->number;
		return 2;
	}
	return 1;
}

/* A number or a range of two; how many tokens. */
static size_t
read_range(const struct reader *r, size_t ahead, double *low, double *high)
{
	size_t n = read_number(r, ahead, low), m;
	const struct token *link = peek(r, ahead + n);

	*high = *low;
	if (n == 0)
		return 0;
	if (!links_range(link) && !is(link, "and"))
		return n;
	/* "and" joins only what "between" opened. */
	if (is(link, "and") &&
	    !(r->at + ahead > 0 && is(&r->tokens[r->at + ahead - 1], "between")))
		return n;
	m = 1;
	if (peek(r, ahead + n + m)->kind == TOKEN_CURRENCY)
		m++;
	m += read_number(r, ahead + n + m, high);
	if (m == 1 || peek(r, ahead + n + m - 1)->kind != TOKEN_NUMBER || *high < *low) {
		*high = *low;
		return n;
	}
	return n + m;
}

static void
finish_value(const struct reader *r, struct value *v, size_t tokens)
{
	v->start = r->tokens[r->at].start;
	v->end = r->tokens[r->at + tokens - 1].end;
}

static size_t
money_value(const struct reader *r, struct value *v)
{
	const struct token *k = peek(r, 0);
	const char *code;
	size_t n;

	v->kind = VALUE_MONEY;
	if (k->kind == TOKEN_CURRENCY) { /* $20, $20-30 */
		if ((n = read_range(r, 1, &v->low, &v->high)) == 0)
			return 0;
		memcpy(v->unit, k->word, 4);
		n++;
		return n + (currency_of(peek(r, n)->word) != NULL);
	}
	if (k->kind == TOKEN_WORD && (code = currency_of(k->word)) &&
	    (n = read_range(r, 1, &v->low, &v->high)) > 0) { /* USD 20 */
		memcpy(v->unit, code, 4);
		return n + 1;
	}
	if ((n = read_range(r, 0, &v->low, &v->high)) == 0)
		return 0;
	k = peek(r, n);
	code = k->kind == TOKEN_CURRENCY ? k->word : k->kind == TOKEN_WORD ? currency_of(k->word)
									    : NULL;
	if (!code)
		return 0;
	memcpy(v->unit, code, 4);
	return n + 1;
}

/* "7-10 days", "two-year", "a week", "a couple of days", "3 business days". */
static size_t
duration_value(const struct reader *r, struct value *v)
{
	size_t n = read_range(r, 0, &v->low, &v->high);
	double unit;

	v->kind = VALUE_DURATION;
	if (n == 0 && (is(peek(r, 0), "a") || is(peek(r, 0), "an") || is(peek(r, 0), "one"))) {
		v->low = v->high = 1;
		n = 1;
		if (is(peek(r, 1), "couple")) {
			v->low = v->high = 2;
			n = is(peek(r, 2), "of") ? 3 : 2;
		}
	}
	if (n == 0)
		return 0;
	if (is(peek(r, n), "-"))
		n++;
	if (is(peek(r, n), "business") || is(peek(r, n), "working") || is(peek(r, n), "full") ||
	    is(peek(r, n), "calendar"))
		n++;
	if (peek(r, n)->kind != TOKEN_WORD ||
	    !look_up(duration_words, COUNT(duration_words), peek(r, n)->word, &unit))
		return 0;
	v->low *= unit;
	v->high *= unit;
	return n + 1;
}

static size_t
percent_value(const struct reader *r, struct value *v)
{
	size_t n = read_range(r, 0, &v->low, &v->high);

	v->kind = VALUE_PERCENT;
	return n && (is(peek(r, n), "%") || is(peek(r, n), "percent")) ? n + 1 : 0;
}

static bool
is_half(const struct token *k, bool *afternoon)
{
	*afternoon = is(k, "pm") || is(k, "p");
	return *afternoon || is(k, "am") || is(k, "a");
}

/* "17:00", "9am", "10 a.m.": how many tokens, 0 when it is no time of day. */
static size_t
read_time(const struct reader *r, size_t ahead, double *out)
{
	const struct token *hour = peek(r, ahead), *next = peek(r, ahead + 1);
	double minutes = 0;
	size_t n = 1;
	bool pm;

	if (hour->kind != TOKEN_NUMBER || !hour->digits || hour->number > 24)
		return 0;
	if (is(next, ":") && next->start == hour->end && peek(r, ahead + 2)->digits) {
		minutes = peek(r, ahead + 2)->number;
		n = 3;
	}
	*out = hour->number * 60 + minutes;
	next = peek(r, ahead + n);
	if (!is_half(next, &pm) || hour->number > 12)
		return n == 3 && minutes < 60 ? 3 : 0;
	if (strlen(next->word) == 1) { /* a.m. */
		if (!is(peek(r, ahead + n + 1), ".") || !is(peek(r, ahead + n + 2), "m"))
			return n == 3 ? 3 : 0;
		n += 2;
	}
	if (hour->number == 12)
		*out -= 720;
	*out += pm ? 720 : 0;
	return n + 1;
}

static size_t
time_value(const struct reader *r, struct value *v)
{
	size_t n = read_time(r, 0, &v->low), m;

	v->kind = VALUE_TIME;
	v->high = v->low;
	if (n > 0 && links_range(peek(r, n)) && (m = read_time(r, n + 1, &v->high)) > 0)
		return n + 1 + m;
	v->high = v->low;
	return n;
}

static bool
is_ordinal(const struct token *k)
{
	return is(k, "st") || is(k, "nd") || is(k, "rd") || is(k, "th");
}

static double
days_since_1970(int y, int m, int d)
{
	int a = (14 - m) / 12, years = y + 4800 - a, months = m + 12 * a - 3;

	return d + (153 * months + 2) / 5 + 365 * years + years / 4 - years / 100 + years / 400 -
	       32045 - 2440588;
}

static void
set_date(struct value *v, double year, double month, double day)
{
	v->kind = VALUE_DATE;
	if (year > 0) {
		v->low = v->high = days_since_1970((int)year, (int)month, (int)day);
	} else {
		v->low = v->high = month * 100 + day;
		strcpy(v->unit, "md");
	}
}

/* 2026-03-02 */
static size_t
iso_date(const struct reader *r, struct value *v)
{
	const struct token *y = peek(r, 0), *m = peek(r, 2), *d = peek(r, 4);

	if (!y->digits || y->number < 1000 || y->number > 9999 || !is(peek(r, 1), "-") ||
	    !m->digits || m->number < 1 || m->number > 12 || !is(peek(r, 3), "-") || !d->digits ||
	    d->number < 1 || d->number > 31 || d->end - y->start != 10)
		return 0;
	set_date(v, y->number, m->number, d->number);
	return 5;
}

static size_t
read_year(const struct reader *r, size_t ahead, double *year)
{
	size_t n = is(peek(r, ahead), ",") ? 1 : 0;
	const struct token *k = peek(r, ahead + n);

	*year = 0;
	if (!k->digits || k->number < 1900 || k->number > 2200)
		return 0;
	*year = k->number;
	return n + 1;
}

/* "March 2nd, 2026", "2 March", "2nd of March" */
static size_t
word_date(const struct reader *r, struct value *v)
{
	const struct token *k = peek(r, 0);
	double month, day, year;
	size_t n;

	if (k->kind == TOKEN_WORD && look_up(month_words, COUNT(month_words), k->word, &month) &&
	    peek(r, 1)->digits && peek(r, 1)->number >= 1 && peek(r, 1)->number <= 31) {
		day = peek(r, 1)->number;
		n = is_ordinal(peek(r, 2)) ? 3 : 2;
	} else if (k->digits && k->number >= 1 && k->number <= 31) {
		day = k->number;
		n = is_ordinal(peek(r, 1)) ? 2 : 1;
		n += is(peek(r, n), "of");
		if (peek(r, n)->kind != TOKEN_WORD ||
		    !look_up(month_words, COUNT(month_words), peek(r, n)->word, &month))
			return 0;
		n++;
	} else {
		return 0;
	}
	n += read_year(r, n, &year);
	set_date(v, year, month, day);
	return n;
}

static size_t
weekday_value(const struct reader *r, struct value *v)
{
	double last;

	v->kind = VALUE_WEEKDAY;
	if (peek(r, 0)->kind != TOKEN_WORD ||
	    !look_up(weekday_words, COUNT(weekday_words), peek(r, 0)->word, &v->low))
		return 0;
	v->high = v->low;
	if (links_range(peek(r, 1)) && peek(r, 2)->kind == TOKEN_WORD &&
	    look_up(weekday_words, COUNT(weekday_words), peek(r, 2)->word, &last)) {
		v->high = last;
		return 3;
	}
	return 1;
}

/* "Yes, …", "You cannot …": only at the head, where it is the answer. */
static size_t
yes_no_value(const struct reader *r, struct value *v)
{
	static const char *const yes[] = {"yes", "yeah", "yep", "can", "may", NULL};
	static const char *const no[] = {"no", "nope", "cannot", "can't", "cant", NULL};
	const struct token *k = peek(r, 0);

	v->kind = VALUE_YES_NO;
	if (r->at >= HEAD || k->kind != TOKEN_WORD)
		return 0;
	for (const char *const *w = no; *w; w++)
		if (strcmp(k->word, *w) == 0 || (is(k, "can") && is(peek(r, 1), "not"))) {
			v->low = v->high = 0;
			return is(k, "can") ? 2 : 1;
		}
	for (const char *const *w = yes; *w; w++)
		if (strcmp(k->word, *w) == 0) {
			v->low = v->high = 1;
			return 1;
		}
	return 0;
}

/* A bare number, unless it is the name of something: order 1234, #1234. */
static size_t
number_value(const struct reader *r, struct value *v)
{
	static const char *const names[] = {"#", "order", "number", "no", "nr", "ref", "ticket",
	    "id", "size", NULL};
	const struct token *before = r->at > 0 ? &r->tokens[r->at - 1] : NULL;
	size_t n = read_range(r, 0, &v->low, &v->high);

	v->kind = VALUE_NUMBER;
	for (const char *const *w = names; before && *w; w++)
		if (is(before, *w) || (is(before, ".") && r->at > 1 && is(before - 1, *w)))
			return 0;
	return n;
}

static size_t (*const kinds[])(const struct reader *, struct value *) = {iso_date, word_date,
    money_value, percent_value, time_value, duration_value, weekday_value, yes_no_value,
    number_value};

size_t
values_find(const char *text, size_t n, struct value *out, size_t cap)
{
	struct reader r = {.text = text, .n = n < VALUE_TEXT_MAX ? n : VALUE_TEXT_MAX};
	size_t found = 0;

	r.tokens = mem_alloc(TOKENS_MAX * sizeof(*r.tokens));
	tokenize(&r);
	while (r.at < r.count && found < cap) {
		size_t used = 0;

		for (size_t k = 0; k < COUNT(kinds) && used == 0; k++) {
			struct value v = {0};

			if ((used = kinds[k](&r, &v)) > 0) {
				finish_value(&r, &v, used);
				out[found++] = v;
			}
		}
		r.at += used ? used : 1;
	}
	mem_free(r.tokens);
	return found;
}

static bool
comparable(const struct value *a, const struct value *b)
{
	return a->kind == b->kind && strcmp(a->unit, b->unit) == 0;
}

bool
values_same(const struct value *a, const struct value *b)
{
	return comparable(a, b) && a->low == b->low && a->high == b->high;
}

bool
values_conflict(const struct value *a, const struct value *b)
{
	return comparable(a, b) && (a->low != b->low || a->high != b->high);
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

static int
by_value(const void *a, const void *b)
{
	const struct value *x = a, *y = b;
	int unit = strcmp(x->unit, y->unit);

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (unit)
		return unit;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return (x->high > y->high) - (x->high < y->high);
}

void
values_signature(struct buf *out, const char *text, size_t n)
{
	struct value found[VALUES_MAX];
	size_t count = values_find(text, n, found, VALUES_MAX);

	qsort(found, count, sizeof(*found), by_value);
	for (size_t i = 0; i < count; i++) {
		if (found[i].kind == VALUE_YES_NO || found[i].kind == VALUE_NUMBER ||
		    (i > 0 && values_same(&found[i - 1], &found[i])))
			continue;
		buf_print(out, "%d%s:%g..%g;", (int)found[i].kind, found[i].unit, found[i].low,
		    found[i].high);
	}
}
