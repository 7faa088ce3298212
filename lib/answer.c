/* Answering: decide and compose. */
#include "answer.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "answer_parts.h"
#include "calibration_view.h"
#include "courtesy.h"
#include "diag.h"
#include "index.h"
#include "learn.h"
#include "manner.h"
#include "message.h"
#include "policy_view.h"
#include "risk_view.h"
#include "rules_kept.h"
#include "scope.h"

enum { FEW = 3 };

static const double LITTLE = 0.001;

/* A second rule this close to the first one, saying otherwise, is a disagreement. */
static const double RIVAL_SHARE = 0.4;
static const double RIVAL_COVER = 0.5, RIVAL_NEAR = 0.9;

static const char NOT_HERE[] = "on trial, and not in this conversation";

static const char *const actions[] = {"answer", "ask", "recommend", "escalate"};

const char *
answer_action_name(enum answer_action a)
{
	return actions[a];
}

/* Why a rule is out of the question, or NULL. */
static const char *
out_of_question(const struct asking *q, const struct considered *c)
{
	if (!rule_in_force(c->rule.status))
		return "not in force";
	if (!rule_valid(&c->rule, q->time))
		return "not valid at that time";
	if (c->exact < 0)
		return "a counter-example of it";
	if (c->scope == SCOPE_FAILS)
		return "its conditions do not hold";
	if (c->exact <= 0 && !learn_may_answer(&c->rule, q->wanted))
		return "it states another kind of value than was asked for";
	if (c->rule.status == RULE_TRIAL && !answer_in_trial(q, &c->rule))
		return NOT_HERE;
	return NULL;
}

/* Put a rule on the list, with what was found of it; nothing where there is no such rule. */
static int
list_rule(struct asking *q, uint32_t number, struct considered found)
{
	struct considered *c = &q->ans->list[q->ans->count];
	int rc = rules_kept_get(q->j, q->a, number, &found.rule);

	if (rc <= 0)
		return rc;
	*c = found;
	c->scope = (int)scope_check(c->rule.where, &q->asked, &c->needs);
	c->dropped = out_of_question(q, c);
	q->ans->count++;
	return 0;
}

static int
load_candidates(struct asking *q)
{
	const struct candidate *near = q->near;

	for (int i = 0; i < q->count; i++) {
		struct considered found = {.p = near[i].p,
			.z = near[i].z,
			.words = near[i].words,
			.learned = near[i].learned,
			.cover = near[i].cover,
			.exact = near[i].exact,
			.near = q->meant.near ? meaning_near(&q->meant, near[i].rule) : 0};

		if (i >= FEW && near[i].p < LITTLE * near[0].p)
			break; /* too far behind to matter, whatever is taken out */
		if (list_rule(q, near[i].rule, found) < 0)
			return -1;
	}
	return 0;
}

/*
 * Two rules that say otherwise under conditions on one field are about the same questions, and
 * the index has learned to prefer one of them: which of the two holds is not its to say.
 */
static bool
is_sibling(const struct considered *out, const struct considered *in)
{
	yyjson_val *key, *value;
	size_t i, n;

	if (out->scope != SCOPE_FAILS || in->dropped || in->scope != SCOPE_HOLDS ||
	    !rule_in_force(out->rule.status) || !learn_contradict(&out->rule, &in->rule))
		return false;
	yyjson_obj_foreach(out->rule.where, i, n, key, value)
	{
		if (json_get(in->rule.where, yyjson_get_str(key)))
			return true;
	}
	return false;
}

/* What the index found of a rule, or of the nearer one in whose place it stands here. */
static struct candidate
found_of(const struct answer *ans, const struct candidate *near, int at, size_t place)
{
	struct candidate c = near[at];

	for (size_t i = 0; i < place; i++) {
		if (!is_sibling(&ans->list[i], &ans->list[place]))
			continue;
		for (int k = 0; k < at; k++)
			if (near[k].rule == ans->list[i].rule.number)
				c = near[k];
		c.rule = near[at].rule;
		break;
	}
	return c;
}

