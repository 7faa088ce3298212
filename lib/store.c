/* The store: LMDB behind a handle. */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "gate.h"
#include "guard.h"
#include "pages.h"
#include "place.h"

enum {
	LOCK_FILE_SIZE = 8192, /* what LMDB makes of lock.mdb for 126 readers */
	PATIENCE_MS = 30 * 1000,
	HASH_SIZE = 8,
	VALUE_MAX = 64 * 1024 * 1024,
	LOOKS = 10, /* until one is not overtaken by two changes */
};

static const double WAIT_MAX = 1e6; /* seconds */

static const size_t MAP_FIRST = (size_t)16 << 30;
static const size_t MAP_LEAST = (size_t)256 << 20;

static const char *const table_names[TABLES] = {"journal", "ids", "links", "rules", "names",
	"examples", "evidence", "claims", "judged", "index", "state"};

/* One record of the transaction itself, in LMDB's main table beside the named ones. */
struct totals {
	uint64_t format, count, sum;
};

struct store {
	MDB_env *env;
	MDB_txn *txn;	    /* the write transaction, or the look */
	MDB_txn *look;	    /* a read transaction that is renewed, never two at once */
	MDB_cursor *append; /* a cursor on the journal, for the length of a write transaction */
	MDB_dbi tables[TABLES], main;
	bool opened, writing, looking, grow, rehearsing, swept;
	struct totals totals;
	struct buf value; /* hash and value, put together */
	char *dir;
	int gate;
	unsigned patience;
	struct stat data_stat, lock_stat;
};

const char *
store_table_name(enum table t)
{
	return table_names[t];
}

const char *
store_dir(const struct store *s)
{
	return s->dir;
}

void
store_patience(struct store *s, unsigned milliseconds)
{
	s->patience = milliseconds;
}

/* LMDB's answers in our words. */
static int
trouble(const struct store *s, const char *what, int rc)
{
	/* LMDB calls a write that the disk took only a part of an input/output error. */
	if (rc == EIO && place_full(s->dir))
		rc = ENOSPC;
	switch (rc) {
	case MDB_INVALID:
		return fail("%s: not a store: data.mdb is not an LMDB file", s->dir);
	case MDB_VERSION_MISMATCH:
		return fail("%s: data.mdb has another LMDB version", s->dir);
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC:
		return fail("%s: the store is damaged (%s); see fl-store check", s->dir, what);
	case MDB_READERS_FULL:
		return busy("%s: too many readers at once", s->dir);
	case EAGAIN:
		return busy("%s: the lock is held from another pid namespace (containers that "
			    "share a store must share their pid namespace)",
		    s->dir);
	case ENOSPC:
	case EDQUOT:
		return fail("%s: no space left on the disk; nothing of this batch was stored",
		    s->dir);
	case EIO:
		place_doubt(s->dir, true);
		break;
	default:
		break;
	}
	return fail("%s: %s: %s", s->dir, what, mdb_strerror(rc));
}

static void
on_assert(MDB_env *env, const char *words)
{
	(void)env;
	warn("the store is damaged (%s); see fl-store check", words);
	_exit(EXIT_TROUBLE);
}

/*
 * LMDB writes to lock.mdb through its map: on a full disk that would be a SIGBUS, so the file
 * gets its blocks here.
 */
static int
prepare_locks(struct store *s)
{
	int fd = place_open(s->dir, "lock.mdb", LOCK_FILE_SIZE);

	if (fd < 0)
		return -1;
	close(fd);
	s->gate = gate_open(s->dir);
	return s->gate < 0 ? -1 : 0;
}

static int
open_env(struct store *s, bool read_only)
{
	char path[PLACE_PATH];
	struct stat st;
	size_t map = MAP_FIRST, least = MAP_LEAST;
	int rc;

	place_file(s->dir, "data.mdb", path);
	if (stat(path, &st) == 0) {
		least = (size_t)st.st_size * 2 > least ? (size_t)st.st_size * 2 : least;
		while (map < least)
			map *= 2;
	}
	for (;; map /= 2) {
		if ((rc = mdb_env_create(&s->env)) != 0)
			return trouble(s, "open", rc);
		mdb_env_set_maxdbs(s->env, TABLES);
		mdb_env_set_mapsize(s->env, map);
		mdb_env_set_assert(s->env, on_assert);
		rc = mdb_env_open(s->env, s->dir, MDB_NOTLS | (read_only ? MDB_RDONLY : 0), 0600);
		if (rc != ENOMEM || map / 2 < least)
			break;
		mdb_env_close(s->env); /* limited memory: ask for half */
		s->env = NULL;
	}
	return rc ? trouble(s, "open", rc) : 0;
}

