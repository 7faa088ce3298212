/*
 * The messages for a model that puts an answer into words: fixed instructions in the system
 * message, and in the user message one JSON object with all that belongs to this question.  What
 * a customer wrote, or may have written, stands nowhere but in the strings of that object, and no
 * character of it can end a string, look like markup, or be a token of its own to a model.  Pure.
 */
#ifndef FL_PROMPT_H
#define FL_PROMPT_H

#include "answer.h"
#include "mem.h"

struct prompt {
	const char *system;   /* the same for every question */
	const char *user;     /* the data; NULL: even without any other rule it is too long */
	size_t chars;	      /* of both, in characters; of what would be too long, too */
	struct texts dropped; /* ids of the rules that had no room, the most relevant first */
	char hash[33];	      /* of both messages; empty without them */
};

/* An earlier reply that could not be used. */
struct prompt_refused {
	const char *text; /* NULL: it had none that could be quoted */
	const char *why;
};

/*
 * Make the messages for an answer that is not handed over, in at most so many characters: the
 * least relevant rules go first, and whole.  refused is NULL, or what was wrong the first time.
 * All of it lives in the arena.
 */
void prompt_make(struct prompt *out, struct arena *a, const struct answer *ans,
    yyjson_val *question, const struct prompt_refused *refused, size_t max_chars);

/* Append the messages as a JSON array, as chat completions take them. */
void prompt_messages(struct buf *out, const struct prompt *p);

/* Append what the reply has to look like, as chat completions take it in response_format. */
void prompt_format(struct buf *out, const struct answer *ans);

/*
 * Append what the answer says of its prompt, as members of an open object: the messages, the form
 * of the reply and the hash, if there was room; and the rules that were dropped.
 */
void prompt_members(struct buf *out, const struct prompt *p, const struct answer *ans);

/* Append JSON text with all in its strings escaped that could be taken for anything else. */
void prompt_guard(struct buf *out, const char *json, size_t n);

#endif
