/* A rule, as JSON and as YAML. */
#include "rule.h"

#include <string.h>

#include "diag.h"
#include "record.h"
#include "scope.h"
#include "text.h"
#include "value.h"
#include "yaml_doc.h"

enum { VALUES_MAX = 16, RULE_SAY_MAX = 8 * 1024 };

static const char *const statuses[RULE_STATUSES] = {"pending", "trial", "active", "held",
	"rejected", "retired"};
static const char *const acts[ACT_ACTS] = {"answer", "escalate", "recommend", "style", "ask"};

/* The members in the order in which people read them. */
static const char *const members[] = {"type", "id", "category", "topic", "action", "questions",
	"not", "where", "say", "must", "must_not", "needs", "before", "prefer", "avoid", "style",
	"proactive", "threshold", "valid_from", "valid_to", "status", "by", "authority", "source",
	"created", "updated", "revision", "number", "examples", "evidence"};
enum { WRITTEN = 21 }; /* so many of them are a person's to write, the rest the store's */

const char *
rule_status_name(enum rule_status s)
{
	return s < RULE_STATUSES ? statuses[s] : "?";
}

enum rule_status
rule_status_of(const char *name)
{
	int s = 0;

	while (s < RULE_STATUSES && (!name || strcmp(statuses[s], name) != 0))
		s++;
	return (enum rule_status)s;
}

bool
authority_is_staff(const char *authority)
{
	return authority && strcmp(authority, "customer") != 0 &&
	       strcmp(authority, "inferred") != 0;
}

bool
rule_is_staffs(const struct rule *r)
{
	return !r->authority || authority_is_staff(r->authority);
}

const char *
rule_act_name(enum rule_act a)
{
	return a < ACT_ACTS ? acts[a] : "?";
}

double
rule_confidence(const struct rule *r)
{
	return (r->good + 1.0) / (r->good + r->bad + 2.0);
}

void
texts_add(struct texts *list, struct arena *a, const char *text)
{
	list->at = arena_array(a, list->at, &list->cap, list->n + 1, sizeof(*list->at));
	list->at[list->n++] = text;
}

bool
texts_have(const struct texts *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->at[i], text) == 0)
			return true;
	return false;
}

static int
read_list(yyjson_val *root, struct arena *a, const char *key, struct texts *out)
{
	yyjson_val *list = json_get(root, key), *item;
	size_t i, n;

	*out = (struct texts){0};
	if (!list)
		return 0;
	if (!yyjson_is_arr(list))
		return fail("\"%s\" is not a list", key);
	yyjson_arr_foreach(list, i, n, item)
	{
		if (!yyjson_is_str(item) || yyjson_get_len(item) == 0)
			return fail("\"%s\" has an item that is no text", key);
		texts_add(out, a, yyjson_get_str(item));
	}
	return 0;
}

static int
read_text(yyjson_val *root, const char *key, const char **out)
{
	yyjson_val *v = json_get(root, key);

	*out = yyjson_get_str(v);
	if (v && !*out)
		return fail("\"%s\" is not a text", key);
	if (*out && strlen(*out) != yyjson_get_len(v))
		return fail("\"%s\" has a NUL in it", key);
	return 0;
}

static int
read_act(struct rule *r)
{
	const char *act = json_str(r->root, "action", NULL);
	int a = 0;

	while (act && a < ACT_ACTS && strcmp(acts[a], act) != 0)
		a++;
	if (a == ACT_ACTS)
		return fail("\"action\" is none of answer, escalate, recommend, style, ask: %.40s",
		    act);
	r->act = act			     ? (enum rule_act)a
		 : r->style		     ? ACT_STYLE
		 : r->prefer.n || r->avoid.n ? ACT_RECOMMEND
		 : r->needs.n && !r->say     ? ACT_ASK
					     : ACT_SAY;
	return 0;
}

