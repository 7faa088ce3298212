/* Forgetting a customer: what is left of each record. */
#include "forget_text.h"

#include <ctype.h>
#include <string.h>

#include "json.h"

static bool
is(const char *text, const char *want)
{
	return text && strcmp(text, want) == 0;
}

bool
forget_owns(const struct forgetting *f, enum record_type type, yyjson_val *root)
{
	const char *about = json_str(root, "interaction", NULL);

	if (type == RECORD_INTERACTION)
		return is(json_str(root, "customer", NULL), f->customer);
	return (type == RECORD_OUTCOME || type == RECORD_CORRECTION) &&
	       (is(json_str(root, "by", NULL), f->customer) ||
		   is(json_str(root, "customer", NULL), f->customer) ||
		   (about && marks_have(&f->ids, mark_of(about))));
}

/* Did only he write it, or was it said to nobody else? */
static bool
is_his(const struct forgetting *f, const char *text, bool told)
{
	uint64_t mark = mark_of(text);

	return !marks_have(&f->elsewhere, mark) &&
	       (marks_have(&f->words, mark) || (told && marks_have(&f->told, mark)));
}

/* Members that hold what people wrote or were told, or lists of it. */
static bool
is_text(const char *key)
{
	static const char *const keys[] = {"question", "questions", "not", "text", "say", "right",
		"wrong", "comment", "must", "must_not", "forbid", "draft", "asked", "guess", "said",
		"title", "passage", "passages", "phrase", "examples", NULL};

	return text_among(key, keys);
}

/* Members that name a person, or the talk of one. */
static bool
is_person(const char *key)
{
	static const char *const keys[] = {"customer", "by", "reporter", "conversation", NULL};

	return text_among(key, keys);
}

/* --- his own records --- */

/* Members whose texts say nothing of him. */
static bool
stays(const char *key)
{
	static const char *const keys[] = {"type", "id", "time", "interaction", "conversation",
		"channel", "locale", "signal", "authority", "category", "kind", "rules", "expected",
		"format", "import", "candidates", "chosen", "by", "topic", NULL};

	return text_among(key, keys);
}

/* A number or a yes may be his (an age, a telephone) unless it is one of ours. */
static bool
is_ours(const char *key)
{
	static const char *const keys[] = {"value", "sure", "explicit", "target", "threshold",
		NULL};

	return text_among(key, keys);
}

static bool
is_left(const char *key, yyjson_val *v, bool action)
{
	if (yyjson_is_obj(v))
		return is(key, "action") || is(key, "source") || is(key, "risk");
	if (yyjson_is_num(v) || yyjson_is_bool(v))
		return action || is_ours(key);
	return stays(key);
}

/* In the member action all numbers are ours. */
static void
write_rest(struct buf *out, const struct forgetting *f, const char *in, yyjson_val *v)
{
	yyjson_val *name, *item;
	const char *key;
	size_t i, n;

	if (yyjson_is_obj(v)) {
		json_open(out);
		yyjson_obj_foreach(v, i, n, name, item)
		{
			key = yyjson_get_str(name);
			if (!is_left(key, item, is(in, "action")))
				continue;
			json_key(out, key);
			write_rest(out, f, key, item);
		}
		json_close(out);
	} else if (yyjson_is_arr(v)) {
		json_list(out, NULL);
		yyjson_arr_foreach(v, i, n, item)
		{
			json_item(out);
			write_rest(out, f, in, item);
		}
		json_list_end(out);
	} else if (is(yyjson_get_str(v), f->customer) && is_person(in)) {
		json_quote(out, f->name, strlen(f->name));
	} else {
		json_write(out, v);
	}
}