static int
begin_txn(struct store *s, unsigned flags, MDB_txn **txn)
{
	int rc, dead;

	for (int tries = 0;; tries++) {
		rc = mdb_txn_begin(s->env, NULL, flags, txn);
		if (rc == MDB_MAP_RESIZED && tries < 3)
			mdb_env_set_mapsize(s->env, 0); /* another process made it larger */
		else if (rc == MDB_READERS_FULL && tries < 3)
			mdb_reader_check(s->env, &dead);
		else
			return rc ? trouble(s, "begin", rc) : 0;
	}
}

static uint64_t
value_hash(enum table t, struct bytes key, const void *value, size_t n)
{
	return hash64(value, n, hash64(key.at, key.len, (uint64_t)t + 1));
}

static MDB_val
val_of(struct bytes b)
{
	return (MDB_val){b.len, (void *)(uintptr_t)b.at};
}

static MDB_val
totals_key(void)
{
	static char name[] = "totals";

	return (MDB_val){sizeof(name) - 1, name};
}

static int
read_totals(struct store *s, MDB_txn *txn, struct totals *out)
{
	MDB_val key = totals_key(), value;
	unsigned char copy[4 * 8];
	int rc = mdb_get(txn, s->main, &key, &value);

	if (rc == MDB_NOTFOUND)
		return fail("%s: not a store of ours", s->dir);
	if (rc)
		return trouble(s, "read", rc);
	if (value.mv_size != sizeof(copy))
		return fail("%s: the store is damaged (totals)", s->dir);
	memcpy(copy, value.mv_data, sizeof(copy));
	*out = (struct totals){get_be64(copy), get_be64(copy + 8), get_be64(copy + 16)};
	if (get_be64(copy + 24) != hash64(copy, 24, 0))
		return fail("%s: the store is damaged (totals)", s->dir);
	if (out->format > STORE_FORMAT)
		return fail("%s: the store has format %llu, newer than this program's %d; "
			    "use a newer fl",
		    s->dir, (unsigned long long)out->format, STORE_FORMAT);
	return 0;
}

static int
write_totals(struct store *s)
{
	unsigned char copy[4 * 8];
	MDB_val key = totals_key(), value = {sizeof(copy), copy};
	int rc;

	put_be64(copy, s->totals.format);
	put_be64(copy + 8, s->totals.count);
	put_be64(copy + 16, s->totals.sum);
	put_be64(copy + 24, hash64(copy, 24, 0));
	rc = mdb_put(s->txn, s->main, &key, &value, 0);
	s->grow |= rc == MDB_MAP_FULL;
	return rc ? trouble(s, "write", rc) : 0;
}

static int
open_tables(struct store *s, MDB_txn *txn, unsigned flags)
{
	int rc = mdb_dbi_open(txn, NULL, 0, &s->main);

	for (int t = 0; t < TABLES && rc == 0; t++)
		rc = mdb_dbi_open(txn, table_names[t], flags, &s->tables[t]);
	if (rc == MDB_NOTFOUND)
		return fail("%s: not a store of ours", s->dir);
	return rc ? trouble(s, "open a table", rc) : 0;
}

static int
create_tables(struct store *s)
{
	int rc;

	if (gate_enter(s->gate, s->dir, s->patience) < 0)
		return -1;
	if ((rc = begin_txn(s, 0, &s->txn)) == 0) {
		rc = open_tables(s, s->txn, MDB_CREATE);
		if (rc == 0 && read_totals(s, s->txn, &s->totals) < 0) {
			MDB_stat st = {0};

			mdb_stat(s->txn, s->main, &st);
			s->totals = (struct totals){STORE_FORMAT, 0, 0};
			rc = st.ms_entries > TABLES ? -1 : write_totals(s);
		}
		if (rc == 0 && (rc = mdb_txn_commit(s->txn)) != 0)
			rc = trouble(s, "create", rc);
		else if (rc != 0)
			mdb_txn_abort(s->txn);
		s->txn = NULL;
	}
	gate_leave(s->gate);
	return rc;
}

