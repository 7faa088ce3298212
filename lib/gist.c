/* What a rule comes to. */
#include "gist.h"

#include "need.h"
#include "tone.h"

const char *
gist_of(struct buf *words, const struct rule *r)
{
	buf_clear(words);
	if (r->say)
		return r->say;
	if (r->style)
		tone_words(words, r->style);
	else if (r->act == ACT_ASK)
		need_all(words, "ask for the ", r->needs.at, r->needs.n);
	if (words->len)
		return words->text;
	return r->prefer.n ? r->prefer.at[0] : NULL;
}
