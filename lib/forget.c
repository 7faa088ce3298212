/* Forgetting a customer: the store without his words. */
#include "forget.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amend.h"
#include "diag.h"
#include "forget_text.h"
#include "gate.h"
#include "journal.h"
#include "gist.h"
#include "json.h"
#include "leavings.h"
#include "pattern_cache.h"
#include "place.h"
#include "reading.h"
#include "validate.h"
#include "vectors.h"
#include "views.h"

enum { BATCH = 4096, PATIENCE = 30 * 1000 };

static bool
is(const char *text, const char *want)
{
	return text && strcmp(text, want) == 0;
}

void
forgetting_free(struct forgetting *f)
{
	marks_free(&f->ids);
	marks_free(&f->words);
	marks_free(&f->told);
	marks_free(&f->elsewhere);
	marks_free(&f->writers);
	marks_free(&f->taught);
	marks_free(&f->says);
	arena_free(&f->arena);
}

/* A name that tells nothing of him, and is nobody else's. */
static int
choose_name(struct forgetting *f)
{
	unsigned char random[8];

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return fail("no random number: %s", strerror(errno));
	strcpy(f->name, "forgotten-");
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(f->name + 10 + 2 * i, 3, "%02x", random[i]);
	return 0;
}

/* --- what is his --- */

static int
note_id(const struct reading *one, void *forgetting)
{
	struct forgetting *f = forgetting;
	const char *id = json_str(one->root, "id", NULL);

	if (id && forget_owns(f, one->type, one->root))
		marks_add(&f->ids, mark_of(id));
	return 0;
}

/* A text, and what a reason quotes of it. */
static void
add_text(struct marks *to, const char *text)
{
	struct buf quoted = {0};

	gist_short(&quoted, text);
	marks_add(to, mark_of(text));
	marks_add(to, mark_of(quoted.text));
	buf_free(&quoted);
}

static void
note_text(struct marks *to, yyjson_val *from, const char *key)
{
	const char *text = json_str(from, key, NULL);

	if (text && *text)
		add_text(to, text);
}

static uint64_t
mark_in(const char *rule, const char *text)
{
	return hash64(text, strlen(text), mark_of(rule)) | 1;
}

/* What a rule was taught is not the word of who writes that rule anew. */
static void
note_said(struct forgetting *f, const char *rule, const char *text, bool taught)
{
	if (!text || !*text)
		return;
	if (taught)
		marks_add(&f->taught, mark_in(rule, text));
	else if (!marks_have(&f->taught, mark_in(rule, text)))
		add_text(&f->elsewhere, text);
}

static void
note_body(struct forgetting *f, const char *id, yyjson_val *rule, bool taught)
{
	static const char *const keys[] = {"questions", "not", "must", "must_not"};
	yyjson_val *item;
	size_t i, n;

	note_said(f, id, json_str(rule, "say", NULL), taught);
	for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++) {
		yyjson_arr_foreach(json_get(rule, keys[k]), i, n, item)
		{
			note_said(f, id, yyjson_get_str(item), taught);
		}
	}
}

/*
 * A verdict repeats the words of his correction, or has another's: of who wrote the rule, or of
 * whose correction put it into words.
 */
static void
note_verdict(struct forgetting *f, yyjson_val *root)
{
	yyjson_val *change = json_get(root, "change"), *rule = json_get(change, "rule"), *item;
	const char *id = json_str(root, "rule", NULL), *by = json_str(rule, "by", NULL);
	bool corrects = json_get(root, "correction") != NULL, his = is(by, f->customer);
	bool others = by && !his && !is(by, "unknown"); /* who that is may be him */
	bool first = by && marks_add(&f->writers, mark_in(id, by));
	size_t i, n;

	note_text(&f->says, root, "say");
	note_text(&f->says, rule, "say");
	if (corrects && his) /* it may leave out his courtesies */
		note_text(&f->words, rule, "say");
	if (corrects && first && others) /* the first that it has of theirs is how they say it */
		note_text(&f->elsewhere, rule, "say");
	note_body(f, id, rule, corrects && !others);
	yyjson_arr_foreach(json_get(change, "examples"), i, n, item)
	{
		note_said(f, id, json_str(item, "text", NULL), true);
	}
	if (amend_joined(json_get(change, "amends"))) { /* what it has is its writer's own */
		note_text(&f->elsewhere, rule, "say");
		note_body(f, "", json_get(json_get(change, "amends"), "added"), false);
	}
}

static int
note_texts(const struct reading *one, void *forgetting)
{
	struct forgetting *f = forgetting;
	enum record_type type = one->type;
	yyjson_val *root = one->root;
	bool own = forget_owns(f, type, root), his = is(json_str(root, "by", NULL), f->customer);

	if (type == RECORD_VERDICT) {
		note_verdict(f, root);
	} else if (type == RECORD_INTERACTION) {
		note_text(own ? &f->words : &f->elsewhere, root, "question");
		note_text(own ? &f->told : &f->elsewhere, json_get(root, "action"), "text");
	} else if (type == RECORD_CORRECTION || type == RECORD_OUTCOME) {
		struct marks *staff = own ? &f->told : &f->elsewhere;

		note_text(own ? &f->words : &f->elsewhere, root, "question");
		note_text(his ? &f->words : staff, root, "right");
		note_text(his ? &f->words : staff, root, "comment");
		note_text(staff, root, "wrong");
	}
	return 0;
}

