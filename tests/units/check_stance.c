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

/* By words that say just yes or no; "plain" is what nothing narrows. */
static void
answers(const char *question, const char *text, bool plain, enum stance want)
{
	struct arena a = {0};
	enum stance got = stance_said(&a, question, text, plain);

	if (got != want && wrong())
		printf("\"%s\" \"%s\" is %d, not %d\n", question, text, (int)got, (int)want);
	arena_free(&a);
}

static void
check_said(void)
{
	answers("Do you ship to Canada?", "Of course we deliver to Canada.", true, STANCE_YES);
	answers("Do you ship to Canada?", "Of course we can help you pack.", true, STANCE_NONE);
	answers("Do you ship to Canada?", "Of course not.", true, STANCE_NO);
	answers("Do you ship to Canada?", "No problem!", true, STANCE_YES);
	answers("Do you ship to Canada?", "Hello Tom! That's not a problem.", true, STANCE_NONE);
	answers("Do you ship to Canada?", "I'm not sure.", true, STANCE_NONE);
	answers("Do you ship to Canada?", "Sure, but only by sea.", true, STANCE_NONE);
	answers("Do you ship to Canada?", "Sure, but only by sea.", false, STANCE_YES);
	answers("Do you ship to Canada?", "We cannot find your order.", false, STANCE_NONE);
	answers("How do you ship to Canada?", "No.", false, STANCE_NONE);
	answers("Liefern Sie nach Kanada?", "Leider nicht.", true, STANCE_NO);
	answers("Liefern Sie nach Kanada?", "Wir liefern leider nicht nach Kanada.", true,
	    STANCE_NO);
	answers("Livrez-vous au Canada ?", "Bien s\xc3\xbbr, pas de probl\xc3\xa8me.", true,
	    STANCE_YES);
	answers("Livrez-vous au Canada ?", "D\xc3\xa9sol\xc3\xa9, ce n'est pas possible.", true,
	    STANCE_NO);
	answers("", "", true, STANCE_NONE);
}

int
main(void)
{
	check_said();
	check_plain();
	check_not_plain();
	check_subjects();
	return bad > 0;
}
