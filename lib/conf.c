/* The configuration. */
#include "conf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "diag.h"
#include "term.h"
#include "url.h"
#include "yaml_doc.h"

struct setting {
	const char *group, *name; /* group NULL: at the top of the file */
	size_t offset;
	double otherwise, least, most;
	const char *help;
};

#define AT(member) offsetof(struct conf, member)

static const struct setting settings[] = {
	{"weights", "lead", AT(weight_lead), 3, 0, 100, "what a lead's word weighs"},
	{"weights", "agent", AT(weight_agent), 1, 0, 100, "what an agent's word weighs"},
	{"weights", "source", AT(weight_source), 1, 0, 100, "what a document's word weighs"},
	{"weights", "customer", AT(weight_customer), 0.25, 0, 100, "what a customer's word weighs"},
	{"weights", "inferred", AT(weight_inferred), 0.25, 0, 100, "what an inferred word weighs"},
	{NULL, "update_at", AT(update_at), 2, 0, 1000, "support from which a learned rule is used"},
	{NULL, "proactive_at", AT(proactive_at), 3, 0, 1000,
		"support from which it is told without asking"},
	{NULL, "trial_share", AT(trial_share), 0.2, 0, 1,
		"share of conversations in which a rule on trial answers"},
	{NULL, "trial_first", AT(trial_first), 0, 0, 1,
		"1: a learned rule that staff confirms is tried before it is active"},
	{NULL, "threshold", AT(threshold), 0.5, 0, 1, "confidence from which an answer is given"},
	{NULL, "risk", AT(risk), 0, 0, 0.5,
		"share of given answers that may be wrong; 0: the threshold stays as it is"},
	{NULL, "audit", AT(audit), 0, 0, 1,
		"share of recorded answers that staff is asked to judge"},
	{NULL, "calibrate", AT(calibrate), 1, 0, 1,
		"1: the confidence is corrected by what staff judged of them"},
	{NULL, "explore", AT(explore), 0, 0, 1,
		"what an item may be worse than the default and still be tried; 0: none is"},
	{NULL, "near", AT(near), 0.2, 0, 1,
		"likeness from which a proactive rule is near a question"},
	{NULL, "false_repeat", AT(false_repeat), 0.02, 0.000001, 0.4,
		"chance that another agent repeats a false claim, at most"},
	{NULL, "promote_error", AT(promote_error), 0.05, 0.000001, 0.5,
		"share of false claims among those that evidence brings into force"},
	{NULL, "field_error", AT(field_error), 0.05, 0.000001, 0.5,
		"chance of telling two answers apart by a field that does not matter"},
	{NULL, "withdraw_error", AT(withdraw_error), 0.05, 0.000001, 0.5,
		"chance of withdrawing a rule that is good enough"},
	{"keeps", "promotion", AT(keeps_promotion), 30, 1, 36500,
		"days for which a word on a promotion keeps its weight"},
	{"keeps", "price", AT(keeps_price), 90, 1, 36500,
		"days for which a word on a price keeps its weight"},
	{"keeps", "policy", AT(keeps_policy), 365, 1, 36500,
		"days for which a word on anything else keeps its weight"},
	{"keeps", "tone", AT(keeps_tone), 1460, 1, 36500,
		"days for which a word on tone keeps its weight"},
	{NULL, "expire_days", AT(expire_days), 90, 0, 36500,
		"days after which an unconfirmed pending rule expires"},
	{NULL, "replay_recent", AT(replay_recent), 10000, 0, 1000000,
		"latest records of the journal on which a change is replayed"},
	{NULL, "mask", AT(mask), 1, 0, 1,
		"1: e-mail, phone and card numbers are hidden from people in listings and the "
		"review"},
	{NULL, "ask_reason", AT(ask_reason), 0, 0, 1,
		"1: approving and rejecting in the review need a reason"},
	{NULL, "pattern_customers", AT(pattern_customers), 3, 1, 1000000,
		"distinct customers that make a pattern"},
	{"llm", "connect_timeout", AT(llm.connect_timeout), 5, 0.001, 600,
		"seconds for a connection to the model's endpoint"},
	{"llm", "timeout", AT(llm.timeout), 60, 0.001, 3600, "seconds for one try to get a reply"},
	{"llm", "retries", AT(llm.retries), 2, 0, 10, "tries after the first one"},
	{"llm", "retry_delay", AT(llm.retry_delay), 0.5, 0, 60,
		"seconds before the second try, doubled before each other"},
	{"llm", "max_tokens", AT(llm_max_tokens), 1024, 1, 1000000, "tokens that a reply may have"},
	{"llm", "max_chars", AT(llm_max_chars), 24000, 1, 10000000,
		"characters that the messages to a model may have"},
	{"embeddings", "connect_timeout", AT(vector.connect_timeout), 2, 0.001, 600,
		"seconds for a connection to the endpoint of vectors"},
	{"embeddings", "timeout", AT(vector.timeout), 10, 0.001, 3600,
		"seconds for one try to get vectors"},
	{"embeddings", "retries", AT(vector.retries), 1, 0, 10, "tries after the first one"},
	{"embeddings", "retry_delay", AT(vector.retry_delay), 0.5, 0, 60,
		"seconds before the second try, doubled before each other"},
	{"embeddings", "weight", AT(vector_weight), 1, 0, 1,
		"how far what vectors say is followed; 0: no question is sent for one"},
	{"embeddings", "mask", AT(vector_mask), 1, 0, 1,
		"1: e-mail, phone and card numbers are hidden in what is sent for vectors"},
	{"embeddings", "batch", AT(vector_batch), 32, 1, 1024, "texts in one request for vectors"},
	{"embeddings", "max_chars", AT(vector_max_chars), 1000, 16, 1000000,
		"characters of a text that are sent for its vector"},
	{"embeddings", "keep", AT(vector_keep), 30, 0, 36500,
		"days for which the vector of a question is kept"},
};

enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

_Static_assert(SETTINGS <= 64, "struct conf has room for so many origins");

/* Settings that are texts. */
static int check_name(const char *text);
static int check_path(const char *text);

static const struct text_setting {
	const char *group, *name;
	size_t offset;
	int (*check)(const char *text); /* the reason never quotes it: it may be a secret */
	const char *help;
} text_settings[] = {
	{"llm", "url", AT(llm.url), url_check, "where the model's API is, such as https://host/v1"},
	{"llm", "model", AT(llm.model), check_name, "the model's name"},
	{"llm", "key_file", AT(llm.key_file), check_path,
		"a file with the key, which only you can read"},
	{"llm", "ca_file", AT(llm.ca_file), check_path,
		"certificates to trust instead of the system's"},
	{"llm", "proxy", AT(llm.proxy), url_check_proxy, "the proxy; without it none is used"},
	{"embeddings", "url", AT(vector.url), url_check, "where the API of a model for vectors is"},
	{"embeddings", "model", AT(vector.model), check_name, "the model's name"},
	{"embeddings", "key_file", AT(vector.key_file), check_path,
		"a file with the key, which only you can read"},
	{"embeddings", "ca_file", AT(vector.ca_file), check_path,
		"certificates to trust instead of the system's"},
	{"embeddings", "proxy", AT(vector.proxy), url_check_proxy,
		"the proxy; without it none is used"},
};

enum { TEXT_SETTINGS = sizeof(text_settings) / sizeof(text_settings[0]) };

_Static_assert(TEXT_SETTINGS <= 16, "struct conf has room for so many origins");

static int
check_name(const char *text)
{
	uint32_t code;
	size_t n = strlen(text), len;

	if (n == 0 || n > 256)
		return fail("not 1 to 256 bytes");
	for (size_t i = 0; i < n; i += len)
		if ((len = term_decode(text + i, n - i, &code)) == 0 || !term_showable(code))
			return fail("a character that a name cannot have");
	return 0;
}

