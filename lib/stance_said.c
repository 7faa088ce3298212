/* Yes or no by the words that say just that, in English, German and French. */
#include <string.h>

#include "clause.h"
#include "stance.h"

enum { WORD_LEAST = 3, ENDING_MOST = 2 };

static const char *const affirming[] = {"yes", "yeah", "yep", "yup", "sure", "surely", "certainly",
	"absolutely", "definitely", "gladly", "possible", "ja", "klar", "nat\xc3\xbcrlich",
	"selbstverst\xc3\xa4ndlich", "gerne", "m\xc3\xb6glich", "oui", "certainement", "absolument",
	"volontiers", NULL};

static const char *const affirming_phrases[] = {"of course", "no problem", "no worries",
	"bien s\xc3\xbbr", "tout \xc3\xa0 fait", "d'accord", "auf jeden fall", "kein problem",
	"pas de probl\xc3\xa8me", "pas de souci", "sans probl\xc3\xa8me", NULL};

static const char *const denying[] = {"nope", "nein", "nicht", "nichts", "nie", "niemals", "kein",
	"keine", "keinen", "unm\xc3\xb6glich", "non", "pas", "jamais", NULL};

/* Words that name no matter: what is said with these alone is said of what was asked. */
static const char *const bare[] = {"that", "this", "it", "it's", "that's", "is", "are", "be", "am",
	"i", "i'm", "we", "we're", "you", "they", "he", "can", "could", "may", "do", "does", "will",
	"would", "sorry", "unfortunately", "sadly", "regrettably", "regret", "regrets", "afraid",
	"to", "say", "so", "at", "the", "moment", "currently", "right", "now", "able", "allowed",
	"allow", "permitted", "offer", "accept", "accepted", "but", "thing", "for", "us", "of",
	"in", "your", "case", "course", "thanks", "thank", "hi", "hello", "hey", "there", "all",
	"very", "much", "really", "please", "any", "hear", "about", "wait", "delay", "trouble",
	"inconvenience", "asking", "problems", "worries", "mr", "mrs", "ms", "herr", "frau",
	"madame", "monsieur", "such", "something", "sir", "madam", "dear", "customer", "a", "an",
	"have", "must", "oh", "well", "ok", "okay", "happy", "glad", "too", "and", "das", "dies",
	"es", "ist", "geht", "kann", "k\xc3\xb6nnen", "wir", "sie", "ich", "ihnen", "ihr", "ihre",
	"tut", "mir", "uns", "leid", "leider", "problem", "hier", "doch", "bedauerlicherweise",
	"derzeit", "momentan", "machen", "anbieten", "erlaubt", "gar", "auch", "hallo", "danke",
	"aber", "der", "die", "den", "dem", "zu", "von", "ein", "eine", "le", "la", "les", "de",
	"des", "un", "une", "on", "my", "me", "ce", "c'est", "n'est", "cela", "\303\247a", "ceci",
	"est", "ne", "peut", "pouvons", "pouvez", "vous", "nous", "je", "suis",
	"d\xc3\xa9sol\xc3\xa9", "d\303\251sol\303\251e", "d\xc3\xa9sol\xc3\xa9s", "malheureusement",
	"h\xc3\xa9las", "regrettons", "bonjour", "merci", "actuellement", "autoris\xc3\xa9",
	"permis", "accept\xc3\xa9", "accept\xc3\xa9s", "sont", "du", "tout", "faire", NULL};

/* What narrows a yes or no, and asks what is open to any answer, in the same languages. */
static const char *const limits[] = {"only", "except", "unless", "but", "however", "if", "depends",
	"until", "maybe", "perhaps", "though", "although", "instead", "without", "when", "aber",
	"nur", "au\303\237er", "wenn", "falls", "sofern", "mais", "sauf", "seulement", "si",
	"sinon", NULL};
static const char *const open[] = {"how", "what", "when", "where", "which", "who", "why", "or",
	"wie", "wieviel", "was", "wann", "wo", "wohin", "welche", "welcher", "welches", "wer",
	"warum", "oder", "comment", "combien", "quand", "o\xc3\xb9", "quel", "quelle", "quels",
	"quelles", "qui", "pourquoi", "ou", NULL};

/* What a sentence says, and by which means. */
struct said {
	bool yes, no;
	bool firm;   /* its first word says it: "yes, …", "non, …" */
	bool matter; /* it names a matter of its own */
	bool common; /* it names one of the question's */
};

static bool
denies(const struct clauses *c, size_t i)
{
	return text_among(c->spots[i].word, denying) ||
	       (clause_denies(c->spots[i].word) && !clause_idiom(c, i));
}

static size_t
affirms(const struct clauses *c, size_t i)
{
	size_t n = 0;

	for (size_t k = 0; affirming_phrases[k] && !n; k++)
		n = clause_follows(c, i, affirming_phrases[k]);
	return n ? n : text_among(c->spots[i].word, affirming);
}

/* Is there a mark between two spots? */
static bool
is_cut(const struct clauses *c, size_t i)
{
	for (size_t k = c->spots[i].end; k < c->spots[i + 1].start; k++)
		if (strchr(",.!;:", c->text[k]))
			return true;
	return false;
}

