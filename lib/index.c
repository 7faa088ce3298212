/* The index: learning, and the public calls. */
#include "index.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "index_parts.h"

#define MARGIN 1.     /* by which an example's rule should lead every other */
#define SLACK .25     /* 1/(2C): how dear it is to miss it */
#define TOLERANCE .01 /* of the margin */
#define PUSH .25      /* of a counter-example; |x|^2 is 2 */
#define EXACT_P .98   /* probability of what was said about this very question */

enum {
	REPLAYS_MIN = 3,  /* earlier examples looked at again for each new one */
	REPLAYS_MAX = 12, /* and as many as this while there are few */
	REPLAYS_ALL = 24000,
	DRAWN = 4,	/* examples of which the longest unseen is looked at */
	RIVALS_MET = 3, /* rules that one look at an example sets right */
	RIVALS = 4,	/* rules that a counter-example pushes back */
	EXACT_MAX = 16	/* rules remembered for one question */
};

struct index *
index_new(const struct index_io *io)
{
	struct index *ix = mem_alloc(sizeof(*ix));

	ix->io = *io;
	ix->limit = (size_t)256 << 20;
	ix->epoch = 1;
	ix->room.most = ROOM_BLOCK;
	return ix;
}

void
index_free(struct index *ix)
{
	if (!ix)
		return;
	cache_drop(ix);
	copy_drop(ix);
	for (size_t i = 0; i < ix->stemmers_n; i++)
		text_stemmer_free(ix->stemmers[i].stemmer);
	arena_free(&ix->scratch);
	free(ix);
}

int
index_flush(struct index *ix)
{
	return cache_flush(ix);
}

void
index_forget(struct index *ix)
{
	cache_drop(ix);
	copy_drop(ix);
}

int
index_read_ahead(struct index *ix)
{
	return copy_make(ix);
}

void
index_limit(struct index *ix, size_t bytes)
{
	ix->limit = bytes;
}

int
index_stat(struct index *ix, struct index_stat *out)
{
	if (meta_load(ix) < 0)
		return -1;
	*out = (struct index_stat){.questions = ix->meta.questions,
		.features = ix->meta.features,
		.examples = ix->meta.sampled,
		.top_rule = ix->meta.top_rule,
		.cached_bytes = ix->bytes};
	return 0;
}

/* --- this very question --- */

struct exact {
	uint32_t rule; /* 0: none applies */
	int sign;
	uint32_t slot; /* of its example, from 1 */
};

struct exacts {
	struct exact at[EXACT_MAX];
	uint32_t n;
	struct cell *cell;
};

/* What is known of a question, the latest word first. */
static int
exacts_get(struct index *ix, uint64_t key, struct exacts *out)
{
	const unsigned char *p, *end;

	out->n = 0;
	if (!(out->cell = cell_get(ix, 'x', key)))
		return -1;
	if (!out->cell->value.len)
		return 0;
	p = (const unsigned char *)out->cell->value.text;
	end = p + out->cell->value.len;
	while (p < end && out->n < EXACT_MAX) {
		struct exact *e = &out->at[out->n++];

		e->rule = (uint32_t)unpack(&p, end);
		e->sign = (int)unpack_signed(&p, end);
		e->slot = (uint32_t)unpack(&p, end);
	}
	return 0;
}

static void
exacts_put(struct index *ix, const struct exacts *x)
{
	buf_clear(&x->cell->value);
	for (uint32_t i = 0; i < x->n; i++) {
		pack(&x->cell->value, x->at[i].rule);
		pack_signed(&x->cell->value, x->at[i].sign);
		pack(&x->cell->value, x->at[i].slot);
	}
	cell_changed(ix, x->cell);
}

static void
exacts_drop(struct exacts *x, uint32_t rule)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->n; i++)
		if (x->at[i].rule != rule)
			x->at[n++] = x->at[i];
	x->n = n;
}

/* Say about this very question: the rule is right (1), is not (-1), or nothing any more (0). */
static int
exact_say(struct index *ix, const struct question *q, uint32_t rule, int sign, uint32_t slot)
{
	struct exacts x;

	if (q->key == 0)
		return 0;
	if (exacts_get(ix, q->key, &x) < 0)
		return -1;
	exacts_drop(&x, rule);
	if (sign > 0)
		exacts_drop(&x, 0);
	if (sign) {
		if (x.n == EXACT_MAX)
			x.n--;
		memmove(x.at + 1, x.at, x.n * sizeof(*x.at));
		x.at[0] = (struct exact){rule, sign, slot};
		x.n++;
	}
	exacts_put(ix, &x);
	return 0;
}

/* --- examples kept for replay --- */

