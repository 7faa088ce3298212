/* The views: what the journal adds up to. */
#include "views.h"

#include <string.h>

#include "calibration_view.h"
#include "diag.h"
#include "document.h"
#include "evidence.h"
#include "gap.h"
#include "index.h"
#include "marks.h"
#include "policy_view.h"
#include "review.h"
#include "risk_view.h"
#include "state.h"
#include "text.h"
#include "trial_view.h"
#include "views_parts.h"

/* How many examples a rule that comes into force is taught with, at most. */
enum { TEACH_MAX = 10000 };

int
views_judged(struct journal *j, uint64_t correction, uint32_t *rule)
{
	unsigned char key[8];
	struct bytes value;
	int rc;

	put_be64(key, correction);
	rc = store_get(journal_store(j), TABLE_JUDGED, bytes_of(key, 8), &value);
	if (rc > 0)
		*rule = value.len == 4 ? get_be32(value.at) : 0;
	return rc;
}

/* The mark of a correction that nobody has judged yet. */
static struct bytes
waiting_key(unsigned char key[9], uint64_t seq)
{
	key[0] = STATE_WAITING;
	put_be64(key + 1, seq);
	return bytes_of(key, 9);
}

int
views_waiting(struct journal *j, int (*each)(uint64_t, void *), void *arg)
{
	struct bytes key, value, mark = bytes_of((const char[]){STATE_WAITING}, 1);
	struct walk w;
	int rc;

	if (walk_begin(&w, journal_store(j), TABLE_STATE, mark, mark) < 0)
		return -1;
	while ((rc = walk_next(&w, &key, &value)) > 0 && key.len == 9)
		if ((rc = each(get_be64((const char *)key.at + 1), arg)) != 0)
			break;
	walk_end(&w);
	return rc;
}

static int
judge(struct journal *j, uint64_t correction, uint32_t rule)
{
	unsigned char key[8], value[4], mark[9];

	put_be64(key, correction);
	put_be32(value, rule);
	if (store_del(journal_store(j), TABLE_STATE, waiting_key(mark, correction)) < 0)
		return -1;
	return store_put(journal_store(j), TABLE_JUDGED, bytes_of(key, 8), bytes_of(value, 4));
}

int
views_settle(struct journal *j, uint64_t correction)
{
	return judge(j, correction, 0);
}

/* A change to a rule, as a verdict carries it. */
struct change {
	yyjson_val *body;	/* the rule's new text, or NULL */
	yyjson_val *examples;	/* to add: [{"text":…,"counter":…,"locale":…}] */
	bool only;		/* the rule's examples are these and no others */
	enum rule_status after; /* RULE_STATUSES: as it was */
	yyjson_val *voice;	/* {"by":…,"authority":…,"weight":…} or NULL */
	int proactive;		/* 1, 0, or -1: as it was */
	yyjson_val *doubted;	/* of other rules' examples, those that others contradict */
	const char *wrong;	/* the rule that answered wrongly, or NULL */
	const char *time;
	uint64_t seq;
};

static int
put_rule(struct journal *j, const struct rule *r)
{
	struct buf json = {0};
	unsigned char key[4];
	int rc;

	put_be32(key, r->number);
	rule_write(&json, r, false);
	rc = store_put(journal_store(j), TABLE_RULES, bytes_of(key, 4),
	    bytes_of(json.text, json.len));
	buf_free(&json);
	return rc;
}

static int
teach(struct journal *j, struct arena *a, const struct rule *r, const char *text,
    const char *locale, bool counter, uint32_t wrong)
{
	struct question *q;
	struct index *ix;

	if (journal_teach(j, &ix) < 0 || !(q = index_question(ix, a, text, strlen(text), locale)))
		return -1;
	if (counter)
		return index_push_back(ix, q, r->number);
	return index_teach(ix, q, r->number, wrong == r->number ? 0 : wrong, NULL);
}

/* The words of the answer say what it is about too. */
static int
describe(struct journal *j, struct arena *a, const struct rule *r, bool add)
{
	struct question *q;
	struct index *ix;

	if (!r->say)
		return 0;
	if (journal_teach(j, &ix) < 0)
		return -1;
	q = index_question(ix, a, r->say, strlen(r->say), NULL);
	return q ? index_describe(ix, q, r->number, add) : -1;
}

