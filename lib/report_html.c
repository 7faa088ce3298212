/* The morning report as a page for a browser. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "plot.h"
#include "record.h"
#include "report_parts.h"
#include "report_style.h"

enum { OVERVIEW_FROM = 4 /* patterns */ };

/* Text as text, in an element or between the quotes of an attribute. */
static void
put_plain(struct buf *out, const char *text, size_t most)
{
	char *safe = report_safe(text, most);

	for (const char *c = safe; *c; c++)
		switch (*c) {
		case '<':
			buf_text(out, "&lt;");
			break;
		case '>':
			buf_text(out, "&gt;");
			break;
		case '&':
			buf_text(out, "&amp;");
			break;
		case '"':
			buf_text(out, "&quot;");
			break;
		case '\'':
			buf_text(out, "&#39;");
			break;
		default:
			buf_char(out, *c);
		}
	mem_free(safe);
}

/* What somebody wrote, in its own direction, so that it cannot turn ours around. */
static void
put_text(struct buf *out, const char *text)
{
	buf_text(out, "<bdi>");
	put_plain(out, text, 2 * REPORT_TEXT);
	buf_text(out, "</bdi>");
}

static void
put_code(struct buf *out, const char *text)
{
	buf_text(out, "<code>");
	put_text(out, text);
	buf_text(out, "</code>");
}

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static const char *
is_or_are(size_t n)
{
	return n == 1 ? "is" : "are";
}

/* --- a pattern --- */

/* Who wrote one text of a conversation. */
enum speaker { CUSTOMER, BOT, PERSON };

static void
put_said(struct buf *out, enum speaker who, const char *text, const char *note)
{
	static const struct {
		const char *class, *name;
	} speakers[] = {{"customer", "Customer"}, {"bot", "Bot"}, {"person", "A person, instead"}};

	if (!text)
		return;
	buf_print(out, "<li class=\"%s\"><span class=\"who\">%s%s%s</span><span class=\"say\">",
	    speakers[who].class, speakers[who].name, note ? ", " : "", note ? note : "");
	put_text(out, text);
	buf_text(out, "</span></li>\n");
}

/* "rejected, handed over" */
static const char *
signals_of(struct buf *room, uint32_t signals)
{
	buf_clear(room);
	for (int s = 0; s < SIGNALS; s++)
		if (signals >> s & 1) {
			size_t at = room->len + (room->len ? 2 : 0);

			buf_print(room, "%s%s", room->len ? ", " : "",
			    pattern_signal_name((enum signal_kind)s));
			for (; at < room->len; at++)
				if (room->text[at] == '_')
					room->text[at] = ' ';
		}
	return room->len ? room->text : "failed";
}

static void
put_talks(struct buf *out, const struct pattern_talk *talks)
{
	struct buf room = {0};
	size_t n = 0;

	while (n < PATTERN_TALKS && talks[n].n)
		n++;
	if (n == 0)
		return;
	buf_print(out, "<details><summary>%zu typical conversation%s</summary>\n", n, plural(n));
	for (size_t i = 0; i < n; i++) {
		buf_text(out, "<h4>");
		report_day(out, talks[i].at[0].time);
		buf_text(out, "</h4>\n<ol class=\"talk\">\n");
		for (uint32_t k = 0; k < talks[i].n; k++) {
			const struct pattern_turn *t = &talks[i].at[k];

			put_said(out, CUSTOMER, t->question, NULL);
			put_said(out, BOT, t->said,
			    t->failed ? signals_of(&room, t->signals) : NULL);
			put_said(out, PERSON, t->right, NULL);
		}
		buf_text(out, "</ol>\n");
	}
	buf_text(out, "</details>\n");
	buf_free(&room);
}

static void
put_state(struct buf *out, const struct pattern *one)
{
	static const char *const classes[PATTERN_STATES] = {"blue", "bad", "", "", "good", "bad"};

	buf_print(out, "<span class=\"chip %s\">%s</span>", classes[one->state],
	    pattern_state_name(one->state));
	if (one->gap && one->state != PATTERN_MENDED)
		buf_text(out, "<span class=\"chip warn\">gap: no rule answers</span>");
}

