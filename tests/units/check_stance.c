/* Yes or no, said plainly. */
#include <stdio.h>

#include "stance.h"
#include "units.h"

static void
says(const char *question, const char *text, enum stance want)
{
	static const char *const names[] = {"neither", "yes", "no"};
	struct arena a = {0};
	enum stance got = stance_of(&a, question, text, false);

	if (got != want && wrong())
		printf("\"%s\" \"%s\" is %s, not %s\n", question, text, names[got], names[want]);
	arena_free(&a);
}

static void
check_plain(void)
{
	says("Do you ship to Brazil?", "Yes, we do.", STANCE_YES);
	says("Do you ship to Brazil?", "We ship to Brazil.", STANCE_YES);
	says("Do you ship to Brazil?", "Sure! We ship to Brazil.", STANCE_YES);
	says("Do you ship to Brazil?", "No.", STANCE_NO);
	says("Do you ship to Brazil?", "We don't ship there.", STANCE_NO);
	says("Do you ship to Brazil?", "We are not able to ship there.", STANCE_NO);
	says("Can I return it?", "You can return it, no problem.", STANCE_YES);
	says("Can I return it?", "Returns are not possible.", STANCE_NO);
	says("can i cancel my order", "Sorry, you cannot cancel it.", STANCE_NO);
}

static void
check_not_plain(void)
{
	says("Do you ship to Brazil?", "Only to Argentina.", STANCE_NONE);
	says("Do you ship to Brazil?", "Yes, but not to the north.", STANCE_NONE);
	says("Do you ship to Brazil?", "We don't charge for shipping to Brazil.", STANCE_NONE);
	says("Do you ship to Brazil?", "Unfortunately not.", STANCE_NONE);
	says("Do you ship to Brazil?", "Not sure, I think we ship there.", STANCE_NONE);
	says("Do you ship to Brazil?", "No fee applies.", STANCE_NONE);
	says("Can I return it?", "You can't return it after 30 days.", STANCE_NONE);
	says("How long can I return it?", "Yes.", STANCE_NONE);
	says("Don't you ship to Brazil?", "Yes.", STANCE_NONE);
	says("Is it forbidden to return it?", "Yes.", STANCE_NONE);
	says("Do you cover floods?", "We pay once the damage is covered.", STANCE_NONE);
	says("Can children use the pool?", "No one can use it alone.", STANCE_NONE);
	says("", "", STANCE_NONE);
}

static void
check_subjects(void)
{
	says("Do you cover floods?", "Sure, floods are covered.", STANCE_YES);
	says("Can children use the pool?", "Children can use it.", STANCE_YES);
	says("Can children use the pool?", "Sorry, children cannot use the pool.", STANCE_NO);
	says("Can children use the pool?", "No.", STANCE_NO);
}

int
main(void)
{
	check_plain();
	check_not_plain();
	check_subjects();
	return bad > 0;
}
