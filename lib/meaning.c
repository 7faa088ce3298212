/* What questions mean: the endpoint, and what is kept of it. */
#include "meaning.h"

#include <string.h>

#include "diag.h"
#include "mask.h"
#include "meaning_parts.h"
#include "message.h"
#include "record.h"
#include "term.h"
#include "views.h"

enum {
	EXAMPLES_MAX = 128, /* of a rule that are compared */
	REFUSED_MAX = 16    /* texts, where none was taken: no more are tried */
};

/* What is kept cannot be read: that is said once, and the words answer. */
static int
is_damaged(struct meaning *m)
{
	if (!m->damaged && !m->strict)
		warn("%s; answers are by the words alone (the folder %s may be removed)", why(),
		    VECTORS);
	m->damaged = true;
	return 0;
}

int
meaning_open(struct meaning **out, const struct conf *conf, const char *dir)
{
	const struct conf_endpoint *at = &conf->vector;
	struct meaning *m;

	*out = NULL;
	if (!at->url && !at->model)
		return 0;
	m = mem_alloc(sizeof(*m));
	*m = (struct meaning){.conf = conf};
	if (endpoint_open(&m->endpoint, at) < 0) {
		meaning_close(m);
		return -1;
	}
	if (vectors_open(&m->cache, dir, at->model) < 0)
		is_damaged(m);
	*out = m;
	return 0;
}

static void
forget(struct meaning *m)
{
	m->count = m->all = m->missing_count = m->refused_count = 0;
	m->loaded = false;
	marks_free(&m->examples);
	m->examples = (struct marks){0};
	arena_clear(&m->arena);
}

void
meaning_close(struct meaning *m)
{
	if (!m)
		return;
	forget(m);
	endpoint_close(m->endpoint);
	vectors_close(m->cache);
	buf_free(&m->body);
	buf_free(&m->reply);
	json_free(&m->json);
	mem_free(m->rows);
	mem_free(m->vectors);
	mem_free(m->missing);
	mem_free(m->refused);
	arena_free(&m->arena);
	mem_free(m);
}

void
meaning_batch(struct meaning *m)
{
	endpoint_batch(m->endpoint);
}

/* --- asking --- */

/* A text as it is sent: masked and cut as the settings say. */
static const char *
text_sent(const struct meaning *m, struct arena *a, const char *text, size_t n)
{
	struct buf masked = {0};
	size_t most = (size_t)m->conf->vector_max_chars, i = 0, len;
	char *out = arena_copy(a, text, n);
	uint32_t code;

	if (m->conf->vector_mask > 0) {
		mask_personal(&masked, out);
		out = arena_copy(a, masked.text ? masked.text : "", masked.len);
		n = masked.len;
		buf_free(&masked);
	}
	for (; most > 0 && i < n; most--, i += len)
		if ((len = term_decode(out + i, n - i, &code)) == 0)
			len = 1;
	out[i < n ? i : n] = '\0';
	return out;
}

static void
write_request(struct meaning *m, const char *const *texts, size_t n)
{
	struct buf *b = &m->body;

	buf_clear(b);
	json_open(b);
	json_add_str(b, "model", m->conf->vector.model);
	json_add_texts(b, "input", texts, n);
	json_add_str(b, "encoding_format", "float");
	json_close(b);
}

/* Where it is no failure, a warning. */
static int
say_down(struct meaning *m)
{
	if (m->strict)
		return endpoint_fail(m->endpoint);
	endpoint_say_down(m->endpoint, "answers are by the words alone");
	return -1;
}

static void
say_bad(struct meaning *m)
{
	if (!m->said_bad)
		warn("%s: no vectors: %s; where this happens, answers are by the words alone",
		    m->conf->vector.url, why());
	m->said_bad = true;
}

/* The reason is the store's then, not the endpoint's. */
static int
put(struct meaning *m, const char *const *texts, const struct vector *list, size_t n)
{
	if (vectors_put(m->cache, texts, list, n, (uint32_t)(time_now() / DAY_MS)) == 0)
		return 0;
	if (!m->strict && !m->said_unkept)
		warn("%s; where this happens, answers are by the words alone", why());
	m->said_unkept = !m->strict;
	return -1;
}

