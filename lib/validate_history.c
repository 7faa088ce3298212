/* Validation: the questions of the recent past, by their words. */
#include "validate_history.h"

#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "reading.h"
#include "text.h"

struct past {
	uint64_t key; /* text_key */
	const char *text, *locale;
	uint32_t first, last; /* of the records that asked it */
};

struct asking {
	uint64_t seq, said; /* said: text_key of the answer */
	uint32_t next;	    /* of the same question, by place + 1 */
};

struct history {
	struct arena arena;
	struct past *questions;
	size_t count, cap;
	struct asking *askings;
	size_t asked, asked_cap;
	uint32_t *slots; /* open addressing by key: the question's number + 1 */
	size_t slot_count;
	struct near *near;   /* numbers its texts as the questions are */
	uint64_t (*said)[2]; /* text_key of an answer, record; sorted */
	size_t said_count, said_cap;
};

static int
by_said(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return x[0] != y[0] ? (x[0] > y[0]) - (x[0] < y[0]) : (x[1] > y[1]) - (x[1] < y[1]);
}

static uint32_t *
slot(const struct history *h, uint64_t key)
{
	size_t at = (size_t)(key * 0x9e3779b97f4a7c15 >> 20) & (h->slot_count - 1);

	while (h->slots[at] && h->questions[h->slots[at] - 1].key != key)
		at = (at + 1) & (h->slot_count - 1);
	return &h->slots[at];
}

static void
more_slots(struct history *h)
{
	if (2 * (h->count + 1) < h->slot_count)
		return;
	h->slot_count = h->slot_count ? 2 * h->slot_count : 1024;
	mem_free(h->slots);
	h->slots = mem_alloc(h->slot_count * sizeof(*h->slots));
	memset(h->slots, 0, h->slot_count * sizeof(*h->slots));
	for (size_t i = 0; i < h->count; i++)
		*slot(h, h->questions[i].key) = (uint32_t)i + 1;
}

static void
add_asking(struct history *h, yyjson_val *root, const char *text, uint64_t seq)
{
	const char *locale = json_str(root, "locale", NULL), *said;
	uint64_t key = text_key(text, strlen(text));
	struct past *p;
	uint32_t *at;

	more_slots(h);
	at = slot(h, key);
	h->askings = mem_array(h->askings, &h->asked_cap, h->asked + 1, sizeof(*h->askings));
	said = json_str(json_get(root, "action"), "text", NULL);
	h->askings[h->asked++] = (struct asking){seq, said ? text_key(said, strlen(said)) : 0, 0};
	if (*at) {
		p = &h->questions[*at - 1];
		h->askings[p->last].next = (uint32_t)h->asked;
		p->last = (uint32_t)h->asked - 1;
		return;
	}
	*at = (uint32_t)h->count + 1;
	h->questions = mem_array(h->questions, &h->cap, h->count + 1, sizeof(*h->questions));
	h->questions[h->count] = (struct past){key, arena_copy(&h->arena, text, strlen(text)),
		locale ? arena_copy(&h->arena, locale, strlen(locale)) : NULL,
		(uint32_t)h->asked - 1, (uint32_t)h->asked - 1};
	h->count++;
	(void)near_add(h->near, text);
}

static int
take_asking(const struct reading *r, void *arg)
{
	if (json_str(r->root, "question", NULL))
		add_asking(arg, r->root, json_str(r->root, "question", NULL), r->seq);
	return 0;
}

static void
sort_said(struct history *h)
{
	for (size_t i = 0; i < h->asked; i++) {
		if (!h->askings[i].said)
			continue;
		h->said = mem_array(h->said, &h->said_cap, h->said_count + 1, sizeof(*h->said));
		h->said[h->said_count][0] = h->askings[i].said;
		h->said[h->said_count++][1] = h->askings[i].seq;
	}
	if (h->said_count)
		qsort(h->said, h->said_count, sizeof(*h->said), by_said);
}

int
history_read(struct history **out, struct journal *j, uint64_t records)
{
	struct history *h = mem_alloc(sizeof(*h));

	*out = NULL;
	*h = (struct history){.near = near_new()};
	more_slots(h);
	if (reading_recent(j, records, RECORD_BIT(RECORD_INTERACTION), take_asking, h) < 0) {
		history_free(h);
		return -1;
	}
	sort_said(h);
	*out = h;
	return 0;
}

void
history_free(struct history *h)
{
	if (!h)
		return;
	mem_free(h->questions);
	mem_free(h->askings);
	mem_free(h->slots);
	mem_free(h->said);
	near_free(h->near);
	arena_free(&h->arena);
	mem_free(h);
}

uint32_t
history_asked(const struct history *h)
{
	return (uint32_t)h->asked;
}

size_t
history_near(struct history *h, const char *const *texts, size_t n, uint32_t *out, size_t max)
{
	return near_find(h->near, texts, n, out, max);
}

const char *
history_text(const struct history *h, uint32_t question, const char **locale)
{
	*locale = h->questions[question].locale;
	return h->questions[question].text;
}

uint32_t
history_first(const struct history *h, uint32_t question)
{
	return h->questions[question].first + 1;
}

uint64_t
history_step(const struct history *h, uint32_t *place)
{
	const struct asking *at;

	if (*place == 0)
		return 0;
	at = &h->askings[*place - 1];
	*place = at->next;
	return at->seq;
}

size_t
history_said(const struct history *h, const char *text, uint64_t *out, size_t max)
{
	uint64_t key = text_key(text, strlen(text));
	size_t low = 0, high = h->said_count, n = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (h->said[middle][0] < key)
			low = middle + 1;
		else
			high = middle;
	}
	for (; key && low < h->said_count && h->said[low][0] == key && n < max; low++)
		out[n++] = h->said[low][1];
	return n;
}
