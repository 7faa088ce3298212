/* The few things yyjson leaves to us: checks, typed look-ups, canonical writing. */
#include "json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "term.h"

enum { FEW_KEYS = 16 };

static const yyjson_read_flag FLAGS = YYJSON_READ_NUMBER_AS_RAW;

static int
by_bytes(const void *a, const void *b)
{
	yyjson_val *const *x = a, *const *y = b;
	size_t n = yyjson_get_len(*x), m = yyjson_get_len(*y);
	int c = memcmp(yyjson_get_str(*x), yyjson_get_str(*y), n < m ? n : m);

	return c ? c : (n > m) - (n < m);
}

/* The keys of an object, sorted: in few where they have room, else the caller frees them. */
static yyjson_val **
sorted_keys(yyjson_val *obj, yyjson_val *few[FEW_KEYS], size_t *count)
{
	size_t n = yyjson_obj_size(obj);
	yyjson_val **keys = n <= FEW_KEYS ? few : mem_alloc(n * sizeof(yyjson_val *)), *key;
	yyjson_obj_iter it = yyjson_obj_iter_with(obj);

	*count = 0;
	while ((key = yyjson_obj_iter_next(&it))) {
		size_t i = (*count)++;

		if (n <= FEW_KEYS)
			for (; i > 0 && by_bytes(&keys[i - 1], &key) > 0; i--)
				keys[i] = keys[i - 1];
		keys[i] = key;
	}
	if (n > FEW_KEYS)
		qsort(keys, n, sizeof(*keys), by_bytes);
	return keys;
}

static int
twice(yyjson_val *key)
{
	return fail("the key \"%.60s\" stands twice in one object", yyjson_get_str(key));
}

/* One of 64 bits, the same for the same key: few keys of one object share one. */
static uint64_t
key_kind(const char *name, size_t len)
{
	unsigned first = (unsigned char)name[0], last = len ? (unsigned char)name[len - 1] : 0;

	return (uint64_t)1 << ((first + 5 * last + 11 * len) % 64);
}

static int
check_few_keys(yyjson_val *obj)
{
	yyjson_obj_iter it = yyjson_obj_iter_with(obj);
	yyjson_val *key, *seen[FEW_KEYS];
	uint64_t kinds = 0; /* of those seen */
	size_t count = 0;

	while ((key = yyjson_obj_iter_next(&it))) {
		const char *name = yyjson_get_str(key);
		size_t len = yyjson_get_len(key);
		uint64_t kind = key_kind(name, len);

		for (size_t i = 0; i < count && (kinds & kind); i++)
			if (yyjson_get_len(seen[i]) == len &&
			    memcmp(yyjson_get_str(seen[i]), name, len) == 0)
				return twice(key);
		kinds |= kind;
		seen[count++] = key;
	}
	return 0;
}

/* A naive search costs seconds on a large object of a hostile line, a sort does not. */
static int
check_keys(yyjson_val *obj)
{
	yyjson_val *few[FEW_KEYS], **keys;
	size_t count;
	int rc = 0;

	if (yyjson_obj_size(obj) <= FEW_KEYS)
		return check_few_keys(obj);
	keys = sorted_keys(obj, few, &count);
	for (size_t i = 1; i < count && rc == 0; i++)
		if (by_bytes(&keys[i - 1], &keys[i]) == 0)
			rc = twice(keys[i]);
	if (keys != few)
		free(keys);
	return rc;
}

static int
check(yyjson_val *v, int depth)
{
	yyjson_val *key, *item;

	if (!yyjson_is_ctn(v))
		return 0;
	if (depth > JSON_DEPTH_MAX)
		return fail("nested deeper than %d", JSON_DEPTH_MAX);
	if (yyjson_is_obj(v)) {
		yyjson_obj_iter it = yyjson_obj_iter_with(v);

		if (check_keys(v) < 0)
			return -1;
		while ((key = yyjson_obj_iter_next(&it)))
			if (check(yyjson_obj_iter_get_val(key), depth + 1) < 0)
				return -1;
	} else {
		yyjson_arr_iter it = yyjson_arr_iter_with(v);

		while ((item = yyjson_arr_iter_next(&it)))
			if (check(item, depth + 1) < 0)
				return -1;
	}
	return 0;
}

