/* What a rule comes to. */
#include "gist.h"

#include <string.h>

#include "need.h"
#include "text.h"
#include "tone.h"

enum { SHORT = 60 };

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

void
gist_short(struct buf *out, const char *text)
{
	size_t n = strlen(text), cut = text_cut(text, n, SHORT);

	buf_clear(out);
	buf_add(out, text, cut);
	if (cut < n)
		buf_text(out, "…");
}
