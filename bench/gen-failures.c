/*
 * Print a log of generated text in which some topics fail, the same for the same arguments:
 * gen-failures N [PLANTED [SEED]].
 *
 * N interactions, each with its outcome where there is one: 300 usual topics of which 4 in 100
 * fail, a tenth of talk about nothing, and PLANTED topics (50) of 30 to 3,000 cases, fewer in a
 * short log, of which 7 in 10 fail.  Every question is put in one of many frames, with some of
 * its topic's words or other words for them, and typing errors.  An id begins with its topic:
 * p for a planted one, n for a usual one, t for talk.
 */
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "splitmix.h"

enum { USUAL = 300, WORDS = 6, CUSTOMERS_PER = 3, MOST_PLANTED = 1000 };

static uint64_t state;

static uint64_t
number_below(uint64_t n)
{
	return splitmix(&state) % n;
}

#define ONE_OF(list) (list)[number_below(sizeof(list) / sizeof((list)[0]))]

/* A word of a topic, or the other word for it; the same for the same numbers. */
static void
make_word(char out[16], uint64_t topic, uint64_t word)
{
	static const char first[] = "bcdfghjklmnprstvwz", second[] = "aeiou", third[] = "nrslmtk";
	uint64_t z = (topic * 64 + word + 1) * 0x9e3779b97f4a7c15;
	size_t n = 0;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z ^= z >> 27;
	for (uint64_t i = 0, m = 2 + z % 2; i < m; i++) {
		z = z * 6364136223846793005 + 1442695040888963407;
		out[n++] = first[(z >> 33) % (sizeof(first) - 1)];
		out[n++] = second[(z >> 43) % (sizeof(second) - 1)];
		if ((z >> 53) % 2)
			out[n++] = third[(z >> 54) % (sizeof(third) - 1)];
	}
	out[n] = '\0';
}

/* Leave a letter out, double one, or change two. */
static void
mistype(char *word)
{
	size_t n = strlen(word), at = 1 + number_below(n - 1);
	char c;

	switch (number_below(3)) {
	case 0:
		memmove(word + at, word + at + 1, n - at);
		break;
	case 1:
		memmove(word + at + 1, word + at, n - at + 1);
		break;
	default:
		c = word[at];
		word[at] = word[at - 1];
		word[at - 1] = c;
	}
}

/* Topics from 0: the planted ones first, then the usual ones; then talk. */
static void
print_question(uint64_t topic, int talk)
{
	static const char *const before[] = {"", "", "hello ", "hi there ", "please ", "sorry but ",
		"quick question ", "good morning "};
	static const char *const frame[] = {"how do i %s the %s with my %s", "can you %s %s %s",
		"where is my %s for %s and %s", "%s %s %s", "what about %s when %s is %s",
		"i want to %s a %s but %s", "is there any %s on %s or %s",
		"my %s does not %s the %s", "why was the %s of %s not %s",
		"tell me if %s can %s %s"};
	static const char *const after[] = {"", "", "", " please", " thanks", " today",
		" as soon as possible", " i asked before"};
	const char *f = ONE_OF(frame);
	uint64_t at = number_below(WORDS);

	printf("%s", ONE_OF(before));
	for (; *f; f++) {
		char word[18];

		if (f[0] != '%') {
			putchar(*f);
			continue;
		}
		f++;
		make_word(word, talk ? 1000000 + number_below(2000) : topic,
		    at + (number_below(4) == 0 ? WORDS : 0));
		at = (at + 1 + number_below(2)) % WORDS;
		if (number_below(10) == 0)
			mistype(word);
		printf("%s", word);
	}
	printf("%s", ONE_OF(after));
}

static void
print_outcome(uint64_t i, const char *id, const char *stamp, int fails)
{
	static const char *const bad[] = {"rejected", "rejected", "complained", "reopened"};
	const char *signal = number_below(100) < (uint64_t)(fails ? 70 : 4) ? ONE_OF(bad)
			     : number_below(2)				    ? "accepted"
									    : NULL;

	if (signal)
		printf("{\"type\":\"outcome\",\"id\":\"o%" PRIu64 "\",\"time\":\"%s\","
		       "\"interaction\":\"%s\",\"signal\":\"%s\"}\n",
		    i, stamp, id, signal);
}

static void
print_interaction(uint64_t i, uint64_t n, uint64_t topic, uint64_t planted)
{
	uint64_t all = planted + USUAL;
	char id[64], stamp[32], kind = topic < planted ? 'p' : topic < all ? 'n' : 't';
	time_t at = 1767225600 + (time_t)(i * 180 * 86400 / n);
	char word[16];
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm);
	snprintf(id, sizeof(id), "%c%" PRIu64 "-%" PRIu64, kind, topic, i);
	printf("{\"type\":\"interaction\",\"id\":\"%s\",\"time\":\"%s\",\"conversation\":"
	       "\"c%" PRIu64 "\",\"customer\":\"u%" PRIu64 "\",\"locale\":\"en\",\"question\":\"",
	    id, stamp, i, number_below(n / CUSTOMERS_PER + 1));
	print_question(topic, kind == 't');
	make_word(word, 2000000 + topic % 40, 0);
	printf("\",\"action\":{\"kind\":\"answer\",\"text\":\"You will find all about %s on our "
	       "page"
	       " of help.\"}}\n",
	    word);
	print_outcome(i, id, stamp, kind == 'p');
}

int
main(int argc, char *argv[])
{
	uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	uint64_t planted = argc > 2 ? strtoull(argv[2], NULL, 10) : 50, cases = 0;
	static uint64_t upto[MOST_PLANTED]; /* cases of this topic and those before it */

	state = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	if (n == 0 || planted > MOST_PLANTED) {
		fprintf(stderr, "usage: gen-failures N [PLANTED [SEED]]\n");
		return 2;
	}
	for (uint64_t k = 0; k < planted; k++) {
		double most = fmin(3000, fmax(60, (double)n / 300));
		double step = planted > 1 ? (double)k / (double)(planted - 1) : 0;

		upto[k] = cases += (uint64_t)(30 * pow(most / 30, step) + .5);
	}
	for (uint64_t i = 0; i < n; i++) {
		uint64_t pick = number_below(n), topic = 0;

		if (pick < cases)
			while (pick >= upto[topic])
				topic++;
		else
			topic = planted + number_below(10 * USUAL / 9);
		print_interaction(i, n, topic, planted);
	}
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 2;
}
