/* Numbers in digits and words. */
#include "number.h"

#include <math.h>

enum { DIGITS_MAX = 12 };

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

int
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
	return token_is(t, "hundred") || token_is(t, "thousand") || token_is(t, "dozen");
}

/* "twenty-one", "a hundred and fifty": how many tokens, 0 when there is no number. */
static size_t
words_number(const struct token *t, double *out)
{
	double total = 0, part = 0;
	size_t i = 0, used = 0;

	if (token_is(t, "a")) {
		if (!is_multiple(&t[1]))
			return 0;
		part = 1;
		i = 1;
	}
	while (i + 3 < TOKEN_AHEAD) {
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
		if ((token_is(&t[i], "-") && t[i].glued && t[i + 1].glued &&
			number_word(&t[i + 1])) ||
		    (token_is(&t[i], "and") && (part >= 100 || total > 0) &&
			number_word(&t[i + 1])))
			i++;
	}
	*out = total + part;
	return used;
}

/* A number in digits or words, "1.5k", "half an", "one and a half". */
size_t
number_of(const struct token *t, double *out)
{
	size_t used;

	if (t->kind == TOKEN_NUMBER) {
		if (t->digits > DIGITS_MAX)
			return 0;
		*out = t->number;
		used = 2;
		if ((t[1].glued && token_is(&t[1], "k")) || token_is(&t[1], "thousand"))
			*out *= 1e3;
		else if (token_is(&t[1], "million"))
			*out *= 1e6;
		else
			used = 1;
	} else if (token_is(t, "half") && (token_is(&t[1], "a") || token_is(&t[1], "an"))) {
		*out = .5;
		return 2;
	} else if (token_is(t, "couple") || (token_is(t, "a") && token_is(&t[1], "couple"))) {
		*out = 2;
		used = token_is(t, "a") ? 2 : 1;
		return token_is(&t[used], "of") ? used + 1 : used;
	} else {
		used = words_number(t, out);
	}
	if (used && token_is(&t[used], "and") && token_is(&t[used + 1], "a") &&
	    token_is(&t[used + 2], "half")) {
		*out += .5;
		used += 3;
	}
	return used;
}
