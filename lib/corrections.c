/* Corrections as JSON lines. */
#include "corrections.h"

#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "json.h"
#include "record.h"
#include "validate.h"
#include "verdicts.h"
#include "views.h"

/* A batch of them, and the line to print for each. */
struct intake {
	struct journal *j;
	const struct writer *who;
	const struct corrections_say *say;
	struct validator v;
	struct incoming *items;
	size_t n;
	int64_t now;
	struct buf out;
};

/* Which earlier words it breaks, in the line that is printed. */
static void
add_broken(struct intake *r, size_t verdict_at)
{
	static const char mark[] = "\"breaks_tests\"";
	const char *at = r->v.verdicts.text + verdict_at, *feed;
	size_t left = r->v.verdicts.len - verdict_at;
	struct json json = {0};

	for (; left > 0; left -= (size_t)(feed + 1 - at), at = feed + 1) {
		feed = memchr(at, '\n', left);
		if (!memmem(at, (size_t)(feed - at), mark, sizeof(mark) - 1))
			continue;
		json_add_val(&r->out, "breaks_tests",
		    verdict_breaks(json_read(&json, at, (size_t)(feed - at))));
		break;
	}
	json_free(&json);
}

/* What came of a correction: the rule it touched, or the verdict that says why there is none. */
static int
say_touched(struct intake *r, const struct incoming *item, size_t verdict_at)
{
	uint32_t number = 0;
	struct bytes rule;
	int rc = views_judged(r->j, item->seq, &number);

	if (rc > 0 && number > 0)
		rc = rules_text(r->j, number, &rule);
	if (rc < 0)
		return -1;
	if (rc > 0 && number > 0) {
		buf_add(&r->out, rule.at, rule.len - 1);
		json_add_strn(&r->out, "correction", item->id, item->id_len);
		add_broken(r, verdict_at);
	} else if (rc > 0 && item->fresh && r->v.verdicts.len > verdict_at) {
		buf_add(&r->out, r->v.verdicts.text + verdict_at,
		    r->v.verdicts.len - verdict_at - 2);
	} else {
		buf_add(&r->out, item->text.at, item->text.len - 1);
	}
	json_add_bool(&r->out, "new", item->fresh);
	buf_text(&r->out, "}\n");
	return 0;
}

static int
read_work(struct journal *j, void *arg)
{
	struct intake *r = arg;
	struct arena a = {0};
	int rc;

	validator_clear(&r->v);
	buf_clear(&r->out);
	rc = journal_add_in(j, r->items, r->n, r->now);
	for (size_t i = 0; i < r->n && rc >= 0; i++) {
		struct incoming *item = &r->items[i];
		yyjson_val *root = json_read_in(&a, item->text.at, item->text.len);
		const char *authority = json_str(root, "authority", NULL);
		size_t at = r->v.verdicts.len;

		if (item->fresh && authority && strcmp(authority, "lead") == 0)
			rc = validate_correction(&r->v, item->seq, item->text);
		if (rc >= 0)
			rc = say_touched(r, item, at);
		arena_clear(&a);
	}
	arena_free(&a);
	return rc < 0 ? -1 : 0;
}

static int
read_batch(struct intake *r, struct inputs *in, int n, unsigned long *refused)
{
	struct json json = {0};
	struct arena a = {0};
	int rc = 0;

	r->items = mem_alloc((size_t)n * sizeof(*r->items));
	r->n = 0;
	r->now = r->v.now = time_now();
	for (int i = 0; i < n && rc == 0; i++) {
		const struct line *l = lines_at(in->now, i);
		struct record rec = {0};
		int read = l->too_long
			       ? lines_too_long(in->limits->line_max)
			       : record_read(&rec, &json, &a, l->text, l->len,
				     RECORD_BIT(RECORD_CORRECTION), RECORD_CORRECTION, r->now);

		if (read < 0) {
			++*refused;
			rc = lines_refuse(in->now, l, why());
			continue;
		}
		r->items[r->n++] = (struct incoming){.type = rec.type,
			.key = rec.key,
			.id = arena_copy(&a, rec.id, rec.id_len),
			.id_len = rec.id_len,
			.text = bytes_of(arena_copy(&a, rec.text.at, rec.text.len), rec.text.len),
			.time = rec.time};
	}
	if (rc == 0 && r->n > 0)
		rc = (r->who->dry ? journal_rehearse : journal_change)(r->j, read_work, r);
	if (rc == 0 && r->n > 0) {
		fwrite(r->out.text, 1, r->out.len, stdout);
		flush_out();
		verdicts_held(&r->v.verdicts, r->say->held);
		verdicts_taking(&r->v.verdicts, r->say->taking);
	}
	mem_free(r->items);
	json_free(&json);
	arena_free(&a);
	return rc;
}

int
corrections_read(struct journal *j, const struct writer *who, const struct lines_limits *limits,
    const char *path, const struct corrections_say *say, unsigned long *refused)
{
	struct lines_limits few = *limits;
	struct rejects rejects;
	struct inputs in = {.limits = &few, .rejects = &rejects, .fd = -1};
	struct intake r = {.j = j, .who = who, .say = say};
	int n, rc = 0;

	*refused = 0;
	if (rejects_open(&rejects, path) < 0)
		return -1;
	validator_init(&r.v, j, who->conf, 0);
	/* The history is replayed for rules that are typed, and by fl-validate. */
	r.v.replay = false;
	r.v.force = who->force;
	few.batch_lines = 4096;
	while (rc == 0 && (n = inputs_more(&in)) != 0)
		rc = n < 0 ? -1 : read_batch(&r, &in, n, refused);
	inputs_close(&in);
	validator_free(&r.v);
	buf_free(&r.out);
	return rejects_close(&rejects) < 0 ? -1 : rc;
}
