/* What people said instead: which answers agree, which contradict, and the draft made of them. */
#include <string.h>

#include "courtesy.h"
#include "pattern_parts.h"
#include "value.h"

enum { VALUES = 16 };

/* An answer without its courtesies, and how often these words were said. */
struct words_said {
	const char *bare;
	uint32_t times;
};

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

/* Do two answers say the same: in the same words, or by the values that they state? */
static bool
agree(const struct words_said *words, uint32_t a, uint32_t b)
{
	return strcmp(words[a].bare, words[b].bare) == 0 ||
	       values_compare(words[a].bare, words[b].bare) == VALUES_SAME;
}

/* How often this was said, or another that agrees with it. */
static uint32_t
support(const struct pattern *one, const struct words_said *words, uint32_t of)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < one->answer_count; i++)
		if (agree(words, i, of))
			n += one->answers[i].n;
	return n;
}

static void
add_sources(struct pattern_list *out, const struct pattern_list *more)
{
	for (uint32_t i = 0; i < more->n; i++)
		out->at[out->n++] = more->at[i];
}

/* Is the second a better one to take the words of?  They agree; it was said so much oftener. */
static bool
is_better(const struct words_said *a, const struct words_said *b)
{
	if (a->times != b->times)
		return b->times > a->times;
	return strlen(b->bare) < strlen(a->bare);
}

/* The one whose words are taken, and how often what it says was said. */
static uint32_t
choose(const struct pattern *one, const struct words_said *words, uint32_t *best)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < one->answer_count; i++) {
		uint32_t n = support(one, words, i);

		if (n > most ||
		    (n == most && agree(words, i, *best) && is_better(&words[*best], &words[i])))
			*best = i;
		most = n > most ? n : most;
	}
	return most;
}

/* What is agreed on most; in the words that were used most, and of these in the fewest. */
void
answers_weigh(struct pattern *one, struct arena *a)
{
	struct words_said words[PATTERN_TEXTS] = {0};
	const struct pattern_answer *best;
	uint32_t at = 0;

	if (one->answer_count == 0)
		return;
	for (uint32_t i = 0; i < one->answer_count; i++)
		words[i].bare = courtesy_bare(a, one->answers[i].say);
	for (uint32_t i = 0; i < one->answer_count; i++)
		for (uint32_t k = 0; k < one->answer_count; k++)
			if (strcmp(words[i].bare, words[k].bare) == 0)
				words[i].times += one->answers[k].n;
	one->draft.n = choose(one, words, &at);
	best = &one->answers[at];
	one->draft.say = words[at].bare;
	one->draft.sources.at = arena_alloc(a,
	    (size_t)PATTERN_TEXTS * PATTERN_EXAMPLES * sizeof(*one->draft.sources.at));
	add_sources(&one->draft.sources, &best->sources);
	for (uint32_t i = 0; i < one->answer_count; i++) {
		struct pattern_answer *other = &one->answers[i];

		if (other != best && agree(words, i, at))
			add_sources(&one->draft.sources, &other->sources);
		/* Both ways: "closed on Sundays" only adds to "Monday to Saturday". */
		other->against =
		    other != best && denies(other->say, best->say) && denies(best->say, other->say);
		one->draft.against = one->draft.against || other->against;
	}
}
