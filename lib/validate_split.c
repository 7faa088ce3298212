/*
 * Validation: two rules that say otherwise about the same question.  Does a field of the context
 * tell their cases apart?  The cases are what people who are no customers said was right, and
 * answers that ended well, among the recent questions near those of both; a customer counts once.
 */
#include <stdlib.h>
#include <string.h>

#include "learn.h"
#include "split.h"
#include "text.h"
#include "validate_history.h"
#include "validate_parts.h"
#include "views.h"

enum { NEAR_MAX = 512, TEXTS_MAX = 64, SAMPLE = 32 };

/* What is gathered of one interaction. */
struct gathered {
	struct judging *t;
	const struct rule *sides[2];
	const char *right; /* what staff said last */
	bool well, badly;
};

/* Who asked, and which of the two was right. */
struct asked_case {
	uint64_t who;
	bool second;
};

static bool
is_staff(const struct judging *t, yyjson_val *correction)
{
	return record_by_staff(correction) &&
	       conf_weight(t->v->conf, json_str(correction, "authority", NULL)) > 0;
}

static int
each_word(yyjson_val *word, uint64_t seq, void *arg)
{
	struct gathered *g = arg;
	int sign = word_sign(word);

	(void)seq;
	g->well |= sign > 0;
	g->badly |= sign < 0;
	if (record_type_of(json_str(word, "type", NULL)) == RECORD_CORRECTION &&
	    is_staff(g->t, word) && json_str(word, "right", NULL))
		g->right = json_str(word, "right", NULL);
	return 0;
}

/* Does the rule say what the text says? */
static bool
says(const struct rule *r, const char *text)
{
	struct rule claim = {.act = ACT_SAY, .category = r->category, .say = text};

	return learn_same_claim(r, &claim);
}

/* Which of the two was right there: 0, 1; -1 when that is not known. */
static int
side_of(const struct gathered *g, yyjson_val *interaction)
{
	const char *said = json_str(json_get(interaction, "action"), "text", NULL);
	const char *right = g->right ? g->right : g->well && !g->badly ? said : NULL;
	bool first, second;

	if (!right)
		return -1;
	first = says(g->sides[0], right);
	second = says(g->sides[1], right);
	return first == second ? -1 : second;
}

static uint64_t
who_asked(yyjson_val *interaction)
{
	static const char *const keys[] = {"customer", "conversation", "id"};
	const char *who = NULL;

	for (size_t i = 0; i < 3 && !who; i++)
		who = json_str(interaction, keys[i], NULL);
	return who ? hash64(who, strlen(who), 0) : 0;
}

/* One more case, if it is known which was right, and this customer is not among those before. */
static int
add_case(struct gathered *g, uint64_t seq, struct split *out, struct asked_case *seen, size_t *n)
{
	struct journal *j = g->t->v->journal;
	yyjson_val *interaction;
	struct asked_case this;
	struct bytes text;
	const char *id;
	size_t len;
	int side;

	if (journal_get(j, seq, &text, NULL) <= 0 ||
	    !(interaction = json_read_in(&g->t->v->arena, text.at, text.len)))
		return -1;
	g->right = NULL;
	g->well = g->badly = false;
	if (!(id = json_str(interaction, "id", &len)))
		return 0;
	if (journal_words(j, &g->t->v->arena, id, len, each_word, g) < 0)
		return -1;
	if ((side = side_of(g, interaction)) < 0)
		return 0;
	this = (struct asked_case){who_asked(interaction), side == 1};
	for (size_t i = 0; i < *n; i++)
		if (seen[i].who == this.who && seen[i].second == this.second)
			return 0;
	seen[(*n)++] = this;
	split_add(out, interaction, this.second);
	return 0;
}

