/* Conditions: what holds, what fails, what is not known; and how they are written. */
#include <string.h>

#include "diag.h"
#include "scope.h"
#include "units.h"

static struct arena arena;

static yyjson_val *
value(const char *text)
{
	return json_read_in(&arena, text, strlen(text));
}

/* "holds", "fails", or the field that is not known. */
static void
checks(const char *where, const char *record, const char *words, const char *expected)
{
	struct asked q;
	const char *field = "?", *got;

	scope_ask(&q, value(record), words, strlen(words));
	switch (scope_check(where ? value(where) : NULL, &q, &field)) {
	case SCOPE_HOLDS:
		got = "holds";
		break;
	case SCOPE_FAILS:
		got = "fails";
		break;
	default:
		got = field;
	}
	same(arena_print(&arena, "%s of %s", where ? where : "nothing", record), got, expected);
}

static void
check_holding(void)
{
	checks(NULL, "{}", "", "holds");
	checks("{}", "{}", "", "holds");
	checks("{\"country\":\"US\"}", "{\"context\":{\"country\":\"us\"}}", "", "holds");
	checks("{\"country\":\"US\"}", "{\"context\":{\"country\":\"FR\"}}", "", "fails");
	checks("{\"country\":\"US\"}", "{\"context\":{}}", "", "country");
	checks("{\"country\":\"US\"}", "{\"context\":{\"country\":null}}", "", "country");
	checks("{\"country\":{\"not\":\"US\"}}", "{\"context\":{\"country\":\"FR\"}}", "", "holds");
	checks("{\"country\":{\"not\":\"US\"}}", "{}", "", "country");
	checks("{\"country\":{\"not\":[\"US\",\"CA\"]}}", "{\"context\":{\"country\":\"CA\"}}", "",
	    "fails");
	checks("{\"country\":{\"in\":[\"US\",\"CA\"]}}", "{\"context\":{\"country\":\"CA\"}}", "",
	    "holds");
	checks("{\"country\":[\"US\",\"CA\"]}", "{\"context\":{\"country\":\"FR\"}}", "", "fails");
	checks("{\"channel\":\"email\"}", "{\"channel\":\"email\"}", "", "holds");
	checks("{\"channel\":\"email\"}",
	    "{\"channel\":\"chat\",\"context\":{\"channel\":\"email\"}}", "", "holds");
	checks("{\"tag\":\"vip\"}", "{\"context\":{\"tag\":[\"new\",\"VIP\"]}}", "", "holds");
	checks("{\"tag\":{\"not\":\"vip\"}}", "{\"context\":{\"tag\":[\"new\",\"vip\"]}}", "",
	    "fails");
	checks("{\"n\":{\"over\":9}}", "{\"context\":{\"n\":10}}", "", "holds");
	checks("{\"n\":{\"over\":9}}", "{\"context\":{\"n\":\"10\"}}", "", "holds");
	checks("{\"n\":{\"over\":10}}", "{\"context\":{\"n\":10.0}}", "", "fails");
	checks("{\"n\":{\"under\":10}}", "{\"context\":{\"n\":-3e2}}", "", "holds");
	checks("{\"n\":{\"from\":1,\"to\":3}}", "{\"context\":{\"n\":3}}", "", "holds");
	checks("{\"n\":{\"from\":1,\"to\":3}}", "{\"context\":{\"n\":3.01}}", "", "fails");
	checks("{\"n\":{\"over\":9}}", "{\"context\":{\"n\":\"plenty\"}}", "", "fails");
	checks("{\"n\":{\"over\":9}}", "{\"context\":{\"n\":true}}", "", "fails");
	checks("{\"n\":{\"under\":9}}", "{\"context\":{\"n\":\"\"}}", "", "fails");
	checks("{\"n\":{\"under\":9}}", "{\"context\":{\"n\":{}}}", "", "fails");
	checks("{\"n\":{\"under\":9}}", "{\"context\":{\"n\":\"nan\"}}", "", "fails");
	checks("{\"n\":1.0}", "{\"context\":{\"n\":1}}", "", "holds");
	checks("{\"t\":{\"from\":\"09:00\",\"to\":\"17:00\"}}", "{\"context\":{\"t\":\"16:59\"}}",
	    "", "holds");
	checks("{\"a\":1,\"b\":2}", "{\"context\":{\"b\":3}}", "", "fails");
	checks("{\"a\":1,\"b\":2}", "{\"context\":{\"b\":2}}", "", "a");
	checks("{\"b\":1,\"a\":2}", "{}", "", "b");
}

