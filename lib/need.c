/* What has to be known before a question can be answered. */
#include "need.h"

#include <string.h>

#include "clause.h"

enum { FIELD_WORDS = 4, FIELD_SIZE = 64, DIGITS = 4 };

/* Words before what is asked for that are no part of its name. */
static const char *const before[] = {"the", "a", "an", "their", "his", "her", "your", "my", "our",
	"this", "that", "its", "customer's", "customers", "customers'", "user's", "exact", "full",
	"correct", "please", "current", NULL};

/* Words that end it. */
static const char *const behind[] = {"first", "before", "so", "to", "in", "for", "when", "that",
	"because", "as", "please", "they", "you", "is", "are", "was", "were", "we", "he", "she",
	"it", "i", "if", "from", "on", "at", "with", "then", "instead", "here", "do", "does", "did",
	"have", "has", "had", "can", "could", "and", "or", "but", "up", "since", "beforehand",
	"again", "too", "by", "would", "will", "should", "there", "what", "which", "who", "where",
	"matters", "of", "not", "also", "always", "lives", "live", "want", "wants", "need", "needs",
	"out", "right", "away", "straight", "the", "a", "an", "their", "your", NULL};

/* What the name of a fact about a case ends in: a question for anything else is small talk. */
static const char *const facts[] = {"number", "no", "id", "code", "name", "email", "address",
	"country", "city", "state", "region", "postcode", "zip", "phone", "date", "time", "size",
	"color", "colour", "model", "version", "plan", "account", "order", "invoice", "receipt",
	"product", "item", "browser", "device", "platform", "system", "currency", "language",
	"weight", "amount", "budget", "age", "length", "width", "height", "brand", "material",
	"reference", "booking", "reservation", "flight", "ticket", "subscription", "tier",
	"quantity", "carrier", "provider", "bank", "card", "store", "shop", "branch", "type",
	"edition", "contract", "tariff", "destination", "purchase", "delivery", "birthday",
	"username", "login", "os", "sku", NULL};

static bool
is_plain(const char *word)
{
	for (; *word; word++)
		if (!(*word >= 'a' && *word <= 'z') && !(*word >= '0' && *word <= '9'))
			return false;
	return true;
}

struct needs {
	const struct clauses *c;
	struct arena *a;
	const char **fields;
	size_t n;
	bool facts_only;
};

static const char *
word(const struct needs *r, size_t at)
{
	return at < r->c->spot_count ? r->c->spots[at].word : "";
}

/* Do no more than blanks part this word from the one before? */
static bool
joined(const struct needs *r, size_t at)
{
	const struct spot *s = &r->c->spots[at];

	for (size_t i = s[-1].end; i < s->start; i++)
		if (r->c->text[i] != ' ' && r->c->text[i] != '-')
			return false;
	return true;
}

static bool
joins(const struct needs *r, size_t at)
{
	return at < r->c->spot_count && joined(r, at);
}

/* May a word be part of a name that has so many bytes already? */
static bool
goes_on(const char *w, size_t len)
{
	return *w && !text_among(w, behind) && is_plain(w) && len + strlen(w) + 2 < FIELD_SIZE;
}

/* The name that begins at a word, "date of purchase" too, and where it ends. */
static size_t
read_name(const struct needs *r, size_t at, char name[FIELD_SIZE])
{
	size_t n = 0, len = 0, first;

	while (text_among(word(r, at), before) && (n == 0 || joins(r, at)))
		at++;
	first = at;
	name[0] = '\0';
	for (; at < r->c->spot_count && n < FIELD_WORDS; at++) {
		const char *w = word(r, at);

		if (n > 0 && !joined(r, at))
			break;
		if (n > 0 && strcmp(w, "of") == 0 && joins(r, at + 1) &&
		    goes_on(word(r, at + 1), len + 3) && !text_among(word(r, at + 1), before)) {
			len += (size_t)(stpcpy(name + len, "_of") - (name + len));
			continue;
		}
		if (!goes_on(w, len))
			break;
		if (n++ > 0)
			name[len++] = '_';
		len += (size_t)(stpcpy(name + len, w) - (name + len));
	}
	return n == 0 ? first : at;
}

