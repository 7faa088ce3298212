/* Why did answers fail, from the journal. */
#include "explain.h"

#include <math.h>
#include <string.h>

#include "cause.h"
#include "diag.h"
#include "index.h"
#include "marks.h"
#include "reading.h"
#include "scope.h"
#include "tone.h"
#include "views.h"

enum { NEAR_MAX = 6, RULES_MAX = 16, QUESTIONS_MAX = 16, OUTCOMES_MAX = 16 };

struct gathered {
	struct journal *j;
	struct arena *a;
	struct failure f;
	struct rule rules[RULES_MAX];
	yyjson_val *outcomes[OUTCOMES_MAX];
	int64_t asked; /* when */
};

/* Does it say that the answer was bad? */
static bool
is_bad(yyjson_val *root)
{
	const char *signal = json_str(root, "signal", NULL);

	return record_type_of(json_str(root, "type", NULL)) == RECORD_CORRECTION ||
	       outcome_sign(root) < 0 || (signal && strcmp(signal, "escalated") == 0);
}

static int
each_word(yyjson_val *word, uint64_t seq, void *arg)
{
	struct gathered *g = arg;

	(void)seq;
	if (!is_bad(word))
		return 0;
	if (record_type_of(json_str(word, "type", NULL)) == RECORD_CORRECTION) {
		if (!g->f.correction)
			g->f.correction = word;
	} else if (g->f.outcome_count < OUTCOMES_MAX) {
		g->outcomes[g->f.outcome_count++] = word;
	}
	return 0;
}