static void
put_weeks(struct buf *out, const struct pattern *one, size_t number, int64_t latest)
{
	char id[32];
	struct plot plot = {.id = id,
		.title = "Customers it failed, week by week",
		.unit = "",
		.up = NULL,
		.n = one->weeks};
	const int64_t week = 7 * 86400000LL, monday = (latest / 86400000 + 3) / 7 * week;

	snprintf(id, sizeof(id), "w%zu", number);
	for (uint32_t i = 0; i < one->weeks && i < PLOT_POINTS; i++) {
		plot.from[i] = monday - 3 * 86400000LL - (one->weeks - 1 - i) * week;
		plot.value[i] = one->per_week[i];
	}
	plot_spark(out, &plot);
}

static void
put_story(struct buf *out, const struct pattern *one)
{
	char from[TIME_TEXT], to[TIME_TEXT];

	if (one->mending.rule) {
		buf_text(out, "<p>Rule ");
		put_code(out, one->mending.rule);
		buf_text(out, " answers since ");
		report_day(out, one->mending.since);
		buf_print(out,
		    ": failed <strong>%u of %u</strong> customers before, "
		    "<strong>%u of %u</strong> since.</p>\n",
		    one->mending.before[0], one->mending.before[1], one->mending.after[0],
		    one->mending.after[1]);
	}
	if (one->burst.customers) {
		time_print(from, one->burst.from);
		time_print(to, one->burst.to);
		buf_print(out, "<p>A burst: %u customers between %.16s and %.16s UTC.</p>\n",
		    one->burst.customers, from, to);
	}
	if (one->split) {
		buf_text(out, "<p>It was part of ");
		put_code(out, one->split);
		buf_text(out, ".</p>\n");
	}
	for (uint32_t i = 0; i < one->merged.n; i++) {
		buf_text(out, "<p>");
		put_code(out, one->merged.at[i]);
		buf_text(out, " is part of it now.</p>\n");
	}
}

static void
put_answers(struct buf *out, const struct pattern *one)
{
	if (one->answer_count == 0)
		return;
	buf_print(out, "<h4>What people said instead%s</h4>\n<ul class=\"side\">\n",
	    one->draft.against ? ": they contradict each other" : "");
	for (uint32_t i = 0; i < one->answer_count; i++) {
		const struct pattern_answer *a = &one->answers[i];

		buf_text(out, "<li><p>");
		put_text(out, a->say);
		buf_text(out, a->against
				  ? "</p><p><span class=\"chip bad\">contradicts the draft</span>"
				  : "");
		buf_print(out, "</p><span class=\"soft small\">%u time%s: ", a->n, plural(a->n));
		for (uint32_t k = 0; k < a->sources.n; k++) {
			buf_text(out, k ? " " : "");
			put_code(out, a->sources.at[k]);
		}
		buf_text(out, a->n > a->sources.n ? " …</span></li>\n" : "</span></li>\n");
	}
	buf_text(out, "</ul>\n");
}

static void
put_items(struct buf *out, const char *title, const struct pattern_list *l)
{
	if (l->n == 0)
		return;
	buf_print(out, "<h4>%s</h4>\n<ul>\n", title);
	for (uint32_t i = 0; i < l->n; i++) {
		buf_text(out, "<li>");
		put_text(out, l->at[i]);
		buf_text(out, "</li>\n");
	}
	buf_text(out, "</ul>\n");
}

static void
put_codes(struct buf *out, const char *title, const struct pattern_list *l)
{
	if (l->n == 0)
		return;
	buf_print(out, "<p>%s: ", title);
	for (uint32_t i = 0; i < l->n && i < 12; i++) {
		buf_text(out, i ? " " : "");
		put_code(out, l->at[i]);
	}
	buf_print(out, "%s</p>\n", l->n > 12 ? " …" : "");
}

