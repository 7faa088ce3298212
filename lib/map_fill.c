/* Maps: finding values in a record, and what is done to them. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "diag.h"
#include "json.h"
#include "map.h"
#include "map_parts.h"

/* A value on its way: JSON of the record, text, or a time. */
struct got {
	yyjson_val *v;
	struct bytes text;
	bool json; /* the text is a JSON number, true or false */
	bool timed;
	int64_t ms;
	const char *via;
};

static yyjson_val *
walk(const struct pointer *p, yyjson_val *v)
{
	for (size_t i = 0; i < p->n && v; i++) {
		const struct step *s = &p->steps[i];

		if (yyjson_is_obj(v))
			v = yyjson_obj_getn(v, s->name, s->len);
		else
			v = s->index == SIZE_MAX ? NULL : yyjson_arr_get(v, s->index);
	}
	return yyjson_is_null(v) ? NULL : v;
}

yyjson_val *
map_at(const struct pointer *p, const struct scope *in)
{
	return walk(p, p->up ? in->record : in->item);
}

const char *
map_pointer_text(const struct pointer *p)
{
	return p->text;
}

/* Is the JSON value the scalar of the map?  A text is equal whatever its quotes. */
static bool
equals(yyjson_val *v, const struct yaml *y)
{
	double x;

	if (!v)
		return yaml_null(y);
	if (yyjson_is_str(v))
		return yyjson_equals_strn(v, y->text, y->len);
	if (yyjson_is_bool(v))
		return strcmp(y->text, yyjson_get_bool(v) ? "true" : "false") == 0;
	if (yyjson_is_raw(v) && yyjson_get_len(v) == y->len &&
	    memcmp(yyjson_get_raw(v), y->text, y->len) == 0)
		return true;
	if (json_num(v, &x) && y->len > 0) {
		char *end;
		double z = strtod(y->text, &end);

		return !*end && z == x;
	}
	return false;
}

static bool
one_of(yyjson_val *v, const struct yaml *values)
{
	if (values->kind == YAML_SCALAR)
		return equals(v, values);
	for (const struct yaml *y = values->items; y; y = y->next)
		if (equals(v, y))
			return true;
	return false;
}

static bool
contains(yyjson_val *v, const struct yaml *values)
{
	yyjson_arr_iter it = yyjson_arr_iter_with(v);
	yyjson_val *item;

	while (yyjson_is_arr(v) && (item = yyjson_arr_iter_next(&it)))
		if (one_of(yyjson_is_null(item) ? NULL : item, values))
			return true;
	return false;
}

static bool
number_of(yyjson_val *v, double *out)
{
	char *end;

	if (!yyjson_is_str(v))
		return json_num(v, out);
	*out = strtod(yyjson_get_str(v), &end);
	return end != yyjson_get_str(v) && !*end && isfinite(*out);
}

static bool
test_holds(const struct test *t, const struct scope *in)
{
	yyjson_val *v = map_at(t->at, in);
	double x;

	switch (t->kind) {
	case TEST_IN:
		return one_of(v, t->values);
	case TEST_NOT:
		return !one_of(v, t->values);
	case TEST_CONTAINS:
		return contains(v, t->values);
	case TEST_PRESENT:
		return (v != NULL) == t->present;
	case TEST_OVER:
		return number_of(v, &x) && x > t->number;
	case TEST_UNDER:
		return number_of(v, &x) && x < t->number;
	}
	return false;
}

bool
map_holds(const struct cond *when, const struct scope *in)
{
	if (!when)
		return true;
	for (; when; when = when->or) {
		const struct test *t = when->tests;

		while (t && test_holds(t, in))
			t = t->next;
		if (!t)
			return true;
	}
	return false;
}

static const char *
kind_name(yyjson_val *v)
{
	if (yyjson_is_obj(v))
		return "an object";
	if (yyjson_is_arr(v))
		return "a list";
	if (yyjson_is_str(v))
		return "text";
	if (yyjson_is_bool(v))
		return "true or false";
	return "a number";
}

static bool
there(const struct got *g)
{
	return g->v || g->text.at || g->timed;
}

