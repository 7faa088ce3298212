/*
 * Sums over the rules that share features with a question: the naive-Bayes terms and the learned
 * weights, added list by list.  To answer, both go into one whole number, whose sum has no order;
 * to teach, the weights go into another, always in the order of the question's features, so that it
 * has the same bits whichever way its leaves were laid out.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "diag.h"
#include "index_parts.h"

enum {
	DENSE_MIN = 24, /* postings of a list that is worth laying out as vectors */
	DENSE_RATIO = 8 /* of whose span at least every eighth is a posting */
};

typedef float floats __attribute__((vector_size(16)));
typedef int32_t ints __attribute__((vector_size(16)));
typedef uint32_t words4 __attribute__((vector_size(16)));

/* ln(1 + u) for u >= 0, four at a time, to 2e-7 of its value (Cephes logf by S. Moshier). */
static inline floats
ln_plus_one4(floats u)
{
	floats y = u + 1.f, e, m, z, p;
	ints bits = (ints)y, up;

	/* y = m * 2^e with m in [sqrt(1/2), sqrt(2)) */
	up = (bits - 0x3f3504f3) >> 23;
	e = __builtin_convertvector(up, floats);
	m = (floats)(bits - (up << 23)) - 1.f;
	z = m * m;
	p = 7.0376836292e-2f * m - 1.1514610310e-1f;
	p = p * m + 1.1676998740e-1f;
	p = p * m - 1.2420140846e-1f;
	p = p * m + 1.4249322787e-1f;
	p = p * m - 1.6668057665e-1f;
	p = p * m + 2.0000714765e-1f;
	p = p * m - 2.4999993993e-1f;
	p = p * m + 3.3333331174e-1f;
	p = p * m * z - .5f * z;
	return m + p + e * .693147180559945f;
}

/* c - d of a count, as the formula has it. */
static inline float
discounted(uint32_t count)
{
	float c = (float)count * (1.f / (float)COUNT_ONE), less = c - .7f;

	return less > .1f * c ? less : .1f * c;
}

static inline uint32_t
whole(float term)
{
	float t = term * (float)TERM_ONE + .5f;

	return t < (float)TERM_MAX ? (uint32_t)t : TERM_MAX;
}

static uint32_t
term_of(uint32_t count, float scale, float rare)
{
	floats u = {discounted(count) * scale * rare, 0, 0, 0};

	return whole(ln_plus_one4(u)[0]);
}

float
terms_weight(uint32_t terms)
{
	return (float)((int32_t)terms >> 16);
}

/* --- the sums --- */

static void *
more(void *at, size_t each, uint32_t from, uint32_t cap)
{
	at = mem_grow(at, cap * each);
	memset((char *)at + from * each, 0, (cap - from) * each);
	return at;
}

void
sums_room(struct index *ix, uint32_t cap)
{
	struct sums *s = &ix->sums;
	uint32_t from = ix->rules_cap;

	s->all = more(s->all, sizeof(*s->all), from, cap);
	s->learned = more(s->learned, sizeof(*s->learned), from, cap);
	s->z = more(s->z, sizeof(*s->z), from, cap);
	s->top = more(s->top, sizeof(*s->top), from / GROUP, cap / GROUP);
	s->ln_lambda = more(s->ln_lambda, sizeof(*s->ln_lambda), from, cap);
	s->touched = mem_grow(s->touched, cap * sizeof(*s->touched));
	s->in = more(s->in, sizeof(*s->in), from / BLOCK, cap / BLOCK);
}

void
sums_free(struct sums *s)
{
	free(s->all);
	free(s->learned);
	free(s->z);
	free(s->top);
	free(s->ln_lambda);
	free(s->touched);
	free(s->in);
	*s = (struct sums){0};
}

static void
block_clear(struct sums *s, uint32_t block)
{
	memset(s->all + block * BLOCK, 0, BLOCK * sizeof(*s->all));
	memset(s->learned + block * BLOCK, 0, BLOCK * sizeof(*s->learned));
}

