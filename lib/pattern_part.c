/*
 * What was read, as a file: a header, then section after section, each an array of records of a
 * fixed size or texts that end in a NUL.  Every section is in the order of its keys, so that the
 * same records give the same file however they were divided and put together.
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "pattern_parts.h"

static const char MAGIC[16] = "fl-patterns part";

enum { VERSION = 1, ORDER = 0x01020304 };

/* The numbers stand as the machine has them; order tells another kind of machine. */
struct part_head {
	char magic[16];
	uint32_t version, order;
	uint64_t size, sum; /* of what follows the header; of all, where the sum is 0 */
	int64_t since, until, latest;
	uint32_t texts, asked, turns, corrections, used, known;
};

struct part_asked {
	uint64_t key, turn;
	int64_t time;
	uint32_t answer;
	char language[4];
};

struct part_turn {
	uint64_t key, who, talk;
	int64_t time;
	uint32_t question, answer, version, flags, signals;
	float said_bad, seen_bad, bad_sure, good_sure;
	uint32_t zero;
};

struct part_link {
	uint64_t key;
	int64_t time;
	uint32_t turn, text, right, version;
};

struct part_known {
	char id[16];
	int64_t time, reported;
	uint64_t number;
	uint32_t state, gap, customers, n;
	uint64_t members[PATTERN_MEMBERS];
};

_Static_assert(sizeof(struct part_head) == 88 && sizeof(struct part_asked) == 32 &&
		   sizeof(struct part_turn) == 72 && sizeof(struct part_link) == 32 &&
		   sizeof(struct part_known) == 56 + 8 * PATTERN_MEMBERS,
    "no holes in what is written");

enum { SENT = 1, LEFT = 2, GOOD = 4, APPROVED = 8, HANDED = 16, REPLIED = 32, PASSED = 64 };

/* --- in the order of their keys --- */

/* Something with its key, and where it stands. */
struct rank {
	uint64_t key, more;
	uint32_t at;
};

static int
by_key(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->more != y->more)
		return x->more < y->more ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* Where the keys of a table stand, in their order. */
static uint32_t *
rank_keys(const struct keys *k)
{
	struct rank *list = mem_alloc(((size_t)k->n + 1) * sizeof(*list));
	uint32_t *order = mem_alloc(((size_t)k->n + 1) * sizeof(*order)), n = 0;

	for (uint32_t i = 0; k->n && i <= k->mask; i++)
		if (k->value[i])
			list[n++] = (struct rank){k->at[i], 0, k->value[i] - 1};
	if (n)
		qsort(list, n, sizeof(*list), by_key);
	for (uint32_t i = 0; i < n; i++)
		order[i] = list[i].at;
	mem_free(list);
	return order;
}

/* By number, the place in an order; NONE has none. */
static uint32_t *
places(const uint32_t *order, uint32_t n)
{
	uint32_t *out = mem_alloc(((size_t)n + 1) * sizeof(*out));

	for (uint32_t i = 0; i < n; i++)
		out[order[i]] = i;
	return out;
}

static uint32_t
place_of(const uint32_t *places, uint32_t number)
{
	return number == NONE ? NONE : places[number];
}

/* --- writing --- */

struct orders {
	uint32_t *texts, *asked, *turns;		 /* in this order */
	uint32_t *text_place, *asked_place, *turn_place; /* the other way round */
};

static void
orders_init(struct orders *o, const struct patterns *p)
{
	o->texts = rank_keys(&p->texts.keys);
	o->asked = rank_keys(&p->asked_keys);
	o->turns = rank_keys(&p->turn_keys);
	o->text_place = places(o->texts, p->texts.keys.n);
	o->asked_place = places(o->asked, p->asked_keys.n);
	o->turn_place = places(o->turns, p->turn_keys.n);
}

static void
orders_free(struct orders *o)
{
	mem_free(o->texts);
	mem_free(o->asked);
	mem_free(o->turns);
	mem_free(o->text_place);
	mem_free(o->asked_place);
	mem_free(o->turn_place);
}

static void
put_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text) + 1);
}

static void
put_asked(struct buf *b, const struct patterns *p, const struct orders *o)
{
	for (uint32_t i = 0; i < p->asked_keys.n; i++)
		put_text(b, p->asked[o->asked[i]].text);
	for (uint32_t i = 0; i < p->asked_keys.n; i++) {
		const struct asked *a = &p->asked[o->asked[i]];
		struct part_asked out = {.key = a->key,
			.turn = a->turn,
			.time = a->time,
			.answer = place_of(o->text_place, a->answer)};

		memcpy(out.language, a->language, sizeof(out.language));
		buf_add(b, &out, sizeof(out));
	}
}

