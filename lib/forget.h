/*
 * Forgetting a customer: the texts of his records go, from the journal, from what was learned of
 * them and from the bytes of the file; ids and counts stay, so that rules can still be explained.
 *
 * The journal is written anew into a store of its own, which then takes the place of the old one:
 * what LMDB deletes stays in its free pages and in the room of used ones.
 */
#ifndef FL_FORGET_H
#define FL_FORGET_H

#include "conf.h"
#include "marks.h"
#include "rule.h"

struct forgetting {
	const struct conf *conf;
	const char *customer, *by;
	bool dry; /* only count */

	char name[32];		/* out: what stands for him now, the same in each record */
	unsigned long records;	/* out: his, and what people said of them */
	unsigned long others;	/* out: records that repeated his words */
	struct texts left;	/* out: what editors had left in the folder, which goes too */
	struct texts rules;	/* out: rules whose words were his, retired if they were in force */
	struct arena arena;	/* of the result */
	struct marks ids;	/* his interactions */
	struct marks words;	/* what he wrote */
	struct marks told;	/* what was said to him */
	struct marks elsewhere; /* what others wrote and were told too */
	struct marks taught;	/* what rules were taught: each the rule and the text */
	struct marks writers;	/* who put rules into words: each the rule and the person */
	struct marks says;	/* what rules say */
};

/*
 * Forget him in the store in dir.  No other process may have it open, and nobody edit a rule in
 * it (why_status is EXIT_BUSY then).  0, or -1 with the reason in why(), and nothing changed.
 */
int forget_customer(const char *dir, struct forgetting *f);
void forgetting_free(struct forgetting *f);

#endif
