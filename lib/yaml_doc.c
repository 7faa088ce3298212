/* A small, safe YAML reader over libyaml's events, and the scalars of a writer. */
#include "yaml_doc.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#include "diag.h"
#include "json.h"
#include "term.h"

enum { KEY_SHORT = 512 };

struct reader {
	struct arena *arena;
	const char *path;
	const char *text;
	size_t size;
	yaml_parser_t parser;
};

static int __attribute__((format(printf, 4, 0)))
fail_at(const char *path, unsigned long line, unsigned long col, const char *fmt, va_list ap)
{
	char words[512];

	vsnprintf(words, sizeof(words), fmt, ap);
	return fail("%s:%lu:%lu: %s", path, line, col, words);
}

int
yaml_fail(const struct yaml *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail_at(node->path, node->line, node->col, fmt, ap);
	va_end(ap);
	return -1;
}

int
yaml_fail_key(const struct yaml *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail_at(node->path, node->key_line, node->key_col, fmt, ap);
	va_end(ap);
	return -1;
}

/* libyaml gives no mark for bytes that it cannot read, only their place in the file. */
static int
fail_reader(struct reader *r)
{
	unsigned long line = 1, col = 1;

	for (size_t i = 0; i < r->parser.problem_offset && i < r->size; i++) {
		col++;
		if (r->text[i] == '\n') {
			line++;
			col = 1;
		}
	}
	return fail("%s:%lu:%lu: %s", r->path, line, col, r->parser.problem);
}

static int
next_event(struct reader *r, yaml_event_t *e)
{
	const yaml_parser_t *p = &r->parser;

	if (yaml_parser_parse(&r->parser, e))
		return 0;
	if (p->error == YAML_MEMORY_ERROR)
		die("out of memory");
	if (p->error == YAML_READER_ERROR)
		return fail_reader(r);
	return fail("%s:%zu:%zu: %s", r->path, p->problem_mark.line + 1, p->problem_mark.column + 1,
	    p->problem ? p->problem : "not YAML");
}

static int
by_name(const void *a, const void *b)
{
	const struct yaml *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static int
check_names(struct reader *r, const struct yaml *map)
{
	const struct yaml **all = arena_alloc(r->arena, map->count * sizeof(const struct yaml *));
	size_t n = 0;

	for (const struct yaml *m = map->items; m; m = m->next)
		all[n++] = m;
	if (n)
		qsort(all, n, sizeof(const struct yaml *), by_name);
	for (size_t i = 1; i < n; i++)
		if (strcmp(all[i - 1]->name, all[i]->name) == 0) {
			bool later = all[i]->key_line > all[i - 1]->key_line ||
				     (all[i]->key_line == all[i - 1]->key_line &&
					 all[i]->key_col > all[i - 1]->key_col);

			return yaml_fail_key(all[later ? i : i - 1],
			    "the key \"%.60s\" stands twice", all[i]->name);
		}
	return 0;
}

static struct yaml *
new_node(struct reader *r, const yaml_event_t *e, enum yaml_kind kind)
{
	struct yaml *n = arena_alloc(r->arena, sizeof(*n));

	n->kind = kind;
	n->path = r->path;
	n->line = (unsigned long)e->start_mark.line + 1;
	n->col = (unsigned long)e->start_mark.column + 1;
	return n;
}

static struct yaml *scalar(struct reader *r, const yaml_event_t *e);
static struct yaml *collection(struct reader *r, const yaml_event_t *e, int depth);

/* The node that begins with this event; NULL on failure. */
static struct yaml *
node(struct reader *r, const yaml_event_t *e, int depth)
{
	const unsigned char *anchor = NULL, *tag = NULL;
	struct yaml *n;

	switch (e->type) {
	case YAML_SCALAR_EVENT:
		anchor = e->data.scalar.anchor;
		tag = e->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = e->data.sequence_start.anchor;
		tag = e->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = e->data.mapping_start.anchor;
		tag = e->data.mapping_start.tag;
		break;
	default:
		anchor = (const unsigned char *)""; /* an alias */
	}
	n = new_node(r, e, YAML_SCALAR);
	if (anchor) {
		yaml_fail(n, "anchors and aliases (& and *) are not used here");
		return NULL;
	}
	if (tag) {
		yaml_fail(n, "tags (!) are not used here");
		return NULL;
	}
	if (e->type == YAML_SCALAR_EVENT)
		return scalar(r, e);
	if (depth >= YAML_DEPTH_MAX) {
		yaml_fail(n, "nested deeper than %d", YAML_DEPTH_MAX);
		return NULL;
	}
	return collection(r, e, depth);
}

static struct yaml *
scalar(struct reader *r, const yaml_event_t *e)
{
	struct yaml *n = new_node(r, e, YAML_SCALAR);

	n->quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	n->len = e->data.scalar.length;
	n->text = arena_copy(r->arena, e->data.scalar.value, n->len);
	return n;
}

/* Give a member its key, which has to be a word. */
static int
take_key(struct reader *r, const yaml_event_t *e, struct yaml *key)
{
	struct yaml *n = node(r, e, YAML_DEPTH_MAX - 1);

	if (!n)
		return -1;
	if (n->kind != YAML_SCALAR)
		return yaml_fail(n, "a key has to be a word");
	if (memchr(n->text, '\0', n->len))
		return yaml_fail(n, "a key with a NUL in it");
	*key = *n;
	return 0;
}

static struct yaml *
collection(struct reader *r, const yaml_event_t *e, int depth)
{
	bool map = e->type == YAML_MAPPING_START_EVENT;
	struct yaml *top = new_node(r, e, map ? YAML_MAPPING : YAML_SEQUENCE), *last = NULL;

	for (;;) {
		struct yaml key = {0}, *n = NULL;
		yaml_event_t next;
		int rc = 0;

		if (next_event(r, &next) < 0)
			return NULL;
		if (next.type == YAML_MAPPING_END_EVENT || next.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&next);
			return map && check_names(r, top) < 0 ? NULL : top;
		}
		if (map) {
			rc = take_key(r, &next, &key);
			yaml_event_delete(&next);
			if (rc < 0 || next_event(r, &next) < 0)
				return NULL;
		}
		n = node(r, &next, depth + 1);
		yaml_event_delete(&next);
		if (!n)
			return NULL;
		n->name = key.text;
		n->key_line = key.line;
		n->key_col = key.col;
		if (last)
			last->next = n;
		else
			top->items = n;
		last = n;
		top->count++;
	}
}

