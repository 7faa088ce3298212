/* Which rules of a kind are about a question, and what has to be asked before it is answered. */
#include "answer_parts.h"

#include <string.h>

#include "need.h"
#include "rules_kept.h"
#include "text.h"
#include "views.h"

/* From this likeness on a rule that asks is about the question. */
static const double ASK_LIKENESS = 0.4;

const char *
answer_who(const struct asking *q)
{
	static const char *const keys[] = {"conversation", "customer", "id"};
	const char *who = NULL;

	for (size_t i = 0; i < 3 && !who; i++)
		who = json_str(q->record, keys[i], NULL);
	return who ? who : json_str(q->record, "question", NULL);
}

/* By a hash, so that the same conversation is always treated alike. */
bool
answer_in_trial(const struct asking *q, const struct rule *r)
{
	const char *who = answer_who(q);

	return hash_share(hash64(who, strlen(who), r->number)) < q->conf->trial_share;
}

int
answer_marked(struct asking *q, struct marked *m)
{
	for (;;) {
		int rc;

		if (m->at == m->count) {
			m->count = claims_from(q->j, m->kind, 0, m->from, m->numbers, MARKED_MAX);
			if (m->count <= 0)
				return (int)m->count;
			m->from = m->numbers[m->count - 1] + 1;
			m->at = 0;
		}
		if (!m->rule)
			m->rule = arena_alloc(q->a, sizeof(*m->rule));
		if ((rc = rules_kept_get(q->j, q->a, m->numbers[m->at++], m->rule)) < 0)
			return -1;
		if (rc > 0 && rule_valid(m->rule, q->time) &&
		    (m->rule->status != RULE_TRIAL || answer_in_trial(q, m->rule)))
			return 1;
	}
}

static double
most_alike(struct asking *q, const struct text_marks *const *at, size_t n)
{
	double most = 0;

	if (!q->marks && n > 0)
		q->marks = text_marks_of(q->a, q->text, q->len, NULL);
	for (size_t i = 0; i < n; i++) {
		double s = text_marks_alike(q->marks, at[i]);

		most = s > most ? s : most;
	}
	return most;
}

int
answer_likeness(struct asking *q, const struct rule *r, double *out)
{
	struct rule_marks marks;

	if (rules_kept_marks(q->j, q->a, r, &marks) < 0)
		return -1;
	*out = most_alike(q, marks.at, marks.n);
	return 0;
}

static bool
is_wanted(const struct answer *ans, const char *field)
{
	for (size_t i = 0; i < ans->need_count; i++)
		if (strcmp(ans->needs[i], field) == 0)
			return true;
	return false;
}

void
answer_need(struct answer *ans, const char *field)
{
	if (ans->need_count < NEEDS_MAX && !is_wanted(ans, field))
		ans->needs[ans->need_count++] = field;
}

static bool
is_given(struct asking *q, const char *field)
{
	double sum;

	return need_given(field, q->record, q->text) ||
	       (strcmp(field, "amount") == 0 && scope_amount(&q->asked, &sum));
}

static bool
lacks_any(struct asking *q, const struct rule *r)
{
	for (size_t i = 0; i < r->needs.n; i++)
		if (!is_given(q, r->needs.at[i]))
			return true;
	return false;
}

bool
answer_lacks(struct asking *q, const struct rule *r)
{
	bool lacking = false;

	for (size_t i = 0; i < r->needs.n; i++) {
		if (is_given(q, r->needs.at[i]))
			continue;
		answer_need(q->ans, r->needs.at[i]);
		lacking = true;
	}
	return lacking;
}

void
answer_ask(struct asking *q, const struct rule *r)
{
	struct buf words = {0};

	q->ans->action = ANSWER_ASK;
	q->ans->rule = r;
	q->ans->guess = false;
	q->ans->why = q->ans->settle = NULL;
	need_all(&words, "the ", q->ans->needs, q->ans->need_count);
	/* The words of one rule are not those of another that asks for something else. */
	q->ans->text = r->act == ACT_ASK && r->say && q->ans->ask_count <= 1
			   ? r->say
			   : arena_print(q->a, "Could you tell me %s, please?", words.text);
	buf_free(&words);
}

/* A rule that asks: those whose fields are left for the next turn did not ask in this one. */
static void
add_asking(struct asking *q, const struct rule *r)
{
	struct answer *ans = q->ans;
	size_t n = ans->ask_count;
	bool wanted = n == 0;

	for (size_t i = 0; i < r->needs.n; i++)
		wanted |= is_wanted(ans, r->needs.at[i]);
	if (!wanted)
		return;
	if ((n & (n - 1)) == 0) { /* 0, 1, 2, 4, …: there is no room for more */
		const struct rule **more = arena_alloc(q->a, (n ? 2 * n : 1) * sizeof(*more));

		if (n > 0)
			memcpy(more, ans->asks, n * sizeof(*more));
		ans->asks = more;
	}
	ans->asks[ans->ask_count++] = r;
}

/*
 * Is a rule that asks about the question: by its own questions, or because it asks before this
 * answer; and not by one at which it is not to ask, where that is nearer?  1, 0, -1.
 */
static int
asks_here(struct asking *q, const struct rule *r, const struct rule *answers)
{
	bool before = answers && texts_have(&r->before, answers->id);
	struct rule_marks marks;
	double alike, unlike;

	if (rules_kept_marks(q->j, q->a, r, &marks) < 0)
		return -1;
	alike = most_alike(q, marks.at, marks.n);
	if (!before && alike < ASK_LIKENESS)
		return 0;
	unlike = most_alike(q, marks.against, marks.against_count);
	return unlike < ASK_LIKENESS || unlike <= alike;
}

int
answer_ask_first(struct asking *q, const struct rule *answers)
{
	struct marked m = {.kind = CLAIM_ASK};
	int rc;

	while ((rc = answer_marked(q, &m)) > 0) {
		int here;

		if ((here = asks_here(q, m.rule, answers)) < 0)
			return -1;
		if (here == 0 || !lacks_any(q, m.rule) ||
		    scope_check(m.rule->where, &q->asked, NULL) != SCOPE_HOLDS)
			continue;
		answer_lacks(q, m.rule);
		add_asking(q, m.rule);
		m.rule = NULL;
	}
	if (rc < 0)
		return -1;
	if (q->ans->ask_count == 0)
		return 0;
	answer_ask(q, q->ans->asks[0]);
	q->ans->waits = answers;
	return 1;
}
