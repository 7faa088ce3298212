/* Sentences, clauses, and what they are about. */
#include "clause.h"

#include <string.h>

enum { ABBREVIATION = 6 };

/* --- words and their places --- */

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Punctuation and signs of three bytes (dashes, quotes, the euro), blanks of two. */
static size_t
mark_length(const char *text, size_t n)
{
	unsigned char c = (unsigned char)*text;

	if (c < 0x80)
		return 1;
	if (c == 0xc2 && n > 1)
		return 2;
	if (c == 0xe2 && n > 2)
		return 3;
	return c >= 0xf0 && n > 3 ? 4 : 0;
}

static bool
is_apostrophe(const char *text, size_t n, size_t *len)
{
	*len = 1;
	if (*text == '\'')
		return true;
	*len = 3;
	return n > 2 && memcmp(text, "\xe2\x80\x99", 3) == 0;
}

static size_t
cut_word(struct spot *s, const char *text, size_t i, size_t n)
{
	size_t m = 0, len;

	*s = (struct spot){.start = i, .capital = text[i] >= 'A' && text[i] <= 'Z'};
	while (i < n) {
		char c = text[i];

		if (is_letter(c)) {
			len = 1;
			c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		} else if (is_apostrophe(text + i, n - i, &len)) {
			if (i + len >= n || !is_letter(text[i + len]))
				break;
			c = '\'';
		} else if (mark_length(text + i, n - i) == 0) {
			len = 1; /* a byte of another script's letter */
		} else {
			break;
		}
		if (m + 1 < SPOT_WORD)
			s->word[m++] = c;
		i += len;
	}
	s->word[m] = '\0';
	s->end = i;
	return i;
}

static void
cut_spots(struct arena *a, struct clauses *c)
{
	struct spot *list = NULL;
	size_t cap = 0;

	for (size_t i = 0; i < c->len;) {
		size_t skip = is_letter(c->text[i]) ? 0 : mark_length(c->text + i, c->len - i);

		if (skip > 0) {
			i += skip;
			continue;
		}
		list = mem_array(list, &cap, c->spot_count + 1, sizeof(*list));
		i = cut_word(&list[c->spot_count++], c->text, i, c->len);
	}
	c->spots = arena_alloc(a, (c->spot_count + 1) * sizeof(*list));
	if (c->spot_count)
		memcpy(c->spots, list, c->spot_count * sizeof(*list));
	mem_free(list);
}

/* --- where clauses end --- */

enum cut { CUT_NONE, CUT_CLAUSE, CUT_SENTENCE };

bool
clause_title(const struct spot *s)
{
	/* English; German and Dutch; French; Spanish and Portuguese; Italian */
	static const char *const titles[] = {"mr", "mrs", "ms", "mx", "messrs", "dr", "drs", "prof",
		"rev", "capt", "sgt", "lt", "dipl", "dhr", "mevr", "mme", "mmes", "mlle", "mlles",
		"sr", "sra", "sres", "srta", "dra", "exmo", "exma", "sigg", "dott", "avv", NULL};

	return s->capital && text_among(s->word, titles);
}

/* A point after "p.m", "approx", a title or a single letter ends no sentence. */
static bool
is_abbreviation(const struct spot *s)
{
	static const char *const words[] = {"approx", "e.g", "i.e", "mr", "mrs", "ms", "dr", "st",
		"no", "nr", "vs", "etc", "incl", "excl", "max", "min", "ca", "us", "u.s", NULL};

	return (s->word[1] == '\0' && !is_digit(s->word[0])) ||
	       (strlen(s->word) <= ABBREVIATION && text_among(s->word, words)) || clause_title(s);
}

/* What the bytes between a word and the next one do. */
static enum cut
cut_between(const char *text, size_t from, size_t to, const struct spot *before)
{
	enum cut cut = CUT_NONE;

	for (size_t i = from; i < to; i++) {
		char c = text[i];
		bool blank = i + 1 >= to || text[i + 1] == ' ' || text[i + 1] == '\n' ||
			     text[i + 1] == '\r' || (unsigned char)text[i + 1] >= 0x80;

		if (c == '\n' || c == '!' || c == '?' ||
		    (c == '.' && blank && i + 1 < to && !(before && is_abbreviation(before))))
			return CUT_SENTENCE;
		/* "days ,ok" too, but not "1,000" and "17:00" */
		if (c == ';' || c == '(' || c == ')' ||
		    ((c == ',' || c == ':') && (blank || to > from + 1 || !is_digit(text[to]))))
			cut = CUT_CLAUSE;
		if (i > from && c == '-' && text[i - 1] == ' ' && blank)
			cut = CUT_CLAUSE;
		if (c == '\xe2' && i + 2 < to && (text[i + 2] == '\x93' || text[i + 2] == '\x94'))
			cut = CUT_CLAUSE;
	}
	return cut;
}

