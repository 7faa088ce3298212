/* Undoing: what rested on it is judged again. */
#include "undo.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "amend.h"
#include "diag.h"
#include "json.h"
#include "learn.h"
#include "reading.h"
#include "trial_view.h"
#include "undo_changes.h"
#include "validate.h"
#include "views.h"

enum { GOT_MAX = 8 };

/* A verdict on its way into the journal, in the place of another. */
struct stand_in {
	uint64_t at;
	const char *rule, *time;
	struct bytes verdict; /* empty: nothing */
};

/* A verdict at hand. */
struct given {
	uint64_t seq;
	yyjson_val *root; /* NULL: none */
	struct bytes text;
};

struct plan {
	struct undoing *u;
	struct journal *j;
	struct validator v;
	struct undone now, before; /* what will be undone, what is */
	bool begun;		   /* something was left out, or will be no more */
	struct given held;	   /* a verdict that may belong to the next one */
	struct stand_in *list;
	size_t n, cap;
	struct bytes got[GOT_MAX]; /* what a judgement gives */
	size_t got_count;
	unsigned long top;		   /* the largest N of the ids rN that were ever given */
	struct arena arena, unit, holding; /* of all, of one record, of held */
};

static const char *
fresh_id(struct plan *p)
{
	return arena_print(&p->unit, "r%lu", ++p->top);
}

static void
note_id(struct plan *p, const char *id)
{
	unsigned long n = 0;

	if (!id || id[0] != 'r' || !isdigit((unsigned char)id[1]) || strlen(id) > 10)
		return;
	n = strtoul(id + 1, NULL, 10);
	p->top = n > p->top ? n : p->top;
}

/* The id that the validator would give a new rule now; see free_id there. */
static int
next_id(struct plan *p, const char **id)
{
	uint32_t count;
	int rc;

	if (rules_count(p->j, &count) < 0)
		return -1;
	do {
		*id = arena_print(&p->unit, "r%u", ++count);
		rc = rules_known(p->j, &p->unit, *id);
	} while (rc > 0);
	return rc;
}

static int
rule_there(struct plan *p, const char *id, struct rule *r)
{
	return rules_named(p->j, &p->unit, id, r);
}

static void
stand_in(struct plan *p, uint64_t at, yyjson_val *root, struct bytes verdict)
{
	struct arena *a = &p->arena;
	const char *rule = json_str(root, "rule", NULL), *time = json_str(root, "time", NULL);

	p->list = mem_array(p->list, &p->cap, p->n + 1, sizeof(*p->list));
	p->list[p->n++] = (struct stand_in){at, arena_copy(a, rule, strlen(rule)),
		time ? arena_copy(a, time, strlen(time)) : NULL,
		bytes_of(arena_copy(a, verdict.at, verdict.len), verdict.len)};
	p->u->rejudged++;
}

/* Copy a verdict with a rule's id in the place of another. */
static void
rename_in(struct buf *out, const char *key, yyjson_val *v, const char *from, const char *to)
{
	static const char replaced[] = "replaced by ";
	const char *text = yyjson_get_str(v);
	yyjson_val *k, *item;
	size_t i, n;

	if (yyjson_is_obj(v)) {
		json_open(out);
		yyjson_obj_foreach(v, i, n, k, item)
		{
			json_key(out, yyjson_get_str(k));
			rename_in(out, yyjson_get_str(k), item, from, to);
		}
		json_close(out);
	} else if (yyjson_is_arr(v)) {
		json_list(out, NULL);
		yyjson_arr_foreach(v, i, n, item)
		{
			json_item(out);
			rename_in(out, "", item, from, to);
		}
		json_list_end(out);
	} else if (text && (strcmp(key, "rule") == 0 || strcmp(key, "id") == 0) &&
		   strcmp(text, from) == 0) {
		json_quote(out, to, strlen(to));
	} else if (text && strcmp(key, "reason") == 0 &&
		   strncmp(text, replaced, sizeof(replaced) - 1) == 0 &&
		   strcmp(text + sizeof(replaced) - 1, from) == 0) {
		buf_print(out, "\"%s%s\"", replaced, to);
	} else {
		json_write(out, v);
	}
}

