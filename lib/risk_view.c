/* The target risk, from the journal. */
#include "risk_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "state.h"
#include "text.h"

/* It stands in TABLE_STATE under this mark and the topic. */
static const char MARK = STATE_RISK;

static struct bytes
key_of(char key[STORE_KEY_MAX], const char *topic)
{
	size_t n = (size_t)snprintf(key, STORE_KEY_MAX, "%c%s", MARK, topic ? topic : "");

	return bytes_of(key, n < STORE_KEY_MAX ? n : STORE_KEY_MAX - 1);
}

int
risk_read(struct journal *j, const char *topic, struct risk *out)
{
	char key[STORE_KEY_MAX];
	struct json json = {0};
	struct bytes value;
	yyjson_val *root;
	int rc = store_get(journal_store(j), TABLE_STATE, key_of(key, topic), &value);

	*out = (struct risk){0};
	if (rc <= 0)
		return rc;
	if (!(root = json_read(&json, value.at, value.len))) {
		json_free(&json);
		return -1;
	}
	*out = (struct risk){json_num_or(root, "theta", 0), true,
		(uint64_t)json_num_or(root, "answered", 0), (uint64_t)json_num_or(root, "wrong", 0),
		(uint64_t)json_num_or(root, "passed", 0), (uint64_t)json_num_or(root, "missed", 0)};
	out->begun = json_bool_or(root, "begun", true);
	json_free(&json);
	return 0;
}

static void
add_risk(struct buf *json, const struct risk *r)
{
	json_add_num(json, "theta", r->theta);
	json_add_num(json, "answered", (double)r->answered);
	json_add_num(json, "wrong", (double)r->wrong);
	json_add_num(json, "passed", (double)r->passed);
	json_add_num(json, "missed", (double)r->missed);
}

static int
put(struct journal *j, const char *topic, const struct risk *r)
{
	char key[STORE_KEY_MAX];
	struct buf json = {0};
	int rc;

	json_open(&json);
	add_risk(&json, r);
	if (!r->begun)
		json_add_bool(&json, "begun", false);
	json_close(&json);
	rc = store_put(journal_store(j), TABLE_STATE, key_of(key, topic),
	    bytes_of(json.text, json.len));
	buf_free(&json);
	return rc;
}

/* What a record says of an interaction's answer or guess: 1 wrong, -1 right, 0 nothing. */
static int
verdict_of(yyjson_val *action, bool passed, yyjson_val *word)
{
	const char *text = json_str(action, "text", NULL);

	if (record_type_of(json_str(word, "type", NULL)) == RECORD_CORRECTION)
		return text_same(text, json_str(word, "right", NULL)) ? -1 : 1;
	/* How a hand-over ended says nothing of its guess, unless staff judged that. */
	if (passed && !(outcome_judged(word) && record_by_staff(word)))
		return 0;
	return -outcome_sign(word);
}

struct earlier {
	yyjson_val *action;
	bool passed;
	uint64_t seq;
};

/* 1: this interaction was judged before. */
static int
each_word(yyjson_val *word, uint64_t seq, void *arg)
{
	const struct earlier *e = arg;

	return seq < e->seq && verdict_of(e->action, e->passed, word) != 0;
}

int
risk_apply(struct journal *j, struct arena *a, yyjson_val *interaction, yyjson_val *word,
    uint64_t seq)
{
	yyjson_val *action = json_get(interaction, "action");
	const char *kind = json_str(action, "kind", NULL), *id, *topic;
	double alpha = json_num_or(action, "risk", 0);
	struct earlier e = {action, kind && strcmp(kind, "escalate") == 0, seq};
	struct risk all, own;
	size_t n;
	int verdict, rc;

	if (!(alpha > 0 && alpha < 1) || !kind || (!e.passed && strcmp(kind, "answer") != 0) ||
	    (verdict = verdict_of(action, e.passed, word)) == 0 ||
	    !(id = json_str(interaction, "id", &n)))
		return 0;
	if ((rc = journal_words(j, a, id, n, each_word, &e)) != 0)
		return rc < 0 ? -1 : 0;
	topic = json_str(action, "topic", NULL);
	if (risk_read(j, NULL, &all) < 0 || (topic && risk_read(j, topic, &own) < 0))
		return -1;
	(e.passed ? risk_passed : risk_answered)(&all, topic ? &own : NULL, alpha, verdict > 0);
	if (put(j, NULL, &all) < 0)
		return -1;
	return topic ? put(j, topic, &own) : 0;
}

int
risk_find(struct journal *j, const struct conf *conf, const char *topic, double *threshold)
{
	struct risk all, own = {0};

	if (!(conf->risk > 0))
		return 0;
	if (risk_read(j, NULL, &all) < 0 || (topic && risk_read(j, topic, &own) < 0))
		return -1;
	*threshold = round(risk_threshold(&all, &own, conf->risk) * 1e5) / 1e5;
	return 0;
}

static double
rounded(double x)
{
	return round(x * 1e4) / 1e4;
}

int
risk_report(struct buf *out, struct journal *j, const struct conf *conf)
{
	struct risk all;
	double known;

	if (risk_read(j, NULL, &all) < 0)
		return -1;
	known = (double)(all.answered + all.passed);
	json_open(out);
	json_add_str(out, "type", "risk");
	json_add_num(out, "target", conf->risk);
	add_risk(out, &all);
	if (all.answered)
		json_add_num(out, "share", rounded((double)all.wrong / (double)all.answered));
	if (conf->risk > 0) {
		json_add_num(out, "threshold", rounded(risk_threshold(&all, NULL, conf->risk)));
		json_add_num(out, "bound", rounded(risk_bound(conf->risk, all.answered)));
	}
	if (known > 0) {
		json_add_num(out, "coverage", rounded((double)all.answered / known));
		json_add_num(out, "always", rounded(risk_always(&all)));
	}
	if (known > 0 && conf->risk > 0) {
		json_add_num(out, "least", rounded(risk_least(&all, conf->risk)));
		json_add_bool(out, "held", !risk_missed(&all, conf->risk));
	}
	json_close(out);
	buf_char(out, '\n');
	return 0;
}
