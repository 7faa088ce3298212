/* The journal, and the one path by which it and its views change. */
#include "journal.h"

#include <string.h>

#include "diag.h"
#include "ids.h"
#include "index.h"
#include "json.h"
#include "rules_kept.h"
#include "undo.h"
#include "views.h"

enum { SLICE = 65536 }; /* so many records are added or rebuilt at a time */

struct journal {
	struct store *store;
	struct index *index;
	struct rules_kept *rules;
	struct json json;
	struct arena arena; /* of one record that is applied */
	uint64_t seen;	    /* the version of the store that the index has read */
	uint64_t learned;   /* the last record from which it learned */
	bool changing;
	uint64_t end;	      /* inside a change: the last sequence number */
	struct ids_tail tail; /* inside a change; else of a version of the store */
	uint64_t tail_version;
	uint64_t applying; /* the one being applied to the views, 0 for none */
	journal_divert *divert;
	void *divert_arg;
};

static int
index_get(void *ctx, const void *key, size_t n, struct bytes *value)
{
	struct journal *j = ctx;

	return store_get(j->store, TABLE_INDEX, bytes_of(key, n), value);
}

static int
index_put(void *ctx, const void *key, size_t n, const void *value, size_t len)
{
	struct journal *j = ctx;

	if (len == 0)
		return store_del(j->store, TABLE_INDEX, bytes_of(key, n));
	return store_put(j->store, TABLE_INDEX, bytes_of(key, n), bytes_of(value, len));
}

static int
index_walk(void *ctx, const void *prefix, size_t n, index_value *take, void *arg)
{
	struct bytes key, value, begin = bytes_of(prefix, n);
	struct journal *j = ctx;
	struct walk w;
	int rc, stop = 1;

	if (walk_begin(&w, j->store, TABLE_INDEX, begin, begin) < 0)
		return -1;
	while ((rc = walk_next(&w, &key, &value)) > 0)
		if ((stop = take(arg, key.at, key.len, value)) <= 0)
			break;
	walk_end(&w);
	return rc < 0 ? -1 : stop;
}

int
journal_open(struct journal **out, const char *dir, enum store_mode mode)
{
	struct journal *j = mem_alloc(sizeof(*j));
	struct index_io io = {index_get, index_put, index_walk, j};

	*out = NULL;
	if (store_open(&j->store, dir, mode) < 0) {
		mem_free(j);
		return -1;
	}
	j->index = index_new(&io);
	*out = j;
	return 0;
}

void
journal_close(struct journal *j)
{
	if (!j)
		return;
	rules_kept_free(j->rules);
	ids_forget(&j->tail);
	index_free(j->index);
	store_close(j->store);
	json_free(&j->json);
	arena_free(&j->arena);
	mem_free(j);
}

struct store *
journal_store(struct journal *j)
{
	return j->store;
}

struct rules_kept **
journal_rules(struct journal *j)
{
	return &j->rules;
}

/*
 * The index, fresh for what the store is now.  Most changes of the store are records that teach
 * it nothing: what it has read of the store is kept then.
 */
struct index *
journal_index(struct journal *j)
{
	uint64_t version = store_version(j->store), learned;

	if (version == j->seen)
		return j->index;
	if (journal_number(j, "learned", &learned) < 0 || learned != j->learned) {
		index_forget(j->index);
		j->learned = learned;
	}
	j->seen = version;
	return j->index;
}

int
journal_teach(struct journal *j, struct index **out)
{
	*out = journal_index(j);
	if (j->learned == j->applying)
		return 0;
	j->learned = j->applying;
	return journal_set_number(j, "learned", j->applying);
}

int
journal_get(struct journal *j, uint64_t seq, struct bytes *text, int64_t *arrived)
{
	unsigned char key[8];
	struct bytes value;
	int rc;

	put_be64(key, seq);
	rc = store_get(j->store, TABLE_JOURNAL, bytes_of(key, sizeof(key)), &value);
	if (rc <= 0)
		return rc;
	if (value.len < 8)
		return fail("the store is damaged (journal, record %llu)", (unsigned long long)seq);
	if (arrived)
		*arrived = (int64_t)get_be64(value.at);
	*text = bytes_of((const char *)value.at + 8, value.len - 8);
	return 1;
}

/* A record that is looked for by its id, or where that is NULL by its key. */
struct wanted {
	struct journal *j;
	enum record_type type;
	const char *id;
	size_t n;
	uint64_t key, seq;
};

