/*
 * A text in a person's editor: in a file that only he may read, beside the store.  The editor is
 * $FL_EDITOR, else $VISUAL, else $EDITOR, else editor, else vi.
 */
#ifndef FL_EDIT_H
#define FL_EDIT_H

#include "mem.h"

struct edit {
	char path[4096];
	struct buf text;  /* as it is now */
	struct buf given; /* as it was at first */
};

/*
 * Put the text into a new file NAME.XXXXXX.yaml in dir.  0, or -1 with the reason in why().  No
 * store may be open while an editor runs.
 */
int edit_begin(struct edit *e, const char *dir, const char *name, const char *text);

/* Run the editor and read the file: 1 it changed, 0 it did not, -1 with the reason. */
int edit_run(struct edit *e);

/* Is the file what it was at first? */
bool edit_untouched(const struct edit *e);

/* Remove the file, unless it shall stay. */
void edit_end(struct edit *e, int keep);

/*
 * Show text, which has to be safe, in $FL_PAGER, else $PAGER, else less, until it is left: 0, or -1
 * with the reason in why().
 */
int edit_page(const char *text, size_t n);

/*
 * Ask on the terminal which of the keys (letters) is meant: one of them, or, at the end of the
 * input or without a terminal, the last one.
 */
char edit_ask(const char *question, const char *keys);

#endif
