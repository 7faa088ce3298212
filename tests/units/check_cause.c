/*
 * How well causes are found over a labelled set: silent when enough are right.  With an argument,
 * build or held, the confusion table of that half; with -v before it, each wrong one too.
 */
#include <stdio.h>
#include <string.h>

#include "cause.h"
#include "diag.h"

static const double FLOOR = 0.85;

static int table[CAUSES][CAUSES], cases, right;
static bool verbose;

static int
label(const char *name)
{
	for (int c = 0; c < CAUSES; c++)
		if (name && strcmp(name, cause_name((enum cause)c)) == 0)
			return c;
	die("no such cause: %s", name ? name : "none");
}

static void
judge_case(struct arena *a, yyjson_val *root, const char *line)
{
	yyjson_val *interaction = json_get(root, "interaction"), *outcomes[8], *item;
	struct rule rules[8];
	struct failure f = {.interaction = interaction,
		.correction = json_get(root, "correction"),
		.outcomes = outcomes,
		.rules = rules,
		.used = yyjson_arr_size(json_get(json_get(interaction, "action"), "rules"))};
	struct finding found;
	size_t i, n;
	int want = label(json_str(root, "cause", NULL));

	yyjson_arr_foreach(json_get(root, "outcomes"), i, n, item)
	{
		if (i < 8)
			outcomes[f.outcome_count++] = item;
	}
	yyjson_arr_foreach(json_get(root, "rules"), i, n, item)
	{
		if (i < 8 && rule_read(&rules[f.rule_count++], a, item) < 0)
			give_up();
	}
	cause_find(&found, a, &f);
	table[want][found.cause]++;
	cases++;
	right += want == (int)found.cause;
	if (verbose && want != (int)found.cause)
		printf("%s: %s", cause_name(found.cause), line);
}

static void
print_table(void)
{
	printf("%-22s", "truth, found as");
	for (int c = 0; c < CAUSES; c++)
		printf(" %4.4s", cause_name((enum cause)c));
	putchar('\n');
	for (int c = 0; c < CAUSES; c++) {
		printf("%-22s", cause_name((enum cause)c));
		for (int k = 0; k < CAUSES; k++)
			printf(" %4d", table[c][k]);
		putchar('\n');
	}
	printf("%d of %d right (%.1f%%)\n", right, cases, cases ? 100.0 * right / cases : 0.0);
}

static void
read_cases(const char *path, const char *half)
{
	struct arena a = {0};
	char line[8192];
	FILE *f = fopen(path, "r");

	if (!f)
		die("%s: it is run from the top of the source", path);
	while (fgets(line, sizeof(line), f)) {
		yyjson_val *root = json_read_in(&a, line, strlen(line));

		if (!root)
			give_up();
		if (!half || strcmp(half, json_str(root, "half", NULL)) == 0)
			judge_case(&a, root, line);
		arena_clear(&a);
	}
	fclose(f);
	arena_free(&a);
}

int
main(int argc, char *argv[])
{
	const char *half;

	diag_start(argv[0]);
	verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	half = argv[argc > 1 ? 1 + verbose : argc];
	read_cases("tests/data/causes.jsonl", half);
	if (half || verbose || cases < 200 || right < cases * FLOOR)
		print_table();
	finish();
	return cases == 0 || right < cases * FLOOR;
}
