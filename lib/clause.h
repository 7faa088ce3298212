/*
 * A text cut into sentences and clauses, each with the words that say what it is about, so that a
 * value can be told from one about something else.  English; other languages are cut at their
 * punctuation, and compared by their words.  Pure; linear in the text.
 */
#ifndef FL_CLAUSE_H
#define FL_CLAUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"
#include "text.h"
#include "value.h"

enum { SPOT_WORD = 32 };

/* A word at its place, in small letters; longer ones are cut. */
struct spot {
	size_t start, end;
	bool first;   /* of its sentence */
	bool capital; /* begins with a capital */
	char word[SPOT_WORD];
};

struct clause {
	size_t start, end;  /* its bytes, with the mark at its end */
	size_t first, last; /* its words are spots first to last - 1 */
	size_t sentence;    /* which one, from 0 */
	bool asks;	    /* its sentence ends in a question mark */
	bool depends;	    /* begins with "if", "when", "once" */
	unsigned topics;    /* what is often asked of a shop, a bit each: delivery, refunds, … */
	struct words about; /* the other words that carry meaning, as stems */
};

struct clauses {
	const char *text;
	size_t len;
	struct spot *spots;
	size_t spot_count;
	struct clause *at;
	size_t n;
};

/* Cut n bytes of text; no clause begins within one of its values.  Everything is in the arena. */
struct clauses clauses_of(struct arena *a, const char *text, size_t n, const struct value *values,
    size_t count, struct text_stemmer *s);

/* The same without its clauses: the words at their places alone. */
struct clauses clauses_words(struct arena *a, const char *text, size_t n);

/* The clause that holds a byte; NULL where there is none. */
const struct clause *clause_at(const struct clauses *c, size_t place);

/* The first word that ends behind a byte; those before it stand before that. */
size_t clause_spot(const struct clauses *c, size_t place);

/* The bytes of a whole sentence. */
void clause_sentence(const struct clauses *c, size_t sentence, size_t *start, size_t *end);

/* The topics of all clauses. */
unsigned clause_topics(const struct clauses *c);

/* How many stems two clauses share. */
size_t clause_shared(const struct clause *a, const struct clause *b);

/* Is one of the words (ended by NULL) among the spots from first to last - 1? */
bool clause_has(const struct clauses *c, size_t first, size_t last, const char *const *words);

/* Do the words of a phrase, one blank between, stand from the spot on?  Then how many, else 0. */
size_t clause_follows(const struct clauses *c, size_t from, const char *phrase);

/* Is it a title that is written short, with a point behind it ("Mr", "Prof", "Mme")? */
bool clause_title(const struct spot *s);

/* Does the word deny ("not", "cannot", "don't", "never")? */
bool clause_denies(const char *word);

/* Does a denial at a spot deny nothing: "no problem", "no need", "not only"? */
bool clause_idiom(const struct clauses *c, size_t i);

/*
 * The words of a phrase, one after the other, from the spot on: where they begin and end in
 * bytes, and the spot behind them.  False when they do not occur.
 */
bool clause_phrase(const struct clauses *c, size_t from, const struct clauses *phrase,
    struct spot *found, size_t *next);

#endif
