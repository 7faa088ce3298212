/*
 * What a person's words say that has to be known first, over a labelled set: silent when enough of
 * it is read as it should be.  With an argument, build or held, that half and what it got wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "labelled.h"
#include "need.h"
#include "units.h"

static const double FLOOR = 0.9;

static void
check_given(void)
{
	static const char record[] =
	    "{\"id\":\"q5\",\"time\":\"2026-11-27T09:00:00Z\",\"type\":\"question\","
	    "\"question\":\"q\",\"channel\":\"chat\",\"context\":{\"orderNumber\":\"a\","
	    "\"Country\":\"FR\","
	    "\"zip\":\"1\",\"plan\":null}}";
	struct arena a = {0};
	yyjson_val *r = json_read_in(&a, record, strlen(record));

	is(need_given("order_number", r, ""), "orderNumber is the order number");
	is(need_given("order", r, ""), "and the order");
	is(need_given("country", r, ""), "Country is the country");
	is(need_given("zip_code", r, ""), "zip is the zip code");
	is(!need_given("plan", r, ""), "null is no plan");
	is(!need_given("size", r, "a big one"), "no size");
	is(need_given("ticket_number", r, "where is INV-22913"), "a number in the words");
	is(!need_given("ticket_number", r, "I paid $2000 in 3 days"), "money is no ticket");
	is(!need_given("id", r, ""), "the record's id is not the customer's");
	is(!need_given("time", r, ""), "nor is its time");
	is(!need_given("type", r, ""), "nor its type");
	is(need_given("channel", r, ""), "the channel is known");
	is(!need_given("customer", r, ""), "who it is is not");
	is(need_given("email", r, "it is a@example.com"), "an address in the words");
	arena_free(&a);
}

/* What a text says has to be asked, with commas; told or not. */
static void
reads(const char *text, bool told, const char *expected)
{
	const char *fields[NEED_MAX];
	struct buf got = {0};
	struct arena a = {0};
	size_t n = need_find(fields, &a, text, told);

	buf_text(&got, "");
	for (size_t i = 0; i < n; i++)
		buf_print(&got, "%s%s", i > 0 ? "," : "", fields[i]);
	if (strcmp(got.text, expected) != 0) {
		printf("%s: \"%s\", not \"%s\"\n", text, got.text, expected);
		bad++;
	}
	buf_free(&got);
	arena_free(&a);
}

/* The same whether the category is known or not. */
static void
reads_always(const char *text, const char *expected)
{
	reads(text, false, expected);
	reads(text, true, expected);
}

/* What a text says should not have been asked for. */
static void
denies(const char *text, enum need_known known, const char *expected)
{
	const char *fields[NEED_MAX];
	struct arena a = {0};
	size_t n = need_denied(fields, &a, text, known);

	if (strcmp(n > 0 ? fields[0] : "", expected) != 0 || n > 1) {
		printf("%s: not \"%s\" is denied, but \"%s\"\n", text, expected,
		    n > 0 ? fields[0] : "");
		bad++;
	}
	arena_free(&a);
}

static void
check_against(void)
{
	denies("No, you should not have asked for the order number.", NEED_UNKNOWN, "order_number");
	denies("It shouldn't have asked for the size.", NEED_UNKNOWN, "size");
	denies("You never should have asked for the card number", NEED_UNKNOWN, "card_number");
	denies("There was no need to have asked for the email", NEED_UNKNOWN, "email");
	denies("Why did it ask for the order number?", NEED_UNKNOWN, "order_number");
	denies("Why didn't you ask for the order number?", NEED_ASKED, "");
	denies("You should have asked for the order number.", NEED_ASKED, "");
	denies("You never asked for the order number.", NEED_ASKED, "");
	denies("Ask for the order number.", NEED_ASKED, "");
	/* These may be answers, or are. */
	denies("Don't ask for the code at the counter.", NEED_UNKNOWN, "");
	denies("Don't ask for the code.", NEED_CONTEXT, "code");
	denies("You must never ask for the card number.", NEED_CONTEXT, "card_number");
	denies("You do not have to ask for a refund, it is sent.", NEED_UNKNOWN, "");
	denies("We never ask for your card number.", NEED_CONTEXT, "");
	denies("We never ask for the card number.", NEED_ASKED, "card_number");
	denies("Our staff will not ask for your password", NEED_CONTEXT, "");
}

