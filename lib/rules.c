/* The rules in the store, their examples and the voices that speak for them: reading. */
#include <stdlib.h>
#include <string.h>

#include "state.h"
#include "views.h"
#include "views_parts.h"

static int
read_rule(struct arena *a, struct bytes value, struct rule *out)
{
	/* The store's bytes may move with the next change; the rule lives as long as the arena. */
	yyjson_val *root = json_read_in(a, value.at, value.len);

	return root && rule_read(out, a, root) == 0 ? 1 : -1;
}

int
rules_text(struct journal *j, uint32_t number, struct bytes *out)
{
	unsigned char key[4];

	put_be32(key, number);
	return store_get(journal_store(j), TABLE_RULES, bytes_of(key, 4), out);
}

int
rules_get(struct journal *j, struct arena *a, uint32_t number, struct rule *out)
{
	struct bytes value;
	int rc = rules_text(j, number, &value);

	return rc <= 0 ? rc : read_rule(a, value, out);
}

/* The key of a rule's id: the id itself, or its hash when it is long. */
struct bytes
rule_name_key(struct arena *a, const char *id)
{
	size_t n = strlen(id);
	char *hex;

	if (n < STORE_KEY_MAX)
		return bytes_of(id, n);
	hex = arena_alloc(a, 34);
	hex[0] = '\x7f';
	hash128_hex(hex + 1, id, n);
	return bytes_of(hex, 33);
}

int
rule_number_of(struct journal *j, struct arena *a, const char *id, uint32_t *number)
{
	struct bytes value;
	int rc = store_get(journal_store(j), TABLE_NAMES, rule_name_key(a, id), &value);

	if (rc > 0)
		*number = value.len == 4 ? get_be32(value.at) : 0;
	return rc;
}

int
rules_named(struct journal *j, struct arena *a, const char *id, struct rule *out)
{
	uint32_t number;
	int rc = rule_number_of(j, a, id, &number);

	return rc <= 0 ? rc : rules_get(j, a, number, out);
}

/* The mark of an id that an undone rule had. */
static struct bytes
burnt_key(struct arena *a, const char *id)
{
	struct bytes name = rule_name_key(a, id);
	char *key = arena_alloc(a, name.len + 2);

	key[0] = STATE_BURNT;
	memcpy(key + 1, name.at, name.len);
	return bytes_of(key, name.len + 1 <= STORE_KEY_MAX ? name.len + 1 : STORE_KEY_MAX);
}

int
views_burn(struct journal *j, struct arena *a, const char *id)
{
	return store_put(journal_store(j), TABLE_STATE, burnt_key(a, id), bytes_of("", 0));
}

int
rules_known(struct journal *j, struct arena *a, const char *id)
{
	struct bytes value;
	int rc = store_get(journal_store(j), TABLE_NAMES, rule_name_key(a, id), &value);

	return rc != 0 ? rc : store_get(journal_store(j), TABLE_STATE, burnt_key(a, id), &value);
}

int
rules_count(struct journal *j, uint32_t *out)
{
	uint64_t n;

	if (journal_number(j, "rules", &n) < 0)
		return -1;
	*out = (uint32_t)n;
	return 0;
}

