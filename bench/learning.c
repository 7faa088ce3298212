/*
 * What the learning core promises, simulated: many rules looked at every night, true ones, false
 * ones, and ones that turn.  All of it runs through the pure core (evidence, learn), from a seed;
 * one table, exit status 1 when a promise does not hold.  learning [SEED]
 */
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifndef MATHLIB_STANDALONE
#define MATHLIB_STANDALONE
#endif
#include <Rmath.h>

#include "conf.h"
#include "diag.h"
#include "evidence.h"
#include "learn.h"
#include "policy.h"
#include "split.h"
#include "splitmix.h"
#include "trial.h"

#define RULES 1000
#define NIGHTS 365
#define YEARS 1000
#define ANSWERS 10

static const double WORDS = 0.2; /* chance that somebody speaks on a claim on a day */

static struct conf conf;
static int broken;

static uint64_t state;

static double
uniform(void)
{
	return splitmix_unit(&state);
}

static bool
chance(double p)
{
	return uniform() < p;
}

static void
row(const char *what, const char *promised, const char *measured, bool held)
{
	printf("%-66s %-22s %-34s %s\n", what, promised, measured, held ? "ok" : "NOT HELD");
	broken += !held;
}

static const char *__attribute__((format(printf, 1, 2)))
words(const char *fmt, ...)
{
	static char text[8][80];
	static int at;
	va_list ap;

	at = (at + 1) % 8;
	va_start(ap, fmt);
	vsnprintf(text[at], sizeof(text[at]), fmt, ap);
	va_end(ap);
	return text[at];
}

/* A claim that an agent has made, and how often others say it again. */
struct claim {
	struct rule rule;
	double again;
	int used; /* the night from which it is, 0: not yet */
};

static void
claim_init(struct claim *c, double again)
{
	*c = (struct claim){.again = again,
		.rule = {.status = RULE_PENDING,
			.act = ACT_SAY,
			.category = "fact",
			.support = conf.weight_agent,
			.voices = 1,
			.staff = 1}};
}

static void
hear(struct claim *c, struct evidence_book *book)
{
	struct rule *r = &c->rule;

	if (!chance(WORDS))
		return;
	if (evidence_tested(r))
		evidence_drop(book, r->support - r->against);
	if (chance(c->again)) {
		r->support += conf.weight_agent;
		r->voices++;
		r->staff++;
	} else {
		r->against += conf.weight_agent;
	}
	evidence_add(book, r->support - r->against);
}

/* A year of nightly looks at n claims together. */
static void
year(struct claim *claims, int n)
{
	struct evidence_book book = {0};

	for (int night = 1; night <= NIGHTS; night++) {
		double needed;

		for (int i = 0; i < n; i++)
			hear(&claims[i], &book);
		needed = evidence_needed(&book, &conf);
		for (int i = 0; i < n; i++)
			if (!claims[i].used &&
			    rule_in_force(learn_standing(&claims[i].rule, &conf, needed).status))
				claims[i].used = night;
	}
}

