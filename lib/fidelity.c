/* Is a text that a model wrote faithful to the answer it was to word? */
#include "fidelity.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "clause.h"
#include "courtesy.h"
#include "json.h"
#include "text.h"
#include "value.h"

enum {
	VALUES_MAX = 64,
	LONG_NUMBER = 7,
	PLACE_SHOWN = 40, /* bytes of what was to be filled in */
	TIMES_LONGER = 2, /* and so many words more: a greeting, a sign-off, a kind word */
	WORDS_MORE = 30,
	COVERED = 3,	/* at least a third of the answer's words that carry meaning */
	ENGLISH = 6,	/* at least a sixth of the words are such as hold English together */
	NAME_LEAST = 2, /* letters */
	STEM_LEAST = 4
};

/* What a text is held against. */
struct fidelity {
	struct arena *a;
	const struct answer *ans;
	const char *own, *question, *text;
	size_t n;
	struct clauses said, answered, asked;
	struct value values[VALUES_MAX]; /* of the text */
	size_t count;
};

static bool
is_known(const struct fidelity *f, const char *words)
{
	return strcasestr(f->own, words) || strcasestr(f->question, words);
}

/* --- places, links --- */

/* "[your name]", "<order>", "{date}": somebody was to fill that in. */
static const char *
place_left(const struct fidelity *f)
{
	size_t at = strcspn(f->text, "[]<>{}"), n = strcspn(f->text + at, "]>}\n");

	if (!f->text[at] || strchr(f->own, f->text[at]))
		return NULL;
	return arena_copy(f->a, f->text + at, text_cut(f->text + at, n + 1, PLACE_SHOWN));
}

/* Does a word look like a link or an address: https://…, www.…, a@b, or shop.example? */
static bool
is_link(const char *word)
{
	if (strstr(word, "://") || strchr(word, '@') || strcasestr(word, "www."))
		return true;
	for (const char *dot = strchr(word, '.'); dot; dot = strchr(dot + 1, '.'))
		if (dot > word && isalnum((unsigned char)dot[-1]) &&
		    isalpha((unsigned char)dot[1]) && isalpha((unsigned char)dot[2]))
			return true;
	return false;
}

/* A link or an address that the answer does not have. */
static const char *
strange_link(const struct fidelity *f)
{
	static const char blanks[] = " \t\r\n";

	for (const char *at = f->text + strspn(f->text, blanks); *at; at += strspn(at, blanks)) {
		size_t n = strcspn(at, blanks);
		char *word = arena_copy(f->a, at, n);

		at += n;
		if (!is_link(word))
			continue;
		word[text_end(word, n, ".,;:!?)")] = '\0';
		if (!strstr(f->own, word))
			return word;
	}
	return NULL;
}

/* --- values and numbers --- */

/* The words for nothing to pay. */
static const char *
free_word(const struct clauses *c)
{
	static const char *const words[] = {"free", "complimentary", "gratis", NULL};

	for (size_t i = 0; i < c->spot_count; i++)
		if (clause_has(c, i, i + 1, words) &&
		    !clause_has(c, i + 1, i + 2,
			(const char *const[]){"to", NULL})) /* "feel free to" */
			return c->spots[i].word;
	return NULL;
}

/* The same, or for a time of day one end of when something is: "until 5pm". */
static bool
is_value_of(const struct value *v, const struct value *known)
{
	return values_same(v, known) ||
	       (v->kind == VALUE_TIME && known->kind == VALUE_TIME && v->low == v->high &&
		   (v->low == known->low || v->low == known->high));
}