/* Keep the vectors of a reply: 1, 0 where they are not in it, -1 where they cannot be kept. */
static int
keep(struct meaning *m, const char *const *texts, size_t n)
{
	yyjson_val *root = json_read(&m->json, m->reply.text, m->reply.len);
	struct vector *list;
	struct arena a = {0};
	int rc = root ? 0 : fail("its reply is not JSON");

	list = arena_alloc(&a, n * sizeof(*list));
	if (rc == 0)
		rc = vectors_read(list, &a, root, n);
	if (rc == 0)
		rc = put(m, texts, list, n) < 0 ? -1 : 1;
	else
		rc = 0;
	arena_free(&a);
	return rc;
}

/* A text that was refused is not sent with every question again, only after fl-store embed. */
static int
keep_none(struct meaning *m, const char *const *text)
{
	const struct vector none = {0};

	return put(m, text, &none, 1);
}

/* One request: 1 the vectors are kept, 0 there are none, -1 no other request is better. */
static int
request(struct meaning *m, const char *const *texts, size_t n)
{
	int rc;

	write_request(m, texts, n);
	rc = endpoint_post(m->endpoint, "/embeddings", &m->body, &m->reply);
	if (rc < 0)
		return say_down(m);
	return rc > 0 ? keep(m, texts, n) : 0;
}

/*
 * One text that is refused takes no other with it: what is refused is halved until it stands
 * alone, in less than 2n requests.  Where the endpoint takes nothing at all, it ends sooner.
 */
int
meaning_fetch(struct meaning *m, const char *const *texts, size_t n, struct fetching *f)
{
	int rc;

	if (f->fetched == 0 && f->refused >= REFUSED_MAX) {
		f->untried += n;
		return 0;
	}
	if ((rc = request(m, texts, n)) < 0)
		return -1;
	if (rc > 0) {
		f->fetched += n;
		return 0;
	}
	if (n > 1)
		return meaning_fetch(m, texts, n / 2, f) < 0
			   ? -1
			   : meaning_fetch(m, texts + n / 2, n - n / 2, f);
	say_bad(m);
	f->refused++;
	return endpoint_refused(m->endpoint) ? keep_none(m, texts) : 0;
}

struct wanted {
	const char **at;
	size_t n, cap;
	struct marks marks;
	struct arena arena;
};

static int
want(struct meaning *m, struct wanted *w, const char *text, size_t n)
{
	const char *sent = text_sent(m, &w->arena, text, n);
	struct vector v;
	int rc = vectors_get(m->cache, sent, &v);

	if (rc < 0)
		return is_damaged(m);
	if (rc > 0 || !*sent || !marks_add(&w->marks, vectors_mark(sent)))
		return 0;
	w->at = mem_array(w->at, &w->cap, w->n + 1, sizeof(*w->at));
	w->at[w->n++] = sent;
	return 0;
}

/* The question, and what it asks one after the other. */
static int
want_question(struct meaning *m, struct wanted *w, yyjson_val *question)
{
	struct bytes parts[MESSAGE_QUESTIONS];
	size_t n, count;
	const char *text = json_str(question, "question", &n);

	if (!text)
		return 0;
	count = message_questions(text, n, parts);
	for (size_t i = 0; i < count && count > 1; i++)
		if (want(m, w, parts[i].at, parts[i].len) < 0)
			return -1;
	return want(m, w, text, n);
}

/* New examples fill the room in a request that is made anyway. */
static int
fill_up(struct meaning *m, struct wanted *w)
{
	size_t batch = (size_t)m->conf->vector_batch, most = (w->n + batch - 1) / batch * batch;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < m->missing_count && w->n < most; i++)
		rc = want(m, w, m->missing[i], strlen(m->missing[i]));
	return rc;
}

/* What has to be asked for; nothing where it would not be used. */
static int
gather(struct meaning *m, struct wanted *w, struct journal *j, yyjson_val *const *questions,
    size_t n)
{
	int rc = store_look(journal_store(j));

	if (rc == 0)
		rc = meaning_load(m, j);
	store_rest(journal_store(j));
	for (size_t i = 0; i < n && rc == 0 && !m->damaged && !m->why; i++)
		rc = want_question(m, w, questions[i]);
	if (rc == 0 && !m->damaged)
		rc = fill_up(m, w);
	meaning_rest(m);
	return rc;
}

