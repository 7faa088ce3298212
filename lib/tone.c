/* Preferences of tone. */
#include "tone.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "clause.h"
#include "courtesy.h"
#include "mood.h"
#include "style.h"
#include "text.h"
#include "value.h"

enum {
	PHRASE_MAX = 48,    /* a wrong wording of so many bytes is a phrase, no answer */
	LONG_WORDS = 20,    /* an answer of so many words may be too long */
	UNKNOWN_WORDS = 20, /* of an answer that nobody knows */
	SHORTS_MAX = 10,    /* short forms that are counted */
	ALL = 1 << 10,	    /* words that are looked at */
	VALUES_MAX = 16,
};

static const double STEP = 10;	   /* a length is rounded up to this */
static const double SHORTER = 0.6; /* so many of its words are a shorter text */
static const double SHARED = 0.5;  /* so many words in common make a text one of the other */

static const char *const slang[] = {"hey", "hiya", "heya", "howdy", "yeah", "yep", "yup", "ya",
	"yay", "nope", "nah", "gonna", "wanna", "gotta", "gimme", "dunno", "kinda", "lol", "omg",
	"brb", "btw", "fyi", "thx", "pls", "plz", "asap", "u", "ur", "msg", "ok", "okay", "cool",
	"awesome", "super", "cheers", "mate", "buddy", "dude", "guys", "folks", "bro", "oops",
	"cuz", "sure", "bucks", NULL};
static const char *const polite[] = {"apologise", "apologize", "afraid", "may", "sincerely",
	"faithfully", "dear", "kindly", "regret", "welcome", NULL};
static const char *const stiff[] = {"herewith", "hereby", "henceforth", "pursuant",
	"aforementioned", "notwithstanding", "kindly", "regret", "whilst", "shall", "herein",
	"advised", "undersigned", "regarding", "madam", NULL};

/* What no customer wants to hear, however it is meant. */
static const char *const rude[] = {"calm down", "relax", "chill out", "whatever", "obviously",
	"as i already said", "as i said", "like i said", "as already explained", "you should have",
	"your fault", "not our problem", "not my problem", "too bad", "deal with it", "no worries",
	"as you should know", NULL};

/* --- how a text is put --- */

struct traits {
	size_t words;
	bool emoji, greets, signs_off;
	int slang, polite, stiff, shorts, shouts;
};

static int
count_of(const struct clauses *c, const char *const *words)
{
	int n = 0;

	for (size_t i = 0; i < c->spot_count; i++)
		n += clause_has(c, i, i + 1, words);
	return n;
}

static bool
smiles(const char *text, size_t n)
{
	static const char *const faces[] = {":)", ":-)", ";)", ";-)", ":D", ":-D", ":(", ":-(",
		"xD", "<3", "\xe2\x9d\xa4", NULL};
	struct style_cut cut;
	size_t place = 0;

	for (const char *const *f = faces; *f; f++)
		if (memmem(text, n, *f, strlen(*f)))
			return true;
	return style_emoji(text, n, &place, &cut);
}

static struct traits
traits_of(struct arena *a, const char *text)
{
	size_t n = strlen(text), start;
	struct clauses c = clauses_of(a, text, n, NULL, 0, NULL);
	struct style_long forms[SHORTS_MAX];
	struct traits m = {.words = c.spot_count,
		.emoji = smiles(text, n),
		.greets = style_greets(a, text, n),
		.signs_off = courtesy_sign_off(a, text, n, &start),
		.slang = count_of(&c, slang),
		.polite = count_of(&c, polite),
		.stiff = count_of(&c, stiff)};

	m.shorts = (int)style_long_forms(a, text, n, forms, SHORTS_MAX);
	for (const char *p = text; (p = strchr(p, '!')); p++)
		m.shouts++;
	return m;
}

/* --- the wishes --- */

struct wishing {
	struct arena *a;
	yyjson_val **out;
	size_t n;
};