enum example_kind { EXAMPLE_RIGHT, EXAMPLE_AGAINST, EXAMPLE_NONE };

struct step {
	uint32_t rule;
	int32_t size; /* in STEP_ONE */
};

enum { STEPS_MAX = 32 };

/* Weights are the sum over examples of step * x, so that an example can be taken back. */
struct example {
	enum example_kind kind;
	uint32_t rule, count; /* count in COUNT_ONE */
	uint64_t key;
	uint64_t clock; /* when it was last looked at */
	struct step steps[STEPS_MAX];
	uint32_t steps_n, n;
	uint32_t *id;
	uint8_t *x; /* in X_ONE */
};

static void
example_make(struct index *ix, const struct question *q, const struct probes *p, struct example *e)
{
	e->key = q->key;
	e->clock = ix->meta.clock;
	e->n = p->n;
	e->id = arena_alloc(&ix->scratch, (p->n + 1) * sizeof(*e->id));
	e->x = arena_alloc(&ix->scratch, p->n + 1);
	for (uint32_t i = 0; i < p->n; i++) {
		float x = p->at[i].x * (float)X_ONE + .5f;

		e->id[i] = p->at[i].list->feature;
		e->x[i] = x > 255 ? 255 : (uint8_t)x;
	}
}

static void
example_pack(struct buf *b, const struct example *e)
{
	buf_clear(b);
	pack(b, e->clock);
	pack(b, (uint64_t)e->kind);
	pack(b, e->rule);
	pack(b, e->count);
	pack(b, e->key);
	pack(b, e->steps_n);
	for (uint32_t i = 0; i < e->steps_n; i++) {
		pack(b, e->steps[i].rule);
		pack_signed(b, e->steps[i].size);
	}
	pack(b, e->n);
	buf_room(b, e->n * (sizeof(uint32_t) + 1));
	for (uint32_t i = 0; i < e->n; i++) {
		uint32_t id = htole32(e->id[i]);

		memcpy(b->text + b->len, &id, sizeof(id));
		b->text[b->len + sizeof(id)] = (char)e->x[i];
		b->len += sizeof(id) + 1;
	}
}

/* 1, or 0 when the slot holds none. */
static int
example_unpack(struct index *ix, const struct cell *c, struct example *e)
{
	const unsigned char *p, *end;

	if (!c->value.len)
		return 0;
	p = (const unsigned char *)c->value.text;
	end = p + c->value.len;
	e->clock = unpack(&p, end);
	e->kind = (enum example_kind)unpack(&p, end);
	e->rule = (uint32_t)unpack(&p, end);
	e->count = (uint32_t)unpack(&p, end);
	e->key = unpack(&p, end);
	e->steps_n = (uint32_t)unpack(&p, end);
	if (e->steps_n > STEPS_MAX)
		return 0;
	for (uint32_t i = 0; i < e->steps_n; i++) {
		e->steps[i].rule = (uint32_t)unpack(&p, end);
		e->steps[i].size = (int32_t)unpack_signed(&p, end);
	}
	e->n = (uint32_t)unpack(&p, end);
	if (e->n > FEATURES_MAX || (size_t)(end - p) < 5 * (size_t)e->n)
		return 0;
	e->id = arena_alloc(&ix->scratch, (e->n + 1) * sizeof(*e->id));
	e->x = arena_alloc(&ix->scratch, e->n + 1);
	for (uint32_t i = 0; i < e->n; i++, p += 5) {
		e->id[i] = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
		e->x[i] = p[4];
	}
	return 1;
}

/* When the example in a cell was last looked at; an empty one was just now. */
static uint64_t
example_clock(const struct cell *c)
{
	const unsigned char *p = (const unsigned char *)c->value.text;

	return c->value.len ? unpack(&p, p + c->value.len) : UINT64_MAX - 1;
}

static int
example_probes(struct index *ix, const struct example *e, struct probes *out)
{
	out->n = e->n;
	out->unseen = 0;
	out->at = arena_alloc(&ix->scratch, (e->n + 1) * sizeof(*out->at));
	for (uint32_t i = 0; i < e->n; i++)
		list_fetch(ix, e->id[i]);
	for (uint32_t i = 0; i < e->n; i++) {
		if (!(out->at[i].list = list_get(ix, e->id[i])))
			return -1;
		out->at[i].x = (float)e->x[i] / (float)X_ONE;
	}
	return 0;
}

/* The slots of a rule's examples: two bytes each. */
static uint32_t
slot_at(const struct cell *c, size_t i)
{
	const unsigned char *p = (const unsigned char *)c->value.text + 2 * i;

	return p[0] | (uint32_t)p[1] << 8;
}

