/* Did it work? */
#include "worked.h"

#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "index.h"
#include "json.h"
#include "out.h"
#include "record.h"
#include "scope.h"
#include "stats.h"
#include "undo.h"
#include "views.h"

/* Questions of one time, and how they ended. */
struct ends {
	unsigned asked, known, bad;
};

/* A person's last decision on a rule. */
struct decision {
	const char *id, *by, *after;
	int64_t time;
	struct rule rule;
	struct ends before, since;
};

struct work {
	struct journal *j;
	const struct conf *conf;
	char *const *ids;
	int64_t since;
	struct decision *list;
	size_t n, cap;
	struct arena arena, unit;
};

static bool
is(const char *text, const char *want)
{
	return text && strcmp(text, want) == 0;
}

static bool
wanted(const struct work *w, const char *id, int64_t time)
{
	if (!*w->ids)
		return time >= w->since;
	for (char *const *one = w->ids; *one; one++)
		if (strcmp(*one, id) == 0)
			return true;
	return false;
}

static void
note(struct work *w, yyjson_val *verdict)
{
	const char *id = json_str(verdict, "rule", NULL), *by = json_str(verdict, "by", NULL);
	const char *time = json_str(verdict, "time", NULL);
	const char *after = json_str(verdict, "after", NULL);
	struct decision *d = NULL;
	int64_t when;

	/* A correction is judged, a person decides. */
	if (!id || !by || !after || !time || !time_parse(time, strlen(time), &when) ||
	    json_get(verdict, "correction") || json_get(verdict, "at") || is(by, "fl-validate") ||
	    !wanted(w, id, when))
		return;
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->list[i].id, id) == 0)
			d = &w->list[i];
	if (!d) {
		w->list = mem_array(w->list, &w->cap, w->n + 1, sizeof(*w->list));
		d = &w->list[w->n++];
		*d = (struct decision){.id = arena_copy(&w->arena, id, strlen(id))};
	}
	d->by = arena_copy(&w->arena, by, strlen(by));
	d->after = arena_copy(&w->arena, after, strlen(after));
	d->time = when;
}

static int
find_decisions(struct work *w)
{
	struct undone undone;
	struct journal_walk walk;
	struct bytes text;
	uint64_t seq;
	int64_t arrived;
	int rc = undone_read(&undone, w->j);

	if (rc == 0)
		rc = journal_walk_begin(&walk, w->j, 0);
	if (rc < 0)
		return -1;
	while ((rc = journal_walk_next(&walk, &seq, &arrived, &text)) > 0) {
		enum record_type type;
		yyjson_val *root;

		arena_clear(&w->unit);
		if (!(root = json_read_in(&w->unit, text.at, text.len))) {
			rc = -1;
			break;
		}
		type = record_type_of(json_str(root, "type", NULL));
		if (!undone_has(&undone, type, root, seq, arrived) && type == RECORD_VERDICT)
			note(w, root);
	}
	journal_walk_end(&walk);
	undone_free(&undone);
	return rc;
}

struct signs {
	struct work *w;
	int good, bad;
};

static int
add_sign(uint64_t seq, void *arg)
{
	struct signs *s = arg;
	struct bytes text;
	yyjson_val *root;
	int sign, rc = journal_get(s->w->j, seq, &text, NULL);

	if (rc <= 0)
		return rc;
	if (!(root = json_read_in(&s->w->unit, text.at, text.len)))
		return -1;
	sign = record_type_of(json_str(root, "type", NULL)) == RECORD_CORRECTION
		   ? -1
		   : outcome_sign(root);
	s->good += sign > 0;
	s->bad += sign < 0;
	return 0;
}

/* The decision on the rule that would answer this now; NULL: none of them. */
static int
decision_of(struct work *w, yyjson_val *interaction, struct decision **out)
{
	struct index *ix = journal_index(w->j);
	const char *text = json_str(interaction, "question", NULL);
	struct candidate best;
	struct question *q;
	struct found found;
	struct asked asked;
	int n;

	*out = NULL;
	if (!text)
		return 0;
	q = index_question(ix, &w->unit, text, strlen(text), json_str(interaction, "locale", NULL));
	if (!q || (n = index_find(ix, q, NULL, NULL, &best, 1, &found)) < 0)
		return -1;
	scope_ask(&asked, interaction, text, strlen(text));
	for (size_t i = 0; n > 0 && i < w->n; i++) {
		struct decision *d = &w->list[i];

		if (d->rule.number == best.rule &&
		    best.p >= conf_threshold(w->conf, d->rule.topic) &&
		    scope_check(d->rule.where, &asked, NULL) == SCOPE_HOLDS)
			*out = d;
	}
	return 0;
}

