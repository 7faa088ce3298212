/* The manner of a text. */
#include <stdio.h>
#include <string.h>

#include "style.h"
#include "units.h"

static void
plain(const char *text, const char *want)
{
	struct buf out = {0};

	buf_text(&out, "");
	style_without_emoji(&out, text, strlen(text));
	if (strcmp(out.text, want) != 0 && wrong())
		printf("\"%s\" becomes \"%s\", not \"%s\"\n", text, out.text, want);
	buf_free(&out);
}

/* What is left of a text without a phrase; NULL: it cannot be cut out. */
static void
without(const char *text, const char *phrase, const char *want)
{
	struct arena a = {0};
	struct buf out = {0};
	struct style_cut cut;
	enum style_found found = style_phrase(&a, text, strlen(text), phrase, &cut);

	buf_text(&out, "");
	if (found == STYLE_LOOSE) {
		buf_add(&out, text, cut.start);
		buf_text(&out, cut.as);
		buf_text(&out, text + cut.end);
	}
	if ((found == STYLE_LOOSE) != (want != NULL) || (want && strcmp(out.text, want) != 0))
		if (wrong())
			printf("\"%s\" without \"%s\" is \"%s\"\n", text, phrase, out.text);
	buf_free(&out);
	arena_free(&a);
}

static void
check_emoji(void)
{
	plain("Yes! \xf0\x9f\x8e\x89 We do.", "Yes! We do.");
	plain("\xf0\x9f\x98\x80 Hi", "Hi");
	plain("Hi\xf0\x9f\x98\x80\xf0\x9f\x98\x80!", "Hi!");
	plain("ok \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "ok");
	plain("a \xe2\x9c\x85\xef\xb8\x8f\nb", "a\nb");
	plain("\xf0\x9f\x98\x80", "");
	plain("5 \xe2\x82\xac \xe2\x80\x93 caf\xc3\xa9 \xc2\xa9",
	    "5 \xe2\x82\xac \xe2\x80\x93 caf\xc3\xa9 \xc2\xa9");
	plain("cut \xf0\x9f", "cut \xf0\x9f");
}

static void
check_phrases(void)
{
	without("No worries, we can.", "no worries", "We can.");
	without("We can. No worries! Bye.", "no worries", "We can. Bye.");
	without("We can, no worries.", "no worries", "We can.");
	without("We can. No worries!", "no worries", "We can.");
	without("No worries \xf0\x9f\x98\x8a Tom is off.", "no worries", "Tom is off.");
	without("We have no worries here.", "no worries", NULL);
	without("No worries!", "no worries", NULL);
	without("Anoworries", "no worries", NULL);
	without("Great!! Yes.", "!!", NULL);
	without("", "", NULL);
}

static void
check_manner(void)
{
	struct arena a = {0};
	const char *slip = style_slip(&a, "Hey, yeah", 9, "formal");

	is(style_greets(&a, "Good morning, Ms Lee", 20), "a greeting");
	is(!style_greets(&a, "Goods arrive", 12), "none");
	is(slip && strcmp(slip, "Hey") == 0, "what is not formal");
	is(!style_slip(&a, "Hey, yeah", 9, "plain"), "is plain");
	is(!style_slip(&a, "Hey, yeah", 9, "pirate"), "a register of which nothing is known");
	is(style_words(&a, "one, two - three", 16) == 3, "words are counted");
	arena_free(&a);
}

int
main(void)
{
	check_emoji();
	check_phrases();
	check_manner();
	return bad > 0;
}
