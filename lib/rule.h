/*
 * A rule: one piece of knowledge a person can read, as JSON and as YAML; see fl-rules(5).
 * Both round-trip exactly.
 */
#ifndef FL_RULE_H
#define FL_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "json.h"
#include "mem.h"

enum rule_status {
	RULE_PENDING,  /* kept, without any effect */
	RULE_TRIAL,    /* used for a stated share, watched */
	RULE_ACTIVE,   /* in force */
	RULE_HELD,     /* needs a person */
	RULE_REJECTED, /* a person said no, or nothing confirmed it */
	RULE_RETIRED,  /* was in force */
	RULE_STATUSES
};

/* What a rule makes an answer do. */
enum rule_act {
	ACT_SAY,       /* answer in its words */
	ACT_ESCALATE,  /* hand over to a person */
	ACT_RECOMMEND, /* choose among candidates */
	ACT_STYLE,     /* how to say things, where its conditions hold */
	ACT_ASK,       /* ask for what it needs before others answer */
	ACT_ACTS
};

/* A list of texts; it and they live in an arena. */
struct texts {
	const char **at;
	size_t n, cap;
};

void texts_add(struct texts *list, struct arena *a, const char *text);
bool texts_have(const struct texts *list, const char *text);

/* Add them to an object as a member that is a list; nothing when there are none. */
void texts_write(struct buf *json, const char *key, const struct texts *list);

struct rule {
	uint32_t number; /* the store's; 0 for one that is not in it yet */
	const char *id;
	enum rule_status status;
	enum rule_act act;
	const char *category, *topic, *say;
	yyjson_val *where, *style;
	struct texts must, must_not, needs, prefer, avoid;
	struct texts before; /* of one that asks: the rules whose answers wait for it */
	bool proactive;
	const char *valid_from, *valid_to; /* NULL: always; RFC 3339 or a date */
	int64_t from, to;		   /* the same in ms, to exclusive */
	double threshold;		   /* of its own; 0: the topic's */
	const char *by, *authority, *source, *created, *updated;
	uint32_t revision;
	uint32_t examples; /* how many examples and counter-examples there have been */

	/* Evidence, a reporter counting once. */
	double support;	    /* weight of those who said it */
	double against;	    /* weight of those who said otherwise */
	uint32_t voices;    /* how many said it */
	uint32_t staff;	    /* of these, who are no customers */
	uint32_t good, bad; /* outcomes of its answers, by distinct reporters */
	double doubt;	    /* log of the e-value against "it is right often enough" */
	bool taught;	    /* the index has learned its examples: it was in force once */

	struct texts questions, nots; /* only in rules that people write; kept as examples */
	yyjson_val *root;	      /* as read; unknown members are kept from here */
};

const char *rule_status_name(enum rule_status s);
enum rule_status rule_status_of(const char *name); /* RULE_STATUSES: no such status */
const char *rule_act_name(enum rule_act a);

#define RULE_CATEGORIES "fact, tone, context, recommendation, escalation"
bool rule_is_category(const char *name);

/* In force: it may answer (trial: for a share). */
static inline bool
rule_in_force(enum rule_status s)
{
	return s == RULE_TRIAL || s == RULE_ACTIVE;
}

/* Is it the word of staff, or a document's, and not a customer's or what was only seen? */
bool authority_is_staff(const char *authority);

/* Did staff put the rule into its words? */
bool rule_is_staffs(const struct rule *r);

/* Has staff also said it, in the words in which it stands? */
static inline bool
rule_said_by_staff(const struct rule *r)
{
	return r->staff > 0 && rule_is_staffs(r);
}

/* Does staff stand for it: by a word, or since a person put it in force? */
static inline bool
rule_stood_for(const struct rule *r)
{
	return r->staff > 0 || r->status == RULE_ACTIVE;
}

/*
 * May an example shape the rule?  What customers bring does only while nobody else stands for it:
 * otherwise they could hang questions of their choice on a rule that is trusted.
 */
static inline bool
rule_may_teach(const struct rule *r, bool trusted)
{
	return trusted || r->staff == 0;
}

/*
 * Read a rule; its texts point into the JSON value, its lists live in the arena.  0, or -1 with
 * the reason: a member of the wrong type, no say where one is needed, a where that is not well
 * formed.
 */
int rule_read(struct rule *r, struct arena *a, yyjson_val *root);

/* Does the rule hold at a time?  Could two rules hold at one time? */
bool rule_valid(const struct rule *r, int64_t time);
bool rule_overlaps(const struct rule *a, const struct rule *b);

/*
 * Do two rules say the same, as far as it is written in them: all but their questions and what the
 * store counts?  False too where it would take long to find out.
 */
bool rule_same_text(const struct rule *a, const struct rule *b);

/* Append the rule as one JSON object of type "rule"; with_lists adds questions and not. */
void rule_write(struct buf *out, const struct rule *r, bool with_lists);

/* The share of its answers that end well: (good + 1) / (good + bad + 2), 0.5 with none. */
double rule_confidence(const struct rule *r);

/*
 * Fill must and must_not from what is right and what was wrong: numbers with units, ranges,
 * money, percentages, dates.  The texts live in the arena.
 */
void rule_demands(struct rule *r, struct arena *a, const char *right, const char *wrong);

/* What a person left out of a rule: must, from the values in its words; doubles go. */
void rule_complete(struct rule *r, struct arena *a);

/* Append rules as YAML, a sequence of mappings: one call for each rule, in the order wanted. */
void rule_yaml(struct buf *out, const struct rule *r);

/*
 * Read a YAML file of one rule or a sequence of them; each is handed to take as JSON text, with
 * its place.  -1 with PATH:LINE:COL in the reason at the first that cannot be read, or when take
 * gives -1.
 */
int rules_from_yaml(const char *path, const char *text, size_t n,
    int (*take)(const char *json, size_t len, const char *place, void *arg), void *arg);

#endif
