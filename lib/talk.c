/* A conversation, message by message, and what our records make of it. */
#include "talk.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "map.h"
#include "remark.h"

enum from { FROM_CUSTOMER, FROM_BOT, FROM_AGENT, FROM_SYSTEM };

/* How sure we are of what nobody said; fl-import(1) names these figures. */
static const char SURE_TAKEOVER[] = "0.6", SURE_LATER_TAKEOVER[] = "0.4", SURE_THANKS[] = "0.7",
		  SURE_AGAIN[] = "0.5", SURE_DRAFT_SENT[] = "0.8", SURE_OF_BOTH[] = "0.5";

/* A run of packed fields; each item begins with this, and pieces follow. */
struct packed {
	int64_t ms;
	bool timed;
	unsigned char what; /* enum item */
	unsigned short pieces;
};

struct piece {
	enum field field;
	size_t len;
};

enum item { ITEM_MESSAGE, ITEM_OUTCOME, ITEM_CORRECTION };

struct talk {
	struct bytes id;
	struct buf about; /* one packed item */
	struct buf items;
	size_t messages, others;
};

/* How often a signal came for one turn; a name after the first is numbered. */
struct tally {
	struct bytes signal;
	unsigned n;
	struct tally *next;
};

/* One question and what was done about it. */
struct turn {
	struct fields f; /* the interaction */
	size_t at;	 /* its first message */
	char kind[16];
	bool acted;  /* the bot did something */
	bool thanks; /* only a remark, no question */
	bool later;  /* said after a person had taken over */
	struct buf question, answer;
	bool overridden, corrected, accepted, rejected;
	bool judged; /* somebody said how it ended */
	struct tally *tallies;
	struct result *results;
};

/* A record to be written; outcomes and corrections point to their turn. */
struct result {
	enum item what;
	struct turn *turn;
	struct fields f;
	size_t at, order;
	bool guess;
	struct result *next; /* of the same turn, later ones first */
};

/* Work on one conversation; everything lives in the arena. */
struct work {
	const struct talk *talk;
	const struct origin *from;
	unsigned infer;
	struct arena *arena;
	struct json json;
	struct fields about;
	struct fields *messages;
	size_t n;
	struct turn **turns;
	size_t n_turns;
	struct result **results;
	size_t n_results, cap_results;
	struct turn *pending; /* asked and not yet answered */
	struct turn *bot;     /* the last one that the bot answered */
	bool taken_over;      /* a person has spoken since the bot did */
	bool bot_speaks;      /* the last message was the bot's */
	struct buf said;      /* what a person says, message after message */
	size_t said_at;	      /* the first of them */
};

struct talk *
talk_new(const char *id, size_t n)
{
	struct talk *t = mem_alloc(sizeof(*t));

	t->id = bytes_of(mem_copy(id, n), n);
	return t;
}

void
talk_free(struct talk *t)
{
	if (!t)
		return;
	mem_free((void *)(uintptr_t)t->id.at);
	buf_free(&t->about);
	buf_free(&t->items);
	mem_free(t);
}

size_t
talk_size(const struct talk *t)
{
	return sizeof(*t) + t->id.len + t->about.cap + t->items.cap;
}

size_t
talk_messages(const struct talk *t)
{
	return t->messages;
}

struct bytes
talk_id(const struct talk *t)
{
	return t->id;
}

static void
pack(struct buf *b, const struct fields *f, enum item what)
{
	struct packed head = {.ms = f->ms, .timed = f->timed, .what = (unsigned char)what};
	size_t need = sizeof(head);
	char *p;

	for (int i = 0; i < F_COUNT; i++)
		if (f->of[i].at) {
			head.pieces++;
			need += sizeof(struct piece) + f->of[i].len + 1;
		}
	buf_room(b, need);
	p = b->text + b->len;
	memcpy(p, &head, sizeof(head));
	p += sizeof(head);
	for (int i = 0; i < F_COUNT; i++)
		if (f->of[i].at) {
			struct piece piece = {(enum field)i, f->of[i].len};

			memcpy(p, &piece, sizeof(piece));
			p += sizeof(piece);
			memcpy(p, f->of[i].at, piece.len);
			p[piece.len] = '\0';
			p += piece.len + 1;
		}
	b->len += need;
}

