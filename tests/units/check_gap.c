/* Gaps: one entry a pattern, the latest record of it, gone when it is mended. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "gap.h"
#include "units.h"

static int
put(struct journal *j, void *arg)
{
	const char *text = arg;

	return journal_put_text(j, RECORD_PATTERN, text, strlen(text), 1, NULL);
}

/* The ids that wait after these records came, the worst first. */
static bool
waits(struct journal *j, const char *record, const char *expected)
{
	char text[512];
	struct arena a = {0};
	struct buf ids = {0};
	struct gap *gaps;
	bool same;
	size_t n;

	if (record) {
		snprintf(text, sizeof(text), "{\"type\":\"pattern\",%s}", record);
		if (journal_change(j, put, text) < 0)
			return false;
	}
	if (store_look(journal_store(j)) < 0 || gaps_read(j, &a, &gaps, &n) < 0)
		return false;
	for (size_t i = 0; i < n; i++)
		buf_print(&ids, "%s%s/%s", i ? " " : "", gaps[i].id,
		    json_str(gaps[i].pattern, "id", NULL));
	store_rest(journal_store(j));
	same = strcmp(ids.text ? ids.text : "", expected) == 0;
	if (!same)
		printf("%s, not %s\n", ids.text ? ids.text : "nothing", expected);
	buf_free(&ids);
	arena_free(&a);
	return same;
}

int
main(void)
{
	static const char *const files[] = {"store/data.mdb", "store/lock.mdb", "store/write.lock",
		"store"};
	char dir[] = "/tmp/check_gap.XXXXXX", path[64];
	struct journal *j;

	if (!mkdtemp(dir))
		return 2;
	snprintf(path, sizeof(path), "%s/store", dir);
	if (journal_open(&j, path, STORE_CREATE) < 0) {
		printf("%s\n", why());
		return 2;
	}
	works(waits(j, NULL, ""), "nothing waits in a new store");
	works(waits(j, "\"id\":\"p-1@1\",\"pattern\":\"p-1\",\"gap\":true,\"harm\":2", "p-1/p-1@1"),
	    "a gap waits");
	works(waits(j, "\"id\":\"p-2@2\",\"pattern\":\"p-2\",\"gap\":false", "p-1/p-1@1"),
	    "what has a rule does not");
	works(waits(j, "\"id\":\"p-3@3\",\"pattern\":\"p-3\",\"gap\":true,\"harm\":9",
		  "p-3/p-3@3 p-1/p-1@1"),
	    "the worst comes first");
	works(waits(j, "\"id\":\"p-1@4\",\"pattern\":\"p-1\",\"gap\":true,\"harm\":3",
		  "p-3/p-3@3 p-1/p-1@4"),
	    "found again, it waits once, as it was found last");
	works(journal_rebuild(j) == 0 && waits(j, NULL, "p-3/p-3@3 p-1/p-1@4"),
	    "the views made anew say the same");
	works(waits(j, "\"id\":\"p-3@5\",\"pattern\":\"p-3\",\"gap\":true,\"state\":\"mended\"",
		  "p-1/p-1@4"),
	    "what is mended waits no longer");
	journal_close(j);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		if (remove(path) != 0)
			bad++;
	}
	if (remove(dir) != 0)
		bad++;
	return bad > 0;
}
