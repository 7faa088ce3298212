/* Two answers, and the field by which they differ. */
#include "split.h"

#include <math.h>
#include <string.h>

#include "splitmix.h"

enum {
	ROUNDS = 19999, /* permutations, at most */
	ENOUGH = 20,	/* so many that are as extreme end the test early */
	KNOWN = 2,	/* cases from which it is said what is right for a value */
	MANY = 3,	/* values on one side that speak for all but the other's one */
	LOOKS = 16
};

static const double PURE = 0.7;	  /* share of a value's cases that have to agree */
static const double CLEAN = 0.75; /* and of all of them */
static const double FILLED = 0.8; /* share of the cases that have to have the field */

/* --- the cases --- */

static struct split_field *
field_named(struct split *s, const char *name)
{
	struct split_field *f;

	for (size_t i = 0; i < s->field_count; i++)
		if (strcmp(s->fields[i].name, name) == 0)
			return &s->fields[i];
	if (s->field_count == SPLIT_FIELDS)
		return NULL;
	f = &s->fields[s->field_count++];
	*f = (struct split_field){.name = name};
	memset(f->at, -1, sizeof(f->at));
	return f;
}

static void
note(struct split *s, const char *name, yyjson_val *value)
{
	struct split_field *f;
	size_t i = 0;

	if (!yyjson_is_str(value) && !yyjson_is_raw(value) && !yyjson_is_num(value) &&
	    !yyjson_is_bool(value))
		return;
	if (!(f = field_named(s, name)))
		return;
	while (i < f->value_count && !yyjson_equals(f->values[i], value))
		i++;
	if (i == SPLIT_VALUES) {
		f->crowded = true;
		return;
	}
	f->values[i] = value;
	f->value_count += i == f->value_count;
	f->at[s->n] = (signed char)i;
}

void
split_add(struct split *s, yyjson_val *asked, bool second)
{
	yyjson_val *key, *value;
	size_t i, n;

	if (s->n == SPLIT_CASES)
		return;
	note(s, "channel", json_get(asked, "channel"));
	note(s, "locale", json_get(asked, "locale"));
	yyjson_obj_foreach(json_get(asked, "context"), i, n, key, value)
	    note(s, yyjson_get_str(key), value);
	s->second[s->n++] = second;
}

/* --- the test --- */

/* How many of the first n cases with each value had the first and the second answer right. */
struct table {
	unsigned cell[SPLIT_VALUES][2];
	unsigned cases, values; /* with the field; values that any of them has */
};

static struct table
table_of(const struct split_field *f, const bool *second, size_t n)
{
	struct table t = {0};

	for (size_t i = 0; i < n; i++)
		if (f->at[i] >= 0) {
			t.cell[f->at[i]][second[i]]++;
			t.cases++;
		}
	for (size_t v = 0; v < f->value_count; v++)
		t.values += t.cell[v][0] + t.cell[v][1] > 0;
	return t;
}

/* Mutual information of value and answer, up to what permuting does not change. */
static double
information(const struct table *t)
{
	double sum = 0;

	for (size_t v = 0; v < SPLIT_VALUES; v++)
		for (int k = 0; k < 2; k++)
			if (t->cell[v][k] > 0)
				sum += t->cell[v][k] * log((double)t->cell[v][k]);
	return sum;
}

/* By its values alone, whatever was right: can the field say anything of other cases? */
static bool
is_testable(const struct split_field *f, const struct table *t, size_t n)
{
	return !f->crowded && t->values >= 2 && 2 * t->values <= t->cases &&
	       t->cases >= FILLED * (double)n;
}

/* Answers among the cases that have the field, in another order; the others keep theirs. */
static void
shuffle(const struct split_field *f, bool *second, size_t n, uint64_t *state)
{
	size_t places[SPLIT_CASES], m = 0;

	for (size_t i = 0; i < n; i++)
		if (f->at[i] >= 0)
			places[m++] = i;
	for (size_t i = m; i > 1; i--) {
		size_t k = (size_t)(splitmix(state) % i);
		bool kept = second[places[i - 1]];

		second[places[i - 1]] = second[places[k]];
		second[places[k]] = kept;
	}
}