static int
by_seq(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The questions that both rules are about. */
static int
list_texts(struct judging *t, const char **texts, size_t *n)
{
	const uint32_t numbers[] = {t->foe.number, t->old.number};

	*n = 0;
	texts[(*n)++] = t->lesson.question;
	for (int k = 0; k < 2; k++) {
		struct example *list;
		size_t count = 0;

		if (numbers[k] && rules_examples(t->v->journal, &t->v->arena, numbers[k], SAMPLE,
				      &list, &count) < 0)
			return -1;
		for (size_t i = 0; i < count && *n < TEXTS_MAX; i++)
			if (!list[i].counter)
				texts[(*n)++] = list[i].text;
	}
	return 0;
}

/* The records that asked the questions near, oldest first. */
static int
list_askings(struct judging *t, uint64_t **seqs, size_t *n)
{
	const char *texts[TEXTS_MAX];
	uint32_t near[NEAR_MAX];
	struct history *h;
	size_t count, found, cap = 0;

	if (!t->v->history &&
	    history_read(&t->v->history, t->v->journal, (uint64_t)t->v->conf->replay_recent) < 0)
		return -1;
	h = t->v->history;
	if (list_texts(t, texts, &count) < 0)
		return -1;
	found = history_near(h, texts, count, near, NEAR_MAX);
	for (size_t i = 0; i < found; i++)
		for (uint32_t at = history_first(h, near[i]); at;) {
			*seqs = mem_array(*seqs, &cap, *n + 1, sizeof(**seqs));
			(*seqs)[(*n)++] = history_step(h, &at);
		}
	if (*n > 0)
		qsort(*seqs, *n, sizeof(**seqs), by_seq);
	return 0;
}

/* The first SPLIT_CASES of them that are cases: what comes later is not read. */
static int
gather(struct judging *t, struct split *out)
{
	struct gathered g = {.t = t, .sides = {&t->foe, &t->rule}};
	struct asked_case seen[SPLIT_CASES];
	uint64_t *seqs = NULL;
	size_t count = 0, n = 0;
	int rc = list_askings(t, &seqs, &count);

	for (size_t i = 0; i < count && n < SPLIT_CASES && rc == 0; i++)
		rc = add_case(&g, seqs[i], out, seen, &n);
	mem_free(seqs);
	return rc;
}

/* The rule with a condition, and asking for its field. */
static int
give(struct judging *t, struct rule *r, const char *field, yyjson_val *condition)
{
	struct arena *a = &t->v->arena;
	struct buf json = {0};
	yyjson_val *key, *value;
	size_t i, n;

	json_open(&json);
	yyjson_obj_foreach(r->where, i, n, key, value)
	{
		if (strcmp(yyjson_get_str(key), field) != 0)
			json_add_val(&json, yyjson_get_str(key), value);
	}
	json_add_val(&json, field, condition);
	json_close(&json);
	r->where = json_read_in(a, json.text, json.len);
	buf_free(&json);
	if (!texts_have(&r->needs, field))
		texts_add(&r->needs, a, field);
	return r->where ? 0 : -1;
}

/* Some questions of a rule, without its counter-examples, behind those that are there. */
static int
add_questions(struct judging *t, uint32_t number, struct example **out, size_t *n)
{
	struct example *list, *all;
	size_t m;

	if (!number)
		return 0;
	if (rules_examples(t->v->journal, &t->v->arena, number, 0, &list, &m) < 0)
		return -1;
	all = arena_alloc(&t->v->arena, (*n + SAMPLE) * sizeof(*all));
	if (*n)
		memcpy(all, *out, *n * sizeof(*all));
	*out = all;
	for (size_t i = 0, most = *n + SAMPLE; i < m && *n < most; i++)
		if (!list[i].counter)
			all[(*n)++] = list[i];
	return 0;
}

/* What both are about is taught to both again, so that their conditions decide. */
static int
share_questions(struct judging *t)
{
	return add_questions(t, t->foe.number, &t->shared, &t->shared_n) < 0
		   ? -1
		   : add_questions(t, t->old.number, &t->settled, &t->settled_n);
}

int
judging_split(struct judging *t, struct split_found *found)
{
	struct split *s;
	int rc;

	if (!t->lesson.correction || !t->v->replay || t->rule.act != ACT_SAY ||
	    t->weight >= t->v->conf->weight_lead)
		return 0;
	s = mem_alloc(sizeof(*s));
	rc = gather(t, s);
	if (rc == 0 && split_find(found, &t->v->arena, s, t->v->conf->field_error)) {
		t->apart = true;
		rc = share_questions(t);
		if (rc == 0)
			rc = give(t, &t->rule, found->field, found->second);
		if (rc == 0 && !(t->foe.source && strcmp(t->foe.source, "person") == 0))
			rc = give(t, &t->foe, found->field, found->first);
	}
	mem_free(s);
	return rc;
}
