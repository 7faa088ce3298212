/* A person's rules and decisions on their way into the store. */
#include "writing.h"

#include <string.h>

#include "diag.h"
#include "diff.h"
#include "json.h"
#include "rule.h"
#include "text.h"
#include "verdicts.h"
#include "views.h"

/* A whole rule that a person wrote. */
struct written {
	char *json, *place;
	size_t len;
};

struct expected {
	char *id, *yaml;
};

void
writing_begin(struct writing *w, const struct writer *who)
{
	*w = (struct writing){.who = who};
}

void
writing_end(struct writing *w)
{
	for (size_t i = 0; i < w->n; i++) {
		mem_free(w->rules[i].json);
		mem_free(w->rules[i].place);
	}
	for (size_t i = 0; i < w->expected_n; i++) {
		mem_free(w->expected[i].id);
		mem_free(w->expected[i].yaml);
	}
	mem_free(w->rules);
	mem_free(w->expected);
	buf_free(&w->out);
	validator_free(&w->v);
	*w = (struct writing){0};
}

int
writing_take(const char *json, size_t len, const char *place, void *arg)
{
	struct writing *w = arg;

	w->rules = mem_array(w->rules, &w->cap, w->n + 1, sizeof(*w->rules));
	w->rules[w->n++] = (struct written){mem_copy(json, len), mem_dup(place), len};
	return 0;
}

void
writing_expect(struct writing *w, const char *id, const char *yaml)
{
	w->expected =
	    mem_array(w->expected, &w->expected_cap, w->expected_n + 1, sizeof(*w->expected));
	w->expected[w->expected_n++] = (struct expected){mem_dup(id), mem_dup(yaml)};
}

/* The conditions of both; those of more come first in doubt. */
static yyjson_val *
both_wheres(struct arena *a, yyjson_val *old, yyjson_val *more)
{
	struct buf json = {0};
	yyjson_val *key, *value, *both;
	size_t i, n;

	json_open(&json);
	yyjson_obj_foreach(old, i, n, key, value)
	{
		if (!json_get(more, yyjson_get_str(key)))
			json_add_val(&json, yyjson_get_str(key), value);
	}
	yyjson_obj_foreach(more, i, n, key, value)
	{
		json_add_val(&json, yyjson_get_str(key), value);
	}
	json_close(&json);
	both = json_read_in(a, json.text, json.len);
	buf_free(&json);
	return both;
}

int
writing_extend(struct writing *w, const struct rule *r, const struct texts *questions,
    const struct texts *nots, const char *where)
{
	struct arena a = {0};
	struct rule new = *r;
	struct buf yaml = {0}, json = {0};
	yyjson_val *more = where ? json_read_in(&a, where, strlen(where)) : NULL;
	int rc = where && !more ? -1 : 0;

	rule_yaml(&yaml, r);
	writing_expect(w, r->id, yaml.text);
	new.questions = new.nots = (struct texts){0};
	for (size_t i = 0; i < r->questions.n + questions->n; i++)
		texts_add(&new.questions, &a,
		    i < r->questions.n ? r->questions.at[i] : questions->at[i - r->questions.n]);
	for (size_t i = 0; i < r->nots.n + nots->n; i++)
		texts_add(&new.nots, &a, i < r->nots.n ? r->nots.at[i] : nots->at[i - r->nots.n]);
	if (more)
		rc = (new.where = both_wheres(&a, r->where, more)) ? 0 : -1;
	rule_write(&json, &new, true);
	if (rc == 0)
		rc = writing_take(json.text, json.len, r->id, w);
	buf_free(&yaml);
	buf_free(&json);
	arena_free(&a);
	return rc;
}

int
rule_text(struct journal *j, struct arena *a, const char *id, struct buf *yaml)
{
	struct rule r;
	int rc = rules_named(j, a, id, &r);

	if (rc <= 0)
		return rc;
	if (rules_fill(j, a, &r) < 0)
		return -1;
	rule_yaml(yaml, &r);
	return 1;
}

