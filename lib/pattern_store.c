/* Patterns of a store: read its journal, keep in it what was found. */
#include "pattern_store.h"

#include <inttypes.h>
#include <string.h>

#include "diag.h"
#include "document.h"
#include "explain.h"
#include "gap.h"
#include "undo.h"
#include "views.h"

enum { FIRST_BASE = 50000 };

static int
read_rules(struct patterns *p, struct journal *j, struct arena *a)
{
	struct rule rule;
	uint32_t count;
	int rc = rules_count(j, &count);

	for (uint32_t i = 1; rc >= 0 && i <= count; i++) {
		rc = rules_get(j, a, i, &rule);
		if (rc > 0 && rule_in_force(rule.status))
			patterns_rule(p, rule.id);
		arena_clear(a);
	}
	return rc;
}

/* The record with which the base ends: they grow by half, so that few nights draw one. */
static uint64_t
base_of(uint64_t end)
{
	uint64_t base = FIRST_BASE;

	while (base + base / 2 <= end)
		base += base / 2;
	return end < FIRST_BASE ? 0 : base;
}

/* The records behind the mark, which moves to the last one. */
static int
read_records(struct patterns *p, struct journal *j, struct arena *a, struct pattern_mark *mark)
{
	struct undone undone = {0};
	struct json json = {0};
	struct journal_walk w;
	struct bytes text;
	struct record r;
	int64_t arrived;
	int rc = undone_read(&undone, j);

	if (rc < 0 || (rc = journal_walk_begin(&w, j, mark->seq + 1)) < 0) {
		undone_free(&undone);
		return rc;
	}
	while ((rc = journal_walk_next(&w, &mark->seq, &arrived, &text)) > 0) {
		if (record_read(&r, &json, a, text.at, text.len, RECORD_ANY, RECORD_TYPES,
			arrived) < 0) {
			rc = fail("record %" PRIu64 ": %s", mark->seq, why());
			break;
		}
		if (undone.n == 0 || !undone_has(&undone, r.type, r.root, mark->seq, arrived))
			patterns_add(p, &r);
		arena_clear(a);
		if (mark->seq == mark->base)
			patterns_draw(p);
	}
	journal_walk_end(&w);
	undone_free(&undone);
	json_free(&json);
	return rc;
}

int
patterns_read(struct patterns *p, struct journal *j, bool window, struct pattern_look *look)
{
	struct pattern_mark *mark = &look->mark;
	struct arena a = {0};
	uint64_t end;
	int rc = store_look(journal_store(j));

	*look = (struct pattern_look){0};
	if (rc == 0)
		rc = gap_last(j, &look->last);
	if (rc == 0)
		rc = journal_end(j, &end);
	if (rc == 0)
		rc = journal_number(j, "undo", &mark->undo);
	if (rc == 0 && !window && (mark->base = base_of(end)))
		rc = pattern_cache_load(p, j, mark);
	look->from = mark->seq;
	if (rc == 0)
		rc = read_rules(p, j, &a);
	if (rc >= 0)
		rc = read_records(p, j, &a, mark);
	store_rest(journal_store(j));
	arena_free(&a);
	return rc < 0 ? -1 : 0;
}

/* --- why --- */

/* What is found of one failure; ids in an arena, or NULL. */
struct why {
	enum cause cause;
	const char *rule, *knows, *evidence;
};

static const char *
keep_text(struct arena *a, const char *text)
{
	return text ? arena_copy(a, text, strlen(text)) : NULL;
}

/* A question that was passed on, of which nobody said more. */
static bool
is_passed(yyjson_val *interaction)
{
	const char *kind = json_str(json_get(interaction, "action"), "kind", NULL);

	return kind && strcmp(kind, "escalate") == 0;
}

/* Look into a failure: 1, 0 when the records do not tell, -1. */
static int
look_into(struct why *out, struct journal *j, struct arena *keep, uint64_t key)
{
	struct arena a = {0};
	struct finding found = {.cause = CAUSE_GAP, .evidence = "it was handed over"};
	yyjson_val *root = NULL;
	struct bytes text;
	const char *id;
	uint64_t seq;
	int rc = journal_find_key(j, RECORD_INTERACTION, key, &seq);

	if (rc > 0)
		rc = journal_get(j, seq, &text, NULL);
	if (rc > 0 && !(root = json_read_in(&a, text.at, text.len)))
		rc = -1;
	if (rc > 0 && (id = json_str(root, "id", NULL)))
		rc = explain_find(&found, j, &a, id);
	if (rc == 0 && is_passed(root))
		rc = 1;
	if (rc > 0) {
		out->cause = found.cause;
		out->rule = found.blame ? keep_text(keep, found.blame->id) : NULL;
		out->knows = found.right ? keep_text(keep, found.right->id) : NULL;
		out->evidence = keep_text(keep, found.evidence);
	}
	arena_free(&a);
	return rc;
}

