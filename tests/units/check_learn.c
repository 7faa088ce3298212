/* What a correction says, and what evidence makes of a rule. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "learn.h"
#include "units.h"

static struct arena arena;
static struct conf conf;

static yyjson_val *
value(const char *text)
{
	return text ? json_read_in(&arena, text, strlen(text)) : NULL;
}

static struct lesson
lesson(const char *correction, const char *interaction)
{
	struct lesson l;

	learn_read(&l, &arena, value(correction), value(interaction), &conf);
	return l;
}

static const char asked[] = "{\"question\":\"How long?\",\"context\":{\"country\":\"FR\"},"
			    "\"action\":{\"kind\":\"answer\",\"text\":\"It takes three days.\"}}";

static void
check_reading(void)
{
	struct lesson l = lesson("{\"id\":\"c\",\"right\":\"It takes ten days.\",\"by\":\"anna\","
				 "\"authority\":\"agent\"}",
	    asked);

	is(strcmp(l.question, "How long?") == 0 && strcmp(l.said, "It takes three days.") == 0,
	    "the question and what was said come from the interaction");
	is(l.inferred && strcmp(l.category, "fact") == 0, "another time is another fact");
	is(l.weight == conf.weight_agent, "the weight is the authority's");
	l = lesson("{\"right\":\"x\",\"question\":\"Q\"}", NULL);
	is(strcmp(l.by, "unknown") == 0 && strcmp(l.authority, "customer") == 0 &&
		l.weight == conf.weight_customer,
	    "who says not who he is is a customer");
	l = lesson("{\"right\":\"x\",\"authority\":\"lead\",\"explicit\":false}", asked);
	is(l.weight == conf.weight_inferred, "what was only seen weighs less");
	l = lesson("{\"right\":\"This needs a manager.\",\"authority\":\"agent\"}", asked);
	is(strcmp(l.category, "escalation") == 0, "who asks for a manager asks for a hand-over");
	l = lesson("{\"right\":\"x\",\"category\":\"tone\"}", asked);
	is(!l.inferred && strcmp(l.category, "tone") == 0, "what is said is not inferred");
}

static void
drafts(const char *correction, const char *interaction, enum rule_act act, const char *reason)
{
	struct lesson l = lesson(correction, interaction);
	struct rule r;
	int rc = learn_draft(&r, &arena, &l);

	if (reason && (rc == 0 || !strstr(why(), reason))) {
		printf("%s: expected \"%s\", got \"%s\"\n", correction, reason,
		    rc ? why() : "a rule");
		bad++;
	} else if (!reason && (rc < 0 || r.act != act || r.status != RULE_PENDING)) {
		printf("%s: expected %s, got %s\n", correction, rule_act_name(act),
		    rc < 0 ? why() : rule_act_name(r.act));
		bad++;
	}
}

static void
check_drafts(void)
{
	drafts("{\"right\":\"It takes ten days.\"}", asked, ACT_SAY, NULL);
	drafts("{\"right\":\"It takes three days.\"}", asked, 0, "what the bot said itself");
	drafts("{\"right\":\"it takes THREE days\"}", asked, 0, "what the bot said itself");
	drafts("{\"right\":\"x\",\"wrong\":\"X.\"}", asked, 0, "what the bot said itself");
	drafts("{\"right\":\"  \"}", asked, 0, "what is right");
	drafts("{\"category\":\"fact\"}", asked, 0, "what is right");
	drafts("{\"right\":\"x\"}", NULL, 0, "question is not known");
	drafts("{\"category\":\"escalation\"}", asked, ACT_ESCALATE, NULL);
	drafts("{\"category\":\"tone\",\"right\":\"Dear Sir,\"}", asked, ACT_STYLE, NULL);
	drafts("{\"category\":\"recommendation\",\"right\":\"Basecamp 4\"}", asked, ACT_RECOMMEND,
	    NULL);
	drafts("{\"category\":\"recommendation\"}", asked, 0, "nothing to recommend");
}

static struct rule
rule(const char *json)
{
	struct rule r = {0};

	is(rule_read(&r, &arena, value(json)) == 0, json);
	return r;
}

static void
claims(const char *one, const char *two, bool same, bool contradict, bool meet)
{
	struct rule a = rule(one), b = rule(two);

	if (learn_same_claim(&a, &b) != same || learn_same_claim(&b, &a) != same ||
	    learn_contradict(&a, &b) != contradict || learn_contradict(&b, &a) != contradict ||
	    learn_may_meet(&a, &b) != meet || learn_may_meet(&b, &a) != meet) {
		printf("%s against %s: same %d, contradict %d, meet %d\n", one, two,
		    learn_same_claim(&a, &b), learn_contradict(&a, &b), learn_may_meet(&a, &b));
		bad++;
	}
}

static void
check_claims(void)
{
	claims("{\"say\":\"It takes 7 to 10 days.\"}", "{\"say\":\"it takes 7 to 10 days\"}", true,
	    false, true);
	claims("{\"say\":\"International orders take 7 to 10 days.\"}",
	    "{\"say\":\"Orders abroad take seven to ten days\"}", true, false, true);
	claims("{\"say\":\"International orders take 7 to 10 days.\"}",
	    "{\"say\":\"International orders take 3 days.\"}", false, true, true);
	claims("{\"say\":\"It takes 3 days.\",\"where\":{\"country\":\"US\"}}",
	    "{\"say\":\"It takes 10 days.\",\"where\":{\"country\":{\"not\":\"US\"}}}", false, true,
	    false);
	claims("{\"say\":\"It takes 3 days.\",\"where\":{\"country\":\"US\"}}",
	    "{\"say\":\"It takes 3 days.\",\"where\":{\"country\":\"CA\"}}", false, false, false);
	claims("{\"say\":\"Yes.\",\"where\":{\"n\":{\"over\":100}}}",
	    "{\"say\":\"No.\",\"where\":{\"n\":{\"under\":100}}}", false, true, false);
	claims("{\"say\":\"We sell tents.\"}", "{\"say\":\"The shop opens at nine.\"}", false,
	    false, true);
	claims("{\"category\":\"recommendation\",\"prefer\":[\"A\"]}",
	    "{\"category\":\"recommendation\",\"prefer\":[\"a\"],\"avoid\":[\"B\"]}", true, false,
	    true);
	claims("{\"category\":\"recommendation\",\"prefer\":[\"A\"]}",
	    "{\"category\":\"recommendation\",\"avoid\":[\"A\"]}", false, true, true);
}

static void
stands(struct rule r, enum rule_status status, bool proactive, const char *what)
{
	struct standing s = learn_standing(&r, &conf, conf.update_at);

	if (s.status != status || s.proactive != proactive) {
		printf("%s: %s%s\n", what, rule_status_name(s.status),
		    s.proactive ? ", proactive" : "");
		bad++;
	}
}

static void
check_standing(void)
{
	yyjson_val *where = value("{\"a\":1}");

	stands((struct rule){.support = 1, .voices = 1, .staff = 1}, RULE_PENDING, false,
	    "one voice");
	stands((struct rule){.support = 2, .voices = 2, .staff = 2}, RULE_ACTIVE, false,
	    "two voices");
	stands((struct rule){.support = 3, .voices = 3, .staff = 3, .where = where}, RULE_ACTIVE,
	    true, "three voices");
	stands((struct rule){.support = 3, .voices = 1, .staff = 1, .where = where}, RULE_ACTIVE,
	    false, "one heavy voice");
	stands((struct rule){.support = 3, .voices = 3, .staff = 3}, RULE_ACTIVE, false,
	    "three voices without conditions");
	stands((struct rule){.support = 99, .voices = 99, .staff = 0, .where = where}, RULE_TRIAL,
	    false, "customers alone");
	stands((struct rule){.support = 2, .against = 1, .voices = 2, .staff = 2}, RULE_PENDING,
	    false, "two for and one against");
	stands((struct rule){.support = 9, .status = RULE_RETIRED, .staff = 9}, RULE_RETIRED, false,
	    "a person's decision");
	stands((struct rule){.support = 9, .status = RULE_REJECTED, .staff = 9}, RULE_REJECTED,
	    false, "a person's decision");
	stands((struct rule){.support = 9, .status = RULE_HELD, .staff = 9, .source = "person"},
	    RULE_HELD, false, "a person's rule that waits for one");
}

int
main(void)
{
	struct rule r = {.doubt = 0};

	if (conf_read(&conf, NULL) < 0)
		return 1;
	check_reading();
	check_drafts();
	check_claims();
	check_standing();
	is(!learn_withdraw(&r, &conf), "no doubt, no withdrawal");
	r.doubt = log(1 / conf.withdraw_error) + 0.001;
	is(learn_withdraw(&r, &conf), "enough doubt");
	r.doubt = log(1 / conf.withdraw_error) - 0.001;
	is(!learn_withdraw(&r, &conf), "not quite enough doubt");
	conf_free(&conf);
	arena_free(&arena);
	return bad > 0;
}
