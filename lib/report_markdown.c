/* The morning report as a page of Markdown. */
#include <stdbool.h>
#include <string.h>

#include "record.h"
#include "report_parts.h"

/* Would Markdown read this sign of a text as more than itself, or make a link of it? */
static bool
is_special(const char *text, const char *c)
{
	switch (*c) {
	case '.': /* www.example, 1. */
		return (c[1] && c[1] != ' ') || (c > text && c[-1] >= '0' && c[-1] <= '9');
	case ':':
		return c[1] == '/';
	case '-':
	case '+':
	case '#':
	case '=':
		return c == text;
	default:
		return strchr("\\`*_[]|~@", *c) != NULL;
	}
}

/* Text as text: on one line, every sign that Markdown or HTML might read escaped. */
static void
put_text(struct buf *out, const char *text)
{
	char *safe = report_safe(text, REPORT_TEXT);

	for (const char *c = safe; *c; c++) {
		if (*c == '<')
			buf_text(out, "&lt;");
		else if (*c == '>')
			buf_text(out, "&gt;");
		else if (*c == '&')
			buf_text(out, "&amp;");
		else if (is_special(safe, c))
			buf_print(out, "\\%c", *c);
		else
			buf_char(out, *c);
	}
	mem_free(safe);
}

static void
put_list(struct buf *out, const char *title, const struct pattern_list *l)
{
	if (l->n)
		buf_print(out, "\n%s\n\n", title);
	for (uint32_t i = 0; i < l->n; i++) {
		buf_text(out, "- ");
		put_text(out, l->at[i]);
		buf_char(out, '\n');
	}
}

static void
put_story(struct buf *out, const struct pattern *one)
{
	char from[TIME_TEXT], to[TIME_TEXT];

	if (one->split) {
		buf_text(out, "Split from ");
		put_text(out, one->split);
		buf_text(out, ".\n");
	}
	for (uint32_t i = 0; i < one->merged.n; i++) {
		put_text(out, one->merged.at[i]);
		buf_text(out, " is part of it now.\n");
	}
	if (one->burst.customers) {
		time_print(from, one->burst.from);
		time_print(to, one->burst.to);
		buf_print(out, "A burst: %u customers from %s to %s.\n", one->burst.customers, from,
		    to);
	}
	if (one->mending.rule) {
		buf_text(out, "Rule ");
		put_text(out, one->mending.rule);
		buf_text(out, " answers since ");
		report_day(out, one->mending.since);
		buf_print(out, ": failed %u of %u customers before, %u of %u after.\n",
		    one->mending.before[0], one->mending.before[1], one->mending.after[0],
		    one->mending.after[1]);
	}
}

/* Why it failed, and which rule is to blame or was missed. */
static void
put_cause(struct buf *out, const struct pattern_cause *c)
{
	if (!c->name)
		return;
	buf_print(out, "Why: %s", c->name);
	if (c->evidence) {
		buf_text(out, ": ");
		put_text(out, c->evidence);
	}
	if (c->rule) {
		buf_text(out, "; rule to blame: ");
		put_text(out, c->rule);
	}
	if (c->knows) {
		buf_text(out, "; right is rule ");
		put_text(out, c->knows);
	}
	buf_print(out, " (%u of %u looked into). To change: %s.\n", c->times, c->of, c->adjust);
}

/* The rule that people's answers would make, with who said so. */
static void
put_draft(struct buf *out, const struct pattern *one)
{
	if (!pattern_unruled(one) || !one->draft.say)
		return;
	buf_text(out, "\nDraft of a rule: ");
	put_text(out, one->draft.say);
	buf_text(out, " From: ");
	for (uint32_t i = 0; i < one->draft.sources.n; i++) {
		buf_text(out, i ? ", " : "");
		put_text(out, one->draft.sources.at[i]);
	}
	buf_char(out, '\n');
}

static void
put_document(struct buf *out, const struct pattern_document *d)
{
	if (!d->text)
		return;
	buf_text(out, "\nThis document seems to hold the answer: ");
	put_text(out, d->title ? d->title : d->id);
	if (d->source) {
		buf_text(out, " (");
		put_text(out, d->source);
		buf_char(out, ')');
	}
	buf_text(out, ": ");
	put_text(out, d->text);
	buf_char(out, '\n');
}

static void
put_todo(struct buf *out, const struct pattern *one)
{
	enum pattern_todo todo = pattern_todo(one);

	buf_print(out, "\nWhat to do: %s", pattern_todo_words(todo));
	if (todo == TODO_ASK) {
		buf_text(out, ": ");
		put_text(out, one->question);
	}
	for (uint32_t i = 0; todo == TODO_LOOK && i < one->rules.n && i < 3; i++) {
		buf_text(out, i ? ", " : ": ");
		put_text(out, one->rules.at[i]);
	}
	buf_char(out, '\n');
}

/* What people said instead, one beside the other. */
static void
put_answers(struct buf *out, const struct pattern *one)
{
	if (one->answer_count)
		buf_print(out, "\nPeople said instead%s:\n\n",
		    one->draft.against ? ", and contradict each other" : "");
	for (uint32_t i = 0; i < one->answer_count; i++) {
		const struct pattern_answer *a = &one->answers[i];

		buf_text(out, "- ");
		put_text(out, a->say);
		buf_print(out, " (%ux%s)\n", a->n, a->against ? ", against the draft" : "");
	}
}

