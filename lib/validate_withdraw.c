/* Validation: rules whose answers end badly, and what to do with them. */
#include <string.h>

#include "diag.h"
#include "exception.h"
#include "learn.h"
#include "validate_parts.h"
#include "views.h"

/* One end of an answer of the rule, with the context in which it was given. */
static int
add_end(struct validator *v, struct exceptions *e, const struct voice *end)
{
	yyjson_val *outcome, *interaction;
	struct bytes text;
	const char *id;
	uint64_t at;
	size_t n;
	int rc;

	if (journal_get(v->journal, end->seq, &text, NULL) <= 0 ||
	    !(outcome = json_read_in(&v->arena, text.at, text.len)))
		return -1;
	if (!(id = json_str(outcome, "interaction", &n)))
		return 0;
	rc = journal_interaction(v->journal, &v->arena, id, n, &interaction, &at);
	if (rc > 0)
		exceptions_add(e, interaction, end->weight > 0);
	return rc < 0 ? -1 : 0;
}

static int
read_ends(struct validator *v, struct exceptions *e, const struct rule *r)
{
	struct voice *list;
	size_t n;

	if (rules_voices(v->journal, &v->arena, r->number, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (list[i].authority && strcmp(list[i].authority, "outcome") == 0 &&
		    add_end(v, e, &list[i]) < 0)
			return -1;
	return 0;
}

/* The rule's conditions, and one more: not where the failures are. */
static yyjson_val *
except(struct validator *v, const struct rule *r, const struct shared *s)
{
	struct buf json = {0};
	yyjson_val *key, *value, *out;
	size_t i, n;

	json_open(&json);
	yyjson_obj_foreach(r->where, i, n, key, value)
	    json_add_val(&json, yyjson_get_str(key), value);
	json_key(&json, s->field);
	json_open(&json);
	json_add_str(&json, "not", s->value);
	json_close(&json);
	json_close(&json);
	out = json_read_in(&v->arena, json.text, json.len);
	buf_free(&json);
	return out;
}

int
judging_withdraw(struct validator *v, const struct rule *r)
{
	bool persons = r->source && strcmp(r->source, "person") == 0;
	struct exceptions e = {0};
	const struct shared *s = NULL;
	struct rule changed = *r;
	const char *reason =
	    arena_print(&v->arena, "%u of its answers ended well and %u badly", r->good, r->bad);
	int rc;

	if (!rule_in_force(r->status) || !learn_withdraw(r, v->conf))
		return 0;
	if ((rc = read_ends(v, &e, r)) == 0)
		s = exceptions_find(&e, r->where);
	if (s)
		reason = arena_print(&v->arena,
		    "%s; of the bad ends %u of %u have %s %s, of the good ones %u of %u: %s",
		    reason, s->bad, e.bad, s->field, s->value, s->good, e.good,
		    persons ? "an exception would do" : "an exception");
	if (rc == 0 && s && !persons) {
		changed.where = except(v, r, s);
		rc = changed.where ? verdict_decide(v, r, r->status, reason, &changed) : -1;
	} else if (rc == 0) {
		rc = verdict_decide(v, r, persons ? RULE_HELD : RULE_RETIRED, reason, NULL);
	}
	exceptions_free(&e);
	return rc;
}
