/* Patterns: features, groups, chances, and what does not depend on the order of records. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "json.h"
#include "pattern_parts.h"
#include "units.h"

static void
add(struct patterns *p, const char *text)
{
	static struct json json;
	struct arena a = {0};
	struct record r;

	if (record_read(&r, &json, &a, text, strlen(text), ~0U, RECORD_TYPES, 1) < 0) {
		printf("%s: %s\n", text, why());
		bad++;
	} else {
		patterns_add(p, &r);
	}
	arena_free(&a);
	json_free(&json);
}

/* Four customers ask the same, three of them in vain; twenty others ask other things. */
static void
fill(char lines[][256], size_t *n)
{
	static const char *const words[] = {"invoice", "password", "opening hours", "cable colour"};
	static const char *const ways[] = {"can you gift wrap the mug", "is gift wrap possible",
		"gift wrap please", "do you gift wrap"};

	*n = 0;
	for (int i = 0; i < 4; i++)
		snprintf(lines[(*n)++], 256,
		    "{\"type\":\"interaction\",\"id\":\"w%d\",\"time\":\"2026-03-0%dT10:00:00Z\","
		    "\"customer\":\"c%d\",\"question\":\"%s\",\"action\":{\"kind\":\"answer\","
		    "\"text\":\"No.\"}}",
		    i, i + 1, i, ways[i]);
	for (int i = 0; i < 3; i++)
		snprintf(lines[(*n)++], 256,
		    "{\"type\":\"outcome\",\"id\":\"o%d\",\"time\":\"2026-03-09T10:00:00Z\","
		    "\"interaction\":\"w%d\",\"signal\":\"rejected\"}",
		    i, i);
	for (int i = 0; i < 20; i++)
		snprintf(lines[(*n)++], 256,
		    "{\"type\":\"interaction\",\"id\":\"q%d\",\"time\":\"2026-03-05T10:%02d:00Z\","
		    "\"customer\":\"d%d\",\"question\":\"tell me about the %s number %d\"}",
		    i, i, i, words[i % 4], i);
	snprintf(lines[(*n)++], 256,
	    "{\"type\":\"correction\",\"id\":\"k\",\"time\":\"2026-03-09T11:00:00Z\","
	    "\"interaction\":\"w0\",\"right\":\"Yes, for 5 USD.\",\"by\":\"anna\"}");
}

static char *
found(char lines[][256], size_t n, size_t step, const struct pattern_options *o)
{
	struct patterns *p = patterns_new(o);
	struct buf out = {0};

	for (size_t i = 0, at = 0; i < n; i++, at = (at + step) % n)
		add(p, lines[at]);
	for (size_t i = 0, m = patterns_find(p); i < m; i++) {
		pattern_write(&out, patterns_at(p, i));
		buf_char(&out, '\n');
	}
	patterns_free(p);
	return out.text;
}

static void
check_orders(void)
{
	static char lines[40][256];
	struct pattern_options o = {0};
	size_t n;
	char *once, *again;

	fill(lines, &n);
	once = found(lines, n, 1, &o);
	is(once != NULL, "three customers who failed make a pattern");
	if (once) {
		is(strstr(once,
		       "\"customers\":3,\"askers\":4,\"asked\":4,\"failed\":3,\"known\":3"),
		    "three of four customers");
		is(strstr(once, "\"rate\":[0.75,1]"), "silence is an interval");
		is(strstr(once, "\"phrase\":\"gift wrap\""), "its words");
		is(strstr(once, "\"right\":[\"Yes, for 5 USD.\"]"), "what people said");
		is(strstr(once, "{\"rejected\":3,\"corrected\":1}"), "the signals");
	}
	for (size_t step = 3; once && step < n; step += 4) {
		if (n % step == 0)
			continue;
		again = found(lines, n, step, &o);
		is(again && strcmp(once, again) == 0, "another order, the same bytes");
		free(again);
	}
	o.customers = 4;
	again = found(lines, n, 1, &o);
	is(!again, "four are asked for");
	free(once);
	free(again);
}

/* Two rings of nodes with one edge between them are two groups. */
static void
check_groups(void)
{
	enum { N = 12 };
	uint32_t start[N + 1], to[N * 2 + 2], group[N], n = 0;
	float weight[N * 2 + 2];
	struct graph g = {N, start, to, weight};

	for (uint32_t i = 0; i < N; i++) {
		uint32_t ring = i / 6 * 6;

		start[i] = n;
		to[n++] = ring + (i - ring + 1) % 6;
		to[n++] = ring + (i - ring + 5) % 6;
		if (i == 0 || i == 6)
			to[n++] = i == 0 ? 6 : 0;
	}
	start[N] = n;
	for (uint32_t i = 0; i < n; i++)
		weight[i] = 1;
	is(graph_groups(&g, .5, group) == 2, "two groups");
	for (uint32_t i = 0; i < N; i++)
		is(group[i] == i / 6, "its ring");
}

