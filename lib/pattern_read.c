/* What happened: interactions, and what was said of them, in whatever order it comes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pattern_parts.h"

/* --- tables --- */

static void
keys_grow(struct keys *k)
{
	struct keys old = *k;

	k->mask = old.mask ? old.mask * 2 + 1 : 255;
	k->at = mem_alloc(((size_t)k->mask + 1) * sizeof(*k->at));
	k->value = mem_alloc(((size_t)k->mask + 1) * sizeof(*k->value));
	for (uint32_t i = 0; old.mask && i <= old.mask; i++) {
		uint32_t at = (uint32_t)old.at[i] & k->mask;

		if (!old.value[i])
			continue;
		while (k->value[at])
			at = (at + 1) & k->mask;
		k->at[at] = old.at[i];
		k->value[at] = old.value[i];
	}
	mem_free(old.at);
	mem_free(old.value);
}

uint32_t
keys_add(struct keys *k, uint64_t key)
{
	uint32_t at;

	if (k->n + 1 > k->mask / 4 * 3)
		keys_grow(k);
	for (at = (uint32_t)key & k->mask; k->value[at]; at = (at + 1) & k->mask)
		if (k->at[at] == key)
			return k->value[at] - 1;
	k->at[at] = key;
	k->value[at] = ++k->n;
	return k->n - 1;
}

uint32_t
keys_find(const struct keys *k, uint64_t key)
{
	if (k->n == 0)
		return NONE;
	for (uint32_t at = (uint32_t)key & k->mask; k->value[at]; at = (at + 1) & k->mask)
		if (k->at[at] == key)
			return k->value[at] - 1;
	return NONE;
}

void
keys_free(struct keys *k)
{
	mem_free(k->at);
	mem_free(k->value);
	*k = (struct keys){0};
}

/* What is kept of a text: at most so much, and nothing behind a NUL. */
static size_t
cut(const char *text, size_t n)
{
	n = strnlen(text, n);
	return n > TEXT_KEPT ? text_cut(text, n, TEXT_KEPT) : n;
}

uint32_t
pool_add(struct pool *p, const char *text, size_t n)
{
	uint32_t count = p->keys.n, at;

	n = cut(text, n);
	at = keys_add(&p->keys, hash64(text, n, 0));
	if (at == count) {
		p->at = mem_array(p->at, &p->cap, (size_t)at + 1, sizeof(*p->at));
		p->at[at] = arena_copy(&p->arena, text, n);
	}
	return at;
}

void
pool_free(struct pool *p)
{
	keys_free(&p->keys);
	mem_free(p->at);
	arena_free(&p->arena);
	*p = (struct pool){0};
}

/* --- records --- */

/* What a bad outcome weighs when it has no value of its own. */
static const struct {
	const char *name;
	float bad;
} signals[SIGNALS] = {
	[SIGNAL_REJECTED] = {"rejected", .8F},
	[SIGNAL_COMPLAINED] = {"complained", 1},
	[SIGNAL_REOPENED] = {"reopened", .8F},
	[SIGNAL_OVERRIDDEN] = {"overridden", .8F},
	[SIGNAL_RATED] = {"rated", .8F},
	[SIGNAL_CORRECTED] = {"corrected", 1},
	[SIGNAL_HANDED_OVER] = {"handed_over", .5F},
	[SIGNAL_ASKED_AGAIN] = {"asked_again", .5F},
	[SIGNAL_OTHER] = {"other", .8F},
};

const char *
pattern_signal_name(enum signal_kind s)
{
	return signals[s].name;
}

static enum signal_kind
signal_of(const char *name)
{
	for (int i = 0; i <= SIGNAL_RATED; i++)
		if (strcmp(name, signals[i].name) == 0)
			return (enum signal_kind)i;
	return SIGNAL_OTHER;
}

