/* The support lead's desk: the trend since yesterday. */
#include "desk_trend.h"

#include <string.h>

#include "diag.h"
#include "json.h"
#include "reading.h"
#include "record.h"
#include "undo.h"

static const int64_t DAY = 24LL * 3600 * 1000;

void
trend_free(struct trend *t)
{
	marks_free(&t->came);
	marks_free(&t->left);
	marks_free(&t->settled);
	marks_free(&t->customers);
	marks_free(&t->customers_before);
	*t = (struct trend){0};
}

/* The first record that arrived at that time or later; the journal is in order of arrival. */
static int
first_since(struct journal *j, int64_t time, uint64_t *out)
{
	uint64_t low = 1, high;

	if (journal_end(j, &high) < 0)
		return -1;
	for (high++; low < high;) {
		uint64_t middle = low + (high - low) / 2;
		struct bytes text;
		int64_t arrived;
		int rc = journal_get(j, middle, &text, &arrived);

		if (rc <= 0)
			return rc < 0 ? -1 : fail("the store is damaged (no record)");
		if (arrived < time)
			low = middle + 1;
		else
			high = middle;
	}
	*out = low;
	return 0;
}

static bool
is(const char *text, const char *want)
{
	return text && strcmp(text, want) == 0;
}

/* What is carried along the records of the two days. */
struct looking {
	struct trend *t;
	struct journal *j;
	struct undone undone;
	struct arena arena; /* of one record */
};

/* It went wrong for somebody; without a name the conversation stands for him. */
static int
note_harm(struct looking *l, yyjson_val *root, int64_t arrived)
{
	const char *id = json_str(root, "interaction", NULL), *who;
	yyjson_val *asked = NULL;
	uint64_t seq;

	if (!id)
		return 0;
	if (journal_interaction(l->j, &l->arena, id, strlen(id), &asked, &seq) < 0)
		return -1;
	who = json_str(asked, "customer", NULL);
	if (!who)
		who = json_str(asked, "conversation", NULL);
	marks_add(arrived >= l->t->from ? &l->t->customers : &l->t->customers_before,
	    mark_of(who ? who : id));
	return 0;
}

static bool
waits(const char *status)
{
	return is(status, "pending") || is(status, "trial") || is(status, "held");
}

/* A rule that waited, and somebody decided on it or its evidence did. */
static void
note_verdict(struct trend *t, yyjson_val *root)
{
	const char *before = json_str(root, "before", NULL), *by = json_str(root, "by", NULL);
	const char *id = json_str(root, "rule", NULL);
	bool person = !json_get(root, "correction") && !is(by, "fl-validate");

	if (!id || json_get(root, "at"))
		return;
	if (!before) {
		marks_add(&t->came, mark_of(id));
		return;
	}
	if (!marks_have(&t->came, mark_of(id)) && waits(before))
		marks_add(&t->left, mark_of(id));
	if (person)
		marks_add(&t->settled, mark_of(id));
}

static int
note_review(struct looking *l, yyjson_val *root)
{
	struct trend *t = l->t;
	const char *id = json_str(root, "case", NULL), *what = json_str(root, "what", NULL);
	bool decided = is(what, "dismiss") || is(what, "done");
	uint64_t seq;
	int rc;

	if (!id || (!decided && !is(what, "snooze")))
		return 0;
	/* An answer that was drawn is none of those that wait. */
	if ((rc = journal_find(l->j, RECORD_INTERACTION, id, strlen(id), &seq)) != 0)
		return rc < 0 ? -1 : 0;
	if (!marks_have(&t->came, mark_of(id)))
		marks_add(&t->left, mark_of(id));
	if (decided)
		marks_add(&t->settled, mark_of(id));
	return 0;
}

