/* Reading along the journal. */
#include "reading.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { NAME_MAX_BYTES = 24 };

/* The types that are looked for, as they stand in a record's text. */
struct sought {
	char names[RECORD_TYPES][NAME_MAX_BYTES];
	size_t n;
};

static void
seek(struct sought *s, unsigned types)
{
	s->n = 0;
	for (int t = 0; t < RECORD_TYPES; t++)
		if (types & RECORD_BIT(t))
			snprintf(s->names[s->n++], NAME_MAX_BYTES, "\"%s\"",
			    record_type_name((enum record_type)t));
}

/* Looking for a name is many times quicker than parsing what turns out to be something else. */
static bool
may_be(const struct sought *s, struct bytes text)
{
	for (size_t i = 0; i < s->n; i++)
		if (memmem(text.at, text.len, s->names[i], strlen(s->names[i])))
			return true;
	return false;
}

int
reading_run(struct journal *j, uint64_t from, unsigned types, reading_take *take, void *arg)
{
	struct reading one;
	struct sought sought;
	struct json json = {0};
	struct journal_walk w;
	int rc = journal_walk_begin(&w, j, from);

	seek(&sought, types);
	while (rc == 0 && (rc = journal_walk_next(&w, &one.seq, &one.arrived, &one.text)) > 0) {
		rc = 0;
		if (!may_be(&sought, one.text))
			continue;
		if (!(one.root = json_read(&json, one.text.at, one.text.len))) {
			rc = -1;
			break;
		}
		one.type = record_type_of(json_str(one.root, "type", NULL));
		if (one.type < RECORD_TYPES && (types & RECORD_BIT(one.type)))
			rc = take(&one, arg);
	}
	journal_walk_end(&w);
	json_free(&json);
	return rc < 0 ? -1 : 0;
}

int
reading_recent(struct journal *j, uint64_t records, unsigned types, reading_take *take, void *arg)
{
	uint64_t end;

	if (journal_end(j, &end) < 0)
		return -1;
	return reading_run(j, end > records ? end - records + 1 : 1, types, take, arg);
}