static void
read_evidence(struct rule *r)
{
	yyjson_val *e = json_get(r->root, "evidence");

	r->support = json_num_or(e, "support", 0);
	r->against = json_num_or(e, "against", 0);
	r->voices = (uint32_t)json_num_or(e, "voices", 0);
	r->staff = (uint32_t)json_num_or(e, "staff", 0);
	r->good = (uint32_t)json_num_or(e, "good", 0);
	r->bad = (uint32_t)json_num_or(e, "bad", 0);
	r->doubt = json_num_or(e, "doubt", 0);
	r->taught = json_bool_or(e, "taught", false);
}

bool
rule_is_category(const char *name)
{
	static const char *const categories[] = {"fact", "tone", "context", "recommendation",
		"escalation"};

	for (size_t i = 0; i < sizeof(categories) / sizeof(categories[0]); i++)
		if (strcmp(categories[i], name) == 0)
			return true;
	return false;
}

static int
check_rule(const struct rule *r)
{
	if (!rule_is_category(r->category))
		return fail("\"category\" is none of " RULE_CATEGORIES ": %.40s", r->category);
	if (r->act == ACT_SAY && (!r->say || !*r->say))
		return fail("no \"say\": what is the answer?");
	if (r->say && strlen(r->say) > RULE_SAY_MAX)
		return fail("\"say\" is longer than %d bytes", RULE_SAY_MAX);
	if (r->act == ACT_STYLE && !yyjson_is_obj(r->style))
		return fail("no \"style\": how should it be said?");
	if (r->act == ACT_RECOMMEND && r->prefer.n + r->avoid.n == 0)
		return fail("no \"prefer\" and no \"avoid\": what should be recommended?");
	if (r->act == ACT_ASK && r->needs.n == 0)
		return fail("no \"needs\": what should be asked for?");
	if (r->threshold < 0 || r->threshold > 1)
		return fail("\"threshold\" is not between 0 and 1");
	return scope_valid(r->where);
}

/* A date, or a time: not "today", which would be another day tomorrow. */
static int
read_when(yyjson_val *root, const char *key, const char **text, int64_t *out)
{
	if (read_text(root, key, text) < 0)
		return -1;
	if (!*text)
		return 0;
	if (strlen(*text) < 10 || (*text)[4] != '-' || time_read(*text, 0, out) < 0)
		return fail("\"%s\" is neither a date nor a time: %.40s", key, *text);
	return 0;
}

static int
read_validity(yyjson_val *root, struct rule *r)
{
	r->from = INT64_MIN;
	r->to = INT64_MAX;
	if (read_when(root, "valid_from", &r->valid_from, &r->from) < 0 ||
	    read_when(root, "valid_to", &r->valid_to, &r->to) < 0)
		return -1;
	return r->from < r->to ? 0 : fail("\"valid_to\" is not after \"valid_from\"");
}

bool
rule_valid(const struct rule *r, int64_t time)
{
	return (!r->valid_from || time >= r->from) && (!r->valid_to || time < r->to);
}

bool
rule_overlaps(const struct rule *a, const struct rule *b)
{
	return !(a->valid_to && b->valid_from && a->to <= b->from) &&
	       !(b->valid_to && a->valid_from && b->to <= a->from);
}