yyjson_val *
json_read_any(struct json *j, const char *text, size_t n)
{
	size_t need = yyjson_read_max_memory_usage(n, FLAGS);
	yyjson_read_err err;
	yyjson_alc alc;
	yyjson_val *root;

	if (need > j->pool_size) {
		free(j->pool);
		j->pool_size = need < 64 * 1024 ? 64 * 1024 : need;
		j->pool = mem_grow(NULL, j->pool_size);
	}
	if (!yyjson_alc_pool_init(&alc, j->pool, j->pool_size)) {
		fail("no memory to read JSON");
		return NULL;
	}
	/* Without the in-situ flag yyjson reads the text and does not write to it. */
	j->doc = yyjson_read_opts((char *)(uintptr_t)text, n, FLAGS, &alc, &err);
	if (!j->doc) {
		fail("col %zu: %s", err.pos + 1, err.msg);
		return NULL;
	}
	root = yyjson_doc_get_root(j->doc);
	return check(root, 1) < 0 ? NULL : root;
}

static void *
arena_malloc(void *arena, size_t n)
{
	return arena_alloc(arena, n);
}

static void *
arena_realloc(void *arena, void *p, size_t old, size_t n)
{
	void *grown = arena_alloc(arena, n);

	memcpy(grown, p, old < n ? old : n);
	return grown;
}

static void
arena_release(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

yyjson_val *
json_read_in(struct arena *a, const char *text, size_t n)
{
	yyjson_alc alc = {arena_malloc, arena_realloc, arena_release, a};
	yyjson_read_err err;
	yyjson_doc *doc = yyjson_read_opts((char *)(uintptr_t)text, n, FLAGS, &alc, &err);
	yyjson_val *root = yyjson_doc_get_root(doc);

	if (!doc)
		fail("col %zu: %s", err.pos + 1, err.msg);
	else if (check(root, 1) < 0)
		root = NULL;
	return root;
}

yyjson_val *
json_read(struct json *j, const char *text, size_t n)
{
	yyjson_val *root = json_read_any(j, text, n);

	if (root && !yyjson_is_obj(root)) {
		fail("not a JSON object");
		return NULL;
	}
	return root;
}

void
json_free(struct json *j)
{
	free(j->pool);
	buf_free(&j->scratch);
	*j = (struct json){0};
}

yyjson_val *
json_get(yyjson_val *obj, const char *key)
{
	yyjson_val *v = yyjson_obj_get(obj, key);

	return yyjson_is_null(v) ? NULL : v;
}

const char *
json_str(yyjson_val *obj, const char *key, size_t *len)
{
	yyjson_val *v = json_get(obj, key);

	if (!yyjson_is_str(v))
		return NULL;
	if (len)
		*len = yyjson_get_len(v);
	return yyjson_get_str(v);
}

/*
 * A number of few digits without an exponent, most often: its digits and its power of ten are
 * exact, so their quotient is the nearest double, as strtod gives it (W. D. Clinger 1990).
 */
static bool
short_number(const char *t, size_t n, double *out)
{
	static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15};
	bool minus = n > 0 && *t == '-';
	uint64_t whole = 0;
	size_t point = n, i = minus;

	if (n > 15)
		return false;
	for (; i < n; i++) {
		if (t[i] >= '0' && t[i] <= '9')
			whole = whole * 10 + (uint64_t)(t[i] - '0');
		else if (t[i] == '.' && point == n)
			point = i;
		else
			return false;
	}
	*out = (double)whole / powers[point < n ? n - 1 - point : 0];
	if (minus)
		*out = -*out;
	return true;
}

