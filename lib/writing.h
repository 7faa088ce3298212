/*
 * A person's rules and decisions on their way into the store: all of them in one transaction, or
 * none.  What is to be printed afterwards is kept here.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 */
#ifndef FL_WRITING_H
#define FL_WRITING_H

#include <stdbool.h>

#include "conf.h"
#include "journal.h"
#include "judgement.h"
#include "review.h"
#include "rule.h"
#include "validate.h"

/* A question in dispute, as its case has it. */
struct dispute {
	const char *id;	  /* of the case */
	const char *rule; /* that it was said to be one of */
	const char *question;
};

/* Who writes, and how. */
struct writer {
	const struct conf *conf;
	const char *by, *authority, *reason;
	bool force;		  /* although a check finds a conflict or a regression */
	bool lenient;		  /* rules that are imported may contradict each other */
	bool dry;		  /* only what would change */
	struct reviewing *also;	  /* what becomes of the case that it settles; NULL: nothing */
	struct judgement *judged; /* or of the answer that it mends; NULL: nothing */
	const struct dispute *believed; /* it has to be in dispute still; NULL: nothing */
};

struct writing {
	const struct writer *who;
	struct validator v;
	struct written *rules;
	size_t n, cap, unchanged;
	struct expected *expected;
	size_t expected_n, expected_cap;
	char *const *decided; /* ids, NULL at the end: they get the status */
	const char *status;
	const char *stale; /* out: a rule that is not what was expected; the reason of a failure */
	bool late;	   /* out: what was in dispute is decided; the reason of a failure */
	struct buf out;	   /* out: the rules touched, as JSON lines */
};

void writing_begin(struct writing *w, const struct writer *who);
void writing_end(struct writing *w);

/* Take a rule as rules_from_yaml reads it (arg: the writing).  place is for messages. */
int writing_take(const char *json, size_t len, const char *place, void *arg);

/* The rule must still be what it was, as rule_yaml writes it; NULL: it must not be there. */
void writing_expect(struct writing *w, const char *id, const char *yaml);

/*
 * Take a rule as it stands in the store with more questions, counter-examples and conditions (JSON
 * text, or NULL); a condition on the same field is replaced.  It has to be still what it was.
 */
int writing_extend(struct writing *w, const struct rule *r, const struct texts *questions,
    const struct texts *nots, const char *where);

/* Do it: w->v tells what came of it. */
int writing_commit(struct writing *w, struct journal *j);

/* What a rehearsal would have changed, as differences of lines (diff.h). */
int writing_differences(const struct writing *w, struct journal *j, struct buf *out,
    size_t columns);

/* For each check that held a rule: words for the person who wrote it. */
void writing_held(const struct writing *w,
    void (*say)(const char *rule, const char *check, const char *reason));

/* For each rule that was written near another in force that says otherwise: what the check says. */
void writing_beside(const struct writing *w, void (*say)(const char *rule, const char *reason));

/* For each rule that another one has replaced: which, and the words of its verdict. */
void writing_replaced(const struct writing *w, void (*say)(const char *rule, const char *reason));

/* The id of the last verdict given, for undoing it; in the arena, NULL when there is none. */
const char *writing_verdict(const struct writing *w, struct arena *a);

/* A rule with its examples, as YAML: 1, 0 when there is none, -1. */
int rule_text(struct journal *j, struct arena *a, const char *id, struct buf *yaml);

#endif