/* A key that stands where its file should be named is no absolute path, and is not shown. */
static int
check_path(const char *text)
{
	return text[0] == '/' || strncmp(text, "~/", 2) == 0
		   ? 0
		   : fail("not the path of a file, from / or ~/ on");
}

static double *
field(struct conf *c, const struct setting *s)
{
	return (double *)(void *)((char *)c + s->offset);
}

static const char **
text_field(struct conf *c, const struct text_setting *s)
{
	return (const char **)(void *)((char *)c + s->offset);
}

/* 1: set, 0: there is no such text, -1. */
static int
set_text(struct conf *c, const char *group, const struct yaml *node)
{
	for (size_t i = 0; i < TEXT_SETTINGS; i++) {
		const struct text_setting *s = &text_settings[i];
		const char *text = NULL;

		if (strcmp(s->group, group) != 0 || strcmp(s->name, node->name) != 0)
			continue;
		if (yaml_str(node, &text) < 0)
			return -1;
		if (s->check(text) < 0)
			return yaml_fail(node, "%s.%s: %s", s->group, s->name, why());
		*text_field(c, s) = text;
		c->text_origins[i] = node->path;
		return 1;
	}
	return 0;
}

static int
set_number(struct conf *c, const char *group, const struct yaml *node)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting *s = &settings[i];
		double value;

		if ((s->group != NULL) != (group != NULL) || strcmp(s->name, node->name) != 0 ||
		    (group && strcmp(s->group, group) != 0))
			continue;
		if (yaml_num(node, &value) < 0)
			return -1;
		if (value < s->least || value > s->most)
			return yaml_fail(node, "%s is not between %g and %g", node->name, s->least,
			    s->most);
		*field(c, s) = value;
		c->origins[i] = node->path;
		return 0;
	}
	return yaml_fail_key(node, "there is no setting '%s'", node->name);
}

static int
set_topic(struct conf *c, const struct yaml *node)
{
	struct conf_topic *t = &c->topics[c->topic_count];

	for (size_t i = 0; i < c->topic_count; i++)
		if (strcmp(c->topics[i].topic, node->name) == 0)
			t = &c->topics[i];
	if (c->topic_count == CONF_TOPICS_MAX)
		return yaml_fail_key(node, "more than %d topics", CONF_TOPICS_MAX);
	if (yaml_num(node, &t->threshold) < 0)
		return -1;
	if (t->threshold < 0 || t->threshold > 1)
		return yaml_fail(node, "a threshold is not between 0 and 1");
	t->topic = node->name;
	t->origin = node->path;
	c->topic_count += t == &c->topics[c->topic_count];
	return 0;
}

