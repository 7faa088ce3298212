/* An OpenAI-compatible endpoint. */
#include "endpoint.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <time.h>
#ifdef HAVE_CURL
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#endif

#include "diag.h"
#include "key.h"
#include "url.h"

#ifndef HAVE_CURL

/* Built without libcurl: there is no endpoint that could be opened. */

int
endpoint_open(struct endpoint **out, const struct conf_endpoint *conf)
{
	(void)conf;
	*out = NULL;
	return fail("built without libcurl, which a model needs; everything else works without it");
}

void
endpoint_close(struct endpoint *e)
{
	(void)e;
}

int
endpoint_post(struct endpoint *e, const char *path, const struct buf *body, struct buf *reply)
{
	(void)e, (void)path, (void)body, (void)reply;
	return fail("built without libcurl");
}

bool
endpoint_refused(const struct endpoint *e)
{
	(void)e;
	return false;
}

bool
endpoint_down(const struct endpoint *e)
{
	(void)e;
	return true;
}

void
endpoint_batch(struct endpoint *e)
{
	(void)e;
}

void
endpoint_say_down(struct endpoint *e, const char *instead)
{
	(void)e, (void)instead;
}

int
endpoint_fail(const struct endpoint *e)
{
	(void)e;
	return -1;
}

bool
endpoint_leaks(const struct endpoint *e, const char *text, size_t n)
{
	(void)e, (void)text, (void)n;
	return false;
}

#else

enum { HEADERS_MAX = 64 * 1024, KEY_LEAST = 8 };

/* Seconds: between two tries, and until an endpoint that was down is asked again. */
static const double DELAY_MAX = 8, PAUSE_MAX = 60, HOUR = 3600;
/* No try begins when so many times the timeout have gone by. */
static const double PATIENCE = 2;

/* What we use of libcurl. */
static struct {
	__typeof__(curl_global_init) *global_init;
	__typeof__(curl_easy_init) *init;
	__typeof__(curl_easy_setopt) *setopt;
	__typeof__(curl_easy_perform) *perform;
	__typeof__(curl_easy_getinfo) *getinfo;
	__typeof__(curl_easy_cleanup) *cleanup;
	__typeof__(curl_easy_strerror) *strerror;
	__typeof__(curl_slist_append) *append;
	__typeof__(curl_slist_free_all) *free_all;
} api;

struct endpoint {
	const struct conf_endpoint *conf;
	CURL *curl;
	struct curl_slist *headers;
	char *key;
	struct buf url;
	bool plain; /* http, to this machine */

	/* Of the try at hand. */
	struct buf *reply;
	bool too_large;
	size_t header_bytes;
	bool refused;
	double retry_after; /* seconds, as the endpoint wants it; below zero: it says nothing */

	bool down, said_down;
	double until, pause; /* when it may be asked again; how long it was left alone */
	bool probing;	     /* the first try after that */
};

static int
load(void)
{
	static const struct {
		const char *name;
		void **at;
	} wanted[] = {
		{"curl_global_init", (void **)(void *)&api.global_init},
		{"curl_easy_init", (void **)(void *)&api.init},
		{"curl_easy_setopt", (void **)(void *)&api.setopt},
		{"curl_easy_perform", (void **)(void *)&api.perform},
		{"curl_easy_getinfo", (void **)(void *)&api.getinfo},
		{"curl_easy_cleanup", (void **)(void *)&api.cleanup},
		{"curl_easy_strerror", (void **)(void *)&api.strerror},
		{"curl_slist_append", (void **)(void *)&api.append},
		{"curl_slist_free_all", (void **)(void *)&api.free_all},
	};
	void *lib = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);

	if (!lib)
		lib = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
	if (!lib)
		return fail("a model needs libcurl, which is not installed (%s)", dlerror());
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!(*wanted[i].at = dlsym(lib, wanted[i].name)))
			return fail("libcurl lacks %s", wanted[i].name);
	return api.global_init(CURL_GLOBAL_DEFAULT) == 0 ? 0 : fail("libcurl does not start");
}

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static void
rest(double seconds)
{
	struct timespec ts = {(time_t)seconds, (long)((seconds - floor(seconds)) * 1e9)};

	while (nanosleep(&ts, &ts) < 0 && errno == EINTR)
		continue;
}

static size_t
take_body(char *at, size_t size, size_t n, void *arg)
{
	struct endpoint *e = arg;

	n *= size;
	if (n > ENDPOINT_REPLY_MAX - e->reply->len) {
		e->too_large = true;
		return 0; /* curl gives up */
	}
	buf_add(e->reply, at, n);
	return n;
}

