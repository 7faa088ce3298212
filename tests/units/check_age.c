/* How knowledge ages by its kind. */
#include <math.h>
#include <stdio.h>

#include "age.h"
#include "diag.h"
#include "units.h"

static void
kind(const char *say, enum age_kind want)
{
	struct rule r = {.act = ACT_SAY, .category = "fact", .say = say};

	if (age_of(&r) != want) {
		printf("\"%s\" is %s, not %s\n", say, age_name(age_of(&r)), age_name(want));
		bad++;
	}
}

int
main(void)
{
	struct rule style = {.act = ACT_STYLE, .category = "tone"};
	struct conf conf;

	diag_start("check_age");
	kind("All boots are 10% off until Friday.", AGE_PROMOTION);
	kind("The code SPRING gives a discount.", AGE_PROMOTION);
	kind("Shipping abroad costs 12 USD.", AGE_PRICE);
	kind("VAT is 19%.", AGE_PRICE);
	kind("You can return it within 30 days.", AGE_POLICY);
	kind("We are off on Sundays.", AGE_POLICY);
	is(age_of(&style) == AGE_TONE, "how to say things is tone");
	if (conf_read(&conf, NULL) < 0)
		give_up();
	for (enum age_kind k = AGE_PROMOTION; k < AGE_TONE; k++)
		is(age_days(&conf, k) < age_days(&conf, k + 1),
		    "each ages slower than the one before");
	conf_free(&conf);
	is(age_weight(2, 90, 90) == 2, "in its time a word weighs what it did");
	is(fabs(age_weight(2, 180, 90) - 1) < 1e-12, "and half of that after twice the time");
	for (int day = 1; day < 2000; day++)
		is(age_weight(1, day, 90) <= age_weight(1, day - 1, 90) &&
			age_weight(1, day, 90) > 0,
		    "it never rises, and never goes");
	return bad > 0;
}
