/* Masks: what is personal is hidden, what an answer is about is not. */
#include <stdio.h>
#include <string.h>

#include "mask.h"
#include "units.h"

static void
masks(const char *text, const char *expected)
{
	struct buf out = {0};

	mask_personal(&out, text);
	if (strcmp(out.text ? out.text : "", expected) != 0) {
		printf("%s: expected %s, got %s\n", text, expected, out.text ? out.text : "");
		bad++;
	}
	buf_free(&out);
}

int
main(void)
{
	masks("", "");
	masks("mail bob.b+x@mail.example.com, please", "mail <e-mail>, please");
	masks("(bob@example.com).", "(<e-mail>).");
	masks("bob@home and @handle", "bob@home and @handle");
	masks("j\xc3\xb6rg@b\xc3\xbc"
	      "cher.example",
	    "<e-mail>");
	masks("call +49 170 1234567!", "call <phone>!");
	masks("call (030) 901820-15 now", "call <phone> now");
	masks("card 4111 1111 1111 1111.", "card <card>.");
	masks("4111-1111-1111-1111", "<card>");
	masks("order 4711, 7-10 days, 5.99 USD", "order 4711, 7-10 days, 5.99 USD");
	masks("on 2026-03-02 at 17:00", "on 2026-03-02 at 17:00");
	masks("part AB123456789012", "part AB123456789012");
	masks("1234567890123456789012", "1234567890123456789012");
	return bad > 0;
}
