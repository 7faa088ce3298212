/* Rules and what became of them, for people. */
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "gist.h"
#include "mask.h"
#include "out.h"
#include "record.h"
#include "scope.h"
#include "term.h"
#include "tone.h"
#include "tty.h"

enum { GROWTH = 10, ID_COLUMNS = 8 };

static bool masking;

void
show_masked(bool masked)
{
	masking = masked;
}

/* What somebody wrote, as it may be shown; in masked, where it is not the text itself. */
static const char *
seen(const char *text, struct buf *masked)
{
	if (!masking || !text)
		return text;
	return mask_text(masked, text);
}

void
show_cell(const char *text, size_t columns, bool fill)
{
	size_t n = strlen(text), at = 0, used = 0, len;
	struct buf safe = {0};
	uint32_t code;

	buf_room(&safe, n * GROWTH);
	safe.len = term_shown(safe.text, n * GROWTH + 1, text, n);
	while (at < safe.len && (len = term_decode(safe.text + at, safe.len - at, &code)) > 0) {
		size_t width = term_width(safe.text + at, len);

		/* A longer text ends in a mark, unless all that is left fits. */
		if (columns && used + width + 1 > columns &&
		    used + term_width(safe.text + at, safe.len - at) > columns)
			break;
		at += len;
		used += width;
	}
	fwrite(safe.text, 1, at, stdout);
	if (at < safe.len) {
		fputs(term_more(), stdout);
		used++;
	}
	if (fill && used < columns)
		printf("%*s", (int)(columns - used), "");
	buf_free(&safe);
}

void
show_words(const char *text, size_t columns)
{
	struct buf masked = {0};

	show_cell(seen(text, &masked), columns, false);
	buf_free(&masked);
}

/*
 * Raw text behind a lead that is safe.  On a terminal it is broken into lines that are set in:
 * broken by the terminal, a part of it could stand at the margin and look like a line of ours.
 */
static void
put_line(const char *lead, const char *text)
{
	struct buf lines = {0};

	if (isatty(STDOUT_FILENO)) {
		tty_wrap(&lines, lead, text, term_columns(STDOUT_FILENO), 0);
		fwrite(lines.text, 1, lines.len, stdout);
		buf_free(&lines);
		return;
	}
	fputs(lead, stdout);
	out_text(text);
	putchar('\n');
}

void
show_id(const char *name, const char *id)
{
	char lead[32];

	snprintf(lead, sizeof(lead), "  %-10s ", name);
	if (id)
		put_line(lead, id);
}

void
show_field(const char *name, const char *value)
{
	struct buf masked = {0};

	show_id(name, seen(value, &masked));
	buf_free(&masked);
}

static void
put_list(const char *name, const struct texts *list)
{
	for (size_t i = 0; i < list->n; i++)
		show_field(i == 0 ? name : "", list->at[i]);
}

static void
show_text(const struct rule *r)
{
	struct buf words = {0};

	out_text(r->id);
	printf("  %s, %s, %s\n", rule_status_name(r->status), r->category, rule_act_name(r->act));
	show_field("topic", r->topic);
	show_field("says", r->say);
	if (r->where) {
		scope_words(&words, r->where);
		show_field("where", words.text);
	}
	put_list("questions", &r->questions);
	put_list("not", &r->nots);
	put_list("must", &r->must);
	put_list("must not", &r->must_not);
	put_list("needs", &r->needs);
	put_list("before", &r->before);
	put_list("prefer", &r->prefer);
	put_list("avoid", &r->avoid);
	if (r->style) {
		buf_clear(&words);
		tone_words(&words, r->style);
		show_field("style", words.text);
	}
	show_id("valid from", r->valid_from);
	show_id("valid to", r->valid_to);
	if (r->proactive)
		show_field("proactive", "told without asking");
	buf_clear(&words);
	buf_print(&words, "%u voice%s (weight %g), %g against; %u good ends, %u bad", r->voices,
	    r->voices == 1 ? "" : "s", r->support, r->against, r->good, r->bad);
	show_id("evidence", words.text);
	show_id("by", r->by);
	show_id("updated", r->updated);
	buf_free(&words);
}

