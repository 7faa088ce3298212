/* Learning, the pure part. */
#include "learn.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "courtesy.h"
#include "diag.h"
#include "need.h"
#include "text.h"
#include "tone.h"
#include "tongue.h"
#include "value.h"

enum {
	SAY_MAX = 4096,
	LONG_ANSWER = 8, /* words from which likeness of two answers means something */
	PROACTIVE_VOICES = 3,
	VALUES_MAX = 16,
};

/* A rule that hands over is worth following sooner than one that answers. */
static const double GUARD_SHARE = 0.6;
static const double GUARD_LIKENESS = 0.15;
static const double ALIKE = 0.5;	 /* two long answers that say the same */
static const double SOME_LIKENESS = 0.2; /* two answers with the same values */

static bool
has_word(const char *text, const char *const *words)
{
	for (; text && *words; words++)
		if (strcasestr(text, *words))
			return true;
	return false;
}

bool
learn_wants_person(const char *text)
{
	static const char *const words[] = {"needs a manager", "need a manager", "needs approval",
		"need approval", "be approved by", "hand over", "hand it over", "hand this over",
		"pass on to", "pass it on", "pass this on", "escalate", "to a human", "to a person",
		"to a colleague", "needs a person", "need a person", "needs a human",
		"need a human", "ask a manager", "manager must", "supervisor", NULL};

	return has_word(text, words);
}

static bool
texts_conflict(const char *a, const char *b)
{
	struct value x[VALUES_MAX], y[VALUES_MAX];
	size_t n, m;
	bool conflict = false;

	if (!a || !b)
		return false;
	n = values_find(a, strlen(a), x, VALUES_MAX);
	m = values_find(b, strlen(b), y, VALUES_MAX);
	for (size_t i = 0; i < n; i++) {
		bool same = false, other = false;

		for (size_t k = 0; k < m; k++) {
			same |= values_same(&x[i], &y[k]);
			other |= values_conflict(&x[i], &y[k]);
		}
		conflict |= other && !same;
	}
	return conflict;
}

/* Did the bot ask for something? */
static bool
has_asked(struct arena *a, const struct lesson *l)
{
	const char *kind = json_str(json_get(l->interaction, "action"), "kind", NULL);
	const char *fields[NEED_MAX];

	return (kind && strcmp(kind, "ask") == 0) || need_find(fields, a, l->said, false) > 0;
}

static size_t
fields_denied(const char *fields[NEED_MAX], struct arena *a, const struct lesson *l)
{
	bool context = l->category && strcmp(l->category, "context") == 0;

	if (!l->right || !strcasestr(l->right, "ask")) /* most do not */
		return 0;
	return need_denied(fields, a, l->right,
	    has_asked(a, l) ? NEED_ASKED
	    : context	    ? NEED_CONTEXT
			    : NEED_UNKNOWN);
}

/* The facts of which it says, in another language than English, that they should be asked for. */
static size_t
facts_abroad(struct tongue_fact facts[NEED_MAX], struct arena *a, const struct lesson *l)
{
	bool context = l->category && strcmp(l->category, "context") == 0;

	return tongue_find(facts, NEED_MAX, a, l->right, context || has_asked(a, l));
}

static bool
speaks_of_asking(struct arena *a, const struct lesson *l)
{
	const char *fields[NEED_MAX];
	struct tongue_fact facts[NEED_MAX];

	return need_find(fields, a, l->right, false) > 0 || fields_denied(fields, a, l) > 0 ||
	       facts_abroad(facts, a, l) > 0;
}

/* The reading of a category that nobody gave. */
static const char *
infer_category(struct arena *a, const struct lesson *l)
{
	if (learn_wants_person(l->right))
		return "escalation";
	if (l->interaction && json_get(json_get(l->interaction, "action"), "candidates"))
		return "recommendation";
	if (speaks_of_asking(a, l))
		return "context";
	if (!l->said || l->handed_over || texts_conflict(l->right, l->wrong ? l->wrong : l->said))
		return "fact";
	if (tone_alone(a, l->said, l->right))
		return "tone";
	/* What was said is still there, and more: the answer lacked it. */
	if (l->right && strlen(l->right) > strlen(l->said) &&
	    text_similarity(l->right, strlen(l->right), l->said, strlen(l->said), NULL) > ALIKE)
		return "context";
	return "fact";
}

