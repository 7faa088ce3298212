/* Sentences and clauses: where they end, what they are about. */
#include <stdio.h>
#include <string.h>

#include "clause.h"
#include "units.h"

/* The clauses of a text, parted by "|", its sentences by "||". */
static void
cuts(const char *text, const char *want)
{
	struct arena a = {0};
	struct buf out = {0};
	struct value values[32];
	size_t n = values_find(text, strlen(text), values, 32);
	struct clauses c = clauses_of(&a, text, strlen(text), values, n, NULL);

	buf_text(&out, "");
	for (size_t i = 0; i < c.n; i++) {
		const struct clause *at = &c.at[i];

		if (i)
			buf_text(&out, at->sentence != at[-1].sentence ? "||" : "|");
		for (size_t k = at->first; k < at->last; k++)
			buf_print(&out, "%s%s", k > at->first ? " " : "", c.spots[k].word);
		if (at->asks)
			buf_char(&out, '?');
	}
	if (strcmp(out.text, want) != 0 && wrong())
		printf("\"%s\" is \"%s\", not \"%s\"\n", text, out.text, want);
	buf_free(&out);
	arena_free(&a);
}

static void
check_cuts(void)
{
	cuts("", "");
	cuts("One. Two!Three\nfour", "one||two||three||four");
	cuts("Ask Prof. Klein or Mme. Dupont. They know",
	    "ask prof klein or mme dupont||they know");
	cuts("Orders arrive in 3 days, and returns take 5.",
	    "orders arrive in 3 days|and returns take 5");
	cuts("It costs $1,000.50 at 5 p.m. today", "it costs 1 000 50 at 5 p m today");
	cuts("between 7 and 10 days (or so)", "between 7 and 10 days|or so");
	cuts("It takes a week ,ok?", "it takes a week|ok?");
	cuts("Need it in 3 days, or later? Call us.", "need it in 3 days?|or later?||call us");
	cuts("I\xe2\x80\x99ve 2 \xe2\x80\x93 caf\xc3\xa9s", "i've 2|caf\xc3\xa9s");
}

static void
check_about(void)
{
	struct arena a = {0};
	const char *text =
	    "Your parcel arrives in 3 days. If you return it, the lovely mug breaks.";
	struct clauses c = clauses_of(&a, text, strlen(text), NULL, 0, NULL);
	struct clauses same = clauses_of(&a, "shipping", 8, NULL, 0, NULL);
	struct clauses phrase = clauses_of(&a, "LOVELY  mug", 11, NULL, 0, NULL);
	struct spot found;
	size_t next, start, end;

	is(c.n == 3, "three clauses");
	is(c.at[0].topics && c.at[0].topics == same.at[0].topics, "a parcel is shipped");
	is(!(c.at[1].topics & c.at[0].topics), "to return is another thing");
	is(!c.at[0].depends && c.at[1].depends && !c.at[2].depends, "if begins a condition");
	is(clause_shared(&c.at[2], &phrase.at[0]) == 2, "two words are shared");
	is(clause_phrase(&c, 0, &phrase, &found, &next) &&
		strncmp(text + found.start, "lovely mug", found.end - found.start) == 0,
	    "a phrase is found");
	is(!clause_phrase(&c, next, &phrase, &found, &next), "and once only");
	clause_sentence(&c, 1, &start, &end);
	is(strncmp(text + start, "If you", 6) == 0 && end == strlen(text), "a sentence is whole");
	is(clause_at(&c, 3) == &c.at[0] && !clause_at(&c, 1000), "a place has its clause");
	is(clause_denies("don't") && clause_denies("never") && !clause_denies("note"),
	    "what denies");
	arena_free(&a);
}

int
main(void)
{
	check_cuts();
	check_about();
	return bad > 0;
}
