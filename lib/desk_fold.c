/* The support lead's desk: near-duplicates, as one case. */
#include "desk_fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn.h"
#include "text.h"

/*
 * Likeness is the mean of two cosines (text_similarity), so the one of the stems is at least
 * LEAST = 2 * ALIKE - 1.  Of two sets of a and b stems at least LEAST * sqrt(a * b) are shared
 * then, and since b is no fewer than those, at least LEAST * LEAST * a: one of any a - that + 1.
 */
static const double ALIKE = 0.8;
static const double LEAST = 0.6;

enum { SLOTS_MIN = 1024, LOOKED = 20000 /* places that are looked at for one case */ };

/* A text as the set of its stems. */
struct stems {
	uint32_t *at; /* sorted, each once */
	size_t n;
};

/* Where a stem stands: the cases that were kept, the last one first. */
struct place {
	uint32_t kept, next; /* next: place + 1 */
};

struct folding {
	struct desk *d;
	struct arena arena;
	struct stems *stems; /* of the cases that were kept */
	uint32_t *slots;     /* by stem: its entry + 1 */
	size_t slot_count;
	struct entry {
		uint32_t stem, last, count;
	} *entries;
	size_t entry_count, entry_cap;
	struct place *places;
	size_t place_count, place_cap;
	uint32_t *seen; /* by kept case: the case + 1 that looked at it last */
	struct text_stemmer *stemmer;
};

static int
by_stem(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static struct stems
stems_of(struct folding *f, const char *text)
{
	struct arena a = {0};
	struct words words = text_words(&a, text, strlen(text), f->stemmer);
	struct stems s = {0};
	size_t kept = 0;

	s.at = arena_alloc(&f->arena, (words.n + 1) * sizeof(*s.at));
	for (size_t i = 0; i < words.n; i++)
		s.at[s.n++] = (uint32_t)hash64(words.at[i].stem, words.at[i].stem_len, 0);
	if (s.n > 1)
		qsort(s.at, s.n, sizeof(*s.at), by_stem);
	for (size_t i = 0; i < s.n; i++)
		if (kept == 0 || s.at[i] != s.at[kept - 1])
			s.at[kept++] = s.at[i];
	s.n = kept;
	arena_free(&a);
	return s;
}

static uint32_t *
slot(const struct folding *f, uint32_t stem)
{
	size_t at = stem & (f->slot_count - 1);

	while (f->slots[at] && f->entries[f->slots[at] - 1].stem != stem)
		at = (at + 1) & (f->slot_count - 1);
	return &f->slots[at];
}

static void
more_slots(struct folding *f)
{
	if (2 * (f->entry_count + 1) < f->slot_count)
		return;
	f->slot_count = f->slot_count ? 2 * f->slot_count : SLOTS_MIN;
	mem_free(f->slots);
	f->slots = mem_alloc(f->slot_count * sizeof(*f->slots));
	for (size_t i = 0; i < f->entry_count; i++)
		*slot(f, f->entries[i].stem) = (uint32_t)i + 1;
}

/* Note a kept case under all its stems. */
static void
keep(struct folding *f, const struct stems *s, size_t kept)
{
	f->stems[kept] = *s;
	for (size_t i = 0; i < s->n; i++) {
		struct entry *e;
		uint32_t *at;

		more_slots(f);
		at = slot(f, s->at[i]);
		if (!*at) {
			f->entries = mem_array(f->entries, &f->entry_cap, f->entry_count + 1,
			    sizeof(*f->entries));
			f->entries[f->entry_count++] = (struct entry){.stem = s->at[i]};
			*at = (uint32_t)f->entry_count;
		}
		e = &f->entries[*at - 1];
		f->places =
		    mem_array(f->places, &f->place_cap, f->place_count + 1, sizeof(*f->places));
		f->places[f->place_count++] = (struct place){(uint32_t)kept, e->last};
		e->last = (uint32_t)f->place_count;
		e->count++;
	}
}

static bool
share_enough(const struct stems *a, const struct stems *b)
{
	size_t i = 0, k = 0, shared = 0;

	while (i < a->n && k < b->n) {
		uint32_t x = a->at[i], y = b->at[k];

		shared += x == y;
		i += x <= y;
		k += y <= x;
	}
	return (double)shared >= LEAST * sqrt((double)a->n * (double)b->n) - 1e-9;
}

/* Rules are decided on together only where they do the same in the same cases. */
static bool
same_scope(const struct rule *a, const struct rule *b)
{
	if (!a->id || !b->id)
		return !a->id && !b->id;
	return a->act == b->act && a->say && b->say &&
	       (a->where && b->where ? yyjson_equals(a->where, b->where) : !a->where && !b->where);
}

/* Texts that state different values are two, however alike their words. */
static bool
are_alike(const struct desk_case *a, const struct desk_case *b)
{
	struct rule x = {.act = ACT_SAY, .category = "fact", .say = a->title};
	struct rule y = {.act = ACT_SAY, .category = "fact", .say = b->title};

	return a->kind == b->kind && same_scope(&a->rule, &b->rule) && !learn_contradict(&x, &y) &&
	       text_similarity(a->title, strlen(a->title), b->title, strlen(b->title), NULL) >=
		   ALIKE;
}

static uint32_t
count_of(const struct folding *f, uint32_t stem)
{
	uint32_t at = *slot(f, stem);

	return at ? f->entries[at - 1].count : 0;
}

/* The rarest stems first, among those that are looked at. */
static void
rarest_first(const struct folding *f, uint32_t *stems, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint32_t stem = stems[i], count = count_of(f, stem);
		size_t k = i;

		for (; k > 0 && count_of(f, stems[k - 1]) > count; k--)
			stems[k] = stems[k - 1];
		stems[k] = stem;
	}
}

