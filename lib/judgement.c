/* A person's judgement of an answer that was drawn to be judged. */
#include "judgement.h"

#include <string.h>

#include "calibration_view.h"
#include "diag.h"
#include "json.h"
#include "record.h"
#include "validate.h"
#include "views.h"

/* The members that both records have; closed by the caller. */
static void
begin(struct buf *json, const struct judgement *g, enum record_type type)
{
	char stamp[TIME_TEXT];

	time_print(stamp, g->now);
	json_open(json);
	json_add_str(json, "type", record_type_name(type));
	json_add_str(json, "time", stamp);
	json_add_str(json, "interaction", g->interaction);
	json_add_str(json, "by", g->by);
	json_add_str(json, "authority", g->authority);
}

static int
put(struct judgement *g, struct journal *j, enum record_type type, struct buf *json, uint64_t *seq)
{
	int rc;

	json_close(json);
	rc = journal_put_text(j, type, json->text, json->len, g->now, seq);
	buf_free(json);
	return rc;
}

static int
put_outcome(struct judgement *g, struct journal *j)
{
	struct buf json = {0};

	begin(&json, g, RECORD_OUTCOME);
	json_add_str(&json, "signal", "judged");
	json_add_num(&json, "value", g->right ? 1 : -1);
	return put(g, j, RECORD_OUTCOME, &json, NULL);
}

static int
read_touched(struct judgement *g, struct journal *j, uint64_t seq)
{
	uint32_t number = 0;
	struct rule r;
	int rc = views_judged(j, seq, &number);

	g->learned = rc > 0;
	if (rc > 0 && number > 0 && (rc = rules_get(j, &g->arena, number, &r)) > 0) {
		g->rule = r.id;
		g->now_is = r.status;
	}
	return rc < 0 ? -1 : 0;
}

/* As fl-correct takes a correction: a lead's is judged when it comes, others wait. */
static int
put_correction(struct judgement *g, struct journal *j)
{
	struct buf json = {0};
	struct validator v;
	struct bytes text;
	uint64_t seq;
	int rc;

	begin(&json, g, RECORD_CORRECTION);
	json_add_str(&json, "right", g->said);
	if (put(g, j, RECORD_CORRECTION, &json, &seq) < 0)
		return -1;
	if (strcmp(g->authority, "lead") != 0)
		return 0;
	if ((rc = journal_get(j, seq, &text, NULL)) <= 0)
		return rc < 0 ? -1 : fail("the store is damaged (no record)");
	/* The store's bytes move when the verdict is written. */
	text.at = arena_copy(&g->arena, text.at, text.len);
	validator_init(&v, j, g->conf, g->now);
	v.replay = false;
	rc = validate_correction(&v, seq, text);
	validator_free(&v);
	return rc < 0 ? -1 : read_touched(g, j, seq);
}

int
judgement_work(struct journal *j, void *arg)
{
	struct judgement *g = arg;
	yyjson_val *interaction;
	uint64_t seq;
	int rc;

	arena_clear(&g->arena);
	g->late = g->learned = false;
	g->rule = NULL;
	rc = journal_interaction(j, &g->arena, g->interaction, strlen(g->interaction), &interaction,
	    &seq);
	if (rc > 0)
		rc = calibration_waits(j, interaction);
	if (rc <= 0) {
		g->late = rc == 0;
		return rc;
	}
	if (put_outcome(g, j) < 0)
		return -1;
	return g->said ? put_correction(g, j) : 0;
}

void
judgement_free(struct judgement *g)
{
	arena_free(&g->arena);
}