/* Stream start, document start, the node, document end, stream end. */
static const struct yaml *
document(struct reader *r)
{
	struct yaml *top = NULL;
	yaml_event_t e;
	yaml_event_type_t type;
	bool seen = false;

	for (;;) {
		if (next_event(r, &e) < 0)
			return NULL;
		type = e.type;
		if (type == YAML_DOCUMENT_START_EVENT && seen) {
			fail("%s:%zu:%zu: a second document", r->path, e.start_mark.line + 1,
			    e.start_mark.column + 1);
			yaml_event_delete(&e);
			return NULL;
		}
		if (type == YAML_DOCUMENT_START_EVENT) {
			seen = true;
		} else if (type == YAML_STREAM_END_EVENT) {
			if (!top)
				top = new_node(r, &e, YAML_MAPPING);
			yaml_event_delete(&e);
			return top;
		} else if (type != YAML_STREAM_START_EVENT && type != YAML_DOCUMENT_END_EVENT) {
			top = node(r, &e, 0);
			if (!top) {
				yaml_event_delete(&e);
				return NULL;
			}
		}
		yaml_event_delete(&e);
	}
}

const struct yaml *
yaml_read(struct arena *a, const char *path, const char *text, size_t n)
{
	struct reader r = {.arena = a, .text = text, .size = n};
	const struct yaml *top;

	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		r.text += 3;
		r.size -= 3;
	}
	r.path = arena_copy(a, path, strlen(path));
	if (!yaml_parser_initialize(&r.parser))
		die("out of memory");
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)r.text, r.size);
	top = document(&r);
	yaml_parser_delete(&r.parser);
	return top;
}

const struct yaml *
yaml_read_file(struct arena *a, const char *path)
{
	const struct yaml *top = NULL;
	struct buf text = {0};
	struct stat st;
	ssize_t n = 1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0) {
		fail("%s: %s", path, strerror(errno));
		return NULL;
	}
	if (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)) {
		fail("%s: %s", path, strerror(EISDIR));
		goto done;
	}
	/* A pipe is fine here (<(…) of a shell), so wait for it like any reader. */
	if (fcntl(fd, F_SETFL, 0) < 0) {
		fail("%s: %s", path, strerror(errno));
		goto done;
	}
	while (n > 0 && text.len <= YAML_SIZE_MAX) {
		buf_room(&text, 16 * 1024);
		n = read(fd, text.text + text.len, 16 * 1024);
		if (n > 0)
			text.len += (size_t)n;
		if (n < 0 && errno == EINTR)
			n = 1;
	}
	if (n < 0)
		fail("%s: %s", path, strerror(errno));
	else if (text.len > YAML_SIZE_MAX)
		fail("%s: larger than %d KiB", path, YAML_SIZE_MAX / 1024);
	else
		top = yaml_read(a, path, text.text, text.len);
