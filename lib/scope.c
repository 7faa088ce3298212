/* Does a rule's `where` hold for a question? */
#include "scope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "amount.h"
#include "diag.h"
#include "mood.h"

enum { OPERATORS = 6 };

static const char *const operators[OPERATORS] = {"not", "in", "over", "under", "from", "to"};

static bool
as_number(yyjson_val *v, double *out)
{
	const char *s;
	char *end;

	if (json_num(v, out))
		return true;
	if (!(s = yyjson_get_str(v)) || !*s)
		return false;
	*out = strtod(s, &end);
	return *end == '\0' && isfinite(*out);
}

/* For over, under, from and to: a word is neither above nor below a number. */
static bool
ordered(yyjson_val *has, yyjson_val *want)
{
	double x, y;

	return as_number(has, &x) == as_number(want, &y);
}

/* The text of a scalar: a string, or a number or truth value as it is written. */
static const char *
as_text(yyjson_val *v)
{
	if (yyjson_is_str(v))
		return yyjson_get_str(v);
	if (yyjson_is_raw(v))
		return yyjson_get_raw(v);
	if (yyjson_is_bool(v))
		return yyjson_get_bool(v) ? "true" : "false";
	return NULL;
}

/* Numbers as numbers, all else as text without regard to case: <0, 0, >0. */
static int
compare(yyjson_val *a, yyjson_val *b)
{
	const char *s = as_text(a), *t = as_text(b);
	double x, y;

	if (as_number(a, &x) && as_number(b, &y))
		return (x > y) - (x < y);
	if (!s || !t)
		return s ? 1 : t ? -1 : yyjson_equals(a, b) ? 0 : 1;
	return strcasecmp(s, t);
}

static bool
equals_any(yyjson_val *has, yyjson_val *wanted)
{
	size_t i, n;
	yyjson_val *item;

	if (yyjson_is_arr(has)) { /* a field with several values, such as tags */
		yyjson_arr_foreach(has, i, n, item)
		{
			if (equals_any(item, wanted))
				return true;
		}
		return false;
	}
	if (!yyjson_is_arr(wanted))
		return compare(has, wanted) == 0;
	yyjson_arr_foreach(wanted, i, n, item)
	{
		if (compare(has, item) == 0)
			return true;
	}
	return false;
}

static bool
holds(yyjson_val *has, yyjson_val *condition)
{
	size_t i, n;
	yyjson_val *key, *want;

	if (!yyjson_is_obj(condition))
		return equals_any(has, condition);
	yyjson_obj_foreach(condition, i, n, key, want)
	{
		const char *op = yyjson_get_str(key);
		bool ok = strcmp(op, "not") == 0     ? !equals_any(has, want)
			  : strcmp(op, "in") == 0    ? equals_any(has, want)
			  : !ordered(has, want)	     ? false
			  : strcmp(op, "over") == 0  ? compare(has, want) > 0
			  : strcmp(op, "under") == 0 ? compare(has, want) < 0
			  : strcmp(op, "from") == 0  ? compare(has, want) >= 0
			  : strcmp(op, "to") == 0    ? compare(has, want) <= 0
						     : false;

		if (!ok)
			return false;
	}
	return true;
}

void
scope_ask(struct asked *q, yyjson_val *record, const char *text, size_t n)
{
	*q = (struct asked){.record = record, .text = text, .len = n};
}

bool
scope_amount(struct asked *q, double *amount)
{
	if (!q->read) {
		q->has_amount = amount_find(q->text, q->len, &q->amount);
		q->read = true;
	}
	*amount = q->amount;
	return q->has_amount;
}

static yyjson_val *
field_of(const struct asked *q, const char *name)
{
	yyjson_val *v = json_get(json_get(q->record, "context"), name);

	return v ? v : json_get(q->record, name);
}

/*
 * What the words of the question say of a field that the record has not: "a refund of 150" names
 * an amount, and each shows a mood.
 */
static bool
read_field(struct asked *q, const char *name, yyjson_val *out)
{
	double sum;

	*out = (yyjson_val){0};
	if (strcmp(name, "amount") == 0 && scope_amount(q, &sum)) {
		yyjson_set_real(out, sum);
		return true;
	}
	if (strcmp(name, "mood") != 0 || !q->text)
		return false;
	if (!q->mood)
		q->mood = mood_of(q->text, q->len);
	yyjson_set_str(out, q->mood);
	return true;
}

enum scope
scope_check(yyjson_val *where, struct asked *q, const char **field)
{
	enum scope result = SCOPE_HOLDS;
	yyjson_val *key, *condition, said;
	size_t i, n;

	yyjson_obj_foreach(where, i, n, key, condition)
	{
		const char *name = yyjson_get_str(key);
		yyjson_val *has = field_of(q, name);

		if (!has && read_field(q, name, &said))
			has = &said;
		if (has) {
			if (!holds(has, condition))
				return SCOPE_FAILS;
		} else if (result == SCOPE_HOLDS) {
			result = SCOPE_UNKNOWN;
			if (field)
				*field = name;
		}
	}
	return result;
}

size_t
scope_size(yyjson_val *where)
{
	return yyjson_obj_size(where);
}

static bool
is_plain(yyjson_val *v)
{
	return yyjson_is_str(v) || yyjson_is_raw(v) || yyjson_is_num(v) || yyjson_is_bool(v);
}

