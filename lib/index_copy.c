/*
 * A copy of the lists' values as they lie in the store, read in one go by a process that has many
 * questions to answer: finding one in the store costs many times what reading it in order does,
 * and most questions hold pairs of words that it does not have at all.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "index_parts.h"

/* Read in one go what has been looked for one by one so often: a share of the features. */
enum { COPY_SHARE = 16 };

static size_t
copy_place(const struct copy *c, uint32_t feature)
{
	size_t i = mix(feature) & (c->cap - 1);

	while (c->at[i].end && c->at[i].feature != feature)
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
	c->at = mem_alloc(c->cap * sizeof(*c->at));
	for (size_t i = 0; i < cap; i++)
		if (old[i].end)
			c->at[copy_place(c, old[i].feature)] = old[i];
	mem_free(old);
}

static int
copy_add(void *ctx, const void *key, size_t klen, struct bytes value)
{
	const unsigned char *k = key;
	struct copy *c = ctx;
	uint32_t feature;
	size_t i;

	if (klen != 5)
		return fail("the store is damaged (index, key of a list)");
	if (value.len > UINT16_MAX || c->values.len + value.len >= UINT32_MAX ||
	    c->values.len + c->cap * sizeof(*c->at) > c->most)
		return 0; /* too much: enough */
	feature = (uint32_t)k[1] << 24 | (uint32_t)k[2] << 16 | (uint32_t)k[3] << 8 | k[4];
	copy_room(c, c->n + 1);
	i = copy_place(c, feature);
	buf_add(&c->values, value.at, value.len);
	c->at[i] = (struct copy_slot){feature, (uint32_t)c->values.len, (uint16_t)value.len};
	c->n++;
	return 1;
}

void
copy_drop(struct index *ix)
{
	buf_free(&ix->copy.values);
	mem_free(ix->copy.at);
	ix->copy = (struct copy){0};
}

int
copy_make(struct index *ix)
{
	struct copy *c = &ix->copy;
	int rc;

	if (c->whole || c->large || ix->any_dirty || !ix->io.walk || meta_load(ix) < 0 ||
	    c->looked < ix->meta.features / COPY_SHARE)
		return 0;
	c->most = ix->limit;
	copy_room(c, ix->meta.features);
	if ((rc = ix->io.walk(ix->io.ctx, "f", 1, copy_add, c)) <= 0)
		copy_drop(ix);
	c->large = rc == 0;
	c->whole = rc > 0;
	return rc < 0 ? -1 : 0;
}

void
copy_fetch(const struct index *ix, uint32_t feature)
{
	if (ix->copy.whole)
		__builtin_prefetch(&ix->copy.at[mix(feature) & (ix->copy.cap - 1)]);
}

int
copy_get(struct index *ix, uint32_t feature, struct bytes *value)
{
	const struct copy *c = &ix->copy;
	const struct copy_slot *s;

	if (!c->whole) {
		ix->copy.looked++;
		return -1;
	}
	s = &c->at[copy_place(c, feature)];
	if (!s->end)
		return 0;
	*value = bytes_of(c->values.text + s->end - s->len, s->len);
	return 1;
}
