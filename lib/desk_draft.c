/* The support lead's desk: the rule that approving a case would make. */
#include "desk_draft.h"

#include <string.h>

#include "index.h"
#include "json.h"
#include "learn.h"
#include "mask.h"
#include "origin.h"
#include "record.h"
#include "text.h"
#include "views.h"

enum { NEAREST = 8 };

static const char FORM[] = "(what is the answer?)";

/* The correction whose words are proposed; NULL when it is not there. */
static int
source(yyjson_val **out, const struct desk_case *c, struct journal *j, struct arena *a)
{
	yyjson_val *sources = json_get(json_get(c->record, "draft"), "sources");
	const char *id = yyjson_get_str(yyjson_arr_get_first(sources));
	uint64_t seq;

	*out = NULL;
	if (c->kind == CASE_VAGUE) {
		*out = c->record;
		return 0;
	}
	if (!id)
		return 0;
	return journal_record(j, a, RECORD_CORRECTION, id, strlen(id), out, &seq) < 0 ? -1 : 0;
}

/* What the correction alone would make: 1, 0 when it would make nothing, -1. */
static int
learned(struct rule *out, yyjson_val **asked, yyjson_val *correction, struct journal *j,
    const struct conf *conf, struct arena *a)
{
	const char *id = json_str(correction, "interaction", NULL);
	struct lesson lesson;
	uint64_t seq;

	*asked = NULL;
	if (!correction)
		return 0;
	if (id && journal_interaction(j, a, id, strlen(id), asked, &seq) < 0)
		return -1;
	learn_read(&lesson, a, correction, *asked, conf);
	return learn_draft(out, a, &lesson) == 0;
}

/* What is proposed, and what a question has to do with it. */
struct proposal {
	const struct desk_case *c;
	struct journal *j;
	const struct conf *conf;
	struct arena *a;
	const char *say;
};

/*
 * A rule in force gives the question another answer, and is sure enough to, or is likelier than one
 * that says what is proposed.  1, 0, -1.
 */
static int
answered_otherwise(const struct proposal *p, const char *text)
{
	struct index *ix = journal_index(p->j);
	struct question *q = index_question(ix, p->a, text, strlen(text), NULL);
	struct candidate near[NEAREST];
	struct found found;
	bool sure = false;
	int n = q ? index_find(ix, q, NULL, NULL, near, NEAREST, &found) : -1;

	for (int i = 0; i < n; i++) {
		struct rule r;
		int rc = rules_get(p->j, p->a, near[i].rule, &r);

		if (rc < 0)
			return -1;
		if (rc > 0 && text_same(r.say, p->say))
			return i > 0;
		if (i == 0)
			sure = rc > 0 && near[i].p >= conf_threshold(p->conf, r.topic);
	}
	return n < 0 ? -1 : sure;
}

/* Somebody gave the question another answer than the one that is proposed.  1, 0, -1. */
static int
corrected_otherwise(const struct proposal *p, const char *text)
{
	yyjson_val *sources = json_get(json_get(p->c->record, "draft"), "sources");
	yyjson_val *ids = json_get(p->c->record, "corrections"), *id, *source;
	size_t i, n, k, m;

	yyjson_arr_foreach(ids, i, n, id)
	{
		struct origin from;
		bool ours = false;
		int rc;

		yyjson_arr_foreach(sources, k, m, source)
		{
			ours |= yyjson_equals(source, id);
		}
		if (ours || !yyjson_is_str(id))
			continue;
		if ((rc = origin_read(&from, p->j, p->a, yyjson_get_str(id))) < 0)
			return -1;
		if (rc > 0 && text_same(json_str(origin_asked(&from), "question", NULL), text))
			return 1;
	}
	return 0;
}

/* Is the question one of the proposed rule's, as far as can be known?  1, 0, -1. */
static int
belongs(const struct proposal *p, const char *text)
{
	int rc;

	if (!p->say)
		return 1;
	if ((rc = corrected_otherwise(p, text)) == 0)
		rc = answered_otherwise(p, text);
	return rc < 0 ? -1 : rc == 0;
}

/* One with personal data is no example for others: a rule is kept, exported and read by many. */
static void
add_question(struct rule *r, struct arena *a, const char *text)
{
	struct buf masked = {0};

	if (*text && strcmp(mask_text(&masked, text), text) == 0 &&
	    !texts_have(&r->questions, text))
		texts_add(&r->questions, a, text);
	buf_free(&masked);
}

/* Groups are drawn by words: what is known to have another answer is left out. */
static int
add_questions(struct rule *r, const struct proposal *p, yyjson_val *asked)
{
	const struct desk_case *c = p->c;
	struct arena *a = p->a;
	yyjson_val *questions = json_get(json_get(c->record, "draft"), "questions"), *item;
	const char *question = json_str(asked ? asked : c->record, "question", NULL);
	size_t i, n;

	if (c->kind != CASE_VAGUE) {
		if (!questions)
			questions = json_get(c->record, "examples");
		yyjson_arr_foreach(questions, i, n, item)
		{
			int rc = yyjson_is_str(item) ? belongs(p, yyjson_get_str(item)) : 0;

			if (rc < 0)
				return -1;
			if (rc > 0)
				add_question(r, a, yyjson_get_str(item));
		}
		for (i = 0; i < c->alike_titles.n; i++)
			add_question(r, a, c->alike_titles.at[i]);
	}
	if (r->questions.n == 0 && question) {
		struct buf masked = {0};
		const char *shown = mask_text(&masked, question);

		texts_add(&r->questions, a, arena_copy(a, shown, masked.len));
		buf_free(&masked);
	}
	return 0;
}

int
desk_draft(struct rule *out, const struct desk_case *c, struct journal *j, const struct conf *conf,
    struct arena *a)
{
	const char *say = json_str(json_get(c->record, "draft"), "say", NULL);
	yyjson_val *correction, *asked;
	struct rule r;
	int rc = source(&correction, c, j, a);

	if (rc == 0)
		rc = learned(&r, &asked, correction, j, conf, a);
	if (rc < 0)
		return -1;
	if (c->kind == CASE_VAGUE)
		say = json_str(c->record, "right", NULL);
	if (rc == 0 || (c->kind != CASE_VAGUE && !say))
		r = (struct rule){.category = "fact", .act = ACT_SAY};
	if (r.act == ACT_SAY || r.act == ACT_ESCALATE)
		r.say = say && *say ? say : r.act == ACT_SAY ? FORM : NULL;
	/* What stands in the words is read from the words that are proposed. */
	r.must = (struct texts){0};
	r.status = RULE_ACTIVE;
	r.by = r.authority = r.source = NULL;
	if (r.act != ACT_STYLE &&
	    add_questions(&r, &(struct proposal){c, j, conf, a, c->kind != CASE_VAGUE ? say : NULL},
		asked) < 0)
		return -1;
	rule_complete(&r, a);
	*out = r;
	return c->kind != CASE_VAGUE && say;
}

int
desk_draft_yaml(struct buf *out, const struct desk_case *c, struct journal *j,
    const struct conf *conf, struct arena *a)
{
	struct rule r;
	int rc = desk_draft(&r, c, j, conf, a);

	if (rc >= 0) {
		buf_text(out, "# What the answer should be.  Nothing is done when nothing is "
			      "changed.\n");
		rule_yaml(out, &r);
	}
	return rc;
}
