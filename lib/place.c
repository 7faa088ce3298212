/* The folder of a store. */
#include "place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "diag.h"

enum { DISK_LEAST = 1024 * 1024 }; /* free bytes below which a disk is full */

static const char doubtful[] = "suspect";

/* All that a store has in its folder; another process may just have made some of it. */
static const char *const known[] = {".", "..", "config.yaml", "data.mdb", "lock.mdb", doubtful,
	"write.lock", "review.lock", PLACE_MARK};

void
place_file(const char *dir, const char *file, char path[PLACE_PATH])
{
	snprintf(path, PLACE_PATH, "%s/%s", dir, file);
}

bool
place_full(const char *dir)
{
	struct statfs fs;

	return statfs(dir, &fs) == 0 && (uint64_t)fs.f_bavail * (uint64_t)fs.f_bsize < DISK_LEAST;
}

static int
check_rights(const char *path, const struct stat *st)
{
	if (st->st_uid != geteuid())
		return fail("%s: owned by another user (uid %u)", path, (unsigned)st->st_uid);
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return fail("%s: others may write to it (mode %03o)", path,
		    (unsigned)st->st_mode & 0777);
	return 0;
}

/* A file of the store: 1 there and sound, 0 not there, -1 not ours. */
static int
check_file(const char *dir, const char *file)
{
	char path[PLACE_PATH];
	struct stat st;

	place_file(dir, file, path);
	if (lstat(path, &st) != 0)
		return errno == ENOENT ? 0 : fail("%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail("%s: not a regular file", path);
	return check_rights(path, &st) < 0 ? -1 : 1;
}

static bool
remote(const char *dir)
{
	static const uint32_t kinds[] = {0x6969 /* NFS */, 0xff534d42 /* CIFS */,
		0xfe534d42 /* SMB2 */, 0x517b /* SMB */, 0x01021997 /* 9p */, 0x65735546 /* FUSE */,
		0x00c36400 /* Ceph */, 0x5346414f /* AFS */};
	struct statfs fs;

	if (statfs(dir, &fs) != 0)
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if ((uint32_t)fs.f_type == kinds[i])
			return true;
	return false;
}

int
place_make(const char *dir)
{
	char path[PLACE_PATH];
	size_t n = strlen(dir);

	if (n == 0 || n >= sizeof(path) - 32)
		return fail("the name of the store's folder is empty or too long");
	memcpy(path, dir, n + 1);
	for (char *p = path + 1;; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return fail("%s: %s", path, strerror(errno));
		*p = c;
		if (c == '\0')
			return 0;
	}
}

/* Is there nothing in dir that a store would not have? */
static int
check_strangers(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int rc = 0;

	if (!d)
		return fail("%s: %s", dir, strerror(errno));
	while (rc == 0 && (e = readdir(d))) {
		bool ours = false;

		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			ours |= strcmp(e->d_name, known[i]) == 0;
		if (!ours)
			rc = fail("%s: not a store, and not empty (%s)", dir, e->d_name);
	}
	closedir(d);
	return rc;
}

/* Whoever may write to the folder above can put another store in this one's place. */
static int
check_above(const char *dir)
{
	char path[PLACE_PATH];
	struct stat st;

	place_file(dir, "..", path);
	if (stat(path, &st) != 0)
		return fail("%s: %s", path, strerror(errno));
	if (st.st_mode & S_IWOTH && !(st.st_mode & S_ISVTX))
		return fail("%s: everybody may write to the folder above it", dir);
	return 0;
}

int
place_check(const char *dir, bool create)
{
	struct stat st;
	int found;

	if (create && place_make(dir) < 0)
		return -1;
	if (stat(dir, &st) != 0)
		return errno == ENOENT ? fail("%s: there is no store", dir)
				       : fail("%s: %s", dir, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return fail("%s: not a store: not a folder", dir);
	if (check_rights(dir, &st) < 0 || check_above(dir) < 0)
		return -1;
	if (remote(dir) && !getenv("FL_REMOTE_STORE"))
		return fail("%s: on a remote or user-space file system, where locks do not hold "
			    "(FL_REMOTE_STORE=1 overrides)",
		    dir);
	if ((found = check_file(dir, "data.mdb")) < 0 || check_file(dir, "lock.mdb") < 0 ||
	    check_file(dir, "write.lock") < 0)
		return -1;
	if (!found && !create)
		return fail("%s: not a store: no data.mdb in it", dir);
	return found ? 0 : check_strangers(dir);
}

int
place_open(const char *dir, const char *file, long size)
{
	char path[PLACE_PATH];
	int fd, rc;

	place_file(dir, file, path);
	fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail("%s: %s", path, strerror(errno));
	rc = size ? posix_fallocate(fd, 0, size) : 0;
	if (rc == 0)
		return fd;
	close(fd);
	return fail("%s: %s", path, strerror(rc));
}

int
place_sync(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 || fsync(fd) != 0 ? fail("%s: %s", dir, strerror(errno)) : 0;

	if (fd >= 0)
		close(fd);
	return rc;
}

int
place_remove(const char *dir)
{
	static const char *const files[] = {"data.mdb", "lock.mdb", "write.lock", doubtful,
		PLACE_MARK};
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? 0 : errno;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlinkat(fd, files[i], 0);
	close(fd);
	return rmdir(dir) != 0 ? errno : 0;
}

void
place_sweep(const char *dir)
{
	char path[PLACE_PATH], mark[PLACE_PATH];

	place_file(dir, PLACE_FORGET, path);
	if (rmdir(path) == 0 || errno == ENOENT) /* it may have been killed before the mark */
		return;
	place_file(dir, PLACE_FORGET "/" PLACE_MARK, mark);
	if (access(mark, F_OK) == 0)
		place_remove(path);
}

void
place_doubt(const char *dir, bool doubt)
{
	char path[PLACE_PATH];
	int fd;

	place_file(dir, doubtful, path);
	if (!doubt) {
		unlink(path);
		return;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0) /* a disk that fails may not take it */
		close(fd);
}

bool
place_doubted(const char *dir)
{
	char path[PLACE_PATH];

	place_file(dir, doubtful, path);
	return access(path, F_OK) == 0;
}
