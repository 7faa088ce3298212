/* Reading records, their ids and times, and the ends of answers. */
#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "record.h"
#include "units.h"

static struct json json;
static struct arena arena;

static int
read(struct record *r, const char *text)
{
	return record_read(r, &json, &arena, text, strlen(text), ~0U, RECORD_TYPES, 1000);
}

static const char *
text_of(const char *line)
{
	struct record r;

	return read(&r, line) == 0 ? arena_copy(&arena, r.text.at, r.text.len) : why();
}

static void
refused(const char *line, const char *reason)
{
	struct record r;

	if (read(&r, line) == 0)
		same(line, "taken", reason);
	else if (!strstr(why(), reason))
		same(line, why(), reason);
}

static void
check_completing(void)
{
	struct record r, q;

	same("a whole record",
	    text_of("  {\"time\":\"2026-03-02T10:00:00Z\", \"type\":\"outcome\",\"id\":"
		    "\"o\",\"interaction\":\"m\",\"signal\":\"x\"}\t"),
	    "{\"time\":\"2026-03-02T10:00:00Z\", \"type\":\"outcome\",\"id\":\"o\",\"interaction\":"
	    "\"m\",\"signal\":\"x\"}");
	same("without a time",
	    text_of("{\"type\":\"interaction\",\"id\":\"m\",\"question\":\"?\" }"),
	    "{\"type\":\"interaction\",\"id\":\"m\",\"question\":\"?\" ,\"time\":"
	    "\"1970-01-01T00:00:01Z\"}");
	is(read(&r, "{\"type\":\"interaction\",\"question\":\"?\"}") == 0 && r.id_len == 32 &&
		r.time == 1000,
	    "an id and a time are made");
	is(read(&q, text_of("{\"type\":\"interaction\",\"question\":\"?\"}")) == 0 &&
		q.id_len == r.id_len && memcmp(q.id, r.id, r.id_len) == 0 && q.key == r.key,
	    "a completed record is complete");
	is(read(&r, "{\"type\":\"interaction\",\"question\":\"?\",\"id\":\"a\",\"new\":true}") ==
		    0 &&
		!memmem(r.text.at, r.text.len, "new", 3),
	    "\"new\" is taken off");
	is(record_read(&r, &json, &arena, "{\"question\":\"?\"}", 16,
	       RECORD_BIT(RECORD_INTERACTION), RECORD_INTERACTION, 5) == 0 &&
		r.type == RECORD_INTERACTION,
	    "a type may go without saying");
	is(record_read(&r, &json, &arena, "{\"type\":\"rule\",\"say\":\"x\"}", 25,
	       RECORD_BIT(RECORD_INTERACTION), RECORD_TYPES, 5) < 0,
	    "only what is accepted");
	is(record_key(RECORD_OUTCOME, "a", 1) != record_key(RECORD_INTERACTION, "a", 1),
	    "the type is part of the key");
}

static void
check_refusing(void)
{
	refused("{\"type\":\"interaction\"}", "no \"question\"");
	refused("{\"type\":\"interaction\",\"question\":\"?\",\"id\":\"\"}", "\"id\" is empty");
	refused("{\"type\":\"interaction\",\"question\":\"?\",\"id\":null}", "\"id\" is null");
	refused("{\"type\":\"interaction\",\"question\":\"?\",\"time\":7}", "\"time\" is not");
	refused("{\"type\":\"outcome\",\"interaction\":\"m\",\"signal\":\"x\",\"value\":2}",
	    "between -1 and 1");
	refused("{\"type\":7}", "none of ours");
	refused("{\"question\":\"?\"}", "no \"type\"");
}

static void
is_time(const char *text, const char *expected)
{
	char got[TIME_TEXT] = "none";
	int64_t ms;

	if (time_parse(text, strlen(text), &ms))
		time_print(got, ms);
	same(text, got, expected);
}

static void
is_read(const char *text, const char *expected)
{
	const int64_t now = 1772445600000; /* 2026-03-02T10:00:00Z */
	char got[TIME_TEXT] = "none";
	int64_t ms;

	if (time_read(text, now, &ms) == 0)
		time_print(got, ms);
	same(text, got, expected);
}

static void
check_times(void)
{
	is_time("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z");
	is_time("2026-03-02t10:00:00z", "2026-03-02T10:00:00Z");
	is_time("2026-03-02 10:00:00+01:30", "2026-03-02T08:30:00Z");
	is_time("2026-03-02T10:00:00.1239Z", "2026-03-02T10:00:00.123Z");
	is_time("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z");
	is_time("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z");
	is_time("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z");
	is_time("2100-02-29T00:00:00Z", "none");
	is_time("2026-02-29T00:00:00Z", "none");
	is_time("2026-13-01T00:00:00Z", "none");
	is_time("2026-03-00T00:00:00Z", "none");
	is_time("2026-03-02T24:00:00Z", "none");
	is_time("2026-03-02T10:60:00Z", "none");
	is_time("2026-03-02T10:00:00", "none");
	is_time("2026-03-02T10:00:00.Z", "none");
	is_time("2026-03-02T10:00:00Zx", "none");
	is_time("2026-03-02T10:00:00+25:00", "none");
	is_time("2026-03-02", "none");
	is_time("", "none");

	is_read("2026-03-01", "2026-03-01T00:00:00Z");
	is_read("today", "2026-03-02T00:00:00Z");
	is_read("yesterday", "2026-03-01T00:00:00Z");
	is_read("36h", "2026-02-28T22:00:00Z");
	is_read("7d", "2026-02-23T10:00:00Z");
	is_read("2w", "2026-02-16T10:00:00Z");
	is_read("7", "none");
	is_read("d", "none");
	is_read("-1d", "none");
	is_read("7dd", "none");
	is_read("99999999999999999999d", "none");
	is_read("", "none");
}

static void
sign(const char *outcome, int expected)
{
	yyjson_val *v = json_read(&json, outcome, strlen(outcome));

	if (outcome_sign(v) != expected) {
		printf("%s: expected %d\n", outcome, expected);
		bad++;
	}
}

static void
check_signs(void)
{
	sign("{\"signal\":\"accepted\"}", 1);
	sign("{\"signal\":\"resolved\"}", 1);
	sign("{\"signal\":\"rejected\"}", -1);
	sign("{\"signal\":\"reopened\"}", -1);
	sign("{\"signal\":\"complained\"}", -1);
	sign("{\"signal\":\"overridden\"}", -1);
	sign("{\"signal\":\"replied\"}", 0);
	sign("{\"signal\":\"escalated\"}", 0);
	sign("{\"signal\":\"rated\"}", 0);
	sign("{\"signal\":\"rated\",\"value\":0.5}", 1);
	sign("{\"signal\":\"rated\",\"value\":-0.5}", -1);
	sign("{\"signal\":\"accepted\",\"value\":-1}", -1);
	sign("{\"signal\":\"accepted\",\"value\":0}", 1);
	is(strcmp(record_type_name(RECORD_VERDICT), "verdict") == 0 &&
		record_type_of("verdict") == RECORD_VERDICT &&
		record_type_of("x") == RECORD_TYPES && record_type_of(NULL) == RECORD_TYPES,
	    "types have names");
}

int
main(void)
{
	check_completing();
	check_refusing();
	check_times();
	check_signs();
	json_free(&json);
	arena_free(&arena);
	return bad > 0;
}
