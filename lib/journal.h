/*
 * The journal: everything that ever came in or was decided, in order.  It is the truth; adding
 * to it also brings the views up to date, in the same transaction, so that the same journal
 * gives the same store, to the byte.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 */
#ifndef FL_JOURNAL_H
#define FL_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"
#include "store.h"

struct journal; /* opaque: the store, and what has been read of it */

int journal_open(struct journal **out, const char *dir, enum store_mode mode);
void journal_close(struct journal *j); /* NULL is fine */
struct store *journal_store(struct journal *j);

/* The index for reading, fresh for what is looked at; for teaching, while a record is applied. */
struct index *journal_index(struct journal *j);

/* For rules_kept.c alone: where it keeps its rules; freed with the journal. */
struct rules_kept **journal_rules(struct journal *j);
int journal_teach(struct journal *j, struct index **out);

/* A record on its way in. */
struct incoming {
	enum record_type type;
	uint64_t key; /* record_key of its id */
	const char *id;
	size_t id_len;
	struct bytes text; /* complete: with id and time */
	int64_t time;
	int64_t arrived; /* its time of arrival; 0: the one that comes with the call */
	bool plain;	 /* no view waits for it; false when that is not known */
	bool fresh;	 /* out: it is new */
	bool differs;	 /* out: its id is known, with other content; the first was kept */
	uint64_t seq;	 /* out: its place in the journal */
};

/*
 * Add the records that are new, each once, in one transaction; now is their time of arrival.
 * When this returns 0 they are on disk.
 */
int journal_add(struct journal *j, struct incoming *items, size_t n, int64_t now);

/*
 * Change the journal and its views in one transaction: work calls journal_put and reads as it
 * likes.  As store_update, it may run twice, and must not wait for anything.
 */
int journal_change(struct journal *j, int (*work)(struct journal *j, void *arg), void *arg);

/* The same, and then drop it all: what a change would do. */
int journal_rehearse(struct journal *j, int (*work)(struct journal *j, void *arg), void *arg);

/* Inside journal_change: append one record and apply it to the views.  seq may be NULL. */
int journal_put(struct journal *j, const struct incoming *item, int64_t now, uint64_t *seq);

/* As journal_add, inside a journal_change. */
int journal_add_in(struct journal *j, struct incoming *items, size_t n, int64_t now);

/* The same with records that are only text, made by us: read it, take its id and key. */
int journal_put_text(struct journal *j, enum record_type type, const char *json, size_t len,
    int64_t now, uint64_t *seq);

/* Where a record stands: 1 found, 0 not, -1. */
int journal_find(struct journal *j, enum record_type type, const char *id, size_t n, uint64_t *seq);

/* The same by its record_key. */
int journal_find_key(struct journal *j, enum record_type type, uint64_t key, uint64_t *seq);

/* A record of the journal and its time of arrival: 1, 0 when there is none, -1. */
int journal_get(struct journal *j, uint64_t seq, struct bytes *text, int64_t *arrived);

/* Find a record by id and read it into the arena: 1, 0 not there (yet), -1. */
int journal_record(struct journal *j, struct arena *a, enum record_type type, const char *id,
    size_t n, yyjson_val **out, uint64_t *seq);
int journal_interaction(struct journal *j, struct arena *a, const char *id, size_t n,
    yyjson_val **out, uint64_t *seq);

/* The number of the last record; 0 when there is none. */
int journal_end(struct journal *j, uint64_t *seq);

/*
 * A walk along the journal from seq on; begin with the first of interest.  A record that is
 * missing or out of its place is damage, and a failure.
 */
struct journal_walk {
	struct walk walk;
	unsigned char from[8];
	uint64_t last, count; /* what came last; how many records there are */
	uint64_t until;	      /* the last that is given; 0: all */
};
int journal_walk_begin(struct journal_walk *w, struct journal *j, uint64_t from);
int journal_walk_next(struct journal_walk *w, uint64_t *seq, int64_t *arrived,
    struct bytes *text); /* 1, 0 at the end, -1 */
void journal_walk_end(struct journal_walk *w);

/*
 * What was said of an interaction: call each with its outcomes and corrections, read into the
 * arena, and their places, in order, until it gives other than 0; that is given back.
 */
typedef int journal_word(yyjson_val *word, uint64_t seq, void *arg);
int journal_words(struct journal *j, struct arena *a, const char *interaction, size_t n,
    journal_word *each, void *arg);

/* A number kept by name: 0 when it was never set. */
int journal_number(struct journal *j, const char *name, uint64_t *out);
int journal_set_number(struct journal *j, const char *name, uint64_t value);

/* Empty the views and make them again from the journal, in one transaction. */
int journal_rebuild(struct journal *j);

/*
 * Inside journal_change: empty the views, and hand each record up to upto to take, which applies
 * it, others in its place, or nothing.  While take runs the journal ends with that record.
 */
typedef int journal_take(struct journal *j, const struct incoming *item, void *arg);
int journal_again(struct journal *j, uint64_t upto, journal_take *take, void *arg);

/* For take: apply a record to the views at the place of the one at hand. */
int journal_apply(struct journal *j, enum record_type type, struct bytes text);

/* Give what journal_put_text would append to somebody else; NULL: append again. */
typedef int journal_divert(const char *json, size_t len, void *arg);
void journal_set_divert(struct journal *j, journal_divert *divert, void *arg);

#endif