void
show_rule(enum show how, const struct rule *r, bool whole)
{
	struct buf json = {0};

	if (how == SHOW_TEXT) {
		show_text(r);
		return;
	}
	rule_write(&json, r, whole);
	out_json(json.text, json.len);
	buf_free(&json);
}

static const char *
gist(const struct rule *r, struct buf *words)
{
	const char *gist = gist_of(words, r);

	return gist ? gist : rule_act_name(r->act);
}

static enum out_ink
status_ink(enum rule_status status)
{
	switch (status) {
	case RULE_ACTIVE:
		return OUT_GOOD;
	case RULE_PENDING:
	case RULE_TRIAL:
	case RULE_HELD:
		return OUT_CARE;
	default:
		return OUT_BAD;
	}
}

void
show_head(enum show how)
{
	if (how == SHOW_TEXT) {
		out_ink(OUT_BOLD);
		printf("%-8s %-8s %-14s %-7s %s", "rule", "status", "category", "good/bad", "says");
		out_ink(OUT_PLAIN);
		putchar('\n');
	} else if (how == SHOW_TSV)
		puts("rule\tstatus\tcategory\ttopic\tgood\tbad\tby\tupdated\tsays");
}

static void
tsv(const char *text, char end)
{
	out_text(text ? text : "");
	putchar(end);
}

void
show_row(enum show how, const struct rule *r)
{
	struct buf words = {0};
	char ends[32];

	if (how == SHOW_JSON) {
		show_rule(how, r, false);
	} else if (how == SHOW_TSV) {
		tsv(r->id, '\t');
		tsv(rule_status_name(r->status), '\t');
		tsv(r->category, '\t');
		tsv(r->topic, '\t');
		printf("%u\t%u\t", r->good, r->bad);
		tsv(r->by, '\t');
		tsv(r->updated, '\t');
		tsv(gist(r, &words), '\n');
	} else {
		bool wide = isatty(STDOUT_FILENO);
		size_t columns = term_columns(STDOUT_FILENO), used;

		show_cell(r->id, wide ? ID_COLUMNS : 0, true);
		if (!wide && strlen(r->id) < ID_COLUMNS)
			printf("%*s", ID_COLUMNS - (int)strlen(r->id), "");
		snprintf(ends, sizeof(ends), "%3u/%-3u", r->good, r->bad);
		putchar(' ');
		out_ink(status_ink(r->status));
		printf("%-8s", rule_status_name(r->status));
		out_ink(OUT_PLAIN);
		printf(" %-14s %s  ", r->category, ends);
		used = ID_COLUMNS + 1 + 8 + 1 + 14 + 1 + strlen(ends) + 2;
		show_words(gist(r, &words), wide && columns > used + 8 ? columns - used : 0);
		putchar('\n');
	}
	buf_free(&words);
}

static void
add_word(struct buf *line, const char *lead, const char *word)
{
	if (word)
		buf_print(line, "%s%s", lead, word);
}

void
show_event(enum show how, uint64_t seq, yyjson_val *v, struct bytes text, bool undone)
{
	const char *time = json_str(v, "time", NULL), *before = json_str(v, "before", NULL);
	const char *after = json_str(v, "after", NULL), *what = json_str(v, "what", NULL);
	const char *by = json_str(v, "by", NULL);
	struct buf line = {0}, masked = {0};
	char lead[24];

	if (how == SHOW_JSON) {
		out_json(text.at, text.len);
		return;
	}
	snprintf(lead, sizeof(lead), "%8llu  ", (unsigned long long)seq);
	add_word(&line, "", time ? time : "?");
	if (after)
		buf_print(&line, "  %s -> %s", before ? before : "new", after);
	else
		add_word(&line, "  ", what ? what : json_str(v, "type", NULL));
	add_word(&line, "  by ", by ? by : "?");
	add_word(&line, ", correction ", json_str(v, "correction", NULL));
	add_word(&line, ": ", seen(json_str(v, "reason", NULL), &masked));
	add_word(&line, " until ", json_str(v, "until", NULL));
	add_word(&line, " to ", json_str(v, "to", NULL));
	if (undone)
		buf_text(&line, "  (undone)");
	add_word(&line, "  [", json_str(v, "id", NULL));
	buf_char(&line, ']');
	put_line(lead, line.text);
	buf_free(&line);
	buf_free(&masked);
}

