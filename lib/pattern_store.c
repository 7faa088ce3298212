/* Patterns of a store: read its journal, keep in it what was found. */
#include "pattern_store.h"

#include <inttypes.h>

#include "diag.h"
#include "gap.h"
#include "undo.h"
#include "views.h"

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

static int
read_records(struct patterns *p, struct journal *j, struct arena *a)
{
	struct undone undone = {0};
	struct json json = {0};
	struct journal_walk w;
	struct bytes text;
	struct record r;
	int64_t arrived;
	uint64_t seq;
	int rc = undone_read(&undone, j);

	if (rc < 0 || (rc = journal_walk_begin(&w, j, 0)) < 0) {
		undone_free(&undone);
		return rc;
	}
	while ((rc = journal_walk_next(&w, &seq, &arrived, &text)) > 0) {
		if (record_read(&r, &json, a, text.at, text.len, ~0U, RECORD_TYPES, arrived) < 0) {
			rc = fail("record %" PRIu64 ": %s", seq, why());
			break;
		}
		if (undone.n == 0 || !undone_has(&undone, r.type, r.root, seq, arrived))
			patterns_add(p, &r);
		arena_clear(a);
	}
	journal_walk_end(&w);
	undone_free(&undone);
	json_free(&json);
	return rc;
}

int
patterns_read(struct patterns *p, struct journal *j, uint64_t *last)
{
	struct arena a = {0};
	int rc = store_look(journal_store(j));

	if (rc == 0)
		rc = gap_last(j, last);
	if (rc == 0)
		rc = read_rules(p, j, &a);
	if (rc >= 0)
		rc = read_records(p, j, &a);
	store_rest(journal_store(j));
	arena_free(&a);
	return rc < 0 ? -1 : 0;
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
patterns_keep(struct patterns *p, size_t n, struct journal *j, uint64_t last)
{
	struct keeping k = {p, n, last};

	for (size_t i = 0; i < n; i++)
		if (patterns_at(p, i)->changed)
			return journal_change(j, keep_all, &k);
	return 0;
}