/* Is it the record at seq? */
static int
is_it(const struct wanted *w, uint64_t seq)
{
	struct journal *j = w->j;
	struct bytes text;
	yyjson_val *root;
	const char *has;
	size_t len;
	int rc = journal_get(j, seq, &text, NULL);

	if (rc <= 0)
		return rc < 0 ? -1 : fail("the store is damaged (ids)");
	if (!(root = json_read(&j->json, text.at, text.len)))
		return -1;
	has = json_str(root, "id", &len);
	if (!has || record_type_of(json_str(root, "type", NULL)) != w->type)
		return 0;
	return w->id ? len == w->n && memcmp(has, w->id, len) == 0
		     : record_key(w->type, has, len) == w->key;
}

/*
 * A view must not know what came later: a batch has its ids added before it is applied, and the
 * views would then depend on where one batch ends and the next begins.
 */
static int
is_wanted(size_t number, uint64_t seq, void *arg)
{
	struct wanted *w = arg;

	(void)number;
	if (w->j->applying && seq > w->j->applying)
		return 0;
	w->seq = seq;
	return is_it(w, seq);
}

static int
find(struct wanted *w, uint64_t *seq)
{
	uint64_t end = w->j->end, entry = ids_entry(w->key, 0);
	int rc;

	if (!w->j->changing) {
		uint64_t version = store_version(w->j->store);

		if (version == 0 || version != w->j->tail_version)
			ids_forget(&w->j->tail);
		w->j->tail_version = version;
		if (journal_end(w->j, &end) < 0)
			return -1;
	}
	rc = ids_find(w->j->store, &w->j->tail, end, &entry, 1, is_wanted, w);
	*seq = w->seq;
	return rc;
}

int
journal_find(struct journal *j, enum record_type type, const char *id, size_t n, uint64_t *seq)
{
	struct wanted w = {j, type, id, n, record_key(type, id, n), 0};

	return find(&w, seq);
}

int
journal_find_key(struct journal *j, enum record_type type, uint64_t key, uint64_t *seq)
{
	struct wanted w = {.j = j, .type = type, .key = key};

	return find(&w, seq);
}

int
journal_record(struct journal *j, struct arena *a, enum record_type type, const char *id, size_t n,
    yyjson_val **out, uint64_t *seq)
{
	struct bytes text;
	int rc = journal_find(j, type, id, n, seq);

	if (rc <= 0 || (rc = journal_get(j, *seq, &text, NULL)) <= 0)
		return rc;
	*out = json_read_in(a, text.at, text.len);
	return *out ? 1 : -1;
}

int
journal_interaction(struct journal *j, struct arena *a, const char *id, size_t n, yyjson_val **out,
    uint64_t *seq)
{
	return journal_record(j, a, RECORD_INTERACTION, id, n, out, seq);
}

int
journal_end(struct journal *j, uint64_t *seq)
{
	struct bytes key, value;
	int rc = store_last(j->store, TABLE_JOURNAL, &key, &value);

	*seq = rc > 0 ? get_be64(key.at) : 0;
	if (j->applying && *seq > j->applying)
		*seq = j->applying;
	return rc < 0 ? -1 : 0;
}

static int
append(struct journal *j, const struct incoming *item, int64_t now, uint64_t *seq)
{
	unsigned char key[8], head[8];

	put_be64(key, ++j->end);
	put_be64(head, (uint64_t)now);
	*seq = j->end;
	return store_append(j->store, TABLE_JOURNAL, bytes_of(key, sizeof(key)),
	    bytes_of(head, sizeof(head)), item->text);
}

/* Most records are interactions of another bot, which no view waits for. */
static bool
has_views(const struct incoming *item)
{
	return !item->plain && (item->type != RECORD_INTERACTION ||
				   memmem(item->text.at, item->text.len, "\"rules\"", 7) != NULL);
}

static int
apply(struct journal *j, const struct incoming *item, uint64_t seq)
{
	uint64_t before = j->applying;
	yyjson_val *root;
	int rc;

	if (!has_views(item))
		return 0;
	j->applying = seq;
	if (item->type == RECORD_UNDO) {
		rc = undo_apply(j, seq, item->text);
	} else {
		root = json_read_in(&j->arena, item->text.at, item->text.len);
		rc = root ? views_apply(j, &j->arena, item->type, root, seq) : -1;
		arena_clear(&j->arena);
	}
	j->applying = before;
	return rc;
}

