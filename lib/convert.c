/* Conversions that an export of another product asks for. */
#include "convert.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "record.h"

enum { DATE = 10, FRACTION_MAX = 9 };

/* Are these characters digits and separators as in the pattern, "00-00"? */
static bool
matches(const char *text, size_t n, const char *pattern)
{
	for (; *pattern; pattern++, text++, n--)
		if (n == 0 || (*pattern == '0' ? *text < '0' || *text > '9' : *text != *pattern))
			return false;
	return true;
}

/* Write "Z", "UTC", "+01:00", "+0100", "+01" or nothing as RFC 3339 does. */
static bool
put_zone(char *out, size_t size, const char *text, size_t n)
{
	while (n > 0 && *text == ' ') {
		text++;
		n--;
	}
	if (n == 0 || (n == 1 && (*text | 0x20) == 'z') ||
	    (n == 3 && strncasecmp(text, "utc", 3) == 0)) {
		snprintf(out, size, "Z");
		return true;
	}
	if (*text != '+' && *text != '-')
		return false;
	if (n == 3 && matches(text + 1, 2, "00"))
		snprintf(out, size, "%.3s:00", text);
	else if (n == 5 && matches(text + 1, 4, "0000"))
		snprintf(out, size, "%.3s:%.2s", text, text + 3);
	else if (n == 6 && matches(text + 1, 5, "00:00"))
		snprintf(out, size, "%.6s", text);
	else
		return false;
	return true;
}

bool
convert_time(const char *text, size_t n, int64_t *ms)
{
	char full[64] = "0000-00-00T00:00:00";
	size_t at = DATE, len = strlen(full), digits = 0;

	if (time_parse(text, n, ms))
		return true;
	if (!matches(text, n, "0000-00-00"))
		return false;
	memcpy(full, text, DATE);
	if (n > DATE) {
		if (!strchr("Tt ", text[at++]) || !matches(text + at, n - at, "00:00"))
			return false;
		memcpy(full + DATE + 1, text + at, 5);
		at += 5;
		if (matches(text + at, n - at, ":00")) {
			memcpy(full + DATE + 6, text + at, 3);
			at += 3;
		}
		if (at < n && (text[at] == '.' || text[at] == ',')) {
			for (at++; at < n && text[at] >= '0' && text[at] <= '9'; at++, digits++)
				if (digits < FRACTION_MAX)
					full[len + 1 + digits] = text[at];
			if (digits == 0)
				return false;
			full[len] = '.';
			len += 1 + (digits < FRACTION_MAX ? digits : FRACTION_MAX);
		}
	}
	if (!put_zone(full + len, sizeof(full) - len, text + at, n - at))
		return false;
	return time_parse(full, strlen(full), ms);
}

bool
convert_epoch(const char *text, size_t n, bool millis, int64_t *ms)
{
	size_t i = 0, whole;
	int64_t value = 0, unit = millis ? 0 : 100;

	for (; i < n && i < 15 && text[i] >= '0' && text[i] <= '9'; i++)
		value = value * 10 + (text[i] - '0');
	whole = i;
	if (!millis)
		value *= 1000;
	if (i < n && text[i] == '.')
		for (i++; i < n && text[i] >= '0' && text[i] <= '9'; i++, unit /= 10)
			value += (text[i] - '0') * unit;
	*ms = value;
	/* RFC 3339 has four digits for the year. */
	return whole > 0 && i == n && value < 253402300800000;
}

/* Put a character as UTF-8; what is no character becomes U+FFFD. */
static void
put_utf8(struct buf *out, uint32_t c)
{
	char b[4];
	size_t n;

	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		c = 0xfffd;
	if (c < 0x80) {
		b[0] = (char)c;
		n = 1;
	} else if (c < 0x800) {
		b[0] = (char)(0xc0 | c >> 6);
		b[1] = (char)(0x80 | (c & 0x3f));
		n = 2;
	} else if (c < 0x10000) {
		b[0] = (char)(0xe0 | c >> 12);
		b[1] = (char)(0x80 | (c >> 6 & 0x3f));
		b[2] = (char)(0x80 | (c & 0x3f));
		n = 3;
	} else {
		b[0] = (char)(0xf0 | c >> 18);
		b[1] = (char)(0x80 | (c >> 12 & 0x3f));
		b[2] = (char)(0x80 | (c >> 6 & 0x3f));
		b[3] = (char)(0x80 | (c & 0x3f));
		n = 4;
	}
	buf_add(out, b, n);
}