static int
rule_slot_add(struct index *ix, uint32_t rule, uint32_t slot)
{
	struct cell *c = cell_get(ix, 'g', rule);
	const char two[2] = {(char)slot, (char)(slot >> 8)};

	if (!c)
		return -1;
	if (c->value.len < 2 * SAMPLE_RULE_MAX) {
		buf_add(&c->value, two, 2);
	} else {
		uint64_t at = hash64(&ix->meta.seen, sizeof(ix->meta.seen), 5) % SAMPLE_RULE_MAX;

		memcpy(c->value.text + 2 * at, two, 2);
	}
	cell_changed(ix, c);
	return 0;
}

static int
rule_slot_drop(struct index *ix, uint32_t rule, uint32_t slot)
{
	struct cell *c = cell_get(ix, 'g', rule);

	if (!c)
		return -1;
	for (size_t i = 0; i < c->value.len / 2; i++)
		if (slot_at(c, i) == slot) {
			memmove(c->value.text + 2 * i, c->value.text + 2 * i + 2,
			    c->value.len - 2 * i - 2);
			c->value.len -= 2;
			cell_changed(ix, c);
			break;
		}
	return 0;
}

/* Keep an example in the sample (Vitter's algorithm R); its slot from 1, 0 when it is not kept. */
static int
sample_add(struct index *ix, const struct example *e, uint32_t *slot)
{
	struct example old;
	struct cell *c;

	ix->meta.seen++;
	meta_changed(ix);
	if (ix->meta.sampled < SAMPLE_MAX) {
		*slot = ix->meta.sampled++;
	} else {
		uint64_t at = hash64(&ix->meta.seen, sizeof(ix->meta.seen), 4) % ix->meta.seen;

		if (at >= SAMPLE_MAX) {
			*slot = 0;
			return 0;
		}
		*slot = (uint32_t)at;
	}
	if (!(c = cell_get(ix, 'e', *slot)))
		return -1;
	if (example_unpack(ix, c, &old) && rule_slot_drop(ix, old.rule, *slot) < 0)
		return -1;
	if (rule_slot_add(ix, e->rule, *slot) < 0)
		return -1;
	example_pack(&c->value, e);
	cell_changed(ix, c);
	++*slot;
	return 0;
}

/* Take back the steps that were made on an example, and the example. */
static int
sample_drop(struct index *ix, uint32_t slot, uint64_t key, uint32_t rule)
{
	struct cell *c = cell_get(ix, 'e', slot);
	struct example e = {0};
	struct probes p;

	if (!c)
		return -1;
	if (!example_unpack(ix, c, &e) || e.key != key || e.rule != rule)
		return 0;
	if (example_probes(ix, &e, &p) < 0)
		return -1;
	for (uint32_t i = 0; i < e.steps_n; i++)
		for (uint32_t k = 0; k < e.n; k++) {
			int born;

			if (list_add(ix, p.at[k].list, e.steps[i].rule, 0,
				-e.steps[i].size * e.x[k], &born) < 0)
				return -1;
		}
	buf_clear(&c->value);
	cell_changed(ix, c);
	return rule_slot_drop(ix, rule, slot);
}

/* --- candidates --- */

static int
candidates_of(struct index *ix, const struct probes *p, const struct hits *h, struct candidate *out,
    size_t cap, struct found *found)
{
	size_t n = 0;

	found->rest = h->rest > 0 ? log(h->rest) + (double)h->at[0].z : -INFINITY;
	for (uint32_t i = 0; i < h->n; i++) {
		const struct hit *e = &h->at[i];

		if (n < cap) {
			out[n] = (struct candidate){.rule = e->rule, .z = (double)e->z};
			if (evidence(ix, p, e, &out[n++]) < 0)
				return -1;
			continue;
		}
		if (found->rest > -INFINITY)
			found->rest += log1p(exp((double)e->z - found->rest));
		else
			found->rest = (double)e->z;
	}
	return (int)n;
}

/* The probability that a candidate is right, given its share among those that are left. */
static double
right(const struct candidate *c, double share)
{
	return 1 / (1 + exp(-(c->gate + c->share * log(share))));
}

/* What was said about this very question stands, whatever the rest looks like. */
static void
exact_first(struct candidate *at, size_t n, size_t exact, struct found *found)
{
	double others = 0;

	for (size_t i = 0; i < n; i++)
		others += i == exact ? 0 : at[i].p;
	others += exact < n ? found->none : 0;
	others = others > 1 - EXACT_P ? (1 - EXACT_P) / others : 1;
	for (size_t i = 0; i < n; i++)
		at[i].p = i == exact ? EXACT_P : at[i].p * others;
	found->none = exact < n ? found->none * others : EXACT_P;
}