static int
add_rule(struct gathered *g, const struct rule *r)
{
	struct rule *copy = &g->rules[g->f.rule_count];
	struct example *list;
	size_t n;

	for (size_t i = 0; i < g->f.rule_count; i++)
		if (g->rules[i].number == r->number)
			return 0;
	if (g->f.rule_count == RULES_MAX)
		return 0;
	*copy = *r;
	copy->questions.n = 0;
	if (rules_examples(g->j, g->a, r->number, QUESTIONS_MAX, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (!list[i].counter)
			texts_add(&copy->questions, g->a, list[i].text);
	g->f.rule_count++;
	return 0;
}

static int
add_used(struct gathered *g)
{
	yyjson_val *list = json_get(json_get(g->f.interaction, "action"), "rules"), *id;
	const char *kind = json_str(json_get(g->f.interaction, "action"), "kind", NULL);
	size_t i, n;

	yyjson_arr_foreach(list, i, n, id)
	{
		struct rule r;
		int rc = yyjson_is_str(id) ? rules_named(g->j, g->a, yyjson_get_str(id), &r) : 0;

		if (rc < 0 || (rc > 0 && add_rule(g, &r) < 0))
			return -1;
	}
	/* A hand-over names the best guess, which it did not use. */
	g->f.used = kind && strcmp(kind, "escalate") == 0 ? 0 : g->f.rule_count;
	return 0;
}

/* Was the rule there when the question was asked? */
static bool
was_there(const struct gathered *g, const struct rule *r)
{
	int64_t created;

	return !r->created || !time_parse(r->created, strlen(r->created), &created) ||
	       created <= g->asked;
}

static int
add_near(struct gathered *g)
{
	struct index *ix = journal_index(g->j);
	const char *text = json_str(g->f.interaction, "question", NULL);
	struct candidate near[NEAR_MAX];
	struct question *q;
	struct found found;
	int n;

	if (!text)
		return 0;
	q = index_question(ix, g->a, text, strlen(text),
	    json_str(g->f.interaction, "locale", NULL));
	if (!q || (n = index_find(ix, q, NULL, NULL, near, NEAR_MAX, &found)) < 0)
		return -1;
	for (int i = 0; i < n; i++) {
		struct rule r;
		int rc = rules_get(g->j, g->a, near[i].rule, &r);

		if (rc < 0)
			return -1;
		if (rc > 0 && rule_in_force(r.status) && was_there(g, &r) && add_rule(g, &r) < 0)
			return -1;
	}
	return 0;
}

/* The preferences that a correction of tone asks for, and where. */
static const char *
propose(const struct gathered *g, const struct finding *f)
{
	yyjson_val *wishes[TONE_MAX], *where, *interaction = g->f.interaction;
	const char *question = json_str(interaction, "question", NULL), *out = NULL;
	struct buf words = {0};
	size_t n = 0;

	if (f->cause == CAUSE_TONE && g->f.correction)
		n = tone_wishes(wishes, g->a,
		    json_str(json_get(interaction, "action"), "text", NULL),
		    json_str(g->f.correction, "wrong", NULL),
		    json_str(g->f.correction, "right", NULL));
	for (size_t i = 0; i < n; i++) {
		buf_text(&words, i ? ", " : "");
		tone_words(&words, wishes[i]);
	}
	where = json_get(g->f.correction, "where");
	if (!where)
		where = tone_where(g->a, interaction, question);
	if (n > 0 && where) {
		buf_text(&words, ", where ");
		scope_words(&words, where);
	}
	if (words.len)
		out = arena_copy(g->a, words.text, words.len);
	buf_free(&words);
	return out;
}

static void
write_finding(struct buf *out, const struct gathered *g, const struct finding *f)
{
	json_open(out);
	json_add_str(out, "type", "cause");
	json_add_str(out, "interaction", json_str(g->f.interaction, "id", NULL));
	json_add_str(out, "question", json_str(g->f.interaction, "question", NULL));
	json_add_str(out, "said", json_str(json_get(g->f.interaction, "action"), "text", NULL));
	json_add_str(out, "right", json_str(g->f.correction, "right", NULL));
	json_add_str(out, "cause", cause_name(f->cause));
	json_add_bool(out, "inferred", f->inferred);
	json_add_num(out, "sure", round(f->sure * 1000) / 1000);
	json_add_str(out, "evidence", f->evidence);
	if (f->blame) {
		json_add_str(out, "rule", f->blame->id);
		json_add_str(out, "without", f->without ? f->without->id : NULL);
		json_add_bool(out, "changes", f->changes);
	}
	if (f->right)
		json_add_str(out, "knows", f->right->id);
	json_add_str(out, "adjust", cause_adjustment(f->cause));
	json_add_str(out, "propose", propose(g, f));
	json_close(out);
	buf_char(out, '\n');
}

/* What is known of it, and the finding: 1, 0 when nothing says that it failed, -1. */
static int
find(struct finding *out, struct gathered *g, const char *id)
{
	yyjson_val *interaction;
	const char *time;
	uint64_t seq;
	int rc = journal_interaction(g->j, g->a, id, strlen(id), &interaction, &seq);

	if (rc <= 0)
		return rc < 0 ? -1 : fail("there is no interaction %s", id);
	g->f.interaction = interaction;
	g->f.rules = g->rules;
	g->f.outcomes = g->outcomes;
	g->asked = INT64_MAX;
	if ((time = json_str(interaction, "time", NULL)))
		(void)time_parse(time, strlen(time), &g->asked);
	if (journal_words(g->j, g->a, id, strlen(id), each_word, g) < 0)
		return -1;
	if (!g->f.correction && g->f.outcome_count == 0)
		return 0;
	if (add_used(g) < 0 || add_near(g) < 0)
		return -1;
	cause_find(out, g->a, &g->f);
	return 1;
}

int
explain_find(struct finding *out, struct journal *j, struct arena *a, const char *id)
{
	/* The finding points to the rules. */
	struct gathered *g = arena_alloc(a, sizeof(*g));

	g->j = j;
	g->a = a;
	return find(out, g, id);
}

int
explain_one(struct buf *out, struct journal *j, struct arena *a, const char *id)
{
	struct gathered g = {.j = j, .a = a};
	struct finding found;
	int rc = find(&found, &g, id);

	if (rc > 0)
		write_finding(out, &g, &found);
	return rc;
}

/* Interactions that failed, each once. */
struct failed {
	struct texts ids;
	struct marks seen;
	struct arena arena;
};

static int
take_failed(const struct reading *one, void *arg)
{
	struct failed *f = arg;
	const char *id = is_bad(one->root) ? json_str(one->root, "interaction", NULL) : NULL;

	if (id && marks_add(&f->seen, mark_of(id)))
		texts_add(&f->ids, &f->arena, arena_copy(&f->arena, id, strlen(id)));
	return 0;
}

int
explain_recent(struct buf *out, struct journal *j, uint64_t records)
{
	struct failed f = {0};
	struct arena one = {0};
	int rc = reading_recent(j, records,
	    RECORD_BIT(RECORD_OUTCOME) | RECORD_BIT(RECORD_CORRECTION), take_failed, &f);

	for (size_t i = 0; i < f.ids.n && rc >= 0; i++) {
		const char *id = f.ids.at[i];
		uint64_t at;

		arena_clear(&one);
		if ((rc = journal_find(j, RECORD_INTERACTION, id, strlen(id), &at)) > 0)
			rc = explain_one(out, j, &one, id);
	}
	arena_free(&one);
	marks_free(&f.seen);
	arena_free(&f.arena);
	return rc < 0 ? -1 : 0;
}
