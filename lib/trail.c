/* What became of rules and answers. */
#include "trail.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "diag.h"
#include "json.h"
#include "out.h"
#include "past.h"
#include "record.h"
#include "undo.h"

/* A walk for all that is about one rule. */
struct trail {
	struct undone undone;
	struct arena arena; /* of one record */
	const char *rule;
	enum show how;
	int64_t since;
	long count;
};

static bool
is(const char *text, const char *want)
{
	return text && strcmp(text, want) == 0;
}

static bool
among(yyjson_val *list, const char *member, const char *want)
{
	yyjson_val *item;
	size_t i, n;

	yyjson_arr_foreach(list, i, n, item)
	{
		if (is(member ? json_str(item, member, NULL) : yyjson_get_str(item), want))
			return true;
	}
	return false;
}

static void
look_history(struct trail *t, enum record_type type, yyjson_val *root, uint64_t seq,
    struct bytes text, bool undone)
{
	if (((type == RECORD_VERDICT || type == RECORD_REVIEW) &&
		is(json_str(root, "rule", NULL), t->rule)) ||
	    (type == RECORD_UNDO && among(json_get(root, "rules"), "rule", t->rule))) {
		show_event(t->how, seq, root, text, undone);
		t->count++;
	}
}

static void
look_told(struct trail *t, enum record_type type, yyjson_val *root, uint64_t seq, struct bytes text,
    bool undone)
{
	const char *time = json_str(root, "time", NULL);
	yyjson_val *action = json_get(root, "action");
	int64_t when;

	(void)seq;
	(void)undone;
	/* A hand-over names the best guess, which nobody was told. */
	if (type != RECORD_INTERACTION || is(json_str(action, "kind", NULL), "escalate") ||
	    !among(json_get(action, "rules"), NULL, t->rule))
		return;
	if (t->since && (!time || !time_parse(time, strlen(time), &when) || when < t->since))
		return;
	if (t->count++ == 0)
		show_told_head(t->how);
	show_told(t->how, root, text);
}

static long
walk(struct trail *t, struct journal *j,
    void (*look)(struct trail *, enum record_type, yyjson_val *, uint64_t, struct bytes, bool))
{
	struct journal_walk w;
	struct bytes text;
	uint64_t seq;
	int64_t arrived;
	int rc = undone_read(&t->undone, j);

	if (rc == 0)
		rc = journal_walk_begin(&w, j, 0);
	if (rc < 0)
		return -1;
	while ((rc = journal_walk_next(&w, &seq, &arrived, &text)) > 0) {
		enum record_type type;
		yyjson_val *root;

		arena_clear(&t->arena);
		if (!(root = json_read_in(&t->arena, text.at, text.len))) {
			rc = -1;
			break;
		}
		type = record_type_of(json_str(root, "type", NULL));
		look(t, type, root, seq, text, undone_has(&t->undone, type, root, seq, arrived));
	}
	journal_walk_end(&w);
	arena_free(&t->arena);
	undone_free(&t->undone);
	return rc < 0 ? -1 : t->count;
}

long
trail_history(struct journal *j, enum show how, const char *rule)
{
	struct trail t = {.rule = rule, .how = how};

	return walk(&t, j, look_history);
}

long
trail_told(struct journal *j, enum show how, const char *rule, int64_t since)
{
	struct trail t = {.rule = rule, .how = how, .since = since};

	return walk(&t, j, look_told);
}

static void
put_considered(const struct considered *c)
{
	struct buf line = {0};

	buf_print(&line, "%s  p %.3f", c->rule.id, c->p);
	if (c->exact)
		buf_text(&line, ", an example to the word");
	if (c->dropped)
		buf_print(&line, ", left out: %s", c->dropped);
	if (c->needs)
		buf_print(&line, ", needs %s", c->needs);
	show_id("considered", line.text);
	show_field("", c->rule.say ? c->rule.say : rule_act_name(c->rule.act));
	buf_free(&line);
}

static void
show_why(const struct answer *ans, yyjson_val *interaction)
{
	yyjson_val *action = json_get(interaction, "action");

	out_text(json_str(interaction, "id", NULL));
	fputs("  ", stdout);
	out_text(json_str(interaction, "time", NULL) ? json_str(interaction, "time", NULL) : "?");
	putchar('\n');
	show_field("asked", json_str(interaction, "question", NULL));
	show_field("said", json_str(action, "text", NULL));
	show_field("action", json_str(action, "kind", NULL));
	printf("  %-10s %.3f, needed %.3f; that no rule applies: %.3f\n", "confidence",
	    ans->confidence, ans->threshold, ans->none);
	show_field("because", ans->why);
	if (ans->rule)
		show_id(ans->guess ? "best guess" : "rule", ans->rule->id);
	if (ans->other)
		show_id("disagrees", ans->other->id);
	for (size_t i = 0; i < ans->count; i++)
		put_considered(&ans->list[i]);
}

int
trail_why(struct journal *j, const struct conf *conf, enum show how, const char *id)
{
	struct arena a = {0};
	struct journal *past = NULL;
	struct answer ans = {0};
	struct buf json = {0};
	yyjson_val *interaction;
	uint64_t seq;
	int rc = journal_interaction(j, &a, id, strlen(id), &interaction, &seq);

	if (rc == 0)
		rc = fail("there is no answer %s", id);
	else if (rc > 0)
		rc = seq > 1 ? past_open(&past, j, INT64_MAX, seq - 1)
			     : fail("before %s there was nothing to answer from", id);
	if (rc == 0)
		rc = answer_find(&ans, past, conf, NULL, &a, interaction);
	if (rc == 0 && how == SHOW_JSON) {
		answer_write(&json, &ans, interaction, id, true);
		out_json(json.text, json.len);
	} else if (rc == 0) {
		show_why(&ans, interaction);
	}
	answer_free(&ans);
	buf_free(&json);
	arena_free(&a);
	journal_close(past);
	return rc < 0 ? -1 : 1;
}