done:
	close(fd);
	buf_free(&text);
	return top;
}

const struct yaml *
yaml_get(const struct yaml *map, const char *key)
{
	if (!map || map->kind != YAML_MAPPING)
		return NULL;
	for (const struct yaml *m = map->items; m; m = m->next)
		if (strcmp(m->name, key) == 0)
			return m;
	return NULL;
}

const struct yaml *
yaml_need(const struct yaml *map, const char *key)
{
	const struct yaml *m;

	if (yaml_is(map, YAML_MAPPING) < 0)
		return NULL;
	m = yaml_get(map, key);
	if (!m)
		yaml_fail(map, "no %s", key);
	return m;
}

int
yaml_is(const struct yaml *n, enum yaml_kind kind)
{
	static const char *const names[] = {"a single value", "a list", "keys and values"};

	if (n->kind == kind)
		return 0;
	if (n->name)
		return yaml_fail(n, "%s: %s expected, found %s", n->name, names[kind],
		    names[n->kind]);
	return yaml_fail(n, "%s expected, found %s", names[kind], names[n->kind]);
}

int
yaml_only(const struct yaml *map, ...)
{
	if (yaml_is(map, YAML_MAPPING) < 0)
		return -1;
	for (const struct yaml *m = map->items; m; m = m->next) {
		const char *key;
		va_list ap;

		va_start(ap, map);
		while ((key = va_arg(ap, const char *)) && strcmp(key, m->name) != 0)
			continue;
		va_end(ap);
		if (!key)
			return yaml_fail_key(m, "unknown key \"%.60s\"", m->name);
	}
	return 0;
}

/* "amount: " for a member, nothing for an item. */
static int
expected(const struct yaml *n, const char *what)
{
	return yaml_fail(n, "%s%s%s expected, found \"%.60s\"", n->name ? n->name : "",
	    n->name ? ": " : "", what, n->text);
}

int
yaml_str(const struct yaml *n, const char **out)
{
	if (!n)
		return 0;
	if (yaml_is(n, YAML_SCALAR) < 0)
		return -1;
	if (n->len == 0 && !n->quoted)
		return expected(n, "text");
	if (memchr(n->text, '\0', n->len))
		return expected(n, "text without a NUL");
	*out = n->text;
	return 0;
}

/* RFC 8259, section 6. */
static bool
json_number(const char *s, size_t n)
{
	size_t i = 0, from;

	if (i < n && s[i] == '-')
		i++;
	from = i;
	while (i < n && s[i] >= '0' && s[i] <= '9')
		i++;
	if (i == from || (s[from] == '0' && i > from + 1))
		return false;
	if (i < n && s[i] == '.') {
		from = ++i;
		while (i < n && s[i] >= '0' && s[i] <= '9')
			i++;
		if (i == from)
			return false;
	}
	if (i < n && (s[i] == 'e' || s[i] == 'E')) {
		i++;
		if (i < n && (s[i] == '+' || s[i] == '-'))
			i++;
		from = i;
		while (i < n && s[i] >= '0' && s[i] <= '9')
			i++;
		if (i == from)
			return false;
	}
	return i == n;
}

bool
yaml_number(const struct yaml *n)
{
	return n->kind == YAML_SCALAR && !n->quoted && json_number(n->text, n->len);
}

int
yaml_num(const struct yaml *n, double *out)
{
	double value;

	if (!n)
		return 0;
	if (yaml_is(n, YAML_SCALAR) < 0)
		return -1;
	if (!yaml_number(n))
		return expected(n, "a number");
	value = strtod(n->text, NULL);
	if (!isfinite(value))
		return expected(n, "a smaller number");
	*out = value;
	return 0;
}

int
yaml_bool(const struct yaml *n, bool *out)
{
	if (!n)
		return 0;
	if (yaml_is(n, YAML_SCALAR) < 0)
		return -1;
	if (n->quoted || (strcmp(n->text, "true") != 0 && strcmp(n->text, "false") != 0))
		return expected(n, "true or false");
	*out = n->text[0] == 't';
	return 0;
}

