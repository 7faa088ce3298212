/*
 * What a person's words say that has to be known first, over a labelled set: silent when enough of
 * it is read as it should be.  With an argument, build or held, that half and what it got wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "need.h"

static const double FLOOR = 0.9;

static int bad;

static void
is(bool fine, const char *what)
{
	if (!fine) {
		printf("%s\n", what);
		bad++;
	}
}

static void
check_given(void)
{
	static const char record[] =
	    "{\"question\":\"q\",\"context\":{\"orderNumber\":\"a\",\"Country\":\"FR\","
	    "\"zip\":\"1\",\"plan\":null}}";
	struct arena a = {0};
	yyjson_val *r = json_read_in(&a, record, strlen(record));

	is(need_given("order_number", r, ""), "orderNumber is the order number");
	is(need_given("order", r, ""), "and the order");
	is(need_given("country", r, ""), "Country is the country");
	is(need_given("zip_code", r, ""), "zip is the zip code");
	is(!need_given("plan", r, ""), "null is no plan");
	is(!need_given("size", r, "a big one"), "no size");
	is(need_given("ticket_number", r, "where is INV-22913"), "a number in the words");
	is(!need_given("ticket_number", r, "I paid $2000 in 3 days"), "money is no ticket");
	is(need_given("email", r, "it is a@example.com"), "an address in the words");
	arena_free(&a);
}

/* One case of the set: right, or what was read instead. */
static bool
judge_case(struct arena *a, yyjson_val *root, bool tell)
{
	const char *fields[NEED_MAX], *text = json_str(root, "text", NULL);
	size_t n = need_find(fields, a, text, json_bool_or(root, "told", false));
	yyjson_val *want = json_get(root, "needs");
	bool same = n == yyjson_arr_size(want);

	for (size_t i = 0; i < n && same; i++)
		same = strcmp(fields[i], yyjson_get_str(yyjson_arr_get(want, i))) == 0;
	if (!same && tell) {
		printf("%s\n  ->", text);
		for (size_t i = 0; i < n; i++)
			printf(" %s", fields[i]);
		putchar('\n');
	}
	return same;
}

int
main(int argc, char *argv[])
{
	const char *half = argc > 1 ? argv[1] : NULL;
	FILE *f = fopen("tests/data/needs.jsonl", "re");
	int cases = 0, right = 0;
	struct arena a = {0};
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	check_given();
	if (!f) {
		perror("tests/data/needs.jsonl");
		return 2;
	}
	while ((len = getline(&line, &cap, f)) > 0) {
		yyjson_val *root = json_read_in(&a, line, (size_t)len);

		if (half && strcmp(json_str(root, "half", NULL), half) != 0)
			continue;
		cases++;
		right += judge_case(&a, root, half != NULL);
	}
	if (half)
		printf("%s: %d of %d\n", half, right, cases);
	is(right >= FLOOR * cases && cases > 0, "fewer are read right than were");
	free(line);
	fclose(f);
	arena_free(&a);
	return bad ? 1 : 0;
}