static bool
is_plain_list(yyjson_val *v)
{
	size_t i, n;
	yyjson_val *item;

	if (!yyjson_is_arr(v) || yyjson_arr_size(v) == 0)
		return false;
	yyjson_arr_foreach(v, i, n, item)
	{
		if (!is_plain(item))
			return false;
	}
	return true;
}

static int
condition_valid(const char *field, yyjson_val *condition)
{
	size_t i, n;
	yyjson_val *key, *want;

	if (is_plain(condition) || is_plain_list(condition))
		return 0;
	if (!yyjson_is_obj(condition) || yyjson_obj_size(condition) == 0)
		return fail("where: %s: neither a value nor a condition", field);
	yyjson_obj_foreach(condition, i, n, key, want)
	{
		const char *op = yyjson_get_str(key);
		size_t k = 0;

		while (k < OPERATORS && strcmp(operators[k], op) != 0)
			k++;
		if (k == OPERATORS)
			return fail("where: %s: %.40s is no condition (not, in, over, under, from, "
				    "to)",
			    field, op);
		if (k > 1 ? !is_plain(want) : !is_plain(want) && !is_plain_list(want))
			return fail("where: %s: %s wants a value", field, op);
	}
	return 0;
}

int
scope_valid(yyjson_val *where)
{
	size_t i, n;
	yyjson_val *key, *condition;

	if (!where)
		return 0;
	if (!yyjson_is_obj(where))
		return fail("where: not a list of conditions");
	yyjson_obj_foreach(where, i, n, key, condition)
	{
		if (yyjson_get_len(key) == 0)
			return fail("where: an empty field name");
		if (condition_valid(yyjson_get_str(key), condition) < 0)
			return -1;
	}
	return 0;
}

/* A value as JSON: a number where it reads as one, else a string. */
static void
put_value(struct buf *out, const char *text, size_t n)
{
	char *copy = mem_copy(text, n), *end;
	struct json j = {0};

	strtod(copy, &end);
	if (n > 0 && *end == '\0' && json_read_any(&j, copy, n))
		buf_add(out, copy, n);
	else
		json_quote(out, text, n);
	json_free(&j);
	free(copy);
}

static void
put_values(struct buf *out, const char *text)
{
	if (!strchr(text, '|')) {
		put_value(out, text, strlen(text));
		return;
	}
	buf_char(out, '[');
	for (const char *p = text;; p++) {
		size_t n = strcspn(p, "|");

		json_item(out);
		put_value(out, p, n);
		p += n;
		if (!*p)
			break;
	}
	buf_char(out, ']');
}

static void
put_operator(struct buf *where, const char *op, const char *value)
{
	buf_print(where, "{\"%s\":", op);
	put_values(where, value);
	buf_char(where, '}');
}

int
scope_parse(struct buf *where, const char *text)
{
	size_t n = strcspn(text, "=!<>");
	const char *op = text + n, *value = *op ? op + 1 : op, *range;
	bool negated = op[0] == '!' && op[1] == '=';
	char *field;

	if (negated)
		value++;
	while (n > 0 && text[n - 1] == ' ')
		n--;
	while (*value == ' ')
		value++;
	if (n == 0 || (*op == '!' && !negated) || !*op || !*value)
		return fail("'%s' is no condition (country=US, country!=US, amount>100)", text);
	field = mem_copy(text, n);
	json_key(where, field);
	free(field);
	if (negated) {
		put_operator(where, "not", value);
	} else if (*op == '>' || *op == '<') {
		put_operator(where, *op == '>' ? "over" : "under", value);
	} else if ((range = strstr(value, "..")) && range > value && range[2]) {
		buf_text(where, "{\"from\":");
		put_value(where, value, (size_t)(range - value));
		buf_text(where, ",\"to\":");
		put_value(where, range + 2, strlen(range + 2));
		buf_char(where, '}');
	} else if (strchr(value, '|')) {
		put_operator(where, "in", value);
	} else {
		put_values(where, value);
	}
	return 0;
}

static void
words_of_value(struct buf *out, yyjson_val *v)
{
	size_t i, n;
	yyjson_val *item;

	if (!yyjson_is_arr(v)) {
		buf_text(out, as_text(v) ? as_text(v) : "?");
		return;
	}
	yyjson_arr_foreach(v, i, n, item)
	{
		buf_print(out, "%s%s",
		    i == 0	 ? ""
		    : i + 1 == n ? " or "
				 : ", ",
		    as_text(item) ? as_text(item) : "?");
	}
}

void
scope_words(struct buf *out, yyjson_val *where)
{
	static const char *const said[OPERATORS] = {"not ", "", "over ", "under ", "from ", "to "};
	size_t i, n, k, m;
	yyjson_val *key, *condition, *op, *want;

	yyjson_obj_foreach(where, i, n, key, condition)
	{
		buf_print(out, "%s%s is ", i ? ", " : "", yyjson_get_str(key));
		if (!yyjson_is_obj(condition)) {
			words_of_value(out, condition);
			continue;
		}
		yyjson_obj_foreach(condition, k, m, op, want)
		{
			for (size_t o = 0; o < OPERATORS; o++)
				if (strcmp(operators[o], yyjson_get_str(op)) == 0)
					buf_print(out, "%s%s", k ? " " : "", said[o]);
			words_of_value(out, want);
		}
	}
}
