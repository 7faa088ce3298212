/*
 * The store: one LMDB environment in a directory, shared by every command.  This is the only
 * module that includes <lmdb.h>.  The rules it follows were measured; docs/decisions.md tells.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 * Every value carries a hash over its table, key and bytes, and the number and the sum of these
 * hashes are kept in the same transaction, so that damage never goes unseen.
 */
#ifndef FL_STORE_H
#define FL_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "mem.h"

enum { STORE_FORMAT = 1, STORE_KEY_MAX = 255 };

/* The tables.  The journal is the truth; from STORE_VIEWS on each is computed from it. */
enum table {
	TABLE_JOURNAL,	/* sequence number -> time of arrival, record */
	TABLE_IDS,	/* hash of type and id -> sequence number; see ids.h */
	TABLE_LINKS,	/* hash of an interaction's id, sequence number -> nothing */
	TABLE_RULES,	/* rule number -> the rule as JSON */
	TABLE_NAMES,	/* rule id -> rule number */
	TABLE_EXAMPLES, /* rule number, count -> an example question or counter-example */
	TABLE_EVIDENCE, /* rule number, sequence number -> what speaks for or against it */
	TABLE_CLAIMS,	/* kind, hash, rule number -> nothing: which rule says a thing */
	TABLE_JUDGED,	/* sequence number of a correction -> rule number */
	TABLE_INDEX,	/* what the index has learned; see index.h */
	TABLE_STATE,	/* counters and positions by name */
	TABLES
};

struct store; /* opaque */

enum store_mode { STORE_READ, STORE_WRITE, STORE_CREATE };

/* The name of a table, as dump prints it. */
const char *store_table_name(enum table t);

/*
 * Open the store in dir; STORE_CREATE makes it when it is not there.  Refuses a directory or file
 * that another user owns or may write, a symbolic link, a remote file system, a newer format.
 * One store a process, and no fork but to exec.
 */
int store_open(struct store **out, const char *dir, enum store_mode mode);
void store_close(struct store *s); /* drops what is not committed; NULL is fine */

const char *store_dir(const struct store *s);

/*
 * How long to wait for another writer before giving up as busy; 30,000 ms, or $FL_WAIT seconds,
 * unless set.
 */
void store_patience(struct store *s, unsigned milliseconds);

/*
 * Change the store: work runs inside one write transaction that is committed when it returns 0
 * and dropped when it returns -1.  It may run twice (the map had to grow), so it must begin from
 * its arguments each time; it must not read input, print or wait.
 */
int store_update(struct store *s, int (*work)(struct store *s, void *arg), void *arg);

/* The same, and then drop it all: what a change would do.  0 when work gave 0. */
int store_rehearse(struct store *s, int (*work)(struct store *s, void *arg), void *arg);

/*
 * Look at the store as it is now.  The bytes that store_get and the cursor give last until
 * store_rest or, inside store_update, until the next change.  Looking again without a rest in
 * between is the same look.  Inside store_update neither is needed.
 */
int store_look(struct store *s);
void store_rest(struct store *s);

/* A number that differs whenever the store has changed; 0 while nobody looks. */
uint64_t store_version(const struct store *s);

/* Find the value of key: 1 if there is one, 0 if not, -1 on failure. */
int store_get(struct store *s, enum table t, struct bytes key, struct bytes *value);

/* Put a value in place of the one there may be. */
int store_put(struct store *s, enum table t, struct bytes key, struct bytes value);

/* Add a value: 1 when it is new, 0 when the key has one, which stays; -1 on failure. */
int store_add(struct store *s, enum table t, struct bytes key, struct bytes value);

/*
 * Add a value whose key sorts behind all others of the table: the journal's way, and quicker.
 * The value is head and behind it the rest.
 */
int store_append(struct store *s, enum table t, struct bytes key, struct bytes head,
    struct bytes rest);

/* Take a value away; it need not be there. */
int store_del(struct store *s, enum table t, struct bytes key);

/* Take all values of a table away. */
int store_empty(struct store *s, enum table t);

/* How many values a table has. */
int store_count(struct store *s, enum table t, uint64_t *count);

/* A walk along a table in the order of its keys. */
struct walk {
	struct store *s;
	enum table t;
	void *cursor;
	struct bytes prefix;
	bool started;
	unsigned char first[STORE_KEY_MAX];
	size_t first_len;
};

/*
 * Begin at the first key not below from, and stay among the keys that begin with prefix (a
 * leading part of from; empty for all).  prefix's bytes must outlast the walk.
 */
int walk_begin(struct walk *w, struct store *s, enum table t, struct bytes from,
    struct bytes prefix);
int walk_next(struct walk *w, struct bytes *key, struct bytes *value); /* 1, 0 at the end, -1 */
void walk_end(struct walk *w);

/* The last key of a table and its value: 1, 0 when it is empty, -1. */
int store_last(struct store *s, enum table t, struct bytes *key, struct bytes *value);

struct store_stat {
	uint64_t counts[TABLES];
	uint64_t file_bytes, used_bytes, map_bytes;
	unsigned readers, format;
};

int store_stat(struct store *s, struct store_stat *out);

/*
 * Read everything: order of keys, every hash, count and sum.  The number of faults, each said to
 * found (which may be NULL); -1 when the check could not be done.
 */
long store_check(struct store *s, void (*found)(const char *fault, void *arg), void *arg);

/* A consistent copy of the store into a new directory, while others write. */
int store_copy(struct store *s, const char *dir);

/* Big-endian numbers, so that keys sort as numbers do. */
static inline void
put_be32(unsigned char *p, uint32_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)(v & 0xff);
}

static inline void
put_be64(unsigned char *p, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)(v & 0xff);
}

static inline uint32_t
get_be32(const void *at)
{
	const unsigned char *p = at;
	uint32_t v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 8 | p[i];
	return v;
}

static inline uint64_t
get_be64(const void *at)
{
	const unsigned char *p = at;
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

#endif
