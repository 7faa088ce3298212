/* What the failures of a rule share. */
#include "exception.h"

#include <string.h>
#ifndef MATHLIB_STANDALONE
#define MATHLIB_STANDALONE
#endif
#include <Rmath.h>

enum { VALUES_MAX = 4096, LEAST_BAD = 4, LONG = 64 };

static const double SHARE = 0.9, LEVEL = 0.01;

static void
add(struct exceptions *e, const char *field, const char *value, bool good)
{
	struct shared *s = NULL;

	if (strlen(field) > LONG || strlen(value) > LONG)
		return;
	for (size_t i = 0; i < e->n && !s; i++)
		if (strcmp(e->list[i].field, field) == 0 && strcmp(e->list[i].value, value) == 0)
			s = &e->list[i];
	if (!s) {
		if (e->n == VALUES_MAX)
			return;
		e->list = mem_array(e->list, &e->cap, e->n + 1, sizeof(*e->list));
		s = &e->list[e->n++];
		*s = (struct shared){arena_copy(&e->arena, field, strlen(field)),
			arena_copy(&e->arena, value, strlen(value)), 0, 0};
	}
	s->good += good;
	s->bad += !good;
}

void
exceptions_add(struct exceptions *e, yyjson_val *interaction, bool good)
{
	const char *channel = json_str(interaction, "channel", NULL);
	yyjson_val *key, *value;
	size_t i, n;

	e->good += good;
	e->bad += !good;
	if (channel)
		add(e, "channel", channel, good);
	yyjson_obj_foreach(json_get(interaction, "context"), i, n, key, value)
	{
		if (yyjson_is_str(value))
			add(e, yyjson_get_str(key), yyjson_get_str(value), good);
	}
}

void
exceptions_free(struct exceptions *e)
{
	mem_free(e->list);
	arena_free(&e->arena);
	*e = (struct exceptions){0};
}

const struct shared *
exceptions_find(const struct exceptions *e, yyjson_val *where)
{
	const struct shared *best = NULL;
	double least = LEVEL / (double)(e->n ? e->n : 1);

	for (size_t i = 0; i < e->n; i++) {
		const struct shared *s = &e->list[i];
		double p;

		if (s->bad < LEAST_BAD || s->bad < SHARE * e->bad || json_get(where, s->field))
			continue;
		p = phyper((double)s->bad - 1, e->bad, e->good, (double)s->bad + s->good, 0, 0);
		if (p < least) {
			least = p;
			best = s;
		}
	}
	return best;
}
