/* The store behind its handle: changes, looks, walks, and what it refuses. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diag.h"
#include "store.h"
#include "units.h"

static char dir[] = "/tmp/check_store.XXXXXX", path[64];

static bool broken; /* the disk */

/* The library's own call comes here. */
int
fdatasync(int fd)
{
	if (!broken)
		return (int)syscall(SYS_fdatasync, fd);
	errno = EIO;
	return -1;
}

static struct bytes
text(const char *s)
{
	return bytes_of(s, strlen(s));
}

static bool
has(struct store *s, const char *key, const char *expected)
{
	struct bytes value;
	int rc = store_get(s, TABLE_STATE, text(key), &value);

	return expected ? rc == 1 && value.len == strlen(expected) &&
			      memcmp(value.at, expected, value.len) == 0
			: rc == 0;
}

static int
put_some(struct store *s, void *arg)
{
	(void)arg;
	works(store_put(s, TABLE_STATE, text("a"), text("1")) == 0, "put");
	works(store_put(s, TABLE_STATE, text("a"), text("2")) == 0, "put again");
	works(store_add(s, TABLE_STATE, text("b"), text("3")) == 1, "add");
	works(store_add(s, TABLE_STATE, text("b"), text("4")) == 0, "add what is there");
	works(store_put(s, TABLE_STATE, text("gone"), text("5")) == 0, "put");
	works(store_del(s, TABLE_STATE, text("gone")) == 0, "delete");
	works(store_del(s, TABLE_STATE, text("gone")) == 0, "delete what is not there");
	works(store_append(s, TABLE_JOURNAL, text("k1"), text("he"), text("ad")) == 0, "append");
	works(store_append(s, TABLE_JOURNAL, text("k0"), text("x"), text("")) < 0, "append behind");
	works(store_put(s, TABLE_STATE, text(""), text("x")) < 0, "an empty key");
	works(has(s, "a", "2") && has(s, "b", "3") && has(s, "gone", NULL), "a change sees itself");
	return 0;
}

static int
put_and_fail(struct store *s, void *arg)
{
	(void)arg;
	store_put(s, TABLE_STATE, text("a"), text("bad"));
	store_empty(s, TABLE_JOURNAL);
	return fail("no");
}

static int
put_more(struct store *s, void *arg)
{
	char key[16];

	for (int i = 0; i < 5; i++) {
		snprintf(key, sizeof(key), "p%d", i);
		works(store_put(s, TABLE_NAMES, text(key), text(arg)) == 0, "put");
	}
	return store_put(s, TABLE_NAMES, text("q"), text(arg));
}

static int
nothing(struct store *s, void *arg)
{
	(void)s;
	(void)arg;
	return 0;
}

static int
inside(struct store *s, void *arg)
{
	(void)arg;
	return store_update(s, nothing, NULL) < 0 ? 0 : -1;
}

static void
check_changes(struct store *s)
{
	struct store_stat st;
	uint64_t before, n;
	char value[] = "x";

	works(store_update(s, put_some, NULL) == 0, "a change");
	works(store_look(s) == 0 && has(s, "a", "2") && has(s, "b", "3"), "what was put is there");
	before = store_version(s);
	store_rest(s);
	works(store_version(s) == 0, "nobody looks");
	works(store_update(s, put_and_fail, NULL) < 0 && strcmp(why(), "no") == 0,
	    "a failing change");
	works(store_look(s) == 0 && has(s, "a", "2"), "a failed change leaves all as it was");
	works(store_version(s) == before, "and the version too");
	works(store_count(s, TABLE_JOURNAL, &n) == 0 && n == 1, "and what it emptied");
	store_rest(s);
	works(store_update(s, inside, NULL) == 0, "a change inside a change is refused");
	works(store_update(s, put_more, value) == 0, "more");
	works(store_look(s) == 0 && store_version(s) != before, "another version");
	works(store_stat(s, &st) == 0 && st.counts[TABLE_NAMES] == 6 && st.format == STORE_FORMAT,
	    "how much there is");
	works(store_check(s, NULL, NULL) == 0, "and it is sound");
	store_rest(s);
}

static void
check_walks(struct store *s)
{
	struct bytes key, value;
	struct walk w;
	int n = 0, rc;

	works(store_look(s) == 0, "a look");
	works(walk_begin(&w, s, TABLE_NAMES, text("p2"), text("p")) == 0, "a walk");
	while ((rc = walk_next(&w, &key, &value)) > 0)
		works(key.len == 2 && ((const char *)key.at)[1] == '2' + n++, "keys in order");
	works(rc == 0 && n == 3, "from a key, among those with a prefix");
	walk_end(&w);
	works(walk_begin(&w, s, TABLE_LINKS, text(""), text("")) == 0 &&
		  walk_next(&w, &key, &value) == 0,
	    "a walk along nothing");
	walk_end(&w);
	works(store_last(s, TABLE_NAMES, &key, &value) == 1 && key.len == 1, "the last");
	works(store_last(s, TABLE_LINKS, &key, &value) == 0, "no last");
	store_rest(s);
}

