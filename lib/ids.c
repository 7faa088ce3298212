/*
 * The ids, as sorted runs.
 *
 * Records are counted off in segments.  The entries of the last, incomplete segment stand in the
 * order of the journal, in chunks (level 0).  A complete segment is a run of level 1: its entries
 * sorted, and cut into blocks by the upper bits of their hashes, so that a block is found by its
 * key alone.  FAN runs of a level become one of the next; the last level is not merged, so that
 * no change has to rewrite more than a bounded part.
 *
 * An entry's number is the place of its record in the run, from 0.
 */
#include "ids.h"

#include <endian.h>
#include <string.h>

#include "diag.h"

/* A block has 448 entries on average: 3,584 bytes, which with some luck to spare fill a page. */
enum {
	SEGMENT = 3584, /* 8 blocks */
	BLOCK_BITS = 3, /* of a run of level 1 */
	FAN_BITS = 2,
	FAN = 1 << FAN_BITS,
	LEVELS = 5,  /* runs of up to 256 segments: 917,504 entries, below IDS_MOST */
	CHUNK = 224, /* 1,792 bytes: two of them fill a page */
	CHUNKS = SEGMENT / CHUNK,
	DIGIT_BITS = 11, /* 4 of them are the hash's bits of an entry */
	FEW = 64	 /* so many are sorted by insertion */
};

struct list {
	uint64_t *at;
	size_t n, cap;
};

struct key {
	unsigned char bytes[13];
};

static struct bytes
key_of(struct key *k, int level, uint64_t run, uint32_t block)
{
	k->bytes[0] = (unsigned char)level;
	put_be64(k->bytes + 1, run);
	put_be32(k->bytes + 9, block);
	return bytes_of(k->bytes, sizeof(k->bytes));
}

static uint64_t
run_size(int level)
{
	return (uint64_t)SEGMENT << (level - 1) * FAN_BITS;
}

static int
block_bits(int level)
{
	return BLOCK_BITS + (level - 1) * FAN_BITS;
}

static void
list_room(struct list *l, size_t n)
{
	l->at = mem_array(l->at, &l->cap, l->n + n, sizeof(*l->at));
}

static void
sort_few(uint64_t *e, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint64_t x = e[i];
		size_t k = i;

		for (; k > 0 && ids_hash(e[k - 1]) > ids_hash(x); k--)
			e[k] = e[k - 1];
		e[k] = x;
	}
}

void
ids_sort(uint64_t *entries, size_t n, uint64_t *spare)
{
	enum { DIGITS = 1 << DIGIT_BITS };
	uint64_t *from = entries, *to = spare;

	if (n <= FEW) {
		sort_few(entries, n);
		return;
	}
	/* An even number of passes: the result is back in its place. */
	for (int shift = IDS_PLACE_BITS; shift < 64; shift += DIGIT_BITS) {
		size_t starts[DIGITS] = {0}, sum = 0;
		uint64_t *swap = from;

		for (size_t i = 0; i < n; i++)
			starts[from[i] >> shift & (DIGITS - 1)]++;
		for (size_t i = 0; i < DIGITS; i++) {
			size_t count = starts[i];

			starts[i] = sum;
			sum += count;
		}
		for (size_t i = 0; i < n; i++)
			to[starts[from[i] >> shift & (DIGITS - 1)]++] = from[i];
		from = to;
		to = swap;
	}
}

static void
sort_list(struct list *l)
{
	uint64_t *spare = l->n > FEW ? mem_grow(NULL, l->n * sizeof(*spare)) : NULL;

	ids_sort(l->at, l->n, spare);
	mem_free(spare);
}

