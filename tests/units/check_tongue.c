/*
 * What is read of asking in other languages than English, over a labelled set: silent when enough
 * of it is as it should be.  With an argument, build or held, that half and what it got wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "labelled.h"
#include "tongue.h"
#include "units.h"

enum { FACTS = 3 };

static const double FLOOR = 0.9;

static const char *
text_of(yyjson_val *v)
{
	return yyjson_is_str(v) ? yyjson_get_str(v) : "";
}

/* The facts that are to be asked for, or those that are not, are these and no others. */
static bool
fits(const struct tongue_fact *facts, size_t n, yyjson_val *want, bool denied)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (facts[i].denied == denied &&
		    strcmp(facts[i].field, text_of(yyjson_arr_get(want, k++))) != 0)
			return false;
	return k == yyjson_arr_size(want);
}

static bool
reads(struct arena *a, yyjson_val *root, bool tell)
{
	struct tongue_fact facts[FACTS];
	const char *text = json_str(root, "text", NULL);
	size_t n = tongue_find(facts, FACTS, a, text, json_bool_or(root, "told", false));
	bool right = fits(facts, n, json_get(root, "needs"), false) &&
		     fits(facts, n, json_get(root, "denied"), true);

	if (!right && tell) {
		printf("%s\n  ->", text);
		for (size_t i = 0; i < n; i++)
			printf(" %s%s", facts[i].denied ? "not " : "", facts[i].field);
		putchar('\n');
	}
	return right;
}

static void
check_questions(void)
{
	struct arena a = {0};
	struct tongue_fact f;

	is(tongue_find(&f, 1, &a, "Sie hätten nach der Bestellnummer fragen sollen", false) == 1,
	    "a text without a mark at its end");
	same("in German", tongue_question(&a, &f), "Bitte nennen Sie uns noch: Bestellnummer.");
	is(tongue_find(&f, 1, &a, "il fallait demander le numéro de commande", false) == 1,
	    "French");
	same("in French", tongue_question(&a, &f),
	    "Pouvez-vous nous indiquer : numéro de commande ?");
	is(tongue_find(&f, 1, &a, "", true) == 0, "nothing");
	is(tongue_find(&f, 1, &a, NULL, true) == 0, "no text");
	is(tongue_find(&f, 1, &a, "You should have asked for the order number.", true) == 0,
	    "English is read elsewhere");
	arena_free(&a);
}

int
main(int argc, char *argv[])
{
	check_questions();
	judge_set("tests/data/asking.jsonl", argc > 1 ? argv[1] : NULL, FLOOR, reads);
	return bad > 0;
}
