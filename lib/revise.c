/* Rules in a person's editor. */
#include "revise.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "diff.h"
#include "edit.h"
#include "json.h"
#include "leavings.h"
#include "rule.h"
#include "term.h"

static const char FORM[] =
    "# A new rule.  Lines that begin with # are left out; fl-rules(5) tells "
    "more.\n"
    "- category: fact      # fact, tone, context, recommendation, escalation\n"
    "  topic: general\n"
    "  questions:\n"
    "    - \"\"\n"
    "  # not: [\"a question that it is not about\"]\n"
    "  # where: {country: {not: US}, amount: {over: 100}}\n"
    "  say: \"\"\n"
    "  status: active\n";

/* A rule as it was when it was taken. */
struct taken {
	char *id, *yaml;
};

struct revision {
	const char *dir;
	struct writer *who;
	enum show how;
	struct edit edit;
	struct taken *taken;
	size_t n;
	struct writing w;
	bool done;
	struct arena arena;
};

static int
take_rules(struct revision *r, char *const *ids, struct buf *text)
{
	struct journal *j;
	struct arena a = {0};
	int rc = journal_open(&j, r->dir, STORE_READ);

	if (rc < 0)
		return -1;
	rc = store_look(journal_store(j));
	buf_text(text,
	    "# Change what is to change, and leave the ids.  Nothing is done when nothing "
	    "is changed.\n");
	for (; *ids && rc >= 0; ids++) {
		struct buf yaml = {0};

		if ((rc = rule_text(j, &a, *ids, &yaml)) == 0)
			rc = fail("there is no rule %s", *ids);
		if (rc > 0) {
			r->taken = mem_grow(r->taken, (r->n + 1) * sizeof(*r->taken));
			r->taken[r->n++] = (struct taken){mem_dup(*ids), mem_dup(yaml.text)};
			buf_add(text, yaml.text, yaml.len);
		}
		buf_free(&yaml);
	}
	arena_free(&a);
	journal_close(j);
	return rc < 0 ? -1 : 0;
}

/* What is there but comments and blanks? */
static bool
is_empty(const char *text)
{
	while (*text) {
		const char *end = strchrnul(text, '\n');

		text += strspn(text, " \t\r-");
		if (text < end && *text != '#')
			return false;
		text = *end ? end + 1 : end;
	}
	return true;
}

static void
say(const char *rule, const char *check, const char *reason)
{
	warn("%s is held: %s: %s", rule, check, reason);
}

/* Both changes since the rule was taken, one below the other. */
static void
show_both(struct revision *r, const char *id)
{
	const char *base = "", *mine = r->edit.text.text;
	size_t columns = isatty(STDERR_FILENO) ? term_columns(STDERR_FILENO) : 0;
	struct buf now = {0}, out = {0};
	struct arena a = {0};
	struct journal *j;

	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->taken[i].id, id) == 0)
			base = r->taken[i].yaml;
	if (journal_open(&j, r->dir, STORE_READ) < 0)
		return;
	if (store_look(journal_store(j)) == 0 && rule_text(j, &a, id, &now) >= 0) {
		buf_text(&out, "what changed in the store since you took it:\n");
		diff_lines(&out, base, now.text ? now.text : "", columns);
		buf_text(&out, "what you changed:\n");
		diff_lines(&out, base, mine, columns);
		fputs(out.text, stderr);
	}
	buf_free(&out);
	buf_free(&now);
	arena_free(&a);
	journal_close(j);
}

static int
read_text(struct revision *r)
{
	writing_end(&r->w);
	writing_begin(&r->w, r->who);
	for (size_t i = 0; i < r->n; i++)
		writing_expect(&r->w, r->taken[i].id, r->taken[i].yaml);
	return rules_from_yaml(r->edit.path, r->edit.text.text, r->edit.text.len, writing_take,
	    &r->w);
}

/* In the store, or only tried. */
static int
commit(struct revision *r, bool dry)
{
	bool was = r->who->dry;
	struct journal *j;
	int rc = journal_open(&j, r->dir, STORE_CREATE);

	if (rc < 0)
		return -1;
	r->who->dry = dry || was;
	rc = writing_commit(&r->w, j);
	r->who->dry = was;
	journal_close(j);
	return rc;
}

/* The rules are now what they are in the store: a person who goes on has seen the difference. */
static int
take_again(struct revision *r)
{
	struct journal *j;
	struct arena a = {0};
	int rc = journal_open(&j, r->dir, STORE_READ);

	if (rc < 0)
		return -1;
	rc = store_look(journal_store(j));
	for (size_t i = 0; i < r->n && rc >= 0; i++) {
		struct buf yaml = {0};

		if ((rc = rule_text(j, &a, r->taken[i].id, &yaml)) >= 0) {
			mem_free(r->taken[i].yaml);
			r->taken[i].yaml = mem_dup(yaml.text);
		}
		buf_free(&yaml);
	}
	arena_free(&a);
	journal_close(j);
	return rc < 0 ? -1 : 0;
}

enum next { NEXT_AGAIN, NEXT_LEAVE, NEXT_DONE };

