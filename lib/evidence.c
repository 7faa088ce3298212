/* Evidence as a process of bets. */
#include "evidence.h"

#include <math.h>
#include <string.h>

const double evidence_enough = 0.6, evidence_floor = -8;

static const double STAKE = 0.8, QUARTER = 0.25, LOWEST = -32;

/* ln of what a word of weight 1 multiplies by. */
static double
ln_base(const struct conf *c)
{
	double unit = c->weight_agent > 0 ? c->weight_agent : 1;

	return log((1 - c->false_repeat) / c->false_repeat) / unit;
}

double
evidence_factor(const struct conf *c, double weight)
{
	return exp(weight * ln_base(c));
}

double
evidence_repeat(const struct conf *c, double weight)
{
	return 1 / (1 + evidence_factor(c, weight));
}

double
evidence_ln(const struct conf *c, double support, double against)
{
	return (support - against - c->weight_agent) * ln_base(c);
}

bool
evidence_tested(const struct rule *r)
{
	bool person = r->source && strcmp(r->source, "person") == 0;

	return !person && (r->voices > 1 || (r->voices == 1 && r->against > 0));
}

static uint32_t *
level(struct evidence_book *b, double net)
{
	double at = floor((net - LOWEST) / QUARTER + 1e-9);

	return &b->at[at < 0 ? 0 : at >= (double)EVIDENCE_LEVELS ? EVIDENCE_LEVELS - 1 : (int)at];
}

void
evidence_add(struct evidence_book *b, double net)
{
	++*level(b, net);
	b->tested++;
}

void
evidence_drop(struct evidence_book *b, double net)
{
	uint32_t *at = level(b, net);

	if (*at > 0) {
		--*at;
		b->tested--;
	}
}

double
evidence_needed(const struct evidence_book *b, const struct conf *c)
{
	double wanted = INFINITY;
	uint32_t above = 0;

	if (b->tested == 0)
		return c->update_at;
	/* The lowest level at which all that stand there or higher may be taken. */
	for (int i = EVIDENCE_LEVELS - 1; i >= 0; i--) {
		double net = LOWEST + QUARTER * i;

		above += b->at[i];
		if (above > 0 &&
		    evidence_ln(c, net, 0) >= log((double)b->tested / (above * c->promote_error)))
			wanted = net;
	}
	/* None may be: one alone would have to stand this high. */
	if (isinf(wanted))
		wanted = c->weight_agent + log(b->tested / c->promote_error) / ln_base(c);
	return fmax(wanted, c->update_at);
}

double
evidence_doubt(double doubt, bool good, double sure)
{
	double stake = STAKE * sure;

	doubt += log(1 + stake * (evidence_enough - (good ? 1.0 : 0.0)) / evidence_enough);
	return fmax(doubt, evidence_floor);
}
