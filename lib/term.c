/* What a terminal may be shown. */
#include "term.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

enum { COLUMNS_LEAST = 20, COLUMNS_MOST = 1000 };

size_t
term_decode(const char *text, size_t n, uint32_t *code)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t len;

	len = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, &c);
	if (len <= 0)
		return 0;
	*code = (uint32_t)c;
	return (size_t)len;
}

bool
term_showable(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	if (c < 0x300)
		return c != 0xad; /* soft hyphen: invisible */
	if (c == 0x200c || c == 0x200d)
		return true; /* joiners that Persian, Hindi and emoji need */
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_CF: /* bidi, zero width, tags */
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return false;
	default:
		break;
	}
	/* Blank letters and fillers that hide text without being format characters. */
	return c != 0x034f && c != 0x115f && c != 0x1160 && c != 0x17b4 && c != 0x17b5 &&
	       c != 0x2800 && c != 0x3164 && c != 0xffa0;
}

static size_t
make_safe(char *dst, size_t cap, const char *text, size_t n, bool ascii)
{
	size_t used = 0;

	if (cap == 0)
		return 0;
	for (size_t i = 0, len; i < n; i += len) {
		char token[16];
		uint32_t code;
		size_t add;

		len = term_decode(text + i, n - i, &code);
		if (len && term_showable(code) && (!ascii || code < 0x80)) {
			memcpy(token, text + i, len);
			add = len;
		} else if (len) {
			add = (size_t)snprintf(token, sizeof(token), "<U+%04X>", code);
		} else {
			len = 1;
			add = (size_t)snprintf(token, sizeof(token), "<%02X>",
			    (unsigned)(unsigned char)text[i]);
		}
		if (used + add >= cap)
			break;
		memcpy(dst + used, token, add);
		used += add;
	}
	dst[used] = '\0';
	return used;
}

size_t
term_safe(char *dst, size_t cap, const char *text, size_t n)
{
	return make_safe(dst, cap, text, n, false);
}

/* By the locale that the terminal was started with; what the program does stays the same. */
static bool
locale_is_utf8(void)
{
	locale_t l = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool is = l && strcmp(nl_langinfo_l(CODESET, l), "UTF-8") == 0;

	if (l)
		freelocale(l);
	return is;
}

bool
term_ascii(void)
{
	static int known; /* 1 yes, 2 no */

	if (!known)
		known = isatty(STDOUT_FILENO) && !locale_is_utf8() ? 1 : 2;
	return known == 1;
}

size_t
term_shown(char *dst, size_t cap, const char *text, size_t n)
{
	return make_safe(dst, cap, text, n, term_ascii());
}

const char *
term_more(void)
{
	return term_ascii() ? "~" : "…";
}

size_t
term_width(const char *text, size_t n)
{
	size_t columns = 0;

	for (size_t i = 0, len; i < n; i += len) {
		uint32_t code;
		int w;

		len = term_decode(text + i, n - i, &code);
		if (!len) {
			len = 1;
			continue;
		}
		w = utf8proc_charwidth((utf8proc_int32_t)code);
		columns += w > 0 ? (size_t)w : 0;
	}
	return columns;
}

bool
term_colour(int fd)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	if (none && *none)
		return false;
	return isatty(fd) && term && strcmp(term, "dumb") != 0;
}

size_t
term_columns(int fd)
{
	const char *said = getenv("COLUMNS");
	struct winsize w;
	unsigned long columns;

	if (ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		return w.ws_col;
	columns = said ? strtoul(said, NULL, 10) : 0;
	return columns >= COLUMNS_LEAST && columns <= COLUMNS_MOST ? columns : 80;
}
