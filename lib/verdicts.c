/* Verdicts as JSON lines. */
#include "verdicts.h"

#include <string.h>

void
verdicts_each(const struct buf *lines, const char *with,
    void (*each)(yyjson_val *verdict, void *arg), void *arg)
{
	const char *at = lines->text, *end = at + lines->len;
	struct json json = {0};

	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)(feed - at);
		yyjson_val *v =
		    !with || memmem(at, n, with, strlen(with)) ? json_read(&json, at, n) : NULL;

		if (v)
			each(v, arg);
		at = feed + 1;
	}
	json_free(&json);
}

struct saying {
	void (*held)(const char *, const char *, const char *);
	void (*taking)(const char *, const char *, const char *);
};

static void
say_held(yyjson_val *verdict, void *arg)
{
	const struct saying *s = arg;
	yyjson_val *check;
	size_t i, n;

	yyjson_arr_foreach(json_get(verdict, "checks"), i, n, check)
	{
		const char *result = json_str(check, "result", NULL);

		if (result && strcmp(result, "held") == 0)
			s->held(json_str(verdict, "rule", NULL), json_str(check, "check", NULL),
			    json_str(check, "reason", NULL));
	}
}

void
verdicts_held(const struct buf *lines,
    void (*say)(const char *rule, const char *check, const char *reason))
{
	struct saying s = {.held = say};

	verdicts_each(lines, "\"result\":\"held\"", say_held, &s);
}

yyjson_val *
verdict_check(yyjson_val *verdict, const char *figure)
{
	yyjson_val *check;
	size_t i, n;

	yyjson_arr_foreach(json_get(verdict, "checks"), i, n, check)
	{
		if (json_get(json_get(check, "figures"), figure))
			return check;
	}
	return NULL;
}

yyjson_val *
verdict_breaks(yyjson_val *verdict)
{
	return json_get(json_get(verdict_check(verdict, "breaks_tests"), "figures"),
	    "breaks_tests");
}

static void
say_taking(yyjson_val *verdict, void *arg)
{
	const struct saying *s = arg;
	const char *correction = json_str(verdict, "correction", NULL);
	yyjson_val *check = verdict_check(verdict, "breaks_tests");
	const char *result = json_str(check, "result", NULL);

	if (correction && result && strcmp(result, "held") != 0)
		s->taking(correction, json_str(verdict, "rule", NULL),
		    json_str(check, "reason", NULL));
}

void
verdicts_taking(const struct buf *lines,
    void (*say)(const char *correction, const char *rule, const char *reason))
{
	struct saying s = {.taking = say};

	verdicts_each(lines, "\"breaks_tests\"", say_taking, &s);
}