static int
set_group(struct conf *c, const struct yaml *group)
{
	bool topics = strcmp(group->name, "thresholds") == 0;

	if (yaml_is(group, YAML_MAPPING) < 0)
		return -1;
	for (const struct yaml *m = group->items; m; m = m->next) {
		int rc = set_text(c, group->name, m);

		if (rc == 0)
			rc = topics ? set_topic(c, m) : set_number(c, group->name, m);
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int
read_file(struct conf *c, const char *path)
{
	const struct yaml *doc;
	struct stat st;

	if (stat(path, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR ? 0
							   : fail("%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail("%s: not a regular file", path);
	if (!(doc = yaml_read_file(&c->arena, path)) || yaml_is(doc, YAML_MAPPING) < 0)
		return -1;
	for (const struct yaml *m = doc->items; m; m = m->next) {
		bool group = strcmp(m->name, "weights") == 0 || strcmp(m->name, "keeps") == 0 ||
			     strcmp(m->name, "thresholds") == 0 || strcmp(m->name, "llm") == 0 ||
			     strcmp(m->name, "embeddings") == 0;

		if ((group ? set_group(c, m) : set_number(c, NULL, m)) < 0)
			return -1;
	}
	return 0;
}

int
conf_read(struct conf *c, const char *dir)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	const char *path = NULL;

	*c = (struct conf){.llm = {.group = "llm", .variable = "FL_LLM_KEY"},
		.vector = {.group = "embeddings", .variable = "FL_EMBEDDINGS_KEY"}};
	for (size_t i = 0; i < SETTINGS; i++) {
		*field(c, &settings[i]) = settings[i].otherwise;
		c->origins[i] = "built in";
	}
	for (size_t i = 0; i < TEXT_SETTINGS; i++)
		c->text_origins[i] = "built in";
	if (xdg && *xdg)
		path = arena_print(&c->arena, "%s/fl/config.yaml", xdg);
	else if (home && *home)
		path = arena_print(&c->arena, "%s/.config/fl/config.yaml", home);
	if (path && read_file(c, path) < 0)
		return -1;
	return dir ? read_file(c, arena_print(&c->arena, "%s/config.yaml", dir)) : 0;
}

void
conf_free(struct conf *c)
{
	arena_free(&c->arena);
}

double
conf_threshold(const struct conf *c, const char *topic)
{
	double value = c->threshold;
	size_t longest = 0;

	for (size_t i = 0; topic && i < c->topic_count; i++) {
		size_t n = strlen(c->topics[i].topic);

		if (n >= longest && strncmp(topic, c->topics[i].topic, n) == 0 &&
		    (topic[n] == '\0' || topic[n] == '/')) {
			longest = n;
			value = c->topics[i].threshold;
		}
	}
	return value;
}

double
conf_weight(const struct conf *c, const char *authority)
{
	for (size_t i = 0; authority && i < SETTINGS; i++)
		if (settings[i].group && strcmp(settings[i].group, "weights") == 0 &&
		    strcmp(settings[i].name, authority) == 0)
			return *field((struct conf *)(uintptr_t)c, &settings[i]);
	return c->weight_customer;
}

void
conf_each(const struct conf *c, void (*each)(const struct conf_setting *, void *), void *arg)
{
	struct conf *mine = (struct conf *)(uintptr_t)c;
	struct buf name = {0};

	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting *s = &settings[i];

		buf_clear(&name);
		buf_print(&name, "%s%s%s", s->group ? s->group : "", s->group ? "." : "", s->name);
		each(&(struct conf_setting){.name = name.text,
			     .value = *field(mine, s),
			     .origin = c->origins[i],
			     .help = s->help},
		    arg);
	}
	for (size_t i = 0; i < TEXT_SETTINGS; i++) {
		buf_clear(&name);
		buf_print(&name, "%s.%s", text_settings[i].group, text_settings[i].name);
		each(&(struct conf_setting){.name = name.text,
			     .text = *text_field(mine, &text_settings[i]),
			     .is_text = true,
			     .origin = c->text_origins[i],
			     .help = text_settings[i].help},
		    arg);
	}
	for (size_t i = 0; i < c->topic_count; i++) {
		buf_clear(&name);
		buf_print(&name, "thresholds.%s", c->topics[i].topic);
		each(&(struct conf_setting){.name = name.text,
			     .value = c->topics[i].threshold,
			     .origin = c->topics[i].origin,
			     .help = "confidence from which this topic is answered"},
		    arg);
	}
	buf_free(&name);
}

const char *
conf_store(const char *given)
{
	static char path[4096];
	const char *env = getenv("FL_STORE"), *xdg = getenv("XDG_DATA_HOME"),
		   *home = getenv("HOME");

	if (given) /* an empty one is a variable of a script that is not set */
		return *given ? given : (fail("the name of the store is empty"), NULL);
	if (env && *env)
		return env;
	if (xdg && *xdg)
		snprintf(path, sizeof(path), "%s/fl", xdg);
	else if (home && *home)
		snprintf(path, sizeof(path), "%s/.local/share/fl", home);
	else
		return fail("no store: give -s DIR or set FL_STORE"), NULL;
	return path;
}
