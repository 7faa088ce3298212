/* Evidence as bets: what a voice weighs, what many claims need, what a run of bad ends does. */
#include <math.h>

#include "evidence.h"
#include "units.h"

static struct conf conf;

static bool
near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

static void
check_bets(void)
{
	static const double weights[] = {0.25, 1, 3};

	for (int i = 0; i < 3; i++) {
		double w = weights[i], up = evidence_factor(&conf, w);
		double p = evidence_repeat(&conf, w);

		is(near(p * up + (1 - p) / up, 1), "a bet on a false claim is fair");
	}
	is(near(evidence_repeat(&conf, 1), conf.false_repeat), "the setting is an agent's chance");
	is(near(evidence_ln(&conf, 1, 0), 0), "what an agent proposes has the wealth 1");
	is(near(evidence_ln(&conf, 3, 1), evidence_ln(&conf, 2, 0)), "for and against cancel");
	is(evidence_ln(&conf, 0.25, 0) < 0, "a customer's proposal begins below");
	is(evidence_ln(&conf, 2, 0) >= log(1 / conf.promote_error), "two agents are enough");
}

static void
check_tested(void)
{
	is(!evidence_tested(&(struct rule){.voices = 1}), "one voice tests nothing");
	is(evidence_tested(&(struct rule){.voices = 2}), "a second one does");
	is(evidence_tested(&(struct rule){.voices = 1, .against = 1}), "and one against");
	is(!evidence_tested(&(struct rule){.voices = 5, .source = "person"}),
	    "a person's own rule is no hypothesis");
}

/* A book with so many claims at these weights. */
static double
needed(int confirmed, int contested)
{
	struct evidence_book book = {0};

	for (int i = 0; i < confirmed; i++)
		evidence_add(&book, 2);
	for (int i = 0; i < contested; i++)
		evidence_add(&book, 0);
	return evidence_needed(&book, &conf);
}

static void
check_book(void)
{
	struct evidence_book book = {0};

	is(near(needed(0, 0), conf.update_at), "nothing under test: the setting");
	is(near(needed(1, 0), conf.update_at), "one claim: the setting");
	is(near(needed(10, 10), conf.update_at), "half of them confirmed: the setting");
	is(needed(1, 100) > conf.update_at, "among many contested ones it takes more");
	is(needed(1, 10000) > needed(1, 100), "and among more, still more");
	is(needed(100, 10000) >= needed(1, 10000) - 1e-9, "low ones do not help each other");
	evidence_add(&book, 2);
	evidence_add(&book, 1e9);
	evidence_add(&book, -1e9);
	evidence_drop(&book, 2);
	evidence_drop(&book, 2);
	is(book.tested == 2, "what was not added cannot be dropped");
}

static void
check_doubt(void)
{
	double doubt = 0, sum;

	for (int i = 0; i < 1000; i++)
		doubt = evidence_doubt(doubt, true, 1);
	is(near(doubt, evidence_floor), "good years are remembered only so far");
	sum = evidence_enough * exp(evidence_doubt(0, true, 1)) +
	      (1 - evidence_enough) * exp(evidence_doubt(0, false, 1));
	is(near(sum, 1), "a bet against a rule that is just good enough is fair");
	is(evidence_doubt(0, false, 0.5) < evidence_doubt(0, false, 1), "a guess counts less");
}

int
main(void)
{
	if (conf_read(&conf, NULL) < 0)
		return 1;
	check_bets();
	check_tested();
	check_book();
	check_doubt();
	conf_free(&conf);
	return bad > 0;
}
