/* Checking drafts: what is found decides what is done. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "check_parts.h"
#include "courtesy.h"
#include "manner.h"
#include "record.h"
#include "scope.h"
#include "stance.h"
#include "style.h"

enum { CUTS_MAX = 256 };

static const char *const results[] = {"passed", "mended", "handed over"};

const char *
check_result_name(enum check_result r)
{
	return results[r];
}

struct check_finding *
add_finding(struct checking *c, enum check_fault fault, enum check_deed deed,
    const struct rule *rule, const char *found, const char *wanted)
{
	struct check_finding *f;

	c->findings = arena_array(c->a, c->findings, &c->cap, c->count + 1, sizeof(*c->findings));
	f = &c->findings[c->count++];
	*f = (struct check_finding){.fault = fault,
		.deed = deed,
		.rule = rule ? rule->id : NULL,
		.found = found,
		.wanted = wanted};
	return f;
}

void
add_contradiction(struct checking *c, enum check_fault fault, const struct rule *rule,
    const char *found, const char *wanted)
{
	bool sure = c->with->doubt <= SURE, likely = c->with->doubt <= LIKELY;

	add_finding(c, sure ? fault : CHECK_UNSURE,
	    sure     ? CHECK_REWORDED
	    : likely ? CHECK_HANDED
		     : CHECK_LEFT,
	    rule, found, wanted);
	c->wrong |= sure;
	c->unsure |= likely && !sure;
}

void
add_edit(struct checking *c, size_t start, size_t end, const char *words)
{
	c->edits = arena_array(c->a, c->edits, &c->edit_cap, c->edit_count + 1, sizeof(*c->edits));
	c->edits[c->edit_count++] = (struct edit){.start = start, .end = end, .words = words};
}

/* --- what the rules say --- */

static enum stance
stance_of_rule(struct checking *c, const struct rule *r)
{
	enum stance rule = stance_of(c->a, c->with->question, r->say, true);

	/* Asked in the rule's own example, "no" at its beginning answers just that. */
	if (rule == STANCE_NONE && c->with->doubt <= 0)
		rule = stance_of(c->a, c->with->question, r->say, false);
	return rule;
}

static bool
is_compared(struct checking *c)
{
	const struct rule *r = c->with->rule;

	if (!r)
		return false;
	if (r->act == ACT_RECOMMEND)
		return r->avoid.n > 0;
	for (size_t i = 0; i < c->demand_count; i++)
		if (!c->demands[i].note)
			return true;
	if (!r->say)
		return false;
	return stance_of_rule(c, r) != STANCE_NONE ||
	       (c->with->doubt <= SURE &&
		   stance_said(c->a, c->with->question, r->say, true) != STANCE_NONE);
}

/* Does the draft state anything that the rule demands? */
static bool
states_any(const struct checking *c)
{
	for (size_t i = 0; i < c->demand_count; i++)
		if (!c->demands[i].note && c->demands[i].stated)
			return true;
	return false;
}

/* "Can I return it after 60 days?" may be of another case than the rule's examples are. */
static bool
asks_of_value(const struct checking *c)
{
	for (size_t i = 0; i < c->question.count && c->with->doubt > 0; i++)
		if (c->question.values[i].kind != VALUE_YES_NO)
			return true;
	return false;
}

/*
 * By the words that say just yes or no.  Beside a draft that is against the rule nothing may be
 * added, so that less is enough there.
 */
static enum stance
opposed_in_words(struct checking *c, const struct rule *r)
{
	bool lacks = c->added.n > 0;
	enum stance rule, draft;

	if (c->with->doubt > SURE || (!lacks && (asks_of_value(c) || states_any(c))))
		return STANCE_NONE;
	if (lacks && stance_refuses(c->a, c->draft.text) && !stance_denied(c->a, r->say))
		return STANCE_NO;
	rule = stance_of_rule(c, r);
	if (rule == STANCE_NONE)
		rule = stance_said(c->a, c->with->question, r->say, !lacks);
	draft = stance_said(c->a, c->with->question, c->draft.text, !lacks);
	return rule == STANCE_NONE || draft == rule ? STANCE_NONE : draft;
}

static void
check_stance(struct checking *c)
{
	const struct rule *r = c->with->rule;
	enum stance rule, draft;
	bool in_words;

	if (!r || r->act != ACT_SAY || !r->say)
		return;
	rule = stance_of_rule(c, r);
	draft = stance_of(c->a, c->with->question, c->draft.text, false);
	in_words = rule == STANCE_NONE || draft == STANCE_NONE;
	if (in_words)
		draft = opposed_in_words(c, r);
	if (draft == STANCE_NONE || draft == rule)
		return;
	if (in_words && asks_of_value(c)) {
		add_finding(c, CHECK_UNSURE, CHECK_HANDED, r, draft == STANCE_YES ? "yes" : "no",
		    r->say);
		c->unsure = true;
		return;
	}
	add_finding(c, CHECK_OPPOSED, CHECK_REWORDED, r, draft == STANCE_YES ? "yes" : "no",
	    r->say);
	c->wrong = true;
}