/* Read one packed item; the fields point into it.  What follows it is returned. */
static const char *
unpack(const char *p, struct fields *f, enum item *what)
{
	struct packed head;

	memset(f, 0, sizeof(*f));
	memcpy(&head, p, sizeof(head));
	p += sizeof(head);
	f->ms = head.ms;
	f->timed = head.timed;
	*what = (enum item)head.what;
	for (unsigned i = 0; i < head.pieces; i++) {
		struct piece piece;

		memcpy(&piece, p, sizeof(piece));
		p += sizeof(piece);
		f->of[piece.field] = bytes_of(p, piece.len);
		p += piece.len + 1;
	}
	return p;
}

void
talk_about(struct talk *t, const struct fields *f)
{
	struct fields all = *f, old;
	struct buf b = {0};
	enum item what;
	int any = 0;

	while (any < F_COUNT && !f->of[any].at)
		any++;
	if (any == F_COUNT)
		return;
	if (!t->about.len) {
		pack(&t->about, f, ITEM_MESSAGE);
		return;
	}
	unpack(t->about.text, &old, &what);
	for (int i = 0; i < F_COUNT; i++)
		if (old.of[i].at)
			all.of[i] = old.of[i];
	pack(&b, &all, ITEM_MESSAGE);
	if (b.len == t->about.len) { /* nothing new, as a rule */
		buf_free(&b);
		return;
	}
	buf_free(&t->about);
	t->about = b;
}

void
talk_add(struct talk *t, const struct fields *message)
{
	pack(&t->items, message, ITEM_MESSAGE);
	t->messages++;
}

void
talk_outcome(struct talk *t, const struct fields *f)
{
	pack(&t->items, f, ITEM_OUTCOME);
	t->others++;
}

void
talk_correction(struct talk *t, const struct fields *f)
{
	pack(&t->items, f, ITEM_CORRECTION);
	t->others++;
}

static bool
none(struct bytes b)
{
	return b.at == NULL;
}

static enum from
from_of(const struct fields *m)
{
	if (fields_is(m, F_FROM, "customer"))
		return FROM_CUSTOMER;
	if (fields_is(m, F_FROM, "bot"))
		return FROM_BOT;
	return fields_is(m, F_FROM, "agent") ? FROM_AGENT : FROM_SYSTEM;
}

/* Add a line to a text. */
static void
add_line(struct buf *b, struct bytes text)
{
	if (none(text))
		return;
	if (b->len > 0)
		buf_char(b, '\n');
	buf_add(b, text.at, text.len);
}

static void
set_if_none(struct fields *to, enum field name, const struct fields *from)
{
	if (none(to->of[name]))
		to->of[name] = from->of[name];
}

static struct result *
add_result(struct work *w, enum item what, struct turn *turn, const struct fields *f, size_t at)
{
	struct result *r = arena_alloc(w->arena, sizeof(*r));

	r->what = what;
	r->turn = turn;
	if (f)
		r->f = *f;
	r->at = at;
	r->order = w->n_results;
	r->next = turn->results;
	turn->results = r;
	w->results =
	    mem_array(w->results, &w->cap_results, w->n_results + 1, sizeof(struct result *));
	w->results[w->n_results++] = r;
	return r;
}

/* An outcome that nobody said; at is the message that shows it. */
static void
conclude(struct work *w, struct turn *turn, const char *signal, const char *sure, size_t at)
{
	const struct fields *m = &w->messages[at];
	struct result *r = add_result(w, ITEM_OUTCOME, turn, NULL, at);

	r->f.of[F_TIME] = m->of[F_TIME];
	r->f.of[F_AUTHOR] = m->of[F_AUTHOR];
	fields_set(&r->f, F_EVENT, signal);
	fields_set(&r->f, F_EXPLICIT, "false");
	fields_set(&r->f, F_SURE, sure);
	r->guess = true;
}

/* What an event, a rating or a correction is about: the bot's last action, else the question. */
static struct turn *
target(const struct work *w)
{
	if (w->bot)
		return w->bot;
	return w->n_turns ? w->turns[w->n_turns - 1] : NULL;
}

