/* The key of an endpoint. */
#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "mem.h"

enum { KEY_MAX = 4096 };

/* Before the key is in our memory: no core dump, and no other process of the user's looks in. */
static int
keep_to_ourselves(void)
{
	static const struct rlimit none = {0, 0};

	if (setrlimit(RLIMIT_CORE, &none) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return fail("core dumps cannot be turned off: %s", strerror(errno));
	return 0;
}

/* Letters, digits and signs: anything else could end the header that it is sent in. */
static int
check(char *key, const char *from)
{
	size_t n = strcspn(key, "\r\n");

	if (key[n + strspn(key + n, "\r\n")] != '\0')
		return fail("%s: the key has more than one line", from);
	key[n] = '\0';
	if (n == 0)
		return fail("%s: there is no key in it", from);
	for (size_t i = 0; i < n; i++)
		if (key[i] <= ' ' || key[i] > '~')
			return fail("%s: the key has a character that a key cannot have", from);
	return 0;
}

static int
open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return fail("%s: %s", path,
		    errno == ELOOP ? "a symbolic link, not a file" : strerror(errno));
	if (fstat(fd, &st) < 0)
		fail("%s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		fail("%s: not a file", path);
	else if (st.st_uid != geteuid())
		fail("%s: it belongs to somebody else", path);
	else if (st.st_mode & 077)
		fail("%s: others may read or change it; chmod 600 it, and get a new key", path);
	else
		return fd;
	close(fd);
	return -1;
}

static int
from_file(char *key, const char *path)
{
	int fd = open_file(path);
	size_t len = 0;
	ssize_t n = 0;

	if (fd < 0)
		return -1;
	do {
		n = read(fd, key + len, KEY_MAX - len);
		len += n > 0 ? (size_t)n : 0;
	} while (len < KEY_MAX && (n > 0 || (n < 0 && errno == EINTR)));
	close(fd);
	if (n < 0)
		return fail("%s: %s", path, strerror(errno));
	if (len == KEY_MAX || memchr(key, '\0', len))
		return fail("%s: that is no key", path);
	key[len] = '\0';
	return check(key, path);
}

static int
from_environment(char *key, const char *variable, char *value)
{
	size_t n = strlen(value);
	bool fits = n < KEY_MAX;
	char from[64];

	memcpy(key, value, fits ? n + 1 : 0);
	explicit_bzero(value, n); /* what /proc shows of our environment */
	snprintf(from, sizeof(from), "$%s", variable);
	unsetenv(variable);
	return fits ? check(key, from) : fail("%s: that is no key", from);
}

int
key_read(char **out, const char *variable, const char *path)
{
	char *value = getenv(variable), *full = NULL;
	const char *home = getenv("HOME");
	struct buf name = {0};
	int rc;

	*out = NULL;
	if (value && !*value)
		value = NULL;
	if (!value && !path)
		return 0;
	if (keep_to_ourselves() < 0)
		return -1;
	full = mem_alloc(KEY_MAX);
	if (path && strncmp(path, "~/", 2) == 0)
		buf_print(&name, "%s%s", home ? home : "", path + 1);
	else if (path)
		buf_text(&name, path);
	rc = value ? from_environment(full, variable, value) : from_file(full, name.text);
	buf_free(&name);
	if (rc < 0) {
		explicit_bzero(full, KEY_MAX);
		mem_free(full);
		return -1;
	}
	*out = full;
	return 0;
}

void
key_forget(char *key)
{
	if (key)
		explicit_bzero(key, strlen(key));
	mem_free(key);
}
