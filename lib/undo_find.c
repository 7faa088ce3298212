/* Undoing: what somebody means by a word. */
#include "undo.h"

#include <string.h>

#include "diag.h"
#include "json.h"
#include "record.h"

/* A walk along the journal for what still counts. */
struct finding {
	struct undoing *u;
	struct undone undone;
	struct arena *arena, unit;
	const char *word; /* NULL: the last decision of u->by */
	const char *time; /* of what was found last */
	uint64_t seq;
	bool direct; /* by its own id */
};

static bool
is(const char *text, const char *want)
{
	return text && want && strcmp(text, want) == 0;
}

static void
found(struct finding *f, uint64_t seq, yyjson_val *root)
{
	const char *id = json_str(root, "id", NULL), *time = json_str(root, "time", NULL);
	const char *correction = json_str(root, "correction", NULL);
	/* What was decided at once, by one command, is undone at once. */
	bool more = !f->word && f->seq && seq == f->seq + 1 && is(time, f->time);

	if (!more)
		f->u->what.records = (struct texts){0};
	id = correction ? correction : id;
	if (id)
		texts_add(&f->u->what.records, f->arena, arena_copy(f->arena, id, strlen(id)));
	f->time = time ? arena_copy(f->arena, time, strlen(time)) : NULL;
	f->seq = seq;
}

static void
look_at(struct finding *f, uint64_t seq, enum record_type type, yyjson_val *root)
{
	const char *id = json_str(root, "id", NULL);
	bool decision = (type == RECORD_VERDICT && !json_get(root, "at")) || type == RECORD_REVIEW;

	if (f->word && is(id, f->word)) {
		f->direct = true;
		f->u->again = type == RECORD_UNDO ? f->word : NULL;
		if (type != RECORD_UNDO)
			found(f, seq, root);
	} else if (!f->direct && decision &&
		   is(json_str(root, f->word ? "rule" : "by", NULL),
		       f->word ? f->word : f->u->by)) {
		found(f, seq, root);
	}
}

static bool
may_matter(enum record_type type)
{
	return type == RECORD_CORRECTION || type == RECORD_OUTCOME || type == RECORD_VERDICT ||
	       type == RECORD_REVIEW || type == RECORD_UNDO;
}

static int
walk(struct finding *f, struct journal *j)
{
	struct journal_walk w;
	struct bytes text;
	uint64_t seq;
	int64_t arrived;
	int rc = journal_walk_begin(&w, j, 0);

	while (rc == 0 && (rc = journal_walk_next(&w, &seq, &arrived, &text)) > 0) {
		enum record_type type;
		yyjson_val *root;

		rc = 0;
		arena_clear(&f->unit);
		if (!(root = json_read_in(&f->unit, text.at, text.len))) {
			rc = -1;
			break;
		}
		type = record_type_of(json_str(root, "type", NULL));
		if (may_matter(type) && !undone_has(&f->undone, type, root, seq, arrived))
			look_at(f, seq, type, root);
	}
	journal_walk_end(&w);
	return rc;
}

static int
find(struct undoing *u, struct journal *j, struct arena *a, const char *word)
{
	struct finding f = {.u = u, .arena = a, .word = word};
	int rc = undone_read(&f.undone, j);

	u->again = NULL;
	u->what.records = (struct texts){0};
	if (rc == 0)
		rc = walk(&f, j);
	undone_free(&f.undone);
	arena_free(&f.unit);
	return rc < 0 ? -1 : u->again || u->what.records.n > 0;
}

int
undo_find(struct undoing *u, struct journal *j, struct arena *a, const char *word)
{
	return find(u, j, a, word);
}

int
undo_find_last(struct undoing *u, struct journal *j, struct arena *a)
{
	return find(u, j, a, NULL);
}
