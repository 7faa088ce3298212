/* The support lead's desk: what waits. */
#include "desk.h"
#include "desk_fold.h"
#include "desk_trend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "age.h"
#include "calibration_view.h"
#include "claims.h"
#include "diag.h"
#include "gap.h"
#include "gist.h"
#include "json.h"
#include "origin.h"
#include "out.h"
#include "record.h"
#include "term.h"
#include "text.h"
#include "tty.h"
#include "undo.h"
#include "views.h"

enum { ID = 18, LEAST = 8 }; /* columns of a list: an id, what is shown of a text at least */

static const int64_t DAY = 24LL * 3600 * 1000;

static const char *const names[CASE_KINDS] = {"went wrong", "gap", "held", "ready", "unclear",
	"old", "disputed", "drawn"};

const char *
case_kind_name(enum case_kind k)
{
	return k < CASE_KINDS ? names[k] : "?";
}

static int64_t
when(const char *time)
{
	int64_t ms;

	return time && time_parse(time, strlen(time), &ms) ? ms : 0;
}

/* It waits, unless it is put off, or dismissed since it last changed. */
static int
add_case(struct desk *d, struct journal *j, const struct desk_case *c, int64_t now)
{
	struct desk_case *to;
	struct review r;

	if (review_of(j, &d->arena, c->id, &r) < 0)
		return -1;
	if (r.closed && r.closed >= c->changed)
		return 0;
	if (when(r.until) > now) {
		d->snoozed++;
		return 0;
	}
	d->list = mem_array(d->list, &d->cap, d->n + 1, sizeof(*d->list));
	to = &d->list[d->n++];
	*to = *c;
	to->review = r;
	d->counts[c->kind]++;
	if (c->kind == CASE_DRAWN)
		return 0;
	d->waiting++;
	d->fresh += c->came >= now - DAY;
	return 0;
}

static bool
is(const char *text, const char *want)
{
	return text && strcmp(text, want) == 0;
}

/* A question of the pattern with a word in it, since "?" says nothing of what it is about. */
static const char *
title_of_gap(struct arena *a, yyjson_val *pattern, const char *id)
{
	const char *title = json_str(pattern, "question", NULL), *text;
	yyjson_val *item;
	size_t i, n;

	if (title && text_words(a, title, strlen(title), NULL).n > 0)
		return title;
	yyjson_arr_foreach(json_get(pattern, "examples"), i, n, item)
	{
		text = yyjson_get_str(item);
		if (text && text_words(a, text, strlen(text), NULL).n > 0)
			return text;
	}
	text = json_str(pattern, "phrase", NULL);
	return text ? text : title ? title : id;
}