/* Turns */

static struct turn *
new_turn(struct work *w, size_t at)
{
	const struct fields *m = &w->messages[at];
	struct turn *t = arena_alloc(w->arena, sizeof(*t));

	t->at = at;
	t->later = w->bot && w->taken_over;
	t->f.of[F_ID] = m->of[F_ID];
	t->f.of[F_TIME] = m->of[F_TIME];
	t->f.of[F_CUSTOMER] = none(m->of[F_AUTHOR]) ? w->about.of[F_CUSTOMER] : m->of[F_AUTHOR];
	w->turns[w->n_turns++] = t;
	add_result(w, ITEM_MESSAGE, t, NULL, at);
	return t;
}

static void
ask(struct work *w, size_t at)
{
	const struct fields *m = &w->messages[at];
	struct turn *t = w->pending ? w->pending : new_turn(w, at);

	add_line(&t->question, m->of[F_TEXT]);
	set_if_none(&t->f, F_CHANNEL, m);
	set_if_none(&t->f, F_LOCALE, m);
	if (has(m, F_CONTEXT))
		t->f.of[F_CONTEXT] = m->of[F_CONTEXT];
	w->pending = t;
}

/* The question is complete: what does it say about the answer before it? */
static void
close_question(struct work *w)
{
	struct turn *t = w->pending, *before = w->bot;
	const struct buf *q, *old;

	w->pending = NULL;
	if (!t || !before || w->taken_over)
		return;
	q = &t->question;
	old = &before->question;
	t->thanks = remark_thanks(q->text, q->len);
	if (strcmp(before->kind, "answer") != 0 && strcmp(before->kind, "recommend") != 0)
		return;
	if (t->thanks && (w->infer & INFER_THANKS) && !before->accepted) {
		before->accepted = true;
		conclude(w, before, "accepted", SURE_THANKS, t->at);
	} else if (!t->thanks && (w->infer & INFER_AGAIN) && !before->rejected &&
		   remark_again(q->text, q->len, old->text, old->len)) {
		before->rejected = true;
		conclude(w, before, "rejected", SURE_AGAIN, t->at);
	}
}

/* Of several actions in one turn the one that weighs most names it. */
static int
weight(const char *kind)
{
	static const char *const kinds[] = {"none", "answer", "ask", "draft", "recommend",
		"escalate"};

	for (int i = 0; i < 6; i++)
		if (strcmp(kinds[i], kind) == 0)
			return i;
	return 1;
}

static void
act(struct turn *t, const struct fields *m)
{
	static const enum field once[] = {F_CONFIDENCE, F_RULES, F_CANDIDATES, F_CHOSEN,
		F_EXPECTED};
	struct bytes kind = m->of[F_ACTION];
	char name[sizeof(t->kind)] = "answer";

	if (!none(kind) && kind.len < sizeof(name)) {
		memcpy(name, kind.at, kind.len);
		name[kind.len] = '\0';
	}
	if (!t->acted || weight(name) > weight(t->kind))
		memcpy(t->kind, name, sizeof(name));
	t->acted = true;
	add_line(&t->answer, m->of[F_TEXT]);
	for (size_t i = 0; i < sizeof(once) / sizeof(*once); i++)
		set_if_none(&t->f, once[i], m);
}

static bool
is_answer(const struct turn *t)
{
	return strcmp(t->kind, "answer") == 0 || strcmp(t->kind, "recommend") == 0 ||
	       strcmp(t->kind, "draft") == 0 || strcmp(t->kind, "ask") == 0;
}

static void
bot_acts(struct work *w, size_t at)
{
	const struct fields *m = &w->messages[at];
	struct turn *t = w->pending;

	if (!has(m, F_TEXT) && !has(m, F_ACTION))
		return;
	if (!t && w->bot_speaks && w->n_turns)
		t = w->turns[w->n_turns - 1];
	if (!t)
		return; /* a greeting, or a word after a person's */
	close_question(w);
	act(t, m);
	w->bot_speaks = true;
	if (t->thanks)
		return; /* "You're welcome" is not what is judged later */
	w->bot = t;
	w->taken_over = false;
}

