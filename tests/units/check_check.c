/* Drafts held to rules, without a store: what doubt about the rule does, and what is left alone. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "units.h"

static const char *const ship = "{\"id\":\"ship\",\"say\":\"Orders abroad arrive in 7 to 10 "
				"days.\",\"must\":[\"7 to 10 days\"],"
				"\"must_not\":[\"3 days\"]}";

/* Hold a draft to one rule: "RESULT: TEXT | FAULT DEED, …". */
static void
held(const char *json, const char *question, double doubt, const char *draft, const char *want)
{
	struct arena a = {0};
	struct rule rule;
	struct check with = {.question = question, .doubt = doubt, .rule = &rule};
	struct checked c;
	struct buf out = {0};

	if (rule_read(&rule, &a, json_read_in(&a, json, strlen(json))) < 0) {
		printf("no rule: %s\n", json);
		bad++;
		return;
	}
	rule_complete(&rule, &a);
	check_draft(&c, &a, &with, draft, strlen(draft));
	buf_print(&out, "%s: %s", check_result_name(c.result), c.text ? c.text : "");
	for (size_t i = 0; i < c.count; i++) {
		buf_text(&out, i ? ", " : " | ");
		check_words(&out, &c.findings[i]);
	}
	if (strcmp(out.text, want) != 0 && wrong())
		printf("\"%s\" gives\n  \"%s\", not\n  \"%s\"\n", draft, out.text, want);
	if (c.result == CHECK_PASSED && c.text != draft && wrong())
		printf("\"%s\" is passed as a copy\n", draft);
	buf_free(&out);
	arena_free(&a);
}

static void
check_doubt(void)
{
	const char *q = "how long to France?";

	held(ship, q, 0, "In 5 days.",
	    "mended: In 7 to 10 days. | wrong by ship: '5 days' for '7 to 10 days', replaced");
	held(ship, q, .4, "In 5 days.",
	    "handed over:  | unsure by ship: '5 days' for '7 to 10 days', handed over");
	held(ship, q, .6, "In 5 days.",
	    "passed: In 5 days. | unsure by ship: '5 days' for '7 to 10 days', left");
	held(ship, q, .6, "In 3 days.",
	    "mended: In 7 to 10 days. | wrong by ship: '3 days' for '7 to 10 days', replaced");
	held(ship, q, 0, "Soon.",
	    "mended: Soon. Orders abroad arrive in 7 to 10 days. | lacks by ship: '7 to 10 days', "
	    "added");
	held(ship, q, .4, "Soon.", "passed: Soon. | lacks by ship: '7 to 10 days', left");
	held(ship, q, .1, "It costs $5.",
	    "passed: It costs $5. | lacks by ship: '7 to 10 days', left");
	held(ship, q, .4, "In 8 to 10 days.", "passed: In 8 to 10 days.");
}

static void
check_rule_words(void)
{
	const char *odd = "{\"id\":\"odd\",\"say\":\"It depends.\",\"must\":[\"5 days\"]}";
	const char *two = "{\"id\":\"two\",\"say\":\"Visas take 5 days. Passports take 9 days.\","
			  "\"must\":[\"5 days\",\"9 days\"]}";

	held(odd, "how long?", 0, "Soon.", "handed over:  | lacks by odd: '5 days', handed over");
	held(odd, "how long?", 0, "Five days.", "passed: Five days.");
	held(two, "visas?", 0, "Visas take 5 days and passports take 2 days.",
	    "mended: Visas take 5 days and passports take 9 days. | "
	    "wrong by two: '2 days' for '9 days', replaced");
	held(two, "visas?", 0, "Visas take 7 days and passports take 2 days.",
	    "mended: Visas take 5 days and passports take 9 days. | "
	    "wrong by two: '7 days' for '5 days', replaced, "
	    "wrong by two: '2 days' for '9 days', replaced");
}

static void
check_nothing(void)
{
	struct arena a = {0};
	struct check with = {.question = "how long?"};
	struct checked c;

	check_draft(&c, &a, &with, "3 days \xf0\x9f\x98\x80", 11);
	if ((c.result != CHECK_PASSED || c.about || c.count || !c.why) && wrong())
		printf("without a rule nothing is found\n");
	arena_free(&a);
}

/* Noise of words, digits and marks: linear in time, and always some result. */
static void
check_bounds(void)
{
	enum { LONG = 60000 };
	static const char *const parts[] = {"3 days. ", "not ", "$5 and ", "if ", "(", "free ",
		"Bob ", "7-", "\xf0\x9f\x98\x80 ", "a week, ", "?"};
	char *text = mem_alloc(LONG + 16);
	struct rule rule;
	struct arena rules = {0};
	struct check with = {.question = "how long?", .rule = &rule};
	clock_t start = clock();

	if (rule_read(&rule, &rules, json_read_in(&rules, ship, strlen(ship))) < 0)
		bad++;
	for (unsigned k = 0; k < 12; k++) {
		struct arena a = {0};
		struct checked c;
		size_t n = 0;

		for (unsigned i = 0; n < LONG; i++) {
			const char *part = parts[(k < 11 ? k : i * 2654435761U >> 20) % 11];

			memcpy(text + n, part, strlen(part));
			n += strlen(part);
		}
		text[n] = '\0';
		check_draft(&c, &a, &with, text, n);
		if (c.result == CHECK_PASSED && c.text != text)
			bad++;
		arena_free(&a);
	}
	if ((double)(clock() - start) / CLOCKS_PER_SEC > 10 && ++bad)
		printf("long drafts take long\n");
	mem_free(text);
	arena_free(&rules);
}

int
main(void)
{
	check_doubt();
	check_rule_words();
	check_nothing();
	check_bounds();
	return bad > 0;
}
