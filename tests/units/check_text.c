/* The words of a text: cutting, folding, stems, keys, likeness, bounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "units.h"

/* The stems of a text, joined by blanks. */
static const char *
stems(const char *text, const char *locale)
{
	static char out[4096];
	struct text_stemmer *s = text_stemmer_new(locale);
	struct arena a = {0};
	struct words w = text_words(&a, text, strlen(text), s);
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < w.n && n + 80 < sizeof(out); i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s", i ? " " : "", w.at[i].stem);
	arena_free(&a);
	text_stemmer_free(s);
	return out;
}

static void
expect_stems(const char *what, const char *text, const char *locale, const char *want)
{
	const char *got = stems(text, locale);

	is(strcmp(got, want) == 0, what);
	if (strcmp(got, want) != 0)
		printf("\tgot \"%s\", expected \"%s\"\n", got, want);
}

static void
check_words(void)
{
	expect_stems("case and punctuation do not count", "Where IS my Order?!", "en",
	    "where is my order");
	expect_stems("words are stemmed in English by default", "shipping refunds", NULL,
	    "ship refund");
	expect_stems("contractions are written out", "I can't; what's that, I'm late", "en",
	    "i can not what is that i am late");
	expect_stems("contractions without an apostrophe meet those with one", "cant dont whats",
	    "en", "can not do not what is");
	expect_stems("a curly apostrophe is an apostrophe", "can\xe2\x80\x99t", "en", "can not");
	expect_stems("a possessive loses its ending", "my brother's parcel", "en",
	    "my brother parcel");
	expect_stems("a range is two numbers", "7-10 days", "en", "7 10 day");
	expect_stems("a price is a sign and a number", "$5.99", "en", "$ 5.99");
	expect_stems("commas of thousands vanish", "1,000 points", "en", "1000 point");
	expect_stems("a number and a word written together are two", "90tablets", "en",
	    "90 tablet");
	expect_stems("German is stemmed as German", "Lieferungen dauern", "de-DE", "liefer dau");
	expect_stems("an elision is two words", "l'adresse", "fr_FR.UTF-8", "l adress");
	expect_stems("a language without a stemmer keeps its words", "kje je moje narocilo", "sl",
	    "kje je moje narocilo");
	expect_stems("accents do not count", "caf\xc3\xa9 cafe\xcc\x81", "sl", "cafe cafe");
	expect_stems("compatibility letters are letters",
	    "\xf0\x9d\x93\xac\xf0\x9d\x93\xaa\xf0\x9d\x93\xb7", "en", "can");
	expect_stems("a script without blanks gives its characters", "\xe9\x80\x80\xe6\xac\xbe?",
	    "zh", "\xe9\x80\x80 \xe6\xac\xbe");
	expect_stems("bytes that are not UTF-8 part words",
	    "re\xff"
	    "fund",
	    "en", "re fund");
	expect_stems("an empty text has no words", "", "en", "");
	expect_stems("no words in punctuation", "?!... --", "en", "");
}

static void
check_sentences(void)
{
	struct text_stemmer *s = text_stemmer_new("en");
	struct arena a = {0};
	struct words w = text_words(&a, "Hello. Where is it?", 19, s);

	is(w.n == 4 && w.at[0].first && w.at[1].first && !w.at[2].first && !w.at[3].first,
	    "the first word of each sentence is marked");
	w = text_words(&a, "two words", 9, NULL);
	is(w.n == 2 && strcmp(w.at[1].stem, "words") == 0,
	    "without a stemmer words are left as they are");
	arena_free(&a);
	text_stemmer_free(s);
}

static uint64_t
key(const char *text)
{
	return text_key(text, strlen(text));
}

static void
check_keys(void)
{
	is(key("Where is my order?") == key("  where is MY order"), "case, blanks and marks do "
								    "not change the key");
	is(key("What's up") == key("whats up"), "nor do apostrophes");
	is(key("Caf\xc3\xa9") == key("cafe\xcc\x81") && key("cafe") == key("Caf\xc3\xa9"),
	    "nor do accents, however they are encoded");
	is(key("where is my order") != key("where is my refund"), "other words do");
	is(key("now here") != key("nowhere"), "a blank that parts words does");
	is(key("costs $5") != key("costs 5"), "a currency sign does");
	is(key("") == 0 && key("   ") == 0, "an empty text has no key");
	is(key("\xf0\x9f\x98\x80") != 0 && key("\xf0\x9f\x98\x80") != key("\xf0\x9f\x98\x81"),
	    "a text of signs alone has one of its own");
}

static void
check_likeness(void)
{
	struct text_stemmer *s = text_stemmer_new("en");
	const char *a = "International orders take 7-10 days.";
	const char *b = "International orders arrive in 7 to 10 days";
	const char *c = "We refund the full price.";

	is(text_similarity(a, strlen(a), a, strlen(a), s) > .999, "a text is like itself");
	is(text_similarity(a, strlen(a), b, strlen(b), s) > .6, "a paraphrase is alike");
	is(text_similarity(a, strlen(a), c, strlen(c), s) < .2, "another text is not");
	is(text_similarity(a, strlen(a), "", 0, s) <= 0, "nothing is like an empty text");
	text_stemmer_free(s);
}

static void
bounded(const char *text, size_t n, struct text_stemmer *s)
{
	struct arena a = {0};
	struct words w = text_words(&a, text, n, s);
	uint64_t k = text_key(text, n);

	is(w.n <= TEXT_WORDS_MAX && w.cut && k != 0, "a text of a mebibyte is cut");
	arena_free(&a);
}

static void
check_bounds(void)
{
	enum { LONG = 1 << 20 };
	struct text_stemmer *s = text_stemmer_new("en");
	char *text = mem_alloc(LONG + 1);
	size_t i;

	memset(text, 'a', LONG);
	bounded(text, LONG, s);
	for (i = 0; i < LONG; i++)
		text[i] = i % 2 ? ' ' : 'a';
	bounded(text, LONG, s);
	for (i = 0; i + 3 <= LONG; i += 3)
		for (size_t k = 0; k < 3; k++) /* one character that becomes eighteen */
			text[i + k] = "\xef\xb7\xba"[k];
	bounded(text, LONG, s);
	is(text_cut("a\xc3\xa9", 3, 2) == 1 && text_cut("a\xc3\xa9", 3, 3) == 3,
	    "a cut never parts a character");
	free(text);
	text_stemmer_free(s);
}

static void
check_languages(void)
{
	char out[4];

	text_language(out, "pt_BR.UTF-8");
	is(strcmp(out, "pt") == 0, "a locale gives its language");
	text_language(out, NULL);
	is(strcmp(out, "en") == 0, "no locale is English");
	text_language(out, "12");
	is(strcmp(out, "en") == 0, "a locale that is none is English");
	text_language(out, "DE");
	is(strcmp(out, "de") == 0, "a language may be written in capitals");
}

int
main(void)
{
	check_words();
	check_sentences();
	check_keys();
	check_likeness();
	check_bounds();
	check_languages();
	return bad > 0;
}