/* The rest, for who wants to know. */
static void
put_figures(struct buf *out, const struct pattern *one)
{
	buf_text(out, "<details><summary>Questions, answers and figures</summary>\n");
	put_items(out, "What customers asked", &one->examples);
	put_items(out, "What the bot said", &one->said);
	buf_text(out, "<h4>Figures</h4>\n<p>");
	put_code(out, one->id);
	buf_print(out,
	    " · %u of %u times asked failed · known how it ended: %u times, of whom "
	    "%.0f to %.0f&nbsp;%% failed · harm %.1f",
	    one->failed, one->asked, one->known, one->interval[0] * 100, one->interval[1] * 100,
	    one->harm);
	if (one->inferred > 0)
		buf_print(out, " · %.0f&nbsp;%% only inferred", one->inferred * 100);
	buf_text(out, "</p>\n<p>How it showed: ");
	for (int s = 0, any = 0; s < SIGNALS; s++)
		if (one->signals[s])
			buf_print(out, "%s%s %u", any++ ? ", " : "",
			    pattern_signal_name((enum signal_kind)s), one->signals[s]);
	buf_text(out, ".</p>\n");
	put_codes(out, "Corrections", &one->corrections);
	put_codes(out, "Rules that had a part", &one->rules);
	buf_text(out, "</details>\n");
}

/* Why it failed, and which rule is to blame or was missed. */
static void
put_cause(struct buf *out, const struct pattern_cause *c)
{
	if (!c->name)
		return;
	buf_print(out, "<p><strong>Why:</strong> %s", c->name);
	if (c->evidence) {
		buf_text(out, ": ");
		put_text(out, c->evidence);
	}
	if (c->rule) {
		buf_text(out, ". Rule to blame: ");
		put_code(out, c->rule);
	}
	if (c->knows) {
		buf_text(out, ". What is right says rule ");
		put_code(out, c->knows);
	}
	buf_print(out,
	    ". <span class=\"soft\">To change: %s; so say %u of %u failures that were looked "
	    "into.</span></p>\n",
	    c->adjust, c->times, c->of);
}

/* The rule that people's answers would make, as it would be edited. */
static void
put_draft(struct buf *out, const struct pattern *one)
{
	if (!pattern_unruled(one) || !one->draft.say || one->state == PATTERN_MENDED)
		return;
	buf_text(out, "<h4>Draft of a rule</h4>\n<pre>say: ");
	put_text(out, one->draft.say);
	buf_text(out, "\nquestions:");
	for (uint32_t i = 0; i < one->examples.n && i < 3; i++) {
		buf_text(out, "\n  - ");
		put_text(out, one->examples.at[i]);
	}
	buf_text(out, "\nfrom:");
	for (uint32_t i = 0; i < one->draft.sources.n; i++) {
		buf_text(out, i ? ", " : " ");
		put_text(out, one->draft.sources.at[i]);
	}
	buf_text(out, "</pre>\n");
}

static void
put_document(struct buf *out, const struct pattern_document *d)
{
	if (!d->text)
		return;
	buf_text(out, "<h4>This document seems to hold the answer</h4>\n<p><strong>");
	put_text(out, d->title ? d->title : d->id);
	buf_text(out, "</strong>");
	if (d->source) {
		buf_text(out, " <span class=\"soft small\">");
		put_text(out, d->source);
		buf_text(out, "</span>");
	}
	buf_text(out, "</p>\n<p class=\"quote\">");
	put_text(out, d->text);
	buf_text(out, "</p>\n");
}

/* May a shell be given it?  People copy what they are told to run; others chose the ids. */
static bool
is_plain_id(const char *id)
{
	size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

	return n > 0 && n < 40 && !id[n] && id[0] != '-';
}

