/* Memory: allocation that cannot fail, growing buffers, the arena of a line, hashes. */
#include "mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "diag.h"

enum { BLOCK_SIZE = 16 * 1024, BLOCK_MOST = 256 * 1024 }; /* each is twice the one before */

struct block {
	struct block *next;
	size_t used, size;
	max_align_t space[];
};

void *
mem_alloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p)
		die("out of memory");
	return p;
}

void *
mem_grow(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (!p)
		die("out of memory");
	return p;
}

void
mem_free(void *p)
{
	free(p);
}

char *
mem_copy(const void *text, size_t n)
{
	char *p = mem_alloc(n + 1);

	if (n)
		memcpy(p, text, n);
	return p;
}

char *
mem_dup(const char *text)
{
	return text ? mem_copy(text, strlen(text)) : NULL;
}

/* How many items to have room for. */
static size_t
room_for(size_t cap, size_t want, size_t size)
{
	size_t n = cap ? cap : 8;

	while (n < want) {
		if (n > SIZE_MAX / 2)
			die("out of memory");
		n *= 2;
	}
	if (n > SIZE_MAX / size)
		die("out of memory");
	return n;
}

void *
mem_array(void *p, size_t *cap, size_t want, size_t size)
{
	if (want <= *cap)
		return p;
	*cap = room_for(*cap, want, size);
	return mem_grow(p, *cap * size);
}

void
buf_room(struct buf *b, size_t n)
{
	if (n < b->cap - b->len)
		return;
	if (n >= SIZE_MAX - b->len)
		die("out of memory");
	b->text = mem_array(b->text, &b->cap, b->len + n + 1, 1);
}

void
buf_add(struct buf *b, const void *text, size_t n)
{
	buf_room(b, n);
	if (n)
		memcpy(b->text + b->len, text, n);
	b->len += n;
	b->text[b->len] = '\0';
}

void
buf_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void
buf_print(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("cannot format a message");
	buf_room(b, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(b->text + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->text)
		b->text[0] = '\0';
}

void
buf_free(struct buf *b)
{
	free(b->text);
	*b = (struct buf){0};
}

void *
arena_alloc(struct arena *a, size_t n)
{
	const size_t unit = sizeof(max_align_t);
	struct block *b = a->blocks;
	void *p;

	if (n > SIZE_MAX - BLOCK_SIZE)
		die("out of memory");
	n = (n + unit - 1) / unit * unit;
	if (!b || b->size - b->used < n) {
		size_t size = b ? 2 * b->size : BLOCK_SIZE, most = a->most ? a->most : BLOCK_MOST;

		size = size < most ? size : most;
		size = n > size ? n : size;
		b = mem_grow(NULL, sizeof(*b) + size);
		b->next = a->blocks;
		b->used = 0;
		b->size = size;
		a->blocks = b;
	}
	p = (char *)b->space + b->used;
	b->used += n;
	return memset(p, 0, n);
}

void *
arena_array(struct arena *a, void *p, size_t *cap, size_t want, size_t size)
{
	size_t n = *cap;
	void *grown;

	if (want <= n)
		return p;
	*cap = room_for(n, want, size);
	grown = arena_alloc(a, *cap * size);
	if (n)
		memcpy(grown, p, n * size);
	return grown;
}

char *
arena_copy(struct arena *a, const void *text, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n)
		memcpy(p, text, n);
	return p;
}

char *
arena_print(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("cannot format a message");
	p = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

/* Keep the last ordinary block: the next line will want it. */
void
arena_clear(struct arena *a)
{
	struct block *keep = NULL, *next;

	for (struct block *b = a->blocks; b; b = next) {
		next = b->next;
		if (!keep && b->size <= BLOCK_MOST)
			keep = b;
		else
			free(b);
	}
	if (keep) {
		keep->next = NULL;
		keep->used = 0;
	}
	a->blocks = keep;
}

void
arena_free(struct arena *a)
{
	struct block *next;

	for (struct block *b = a->blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	a->blocks = NULL;
}

uint64_t
hash64(const void *text, size_t n, uint64_t seed)
{
	return XXH3_64bits_withSeed(text, n, seed);
}

void
hash128_hex(char out[33], const void *text, size_t n)
{
	XXH128_hash_t h = XXH3_128bits(text, n);

	for (int i = 0; i < 32; i++) {
		uint64_t half = i < 16 ? h.high64 : h.low64;

		out[i] = "0123456789abcdef"[half >> (60 - 4 * (i % 16)) & 15];
	}
	out[32] = '\0';
}