void
sums_begin(struct index *ix)
{
	struct sums *s = &ix->sums;

	for (uint32_t i = 0; i < ix->rules_cap / BLOCK; i++) {
		if (!s->in[i])
			continue;
		s->in[i] = 0;
		block_clear(s, i);
	}
	s->n = 0;
}

static inline void
touch(struct sums *s, uint32_t rule)
{
	s->in[rule / BLOCK] |= (uint64_t)1 << rule % BLOCK;
}

void
sums_only(struct index *ix, const uint32_t *rules, uint32_t n)
{
	struct sums *s = &ix->sums;
	size_t bytes = ix->rules_cap / BLOCK * sizeof(*s->in);
	uint64_t *was = arena_alloc(&ix->scratch, bytes);

	memcpy(was, s->in, bytes);
	memset(s->in, 0, bytes);
	for (uint32_t i = 0; i < n; i++)
		touch(s, rules[i]);
	for (uint32_t block = 0; block < ix->rules_cap / BLOCK; block++)
		if (was[block] && !s->in[block])
			block_clear(s, block);
}

void
sums_list(struct index *ix)
{
	struct sums *s = &ix->sums;

	s->n = 0;
	for (uint32_t i = 0; i < ix->rules_cap / BLOCK; i++)
		for (uint64_t in = s->in[i]; in; in &= in - 1)
			s->touched[s->n++] = BLOCK * i + (uint32_t)__builtin_ctzll(in);
}

float *
sums_learned(struct index *ix, uint32_t rule)
{
	if (!rule_get(ix, rule))
		return NULL;
	touch(&ix->sums, rule);
	return &ix->sums.learned[rule];
}

/* --- lists as vectors --- */

void
dense_free(struct index *ix, struct list *l)
{
	if (!l->dense)
		return;
	dense_settle(l);
	if (l->dense->weight)
		ix->bytes -= l->dense->span * sizeof(*l->dense->weight);
	free(l->dense->weight);
	ix->bytes -= l->dense->bytes;
	free(l->dense);
	l->dense = NULL;
}

static void
dense_put(struct dense *d, const struct posting *e)
{
	uint32_t at = e->rule - d->base;
	uint64_t bit = (uint64_t)1 << e->rule % BLOCK;
	bool in = e->count || e->weight;

	d->in[at / BLOCK] = in ? d->in[at / BLOCK] | bit : d->in[at / BLOCK] & ~bit;
	d->terms[at] = in ? e->terms : 0;
	d->held[at] = (uint8_t)(e->count < COUNT_ONE ? e->count : COUNT_ONE);
	if (d->weight)
		d->weight[at] = e->weight;
}

void
dense_set(struct index *ix, struct list *l, const struct posting *e)
{
	struct dense *d = l->dense;

	if (!d)
		return;
	d->epoch = 0;
	if (e->rule - d->base < d->span)
		dense_put(d, e);
	else
		dense_free(ix, l);
}

/* --- steps: weights that change often, without a search for their postings --- */

static bool
dense_has(const struct dense *d, uint32_t rule)
{
	uint32_t at = rule - d->base;

	return at < d->span && d->in[at / BLOCK] >> at % BLOCK & 1;
}

/* The weights of all postings as a vector. */
static int32_t *
dense_weights(struct index *ix, const struct list *l)
{
	const struct dense *d = l->dense;
	int32_t *weight = mem_alloc(d->span * sizeof(*weight));

	ix->bytes += d->span * sizeof(*weight);
	for (unsigned i = 0; i < l->leaves; i++)
		for (unsigned k = 0; k < l->at[i].n; k++)
			weight[l->at[i].at[k].rule - d->base] = l->at[i].at[k].weight;
	return weight;
}

bool
dense_step(struct index *ix, struct list *l, uint32_t rule, int32_t by)
{
	struct dense *d = l->dense;
	uint32_t at;
	int32_t now;

	if (!d || !dense_has(d, rule))
		return false;
	if (!d->weight)
		d->weight = dense_weights(ix, l);
	at = rule - d->base;
	if (__builtin_add_overflow(d->weight[at], by, &now) || (now == 0 && d->held[at] == 0))
		return false;
	d->weight[at] = now;
	d->terms[at] = terms_with(d->terms[at], now);
	return true;
}

