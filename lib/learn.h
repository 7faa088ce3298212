/*
 * Learning, the pure part: what a correction says, and what evidence makes of a rule.
 * Values in, values out: no store, no clock.
 */
#ifndef FL_LEARN_H
#define FL_LEARN_H

#include <stdbool.h>

#include "conf.h"
#include "json.h"
#include "rule.h"

/* A correction with what is known of the interaction it is about. */
struct lesson {
	yyjson_val *correction, *interaction; /* interaction may be NULL */
	yyjson_val *asked;		      /* the record whose context the question has */
	const char *id;
	const char *question, *locale;
	const char *right, *wrong; /* either may be NULL */
	const char *said;	   /* what the bot said, NULL when unknown */
	const char *category;	   /* given, or inferred */
	bool inferred;		   /* the category is our reading */
	bool handed_over;	   /* the bot had passed it on, or said nothing */
	const char *by, *authority;
	double weight; /* of the reporter's word */
	yyjson_val *where;
	size_t part; /* of a correction that makes several rules: which one, from 0 */
};

/* Does a text ask for a person ("needs a manager", "pass it on") rather than give an answer? */
bool learn_wants_person(const char *text);

/*
 * Read a lesson from a correction and its interaction (NULL when there is none).  Its texts point
 * into both or into the arena.  A category that is not given is inferred: from the act that the
 * text asks for, from values that contradict what the bot said, from what was added to it.
 */
void learn_read(struct lesson *l, struct arena *a, yyjson_val *correction, yyjson_val *interaction,
    const struct conf *conf);

/*
 * How many rules the lesson makes or touches: one, or one for each wish of a correction of tone,
 * and for each field that it says has to be asked for, or should not have been.
 */
size_t learn_parts(const struct lesson *l);

/* Is this part of it a word against asking for something?  Its draft says what. */
bool learn_denies(const struct lesson *l);

/*
 * The rule that the lesson would make on its own: its text, act, conditions, must and must_not;
 * id and number are not set.  -1 with the reason when no rule can be made of it: nothing said to
 * be right, the bot's own words, a text that is too long.
 */
int learn_draft(struct rule *draft, struct arena *a, const struct lesson *l);

/* Do two rules say the same, for the same case?  Words, or values with some likeness. */
bool learn_same_claim(const struct rule *a, const struct rule *b);

/* Has an answer so many words that likeness to another one means something? */
bool learn_is_long(const char *say);

/* Do both give the same conditions, in so many words? */
bool learn_same_where(const struct rule *a, const struct rule *b);

/* The kind of value that a question asks for: "how much" is money, "how long" a time. */
enum wanted { WANTED_ANY, WANTED_MONEY, WANTED_TIME };

enum wanted learn_wanted(const char *question);

/*
 * Can the rule's answer be one to such a question?  One that states values of the other kind only
 * is about something near.  True where nothing speaks against it.
 */
bool learn_may_answer(const struct rule *r, enum wanted wanted);

/*
 * Rules that hand over stand before those that answer, but for one that only collects what people
 * took over, which competes like any other.  Is such a rule's share of the question, or, where it
 * has conditions, its likeness to one of the rule's own questions, enough?
 */
bool learn_stands_first(const struct rule *r);
bool learn_takes_over(const struct rule *r, double p, double alike, double threshold);

/* Do two rules contradict each other: both say a value of one kind, and not the same? */
bool learn_contradict(const struct rule *a, const struct rule *b);

/* Could both rules' conditions hold at once? */
bool learn_may_meet(const struct rule *a, const struct rule *b);

/* What evidence makes of a rule. */
struct standing {
	enum rule_status status;
	bool proactive;
};

/*
 * Status and proactive telling from a rule's evidence: pending below needed (evidence_needed);
 * active from there with a word from staff, if it is in staff's words; else on trial (what to ask
 * customers for is never theirs to decide); told without asking from proactive_at and three
 * voices, where it has conditions.  A person's decision (retired,
 * rejected, held) stays; a learned rule that was held is judged anew with each voice; one in
 * force stays in force.
 */
struct standing learn_standing(const struct rule *r, const struct conf *conf, double needed);

/*
 * Is the running test of doubt conclusive?  Its e-value is at least 1 / withdraw_error (Ville's
 * inequality: a rule that is right often enough gets there with at most that chance, however
 * often one looks).
 */
bool learn_withdraw(const struct rule *r, const struct conf *conf);

#endif
