/* The values of the index in memory: read when first wanted, written back by a flush. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "index_parts.h"

enum { SHORT = 8 }; /* postings */
enum { LIST_SPLIT = 1, LIST_COMMON = 2, LEAF_EMPTY = 0x80, LEAF_SHIFT = 0x3f };

/* --- packing --- */

void
pack(struct buf *b, uint64_t v)
{
	char out[10];
	size_t n = 0;

	if (v < 0x80) { /* most often */
		buf_char(b, (char)v);
		return;
	}
	for (; v >= 0x80; v >>= 7)
		out[n++] = (char)(v | 0x80);
	out[n++] = (char)v;
	buf_add(b, out, n);
}

void
pack_signed(struct buf *b, int64_t v)
{
	pack(b, ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0));
}

/* Past the end reads as 0, so that a damaged value gives a wrong number and no more. */
uint64_t
unpack(const unsigned char **p, const unsigned char *end)
{
	uint64_t v = 0;

	for (unsigned shift = 0; *p < end && shift < 64; shift += 7) {
		unsigned char c = *(*p)++;

		v |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			break;
	}
	return v;
}

int64_t
unpack_signed(const unsigned char **p, const unsigned char *end)
{
	uint64_t v = unpack(p, end);

	return (int64_t)(v >> 1) ^ (v & 1 ? -1 : 0);
}

static size_t
make_key(unsigned char out[INDEX_KEY_MAX], char kind, uint64_t key, size_t n)
{
	out[0] = (unsigned char)kind;
	for (size_t i = 0; i < n; i++)
		out[1 + i] = (unsigned char)(key >> (8 * (n - 1 - i)));
	return 1 + n;
}

static int
io_get(struct index *ix, char kind, uint64_t key, size_t n, struct bytes *out)
{
	unsigned char k[INDEX_KEY_MAX];
	int rc = copy_get(ix, kind, key, out);

	return rc < 0 ? ix->io.get(ix->io.ctx, k, make_key(k, kind, key, n), out) : rc;
}

static int
io_put(struct index *ix, char kind, uint64_t key, size_t n, const struct buf *value)
{
	unsigned char k[INDEX_KEY_MAX];

	return ix->io.put(ix->io.ctx, k, make_key(k, kind, key, n), value->text, value->len);
}

/* --- small values --- */

static size_t
cell_place(const struct cells *t, char kind, uint64_t key)
{
	size_t i = mix_key(kind, key) & (t->cap - 1);

	while (t->at[i] && (t->at[i]->key != key || t->at[i]->kind != kind))
		i = (i + 1) & (t->cap - 1);
	return i;
}

static void
cells_grow(struct cells *t)
{
	struct cells old = *t;

	t->cap = old.cap ? 2 * old.cap : 256;
	t->at = mem_alloc(t->cap * sizeof(struct cell *));
	for (size_t i = 0; i < old.cap; i++)
		if (old.at[i])
			t->at[cell_place(t, old.at[i]->kind, old.at[i]->key)] = old.at[i];
	free(old.at);
}

struct cell *
cell_get(struct index *ix, char kind, uint64_t key)
{
	struct cells *t = &ix->cells;
	struct bytes value;
	struct cell *c;
	size_t i;
	int rc;

	if (2 * t->n >= t->cap)
		cells_grow(t);
	i = cell_place(t, kind, key);
	if (t->at[i])
		return t->at[i];
	if ((rc = io_get(ix, kind, key, 8, &value)) < 0)
		return NULL;
	c = arena_alloc(&ix->room, sizeof(*c));
	c->kind = kind;
	c->key = key;
	if (rc > 0)
		buf_add(&c->value, value.at, value.len);
	ix->bytes += sizeof(*c) + c->value.cap + 4 * sizeof(void *);
	t->at[i] = c;
	t->n++;
	return c;
}

void
cell_changed(struct index *ix, struct cell *c)
{
	struct cells *t = &ix->changed_cells;

	if (c->dirty)
		return;
	c->dirty = ix->any_dirty = true;
	t->at = mem_array(t->at, &t->cap, t->n + 1, sizeof(struct cell *));
	t->at[t->n++] = c;
}

