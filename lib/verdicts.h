/* Verdicts as JSON lines, and what of them a person is told. */
#ifndef FL_VERDICTS_H
#define FL_VERDICTS_H

#include "json.h"
#include "mem.h"

/* Call with each verdict whose line has these bytes in it; NULL: with all. */
void verdicts_each(const struct buf *lines, const char *with,
    void (*each)(yyjson_val *verdict, void *arg), void *arg);

/* Call with each check that holds a rule back. */
void verdicts_held(const struct buf *lines,
    void (*say)(const char *rule, const char *check, const char *reason));

/* Call with each correction that takes a question which an earlier word gave to another rule. */
void verdicts_taking(const struct buf *lines,
    void (*say)(const char *correction, const char *rule, const char *reason));

/* The check of a verdict that has this figure; NULL: none has. */
yyjson_val *verdict_check(yyjson_val *verdict, const char *figure);

/* The tests that a verdict says its rule breaks, or would break: a list, or NULL. */
yyjson_val *verdict_breaks(yyjson_val *verdict);

#endif
