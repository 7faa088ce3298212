/* Validation: one table of checks, verdicts with reasons. */
#include "validate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "index.h"
#include "learn.h"
#include "rule.h"
#include "scope.h"
#include "text.h"
#include "views.h"

enum {
	MATCHES_MAX = 64,  /* rules with the same claim that are looked at */
	PENDING_MAX = 200, /* pending rules whose words are compared */
	RECENT = 400,	   /* among so many of the newest rules */
	SAMPLE = 8,	   /* examples of a rule that a question is compared with */
	NEAREST = 4,
	BROKEN_SHOWN = 5,
	ACCEPTED_MAX = 64,
	REASON_SIZE = 400
};

static const double NEAR_QUESTION = 0.3; /* two questions about the same thing, by their words */
static const double ALIKE = 0.4;	 /* two answers in much the same words */

enum result { RESULT_PASSED, RESULT_HELD, RESULT_FAILED };

static const char *const results[] = {"passed", "held", "failed"};

/* One change under judgement. */
struct trial {
	struct validator *v;
	struct lesson lesson; /* a correction's; unset when a person wrote the rule */
	struct rule rule;     /* as it would be */
	struct rule old;      /* as it is; number 0 when it is new */
	bool written;	      /* by a person, all of it */
	bool standing;	      /* nothing changes, the rule is looked at as it is */
	const char *how;      /* how it was found: new, words, values, likeness */
	bool counted;	      /* the reporter's voice is counted already */
	struct rule foe;      /* a rule in force that it contradicts; number 0: none */
	const char *wrong;    /* the rule that answered instead */
	enum rule_status after;
	bool proactive;
	const char *by, *authority;
	double weight;
	enum result worst;
	struct buf checks, *figures; /* the verdict's checks; the one being written */
	char reason[REASON_SIZE];
	struct texts accepted; /* questions that this very answer ended well for */
};

struct check {
	const char *name;
	int (*run)(struct trial *t, enum result *result); /* 0 or -1; sets t->reason */
};

void
validator_init(struct validator *v, struct journal *j, const struct conf *conf, int64_t now)
{
	*v = (struct validator){.journal = j, .conf = conf, .now = now, .replay = true};
}

void
validator_clear(struct validator *v)
{
	buf_clear(&v->verdicts);
	v->judged = v->changed = v->held = 0;
}

void
validator_free(struct validator *v)
{
	buf_free(&v->verdicts);
	arena_free(&v->arena);
}

static void __attribute__((format(printf, 2, 3)))
because(struct trial *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(t->reason, sizeof(t->reason), fmt, ap);
	va_end(ap);
}

/* A rule's name for a reason, with its words. */
static const char *
named(struct trial *t, const struct rule *r)
{
	return arena_print(&t->v->arena, "%s (\"%.60s\")", r->id,
	    r->say ? r->say : rule_act_name(r->act));
}

static int
check_form(struct trial *t, enum result *result)
{
	if (t->written || t->standing) {
		because(t, "a whole rule");
		return 0;
	}
	if (learn_draft(&t->rule, &t->v->arena, &t->lesson) < 0) {
		because(t, "%s", why());
		*result = RESULT_FAILED;
		return 0;
	}
	if (scope_valid(t->rule.where) < 0) {
		because(t, "%s", why());
		*result = RESULT_FAILED;
		return 0;
	}
	json_add_str(t->figures, "category", t->lesson.category);
	json_add_bool(t->figures, "inferred", t->lesson.inferred);
	because(t, "a rule of category %s can be made of it", t->lesson.category);
	return 0;
}

static int
check_authority(struct trial *t, enum result *result)
{
	json_add_str(t->figures, "by", t->by);
	json_add_str(t->figures, "authority", t->authority);
	json_add_num(t->figures, "weight", t->weight);
	if (t->standing) {
		because(t, "by %s, %s", t->rule.by ? t->rule.by : "unknown",
		    t->rule.authority ? t->rule.authority : "unknown");
	} else if (t->weight <= 0) {
		because(t, "a word of authority %s weighs nothing here", t->authority);
		*result = RESULT_FAILED;
	} else {
		because(t, "a word of authority %s weighs %g", t->authority, t->weight);
	}
	return 0;
}

