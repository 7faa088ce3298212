/* The calibration, from the journal. */
#include "calibration_view.h"

#include <math.h>
#include <string.h>

#include "state.h"
#include "text.h"

/* In TABLE_STATE: the cases behind the mark, and the correction behind it and one more letter. */
static const char CASES[] = {STATE_CALIBRATION}, FOUND[] = {STATE_CALIBRATION, 'f'};

static double
rounded(double x, double one)
{
	return round(x * one) / one;
}

/* --- the cases --- */

static int
read_cases(struct journal *j, struct calibration *out)
{
	struct json json = {0};
	struct bytes value;
	yyjson_val *root, *bins, *bin;
	size_t i, n;
	int rc = store_get(journal_store(j), TABLE_STATE, bytes_of(CASES, sizeof(CASES)), &value);

	*out = (struct calibration){0};
	if (rc <= 0)
		return rc;
	root = json_read(&json, value.at, value.len);
	out->cases = (uint64_t)json_num_or(root, "cases", 0);
	out->right = (uint64_t)json_num_or(root, "right", 0);
	bins = json_get(root, "bins");
	yyjson_arr_foreach(bins, i, n, bin)
	{
		if (i < CALIBRATION_BINS) {
			out->bin[i].right = json_num_or(bin, "right", 0);
			out->bin[i].wrong = json_num_or(bin, "wrong", 0);
			out->bin[i].logit = json_num_or(bin, "logit", 0);
		}
	}
	json_free(&json);
	return root ? 0 : -1;
}

static int
put_cases(struct journal *j, const struct calibration *c)
{
	struct buf json = {0};
	int rc;

	json_open(&json);
	json_add_num(&json, "cases", (double)c->cases);
	json_add_num(&json, "right", (double)c->right);
	json_list(&json, "bins");
	for (int i = 0; i < CALIBRATION_BINS; i++) {
		json_item(&json);
		json_open(&json);
		json_add_num(&json, "right", c->bin[i].right);
		json_add_num(&json, "wrong", c->bin[i].wrong);
		json_add_num(&json, "logit", c->bin[i].logit);
		json_close(&json);
	}
	json_list_end(&json);
	json_close(&json);
	rc = store_put(journal_store(j), TABLE_STATE, bytes_of(CASES, sizeof(CASES)),
	    bytes_of(json.text, json.len));
	buf_free(&json);
	return rc;
}

static void
add_correction(struct buf *json, const struct correction *c)
{
	json_add_num(json, "mix", rounded(c->mix, 1e6));
	json_add_num(json, "offset", rounded(c->offset, 1e6));
	json_add_num(json, "slope", rounded(c->slope, 1e6));
}

/* Found out when a case comes, so that an answer only has to read it. */
static int
put_correction(struct journal *j, const struct calibration *cases)
{
	struct correction c;
	struct buf json = {0};
	int rc;

	calibration_fit(&c, cases);
	json_open(&json);
	add_correction(&json, &c);
	json_close(&json);
	rc = store_put(journal_store(j), TABLE_STATE, bytes_of(FOUND, sizeof(FOUND)),
	    bytes_of(json.text, json.len));
	buf_free(&json);
	return rc;
}

static int
read_correction(struct journal *j, struct correction *out)
{
	struct json json = {0};
	struct bytes value;
	yyjson_val *root;
	int rc = store_get(journal_store(j), TABLE_STATE, bytes_of(FOUND, sizeof(FOUND)), &value);

	*out = (struct correction){0, 0, 1};
	if (rc <= 0)
		return rc;
	root = json_read(&json, value.at, value.len);
	*out = (struct correction){json_num_or(root, "mix", 0), json_num_or(root, "offset", 0),
		json_num_or(root, "slope", 1)};
	json_free(&json);
	return root ? 0 : -1;
}

int
calibration_find(struct journal *j, const struct conf *conf, struct correction *out)
{
	*out = (struct correction){0, 0, 1};
	return conf->calibrate > 0 ? read_correction(j, out) : 0;
}

/* --- judgements --- */

bool
calibration_drawn(yyjson_val *interaction)
{
	yyjson_val *action = json_get(interaction, "action");
	double share = json_num_or(action, "audit", 0);

	return share > 0 && share <= 1 && calibration_takes(json_num_or(action, "raw", 0));
}

/* What a word says of the answer, or of a hand-over's guess: 1 right, -1 wrong, 0 nothing. */
static int
judgement_of(yyjson_val *action, yyjson_val *word)
{
	const char *text = json_str(action, "text", NULL), *right = json_str(word, "right", NULL);
	const char *kind = json_str(action, "kind", NULL);
	bool passed = kind && strcmp(kind, "escalate") == 0;

	if (!record_by_staff(word))
		return 0;
	if (record_type_of(json_str(word, "type", NULL)) == RECORD_CORRECTION)
		return !text || !right ? 0 /* forgotten */ : text_same(text, right) ? 1 : -1;
	/* How a hand-over ended says nothing of its guess, unless that is what was judged. */
	return passed && !outcome_judged(word) ? 0 : outcome_sign(word);
}

struct earlier {
	yyjson_val *action;
	uint64_t before; /* this record; 0: all count */
};

/* 1: it was judged before. */
static int
each_word(yyjson_val *word, uint64_t seq, void *arg)
{
	const struct earlier *e = arg;

	return (!e->before || seq < e->before) && judgement_of(e->action, word) != 0;
}

