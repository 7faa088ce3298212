/* What was read of a store, kept: the arrays as they are in memory, each behind its size. */
#include "pattern_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "pattern_parts.h"

enum { VERSION = 3, PROBES = 16 }; /* a new version whenever what is kept has another meaning */

/* All of it has to be the same, but for how far it goes. */
struct cache_head {
	char magic[8];
	uint32_t version, turn, asked, link, known, group; /* sizes: another build */
	uint32_t few; /* a group is kept that failed one customer */
	struct pattern_mark mark;
	uint64_t probe; /* of some records of the journal */
	int64_t latest;
	double grain;
	uint32_t base_asked, groups, halves, questions;
};

static int
probe(struct journal *j, uint64_t seq, uint64_t *out)
{
	uint64_t sum = seq;

	for (uint64_t i = 1; i <= PROBES; i++) {
		uint64_t at = seq / PROBES * i + seq % PROBES * i / PROBES;
		struct bytes text;
		int64_t arrived;
		int rc = at ? journal_get(j, at, &text, &arrived) : 0;

		if (rc < 0)
			return -1;
		if (rc > 0)
			sum = hash64(text.at, text.len, sum ^ (uint64_t)arrived);
	}
	*out = sum;
	return 0;
}

static void
fill(struct cache_head *h, const struct patterns *p, const struct pattern_mark *mark)
{
	memset(h, 0, sizeof(*h)); /* the holes too */
	memcpy(h->magic, "flcache", sizeof(h->magic));
	h->version = VERSION;
	h->turn = sizeof(struct turn);
	h->asked = sizeof(struct asked);
	h->link = sizeof(struct link);
	h->known = sizeof(struct known);
	h->group = sizeof(struct group);
	h->few = p->o.customers < 2;
	h->mark = *mark;
}

/* --- writing --- */

struct sink {
	FILE *f;
	uint64_t sum;
	bool bad;
};

static void
put(struct sink *s, const void *at, size_t n, size_t size)
{
	uint64_t len = n * size;

	s->bad = s->bad || fwrite(&len, sizeof(len), 1, s->f) != 1;
	if (len) {
		s->bad = s->bad || fwrite(at, len, 1, s->f) != 1;
		s->sum = hash64(at, len, s->sum);
	}
}

static void
put_keys(struct sink *s, const struct keys *k)
{
	size_t room = k->n ? (size_t)k->mask + 1 : 0;

	put(s, &k->n, 1, sizeof(k->n));
	put(s, k->at, room, sizeof(*k->at));
	put(s, k->value, room, sizeof(*k->value));
}

static void
put_texts(struct sink *s, const struct patterns *p, bool asked)
{
	uint32_t n = asked ? p->asked_keys.n : p->texts.keys.n;
	struct buf b = {0};

	for (uint32_t i = 0; i < n; i++) {
		const char *text = asked ? p->asked[i].text : p->texts.at[i];

		buf_add(&b, text, strlen(text) + 1);
	}
	put(s, b.text, b.len, 1);
	buf_free(&b);
}

static void
put_all(struct sink *s, const struct patterns *p)
{
	const struct centres *c = &p->base->centres;

	put_keys(s, &p->turn_keys);
	put_keys(s, &p->asked_keys);
	put_keys(s, &p->correction_keys);
	put_keys(s, &p->texts.keys);
	put_texts(s, p, false);
	put_texts(s, p, true);
	put(s, p->turns, p->turn_keys.n, sizeof(*p->turns));
	put(s, p->asked, p->asked_keys.n, sizeof(*p->asked));
	put(s, p->corrections.at, p->corrections.n, sizeof(struct link));
	put(s, p->used.at, p->used.n, sizeof(struct link));
	put(s, p->known, p->known_count, sizeof(*p->known));
	put(s, p->features.df, FEATURES, sizeof(*p->features.df));
	put(s, p->features.ids, p->features.n, sizeof(*p->features.ids));
	put(s, c->at, c->used, sizeof(*c->at));
	put(s, c->start, (size_t)c->n + 1, sizeof(*c->start));
	put(s, c->size, c->n, sizeof(*c->size));
}

/* Is it still the file of this name?  Who held the lock before may have renamed it. */
static bool
is_named(int fd, const char *path)
{
	struct stat own, named;

	return fstat(fd, &own) == 0 && lstat(path, &named) == 0 && own.st_dev == named.st_dev &&
	       own.st_ino == named.st_ino;
}