void
dense_fetch(const struct list *l, uint32_t rule)
{
	const struct dense *d = l->dense;

	if (d->weight && rule - d->base < d->span)
		__builtin_prefetch(&d->weight[rule - d->base], 1);
}

void
dense_tell(const struct list *l, struct posting *e)
{
	const struct dense *d = l->dense;

	if (!d || !d->weight || !dense_has(d, e->rule))
		return;
	e->weight = d->weight[e->rule - d->base];
	e->terms = terms_with(e->terms, e->weight);
}

void
dense_settle(struct list *l)
{
	const struct dense *d = l->dense;

	for (unsigned i = 0; d && d->weight && i < l->leaves; i++) {
		struct leaf *f = &l->at[i];

		for (struct posting *e = f->at; e < f->at + f->n; e++) {
			if (!dense_has(d, e->rule) || e->weight == d->weight[e->rule - d->base])
				continue;
			dense_tell(l, e);
			f->dirty = true;
		}
	}
}

/* The rules of a leaf's postings are to be known before it is added. */
static int
leaf_ready(struct index *ix, struct list *l, struct leaf *f)
{
	if (!f->loaded && leaf_load(ix, l, f) < 0)
		return -1;
	for (unsigned i = 0; i < f->n && !f->known; i++)
		if (!rule_get(ix, f->at[i].rule))
			return -1;
	f->known = true;
	return 0;
}

/* Lay a list out as vectors where that pays. */
static int
dense_make(struct index *ix, struct list *l)
{
	uint32_t base = UINT32_MAX, end = 0, span;
	struct dense *d;
	size_t bytes;

	for (unsigned i = 0; i < l->leaves; i++) {
		const struct leaf *f = &l->at[i];

		if (leaf_ready(ix, l, &l->at[i]) < 0)
			return -1;
		if (f->n && f->at[0].rule < base)
			base = f->at[0].rule;
		if (f->n)
			end = f->at[f->n - 1].rule;
	}
	l->tried = l->total;
	if (base > end)
		return 0;
	base = base / BLOCK * BLOCK;
	span = (end / BLOCK + 1) * BLOCK - base;
	if (span / DENSE_RATIO > l->total)
		return 0;
	bytes = sizeof(*d) + span / BLOCK * sizeof(*d->in) +
		span * (sizeof(*d->terms) + sizeof(*d->held));
	d = mem_alloc(bytes);
	d->bytes = bytes;
	d->base = base;
	d->span = span;
	d->terms = (uint32_t *)(d + 1);
	d->in = (uint64_t *)(void *)(d->terms + span);
	d->held = (uint8_t *)(d->in + span / BLOCK);
	for (unsigned i = 0; i < l->leaves; i++)
		for (unsigned k = 0; k < l->at[i].n; k++)
			dense_put(d, &l->at[i].at[k]);
	l->dense = d;
	ix->bytes += bytes;
	return 0;
}

/* --- the terms of naive Bayes, once while nothing is taught --- */

static void
leaf_terms(const struct index *ix, struct leaf *f, float rare)
{
	union {
		float one[2 * LEAF_MAX];
		floats four[2 * LEAF_MAX / 4];
	} u;
	unsigned i;

	for (i = 0; i < f->n; i++)
		u.one[i] = discounted(f->at[i].count) * ix->rules[f->at[i].rule].scale * rare;
	for (; i % 4; i++)
		u.one[i] = 0;
	for (i = 0; 4 * i < f->n; i++)
		u.four[i] = ln_plus_one4(u.four[i]);
	for (i = 0; i < f->n; i++)
		f->at[i].terms = (f->at[i].terms & 0xffff0000) | whole(u.one[i]);
	f->epoch = ix->epoch;
}

static inline void
put_term(uint32_t *terms, uint32_t term)
{
	*terms = (*terms & 0xffff0000) | (term & 0xffff);
}

