/* A rule's value in the words that fit the place of a wrong one. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "check_parts.h"

/* How the words of a value can stand: "14 days", "14-day". */
struct form {
	bool hyphen;   /* "14-day" */
	bool singular; /* "14 day": before a noun, too */
};

static const char *const plurals[] = {"days", "weeks", "months", "years", "hours", "minutes",
	"nights", NULL};

/* Does the text end in one of these words, or in its singular? */
static bool
ends_in_unit(const char *text, size_t n, bool *singular)
{
	for (size_t i = 0; plurals[i]; i++) {
		size_t m = strlen(plurals[i]);

		*singular = false;
		if (n >= m && strncasecmp(text + n - m, plurals[i], m) == 0)
			return true;
		*singular = true;
		if (n >= m - 1 && strncasecmp(text + n - m + 1, plurals[i], m - 1) == 0)
			return true;
	}
	return false;
}

static bool
is_one(const struct value *v, const char *text, size_t n)
{
	const char *digit = text;

	while (digit < text + n && !isdigit((unsigned char)*digit))
		digit++;
	if (digit < text + n)
		return v->low == v->high && *digit == '1' &&
		       !(digit + 1 < text + n && isdigit((unsigned char)digit[1]));
	return strncasecmp(text, "a ", 2) == 0 || strncasecmp(text, "an ", 3) == 0 ||
	       strncasecmp(text, "one", 3) == 0;
}

static struct form
form_of(const struct value *v, const char *text, size_t n)
{
	struct form f = {0};
	bool singular;

	if (v->kind != VALUE_DURATION || !ends_in_unit(text, n, &singular) || !singular)
		return f;
	for (size_t i = 1; i < n; i++)
		f.hyphen |= text[i] == '-' && isalpha((unsigned char)text[i + 1]) && i + 1 < n;
	f.singular = f.hyphen || !is_one(v, text, n);
	return f;
}

/* The words of a value in another form; NULL where that is not known. */
static const char *
in_form(struct arena *a, const char *words, const struct value *v, struct form want)
{
	size_t n = strlen(words);
	struct form have = form_of(v, words, n);
	struct buf out = {0};
	const char *copy;
	bool singular;

	if (want.singular == have.singular && want.hyphen == have.hyphen)
		return words;
	if (!ends_in_unit(words, n, &singular) || strncasecmp(words, "a", 1) == 0)
		return NULL;
	buf_add(&out, words, n);
	if (want.singular && !singular)
		out.text[--out.len] = '\0';
	if (want.hyphen)
		for (size_t i = 0; i < out.len; i++)
			out.text[i] = out.text[i] == ' ' ? '-' : out.text[i];
	if (have.hyphen && !want.hyphen) {
		char *last = strrchr(out.text, '-');

		if (last)
			*last = ' ';
	}
	if (!want.singular && have.singular && !is_one(v, words, n))
		buf_char(&out, 's');
	copy = arena_copy(a, out.text, out.len);
	buf_free(&out);
	return copy;
}

/* "between 7 and 10 days" where the draft has another preposition: "7 to 10 days". */
static const char *
without_between(struct arena *a, const char *words)
{
	const char *and = strstr(words, " and ");

	if (strncasecmp(words, "between ", 8) != 0 || !and)
		return words;
	return arena_print(a, "%.*s to %s", (int)(and-words - 8), words + 8, and+5);
}

/* The words of a bound around a value: how many bytes belong to it before and behind. */
static void
add_bound(const struct clauses *c, size_t first, size_t next, struct edit *e)
{
	static const char *const one[] = {"under", "below", "over", "above", "maximum", "max",
		"minimum", "min", NULL};
	static const char *const behind[] = {"max", "maximum", "minimum", "tops", "more", "less",
		"fewer", "above", "up", NULL};
	static const char *const joins[] = {"or", "and", NULL};
	static const char *const two[] = {"to", "most", "least", "than", NULL};
	static const char *const less[] = {"no", "not", NULL};

	if (first > 0 && clause_has(c, first - 1, first, one)) {
		e->start = c->spots[first - 1].start;
	} else if (first > 1 && clause_has(c, first - 1, first, two)) {
		e->start = c->spots[first - 2].start;
		if (first > 2 && clause_has(c, first - 3, first - 2, less))
			e->start = c->spots[first - 3].start;
	}
	if (clause_has(c, next, next + 1, joins) && clause_has(c, next + 1, next + 2, behind))
		e->end = c->spots[next + 1].end;
	else if (clause_has(c, next, next + 1, behind))
		e->end = c->spots[next].end;
}