void
index_normalise(struct candidate *at, size_t n, struct found *found)
{
	double sum = 0, top = -INFINITY, rest = 0, best = 0;
	size_t exact = n, first = n;

	for (size_t i = 0; i < n; i++)
		if (at[i].exact >= 0 && at[i].z > top) {
			top = at[i].z;
			first = i;
		}
	for (size_t i = 0; i < n; i++) {
		at[i].p = at[i].exact >= 0 ? exp(at[i].z - top) : 0;
		sum += at[i].p;
		if (at[i].exact > 0 && exact == n)
			exact = i;
	}
	if (sum > 0)
		sum += exp(found->rest - top);
	for (size_t i = 0; i < n; i++) {
		if (at[i].p > 0)
			at[i].p = right(&at[i], at[i].p / sum);
		if (i == first)
			best = at[i].p;
		else
			rest += at[i].p;
	}
	/* The gate was fitted for the best rule; the others have what it leaves. */
	for (size_t i = 0; i < n; i++)
		if (i != first && rest > 1 - best)
			at[i].p *= (1 - best) / rest;
	rest = rest > 1 - best ? 1 - best : rest;
	found->none = 1 - best - rest > 0 ? 1 - best - rest : 0;
	if (found->exact_none || exact < n)
		exact_first(at, n, exact, found);
}

/* The likeliest rules of a search, RIVALS of them at most, with their probabilities. */
static int
likeliest(struct index *ix, const struct probes *p, const struct hits *h,
    struct candidate out[RIVALS])
{
	struct found found = {0};
	int n = candidates_of(ix, p, h, out, RIVALS, &found);

	if (n > 0)
		index_normalise(out, (size_t)n, &found);
	return n;
}

/* --- gradient steps --- */

/* The step away from a rule that should not have a question and has it with probability p. */
static int32_t
pushed_back(double p)
{
	return (int32_t)lround(-PUSH * p * (double)STEP_ONE);
}

/* How far the weights of some rules are to be moved along an example, in STEP_ONE. */
struct moves {
	struct step at[RIVALS_MET + 1];
	unsigned n;
};

/* The example keeps what was done for it. */
static int
move(struct index *ix, struct example *e, struct moves *m, uint32_t rule, int32_t size)
{
	uint32_t i;

	for (i = 0; i < e->steps_n && e->steps[i].rule != rule; i++)
		;
	if (size == 0 || i == STEPS_MAX)
		return 0;
	if (!rule_get(ix, rule))
		return -1;
	if (i == e->steps_n)
		e->steps[e->steps_n++] = (struct step){rule, 0};
	e->steps[i].size += size;
	if (e->steps[i].size == 0)
		e->steps[i] = e->steps[--e->steps_n];
	m->at[m->n++] = (struct step){rule, size};
	return 0;
}

/* Word by word, so that each list is come by once. */
static int
moves_make(struct index *ix, const struct example *e, const struct probes *p, const struct moves *m)
{
	for (uint32_t k = 0; k < e->n; k++)
		for (unsigned i = 0; i < m->n; i++)
			list_fetch_posting(p->at[k].list, m->at[i].rule);
	for (uint32_t k = 0; k < e->n; k++)
		for (unsigned i = 0; i < m->n; i++) {
			int born;

			if (list_add(ix, p->at[k].list, m->at[i].rule, 0, m->at[i].size * e->x[k],
				&born) < 0)
				return -1;
		}
	return 0;
}

static int
step(struct index *ix, struct example *e, const struct probes *p, uint32_t rule, int32_t size)
{
	struct moves one = {0};

	return move(ix, e, &one, rule, size) < 0 ? -1 : moves_make(ix, e, p, &one);
}

/* The multiplier of an example against a rival, from the step that was made for it. */
static double
multiplier(const struct example *e, uint32_t rule)
{
	for (uint32_t i = 0; i < e->steps_n; i++)
		if (e->steps[i].rule == rule)
			return -e->steps[i].size / (double)STEP_ONE;
	return 0;
}

/*
 * The rival that violates the example's margin most, or whose multiplier is most too large: its
 * number, and by how much.  The nearest of those that have no multiplier goes to *near.
 */