void
learn_read(struct lesson *l, struct arena *a, yyjson_val *correction, yyjson_val *interaction,
    const struct conf *conf)
{
	yyjson_val *action = json_get(interaction, "action");
	const char *kind = json_str(action, "kind", NULL);

	*l = (struct lesson){.correction = correction, .interaction = interaction};
	l->id = json_str(correction, "id", NULL);
	l->question = json_str(correction, "question", NULL);
	l->locale = json_str(correction, "locale", NULL);
	if (!l->question)
		l->question = json_str(interaction, "question", NULL);
	if (!l->locale)
		l->locale = json_str(interaction, "locale", NULL);
	l->asked = interaction ? interaction : correction;
	l->right = json_str(correction, "right", NULL);
	l->wrong = json_str(correction, "wrong", NULL);
	l->said = json_str(action, "text", NULL);
	l->handed_over = kind && (strcmp(kind, "escalate") == 0 || strcmp(kind, "none") == 0);
	l->by = json_str(correction, "by", NULL);
	l->authority = json_str(correction, "authority", NULL);
	if (!l->by)
		l->by = "unknown";
	if (!l->authority)
		l->authority = "customer";
	l->weight = conf_weight(conf, l->authority);
	/* What was only seen in a conversation, not said to be a correction, weighs less. */
	if (!json_bool_or(correction, "explicit", true) && l->weight > conf->weight_inferred)
		l->weight = conf->weight_inferred;
	l->where = json_get(correction, "where");
	l->category = json_str(correction, "category", NULL);
	if (!l->category) {
		l->category = infer_category(a, l);
		l->inferred = true;
	}
}

/* What a lesson says of asking: for these fields, and not for those. */
struct asking {
	const char *first[NEED_MAX], *not[NEED_MAX];
	const char *say[NEED_MAX]; /* how a customer is asked; NULL: in English */
	size_t firsts, nots;
};

static void
read_abroad(struct asking *out, struct arena *a, const struct lesson *l)
{
	struct tongue_fact facts[NEED_MAX];
	size_t n = facts_abroad(facts, a, l);

	for (size_t i = 0; i < n; i++) {
		if (facts[i].denied) {
			out->not[out->nots++] = facts[i].field;
			continue;
		}
		out->say[out->firsts] = tongue_question(a, &facts[i]);
		out->first[out->firsts++] = facts[i].field;
	}
}

/* Corrections of facts and of the context may speak of it; of others, words like that mean more. */
static void
read_asking(struct asking *out, struct arena *a, const struct lesson *l)
{
	bool told = strcmp(l->category, "context") == 0; /* that something was lacking */

	*out = (struct asking){0};
	if (!told && strcmp(l->category, "fact") != 0)
		return;
	out->firsts = need_find(out->first, a, l->right, told);
	out->nots = fields_denied(out->not, a, l);
	if (out->firsts + out->nots == 0)
		read_abroad(out, a, l);
}

size_t
learn_parts(const struct lesson *l)
{
	yyjson_val *wishes[TONE_MAX];
	struct asking asking;
	struct arena a = {0};
	size_t n;

	if (strcmp(l->category, "tone") == 0) {
		n = tone_wishes(wishes, &a, l->said, l->wrong, l->right);
	} else {
		read_asking(&asking, &a, l);
		n = asking.firsts + asking.nots;
	}
	arena_free(&a);
	return n > 0 ? n : 1;
}

bool
learn_denies(const struct lesson *l)
{
	struct asking asking;
	struct arena a = {0};

	read_asking(&asking, &a, l);
	arena_free(&a);
	return l->part >= asking.firsts && l->part < asking.firsts + asking.nots;
}

/* One wish of how to put it, where it was wanted. */
static int
draft_style(struct rule *draft, struct arena *a, const struct lesson *l)
{
	yyjson_val *wishes[TONE_MAX];
	size_t n = tone_wishes(wishes, a, l->said, l->wrong, l->right);

	if (l->part >= n)
		return fail("it does not say how to put it");
	draft->act = ACT_STYLE;
	draft->style = wishes[l->part];
	if (!draft->where)
		draft->where = tone_where(a, l->asked, l->question);
	return 0;
}

/*
 * What to ask for, before the rule that answered without it, or what not to; 1, or 0 when it says
 * no such thing.
 */
static int
draft_ask(struct rule *draft, struct arena *a, const struct lesson *l)
{
	yyjson_val *action = json_get(l->interaction, "action");
	const char *used = yyjson_get_str(yyjson_arr_get_first(json_get(action, "rules")));
	struct asking asking;

	read_asking(&asking, a, l);
	if (l->part >= asking.firsts + asking.nots)
		return 0;
	draft->act = ACT_ASK;
	draft->category = "context";
	texts_add(&draft->needs, a,
	    l->part < asking.firsts ? asking.first[l->part] : asking.not[l->part - asking.firsts]);
	draft->say = l->part < asking.firsts ? asking.say[l->part] : NULL;
	if (used && !l->handed_over)
		texts_add(&draft->before, a, used);
	return 1;
}

