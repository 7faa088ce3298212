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
#define LEARNED_SCALE 6.f

/*
 * The gate: the logit of the probability that a rule is right, linear in what is known of the
 * question and the rule.  Each weight is itself linear in how much has been seen: by the store
 * (cold is near 1 while it has few questions, size grows with their logarithm) and of this rule
 * (few is near 1 while it has few examples).  Fitted over stores of 1 to 1,000 rules with 1 to
 * 100 examples each by bench/gate.py; see docs/decisions.md.
 */
enum part {
	PART_WORDS, /* naive Bayes */
	PART_LEARNED,
	PART_LETTERS,  /* of its character 4-grams */
	PART_NAMES,    /* of the question's own words, those that are the rule's */
	PART_NAMELESS, /* it has no words of its own */
	PART_FOREIGN,  /* it has, and next to none of them is the rule's */
	PART_UNSEEN,   /* of its features, those that the store has never seen */
	PART_LENGTH,   /* features, up to LENGTH_MAX */
	PART_RULES,    /* ln of their number */
	PART_SHARE,    /* ln of its share among the rules */
	PART_ONE,
	PARTS
};

static const double gate[PARTS][4] = {
	/* seen: any, cold, few, size */
	{0.00, 0.00, 0.00, 0.06},    /* words */
	{3.25, 0.00, 5.88, 3.03},    /* learned */
	{0.10, 4.82, 0.00, 0.00},    /* letters */
	{0.34, 0.14, 0.00, 0.63},    /* names */
	{0.21, -1.35, 0.74, 0.43},   /* nameless */
	{-0.06, -2.50, 0.00, -0.32}, /* foreign (cold: by hand) */
	{0.00, 0.00, 0.00, -1.10},   /* unseen */
	{1.28, 0.00, 0.00, -0.43},   /* length */
	{-1.04, 0.00, 0.00, 1.55},   /* rules */
	{0.00, 1.00, 0.00, 0.53},    /* share */
	{-0.64, 0.74, -1.19, -4.43}, /* one */
};

#define COLD_QUESTIONS 30.
#define FEW_EXAMPLES 3.
#define SIZE_MAX_LN 10.
#define FOREIGN .1
#define LENGTH_MAX 60.
#define RULES_MAX_LN 7.

enum {
	FULL_MAX = 48000, /* postings scored without a second thought */
	RARE_MAX = 6000,  /* of the rarest features, when there are more */
	CHOSEN = 32,	  /* rules that the frequent features are looked up for */
	AHEAD = 3	  /* features whose postings are fetched meanwhile */
};

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

/*
 * z = WORDS_SCALE n^-1/2 [sum of terms + n ln l] + LEARNED_SCALE <x, w>, its sums as a blend: the
 * finest one whose sum cannot pass what 32 bits hold, however large the terms and weights.
 */
void
probes_weigh(const struct index *ix, struct probes *p)
{
	const double most = 16, heaviest = 4; /* term and weight */
	double root = sqrt(p->n), x = 0, bound, words;

	for (uint32_t i = 0; i < p->n; i++)
		x += (double)p->at[i].x;
	bound = (double)WORDS_SCALE * most * root + (double)LEARNED_SCALE * heaviest * x;
	words = floor(.99 * INT32_MAX / bound * (double)WORDS_SCALE / root / (double)TERM_ONE);
	words = words < 1 ? 1 : words > INT16_MAX ? INT16_MAX : words;
	p->blend.words = (int16_t)words;
	p->blend.unit = (float)(words * (double)TERM_ONE * root / (double)WORDS_SCALE);
	for (uint32_t i = 0; i < p->n; i++) {
		double learned = (double)LEARNED_SCALE * (double)p->at[i].x *
				 (double)p->blend.unit / (double)TERM_WEIGHT_ONE;

		p->at[i].learned = (int16_t)(learned < INT16_MAX ? lround(learned) : INT16_MAX);
		p->at[i].rare = rarity(ix, p->at[i].list);
	}
}