static uint32_t
worst_rival(struct index *ix, const struct example *e, float mine, double slack, double *by,
    uint32_t *near)
{
	uint32_t top = 0, worst = 0;
	float best = 0;

	*by = 0;
	for (uint32_t i = 0; i < ix->sums.n; i++) {
		uint32_t rule = ix->sums.touched[i];

		if (rule == e->rule || (top && ix->sums.learned[rule] <= best) ||
		    (ix->rules[rule].flags & RULE_RETIRED) || multiplier(e, rule) > 0)
			continue;
		top = rule;
		best = ix->sums.learned[rule];
	}
	if (near)
		*near = top;
	if (top && MARGIN - (double)(mine - best) > 0) {
		worst = top;
		*by = MARGIN - (double)(mine - best);
	}
	for (uint32_t i = 0; i < e->steps_n; i++) {
		uint32_t rule = e->steps[i].rule;
		double a = -e->steps[i].size / (double)STEP_ONE, g;

		if (rule == e->rule || a <= 0)
			continue;
		g = MARGIN - (double)(mine - *sums_learned(ix, rule)) - slack * a;
		if (fabs(g) > fabs(*by)) {
			worst = rule;
			*by = g;
		}
	}
	return worst;
}

/*
 * Dual coordinate steps on one example (Keerthi et al. 2008, with one squared-hinge constraint
 * for each rival): move its multipliers to where its rule leads each rival by the margin.  The
 * rival that was nearest goes to *near.
 */
static int
fit(struct index *ix, struct example *e, struct probes *p, uint32_t *near)
{
	double slack = SLACK * (double)COUNT_ONE / e->count, xx = 0;
	struct moves moves = {0};
	int32_t all = 0;

	if (score_learned(ix, p) < 0)
		return -1;
	for (uint32_t k = 0; k < e->n; k++)
		xx += e->x[k] * e->x[k] / (double)(X_ONE * X_ONE);
	for (int i = 0; i < RIVALS_MET; i++) {
		float *mine = sums_learned(ix, e->rule);
		double g, a;
		uint32_t rival;
		int32_t size;

		if (!mine)
			return -1;
		rival = worst_rival(ix, e, *mine, slack, &g, i == 0 ? near : NULL);
		if (!rival || fabs(g) < TOLERANCE || e->steps_n + 2 > STEPS_MAX)
			break;
		a = g / (2 * xx + slack);
		a = -a > multiplier(e, rival) ? -multiplier(e, rival) : a;
		size = (int32_t)lround(a * (double)STEP_ONE);
		if (size == 0)
			break;
		if (move(ix, e, &moves, rival, -size) < 0)
			return -1;
		all += size;
		*sums_learned(ix, e->rule) += (float)(size / (double)STEP_ONE * xx);
		*sums_learned(ix, rival) -= (float)(size / (double)STEP_ONE * xx);
	}
	if (move(ix, e, &moves, e->rule, all) < 0)
		return -1;
	return moves_make(ix, e, p, &moves);
}

/* Look at an earlier example again. */
static int
replay(struct index *ix, uint32_t slot)
{
	struct cell *c = cell_get(ix, 'e', slot);
	struct example e = {0};
	struct probes p;

	if (!c)
		return -1;
	if (!example_unpack(ix, c, &e))
		return 0;
	if (example_probes(ix, &e, &p) < 0)
		return -1;
	if (e.kind == EXAMPLE_RIGHT) {
		if (fit(ix, &e, &p, NULL) < 0)
			return -1;
	} else {
		struct candidate best[RIVALS];
		struct hits h;
		int n;

		probes_weigh(ix, &p);
		if (score(ix, &p, NULL, NULL, &h) < 0 || (n = likeliest(ix, &p, &h, best)) < 0)
			return -1;
		for (int i = 0; i < n; i++)
			if (best[i].p > .05 && (!e.rule || best[i].rule == e.rule) &&
			    step(ix, &e, &p, best[i].rule, pushed_back(best[i].p)) < 0)
				return -1;
	}
	e.clock = ix->meta.clock;
	example_pack(&c->value, &e);
	cell_changed(ix, c);
	return 0;
}

/*
 * Of some slots, drawn from a rule's own or (0) from all, the one whose example has not been
 * looked at for longest.
 */
static int
longest_ago(struct index *ix, uint32_t rule, uint64_t seed, uint32_t *slot)
{
	struct cell *own = rule ? cell_get(ix, 'g', rule) : NULL;
	uint64_t oldest = UINT64_MAX;

	if (rule && !own)
		return -1;
	for (uint64_t i = 0; i < DRAWN; i++) {
		uint64_t mixed[2] = {seed, i}, draw = hash64(mixed, sizeof(mixed), 6), clock;
		uint32_t at = own && own->value.len ? slot_at(own, draw % (own->value.len / 2))
						    : (uint32_t)(draw % ix->meta.sampled);
		struct cell *c = cell_get(ix, 'e', at);

		if (!c)
			return -1;
		clock = example_clock(c);
		if (clock < oldest) {
			oldest = clock;
			*slot = at;
		}
	}
	return 0;
}