/* What the bot did: an answer is what is not a question, a hand-over or silence. */
static void
note_kind(struct turn *t, const char *kind, bool said)
{
	static const char *const answers[] = {"answer", "recommend", "draft"};

	t->passed = kind && strcmp(kind, "escalate") == 0;
	t->replied = !kind && said;
	for (size_t i = 0; kind && i < sizeof(answers) / sizeof(*answers); i++)
		t->replied = t->replied || strcmp(kind, answers[i]) == 0;
}

struct turn *
turn_of(struct patterns *p, uint64_t key)
{
	uint32_t count = p->turn_keys.n, at = keys_add(&p->turn_keys, key);

	if (at == count) {
		p->turns = mem_array(p->turns, &p->turns_cap, (size_t)at + 1, sizeof(*p->turns));
		p->turns[at] = (struct turn){.key = key,
			.question = NONE,
			.answer = NONE,
			.group = NONE,
			.next = NONE};
	}
	return &p->turns[at];
}

static struct turn *
turn_named(struct patterns *p, yyjson_val *root)
{
	size_t n;
	const char *id = json_str(root, "interaction", &n);

	return id ? turn_of(p, record_key(RECORD_INTERACTION, id, n)) : NULL;
}

const char *
answer_of(const struct patterns *p, const struct asked *a)
{
	return a->answer == NONE ? NULL : p->texts.at[a->answer];
}

/*
 * Is this an earlier turn than the one by which a question is known?  Where they are one turn
 * with two contents, the texts decide.
 */
static bool
goes_before(const struct patterns *p, const struct asked *one, size_t n, const struct asked *a)
{
	const char *x = answer_of(p, one), *y = answer_of(p, a);
	int order;

	if (one->time != a->time || one->turn != a->turn)
		return one->time != a->time ? one->time < a->time : one->turn < a->turn;
	order = strncmp(one->text, a->text, cut(one->text, n));
	if (order == 0)
		order = cut(one->text, n) < strlen(a->text) ? -1 : strcmp(x ? x : "", y ? y : "");
	return order < 0;
}

uint32_t
asked_add(struct patterns *p, const struct asked *one, size_t n)
{
	uint32_t count = p->asked_keys.n, at = keys_add(&p->asked_keys, one->key);
	struct asked *a;

	p->asked = mem_array(p->asked, &p->asked_cap, (size_t)at + 1, sizeof(*p->asked));
	a = &p->asked[at];
	if (at == count)
		*a = (struct asked){.key = one->key, .group = NONE};
	else if (!goes_before(p, one, n, a))
		return at;
	n = cut(one->text, n);
	if (!a->text || strlen(a->text) != n || memcmp(a->text, one->text, n) != 0)
		a->text = arena_copy(&p->arena, one->text, n);
	a->answer = one->answer;
	a->time = one->time;
	a->turn = one->turn;
	memcpy(a->language, one->language, sizeof(a->language));
	a->fresh = true;
	if (!p->base || at >= p->base_asked) {
		a->base = UNSEEN;
		a->kept = false;
	}
	return at;
}

static uint32_t
add_question(struct patterns *p, const struct record *r, const char *text, size_t n,
    uint32_t answer)
{
	struct asked one = {.key = text_key(text, n),
		.text = text,
		.answer = answer,
		.time = r->time,
		.turn = r->key};

	text_language(one.language, json_str(r->root, "locale", NULL));
	return asked_add(p, &one, n);
}

static uint64_t
hash_of(yyjson_val *root, const char *key, uint64_t seed)
{
	size_t n;
	const char *text = json_str(root, key, &n);

	return text && n ? hash64(text, n, seed) : 0;
}

/* A turn that is already there and came earlier, or has the smaller hash, stays. */
bool
turn_stays(const struct turn *t, int64_t time, uint32_t version)
{
	if (t->question == NONE)
		return false;
	return t->time != time ? t->time < time : t->version <= version;
}