static void
wish(struct wishing *w, const char *member, const char *json)
{
	const char *text = arena_print(w->a, "{\"%s\":%s}", member, json);
	yyjson_val *style = json_read_in(w->a, text, strlen(text));

	for (size_t i = 0; i < w->n; i++)
		if (json_get(w->out[i], member) &&
		    (strcmp(member, "forbid") != 0 || tone_has(w->out[i], style)))
			return;
	if (style && w->n < TONE_MAX)
		w->out[w->n++] = style;
}

static void
forbid(struct wishing *w, const char *phrase, size_t n)
{
	struct buf json = {0};

	buf_char(&json, '[');
	json_quote(&json, phrase, n);
	buf_char(&json, ']');
	wish(w, "forbid", json.text);
	buf_free(&json);
}

/* At most so many words, in steps, so that two people's notion of short is the same. */
static void
wish_length(struct wishing *w, double words)
{
	double most = fmax(STEP, ceil(words / STEP) * STEP);

	wish(w, "length", arena_print(w->a, "%.0f", most));
}

static bool
uses(struct arena *a, const char *text, const char *phrase)
{
	struct style_cut cut;

	return text && style_phrase(a, text, strlen(text), phrase, &cut) != STYLE_ABSENT;
}

static void
wish_without(struct wishing *w, const char *said, const char *wrong, const char *right)
{
	if (wrong && strlen(wrong) <= PHRASE_MAX && *wrong && said && !uses(w->a, right, wrong) &&
	    text_key(wrong, strlen(wrong)) != text_key(said, strlen(said)))
		forbid(w, wrong, strlen(wrong));
	for (const char *const *p = rude; *p; p++)
		if (uses(w->a, said, *p) && !uses(w->a, right, *p)) {
			forbid(w, *p, strlen(*p));
			return;
		}
}

/* How formal one text is beside the other. */
static void
compare_register(struct wishing *w, const struct traits *said, const struct traits *right)
{
	bool looser = right->slang > said->slang || right->shorts > said->shorts;

	if (said->stiff > right->stiff || (said->polite > right->polite + 1 && looser)) {
		wish(w, "register", "\"plain\"");
		return;
	}
	if ((said->slang > right->slang || said->shorts > right->shorts ||
		(said->shouts > 1 && right->shouts == 0) || right->polite > said->polite) &&
	    right->slang <= said->slang && !right->emoji)
		wish(w, "register", "\"formal\"");
}

/* A text instead of the one that was said. */
static void
compare(struct wishing *w, const char *said, const char *right)
{
	struct traits x = traits_of(w->a, said), y = traits_of(w->a, right);

	compare_register(w, &x, &y);
	if (x.emoji && !y.emoji)
		wish(w, "emoji", "false");
	if (x.greets != y.greets)
		wish(w, "greeting", y.greets ? "true" : "false");
	if (x.signs_off != y.signs_off)
		wish(w, "sign_off", y.signs_off ? "true" : "false");
	if (x.words >= LONG_WORDS && (double)y.words <= SHORTER * (double)x.words)
		wish_length(w, (double)y.words);
}

/* --- what people say of a text --- */

/* Words that begin so, and what they ask for. */
static const struct cue {
	const char *member;
	const char *yes, *no; /* the JSON of the wish, and of one that is denied; NULL: none */
	const char *words[16];
} cues[] = {
	{"register", "\"formal\"", "\"plain\"", {"formal", "professional", "businesslike"}},
	{"register", "\"formal\"", "\"formal\"",
		{"slang", "casual", "informal", "sloppy", "unprofessional", "chummy"}},
	{"register", "\"plain\"", "\"plain\"",
		{"stiff", "robot", "friendl", "human", "stilted", "bureaucra", "warmer", "pompous",
			"legalese"}},
	{"emoji", NULL, "false", {"emoji", "smiley", "emoticon"}},
	{"greeting", "true", "false",
		{"greet", "hello", "salutation", "start with", "begin with", "say hi"}},
	{"sign_off", "true", "false",
		{"sign off", "sign-off", "signature", "regards", "signoff", "close with",
			"end with"}},
	{"length", "short", NULL,
		{"short", "too long", "wordy", "brief", "concise", "rambl", "to the point",
			"verbose", "long-winded"}},
};