static void
check_features(void)
{
	static struct weight a[WEIGHTS_MAX], b[WEIGHTS_MAX];
	struct features f;
	struct span one, two, none;
	size_t an, bn;

	features_init(&f);
	one = features_add(&f, "Where is order 1234567?", "It is on its way.", "en");
	two = features_add(&f, "where is ORDER 7654321", "It is on its way!", "en");
	none = features_add(&f, "?!", NULL, "en");
	features_add(&f, "do you sell tents", NULL, "en");
	features_done(&f);
	an = features_weigh(&f, one, a);
	bn = features_weigh(&f, two, b);
	is(fabs(features_alike(a, an, a, an) - 1) < 1e-5, "length 1");
	is(fabs(features_alike(a, an, b, bn) - 1) < 1e-5, "long numbers are nobody's words");
	is(features_weigh(&f, none, a) == 0, "no words");
	features_free(&f);
}

/* Against the binomial: (1 - q^n - ...) by hand, with a rest so large that its rate is known. */
static void
check_chance(void)
{
	double chance = groups_chance(3, 3, 1e7, 1e8, 1), exact = .001 / (1 - .9 * .9 * .9);

	is(fabs(chance - exact) < 1e-6, "three of three");
	is(groups_chance(1, 50, 1, 100, 1) >= 1, "one of many");
	is(groups_chance(0, 5, 0, 0, 1) >= 1, "none");
	is(groups_chance(100000, 100000, 5, 100, 1) < 1e-9, "all of very many");
	is(groups_chance(5, 5, 1, 10, 1) > groups_chance(5, 5, 100, 1000, 1),
	    "a small rest says little");
}

/* The sum that says that a part is whole, after a change to it. */
static void
sum_again(struct buf *part)
{
	enum { SUM = 32, HEAD = 88 };
	uint64_t sum = 0;

	memcpy(part->text + SUM, &sum, sizeof(sum));
	sum = hash64(part->text + HEAD, part->len - HEAD, hash64(part->text, HEAD, 0));
	memcpy(part->text + SUM, &sum, sizeof(sum));
}

/* A part of the lines above in which some bytes are others, wherever they stand: is it taken? */
static bool
is_taken(const void *old, const void *new, size_t n)
{
	static char lines[64][256];
	struct pattern_options o = {.customers = 2};
	struct patterns *p = patterns_new(&o), *other = patterns_new(&o);
	struct buf part = {0};
	bool replaced = false;
	size_t count;
	int rc;

	fill(lines, &count);
	for (size_t i = 0; i < count; i++)
		add(p, lines[i]);
	add(p, "{\"type\":\"pattern\",\"id\":\"p-0123456789@1\",\"time\":\"2026-03-09T12:00:00Z\","
	       "\"pattern\":\"p-0123456789\",\"state\":\"new\",\"customers\":3}");
	patterns_save(p, &part);
	for (size_t i = 0; i + n <= part.len; i++)
		if (memcmp(part.text + i, old, n) == 0) {
			memcpy(part.text + i, new, n);
			replaced = true;
		}
	is(replaced, "there is something to change");
	sum_again(&part);
	rc = patterns_join(other, bytes_of(part.text, part.len));
	buf_free(&part);
	patterns_free(p);
	patterns_free(other);
	return rc == 0;
}

static void
check_part_times(void)
{
	/* The first question and the last record of them. */
	static const int64_t first = 1772359200000, latest = 1773054000000, none = -1,
			     day = 86400000, never = INT64_MAX;
	int64_t later = latest + day;

	is(is_taken(&first, &first, sizeof(first)), "a part as it was written");
	is(is_taken(&latest, &later, sizeof(latest)), "another time is no harm");
	is(!is_taken(&first, &none, sizeof(first)), "a time before 1970");
	is(!is_taken(&first, &later, sizeof(first)), "a turn after the last record");
	is(!is_taken(&latest, &never, sizeof(latest)), "a time after all years");
	is(is_taken("p-0123456789", "p-9876543210", 12), "a pattern's name");
	is(!is_taken("p-0123456789", "p-\033[31m789", 10), "a pattern's name that is none");
	is(!is_taken(&latest, &first, sizeof(latest)), "a last record before the others");
}

static void
check_names(void)
{
	struct pattern_options o = {.customers = 2};
	struct patterns *p = patterns_new(&o);

	add(p, "{\"type\":\"pattern\",\"id\":\"x@1\",\"time\":\"2026-03-09T12:00:00Z\","
	       "\"pattern\":\"p\\u001b[31m\",\"state\":\"new\",\"customers\":3}");
	is(p->known_count == 0, "a name that does something to a terminal");
	patterns_free(p);
}

int
main(void)
{
	check_features();
	check_groups();
	check_chance();
	check_orders();
	check_part_times();
	check_names();
	return bad > 0;
}