static const struct considered *
find_considered(const struct answer *ans, uint32_t number)
{
	for (size_t i = 0; i < ans->count; i++)
		if (ans->list[i].rule.number == number)
			return &ans->list[i];
	return NULL;
}

/* Rules that the question's words did not find, and its meaning did. */
static int
add_meant(struct asking *q)
{
	for (int k = 0; k < MEANT_MAX && q->meant.top[k]; k++) {
		uint32_t number = q->meant.top[k];
		struct considered found = {.near = meaning_near(&q->meant, number)};

		if (!find_considered(q->ans, number) && list_rule(q, number, found) < 0)
			return -1;
	}
	return 0;
}

/* The probabilities among those that are left. */
static void
normalise(struct asking *q)
{
	const struct candidate *near = q->near;
	struct candidate left[CONSIDERED_MAX];
	struct answer *ans = q->ans;
	struct found found = q->found;
	size_t kept = 0, i = 0;

	for (int k = 0; k < q->count && i < ans->count; k++) {
		if (near[k].rule != ans->list[i].rule.number)
			continue;
		if (!ans->list[i].dropped)
			left[kept++] = found_of(ans, near, k, i);
		i++;
	}
	index_normalise(left, kept, &found);
	for (i = 0; i < ans->count; i++) {
		if (ans->list[i].dropped || i >= ans->by_words)
			ans->list[i].p = 0;
		for (size_t k = 0; k < kept; k++)
			if (left[k].rule == ans->list[i].rule.number)
				ans->list[i].p = left[k].p;
	}
	ans->none = found.none;
	if (!q->found.exact_none)
		answer_weigh(ans, q->meant.near ? q->meaning : NULL, &q->correction);
}

static bool
any_dropped(const struct answer *ans)
{
	for (size_t i = 0; i < ans->count; i++)
		if (ans->list[i].dropped || ans->list[i].scope == SCOPE_UNKNOWN)
			return true;
	return false;
}

static int
consider(struct asking *q)
{
	struct index *ix = journal_index(q->j);
	struct question *words =
	    index_question(ix, q->a, q->text, q->len, json_str(q->record, "locale", NULL));

	meaning_of(q->meaning, q->a, q->text, q->len, &q->meant);
	q->count = words ? index_find(ix, words, NULL, NULL, q->near, FEW, &q->found) : -1;
	if (q->count > 0 && q->near[0].exact <= 0 && message_says_nothing(q->a, q->text, q->len))
		q->count = 0;
	if (q->count < 0 || load_candidates(q) < 0)
		return -1;
	/* Mostly the first few are enough; where one of them is out, others are looked at. */
	if (q->count == FEW && any_dropped(q->ans)) {
		q->ans->count = 0;
		q->count = index_find(ix, words, NULL, NULL, q->near, CONSIDERED_MAX, &q->found);
		if (q->count < 0 || load_candidates(q) < 0)
			return -1;
	}
	q->ans->by_words = q->ans->count;
	if (add_meant(q) < 0)
		return -1;
	normalise(q);
	return 0;
}

/*
 * Precedence: what is surer first; between two that are about as sure, a person's rule before a
 * learned one, then the more specific one, then the older one.
 */
static bool
before(const struct considered *a, const struct considered *b)
{
	bool close = a->p < b->p * 1.25 && b->p < a->p * 1.25;
	bool person_a = a->rule.source && strcmp(a->rule.source, "person") == 0;
	bool person_b = b->rule.source && strcmp(b->rule.source, "person") == 0;
	size_t specific_a = scope_size(a->rule.where), specific_b = scope_size(b->rule.where);

	if (!close)
		return a->p > b->p;
	if (person_a != person_b)
		return person_a;
	if (specific_a != specific_b)
		return specific_a > specific_b;
	if (a->p != b->p)
		return a->p > b->p;
	return a->rule.number < b->rule.number;
}

