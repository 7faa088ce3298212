/*
 * Scores: how well each rule fits a question, and whether the best one applies at all.
 *
 * words:   naive Bayes with absolute discounting (as Ney, Essen and Kneser 1994), as the log-
 *	    likelihood ratio against all questions: n^-1/2 [n ln l + sum ln(1 + (c-d)/(T l b))]
 *	    over the n features of the question; l = clip(.7 U/T, 1e-4, 1), d = min(.7, .9c).
 * learned: <x, w> with the weights that the gradient steps made.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "index_parts.h"

/* What a store is taken to have seen before its first question: see prior_df. */
#define PRIOR_QUESTIONS 200.
#define PRIOR_MASS 75.
#define PRIOR_COMMON 1
#define PRIOR_FADES 100.
#define WORDS_SCALE .4f

/*
 * The gate: the logit of the probability that a rule is right, without the part that compares it
 * with the others (GATE_SHARE, index.c).  Fitted once, over stores of 1 to 150 rules with 1 to 100
 * examples each; how is in docs/decisions.md.
 */
#define GATE_BIAS (-.74)
#define GATE_WORDS .10
#define GATE_LEARNED .22
#define GATE_COVER 1.95
#define GATE_FOREIGN (-.25)
#define GATE_COLD 1.6 /* in a store that has seen little */
#define GATE_COLD_WORDS .80
#define GATE_COLD_FOREIGN (-2.)
#define COLD_QUESTIONS 30
#define FOREIGN .1 /* of its content: the rule shares only usual words */

enum {
	FULL_MAX = 12000, /* postings scored without a second thought */
	RARE_MAX = 6000,  /* of the rarest features, when there are more */
	CHOSEN = 32	  /* rules that the frequent features are looked up for */
};

typedef float floats __attribute__((vector_size(16)));
typedef int32_t ints __attribute__((vector_size(16)));

/* ln(1 + u) for u >= 0, four at a time, to 2e-7 of its value (Cephes logf by S. Moshier). */
static inline floats
ln_plus_one(floats u)
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

static float
ln_plus_one_of(float u)
{
	floats v = {u, 0, 0, 0};

	return ln_plus_one(v)[0];
}

/* Questions of anybody's that count beside the store's own, fewer as it sees more. */
static double
prior(const struct index *ix)
{
	return PRIOR_QUESTIONS / (1 + (double)ix->meta.questions / PRIOR_FADES);
}

static double
prior_df(const struct index *ix, const struct list *l)
{
	return l->common ? PRIOR_COMMON * prior(ix) : 0;
}

/* 1 / b of a feature, b being its share of all questions. */
static float
rarity(const struct index *ix, const struct list *l)
{
	double mass =
	    (double)ix->meta.mass + .5 * (double)ix->meta.features + PRIOR_MASS * prior(ix);

	return (float)(mass / (l->df + .5 + prior_df(ix, l)));
}

/* The weights of a question: (1 + ln tf) idf, each group of length 1. */
int
probes_of(struct index *ix, struct arena *a, const struct features *q, struct probes *out)
{
	double sum[GROUPS] = {0}, all = 0, unseen = 0, n;

	if (meta_load(ix) < 0)
		return -1;
	n = log((double)ix->meta.questions + prior(ix) + 1);
	out->at = arena_alloc(a, (q->n + 1) * sizeof(*out->at));
	out->n = q->n;
	for (uint32_t i = 0; i < q->n; i++) {
		const struct feature *f = &q->at[i];
		struct probe *p = &out->at[i];
		double x;

		if (!(p->list = list_get(ix, f->id)))
			return -1;
		if (!p->list->df && !p->list->total)
			p->list->common = f->common;
		x = n - log(p->list->df + prior_df(ix, p->list) + 1) + 1;
		if (f->times > 1)
			x *= 1 + log(f->times);
		p->x = (float)x;
		p->group = f->group;
		sum[f->group] += x * x;
		all += x * x;
		unseen += p->list->df ? 0 : x * x;
	}
	for (int g = 0; g < GROUPS; g++)
		sum[g] = sum[g] > 0 ? 1 / sqrt(sum[g]) : 0;
	for (uint32_t i = 0; i < out->n; i++)
		out->at[i].x *= (float)sum[out->at[i].group];
	out->unseen = all > 0 ? (float)(unseen / all) : 1;
	return 0;
}

