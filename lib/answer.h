/*
 * Answering: candidates from the index, conditions, precedence, confidence against a threshold,
 * and the words.  The same store and question give the same bytes.
 */
#ifndef FL_ANSWER_H
#define FL_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "calibration.h"
#include "conf.h"
#include "journal.h"
#include "json.h"
#include "meaning.h"
#include "rule.h"

enum answer_action { ANSWER_SAY, ANSWER_ASK, ANSWER_RECOMMEND, ANSWER_ESCALATE };

/* A rule that was considered, with the parts of its score. */
struct considered {
	struct rule rule;
	double p, z, words, learned, cover;
	int exact;
	int scope;	     /* enum scope */
	const char *needs;   /* the field that scope lacks */
	const char *dropped; /* why it is out; NULL: it is in */
	double near;	     /* likeness of its nearest example's vector; below -1: not known */
	double alone;	     /* p by the words alone */
	double raw;	     /* p before it was corrected by what was judged; 0: not to be */
};

enum { CONSIDERED_MAX = 8, LISTED_MAX = CONSIDERED_MAX + MEANT_MAX, NOTES_MAX = 4, NEEDS_MAX = 4 };

struct answer {
	enum answer_action action;
	const char *text; /* for the customer, or the best guess of a hand-over */
	const char *own;  /* the same without what is told unasked, greeting and sign-off */
	double confidence, threshold;
	double raw;   /* the confidence before it was corrected; 0: it is not to be */
	double audit; /* the share of answers that are judged, and this is among them; 0: not */
	struct correction correction;
	const struct rule *rule;  /* that answers or is the best guess; NULL: none */
	bool guess;		  /* the rule is only a guess: it was not used */
	const struct rule *waits; /* whose answer waits for what another asks, or NULL */
	const struct rule **asks; /* all rules that ask before it, rule is the first of them */
	size_t ask_count;
	const struct rule *other;     /* that disagrees with it, or NULL */
	const char *why;	      /* of a hand-over: why it was not enough */
	const char *settle;	      /* and what would settle it */
	const char *notes[NOTES_MAX]; /* told as well: */
	const struct rule *note_rules[NOTES_MAX];
	size_t note_count;
	size_t also_count; /* the first of them answer further questions, the others nobody asked */
	const char *needs[NEEDS_MAX];
	size_t need_count;
	struct buf style; /* the preferences in force, as a JSON object; empty: none */
	const struct rule *const *styles; /* the rules they come from, the last one counts most */
	size_t style_count;
	bool speaks;	    /* the customer's language is one that we have a greeting in */
	const char *chosen; /* of the question's candidates */
	const char *check;  /* what was found in a draft, as a JSON object; NULL: there was none */
	struct considered list[LISTED_MAX];
	size_t count, by_words;	  /* of them those that the words found, which come first */
	double none;		  /* probability that no rule applies */
	double trial_share;	  /* probability with which a rule on trial answers */
	const struct rule *trial; /* a rule on trial that could answer; NULL: none */
	bool tried;		  /* it did */
	double risk;		  /* the target share of wrong answers; 0: none */
	const char *model;   /* a model that was asked for the words, as JSON; NULL: none was */
	const char *vectors; /* what became of the question's vector, as JSON; NULL: they are off */
	bool meant;	     /* it was used */
	const char *more;    /* further members of the answer, as JSON text; NULL: none */
	double chance;	     /* with which the recommendation was chosen */
	double *chances;     /* of each candidate of the question; chance_count 0: no choice */
	size_t chance_count;
};

/*
 * Answer a question record (question, context, channel, locale, conversation, candidates); with m
 * (which may be NULL), by what it means too.
 * The store must be looked at (store_look).  Everything in *out lives in the arena but style,
 * which answer_free frees.  0, or -1 with the reason.
 */
int answer_find(struct answer *out, struct journal *j, const struct conf *conf, struct meaning *m,
    struct arena *a, yyjson_val *question);
void answer_free(struct answer *ans);

/* Answer in these words: carry out the style in force, and add what is told without asking. */
void answer_say(struct answer *ans, struct arena *a, const char *words);

/* Append the answer as a record of type answer; interaction is the id it was recorded under. */
void answer_write(struct buf *out, const struct answer *ans, yyjson_val *question,
    const char *interaction, bool explain);

/* Append the interaction that records the answer; time in milliseconds. */
void answer_record(struct buf *out, const struct answer *ans, yyjson_val *question, int64_t time);

const char *answer_action_name(enum answer_action a);

#endif
