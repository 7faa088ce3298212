/*
 * A copy of the small values as they lie in the store, read in one go by a process that has many
 * questions to answer: finding one in the store costs many times what reading them in order does,
 * and most questions hold pairs of words that it does not have at all.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "index_parts.h"

/* Read in one go once so many were looked for one by one: a share of the features. */
enum { COPY_SHARE = 16 };

/* What a question may look for and not find: lists, words to mend to, what was said of it. */
static const char kinds[] = "fwx";

/* A value: its length, its kind, its bytes. */
struct copied {
	uint16_t len;
	char kind, text[];
};

static size_t
copy_place(const struct copy *c, char kind, uint64_t key)
{
	size_t i = mix_key(kind, key) & (c->cap - 1);

	while (c->at[i].value && (c->at[i].key != key || c->at[i].value->kind != kind))
		i = (i + 1) & (c->cap - 1);
	return i;
}

static void
copy_room(struct copy *c, size_t n)
{
	struct copy_slot *old = c->at;
	size_t cap = c->cap;

	if (2 * n <= c->cap)
		return;
	for (c->cap = c->cap ? c->cap : 1024; c->cap < 2 * n; c->cap *= 2)
		;
	c->at = arena_alloc(&c->room, c->cap * sizeof(*c->at));
	c->bytes += c->cap * sizeof(*c->at);
	for (size_t i = 0; i < cap; i++)
		if (old[i].value)
			c->at[copy_place(c, old[i].value->kind, old[i].key)] = old[i];
}

static int
copy_add(void *ctx, const void *key, size_t klen, struct bytes value)
{
	const unsigned char *k = key;
	struct copy *c = ctx;
	struct copied *v;
	uint64_t number = 0;

	if (value.len > UINT16_MAX || c->bytes > c->most)
		return 0; /* too much: enough */
	for (size_t i = 1; i < klen; i++)
		number = number << 8 | k[i];
	copy_room(c, c->n + 1);
	v = arena_alloc(&c->room, sizeof(*v) + value.len);
	v->len = (uint16_t)value.len;
	v->kind = (char)k[0];
	memcpy(v->text, value.at, value.len);
	c->at[copy_place(c, v->kind, number)] = (struct copy_slot){number, v};
	c->bytes += sizeof(*v) + value.len;
	c->n++;
	return 1;
}

void
copy_drop(struct index *ix)
{
	arena_free(&ix->copy.room);
	ix->copy = (struct copy){0};
}

int
copy_make(struct index *ix)
{
	struct copy *c = &ix->copy;
	int rc = 1;

	if (c->whole || c->large || ix->any_dirty || !ix->io.walk || meta_load(ix) < 0 ||
	    c->looked < ix->meta.features / COPY_SHARE)
		return 0;
	c->most = ix->limit;
	c->room.most = ROOM_BLOCK;
	copy_room(c, ix->meta.features + ix->meta.features / 2); /* the others are fewer */
	for (const char *kind = kinds; *kind && rc > 0; kind++)
		rc = ix->io.walk(ix->io.ctx, kind, 1, copy_add, c);
	if (rc <= 0)
		copy_drop(ix);
	c->large = rc == 0;
	c->whole = rc > 0;
	return rc < 0 ? -1 : 0;
}

void
copy_fetch(const struct index *ix, char kind, uint64_t key)
{
	if (ix->copy.whole)
		__builtin_prefetch(&ix->copy.at[mix_key(kind, key) & (ix->copy.cap - 1)]);
}

void
copy_fetch_value(const struct index *ix, char kind, uint64_t key)
{
	if (ix->copy.whole)
		__builtin_prefetch(ix->copy.at[copy_place(&ix->copy, kind, key)].value);
}

int
copy_get(struct index *ix, char kind, uint64_t key, struct bytes *value)
{
	const struct copy *c = &ix->copy;
	const struct copied *v;

	if (!c->whole || !strchr(kinds, kind)) {
		ix->copy.looked++;
		return -1;
	}
	v = c->at[copy_place(c, kind, key)].value;
	if (!v)
		return 0;
	*value = bytes_of(v->text, v->len);
	return 1;
}