int
journal_apply(struct journal *j, enum record_type type, struct bytes text)
{
	struct incoming item = {.type = type, .text = text};

	return apply(j, &item, j->applying);
}

void
journal_set_divert(struct journal *j, journal_divert *divert, void *arg)
{
	j->divert = divert;
	j->divert_arg = arg;
}

int
journal_put_text(struct journal *j, enum record_type type, const char *json, size_t len,
    int64_t now, uint64_t *seq)
{
	struct json reader = {0};
	struct arena a = {0};
	struct record r;
	int rc;

	if (j->divert)
		return j->divert(json, len, j->divert_arg);
	rc = record_read(&r, &reader, &a, json, len, RECORD_BIT(type), type, now);
	if (rc == 0) {
		struct incoming item = {.type = type,
			.key = r.key,
			.id = r.id,
			.id_len = r.id_len,
			.text = r.text,
			.time = r.time,
			.plain = r.plain};

		rc = journal_put(j, &item, now, seq);
	}
	json_free(&reader);
	arena_free(&a);
	return rc;
}

/* Do two texts of one length differ in the name of the import alone?  Quicker than reading both. */
static bool
same_but_import(struct bytes a, struct bytes b)
{
	static const char mark[] = "\"import\":\"";
	const char *x = a.at, *y = b.at;
	const char *at = memmem(x, a.len, mark, sizeof(mark) - 1), *end;
	size_t from, to;

	if (!at)
		return false;
	from = (size_t)(at - x) + sizeof(mark) - 1;
	if (!(end = memchr(x + from, '"', a.len - from)))
		return false;
	to = (size_t)(end - x);
	return memcmp(x, y, from) == 0 && !memchr(y + from, '"', to - from) &&
	       !memchr(y + from, '\\', to - from) && memcmp(end, y + to, a.len - to) == 0;
}

/* The text without what record_read may have put behind it. */
static bool
same_content(struct bytes old, const struct incoming *item)
{
	struct arena a = {0};
	struct buf x = {0}, y = {0};
	yyjson_val *v, *w;
	bool same;

	if (old.len == item->text.len &&
	    (memcmp(old.at, item->text.at, old.len) == 0 || same_but_import(old, item->text)))
		return true;
	v = json_read_in(&a, old.at, old.len);
	w = json_read_in(&a, item->text.at, item->text.len);
	same = v && w && yyjson_obj_size(v) == yyjson_obj_size(w);
	if (same) { /* the time may be the time of arrival, which differs */
		yyjson_val *key, *value;
		size_t i, n;

		yyjson_obj_foreach(v, i, n, key, value)
		{
			yyjson_val *other = yyjson_obj_get(w, yyjson_get_str(key));

			/* Nor is it another record when another import brings it. */
			if (strcmp(yyjson_get_str(key), "time") == 0 ||
			    strcmp(yyjson_get_str(key), "source") == 0)
				continue;
			buf_clear(&x);
			buf_clear(&y);
			json_canonical(&x, value);
			json_canonical(&y, other);
			same &= other && x.len == y.len && memcmp(x.text, y.text, x.len) == 0;
		}
	}
	buf_free(&x);
	buf_free(&y);
	arena_free(&a);
	return same;
}

/* An item that says the same record as one before it in the batch, which is new. */
struct twin {
	struct incoming *item;
	const struct incoming *first;
};

struct adding {
	struct journal *j;
	struct incoming *items;
	size_t n;
	int64_t now;
	struct twin *twins;
	size_t twin_count, twin_cap;
};

/* A record of the journal has an item's hash: is it the item's? */
static int
is_known(size_t number, uint64_t seq, void *arg)
{
	struct adding *add = arg;
	struct incoming *item = &add->items[number];
	struct wanted w;
	struct bytes text;
	int rc = journal_get(add->j, seq, &text, NULL);

	if (rc <= 0)
		return rc < 0 ? -1 : fail("the store is damaged (ids)");
	if (text.len == item->text.len && memcmp(text.at, item->text.at, text.len) == 0) {
		item->seq = seq; /* sent again, as most that are known are */
		return 0;
	}
	w = (struct wanted){add->j, item->type, item->id, item->id_len, item->key, 0};
	if ((rc = is_it(&w, seq)) > 0) {
		item->seq = seq;
		item->differs = !same_content(text, item);
	}
	return rc < 0 ? -1 : 0;
}