static struct sum *
touch(struct index *ix, uint32_t rule)
{
	struct sum *s = &ix->sums[rule];

	if (s->stamp != ix->stamp) {
		*s = (struct sum){.stamp = ix->stamp};
		ix->touched = mem_array(ix->touched, &ix->touched_cap, ix->touched_n + 1,
		    sizeof(*ix->touched));
		ix->touched[ix->touched_n++] = rule;
	}
	return s;
}

/* c - d of a count, as the formula has it. */
static inline float
discounted(uint32_t count)
{
	float c = (float)count * (1.f / (float)COUNT_ONE), less = c - .7f;

	return less > .1f * c ? less : .1f * c;
}

/* Add one feature to the sums of all the rules of a leaf. */
static int
add_leaf(struct index *ix, const struct leaf *f, float x, float rare)
{
	union {
		float one[2 * LEAF_MAX];
		floats four[2 * LEAF_MAX / 4];
	} u;
	const float w = x / (float)WEIGHT_ONE;
	unsigned i;

	for (i = 0; i < f->n; i++) {
		uint32_t rule = f->at[i].rule;

		if ((rule >= ix->rules_cap || !ix->rules[rule].loaded) && !rule_get(ix, rule))
			return -1;
		u.one[i] = discounted(f->at[i].count) * ix->rules[rule].scale * rare;
	}
	for (; i % 4; i++)
		u.one[i] = 0;
	for (i = 0; 4 * i < f->n; i++)
		u.four[i] = ln_plus_one(u.four[i]);
	for (i = 0; i < f->n; i++) {
		struct sum *s = touch(ix, f->at[i].rule);

		s->words += u.one[i];
		s->learned += w * (float)f->at[i].weight;
	}
	return 0;
}

static int
add_list(struct index *ix, const struct probe *p)
{
	float rare = rarity(ix, p->list);

	for (unsigned i = 0; i < p->list->leaves; i++) {
		struct leaf *f = &p->list->at[i];

		if (!f->loaded && leaf_load(ix, p->list, f) < 0)
			return -1;
		if (f->n && add_leaf(ix, f, p->x, rare) < 0)
			return -1;
	}
	return 0;
}

static float
finish_score(const struct rule_stat *r, const struct sum *s, uint32_t n)
{
	float root = sqrtf((float)n);

	return WORDS_SCALE * (s->words + (float)n * r->ln_lambda) / root + s->learned;
}

/* The best so far, sorted; ties by rule number. */
static void
keep_hit(struct hits *out, uint32_t most, const struct hit *h)
{
	uint32_t i = out->n < most ? out->n++ : most - 1;

	for (; i > 0; i--) {
		const struct hit *b = &out->at[i - 1];

		if (b->z > h->z || (b->z == h->z && b->rule < h->rule))
			break;
		out->at[i] = *b;
	}
	out->at[i] = *h;
}

/* --- more postings than there is time for: rare features choose, frequent ones decide --- */

static int
by_total(const void *a, const void *b)
{
	const struct probe *x = *(const struct probe *const *)a;
	const struct probe *y = *(const struct probe *const *)b;

	if (x->list->total != y->list->total)
		return x->list->total < y->list->total ? -1 : 1;
	return x < y ? -1 : 1;
}

