/* Maps: reading and checking the YAML file. */
#include "map.h"

#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "map_parts.h"

#ifndef FL_SHARE
#define FL_SHARE "/usr/local/share/fl"
#endif

static const struct pointer *
read_pointer(struct arena *a, const struct yaml *y)
{
	struct pointer *p = arena_alloc(a, sizeof(*p));
	const char *t;

	if (yaml_str(y, &t) < 0)
		return NULL;
	p->text = t;
	p->up = *t == '^';
	t += p->up;
	if (*t && *t != '/') {
		yaml_fail(y,
		    "\"%.40s\" is no pointer: it begins with / or ^/ (a fixed value is "
		    "written {value: …})",
		    p->text);
		return NULL;
	}
	for (const char *c = t; *c; c++)
		p->n += *c == '/';
	p->steps = arena_alloc(a, (p->n + 1) * sizeof(*p->steps));
	for (size_t i = 0; i < p->n; i++) {
		struct step *s = &p->steps[i];
		char *name = arena_copy(a, t + 1, strcspn(t + 1, "/"));
		char *out = name, *end;

		t += 1 + strlen(name);
		for (const char *c = name; *c; c++)
			if (*c == '~' && (c[1] == '0' || c[1] == '1'))
				*out++ = *++c == '0' ? '~' : '/';
			else
				*out++ = *c;
		*out = '\0';
		s->name = name;
		s->len = (size_t)(out - name);
		s->index = strtoul(name, &end, 10);
		if (*name < '0' || *name > '9' || *end || (*name == '0' && s->len > 1))
			s->index = SIZE_MAX;
	}
	return p;
}

static int
read_test(struct test *t, const struct yaml *y)
{
	static const char *const names[] = {"in", "not", "contains", "present", "over", "under"};
	const struct yaml *op = y->items;
	size_t kind = 0;

	t->kind = TEST_IN;
	t->values = y;
	if (y->kind == YAML_MAPPING) {
		if (y->count != 1)
			return yaml_fail(y,
			    "one of in, not, contains, present, over, under expected");
		while (kind < 6 && strcmp(names[kind], op->name) != 0)
			kind++;
		if (kind == 6)
			return yaml_fail_key(op, "unknown condition \"%.40s\"", op->name);
		t->kind = (enum test_kind)kind;
		t->values = op;
	}
	if (t->kind == TEST_PRESENT)
		return yaml_bool(t->values, &t->present);
	if (t->kind == TEST_OVER || t->kind == TEST_UNDER)
		return yaml_num(t->values, &t->number);
	if (t->values->kind == YAML_MAPPING)
		return yaml_fail(t->values, "a value or a list of values expected");
	for (const struct yaml *v = t->values->items; v; v = v->next)
		if (yaml_is(v, YAML_SCALAR) < 0)
			return -1;
	return 0;
}

/* A pointer in the place of a key. */
static const struct pointer *
key_pointer(struct arena *a, const struct yaml *member)
{
	struct yaml *key = arena_alloc(a, sizeof(*key));

	*key = *member;
	key->kind = YAML_SCALAR;
	key->quoted = true;
	key->text = member->name;
	key->len = strlen(member->name);
	key->line = member->key_line;
	key->col = member->key_col;
	key->name = NULL;
	return read_pointer(a, key);
}

/* One mapping: all its tests hold. */
static struct cond *
read_all(struct arena *a, const struct yaml *y)
{
	struct cond *c = arena_alloc(a, sizeof(*c));
	struct test **last = &c->tests;

	if (yaml_is(y, YAML_MAPPING) < 0)
		return NULL;
	for (const struct yaml *m = y->items; m; m = m->next) {
		struct test *t = arena_alloc(a, sizeof(*t));

		if (!(t->at = key_pointer(a, m)) || read_test(t, m) < 0)
			return NULL;
		*last = t;
		last = &t->next;
	}
	return c;
}

/* A mapping, or a list of them of which one holds. */
static const struct cond *
read_cond(struct arena *a, const struct yaml *y)
{
	struct cond *any = NULL;

	if (y->kind != YAML_SEQUENCE)
		return read_all(a, y);
	for (const struct yaml *m = y->items; m; m = m->next) {
		struct cond *one = read_all(a, m);

		if (!one)
			return NULL;
		one->or = any;
		any = one;
	}
	if (!any)
		yaml_fail(y, "an empty list of conditions");
	return any;
}

static struct expr *read_expr(struct arena *a, const struct yaml *y);