static int
older_example(const void *a, const void *b)
{
	const struct example *x = a, *y = b;

	if (x->place != y->place)
		return x->place > y->place ? 1 : -1;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

struct bytes
example_key(unsigned char key[12], uint32_t number, uint64_t question)
{
	put_be32(key, number);
	put_be64(key + 4, question);
	return bytes_of(key, 12);
}

bool
example_disputed(struct bytes example)
{
	return memmem(example.at, example.len, "\"disputed\":true", 15) != NULL;
}

/* Is an example, as it is stored, among those that are wanted? */
static bool
wanted(struct bytes example, enum examples which)
{
	bool counter = memmem(example.at, example.len, "\"counter\":true", 14) != NULL;

	if (which == EXAMPLES_ALL)
		return true;
	if (example_disputed(example))
		return which == EXAMPLES_DISPUTED;
	return which == EXAMPLES_TAUGHT ||
	       which == (counter ? EXAMPLES_COUNTERS : EXAMPLES_QUESTIONS);
}

static int
read_example(struct arena *a, struct bytes value, struct example *out)
{
	yyjson_val *root = json_read_in(a, value.at, value.len);

	if (!root)
		return -1;
	*out = (struct example){json_str(root, "text", NULL), json_str(root, "locale", NULL),
		json_bool_or(root, "counter", false), json_bool_or(root, "trusted", true),
		json_str(root, "by", NULL), (uint32_t)json_num_or(root, "place", 0),
		(uint64_t)json_num_or(root, "seq", 0)};
	return 1;
}

static int
find_example(struct journal *j, struct arena *a, uint32_t number, uint64_t question, bool disputed,
    struct example *out)
{
	unsigned char key[12];
	struct bytes value;
	int rc =
	    store_get(journal_store(j), TABLE_EXAMPLES, example_key(key, number, question), &value);

	if (rc <= 0 || example_disputed(value) != disputed)
		return rc < 0 ? -1 : 0;
	return read_example(a, value, out);
}

int
rules_example(struct journal *j, struct arena *a, uint32_t number, uint64_t question,
    struct example *out)
{
	return find_example(j, a, number, question, false, out);
}

int
rules_waiting(struct journal *j, struct arena *a, uint32_t number, uint64_t question,
    struct example *out)
{
	return find_example(j, a, number, question, true, out);
}

int
examples_list(struct journal *j, struct arena *a, uint32_t number, enum examples which, size_t max,
    struct example **out, size_t *n)
{
	unsigned char prefix[4];
	struct bytes key, value;
	struct example *list = NULL;
	size_t cap = 0;
	struct walk w;
	int rc = 0;

	*n = 0;
	put_be32(prefix, number);
	if (walk_begin(&w, journal_store(j), TABLE_EXAMPLES, bytes_of(prefix, 4),
		bytes_of(prefix, 4)) < 0)
		return -1;
	while ((max == 0 || *n < max) && (rc = walk_next(&w, &key, &value)) > 0) {
		if (!wanted(value, which))
			continue;
		list = mem_array(list, &cap, *n + 1, sizeof(*list));
		if ((rc = read_example(a, value, &list[*n])) < 0)
			break;
		++*n;
	}
	walk_end(&w);
	if (*n > 0) {
		qsort(list, *n, sizeof(*list), older_example);
		*out = arena_alloc(a, *n * sizeof(*list));
		memcpy(*out, list, *n * sizeof(*list));
	}
	mem_free(list);
	return rc < 0 ? -1 : 0;
}

int
rules_examples(struct journal *j, struct arena *a, uint32_t number, size_t max,
    struct example **out, size_t *n)
{
	return examples_list(j, a, number, EXAMPLES_TAUGHT, max, out, n);
}

int
rules_questions(struct journal *j, struct arena *a, uint32_t number, size_t max,
    struct example **out, size_t *n)
{
	return examples_list(j, a, number, EXAMPLES_QUESTIONS, max, out, n);
}

int
rules_counters(struct journal *j, struct arena *a, uint32_t number, struct example **out, size_t *n)
{
	return examples_list(j, a, number, EXAMPLES_COUNTERS, 0, out, n);
}

int
rules_disputed(struct journal *j, struct arena *a, uint32_t number, struct example **out, size_t *n)
{
	return examples_list(j, a, number, EXAMPLES_DISPUTED, 0, out, n);
}

int
rules_fill(struct journal *j, struct arena *a, struct rule *r)
{
	struct example *list;
	size_t n;

	if (rules_examples(j, a, r->number, 0, &list, &n) < 0)
		return -1;
	r->questions.n = r->nots.n = 0;
	for (size_t i = 0; i < n; i++)
		texts_add(list[i].counter ? &r->nots : &r->questions, a, list[i].text);
	return 0;
}

/* A reporter's key among a rule's voices; the end of an answer is another kind of voice. */
struct bytes
voice_key(unsigned char key[13], uint32_t number, char kind, const char *by)
{
	put_be32(key, number);
	key[4] = (unsigned char)kind;
	put_be64(key + 5, hash64(by, strlen(by), (uint64_t)kind));
	return bytes_of(key, 13);
}

int
voice_read(struct arena *a, struct bytes value, struct voice *out)
{
	yyjson_val *root = json_read_in(a, value.at, value.len);

	if (!root)
		return -1;
	*out = (struct voice){json_str(root, "by", NULL), json_str(root, "authority", NULL),
		json_num_or(root, "weight", 0), (uint64_t)json_num_or(root, "seq", 0)};
	return 1;
}

int
rules_heard(struct journal *j, uint32_t number, const char *by, struct arena *a, struct voice *out)
{
	unsigned char key[13];
	struct bytes value;
	int rc =
	    store_get(journal_store(j), TABLE_EVIDENCE, voice_key(key, number, 'v', by), &value);

	return rc <= 0 ? rc : voice_read(a, value, out);
}

static int
older_voice(const void *a, const void *b)
{
	const struct voice *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

int
rules_voices(struct journal *j, struct arena *a, uint32_t number, struct voice **out, size_t *n)
{
	unsigned char prefix[4];
	struct bytes key, value;
	struct voice *list = NULL;
	size_t cap = 0;
	struct walk w;
	int rc;

	*n = 0;
	put_be32(prefix, number);
	if (walk_begin(&w, journal_store(j), TABLE_EVIDENCE, bytes_of(prefix, 4),
		bytes_of(prefix, 4)) < 0)
		return -1;
	while ((rc = walk_next(&w, &key, &value)) > 0) {
		list = mem_array(list, &cap, *n + 1, sizeof(*list));
		if ((rc = voice_read(a, value, &list[*n])) < 0)
			break;
		++*n;
	}
	walk_end(&w);
	if (*n > 0) {
		qsort(list, *n, sizeof(*list), older_voice);
		*out = arena_alloc(a, *n * sizeof(*list));
		memcpy(*out, list, *n * sizeof(*list));
	}
	mem_free(list);
	return rc < 0 ? -1 : 0;
}
