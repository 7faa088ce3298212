/* Undoing: what somebody means by a word. */
#include "undo.h"

#include <string.h>

#include "json.h"
#include "reading.h"

/* What may be meant. */
static const unsigned MATTER = RECORD_BIT(RECORD_CORRECTION) | RECORD_BIT(RECORD_OUTCOME) |
			       RECORD_BIT(RECORD_VERDICT) | RECORD_BIT(RECORD_REVIEW) |
			       RECORD_BIT(RECORD_UNDO);

/* A walk along the journal for what still counts. */
struct finding {
	struct undoing *u;
	struct undone undone;
	struct arena *arena;
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
	if (id && !texts_have(&f->u->what.records, id))
		texts_add(&f->u->what.records, f->arena, arena_copy(f->arena, id, strlen(id)));
	f->time = time ? arena_copy(f->arena, time, strlen(time)) : NULL;
	f->seq = seq;
}

static void
look_at(struct finding *f, uint64_t seq, enum record_type type, yyjson_val *root)
{
	const char *id = json_str(root, "id", NULL);
	bool decision = (type == RECORD_VERDICT && !json_get(root, "at")) || type == RECORD_REVIEW;

	/* What somebody says of an answer that was drawn, with what is right, is one too. */
	decision |= !f->word &&
		    ((type == RECORD_OUTCOME && outcome_judged(root)) || type == RECORD_CORRECTION);

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

static int
take(const struct reading *one, void *arg)
{
	struct finding *f = arg;

	if (!undone_has(&f->undone, one->type, one->root, one->seq, one->arrived))
		look_at(f, one->seq, one->type, one->root);
	return 0;
}

static int
find(struct undoing *u, struct journal *j, struct arena *a, const char *word)
{
	struct finding f = {.u = u, .arena = a, .word = word};
	int rc = undone_read(&f.undone, j);

	u->again = NULL;
	u->what.records = (struct texts){0};
	if (rc == 0)
		rc = reading_run(j, 0, MATTER, take, &f);
	undone_free(&f.undone);
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
