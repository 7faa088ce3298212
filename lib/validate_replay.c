/* Validation: what a change would have done to the recent history. */
#include <string.h>

#include "index.h"
#include "learn.h"
#include "marks.h"
#include "scope.h"
#include "signs.h"
#include "text.h"
#include "validate_history.h"
#include "validate_parts.h"
#include "validate_tests.h"
#include "views.h"

enum {
	ACCEPTED_MAX = 64,
	SAID_MAX = 1000, /* records with the same answer that are looked at */
	TEXTS_MAX = 64,	 /* questions of the rule by which past ones are found */
	NEAR_MAX = 512,	 /* past questions that are answered anew */
	MISSES_MAX = 16	 /* of which so many in a row may go elsewhere */
};

/* What the change does to the recent history, and to what people said before. */
struct replayed {
	bool had[NEAR_MAX]; /* past questions that the rule answered as it was before */
	unsigned asked, touched, mended, broken;
	const char *ids[BROKEN_SHOWN];
	size_t shown;
	struct regressed tests;
};

/* What a change is tried on: the rule's questions, and past ones that share words with them. */
struct tried {
	const char *texts[TEXTS_MAX];
	uint32_t near[NEAR_MAX];
	size_t n, found;
};

/* The interaction at seq, and how it ended. */
static int
read_past(struct judging *t, uint64_t seq, yyjson_val **interaction, struct signs *signs)
{
	struct bytes text;
	const char *id;
	size_t n;

	*signs = (struct signs){0};
	if (journal_get(t->v->journal, seq, &text, NULL) <= 0 ||
	    !(*interaction = json_read_in(&t->v->arena, text.at, text.len)))
		return -1;
	if (!(id = json_str(*interaction, "id", &n)))
		return 0;
	return signs_read(signs, t->v->journal, &t->v->arena, id, n);
}

/*
 * An interaction that the rule would answer now: was what the bot did then right?  One that it
 * answered before the change, too, is none of the change's.
 */
static int
touch(struct judging *t, uint64_t seq, bool had, struct replayed *out)
{
	struct rule then = {.act = ACT_SAY, .category = t->rule.category};
	yyjson_val *interaction;
	struct signs signs;
	struct asked asked;
	const char *text;
	size_t n;

	if (read_past(t, seq, &interaction, &signs) < 0)
		return -1;
	text = json_str(interaction, "question", &n);
	scope_ask(&asked, interaction, text, n);
	if (scope_check(t->rule.where, &asked, NULL) != SCOPE_HOLDS ||
	    (had && scope_check(t->old.where, &asked, NULL) == SCOPE_HOLDS))
		return 0;
	then.say = json_str(json_get(interaction, "action"), "text", NULL);
	out->touched++;
	if (signs.bad > 0) {
		out->mended++;
	} else if (signs.good > 0 && then.say && learn_contradict(&t->rule, &then)) {
		out->broken++;
		if (out->shown < BROKEN_SHOWN)
			out->ids[out->shown++] = json_str(interaction, "id", NULL);
	}
	return 0;
}

/* Would the rule answer this past question now?  1, 0, -1. */
static int
would_answer(struct judging *t, uint32_t question)
{
	struct index *ix = journal_index(t->v->journal);
	const char *locale, *text = history_text(t->v->history, question, &locale);
	struct question *q = index_question(ix, &t->v->arena, text, strlen(text), locale);
	struct candidate best;
	struct found found;

	if (!q || index_find(ix, q, NULL, NULL, &best, 1, &found) < 0)
		return -1;
	return best.rule == t->rule.number && best.p >= conf_threshold(t->v->conf, t->rule.topic);
}