/* Is a name said, and not to be told from ("rather than the Ridgeline", "I would avoid it")? */
static bool
is_offered(const struct checking *c, const char *name)
{
	static const char *const against[] = {"rather", "instead", "than", "unlike", "avoid",
		"against", "skip", NULL};
	static const char *const asking[] = {"do", "did", "does", "is", "are", "was", "were",
		"have", "has", NULL};
	const struct clauses *all = &c->draft.clauses;
	struct clauses words = clauses_of(c->a, name, strlen(name), NULL, 0, NULL);
	struct spot found;
	size_t next = 0;

	while (clause_phrase(all, next, &words, &found, &next)) {
		const struct clause *in = clause_at(all, found.start);
		size_t first = next - words.spot_count;
		bool denied = clause_has(all, in->first, first, against);
		bool asks = in->asks && clause_has(all, in->first, in->first + 1, asking);

		for (size_t i = in->first; i < in->last; i++)
			denied |= clause_denies(all->spots[i].word);
		if (!denied && !asks)
			return true;
	}
	return false;
}

static void
check_choice(struct checking *c)
{
	const struct rule *r = c->with->rule;
	const char *instead = c->with->chosen ? c->with->chosen : NULL;

	if (!r || r->act != ACT_RECOMMEND)
		return;
	for (size_t i = 0; i < r->avoid.n; i++) {
		if (!is_offered(c, r->avoid.at[i]))
			continue;
		if (!instead || is_offered(c, instead)) {
			add_finding(c, CHECK_AVOIDED, CHECK_HANDED, r, r->avoid.at[i], instead);
			c->unsure = true;
		} else {
			add_finding(c, CHECK_AVOIDED, CHECK_REWORDED, r, r->avoid.at[i], instead);
			c->wrong = true;
		}
	}
}

/* Hold a text to the rules. */
static void
look(struct checking *c, const char *text, size_t n)
{
	c->findings = NULL;
	c->edits = NULL;
	c->count = c->cap = c->edit_count = c->edit_cap = 0;
	c->added = (struct texts){0};
	c->wrong = c->unsure = false;
	parsed_of(c, &c->draft, text, n);
	demands_check(c);
	check_stance(c);
	check_choice(c);
}

static bool
is_clean(const struct checking *c)
{
	return !c->wrong && !c->unsure && c->edit_count == 0 && c->added.n == 0;
}

/* --- the mended text --- */

static int
by_place(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;

	return x->start != y->start ? (x->start > y->start) - (x->start < y->start)
				    : (x->end > y->end) - (x->end < y->end);
}

static void
apply_edits(struct buf *out, const char *text, size_t n, struct edit *edits, size_t count)
{
	size_t from = 0;

	if (count)
		qsort(edits, count, sizeof(*edits), by_place);
	for (size_t i = 0; i < count; i++) {
		if (edits[i].start < from)
			continue;
		buf_add(out, text + from, edits[i].start - from);
		buf_text(out, edits[i].words);
		from = edits[i].end;
	}
	buf_add(out, text + from, n - from);
}

static bool
ends_well(const struct buf *text)
{
	unsigned char last = text->len ? (unsigned char)text->text[text->len - 1] : 0;

	return last >= 0x80 || (last && strchr(".!?:)\"", last));
}

static const char *
mended_text(struct checking *c, const char *draft, size_t n)
{
	struct buf out = {0};
	const char *copy;

	apply_edits(&out, draft, n, c->edits, c->edit_count);
	for (size_t i = 0; i < c->added.n; i++) {
		bool blank = out.len == 0 || strchr(" \n\t", out.text[out.len - 1]);

		if (!blank)
			buf_text(&out, ends_well(&out) ? " " : "\n");
		buf_text(&out, c->added.at[i]);
	}
	copy = arena_copy(c->a, out.text ? out.text : "", out.len);
	buf_free(&out);
	return copy;
}

/* --- the manner --- */