static bool
same_record(const struct incoming *a, const struct incoming *b)
{
	return a->type == b->type && a->id_len == b->id_len && memcmp(a->id, b->id, a->id_len) == 0;
}

/* Is an item the twin of one of those before it that have its hash? */
static void
pair(struct adding *add, struct incoming *item, const uint64_t *order, size_t before)
{
	for (size_t i = 0; i < before && item->fresh; i++) {
		const struct incoming *first = &add->items[ids_number(order[i])];

		if (!first->fresh || !same_record(first, item))
			continue;
		item->fresh = false;
		item->differs = !same_content(first->text, item);
		add->twins =
		    mem_array(add->twins, &add->twin_cap, add->twin_count + 1, sizeof(*add->twins));
		add->twins[add->twin_count++] = (struct twin){item, first};
	}
}

/* Tell the new from the known; among equals in the batch the first is new. */
static int
tell_new(struct adding *add)
{
	uint64_t *order = mem_grow(NULL, 2 * add->n * sizeof(*order));
	int rc;

	for (size_t i = 0; i < add->n; i++) {
		add->items[i].differs = false;
		add->items[i].seq = 0;
		order[i] = ids_entry(add->items[i].key, i);
	}
	ids_sort(order, add->n, order + add->n);
	rc = ids_find(add->j->store, &add->j->tail, add->j->end, order, add->n, is_known, add);
	for (size_t i = 0; i < add->n; i++)
		add->items[i].fresh = add->items[i].seq == 0;
	for (size_t i = 1, first = 0; i < add->n; i++) {
		if (ids_hash(order[i]) != ids_hash(order[first]))
			first = i;
		pair(add, &add->items[ids_number(order[i])], order + first, i - first);
	}
	mem_free(order);
	return rc;
}

static int
append_new(struct adding *add)
{
	struct id *ids = mem_grow(NULL, add->n * sizeof(*ids));
	uint64_t end = add->j->end;
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < add->n && rc == 0; i++) {
		struct incoming *item = &add->items[i];

		if (!item->fresh)
			continue;
		rc = append(add->j, item, item->arrived ? item->arrived : add->now, &item->seq);
		ids[count++] = (struct id){item->key, item->seq};
	}
	if (rc == 0)
		rc = ids_add(add->j->store, &add->j->tail, end, ids, count);
	for (size_t i = 0; i < add->twin_count; i++)
		add->twins[i].item->seq = add->twins[i].first->seq;
	mem_free(ids);
	return rc;
}

static int
add_slice(struct journal *j, struct incoming *items, size_t n, int64_t now)
{
	struct adding add = {.j = j, .items = items, .n = n, .now = now};
	int rc = tell_new(&add);

	if (rc == 0)
		rc = append_new(&add);
	mem_free(add.twins);
	for (size_t i = 0; i < n && rc == 0; i++)
		if (items[i].fresh)
			rc = apply(j, &items[i], items[i].seq);
	return rc;
}

int
journal_add_in(struct journal *j, struct incoming *items, size_t n, int64_t now)
{
	for (size_t i = 0; i < n; i += SLICE)
		if (add_slice(j, items + i, n - i < SLICE ? n - i : SLICE, now) < 0)
			return -1;
	return 0;
}

int
journal_put(struct journal *j, const struct incoming *item, int64_t now, uint64_t *seq)
{
	struct incoming one = *item;

	if (add_slice(j, &one, 1, now) < 0)
		return -1;
	if (!one.fresh)
		return fail("%.*s: the id is in use", (int)item->id_len, item->id);
	if (seq)
		*seq = one.seq;
	return 0;
}

static int
adding_work(struct journal *j, void *arg)
{
	struct adding *add = arg;

	return journal_add_in(j, add->items, add->n, add->now);
}

int
journal_add(struct journal *j, struct incoming *items, size_t n, int64_t now)
{
	struct adding add = {.items = items, .n = n, .now = now};

	return journal_change(j, adding_work, &add);
}

struct change {
	struct journal *j;
	int (*work)(struct journal *, void *);
	void *arg;
};

static void
forget_index(struct journal *j)
{
	index_forget(j->index);
	j->seen = 0;
	j->learned = UINT64_MAX; /* like no record of any journal */
}

static int
change_work(struct store *s, void *arg)
{
	struct change *c = arg;
	struct journal *j = c->j;

	(void)s;
	j->seen = 0; /* what the index has read may be older than this transaction */
	if (journal_end(j, &j->end) < 0)
		return -1;
	journal_index(j);
	if (c->work(j, c->arg) < 0 || index_flush(j->index) < 0) {
		forget_index(j);
		return -1;
	}
	return 0;
}