int
meaning_ask(struct meaning *m, struct journal *j, yyjson_val *const *questions, size_t n)
{
	size_t batch = (size_t)m->conf->vector_batch;
	struct fetching f = {0};
	struct wanted w = {0};
	int rc = gather(m, &w, j, questions, n);

	for (size_t i = 0; i < w.n && rc == 0 && !m->damaged && !endpoint_down(m->endpoint);
	    i += batch)
		if (meaning_fetch(m, w.at + i, w.n - i < batch ? w.n - i : batch, &f) < 0)
			break; /* that was said, and the words answer */
	if (f.fetched > 0)
		m->loaded = m->loaded && m->missing_count == 0;
	mem_free(w.at);
	marks_free(&w.marks);
	arena_free(&w.arena);
	return rc;
}

/* --- the examples in force --- */

static void
add_row(struct meaning *m, uint32_t rule, const struct example *e, const struct vector *v)
{
	struct row *r;

	if (m->count == 0)
		m->length = v->n;
	if (v->n != m->length)
		return;
	m->rows = mem_array(m->rows, &m->rows_cap, m->count + 1, sizeof(*m->rows));
	m->vectors = mem_array(m->vectors, &m->vectors_cap, (m->count + 1) * v->n, 1);
	memcpy(m->vectors + m->count * v->n, v->at, v->n);
	r = &m->rows[m->count++];
	*r = (struct row){rule, e->counter, false, v->norm, e->seq,
		arena_copy(&m->arena, e->text, strlen(e->text)),
		e->locale ? arena_copy(&m->arena, e->locale, strlen(e->locale)) : NULL};
}

static void
add_text(struct meaning *m, const char ***list, size_t *cap, size_t *n, const char *text)
{
	*list = mem_array(*list, cap, *n + 1, sizeof(**list));
	(*list)[(*n)++] = arena_copy(&m->arena, text, strlen(text));
}

static int
load_example(struct meaning *m, struct arena *a, uint32_t rule, const struct example *e)
{
	const char *sent = text_sent(m, a, e->text, strlen(e->text));
	bool first = marks_add(&m->examples, vectors_mark(sent));
	struct vector v;
	int rc = vectors_get(m->cache, sent, &v);

	if (rc < 0)
		return is_damaged(m);
	m->all += *sent != '\0';
	if (rc > 0 && v.n > 0)
		add_row(m, rule, e, &v);
	else if (rc > 0 && first && *sent)
		add_text(m, &m->refused, &m->refused_cap, &m->refused_count, sent);
	else if (first && *sent)
		add_text(m, &m->missing, &m->missing_cap, &m->missing_count, sent);
	return 0;
}