static void
check_emoji(struct checking *c)
{
	const struct rule *r = manner_by(c->with->styles, c->with->style_count, "emoji");
	size_t n = c->draft.clauses.len, place = 0;
	struct style_cut cut;

	if (!r || json_bool_or(r->style, "emoji", true))
		return;
	for (int i = 0; i < CUTS_MAX && style_emoji(c->draft.text, n, &place, &cut); i++) {
		if (i == 0)
			add_finding(c, CHECK_TONE, CHECK_REMOVED, r,
			    arena_copy(c->a, c->draft.text + cut.start, cut.end - cut.start),
			    "no emoji");
		add_edit(c, cut.start, cut.end, "");
	}
}

static void
check_phrases(struct checking *c)
{
	size_t len = c->draft.clauses.len;

	for (size_t k = 0; k < c->with->style_count; k++) {
		const struct rule *r = c->with->styles[k];
		yyjson_val *list = json_get(r->style, "forbid"), *item;
		size_t i, n;

		yyjson_arr_foreach(list, i, n, item)
		{
			const char *phrase = yyjson_get_str(item);
			struct style_cut cut;
			enum style_found found =
			    phrase ? style_phrase(c->a, c->draft.text, len, phrase, &cut)
				   : STYLE_ABSENT;

			if (found == STYLE_ABSENT)
				continue;
			add_finding(c, CHECK_TONE,
			    found == STYLE_LOOSE ? CHECK_REMOVED : CHECK_LEFT, r, phrase,
			    "not these words");
			if (found == STYLE_LOOSE)
				add_edit(c, cut.start, cut.end, arena_print(c->a, "%s", cut.as));
		}
	}
}

/* A greeting or sign-off that is not wanted goes, where it can; one that is lacking is added. */
static void
check_courtesy(struct checking *c, const struct manner *m)
{
	const char *text = c->draft.text;
	const struct rule *by[] = {manner_by(m->rules, m->count, "greeting"),
		manner_by(m->rules, m->count, "sign_off")};
	size_t n = c->draft.clauses.len, start = n;
	bool greets = style_greets(c->a, text, n), signs = courtesy_sign_off(c->a, text, n, &start);
	struct style_cut cut;

	if (m->greeting > 0 && !greets) {
		add_finding(c, CHECK_TONE, CHECK_ADDED, by[0], NULL, "a greeting");
		add_edit(c, 0, 0, courtesy_hello(m->formal));
	} else if (m->greeting < 0 && greets) {
		bool loose = courtesy_greeting(c->a, text, n, &cut);

		add_finding(c, CHECK_TONE, loose ? CHECK_REMOVED : CHECK_LEFT, by[0], NULL,
		    "no greeting");
		if (loose)
			add_edit(c, cut.start, cut.end, arena_print(c->a, "%s", cut.as));
	}
	if (m->sign_off > 0 && !signs) {
		add_finding(c, CHECK_TONE, CHECK_ADDED, by[1], NULL, "a sign-off");
		add_edit(c, n, n, courtesy_goodbye(m->formal));
	} else if (m->sign_off < 0 && signs) {
		while (start > 0 && strchr(" \t\r\n", text[start - 1]))
			start--;
		add_finding(c, CHECK_TONE, CHECK_REMOVED, by[1],
		    arena_copy(c->a, text + start, n - start), "no sign-off");
		add_edit(c, start, n, "");
	}
}

static void
check_register(struct checking *c, const struct manner *m)
{
	const struct rule *r = manner_by(m->rules, m->count, "register");
	const char *wanted = r ? json_str(r->style, "register", NULL) : NULL, *slip;
	size_t n = c->draft.clauses.len, count = 0;
	struct style_long forms[CUTS_MAX];

	if (!wanted)
		return;
	if (m->formal)
		count = style_long_forms(c->a, c->draft.text, n, forms, CUTS_MAX);
	for (size_t i = 0; i < count; i++) {
		size_t start = forms[i].start, len = forms[i].end - start;

		add_finding(c, CHECK_TONE, CHECK_REPLACED, r,
		    arena_copy(c->a, c->draft.text + start, len), forms[i].words);
		add_edit(c, start, start + len, forms[i].words);
	}
	if ((slip = style_slip(c->a, c->draft.text, n, wanted)))
		add_finding(c, CHECK_TONE, CHECK_LEFT, r, slip, wanted);
}

static void
check_manner(struct checking *c)
{
	size_t n = c->draft.clauses.len, words;
	const struct rule *r;
	struct manner m;
	double most;

	manner_of(&m, c->with->styles, c->with->style_count, courtesy_speaks(c->with->locale));
	check_register(c, &m);
	check_courtesy(c, &m);
	if ((r = manner_by(m.rules, m.count, "length")) &&
	    json_num(json_get(r->style, "length"), &most) &&
	    (double)(words = style_words(c->a, c->draft.text, n)) > most)
		add_finding(c, CHECK_TONE, CHECK_LEFT, r, arena_print(c->a, "%zu words", words),
		    arena_print(c->a, "at most %.0f words", most));
}

