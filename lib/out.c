/* What commands print on the standard output. */
#include "out.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "mem.h"
#include "term.h"

enum { GROWTH = 10 }; /* a byte becomes at most so many */

bool
out_people(bool text, bool json)
{
	return text || (!json && isatty(STDOUT_FILENO));
}

void
out_ink(enum out_ink ink)
{
	/* Of those that can be read on a dark ground and on a light one; yellow cannot. */
	static const char *const codes[] = {"", "1", "32", "35", "31"};

	if (term_colour(STDOUT_FILENO))
		printf("\033[%sm", codes[ink]);
}

void
out_text(const char *text)
{
	size_t n = strlen(text);
	struct buf safe = {0};

	buf_room(&safe, n * GROWTH);
	safe.len = term_shown(safe.text, n * GROWTH + 1, text, n);
	fwrite(safe.text, 1, safe.len, stdout);
	buf_free(&safe);
}

void
out_json(const char *json, size_t n)
{
	struct buf safe = {0};

	if (isatty(STDOUT_FILENO)) {
		json_for_terminal(&safe, json, n);
		json = safe.text;
		n = safe.len;
	}
	if (n)
		fwrite(json, 1, n, stdout);
	putchar('\n');
	buf_free(&safe);
}