/* Servers that count in milliseconds; the standard header is read by curl. */
static size_t
take_header(char *at, size_t size, size_t n, void *arg)
{
	static const char name[] = "retry-after-ms:";
	struct endpoint *e = arg;
	char number[32] = "";

	n *= size;
	e->header_bytes += n;
	if (e->header_bytes > HEADERS_MAX) {
		e->too_large = true;
		return 0;
	}
	if (n > sizeof(name) && n < sizeof(number) + sizeof(name) &&
	    strncasecmp(at, name, sizeof(name) - 1) == 0) {
		memcpy(number, at + sizeof(name) - 1, n - (sizeof(name) - 1));
		number[n - sizeof(name)] = '\0';
		e->retry_after = strtod(number, NULL) / 1000;
	}
	return n;
}

#define SET(option, value) (bad |= api.setopt(e->curl, option, value) != CURLE_OK)

/* What holds for every request.  There is no setting that weakens any of it. */
static int
set_rules(struct endpoint *e)
{
	const struct conf_endpoint *c = e->conf;
	const char *proxy = c->proxy ? c->proxy : "";
	bool bad = false;

	SET(CURLOPT_PROTOCOLS_STR, e->plain ? "http" : "https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, proxy);
	SET(CURLOPT_NOPROXY, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)ceil(c->connect_timeout * 1000));
	SET(CURLOPT_TIMEOUT_MS, (long)ceil(c->timeout * 1000));
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (c->ca_file)
		SET(CURLOPT_CAINFO, c->ca_file);
	SET(CURLOPT_HTTPHEADER, e->headers);
	SET(CURLOPT_USERAGENT, "fl");
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, e);
	SET(CURLOPT_HEADERFUNCTION, take_header);
	SET(CURLOPT_HEADERDATA, e);
	SET(CURLOPT_POST, 1L);
	return bad ? fail("this libcurl is too old for a model") : 0;
}

static int
add_headers(struct endpoint *e)
{
	static const char *const fixed[] = {"Content-Type: application/json",
		"Accept: application/json", "Expect:"};
	struct buf line = {0};
	struct curl_slist *more;
	int rc = 0;

	buf_print(&line, "Authorization: Bearer %s", e->key ? e->key : "");
	for (size_t i = 0; i < 3 + (e->key != NULL) && rc == 0; i++) {
		more = api.append(e->headers, i < 3 ? fixed[i] : line.text);
		rc = more ? 0 : fail("libcurl: out of memory");
		e->headers = more ? more : e->headers;
	}
	explicit_bzero(line.text, line.len);
	buf_free(&line);
	return rc;
}

int
endpoint_open(struct endpoint **out, const struct conf_endpoint *conf)
{
	struct endpoint *e;

	*out = NULL;
	if (!conf->url || !conf->model)
		return fail("no model: set %s.url and %s.model in config.yaml, see fl-config(5)",
		    conf->group, conf->group);
	e = mem_alloc(sizeof(*e));
	*e = (struct endpoint){.conf = conf, .plain = url_is_plain(conf->url)};
	if (key_read(&e->key, conf->variable, conf->key_file) < 0 || load() < 0)
		goto bad;
	if (!(e->curl = api.init())) {
		fail("libcurl does not start");
		goto bad;
	}
	if (add_headers(e) < 0 || set_rules(e) < 0)
		goto bad;
	*out = e;
	return 0;
bad:
	endpoint_close(e);
	return -1;
}

void
endpoint_close(struct endpoint *e)
{
	if (!e)
		return;
	if (e->curl)
		api.cleanup(e->curl);
	for (struct curl_slist *h = e->headers; h; h = h->next)
		explicit_bzero(h->data, strlen(h->data));
	if (e->headers)
		api.free_all(e->headers);
	key_forget(e->key);
	buf_free(&e->url);
	mem_free(e);
}

/* A short one is the kind of word that local servers take for a key and texts may hold. */
bool
endpoint_leaks(const struct endpoint *e, const char *text, size_t n)
{
	return e->key && strlen(e->key) >= KEY_LEAST &&
	       memmem(text, n, e->key, strlen(e->key)) != NULL;
}

/* What one try came to. */
enum outcome {
	DONE,	 /* a reply */
	AGAIN,	 /* trying again may help */
	REFUSED, /* not this request */
	WRONG	 /* no request at all, until somebody changes a setting */
};

/* A curl error as words: the library's own, which hold nothing of the request. */
static enum outcome
no_status(const struct endpoint *e, CURLcode rc)
{
	const char *words = api.strerror(rc);

	switch (rc) {
	case CURLE_WRITE_ERROR:
		fail("%s", e->too_large ? "its reply is too large" : words);
		return REFUSED;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_COULDNT_RESOLVE_PROXY:
		fail("%s", words);
		return WRONG;
	case CURLE_OPERATION_TIMEDOUT:
		busy("no reply within %g seconds", e->conf->timeout);
		return AGAIN;
	default:
		busy("%s", words);
		return AGAIN;
	}
}

