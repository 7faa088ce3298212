/* What became of rules. */
#include "changes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "json.h"
#include "rule.h"

void
changes_begin(struct changes *c, int64_t since, int64_t until)
{
	*c = (struct changes){.since = since, .until = until};
}

void
changes_free(struct changes *c)
{
	mem_free(c->at);
	mem_free(c->turnings);
	arena_free(&c->arena);
	*c = (struct changes){0};
}

static const char *
keep(struct changes *c, const char *text)
{
	return text ? arena_copy(&c->arena, text, strlen(text)) : NULL;
}

/* Does a rule with this status answer? */
static bool
answers(const char *status)
{
	return status && rule_in_force(rule_status_of(status));
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* One event of a rule: count it, and keep it where it is recent. */
static void
add(struct changes *c, const struct change *one)
{
	struct change *kept;

	if (answers(one->after) != answers(one->before)) {
		c->turnings = mem_array(c->turnings, &c->turning_cap, c->turning_count + 1,
		    sizeof(*c->turnings));
		c->turnings[c->turning_count++] = (struct turning){one->time, answers(one->after)};
	}
	if (one->time < c->since || one->time >= c->until)
		return;
	c->at = mem_array(c->at, &c->cap, c->n + 1, sizeof(*c->at));
	kept = &c->at[c->n];
	*kept = (struct change){keep(c, one->rule), keep(c, one->say), keep(c, one->before),
		keep(c, one->after), NULL, keep(c, one->by), keep(c, one->reason), one->time, c->n};
	c->n++;
}

/* Why: what a person gave as the reason, else the check that stopped it, else the evidence. */
static const char *
reason_of(yyjson_val *verdict)
{
	const char *reason = json_str(verdict, "reason", NULL), *evidence = NULL;
	yyjson_val *check;
	size_t i, n;

	if (reason)
		return reason;
	yyjson_arr_foreach(json_get(verdict, "checks"), i, n, check)
	{
		const char *name = json_str(check, "check", NULL);

		if (!same(json_str(check, "result", NULL), "passed"))
			return json_str(check, "reason", NULL);
		if (same(name, "evidence"))
			evidence = json_str(check, "reason", NULL);
	}
	return evidence;
}

/* "style: register formal, emoji false, forbid no worries" */
static void
put_style(struct buf *out, yyjson_val *style)
{
	yyjson_val *key, *value, *item;
	size_t i, n, k, m;

	buf_text(out, "style");
	yyjson_obj_foreach(style, i, n, key, value)
	{
		buf_print(out, "%s %s ", i ? "," : ":", yyjson_get_str(key));
		if (yyjson_is_str(value))
			buf_text(out, yyjson_get_str(value));
		else if (!yyjson_is_arr(value))
			json_write(out, value);
		yyjson_arr_foreach(value, k, m, item)
		{
			if (yyjson_is_str(item))
				buf_print(out, "%s%s", k ? ", " : "", yyjson_get_str(item));
		}
	}
}

/* A rule that says nothing: what it does instead. */
static const char *
act_of(struct changes *c, yyjson_val *rule)
{
	const char *action = json_str(rule, "action", NULL), *first;
	yyjson_val *prefer = json_get(rule, "prefer"), *style = json_get(rule, "style");
	struct buf text = {0};

	if (style)
		put_style(&text, style);
	else if ((first = yyjson_get_str(yyjson_arr_get_first(prefer))))
		buf_print(&text, "recommend %s", first);
	else if (same(action, "escalate"))
		buf_text(&text, "hand over to a person");
	first = text.len ? arena_copy(&c->arena, text.text, text.len) : NULL;
	buf_free(&text);
	return first;
}

/* A verdict in the place of one that is undone is told by the undo record. */
static void
add_verdict(struct changes *c, const struct record *r)
{
	struct change one = {.time = r->time};

	one.rule = json_str(r->root, "rule", NULL);
	one.before = json_str(r->root, "before", NULL);
	one.after = json_str(r->root, "after", NULL);
	if (!one.rule || !one.after || json_get(r->root, "at") ||
	    (same(one.before, one.after) && !json_get(json_get(r->root, "change"), "rule")))
		return;
	one.say = json_str(r->root, "say", NULL);
	if (!one.say)
		one.say = act_of(c, json_get(json_get(r->root, "change"), "rule"));
	one.by = json_str(r->root, "by", NULL);
	one.reason = reason_of(r->root);
	add(c, &one);
}

static void
add_undo(struct changes *c, const struct record *r)
{
	yyjson_val *rule;
	size_t i, n;

	yyjson_arr_foreach(json_get(r->root, "rules"), i, n, rule)
	{
		struct change one = {.time = r->time};

		one.rule = json_str(rule, "rule", NULL);
		one.before = json_str(rule, "before", NULL);
		one.after = json_str(rule, "after", NULL);
		one.by = json_str(r->root, "by", NULL);
		one.reason = json_str(r->root, "reason", NULL);
		if (!one.reason)
			one.reason =
			    json_get(r->root, "again") ? "what was undone counts again" : "undone";
		if (one.rule && !same(one.before, one.after))
			add(c, &one);
	}
}

void
changes_add(struct changes *c, const struct record *r)
{
	if (r->type == RECORD_VERDICT)
		add_verdict(c, r);
	else if (r->type == RECORD_UNDO)
		add_undo(c, r);
}

/* --- taking together what happened to one rule --- */

static int
by_rule(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	int rc = strcmp(x->rule, y->rule);

	return rc ? rc : (x->order > y->order) - (x->order < y->order);
}

/* What changes answers comes before what does not. */
static int
by_effect(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	int xe = answers(x->before) || answers(x->after),
	    ye = answers(y->before) || answers(y->after);

	if (xe != ye)
		return ye - xe;
	if (x->time != y->time)
		return x->time < y->time ? 1 : -1;
	return (x->order < y->order) - (x->order > y->order);
}

/* Add a name to those that are there, once; names may hold commas, which does no harm here. */
static const char *
add_name(struct changes *c, const char *names, const char *name)
{
	const char *at = names && name ? strstr(names, name) : NULL;
	size_t n = name ? strlen(name) : 0;

	if (!names || !name)
		return names ? names : name;
	for (; at; at = strstr(at + 1, name))
		if ((at == names || at[-1] == ' ') && (at[n] == ',' || !at[n]))
			return names;
	return arena_print(&c->arena, "%s, %s", names, name);
}

static void
take_together(struct changes *c, struct change *one, const struct change *next)
{
	const char *was = one->was ? one->was : one->say;

	one->after = next->after;
	if (next->say) {
		one->was = was && !same(was, next->say) ? was : NULL;
		one->say = next->say;
	}
	one->by = add_name(c, one->by, next->by);
	one->reason = next->reason;
	one->time = next->time;
	one->order = next->order;
}

void
changes_end(struct changes *c, struct curve *curve)
{
	size_t n = 0;

	for (size_t i = 0; i < c->turning_count; i++) {
		struct curve_week *w = curve_at(curve, c->turnings[i].time);

		if (w)
			++*(c->turnings[i].learned ? &w->learned : &w->withdrawn);
	}
	if (c->n == 0)
		return;
	qsort(c->at, c->n, sizeof(*c->at), by_rule);
	for (size_t i = 0; i < c->n; i++) {
		if (n && strcmp(c->at[n - 1].rule, c->at[i].rule) == 0)
			take_together(c, &c->at[n - 1], &c->at[i]);
		else
			c->at[n++] = c->at[i];
	}
	c->n = n;
	qsort(c->at, c->n, sizeof(*c->at), by_effect);
}

/* --- a store --- */

/* Is it worth reading?  Most records are not about rules. */
static bool
may_matter(struct bytes text)
{
	static const char verdict[] = "\"verdict\"", undo[] = "\"undo\"";

	return memmem(text.at, text.len, verdict, sizeof(verdict) - 1) ||
	       memmem(text.at, text.len, undo, sizeof(undo) - 1);
}

int
changes_read(struct changes *c, struct journal *j)
{
	struct arena a = {0};
	struct json json = {0};
	struct journal_walk w;
	struct bytes text;
	struct record r;
	int64_t arrived;
	uint64_t seq;
	int rc = store_look(journal_store(j));

	if (rc < 0)
		return -1;
	if ((rc = journal_walk_begin(&w, j, 0)) == 0) {
		while ((rc = journal_walk_next(&w, &seq, &arrived, &text)) > 0) {
			if (!may_matter(text))
				continue;
			if (record_read(&r, &json, &a, text.at, text.len, RECORD_ANY, RECORD_TYPES,
				arrived) < 0) {
				rc = fail("record %" PRIu64 ": %s", seq, why());
				break;
			}
			changes_add(c, &r);
			arena_clear(&a);
		}
		journal_walk_end(&w);
	}
	store_rest(journal_store(j));
	json_free(&json);
	arena_free(&a);
	return rc < 0 ? -1 : 0;
}
