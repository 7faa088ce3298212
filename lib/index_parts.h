/*
 * The parts of the index, for lib/index*.c alone: cached values (index_cache.c), features of a
 * question (index_words.c), scores (index_score.c), learning and the public calls (index.c).
 */
#ifndef FL_INDEX_PARTS_H
#define FL_INDEX_PARTS_H

#include "index.h"
#include "marks.h"
#include "text.h"

/*
 * Fixed point, so that an inverse restores exactly.  Counts are in sixteenths; the x of an
 * example and the steps taken on it in 256ths, so that weights are whole in 65,536ths.
 */
enum { COUNT_ONE = 16, X_ONE = 256, STEP_ONE = 256, WEIGHT_ONE = X_ONE * STEP_ONE };

enum {
	LEAF_MAX = 128,	      /* postings in one value; more are split */
	FEATURES_MAX = 1024,  /* of one question */
	SAMPLE_MAX = 1 << 15, /* examples kept for replay */
	SAMPLE_RULE_MAX = 64, /* of them listed by rule */
	HITS = 16,	      /* rules scored to the end */
	GROUPS = 2
};

/* One (feature, rule): how often, and the learned weight. */
struct posting {
	uint32_t rule;
	uint32_t count; /* in COUNT_ONE */
	int32_t weight; /* in WEIGHT_ONE */
	uint32_t terms; /* computed: see terms_of */
};

/*
 * What a posting adds to a score, in 32 bits so that many fit into the cache: its term of naive
 * Bayes in 2048ths below (from 0 to 16, computed anew in each epoch), its weight in 8192nds above
 * (from -4 to 4, always that of the posting).
 */
enum { TERM_ONE = 2048, TERM_WEIGHT_ONE = 8192, TERM_MAX = INT16_MAX };

/* The terms with the weight of a posting instead of the one that they have. */
static inline uint32_t
terms_with(uint32_t terms, int32_t weight)
{
	const int32_t unit = WEIGHT_ONE / TERM_WEIGHT_ONE;
	int32_t w = (weight >= 0 ? weight + unit / 2 : weight - unit / 2) / unit;

	w = w > INT16_MAX ? INT16_MAX : w < INT16_MIN ? INT16_MIN : w;
	return (terms & 0xffff) | (uint32_t)w << 16;
}

/*
 * The postings of a feature that many of a range of rules have, once more as vectors that are
 * added as they lie: base and span are multiples of BLOCK.
 */
struct dense {
	_Alignas(16) size_t bytes; /* of it all; its vectors lie behind it */
	uint32_t base, span;
	uint32_t epoch;	 /* in which the terms were computed; 0: in none */
	uint64_t *in;	 /* span bits: which rules have a posting */
	uint32_t *terms; /* span */
	uint8_t *held;	 /* span: counts, up to COUNT_ONE */
	int32_t *weight; /* span: those of the postings and newer, see dense_step; NULL: as they */
};

enum { BLOCK = 64, GROUP = 8 };

/*
 * The postings of a feature lie in leaves by ranges of rule numbers: [first, first + 2^shift).
 * A range is split in halves exactly when it has more than LEAF_MAX postings, so the shape
 * depends on the content alone.
 */
struct leaf {
	uint32_t first;
	uint8_t shift;
	bool loaded : 1, dirty : 1;
	bool known : 1; /* the rules of its postings are loaded */
	bool lent : 1;	/* its postings lie in the index's room */
	uint16_t n, cap;
	uint32_t epoch; /* in which the terms of its postings were computed; 0: in none */
	struct posting *at;
};

struct list {
	uint32_t feature;
	uint32_t df;	/* questions that had it */
	uint32_t total; /* postings */
	uint16_t leaves;
	bool common; /* made of words that any question may hold */
	bool dirty, shrunk;
	struct leaf one, *at; /* at is &one or an array */
	struct dense *dense;  /* NULL: not made, or not worth it */
	uint32_t tried;	      /* the total at which it was not */
};

struct rule_stat {
	uint64_t total;	   /* sum of its counts */
	uint32_t distinct; /* features with a count */
	uint32_t examples; /* in COUNT_ONE */
	uint8_t flags;
	/* computed: */
	bool loaded, dirty;
	float scale; /* 1 / (total * lambda) */
};