static void
add_used(struct patterns *p, const struct turn *t, const char *id, size_t n)
{
	struct links *l = &p->used;

	l->at = mem_array(l->at, &l->cap, l->n + 1, sizeof(*l->at));
	l->at[l->n++] = (struct link){.turn = (uint32_t)(t - p->turns),
		.text = pool_add(&p->texts, id, n),
		.right = NONE,
		.version = t->version,
		.time = t->time};
}

static void
add_interaction(struct patterns *p, const struct record *r)
{
	yyjson_val *action = json_get(r->root, "action"), *rules = json_get(action, "rules"), *v;
	const char *kind = json_str(action, "kind", NULL), *text, *said;
	uint32_t version = (uint32_t)hash64(r->text.at, r->text.len, 4), answer = NONE, question;
	struct turn *t = turn_of(p, r->key);
	uint64_t talk = hash_of(r->root, "conversation", 2);
	bool ruled = false, passed = kind && strcmp(kind, "escalate") == 0;
	yyjson_arr_iter it;
	size_t n, said_n;

	if ((p->o.since && r->time < p->o.since) || (p->o.until && r->time >= p->o.until) ||
	    (t->question != NONE && t->version == version) ||
	    !(text = json_str(r->root, "question", &n)))
		return;
	if ((said = json_str(action, "text", &said_n)) && said_n)
		answer = pool_add(&p->texts, said, said_n);
	question = add_question(p, r, text, n, passed ? NONE : answer);
	if (turn_stays(t, r->time, version))
		return;
	t->answer = answer;
	t->question = question;
	t->version = version;
	t->time = r->time;
	note_kind(t, kind, said && said_n);
	t->who = hash_of(r->root, "customer", 1);
	t->talk = talk ? talk : t->who;
	t->who = t->who ? t->who : talk ? talk : r->key;
	t->next = NONE;
	yyjson_arr_iter_init(rules, &it);
	while ((v = yyjson_arr_iter_next(&it))) {
		if (!yyjson_is_str(v))
			continue;
		ruled = true;
		add_used(p, t, yyjson_get_str(v), yyjson_get_len(v));
	}
	t->sent = passed && !ruled;
	t->left = kind && !ruled && strcmp(kind, "none") == 0;
}

static float
at_least(float a, double b)
{
	return (double)a > b ? a : (float)b;
}

/* Something bad was said, or inferred. */
static void
add_bad(struct heard *h, enum signal_kind s, double bad, bool said, double sure)
{
	h->signals |= 1U << s;
	if (said) {
		h->said_bad = at_least(h->said_bad, bad);
	} else {
		h->seen_bad = at_least(h->seen_bad, bad);
		h->bad_sure = at_least(h->bad_sure, sure);
	}
}

void
heard_join(struct heard *h, const struct heard *other)
{
	h->signals |= other->signals;
	h->said_bad = fmaxf(h->said_bad, other->said_bad);
	h->seen_bad = fmaxf(h->seen_bad, other->seen_bad);
	h->bad_sure = fmaxf(h->bad_sure, other->bad_sure);
	h->good_sure = fmaxf(h->good_sure, other->good_sure);
	h->good |= other->good;
	h->approved |= other->approved;
	h->handed |= other->handed;
}

static void
add_outcome(struct patterns *p, const struct record *r)
{
	struct turn *t = turn_named(p, r->root);
	const char *name = json_str(r->root, "signal", NULL);
	bool said = json_bool_or(r->root, "explicit", true);
	double sure = json_num_or(r->root, "sure", .5), value = json_num_or(r->root, "value", 0);
	int sign = outcome_sign(r->root);
	enum signal_kind s;
	struct heard *h;

	if (!t || !name)
		return;
	h = &t->heard;
	s = signal_of(name);
	if (sign < 0)
		add_bad(h, s, value < 0 ? -value : (double)signals[s].bad, said, sure);
	else if (strcmp(name, "escalated") == 0)
		h->handed = true;
	else if (sign > 0 && said) {
		h->good = true;
		h->approved = h->approved || strcmp(name, "resolved") != 0;
	} else if (sign > 0)
		h->good_sure = at_least(h->good_sure, sure);
}