/* The style in force, last: what can safely go, goes, unless a fault would come of it. */
static const char *
styled(struct checking *c, const char *text)
{
	struct check_finding *findings = c->findings;
	size_t count = c->count, cap = c->cap;
	const char *mended;

	if (c->with->style_count == 0)
		return text;
	parsed_of(c, &c->draft, text, strlen(text));
	c->edits = NULL;
	c->edit_count = c->edit_cap = 0;
	c->added = (struct texts){0};
	check_emoji(c);
	check_phrases(c);
	check_manner(c);
	if (c->edit_count == 0)
		return text;
	findings = c->findings;
	cap = c->cap;
	mended = mended_text(c, text, strlen(text));
	{
		size_t all = c->count;

		look(c, mended, strlen(mended));
		c->wrong = !is_clean(c) || *mended == '\0';
		c->findings = findings;
		c->count = all;
		c->cap = cap;
	}
	for (size_t i = count; c->wrong && i < c->count; i++)
		c->findings[i].deed = CHECK_LEFT;
	return c->wrong ? text : mended;
}

/* --- what is done --- */

static void
all_done_by(struct checking *c, enum check_deed deed)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->findings[i].deed == CHECK_REPLACED || c->findings[i].deed == CHECK_ADDED ||
		    c->findings[i].deed == CHECK_REWORDED)
			c->findings[i].deed = deed;
}

static void
hand_over(struct checked *out, struct checking *c, const char *why, const char *settle)
{
	all_done_by(c, CHECK_HANDED);
	out->result = CHECK_HANDED_OVER;
	out->text = NULL;
	out->why = why;
	out->settle = settle;
}

/* Keep the findings of the draft while another text is looked at. */
static bool
is_clean_text(struct checking *c, const char *text)
{
	struct check_finding *findings = c->findings;
	size_t count = c->count, cap = c->cap;
	bool clean;

	look(c, text, strlen(text));
	clean = is_clean(c);
	c->findings = findings;
	c->count = count;
	c->cap = cap;
	return clean;
}

static void
reword(struct checked *out, struct checking *c)
{
	const char *words = c->with->instead;

	if (!words && c->with->rule && c->with->rule->act == ACT_SAY)
		words = c->with->rule->say;
	if (!words || !is_clean_text(c, words)) {
		hand_over(out, c, "the draft contradicts a rule, and the rule's words do not fit",
		    "a rule whose words state what it demands");
		return;
	}
	all_done_by(c, CHECK_REWORDED);
	out->result = CHECK_MENDED;
	out->text = words;
}

static void
mend(struct checked *out, struct checking *c, const char *draft, size_t n)
{
	bool replaced = c->edit_count > 0;
	const char *text = mended_text(c, draft, n);

	if (strlen(text) <= RECORD_TEXT_MAX && is_clean_text(c, text)) {
		out->result = CHECK_MENDED;
		out->text = text;
	} else if (replaced) {
		reword(out, c);
	} else {
		hand_over(out, c, "the rule does not state in its own words what it demands",
		    "a rule whose words state what it demands");
	}
}

void
check_draft(struct checked *out, struct arena *a, const struct check *with, const char *draft,
    size_t n)
{
	struct checking c = {.with = with, .a = a, .stemmer = text_stemmer_new(with->locale)};
	const char *text;

	*out = (struct checked){.text = draft};
	parsed_of(&c, &c.question, with->question, strlen(with->question));
	demands_of(&c);
	out->about = is_compared(&c);
	if (!out->about)
		out->why = with->rule ? "the rule states nothing that can be compared"
				      : "no rule is about this";
	look(&c, draft, n);
	if (c.wrong)
		reword(out, &c);
	else if (c.unsure)
		hand_over(out, &c, "the draft may contradict a rule", "what the draft speaks of");
	else if (!is_clean(&c))
		mend(out, &c, draft, n);
	if (out->text) {
		text = styled(&c, out->text);
		if (text != out->text)
			out->result = CHECK_MENDED;
		out->text = text;
	}
	out->findings = c.findings;
	out->count = c.count;
	text_stemmer_free(c.stemmer);
}

/* --- beside an answer --- */

/* The rule that a draft is held to: what it has to ask for first is not in it. */
static const struct rule *
rule_behind(const struct answer *ans)
{
	return ans->rule && ans->rule->act == ACT_ASK ? ans->waits : ans->rule;
}

