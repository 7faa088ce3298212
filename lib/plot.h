/*
 * Plots as inline SVG, without scripts: bars or a line over weeks.  Colours come from the page's
 * style sheet; every plot has a title and a description for those who do not see it.
 */
#ifndef FL_PLOT_H
#define FL_PLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "mem.h"

enum { PLOT_POINTS = 64 };

struct plot {
	const char *id;	       /* ours, unique on the page */
	const char *title;     /* "Wrong answers per 1,000" */
	const char *unit;      /* behind each number, "" or " %" */
	const char *up, *down; /* of two rows of bars: what each is; else NULL */
	int places;	       /* after the point */
	bool line;	       /* a line through points, else bars */
	bool partial;	       /* the last one is not whole yet */
	uint32_t n;
	int64_t from[PLOT_POINTS]; /* when each week begins */
	double value[PLOT_POINTS]; /* below zero: there is none */
	double below[PLOT_POINTS]; /* of the second row, drawn downwards */
};

/* Append it as an <svg> with an axis, or as a small one without. */
void plot_draw(struct buf *out, const struct plot *p);
void plot_spark(struct buf *out, const struct plot *p);

/* "2 Mar" and "2 Mar 2026", UTC. */
enum { PLOT_DAY = 16 };
void plot_day(char out[PLOT_DAY], int64_t time, bool year);

#endif
