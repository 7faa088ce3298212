/* What a message and our own records are made of. */
#include "fields.h"

#include <string.h>

#include "json.h"

/* A message in the export: `message:` in a map. */
const struct field_spec message_fields[] = {{"id", F_ID, TYPE_TEXT}, {"time", F_TIME, TYPE_TIME},
	{"from", F_FROM, TYPE_TEXT}, {"author", F_AUTHOR, TYPE_TEXT}, {"text", F_TEXT, TYPE_TEXT},
	{"channel", F_CHANNEL, TYPE_TEXT}, {"locale", F_LOCALE, TYPE_TEXT},
	{"context", F_CONTEXT, TYPE_OBJECT}, {"action", F_ACTION, TYPE_TEXT},
	{"confidence", F_CONFIDENCE, TYPE_NUMBER}, {"expected", F_EXPECTED, TYPE_TEXT},
	{"rules", F_RULES, TYPE_LIST}, {"candidates", F_CANDIDATES, TYPE_LIST},
	{"chosen", F_CHOSEN, TYPE_TEXT}, {"correction", F_CORRECTION, TYPE_OBJECT},
	{"authority", F_AUTHORITY, TYPE_TEXT}, {"event", F_EVENT, TYPE_TEXT},
	{"value", F_VALUE, TYPE_NUMBER}, {"explicit", F_EXPLICIT, TYPE_BOOL},
	{"sure", F_SURE, TYPE_NUMBER}, {"comment", F_COMMENT, TYPE_TEXT}, {0}};

/* What holds for all messages of a conversation: `conversation:` in a map. */
const struct field_spec talk_fields[] = {{"id", F_CONVERSATION, TYPE_TEXT},
	{"time", F_TIME, TYPE_TIME}, {"customer", F_CUSTOMER, TYPE_TEXT},
	{"channel", F_CHANNEL, TYPE_TEXT}, {"locale", F_LOCALE, TYPE_TEXT},
	{"context", F_CONTEXT, TYPE_OBJECT}, {0}};

const struct field_spec interaction_fields[] = {{"id", F_ID, TYPE_TEXT},
	{"time", F_TIME, TYPE_TIME}, {"conversation", F_CONVERSATION, TYPE_TEXT},
	{"customer", F_CUSTOMER, TYPE_TEXT}, {"channel", F_CHANNEL, TYPE_TEXT},
	{"locale", F_LOCALE, TYPE_TEXT}, {"question", F_QUESTION, TYPE_TEXT},
	{"context", F_CONTEXT, TYPE_OBJECT}, {0}};

const struct field_spec action_fields[] = {{"kind", F_ACTION, TYPE_TEXT},
	{"text", F_TEXT, TYPE_TEXT}, {"confidence", F_CONFIDENCE, TYPE_NUMBER},
	{"rules", F_RULES, TYPE_LIST}, {"candidates", F_CANDIDATES, TYPE_LIST},
	{"chosen", F_CHOSEN, TYPE_TEXT}, {"expected", F_EXPECTED, TYPE_TEXT}, {0}};

const struct field_spec outcome_fields[] = {{"id", F_ID, TYPE_TEXT}, {"time", F_TIME, TYPE_TIME},
	{"interaction", F_INTERACTION, TYPE_TEXT}, {"conversation", F_CONVERSATION, TYPE_TEXT},
	{"signal", F_EVENT, TYPE_TEXT}, {"value", F_VALUE, TYPE_NUMBER},
	{"by", F_AUTHOR, TYPE_TEXT}, {"explicit", F_EXPLICIT, TYPE_BOOL},
	{"sure", F_SURE, TYPE_NUMBER}, {"comment", F_COMMENT, TYPE_TEXT}, {0}};

const struct field_spec correction_fields[] = {{"id", F_ID, TYPE_TEXT}, {"time", F_TIME, TYPE_TIME},
	{"interaction", F_INTERACTION, TYPE_TEXT}, {"conversation", F_CONVERSATION, TYPE_TEXT},
	{"category", F_CATEGORY, TYPE_TEXT}, {"wrong", F_WRONG, TYPE_TEXT},
	{"right", F_RIGHT, TYPE_TEXT}, {"where", F_WHERE, TYPE_OBJECT}, {"by", F_AUTHOR, TYPE_TEXT},
	{"authority", F_AUTHORITY, TYPE_TEXT}, {"explicit", F_EXPLICIT, TYPE_BOOL},
	{"sure", F_SURE, TYPE_NUMBER}, {"open", F_OPEN, TYPE_BOOL}, {0}};

void
fields_set(struct fields *f, enum field name, const char *text)
{
	f->of[name] = bytes_of(text, text ? strlen(text) : 0);
}

bool
fields_is(const struct fields *f, enum field name, const char *text)
{
	struct bytes b = f->of[name];

	return b.at && b.len == strlen(text) && memcmp(b.at, text, b.len) == 0;
}

void
fields_set_time(struct fields *f, int64_t ms, char out[TIME_TEXT])
{
	time_print(out, ms);
	fields_set(f, F_TIME, out);
	f->ms = ms;
	f->timed = true;
}

/* Names of fields need no escapes; in a long export their writing is what costs. */
static void
put_name(struct buf *out, const char *name)
{
	size_t n = strlen(name);
	char *p;

	buf_room(out, n + 4);
	p = out->text + out->len;
	if (p[-1] != '{')
		*p++ = ',';
	*p++ = '"';
	memcpy(p, name, n);
	p += n;
	*p++ = '"';
	*p++ = ':';
	*p = '\0';
	out->len = (size_t)(p - out->text);
}

static void
put_members(struct buf *out, const struct fields *f, const struct field_spec *spec)
{
	for (; spec->name; spec++) {
		struct bytes b = f->of[spec->field];

		if (!b.at)
			continue;
		put_name(out, spec->name);
		if (spec->type == TYPE_TEXT || spec->type == TYPE_TIME)
			json_quote(out, b.at, b.len);
		else
			buf_add(out, b.at, b.len);
	}
}

static void
begin(struct buf *out, const char *type)
{
	json_open(out);
	json_add_str(out, "type", type);
}

static void
end(struct buf *out, const struct origin *from)
{
	json_key(out, "source");
	json_open(out);
	json_add_str(out, "format", from->format);
	json_add_str(out, "import", from->import);
	json_close(out);
	json_close(out);
	buf_char(out, '\n');
}

void
fields_put_interaction(struct buf *out, const struct fields *f, const struct origin *from)
{
	begin(out, "interaction");
	put_members(out, f, interaction_fields);
	json_key(out, "action");
	json_open(out);
	put_members(out, f, action_fields);
	json_close(out);
	end(out, from);
}

void
fields_put_outcome(struct buf *out, const struct fields *f, const struct origin *from)
{
	begin(out, "outcome");
	put_members(out, f, outcome_fields);
	end(out, from);
}

void
fields_put_correction(struct buf *out, const struct fields *f, const struct origin *from)
{
	begin(out, "correction");
	put_members(out, f, correction_fields);
	end(out, from);
}
