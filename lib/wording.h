/*
 * Answers in a model's words.  What is answered has been decided before, and the model cannot
 * change it: a reply that is not about the rule, or that the rules speak against, is asked for
 * once more, with what is wrong with it, and then the rule's own words are used.
 */
#ifndef FL_WORDING_H
#define FL_WORDING_H

#include "answer.h"
#include "conf.h"
#include "prompt.h"

struct wording; /* opaque */

/*
 * Make ready, as endpoint_open does; conf outlives it.  Where a model is required, an endpoint that
 * is down is a failure.
 */
int wording_open(struct wording **out, const struct conf *conf, size_t max_chars, bool required);
void wording_close(struct wording *w); /* NULL is fine */

/* A new batch of questions begins: an endpoint that was down may be tried again. */
void wording_batch(struct wording *w);

/*
 * Have an answer worded; one that is handed over stays as it is.  The answer says who worded it
 * (ans->model), and when it was not the model, why.  1, or 0 when the endpoint is down: that is
 * said on the standard error output once, and not again until it has been up.  Either way the
 * answer can be given.  -1 with the reason when it is down and required.  Not while the store is
 * looked at: it may take minutes.
 */
int wording_ask(struct wording *w, struct arena *a, struct answer *ans, yyjson_val *question);

#endif