/* A correction counts once; with another content it is another one. */
bool
correction_add(struct patterns *p, const struct link *one)
{
	uint32_t count = p->correction_keys.n;
	struct links *l = &p->corrections;

	if (keys_add(&p->correction_keys, one->key) < count)
		return false;
	l->at = mem_array(l->at, &l->cap, l->n + 1, sizeof(*l->at));
	l->at[l->n++] = *one;
	return true;
}

static void
add_correction(struct patterns *p, const struct record *r)
{
	struct turn *t = turn_named(p, r->root);
	struct link one = {.right = NONE, .time = r->time};
	const char *right;
	size_t n;

	if (!t)
		return;
	add_bad(&t->heard, SIGNAL_CORRECTED, (double)signals[SIGNAL_CORRECTED].bad,
	    json_bool_or(r->root, "explicit", true), json_num_or(r->root, "sure", .5));
	right = json_str(r->root, "right", &n);
	one.turn = (uint32_t)(t - p->turns);
	one.text = pool_add(&p->texts, r->id, r->id_len);
	if (right && n)
		one.right = pool_add(&p->texts, right, n);
	one.key = hash64(&t->key, sizeof(t->key), hash64(right, right ? n : 0, r->key));
	correction_add(p, &one);
}

void
patterns_add(struct patterns *p, const struct record *r)
{
	switch (r->type) {
	case RECORD_INTERACTION:
		add_interaction(p, r);
		break;
	case RECORD_OUTCOME:
		add_outcome(p, r);
		break;
	case RECORD_CORRECTION:
		add_correction(p, r);
		break;
	case RECORD_PATTERN:
		known_add(p, r);
		return;
	default:
		return;
	}
	if (r->time > p->latest)
		p->latest = r->time;
}

void
patterns_rule(struct patterns *p, const char *id)
{
	keys_add(&p->in_force, hash64(id, strlen(id), 0));
}

/* --- how it ended --- */

enum { AGAIN_FEATURES = 20, AGAIN_MS = 24 * 3600 * 1000 };
static const double ALIKE = .6, AGAIN_SURE = .5;

struct place {
	uint64_t talk, key;
	int64_t time;
	uint32_t turn;
};

static int
by_talk(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->talk != y->talk)
		return x->talk < y->talk ? -1 : 1;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

static size_t
weigh(struct patterns *p, uint32_t question, struct weight *out)
{
	const struct asked *a = &p->asked[question];

	if (a->kept)
		return features_weigh(&p->features, a->span, out);
	return features_of(&p->features, a->text, answer_of(p, a), a->language, out);
}

/* Was the same asked twice?  A word or two ("hello") may be said again. */
static bool
asked_again(struct patterns *p, uint32_t before, uint32_t after)
{
	static struct weight a[WEIGHTS_MAX], b[WEIGHTS_MAX];
	size_t an, bn;

	if (!strchr(p->asked[after].text, ' '))
		return false;
	an = weigh(p, before, a);
	if (before == after)
		return an >= AGAIN_FEATURES;
	bn = weigh(p, after, b);
	return features_alike(a, an, b, bn) >= ALIKE;
}

/* Do two turns of a conversation that follow each other ask the same, soon? */
static void
compare(struct patterns *p, const struct place *before, const struct place *after)
{
	struct turn *t = &p->turns[before->turn];
	uint32_t a = t->question, b = p->turns[after->turn].question;

	if (t->next == after->turn && !p->asked[a].fresh && !p->asked[b].fresh)
		return;
	t->next = after->turn;
	t->again = after->time - before->time <= AGAIN_MS && asked_again(p, a, b);
}

/*
 * Turns by conversation and time.  Conversations are hashes: the places for their first bits are
 * filled first, and what shares a place is sorted there.
 */