/* What is to be done about it. */
static void
put_todo(struct buf *out, const struct pattern *one)
{
	enum pattern_todo todo = pattern_todo(one);

	if (todo == TODO_NOTHING)
		return;
	buf_print(out, "<p class=\"todo\"><strong>What to do:</strong> %s",
	    pattern_todo_words(todo));
	if (todo == TODO_ASK) {
		buf_text(out, ": ");
		put_text(out, one->question);
	} else if (todo == TODO_LOOK) {
		buf_text(out, ": <code>fl-correct --show");
		for (uint32_t i = 0; i < one->rules.n && i < 3; i++)
			if (is_plain_id(one->rules.at[i]))
				buf_print(out, " %s", one->rules.at[i]);
		buf_text(out, "</code>");
	} else {
		buf_text(out, ": <code class=\"cmd\">fl-correct --review</code>");
	}
	buf_text(out, "</p>\n");
}

/* Silence makes it a range. */
static void
put_rate(struct buf *out, const double rate[2])
{
	buf_print(out, "<strong>%.0f", rate[0] * 100);
	if (pattern_silent(rate))
		buf_print(out, "–%.0f", rate[1] * 100);
	buf_text(out, "&nbsp;%</strong>");
}

static void
put_body(struct buf *out, const struct report *r, size_t i)
{
	const struct pattern *one = patterns_at(r->patterns, i);

	buf_print(out,
	    "<div class=\"facts\"><p>Failed <strong>%u of %u customers</strong> who asked, ",
	    one->customers, one->askers);
	put_rate(out, one->rate);
	buf_print(out, "; <span class=\"soft\">whatever else is asked fails %.0f&nbsp;%%. From ",
	    one->rest * 100);
	report_day(out, one->first);
	buf_text(out, " to ");
	report_day(out, one->last);
	buf_text(out, "</span></p>\n");
	put_weeks(out, one, i, one->time);
	buf_text(out, "</div>\n<p class=\"quote\">");
	put_text(out, one->question);
	buf_text(out, "</p>\n");
	put_story(out, one);
	put_cause(out, &one->cause);
	put_answers(out, one);
	put_draft(out, one);
	put_document(out, &one->document);
	put_todo(out, one);
	put_talks(out, r->talks + i * PATTERN_TALKS);
	put_figures(out, one);
}

static void
put_phrase(struct buf *out, const struct pattern *one)
{
	put_text(out, *one->phrase ? one->phrase : one->question);
}

/* In full; what was told before is folded. */
static void
put_pattern(struct buf *out, const struct report *r, size_t i, bool folded)
{
	const struct pattern *one = patterns_at(r->patterns, i);

	if (folded) {
		buf_print(out, "<details class=\"card\" id=\"pattern-%zu\"><summary><h3>", i);
		put_phrase(out, one);
		buf_text(out, "</h3>");
		put_state(out, one);
		buf_print(out, "<span class=\"soft\">%u of %u customers</span></summary>\n",
		    one->customers, one->askers);
	} else {
		buf_print(out,
		    "<article class=\"card\" id=\"pattern-%zu\" aria-labelledby=\"about-%zu\">"
		    "<div class=\"top\"><h3 id=\"about-%zu\">",
		    i, i, i);
		put_phrase(out, one);
		buf_text(out, "</h3>");
		put_state(out, one);
		buf_text(out, "</div>\n");
	}
	put_body(out, r, i);
	buf_text(out, folded ? "</details>\n" : "</article>\n");
}

/* All of them in a table, the worst first. */
static void
put_overview(struct buf *out, const struct report *r)
{
	if (r->n < OVERVIEW_FROM)
		return;
	buf_text(out,
	    "<section aria-labelledby=\"all\"><h2 id=\"all\">At a glance</h2>\n<table>\n"
	    "<caption>The worst first. Where the end of a question is not known, the share that "
	    "fails is a range: silence may be success or failure.</caption>\n<thead><tr>"
	    "<th scope=\"col\">About</th><th scope=\"col\">State</th>"
	    "<th scope=\"col\" class=\"n\">Customers</th><th scope=\"col\" class=\"n\">Fails</th>"
	    "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < r->n; i++) {
		const struct pattern *one = patterns_at(r->patterns, i);

		buf_print(out, "<tr><th scope=\"row\"><a href=\"#pattern-%zu\">", i);
		put_phrase(out, one);
		buf_print(out,
		    "</a></th><td>%s%s</td><td class=\"n\">%u of %u</td><td class=\"n\">",
		    pattern_state_name(one->state), one->gap ? ", gap" : "", one->customers,
		    one->askers);
		put_rate(out, one->rate);
		buf_text(out, "</td></tr>\n");
	}
	buf_text(out, "</tbody></table></section>\n");
}

