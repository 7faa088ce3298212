/*
 * The ids: each record is found, also where hashes are equal, and the store's bytes do not depend
 * on how records came in batches.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "ids.h"
#include "journal.h"
#include "store.h"
#include "units.h"

enum { IDS = 70000, RECORDS = 20000 };

static void
expect_number(const char *what, uint64_t got, uint64_t expected)
{
	if (got != expected && wrong())
		printf("%s: expected %llu, got %llu\n", what, (unsigned long long)expected,
		    (unsigned long long)got);
}

static char *
new_dir(void)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = mem_alloc(4096);

	snprintf(dir, 4096, "%s/check_ids.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(dir))
		die("no temporary folder");
	return dir;
}

static void
remove_dir(char *dir)
{
	static const char *const files[] = {"data.mdb", "lock.mdb", "write.lock"};
	char path[4200];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		unlink(path);
	}
	rmdir(dir);
	mem_free(dir);
}

/* Everything in a table, as one number. */
static uint64_t
digest(struct store *s, enum table t)
{
	struct bytes key, value;
	uint64_t sum = (uint64_t)t;
	struct walk w;
	int rc;

	works(store_look(s) == 0 && walk_begin(&w, s, t, bytes_of("", 0), bytes_of("", 0)) == 0,
	    "walk");
	while ((rc = walk_next(&w, &key, &value)) > 0)
		sum = hash64(value.at, value.len, hash64(key.at, key.len, sum));
	works(rc == 0, "the end of a walk");
	walk_end(&w);
	store_rest(s);
	return sum;
}

struct hits {
	const struct id *ids;
	const uint64_t *place; /* in ids of each sequence number */
	uint64_t wanted, own, wrong, all;
};

static int
count_hit(size_t number, uint64_t seq, void *arg)
{
	struct hits *h = arg;
	size_t i = h->place[seq];

	h->all++;
	h->own += i == number;
	h->wrong += h->ids[i].seq != seq ||
		    ids_entry(h->ids[i].hash, 0) != ids_entry(h->ids[number].hash, 0);
	return 0;
}

static int
stop(size_t number, uint64_t seq, void *arg)
{
	struct hits *h = arg;

	return number == 7 && seq == h->wanted ? 42 : 0;
}

struct filling {
	const struct id *ids;
	size_t batch;
};

/* While ids are added in one transaction, each is found, and one that is not there is not. */
static void
check_known(struct store *s, struct ids_tail *tail, uint64_t end, const struct id *known)
{
	uint64_t entry = ids_entry(known->hash, 7);
	struct hits h = {.wanted = known->seq};

	works(ids_find(s, tail, end, &entry, 1, stop, &h) == 42, "find one that was added");
	h.wanted = end + 1;
	works(ids_find(s, tail, end, &entry, 1, stop, &h) == 0, "find none to come");
}

static int
fill(struct store *s, void *arg)
{
	struct filling *f = arg;
	struct ids_tail tail = {0};
	uint64_t end = 0;

	for (size_t i = 0; i < IDS; i += f->batch) {
		size_t n = IDS - i < f->batch ? IDS - i : f->batch;

		if (ids_add(s, &tail, end, f->ids + i, n) < 0)
			return -1;
		end = f->ids[i + n - 1].seq;
		if (i % 41 == 0) {
			check_known(s, &tail, end, &f->ids[i + n - 1]);
			check_known(s, &tail, end, &f->ids[(i + n - 1) / 2]);
		}
	}
	ids_forget(&tail);
	return 0;
}

/* Most hashes are random; some are equal, some have their upper bits in common. */
static void
make_ids(struct id *ids, uint64_t *place, bool gaps)
{
	uint64_t seq = 0;

	for (size_t i = 0; i < IDS; i++) {
		seq += gaps && i % 1000 == 999 ? 1 + i * 7 % 5000 : 1;
		ids[i] = (struct id){hash64(&i, sizeof(i), 1), seq};
		if (i % 100 == 50)
			ids[i].hash = ids[i / 2].hash;
		else if (i % 300 == 7)
			ids[i].hash = 12345;
		else if (i % 13 == 3)
			ids[i].hash = ids[i].hash % 1000 << 20;
		place[seq] = i;
	}
}

