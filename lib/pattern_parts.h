/*
 * The parts of pattern.h, for lib/pattern*.c alone: what happened (pattern_read.c), features of
 * the questions (pattern_words.c), a graph of nearest neighbours (pattern_graph.c), groups in it
 * (pattern_leiden.c), groups of questions that are alike (pattern_group.c), whether one fails more
 * than the rest (pattern_test.c), what a pattern looks like (pattern_show.c), what people said
 * instead (pattern_answers.c), what to do (pattern_todo.c), its conversations (pattern_talk.c), a
 * sample of its failures (pattern_sample.c), what becomes of it (pattern_follow.c), the learning
 * curve (pattern_curve.c), what was read as a file (pattern_part.c), and the public calls
 * (pattern.c).
 */
#ifndef FL_PATTERN_PARTS_H
#define FL_PATTERN_PARTS_H

#include "pattern.h"
#include "text.h"

#define NONE UINT32_MAX
#define UNSEEN (UINT32_MAX - 1)

/* --- tables --- */

/* Numbers from 0 by 64-bit key, in the order in which the keys came; {0} is an empty table. */
struct keys {
	uint64_t *at; /* open addressing; value 0 is free, else the number and 1 */
	uint32_t *value;
	uint32_t n, mask;
};

uint32_t keys_add(struct keys *k, uint64_t key);	/* gives it a number if it has none */
uint32_t keys_find(const struct keys *k, uint64_t key); /* or NONE */
void keys_free(struct keys *k);

/* Texts by number, each kept once; {0} is an empty pool. */
struct pool {
	struct keys keys;
	const char **at;
	size_t cap;
	struct arena arena;
};

uint32_t pool_add(struct pool *p, const char *text, size_t n);
void pool_free(struct pool *p);

/* --- features of a question --- */

enum {
	KIND_ANSWER = 2, /* words of the answer; 0 words and pairs, 1 pieces of words */
	KINDS = 3,
	FEATURE_BITS = 18, /* of each kind */
	FEATURES = KINDS << FEATURE_BITS,
	WEIGHTS_MAX = 4096 /* of one question */
};

/* Where a question's features stand. */
struct span {
	uint32_t from, n;
};

struct weight {
	uint32_t id;
	float x;
};

struct features {
	uint32_t *ids; /* of all questions, one after the other, each sorted */
	size_t n, cap;
	uint32_t *df; /* counted questions that have a feature */
	uint32_t questions;
	float *rarity, rarest; /* by feature, made when all are there; of one that nothing has */
	struct stemmers *stemmers;
	struct answer *answers; /* some that were met */
	struct arena arena;
};

void features_init(struct features *f);
void features_free(struct features *f);

/* Take the features of a question and the answer that it got, which may be NULL; count them. */
struct span features_add(struct features *f, const char *text, const char *answer,
    const char *language);

/* All that are counted are there: now any can be weighed. */
void features_done(struct features *f);

/* Take the features of a question that is not counted. */
struct span features_keep(struct features *f, const char *text, const char *answer,
    const char *language);

/* The weights of a question whose features are not kept, as features_weigh gives them. */
size_t features_of(struct features *f, const char *text, const char *answer, const char *language,
    struct weight *out);

/* The weights of a question by rising feature, of length 1 together; at most WEIGHTS_MAX. */
size_t features_weigh(const struct features *f, struct span s, struct weight *out);

/* The product of two questions' weights: their cosine. */
double features_alike(const struct weight *a, size_t an, const struct weight *b, size_t bn);

struct text_stemmer *features_stemmer(struct features *f, const char *language);
uint32_t feature_of_word(const struct word *w);
uint32_t feature_of_pair(const struct word *a, const struct word *b);

/* --- groups --- */

/* An undirected graph without loops; each edge stands at both ends. */
struct graph {
	uint32_t n;
	uint32_t *start; /* n + 1 */
	uint32_t *to;
	float *weight;
};

/*
 * Each node and its nearest ones among those before it, by the cosine of their weights; of each
 * feature only the latest nodes that have it are looked at, so that the work is linear.
 */
void graph_nearest(struct graph *g, const struct features *f, const struct span *nodes, uint32_t n);
void graph_free(struct graph *g);

/* Number the groups anew, from 0 in the order of their first nodes: how many. */
uint32_t graph_number(uint32_t *group, uint32_t n);

