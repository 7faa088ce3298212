/*
 * Checking a draft, written by a bot or a model, against the rules in force: pass it as it is,
 * mend what contradicts a rule and nothing else, or hand over.  Pure: the same rules and draft
 * give the same result.
 *
 * Values are compared as values (value.h), yes and no by the question's verb (stance.h).  What is
 * done, in this order:
 *   1. a value that contradicts the rule's is replaced by it, in the draft's own sentence, where
 *      it is the only one, is about the same thing, and has a form that fits, else the sentence;
 *   2. what the rule demands and the draft leaves out is added, in the rule's sentence, but never
 *      beside a value or a refusal that is against it;
 *   3. a draft that is wrong in a way that cannot be mended so is replaced by the rule's words;
 *   4. one that may be wrong, and a rule whose words do not fit, are handed over.
 * Where it is in doubt whether the rule is meant, only what must not be said is mended; the rest
 * is handed over, or, where that is as likely as not, reported.
 * A mended text is checked once more: it is never sent with a fault that step 1 to 3 know.
 */
#ifndef FL_CHECK_H
#define FL_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "answer.h"
#include "json.h"
#include "mem.h"
#include "rule.h"

enum check_result { CHECK_PASSED, CHECK_MENDED, CHECK_HANDED_OVER };

enum check_fault {
	CHECK_WRONG,   /* states another value than the rule does */
	CHECK_BANNED,  /* states what must not be said */
	CHECK_OPPOSED, /* says yes where the rule says no, or the reverse */
	CHECK_AVOIDED, /* names what is not to be recommended */
	CHECK_LACKS,   /* leaves out what has to be stated */
	CHECK_UNTOLD,  /* leaves out what is told without asking */
	CHECK_UNSURE,  /* may state another value than the rule does */
	CHECK_TONE     /* is not in the style that is in force */
};

enum check_deed {
	CHECK_LEFT,	/* only reported */
	CHECK_REPLACED, /* the value, by the rule's */
	CHECK_ADDED,	/* the rule's sentence */
	CHECK_REMOVED,	/* the words or signs */
	CHECK_REWORDED, /* the whole draft, by the rule's words */
	CHECK_HANDED	/* handed over because of it */
};

/* One thing that was found in a draft. */
struct check_finding {
	enum check_fault fault;
	enum check_deed deed;
	const char *rule;   /* the id of the rule that says so */
	const char *found;  /* the draft's own words; NULL where something is missing */
	const char *wanted; /* the rule's words, or what the style asks for */
};

/* The rules that a draft is held to; their conditions hold and they are in force. */
struct check {
	const char *question;		 /* what was asked */
	const char *locale;		 /* of the question; may be NULL */
	const struct rule *rule;	 /* that is about the question; NULL: none is */
	const struct rule *const *notes; /* told without asking */
	size_t note_count;
	const struct rule *const *styles; /* how to say things, the last one counts most */
	size_t style_count;
	const char *chosen;  /* what that rule recommends; may be NULL */
	const char *instead; /* the words of an answer; NULL: rule->say */
	double doubt;	     /* the probability that the rule is not meant; 0: it surely is */
};

struct checked {
	enum check_result result;
	bool about;	  /* a rule is about it, and states something that was compared */
	const char *text; /* to be sent; the draft itself when passed, NULL when handed over */
	const char *why;  /* of a hand-over, or of about being false */
	const char *settle;
	const struct check_finding *findings;
	size_t count;
};

/*
 * Check a draft (n bytes, no NUL among them, with one behind them).  What *out holds lives in the
 * arena, or is the draft.
 */
void check_draft(struct checked *out, struct arena *a, const struct check *with, const char *draft,
    size_t n);

/* The rules that an answer rests on, with its doubt; its lists stay the answer's. */
void check_rules(struct check *out, const struct answer *ans, yyjson_val *question);

/*
 * Check a draft of what answer_find answered: what it hands over by a rule or because two rules
 * disagree is handed over, what no rule is sure enough about is passed.
 */
void check_answer(struct checked *out, struct arena *a, const struct answer *ans,
    yyjson_val *question, const char *draft, size_t n);

/*
 * Make the answer what is to be done with the draft: its action, text and rules, and in its member
 * check the findings, as answer_write and answer_record then print them.
 */
void check_apply(const struct checked *c, struct arena *a, struct answer *ans, const char *draft);

/* Append the findings as a JSON object: result, checked, why, draft, findings. */
void check_write(struct buf *out, const struct checked *c, const char *draft);

/* A finding for people, in one line. */
void check_words(struct buf *out, const struct check_finding *f);

const char *check_result_name(enum check_result r);

#endif