static int
note(const struct reading *one, void *arg)
{
	struct looking *l = arg;
	struct trend *t = l->t;
	enum record_type type = one->type;
	yyjson_val *root = one->root;
	const char *id = json_str(root, "id", NULL);

	arena_clear(&l->arena);
	if (undone_has(&l->undone, type, root, one->seq, one->arrived))
		return 0;
	if (type == RECORD_CORRECTION || (type == RECORD_OUTCOME && outcome_sign(root) < 0)) {
		if (note_harm(l, root, one->arrived) < 0)
			return -1;
	}
	if (one->arrived < t->from)
		return 0;
	if (type == RECORD_CORRECTION && id)
		marks_add(&t->came, mark_of(id));
	else if (type == RECORD_PATTERN && is(json_str(root, "state", NULL), "new") &&
		 json_str(root, "pattern", NULL))
		marks_add(&t->came, mark_of(json_str(root, "pattern", NULL)));
	else if (type == RECORD_VERDICT)
		note_verdict(t, root);
	else if (type == RECORD_REVIEW)
		return note_review(l, root);
	return 0;
}

static int
look(struct looking *l, uint64_t from)
{
	int rc = reading_run(l->j, from,
	    RECORD_BIT(RECORD_OUTCOME) | RECORD_BIT(RECORD_CORRECTION) |
		RECORD_BIT(RECORD_PATTERN) | RECORD_BIT(RECORD_VERDICT) | RECORD_BIT(RECORD_REVIEW),
	    note, l);

	return rc < 0 ? -1 : journal_end(l->j, &l->t->seen);
}

/* How many cases that left are not there (again) now. */
static unsigned
gone(const struct trend *t, const struct desk *d)
{
	struct marks there = {0};
	unsigned n = 0;

	for (size_t i = 0; i < d->n; i++) {
		marks_add(&there, mark_of(d->list[i].id));
		for (size_t k = 0; k < d->list[i].alike.n; k++)
			marks_add(&there, mark_of(d->list[i].alike.at[k]));
	}
	for (size_t i = 0; i < t->left.cap; i++)
		n += t->left.at[i] && !marks_have(&there, t->left.at[i]);
	marks_free(&there);
	return n;
}

int
trend_read(struct trend *t, struct journal *j, const struct desk *d, int64_t now)
{
	struct looking l = {.t = t, .j = j};
	uint64_t undos, from = t->seen + 1;
	int rc;

	if (journal_number(j, "undo", &undos) < 0)
		return -1;
	if (!t->from || undos != t->undos) { /* or what was undone since would count */
		int64_t day = t->from ? t->from : now - DAY;

		trend_free(t);
		t->from = day;
		t->undos = undos;
		if (first_since(j, day - DAY, &from) < 0)
			return -1;
		t->seen = from - 1;
	}
	rc = undone_read(&l.undone, j);
	if (rc == 0)
		rc = look(&l, from);
	undone_free(&l.undone);
	arena_free(&l.arena);
	if (rc < 0)
		return -1;
	t->waiting = d->waiting;
	t->fresh = d->fresh;
	t->waited = t->waiting - t->fresh + gone(t, d);
	t->decided = (unsigned)t->settled.n;
	t->harmed = (unsigned)t->customers.n;
	t->harmed_before = (unsigned)t->customers_before.n;
	return 0;
}

void
trend_counts(struct buf *out, const struct desk *d)
{
	buf_print(out, "%u wait", d->waiting);
	if (d->n < d->waiting + d->counts[CASE_DRAWN])
		buf_print(out, " in %zu cases", d->n - d->counts[CASE_DRAWN]);
	for (int k = 0; k < CASE_DRAWN; k++)
		if (d->counts[k])
			buf_print(out, ", %u %s", d->counts[k], case_kind_name((enum case_kind)k));
	if (d->counts[CASE_DRAWN])
		buf_print(out, "; %u drawn to judge", d->counts[CASE_DRAWN]);
	if (d->snoozed)
		buf_print(out, "; %u put off", d->snoozed);
}

static void
compare(struct buf *out, unsigned now, unsigned before)
{
	if (now == before)
		buf_text(out, "as many as before");
	else
		buf_print(out, "%s %u", now > before ? "up" : "down",
		    now > before ? now - before : before - now);
}

void
trend_words(struct buf *out, const struct trend *t)
{
	buf_text(out, "since yesterday: ");
	compare(out, t->waiting, t->waited);
	buf_print(out, ", %u new, %u decided; %u customer%s harmed", t->fresh, t->decided,
	    t->harmed, t->harmed == 1 ? "" : "s");
	if (t->harmed || t->harmed_before) {
		buf_text(out, ", ");
		compare(out, t->harmed, t->harmed_before);
	}
}