static int
check_expected(struct writing *w, struct journal *j, struct arena *a)
{
	w->stale = NULL;
	for (size_t i = 0; i < w->expected_n; i++) {
		const struct expected *e = &w->expected[i];
		struct buf now = {0};
		int rc = rule_text(j, a, e->id, &now);
		bool same = (rc > 0) == (e->yaml != NULL) &&
			    (!e->yaml || (now.text && strcmp(now.text, e->yaml) == 0));

		buf_free(&now);
		if (rc < 0)
			return -1;
		if (!same) {
			w->stale = e->id;
			return fail("%s was changed by somebody else in the meantime", e->id);
		}
	}
	return 0;
}

/* A rule that somebody took as it was is changed; any other is written whole. */
static bool
amends(const struct writing *w, const struct written *rule)
{
	struct json json = {0};
	const char *id;
	bool found = false;

	if (w->expected_n == 0)
		return false;
	id = json_str(json_read(&json, rule->json, rule->len), "id", NULL);
	for (size_t i = 0; id && i < w->expected_n; i++)
		found |= w->expected[i].yaml && strcmp(w->expected[i].id, id) == 0;
	json_free(&json);
	return found;
}

/* Is the rule there already, as it was written? */
static int
is_unchanged(struct journal *j, struct arena *a, const struct written *w, bool *same)
{
	struct buf before = {0}, after = {0};
	struct rule r;
	yyjson_val *root = json_read_in(a, w->json, w->len);
	int rc;

	*same = false;
	if (!root || rule_read(&r, a, root) < 0)
		return -1;
	if (!r.id || (rc = rule_text(j, a, r.id, &before)) == 0)
		return 0;
	if (rc < 0)
		return -1;
	rule_complete(&r, a);
	rule_yaml(&after, &r);
	*same = before.len == after.len && memcmp(before.text, after.text, before.len) == 0;
	buf_free(&before);
	buf_free(&after);
	return 0;
}

static void
keep_output(struct writing *w, struct journal *j, struct arena *a, const char *id)
{
	struct rule r;

	if (rules_named(j, a, id, &r) > 0 && rules_fill(j, a, &r) == 0) {
		rule_write(&w->out, &r, true);
		buf_char(&w->out, '\n');
	}
}

static int
write_rule(struct writing *w, struct journal *j, struct arena *a, const struct written *rule)
{
	const struct writer *who = w->who;
	const char *id = NULL;
	bool same = false;
	int rc = is_unchanged(j, a, rule, &same);

	if (rc == 0 && same) {
		w->unchanged++;
		return 0;
	}
	w->v.amends = amends(w, rule);
	if (rc == 0)
		rc = validate_written(&w->v, rule->json, rule->len, who->by, who->authority, &id);
	if (rc < 0)
		return fail("%s: %s", rule->place, why());
	keep_output(w, j, a, id);
	return 0;
}

/* Nobody has withdrawn the word, dismissed it, or decided the question meanwhile. */
static int
check_believed(struct writing *w, struct journal *j, struct arena *a)
{
	const struct dispute *d = w->who->believed;
	struct review review;
	struct example e;
	struct rule r;
	int rc = d ? rules_named(j, a, d->rule, &r) : 0;

	w->late = false;
	if (!d || rc < 0)
		return rc;
	if (rc > 0 && (rc = rules_waiting(j, a, r.number,
			   text_key(d->question, strlen(d->question)), &e)) < 0)
		return -1;
	if (rc > 0 && review_of(j, a, d->id, &review) < 0)
		return -1;
	w->late = rc == 0 || review.closed > 0;
	return w->late ? fail("somebody else has decided it meanwhile") : 0;
}

