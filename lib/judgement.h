/*
 * A person's judgement of an answer that was drawn to be judged: that it was right, or wrong, and
 * what is right where that was said.  It goes into the journal as an outcome of signal "judged",
 * and with words a correction, as they come from anywhere else; a lead's is judged at once.
 */
#ifndef FL_JUDGEMENT_H
#define FL_JUDGEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "journal.h"
#include "rule.h"

struct judgement {
	const struct conf *conf;
	const char *interaction; /* its id */
	bool right;
	const char *said; /* what is right; NULL: it was not said */
	const char *by, *authority;
	int64_t now;

	bool late;	  /* out: it was judged before, and nothing was done */
	bool learned;	  /* out: the correction was judged */
	const char *rule; /* out: what it touched; NULL: no rule could be made of it */
	enum rule_status now_is;
	struct arena arena;
};

/* For journal_change, or inside one: 0, or -1 with the reason in why(). */
int judgement_work(struct journal *j, void *judgement);
void judgement_free(struct judgement *g);

#endif