/* What the validator would put into the journal. */
static int
collect(const char *json, size_t len, void *arg)
{
	struct plan *p = arg;

	if (p->got_count == GOT_MAX)
		return fail("a judgement of more than %d verdicts", GOT_MAX);
	p->got[p->got_count++] = bytes_of(arena_copy(&p->unit, json, len), len);
	return 0;
}

static void
rename_got(struct plan *p, const char *from, const char *to)
{
	for (size_t i = 0; i < p->got_count; i++) {
		yyjson_val *v = json_read_in(&p->unit, p->got[i].at, p->got[i].len);
		struct buf json = {0};

		if (!v)
			continue;
		rename_in(&json, "", v, from, to);
		p->got[i] = bytes_of(arena_copy(&p->unit, json.text, json.len), json.len);
		buf_free(&json);
	}
}

/* The rule that a verdict brings, without what the store fills in. */
static void
effect_on_text(struct buf *out, yyjson_val *rule)
{
	static const char *const filled[] = {"evidence", "number", "revision", "examples",
		"updated", "created"};
	yyjson_val *key, *value;
	size_t i, n;

	yyjson_obj_foreach(rule, i, n, key, value)
	{
		bool skip = false;

		for (size_t k = 0; k < sizeof(filled) / sizeof(filled[0]); k++)
			skip |= strcmp(yyjson_get_str(key), filled[k]) == 0;
		if (skip)
			continue;
		buf_text(out, "\nrule ");
		json_canonical(out, key);
		json_canonical(out, value);
	}
}

/* What a verdict does, without what only tells of it. */
static void
effect(struct buf *out, yyjson_val *root)
{
	yyjson_val *change = json_get(root, "change"), *key, *value;
	size_t i, n;

	buf_print(out, "%s %s %s %g", json_str(root, "rule", NULL),
	    json_str(root, "after", NULL) ? json_str(root, "after", NULL) : "-",
	    json_str(root, "correction", NULL) ? json_str(root, "correction", NULL) : "-",
	    json_num_or(root, "upto", 0));
	yyjson_obj_foreach(change, i, n, key, value)
	{
		if (strcmp(yyjson_get_str(key), "amends") == 0)
			continue;
		if (strcmp(yyjson_get_str(key), "rule") == 0) {
			effect_on_text(out, value);
			continue;
		}
		buf_char(out, '\n');
		json_canonical(out, key);
		json_canonical(out, value);
	}
}

static bool
same_effect(struct plan *p, yyjson_val *old, struct bytes text)
{
	yyjson_val *new = json_read_in(&p->unit, text.at, text.len);
	struct buf x = {0}, y = {0};
	bool same;

	if (!old || !new)
		return false;
	effect(&x, old);
	effect(&y, new);
	same = x.len == y.len && memcmp(x.text, y.text, x.len) == 0;
	buf_free(&x);
	buf_free(&y);
	return same;
}

/* A verdict, and the one before it that withdrew another rule for it: neither is given. */
static void
drop(struct plan *p, const struct given *main)
{
	if (p->held.root)
		stand_in(p, p->held.seq, p->held.root, (struct bytes){"", 0});
	if (main->root)
		stand_in(p, main->seq, main->root, (struct bytes){"", 0});
}

/* Apply what was judged again, and keep it where it differs from what was given. */
static int
settle(struct plan *p, const struct given *main)
{
	bool two = p->held.root != NULL;
	bool same = p->got_count == (two ? 2U : 1U) &&
		    same_effect(p, main->root, p->got[p->got_count - 1]) &&
		    (!two || same_effect(p, p->held.root, p->got[0]));

	if (same) {
		if (two && journal_apply(p->j, RECORD_VERDICT, p->held.text) < 0)
			return -1;
		return journal_apply(p->j, RECORD_VERDICT, main->text);
	}
	if (p->got_count == 0) {
		drop(p, main);
		return 0;
	}
	if (two)
		stand_in(p, p->held.seq, p->held.root, (struct bytes){"", 0});
	for (size_t i = 0; i < p->got_count; i++) {
		yyjson_val *v = json_read_in(&p->unit, p->got[i].at, p->got[i].len);

		if (!v || journal_apply(p->j, RECORD_VERDICT, p->got[i]) < 0)
			return -1;
		stand_in(p, main->seq, v, p->got[i]);
	}
	return 0;
}