static int
change(struct journal *j, int (*how)(struct store *, int (*)(struct store *, void *), void *),
    int (*work)(struct journal *, void *), void *arg)
{
	struct change c = {j, work, arg};
	int rc;

	j->changing = true;
	ids_forget(&j->tail);
	rc = how(j->store, change_work, &c);
	j->changing = false;
	ids_forget(&j->tail);
	arena_clear(&j->arena);
	if (rc != 0 || how == store_rehearse)
		forget_index(j);
	return rc;
}

int
journal_change(struct journal *j, int (*work)(struct journal *, void *), void *arg)
{
	return change(j, store_update, work, arg);
}

int
journal_rehearse(struct journal *j, int (*work)(struct journal *, void *), void *arg)
{
	return change(j, store_rehearse, work, arg);
}

int
journal_walk_begin(struct journal_walk *w, struct journal *j, uint64_t from)
{
	from = from ? from : 1;
	put_be64(w->from, from);
	w->last = from - 1;
	w->until = j->applying; /* what is applied knows nothing of what came later */
	if (store_count(j->store, TABLE_JOURNAL, &w->count) < 0)
		return -1;
	return walk_begin(&w->walk, j->store, TABLE_JOURNAL, bytes_of(w->from, 8), bytes_of("", 0));
}

int
journal_walk_next(struct journal_walk *w, uint64_t *seq, int64_t *arrived, struct bytes *text)
{
	struct bytes key, value;
	int rc;

	if (w->until && w->last >= w->until)
		return 0;
	rc = walk_next(&w->walk, &key, &value);
	if (rc == 0 && w->last < w->count)
		return fail("the store is damaged (journal: records after %llu are missing)",
		    (unsigned long long)w->last);
	if (rc <= 0)
		return rc;
	if (key.len != 8 || value.len < 8 || get_be64(key.at) != w->last + 1)
		return fail("the store is damaged (journal: no record %llu)",
		    (unsigned long long)w->last + 1);
	*seq = ++w->last;
	if (arrived)
		*arrived = (int64_t)get_be64(value.at);
	*text = bytes_of((const char *)value.at + 8, value.len - 8);
	return 1;
}

void
journal_walk_end(struct journal_walk *w)
{
	walk_end(&w->walk);
}

int
journal_words(struct journal *j, struct arena *a, const char *interaction, size_t n,
    journal_word *each, void *arg)
{
	unsigned char prefix[8];
	struct walk w;
	struct bytes key, value, text;
	yyjson_val *word;
	uint64_t seq;
	int rc;

	put_be64(prefix, record_key(RECORD_INTERACTION, interaction, n));
	if (walk_begin(&w, j->store, TABLE_LINKS, bytes_of(prefix, 8), bytes_of(prefix, 8)) < 0)
		return -1;
	while ((rc = walk_next(&w, &key, &value)) > 0) {
		seq = key.len == 16 ? get_be64((const char *)key.at + 8) : 0;
		rc = seq ? journal_get(j, seq, &text, NULL) : 0;
		if (rc == 0)
			rc = fail("the store is damaged (links)");
		else if (rc > 0)
			rc =
			    (word = json_read_in(a, text.at, text.len)) ? each(word, seq, arg) : -1;
		if (rc != 0)
			break;
	}
	walk_end(&w);
	return rc;
}

int
journal_number(struct journal *j, const char *name, uint64_t *out)
{
	struct bytes value;
	int rc = store_get(j->store, TABLE_STATE, bytes_of(name, strlen(name)), &value);

	*out = rc > 0 && value.len == 8 ? get_be64(value.at) : 0;
	return rc < 0 ? -1 : 0;
}

int
journal_set_number(struct journal *j, const char *name, uint64_t value)
{
	unsigned char v[8];

	put_be64(v, value);
	return store_put(j->store, TABLE_STATE, bytes_of(name, strlen(name)), bytes_of(v, 8));
}

/* The parts of a record of the journal that its ids and its views need. */
static int
read_item(struct journal *j, uint64_t seq, struct bytes text, struct incoming *item)
{
	yyjson_val *root = json_read(&j->json, text.at, text.len);

	if (!root)
		return fail("journal, record %llu: %s", (unsigned long long)seq, why());
	*item = (struct incoming){.text = text, .seq = seq};
	item->type = record_type_of(json_str(root, "type", NULL));
	item->id = json_str(root, "id", &item->id_len);
	if (item->type >= RECORD_TYPES || !item->id)
		return fail("journal, record %llu: no type or id", (unsigned long long)seq);
	item->key = record_key(item->type, item->id, item->id_len);
	return 0;
}