/* What persons say instead */

/* When the customer wrote in between, the person may have answered that. */
static const char *
sure_of_takeover(const struct work *w, const struct turn *t)
{
	return w->turns[w->n_turns - 1] == t ? SURE_TAKEOVER : SURE_LATER_TAKEOVER;
}

static void
override(struct work *w, struct turn *t, size_t at, bool marked)
{
	if (t->overridden || !t->acted || !is_answer(t))
		return;
	if (!marked && !(w->infer & INFER_TAKEOVER))
		return;
	t->overridden = true;
	conclude(w, t, "overridden", sure_of_takeover(w, t), at);
	if (marked) {
		struct fields *f = &w->results[w->n_results - 1]->f;

		fields_set(f, F_EXPLICIT, "true");
		f->of[F_SURE] = bytes_of(NULL, 0);
		w->results[w->n_results - 1]->guess = false;
	}
}

/* The last message of a person in a row was heard: was it what the bot should have said? */
static void
hear_out(struct work *w)
{
	struct turn *t = w->bot;
	const struct fields *m = &w->messages[w->said_at];
	struct bytes said;
	struct result *r;

	if (w->said.len == 0)
		return;
	said = bytes_of(arena_copy(w->arena, w->said.text, w->said.len), w->said.len);
	buf_clear(&w->said);
	if (!t || t->corrected || !(w->infer & INFER_TAKEOVER))
		return;
	t->corrected = true;
	if (strcmp(t->kind, "draft") == 0 && said.len == t->answer.len &&
	    memcmp(said.at, t->answer.text, said.len) == 0) {
		conclude(w, t, "accepted", SURE_DRAFT_SENT, w->said_at);
		return;
	}
	override(w, t, w->said_at, false);
	r = add_result(w, ITEM_CORRECTION, t, NULL, w->said_at);
	r->f.of[F_TIME] = m->of[F_TIME];
	r->f.of[F_AUTHOR] = m->of[F_AUTHOR];
	r->f.of[F_AUTHORITY] = m->of[F_AUTHORITY];
	r->f.of[F_RIGHT] = said;
	fields_set(&r->f, F_EXPLICIT, "false");
	fields_set(&r->f, F_SURE, sure_of_takeover(w, t));
	fields_set(&r->f, F_OPEN, "true");
}

static struct bytes
member(struct work *w, yyjson_val *obj, const char *key, bool text)
{
	yyjson_val *v = json_get(obj, key);
	struct buf b = {0};
	struct bytes out = {0};

	if (!v || (text && !yyjson_is_str(v)) || (!text && !yyjson_is_obj(v)))
		return out;
	if (text)
		return bytes_of(arena_copy(w->arena, yyjson_get_str(v), yyjson_get_len(v)),
		    yyjson_get_len(v));
	json_write(&b, v);
	out = bytes_of(arena_copy(w->arena, b.text, b.len), b.len);
	buf_free(&b);
	return out;
}

/* A message that says itself what it corrects. */
static void
correct(struct work *w, size_t at)
{
	static const char *const whose[] = {"customer", "inferred", "agent", "source"};
	const struct fields *m = &w->messages[at];
	struct bytes c = m->of[F_CORRECTION];
	yyjson_val *obj = json_read(&w->json, c.at, c.len);
	struct turn *t = target(w);
	struct result *r;

	if (!obj || !t)
		return;
	r = add_result(w, ITEM_CORRECTION, t, NULL, at);
	r->f.of[F_TIME] = m->of[F_TIME];
	r->f.of[F_AUTHOR] = m->of[F_AUTHOR];
	r->f.of[F_CATEGORY] = member(w, obj, "category", true);
	r->f.of[F_WRONG] = member(w, obj, "wrong", true);
	r->f.of[F_RIGHT] = member(w, obj, "right", true);
	r->f.of[F_WHERE] = member(w, obj, "where", false);
	r->f.of[F_AUTHORITY] = member(w, obj, "authority", true);
	set_if_none(&r->f, F_AUTHORITY, m);
	if (none(r->f.of[F_AUTHORITY]))
		fields_set(&r->f, F_AUTHORITY, whose[from_of(m)]);
	if (none(r->f.of[F_RIGHT]))
		r->f.of[F_RIGHT] = m->of[F_TEXT];
	fields_set(&r->f, F_EXPLICIT, "true");
	t->corrected = true;
	if (from_of(m) == FROM_AGENT)
		override(w, t, at, true);
}

