/* How an interaction ended. */
#include "signs.h"

#include "json.h"
#include "record.h"

static int
add_sign(yyjson_val *word, uint64_t seq, void *arg)
{
	struct signs *signs = arg;
	int sign = word_sign(word);

	(void)seq;
	signs->good += sign > 0;
	signs->bad += sign < 0;
	return 0;
}

int
signs_read(struct signs *out, struct journal *j, struct arena *a, const char *interaction, size_t n)
{
	*out = (struct signs){0};
	return journal_words(j, a, interaction, n, add_sign, out) < 0 ? -1 : 0;
}