static void
choose(struct index *ix, uint32_t n, uint32_t chosen[CHOSEN], uint32_t *count)
{
	float z[CHOSEN], least = -INFINITY;
	uint32_t m = 0;

	for (size_t i = 0; i < ix->touched_n; i++) {
		uint32_t rule = ix->touched[i], k;
		float s = finish_score(&ix->rules[rule], &ix->sums[rule], n);

		if (m == CHOSEN && s <= least)
			continue;
		k = m < CHOSEN ? m++ : CHOSEN - 1;
		for (; k > 0 && z[k - 1] < s; k--) {
			z[k] = z[k - 1];
			chosen[k] = chosen[k - 1];
		}
		z[k] = s;
		chosen[k] = rule;
		least = z[m - 1];
	}
	*count = m;
}

static int
add_chosen(struct index *ix, const struct probe *p, const uint32_t *chosen, uint32_t n)
{
	float rare = rarity(ix, p->list);

	for (uint32_t i = 0; i < n; i++) {
		struct posting e;
		int rc = list_posting(ix, p->list, chosen[i], &e);
		struct sum *s = &ix->sums[chosen[i]];

		if (rc < 0)
			return -1;
		if (rc == 0)
			continue;
		s->words += ln_plus_one_of(discounted(e.count) * ix->rules[e.rule].scale * rare);
		s->learned += p->x * (float)e.weight / (float)WEIGHT_ONE;
	}
	return 0;
}

static int
add_pruned(struct index *ix, const struct probes *p)
{
	const struct probe **order = arena_alloc(&ix->scratch, (p->n + 1) * sizeof(*order));
	uint32_t chosen[CHOSEN], n = 0, i;
	size_t spent = 0;

	for (i = 0; i < p->n; i++)
		order[i] = &p->at[i];
	qsort(order, p->n, sizeof(*order), by_total);
	for (i = 0; i < p->n; i++) {
		spent += order[i]->list->total;
		if (spent > RARE_MAX && ix->touched_n)
			break;
		if (add_list(ix, order[i]) < 0)
			return -1;
	}
	choose(ix, p->n, chosen, &n);
	ix->touched_n = n;
	memcpy(ix->touched, chosen, n * sizeof(*chosen));
	for (; i < p->n; i++)
		if (add_chosen(ix, order[i], chosen, n) < 0)
			return -1;
	return 0;
}

/* The score of a rule as if one of its examples, this question, had not been counted. */
static int
score_without(struct index *ix, const struct probes *p, uint32_t rule, uint32_t count)
{
	struct rule_stat *r = rule_get(ix, rule), less;
	struct sum *s;

	if (!r)
		return -1;
	s = touch(ix, rule);
	less = *r;
	less.total = r->total > (uint64_t)count * p->n ? r->total - (uint64_t)count * p->n : 0;
	if (less.total) {
		double total = (double)less.total / (double)COUNT_ONE,
		       lambda = .7 * r->distinct / total;

		lambda = lambda > 1 ? 1 : lambda < 1e-4 ? 1e-4 : lambda;
		less.ln_lambda = (float)log(lambda);
		less.scale = (float)(1 / (total * lambda));
	}
	s->words = 0;
	for (uint32_t i = 0; less.total && i < p->n; i++) {
		struct posting e;
		int rc = list_posting(ix, p->at[i].list, rule, &e);

		if (rc < 0)
			return -1;
		if (rc > 0 && e.count > count)
			s->words += ln_plus_one_of(
			    discounted(e.count - count) * less.scale * rarity(ix, p->at[i].list));
	}
	/* finish_score adds n ln lambda of the rule as it is */
	s->words += (float)p->n * (less.ln_lambda - r->ln_lambda);
	if (!less.total)
		s->words = -INFINITY;
	return 0;
}

