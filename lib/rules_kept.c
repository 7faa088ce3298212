#include "rules_kept.h"

#include <stdlib.h>
#include <string.h>

#include "store.h"
#include "views.h"

enum {
	KEPT_MAX = 16384,     /* rules; about 2 KiB each */
	SAMPLE = 8,	      /* questions of a rule that others are compared with */
	NUMBERS_MAX = 1 << 24 /* of which the places are kept */
};

struct rules_kept {
	uint64_t version; /* of the store that they were read from */
	struct arena arena;
	struct rule *at;
	struct rule_marks **marks; /* of each, NULL: not yet */
	size_t marks_cap;
	uint32_t *place; /* in at, by number; from 1 */
	size_t n, cap, numbers;
};

void
rules_kept_free(struct rules_kept *k)
{
	if (!k)
		return;
	arena_free(&k->arena);
	free(k->at);
	free(k->marks);
	free(k->place);
	mem_free(k);
}

static struct rules_kept *
fresh(struct journal *j)
{
	struct rules_kept **k = journal_rules(j);
	uint64_t version = store_version(journal_store(j));

	if (*k && (*k)->version == version)
		return *k;
	rules_kept_free(*k);
	*k = mem_alloc(sizeof(**k));
	(*k)->version = version;
	return *k;
}

static uint32_t *
place_of(struct rules_kept *k, uint32_t number)
{
	while (number >= k->numbers) {
		size_t more = k->numbers ? 2 * k->numbers : 256;

		k->place = mem_grow(k->place, more * sizeof(*k->place));
		for (size_t i = k->numbers; i < more; i++)
			k->place[i] = 0;
		k->numbers = more;
	}
	return &k->place[number];
}

int
rules_kept_get(struct journal *j, struct arena *a, uint32_t number, struct rule *out)
{
	struct rules_kept *k = fresh(j);
	uint32_t *place;
	int rc;

	/* Versions are 0 outside a look, where nothing holds still. */
	if (k->version == 0 || number >= NUMBERS_MAX)
		return rules_get(j, a, number, out);
	place = place_of(k, number);
	if (*place) {
		*out = k->at[*place - 1];
		return 1;
	}
	if (k->n == KEPT_MAX)
		return rules_get(j, a, number, out);
	if ((rc = rules_get(j, &k->arena, number, out)) <= 0)
		return rc;
	k->at = mem_array(k->at, &k->cap, k->n + 1, sizeof(*k->at));
	k->marks = mem_array(k->marks, &k->marks_cap, k->n + 1, sizeof(*k->marks));
	k->marks[k->n] = NULL;
	k->at[k->n++] = *out;
	*place = (uint32_t)k->n;
	return 1;
}

/* Make the marks of a rule; they live in the arena. */
static int
make_marks(struct journal *j, struct arena *a, const struct rule *r, struct rule_marks *out)
{
	struct arena texts = {0};
	struct example *list;
	size_t n;
	int rc = -1;

	*out = (struct rule_marks){0};
	if (rules_questions(j, &texts, r->number, SAMPLE, &list, &n) < 0)
		goto done;
	out->at = arena_alloc(a, (n + 1) * sizeof(*out->at));
	for (size_t i = 0; i < n; i++)
		out->at[out->n++] = text_marks_of(a, list[i].text, strlen(list[i].text), NULL);
	if (n == 0 && r->say)
		out->at[out->n++] = text_marks_of(a, r->say, strlen(r->say), NULL);
	if (rules_counters(j, &texts, r->number, &list, &n) < 0)
		goto done;
	out->against = arena_alloc(a, (n + 1) * sizeof(*out->against));
	for (size_t i = 0; i < n; i++)
		if (rule_may_teach(r, list[i].trusted))
			out->against[out->against_count++] =
			    text_marks_of(a, list[i].text, strlen(list[i].text), NULL);
	rc = 0;
done:
	arena_free(&texts);
	return rc;
}

int
rules_kept_marks(struct journal *j, struct arena *a, const struct rule *r, struct rule_marks *out)
{
	struct rules_kept *k = fresh(j);
	uint32_t place = k->version && r->number < k->numbers ? k->place[r->number] : 0;
	struct rule_marks *made;

	if (!place)
		return make_marks(j, a, r, out);
	if (!k->marks[place - 1]) {
		made = arena_alloc(&k->arena, sizeof(*made));
		if (make_marks(j, &k->arena, r, made) < 0)
			return -1;
		k->marks[place - 1] = made;
	}
	*out = *k->marks[place - 1];
	return 0;
}
