/* The tokens of a text. */
#include "token.h"

#include <string.h>

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
add(struct tokens *s, enum token_kind kind, size_t start)
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
cut_word(struct tokens *s, const char *text, size_t i, size_t n)
{
	struct token *t = add(s, TOKEN_LETTERS, i);
	size_t m = 0, len;

	for (; i < n; i += len) {
		enum token_kind kind;
		char c = text[i];
		const char *as;

		len = char_length(text + i, n - i);
		if ((unsigned char)c < 0x80) {
			if (!is_letter(c) && !(c == '\'' && i + 1 < n && is_letter(text[i + 1])))
				break;
			if (m + 1 < TOKEN_WORD)
				t->word[m++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
			continue;
		}
		as = special(text + i, len, &kind);
		if (kind != TOKEN_LETTERS)
			break;
		if (m + len < TOKEN_WORD) {
			memcpy(t->word + m, as ? as : text + i, as ? 1 : len);
			m += as ? 1 : len;
		}
	}
	t->word[m] = '\0';
	t->end = i;
	return i;
}

/* Digits.  A comma before just three of them parts thousands; else it is a point. */
static size_t
cut_number(struct tokens *s, const char *text, size_t i, size_t n)
{
	struct token *t = add(s, TOKEN_NUMBER, i);
	double scale = 0;

	while (i < n) {
		char c = text[i];
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
		while (k < n && k < i + 5 && is_digit(text[k]))
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
cut_one(struct tokens *s, const char *text, size_t i, size_t n)
{
	size_t len = char_length(text + i, n - i);
	enum token_kind kind;
	char c = text[i];
	const char *as;
	struct token *t;

	if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0')
		return i + 1;
	if (is_digit(c))
		return cut_number(s, text, i, n);
	if (is_letter(c))
		return cut_word(s, text, i, n);
	if ((unsigned char)c < 0x80) {
		t = add(s, TOKEN_MARK, i);
		t->word[0] = c;
		t->end = i + 1;
		return i + 1;
	}
	as = special(text + i, len, &kind);
	if (!as)
		return cut_word(s, text, i, n);
	if (kind == TOKEN_MARK) {
		t = add(s, TOKEN_MARK, i);
		memcpy(t->word, as, strlen(as) + 1);
		t->end = i + len;
	}
	return i + len;
}

void
tokens_cut(struct tokens *t, const char *text, size_t n)
{
	t->n = 0;
	for (size_t i = 0; i < n;)
		i = cut_one(t, text, i, n);
	for (int i = 0; i < 2 * TOKEN_AHEAD; i++)
		add(t, TOKEN_END, n);
	t->n -= 2 * (size_t)TOKEN_AHEAD;
}

void
tokens_free(struct tokens *t)
{
	mem_free(t->at);
	*t = (struct tokens){0};
}
