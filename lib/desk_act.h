/* The support lead's desk: what the keys decide.  A part of desk_loop. */
#ifndef FL_DESK_ACT_H
#define FL_DESK_ACT_H

#include <stdint.h>
#include <sys/types.h>

#include "desk.h"
#include "desk_trend.h"
#include "writing.h"

/* One person at the desk. */
struct session {
	const char *dir;
	struct writer *who;
	struct journal *j; /* no look is open while a key is waited for */
	struct desk desk;
	struct trend trend;
	size_t *shown, n, cap; /* the cases that fit the search, by their places in the desk */
	size_t at, page;
	char *search;	    /* NULL: all */
	const char *filled; /* the id of the case that lines are of; NULL: none */
	struct buf lines, message;
	struct case_view view;
	int lease;
	pid_t other; /* who has the case before him too */
	int64_t now;
	struct arena arena; /* of one key */
};

/* Read the queue anew: 0, or -1 with the reason in why(). */
int session_read(struct session *s);

/* The case on the screen, NULL when there is none. */
struct desk_case *session_case(struct session *s);

/* Say it in the line below the next screen. */
void session_say(struct session *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Do what a key means: 0, or -1 when the store cannot be used any more. */
int session_act(struct session *s, int key);

#endif
