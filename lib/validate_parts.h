/*
 * The parts of validate.h, for lib/validate*.c alone: what is to be judged, and when
 * (validate.c), the table of checks (validate_checks.c), which rule says the same
 * (validate_match.c), in whose words (validate_words.c), which says otherwise (validate_foe.c), and
 * for other cases (validate_split.c), which one asks for what should not be asked for
 * (validate_denial.c), is it to be believed (validate_dispute.c, validate_second.c), what the
 * change would have done (validate_replay.c) to the past (validate_history.c) and to what people
 * said before (validate_regress.c, validate_tests.c), how its trial goes (validate_trial.c), when
 * one is withdrawn (validate_withdraw.c), and the verdict's words (validate_verdict.c).
 */
#ifndef FL_VALIDATE_PARTS_H
#define FL_VALIDATE_PARTS_H

#include "learn.h"
#include "rule.h"
#include "validate.h"

enum { BROKEN_SHOWN = 5, TESTS_TRIED = 64, REASON_SIZE = 400 };

enum result { RESULT_PASSED, RESULT_HELD, RESULT_FAILED };

/* One change under judgement. */
struct judging {
	struct validator *v;
	struct lesson lesson;	 /* a correction's; unset when a person wrote the rule */
	struct rule rule;	 /* as it would be */
	struct rule old;	 /* as it is; number 0 when it is new */
	bool written;		 /* by a person, all of it */
	bool standing;		 /* nothing changes, the rule is looked at as it is */
	const char *how;	 /* how it was found: new, words, values, likeness */
	bool counted;		 /* the reporter's voice is counted already */
	bool reworded;		 /* staff puts what customers said into other words */
	bool keeps;		 /* its words, since one of staff alone says others */
	bool denies;		 /* what the rule asks for should not have been asked for */
	struct rule foe;	 /* a rule in force that it contradicts; number 0: none */
	struct rule beside;	 /* in force, near, and with another value; number 0: none */
	bool apart;		 /* a field tells their cases apart: both have conditions now */
	const char *wrong;	 /* the rule that answered instead */
	bool disputed;		 /* its question waits for another reporter's word */
	struct example *settled; /* questions that waited for this one, in the arena */
	size_t settled_n;
	struct example *shared; /* questions of the foe's that stay its own, told apart */
	size_t shared_n;
	struct buf doubted; /* what others taught and two now contradict, as JSON; empty: none */
	enum rule_status after;
	bool proactive;
	const char *by, *authority;
	double weight;
	enum result worst;
	struct buf amends;	     /* what a person changed of it, see amend.h; empty: all */
	struct buf checks, *figures; /* the verdict's checks; the one being written */
	char reason[REASON_SIZE];
	struct texts accepted; /* questions that this very answer ended well for */
};