static void
dense_terms(struct index *ix, struct list *l, float rare)
{
	struct dense *d = l->dense;

	for (unsigned i = 0; i < l->leaves; i++) {
		struct leaf *f = &l->at[i];

		leaf_terms(ix, f, rare);
		for (unsigned k = 0; k < f->n; k++)
			put_term(&d->terms[f->at[k].rule - d->base], f->at[k].terms);
	}
	d->epoch = ix->epoch;
}

/* --- adding --- */

static inline void
add_rules(struct sums *s, const struct dense *d)
{
	const uint32_t blocks = d->span / BLOCK;
	const uint64_t *from = d->in;
	uint64_t *in = s->in + d->base / BLOCK;

	for (uint32_t i = 0; i < blocks; i++)
		in[i] |= from[i];
}

static inline uint32_t
blended(uint32_t terms, struct blend b, int16_t learned)
{
	return (uint32_t)((int32_t)(terms & 0xffff) * b.words) +
	       (uint32_t)(((int32_t)terms >> 16) * learned);
}

#ifdef __x86_64__
/* Four at a time: one multiplication and addition for both halves of each. */
static void
add_four(uint32_t *to, const uint32_t *terms, uint32_t n, uint32_t by)
{
	const __m128i factors = _mm_set1_epi32((int)by);
	const __m128i *from = (const __m128i *)(const void *)terms;
	__m128i *sum = (__m128i *)(void *)to;

	for (const __m128i *end = from + n / 4; from < end; from += 4, sum += 4) {
		sum[0] = _mm_add_epi32(sum[0], _mm_madd_epi16(from[0], factors));
		sum[1] = _mm_add_epi32(sum[1], _mm_madd_epi16(from[1], factors));
		sum[2] = _mm_add_epi32(sum[2], _mm_madd_epi16(from[2], factors));
		sum[3] = _mm_add_epi32(sum[3], _mm_madd_epi16(from[3], factors));
	}
}

/* Eight, where the processor can. */
__attribute__((target("avx2"))) static void
add_eight(uint32_t *to, const uint32_t *terms, uint32_t n, uint32_t by)
{
	const __m256i factors = _mm256_set1_epi32((int)by);
	const __m256i_u *from = (const __m256i_u *)(const void *)terms;
	__m256i_u *sum = (__m256i_u *)(void *)to;

	for (const __m256i_u *end = from + n / 8; from < end; from += 4, sum += 4) {
		sum[0] = _mm256_add_epi32(sum[0], _mm256_madd_epi16(from[0], factors));
		sum[1] = _mm256_add_epi32(sum[1], _mm256_madd_epi16(from[1], factors));
		sum[2] = _mm256_add_epi32(sum[2], _mm256_madd_epi16(from[2], factors));
		sum[3] = _mm256_add_epi32(sum[3], _mm256_madd_epi16(from[3], factors));
	}
}
#endif

/* All vectors lie on 16 bytes: mem_alloc and realloc see to it; their length is one of blocks. */
static void
add_dense(struct sums *s, const struct dense *d, struct blend b, int16_t learned)
{
	uint32_t *to = s->all + d->base;
#ifdef __x86_64__
	uint32_t by = (uint32_t)(uint16_t)learned << 16 | (uint16_t)b.words;

	add_rules(s, d);
	if (__builtin_cpu_supports("avx2"))
		add_eight(to, d->terms, d->span, by);
	else
		add_four(to, d->terms, d->span, by);
#else
	add_rules(s, d);
	for (uint32_t i = 0; i < d->span; i++)
		to[i] += blended(d->terms[i], b, learned);
#endif
}

static void
add_dense_learned(struct sums *s, const struct dense *d, float w)
{
	floats *learned = (floats *)(void *)(s->learned + d->base);
	const ints *from = (const ints *)(const void *)d->terms;

	add_rules(s, d);
	for (const ints *end = from + d->span / 4; from < end; from++, learned++)
		*learned += w * __builtin_convertvector(*from >> 16, floats);
}