static void
check_denied(void)
{
	static const char *const denied[] = {
		"You should never have asked for the card number.",
		"You should never have asked for their password too.",
		"You never should have asked for the card number.",
		"You should have never asked for the card number.",
		"You should not have asked for the order number.",
		"You shouldn't have asked for the order number.",
		"You shouldn\xe2\x80\x99t have asked for the order number.",
		"You must never ask for the card number.",
		"It must not ever ask for the password.",
		"We have never asked for the card number.",
		"You should answer without asking for the order number.",
		"There was no need to ask for the order number.",
		"You do not have to ask for the order number.",
		"Nobody should ask for the card number.",
		"Avoid asking for the email address.",
		"Don't ever ask for the card number.",
		"Why did it ask for the order number?",
		"Bots must under no circumstances ask for the order number.",
		"You should on no account ask for the order number.",
		"It was wrong to ask for the order number.",
		"It asked for the card number, which is wrong.",
	};

	for (size_t i = 0; i < sizeof(denied) / sizeof(*denied); i++)
		reads_always(denied[i], "");
	reads_always("No one should ask for the card number.", "");
	reads_always("You should not always ask for the order number.", "");
	reads_always("You never asked for the order number.", "order_number");
	reads_always("They didn't ask for the order number.", "order_number");
	reads_always("You did not ask for the order number.", "order_number");
	reads_always("Never asked for the order number.", "order_number");
	reads_always("You never even asked for the order number.", "order_number");
	reads_always("It hasn't asked for the order number.", "order_number");
	reads_always("Why didn't you ask for the order number?", "order_number");
	reads_always("It answered without asking for the order number.", "order_number");
	reads_always("Never forget to ask for the order number.", "order_number");
	reads_always("Not so. You should have asked for the size.", "size");
	reads_always("They should have been asked for the date of \xc3\x9c"
		     "berweisung",
	    "date");
	reads_always("They should have been asked for the date of purchase", "date_of_purchase");
}

/* An answer that begins with "Please" is no question for the customer. */
static void
check_please(void)
{
	static const char *const answers[] = {
		"Please share your account number with nobody.",
		"Please give the card to the driver.",
		"Please tell your bank the IBAN.",
		"Please confirm your email address in the app.",
		"Please send the product to our warehouse.",
		"Could you tell me your order number? Please give the card to the driver.",
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		reads_always(answers[i], "");
	reads("Please send us the invoice.", false, "");
	reads("Please send us the invoice number of your last order.", true, "invoice_number");
	reads("Please share your account number with us.", true, "account_number");
	reads("Please confirm your email address.", true, "email_address");
	reads("Please confirm your email address and the order number, please.", true,
	    "email_address,order_number");
	reads_always("Please could you tell me your order number?", "order_number");
}

/* One case of the set: right, or what was read instead. */
static bool
judge_case(struct arena *a, yyjson_val *root, bool tell)
{
	const char *fields[NEED_MAX], *text = json_str(root, "text", NULL);
	size_t n = need_find(fields, a, text, json_bool_or(root, "told", false));
	yyjson_val *want = json_get(root, "needs");
	bool same = n == yyjson_arr_size(want);

	for (size_t i = 0; i < n && same; i++)
		same = strcmp(fields[i], yyjson_get_str(yyjson_arr_get(want, i))) == 0;
	if (!same && tell) {
		printf("%s\n  ->", text);
		for (size_t i = 0; i < n; i++)
			printf(" %s", fields[i]);
		putchar('\n');
	}
	return same;
}

int
main(int argc, char *argv[])
{
	check_given();
	check_denied();
	check_against();
	check_please();
	judge_set("tests/data/needs.jsonl", argc > 1 ? argv[1] : NULL, FLOOR, judge_case);
	return bad > 0;
}
