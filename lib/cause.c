/* Why did an answer fail? */
#include "cause.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "learn.h"
#include "need.h"
#include "scope.h"
#include "text.h"
#include "tongue.h"

enum { WORDS_MAX = 32 };

static const double NEAR = 0.3;	  /* a question is like one of a rule's */
static const double FAR = 0.15;	  /* and like none of them */
static const double ALIKE = 0.5;  /* two texts say much the same */
static const double CLOSER = 0.1; /* so much more like another rule's questions */

static const struct {
	const char *name, *adjustment;
} causes[] = {
	{"gap", "new rule"},
	{"wrong fact", "new text"},
	{"outside its scope", "condition or counter-example"},
	{"right rule missed", "example"},
	{"two rules disagreed", "a decision between the two"},
	{"tone", "preference"},
	{"missing context", "needs, or an addition"},
	{"recommendation", "policy"},
	{"escalated too late", "threshold up, or a rule that hands over"},
	{"escalated needlessly", "threshold down, or an example"},
};

const char *
cause_name(enum cause c)
{
	return causes[c].name;
}

const char *
cause_adjustment(enum cause c)
{
	return causes[c].adjustment;
}

/* How people put it: words in what they said, and what they speak for. */
static const struct cue {
	enum cause cause;
	double points;
	const char *words[WORDS_MAX];
} cues[] = {
	{CAUSE_TONE, 3,
		{"rude", "tone", "polite", "casual", "friendl", "too cold", "and cold", "curt",
			"harsh", "patroni", "condescend", "emoji", "smiley", "shout", "robot",
			"stiff", "manner", "empathy", "slang", "unprofessional", "formal",
			"register", "sarcas", "snark", "sounds like", "insult"}},
	{CAUSE_CONTEXT, 3,
		{"forgot to", "didn't mention", "didnt mention", "did not mention", "leaves out",
			"left out", "missing", "also say", "also tell", "should have asked",
			"ask which", "ask for", "to ask", "depends on", "need to know",
			"incomplete", "not the whole", "should add", "more detail",
			"could you give me", "which country do you", "could you tell me", "omits",
			"omitted"}},
	{CAUSE_LATE, 3,
		{"human", "real person", "a person", "a manager", "supervisor", "at once",
			"should have gone", "too late", "much too late", "passed on", "pass it on",
			"pass this on", "hand over", "hand this over", "handed over", "escalate",
			"legal", "an agent", "kept going", "instead of passing", "specialist",
			"approval", "security", "emergency"}},
	{CAUSE_NEEDLESS, 3,
		{"no need", "could have", "why do i get", "bot knew", "easy one", "waste of",
			"unnecessary", "simple question", "didnt need me", "didn't need me",
			"itself", "guess was right", "had it right", "dont send me",
			"don't send me", "not for me", "needless", "trivial"}},
	{CAUSE_RECOMMENDATION, 2,
		{"recommend", "offer", "upsell", "suggest", "expensive", "too dear", "better fit"}},
	{CAUSE_CONFLICT, 4,
		{"contradict", "two answers", "both", "different answer", "different things",
			"disagree", "inconsistent", "which is it", "yesterday", "another time",
			"last time it", "first it said"}},
	{CAUSE_SCOPE, 3,
		{"only for", "are only", "is for ", "are for ", "was for", "that is for",
			"thats the", "that's the", "doesnt apply", "does not apply",
			"doesn't apply", "applies to", "only within", "not for", "is about",
			"are about", "outside", "except", "special case", "asked about"}},
	{CAUSE_MISSED, 5,
		{"we have that", "we have a rule", "already have", "in the faq", "should have used",
			"there is a rule", "documented"}},
	{CAUSE_GAP, 3,
		{"knows nothing", "nobody has told", "no answer", "not covered", "please teach",
			"nothing about", "never heard", "no rule"}},
	{CAUSE_FACT, 2,
		{"wrong", "incorrect", "outdated", "no longer", "any more", "not true", "false",
			"changed", " now", "used to", "since", "ended", "at the moment",
			"anymore"}},
};

/* What is read of a failure, once. */
struct weighing {
	const struct failure *f;
	struct arena *a;
	const char *question, *said, *kind, *right, *wrong, *chosen;
	struct buf remarks; /* all that people said of it, in small letters */
	bool handed_over, silent, recommended;
	const struct rule *used;   /* the main one, or NULL */
	double used_near;	   /* how like its questions */
	const struct rule *rival;  /* near too, and says otherwise */
	const struct rule *agrees; /* in force and says what is right */
	bool denies;		   /* what was asked for should not have been */
	bool contradicted;	   /* what is right contradicts what was said */
	struct finding *out;
};