/* The value as text; a time in the arena. */
static int
as_text(const struct got *g, const struct scope *in, struct bytes *out)
{
	if (g->timed) {
		char *t = arena_alloc(in->arena, TIME_TEXT);

		time_print(t, g->ms);
		*out = bytes_of(t, strlen(t));
	} else if (!g->v) {
		*out = g->text;
	} else if (yyjson_is_str(g->v)) {
		*out = bytes_of(yyjson_get_str(g->v), yyjson_get_len(g->v));
	} else if (yyjson_is_raw(g->v)) {
		*out = bytes_of(yyjson_get_raw(g->v), yyjson_get_len(g->v));
	} else if (yyjson_is_bool(g->v)) {
		*out = yyjson_get_bool(g->v) ? bytes_of("true", 4) : bytes_of("false", 5);
	} else {
		return fail("%s: text expected, found %s", g->via, kind_name(g->v));
	}
	return 0;
}

static int
as_number(const struct got *g, const struct scope *in, double *x)
{
	struct bytes b;
	char *end, *copy;

	if (as_text(g, in, &b) < 0)
		return -1;
	copy = arena_copy(in->arena, b.at, b.len);
	*x = strtod(copy, &end);
	if (end == copy || *end || !isfinite(*x))
		return fail("%s: a number expected, found \"%.40s\"", g->via, copy);
	return 0;
}

static void
set_number(struct got *g, const struct scope *in, double x)
{
	struct buf b = {0};

	json_double(&b, x);
	g->v = NULL;
	g->json = true;
	g->text = bytes_of(arena_copy(in->arena, b.text, b.len), b.len);
	buf_free(&b);
}

/* Take the text of a buf over into the arena. */
static void
set_text(struct got *g, const struct scope *in, struct buf *b)
{
	g->v = NULL;
	g->json = false;
	g->text = bytes_of(arena_copy(in->arena, b->text, b->len), b->len);
	buf_free(b);
}

static void
set_scalar(struct got *g, const struct yaml *y)
{
	g->v = NULL;
	g->text = yaml_null(y) ? bytes_of(NULL, 0) : bytes_of(y->text, y->len);
	g->json = yaml_number(y) ||
		  (!y->quoted && (strcmp(y->text, "true") == 0 || strcmp(y->text, "false") == 0));
}

/* A time from what there is: a text is RFC 3339, a number seconds or milliseconds. */
static int
set_time(struct got *g, const struct scope *in, enum change as)
{
	/* From here on a number is taken for milliseconds: seconds would be in the year 5138. */
	const double much = 1e11;
	struct bytes b;
	bool number = as == AS_EPOCH || as == AS_EPOCH_MS;

	if (g->timed)
		return 0;
	if (as_text(g, in, &b) < 0)
		return -1;
	if (as == AS_IS && (g->json || yyjson_is_raw(g->v))) {
		double x;

		if (as_number(g, in, &x) < 0)
			return -1;
		as = x > much ? AS_EPOCH_MS : AS_EPOCH;
		number = true;
	}
	if (!(number ? convert_epoch(b.at, b.len, as == AS_EPOCH_MS, &g->ms)
		     : convert_time(b.at, b.len, &g->ms)))
		return fail("%s: no time: \"%.*s\"", g->via, b.len < 40 ? (int)b.len : 40,
		    (const char *)b.at);
	g->timed = true;
	return 0;
}

static int
change(const struct expr *e, const struct scope *in, struct got *g)
{
	struct buf b = {0};
	struct bytes t;
	double x;

	switch (e->as) {
	case AS_IS:
		return 0;
	case AS_HTML:
		if (as_text(g, in, &t) < 0)
			return -1;
		buf_room(&b, t.len);
		convert_html(&b, t.at, t.len);
		set_text(g, in, &b);
		return 0;
	case AS_TEXT:
		if (!g->v)
			return 0;
		buf_room(&b, 1);
		if (!convert_parts(&b, g->v)) {
			g->v = NULL;
			buf_free(&b);
			return 0;
		}
		set_text(g, in, &b);
		return 0;
	case AS_TIME:
	case AS_EPOCH:
	case AS_EPOCH_MS:
		return set_time(g, in, e->as);
	case AS_NUMBER:
	case AS_PERCENT:
		if (as_number(g, in, &x) < 0)
			return -1;
		set_number(g, in, e->as == AS_PERCENT ? x / 100 : x);
		return 0;
	case AS_JSON:
		if (g->v) {
			json_write(&b, g->v);
			set_text(g, in, &b);
		}
		return 0;
	}
	return 0;
}