/* The group of each node, from 0 in the order of their first nodes: how many groups. */
uint32_t graph_groups(const struct graph *g, double resolution, uint32_t *group);

/*
 * The resolution that suits a graph.  It depends on how many groups there are and how large they
 * are, which nobody knows: .06 G + .5 G / S, for G groups of S nodes (those of one node left
 * out), was found on samples of questions of 4 to 150 kinds, 3 to 100 of each.  Go from 1 to where
 * it stays; group is room for the groups on the way.
 */
double graph_fitting(const struct graph *g, uint32_t *group);

/* --- what happened --- */

enum { TEXT_KEPT = 2000 }; /* bytes of a question or an answer */

/*
 * What was said of a turn.  Everything is a maximum, so that neither the order in which it comes
 * matters nor how often it does.
 */
struct heard {
	uint32_t signals;	   /* bits */
	float said_bad, seen_bad;  /* how bad, by what somebody said and by what was inferred */
	float bad_sure, good_sure; /* how sure what was inferred is */
	bool good : 1, approved : 1, handed : 1;
};

/* One interaction, or what was said of one that has not come (yet). */
struct turn {
	uint64_t key;  /* of its id */
	uint64_t who;  /* the customer, else the conversation, else itself */
	uint64_t talk; /* the conversation, else the customer */
	int64_t time;
	uint32_t question; /* NONE: it has not come, or lies outside the window */
	uint32_t answer;   /* or NONE */
	uint32_t group;	   /* or NONE */
	uint32_t version;  /* hash of the record: an id may come with different contents */
	uint32_t next;	   /* the turn behind it in its conversation with which it was compared */
	struct heard heard;
	bool sent : 1, left : 1;      /* to a person, unbidden; without any answer */
	bool replied : 1, passed : 1; /* the bot gave an answer; it passed the question on */
	bool again : 1;		      /* the next one asks the same */
	bool later : 1;		      /* it is not the first of its conversation */
	bool handed : 1;	      /* the judgement: a person got it */
	uint32_t signals;	      /* what said that it failed, as bits */
	float bad, good;	      /* how bad; how sure it is that it went well */
	float sure;		      /* how sure it is that it went badly */
};

/* A question, however often it was asked. */
struct asked {
	uint64_t key;	  /* text_key */
	const char *text; /* as it was asked first */
	uint32_t answer;  /* that it got then, NONE: it was handed over */
	char language[4];
	int64_t time; /* of that turn, and its key */
	uint64_t turn;
	struct span span;
	uint32_t group; /* or NONE */
	uint32_t base;	/* its group of the base, NONE, or UNSEEN */
	float near;	/* to the centre of its group */
	uint8_t failed; /* the halves of the customers for whom it did, as bits */
	uint8_t halves; /* that asked it */
	bool kept;	/* its features are, in span */
	bool fresh;	/* it has changed since what it was compared with was kept */
};

/* A correction, or a rule that was used by one version of a turn: a turn and a text. */
struct link {
	uint64_t key; /* of a correction's content */
	int64_t time;
	uint32_t turn, text, right, version;
};

struct links {
	struct link *at;
	size_t n, cap;
};

/* A pattern as an earlier run recorded it. */
struct known {
	char id[16];
	int64_t time, reported;
	uint64_t number;	  /* of its record */
	enum pattern_state state; /* PATTERN_STATES: it is part of another one */
	bool gap;
	uint64_t passage; /* hash of the document's, 0: none */
	uint32_t customers, n;
	uint64_t members[PATTERN_MEMBERS];
	uint32_t group; /* the one that has its name now, or NONE */
};

struct patterns {
	struct pattern_options o;
	unsigned parts; /* that were joined */
	struct keys turn_keys, asked_keys, correction_keys;
	struct turn *turns;
	size_t turns_cap;
	struct asked *asked;
	size_t asked_cap;
	struct pool texts; /* answers, ids of rules and corrections, what people said */
	struct links corrections, used;
	struct keys in_force; /* rules, by hash of their id */
	struct features features;
	uint32_t failed_customers;
	struct groups *base; /* drawn among what came first, or NULL */
	uint32_t base_asked; /* questions that were there then */
	struct known *known;
	size_t known_count, known_cap;
	int64_t latest;
	struct arena arena;
	struct pattern *found;
	size_t n;
};

/* patterns_new and patterns_free without the struct itself. */
void patterns_init(struct patterns *p, const struct pattern_options *o);
void patterns_clear(struct patterns *p);

