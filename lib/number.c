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

/* In German and French; not "cent", which is a coin in English. */
static const struct {
	const char *word;
	int number;
} abroad[] = {
	{"zwei", 2},
	{"drei", 3},
	{"vier", 4},
	{"f\xc3\xbcnf", 5},
	{"sechs", 6},
	{"sieben", 7},
	{"acht", 8},
	{"neun", 9},
	{"zehn", 10},
	{"elf", 11},
	{"zw\xc3\xb6lf", 12},
	{"dreizehn", 13},
	{"vierzehn", 14},
	{"f\xc3\xbcnfzehn", 15},
	{"sechzehn", 16},
	{"siebzehn", 17},
	{"achtzehn", 18},
	{"neunzehn", 19},
	{"zwanzig", 20},
	{"einundzwanzig", 21},
	{"vierundzwanzig", 24},
	{"drei\xc3\x9fig", 30},
	{"dreissig", 30},
	{"vierzig", 40},
	{"achtundvierzig", 48},
	{"f\xc3\xbcnfzig", 50},
	{"sechzig", 60},
	{"neunzig", 90},
	{"hundert", 100},
	{"deux", 2},
	{"trois", 3},
	{"quatre", 4},
	{"cinq", 5},
	{"sept", 7},
	{"huit", 8},
	{"neuf", 9},
	{"dix", 10},
	{"onze", 11},
	{"douze", 12},
	{"treize", 13},
	{"quatorze", 14},
	{"quinze", 15},
	{"seize", 16},
	{"vingt", 20},
	{"vingts", 20},
	{"trente", 30},
	{"quarante", 40},
	{"cinquante", 50},
	{"soixante", 60},
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

int
number_abroad(const struct token *t)
{
	if (t->kind != TOKEN_LETTERS)
		return 0;
	for (size_t i = 0; i < sizeof(abroad) / sizeof(*abroad); i++)
		if (texts_same(abroad[i].word, t->word))
			return abroad[i].number;
	return 0;
}

static int
any_word(const struct token *t)
{
	int v = number_word(t);

	return v ? v : number_abroad(t);
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
		int v = any_word(&t[i]);
		double tens = fmod(part, 100);

		if (v == 0)
			break;
		if (v == 1000) {
			total += (part > 0 ? part : 1) * v;
			part = 0;
		} else if (is_multiple(&t[i])) {
			part = (part > 0 ? part : 1) * v;
		} else if (v == 20 && part > 3 && part < 5 && number_abroad(&t[i])) {
			part = 80; /* "quatre-vingts" */
		} else if (tens > 0 && !(tens >= 20 && fmod(tens, 10) < 1 &&
					   v < (number_abroad(&t[i]) && tens >= 60 ? 20 : 10))) {
			break; /* "two three"; "soixante-dix" is one */
		} else {
			part += v;
		}
		used = ++i;
		if ((token_is(&t[i], "-") && t[i].glued && t[i + 1].glued && any_word(&t[i + 1])) ||
		    (token_is(&t[i], "and") && (part >= 100 || total > 0) && any_word(&t[i + 1])))
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
