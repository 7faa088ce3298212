#include "message.h"

#include <string.h>
#include <strings.h>

#include "text.h"

enum { WORDS_MIN = 3 };

/* A question begins with one of these, or with one of those before it. */
static const char *const askers[] = {"how", "what", "whats", "what's", "when", "where", "wheres",
	"where's", "which", "who", "why", "can", "could", "do", "does", "did", "is", "are", "will",
	"would", "may", "should", NULL};
static const char *const fillers[] = {"and", "or", "also", "but", "so", "then", "plus", "hi",
	"hello", "hey", "please", "ok", "okay", "well", NULL};
/* What "or" joins are two sides of one question: "is it far, or will there be traffic". */
static const char *const joints[] = {"and", "also", "plus", NULL};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

static bool
is_end(char c)
{
	return c == '?' || c == '!' || c == '.' || c == ';' || c == '\n';
}

static struct bytes
next_word(const char **at, const char *end)
{
	const char *from;

	while (*at < end && is_blank(**at))
		++*at;
	from = *at;
	while (*at < end && !is_blank(**at))
		++*at;
	return bytes_of(from, (size_t)(*at - from));
}

static bool
among(struct bytes word, const char *const *list)
{
	const char *text = word.at;

	for (; word.len && *list; list++)
		if ((**list | 0x20) == (*text | 0x20) && strlen(*list) == word.len &&
		    strncasecmp(*list, text, word.len) == 0)
			return true;
	return false;
}

/* Does it begin like a question? */
static bool
begins(const char *at, const char *end)
{
	struct bytes word = next_word(&at, end);

	while (among(word, fillers))
		word = next_word(&at, end);
	return among(word, askers);
}

/* The words of a part, without those that only lead to it. */
static size_t
count_words(const char *at, const char *end)
{
	struct bytes word = next_word(&at, end);
	size_t n = 0;

	while (among(word, fillers))
		word = next_word(&at, end);
	for (; word.len; word = next_word(&at, end))
		n++;
	return n;
}

struct cutting {
	struct bytes *out;
	size_t n;
	bool whole; /* the message is to be taken whole */
};

static void
keep(struct cutting *s, const char *from, const char *end)
{
	if (count_words(from, end) < WORDS_MIN || s->n == MESSAGE_QUESTIONS) {
		s->whole = true;
		return;
	}
	s->out[s->n++] = bytes_of(from, (size_t)(end - from));
}

/* Cut a sentence that asks before each "and how". */
static void
cut(struct cutting *s, const char *from, const char *end)
{
	const char *at;

	while (from < end && is_blank(*from))
		from++;
	at = from;
	while (!s->whole) {
		struct bytes word = next_word(&at, end), next = word;

		if (!word.len)
			break;
		if (!among(word, joints))
			continue;
		while (among(next, fillers))
			next = next_word(&at, end);
		if (among(next, askers) && (const char *)word.at > from) {
			keep(s, from, word.at);
			from = word.at;
		}
	}
	keep(s, from, end);
}

size_t
message_questions(const char *text, size_t n, struct bytes out[MESSAGE_QUESTIONS])
{
	const char *end = text + n, *from = text;
	struct cutting s = {.out = out};

	while (from < end && !s.whole) {
		const char *stop = from;

		/* a point within a number or a name ends nothing */
		while (stop < end &&
		       !(is_end(*stop) && (*stop != '.' || stop + 1 == end || is_blank(stop[1]))))
			stop++;
		if ((stop < end && *stop == '?' && count_words(from, stop)) || begins(from, stop))
			cut(&s, from, stop);
		from = stop + 1;
	}
	return s.whole ? 0 : s.n;
}

bool
message_says_nothing(struct arena *a, const char *text, size_t n)
{
	static const char *const small[] = {"a", "an", "the", "is", "are", "was", "it", "of", "and",
		"or", "to", "in", "on", "at", "for", "with", "do", "does", "i", "you", "we", "my",
		"your", "this", "that", "please", "can", "not", "be", "have", "has", NULL};
	struct words words = text_words(a, text, n, NULL);
	bool nothing = true;

	for (size_t i = 0; i < words.n && nothing; i++)
		nothing = text_among(words.at[i].text, small);
	return nothing;
}
