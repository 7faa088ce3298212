/* The questions that one message asks. */
#include <stdio.h>
#include <string.h>

#include "message.h"
#include "units.h"

/* The questions of a message, with a bar between them. */
static void
expect(const char *message, const char *wanted)
{
	struct bytes at[MESSAGE_QUESTIONS];
	char got[1024] = "";
	size_t count = message_questions(message, strlen(message), at), n = 0;

	for (size_t i = 0; i < count; i++)
		n += (size_t)snprintf(got + n, sizeof(got) - n, "%s%.*s", i ? "|" : "",
		    (int)at[i].len, (const char *)at[i].at);
	if (strcmp(got, wanted) == 0)
		return;
	bad++;
	printf("\"%s\" gives \"%s\", not \"%s\"\n", message, got, wanted);
}

int
main(void)
{
	expect("", "");
	expect("???", "");
	expect("How long is shipping?", "How long is shipping");
	expect("how long is shipping? can i pay by card?",
	    "how long is shipping|can i pay by card");
	expect("how long is shipping and can i pay by card",
	    "how long is shipping |and can i pay by card");
	expect("Hi, I bought a tent. How do I pitch it?", "How do I pitch it");
	expect("I bought a tent.\nhow do i pitch it\nalso what is the warranty",
	    "how do i pitch it|also what is the warranty");
	expect("You ship abroad, right? And how long does it take?",
	    "You ship abroad, right|And how long does it take");
	expect("how long is shipping and also can i pay by card?",
	    "how long is shipping |and also can i pay by card");
	/* what belongs together is not cut */
	expect("Can I get a tent and a bag for 49.50 today?",
	    "Can I get a tent and a bag for 49.50 today");
	expect("is it warm and dry", "is it warm and dry");
	/* a part that says too little alone, or too many of them: taken whole */
	expect("do you have any pets and what kind?", "");
	expect("Where is my order? When?", "");
	expect("how are you today? what is it like? where are you from? who are you really?", "");
	return bad > 0;
}