/* Add the entries of a block to the list: 1, 0 when there is none, -1. */
static int
read_block(struct store *s, int level, uint64_t run, uint32_t block, struct list *l)
{
	struct bytes value;
	struct key key;
	size_t n;
	int rc = store_get(s, TABLE_IDS, key_of(&key, level, run, block), &value);

	if (rc <= 0)
		return rc;
	if (value.len == 0 || value.len % sizeof(uint64_t) != 0)
		return fail("%s: the store is damaged (ids)", store_dir(s));
	n = value.len / sizeof(uint64_t);
	list_room(l, n);
	memcpy(l->at + l->n, value.at, value.len);
	for (size_t i = 0; i < n; i++, l->n++)
		l->at[l->n] = le64toh(l->at[l->n]);
	return 1;
}

/* Put n entries as a block; they are no entries any more. */
static int
write_block(struct store *s, int level, uint64_t run, uint32_t block, uint64_t *entries, size_t n)
{
	struct key key;

	for (size_t i = 0; i < n; i++)
		entries[i] = htole64(entries[i]);
	return store_put(s, TABLE_IDS, key_of(&key, level, run, block),
	    bytes_of(entries, n * sizeof(*entries)));
}

static int
drop_block(struct store *s, int level, uint64_t run, uint32_t block)
{
	struct key key;

	return store_del(s, TABLE_IDS, key_of(&key, level, run, block));
}

/* Cut sorted entries into the blocks of a run; those of no entries are left out. */
static int
write_run(struct store *s, int level, uint64_t run, struct list *l)
{
	int shift = 64 - block_bits(level);

	for (size_t i = 0, end; i < l->n; i = end) {
		uint64_t block = l->at[i] >> shift;

		for (end = i + 1; end < l->n && l->at[end] >> shift == block; end++)
			continue;
		if (write_block(s, level, run, (uint32_t)block, l->at + i, end - i) < 0)
			return -1;
	}
	return 0;
}

/* Move one block of each of FAN runs to the end of the list, their places as in the merged run. */
static int
take_blocks(struct store *s, int level, uint64_t first, uint32_t block, struct list *l)
{
	for (uint32_t i = 0; i < FAN; i++) {
		size_t from = l->n;
		int rc = read_block(s, level, first + i, block, l);

		if (rc < 0 || (rc > 0 && drop_block(s, level, first + i, block) < 0))
			return -1;
		for (; from < l->n; from++)
			l->at[from] += i * run_size(level);
	}
	return 0;
}

/* Make a run of the next level: each block of its parts is FAN blocks of it. */
static int
merge(struct store *s, int level, uint64_t run)
{
	struct list l = {0};
	int rc = 0;

	for (uint32_t block = 0; rc == 0 && block < 1U << block_bits(level - 1); block++) {
		l.n = 0;
		if ((rc = take_blocks(s, level - 1, run * FAN, block, &l)) < 0)
			break;
		sort_list(&l);
		rc = write_run(s, level, run, &l);
	}
	mem_free(l.at);
	return rc;
}

/* Move the chunks of an incomplete segment to the list. */
static int
take_tail(struct store *s, uint64_t segment, struct list *l)
{
	for (uint32_t i = 0; i < CHUNKS; i++) {
		int rc = read_block(s, 0, segment, i, l);

		if (rc < 0 || (rc > 0 && drop_block(s, 0, segment, i) < 0))
			return -1;
	}
	return 0;
}

static size_t
place_of(uint64_t seq)
{
	return (seq - 1) % SEGMENT;
}

static int
complete_segment(struct store *s, uint64_t segment, const struct id *ids, size_t n)
{
	struct list l = {0};
	uint64_t run = segment;
	int rc = 0;

	if (n == 0 || place_of(ids[0].seq) > 0)
		rc = take_tail(s, segment, &l);
	list_room(&l, n);
	for (size_t i = 0; i < n; i++)
		l.at[l.n++] = ids_entry(ids[i].hash, place_of(ids[i].seq));
	if (rc == 0) {
		sort_list(&l);
		rc = write_run(s, 1, segment, &l);
	}
	mem_free(l.at);
	for (int level = 2; rc == 0 && level <= LEVELS && run % FAN == FAN - 1; level++)
		rc = merge(s, level, run /= FAN);
	return rc;
}