/* The bytes of a cell, from the start to end; never NULL. */
static const unsigned char *
cell_bytes(const struct cell *c, const unsigned char **end)
{
	const char *text = c->value.text ? c->value.text : "";

	*end = (const unsigned char *)text + c->value.len;
	return (const unsigned char *)text;
}

/* --- the model as a whole --- */

int
meta_load(struct index *ix)
{
	struct cell *c;
	const unsigned char *p, *end;

	if (ix->meta_loaded)
		return 0;
	if (!(c = cell_get(ix, 'm', 0)))
		return -1;
	p = cell_bytes(c, &end);
	memset(&ix->meta, 0, sizeof(ix->meta));
	if (c->value.len) {
		if (unpack(&p, end) != 1)
			return fail("the index has a format that this version does not know");
		ix->meta.questions = unpack(&p, end);
		ix->meta.mass = unpack(&p, end);
		ix->meta.features = unpack(&p, end);
		ix->meta.seen = unpack(&p, end);
		ix->meta.clock = unpack(&p, end);
		ix->meta.sampled = (uint32_t)unpack(&p, end);
		ix->meta.top_rule = (uint32_t)unpack(&p, end);
	}
	ix->meta_loaded = true;
	return 0;
}

void
meta_changed(struct index *ix)
{
	ix->meta_dirty = ix->any_dirty = true;
}

static int
meta_store(struct index *ix)
{
	struct cell *c;

	if (!ix->meta_dirty)
		return 0;
	if (!(c = cell_get(ix, 'm', 0)))
		return -1;
	buf_clear(&c->value);
	pack(&c->value, 1);
	pack(&c->value, ix->meta.questions);
	pack(&c->value, ix->meta.mass);
	pack(&c->value, ix->meta.features);
	pack(&c->value, ix->meta.seen);
	pack(&c->value, ix->meta.clock);
	pack(&c->value, ix->meta.sampled);
	pack(&c->value, ix->meta.top_rule);
	cell_changed(ix, c);
	ix->meta_dirty = false;
	return 0;
}

/* --- rules --- */

static void
rule_constants(struct index *ix, uint32_t rule)
{
	struct rule_stat *r = &ix->rules[rule];
	double total = (double)r->total / (double)COUNT_ONE, lambda = 1;

	if (total > 0) {
		lambda = .7 * r->distinct / total;
		lambda = lambda > 1 ? 1 : lambda < 1e-4 ? 1e-4 : lambda;
	}
	ix->sums.ln_lambda[rule] =
	    total > 0 && !(r->flags & RULE_RETIRED) ? (float)log(lambda) : -INFINITY;
	r->scale = total > 0 ? (float)(1 / (total * lambda)) : 0;
}

static int
page_load(struct index *ix, uint32_t page)
{
	const unsigned char *p, *end;
	struct cell *c = cell_get(ix, 'r', page);

	if (!c)
		return -1;
	p = cell_bytes(c, &end);
	for (uint32_t i = 0; i < PAGE; i++) {
		uint32_t rule = page * PAGE + i;
		struct rule_stat *r = &ix->rules[rule];

		r->total = unpack(&p, end);
		r->distinct = (uint32_t)unpack(&p, end);
		r->examples = (uint32_t)unpack(&p, end);
		r->flags = (uint8_t)unpack(&p, end);
		r->loaded = true;
		rule_constants(ix, rule);
	}
	return 0;
}

struct rule_stat *
rule_get(struct index *ix, uint32_t rule)
{
	if (rule == 0 || rule > RULE_MAX) {
		fail("index: no rule can have the number %u", rule);
		return NULL;
	}
	if (rule >= ix->rules_cap) {
		uint32_t cap = ix->rules_cap ? ix->rules_cap : 4 * PAGE;

		while (cap <= rule)
			cap *= 2;
		ix->rules = mem_grow(ix->rules, cap * sizeof(*ix->rules));
		memset(ix->rules + ix->rules_cap, 0, (cap - ix->rules_cap) * sizeof(*ix->rules));
		sums_room(ix, cap);
		ix->rules_cap = cap;
	}
	if (!ix->rules[rule].loaded && page_load(ix, rule / PAGE) < 0)
		return NULL;
	return &ix->rules[rule];
}

void
epoch_new(struct index *ix)
{
	ix->epoch = ix->epoch < UINT32_MAX ? ix->epoch + 1 : 1;
}

