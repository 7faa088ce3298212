/* The field by which two answers differ: found where there is one, and seldom where not. */
#include <string.h>

#include "split.h"
#include "splitmix.h"
#include "units.h"

static uint64_t state = 7;
static struct arena arena;
static struct split s;

static unsigned
below(unsigned n)
{
	return (unsigned)(splitmix(&state) % n);
}

static const char *const countries[] = {"US", "FR", "DE", "JP"}, *const plans[] = {"a", "b", "c"};

/* A case with four fields and an order's number, which tells nothing of others. */
static void
add(unsigned country, unsigned plan, bool second)
{
	const char *text = arena_print(&arena,
	    "{\"channel\":\"%s\",\"context\":{\"country\":\"%s\",\"plan\":\"%s\",\"new\":%s,"
	    "\"order\":\"%u\"}}",
	    below(2) ? "chat" : "email", countries[country], plans[plan],
	    below(2) ? "true" : "false", below(1000000));

	split_add(&s, json_read_in(&arena, text, strlen(text)), second);
}

static void
afresh(void)
{
	arena_clear(&arena);
	memset(&s, 0, sizeof(s));
}

static const char *
written(yyjson_val *v)
{
	struct buf out = {0};
	const char *text;

	json_write(&out, v);
	text = arena_copy(&arena, out.text, out.len);
	buf_free(&out);
	return text;
}

static void
check_truth(void)
{
	struct split_found f;

	afresh();
	for (int i = 0; i < 11; i++)
		add(i % 2 ? 1 + below(3) : 0, below(3), i % 2);
	is(!split_find(&f, &arena, &s, .05), "eleven cases are too few");
	for (int i = 11; i < 16; i++)
		add(i % 2 ? 1 + below(3) : 0, below(3), i % 2);
	is(split_find(&f, &arena, &s, .05) && strcmp(f.field, "country") == 0 && f.p <= f.level,
	    "sixteen cases show the country");
	is(f.first && strcmp(written(f.first), "\"US\"") == 0, "here the one country");
	afresh();
	for (int i = 0; i < 40; i++)
		add(i % 2 ? 1 + (unsigned)(i / 2) % 3 : 0, below(3), i % 2);
	is(split_find(&f, &arena, &s, .05) && strcmp(written(f.second), "{\"not\":\"US\"}") == 0,
	    "three others speak for all others");
	afresh();
	for (int i = 0; i < 40; i++)
		add((unsigned)i % 4, below(3), i % 4 >= 2);
	is(split_find(&f, &arena, &s, .05) &&
		strcmp(written(f.first), "{\"in\":[\"US\",\"FR\"]}") == 0 &&
		strcmp(written(f.second), "{\"in\":[\"DE\",\"JP\"]}") == 0,
	    "of two and two nothing is said of others");
}

/* The same cases in another order, or with the answers named the other way round. */
static void
check_order(void)
{
	struct split_found f, g;

	for (int round = 0; round < 20; round++) {
		unsigned order[24];
		bool one, two;

		for (unsigned i = 0; i < 24; i++)
			order[i] = i;
		for (unsigned i = 24; i > 1; i--) {
			unsigned k = below(i), kept = order[i - 1];

			order[i - 1] = order[k];
			order[k] = kept;
		}
		afresh();
		for (int i = 0; i < 24; i++)
			add(order[i] % 2, order[i] % 3, order[i] % 2 == 0);
		one = split_find(&f, &arena, &s, .05);
		for (size_t i = 0; i < s.n; i++)
			s.second[i] = !s.second[i];
		two = split_find(&g, &arena, &s, .05);
		is(one && two && strcmp(f.field, "country") == 0 && f.p == g.p &&
			strcmp(written(f.first), written(g.second)) == 0,
		    "order and names of the answers change nothing");
	}
}

static void
check_chance(void)
{
	struct split_found f;
	int found = 0, noisy = 0;

	for (int run = 0; run < 200; run++) {
		bool ever = false;

		afresh();
		for (int i = 0; i < 64; i++) {
			add(below(4), below(3), below(2));
			if (i % 8 == 7)
				ever |= split_find(&f, &arena, &s, .05);
		}
		found += ever;
	}
	is(found <= 16, "a field is found too often where none matters");
	for (int run = 0; run < 50; run++) {
		afresh();
		for (int i = 0; i < 48; i++) {
			unsigned country = below(4);

			add(country, below(3), (country > 0) != (below(10) == 0));
		}
		noisy += split_find(&f, &arena, &s, .05) && strcmp(f.field, "country") == 0;
	}
	is(noisy >= 40, "one false case in ten hides the field");
	afresh();
	for (int i = 0; i < 64; i++)
		add(0, 0, below(2));
	is(!split_find(&f, &arena, &s, .05), "what is the same everywhere explains nothing");
}

int
main(void)
{
	check_truth();
	check_order();
	check_chance();
	arena_free(&arena);
	return bad > 0;
}