void
forget_own(struct buf *out, const struct forgetting *f, enum record_type type, yyjson_val *root)
{
	const char *right = json_str(root, "right", NULL);
	bool his = is(json_str(root, "by", NULL), f->customer);

	write_rest(out, f, "", root);
	out->len--; /* the object is not over yet */
	if (json_str(root, "customer", NULL))
		json_add_str(out, "customer", f->name);
	if (type == RECORD_INTERACTION || json_str(root, "question", NULL))
		json_add_str(out, "question", "?"); /* a text without words */
	if (type == RECORD_CORRECTION && !json_get(root, "category"))
		json_add_str(out, "category", "fact");
	/* What a rule says after staff's word stays with the rule, and so here. */
	if (type == RECORD_CORRECTION && right && !his && marks_have(&f->says, mark_of(right)))
		json_add_str(out, "right", right);
	json_add_bool(out, "forgotten", true);
	json_close(out);
}

/* --- records of others that may repeat his words --- */

/* A reason quotes what a rule says: r1 ("...").  Its length where that is his, else 0. */
static size_t
quoted(const struct forgetting *f, const char *at)
{
	const char *end = strncmp(at, "(\"", 2) == 0 ? strstr(at + 2, "\")") : NULL;
	struct buf piece = {0};
	bool his;

	if (!end)
		return 0;
	buf_add(&piece, at + 2, (size_t)(end - at) - 2);
	his = is_his(f, piece.text, false);
	buf_free(&piece);
	return his ? (size_t)(end - at) + 2 : 0;
}

/* A reason may name him in our words, or quote his. */
static bool
rename_him(struct buf *out, const struct forgetting *f, const char *text)
{
	size_t n = strlen(f->customer);
	struct buf line = {0};
	bool found = false;

	for (const char *at = text; *at;) {
		bool whole = strncmp(at, f->customer, n) == 0 &&
			     (at == text || !isalnum((unsigned char)at[-1])) &&
			     !isalnum((unsigned char)at[n]);

		size_t cut = quoted(f, at);

		if (cut)
			buf_text(&line, FORGOTTEN);
		else if (whole)
			buf_text(&line, f->name);
		else
			buf_char(&line, *at);
		at += cut ? cut : whole ? n : 1;
		found |= cut > 0 || whole;
	}
	json_quote(out, line.text ? line.text : "", line.len);
	buf_free(&line);
	return found;
}

/* An example is an object with a text; a list of texts has them as they are. */
static bool
falls_out(const struct forgetting *f, const char *key, yyjson_val *item, bool told)
{
	const char *text = json_str(item, "text", NULL);

	if (yyjson_is_str(item) && is_text(key))
		text = yyjson_get_str(item);
	return text && is_his(f, text, told);
}

static bool
write_other(struct buf *out, const struct forgetting *f, const char *key, yyjson_val *v, bool told)
{
	const char *text = yyjson_get_str(v);
	bool changed = false;
	yyjson_val *name, *item;
	size_t i, n;

	if (yyjson_is_obj(v)) {
		json_open(out);
		yyjson_obj_foreach(v, i, n, name, item)
		{
			json_key(out, yyjson_get_str(name));
			changed |= write_other(out, f, yyjson_get_str(name), item, told);
		}
		json_close(out);
		return changed;
	}
	if (yyjson_is_arr(v)) {
		json_list(out, NULL);
		yyjson_arr_foreach(v, i, n, item)
		{
			if (falls_out(f, key, item, told)) {
				changed = true;
				continue;
			}
			json_item(out);
			changed |= write_other(out, f, key, item, told);
		}
		json_list_end(out);
		return changed;
	}
	if (text && strcmp(key, "reason") == 0)
		return rename_him(out, f, text);
	if (is(text, f->customer) && is_person(key)) {
		json_quote(out, f->name, strlen(f->name));
		return true;
	}
	if (text && is_text(key) && is_his(f, text, told)) {
		json_quote(out, FORGOTTEN, strlen(FORGOTTEN));
		return true;
	}
	json_write(out, v);
	return false;
}

bool
forget_other(struct buf *out, const struct forgetting *f, enum record_type type, yyjson_val *root)
{
	return write_other(out, f, "", root, type == RECORD_PATTERN);
}
