/* Trials, from the journal. */
#include "trial_view.h"

#include <string.h>

#include "record.h"
#include "state.h"
#include "text.h"
#include "views.h"

/* In TABLE_STATE: the mark and a rule's number; and these with the hash of who has counted. */
static const unsigned char MARK = STATE_TRIAL;

enum { TRIAL_KEY = 5, WHO_KEY = 13 };

static struct bytes
key_of(unsigned char key[TRIAL_KEY], uint32_t rule)
{
	key[0] = MARK;
	put_be32(key + 1, rule);
	return bytes_of(key, TRIAL_KEY);
}

static struct bytes
who_key(unsigned char key[WHO_KEY], uint32_t rule, const char *who)
{
	(void)key_of(key, rule);
	put_be64(key + TRIAL_KEY, hash64(who, strlen(who), 'T'));
	return bytes_of(key, WHO_KEY);
}

static struct trial_side
read_side(yyjson_val *root, const char *key)
{
	yyjson_val *side = json_get(root, key);

	return (struct trial_side){(uint32_t)json_num_or(side, "ends", 0),
		(uint32_t)json_num_or(side, "good", 0)};
}

int
trial_read(struct journal *j, uint32_t rule, struct trial *out)
{
	unsigned char key[TRIAL_KEY];
	struct json json = {0};
	struct bytes value;
	yyjson_val *root;
	int rc = store_get(journal_store(j), TABLE_STATE, key_of(key, rule), &value);

	*out = (struct trial){0};
	if (rc <= 0)
		return rc;
	if ((root = json_read(&json, value.at, value.len)))
		*out = (struct trial){read_side(root, "with"), read_side(root, "without"),
			read_side(root, "open_with"), read_side(root, "open_without"),
			json_num_or(root, "helps", 0), json_num_or(root, "harms", 0)};
	json_free(&json);
	return root ? 0 : -1;
}

void
trial_add_side(struct buf *json, const char *key, const struct trial_side *s)
{
	json_key(json, key);
	json_open(json);
	json_add_num(json, "ends", s->ends);
	json_add_num(json, "good", s->good);
	json_close(json);
}

static int
put(struct journal *j, uint32_t rule, const struct trial *t)
{
	unsigned char key[TRIAL_KEY];
	struct buf json = {0};
	int rc;

	json_open(&json);
	trial_add_side(&json, "with", &t->with);
	trial_add_side(&json, "without", &t->without);
	trial_add_side(&json, "open_with", &t->open_with);
	trial_add_side(&json, "open_without", &t->open_without);
	json_add_num(&json, "helps", t->helps);
	json_add_num(&json, "harms", t->harms);
	json_close(&json);
	rc = store_put(journal_store(j), TABLE_STATE, key_of(key, rule),
	    bytes_of(json.text, json.len));
	buf_free(&json);
	return rc;
}

/* How a word says that the conversation went: above 0 well, below badly, 0 nothing. */
static int
sign_of(yyjson_val *action, yyjson_val *word)
{
	const char *kind = json_str(action, "kind", NULL), *said = json_str(action, "text", NULL);
	const char *right = json_str(word, "right", NULL);

	if (record_type_of(json_str(word, "type", NULL)) != RECORD_CORRECTION)
		return json_num_or(word, "sure", 1) < 0.5 ? 0 : outcome_sign(word);
	/* A person who answers what was handed over says nothing of how it went. */
	if (kind && strcmp(kind, "escalate") == 0)
		return 0;
	return text_same(said, right) ? 1 : -1;
}

int
trial_apply(struct journal *j, struct arena *a, yyjson_val *interaction, yyjson_val *word)
{
	static const char *const whose[] = {"customer", "conversation", "id"};
	yyjson_val *action = json_get(interaction, "action"), *on = json_get(action, "trial");
	const char *rule = json_str(on, "rule", NULL), *who = NULL;
	unsigned char key[WHO_KEY];
	struct trial t;
	struct rule r;
	int sign, rc;

	if (!rule || (sign = sign_of(action, word)) == 0)
		return 0;
	if ((rc = rules_named(j, a, rule, &r)) <= 0 || r.status != RULE_TRIAL)
		return rc < 0 ? -1 : 0;
	for (size_t i = 0; i < 3 && !who; i++)
		who = json_str(interaction, whose[i], NULL);
	if (!who)
		return 0;
	rc = store_add(journal_store(j), TABLE_STATE, who_key(key, r.number, who), bytes_of("", 0));
	if (rc <= 0)
		return rc;
	if (trial_read(j, r.number, &t) < 0)
		return -1;
	trial_add(&t, json_bool_or(on, "used", false), sign > 0);
	return put(j, r.number, &t);
}

int
trial_begin(struct journal *j, uint32_t rule)
{
	unsigned char prefix[TRIAL_KEY], found[WHO_KEY];
	struct bytes key, value;
	int rc;

	/* Taking one away ends the walk. */
	do {
		struct walk w;

		(void)key_of(prefix, rule);
		if (walk_begin(&w, journal_store(j), TABLE_STATE, bytes_of(prefix, TRIAL_KEY),
			bytes_of(prefix, TRIAL_KEY)) < 0)
			return -1;
		if ((rc = walk_next(&w, &key, &value)) > 0 && key.len <= WHO_KEY)
			memcpy(found, key.at, key.len);
		walk_end(&w);
		if (rc > 0 &&
		    store_del(journal_store(j), TABLE_STATE, bytes_of(found, key.len)) < 0)
			return -1;
	} while (rc > 0);
	return rc;
}