int
rule_read(struct rule *r, struct arena *a, yyjson_val *root)
{
	const char *status;

	*r = (struct rule){.root = root};
	if (read_text(root, "id", &r->id) < 0 || read_text(root, "category", &r->category) < 0 ||
	    read_text(root, "topic", &r->topic) < 0 || read_text(root, "say", &r->say) < 0 ||
	    read_text(root, "by", &r->by) < 0 || read_text(root, "authority", &r->authority) < 0 ||
	    read_text(root, "source", &r->source) < 0 ||
	    read_text(root, "created", &r->created) < 0 ||
	    read_text(root, "updated", &r->updated) < 0 || read_text(root, "status", &status) < 0)
		return -1;
	if (read_list(root, a, "must", &r->must) < 0 ||
	    read_list(root, a, "must_not", &r->must_not) < 0 ||
	    read_list(root, a, "needs", &r->needs) < 0 ||
	    read_list(root, a, "before", &r->before) < 0 ||
	    read_list(root, a, "prefer", &r->prefer) < 0 ||
	    read_list(root, a, "avoid", &r->avoid) < 0 ||
	    read_list(root, a, "questions", &r->questions) < 0 ||
	    read_list(root, a, "not", &r->nots) < 0)
		return -1;
	r->where = json_get(root, "where");
	r->style = json_get(root, "style");
	if (!r->category)
		r->category = "fact";
	r->status = status ? rule_status_of(status) : RULE_ACTIVE;
	if (r->status == RULE_STATUSES)
		return fail("\"status\" is no status: %.40s", status);
	if (json_get(root, "proactive") && !yyjson_is_bool(json_get(root, "proactive")))
		return fail("\"proactive\" is neither true nor false");
	if (json_get(root, "threshold") && !json_num(json_get(root, "threshold"), &r->threshold))
		return fail("\"threshold\" is not a number");
	if (read_validity(root, r) < 0)
		return -1;
	r->proactive = json_bool_or(root, "proactive", false);
	r->number = (uint32_t)json_num_or(root, "number", 0);
	r->revision = (uint32_t)json_num_or(root, "revision", 0);
	r->examples = (uint32_t)json_num_or(root, "examples", 0);
	read_evidence(r);
	return read_act(r) < 0 ? -1 : check_rule(r);
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a && b && texts_same(a, b));
}

static bool
same_texts(const struct texts *a, const struct texts *b)
{
	size_t i = 0;

	while (i < a->n && i < b->n && strcmp(a->at[i], b->at[i]) == 0)
		i++;
	return i == a->n && i == b->n;
}

bool
rule_same_text(const struct rule *a, const struct rule *b)
{
	/* Members that we do not know are kept from what was read. */
	return a->root == b->root && a->act == b->act && a->where == b->where &&
	       a->style == b->style && a->proactive == b->proactive &&
	       a->threshold == b->threshold && same(a->category, b->category) &&
	       same(a->topic, b->topic) && same(a->say, b->say) && same(a->by, b->by) &&
	       same(a->authority, b->authority) && same(a->source, b->source) &&
	       same(a->valid_from, b->valid_from) && same(a->valid_to, b->valid_to) &&
	       same_texts(&a->must, &b->must) && same_texts(&a->must_not, &b->must_not) &&
	       same_texts(&a->needs, &b->needs) && same_texts(&a->before, &b->before) &&
	       same_texts(&a->prefer, &b->prefer) && same_texts(&a->avoid, &b->avoid);
}

void
texts_write(struct buf *out, const char *key, const struct texts *list)
{
	if (list->n > 0)
		json_add_texts(out, key, list->at, list->n);
}

static void
write_evidence(struct buf *out, const struct rule *r)
{
	json_key(out, "evidence");
	json_open(out);
	json_add_num(out, "support", r->support);
	json_add_num(out, "against", r->against);
	json_add_num(out, "voices", r->voices);
	json_add_num(out, "staff", r->staff);
	json_add_num(out, "good", r->good);
	json_add_num(out, "bad", r->bad);
	json_add_num(out, "doubt", r->doubt);
	json_add_bool(out, "taught", r->taught);
	json_close(out);
}

static bool
is_ours(const char *key)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (texts_same(members[i], key))
			return true;
	return false;
}

/* A member of a person's own, which YAML may carry too. */
static bool
is_extra(const char *key)
{
	return strncmp(key, "x-", 2) == 0;
}