void
rule_changed(struct index *ix, uint32_t rule)
{
	struct rule_stat *page = &ix->rules[rule / PAGE * PAGE];

	rule_constants(ix, rule);
	epoch_new(ix);
	if (page->dirty)
		return;
	page->dirty = ix->any_dirty = true;
	ix->changed_pages = mem_array(ix->changed_pages, &ix->changed_pages_cap,
	    ix->changed_pages_n + 1, sizeof(*ix->changed_pages));
	ix->changed_pages[ix->changed_pages_n++] = rule / PAGE;
}

static int
page_store(struct index *ix, uint32_t page)
{
	struct rule_stat *r = &ix->rules[page * PAGE];
	struct cell *c = cell_get(ix, 'r', page);

	if (!c)
		return -1;
	buf_clear(&c->value);
	for (uint32_t i = 0; i < PAGE; i++) {
		pack(&c->value, r[i].total);
		pack(&c->value, r[i].distinct);
		pack(&c->value, r[i].examples);
		pack(&c->value, r[i].flags);
	}
	cell_changed(ix, c);
	r->dirty = false;
	return 0;
}

/* --- postings --- */

static size_t
list_place(const struct list_table *t, uint32_t feature)
{
	size_t i = mix(feature) & (t->cap - 1);

	while (t->at[i].list && t->at[i].feature != feature)
		i = (i + 1) & (t->cap - 1);
	return i;
}

static void
lists_grow(struct list_table *t)
{
	struct list_table old = *t;

	t->cap = old.cap ? 2 * old.cap : 4096;
	t->at = mem_alloc(t->cap * sizeof(*t->at));
	for (size_t i = 0; i < old.cap; i++)
		if (old.at[i].list)
			t->at[list_place(t, old.at[i].feature)] = old.at[i];
	free(old.at);
}

void
list_fetch(const struct index *ix, uint32_t feature)
{
	if (ix->lists.cap)
		__builtin_prefetch(&ix->lists.at[mix(feature) & (ix->lists.cap - 1)]);
}

struct list *
list_known(const struct index *ix, uint32_t feature)
{
	return ix->lists.cap ? ix->lists.at[list_place(&ix->lists, feature)].list : NULL;
}

static void
leaf_room(struct index *ix, struct leaf *f, size_t n)
{
	size_t cap = f->cap ? f->cap : 2;

	while (cap < n)
		cap *= 2;
	if (cap > f->cap) {
		const struct posting *old = f->at;

		f->at = mem_grow(f->lent ? NULL : f->at, cap * sizeof(*f->at));
		if (f->lent)
			memcpy(f->at, old, f->n * sizeof(*f->at));
		f->lent = false;
		ix->bytes += (cap - f->cap) * sizeof(*f->at);
		f->cap = (uint16_t)cap;
	}
}

/* Postings as stored, into room; more than there can be only where they are damaged. */
static void
leaf_unpack(struct arena *room, struct leaf *f, const unsigned char *p, const unsigned char *end)
{
	uint32_t rule = f->first;
	size_t numbers = 0;

	for (const unsigned char *at = p; at < end; at++)
		numbers += *at < 0x80;
	numbers = numbers / 3 < (size_t)2 * LEAF_MAX ? numbers / 3 : (size_t)2 * LEAF_MAX;
	f->cap = (uint16_t)numbers;
	f->at = numbers ? arena_alloc(room, numbers * sizeof(*f->at)) : NULL;
	f->lent = numbers > 0;
	while (p < end && f->n < f->cap) {
		struct posting *e = &f->at[f->n];
		uint64_t more = unpack(&p, end);

		/* Of a damaged value no more than can be: rules that grow. */
		if (more > RULE_MAX - rule || (f->n && more == 0))
			break;
		f->n++;
		e->rule = rule += (uint32_t)more;
		e->count = (uint32_t)unpack(&p, end);
		e->weight = (int32_t)unpack_signed(&p, end);
		e->terms = terms_with(0, e->weight);
	}
	f->loaded = true;
}

static void
leaf_free(const struct leaf *f)
{
	if (!f->lent)
		free(f->at);
}

