/* Asking for a chat completion, in the form that the endpoint takes. */
#include "completion.h"

#include <string.h>

enum { MEMBERS = 3 }; /* that may be refused one after the other */

static void
write_request(struct completion *c, const struct prompt *p, const struct answer *ans,
    const struct completion_form *form)
{
	struct buf *b = &c->body;

	buf_clear(b);
	json_open(b);
	json_add_str(b, "model", c->conf->llm.model);
	json_key(b, "messages");
	prompt_messages(b, p);
	if (!form->no_temperature)
		json_add_num(b, "temperature", 0);
	json_add_num(b, form->new_limit ? "max_completion_tokens" : "max_tokens",
	    (double)(long)c->conf->llm_max_tokens);
	json_add_bool(b, "stream", false);
	if (!form->no_format) {
		json_key(b, "response_format");
		prompt_format(b, ans);
	}
	json_close(b);
}

static bool
names(const struct buf *error, const char *member)
{
	return error->len && memmem(error->text, error->len, member, strlen(member));
}

/* Leave out what an error names; false: it names nothing that could be. */
static bool
yield_to(struct completion_form *form, const struct buf *error)
{
	struct completion_form old = *form;

	form->no_format |= names(error, "response_format") || names(error, "json_schema");
	form->no_temperature |= names(error, "temperature");
	form->new_limit |= names(error, "max_completion_tokens");
	return form->no_format != old.no_format || form->no_temperature != old.no_temperature ||
	       form->new_limit != old.new_limit;
}

int
completion_ask(struct completion *c, const struct prompt *p, const struct answer *ans,
    struct buf *reply)
{
	struct completion_form form = c->form;
	int rc;

	for (int i = 0;; i++) {
		write_request(c, p, ans, &form);
		rc = endpoint_post(c->endpoint, "/chat/completions", &c->body, reply);
		if (rc != 0 || i == MEMBERS || !endpoint_refused(c->endpoint) ||
		    !yield_to(&form, reply))
			break;
	}
	if (rc > 0)
		c->form = form;
	return rc;
}
