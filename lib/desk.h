/*
 * The support lead's desk: the cases that wait for a person, and what there is to know about one
 * before deciding.
 *
 * Functions return 0, or -1 with the reason in why(), unless they say otherwise.
 */
#ifndef FL_DESK_H
#define FL_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "journal.h"
#include "review.h"
#include "rule.h"
#include "show.h"

enum case_kind {
	CASE_WRONG,    /* a mistake that had been mended and came back, or a rule that ends badly */
	CASE_GAP,      /* what recurs and no rule answers */
	CASE_HELD,     /* a rule that a check holds back */
	CASE_READY,    /* a rule with evidence that is not in force, or only on trial */
	CASE_VAGUE,    /* a correction of which no rule could be made */
	CASE_OLD,      /* a rule in force that nobody has spoken of for as long as its kind keeps */
	CASE_DISPUTED, /* a word for a rule that waits until another reporter says much the same */
	CASE_DRAWN,    /* an answer that was drawn to be judged: no problem, and counted apart */
	CASE_KINDS
};

struct desk_case {
	enum case_kind kind;
	const char *id;	    /* of its rule, pattern, correction or interaction */
	const char *title;  /* what it is about, as somebody wrote it */
	double harm;	    /* customers, each by how bad it was */
	int64_t since;	    /* since when it fails, or waits; 0: unknown */
	int64_t came;	    /* when it came into the queue; 0: some time ago */
	int64_t changed;    /* who dismissed it before that did not know; 0: it is as it was */
	yyjson_val *record; /* the pattern, the correction, or what is disputed or was drawn */
	struct rule rule;   /* with its examples; id NULL where there is none */
	/* Cases that say nearly the same, folded into this one, and decided with it. */
	struct texts alike, alike_titles; /* their ids; what they are about */
	struct review review;
};

struct desk {
	struct desk_case *list; /* the most harmful first; what was drawn last, in no order */
	size_t n, cap;
	unsigned counts[CASE_KINDS]; /* with those that are folded */
	unsigned waiting;	     /* the sum of them, without what was drawn */
	unsigned fresh;		     /* that came in the last 24 hours */
	unsigned snoozed;	     /* put off, and not in the list */
	struct arena arena;
};

const char *case_kind_name(enum case_kind k);

/* Read what waits now; the store must be looked at.  {0} before the first time. */
int desk_read(struct desk *d, struct journal *j, const struct conf *conf, int64_t now);
void desk_free(struct desk *d);

/* Append a case as one JSON object of type "case". */
void case_write(struct buf *out, const struct desk_case *c);

/* Print what waits, a case a line. */
int desk_list(struct journal *j, enum show how, const struct conf *conf, int64_t now);

/* How to show a case. */
struct case_view {
	size_t columns;
	bool mask;	/* hide personal data */
	bool talk, why; /* with the conversation; with every check in full */
	bool whole;	/* nothing is cut or left out */
	const struct conf *conf;
	const char *by; /* who looks */
	int64_t now;
};

/* Append the case as lines for a screen, everything made safe.  Opens no look, changes nothing. */
int case_lines(struct buf *out, const struct desk_case *c, struct journal *j,
    const struct case_view *view);

#endif