static int
replay_history(struct judging *t, const uint32_t *near, size_t n, struct replayed *out)
{
	int misses = 0;

	for (size_t i = 0; i < n && misses < MISSES_MAX; i++) {
		int rc = would_answer(t, near[i]);

		if (rc < 0)
			return -1;
		misses = rc ? 0 : misses + 1;
		if (!rc)
			continue;
		for (uint32_t at = history_first(t->v->history, near[i]); at;) {
			uint64_t seq = history_step(t->v->history, &at);

			if (touch(t, seq, out->had[i], out) < 0)
				return -1;
		}
	}
	return 0;
}

/* Where the bot gave this very answer and it ended well, the question is an example too. */
static int
find_accepted(struct judging *t)
{
	uint64_t seqs[SAID_MAX];
	size_t n = t->rule.say ? history_said(t->v->history, t->rule.say, seqs, SAID_MAX) : 0;

	for (size_t i = 0; i < n && t->accepted.n < ACCEPTED_MAX; i++) {
		yyjson_val *interaction;
		struct signs signs;

		if (read_past(t, seqs[i], &interaction, &signs) < 0)
			return -1;
		if (signs.good > 0 && signs.bad == 0)
			texts_add(&t->accepted, &t->v->arena,
			    json_str(interaction, "question", NULL));
	}
	return 0;
}

/* The questions that the rule is about, as it would be, each once. */
static int
list_questions(struct judging *t, struct example **list, size_t *n)
{
	const struct texts *own = &t->rule.questions;
	const char *q = t->lesson.question;
	struct arena *a = &t->v->arena;
	struct marks left = {0}, seen = {0};
	struct example *old = NULL;
	size_t count = 0;

	*n = 0;
	if (t->old.number && rules_examples(t->v->journal, a, t->old.number, 0, &old, &count) < 0)
		return -1;
	*list = arena_alloc(a, (count + own->n + 1) * sizeof(**list));
	for (size_t i = 0; i < own->n; i++)
		marks_add(&left, text_mark(own->at[i]));
	/* Where a person wrote the rule, its questions are those and no others. */
	for (size_t i = 0; i < count; i++)
		if (!old[i].counter && !(t->written && marks_add(&left, text_mark(old[i].text))) &&
		    marks_add(&seen, text_mark(old[i].text)))
			(*list)[(*n)++] = old[i];
	for (size_t i = 0; i < own->n; i++)
		if (marks_add(&seen, text_mark(own->at[i])))
			(*list)[(*n)++] = (struct example){.text = own->at[i]};
	if (q && marks_add(&seen, text_mark(q)))
		(*list)[(*n)++] = (struct example){.text = q, .locale = t->lesson.locale};
	marks_free(&left);
	marks_free(&seen);
	return 0;
}

/* Teach the index what the rule would be, for a look; index_forget takes it back. */
static int
teach_for_now(struct judging *t, const struct example *list, size_t n)
{
	struct index *ix = journal_index(t->v->journal);

	for (size_t i = 0; i < n; i++) {
		struct question *q = index_question(ix, &t->v->arena, list[i].text,
		    strlen(list[i].text), list[i].locale);

		if (!q || index_teach(ix, q, t->rule.number, 0, NULL) < 0)
			return -1;
	}
	return 0;
}

/* The same of what the rule, which is in force, does not know yet. */
static int
teach_new(struct judging *t, const struct example *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct question *q = index_question(journal_index(t->v->journal), &t->v->arena,
		    list[i].text, strlen(list[i].text), list[i].locale);
		int rc = q ? index_taught(journal_index(t->v->journal), q, t->old.number) : -1;

		if (rc < 0 || (rc == 0 && teach_for_now(t, &list[i], 1) < 0))
			return -1;
	}
	return 0;
}

/* A rule that was in force and left keeps what it learned: it is let in again, for a look. */
static int
enter_for_now(struct judging *t, const struct example *list, size_t n)
{
	bool left = t->old.taught && !rule_in_force(t->old.status);

	if (!t->old.taught)
		return teach_for_now(t, list, n);
	if (left && index_retire(journal_index(t->v->journal), t->old.number, false) < 0)
		return -1;
	return left || t->written ? teach_new(t, list, n) : 0;
}

