/* Undoing: what is undone, and the views without it. */
#include "undo.h"

#include <string.h>

#include "diag.h"
#include "json.h"
#include "reading.h"
#include "views.h"

static const int64_t DAY = 24LL * 3600 * 1000;

int
selection_day(struct selection *s, struct arena *a, const char *text, int64_t now)
{
	char stamp[TIME_TEXT];

	if (time_read(text, now, &s->from) < 0)
		return -1;
	s->from -= s->from % DAY;
	s->to = s->from + DAY;
	time_print(stamp, s->from);
	s->day = arena_copy(a, stamp, strlen("2026-03-02"));
	return 0;
}

static int
read_selection(struct selection *s, struct arena *a, yyjson_val *v)
{
	yyjson_val *id;
	size_t i, n;

	*s = (struct selection){.reporter = json_str(v, "reporter", NULL),
		.source = json_str(v, "source", NULL),
		.undo = json_str(v, "undo", NULL),
		.upto = (uint64_t)json_num_or(v, "upto", 0)};
	yyjson_arr_foreach(json_get(v, "records"), i, n, id)
	{
		if (yyjson_is_str(id))
			texts_add(&s->records, a, yyjson_get_str(id));
	}
	if (json_str(v, "day", NULL))
		return selection_day(s, a, json_str(v, "day", NULL), 0);
	return 0;
}

static int
read_selections(struct undone *u, yyjson_val *record)
{
	yyjson_val *of = json_get(record, "of"), *item;
	size_t i, n;

	u->list = arena_alloc(&u->arena, (yyjson_arr_size(of) + 1) * sizeof(*u->list));
	yyjson_arr_foreach(of, i, n, item)
	{
		if (read_selection(&u->list[u->n++], &u->arena, item) < 0)
			return -1;
	}
	return 0;
}

int
undone_read(struct undone *u, struct journal *j)
{
	struct bytes text;
	yyjson_val *root;
	uint64_t seq;
	int rc;

	*u = (struct undone){0};
	if (journal_number(j, "undo", &seq) < 0)
		return -1;
	if (seq == 0)
		return 0;
	if ((rc = journal_get(j, seq, &text, NULL)) <= 0)
		return rc < 0 ? -1 : fail("the store is damaged (undo)");
	root = json_read_in(&u->arena, text.at, text.len);
	return root ? read_selections(u, root) : -1;
}

void
undone_free(struct undone *u)
{
	marks_free(&u->corrections);
	arena_free(&u->arena);
	*u = (struct undone){0};
}

static bool
is_text(yyjson_val *root, const char *key, const char *want)
{
	const char *has = json_str(root, key, NULL);

	return has && strcmp(has, want) == 0;
}

static bool
selects(const struct selection *s, yyjson_val *root, const char *id, uint64_t seq, int64_t arrived)
{
	if (seq >= s->upto || (s->records.n > 0 && !(id && texts_have(&s->records, id))))
		return false;
	if (s->reporter && !is_text(root, "by", s->reporter))
		return false;
	if (s->source && !is_text(json_get(root, "source"), "format", s->source) &&
	    !is_text(json_get(root, "source"), "import", s->source) &&
	    !is_text(root, "source", s->source))
		return false;
	return !s->day || (arrived >= s->from && arrived < s->to);
}

bool
undone_has(struct undone *u, enum record_type type, yyjson_val *root, uint64_t seq, int64_t arrived)
{
	const char *id = json_str(root, "id", NULL), *correction;
	bool has = false;

	if (u->n == 0 || (type != RECORD_OUTCOME && type != RECORD_CORRECTION &&
			     type != RECORD_VERDICT && type != RECORD_REVIEW))
		return false;
	if (type == RECORD_VERDICT && (correction = json_str(root, "correction", NULL)))
		return marks_have(&u->corrections, mark_of(correction));
	for (size_t i = 0; i < u->n && !has; i++)
		has = selects(&u->list[i], root, id, seq, arrived);
	if (has && id && type == RECORD_CORRECTION)
		marks_add(&u->corrections, mark_of(id));
	return has;
}

/* A verdict that stands for the one at a place; none of them: nothing stands there. */
struct stand_in {
	uint64_t at;
	struct bytes verdict; /* empty: the place stays empty */
};

/* The views made again without what is undone. */
struct remaking {
	struct undone undone;
	struct stand_in *stand_ins; /* in the order of their places */
	size_t n, next;
	struct arena arena; /* of one record */
};

