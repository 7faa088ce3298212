/* What a pattern comes to, and what is to be done about it. */
#include "json.h"
#include "pattern.h"

static const struct {
	const char *name, *words;
} todos[PATTERN_TODOS] = {
	[TODO_NOTHING] = {"nothing", "nothing: it is mended"},
	[TODO_APPROVE] = {"approve", "approve the draft, or write another"},
	[TODO_DECIDE] = {"decide", "people contradict each other; decide, and approve the draft or "
				   "write another"},
	[TODO_READ] = {"read", "see whether the document has it, and make a rule"},
	[TODO_ASK] = {"ask", "ask somebody who knows"},
	[TODO_LOOK] = {"look", "look at the rules that answered"},
};

bool
pattern_silent(const double rate[2])
{
	return rate[1] - rate[0] > .005;
}

bool
pattern_unruled(const struct pattern *one)
{
	return one->gap || one->rules.n == 0;
}

enum pattern_todo
pattern_todo(const struct pattern *one)
{
	if (one->state == PATTERN_MENDED)
		return TODO_NOTHING;
	if (!pattern_unruled(one))
		return TODO_LOOK;
	if (one->draft.say)
		return one->draft.against ? TODO_DECIDE : TODO_APPROVE;
	return one->document.text ? TODO_READ : TODO_ASK;
}

const char *
pattern_todo_words(enum pattern_todo todo)
{
	return todos[todo].words;
}

void
pattern_todo_write(struct buf *out, const struct pattern *one)
{
	enum pattern_todo todo = pattern_todo(one);

	json_key(out, "todo");
	json_open(out);
	json_add_str(out, "do", todos[todo].name);
	if (todo == TODO_ASK)
		json_add_str(out, "ask", one->question);
	json_close(out);
}