static void
put_pattern(struct buf *out, const struct pattern *one)
{
	buf_text(out, "\n### ");
	put_text(out, one->phrase);
	buf_text(out, " (");
	put_text(out, one->id);
	buf_print(out, ", %s)\n\nFailed %u of %u customers who asked, from ",
	    pattern_state_name(one->state), one->customers, one->askers);
	report_day(out, one->first);
	buf_text(out, " to ");
	report_day(out, one->last);
	buf_print(out, ".\nThat is %.0f", one->rate[0] * 100);
	if (pattern_silent(one->rate))
		buf_print(out, " to %.0f %%, as silence is taken for success or failure",
		    one->rate[1] * 100);
	else
		buf_text(out, " %");
	buf_print(out, "; the rest fails in %.0f %%.\n", one->rest * 100);
	if (one->inferred > 0)
		buf_print(out, "Of %.0f %% of these customers it is only inferred.\n",
		    one->inferred * 100);
	if (one->gap)
		buf_text(out, "It is a gap: no rule in force had a part in it.\n");
	put_cause(out, &one->cause);
	put_story(out, one);
	put_list(out, "Asked:", &one->examples);
	put_list(out, "Said:", &one->said);
	put_answers(out, one);
	put_draft(out, one);
	put_document(out, &one->document);
	put_todo(out, one);
}

static void
put_row(struct buf *out, const struct pattern *one)
{
	buf_text(out, "| ");
	put_text(out, one->id);
	buf_print(out, " | %s%s | %.1f | %u/%u | %.0f", pattern_state_name(one->state),
	    one->gap ? ", gap" : "", one->harm, one->customers, one->askers, one->rate[0] * 100);
	if (pattern_silent(one->rate))
		buf_print(out, "–%.0f", one->rate[1] * 100);
	buf_text(out, " % | ");
	put_text(out, one->phrase);
	buf_text(out, " |\n");
}

static void
put_tables(struct buf *out, const struct report *r)
{
	for (int part = 0; part < REPORT_PARTS; part++) {
		if (report_count(r, part) == 0)
			continue;
		buf_print(out,
		    "\n%s:\n\n| pattern | state | harm | customers | fails | about |\n"
		    "|---|---|--:|--:|--:|---|\n",
		    report_title(part));
		for (size_t i = 0; i < r->n; i++)
			if (report_part(patterns_at(r->patterns, i)) == part)
				put_row(out, patterns_at(r->patterns, i));
	}
}

/* A rate, or a dash where nothing was asked. */
static void
put_rate(struct buf *out, double rate, int places, const char *unit)
{
	if (rate < 0)
		buf_text(out, " – |");
	else
		buf_print(out, " %.*f%s |", places, rate, unit);
}

static void
put_curve(struct buf *out, const struct curve *c, bool rules)
{
	if (c->n == 0)
		return;
	buf_print(out,
	    "\n## Learning curve\n\n| week of | answers | wrong | per 1,000 | made before | "
	    "handed over |%s\n|---|--:|--:|--:|--:|--:|%s\n",
	    rules ? " learned | withdrawn |" : "", rules ? "--:|--:|" : "");
	for (uint32_t i = 0; i < c->n; i++) {
		const struct curve_week *w = &c->at[i];

		buf_text(out, "| ");
		report_day(out, w->from);
		buf_print(out, "%s | %u | %u |", c->partial && i + 1 == c->n ? " (so far)" : "",
		    w->answers, w->wrong);
		put_rate(out, curve_wrong(w), 1, "");
		buf_print(out, " %u |", w->repeats);
		put_rate(out, 100 * curve_passed(w), 1, " %");
		if (rules)
			buf_print(out, " %u | %u |", w->learned, w->withdrawn);
		buf_char(out, '\n');
	}
	buf_text(out, "\nSilence is not counted as wrong.\n");
}

static void
put_change(struct buf *out, const struct change *one)
{
	buf_text(out, "- ");
	put_text(out, one->rule);
	buf_print(out, ": %s", report_change(one));
	if (one->by) {
		buf_text(out, ", by ");
		put_text(out, one->by);
	}
	if (one->say) {
		buf_text(out, ": ");
		put_text(out, one->say);
	}
	if (one->was) {
		buf_text(out, " Before: ");
		put_text(out, one->was);
	}
	if (one->reason) {
		buf_text(out, " Why: ");
		put_text(out, one->reason);
	}
	buf_char(out, '\n');
}

static void
put_changes(struct buf *out, const struct changes *c)
{
	buf_text(out, "\n## Rules changed since ");
	report_day(out, c->since);
	buf_text(out, "\n\n");
	if (c->n == 0)
		buf_text(out, "None.\n");
	for (size_t i = 0; i < c->n && i < REPORT_CHANGES; i++)
		put_change(out, &c->at[i]);
	if (c->n > REPORT_CHANGES)
		buf_print(out, "- and %zu more\n", c->n - REPORT_CHANGES);
}

void
report_markdown(struct buf *out, const struct report *r)
{
	buf_text(out, "# Recurring failures\n");
	if (r->n == 0)
		buf_text(out, "\nThere are none.\n");
	put_tables(out, r);
	put_curve(out, &r->curve, !r->parts);
	if (r->parts)
		buf_text(out, "\nParts do not say what became of rules.\n");
	else
		put_changes(out, &r->changes);
	if (r->n)
		buf_text(out, "\n## Each pattern\n");
	for (size_t i = 0; i < r->n; i++)
		put_pattern(out, patterns_at(r->patterns, i));
}