static bool
denies(const struct clauses *c, const struct clause *in)
{
	static const char *const words[] = {"stop", "drop", "less", "skip", "avoid", "fewer",
		"remove", "omit", "too", "leave", "lose", NULL};

	for (size_t i = in->first; i < in->last; i++)
		if (clause_denies(c->spots[i].word))
			return true;
	return clause_has(c, in->first, in->last, words);
}

/* A cue as it stands at the beginning of a word. */
static bool
has_cue(const char *text, size_t n, const char *cue)
{
	size_t len = strlen(cue);

	for (size_t i = 0; i + len <= n; i++)
		if (strncasecmp(text + i, cue, len) == 0 &&
		    (i == 0 || strchr(" \t\n-'\"(:,;", text[i - 1])))
			return true;
	return false;
}

static void
read_cue(struct wishing *w, const struct cue *cue, bool denied, size_t words)
{
	const char *json = denied ? cue->no : cue->yes;

	if (strcmp(cue->member, "length") == 0)
		wish_length(w, (double)words / 2);
	else if (json)
		wish(w, cue->member, json);
}

/* Where a quotation begins behind "do not say" and its like; NULL: nowhere. */
static const char *
quoted(const struct clauses *c)
{
	static const char *const verbs[] = {"say", "write", "call", "use", "tell", "put", NULL};
	bool denied = false;

	for (size_t i = 0; i < c->spot_count; i++) {
		denied |= clause_denies(c->spots[i].word) || strcmp(c->spots[i].word, "stop") == 0;
		if (denied && clause_has(c, i, i + 1, verbs))
			return strpbrk(c->text + c->spots[i].end, "'\"");
	}
	return NULL;
}

/* What is quoted must not be said. */
static void
read_quoted(struct wishing *w, const char *open, const char *said)
{
	const char *close = strrchr(open + 1, *open);
	size_t n = close ? (size_t)(close - open) - 1 : 0;

	if (n == 0 || n > PHRASE_MAX)
		return;
	if (!said || uses(w->a, said, arena_copy(w->a, open + 1, n)))
		forbid(w, open + 1, n);
}

static void
read_remark(struct wishing *w, const char *said, const char *text)
{
	struct clauses c = clauses_of(w->a, text, strlen(text), NULL, 0, NULL);
	size_t words = said ? traits_of(w->a, said).words : UNKNOWN_WORDS;

	if (quoted(&c))
		read_quoted(w, quoted(&c), said);
	for (size_t i = 0; i < c.n; i++) {
		const struct clause *in = &c.at[i];
		bool denied = denies(&c, in);

		for (size_t k = 0; k < sizeof(cues) / sizeof(cues[0]); k++)
			for (size_t m = 0; m < 16 && cues[k].words[m]; m++)
				if (has_cue(text + in->start, in->end - in->start,
					cues[k].words[m])) {
					read_cue(w, &cues[k], denied, words);
					break;
				}
	}
}

/* --- which of the two it is --- */

/* Words that carry no content: what is left of a text without them is what it says. */
static bool
says_nothing(const struct spot *s)
{
	static const char *const small[] = {"a", "an", "the", "is", "are", "was", "it", "of", "and",
		"or", "to", "in", "on", "at", "for", "with", "do", "does", "i", "you", "we", "my",
		"your", "our", "this", "that", "please", "be", "have", "has", "will", "am", "so",
		"very", "yes", "sorry", "thanks", "thank", "hello", "hi", "hey", "dear", "sure",
		"really", "just", "there", "us", "kind", "best", "regards", "wishes", "customer",
		NULL};
	static const char *const *const lists[] = {small, slang, polite, stiff};

	for (size_t i = 0; i < 4; i++)
		if (text_among(s->word, lists[i]))
			return true;
	return false;
}

static bool
has_word(const struct clauses *c, const char *word)
{
	return clause_has(c, 0, c->spot_count, (const char *const[]){word, NULL});
}

