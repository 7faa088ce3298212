/*
 * How well wishes of tone are found over a labelled set: silent when enough are right.  With an
 * argument, build or held, precision and recall of that half; with -v before it, each miss too.
 */
#include <stdio.h>
#include <string.h>

#include "courtesy.h"
#include "diag.h"
#include "mood.h"
#include "style.h"
#include "tone.h"
#include "units.h"

enum { LABELS_MAX = 2 * TONE_MAX };

static const double FLOOR = 0.9;

static int found, wanted, right, cases;
static bool verbose;

/* The word by which a wish is labelled. */
static const char *
label_of(struct arena *a, yyjson_val *wish)
{
	yyjson_val *phrase = yyjson_arr_get_first(json_get(wish, "forbid"));
	const char *manner = json_str(wish, "register", NULL);
	static const char *const names[][3] = {{"emoji", "emoji", "no emoji"},
		{"greeting", "greeting", "no greeting"}, {"sign_off", "sign-off", "no sign-off"}};

	if (manner || phrase)
		return manner ? manner : arena_print(a, "never %s", yyjson_get_str(phrase));
	for (int i = 0; i < 3; i++)
		if (json_get(wish, names[i][0]))
			return names[i][json_bool_or(wish, names[i][0], false) ? 1 : 2];
	return "shorter";
}

static bool
among(const char *label, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(label, list[i]) == 0)
			return true;
	return false;
}

static void
judge_case(struct arena *a, yyjson_val *root, const char *line)
{
	yyjson_val *wishes[TONE_MAX], *item;
	const char *got[TONE_MAX], *want[LABELS_MAX];
	size_t n, m = 0, i, count;
	bool missed = false;

	n = tone_wishes(wishes, a, json_str(root, "said", NULL), json_str(root, "wrong", NULL),
	    json_str(root, "right", NULL));
	for (i = 0; i < n; i++)
		got[i] = label_of(a, wishes[i]);
	yyjson_arr_foreach(json_get(root, "want"), i, count, item)
	{
		if (m < LABELS_MAX)
			want[m++] = yyjson_get_str(item);
	}
	for (i = 0; i < n; i++) {
		right += among(got[i], want, m);
		missed |= !among(got[i], want, m);
	}
	for (i = 0; i < m; i++)
		missed |= !among(want[i], got, n);
	cases++;
	found += (int)n;
	wanted += (int)m;
	if (!verbose || !missed)
		return;
	fputs("found", stdout);
	for (i = 0; i < n; i++)
		printf(" [%s]", got[i]);
	printf(": %s", line);
}

static void
read_cases(const char *half)
{
	struct arena a = {0};
	char line[8192];
	FILE *f = fopen("tests/data/tones.jsonl", "r");

	if (!f)
		die("tests/data/tones.jsonl: it is run from the top of the source");
	while (fgets(line, sizeof(line), f)) {
		yyjson_val *root = json_read_in(&a, line, strlen(line));

		if (!root)
			give_up();
		if (!half || strcmp(half, json_str(root, "half", NULL)) == 0)
			judge_case(&a, root, line);
		arena_clear(&a);
	}
	fclose(f);
	arena_free(&a);
}

static void
check_mood(void)
{
	static const char *const cross[] = {"This is the third time I ask!!",
		"still waiting, so annoying", "WHERE IS MY PARCEL"};
	static const char *const calm[] = {"where is my parcel?", "Do you ship to the USA",
		"Hi! is the VAT included"};

	for (int i = 0; i < 3; i++) {
		is(strcmp(mood_of(cross[i], strlen(cross[i])), "frustrated") == 0, cross[i]);
		is(strcmp(mood_of(calm[i], strlen(calm[i])), "calm") == 0, calm[i]);
	}
}

