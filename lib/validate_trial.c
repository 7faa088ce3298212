/* Validation: rules on trial, and what is found out about them. */
#include <math.h>

#include "trial_view.h"
#include "validate_parts.h"
#include "views.h"

/* A staff's rule is tried first where the settings say so and it takes no other rule's place. */
static bool
tried_first(const struct judging *t)
{
	return t->v->conf->trial_first > 0 && !t->written && t->after == RULE_ACTIVE &&
	       t->old.status != RULE_ACTIVE && !t->foe.number && t->rule.act == ACT_SAY;
}

/* The figures of a trial, and what they say. */
static const char *
tell(struct validator *v, struct buf *figures, const struct trial *t)
{
	struct trial_side with = trial_with(t), without = trial_without(t);

	json_add_num(figures, "share", v->conf->trial_share);
	trial_add_side(figures, "with", &with);
	trial_add_side(figures, "without", &without);
	json_add_num(figures, "helps", judging_round(exp(t->helps)));
	json_add_num(figures, "harms", judging_round(exp(t->harms)));
	return arena_print(&v->arena,
	    "with it %u of %u conversations ended well, without it %u of %u", with.good, with.ends,
	    without.good, without.ends);
}

int
check_trial(struct judging *t, enum result *result)
{
	const struct conf *c = t->v->conf;
	struct trial trial;
	const char *told, *found;

	(void)result;
	if (tried_first(t)) {
		t->after = RULE_TRIAL;
		t->proactive = t->old.proactive;
	}
	if (t->after != RULE_TRIAL) {
		judging_because(t, "not on trial");
		return 0;
	}
	if (t->old.status != RULE_TRIAL) {
		judging_because(t, "it is tried in %g of the conversations", c->trial_share);
		return 0;
	}
	if (trial_read(t->v->journal, t->old.number, &trial) < 0)
		return -1;
	told = tell(t->v, t->figures, &trial);
	switch (trial_finding(&trial, c->promote_error, c->withdraw_error)) {
	case TRIAL_HELPS:
		found = rule_said_by_staff(&t->rule) ? "it helps"
						     : "it helps; a word of staff makes it active";
		break;
	case TRIAL_HARMS:
		found = "it does harm";
		break;
	default:
		found = "nothing is plain yet";
	}
	judging_because(t, "%s: %s", told, found);
	return 0;
}

int
judging_end_trial(struct validator *v, const struct rule *r)
{
	struct buf figures = {0};
	struct trial trial;
	enum trial_finding found;
	const char *told;
	bool harms;
	int rc = trial_read(v->journal, r->number, &trial);

	if (rc < 0 || r->status != RULE_TRIAL)
		return rc;
	found = trial_finding(&trial, v->conf->promote_error, v->conf->withdraw_error);
	harms = found == TRIAL_HARMS;
	/* Customers alone bring nothing into force: what helps waits for a word of staff. */
	if (!harms && !(found == TRIAL_HELPS && rule_said_by_staff(r)))
		return 0;
	json_open(&figures);
	told = tell(v, &figures, &trial);
	json_close(&figures);
	rc = verdict_give(v, r,
	    &(struct decision){.after = harms ? RULE_RETIRED : RULE_ACTIVE,
		    .check = "trial",
		    .result = harms ? "failed" : "passed",
		    .reason =
			arena_print(&v->arena, "%s: it %s", told, harms ? "does harm" : "helps"),
		    .figures = figures.text});
	buf_free(&figures);
	return rc;
}
