/* Yes or no, by the verb that the question asks about. */
#include "stance.h"

#include <string.h>

#include "clause.h"

/* Words that may stand between a denial or a subject and its verb. */
static bool
passes(const char *word)
{
	static const char *const words[] = {"able", "to", "currently", "yet", "usually", "normally",
		"allowed", "going", "permitted", "also", "happily", "always", "possible", "be",
		"ever", "actually", "really", "please", NULL};

	return text_among(word, words);
}

/* The verb of "can I return it", "do you ship to Brazil": the spot behind the subject. */
static const struct spot *
verb_of(const struct clauses *q)
{
	static const char *const asking[] = {"can", "could", "may", "do", "does", "will", "would",
		NULL};
	static const char *const subjects[] = {"i", "you", "we", "it", "they", "u", "ya", NULL};

	for (size_t i = 0; i + 2 < q->spot_count; i++)
		if (text_among(q->spots[i].word, asking) &&
		    text_among(q->spots[i + 1].word, subjects)) {
			i += 2;
			while (i < q->spot_count && passes(q->spots[i].word))
				i++;
			return i < q->spot_count ? &q->spots[i] : NULL;
		}
	return NULL;
}

static const char *const helping[] = {"can", "cannot", "can't", "could", "may", "will", "won't",
	"do", "does", "don't", "doesn't", NULL};

/*
 * The verb of "can children use the pool", which a text repeats behind a word such as "can": "they
 * cannot use it".
 */
static const struct spot *
verb_shared(const struct clauses *q, const struct clauses *text)
{
	if (!clause_has(q, 0, 1, helping))
		return NULL;
	for (size_t i = 0; i + 1 < text->spot_count; i++) {
		size_t k = i + 1;

		if (!text_among(text->spots[i].word, helping))
			continue;
		while (k < text->spot_count &&
		       (passes(text->spots[k].word) || clause_denies(text->spots[k].word)))
			k++;
		for (size_t m = 2; k < text->spot_count && m < q->spot_count; m++)
			if (strcmp(q->spots[m].word, text->spots[k].word) == 0)
				return &q->spots[m];
	}
	return NULL;
}

static bool
is_polar(const struct clauses *q)
{
	static const char *const open[] = {"how", "what", "when", "where", "which", "who", "why",
		"or", NULL};

	if (clause_has(q, 0, q->spot_count, open))
		return false;
	for (size_t i = 0; i < q->spot_count; i++)
		if (clause_denies(q->spots[i].word))
			return false; /* "don't you …?" */
	return true;
}

/* The same verb: by its stem where that is known, else by its letters. */
static bool
same_verb(const char *verb, const char *word)
{
	size_t n = strlen(verb), m = strlen(word);

	if (strncmp(verb, word, n) == 0 && m <= n + 4)
		return true;
	return n > 3 && verb[n - 1] == 'e' && strncmp(verb, word, n - 1) == 0 && m <= n + 3;
}

static bool
is_participle(const struct clauses *c, size_t i)
{
	const char *word = c->spots[i].word;
	size_t n = strlen(word);

	return n > 3 && (strcmp(word + n - 2, "ed") == 0 || strcmp(word + n - 2, "en") == 0);
}

static enum stance
at_verb(const struct clauses *c, size_t i)
{
	static const char *const subjects[] = {"we", "you", "i", "they", "it", "can", "may", "will",
		"do", "does", "and", "we'll", "you'll", "we'd", NULL};
	static const char *const being[] = {"is", "are", "be", "being", NULL};
	static const char *const timing[] = {"if", "when", "once", "after", "before", "until",
		"unless", "while", "which", "that", "as", NULL};
	static const char *const undone[] = {"possible", "allowed", "accepted", "available",
		"offered", "permitted", NULL};
	size_t k = i;

	while (k > 0 && passes(c->spots[k - 1].word))
		k--;
	if (k > 0 && clause_denies(c->spots[k - 1].word))
		return STANCE_NO;
	/* "floods are covered" */
	if (k > 0 && k == i && text_among(c->spots[k - 1].word, being) && is_participle(c, i) &&
	    !clause_has(c, clause_at(c, c->spots[i].start)->first, i, timing))
		return STANCE_YES;
	/* "returns are not possible" */
	for (size_t m = i + 1; m < i + 4 && m + 1 < c->spot_count; m++)
		if (clause_denies(c->spots[m].word) && !clause_idiom(c, m))
			return text_among(c->spots[m + 1].word, undone) ? STANCE_NO : STANCE_NONE;
	if (k > 0 && k == i && text_among(c->spots[k - 1].word, subjects))
		return STANCE_YES;
	if (k > 0 && k < i && strcmp(c->spots[i - 1].word, "to") != 0 &&
	    text_among(c->spots[k - 1].word, subjects))
		return STANCE_YES;
	return STANCE_NONE;
}

