/* Did it work? */
#include "worked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index.h"
#include "json.h"
#include "marks.h"
#include "mask.h"
#include "origin.h"
#include "out.h"
#include "reading.h"
#include "scope.h"
#include "signs.h"
#include "stats.h"
#include "term.h"
#include "text.h"
#include "tty.h"
#include "undo.h"
#include "views.h"

static const char NOBODY[] = "nobody has decided anything since then";

/* Questions of one time, and how they ended. */
struct ends {
	unsigned asked, known, bad;
};

/* A person's last decision on a rule, or that nothing has to be done about a case. */
struct decision {
	const char *id, *by, *after;
	int64_t time;
	struct rule rule;  /* number 0 where there is none */
	const char *about; /* what such a case asks, and its questions by text_key */
	struct marks keys;
	struct ends before, since;
};

struct work {
	struct journal *j;
	const struct conf *conf;
	char *const *ids;
	int64_t since;
	struct decision *list;
	size_t n, cap;
	struct undone undone;
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

/* What a record decides; NULL: nothing.  A correction is judged, a person decides. */
static const char *
decides(enum record_type type, yyjson_val *root, const char **id)
{
	if (type == RECORD_REVIEW && is(json_str(root, "what", NULL), "dismiss")) {
		*id = json_str(root, "case", NULL);
		return "dismissed";
	}
	if (type != RECORD_VERDICT || json_get(root, "correction") || json_get(root, "at") ||
	    is(json_str(root, "by", NULL), "fl-validate"))
		return NULL;
	*id = json_str(root, "rule", NULL);
	return json_str(root, "after", NULL);
}

static void
note(struct work *w, enum record_type type, yyjson_val *root)
{
	const char *by = json_str(root, "by", NULL), *time = json_str(root, "time", NULL);
	const char *id = NULL, *after = decides(type, root, &id);
	struct decision *d = NULL;
	int64_t when;

	if (!id || !by || !after || !time || !time_parse(time, strlen(time), &when) ||
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
take_decision(const struct reading *one, void *arg)
{
	struct work *w = arg;

	if (!undone_has(&w->undone, one->type, one->root, one->seq, one->arrived))
		note(w, one->type, one->root);
	return 0;
}

static int
find_decisions(struct work *w)
{
	int rc = undone_read(&w->undone, w->j);

	if (rc == 0)
		rc = reading_run(w->j, 0, RECORD_BIT(RECORD_VERDICT) | RECORD_BIT(RECORD_REVIEW),
		    take_decision, w);
	undone_free(&w->undone);
	return rc;
}

/* The rule that would answer this now, if it is sure enough; 0: none. */
static int
answering(struct work *w, yyjson_val *interaction, const char *text, struct candidate *best)
{
	struct index *ix = journal_index(w->j);
	struct question *q =
	    index_question(ix, &w->unit, text, strlen(text), json_str(interaction, "locale", NULL));
	struct found found;

	return q ? index_find(ix, q, NULL, NULL, best, 1, &found) : -1;
}

/* Is it a question of a rule that is not in force: one that it answered, or in the same words? */
static bool
was_asked(const struct rule *r, yyjson_val *interaction, const char *text)
{
	yyjson_val *used = json_get(json_get(interaction, "action"), "rules"), *id;
	uint64_t key = text_key(text, strlen(text));
	size_t i, n;

	yyjson_arr_foreach(used, i, n, id)
	{
		if (is(yyjson_get_str(id), r->id))
			return true;
	}
	for (i = 0; i < r->questions.n && key; i++)
		if (text_key(r->questions.at[i], strlen(r->questions.at[i])) == key)
			return true;
	return false;
}

/* Is it one of the questions of a case that is no rule? */
static bool
is_of_case(const struct decision *d, const char *text)
{
	return d->keys.n > 0 && marks_have(&d->keys, text_key(text, strlen(text)));
}

static bool
is_its(struct work *w, const struct decision *d, yyjson_val *interaction, const char *text,
    const struct candidate *best)
{
	if (!d->rule.number)
		return is_of_case(d, text);
	if (!rule_in_force(d->rule.status))
		return was_asked(&d->rule, interaction, text);
	return best && d->rule.number == best->rule &&
	       best->p >= conf_threshold(w->conf, d->rule.topic);
}

static int
count_ends(struct work *w, struct decision *d, yyjson_val *interaction, int64_t when)
{
	const char *id = json_str(interaction, "id", NULL);
	struct signs s;
	struct ends *e = when < d->time ? &d->before : &d->since;

	if (signs_read(&s, w->j, &w->unit, id, strlen(id)) < 0)
		return -1;
	e->asked++;
	e->known += s.good + s.bad > 0;
	e->bad += s.bad > 0;
	return 0;
}

static int
count(const struct reading *one, void *arg)
{
	struct work *w = arg;
	yyjson_val *interaction = one->root;
	const char *text = json_str(interaction, "question", NULL),
		   *time = json_str(interaction, "time", NULL);
	struct candidate best;
	struct asked asked;
	int64_t when;
	int n;

	if (!text || !time || !time_parse(time, strlen(time), &when))
		return 0;
	arena_clear(&w->unit);
	if ((n = answering(w, interaction, text, &best)) < 0)
		return -1;
	scope_ask(&asked, interaction, text, strlen(text));
	for (size_t i = 0; i < w->n; i++) {
		struct decision *d = &w->list[i];
		bool its = is_its(w, d, interaction, text, n > 0 ? &best : NULL);

		if (its && scope_check(d->rule.where, &asked, NULL) == SCOPE_HOLDS &&
		    count_ends(w, d, interaction, when) < 0)
			return -1;
	}
	return 0;
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
put_line(struct buf *out, const char *lead, const char *text, size_t columns)
{
	tty_wrap(out, lead, text, columns ? columns : SIZE_MAX / 2, 0);
}

static void
put_ends(struct buf *out, const char *name, const struct ends *e, size_t columns)
{
	struct interval i = interval_of(e);
	struct buf text = {0};
	char lead[16];

	snprintf(lead, sizeof(lead), "  %-10s ", name);
	buf_print(&text, "%u asked, %u of %u with a known end ended badly", e->asked, e->bad,
	    e->known);
	if (e->known > 0)
		buf_print(&text, ": %.0f%% (%.0f to %.0f%%)", 100.0 * e->bad / e->known,
		    100 * i.low, 100 * i.high);
	put_line(out, lead, text.text, columns);
	buf_free(&text);
}

/* What somebody wrote. */
static void
put_said(struct buf *out, const char *lead, const char *text, size_t columns, bool mask)
{
	struct buf masked = {0};

	put_line(out, lead, mask ? mask_text(&masked, text) : text, columns);
	buf_free(&masked);
}

static void
put_text(struct buf *out, const struct decision *d, size_t columns, bool mask)
{
	struct buf text = {0};
	char stamp[TIME_TEXT];

	time_print(stamp, d->time);
	buf_print(&text, "%s  %s: %s since %s by %s", d->id, judgement(d), d->after, stamp, d->by);
	put_line(out, "", text.text, columns);
	if (d->rule.say || d->about)
		put_said(out, d->rule.say ? "  says       " : "  asked      ",
		    d->rule.say ? d->rule.say : d->about, columns, mask);
	put_ends(out, "before", &d->before, columns);
	put_ends(out, "since", &d->since, columns);
	buf_free(&text);
}

static void
put_json(struct buf *json, const struct decision *d)
{
	char stamp[TIME_TEXT];

	time_print(stamp, d->time);
	json_open(json);
	json_add_str(json, "type", "worked");
	json_add_str(json, d->about && !d->rule.number ? "case" : "rule", d->id);
	json_add_str(json, "worked", judgement(d));
	json_add_str(json, "after", d->after);
	json_add_str(json, "time", stamp);
	json_add_str(json, "by", d->by);
	write_ends(json, "before", &d->before);
	write_ends(json, "since", &d->since);
	json_close(json);
}

static void
add_key(struct decision *d, uint64_t key)
{
	if (key) /* a text without a word has none */
		marks_add(&d->keys, key);
}

static void
add_question(struct work *w, struct decision *d, const char *text)
{
	if (!d->about)
		d->about = arena_copy(&w->arena, text, strlen(text));
	add_key(d, text_key(text, strlen(text)));
}

/* The questions of a pattern, from its latest record. */
static void
take_pattern(struct work *w, struct decision *d, yyjson_val *root)
{
	const char *question = json_str(root, "question", NULL);
	yyjson_val *item;
	size_t i, n;

	d->about = NULL;
	marks_free(&d->keys);
	if (question)
		add_question(w, d, question);
	yyjson_arr_foreach(json_get(root, "examples"), i, n, item)
	{
		if (yyjson_is_str(item))
			add_question(w, d, yyjson_get_str(item));
	}
	yyjson_arr_foreach(json_get(root, "members"), i, n, item)
	{
		if (yyjson_is_str(item))
			add_key(d, strtoull(yyjson_get_str(item), NULL, 16));
	}
}

static int
look_pattern(const struct reading *one, void *arg)
{
	struct work *w = arg;

	for (size_t i = 0; i < w->n; i++)
		if (!w->list[i].rule.number &&
		    is(json_str(one->root, "pattern", NULL), w->list[i].id))
			take_pattern(w, &w->list[i], one->root);
	return 0;
}

/* The question that a correction was about: 1, 0 when it is none, -1. */
static int
read_correction(struct work *w, struct decision *d)
{
	struct origin origin;
	const char *about;
	int rc = origin_read(&origin, w->j, &w->arena, d->id);

	if (rc <= 0)
		return rc;
	if ((about = json_str(origin_asked(&origin), "question", NULL)))
		add_question(w, d, about);
	return 1;
}

/* The rules and cases themselves; what is not there any more has no questions. */
static int
read_decided(struct work *w)
{
	bool patterns = false;

	for (size_t i = 0; i < w->n; i++) {
		struct decision *d = &w->list[i];
		int rc = rules_named(w->j, &w->arena, d->id, &d->rule);

		if (rc > 0)
			rc = rules_fill(w->j, &w->arena, &d->rule);
		else if (rc == 0 && (rc = read_correction(w, d)) == 0)
			patterns = true;
		if (rc < 0)
			return -1;
	}
	return patterns ? reading_run(w->j, 0, RECORD_BIT(RECORD_PATTERN), look_pattern, w) : 0;
}

static int
read_all(struct work *w)
{
	int rc = store_look(journal_store(w->j));

	if (rc == 0)
		rc = find_decisions(w);
	if (rc == 0)
		rc = read_decided(w);
	if (rc == 0 && w->n > 0)
		rc = reading_recent(w->j, (uint64_t)w->conf->replay_recent,
		    RECORD_BIT(RECORD_INTERACTION), count, w);
	return rc;
}

static void
work_free(struct work *w)
{
	for (size_t i = 0; i < w->n; i++)
		marks_free(&w->list[i].keys);
	mem_free(w->list);
	arena_free(&w->arena);
	arena_free(&w->unit);
}

int
worked_show(struct journal *j, const struct conf *conf, enum show how, char *const *ids,
    int64_t since)
{
	struct work w = {.j = j, .conf = conf, .ids = ids, .since = since};
	struct buf out = {0};
	int rc = read_all(&w);

	if (rc == 0 && w.n == 0 && how == SHOW_TEXT)
		puts(NOBODY);
	for (size_t i = 0; i < w.n && rc == 0; i++) {
		buf_clear(&out);
		if (how == SHOW_TEXT) {
			put_text(&out, &w.list[i],
			    isatty(STDOUT_FILENO) ? term_columns(STDOUT_FILENO) : 0,
			    conf->mask > 0);
			fwrite(out.text, 1, out.len, stdout);
		} else {
			put_json(&out, &w.list[i]);
			out_json(out.text, out.len);
		}
	}
	buf_free(&out);
	work_free(&w);
	return rc;
}

int
worked_lines(struct buf *out, struct journal *j, const struct conf *conf, int64_t since,
    size_t columns, bool mask)
{
	static char *const all[] = {NULL};
	struct work w = {.j = j, .conf = conf, .ids = all, .since = since};
	int rc = read_all(&w);

	if (rc == 0 && w.n == 0)
		buf_print(out, "%s\n", NOBODY);
	for (size_t i = 0; i < w.n && rc == 0; i++)
		put_text(out, &w.list[i], columns, mask);
	work_free(&w);
	return rc;
}