static uint64_t
count_pairs(const uint64_t *sorted)
{
	uint64_t pairs = 0;

	for (size_t i = 0, end; i < IDS; i = end) {
		for (end = i + 1; end < IDS && ids_hash(sorted[end]) == ids_hash(sorted[i]); end++)
			continue;
		pairs += (end - i) * (end - i);
	}
	return pairs;
}

static void
check_find(struct store *s, const struct id *ids, const uint64_t *place)
{
	uint64_t *entries = mem_alloc(2 * IDS * sizeof(*entries)), end = ids[IDS - 1].seq;
	struct hits all = {.ids = ids, .place = place}, none = all, half = all;
	struct ids_tail tail = {0};

	for (size_t i = 0; i < IDS; i++)
		entries[i] = ids_entry(ids[i].hash, i);
	ids_sort(entries, IDS, entries + IDS);
	works(store_look(s) == 0, "look");
	works(ids_find(s, &tail, end, entries, IDS, count_hit, &all) == 0, "find all");
	expect_number("each finds itself", all.own, IDS);
	expect_number("found with another hash", all.wrong, 0);
	expect_number("pairs with one hash", all.all, count_pairs(entries));

	for (size_t i = 0; i < IDS; i += 97) {
		uint64_t one = ids_entry(ids[i].hash, 7);
		struct hits h = {.wanted = ids[i].seq};

		works(ids_find(s, &tail, end, &one, 1, stop, &h) == 42, "find one");
		h.wanted = end + 1;
		works(ids_find(s, &tail, end, &one, 1, stop, &h) == 0,
		    "find one that is not there");
	}
	for (size_t i = 0; i < IDS; i++)
		entries[i] = ids_entry(hash64(&i, sizeof(i), 2), i);
	ids_sort(entries, IDS, entries + IDS);
	works(ids_find(s, &tail, end, entries, IDS, count_hit, &none) == 0, "find none");
	expect_number("found what is not there", none.all, 0);
	works(ids_find(s, &tail, 0, entries, IDS, count_hit, &half) == 0, "find in nothing");
	store_rest(s);
	ids_forget(&tail);
	mem_free(entries);
}

static void
check_ids(bool gaps)
{
	static const size_t batches[] = {IDS, 1, 7, 1000, 3584, 3585, 50000};
	struct id *ids = mem_alloc(IDS * sizeof(*ids));
	uint64_t *place = mem_alloc((size_t)10 * IDS * sizeof(*place)), first = 0;

	make_ids(ids, place, gaps);
	for (size_t i = 0; i < sizeof(batches) / sizeof(batches[0]); i++) {
		struct filling f = {ids, batches[i]};
		char *dir = new_dir();
		struct store *s;

		if (store_open(&s, dir, STORE_CREATE) < 0)
			die("%s", why());
		works(store_update(s, fill, &f) == 0, "fill");
		if (i == 0) {
			first = digest(s, TABLE_IDS);
			check_find(s, ids, place);
		}
		expect_number("the table of ids", digest(s, TABLE_IDS), first);
		expect_number("faults", (uint64_t)store_check(s, NULL, NULL), 0);
		store_close(s);
		remove_dir(dir);
	}
	mem_free(ids);
	mem_free(place);
}

static void
check_sort(void)
{
	uint64_t e[3000], spare[3000];

	for (size_t n = 0; n < 3000; n = n * 2 + 1) {
		for (size_t i = 0; i < n; i++)
			e[i] = ids_entry(hash64(&i, sizeof(i), n) << (n % 3 * 10), i);
		ids_sort(e, n, spare);
		for (size_t i = 1; i < n; i++)
			works(e[i - 1] < e[i], "sorted, and equals in their order");
	}
}

