/*
 * Print a chat log of generated text, one interaction a line, the same for the same arguments:
 * gen-log N [no-ids].
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "splitmix.h"

static uint64_t state = 1;

static uint64_t
number_below(uint64_t n)
{
	return splitmix(&state) % n;
}

static const char *
one_of(const char *const *list, size_t n)
{
	return list[number_below(n)];
}

#define ONE_OF(list) one_of(list, sizeof(list) / sizeof((list)[0]))

static void
print_question(void)
{
	static const char *const words[] = {"hello", "how", "long", "does", "shipping", "take",
		"to", "my", "order", "parcel", "where", "is", "the", "refund", "for", "a", "jacket",
		"return", "can", "I", "please", "today", "late", "broken", "size", "change",
		"cancel", "invoice", "card", "twice", "still", "nothing", "ein Rückruf", "merci",
		"thanks", "label"};
	uint64_t n = 4 + number_below(12);

	for (uint64_t i = 0; i < n; i++)
		printf("%s%s", i ? " " : "", ONE_OF(words));
	if (number_below(20) == 0)
		printf(" \\\"%" PRIu64 "\\\"", number_below(100000));
	putchar('?');
}

static void
print_interaction(uint64_t i, bool ids)
{
	static const char *const channels[] = {"chat", "chat", "chat", "mail", "whatsapp"};
	static const char *const countries[] = {"US", "US", "US", "FR", "DE", "JP", "BR", "GB"};
	static const char *const answers[] = {"Orders within the US arrive in 2 to 3 days.",
		"You can return it within 30 days; the label is in the parcel.",
		"Your refund is on its way and takes 5 working days.",
		"I am sorry to hear that. May I have the order number, please?"};
	time_t at = 1767225600 + (time_t)i;
	char stamp[32];
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm);
	printf("{\"type\":\"interaction\",");
	if (ids)
		printf("\"id\":\"m%" PRIu64 "\",", i);
	printf("\"time\":\"%s\",\"conversation\":\"c%" PRIu64 "\",\"customer\":\"u%" PRIu64 "\",",
	    stamp, i / 3, number_below(50000));
	printf("\"channel\":\"%s\",\"locale\":\"en\",\"question\":\"", ONE_OF(channels));
	print_question();
	printf("\",\"context\":{\"country\":\"%s\",\"amount\":%" PRIu64 ".%02" PRIu64 "},",
	    ONE_OF(countries), number_below(300), number_below(100));
	printf("\"action\":{\"kind\":\"answer\",\"text\":\"%s\",\"confidence\":0.%03" PRIu64
	       ",\"expected\":\"accepted\"}}\n",
	    ONE_OF(answers), number_below(1000));
}

int
main(int argc, char *argv[])
{
	uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	bool ids = argc < 3 || strcmp(argv[2], "no-ids") != 0;

	if (n == 0) {
		fprintf(stderr, "usage: gen-log N [no-ids]\n");
		return 2;
	}
	for (uint64_t i = 0; i < n; i++)
		print_interaction(i, ids);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 2;
}
