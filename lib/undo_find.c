/* Undoing: what somebody means by a word. */
#include "undo.h"

#include <string.h>

#include "calibration_view.h"
#include "json.h"
#include "reading.h"

/* What may be meant. */
static const unsigned MATTER = RECORD_BIT(RECORD_CORRECTION) | RECORD_BIT(RECORD_OUTCOME) |
			       RECORD_BIT(RECORD_VERDICT) | RECORD_BIT(RECORD_REVIEW) |
			       RECORD_BIT(RECORD_UNDO);

/* A walk along the journal for what still counts. */
struct finding {
	struct undoing *u;
	struct journal *j;
	struct undone undone;
	struct arena *arena;
	const char *word; /* NULL: the last decision of u->by */
	const char *time; /* of what was found last */
	uint64_t seq;
	uint64_t judged; /* among it, the judgement of an answer; 0: none */
	const char *answer;
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
	bool judged =
	    record_type_of(json_str(root, "type", NULL)) == RECORD_OUTCOME && outcome_judged(root);
	/* What was decided at once, by one command, is undone at once; each answer by itself. */
	bool more =
	    !f->word && f->seq && seq == f->seq + 1 && is(time, f->time) && !(judged && f->judged);

	if (!more) {
		f->u->what.records = (struct texts){0};
		f->judged = 0;
	}
	if (judged) {
		const char *answer = json_str(root, "interaction", NULL);

		f->judged = seq;
		f->answer = answer ? arena_copy(f->arena, answer, strlen(answer)) : NULL;
	}
	id = correction ? correction : id;
	if (id && !texts_have(&f->u->what.records, id))
		texts_add(&f->u->what.records, f->arena, arena_copy(f->arena, id, strlen(id)));
	f->time = time ? arena_copy(f->arena, time, strlen(time)) : NULL;
	f->seq = seq;
}

/* Is this correction what is right instead of an answer just judged?  1, 0, -1. */
static int
came_with_judgement(struct finding *f, uint64_t seq, yyjson_val *root)
{
	struct arena a = {0};
	yyjson_val *interaction;
	uint64_t at;
	int rc;

	if (!f->judged || seq != f->judged + 1 || !is(json_str(root, "time", NULL), f->time) ||
	    !is(json_str(root, "interaction", NULL), f->answer))
		return 0;
	rc = journal_interaction(f->j, &a, f->answer, strlen(f->answer), &interaction, &at);
	if (rc > 0)
		rc = calibration_drawn(interaction);
	arena_free(&a);
	return rc;
}

static int
look_at(struct finding *f, uint64_t seq, enum record_type type, yyjson_val *root)
{
	const char *id = json_str(root, "id", NULL);
	int decision = (type == RECORD_VERDICT && !json_get(root, "at")) || type == RECORD_REVIEW;

	/* What somebody says of an answer that was drawn, with what is right, is one too. */
	if (!f->word && type == RECORD_OUTCOME)
		decision = outcome_judged(root);
	else if (!f->word && type == RECORD_CORRECTION)
		decision = came_with_judgement(f, seq, root);
	if (decision < 0)
		return -1;
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
	return 0;
}

static int
take(const struct reading *one, void *arg)
{
	struct finding *f = arg;

	return undone_has(&f->undone, one->type, one->root, one->seq, one->arrived)
		   ? 0
		   : look_at(f, one->seq, one->type, one->root);
}

static int
find(struct undoing *u, struct journal *j, struct arena *a, const char *word)
{
	struct finding f = {.u = u, .j = j, .arena = a, .word = word};
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
