/* Vectors, kept. */
#include "vectors.h"

#include <string.h>

#include "diag.h"
#include "place.h"
#include "store.h"

/* All of it stands in one table of a store: behind 'v' vectors, behind 'n' notes on a model. */
static const enum table TABLE = TABLE_INDEX;

enum { MODEL = 8, MARK = 8, KEY = 1 + MODEL + MARK, DAY = 4 };

struct vectors {
	struct store *s;
	unsigned char model[MODEL];
};

int
vectors_open(struct vectors **out, const char *dir, const char *model)
{
	struct vectors *v = mem_alloc(sizeof(*v));
	char path[PLACE_PATH];

	*out = NULL;
	place_file(dir, VECTORS, path);
	put_be64(v->model, hash64(model, strlen(model), 0));
	if (store_open(&v->s, path, STORE_CREATE) == 0) {
		*out = v;
		v = NULL;
	}
	vectors_close(v);
	return *out ? 0 : -1;
}

void
vectors_close(struct vectors *v)
{
	if (v)
		store_close(v->s);
	mem_free(v);
}

uint64_t
vectors_mark(const char *text)
{
	return mark_of(text);
}

static struct bytes
vector_key(const struct vectors *v, unsigned char key[KEY], uint64_t mark)
{
	key[0] = 'v';
	memcpy(key + 1, v->model, MODEL);
	put_be64(key + 1 + MODEL, mark);
	return bytes_of(key, KEY);
}

static struct bytes
note_key(const struct vectors *v, unsigned char key[1 + MODEL], char kind)
{
	key[0] = (unsigned char)kind;
	memcpy(key + 1, v->model, MODEL);
	return bytes_of(key, 1 + MODEL);
}

int
vectors_get(struct vectors *v, const char *text, struct vector *out)
{
	unsigned char key[KEY];
	struct bytes value = {0};
	int rc = store_look(v->s);

	if (rc == 0)
		rc = store_get(v->s, TABLE, vector_key(v, key, vectors_mark(text)), &value);
	if (rc <= 0)
		return rc;
	if (value.len < DAY || value.len > DAY + VECTOR_MAX)
		return fail("%s: not a vector", store_dir(v->s));
	*out = vector_of((const char *)value.at + DAY, (uint32_t)(value.len - DAY));
	return 1;
}

void
vectors_rest(struct vectors *v)
{
	store_rest(v->s);
}

struct putting {
	struct vectors *v;
	const char *const *texts;
	const struct vector *list;
	size_t n;
	uint32_t day;
};

/* The length that the model's vectors have, which the first ones set. */
static int
check_length(struct store *s, const struct putting *p)
{
	unsigned char key[1 + MODEL], four[4];
	struct bytes value;
	int rc = store_get(s, TABLE, note_key(p->v, key, 'l'), &value);

	if (p->list[0].n == 0)
		return 0;
	put_be32(four, p->list[0].n);
	if (rc == 0)
		return store_put(s, TABLE, note_key(p->v, key, 'l'), bytes_of(four, sizeof(four)));
	if (rc > 0 && (value.len != sizeof(four) || memcmp(value.at, four, sizeof(four)) != 0))
		return fail("the model's vectors have %u numbers, and those in %s have %u: name "
			    "another model, or remove that folder",
		    p->list[0].n, store_dir(s), value.len == 4 ? get_be32(value.at) : 0);
	return rc < 0 ? -1 : 0;
}

static int
put_work(struct store *s, void *arg)
{
	const struct putting *p = arg;
	struct buf value = {0};
	int rc = check_length(s, p);

	for (size_t i = 0; i < p->n && rc == 0; i++) {
		unsigned char key[KEY], day[DAY];

		put_be32(day, p->day);
		buf_clear(&value);
		buf_add(&value, day, DAY);
		buf_add(&value, p->list[i].at, p->list[i].n);
		rc = store_put(s, TABLE, vector_key(p->v, key, vectors_mark(p->texts[i])),
		    bytes_of(value.text, value.len));
	}
	buf_free(&value);
	return rc;
}

int
vectors_put(struct vectors *v, const char *const *texts, const struct vector *list, size_t n,
    uint32_t day)
{
	struct putting p = {v, texts, list, n, day};

	return n > 0 ? store_update(v->s, put_work, &p) : 0;
}

struct pruning {
	const struct marks *keep;
	uint32_t day;
	uint64_t removed;
};

static int
prune_work(struct store *s, void *arg)
{
	struct pruning *p = arg;
	unsigned char(*old)[KEY] = NULL;
	struct bytes key, value;
	size_t cap = 0, n = 0;
	struct walk w;
	int rc = walk_begin(&w, s, TABLE, bytes_of("v", 1), bytes_of("v", 1));

	p->removed = 0;
	while (rc == 0 && (rc = walk_next(&w, &key, &value)) > 0) {
		rc = 0;
		if (key.len != KEY || value.len < DAY ||
		    (value.len > DAY && get_be32(value.at) >= p->day) ||
		    marks_have(p->keep, get_be64((const char *)key.at + 1 + MODEL)))
			continue;
		old = mem_array(old, &cap, n + 1, sizeof(*old));
		memcpy(old[n++], key.at, KEY);
	}
	walk_end(&w);
	for (size_t i = 0; i < n && rc == 0; i++, p->removed++)
		rc = store_del(s, TABLE, bytes_of(old[i], KEY));
	mem_free(old);
	return rc;
}

int
vectors_prune(struct vectors *v, const struct marks *keep, uint32_t day, uint64_t *removed)
{
	struct pruning p = {keep, day, 0};
	int rc = store_update(v->s, prune_work, &p);

	*removed = p.removed;
	return rc;
}

int
vectors_count(struct vectors *v, uint64_t *count)
{
	struct bytes key, value;
	struct walk w;
	int rc;

	*count = 0;
	if (store_look(v->s) < 0 ||
	    walk_begin(&w, v->s, TABLE, bytes_of("v", 1), bytes_of("v", 1)) < 0)
		return -1;
	while ((rc = walk_next(&w, &key, &value)) > 0)
		*count += value.len > DAY;
	walk_end(&w);
	store_rest(v->s);
	return rc;
}

int
vectors_note(struct vectors *v, struct arena *a, const char **out)
{
	unsigned char key[1 + MODEL];
	struct bytes value = {0};
	int rc = store_look(v->s);

	*out = NULL;
	if (rc == 0)
		rc = store_get(v->s, TABLE, note_key(v, key, 'n'), &value);
	if (rc > 0)
		*out = arena_copy(a, value.at, value.len);
	return rc;
}

struct noting {
	const struct vectors *v;
	const char *text;
};

static int
note_work(struct store *s, void *arg)
{
	const struct noting *n = arg;
	unsigned char key[1 + MODEL];

	return store_put(s, TABLE, note_key(n->v, key, 'n'), bytes_of(n->text, strlen(n->text)));
}

int
vectors_set_note(struct vectors *v, const char *text)
{
	return store_update(v->s, note_work, &(struct noting){v, text});
}

int
vectors_remove(const char *dir)
{
	char path[PLACE_PATH];
	int rc;

	place_file(dir, VECTORS, path);
	rc = place_remove(path);
	return rc ? fail("%s: %s", path, strerror(rc)) : 0;
}