static void
put_part(struct buf *out, const struct report *r, int part)
{
	static const char *const ids[REPORT_PARTS] = {"new", "better", "same"};

	if (report_count(r, part) == 0)
		return;
	buf_print(out, "<section aria-labelledby=\"%s\"><h2 id=\"%s\">%s</h2>\n", ids[part],
	    ids[part], report_title(part));
	for (size_t i = 0; i < r->n; i++)
		if (report_part(patterns_at(r->patterns, i)) == part)
			put_pattern(out, r, i, part == REPORT_PARTS - 1);
	buf_text(out, "</section>\n");
}

/* --- the learning curve --- */

static const struct series {
	const char *id, *title, *unit, *what, *up, *down;
	int places;
	bool line;
} series[] = {
	{"wrong", "Wrong answers per 1,000", "", "per 1,000 answers", NULL, NULL, 1, true},
	{"repeat", "Mistakes made before", "", "answers", NULL, NULL, 0, false},
	{"passed", "Handed over to a person", "\u00a0%", "of the questions", NULL, NULL, 1, true},
	{"rules", "Rules learned and withdrawn", "", "learned", "learned", "withdrawn", 0, false},
};

enum { SERIES = sizeof(series) / sizeof(*series) };

static double
value_of(int which, const struct curve_week *w)
{
	switch (which) {
	case 0:
		return curve_wrong(w);
	case 1:
		return w->repeats;
	case 2:
		return w->asked ? 100 * curve_passed(w) : -1;
	default:
		return w->learned;
	}
}

static void
put_value(struct buf *out, const struct series *s, double value)
{
	if (value < 0)
		buf_text(out, "–");
	else
		buf_print(out, "%.*f%s", s->places, value, s->unit);
}

/* The latest whole week in large, beside the one before. */
static void
put_headline(struct buf *out, const struct curve *c, int which)
{
	const struct curve_week *last = curve_last(c), *before = curve_before(c);
	const struct series *s = &series[which];

	buf_text(out, "<p class=\"big\">");
	put_value(out, s, value_of(which, last));
	buf_print(out, " <small>%s", s->what);
	if (s->down)
		buf_print(out, ", %u withdrawn", last->withdrawn);
	buf_text(out, "</small></p>\n<p class=\"soft small\">in the week of ");
	report_day(out, last->from);
	if (before && !s->down && value_of(which, before) >= 0) {
		buf_text(out, ", after ");
		put_value(out, s, value_of(which, before));
		buf_text(out, " in the week before");
	}
	buf_text(out, "</p>\n");
}

static void
put_series(struct buf *out, const struct curve *c, int which)
{
	const struct series *s = &series[which];
	struct plot plot = {.id = s->id,
		.title = s->title,
		.unit = s->unit,
		.up = s->up,
		.down = s->down,
		.places = s->places,
		.line = s->line,
		.partial = c->partial,
		.n = c->n};

	for (uint32_t i = 0; i < c->n; i++) {
		plot.from[i] = c->at[i].from;
		plot.value[i] = value_of(which, &c->at[i]);
		plot.below[i] = s->down ? c->at[i].withdrawn : 0;
	}
	buf_print(out, "<div class=\"card\"><h3>%s</h3>\n", s->title);
	put_headline(out, c, which);
	plot_draw(out, &plot);
	buf_text(out, "</div>\n");
}

