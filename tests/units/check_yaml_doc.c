/* The YAML reader and its writer: what is refused, and that every text reads back the same. */
#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "json.h"
#include "units.h"
#include "yaml_doc.h"

static struct arena arena;

static void
is_refused(const char *text, const char *reason)
{
	const struct yaml *y = yaml_read(&arena, "t", text, strlen(text));

	if (y || !strstr(why(), reason)) {
		printf("%s: expected \"%s\", got \"%s\"\n", text, reason, y ? "a tree" : why());
		bad++;
	}
}

static void
is_json(const char *text, const char *json)
{
	const struct yaml *y = yaml_read(&arena, "t", text, strlen(text));
	struct buf b = {0};

	if (y)
		yaml_to_json(&b, y);
	if (!y || strcmp(b.text, json) != 0) {
		printf("%s: expected %s, got %s\n", text, json, y ? b.text : why());
		bad++;
	}
	buf_free(&b);
}

static void
check_reading(void)
{
	is_refused("a: 1\na: 2", "t:2:1: the key \"a\" stands twice");
	is_refused("a: &x 1", "t:1:4: anchors");
	is_refused("a: *x", "t:1:4: anchors");
	is_refused("{*x : 1}", "anchors");
	is_refused("a: !!str 1", "t:1:4: tags");
	is_refused("a: 1\n---\nb: 2", "t:2:1: a second document");
	is_refused("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "t:1:17: nested deeper than 16");
	is_refused("? [a]\n: b", "a key has to be a word");
	is_refused("a: \x01", "t:1:4: control characters");
	is_refused("a: \xff", "t:1:4: ");
	is_refused("a: [1,", "t:");
	is_json("", "{}");
	is_json("# nothing", "{}");
	is_json("\xef\xbb\xbf"
		"a: 1",
	    "{\"a\":1}");
	is_json("a: no\nb: 1.10\nc: \"1\"\nd: ~\ne:\nf: |\n  x\n  y\ng: 0x1f\nh: 007\ni: true\nj: "
		"'true'",
	    "{\"a\":\"no\",\"b\":1.10,\"c\":\"1\",\"d\":\"~\",\"e\":null,\"f\":\"x\\ny\\n\",\"g\":"
	    "\"0x1f\","
	    "\"h\":\"007\",\"i\":true,\"j\":\"true\"}");
	is_json("- a: 1\n  b: [x, {c: -2e3}]", "[{\"a\":1,\"b\":[\"x\",{\"c\":-2e3}]}]");
}

static void
check_asking(void)
{
	const char *text = "word: no\nnumber: 12\nempty:\nquoted: \"\"\nflag: true\nlist: [1]";
	const struct yaml *y = yaml_read(&arena, "t", text, strlen(text));
	const char *s = "before";
	double x = 0;
	bool flag = false;

	bad += yaml_str(yaml_get(y, "missing"), &s) < 0 || strcmp(s, "before") != 0;
	bad += yaml_str(yaml_get(y, "word"), &s) < 0 || strcmp(s, "no") != 0;
	bad += yaml_bool(yaml_get(y, "word"), &flag) == 0 || !strstr(why(), "t:1:7: word: true or");
	bad += yaml_bool(yaml_get(y, "flag"), &flag) < 0 || !flag;
	bad += yaml_num(yaml_get(y, "number"), &x) < 0 || x < 12 || x > 12;
	bad += yaml_str(yaml_get(y, "empty"), &s) == 0;
	bad += yaml_str(yaml_get(y, "quoted"), &s) < 0 || *s;
	bad += yaml_str(yaml_get(y, "list"), &s) == 0 || !strstr(why(), "a single value expected");
	bad += yaml_only(y, "word", "number", "empty", "quoted", "flag", NULL) == 0 ||
	       !strstr(why(), "t:6:1: unknown key \"list\"");
	bad += yaml_need(y, "absent") != NULL || !strstr(why(), "no absent");
	if (bad)
		printf("asking: %s\n", why());
}

/* Does text read back as it was, alone and inside of brackets? */
static void
round_trip(const char *text, size_t n)
{
	static const char *const forms[][2] = {{"k: ", "\nz: 1\n"}, {"k: [", ", x]\n"},
		{"k: {a: ", "}\n"}};

	for (size_t i = 0; i < 3; i++) {
		struct buf b = {0};
		const struct yaml *y;

		buf_text(&b, forms[i][0]);
		yaml_put(&b, text, n);
		buf_text(&b, forms[i][1]);
		y = yaml_get(yaml_read(&arena, "t", b.text, b.len), "k");
		if (y && i > 0)
			y = y->items;
		if (!y || y->len != n || memcmp(y->text, text, n) != 0) {
			printf("does not read back: %s\n", b.text);
			bad++;
		}
		buf_free(&b);
		arena_clear(&arena);
	}
}

static void
check_writing(void)
{
	static const char *const bits[] = {"a", "yes", "no", " ", "#", ":", ": ", " #", "-", "- ",
		"?", "\n", "\t", "\r", "\x01", "\x7f", "\xc2\x85", "\xe2\x80\xa8", "\xef\xbb\xbf",
		"\xef\xbf\xbf", "\xf0\x9f\x98\x80", "\xc3\xa9", "\xe2\x80\xae", "'", "\"", "\\",
		"{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "~", "null",
		"true", "1", "0x1f", ".5", "e", "=", "<<", "...", "---", "word ", "\xc2\xa0",
		"\xcc\x81", "\xf4\x8f\xbf\xbf"};
	const size_t count = sizeof(bits) / sizeof(*bits);
	uint64_t seed = 7;

	round_trip("", 0);
	round_trip("a\0b", 3);
	for (int i = 0; i < 20000; i++) {
		struct buf b = {0};

		buf_room(&b, 1);
		for (unsigned k = 0; k < 1 + (unsigned)i % 5; k++) {
			seed = hash64(&seed, sizeof(seed), 0);
			buf_text(&b, bits[seed % count]);
		}
		round_trip(b.text, b.len);
		buf_free(&b);
	}
}

static void
check_values(void)
{
	const char *text = "{\"a\":[1.10,\"1\",true,null,\"x, y\"],\"b c\":{},\"no\":\"\"}";
	struct json json = {0};
	struct buf yaml = {0}, back = {0};
	const struct yaml *y;

	yaml_put_value(&yaml, json_read(&json, text, strlen(text)));
	if ((y = yaml_read(&arena, "t", yaml.text, yaml.len)))
		yaml_to_json(&back, y);
	if (!y || strcmp(back.text, text) != 0) {
		printf("%s became %s\n", text, y ? back.text : why());
		bad++;
	}
	buf_free(&yaml);
	buf_free(&back);
	json_free(&json);
}

int
main(void)
{
	check_reading();
	check_asking();
	check_writing();
	check_values();
	arena_free(&arena);
	return bad > 0;
}
