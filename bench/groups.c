/*
 * Which group fl-patterns puts each question in, at its default settings: groups <records prints,
 * for each distinct question, its group (-1: none) and the id of the interaction that asked it
 * first, parted by a tab.
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "../lib/pattern_parts.h"
#include "diag.h"
#include "lines.h"

/* The records of the standard input, and the ids of the interactions by their keys. */
static int
read_all(struct patterns *p, struct keys *keys, struct pool *ids)
{
	struct lines *in = lines_new(STDIN_FILENO, "stdin", NULL, NULL);
	struct json json = {0};
	struct arena a = {0};
	int n;

	while ((n = lines_more(in)) > 0)
		for (int i = 0; i < n; i++) {
			const struct line *l = lines_at(in, i);
			struct record r;

			if (record_read(&r, &json, &a, l->text, l->len, ~0U, RECORD_TYPES, 0) < 0)
				return -1;
			patterns_add(p, &r);
			if (r.type == RECORD_INTERACTION && keys_find(keys, r.key) == NONE) {
				keys_add(keys, r.key);
				pool_add(ids, r.id, r.id_len);
			}
			arena_clear(&a);
		}
	lines_free(in);
	json_free(&json);
	arena_free(&a);
	return n;
}

int
main(int argc, char *argv[])
{
	struct pattern_options o = {0};
	struct keys keys = {0};
	struct pool ids = {0};
	struct patterns *p = patterns_new(&o);
	struct groups g;

	(void)argc;
	diag_start(argv[0]);
	if (read_all(p, &keys, &ids) < 0)
		die("%s", why());
	patterns_group(p, &g);
	for (uint32_t i = 0; ids.at && i < p->asked_keys.n; i++) {
		const struct asked *a = &p->asked[i];

		printf("%" PRId64 "\t%s\n", a->group == NONE ? -1 : (int64_t)a->group,
		    ids.at[keys_find(&keys, a->turn)]);
	}
	groups_free(&g);
	patterns_free(p);
	keys_free(&keys);
	pool_free(&ids);
	finish();
	return EXIT_OK;
}
