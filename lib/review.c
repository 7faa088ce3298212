/* What people did with cases of the review queue. */
#include "review.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "reading.h"
#include "state.h"
#include "views.h"

static int
read_entry(struct journal *j, struct arena *a, const char *id, yyjson_val **out)
{
	struct bytes value;
	char key[STATE_KEY + 1];
	int rc = store_get(journal_store(j), TABLE_STATE, state_key(key, STATE_REVIEW, id), &value);

	*out = NULL;
	if (rc > 0 && !(*out = json_read_in(a, value.at, value.len)))
		return -1;
	return rc;
}

static bool
is(const char *text, const char *want)
{
	return text && strcmp(text, want) == 0;
}

int
review_apply(struct journal *j, struct arena *a, yyjson_val *root)
{
	const char *time = json_str(root, "time", NULL);
	const char *id = json_str(root, "case", NULL), *what = json_str(root, "what", NULL);
	bool closes = is(what, "dismiss") || is(what, "done");
	yyjson_val *old;
	struct buf json = {0};
	char key[STATE_KEY + 1];
	int64_t ms = 0;
	int rc;

	if (!id || !what || !time || !time_parse(time, strlen(time), &ms))
		return 0;
	if (read_entry(j, a, id, &old) < 0)
		return -1;
	json_open(&json);
	json_add_str(&json, "until", json_str(is(what, "snooze") ? root : old, "until", NULL));
	json_add_str(&json, "to", json_str(is(what, "assign") ? root : old, "to", NULL));
	json_add_num(&json, "closed", closes ? (double)ms : json_num_or(old, "closed", 0));
	json_close(&json);
	rc = store_put(journal_store(j), TABLE_STATE, state_key(key, STATE_REVIEW, id),
	    bytes_of(json.text, json.len));
	buf_free(&json);
	return rc;
}

int
review_of(struct journal *j, struct arena *a, const char *id, struct review *out)
{
	yyjson_val *entry;

	*out = (struct review){0};
	if (read_entry(j, a, id, &entry) < 0)
		return -1;
	out->until = json_str(entry, "until", NULL);
	out->to = json_str(entry, "to", NULL);
	out->closed = (int64_t)json_num_or(entry, "closed", 0);
	return 0;
}

struct wanted {
	const char *pattern;
	bool found;
};

static int
look_pattern(const struct reading *one, void *arg)
{
	struct wanted *w = arg;

	w->found = is(json_str(one->root, "pattern", NULL), w->pattern);
	return w->found;
}

int
review_knows(struct journal *j, const char *id)
{
	struct wanted w = {.pattern = id};
	struct arena a = {0};
	uint64_t seq;
	int rc = rules_known(j, &a, id);

	if (rc == 0)
		rc = journal_find(j, RECORD_CORRECTION, id, strlen(id), &seq);
	if (rc == 0)
		rc = journal_find(j, RECORD_INTERACTION, id, strlen(id), &seq);
	if (rc == 0) /* a record of a pattern has another id than the pattern itself */
		rc = reading_run(j, 0, RECORD_BIT(RECORD_PATTERN), look_pattern, &w);
	arena_free(&a);
	return rc == 0 ? w.found : rc;
}

int
review_until(char out[TIME_TEXT], const char *text, int64_t now)
{
	const int64_t hour = 3600 * 1000, day = 24 * hour;
	int64_t then;
	char *end;
	long count;

	errno = 0;
	count = strtol(text, &end, 10);
	if (strcmp(text, "tomorrow") == 0)
		then = now - now % day + day;
	else if (end != text && errno == 0 && count > 0 && count < 10000 && *end && !end[1] &&
		 strchr("hdw", *end))
		then = now + count * (*end == 'h' ? hour : *end == 'd' ? day : 7 * day);
	else if (time_read(text, now, &then) < 0)
		return fail("'%s' is no time (2026-03-09, tomorrow, 3d, 2w)", text);
	if (then <= now)
		return fail("'%s' is not to come (2026-03-09, tomorrow, 3d, 2w)", text);
	time_print(out, then);
	return 0;
}

static int
put_one(struct journal *j, struct reviewing *r, const char *id)
{
	const char *name = is(r->what, "snooze") ? "until" : is(r->what, "assign") ? "to" : "rule";
	struct json reader = {0};
	struct arena a = {0};
	struct buf json = {0};
	struct record record;
	char stamp[TIME_TEXT];
	uint64_t end;
	int rc = journal_end(j, &end);

	time_print(stamp, r->now);
	json_open(&json);
	json_add_str(&json, "type", "review");
	json_add_str(&json, "time", stamp);
	json_add_str(&json, "case", id);
	json_add_str(&json, "what", r->what);
	json_add_str(&json, name, r->value);
	json_add_str(&json, "by", r->by);
	json_add_str(&json, "reason", r->reason);
	json_add_num(&json, "after", (double)end); /* the same said again is another record */
	json_close(&json);
	if (rc == 0)
		rc = record_read(&record, &reader, &a, json.text, json.len,
		    RECORD_BIT(RECORD_REVIEW), RECORD_REVIEW, r->now);
	if (rc == 0)
		rc = journal_put_text(j, RECORD_REVIEW, record.text.at, record.text.len, r->now,
		    NULL);
	if (rc == 0) {
		buf_add(&r->out, record.text.at, record.text.len);
		buf_char(&r->out, '\n');
	}
	json_free(&reader);
	arena_free(&a);
	buf_free(&json);
	return rc;
}

int
review_work(struct journal *j, void *arg)
{
	struct reviewing *r = arg;

	buf_clear(&r->out);
	for (char *const *id = r->cases; *id; id++)
		if (put_one(j, r, *id) < 0)
			return -1;
	return 0;
}