/* Write it under another name, which nobody else does at the same time, and rename it. */
static int
write_file(const struct patterns *p, const struct cache_head *h, const char *now, const char *new)
{
	int fd = open(new, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct sink s = {.sum = hash64(h, sizeof(*h), 0)};

	if (fd < 0)
		return fail("%s: %s", new, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 || !is_named(fd, new)) {
		close(fd);
		return 0; /* somebody is writing the same, or just has */
	}
	if (ftruncate(fd, 0) < 0 || !(s.f = fdopen(fd, "w"))) {
		close(fd);
		return fail("%s: %s", new, strerror(errno));
	}
	s.bad = fwrite(h, sizeof(*h), 1, s.f) != 1;
	put_all(&s, p);
	s.bad = s.bad || fwrite(&s.sum, sizeof(s.sum), 1, s.f) != 1 || fflush(s.f) != 0;
	if (s.bad || rename(new, now) < 0) {
		int error = errno;

		unlink(new);
		fclose(s.f);
		return fail("%s: %s", new, strerror(error));
	}
	fclose(s.f);
	return 0;
}

/* The file's name, and the one under which it is written. */
static char *
path_of(struct journal *j, struct arena *a, const char *end)
{
	return arena_print(a, "%s/%s%s", store_dir(journal_store(j)), PATTERN_CACHE, end);
}

int
pattern_cache_save(const struct patterns *p, struct journal *j, const struct pattern_mark *mark)
{
	struct cache_head h;
	struct arena a = {0};
	int rc;

	if (!p->base)
		return 0;
	fill(&h, p, mark);
	h.latest = p->latest;
	h.base_asked = p->base_asked;
	h.groups = p->base->n;
	h.halves = p->base->halves;
	h.grain = p->base->grain;
	h.questions = p->features.questions;
	rc = store_look(journal_store(j));
	if (rc == 0)
		rc = probe(j, mark->seq, &h.probe);
	store_rest(journal_store(j));
	/* What was found is recorded, and shall be told; the next run reads more. */
	if (rc == 0 && write_file(p, &h, path_of(j, &a, ""), path_of(j, &a, ".new")) < 0)
		warn("what was read is not kept: %s", why());
	arena_free(&a);
	return rc;
}

/* --- reading --- */

struct source {
	FILE *f;
	uint64_t sum, left;
	bool bad;
};

/* The next array, which is the caller's, and how many there are in it. */
static void *
take(struct source *s, size_t size, size_t *n)
{
	uint64_t len = 0;
	char *out;

	s->bad = s->bad || fread(&len, sizeof(len), 1, s->f) != 1 || len > s->left || len % size;
	if (s->bad)
		len = 0;
	out = mem_grow(NULL, len + 1);
	out[len] = '\0';
	if (len && fread(out, len, 1, s->f) != 1) {
		s->bad = true;
		len = 0;
	}
	if (len)
		s->sum = hash64(out, len, s->sum);
	s->left -= len;
	*n = len / size;
	return out;
}

static void
take_keys(struct source *s, struct keys *k)
{
	size_t one, room, again;
	uint32_t *n = take(s, sizeof(*n), &one);

	k->n = one == 1 ? *n : 0;
	k->at = take(s, sizeof(*k->at), &room);
	k->value = take(s, sizeof(*k->value), &again);
	k->mask = room ? (uint32_t)room - 1 : 0;
	s->bad = s->bad || one != 1 || room != again || (room & (room - 1)) || k->n > room;
	if (s->bad || room == 0) {
		keys_free(k);
		s->bad = s->bad || (one == 1 && *n);
	}
	mem_free(n);
}

/* The next texts, in the arena. */
struct texts {
	const char *at, *end;
};

static struct texts
take_texts(struct source *s, struct arena *a)
{
	size_t n;
	char *text = take(s, 1, &n);
	const char *at = arena_copy(a, text, n);

	mem_free(text);
	return (struct texts){at, at + n};
}

static const char *
next_text(struct source *s, struct texts *t)
{
	const char *text = t->at;

	if (t->at == t->end) {
		s->bad = true;
		return "";
	}
	t->at += strlen(text) + 1;
	return text;
}

static void
take_turns(struct source *s, struct patterns *p)
{
	struct texts t;

	take_keys(s, &p->turn_keys);
	take_keys(s, &p->asked_keys);
	take_keys(s, &p->correction_keys);
	take_keys(s, &p->texts.keys);
	p->texts.cap = p->texts.keys.n;
	p->texts.at = mem_alloc((p->texts.cap + 1) * sizeof(*p->texts.at));
	t = take_texts(s, &p->texts.arena);
	for (uint32_t i = 0; !s->bad && i < p->texts.keys.n; i++)
		p->texts.at[i] = next_text(s, &t);
	t = take_texts(s, &p->arena);
	p->turns = take(s, sizeof(*p->turns), &p->turns_cap);
	p->asked = take(s, sizeof(*p->asked), &p->asked_cap);
	s->bad = s->bad || p->turns_cap != p->turn_keys.n || p->asked_cap != p->asked_keys.n;
	for (uint32_t i = 0; !s->bad && i < p->asked_keys.n; i++)
		p->asked[i].text = next_text(s, &t);
}

static void
take_links(struct source *s, struct links *l)
{
	l->at = take(s, sizeof(*l->at), &l->n);
	l->cap = l->n;
}

static void
take_all(struct source *s, struct patterns *p)
{
	struct centres *c = &p->base->centres;
	size_t n, size, start;

	take_turns(s, p);
	take_links(s, &p->corrections);
	take_links(s, &p->used);
	p->known = take(s, sizeof(*p->known), &p->known_count);
	p->known_cap = p->known_count;
	mem_free(p->features.df);
	p->features.df = take(s, sizeof(*p->features.df), &n);
	s->bad = s->bad || n != FEATURES;
	p->features.ids = take(s, sizeof(*p->features.ids), &p->features.n);
	p->features.cap = p->features.n;
	c->at = take(s, sizeof(*c->at), &c->used);
	c->cap = c->used;
	c->start = take(s, sizeof(*c->start), &start);
	c->size = take(s, sizeof(*c->size), &size);
	s->bad = s->bad || start != size + 1 || size != p->base->n;
	c->n = p->base->n;
}

/* Fill p: false where the file is not whole, and p is then of no use. */
static bool
read_arrays(struct source *s, const struct cache_head *h, struct patterns *p)
{
	uint64_t sum;

	p->base = mem_alloc(sizeof(*p->base));
	p->base->n = h->groups;
	p->base->halves = h->halves != 0;
	p->base->grain = h->grain;
	p->base_asked = h->base_asked;
	p->latest = h->latest;
	p->features.questions = h->questions;
	take_all(s, p);
	if (s->bad || fread(&sum, sizeof(sum), 1, s->f) != 1 || sum != s->sum)
		return false;
	features_done(&p->features);
	groups_ready(p->base);
	for (size_t i = 0; i < p->known_count; i++)
		p->known[i].group = NONE;
	return true;
}

/* Is this what is wanted, of this journal? */
static int
fits(const struct cache_head *h, const struct patterns *p, struct journal *j,
    const struct pattern_mark *mark)
{
	struct cache_head want;
	uint64_t sum, end;

	fill(&want, p, &h->mark);
	if (memcmp(h, &want, offsetof(struct cache_head, mark)) != 0 ||
	    h->mark.base != mark->base || h->mark.undo != mark->undo)
		return 0;
	if (journal_end(j, &end) < 0 || probe(j, h->mark.seq, &sum) < 0)
		return -1;
	return h->mark.seq <= end && sum == h->probe;
}

int
pattern_cache_load(struct patterns *p, struct journal *j, struct pattern_mark *mark)
{
	struct arena a = {0};
	int fd = open(path_of(j, &a, ""), O_RDONLY | O_NOFOLLOW | O_CLOEXEC), rc = 0;
	struct pattern_options o = p->o;
	struct source s = {.f = fd < 0 ? NULL : fdopen(fd, "r")};
	struct cache_head h;
	struct stat st;

	mark->seq = 0;
	arena_free(&a);
	if (!s.f)
		return 0;
	if (fstat(fd, &st) == 0 && fread(&h, sizeof(h), 1, s.f) == 1 &&
	    (rc = fits(&h, p, j, mark)) > 0) {
		s.left = (uint64_t)st.st_size;
		s.sum = hash64(&h, sizeof(h), 0);
		rc = 0;
		if (read_arrays(&s, &h, p)) {
			mark->seq = h.mark.seq;
		} else {
			patterns_clear(p);
			patterns_init(p, &o);
		}
	}
	fclose(s.f);
	return rc;
}
