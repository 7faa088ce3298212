/*
 * What the files of the value module share; see value.h for what it does.  It stands on token.h,
 * number.h and unit.h, which know nothing of values.
 */
#ifndef FL_VALUE_PARTS_H
#define FL_VALUE_PARTS_H

#include "token.h"
#include "value.h"

/* What is carried along the tokens of a text. */
struct scan {
	const struct token *all;
	struct value *out;
	size_t found, room;
};

/* Keep a value of the tokens from first on, with the bound that the words behind them say. */
void scan_add(struct scan *s, struct value v, const struct token *first, size_t used);

/* What the words before say: "within", "at least", "no more than". */
enum value_bound scan_bound(const struct token *all, const struct token *t);

/* Does this token lead from the low end of a range to its high one? */
bool scan_range(const struct token *t, bool between);

/* The shapes: each adds the value that begins here and says how many tokens it took, 0 for none. */
size_t value_date(struct scan *s, const struct token *t);
size_t value_time(struct scan *s, const struct token *t);
size_t value_weekday(struct scan *s, const struct token *t);
size_t value_money(struct scan *s, const struct token *t, bool between);
size_t value_quantity(struct scan *s, const struct token *t, bool between);

/* The name of a day, 1 is Monday; after Sunday they begin again. */
const char *weekday_name(int day);

#endif
