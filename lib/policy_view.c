/* Recommendations, from the journal. */
#include "policy_view.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "scope.h"
#include "state.h"

enum { RULES_MAX = 256 };

/* Counts stand in TABLE_STATE under this mark and a hash of level, its name and the item. */
static const unsigned char MARK = STATE_POLICY;

enum level { LEVEL_ALL, LEVEL_TOPIC, LEVEL_SEGMENT };

static struct bytes
key_of(unsigned char key[9], enum level level, const char *name, const char *item)
{
	uint64_t seed = hash64(name ? name : "", name ? strlen(name) : 0, (uint64_t)level + 1);

	key[0] = MARK;
	put_be64(key + 1, hash64(item, strlen(item), seed));
	return bytes_of(key, 9);
}

static int
read_arm(struct journal *j, struct bytes key, struct arm *out)
{
	struct json json = {0};
	struct bytes value;
	yyjson_val *root;
	int rc = store_get(journal_store(j), TABLE_STATE, key, &value);

	*out = (struct arm){0, 0};
	if (rc <= 0)
		return rc;
	if ((root = json_read(&json, value.at, value.len)))
		*out = (struct arm){json_num_or(root, "yes", 0), json_num_or(root, "no", 0)};
	json_free(&json);
	return root ? 0 : -1;
}

static int
add_to(struct journal *j, enum level level, const char *name, const char *item, bool accepted)
{
	unsigned char key[9];
	struct buf json = {0};
	struct arm arm;
	int rc;

	if (level != LEVEL_ALL && !name)
		return 0;
	if (read_arm(j, key_of(key, level, name, item), &arm) < 0)
		return -1;
	arm_add(&arm, accepted);
	json_open(&json);
	json_add_str(&json, "item", item);
	json_add_num(&json, "yes", arm.yes);
	json_add_num(&json, "no", arm.no);
	json_close(&json);
	rc = store_put(journal_store(j), TABLE_STATE, bytes_of(key, 9),
	    bytes_of(json.text, json.len));
	buf_free(&json);
	return rc;
}

static const char *
segment_of(yyjson_val *record)
{
	return json_str(json_get(record, "context"), "segment", NULL);
}

int
policy_apply(struct journal *j, yyjson_val *interaction, bool accepted)
{
	yyjson_val *action = json_get(interaction, "action");
	const char *item = json_str(action, "chosen", NULL);

	if (!item)
		return 0;
	if (add_to(j, LEVEL_ALL, NULL, item, accepted) < 0 ||
	    add_to(j, LEVEL_TOPIC, json_str(action, "topic", NULL), item, accepted) < 0)
		return -1;
	return add_to(j, LEVEL_SEGMENT, segment_of(interaction), item, accepted);
}

int
policy_items(struct journal *j, const char *const *names, size_t n, const char *topic,
    yyjson_val *question, struct item *out)
{
	const char *segment = segment_of(question);
	unsigned char key[9];

	for (size_t i = 0; i < n; i++) {
		out[i] = (struct item){0};
		if (read_arm(j, key_of(key, LEVEL_ALL, NULL, names[i]), &out[i].all) < 0 ||
		    (topic && read_arm(j, key_of(key, LEVEL_TOPIC, topic, names[i]),
				  &out[i].topic) < 0) ||
		    (segment && read_arm(j, key_of(key, LEVEL_SEGMENT, segment, names[i]),
				    &out[i].segment) < 0))
			return -1;
	}
	return 0;
}

/* A policy, and what has been read of the log. */
struct judging {
	struct journal *j;
	struct arena policy, one;
	yyjson_val *rules[RULES_MAX];
	size_t rule_count;
	struct logged *log;
	size_t n, cap;
	unsigned long unknown, without; /* no end is known; no probability was kept */
	double earned;
	struct text_arm {
		const char *name;
		struct arm arm;
	} *seen; /* the model: each item's rate so far, without forgetting */
	size_t seen_count, seen_cap;
};

static int
read_policy(struct judging *p, const char *path)
{
	char line[65536];
	FILE *f = fopen(path, "re");
	unsigned long number = 0;
	int rc = 0;

	if (!f)
		return fail("%s: %s", path, strerror(errno));
	while (rc == 0 && fgets(line, sizeof(line), f)) {
		yyjson_val *root = json_read_in(&p->policy, line, strlen(line)), *choose;

		number++;
		choose = json_get(root, "choose");
		if (!root || scope_valid(json_get(root, "where")) < 0)
			rc = fail("%s:%lu: %s", path, number, why());
		else if (!yyjson_is_str(choose) && !yyjson_is_obj(choose))
			rc = fail("%s:%lu: no \"choose\"", path, number);
		else if (p->rule_count == RULES_MAX)
			rc = fail("%s: more than %d lines", path, RULES_MAX);
		else
			p->rules[p->rule_count++] = root;
	}
	if (rc == 0 && ferror(f))
		rc = fail("%s: %s", path, strerror(errno));
	fclose(f);
	return rc;
}

static struct arm *
arm_of(struct judging *p, const char *name)
{
	for (size_t i = 0; i < p->seen_count; i++)
		if (strcmp(p->seen[i].name, name) == 0)
			return &p->seen[i].arm;
	p->seen = mem_array(p->seen, &p->seen_cap, p->seen_count + 1, sizeof(*p->seen));
	p->seen[p->seen_count] =
	    (struct text_arm){arena_copy(&p->policy, name, strlen(name)), {0, 0}};
	return &p->seen[p->seen_count++].arm;
}

static double
expected(struct judging *p, const char *name)
{
	const struct arm *a = arm_of(p, name);

	return (1 + a->yes) / (2 + a->yes + a->no);
}