/* Some of the earlier examples, half of them of the rule that competes with what was taught. */
static int
replays(struct index *ix, uint32_t rival)
{
	uint64_t n = REPLAYS_ALL / (ix->meta.sampled + 1u);

	n = n < REPLAYS_MIN ? REPLAYS_MIN : n > REPLAYS_MAX ? REPLAYS_MAX : n;
	n = n < ix->meta.sampled ? n : ix->meta.sampled;
	for (uint64_t i = 0; i < n; i++) {
		uint32_t slot = 0;

		if (longest_ago(ix, i & 1 ? 0 : rival, ix->meta.clock << 8 | i, &slot) < 0 ||
		    replay(ix, slot) < 0)
			return -1;
	}
	return 0;
}

/* --- counting --- */

/* Count a question as seen, or no longer. */
static int
count_question(struct index *ix, const struct question *q, bool seen)
{
	if (!seen && ix->meta.questions == 0)
		return 0;
	ix->meta.questions += seen ? 1 : (uint64_t)-1;
	meta_changed(ix);
	for (uint32_t i = 0; i < q->plain.n; i++) {
		struct list *l = list_get(ix, q->plain.at[i].id);

		if (!l)
			return -1;
		if (!seen && l->df == 0)
			continue;
		list_changed(ix, l);
		l->common = q->plain.at[i].common;
		if (seen) {
			ix->meta.features += l->df++ == 0;
			ix->meta.mass++;
		} else {
			ix->meta.features -= --l->df == 0;
			ix->meta.mass--;
		}
	}
	return 0;
}

/* Count the features of a question for a rule, in COUNT_ONE; negative: take them back. */
static int
count_rule(struct index *ix, const struct question *q, uint32_t rule, int32_t count)
{
	struct rule_stat *r;

	if (!(r = rule_get(ix, rule)))
		return -1;
	for (uint32_t i = 0; i < q->plain.n; i++) {
		struct list *l = list_get(ix, q->plain.at[i].id);
		struct posting e = {0};
		int32_t change = count;
		bool fresh;
		int born;

		if (!l || list_posting(ix, l, rule, &e, &fresh) < 0)
			return -1;
		if (change < 0 && (uint32_t)-change > e.count)
			change = -(int32_t)e.count;
		if (list_add(ix, l, rule, change, 0, &born) < 0)
			return -1;
		r->total += (uint64_t)(int64_t)change;
		r->distinct += (uint32_t)born;
	}
	rule_changed(ix, rule);
	if (rule > ix->meta.top_rule) {
		ix->meta.top_rule = rule;
		meta_changed(ix);
	}
	return 0;
}

static int
begin(struct index *ix)
{
	arena_clear(&ix->scratch);
	if (meta_load(ix) < 0)
		return -1;
	ix->meta.clock++;
	epoch_new(ix);
	meta_changed(ix);
	return 0;
}

/* --- teaching --- */

static int
look(struct index *ix, const struct probes *p, uint32_t right, struct taught *out)
{
	struct candidate best[RIVALS];
	struct hits h;
	int n = score(ix, p, NULL, NULL, &h) < 0 ? -1 : likeliest(ix, p, &h, best);

	*out = (struct taught){0};
	for (int i = 0; i < n; i++) {
		if (best[i].rule == right) {
			out->before = best[i].p;
		} else if (!out->near) {
			out->near = best[i].rule;
			out->near_p = best[i].p;
		}
	}
	return n < 0 ? -1 : 0;
}

static int
learn(struct index *ix, const struct question *q, uint32_t right, uint32_t wrong, double weight,
    struct taught *out)
{
	struct example e = {.kind = EXAMPLE_RIGHT, .rule = right};
	uint32_t slot = 0, near = 0;
	struct probes p;

	e.count = (uint32_t)(weight * (double)COUNT_ONE + .5);
	e.count = e.count ? e.count : 1;
	if (begin(ix) < 0 || count_question(ix, q, true) < 0 ||
	    probes_of(ix, &ix->scratch, &q->plain, false, &p) < 0 ||
	    (out && look(ix, &p, right, out) < 0))
		return -1;
	example_make(ix, q, &p, &e);
	if (count_rule(ix, q, right, (int32_t)e.count) < 0 || fit(ix, &e, &p, &near) < 0)
		return -1;
	ix->rules[right].examples += e.count;
	rule_changed(ix, right);
	if (vocabulary_add(ix, q) < 0 || sample_add(ix, &e, &slot) < 0)
		return -1;
	if (wrong && wrong != right && exact_say(ix, q, wrong, -1, 0) < 0)
		return -1;
	if (exact_say(ix, q, right, 1, slot) < 0)
		return -1;
	return replays(ix, near);
}