/* n words: is a mark behind them, or do those who speak go on: "no, …", "no we cannot"? */
static bool
is_firm(const struct clauses *c, size_t i, size_t n)
{
	static const char *const words[] = {"yes", "no", "nope", "yeah", "yep", "yup", "ja", "nein",
		"oui", "non", "sure", "absolutely", "definitely", "certainly", NULL};
	static const char *const subjects[] = {"you", "we", "it", "i", "they", NULL};

	if (n > 1)
		return i + n == c->spot_count || is_cut(c, i + n - 1);
	return text_among(c->spots[i].word, words) &&
	       (i + 1 == c->spot_count || clause_has(c, i + 1, i + 2, subjects) ||
		   clause_at(c, c->spots[i + 1].start)->first == i + 1);
}

/* The name of who is greeted: "Hi Anna, …". */
static bool
is_name(const struct clauses *c, size_t first, size_t i)
{
	static const char *const greetings[] = {"hi", "hello", "hey", "dear", "hallo", "liebe",
		"lieber", "bonjour", "ch\xc3\xa8re", "cher", NULL};

	if (!clause_has(c, first, first + 1, greetings))
		return false;
	while (i > first && c->spots[i].capital)
		i--;
	return i == first;
}

/* Does the question have the word, perhaps with another ending: "dog", "dogs"? */
static bool
is_common(const struct clauses *q, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i < q->spot_count; i++) {
		size_t m = strlen(q->spots[i].word), least = n < m ? n : m;

		if (least >= WORD_LEAST && n + m <= 2 * least + ENDING_MOST &&
		    strncmp(q->spots[i].word, word, least) == 0)
			return true;
	}
	return false;
}

/* The spots from first to last - 1 are one sentence. */
static struct said
read_sentence(const struct clauses *c, const struct clauses *q, size_t first, size_t last)
{
	struct said s = {0};
	bool begun = false;

	for (size_t i = first; i < last; i++) {
		size_t n = affirms(c, i);

		/* "not sure", "of course not" */
		if (n && i > first && denies(c, i - 1) && !text_among(c->spots[i].word, bare) &&
		    strcmp(c->spots[i].word, "possible") != 0 &&
		    strcmp(c->spots[i].word, "m\xc3\xb6glich") != 0)
			s.yes = s.no = s.matter = true;
		if (n || denies(c, i)) {
			s.firm |= !begun && is_firm(c, i, n);
			begun = true;
			s.no |= !n;
			/* its own denial turns it */
			s.yes |= n && !s.no && !(i + n < last && denies(c, i + n));
			i += n ? n - 1 : 0;
			continue;
		}
		if (text_among(c->spots[i].word, bare) || is_name(c, first, i))
			continue;
		begun = true;
		if (is_common(q, c->spots[i].word))
			s.common = true;
		else
			s.matter = true;
	}
	return s;
}

static bool
is_closed(const struct clauses *q)
{
	for (size_t i = 0; i < q->spot_count; i++)
		if (clause_denies(q->spots[i].word))
			return false;
	return !clause_has(q, 0, q->spot_count, open);
}

/* Where the sentence ends that begins with a spot. */
static size_t
sentence_end(const struct clauses *c, size_t i)
{
	for (i++; i < c->spot_count && !c->spots[i].first;)
		i++;
	return i;
}

static enum stance
first_said(const struct clauses *c, const struct clauses *q)
{
	for (size_t i = 0, last; i < c->spot_count; i = last) {
		struct said s;

		last = sentence_end(c, i);
		if (clause_at(c, c->spots[i].start)->asks)
			return STANCE_NONE;
		s = read_sentence(c, q, i, last);
		if (!s.yes && !s.no && !s.matter)
			continue; /* "Hello!", "Sorry." */
		if (s.yes == s.no)
			return STANCE_NONE;
		if (s.matter && !s.firm && (s.no || !s.common))
			return STANCE_NONE;
		return s.yes ? STANCE_YES : STANCE_NO;
	}
	return STANCE_NONE;
}

enum stance
stance_said(struct arena *a, const char *question, const char *text, bool plain)
{
	struct clauses q = clauses_of(a, question, strlen(question), NULL, 0, NULL);
	struct clauses c = clauses_of(a, text, strlen(text), NULL, 0, NULL);

	if (!is_closed(&q) || (plain && clause_has(&c, 0, c.spot_count, limits)))
		return STANCE_NONE;
	return first_said(&c, &q);
}

bool
stance_refuses(struct arena *a, const char *text)
{
	struct clauses none = {0}, c = clauses_of(a, text, strlen(text), NULL, 0, NULL);

	for (size_t i = 0, last; i < c.spot_count; i = last) {
		struct said s;

		last = sentence_end(&c, i);
		s = read_sentence(&c, &none, i, last);
		if (s.yes || s.no || s.matter)
			return s.no && !s.yes && !s.matter &&
			       !clause_at(&c, c.spots[i].start)->asks;
	}
	return false;
}

bool
stance_denied(struct arena *a, const char *text)
{
	struct clauses c = clauses_of(a, text, strlen(text), NULL, 0, NULL);

	for (size_t i = 0; i < c.spot_count; i++)
		if (denies(&c, i))
			return true;
	return false;
}