static int
open_existing(struct store *s)
{
	MDB_txn *txn;
	int rc;

	if (begin_txn(s, MDB_RDONLY, &txn) < 0)
		return -1;
	rc = open_tables(s, txn, 0);
	if (rc == 0)
		rc = read_totals(s, txn, &s->totals);
	if (rc != 0) {
		mdb_txn_abort(txn);
		return rc;
	}
	/* Committing keeps the table handles, aborting would close them. */
	rc = mdb_txn_commit(txn);
	return rc ? trouble(s, "open", rc) : 0;
}

static int
is_made(const struct store *s)
{
	char path[PLACE_PATH];
	struct stat st;

	place_file(s->dir, "data.mdb", path);
	return stat(path, &st) == 0 && st.st_size > 0;
}

/* A store that was cut off while it was being made has a file and no tables yet. */
static bool
has_tables(struct store *s)
{
	MDB_txn *txn;
	MDB_stat st = {0};
	MDB_dbi dbi;

	if (begin_txn(s, MDB_RDONLY, &txn) < 0)
		return true; /* the reason comes again */
	if (mdb_dbi_open(txn, NULL, 0, &dbi) == 0)
		mdb_stat(txn, dbi, &st);
	mdb_txn_abort(txn);
	return st.ms_entries > 0;
}

/* A file can be shorter than what is in use by pages that were taken and freed at once. */
static bool
is_short(struct store *s)
{
	char path[PLACE_PATH];
	MDB_envinfo info;
	MDB_stat st;
	struct stat file;

	place_file(s->dir, "data.mdb", path);
	return mdb_env_info(s->env, &info) == 0 && mdb_env_stat(s->env, &st) == 0 &&
	       stat(path, &file) == 0 &&
	       (uint64_t)file.st_size < (uint64_t)(info.me_last_pgno + 1) * st.ms_psize;
}

/* A store that may be damaged takes nothing more until it is found sound; it can be read. */
static int
settle_doubt(struct store *s)
{
	long faults;

	if (!place_doubted(s->dir) && !is_short(s))
		return 0;
	faults = store_check(s, NULL, NULL);
	store_rest(s);
	if (faults > 0)
		return fail("%s: the store is damaged, and takes nothing more; see fl-store check",
		    s->dir);
	if (faults == 0)
		place_doubt(s->dir, false);
	return faults < 0 ? -1 : 0;
}

static int
read_patience(struct store *s)
{
	const char *wait = getenv("FL_WAIT");
	char *end;
	double seconds;

	s->patience = PATIENCE_MS;
	if (!wait || !*wait)
		return 0;
	seconds = strtod(wait, &end);
	if (*end || !(seconds >= 0 && seconds <= WAIT_MAX))
		return fail("FL_WAIT: a number of seconds expected, found '%s'", wait);
	s->patience = (unsigned)(seconds * 1000);
	return 0;
}

int
store_open(struct store **out, const char *dir, enum store_mode mode)
{
	struct store *s = mem_alloc(sizeof(*s));
	char path[PLACE_PATH];
	int fd, dead;
	bool fresh;

	*out = NULL;
	s->dir = mem_dup(dir);
	s->gate = -1;
	guard_pages();
	if (read_patience(s) < 0 || place_check(s->dir, mode == STORE_CREATE) < 0 ||
	    prepare_locks(s) < 0)
		goto failed;
	fresh = mode == STORE_CREATE && !is_made(s);
	if (open_env(s, mode == STORE_READ) < 0)
		goto failed;
	s->opened = true;
	if (mdb_env_get_fd(s->env, &fd) == 0) {
		fcntl(fd, F_SETFD, FD_CLOEXEC); /* LMDB 0.9.24 forgets to */
		fstat(fd, &s->data_stat);
	}
	place_file(s->dir, "lock.mdb", path);
	stat(path, &s->lock_stat);
	mdb_reader_check(s->env, &dead);
	if (mode == STORE_CREATE && (fresh || !has_tables(s))) {
		if (create_tables(s) < 0)
			goto failed;
	} else if (open_existing(s) < 0 || (mode != STORE_READ && settle_doubt(s) < 0)) {
		goto failed;
	}
	*out = s;
	return 0;
failed:
	store_close(s);
	return -1;
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	if (s->txn && s->writing)
		mdb_txn_abort(s->txn);
	if (s->look)
		mdb_txn_abort(s->look);
	if (s->env)
		mdb_env_close(s->env);
	if (s->gate >= 0)
		close(s->gate);
	buf_free(&s->value);
	mem_free(s->dir);
	mem_free(s);
}

