/* Dates, weekdays and times of day. */
#include <math.h>
#include <string.h>

#include "number.h"
#include "value_parts.h"

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
	return t[1].glued && token_is_one_of(&t[1], ends) ? 2 : 1;
}

static size_t
year_of(const struct token *t, int *year)
{
	size_t i = token_is(t, ",") ? 1 : 0;

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
		if ((i & 1 ? !token_is(&t[i], "-") : t[i].kind != TOKEN_NUMBER) ||
		    (i && !t[i].glued))
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
size_t
value_date(struct scan *s, const struct token *t)
{
	struct value v = {.kind = VALUE_DATE};
	int year = 0, month = 0, day = 0;
	size_t used, more;

	if ((used = iso_date(t, &year, &month, &day)) == 0) {
		if ((month = month_of(t)) > 0) {
			used = token_is(&t[1], ".") ? 2 : 1;
			if (!(more = day_of(&t[used], &day)))
				return 0;
			used += more;
		} else if ((used = day_of(t, &day)) > 0) {
			used += token_is(&t[used], "of") || token_is(&t[used], ".") ? 1 : 0;
			if (!(month = month_of(&t[used])))
				return 0;
			used++;
		} else {
			return 0;
		}
		used += year_of(&t[used], &year);
	}
	v.low = v.high = year * 10000 + month * 100 + day;
	scan_add(s, v, t, used);
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

size_t
value_weekday(struct scan *s, const struct token *t)
{
	bool range = scan_range(&t[1], false) && !token_is(&t[1], "or");
	struct value v = {.kind = VALUE_WEEKDAY};
	size_t used = 1;
	int day = weekday_of(t, range && weekday_of(&t[2], true));

	if (token_is(t, "weekdays")) {
		v.low = 1;
		v.high = 5;
	} else if (token_is(t, "weekend") || token_is(t, "weekends")) {
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
	scan_add(s, v, t, used);
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
	if (token_is(t, "noon") || token_is(t, "midnight")) {
		*minutes = token_is(t, "noon") ? 720 : 0;
		*half = HALF_NONE;
		return 1;
	}
	hour = t->kind == TOKEN_NUMBER ? t->number : number_abroad(t); /* "neun bis elf Uhr" */
	if (t->digits > 2 || hour > 24 || (t->kind != TOKEN_NUMBER && hour < 1))
		return 0;
	if (token_is(&t[1], ":") && t[1].glued && t[2].glued && t[2].kind == TOKEN_NUMBER &&
	    t[2].digits == 2 && t[2].number < 60) {
		minute = t[2].number;
		*half = HALF_NONE;
		used = 3;
	}
	if (token_is(&t[used], "am") || token_is(&t[used], "pm")) {
		*half = token_is(&t[used], "am") ? HALF_AM : HALF_PM;
		used++;
	} else if ((token_is(&t[used], "a") || token_is(&t[used], "p")) &&
		   token_is(&t[used + 1], ".") && token_is(&t[used + 2], "m")) {
		*half = token_is(&t[used], "a") ? HALF_AM : HALF_PM;
		used += token_is(&t[used + 3], ".") ? 4 : 3;
	} else if (token_is(&t[used], "o'clock") || token_is(&t[used], "uhr")) {
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

size_t
value_time(struct scan *s, const struct token *t)
{
	struct value v = {.kind = VALUE_TIME};
	enum half half, until;
	size_t used = time_of(t, &v.low, &half), more;

	if (!used)
		return 0;
	v.high = v.low;
	if (scan_range(&t[used], true) && !token_is(&t[used], "or") &&
	    (more = time_of(&t[used + 1], &v.high, &until)) > 0 && until) {
		/* "1 to 5pm" is in the afternoon, "9 to 5pm" is not */
		if (half == HALF_NOT_SAID && until == HALF_PM && v.low < 420)
			v.low += 720;
		if (v.high < v.low)
			v.high += 1440;
		scan_add(s, v, t, used + 1 + more);
		return used + 1 + more;
	}
	if (half == HALF_NOT_SAID)
		return 0;
	v.high = v.low;
	scan_add(s, v, t, used);
	return used;
}

const char *
weekday_name(int day)
{
	return weekdays[(day + 6) % 7];
}
