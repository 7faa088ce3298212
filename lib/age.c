/* How knowledge ages. */
#include "age.h"

#include <math.h>
#include <string.h>

#include "clause.h"
#include "value.h"

enum { VALUES_MAX = 16 };

static bool
names_promotion(const struct rule *r)
{
	static const char *const words[] = {"sale", "sales", "promotion", "promo", "discount",
		"discounts", "discounted", "coupon", "coupons", "voucher", "vouchers", "off",
		"promotions", "deal", "deals", "clearance", NULL};
	const char *texts[] = {r->say, r->topic};
	struct arena a = {0};
	bool found = false;

	for (size_t i = 0; i < 2 && !found; i++) {
		struct clauses c;

		if (!texts[i])
			continue;
		c = clauses_words(&a, texts[i], strlen(texts[i]));
		for (size_t k = 0; k < c.spot_count && !found; k++)
			/* "we are off on Sundays" is no sale; "10% off" is. */
			found = clause_has(&c, k, k + 1, words) &&
				(strcmp(c.spots[k].word, "off") != 0 ||
				    (k > 0 && memchr(texts[i] + c.spots[k - 1].end, '%',
						  c.spots[k].start - c.spots[k - 1].end)));
	}
	arena_free(&a);
	return found;
}

static bool
states_price(const struct rule *r)
{
	struct value found[VALUES_MAX];
	size_t n = r->say ? values_find(r->say, strlen(r->say), found, VALUES_MAX) : 0;

	for (size_t i = 0; i < n && i < VALUES_MAX; i++)
		if (found[i].kind == VALUE_MONEY || found[i].kind == VALUE_PERCENT)
			return true;
	return false;
}

enum age_kind
age_of(const struct rule *r)
{
	if (r->act == ACT_STYLE || (r->category && strcmp(r->category, "tone") == 0))
		return AGE_TONE;
	if (names_promotion(r))
		return AGE_PROMOTION;
	return states_price(r) ? AGE_PRICE : AGE_POLICY;
}

const char *
age_name(enum age_kind kind)
{
	static const char *const names[] = {"promotion", "price", "policy", "tone"};

	return names[kind];
}

double
age_days(const struct conf *conf, enum age_kind kind)
{
	switch (kind) {
	case AGE_PROMOTION:
		return conf->keeps_promotion;
	case AGE_PRICE:
		return conf->keeps_price;
	case AGE_TONE:
		return conf->keeps_tone;
	default:
		return conf->keeps_policy;
	}
}

double
age_weight(double weight, double days, double keeps)
{
	return days <= keeps ? weight : weight * exp2(1 - days / keeps);
}
