/* The pages of a store's file. */
#include "pages.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "mem.h"

enum {
	META_VERSION = 1,
	METAS = 2,
	PAGE_LEAST = 512,
	PAGE_MOST = 65536,
	PAGE_HEADER = 16,
	NODE_HEADER = 8,
	DEPTH_MOST = 32,
	PAGES_SHORT = 65536, /* pages by which a sound file may be too short, amply */

	/* What a page is. */
	PAGE_BRANCH = 1,
	PAGE_LEAF = 2,
	PAGE_OVERFLOW = 4,
	PAGE_META = 8,
	PAGE_KINDS = 15,

	/* What the data of a leaf's node is. */
	NODE_BIG = 1, /* the number of its first overflow page */
	NODE_TREE = 2 /* a tree */
};

static const uint32_t META_MAGIC = 0xbeefc0de;
static const uint64_t NO_PAGE = UINT64_MAX;

/* LMDB writes its structs as the machine has them. */
struct page {
	uint64_t number;
	uint16_t pad, flags, lower, upper; /* of overflow pages the last two say how many */
};

struct node {
	uint16_t low, high, flags, key_len;
};

_Static_assert(sizeof(struct page) == PAGE_HEADER && sizeof(struct node) == NODE_HEADER &&
		   sizeof(struct pages_tree) == 48 && sizeof(struct pages_meta) == 136,
    "as they are in the file");

struct check {
	int fd;
	size_t size; /* of a page */
	uint64_t last;
	unsigned char *seen; /* a bit a page */
	void (*found)(const char *, void *);
	void *arg;
	long faults;
};

enum holding { HOLDS_FREE, HOLDS_TREES, HOLDS_VALUES };

/* A tree on the way. */
struct walk_tree {
	const char *name;
	struct pages_tree counted;
	enum holding holds;
};

/* The keys of a page are not below low, and below high unless that is empty. */
struct bounds {
	struct bytes low, high;
};

/* A node of a page, taken apart. */
struct item {
	struct bytes key, data;
	uint64_t child; /* of a branch; or the first overflow page */
	size_t size;	/* of a leaf's value, wherever it is */
	size_t room;	/* that the node takes in its page */
	uint16_t flags;
};

static void check_tree(struct check *c, const char *name, const struct pages_tree *tree,
    enum holding holds);