static bool
check_says(yyjson_val *root, const char *name, const char *word)
{
	yyjson_val *check;
	size_t i, n;

	yyjson_arr_foreach(json_get(root, "checks"), i, n, check)
	{
		const char *is = json_str(check, "check", NULL);
		const char *reason = json_str(check, "reason", NULL);

		if (is && reason && strcmp(is, name) == 0 && strstr(reason, word))
			return true;
	}
	return false;
}

static void
begin_judging(struct plan *p, const struct given *main)
{
	const char *time = json_str(main->root, "time", NULL);

	p->got_count = 0;
	if (time)
		time_parse(time, strlen(time), &p->v.now);
	p->v.advance = json_num_or(main->root, "upto", 0) > 0;
	p->v.force = false;
	p->v.lenient = check_says(main->root, "conflict", "was imported so");
	validator_clear(&p->v);
	journal_set_divert(p->j, collect, p);
}

/* The name that a new rule would get now, and the one that it shall have. */
static int
name_again(struct plan *p, const struct given *main, const char **from, const char **to)
{
	struct rule r;
	int rc;

	*to = json_str(main->root, "rule", NULL);
	if (next_id(p, from) < 0 || (rc = rule_there(p, *to, &r)) < 0)
		return -1;
	if (rc > 0 || strcmp(*to, "-") == 0)
		*to = fresh_id(p);
	return 0;
}

static int
judge_correction(struct plan *p, const struct given *main, const char *id)
{
	const char *from, *to;
	struct bytes text;
	uint64_t at;
	int rc = journal_find(p->j, RECORD_CORRECTION, id, strlen(id), &at);

	if (rc <= 0 || (rc = journal_get(p->j, at, &text, NULL)) <= 0)
		return rc < 0 ? -1 : fail("the store is damaged (undo)");
	text.at = arena_copy(&p->unit, text.at, text.len);
	/* A rule keeps its name, though others before it may be gone. */
	if (name_again(p, main, &from, &to) < 0)
		return -1;
	begin_judging(p, main);
	/* A lead's word is judged when it comes, and the history is not replayed for it. */
	p->v.replay = p->v.advance;
	rc = validate_part(&p->v, at, text, (size_t)json_num_or(main->root, "part", 0));
	journal_set_divert(p->j, NULL, NULL);
	if (rc >= 0)
		rename_got(p, from, to);
	return rc < 0 ? -1 : 0;
}

/* Had the person insisted on the rule, against a check? */
static bool
was_forced(struct plan *p, const struct given *main, bool held)
{
	yyjson_val *check, *figures;
	size_t i, n;

	if (p->held.root || check_says(main->root, "conflict", "and is replaced"))
		return true;
	yyjson_arr_foreach(json_get(main->root, "checks"), i, n, check)
	{
		figures = json_get(check, "figures");
		if (!held &&
		    (json_num_or(figures, "tests_broken", 0) > 0 ||
			json_num_or(figures, "broken", 0) > json_num_or(figures, "mended", 0)))
			return true;
	}
	return false;
}

static bool
check_holds(yyjson_val *root)
{
	yyjson_val *check;
	size_t i, n;

	yyjson_arr_foreach(json_get(root, "checks"), i, n, check)
	{
		const char *result = json_str(check, "result", NULL);

		if (result && strcmp(result, "held") == 0)
			return true;
	}
	return false;
}

