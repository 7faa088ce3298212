/* How an interaction ended. */
#include "signs.h"

#include "json.h"
#include "record.h"

struct counting {
	struct signs *signs;
	struct journal *j;
	struct arena *arena;
};

static int
add_sign(uint64_t seq, void *arg)
{
	struct counting *c = arg;
	struct bytes text;
	yyjson_val *root;
	int sign, rc = journal_get(c->j, seq, &text, NULL);

	if (rc <= 0)
		return rc;
	if (!(root = json_read_in(c->arena, text.at, text.len)))
		return -1;
	sign = record_type_of(json_str(root, "type", NULL)) == RECORD_CORRECTION
		   ? -1
		   : outcome_sign(root);
	c->signs->good += sign > 0;
	c->signs->bad += sign < 0;
	return 0;
}

int
signs_read(struct signs *out, struct journal *j, struct arena *a, const char *interaction, size_t n)
{
	struct counting c = {out, j, a};

	*out = (struct signs){0};
	return journal_links(j, interaction, n, add_sign, &c) < 0 ? -1 : 0;
}