/* "order_number", "date_of_birth": is the main word one of those? */
static bool
is_fact(const char *name)
{
	const char *end = strstr(name, "_of_"), *from;
	char main[FIELD_SIZE];
	size_t n = end ? (size_t)(end - name) : strlen(name);

	from = memrchr(name, '_', n);
	from = from ? from + 1 : name;
	n -= (size_t)(from - name);
	memcpy(main, from, n);
	main[n] = '\0';
	return text_among(main, facts);
}

static void
add(struct needs *r, const char *name)
{
	if (!*name || r->n == NEED_MAX || (r->facts_only && !is_fact(name)))
		return;
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->fields[i], name) == 0)
			return;
	r->fields[r->n++] = arena_copy(r->a, name, strlen(name));
}

/* The names from a word on, joined by "and"; where they end. */
static size_t
read_names(struct needs *r, size_t at)
{
	char name[FIELD_SIZE];

	for (;;) {
		size_t end = read_name(r, at, name);

		add(r, name);
		if (!*name || strcmp(word(r, end), "and") != 0)
			return end;
		r->facts_only = true; /* "ask for the size and tell them" */
		at = end + 1;
	}
}

#define SAID(r, at, phrase) clause_follows((r)->c, at, phrase)

/* "ask (them) for the size", "ask which size": where the name begins, or 0. */
static size_t
behind_ask(const struct needs *r, size_t at)
{
	static const char *const whom[] = {"them", "him", "her", "customer", "customers", "people",
		"user", "users", "first", "always", "the", NULL};
	static const char *const which[] = {"which", "what", NULL};
	size_t end = at + 3;

	for (; at <= end; at++) {
		const char *w = word(r, at);

		if (strcmp(w, "for") == 0 ||
		    (text_among(w, which) && !text_among(word(r, at + 1), behind)))
			return at + 1;
		if (strcmp(w, "about") == 0 || !text_among(w, whom))
			return 0;
	}
	return 0;
}

/* Does it begin its sentence, but for such words? */
static bool
begins(const struct needs *r, size_t at)
{
	static const char *const lead[] = {"please", "always", "first", NULL};

	while (at > 0 && !r->c->spots[at].first && text_among(word(r, at - 1), lead))
		at--;
	return at == 0 || r->c->spots[at].first;
}

/* What is said of asking: nothing, that it must not be, or that it was not done. */
enum asking { ASKING, ASKING_DENIED, ASKING_LACKED };

/* Is a word of the list in the sentence of a word, before it? */
static bool
sentence_has(const struct needs *r, size_t at, const char *const *list)
{
	while (at > 0 && !r->c->spots[at].first)
		if (text_among(word(r, --at), list))
			return true;
	return false;
}

/*
 * "never asked", "did not ask": does the word that denies say that it was lacking?  Only where it
 * begins the sentence or comes right after who it was.
 */
static bool
was_lacking(const struct needs *r, size_t at, size_t verb)
{
	static const char *const past[] = {"didn't", "didnt", "hasn't", "haven't", "hadn't", NULL};
	static const char *const who[] = {"you", "they", "it", "he", "she", "bot", NULL};
	size_t next = at + 1 + SAID(r, at + 1, "even");

	if (next != verb)
		return false;
	if (SAID(r, at, "not") && at > 0 && SAID(r, at - 1, "did"))
		at--;
	else if (!text_among(word(r, at), past) &&
		 !(SAID(r, at, "never") && SAID(r, verb, "asked")))
		return false;
	return at == 0 || r->c->spots[at].first || text_among(word(r, at - 1), who);
}