static void
leaf_pack(struct buf *b, const struct leaf *f)
{
	uint32_t rule = f->first;

	for (unsigned i = 0; i < f->n; i++) {
		pack(b, f->at[i].rule - rule);
		pack(b, f->at[i].count);
		pack_signed(b, f->at[i].weight);
		rule = f->at[i].rule;
	}
}

static void
list_unpack(struct arena *room, struct list *l, struct bytes value)
{
	const unsigned char *p = value.at, *end = p + value.len;
	uint64_t flags = unpack(&p, end), first = 0;

	l->common = flags & LIST_COMMON;
	l->df = (uint32_t)unpack(&p, end);
	l->total = (uint32_t)unpack(&p, end);
	if (!(flags & LIST_SPLIT)) {
		leaf_unpack(room, &l->one, p, end);
		return;
	}
	if (p == end)
		return;
	l->leaves = (uint16_t)(end - p);
	l->at = mem_alloc(l->leaves * sizeof(*l->at));
	for (unsigned i = 0; i < l->leaves; i++) {
		l->at[i].first = (uint32_t)first;
		l->at[i].loaded = p[i] & LEAF_EMPTY;
		l->at[i].shift = p[i] & LEAF_SHIFT;
		first += (uint64_t)1 << l->at[i].shift;
	}
}

static void
list_begin(struct list *l, uint32_t feature)
{
	l->feature = feature;
	l->at = &l->one;
	l->leaves = 1;
	l->one.shift = 32;
	l->one.loaded = true;
}

/* A list in place i of the table, read or (there: 0) new. */
static struct list *
list_new(struct index *ix, size_t i, uint32_t feature, int there, struct bytes value)
{
	struct list *l = arena_alloc(&ix->room, sizeof(*l));

	list_begin(l, feature);
	if (there)
		list_unpack(&ix->room, l, value);
	ix->bytes += sizeof(*l) + l->one.cap * sizeof(*l->one.at) + 4 * sizeof(void *);
	ix->bytes += l->leaves > 1 ? l->leaves * sizeof(*l->at) : 0;
	ix->lists.at[i] = (struct list_slot){l, feature};
	ix->lists.n++;
	return l;
}

struct list *
list_get(struct index *ix, uint32_t feature)
{
	struct bytes value;
	size_t i;
	int rc;

	if (2 * ix->lists.n >= ix->lists.cap)
		lists_grow(&ix->lists);
	i = list_place(&ix->lists, feature);
	if (ix->lists.at[i].list)
		return ix->lists.at[i].list;
	if ((rc = io_get(ix, 'f', feature, 4, &value)) < 0)
		return NULL;
	return list_new(ix, i, feature, rc, value);
}

/* Unpacking so few postings is cheaper than looking for them where nothing has been for long. */
static bool
is_short(struct bytes value)
{
	const unsigned char *p = value.at, *end = p + value.len;

	if (unpack(&p, end) & LIST_SPLIT)
		return false;
	unpack(&p, end);
	return unpack(&p, end) <= SHORT;
}

struct list *
list_find(struct index *ix, struct arena *a, uint32_t feature)
{
	struct bytes value;
	struct list *l;
	size_t i;
	int rc = 0;

	if (2 * ix->lists.n >= ix->lists.cap)
		lists_grow(&ix->lists);
	i = list_place(&ix->lists, feature);
	if (ix->lists.at[i].list)
		return ix->lists.at[i].list;
	if (ix->copy.whole || !marks_have(&ix->absent, feature)) {
		if ((rc = io_get(ix, 'f', feature, 4, &value)) < 0)
			return NULL;
		if (rc > 0 && !(ix->copy.whole && is_short(value)))
			return list_new(ix, i, feature, rc, value);
		if (rc == 0 && !ix->copy.whole && marks_add(&ix->absent, feature))
			ix->bytes += 4 * sizeof(*ix->absent.at); /* a place in it, about */
	}
	l = arena_alloc(a, sizeof(*l));
	list_begin(l, feature);
	if (rc > 0)
		list_unpack(a, l, value);
	return l;
}

int
leaf_load(struct index *ix, struct list *l, struct leaf *f)
{
	struct bytes value;
	int rc;

	if (f->loaded)
		return 0;
	rc = io_get(ix, 'p', (uint64_t)l->feature << 32 | f->first, 8, &value);
	if (rc < 0)
		return -1;
	if (rc > 0)
		leaf_unpack(&ix->room, f, value.at, (const unsigned char *)value.at + value.len);
	ix->bytes += f->cap * sizeof(*f->at);
	f->loaded = true;
	return 0;
}