/* The rule as a person wrote it.  Was it held, it was meant to be in force. */
static void
write_whole(struct buf *json, yyjson_val *body, bool held)
{
	yyjson_val *key, *value;
	size_t i, n;

	json_open(json);
	yyjson_obj_foreach(body, i, n, key, value)
	{
		if (strcmp(yyjson_get_str(key), "evidence") == 0)
			continue;
		if (held && strcmp(yyjson_get_str(key), "status") == 0)
			json_add_str(json, "status", "active");
		else
			json_add_val(json, yyjson_get_str(key), value);
	}
	json_close(json);
}

/* What he would have written now: 1, 0 when he would have had nothing to change, -1. */
static int
write_again(struct plan *p, struct buf *json, const struct given *main, bool held)
{
	yyjson_val *change = json_get(main->root, "change"), *amends = json_get(change, "amends");
	yyjson_val *body;
	struct buf whole = {0};
	struct rule now;
	int there;

	write_whole(&whole, json_get(change, "rule"), held);
	body = json_read_in(&p->unit, whole.text, whole.len);
	buf_free(&whole);
	if (!body)
		return -1;
	if (!amends) {
		json_write(json, body);
		return 1;
	}
	if (amend_joined(amends)) {
		amend_apply(json, NULL, body, amends);
		return 1;
	}
	there = rule_there(p, json_str(main->root, "rule", NULL), &now);
	if (there < 0 || (there > 0 && rules_fill(p->j, &p->unit, &now) < 0))
		return -1;
	if (there > 0)
		amend_apply(json, &now, body, amends);
	else if (amend_says(amends)) /* the answer is his, whoever had asked */
		json_write(json, body);
	return json->len > 0;
}

static int
judge_written(struct plan *p, const struct given *main)
{
	yyjson_val *change = json_get(main->root, "change"), *voice = json_get(change, "voice");
	yyjson_val *amends = json_get(change, "amends");
	const char *by = json_str(voice, "by", NULL), *after = json_str(main->root, "after", NULL);
	const char *authority = json_str(voice, "authority", NULL), *id, *from = "", *to = "";
	bool held = after && strcmp(after, "held") == 0 && check_holds(main->root);
	struct buf json = {0};
	int rc = write_again(p, &json, main, held);

	if (rc > 0 && amend_joined(amends) && name_again(p, main, &from, &to) < 0)
		rc = -1;
	begin_judging(p, main);
	p->v.replay = true;
	p->v.force = was_forced(p, main, held);
	p->v.amends = amends != NULL;
	if (rc > 0)
		rc = validate_written(&p->v, json.text, json.len, by ? by : "unknown",
		    authority ? authority : "lead", &id);
	journal_set_divert(p->j, NULL, NULL);
	if (rc == 0)
		rename_got(p, from, to);
	buf_free(&json);
	return rc;
}

/* Does a trial still say what it was ended for?  What cannot be read is not due. */
static bool
trial_due(struct plan *p, const struct rule *r, const char *after)
{
	const struct conf *c = p->u->conf;
	enum trial_finding found;
	struct trial t;

	if (!after || r->status != RULE_TRIAL || trial_read(p->j, r->number, &t) < 0)
		return false;
	found = trial_finding(&t, c->promote_error, c->withdraw_error);
	return strcmp(after, "retired") == 0 ? found == TRIAL_HARMS
					     : found == TRIAL_HELPS && rule_said_by_staff(r);
}

/* Does a decision of the validator's own still have its reason? */
static bool
still_due(struct plan *p, const struct given *main, const struct rule *r)
{
	const char *after = json_str(main->root, "after", NULL);
	const char *time = json_str(main->root, "time", NULL);
	int64_t now, updated;

	if (after && strcmp(after, "rejected") == 0)
		return r->status == RULE_PENDING && r->updated && time &&
		       time_parse(r->updated, strlen(r->updated), &updated) &&
		       time_parse(time, strlen(time), &now) &&
		       (double)(now - updated) > p->u->conf->expire_days * 24 * 3600 * 1000;
	if (json_str(yyjson_arr_get_first(json_get(main->root, "checks")), "check", NULL) &&
	    strcmp(json_str(yyjson_arr_get_first(json_get(main->root, "checks")), "check", NULL),
		"trial") == 0)
		return trial_due(p, r, after);
	if (after && (strcmp(after, "retired") == 0 || strcmp(after, "held") == 0))
		return rule_in_force(r->status) && learn_withdraw(r, p->u->conf);
	return true;
}

