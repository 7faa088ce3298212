/*
 * The index: which rule is a question about, learned from the rules' example questions.
 *
 * The model is counts and weights by (feature, rule), never one entry per example: a linear
 * classifier of maximal margin over stems, skip-bigrams and character 4-grams, trained by dual
 * coordinate steps on the examples as they come and on a bounded sample of earlier ones, and
 * absolute-discounting naive Bayes beside it.  A logistic gate with absolute evidence (how much of
 * the question the rule has seen, not only how it compares with the others) says whether the best
 * rule applies at all.  See docs/decisions.md.
 *
 * Everything the model knows lives in small values behind an index_io, so that one process can
 * teach and another answer.  The same calls in the same order give the same values to the byte,
 * however they are divided into flushes.  Rules are numbers from 1, dense and small, the caller's.
 *
 * Functions that return int give 0, or -1 with the reason in why(); after -1, index_forget.
 */
#ifndef FL_INDEX_H
#define FL_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mem.h"

enum { INDEX_KEY_MAX = 16, INDEX_VALUE_MAX = 1900 };

/*
 * Where the values are kept: one key space of the index's own.  get: 1 found, 0 not, -1 failure;
 * its bytes last until the next put or the end of the transaction.  put: 0 or -1; an empty value
 * removes the key.  walk: take is given the keys that begin with a prefix, in order, as long as it
 * returns 1; 1 at the end, else what take returned, -1.  Keys have at most INDEX_KEY_MAX bytes,
 * values hardly ever over INDEX_VALUE_MAX.
 */
typedef int index_value(void *arg, const void *key, size_t klen, struct bytes value);
typedef int index_each(void *ctx, const void *prefix, size_t n, index_value *take, void *arg);

struct index_io {
	int (*get)(void *ctx, const void *key, size_t klen, struct bytes *out);
	int (*put)(void *ctx, const void *key, size_t klen, const void *value, size_t len);
	index_each *walk; /* NULL: there is none */
	void *ctx;
};

struct index; /* opaque */

/* Make one; nothing is read yet.  Free it after index_flush: what is not flushed is lost. */
struct index *index_new(const struct index_io *io);
void index_free(struct index *ix);

/* Put what has changed.  Call it before the transaction commits. */
int index_flush(struct index *ix);

/* Drop all that is cached, changes too: the transaction was aborted, or the store has changed. */
void index_forget(struct index *ix);

/*
 * Between questions or flushes the cache is dropped when it has grown beyond this many bytes
 * (256 MiB unless told).  Changes that are not flushed are never dropped.
 */
void index_limit(struct index *ix, size_t bytes);

/*
 * Many questions are waiting: where reading all lists of the store in one go is cheaper than going
 * on one by one, and they fit into as many bytes again, do so.  0 or -1.
 */
int index_read_ahead(struct index *ix);

/* A question ready for the index, in an arena; it survives index_forget. */
struct question;

/*
 * Words of n bytes of text in a locale (NULL: English), with unknown words of four letters and
 * more mended to a word of the store's that differs by one typing error.  NULL on failure.
 */
struct question *index_question(struct index *ix, struct arena *a, const char *text, size_t n,
    const char *locale);

/* A rule that a question may be about. */
struct candidate {
	uint32_t rule;
	int exact; /* this very question: 1 an example of the rule, -1 a counter-example, 0 new */
	double p;  /* probability that this rule is right for the question */
	double z;  /* the score that is compared, of words and learned */
	double words;	/* naive Bayes: log-likelihood ratio against all questions, over sqrt(n) */
	double learned; /* the linear classifier: near 1 for what was taught */
	/* shares of the question, by weight, that the rule's examples have: */
	double cover;	 /* of its words and pairs of words */
	double letters;	 /* of its character 4-grams */
	double content;	 /* of those that are not of words which any question may hold */
	double names;	 /* of its words that are not such words, 0 where it has none */
	bool nameless;	 /* the question holds only words that any question may hold */
	double examples; /* that the rule has */
	double gate;	 /* logit of p but for the comparison with other rules: */
	double share;	 /* plus this times ln of its share among them */
};

/* What a search says beside its candidates. */
struct found {
	double none;	   /* probability that no rule applies; the rest is p, and rules left out */
	double rest;	   /* ln of the summed e^z of the rules left out, -INFINITY: none was */
	double unseen;	   /* share of the question's weight that the store has never seen */
	uint32_t features; /* of the question; 0: it holds no word */
	bool exact_none;   /* this very question was said to be out of scope */
};

/* Is a rule in force?  NULL: every one that is not retired. */
typedef bool index_in_force(void *ctx, uint32_t rule);

/*
 * The rules a question may be about, the likeliest first, ties by number; at most cap of them
 * (8 are plenty).  How many, or -1; where there are none, the first of out is all zero.
 */
int index_find(struct index *ix, const struct question *q, index_in_force *in_force, void *ctx,
    struct candidate *out, size_t cap, struct found *found);

/*
 * The probabilities again, after the caller took some candidates out (their conditions do not
 * hold): the n that are left keep their order; found->none is made anew.
 */
void index_normalise(struct candidate *at, size_t n, struct found *found);

/* What teaching found out. */
struct taught {
	double
	    before; /* the rule's probability for the question before it was taught; 0: new rule */
	uint32_t near; /* the other rule nearest to the question, 0: none */
	double near_p; /* its probability before */
};

/*
 * A question is an example of rule right; wrong (or 0) is the rule that answered it instead.
 * Asked again it gets this rule.  out may be NULL.
 */
int index_teach(struct index *ix, const struct question *q, uint32_t right, uint32_t wrong,
    struct taught *out);

/*
 * An answer by this rule was accepted: an example of less weight, 0 to 1 (1: as a correction;
 * .3 for one that nobody complained about is about right).
 */
int index_accept(struct index *ix, const struct question *q, uint32_t rule, double weight);

/*
 * The words of a rule's own answer count as an example (or, with add false, no more): answers
 * share words with their questions.  Once for a rule; taken out and added when its words change.
 */
int index_describe(struct index *ix, const struct question *words, uint32_t rule, bool add);

/* A counter-example: the question is not about this rule.  Asked again, it never gets it. */
int index_push_back(struct index *ix, const struct question *q, uint32_t rule);

/* An answer by this rule was rejected: its score for such questions falls, mildly. */
int index_reject(struct index *ix, const struct question *q, uint32_t rule);

/* No rule applies to the question: confirmed by a person. */
int index_none(struct index *ix, const struct question *q);

/* Is this very question an example that the rule was taught?  1, 0, or -1. */
int index_taught(struct index *ix, const struct question *q, uint32_t rule);

/* The rules that were taught this very question, the last one first: how many, at most max; -1. */
int index_owners(struct index *ix, const char *question, size_t n, uint32_t *out, size_t max);

/*
 * Take an example back: its counts exactly, its part in the learned weights as far as the example
 * is in the sample.  The caller says how it came in: taught (weight 1) or accepted (its weight).
 */
int index_unteach(struct index *ix, const struct question *q, uint32_t rule, double weight);

/* Retire a rule, or bring it back; what it learned is kept. */
int index_retire(struct index *ix, uint32_t rule, bool retired);

/* What the model holds. */
struct index_stat {
	uint64_t questions; /* counted, taught or accepted */
	uint64_t features;  /* distinct ones */
	uint32_t examples;  /* in the sample */
	uint32_t top_rule;  /* the highest rule number taught */
	size_t cached_bytes;
};
int index_stat(struct index *ix, struct index_stat *out);

#endif
