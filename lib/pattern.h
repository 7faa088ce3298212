/*
 * Patterns: failures that recur, grouped by what was asked.
 *
 * Records are added in any order; an outcome or a correction may come before its interaction.
 * What is found does not depend on that order, nor on the clock.
 *
 * A turn (an interaction) has failed when somebody said so (a bad outcome, a correction), when it
 * was handed over without a rule that says so, or, less surely, when a bad end was inferred or the
 * same was asked again.  Silence is unknown.  Failed questions are grouped by a graph of nearest
 * neighbours, by their words and the answer that was given, and Leiden's method.  Then every
 * question, failed or not, goes to the group whose centre (made without it) is nearest, if it is
 * near enough by a rule that does not look at how the question ended.
 *
 * Customers are counted, not messages.  A group is a pattern when enough customers failed, and
 * more of them than chance explains: the chance of so many or more of its customers failing,
 * given that at least one did, when they fail as often as the rest (a beta-binomial tail: the
 * rest's customers are counted, and its rate is not known any better than they tell).  Groups are
 * judged together by Benjamini and Hochberg's rule at 5% false ones; those found leave the rest,
 * and the others are judged again.
 */
#ifndef FL_PATTERN_H
#define FL_PATTERN_H

#include <stdbool.h>
#include <stdint.h>

#include "mem.h"
#include "record.h"

enum {
	PATTERN_EXAMPLES = 5,
	PATTERN_TEXTS = 3,  /* answers given, and what people said instead */
	PATTERN_WEEKS = 52, /* the latest */
	PATTERN_LIST = 100, /* corrections and rules */
	PATTERN_MEMBERS = 64,
	PATTERN_TALKS = 3,  /* typical conversations */
	PATTERN_TURNS = 6,  /* shown of one */
	PATTERN_SAMPLES = 8 /* failures that are looked into */
};

/*
 * What has become of a pattern: the latest seven days against the twelve weeks before.  New: no
 * run knew it two weeks before.  Mended: it is asked as before and fails
 * no more than the rest.  Back: it was mended once, and failed again.
 */
enum pattern_state {
	PATTERN_NEW,
	PATTERN_GROWING,
	PATTERN_STEADY,
	PATTERN_FADING,
	PATTERN_MENDED,
	PATTERN_BACK,
	PATTERN_STATES
};

/* Its name in a pattern's JSON. */
const char *pattern_state_name(enum pattern_state s);

/* What said that a turn failed. */
enum signal_kind {
	SIGNAL_REJECTED,
	SIGNAL_COMPLAINED,
	SIGNAL_REOPENED,
	SIGNAL_OVERRIDDEN,
	SIGNAL_RATED,
	SIGNAL_CORRECTED,
	SIGNAL_HANDED_OVER,
	SIGNAL_ASKED_AGAIN,
	SIGNAL_OTHER,
	SIGNALS
};

/* Its name in a pattern's JSON. */
const char *pattern_signal_name(enum signal_kind s);

struct pattern_list {
	const char **at;
	uint32_t n;
};

/* What people said instead, and where. */
struct pattern_answer {
	const char *say;
	uint32_t n;		     /* how often */
	struct pattern_list sources; /* ids of the corrections */
	bool against;		     /* it contradicts the draft */
};

/* Why it failed: what most of a sample of its failures come to; see cause.h. */
struct pattern_cause {
	const char *name, *adjust; /* NULL: nobody looked */
	const char *rule, *knows;  /* the rule to blame; the one that says what is right; or NULL */
	const char *evidence;	   /* of one of them */
	uint32_t times, of;	   /* so many of so many */
};

/* A passage of a document of the team that seems to hold the answer; see document.h. */
struct pattern_document {
	const char *id, *title, *source, *text;
};

struct pattern {
	char id[16];	      /* an earlier run's where it is the same, else a new one */
	int64_t time;	      /* of the latest record read */
	const char *phrase;   /* distinctive words */
	const char *question; /* the most typical one */
	struct pattern_list examples;
	uint32_t customers;	       /* for whom it failed */
	uint32_t askers;	       /* customers who asked */
	uint32_t asked, failed, known; /* turns: all, failed, with a known end */
	double rate[2];		   /* share of customers: silence is success, silence is failure */
	double interval[2];	   /* Wilson's, 95%, among the customers with a known end */
	double rest;		   /* the rest's rate, against which it was judged */
	double chance;		   /* of a group like this where it fails as the rest does */
	uint32_t signals[SIGNALS]; /* failed turns that had one */
	double inferred;	   /* share of its customers of whom nobody said that it failed */
	int64_t first, last;	   /* failed turns */
	uint32_t weeks;		   /* from the first failure to the latest record */
	uint32_t per_week[PATTERN_WEEKS];	/* customers it failed, Monday to Sunday, UTC */
	struct pattern_list corrections, rules; /* ids */
	struct pattern_list said, right;	/* the most frequent first */
	bool gap;				/* no rule in force had a part in it */
	double harm;				/* customers, each by how bad it was */
	struct pattern_answer answers[PATTERN_TEXTS]; /* what people said, one beside the other */
	uint32_t answer_count;
	struct pattern_answer draft; /* what most of them agree on, say NULL: there is none */
	struct pattern_cause cause;
	struct pattern_document document; /* of a gap; text NULL: none */
	enum pattern_state state;
	int64_t reported;	    /* when it was found first */
	bool news;		    /* it is new, or grows, is mended or back since the last run */
	bool changed;		    /* it ought to be recorded again */
	struct pattern_list merged; /* ids of earlier patterns that are part of it now */
	const char *split;	    /* id of the earlier pattern that it was part of, or NULL */
	struct {
		int64_t from, to;
		uint32_t customers; /* 0: there was none */
	} burst;		    /* within hours of one day, the latest */
	struct {
		const char *rule; /* or NULL */
		int64_t since;
		uint32_t before[2], after[2]; /* customers: failed, asked */
	} mending;			      /* since a rule answers here */
	uint64_t first_key;		      /* of the question that was asked first */
	uint64_t members[PATTERN_MEMBERS];    /* keys of failed questions, the smallest */
	uint32_t member_count;
	const struct known *earlier; /* what an earlier run recorded, or NULL */
	uint32_t group;		     /* in which its questions are */
};