/* "Hello Mr. Parker, " goes whole; what is left begins behind it. */
static void
check_titles(struct arena *a)
{
	static const char *const whole[] = {"Hello Mr. Parker, |your room is ready.",
		"Dear Mrs. Parker,\n\n|Your room is ready.", "Dear Ms. Lee! |It is ready.",
		"Dear Mr. and Mrs. Parker, |your room is ready.", "Hi Dr. Weber, |it is ready.",
		"Dear Prof. Dr. med. Anna Weber, |it is ready.",
		"Hallo Herr Dr. Weber, |it is ready.", "Hallo Frau Prof. Dr. Klein, |it is ready.",
		"Bonjour M. Dupont, |it is ready.", "Bonjour Mme. Dupont, |it is ready.",
		"Hola Sra. Garcia, |it is ready.", "Hola Sr. Garcia! |It is ready.",
		"Hello J. R. Parker, |it is ready.", "Hello Mr. Parker. |Your room is ready.",
		"Hello Mr Parker, |your room is ready.", "Dear Dr. \xc3\x96zdemir, |it is ready.",
		"Hallo Hr. van der Berg, |it is ready."};
	static const char *const kept[] = {"Hello Dr. Your room is ready, and so is the spa.",
		"Dear Mr. Parker"};
	struct style_cut cut;

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		size_t from = strcspn(whole[i], "|");
		char *text = arena_copy(a, whole[i], strlen(whole[i]));

		memmove(text + from, text + from + 1, strlen(text + from));
		is(courtesy_greeting(a, text, strlen(text), &cut) && cut.start == 0 &&
			cut.end == from + (*cut.as != '\0'),
		    whole[i]);
	}
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		is(!courtesy_greeting(a, kept[i], strlen(kept[i]), &cut), kept[i]);
}

static void
check_courtesy(void)
{
	struct arena a = {0};
	struct style_cut cut;
	size_t start;

	is(courtesy_greeting(&a, "Hi, your room is ready.", 23, &cut) && cut.end == 5 &&
		strcmp(cut.as, "Y") == 0,
	    "a greeting before a comma goes with it");
	is(courtesy_greeting(&a, "Hello there! It is.", 19, &cut) && cut.end == 13,
	    "a greeting that is a sentence goes whole");
	is(!courtesy_greeting(&a, "Hello", 5, &cut), "a greeting that is all there is stays");
	check_titles(&a);
	is(!courtesy_greeting(&a, "It is ready.", 12, &cut), "no greeting, nothing to cut");
	is(courtesy_sign_off(&a, "It is ready.\n\nKind regards\nAnna", 31, &start) && start == 14,
	    "a sign-off begins with its first word");
	is(courtesy_sign_off(&a, "It is ready. Kind regards, Dr. Anna Weber", 41, &start) &&
		start == 13,
	    "who signs may have a title");
	is(courtesy_sign_off(&a, "It is ready. Kind regards, the outdoor team", 43, &start),
	    "who signs needs no capital behind an article");
	is(!courtesy_sign_off(&a, "It is ready. Kind regards, the shop is closed", 45, &start),
	    "a sentence behind the closing word is no name");
	is(!courtesy_sign_off(&a, "We send our best wishes to the winner in May", 44, &start),
	    "best wishes within a sentence sign nothing off");
	is(courtesy_speaks("en-GB") && courtesy_speaks(NULL) && !courtesy_speaks("de"),
	    "it speaks English");
	arena_free(&a);
}

static void
check_alone(void)
{
	struct arena a = {0};

	is(tone_alone(&a, "Yep, the boots are vegan.", "Yes, the boots are vegan."),
	    "the same in other words of courtesy");
	is(!tone_alone(&a, "The rope is red.", "The rope is blue."), "another fact");
	is(!tone_alone(&a, "It takes 3 days, yep.", "It takes 4 days."), "another value");
	is(!tone_alone(&a, "The rope is red.", "The rope is red and long."), "more is said");
	is(tone_alone(&a, "It is 5 USD.", "no emoji please, be formal"), "a remark");
	arena_free(&a);
}

