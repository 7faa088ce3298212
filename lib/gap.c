/* Gaps: the recurring failures that wait for a person. */
#include "gap.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "state.h"

/* Entries stand in TABLE_STATE behind this mark, by the pattern's id. */
static const char MARK = STATE_GAP;

static const char LAST[] = "last pattern";

enum { ID_MAX = 64 };

static struct bytes
key_of(char out[ID_MAX + 1], const char *id, size_t n)
{
	out[0] = MARK;
	memcpy(out + 1, id, n);
	return bytes_of(out, n + 1);
}

int
gap_apply(struct journal *j, yyjson_val *root, uint64_t seq)
{
	const char *state = json_str(root, "state", NULL);
	unsigned char value[8];
	char key[ID_MAX + 1];
	size_t n;
	const char *id = json_str(root, "pattern", &n);

	if (!id || n == 0 || n > ID_MAX)
		return 0;
	if (journal_set_number(j, LAST, seq) < 0)
		return -1;
	if (!json_bool_or(root, "gap", false) ||
	    (state && (strcmp(state, "mended") == 0 || strcmp(state, "merged") == 0)))
		return store_del(journal_store(j), TABLE_STATE, key_of(key, id, n));
	put_be64(value, seq);
	return store_put(journal_store(j), TABLE_STATE, key_of(key, id, n), bytes_of(value, 8));
}

int
gap_last(struct journal *j, uint64_t *seq)
{
	return journal_number(j, LAST, seq);
}

static int
by_harm(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;

	if (x->harm < y->harm || x->harm > y->harm)
		return x->harm < y->harm ? 1 : -1;
	return strcmp(x->id, y->id);
}

static int
read_gap(struct journal *j, struct arena *a, uint64_t seq, struct gap *out)
{
	struct bytes text;
	int rc = journal_get(j, seq, &text, &out->arrived);

	if (rc == 0)
		return fail("the store is damaged (no record %llu of a pattern)",
		    (unsigned long long)seq);
	if (rc < 0 || !(out->pattern = json_read_in(a, text.at, text.len)))
		return -1;
	out->id = json_str(out->pattern, "pattern", NULL);
	if (!out->id)
		return fail("the store is damaged (record %llu is no pattern)",
		    (unsigned long long)seq);
	out->harm = json_num_or(out->pattern, "harm", 0);
	out->seq = seq;
	return 0;
}

int
gaps_read(struct journal *j, struct arena *a, struct gap **out, size_t *n)
{
	struct bytes key, value, mark = bytes_of(&MARK, 1);
	struct walk w;
	size_t cap = 0;
	int rc;

	*out = NULL;
	*n = 0;
	if (walk_begin(&w, journal_store(j), TABLE_STATE, mark, mark) < 0)
		return -1;
	while ((rc = walk_next(&w, &key, &value)) > 0) {
		if (value.len != 8) {
			rc = fail("the store is damaged (state)");
			break;
		}
		*out = arena_array(a, *out, &cap, *n + 1, sizeof(**out));
		if ((rc = read_gap(j, a, get_be64(value.at), &(*out)[*n])) < 0)
			break;
		++*n;
	}
	walk_end(&w);
	if (rc >= 0 && *n)
		qsort(*out, *n, sizeof(**out), by_harm);
	return rc;
}
