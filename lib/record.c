/* Our records: reading, what is required, ids and times. */
#include "record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "diag.h"

enum { CONTENT_ID = 32 }; /* hexadecimal digits */

static const char *const names[RECORD_TYPES] = {"interaction", "outcome", "correction", "rule",
	"verdict", "pattern", "question", "answer", "undo", "review", "document"};

const char *
record_type_name(enum record_type t)
{
	return t < RECORD_TYPES ? names[t] : "?";
}

enum record_type
record_type_of(const char *name)
{
	int t = 0;

	while (t < RECORD_TYPES && (!name || strcmp(names[t], name) != 0))
		t++;
	return (enum record_type)t;
}

uint64_t
record_key(enum record_type t, const char *id, size_t n)
{
	return hash64(id, n, (uint64_t)t + 1);
}

/* Days since 1970 of a date of the proleptic Gregorian calendar (H. Hinnant's algorithm). */
static int64_t
days_of(int64_t y, int m, int d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static bool
digits(const char *t, int n, int *out)
{
	*out = 0;
	for (int i = 0; i < n; i++) {
		if (t[i] < '0' || t[i] > '9')
			return false;
		*out = *out * 10 + (t[i] - '0');
	}
	return true;
}

static bool
date_parse(const char *t, size_t n, int64_t *days)
{
	static const int last[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int y, m, d;
	bool leap;

	if (n < 10 || t[4] != '-' || t[7] != '-' || !digits(t, 4, &y) || !digits(t + 5, 2, &m) ||
	    !digits(t + 8, 2, &d) || m < 1 || m > 12 || d < 1)
		return false;
	leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	if (d > last[m - 1] + (m == 2 && leap))
		return false;
	*days = days_of(y, m, d);
	return true;
}

static bool
zone_parse(const char *t, size_t n, int *minutes)
{
	int h, m;

	*minutes = 0;
	if (n == 1 && (*t == 'Z' || *t == 'z'))
		return true;
	if (n != 6 || (t[0] != '+' && t[0] != '-') || t[3] != ':' || !digits(t + 1, 2, &h) ||
	    !digits(t + 4, 2, &m) || h > 23 || m > 59)
		return false;
	*minutes = (t[0] == '-' ? -1 : 1) * (h * 60 + m);
	return true;
}

bool
time_parse(const char *t, size_t n, int64_t *out)
{
	int64_t days;
	int h, m, s, zone, ms = 0, scale = 100;
	size_t at = 19;

	if (n < 20 || !date_parse(t, n, &days) || (t[10] != 'T' && t[10] != 't' && t[10] != ' ') ||
	    t[13] != ':' || t[16] != ':' || !digits(t + 11, 2, &h) || !digits(t + 14, 2, &m) ||
	    !digits(t + 17, 2, &s) || h > 23 || m > 59 || s > 60)
		return false;
	if (t[at] == '.') {
		size_t first = ++at;

		for (; at < n && t[at] >= '0' && t[at] <= '9'; at++, scale /= 10)
			ms += (t[at] - '0') * scale;
		if (at == first)
			return false;
	}
	if (!zone_parse(t + at, n - at, &zone))
		return false;
	*out = ((days * 24 + h) * 60 + m - zone) * 60000 + (int64_t)s * 1000 + ms;
	return true;
}

void
time_print(char out[TIME_TEXT], int64_t ms)
{
	int64_t whole = ms >= 0 ? ms / 1000 : -((-ms + 999) / 1000);
	time_t t = (time_t)whole;
	struct tm tm;
	size_t n;

	gmtime_r(&t, &tm);
	n = strftime(out, TIME_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
	if (ms - whole * 1000 != 0)
		n += (size_t)snprintf(out + n, TIME_TEXT - n, ".%03d", (int)(ms - whole * 1000));
	snprintf(out + n, TIME_TEXT - n, "Z");
}

int64_t
time_now(void)
{
	const char *given = getenv("FL_NOW");
	struct timespec now;
	int64_t ms;

	if (given && *given) {
		if (!time_parse(given, strlen(given), &ms))
			die("FL_NOW: '%s' is not an RFC 3339 time", given);
		return ms;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int
time_read(const char *text, int64_t now, int64_t *out)
{
	const int64_t hour = 3600 * 1000, day = 24 * hour;
	int64_t days;
	size_t n = strlen(text);
	char *end;
	long count;

	if (time_parse(text, n, out))
		return 0;
	if (n == 10 && date_parse(text, n, &days)) {
		*out = days * day;
		return 0;
	}
	if (strcmp(text, "today") == 0 || strcmp(text, "yesterday") == 0) {
		*out = now / day * day - (*text == 'y' ? day : 0);
		return 0;
	}
	errno = 0;
	count = strtol(text, &end, 10);
	if (end != text && errno == 0 && count >= 0 && count < 1000000 && *end && !end[1] &&
	    strchr("hdw", *end)) {
		*out = now - count * (*end == 'h' ? hour : *end == 'd' ? day : 7 * day);
		return 0;
	}
	return fail("'%s' is no time (2026-03-02, 2026-03-02T10:00:00Z, yesterday, 7d)", text);
}

/* The members that we know, in the order of their lengths. */
enum member {
	MEMBER_BY,
	MEMBER_ID,
	MEMBER_NEW,
	MEMBER_KIND,
	MEMBER_OPEN,
	MEMBER_RISK,
	MEMBER_RULE,
	MEMBER_SURE,
	MEMBER_TEXT,
	MEMBER_TIME,
	MEMBER_TYPE,
	MEMBER_DRAFT,
	MEMBER_RIGHT,
	MEMBER_RULES,
	MEMBER_TOPIC,
	MEMBER_VALUE,
	MEMBER_WHERE,
	MEMBER_WRONG,
	MEMBER_ACTION,
	MEMBER_CHOSEN,
	MEMBER_LOCALE,
	MEMBER_SIGNAL,
	MEMBER_CHANCES,
	MEMBER_CHANNEL,
	MEMBER_COMMENT,
	MEMBER_CONTEXT,
	MEMBER_CATEGORY,
	MEMBER_CUSTOMER,
	MEMBER_EXPECTED,
	MEMBER_EXPLICIT,
	MEMBER_QUESTION,
	MEMBER_AUTHORITY,
	MEMBER_THRESHOLD,
	MEMBER_CANDIDATES,
	MEMBER_CONFIDENCE,
	MEMBER_INTERACTION,
	MEMBER_PROBABILITY,
	MEMBER_QUESTION_ID,
	MEMBER_CONVERSATION,
	MEMBERS
};

static const char *const member_names[MEMBERS] = {"by", "id", "new", "kind", "open", "risk", "rule",
	"sure", "text", "time", "type", "draft", "right", "rules", "topic", "value", "where",
	"wrong", "action", "chosen", "locale", "signal", "chances", "channel", "comment", "context",
	"category", "customer", "expected", "explicit", "question", "authority", "threshold",
	"candidates", "confidence", "interaction", "probability", "question_id", "conversation"};

/* Where the names of each length begin. */
static const unsigned char first_member[] = {0, 0, MEMBER_BY, MEMBER_NEW, MEMBER_KIND, MEMBER_DRAFT,
	MEMBER_ACTION, MEMBER_CHANCES, MEMBER_CATEGORY, MEMBER_AUTHORITY, MEMBER_CANDIDATES,
	MEMBER_INTERACTION, MEMBER_CONVERSATION, MEMBERS};

/* Find an object's members in one walk; those that are missing are NULL. */
static void
find_members(yyjson_val *obj, yyjson_val *found[MEMBERS])
{
	yyjson_obj_iter it = yyjson_obj_iter_with(obj);
	yyjson_val *key;

	memset(found, 0, MEMBERS * sizeof(*found));
	while ((key = yyjson_obj_iter_next(&it))) {
		const char *name = yyjson_get_str(key);
		size_t n = yyjson_get_len(key), m;

		if (n + 1 >= sizeof(first_member))
			continue;
		for (m = first_member[n]; m < first_member[n + 1]; m++)
			if (*member_names[m] == *name && memcmp(member_names[m], name, n) == 0)
				found[m] = yyjson_obj_iter_get_val(key);
	}
}

/* What a member has to be, where there is one. */
enum form {
	FORM_TEXT,
	FORM_ID,
	FORM_NUMBER,
	FORM_BOOL,
	FORM_LIST,
	FORM_NAMES,
	FORM_OBJECT,
	FORM_WORD
};

struct want {
	enum member member;
	enum form form;
	bool required;
	double least, most;	  /* of a number, or bytes of a text */
	const char *const *words; /* one of these */
};

static const char *const categories[] = {"fact", "tone", "context", "recommendation", "escalation",
	NULL};
static const char *const authorities[] = {"lead", "agent", "source", "customer", "inferred", NULL};
static const char *const kinds[] = {"answer", "recommend", "draft", "escalate", "ask", "none",
	NULL};

static const struct want of_all[] = {{MEMBER_ID, FORM_ID, false, 0, RECORD_ID_MAX, NULL}};

static const struct want of_interaction[] = {
	{MEMBER_QUESTION, FORM_TEXT, true, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_ACTION, FORM_OBJECT, false, 0, 0, NULL},
	{MEMBER_CONTEXT, FORM_OBJECT, false, 0, 0, NULL},
	{MEMBER_CONVERSATION, FORM_ID, false, 0, RECORD_ID_MAX, NULL},
	{MEMBER_CUSTOMER, FORM_ID, false, 0, RECORD_ID_MAX, NULL},
};

static const struct want of_action[] = {
	{MEMBER_KIND, FORM_WORD, false, 0, 0, kinds},
	{MEMBER_CONFIDENCE, FORM_NUMBER, false, 0, 1, NULL},
	{MEMBER_TEXT, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
};

static const struct want of_outcome[] = {
	{MEMBER_INTERACTION, FORM_ID, true, 0, RECORD_ID_MAX, NULL},
	{MEMBER_SIGNAL, FORM_TEXT, true, 0, 64, NULL},
	{MEMBER_BY, FORM_ID, false, 0, RECORD_ID_MAX, NULL},
	{MEMBER_VALUE, FORM_NUMBER, false, -1, 1, NULL},
	{MEMBER_SURE, FORM_NUMBER, false, 0, 1, NULL},
};

static const struct want of_correction[] = {
	{MEMBER_INTERACTION, FORM_ID, false, 0, RECORD_ID_MAX, NULL},
	{MEMBER_QUESTION, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_RIGHT, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_WRONG, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_WHERE, FORM_OBJECT, false, 0, 0, NULL},
	{MEMBER_CONTEXT, FORM_OBJECT, false, 0, 0, NULL},
	{MEMBER_BY, FORM_ID, false, 0, RECORD_ID_MAX, NULL},
	{MEMBER_CATEGORY, FORM_WORD, false, 0, 0, categories},
	{MEMBER_AUTHORITY, FORM_WORD, false, 0, 0, authorities},
};

static const struct want of_rule[] = {
	{MEMBER_CATEGORY, FORM_WORD, false, 0, 0, categories},
	{MEMBER_WHERE, FORM_OBJECT, false, 0, 0, NULL},
};

static const struct want of_question[] = {
	{MEMBER_QUESTION, FORM_TEXT, true, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_CONTEXT, FORM_OBJECT, false, 0, 0, NULL},
};

static const struct want of_verdict[] = {
	{MEMBER_RULE, FORM_ID, true, 0, RECORD_ID_MAX, NULL},
};

/*
 * What is asked of new records beside that: journals that an earlier version wrote may hold
 * others, which count as if the member were missing.
 */
static const struct want new_interaction[] = {
	{MEMBER_CHANNEL, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_LOCALE, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_QUESTION_ID, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
};

static const struct want new_action[] = {
	{MEMBER_RULES, FORM_NAMES, false, 0, 0, NULL},
	{MEMBER_EXPECTED, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_CANDIDATES, FORM_LIST, false, 0, 0, NULL},
	{MEMBER_CHOSEN, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_THRESHOLD, FORM_NUMBER, false, 0, 1, NULL},
	{MEMBER_RISK, FORM_NUMBER, false, 0, 1, NULL},
	{MEMBER_PROBABILITY, FORM_NUMBER, false, 0, 1, NULL},
	{MEMBER_CHANCES, FORM_LIST, false, 0, 0, NULL},
	{MEMBER_TOPIC, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
};

static const struct want new_outcome[] = {
	{MEMBER_AUTHORITY, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_EXPLICIT, FORM_BOOL, false, 0, 0, NULL},
	{MEMBER_COMMENT, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
};

static const struct want new_correction[] = {
	{MEMBER_EXPLICIT, FORM_BOOL, false, 0, 0, NULL},
	{MEMBER_SURE, FORM_NUMBER, false, 0, 1, NULL},
	{MEMBER_OPEN, FORM_BOOL, false, 0, 0, NULL},
	{MEMBER_LOCALE, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
};

static const struct want new_question[] = {
	{MEMBER_CONVERSATION, FORM_ID, false, 0, RECORD_ID_MAX, NULL},
	{MEMBER_CUSTOMER, FORM_ID, false, 0, RECORD_ID_MAX, NULL},
	{MEMBER_CHANNEL, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_LOCALE, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
	{MEMBER_CANDIDATES, FORM_NAMES, false, 0, 0, NULL},
	{MEMBER_DRAFT, FORM_TEXT, false, 0, RECORD_TEXT_MAX, NULL},
};

static int
check_text(const struct want *w, const char *name, yyjson_val *v)
{
	size_t n = yyjson_get_len(v);

	if (!yyjson_is_str(v))
		return fail("\"%s\" is not a string", name);
	if (n > (size_t)w->most)
		return fail("\"%s\" is longer than %.0f bytes", name, w->most);
	if (w->required && n == 0)
		return fail("\"%s\" is empty", name);
	/* An id is compared and printed by other programs: no NUL in it. */
	if (w->form == FORM_ID && (n == 0 || memchr(yyjson_get_str(v), '\0', n)))
		return fail("\"%s\" is empty or has a NUL in it", name);
	return 0;
}

static int
check_number(const struct want *w, const char *name, yyjson_val *v)
{
	double x;

	if (!json_num(v, &x))
		return fail("\"%s\" is not a number", name);
	return x < w->least || x > w->most
		   ? fail("\"%s\" is not between %g and %g", name, w->least, w->most)
		   : 0;
}

static int
check_word(const struct want *w, const char *name, yyjson_val *v)
{
	const char *s = yyjson_get_str(v);

	for (const char *const *word = w->words; s && *word; word++)
		if (strcmp(s, *word) == 0)
			return 0;
	return fail("\"%s\" is not one of those fl-records(5) names: %.40s", name,
	    s ? s : "not a string");
}

static int
check_list(const struct want *w, const char *name, yyjson_val *v)
{
	yyjson_val *item;
	size_t i, n;

	if (!yyjson_is_arr(v))
		return fail("\"%s\" is not a list", name);
	if (w->form == FORM_LIST)
		return 0;
	yyjson_arr_foreach(v, i, n, item)
	{
		if (!yyjson_is_str(item))
			return fail("\"%s\" holds what is no string", name);
	}
	return 0;
}

static int
check_members(const struct want *wants, size_t count, yyjson_val *const found[MEMBERS])
{
	for (const struct want *w = wants; w < wants + count; w++) {
		const char *name = member_names[w->member];
		yyjson_val *v = found[w->member];
		int rc = 0;

		if (!v || yyjson_is_null(v)) {
			if (w->required)
				return fail("no \"%s\"", name);
			continue;
		}
		switch (w->form) {
		case FORM_TEXT:
		case FORM_ID:
			rc = check_text(w, name, v);
			break;
		case FORM_NUMBER:
			rc = check_number(w, name, v);
			break;
		case FORM_WORD:
			rc = check_word(w, name, v);
			break;
		case FORM_BOOL:
			rc = yyjson_is_bool(v) ? 0 : fail("\"%s\" is not true or false", name);
			break;
		case FORM_LIST:
		case FORM_NAMES:
			rc = check_list(w, name, v);
			break;
		case FORM_OBJECT:
			rc = yyjson_is_obj(v) ? 0 : fail("\"%s\" is not an object", name);
			break;
		}
		if (rc < 0)
			return -1;
	}
	return 0;
}

#define CHECK(wants, found) check_members(wants, sizeof(wants) / sizeof((wants)[0]), found)

static bool
has(yyjson_val *const found[MEMBERS], enum member m)
{
	return found[m] && !yyjson_is_null(found[m]);
}

/* *plain: no rule of ours had a part in it. */
static int
check_interaction(yyjson_val *const found[MEMBERS], bool fresh, bool *plain)
{
	yyjson_val *action[MEMBERS];

	*plain = true;
	if (CHECK(of_interaction, found) < 0 || (fresh && CHECK(new_interaction, found) < 0))
		return -1;
	if (!has(found, MEMBER_ACTION))
		return 0;
	find_members(found[MEMBER_ACTION], action);
	*plain = !has(action, MEMBER_RULES);
	return CHECK(of_action, action) < 0 || (fresh && CHECK(new_action, action) < 0) ? -1 : 0;
}

static int
check_correction(yyjson_val *const found[MEMBERS], bool fresh)
{
	if (CHECK(of_correction, found) < 0 || (fresh && CHECK(new_correction, found) < 0))
		return -1;
	if (!has(found, MEMBER_INTERACTION) && !has(found, MEMBER_QUESTION))
		return fail("no \"interaction\" and no \"question\": what does it correct?");
	if (!has(found, MEMBER_RIGHT) && !has(found, MEMBER_WRONG) && !has(found, MEMBER_CATEGORY))
		return fail("no \"right\", no \"wrong\" and no \"category\": what was wrong?");
	return 0;
}

static int
check_time(yyjson_val *v, int64_t *time)
{
	if (!yyjson_is_str(v) || !time_parse(yyjson_get_str(v), yyjson_get_len(v), time) ||
	    *time < 0)
		return fail("\"time\" is not an RFC 3339 time since 1970");
	return 0;
}

/* A fresh record was not stored before. */
static int
check_record(yyjson_val *const found[MEMBERS], enum record_type t, bool fresh, bool *plain)
{
	*plain = false;
	if (CHECK(of_all, found) < 0)
		return -1;
	switch (t) {
	case RECORD_INTERACTION:
		return check_interaction(found, fresh, plain);
	case RECORD_OUTCOME:
		return CHECK(of_outcome, found) < 0 || (fresh && CHECK(new_outcome, found) < 0) ? -1
												: 0;
	case RECORD_CORRECTION:
		return check_correction(found, fresh);
	case RECORD_RULE:
		return CHECK(of_rule, found);
	case RECORD_QUESTION:
		return CHECK(of_question, found) < 0 || (fresh && CHECK(new_question, found) < 0)
			   ? -1
			   : 0;
	case RECORD_VERDICT:
		return CHECK(of_verdict, found);
	default:
		return 0;
	}
}

/* A text or a list of texts, which may be empty: then the page is withdrawn. */
static int
check_document(yyjson_val *root)
{
	static const char *const texts[] = {"title", "source", "text", "valid_from", "locale"};
	yyjson_val *list = json_get(root, "passages"), *item;
	const char *when = json_str(root, "valid_from", NULL);
	int64_t time;
	size_t i, n;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		yyjson_val *v = json_get(root, texts[i]);

		if (v && (!yyjson_is_str(v) || yyjson_get_len(v) > RECORD_TEXT_MAX))
			return fail("\"%s\" is no text of at most %d bytes", texts[i],
			    RECORD_TEXT_MAX);
	}
	if (!json_get(root, "text") && !list)
		return fail("no \"text\" and no \"passages\": what does it say?");
	if (list && !yyjson_is_arr(list))
		return fail("\"passages\" is no list");
	yyjson_arr_foreach(list, i, n, item)
	{
		if (!yyjson_is_str(item) || yyjson_get_len(item) > RECORD_TEXT_MAX)
			return fail("\"passages\" holds what is no text");
	}
	if (when && (strlen(when) < 10 || when[4] != '-' || time_read(when, 0, &time) < 0))
		return fail("\"valid_from\" is neither a date nor a time: %.40s", when);
	return 0;
}

int
record_check(yyjson_val *root, enum record_type t)
{
	yyjson_val *found[MEMBERS];
	int64_t time;
	bool plain;

	find_members(root, found);
	if (check_record(found, t, true, &plain) < 0 ||
	    (has(found, MEMBER_TIME) && check_time(found[MEMBER_TIME], &time) < 0))
		return -1;
	return t == RECORD_DOCUMENT ? check_document(root) : 0;
}

/* The record without what fl-record adds to its output, as canonical JSON. */
static void
canonical_without(struct buf *out, yyjson_val *root, const char *left_out)
{
	yyjson_mut_doc *doc = yyjson_mut_doc_new(NULL);
	yyjson_mut_val *copy = doc ? yyjson_val_mut_copy(doc, root) : NULL;
	yyjson_doc *plain;

	if (!copy)
		die("out of memory");
	yyjson_mut_obj_remove_key(copy, left_out);
	yyjson_mut_doc_set_root(doc, copy);
	plain = yyjson_mut_doc_imut_copy(doc, NULL);
	if (!plain)
		die("out of memory");
	json_write(out, yyjson_doc_get_root(plain));
	yyjson_doc_free(plain);
	yyjson_mut_doc_free(doc);
}

/* From the record with its type: however the type was said, it is the same record. */
static void
content_id(struct record *r, struct json *j, struct arena *a, struct bytes line, bool typed)
{
	yyjson_val *root = r->root;

	if (!typed) {
		char *whole = arena_print(a, "%.*s,\"type\":\"%s\"}", (int)line.len - 1,
		    (const char *)line.at, names[r->type]);

		root = json_read_in(a, whole, strlen(whole));
	}
	buf_clear(&j->scratch);
	json_canonical(&j->scratch, root ? root : r->root);
	r->id = arena_alloc(a, CONTENT_ID + 1);
	hash128_hex((char *)(uintptr_t)r->id, j->scratch.text, j->scratch.len);
	r->id_len = CONTENT_ID;
}

/*
 * The record's text: the bytes that came, and behind them what was missing.  Not written anew:
 * what a producer wrote stays as it was written.
 */
static void
complete(struct record *r, struct arena *a, struct bytes line, yyjson_val *const found[MEMBERS],
    int64_t now)
{
	const char *text = line.at;
	size_t n = line.len;
	char more[96 + CONTENT_ID + TIME_TEXT], *end = more, *whole;

	if (found[MEMBER_TYPE] && found[MEMBER_ID] && found[MEMBER_TIME]) {
		r->text = bytes_of(text, n);
		return;
	}
	if (!found[MEMBER_TYPE])
		end += sprintf(end, "%s\"type\":\"%s\"", yyjson_obj_size(r->root) ? "," : "",
		    names[r->type]);
	if (!found[MEMBER_ID]) /* it is hexadecimal */
		end = stpcpy(stpcpy(stpcpy(end, ",\"id\":\""), r->id), "\"");
	if (!found[MEMBER_TIME]) {
		end = stpcpy(end, ",\"time\":\"");
		time_print(end, now);
		end = stpcpy(end + strlen(end), "\"");
		r->time = now;
	}
	*end++ = '}';
	whole = arena_alloc(a, n + (size_t)(end - more));
	memcpy(whole, text, n - 1);
	memcpy(whole + n - 1, more, (size_t)(end - more));
	r->text = bytes_of(whole, n - 1 + (size_t)(end - more));
}

/* Does a text spell letters of ASCII as \u0069?  A search for a name does not find them. */
static bool
spells_letters(struct bytes text)
{
	const char *at = text.at, *end = at + text.len;

	while ((at = memmem(at, (size_t)(end - at), "\\u00", 4)) && end - at > 4) {
		at += 4;
		if (*at >= '4' && *at <= '7')
			return true;
	}
	return false;
}

/*
 * Read the object, without the member "new" that a fl-record before us has added, and with its
 * letters as such.
 */
static int
read_root(struct record *r, struct json *j, struct arena *a, struct bytes *line,
    yyjson_val *found[MEMBERS])
{
	struct buf plain = {0};

	if (!(r->root = json_read(j, line->at, line->len)))
		return -1;
	find_members(r->root, found);
	if (found[MEMBER_NEW])
		canonical_without(&plain, r->root, "new");
	else if (spells_letters(*line))
		json_write(&plain, r->root);
	else
		return 0;
	*line = bytes_of(arena_copy(a, plain.text, plain.len), plain.len);
	buf_free(&plain);
	if (!(r->root = json_read(j, line->at, line->len)))
		return -1;
	find_members(r->root, found);
	return 0;
}

static int
read_type(struct record *r, yyjson_val *v, unsigned accepted, enum record_type otherwise)
{
	const char *type = yyjson_get_str(v);

	r->type = v ? record_type_of(type) : otherwise;
	if (r->type >= RECORD_TYPES)
		return v ? fail("\"type\" is none of ours: %.40s", type ? type : "not a string")
			 : fail("no \"type\"");
	if (!(accepted & RECORD_BIT(r->type)))
		return fail("a record of type %s has no place here", names[r->type]);
	return 0;
}

static struct bytes
trimmed(const char *text, size_t n)
{
	while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	while (n > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		n--;
	}
	return bytes_of(text, n);
}

int
record_read(struct record *r, struct json *j, struct arena *a, const char *text, size_t n,
    unsigned accepted, enum record_type otherwise, int64_t now)
{
	static const enum member ours[] = {MEMBER_TYPE, MEMBER_ID, MEMBER_TIME};
	struct bytes line = trimmed(text, n);
	yyjson_val *found[MEMBERS], *v;

	*r = (struct record){.time = -1};
	if (read_root(r, j, a, &line, found) < 0)
		return -1;
	/* A null cannot be completed by adding one: the key would stand twice. */
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (yyjson_is_null(found[ours[i]]))
			return fail("\"%s\" is null", member_names[ours[i]]);
	if (read_type(r, found[MEMBER_TYPE], accepted, otherwise) < 0 ||
	    check_record(found, r->type, !(accepted & RECORD_STORED), &r->plain) < 0 ||
	    (r->type == RECORD_DOCUMENT && check_document(r->root) < 0))
		return -1;
	if ((v = found[MEMBER_TIME]) && check_time(v, &r->time) < 0)
		return -1;
	if ((r->id = yyjson_get_str(found[MEMBER_ID])))
		r->id_len = yyjson_get_len(found[MEMBER_ID]);
	else
		content_id(r, j, a, line, found[MEMBER_TYPE] != NULL);
	r->key = record_key(r->type, r->id, r->id_len);
	complete(r, a, line, found, now);
	return 0;
}

bool
record_by_staff(yyjson_val *word)
{
	static const char *const staff[] = {"lead", "agent", "source"};
	const char *authority = json_str(word, "authority", NULL);

	for (size_t i = 0; i < 3 && authority; i++)
		if (strcmp(authority, staff[i]) == 0)
			return json_bool_or(word, "explicit", true);
	return false;
}

int
outcome_sign(yyjson_val *outcome)
{
	static const char *const good[] = {"accepted", "resolved", "thanked", NULL};
	static const char *const bad[] = {"rejected", "reopened", "complained", "overridden", NULL};
	const char *signal = json_str(outcome, "signal", NULL);
	double value;

	if (json_num(json_get(outcome, "value"), &value) && value != 0)
		return value > 0 ? 1 : -1;
	if (signal && text_among(signal, good))
		return 1;
	return signal && text_among(signal, bad) ? -1 : 0;
}

int
word_sign(yyjson_val *word)
{
	return record_type_of(json_str(word, "type", NULL)) == RECORD_CORRECTION
		   ? -1
		   : outcome_sign(word);
}

bool
outcome_judged(yyjson_val *outcome)
{
	const char *signal = json_str(outcome, "signal", NULL);

	return signal && strcmp(signal, "judged") == 0;
}
