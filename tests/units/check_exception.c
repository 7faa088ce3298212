/* What the failures of a rule share. */
#include <string.h>

#include "exception.h"
#include "units.h"

static void
add(struct exceptions *e, const char *interaction, bool good, int times)
{
	struct arena a = {0};

	for (int i = 0; i < times; i++)
		exceptions_add(e, json_read_in(&a, interaction, strlen(interaction)), good);
	arena_free(&a);
}

static const char us[] = "{\"channel\":\"chat\",\"context\":{\"country\":\"US\",\"plan\":\"a\"}}";
static const char fr[] = "{\"channel\":\"chat\",\"context\":{\"country\":\"FR\",\"plan\":\"a\"}}";

int
main(void)
{
	struct exceptions e = {0};
	struct arena a = {0};
	const struct shared *s;
	static const char where[] = "{\"country\":{\"not\":\"CA\"}}";

	is(!exceptions_find(&e, NULL), "nothing is shared by nothing");
	add(&e, us, true, 20);
	add(&e, fr, false, 3);
	is(!exceptions_find(&e, NULL), "three failures are too few");
	add(&e, fr, false, 5);
	s = exceptions_find(&e, NULL);
	is(s && strcmp(s->field, "country") == 0 && strcmp(s->value, "FR") == 0 && s->bad == 8 &&
		s->good == 0,
	    "the country sets them apart, the channel and the plan do not");
	is(!exceptions_find(&e, json_read_in(&a, where, sizeof(where) - 1)),
	    "a field with a condition is left alone");
	add(&e, us, false, 8);
	is(!exceptions_find(&e, NULL), "half of the failures are not enough");
	exceptions_free(&e);
	add(&e, fr, true, 20);
	add(&e, fr, false, 20);
	is(!exceptions_find(&e, NULL), "what all share explains nothing");
	exceptions_free(&e);
	arena_free(&a);
	return bad > 0;
}
