/* A stream of bytes from a descriptor: plain, gzip or zstd. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "diag.h"
#include "mem.h"

enum { RAW_SIZE = 128 * 1024, MAGIC_SIZE = 4, PIPE_SIZE = 1024 * 1024 };

enum kind { KIND_UNKNOWN, KIND_PLAIN, KIND_GZIP, KIND_ZSTD };

struct source {
	int fd;
	char *name;
	enum kind kind;
	bool ended;	/* the descriptor has nothing more */
	bool inside;	/* in the middle of a compressed frame */
	bool more;	/* the decoder holds output that did not fit */
	size_t at, len; /* raw bytes not yet used: raw[at..len) */
	z_stream z;
	ZSTD_DStream *zstd;
	char raw[RAW_SIZE];
};

struct source *
source_new(int fd, const char *name)
{
	struct source *s = mem_alloc(sizeof(*s));

	s->fd = fd;
	s->name = mem_dup(name);
#ifdef F_SETPIPE_SZ
	/* A larger pipe makes larger batches; on anything else this fails and does no harm. */
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
#endif
	return s;
}

void
source_free(struct source *s)
{
	if (!s)
		return;
	if (s->kind == KIND_GZIP)
		inflateEnd(&s->z);
	ZSTD_freeDStream(s->zstd);
	mem_free(s->name);
	mem_free(s);
}

static long
read_fd(struct source *s, char *out, size_t n)
{
	for (;;) {
		ssize_t got = read(s->fd, out, n < SSIZE_MAX ? n : SSIZE_MAX);

		if (got >= 0) {
			s->ended = got == 0;
			return got;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK) {
			struct pollfd p = {.fd = s->fd, .events = POLLIN};

			poll(&p, 1, -1);
		} else if (errno != EINTR) {
			return fail("%s: %s", s->name, strerror(errno));
		}
	}
}

/* Read raw bytes behind those that are left: how many came. */
static long
refill(struct source *s)
{
	long got;

	if (s->at > 0) {
		memmove(s->raw, s->raw + s->at, s->len - s->at);
		s->len -= s->at;
		s->at = 0;
	}
	got = read_fd(s, s->raw + s->len, sizeof(s->raw) - s->len);
	if (got > 0)
		s->len += (size_t)got;
	return got;
}

static int
begin_kind(struct source *s)
{
	static const unsigned char gzip[] = {0x1f, 0x8b}, zstd[] = {0x28, 0xb5, 0x2f, 0xfd};
	long got = 1;

	/* A terminal or a bot may send two bytes and wait: stop as soon as the first one tells. */
	while (got > 0 && s->len < MAGIC_SIZE &&
	       (s->len == 0 || memcmp(s->raw, gzip, s->len < 2 ? s->len : 2) == 0 ||
		   memcmp(s->raw, zstd, s->len) == 0))
		if ((got = refill(s)) < 0)
			return -1;

	if (s->len >= sizeof(gzip) && memcmp(s->raw, gzip, sizeof(gzip)) == 0) {
		if (inflateInit2(&s->z, 15 + 16) != Z_OK)
			return fail("%s: cannot begin gzip decoding", s->name);
		s->kind = KIND_GZIP;
	} else if (s->len >= sizeof(zstd) && memcmp(s->raw, zstd, sizeof(zstd)) == 0) {
		s->zstd = ZSTD_createDStream();
		if (!s->zstd || ZSTD_isError(ZSTD_initDStream(s->zstd)))
			return fail("%s: cannot begin zstd decoding", s->name);
		s->kind = KIND_ZSTD;
	} else {
		s->kind = KIND_PLAIN;
	}
	return 0;
}

static long
read_plain(struct source *s, char *out, size_t n)
{
	if (s->at < s->len) {
		size_t have = s->len - s->at;

		n = have < n ? have : n;
		memcpy(out, s->raw + s->at, n);
		s->at += n;
		return (long)n;
	}
	return s->ended ? 0 : read_fd(s, out, n);
}

static long
inflate_some(struct source *s, char *out, size_t n)
{
	int rc;

	if (!s->inside)
		inflateReset(&s->z);
	s->z.next_in = (Bytef *)(s->raw + s->at);
	s->z.avail_in = (uInt)(s->len - s->at);
	s->z.next_out = (Bytef *)out;
	s->z.avail_out = n < UINT_MAX ? (uInt)n : UINT_MAX;
	n = s->z.avail_out;
	rc = inflate(&s->z, Z_NO_FLUSH);
	s->at = s->len - s->z.avail_in;
	if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
		return fail("%s: damaged gzip data", s->name);
	s->inside = rc != Z_STREAM_END;
	s->more = s->inside && s->z.avail_out == 0;
	return (long)(n - s->z.avail_out);
}

static long
unzstd_some(struct source *s, char *out, size_t n)
{
	ZSTD_inBuffer in = {s->raw + s->at, s->len - s->at, 0};
	ZSTD_outBuffer to = {out, n, 0};
	size_t rc = ZSTD_decompressStream(s->zstd, &to, &in);

	s->at += in.pos;
	if (ZSTD_isError(rc))
		return fail("%s: damaged zstd data: %s", s->name, ZSTD_getErrorName(rc));
	s->inside = rc != 0;
	s->more = s->inside && to.pos == to.size;
	return (long)to.pos;
}

static long
read_packed(struct source *s, char *out, size_t n)
{
	for (;;) {
		long got;

		if (s->at == s->len && !s->more) {
			if (!s->ended && (got = refill(s)) < 0)
				return -1;
			if (s->at == s->len && s->ended)
				return s->inside
					   ? fail("%s: the compressed data is cut short", s->name)
					   : 0;
		}
		got = s->kind == KIND_GZIP ? inflate_some(s, out, n) : unzstd_some(s, out, n);
		if (got != 0)
			return got;
	}
}

long
source_read(struct source *s, char *out, size_t n)
{
	if (s->kind == KIND_UNKNOWN && begin_kind(s) < 0)
		return -1;
	return s->kind == KIND_PLAIN ? read_plain(s, out, n) : read_packed(s, out, n);
}

bool
source_ready(struct source *s, int milliseconds)
{
	struct pollfd p = {.fd = s->fd, .events = POLLIN};

	if (s->at < s->len || s->more || s->ended)
		return true;
	return poll(&p, 1, milliseconds) > 0;
}
