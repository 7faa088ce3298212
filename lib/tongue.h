/*
 * Asking for a fact in other languages than English: "Sie hätten nach der Bestellnummer fragen
 * sollen", "il fallait demander le numéro de commande".  German, French, Spanish, Italian, Dutch
 * and Portuguese.  Only facts with a name in the tables are read, under the name that they have
 * everywhere ("order_number"), so that it is the same fact whoever asks.  Pure.
 */
#ifndef FL_TONGUE_H
#define FL_TONGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

struct tongue; /* one of the languages */

/* One fact that words speak of, and in which language. */
struct tongue_fact {
	const char *field;
	const char *name; /* as a customer is asked for it: "Bestellnummer" */
	const struct tongue *tongue;
	bool denied; /* it should not have been asked for */
};

/*
 * The facts that the words say should have been asked for, or should not have been; how many, at
 * most max.  told: something lacked, or was asked for, so that "ask for the size" is enough.
 */
size_t tongue_find(struct tongue_fact *out, size_t max, struct arena *a, const char *text,
    bool told);

/* How a customer is asked for it, in that language. */
const char *tongue_question(struct arena *a, const struct tongue_fact *fact);

#endif