/* A decision on a rule holds while there is the rule; a machine's, while there is its reason. */
static int
keep_decision(struct plan *p, const struct given *main)
{
	const char *by = json_str(main->root, "by", NULL), *id = json_str(main->root, "rule", NULL);
	const char *foe = json_str(p->held.root, "rule", NULL);
	struct rule r, other;
	int rc = rule_there(p, id, &r), there = 0;

	if (rc < 0 || (foe && (there = rule_there(p, foe, &other)) < 0))
		return -1;
	if (rc == 0 || (by && strcmp(by, "fl-validate") == 0 && json_get(main->root, "checks") &&
			   !still_due(p, main, &r))) {
		drop(p, main);
		return 0;
	}
	if (there > 0 && journal_apply(p->j, RECORD_VERDICT, p->held.text) < 0)
		return -1;
	if (foe && there == 0)
		stand_in(p, p->held.seq, p->held.root, (struct bytes){"", 0});
	return journal_apply(p->j, RECORD_VERDICT, main->text);
}

/* Does the verdict that was held back belong to this one, which comes right after it? */
static bool
belong(const struct given *held, const struct given *main)
{
	static const char replaced[] = "replaced by ", against[] = "contradicted by correction ",
			  apart[] = "told apart by correction ";
	const char *reason = json_str(held->root, "reason", NULL);
	const char *rule = json_str(main->root, "rule", NULL);
	const char *correction = json_str(main->root, "correction", NULL);

	if (!reason || held->seq + 1 != main->seq)
		return false;
	if (strncmp(reason, replaced, sizeof(replaced) - 1) == 0)
		return rule && strcmp(reason + sizeof(replaced) - 1, rule) == 0;
	if (!correction)
		return false;
	if (strncmp(reason, apart, sizeof(apart) - 1) == 0)
		return strcmp(reason + sizeof(apart) - 1, correction) == 0;
	return strncmp(reason, against, sizeof(against) - 1) == 0 &&
	       strcmp(reason + sizeof(against) - 1, correction) == 0;
}

static bool
may_belong(yyjson_val *root)
{
	const char *reason = json_str(root, "reason", NULL);

	return reason && !json_get(root, "correction") && !json_get(root, "checks") &&
	       (strncmp(reason, "replaced by ", 12) == 0 ||
		   strncmp(reason, "told apart by correction ", 25) == 0 ||
		   strncmp(reason, "contradicted by correction ", 27) == 0);
}

static int
judge_again(struct plan *p, const struct given *main)
{
	const char *correction = json_str(main->root, "correction", NULL);
	yyjson_val *change = json_get(main->root, "change");
	int rc;

	if (!correction && !json_bool_or(change, "only", false))
		return keep_decision(p, main);
	rc = correction ? judge_correction(p, main, correction) : judge_written(p, main);
	return rc < 0 ? -1 : settle(p, main);
}

/* The verdict that was held back stood alone. */
static int
release(struct plan *p)
{
	struct given alone = p->held;
	int rc = 0;

	if (alone.root) {
		p->held = (struct given){0};
		rc = keep_decision(p, &alone);
	}
	return rc;
}

static int
hold(struct plan *p, const struct given *one)
{
	arena_clear(&p->holding);
	p->held = *one;
	p->held.text.at = arena_copy(&p->holding, one->text.at, one->text.len);
	p->held.root = json_read_in(&p->holding, p->held.text.at, p->held.text.len);
	return p->held.root ? 0 : -1;
}

/* A record that is not undone, behind the first one that is. */
static int
replan_verdict(struct plan *p, const struct given *main)
{
	int rc;

	if (!p->held.root && may_belong(main->root))
		return hold(p, main);
	rc = judge_again(p, main);
	p->held = (struct given){0};
	return rc;
}