static const struct considered *
best_of(const struct answer *ans, bool unknown_too, const struct considered *but)
{
	const struct considered *best = NULL;

	for (size_t i = 0; i < ans->count; i++) {
		const struct considered *c = &ans->list[i];

		if (c->dropped || c == but || (!unknown_too && c->scope != SCOPE_HOLDS))
			continue;
		if (!best || before(c, best))
			best = c;
	}
	return best;
}

static void
hand_over(struct answer *ans, const struct rule *r, const char *why, const char *settle)
{
	ans->action = ANSWER_ESCALATE;
	ans->rule = r;
	ans->why = why;
	ans->settle = settle;
	ans->text = r && r->act == ACT_SAY ? r->say : NULL;
}

/*
 * Rules that say "a person has to do this": they stand before all others, and where their
 * conditions hold some likeness is enough.  1: handed over, 0, -1.
 */
static int
guard(struct asking *q)
{
	struct marked m = {.kind = CLAIM_GUARD};
	int rc;

	while ((rc = answer_marked(q, &m)) > 0) {
		const struct considered *c = find_considered(q->ans, m.rule->number);
		const char *field = NULL;
		enum scope scope;
		double alike;

		if ((c && c->exact < 0) || !learn_stands_first(m.rule))
			continue;
		scope = scope_check(m.rule->where, &q->asked, &field);
		if (scope == SCOPE_UNKNOWN && c && c->p >= q->conf->threshold)
			answer_need(q->ans, field);
		if (scope != SCOPE_HOLDS)
			continue;
		if (answer_likeness(q, m.rule, &alike) < 0)
			return -1;
		if (!learn_takes_over(m.rule, c ? c->p : 0, alike, q->conf->threshold))
			continue;
		hand_over(q->ans, m.rule, "a rule says that a person has to do this",
		    "a person's decision");
		q->ans->confidence = c ? c->p : alike;
		q->ans->text = m.rule->say;
		return 1;
	}
	return rc;
}

/* The first preferred candidate, else the first that is not to be avoided. */
static const char *
choose(yyjson_val *candidates, const struct rule *r)
{
	size_t i, n;
	yyjson_val *item;
	const char *second = NULL;

	for (size_t k = 0; k < r->prefer.n; k++) {
		yyjson_arr_foreach(candidates, i, n, item)
		{
			const char *name = yyjson_get_str(item);

			if (name && strcasecmp(name, r->prefer.at[k]) == 0)
				return name;
		}
	}
	yyjson_arr_foreach(candidates, i, n, item)
	{
		const char *name = yyjson_get_str(item);
		bool avoid = !name;

		for (size_t k = 0; k < r->avoid.n && !avoid; k++)
			avoid = strcasecmp(name, r->avoid.at[k]) == 0;
		if (!avoid && !second)
			second = name;
	}
	return second;
}

/*
 * Among the candidates that are not to be avoided, the one that is chosen by what was accepted
 * before, beside the default that the rule gives: by a hash, with known probabilities.
 */