static int
by_number(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
quantile(int *at, int n, double q)
{
	qsort(at, (size_t)n, sizeof(*at), by_number);
	return n == 0 ? 0 : at[(int)ceil(q * n) - 1];
}

/* The share of claims without any truth that come into force, each on its own and all together. */
static void
false_claims(void)
{
	static struct claim claims[2 * RULES];
	double repeat = evidence_repeat(&conf, conf.weight_agent);
	int alone = 0, together = 0, good = 0, bad = 0;

	for (int i = 0; i < RULES; i++) {
		claim_init(&claims[i], repeat);
		year(&claims[i], 1);
		alone += claims[i].used > 0;
	}
	row(words("%d false claims, a year of nightly looks, each alone", RULES),
	    words("<= %.1f%% ever used", 100 * conf.promote_error),
	    words("%.1f%%", 100.0 * alone / RULES), alone <= RULES * conf.promote_error);
	for (int i = 0; i < RULES; i++)
		claim_init(&claims[i], repeat);
	year(claims, RULES);
	for (int i = 0; i < RULES; i++)
		together += claims[i].used > 0;
	row(words("%d false claims in one store", RULES),
	    words("<= %.1f%% ever used", 100 * conf.promote_error),
	    words("%.1f%%", 100.0 * together / RULES), together <= RULES * conf.promote_error);
	for (int i = 0; i < 2 * RULES; i++)
		claim_init(&claims[i], i < RULES ? repeat : 0.9);
	year(claims, 2 * RULES);
	for (int i = 0; i < 2 * RULES; i++) {
		bad += i < RULES && claims[i].used;
		good += i >= RULES && claims[i].used;
	}
	row(words("%d false and %d true ones (said again in 90%%) in one store", RULES, RULES),
	    words("<= %.1f%% of used false", 100 * conf.promote_error),
	    words("%.1f%% of %d", 100.0 * bad / (good + bad), good + bad),
	    bad <= (good + bad) * conf.promote_error);
}

/* The fewest words after which a test of fixed size has this power, and how many have to agree. */
static int
fixed_size(double null, double again, double error, double power, int *agree)
{
	for (int n = 1; n < 1000; n++)
		for (int k = 1; k <= n; k++)
			if (pbinom(k - 1, n, null, 0, 0) <= error) {
				*agree = k;
				if (pbinom(k - 1, n, again, 0, 0) >= power)
					return n;
				break;
			}
	return 0;
}

static int
fixed_night(int n, int agree, double again)
{
	int heard = 0, said = 0;

	for (int night = 1; night <= NIGHTS; night++) {
		if (!chance(WORDS))
			continue;
		said += chance(again);
		if (++heard == n)
			return said >= agree ? night : 0;
	}
	return 0;
}

static void
true_claims(double again)
{
	static struct claim claims[RULES];
	static int nights[RULES], fixed[RULES];
	int n = 0, m = 0, agree = 0;
	double null = evidence_repeat(&conf, conf.weight_agent);
	int size = fixed_size(null, again, conf.promote_error, 0.95, &agree);
	int fast, slow;

	for (int i = 0; i < RULES; i++)
		claim_init(&claims[i], again);
	year(claims, RULES);
	for (int i = 0; i < RULES; i++) {
		int night = fixed_night(size, agree, again);

		if (claims[i].used)
			nights[n++] = claims[i].used;
		if (night)
			fixed[m++] = night;
	}
	fast = quantile(nights, n, .5);
	slow = quantile(fixed, m, .5);
	row(words("%d true claims, said again in %.0f%%: nights until used", RULES, 100 * again),
	    "95% used in a year",
	    words("%.1f%%, half by %d, 90%% by %d", 100.0 * n / RULES, fast,
		quantile(nights, n, .9)),
	    n >= RULES * .95);
	row(words("  a test of fixed size (%d words, power 95%%) instead", size), "",
	    words("%.1f%%, half by %d, 90%% by %d", 100.0 * m / RULES, slow,
		quantile(fixed, m, .9)),
	    true);
}

/* How many answers, each ending well with this chance, until the rule is withdrawn; 0: never. */
static int
until_withdrawn(struct rule *r, double good, int most)
{
	for (int i = 1; i <= most; i++) {
		r->doubt = evidence_doubt(r->doubt, chance(good), 1);
		if (learn_withdraw(r, &conf))
			return i;
	}
	return 0;
}

static void
good_rules(void)
{
	int withdrawn = 0, unlucky = 0, edge = 0, answers = NIGHTS * ANSWERS;
	double bound = conf.withdraw_error * (1 + answers * exp(evidence_floor));

	for (int i = 0; i < YEARS; i++) {
		struct rule r = {.status = RULE_ACTIVE};

		withdrawn += until_withdrawn(&r, .95, answers) > 0;
		r.doubt = 0;
		/* Its first two answers end badly, in unusual circumstances. */
		r.doubt = evidence_doubt(evidence_doubt(0, false, 1), false, 1);
		unlucky += until_withdrawn(&r, .95, answers) > 0;
		r.doubt = 0;
		edge += until_withdrawn(&r, evidence_enough, answers) > 0;
	}
	row(words("a rule that is right in 95%%, %d years of %d answers", YEARS, answers),
	    "never withdrawn", words("%d withdrawn", withdrawn), withdrawn == 0);
	row("  the same, and its first two answers end badly", "never withdrawn",
	    words("%d withdrawn", unlucky), unlucky == 0);
	row(words("a rule that is just good enough (%.0f%%)", 100 * evidence_enough),
	    words("<= %.1f%% withdrawn", 100 * bound), words("%.1f%%", 100.0 * edge / YEARS),
	    edge <= bound * YEARS);
}

static void
turned_rules(double after, int most)
{
	static int old[YEARS], fresh[YEARS];
	int n = 0, m = 0;

	for (int i = 0; i < YEARS; i++) {
		struct rule r = {.status = RULE_ACTIVE};
		int cases = until_withdrawn(&r, after, 10000);

		if (cases)
			fresh[m++] = cases;
		r.doubt = 0;
		(void)until_withdrawn(&r, .95, NIGHTS * ANSWERS / 2);
		if ((cases = until_withdrawn(&r, after, 10000)))
			old[n++] = cases;
	}
	row(words("right in 95%% for half a year, then in %.0f%%: cases until withdrawn",
		100 * after),
	    words("99%% within %d", most),
	    words("half %d, 99%% %d, all %d", quantile(old, n, .5), quantile(old, n, .99),
		quantile(old, n, 1)),
	    n == YEARS && quantile(old, n, .99) <= most);
	row(words("  from its first answer right in %.0f%%", 100 * after), "",
	    words("half %d, 99%% %d, all %d", quantile(fresh, m, .5), quantile(fresh, m, .99),
		quantile(fresh, m, 1)),
	    m == YEARS);
}

/* Until when a trial of so many conversations finds something; 0: it finds nothing. */
static int
until_found(double share, double with, double without, int most, enum trial_finding *finding)
{
	struct trial t = {0};

	for (int i = 1; i <= most; i++) {
		bool used = chance(share);

		trial_add(&t, used, chance(used ? with : without));
		*finding = trial_finding(&t, conf.promote_error, conf.withdraw_error);
		if (*finding != TRIAL_UNDECIDED)
			return i;
	}
	return 0;
}

static void
trials(void)
{
	static int at[YEARS];
	int helps = 0, harms = 0, n = 0, right = 0, most = NIGHTS * ANSWERS;
	enum trial_finding f;

	for (int i = 0; i < YEARS; i++) {
		(void)until_found(conf.trial_share, .8, .8, most, &f);
		helps += f == TRIAL_HELPS;
		harms += f == TRIAL_HARMS;
	}
	row(words("%d trials of no effect, a year of %d ends, looked at after each", YEARS, most),
	    words("<= %.1f%% let in, withdrawn", 100 * conf.promote_error),
	    words("%.1f%% let in, %.1f%% withdrawn", 100.0 * helps / YEARS, 100.0 * harms / YEARS),
	    helps <= YEARS * conf.promote_error && harms <= YEARS * conf.withdraw_error);
	for (int round = 0; round < 2; round++) {
		n = right = 0;
		for (int i = 0; i < YEARS; i++) {
			int end = round ? until_found(conf.trial_share, .6, .9, most, &f)
					: until_found(conf.trial_share, .9, .6, most, &f);

			if (!end)
				continue;
			at[n++] = end;
			right += f == (round ? TRIAL_HARMS : TRIAL_HELPS);
		}
		row(round ? "  60% end well with it, 90% without: ends until found"
			  : "  90% end well with it, 60% without: ends until found",
		    "95% found, and right",
		    words("%.1f%%, half by %d, 90%% by %d", 100.0 * right / YEARS,
			quantile(at, n, .5), quantile(at, n, .9)),
		    right >= YEARS * .95);
	}
}

/* A shop whose customers change their minds: the rate of each item by segment and season. */
#define ITEMS 5
#define SEGMENTS 2
#define ROUNDS 6000
#define SEASONS 3

static double
rate_of(int item, int segment, int round)
{
	static const double rates[SEASONS][SEGMENTS][ITEMS] = {
		{{.5, .3, .2, .4, .1}, {.3, .6, .2, .3, .2}},
		{{.3, .3, .6, .2, .1}, {.3, .2, .5, .3, .4}},
		{{.4, .2, .1, .3, .6}, {.5, .3, .2, .6, .1}},
	};

	return rates[round * SEASONS / ROUNDS][segment][item];
}

struct shop {
	struct arm all[ITEMS], segment[SEGMENTS][ITEMS];
	double yes[ITEMS], n[ITEMS]; /* for the greedy one, which forgets nothing */
};

enum way { THOMPSON, GREEDY, DEFAULT, FIXED };

static int
pick(struct shop *s, enum way way, int segment, int fixed, double *chances)
{
	struct item items[ITEMS];
	int best = 0;

	if (way == DEFAULT || way == FIXED)
		return way == FIXED ? fixed : 0;
	if (way == GREEDY) {
		for (int i = 1; i < ITEMS; i++)
			if ((s->yes[i] + 1) / (s->n[i] + 2) > (s->yes[best] + 1) / (s->n[best] + 2))
				best = i;
		return chance(.1) ? (int)(uniform() * ITEMS) : best;
	}
	for (int i = 0; i < ITEMS; i++)
		items[i] = (struct item){.all = s->all[i], .segment = s->segment[segment][i]};
	policy_chances(items, ITEMS, 0, .2, chances);
	return (int)policy_pick(chances, ITEMS, (uint64_t)(uniform() * 0x1p53) << 11);
}

/* What a way of choosing earns less than the best of each round, over all rounds. */
static double
regret(enum way way, int fixed)
{
	struct shop s = {0};
	double lost = 0, chances[ITEMS];

	for (int t = 0; t < ROUNDS; t++) {
		int segment = chance(.5), item = pick(&s, way, segment, fixed, chances);
		double best = 0;
		bool yes = chance(rate_of(item, segment, t));

		for (int i = 0; i < ITEMS; i++)
			best = fmax(best, rate_of(i, segment, t));
		lost += best - rate_of(item, segment, t);
		arm_add(&s.all[item], yes);
		arm_add(&s.segment[segment][item], yes);
		s.yes[item] += yes;
		s.n[item]++;
	}
	return lost;
}

static void
recommending(void)
{
	double ours = 0, greedy = 0, safe = 0, fixed = INFINITY;

	for (int i = 0; i < 5; i++) {
		ours += regret(THOMPSON, 0) / 5;
		greedy += regret(GREEDY, 0) / 5;
		safe += regret(DEFAULT, 0) / 5;
	}
	for (int i = 0; i < ITEMS; i++)
		fixed = fmin(fixed, regret(FIXED, i));
	row(words("%d recommendations, customers change twice: lost of the best", ROUNDS),
	    "less than the others", words("%.0f", ours), ours < greedy && ours < fixed);
	row("  epsilon-greedy (0.1)", "", words("%.0f", greedy), true);
	row("  always the one that is best on average, known beforehand", "", words("%.0f", fixed),
	    true);
	row("  always the default", "", words("%.0f", safe), true);
}

#define RUNS 200
#define CHOICES 1000

/* How often the interval holds what another policy earns, looked at three times. */
static void
judging_policies(void)
{
	static struct logged log[CHOICES];
	int held = 0;
	double width = 0, off = 0;

	for (int run = 0; run < RUNS; run++) {
		struct shop s = {0};
		double chances[ITEMS], truth = (.2 + .2) / 2; /* item 2 in the first season */
		bool all = true;

		for (int t = 0; t < CHOICES; t++) {
			int segment = chance(.5), item;
			bool yes;

			(void)pick(&s, THOMPSON, segment, 0, chances);
			for (int i = 0; i < ITEMS;
			    i++) /* a tenth at random, so that all are seen */
				chances[i] = .9 * chances[i] + .1 / ITEMS;
			item =
			    (int)policy_pick(chances, ITEMS, (uint64_t)(uniform() * 0x1p53) << 11);
			yes = chance(rate_of(item, segment, 0));
			log[t] = (struct logged){.logged = chances[item],
				.wanted = item == 2,
				.largest = 1 / chances[2],
				.reward = yes,
				.expected = (s.yes[item] + 1) / (s.n[item] + 2),
				.expected_wanted = (s.yes[2] + 1) / (s.n[2] + 2)};
			arm_add(&s.all[item], yes);
			arm_add(&s.segment[segment][item], yes);
			s.yes[item] += yes;
			s.n[item]++;
		}
		for (int n = CHOICES / 4; n <= CHOICES; n *= 2) {
			struct estimate e = policy_estimate(log, (size_t)n, .05);

			all &= e.interval.low <= truth && truth <= e.interval.high;
			if (n == CHOICES) {
				width += (e.interval.high - e.interval.low) / RUNS;
				off += fabs(e.dr - truth) / RUNS;
			}
		}
		held += all;
	}
	row(words("%d logs of %d choices: the interval holds the truth, 3 looks", RUNS, CHOICES),
	    ">= 95.0%",
	    words("%.1f%%, width %.2f, DR off by %.3f", 100.0 * held / RUNS, width, off),
	    held >= .95 * RUNS);
}

#define PAIRS 500
#define CASES 64

/* Cases of two answers: five fields, of which the country decides, but for a false share. */
static int
tell_apart(struct arena *a, double wrong, bool matters)
{
	static struct split s;
	struct split_found f;

	arena_clear(a);
	memset(&s, 0, sizeof(s));
	for (int i = 1; i <= CASES; i++) {
		int country = (int)(uniform() * 4);
		bool second = matters ? (country > 1) != chance(wrong) : chance(.5);
		const char *text = arena_print(a,
		    "{\"channel\":\"%d\",\"locale\":\"%d\",\"context\":{\"country\":\"%d\","
		    "\"plan\":\"%d\",\"new\":%d,\"order\":%d}}",
		    chance(.5), (int)(uniform() * 3), country, (int)(uniform() * 5), chance(.2),
		    (int)(uniform() * 1e6));

		split_add(&s, json_read_in(a, text, strlen(text)), second);
		if (i % 4 != 0 || !split_find(&f, a, &s, conf.field_error))
			continue;
		return matters && strcmp(f.field, "country") != 0 ? -1 : i;
	}
	return 0;
}

static void
fields(void)
{
	static const double wrong[] = {0, .1, .2};
	struct arena a = {0};
	int found = 0, at[PAIRS];

	for (int i = 0; i < PAIRS; i++)
		found += tell_apart(&a, 0, false) != 0;
	row(words("%d pairs of answers, no field matters, looked at throughout %d cases", PAIRS,
		CASES),
	    words("<= %.1f%% told apart", 100 * conf.field_error),
	    words("%.1f%%", 100.0 * found / PAIRS), found <= conf.field_error * PAIRS);
	for (int k = 0; k < 3; k++) {
		int n = 0, off = 0;

		for (int i = 0; i < PAIRS; i++) {
			int when = tell_apart(&a, wrong[k], true);

			off += when < 0;
			if (when > 0)
				at[n++] = when;
		}
		row(words("  one of five decides, %.0f%% of the cases false", 100 * wrong[k]), "",
		    words("%.0f%% by %d, median %d, other field %.1f%%", 100.0 * n / PAIRS, CASES,
			quantile(at, n, .5), 100.0 * off / PAIRS),
		    true);
	}
	arena_free(&a);
}

int
main(int argc, char *argv[])
{
	diag_start(argv[0]);
	state = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	if (conf_read(&conf, NULL) < 0)
		give_up();
	false_claims();
	true_claims(.95);
	true_claims(.8);
	good_rules();
	turned_rules(0, 30);
	turned_rules(.1, 50);
	turned_rules(.3, 150);
	trials();
	recommending();
	judging_policies();
	fields();
	conf_free(&conf);
	finish();
	return broken > 0;
}