/* A value that neither the answer nor the question has. */
static const char *
strange_value(const struct fidelity *f)
{
	struct value known[2 * VALUES_MAX];
	size_t have = values_find(f->own, strlen(f->own), known, VALUES_MAX);
	const char *free_of = free_word(&f->said);

	if (f->count == VALUES_MAX)
		return "more values than can be compared";
	have += values_find(f->question, strlen(f->question), known + have, VALUES_MAX);
	for (size_t i = 0; i < f->count; i++) {
		const struct value *v = &f->values[i];
		bool same = v->kind == VALUE_YES_NO;

		for (size_t k = 0; k < have && !same; k++)
			same = is_value_of(v, &known[k]);
		if (!same)
			return arena_copy(f->a, f->text + v->start, v->end - v->start);
	}
	return free_of && !free_word(&f->answered) && !is_known(f, "charge") ? free_of : NULL;
}

/* The digits of a text, each run of them between blanks; these signs part no run. */
static const char *
digits_of(struct arena *a, const char *text, size_t n, const char *signs)
{
	char *out = arena_alloc(a, 2 * n + 3), *to = out;
	bool inside = false;

	for (size_t i = 0; i < n; i++) {
		bool digit = isdigit((unsigned char)text[i]);

		if (digit && !inside && (to == out || to[-1] != ' '))
			*to++ = ' ';
		if (digit)
			*to++ = text[i];
		inside = digit || (inside && strchr(signs, text[i]));
		if (!digit && !inside && to > out && to[-1] != ' ')
			*to++ = ' ';
	}
	*to++ = ' ';
	*to = '\0';
	return out;
}

static bool
is_in_value(const struct fidelity *f, size_t place)
{
	for (size_t i = 0; i < f->count; i++)
		if (place >= f->values[i].start && place < f->values[i].end)
			return true;
	return false;
}

/* "1. " at the beginning of a line counts the steps of the answer. */
static bool
is_step(const struct fidelity *f, size_t at, size_t end)
{
	return (at == 0 || f->text[at - 1] == '\n') && end - at < 3 &&
	       (f->text[end] == '.' || f->text[end] == ')') &&
	       isspace((unsigned char)f->text[end + 1]);
}

/* The end of a group of digits as in telephone and account numbers: "+1 (800) 123-4567". */
static size_t
group_end(const struct fidelity *f, size_t at)
{
	size_t end = at;

	for (size_t i = at; i < f->n && !is_in_value(f, i); i++) {
		if (isdigit((unsigned char)f->text[i]))
			end = i + 1;
		else if (!strchr(" -/.()+", f->text[i]))
			break;
	}
	return end;
}

/* A number that is no value (of a telephone, an account, an order) and is not known. */
static const char *
strange_number(const struct fidelity *f)
{
	const char *known = arena_print(f->a, "%s %s", f->own, f->question);
	size_t len = strlen(known);
	const char *joined = digits_of(f->a, known, len, " -/.()+");
	const char *runs = arena_print(f->a, "%s%s", digits_of(f->a, known, len, ""),
	    digits_of(f->a, known, len, ","));

	for (size_t at = 0, end; at < f->n; at = end) {
		const char *group;
		size_t digits;

		end = at + 1;
		if (!isdigit((unsigned char)f->text[at]) || is_in_value(f, at))
			continue;
		end = group_end(f, at);
		group = digits_of(f->a, f->text + at, end - at, " -/.()+");
		digits = strlen(group) - 2;
		if (digits >= LONG_NUMBER && strstr(joined, arena_copy(f->a, group + 1, digits)))
			continue;
		while (end > at && !isdigit((unsigned char)f->text[at]))
			at++;
		end = at;
		while (isdigit((unsigned char)f->text[end]) ||
		       (f->text[end] == ',' && isdigit((unsigned char)f->text[end + 1])))
			end++;
		if (!is_step(f, at, end) &&
		    !strstr(runs, digits_of(f->a, f->text + at, end - at, ",")))
			return arena_copy(f->a, f->text + at, end - at);
	}
	return NULL;
}

/* --- words, in English --- */

static bool
is_english(const struct clauses *c)
{
	static const char *const words[] = {"the", "is", "are", "you", "your", "to", "of", "and",
		"we", "our", "can", "be", "with", "that", "this", "have", "has", "not", "if",
		"within", "please", "yes", "they", "their", "from", "it", "it's", NULL};
	size_t n = 0;

	for (size_t i = 0; i < c->spot_count; i++)
		n += text_among(c->spots[i].word, words);
	return n > 0 && n * ENGLISH >= c->spot_count;
}

