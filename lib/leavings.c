/* What editors leave in the store's folder. */
#include "leavings.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "diag.h"
#include "place.h"

static int
lock_folder(const char *dir, int how)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? fail("%s: there is no store", dir)
				       : fail("%s: %s", dir, strerror(errno));
	while (flock(fd, how) != 0) {
		int error = errno;

		if (error == EINTR)
			continue;
		close(fd);
		return error == EWOULDBLOCK
			   ? busy("%s: somebody edits a rule in it; that has to end first, what "
				  "is to be forgotten may be in the editor",
				 dir)
			   : fail("%s: %s", dir, strerror(error));
	}
	return fd;
}

int
leavings_edit(const char *dir)
{
	return lock_folder(dir, LOCK_SH);
}

int
leavings_shut(const char *dir)
{
	return lock_folder(dir, LOCK_EX | LOCK_NB);
}

/* rule.Ab12Cd.yaml, and what editors make of that: .rule.Ab12Cd.yaml.swp, rule.Ab12Cd.yaml~. */
static int
is_left(const struct dirent *entry)
{
	const char *name = entry->d_name + strspn(entry->d_name, ".#");

	return fnmatch("rule.??????.yaml*", name, 0) == 0 ||
	       fnmatch("new.??????.yaml*", name, 0) == 0;
}

int
leavings_find(struct texts *out, struct arena *a, const char *dir)
{
	struct dirent **list;
	int n = scandir(dir, &list, is_left, alphasort);

	if (n < 0)
		return fail("%s: %s", dir, strerror(errno));
	for (int i = 0; i < n; i++) {
		texts_add(out, a, arena_copy(a, list[i]->d_name, strlen(list[i]->d_name)));
		free(list[i]);
	}
	free(list);
	return 0;
}

int
leavings_remove(const struct texts *names, const char *dir)
{
	char path[PLACE_PATH];

	for (size_t i = 0; i < names->n; i++) {
		place_file(dir, names->at[i], path);
		if (unlink(path) != 0 && errno != ENOENT)
			return fail("%s: %s", path, strerror(errno));
	}
	return 0;
}
