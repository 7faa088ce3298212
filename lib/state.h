/*
 * TABLE_STATE: beside numbers by name (journal_number; names are in small letters) the views keep
 * entries in it, each kind behind a mark of its own.
 */
#ifndef FL_STATE_H
#define FL_STATE_H

#include "mem.h"

enum state_mark {
	STATE_GAP = '!',	 /* gap.c */
	STATE_WAITING = '?',	 /* corrections that wait for their interaction: views.c */
	STATE_REVIEW = '@',	 /* what a person did with a case: review.c */
	STATE_POLICY = 'A',	 /* what was accepted of candidates: policy_view.c */
	STATE_CALIBRATION = 'C', /* calibration_view.c */
	STATE_DOCUMENT = 'D',	 /* document.c */
	STATE_RISK = 'R',	 /* risk_view.c */
	STATE_TRIAL = 'T',	 /* trial_view.c */
	STATE_BURNT = '~'	 /* ids that rules had which are gone: rules.c */
};

enum { STATE_KEY = 33 };

/* The key of a mark and the hash of a name. */
struct bytes state_key(char out[STATE_KEY + 1], enum state_mark mark, const char *name);

#endif
