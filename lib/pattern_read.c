/* What happened: interactions, and what was said of them, in whatever order it comes. */
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

uint32_t
pool_add(struct pool *p, const char *text, size_t n)
{
	uint32_t count = p->keys.n, at;

	n = n > TEXT_KEPT ? text_cut(text, n, TEXT_KEPT) : n;
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

/* The turn of an interaction's id, perhaps before it has come. */
static struct turn *
turn_of(struct patterns *p, uint64_t key)
{
	uint32_t count = p->turn_keys.n, at = keys_add(&p->turn_keys, key);

	if (at == count) {
		p->turns = mem_array(p->turns, &p->turns_cap, (size_t)at + 1, sizeof(*p->turns));
		p->turns[at] =
		    (struct turn){.key = key, .question = NONE, .answer = NONE, .group = NONE};
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

/* Was this turn asked before the one by which the question is known? */
static bool
is_first(const struct asked *a, int64_t time, uint64_t key)
{
	return time < a->time || (time == a->time && key < a->turn);
}

static uint32_t
add_question(struct patterns *p, const struct record *r, const char *text, size_t n,
    uint32_t answer)
{
	uint64_t key = text_key(text, n);
	uint32_t count = p->asked_keys.n, at = keys_add(&p->asked_keys, key);
	struct asked *a;

	p->asked = mem_array(p->asked, &p->asked_cap, (size_t)at + 1, sizeof(*p->asked));
	a = &p->asked[at];
	if (at == count)
		*a = (struct asked){.key = key, .group = NONE};
	else if (!is_first(a, r->time, r->key))
		return at;
	n = text_cut(text, n, TEXT_KEPT);
	if (!a->text || strlen(a->text) != n || memcmp(a->text, text, n) != 0)
		a->text = arena_copy(&p->arena, text, n);
	a->answer = answer;
	a->time = r->time;
	a->turn = r->key;
	text_language(a->language, json_str(r->root, "locale", NULL));
	return at;
}

static uint64_t
hash_of(yyjson_val *root, const char *key, uint64_t seed)
{
	size_t n;
	const char *text = json_str(root, key, &n);

	return text && n ? hash64(text, n, seed) : 0;
}

static void
add_interaction(struct patterns *p, const struct record *r)
{
	yyjson_val *action = json_get(r->root, "action"), *rules = json_get(action, "rules"), *v;
	const char *kind = json_str(action, "kind", NULL), *text, *said;
	struct turn *t = turn_of(p, r->key);
	uint64_t talk = hash_of(r->root, "conversation", 2);
	bool ruled = false;
	yyjson_arr_iter it;
	size_t n, said_n;

	if (t->question != NONE || (p->o.since && r->time < p->o.since) ||
	    (p->o.until && r->time >= p->o.until) || !(text = json_str(r->root, "question", &n)))
		return;
	if ((said = json_str(action, "text", &said_n)) && said_n)
		t->answer = pool_add(&p->texts, said, said_n);
	t->time = r->time;
	note_kind(t, kind, said && said_n);
	t->question = add_question(p, r, text, n, t->passed ? NONE : t->answer);
	t->who = hash_of(r->root, "customer", 1);
	t->talk = talk ? talk : t->who;
	t->who = t->who ? t->who : talk ? talk : r->key;
	yyjson_arr_iter_init(rules, &it);
	while ((v = yyjson_arr_iter_next(&it))) {
		if (!yyjson_is_str(v))
			continue;
		ruled = true;
		p->used.at =
		    mem_array(p->used.at, &p->used.cap, p->used.n + 1, sizeof(struct link));
		p->used.at[p->used.n++] = (struct link){(uint32_t)(t - p->turns),
			pool_add(&p->texts, yyjson_get_str(v), yyjson_get_len(v)), NONE, r->time};
	}
	t->handed = t->handed || (t->passed && !ruled);
	t->left = kind && !ruled && strcmp(kind, "none") == 0;
}

static float
at_least(float a, double b)
{
	return (double)a > b ? a : (float)b;
}

/* Something bad was said, or inferred. */
static void
add_bad(struct turn *t, enum signal_kind s, double bad, bool said, double sure)
{
	t->signals |= 1U << s;
	if (said) {
		t->said_bad = at_least(t->said_bad, bad);
	} else {
		t->seen_bad = at_least(t->seen_bad, bad);
		t->bad_sure = at_least(t->bad_sure, sure);
	}
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

	if (!t || !name)
		return;
	s = signal_of(name);
	if (sign < 0)
		add_bad(t, s, value < 0 ? -value : (double)signals[s].bad, said, sure);
	else if (strcmp(name, "escalated") == 0)
		t->handed = true;
	else if (sign > 0 && said) {
		t->said_good = true;
		t->approved = t->approved || strcmp(name, "resolved") != 0;
	} else if (sign > 0)
		t->good_sure = at_least(t->good_sure, sure);
}

static void
add_correction(struct patterns *p, const struct record *r)
{
	struct turn *t = turn_named(p, r->root);
	uint32_t count = p->correction_keys.n;
	struct links *l = &p->corrections;
	const char *right;
	size_t n;

	if (!t || keys_add(&p->correction_keys, r->key) < count)
		return;
	add_bad(t, SIGNAL_CORRECTED, (double)signals[SIGNAL_CORRECTED].bad,
	    json_bool_or(r->root, "explicit", true), json_num_or(r->root, "sure", .5));
	right = json_str(r->root, "right", &n);
	l->at = mem_array(l->at, &l->cap, l->n + 1, sizeof(*l->at));
	l->at[l->n++] =
	    (struct link){(uint32_t)(t - p->turns), pool_add(&p->texts, r->id, r->id_len),
		    right && n ? pool_add(&p->texts, right, n) : NONE, r->time};
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

const char *
answer_of(const struct patterns *p, const struct asked *a)
{
	return a->answer == NONE ? NULL : p->texts.at[a->answer];
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

/*
 * In each conversation, what was asked again soon was not answered the first time; and what was
 * left without an answer later in it ("ok great") was a remark, perhaps to a person.
 */
static void
find_again(struct patterns *p)
{
	uint32_t count = p->turn_keys.n, n = 0;
	struct place *at = mem_alloc(((size_t)count + 1) * sizeof(*at));

	for (uint32_t i = 0; i < count; i++) {
		const struct turn *t = &p->turns[i];

		if (t->question != NONE && t->talk)
			at[n++] = (struct place){t->talk, t->key, t->time, i};
	}
	qsort(at, n, sizeof(*at), by_talk);
	for (uint32_t i = 1; i < n; i++) {
		struct turn *t = &p->turns[at[i - 1].turn];

		if (at[i].talk == at[i - 1].talk)
			p->turns[at[i].turn].left = false;
		if (at[i].talk == at[i - 1].talk && at[i].time - at[i - 1].time <= AGAIN_MS &&
		    asked_again(p, t->question, p->turns[at[i].turn].question))
			add_bad(t, SIGNAL_ASKED_AGAIN, (double)signals[SIGNAL_ASKED_AGAIN].bad,
			    false, AGAIN_SURE);
	}
	mem_free(at);
}

/* What was said goes before what was inferred; a bad end before a good one. */
static void
judge(struct turn *t)
{
	if ((t->handed || t->left) && !t->approved)
		add_bad(t, SIGNAL_HANDED_OVER, (double)signals[SIGNAL_HANDED_OVER].bad, true, 1);
	if (t->said_bad > 0) {
		t->bad = t->said_bad;
		t->sure = 1;
	} else if (t->said_good) {
		t->good = 1;
	} else if (t->bad_sure > 0 && t->bad_sure >= t->good_sure) {
		t->bad = t->seen_bad;
		t->sure = t->bad_sure;
	} else {
		t->good = t->good_sure;
	}
}

void
turns_judge(struct patterns *p)
{
	struct keys failed = {0};

	find_again(p);
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