static int
read_stand_ins(struct remaking *r, struct journal *j, uint64_t seq, uint64_t count)
{
	struct arena *a = &r->undone.arena;

	if (count >= seq)
		return fail("the store is damaged (undo)");
	r->stand_ins = arena_alloc(a, ((size_t)count + 1) * sizeof(*r->stand_ins));
	for (uint64_t s = seq - count; s < seq; s++) {
		struct stand_in *in = &r->stand_ins[r->n];
		struct bytes text;
		yyjson_val *root, *verdict;
		int rc = journal_get(j, s, &text, NULL);

		if (rc <= 0 || !(root = json_read_in(a, text.at, text.len)))
			return rc < 0 ? -1 : fail("the store is damaged (undo)");
		in->at = (uint64_t)json_num_or(root, "at", 0);
		if ((verdict = json_get(root, "instead"))) {
			struct buf json = {0};

			json_write(&json, verdict);
			in->verdict = bytes_of(arena_copy(a, json.text, json.len), json.len);
			buf_free(&json);
		}
		if (r->n > 0 && in->at < in[-1].at)
			return fail("the store is damaged (undo)");
		r->n++;
	}
	return 0;
}

/* What stands for a verdict; *there says whether anything does, be it nothing. */
static int
apply_stand_ins(struct remaking *r, struct journal *j, uint64_t seq, bool *there)
{
	while (r->next < r->n && r->stand_ins[r->next].at < seq)
		r->next++;
	*there = r->next < r->n && r->stand_ins[r->next].at == seq;
	for (size_t i = r->next; i < r->n && r->stand_ins[i].at == seq; i++)
		if (r->stand_ins[i].verdict.len &&
		    journal_apply(j, RECORD_VERDICT, r->stand_ins[i].verdict) < 0)
			return -1;
	return 0;
}

/* The rule of a verdict that does not count may be gone, but its id is not free. */
static int
burn(struct remaking *r, struct journal *j, enum record_type type, yyjson_val *root)
{
	const char *rule = type == RECORD_VERDICT ? json_str(root, "rule", NULL) : NULL;

	return rule ? views_burn(j, &r->arena, rule) : 0;
}

static int
remake(struct journal *j, const struct incoming *item, void *arg)
{
	struct remaking *r = arg;
	struct bytes text;
	yyjson_val *root;
	bool there = false;

	if (item->type == RECORD_UNDO)
		return 0;
	if (item->type == RECORD_INTERACTION)
		return journal_apply(j, item->type, item->text);
	arena_clear(&r->arena);
	/* The store's bytes move with the first change. */
	text = bytes_of(arena_copy(&r->arena, item->text.at, item->text.len), item->text.len);
	if (!(root = json_read_in(&r->arena, text.at, text.len)))
		return -1;
	if (undone_has(&r->undone, item->type, root, item->seq, item->arrived))
		return item->type == RECORD_CORRECTION ? views_settle(j, item->seq)
						       : burn(r, j, item->type, root);
	if (item->type == RECORD_VERDICT && apply_stand_ins(r, j, item->seq, &there) < 0)
		return -1;
	return there ? burn(r, j, item->type, root) : journal_apply(j, item->type, text);
}

int
undo_apply(struct journal *j, uint64_t seq, struct bytes text)
{
	struct remaking r = {0};
	yyjson_val *root = json_read_in(&r.undone.arena, text.at, text.len);
	struct index *ix;
	int rc = root ? read_selections(&r.undone, root) : -1;

	if (rc == 0)
		rc = read_stand_ins(&r, j, seq, (uint64_t)json_num_or(root, "verdicts", 0));
	if (rc == 0)
		rc = journal_again(j, seq - 1, remake, &r);
	/* Who has read the index before has to read it anew. */
	if (rc == 0)
		rc = journal_teach(j, &ix);
	if (rc == 0)
		rc = journal_set_number(j, "undo", seq);
	undone_free(&r.undone);
	arena_free(&r.arena);
	return rc;
}

static int
take_last(const struct reading *one, void *last)
{
	*(uint64_t *)last = one->seq;
	return 0;
}

int
undo_last(struct journal *j, uint64_t *last)
{
	*last = 0;
	return reading_run(j, 0, RECORD_BIT(RECORD_UNDO), take_last, last);
}