/* The weights of a question: (1 + ln tf) idf^1/2, each group of length 1, unseen features too. */
int
probes_of(struct index *ix, struct arena *a, const struct features *q, bool reading,
    struct probes *out)
{
	double sum[GROUPS] = {0}, all = 0, unseen = 0, n;

	if (meta_load(ix) < 0)
		return -1;
	n = log((double)ix->meta.questions + prior(ix) + 1);
	out->at = arena_alloc(a, (q->n + 1) * sizeof(*out->at));
	out->n = q->n;
	/* Each list lies where nothing has been for long: fetch them all at once. */
	for (uint32_t i = 0; i < q->n; i++)
		list_fetch(ix, q->at[i].id);
	for (uint32_t i = 0; i < q->n; i++) {
		if ((out->at[i].list = list_known(ix, q->at[i].id)))
			__builtin_prefetch(out->at[i].list);
		else
			copy_fetch(ix, 'f', q->at[i].id);
	}
	for (uint32_t i = 0; i < q->n; i++)
		if (!out->at[i].list)
			copy_fetch_value(ix, 'f', q->at[i].id);
	for (uint32_t i = 0; i < q->n; i++) {
		struct list **l = &out->at[i].list;

		if (*l)
			continue;
		if (!(*l = reading ? list_find(ix, a, q->at[i].id) : list_get(ix, q->at[i].id)))
			return -1;
		__builtin_prefetch(*l);
	}
	for (uint32_t i = 0; i < q->n; i++) {
		const struct feature *f = &q->at[i];
		struct probe *p = &out->at[i];
		double x;

		__builtin_prefetch(p->list->dense ? (const void *)p->list->dense : p->list->one.at);
		if (!p->list->df && !p->list->total)
			p->list->common = f->common;
		x = sqrt(n - log(p->list->df + prior_df(ix, p->list) + 1) + 1);
		if (f->times > 1)
			x *= 1 + log(f->times);
		p->x = (float)x;
		p->group = f->group;
		p->word = f->word;
		sum[f->group] += x * x;
		all += x * x;
		unseen += p->list->df ? 0 : x * x;
	}
	for (int g = 0; g < GROUPS; g++)
		sum[g] = sum[g] > 0 ? 1 / sqrt(sum[g]) : 0;
	for (uint32_t i = 0; i < out->n; i++)
		out->at[i].x *= (float)sum[out->at[i].group];
	out->unseen = all > 0 ? (float)(unseen / all) : 1;
	probes_weigh(ix, out);
	return 0;
}