bool
yaml_null(const struct yaml *n)
{
	return n->kind == YAML_SCALAR && !n->quoted &&
	       (n->len == 0 || strcmp(n->text, "null") == 0);
}

static void
scalar_to_json(struct buf *out, const struct yaml *n)
{
	if (yaml_null(n))
		buf_text(out, "null");
	else if (yaml_number(n) ||
		 (!n->quoted && (strcmp(n->text, "true") == 0 || strcmp(n->text, "false") == 0)))
		buf_add(out, n->text, n->len);
	else
		json_quote(out, n->text, n->len);
}

void
yaml_to_json(struct buf *out, const struct yaml *n)
{
	if (n->kind == YAML_SCALAR) {
		scalar_to_json(out, n);
		return;
	}
	buf_char(out, n->kind == YAML_MAPPING ? '{' : '[');
	for (const struct yaml *m = n->items; m; m = m->next) {
		if (m != n->items)
			buf_char(out, ',');
		if (m->name) {
			json_quote(out, m->name, strlen(m->name));
			buf_char(out, ':');
		}
		yaml_to_json(out, m);
	}
	buf_char(out, n->kind == YAML_MAPPING ? '}' : ']');
}

/* May this character stand in a file that people edit?  U+0085 and U+2028 f. end a line. */
static bool
showable(uint32_t code)
{
	return term_showable(code) && code != 0x85 && code != 0x2028 && code != 0x2029 &&
	       code != 0xfeff && code < 0x110000 && (code & 0xfffe) != 0xfffe;
}

/* The words that one YAML reader or another takes for something else than text. */
static bool
is_word(const char *text, size_t n)
{
	static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "y", "n",
		"null"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == n && strncasecmp(words[i], text, n) == 0)
			return true;
	return false;
}

/* Plain only what no reader could take for anything else: a letter first, no indicators. */
static bool
plain(const char *text, size_t n)
{
	unsigned char c = n ? (unsigned char)text[0] : 0;

	if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && c < 0x80)
		return false;
	if (is_word(text, n) || text[n - 1] == ' ')
		return false;
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t code;

		len = term_decode(text + i, n - i, &code);
		if (!len || !showable(code) || (code < 0x80 && strchr(":#,[]{}?", (int)code)))
			return false;
	}
	return true;
}

void
yaml_put(struct buf *out, const char *text, size_t n)
{
	if (plain(text, n)) {
		buf_add(out, text, n);
		return;
	}
	buf_char(out, '"');
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t code;

		len = term_decode(text + i, n - i, &code);
		if (!len) {
			len = 1;
			buf_text(out, "\\ufffd");
		} else if (code == '"' || code == '\\') {
			buf_print(out, "\\%c", (int)code);
		} else if (code == '\n') {
			buf_text(out, "\\n");
		} else if (code == '\t') {
			buf_text(out, "\\t");
		} else if (showable(code)) {
			buf_add(out, text + i, len);
		} else if (code < 0x100) {
			buf_print(out, "\\x%02x", code);
		} else {
			buf_print(out, code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
		}
	}
	buf_char(out, '"');
}

void
yaml_put_value(struct buf *out, yyjson_val *v)
{
	bool map = yyjson_is_obj(v), first = true;
	yyjson_val *key, *item;

	if (yyjson_is_str(v)) {
		yaml_put(out, yyjson_get_str(v), yyjson_get_len(v));
		return;
	}
	if (!yyjson_is_ctn(v)) {
		json_write(out, v);
		return;
	}
	buf_char(out, map ? '{' : '[');
	if (map) {
		yyjson_obj_iter it = yyjson_obj_iter_with(v);

		for (; (key = yyjson_obj_iter_next(&it)); first = false) {
			if (!first)
				buf_text(out, ", ");
			if (yyjson_get_len(key) > KEY_SHORT) /* libyaml looks no further */
				buf_text(out, "? ");
			yaml_put(out, yyjson_get_str(key), yyjson_get_len(key));
			buf_text(out, yyjson_get_len(key) > KEY_SHORT ? " : " : ": ");
			yaml_put_value(out, yyjson_obj_iter_get_val(key));
		}
	} else {
		yyjson_arr_iter it = yyjson_arr_iter_with(v);

		for (; (item = yyjson_arr_iter_next(&it)); first = false) {
			if (!first)
				buf_text(out, ", ");
			yaml_put_value(out, item);
		}
	}
	buf_char(out, map ? '}' : ']');
}