/* A reader that looks keeps what it sees while another process writes. */
static void
check_looks(struct store *s)
{
	int status = -1;
	pid_t pid;

	works(store_look(s) == 0 && has(s, "a", "2"), "before");
	fflush(stdout);
	if ((pid = fork()) == 0) {
		/* The parent's handle is not touched; the child opens its own by exec below. */
		execl("/proc/self/exe", "check_store", dir, (char *)NULL);
		_exit(9);
	}
	waitpid(pid, &status, 0);
	works(status == 0, "another process writes");
	works(has(s, "a", "2"), "a look stays what it was");
	store_rest(s);
	works(store_look(s) == 0 && has(s, "a", "other"), "and the next one is new");
	store_rest(s);
}

static int
put_other(struct store *s, void *arg)
{
	(void)arg;
	return store_put(s, TABLE_STATE, text("a"), text("other"));
}

static int
as_other(const char *where)
{
	struct store *s;

	if (store_open(&s, where, STORE_WRITE) < 0 || store_update(s, put_other, NULL) < 0)
		return 1;
	store_close(s);
	return 0;
}

static void
check_patience(struct store *s)
{
	int fd;

	snprintf(path, sizeof(path), "%s/write.lock", dir);
	fd = open(path, O_RDWR);
	works(flock(fd, LOCK_EX) == 0, "another holds the gate");
	store_patience(s, 20);
	works(store_update(s, nothing, NULL) < 0 && why_status() == EXIT_BUSY &&
		  strstr(why(), "is writing"),
	    "a writer that waits too long is busy");
	works(store_look(s) == 0 && has(s, "a", "other"), "a reader does not wait");
	store_rest(s);
	close(fd);
	works(store_update(s, nothing, NULL) == 0, "and then it may");
}

/* After an error of the disk the store is looked through before it takes anything more. */
static void
check_broken_disk(void)
{
	struct store *s;
	char value[] = "y";

	snprintf(path, sizeof(path), "%s/suspect", dir);
	works(store_open(&s, dir, STORE_WRITE) == 0, "open");
	broken = true;
	works(s && store_update(s, put_more, value) < 0, "a change that the disk does not take");
	broken = false;
	store_close(s);
	works(access(path, F_OK) == 0, "it is remembered");
	works(store_open(&s, dir, STORE_READ) == 0, "it can be read");
	store_close(s);
	works(access(path, F_OK) == 0, "by which nothing is known yet");
	works(store_open(&s, dir, STORE_WRITE) == 0, "and written to, since it is sound");
	works(s && store_update(s, put_more, value) == 0, "a change");
	store_close(s);
	works(access(path, F_OK) != 0, "which is then known");
}

static void
refused(enum store_mode mode, const char *reason)
{
	struct store *s;

	if (store_open(&s, dir, mode) == 0) {
		printf("opened, expected \"%s\"\n", reason);
		bad++;
		store_close(s);
	} else if (!strstr(why(), reason)) {
		printf("expected \"%s\", got \"%s\"\n", reason, why());
		bad++;
	}
}

/* Make the store one of the next format: the totals say which, and carry a hash. */
static void
check_newer(void)
{
	unsigned char *image;
	struct stat st;
	int fd, found = 0;

	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	fd = open(path, O_RDWR);
	if (fd < 0 || fstat(fd, &st) != 0)
		return;
	image = malloc((size_t)st.st_size);
	works(pread(fd, image, (size_t)st.st_size, 0) == st.st_size, "the file is read");
	for (off_t at = 0; at + 32 <= st.st_size; at += 2) {
		unsigned char *p = image + at;

		if (get_be64(p) != STORE_FORMAT || get_be64(p + 24) != hash64(p, 24, 0))
			continue;
		put_be64(p, STORE_FORMAT + 1);
		put_be64(p + 24, hash64(p, 24, 0));
		found++;
	}
	works(found > 0, "the totals are found");
	works(pwrite(fd, image, (size_t)st.st_size, 0) == st.st_size, "and made newer");
	close(fd);
	free(image);
	refused(STORE_READ, "newer than this program");
	refused(STORE_WRITE, "newer than this program");
	refused(STORE_CREATE, "newer than this program");
}

int
main(int argc, char *argv[])
{
	static const char *const files[] = {"data.mdb", "lock.mdb", "write.lock"};
	struct store *s;

	if (argc > 1)
		return as_other(argv[1]);
	if (!mkdtemp(dir))
		return 1;
	refused(STORE_READ, "no data.mdb in it");
	refused(STORE_WRITE, "no data.mdb in it");
	works(store_open(&s, dir, STORE_CREATE) == 0, "a store is made");
	if (s) {
		check_changes(s);
		check_walks(s);
		check_looks(s);
		check_patience(s);
		store_close(s);
	}
	store_close(NULL);
	check_broken_disk();
	check_newer();
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		unlink(path);
	}
	works(rmdir(dir) == 0, "nothing else is left");
	return bad > 0;
}
