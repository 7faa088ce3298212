/* Answers in a model's words. */
#include "wording.h"

#include <string.h>

#include "check.h"
#include "completion.h"
#include "diag.h"
#include "fidelity.h"
#include "record.h"
#include "term.h"
#include "text.h"

enum { TRIES = 2 };

struct wording {
	const struct conf *conf;
	struct completion ask;
	size_t max_chars;
	bool required, said_refused;
	struct buf reply;
	struct json json, inner;
};

int
wording_open(struct wording **out, const struct conf *conf, size_t max_chars, bool required)
{
	struct wording *w = mem_alloc(sizeof(*w));

	*w = (struct wording){.conf = conf,
		.ask = {.conf = conf},
		.max_chars = max_chars,
		.required = required};
	*out = NULL;
	if (endpoint_open(&w->ask.endpoint, &conf->llm) < 0) {
		wording_close(w);
		return -1;
	}
	*out = w;
	return 0;
}

void
wording_close(struct wording *w)
{
	if (!w)
		return;
	endpoint_close(w->ask.endpoint);
	buf_free(&w->ask.body);
	buf_free(&w->reply);
	json_free(&w->json);
	json_free(&w->inner);
	mem_free(w);
}

void
wording_batch(struct wording *w)
{
	endpoint_batch(w->ask.endpoint);
}

/* --- what a reply may say --- */

/* Text that may be stored and shown: no control characters but the end of a line. */
static bool
is_plain(const char *text, size_t n)
{
	uint32_t code;

	for (size_t i = 0, len; i < n; i += len)
		if ((len = term_decode(text + i, n - i, &code)) == 0 ||
		    (!term_showable(code) && code != '\n'))
			return false;
	return true;
}

/* What the rules have against a text, which is what a bot's draft would be told. */
static const char *
objection(struct arena *a, const struct answer *ans, yyjson_val *question, const char *text)
{
	struct answer said = *ans;
	struct buf words = {0};
	struct checked c;
	const char *out;

	answer_say(&said, a, text); /* with what is told without asking */
	check_answer(&c, a, ans, question, said.text, strlen(said.text));
	/* What a bot's draft is forgiven, being in doubt, a model need not say. */
	if (c.result == CHECK_PASSED && c.count == 0)
		return NULL;
	for (size_t i = 0; i < c.count; i++) {
		buf_text(&words, i > 0 ? "; " : "");
		check_words(&words, &c.findings[i]);
	}
	out = words.len ? arena_copy(a, words.text, words.len) : c.why;
	buf_free(&words);
	return out ? out : "the rules do not bear it out";
}

/* What is wrong with a text; NULL: it can be said. */
static const char *
fault_of(const struct wording *w, struct arena *a, const struct answer *ans, yyjson_val *question,
    const char *text, size_t n)
{
	const char *found;

	if (n == 0 || strspn(text, " \t\r\n") == n)
		return "it is empty";
	if (n > RECORD_TEXT_MAX)
		return "it is too long";
	if (endpoint_leaks(w->ask.endpoint, text, n))
		return "it holds what has to stay secret";
	if (!is_plain(text, n))
		return "it has characters that do not belong in a text";
	if ((found = fidelity_fault(a, ans, question, text, n)))
		return found;
	/* Where something is asked for, the rule's own values have no place yet. */
	return ans->action == ANSWER_ASK ? NULL : objection(a, ans, question, text);
}

/* --- the reply --- */

/*
 * The object in a reply: servers that do not hold a model to the form let it think aloud before,
 * or put a fence around it.
 */
static struct bytes
object_in(const char *content, size_t n)
{
	static const char thought[] = "</think>";
	const char *end = content + n, *at = content, *next;

	while ((next = memmem(at, (size_t)(end - at), thought, sizeof(thought) - 1)))
		at = next + sizeof(thought) - 1;
	at = memchr(at, '{', (size_t)(end - at));
	end = at ? memrchr(at, '}', (size_t)(end - at)) : NULL;
	return end ? bytes_of(at, (size_t)(end - at) + 1) : bytes_of("", 0);
}

