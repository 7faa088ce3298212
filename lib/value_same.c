/* Which values are the same, which contradict each other, and each in canonical form. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "value_parts.h"

enum { VALUES_MAX = 256 };

double
value_scale(const struct value *v)
{
	static const struct {
		const char *unit;
		double seconds;
	} units[] = {{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}, {"bd", 86400},
		{"mon", 86400 * 30.4375}, {"y", 86400 * 365.25}};

	if (v->kind != VALUE_DURATION)
		return 1;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strcmp(units[i].unit, v->unit) == 0)
			return units[i].seconds;
	return 1;
}

static bool
is_long(const struct value *v)
{
	return strcmp(v->unit, "mon") == 0 || strcmp(v->unit, "y") == 0;
}

static bool
near(double a, double b, double share)
{
	double most = fabs(a) > fabs(b) ? fabs(a) : fabs(b);

	return fabs(a - b) <= share * most + 1e-9;
}

static bool
comparable(const struct value *a, const struct value *b)
{
	return a->kind == b->kind && (a->kind == VALUE_DURATION || strcmp(a->unit, b->unit) == 0);
}

static bool
same_numbers(const struct value *a, const struct value *b)
{
	double share = 1e-6, fa = value_scale(a), fb = value_scale(b);

	if (a->kind == VALUE_DATE && (a->low < 10000 || b->low < 10000))
		return near(fmod(a->low, 10000), fmod(b->low, 10000), 0);
	if (a->kind == VALUE_DATE)
		share = 0;
	if (a->kind == VALUE_DURATION && is_long(a) != is_long(b))
		share = .04; /* a month is about thirty days */
	return near(a->low * fa, b->low * fb, share) && near(a->high * fa, b->high * fb, share);
}

bool
values_same(const struct value *a, const struct value *b)
{
	if (!comparable(a, b) || !same_numbers(a, b))
		return false;
	return a->bound == b->bound || a->bound == VALUE_EXACT || b->bound == VALUE_EXACT;
}

bool
values_conflict(const struct value *a, const struct value *b)
{
	double al, ah, bl, bh;

	if (!comparable(a, b))
		return false;
	if (a->bound == b->bound)
		return !same_numbers(a, b);
	al = a->bound == VALUE_AT_MOST ? -INFINITY : a->low * value_scale(a);
	ah = a->bound == VALUE_AT_LEAST ? INFINITY : a->high * value_scale(a);
	bl = b->bound == VALUE_AT_MOST ? -INFINITY : b->low * value_scale(b);
	bh = b->bound == VALUE_AT_LEAST ? INFINITY : b->high * value_scale(b);
	return ah < bl || bh < al;
}

bool
value_stated(const char *text, size_t n, const struct value *v)
{
	struct value found[VALUES_MAX];
	size_t count = values_find(text, n, found, VALUES_MAX);

	for (size_t i = 0; i < count; i++)
		if (values_same(&found[i], v))
			return true;
	return false;
}

bool
value_contradicted(const char *text, size_t n, const struct value *v, struct value *out)
{
	struct value found[VALUES_MAX];
	size_t count = values_find(text, n, found, VALUES_MAX), first = count;

	for (size_t i = 0; i < count; i++) {
		if (values_same(&found[i], v))
			return false;
		if (first == count && values_conflict(&found[i], v))
			first = i;
	}
	if (first == count)
		return false;
	*out = found[first];
	return true;
}

void
value_replace(struct buf *out, const char *text, size_t n, const struct value *wrong,
    const char *words)
{
	buf_add(out, text, wrong->start);
	buf_text(out, words);
	buf_add(out, text + wrong->end, n - wrong->end);
}

/* --- in canonical form --- */

static void
print_one(struct buf *out, const struct value *v, double x)
{
	int whole = (int)x;

	switch (v->kind) {
	case VALUE_DATE:
		if (whole >= 10000)
			buf_print(out, "%04d-", whole / 10000);
		buf_print(out, "%02d-%02d", whole / 100 % 100, whole % 100);
		break;
	case VALUE_TIME:
		buf_print(out, "%02d:%02d", whole / 60 % 24, whole % 60);
		break;
	case VALUE_WEEKDAY:
		buf_print(out, "%.3s", weekday_name(whole));
		break;
	case VALUE_YES_NO:
		buf_text(out, x > 0 ? "yes" : "no");
		break;
	default:
		buf_print(out, "%.12g", x);
	}
}

void
value_print(struct buf *out, const struct value *v)
{
	if (v->bound != VALUE_EXACT)
		buf_text(out, v->bound == VALUE_AT_MOST ? "<= " : ">= ");
	print_one(out, v, v->low);
	if (v->low < v->high) {
		buf_text(out, "..");
		print_one(out, v, v->high);
	}
	if (v->kind == VALUE_PERCENT)
		buf_text(out, " %");
	else if (v->unit[0])
		buf_print(out, " %s", v->unit);
}

/* In the unit that stands for its dimension, so that "a week" and "168 hours" give the same. */
static void
print_plain(struct buf *out, const struct value *v)
{
	struct value plain = *v;
	double scale = value_scale(v) / 86400;

	plain.bound = VALUE_EXACT;
	if (v->kind == VALUE_DURATION && is_long(v)) {
		plain.low *= strcmp(v->unit, "y") == 0 ? 12 : 1;
		plain.high *= strcmp(v->unit, "y") == 0 ? 12 : 1;
		memcpy(plain.unit, "mon", 4);
	} else if (v->kind == VALUE_DURATION) {
		plain.low *= scale;
		plain.high *= scale;
		memcpy(plain.unit, "d", 2);
	}
	value_print(out, &plain);
}

static int
by_words(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
values_signature(struct buf *out, const char *text, size_t n)
{
	struct value found[VALUES_MAX];
	size_t count = values_find(text, n, found, VALUES_MAX), m = 0;
	char *words[VALUES_MAX];

	for (size_t i = 0; i < count; i++) {
		struct buf b = {0};

		if (found[i].kind == VALUE_YES_NO ||
		    (found[i].kind == VALUE_NUMBER && !found[i].unit[0]))
			continue;
		print_plain(&b, &found[i]);
		words[m++] = b.text;
	}
	if (m)
		qsort(words, m, sizeof(*words), by_words);
	for (size_t i = 0; i < m; i++)
		if (i == 0 || strcmp(words[i], words[i - 1]) != 0) {
			buf_text(out, i ? "; " : "");
			buf_text(out, words[i]);
		}
	for (size_t i = 0; i < m; i++)
		free(words[i]);
}

enum values_likeness
values_compare(const char *a, const char *b)
{
	struct buf x = {0}, y = {0};
	bool same;
	size_t n;

	values_signature(&x, a, strlen(a));
	values_signature(&y, b, strlen(b));
	n = x.len;
	same = n == y.len && (n == 0 || memcmp(x.text, y.text, n) == 0);
	buf_free(&x);
	buf_free(&y);
	return !same ? VALUES_DIFFER : n ? VALUES_SAME : VALUES_NONE;
}