int
index_teach(struct index *ix, const struct question *q, uint32_t right, uint32_t wrong,
    struct taught *out)
{
	return learn(ix, q, right, wrong, 1, out);
}

int
index_accept(struct index *ix, const struct question *q, uint32_t rule, double weight)
{
	return learn(ix, q, rule, 0, weight < 0 ? 0 : weight > 1 ? 1 : weight, NULL);
}

/* The slot of the example that a rule's own words are, from 1; 0 none. */
static uint32_t
described(const struct cell *c)
{
	const unsigned char *p = (const unsigned char *)c->value.text;

	return c->value.len ? (uint32_t)unpack(&p, p + c->value.len) : 0;
}

static int
describe(struct index *ix, const struct question *words, uint32_t rule, struct cell *own)
{
	struct example e = {.kind = EXAMPLE_RIGHT, .rule = rule, .count = COUNT_ONE};
	uint32_t slot = 0, near = 0;
	struct probes p;

	if (probes_of(ix, &ix->scratch, &words->plain, false, &p) < 0)
		return -1;
	example_make(ix, words, &p, &e);
	if (fit(ix, &e, &p, &near) < 0 || sample_add(ix, &e, &slot) < 0)
		return -1;
	buf_clear(&own->value);
	if (slot)
		pack(&own->value, slot);
	cell_changed(ix, own);
	return replays(ix, near);
}

int
index_describe(struct index *ix, const struct question *words, uint32_t rule, bool add)
{
	struct cell *own;

	if (begin(ix) < 0 || count_question(ix, words, add) < 0 ||
	    count_rule(ix, words, rule, add ? COUNT_ONE : -COUNT_ONE) < 0 ||
	    !(own = cell_get(ix, 'd', rule)))
		return -1;
	if (add)
		return describe(ix, words, rule, own);
	if (described(own) && sample_drop(ix, described(own) - 1, words->key, rule) < 0)
		return -1;
	buf_clear(&own->value);
	cell_changed(ix, own);
	return 0;
}

/* A question that a rule (0: any rule) should not have: push it back until it does not. */
static int
push(struct index *ix, const struct question *q, uint32_t rule)
{
	struct example e = {.kind = rule ? EXAMPLE_AGAINST : EXAMPLE_NONE, .rule = rule};
	struct probes p;
	uint32_t slot = 0;

	if (begin(ix) < 0 || count_question(ix, q, true) < 0 ||
	    probes_of(ix, &ix->scratch, &q->plain, false, &p) < 0)
		return -1;
	example_make(ix, q, &p, &e);
	for (int round = 0; round < 3; round++) {
		struct candidate best[RIVALS];
		struct hits h;
		bool moved = false;
		int n;

		if (score(ix, &p, NULL, NULL, &h) < 0 || (n = likeliest(ix, &p, &h, best)) < 0)
			return -1;
		for (int i = 0; i < n; i++) {
			if (best[i].p < .1 || (rule && best[i].rule != rule))
				continue;
			moved = true;
			if (step(ix, &e, &p, best[i].rule, pushed_back(best[i].p)) < 0)
				return -1;
		}
		if (!moved)
			break;
	}
	if (sample_add(ix, &e, &slot) < 0)
		return -1;
	return exact_say(ix, q, rule, -1, slot);
}

int
index_push_back(struct index *ix, const struct question *q, uint32_t rule)
{
	if (!rule)
		return fail("index: a counter-example needs a rule");
	return push(ix, q, rule);
}

int
index_none(struct index *ix, const struct question *q)
{
	return push(ix, q, 0);
}

int
index_reject(struct index *ix, const struct question *q, uint32_t rule)
{
	struct example e = {0};
	double share[HITS];
	struct probes p;
	struct hits h;

	if (begin(ix) < 0 || count_question(ix, q, true) < 0 ||
	    probes_of(ix, &ix->scratch, &q->plain, false, &p) < 0 ||
	    score(ix, &p, NULL, NULL, &h) < 0)
		return -1;
	example_make(ix, q, &p, &e);
	softmax(&h, share);
	for (uint32_t i = 0; i < h.n; i++)
		if (h.at[i].rule == rule)
			return step(ix, &e, &p, rule, pushed_back(.3 * share[i]));
	return 0;
}

int
index_retire(struct index *ix, uint32_t rule, bool retired)
{
	struct rule_stat *r;

	if (begin(ix) < 0 || !(r = rule_get(ix, rule)))
		return -1;
	r->flags = (uint8_t)(retired ? r->flags | RULE_RETIRED : r->flags & ~RULE_RETIRED);
	rule_changed(ix, rule);
	return 0;
}