/* Are the files behind our descriptors still the ones with the names? */
static int
check_inodes(const struct store *s)
{
	char path[PLACE_PATH];
	struct stat st;

	place_file(s->dir, "data.mdb", path);
	if (stat(path, &st) != 0 || st.st_ino != s->data_stat.st_ino ||
	    st.st_dev != s->data_stat.st_dev)
		return fail("%s: was replaced while it was open; nothing was written", path);
	place_file(s->dir, "lock.mdb", path);
	if (stat(path, &st) != 0 || st.st_ino != s->lock_stat.st_ino ||
	    st.st_dev != s->lock_stat.st_dev)
		return fail("%s: was replaced while it was open; nothing was written", path);
	return 0;
}

static int
update_once(struct store *s, int (*work)(struct store *, void *), void *arg)
{
	int rc;

	s->grow = false;
	if (begin_txn(s, 0, &s->txn) < 0)
		return -1;
	s->writing = true;
	rc = read_totals(s, s->txn, &s->totals);
	if (rc == 0)
		rc = work(s, arg);
	if (rc == 0)
		rc = write_totals(s);
	if (rc == 0)
		rc = check_inodes(s);
	if (s->append)
		mdb_cursor_close(s->append);
	s->append = NULL;
	if (rc == 0 && !s->rehearsing) {
		rc = mdb_txn_commit(s->txn);
		s->grow |= rc == MDB_MAP_FULL;
		if (rc != 0)
			rc = trouble(s, "commit", rc);
	} else {
		mdb_txn_abort(s->txn);
	}
	s->txn = NULL;
	s->writing = false;
	return rc;
}

static int
grow_map(struct store *s)
{
	MDB_envinfo info;
	int rc;

	mdb_env_info(s->env, &info);
	rc = mdb_env_set_mapsize(s->env, info.me_mapsize * 2);
	return rc ? busy("%s: the store cannot grow beyond %zu MiB: %s", s->dir,
			info.me_mapsize >> 20, mdb_strerror(rc))
		  : 0;
}

int
store_update(struct store *s, int (*work)(struct store *, void *), void *arg)
{
	int rc;

	if (s->writing)
		return fail("a change inside a change");
	store_rest(s);
	if (s->look) { /* the map may move: no reader of ours may be left */
		mdb_txn_abort(s->look);
		s->look = NULL;
	}
	if (gate_enter(s->gate, s->dir, s->patience) < 0)
		return -1;
	if (!s->swept)
		place_sweep(s->dir);
	s->swept = true;
	while ((rc = update_once(s, work, arg)) != 0 && s->grow && grow_map(s) == 0)
		continue;
	gate_leave(s->gate);
	return rc;
}

int
store_rehearse(struct store *s, int (*work)(struct store *, void *), void *arg)
{
	int rc;

	s->rehearsing = true;
	rc = store_update(s, work, arg);
	s->rehearsing = false;
	return rc;
}

int
store_look(struct store *s)
{
	int rc;

	if (s->writing || s->looking)
		return 0;
	if (s->look) {
		rc = mdb_txn_renew(s->look);
		if (rc == MDB_MAP_RESIZED) {
			mdb_txn_abort(s->look);
			s->look = NULL;
		} else if (rc) {
			return trouble(s, "look", rc);
		}
	}
	if (!s->look && begin_txn(s, MDB_RDONLY, &s->look) < 0)
		return -1;
	s->txn = s->look;
	s->looking = true;
	return 0;
}

void
store_rest(struct store *s)
{
	if (!s->looking)
		return;
	mdb_txn_reset(s->look);
	s->txn = NULL;
	s->looking = false;
}

uint64_t
store_version(const struct store *s)
{
	return s->txn ? mdb_txn_id(s->txn) : 0;
}

static int
damaged(const struct store *s, enum table t)
{
	return fail("%s: the store is damaged (a value of table %s does not fit its hash); "
		    "see fl-store check",
	    s->dir, table_names[t]);
}

static int
open_value(const struct store *s, enum table t, struct bytes key, const MDB_val *v,
    struct bytes *value)
{
	uint64_t hash;