static void
put_turns(struct buf *b, const struct patterns *p, const struct orders *o)
{
	for (uint32_t i = 0; i < p->turn_keys.n; i++) {
		const struct turn *t = &p->turns[o->turns[i]];
		const struct heard *h = &t->heard;
		struct part_turn out = {.key = t->key,
			.who = t->who,
			.talk = t->talk,
			.time = t->time,
			.question = place_of(o->asked_place, t->question),
			.answer = place_of(o->text_place, t->answer),
			.version = t->version,
			.flags = (t->sent ? SENT : 0U) | (t->left ? LEFT : 0U) |
				 (h->good ? GOOD : 0U) | (h->approved ? APPROVED : 0U) |
				 (h->handed ? HANDED : 0U) | (t->replied ? REPLIED : 0U) |
				 (t->passed ? PASSED : 0U),
			.signals = h->signals,
			.said_bad = h->said_bad,
			.seen_bad = h->seen_bad,
			.bad_sure = h->bad_sure,
			.good_sure = h->good_sure};

		buf_add(b, &out, sizeof(out));
	}
}

/* Links by their turn, then by their key or text. */
static void
put_links(struct buf *b, const struct links *l, const struct orders *o)
{
	struct rank *list = mem_alloc((l->n + 1) * sizeof(*list));

	for (size_t i = 0; i < l->n; i++) {
		const struct link *one = &l->at[i];

		list[i] = (struct rank){o->turn_place[one->turn],
			one->key ? one->key : o->text_place[one->text], (uint32_t)i};
	}
	if (l->n)
		qsort(list, l->n, sizeof(*list), by_key);
	for (size_t i = 0; i < l->n; i++) {
		const struct link *one = &l->at[list[i].at];
		struct part_link out = {one->key, one->time, o->turn_place[one->turn],
			o->text_place[one->text], place_of(o->text_place, one->right),
			one->version};

		buf_add(b, &out, sizeof(out));
	}
	mem_free(list);
}