/* "should not have asked", "no need to ask", "avoid asking", "why did it ask" deny it. */
static enum asking
asking_of(const struct needs *r, size_t verb)
{
	static const char *const between[] = {"have", "has", "had", "having", "be", "been", "being",
		"get", "to", "from", "ever", "even", "should", "must", "need", "needs", "ought",
		"would", "could", "can", "will", "may", "did", "do", "does", "was", "were", "is",
		"are", "go", "just", "simply", "start", "always", "first", NULL};
	static const char *const against[] = {"stop", "avoid", "refrain", "wrong", "rude",
		"unnecessary", "needless", "pointless", "forbidden", "illegal", "nobody", NULL};
	static const char *const no[] = {"one", "circumstances", "account", NULL};
	static const char *const may[] = {"should", "must", "can", "could", "may", NULL};
	static const char *const why[] = {"why", NULL};
	static const char *const didnt[] = {"didn't", "didnt", "not", "never", NULL};
	size_t at = verb;
	const char *w;

	if (sentence_has(r, verb, why))
		return sentence_has(r, verb, didnt) ? ASKING_LACKED : ASKING_DENIED;
	while (at > 0 && !r->c->spots[at].first && text_among(word(r, at - 1), between))
		at--;
	if (at == 0 || r->c->spots[at].first)
		return ASKING;
	w = word(r, --at);
	if (strcmp(w, "without") == 0)
		return sentence_has(r, at, may) ? ASKING_DENIED : ASKING_LACKED;
	if (!clause_denies(w) && !text_among(w, against) &&
	    !(text_among(w, no) && at > 0 && SAID(r, at - 1, "no")))
		return ASKING;
	return was_lacking(r, at, verb) ? ASKING_LACKED : ASKING_DENIED;
}

/* Is it plain that the bot is told to ask, whatever the words are about? */
static bool
is_order(const struct needs *r, size_t at)
{
	static const char *const must[] = {"should", "must", NULL};
	static const char *const lacked[] = {"forgot", "forget", "should've", NULL};
	static const char *const whom[] = {"them", "him", "her", "customer", "customers", "user",
		NULL};
	bool done = SAID(r, at, "asked");

	for (size_t i = at > 4 ? at - 4 : 0; i < at; i++) {
		const char *w = word(r, i);

		if (text_among(w, lacked) ||
		    (text_among(w, must) && (done ? SAID(r, i + 1, "have") : i + 2 >= at)))
			return true;
	}
	if (done)
		return false;
	if (at >= 2 && (SAID(r, at - 2, "has to") || SAID(r, at - 2, "needs to") ||
			   SAID(r, at - 2, "ought to")))
		return true;
	/* "ask them for …": not the customer, who is "you". */
	for (size_t i = at + 1; i <= at + 2; i++)
		if (text_among(word(r, i), whom))
			return begins(r, at);
	return at > 0 && SAID(r, at - 1, "always") && begins(r, at);
}

static bool
says_first(const struct needs *r, size_t at)
{
	if (at > 1 && (SAID(r, at - 2, "first") || (at > 2 && SAID(r, at - 3, "first"))))
		return true;
	for (size_t i = at; i < at + 8 && i < r->c->spot_count; i++)
		if (SAID(r, i, "first") || SAID(r, i, "beforehand") || SAID(r, i, "before"))
			return true;
	return false;
}

static void
read_orders(struct needs *r, bool told)
{
	static const char *const verbs[] = {"ask", "asked", "asking", NULL};
	static const char *const you[] = {"you", "if", "and", NULL};

	for (size_t i = 0; i < r->c->spot_count && r->n < NEED_MAX; i++) {
		size_t at = text_among(word(r, i), verbs) ? behind_ask(r, i + 1) : 0;
		enum asking how = at ? asking_of(r, i) : ASKING_DENIED;

		if (how == ASKING_DENIED)
			at = 0;
		/* "if you ask for it" is the customer's to do, "it asked for it" what was done. */
		if (at &&
		    (how == ASKING_LACKED || is_order(r, i) ||
			(begins(r, i) && says_first(r, at)) ||
			(told && SAID(r, i, "ask") && !(i > 0 && text_among(word(r, i - 1), you)))))
			read_names(r, at);
		else if (told && (SAID(r, i, "need to know") || SAID(r, i, "needs to know")))
			read_names(r, i + 3);
		else if (told && SAID(r, i, "depends on"))
			read_names(r, i + 2);
	}
}

/*
 * Where the name in a question for it begins, or 0: "which country", "could you tell me your"; and
 * whether it is plain that we are to be told it, and nobody else.
 */