struct pattern_options {
	int64_t since, until; /* of the turns' time, until not included; 0: no bound */
	uint32_t customers;   /* a pattern has at least so many; 0: 3 */
	bool rules_known;     /* patterns_rule tells which are in force */
};

struct patterns; /* opaque */

struct patterns *patterns_new(const struct pattern_options *o);
void patterns_free(struct patterns *p);

/*
 * Take a record that record_read has read; types that do not matter here are passed over.
 * Patterns that an earlier run recorded keep their names.
 */
void patterns_add(struct patterns *p, const struct record *r);

/* A rule is in force. */
void patterns_rule(struct patterns *p, const char *id);

/*
 * What was read so far as bytes, and such bytes put together with what was read: records that
 * came in several parts count once, and neither the number nor the order of the parts matters.
 * patterns_join gives -1 with the reason in why() where it is no part, or a damaged one.
 */
void patterns_save(struct patterns *p, struct buf *out);
int patterns_join(struct patterns *p, struct bytes part);

/*
 * Draw groups now, as a base: what is added afterwards goes to them, or makes more groups beside
 * them, so that finding the patterns then costs what is new.
 */
void patterns_draw(struct patterns *p);

/* Find the patterns, once, after the last record: how many.  The worst comes first. */
size_t patterns_find(struct patterns *p);

/* A pattern, which lives as long as p. */
const struct pattern *patterns_at(const struct patterns *p, size_t i);

/*
 * The record_keys of failed interactions of the first n patterns, of as many customers, drawn by
 * their hash; PATTERN_SAMPLES for each, 0 for none.  The caller's, for mem_free.
 */
uint64_t *patterns_samples(const struct patterns *p, size_t n);

/* Say why a pattern failed; the texts are copied. */
void patterns_blame(struct patterns *p, size_t i, const struct pattern_cause *cause);

/* Say which document seems to hold the answer; the texts are copied. */
void patterns_refer(struct patterns *p, size_t i, const struct pattern_document *document);

/* A question and what came of it; texts may be NULL. */
struct pattern_turn {
	int64_t time;
	const char *question, *said, *right; /* what the bot said, what a person said instead */
	uint32_t signals;		     /* bits by enum signal_kind */
	bool failed, here;		     /* here: it is one of the pattern's questions */
};

/* A conversation in which a pattern's typical question failed: what was near it, in order. */
struct pattern_talk {
	struct pattern_turn at[PATTERN_TURNS];
	uint32_t n;
};

/*
 * Typical conversations of the first n patterns, PATTERN_TALKS for each, empty ones last; the
 * caller's, for mem_free.  The texts live as long as p.
 */
struct pattern_talk *patterns_talks(const struct patterns *p, size_t n);

/* The learning curve of what was asked; rules have no part in it yet. */
struct curve;
void patterns_curve(const struct patterns *p, struct curve *c);

/* Does it matter for a rate how silence is taken? */
bool pattern_silent(const double rate[2]);

/* Had no rule a part in it?  Then there is a draft, where people answered. */
bool pattern_unruled(const struct pattern *one);

/* What is to be done about a pattern, and the words for it. */
enum pattern_todo {
	TODO_NOTHING,
	TODO_APPROVE, /* the draft */
	TODO_DECIDE,  /* between those who contradict each other */
	TODO_READ,    /* the document */
	TODO_ASK,     /* somebody who knows: the typical question */
	TODO_LOOK,    /* at the rules that answered */
	PATTERN_TODOS
};
enum pattern_todo pattern_todo(const struct pattern *one);
const char *pattern_todo_words(enum pattern_todo todo);

/* Append it as the member "todo" of a JSON object. */
void pattern_todo_write(struct buf *out, const struct pattern *one);

/* Append it as one JSON object of type "pattern". */
void pattern_write(struct buf *out, const struct pattern *one);

/*
 * The same as a record for the journal, by which a later run knows it again: with an id of its
 * own, made of the pattern's and a number.
 */
void pattern_record(struct buf *out, const struct pattern *one, uint64_t number);

/* A record that an earlier pattern is part of another one now. */
void pattern_record_merged(struct buf *out, const struct pattern *one, const char *id,
    uint64_t number);

#endif