/* The chance of as much information by a random order; sequential, after Besag and Clifford. */
static double
chance_of(const struct split_field *f, const bool *right, size_t n)
{
	bool second[SPLIT_CASES];
	struct table t = table_of(f, right, n);
	double seen = information(&t) - 1e-9;
	uint64_t state = 1;
	int extreme = 0;

	memcpy(second, right, n * sizeof(*second));
	for (int round = 1; round <= ROUNDS; round++) {
		shuffle(f, second, n, &state);
		t = table_of(f, second, n);
		extreme += information(&t) >= seen;
		if (extreme == ENOUGH)
			return (double)extreme / round;
	}
	return (double)(extreme + 1) / (ROUNDS + 1);
}

/* --- what follows --- */

/* Which answer is right for a value: 0, 1; -1 when its cases do not agree. */
static int
side_of(const unsigned cell[2])
{
	double all = cell[0] + cell[1];

	return all == 0 ? -1 : cell[0] >= PURE * all ? 0 : cell[1] >= PURE * all ? 1 : -1;
}

/* "US", {"in":["FR","DE"]}, or {"not":"US"} where the other answer has one value and this many. */
static yyjson_val *
condition(struct arena *a, const struct split_field *f, const struct table *t, int side)
{
	struct buf json = {0};
	size_t mine = 0, known = 0, others = 0, other = 0, last = 0;
	yyjson_val *out = NULL;

	for (size_t v = 0; v < f->value_count; v++) {
		int is = side_of(t->cell[v]);

		mine += is == side;
		if (is == side && t->cell[v][side] >= KNOWN) {
			known++;
			last = v;
		}
		if (is == 1 - side) {
			others++;
			other = v;
		}
	}
	if (others == 1 && mine >= MANY && t->cell[other][1 - side] >= KNOWN) {
		buf_text(&json, "{\"not\":");
		json_write(&json, f->values[other]);
		buf_char(&json, '}');
	} else if (known == 1) {
		json_write(&json, f->values[last]);
	} else if (known > 1) {
		buf_text(&json, "{\"in\":[");
		for (size_t v = 0; v < f->value_count; v++)
			if (side_of(t->cell[v]) == side && t->cell[v][side] >= KNOWN) {
				json_item(&json);
				json_write(&json, f->values[v]);
			}
		buf_text(&json, "]}");
	}
	if (json.len) {
		const char *text = arena_print(a, "{\"v\":%s}", json.text);

		out = json_get(json_read_in(a, text, strlen(text)), "v");
	}
	buf_free(&json);
	return out;
}

/* Do the values say what is right in most cases? */
static bool
is_clean(const struct split_field *f, const struct table *t)
{
	unsigned agree = 0;

	for (size_t v = 0; v < f->value_count; v++) {
		int side = side_of(t->cell[v]);

		agree += side < 0 ? 0 : t->cell[v][side];
	}
	return agree >= CLEAN * t->cases;
}

/* One look at the first n cases: the field with the smallest chance, if that is small enough. */
static const struct split_field *
look(struct split_found *out, const struct split *s, size_t n, double error)
{
	const struct split_field *best = NULL;

	out->fields = 0;
	for (size_t i = 0; i < s->field_count; i++) {
		struct table t = table_of(&s->fields[i], s->second, n);

		out->fields += is_testable(&s->fields[i], &t, n);
	}
	out->p = 1;
	out->cases = n;
	out->level = error / (double)(out->fields ? out->fields : 1);
	for (size_t i = 0; i < s->field_count; i++) {
		struct table t = table_of(&s->fields[i], s->second, n);
		double p;

		if (!is_testable(&s->fields[i], &t, n) || !is_clean(&s->fields[i], &t))
			continue;
		if ((p = chance_of(&s->fields[i], s->second, n)) < out->p) {
			out->p = p;
			best = &s->fields[i];
		}
	}
	return out->p <= out->level ? best : NULL;
}

bool
split_find(struct split_found *out, struct arena *a, const struct split *s, double error)
{
	size_t n = SPLIT_FIRST;

	*out = (struct split_found){.p = 1};
	for (int k = 1; k <= LOOKS && n <= s->n; k++) {
		const struct split_field *f = look(out, s, n, error / (k * (k + 1)));

		/* That it matters is known; where, by all cases. */
		if (f) {
			struct table t = table_of(f, s->second, s->n);

			out->field = f->name;
			out->first = condition(a, f, &t, 0);
			out->second = condition(a, f, &t, 1);
			return !f->crowded && is_clean(f, &t) && out->first && out->second;
		}
		n = k % 2 ? n / 3 * 4 : n / 2 * 3;
	}
	return false;
}