static struct place *
by_conversation(const struct patterns *p, uint32_t *n)
{
	uint32_t count = p->turn_keys.n, bits = 1, *start;
	struct place *at = mem_alloc(((size_t)count + 1) * sizeof(*at));

	while (bits < 24 && 1U << bits < count)
		bits++;
	start = mem_alloc(((1UL << bits) + 2) * sizeof(*start));
	for (uint32_t i = 0; i < count; i++)
		if (p->turns[i].question != NONE && p->turns[i].talk)
			start[(p->turns[i].talk >> (64 - bits)) + 2]++;
	for (size_t k = 0; k < 1UL << bits; k++)
		start[k + 2] += start[k + 1];
	for (uint32_t i = 0; i < count; i++) {
		const struct turn *t = &p->turns[i];

		if (t->question != NONE && t->talk)
			at[start[(t->talk >> (64 - bits)) + 1]++] =
			    (struct place){t->talk, t->key, t->time, i};
	}
	for (size_t k = 0; k < 1UL << bits; k++)
		if (start[k + 1] - start[k] > 1)
			qsort(at + start[k], start[k + 1] - start[k], sizeof(*at), by_talk);
	*n = start[1UL << bits];
	mem_free(start);
	return at;
}

/*
 * In each conversation, what was asked again soon was not answered the first time; and what was
 * left without an answer later in it ("ok great") was a remark, perhaps to a person.
 */
static void
find_again(struct patterns *p)
{
	uint32_t n;
	struct place *at = by_conversation(p, &n);

	for (uint32_t i = 0; i < n; i++) {
		struct turn *t = &p->turns[at[i].turn];

		t->later = i > 0 && at[i - 1].talk == at[i].talk;
		if (i + 1 < n && at[i + 1].talk == at[i].talk) {
			compare(p, &at[i], &at[i + 1]);
		} else {
			t->next = NONE;
			t->again = false;
		}
	}
	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		p->asked[i].fresh = false;
	mem_free(at);
}

/* What was said goes before what was inferred; a bad end before a good one. */
static void
judge(struct turn *t)
{
	struct heard h = t->heard;

	t->handed = t->sent || h.handed;
	if (t->again)
		add_bad(&h, SIGNAL_ASKED_AGAIN, (double)signals[SIGNAL_ASKED_AGAIN].bad, false,
		    AGAIN_SURE);
	if ((t->handed || (t->left && !t->later)) && !h.approved)
		add_bad(&h, SIGNAL_HANDED_OVER, (double)signals[SIGNAL_HANDED_OVER].bad, true, 1);
	t->signals = h.signals;
	t->bad = t->good = t->sure = 0;
	if (h.said_bad > 0) {
		t->bad = h.said_bad;
		t->sure = 1;
	} else if (h.good) {
		t->good = 1;
	} else if (h.bad_sure > 0 && h.bad_sure >= h.good_sure) {
		t->bad = h.seen_bad;
		t->sure = h.bad_sure;
	} else {
		t->good = h.good_sure;
	}
}

void
links_settle(struct patterns *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->used.n; i++)
		if (p->used.at[i].version == p->turns[p->used.at[i].turn].version)
			p->used.at[n++] = p->used.at[i];
	p->used.n = n;
}

void
turns_judge(struct patterns *p)
{
	struct keys failed = {0};

	links_settle(p);
	find_again(p);
	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		p->asked[i].halves = p->asked[i].failed = 0;
	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		struct turn *t = &p->turns[i];
		struct asked *a;

		if (t->question == NONE)
			continue;
		judge(t);
		a = &p->asked[t->question];
		a->halves |= (uint8_t)(1U << half_of(t->who));
		if (t->bad > 0)
			a->failed |= (uint8_t)(1U << half_of(t->who));
		if (t->bad > 0 && t->sure >= SURE)
			keys_add(&failed, t->who);
	}
	p->failed_customers = failed.n;
	keys_free(&failed);
}