/* The text that most of those with this cause have; the first of several. */
static const char *
most(const struct why *list, uint32_t n, enum cause cause, bool knows)
{
	const char *best = NULL;
	uint32_t most = 0;

	for (uint32_t i = 0; i < n; i++) {
		const char *one = knows ? list[i].knows : list[i].rule;
		uint32_t times = 0;

		for (uint32_t k = 0; one && list[i].cause == cause && k < n; k++) {
			const char *other = knows ? list[k].knows : list[k].rule;

			times += list[k].cause == cause && other && strcmp(one, other) == 0;
		}
		if (times > most) {
			best = one;
			most = times;
		}
	}
	return best;
}

static void
blame(struct patterns *p, size_t i, const struct why *list, uint32_t n)
{
	struct pattern_cause out = {.of = n};
	uint32_t times[CAUSES] = {0};
	enum cause cause = CAUSE_GAP;

	for (uint32_t k = 0; k < n; k++)
		times[list[k].cause]++;
	for (int c = 0; c < CAUSES; c++)
		if (times[c] > times[cause])
			cause = (enum cause)c;
	if (n == 0)
		return;
	out.name = cause_name(cause);
	out.adjust = cause_adjustment(cause);
	out.times = times[cause];
	out.rule = most(list, n, cause, false);
	out.knows = most(list, n, cause, true);
	for (uint32_t k = 0; k < n && !out.evidence; k++)
		if (list[k].cause == cause)
			out.evidence = list[k].evidence;
	patterns_blame(p, i, &out);
}

int
patterns_explain(struct patterns *p, size_t n, struct journal *j)
{
	uint64_t *keys = patterns_samples(p, n);
	struct arena a = {0};
	int rc = store_look(journal_store(j));

	for (size_t i = 0; rc >= 0 && i < n; i++) {
		struct why list[PATTERN_SAMPLES];
		uint32_t count = 0;

		for (size_t k = i * PATTERN_SAMPLES; rc >= 0 && k < (i + 1) * PATTERN_SAMPLES; k++)
			if (keys[k] && (rc = look_into(&list[count], j, &a, keys[k])) > 0)
				count++;
		if (rc >= 0)
			blame(p, i, list, count);
		arena_clear(&a);
	}
	store_rest(journal_store(j));
	arena_free(&a);
	mem_free(keys);
	return rc < 0 ? -1 : 0;
}

int
patterns_look_up(struct patterns *p, size_t n, struct journal *j)
{
	struct passages list = {0};
	int rc = store_look(journal_store(j));

	if (rc == 0)
		rc = passages_read(&list, j);
	store_rest(journal_store(j));
	for (size_t i = 0; rc == 0 && list.n && i < n; i++) {
		const struct pattern *one = patterns_at(p, i);
		const struct passage *best =
		    one->gap ? passages_best(&list, one->phrase, one->question) : NULL;

		if (best)
			patterns_refer(p, i,
			    &(struct pattern_document){best->id, best->title, best->source,
				    best->text});
	}
	passages_free(&list);
	return rc;
}

struct keeping {
	struct patterns *p;
	size_t n;
	uint64_t last;
};

static int
keep_one(struct journal *j, const struct pattern *one, uint64_t *number, struct buf *b)
{
	int64_t now = time_now();

	for (uint32_t i = 0; i < one->merged.n; i++) {
		buf_clear(b);
		pattern_record_merged(b, one, one->merged.at[i], ++*number);
		if (journal_put_text(j, RECORD_PATTERN, b->text, b->len, now, NULL) < 0)
			return -1;
	}
	buf_clear(b);
	pattern_record(b, one, ++*number);
	return journal_put_text(j, RECORD_PATTERN, b->text, b->len, now, NULL);
}

static int
keep_all(struct journal *j, void *arg)
{
	struct keeping *k = arg;
	struct buf b = {0};
	uint64_t last, number;
	int rc = 0;

	if (gap_last(j, &last) < 0 || journal_end(j, &number) < 0)
		return -1;
	for (size_t i = 0; rc == 0 && last == k->last && i < k->n; i++)
		if (patterns_at(k->p, i)->changed)
			rc = keep_one(j, patterns_at(k->p, i), &number, &b);
	buf_free(&b);
	return rc;
}

int
patterns_keep(struct patterns *p, size_t n, struct journal *j, const struct pattern_look *look)
{
	struct keeping k = {p, n, look->last};
	bool changed = false;

	for (size_t i = 0; i < n; i++)
		changed = changed || patterns_at(p, i)->changed;
	if (changed && journal_change(j, keep_all, &k) < 0)
		return -1;
	return look->from < look->mark.seq ? pattern_cache_save(p, j, &look->mark) : 0;
}
