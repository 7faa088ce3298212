/* An answer without what is only said to one customer: greeting, name, thanks, wishes, sign-off. */
#include <ctype.h>
#include <string.h>

#include "clause.h"
#include "courtesy.h"

enum {
	FRAME_WORDS = 16, /* of a sentence that may go; a longer one says something */
	NAME_WORDS = 3	  /* of who speaks */
};

/* The text that is left, from start to end. */
struct rest {
	struct arena *a;
	const char *text;
	size_t start, end;
	bool greeted;
};

/*
 * Sentences that may go, from their first word to their last: "a|b" is one of these words, "~" a
 * name; "?" behind it says that it need not stand there, "*" that it may stand again.  A sentence
 * that says anything else stays.
 */
#define THANKS "many? thanks|thank you? very|so|a? much|lot? for "
#define MESSAGE \
	"your|the message|question|questions|email|inquiry|enquiry|request|feedback|interest|" \
	"patience|understanding and|patience|understanding*"
#define CONTACT \
	"contacting|reaching|getting|writing|asking|waiting|choosing|messaging " \
	"out|in|touch|with|to|us|our|the|~|support|team|service|today*"
#define WISH "have a nice|great|good|lovely|wonderful rest? of? your? "
#define DAY "day|evening|weekend|afternoon|morning|night|week|one ahead|too? ~?"
#define WRITE "contact|ask|reach|message|write|get me|us|out|back|in|touch|to* "
#define NEED \
	"if|should you|there have|need|is|are any|anything? other|further|more|additional* " \
	"questions|question|help|assistance|else i|we? can|could? help|assist|do? you? with|for? " \
	"you?"
#define HELP "help|assist you? out? with? that|this? today?"

static const char *const first_frames[] = {
	THANKS MESSAGE,
	THANKS CONTACT,
	"i'd|i'll|i'm|we'd|we'll|we're? be? happy|glad to " HELP,
	"i|we will|would be happy|glad to " HELP,
	"of? course? i|we can " HELP,
	"how are you doing? today? ~?",
	"i? hope you are doing? well|good|fine|great today? ~?",
	NULL,
};

static const char *const last_frames[] = {
	"thanks|thank? you? and? " WISH DAY,
	"i|we? hope you " WISH DAY,
	"enjoy the|your rest? of? your? " DAY,
	"i|we? hope this|that|it helps|helped you? ~?",
	"i|we? hope this|that|it was|is helpful ~?",
	"please? just? let me|us know " NEED,
	"please? feel free to " WRITE NEED,
	"please? feel free to ask me|us? any? other|further|more questions",
	"please? don't hesitate to " WRITE NEED,
	"please? do not hesitate to " WRITE NEED,
	"is there anything else i|we? can|could|may? help|assist|do? you? with|for? you? today?",
	"anything else i|we? can? help|assist|do? you? with|for? you? today?",
	"can|may i|we help|assist you? with anything else today?",
	"can i do anything else for you today?",
	"happy|glad to " HELP,
	"happy|glad i|we can|could " HELP,
	"you're very|most|always? welcome ~?",
	"you are very|most|always? welcome ~?",
	THANKS MESSAGE,
	THANKS CONTACT,
	"take care ~?",
	"goodbye ~?",
	"good bye ~?",
	NULL,
};

static struct clauses
cut_up(const struct rest *r)
{
	return clauses_words(r->a, r->text + r->start, r->end - r->start);
}

/* The bytes between a word and the next one, or the end. */
static size_t
gap_end(const struct clauses *c, size_t spot)
{
	return spot + 1 < c->spot_count ? c->spots[spot + 1].start : c->len;
}

static bool
has_mark(const struct clauses *c, size_t spot, const char *marks)
{
	for (size_t i = c->spots[spot].end; i < gap_end(c, spot); i++)
		if (strchr(marks, c->text[i]))
			return true;
	return false;
}

/* Does a part of a sentence end behind this word: at a mark, or a dash between blanks? */
static bool
part_ends(const struct clauses *c, size_t spot)
{
	const char *from = c->text + c->spots[spot].end;
	size_t n = gap_end(c, spot) - c->spots[spot].end;

	return spot + 1 == c->spot_count || c->spots[spot + 1].first ||
	       has_mark(c, spot, ",.!:;\n") || memmem(from, n, " - ", 3) ||
	       memmem(from, n, "\xe2\x80\x93", 3) || memmem(from, n, "\xe2\x80\x94", 3);
}

