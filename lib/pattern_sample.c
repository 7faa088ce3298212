/* What is found out of a pattern elsewhere: failures as a sample, their cause, a document. */
#include <string.h>

#include "pattern_parts.h"

struct drawn {
	uint64_t lot, who, key;
};

/* Keep the smallest lots, one a customer. */
static void
draw(struct drawn *list, uint32_t *n, const struct turn *t)
{
	struct drawn one = {hash64(&t->key, sizeof(t->key), 5), t->who, t->key};
	uint32_t at = 0, gone;

	for (at = 0; at < *n && list[at].who != one.who; at++)
		;
	if (at < *n && list[at].lot <= one.lot)
		return;
	gone = at;
	if (at == *n && *n < PATTERN_SAMPLES)
		++*n;
	else if (at == *n && list[--gone].lot <= one.lot)
		return;
	while (gone > 0 && list[gone - 1].lot > one.lot) {
		list[gone] = list[gone - 1];
		gone--;
	}
	list[gone] = one;
}

uint64_t *
patterns_samples(const struct patterns *p, size_t n)
{
	uint64_t *out = mem_alloc((n * PATTERN_SAMPLES + 1) * sizeof(*out));
	struct drawn *drawn = mem_alloc((n * PATTERN_SAMPLES + 1) * sizeof(*drawn));
	uint32_t *count = mem_alloc((n + 1) * sizeof(*count)),
		 *of = mem_alloc((p->n + 1) * sizeof(*of)); /* pattern by group */

	for (size_t i = 0; i < p->n; i++)
		of[p->found[i].group] = i < n ? (uint32_t)i : NONE;
	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		const struct turn *t = &p->turns[i];
		uint32_t at = t->question == NONE || t->group == NONE ? NONE : of[t->group];

		if (at != NONE && t->bad > 0)
			draw(drawn + at * PATTERN_SAMPLES, &count[at], t);
	}
	for (size_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < count[i]; k++)
			out[i * PATTERN_SAMPLES + k] = drawn[i * PATTERN_SAMPLES + k].key;
	mem_free(drawn);
	mem_free(count);
	mem_free(of);
	return out;
}

static const char *
keep(struct patterns *p, const char *text)
{
	return text ? arena_copy(&p->arena, text, strlen(text)) : NULL;
}

void
patterns_blame(struct patterns *p, size_t i, const struct pattern_cause *cause)
{
	struct pattern_cause *out = &p->found[i].cause;

	*out = *cause;
	out->rule = keep(p, cause->rule);
	out->knows = keep(p, cause->knows);
	out->evidence = keep(p, cause->evidence);
}

void
patterns_refer(struct patterns *p, size_t i, const struct pattern_document *document)
{
	struct pattern *one = &p->found[i];
	const char *text;

	one->document = (struct pattern_document){keep(p, document->id), keep(p, document->title),
		keep(p, document->source), keep(p, document->text)};
	text = one->document.text;
	if (text && one->earlier && one->earlier->passage != hash64(text, strlen(text), 0))
		one->changed = true;
}