/* The first kept case that this one is like; kept when there is none. */
static size_t
find(struct folding *f, const struct desk_case *c, const struct stems *s, size_t self, size_t kept)
{
	size_t probes = s->n - (size_t)ceil(LEAST * LEAST * (double)s->n - 1e-9) + 1, looked = 0;
	size_t found = kept;
	uint32_t *order = arena_alloc(&f->arena, (s->n + 1) * sizeof(*order));

	memcpy(order, s->at, s->n * sizeof(*order));
	rarest_first(f, order, s->n);
	for (size_t i = 0; i < probes && i < s->n && looked < LOOKED; i++) {
		uint32_t at = *slot(f, order[i]);

		for (uint32_t p = at ? f->entries[at - 1].last : 0; p && looked < LOOKED;
		    p = f->places[p - 1].next, looked++) {
			uint32_t k = f->places[p - 1].kept;

			if (k >= found || f->seen[k] == self + 1)
				continue;
			f->seen[k] = (uint32_t)self + 1;
			if (share_enough(s, &f->stems[k]) && are_alike(&f->d->list[k], c))
				found = k;
		}
	}
	return found;
}

void
desk_fold(struct desk *d)
{
	struct folding f = {.d = d, .stemmer = text_stemmer_new(NULL)};
	size_t kept = 0;

	f.stems = mem_alloc((d->n + 1) * sizeof(*f.stems));
	f.seen = mem_alloc((d->n + 1) * sizeof(*f.seen));
	more_slots(&f);
	for (size_t i = 0; i < d->n; i++) {
		struct desk_case *c = &d->list[i];
		struct stems s;
		size_t k;

		if (c->kind == CASE_DRAWN || c->kind == CASE_DISPUTED) { /* each for itself */
			d->list[kept++] = *c;
			continue;
		}
		s = stems_of(&f, c->title);
		k = find(&f, c, &s, i, kept);
		if (k < kept) {
			texts_add(&d->list[k].alike, &d->arena, c->id);
			texts_add(&d->list[k].alike_titles, &d->arena, c->title);
			d->list[k].harm += c->harm;
			continue;
		}
		keep(&f, &s, kept);
		d->list[kept++] = *c;
	}
	d->n = kept;
	mem_free(f.stems);
	mem_free(f.seen);
	mem_free(f.slots);
	mem_free(f.entries);
	mem_free(f.places);
	text_stemmer_free(f.stemmer);
	arena_free(&f.arena);
}
