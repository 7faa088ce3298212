/* A set of texts, by their hashes. */
#include "marks.h"

#include <string.h>

#include "mem.h"

uint64_t
mark_of(const char *text)
{
	uint64_t mark = hash64(text, strlen(text), 0);

	return mark ? mark : 1;
}

static size_t
slot(const struct marks *m, uint64_t mark)
{
	size_t at = mark & (m->cap - 1);

	while (m->at[at] && m->at[at] != mark)
		at = (at + 1) & (m->cap - 1);
	return at;
}

bool
marks_have(const struct marks *m, uint64_t mark)
{
	return m->cap > 0 && m->at[slot(m, mark)] != 0;
}

bool
marks_add(struct marks *m, uint64_t mark)
{
	if (2 * (m->n + 1) > m->cap) {
		struct marks more = {.n = m->n, .cap = m->cap ? 2 * m->cap : 64};

		more.at = mem_alloc(more.cap * sizeof(*more.at));
		for (size_t i = 0; i < m->cap; i++)
			if (m->at[i])
				more.at[slot(&more, m->at[i])] = m->at[i];
		mem_free(m->at);
		*m = more;
	}
	if (marks_have(m, mark))
		return false;
	m->at[slot(m, mark)] = mark;
	m->n++;
	return true;
}

void
marks_free(struct marks *m)
{
	mem_free(m->at);
	*m = (struct marks){0};
}