/* Where the part behind this word begins: its mark and the blanks behind it are left out. */
static size_t
part_behind(const struct clauses *c, size_t spot)
{
	size_t to = gap_end(c, spot), at = to;

	while (at > c->spots[spot].end && !strchr(" \t\r\n,.!?:;", c->text[at - 1]) &&
	       (unsigned char)c->text[at - 1] < 0x80)
		at--;
	return at;
}

/* "Anna", not "SORRY" and not "B12". */
static bool
is_name(const struct clauses *c, size_t spot)
{
	const struct spot *s = &c->spots[spot];

	return spot < c->spot_count && s->capital && s->end - s->start > 1 &&
	       !isupper((unsigned char)c->text[s->start + 1]) && !strpbrk(s->word, "0123456789");
}

/* What may stand beside a name in "Anna from the Fjell support team here, happy to help". */
static bool
is_office(const struct clauses *c, size_t spot)
{
	static const char *const words[] = {"here", "from", "at", "with", "of", "the", "your",
		"our", "in", "team", "support", "service", "services", "customer", "care", "help",
		"desk", "sales", "and", "i", "i'll", "i'm", "will", "be", "happy", "glad", "to",
		"assist", "assisting", "helping", "you", "today", "a", "an", "agent", "manager",
		NULL};

	return is_name(c, spot) || clause_has(c, spot, spot + 1, words);
}

/* "Anna here", "Anna from Fjell here"; not "Reception at the desk will help you". */
static bool
says_here(const struct clauses *c, size_t first, size_t last, bool greeted)
{
	static const char *const heres[] = {"here", NULL}, *const from[] = {"from", NULL},
				 *const will[] = {"will", NULL};

	return clause_has(c, first, last, heres) && !clause_has(c, first, last, will) &&
	       (greeted || clause_has(c, first, last, from));
}

/* Who speaks, from the first word on: the word that ends it, or SIZE_MAX. */
static size_t
find_speaker(const struct clauses *c, bool greeted)
{
	static const char *const begins[] = {"my name is", "this is", "i'm", "i am", "im",
		"you're speaking with", "you are speaking with", "you're chatting with", NULL};
	static const char *const moods[] = {"sorry", "afraid", "happy", "sure", "glad", "not",
		NULL};
	size_t at = 0, names = 0;
	bool here;

	for (int k = 0; begins[k] && at == 0; k++)
		at = clause_follows(c, 0, begins[k]);
	here = at == 0;
	while (names < NAME_WORDS && is_name(c, at) && !clause_has(c, at, at + 1, moods)) {
		names++;
		if (part_ends(c, at++))
			break;
	}
	if (names == 0)
		return SIZE_MAX;
	if (!here && part_ends(c, at - 1)) /* "This is Stormur" may be what was asked */
		return clause_follows(c, 0, "this is") ? SIZE_MAX : at - 1;
	if (here && (part_ends(c, at - 1) ||
			!(clause_follows(c, at, "here") || clause_follows(c, at, "from") ||
			    clause_follows(c, at, "at"))))
		return SIZE_MAX;
	for (size_t i = at; i < c->spot_count && i < FRAME_WORDS && is_office(c, i); i++)
		if (part_ends(c, i))
			return !here || says_here(c, at, i + 1, greeted) ? i : SIZE_MAX;
	return SIZE_MAX;
}

/* Is a word one of "a|b", n bytes long? */
static bool
is_word(const struct clauses *c, size_t spot, const char *words, size_t n)
{
	const char *word = c->spots[spot].word;

	for (size_t from = 0, len; from < n; from += len + 1) {
		len = strcspn(words + from, "| ");
		if (from + len > n)
			len = n - from;
		if (words[from] == '~' ? is_name(c, spot)
				       : strncmp(word, words + from, len) == 0 && !word[len])
			return true;
	}
	return false;
}

