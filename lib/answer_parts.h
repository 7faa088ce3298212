/* The parts of answering, for lib/answer*.c alone. */
#ifndef FL_ANSWER_PARTS_H
#define FL_ANSWER_PARTS_H

#include "answer.h"
#include "calibration.h"
#include "claims.h"
#include "index.h"
#include "learn.h"
#include "scope.h"

enum { MARKED_MAX = 64 };

/* What is carried along while one question is answered. */
struct asking {
	struct answer *ans;
	struct journal *j;
	const struct conf *conf;
	struct arena *a;
	yyjson_val *record;
	const char *text;
	size_t len;
	const struct text_marks *marks; /* of the text; NULL: not yet */
	struct asked asked;
	int64_t time;	    /* when it was asked */
	enum wanted wanted; /* the kind of value that is asked for */
	struct candidate near[CONSIDERED_MAX];
	int count; /* of them */
	struct found found;
	struct meaning *meaning;      /* NULL: answers are by the words alone */
	struct meant meant;	      /* near: NULL where its vector is not known */
	struct correction correction; /* of the confidence */
};

/* Rules of one kind, one after the other, however many there are. */
struct marked {
	enum claim kind;
	struct rule *rule; /* the one at hand; set it to NULL to keep it */
	uint32_t numbers[MARKED_MAX], from;
	long count, at;
};

/*
 * The next rule of the kind that is valid at the question's time and, if it is on trial, in this
 * conversation.  1, 0 behind the last one, -1.
 */
int answer_marked(struct asking *q, struct marked *m);

/* Who asks: what is the same throughout a conversation. */
const char *answer_who(const struct asking *q);

/* Is this conversation among the share in which a rule on trial answers? */
bool answer_in_trial(const struct asking *q, const struct rule *r);

/* How much a question resembles a rule: its examples, or its own words.  0, or -1. */
int answer_likeness(struct asking *q, const struct rule *r, double *out);

/* Want a field, unless as many are wanted as one answer asks for: what is left is asked next. */
void answer_need(struct answer *ans, const char *field);

/* Does the question lack a field that a rule needs?  Those that it lacks are wanted. */
bool answer_lacks(struct asking *q, const struct rule *r);

/* Ask for what is wanted, because of this rule. */
void answer_ask(struct asking *q, const struct rule *r);

/*
 * Rules that ask before another one answers, or (NULL) before a question is handed over because
 * nobody knows: those that name that rule, or have a question like this one.  1: asked, 0, -1.
 */
int answer_ask_first(struct asking *q, const struct rule *answers);

/*
 * The probabilities once more: with what the question means (late fusion; m NULL: not), and
 * corrected by what was judged.  What was said about this very question stays.
 */
void answer_weigh(struct answer *ans, const struct meaning *m, const struct correction *c);

#endif
