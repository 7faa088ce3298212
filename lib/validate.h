/*
 * Validation: every change to a rule goes through one table of checks (form, authority,
 * duplicate, conflict, evidence, replay, trial) and ends in a verdict that says each check's
 * figures and reason.  Verdicts are records of the journal; applying them is what changes rules.
 *
 * All of these run inside journal_change and give 0, or -1 with the reason in why().
 */
#ifndef FL_VALIDATE_H
#define FL_VALIDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "evidence.h"
#include "journal.h"
#include "json.h"

struct history;
struct tests;

struct validator {
	struct journal *journal;
	const struct conf *conf;
	int64_t now;
	bool force;	     /* a person overrides a conflict or a regression */
	bool replay;	     /* answer the recent history with and without the change */
	bool lenient;	     /* rules that are imported: a contradiction is said, not held */
	bool amends;	     /* a rule that is there is changed, not written anew: see amend.h */
	bool advance;	     /* verdicts say which corrections fl-validate judged */
	bool looking;	     /* a rule is only looked at: no verdict enters the journal */
	struct buf verdicts; /* the verdicts as JSON lines, as they are put into the journal */
	unsigned long judged, changed, held; /* corrections judged; rules changed, rules held */
	struct evidence_book book; /* the claims under test, once a rule may come into force */
	bool booked;
	struct history *history; /* the recent past, once a change is replayed on it */
	struct tests *tests;	 /* what people said before, once it is tried on a change */
	struct arena arena;	 /* of one judgement */
};

void validator_init(struct validator *v, struct journal *j, const struct conf *conf, int64_t now);
void validator_clear(struct validator *v); /* forget the verdicts, before the work is run */
void validator_free(struct validator *v);

/*
 * Judge a correction that stands in the journal at seq.  1 when it was judged, 0 when it has to
 * wait (its question is not known yet) or was judged before.
 */
int validate_correction(struct validator *v, uint64_t seq, struct bytes text);

/* The same for one of the rules that it makes, from 0, though it was judged before. */
int validate_part(struct validator *v, uint64_t seq, struct bytes text, size_t part);

/*
 * Judge what is new: corrections since the last run and those that waited, rules whose answers
 * end badly, pending rules that nothing confirmed.
 */
int validate_new(struct validator *v);

/*
 * Judge a rule that a person wrote (JSON as rule_read takes it; without an id it gets one).
 * Its id comes back in the arena.
 */
int validate_written(struct validator *v, const char *json, size_t n, const char *by,
    const char *authority, const char **id);

/* A person's decision on a rule: its new status and why. */
int validate_decision(struct validator *v, const char *id, const char *status, const char *by,
    const char *reason);

/* Judge a rule as it stands: *sound says whether every check passes. */
int validate_rule(struct validator *v, const char *id, bool *sound);

#endif
