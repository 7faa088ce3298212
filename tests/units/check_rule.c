/* A rule as JSON and as YAML, there and back; what an answer must state. */
#include <string.h>

#include "diag.h"
#include "rule.h"
#include "units.h"

static struct arena arena;

static bool
reads(struct rule *r, const char *json)
{
	yyjson_val *root = json_read_in(&arena, json, strlen(json));

	return root && rule_read(r, &arena, root) == 0;
}

static void
refused(const char *json, const char *reason)
{
	struct rule r = {0};

	if (reads(&r, json))
		same(json, "taken", reason);
	else if (!strstr(why(), reason))
		same(json, why(), reason);
}

static const char whole[] =
    "{\"type\":\"rule\",\"id\":\"r17\",\"category\":\"fact\",\"topic\":\"shipping\",\"action\":"
    "\"answer\","
    "\"questions\":[\"How "
    "long?\",\"no\"],\"not\":[\"1.10\"],\"where\":{\"country\":{\"not\":\"US\"},"
    "\"n\":1.50},\"say\":\"Ten: days \\\"or\\\" so\\n\",\"must\":[\"10 days\"],\"must_not\":[\"3 "
    "days\"],"
    "\"needs\":[\"country\"],\"prefer\":[\"a\"],\"avoid\":[\"b\"],\"style\":{\"register\":"
    "\"formal\"},"
    "\"proactive\":true,\"threshold\":0.25,\"status\":\"trial\",\"by\":\"ann\",\"authority\":"
    "\"lead\","
    "\"source\":\"person\",\"created\":\"2026-03-02T10:00:00Z\",\"updated\":\"2026-03-02T10:00:"
    "00Z\","
    "\"revision\":3,\"number\":7,\"examples\":3,\"evidence\":{\"support\":2.5,\"against\":1,"
    "\"voices\":3,"
    "\"staff\":2,\"good\":9,\"bad\":1,\"doubt\":-1.5,\"taught\":true},\"x-own\":[1.10]}";

static void
check_json(void)
{
	struct buf out = {0};
	struct rule r = {0};

	is(reads(&r, whole), "a whole rule is read");
	rule_write(&out, &r, true);
	same("a whole rule", out.text, whole);
	is(r.status == RULE_TRIAL && rule_in_force(r.status) && r.act == ACT_SAY && r.proactive &&
		r.questions.n == 2 && r.nots.n == 1 && r.support == 2.5 && r.good == 9 && r.taught,
	    "its members are there");
	buf_clear(&out);
	is(reads(&r, "{\"say\":\"x\"}") && r.status == RULE_ACTIVE && r.act == ACT_SAY &&
		strcmp(r.category, "fact") == 0,
	    "what goes without saying");
	is(reads(&r, "{\"prefer\":[\"x\"]}") && r.act == ACT_RECOMMEND, "a recommendation");
	is(reads(&r, "{\"style\":{}}") && r.act == ACT_STYLE, "a style");
	is(reads(&r, "{\"action\":\"escalate\"}") && r.act == ACT_ESCALATE && !r.say,
	    "a hand-over");
	buf_free(&out);

	refused("{}", "no \"say\"");
	refused("{\"say\":\"\"}", "no \"say\"");
	refused("{\"say\":7}", "\"say\" is not a text");
	refused("{\"say\":\"a\\u0000b\"}", "NUL");
	refused("{\"say\":\"x\",\"id\":[]}", "\"id\" is not a text");
	refused("{\"say\":\"x\",\"category\":\"mood\"}", "\"category\"");
	refused("{\"say\":\"x\",\"status\":\"great\"}", "\"status\"");
	refused("{\"say\":\"x\",\"action\":\"dance\"}", "\"action\"");
	refused("{\"say\":\"x\",\"questions\":\"x\"}", "\"questions\" is not a list");
	refused("{\"say\":\"x\",\"questions\":[\"\"]}", "\"questions\"");
	refused("{\"say\":\"x\",\"must\":[7]}", "\"must\"");
	refused("{\"say\":\"x\",\"where\":7}", "where");
	refused("{\"say\":\"x\",\"threshold\":2}", "\"threshold\"");
	refused("{\"action\":\"style\",\"style\":\"formal\"}", "\"style\"");
}

static int
keep(const char *json, size_t len, const char *place, void *arg)
{
	const char **got = arg;

	(void)place;
	*got = arena_copy(&arena, json, len);
	return 0;
}

static void
check_yaml(void)
{
	struct buf yaml = {0}, again = {0};
	const char *json = NULL;
	struct rule r = {0}, q = {0};

	is(reads(&r, whole), "a whole rule is read");
	rule_yaml(&yaml, &r);
	is(rules_from_yaml("x.yaml", yaml.text, yaml.len, keep, &json) == 0, why());
	is(json && reads(&q, json), "YAML of ours is read");
	rule_yaml(&again, &q);
	same("a rule as YAML", again.text, yaml.text);
	same("a word", q.questions.n == 2 ? q.questions.at[1] : NULL, "no");
	same("a word", q.nots.n == 1 ? q.nots.at[0] : NULL, "1.10");
	same("what it says", q.say, "Ten: days \"or\" so\n");
	is(strstr(again.text, ": 1.50") != NULL, "digits stay");
	buf_free(&yaml);
	buf_free(&again);
}

static void
demands(const char *right, const char *wrong, const char *must, const char *must_not)
{
	struct rule r = {0};
	struct buf got = {0};

	rule_demands(&r, &arena, right, wrong);
	buf_text(&got, "");
	for (size_t i = 0; i < r.must.n; i++)
		buf_print(&got, "%s%s", i ? "|" : "", r.must.at[i]);
	same(right, got.text, must);
	buf_clear(&got);
	buf_text(&got, "");
	for (size_t i = 0; i < r.must_not.n; i++)
		buf_print(&got, "%s%s", i ? "|" : "", r.must_not.at[i]);
	same(wrong ? wrong : "nothing", got.text, must_not);
	buf_free(&got);
}

int
main(void)
{
	struct rule r = {.good = 3, .bad = 1};

	check_json();
	check_yaml();
	demands("It takes 7 to 10 days.", "It takes three days.", "7 to 10 days", "three days");
	demands("It costs $12 and takes 2 days.", "It costs $12 and takes 5 days.", "$12|2 days",
	    "5 days");
	demands("Ask us.", "It takes three days.", "", "");
	demands("Within a week.", "In 7 days.", "a week", "");
	is(rule_confidence(&r) == 4.0 / 6,
	    "confidence is the share of good ends, with one of each");
	is(rule_status_of("held") == RULE_HELD && rule_status_of("x") == RULE_STATUSES &&
		rule_status_of(NULL) == RULE_STATUSES &&
		strcmp(rule_status_name(RULE_TRIAL), "trial") == 0,
	    "a status has a name");
	arena_free(&arena);
	return bad > 0;
}
