/*
 * What became of rules, from the journal: which came into force and left it, week by week, and
 * those that changed since a time, by whom.
 */
#ifndef FL_CHANGES_H
#define FL_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "curve.h"
#include "journal.h"
#include "record.h"

/* One rule, all that happened to it taken together. */
struct change {
	const char *rule, *say;	    /* say may be NULL: a rule that says nothing */
	const char *before, *after; /* names of statuses; NULL: it was not there */
	const char *was;	    /* what it said before, where that is known and another */
	const char *by;		    /* who decided or spoke, one after the other; or NULL */
	const char *reason;	    /* of the last decision, or NULL */
	int64_t time;		    /* of the last decision */
	uint64_t order;
};

/* A rule came into force, or left it. */
struct turning {
	int64_t time;
	bool learned;
};

struct changes {
	int64_t since, until; /* until not included */
	struct change *at;    /* once ended: those that answer or did, the latest first */
	size_t n, cap;
	struct turning *turnings; /* of all times */
	size_t turning_count, turning_cap;
	struct arena arena;
};

/*
 * Begin with those that were decided in a time; take records in the order of the journal; end,
 * and count the rules in the curve.  Records of other types than verdict and undo are passed over.
 */
void changes_begin(struct changes *c, int64_t since, int64_t until);
void changes_add(struct changes *c, const struct record *r);
void changes_end(struct changes *c, struct curve *curve);
void changes_free(struct changes *c);

/* Take all records of a store: 0, or -1 with the reason in why(). */
int changes_read(struct changes *c, struct journal *j);

#endif