/* The scores of all blocks of rules that the question touched; -INFINITY for the others of them. */
static void
finish_scores(struct index *ix, const struct probes *p)
{
	struct sums *s = &ix->sums;
	float one = 1 / p->blend.unit, root = WORDS_SCALE * sqrtf((float)p->n);

	for (uint32_t block = 0; block < ix->rules_cap / BLOCK; block++) {
		const uint32_t *all = s->all + block * BLOCK;
		const float *ln_lambda = s->ln_lambda + block * BLOCK;
		float *z = s->z + block * BLOCK, *top = s->top + block * BLOCK / GROUP;

		if (!s->in[block])
			continue;
		for (uint32_t i = 0; i < BLOCK; i++)
			z[i] = one * (float)(int32_t)all[i] + root * ln_lambda[i];
		for (uint64_t out = ~s->in[block]; out; out &= out - 1)
			z[__builtin_ctzll(out)] = -INFINITY;
		for (uint32_t i = 0; i < BLOCK; i += GROUP) {
			float most = z[i];

			for (uint32_t k = 1; k < GROUP; k++)
				most = z[i + k] > most ? z[i + k] : most;
			top[i / GROUP] = most;
		}
	}
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
choose(struct index *ix, const struct probes *p, uint32_t chosen[CHOSEN], uint32_t *count)
{
	float z[CHOSEN], least = -INFINITY;
	uint32_t m = 0;

	finish_scores(ix, p);
	sums_list(ix);
	for (uint32_t i = 0; i < ix->sums.n; i++) {
		uint32_t rule = ix->sums.touched[i], k;
		float s = ix->sums.z[rule];

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
add_chosen(struct index *ix, const struct probe *p, struct blend b, const uint32_t *chosen,
    uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t terms = 0, rule = chosen[i];

		if (sums_terms(ix, p, rule, &terms) < 0)
			return -1;
		sums_add_one(ix, p, rule, terms, b);
		ix->sums.learned[rule] += p->x / (float)TERM_WEIGHT_ONE * terms_weight(terms);
	}
	return 0;
}

/* What is learned is added up alone as well where it is to be taught by. */
static int
add_pruned(struct index *ix, const struct probes *p, bool teach, uint32_t chosen[CHOSEN],
    uint32_t *n)
{
	const struct probe **order = arena_alloc(&ix->scratch, (p->n + 1) * sizeof(*order));
	size_t spent = 0;
	uint32_t i;

	for (i = 0; i < p->n; i++)
		order[i] = &p->at[i];
	qsort(order, p->n, sizeof(*order), by_total);
	for (i = 0; i < p->n; i++) {
		spent += order[i]->list->total;
		if (spent > RARE_MAX && spent > order[i]->list->total)
			break;
		if (sums_add(ix, order[i], p->blend) < 0 ||
		    (teach && sums_add_learned(ix, order[i]) < 0))
			return -1;
	}
	choose(ix, p, chosen, n);
	for (; i < p->n; i++)
		if (add_chosen(ix, order[i], p->blend, chosen, *n) < 0)
			return -1;
	return 0;
}

static size_t
postings_of(const struct probes *p)
{
	size_t total = 0;

	for (uint32_t i = 0; i < p->n; i++)
		total += p->at[i].list->total;
	return total;
}

int
score_learned(struct index *ix, struct probes *p)
{
	sums_begin(ix);
	if (postings_of(p) > FULL_MAX) {
		uint32_t chosen[CHOSEN];

		probes_weigh(ix, p);
		if (add_pruned(ix, p, true, chosen, &ix->sums.n) < 0)
			return -1;
		memcpy(ix->sums.touched, chosen, ix->sums.n * sizeof(*chosen));
		return 0;
	}
	for (uint32_t i = 0; i < AHEAD && i < p->n; i++)
		sums_fetch(p->at[i].list);
	for (uint32_t i = 0; i < p->n; i++) {
		if (i + AHEAD < p->n)
			sums_fetch(p->at[i + AHEAD].list);
		if (sums_add_learned(ix, &p->at[i]) < 0)
			return -1;
	}
	sums_list(ix);
	return 0;
}

static int
add_all(struct index *ix, const struct probes *p)
{
	for (uint32_t i = 0; i < AHEAD && i < p->n; i++)
		sums_fetch(p->at[i].list);
	for (uint32_t i = 0; i < p->n; i++) {
		if (i + AHEAD < p->n)
			sums_fetch(p->at[i + AHEAD].list);
		if (sums_add(ix, &p->at[i], p->blend) < 0)
			return -1;
	}
	return 0;
}

/* The next rule from *at on whose score is above that, as finish_scores left them; false: none. */
static bool
next_above(const struct index *ix, float above, uint32_t *at)
{
	const struct sums *s = &ix->sums;
	uint32_t rule = *at;

	while (rule < ix->rules_cap) {
		if (rule % BLOCK == 0 && !s->in[rule / BLOCK])
			rule += BLOCK;
		else if (rule % GROUP == 0 && !(s->top[rule / GROUP] > above))
			rule += GROUP;
		else if (!(s->z[rule] > above))
			rule++;
		else
			break;
	}
	*at = rule;
	return rule < ix->rules_cap;
}

int
score(struct index *ix, const struct probes *p, index_in_force *in_force, void *ctx,
    struct hits *out)
{
	struct sums *s = &ix->sums;
	uint32_t chosen[CHOSEN], n = 0;
	float least = -INFINITY;

	out->n = 0;
	out->rest = 0;
	sums_begin(ix);
	if (postings_of(p) <= FULL_MAX) {
		if (add_all(ix, p) < 0)
			return -1;
	} else {
		if (add_pruned(ix, p, false, chosen, &n) < 0)
			return -1;
		sums_only(ix, chosen, n);
	}
	finish_scores(ix, p);
	for (uint32_t rule = 0; next_above(ix, least, &rule); rule++) {
		struct hit h = {.rule = rule, .z = s->z[rule]};

		if (in_force && !in_force(ctx, rule)) {
			s->z[rule] = -INFINITY; /* not in the rest */
			continue;
		}
		keep_hit(out, HITS, &h);
		if (out->n == HITS)
			least = out->at[HITS - 1].z;
	}
	if (out->n < HITS)
		return 0;
	for (uint32_t rule = 0; next_above(ix, out->at[0].z - 10, &rule); rule++)
		if (s->z[rule] < out->at[HITS - 1].z)
			out->rest += exp((double)(s->z[rule] - out->at[0].z));
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

static double
share_of(double part, double all)
{
	return all > 0 ? part / all : 0;
}

/* How much of a question a rule knows, and the two parts of its score. */
static int
overlap(struct index *ix, const struct probes *p, uint32_t rule, struct candidate *out)
{
	double held[GROUPS] = {0}, all[GROUPS] = {0}, content = 0, contents = 0, names = 0,
	       named = 0, words = 0, learned = 0, n = (double)p->n;

	for (uint32_t i = 0; i < p->n; i++) {
		const struct probe *at = &p->at[i];
		double xx = (double)at->x * at->x, has;
		bool own = !at->list->common;
		uint32_t terms = 0;
		int count = sums_terms(ix, at, rule, &terms);

		if (count < 0)
			return -1;
		words += (double)(terms & 0xffff);
		learned += (double)at->x * ((int32_t)terms >> 16);
		has = xx * count / (double)COUNT_ONE;
		all[at->group] += xx;
		held[at->group] += has;
		if (at->group == 1 && own) {
			contents += xx;
			content += has;
		}
		if (at->word && own) {
			named += xx;
			names += has;
		}
	}
	out->words = (words / (double)TERM_ONE + n * (double)ix->sums.ln_lambda[rule]) / sqrt(n);
	out->learned = learned / (double)TERM_WEIGHT_ONE;
	out->cover = share_of(held[0], all[0]);
	out->letters = share_of(held[1], all[1]);
	out->content = share_of(content, contents);
	out->names = share_of(names, named);
	out->nameless = named <= 0;
	return 0;
}

int
evidence(struct index *ix, const struct probes *p, const struct hit *h, struct candidate *out)
{
	double seen[4] = {1}, part[PARTS], weight[PARTS], size, rules;

	if (overlap(ix, p, h->rule, out) < 0)
		return -1;
	out->examples = ix->rules[h->rule].examples / (double)COUNT_ONE;
	size = log((double)ix->meta.questions + 1);
	rules = log((double)ix->meta.top_rule + 1);
	seen[1] = 1 / (1 + (double)ix->meta.questions / COLD_QUESTIONS);
	seen[2] = 1 / (1 + out->examples / FEW_EXAMPLES);
	seen[3] = (size < SIZE_MAX_LN ? size : SIZE_MAX_LN) / 10;
	part[PART_WORDS] = out->words;
	part[PART_LEARNED] = out->learned;
	part[PART_LETTERS] = out->letters;
	part[PART_NAMES] = out->names;
	part[PART_NAMELESS] = out->nameless;
	part[PART_FOREIGN] = !out->nameless && out->content < FOREIGN;
	part[PART_UNSEEN] = (double)p->unseen;
	part[PART_LENGTH] = (p->n < LENGTH_MAX ? p->n : LENGTH_MAX) / LENGTH_MAX;
	part[PART_RULES] = (rules < RULES_MAX_LN ? rules : RULES_MAX_LN) / 5;
	part[PART_SHARE] = 0; /* index_normalise adds it */
	part[PART_ONE] = 1;
	out->gate = 0;
	for (int i = 0; i < PARTS; i++) {
		weight[i] = 0;
		for (int k = 0; k < 4; k++)
			weight[i] += gate[i][k] * seen[k];
		out->gate += weight[i] * part[i];
	}
	out->share = weight[PART_SHARE];
	return 0;
}
