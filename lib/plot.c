/* Plots as inline SVG. */
#include "plot.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum {
	WIDE = 360,
	HIGH = 150,
	LEFT = 38,
	RIGHT = 352,
	TOP = 12,
	BOTTOM = 126,
	LABEL_WIDE = 52,
	SPARK_HIGH = 28,
	SPARK_STEP = 9,
	SPARK_FROM = 20 /* weeks */
};

void
plot_day(char out[PLOT_DAY], int64_t time, bool year)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t seconds = (time_t)(time / 1000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	if (year)
		snprintf(out, PLOT_DAY, "%d %.3s %d", tm.tm_mday, months + 3 * (tm.tm_mon % 12),
		    (tm.tm_year + 1900) % 10000);
	else
		snprintf(out, PLOT_DAY, "%d %.3s", tm.tm_mday, months + 3 * (tm.tm_mon % 12));
}

/* The axis: from low to high by steps of 1, 2 or 5. */
struct axis {
	double low, high, step;
};

static struct axis
find_axis(const struct plot *p)
{
	struct axis a = {0, 0, 0};
	double most;

	for (uint32_t i = 0; i < p->n; i++) {
		a.high = fmax(a.high, p->value[i]);
		a.low = fmin(a.low, p->down ? -p->below[i] : 0);
	}
	most = fmax(a.high - a.low, p->places ? 1e-3 : 1);
	a.step = pow(10, floor(log10(most)));
	if (most / a.step <= 2)
		a.step /= 2;
	else if (most / a.step > 4)
		a.step *= 2;
	if (!p->places)
		a.step = fmax(1, ceil(a.step));
	a.high = ceil(a.high / a.step - 1e-9) * a.step;
	a.low = floor(a.low / a.step + 1e-9) * a.step;
	if (a.high - a.low < a.step)
		a.high = a.low + a.step;
	return a;
}

static double
y_of(const struct axis *a, double value)
{
	return (int)BOTTOM - (value - a->low) / (a->high - a->low) * (BOTTOM - TOP);
}

static double
step_of(const struct plot *p)
{
	return (double)(RIGHT - LEFT) / (p->n ? p->n : 1);
}

/* The middle of a week. */
static double
x_of(const struct plot *p, uint32_t i)
{
	return (int)LEFT + step_of(p) * (i + .5);
}

static void
put_number(struct buf *out, const struct plot *p, double value)
{
	buf_print(out, "%.*f%s", value == floor(value) ? 0 : p->places, value, p->unit);
}

static void
put_grid(struct buf *out, const struct plot *p, const struct axis *a)
{
	long steps = lround((a->high - a->low) / a->step);

	for (long i = 0; i <= steps; i++) {
		double v = a->low + (double)i * a->step, y = y_of(a, v);
		bool zero = fabs(v) < a->step / 2;

		buf_print(out,
		    "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
		    "<text class=\"y\" x=\"%d\" y=\"%.1f\">",
		    zero ? "zero" : "grid", LEFT, RIGHT, y, y, LEFT - 5, y + 3.5);
		put_number(out, p, zero ? 0 : fabs(v));
		buf_text(out, "</text>");
	}
}

/* As many days as there is room for, the first and the last among them. */
static void
put_days(struct buf *out, const struct plot *p)
{
	uint32_t most = (RIGHT - LEFT) / LABEL_WIDE;
	uint32_t every = p->n > most ? (p->n - 1 + most - 2) / (most - 1) : 1;

	for (uint32_t i = p->n; i > 0; i -= i > every ? every : i) {
		char day[PLOT_DAY];

		plot_day(day, p->from[i - 1], false);
		buf_print(out, "<text class=\"x\" x=\"%.1f\" y=\"%d\">%s</text>", x_of(p, i - 1),
		    HIGH - 8, day);
	}
}

/* What a pointer that rests on it is told. */
static void
put_tip(struct buf *out, const struct plot *p, uint32_t i, double value, const char *what)
{
	char day[PLOT_DAY];

	plot_day(day, p->from[i], false);
	buf_print(out, "<title>week of %s: ", day);
	put_number(out, p, value);
	buf_print(out, "%s%s</title>", what ? " " : "", what ? what : "");
}

static void
put_bar(struct buf *out, const struct plot *p, const struct axis *a, uint32_t i, double value,
    bool down)
{
	double wide = fmin(step_of(p) * .7, 36), from = y_of(a, down ? 0 : value),
	       to = y_of(a, down ? -value : 0);

	if (value <= 0)
		return;
	buf_print(out,
	    "<rect class=\"%s%s\" x=\"%.1f\" width=\"%.1f\" y=\"%.1f\" height=\"%.1f\" rx=\"1.5\">",
	    down ? "down" : "up", p->partial && i + 1 == p->n ? " part" : "", x_of(p, i) - wide / 2,
	    wide, from, to - from);
	put_tip(out, p, i, value, down ? p->down : p->up);
	buf_text(out, "</rect>");
}