static void
give(struct weighing *r, enum cause cause, double points)
{
	r->out->points[cause] += points;
}

static double
likeness(const char *question, const struct rule *r)
{
	double best = 0;

	for (size_t i = 0; question && i < r->questions.n; i++)
		best = fmax(best, text_similarity(question, strlen(question), r->questions.at[i],
				      strlen(r->questions.at[i]), NULL));
	return best;
}

static double
alike(const char *a, const char *b)
{
	return a && b ? text_similarity(a, strlen(a), b, strlen(b), NULL) : 0;
}

/* Does the rule say what the text says? */
static bool
says(const struct rule *r, const char *text)
{
	struct rule claim = {.act = ACT_SAY, .category = r->category, .say = text};

	if (!r->say || !text || r->act != ACT_SAY || learn_contradict(r, &claim))
		return false;
	return learn_same_claim(r, &claim) || alike(r->say, text) >= ALIKE;
}

static bool
holds(const struct weighing *r, const struct rule *rule)
{
	struct asked asked;

	if (!r->question)
		return true;
	scope_ask(&asked, r->f->interaction, r->question, strlen(r->question));
	return scope_check(rule->where, &asked, NULL) != SCOPE_FAILS;
}

static void
add_remark(struct buf *out, const char *text)
{
	for (; text && *text; text++)
		buf_char(out, *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text);
	buf_char(out, '\n');
}

static void
read_rules(struct weighing *r)
{
	const struct failure *f = r->f;

	if (!f->rules)
		return;
	r->used = f->used > 0 ? &f->rules[0] : NULL;
	r->used_near = r->used ? likeness(r->question, r->used) : 0;
	for (size_t i = 0; i < f->rule_count; i++) {
		const struct rule *rule = &f->rules[i];

		if (i > 0 && rule != r->used && !r->agrees && says(rule, r->right) &&
		    holds(r, rule))
			r->agrees = rule;
		for (size_t k = i + 1; k < f->rule_count && !r->rival; k++)
			if (learn_contradict(rule, &f->rules[k]) &&
			    learn_may_meet(rule, &f->rules[k]))
				r->rival = &f->rules[k];
	}
	if (!r->agrees && f->used == 0 && f->rule_count > 0 && says(&f->rules[0], r->right))
		r->agrees = &f->rules[0];
}