/* The member or item of a side table that the value names. */
static int
look_up(const struct lookup *l, const struct scope *in, struct got *g)
{
	yyjson_val *table = map_at(l->in, in), *row = NULL, *item;
	struct bytes key;

	if (as_text(g, in, &key) < 0)
		return -1;
	if (yyjson_is_obj(table) && !l->by) {
		row = yyjson_obj_getn(table, key.at, key.len);
	} else if (yyjson_is_arr(table) && l->by) {
		yyjson_arr_iter it = yyjson_arr_iter_with(table);

		while (!row && (item = yyjson_arr_iter_next(&it))) {
			struct got id = {.v = walk(l->by, item), .via = l->by->text};
			struct bytes t;

			if (!id.v || yyjson_is_ctn(id.v) || as_text(&id, in, &t) < 0)
				continue;
			if (t.len == key.len && memcmp(t.at, key.at, t.len) == 0)
				row = item;
		}
	}
	g->text = bytes_of(NULL, 0);
	g->v = row && l->get ? walk(l->get, row) : row;
	return 0;
}

static int
map_words(const struct expr *e, const struct scope *in, struct got *g)
{
	const struct yaml *to = e->other;
	struct bytes t;

	if (as_text(g, in, &t) < 0)
		return -1;
	for (const struct yaml *m = e->map->items; m; m = m->next)
		if (strlen(m->name) == t.len && memcmp(m->name, t.at, t.len) == 0) {
			to = m;
			break;
		}
	if (to)
		set_scalar(g, to);
	else
		*g = (struct got){.via = g->via};
	return 0;
}

static int
rescale(const struct expr *e, const struct scope *in, struct got *g)
{
	double x;

	if (as_number(g, in, &x) < 0)
		return -1;
	if (x < fmin(e->low, e->high) || x > fmax(e->low, e->high))
		return fail("%s: %g is not between %g and %g", g->via, x, e->low, e->high);
	set_number(g, in, (x - e->low) / (e->high - e->low) * 2 - 1);
	return 0;
}

static int value_of(const struct expr *e, const struct scope *in, struct got *g);

static int
join(const struct expr *e, const struct scope *in, struct got *g)
{
	struct buf b = {0};

	buf_room(&b, 1);
	for (const struct expr *i = e->items; i; i = i->next) {
		struct got one = {0};
		struct bytes t = {0};

		if (value_of(i, in, &one) < 0 || (there(&one) && as_text(&one, in, &t) < 0)) {
			buf_free(&b);
			return -1;
		}
		if (!there(&one)) {
			buf_free(&b);
			return 0;
		}
		if (i != e->items)
			buf_text(&b, e->with);
		buf_add(&b, t.at, t.len);
		g->via = one.via;
	}
	set_text(g, in, &b);
	return 0;
}

/* Append a value as JSON. */
static void
put_json(struct buf *out, const struct got *g, const struct scope *in)
{
	struct bytes t;

	if (g->v) {
		json_write(out, g->v);
	} else if (g->json) {
		buf_add(out, g->text.at, g->text.len);
	} else {
		as_text(g, in, &t);
		json_quote(out, t.at, t.len);
	}
}

static int
make_object(const struct expr *e, const struct scope *in, struct got *g)
{
	struct buf b = {0};

	json_open(&b);
	for (const struct expr *i = e->items; i; i = i->next) {
		struct got one = {0};

		if (value_of(i, in, &one) < 0) {
			buf_free(&b);
			return -1;
		}
		if (!there(&one))
			continue;
		json_key(&b, i->name);
		put_json(&b, &one, in);
		g->via = one.via;
	}
	json_close(&b);
	if (b.len > 2)
		set_text(g, in, &b);
	g->json = true;
	buf_free(&b);
	return 0;
}

