/*
 * A copy of the small values as they lie in the store, read in one go by a process that has many
 * questions to answer: finding one in the store costs many times what reading them in order does,
 * and most questions hold pairs of words that it does not have at all.
 *
 * Keys are hashes, so that their first bits say nearly where a value lies among all of its kind:
 * start has the place of the first value of each run of keys with the same bits.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "index_parts.h"

enum {
	COPY_SHARE = 16, /* read it once so many were looked for one by one: a share of all */
	RUN = 4,	 /* values of one run, about */
	HEAD = 8 + 2,	 /* before a value: its key and its length */
	BITS_LEAST = 8
};

/* What a question may look for and not find: lists, words to mend to, what was said of it. */
static const char kinds[COPY_KINDS + 1] = "fwx";

static uint64_t
copy_key(char kind, uint64_t key)
{
	return kind == 'f' ? key << 32 : key;
}

struct filling {
	struct copy *copy;
	struct copy_kind *kind;
	uint64_t runs; /* that have a start */
	size_t most;   /* bytes */
};

static void
start_runs(struct filling *f, uint64_t upto)
{
	while (f->runs < upto)
		f->kind->start[f->runs++] = (uint32_t)f->copy->values.len;
}

static int
copy_add(void *ctx, const void *key, size_t klen, struct bytes value)
{
	struct filling *f = ctx;
	struct copy *c = f->copy;
	const unsigned char *k = key;
	uint16_t len = (uint16_t)value.len;
	uint64_t number = 0;

	if (value.len > UINT16_MAX || c->values.len + HEAD + value.len > f->most)
		return 0; /* too much: enough */
	for (size_t i = 1; i < klen; i++)
		number = number << 8 | k[i];
	number = copy_key((char)k[0], number);
	start_runs(f, (number >> c->shift) + 1);
	buf_add(&c->values, &number, 8);
	buf_add(&c->values, &len, 2);
	buf_add(&c->values, value.at, value.len);
	return 1;
}

void
copy_drop(struct index *ix)
{
	struct copy *c = &ix->copy;

	for (int i = 0; i < COPY_KINDS; i++)
		free(c->kinds[i].start);
	buf_free(&c->values);
	*c = (struct copy){0};
}

static int
copy_all(struct index *ix)
{
	struct copy *c = &ix->copy;
	const size_t most = ix->limit < UINT32_MAX ? ix->limit : UINT32_MAX;
	unsigned bits = BITS_LEAST;
	int rc = 1;

	while (ix->meta.features / RUN >> bits)
		bits++;
	c->shift = 64 - bits;
	for (int i = 0; i < COPY_KINDS && rc > 0; i++) {
		struct filling f = {c, &c->kinds[i], 0, most};

		f.kind->start = mem_alloc((((size_t)1 << bits) + 1) * sizeof(*f.kind->start));
		rc = ix->io.walk(ix->io.ctx, &kinds[i], 1, copy_add, &f);
		start_runs(&f, ((uint64_t)1 << bits) + 1);
	}
	return rc;
}

int
copy_make(struct index *ix)
{
	struct copy *c = &ix->copy;
	int rc;

	if (c->whole || c->large || ix->any_dirty || !ix->io.walk || meta_load(ix) < 0 ||
	    c->looked < ix->meta.features / COPY_SHARE)
		return 0;
	if ((rc = copy_all(ix)) <= 0)
		copy_drop(ix);
	c->large = rc == 0;
	c->whole = rc > 0;
	return rc < 0 ? -1 : 0;
}

/* The copies of a kind of value; NULL: there are none. */
static const struct copy_kind *
copy_kind(const struct copy *c, char kind)
{
	for (int i = 0; i < COPY_KINDS && c->whole; i++)
		if (kinds[i] == kind)
			return &c->kinds[i];
	return NULL;
}

void
copy_fetch(const struct index *ix, char kind, uint64_t key)
{
	const struct copy_kind *k = copy_kind(&ix->copy, kind);

	if (k)
		__builtin_prefetch(&k->start[copy_key(kind, key) >> ix->copy.shift]);
}

void
copy_fetch_value(const struct index *ix, char kind, uint64_t key)
{
	const struct copy_kind *k = copy_kind(&ix->copy, kind);

	if (k)
		__builtin_prefetch(
		    ix->copy.values.text + k->start[copy_key(kind, key) >> ix->copy.shift]);
}

int
copy_get(struct index *ix, char kind, uint64_t key, struct bytes *value)
{
	const struct copy *c = &ix->copy;
	const struct copy_kind *k = copy_kind(c, kind);
	uint64_t wanted = copy_key(kind, key);
	const char *at, *end;

	if (!k) {
		ix->copy.looked++;
		return -1;
	}
	at = c->values.text + k->start[wanted >> c->shift];
	end = c->values.text + k->start[(wanted >> c->shift) + 1];
	while (at < end) {
		uint64_t is;
		uint16_t len;

		memcpy(&is, at, 8);
		memcpy(&len, at + 8, 2);
		if (is == wanted) {
			*value = bytes_of(at + HEAD, len);
			return 1;
		}
		at += HEAD + len;
	}
	return 0;
}