/* Does the text say that what was asked for should not have been? */
static bool
denies_asking(struct arena *a, const char *right)
{
	const char *fields[NEED_MAX];
	struct tongue_fact facts[NEED_MAX];
	size_t n = tongue_find(facts, NEED_MAX, a, right, true);

	if (need_denied(fields, a, right, NEED_ASKED) > 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if (facts[i].denied)
			return true;
	return false;
}

static void
read_failure(struct weighing *r, const struct failure *f)
{
	yyjson_val *action = json_get(f->interaction, "action");

	r->f = f;
	r->question = json_str(f->interaction, "question", NULL);
	r->said = json_str(action, "text", NULL);
	r->kind = json_str(action, "kind", NULL);
	r->chosen = json_str(action, "chosen", NULL);
	r->right = json_str(f->correction, "right", NULL);
	r->wrong = json_str(f->correction, "wrong", NULL);
	r->handed_over = r->kind && strcmp(r->kind, "escalate") == 0;
	r->silent = !r->kind || strcmp(r->kind, "none") == 0;
	r->recommended = (r->kind && strcmp(r->kind, "recommend") == 0) || r->chosen;
	r->denies = r->kind && strcmp(r->kind, "ask") == 0 && denies_asking(r->a, r->right);
	add_remark(&r->remarks, r->right);
	for (size_t i = 0; i < f->outcome_count; i++)
		add_remark(&r->remarks, json_str(f->outcomes[i], "comment", NULL));
	if (r->right && r->said) {
		struct rule x = {.act = ACT_SAY, .category = "fact", .say = r->right};
		struct rule y = {.act = ACT_SAY, .category = "fact", .say = r->said};

		r->contradicted = learn_contradict(&x, &y);
	}
	read_rules(r);
}

static void
weigh_words(struct weighing *r)
{
	for (size_t i = 0; i < sizeof(cues) / sizeof(cues[0]); i++) {
		const struct cue *c = &cues[i];
		int found = 0;

		for (int k = 0; k < WORDS_MAX && c->words[k]; k++)
			found += r->remarks.len && strstr(r->remarks.text, c->words[k]) != NULL;
		if (found)
			give(r, c->cause, c->points + (found > 1));
	}
}

static size_t
count_marks(const char *text)
{
	size_t n = 0;

	for (; text && *text; text++)
		n += *text == '!' || (unsigned char)*text >= 0xf0;
	return n;
}

/* Much the same is said, in another manner or with more to it. */
static void
weigh_wording(struct weighing *r)
{
	double same = alike(r->right, r->said);

	if (!r->right || !r->said || r->contradicted || r->silent || r->handed_over)
		return;
	if (strchr(r->right, '?'))
		give(r, CAUSE_CONTEXT, 3);
	if (r->used && says(r->used, r->right) &&
	    strncasecmp(r->right, r->said, strlen(r->said) - (r->said[0] != '\0')) == 0 &&
	    strlen(r->right) > strlen(r->said))
		give(r, CAUSE_CONTEXT, 4);
	else if (same >= ALIKE && strlen(r->right) > strlen(r->said) + 8)
		give(r, CAUSE_CONTEXT, 3);
	if (count_marks(r->said) > count_marks(r->right))
		give(r, CAUSE_TONE, 3);
	if (r->used && r->used->say && strcasecmp(r->said, r->used->say) != 0 &&
	    !learn_contradict(r->used,
		&(struct rule){.act = ACT_SAY, .category = "fact", .say = r->right}))
		give(r, CAUSE_TONE, 2); /* the rule was right, its wording was the bot's own */
	if (r->wrong && !r->used && same > 0)
		give(r, CAUSE_TONE, 1);
}

/* Nobody answered: was there something to say? */
static void
weigh_silence(struct weighing *r)
{
	const struct rule *near = NULL;

	for (size_t i = 0; i < r->f->rule_count && !near; i++)
		if (likeness(r->question, &r->f->rules[i]) >= ALIKE)
			near = &r->f->rules[i];
	if (r->rival)
		give(r, CAUSE_CONFLICT, 5);
	if (r->silent)
		give(r, r->agrees ? CAUSE_MISSED : CAUSE_GAP, 4);
	if (!r->handed_over)
		return;
	if (r->agrees || near)
		give(r, CAUSE_NEEDLESS, 4);
	else
		give(r, CAUSE_GAP, 4);
	/* What was passed on cannot have been kept too long, but by saying so. */
	give(r, CAUSE_LATE, -3);
}

/* A rule answered: is it wrong, or only here? */
static void
weigh_rules(struct weighing *r)
{
	double other = r->agrees ? likeness(r->question, r->agrees) : 0;

	give(r, CAUSE_NEEDLESS, -2);
	if (!r->used) {
		if (r->right)
			give(r, r->agrees ? CAUSE_MISSED : CAUSE_GAP, 0.5);
		return;
	}
	if (r->rival)
		give(r, CAUSE_CONFLICT, likeness(r->question, r->rival) >= FAR ? 4 : 2);
	if (!holds(r, r->used))
		give(r, CAUSE_SCOPE, 5);
	if (r->denies)
		give(r, CAUSE_SCOPE, 6);
	if (json_get(r->f->correction, "where"))
		give(r, CAUSE_SCOPE, 4);
	if (r->agrees)
		give(r, CAUSE_MISSED, r->rival ? 1 : 4);
	if (r->agrees && other > r->used_near + CLOSER)
		give(r, CAUSE_MISSED, 1);
	if (r->contradicted)
		give(r, CAUSE_FACT, 2);
	if (r->right || (r->remarks.len > 1 && r->used_near >= NEAR))
		give(r, CAUSE_FACT, 1);
	if (r->right && r->used_near < FAR && !r->agrees)
		give(r, CAUSE_SCOPE, 1);
}

static void
weigh_signals(struct weighing *r)
{
	for (size_t i = 0; i < r->f->outcome_count; i++) {
		const char *signal = json_str(r->f->outcomes[i], "signal", NULL);

		if (signal && strcmp(signal, "escalated") == 0)
			give(r, CAUSE_LATE, 2);
	}
	if (r->right && learn_wants_person(r->right))
		give(r, CAUSE_LATE, 2);
	if (r->recommended)
		give(r, CAUSE_RECOMMENDATION, 6);
}

/* What a person's category leaves possible. */
static bool
possible(const struct weighing *r, enum cause c, const char *category)
{
	if (!category)
		return true;
	if (strcmp(category, "tone") == 0)
		return c == CAUSE_TONE;
	if (strcmp(category, "context") == 0)
		return c == (r->denies ? CAUSE_SCOPE : CAUSE_CONTEXT);
	if (strcmp(category, "recommendation") == 0)
		return c == CAUSE_RECOMMENDATION;
	if (strcmp(category, "escalation") == 0)
		return c == (r->handed_over ? CAUSE_NEEDLESS : CAUSE_LATE);
	return c <= CAUSE_CONFLICT;
}

static void
choose(struct weighing *r, const char *category)
{
	struct finding *out = r->out;
	double all = 0;

	for (enum cause c = 0; c < CAUSES; c++)
		if (!possible(r, c, category))
			out->points[c] = -INFINITY;
	out->cause = CAUSE_GAP;
	for (enum cause c = 0; c < CAUSES; c++)
		if (out->points[c] > out->points[out->cause])
			out->cause = c;
	for (enum cause c = 0; c < CAUSES; c++)
		all += exp(out->points[c] - out->points[out->cause]);
	out->sure = 1 / all;
}

/* Leave-one-out: the best of the other rules that hold. */
static void
leave_out(struct weighing *r)
{
	struct finding *out = r->out;
	double best = NEAR;

	switch (out->cause) {
	case CAUSE_FACT:
	case CAUSE_SCOPE:
	case CAUSE_CONTEXT:
	case CAUSE_TONE:
	case CAUSE_LATE:
	case CAUSE_RECOMMENDATION:
	case CAUSE_CONFLICT:
		out->blame = r->used;
		break;
	default:
		out->blame = out->cause == CAUSE_MISSED ? r->used : NULL;
	}
	out->right = r->agrees;
	if (!out->blame)
		return;
	for (size_t i = 0; i < r->f->rule_count; i++) {
		const struct rule *other = &r->f->rules[i];
		double near = likeness(r->question, other);

		if (other != out->blame && holds(r, other) && near >= best) {
			best = near;
			out->without = other;
		}
	}
	out->changes = !out->without || !out->without->say || !out->blame->say ||
		       strcmp(out->without->say, out->blame->say) != 0;
}

static const char *
words_of(const struct weighing *r, const struct finding *f)
{
	const char *blame = f->blame ? f->blame->id : NULL;

	switch (f->cause) {
	case CAUSE_GAP:
		return r->used ? "no rule in force says what is right"
			       : "no rule was used, and none in force says what is right";
	case CAUSE_FACT:
		return arena_print(r->a, "%s was used where it holds%s",
		    blame ? blame : "the answer",
		    r->contradicted ? ", and what it says contradicts what is right" : "");
	case CAUSE_SCOPE:
		return arena_print(r->a, "%s was used %s", blame ? blame : "the answer",
		    f->blame && !holds(r, f->blame) ? "where its conditions do not hold"
						    : "for something else than it is about");
	case CAUSE_MISSED:
		return f->right ? arena_print(r->a, "%s says what is right and was not used",
				      f->right->id)
				: "people say that a rule has the answer";
	case CAUSE_CONFLICT:
		return r->rival
			   ? arena_print(r->a, "%s says otherwise about the same", r->rival->id)
			   : "people say that answers differ";
	case CAUSE_TONE:
		return "what was said is not denied, how it was said is";
	case CAUSE_CONTEXT:
		return "what was said holds, and something was lacking";
	case CAUSE_RECOMMENDATION:
		return arena_print(r->a, "%s was chosen", r->chosen ? r->chosen : "a candidate");
	case CAUSE_LATE:
		return "the bot answered what a person should have done";
	default:
		return f->right
			   ? arena_print(r->a, "it was passed on although %s says what is right",
				 f->right->id)
			   : "it was passed on although a rule was near";
	}
}

void
cause_find(struct finding *out, struct arena *a, const struct failure *f)
{
	const char *category = json_str(f->correction, "category", NULL);
	struct weighing r = {.a = a, .out = out};

	*out = (struct finding){.inferred = !category};
	read_failure(&r, f);
	weigh_words(&r);
	weigh_signals(&r);
	if (r.handed_over || r.silent) {
		weigh_silence(&r);
	} else {
		weigh_rules(&r);
		weigh_wording(&r);
	}
	choose(&r, category);
	leave_out(&r);
	out->evidence = words_of(&r, out);
	buf_free(&r.remarks);
}