static int
explore(struct asking *q, const struct rule *r, yyjson_val *candidates)
{
	struct answer *ans = q->ans;
	const char *names[POLICY_ITEMS_MAX], *who = answer_who(q);
	struct item items[POLICY_ITEMS_MAX];
	double chances[POLICY_ITEMS_MAX];
	size_t i, m, n = 0, safe = 0, pick;
	yyjson_val *item;

	yyjson_arr_foreach(candidates, i, m, item)
	{
		const char *name = yyjson_get_str(item);
		bool avoid = !name;

		for (size_t k = 0; k < r->avoid.n && !avoid; k++)
			avoid = strcasecmp(name, r->avoid.at[k]) == 0;
		if (avoid || n == POLICY_ITEMS_MAX)
			continue;
		if (strcmp(name, ans->chosen) == 0)
			safe = n;
		names[n++] = name;
	}
	if (n == 0 || strcmp(names[safe], ans->chosen) != 0)
		return 0;
	if (policy_items(q->j, names, n, r->topic, q->record, items) < 0)
		return -1;
	policy_chances(items, n, safe, q->conf->explore, chances);
	pick = policy_pick(chances, n, hash64(who, strlen(who), r->number + 1));
	ans->chosen = names[pick];
	ans->chances = arena_alloc(q->a, yyjson_arr_size(candidates) * sizeof(double));
	ans->chance = chances[pick];
	ans->chance_count = yyjson_arr_size(candidates);
	yyjson_arr_foreach(candidates, i, m, item)
	{
		ans->chances[i] = 0;
		for (size_t k = 0; k < n; k++)
			if (yyjson_get_str(item) == names[k])
				ans->chances[i] = chances[k];
	}
	return 0;
}

static int
recommend(struct asking *q, const struct rule *r)
{
	yyjson_val *candidates = json_get(q->record, "candidates");

	q->ans->rule = r;
	q->ans->chosen = choose(candidates, r);
	if (!candidates && r->prefer.n > 0)
		q->ans->chosen = r->prefer.at[0];
	if (!q->ans->chosen) {
		hand_over(q->ans, r, "none of the candidates is known to be right",
		    "a candidate that fits");
		return 0;
	}
	if (q->conf->explore > 0 && candidates && explore(q, r, candidates) < 0)
		return -1;
	q->ans->action = ANSWER_RECOMMEND;
	q->ans->text = arena_print(q->a, "I would recommend %s.", q->ans->chosen);
	return 0;
}

static void
not_sure(struct asking *q, const struct considered *best)
{
	struct answer *ans = q->ans;
	const char *why = !best		    ? "no rule is about this"
			  : ans->none > 0.5 ? "probably none of the rules is about this"
					    : "the best rule is not sure enough";

	ans->guess = true;
	hand_over(ans, best ? &best->rule : NULL, why,
	    best ? "a correction that says whether this rule is meant"
		 : "a correction that says what is right");
}

/*
 * A rule that holds as well, is about as near, and says otherwise.  What the index has learned to
 * prefer settles nothing between two that have as much in common with the question.
 */
static const struct considered *
find_rival(const struct answer *ans, const struct considered *best)
{
	for (size_t i = 0; i < ans->count; i++) {
		const struct considered *c = &ans->list[i];

		bool near = c->p >= RIVAL_SHARE * best->p ||
			    (best->exact <= 0 && best->cover >= RIVAL_COVER &&
				c->cover >= RIVAL_NEAR * best->cover);

		if (near && c != best && !c->dropped && c->scope == SCOPE_HOLDS &&
		    learn_contradict(&best->rule, &c->rule))
			return c;
	}
	return NULL;
}

/* The confidence from which to answer: the rule's own, else the target risk's, else the topic's. */
static int
set_threshold(struct asking *q, const struct rule *r)
{
	const char *topic = r ? r->topic : NULL;

	q->ans->threshold = conf_threshold(q->conf, topic);
	if (r && r->threshold > 0) {
		q->ans->threshold = r->threshold;
		return 0;
	}
	return risk_find(q->j, q->conf, topic, &q->ans->threshold);
}

/*
 * How likely is it that the question is about one of the rules that want this field?  Those that
 * differ by it share what they have in common with the question.
 */
static double
asks_for(const struct answer *ans, const struct considered *best)
{
	double p = 0;

	for (size_t i = 0; i < ans->count; i++) {
		const struct considered *c = &ans->list[i];

		if (!c->dropped && c->scope == SCOPE_UNKNOWN && strcmp(c->needs, best->needs) == 0)
			p += c->p;
	}
	return p;
}

