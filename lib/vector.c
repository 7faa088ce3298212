/* Vectors of texts. */
#include "vector.h"

#include <math.h>

#include "diag.h"

int
vector_make(int8_t *out, const double *in, uint32_t n)
{
	double most = 0;

	for (uint32_t i = 0; i < n; i++)
		most = fmax(most, fabs(in[i]));
	if (!(most > 0 && most <= 1e30))
		return fail("a vector without a direction");
	for (uint32_t i = 0; i < n; i++)
		out[i] = (int8_t)lround(in[i] / most * INT8_MAX);
	return 0;
}

/* gcc's -O2 does not vectorise this loop, which is nearly all that comparing costs. */
#if defined(__GNUC__) && !defined(__clang__)
__attribute__((optimize("tree-vectorize", "vect-cost-model=dynamic")))
#endif
static int32_t
product(const int8_t *a, const int8_t *b, uint32_t n)
{
	int32_t sum = 0; /* 8192 times 127 squared has room in it */

	for (uint32_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

struct vector
vector_of(const void *at, uint32_t n)
{
	return (struct vector){at, n, sqrt((double)product(at, at, n))};
}

double
vector_likeness(const struct vector *a, const struct vector *b)
{
	return (double)product(a->at, b->at, a->n) / (a->norm * b->norm);
}

/* The numbers of one vector: how many, or -1. */
static int
read_one(double *out, yyjson_val *list)
{
	size_t i, n;
	yyjson_val *item;

	if (!yyjson_is_arr(list))
		return fail("its vectors are no lists of numbers");
	if (yyjson_arr_size(list) == 0 || yyjson_arr_size(list) > VECTOR_MAX)
		return fail("a vector has not 1 to %d numbers", VECTOR_MAX);
	yyjson_arr_foreach(list, i, n, item)
	{
		if (!json_num(item, &out[i]))
			return fail("a vector holds what is no number");
	}
	return (int)n;
}

int
vectors_read(struct vector *out, struct arena *a, yyjson_val *reply, size_t count)
{
	yyjson_val *data = json_get(reply, "data"), *item;
	double *numbers = arena_alloc(a, VECTOR_MAX * sizeof(*numbers));
	size_t i, many;

	for (size_t k = 0; k < count; k++)
		out[k] = (struct vector){0};
	if (!yyjson_is_arr(data) || yyjson_arr_size(data) != count)
		return fail("its reply has not as many vectors as were asked for");
	yyjson_arr_foreach(data, i, many, item)
	{
		double at = json_num_or(item, "index", (double)i);
		int n = read_one(numbers, json_get(item, "embedding"));
		int8_t *made;

		if (n < 0)
			return -1;
		if (!(at >= 0 && at < (double)count) || at != floor(at) || out[(size_t)at].n)
			return fail("its vectors are not those of the texts");
		made = arena_alloc(a, (size_t)n);
		if (vector_make(made, numbers, (uint32_t)n) < 0)
			return -1;
		out[(size_t)at] = vector_of(made, (uint32_t)n);
	}
	for (size_t k = 1; k < count; k++)
		if (out[k].n != out[0].n)
			return fail("its vectors differ in length");
	return 0;
}