bool
json_num(yyjson_val *v, double *out)
{
	if (yyjson_is_raw(v)) {
		if (!short_number(yyjson_get_raw(v), yyjson_get_len(v), out))
			*out = strtod(yyjson_get_raw(v), NULL);
	} else if (yyjson_is_num(v)) {
		*out = yyjson_get_num(v);
	} else {
		return false;
	}
	return isfinite(*out);
}

double
json_num_or(yyjson_val *obj, const char *key, double otherwise)
{
	double value;

	return json_num(json_get(obj, key), &value) ? value : otherwise;
}

bool
json_bool_or(yyjson_val *obj, const char *key, bool otherwise)
{
	yyjson_val *v = json_get(obj, key);

	return yyjson_is_bool(v) ? yyjson_get_bool(v) : otherwise;
}

/* How many bytes from text on stand for themselves in a JSON string. */
static size_t
plain_run(const char *text, size_t n)
{
	size_t i = 0;

	while (i < n && (unsigned char)text[i] >= 0x20 && (unsigned char)text[i] < 0x80 &&
	       text[i] != '"' && text[i] != '\\')
		i++;
	return i;
}

void
json_quote(struct buf *out, const char *text, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	size_t plain = plain_run(text, n);

	buf_room(out, n + 2);
	buf_char(out, '"');
	buf_add(out, text, plain); /* all of it, most often */
	for (size_t i = plain, len; i < n; i += len) {
		unsigned char c = (unsigned char)text[i];
		uint32_t code;

		len = 1;
		if (c == '"' || c == '\\') {
			buf_char(out, '\\');
			buf_char(out, (char)c);
		} else if (c == '\n') {
			buf_add(out, "\\n", 2);
		} else if (c == '\t') {
			buf_add(out, "\\t", 2);
		} else if (c == '\r') {
			buf_add(out, "\\r", 2);
		} else if (c < 0x20) {
			char esc[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};

			buf_add(out, esc, sizeof(esc));
		} else if (c < 0x80) {
			len = plain_run(text + i, n - i);
			buf_add(out, text + i, len);
		} else if ((len = term_decode(text + i, n - i, &code)) > 0) {
			buf_add(out, text + i, len);
		} else {
			len = 1;
			buf_add(out, "\xef\xbf\xbd", 3);
		}
	}
	buf_char(out, '"');
}

static void
add_whole(struct buf *out, int64_t value)
{
	char text[24];
	size_t at = sizeof(text);
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do
		text[--at] = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (value < 0)
		text[--at] = '-';
	buf_add(out, text + at, sizeof(text) - at);
}