int
score(struct index *ix, const struct probes *p, uint32_t without, uint32_t count,
    index_in_force *in_force, void *ctx, struct hits *out)
{
	size_t total = 0;

	out->n = 0;
	out->rest = 0;
	ix->touched_n = 0;
	if (++ix->stamp == 0) {
		if (ix->sums)
			memset(ix->sums, 0, ix->rules_cap * sizeof(*ix->sums));
		ix->stamp = 1;
	}
	for (uint32_t i = 0; i < p->n; i++)
		total += p->at[i].list->total;
	if (total > FULL_MAX) {
		if (add_pruned(ix, p) < 0)
			return -1;
	} else {
		for (uint32_t i = 0; i < p->n; i++)
			if (add_list(ix, &p->at[i]) < 0)
				return -1;
	}
	if (without && score_without(ix, p, without, count) < 0)
		return -1;

	for (size_t i = 0; i < ix->touched_n; i++) {
		uint32_t rule = ix->touched[i];
		const struct rule_stat *r = &ix->rules[rule];
		struct sum *s = &ix->sums[rule];
		struct hit h = {.rule = rule, .learned = s->learned};

		h.words = (s->words + (float)p->n * r->ln_lambda) / sqrtf((float)p->n);
		h.z = WORDS_SCALE * h.words + h.learned;
		s->words = -INFINITY; /* not in the rest */
		if (r->total == 0 || (r->flags & RULE_RETIRED) || !(h.z > -INFINITY))
			continue;
		s->words = h.z;
		if (out->n == HITS && h.z <= out->at[HITS - 1].z)
			continue;
		if (in_force && !in_force(ctx, rule)) {
			s->words = -INFINITY;
			continue;
		}
		keep_hit(out, HITS, &h);
	}
	if (out->n < HITS)
		return 0;
	for (size_t i = 0; i < ix->touched_n; i++) {
		float z = ix->sums[ix->touched[i]].words;

		if (z > out->at[0].z - 10 && z < out->at[HITS - 1].z)
			out->rest += exp((double)(z - out->at[0].z));
	}
	return 0;
}

void
softmax(const struct hits *h, double p[HITS])
{
	double sum = h->rest;

	for (uint32_t i = 0; i < h->n; i++)
		sum += p[i] = exp((double)(h->at[i].z - h->at[0].z));
	for (uint32_t i = 0; i < h->n; i++)
		p[i] /= sum;
}

/* --- does it apply at all? --- */

int
evidence(struct index *ix, const struct probes *p, const struct hit *h, struct candidate *out)
{
	double cover[GROUPS] = {0}, all[GROUPS] = {0}, cold, content = 0, contents = 0;

	for (uint32_t i = 0; i < p->n; i++) {
		double xx = (double)p->at[i].x * p->at[i].x;
		struct posting e;
		int rc = list_posting(ix, p->at[i].list, h->rule, &e);

		if (rc < 0)
			return -1;
		bool said = p->at[i].group == 1 && !p->at[i].list->common;

		all[p->at[i].group] += xx;
		contents += said ? xx : 0;
		if (rc > 0 && e.count) {
			xx = e.count < COUNT_ONE ? xx * e.count / (double)COUNT_ONE : xx;
			cover[p->at[i].group] += xx;
			content += said ? xx : 0;
		}
	}
	for (int g = 0; g < GROUPS; g++)
		cover[g] = all[g] > 0 ? cover[g] / all[g] : 0;
	out->cover = cover[0];
	out->letters = cover[1];
	out->content = contents > 0 ? content / contents : 0;
	out->examples = ix->rules[h->rule].examples / (double)COUNT_ONE;
	cold = 1 / (1 + (double)ix->meta.questions / COLD_QUESTIONS);
	out->gate = GATE_BIAS + GATE_COLD * cold +
		    (GATE_WORDS + GATE_COLD_WORDS * cold) * out->words +
		    GATE_LEARNED * out->learned + GATE_COVER * out->cover;
	if (out->content < FOREIGN)
		out->gate += GATE_FOREIGN + GATE_COLD_FOREIGN * cold;
	if (contents <= 0)
		out->gate += GATE_COLD_FOREIGN * cold; /* usual words alone: "is there" */
	return 0;
}