/* Read the next records of the journal: how many, -1 on failure. */
static long
read_slice(struct journal *j, struct journal_walk *w, struct incoming *items, struct id *ids)
{
	struct bytes text;
	uint64_t seq;
	long n = 0;
	int rc = 0;

	arena_clear(&j->arena);
	while (n < SLICE && (rc = journal_walk_next(w, &seq, NULL, &text)) > 0) {
		if (read_item(j, seq, text, &items[n]) < 0)
			return -1;
		items[n].id = arena_copy(&j->arena, items[n].id, items[n].id_len);
		ids[n] = (struct id){items[n].key, seq};
		n++;
	}
	return rc < 0 ? -1 : n;
}

/* Add the ids of a slice; no record may have the id of another. */
static int
rebuild_slice(struct journal *j, struct incoming *items, const struct id *ids, size_t n)
{
	struct adding add = {.j = j, .items = items, .n = n};
	int rc = tell_new(&add);

	mem_free(add.twins);
	for (size_t i = 0; i < n && rc == 0; i++)
		if (!items[i].fresh)
			rc = fail("journal, record %llu: its id is in use",
			    (unsigned long long)ids[i].seq);
	if (rc == 0)
		rc = ids_add(j->store, &j->tail, j->end, ids, n);
	j->end = ids[n - 1].seq;
	return rc;
}

static int
rebuild_ids(struct journal *j)
{
	struct incoming *items = mem_grow(NULL, SLICE * sizeof(*items));
	struct id *ids = mem_grow(NULL, SLICE * sizeof(*ids));
	struct journal_walk w;
	long n;
	int rc = journal_walk_begin(&w, j, 0);

	j->end = 0;
	ids_forget(&j->tail);
	while (rc == 0 && (n = read_slice(j, &w, items, ids)) != 0)
		rc = n < 0 ? -1 : rebuild_slice(j, items, ids, (size_t)n);
	journal_walk_end(&w);
	mem_free(items);
	mem_free(ids);
	arena_clear(&j->arena);
	return rc;
}

/* Empty the tables from first on, all of which can be made again. */
static int
empty_from(struct journal *j, enum table first)
{
	for (int t = (int)first; t < TABLES; t++)
		if (store_empty(j->store, (enum table)t) < 0)
			return -1;
	forget_index(j);
	return 0;
}

int
journal_again(struct journal *j, uint64_t upto, journal_take *take, void *arg)
{
	uint64_t before = j->applying, seq;
	struct journal_walk w;
	struct incoming item;
	struct bytes text;
	int rc;

	if (empty_from(j, TABLE_LINKS) < 0 || journal_walk_begin(&w, j, 0) < 0)
		return -1;
	w.until = upto;
	while ((rc = upto > 0 ? journal_walk_next(&w, &seq, &item.arrived, &text) : 0) > 0) {
		int64_t arrived = item.arrived;

		if ((rc = read_item(j, seq, text, &item)) < 0)
			break;
		item.arrived = arrived;
		j->applying = seq;
		if ((rc = take(j, &item, arg)) < 0)
			break;
	}
	j->applying = before;
	journal_walk_end(&w);
	return rc;
}

/* The views after the last undo come from it alone: the ones before it need not be made. */
static int
rebuild_views(struct journal *j)
{
	struct journal_walk w;
	struct incoming item;
	struct bytes text;
	uint64_t seq, from;
	int rc;

	if (undo_last(j, &from) < 0 || journal_walk_begin(&w, j, from) < 0)
		return -1;
	while ((rc = journal_walk_next(&w, &seq, NULL, &text)) > 0)
		if ((rc = read_item(j, seq, text, &item)) < 0 || (rc = apply(j, &item, seq)) < 0)
			break;
	journal_walk_end(&w);
	return rc;
}

static int
rebuild_work(struct journal *j, void *arg)
{
	(void)arg;
	if (empty_from(j, TABLE_JOURNAL + 1) < 0)
		return -1;
	return rebuild_ids(j) < 0 ? -1 : rebuild_views(j);
}

int
journal_rebuild(struct journal *j)
{
	return journal_change(j, rebuild_work, NULL);
}
