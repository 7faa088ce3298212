/*
 * How much vectors count: an index in memory is taught most of the store's own examples, and asked
 * the others; some of them again without their rules, as questions about nothing that is known.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "index.h"
#include "meaning_parts.h"
#include "record.h"
#include "views.h"

enum {
	FOLDS = 4,
	PARTS = 10,	     /* of a rule's examples one is held out */
	FOLD_MAX = 800,	     /* questions */
	QUESTIONS_MAX = 800, /* after which no further fold begins */
	NEAR = 3,	     /* rules that the words find, as an answer looks at most often */
	FOUND = 8,	     /* rules that the words give, as they do for an answer */
	LEFT_OUT = 3	     /* of so many questions one is asked without its rule */
};

struct fold {
	struct meaning *m;
	uint32_t number;
	size_t *at; /* rows that are held out */
	size_t n, cap;
	struct fusion_row *rows;
	size_t rows_n, rows_cap;
	uint32_t questions;
	double *near;
};

/* The number of a row among those of its rule, and how many there are. */
static size_t
place_of(const struct meaning *m, size_t at, size_t *all)
{
	size_t first = at, end = at;

	while (first > 0 && m->rows[first - 1].rule == m->rows[at].rule)
		first--;
	while (end < m->count && m->rows[end].rule == m->rows[at].rule)
		end++;
	*all = end - first;
	return at - first;
}

/*
 * Of each rule that has two examples and more a tenth, one at least, and others in each fold; of
 * very many some by a hash.
 */
static void
choose(struct fold *f)
{
	struct meaning *m = f->m;
	size_t possible = 0;

	for (size_t i = 0; i < m->count; i++) {
		size_t all, place = place_of(m, i, &all);
		size_t parts = all < PARTS ? all : PARTS;

		m->rows[i].out = !m->rows[i].counter && all > 1 && place % parts == f->number;
		possible += m->rows[i].out;
	}
	f->n = 0;
	for (size_t i = 0; i < m->count; i++) {
		uint64_t mix = (uint64_t)i << 8 | f->number;

		if (m->rows[i].out && possible > FOLD_MAX)
			m->rows[i].out = hash64(&mix, sizeof(mix), 8) % possible < FOLD_MAX;
		if (!m->rows[i].out)
			continue;
		f->at = mem_array(f->at, &f->cap, f->n + 1, sizeof(*f->at));
		f->at[f->n++] = i;
	}
}

/* --- an index in memory --- */

static int
get_nothing(void *ctx, const void *key, size_t n, struct bytes *out)
{
	(void)ctx, (void)key, (void)n, (void)out;
	return 0;
}

static int
put_nothing(void *ctx, const void *key, size_t n, const void *value, size_t len)
{
	(void)ctx, (void)key, (void)n, (void)value, (void)len;
	return 0;
}

static int
older(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;

	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return x < y ? -1 : x > y;
}

static int
teach(struct index *ix, struct arena *a, const struct row *r)
{
	struct question *q = index_question(ix, a, r->text, strlen(r->text), r->locale);

	if (!q)
		return -1;
	return r->counter ? index_push_back(ix, q, r->rule) : index_teach(ix, q, r->rule, 0, NULL);
}

/* What a rule says counts as one of its examples, as in the store's index. */
static int
describe(struct index *ix, struct journal *j, struct arena *a, uint32_t number)
{
	struct question *q;
	struct rule r;
	int rc = rules_get(j, a, number, &r);

	if (rc <= 0 || !r.say)
		return rc < 0 ? -1 : 0;
	q = index_question(ix, a, r.say, strlen(r.say), NULL);
	return q ? index_describe(ix, q, number, true) : -1;
}

/* An index that was taught, in their order, what is not held out. */
static int
teach_rest(struct index *ix, struct meaning *m, struct journal *j)
{
	const struct row **order = mem_alloc((m->count + 1) * sizeof(const struct row *));
	struct marks described = {0};
	struct arena a = {0};
	size_t n = 0;
	int rc = store_look(journal_store(j));

	for (size_t i = 0; i < m->count; i++)
		if (!m->rows[i].out)
			order[n++] = &m->rows[i];
	qsort(order, n, sizeof(const struct row *), older);
	for (size_t i = 0; i < n && rc == 0; i++) {
		arena_clear(&a);
		if (marks_add(&described, order[i]->rule))
			rc = describe(ix, j, &a, order[i]->rule);
		if (rc == 0)
			rc = teach(ix, &a, order[i]);
	}
	store_rest(journal_store(j));
	marks_free(&described);
	mem_free(order);
	arena_free(&a);
	return rc;
}

static void
add_row(struct fold *f, uint32_t rule, double p, uint32_t right)
{
	f->rows = mem_array(f->rows, &f->rows_cap, f->rows_n + 1, sizeof(*f->rows));
	f->rows[f->rows_n++] = (struct fusion_row){f->questions, p, f->near[rule], rule == right};
}