static struct leaf *
list_leaf(struct list *l, uint32_t rule)
{
	size_t low = 0, high = l->leaves;

	while (high - low > 1) {
		size_t mid = (low + high) / 2;

		if (l->at[mid].first <= rule)
			low = mid;
		else
			high = mid;
	}
	return &l->at[low];
}

/* The place of a rule's posting in a leaf, or of the first of a higher rule. */
static unsigned
leaf_find(const struct leaf *f, uint32_t rule)
{
	const struct posting *at = f->at;
	unsigned low = 0, n = f->n;

	if (n == 0 || at[0].rule >= rule)
		return 0;
	if (at[n - 1].rule < rule)
		return n;
	/* every rule of its range, as of words that all questions may hold */
	if (at[n - 1].rule - at[0].rule == n - 1)
		return rule - at[0].rule < n ? rule - at[0].rule : n;
	/* no branch that cannot be foretold */
	for (unsigned half; n > 1; n -= half) {
		half = n / 2;
		low += at[low + half].rule <= rule ? half : 0;
	}
	return low + (at[low].rule < rule);
}

/* A posting will be changed soon; rules are spread evenly, about. */
void
list_fetch_posting(struct list *l, uint32_t rule)
{
	const struct leaf *f = list_leaf(l, rule);
	uint32_t span;

	if (l->dense)
		dense_fetch(l, rule);
	if (l->dense || !f->n || f->at[0].rule > rule || f->at[f->n - 1].rule < rule)
		return;
	span = f->at[f->n - 1].rule - f->at[0].rule + 1;
	__builtin_prefetch(&f->at[(uint64_t)(rule - f->at[0].rule) * f->n / span], 1);
}

int
list_posting(struct index *ix, struct list *l, uint32_t rule, struct posting *out, bool *fresh)
{
	struct leaf *f = list_leaf(l, rule);
	unsigned i;

	if (leaf_load(ix, l, f) < 0)
		return -1;
	i = leaf_find(f, rule);
	if (i == f->n || f->at[i].rule != rule)
		return 0;
	*out = f->at[i];
	dense_tell(l, out);
	*fresh = f->epoch == ix->epoch;
	return 1;
}

void
list_changed(struct index *ix, struct list *l)
{
	struct lists *t = &ix->changed_lists;

	if (l->dirty)
		return;
	l->dirty = ix->any_dirty = true;
	t->at = mem_array(t->at, &t->cap, t->n + 1, sizeof(struct list *));
	t->at[t->n++] = l;
}

/* Part a leaf that is too long in halves of its range, until none is. */
static void
leaf_split(struct index *ix, struct list *l, size_t i)
{
	struct leaf *left, *right, *at;
	unsigned cut;

	if (l->at[i].n <= LEAF_MAX || l->at[i].shift == 0)
		return;
	at = mem_alloc((l->leaves + 1u) * sizeof(*at));
	memcpy(at, l->at, (i + 1) * sizeof(*at));
	memcpy(at + i + 2, l->at + i + 1, (l->leaves - i - 1) * sizeof(*at));
	if (l->at != &l->one)
		free(l->at);
	memset(&l->one, 0, sizeof(l->one));
	l->at = at;
	l->leaves++;
	ix->bytes += sizeof(*at);

	left = &at[i];
	right = &at[i + 1];
	left->shift--;
	left->dirty = true;
	left->epoch = 0;
	*right = (struct leaf){.first = left->first + (1u << left->shift),
		.shift = left->shift,
		.loaded = true,
		.dirty = true};
	cut = leaf_find(left, right->first);
	if (cut < left->n) {
		right->n = (uint16_t)(left->n - cut);
		leaf_room(ix, right, right->n);
		memcpy(right->at, left->at + cut, right->n * sizeof(*right->at));
		left->n = (uint16_t)cut;
	}
	leaf_split(ix, l, i + 1);
	leaf_split(ix, l, i);
}

