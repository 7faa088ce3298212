/* The manner in force. */
#include "manner.h"

#include <stdlib.h>
#include <string.h>

#include "courtesy.h"
#include "scope.h"
#include "style.h"

enum { CUTS_MAX = 64 }; /* phrases that are cut out of one text */

static bool
is_persons(const struct rule *r)
{
	return r->source && strcmp(r->source, "person") == 0;
}

static int
by_weight(const void *a, const void *b)
{
	const struct rule *x = *(const struct rule *const *)a, *y = *(const struct rule *const *)b;
	size_t m = scope_size(x->where), n = scope_size(y->where);

	if (is_persons(x) != is_persons(y))
		return is_persons(x) ? 1 : -1;
	if (m != n)
		return m < n ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

const struct rule *const *
manner_order(struct arena *a, const struct rule *const *rules, size_t n)
{
	const struct rule **list = arena_alloc(a, (n + 1) * sizeof(*list));

	for (size_t i = 0; i < n; i++)
		list[i] = rules[i];
	if (n > 0)
		qsort(list, n, sizeof(*list), by_weight);
	return list;
}

const struct rule *
manner_by(const struct rule *const *rules, size_t n, const char *member)
{
	for (size_t i = n; i-- > 0;)
		if (json_get(rules[i]->style, member))
			return rules[i];
	return NULL;
}

static void
add_phrases(struct buf *out, const struct rule *const *rules, size_t n)
{
	struct arena a = {0};
	struct texts phrases = {0};
	yyjson_val *item;
	size_t k, m;

	for (size_t i = 0; i < n; i++)
		yyjson_arr_foreach(json_get(rules[i]->style, "forbid"), k, m, item)
		{
			if (yyjson_is_str(item) && !texts_have(&phrases, yyjson_get_str(item)))
				texts_add(&phrases, &a, yyjson_get_str(item));
		}
	texts_write(out, "forbid", &phrases);
	arena_free(&a);
}

void
manner_write(struct buf *out, const struct rule *const *rules, size_t n)
{
	static const char *const members[] = {"register", "greeting", "sign_off", "length",
		"emoji"};

	if (n == 0)
		return;
	json_open(out);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const struct rule *r = manner_by(rules, n, members[i]);

		if (r)
			json_add_val(out, members[i], json_get(r->style, members[i]));
	}
	add_phrases(out, rules, n);
	json_close(out);
}

static int
wanted(const struct rule *r, const char *member)
{
	yyjson_val *v = r ? json_get(r->style, member) : NULL;

	return !yyjson_is_bool(v) ? 0 : yyjson_get_bool(v) ? 1 : -1;
}

void
manner_of(struct manner *m, const struct rule *const *rules, size_t n, bool speaks)
{
	const struct rule *r = manner_by(rules, n, "register");
	const char *manner = r ? json_str(r->style, "register", NULL) : NULL;

	*m = (struct manner){.rules = rules, .count = n};
	m->no_emoji = wanted(manner_by(rules, n, "emoji"), "emoji") < 0;
	if (!speaks)
		return;
	m->formal = manner && strcmp(manner, "formal") == 0;
	m->greeting = wanted(manner_by(rules, n, "greeting"), "greeting");
	m->sign_off = wanted(manner_by(rules, n, "sign_off"), "sign_off");
}

/* The text with other words, or none, in the place of some bytes. */
static const char *
replaced(struct arena *a, const char *text, size_t start, size_t end, const char *words)
{
	return arena_print(a, "%.*s%s%s", (int)start, text, words, text + end);
}

static const char *
without_phrases(const struct manner *m, struct arena *a, const char *text)
{
	yyjson_val *item;
	size_t k, n;
	int cuts = 0;

	for (size_t i = 0; i < m->count; i++)
		yyjson_arr_foreach(json_get(m->rules[i]->style, "forbid"), k, n, item)
		{
			struct style_cut cut;

			while (yyjson_is_str(item) && cuts++ < CUTS_MAX &&
			       style_phrase(a, text, strlen(text), yyjson_get_str(item), &cut) ==
				   STYLE_LOOSE)
				text = replaced(a, text, cut.start, cut.end, cut.as);
		}
	return text;
}

static const char *
in_full(struct arena *a, const char *text)
{
	struct style_long forms[CUTS_MAX];
	size_t n = style_long_forms(a, text, strlen(text), forms, CUTS_MAX);

	for (size_t i = n; i-- > 0;)
		text = replaced(a, text, forms[i].start, forms[i].end, forms[i].words);
	return text;
}

static const char *
trimmed(struct arena *a, const char *text, size_t n)
{
	while (n > 0 && strchr(" \t\r\n", text[n - 1]))
		n--;
	return arena_copy(a, text, n);
}

const char *
manner_say(const struct manner *m, struct arena *a, const char *words)
{
	const char *text = words;
	struct style_cut cut;
	size_t start;

	if (m->count == 0)
		return words;
	if (m->no_emoji) {
		struct buf out = {0};

		style_without_emoji(&out, text, strlen(text));
		text = trimmed(a, out.text ? out.text : "", out.len);
		buf_free(&out);
	}
	text = without_phrases(m, a, text);
	if (m->formal)
		text = in_full(a, text);
	if (m->greeting < 0 && courtesy_greeting(a, text, strlen(text), &cut))
		text = replaced(a, text, cut.start, cut.end, cut.as);
	if (m->sign_off < 0 && courtesy_sign_off(a, text, strlen(text), &start))
		text = trimmed(a, text, start);
	return *text ? text : words;
}

const char *
manner_frame(const struct manner *m, struct arena *a, const char *words)
{
	size_t n = strlen(words), start;
	bool hello = m->greeting > 0 && !style_greets(a, words, n);
	bool goodbye = m->sign_off > 0 && !courtesy_sign_off(a, words, n, &start);

	if (n == 0 || !(hello || goodbye))
		return words;
	return arena_print(a, "%s%s%s", hello ? courtesy_hello(m->formal) : "", words,
	    goodbye ? courtesy_goodbye(m->formal) : "");
}