/* Does it speak of the customer, of the data or of itself, instead of to the customer? */
static const char *
outsider(const struct fidelity *f)
{
	static const char *const words[] = {"the customer", "the user", "customer's", "the note",
		"the rule", "an ai", "language model", "system prompt", "json", "must_not", NULL};

	for (size_t i = 0; words[i]; i++)
		if (strcasestr(f->text, words[i]) && !strcasestr(f->own, words[i]))
			return words[i];
	return NULL;
}

/* A denial, but not one that repeats what has happened: "sorry to hear that it does not fit". */
static const char *
denial_in(const struct clauses *c)
{
	bool heard = false;

	for (size_t i = 0; i < c->spot_count; i++) {
		heard = (heard && !c->spots[i].first) || clause_follows(c, i, "to hear");
		if (!heard && clause_denies(c->spots[i].word) && !clause_idiom(c, i))
			return c->spots[i].word;
	}
	return NULL;
}

/* A denial that was left out: others say it with words that are none ("sorry, it is closed"). */
static bool
lacks_denial(const struct fidelity *f)
{
	static const char *const hints[] = {"unfortunately", "sorry", "afraid", "regret", "sadly",
		"excluded", "only", "closed", "unavailable", "stopped", "refuse", "avoid", "less",
		"until", "outside", "unless", NULL};

	return denial_in(&f->answered) && !denial_in(&f->said) &&
	       !clause_has(&f->said, 0, f->said.spot_count, hints);
}

/* Is the word, or one that begins as it does, among those of a text? */
static bool
is_among(const struct clauses *c, const char *word)
{
	size_t n = strlen(word), least = n > STEM_LEAST ? STEM_LEAST : n;

	for (size_t i = 0; i < c->spot_count; i++)
		if (strcmp(c->spots[i].word, word) == 0 ||
		    (n >= STEM_LEAST && strncmp(c->spots[i].word, word, least) == 0))
			return true;
	return false;
}

/* A name that nobody has named: a word with a capital within a sentence. */
static const char *
strange_name(const struct fidelity *f)
{
	static const char *const known[] = {"dear", "customer", "sir", "madam", "best", "kind",
		"warm", "regards", "yours", "team", "support", "service", "hello", "hi", "how",
		"thank", "thanks", "yes", "no", "please", "we", "you", "your", "our", "the", "if",
		"it", "eur", "usd", "gbp", "euro", "euros", "pm", "am", "ok", "i", "i'm", "i'll",
		"i've", "i'd", "faithfully", "sincerely", "is", "this", "and", "for", "to", "in",
		"english", "us", "usa", "uk", "eu", NULL};

	for (size_t i = 0; i < f->said.spot_count; i++) {
		const struct spot *s = &f->said.spots[i];
		const char *line = f->text + s->start;

		while (line > f->text && (line[-1] == ' ' || line[-1] == '"' || line[-1] == '*'))
			line--;
		if (!s->capital || s->first || line == f->text || strchr("\n:.!?-", line[-1]) ||
		    is_in_value(f, s->start) || s->end - s->start < NAME_LEAST ||
		    text_among(s->word, known) || is_among(&f->answered, s->word) ||
		    is_among(&f->asked, s->word))
			continue;
		return arena_copy(f->a, f->text + s->start, s->end - s->start);
	}
	return NULL;
}

/* How many of one text's words that carry meaning another has. */
static size_t
shared(const struct clauses *of, const struct clauses *with, size_t *all)
{
	size_t n = 0;

	*all = 0;
	for (size_t i = 0; i < of->n; i++)
		for (size_t k = 0; k < of->at[i].about.n; k++) {
			const char *stem = of->at[i].about.at[k].stem;
			bool there = false;

			for (size_t m = 0; m < with->n && !there; m++)
				for (size_t x = 0; x < with->at[m].about.n && !there; x++)
					there = strcmp(with->at[m].about.at[x].stem, stem) == 0;
			++*all;
			n += there;
		}
	return n;
}