void
rule_write(struct buf *out, const struct rule *r, bool with_lists)
{
	yyjson_val *key, *value;
	size_t i, n;

	json_open(out);
	json_add_str(out, "type", "rule");
	json_add_str(out, "id", r->id);
	json_add_str(out, "category", r->category);
	json_add_str(out, "topic", r->topic);
	json_add_str(out, "action", acts[r->act]);
	if (with_lists) {
		texts_write(out, "questions", &r->questions);
		texts_write(out, "not", &r->nots);
	}
	json_add_val(out, "where", r->where);
	json_add_str(out, "say", r->say);
	texts_write(out, "must", &r->must);
	texts_write(out, "must_not", &r->must_not);
	texts_write(out, "needs", &r->needs);
	texts_write(out, "before", &r->before);
	texts_write(out, "prefer", &r->prefer);
	texts_write(out, "avoid", &r->avoid);
	json_add_val(out, "style", r->style);
	if (r->proactive)
		json_add_bool(out, "proactive", true);
	if (r->threshold > 0)
		json_add_num(out, "threshold", r->threshold);
	json_add_str(out, "valid_from", r->valid_from);
	json_add_str(out, "valid_to", r->valid_to);
	json_add_str(out, "status", statuses[r->status]);
	json_add_str(out, "by", r->by);
	json_add_str(out, "authority", r->authority);
	json_add_str(out, "source", r->source);
	json_add_str(out, "created", r->created);
	json_add_str(out, "updated", r->updated);
	json_add_num(out, "revision", r->revision);
	if (r->number) {
		json_add_num(out, "number", r->number);
		json_add_num(out, "examples", r->examples);
		write_evidence(out, r);
	}
	yyjson_obj_foreach(r->root, i, n, key, value)
	{
		if (!is_ours(yyjson_get_str(key)))
			json_add_val(out, yyjson_get_str(key), value);
	}
	json_close(out);
}

static bool
may_demand(const struct value *v)
{
	switch (v->kind) {
	case VALUE_DURATION:
	case VALUE_MONEY:
	case VALUE_PERCENT:
	case VALUE_DATE:
	case VALUE_TIME:
		return true;
	default:
		return false;
	}
}

static void
add_span(struct texts *list, struct arena *a, const char *text, const struct value *v)
{
	const char *span = arena_copy(a, text + v->start, v->end - v->start);

	if (!texts_have(list, span))
		texts_add(list, a, span);
}

void
rule_demands(struct rule *r, struct arena *a, const char *right, const char *wrong)
{
	struct value good[VALUES_MAX], bad[VALUES_MAX];
	size_t n = right ? values_find(right, strlen(right), good, VALUES_MAX) : 0;
	size_t m = wrong ? values_find(wrong, strlen(wrong), bad, VALUES_MAX) : 0;

	for (size_t i = 0; i < n; i++)
		if (may_demand(&good[i]))
			add_span(&r->must, a, right, &good[i]);
	for (size_t i = 0; i < m; i++) {
		bool conflicts = false, same = false;

		for (size_t k = 0; k < n; k++) {
			conflicts |= values_conflict(&bad[i], &good[k]);
			same |= values_same(&bad[i], &good[k]);
		}
		if (may_demand(&bad[i]) && conflicts && !same)
			add_span(&r->must_not, a, wrong, &bad[i]);
	}
}

/* The same question in another spelling is the same example: the first stands. */
static void
drop_doubles(struct texts *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++) {
		uint64_t key = text_key(list->at[i], strlen(list->at[i]));
		size_t k = 0;

		while (k < kept && text_key(list->at[k], strlen(list->at[k])) != key)
			k++;
		if (k == kept)
			list->at[kept++] = list->at[i];
	}
	list->n = kept;
}

void
rule_complete(struct rule *r, struct arena *a)
{
	drop_doubles(&r->questions);
	drop_doubles(&r->nots);
	if (r->must.n + r->must_not.n == 0 && r->say && r->act == ACT_SAY)
		rule_demands(r, a, r->say, NULL);
}

static void
yaml_text(struct buf *out, const char *lead, const char *key, const char *text)
{
	if (!text)
		return;
	buf_print(out, "%s%s: ", lead, key);
	yaml_put(out, text, strlen(text));
	buf_char(out, '\n');
}

