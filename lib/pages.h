/*
 * The pages of a store's file, as LMDB 0.9 lays them out.  LMDB itself looks at next to nothing:
 * a bit that turns in a branch page hides records, one in the list of free pages lets the next
 * change overwrite what is in use.  This walk finds such damage; what the values hold is not its
 * concern.
 */
#ifndef FL_PAGES_H
#define FL_PAGES_H

#include <stdint.h>

/* Where one transaction's trees begin: two of LMDB's structs, as they stand in the file. */
struct pages_tree {
	uint32_t page_size; /* in the first tree of a file; else unused */
	uint16_t flags, depth;
	uint64_t branches, leaves, overflows, entries, root;
};

struct pages_meta {
	uint32_t magic, version;
	uint64_t address, map_size;
	struct pages_tree free, main;
	uint64_t last, txn;
};

/*
 * Find what belongs to the transaction txn in the file fd: 1, 0 when later ones have taken its
 * place, -1 when the file cannot be read.
 */
int pages_find(struct pages_meta *out, int fd, uint64_t txn);

/*
 * Walk all of it: the order, depth and counts of each tree, the room in each page, and whether
 * each page is used once or free once.  A reader must hold the transaction, so that none of its
 * pages is used anew.  The number of faults, each said to found (which may be NULL); -1 when the
 * file cannot be read.
 */
long pages_check(int fd, const struct pages_meta *meta, void (*found)(const char *fault, void *arg),
    void *arg);

#endif