static void
put_line(struct buf *out, const struct plot *p, const struct axis *a)
{
	bool open = false;

	buf_text(out, "<path class=\"line\" d=\"");
	for (uint32_t i = 0; i < p->n; i++) {
		if (p->value[i] >= 0)
			buf_print(out, "%c%.1f %.1f", open ? 'L' : 'M', x_of(p, i),
			    y_of(a, p->value[i]));
		open = p->value[i] >= 0;
	}
	buf_text(out, "\"/>");
	for (uint32_t i = 0; i < p->n; i++) {
		if (p->value[i] < 0)
			continue;
		buf_print(out, "<circle class=\"dot%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.2\">",
		    p->partial && i + 1 == p->n ? " part" : "", x_of(p, i), y_of(a, p->value[i]));
		put_tip(out, p, i, p->value[i], NULL);
		buf_text(out, "</circle>");
	}
}

static void
put_named(struct buf *out, const struct plot *p, const char *name, uint32_t i, double value)
{
	char day[PLOT_DAY];

	plot_day(day, p->from[i], true);
	buf_print(out, "%s ", name);
	put_number(out, p, value);
	buf_print(out, " in the week of %s", day);
}

/* For those who do not see it. */
static void
put_words(struct buf *out, const struct plot *p)
{
	uint32_t first = p->n, last = p->n, top = p->n;
	double up = 0, down = 0;

	for (uint32_t i = 0; i < p->n; i++) {
		if (p->value[i] < 0)
			continue;
		first = first == p->n ? i : first;
		last = i;
		top = top == p->n || p->value[i] > p->value[top] ? i : top;
		up += p->value[i];
		down += p->below[i];
	}
	if (p->down) {
		buf_print(out, "%.0f %s and %.0f %s in %u week%s.", up, p->up, down, p->down, p->n,
		    p->n == 1 ? "" : "s");
	} else if (last == p->n) {
		buf_text(out, "Nothing to show.");
	} else {
		put_named(out, p, "First", first, p->value[first]);
		put_named(out, p, ", last", last, p->value[last]);
		put_named(out, p, ", most", top, p->value[top]);
		buf_char(out, '.');
	}
	if (p->partial)
		buf_text(out, " The last week is not over.");
}

static void
put_head(struct buf *out, const struct plot *p, const char *class, int wide, int high)
{
	buf_print(out,
	    "<svg class=\"%s\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t %s-d\">"
	    "<title id=\"%s-t\">%s</title><desc id=\"%s-d\">",
	    class, wide, high, p->id, p->id, p->id, p->title, p->id);
	put_words(out, p);
	buf_text(out, "</desc>");
}

void
plot_draw(struct buf *out, const struct plot *p)
{
	struct axis a = find_axis(p);

	put_head(out, p, "plot", WIDE, HIGH);
	put_grid(out, p, &a);
	put_days(out, p);
	if (p->line)
		put_line(out, p, &a);
	for (uint32_t i = 0; i < p->n && !p->line; i++) {
		put_bar(out, p, &a, i, p->value[i], false);
		if (p->down)
			put_bar(out, p, &a, i, p->below[i], true);
	}
	buf_text(out, "</svg>\n");
}

void
plot_spark(struct buf *out, const struct plot *p)
{
	double top = 1;
	uint32_t from = p->n > SPARK_FROM ? p->n - SPARK_FROM : 0, n = p->n - from;

	for (uint32_t i = from; i < p->n; i++)
		top = fmax(top, p->value[i]);
	put_head(out, p, "spark", SPARK_STEP * SPARK_FROM, SPARK_HIGH);
	buf_print(out, "<line class=\"zero\" x1=\"0\" x2=\"%d\" y1=\"%d.5\" y2=\"%d.5\"/>",
	    SPARK_STEP * SPARK_FROM, SPARK_HIGH - 1, SPARK_HIGH - 1);
	for (uint32_t i = 0; i < n; i++) {
		double high = p->value[from + i] / top * (SPARK_HIGH - 4);

		if (high <= 0)
			continue;
		buf_print(out,
		    "<rect class=\"bad%s\" x=\"%u\" width=\"%d\" y=\"%.1f\" height=\"%.1f\" "
		    "rx=\"1\">",
		    p->partial && from + i + 1 == p->n ? " part" : "",
		    (SPARK_FROM - n + i) * SPARK_STEP + 1, SPARK_STEP - 2, SPARK_HIGH - 1 - high,
		    high);
		put_tip(out, p, from + i, p->value[from + i], NULL);
		buf_text(out, "</rect>");
	}
	buf_text(out, "</svg>\n");
}