static int
by_id(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static void
put_known(struct buf *b, struct patterns *p)
{
	if (p->known_count)
		qsort(p->known, p->known_count, sizeof(*p->known), by_id);
	for (size_t i = 0; i < p->known_count; i++) {
		const struct known *k = &p->known[i];
		struct part_known out = {.time = k->time,
			.reported = k->reported,
			.number = k->number,
			.state = k->state,
			.gap = k->gap,
			.customers = k->customers,
			.n = k->n};

		memcpy(out.id, k->id, sizeof(out.id));
		memcpy(out.members, k->members, sizeof(out.members));
		buf_add(b, &out, sizeof(out));
	}
}

static uint64_t
sum_of(const struct part_head *head, const void *body)
{
	struct part_head own = *head;

	own.sum = 0;
	return hash64(body, head->size, hash64(&own, sizeof(own), 0));
}

void
patterns_save(struct patterns *p, struct buf *out)
{
	struct part_head head = {.version = VERSION,
		.order = ORDER,
		.since = p->o.since,
		.until = p->o.until,
		.latest = p->latest,
		.texts = p->texts.keys.n,
		.asked = p->asked_keys.n,
		.turns = p->turn_keys.n};
	size_t from = out->len;
	struct orders o;

	links_settle(p);
	head.corrections = (uint32_t)p->corrections.n;
	head.used = (uint32_t)p->used.n;
	head.known = (uint32_t)p->known_count;
	memcpy(head.magic, MAGIC, sizeof(MAGIC));
	orders_init(&o, p);
	buf_add(out, &head, sizeof(head));
	for (uint32_t i = 0; i < p->texts.keys.n; i++)
		put_text(out, p->texts.at[o.texts[i]]);
	put_asked(out, p, &o);
	put_turns(out, p, &o);
	put_links(out, &p->corrections, &o);
	put_links(out, &p->used, &o);
	put_known(out, p);
	orders_free(&o);
	head.size = out->len - from - sizeof(head);
	head.sum = sum_of(&head, out->text + from + sizeof(head));
	memcpy(out->text + from, &head, sizeof(head));
}

/* --- reading --- */

struct cursor {
	const char *at;
	size_t left;
	const struct part_head *head;
	const char **text;				    /* of the part, by number */
	uint32_t *text_number, *asked_number, *turn_number; /* ours, by the part's */
};

/* The next n bytes, or NULL where there are fewer. */
static const void *
take(struct cursor *r, size_t n, size_t size)
{
	const char *at = r->at;

	if (size && n > r->left / size)
		return NULL;
	r->at += n * size;
	r->left -= n * size;
	return at;
}

/* The next n texts, or NULL where there are fewer. */
static const char **
take_texts(struct cursor *r, uint32_t n)
{
	const char **out;

	if (n > r->left)
		return NULL;
	out = mem_alloc(((size_t)n + 1) * sizeof(*out));
	for (uint32_t i = 0; i < n; i++) {
		size_t len = strnlen(r->at, r->left);

		if (len == r->left) {
			mem_free(out);
			return NULL;
		}
		out[i] = r->at;
		r->at += len + 1;
		r->left -= len + 1;
	}
	return out;
}

static int
damaged(void)
{
	return fail("the part is damaged");
}

/* The end of the year 9999, wherever it ends last: no record is later. */
static const int64_t TIME_MOST = 253402387200000;

static bool
is_time(int64_t time, int64_t most)
{
	return time >= 0 && time <= most;
}

/* A copy, since a file's bytes stand anywhere. */
#define NEXT(one, list, i) memcpy(&(one), (const char *)(list) + (i) * sizeof(one), sizeof(one))

static int
join_asked(struct patterns *p, struct cursor *r)
{
	const char **text = take_texts(r, r->head->asked);
	const void *list = take(r, r->head->asked, sizeof(struct part_asked));
	int rc = text && list ? 0 : damaged();

	r->asked_number = mem_alloc(((size_t)r->head->asked + 1) * sizeof(*r->asked_number));
	for (uint32_t i = 0; rc == 0 && i < r->head->asked; i++) {
		struct part_asked in;
		struct asked one = {.text = text[i]};

		NEXT(in, list, i);
		if ((in.answer != NONE && in.answer >= r->head->texts) || in.language[3] ||
		    !is_time(in.time, r->head->latest)) {
			rc = damaged();
			break;
		}
		one.key = in.key;
		one.turn = in.turn;
		one.time = in.time;
		one.answer = in.answer == NONE ? NONE : r->text_number[in.answer];
		memcpy(one.language, in.language, sizeof(one.language));
		r->asked_number[i] = asked_add(p, &one, strlen(one.text));
	}
	mem_free(text);
	return rc;
}

static void
join_turn(struct patterns *p, const struct cursor *r, const struct part_turn *in, uint32_t i)
{
	struct turn *t = turn_of(p, in->key);
	struct heard heard = {.signals = in->signals,
		.said_bad = in->said_bad,
		.seen_bad = in->seen_bad,
		.bad_sure = in->bad_sure,
		.good_sure = in->good_sure,
		.good = (in->flags & GOOD) != 0,
		.approved = (in->flags & APPROVED) != 0,
		.handed = (in->flags & HANDED) != 0};

	heard_join(&t->heard, &heard);
	r->turn_number[i] = NONE;
	if (in->question == NONE || turn_stays(t, in->time, in->version))
		return;
	r->turn_number[i] = (uint32_t)(t - p->turns); /* what it used counts now */
	t->who = in->who;
	t->talk = in->talk;
	t->time = in->time;
	t->question = r->asked_number[in->question];
	t->answer = in->answer == NONE ? NONE : r->text_number[in->answer];
	t->version = in->version;
	t->sent = (in->flags & SENT) != 0;
	t->left = (in->flags & LEFT) != 0;
	t->replied = (in->flags & REPLIED) != 0;
	t->passed = (in->flags & PASSED) != 0;
	t->next = NONE;
}

static int
join_turns(struct patterns *p, struct cursor *r, const void *list)
{
	for (uint32_t i = 0; i < r->head->turns; i++) {
		struct part_turn in;

		NEXT(in, list, i);
		if ((in.question != NONE && in.question >= r->head->asked) ||
		    (in.answer != NONE && in.answer >= r->head->texts) ||
		    !is_time(in.time, r->head->latest))
			return damaged();
		join_turn(p, r, &in, i);
	}
	return 0;
}

static int
join_links(struct patterns *p, struct cursor *r, const void *turns, bool used)
{
	uint32_t n = used ? r->head->used : r->head->corrections;
	const void *list = take(r, n, sizeof(struct part_link));
	struct links *l = &p->used;

	if (!list)
		return damaged();
	for (uint32_t i = 0; i < n; i++) {
		struct part_link in;
		struct part_turn turn;
		struct link one;

		NEXT(in, list, i);
		if (in.turn >= r->head->turns || in.text >= r->head->texts ||
		    (in.right != NONE && in.right >= r->head->texts) ||
		    !is_time(in.time, r->head->latest))
			return damaged();
		NEXT(turn, turns, in.turn);
		one = (struct link){.key = in.key,
			.time = in.time,
			.text = r->text_number[in.text],
			.right = in.right == NONE ? NONE : r->text_number[in.right],
			.version = in.version};
		if (!used) {
			one.turn = (uint32_t)(turn_of(p, turn.key) - p->turns);
			correction_add(p, &one);
		} else if ((one.turn = r->turn_number[in.turn]) != NONE) {
			l->at = mem_array(l->at, &l->cap, l->n + 1, sizeof(*l->at));
			l->at[l->n++] = one;
		}
	}
	return 0;
}

static int
join_known(struct patterns *p, struct cursor *r)
{
	const void *list = take(r, r->head->known, sizeof(struct part_known));

	if (!list)
		return damaged();
	for (uint32_t i = 0; i < r->head->known; i++) {
		struct part_known in;
		struct known *k;

		NEXT(in, list, i);
		if (memchr(in.id, '\0', sizeof(in.id)) == NULL || !is_pattern_id(in.id) ||
		    in.state > PATTERN_STATES || in.n > PATTERN_MEMBERS ||
		    !is_time(in.time, TIME_MOST) || !is_time(in.reported, TIME_MOST))
			return damaged();
		if (!(k = known_place(p, in.id, in.time, in.number)))
			continue;
		k->reported = in.reported;
		k->state = in.state;
		k->gap = in.gap != 0;
		k->customers = in.customers;
		k->n = in.n;
		memcpy(k->members, in.members, sizeof(k->members));
	}
	return 0;
}

static int
join(struct patterns *p, struct cursor *r)
{
	const void *turns;
	int rc;

	if (!(r->text = take_texts(r, r->head->texts)))
		return damaged();
	r->text_number = mem_alloc(((size_t)r->head->texts + 1) * sizeof(*r->text_number));
	for (uint32_t i = 0; i < r->head->texts; i++)
		r->text_number[i] = pool_add(&p->texts, r->text[i], strlen(r->text[i]));
	if ((rc = join_asked(p, r)) < 0)
		return rc;
	if (!(turns = take(r, r->head->turns, sizeof(struct part_turn))))
		return damaged();
	r->turn_number = mem_alloc(((size_t)r->head->turns + 1) * sizeof(*r->turn_number));
	if ((rc = join_turns(p, r, turns)) < 0 || (rc = join_links(p, r, turns, false)) < 0 ||
	    (rc = join_links(p, r, turns, true)) < 0 || (rc = join_known(p, r)) < 0)
		return rc;
	return r->left == 0 ? 0 : damaged();
}

/* Is it a part that we understand, and whole? */
static int
check(const struct part_head *head, struct bytes part, const struct patterns *p, bool first)
{
	const char *body = (const char *)part.at + sizeof(*head);

	if (part.len < sizeof(head->magic) || memcmp(head->magic, MAGIC, sizeof(MAGIC)) != 0)
		return fail("this is not a part that fl-patterns --map or --merge wrote");
	if (part.len < sizeof(*head))
		return damaged();
	if (head->order != ORDER)
		return fail("the part is of another kind of machine");
	if (head->version != VERSION)
		return fail("the part is of version %u, this program reads version %d",
		    head->version, VERSION);
	if (head->size != part.len - sizeof(*head) || head->sum != sum_of(head, body))
		return damaged();
	if (!is_time(head->latest, TIME_MOST) || head->since < -TIME_MOST ||
	    head->since > TIME_MOST || head->until < -TIME_MOST || head->until > TIME_MOST)
		return damaged();
	if (!first && (head->since != p->o.since || head->until != p->o.until))
		return fail("the part was made with another --since or --until than those before");
	return 0;
}

int
patterns_join(struct patterns *p, struct bytes part)
{
	struct part_head head = {.version = 0};
	struct cursor r = {.head = &head};
	bool first = p->parts++ == 0;
	int rc;

	memcpy(&head, part.at, part.len < sizeof(head) ? part.len : sizeof(head));
	if (check(&head, part, p, first) < 0)
		return -1;
	p->o.since = head.since;
	p->o.until = head.until;
	p->latest = head.latest > p->latest ? head.latest : p->latest;
	r.at = (const char *)part.at + sizeof(head);
	r.left = head.size;
	rc = join(p, &r);
	mem_free(r.text);
	mem_free(r.text_number);
	mem_free(r.asked_number);
	mem_free(r.turn_number);
	return rc;
}