/* Does the question resemble one of the rule's own? */
static int
near_rule(struct trial *t, const struct rule *r)
{
	const char *q = t->lesson.question;
	struct example *list;
	size_t n;

	if (rules_examples(t->v->journal, &t->v->arena, r->number, SAMPLE, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (text_similarity(q, strlen(q), list[i].text, strlen(list[i].text), NULL) >=
		    NEAR_QUESTION)
			return 1;
	return n == 0;
}

/* Two answers in much the same words need no likeness of the questions. */
static bool
alike(const struct rule *a, const struct rule *b)
{
	return a->say && b->say &&
	       text_similarity(a->say, strlen(a->say), b->say, strlen(b->say), NULL) >= ALIKE;
}

static bool
is_lead(const struct trial *t)
{
	return strcmp(t->authority, "lead") == 0;
}

/* Try the rules of one claim: 1 when one says the same, which becomes t->old. */
static int
match_among(struct trial *t, const uint32_t *numbers, long n, bool near, const char *how)
{
	for (long i = 0; i < n; i++) {
		struct rule r;
		int rc = rules_get(t->v->journal, &t->v->arena, numbers[i], &r);

		if (rc < 0)
			return -1;
		if (rc == 0 || !learn_same_claim(&t->rule, &r))
			continue;
		/* A lead's words are meant as they stand; of others the meaning counts. */
		if (is_lead(t) && t->rule.say && (!r.say || strcmp(t->rule.say, r.say) != 0))
			continue;
		if (near && !alike(&t->rule, &r) && !learn_same_where(&t->rule, &r) &&
		    (rc = near_rule(t, &r)) <= 0) {
			if (rc < 0)
				return -1;
			continue;
		}
		t->old = r;
		t->how = how;
		return 1;
	}
	return 0;
}

/* Find the rule that says what the lesson says. */
static int
find_match(struct trial *t)
{
	struct journal *j = t->v->journal;
	uint32_t numbers[PENDING_MAX], count;
	uint64_t hash = claim_hash(&t->rule, CLAIM_WORDS);
	bool by_words = t->rule.act == ACT_SAY || t->rule.act == ACT_ESCALATE;
	long n = claims_find(j, CLAIM_WORDS, hash, numbers, MATCHES_MAX);
	int rc = n < 0 ? -1 : match_among(t, numbers, n, false, "words");

	if (rc != 0 || (is_lead(t) && t->rule.say))
		return rc;
	if (by_words && (hash = claim_hash(&t->rule, CLAIM_VALUES)) != 0) {
		if ((n = claims_find(j, CLAIM_VALUES, hash, numbers, MATCHES_MAX)) < 0)
			return -1;
		if ((rc = match_among(t, numbers, n, true, "values")) != 0)
			return rc;
	}
	if (t->rule.act == ACT_STYLE || t->rule.act == ACT_ESCALATE) {
		n = claims_find(j, t->rule.act == ACT_STYLE ? CLAIM_STYLE : CLAIM_GUARD, 0, numbers,
		    MATCHES_MAX);
		if (n < 0)
			return -1;
		if ((rc = match_among(t, numbers, n, t->rule.act != ACT_STYLE, "likeness")) != 0)
			return rc;
	}
	/* Short words are compared by their claims alone: likeness says too little of them. */
	if (t->rule.say && !learn_is_long(t->rule.say) && !t->rule.where)
		return 0;
	if (rules_count(j, &count) < 0)
		return -1;
	n = claims_from(j, CLAIM_PENDING, 0, count > RECENT ? count - RECENT : 0, numbers,
	    PENDING_MAX);
	return n < 0 ? -1 : match_among(t, numbers, n, t->rule.act != ACT_STYLE, "likeness");
}

/* The rule with one voice more, if this reporter has not spoken for it. */
static int
add_voice(struct trial *t)
{
	struct voice heard;
	bool staff = strcmp(t->authority, "customer") != 0 && strcmp(t->authority, "inferred") != 0;
	int rc = t->old.number
		     ? rules_heard(t->v->journal, t->old.number, t->by, &t->v->arena, &heard)
		     : 0;

	if (rc < 0)
		return -1;
	if (rc > 0 && heard.weight > 0) {
		t->counted = true;
		return 0;
	}
	if (rc > 0)
		t->rule.against += heard.weight;
	t->rule.support += t->weight;
	t->rule.voices++;
	t->rule.staff += staff;
	return 0;
}

static void
merge_list(struct trial *t, struct texts *into, const struct texts *from)
{
	for (size_t i = 0; i < from->n; i++)
		if (!texts_have(into, from->at[i]))
			texts_add(into, &t->v->arena, from->at[i]);
}

/* A later lesson may know the conditions, or one more phrase to avoid. */
static void
merge(struct trial *t)
{
	struct rule draft = t->rule;

	t->rule = t->old;
	if (!t->rule.where && !rule_in_force(t->rule.status))
		t->rule.where = draft.where;
	merge_list(t, &t->rule.avoid, &draft.avoid);
	merge_list(t, &t->rule.must_not, &draft.must_not);
}

static int
free_id(struct trial *t)
{
	uint32_t count;
	struct rule r;
	int rc;

	if (rules_count(t->v->journal, &count) < 0)
		return -1;
	do {
		t->rule.id = arena_print(&t->v->arena, "r%u", ++count);
		rc = rules_named(t->v->journal, &t->v->arena, t->rule.id, &r);
	} while (rc > 0);
	return rc;
}

static int
check_duplicate(struct trial *t, enum result *result)
{
	(void)result;
	if (!t->written && !t->standing) {
		int rc = find_match(t);

		if (rc < 0)
			return -1;
		if (rc > 0)
			merge(t);
	}
	if (!t->rule.id && free_id(t) < 0)
		return -1;
	if (!t->standing && add_voice(t) < 0)
		return -1;
	json_add_str(t->figures, "rule", t->rule.id);
	json_add_str(t->figures, "found", t->old.number ? t->how ? t->how : "id" : "new");
	json_add_bool(t->figures, "voice_counted_before", t->counted);
	if (!t->old.number)
		because(t, "no rule says this yet");
	else if (t->counted)
		because(t, "%s has said this of %s before: one reporter counts once", t->by,
		    t->rule.id);
	else
		because(t, "%s is a rule already", named(t, &t->rule));
	return 0;
}

/* Is this rule in force, for the same case, with another answer? */
static bool
is_foe(const struct trial *t, const struct rule *r)
{
	return r->number != t->old.number && rule_in_force(r->status) &&
	       learn_contradict(&t->rule, r) && learn_may_meet(&t->rule, r);
}

/* The rules in force that this question reaches now. */
static int
find_foe(struct trial *t, const char *question, const char *locale)
{
	struct index *ix = journal_index(t->v->journal);
	struct arena *a = &t->v->arena;
	struct question *q = index_question(ix, a, question, strlen(question), locale);
	struct candidate near[NEAREST];
	struct found found;
	int n = q ? index_find(ix, q, NULL, NULL, near, NEAREST, &found) : -1;

	if (n < 0)
		return -1;
	for (int i = 0; i < n && !t->foe.number; i++) {
		struct rule r;
		int rc = rules_get(t->v->journal, a, near[i].rule, &r);

		if (rc < 0)
			return -1;
		if (rc == 0)
			continue;
		/* Near is not enough: it has to be this very question, or all of its words. */
		if (near[i].exact > 0 || (near[i].p >= 0.5 && near[i].cover >= 0.9)) {
			if (is_foe(t, &r))
				t->foe = r;
			if (!t->wrong && near[i].exact > 0 && r.number != t->old.number)
				t->wrong = r.id;
		}
	}
	return 0;
}

static int
find_foes(struct trial *t)
{
	if (!t->written && !t->standing)
		return find_foe(t, t->lesson.question, t->lesson.locale);
	for (size_t i = 0; i < t->rule.questions.n; i++)
		if (find_foe(t, t->rule.questions.at[i], NULL) < 0)
			return -1;
	return 0;
}

static int
check_conflict(struct trial *t, enum result *result)
{
	bool stronger;

	/* Only a rule that states values can contradict one by its values. */
	if (t->rule.must.n + t->rule.prefer.n > 0 && find_foes(t) < 0)
		return -1;
	if (!t->foe.number) {
		because(t, "no rule in force says otherwise");
		return 0;
	}
	/* Customers do not replace what staff said, however many they are. */
	stronger =
	    t->v->force || (t->rule.support - t->rule.against > t->foe.support - t->foe.against &&
			       (t->rule.staff > 0 || t->foe.staff == 0));
	json_add_str(t->figures, "rule", t->foe.id);
	json_add_num(t->figures, "support", t->rule.support);
	json_add_num(t->figures, "support_other", t->foe.support);
	if (t->v->lenient) {
		because(t, "%s says otherwise, and was imported so", named(t, &t->foe));
		t->foe.number = 0;
	} else if (t->written && !t->v->force) {
		because(t, "%s says otherwise; --force replaces it", named(t, &t->foe));
		*result = RESULT_HELD;
	} else if (stronger) {
		because(t, "%s says otherwise and is replaced: %g speaks for this, %g for it",
		    named(t, &t->foe), t->rule.support, t->foe.support);
	} else {
		because(t, "%s says otherwise, and as much speaks for it (%g, against %g)",
		    named(t, &t->foe), t->foe.support, t->rule.support);
		*result = RESULT_HELD;
	}
	return 0;
}

static int
check_evidence(struct trial *t, enum result *result)
{
	struct standing s = learn_standing(&t->rule, t->v->conf);
	const struct conf *c = t->v->conf;

	(void)result;
	json_add_num(t->figures, "support", t->rule.support);
	json_add_num(t->figures, "against", t->rule.against);
	json_add_num(t->figures, "voices", t->rule.voices);
	json_add_num(t->figures, "good", t->rule.good);
	json_add_num(t->figures, "bad", t->rule.bad);
	json_add_num(t->figures, "needed", c->update_at);
	if (t->written) {
		because(t, "a person's own rule");
		return 0;
	}
	t->after = s.status;
	t->proactive = s.proactive;
	if (!rule_in_force(s.status))
		because(t, "%u voice%s, weight %g of the %g that it needs", t->rule.voices,
		    t->rule.voices == 1 ? "" : "s", t->rule.support - t->rule.against,
		    c->update_at);
	else
		because(t, "%u voice%s, weight %g: %s%s", t->rule.voices,
		    t->rule.voices == 1 ? "" : "s", t->rule.support - t->rule.against,
		    s.status == RULE_TRIAL ? "on trial, no word of staff" : "in force",
		    s.proactive ? ", told without asking" : "");
	return 0;
}

/* What the change does to the recent history. */
struct replayed {
	unsigned asked, touched, mended, broken;
	const char *ids[BROKEN_SHOWN];
	size_t shown;
};

static int
add_sign(struct trial *t, uint64_t seq, int *good, int *bad)
{
	struct bytes text;
	yyjson_val *root;
	int sign, rc = journal_get(t->v->journal, seq, &text, NULL);

	if (rc <= 0)
		return rc;
	if (!(root = json_read_in(&t->v->arena, text.at, text.len)))
		return -1;
	sign = record_type_of(json_str(root, "type", NULL)) == RECORD_CORRECTION
		   ? -1
		   : outcome_sign(root);
	*good += sign > 0;
	*bad += sign < 0;
	return 0;
}

struct signs {
	struct trial *t;
	int good, bad;
};

static int
each_link(uint64_t seq, void *arg)
{
	struct signs *s = arg;

	return add_sign(s->t, seq, &s->good, &s->bad);
}

/* Would the rule answer this interaction now, and was what the bot did then right? */
static int
replay_one(struct trial *t, yyjson_val *interaction, struct replayed *out)
{
	struct index *ix = journal_index(t->v->journal);
	const char *text = json_str(interaction, "question", NULL);
	const char *said = json_str(json_get(interaction, "action"), "text", NULL), *id;
	struct rule then = {.act = ACT_SAY, .category = t->rule.category, .say = said};
	bool same = said && t->rule.say &&
		    text_key(said, strlen(said)) == text_key(t->rule.say, strlen(t->rule.say));
	struct signs s = {t, 0, 0};
	struct candidate best;
	struct found found;
	struct question *q;
	struct asked asked;
	size_t n;

	if (!text || !(id = json_str(interaction, "id", &n)))
		return 0;
	if (same && t->accepted.n < ACCEPTED_MAX) {
		if (journal_links(t->v->journal, id, n, each_link, &s) < 0)
			return -1;
		if (s.good > 0 && s.bad == 0)
			texts_add(&t->accepted, &t->v->arena, text);
		s = (struct signs){t, 0, 0};
	}
	q = index_question(ix, &t->v->arena, text, strlen(text),
	    json_str(interaction, "locale", NULL));
	if (!q || index_find(ix, q, NULL, NULL, &best, 1, &found) < 0)
		return -1;
	out->asked++;
	scope_ask(&asked, interaction, text, strlen(text));
	if (best.rule != t->rule.number || best.p < conf_threshold(t->v->conf, t->rule.topic) ||
	    scope_check(t->rule.where, &asked, NULL) != SCOPE_HOLDS)
		return 0;
	if (journal_links(t->v->journal, id, n, each_link, &s) < 0)
		return -1;
	out->touched++;
	if (s.bad > 0) {
		out->mended++;
	} else if (s.good > 0 && said && learn_contradict(&t->rule, &then)) {
		out->broken++;
		if (out->shown < BROKEN_SHOWN)
			out->ids[out->shown++] = id;
	}
	return 0;
}

/* The journal's place from which the recent history is read. */
static int
recent_from(struct trial *t, uint64_t *from)
{
	uint64_t end, most = (uint64_t)t->v->conf->replay_recent;

	if (journal_end(t->v->journal, &end) < 0)
		return -1;
	*from = end > most ? end - most + 1 : 1;
	return 0;
}

static int
replay_history(struct trial *t, struct replayed *out)
{
	static const char mark[] = "\"interaction\"";
	struct journal_walk w;
	struct bytes text;
	uint64_t seq, from;
	int rc;

	if (recent_from(t, &from) < 0 || journal_walk_begin(&w, t->v->journal, from) < 0)
		return -1;
	while ((rc = journal_walk_next(&w, &seq, NULL, &text)) > 0) {
		yyjson_val *root;

		if (!memmem(text.at, text.len, mark, sizeof(mark) - 1))
			continue;
		if (!(root = json_read_in(&t->v->arena, text.at, text.len))) {
			rc = -1;
			break;
		}
		if (record_type_of(json_str(root, "type", NULL)) == RECORD_INTERACTION &&
		    (rc = replay_one(t, root, out)) < 0)
			break;
	}
	journal_walk_end(&w);
	return rc;
}

/* Teach the index what the rule would be, for a look; index_forget takes it back. */
static int
teach_for_now(struct trial *t)
{
	struct index *ix = journal_index(t->v->journal);
	struct arena *a = &t->v->arena;
	struct example *list = NULL;
	size_t n = 0;

	if (t->old.number && rules_examples(t->v->journal, a, t->old.number, 0, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n + t->rule.questions.n + 1; i++) {
		const char *text = i < n			 ? list[i].text
				   : i < n + t->rule.questions.n ? t->rule.questions.at[i - n]
								 : t->lesson.question;
		struct question *q;

		if (!text || (i < n && list[i].counter))
			continue;
		q = index_question(ix, a, text, strlen(text), i < n ? list[i].locale : NULL);
		if (!q || index_teach(ix, q, t->rule.number, 0, NULL) < 0)
			return -1;
	}
	return 0;
}

static int
try_history(struct trial *t, struct replayed *out)
{
	struct index *ix = journal_index(t->v->journal);
	uint32_t count;
	int rc;

	if (rules_count(t->v->journal, &count) < 0 || index_flush(ix) < 0)
		return -1;
	if (!t->rule.number)
		t->rule.number = count + 1;
	rc = t->old.taught ? 0 : teach_for_now(t);
	if (rc == 0)
		rc = replay_history(t, out);
	index_forget(ix);
	t->rule.number = t->old.number;
	return rc;
}

static int
check_replay(struct trial *t, enum result *result)
{
	struct replayed r = {0};
	bool enters = rule_in_force(t->after) && !rule_in_force(t->old.status);

	if (!t->v->replay || t->rule.act != ACT_SAY || !(enters || t->standing)) {
		because(t, "not needed: %s",
		    enters ? "its effect is not an answer" : "it does not come into force by this");
		return 0;
	}
	if (try_history(t, &r) < 0)
		return -1;
	json_add_num(t->figures, "asked", r.asked);
	json_add_num(t->figures, "touched", r.touched);
	json_add_num(t->figures, "mended", r.mended);
	json_add_num(t->figures, "broken", r.broken);
	if (r.shown > 0) {
		json_list(t->figures, "breaks");
		for (size_t i = 0; i < r.shown; i++) {
			json_item(t->figures);
			json_quote(t->figures, r.ids[i], strlen(r.ids[i]));
		}
		json_list_end(t->figures);
	}
	because(t,
	    "of %u recent questions it would answer %u: %u had ended badly, %u well with "
	    "another answer",
	    r.asked, r.touched, r.mended, r.broken);
	if (r.broken > r.mended && !t->v->force)
		*result = RESULT_HELD;
	return 0;
}

static const struct check checks[] = {
	{"form", check_form},
	{"authority", check_authority},
	{"duplicate", check_duplicate},
	{"conflict", check_conflict},
	{"evidence", check_evidence},
	{"replay", check_replay},
};

static int
run_checks(struct trial *t)
{
	struct buf figures = {0};
	int rc = 0;

	json_list(&t->checks, NULL);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		enum result result = RESULT_PASSED;

		buf_clear(&figures);
		json_open(&figures);
		t->figures = &figures;
		if ((rc = checks[i].run(t, &result)) < 0)
			break;
		json_close(&figures);
		json_item(&t->checks);
		json_open(&t->checks);
		json_add_str(&t->checks, "check", checks[i].name);
		json_add_str(&t->checks, "result", results[result]);
		json_add_str(&t->checks, "reason", t->reason);
		if (figures.len > 2)
			json_add_raw(&t->checks, "figures", figures.text);
		json_close(&t->checks);
		t->worst = result > t->worst ? result : t->worst;
		if (result == RESULT_FAILED)
			break;
	}
	json_list_end(&t->checks);
	buf_free(&figures);
	return rc;
}

/* Put a verdict into the journal, and keep it for the caller to print. */
static int
put_verdict(struct validator *v, struct buf *json)
{
	struct arena a = {0};
	struct json reader = {0};
	struct record r;
	int rc = record_read(&r, &reader, &a, json->text, json->len, RECORD_BIT(RECORD_VERDICT),
	    RECORD_VERDICT, v->now);

	if (rc == 0) {
		buf_add(&v->verdicts, r.text.at, r.text.len);
		buf_char(&v->verdicts, '\n');
		if (!v->looking)
			rc = journal_put_text(v->journal, RECORD_VERDICT, r.text.at, r.text.len,
			    v->now, NULL);
	}
	json_free(&reader);
	arena_free(&a);
	return rc;
}

static void
begin_verdict(struct buf *json, struct validator *v, const char *rule)
{
	char stamp[TIME_TEXT];

	time_print(stamp, v->now);
	json_open(json);
	json_add_str(json, "type", "verdict");
	json_add_str(json, "time", stamp);
	json_add_str(json, "rule", rule ? rule : "-");
}

static void
add_change(struct buf *json, const struct trial *t)
{
	const struct lesson *l = &t->lesson;

	json_key(json, "change");
	json_open(json);
	if (t->written || !t->old.number || t->how) {
		json_key(json, "rule");
		rule_write(json, &t->rule, t->written);
	}
	if (t->written)
		json_add_bool(json, "only", true);
	if (!t->written) {
		json_list(json, "examples");
		json_item(json);
		json_open(json);
		json_add_str(json, "text", l->question);
		json_add_str(json, "locale", l->locale);
		/* A customer's question shapes no rule that staff stands for. */
		json_add_bool(json, "trusted", t->weight >= t->v->conf->weight_agent);
		json_close(json);
		/* Where the bot gave this answer before and it ended well, it is one too. */
		for (size_t i = 0; i < t->accepted.n; i++) {
			json_item(json);
			json_open(json);
			json_add_str(json, "text", t->accepted.at[i]);
			json_close(json);
		}
		json_list_end(json);
	}
	json_key(json, "voice");
	json_open(json);
	json_add_str(json, "by", t->by);
	json_add_str(json, "authority", t->authority);
	json_add_num(json, "weight", t->weight);
	json_close(json);
	if (t->proactive != t->old.proactive)
		json_add_bool(json, "proactive", t->proactive);
	if (t->wrong && (!t->rule.id || strcmp(t->wrong, t->rule.id) != 0))
		json_add_str(json, "wrong", t->wrong);
	json_close(json);
}

/* A correction that contradicts a rule in force speaks against it, a reporter once. */
static int
speak_against(struct trial *t)
{
	struct buf json = {0};
	int rc;

	begin_verdict(&json, t->v, t->foe.id);
	json_add_str(&json, "before", rule_status_name(t->foe.status));
	json_add_str(&json, "after", rule_status_name(t->foe.status));
	json_add_str(&json, "by", t->by);
	json_add_str(&json, "reason",
	    arena_print(&t->v->arena, "contradicted by correction %s", t->lesson.id));
	json_key(&json, "change");
	json_open(&json);
	json_key(&json, "voice");
	json_open(&json);
	json_add_str(&json, "by", t->by);
	json_add_str(&json, "authority", t->authority);
	json_add_num(&json, "weight", -t->weight);
	json_close(&json);
	json_close(&json);
	json_close(&json);
	rc = put_verdict(t->v, &json);
	buf_free(&json);
	return rc;
}

/* The rule that this one replaces is withdrawn by a verdict of its own. */
static int
retire_foe(struct trial *t)
{
	struct buf json = {0};
	int rc;

	begin_verdict(&json, t->v, t->foe.id);
	json_add_str(&json, "before", rule_status_name(t->foe.status));
	json_add_str(&json, "after", "retired");
	json_add_str(&json, "by", t->by);
	json_add_str(&json, "reason", arena_print(&t->v->arena, "replaced by %s", t->rule.id));
	json_add_raw(&json, "change", "{}");
	json_close(&json);
	rc = put_verdict(t->v, &json);
	buf_free(&json);
	return rc;
}

static int
say_verdict(struct trial *t, uint64_t seq)
{
	struct buf json = {0};
	bool failed = t->worst == RESULT_FAILED;
	enum rule_status before = t->old.status;
	int rc;

	if (t->worst == RESULT_HELD && rule_in_force(t->after) && !rule_in_force(before))
		t->after = RULE_HELD;
	if (t->foe.number && !t->standing && !failed &&
	    (rule_in_force(t->after)		      ? retire_foe(t)
		: t->lesson.correction && !t->counted ? speak_against(t)
						      : 0) < 0)
		return -1;
	begin_verdict(&json, t->v, failed ? NULL : t->rule.id);
	json_add_str(&json, "correction", t->lesson.id);
	if (!failed) {
		json_add_str(&json, "before", t->old.number ? rule_status_name(before) : NULL);
		json_add_str(&json, "after", rule_status_name(t->after));
		json_add_str(&json, "say", t->rule.say);
	}
	json_add_str(&json, "by", t->by);
	if (seq && t->v->advance)
		json_add_num(&json, "upto", (double)seq);
	json_add_raw(&json, "checks", t->checks.text);
	if (!failed && !t->standing)
		add_change(&json, t);
	json_close(&json);
	rc = put_verdict(t->v, &json);
	buf_free(&json);
	t->v->judged++;
	t->v->changed += !failed && t->after != before;
	t->v->held += t->worst == RESULT_HELD;
	return rc;
}

static int
judge(struct trial *t, uint64_t seq)
{
	int rc = run_checks(t);

	t->rule.status = t->after;
	t->rule.proactive = t->proactive;
	if (rc == 0)
		rc = say_verdict(t, seq);
	buf_free(&t->checks);
	return rc;
}

int
validate_correction(struct validator *v, uint64_t seq, struct bytes text)
{
	struct trial t = {.v = v};
	yyjson_val *root, *interaction = NULL;
	const char *id;
	uint64_t at;
	uint32_t rule;
	size_t n;
	int rc = views_judged(v->journal, seq, &rule);

	arena_clear(&v->arena);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (!(root = json_read_in(&v->arena, text.at, text.len)))
		return -1;
	if ((id = json_str(root, "interaction", &n)) &&
	    (rc = journal_interaction(v->journal, &v->arena, id, n, &interaction, &at)) < 0)
		return -1;
	if (!interaction && !json_get(root, "question"))
		return 0;
	learn_read(&t.lesson, &v->arena, root, interaction, v->conf);
	t.by = t.lesson.by;
	t.authority = t.lesson.authority;
	t.weight = t.lesson.weight;
	t.wrong = yyjson_get_str(
	    yyjson_arr_get_first(json_get(json_get(interaction, "action"), "rules")));
	return judge(&t, seq) < 0 ? -1 : 1;
}

static int
judge_at(struct validator *v, uint64_t seq)
{
	struct bytes text;
	struct arena a = {0};
	int rc = journal_get(v->journal, seq, &text, NULL);

	if (rc <= 0)
		return rc;
	/* The store's bytes move when the verdict is written. */
	text.at = arena_copy(&a, text.at, text.len);
	rc = validate_correction(v, seq, text);
	arena_free(&a);
	return rc;
}

/* The sequence numbers of corrections that are to be judged, oldest first. */
struct todo {
	uint64_t *seqs;
	size_t n, cap;
};

static void
add_todo(struct todo *todo, uint64_t seq)
{
	todo->seqs = mem_array(todo->seqs, &todo->cap, todo->n + 1, sizeof(*todo->seqs));
	todo->seqs[todo->n++] = seq;
}

static int
list_new(struct validator *v, struct todo *todo)
{
	static const char mark[] = "\"correction\"";
	struct journal_walk w;
	struct bytes text;
	uint64_t seq, from;
	int rc;

	if (journal_number(v->journal, "validated", &from) < 0)
		return -1;
	from = from > v->scanned ? from : v->scanned;
	if (journal_walk_begin(&w, v->journal, from + 1) < 0)
		return -1;
	while ((rc = journal_walk_next(&w, &seq, NULL, &text)) > 0) {
		yyjson_val *root;

		v->scanned = seq;
		if (!memmem(text.at, text.len, mark, sizeof(mark) - 1))
			continue;
		arena_clear(&v->arena);
		if (!(root = json_read_in(&v->arena, text.at, text.len))) {
			rc = -1;
			break;
		}
		if (record_type_of(json_str(root, "type", NULL)) == RECORD_CORRECTION)
			add_todo(todo, seq);
	}
	journal_walk_end(&w);
	return rc;
}

static int
each_waiting(uint64_t seq, void *arg)
{
	add_todo(arg, seq);
	return 0;
}

/* A rule changes by the validator's own decision: doubt, or age. */
static int
decide(struct validator *v, const struct rule *r, enum rule_status after, const char *check,
    const char *reason)
{
	struct buf json = {0};
	int rc;

	begin_verdict(&json, v, r->id);
	json_add_str(&json, "before", rule_status_name(r->status));
	json_add_str(&json, "after", rule_status_name(after));
	json_add_str(&json, "by", "fl-validate");
	json_add_str(&json, "reason", reason);
	json_list(&json, "checks");
	json_item(&json);
	json_open(&json);
	json_add_str(&json, "check", check);
	json_add_str(&json, "result", "failed");
	json_add_str(&json, "reason", reason);
	json_close(&json);
	json_list_end(&json);
	json_add_raw(&json, "change", "{}");
	json_close(&json);
	rc = put_verdict(v, &json);
	buf_free(&json);
	v->changed++;
	v->held += after == RULE_HELD;
	return rc;
}

static int
review(struct validator *v, const struct rule *r)
{
	const int64_t day = 24LL * 3600 * 1000;
	bool persons = r->source && strcmp(r->source, "person") == 0;
	int64_t updated;

	if (rule_in_force(r->status) && learn_withdraw(r, v->conf))
		return decide(v, r, persons ? RULE_HELD : RULE_RETIRED, "evidence",
		    arena_print(&v->arena, "%u of its answers ended well and %u badly", r->good,
			r->bad));
	if (r->status == RULE_PENDING && r->updated &&
	    time_parse(r->updated, strlen(r->updated), &updated) &&
	    (double)(v->now - updated) > v->conf->expire_days * (double)day)
		return decide(v, r, RULE_REJECTED, "evidence",
		    arena_print(&v->arena, "nothing confirmed it for %g days",
			v->conf->expire_days));
	return 0;
}

static int
review_all(struct validator *v)
{
	uint32_t count;

	if (rules_count(v->journal, &count) < 0)
		return -1;
	for (uint32_t i = 1; i <= count; i++) {
		struct rule r;
		int rc;

		arena_clear(&v->arena);
		if ((rc = rules_get(v->journal, &v->arena, i, &r)) < 0)
			return -1;
		if (rc > 0 && review(v, &r) < 0)
			return -1;
	}
	return 0;
}

int
validate_new(struct validator *v)
{
	struct todo todo = {0};
	int rc = views_waiting(v->journal, each_waiting, &todo);

	v->advance = true;
	if (rc == 0)
		rc = list_new(v, &todo);
	for (size_t i = 0; i < todo.n && rc >= 0; i++)
		rc = judge_at(v, todo.seqs[i]);
	mem_free(todo.seqs);
	return rc < 0 ? -1 : review_all(v);
}

/* A rule that already says this, in these words and under these conditions, gets the questions. */
static int
join_same(struct trial *t)
{
	struct journal *j = t->v->journal;
	uint32_t numbers[MATCHES_MAX];
	long n =
	    claims_find(j, CLAIM_WORDS, claim_hash(&t->rule, CLAIM_WORDS), numbers, MATCHES_MAX);

	for (long i = 0; i < n; i++) {
		struct rule r;
		int rc = rules_get(j, &t->v->arena, numbers[i], &r);

		if (rc < 0)
			return -1;
		if (rc == 0 || !r.say || !t->rule.say || strcmp(r.say, t->rule.say) != 0)
			continue;
		if (rules_fill(j, &t->v->arena, &r) < 0)
			return -1;
		merge_list(t, &r.questions, &t->rule.questions);
		merge_list(t, &r.nots, &t->rule.nots);
		t->rule.id = r.id;
		t->rule.questions = r.questions;
		t->rule.nots = r.nots;
		if (!t->rule.topic)
			t->rule.topic = r.topic;
		return 0;
	}
	return n < 0 ? -1 : 0;
}

int
validate_written(struct validator *v, const char *json, size_t n, const char *by,
    const char *authority, const char **id)
{
	struct trial t = {.v = v, .written = true, .by = by, .authority = authority};
	yyjson_val *root = json_read_in(&v->arena, json, n);
	int rc;

	if (!root || rule_read(&t.rule, &v->arena, root) < 0)
		return -1;
	t.weight = conf_weight(v->conf, authority);
	t.after = t.rule.status;
	t.proactive = t.rule.proactive;
	t.rule.by = by;
	t.rule.authority = authority;
	t.rule.source = "person";
	rule_complete(&t.rule, &v->arena);
	if (!t.rule.id && join_same(&t) < 0)
		return -1;
	if (t.rule.id) {
		if ((rc = rules_named(v->journal, &v->arena, t.rule.id, &t.old)) < 0)
			return -1;
		t.rule.support = t.old.support;
		t.rule.against = t.old.against;
		t.rule.voices = t.old.voices;
		t.rule.staff = t.old.staff;
	}
	if (judge(&t, 0) < 0)
		return -1;
	*id = t.rule.id;
	return 0;
}

/* A rule that a person puts in force may contradict one that is: it is said, never settled so. */
static int
approve_over_foes(struct validator *v, const struct rule *r, const char *by)
{
	struct trial t = {.v = v, .written = true, .rule = *r, .old = *r, .by = by};

	if (rules_fill(v->journal, &v->arena, &t.rule) < 0 || find_foes(&t) < 0)
		return -1;
	if (!t.foe.number)
		return 0;
	if (!v->force)
		return fail("%s contradicts %s, which is in force; --force replaces that one",
		    r->id, named(&t, &t.foe));
	return retire_foe(&t);
}

int
validate_decision(struct validator *v, const char *id, const char *status, const char *by,
    const char *reason)
{
	struct buf json = {0};
	struct rule r;
	int rc = rules_named(v->journal, &v->arena, id, &r);

	if (rc <= 0)
		return rc < 0 ? -1 : fail("there is no rule %s", id);
	if (strcmp(status, "active") == 0 && !rule_in_force(r.status) &&
	    approve_over_foes(v, &r, by) < 0)
		return -1;
	begin_verdict(&json, v, id);
	json_add_str(&json, "before", rule_status_name(r.status));
	json_add_str(&json, "after", status);
	json_add_str(&json, "by", by);
	json_add_str(&json, "reason", reason);
	json_add_raw(&json, "change", "{}");
	json_close(&json);
	rc = put_verdict(v, &json);
	buf_free(&json);
	v->changed++;
	return rc;
}

int
validate_rule(struct validator *v, const char *id, bool *sound)
{
	struct trial t = {.v = v, .standing = true, .by = "fl-validate", .authority = "inferred"};
	int rc;

	arena_clear(&v->arena);
	rc = rules_named(v->journal, &v->arena, id, &t.rule);
	if (rc <= 0)
		return rc < 0 ? -1 : fail("there is no rule %s", id);
	if (rules_fill(v->journal, &v->arena, &t.rule) < 0)
		return -1;
	t.old = t.rule;
	t.after = t.rule.status;
	t.proactive = t.rule.proactive;
	v->looking = true;
	rc = judge(&t, 0);
	v->looking = false;
	*sound = t.worst == RESULT_PASSED && rule_in_force(t.rule.status);
	return rc;
}