static int
decide(struct asking *q)
{
	struct answer *ans = q->ans;
	const struct considered *best = best_of(ans, true, NULL), *sure = best_of(ans, false, NULL);
	const struct considered *rival;
	int rc;

	if (best && best->scope == SCOPE_UNKNOWN)
		answer_need(ans, best->needs);
	/* A condition on a field that is not there does not hold: another rule may be sure. */
	if (best && best->scope == SCOPE_UNKNOWN && sure && sure->p >= q->conf->threshold)
		best = sure;
	if (set_threshold(q, best ? &best->rule : NULL) < 0)
		return -1;
	ans->confidence = !best ? 0 : best->scope == SCOPE_UNKNOWN ? asks_for(ans, best) : best->p;
	ans->raw = best && best->scope != SCOPE_UNKNOWN ? best->raw : 0;
	if (!best || ans->confidence < ans->threshold || ans->threshold >= 1) {
		not_sure(q, best);
		return answer_ask_first(q, NULL) < 0 ? -1 : 0;
	}
	if ((rival = find_rival(ans, best))) {
		hand_over(ans, &best->rule, "two rules disagree", "which of the two is right");
		ans->other = &rival->rule;
	} else if (best->scope == SCOPE_UNKNOWN || answer_lacks(q, &best->rule)) {
		answer_ask(q, &best->rule);
	} else if (best->rule.act == ACT_ESCALATE) {
		hand_over(ans, &best->rule, "a rule says that a person has to do this",
		    "a person's decision");
		ans->text = best->rule.say;
	} else if ((rc = answer_ask_first(q, &best->rule)) != 0) {
		return rc < 0 ? -1 : 0;
	} else if (best->rule.act == ACT_RECOMMEND) {
		return recommend(q, &best->rule);
	} else {
		ans->action = ANSWER_SAY;
		ans->rule = &best->rule;
		ans->text = best->rule.say;
	}
	return 0;
}

/* Does the answer give a rule's words already? */
static bool
is_told(const struct answer *ans, uint32_t number)
{
	for (size_t i = 0; i < ans->note_count; i++)
		if (ans->note_rules[i]->number == number)
			return true;
	return ans->rule && ans->rule->number == number && ans->action != ANSWER_ESCALATE;
}

/* What is told without asking: rules whose conditions hold for a question that is near. */
static int
add_notes(struct asking *q)
{
	struct answer *ans = q->ans;
	struct marked m = {.kind = CLAIM_PROACTIVE};
	int rc = 0;

	while (ans->note_count < NOTES_MAX && (rc = answer_marked(q, &m)) > 0) {
		double alike;

		if (is_told(ans, m.rule->number) || !m.rule->say ||
		    scope_check(m.rule->where, &q->asked, NULL) != SCOPE_HOLDS)
			continue;
		if (answer_likeness(q, m.rule, &alike) < 0)
			return -1;
		if (alike < q->conf->near || (ans->rule && learn_same_claim(ans->rule, m.rule)))
			continue;
		ans->note_rules[ans->note_count] = m.rule;
		ans->notes[ans->note_count++] = m.rule->say;
		m.rule = NULL;
	}
	return rc < 0 ? -1 : 0;
}

/* The preferences in force for this question. */
static int
add_style(struct asking *q)
{
	struct marked m = {.kind = CLAIM_STYLE};
	const struct rule *held[MANNER_MAX];
	size_t count = 0;
	int rc = 0;

	while (count < MANNER_MAX && (rc = answer_marked(q, &m)) > 0) {
		if (scope_check(m.rule->where, &q->asked, NULL) != SCOPE_HOLDS)
			continue;
		held[count++] = m.rule;
		m.rule = NULL;
	}
	q->ans->speaks = courtesy_speaks(json_str(q->record, "locale", NULL));
	if (count > 0)
		q->ans->styles = manner_order(q->a, held, count);
	q->ans->style_count = count;
	manner_write(&q->ans->style, q->ans->styles, count);
	return rc < 0 ? -1 : 0;
}