enum { RULE_RETIRED = 1, RULE_DESCRIBED = 2 };
enum { PAGE = 64, RULE_MAX = 1 << 24 }; /* rules in one value; rules at all */

/*
 * Scores are added up as whole numbers, whose sum has no order: by a posting's term times words and
 * its weight times learned, which a probe has.  unit of them are 1.
 */
struct blend {
	int16_t words;
	float unit;
};

/* Sums of a question, by rule; 0 but for the rules of in. */
struct sums {
	uint32_t *all;	  /* words and learned, as a blend has them; signed in truth */
	float *learned;	  /* alone, to teach by */
	float *z, *top;	  /* after finish_scores; the largest of each GROUP of rules */
	float *ln_lambda; /* of the rule, no sum; -INFINITY: it cannot be found */
	uint64_t *in;
	uint32_t *touched; /* the rules of in, in order, after sums_list */
	uint32_t n;
};

struct meta {
	uint64_t questions, mass, features; /* N; sum of all df; features with df > 0 */
	uint64_t seen;			    /* examples offered to the sample */
	uint64_t clock;			    /* calls that taught */
	uint32_t sampled, top_rule;
};

/* A small value in its stored form. */
struct cell {
	uint64_t key;
	char kind;
	bool used, dirty;
	struct buf value;
};

struct cells {
	struct cell **at;
	size_t n, cap;
};

/* Lists that changed, and a hash table of all. */
struct lists {
	struct list **at;
	size_t n, cap;
};

struct list_slot {
	struct list *list; /* NULL: free */
	uint32_t feature;
};

struct list_table {
	struct list_slot *at;
	size_t n, cap;
};

/* Small values as stored: see index_copy.c. */
enum { COPY_KINDS = 3 };

struct copy_kind {
	uint32_t *start;
};

struct copy {
	struct buf values;
	struct copy_kind kinds[COPY_KINDS];
	unsigned shift;
	uint64_t looked; /* for so many values in the store, one by one */
	bool whole, large;
};

enum { STEMMERS = 8, ROOM_BLOCK = 1 << 20 };

struct index {
	struct index_io io;
	struct meta meta;
	bool meta_loaded, meta_dirty, any_dirty;
	uint32_t epoch; /* from 1; a new one with all that changes a score */
	struct list_table lists;
	struct lists changed_lists;
	struct copy copy;
	struct arena room;   /* of the lists, until the cache is dropped */
	struct marks absent; /* features that were looked for and are not there */
	struct cells cells, changed_cells;
	uint32_t *changed_pages; /* of rules */
	size_t changed_pages_n, changed_pages_cap;
	struct rule_stat *rules; /* by number */
	struct sums sums;
	uint32_t rules_cap; /* a multiple of BLOCK */
	size_t bytes, limit;
	struct {
		char language[4];
		struct text_stemmer *stemmer;
	} stemmers[STEMMERS];
	size_t stemmers_n;
	struct arena scratch;
};

struct feature {
	uint32_t id;
	uint16_t times;
	uint8_t group;
	bool common;
	bool word; /* a whole word, not a pair or a part */
};

struct features {
	struct feature *at;
	uint32_t n;
};

struct question {
	uint64_t key;
	struct features plain; /* as it is written: to learn from */
	struct features asked; /* with its typing errors mended: to find with */
	struct bytes *known;   /* words that may enter the vocabulary, with their stems' features */
	uint32_t *known_id;
	uint32_t known_n;
};

/* A feature at work: its postings, its weight in this question, its rarity. */
struct probe {
	struct list *list;
	float x, rare;
	int16_t learned; /* see struct blend */
	uint8_t group;
	bool word;
};

struct probes {
	struct probe *at;
	uint32_t n;
	struct blend blend;
	float unseen; /* share of x * x of features never seen */
};

struct hit {
	uint32_t rule;
	float z;
};

struct hits {
	struct hit at[HITS];
	uint32_t n;
	double rest; /* sum of exp(z - best z) of those that did not fit */
};

/* index_copy.c */
int copy_make(struct index *ix);
void copy_drop(struct index *ix);
void copy_fetch(const struct index *ix, char kind, uint64_t key); /* where it is said to be */
void copy_fetch_value(const struct index *ix, char kind, uint64_t key);
/* 1, 0: there is no such value; -1: there is no copy of it */
int copy_get(struct index *ix, char kind, uint64_t key, struct bytes *value);