static int
extend_tail(struct store *s, uint64_t segment, const struct id *ids, size_t n)
{
	struct list l = {0};
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0;) {
		size_t chunk = place_of(ids[i].seq) / CHUNK;

		l.n = 0;
		if (place_of(ids[i].seq) % CHUNK > 0)
			rc = read_block(s, 0, segment, (uint32_t)chunk, &l);
		for (; i < n && place_of(ids[i].seq) / CHUNK == chunk; i++) {
			list_room(&l, 1);
			l.at[l.n++] = ids_entry(ids[i].hash, place_of(ids[i].seq));
		}
		if (rc >= 0)
			rc = write_block(s, 0, segment, (uint32_t)chunk, l.at, l.n);
	}
	mem_free(l.at);
	return rc;
}

/* An entry of the tail, and as a place of its table: the latest of the entries that fall on it. */
struct ids_link {
	uint64_t entry;
	uint16_t older, latest; /* from 1; 0: none */
};

static struct ids_link *
tail_place(const struct ids_tail *t, uint64_t entry)
{
	return &t->at[(entry >> IDS_PLACE_BITS) % SEGMENT];
}

static void
tail_add(struct ids_tail *t, uint64_t entry)
{
	struct ids_link *place = tail_place(t, entry);

	t->at[t->n].entry = entry;
	t->at[t->n].older = place->latest;
	place->latest = (uint16_t)++t->n;
}

void
ids_forget(struct ids_tail *t)
{
	mem_free(t->at);
	*t = (struct ids_tail){0};
}

/* What was added: the tail goes on with it while its segment does. */
static void
tail_follow(struct ids_tail *t, uint64_t end, const struct id *ids, size_t n)
{
	uint64_t last = n > 0 ? ids[n - 1].seq : end;

	if (!t->at)
		return;
	if (t->end != end || end / SEGMENT != last / SEGMENT) {
		ids_forget(t);
		return;
	}
	for (size_t i = 0; i < n; i++)
		tail_add(t, ids_entry(ids[i].hash, place_of(ids[i].seq)));
	t->end = last;
}

int
ids_add(struct store *s, struct ids_tail *t, uint64_t end, const struct id *ids, size_t n)
{
	tail_follow(t, end, ids, n);
	for (size_t i = 0, from; i < n;) {
		uint64_t segment = (ids[i].seq - 1) / SEGMENT;

		for (; end / SEGMENT < segment; end = (end / SEGMENT + 1) * SEGMENT)
			if (complete_segment(s, end / SEGMENT, NULL, 0) < 0)
				return -1; /* the journal has a gap */
		for (from = i; i < n && (ids[i].seq - 1) / SEGMENT == segment; i++)
			end = ids[i].seq;
		if ((end % SEGMENT == 0 ? complete_segment : extend_tail)(s, segment, ids + from,
			i - from) < 0)
			return -1;
	}
	return 0;
}

/* One search: what is looked for, and whom to tell. */
struct search {
	struct store *s;
	const uint64_t *entries;
	size_t n;
	int (*hit)(size_t, uint64_t, void *);
	void *arg;
	struct list block;
};

/* The first of n sorted entries whose hash is not below; without a branch to be guessed. */
static size_t
lower_bound(const uint64_t *e, size_t n, uint64_t hash)
{
	const uint64_t *from = e;

	for (; n > 1; n -= n / 2)
		from += ids_hash(from[n / 2 - 1]) < hash ? n / 2 : 0;
	return (size_t)(from - e) + (n == 1 && ids_hash(*from) < hash);
}

static int
tell(const struct search *q, uint64_t wanted, uint64_t first, uint64_t found)
{
	return q->hit(ids_number(wanted), first + ids_number(found), q->arg);
}

/* Look for a few entries in the block; the place of its run's first record is first. */
static int
search_few(struct search *q, const uint64_t *few, size_t n, uint64_t first)
{
	const uint64_t *at = q->block.at, *end = at + q->block.n;
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		uint64_t hash = ids_hash(few[i]);

		at += lower_bound(at, (size_t)(end - at), hash);
		for (const uint64_t *e = at; e < end && rc == 0 && ids_hash(*e) == hash; e++)
			rc = tell(q, few[i], first, *e);
	}
	return rc;
}

