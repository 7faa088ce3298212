/* Personal data in a text. */
#include "mask.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* A card has 12 to 19 digits and passes the check of ISO/IEC 7812; a phone number has 9 to 15. */
enum { CARD_LEAST = 12, CARD_MOST = 19, PHONE_LEAST = 9, PHONE_MOST = 15, PLUS_LEAST = 7 };

static bool
is_local(unsigned char c)
{
	return isalnum(c) || c >= 0x80 || strchr(".!#$%&'*+/=?^_`{|}~-", c) != NULL;
}

static bool
is_host(unsigned char c)
{
	return isalnum(c) || c >= 0x80 || c == '.' || c == '-';
}

/* The length of an address that begins here, 0 for none. */
static size_t
address(const char *text)
{
	size_t n = 0, host, dots = 0;

	while (text[n] && is_local((unsigned char)text[n]))
		n++;
	if (n == 0 || text[n] != '@')
		return 0;
	for (host = ++n; text[n] && is_host((unsigned char)text[n]); n++)
		dots += text[n] == '.' && n > host && text[n + 1] &&
			is_host((unsigned char)text[n + 1]) && text[n + 1] != '.';
	while (n > host && (text[n - 1] == '.' || text[n - 1] == '-'))
		n--;
	return dots > 0 ? n : 0;
}

static bool
luhn(const char *digits, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(digits[n - 1 - i] - '0');

		d = i % 2 ? d * 2 : d;
		sum += d > 9 ? d - 9 : d;
	}
	return sum % 10 == 0;
}

/*
 * The length of a run of digits with single blanks, points, dashes and brackets between, 0 when it
 * is no number of either kind.
 */
static size_t
number(const char *text, const char **word)
{
	char digits[64];
	size_t n = 0, at = 0, end = 0;
	bool plus = text[0] == '+';

	for (at = plus; text[at] && n < sizeof(digits); at++) {
		if (isdigit((unsigned char)text[at])) {
			digits[n++] = text[at];
			end = at + 1;
		} else if (!strchr(" .-/()", text[at]) ||
			   (at > 0 && strchr(" .-/", text[at]) && strchr(".-/", text[at - 1]))) {
			break;
		}
	}
	*word = "<card>";
	if (!plus && n >= CARD_LEAST && n <= CARD_MOST && luhn(digits, n))
		return end;
	*word = "<phone>";
	return n >= (plus ? PLUS_LEAST : PHONE_LEAST) && n <= PHONE_MOST ? end : 0;
}

void
mask_personal(struct buf *out, const char *text)
{
	bool inside = false; /* a word */

	while (*text) {
		const char *word = "<e-mail>";
		size_t n = inside ? 0 : address(text);

		if (n == 0 && !inside &&
		    (isdigit((unsigned char)*text) || *text == '+' ||
			(*text == '(' && isdigit((unsigned char)text[1]))))
			n = number(text, &word);
		if (n > 0) {
			buf_text(out, word);
			text += n;
			continue;
		}
		inside = isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80;
		buf_char(out, *text++);
	}
}

const char *
mask_text(struct buf *masked, const char *text)
{
	buf_clear(masked);
	mask_personal(masked, text);
	return masked->text ? masked->text : "";
}
