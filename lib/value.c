/* The values in a text: cut it into tokens, then match the shapes that values have. */
#include "value.h"

#include <stdlib.h>

#include "value_parts.h"

enum { HEAD_MAX = 12 }; /* tokens of an answer that may say yes or no */

bool
scan_range(const struct token *t, bool between)
{
	static const char *const words[] = {"-", "to", "or", "through", "bis", "until", "till",
		NULL};

	return token_is_one_of(t, words) || (between && token_is(t, "and"));
}

enum value_bound
scan_bound(const struct token *all, const struct token *t)
{
	static const char *const most[] = {"within", "under", "below", "maximum", "max",
		"innerhalb", NULL};
	static const char *const least[] = {"over", "above", "minimum", "exceeding", "exceed",
		"exceeds", NULL};
	static const char *const more[] = {"more", "greater", "longer", "higher", "over", "later",
		NULL};
	static const char *const less[] = {"less", "fewer", "lower", "shorter", "earlier", "sooner",
		NULL};
	size_t left = (size_t)(t - all);
	bool no;

	if (left > 0 && token_is_one_of(t - 1, most))
		return VALUE_AT_MOST;
	if (left > 0 && token_is_one_of(t - 1, least))
		return VALUE_AT_LEAST;
	if (left < 2)
		return VALUE_EXACT;
	if ((token_is(t - 1, "to") && token_is(t - 2, "up")) ||
	    (token_is(t - 1, "most") && token_is(t - 2, "at")))
		return VALUE_AT_MOST;
	if (token_is(t - 1, "least") && token_is(t - 2, "at"))
		return VALUE_AT_LEAST;
	no = left > 2 && (token_is(t - 3, "no") || token_is(t - 3, "not"));
	if (token_is(t - 1, "than") && token_is_one_of(t - 2, more))
		return no ? VALUE_AT_MOST : VALUE_AT_LEAST;
	if (token_is(t - 1, "than") && token_is_one_of(t - 2, less))
		return no ? VALUE_AT_LEAST : VALUE_AT_MOST;
	return VALUE_EXACT;
}

/* What the words behind say: "$50 or more", "5 days max". */
static enum value_bound
bound_behind(const struct token *t)
{
	static const char *const most[] = {"max", "maximum", "tops", NULL};
	static const char *const least[] = {"more", "up", "above", "over", "longer", NULL};
	static const char *const less[] = {"less", "fewer", "under", "below", NULL};

	if (token_is_one_of(t, most) || (token_is(t, "at") && token_is(&t[1], "most")))
		return VALUE_AT_MOST;
	if (token_is(t, "minimum") || (token_is(t, "at") && token_is(&t[1], "least")))
		return VALUE_AT_LEAST;
	if (!token_is(t, "or") && !token_is(t, "and"))
		return VALUE_EXACT;
	return token_is_one_of(&t[1], least)			   ? VALUE_AT_LEAST
	       : token_is(t, "or") && token_is_one_of(&t[1], less) ? VALUE_AT_MOST
								   : VALUE_EXACT;
}

void
scan_add(struct scan *s, struct value v, const struct token *first, size_t used)
{
	if (v.bound == VALUE_EXACT && v.kind != VALUE_DATE && v.kind != VALUE_TIME &&
	    v.kind != VALUE_WEEKDAY)
		v.bound = bound_behind(first + used);
	if (s->found == s->room)
		return;
	if (v.low > v.high) {
		double low = v.low;

		v.low = v.high;
		v.high = low;
	}
	v.start = first->start;
	if (v.low < v.high && first > s->all && token_is(first - 1, "between"))
		v.start = first[-1].start;
	v.end = first[used - 1].end;
	s->out[s->found++] = v;
}

static void
find_yes_no(struct scan *s, size_t n)
{
	static const char *const yes[] = {"yes", "yeah", "yep", "sure", "certainly", "absolutely",
		"definitely", "ja", "oui", "s\xc3\xad", NULL};
	static const char *const no[] = {"no", "nope", "nein", "non", NULL};
	static const char *const cannot[] = {"cannot", "can't", "cant", "unable", "impossible",
		"couldn't", "won't", "mustn't", NULL};
	static const char *const can[] = {"can", "may", "able", "possible", "could", NULL};
	static const char *const not[] = {"not", "isn't", "aren't", "n't", NULL};
	static const char *const after[] = {",", ".", "!", ";", ":", "-", "you", "we", "it", "this",
		"sorry", "there", "unfortunately", "i", "they", "that", NULL};

	for (size_t i = 0; i < n && i < HEAD_MAX; i++) {
		struct value v = {.kind = VALUE_YES_NO};
		const struct token *t = &s->all[i];
		size_t used = 1;

		if (i && (token_is(t, ".") || token_is(t, "!") || token_is(t, "?")) &&
		    !token_is(t - 1, "sorry"))
			return;
		if (i <= 2 && token_is_one_of(t, yes)) {
			v.low = v.high = 1;
		} else if (i <= 2 && token_is_one_of(t, no)) {
			if (t[1].kind != TOKEN_END && !token_is_one_of(&t[1], after))
				continue; /* "No fee applies" */
		} else if (token_is_one_of(t, can)) {
			used = token_is(&t[1], "not") ? 2 : 1;
			v.low = v.high = used == 2 || (i && token_is_one_of(t - 1, not)) ? 0 : 1;
		} else if (!token_is_one_of(t, cannot)) {
			continue;
		}
		scan_add(s, v, t, used);
		return;
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct value *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

size_t
values_find(const char *text, size_t n, struct value *out, size_t cap)
{
	struct tokens tokens = {0};
	struct scan s = {.out = out, .room = cap};
	size_t used;

	tokens_cut(&tokens, text, n < VALUE_TEXT_MAX ? n : VALUE_TEXT_MAX);
	s.all = tokens.at;
	find_yes_no(&s, tokens.n);
	for (size_t i = 0; i < tokens.n; i += used) {
		const struct token *t = &tokens.at[i];
		bool between = i > 0 && token_is(t - 1, "between");

		if (!(used = value_date(&s, t)) && !(used = value_time(&s, t)) &&
		    !(used = value_money(&s, t, between)) && !(used = value_weekday(&s, t)) &&
		    !(used = value_quantity(&s, t, between)))
			used = 1;
	}
	tokens_free(&tokens);
	if (s.found)
		qsort(out, s.found, sizeof(*out), by_place);
	return s.found;
}
