/* What changed between two texts. */
#include "diff.h"

#include <stdint.h>
#include <string.h>

#include "term.h"
#include "tty.h"

enum { LINES_MAX = 2000, AROUND = 2, GROWTH = 10 };

struct row {
	const char *at;
	size_t len;
};

static size_t
rows_of(const char *text, struct row *rows)
{
	size_t n = 0;

	while (*text && n < LINES_MAX) {
		const char *end = strchrnul(text, '\n');

		rows[n++] = (struct row){text, (size_t)(end - text)};
		if (n == LINES_MAX) /* the rest as one */
			rows[n - 1].len = strlen(text);
		text = *end ? end + 1 : end;
	}
	return n;
}

static bool
same(struct row a, struct row b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static void
put(struct buf *out, const char *mark, struct row row, size_t columns)
{
	if (columns > 0) {
		char *text = mem_copy(row.at, row.len);

		tty_wrap(out, mark, text, columns, 0);
		mem_free(text);
		return;
	}
	buf_text(out, mark);
	buf_room(out, row.len * GROWTH);
	out->len += term_shown(out->text + out->len, row.len * GROWTH + 1, row.at, row.len);
	buf_char(out, '\n');
}

/* Is there a change within AROUND steps of this one?  kinds: ' ', '-', '+'. */
static bool
is_near(const char *kinds, size_t n, size_t at)
{
	size_t from = at > AROUND ? at - AROUND : 0, to = at + AROUND < n ? at + AROUND : n - 1;

	for (size_t i = from; i <= to; i++)
		if (kinds[i] != ' ')
			return true;
	return false;
}

/* The longest common subsequence, by the textbook's table from the end. */
static size_t
trace(const struct row *a, size_t n, const struct row *b, size_t m, char *kinds, struct row *rows)
{
	uint16_t *table = mem_alloc((n + 1) * (m + 1) * sizeof(*table));
	size_t i, k, steps = 0;

#define AT(x, y) table[(x) * (m + 1) + (y)]
	for (i = n; i-- > 0;)
		for (k = m; k-- > 0;)
			AT(i, k) = (uint16_t)(same(a[i], b[k])		    ? AT(i + 1, k + 1) + 1
					      : AT(i + 1, k) > AT(i, k + 1) ? AT(i + 1, k)
									    : AT(i, k + 1));
	for (i = k = 0; i < n || k < m; steps++) {
		bool both = i < n && k < m && same(a[i], b[k]);
		bool old = !both && i < n && (k == m || AT(i + 1, k) >= AT(i, k + 1));

		kinds[steps] = both ? ' ' : old ? '-' : '+';
		rows[steps] = both || old ? a[i] : b[k];
		i += both || old;
		k += both || !old;
	}
#undef AT
	mem_free(table);
	return steps;
}

bool
diff_lines(struct buf *out, const char *old, const char *new, size_t columns)
{
	struct row *a = mem_alloc(LINES_MAX * sizeof(*a)), *b = mem_alloc(LINES_MAX * sizeof(*b));
	size_t n = rows_of(old, a), m = rows_of(new, b), steps;
	char *kinds = mem_alloc(n + m + 1);
	struct row *rows = mem_alloc((n + m + 1) * sizeof(*rows));
	bool differs = false, gap = false;

	steps = trace(a, n, b, m, kinds, rows);
	for (size_t i = 0; i < steps; i++) {
		differs |= kinds[i] != ' ';
		if (!is_near(kinds, steps, i)) {
			gap = true;
			continue;
		}
		if (gap)
			buf_text(out, "  ...\n");
		gap = false;
		put(out, kinds[i] == ' ' ? "  " : kinds[i] == '-' ? "- " : "+ ", rows[i], columns);
	}
	mem_free(a);
	mem_free(b);
	mem_free(kinds);
	mem_free(rows);
	return differs;
}
