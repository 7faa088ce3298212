/*
 * Why did an answer fail?  One of ten causes, the rule to blame, how sure that is, and the
 * evidence, with what would have been said without that rule.  Pure: the interaction, what
 * people said of it and the rules that were near it, in; a finding out.
 *
 * A category that a person gave is believed, and settles which causes are possible.  Without one
 * the cause is inferred: what the records are (was it handed over, was a candidate chosen, does a
 * rule say what is right, do values contradict) and how people put it are points for causes, and
 * the most points win.  The points were set by hand on half of tests/data/causes.jsonl.
 */
#ifndef FL_CAUSE_H
#define FL_CAUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "rule.h"

enum cause {
	CAUSE_GAP,	      /* no rule applied */
	CAUSE_FACT,	      /* the rule that was used says something wrong */
	CAUSE_SCOPE,	      /* it was used outside its scope */
	CAUSE_MISSED,	      /* the right rule existed and was not used */
	CAUSE_CONFLICT,	      /* two rules disagreed */
	CAUSE_TONE,	      /* the wrong register */
	CAUSE_CONTEXT,	      /* right, but lacking what matters */
	CAUSE_RECOMMENDATION, /* the wrong one of the candidates */
	CAUSE_LATE,	      /* kept what it should have passed on */
	CAUSE_NEEDLESS,	      /* passed on what it could have done */
	CAUSES
};

/* "gap", "wrong fact", …; and what to change because of it: "new rule", "new text", … */
const char *cause_name(enum cause c);
const char *cause_adjustment(enum cause c);

/* An answer that failed, and what is known of it. */
struct failure {
	yyjson_val *interaction;
	yyjson_val *correction; /* NULL: there is none */
	yyjson_val *const *outcomes;
	size_t outcome_count;
	/* Rules in force: those that were used, then others near the question; questions filled. */
	const struct rule *rules;
	size_t rule_count, used;
};

struct finding {
	enum cause cause;
	bool inferred;		    /* nobody gave the category */
	double sure;		    /* 0 to 1: its share of the points, on a scale of odds */
	const struct rule *blame;   /* NULL: none */
	const struct rule *right;   /* the rule in force that says what is right, or NULL */
	const struct rule *without; /* what would have answered without the blamed one, or NULL */
	bool changes;		    /* without the blamed one the answer would have been another */
	const char *evidence;	    /* for people, in the arena */
	double points[CAUSES];
};

void cause_find(struct finding *out, struct arena *a, const struct failure *f);

#endif