static int
try_change(struct judging *t, const struct tried *k, struct replayed *out)
{
	if (k->found > 0 && replay_history(t, k->near, k->found, out) < 0)
		return -1;
	return judging_regress(t, k->texts, k->n, &out->tests);
}

/* The same for a rule in force as it is, which takes some of them already. */
static int
try_before(struct judging *t, const struct tried *k, struct replayed *out, struct regressed *before)
{
	struct rule after = t->rule;
	int rc = 0;

	t->rule = t->old;
	for (size_t i = 0; i < k->found && rc >= 0; i++) {
		rc = would_answer(t, k->near[i]);
		out->had[i] = rc > 0;
	}
	if (rc >= 0)
		rc = judging_regress(t, k->texts, k->n, before);
	t->rule = after;
	return rc;
}

/* What was so before is not the change's. */
static void
drop_known(struct regressed *after, const struct regressed *before)
{
	size_t kept = 0;

	for (size_t i = 0; i < after->listed; i++) {
		const struct broken *b = &after->list[i];
		bool known = false;

		for (size_t k = 0; k < before->listed && !known; k++)
			known = strcmp(b->rule, before->list[k].rule) == 0 &&
				strcmp(b->question, before->list[k].question) == 0;
		if (known && b->outweighed)
			after->outweighed--;
		else if (known)
			after->broken--;
		else
			after->list[kept++] = *b;
	}
	after->listed = kept;
}

/* Does a person give a rule in force another text? */
static bool
is_edit(const struct judging *t)
{
	return t->written && rule_in_force(t->old.status);
}

static int
try_history(struct judging *t, struct replayed *out)
{
	bool edited = is_edit(t);
	struct regressed before = {0};
	struct index *ix = journal_index(t->v->journal);
	struct tried k;
	struct example *list;
	uint32_t count;
	size_t all;
	int rc;

	if (!t->v->history &&
	    history_read(&t->v->history, t->v->journal, (uint64_t)t->v->conf->replay_recent) < 0)
		return -1;
	if (!t->v->tests && tests_read(&t->v->tests, t->v->journal) < 0)
		return -1;
	out->asked = history_asked(t->v->history);
	if (find_accepted(t) < 0 || list_questions(t, &list, &all) < 0)
		return -1;
	if (rules_count(t->v->journal, &count) < 0 || index_flush(ix) < 0)
		return -1;
	k.n = all < TEXTS_MAX ? all : TEXTS_MAX;
	for (size_t i = 0; i < k.n; i++)
		k.texts[i] = list[all - 1 - i].text;
	k.found = history_near(t->v->history, k.texts, k.n, k.near, NEAR_MAX);
	/* The index and the tests know it by its number; a new one gets the next. */
	t->rule.number = t->old.number ? t->old.number : count + 1;
	rc = edited ? try_before(t, &k, out, &before) : 0;
	if (rc == 0)
		rc = enter_for_now(t, list, all);
	if (rc == 0)
		rc = try_change(t, &k, out);
	index_forget(ix);
	t->rule.number = t->old.number;
	if (rc < 0 || !edited)
		return rc;
	drop_known(&out->tests, &before);
	return judging_regress_own(t, &out->tests);
}

/* Which answers that ended well another one would take the place of. */
static void
add_broken(struct buf *figures, const struct replayed *r)
{
	if (r->shown > 0)
		json_add_texts(figures, "breaks", r->ids, r->shown);
}

/* Which earlier words of people would no longer be followed. */
static void
add_regressed(struct buf *figures, const struct regressed *r)
{
	json_add_num(figures, "tests", r->tried);
	json_add_num(figures, "tests_broken", r->broken);
	if (r->outweighed > 0)
		json_add_num(figures, "tests_outweighed", r->outweighed);
	if (r->listed == 0)
		return;
	json_list(figures, "breaks_tests");
	for (size_t i = 0; i < r->listed && i < BROKEN_SHOWN; i++) {
		json_item(figures);
		json_open(figures);
		json_add_str(figures, "correction", r->list[i].correction);
		json_add_str(figures, "rule", r->list[i].rule);
		json_add_str(figures, "question", r->list[i].question);
		json_close(figures);
	}
	json_list_end(figures);
}