static bool
begins_clause(const char *word)
{
	static const char *const words[] = {"and", "but", "while", "whereas", "although", "though",
		"however", "if", "when", "once", "unless", "because", "so", "plus", "then", NULL};

	return text_among(word, words);
}

static bool
is_within(const struct value *values, size_t count, size_t place)
{
	for (size_t i = 0; i < count; i++)
		if (place > values[i].start && place < values[i].end)
			return true;
	return false;
}

/* --- what a clause is about --- */

enum {
	DELIVERY = 1,
	RETURNS = 2,
	REFUND = 4,
	WARRANTY = 8,
	REPLY = 16,
	OPENING = 32,
	CANCEL = 64,
	PROCESS = 128,
	PLAN = 256,
	REPAIR = 512,
	STOCK = 1024,
	DISCOUNT = 2048,
	TAX = 4096
};

/* How words begin that speak of one thing in several ways. */
static const struct {
	const char *begin;
	unsigned topic;
} topic_words[] = {
	{"ship", DELIVERY},
	{"deliver", DELIVERY},
	{"arriv", DELIVERY},
	{"parcel", DELIVERY},
	{"package", DELIVERY},
	{"courier", DELIVERY},
	{"postage", DELIVERY},
	{"doorstep", DELIVERY},
	{"transit", DELIVERY},
	{"reach", DELIVERY},
	{"return", RETURNS},
	{"exchang", RETURNS},
	{"refund", REFUND},
	{"reimburs", REFUND},
	{"money", REFUND},
	{"warrant", WARRANTY},
	{"guarant", WARRANTY},
	{"repl", REPLY},
	{"respon", REPLY},
	{"answer", REPLY},
	{"contact", REPLY},
	{"email", REPLY},
	{"open", OPENING},
	{"clos", OPENING},
	{"cancel", CANCEL},
	{"dispatch", PROCESS},
	{"process", PROCESS},
	{"handling", PROCESS},
	{"prepar", PROCESS},
	{"warehouse", PROCESS},
	{"subscri", PLAN},
	{"membership", PLAN},
	{"trial", PLAN},
	{"renew", PLAN},
	{"repair", REPAIR},
	{"fix", REPAIR},
	{"stock", STOCK},
	{"restock", STOCK},
	{"discount", DISCOUNT},
	{"coupon", DISCOUNT},
	{"promo", DISCOUNT},
	{"voucher", DISCOUNT},
	{"sale", DISCOUNT},
	{"tax", TAX},
	{"vat", TAX},
	{"customs", TAX},
	{"duty", TAX},
	{"duties", TAX},
};

static unsigned
topic_of(const char *word)
{
	/* "replace", "replacement", "returning customer" are other things */
	if (strncmp(word, "replac", 6) == 0)
		return RETURNS;
	for (size_t i = 0; i < sizeof(topic_words) / sizeof(*topic_words); i++)
		if (*topic_words[i].begin == *word &&
		    strncmp(topic_words[i].begin, word, strlen(topic_words[i].begin)) == 0)
			return topic_words[i].topic;
	return 0;
}