	if (v->mv_size < HASH_SIZE)
		return damaged(s, t);
	*value = bytes_of((const char *)v->mv_data + HASH_SIZE, v->mv_size - HASH_SIZE);
	memcpy(&hash, v->mv_data, HASH_SIZE);
	return hash == value_hash(t, key, value->at, value->len) ? 1 : damaged(s, t);
}

int
store_get(struct store *s, enum table t, struct bytes key, struct bytes *value)
{
	MDB_val k = val_of(key), v;
	int rc = mdb_get(s->txn, s->tables[t], &k, &v);

	if (rc == MDB_NOTFOUND)
		return 0;
	return rc ? trouble(s, "read", rc) : open_value(s, t, key, &v, value);
}

/* The hash of the value that key has now, out of the sum. */
static int
forget_old(struct store *s, enum table t, struct bytes key)
{
	MDB_val k = val_of(key), v;
	uint64_t hash;
	int rc = mdb_get(s->txn, s->tables[t], &k, &v);

	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc)
		return trouble(s, "read", rc);
	if (v.mv_size < HASH_SIZE)
		return damaged(s, t);
	memcpy(&hash, v.mv_data, HASH_SIZE);
	s->totals.sum -= hash;
	s->totals.count--;
	return 1;
}

static int
check_size(const struct store *s, struct bytes key, struct bytes value)
{
	if (key.len == 0 || key.len > STORE_KEY_MAX)
		return fail("%s: a key of %zu bytes", s->dir, key.len);
	if (value.len > VALUE_MAX)
		return fail("%s: a value of %zu bytes is too large", s->dir, value.len);
	return 0;
}

/* Make room for a value of n bytes: 1 with the place, 0 when the key stays as it is, -1. */
static int
reserve(struct store *s, enum table t, struct bytes key, size_t n, unsigned flags, void **place)
{
	MDB_val k = val_of(key), v = {n, NULL};
	int rc = 0;

	if (t == TABLE_JOURNAL && (flags & MDB_APPEND)) {
		if (!s->append)
			rc = mdb_cursor_open(s->txn, s->tables[t], &s->append);
		if (rc == 0)
			rc = mdb_cursor_put(s->append, &k, &v, flags | MDB_RESERVE);
	} else {
		rc = mdb_put(s->txn, s->tables[t], &k, &v, flags | MDB_RESERVE);
	}
	*place = v.mv_data;
	if (rc == MDB_KEYEXIST)
		return 0;
	s->grow |= rc == MDB_MAP_FULL;
	return rc ? trouble(s, "write", rc) : 1;
}

/* The value is head and rest, put together in their place. */
static int
put_value(struct store *s, enum table t, struct bytes key, struct bytes head, struct bytes rest,
    unsigned flags)
{
	size_t n = head.len + rest.len;
	uint64_t hash;
	void *place = NULL;
	char *at;
	int rc = reserve(s, t, key, HASH_SIZE + n, flags, &place);

	if (rc <= 0 || !place)
		return rc;
	at = (char *)place + HASH_SIZE;
	if (head.len)
		memcpy(at, head.at, head.len);
	if (rest.len)
		memcpy(at + head.len, rest.at, rest.len);
	hash = value_hash(t, key, at, n);
	memcpy(place, &hash, HASH_SIZE);
	s->totals.sum += hash;
	s->totals.count++;
	return 1;
}

int
store_put(struct store *s, enum table t, struct bytes key, struct bytes value)
{
	if (check_size(s, key, value) < 0 || forget_old(s, t, key) < 0)
		return -1;
	return put_value(s, t, key, value, bytes_of("", 0), 0) < 0 ? -1 : 0;
}

int
store_add(struct store *s, enum table t, struct bytes key, struct bytes value)
{
	if (check_size(s, key, value) < 0)
		return -1;
	return put_value(s, t, key, value, bytes_of("", 0), MDB_NOOVERWRITE);
}

int
store_append(struct store *s, enum table t, struct bytes key, struct bytes head, struct bytes rest)
{
	int rc;

	if (check_size(s, key, head) < 0 || check_size(s, key, rest) < 0)
		return -1;
	rc = put_value(s, t, key, head, rest, MDB_APPEND);
	return rc == 0 ? fail("%s: a key that is not the last", s->dir) : rc < 0 ? -1 : 0;
}

int
store_del(struct store *s, enum table t, struct bytes key)
{
	MDB_val k = val_of(key);
	int rc = forget_old(s, t, key);

	if (rc <= 0)
		return rc;
	rc = mdb_del(s->txn, s->tables[t], &k, NULL);
	s->grow |= rc == MDB_MAP_FULL;
	return rc ? trouble(s, "delete", rc) : 0;
}

