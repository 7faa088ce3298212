/* Labelled sets in tests/data: a JSON object a line, each of a half of the set. */
#ifndef FL_LABELLED_H
#define FL_LABELLED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "units.h"

/*
 * A fault where less than this share of the set is right; with a half, only that one counts, and
 * what it got wrong is told.
 */
static inline void
judge_set(const char *path, const char *half, double least,
    bool (*right)(struct arena *a, yyjson_val *root, bool tell))
{
	FILE *f = fopen(path, "re");
	int cases = 0, good = 0;
	struct arena a = {0};
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	if (!f) {
		perror(path);
		exit(2);
	}
	while ((len = getline(&line, &cap, f)) > 0) {
		yyjson_val *root = json_read_in(&a, line, (size_t)len);

		if (half && strcmp(json_str(root, "half", NULL), half) != 0)
			continue;
		cases++;
		good += right(&a, root, half != NULL);
	}
	if (half)
		printf("%s: %d of %d\n", half, good, cases);
	is(good >= least * cases && cases > 0, "fewer are read right than were");
	free(line);
	fclose(f);
	arena_free(&a);
}

#endif
