/* Vectors: how they are made, read from a reply, and kept. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "units.h"
#include "vectors.h"

static void
check_likeness(void)
{
	static const double one[4] = {.1, .2, -.3, .4}, twice[4] = {.2, .4, -.6, .8};
	static const double other[4] = {.2, -.1, 0, 0}, none[4] = {0}, far[4] = {1e300, 1, 1, 1};
	int8_t a[4], b[4], c[4];
	struct vector x, y, z;

	is(vector_make(a, one, 4) == 0 && vector_make(b, twice, 4) == 0 &&
		vector_make(c, other, 4) == 0,
	    "vectors are made");
	x = vector_of(a, 4);
	y = vector_of(b, 4);
	z = vector_of(c, 4);
	is(fabs(vector_likeness(&x, &y) - 1) < 1e-12, "length does not matter");
	is(fabs(vector_likeness(&x, &z)) < .01, "what is at right angles is not alike");
	is(vector_make(a, none, 4) < 0 && vector_make(a, far, 4) < 0, "no direction, no vector");
}

static int
read_text(const char *text, size_t count, struct vector *out, struct arena *a)
{
	return vectors_read(out, a, json_read_in(a, text, strlen(text)), count);
}

static void
check_reply(void)
{
	static const char *const wrong[] = {"{}", "{\"data\":[]}",
		"{\"data\":[{\"embedding\":[1]}]}",
		"{\"data\":[{\"embedding\":[1]},{\"embedding\":[1,2]}]}",
		"{\"data\":[{\"index\":1,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}]}",
		"{\"data\":[{\"index\":-1,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}]}",
		"{\"data\":[{\"index\":0.5,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}]}",
		"{\"data\":[{\"index\":1e300,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}]}",
		"{\"data\":[{\"embedding\":[1]},{\"embedding\":[0]}]}",
		"{\"data\":[{\"embedding\":[1]},{\"embedding\":[1e999]}]}",
		"{\"data\":[{\"embedding\":[1]},{\"embedding\":\"AAAA\"}]}"};
	struct arena a = {0};
	struct vector v[2];

	is(read_text("{\"data\":[{\"index\":1,\"embedding\":[0,2]},{\"index\":0,\"embedding\":[3,0]"
		     "}]}",
	       2, v, &a) == 0 &&
		v[0].at[0] == 127 && v[1].at[1] == 127 && v[1].at[0] == 0,
	    "each text has its own, in whatever order they come");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		is(read_text(wrong[i], 2, v, &a) < 0, wrong[i]);
	arena_free(&a);
}

static void
check_kept(const char *dir)
{
	static const char *const texts[] = {"one", "two"};
	static const int8_t numbers[2][3] = {{127, 0, 1}, {0, 127, 2}};
	const struct vector list[2] = {vector_of(numbers[0], 3), vector_of(numbers[1], 3)};
	const struct vector longer = vector_of("abcd", 4);
	struct vectors *v, *other;
	struct marks keep = {0};
	struct vector found;
	struct arena a = {0};
	const char *note;
	uint64_t n;

	is(vectors_open(&v, dir, "m") == 0 && vectors_put(v, texts, list, 2, 100) == 0, "kept");
	is(vectors_get(v, "two", &found) == 1 && found.n == 3 &&
		memcmp(found.at, numbers[1], 3) == 0,
	    "found again");
	is(vectors_get(v, "three", &found) == 0, "what was never kept is not there");
	vectors_rest(v);
	is(vectors_put(v, texts, &longer, 1, 100) < 0, "vectors of another length are refused");
	is(vectors_note(v, &a, &note) == 0 && vectors_set_note(v, "{}") == 0 &&
		vectors_note(v, &a, &note) == 1 && strcmp(note, "{}") == 0,
	    "a note");
	vectors_rest(v);
	vectors_close(v);
	is(vectors_open(&other, dir, "another") == 0 && vectors_get(other, "two", &found) == 0,
	    "each model has its own");
	vectors_rest(other);
	is(vectors_put(other, texts, &longer, 1, 101) == 0, "of its own length");
	marks_add(&keep, vectors_mark("two"));
	is(vectors_prune(other, &keep, 100, &n) == 0 && n == 0, "nothing is older than that day");
	is(vectors_prune(other, &keep, 101, &n) == 0 && n == 1, "one was, and is no example's");
	is(vectors_count(other, &n) == 0 && n == 2, "two are left");
	vectors_close(other);
	is(vectors_remove(dir) == 0, "removed");
	is(vectors_remove(dir) == 0, "and removed again");
	marks_free(&keep);
	arena_free(&a);
}

int
main(void)
{
	char dir[] = "/tmp/check_vectors.XXXXXX";

	check_likeness();
	check_reply();
	if (!mkdtemp(dir))
		return 2;
	check_kept(dir);
	is(rmdir(dir) == 0, "nothing is left behind");
	return bad > 0;
}