static void
person_speaks(struct work *w, size_t at)
{
	const struct fields *m = &w->messages[at];
	struct bytes text = m->of[F_TEXT];

	close_question(w);
	if (has(m, F_CORRECTION))
		correct(w, at);
	if (none(text))
		return;
	w->taken_over = w->bot != NULL;
	if (w->bot && !has(m, F_CORRECTION) && strcmp(w->bot->kind, "draft") != 0)
		override(w, w->bot, at, false);
	if (remark_greeting(text.at, text.len))
		return;
	if (w->said.len == 0)
		w->said_at = at;
	else
		buf_char(&w->said, '\n');
	buf_add(&w->said, text.at, text.len);
}

/* An event, a rating: somebody said how it ended. */
static void
end_known(struct work *w, size_t at)
{
	static const char *const judging[] = {"accepted", "rejected", "resolved", "complained",
		"rated"};
	const struct fields *m = &w->messages[at];
	struct turn *t = target(w);
	struct result *r;

	if (!t)
		return;
	r = add_result(w, ITEM_OUTCOME, t, m, at);
	set_if_none(&r->f, F_COMMENT, &(struct fields){.of[F_COMMENT] = m->of[F_TEXT]});
	if (!has(&r->f, F_AUTHOR) && from_of(m) == FROM_CUSTOMER)
		r->f.of[F_AUTHOR] = w->about.of[F_CUSTOMER];
	if (!has(&r->f, F_EXPLICIT))
		fields_set(&r->f, F_EXPLICIT, "true");
	for (size_t i = 0; i < sizeof(judging) / sizeof(*judging); i++)
		t->judged |=
		    fields_is(m, F_EVENT, judging[i]) && fields_is(&r->f, F_EXPLICIT, "true");
}

static void
follow(struct work *w, size_t at)
{
	const struct fields *m = &w->messages[at];
	enum from from = from_of(m);

	if (has(m, F_EVENT)) {
		end_known(w, at);
		return;
	}
	if (from != FROM_AGENT && from != FROM_SYSTEM && (has(m, F_TEXT) || has(m, F_ACTION)))
		hear_out(w);
	if (from != FROM_BOT && from != FROM_SYSTEM)
		w->bot_speaks = false;
	switch (from) {
	case FROM_CUSTOMER:
		if (has(m, F_CORRECTION))
			correct(w, at);
		if (has(m, F_TEXT))
			ask(w, at);
		break;
	case FROM_BOT:
		bot_acts(w, at);
		break;
	case FROM_AGENT:
		person_speaks(w, at);
		break;
	case FROM_SYSTEM:
		if (has(m, F_CORRECTION))
			correct(w, at);
		break;
	}
}

/* Reading and writing */

struct place {
	int64_t ms;
	size_t at;
};

static int
by_time(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->ms != y->ms)
		return x->ms < y->ms ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* A message without a time stands where it stood. */
static void
sort_messages(struct work *w)
{
	struct fields *copy;
	struct place *places;
	bool sorted = true, turned;

	for (size_t i = 0; i < w->n && !w->messages[0].timed; i++)
		if (w->messages[i].timed) {
			w->messages[0].ms = w->messages[i].ms;
			break;
		}
	for (size_t i = 1; i < w->n; i++) {
		if (!w->messages[i].timed)
			w->messages[i].ms = w->messages[i - 1].ms;
		sorted &= w->messages[i].ms >= w->messages[i - 1].ms;
	}
	if (sorted)
		return;
	/* Some products give the newest first: then what has the same time is turned, too. */
	turned = w->messages[0].ms > w->messages[w->n - 1].ms;
	places = arena_alloc(w->arena, w->n * sizeof(*places));
	copy = arena_alloc(w->arena, w->n * sizeof(*copy));
	for (size_t i = 0; i < w->n; i++)
		places[i] = (struct place){w->messages[i].ms, turned ? w->n - 1 - i : i};
	qsort(places, w->n, sizeof(*places), by_time);
	for (size_t i = 0; i < w->n; i++)
		copy[i] = w->messages[turned ? w->n - 1 - places[i].at : places[i].at];
	w->messages = copy;
}

