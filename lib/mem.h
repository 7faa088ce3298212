/*
 * Memory.  Running out of it is the one failure that may end the process: an open transaction
 * dies with it and the store stays whole.  What belongs to a line lives in an arena that is
 * emptied before the next one; what grows lives in a buf.
 */
#ifndef FL_MEM_H
#define FL_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A run of bytes that somebody else owns. */
struct bytes {
	const void *at;
	size_t len;
};

static inline struct bytes
bytes_of(const void *at, size_t len)
{
	return (struct bytes){at, len};
}

/* Are two texts the same?  Mostly their first letters say that they are not. */
static inline bool
texts_same(const char *a, const char *b)
{
	return *a == *b && strcmp(a, b) == 0;
}

/* Is a text one of a list that NULL ends? */
static inline bool
text_among(const char *text, const char *const *list)
{
	while (*list && !texts_same(*list, text))
		list++;
	return *list != NULL;
}

void *mem_alloc(size_t n);					 /* never NULL; zeroed */
void *mem_grow(void *p, size_t n);				 /* realloc that cannot fail */
char *mem_dup(const char *text);				 /* NULL gives NULL */
char *mem_copy(const void *text, size_t n);			 /* n bytes and a NUL */
void mem_free(void *p);						 /* NULL is fine */
void *mem_array(void *p, size_t *cap, size_t want, size_t size); /* room for want items */

/* A growing run of bytes; {0} is an empty one.  text is NUL-terminated whenever it is set. */
struct buf {
	char *text;
	size_t len, cap;
};

void buf_add(struct buf *b, const void *text, size_t n);
void buf_text(struct buf *b, const char *text);
void buf_print(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_room(struct buf *b, size_t n); /* make room for n more bytes */
void buf_clear(struct buf *b);		/* forget the text, keep the room */
void buf_free(struct buf *b);

static inline void
buf_char(struct buf *b, char c)
{
	if (b->cap - b->len < 2)
		buf_room(b, 1);
	b->text[b->len++] = c;
	b->text[b->len] = '\0';
}

/*
 * An arena; {0} is an empty one.  What it gives lives until arena_clear or arena_free.  most: bytes
 * of its largest ordinary block (0: 256 KiB).
 */
struct arena {
	struct block *blocks;
	size_t most;
};

void *arena_alloc(struct arena *a, size_t n); /* zeroed, aligned for anything */
/* Room for want items, as mem_array. */
void *arena_array(struct arena *a, void *p, size_t *cap, size_t want, size_t size);
char *arena_copy(struct arena *a, const void *text, size_t n);
char *arena_print(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void arena_clear(struct arena *a);
void arena_free(struct arena *a);

/* 64- and 128-bit XXH3 of some bytes; the 128-bit one as 32 hexadecimal digits and a NUL. */
uint64_t hash64(const void *text, size_t n, uint64_t seed);

/* A hash as a share, from 0 to below 1. */
static inline double
hash_share(uint64_t hash)
{
	return (double)(hash >> 11) * 0x1p-53;
}

void hash128_hex(char out[33], const void *text, size_t n);

#endif