/* A list of expressions, as they stand. */
static int
read_items(struct arena *a, struct expr *e, const struct yaml *y)
{
	struct expr **last = &e->items;

	if (yaml_is(y, YAML_SEQUENCE) < 0)
		return -1;
	for (const struct yaml *m = y->items; m; m = m->next) {
		if (!(*last = read_expr(a, m)))
			return -1;
		last = &(*last)->next;
	}
	return e->items ? 0 : yaml_fail(y, "an empty list");
}

static int
read_change(struct expr *e, const struct yaml *y)
{
	static const char *const names[] = {"html", "text", "time", "epoch", "epoch_ms", "number",
		"percent", "json", NULL};
	const char *name;

	if (yaml_str(y, &name) < 0)
		return -1;
	for (int i = 0; names[i]; i++)
		if (strcmp(name, names[i]) == 0) {
			e->as = (enum change)(i + 1);
			return 0;
		}
	return yaml_fail(y,
	    "unknown conversion \"%.40s\": html, text, time, epoch, epoch_ms, number, "
	    "percent or json",
	    name);
}

static int
read_lookup(struct arena *a, struct expr *e, const struct yaml *y)
{
	struct lookup *l = arena_alloc(a, sizeof(*l));
	const struct yaml *in, *by = yaml_get(y, "by"), *get = yaml_get(y, "get");

	if (yaml_only(y, "in", "by", "get", NULL) < 0 || !(in = yaml_need(y, "in")))
		return -1;
	if (!(l->in = read_pointer(a, in)) || (by && !(l->by = read_pointer(a, by))) ||
	    (get && !(l->get = read_pointer(a, get))))
		return -1;
	e->lookup = l;
	return 0;
}

static int
read_scale(struct expr *e, const struct yaml *y)
{
	if (yaml_is(y, YAML_SEQUENCE) < 0)
		return -1;
	if (y->count != 2)
		return yaml_fail(y, "the lowest and the highest value expected, as in [1, 5]");
	if (yaml_num(y->items, &e->low) < 0 || yaml_num(y->items->next, &e->high) < 0)
		return -1;
	if (e->low == e->high)
		return yaml_fail(y, "the lowest and the highest value are the same");
	e->scaled = true;
	return 0;
}

/* What is done to a value: lookup, as, map, else, scale. */
static int
read_changes(struct arena *a, struct expr *e, const struct yaml *y)
{
	const struct yaml *m;

	if ((m = yaml_get(y, "lookup")) && read_lookup(a, e, m) < 0)
		return -1;
	if ((m = yaml_get(y, "as")) && read_change(e, m) < 0)
		return -1;
	if ((e->map = yaml_get(y, "map"))) {
		if (yaml_is(e->map, YAML_MAPPING) < 0)
			return -1;
		for (m = e->map->items; m; m = m->next)
			if (yaml_is(m, YAML_SCALAR) < 0)
				return -1;
	}
	if ((e->other = yaml_get(y, "else"))) {
		if (!e->map)
			return yaml_fail_key(e->other, "else needs map");
		if (yaml_is(e->other, YAML_SCALAR) < 0)
			return -1;
	}
	return (m = yaml_get(y, "scale")) ? read_scale(e, m) : 0;
}

/* {from: …, as: …} and its relatives. */
static int
read_full(struct arena *a, struct expr *e, const struct yaml *y)
{
	const struct yaml *from = yaml_get(y, "from"), *value = yaml_get(y, "value"),
			  *join = yaml_get(y, "join"), *with = yaml_get(y, "with"),
			  *when = yaml_get(y, "when");

	if (yaml_only(y, "from", "value", "join", "with", "lookup", "as", "map", "else", "scale",
		"when", NULL) < 0)
		return -1;
	if (!!from + !!value + !!join != 1)
		return yaml_fail(y, "one of from, value and join expected");
	if (with && !join)
		return yaml_fail_key(with, "with needs join");
	if (value) {
		e->kind = EXPR_VALUE;
		e->value = value;
		if (yaml_is(value, YAML_SCALAR) < 0)
			return -1;
	} else if (from) {
		e->kind = EXPR_FROM;
		if (!(e->items = read_expr(a, from)))
			return -1;
	} else {
		e->kind = EXPR_JOIN;
		e->with = "-";
		if (read_items(a, e, join) < 0 || yaml_str(with, &e->with) < 0)
			return -1;
	}
	if (when && !(e->when = read_cond(a, when)))
		return -1;
	return read_changes(a, e, y);
}

static struct expr *
read_expr(struct arena *a, const struct yaml *y)
{
	struct expr *e = arena_alloc(a, sizeof(*e));

	if (y->kind == YAML_SCALAR) {
		e->kind = EXPR_POINTER;
		e->pointer = read_pointer(a, y);
		return e->pointer ? e : NULL;
	}
	if (y->kind == YAML_SEQUENCE) {
		e->kind = EXPR_FIRST;
		return read_items(a, e, y) < 0 ? NULL : e;
	}
	return read_full(a, e, y) < 0 ? NULL : e;
}