static void
check_amounts(void)
{
	const char *over = "{\"amount\":{\"over\":100}}";

	checks(over, "{}", "a refund of 150", "holds");
	checks(over, "{}", "a refund of $150.50, please", "holds");
	checks(over, "{}", "a refund of 50", "fails");
	checks(over, "{}", "a refund", "amount");
	checks(over, "{}", "order 17 cost $150", "holds");
	checks(over, "{}", "Is $150 not more than $20?", "amount");
	checks(over, "{\"context\":{\"amount\":50}}", "a refund of 150", "fails");
	checks("{\"total\":{\"over\":100}}", "{}", "a refund of 150", "total");
}

static void
parses(const char *text, const char *expected)
{
	struct buf where = {0};

	json_open(&where);
	if (scope_parse(&where, text) < 0)
		buf_clear(&where);
	else
		json_close(&where);
	same(text, where.len ? where.text : "refused", expected);
	if (where.len && scope_valid(value(where.text)) < 0)
		same(text, why(), "a valid condition");
	buf_free(&where);
}

static void
check_parsing(void)
{
	parses("country=US", "{\"country\":\"US\"}");
	parses(" country != US ", "{\" country\":{\"not\":\"US \"}}");
	parses("country!=US|CA", "{\"country\":{\"not\":[\"US\",\"CA\"]}}");
	parses("amount>100", "{\"amount\":{\"over\":100}}");
	parses("amount<1.50", "{\"amount\":{\"under\":1.50}}");
	parses("time=09:00..17:00", "{\"time\":{\"from\":\"09:00\",\"to\":\"17:00\"}}");
	parses("n=1..3", "{\"n\":{\"from\":1,\"to\":3}}");
	parses("code=007", "{\"code\":\"007\"}");
	parses("code=0x1F", "{\"code\":\"0x1F\"}");
	parses("q=\"a", "{\"q\":\"\\\"a\"}");
	parses("n=nan", "{\"n\":\"nan\"}");
	parses("country", "refused");
	parses("=US", "refused");
	parses("country=", "refused");
	parses("", "refused");
}

static void
words(const char *where, const char *expected)
{
	struct buf b = {0};

	buf_text(&b, "");
	scope_words(&b, value(where));
	same(where, b.text, expected);
	buf_free(&b);
}

static void
check_words(void)
{
	words("{\"country\":{\"not\":\"US\"},\"amount\":{\"over\":100}}",
	    "country is not US, amount is over 100");
	words("{\"country\":[\"US\",\"CA\",\"MX\"]}", "country is US, CA or MX");
	words("{\"n\":{\"from\":1,\"to\":3}}", "n is from 1 to 3");
	words("{\"vip\":true}", "vip is true");
	if (scope_size(value("{\"a\":1,\"b\":2}")) != 2 || scope_size(NULL) != 0)
		same("size", "wrong", "2 and 0");
}

static void
invalid(const char *where)
{
	if (scope_valid(value(where)) == 0)
		same(where, "valid", "invalid");
}

int
main(void)
{
	check_holding();
	check_amounts();
	check_parsing();
	check_words();
	invalid("[]");
	invalid("7");
	invalid("{\"\":1}");
	invalid("{\"a\":{}}");
	invalid("{\"a\":[]}");
	invalid("{\"a\":null}");
	invalid("{\"a\":{\"about\":1}}");
	invalid("{\"a\":{\"over\":[1]}}");
	invalid("{\"a\":{\"not\":{}}}");
	invalid("{\"a\":[[1]]}");
	if (scope_valid(NULL) < 0)
		same("no conditions", why(), "valid");
	arena_free(&arena);
	return bad > 0;
}
