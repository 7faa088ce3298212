/* What short remarks in a conversation mean. */
#include "remark.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { WORDS_MAX = 64, WORD_SIZE = 24, THANKS_MOST = 8, GREETING_MOST = 16 };

struct remark {
	char words[WORDS_MAX][WORD_SIZE]; /* small letters, apostrophes left out */
	size_t n;			  /* WORDS_MAX + 1 when there are more */
	bool asks, digits;
};

static void
cut(struct remark *r, const char *text, size_t n)
{
	size_t len = 0;

	r->n = 0;
	r->asks = r->digits = false;
	for (size_t i = 0; i <= n; i++) {
		unsigned char c = i < n ? (unsigned char)text[i] : ' ';

		r->asks |= c == '?';
		r->digits |= c >= '0' && c <= '9';
		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80) {
			if (r->n == WORDS_MAX) {
				r->n++;
				return;
			}
			if (len < WORD_SIZE - 1)
				r->words[r->n][len++] = (char)c;
		} else if (c != '\'' && len > 0) {
			r->words[r->n++][len] = '\0';
			len = 0;
		}
	}
}

static size_t
count(const struct remark *r, const char *const *list)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += text_among(r->words[i], list);
	return n;
}

bool
remark_thanks(const char *text, size_t n)
{
	static const char *const thanks[] = {"thanks", "thank", "thankyou", "thx", "ty", "cheers",
		"ta", "perfect", "awesome", "excellent", "brilliant", "helps", "helped", "solved",
		"sorted", "danke", "merci", "gracias", "grazie", "bedankt", "obrigado", "obrigada",
		"tack", "perfekt", "parfait", "perfecto", "perfetto", NULL};
	static const char *const against[] = {"not", "no", "but", "isnt", "didnt", "doesnt", "dont",
		"wasnt", "cant", "wont", "wrong", "still", "never", "nothing", "nope", "nicht",
		"nichts", "kein", "keine", "aber", "nein", "pas", "mais", "non", "pero", "ma",
		"niet", "geen", "maar", NULL};
	struct remark r;

	if (n > 200)
		return false;
	cut(&r, text, n);
	return r.n > 0 && r.n <= THANKS_MOST && !r.asks && count(&r, thanks) > 0 &&
	       count(&r, against) == 0;
}

bool
remark_greeting(const char *text, size_t n)
{
	static const char *const greets[] = {"hi", "hello", "hey", "hallo", "bonjour", "hola",
		"moin", "morning", "afternoon", "evening", "ciao", "buongiorno", "guten", NULL};
	static const char *const names[] = {"here", "name", "this", "ich", "heiße", NULL};
	static const char *const waits[] = {"moment", "hold", "bear", "second", "sec", "minute",
		"minutes", "check", "checking", "look", "looking", "augenblick", NULL};
	static const char *const fill[] = {"there", "good", "day", "dear", "sir", "madam", "thanks",
		"thank", "you", "for", "waiting", "contacting", "us", "reaching", "out", "your",
		"patience", "message", "is", "my", "i", "im", "ill", "am", "from", "support",
		"team", "customer", "service", "the", "and", "how", "can", "may", "help", "today",
		"a", "one", "please", "let", "me", "that", "it", "into", "just", "on", "with",
		"will", "be", "right", "back", "while", "tag", "bitte", "einen", "un", NULL};
	static const char *const answers[] = {"yes", "no", "ok", "okay", "sure", "sorry", NULL};
	struct remark r;
	size_t greeted, named, held, other;

	if (n > 200)
		return false;
	cut(&r, text, n);
	if (r.n > GREETING_MOST || r.digits || count(&r, answers) > 0)
		return false;
	greeted = count(&r, greets);
	named = count(&r, names);
	held = count(&r, waits);
	other = r.n - greeted - named - held - count(&r, fill);
	/* No list can hold people's names: "Hi Tom, Anna here". */
	if (greeted || named)
		return other <= (greeted && named ? 2 : 1);
	return r.n == 0 || (held && other == 0);
}

static int
by_word(const void *a, const void *b)
{
	return strcmp(a, b);
}

bool
remark_again(const char *a, size_t an, const char *b, size_t bn)
{
	enum { FEWEST = 3 };
	struct remark r[2];
	size_t same = 0, i = 0, j = 0;

	cut(&r[0], a, an);
	cut(&r[1], b, bn);
	for (int k = 0; k < 2; k++) {
		if (r[k].n < FEWEST || r[k].n > WORDS_MAX)
			return false;
		qsort(r[k].words, r[k].n, WORD_SIZE, by_word);
	}
	while (i < r[0].n && j < r[1].n) {
		int c = strcmp(r[0].words[i], r[1].words[j]);

		same += c == 0;
		i += c <= 0;
		j += c >= 0;
	}
	/* Words in common, of all there are: three in four. */
	return 4 * same >= 3 * (r[0].n + r[1].n - same);
}