/* A field that is an object may be put together: {country: /geo/country}. */
static struct expr *
read_object(struct arena *a, const struct yaml *y)
{
	struct expr *e = arena_alloc(a, sizeof(*e)), **last = &e->items;

	if (y->kind != YAML_MAPPING)
		return read_expr(a, y);
	e->kind = EXPR_OBJECT;
	for (const struct yaml *m = y->items; m; m = m->next) {
		if (!(*last = read_expr(a, m)))
			return NULL;
		(*last)->name = m->name;
		last = &(*last)->next;
	}
	return e;
}

static int
read_section(struct arena *a, struct section *s, const struct yaml *y,
    const struct field_spec *specs, const struct field_spec *more)
{
	if (yaml_is(y, YAML_MAPPING) < 0)
		return -1;
	for (const struct yaml *m = y->items; m; m = m->next) {
		const struct field_spec *spec = specs;
		const struct expr *e;

		if (strcmp(m->name, "when") == 0) {
			if (!(s->when = read_cond(a, m)))
				return -1;
			continue;
		}
		if (more && strcmp(m->name, "action") == 0) {
			if (read_section(a, s, m, more, NULL) < 0)
				return -1;
			continue;
		}
		while (spec->name && strcmp(spec->name, m->name) != 0)
			spec++;
		if (!spec->name)
			return yaml_fail_key(m, "unknown field \"%.40s\"", m->name);
		e = spec->type == TYPE_OBJECT ? read_object(a, m) : read_expr(a, m);
		if (!e)
			return -1;
		s->slots[s->n++] = (struct slot){spec, e};
	}
	return 0;
}

static bool
fills(const struct section *s, enum field f)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->slots[i].spec->field == f)
			return true;
	return false;
}

static int
read_sections(struct arena *a, struct section **out, const struct yaml *y,
    const struct field_spec *specs, enum field needed, const char *needed_name)
{
	if (!y)
		return 0;
	if (yaml_is(y, YAML_SEQUENCE) < 0)
		return -1;
	for (const struct yaml *m = y->items; m; m = m->next) {
		*out = arena_alloc(a, sizeof(**out));
		if (read_section(a, *out, m, specs, NULL) < 0)
			return -1;
		if (needed != F_COUNT && !fills(*out, needed))
			return yaml_fail(m, "no %s", needed_name);
		out = &(*out)->next;
	}
	return 0;
}

static int
read_infer(struct map *map, const struct yaml *y)
{
	static const char *const names[] = {"takeover", "thanks", "again", NULL};

	map->infer = y ? 0 : INFER_TAKEOVER | INFER_THANKS | INFER_AGAIN;
	if (!y)
		return 0;
	if (yaml_is(y, YAML_SEQUENCE) < 0)
		return -1;
	for (const struct yaml *m = y->items; m; m = m->next) {
		const char *name;
		unsigned i = 0;

		if (yaml_str(m, &name) < 0)
			return -1;
		while (names[i] && strcmp(names[i], name) != 0)
			i++;
		if (!names[i])
			return yaml_fail(m, "takeover, thanks or again expected");
		map->infer |= 1u << i;
	}
	return 0;
}

/* message: with or without each:, and what belongs to it. */
static int
read_messages(struct arena *a, struct map *map, const struct yaml *y)
{
	const struct yaml *message = yaml_get(y, "message"), *talk = yaml_get(y, "conversation"),
			  *each = yaml_get(y, "each"), *first = yaml_get(y, "first"),
			  *after = yaml_get(y, "outcomes") ? yaml_get(y, "outcomes")
							   : yaml_get(y, "corrections");

	if (read_section(a, &map->message, message, message_fields, NULL) < 0)
		return -1;
	if (!fills(&map->message, F_FROM))
		return yaml_fail(message,
		    "no from: who says it (customer, bot, agent, system, skip)");
	if (!fills(&map->message, F_TEXT) && !fills(&map->message, F_EVENT))
		return yaml_fail(message, "neither text nor event");
	if (talk && read_section(a, &map->conversation, talk, talk_fields, NULL) < 0)
		return -1;
	if (each && !(map->each = read_pointer(a, each)))
		return -1;
	if (first && !(map->first = read_pointer(a, first)))
		return -1;
	if (map->each)
		return 0;
	if (first)
		return yaml_fail_key(first, "first needs each");
	if (after)
		return yaml_fail_key(after, "%s needs each or interaction; a message has an event",
		    after->name);
	if (!fills(&map->conversation, F_CONVERSATION))
		return yaml_fail(talk ? talk : y,
		    "messages without each need conversation: {id: …}");
	return 0;
}