static const struct {
	const char *name;
	uint32_t code;
} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''},
	{"nbsp", ' '}, {"ndash", 0x2013}, {"mdash", 0x2014}, {"hellip", 0x2026}, {"lsquo", 0x2018},
	{"rsquo", 0x2019}, {"sbquo", 0x201a}, {"ldquo", 0x201c}, {"rdquo", 0x201d},
	{"bdquo", 0x201e}, {"laquo", 0xab}, {"raquo", 0xbb}, {"bull", 0x2022}, {"middot", 0xb7},
	{"euro", 0x20ac}, {"pound", 0xa3}, {"yen", 0xa5}, {"cent", 0xa2}, {"copy", 0xa9},
	{"reg", 0xae}, {"trade", 0x2122}, {"deg", 0xb0}, {"times", 0xd7}, {"frac12", 0xbd},
	{"sect", 0xa7}, {"auml", 0xe4}, {"ouml", 0xf6}, {"uuml", 0xfc}, {"Auml", 0xc4},
	{"Ouml", 0xd6}, {"Uuml", 0xdc}, {"szlig", 0xdf}, {"eacute", 0xe9}, {"egrave", 0xe8},
	{"ecirc", 0xea}, {"agrave", 0xe0}, {"aacute", 0xe1}, {"acirc", 0xe2}, {"iacute", 0xed},
	{"oacute", 0xf3}, {"ocirc", 0xf4}, {"uacute", 0xfa}, {"ntilde", 0xf1}, {"ccedil", 0xe7},
	{"atilde", 0xe3}, {"otilde", 0xf5}, {"aring", 0xe5}, {"oslash", 0xf8}, {"aelig", 0xe6}};

/* The entity at text ("&amp;"): its length, or 0 when it is only an ampersand. */
static size_t
entity(const char *text, size_t n, uint32_t *code)
{
	enum { LONGEST = 12 };
	const char *end = memchr(text, ';', n < LONGEST ? n : LONGEST);
	size_t len = end ? (size_t)(end - text) : 0, i = 2;
	uint32_t value = 0;

	if (len < 2)
		return 0;
	if (text[1] != '#') {
		for (i = 0; i < sizeof(entities) / sizeof(*entities); i++)
			if (strlen(entities[i].name) == len - 1 &&
			    memcmp(entities[i].name, text + 1, len - 1) == 0) {
				*code = entities[i].code;
				return len + 1;
			}
		return 0;
	}
	bool hex = len > 3 && (text[2] | 0x20) == 'x';

	for (i += hex; i < len; i++) {
		char c = (char)(text[i] | 0x20);

		if (text[i] >= '0' && text[i] <= '9')
			value = value * (hex ? 16 : 10) + (uint32_t)(text[i] - '0');
		else if (hex && c >= 'a' && c <= 'f')
			value = value * 16 + (uint32_t)(c - 'a' + 10);
		else
			return 0;
		if (value > 0x10ffff)
			value = 0x110000;
	}
	*code = value == 0xa0 ? ' ' : value;
	return len > 2 ? len + 1 : 0;
}

static bool
named(const char *name, size_t len, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == len && strncasecmp(*list, name, len) == 0)
			return true;
	return false;
}

/* Skip what a script or style element holds; the offset behind its end tag. */
static size_t
skip_element(const char *html, size_t n, size_t i, const char *name, size_t len)
{
	for (; i + len + 2 < n; i++)
		if (html[i] == '<' && html[i + 1] == '/' &&
		    strncasecmp(html + i + 2, name, len) == 0)
			break;
	while (i < n && html[i] != '>')
		i++;
	return i < n ? i + 1 : n;
}

/* The offset behind the '>' of a tag, leaving out those in quotes if the quotes come in pairs. */
static size_t
tag_end(const char *html, size_t n, size_t i)
{
	char quote = 0;

	for (size_t end = i; end < n; end++) {
		if (!quote && html[end] == '>')
			return end + 1;
		if (quote)
			quote = html[end] == quote ? 0 : quote;
		else if (html[end] == '"' || html[end] == '\'')
			quote = html[end];
	}
	return (size_t)((const char *)memchr(html + i, '>', n - i) - html) + 1;
}

/*
 * The tag or comment at html[i]: the offset behind it, or i when it is only a '<'.  last is where
 * the last '>' stands, so that a text of many '<' is not searched again for each of them.
 */
