/* A target for the share of given answers that are wrong. */
#include "risk.h"

#include <math.h>

#include "stats.h"

const double risk_top = 6, risk_step = 0.2, risk_span = 2;

static const double SHRINK = 0.98; /* what a topic's offset keeps with every step */

static double
clip(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

static double
start(double alpha)
{
	return log((1 - alpha) / alpha);
}

static void
move_topic(struct risk *topic, double by)
{
	topic->theta = clip(topic->theta * SHRINK + risk_step * by, -risk_span, risk_span);
	topic->begun = true;
}

void
risk_answered(struct risk *all, struct risk *topic, double alpha, bool wrong)
{
	double by = (wrong ? 1.0 : 0.0) - alpha;

	if (!all->begun)
		all->theta = start(alpha);
	all->begun = true;
	all->theta += risk_step * by;
	all->answered++;
	all->wrong += wrong;
	if (!topic)
		return;
	move_topic(topic, by);
	topic->answered++;
	topic->wrong += wrong;
}

void
risk_passed(struct risk *all, struct risk *topic, double alpha, bool wrong)
{
	all->passed++;
	all->missed += wrong;
	if (!topic)
		return;
	move_topic(topic, (wrong ? 1.0 : 0.0) - alpha);
	topic->passed++;
	topic->missed += wrong;
}

double
risk_threshold(const struct risk *all, const struct risk *topic, double alpha)
{
	double theta = all->begun ? all->theta : start(alpha);

	if (topic)
		theta += topic->theta;
	return theta > risk_top ? 1 : 1 / (1 + exp(-theta));
}

double
risk_bound(double alpha, uint64_t answered)
{
	return alpha * (double)answered +
	       (risk_top + risk_step + risk_span - start(alpha)) / risk_step;
}

bool
risk_missed(const struct risk *all, double alpha)
{
	return all->begun &&
	       (all->theta > risk_top || stats_exact(all->wrong, all->answered, .05).low > alpha);
}

double
risk_always(const struct risk *all)
{
	double n = (double)(all->answered + all->passed);

	return n > 0 ? (double)(all->wrong + all->missed) / n : 0;
}

double
risk_least(const struct risk *all, double alpha)
{
	double mu = risk_always(all);

	return mu > alpha ? (mu - alpha) / (1 - alpha) : 0;
}