/* The share of a text's content that the other has too; 0 where it has none. */
static double
shared(const struct clauses *c, const struct clauses *other)
{
	size_t content = 0, same = 0;

	for (size_t i = 0; i < c->spot_count && i < ALL; i++) {
		if (says_nothing(&c->spots[i]))
			continue;
		content++;
		same += has_word(other, c->spots[i].word);
	}
	return content ? (double)same / (double)content : 0;
}

/* Is the second text one that could have been said instead, or a remark on the first? */
static bool
is_instead(struct arena *a, const char *said, const char *right)
{
	struct clauses x = clauses_of(a, said, strlen(said), NULL, 0, NULL);
	struct clauses y = clauses_of(a, right, strlen(right), NULL, 0, NULL);

	/* Nobody greets the bot when he speaks of what it said. */
	return style_greets(a, right, strlen(right)) || (shared(&y, &x) >= SHARED && !quoted(&y));
}

static bool
is_remark(struct arena *a, const char *right)
{
	yyjson_val *found[TONE_MAX];
	struct wishing w = {.a = a, .out = found};

	read_remark(&w, NULL, right);
	return w.n > 0;
}

size_t
tone_wishes(yyjson_val *out[TONE_MAX], struct arena *a, const char *said, const char *wrong,
    const char *right)
{
	struct wishing w = {.a = a, .out = out};

	if (!said)
		said = wrong;
	if (!right)
		right = "";
	if (*right && (!said || !is_instead(a, said, right)) && is_remark(a, right)) {
		read_remark(&w, said, right);
		wish_without(&w, NULL, wrong, right);
		return w.n;
	}
	if (said && *right)
		compare(&w, said, right);
	wish_without(&w, said, wrong, right);
	return w.n;
}

bool
tone_alone(struct arena *a, const char *said, const char *right)
{
	yyjson_val *wishes[TONE_MAX];
	struct clauses x, y;

	if (!said || !right || tone_wishes(wishes, a, said, NULL, right) == 0)
		return false;
	x = clauses_of(a, said, strlen(said), NULL, 0, NULL);
	y = clauses_of(a, right, strlen(right), NULL, 0, NULL);
	if (shared(&y, &x) < SHARED)
		return is_remark(a, right) && values_find(right, strlen(right), NULL, 0) == 0;
	return shared(&y, &x) >= 1 && shared(&x, &y) >= SHARED &&
	       values_compare(said, right) != VALUES_DIFFER;
}

/* --- styles --- */

void
tone_words(struct buf *out, yyjson_val *style)
{
	static const char *const yes_no[][3] = {{"emoji", "emoji may be used", "no emoji"},
		{"greeting", "a greeting", "no greeting"},
		{"sign_off", "a sign-off", "no sign-off"}};
	const char *manner = json_str(style, "register", NULL);
	yyjson_val *item;
	size_t before = out->len, i, n;
	double most;

	if (manner)
		buf_print(out, "%s words", manner);
	for (size_t k = 0; k < 3; k++) {
		yyjson_val *v = json_get(style, yes_no[k][0]);

		if (yyjson_is_bool(v))
			buf_print(out, "%s%s", out->len > before ? ", " : "",
			    yes_no[k][yyjson_get_bool(v) ? 1 : 2]);
	}
	if (json_num(json_get(style, "length"), &most))
		buf_print(out, "%sat most %.0f words", out->len > before ? ", " : "", most);
	yyjson_arr_foreach(json_get(style, "forbid"), i, n, item)
	{
		if (yyjson_is_str(item))
			buf_print(out, "%snever '%s'", out->len > before ? ", " : "",
			    yyjson_get_str(item));
	}
}

static bool
has_text(yyjson_val *list, const char *text)
{
	yyjson_val *item;
	size_t i, n;

	yyjson_arr_foreach(list, i, n, item)
	{
		const char *one = yyjson_get_str(item);

		if (one && text_key(one, strlen(one)) == text_key(text, strlen(text)) &&
		    text_key(text, strlen(text)) != 0)
			return true;
		if (one && strcasecmp(one, text) == 0)
			return true;
	}
	return false;
}

