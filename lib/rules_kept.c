#include "rules_kept.h"

#include <stdlib.h>

#include "store.h"
#include "views.h"

enum {
	KEPT_MAX = 16384,     /* rules; about 2 KiB each */
	NUMBERS_MAX = 1 << 24 /* of which the places are kept */
};

struct rules_kept {
	uint64_t version; /* of the store that they were read from */
	struct arena arena;
	struct rule *at;
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
	k->at[k->n++] = *out;
	*place = (uint32_t)k->n;
	return 1;
}