/* Move the weight of a posting that is there and stays, which is all that most steps do. */
static bool
leaf_step(struct leaf *f, uint32_t rule, int32_t by)
{
	unsigned i = f->loaded ? leaf_find(f, rule) : f->n;
	struct posting *e;
	int32_t now;

	if (i == f->n)
		return false;
	e = &f->at[i];
	if (e->rule != rule || __builtin_add_overflow(e->weight, by, &now) ||
	    (now == 0 && e->count == 0))
		return false;
	e->weight = now;
	e->terms = terms_with(e->terms, now);
	f->dirty = true;
	return true;
}

int
list_add(struct index *ix, struct list *l, uint32_t rule, int32_t count, int32_t weight, int *born)
{
	struct leaf *f;
	struct posting *e;
	uint32_t before;
	int64_t now;
	unsigned i;

	*born = 0;
	if (count == 0 && weight == 0)
		return 0;
	list_changed(ix, l);
	if (count == 0 && l->dense && dense_step(ix, l, rule, weight))
		return 0;
	f = list_leaf(l, rule);
	if (count == 0 && !l->dense && leaf_step(f, rule, weight))
		return 0;
	if (leaf_load(ix, l, f) < 0)
		return -1;
	f->dirty = true;
	f->epoch = 0;
	i = leaf_find(f, rule);
	if (i == f->n || f->at[i].rule != rule) {
		leaf_room(ix, f, f->n + 1u);
		memmove(f->at + i + 1, f->at + i, (f->n - i) * sizeof(*f->at));
		f->at[i] = (struct posting){.rule = rule};
		f->known = f->known && rule < ix->rules_cap && ix->rules[rule].loaded;
		f->n++;
		l->total++;
	}
	e = &f->at[i];
	dense_tell(l, e);
	before = e->count;
	now = (int64_t)e->count + count;
	e->count = now < 0 ? 0 : now > INT32_MAX ? INT32_MAX : (uint32_t)now;
	now = (int64_t)e->weight + weight;
	e->weight = now < INT32_MIN ? INT32_MIN : now > INT32_MAX ? INT32_MAX : (int32_t)now;
	e->terms = terms_with(e->terms, e->weight);
	dense_set(ix, l, e);
	*born = (e->count > 0) - (before > 0);
	if (e->count == 0 && e->weight == 0) {
		memmove(e, e + 1, (f->n - i - 1) * sizeof(*e));
		f->n--;
		l->total--;
		l->shrunk = true;
	} else if (f->n > LEAF_MAX) {
		leaf_split(ix, l, (size_t)(f - l->at));
	}
	return 0;
}

/* Join leaf i and its neighbour, the other half of the same range. */
static int
leaf_join(struct index *ix, struct list *l, size_t i)
{
	struct leaf *left = &l->at[i], *right = left + 1;
	const struct buf none = {0};

	if (io_put(ix, 'p', (uint64_t)l->feature << 32 | right->first, 8, &none) < 0)
		return -1;
	leaf_room(ix, left, left->n + (size_t)right->n);
	if (right->at)
		memcpy(left->at + left->n, right->at, right->n * sizeof(*left->at));
	left->n = (uint16_t)(left->n + right->n);
	left->shift++;
	left->dirty = true;
	left->epoch = 0;
	left->known = left->known && right->known;
	ix->bytes -= right->cap * sizeof(*right->at);
	leaf_free(right);
	memmove(right, right + 1, (l->leaves - i - 2) * sizeof(*right));
	if (--l->leaves == 1) {
		struct leaf *at = l->at;

		if (io_put(ix, 'p', (uint64_t)l->feature << 32, 8, &none) < 0)
			return -1;
		l->one = at[0];
		l->at = &l->one;
		free(at);
	}
	return 0;
}

/* After postings went away: a range that would fit into one leaf again becomes one. */
static int
list_join(struct index *ix, struct list *l)
{
	bool again = true;

	while (again && l->leaves > 1) {
		again = false;
		for (size_t i = 0; i + 1 < l->leaves; i++) {
			struct leaf *a = &l->at[i], *b = a + 1;

			if (a->shift != b->shift || (a->first >> a->shift & 1))
				continue;
			if (leaf_load(ix, l, a) < 0 || leaf_load(ix, l, b) < 0)
				return -1;
			if (a->n + b->n > LEAF_MAX)
				continue;
			if (leaf_join(ix, l, i) < 0)
				return -1;
			again = true;
			break;
		}
	}
	l->shrunk = false;
	return 0;
}