static void
read_items(struct work *w, struct fields *whole, enum item *kinds, size_t *n_whole)
{
	const struct buf *b = &w->talk->items;
	const char *p = b->text, *end = p + b->len;
	enum item what;

	if (w->talk->about.len)
		unpack(w->talk->about.text, &w->about, &what);
	while (p < end) {
		struct fields f;

		p = unpack(p, &f, &what);
		if (what == ITEM_MESSAGE) {
			w->messages[w->n++] = f;
		} else {
			kinds[*n_whole] = what;
			whole[(*n_whole)++] = f;
		}
	}
}

/* An outcome or correction of the whole conversation belongs to the bot's last action. */
static void
add_whole(struct work *w, enum item what, const struct fields *f)
{
	struct turn *t = target(w);
	struct result *r;

	if (!t)
		return;
	r = add_result(w, what, t, f, w->n ? w->n - 1 : 0);
	if (!has(&r->f, F_EXPLICIT))
		fields_set(&r->f, F_EXPLICIT, "true");
	if (!has(&r->f, F_TIME) && w->n)
		r->f.of[F_TIME] = w->messages[w->n - 1].of[F_TIME];
	if (what == ITEM_CORRECTION)
		return;
	if (!has(&r->f, F_AUTHOR))
		r->f.of[F_AUTHOR] = t->f.of[F_CUSTOMER];
	if (w->taken_over && fields_is(f, F_EVENT, "rated") && !has(f, F_SURE))
		fields_set(&r->f, F_SURE, SURE_OF_BOTH);
	t->judged |= fields_is(&r->f, F_EXPLICIT, "true");
}

/* An id from what is known, the same whenever the same is imported. */
static struct bytes
made_id(struct work *w, const struct turn *t, size_t number)
{
	struct bytes q = t->f.of[F_QUESTION], when = t->f.of[F_TIME];
	char *hex = arena_alloc(w->arena, 33);
	struct buf b = {0};

	json_open(&b);
	json_add_strn(&b, "conversation", w->talk->id.at, w->talk->id.len);
	json_add_strn(&b, "question", q.at, q.len);
	json_add_strn(&b, "time", when.at, when.len);
	json_add_num(&b, "turn", (double)number);
	json_close(&b);
	hash128_hex(hex, b.text, b.len);
	buf_free(&b);
	return bytes_of(hex, 32);
}

static void
finish_turn(struct work *w, struct turn *t, size_t number)
{
	t->f.of[F_QUESTION] = bytes_of(t->question.text, t->question.len);
	if (t->answer.len)
		t->f.of[F_TEXT] = bytes_of(t->answer.text, t->answer.len);
	if (!has(&t->f, F_ID))
		t->f.of[F_ID] = made_id(w, t, number);
	t->f.of[F_CONVERSATION] = w->talk->id;
	set_if_none(&t->f, F_CHANNEL, &w->about);
	set_if_none(&t->f, F_LOCALE, &w->about);
	set_if_none(&t->f, F_CONTEXT, &w->about);
	set_if_none(&t->f, F_TIME, &w->about);
	if (!t->acted)
		strcpy(t->kind, "none");
	fields_set(&t->f, F_ACTION, t->kind);
}

/* Nothing is asked of the bot by thanks, nor by words to the person who took over. */
static bool
is_kept(const struct turn *t)
{
	return t->acted || (!t->thanks && !t->later);
}

/* Did somebody say what we only guess, or something that a guess cannot stand beside? */
static bool
is_said(const struct result *guess)
{
	if (guess->turn->judged && (fields_is(&guess->f, F_EVENT, "accepted") ||
				       fields_is(&guess->f, F_EVENT, "rejected")))
		return true;
	for (const struct result *r = guess->turn->results; r; r = r->next) {
		struct bytes signal = guess->f.of[F_EVENT], other = r->f.of[F_EVENT];

		if (!r->guess && r->what == ITEM_OUTCOME && signal.len == other.len &&
		    memcmp(signal.at, other.at, signal.len) == 0)
			return true;
	}
	return false;
}

