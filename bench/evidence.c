/*
 * What the index knows of its best guess, for fitting the gate (bench/gate.py).  Lines in:
 *   R                 a new, empty index
 *   T RULE TEXT       teach an example
 *   D RULE TEXT       the words of the rule's own answer
 *   Q RULE TEXT       a question, and its rule (0: none applies)
 * parted by tabs.  For each question, out: its rule, the best guess (0: there is none), and the
 * parts of evidence as index_score.c has them, then questions, examples of the rule, rules.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "diag.h"
#include "index.h"

static int
get(void *ctx, const void *key, size_t n, struct bytes *out)
{
	(void)ctx, (void)key, (void)n, (void)out;
	return 0;
}

static int
put(void *ctx, const void *key, size_t n, const void *value, size_t len)
{
	(void)ctx, (void)key, (void)n, (void)value, (void)len;
	return 0;
}

static struct index *
fresh(void)
{
	const struct index_io io = {get, put, NULL, NULL};
	struct index *ix = index_new(&io);

	index_limit(ix, SIZE_MAX); /* nothing is kept but in memory */
	return ix;
}

static int
ask(struct index *ix, const struct question *q, unsigned rule)
{
	struct candidate c[8];
	struct index_stat st;
	struct found f;
	double sum = 0;
	int n = index_find(ix, q, NULL, NULL, c, 8, &f);

	if (n < 0 || index_stat(ix, &st) < 0)
		return -1;
	for (int i = 0; i < n; i++)
		sum += exp(c[i].z - c[0].z);
	if (n > 0)
		sum += exp(f.rest - c[0].z);
	printf("%u\t%u\t%.9g\t%.9g\t%.9g\t%.9g\t%d\t%.9g\t%.9g\t%u\t%.9g\t%llu\t%.9g\t%u\n", rule,
	    n > 0 ? c[0].rule : 0, c[0].words, c[0].learned, c[0].letters, c[0].names,
	    c[0].nameless, c[0].content, f.unseen, f.features, n > 0 ? -log(sum) : 0.,
	    (unsigned long long)st.questions, c[0].examples, st.top_rule);
	return 0;
}

int
main(void)
{
	struct index *ix = fresh();
	struct arena a = {0};
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = 0;

	while (rc == 0 && (n = getline(&line, &cap, stdin)) > 0) {
		char *number = strchr(line, '\t'), *text = number ? strchr(number + 1, '\t') : NULL;
		unsigned rule = number ? (unsigned)strtoul(number + 1, NULL, 10) : 0;
		struct question *q;

		if (line[0] == 'R') {
			index_free(ix);
			ix = fresh();
			continue;
		}
		if (!text)
			continue;
		text[strcspn(text, "\n")] = '\0';
		text++;
		arena_clear(&a);
		if (!(q = index_question(ix, &a, text, strlen(text), NULL)))
			rc = -1;
		else if (line[0] == 'T')
			rc = index_teach(ix, q, rule, 0, NULL);
		else if (line[0] == 'D')
			rc = index_describe(ix, q, rule, true);
		else
			rc = ask(ix, q, rule);
	}
	if (rc < 0)
		fprintf(stderr, "evidence: %s\n", why());
	free(line);
	arena_free(&a);
	index_free(ix);
	return rc < 0 ? 2 : 0;
}