void
json_double(struct buf *out, double value)
{
	char text[40];

	if (!isfinite(value)) {
		buf_text(out, "null");
		return;
	}
	if (value == floor(value) && fabs(value) < 1e15) {
		add_whole(out, (int64_t)value);
		return;
	}
	for (int digits = 6; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	buf_text(out, text);
}

static void
write_scalar(struct buf *out, yyjson_val *v)
{
	if (yyjson_is_str(v))
		json_quote(out, yyjson_get_str(v), yyjson_get_len(v));
	else if (yyjson_is_raw(v))
		buf_add(out, yyjson_get_raw(v), yyjson_get_len(v));
	else if (yyjson_is_num(v))
		json_double(out, yyjson_get_num(v));
	else if (yyjson_is_bool(v))
		buf_text(out, yyjson_get_bool(v) ? "true" : "false");
	else
		buf_text(out, "null");
}

static void write_value(struct buf *out, yyjson_val *v, bool sort);

static void
write_member(struct buf *out, yyjson_val *key, bool first, bool sort)
{
	if (!first)
		buf_char(out, ',');
	json_quote(out, yyjson_get_str(key), yyjson_get_len(key));
	buf_char(out, ':');
	write_value(out, yyjson_obj_iter_get_val(key), sort);
}

static void
write_object(struct buf *out, yyjson_val *v, bool sort)
{
	buf_char(out, '{');
	if (sort) {
		yyjson_val *few[FEW_KEYS], **keys;
		size_t count;

		keys = sorted_keys(v, few, &count);
		for (size_t i = 0; i < count; i++)
			write_member(out, keys[i], i == 0, true);
		if (keys != few)
			free(keys);
	} else {
		yyjson_obj_iter it = yyjson_obj_iter_with(v);
		yyjson_val *key;
		bool first = true;

		for (; (key = yyjson_obj_iter_next(&it)); first = false)
			write_member(out, key, first, false);
	}
	buf_char(out, '}');
}

static void
write_value(struct buf *out, yyjson_val *v, bool sort)
{
	if (yyjson_is_obj(v)) {
		write_object(out, v, sort);
	} else if (yyjson_is_arr(v)) {
		yyjson_arr_iter it = yyjson_arr_iter_with(v);
		yyjson_val *item;
		bool first = true;

		buf_char(out, '[');
		for (; (item = yyjson_arr_iter_next(&it)); first = false) {
			if (!first)
				buf_char(out, ',');
			write_value(out, item, sort);
		}
		buf_char(out, ']');
	} else {
		write_scalar(out, v);
	}
}

void
json_canonical(struct buf *out, yyjson_val *v)
{
	write_value(out, v, true);
}

void
json_write(struct buf *out, yyjson_val *v)
{
	write_value(out, v, false);
}

void
json_for_terminal(struct buf *out, const char *text, size_t n)
{
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t code;

		len = term_decode(text + i, n - i, &code);
		if (!len) {
			len = 1;
			buf_text(out, "\\ufffd");
		} else if (term_showable(code) && (code < 0x80 || !term_ascii())) {
			buf_add(out, text + i, len);
		} else if (code >= 0x10000) {
			buf_print(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
			    0xdc00 + ((code - 0x10000) & 0x3ff));
		} else {
			buf_print(out, "\\u%04x", code);
		}
	}
}

static void
separate(struct buf *b)
{
	char last = b->len ? b->text[b->len - 1] : '{';

	if (last != '{' && last != '[' && last != ':' && last != '\n')
		buf_char(b, ',');
}

void
json_open(struct buf *b)
{
	buf_char(b, '{');
}

void
json_close(struct buf *b)
{
	buf_char(b, '}');
}

void
json_key(struct buf *b, const char *key)
{
	separate(b);
	json_quote(b, key, strlen(key));
	buf_char(b, ':');
}

void
json_add_strn(struct buf *b, const char *key, const char *text, size_t n)
{
	if (!text)
		return;
	json_key(b, key);
	json_quote(b, text, n);
}

void
json_add_str(struct buf *b, const char *key, const char *text)
{
	if (text)
		json_add_strn(b, key, text, strlen(text));
}

void
json_add_num(struct buf *b, const char *key, double value)
{
	json_key(b, key);
	json_double(b, value);
}

void
json_add_bool(struct buf *b, const char *key, bool value)
{
	json_key(b, key);
	buf_text(b, value ? "true" : "false");
}

void
json_add_val(struct buf *b, const char *key, yyjson_val *value)
{
	if (!value)
		return;
	json_key(b, key);
	json_write(b, value);
}

void
json_add_raw(struct buf *b, const char *key, const char *json)
{
	if (!json)
		return;
	json_key(b, key);
	buf_text(b, json);
}

void
json_list(struct buf *b, const char *key)
{
	if (key)
		json_key(b, key);
	buf_char(b, '[');
}

void
json_item(struct buf *b)
{
	separate(b);
}

void
json_list_end(struct buf *b)
{
	buf_char(b, ']');
}

void
json_add_texts(struct buf *b, const char *key, const char *const *list, size_t n)
{
	json_list(b, key);
	for (size_t i = 0; i < n; i++) {
		json_item(b);
		json_quote(b, list[i], strlen(list[i]));
	}
	json_list_end(b);
}