int
store_empty(struct store *s, enum table t)
{
	struct walk w;
	struct bytes key = {0}, value = {0};
	int rc;

	if (walk_begin(&w, s, t, bytes_of("", 0), bytes_of("", 0)) < 0)
		return -1;
	while ((rc = walk_next(&w, &key, &value)) > 0) {
		s->totals.sum -= value_hash(t, key, value.at, value.len);
		s->totals.count--;
	}
	walk_end(&w);
	if (rc < 0)
		return -1;
	rc = mdb_drop(s->txn, s->tables[t], 0);
	s->grow |= rc == MDB_MAP_FULL;
	return rc ? trouble(s, "empty", rc) : 0;
}

int
store_count(struct store *s, enum table t, uint64_t *count)
{
	MDB_stat st;
	int rc = mdb_stat(s->txn, s->tables[t], &st);

	*count = rc ? 0 : st.ms_entries;
	return rc ? trouble(s, "count", rc) : 0;
}

int
walk_begin(struct walk *w, struct store *s, enum table t, struct bytes from, struct bytes prefix)
{
	MDB_cursor *c;
	int rc;

	*w = (struct walk){.s = s, .t = t, .prefix = prefix, .first_len = from.len};
	if (from.len > sizeof(w->first))
		return fail("%s: a key of %zu bytes", s->dir, from.len);
	if (from.len)
		memcpy(w->first, from.at, from.len);
	if ((rc = mdb_cursor_open(s->txn, s->tables[t], &c)) != 0)
		return trouble(s, "walk", rc);
	w->cursor = c;
	return 0;
}

int
walk_next(struct walk *w, struct bytes *key, struct bytes *value)
{
	MDB_val k = {w->first_len, w->first}, v;
	MDB_cursor_op op = w->started ? MDB_NEXT : w->first_len ? MDB_SET_RANGE : MDB_FIRST;
	int rc = mdb_cursor_get(w->cursor, &k, &v, op);

	w->started = true;
	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc)
		return trouble(w->s, "walk", rc);
	if (k.mv_size < w->prefix.len ||
	    (w->prefix.len && memcmp(k.mv_data, w->prefix.at, w->prefix.len) != 0))
		return 0;
	*key = bytes_of(k.mv_data, k.mv_size);
	return open_value(w->s, w->t, *key, &v, value);
}

void
walk_end(struct walk *w)
{
	if (w->cursor)
		mdb_cursor_close(w->cursor);
	w->cursor = NULL;
}

int
store_last(struct store *s, enum table t, struct bytes *key, struct bytes *value)
{
	MDB_cursor *c;
	MDB_val k, v;
	int rc = mdb_cursor_open(s->txn, s->tables[t], &c);

	if (rc)
		return trouble(s, "read", rc);
	rc = mdb_cursor_get(c, &k, &v, MDB_LAST);
	mdb_cursor_close(c);
	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc)
		return trouble(s, "read", rc);
	*key = bytes_of(k.mv_data, k.mv_size);
	return open_value(s, t, *key, &v, value);
}

int
store_stat(struct store *s, struct store_stat *out)
{
	MDB_envinfo info;
	MDB_stat st;
	struct stat file;
	char path[PLACE_PATH];
	int rc;

	*out = (struct store_stat){.format = (unsigned)s->totals.format};
	for (int t = 0; t < TABLES; t++)
		if (store_count(s, (enum table)t, &out->counts[t]) < 0)
			return -1;
	if ((rc = mdb_env_info(s->env, &info)) != 0 || (rc = mdb_env_stat(s->env, &st)) != 0)
		return trouble(s, "stat", rc);
	place_file(s->dir, "data.mdb", path);
	out->file_bytes = stat(path, &file) == 0 ? (uint64_t)file.st_size : 0;
	out->used_bytes = (uint64_t)(info.me_last_pgno + 1) * st.ms_psize;
	out->map_bytes = info.me_mapsize;
	out->readers = info.me_numreaders;
	return 0;
}

struct findings {
	void (*found)(const char *, void *);
	void *arg;
	long faults;
};

