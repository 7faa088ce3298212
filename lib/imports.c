/* What fl-import(1) brought into a store. */
#include "imports.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "out.h"
#include "reading.h"
#include "term.h"
#include "undo.h"

enum { NAME_COLUMNS = 12, FORMAT_COLUMNS = 12, FORMAT_LEAST = 4, OTHERS = 56 };

static const unsigned BROUGHT =
    RECORD_BIT(RECORD_INTERACTION) | RECORD_BIT(RECORD_OUTCOME) | RECORD_BIT(RECORD_CORRECTION);
static const int64_t DAY = 24LL * 3600 * 1000;

/* What one import brought on one day. */
struct brought {
	const char *name, *format; /* name may be NULL: imports once had none */
	int64_t day;
	unsigned long asked, ended, said, undone;
};

struct list {
	struct brought *at;
	size_t n, cap;
	struct undone undone;
	struct arena arena;
};

static bool
same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static const char *
keep(struct list *l, const char *text)
{
	return text ? arena_copy(&l->arena, text, strlen(text)) : NULL;
}

/* The records of one import stand together, so it is near the end. */
static struct brought *
find(struct list *l, yyjson_val *source, int64_t day)
{
	const char *name = json_str(source, "import", NULL);
	const char *format = json_str(source, "format", NULL);

	for (size_t i = l->n; i-- > 0;) {
		struct brought *b = &l->at[i];

		if (b->day == day && same(b->name, name) && same(b->format, format))
			return b;
	}
	l->at = mem_array(l->at, &l->cap, l->n + 1, sizeof(*l->at));
	l->at[l->n] = (struct brought){keep(l, name), keep(l, format), day, 0, 0, 0, 0};
	return &l->at[l->n++];
}

static int
count(const struct reading *one, void *arg)
{
	struct list *l = arg;
	yyjson_val *source = json_get(one->root, "source");
	struct brought *b;

	if (!json_str(source, "format", NULL) && !json_str(source, "import", NULL))
		return 0;
	b = find(l, source, one->arrived - one->arrived % DAY);
	b->asked += one->type == RECORD_INTERACTION;
	b->ended += one->type == RECORD_OUTCOME;
	b->said += one->type == RECORD_CORRECTION;
	b->undone += undone_has(&l->undone, one->type, one->root, one->seq, one->arrived);
	return 0;
}

static void
show_json(const struct brought *b, const char *day)
{
	struct buf json = {0};

	json_open(&json);
	json_add_str(&json, "type", "import");
	json_add_str(&json, "import", b->name);
	json_add_str(&json, "format", b->format);
	json_add_str(&json, "day", day);
	json_add_num(&json, "asked", (double)b->asked);
	json_add_num(&json, "ended", (double)b->ended);
	json_add_num(&json, "said", (double)b->said);
	json_add_num(&json, "undone", (double)b->undone);
	json_close(&json);
	out_json(json.text, json.len);
	buf_free(&json);
}

/* Of the columns, what a narrow terminal has the least need of. */
static size_t
format_columns(void)
{
	size_t columns = term_columns(STDOUT_FILENO);

	return columns >= OTHERS + FORMAT_COLUMNS ? FORMAT_COLUMNS
	       : columns > OTHERS + FORMAT_LEAST  ? columns - OTHERS
						  : FORMAT_LEAST;
}

static void
show_columns(const struct brought *b, const char *day)
{
	show_cell(b->name ? b->name : "-", NAME_COLUMNS, true);
	putchar(' ');
	show_cell(b->format ? b->format : "-", format_columns(), true);
	printf(" %s %7lu %7lu %7lu %7lu\n", day, b->asked, b->ended, b->said, b->undone);
}

static void
show(enum show how, const struct brought *b)
{
	char day[TIME_TEXT];

	time_print(day, b->day);
	day[10] = '\0';
	if (how == SHOW_JSON) {
		show_json(b, day);
	} else if (how == SHOW_TEXT) {
		show_columns(b, day);
	} else {
		out_text(b->name ? b->name : "");
		putchar('\t');
		out_text(b->format ? b->format : "");
		printf("\t%s\t%lu\t%lu\t%lu\t%lu\n", day, b->asked, b->ended, b->said, b->undone);
	}
}

static void
show_top(enum show how)
{
	if (how == SHOW_TEXT) {
		out_ink(OUT_BOLD);
		printf("%-*s %-*s %-10s %7s %7s %7s %7s", NAME_COLUMNS, "import",
		    (int)format_columns(), "format", "day", "asked", "ended", "said", "undone");
		out_ink(OUT_PLAIN);
		putchar('\n');
	} else if (how == SHOW_TSV) {
		puts("import\tformat\tday\tasked\tended\tsaid\tundone");
	}
}

long
imports_show(struct journal *j, enum show how)
{
	struct list l = {0};
	long n = -1;

	if (undone_read(&l.undone, j) == 0 && reading_run(j, 0, BROUGHT, count, &l) == 0) {
		n = (long)l.n;
		if (n > 0)
			show_top(how);
		for (size_t i = 0; i < l.n; i++)
			show(how, &l.at[i]);
		if (n == 0 && how == SHOW_TEXT)
			puts("fl-import has brought nothing");
		if (n > 0 && how == SHOW_TEXT)
			puts("to undo one: fl-correct --undo --source IMPORT --day DAY");
	}
	mem_free(l.at);
	undone_free(&l.undone);
	arena_free(&l.arena);
	return n;
}