static int
value_of(const struct expr *e, const struct scope *in, struct got *g)
{
	int rc = 0;

	*g = (struct got){.via = "value"};
	if (e->when && !map_holds(e->when, in))
		return 0;
	switch (e->kind) {
	case EXPR_POINTER:
		g->via = e->pointer->text;
		g->v = map_at(e->pointer, in);
		return 0;
	case EXPR_VALUE:
		set_scalar(g, e->value);
		break;
	case EXPR_FROM:
		rc = value_of(e->items, in, g);
		break;
	case EXPR_FIRST:
		for (const struct expr *i = e->items; i && rc == 0 && !there(g); i = i->next)
			rc = value_of(i, in, g);
		return rc;
	case EXPR_JOIN:
		rc = join(e, in, g);
		break;
	case EXPR_OBJECT:
		return make_object(e, in, g);
	}
	if (rc == 0 && e->lookup && there(g))
		rc = look_up(e->lookup, in, g);
	if (rc == 0 && e->as && there(g))
		rc = change(e, in, g);
	if (rc == 0 && e->map && there(g))
		rc = map_words(e, in, g);
	if (rc == 0 && e->scaled && there(g))
		rc = rescale(e, in, g);
	return rc;
}

static int
put_any(struct got *g, const struct scope *in, struct bytes *out)
{
	struct buf b = {0};

	put_json(&b, g, in);
	*out = bytes_of(arena_copy(in->arena, b.text, b.len), b.len);
	buf_free(&b);
	return 0;
}

/* A time that is already as we write it, so that it need not be written again. */
static bool
is_utc(const char *t, size_t n)
{
	return (n == 20 || (n == 24 && t[19] == '.')) && t[10] == 'T' && t[n - 1] == 'Z';
}

/* Bring the value into the form that its field has. */
static int
take(struct fields *f, const struct field_spec *spec, struct got *g, const struct scope *in)
{
	struct bytes *out = &f->of[spec->field];
	double x;

	switch (spec->type) {
	case TYPE_TEXT:
		return as_text(g, in, out);
	case TYPE_TIME:
		if (set_time(g, in, AS_IS) < 0)
			return -1;
		if (yyjson_is_str(g->v) && is_utc(yyjson_get_str(g->v), yyjson_get_len(g->v))) {
			f->ms = g->ms;
			f->timed = true;
			return as_text(&(struct got){.v = g->v}, in, out);
		}
		fields_set_time(f, g->ms, arena_alloc(in->arena, TIME_TEXT));
		return 0;
	case TYPE_NUMBER:
		if (yyjson_is_raw(g->v))
			return as_text(g, in, out);
		if (as_number(g, in, &x) < 0)
			return -1;
		set_number(g, in, x);
		return as_text(g, in, out);
	case TYPE_BOOL:
		if (as_text(g, in, out) < 0)
			return -1;
		if (fields_is(f, spec->field, "true") || fields_is(f, spec->field, "false"))
			return 0;
		return fail("%s: true or false expected", g->via);
	case TYPE_OBJECT:
		if (g->v && !yyjson_is_obj(g->v))
			return fail("%s: an object expected, found %s", g->via, kind_name(g->v));
		if (!g->v && !g->json)
			return fail("%s: an object expected, found text", g->via);
		return put_any(g, in, out);
	case TYPE_LIST:
		if (!yyjson_is_arr(g->v))
			return fail("%s: a list expected, found %s", g->via,
			    g->v ? kind_name(g->v) : "text");
		return put_any(g, in, out);
	}
	return 0;
}

int
map_fill(const struct section *s, const struct scope *in, struct fields *out, const char **via)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct slot *slot = &s->slots[i];
		struct got g;

		if (value_of(slot->expr, in, &g) < 0)
			return -1;
		if (!there(&g))
			continue;
		if (take(out, slot->spec, &g, in) < 0)
			return -1;
		if (via)
			via[slot->spec->field] = g.via;
	}
	return 0;
}