/* The earlier words of people that are broken, for the reason. */
static const char *
tell_regressed(struct judging *t, const char *takes, const struct regressed *r)
{
	const struct broken *b = &r->list[0];
	unsigned all = r->broken + r->outweighed;

	if (r->listed == 0)
		return "";
	return arena_print(&t->v->arena, "%s \"%s\" from %s, which %s gave it to%s%s", takes,
	    judging_short(t, b->question), b->rule,
	    b->correction ? arena_print(&t->v->arena, "correction %.60s", b->correction)
			  : "a person",
	    all == 1 ? "" : arena_print(&t->v->arena, ", and %u more", all - 1),
	    r->broken == 0 ? ", and more speaks for it" : "");
}

/* Does a person give a rule in force questions that it did not have, or other conditions? */
static bool
asks_more(const struct judging *t)
{
	struct rule had = {.number = t->old.number};
	bool more = false;

	if (!is_edit(t) || !rule_in_force(t->after))
		return false;
	if (!yyjson_equals(t->rule.where, t->old.where) && (t->rule.where || t->old.where))
		return true;
	if (rules_fill(t->v->journal, &t->v->arena, &had) < 0)
		return true;
	for (size_t i = 0; i < t->rule.questions.n && !more; i++)
		more = !texts_have(&had.questions, t->rule.questions.at[i]);
	return more;
}

/*
 * A correction that is judged as it comes is not replayed, and tried on its own question alone,
 * which is all that it takes for sure; a hand-over takes what is like it, too.  It is said, not
 * held: of two words on one question the last counts.
 */
static int
check_taken(struct judging *t)
{
	bool guards = learn_stands_first(&t->rule) && !rule_in_force(t->old.status);
	const char *q = t->lesson.question;
	struct regressed r;

	if (guards && !t->v->tests && tests_read(&t->v->tests, t->v->journal) < 0)
		return -1;
	if ((guards ? judging_regress(t, &q, 1, &r) : judging_taken(t, &r)) < 0)
		return -1;
	if (r.listed == 0) {
		judging_because(t, "not replayed as it comes");
		return 0;
	}
	add_regressed(t->figures, &r);
	judging_because(t, "%s", tell_regressed(t, "it takes", &r));
	return 0;
}

int
check_replay(struct judging *t, enum result *result)
{
	struct replayed r = {0};
	bool enters = rule_in_force(t->after) && !rule_in_force(t->old.status);
	bool acts = t->rule.act == ACT_SAY || t->rule.act == ACT_ESCALATE;

	if (!t->v->replay && acts && !t->written && rule_in_force(t->after) &&
	    t->worst == RESULT_PASSED)
		return check_taken(t);
	if (!t->v->replay || !acts || !(enters || t->standing || asks_more(t))) {
		judging_because(t, "not needed: %s",
		    enters ? "its effect is not an answer" : "it does not come into force by this");
		return 0;
	}
	if (try_history(t, &r) < 0)
		return -1;
	json_add_num(t->figures, "asked", r.asked);
	json_add_num(t->figures, "touched", r.touched);
	json_add_num(t->figures, "mended", r.mended);
	json_add_num(t->figures, "broken", r.broken);
	add_broken(t->figures, &r);
	add_regressed(t->figures, &r.tests);
	judging_because(t,
	    "of %u recent questions it would answer %u%s: %u had ended badly, %u well with "
	    "another answer%s",
	    r.asked, r.touched, is_edit(t) ? " more" : "", r.mended, r.broken,
	    tell_regressed(t, "; it would take", &r.tests));
	if ((r.broken > r.mended || r.tests.broken > 0) && !t->v->force)
		*result = RESULT_HELD;
	return 0;
}
