/*
 * Rules and what became of them, for people on the standard output: everything that somebody
 * wrote is made safe, and columns are by the width that a terminal gives them.
 */
#ifndef FL_SHOW_H
#define FL_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "json.h"
#include "rule.h"

/* How to print: one of them, as the options say and where the standard output goes. */
enum show { SHOW_JSON, SHOW_TEXT, SHOW_TSV };

/*
 * From here on, hide personal data from people in what somebody wrote; names and ids stay, since
 * they are what the other commands take.
 */
void show_masked(bool masked);

/* A rule with all that it has; JSON has its examples where whole is said. */
void show_rule(enum show how, const struct rule *r, bool whole);

/* A row of a list, and its head (nothing in JSON). */
void show_row(enum show how, const struct rule *r);
void show_head(enum show how);

/* A verdict, or another record of a rule's history; undone: it does not count any more. */
void show_event(enum show how, uint64_t seq, yyjson_val *record, struct bytes text, bool undone);

/* An interaction in which something was told. */
void show_told(enum show how, yyjson_val *interaction, struct bytes text);
void show_told_head(enum show how);

/* What an undo record changes, a line for each rule. */
void show_undo(enum show how, yyjson_val *record, struct bytes text);

/* A name and what it is, on as many lines as it takes; nothing where value is NULL. */
void show_field(const char *name, const char *value);

/* The same with an id or a name, which is shown as it is. */
void show_id(const char *name, const char *id);

/*
 * Print text, made safe and cut to so many columns (0: whole), and filled with blanks up to them
 * where fill is said.
 */
void show_cell(const char *text, size_t columns, bool fill);

/* The same with what somebody wrote. */
void show_words(const char *text, size_t columns);

/* Which rules of a list are meant; NULL and 0 are any. */
struct filter {
	const char *status, *category, *topic, *by, *source;
	int64_t since, until;	     /* of the last change */
	double confident, uncertain; /* at least, at most; 0 and 0: any */
};

/* Read "0.8..", "..0.5" or "0.2..0.6": 0, or -1 with the reason in why(). */
int filter_confidence(struct filter *f, const char *text);

bool filter_takes(const struct filter *f, const struct rule *r);

#endif