void
show_told_head(enum show how)
{
	if (how == SHOW_TSV)
		puts("time\tcustomer\tconversation\tinteraction\tquestion\ttold");
}

void
show_told(enum show how, yyjson_val *v, struct bytes text)
{
	const char *told = json_str(json_get(v, "action"), "text", NULL);

	if (how == SHOW_JSON) {
		out_json(text.at, text.len);
	} else if (how == SHOW_TSV) {
		tsv(json_str(v, "time", NULL), '\t');
		tsv(json_str(v, "customer", NULL), '\t');
		tsv(json_str(v, "conversation", NULL), '\t');
		tsv(json_str(v, "id", NULL), '\t');
		tsv(json_str(v, "question", NULL), '\t');
		tsv(told, '\n');
	} else {
		const char *who = json_str(v, "customer", NULL), *time = json_str(v, "time", NULL);
		struct buf line = {0};

		add_word(&line, "", time ? time : "?");
		add_word(&line, "  ", who ? who : "a customer without a name");
		add_word(&line, ", conversation ", json_str(v, "conversation", NULL));
		put_line("", line.text);
		buf_free(&line);
		show_field("asked", json_str(v, "question", NULL));
		show_field("told", told);
		show_id("id", json_str(v, "id", NULL));
	}
}

void
show_undo(enum show how, yyjson_val *v, struct bytes text)
{
	yyjson_val *rule;
	size_t i, n;

	if (how == SHOW_JSON) {
		out_json(text.at, text.len);
		return;
	}
	printf("%g record%s no longer count%s; %g verdict%s come out differently\n",
	    json_num_or(v, "records", 0), json_num_or(v, "records", 0) == 1 ? "" : "s",
	    json_num_or(v, "records", 0) == 1 ? "s" : "", json_num_or(v, "verdicts", 0),
	    json_num_or(v, "verdicts", 0) == 1 ? "" : "s");
	yyjson_arr_foreach(json_get(v, "rules"), i, n, rule)
	{
		const char *before = json_str(rule, "before", NULL);
		const char *after = json_str(rule, "after", NULL);

		fputs("  ", stdout);
		show_cell(json_str(rule, "rule", NULL), ID_COLUMNS, true);
		printf(" %s -> %s", before ? before : "not there", after ? after : "gone");
		if (before && after)
			printf(", voices %g -> %g", json_num_or(rule, "voices_before", 0),
			    json_num_or(rule, "voices", 0));
		putchar('\n');
	}
}

static bool
under(const char *topic, const char *wanted)
{
	size_t n = strlen(wanted);

	return topic && strncmp(topic, wanted, n) == 0 && (topic[n] == '\0' || topic[n] == '/');
}

int
filter_confidence(struct filter *f, const char *text)
{
	const char *dots = strstr(text, "..");
	char *end = NULL;

	f->uncertain = 1;
	f->confident = dots && dots > text ? strtod(text, &end) : 0;
	if (dots && (dots == text || end == dots)) {
		end = NULL;
		if (dots[2])
			f->uncertain = strtod(dots + 2, &end);
		if (!dots[2] || !*end)
			return 0;
	}
	return fail("'%s' is no range (0.8.., ..0.5, 0.2..0.6)", text);
}

bool
filter_takes(const struct filter *f, const struct rule *r)
{
	double confidence = rule_confidence(r);
	int64_t updated = 0;

	if ((f->status && rule_status_of(f->status) != r->status) ||
	    (f->category && strcmp(f->category, r->category) != 0) ||
	    (f->topic && !under(r->topic, f->topic)) ||
	    (f->by && !(r->by && strcmp(f->by, r->by) == 0)) ||
	    (f->source && !(r->source && strcmp(f->source, r->source) == 0)))
		return false;
	if ((f->since || f->until) &&
	    (!r->updated || !time_parse(r->updated, strlen(r->updated), &updated) ||
		updated < f->since || (f->until && updated > f->until)))
		return false;
	return confidence >= f->confident && (f->uncertain == 0 || confidence <= f->uncertain);
}