static int
write_all(struct journal *j, void *arg)
{
	struct writing *w = arg;
	struct arena a = {0};
	int rc = check_believed(w, j, &a);

	if (rc == 0)
		rc = check_expected(w, j, &a);
	validator_clear(&w->v);
	buf_clear(&w->out);
	w->unchanged = 0;
	for (size_t i = 0; i < w->n && rc == 0; i++)
		rc = write_rule(w, j, &a, &w->rules[i]);
	for (char *const *id = w->decided; id && *id && rc == 0; id++) {
		rc = validate_decision(&w->v, *id, w->status, w->who->by, w->who->reason);
		if (rc == 0)
			keep_output(w, j, &a, *id);
	}
	if (rc == 0 && w->who->also && w->v.verdicts.len > 0)
		rc = review_work(j, w->who->also);
	if (rc == 0 && w->who->judged && w->v.verdicts.len > 0)
		rc = judgement_work(j, w->who->judged);
	arena_free(&a);
	return rc;
}

int
writing_commit(struct writing *w, struct journal *j)
{
	const struct writer *who = w->who;

	validator_free(&w->v);
	validator_init(&w->v, j, who->conf, time_now());
	w->v.force = who->force;
	if (who->also)
		who->also->now = w->v.now; /* one decision, to be undone at once */
	if (who->judged) {
		who->judged->now = w->v.now;
		who->judged->late = false;
	}
	w->v.lenient = who->lenient && !who->force;
	return (who->dry ? journal_rehearse : journal_change)(j, write_all, w);
}

int
writing_differences(const struct writing *w, struct journal *j, struct buf *out, size_t columns)
{
	const char *at = w->out.text, *end = at + w->out.len;
	struct arena a = {0};
	struct buf old = {0}, new = {0};
	int rc = store_look(journal_store(j));

	while (at < end && rc >= 0) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		yyjson_val *root = json_read_in(&a, at, (size_t)(feed - at));
		struct rule r;

		buf_clear(&old);
		buf_clear(&new);
		rc = root && rule_read(&r, &a, root) == 0 ? rule_text(j, &a, r.id, &old) : -1;
		if (rc >= 0) {
			rule_yaml(&new, &r);
			diff_lines(out, rc > 0 ? old.text : "", new.text, columns);
		}
		at = feed + 1;
	}
	buf_free(&old);
	buf_free(&new);
	arena_free(&a);
	return rc < 0 ? -1 : 0;
}

void
writing_held(const struct writing *w,
    void (*say)(const char *rule, const char *check, const char *reason))
{
	verdicts_held(&w->v.verdicts, say);
}

struct saying {
	void (*say)(const char *rule, const char *reason);
};

static void
say_replaced(yyjson_val *verdict, void *arg)
{
	const struct saying *s = arg;
	const char *reason = json_str(verdict, "reason", NULL);

	if (reason && !json_get(verdict, "checks") && strncmp(reason, "replaced by ", 12) == 0)
		s->say(json_str(verdict, "rule", NULL), reason);
}

void
writing_replaced(const struct writing *w, void (*say)(const char *rule, const char *reason))
{
	struct saying s = {say};

	verdicts_each(&w->v.verdicts, NULL, say_replaced, &s);
}

static void
say_beside(yyjson_val *verdict, void *arg)
{
	const struct saying *s = arg;
	yyjson_val *check = verdict_check(verdict, "beside");

	if (check)
		s->say(json_str(verdict, "rule", NULL), json_str(check, "reason", NULL));
}

void
writing_beside(const struct writing *w, void (*say)(const char *rule, const char *reason))
{
	struct saying s = {say};

	verdicts_each(&w->v.verdicts, "\"beside\"", say_beside, &s);
}

struct last {
	struct arena *arena;
	const char *id;
};

static void
keep_id(yyjson_val *verdict, void *arg)
{
	struct last *l = arg;
	const char *id = json_str(verdict, "id", NULL);

	if (id)
		l->id = arena_copy(l->arena, id, strlen(id));
}

const char *
writing_verdict(const struct writing *w, struct arena *a)
{
	struct last l = {a, NULL};

	verdicts_each(&w->v.verdicts, NULL, keep_id, &l);
	return l.id;
}
