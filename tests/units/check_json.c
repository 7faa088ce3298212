/* Reading with checks, canonical writing, building. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "json.h"
#include "units.h"

static struct json json;

static void
canonical(const char *text, const char *expected)
{
	struct buf b = {0};
	yyjson_val *v = json_read_any(&json, text, strlen(text));

	buf_room(&b, 1);
	b.text[0] = '\0';
	if (v)
		json_canonical(&b, v);
	same(text, b.text, expected);
	buf_free(&b);
}

static void
refused(const char *text, size_t n, const char *reason)
{
	struct arena a = {0};

	if (json_read(&json, text, n)) {
		printf("%.40s: taken, expected \"%s\"\n", text, reason);
		bad++;
	} else if (!strstr(why(), reason)) {
		printf("%.40s: expected \"%s\", got \"%s\"\n", text, reason, why());
		bad++;
	}
	is(!json_read_in(&a, text, n) || strstr(reason, "not a JSON object"),
	    "an arena's reader refuses the same");
	arena_free(&a);
}

static void
check_reading(void)
{
	char deep[200];
	struct buf many = {0};

	refused("{", 1, "col ");
	refused("{\"a\":1}x", 8, "col 8");
	refused("", 0, "col ");
	refused("[1]", 3, "not a JSON object");
	refused("{\"a\":1,\"a\":2}", 13, "the key \"a\" stands twice");
	refused("{\"a\":1,\"\\u0061\":2}", 18, "the key \"a\" stands twice");
	refused("{\"x\":[{\"a\":1,\"b\":1,\"a\":2}]}", 27, "the key \"a\" stands twice");
	refused("{\"a\":\"\xff\"}", 9, "col ");
	refused("{\"a\":\"\\ud800\"}", 14, "col ");
	refused("{\"a\":1\0}", 8, "col ");
	refused("{\"a\":NaN}", 9, "col ");
	refused("{\"a\":01}", 8, "col ");
	refused("{'a':1}", 7, "col ");
	refused("{\"a\":1,}", 8, "col ");
	is(json_read(&json, "{\"a\":1,\"A\":2,\"a\\u0000\":3}", 25) != NULL,
	    "other keys are other keys");

	memset(deep, '[', 64);
	memset(deep + 64, ']', 64);
	is(json_read_any(&json, deep, 128) != NULL, "64 levels are read");
	memset(deep, '[', 65);
	memset(deep + 65, ']', 65);
	is(!json_read_any(&json, deep, 130) && strstr(why(), "nested deeper than 64"),
	    "65 levels are refused");

	buf_char(&many, '{');
	for (int i = 0; i < 50; i++)
		buf_print(&many, "\"k%d\":%d,", i, i);
	buf_text(&many, "\"k7\":0}");
	refused(many.text, many.len, "the key \"k7\" stands twice");
	buf_free(&many);
}

static void
check_values(void)
{
	const char *text =
	    "{\"s\":\"a\\u0000b\",\"n\":1.50,\"z\":null,\"t\":true,\"big\":1e999,\"o\":{}}";
	yyjson_val *v = json_read(&json, text, strlen(text));
	double x = 0;
	size_t n = 0;

	is(json_str(v, "s", &n) && n == 3, "a text knows its length");
	is(json_num(json_get(v, "n"), &x) && x == 1.5, "a number has a value");
	is(!json_get(v, "z") && !json_get(v, "none") && !json_get(NULL, "s"), "null is missing");
	is(!json_num(json_get(v, "big"), &x), "what is not finite is no number");
	is(!json_num(json_get(v, "s"), &x) && !json_str(v, "n", NULL), "types are told apart");
	is(json_num_or(v, "none", 7) == 7 && json_num_or(v, "s", 7) == 7, "a default number");
	is(json_bool_or(v, "t", false) && json_bool_or(v, "n", true), "a default truth");
}

static void
check_writing(void)
{
	canonical("{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}");
	canonical(" { \"b\" : [ 1 , { \"y\":1, \"x\":2 } ] } ", "{\"b\":[1,{\"x\":2,\"y\":1}]}");
	canonical("[1.10,-0,1E5,9007199254740993]", "[1.10,-0,1E5,9007199254740993]");
	canonical("\"\\u0041\\u00e9\\/\\n\\u001f\\u0000\\\"\"",
	    "\"A\xc3\xa9/\\n\\u001f\\u0000\\\"\"");
	canonical("{\"aa\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"aa\":1}");
	canonical("[true,false,null,{},[]]", "[true,false,null,{},[]]");
}

static void
number(double value, const char *expected)
{
	struct buf b = {0};

	json_double(&b, value);
	same("a number", b.text, expected);
	is(strtod(b.text, NULL) == value, "it reads back the same");
	buf_free(&b);
}

static void
check_building(void)
{
	struct buf b = {0};

	json_open(&b);
	json_add_str(&b, "a", "x\"y");
	json_add_str(&b, "gone", NULL);
	json_add_num(&b, "n", 2);
	json_add_bool(&b, "t", true);
	json_list(&b, "l");
	json_item(&b);
	buf_text(&b, "1");
	json_item(&b);
	buf_text(&b, "{}");
	json_list_end(&b);
	json_key(&b, "o");
	json_open(&b);
	json_close(&b);
	json_add_raw(&b, "r", "[7]");
	json_add_strn(&b, "s", "a\0b", 3);
	json_close(&b);
	same("an object", b.text,
	    "{\"a\":\"x\\\"y\",\"n\":2,\"t\":true,\"l\":[1,{}],\"o\":{},"
	    "\"r\":[7],\"s\":\"a\\u0000b\"}");
	buf_clear(&b);
	json_quote(&b, "a\xff\xc3", 3);
	same("bytes that are not UTF-8", b.text, "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
	buf_clear(&b);
	json_for_terminal(&b, "\"\x7f\xe2\x80\xae\xf3\xa0\x81\x81 \xc3\xa9\"", 13);
	same("JSON for a terminal", b.text, "\"\\u007f\\u202e\\udb40\\udc41 \xc3\xa9\"");
	buf_free(&b);

	number(0, "0");
	number(-3, "-3");
	number(0.1, "0.1");
	number(1e15, "1e+15");
	number(1.0 / 3, "0.3333333333333333");
	number(123456789.25, "123456789.25");
}

int
main(void)
{
	check_reading();
	check_values();
	check_writing();
	check_building();
	json_free(&json);
	return bad > 0;
}
