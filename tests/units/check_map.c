/* Maps: every built-in one loads, and each part of the language does what the manual says. */
#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "json.h"
#include "map.h"
#include "units.h"

static struct arena arena;
static struct json json;

/* The text field of a message, by a map whose text is this expression. */
static void
gives(const char *expr, const char *record, const char *expected)
{
	struct buf text = {0};
	struct fields f = {0};
	struct scope in = {.arena = &arena};
	struct map *map;
	struct bytes got;

	buf_print(&text, "each: /m\nmessage:\n  from: {value: bot}\n  text: %s\n", expr);
	map = map_read(&arena, "t", text.text, text.len);
	in.record = json_read(&json, record, strlen(record));
	in.item = yyjson_obj_get(in.record, "m");
	if (!map || !in.record || map_fill(&map->message, &in, &f, NULL) < 0) {
		if (!expected || *expected != '!' || !strstr(why(), expected + 1)) {
			printf("%s: %s\n", expr, why());
			bad++;
		}
	} else {
		got = f.of[F_TEXT];
		if ((got.at == NULL) != (expected == NULL) ||
		    (expected &&
			(got.len != strlen(expected) || memcmp(got.at, expected, got.len) != 0))) {
			printf("%s: expected %s, got %.*s\n", expr, expected ? expected : "nothing",
			    got.at ? (int)got.len : 7, got.at ? (const char *)got.at : "nothing");
			bad++;
		}
	}
	buf_free(&text);
	arena_clear(&arena);
}

static void
check_language(void)
{
	const char *r =
	    "{\"top\":\"T\",\"users\":[{\"id\":3,\"n\":\"x\"},{\"id\":4,\"n\":\"y\"}],"
	    "\"m\":{\"a\":\"A\",\"b\":null,\"n\":4,\"t\":true,\"l\":[\"p\",\"q\"],"
	    "\"o/x\":{\"~\":\"deep\"},\"parts\":[\"to \",{\"type\":\"bold\",\"text\":\"b\"}],"
	    "\"h\":\"<i>h</i>\"}}";

	gives("/a", r, "A");
	gives("/b", r, NULL);
	gives("/nowhere/at/all", r, NULL);
	gives("^/top", r, "T");
	gives("/n", r, "4");
	gives("/l/1", r, "q");
	gives("/l/01", r, NULL);
	gives("/o~1x/~0", r, "deep");
	gives("/l", r, "!text expected, found a list");
	gives("[/b, /a]", r, "A");
	gives("{value: fixed}", r, "fixed");
	gives("{join: [/a, /n], with: \"\"}", r, "A4");
	gives("{join: [/a, /b]}", r, NULL);
	gives("{from: /h, as: html}", r, "h");
	gives("{from: /parts, as: text}", r, "to b");
	gives("{from: /l, as: json}", r, "[\"p\",\"q\"]");
	gives("{from: /a, map: {A: one, B: two}}", r, "one");
	gives("{from: /a, map: {B: two}}", r, NULL);
	gives("{from: /a, map: {B: two}, else: other}", r, "other");
	gives("{from: /n, scale: [1, 5]}", r, "0.5");
	gives("{from: /n, scale: [1, 3]}", r, "!4 is not between 1 and 3");
	gives("{from: /n, as: percent}", r, "0.04");
	gives("{from: /a, as: number}", r, "!a number expected");
	gives("{from: /n, lookup: {in: ^/users, by: /id, get: /n}}", r, "y");
	gives("{from: /n, as: epoch}", r, "1970-01-01T00:00:04Z");
	gives("{from: /a, when: {/n: 4}}", r, "A");
	gives("{from: /a, when: {/n: 4.0}}", r, "A");
	gives("{from: /a, when: {/n: 5}}", r, NULL);
	gives("{from: /a, when: {/n: [5, 4]}}", r, "A");
	gives("{from: /a, when: {/n: {not: 4}}}", r, NULL);
	gives("{from: /a, when: {/b: null}}", r, "A");
	gives("{from: /a, when: {/t: true, /n: {over: 3}}}", r, "A");
	gives("{from: /a, when: {/t: true, /n: {under: 3}}}", r, NULL);
	gives("{from: /a, when: [{/n: 5}, {^/top: T}]}", r, "A");
	gives("{from: /a, when: {/l: {contains: q}}}", r, "A");
	gives("{from: /a, when: {/b: {present: true}}}", r, NULL);
}

static void
check_built_in(void)
{
	static const char *const names[] = {"flat", "openai", "zendesk-chat", "intercom",
		"examples/row", "examples/events"};
	struct buf path = {0};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (map_folder(&path) < 0) {
			printf("%s\n", why());
			bad++;
			break;
		}
		buf_print(&path, "/%s.yaml", names[i]);
		if (!map_load(&arena, path.text)) {
			printf("%s\n", why());
			bad++;
		}
	}
	buf_free(&path);
}

int
main(void)
{
	check_language();
	check_built_in();
	json_free(&json);
	arena_free(&arena);
	return bad > 0;
}