static void
yaml_list(struct buf *out, const char *key, const struct texts *list)
{
	if (list->n == 0)
		return;
	buf_print(out, "  %s:\n", key);
	for (size_t i = 0; i < list->n; i++) {
		buf_text(out, "    - ");
		yaml_put(out, list->at[i], strlen(list->at[i]));
		buf_char(out, '\n');
	}
}

static void
yaml_value(struct buf *out, const char *key, yyjson_val *v)
{
	if (!v)
		return;
	buf_print(out, "  %s: ", key);
	yaml_put_value(out, v);
	buf_char(out, '\n');
}

void
rule_yaml(struct buf *out, const struct rule *r)
{
	yyjson_val *key, *value;
	size_t i, n;

	yaml_text(out, "- ", "id", r->id);
	yaml_text(out, "  ", "category", r->category);
	yaml_text(out, "  ", "topic", r->topic);
	yaml_text(out, "  ", "action", acts[r->act]);
	yaml_list(out, "questions", &r->questions);
	yaml_list(out, "not", &r->nots);
	yaml_value(out, "where", r->where);
	yaml_text(out, "  ", "say", r->say);
	yaml_list(out, "must", &r->must);
	yaml_list(out, "must_not", &r->must_not);
	yaml_list(out, "needs", &r->needs);
	yaml_list(out, "before", &r->before);
	yaml_list(out, "prefer", &r->prefer);
	yaml_list(out, "avoid", &r->avoid);
	yaml_value(out, "style", r->style);
	if (r->proactive)
		buf_text(out, "  proactive: true\n");
	if (r->threshold > 0) {
		buf_text(out, "  threshold: ");
		json_double(out, r->threshold);
		buf_char(out, '\n');
	}
	yaml_text(out, "  ", "valid_from", r->valid_from);
	yaml_text(out, "  ", "valid_to", r->valid_to);
	yaml_text(out, "  ", "status", statuses[r->status]);
	yyjson_obj_foreach(r->root, i, n, key, value)
	{
		if (is_extra(yyjson_get_str(key)))
			yaml_value(out, yyjson_get_str(key), value);
	}
}

/* Which members a person may write; the others are the store's. */
static int
check_written(const struct yaml *map)
{
	if (yaml_is(map, YAML_MAPPING) < 0)
		return -1;
	for (const struct yaml *m = map->items; m; m = m->next) {
		size_t i = 0;

		while (i < WRITTEN && strcmp(members[i], m->name) != 0)
			i++;
		if (i == WRITTEN && !is_extra(m->name))
			return yaml_fail_key(m,
			    "a rule has no '%s' (a field of your own begins "
			    "with x-)",
			    m->name);
	}
	return 0;
}

static int
take_one(const struct yaml *map, int (*take)(const char *, size_t, const char *, void *), void *arg)
{
	struct buf json = {0}, place = {0};
	int rc;

	if (check_written(map) < 0)
		return -1;
	yaml_to_json(&json, map);
	buf_print(&place, "%s:%lu:%lu", map->path, map->line, map->col);
	rc = take(json.text, json.len, place.text, arg);
	buf_free(&json);
	buf_free(&place);
	return rc;
}

int
rules_from_yaml(const char *path, const char *text, size_t n,
    int (*take)(const char *json, size_t len, const char *place, void *arg), void *arg)
{
	struct arena a = {0};
	const struct yaml *doc = yaml_read(&a, path, text, n);
	int rc = doc ? 0 : -1;

	if (doc && doc->kind == YAML_SEQUENCE) {
		for (const struct yaml *item = doc->items; item && rc == 0; item = item->next)
			rc = take_one(item, take, arg);
	} else if (doc && (doc->kind != YAML_MAPPING || doc->items)) { /* no rules: empty */
		rc = take_one(doc, take, arg);
	}
	arena_free(&a);
	return rc;
}
