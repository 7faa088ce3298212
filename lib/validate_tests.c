/* Standing tests: the questions that people gave to the rules in force. */
#include "validate_tests.h"

#include <string.h>

#include "near.h"
#include "views.h"

struct tests {
	struct arena arena;
	struct near *near; /* numbers its texts as the tests are */
	struct test *list;
	size_t n, cap;
	uint64_t *upto; /* by rule: its examples that came no later are in */
	size_t upto_cap;
};

void
tests_free(struct tests *t)
{
	if (!t)
		return;
	near_free(t->near);
	mem_free(t->list);
	mem_free(t->upto);
	arena_free(&t->arena);
	mem_free(t);
}

/* The place up to which a rule's examples are known, to be changed. */
static uint64_t *
known(struct tests *t, uint32_t rule)
{
	size_t had = t->upto_cap;

	t->upto = mem_array(t->upto, &t->upto_cap, rule + 1U, sizeof(*t->upto));
	if (t->upto_cap > had)
		memset(t->upto + had, 0, (t->upto_cap - had) * sizeof(*t->upto));
	return &t->upto[rule];
}

static void
add(struct tests *t, const struct rule *r, const struct example *e)
{
	struct test *test;

	t->list = mem_array(t->list, &t->cap, t->n + 1, sizeof(*t->list));
	test = &t->list[t->n++];
	*test = (struct test){.rule = r->number,
		.text = arena_copy(&t->arena, e->text, strlen(e->text)),
		.locale = e->locale ? arena_copy(&t->arena, e->locale, strlen(e->locale)) : NULL,
		.seq = e->seq};
	(void)near_add(t->near, e->text);
}

int
tests_add(struct tests *t, struct journal *j, const struct rule *r)
{
	uint64_t *upto = known(t, r->number), last = *upto;
	struct arena a = {0};
	struct example *list;
	size_t n = 0;
	int rc = 0;

	/* Only what decides on a question can lose it to another rule. */
	if (r->act == ACT_SAY || r->act == ACT_RECOMMEND || r->act == ACT_ESCALATE)
		rc = rules_examples(j, &a, r->number, 0, &list, &n);
	for (size_t i = 0; i < n; i++) {
		/* What customers bring to a rule of staff's is not taught, and no test. */
		if (list[i].counter || list[i].seq <= *upto || !rule_may_teach(r, list[i].trusted))
			continue;
		add(t, r, &list[i]);
		last = list[i].seq > last ? list[i].seq : last;
	}
	*upto = last;
	arena_free(&a);
	return rc;
}

int
tests_read(struct tests **out, struct journal *j)
{
	struct tests *t = mem_alloc(sizeof(*t));
	struct arena a = {0};
	uint32_t count = 0;
	int rc;

	*t = (struct tests){.near = near_new()};
	rc = rules_count(j, &count);
	for (uint32_t i = 1; rc >= 0 && i <= count; i++) {
		struct rule r;

		arena_clear(&a);
		if ((rc = rules_get(j, &a, i, &r)) > 0 && rule_in_force(r.status))
			rc = tests_add(t, j, &r);
	}
	arena_free(&a);
	if (rc < 0) {
		tests_free(t);
		t = NULL;
	}
	*out = t;
	return rc < 0 ? -1 : 0;
}

size_t
tests_near(struct tests *t, const char *const *texts, size_t n, uint32_t *out, size_t max)
{
	return near_find(t->near, texts, n, out, max);
}

const struct test *
tests_at(const struct tests *t, uint32_t test)
{
	return &t->list[test];
}