void
answer_say(struct answer *ans, struct arena *a, const char *words)
{
	struct buf text = {0};
	struct manner m;

	manner_of(&m, ans->styles, ans->style_count, ans->speaks);
	ans->text = ans->own = words ? manner_say(&m, a, words) : NULL;
	if (ans->action == ANSWER_ESCALATE || !ans->text)
		return;
	buf_text(&text, ans->text);
	for (size_t i = 0; i < ans->note_count; i++) {
		ans->notes[i] = manner_say(&m, a, ans->notes[i]);
		buf_print(&text, " %s", ans->notes[i]);
	}
	ans->text = manner_frame(&m, a, arena_copy(a, text.text, text.len));
	buf_free(&text);
}

/*
 * Would this rule, which is on trial elsewhere, have answered here?  Exactly what is done in its
 * own conversations, on a copy, so that both sides of the trial are the same kind of question.
 */
static int
would_answer(const struct asking *q, size_t tried)
{
	struct asking other = *q;
	struct answer copy = *q->ans;
	int rc;

	other.ans = &copy;
	copy.need_count = copy.ask_count = 0;
	copy.guess = false;
	copy.list[tried].dropped = NULL;
	normalise(&other);
	if ((rc = guard(&other)) != 0 || (rc = decide(&other)) != 0)
		return rc < 0 ? -1 : 0;
	return copy.action == ANSWER_SAY && copy.rule &&
	       copy.rule->number == copy.list[tried].rule.number;
}

/* The trial that this conversation is part of: with the rule, or without it. */
static int
find_trial(struct asking *q)
{
	struct answer *ans = q->ans;
	int rc = 0;

	if (ans->action == ANSWER_SAY && ans->rule && ans->rule->status == RULE_TRIAL) {
		ans->trial = ans->rule;
		ans->tried = true;
	}
	for (size_t i = 0; i < ans->count && !ans->trial && rc == 0; i++)
		if (ans->list[i].dropped == NOT_HERE && (rc = would_answer(q, i)) > 0)
			ans->trial = &ans->list[i].rule;
	return rc < 0 ? -1 : 0;
}

/* The answer to one of several questions of a message, as if it had been asked alone. */
static struct answer *
answer_part(const struct asking *q, struct bytes text)
{
	struct answer *ans = arena_alloc(q->a, sizeof(*ans));
	struct asking part = *q;

	*ans = (struct answer){.threshold = q->conf->threshold, .none = 1};
	part.ans = ans;
	part.text = arena_copy(q->a, text.at, text.len);
	part.len = text.len;
	part.marks = NULL;
	part.wanted = learn_wanted(part.text);
	return consider(&part) < 0 || decide(&part) < 0 ? NULL : ans;
}

/* May the answers stand together, beside what the message as a whole got? */
static bool
may_join(const struct answer *whole, const struct answer *const *parts, size_t n)
{
	bool among = whole->action == ANSWER_ESCALATE;
	double p = 1, threshold = 0;

	for (size_t i = 0; i < n; i++) {
		if (parts[i]->rule->status == RULE_TRIAL)
			return false;
		among |= whole->rule && parts[i]->rule->number == whole->rule->number;
		p *= parts[i]->confidence;
		threshold = fmax(threshold, parts[i]->threshold);
		for (size_t k = 0; k < i; k++)
			if (learn_contradict(parts[k]->rule, parts[i]->rule))
				return false;
	}
	return among && p >= threshold;
}

static void
join(struct answer *ans, const struct answer *const *parts, size_t n)
{
	ans->action = ANSWER_SAY;
	ans->guess = false;
	ans->why = ans->settle = NULL;
	ans->rule = parts[0]->rule;
	ans->text = ans->rule->say;
	ans->confidence = ans->threshold = 1;
	for (size_t i = 0; i < n; i++)
		ans->confidence *= parts[i]->confidence;
	ans->threshold = parts[0]->threshold;
	for (size_t i = 1; i < n; i++) {
		ans->threshold = fmax(ans->threshold, parts[i]->threshold);
		ans->note_rules[ans->note_count] = parts[i]->rule;
		ans->notes[ans->note_count++] = parts[i]->rule->say;
	}
	ans->also_count = ans->note_count;
}

