/* Emoji, phrases, greetings, registers. */
#include "style.h"

#include <stdint.h>
#include <string.h>

#include "clause.h"
#include "term.h"

/* --- emoji --- */

static bool
is_emoji(uint32_t code)
{
	return (code >= 0x1f000 && code < 0x1fb00) || (code >= 0x2600 && code <= 0x27bf) ||
	       (code >= 0x23e9 && code <= 0x23f3) || code == 0x231a || code == 0x231b ||
	       (code >= 0x2b1b && code <= 0x2b55);
}

/* Joiners, variants, skin tones and tags belong to the emoji before them. */
static bool
goes_with_emoji(uint32_t code)
{
	return code == 0xfe0f || code == 0x200d || code == 0x20e3 ||
	       (code >= 0xe0020 && code <= 0xe007f);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool
style_emoji(const char *text, size_t n, size_t *place, struct style_cut *out)
{
	size_t i = *place, end, len;
	uint32_t code = 0;

	for (;; i += len ? len : 1) {
		if (i >= n)
			return false;
		if ((len = term_decode(text + i, n - i, &code)) && is_emoji(code))
			break;
	}
	for (end = i; end < n; end += len) {
		len = term_decode(text + end, n - end, &code);
		if (!len || !(is_emoji(code) || goes_with_emoji(code)))
			break;
	}
	*place = end;
	/* One of the blanks around it goes too; where no blank parted the words, none is needed. */
	if (i > 0 && is_blank(text[i - 1]) && (end == n || strchr(" \t\r\n.,;:!?)", text[end])))
		i--;
	else if ((i == 0 || text[i - 1] == '\n') && end < n && is_blank(text[end]))
		end++;
	*out = (struct style_cut){.start = i, .end = end};
	return true;
}

void
style_without_emoji(struct buf *out, const char *text, size_t n)
{
	struct style_cut cut;
	size_t from = 0, place = 0;

	while (style_emoji(text, n, &place, &cut)) {
		buf_add(out, text + from, cut.start - from);
		from = cut.end;
	}
	buf_add(out, text + from, n - from);
}

/* --- phrases --- */

static size_t
skip_blanks(const char *text, size_t n, size_t i)
{
	while (i < n && (is_blank(text[i]) || text[i] == '\n' || text[i] == '\r'))
		i++;
	return i;
}

/* Behind a comma or a dash that parts what was before from what follows: its place, or 0. */
static size_t
behind_comma(const char *text, size_t n, size_t i)
{
	if (i < n && text[i] == ',')
		return skip_blanks(text, n, i + 1);
	if (i + 2 < n && text[i] == ' ' && text[i + 1] == '-' && text[i + 2] == ' ')
		return i + 3;
	return 0;
}

/* Behind the emoji that stand here, after a blank or not; the same place when there are none. */
static size_t
behind_emoji(const char *text, size_t n, size_t i)
{
	size_t from = i + (i < n && is_blank(text[i]) ? 1 : 0), end = from;
	uint32_t code;

	for (size_t len; end < n; end += len) {
		len = term_decode(text + end, n - end, &code);
		if (!len || !(is_emoji(code) || (end > from && goes_with_emoji(code))))
			break;
	}
	return end > from ? end : i;
}

/* An emoji ends a sentence, too. */
static bool
ends_sentence(const char *text, size_t n, size_t i)
{
	return i == n || strchr(".!?\n\r", text[i]) || behind_emoji(text, n, i) > i;
}

/* What ends the sentence, and the blanks behind it. */
static size_t
behind_sentence(const char *text, size_t n, size_t i)
{
	while (i < n && strchr(".!?", text[i]))
		i++;
	return skip_blanks(text, n, behind_emoji(text, n, i));
}

static void
capital(struct style_cut *cut, const char *text, size_t n)
{
	if (cut->end < n && text[cut->end] >= 'a' && text[cut->end] <= 'z')
		cut->as[0] = (char)(text[cut->end++] - 32);
}

static enum style_found
loosen(struct style_cut *out, const struct clauses *c, const struct spot *found)
{
	const char *text = c->text;
	size_t n = c->len, next, start = found->start;

	if (found->first && ends_sentence(text, n, found->end)) {
		*out =
		    (struct style_cut){.start = start, .end = behind_sentence(text, n, found->end)};
		if (out->end == n) /* the blank before it */
			while (out->start > 0 && is_blank(text[out->start - 1]))
				out->start--;
		return out->start == 0 && out->end == n ? STYLE_STUCK : STYLE_LOOSE;
	}
	if (found->first && (next = behind_comma(text, n, found->end)) > 0 && next < n) {
		*out = (struct style_cut){.start = start, .end = next};
		capital(out, text, n);
		return STYLE_LOOSE;
	}
	if (start > 2 && text[start - 1] == ' ' && text[start - 2] == ',' &&
	    ends_sentence(text, n, found->end)) {
		*out = (struct style_cut){.start = start - 2, .end = found->end};
		return STYLE_LOOSE;
	}
	return STYLE_STUCK;
}

enum style_found
style_phrase(struct arena *a, const char *text, size_t n, const char *phrase, struct style_cut *out)
{
	struct clauses c = clauses_words(a, text, n);
	struct clauses words = clauses_words(a, phrase, strlen(phrase));
	struct spot found;
	size_t next = 0;

	*out = (struct style_cut){0};
	if (words.spot_count == 0) { /* "!!", ":)" */
		const char *at = memmem(text, n, phrase, strlen(phrase));

		if (!at || !*phrase)
			return STYLE_ABSENT;
		out->start = (size_t)(at - text);
		out->end = out->start + strlen(phrase);
		return STYLE_STUCK;
	}
	if (!clause_phrase(&c, 0, &words, &found, &next))
		return STYLE_ABSENT;
	*out = (struct style_cut){.start = found.start, .end = found.end};
	return loosen(out, &c, &found);
}

/* --- greeting, length, register --- */

bool
style_greets(struct arena *a, const char *text, size_t n)
{
	static const char *const words[] = {"hi", "hello", "hey", "dear", "greetings", "hiya",
		"hallo", "bonjour", "hola", "howdy", NULL};
	static const char *const parts[] = {"morning", "afternoon", "evening", "day", NULL};
	struct clauses c = clauses_words(a, text, n);

	return clause_has(&c, 0, 1, words) ||
	       (clause_has(&c, 0, 1, (const char *const[]){"good", NULL}) &&
		   clause_has(&c, 1, 2, parts));
}

size_t
style_words(struct arena *a, const char *text, size_t n)
{
	return clauses_words(a, text, n).spot_count;
}

const char *
style_slip(struct arena *a, const char *text, size_t n, const char *wanted)
{
	static const char *const informal[] = {"hey", "hiya", "howdy", "yeah", "yep", "yup", "nope",
		"gonna", "wanna", "gotta", "kinda", "lol", "btw", "omg", "thx", "cheers", "mate",
		"buddy", "dude", "guys", "folks", "awesome", "oops", "yay", "u", "ur", "pls", "ya",
		"bucks", "super", NULL};
	static const char *const stiff[] = {"herewith", "hereby", "kindly", "pursuant",
		"aforementioned", "henceforth", "sincerely", "regret", "notwithstanding", "whilst",
		"herein", NULL};
	const char *const *words = strcmp(wanted, "formal") == 0  ? informal
				   : strcmp(wanted, "plain") == 0 ? stiff
								  : NULL;
	struct clauses c = clauses_words(a, text, n);

	for (size_t i = 0; words && i < c.spot_count; i++)
		if (clause_has(&c, i, i + 1, words))
			return arena_copy(a, text + c.spots[i].start,
			    c.spots[i].end - c.spots[i].start);
	return NULL;
}

/* --- short forms --- */

static const struct {
	const char *word, *words;
} long_forms[] = {
	{"don't", "do not"},
	{"doesn't", "does not"},
	{"didn't", "did not"},
	{"can't", "cannot"},
	{"won't", "will not"},
	{"isn't", "is not"},
	{"aren't", "are not"},
	{"wasn't", "was not"},
	{"weren't", "were not"},
	{"haven't", "have not"},
	{"hasn't", "has not"},
	{"hadn't", "had not"},
	{"couldn't", "could not"},
	{"shouldn't", "should not"},
	{"wouldn't", "would not"},
	{"i'm", "I am"},
	{"you're", "you are"},
	{"we're", "we are"},
	{"they're", "they are"},
	{"it's", "it is"},
	{"that's", "that is"},
	{"there's", "there is"},
	{"i've", "I have"},
	{"you've", "you have"},
	{"we've", "we have"},
	{"they've", "they have"},
	{"i'll", "I will"},
	{"you'll", "you will"},
	{"we'll", "we will"},
	{"they'll", "they will"},
	{"it'll", "it will"},
};

/* "Can't you" and "it's been" want other words. */
static bool
is_ambiguous(const struct clauses *c, size_t i)
{
	static const char *const persons[] = {"i", "you", "we", "they", "he", "she", "it", NULL};
	static const char *const parts[] = {"been", "got", "had", NULL};
	const char *word = c->spots[i].word;
	size_t n = strlen(word);

	if (strcmp(word + n - 3, "n't") == 0)
		return clause_has(c, i + 1, i + 2, persons);
	return strcmp(word + n - 2, "'s") == 0 && clause_has(c, i + 1, i + 2, parts);
}

/* The words a short form stands for, or NULL. */
static const char *
long_words(const struct clauses *c, size_t i)
{
	for (size_t k = 0; k < sizeof(long_forms) / sizeof(long_forms[0]); k++)
		if (strcmp(long_forms[k].word, c->spots[i].word) == 0)
			return is_ambiguous(c, i) ? NULL : long_forms[k].words;
	return NULL;
}

size_t
style_long_forms(struct arena *a, const char *text, size_t n, struct style_long *out, size_t max)
{
	struct clauses c = clauses_words(a, text, n);
	size_t count = 0;

	for (size_t i = 0; i < c.spot_count && count < max; i++) {
		const struct spot *s = &c.spots[i];
		const char *found = long_words(&c, i);
		char *words;

		if (!found)
			continue;
		words = arena_copy(a, found, strlen(found));
		if (s->capital && words[0] >= 'a' && words[0] <= 'z')
			words[0] = (char)(words[0] - 32);
		out[count++] = (struct style_long){s->start, s->end, words};
	}
	return count;
}
