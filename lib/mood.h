/*
 * The mood that the words of a question show.  English, and careful: calm unless it is plain.
 * Pure.
 */
#ifndef FL_MOOD_H
#define FL_MOOD_H

#include <stddef.h>

/* "frustrated" or "calm". */
const char *mood_of(const char *text, size_t n);

#endif