static void __attribute__((format(printf, 2, 3)))
find_fault(struct check *c, const char *fmt, ...)
{
	char words[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	c->faults++;
	if (c->found)
		c->found(words, c->arg);
}

static bool
read_at(int fd, void *out, size_t n, uint64_t at)
{
	ssize_t got;

	do
		got = pread(fd, out, n, (off_t)at);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		fail("the store's file: %s", strerror(errno));
	else if ((size_t)got < n)
		fail("the store's file is cut short");
	return got == (ssize_t)n;
}

/* A page that is used or free, for the first time? */
static bool
mark(struct check *c, uint64_t number, const char *name)
{
	unsigned char bit = (unsigned char)(1U << (number % 8));

	if (number < METAS || number > c->last) {
		find_fault(c, "%s: there is no page %llu", name, (unsigned long long)number);
		return false;
	}
	if (c->seen[number / 8] & bit) {
		find_fault(c, "%s: page %llu is in use twice", name, (unsigned long long)number);
		return false;
	}
	c->seen[number / 8] |= bit;
	return true;
}

/* Read n bytes of a page that has to be of a kind. */
static bool
read_page(struct check *c, const char *name, uint64_t number, unsigned kind, void *out, size_t n)
{
	struct page head;

	if (!read_at(c->fd, out, n, number * c->size)) {
		find_fault(c, "%s: page %llu: %s", name, (unsigned long long)number, why());
		return false;
	}
	memcpy(&head, out, sizeof(head));
	if (head.number == number && (head.flags & PAGE_KINDS) == kind)
		return true;
	find_fault(c, "%s: page %llu is another than it should be", name,
	    (unsigned long long)number);
	return false;
}

static int
order(const struct walk_tree *t, struct bytes a, struct bytes b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	uint64_t x, y;
	int rc;

	if (t->holds == HOLDS_FREE && a.len == sizeof(x) && b.len == sizeof(y)) {
		memcpy(&x, a.at, sizeof(x));
		memcpy(&y, b.at, sizeof(y));
		return x < y ? -1 : x > y;
	}
	rc = n ? memcmp(a.at, b.at, n) : 0;
	return rc ? rc : a.len < b.len ? -1 : a.len > b.len;
}

/* The i-th node of a page; false when it does not lie in it. */
static bool
item_at(const struct check *c, const unsigned char *page, size_t i, bool branch, struct item *out)
{
	uint16_t at;
	struct node node;
	size_t size, data;

	memcpy(&at, page + PAGE_HEADER + 2 * i, sizeof(at));
	if (at % 2 || at < PAGE_HEADER || at > c->size - NODE_HEADER)
		return false;
	memcpy(&node, page + at, sizeof(node));
	size = branch ? 0 : (size_t)node.low | (size_t)node.high << 16;
	data = !branch && node.flags & NODE_BIG ? sizeof(out->child) : size;
	if (data > c->size || (size_t)at + NODE_HEADER + node.key_len + data > c->size)
		return false;
	*out = (struct item){.flags = branch ? 0 : node.flags,
		.size = size,
		.key = {page + at + NODE_HEADER, node.key_len},
		.room = (NODE_HEADER + node.key_len + data + 1) & ~(size_t)1};
	out->data = bytes_of((const char *)out->key.at + node.key_len, data);
	if (branch)
		out->child = node.low | (uint64_t)node.high << 16 | (uint64_t)node.flags << 32;
	else if (node.flags & NODE_BIG)
		memcpy(&out->child, out->data.at, sizeof(out->child));
	return true;
}

/*
 * Are the nodes where the page has room for them, side by side?  The number of nodes, or 0 with
 * the fault named.
 */
static size_t
check_room(struct check *c, const struct walk_tree *t, const unsigned char *page, bool branch)
{
	struct page head;
	unsigned char *taken = mem_alloc(c->size);
	size_t n = 0, used = 0;
	bool sound;

	memcpy(&head, page, sizeof(head));
	sound = head.lower > PAGE_HEADER && head.lower % 2 == 0 && head.lower <= head.upper &&
		head.upper <= c->size;
	if (sound)
		n = (head.lower - PAGE_HEADER) / 2U;
	for (size_t i = 0; sound && i < n; i++) {
		struct item item;
		const unsigned char *at;

		if (!(sound = item_at(c, page, i, branch, &item)))
			break;
		at = (const unsigned char *)item.key.at - NODE_HEADER;
		sound = at >= page + head.upper && !memchr(taken + (at - page), 1, item.room);
		memset(taken + (at - page), 1, item.room);
		used += item.room;
	}
	mem_free(taken);
	if (sound && used == c->size - head.upper)
		return n;
	find_fault(c, "%s: what is in page %llu does not fit into it", t->name,
	    (unsigned long long)head.number);
	return 0;
}

/* Overflow pages: each value's own. */
static void
check_overflow(struct check *c, struct walk_tree *t, const struct item *item)
{
	uint64_t pages, needed = (PAGE_HEADER - 1 + item->size) / c->size + 1;
	struct page head;

	if (!read_page(c, t->name, item->child, PAGE_OVERFLOW, &head, sizeof(head)))
		return;
	pages = head.lower | (uint64_t)head.upper << 16;
	if (pages < needed) {
		find_fault(c, "%s: a value does not fit into its pages", t->name);
		return;
	}
	t->counted.overflows += pages;
	for (uint64_t i = 0; i < pages && mark(c, item->child + i, t->name); i++)
		continue;
}

/* A list of free pages: how many, and then each, the largest first. */
static void
check_free(struct check *c, const struct item *item)
{
	static const char name[] = "the list of free pages";
	struct buf copy = {0};
	uint64_t count = NO_PAGE, number, before = NO_PAGE;
	size_t n = item->size <= c->last * c->size ? item->size : 0;

	buf_room(&copy, n);
	if (!(item->flags & NODE_BIG))
		buf_add(&copy, item->data.at, n);
	else if (!read_at(c->fd, copy.text, n, item->child * c->size + PAGE_HEADER))
		n = 0;
	if (n >= sizeof(count))
		memcpy(&count, copy.text, sizeof(count));
	if (item->key.len != sizeof(uint64_t) || n % sizeof(count) ||
	    count > n / sizeof(count) - 1) {
		find_fault(c, "%s is none", name);
		count = 0;
	}
	for (uint64_t i = 1; i <= count; i++, before = number) {
		memcpy(&number, copy.text + i * sizeof(number), sizeof(number));
		if (number >= before)
			find_fault(c, "%s is out of order", name);
		mark(c, number, name);
	}
	buf_free(&copy);
}

static void
check_leaf_item(struct check *c, struct walk_tree *t, const struct item *item)
{
	struct pages_tree tree;
	char name[32];

	t->counted.entries++;
	if (item->flags & ~(t->holds == HOLDS_TREES ? NODE_BIG | NODE_TREE : NODE_BIG))
		find_fault(c, "%s: a value is of no kind", t->name);
	else if (item->flags & NODE_TREE && item->data.len != sizeof(tree))
		find_fault(c, "%s: a table is none", t->name);
	else if (item->flags & NODE_TREE) {
		memcpy(&tree, item->data.at, sizeof(tree));
		snprintf(name, sizeof(name), "table %.*s",
		    (int)(item->key.len < 20 ? item->key.len : 20), (const char *)item->key.at);
		check_tree(c, name, &tree, HOLDS_VALUES);
	} else {
		if (item->flags & NODE_BIG)
			check_overflow(c, t, item);
		if (t->holds == HOLDS_FREE)
			check_free(c, item);
	}
}

/* A page and all that is below it; depth counts down to 1, the leaves. */
static void
check_page(struct check *c, struct walk_tree *t, uint64_t number, unsigned depth,
    struct bounds bounds)
{
	unsigned char *page = mem_alloc(c->size);
	bool branch = depth > 1;
	struct item item = {0}, next = {0};
	size_t n;

	*(branch ? &t->counted.branches : &t->counted.leaves) += 1;
	if (!mark(c, number, t->name) ||
	    !read_page(c, t->name, number, branch ? PAGE_BRANCH : PAGE_LEAF, page, c->size) ||
	    (n = check_room(c, t, page, branch)) == 0)
		goto done;
	item_at(c, page, 0, branch, &item);
	for (size_t i = 0; i < n; i++, item = next) {
		struct bounds below = {item.key, bounds.high};

		if (i == 0 && branch) /* LMDB does not look at this key */
			below.low = bounds.low;
		else if (order(t, item.key, bounds.low) < 0 ||
			 (bounds.high.len && order(t, item.key, bounds.high) >= 0))
			find_fault(c, "%s: keys out of order in page %llu", t->name,
			    (unsigned long long)number);
		if (i + 1 < n) {
			item_at(c, page, i + 1, branch, &next);
			below.high = next.key;
			if ((i > 0 || !branch) && order(t, item.key, next.key) >= 0)
				find_fault(c, "%s: keys out of order in page %llu", t->name,
				    (unsigned long long)number);
		}
		if (branch)
			check_page(c, t, item.child, depth - 1, below);
		else
			check_leaf_item(c, t, &item);
	}
done:
	mem_free(page);
}

static void
check_tree(struct check *c, const char *name, const struct pages_tree *tree, enum holding holds)
{
	struct walk_tree t = {.name = name, .holds = holds};
	const struct pages_tree *seen = &t.counted;

	if (tree->depth > DEPTH_MOST || (tree->depth == 0) != (tree->root == NO_PAGE)) {
		find_fault(c, "%s: it is %u deep", name, tree->depth);
		return;
	}
	if (tree->depth > 0)
		check_page(c, &t, tree->root, tree->depth, (struct bounds){0});
	if (seen->branches != tree->branches || seen->leaves != tree->leaves ||
	    seen->overflows != tree->overflows || seen->entries != tree->entries)
		find_fault(c, "%s: %llu values, and there should be %llu", name,
		    (unsigned long long)seen->entries, (unsigned long long)tree->entries);
}

int
pages_find(struct pages_meta *out, int fd, uint64_t txn)
{
	uint64_t at = 0;

	for (int i = 0; i < METAS; i++) {
		if (!read_at(fd, out, sizeof(*out), at + PAGE_HEADER))
			return -1;
		if (out->magic != META_MAGIC || out->version != META_VERSION)
			return fail("the store's file has another format of LMDB's");
		if (out->free.page_size < PAGE_LEAST || out->free.page_size > PAGE_MOST)
			return fail("the store's file has pages of %u bytes", out->free.page_size);
		if (out->txn == txn)
			return 1;
		at = out->free.page_size;
	}
	return 0;
}

long
pages_check(int fd, const struct pages_meta *meta, void (*found)(const char *, void *), void *arg)
{
	struct check c = {.fd = fd,
		.size = meta->free.page_size,
		.last = meta->last,
		.found = found,
		.arg = arg};
	uint64_t lost = 0;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fail("the store's file: %s", strerror(errno));
	if (c.last > (uint64_t)st.st_size / c.size + PAGES_SHORT) {
		find_fault(&c, "the store's file is cut short");
		return c.faults;
	}
	c.seen = mem_alloc(c.last / 8 + 1);
	check_tree(&c, "the list of free pages", &meta->free, HOLDS_FREE);
	check_tree(&c, "the list of tables", &meta->main, HOLDS_TREES);
	for (uint64_t i = METAS; i <= c.last; i++)
		lost += !(c.seen[i / 8] & 1U << (i % 8));
	if (c.faults == 0 && lost > 0)
		find_fault(&c, "%llu pages are neither in use nor free", (unsigned long long)lost);
	mem_free(c.seen);
	return c.faults;
}
