/*
 * The tokens of a text: words, numbers in digits, marks.  Pure; linear in the text.
 */
#ifndef FL_TOKEN_H
#define FL_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

enum { TOKEN_WORD = 32, TOKEN_AHEAD = 10 };

enum token_kind { TOKEN_END, TOKEN_LETTERS, TOKEN_NUMBER, TOKEN_MARK };

struct token {
	enum token_kind kind;
	size_t start, end; /* its bytes in the text */
	bool glued;	   /* nothing between it and the one before */
	unsigned char digits;
	char word[TOKEN_WORD]; /* in small letters; a mark as it is */
	double number;
};

/* {0} before the first time. */
struct tokens {
	struct token *at;
	size_t n, cap;
};

/*
 * Cut n bytes of text.  Behind the last token stand 2 * TOKEN_AHEAD ends that are not counted, so
 * that whoever looks ahead need not count either.
 */
void tokens_cut(struct tokens *t, const char *text, size_t n);
void tokens_free(struct tokens *t);

static inline bool
token_is(const struct token *t, const char *word)
{
	return (t->kind == TOKEN_LETTERS || t->kind == TOKEN_MARK) && texts_same(t->word, word);
}

/* The same for a list that NULL ends. */
static inline bool
token_is_one_of(const struct token *t, const char *const *words)
{
	for (; *words; words++)
		if (token_is(t, *words))
			return true;
	return false;
}

#endif