static int
count(struct work *w, yyjson_val *interaction)
{
	const char *id = json_str(interaction, "id", NULL),
		   *time = json_str(interaction, "time", NULL);
	struct signs s = {.w = w};
	struct decision *d;
	struct ends *e;
	int64_t when;

	if (!id || !time || !time_parse(time, strlen(time), &when))
		return 0;
	if (decision_of(w, interaction, &d) < 0)
		return -1;
	if (!d)
		return 0;
	if (journal_links(w->j, id, strlen(id), add_sign, &s) < 0)
		return -1;
	e = when < d->time ? &d->before : &d->since;
	e->asked++;
	e->known += s.good + s.bad > 0;
	e->bad += s.bad > 0;
	return 0;
}

static int
count_all(struct work *w)
{
	uint64_t end, most = (uint64_t)w->conf->replay_recent, seq;
	struct journal_walk walk;
	struct bytes text;
	int rc = journal_end(w->j, &end);

	if (rc == 0)
		rc = journal_walk_begin(&walk, w->j, end > most ? end - most + 1 : 1);
	if (rc < 0)
		return -1;
	while ((rc = journal_walk_next(&walk, &seq, NULL, &text)) > 0) {
		yyjson_val *root;

		if (!memmem(text.at, text.len, "\"interaction\"", 13))
			continue;
		arena_clear(&w->unit);
		if (!(root = json_read_in(&w->unit, text.at, text.len)) ||
		    (record_type_of(json_str(root, "type", NULL)) == RECORD_INTERACTION &&
			count(w, root) < 0)) {
			rc = -1;
			break;
		}
	}
	journal_walk_end(&walk);
	return rc;
}

static struct interval
interval_of(const struct ends *e)
{
	return stats_wilson(e->bad, e->known, 0.05);
}

/* Are the intervals apart? */
static const char *
judgement(const struct decision *d)
{
	struct interval before = interval_of(&d->before), since = interval_of(&d->since);

	if (since.high < before.low)
		return "better";
	return since.low > before.high ? "worse" : "not sure";
}

static void
write_ends(struct buf *json, const char *name, const struct ends *e)
{
	struct interval i = interval_of(e);

	json_key(json, name);
	json_open(json);
	json_add_num(json, "asked", e->asked);
	json_add_num(json, "known", e->known);
	json_add_num(json, "bad", e->bad);
	json_list(json, "interval");
	json_item(json);
	json_double(json, i.low);
	json_item(json);
	json_double(json, i.high);
	json_list_end(json);
	json_close(json);
}

static void
print_ends(const char *name, const struct ends *e)
{
	struct interval i = interval_of(e);

	printf("  %-10s %u asked, %u of %u with a known end ended badly", name, e->asked, e->bad,
	    e->known);
	if (e->known > 0)
		printf(": %.0f%% (%.0f to %.0f%%)", 100.0 * e->bad / e->known, 100 * i.low,
		    100 * i.high);
	putchar('\n');
}

static void
show(enum show how, const struct decision *d)
{
	struct buf json = {0};
	char stamp[TIME_TEXT];

	time_print(stamp, d->time);
	if (how == SHOW_TEXT) {
		out_text(d->id);
		printf("  %s: %s since %s by ", judgement(d), d->after, stamp);
		out_text(d->by);
		putchar('\n');
		show_field("says", d->rule.say);
		print_ends("before", &d->before);
		print_ends("since", &d->since);
		return;
	}
	json_open(&json);
	json_add_str(&json, "type", "worked");
	json_add_str(&json, "rule", d->id);
	json_add_str(&json, "worked", judgement(d));
	json_add_str(&json, "after", d->after);
	json_add_str(&json, "time", stamp);
	json_add_str(&json, "by", d->by);
	write_ends(&json, "before", &d->before);
	write_ends(&json, "since", &d->since);
	json_close(&json);
	out_json(json.text, json.len);
	buf_free(&json);
}

/* The rules themselves; one that is not there any more has no questions. */
static int
read_rules(struct work *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (rules_named(w->j, &w->arena, w->list[i].id, &w->list[i].rule) < 0)
			return -1;
	return 0;
}

int
worked_show(struct journal *j, const struct conf *conf, enum show how, char *const *ids,
    int64_t since)
{
	struct work w = {.j = j, .conf = conf, .ids = ids, .since = since};
	int rc = store_look(journal_store(j));

	if (rc == 0)
		rc = find_decisions(&w);
	if (rc == 0)
		rc = read_rules(&w);
	if (rc == 0 && w.n > 0)
		rc = count_all(&w);
	for (size_t i = 0; i < w.n && rc == 0; i++)
		show(how, &w.list[i]);
	mem_free(w.list);
	arena_free(&w.arena);
	arena_free(&w.unit);
	return rc;
}