/* The reason of the check that runs. */
void judging_because(struct judging *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* What somebody wrote, for a reason: cut where it is long. */
const char *judging_short(struct judging *t, const char *text);

/* A rule's name for a reason, with its words. */
const char *judging_name(struct judging *t, const struct rule *r);

/*
 * Does the correction teach a rule in force a question that hardly fits it, or call an answer
 * wrong that was nearly sure?  Sets disputed, or settles what waited for such a word.
 */
int judging_dispute(struct judging *t, double *posterior);

/*
 * How a question fits a rule, as the index is now: the rule's share among all in force, which fit
 * hardly below JUDGING_HARDLY, and how much of what the question asks about the rule knows.
 */
struct fit {
	double share, content;
};
extern const double JUDGING_HARDLY;
struct example;
int judging_fit(struct judging *t, uint32_t number, const struct example *e, struct fit *out);

/* Fill t->doubted with what this word and an earlier one contradict. */
int judging_second_look(struct judging *t);

/*
 * Does the word weigh for or against the rule?  What customers say against asking does not: they
 * could keep staff from having it asked.
 */
static inline bool
judging_counts(const struct judging *t)
{
	return !t->denies || t->weight >= t->v->conf->weight_agent;
}

/* A figure in four digits: more would say nothing. */
double judging_round(double x);

/* Add the texts that the list lacks. */
void judging_merge(struct judging *t, struct texts *into, const struct texts *from);

/* A standing test that the change would break. */
struct broken {
	const char *correction; /* NULL: a person wrote the rule so */
	const char *rule, *question;
	bool outweighed;
};

struct regressed {
	unsigned tried, broken;
	unsigned outweighed; /* the change says it of the same question, with more weight */
	struct broken list[TESTS_TRIED];
	size_t listed;
};

/*
 * Try the standing tests near these texts; the index knows what the rule, with a number, would be.
 */
int judging_regress(struct judging *t, const char *const *texts, size_t n, struct regressed *out);

/* The same for a correction alone, of its very question: that is all it can take for sure. */
int judging_taken(struct judging *t, struct regressed *out);

/* Add the tests of a rule in force that a person's new conditions for it would break. */
int judging_regress_own(struct judging *t, struct regressed *out);

/*
 * Does a field of the context tell the cases of the change from those of its foe?  Then sets apart,
 * and gives both conditions on it (but not to a person's rule).
 */
struct split_found;
int judging_split(struct judging *t, struct split_found *found);

/*
 * A word against asking: set t->old to the rule that asks, and settled to the questions that it
 * is to ask nothing at.  1, or 0 with the reason when no rule does, or -1.
 */
int judging_denial(struct judging *t);

/*
 * The rule that was found, in the words that it has from now on: of what customers said first,
 * those of the first of staff while it is pending; otherwise its own until a second of staff, or a
 * lead, says the others.  Customers change none of staff's.
 */
int judging_words(struct judging *t);

/*
 * Has one of staff alone said it in the pending rule's words, which are not those that customers
 * confirmed before?  1, 0, -1.
 */
int judging_by_one(struct judging *t);

/* The rule that says what the lesson says becomes t->old: 1, 0, -1. */
int judging_match(struct judging *t);

/* Set t->foe to a rule in force that says otherwise about the same question. */
int judging_find_foes(struct judging *t);

/* The checks: 0 or -1; each sets the reason, may add figures, and says its result. */
int check_duplicate(struct judging *t, enum result *result);
int check_conflict(struct judging *t, enum result *result);
int check_replay(struct judging *t, enum result *result);
int check_trial(struct judging *t, enum result *result);

/* A rule under test has other evidence now: keep the book of them, if it was read. */
void judging_book(struct validator *v, const struct rule *before, const struct rule *after);

/* Run the whole table, until one fails. */
int judging_run(struct judging *t);

/* The same, then put the verdict into the journal; seq is the correction's, 0 for none. */
int judge(struct judging *t, uint64_t seq);

/* A verdict's beginning; and its end: into the journal, and kept for the caller to print. */
void verdict_begin(struct buf *json, struct validator *v, const char *rule);
int verdict_put(struct validator *v, struct buf *json);

/* A rule changes by the validator's own decision: doubt, age, or a trial. */
struct decision {
	enum rule_status after;
	const char *check, *result, *reason;
	const char *figures;	    /* of the check, as a JSON object; NULL: none */
	const struct rule *changed; /* the rule's new text; NULL: it stays */
};
int verdict_give(struct validator *v, const struct rule *r, const struct decision *d);

/* The same, by the evidence against it. */
int verdict_decide(struct validator *v, const struct rule *r, enum rule_status after,
    const char *reason, const struct rule *changed);

/*
 * Withdraw a rule whose answers end badly; or, where the failures share a context that the
 * successes lack, give it an exception (a person's rule is held either way).
 */
int judging_withdraw(struct validator *v, const struct rule *r);

/* End the trial of a rule that plainly helps or does harm. */
int judging_end_trial(struct validator *v, const struct rule *r);

/* The rule that this one replaces is withdrawn by a verdict of its own. */
int verdict_retire_foe(struct judging *t);

#endif