static size_t
tag(const char *html, size_t n, size_t i, size_t last, bool *block)
{
	static const char *const blocks[] = {"p", "br", "div", "li", "ul", "ol", "tr", "table",
		"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "article", "section",
		NULL};
	static const char *const hidden[] = {"script", "style", "head", "title", NULL};
	size_t from = i + 1, len, end;
	bool closing = from < n && html[from] == '/';

	*block = false;
	if (n - i >= 4 && memcmp(html + i, "<!--", 4) == 0) {
		const char *stop = memmem(html + i + 4, n - i - 4, "-->", 3);

		return stop ? (size_t)(stop - html) + 3 : n;
	}
	from += closing;
	for (len = 0; from + len < n; len++) {
		char c = (char)(html[from + len] | 0x20);

		if (!((c >= 'a' && c <= 'z') ||
			(len && html[from + len] >= '0' && html[from + len] <= '9')))
			break;
	}
	if ((len == 0 && !(from < n && html[from] == '!')) || from + len > last)
		return i;
	end = tag_end(html, n, from + len);
	*block = named(html + from, len, blocks);
	if (!closing && named(html + from, len, hidden))
		return skip_element(html, n, end, html + from, len);
	return end;
}

void
convert_html(struct buf *out, const char *html, size_t n)
{
	const char *gt = memrchr(html, '>', n);
	size_t begin = out->len, last = gt ? (size_t)(gt - html) : 0;
	bool blank = false, line = false;

	for (size_t i = 0, len; i < n; i += len) {
		unsigned char c = (unsigned char)html[i];
		uint32_t code = c;
		bool block = false;

		len = c == '<' ? tag(html, n, i, last, &block) - i : 0;
		if (len > 0) {
			line |= block;
			continue;
		}
		len = c == '&' ? entity(html + i, n - i, &code) : 0;
		if (len == 0)
			len = 1;
		if (code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == '\f') {
			blank = true;
			continue;
		}
		if (out->len > begin && (line || blank))
			buf_char(out, line ? '\n' : ' ');
		line = blank = false;
		if (c == '&' && len > 1) {
			put_utf8(out, code);
		} else {
			/* As far as nothing happens. */
			while (i + len < n && (unsigned char)html[i + len] > ' ' &&
			       html[i + len] != '<' && html[i + len] != '&')
				len++;
			buf_add(out, html + i, len);
		}
	}
}

bool
convert_parts(struct buf *out, yyjson_val *v)
{
	bool any = false, after_part = false;
	yyjson_arr_iter it;
	yyjson_val *item;

	if (yyjson_is_str(v)) {
		buf_add(out, yyjson_get_str(v), yyjson_get_len(v));
		return true;
	}
	if (yyjson_is_obj(v)) {
		yyjson_val *text = yyjson_obj_get(v, "text");

		return yyjson_is_str(text) && convert_parts(out, text);
	}
	if (!yyjson_is_arr(v))
		return false;
	it = yyjson_arr_iter_with(v);
	while ((item = yyjson_arr_iter_next(&it))) {
		/* Parts of the type "text" are paragraphs; all others continue the line. */
		bool part = yyjson_equals_str(yyjson_obj_get(item, "type"), "text");

		if (yyjson_is_arr(item))
			continue;
		if (part && after_part)
			buf_char(out, '\n');
		if (convert_parts(out, item))
			any = true;
		after_part |= part;
	}
	return any;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The value of count hexadecimal digits, or -1. */
static int
hex(const char *text, size_t n, size_t count)
{
	int value = 0;

	if (n < count)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (hex_digit(text[i]) < 0)
			return -1;
		value = value * 16 + hex_digit(text[i]);
	}
	return value;
}

size_t
convert_mend(struct buf *out, const char *json, size_t n)
{
	size_t mended = 0;

	for (size_t i = 0; i < n;) {
		const char *slash = memchr(json + i, '\\', n - i);
		size_t at = slash ? (size_t)(slash - json) : n;
		int high, low;

		buf_add(out, json + i, at - i);
		i = at;
		if (n - i < 2) {
			buf_add(out, json + i, n - i);
			break;
		}
		high = json[i + 1] == 'u' ? hex(json + i + 2, n - i - 2, 4) : -1;
		if (json[i + 1] == 'x' && hex(json + i + 2, n - i - 2, 2) >= 0) {
			buf_text(out, "\\u00");
			buf_add(out, json + i + 2, 2);
			mended++;
			i += 4;
		} else if (high < 0xd800 || high > 0xdfff) {
			size_t len = high < 0 ? 2 : 6;

			buf_add(out, json + i, len);
			i += len;
		} else {
			low = high < 0xdc00 && n - i >= 12 && json[i + 6] == '\\' &&
				      json[i + 7] == 'u'
				  ? hex(json + i + 8, 4, 4)
				  : -1;
			if (low >= 0xdc00 && low <= 0xdfff) {
				buf_add(out, json + i, 12);
				i += 12;
			} else {
				buf_text(out, "\\ufffd");
				mended++;
				i += 6;
			}
		}
	}
	return mended;
}
