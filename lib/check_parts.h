/* What the files of the checking module share; see check.h for what it does. */
#ifndef FL_CHECK_PARTS_H
#define FL_CHECK_PARTS_H

#include "check.h"
#include "clause.h"
#include "value.h"

enum { DEMANDS_MAX = 64, FOUND_MAX = 256 };

/* Up to this doubt a rule is surely meant, and up to that one it is more likely so than not. */
static const double SURE = .2, LIKELY = .5;

/* A text with its values and clauses. */
struct parsed {
	const char *text;
	struct clauses clauses;
	struct value *values;
	size_t count;
	bool *asserted; /* of each value: it is stated, not denied, asked, or a condition */
};

/* What a rule asks of an answer: a value or a phrase, to be stated or not to be said. */
struct demand {
	const struct rule *rule;
	const struct parsed *say;  /* the rule's own words */
	const struct clause *from; /* of them, where it stands; NULL: nowhere */
	const char *words;	   /* of the value, or the phrase */
	struct value value;
	bool is_value;
	bool ban;      /* must not be said */
	bool required; /* must be stated; else it may only not be contradicted */
	bool note;     /* of a rule that is told without asking */
	bool filled;   /* one of several that nobody wrote: taken from the rule's words */
	bool stated;
	size_t hits;	  /* how many values of the draft stand in its place */
	struct value hit; /* the last of them */
};

/* An edit of the draft: the bytes from start to end become words. */
struct edit {
	size_t start, end;
	const char *words;
};

/* What is carried along while one draft is checked. */
struct checking {
	const struct check *with;
	struct arena *a;
	struct text_stemmer *stemmer;
	struct parsed question;
	struct demand demands[DEMANDS_MAX];
	size_t demand_count;

	/* of the text at hand */
	struct parsed draft;
	struct check_finding *findings;
	size_t count, cap;
	struct edit *edits;
	size_t edit_count, edit_cap;
	struct texts added; /* sentences to be added */
	bool wrong;	    /* certainly, and cannot be mended in place */
	bool unsure;
};

void parsed_of(struct checking *c, struct parsed *out, const char *text, size_t n);

/* What the rules demand; once for all drafts. */
void demands_of(struct checking *c);

/* Hold the draft to them: findings, edits, sentences to be added. */
void demands_check(struct checking *c);

/* "3 days ago", "2 weeks left": counted from something that we do not know. */
bool draft_relative(const struct clauses *c, const struct value *v);

/* Does a value agree with the rule's, contradict it, perhaps contradict it, or neither? */
enum relation { APART, AGREES, CONFLICTS, UNSURE };
enum relation draft_relation(const struct checking *c, const struct value *v,
    const struct demand *d);

/* Is a time the one from which something is open, or the one until which it is? */
enum edge { EDGE_NONE, EDGE_BEGIN, EDGE_END };
enum edge time_edge(const struct clauses *c, const struct value *v);

/* The relation of times that are not the same; "until 18:00" contradicts "9:00 to 17:00". */
enum relation times_relation(const struct parsed *draft, const struct value *v,
    const struct demand *d);

/* Does the draft state one end of the rule's hours otherwise, and nowhere as the rule does? */
bool times_torn(const struct parsed *draft, const struct demand *d);

/* Is a value of the draft about what the rule's is about? */
enum about { OTHER, UNKNOWN, SAME };
enum about draft_about(const struct checking *c, const struct demand *d, const struct value *v);

/* Does a clause speak of the same case: not of "domestic orders", perhaps not of "Bob"? */
enum about draft_case(const struct checking *c, const struct demand *d, const struct clause *in);

/* Is it the very mistake of this rule that must not come back? */
bool draft_banned(const struct checking *c, const struct rule *r, const struct value *v);

struct check_finding *add_finding(struct checking *c, enum check_fault fault, enum check_deed deed,
    const struct rule *rule, const char *found, const char *wanted);
/* A contradiction: the rule's words instead, where it is sure enough that the rule is meant. */
void add_contradiction(struct checking *c, enum check_fault fault, const struct rule *rule,
    const char *found, const char *wanted);
void add_edit(struct checking *c, size_t start, size_t end, const char *words);

/*
 * The rule's value in the form that fits the place of the wrong one: "30-day" for "14-day", with
 * the words of a bound where those in the draft do not fit.  False where no form is sure to fit.
 */
bool form_that_fits(struct checking *c, const struct demand *d, const struct value *wrong,
    struct edit *out);

#endif