/* Read the text out of a reply that is as it has to be: NULL, or what is wrong with it. */
static const char *
read_reply(struct wording *w, const struct answer *ans, const char **text, size_t *n)
{
	yyjson_val *root = json_read(&w->json, w->reply.text, w->reply.len), *choice, *message;
	const char *content, *rule, *finish;
	struct bytes object;
	size_t len;

	choice = yyjson_arr_get_first(json_get(root, "choices"));
	message = json_get(choice, "message");
	content = json_str(message, "content", &len);
	finish = json_str(choice, "finish_reason", NULL);
	if (!root)
		return "the endpoint's reply is not JSON";
	if (json_get(message, "refusal") || (finish && strcmp(finish, "content_filter") == 0))
		return "the model refused";
	if (finish && strcmp(finish, "length") == 0)
		return "it is cut off";
	if (!content)
		return "the endpoint's reply has no message";
	object = object_in(content, len);
	root = object.len ? json_read(&w->inner, object.at, object.len) : NULL;
	if (json_get(root, "reply")) /* the form with its name */
		root = json_get(root, "reply");
	rule = json_str(root, "rule", NULL);
	*text = json_str(root, "text", n);
	if (!root || !rule || !*text)
		return "it is not the object that was asked for";
	if (strcmp(rule, ans->rule ? ans->rule->id : "") != 0)
		return "it is about another rule";
	*n = text_end(*text, *n, " \t\r\n");
	return NULL;
}

/* --- asking --- */

/* Who worded an answer, for the answer and for what is recorded of it. */
static void
sign(const struct wording *w, struct arena *a, struct answer *ans, const struct prompt *p,
    int tries, const char *why)
{
	struct buf out = {0};

	json_open(&out);
	json_add_str(&out, "id", w->conf->llm.model);
	if (p->user)
		json_add_str(&out, "prompt", p->hash);
	json_add_num(&out, "tries", tries);
	json_add_bool(&out, "used", !why);
	json_add_str(&out, "why", why);
	json_close(&out);
	ans->model = arena_copy(a, out.text, out.len);
	buf_free(&out);
}

static int
say_down(struct wording *w)
{
	if (w->required)
		return endpoint_fail(w->ask.endpoint);
	endpoint_say_down(w->ask.endpoint, "the rules' own words are used");
	return 0;
}

static void
say_refused(struct wording *w)
{
	if (!w->said_refused)
		warn("%s: a request was not answered: %s; the rule's own words are used, here and "
		     "wherever this happens again",
		    w->conf->llm.url, why());
	w->said_refused = true;
}

int
wording_ask(struct wording *w, struct arena *a, struct answer *ans, yyjson_val *question)
{
	struct prompt_refused refused = {0};
	struct prompt p;
	int rc;

	if (ans->action == ANSWER_ESCALATE || !ans->own)
		return 1;
	prompt_make(&p, a, ans, question, NULL, w->max_chars);
	if (!p.user || endpoint_down(w->ask.endpoint)) {
		sign(w, a, ans, &p, 0,
		    p.user ? "the endpoint is down" : "the messages are too long");
		return p.user ? 0 : 1;
	}
	for (int tries = 1; tries <= TRIES && p.user; tries++) {
		const char *text = "";
		size_t n = 0;

		if ((rc = completion_ask(&w->ask, &p, ans, &w->reply)) < 0) {
			sign(w, a, ans, &p, tries, "the endpoint is down");
			return say_down(w);
		}
		if (rc == 0)
			say_refused(w);
		refused.why = rc == 0 ? arena_print(a, "%s", why()) : read_reply(w, ans, &text, &n);
		if (!refused.why)
			refused.why =
			    fault_of(w, a, ans, question, text = arena_copy(a, text, n), n);
		sign(w, a, ans, &p, tries, refused.why);
		if (!refused.why)
			answer_say(ans, a, text);
		if (!refused.why || rc == 0)
			break;
		refused.text = n > 0 && is_plain(text, n) ? arena_copy(a, text, n) : NULL;
		prompt_make(&p, a, ans, question, &refused, w->max_chars);
	}
	return 1;
}