/* Are the words up to end, all of them, those of a frame? */
static bool
fits(const struct clauses *c, size_t spot, size_t end, const char *frame)
{
	size_t n = strcspn(frame, " ");
	const char *next = frame[n] ? frame + n + 1 : frame + n;
	bool again = n && frame[n - 1] == '*', maybe = again || (n && frame[n - 1] == '?');

	if (n == 0)
		return spot == end;
	if (spot < end && is_word(c, spot, frame, maybe ? n - 1 : n) &&
	    fits(c, spot + 1, end, again ? frame : next))
		return true;
	return maybe && fits(c, spot, end, next);
}

/* Is a sentence, of the words from first to last, one that may go? */
static bool
is_frame(const struct clauses *c, const char *const *frames, size_t first, size_t last)
{
	size_t from = c->spots[first].start, to = gap_end(c, last);

	if (last - first >= FRAME_WORDS || strcspn(c->text + from, "0123456789@/") < to - from)
		return false;
	for (; *frames; frames++)
		if (fits(c, first, last + 1, *frames))
			return true;
	return false;
}

/* Cut one thing off the beginning: did it? */
static bool
cut_first(struct rest *r)
{
	struct clauses c = cut_up(r);
	struct style_cut cut;
	size_t last;

	if (c.spot_count < 2)
		return false;
	if (!r->greeted && courtesy_greeting(r->a, c.text, c.len, &cut)) {
		last = 0;
		while (c.spots[last + 1].start + 1 < cut.end)
			last++;
		r->greeted = true;
		r->start += part_behind(&c, last);
		return true;
	}
	last = find_speaker(&c, r->greeted);
	if (last == SIZE_MAX) {
		for (last = 0; last + 1 < c.spot_count && !c.spots[last + 1].first; last++)
			;
		if (!is_frame(&c, first_frames, 0, last))
			return false;
	}
	if (last + 1 == c.spot_count)
		return false;
	r->start += part_behind(&c, last);
	return true;
}

/* A name behind a dash or on a line of its own, behind a whole sentence: where that ends, or 0. */
static size_t
find_signature(const struct clauses *c)
{
	size_t i = c->spot_count, from, gap;

	while (i > 0 && c->spot_count - i < 2 && is_name(c, i - 1) &&
	       (i == c->spot_count || !part_ends(c, i - 1)))
		i--;
	if (i == 0 || i == c->spot_count || has_mark(c, c->spot_count - 1, ".!?:"))
		return 0;
	from = c->spots[i - 1].end;
	gap = c->spots[i].start - from;
	if (gap < 2 || !strchr(".!", c->text[from]) ||
	    !(has_mark(c, i - 1, "\n-~") || memmem(c->text + from, gap, "\xe2\x80\x93", 3) ||
		memmem(c->text + from, gap, "\xe2\x80\x94", 3)))
		return 0;
	return from + 1;
}

/* Cut one thing off the end: did it? */
static bool
cut_last(struct rest *r)
{
	struct clauses c = cut_up(r);
	size_t start, first = c.spot_count;

	if (c.spot_count < 2)
		return false;
	if (courtesy_sign_off(r->a, c.text, c.len, &start) && start > c.spots[0].end) {
		r->end = r->start + start;
		return true;
	}
	if ((start = find_signature(&c))) {
		r->end = r->start + start;
		return true;
	}
	while (first > 0 && !c.spots[--first].first)
		;
	if (first == 0 || !is_frame(&c, last_frames, first, c.spot_count - 1))
		return false;
	r->end = r->start + c.spots[first].start;
	return true;
}

static bool
is_blank(char c)
{
	return strchr(" \t\r\n", c) != NULL;
}

const char *
courtesy_bare(struct arena *a, const char *text)
{
	struct rest r = {a, text, 0, strlen(text), false};
	char *out;

	while (cut_first(&r))
		;
	while (cut_last(&r))
		;
	if (r.start == 0 && !text[r.end])
		return text;
	while (r.start < r.end && is_blank(text[r.start]))
		r.start++;
	while (r.end > r.start &&
	       (is_blank(text[r.end - 1]) || (text[r.end - 1] == ',' && text[r.end])))
		r.end--;
	if (cut_up(&r).spot_count == 0)
		return text;
	out = arena_copy(a, text + r.start, r.end - r.start);
	if (r.start > 0 && islower((unsigned char)out[0]) &&
	    (out[1] == ' ' || islower((unsigned char)out[1])))
		out[0] = (char)(out[0] - 32);
	return out;
}