/* An answer, and what is left of it without what is only said to one customer. */
static const char *const bare[][2] = {
	{"Hi, Anna here. Yes, we do, for 5 USD per order - tick \"gift wrap\" in the "
	 "basket.",
		"Yes, we do, for 5 USD per order - tick \"gift wrap\" in the basket."},
	{"Hi, Dora here. It isn't valid for gift cards.", "It isn't valid for gift cards."},
	{"Hello Mr. Parker, it isn't valid for gift cards.\n\nKind regards,\nDr. Anna Weber",
		"It isn't valid for gift cards."},
	{"Hello Tom! This is Dora from the Fjell support team. Thanks for reaching out! "
	 "$5 per order. Have a nice day!\n\nKind regards,\nDora",
		"$5 per order."},
	{"Hi Ben, my name is Anna and I'll be happy to assist you today. we ship on "
	 "Mondays.",
		"We ship on Mondays."},
	{"Returns take 14 days. Let me know if you have any other questions. - Anna",
		"Returns take 14 days."},
	{"Anna from Fjell here: returns take 14 days.", "Returns take 14 days."},
	{"Returns take 14 days. Is there anything else I can help with?", "Returns take 14 days."},
	{"Hi Ann, this is Bob. Have a look at the size chart one more time.",
		"This is Bob. Have a look at the size chart one more time."},
	{"Hi Ann, my name is Bob. Have a look at the size chart one more time.",
		"Have a look at the size chart one more time."},
	{"Happy to help! Returns take 14 days. You're very welcome, Tom!", "Returns take 14 days."},
	{"Thank you for contacting Fjell support. Returns take 14 days. Feel free to reach "
	 "out to us if you need any further assistance. Thank you and have a great rest of "
	 "your day!",
		"Returns take 14 days."},
	{"Thanks for your patience and understanding. Returns take 14 days. Please don't "
	 "hesitate to ask if there is anything else we can do for you. I hope this helps.",
		"Returns take 14 days."},
	{"Hi! iPhones are not sold here.", "iPhones are not sold here."},
	/* what stays */
	{"Hello!", "Hello!"},
	{"Thanks for asking!", "Thanks for asking!"},
	{"This is Stormur.", "This is Stormur."},
	{"I'm sorry, we do not ship there.", "I'm sorry, we do not ship there."},
	{"Click here to start.", "Click here to start."},
	{"Let me know your order number and 2 photos of it.",
		"Let me know your order number and 2 photos of it."},
	{"You can pick:\n- Red\n- Blue", "You can pick:\n- Red\n- Blue"},
	{"Yes. If you have other questions, write to help@fjell.example.",
		"Yes. If you have other questions, write to help@fjell.example."},
	{"Monday to Friday, here in Portland.", "Monday to Friday, here in Portland."},
	{"Thanks for 2 orders.", "Thanks for 2 orders."},
	{"", ""},
};

/* What begins as a courtesy and says something. */
static const char *const whole[] = {
	"Dogs stay free. You are welcome to bring your dog to the breakfast room.",
	"Go to the counter. Have a copy of the receipt ready at the time of collection.",
	"Yes. Please let us know the other address that you registered with.",
	"Yes. Let me know the serial number or anything else printed on the label.",
	"The blue one only works in shops. Feel free to use any other card online.",
	"It ships. Thanks for your patience while we wait for the form, which you sign.",
	"It can go back. Have a look at the size chart one more time.",
	"We ship on Mondays. Anything else must be returned by post.",
	"It is wool. Take care not to wash it hot.",
	"The box has three. Let us know if you want more.",
	"It is sold out. Let us know if you have more information.",
	"It is closed. Feel free to contact the bank if you have any questions.",
	"It is there. Is there anything else on the label?",
	"It is there. I hope you have a receipt for a good day.",
	"Enjoy your stay in the other house. It is by the lake.",
	"How are you going to pay? By card there is a discount.",
	"Thanks for waiting for the form. It has to be signed.",
	"Happy to help, if you send the form. It has to be signed.",
	"I can help you with the form. It has to be signed.",
	"Reception at the service desk in Oslo will help you. Bring the form.",
	"Reception at the Service Desk. Bring the form.",
	"Breakfast here. Dinner is in town.",
};

static void
check_bare(void)
{
	struct arena a = {0};

	for (size_t i = 0; i < sizeof(bare) / sizeof(*bare); i++) {
		const char *left = courtesy_bare(&a, bare[i][0]);

		is(strcmp(left, bare[i][1]) == 0, left);
	}
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		is(strcmp(courtesy_bare(&a, whole[i]), whole[i]) == 0, whole[i]);
	arena_free(&a);
}

int
main(int argc, char *argv[])
{
	const char *half;
	double precision, recall;

	diag_start(argv[0]);
	verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	half = argv[argc > 1 ? 1 + verbose : argc];
	read_cases(half);
	precision = found ? (double)right / found : 0;
	recall = wanted ? (double)right / wanted : 0;
	if (half || verbose || precision < FLOOR || recall < FLOOR)
		printf("tone, %s: %d cases, %d wishes, %d found, %d of them right: precision %.2f, "
		       "recall %.2f\n",
		    half ? half : "all", cases, wanted, found, right, precision, recall);
	check_mood();
	check_courtesy();
	check_bare();
	check_alone();
	finish();
	return bad > 0 || precision < FLOOR || recall < FLOOR;
}