static size_t
asked_from(const struct needs *r, size_t at, bool *us)
{
	static const char *const may[] = {"could", "can", "would", "may", "will", NULL};
	static const char *const give[] = {"tell", "give", "send", "share", "provide", "confirm",
		NULL};

	while (SAID(r, at, "please") || SAID(r, at, "and") || SAID(r, at, "sure"))
		at++;
	if (SAID(r, at, "which") || (SAID(r, at, "what") && !text_among(word(r, at + 1), behind)))
		return at + 1;
	if ((SAID(r, at, "what") || SAID(r, at, "what's")) && r->c->spot_count > at + 2) {
		at += SAID(r, at, "what is") ? 2 : 1;
		return SAID(r, at, "your") || SAID(r, at, "the") ? at : 0;
	}
	if (text_among(word(r, at), may)) {
		at++;
		if (SAID(r, at, "i have") || SAID(r, at, "we have") || SAID(r, at, "i get"))
			return at + 2;
		at += SAID(r, at, "you");
		at += SAID(r, at, "please");
	}
	if (!text_among(word(r, at), give))
		return 0;
	at++;
	*us = SAID(r, at, "me") || SAID(r, at, "us");
	at += *us;
	at += SAID(r, at, "with");
	return SAID(r, at, "your") || SAID(r, at, "the") || SAID(r, at, "which") ? at : 0;
}

static bool
sentence_asks(const struct clauses *c, size_t sentence)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->at[i].sentence == sentence && c->at[i].asks)
			return true;
	return false;
}

/* Does nothing follow these names, or only to whom they are to be given? */
static bool
ends_there(const struct needs *r, size_t at)
{
	at += SAID(r, at, "please");
	if (SAID(r, at, "to us") || SAID(r, at, "to me") || SAID(r, at, "with us") ||
	    SAID(r, at, "with me"))
		at += 2;
	return at >= r->c->spot_count || r->c->spots[at].first;
}

/*
 * Words that ask the customer, and do nothing else.  Without a question mark "please tell us your
 * account number" may be the answer itself, and "please tell your bank" is one, told or not.
 */
static void
read_questions(struct needs *r, bool told)
{
	const struct clauses *c = r->c;
	struct needs asked = {.c = c, .a = r->a, .fields = r->fields, .facts_only = true};

	for (size_t i = 0; i < c->n; i++) {
		const struct clause *at = &c->at[i];
		bool us = false, asks;
		size_t start, end;

		/* "…, please?" and "…, so that I can look?" go with what is before them. */
		if (i > 0 && at->sentence == c->at[i - 1].sentence)
			continue;
		start = asked_from(r, at->first, &us);
		asks = sentence_asks(c, at->sentence);
		if (!start || (!asks && !(told && SAID(r, at->first, "please"))))
			return;
		end = read_names(&asked, start + (SAID(r, start, "which") ? 1 : 0));
		if (!asks && !us && !ends_there(r, end))
			return;
	}
	r->n = asked.n;
}

/* Most corrections say nothing of the kind, and are not cut into words. */
static bool
may_say(const char *text, bool told)
{
	return strcasestr(text, "ask") || strchr(text, '?') ||
	       (told && (strcasestr(text, "need") || strcasestr(text, "depends") ||
			    strcasestr(text, "please")));
}

/* Are these the words of somebody who was not served so: "should not have asked", "why did it"? */
static bool
is_complaint(const struct needs *r, size_t verb)
{
	static const char *const should[] = {"should", "shouldn't", "shouldnt", "must", "mustn't",
		"need", "needn't", "needed", "ought", NULL};
	static const char *const have[] = {"have", "has", "had", NULL};
	static const char *const why[] = {"why", NULL};
	static const char *const bot[] = {"you", "it", "he", "she", "they", "bot", NULL};

	if (SAID(r, verb, "asked") && sentence_has(r, verb, should))
		return sentence_has(r, verb, have);
	return sentence_has(r, verb, why) && sentence_has(r, verb, bot);
}

/* "We never ask for your password" is said to a customer. */
static bool
is_ours(const struct needs *r, size_t verb)
{
	static const char *const us[] = {"we", "our", "i", "nobody", "staff", NULL};

	return sentence_has(r, verb, us);
}