/* Ask a question whose right rule is known; 0: none is right. */
static int
ask(struct fold *f, struct index *ix, struct arena *a, size_t at, uint32_t right, uint32_t gone)
{
	const struct row *r = &f->m->rows[at];
	struct question *q = index_question(ix, a, r->text, strlen(r->text), r->locale);
	struct vector v = meaning_row(f->m, at);
	uint32_t top[MEANT_MAX];
	struct candidate near[FOUND];
	struct found found;
	int n = q ? index_find(ix, q, NULL, NULL, near, FOUND, &found) : -1;

	if (n < 0)
		return -1;
	if (n > 0 && near[0].exact > 0)
		return 0; /* another rule has the same one */
	meaning_compare(f->m, &v, f->near);
	f->near[gone] = NOWHERE;
	meaning_top(f->near, f->m->rules, top);
	for (int i = 0; i < n && i < NEAR; i++)
		add_row(f, near[i].rule, near[i].p, right);
	for (int k = 0; k < MEANT_MAX && top[k]; k++) {
		int i = 0;

		while (i < n && near[i].rule != top[k])
			i++;
		if (i >= NEAR || i == n)
			add_row(f, top[k], i < n ? near[i].p : 0, right);
	}
	f->questions++;
	return 0;
}

/*
 * Some of the questions once more, each without its rule, as if nothing were known of it: as many
 * as the gate was fitted to (bench/gate.py).  How much is asked that is not known no example can
 * tell, and with fewer the vectors would change what the confidence takes that share to be.
 */
static int
ask_without(struct fold *f, struct index *ix, struct arena *a)
{
	int rc = 0;

	for (size_t i = 0; i < f->n && rc == 0; i++) {
		uint32_t rule = f->m->rows[f->at[i]].rule, mix[2] = {(uint32_t)f->at[i], f->number};

		if (hash64(mix, sizeof(mix), 9) % LEFT_OUT)
			continue;
		rc = index_retire(ix, rule, true);
		if (rc == 0)
			rc = ask(f, ix, a, f->at[i], 0, rule);
		if (rc == 0)
			rc = index_retire(ix, rule, false);
	}
	return rc;
}

static int
fold(struct fold *f, struct journal *j)
{
	const struct index_io io = {get_nothing, put_nothing, NULL, NULL};
	struct index *ix = index_new(&io);
	struct arena a = {0};
	int rc;

	index_limit(ix, SIZE_MAX); /* nothing is kept but in memory */
	rc = teach_rest(ix, f->m, j);
	for (size_t i = 0; i < f->n && rc == 0; i++)
		rc = ask(f, ix, &a, f->at[i], f->m->rows[f->at[i]].rule, 0);
	if (rc == 0)
		rc = ask_without(f, ix, &a);
	index_free(ix);
	arena_free(&a);
	return rc;
}

static int
fit(struct meaning *m, struct journal *j)
{
	struct fold f = {.m = m, .near = mem_alloc((m->rules + 1) * sizeof(double))};
	int rc = 0;

	for (; f.number < FOLDS && f.questions < QUESTIONS_MAX && rc == 0; f.number++) {
		choose(&f);
		if (f.n == 0)
			break;
		rc = fold(&f, j);
	}
	for (size_t i = 0; i < m->count; i++)
		m->rows[i].out = false;
	if (rc == 0)
		fusion_fit(&m->fusion, f.rows, f.rows_n);
	mem_free(f.at);
	mem_free(f.rows);
	mem_free(f.near);
	return rc;
}

/*
 * What was refused before comes last and alone; another one first each day, since where nothing
 * is taken not all of them are tried.
 */
static int
fetch_all(struct meaning *m, uint64_t today, struct fetching *f)
{
	size_t batch = (size_t)m->conf->vector_batch, n = m->missing_count, old = m->refused_count;

	for (size_t i = 0; i < n; i += batch)
		if (meaning_fetch(m, m->missing + i, n - i < batch ? n - i : batch, f) < 0)
			return -1;
	for (size_t i = 0; i < old; i++)
		if (meaning_fetch(m, m->refused + (i + today) % old, 1, f) < 0)
			return -1;
	return 0;
}

static int
load(struct meaning *m, struct journal *j)
{
	int rc;

	m->loaded = false;
	if (store_look(journal_store(j)) < 0)
		return -1;
	rc = meaning_load(m, j);
	store_rest(journal_store(j));
	return rc < 0 || m->damaged ? -1 : 0; /* is_damaged kept the reason */
}

int
meaning_tune(struct meaning *m, struct journal *j, struct meaning_report *out)
{
	uint64_t today = (uint64_t)time_now() / DAY_MS, days = (uint64_t)m->conf->vector_keep;
	struct buf note = {0};
	struct fetching f = {0};
	int rc;

	*out = (struct meaning_report){0};
	if (m->damaged)
		return fail("the folder %s of the store cannot be used", VECTORS);
	m->strict = true;
	if (load(m, j) < 0)
		return -1;
	if (fetch_all(m, today, &f) < 0 || load(m, j) < 0)
		return -1;
	out->examples = m->all;
	out->fetched = f.fetched;
	out->refused = f.refused;
	out->untried = f.untried;
	if (vectors_prune(m->cache, &m->examples, (uint32_t)(today > days ? today - days : 0),
		&out->removed) < 0 ||
	    vectors_count(m->cache, &out->kept) < 0 || fit(m, j) < 0)
		return -1;
	out->fusion = m->fusion;
	fusion_write(&note, &m->fusion);
	note.len--; /* not over yet: a process that stays open sees by it that more are kept */
	json_add_num(&note, "vectors", (double)m->count);
	json_close(&note);
	rc = vectors_set_note(m->cache, note.text);
	buf_free(&note);
	return rc;
}
