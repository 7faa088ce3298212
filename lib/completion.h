/*
 * Asking for a chat completion, in the form that the endpoint takes.  Servers and models differ in
 * which members of a request they know: some take no response_format, some want another name for
 * the limit of the reply, some no temperature.  What is refused by its name is left out or named
 * otherwise, as long as that helps.
 */
#ifndef FL_COMPLETION_H
#define FL_COMPLETION_H

#include <stdbool.h>

#include "answer.h"
#include "conf.h"
#include "endpoint.h"
#include "prompt.h"

/* What is written otherwise than at first, of what endpoints may refuse. */
struct completion_form {
	bool no_format, no_temperature, new_limit;
};

struct completion {
	const struct conf *conf;
	struct endpoint *endpoint;
	struct completion_form form; /* begins as all false; lasts once it was taken */
	struct buf body;
};

/* Ask for a reply to the messages; returns as endpoint_post does. */
int completion_ask(struct completion *c, const struct prompt *p, const struct answer *ans,
    struct buf *reply);

#endif