static int
replan(struct journal *j, const struct incoming *item, void *arg)
{
	struct plan *p = arg;
	struct given one = {.seq = item->seq};
	bool verdict = item->type == RECORD_VERDICT, now, before, pair;

	if (item->type == RECORD_UNDO)
		return 0;
	arena_clear(&p->unit);
	/* The store's bytes move with the first change. */
	one.text = bytes_of(arena_copy(&p->unit, item->text.at, item->text.len), item->text.len);
	if (item->type == RECORD_INTERACTION)
		return release(p) < 0 ? -1 : journal_apply(j, item->type, one.text);
	if (!(one.root = json_read_in(&p->unit, one.text.at, one.text.len)))
		return -1;
	if (verdict && json_get(one.root, "at"))
		return release(p);
	pair = verdict && p->held.root && belong(&p->held, &one);
	if (!pair && release(p) < 0)
		return -1;
	now = undone_has(&p->now, item->type, one.root, item->seq, item->arrived);
	before = undone_has(&p->before, item->type, one.root, item->seq, item->arrived);
	p->begun |= now || before;
	p->u->dropped += now != before;
	if (now && pair) /* what was withdrawn for its sake stands again */
		stand_in(p, p->held.seq, p->held.root, (struct bytes){"", 0});
	if (now) {
		p->held = (struct given){0};
		return 0;
	}
	if (verdict && p->begun)
		return replan_verdict(p, &one);
	if (!pair && verdict && may_belong(one.root))
		return hold(p, &one);
	if (pair && release(p) < 0)
		return -1;
	return journal_apply(j, item->type, one.text);
}

static void
write_selection(struct buf *json, const struct selection *s)
{
	json_item(json);
	json_open(json);
	json_add_str(json, "undo", s->undo);
	json_add_str(json, "reporter", s->reporter);
	json_add_str(json, "source", s->source);
	json_add_str(json, "day", s->day);
	texts_write(json, "records", &s->records);
	json_add_num(json, "upto", (double)s->upto);
	json_close(json);
}

/* What will be undone: what is, and this; or without the undoing that shall count no more. */
static int
choose(struct plan *p, uint64_t end)
{
	struct undoing *u = p->u;
	struct buf name = {0};
	char hex[33];
	size_t n = 0;

	if (undone_read(&p->before, p->j) < 0)
		return -1;
	p->now.list = arena_alloc(&p->arena, (p->before.n + 1) * sizeof(*p->now.list));
	for (size_t i = 0; i < p->before.n; i++)
		if (!u->again || !p->before.list[i].undo ||
		    strcmp(p->before.list[i].undo, u->again) != 0)
			p->now.list[n++] = p->before.list[i];
	if (u->again && n == p->before.n)
		return fail("%s does not count any more", u->again);
	if (!u->again) {
		buf_print(&name, "%llu %lld %s", (unsigned long long)end, (long long)u->now, u->by);
		hash128_hex(hex, name.text, name.len);
		buf_free(&name);
		p->now.list[n] = u->what;
		p->now.list[n].undo = arena_print(&p->arena, "u%.12s", hex);
		p->now.list[n++].upto = end + 1;
	}
	p->now.n = n;
	return 0;
}

/* What the verdict that stands in says of the rule's status, for those who read the history. */
static void
add_status(struct buf *json, struct bytes verdict)
{
	struct json reader = {0};
	yyjson_val *v = verdict.len ? json_read(&reader, verdict.at, verdict.len) : NULL;

	json_add_str(json, "before", json_str(v, "before", NULL));
	json_add_str(json, "after", json_str(v, "after", NULL));
	json_free(&reader);
}

