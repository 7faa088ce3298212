/* What a person changed of a rule that was there. */
#include "amend.h"

#include <string.h>

#include "json.h"
#include "marks.h"

static const char *const lists[] = {"questions", "not"};

/* Members that a person does not change, or that are lists and compared by their items. */
static bool
stands_apart(const char *key)
{
	static const char *const keys[] = {"type", "id", "questions", "not", "by", "authority",
		"source", "created", "updated", "revision", "number", "examples", "evidence", NULL};

	return text_among(key, keys);
}

static bool
listed(yyjson_val *list, const char *text)
{
	yyjson_val *item;
	size_t i, n;

	yyjson_arr_foreach(list, i, n, item)
	{
		if (yyjson_is_str(item) && strcmp(yyjson_get_str(item), text) == 0)
			return true;
	}
	return false;
}

static bool
changes(yyjson_val *amends, const char *member)
{
	return listed(json_get(amends, "members"), member);
}

static struct marks
marks_of(const struct texts *list)
{
	struct marks m = {0};

	for (size_t i = 0; i < list->n; i++)
		marks_add(&m, mark_of(list->at[i]));
	return m;
}

/* What the first has and the second lacks; what stands twice was said once more. */
static void
write_missing(struct buf *json, const char *key, const struct texts *from, const struct texts *in)
{
	struct marks there = marks_of(in), seen = {0}, written = {0};
	struct texts more = {0};
	struct arena a = {0};

	for (size_t i = 0; i < from->n; i++) {
		uint64_t mark = mark_of(from->at[i]);
		bool again = !marks_add(&seen, mark);

		if ((again || !marks_have(&there, mark)) && marks_add(&written, mark))
			texts_add(&more, &a, from->at[i]);
	}
	texts_write(json, key, &more);
	marks_free(&there);
	marks_free(&seen);
	marks_free(&written);
	arena_free(&a);
}

static void
write_lists(struct buf *json, const char *key, const struct rule *from, const struct rule *in)
{
	json_key(json, key);
	json_open(json);
	write_missing(json, lists[0], &from->questions, &in->questions);
	write_missing(json, lists[1], &from->nots, &in->nots);
	json_close(json);
}

static yyjson_val *
as_json(struct arena *a, const struct rule *r)
{
	struct buf json = {0};
	yyjson_val *root;

	rule_write(&json, r, false);
	root = json_read_in(a, json.text, json.len);
	buf_free(&json);
	return root;
}

static bool
same(yyjson_val *a, yyjson_val *b)
{
	return a && b ? yyjson_equals(a, b) : a == b;
}

static void
add_member(struct buf *json, const char *key)
{
	json_item(json);
	json_quote(json, key, strlen(key));
}

void
amend_write(struct buf *json, const struct rule *old, const struct rule *new)
{
	struct arena a = {0};
	yyjson_val *before = as_json(&a, old), *after = as_json(&a, new), *key, *value;
	size_t i, n;

	json_open(json);
	json_list(json, "members");
	yyjson_obj_foreach(after, i, n, key, value)
	{
		const char *name = yyjson_get_str(key);

		if (!stands_apart(name) && !same(value, json_get(before, name)))
			add_member(json, name);
	}
	yyjson_obj_foreach(before, i, n, key, value)
	{
		const char *name = yyjson_get_str(key);

		if (!stands_apart(name) && !json_get(after, name))
			add_member(json, name);
	}
	json_list_end(json);
	write_lists(json, "added", new, old);
	write_lists(json, "removed", old, new);
	json_close(json);
	arena_free(&a);
}

void
amend_join(struct buf *json, const struct rule *own)
{
	static const struct rule none;

	json_open(json);
	json_add_bool(json, "joined", true);
	json_list(json, "members");
	if (own->topic)
		add_member(json, "topic");
	json_list_end(json);
	write_lists(json, "added", own, &none);
	json_close(json);
}

bool
amend_joined(yyjson_val *amends)
{
	return json_bool_or(amends, "joined", false);
}

bool
amend_says(yyjson_val *amends)
{
	static const char *const keys[] = {"say", "action", "needs", "before", "prefer", "avoid",
		"style", NULL};

	for (const char *const *key = keys; *key; key++)
		if (changes(amends, *key))
			return true;
	return false;
}

static struct marks
marks_in(yyjson_val *list)
{
	struct marks m = {0};
	yyjson_val *item;
	size_t i, n;

	yyjson_arr_foreach(list, i, n, item)
	{
		if (yyjson_is_str(item))
			marks_add(&m, mark_of(yyjson_get_str(item)));
	}
	return m;
}

/* In the order in which they were written; what the rule has got otherwise comes behind. */
static void
apply_list(struct buf *json, const char *key, const struct texts *now, yyjson_val *written,
    yyjson_val *amends)
{
	struct marks added = marks_in(json_get(json_get(amends, "added"), key));
	struct marks removed = marks_in(json_get(json_get(amends, "removed"), key));
	struct marks there = marks_of(now);
	struct texts out = {0};
	struct arena a = {0};
	yyjson_val *item;
	size_t i, n;

	yyjson_arr_foreach(json_get(written, key), i, n, item)
	{
		uint64_t mark = mark_of(yyjson_is_str(item) ? yyjson_get_str(item) : "");

		/* It is taken once: from here on it is no more to be added. */
		if ((marks_have(&added, mark) || marks_have(&there, mark)) &&
		    marks_add(&removed, mark))
			texts_add(&out, &a, yyjson_get_str(item));
	}
	for (i = 0; i < now->n; i++)
		if (marks_add(&removed, mark_of(now->at[i])))
			texts_add(&out, &a, now->at[i]);
	texts_write(json, key, &out);
	marks_free(&added);
	marks_free(&removed);
	marks_free(&there);
	arena_free(&a);
}

/* A member is its own where it was changed, or where there was nothing to change. */
static void
copy_members(struct buf *json, yyjson_val *from, yyjson_val *amends, bool changed)
{
	yyjson_val *key, *value;
	size_t i, n;

	yyjson_obj_foreach(from, i, n, key, value)
	{
		const char *name = yyjson_get_str(key);

		if (!stands_apart(name) && changes(amends, name) == changed)
			json_add_val(json, name, value);
	}
}

void
amend_apply(struct buf *json, const struct rule *now, yyjson_val *written, yyjson_val *amends)
{
	static const struct rule none;
	const struct rule *r = now ? now : &none;
	struct arena a = {0};

	json_open(json);
	json_add_str(json, "type", "rule");
	if (now) {
		json_add_str(json, "id", json_str(written, "id", NULL));
		copy_members(json, as_json(&a, now), amends, false);
	} else {
		yyjson_val *key, *value;
		size_t i, n;

		yyjson_obj_foreach(written, i, n, key, value)
		{
			const char *name = yyjson_get_str(key);

			if (!stands_apart(name) && strcmp(name, "topic") != 0)
				json_add_val(json, name, value);
		}
	}
	copy_members(json, written, amends, true);
	apply_list(json, lists[0], &r->questions, written, amends);
	apply_list(json, lists[1], &r->nots, written, amends);
	json_close(json);
	arena_free(&a);
}
