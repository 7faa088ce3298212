/*
 * The trend of the review queue: what has become of it in the last 24 hours, from the journal's
 * records of that time.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 */
#ifndef FL_DESK_TREND_H
#define FL_DESK_TREND_H

#include <stddef.h>
#include <stdint.h>

#include "desk.h"
#include "marks.h"

struct trend {
	unsigned waiting, waited; /* cases that wait, and that waited a day ago */
	unsigned fresh;		  /* that came since, and wait */
	unsigned decided;	  /* on which somebody decided since */
	unsigned harmed; /* customers of whom it became known since that it went wrong for them */
	unsigned harmed_before; /* and in the day before */

	int64_t from;	/* the day begins; 0: nothing has been read */
	uint64_t seen;	/* the last record that was read */
	uint64_t undos; /* the last undo record then */
	struct marks came, left, settled, customers, customers_before;
};

/*
 * Bring it up to date with the queue and the journal; the store must be looked at.  {0} before
 * the first time.  The day is that of the first time, so that only what is new is read again.
 */
int trend_read(struct trend *t, struct journal *j, const struct desk *d, int64_t now);
void trend_free(struct trend *t);

/* The two lines above the queue, without their line feeds. */
void trend_counts(struct buf *out, const struct desk *d);
void trend_words(struct buf *out, const struct trend *t);

#endif
