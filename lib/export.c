/* Rules as YAML, to be kept under version control. */
#include "export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "rule.h"
#include "views.h"

/* Rules by id, numbers in it as numbers: r2 before r10. */
static int
by_id(const void *a, const void *b)
{
	return strverscmp(((const struct rule *)a)->id, ((const struct rule *)b)->id);
}

int
export_rules(struct journal *j, char *const *ids)
{
	struct rule *list = NULL;
	size_t n = 0, cap = 0;
	struct arena a = {0};
	struct buf yaml = {0};
	uint32_t count;
	int rc = 0;

	if (store_look(journal_store(j)) < 0 || rules_count(j, &count) < 0)
		return -1;
	for (uint32_t i = 1; i <= count && rc >= 0; i++) {
		bool wanted = !*ids;
		struct rule r;

		if ((rc = rules_get(j, &a, i, &r)) <= 0)
			continue;
		for (char *const *id = ids; *id; id++)
			wanted |= strcmp(*id, r.id) == 0;
		if (!wanted || (rc = rules_fill(j, &a, &r)) < 0)
			continue;
		list = mem_array(list, &cap, n + 1, sizeof(*list));
		list[n++] = r;
	}
	for (char *const *id = ids; *id && rc >= 0; id++)
		if (rules_named(j, &a, *id, &(struct rule){0}) == 0)
			rc = fail("there is no rule %s", *id);
	if (n > 0)
		qsort(list, n, sizeof(*list), by_id);
	for (size_t i = 0; i < n && rc >= 0; i++)
		rule_yaml(&yaml, &list[i]);
	if (rc >= 0 && yaml.len)
		fwrite(yaml.text, 1, yaml.len, stdout);
	else if (rc >= 0)
		fputs("[]\n", stdout);
	buf_free(&yaml);
	arena_free(&a);
	mem_free(list);
	return rc < 0 ? -1 : 0;
}