enum { LINE = 64, FETCHED = 16 }; /* bytes of a line of the cache; lines fetched of a vector */

static inline void
fetch(const void *at, size_t bytes)
{
	for (size_t i = 0; i < bytes && i < (size_t)FETCHED * LINE; i += LINE)
		__builtin_prefetch((const char *)at + i);
}

void
sums_fetch(const struct list *l)
{
	const struct dense *d = l->dense;

	if (d) {
		fetch(d->in, d->span / 8);
		fetch(d->terms, d->span * sizeof(*d->terms));
	} else if (l->leaves == 1) {
		fetch(l->one.at, l->one.n * sizeof(*l->one.at));
	}
}

/* Before a list is added: its leaves are there, or it lies as vectors. */
static int
list_ready(struct index *ix, struct list *l)
{
	if (l->dense)
		return 0;
	if (l->total >= DENSE_MIN && l->total != l->tried)
		return dense_make(ix, l);
	for (unsigned i = 0; i < l->leaves; i++)
		if (leaf_ready(ix, l, &l->at[i]) < 0)
			return -1;
	return 0;
}

static inline void
add_leaf(uint64_t *in, uint32_t *all, const struct leaf *f, struct blend b, int16_t learned)
{
	for (const struct posting *e = f->at, *end = e + f->n; e < end; e++) {
		in[e->rule / BLOCK] |= (uint64_t)1 << e->rule % BLOCK;
		all[e->rule] += blended(e->terms, b, learned);
	}
}

int
sums_add(struct index *ix, const struct probe *p, struct blend b)
{
	struct list *l = p->list;
	struct sums *s = &ix->sums;

	if (list_ready(ix, l) < 0)
		return -1;
	if (l->dense) {
		if (l->dense->epoch != ix->epoch)
			dense_terms(ix, l, p->rare);
		add_dense(s, l->dense, b, p->learned);
		return 0;
	}
	for (unsigned i = 0; i < l->leaves; i++) {
		struct leaf *f = &l->at[i];

		if (f->epoch != ix->epoch)
			leaf_terms(ix, f, p->rare);
		add_leaf(s->in, s->all, f, b, p->learned);
	}
	return 0;
}

void
sums_add_one(struct index *ix, const struct probe *p, uint32_t rule, uint32_t terms, struct blend b)
{
	ix->sums.all[rule] += blended(terms, b, p->learned);
}

int
sums_terms(struct index *ix, const struct probe *p, uint32_t rule, uint32_t *terms)
{
	const struct dense *d = p->list->dense;
	struct posting e;
	bool fresh;
	int rc;

	if (d && d->epoch == ix->epoch) {
		uint32_t at = rule - d->base;

		if (at >= d->span)
			return 0;
		*terms = d->terms[at];
		return d->held[at];
	}
	if ((rc = list_posting(ix, p->list, rule, &e, &fresh)) <= 0)
		return rc;
	*terms = fresh ? e.terms
		       : (e.terms & 0xffff0000) | term_of(e.count, ix->rules[rule].scale, p->rare);
	return (int)(e.count < COUNT_ONE ? e.count : COUNT_ONE);
}

static inline void
add_leaf_learned(uint64_t *in, float *learned, const struct leaf *f, float w)
{
	for (const struct posting *e = f->at, *end = e + f->n; e < end; e++) {
		in[e->rule / BLOCK] |= (uint64_t)1 << e->rule % BLOCK;
		learned[e->rule] += w * terms_weight(e->terms);
	}
}

int
sums_add_learned(struct index *ix, const struct probe *p)
{
	const float w = p->x / (float)TERM_WEIGHT_ONE;
	struct list *l = p->list;
	struct sums *s = &ix->sums;

	if (list_ready(ix, l) < 0)
		return -1;
	if (l->dense)
		add_dense_learned(s, l->dense, w);
	for (unsigned i = 0; i < l->leaves && !l->dense; i++)
		add_leaf_learned(s->in, s->learned, &l->at[i], w);
	return 0;
}