static void
put_week(struct buf *out, const struct curve *c, uint32_t i, bool rules)
{
	const struct curve_week *w = &c->at[i];

	buf_text(out, "<tr><th scope=\"row\">");
	report_day(out, w->from);
	buf_print(out, "%s</th><td class=\"n\">%u</td><td class=\"n\">%u</td><td class=\"n\">",
	    c->partial && i + 1 == c->n ? " (so far)" : "", w->answers, w->wrong);
	put_value(out, &series[0], value_of(0, w));
	buf_print(out, "</td><td class=\"n\">%u</td><td class=\"n\">", w->repeats);
	put_value(out, &series[2], value_of(2, w));
	if (rules)
		buf_print(out, "</td><td class=\"n\">%u</td><td class=\"n\">%u", w->learned,
		    w->withdrawn);
	buf_text(out, "</td></tr>\n");
}

static void
put_curve(struct buf *out, const struct curve *c, bool rules)
{
	static const char *const heads[] = {"Answers", "Wrong", "Per 1,000", "Made before",
		"Handed over", "Rules learned", "Withdrawn"};

	if (c->n == 0)
		return;
	buf_text(out, "<section aria-labelledby=\"curve\"><h2 id=\"curve\">Learning curve</h2>\n"
		      "<div class=\"grid\">\n");
	for (int i = 0; i < SERIES - !rules; i++) /* the last one is about rules */
		put_series(out, c, i);
	buf_text(out,
	    "</div>\n<details><summary>The figures, week by week</summary>\n"
	    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
	    "aria-label=\"Figures of the learning curve\"><table>\n"
	    "<caption>A mistake was made before when the same question, or one of the "
	    "same pattern, was answered wrongly on an earlier day. Silence is not counted "
	    "as wrong.</caption>\n"
	    "<thead><tr><th scope=\"col\">Week of</th>");
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads) - (rules ? 0 : 2); i++)
		buf_print(out, "<th scope=\"col\" class=\"n\">%s</th>", heads[i]);
	buf_text(out, "</tr></thead>\n<tbody>\n");
	for (uint32_t i = 0; i < c->n; i++)
		put_week(out, c, i, rules);
	buf_text(out, "</tbody></table></div></details></section>\n");
}

/* --- the rules that changed --- */

static const char *
change_class(const struct change *one)
{
	const char *what = report_change(one);

	if (strncmp(what, "in force", 8) == 0)
		return "good";
	if (strncmp(what, "on trial", 8) == 0 || strcmp(what, "changed") == 0)
		return "blue";
	if (strstr(what, "waits"))
		return "warn";
	return strcmp(what, "withdrawn") == 0 || strcmp(what, "taken out") == 0 ? "bad" : "";
}

static void
put_change(struct buf *out, const struct change *one)
{
	buf_text(out, "<tr><th scope=\"row\">");
	put_code(out, one->rule);
	buf_print(out, "</th><td><span class=\"chip %s\">%s</span></td><td>", change_class(one),
	    report_change(one));
	if (one->say)
		put_text(out, one->say);
	if (one->was) {
		buf_text(out, "<br><span class=\"soft\">before: ");
		put_text(out, one->was);
		buf_text(out, "</span>");
	}
	if (one->reason) {
		buf_text(out, "<br><span class=\"soft small\">");
		put_text(out, one->reason);
		buf_text(out, "</span>");
	}
	buf_text(out, "</td><td>");
	put_text(out, one->by ? one->by : "nobody named");
	buf_text(out, "</td></tr>\n");
}

