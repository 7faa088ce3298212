/*
 * The questions of the recent past, by their words, read once for all the changes of a run: which
 * of them might a change touch?  For lib/validate*.c alone.
 */
#ifndef FL_VALIDATE_HISTORY_H
#define FL_VALIDATE_HISTORY_H

#include <stdint.h>

#include "journal.h"

struct history; /* opaque; the same question asked twice stands in it once */

/* Read the interactions among the last so many records.  0 or -1. */
int history_read(struct history **out, struct journal *j, uint64_t records);
void history_free(struct history *h); /* NULL is fine */

/* How many interactions with a question there are. */
uint32_t history_asked(const struct history *h);

/*
 * The questions that share most with one of the texts, by rare words; the nearest first, at most
 * max.  How many.
 */
size_t history_near(struct history *h, const char *const *texts, size_t n, uint32_t *out,
    size_t max);

/* A question and its locale (or NULL). */
const char *history_text(const struct history *h, uint32_t question, const char **locale);

/* The records that asked it: from the first place on, a step gives the next one, 0 at the end. */
uint32_t history_first(const struct history *h, uint32_t question);
uint64_t history_step(const struct history *h, uint32_t *place);

/* The records whose answer was this text, at most max.  How many. */
size_t history_said(const struct history *h, const char *text, uint64_t *out, size_t max);

#endif
