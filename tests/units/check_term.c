/* What may reach a terminal: every code point, bytes that are not UTF-8, and random bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "term.h"
#include "units.h"

static size_t
encode(char out[4], uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 63));
		out[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 63));
	out[2] = (char)(0x80 | (c >> 6 & 63));
	out[3] = (char)(0x80 | (c & 63));
	return 4;
}

/* The ranges that never may, written down apart from the code. */
static bool
harmful(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || c == 0x180e ||
	       c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
	       (c >= 0xe000 && c <= 0xf8ff) || (c >= 0xe0000 && c <= 0xe007f) || c >= 0xf0000 ||
	       (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

static void
check_points(void)
{
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		char text[4], safe[32], words[64];
		size_t n = encode(text, c), got;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		got = term_safe(safe, sizeof(safe), text, n);
		snprintf(words, sizeof(words), "U+%04X", c);
		if (harmful(c))
			is(!term_showable(c) && safe[0] == '<', words);
		is(term_showable(c) ? got == n && memcmp(safe, text, n) == 0
				    : safe[0] == '<' && safe[got - 1] == '>' && strlen(safe) == got,
		    words);
	}
	is(term_showable('A') && term_showable(' ') && term_showable(0xe9) &&
		term_showable(0x65e5) && term_showable(0x1f600) && term_showable(0x200d) &&
		term_showable(0x200c),
	    "ordinary characters and joiners are shown");
}

static void
check_text(void)
{
	char safe[64];

	term_safe(safe, sizeof(safe), "a\x1b[31mb\tc\nd", 11);
	is(strcmp(safe, "a<U+001B>[31mb<U+0009>c<U+000A>d") == 0, "controls become words");
	term_safe(safe, sizeof(safe), "\xff\xc0\xaf\xed\xa0\x80", 6);
	is(strcmp(safe, "<FF><C0><AF><ED><A0><80>") == 0, "bytes that are not UTF-8 become words");
	term_safe(safe, sizeof(safe), "a\0b", 3);
	is(strcmp(safe, "a<U+0000>b") == 0, "a NUL does not end it");
	is(term_safe(safe, 4, "ab\xc3\xa9z", 5) == 2 && strcmp(safe, "ab") == 0,
	    "it is cut at a whole character");
	is(term_safe(safe, 5, "a\x1b", 2) == 1 && strcmp(safe, "a") == 0,
	    "and at a whole word for one");
	is(term_safe(safe, 1, "abc", 3) == 0 && !safe[0], "no room is an empty text");
	is(term_safe(safe, 0, "abc", 3) == 0, "less than none is nothing");
	is(term_width("a\xe6\x97\xa5\xcc\x81", 6) == 3,
	    "wide characters take two columns, marks none");
}

static void
check_columns(void)
{
	static const char *const none[] = {"", "wide", "0", "-1", "99999999999999999999", "5"};

	unsetenv("COLUMNS");
	is(term_columns(-1) == 80, "80 columns where nothing is known");
	setenv("COLUMNS", "132", 1);
	is(term_columns(-1) == 132, "as many as is said");
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		setenv("COLUMNS", none[i], 1);
		is(term_columns(-1) == 80, none[i]);
	}
}

static void
check_random(void)
{
	uint64_t state = 88172645463325252U;

	for (int round = 0; round < 20000; round++) {
		char text[40], safe[512];
		size_t n = 0, got;

		for (n = 0; n < sizeof(text); n++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			text[n] = (char)(state >> 24);
		}
		got = term_safe(safe, sizeof(safe), text, n);
		for (size_t i = 0, len; i < got; i += len ? len : 1) {
			uint32_t code = 0;

			len = term_decode(safe + i, got - i, &code);
			is(len > 0 && term_showable(code), "random bytes are made safe");
		}
	}
}

int
main(void)
{
	check_points();
	check_text();
	check_columns();
	check_random();
	return bad > 0;
}