/* --- the journal without it --- */

/* A rule whose words are gone cannot answer any more. */
static void
note_rule(struct forgetting *f, yyjson_val *verdict)
{
	yyjson_val *rule = json_get(json_get(verdict, "change"), "rule");
	const char *id = json_str(verdict, "rule", NULL);

	if (id && is(json_str(rule, "say", NULL), FORGOTTEN) && !texts_have(&f->rules, id))
		texts_add(&f->rules, &f->arena, arena_copy(&f->arena, id, strlen(id)));
}

static int
take(struct forgetting *f, struct arena *a, struct bytes text, struct incoming *item)
{
	yyjson_val *root = json_read_in(a, text.at, text.len);
	enum record_type type = record_type_of(json_str(root, "type", NULL));
	struct buf out = {0};
	struct json json = {0};
	struct record r;
	int64_t arrived = item->arrived;
	int rc = root ? 0 : -1;

	if (rc == 0 && forget_owns(f, type, root)) {
		forget_own(&out, f, type, root);
		f->records++;
	} else if (rc == 0 && forget_other(&out, f, type, root)) {
		f->others++;
		if (type == RECORD_VERDICT)
			note_rule(f, json_read_in(a, out.text, out.len));
	} else {
		buf_clear(&out);
		buf_add(&out, text.at, text.len);
	}
	if (rc == 0)
		rc =
		    record_read(&r, &json, a, out.text, out.len, RECORD_ANY, RECORD_TYPES, arrived);
	if (rc == 0)
		*item = (struct incoming){.type = r.type,
			.key = r.key,
			.id = arena_copy(a, r.id, r.id_len),
			.id_len = r.id_len,
			.text = bytes_of(arena_copy(a, r.text.at, r.text.len), r.text.len),
			.time = r.time,
			.arrived = arrived,
			.plain = r.plain};
	json_free(&json);
	buf_free(&out);
	return rc;
}

/* Every record, as it is without him; to may be NULL, to count only. */
static int
write_journal(struct forgetting *f, struct journal *to, struct journal *from)
{
	struct incoming *items = mem_alloc(BATCH * sizeof(*items));
	struct arena a = {0};
	struct journal_walk w;
	struct bytes text;
	uint64_t seq;
	size_t n = 0;
	int rc = journal_walk_begin(&w, from, 0), more = rc == 0;

	while (rc == 0 && more > 0) {
		if ((more = journal_walk_next(&w, &seq, &items[n].arrived, &text)) < 0)
			rc = -1;
		else if (more > 0)
			rc = take(f, &a, text, &items[n]);
		n += more > 0 && rc == 0;
		if (rc < 0 || n == 0 || (more > 0 && n < BATCH))
			continue;
		rc = to ? journal_add(to, items, n, 0) : 0;
		for (size_t i = 0; to && rc == 0 && i < n; i++)
			if (!items[i].fresh)
				rc = fail("the record %s is there twice", items[i].id);
		n = 0;
		arena_clear(&a);
	}
	journal_walk_end(&w);
	arena_free(&a);
	mem_free(items);
	return rc;
}

/* The rules whose words were his are in force no more. */
static int
retire(struct journal *j, void *arg)
{
	struct forgetting *f = arg;
	struct validator v;
	struct arena a = {0};
	int rc = 0;

	validator_init(&v, j, f->conf, time_now());
	for (size_t i = 0; i < f->rules.n && rc >= 0; i++) {
		struct rule r;

		arena_clear(&a);
		rc = rules_named(j, &a, f->rules.at[i], &r);
		if (rc > 0 && is(r.say, FORGOTTEN) && r.status != RULE_RETIRED &&
		    r.status != RULE_REJECTED)
			rc = validate_decision(&v, r.id, "retired", f->by,
			    "its words were a customer's who is forgotten");
	}
	validator_free(&v);
	arena_free(&a);
	return rc < 0 ? -1 : 0;
}

static int
write_store(struct forgetting *f, struct journal *from, const char *dir)
{
	struct journal *to = NULL;
	int rc = f->dry ? 0 : journal_open(&to, dir, STORE_CREATE);

	if (rc == 0)
		rc = write_journal(f, to, from);
	if (rc == 0 && f->records == 0)
		rc = fail("there is no record of the customer %s", f->customer);
	if (rc == 0 && to && f->rules.n > 0)
		rc = journal_change(to, retire, f);
	journal_close(to);
	return rc;
}

/* --- the new store in the place of the old one --- */

/* A folder that is new: what an interrupted run left of the store is older than its journal. */
static int
make_new(const char *new)
{
	char mark[PLACE_PATH];
	int error = place_remove(new), fd;

	if (error == 0 && mkdir(new, 0700) != 0)
		error = errno;
	place_file(new, PLACE_MARK, mark);
	if (error == 0 && (fd = open(mark, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)) >= 0)
		close(fd);
	else if (error == 0)
		error = errno;
	return error ? fail("%s: %s", new, strerror(error)) : 0;
}

