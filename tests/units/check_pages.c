/* The walk over a file's pages: a sound one has no fault, and damage to its structure is found. */
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pages.h"
#include "store.h"
#include "units.h"

enum { PAGE = 4096, BRANCH = 1, LEAF = 2, OVERFLOW = 4, ROUNDS = 3000 };

static char dir[] = "/tmp/check_pages.XXXXXX", path[64];
static unsigned char *image; /* the sound file */
static size_t size;
static uint64_t txn; /* of its latest change */
static int copy;     /* a file with damage in it */

static int
fill(struct store *s, void *arg)
{
	const unsigned *round = arg;
	static char big[20000];
	unsigned char key[8];

	for (uint32_t i = 0; i < 2000; i++) {
		put_be64(key, i * 2654435761U);
		if (i % 5 == *round % 5)
			works(store_del(s, TABLE_STATE, bytes_of(key, 8)) == 0, "delete");
		else
			works(store_put(s, TABLE_STATE, bytes_of(key, 8), bytes_of(big, i % 90)) ==
				  0,
			    "put");
	}
	put_be64(key, *round % 3);
	return store_put(s, TABLE_RULES, bytes_of(key, 8), bytes_of(big, 3000 * (*round % 6)));
}

static void
make(void)
{
	struct store *s;
	struct stat st;
	int fd;

	works(store_open(&s, dir, STORE_CREATE) == 0, "a store");
	for (unsigned round = 0; s && round < 8; round++)
		works(store_update(s, fill, &round) == 0, "a change");
	works(s && store_look(s) == 0, "a look");
	txn = s ? store_version(s) : 0;
	store_close(s);
	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	fd = open(path, O_RDONLY);
	if (fd < 0 || fstat(fd, &st) != 0)
		exit(1);
	size = (size_t)st.st_size;
	image = malloc(size);
	works(read(fd, image, size) == (ssize_t)size, "the file is read");
	close(fd);
}

static long
faults(void)
{
	struct pages_meta meta;

	if (pages_find(&meta, copy, txn) != 1)
		return -1;
	return pages_check(copy, &meta, NULL, NULL);
}

/* The faults of the file with n other bytes at a place. */
static long
with(size_t at, const void *other, size_t n)
{
	long found;

	works(pwrite(copy, other, n, (off_t)at) == (ssize_t)n, "damage");
	found = faults();
	works(pwrite(copy, image + at, n, (off_t)at) == (ssize_t)n, "repair");
	return found;
}

static unsigned
number16(size_t at)
{
	uint16_t n;

	memcpy(&n, image + at, sizeof(n));
	return n;
}

/* A page that has a fault with this byte turned is one that is in use. */
static bool
in_use(size_t page)
{
	unsigned char other = image[page] ^ 1;

	return with(page, &other, 1) > 0;
}

static void
check_structure(void)
{
	size_t branches = 0, leaves = 0, overflows = 0;

	for (size_t page = 2 * PAGE; page < size; page += PAGE) {
		unsigned kind = number16(page + 10), nodes = (number16(page + 12) - 16U) / 2;
		unsigned char more[2];
		size_t at;

		if ((kind != BRANCH && kind != LEAF && kind != OVERFLOW) || !in_use(page))
			continue;
		more[0] = (unsigned char)(kind ^ 3);
		works(with(page + 10, more, 1) > 0, "another kind of page");
		overflows += kind == OVERFLOW;
		if (kind == OVERFLOW)
			continue;
		branches += kind == BRANCH;
		leaves += kind == LEAF;
		more[0] = image[page + 12] ^ 2;
		works(with(page + 12, more, 1) > 0, "a node more or less");
		more[0] = image[page + 14] ^ 4;
		works(with(page + 14, more, 1) > 0, "room that is none");
		/* The first and the last key of a leaf may be the tree's. */
		for (unsigned i = 1; i + (kind == LEAF) < nodes; i++) {
			unsigned char low = 0, high = 0xff;

			at = page + number16(page + 16 + 2 * (size_t)i) + 8;
			works(with(at, image[at] < 0x80 ? &high : &low, 1) > 0, "a key elsewhere");
		}
	}
	works(branches > 0 && leaves > 20 && overflows > 1, "the file has pages of all kinds");
}

static void
check_meta(void)
{
	static const size_t places[] = {offsetof(struct pages_meta, main.depth),
		offsetof(struct pages_meta, main.leaves), offsetof(struct pages_meta, main.entries),
		offsetof(struct pages_meta, main.root), offsetof(struct pages_meta, free.entries),
		offsetof(struct pages_meta, free.root), offsetof(struct pages_meta, last)};
	struct pages_meta meta;
	size_t start = 16;

	memcpy(&meta, image + start, sizeof(meta));
	if (meta.txn != txn)
		start += PAGE;
	memcpy(&meta, image + start, sizeof(meta));
	works(meta.txn == txn, "the meta page is found");
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		unsigned char other = image[start + places[i]] ^ 1;

		works(with(start + places[i], &other, 1) > 0, "another tree or count");
	}
	works(pages_find(&meta, copy, txn - 2) == 0, "a transaction that is gone");
	works(pages_find(&meta, copy, txn - 1) == 1, "the one before is there");
}

/* Any bytes at all: no crash, no hang, nothing read that is not there. */
static void
check_any(void)
{
	uint32_t seed = 1;

	for (int i = 0; i < ROUNDS; i++) {
		unsigned char other[8];
		size_t at;

		seed = seed * 1664525 + 1013904223;
		at = 2 * PAGE + seed % (size - 2 * PAGE - sizeof(other));
		if (i % 2) /* where a page says what is in it */
			at = at / PAGE * PAGE + at % 64;
		for (size_t j = 0; j < sizeof(other); j++)
			other[j] = (unsigned char)((seed = seed * 1664525 + 1013904223) >> 24);
		works(with(at, other, 1 + seed / 7 % sizeof(other)) >= 0, "any bytes");
	}
	works(ftruncate(copy, (off_t)size / 2) == 0 && faults() > 0, "a file cut short");
}

int
main(void)
{
	static const char *const files[] = {"data.mdb", "lock.mdb", "write.lock"};

	if (!mkdtemp(dir))
		return 1;
	make();
	copy = memfd_create("copy", MFD_CLOEXEC);
	works(copy >= 0 && write(copy, image, size) == (ssize_t)size, "a copy");
	works(faults() == 0, "a sound file has no fault");
	check_structure();
	check_meta();
	check_any();
	free(image);
	close(copy);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		unlink(path);
	}
	works(rmdir(dir) == 0, "nothing else is left");
	return bad > 0;
}
