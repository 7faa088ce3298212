/*
 * Undoing: what somebody said or decided no longer counts, as if it had never come.  The journal
 * keeps it; a record of type undo says what it is, and the views are made again without it.
 *
 * Verdicts that were given later may have rested on it.  They are judged again, in their order,
 * when the undoing is done, and where the result differs a verdict with "at" (the place of the
 * one it stands for) and "instead" goes into the journal before the undo record.  So a rebuild
 * replays decisions here too and never takes them again.  Each undo record says everything that
 * is undone, so that only the last one matters.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 */
#ifndef FL_UNDO_H
#define FL_UNDO_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "journal.h"
#include "marks.h"
#include "rule.h"

/* What is undone: all of these that are given have to hold. */
struct selection {
	const char *reporter; /* whose word */
	const char *source;   /* the format or the import it came with */
	const char *day;      /* on which it arrived, 2026-03-02, UTC */
	struct texts records; /* ids of corrections, outcomes, verdicts and reviews */
	const char *undo;     /* the record that says so */
	uint64_t upto;	      /* before this place in the journal */
	int64_t from, to;     /* of the day; read from it */
};

/* What is undone, as the last undo record says it. */
struct undone {
	struct selection *list;
	size_t n;
	struct marks corrections; /* ids seen so far that are undone: their verdicts are too */
	struct arena arena;
};

/* Read what is undone now; frees nothing of an older content. */
int undone_read(struct undone *u, struct journal *j);
void undone_free(struct undone *u);

/*
 * Is this record undone?  Records have to be asked about in the order of the journal, from the
 * first on, or verdicts on corrections are not known.
 */
bool undone_has(struct undone *u, enum record_type type, yyjson_val *root, uint64_t seq,
    int64_t arrived);

/* For the journal: apply an undo record to the views. */
int undo_apply(struct journal *j, uint64_t seq, struct bytes text);

/* For the journal: the place of its last undo record, 0 for none. */
int undo_last(struct journal *j, uint64_t *seq);

/* One undoing, for journal_change or journal_rehearse with undo_work. */
struct undoing {
	const struct conf *conf;
	const char *by, *reason;
	int64_t now;
	struct selection what;	/* to be undone; unless */
	const char *again;	/* this undo record shall count no more */
	struct buf record;	/* out: the undo record */
	unsigned long dropped;	/* out: records that no longer count, or count again */
	unsigned long rejudged; /* out: verdicts that came out differently */
};

int undo_work(struct journal *j, void *undoing);
void undoing_free(struct undoing *u);

/* Read a day, "2026-03-02", "today" or "yesterday", into a selection whose text is in the arena. */
int selection_day(struct selection *s, struct arena *a, const char *text, int64_t now);

/*
 * What somebody may mean by a word: the id of a correction, outcome, verdict or undo record, or a
 * rule, whose last decision is meant.  Fills in the records or again: 1, 0 when there is none, -1.
 */
int undo_find(struct undoing *u, struct journal *j, struct arena *a, const char *word);

/*
 * The last of this person's decisions, reviews and judgements (with what was right instead) that
 * counts: 1, 0 when there is none, -1.
 */
int undo_find_last(struct undoing *u, struct journal *j, struct arena *a);

#endif