static void __attribute__((format(printf, 2, 3)))
find_fault(struct findings *f, const char *fmt, ...)
{
	char words[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	f->faults++;
	if (f->found)
		f->found(words, f->arg);
}

static bool
in_order(struct bytes before, struct bytes key)
{
	size_t n = before.len < key.len ? before.len : key.len;
	int c = n ? memcmp(before.at, key.at, n) : 0;

	return c < 0 || (c == 0 && before.len < key.len);
}

static int
check_table(struct store *s, enum table t, struct totals *seen, struct findings *f)
{
	unsigned char last[STORE_KEY_MAX * 2];
	struct bytes before = {last, 0};
	MDB_cursor *c;
	MDB_val k, v;
	int rc = mdb_cursor_open(s->txn, s->tables[t], &c);

	if (rc)
		return trouble(s, "check", rc);
	for (rc = mdb_cursor_get(c, &k, &v, MDB_FIRST); rc == 0;
	    rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) {
		struct bytes key = {k.mv_data, k.mv_size}, value;

		if (before.len && !in_order(before, key))
			find_fault(f, "table %s: keys out of order", table_names[t]);
		if (k.mv_size > STORE_KEY_MAX || open_value(s, t, key, &v, &value) < 0) {
			find_fault(f, "table %s: value %llu of it does not fit its hash",
			    table_names[t], (unsigned long long)seen->count);
			continue;
		}
		memcpy(last, key.at, key.len);
		before.len = key.len;
		seen->count++;
		seen->sum += value_hash(t, key, value.at, value.len);
	}
	mdb_cursor_close(c);
	if (rc != MDB_NOTFOUND)
		find_fault(f, "table %s: %s", table_names[t], mdb_strerror(rc));
	return 0;
}

/* Look anew, and walk the pages of what is seen. */
static long
check_pages(struct store *s, void (*found)(const char *, void *), void *arg)
{
	struct pages_meta meta;
	int fd, rc = mdb_env_get_fd(s->env, &fd);

	if (rc)
		return trouble(s, "check", rc);
	for (int tries = 0; rc == 0 && tries < LOOKS; tries++) {
		store_rest(s);
		if (store_look(s) < 0 || (rc = pages_find(&meta, fd, store_version(s))) < 0)
			return -1;
	}
	if (rc == 0)
		return busy("%s: it changes all the time", s->dir);
	return pages_check(fd, &meta, found, arg);
}

long
store_check(struct store *s, void (*found)(const char *, void *), void *arg)
{
	struct findings f = {found, arg, 0};
	struct totals seen = {0}, kept;

	if ((f.faults = check_pages(s, found, arg)) != 0)
		return f.faults; /* what the pages hold cannot be walked */
	if (read_totals(s, s->txn, &kept) < 0)
		return -1;
	for (int t = 0; t < TABLES; t++)
		if (check_table(s, (enum table)t, &seen, &f) < 0)
			return -1;
	if (seen.count != kept.count)
		find_fault(&f, "%llu values, and there should be %llu",
		    (unsigned long long)seen.count, (unsigned long long)kept.count);
	else if (seen.sum != kept.sum)
		find_fault(&f, "the sum of all hashes is not the one that was kept");
	return f.faults;
}

static int
copy_to(struct store *s, const char *temp)
{
	int rc, fd = open(temp, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return fail("%s: %s", temp, strerror(errno));
	rc = mdb_env_copyfd2(s->env, fd, MDB_CP_COMPACT);
	if (rc == 0 && fsync(fd) != 0)
		rc = errno;
	if (close(fd) != 0 && rc == 0)
		rc = errno;
	return rc ? fail("%s: %s", temp, mdb_strerror(rc)) : 0;
}

int
store_copy(struct store *s, const char *dir)
{
	char temp[PLACE_PATH], path[PLACE_PATH];
	struct stat st;

	if (strlen(dir) > PLACE_PATH - 64)
		return fail("%.40s…: the name is too long", dir);
	snprintf(temp, sizeof(temp), "%s/copy.%ld", dir, (long)getpid());
	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	if (place_make(dir) < 0)
		return -1;
	if (lstat(path, &st) == 0)
		return fail("%s: there is a store already", dir);
	store_rest(s);
	if (copy_to(s, temp) < 0) {
		unlink(temp);
		return -1;
	}
	if (link(temp, path) != 0) { /* unlike rename, never over another's file */
		int err = errno;

		unlink(temp);
		return fail("%s: %s", path, strerror(err));
	}
	unlink(temp);
	return place_sync(dir);
}
