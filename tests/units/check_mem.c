/* Buffers, arenas and hashes. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "units.h"

static void
check_buf(void)
{
	struct buf b = {0};
	char big[5000];

	memset(big, 'x', sizeof(big));
	buf_text(&b, "one");
	buf_char(&b, ' ');
	buf_print(&b, "%s %d", "two", 3);
	is(strcmp(b.text, "one two 3") == 0 && b.len == 9, "a buf is what was added");
	buf_add(&b, "a\0b", 3);
	is(b.len == 12 && memcmp(b.text + 9, "a\0b", 4) == 0, "a buf holds NULs and ends in one");
	buf_clear(&b);
	is(b.len == 0, "a cleared buf is empty");
	for (int i = 0; i < 100; i++)
		buf_add(&b, big, sizeof(big));
	is(b.len == 100 * sizeof(big) && b.text[b.len] == '\0' && b.text[b.len - 1] == 'x',
	    "a buf grows");
	buf_clear(&b);
	buf_print(&b, "%.*s", 4999, big);
	is(b.len == 4999, "a long print fits");
	buf_add(&b, NULL, 0);
	is(b.len == 4999, "nothing adds nothing");
	buf_free(&b);
	is(b.len == 0 && !b.text, "a freed buf is a new one");
	buf_free(&b);
}

static void
check_arena(void)
{
	struct arena a = {0};
	char *texts[1000];
	bool whole = true, zero = true, aligned = true;

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 1000; i++)
			texts[i] = arena_print(&a, "%d of %d", i, round);
		for (int i = 0; i < 1000; i++) {
			char wanted[32];

			snprintf(wanted, sizeof(wanted), "%d of %d", i, round);
			whole &= strcmp(texts[i], wanted) == 0;
		}
		for (size_t n = 1; n < 300000; n *= 3) {
			unsigned char *p = arena_alloc(&a, n);

			aligned &=
			    (uintptr_t)p % sizeof(max_align_t) == 0 || (uintptr_t)p % 16 == 0;
			for (size_t i = 0; i < n; i++)
				zero &= p[i] == 0;
			memset(p, 0xff, n);
		}
		arena_clear(&a);
	}
	is(whole, "what an arena gave stays");
	is(zero, "an arena gives noughts, after a clear too");
	is(aligned, "an arena gives aligned memory");
	is(memcmp(arena_copy(&a, "a\0b", 3), "a\0b", 4) == 0, "a copy ends in NUL");
	arena_free(&a);
	arena_free(&a);
}

static void
check_rest(void)
{
	char hex[33], other[33];
	size_t cap = 0;
	int *list = NULL;
	bool kept = true;

	for (int i = 0; i < 1000; i++) {
		list = mem_array(list, &cap, (size_t)i + 1, sizeof(*list));
		list[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		kept &= list[i] == i;
	is(kept && cap >= 1000, "an array grows");
	mem_free(list);
	mem_free(NULL);
	is(!mem_dup(NULL), "a copy of nothing is nothing");

	/* XXH3 of nothing, from its own documentation: ids must be the same on every machine. */
	hash128_hex(hex, "", 0);
	is(strcmp(hex, "99aa06d3014798d86001c324468d497f") == 0, "the 128-bit hash is XXH3's");
	is(hash64("", 0, 0) == 0x2d06800538d394c2U, "the 64-bit hash is XXH3's");
	hash128_hex(hex, "a\0b", 3);
	hash128_hex(other, "a\0c", 3);
	is(strcmp(hex, other) != 0, "a hash reads behind a NUL");
	is(hash64("a", 1, 1) != hash64("a", 1, 2), "the seed counts");
}

int
main(void)
{
	check_buf();
	check_arena();
	check_rest();
	return bad > 0;
}
