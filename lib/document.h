/*
 * Documents: pages of the team's own.  They answer nobody by themselves; a gap is told which
 * passage of which one seems to hold the answer, and a person makes the rule.
 *
 * A record of type "document" is one state of a page: title, text or passages, source (where the
 * page is; what it is known by) and valid_from.  Of one source the record with the latest
 * valid_from (else time) stands, of several the one that came last; one without text withdraws
 * it.
 */
#ifndef FL_DOCUMENT_H
#define FL_DOCUMENT_H

#include <stddef.h>
#include <stdint.h>

#include "journal.h"
#include "json.h"
#include "mem.h"

struct words;

struct passage {
	const char *id, *title, *source, *text; /* of the record; title and source may be NULL */
	struct words *words, *heading;		/* stemmed: of the text, of the title */
};

struct passages {
	struct passage *at;
	size_t n, cap;
	struct arena arena;
};

/* Bring the view up to date with a document's record: views_apply calls it. */
int document_apply(struct journal *j, struct arena *a, yyjson_val *root, uint64_t seq);

/* The passages of the documents that stand, in a store that is looked at: 0, or -1. */
int passages_read(struct passages *p, struct journal *j);
void passages_free(struct passages *p);

/* Add those of one record: paragraphs of its text, cut at PASSAGE_MAX bytes. */
enum { PASSAGE_MAX = 600 };
void passages_add(struct passages *p, yyjson_val *root);

/*
 * The passage that seems to hold the answer, or NULL: it has most of the distinctive words that
 * phrase names, rare words counting more, and of these passages the one that shares most with the
 * question.
 */
const struct passage *passages_best(const struct passages *p, const char *phrase,
    const char *question);

#endif