/* A rule comes into force for the first time: the index learns what it is about. */
static int
teach_all(struct journal *j, struct arena *a, const struct rule *r)
{
	struct example *list;
	size_t n;

	if (rules_examples(j, a, r->number, TEACH_MAX, &list, &n) < 0)
		return -1;
	if (describe(j, a, r, true) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (rule_may_teach(r, list[i].trusted) &&
		    teach(j, a, r, list[i].text, list[i].locale, list[i].counter, 0) < 0)
			return -1;
	return 0;
}

/* What is known of an example that stands already. */
struct known {
	uint64_t seq;
	uint32_t place;
	bool counter, disputed, trusted;
	const char *locale; /* NULL: none */
};

static int
read_known(struct known *out, struct arena *a, struct bytes value)
{
	yyjson_val *root = json_read_in(a, value.at, value.len);

	*out = (struct known){(uint64_t)json_num_or(root, "seq", 0),
		(uint32_t)json_num_or(root, "place", 0), json_bool_or(root, "counter", false),
		json_bool_or(root, "disputed", false), json_bool_or(root, "trusted", true),
		json_str(root, "locale", NULL)};
	return root ? 0 : -1;
}

/* How an example comes in. */
struct coming {
	uint64_t seq;	    /* of the record that brings it */
	uint32_t place;	    /* in a list that is all there is; 0: behind the others */
	bool fresh;	    /* out: it was not there, or was not believed */
	bool counts;	    /* out: it was never believed before, and is now */
	bool trusted;	    /* out: it may shape a rule of staff's */
	const char *locale; /* out: NULL: none */
};

static int
keep_example(struct journal *j, uint32_t rule, const struct example *e, bool disputed)
{
	struct buf json = {0};
	unsigned char key[12];
	int rc;

	json_open(&json);
	json_add_str(&json, "text", e->text);
	if (e->counter)
		json_add_bool(&json, "counter", true);
	json_add_str(&json, "locale", e->locale);
	if (!e->trusted)
		json_add_bool(&json, "trusted", false);
	if (disputed) {
		json_add_bool(&json, "disputed", true);
		json_add_str(&json, "by", e->by);
	}
	json_add_num(&json, "place", e->place);
	json_add_num(&json, "seq", (double)e->seq);
	json_close(&json);
	rc = store_put(journal_store(j), TABLE_EXAMPLES,
	    example_key(key, rule, text_key(e->text, strlen(e->text))),
	    bytes_of(json.text, json.len));
	buf_free(&json);
	return rc;
}

/*
 * What a person left standing is not their word: it keeps its origin, its language, and who may
 * stand for it.  What is disputed gets its place, and counts, when it is believed.
 */
static int
put_example(struct journal *j, struct arena *a, const struct rule *r, yyjson_val *e,
    struct coming *c)
{
	const char *text = json_str(e, "text", NULL);
	bool counter = json_bool_or(e, "counter", false);
	bool disputed = json_bool_or(e, "disputed", false);
	struct known old = {0};
	struct bytes value;
	unsigned char key[12];
	uint64_t question;
	int rc;

	c->fresh = c->counts = false;
	c->trusted = json_bool_or(e, "trusted", true);
	if (!text || !*text)
		return 0;
	question = text_key(text, strlen(text));
	rc = store_get(journal_store(j), TABLE_EXAMPLES, example_key(key, r->number, question),
	    &value);
	if (rc < 0 || (rc > 0 && read_known(&old, a, value) < 0))
		return -1;
	c->locale = json_get(e, "locale") ? json_str(e, "locale", NULL) : old.locale;
	c->fresh = rc == 0 || old.counter != counter || (old.disputed && !disputed);
	if (rc > 0 && disputed)
		return 0; /* what is taught stays so; what waits has been said */
	if (rc > 0 && old.disputed && claims_dispute(j, r->number, question, false) < 0)
		return -1;
	/* What waited and is believed was said when it was, by who said it. */
	if (rc > 0 && old.disputed && !counter)
		c->seq = old.seq;
	if (!c->fresh && c->place == 0)
		return 0;
	if (!c->fresh) {
		c->seq = old.seq;
		c->trusted = old.trusted;
	}
	c->counts = !disputed && (old.place == 0 || old.counter != counter);
	rc = keep_example(j, r->number,
	    &(struct example){text, c->locale, counter, c->trusted, json_str(e, "by", NULL),
		    c->place	? c->place
		    : c->counts ? r->examples + 1
				: old.place,
		    c->seq},
	    disputed);
	return rc < 0 ? -1 : disputed ? claims_dispute(j, r->number, question, true) : 0;
}

/* Take an example out of the index, if it ever came in. */
static int
unteach(struct journal *j, struct arena *a, const struct rule *r, const struct example *e)
{
	struct question *q;
	struct index *ix;
	int rc;

	if (journal_teach(j, &ix) < 0)
		return -1;
	q = index_question(ix, a, e->text, strlen(e->text), e->locale);
	if (!q || (rc = index_taught(ix, q, r->number)) < 0)
		return -1;
	return rc > 0 ? index_unteach(ix, q, r->number, 1) : 0;
}

/* How many questions a list has: in two spellings it is one. */
static uint32_t
count_texts(yyjson_val *list)
{
	struct marks seen = {0};
	yyjson_val *e;
	size_t i, n;

	yyjson_arr_foreach(list, i, n, e)
	{
		const char *text = json_str(e, "text", NULL);

		if (text && *text)
			marks_add(&seen, text_mark(text));
	}
	n = seen.n;
	marks_free(&seen);
	return (uint32_t)n;
}

/*
 * Take away the examples that are not in the list; what waits was not shown to who wrote it, and
 * what was believed once stands behind the list then.
 */
static int
drop_examples(struct journal *j, struct arena *a, const struct rule *r, yyjson_val *keep)
{
	uint32_t place = count_texts(keep);
	struct example *list;
	size_t n, i, m;
	yyjson_val *e;

	if (examples_list(j, a, r->number, EXAMPLES_ALL, 0, &list, &n) < 0)
		return -1;
	for (size_t k = 0; k < n; k++) {
		unsigned char key[12];
		bool kept = false;

		yyjson_arr_foreach(keep, i, m, e)
		{
			const char *text = json_str(e, "text", NULL);

			kept |= text &&
				text_key(text, strlen(text)) ==
				    text_key(list[k].text, strlen(list[k].text)) &&
				json_bool_or(e, "counter", false) == list[k].counter;
		}
		if (!kept && list[k].by && list[k].place > 0) {
			list[k].place = ++place;
			if (keep_example(j, r->number, &list[k], true) < 0)
				return -1;
		}
		if (kept || list[k].by)
			continue;
		if (r->taught && !list[k].counter && unteach(j, a, r, &list[k]) < 0)
			return -1;
		if (store_del(journal_store(j), TABLE_EXAMPLES,
			example_key(key, r->number, text_key(list[k].text, strlen(list[k].text)))) <
		    0)
			return -1;
	}
	return 0;
}

/* A reporter counts once; who changes sides is counted on the new one. */
static int
put_voice(struct journal *j, struct arena *a, struct rule *r, yyjson_val *voice, uint64_t seq)
{
	const char *by = json_str(voice, "by", NULL), *auth = json_str(voice, "authority", NULL);
	double weight = json_num_or(voice, "weight", 0);
	bool staff = authority_is_staff(auth);
	struct voice old = {0};
	struct buf json = {0};
	unsigned char key[13];
	int rc;

	if (!by)
		return 0;
	if ((rc = rules_heard(j, r->number, by, a, &old)) < 0)
		return -1;
	if (rc > 0 && (old.weight < 0) == (weight < 0))
		return 0;
	if (rc > 0 && old.weight < 0) {
		r->against += old.weight;
	} else if (rc > 0) {
		r->support -= old.weight;
		r->voices--;
		r->staff -= staff && r->staff > 0;
	}
	if (weight < 0) {
		r->against -= weight;
	} else {
		r->support += weight;
		r->voices++;
		r->staff += staff;
	}
	json_open(&json);
	json_add_str(&json, "by", by);
	json_add_str(&json, "authority", auth);
	json_add_num(&json, "weight", weight);
	json_add_num(&json, "seq", (double)seq);
	json_close(&json);
	rc = store_put(journal_store(j), TABLE_EVIDENCE, voice_key(key, r->number, 'v', by),
	    bytes_of(json.text, json.len));
	buf_free(&json);
	return rc;
}

static bool
same_rule(const struct rule *a, const struct rule *b)
{
	struct buf x = {0}, y = {0};
	bool same = strcmp(a->say ? a->say : "", b->say ? b->say : "") == 0;

	if (a->where)
		json_canonical(&x, a->where);
	if (b->where)
		json_canonical(&y, b->where);
	same &= x.len == y.len && (x.len == 0 || memcmp(x.text, y.text, x.len) == 0);
	buf_free(&x);
	buf_free(&y);
	return same;
}

/* What the store keeps of a rule when a person or a verdict gives it a new text. */
static void
keep_own(struct rule *r, const struct rule *old, const struct change *c)
{
	r->number = old->number;
	r->examples = old->examples;
	r->support = old->support;
	r->against = old->against;
	r->voices = old->voices;
	r->staff = old->staff;
	r->good = old->good;
	r->bad = old->bad;
	/* With other words or conditions it is another rule: what it is doubted for is past. */
	r->doubt = same_rule(r, old) ? old->doubt : 0;
	r->taught = old->taught;
	r->revision = old->revision;
	r->created = old->created ? old->created : c->time;
	if (!r->source)
		r->source = old->source;
}

static int
new_number(struct journal *j, struct arena *a, struct rule *r)
{
	unsigned char value[4];
	uint32_t count;

	if (rules_count(j, &count) < 0)
		return -1;
	r->number = count + 1;
	put_be32(value, r->number);
	if (store_put(journal_store(j), TABLE_NAMES, rule_name_key(a, r->id), bytes_of(value, 4)) <
	    0)
		return -1;
	return journal_set_number(j, "rules", r->number);
}

static int
begin_rule(struct journal *j, struct arena *a, const char *id, const struct change *c,
    struct rule *r, struct rule *old)
{
	int rc = rules_named(j, a, id, old);

	if (rc < 0 || (rc == 0 && !c->body))
		return rc < 0 ? -1 : fail("there is no rule %s", id);
	*r = *old;
	if (c->body && rule_read(r, a, c->body) < 0)
		return -1;
	r->id = id;
	if (rc > 0) {
		keep_own(r, old, c);
		if (claims_age(j, old, false) < 0)
			return -1;
		return c->body ? claims_drop(j, old) : 0;
	}
	*old = (struct rule){.status = RULE_PENDING};
	r->support = r->against = r->doubt = 0;
	r->taught = false;
	r->voices = r->staff = r->good = r->bad = r->revision = r->examples = 0;
	r->created = c->time;
	return new_number(j, a, r);
}

static int
add_examples(struct journal *j, struct arena *a, struct rule *r, const struct change *c)
{
	struct marks seen = {0};
	uint32_t wrong = 0;
	yyjson_val *e;
	size_t i, n;
	int rc = c->wrong ? rule_number_of(j, a, c->wrong, &wrong) : 0;

	yyjson_arr_foreach(c->examples, i, n, e)
	{
		const char *text = json_str(e, "text", NULL);
		struct coming in = {.seq = c->seq};

		/* In two spellings it is one, and the first stands. */
		if (c->only && text && *text && !marks_add(&seen, text_mark(text)))
			continue;
		/* Where the list is all there is, its order is the rule's. */
		in.place = (uint32_t)seen.n;
		if (rc < 0 || (rc = put_example(j, a, r, e, &in)) < 0)
			break;
		r->examples += in.counts;
		/* Taught once more even when it is known: somebody had to say it again. */
		if (r->taught && (in.fresh || !c->only) && rule_may_teach(r, in.trusted) &&
		    !json_bool_or(e, "disputed", false) && text &&
		    (rc = teach(j, a, r, text, in.locale, json_bool_or(e, "counter", false),
			 wrong)) < 0)
			break;
	}
	marks_free(&seen);
	return rc < 0 ? -1 : 0;
}

/* An example is taken out of what is taught and kept apart, until somebody else says it again. */
static int
doubt_example(struct journal *j, struct arena *a, yyjson_val *doubted)
{
	const char *id = json_str(doubted, "rule", NULL), *text = json_str(doubted, "text", NULL);
	struct bytes value;
	unsigned char key[12];
	uint64_t question = text ? text_key(text, strlen(text)) : 0;
	struct example e;
	yyjson_val *old;
	struct rule r;
	int rc = id && text ? rules_named(j, a, id, &r) : 0;

	if (rc > 0)
		rc = store_get(journal_store(j), TABLE_EXAMPLES,
		    example_key(key, r.number, question), &value);
	if (rc <= 0 || example_disputed(value))
		return rc < 0 ? -1 : 0;
	if (!(old = json_read_in(a, value.at, value.len)))
		return -1;
	e = (struct example){.text = json_str(old, "text", NULL),
		.locale = json_str(old, "locale", NULL),
		.trusted = json_bool_or(old, "trusted", true),
		.by = json_str(doubted, "by", NULL),
		.place = (uint32_t)json_num_or(old, "place", 0),
		.seq = (uint64_t)json_num_or(old, "seq", 0)};
	if (json_bool_or(old, "counter", false))
		return 0;
	if (r.taught && unteach(j, a, &r, &e) < 0)
		return -1;
	rc = keep_example(j, r.number, &e, true);
	return rc < 0 ? -1 : claims_dispute(j, r.number, question, true);
}

static int
apply_change(struct journal *j, struct arena *a, const char *id, const struct change *c,
    uint32_t *number)
{
	struct rule r, old;
	struct index *ix;
	yyjson_val *item;
	size_t i, n;
	bool used;

	if (begin_rule(j, a, id, c, &r, &old) < 0)
		return -1;
	*number = r.number;
	if (c->after < RULE_STATUSES)
		r.status = c->after;
	if (c->proactive >= 0)
		r.proactive = c->proactive;
	r.revision++;
	r.updated = c->time;
	if (c->voice && put_voice(j, a, &r, c->voice, c->seq) < 0)
		return -1;
	if (c->only && drop_examples(j, a, &r, c->examples) < 0)
		return -1;

	used = rule_in_force(r.status) && r.act != ACT_STYLE && r.act != ACT_ASK;
	if (add_examples(j, a, &r, c) < 0)
		return -1;
	yyjson_arr_foreach(c->doubted, i, n, item)
	{
		if (doubt_example(j, a, item) < 0)
			return -1;
	}
	if (r.taught && c->body && strcmp(r.say ? r.say : "", old.say ? old.say : "") != 0 &&
	    (describe(j, a, &old, false) < 0 || describe(j, a, &r, true) < 0))
		return -1;
	if (r.taught && used != rule_in_force(old.status) &&
	    (journal_teach(j, &ix) < 0 || index_retire(ix, r.number, !used) < 0))
		return -1;
	if (used && !r.taught && teach_all(j, a, &r) < 0)
		return -1;
	r.taught |= used;
	/* With other words it is another trial. */
	if (r.status == RULE_TRIAL && (old.status != RULE_TRIAL || !same_rule(&r, &old)) &&
	    trial_begin(j, r.number) < 0)
		return -1;
	/* One more example leaves it where it is found. */
	if (c->body || r.status != old.status || r.proactive != old.proactive
		? claims_put(j, &r) < 0
		: claims_age(j, &r, true) < 0)
		return -1;
	return put_rule(j, &r);
}

static yyjson_val *
example_list(struct arena *a, yyjson_val *rule)
{
	struct buf json = {0};
	size_t i, n;
	yyjson_val *item, *list;
	static const char *const keys[] = {"questions", "not"};

	json_list(&json, NULL);
	for (int k = 0; k < 2; k++) {
		yyjson_arr_foreach(json_get(rule, keys[k]), i, n, item)
		{
			json_item(&json);
			json_open(&json);
			json_add_str(&json, "text", yyjson_get_str(item));
			if (k == 1)
				json_add_bool(&json, "counter", true);
			json_close(&json);
		}
	}
	json_list_end(&json);
	list = json_read_in(a, json.text, json.len);
	buf_free(&json);
	return list;
}

static int
apply_verdict(struct journal *j, struct arena *a, yyjson_val *root, uint64_t seq)
{
	const char *id = json_str(root, "rule", NULL), *correction;
	const char *after = json_str(root, "after", NULL);
	yyjson_val *change = json_get(root, "change");
	uint32_t number = 0;
	uint64_t at;
	size_t n;
	int rc;

	if (change) {
		struct change c = {.body = json_get(change, "rule"),
			.examples = json_get(change, "examples"),
			.after = rule_status_of(after),
			.voice = json_get(change, "voice"),
			.proactive = -1,
			.doubted = json_get(change, "doubted"),
			.wrong = json_str(change, "wrong", NULL),
			.time = json_str(root, "time", NULL),
			.seq = seq};

		if (json_bool_or(change, "only", false)) { /* the rule says all there is */
			c.only = true;
			if (!(c.examples = example_list(a, c.body)))
				return -1;
		}
		if (json_get(change, "proactive"))
			c.proactive = json_bool_or(change, "proactive", false);
		if (apply_change(j, a, id, &c, &number) < 0)
			return -1;
	}
	if (!(correction = json_str(root, "correction", &n)))
		return 0;
	if ((rc = journal_find(j, RECORD_CORRECTION, correction, n, &at)) <= 0)
		return rc;
	return judge(j, at, number);
}

static int
link_to(struct journal *j, yyjson_val *root, uint64_t seq)
{
	size_t n;
	const char *id = json_str(root, "interaction", &n);
	unsigned char key[16];

	if (!id)
		return 0;
	put_be64(key, record_key(RECORD_INTERACTION, id, n));
	put_be64(key + 8, seq);
	return store_put(journal_store(j), TABLE_LINKS, bytes_of(key, 16), bytes_of("", 0));
}

/*
 * The end of an answer, for the rule that gave it: each customer counts once.  1 when it counted,
 * and the index, which knows the rule, is to hear it too; 0; or -1.
 */
static int
count_end(struct journal *j, struct arena *a, uint32_t number, const char *by, bool good,
    double sure, uint64_t seq)
{
	unsigned char key[13];
	struct voice old;
	struct bytes value;
	struct buf json = {0};
	struct rule r;
	int rc = rules_get(j, a, number, &r);

	if (rc <= 0)
		return rc;
	rc = store_get(journal_store(j), TABLE_EVIDENCE, voice_key(key, number, 'o', by), &value);
	if (rc < 0 || (rc > 0 && voice_read(a, value, &old) < 0))
		return -1;
	if (rc > 0 && (old.weight > 0) == good)
		return 0;
	if (rc > 0) { /* changed their mind */
		if (good)
			r.bad--;
		else
			r.good--;
	}
	if (good)
		r.good++;
	else
		r.bad++;
	r.doubt = evidence_doubt(r.doubt, good, sure);
	json_open(&json);
	json_add_str(&json, "by", by);
	json_add_str(&json, "authority", "outcome");
	json_add_num(&json, "weight", good ? 1 : -1);
	json_add_num(&json, "seq", (double)seq);
	json_close(&json);
	rc = store_put(journal_store(j), TABLE_EVIDENCE, bytes_of(key, 13),
	    bytes_of(json.text, json.len));
	buf_free(&json);
	return rc < 0 || put_rule(j, &r) < 0 || claims_doubt(j, &r) < 0 ? -1 : r.taught;
}

/* An outcome of an answer that rules gave: they and the index learn from it. */
static int
learn_end(struct journal *j, struct arena *a, yyjson_val *interaction, yyjson_val *outcome,
    uint64_t seq)
{
	yyjson_val *action = json_get(interaction, "action");
	yyjson_val *main_rule = yyjson_arr_get_first(json_get(action, "rules"));
	const char *id = yyjson_get_str(main_rule), *by = json_str(outcome, "by", NULL);
	const char *text = json_str(interaction, "question", NULL);
	const char *kind = json_str(action, "kind", NULL);
	int sign = outcome_sign(outcome), rc;
	struct question *q;
	struct index *ix;
	uint32_t number;
	double sure;

	/* A guess that is more likely wrong than right counts nothing. */
	sure = json_num_or(outcome, "sure", json_bool_or(outcome, "explicit", true) ? 1 : 0.5);
	if (sure < 0.5)
		return 0;
	/* A hand-over names the best guess; how it ended says nothing of that guess. */
	if (!id || sign == 0 || !text || (kind && strcmp(kind, "escalate") == 0))
		return 0;
	if ((rc = rule_number_of(j, a, id, &number)) <= 0)
		return rc;
	/* A judge says how it ended for the customer: one judge's many judgements are many ends. */
	if (outcome_judged(outcome))
		by = NULL;
	if (!by && !(by = json_str(interaction, "customer", NULL)))
		by = json_str(outcome, "interaction", NULL);
	/* The index hears it as often as the rule does: a crowd of one moves no confidence. */
	if ((rc = count_end(j, a, number, by, sign > 0, sure, seq)) <= 0)
		return rc;
	if (policy_apply(j, interaction, sign > 0) < 0)
		return -1;
	if (journal_teach(j, &ix) < 0)
		return -1;
	q = index_question(ix, a, text, strlen(text), json_str(interaction, "locale", NULL));
	if (!q)
		return -1;
	return sign > 0 ? index_accept(ix, q, number, 1) : index_reject(ix, q, number);
}

/* A word on an interaction moves the thresholds, and the trial that it was part of. */
static int
hear(struct journal *j, struct arena *a, yyjson_val *interaction, yyjson_val *word, uint64_t seq)
{
	return risk_apply(j, a, interaction, word, seq) < 0 ||
		       calibration_hear(j, a, interaction, word, seq) < 0 ||
		       trial_apply(j, a, interaction, word) < 0
		   ? -1
		   : 0;
}

static int
apply_outcome(struct journal *j, struct arena *a, yyjson_val *root, uint64_t seq)
{
	yyjson_val *interaction;
	uint32_t rules;
	uint64_t at;
	size_t n;
	const char *id = json_str(root, "interaction", &n);
	int rc;

	if (link_to(j, root, seq) < 0 || rules_count(j, &rules) < 0)
		return -1;
	if (rules == 0)
		return 0; /* no rule has answered anything yet */
	rc = journal_interaction(j, a, id, n, &interaction, &at);
	if (rc <= 0)
		return rc;
	return hear(j, a, interaction, root, seq) < 0 ? -1
						      : learn_end(j, a, interaction, root, seq);
}

/* A correction waits until it is judged; it may come before the interaction that it is about. */
static int
apply_correction(struct journal *j, struct arena *a, yyjson_val *root, uint64_t seq)
{
	unsigned char mark[9];
	yyjson_val *interaction;
	uint64_t at;
	size_t n;
	const char *id = json_str(root, "interaction", &n);
	int rc = 0;

	if (link_to(j, root, seq) < 0 ||
	    (id && (rc = journal_interaction(j, a, id, n, &interaction, &at)) < 0) ||
	    (rc > 0 && hear(j, a, interaction, root, seq) < 0))
		return -1;
	return store_put(journal_store(j), TABLE_STATE, waiting_key(mark, seq), bytes_of("", 0));
}

struct waiting {
	struct journal *j;
	struct arena *a;
	yyjson_val *interaction;
};

static int
apply_waiting(yyjson_val *word, uint64_t seq, void *arg)
{
	struct waiting *w = arg;

	if (hear(w->j, w->a, w->interaction, word, seq) < 0)
		return -1;
	if (record_type_of(json_str(word, "type", NULL)) != RECORD_OUTCOME)
		return 0;
	return learn_end(w->j, w->a, w->interaction, word, seq);
}

/* An interaction that our rules answered: its outcomes may have come before it. */
static int
apply_interaction(struct journal *j, struct arena *a, yyjson_val *root)
{
	struct waiting w = {j, a, root};
	const char *id;
	size_t n;

	if ((!yyjson_arr_get_first(json_get(json_get(root, "action"), "rules")) &&
		!json_get(json_get(root, "action"), "trial") &&
		!json_get(json_get(root, "action"), "audit")) ||
	    !(id = json_str(root, "id", &n)))
		return 0;
	return journal_words(j, a, id, n, apply_waiting, &w);
}

int
views_apply(struct journal *j, struct arena *a, enum record_type type, yyjson_val *root,
    uint64_t seq)
{
	switch (type) {
	case RECORD_INTERACTION:
		return apply_interaction(j, a, root);
	case RECORD_OUTCOME:
		return apply_outcome(j, a, root, seq);
	case RECORD_CORRECTION:
		return apply_correction(j, a, root, seq);
	case RECORD_VERDICT:
		return apply_verdict(j, a, root, seq);
	case RECORD_REVIEW:
		return review_apply(j, a, root);
	case RECORD_PATTERN:
		return gap_apply(j, root, seq);
	case RECORD_DOCUMENT:
		return document_apply(j, a, root, seq);
	default:
		return 0;
	}
}