static const struct considered *
considered_for(const struct answer *ans)
{
	for (size_t i = 0; i < ans->count; i++)
		if (&ans->list[i].rule == rule_behind(ans))
			return &ans->list[i];
	return NULL;
}

/* Is there a rule that was used, and do its conditions hold? */
static bool
is_used(const struct answer *ans)
{
	const struct considered *c = considered_for(ans);

	return rule_behind(ans) && !ans->guess && (!c || c->scope == (int)SCOPE_HOLDS);
}

void
check_rules(struct check *out, const struct answer *ans, yyjson_val *question)
{
	const struct considered *c = considered_for(ans);

	*out = (struct check){.question = json_str(question, "question", NULL),
		.locale = json_str(question, "locale", NULL),
		.styles = ans->styles,
		.style_count = ans->style_count};
	if (!is_used(ans))
		return;
	out->rule = rule_behind(ans);
	out->notes = ans->note_rules;
	out->note_count = ans->note_count;
	out->chosen = ans->chosen;
	out->doubt = c && c->exact > 0 ? 0 : 1 - ans->confidence;
	if (ans->action == ANSWER_SAY || ans->action == ANSWER_RECOMMEND)
		out->instead = ans->text;
}

void
check_answer(struct checked *out, struct arena *a, const struct answer *ans, yyjson_val *question,
    const char *draft, size_t n)
{
	struct check with;

	check_rules(&with, ans, question);
	if (ans->action == ANSWER_ESCALATE && with.rule &&
	    (ans->other || ans->rule->act == ACT_ESCALATE)) {
		*out = (struct checked){.result = CHECK_HANDED_OVER,
			.about = true,
			.why = ans->why,
			.settle = ans->settle};
		return;
	}
	check_draft(out, a, &with, draft, n);
	if (!with.rule && ans->rule && ans->rule->act == ACT_ASK)
		out->why = "something has to be asked for first";
	else if (!with.rule && ans->rule && !ans->guess)
		out->why = "it is not known whether the rule's conditions hold";
	else if (!with.rule && ans->why)
		out->why = ans->why;
}

void
check_apply(const struct checked *c, struct arena *a, struct answer *ans, const char *draft)
{
	struct buf json = {0};
	bool reworded = false;

	for (size_t i = 0; i < c->count; i++)
		reworded |= c->findings[i].deed == CHECK_REWORDED;
	check_write(&json, c, draft);
	ans->check = arena_copy(a, json.text, json.len);
	buf_free(&json);
	if (c->result == CHECK_HANDED_OVER) {
		ans->action = ANSWER_ESCALATE;
		ans->why = c->why;
		ans->settle = c->settle;
		return;
	}
	if (!(reworded && ans->action == ANSWER_RECOMMEND)) {
		ans->action = ANSWER_SAY;
		ans->chosen = NULL;
	}
	ans->text = c->text;
	ans->rule = rule_behind(ans);
	ans->ask_count = 0;
	ans->why = ans->settle = NULL;
	ans->guess = !c->about;
	if (!c->about)
		ans->note_count = ans->also_count = 0;
}

/* --- in words --- */

static const char *const faults[] = {"wrong", "banned", "opposed", "avoided", "lacks", "untold",
	"unsure", "tone"};
static const char *const deeds[] = {"left", "replaced", "added", "removed", "reworded",
	"handed over"};

void
check_write(struct buf *out, const struct checked *c, const char *draft)
{
	json_open(out);
	json_add_str(out, "result", results[c->result]);
	json_add_bool(out, "checked", c->about);
	if (!c->about || c->result == CHECK_HANDED_OVER)
		json_add_str(out, "why", c->why);
	if (c->result != CHECK_PASSED)
		json_add_str(out, "draft", draft);
	json_list(out, "findings");
	for (size_t i = 0; i < c->count; i++) {
		const struct check_finding *f = &c->findings[i];

		json_item(out);
		json_open(out);
		json_add_str(out, "fault", faults[f->fault]);
		json_add_str(out, "done", deeds[f->deed]);
		json_add_str(out, "rule", f->rule);
		json_add_str(out, "found", f->found);
		json_add_str(out, "wanted", f->wanted);
		json_close(out);
	}
	json_list_end(out);
	json_close(out);
}

void
check_words(struct buf *out, const struct check_finding *f)
{
	buf_print(out, "%s", faults[f->fault]);
	if (f->rule)
		buf_print(out, " by %s", f->rule);
	if (f->found)
		buf_print(out, ": '%s'", f->found);
	if (f->wanted)
		buf_print(out, "%s '%s'", f->found ? " for" : ":", f->wanted);
	buf_print(out, ", %s", deeds[f->deed]);
}
