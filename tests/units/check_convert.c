/* Conversions of an export, and what short remarks mean. */
#include <stdio.h>
#include <string.h>

#include "convert.h"
#include "record.h"
#include "remark.h"
#include "units.h"

static void
is_time(const char *text, const char *expected)
{
	char got[TIME_TEXT] = "";
	int64_t ms;

	if (convert_time(text, strlen(text), &ms))
		time_print(got, ms);
	same(text, got, expected);
}

static void
is_epoch(const char *text, bool millis, const char *expected)
{
	char got[TIME_TEXT] = "";
	int64_t ms;

	if (convert_epoch(text, strlen(text), millis, &ms))
		time_print(got, ms);
	same(text, got, expected);
}

static void
is_html(const char *html, const char *expected)
{
	struct buf b = {0};

	buf_room(&b, 1);
	b.text[0] = '\0';
	convert_html(&b, html, strlen(html));
	same(html, b.text, expected);
	buf_free(&b);
}

static void
is_mended(const char *json, const char *expected, size_t count)
{
	struct buf b = {0};

	if (convert_mend(&b, json, strlen(json)) != count)
		bad++;
	same(json, b.text, expected);
	buf_free(&b);
}

static void
gives(const char *text, bool got, bool expected)
{
	if (got != expected) {
		printf("%s: expected %d\n", text, expected);
		bad++;
	}
}

static void
check_times(void)
{
	is_time("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z");
	is_time("2026-03-02T10:00:00.1234567+0130", "2026-03-02T08:30:00.123Z");
	is_time("2026-03-02 10:00", "2026-03-02T10:00:00Z");
	is_time("2026-03-02", "2026-03-02T00:00:00Z");
	is_time("2026-03-02T10:00:00,5 UTC", "2026-03-02T10:00:00.500Z");
	is_time("2026-03-02T10:00:00-01", "2026-03-02T11:00:00Z");
	is_time("2026-13-02", "");
	is_time("2026-03-02T", "");
	is_time("2026-03-02T10", "");
	is_time("2026-03-02T10:00:00.Z", "");
	is_time("", "");
	is_epoch("1589375664", false, "2020-05-13T13:14:24Z");
	is_epoch("1589375664.123456", false, "2020-05-13T13:14:24.123Z");
	is_epoch("1589375664123", true, "2020-05-13T13:14:24.123Z");
	is_epoch("12a", false, "");
	is_epoch("99999999999999999", false, "");
}

static void
check_html(void)
{
	is_html("<p>Hi &amp; bye</p><p>x<br>y</p>", "Hi & bye\nx\ny");
	is_html("a < b", "a < b");
	is_html("<script>x<</script>z", "z");
	is_html("<a href='x>y'>t</a>", "t");
	is_html("&#233;&#xE9;&bogus;&nbsp;x", "\xc3\xa9\xc3\xa9&bogus; x");
	is_html("a<!-- c -->b", "ab");
	is_html("<<<<", "<<<<");
	is_html("  x \n y ", "x y");
	is_html("<a", "<a");
}

static void
check_mending(void)
{
	is_mended("\"\\ud83d\"", "\"\\ufffd\"", 1);
	is_mended("\"\\ud83d\\ude00\"", "\"\\ud83d\\ude00\"", 0);
	is_mended("\"\\ude00\\x0B\"", "\"\\ufffd\\u000B\"", 2);
	is_mended("\"\\\\ud83d\"", "\"\\\\ud83d\"", 0);
	is_mended("\"\\ud8", "\"\\ud8", 0);
}

static void
check_remarks(void)
{
	static const char *const thanks[] = {"Thanks!", "thx that helps", "Sorted, ta.",
		"Perfect, thank you so much", "Danke", NULL};
	static const char *const others[] = {"thanks but that is wrong", "Thanks, and to Spain?",
		"no thanks", "thanks for nothing", "where is it", "", NULL};
	static const char *const greetings[] = {"Hi, Anna here", "Hello Tom, this is Anna",
		"One moment please", "Let me check that for you", "Good morning!", NULL};
	static const char *const answers[] = {"Hi, it takes 7 days", "Yes", "It takes longer.",
		"Please check your spam folder", "Hello, we ship on Monday", NULL};

	for (size_t i = 0; thanks[i]; i++)
		gives(thanks[i], remark_thanks(thanks[i], strlen(thanks[i])), true);
	for (size_t i = 0; others[i]; i++)
		gives(others[i], remark_thanks(others[i], strlen(others[i])), false);
	for (size_t i = 0; greetings[i]; i++)
		gives(greetings[i], remark_greeting(greetings[i], strlen(greetings[i])), true);
	for (size_t i = 0; answers[i]; i++)
		gives(answers[i], remark_greeting(answers[i], strlen(answers[i])), false);
	gives("again", remark_again("How long to France?", 19, "how long to france", 18), true);
	gives("not again", remark_again("How long to France?", 19, "how much is a tent", 18),
	    false);
}

int
main(void)
{
	check_times();
	check_html();
	check_mending();
	check_remarks();
	return bad > 0;
}