/* A journal of every kind: late and early outcomes, ids sent again, a rule in force. */
static const char *
make_text(struct arena *a, size_t i)
{
	static const char rule[] =
	    "{'type':'verdict','id':'v1','rule':'r1','after':'active','change':{'rule':{'id':'r1',"
	    "'category':'fact','say':'Ten days.'},'examples':[{'text':'How long does it take?'}]}";
	size_t about = i % 3 == 0 ? i + 20 - i % 10 : i - i % 10;
	size_t own =
	    i % 50 == 3 ? i / 100 * 100 + 1 : i; /* some ids come again, with other words */

	if (i == 0)
		return arena_print(a, "%s", rule);
	if (i % 10 == 0)
		return arena_print(a,
		    "{'type':'interaction','id':'m%zu','question':'How long does it take?',"
		    "'customer':'u%zu','action':{'rules':['r1']}",
		    i, i % 77);
	if (i % 10 == 5)
		return arena_print(a,
		    "{'type':'outcome','id':'o%zu','interaction':'m%zu','signal':'%s'", i, about,
		    i % 4 ? "accepted" : "rejected");
	if (i % 100 == 7)
		return arena_print(a,
		    "{'type':'correction','id':'k%zu','interaction':'m%zu','right':'Nine days.'", i,
		    about);
	return arena_print(a, "{'type':'interaction','id':'m%zu','question':'Where is parcel %zu?'",
	    own, i);
}

static void
make_item(struct arena *a, struct json *json, size_t i, struct incoming *item)
{
	char *text = arena_print(a, "%s,'time':'2026-03-02T10:00:00Z'}", make_text(a, i));
	struct record r;

	for (char *p = text; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	if (record_read(&r, json, a, text, strlen(text), ~0U, RECORD_TYPES, 1) < 0)
		die("%s", why());
	*item = (struct incoming){.type = r.type,
		.key = r.key,
		.id = arena_copy(a, r.id, r.id_len),
		.id_len = r.id_len,
		.text = r.text,
		.time = r.time,
		.plain = r.plain};
}

struct batches {
	struct incoming *items;
	size_t size;
};

static int
add_batches(struct journal *j, void *arg)
{
	struct batches *b = arg;

	for (size_t i = 0; i < RECORDS; i += b->size)
		if (journal_add_in(j, b->items + i, RECORDS - i < b->size ? RECORDS - i : b->size,
			1000) < 0)
			return -1;
	return 0;
}

/* The way of fl-store load. */
static int
add_singly(struct journal *j, void *arg)
{
	struct batches *b = arg;
	uint64_t seq;

	for (size_t i = 0; i < RECORDS; i++) {
		const struct incoming *item = &b->items[i];
		int rc = journal_find(j, item->type, item->id, item->id_len, &seq);

		if (rc < 0 || (rc == 0 && journal_put(j, item, 1000, &seq) < 0))
			return -1;
	}
	return 0;
}

static void
compare(struct journal *j, uint64_t digests[TABLES], bool first, const char *how)
{
	for (int t = 0; t < TABLES; t++) {
		uint64_t now = digest(journal_store(j), (enum table)t);
		char what[100];

		snprintf(what, sizeof(what), "table %s, %s", store_table_name((enum table)t), how);
		if (first)
			digests[t] = now;
		else
			expect_number(what, now, digests[t]);
	}
}

static void
check_batches(void)
{
	static const struct {
		const char *name;
		size_t size;
	} ways[] = {{"all at once", RECORDS}, {"by 1000", 1000}, {"by 7", 7}, {"by 1", 1},
		{"singly", 0}};
	struct incoming *items = mem_alloc(RECORDS * sizeof(*items));
	struct json json = {0};
	struct arena a = {0};
	uint64_t digests[TABLES];

	for (size_t i = 0; i < RECORDS; i++)
		make_item(&a, &json, i, &items[i]);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct batches b = {items, ways[i].size};
		char *dir = new_dir();
		struct journal *j;

		if (journal_open(&j, dir, STORE_CREATE) < 0)
			die("%s", why());
		works(journal_change(j, b.size ? add_batches : add_singly, &b) == 0, ways[i].name);
		compare(j, digests, i == 0, ways[i].name);
		works(journal_rebuild(j) == 0, "rebuild");
		compare(j, digests, false, "rebuilt");
		if (i == 0) { /* and once more: nothing is new */
			works(journal_add(j, items, RECORDS, 2000) == 0, "again");
			for (size_t k = 0; k < RECORDS; k++)
				works(!items[k].fresh && items[k].seq > 0, "known the second time");
			compare(j, digests, false, "again");
		}
		journal_close(j);
		remove_dir(dir);
	}
	json_free(&json);
	arena_free(&a);
	mem_free(items);
}

int
main(void)
{
	check_sort();
	check_ids(false);
	check_ids(true);
	check_batches();
	return bad > 0;
}
