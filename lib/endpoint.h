/*
 * An OpenAI-compatible endpoint: the only module that uses the network.  libcurl is loaded when
 * an endpoint is opened and not before: linked, it would cost every process of ours 3 ms.
 *
 * Never call it inside a transaction or while the store is looked at: it may take minutes.
 */
#ifndef FL_ENDPOINT_H
#define FL_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "conf.h"
#include "mem.h"

enum { ENDPOINT_REPLY_MAX = 4 * 1024 * 1024 }; /* bytes */

struct endpoint; /* opaque */

/*
 * Make ready to talk to its URL with the key of its key_file or of the environment, which is then
 * taken out of it; while a key is held, the process leaves no core dump.  Nothing is sent
 * yet.  -1 with the reason: no URL or model, a key file that others may read, no libcurl.
 * conf outlives the endpoint.
 */
int endpoint_open(struct endpoint **out, const struct conf_endpoint *conf);
void endpoint_close(struct endpoint *e); /* NULL is fine */

/*
 * POST a body to a path below the URL, again where it may help, as often as retries says.
 * 1: the reply is in *reply; 0: this request was not answered, another one may be; -1: the
 * endpoint is down or refuses us.  The reason of both is in why(); why_status() is EXIT_BUSY
 * where trying later may help.  It never holds the key or anything the endpoint said.
 */
int endpoint_post(struct endpoint *e, const char *path, const struct buf *body, struct buf *reply);

/* After a 0: did the endpoint say so, or was its reply of no use? */
bool endpoint_refused(const struct endpoint *e);

/*
 * An endpoint that was down is not asked again until a new batch begins and some time has gone
 * by, more each time; then one try decides.
 */
bool endpoint_down(const struct endpoint *e);
void endpoint_batch(struct endpoint *e);

/*
 * After a -1: warn that the endpoint is down, why, and what is done instead.  That is said once,
 * and endpoint_post says when it answers again.
 */
void endpoint_say_down(struct endpoint *e, const char *instead);

/* After a -1, where that is a failure: put the URL before the reason in why(); always -1. */
int endpoint_fail(const struct endpoint *e);

/* Does a text hold the key, if that is a secret at all? */
bool endpoint_leaks(const struct endpoint *e, const char *text, size_t n);

#endif