/* Words that say nothing of what a value is about: they hold a sentence together, or measure. */
static bool
is_empty(const char *word)
{
	static const char *const words[] = {"a", "an", "the", "is", "are", "was", "were", "be",
		"been", "am", "it", "its", "of", "and", "or", "to", "in", "on", "at", "for", "with",
		"do", "does", "did", "i", "you", "we", "they", "he", "she", "my", "your", "our",
		"us", "me", "this", "that", "these", "those", "there", "here", "please", "can",
		"could", "may", "might", "will", "would", "should", "shall", "must", "not", "no",
		"yes", "have", "has", "had", "from", "by", "as", "so", "if", "when", "how", "what",
		"which", "who", "but", "than", "then", "just", "about", "around", "approximately",
		"roughly", "usually", "normally", "typically", "generally", "currently", "within",
		"up", "over", "under", "least", "most", "more", "less", "only", "also", "all",
		"any", "some", "each", "every", "per", "between", "until", "till", "after",
		"before", "during", "long", "much", "many", "soon", "take", "takes", "taking",
		"took", "need", "needs", "last", "lasts", "get", "gets", "give", "gives", "expect",
		"allow", "wait", "cost", "costs", "costing", "price", "priced", "fee", "fees",
		"charge", "charges", "charged", "pay", "total", "order", "orders", "ordered",
		"ordering", "item", "items", "product", "products", "thing", "things", "time",
		"times", "day", "days", "week", "weeks", "month", "months", "year", "years", "hour",
		"hours", "minute", "minutes", "second", "seconds", "business", "working",
		"calendar", "dollar", "dollars", "euro", "euros", "percent", "usd", "eur", "gbp",
		"hi", "hello", "hey", "thanks", "thank", "sorry", "sure", "well", "ok", "okay", "s",
		"t", "ll", "ve", "re", "d", "m", "let", "know", "customer", "customers", "standard",
		"normal", "regular", NULL};

	return text_among(word, words);
}

static void
describe(struct arena *a, const struct clauses *all, struct clause *c, const struct value *values,
    size_t count, struct text_stemmer *s)
{
	static const char *const conditions[] = {"if", "when", "once", "unless", "provided", NULL};
	struct words words = text_words(a, all->text + c->start, c->end - c->start, s);

	c->depends = c->first < c->last && text_among(all->spots[c->first].word, conditions);
	for (size_t i = c->first; i < c->last; i++)
		if (!is_within(values, count, all->spots[i].end))
			c->topics |= topic_of(all->spots[i].word);
	for (size_t i = 0; i < words.n; i++)
		if (words.at[i].kind == WORD_LETTERS && !is_empty(words.at[i].text) &&
		    !topic_of(words.at[i].text))
			words.at[c->about.n++] = words.at[i];
	c->about.at = words.at;
}

/* Does a sentence with a question mark ask as a whole?  "It takes 3 days, ok?" does not. */
static bool
begins_question(const char *word)
{
	static const char *const words[] = {"how", "what", "when", "where", "which", "who", "why",
		"do", "does", "did", "is", "are", "was", "were", "can", "could", "will", "would",
		"should", "may", "have", "has", "need", "want", "looking", "if", NULL};

	return text_among(word, words);
}

/* From the last clause to the first: each one's end, whether it asks, what it is about. */
static void
complete(struct arena *a, struct clauses *c, const struct value *values, size_t count,
    struct text_stemmer *s)
{
	bool marked = false;

	for (size_t i = c->n; i-- > 0;) {
		struct clause *at = &c->at[i];
		const char *end = c->text + c->spots[at->last - 1].end;
		bool last = i + 1 == c->n || at[1].sentence != at->sentence;

		at->end = i + 1 < c->n ? at[1].start : c->len;
		if (last) {
			at->asks = marked =
			    memchr(end, '?', (size_t)(c->text + at->end - end)) != NULL;
		}
		describe(a, c, at, values, count, s);
		if (!marked || (i > 0 && at[-1].sentence == at->sentence) ||
		    !begins_question(c->spots[at->first].word))
			continue;
		for (size_t k = i; k < c->n && c->at[k].sentence == at->sentence; k++)
			c->at[k].asks = true;
	}
}

static struct clauses
cut_clauses(struct arena *a, const char *text, size_t n, const struct value *values, size_t count)
{
	struct clauses c = {.text = text, .len = n};
	size_t sentence = 0, from = 0;

	cut_spots(a, &c);
	c.at = arena_alloc(a, (c.spot_count + 1) * sizeof(*c.at));
	for (size_t i = 0; i < c.spot_count; i++) {
		struct spot *w = &c.spots[i];
		enum cut cut =
		    i ? cut_between(text, c.spots[i - 1].end, w->start, w - 1) : CUT_NONE;

		if (is_within(values, count, w->start))
			cut = CUT_NONE;
		else if (i && !cut && begins_clause(w->word) && strcmp(w[-1].word, "or") != 0)
			cut = CUT_CLAUSE;
		w->first = i == 0 || cut == CUT_SENTENCE;
		if (i == 0 || cut) {
			sentence += cut == CUT_SENTENCE;
			from = i ? w->start : 0;
			c.at[c.n++] =
			    (struct clause){.start = from, .first = i, .sentence = sentence};
		}
		c.at[c.n - 1].last = i + 1;
	}
	return c;
}

