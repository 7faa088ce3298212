/* What the writing of views (views.c) and their reading (rules.c) share; for these two alone. */
#ifndef FL_VIEWS_PARTS_H
#define FL_VIEWS_PARTS_H

#include "views.h"

/* The key of a rule's id: the id itself, or its hash when it is long. */
struct bytes rule_name_key(struct arena *a, const char *id);

/* The number of a rule with an id: 1, 0 when there is none, -1. */
int rule_number_of(struct journal *j, struct arena *a, const char *id, uint32_t *number);

enum examples {
	EXAMPLES_TAUGHT,
	EXAMPLES_QUESTIONS, /* of those, what the rule is about */
	EXAMPLES_COUNTERS,  /* and what it is not about */
	EXAMPLES_DISPUTED,
	EXAMPLES_ALL
};

/* An example's own key, of its text_key: a question counts once however it is spelt. */
struct bytes example_key(unsigned char key[12], uint32_t number, uint64_t question);

/* Is an example, as it is stored, disputed? */
bool example_disputed(struct bytes example);

/* A rule's examples in their order, max of them at most (0: all); in the arena. */
int examples_list(struct journal *j, struct arena *a, uint32_t number, enum examples which,
    size_t max, struct example **out, size_t *n);

/* A reporter's key among a rule's voices; kind 'v', or 'o' for the ends of answers. */
struct bytes voice_key(unsigned char key[13], uint32_t number, char kind, const char *by);

/* A voice as it is stored: 1, or -1 with the reason. */
int voice_read(struct arena *a, struct bytes value, struct voice *out);

#endif