static int
by_place(const void *a, const void *b)
{
	const struct result *x = *(struct result *const *)a, *y = *(struct result *const *)b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if ((x->what == ITEM_MESSAGE) != (y->what == ITEM_MESSAGE))
		return x->what == ITEM_MESSAGE ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* How many of this signal there are for the turn, with this one. */
static unsigned
tally(struct work *w, struct turn *turn, struct bytes signal)
{
	enum { MOST = 32 }; /* signals are words of a small language; others share a number */
	struct tally *t = turn->tallies;

	for (int i = 0; t && i < MOST; t = t->next, i++)
		if (t->signal.len == signal.len && memcmp(t->signal.at, signal.at, signal.len) == 0)
			return ++t->n;
	if (t)
		return ++t->n;
	t = arena_alloc(w->arena, sizeof(*t));
	*t = (struct tally){signal, 1, turn->tallies};
	turn->tallies = t;
	return 1;
}

/* "m1:complained", and "m1:complained:2" for the next of its kind. */
static void
name_result(struct work *w, struct result *r)
{
	struct bytes id = r->turn->f.of[F_ID], signal = r->what == ITEM_CORRECTION
							    ? bytes_of("correction", 10)
							    : r->f.of[F_EVENT];
	unsigned number = tally(w, r->turn, signal);
	struct buf name = {0};

	if (has(&r->f, F_ID))
		return;
	buf_add(&name, id.at, id.len);
	buf_char(&name, ':');
	buf_add(&name, signal.at, signal.len);
	if (number > 1)
		buf_print(&name, ":%u", number);
	r->f.of[F_ID] = bytes_of(arena_copy(w->arena, name.text, name.len), name.len);
	buf_free(&name);
}

static void
write_results(struct work *w, struct buf *out)
{
	for (size_t i = 0; i < w->n_turns; i++)
		finish_turn(w, w->turns[i], i);
	if (w->n_results)
		qsort(w->results, w->n_results, sizeof(struct result *), by_place);
	for (size_t i = 0; i < w->n_results; i++) {
		struct result *r = w->results[i];

		if (!is_kept(r->turn) || (r->guess && is_said(r)))
			continue;
		if (r->what == ITEM_MESSAGE) {
			fields_put_interaction(out, &r->turn->f, w->from);
			continue;
		}
		name_result(w, r);
		r->f.of[F_INTERACTION] = r->turn->f.of[F_ID];
		r->f.of[F_CONVERSATION] = w->talk->id;
		if (r->what == ITEM_OUTCOME) {
			fields_put_outcome(out, &r->f, w->from);
			continue;
		}
		if (!has(&r->f, F_AUTHORITY))
			fields_set(&r->f, F_AUTHORITY, "agent");
		fields_put_correction(out, &r->f, w->from);
	}
}

void
talk_write(const struct talk *t, const struct origin *from, unsigned infer, struct arena *a,
    struct buf *out)
{
	struct work w = {.talk = t, .from = from, .infer = infer, .arena = a};
	struct fields *whole = arena_alloc(a, t->others * sizeof(*whole));
	enum item *kinds = arena_alloc(a, t->others * sizeof(*kinds));
	size_t n_whole = 0;

	w.messages = arena_alloc(a, t->messages * sizeof(*w.messages));
	w.turns = arena_alloc(a, t->messages * sizeof(struct turn *));
	if (t->items.len)
		read_items(&w, whole, kinds, &n_whole);
	if (w.n)
		sort_messages(&w);
	for (size_t i = 0; i < w.n; i++)
		follow(&w, i);
	hear_out(&w);
	close_question(&w);
	for (size_t i = 0; i < n_whole; i++)
		add_whole(&w, kinds[i], &whole[i]);
	write_results(&w, out);

	for (size_t i = 0; i < w.n_turns; i++) {
		buf_free(&w.turns[i]->question);
		buf_free(&w.turns[i]->answer);
	}
	mem_free(w.results);
	buf_free(&w.said);
	json_free(&w.json);
	arena_clear(a);
}