/* "a 14-day" and "an 8-day": the article follows the number. */
static const char *
with_article(struct checking *c, const struct clauses *all, size_t first, struct edit *e,
    const char *words)
{
	static const char *const articles[] = {"a", "an", NULL};
	static const char *const vowels[] = {"8", "11 ", "11-", "18 ", "18-", "eight", "eleven",
		"a", "i", NULL};
	const struct spot *before = first > 0 ? &all->spots[first - 1] : NULL;
	bool an = false;

	if (!before || !clause_has(all, first - 1, first, articles) || before->end + 1 != e->start)
		return words;
	for (size_t i = 0; vowels[i]; i++)
		an |= strncasecmp(words, vowels[i], strlen(vowels[i])) == 0;
	if (an == (before->word[1] == 'n'))
		return words;
	e->start = before->start;
	return arena_print(c->a, "%c%s %s", all->text[before->start], an ? "n" : "", words);
}

/* Words beside it that a value of another shape would not go with. */
static bool
stands_alone(const struct clauses *c, const struct demand *d, const struct value *wrong,
    size_t first, size_t next)
{
	static const char *const from[] = {"from", "starting", NULL};
	static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday",
		"friday", "saturday", "sunday", NULL};
	const struct clause *in = clause_at(c, wrong->start);

	for (size_t i = in ? in->first : first; i < first; i++)
		if (clause_denies(c->spots[i].word))
			return false; /* "does not take longer than" */
	if (first > 0 && clause_has(c, first - 1, first, from) && d->value.low == d->value.high)
		return false;
	if (wrong->kind == VALUE_DATE && (clause_has(c, first ? first - 1 : 0, first, weekdays) ||
					     clause_has(c, next, next + 1, weekdays)))
		return false;
	if (wrong->kind == VALUE_WEEKDAY || wrong->kind == VALUE_TIME)
		return (wrong->low < wrong->high) == (d->value.low < d->value.high);
	return true;
}

bool
form_that_fits(struct checking *c, const struct demand *d, const struct value *wrong,
    struct edit *out)
{
	const struct clauses *all = &c->draft.clauses;
	const char *text = c->draft.text + wrong->start, *words = d->words;
	size_t n = wrong->end - wrong->start, first = 0, next;
	struct edit e = {.start = wrong->start, .end = wrong->end};

	while (first < all->spot_count && all->spots[first].end <= wrong->start)
		first++;
	next = first;
	while (next < all->spot_count && all->spots[next].start < wrong->end)
		next++;
	if (!stands_alone(all, d, wrong, first, next))
		return false;
	if (wrong->bound != VALUE_EXACT && d->value.bound != VALUE_EXACT &&
	    wrong->bound != d->value.bound)
		return false;
	if (strncasecmp(text, "between ", 8) != 0)
		words = without_between(c->a, words);
	if (wrong->kind == VALUE_DURATION &&
	    !(words = in_form(c->a, words, &d->value, form_of(wrong, text, n))))
		return false;
	if (wrong->bound != VALUE_EXACT && d->value.bound == VALUE_EXACT)
		add_bound(all, first, next, &e);
	words = with_article(c, all, first, &e, words);
	if (isupper((unsigned char)*text) && islower((unsigned char)*words)) {
		char *big = arena_copy(c->a, words, strlen(words));

		*big = (char)toupper((unsigned char)*big);
		words = big;
	}
	e.words = words;
	*out = e;
	return true;
}