/* A question of the message that a person has to answer takes the whole of it there. */
static void
give_over(struct answer *ans, const struct answer *part)
{
	ans->action = ANSWER_ESCALATE;
	ans->guess = false;
	ans->rule = part->rule;
	ans->text = part->text;
	ans->why = part->why;
	ans->settle = part->settle;
	ans->confidence = part->confidence;
	ans->threshold = part->threshold;
}

/*
 * A message that asks several things gets the answers of several rules, where each question alone
 * would be answered, and all of them together are right more likely than the threshold asks for.
 */
static int
answer_several(struct asking *q)
{
	const struct answer *parts[MESSAGE_QUESTIONS];
	struct bytes asked[MESSAGE_QUESTIONS];
	size_t n = 0, count;

	if (q->ans->trial || !(q->ans->action == ANSWER_SAY || q->ans->guess))
		return 0;
	for (size_t i = 0; i < q->ans->count; i++)
		if (q->ans->list[i].exact > 0)
			return 0; /* this very message was settled as a whole */
	count = message_questions(q->text, q->len, asked);
	for (size_t i = 0; i < count && count > 1; i++) {
		const struct answer *part = answer_part(q, asked[i]);
		bool known = false;

		if (!part)
			return -1;
		if (part->action == ANSWER_ESCALATE && !part->guess && !part->other) {
			give_over(q->ans, part);
			return 0;
		}
		if (part->action != ANSWER_SAY)
			return 0;
		for (size_t k = 0; k < n; k++)
			known |= parts[k]->rule->number == part->rule->number;
		if (!known)
			parts[n++] = part;
	}
	if (n > 1 && may_join(q->ans, parts, n))
		join(q->ans, parts, n);
	return 0;
}

/* A question is answered by what held at its time. */
static int64_t
asked_at(yyjson_val *question)
{
	size_t n;
	const char *time = json_str(question, "time", &n);
	int64_t at;

	return time && time_parse(time, n, &at) ? at : time_now();
}

int
answer_find(struct answer *out, struct journal *j, const struct conf *conf, struct meaning *m,
    struct arena *a, yyjson_val *question)
{
	struct asking q =
	    {.ans = out, .j = j, .conf = conf, .a = a, .record = question, .meaning = m};
	int guarded;

	*out = (struct answer){.threshold = conf->threshold,
		.none = 1,
		.trial_share = conf->trial_share,
		.risk = conf->risk};
	q.text = json_str(question, "question", &q.len);
	if (!q.text)
		return fail("no \"question\"");
	q.time = asked_at(question);
	scope_ask(&q.asked, question, q.text, q.len);
	q.wanted = learn_wanted(q.text);
	if (calibration_find(j, conf, &q.correction) < 0 || consider(&q) < 0)
		return -1;
	out->correction = q.correction;
	out->meant = q.meant.near != NULL;
	if (m)
		out->vectors = meaning_words(m, a, out->meant);
	if (add_style(&q) < 0 || (guarded = guard(&q)) < 0)
		return -1;
	if (!guarded && (decide(&q) < 0 || find_trial(&q) < 0 || answer_several(&q) < 0))
		return -1;
	if (add_notes(&q) < 0)
		return -1;
	/* More than one probability was behind it, another likeness, or none of an answer. */
	if (guarded || out->also_count > 0 || out->action == ANSWER_ASK)
		out->raw = 0;
	out->audit = out->raw > 0 && calibration_draws(conf, question) ? conf->audit : 0;
	answer_say(out, a, out->text);
	return 0;
}

void
answer_free(struct answer *ans)
{
	buf_free(&ans->style);
}
