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

/* How often this was said, or another that agrees with it. */
static uint32_t
support(const struct pattern *one, uint32_t of)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < one->answer_count; i++)
		if (i == of ||
		    values_compare(one->answers[i].say, one->answers[of].say) == VALUES_SAME)
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
		    (best && n == most && values_compare(other->say, best->say) == VALUES_SAME &&
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

		if (other != best && values_compare(other->say, best->say) == VALUES_SAME)
			add_sources(&one->draft.sources, &other->sources);
		/* Both ways: "closed on Sundays" only adds to "Monday to Saturday". */
		other->against =
		    other != best && denies(other->say, best->say) && denies(best->say, other->say);
		one->draft.against = one->draft.against || other->against;
	}
}