static void
put_changes(struct buf *out, const struct changes *c)
{
	size_t shown = c->n < REPORT_CHANGES ? c->n : REPORT_CHANGES;

	buf_text(out, "<section aria-labelledby=\"rules\"><h2 id=\"rules\">Rules changed since ");
	report_day(out, c->since);
	buf_text(out, "</h2>\n");
	if (c->n == 0) {
		buf_text(out, "<p>None.</p></section>\n");
		return;
	}
	buf_text(out, "<table class=\"stack\"><thead><tr><th scope=\"col\">Rule</th>"
		      "<th scope=\"col\">Now</th><th scope=\"col\">What it says, and why</th>"
		      "<th scope=\"col\">By</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < shown; i++)
		put_change(out, &c->at[i]);
	buf_text(out, "</tbody></table>\n");
	if (shown < c->n)
		buf_print(out, "<p class=\"soft\">And %zu more.</p>\n", c->n - shown);
	buf_text(out, "</section>\n");
}

/* --- the page --- */

static void
put_head(struct buf *out)
{
	buf_print(out,
	    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<meta name=\"robots\" content=\"noindex\">\n"
	    "<title>Recurring failures</title>\n<style>%s</style></head>\n<body>\n",
	    report_style_hash, report_style);
}

/* The news in a sentence or two, and where the rest stands. */
static void
put_lead(struct buf *out, const struct report *r)
{
	size_t fresh = report_count(r, 0), better = report_count(r, 1), same = report_count(r, 2);
	uint32_t customers = 0;

	for (size_t i = 0; i < r->n; i++)
		if (report_part(patterns_at(r->patterns, i)) == 0)
			customers += patterns_at(r->patterns, i)->customers;
	buf_text(out, "<p class=\"lead\">");
	if (r->n == 0)
		buf_text(out, "Nothing fails again and again.");
	if (fresh)
		buf_print(out,
		    "<strong>%zu pattern%s %s new or worse</strong>, with %u customers who did not "
		    "get "
		    "what they needed. ",
		    fresh, plural(fresh), is_or_are(fresh), customers);
	else if (r->n)
		buf_text(out, "Nothing new since the last look. ");
	if (better)
		buf_print(out, "%zu %s mended. ", better, is_or_are(better));
	if (same)
		buf_print(out, "%zu %s told before. ", same, same == 1 ? "was" : "were");
	if (r->changes.n)
		buf_print(out, " %zu rule%s changed.", r->changes.n, plural(r->changes.n));
	buf_text(out, "</p>\n<nav aria-label=\"Contents\"><ul>");
	if (fresh)
		buf_print(out, "<li><a href=\"#new\">New (%zu)</a></li>", fresh);
	if (better)
		buf_print(out, "<li><a href=\"#better\">Better (%zu)</a></li>", better);
	if (same)
		buf_print(out, "<li><a href=\"#same\">Told before (%zu)</a></li>", same);
	if (r->curve.n)
		buf_text(out, "<li><a href=\"#curve\">Learning curve</a></li>");
	if (!r->parts)
		buf_print(out, "<li><a href=\"#rules\">Rules changed (%zu)</a></li>", r->changes.n);
	buf_text(out, "</ul></nav>\n");
}

void
report_html(struct buf *out, const struct report *r)
{
	char now[TIME_TEXT];

	time_print(now, r->now);
	put_head(out);
	buf_text(out, "<header><h1>Recurring failures</h1>\n<p class=\"when\">");
	report_day(out, r->now);
	buf_print(out, ", %.5s UTC", now + 11);
	if (r->n) {
		buf_text(out, "; what was asked up to ");
		report_day(out, patterns_at(r->patterns, 0)->time);
	}
	buf_text(out, "</p>\n");
	put_lead(out, r);
	buf_text(out, "</header>\n<main>\n");
	put_overview(out, r);
	put_part(out, r, 0);
	put_part(out, r, 1);
	put_curve(out, &r->curve, !r->parts);
	put_part(out, r, 2);
	if (!r->parts)
		put_changes(out, &r->changes);
	buf_print(out,
	    "</main>\n<footer><p>Made by fl-patterns. A pattern is a group of questions "
	    "that fails more customers than chance explains. Weeks begin on Monday, times "
	    "are UTC.%s</p></footer>\n</body></html>\n",
	    r->parts ? " Parts do not say what became of rules." : "");
}