/* A customer whose failure is no surer than this is not counted as failed. */
static const float SURE = .5F;

/* Weeks since 1970; they begin on Mondays, UTC. */
static inline int64_t
week_of(int64_t time)
{
	return (time / 86400000 + 3) / 7;
}

/* The half of the customers that one is in. */
static inline unsigned
half_of(uint64_t who)
{
	return who >> 40 & 1;
}

/* The text of the answer that a question got, or NULL. */
const char *answer_of(const struct patterns *p, const struct asked *a);

/* The turn of an interaction's key, perhaps before it has come. */
struct turn *turn_of(struct patterns *p, uint64_t key);

/* Does what is known of a turn go before a record of this time and hash? */
bool turn_stays(const struct turn *t, int64_t time, uint32_t version);

/* Take a question; its text, of n bytes, is copied where it is the earliest. */
uint32_t asked_add(struct patterns *p, const struct asked *one, size_t n);

/* Take a correction, unless it is there. */
bool correction_add(struct patterns *p, const struct link *one);

/* Drop the rules of versions of turns that others have replaced. */
void links_settle(struct patterns *p);

void heard_join(struct heard *h, const struct heard *other);

/* Judge every turn, once all records are there and the features are counted. */
void turns_judge(struct patterns *p);

/* --- groups and their tests --- */

/* The sums of the weights of the questions that groups were drawn of. */
struct centres {
	uint32_t n;
	struct weight *at; /* group by group, by rising feature */
	size_t *start, used, cap;
	uint32_t *size;	       /* questions of a group */
	uint32_t *row, *group; /* the same by feature; the groups in rising order */
	float *x;
	struct weight *table; /* the same by group, in hash tables */
	size_t *room;
};

void centres_free(struct centres *c);

struct group {
	uint32_t customers[2], askers[2]; /* by half; customers: failed, askers: all */
	uint32_t size;			  /* questions that made the centre */
	double sum;			  /* length of the centre, squared */
	double within;			  /* mean cosine of two of them */
	double rest, chance;
	bool found;
};

struct groups {
	struct group *at;
	uint32_t n;
	bool halves;  /* drawn on one half of the customers, tested on the other */
	double grain; /* the resolution for each unit of the graph's weight */
	bool late;    /* drawn among what came after the base and fits none of its groups */
	struct centres centres;
};

/* Draw groups, and give every question its group, or NONE. */
void groups_draw(struct groups *g, struct patterns *p);

/*
 * With a base: give every question that came since its group of the base, then draw more groups
 * among those that have none.
 */
void groups_extend(struct groups *g, struct patterns *p);

/* What looking for the nearest group wants, made of the centres. */
void groups_ready(struct groups *g);

/* Keep the groups that fail more than the rest; the other questions are in none. */
void groups_test(struct groups *g, struct patterns *p);
void groups_free(struct groups *g);

/* The turns that have a group, group by group and customer by customer; room for n + 2 starts. */
uint32_t *groups_order(const struct groups *g, struct patterns *p, uint32_t *start);

/* The customers of each group who failed, of the first half where there are two. */
uint32_t *groups_failed(const struct groups *g, const struct patterns *p);

/*
 * The chance that so many or more of n customers fail, given that so many (0 or 1) did, if they
 * fail as often as in the rest, where `bad` of `all` did.
 */
double groups_chance(uint32_t failed, uint32_t n, double bad, double all, uint32_t given);

/* What patterns_find begins with: every question in a group, whether it fails or not. */
void patterns_group(struct patterns *p, struct groups *g);

/* Fill in what a group looks like; its turns stand in order. */
void pattern_describe(struct pattern *out, struct patterns *p, const struct group *g,
    uint32_t number, const uint32_t *order, size_t n);

/* What a name of a pattern may be: it is printed, and anybody may have written it. */
bool is_pattern_id(const char *id);

/* Room for a record of a pattern, or NULL when a later one is known. */
struct known *known_place(struct patterns *p, const char *id, int64_t time, uint64_t number);

/* Which of a pattern's answers agree, which contradict, and the draft; lists in the arena. */
void answers_weigh(struct pattern *one, struct arena *a);

/* Take a record of a pattern. */
void known_add(struct patterns *p, const struct record *r);

/* Name the patterns and say what has become of them; the turns of group c begin at start[c]. */
void patterns_follow(struct patterns *p, const uint32_t *order, const uint32_t *start);

#endif
