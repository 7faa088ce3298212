/* The values in a text: what is found, what is the same, what contradicts what. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "units.h"
#include "value.h"

static void
finds(const char *text, const char *want)
{
	struct value v[32];
	struct buf b = {0};
	size_t n = values_find(text, strlen(text), v, 32);

	buf_text(&b, "");
	for (size_t i = 0; i < n; i++) {
		buf_text(&b, i ? "; " : "");
		value_print(&b, &v[i]);
	}
	if (strcmp(b.text, want) != 0 && wrong())
		printf("\"%s\" holds \"%s\", not \"%s\"\n", text, want, b.text);
	buf_free(&b);
}

static struct value
value_of(const char *text)
{
	struct value v = {.kind = VALUE_NUMBER};

	if (values_find(text, strlen(text), &v, 1) != 1) {
		printf("\"%s\" holds no value\n", text);
		bad++;
	}
	return v;
}

static void
alike(const char *a, const char *b, bool want)
{
	struct value x = value_of(a), y = value_of(b);

	if (values_same(&x, &y) != want && wrong())
		printf("\"%s\" and \"%s\" are %s\n", a, b, want ? "the same" : "not the same");
	if (values_same(&y, &x) != want && wrong())
		printf("\"%s\" and \"%s\" the other way round\n", b, a);
}

static void
conflict(const char *a, const char *b, bool want)
{
	struct value x = value_of(a), y = value_of(b);

	if (values_conflict(&x, &y) != want && wrong())
		printf("\"%s\" and \"%s\" %s\n", a, b, want ? "conflict" : "do not conflict");
	if (values_conflict(&y, &x) != want && wrong())
		printf("\"%s\" and \"%s\" the other way round\n", b, a);
}

static void
check_finding(void)
{
	finds("Orders arrive in 7-10 days.", "7..10 d");
	finds("7 to 10 days, seven to ten days", "7..10 d; 7..10 d");
	finds("between 7 and 10 days", "7..10 d");
	finds("7\xe2\x80\x93"
	      "10 business days",
	    "7..10 bd");
	finds("a week, two weeks, a couple of days", "7 d; 14 d; 2 d");
	finds("24h, 30-day returns, half an hour", "24 h; 30 d; 0.5 h");
	finds("twenty-one days, a hundred days", "21 d; 100 d");
	finds("drei Tage, vierundzwanzig Stunden, eine Woche, zwölf Euro",
	    "3 d; 24 h; 7 d; 12 EUR");
	finds("cinq jours, vingt-quatre heures, une semaine", "5 d; 24 h; 7 d");
	finds("soixante-dix jours, quatre-vingts jours", "70 d; 80 d");
	finds("von neun bis elf Uhr", "09:00..11:00");
	finds("in Sept; an elf; un produit neuf; dix", "");
	finds("within 14 days, at least 3 days, no more than 5 hours", "<= 14 d; >= 3 d; <= 5 h");
	finds("$100, 100 USD, 100 dollars", "100 USD; 100 USD; 100 USD");
	finds("\xe2\x82\xac"
	      "20, 20 euros, 19,99 \xe2\x82\xac",
	    "20 EUR; 20 EUR; 19.99 EUR");
	finds("$5 to $10 or $1,000.50", "5..10 USD; 1000.5 USD");
	finds("over $100", ">= 100 USD");
	finds("20% or 15 per cent", "20 %; 15 %");
	finds("2026-03-02, March 2nd, 2 March 2026", "2026-03-02; 03-02; 2026-03-02");
	finds("open 9am to 5pm, 17:00", "09:00..17:00; 17:00");
	finds("Monday to Friday", "mon..fri");
	finds("up to 3 items", "<= 3 item");
	finds("Yes, you can.", "yes");
	finds("You cannot return it. You can call.", "no");
	finds("It is not possible.", "no");
	finds("No fee applies.", "");
	finds("You may have one of our agents call.", "yes");
	finds("order 123456789012345, call 1-800-555-1234", "");
	finds("7 bis 10 Werktage", "7..10 bd");
	finds("24 hours to 2 days", "24 h; 2 d");
	finds("$5 a month, twice a week, in a week", "5 USD; 7 d");
	finds("8 kilos, 8 kg, 30\xc2\xb0"
	      "C, 30 degrees",
	    "8 kg; 8 kg; 30 degree; 30 degree");
	finds("one month's notice, no later than 10 days", "1 mon; <= 10 d");
	finds("you can order 5 mugs; order 512 is late", "yes; 5 mug");
	finds("$50 or more, 5 days max, 3 items or less", ">= 50 USD; <= 5 d; <= 3 item");
	finds("", "");
}

static void
check_comparing(void)
{
	alike("a week", "7 days", true);
	alike("24 hours", "1 day", true);
	alike("30 days", "a month", true);
	alike("12 months", "one year", true);
	alike("5 days", "5 business days", true);
	alike("14 days", "within 14 days", true);
	alike("at least 3 days", "at most 3 days", false);
	alike("$20", "20 dollars", true);
	alike("$20", "20 euros", false);
	alike("March 2", "2026-03-02", true);
	alike("2025-03-02", "2026-03-02", false);
	alike("seven to ten days", "7-10 days", true);
	conflict("3 days", "7-10 days", true);
	conflict("a week", "7 days", false);
	conflict("5 days", "5 business days", false);
	conflict("within 10 days", "7-10 days", false);
	conflict("within 3 days", "7-10 days", true);
	conflict("over $100", "$150", false);
	conflict("over $100", "$50", true);
	conflict("$20", "20 euros", false);
	conflict("3 days", "$3", false);
	conflict("3 items", "5 items", true);
	conflict("3 items", "5 parcels", false);
	conflict("9am", "10am", true);
	conflict("March 2", "March 3", true);
	conflict("Yes, you can", "No, you cannot", true);
	conflict("20%", "25 percent", true);
}

static void
check_drafts(void)
{
	const char *draft = "Your order takes between 3 and 5 days to arrive.";
	struct value want = value_of("7 to 10 days"), got = {0};
	struct buf b = {0};

	is(!value_stated(draft, strlen(draft), &want), "a value that is not there is missed");
	is(value_contradicted(draft, strlen(draft), &want, &got), "what contradicts is found");
	value_replace(&b, draft, strlen(draft), &got, "7 to 10 days");
	is(strcmp(b.text, "Your order takes 7 to 10 days to arrive.") == 0,
	    "and replaced, with the words of its range");
	is(value_stated(b.text, b.len, &want), "then the value is stated");
	is(!value_contradicted(b.text, b.len, &want, &got), "and nothing contradicts it");
	buf_clear(&b);
	draft = "Within the US 3 days, elsewhere seven to ten days.";
	is(!value_contradicted(draft, strlen(draft), &want, &got),
	    "a text that states the value too does not contradict it");
	values_signature(&b, "In 7-10 days for $20", 20);
	is(strcmp(b.text, "20 USD; 7..10 d") == 0, "a signature is sorted");
	buf_clear(&b);
	values_signature(&b, "$20, seven to ten days, 7 to 10 days", 36);
	is(strcmp(b.text, "20 USD; 7..10 d") == 0, "and names each value once");
	buf_free(&b);
}

static void
check_bounds(void)
{
	enum { LONG = 1 << 20 };
	static const char *const parts[] = {"7-", "1.", "$1", "a ", "between ", "1:", "no ", "'"};
	char *text = mem_alloc(LONG + 16);
	struct value v[8];

	for (size_t k = 0; k < sizeof(parts) / sizeof(*parts); k++) {
		size_t len = strlen(parts[k]);

		/* By the square of the length it would be hours; the clock is for no more. */
		alarm(120);
		for (size_t i = 0; i < LONG; i += len)
			memcpy(text + i, parts[k], len);
		values_find(text, LONG, v, 8);
	}
	alarm(0);
	for (size_t i = 0; i < LONG; i++)
		text[i] = (char)(i * 2654435761u >> 13);
	for (size_t i = 0; i < 4000; i++)
		values_find(text + 251 * i, i % 97, v, 8);
	free(text);
	is(true, "noise is read without harm");
}

int
main(void)
{
	check_finding();
	check_comparing();
	check_drafts();
	check_bounds();
	return bad > 0;
}