static int
put_stand_ins(struct plan *p, const char *undo)
{
	struct buf json = {0};
	int rc = 0;

	for (size_t i = 0; i < p->n && rc == 0; i++) {
		const struct stand_in *s = &p->list[i];
		bool empty = s->verdict.len == 0;
		char stamp[TIME_TEXT];

		time_print(stamp, p->u->now);
		buf_clear(&json);
		json_open(&json);
		json_add_str(&json, "type", "verdict");
		json_add_str(&json, "time", stamp);
		json_add_str(&json, "rule", s->rule);
		json_add_str(&json, "by", p->u->by);
		json_add_str(&json, "undo", undo);
		json_add_str(&json, "reason",
		    empty ? "rested on what was undone" : "judged again without what was undone");
		add_status(&json, s->verdict);
		json_add_num(&json, "at", (double)s->at);
		json_add_num(&json, "nth", (double)i);
		if (!empty) {
			json_key(&json, "instead");
			buf_add(&json, s->verdict.at, s->verdict.len);
		}
		json_close(&json);
		rc = journal_put_text(p->j, RECORD_VERDICT, json.text, json.len, p->u->now, NULL);
	}
	buf_free(&json);
	return rc;
}

static int
put_undo(struct plan *p, const char *undo, const char *changes)
{
	struct buf *json = &p->u->record;
	char stamp[TIME_TEXT];

	time_print(stamp, p->u->now);
	buf_clear(json);
	json_open(json);
	json_add_str(json, "type", "undo");
	json_add_str(json, "id", undo);
	json_add_str(json, "time", stamp);
	json_add_str(json, "by", p->u->by);
	json_add_str(json, "reason", p->u->reason);
	json_add_str(json, "again", p->u->again);
	json_list(json, "of");
	for (size_t i = 0; i < p->now.n; i++)
		write_selection(json, &p->now.list[i]);
	json_list_end(json);
	json_add_num(json, "records", (double)p->u->dropped);
	json_add_num(json, "verdicts", (double)p->n);
	buf_char(json, ',');
	buf_text(json, changes);
	json_close(json);
	return journal_put_text(p->j, RECORD_UNDO, json->text, json->len, p->u->now, NULL);
}

/* Which ids were ever given. */
static int
take_id(const struct reading *one, void *plan)
{
	note_id(plan, json_str(one->root, "rule", NULL));
	return 0;
}

static int
make_plan(struct plan *p, uint64_t end)
{
	struct rules_then old = {0}, new = {0};
	struct buf changes = {0};
	const char *undo;
	int rc = choose(p, end);

	if (rc == 0)
		rc = reading_run(p->j, 0, RECORD_BIT(RECORD_VERDICT), take_id, p);
	if (rc == 0)
		rc = rules_then_read(&old, p->j, &p->arena);
	if (rc == 0)
		rc = journal_again(p->j, end, replan, p);
	if (rc == 0)
		rc = release(p);
	if (rc == 0 && p->u->dropped == 0)
		rc = fail("nothing in the journal rests on that");
	if (rc == 0)
		rc = rules_then_read(&new, p->j, &p->arena);
	if (rc != 0)
		return -1;
	rules_then_changes(&changes, &old, &new);
	undo = p->u->again ? arena_print(&p->arena, "%s-", p->u->again)
			   : p->now.list[p->now.n - 1].undo;
	rc = put_stand_ins(p, undo);
	if (rc == 0)
		rc = put_undo(p, undo, changes.text);
	buf_free(&changes);
	return rc;
}

int
undo_work(struct journal *j, void *arg)
{
	struct undoing *u = arg;
	struct plan p = {.u = u, .j = j};
	uint64_t end;
	int rc = journal_end(j, &end);

	u->dropped = u->rejudged = 0;
	validator_init(&p.v, j, u->conf, u->now);
	if (rc == 0)
		rc = make_plan(&p, end);
	journal_set_divert(j, NULL, NULL);
	validator_free(&p.v);
	mem_free(p.list);
	p.now.list = NULL;
	undone_free(&p.now);
	undone_free(&p.before);
	arena_free(&p.unit);
	arena_free(&p.holding);
	arena_free(&p.arena);
	return rc;
}

void
undoing_free(struct undoing *u)
{
	buf_free(&u->record);
}
