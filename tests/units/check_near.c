/* Which of very many texts share rare words with a few others. */
#include <stdio.h>

#include "near.h"
#include "units.h"

static size_t
find(struct near *n, const char *text, uint32_t *out, size_t max)
{
	return near_find(n, &text, 1, out, max);
}

int
main(void)
{
	struct near *n = near_new();
	uint32_t out[8];
	char text[64];

	is(find(n, "kayak", out, 8) == 0, "nothing is near where there is nothing");
	is(near_add(n, "Can I take the kayak on a train?") == 0, "numbers begin at 0");
	is(near_add(n, "Is there a train to the lake?") == 1, "and go up");
	is(find(n, "kayaks", out, 8) == 1 && out[0] == 0, "a text is found by a stem");
	is(find(n, "the kayak in the train", out, 8) == 2 && out[0] == 0 && out[1] == 1,
	    "what shares more comes first");
	is(find(n, "the kayak in the train", out, 1) == 1, "no more than max are given");
	is(find(n, "stove", out, 8) == 0, "what shares nothing is not found");

	/* Enough of them to be sorted in more than once. */
	for (int i = 2; i < 3000; i++) {
		snprintf(text, sizeof(text), "word%d of common things", i);
		is(near_add(n, text) == (uint32_t)i, "each has its number");
		if (i % 500 == 0) {
			snprintf(text, sizeof(text), "word%d", i);
			is(find(n, text, out, 8) == 1 && out[0] == (uint32_t)i,
			    "a text is found as soon as it is there");
		}
	}
	is(find(n, "word7", out, 8) == 1 && out[0] == 7, "and later too");
	is(find(n, "kayak", out, 8) == 1 && out[0] == 0, "the first one as well");
	is(find(n, "common things", out, 8) == 0, "words of nearly all texts say nothing");
	near_free(n);
	near_free(NULL);
	return bad > 0;
}