/* Look for many: the other way round, for each of the block's. */
static int
search_many(struct search *q, const uint64_t *many, size_t n, uint64_t first)
{
	const uint64_t *at = many, *end = many + n;
	int rc = 0;

	for (size_t i = 0; i < q->block.n && rc == 0; i++) {
		uint64_t hash = ids_hash(q->block.at[i]);

		at += lower_bound(at, (size_t)(end - at), hash);
		for (const uint64_t *e = at; e < end && rc == 0 && ids_hash(*e) == hash; e++)
			rc = tell(q, *e, first, q->block.at[i]);
	}
	return rc;
}

static int
search_block(struct search *q, size_t from, size_t end, uint64_t first)
{
	return (end - from < q->block.n ? search_few : search_many)(q, q->entries + from,
	    end - from, first);
}

static int
search_run(struct search *q, int level, uint64_t run)
{
	int shift = 64 - block_bits(level), rc;

	for (size_t i = 0, end; i < q->n; i = end) {
		uint64_t block = q->entries[i] >> shift;

		for (end = i + 1; end < q->n && q->entries[end] >> shift == block; end++)
			continue;
		q->block.n = 0;
		rc = read_block(q->s, level, run, (uint32_t)block, &q->block);
		if (rc > 0)
			rc = search_block(q, i, end, run * run_size(level) + 1);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* Know the chunks of the incomplete segment. */
static int
tail_read(struct store *s, struct ids_tail *t, uint64_t end)
{
	struct list l = {0};
	int rc = 0;

	if (t->at && t->end == end)
		return 0;
	ids_forget(t);
	*t = (struct ids_tail){mem_alloc(SEGMENT * sizeof(*t->at)), 0, end};
	for (uint32_t i = 0; i * CHUNK < end % SEGMENT && rc >= 0; i++)
		rc = read_block(s, 0, end / SEGMENT, i, &l);
	if (l.n > SEGMENT)
		rc = fail("%s: the store is damaged (ids)", store_dir(s));
	for (size_t i = 0; i < l.n && rc >= 0; i++)
		tail_add(t, l.at[i]);
	mem_free(l.at);
	if (rc < 0)
		ids_forget(t);
	return rc < 0 ? -1 : 0;
}

static int
search_tail(struct search *q, struct ids_tail *t, uint64_t end)
{
	uint64_t first = end / SEGMENT * SEGMENT + 1;
	int rc = tail_read(q->s, t, end);

	for (size_t i = 0; i < q->n && rc == 0; i++) {
		uint64_t hash = ids_hash(q->entries[i]);
		const struct ids_link *e;

		for (size_t k = tail_place(t, q->entries[i])->latest; k > 0 && rc == 0;
		    k = e->older) {
			e = &t->at[k - 1];
			if (ids_hash(e->entry) == hash)
				rc = tell(q, q->entries[i], first, e->entry);
		}
	}
	return rc;
}

/* From the newest to the oldest: an outcome mostly follows its interaction closely. */
int
ids_find(struct store *s, struct ids_tail *t, uint64_t end, const uint64_t *entries, size_t n,
    int (*hit)(size_t, uint64_t, void *), void *arg)
{
	struct search q = {s, entries, n, hit, arg, {0}};
	uint64_t runs = end / SEGMENT;
	int rc = n > 0 ? search_tail(&q, t, end) : 0;

	for (int level = 1; rc == 0 && level <= LEVELS; level++, runs /= FAN) {
		uint64_t merged = level < LEVELS ? runs / FAN * FAN : 0;

		for (uint64_t run = runs; rc == 0 && run > merged; run--)
			rc = search_run(&q, level, run - 1);
	}
	mem_free(q.block.at);
	return rc;
}