static int
list_store(struct index *ix, struct list *l, struct buf *b)
{
	bool split;

	dense_settle(l);
	if (l->shrunk && list_join(ix, l) < 0)
		return -1;
	split = l->leaves > 1;
	buf_clear(b);
	if (l->df || l->total) {
		pack(b, (split ? LIST_SPLIT : 0u) | (l->common ? LIST_COMMON : 0u));
		pack(b, l->df);
		pack(b, l->total);
	}
	if (!split)
		leaf_pack(b, l->at);
	for (unsigned i = 0; split && i < l->leaves; i++)
		buf_char(b,
		    (char)(l->at[i].shift | (l->at[i].loaded && !l->at[i].n ? LEAF_EMPTY : 0)));
	if (io_put(ix, 'f', l->feature, 4, b) < 0)
		return -1;
	for (unsigned i = 0; split && i < l->leaves; i++) {
		struct leaf *f = &l->at[i];

		if (!f->dirty)
			continue;
		buf_clear(b);
		leaf_pack(b, f);
		if (io_put(ix, 'p', (uint64_t)l->feature << 32 | f->first, 8, b) < 0)
			return -1;
		f->dirty = false;
	}
	l->dirty = false;
	return 0;
}

/* --- flush and forget --- */

static int
by_feature(const void *a, const void *b)
{
	uint32_t x = (*(struct list *const *)a)->feature, y = (*(struct list *const *)b)->feature;

	return (x > y) - (x < y);
}

static int
by_key(const void *a, const void *b)
{
	const struct cell *x = *(struct cell *const *)a, *y = *(struct cell *const *)b;

	return x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind)
				  : (x->key > y->key) - (x->key < y->key);
}

int
cache_flush(struct index *ix)
{
	struct lists *lists = &ix->changed_lists;
	struct cells *cells = &ix->changed_cells;
	struct buf b = {0};
	int rc = -1;

	if (ix->any_dirty)
		copy_drop(ix);
	for (size_t i = 0; i < ix->changed_pages_n; i++)
		if (page_store(ix, ix->changed_pages[i]) < 0)
			goto done;
	ix->changed_pages_n = 0;
	if (meta_store(ix) < 0)
		goto done;
	if (lists->n)
		qsort(lists->at, lists->n, sizeof(*lists->at), by_feature);
	for (size_t i = 0; i < lists->n; i++)
		if (list_store(ix, lists->at[i], &b) < 0)
			goto done;
	lists->n = 0;
	if (cells->n)
		qsort(cells->at, cells->n, sizeof(*cells->at), by_key);
	for (size_t i = 0; i < cells->n; i++) {
		struct cell *c = cells->at[i];

		if (io_put(ix, c->kind, c->key, 8, &c->value) < 0)
			goto done;
		c->dirty = false;
	}
	cells->n = 0;
	ix->any_dirty = false;
	rc = 0;
done:
	buf_free(&b);
	return rc;
}

void
cache_drop(struct index *ix)
{
	for (size_t i = 0; i < ix->lists.cap; i++) {
		struct list *l = ix->lists.at[i].list;

		if (!l)
			continue;
		dense_free(ix, l); /* looks at the leaves */
		for (unsigned k = 0; k < l->leaves; k++)
			leaf_free(&l->at[k]);
		if (l->at != &l->one)
			free(l->at);
	}
	for (size_t i = 0; i < ix->cells.cap; i++)
		if (ix->cells.at[i])
			buf_free(&ix->cells.at[i]->value);
	free(ix->lists.at);
	free(ix->cells.at);
	free(ix->changed_lists.at);
	free(ix->changed_cells.at);
	free(ix->changed_pages);
	free(ix->rules);
	marks_free(&ix->absent);
	sums_free(&ix->sums);
	arena_free(&ix->room);
	ix->lists = (struct list_table){0};
	ix->changed_lists = (struct lists){0};
	ix->cells = ix->changed_cells = (struct cells){0};
	ix->changed_pages = NULL;
	ix->changed_pages_n = ix->changed_pages_cap = 0;
	ix->rules = NULL;
	ix->rules_cap = 0;
	ix->bytes = 0;
	ix->meta_loaded = ix->meta_dirty = ix->any_dirty = false;
}