/* index_cache.c */
int meta_load(struct index *ix);
struct list *list_get(struct index *ix, uint32_t feature);	   /* NULL on failure */
void list_fetch(const struct index *ix, uint32_t feature);	   /* it will be asked for soon */
struct list *list_known(const struct index *ix, uint32_t feature); /* NULL: not read yet */
struct list *list_find(struct index *ix, struct arena *a, uint32_t feature); /* to read only */
int leaf_load(struct index *ix, struct list *l, struct leaf *f);
int list_add(struct index *ix, struct list *l, uint32_t rule, int32_t count, int32_t weight,
    int *born);
/* 1, 0: it has none, -1; fresh: its term is of this epoch */
int list_posting(struct index *ix, struct list *l, uint32_t rule, struct posting *out, bool *fresh);
void list_fetch_posting(struct list *l, uint32_t rule);
void list_changed(struct index *ix, struct list *l);
struct rule_stat *rule_get(struct index *ix, uint32_t rule); /* NULL on failure */
void rule_changed(struct index *ix, uint32_t rule);
void epoch_new(struct index *ix); /* what was computed for scores holds no more */
struct cell *cell_get(struct index *ix, char kind, uint64_t key); /* NULL on failure */
void cell_changed(struct index *ix, struct cell *c);
void meta_changed(struct index *ix);
int cache_flush(struct index *ix);
void cache_drop(struct index *ix);

static inline uint64_t
mix(uint64_t v)
{
	v ^= v >> 32;
	v *= 0x9e3779b97f4a7c15u;
	return v ^ (v >> 29);
}

static inline uint64_t
mix_key(char kind, uint64_t key)
{
	return mix(key + ((uint64_t)(unsigned char)kind << 56));
}

/* Packing: unsigned numbers in groups of seven bits, low first; signed ones zigzag. */
void pack(struct buf *b, uint64_t v);
void pack_signed(struct buf *b, int64_t v);
uint64_t unpack(const unsigned char **p, const unsigned char *end);
int64_t unpack_signed(const unsigned char **p, const unsigned char *end);

/* index_words.c */
int vocabulary_add(struct index *ix, const struct question *q);

/* index_sums.c */
void sums_room(struct index *ix, uint32_t cap); /* before rules_cap becomes cap */
void sums_free(struct sums *s);
void sums_begin(struct index *ix);
void sums_fetch(const struct list *l); /* it will be added soon */
int sums_add(struct index *ix, const struct probe *p, struct blend b);
void sums_add_one(struct index *ix, const struct probe *p, uint32_t rule, uint32_t terms,
    struct blend b);
/* The terms of a rule's posting and its count, up to COUNT_ONE; 0: it has none; -1 */
int sums_terms(struct index *ix, const struct probe *p, uint32_t rule, uint32_t *terms);
int sums_add_learned(struct index *ix, const struct probe *p);
void sums_list(struct index *ix);
void sums_only(struct index *ix, const uint32_t *rules, uint32_t n); /* leave the others out */
float *sums_learned(struct index *ix, uint32_t rule);		     /* NULL on failure */
float terms_weight(uint32_t terms);				     /* in TERM_WEIGHT_ONE */
void dense_free(struct index *ix, struct list *l);
/* Change a weight where the vectors have it; false: it is to be done in its posting. */
bool dense_step(struct index *ix, struct list *l, uint32_t rule, int32_t by);
void dense_fetch(const struct list *l, uint32_t rule);	  /* it will be changed soon */
void dense_tell(const struct list *l, struct posting *e); /* the weight that a posting has by now */
void dense_settle(struct list *l);			  /* into all of its postings */
void dense_set(struct index *ix, struct list *l, const struct posting *e);

/* index_score.c */
int probes_of(struct index *ix, struct arena *a, const struct features *q, bool reading,
    struct probes *out);
void probes_weigh(const struct index *ix, struct probes *p); /* whose x are known, for score */
int score(struct index *ix, const struct probes *p, index_in_force *in_force, void *ctx,
    struct hits *out);
int score_learned(struct index *ix, struct probes *p); /* into ix->sums */
int evidence(struct index *ix, const struct probes *p, const struct hit *h, struct candidate *out);
void softmax(const struct hits *h, double p[HITS]);

#endif