int
index_taught(struct index *ix, const struct question *q, uint32_t rule)
{
	struct exacts x;

	if (exacts_get(ix, q->key, &x) < 0)
		return -1;
	for (uint32_t i = 0; i < x.n; i++)
		if (x.at[i].rule == rule && x.at[i].sign > 0)
			return 1;
	return 0;
}

int
index_owners(struct index *ix, const char *question, size_t n, uint32_t *out, size_t max)
{
	uint64_t key = text_key(question, n);
	struct exacts x = {0};
	size_t found = 0;

	if (key && exacts_get(ix, key, &x) < 0)
		return -1;
	for (uint32_t i = 0; i < x.n && found < max; i++)
		if (x.at[i].rule && x.at[i].sign > 0)
			out[found++] = x.at[i].rule;
	return (int)found;
}

int
index_unteach(struct index *ix, const struct question *q, uint32_t rule, double weight)
{
	uint32_t count = (uint32_t)(weight * (double)COUNT_ONE + .5);
	struct rule_stat *r;
	bool counted = true;
	struct exacts x;

	count = count ? count : 1;
	if (begin(ix) < 0 || exacts_get(ix, q->key, &x) < 0)
		return -1;
	for (uint32_t i = 0; i < x.n; i++) {
		if (x.at[i].rule != rule)
			continue;
		counted = x.at[i].sign > 0; /* a counter-example adds no counts */
		if (x.at[i].slot && sample_drop(ix, x.at[i].slot - 1, q->key, rule) < 0)
			return -1;
	}
	if (exact_say(ix, q, rule, 0, 0) < 0 || count_question(ix, q, false) < 0)
		return -1;
	if (rule == 0 || !counted)
		return 0;
	if (count_rule(ix, q, rule, -(int32_t)count) < 0 || !(r = rule_get(ix, rule)))
		return -1;
	r->examples -= r->examples < count ? r->examples : count;
	rule_changed(ix, rule);
	return 0;
}

/* --- finding --- */

/* What was said about this very question: its rule comes first, a counter-example falls out. */
static int
apply_exact(struct index *ix, uint64_t key, index_in_force *in_force, void *ctx,
    struct candidate *at, size_t *n, size_t cap, struct found *found)
{
	struct exacts x;
	uint32_t first = 0;

	if (key == 0)
		return 0;
	if (exacts_get(ix, key, &x) < 0)
		return -1;
	for (uint32_t i = 0; i < x.n; i++) {
		const struct rule_stat *r;
		size_t k;

		if (x.at[i].rule == 0) {
			found->exact_none = x.at[i].sign < 0 && !first;
			continue;
		}
		for (k = 0; k < *n && at[k].rule != x.at[i].rule; k++)
			;
		if (x.at[i].sign < 0) {
			if (k < *n)
				at[k].exact = -1;
			continue;
		}
		/* Rules for different cases share questions: what was said last comes first. */
		if (found->exact_none || (first && k == *n && *n == cap))
			continue;
		if (k == *n) {
			if (!(r = rule_get(ix, x.at[i].rule)))
				return -1;
			if ((r->flags & RULE_RETIRED) || cap == 0 ||
			    (in_force && !in_force(ctx, x.at[i].rule)))
				continue;
			k = *n < cap ? (*n)++ : cap - 1;
			at[k] = (struct candidate){.rule = x.at[i].rule, .z = at[0].z, .cover = 1};
		}
		at[k].exact = first ? 1 : 2;
		first = first ? first : at[k].rule;
	}
	return 0;
}

static int
by_rank(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->exact != y->exact)
		return x->exact > y->exact ? -1 : 1;
	if (x->z < y->z || x->z > y->z)
		return x->z > y->z ? -1 : 1;
	return (x->rule > y->rule) - (x->rule < y->rule);
}

int
index_find(struct index *ix, const struct question *q, index_in_force *in_force, void *ctx,
    struct candidate *out, size_t cap, struct found *found)
{
	struct probes p;
	struct hits h;
	size_t n;
	int rc;

	*found = (struct found){.none = 1, .rest = -INFINITY, .unseen = 1, .features = q->asked.n};
	if (cap)
		out[0] = (struct candidate){0};
	arena_clear(&ix->scratch);
	if (probes_of(ix, &ix->scratch, &q->asked, true, &p) < 0 ||
	    score(ix, &p, in_force, ctx, &h) < 0 ||
	    (rc = candidates_of(ix, &p, &h, out, cap, found)) < 0)
		return -1;
	found->unseen = (double)p.unseen;
	n = (size_t)rc;
	if (apply_exact(ix, q->key, in_force, ctx, out, &n, cap, found) < 0)
		return -1;
	if (n)
		qsort(out, n, sizeof(*out), by_rank);
	index_normalise(out, n, found);
	return (int)n;
}
