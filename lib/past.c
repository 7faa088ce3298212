/* The store as it was. */
#include "past.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "json.h"
#include "record.h"

enum { BATCH = 4096 };

static const int64_t DAY = 24LL * 3600 * 1000;

int
past_read(const char *text, int64_t now, int64_t *out)
{
	if (time_read(text, now, out) < 0)
		return -1;
	if (strlen(text) == strlen("2026-03-02") || strcmp(text, "today") == 0 ||
	    strcmp(text, "yesterday") == 0)
		*out += *out % DAY == 0 ? DAY - 1 : 0;
	return 0;
}

/* Take the names of a store's files away: they are there while it is open, and no longer. */
static void
remove_names(const char *dir)
{
	static const char *const files[] = {"data.mdb", "lock.mdb", "write.lock"};
	struct buf path = {0};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		buf_clear(&path);
		buf_print(&path, "%s/%s", dir, files[i]);
		unlink(path.text);
	}
	rmdir(dir);
	buf_free(&path);
}

/* The next records of the journal into an arena: how many, -1 on failure. */
static long
take_batch(struct journal_walk *w, struct arena *a, struct incoming *items, int64_t until,
    uint64_t upto)
{
	struct json json = {0};
	struct bytes text;
	uint64_t seq;
	long n = 0;
	int rc = 0;

	while (n < BATCH && (!upto || w->last < upto)) {
		struct incoming *item = &items[n];
		yyjson_val *root;

		*item = (struct incoming){0};
		rc = journal_walk_next(w, &seq, &item->arrived, &text);
		if (rc <= 0 || item->arrived > until)
			break;
		item->text = bytes_of(arena_copy(a, text.at, text.len), text.len);
		if (!(root = json_read(&json, item->text.at, item->text.len))) {
			rc = -1;
			break;
		}
		item->type = record_type_of(json_str(root, "type", NULL));
		item->id = json_str(root, "id", &item->id_len);
		if (item->type >= RECORD_TYPES || !item->id) {
			rc = fail("journal, record %llu: no type or id", (unsigned long long)seq);
			break;
		}
		item->id = arena_copy(a, item->id, item->id_len);
		item->key = record_key(item->type, item->id, item->id_len);
		n++;
	}
	json_free(&json);
	return rc < 0 ? -1 : n;
}

static int
fill(struct journal *to, struct journal *from, int64_t until, uint64_t upto)
{
	struct incoming *items = mem_alloc(BATCH * sizeof(*items));
	struct arena a = {0};
	struct journal_walk w;
	long n;
	int rc = journal_walk_begin(&w, from, 0);

	do {
		arena_clear(&a);
		n = rc == 0 ? take_batch(&w, &a, items, until, upto) : 0;
		if (n < 0 || (n > 0 && journal_add(to, items, (size_t)n, 0) < 0))
			rc = -1;
	} while (rc == 0 && n == BATCH);
	journal_walk_end(&w);
	arena_free(&a);
	mem_free(items);
	return rc;
}

static int
open_in(struct journal **out, const char *dir, struct journal *now, int64_t until, uint64_t upto)
{
	struct journal *past;

	if (journal_open(&past, dir, STORE_CREATE) < 0)
		return -1;
	if (fill(past, now, until, upto) < 0 || store_look(journal_store(past)) < 0) {
		journal_close(past);
		return -1;
	}
	*out = past;
	return 0;
}

int
past_open(struct journal **out, struct journal *now, int64_t until, uint64_t upto)
{
	const char *tmp = getenv("TMPDIR");
	sigset_t all, before;
	struct buf dir = {0};
	int rc;

	if (store_look(journal_store(now)) < 0)
		return -1;
	/* Whoever interrupts this shall not leave what customers wrote behind. */
	sigfillset(&all);
	sigdelset(&all, SIGBUS); /* the store's own, for a failing disk */
	sigdelset(&all, SIGSEGV);
	sigprocmask(SIG_BLOCK, &all, &before);
	buf_print(&dir, "%s/fl-past.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(dir.text)) {
		rc = fail("%s: %s", dir.text, strerror(errno));
	} else {
		rc = open_in(out, dir.text, now, until, upto);
		remove_names(dir.text);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	buf_free(&dir);
	return rc;
}
