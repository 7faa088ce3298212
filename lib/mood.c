/* The mood of a question. */
#include "mood.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "mem.h"

enum { SHOUTED = 10 }; /* letters from which a text in capitals is no name */

static const double LOUD = 0.6; /* share of its letters that are capitals */

/* Each shows it alone. */
static const char *const signs[] = {"ridiculous", "unacceptable", "outrageous", "disgrace",
	"terrible", "horrible", "awful", "useless", "worst", "furious", "angry", "annoyed",
	"annoying", "fed up", "sick of", "tired of", "frustrat", "disappoint", "a joke", "scam",
	"still waiting", "still no ", "still not ", "still hasn't", "still haven't", "third time",
	"fourth time", "second time", "how many times", "again and again", "nobody answers",
	"nobody replies", "no one answers", "ignored", "wtf", "what the hell", "waste of",
	"rip off", "rip-off", "for weeks", "for the last time", "enough is enough", "never again",
	"had enough", "complain", NULL};

static bool
is_shouted(const char *text, size_t n)
{
	size_t letters = 0, capitals = 0;

	for (size_t i = 0; i < n; i++) {
		letters += isalpha((unsigned char)text[i]) != 0;
		capitals += isupper((unsigned char)text[i]) != 0;
	}
	return letters >= SHOUTED && (double)capitals >= LOUD * (double)letters;
}

static bool
has_sign(const char *text, size_t n)
{
	char *small = mem_copy(text, n);
	bool found = false;

	for (char *p = small; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	for (const char *const *s = signs; *s && !found; s++)
		found = strstr(small, *s) != NULL;
	mem_free(small);
	return found;
}

const char *
mood_of(const char *text, size_t n)
{
	bool marks = memmem(text, n, "!!", 2) || memmem(text, n, "??", 2);

	return marks || is_shouted(text, n) || has_sign(text, n) ? "frustrated" : "calm";
}
