/*
 * The views: what the journal adds up to.  views_apply is the only hand that writes them; it
 * looks at the record and at the views as they are, at nothing else, so that the same journal
 * gives the same views.  The rest of this header reads them.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 */
#ifndef FL_VIEWS_H
#define FL_VIEWS_H

#include <stdbool.h>
#include <stdint.h>

#include "claims.h"
#include "journal.h"
#include "json.h"
#include "rule.h"

/* Bring the views up to date with a record of the journal. */
int views_apply(struct journal *j, struct arena *a, enum record_type type, yyjson_val *root,
    uint64_t seq);

/* A rule by its number or its id, read into the arena: 1, 0 when there is none, -1. */
int rules_get(struct journal *j, struct arena *a, uint32_t number, struct rule *out);

/* The same as it is stored, a JSON object as rule_write makes it. */
int rules_text(struct journal *j, uint32_t number, struct bytes *out);
int rules_named(struct journal *j, struct arena *a, const char *id, struct rule *out);

/*
 * Is or was this the id of a rule?  1, 0, -1.  views_burn remembers the id of a rule that was
 * undone: answers of long ago name it, and no other rule may be taken for it.
 */
int rules_known(struct journal *j, struct arena *a, const char *id);
int views_burn(struct journal *j, struct arena *a, const char *id);

/* The largest number of a rule; they begin at 1 and have no gaps. */
int rules_count(struct journal *j, uint32_t *out);

/* One example question of a rule. */
struct example {
	const char *text, *locale; /* locale may be NULL */
	bool counter;		   /* a counter-example */
	bool trusted;		   /* brought by staff or a document */
	const char *by;		   /* of a disputed one: who said it */
	uint32_t place;		   /* in the rule's list */
	uint64_t seq;		   /* the journal's record that brought it */
};

/*
 * The examples of a rule in the order in which they came, at most max (0: all), in the arena;
 * from a rule with very many, the ones that came first among those read.
 */
int rules_examples(struct journal *j, struct arena *a, uint32_t number, size_t max,
    struct example **out, size_t *n);

/* Of these, its questions, at most max of them; and all of its counter-examples. */
int rules_questions(struct journal *j, struct arena *a, uint32_t number, size_t max,
    struct example **out, size_t *n);
int rules_counters(struct journal *j, struct arena *a, uint32_t number, struct example **out,
    size_t *n);

/* The disputed ones, which are kept apart until another reporter says much the same. */
int rules_disputed(struct journal *j, struct arena *a, uint32_t number, struct example **out,
    size_t *n);

/*
 * One example by the text_key of its question, taught or disputed: 1, 0 when there is none, or it
 * is not of this kind, -1.
 */
int rules_example(struct journal *j, struct arena *a, uint32_t number, uint64_t question,
    struct example *out);
int rules_waiting(struct journal *j, struct arena *a, uint32_t number, uint64_t question,
    struct example *out);

/* Fill questions and nots of a rule from its examples. */
int rules_fill(struct journal *j, struct arena *a, struct rule *r);

/* One voice for or against a rule, or the end of one of its answers. */
struct voice {
	const char *by, *authority; /* authority "outcome" for the end of an answer */
	double weight;		    /* below zero: against */
	uint64_t seq;		    /* the journal's record */
};

/* The voices of a rule, oldest first, in the arena. */
int rules_voices(struct journal *j, struct arena *a, uint32_t number, struct voice **out,
    size_t *n);

/* Has this reporter spoken for or against the rule?  1, 0, -1. */
int rules_heard(struct journal *j, uint32_t number, const char *by, struct arena *a,
    struct voice *out);

/*
 * The corrections that nobody has judged yet: call each with their sequence numbers, oldest
 * first, until it gives other than 0; that is given back.
 */
int views_waiting(struct journal *j, int (*each)(uint64_t seq, void *arg), void *arg);

/* A correction that is undone counts as judged, with no rule, or it would be judged again. */
int views_settle(struct journal *j, uint64_t correction);

/* Has a correction been judged?  1 with the number of its rule (0: none came of it), 0, -1. */
int views_judged(struct journal *j, uint64_t correction, uint32_t *rule);

#endif
