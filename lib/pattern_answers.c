/* What people said instead: which answers agree, which contradict, and the draft made of them. */
#include <string.h>

#include "pattern_parts.h"
#include "value.h"

enum { VALUES = 16 };

/* Does the second deny a value of the first? */
static bool
denies(const char *a, const char *b)
{
	struct value list[VALUES], other;
	size_t n = values_find(a, strlen(a), list, VALUES);

	for (size_t i = 0; i < n; i++)
		if (value_contradicted(b, strlen(b), &list[i], &other))
			return true;
	return false;
}

/* Do they state the same values, and any? */
static bool
agrees(const char *a, const char *b)
{
	struct buf x = {0}, y = {0};
	bool same;

	values_signature(&x, a, strlen(a));
	values_signature(&y, b, strlen(b));
	same = x.len > 0 && x.len == y.len && memcmp(x.text, y.text, x.len) == 0;
	buf_free(&x);
	buf_free(&y);
	return same;
}

/* How often this was said, or another that agrees with it. */
static uint32_t
support(const struct pattern *one, uint32_t of)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < one->answer_count; i++)
		if (i == of || agrees(one->answers[i].say, one->answers[of].say))
			n += one->answers[i].n;
	return n;
}

static void
add_sources(struct pattern_list *out, const struct pattern_list *more)
{
	for (uint32_t i = 0; i < more->n; i++)
		out->at[out->n++] = more->at[i];
}

/* What is agreed on most; in the words that were used most, and of these in the fewest. */
void
answers_weigh(struct pattern *one, struct arena *a)
{
	const struct pattern_answer *best = NULL;
	uint32_t most = 0;

	for (uint32_t i = 0; i < one->answer_count; i++) {
		const struct pattern_answer *other = &one->answers[i];
		uint32_t n = support(one, i);

		if (n > most ||
		    (best && n == most && agrees(other->say, best->say) &&
			(other->n > best->n ||
			    (other->n == best->n && strlen(other->say) < strlen(best->say)))))
			best = other;
		most = n > most ? n : most;
	}
	if (!best)
		return;
	one->draft.say = best->say;
	one->draft.n = most;
	one->draft.sources.at = arena_alloc(a,
	    (size_t)PATTERN_TEXTS * PATTERN_EXAMPLES * sizeof(*one->draft.sources.at));
	add_sources(&one->draft.sources, &best->sources);
	for (uint32_t i = 0; i < one->answer_count; i++) {
		struct pattern_answer *other = &one->answers[i];

		if (other != best && agrees(other->say, best->say))
			add_sources(&one->draft.sources, &other->sources);
		/* Both ways: "closed on Sundays" only adds to "Monday to Saturday". */
		other->against =
		    other != best && denies(other->say, best->say) && denies(best->say, other->say);
		one->draft.against = one->draft.against || other->against;
	}
}
