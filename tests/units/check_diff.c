/* Differences of lines: what is shown of them, and that nothing in them stands at the margin. */
#include <stdio.h>
#include <string.h>

#include "diff.h"
#include "units.h"

static void
shows(const char *old, const char *new, size_t columns, const char *expected)
{
	struct buf out = {0};
	bool differs = diff_lines(&out, old, new, columns);

	if (differs != (*expected != '\0') || strcmp(out.text ? out.text : "", expected) != 0) {
		printf("expected:\n%sgot:\n%s", expected, out.text ? out.text : "");
		bad++;
	}
	buf_free(&out);
}

int
main(void)
{
	shows("", "", 0, "");
	shows("a\nb\n", "a\nb\n", 0, "");
	shows("a\nb\nc\n", "a\nx\nc\n", 0, "  a\n- b\n+ x\n  c\n");
	shows("", "a\nb\n", 0, "+ a\n+ b\n");
	shows("a\n", "", 0, "- a\n");
	shows("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\nx\n", 0, "  ...\n  4\n  5\n- 6\n+ x\n");
	shows("x\n", "\x1b[2J+ y\n", 0, "- x\n+ <U+001B>[2J+ y\n");
	shows("x\n", "one two three + four five six\n", 16,
	    "- x\n+ one two three\n  + four five\n  six\n");
	return bad > 0;
}