static int
add_gaps(struct desk *d, struct journal *j, int64_t now)
{
	struct gap *gaps;
	size_t n;

	if (gaps_read(j, &d->arena, &gaps, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		yyjson_val *p = gaps[i].pattern;
		bool back = is(json_str(p, "state", NULL), "back");
		struct desk_case c = {.kind = back ? CASE_WRONG : CASE_GAP,
			.id = gaps[i].id,
			.title = title_of_gap(&d->arena, p, gaps[i].id),
			.harm = gaps[i].harm,
			.since = when(json_str(p, "first", NULL)),
			.record = p};

		/* Each look at a pattern is a record of its own; only one that is back is news. */
		if (back || is(json_str(p, "state", NULL), "new"))
			c.came = gaps[i].arrived;
		if (back)
			c.changed = when(json_str(p, "time", NULL));
		if (add_case(d, j, &c, now) < 0)
			return -1;
	}
	return 0;
}

/*
 * When a rule in force is old: its own use renews no knowledge, only what people say of it does.
 * INT64_MAX: not by now.
 */
static int64_t
old_from(const struct rule *r, const struct conf *conf, int64_t now)
{
	const double day = 24.0 * 3600 * 1000;
	double least = fmin(fmin(conf->keeps_promotion, conf->keeps_price),
	    fmin(conf->keeps_policy, conf->keeps_tone));
	int64_t spoken = when(r->updated), from;

	if (!rule_in_force(r->status) || !rule_valid(r, now) || spoken <= 0 ||
	    (double)(now - spoken) < day * least)
		return INT64_MAX;
	from = spoken + (int64_t)(day * age_days(conf, age_of(r)));
	return from <= now ? from : INT64_MAX;
}

/* What a person has to decide about a rule; CASE_KINDS: nothing. */
static enum case_kind
rule_kind(const struct rule *r, const struct conf *conf, int64_t now)
{
	if (r->status == RULE_HELD)
		return CASE_HELD;
	if (rule_in_force(r->status) && (r->bad >= r->good || r->against >= r->support) &&
	    r->bad + r->against > 0)
		return CASE_WRONG;
	if (r->status == RULE_TRIAL || (r->status == RULE_PENDING && r->voices > 0))
		return CASE_READY;
	return old_from(r, conf, now) <= now ? CASE_OLD : CASE_KINDS;
}

/* What a rule is about, in its words, or in ours where it says nothing. */
static const char *
title_of(struct desk *d, const struct rule *r)
{
	struct buf words = {0};
	const char *title = gist_of(&words, r);

	if (!title)
		title = r->topic ? r->topic : rule_act_name(r->act);
	if (title == words.text)
		title = arena_copy(&d->arena, words.text, words.len);
	buf_free(&words);
	return title;
}

static int
add_rules(struct desk *d, struct journal *j, const struct conf *conf, int64_t now)
{
	uint32_t count;

	if (rules_count(j, &count) < 0)
		return -1;
	for (uint32_t i = 1; i <= count; i++) {
		struct desk_case c = {0};
		int rc = rules_get(j, &d->arena, i, &c.rule);

		if (rc < 0)
			return -1;
		if (rc == 0 || (c.kind = rule_kind(&c.rule, conf, now)) == CASE_KINDS)
			continue;
		if (rules_fill(j, &d->arena, &c.rule) < 0)
			return -1;
		c.id = c.rule.id;
		c.title = title_of(d, &c.rule);
		/* Whom it harmed, or who said in vain what should be said. */
		c.harm = c.rule.bad + c.rule.against + (c.kind == CASE_WRONG ? 1 : 0) +
			 (c.kind == CASE_WRONG || c.kind == CASE_OLD ? 0 : c.rule.voices) * 0.5;
		c.since = c.came = c.changed = when(c.rule.updated);
		if (c.kind == CASE_OLD)
			c.came = old_from(&c.rule, conf, now);
		if (add_case(d, j, &c, now) < 0)
			return -1;
	}
	return 0;
}

/* Corrections that were judged, and no rule came of them. */
static int
add_vague(struct desk *d, struct journal *j, int64_t now)
{
	struct undone undone;
	struct bytes key, value, text;
	struct walk w;
	int64_t arrived;
	int rc = undone_read(&undone, j);

	if (rc == 0)
		rc = walk_begin(&w, journal_store(j), TABLE_JUDGED, bytes_of("", 0),
		    bytes_of("", 0));
	if (rc < 0)
		return -1;
	while (rc >= 0 && (rc = walk_next(&w, &key, &value)) > 0) {
		struct desk_case c = {.kind = CASE_VAGUE, .harm = 1};
		uint64_t seq = get_be64(key.at);

		if (value.len != 4 || get_be32(value.at) != 0)
			continue;
		if ((rc = journal_get(j, seq, &text, &arrived)) <= 0)
			break;
		if (!(c.record = json_read_in(&d->arena, text.at, text.len))) {
			rc = -1;
			break;
		}
		if (undone_has(&undone, RECORD_CORRECTION, c.record, seq, arrived))
			continue;
		c.id = json_str(c.record, "id", NULL);
		c.title = json_str(c.record, "right", NULL) ? json_str(c.record, "right", NULL)
			  : json_str(c.record, "comment", NULL)
			      ? json_str(c.record, "comment", NULL)
			  : json_str(c.record, "wrong", NULL) ? json_str(c.record, "wrong", NULL)
							      : "(no words)";
		c.since = c.came = arrived;
		rc = add_case(d, j, &c, now);
	}
	walk_end(&w);
	undone_free(&undone);
	return rc < 0 ? -1 : 0;
}

/* Cases that are found one by one. */
struct adding {
	struct desk *desk;
	struct journal *j;
	int64_t now;
};

/* The question that waits, and the word for it: what the case shows. */
static void
write_dispute(struct buf *json, struct adding *w, const struct rule *r, const struct example *e,
    yyjson_val *correction)
{
	json_open(json);
	json_add_str(json, "type", "dispute");
	json_add_val(json, "correction", json_get(correction, "id"));
	json_add_val(json, "interaction", json_get(correction, "interaction"));
	json_add_str(json, "question", e->text);
	json_add_str(json, "locale", e->locale);
	json_add_str(json, "rule", r->id);
	json_add_str(json, "says", title_of(w->desk, r));
	json_add_val(json, "comment", json_get(correction, "comment"));
	json_add_str(json, "by", e->by);
	json_add_val(json, "authority", json_get(correction, "authority"));
	json_add_val(json, "channel", json_get(correction, "channel"));
	json_add_val(json, "context", json_get(correction, "context"));
	json_close(json);
}

static int
add_one_disputed(uint64_t question, uint32_t number, void *arg)
{
	struct adding *w = arg;
	struct desk *d = w->desk;
	struct desk_case c = {.kind = CASE_DISPUTED, .harm = 1};
	struct buf json = {0};
	struct origin from;
	struct example e;
	struct rule r;
	int rc = rules_get(w->j, &d->arena, number, &r);

	if (rc <= 0 || !rule_in_force(r.status) ||
	    (rc = rules_waiting(w->j, &d->arena, number, question, &e)) <= 0 ||
	    (rc = origin_of(&from, w->j, &d->arena, e.seq)) <= 0)
		return rc < 0 ? -1 : 0;
	write_dispute(&json, w, &r, &e, from.correction);
	c.record = json_read_in(&d->arena, json.text, json.len);
	buf_free(&json);
	if (!c.record)
		return -1;
	c.id = json_str(c.record, "correction", NULL);
	c.title = e.text;
	c.since = c.came = from.given;
	return add_case(d, w->j, &c, w->now);
}

static int
add_disputed(struct desk *d, struct journal *j, int64_t now)
{
	struct adding w = {d, j, now};

	return claims_disputes(j, add_one_disputed, &w);
}

/* How sure the bot was is not for the judge to know: he would follow it. */
static int
add_one_drawn(yyjson_val *interaction, void *arg)
{
	struct adding *w = arg;
	struct desk *d = w->desk;
	struct desk_case c = {.kind = CASE_DRAWN};
	struct buf json = {0};

	calibration_write(&json, interaction, false);
	c.record = json_read_in(&d->arena, json.text, json.len);
	buf_free(&json);
	if (!c.record)
		return -1;
	c.id = json_str(c.record, "interaction", NULL);
	c.title = json_str(c.record, "question", NULL);
	if (!c.title)
		c.title = "(no words)";
	c.since = when(json_str(interaction, "time", NULL));
	return add_case(d, w->j, &c, w->now);
}

static int
add_drawn(struct desk *d, struct journal *j, const struct conf *conf, int64_t now)
{
	struct adding w = {d, j, now};

	return calibration_each(j, conf, add_one_drawn, &w);
}

/*
 * By a hash: whatever part of them is judged is a sample of all, and nothing in the order tells how
 * sure the bot was.
 */
static int
by_chance(const struct desk_case *x, const struct desk_case *y)
{
	uint64_t a = hash64(x->id, strlen(x->id), 'J'), b = hash64(y->id, strlen(y->id), 'J');

	return a == b ? strcmp(x->id, y->id) : a < b ? -1 : 1;
}

static int
by_harm(const void *a, const void *b)
{
	const struct desk_case *x = a, *y = b;

	if (x->kind == CASE_DRAWN || y->kind == CASE_DRAWN)
		return x->kind == y->kind ? by_chance(x, y) : x->kind == CASE_DRAWN ? 1 : -1;
	if (x->harm < y->harm || x->harm > y->harm)
		return x->harm < y->harm ? 1 : -1;
	if (x->kind != y->kind)
		return (int)x->kind - (int)y->kind;
	return strverscmp(x->id, y->id);
}

int
desk_read(struct desk *d, struct journal *j, const struct conf *conf, int64_t now)
{
	desk_free(d);
	if (add_gaps(d, j, now) < 0 || add_rules(d, j, conf, now) < 0 || add_vague(d, j, now) < 0 ||
	    add_disputed(d, j, now) < 0 || add_drawn(d, j, conf, now) < 0)
		return -1;
	if (d->n > 1)
		qsort(d->list, d->n, sizeof(*d->list), by_harm);
	desk_fold(d);
	if (d->n > 1)
		qsort(d->list, d->n, sizeof(*d->list), by_harm);
	return 0;
}

void
desk_free(struct desk *d)
{
	mem_free(d->list);
	arena_free(&d->arena);
	*d = (struct desk){0};
}

void
case_write(struct buf *out, const struct desk_case *c)
{
	char stamp[TIME_TEXT];

	json_open(out);
	json_add_str(out, "type", "case");
	json_add_str(out, "id", c->id);
	json_add_str(out, "kind", case_kind_name(c->kind));
	json_add_num(out, "harm", c->harm);
	if (c->since) {
		time_print(stamp, c->since);
		json_add_str(out, "since", stamp);
	}
	json_add_str(out, "about", c->title);
	json_add_str(out, "to", c->review.to);
	texts_write(out, "alike", &c->alike);
	if (c->rule.id) {
		json_key(out, "rule");
		rule_write(out, &c->rule, true);
	}
	json_add_val(out,
	    c->kind == CASE_VAGUE      ? "correction"
	    : c->kind == CASE_DISPUTED ? "dispute"
	    : c->kind == CASE_DRAWN    ? "answer"
				       : "pattern",
	    c->record);
	json_close(out);
}

static void
list_head(enum show how, const struct desk *d, const struct trend *t)
{
	size_t columns = isatty(STDOUT_FILENO) ? term_columns(STDOUT_FILENO) : SIZE_MAX / 2;
	struct buf line = {0}, out = {0};

	if (how == SHOW_TSV)
		puts("kind\tid\tharm\tsince\tto\talike\tabout");
	if (how == SHOW_TEXT) {
		trend_counts(&line, d);
		tty_wrap(&out, "", line.text, columns, 0);
		buf_clear(&line);
		trend_words(&line, t);
		tty_wrap(&out, "", line.text, columns, 0);
		fwrite(out.text, 1, out.len, stdout);
	}
	buf_free(&line);
	buf_free(&out);
}

static void
list_tsv(const struct desk_case *c)
{
	char stamp[TIME_TEXT] = "";

	if (c->since)
		time_print(stamp, c->since);
	printf("%s\t", case_kind_name(c->kind));
	out_text(c->id);
	printf("\t%g\t%s\t", c->harm, stamp);
	out_text(c->review.to ? c->review.to : "");
	printf("\t%zu\t", c->alike.n);
	out_text(c->title);
	putchar('\n');
}

static void
list_text(const struct desk_case *c, long number)
{
	bool wide = isatty(STDOUT_FILENO);
	size_t columns = term_columns(STDOUT_FILENO), used = 3 + 2 + 10 + 1 + 6 + 2 + ID + 2;
	char more[48] = "";

	if (c->alike.n)
		snprintf(more, sizeof(more), "  (and %zu alike)", c->alike.n);
	used += strlen(more);
	printf("%3ld  %-10s %6.1f  ", number, case_kind_name(c->kind), c->harm);
	show_cell(c->id, wide ? ID : 0, true);
	if (!wide && strlen(c->id) < ID)
		printf("%*s", ID - (int)strlen(c->id), "");
	fputs("  ", stdout);
	show_words(c->title, wide ? columns > used + LEAST ? columns - used : LEAST : 0);
	puts(more);
}

int
desk_list(struct journal *j, enum show how, const struct conf *conf, int64_t now)
{
	struct desk desk = {0};
	struct trend trend = {0};
	struct buf json = {0};
	long n = -1;

	if (store_look(journal_store(j)) == 0 && desk_read(&desk, j, conf, now) == 0 &&
	    (how != SHOW_TEXT || trend_read(&trend, j, &desk, now) == 0))
		n = (long)desk.n;
	list_head(how, &desk, &trend);
	for (long i = 0; i < n; i++) {
		const struct desk_case *c = &desk.list[i];

		if (how == SHOW_JSON) {
			buf_clear(&json);
			case_write(&json, c);
			out_json(json.text, json.len);
			continue;
		}
		if (how == SHOW_TSV)
			list_tsv(c);
		else
			list_text(c, i + 1);
	}
	buf_free(&json);
	desk_free(&desk);
	trend_free(&trend);
	return n < 0 ? -1 : 0;
}