int
calibration_hear(struct journal *j, struct arena *a, yyjson_val *interaction, yyjson_val *word,
    uint64_t seq)
{
	yyjson_val *action = json_get(interaction, "action");
	struct earlier e = {action, seq};
	int judged = calibration_drawn(interaction) ? judgement_of(action, word) : 0, rc;
	struct calibration c;
	const char *id;
	size_t n;

	if (judged == 0 || !(id = json_str(interaction, "id", &n)))
		return 0;
	if ((rc = journal_words(j, a, id, n, each_word, &e)) != 0)
		return rc < 0 ? -1 : 0;
	if (read_cases(j, &c) < 0)
		return -1;
	calibration_add(&c, json_num_or(action, "raw", 0), judged > 0);
	return put_cases(j, &c) < 0 || put_correction(j, &c) < 0 ? -1 : 0;
}

bool
calibration_draws(const struct conf *conf, yyjson_val *question)
{
	struct buf text = {0};
	double at;

	if (!(conf->audit > 0))
		return false;
	json_canonical(&text, question);
	at = hash_share(hash64(text.text, text.len, 'A'));
	buf_free(&text);
	return at < conf->audit;
}

/* --- reports --- */

int
calibration_waits(struct journal *j, yyjson_val *interaction)
{
	yyjson_val *action = json_get(interaction, "action");
	struct arena a = {0};
	struct earlier e = {action, 0};
	const char *id;
	size_t n;
	int rc;

	if (!calibration_drawn(interaction) || !(id = json_str(interaction, "id", &n)))
		return 0;
	rc = journal_words(j, &a, id, n, each_word, &e);
	arena_free(&a);
	return rc < 0 ? -1 : rc == 0;
}

int
calibration_each(struct journal *j, const struct conf *conf, calibration_take *take, void *arg)
{
	static const char mark[] = "\"audit\""; /* in few; looking for it is quicker than parsing */
	uint64_t recent = (uint64_t)conf->replay_recent, end, seq;
	struct json json = {0};
	struct journal_walk w;
	struct bytes text;
	int rc;

	if (journal_end(j, &end) < 0 ||
	    journal_walk_begin(&w, j, end > recent ? end - recent + 1 : 1) < 0)
		return -1;
	while ((rc = journal_walk_next(&w, &seq, NULL, &text)) > 0) {
		yyjson_val *root;

		if (!memmem(text.at, text.len, mark, sizeof(mark) - 1))
			continue;
		if (!(root = json_read(&json, text.at, text.len))) {
			rc = -1;
			break;
		}
		if (record_type_of(json_str(root, "type", NULL)) != RECORD_INTERACTION)
			continue;
		if ((rc = calibration_waits(j, root)) > 0)
			rc = take(root, arg);
		if (rc < 0)
			break;
	}
	journal_walk_end(&w);
	json_free(&json);
	return rc < 0 ? -1 : 0;
}

void
calibration_write(struct buf *out, yyjson_val *interaction, bool confidence)
{
	yyjson_val *action = json_get(interaction, "action");

	json_open(out);
	json_add_str(out, "type", "audit");
	json_add_str(out, "interaction", json_str(interaction, "id", NULL));
	json_add_str(out, "question", json_str(interaction, "question", NULL));
	json_add_str(out, "channel", json_str(interaction, "channel", NULL));
	json_add_str(out, "locale", json_str(interaction, "locale", NULL));
	json_add_val(out, "context", json_get(interaction, "context"));
	json_add_str(out, "action", json_str(action, "kind", NULL));
	json_add_str(out, "text", json_str(action, "text", NULL));
	json_add_val(out, "rules", json_get(action, "rules"));
	if (confidence)
		json_add_val(out, "confidence", json_get(action, "confidence"));
	json_close(out);
}

static int
write_line(yyjson_val *interaction, void *arg)
{
	calibration_write(arg, interaction, true);
	buf_char(arg, '\n');
	return 0;
}

int
calibration_waiting(struct buf *out, struct journal *j, const struct conf *conf)
{
	return calibration_each(j, conf, write_line, out);
}

static int
count_one(yyjson_val *interaction, void *arg)
{
	(void)interaction;
	++*(uint64_t *)arg;
	return 0;
}

int
calibration_report(struct buf *out, struct journal *j, const struct conf *conf)
{
	struct calibration cases;
	struct correction c;
	uint64_t waiting = 0;

	if (read_cases(j, &cases) < 0 || read_correction(j, &c) < 0 ||
	    calibration_each(j, conf, count_one, &waiting) < 0)
		return -1;
	json_open(out);
	json_add_str(out, "type", "calibration");
	json_add_num(out, "audit", conf->audit);
	json_add_bool(out, "used", conf->calibrate > 0);
	json_add_num(out, "cases", (double)cases.cases);
	json_add_num(out, "right", (double)cases.right);
	json_add_num(out, "waiting", (double)waiting);
	add_correction(out, &c);
	if (cases.cases > 0) {
		json_add_num(out, "error", rounded(calibration_error(&cases, NULL), 1e4));
		json_add_num(out, "corrected", rounded(calibration_error(&cases, &c), 1e4));
	}
	json_list(out, "points");
	for (int i = 1; i < 10; i += 2) {
		double p = i / 10.;

		json_item(out);
		json_open(out);
		json_add_num(out, "raw", p);
		json_add_num(out, "confidence", rounded(calibration_correct(&c, p), 1e4));
		json_close(out);
	}
	json_list_end(out);
	json_close(out);
	buf_char(out, '\n');
	return 0;
}