static int
load_rule(struct meaning *m, struct journal *j, struct arena *a, const struct rule *r)
{
	struct example *list;
	size_t n;

	if (rules_examples(j, a, r->number, EXAMPLES_MAX, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n && !m->damaged; i++) {
		if (!rule_may_teach(r, list[i].trusted))
			continue;
		if (load_example(m, a, r->number, &list[i]) < 0)
			return -1;
	}
	return 0;
}

/* How much the vectors count, which fl-store embed found out. */
static void
read_fusion(struct meaning *m, const char *note)
{
	m->fusion = (struct fusion){0};
	m->why = NULL;
	if (!note || fusion_read(&m->fusion, note) < 0)
		m->why = "how much they count is not known yet; see fl-store embed";
	else if (!(m->conf->vector_weight > 0))
		m->why = "embeddings.weight is 0";
	else if (!m->fusion.used)
		m->why = "they do not help with the store's own questions";
}

static int
load_rules(struct meaning *m, struct journal *j)
{
	struct arena a = {0};
	int rc = rules_count(j, &m->rules);

	for (uint32_t number = 1; number <= m->rules && rc == 0 && !m->damaged; number++) {
		struct rule r;

		arena_clear(&a);
		if ((rc = rules_get(j, &a, number, &r)) > 0)
			rc = r.taught && rule_in_force(r.status) ? load_rule(m, j, &a, &r) : 0;
	}
	arena_free(&a);
	return rc;
}

int
meaning_load(struct meaning *m, struct journal *j)
{
	const char *note = NULL;
	struct arena a = {0};
	uint64_t learned, noted;
	int rc = m->damaged ? 0 : journal_number(j, "learned", &learned);

	if (rc < 0 || m->damaged)
		return rc;
	if (vectors_note(m->cache, &a, &note) < 0)
		return is_damaged(m);
	noted = note ? hash64(note, strlen(note), 0) : 0;
	if (!m->loaded || m->learned != learned || m->noted != noted) {
		forget(m);
		read_fusion(m, note);
		/* Where it is known that vectors do not count, no question is compared. */
		rc = m->why && !m->strict ? 0 : load_rules(m, j);
		m->learned = learned;
		m->noted = noted;
		m->loaded = rc == 0;
	}
	meaning_rest(m);
	arena_free(&a);
	return rc;
}

void
meaning_rest(struct meaning *m)
{
	if (m->cache)
		vectors_rest(m->cache);
}

/* --- comparing --- */

struct vector
meaning_row(const struct meaning *m, size_t at)
{
	return (struct vector){m->vectors + at * m->length, m->length, m->rows[at].norm};
}

void
meaning_compare(const struct meaning *m, const struct vector *v, double *near)
{
	for (uint32_t i = 0; i <= m->rules; i++)
		near[i] = NOWHERE;
	for (size_t i = 0; i < m->count; i++) {
		struct vector w = meaning_row(m, i);
		double s;

		if (m->rows[i].out || m->rows[i].counter || v->n != m->length)
			continue;
		s = vector_likeness(v, &w);
		if (s > near[m->rows[i].rule])
			near[m->rows[i].rule] = s;
	}
	/* What is nearer to a counter-example is as far from the rule as can be. */
	for (size_t i = 0; i < m->count; i++) {
		struct vector w = meaning_row(m, i);

		if (m->rows[i].counter && !m->rows[i].out && v->n == m->length &&
		    near[m->rows[i].rule] > -1 && vector_likeness(v, &w) >= near[m->rows[i].rule])
			near[m->rows[i].rule] = -1;
	}
}

void
meaning_top(const double *near, uint32_t rules, uint32_t top[MEANT_MAX])
{
	for (int k = 0; k < MEANT_MAX; k++)
		top[k] = 0;
	for (uint32_t i = 1; i <= rules; i++) {
		uint32_t rule = i;

		for (int k = 0; k < MEANT_MAX && near[i] > -1; k++)
			if (top[k] == 0 || near[rule] > near[top[k]]) {
				uint32_t less = top[k];

				top[k] = rule;
				if ((rule = less) == 0)
					break;
			}
	}
}

void
meaning_of(struct meaning *m, struct arena *a, const char *text, size_t n, struct meant *out)
{
	struct vector v;
	double *near;
	int rc;

	*out = (struct meant){0};
	if (!m || m->damaged || m->why || m->count == 0)
		return;
	rc = vectors_get(m->cache, text_sent(m, a, text, n), &v);
	if (rc < 0)
		is_damaged(m);
	if (rc <= 0 || v.n != m->length)
		return;
	near = arena_alloc(a, (m->rules + 1) * sizeof(*near));
	meaning_compare(m, &v, near);
	*out = (struct meant){.near = near, .rules = m->rules};
	meaning_top(near, m->rules, out->top);
}

double
meaning_near(const struct meant *q, uint32_t rule)
{
	return rule <= q->rules ? q->near[rule] : NOWHERE;
}

void
meaning_apply(const struct meaning *m, double *p, const double *near, size_t n)
{
	fusion_apply(&m->fusion, m->conf->vector_weight, p, near, n);
}

const char *
meaning_words(const struct meaning *m, struct arena *a, bool known)
{
	const char *reason = m->damaged ? "what is kept of them is damaged" : m->why, *text;
	struct buf out = {0};

	if (!known && !reason)
		reason = m->count == 0 ? "no example has one yet" : "the question has none";
	json_open(&out);
	json_add_str(&out, "id", m->conf->vector.model);
	json_add_bool(&out, "used", known);
	json_add_str(&out, "why", known ? NULL : reason);
	json_close(&out);
	text = arena_copy(a, out.text, out.len);
	buf_free(&out);
	return text;
}