static enum next
ask_again(void)
{
	return edit_ask("What now? (e)dit again, or lea(v)e and keep the file:", "ev") == 'e'
		   ? NEXT_AGAIN
		   : NEXT_LEAVE;
}

/* Would the rules be kept without effect? */
static bool
would_be_held(struct revision *r)
{
	return memmem(r->w.out.text, r->w.out.len, "\"status\":\"held\"", 15) != NULL;
}

/* One round after the editor: is it sound, and still about the same rules? */
static enum next
settle(struct revision *r)
{
	char key;

	if (read_text(r) < 0) {
		warn("%s", why());
		return ask_again();
	}
	if (commit(r, true) < 0) {
		warn("%s", why());
		if (!r->w.stale)
			return ask_again();
		show_both(r, r->w.stale);
		key = edit_ask("What now? (e)dit again, (Q) save although, or lea(v)e and keep the "
			       "file:",
		    "eQv");
		if (key == 'v' || take_again(r) < 0)
			return NEXT_LEAVE;
		return key == 'e' ? NEXT_AGAIN : settle(r);
	}
	if (r->w.v.held && !r->who->force) {
		writing_held(&r->w, say);
		key = would_be_held(r)
			  ? edit_ask("What now? (e)dit again, (h) save as held, (Q) save although, "
				     "or lea(v)e and keep the file:",
				"ehQv")
			  : edit_ask("What now? (e)dit again, (Q) save although, or lea(v)e and "
				     "keep the file:",
				"eQv");
		if (key == 'e' || key == 'v')
			return key == 'e' ? NEXT_AGAIN : NEXT_LEAVE;
		r->who->force = key == 'Q';
	}
	if (commit(r, false) < 0) { /* it changed in this very moment, or the disk is full */
		warn("%s", why());
		return r->w.stale ? settle(r) : ask_again();
	}
	return NEXT_DONE;
}

static void
say_why(const char *rule, const char *reason)
{
	warn("%s: %s", rule, reason);
}

static void
print_taken(struct revision *r)
{
	const char *at = r->w.out.text, *end = at + r->w.out.len;

	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		yyjson_val *root = json_read_in(&r->arena, at, (size_t)(feed - at));
		struct rule rule;

		if (root && rule_read(&rule, &r->arena, root) == 0)
			show_rule(r->how, &rule, true);
		at = feed + 1;
	}
	writing_replaced(&r->w, say_why);
	writing_beside(&r->w, say_why);
	if (r->w.out.len > 0 && r->how == SHOW_TEXT)
		printf("undo this: fl-correct --undo %s\n", writing_verdict(&r->w, &r->arena));
}

static int
edit_loop(struct revision *r)
{
	bool first = true;
	int changed;

	for (;; first = false) {
		if ((changed = edit_run(&r->edit)) < 0) {
			warn("%s", why());
			if (edit_untouched(&r->edit))
				edit_end(&r->edit, false);
			else
				warn("what you wrote is in %s", r->edit.path);
			return EXIT_TROUBLE;
		}
		if ((first && !changed) || is_empty(r->edit.text.text)) {
			warn("nothing was changed, and nothing is done");
			edit_end(&r->edit, false);
			return EXIT_OK;
		}
		switch (settle(r)) {
		case NEXT_AGAIN:
			break;
		case NEXT_LEAVE:
			warn("nothing is done; what you wrote is in %s", r->edit.path);
			return EXIT_TROUBLE;
		case NEXT_DONE:
			edit_end(&r->edit, false);
			r->done = true;
			print_taken(r);
			return r->w.v.held ? EXIT_NO : EXIT_OK;
		}
	}
}

static int
make_store(const char *dir)
{
	struct journal *j;
	int rc = journal_open(&j, dir, STORE_CREATE);

	if (rc == 0)
		journal_close(j);
	return rc;
}

int
revise_rules(const char *dir, struct writer *who, char *const *ids, const char *template,
    enum show how, bool *taken)
{
	struct revision r = {.dir = dir, .who = who, .how = how};
	struct buf text = {0};
	int code = EXIT_TROUBLE, lock = -1, rc;

	rc = *ids ? 0 : make_store(dir);
	if (rc == 0)
		rc = lock = leavings_edit(dir);
	if (lock >= 0)
		rc = *ids ? take_rules(&r, ids, &text) : 0;
	if (rc == 0 && !*ids)
		buf_text(&text, template ? template : FORM);
	if (rc == 0)
		rc = edit_begin(&r.edit, dir, *ids ? "rule" : "new", text.text);
	if (rc == 0)
		code = edit_loop(&r);
	else
		warn("%s", why());
	if (taken)
		*taken = r.done;
	edit_end(&r.edit, true);
	for (size_t i = 0; i < r.n; i++) {
		mem_free(r.taken[i].id);
		mem_free(r.taken[i].yaml);
	}
	mem_free(r.taken);
	writing_end(&r.w);
	buf_free(&text);
	arena_free(&r.arena);
	if (lock >= 0)
		close(lock);
	return code;
}
