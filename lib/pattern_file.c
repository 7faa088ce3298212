/* Files of what was read. */
#include "pattern_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"

enum { PIECE = 1 << 20 };

/* All of a file. */
static int
read_all(int fd, struct buf *out)
{
	ssize_t n;

	do {
		buf_room(out, PIECE);
		n = read(fd, out->text + out->len, PIECE);
		out->len += n > 0 ? (size_t)n : 0;
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? fail("%s", strerror(errno)) : 0;
}

int
pattern_file_join(struct patterns *p, const char *path)
{
	bool in = strcmp(path, "-") == 0;
	int fd = in ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), rc;
	struct buf b = {0};

	if (fd < 0)
		return fail("%s: %s", path, strerror(errno));
	rc = read_all(fd, &b);
	if (rc == 0)
		rc = patterns_join(p, bytes_of(b.text, b.len));
	if (rc < 0) {
		char *reason = mem_dup(why());

		rc = fail("%s: %s", in ? "stdin" : path, reason);
		mem_free(reason);
	}
	buf_free(&b);
	if (!in)
		close(fd);
	return rc;
}

int
pattern_file_print(struct patterns *p)
{
	struct buf b = {0};
	int rc;

	patterns_save(p, &b);
	rc = fwrite(b.text, 1, b.len, stdout) == b.len ? 0 : fail("stdout: %s", strerror(errno));
	buf_free(&b);
	return rc;
}