static int
read_rows(struct arena *a, struct map *map, const struct yaml *y)
{
	static const char *const others[] = {"message", "conversation", "each", "first", "infer"};
	const struct yaml *row = yaml_get(y, "interaction");

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (yaml_get(y, others[i]))
			return yaml_fail_key(yaml_get(y, others[i]),
			    "%s does not go with interaction", others[i]);
	map->rows = true;
	if (read_section(a, &map->interaction, row, interaction_fields, action_fields) < 0)
		return -1;
	return fills(&map->interaction, F_QUESTION) ? 0 : yaml_fail(row, "no question");
}

static int
read_map(struct arena *a, struct map *map, const struct yaml *y)
{
	const struct yaml *m;

	if (yaml_only(y, "format", "about", "records", "when", "each", "first", "conversation",
		"message", "interaction", "outcomes", "corrections", "infer", NULL) < 0)
		return -1;
	if (yaml_str(yaml_get(y, "format"), &map->name) < 0 ||
	    yaml_str(yaml_get(y, "about"), &map->about) < 0)
		return -1;
	if ((m = yaml_get(y, "records"))) {
		const struct pointer *p = read_pointer(a, m);

		if (!p)
			return -1;
		if (p->up || p->n == 0)
			return yaml_fail(m, "records: a pointer like /chats expected");
		map->records = p->text;
	}
	if ((m = yaml_get(y, "when")) && !(map->when = read_cond(a, m)))
		return -1;
	if (!yaml_get(y, "message") == !yaml_get(y, "interaction"))
		return yaml_fail(y, "one of message and interaction expected");
	if ((yaml_get(y, "message") ? read_messages : read_rows)(a, map, y) < 0)
		return -1;
	if (read_sections(a, &map->outcomes, yaml_get(y, "outcomes"), outcome_fields, F_EVENT,
		"signal") < 0 ||
	    read_sections(a, &map->corrections, yaml_get(y, "corrections"), correction_fields,
		F_COUNT, NULL) < 0)
		return -1;
	return read_infer(map, yaml_get(y, "infer"));
}

/* "zendesk-chat" of "/usr/share/fl/formats/zendesk-chat.yaml". */
static const char *
stem(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t n = strlen(name);

	if (n > 5 && strcmp(name + n - 5, ".yaml") == 0)
		n -= 5;
	return arena_copy(a, name, n);
}

static struct map *
from_yaml(struct arena *a, const char *path, const struct yaml *y)
{
	struct map *map = arena_alloc(a, sizeof(*map));

	if (!y)
		return NULL;
	map->name = stem(a, path);
	map->about = "";
	return read_map(a, map, y) < 0 ? NULL : map;
}

struct map *
map_load(struct arena *a, const char *path)
{
	return from_yaml(a, path, yaml_read_file(a, path));
}

struct map *
map_read(struct arena *a, const char *path, const char *text, size_t n)
{
	return from_yaml(a, path, yaml_read(a, path, text, n));
}

/* Finding the file */

static bool
is_folder(struct buf *path)
{
	DIR *d = opendir(path->text);

	if (d)
		closedir(d);
	return d != NULL;
}

int
map_folder(struct buf *path)
{
	static const char *const beside[] = {"/../share/formats", "/../../share/formats",
		"/../share/fl/formats"};
	const char *share = getenv("FL_SHARE");
	char exe[4096];
	ssize_t n;

	buf_clear(path);
	if (share && *share) {
		buf_print(path, "%s/formats", share);
		return is_folder(path) ? 0 : fail("%s: no folder of maps ($FL_SHARE)", path->text);
	}
	n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	exe[n > 0 ? n : 0] = '\0';
	if (strrchr(exe, '/')) {
		*strrchr(exe, '/') = '\0';
		for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
			buf_clear(path);
			buf_print(path, "%s%s", exe, beside[i]);
			if (is_folder(path))
				return 0;
		}
	}
	buf_clear(path);
	buf_text(path, FL_SHARE "/formats");
	return is_folder(path) ? 0 : fail("no folder of maps: set FL_SHARE");
}

int
map_find(struct buf *path, const char *name)
{
	size_t n = strlen(name);

	if (strchr(name, '/') || (n > 5 && strcmp(name + n - 5, ".yaml") == 0)) {
		buf_clear(path);
		buf_text(path, name);
		return 0;
	}
	if (map_folder(path) < 0)
		return -1;
	buf_print(path, "/%s.yaml", name);
	if (access(path->text, F_OK) < 0)
		return fail("no map called '%s'; --list shows them, a file is given as ./%s", name,
		    name);
	return 0;
}