static void
draft_choice(struct rule *draft, struct arena *a, const struct lesson *l)
{
	const char *chosen = json_str(json_get(l->interaction, "action"), "chosen", NULL);

	draft->act = ACT_RECOMMEND;
	if (l->right)
		texts_add(&draft->prefer, a, l->right);
	if (l->wrong || chosen)
		texts_add(&draft->avoid, a, l->wrong ? l->wrong : chosen);
}

static bool
blank(const char *text)
{
	for (; text && *text; text++)
		if (!isspace((unsigned char)*text))
			return false;
	return true;
}

int
learn_draft(struct rule *draft, struct arena *a, const struct lesson *l)
{
	*draft = (struct rule){.category = l->category,
		.where = l->where,
		.by = l->by,
		.authority = l->authority,
		.source = "learned",
		.status = RULE_PENDING};
	if (!l->question || blank(l->question))
		return fail("the question is not known (yet)");
	if (l->right && strlen(l->right) > SAY_MAX)
		return fail("what is said to be right is longer than %d bytes", SAY_MAX);
	if (strcmp(l->category, "tone") == 0)
		return draft_style(draft, a, l);
	/* A hand-over's text is a guess: who says the same confirms it. */
	if (l->right &&
	    ((!l->handed_over && text_same(l->right, l->said)) || text_same(l->right, l->wrong)))
		return fail("it is what the bot said itself");
	if (draft_ask(draft, a, l))
		return 0;
	if (strcmp(l->category, "recommendation") == 0) {
		draft_choice(draft, a, l);
		return draft->prefer.n + draft->avoid.n ? 0 : fail("it names nothing to recommend");
	}
	draft->say = blank(l->right) ? NULL : courtesy_bare(a, l->right);
	if (strcmp(l->category, "escalation") == 0 &&
	    (!l->handed_over || !draft->say || learn_wants_person(l->right))) {
		draft->act = ACT_ESCALATE;
		return 0;
	}
	if (!draft->say)
		return fail("it does not say what is right");
	rule_demands(draft, a, l->right, l->wrong ? l->wrong : l->said);
	return 0;
}

static bool
same_where(const struct rule *a, const struct rule *b)
{
	struct buf x = {0}, y = {0};
	bool same;

	if (!a->where || !b->where)
		return true; /* one of them did not say when */
	json_canonical(&x, a->where);
	json_canonical(&y, b->where);
	same = x.len == y.len && memcmp(x.text, y.text, x.len) == 0;
	buf_free(&x);
	buf_free(&y);
	return same;
}

bool
learn_same_where(const struct rule *a, const struct rule *b)
{
	return a->where && b->where && same_where(a, b);
}

/* One wish for the same case, as far as those who have it need share that. */
static bool
same_style(const struct rule *a, const struct rule *b)
{
	return tone_akin(a->where, b->where) &&
	       (tone_has(a->style, b->style) || tone_has(b->style, a->style));
}

static bool
share_item(const struct texts *a, const struct texts *b)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (strcasecmp(a->at[i], b->at[k]) == 0)
				return true;
	return false;
}

static size_t
count_words(const char *text)
{
	size_t n = 0;

	for (bool in = false; *text; text++) {
		bool letter = !isspace((unsigned char)*text);

		n += letter && !in;
		in = letter;
	}
	return n;
}

bool
learn_is_long(const char *say)
{
	return count_words(say) >= LONG_ANSWER;
}

bool
learn_same_claim(const struct rule *a, const struct rule *b)
{
	double alike;

	if (a->act != b->act || strcmp(a->category, b->category) != 0)
		return false;
	if (a->act == ACT_STYLE)
		return same_style(a, b);
	if (!same_where(a, b))
		return false;
	if (a->act == ACT_ASK)
		return share_item(&a->needs, &b->needs);
	if (a->act == ACT_RECOMMEND)
		return share_item(&a->prefer, &b->prefer) &&
		       (a->avoid.n == 0 || b->avoid.n == 0 || share_item(&a->avoid, &b->avoid));
	if (!a->say || !b->say)
		return !a->say && !b->say; /* both only say that a person has to do it */
	if (text_same(a->say, b->say))
		return true;
	if (learn_contradict(a, b))
		return false;
	alike = text_similarity(a->say, strlen(a->say), b->say, strlen(b->say), NULL);
	if (values_compare(a->say, b->say) == VALUES_SAME)
		return alike >= SOME_LIKENESS || learn_same_where(a, b);
	return alike >= ALIKE && learn_is_long(a->say) && learn_is_long(b->say);
}