struct clauses
clauses_of(struct arena *a, const char *text, size_t n, const struct value *values, size_t count,
    struct text_stemmer *s)
{
	struct clauses c = cut_clauses(a, text, n, values, count);

	complete(a, &c, values, count, s);
	return c;
}

struct clauses
clauses_words(struct arena *a, const char *text, size_t n)
{
	struct clauses c = cut_clauses(a, text, n, NULL, 0);

	c.n = 0;
	return c;
}

const struct clause *
clause_at(const struct clauses *c, size_t place)
{
	for (size_t i = 0; i < c->n; i++)
		if (place < c->at[i].end)
			return &c->at[i];
	return NULL;
}

size_t
clause_spot(const struct clauses *c, size_t place)
{
	size_t low = 0, high = c->spot_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->spots[middle].end <= place)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
clause_sentence(const struct clauses *c, size_t sentence, size_t *start, size_t *end)
{
	*start = *end = 0;
	for (size_t i = 0; i < c->n; i++) {
		if (c->at[i].sentence != sentence)
			continue;
		if (*end == 0)
			*start = c->at[i].start;
		*end = c->at[i].end;
	}
	while (*end > *start && strchr(" \t\r\n", c->text[*end - 1]))
		--*end;
}

size_t
clause_shared(const struct clause *a, const struct clause *b)
{
	size_t shared = 0;

	for (size_t i = 0; i < a->about.n; i++)
		for (size_t k = 0; k < b->about.n; k++)
			if (strcmp(a->about.at[i].stem, b->about.at[k].stem) == 0) {
				shared++;
				break;
			}
	return shared;
}

unsigned
clause_topics(const struct clauses *c)
{
	unsigned topics = 0;

	for (size_t i = 0; i < c->n; i++)
		topics |= c->at[i].topics;
	return topics;
}

bool
clause_has(const struct clauses *c, size_t first, size_t last, const char *const *words)
{
	for (size_t i = first; i < last && i < c->spot_count; i++)
		if (text_among(c->spots[i].word, words))
			return true;
	return false;
}

bool
clause_denies(const char *word)
{
	static const char *const words[] = {"not", "no", "never", "cannot", "cant", "dont",
		"doesnt", "wont", "isnt", "arent", "unable", "impossible", "neither", "nor",
		"without", "none", NULL};
	size_t n = strlen(word);

	return text_among(word, words) || (n > 3 && strcmp(word + n - 3, "n't") == 0);
}

bool
clause_idiom(const struct clauses *c, size_t i)
{
	static const char *const after[] = {"problem", "problems", "worries", "need", "doubt",
		"matter", "only", "charge", "cost", "fee", "fees", "extra", "additional",
		"hesitate", "worry", NULL};
	const char *word = i + 1 < c->spot_count ? c->spots[i + 1].word : "";

	if (strcmp(word, "a") == 0 && i + 2 < c->spot_count)
		word = c->spots[i + 2].word;
	return text_among(word, after);
}

bool
clause_phrase(const struct clauses *c, size_t from, const struct clauses *phrase,
    struct spot *found, size_t *next)
{
	size_t n = phrase->spot_count;

	for (size_t i = from; n > 0 && i + n <= c->spot_count; i++) {
		size_t k = 0;

		while (k < n && strcmp(c->spots[i + k].word, phrase->spots[k].word) == 0)
			k++;
		if (k < n)
			continue;
		*found = c->spots[i];
		found->end = c->spots[i + n - 1].end;
		*next = i + n;
		return true;
	}
	return false;
}

size_t
clause_follows(const struct clauses *c, size_t from, const char *phrase)
{
	size_t i = from;

	for (const char *w = phrase, *end; *w; w = *end ? end + 1 : end, i++) {
		size_t n;

		end = strchrnul(w, ' ');
		n = (size_t)(end - w);
		if (i >= c->spot_count || strncmp(c->spots[i].word, w, n) != 0 ||
		    c->spots[i].word[n])
			return 0;
	}
	return i - from;
}
