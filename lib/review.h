/*
 * What people did with cases of the review queue other than deciding on a rule: they put one off
 * until a date, gave it to somebody, or said that nothing has to be done.  Each is a record of type
 * "review" in the journal:
 *
 *	{"type":"review","case":"p-0123","what":"snooze","until":"2026-03-09T00:00:00Z","by":"lea"}
 *	{"type":"review","case":"p-0123","what":"assign","to":"tom","by":"lea"}
 *	{"type":"review","case":"p-0123","what":"dismiss","reason":"not for us","by":"lea"}
 *	{"type":"review","case":"p-0123","what":"done","rule":"r7","by":"lea"}
 *
 * A case is named by the id of its rule, pattern or correction, or of the answer that was drawn.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 */
#ifndef FL_REVIEW_H
#define FL_REVIEW_H

#include <stdint.h>

#include "journal.h"
#include "json.h"
#include "record.h"

/* Bring a case up to date with a record: views_apply calls it. */
int review_apply(struct journal *j, struct arena *a, yyjson_val *root);

/* How a case stands; the texts are in the arena. */
struct review {
	const char *until, *to; /* put off until, given to; NULL: neither */
	int64_t closed;		/* when somebody said that nothing has to be done; 0: nobody */
};

int review_of(struct journal *j, struct arena *a, const char *id, struct review *out);

/*
 * Is there a rule, correction, pattern or interaction of this id, whether it waits now or not?  1,
 * 0, -1.  The store must be looked at.
 */
int review_knows(struct journal *j, const char *id);

/* A review on its way into the journal; value is the date, the name, the rule, or NULL. */
struct reviewing {
	char *const *cases; /* ids, NULL at the end */
	const char *what, *value, *by, *reason;
	int64_t now;
	struct buf out; /* out: the records, as JSON lines */
};

/*
 * A day to come as people write one: 2026-03-09, tomorrow, 3d, 2w; as RFC 3339 into out.
 */
int review_until(char out[TIME_TEXT], const char *text, int64_t now);

/* For journal_change or journal_rehearse. */
int review_work(struct journal *j, void *reviewing);

#endif