/*
 * Lock out whoever has the store open, or is about to: LMDB keeps a lock on its file.  The
 * descriptor, or -1.
 */
static int
lock_out(const char *dir)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET}, other = lock;
	char path[PLACE_PATH], who[32] = "another process"; /* in another container, nameless */
	int fd, error;

	place_file(dir, "lock.mdb", path);
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return fail("%s: %s", path, strerror(errno));
	if (fcntl(fd, F_SETLK, &lock) == 0)
		return fd;
	error = errno;
	if (fcntl(fd, F_GETLK, &other) != 0 || other.l_type == F_UNLCK)
		other.l_pid = 0;
	close(fd);
	if (error != EAGAIN && error != EACCES)
		return fail("%s: %s", path, strerror(error));
	if (other.l_pid > 0)
		snprintf(who, sizeof(who), "process %d", (int)other.l_pid);
	return busy("%s: %s has it open; end it first, it would go on with what is to be forgotten",
	    dir, who);
}

static int
replace(const char *dir, const char *new, const struct texts *left)
{
	static const char *const kept[] = {PATTERN_CACHE, PATTERN_CACHE ".new"};
	char from[PLACE_PATH], to[PLACE_PATH];

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) { /* his words are in it */
		place_file(dir, kept[i], to);
		if (unlink(to) < 0 && errno != ENOENT)
			return fail("%s: %s", to, strerror(errno));
	}
	if (leavings_remove(left, dir) < 0)
		return -1;
	if (vectors_remove(dir) < 0) /* made of his words, among others */
		return -1;
	place_file(new, "data.mdb", from);
	place_file(dir, "data.mdb", to);
	if (rename(from, to) != 0)
		return fail("%s: %s", to, strerror(errno));
	return 0;
}

/* Nothing of ours has the store open now: closing a descriptor of lock.mdb gives its locks up. */
static int
put_in_place(const char *dir, const char *new, const struct texts *left)
{
	char path[PLACE_PATH];
	int lock = lock_out(dir), rc;

	if (lock < 0)
		return -1;
	rc = replace(dir, new, left);
	if (rc == 0) {
		/* It counts the old store's transactions: who waits for it shall not have it. */
		place_file(dir, "lock.mdb", path);
		if (unlink(path) != 0 || ftruncate(lock, 0) != 0)
			rc = fail("%s: %s", path, strerror(errno));
		if (place_sync(dir) < 0)
			rc = -1;
	}
	close(lock);
	return rc;
}

static int
read_his(struct forgetting *f, struct journal *j)
{
	if (store_look(journal_store(j)) < 0 ||
	    reading_run(j, 0, RECORD_BIT(RECORD_INTERACTION), note_id, f) < 0)
		return -1;
	return reading_run(j, 0,
	    RECORD_BIT(RECORD_INTERACTION) | RECORD_BIT(RECORD_OUTCOME) |
		RECORD_BIT(RECORD_CORRECTION) | RECORD_BIT(RECORD_VERDICT),
	    note_texts, f);
}

static int
forget_gated(const char *dir, const char *new, struct forgetting *f)
{
	struct journal *j = NULL;
	int shut = f->dry ? -1 : leavings_shut(dir), rc;

	if (shut < 0 && !f->dry)
		return -1;
	rc = journal_open(&j, dir, STORE_READ);
	if (rc == 0)
		rc = read_his(f, j);
	if (rc == 0 && !f->dry)
		rc = make_new(new);
	if (rc == 0)
		rc = write_store(f, j, new);
	journal_close(j);
	if (rc == 0)
		rc = leavings_find(&f->left, &f->arena, dir);
	if (rc == 0 && !f->dry)
		rc = put_in_place(dir, new, &f->left);
	if (shut >= 0)
		close(shut);
	return rc;
}

int
forget_customer(const char *dir, struct forgetting *f)
{
	char new[PLACE_PATH];
	size_t n = strlen(dir);
	sigset_t all, before;
	int gate, rc, error;

	while (n > 1 && dir[n - 1] == '/')
		n--;
	if (n > PLACE_PATH - 64)
		return fail("%.40s…: the name is too long", dir);
	snprintf(new, sizeof(new), "%.*s/" PLACE_FORGET, (int)n, dir);
	if (place_check(dir, false) < 0 || choose_name(f) < 0 || (gate = gate_open(dir)) < 0)
		return -1;
	/* Whoever interrupts this shall not leave half a store behind. */
	sigfillset(&all);
	sigdelset(&all, SIGBUS); /* the store's own, for a failing disk */
	sigdelset(&all, SIGSEGV);
	sigprocmask(SIG_BLOCK, &all, &before);
	/* Nobody adds a record meanwhile, or it would be lost. */
	rc = gate_enter(gate, dir, PATIENCE);
	if (rc == 0) {
		rc = forget_gated(dir, new, f);
		if (!f->dry && (error = place_remove(new)))
			warn("%s: %s; remove it", new, strerror(error));
		gate_leave(gate);
	}
	close(gate);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return rc;
}