bool
learn_stands_first(const struct rule *r)
{
	return r->act == ACT_ESCALATE && (r->say || yyjson_obj_size(r->where) > 0);
}

bool
learn_takes_over(const struct rule *r, double p, double alike, double threshold)
{
	return learn_stands_first(r) &&
	       (p >= GUARD_SHARE * threshold ||
		   (yyjson_obj_size(r->where) > 0 && alike >= GUARD_LIKENESS));
}

bool
learn_contradict(const struct rule *a, const struct rule *b)
{
	if (a->act != b->act)
		return false;
	if (a->act == ACT_RECOMMEND)
		return share_item(&a->prefer, &b->avoid) || share_item(&b->prefer, &a->avoid);
	/* Of two for other cases, the one for the rarer case counts there. */
	if (a->act == ACT_STYLE)
		return tone_opposes(a->style, b->style) && tone_covers(a->where, b->where) &&
		       tone_covers(b->where, a->where);
	return a->act == ACT_SAY && texts_conflict(a->say, b->say) &&
	       texts_conflict(b->say, a->say);
}

enum wanted
learn_wanted(const char *question)
{
	static const char *const money[] = {"price", "cost", "fee", NULL};
	static const char *const times[] = {"what time", NULL};
	static const char *const how_money[] = {"how much", NULL};
	static const char *const how_times[] = {"how long", "how many day", "how many week",
		"how many hour", "how soon", "how fast", NULL};
	const char *how = strcasestr(question, "how ");
	bool sum = has_word(question, money) || has_word(how, how_money);
	bool when = has_word(question, times) || has_word(how, how_times);

	return sum == when ? WANTED_ANY : sum ? WANTED_MONEY : WANTED_TIME;
}

bool
learn_may_answer(const struct rule *r, enum wanted wanted)
{
	struct value found[VALUES_MAX];
	size_t n, sums = 0, whens = 0;

	if (wanted == WANTED_ANY || !r->say || r->act != ACT_SAY)
		return true;
	n = values_find(r->say, strlen(r->say), found, VALUES_MAX);
	for (size_t i = 0; i < n; i++) {
		sums += found[i].kind == VALUE_MONEY || found[i].kind == VALUE_PERCENT;
		whens += found[i].kind == VALUE_DURATION || found[i].kind == VALUE_DATE ||
			 found[i].kind == VALUE_TIME || found[i].kind == VALUE_WEEKDAY;
	}
	return wanted == WANTED_MONEY ? sums > 0 || whens == 0 : whens > 0 || sums == 0;
}

bool
learn_may_meet(const struct rule *a, const struct rule *b)
{
	yyjson_val *key, *x, *y;
	size_t i, n;

	if (!rule_overlaps(a, b))
		return false;
	/* Only plain opposites are seen: country US here, not US there; US here, CA there. */
	yyjson_obj_foreach(a->where, i, n, key, x)
	{
		yyjson_val *not_x = json_get(x, "not"), *not_y;

		if (!(y = json_get(b->where, yyjson_get_str(key))))
			continue;
		not_y = json_get(y, "not");
		if (yyjson_is_str(x) && yyjson_is_str(y) && !yyjson_equals(x, y))
			return false;
		if ((not_x && yyjson_equals(not_x, y)) || (not_y && yyjson_equals(not_y, x)))
			return false;
		if (json_num_or(x, "over", -INFINITY) >= json_num_or(y, "under", INFINITY) ||
		    json_num_or(y, "over", -INFINITY) >= json_num_or(x, "under", INFINITY))
			return false;
	}
	return true;
}

struct standing
learn_standing(const struct rule *r, const struct conf *conf, double needed)
{
	struct standing s = {r->status, r->proactive};

	bool persons = r->source && strcmp(r->source, "person") == 0;

	if (r->status == RULE_RETIRED || r->status == RULE_REJECTED ||
	    (r->status == RULE_HELD && persons))
		return s;
	/* What customers said and a person approved goes on no trial when more of them say it. */
	if (r->support - r->against >= needed && (r->status != RULE_ACTIVE || rule_is_staffs(r)))
		s.status = rule_said_by_staff(r) ? RULE_ACTIVE
			   : r->act == ACT_ASK	 ? r->status
						 : RULE_TRIAL;
	if (s.status == RULE_ACTIVE && r->support - r->against >= conf->proactive_at &&
	    r->voices >= PROACTIVE_VOICES && r->act == ACT_SAY && yyjson_obj_size(r->where) > 0)
		s.proactive = true;
	return s;
}

bool
learn_withdraw(const struct rule *r, const struct conf *conf)
{
	return r->doubt >= log(1 / conf->withdraw_error);
}