bool
tone_has(yyjson_val *style, yyjson_val *wanted)
{
	yyjson_val *key, *value, *phrase;
	size_t i, n, k, m;

	yyjson_obj_foreach(wanted, i, n, key, value)
	{
		yyjson_val *has = json_get(style, yyjson_get_str(key));

		if (!has)
			return false;
		/* How short is short: one number stands for both. */
		if (strcmp(yyjson_get_str(key), "length") == 0)
			continue;
		if (!yyjson_is_arr(value)) {
			if (!yyjson_equals(has, value))
				return false;
			continue;
		}
		yyjson_arr_foreach(value, k, m, phrase)
		{
			if (yyjson_is_str(phrase) && !has_text(has, yyjson_get_str(phrase)))
				return false;
		}
	}
	return true;
}

bool
tone_opposes(yyjson_val *style, yyjson_val *wanted)
{
	static const char *const members[] = {"register", "emoji", "greeting", "sign_off"};

	for (size_t i = 0; i < 4; i++) {
		yyjson_val *x = json_get(style, members[i]), *y = json_get(wanted, members[i]);

		if (x && y && !yyjson_equals(x, y))
			return true;
	}
	return false;
}

/* --- where they hold --- */

yyjson_val *
tone_where(struct arena *a, yyjson_val *interaction, const char *question)
{
	const char *channel = json_str(interaction, "channel", NULL);
	const char *segment = json_str(json_get(interaction, "context"), "segment", NULL);
	const char *mood = json_str(json_get(interaction, "context"), "mood", NULL);
	struct buf json = {0};
	yyjson_val *where = NULL;

	if (!mood && question && strcmp(mood_of(question, strlen(question)), "calm") != 0)
		mood = "frustrated";
	if (!channel && !segment && !mood)
		return NULL;
	json_open(&json);
	json_add_str(&json, "channel", channel);
	json_add_str(&json, "segment", segment);
	json_add_str(&json, "mood", mood);
	json_close(&json);
	where = json_read_in(a, json.text, json.len);
	buf_free(&json);
	return where;
}

/* A condition that those who want the same need not share. */
static bool
is_loose(const char *field)
{
	return strcmp(field, "segment") == 0 || strcmp(field, "mood") == 0;
}

/* Has the other every condition of where, but for the loose ones? */
static bool
within(yyjson_val *where, yyjson_val *other, bool loose)
{
	yyjson_val *key, *value;
	size_t i, n;

	yyjson_obj_foreach(where, i, n, key, value)
	{
		const char *field = yyjson_get_str(key);
		yyjson_val *has = json_get(other, field);

		if (loose && is_loose(field))
			continue;
		if (!has || !yyjson_equals(has, value))
			return false;
	}
	return true;
}

bool
tone_akin(yyjson_val *where, yyjson_val *other)
{
	return within(where, other, true) && within(other, where, true);
}

bool
tone_covers(yyjson_val *where, yyjson_val *other)
{
	return within(where, other, false);
}

static yyjson_val *
common(struct arena *a, yyjson_val *where, yyjson_val *other)
{
	struct buf json = {0};
	yyjson_val *key, *value, *out = NULL;
	size_t i, n, kept = 0;

	json_open(&json);
	yyjson_obj_foreach(where, i, n, key, value)
	{
		yyjson_val *has = json_get(other, yyjson_get_str(key));

		if (!has || !yyjson_equals(has, value))
			continue;
		json_add_val(&json, yyjson_get_str(key), value);
		kept++;
	}
	json_close(&json);
	if (kept)
		out = json_read_in(a, json.text, json.len);
	buf_free(&json);
	return out;
}

void
tone_join(struct rule *r, struct arena *a, const struct rule *draft)
{
	double x, y;

	r->where = common(a, r->where, draft->where);
	if (json_num(json_get(r->style, "length"), &x) &&
	    json_num(json_get(draft->style, "length"), &y) && y > x &&
	    yyjson_obj_size(r->style) == 1)
		r->style = draft->style;
}
