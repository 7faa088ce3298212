/* Claims: the marks by which rules are found. */
#include "claims.h"

#include <string.h>

#include "text.h"
#include "value.h"

uint64_t
claim_hash(const struct rule *r, enum claim kind)
{
	struct buf text = {0};
	uint64_t hash = 0;

	buf_print(&text, "%s\n%s\n", r->category, rule_act_name(r->act));
	if (kind == CLAIM_WORDS) {
		buf_print(&text, "%llx\n",
		    r->say ? (unsigned long long)text_key(r->say, strlen(r->say)) : 0ULL);
		for (size_t i = 0; i < r->prefer.n; i++)
			buf_print(&text, "+%s\n", r->prefer.at[i]);
		for (size_t i = 0; i < r->avoid.n; i++)
			buf_print(&text, "-%s\n", r->avoid.at[i]);
		for (size_t i = 0; r->act == ACT_ASK && i < r->needs.n; i++)
			buf_print(&text, "?%s\n", r->needs.at[i]);
		if (r->style)
			json_canonical(&text, r->style);
		if (r->where)
			json_canonical(&text, r->where);
		hash = hash64(text.text, text.len, 1);
	} else if (kind == CLAIM_VALUES && r->say) {
		size_t before = text.len;

		values_signature(&text, r->say, strlen(r->say));
		if (text.len > before)
			hash = hash64(text.text, text.len, 2);
	}
	buf_free(&text);
	return hash;
}

static struct bytes
claim_key(unsigned char key[13], enum claim kind, uint64_t hash, uint32_t number)
{
	key[0] = (unsigned char)kind;
	put_be64(key + 1, hash);
	put_be32(key + 9, number);
	return bytes_of(key, 13);
}

long
claims_find(struct journal *j, enum claim kind, uint64_t hash, uint32_t *out, size_t max)
{
	return claims_from(j, kind, hash, 0, out, max);
}

long
claims_from(struct journal *j, enum claim kind, uint64_t hash, uint32_t first, uint32_t *out,
    size_t max)
{
	unsigned char from[13];
	struct bytes key, value;
	struct walk w;
	size_t n = 0;
	int rc = 0;

	claim_key(from, kind, hash, first);
	if (walk_begin(&w, journal_store(j), TABLE_CLAIMS, bytes_of(from, 13), bytes_of(from, 9)) <
	    0)
		return -1;
	while (n < max && (rc = walk_next(&w, &key, &value)) > 0)
		out[n++] = get_be32((const char *)key.at + 9);
	walk_end(&w);
	return rc < 0 ? -1 : (long)n;
}

long
claims_older(struct journal *j, int64_t time, uint32_t *out, size_t max)
{
	static const unsigned char mark[] = {CLAIM_AGE};
	struct bytes key, value;
	struct walk w;
	size_t n = 0;
	int rc = 0;

	if (walk_begin(&w, journal_store(j), TABLE_CLAIMS, bytes_of(mark, 1), bytes_of(mark, 1)) <
	    0)
		return -1;
	while (n < max && (rc = walk_next(&w, &key, &value)) > 0) {
		if ((int64_t)get_be64((const char *)key.at + 1) >= time)
			break;
		out[n++] = get_be32((const char *)key.at + 9);
	}
	walk_end(&w);
	return rc < 0 ? -1 : (long)n;
}

int
claims_disputes(struct journal *j, int (*each)(uint64_t question, uint32_t number, void *arg),
    void *arg)
{
	static const unsigned char mark[] = {CLAIM_DISPUTE};
	struct bytes key, value;
	struct walk w;
	int rc =
	    walk_begin(&w, journal_store(j), TABLE_CLAIMS, bytes_of(mark, 1), bytes_of(mark, 1));

	if (rc < 0)
		return -1;
	while (rc == 0 && (rc = walk_next(&w, &key, &value)) > 0)
		rc = each(get_be64((const char *)key.at + 1), get_be32((const char *)key.at + 9),
		    arg);
	walk_end(&w);
	return rc;
}

static int
set_claim(struct journal *j, enum claim kind, uint64_t hash, uint32_t number, bool on)
{
	unsigned char key[13];
	struct bytes k = claim_key(key, kind, hash, number);

	if (on)
		return store_add(journal_store(j), TABLE_CLAIMS, k, bytes_of("", 0)) < 0 ? -1 : 0;
	return store_del(journal_store(j), TABLE_CLAIMS, k);
}

/* A pending rule stands under the time of its last change, so that the old ones are found. */
int
claims_age(struct journal *j, const struct rule *r, bool on)
{
	int64_t updated;

	if (r->number == 0 || r->status != RULE_PENDING || !r->updated ||
	    !time_parse(r->updated, strlen(r->updated), &updated) || updated < 0)
		return 0;
	return set_claim(j, CLAIM_AGE, (uint64_t)updated, r->number, on);
}

int
claims_doubt(struct journal *j, const struct rule *r)
{
	return set_claim(j, CLAIM_DOUBT, 0, r->number, rule_in_force(r->status) && r->doubt > 0);
}

int
claims_dispute(struct journal *j, uint32_t number, uint64_t question, bool on)
{
	return set_claim(j, CLAIM_DISPUTE, question, number, on);
}

/* The marks by which a rule is found other than by its examples. */
int
claims_put(struct journal *j, const struct rule *r)
{
	bool used = rule_in_force(r->status);
	uint64_t words = claim_hash(r, CLAIM_WORDS), values = claim_hash(r, CLAIM_VALUES);
	bool open = r->status != RULE_RETIRED && r->status != RULE_REJECTED;

	if (set_claim(j, CLAIM_WORDS, words, r->number, open) < 0 ||
	    (values && set_claim(j, CLAIM_VALUES, values, r->number, open) < 0))
		return -1;
	if (set_claim(j, CLAIM_PROACTIVE, 0, r->number, used && r->proactive) < 0 ||
	    set_claim(j, CLAIM_STYLE, 0, r->number, used && r->act == ACT_STYLE) < 0 ||
	    set_claim(j, CLAIM_ASK, 0, r->number, used && r->act == ACT_ASK) < 0 ||
	    set_claim(j, CLAIM_GUARD, 0, r->number, used && r->act == ACT_ESCALATE) < 0)
		return -1;
	if (claims_doubt(j, r) < 0 || claims_age(j, r, true) < 0 ||
	    set_claim(j, CLAIM_TRIAL, 0, r->number, r->status == RULE_TRIAL) < 0)
		return -1;
	return set_claim(j, CLAIM_PENDING, 0, r->number, open && !used);
}

int
claims_drop(struct journal *j, const struct rule *r)
{
	uint64_t values = claim_hash(r, CLAIM_VALUES);

	if (set_claim(j, CLAIM_WORDS, claim_hash(r, CLAIM_WORDS), r->number, false) < 0)
		return -1;
	return values ? set_claim(j, CLAIM_VALUES, values, r->number, false) : 0;
}