static enum stance
leading(const struct clauses *c)
{
	static const char *const yes[] = {"yes", "yeah", "yep", "absolutely", "certainly",
		"definitely", "yup", NULL};
	static const char *const no[] = {"no", "nope", NULL};
	static const char *const greetings[] = {"hi", "hello", "hey", "there", "thanks", "for",
		"asking", "sorry", "but", "unfortunately", "oh", "dear", "customer", NULL};
	size_t i = 0;

	while (i < c->spot_count && i < 4 && text_among(c->spots[i].word, greetings))
		i++;
	if (i == c->spot_count)
		return STANCE_NONE;
	if (text_among(c->spots[i].word, yes))
		return STANCE_YES;
	if (strcmp(c->spots[i].word, "sure") == 0 &&
	    (i + 1 == c->spot_count || clause_at(c, c->spots[i + 1].start)->first == i + 1))
		return STANCE_YES;
	/* "No fee applies" denies no question */
	if (text_among(c->spots[i].word, no) &&
	    (i + 1 == c->spot_count || clause_at(c, c->spots[i + 1].start)->first == i + 1 ||
		clause_has(c, i + 1, i + 2, (const char *const[]){"you", "we", "it", "i", NULL})))
		return STANCE_NO;
	return STANCE_NONE;
}

enum stance
stance_of(struct arena *a, const char *question, const char *text, bool with_verb)
{
	static const char *const limits[] = {"only", "except", "unless", "but", "however", "if",
		"unfortunately", "afraid", "sadly", "sorry", "depends", "until", "maybe", "perhaps",
		"though", "although", "check", "rarely", "sometimes", "instead", NULL};
	static const char *const exceptions[] = {"but", "only", "unless", "except", "however",
		"yet", "if", "after", "beyond", "past", "once", "without", "until", "before",
		"over", "when", NULL};
	struct clauses q = clauses_of(a, question, strlen(question), NULL, 0, NULL);
	struct clauses c = clauses_of(a, text, strlen(text), NULL, 0, NULL);
	const struct spot *verb = verb_of(&q);
	enum stance lead = with_verb ? STANCE_NONE : leading(&c);
	bool yes = lead == STANCE_YES, no = lead == STANCE_NO, denied = false;

	verb = verb ? verb : verb_shared(&q, &c);
	if ((!verb && !clause_has(&q, 0, 1, helping)) || !is_polar(&q))
		return STANCE_NONE;
	for (size_t i = 0; i < c.spot_count; i++) {
		denied |= clause_denies(c.spots[i].word) && !clause_idiom(&c, i);
		if (!verb || !same_verb(verb->word, c.spots[i].word))
			continue;
		yes |= at_verb(&c, i) == STANCE_YES;
		no |= at_verb(&c, i) == STANCE_NO;
	}
	if (clause_has(&c, 1, c.spot_count, (const char *const[]){"sure", NULL}))
		return STANCE_NONE; /* "not sure"; "sure!" is another thing */
	if (yes && !no && !denied && !clause_has(&c, 0, c.spot_count, limits))
		return STANCE_YES;
	if (no && !yes && !clause_has(&c, 0, c.spot_count, exceptions))
		return STANCE_NO;
	return STANCE_NONE;
}
