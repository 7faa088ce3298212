/* Greetings and sign-offs. */
#include "courtesy.h"

#include <string.h>
#include <strings.h>

#include "clause.h"

enum {
	GREETING_WORDS = 5, /* more is no greeting, whatever it begins with */
	SIGN_OFF_WORDS = 8, /* so many words at the end are looked at */
	NAME_WORDS = 4	    /* more is no name of who signs */
};

/* Does the point behind a word shorten it, since a name follows: "Mr.", "Dr. med.", "J."? */
static bool
is_short(const struct clauses *c, size_t spot)
{
	/* Before a name these are titles; elsewhere they may be words. */
	static const char *const titles[] = {"st", "hr", "hrn", "fr", "ing", "mag", "mm", "mw",
		"ir", "me", "mgr", "sig", "col", "gen", "maj", "hon", "med", "dent", "vet", "jur",
		"iur", "phil", "rer", "nat", "pol", "habil", NULL};
	const struct spot *s = &c->spots[spot];
	const char *gap = c->text + s->end;
	size_t n = spot + 1 < c->spot_count ? c->spots[spot + 1].start - s->end : 0;

	return n > 1 && *gap == '.' && !memchr(gap, '\n', n) && !memchr(gap, ',', n) &&
	       (clause_title(s) || clause_has(c, spot, spot + 1, titles) ||
		   (s->word[1] == '\0' && s->capital));
}

/* What may stand behind a title: "Parker", "and", "van"; not "Dr. Your room is ready". */
static bool
names(const struct clauses *c, size_t spot)
{
	static const char *const words[] = {"and", "or", "und", "oder", "et", "ou", "y", "e", "von",
		"van", "der", "den", "zu", "zum", "zur", "de", "da", "do", "del", "della", "di",
		"du", "la", "le", NULL};
	const struct spot *s = &c->spots[spot];

	return s->capital || (unsigned char)c->text[s->start] >= 0x80 ||
	       clause_has(c, spot, spot + 1, words);
}

bool
courtesy_greeting(struct arena *a, const char *text, size_t n, struct style_cut *out)
{
	struct clauses c;
	size_t most = GREETING_WORDS;
	bool titled = false;

	if (!style_greets(a, text, n))
		return false;
	c = clauses_words(a, text, n);
	for (size_t i = 0; i < c.spot_count && i < most; i++) {
		size_t end = c.spots[i].end;
		bool last = i + 1 == c.spot_count;
		const char *mark = last ? NULL : text + end;
		size_t next = last ? n : c.spots[i + 1].start;

		if (is_short(&c, i)) {
			most++;
			titled = true;
			continue;
		}
		if (titled && !names(&c, i))
			return false;
		if (last || strchr(",.!\n", *mark) || c.spots[i + 1].first) {
			*out = (struct style_cut){.start = 0, .end = next};
			if (!last && text[next] >= 'a' && text[next] <= 'z') {
				out->as[0] = (char)(text[next] - 32);
				out->end = next + 1;
			}
			return !last;
		}
	}
	return false;
}

static bool
begins(const struct clauses *c, size_t i)
{
	const struct spot *s = &c->spots[i];

	return s->first || (i > 0 && memchr(c->text + c->spots[i - 1].end, ',',
					 s->start - c->spots[i - 1].end));
}

/* Behind the closing word stands a name at most: no number, no further sentence. */
static bool
ends_there(const struct clauses *c, size_t closing)
{
	static const char *const signers[] = {"the", "your", "from", "team", "support", "service",
		"customer", NULL};
	static const char *const ours[] = {"the", "your", NULL};
	static const char *const verbs[] = {"is", "are", "was", "will", "can", "has", "have", "may",
		"must", "costs", "takes", "comes", NULL};
	/* "the reception", "your hotel": who it is needs no capital then, and does nothing. */
	bool named = clause_has(c, closing + 1, closing + 2, ours);

	if (c->spot_count - closing - 1 > NAME_WORDS)
		return false;
	for (size_t i = closing + 1; i < c->spot_count; i++) {
		const struct spot *word = &c->spots[i];
		const char *gap = c->text + c->spots[i - 1].end;

		if ((!word->capital && !clause_has(c, i, i + 1, signers) &&
			!(named && !clause_has(c, i, i + 1, verbs))) ||
		    (!is_short(c, i - 1) && memchr(gap, '.', word->start - c->spots[i - 1].end)) ||
		    memchr(gap, '!', word->start - c->spots[i - 1].end) ||
		    strpbrk(word->word, "0123456789"))
			return false;
	}
	return true;
}

bool
courtesy_sign_off(struct arena *a, const char *text, size_t n, size_t *start)
{
	static const char *const closings[] = {"regards", "sincerely", "faithfully", "cheers",
		"truly", "bye", NULL};
	static const char *const wishes[] = {"wishes", NULL};
	static const char *const before[] = {"kind", "kindest", "best", "warm", "warmest", "with",
		"yours", "our", "many", "friendly", "bye", "thanks", "and", NULL};
	struct clauses c = clauses_words(a, text, n);
	size_t from = c.spot_count > SIGN_OFF_WORDS ? c.spot_count - SIGN_OFF_WORDS : 0;

	for (size_t i = from; i < c.spot_count; i++) {
		size_t first = i;

		if (!clause_has(&c, i, i + 1, closings) &&
		    !(i > 0 && clause_has(&c, i, i + 1, wishes) &&
			strcmp(c.spots[i - 1].word, "best") == 0))
			continue;
		while (first > 0 && !begins(&c, first) && clause_has(&c, first - 1, first, before))
			first--;
		if (!begins(&c, first) || !ends_there(&c, i))
			continue;
		*start = c.spots[first].start;
		return true;
	}
	return false;
}

const char *
courtesy_hello(bool formal)
{
	return formal ? "Dear customer,\n\n" : "Hello! ";
}

const char *
courtesy_goodbye(bool formal)
{
	return formal ? "\n\nKind regards" : "\n\nBest wishes";
}

bool
courtesy_speaks(const char *locale)
{
	return !locale || !*locale ||
	       (strncasecmp(locale, "en", 2) == 0 && (!locale[2] || strchr("-_", locale[2])));
}