static bool
has_values(const struct fidelity *f)
{
	struct value found[VALUES_MAX];
	size_t n = values_find(f->own, strlen(f->own), found, VALUES_MAX);

	for (size_t i = 0; i < n; i++)
		if (found[i].kind != VALUE_YES_NO)
			return true;
	return false;
}

/* Where the answer has values these say whether it is told; else enough of its words do. */
static bool
is_told(const struct fidelity *f)
{
	size_t all, n = shared(&f->answered, &f->said, &all);

	return all == 0 || f->ans->action != ANSWER_SAY || has_values(f) || n * COVERED >= all;
}

static bool
asks_for_it(const struct fidelity *f)
{
	static const char *const asking[] = {"please", "tell", "share", "provide", "send", "give",
		"need", NULL};
	size_t all;
	bool mark = memchr(f->text, '?', f->n) != NULL;

	if (!is_english(&f->said))
		return true;
	if (!mark && !clause_has(&f->said, 0, f->said.spot_count, asking))
		return false;
	if (shared(&f->answered, &f->said, &all) > 0)
		return true;
	for (size_t i = 0; i < f->ans->need_count; i++) {
		struct clauses need =
		    clauses_words(f->a, f->ans->needs[i], strlen(f->ans->needs[i]));

		for (size_t k = 0; k < need.spot_count; k++)
			if (is_among(&f->said, need.spots[k].word))
				return true;
	}
	return false;
}

static const char *
fault_in_english(const struct fidelity *f)
{
	const char *found;

	if ((found = denial_in(&f->said)) && !denial_in(&f->answered) && !denial_in(&f->asked))
		return arena_print(f->a, "it says \"%s\", and the answer denies nothing", found);
	if (lacks_denial(f))
		return arena_print(f->a, "it leaves out \"%s\"", denial_in(&f->answered));
	if ((found = strange_name(f)))
		return arena_print(f->a, "it names \"%s\", which the answer does not", found);
	return is_told(f) ? NULL : "it does not tell the answer";
}

const char *
fidelity_fault(struct arena *a, const struct answer *ans, yyjson_val *question, const char *text,
    size_t n)
{
	struct text_stemmer *s = text_stemmer_new(NULL);
	const char *asked = json_str(question, "question", NULL);
	struct fidelity f = {.a = a,
		.ans = ans,
		.own = ans->own,
		.question = asked ? asked : "",
		.text = text,
		.n = n};
	const char *found, *fault = NULL;

	f.count = values_find(text, n, f.values, VALUES_MAX);
	f.said = clauses_of(a, text, n, f.values, f.count, s);
	f.answered = clauses_of(a, f.own, strlen(f.own), NULL, 0, s);
	f.asked = clauses_of(a, f.question, strlen(f.question), NULL, 0, s);
	text_stemmer_free(s);

	if ((found = place_left(&f)))
		fault = arena_print(a, "it leaves something to be filled in: %s", found);
	else if ((found = outsider(&f)))
		fault = arena_print(a, "it speaks of \"%s\"; it has to be written to the customer",
		    found);
	else if ((found = strange_link(&f)))
		fault = arena_print(a, "it names \"%s\", which the answer does not", found);
	else if ((found = strange_value(&f)) || (found = strange_number(&f)))
		fault = arena_print(a, "it states \"%s\", which the answer does not", found);
	else if (f.said.spot_count > TIMES_LONGER * f.answered.spot_count + WORDS_MORE)
		fault = "it is much longer than the answer";
	else if (is_english(&f.said) && courtesy_speaks(json_str(question, "locale", NULL)))
		fault = fault_in_english(&f);
	if (!fault && ans->action == ANSWER_ASK && !asks_for_it(&f))
		fault = "it does not ask for what is needed";
	return fault;
}