size_t
need_denied(const char *fields[NEED_MAX], struct arena *a, const char *text, enum need_known known)
{
	static const char *const verbs[] = {"ask", "asked", "asking", NULL};
	struct needs r = {.a = a, .fields = fields};
	struct clauses c;

	if (!text || !strcasestr(text, "ask"))
		return 0;
	c = clauses_words(a, text, strlen(text));
	r.c = &c;
	for (size_t i = 0; i < c.spot_count && r.n < NEED_MAX; i++) {
		size_t at = text_among(word(&r, i), verbs) ? behind_ask(&r, i + 1) : 0;

		if (at && asking_of(&r, i) == ASKING_DENIED &&
		    (known == NEED_ASKED || is_complaint(&r, i) ||
			(known == NEED_CONTEXT && !is_ours(&r, i))))
			read_names(&r, at);
	}
	return r.n;
}

size_t
need_find(const char *fields[NEED_MAX], struct arena *a, const char *text, bool told)
{
	struct needs r = {.a = a, .fields = fields};
	struct clauses c;

	if (!text || !may_say(text, told))
		return 0;
	c = clauses_of(a, text, strlen(text), NULL, 0, NULL);
	r.c = &c;
	read_orders(&r, told);
	if (r.n == 0)
		read_questions(&r, told);
	return r.n;
}

/* --- is it there --- */

/* A name without case, marks and the word that says what kind of name it is. */
static void
bare(char out[FIELD_SIZE], const char *name)
{
	static const char *const kinds[] = {"number", "no", "id", "code", "nr", NULL};
	size_t n = 0;

	for (; *name && n + 1 < FIELD_SIZE; name++) {
		char c = *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name;

		if (c != '_' && c != '-' && c != ' ' && c != '.')
			out[n++] = c;
	}
	out[n] = '\0';
	for (const char *const *k = kinds; *k; k++) {
		size_t len = strlen(*k);

		if (n > len + 1 && strcmp(out + n - len, *k) == 0) {
			out[n - len] = '\0';
			return;
		}
	}
}

static bool
has_member(yyjson_val *object, const char *want)
{
	yyjson_val *key, *value;
	char name[FIELD_SIZE];
	size_t i, n;

	yyjson_obj_foreach(object, i, n, key, value)
	{
		bare(name, yyjson_get_str(key));
		if (strcmp(name, want) == 0 && !yyjson_is_null(value))
			return true;
	}
	return false;
}

/* A run of letters and digits with so many digits, that is no sum of money. */
static bool
names_number(const char *text)
{
	for (const char *p = text; *p;) {
		size_t digits = 0;
		bool money = p > text && (p[-1] == '$' || (unsigned char)p[-1] >= 0x80);

		while ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') ||
		       (*p >= 'A' && *p <= 'Z') || *p == '-')
			digits += *p >= '0' && *p <= '9', p++;
		if (digits >= DIGITS && !money)
			return true;
		if (*p)
			p++;
	}
	return false;
}

/* What a record says of the customer outside its context; its other members are its own. */
static bool
is_of_customer(const char *field)
{
	static const char *const names[] = {"customer", "locale", "channel", NULL};

	return text_among(field, names);
}

bool
need_given(const char *field, yyjson_val *record, const char *text)
{
	static const char *const numbers[] = {"number", "no", "id", "code", "reference", NULL};
	const char *last = strrchr(field, '_');
	char want[FIELD_SIZE];

	if (json_get(json_get(record, "context"), field) ||
	    (is_of_customer(field) && json_get(record, field)))
		return true;
	bare(want, field);
	if (has_member(json_get(record, "context"), want))
		return true;
	last = last ? last + 1 : field;
	if (!text)
		return false;
	if (strstr(field, "email") || strstr(field, "mail_address"))
		return strchr(text, '@') != NULL;
	return text_among(last, numbers) && names_number(text);
}

void
need_all(struct buf *out, const char *lead, const char *const *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_print(out, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " and ", lead);
		for (const char *p = fields[i]; *p; p++)
			buf_char(out, *p == '_' || *p == '-' ? ' ' : *p);
	}
}
