/* What a decision rests on. */
#include "origin.h"

#include <string.h>

int
origin_read(struct origin *out, struct journal *j, struct arena *a, const char *id)
{
	const char *about;
	uint64_t seq;
	size_t n;
	int rc;

	*out = (struct origin){.id = id};
	rc = journal_record(j, a, RECORD_CORRECTION, id, strlen(id), &out->correction, &seq);
	if (rc <= 0)
		return rc;
	if ((about = json_str(out->correction, "interaction", &n)) &&
	    journal_interaction(j, a, about, n, &out->interaction, &seq) < 0)
		return -1;
	return 1;
}

int
origin_of(struct origin *out, struct journal *j, struct arena *a, uint64_t verdict)
{
	yyjson_val *root;
	struct bytes text;
	const char *id;
	int64_t given;
	int rc = journal_get(j, verdict, &text, &given);

	*out = (struct origin){0};
	if (rc <= 0)
		return rc;
	if (!(root = json_read_in(a, text.at, text.len)))
		return -1;
	if ((id = json_str(root, "correction", NULL)))
		rc = origin_read(out, j, a, id);
	out->given = given;
	return id ? rc : 0;
}

yyjson_val *
origin_asked(const struct origin *o)
{
	return o->interaction ? o->interaction : o->correction;
}
