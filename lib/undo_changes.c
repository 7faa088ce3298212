/* Undoing: the rules before and after. */
#include "undo_changes.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "rule.h"
#include "views.h"

enum { CHANGES_SHOWN = 1000 };

struct rule_then {
	const char *id;
	enum rule_status status;
	uint32_t voices;
	uint64_t hash; /* of its text and evidence */
};

int
rules_then_read(struct rules_then *out, struct journal *j, struct arena *a)
{
	struct rule_then *list;
	uint32_t count;

	if (rules_count(j, &count) < 0)
		return -1;
	out->n = 0;
	out->at = list = arena_alloc(a, (count + 1U) * sizeof(*list));
	for (uint32_t i = 1; i <= count; i++) {
		struct arena one = {0};
		struct buf json = {0};
		struct rule r;
		int rc = rules_get(j, &one, i, &r);

		if (rc > 0 && rules_fill(j, &one, &r) < 0)
			rc = -1;
		if (rc > 0) {
			/* Its number may change; with none its evidence would not be written. */
			r.number = 1;
			r.examples = r.revision = 0;
			r.updated = r.created = NULL;
			rule_write(&json, &r, true);
			list[out->n++] = (struct rule_then){arena_copy(a, r.id, strlen(r.id)),
				r.status, r.voices, hash64(json.text, json.len, 0)};
		}
		buf_free(&json);
		arena_free(&one);
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct rule_then *)a)->id, ((const struct rule_then *)b)->id);
}

static void
add_rule_change(struct buf *json, const struct rule_then *old, const struct rule_then *new)
{
	json_item(json);
	json_open(json);
	json_add_str(json, "rule", old ? old->id : new ? new->id : NULL);
	json_add_str(json, "before", old ? rule_status_name(old->status) : NULL);
	json_add_str(json, "after", new ? rule_status_name(new->status) : NULL);
	if (old)
		json_add_num(json, "voices_before", old->voices);
	if (new)
		json_add_num(json, "voices", new->voices);
	json_close(json);
}

void
rules_then_changes(struct buf *json, struct rules_then *old, struct rules_then *new)
{
	size_t i = 0, k = 0, changed = 0;

	if (old->n > 1)
		qsort(old->at, old->n, sizeof(*old->at), by_id);
	if (new->n > 1)
		qsort(new->at, new->n, sizeof(*new->at), by_id);
	json_list(json, "rules");
	while (i < old->n || k < new->n) {
		const struct rule_then *was = i < old->n ? &old->at[i] : NULL;
		const struct rule_then *is = k < new->n ? &new->at[k] : NULL;
		int order = !was ? 1 : !is ? -1 : strcmp(was->id, is->id);

		i += order <= 0;
		k += order >= 0;
		if (order == 0 && was->hash == is->hash)
			continue;
		if (changed++ < CHANGES_SHOWN)
			add_rule_change(json, order <= 0 ? was : NULL, order >= 0 ? is : NULL);
	}
	json_list_end(json);
	if (changed > CHANGES_SHOWN)
		json_add_num(json, "more", (double)(changed - CHANGES_SHOWN));
}