static enum outcome
by_status(const struct endpoint *e, long status)
{
	const char *group = e->conf->group;

	if (status == 200)
		return DONE;
	if (status == 408 || status == 409 || status == 429 || status >= 500) {
		busy("it answers with status %ld", status);
		return AGAIN;
	}
	if (status == 404)
		fail("it answers with status 404: %s.url or %s.model is not the right one", group,
		    group);
	else
		fail("it answers with status %ld%s", status,
		    status == 401 || status == 403  ? ": the key is not the right one"
		    : status >= 300 && status < 400 ? ": a redirect, which is not followed"
						    : "");
	return e->refused ? REFUSED : WRONG;
}

static enum outcome
try(struct endpoint *e, const struct buf *body, struct buf *reply)
{
	curl_off_t after = 0;
	long status = 0;
	bool bad = false;
	CURLcode rc;

	buf_clear(reply);
	e->reply = reply;
	e->too_large = false;
	e->header_bytes = 0;
	e->refused = false;
	e->retry_after = -1;
	SET(CURLOPT_URL, e->url.text);
	SET(CURLOPT_POSTFIELDS, body->text);
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->len);
	if (bad) {
		fail("libcurl takes no request");
		return WRONG;
	}
	if ((rc = api.perform(e->curl)) != CURLE_OK)
		return no_status(e, rc);
	api.getinfo(e->curl, CURLINFO_RESPONSE_CODE, &status);
	api.getinfo(e->curl, CURLINFO_RETRY_AFTER, &after);
	if (e->retry_after < 0 && after > 0)
		e->retry_after = (double)after;
	e->refused = status == 400 || status == 413 || status == 422;
	return by_status(e, status);
}

/*
 * Seconds before the next try: what the endpoint asks for, else twice as many each time, less a
 * random part, so that many processes do not come back at once.
 */
static double
delay(const struct endpoint *e, int tries)
{
	uint32_t random = 0;
	double seconds = e->conf->retry_delay * (double)(1U << tries);

	if (e->retry_after >= 0)
		return e->retry_after;
	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = 0;
	seconds = seconds > DELAY_MAX ? DELAY_MAX : seconds;
	return seconds * (1 - 0.25 * (double)random * 0x1p-32);
}

static void
go_down(struct endpoint *e)
{
	e->pause = e->probing ? e->pause * 2 : e->conf->retry_delay * 2;
	e->pause = e->pause > PAUSE_MAX ? PAUSE_MAX : e->pause;
	if (e->retry_after > e->pause)
		e->pause = e->retry_after < HOUR ? e->retry_after : HOUR;
	e->until = now() + e->pause;
	e->down = true;
}

/* A request came through. */
static void
is_up(struct endpoint *e)
{
	e->pause = 0;
	if (e->said_down)
		warn("%s: it answers again", e->conf->url);
	e->said_down = false;
}

int
endpoint_post(struct endpoint *e, const char *path, const struct buf *body, struct buf *reply)
{
	int tries = e->probing ? 0 : (int)e->conf->retries;
	double end = now() + PATIENCE * e->conf->timeout;
	size_t base = strlen(e->conf->url);
	enum outcome how;

	while (base > 0 && e->conf->url[base - 1] == '/')
		base--;
	buf_clear(&e->url);
	buf_add(&e->url, e->conf->url, base);
	buf_text(&e->url, path);

	for (int i = 0; (how = try(e, body, reply)) == AGAIN && i < tries; i++) {
		double wait = delay(e, i);

		if (wait > e->conf->timeout || now() + wait > end)
			break;
		rest(wait);
	}
	if (how == AGAIN || how == WRONG)
		go_down(e);
	else
		is_up(e);
	e->probing = false;
	return how == DONE ? 1 : how == REFUSED ? 0 : -1;
}

bool
endpoint_refused(const struct endpoint *e)
{
	return e->refused;
}

bool
endpoint_down(const struct endpoint *e)
{
	return e->down;
}

void
endpoint_batch(struct endpoint *e)
{
	if (!e->down || now() < e->until)
		return;
	e->down = false;
	e->probing = true;
}

void
endpoint_say_down(struct endpoint *e, const char *instead)
{
	if (!e->said_down)
		warn("%s: %s; %s", e->conf->url, why(), instead);
	e->said_down = true;
}

int
endpoint_fail(const struct endpoint *e)
{
	const char *url = e->conf->url;

	return why_status() == EXIT_BUSY ? busy("%s: %s", url, why()) : fail("%s: %s", url, why());
}

#endif