/* The policy's probabilities for the candidates of an interaction. */
static void
want(struct judging *p, yyjson_val *interaction, const char *const *names, size_t n, double *out)
{
	const char *text = json_str(interaction, "question", NULL);
	struct asked asked;

	scope_ask(&asked, interaction, text ? text : "", text ? strlen(text) : 0);
	for (size_t r = 0; r < p->rule_count; r++) {
		yyjson_val *choose = json_get(p->rules[r], "choose");
		double all = 0;

		if (scope_check(json_get(p->rules[r], "where"), &asked, NULL) != SCOPE_HOLDS)
			continue;
		for (size_t i = 0; i < n; i++) {
			out[i] = yyjson_is_str(choose)
				     ? strcmp(yyjson_get_str(choose), names[i]) == 0
				     : fmax(json_num_or(choose, names[i], 0), 0);
			all += out[i];
		}
		for (size_t i = 0; i < n && all > 0; i++)
			out[i] /= all;
		if (all > 0)
			return;
	}
	for (size_t i = 0; i < n; i++)
		out[i] = i == 0;
}

/* The first word that says how it ended. */
static int
each_word(yyjson_val *word, uint64_t seq, void *arg)
{
	int *sign = arg;

	(void)seq;
	*sign = word_sign(word);
	return *sign != 0;
}

static void
add_logged(struct judging *p, yyjson_val *interaction, const char *chosen, double chance, int sign)
{
	yyjson_val *list = json_get(json_get(interaction, "action"), "candidates"), *item;
	yyjson_val *chances = json_get(json_get(interaction, "action"), "chances");
	const char *names[POLICY_ITEMS_MAX];
	double wanted[POLICY_ITEMS_MAX];
	struct logged l = {.logged = chance, .reward = sign > 0 ? 1 : 0};
	size_t i, m, n = 0;

	yyjson_arr_foreach(list, i, m, item)
	{
		if (yyjson_is_str(item) && n < POLICY_ITEMS_MAX)
			names[n++] = yyjson_get_str(item);
	}
	want(p, interaction, names, n, wanted);
	for (i = 0; i < n; i++) {
		double by = yyjson_get_num(yyjson_arr_get(chances, i));

		if (strcmp(names[i], chosen) == 0)
			l.wanted = wanted[i];
		l.expected_wanted += wanted[i] * expected(p, names[i]);
		if (wanted[i] > 0)
			l.largest = by > 0 && l.largest >= 0 ? fmax(l.largest, wanted[i] / by) : -1;
	}
	l.largest = fmax(l.largest, 0);
	l.expected = expected(p, chosen);
	p->log = mem_array(p->log, &p->cap, p->n + 1, sizeof(*p->log));
	p->log[p->n++] = l;
	p->earned += l.reward;
	if (sign > 0)
		arm_of(p, chosen)->yes++;
	else
		arm_of(p, chosen)->no++;
}

static int
read_one(struct judging *p, yyjson_val *root)
{
	yyjson_val *action = json_get(root, "action");
	const char *kind = json_str(action, "kind", NULL), *id;
	const char *chosen = json_str(action, "chosen", NULL);
	double chance = json_num_or(action, "probability", 0);
	int sign = 0;
	size_t n;

	if (record_type_of(json_str(root, "type", NULL)) != RECORD_INTERACTION || !kind ||
	    strcmp(kind, "recommend") != 0 || !chosen || !(id = json_str(root, "id", &n)))
		return 0;
	if (!(chance > 0 && chance <= 1)) {
		p->without++;
		return 0;
	}
	if (journal_words(p->j, &p->one, id, n, each_word, &sign) < 0)
		return -1;
	if (sign == 0)
		p->unknown++;
	else
		add_logged(p, root, chosen, chance, sign);
	return 0;
}

static int
read_log(struct judging *p)
{
	static const char mark[] = "\"recommend\"";
	struct journal_walk w;
	struct bytes text;
	uint64_t seq;
	int rc;

	if (journal_walk_begin(&w, p->j, 1) < 0)
		return -1;
	while ((rc = journal_walk_next(&w, &seq, NULL, &text)) > 0) {
		yyjson_val *root;

		if (!memmem(text.at, text.len, mark, sizeof(mark) - 1))
			continue;
		arena_clear(&p->one);
		if (!(root = json_read_in(&p->one, text.at, text.len)) || read_one(p, root) < 0) {
			rc = -1;
			break;
		}
	}
	journal_walk_end(&w);
	return rc;
}

static double
rounded(double x)
{
	return round(x * 1e4) / 1e4;
}

static void
write_estimate(struct buf *out, const struct judging *p)
{
	struct estimate e = policy_estimate(p->log, p->n, .05);

	json_open(out);
	json_add_str(out, "type", "estimate");
	json_add_num(out, "choices", (double)p->n);
	json_add_num(out, "unknown", (double)p->unknown);
	json_add_num(out, "without", (double)p->without);
	if (p->n > 0) {
		json_add_num(out, "earned", rounded(p->earned / (double)p->n));
		json_add_num(out, "ips", rounded(e.ips));
		json_add_num(out, "snips", rounded(e.snips));
		json_add_num(out, "dr", rounded(e.dr));
		json_add_num(out, "effective", rounded(e.effective));
	}
	json_add_num(out, "low", rounded(e.interval.low));
	json_add_num(out, "high", rounded(e.interval.high));
	json_close(out);
	buf_char(out, '\n');
}

int
policy_judge(struct buf *out, struct journal *j, const char *path)
{
	struct judging p = {.j = j};
	int rc = read_policy(&p, path);

	if (rc == 0)
		rc = read_log(&p);
	if (rc == 0)
		write_estimate(out, &p);
	mem_free(p.log);
	mem_free(p.seen);
	arena_free(&p.policy);
	arena_free(&p.one);
	return rc;
}
