/* The sum of money that a question speaks of. */
#include "amount.h"

#include <string.h>

#include "value.h"

enum { VALUES_MAX = 32, WORD = 24, LONG_NUMBER = 5 /* digits */, LOOKED = 4 /* words */ };

/* What has a number for a name. */
static const char *const named[] = {"order", "orders", "ord", "ticket", "case", "ref", "reference",
	"invoice", "receipt", "tracking", "shipment", "parcel", "package", "delivery", "booking",
	"reservation", "confirmation", "rma", "return", "account", "customer", "member", "user",
	"client", "policy", "contract", "claim", "transaction", "number", "numbers", "num", "no",
	"nr", "id", "code", "sku", "item", "article", "part", "model", "size", "serial", "zip",
	"postcode", "room", "step", "page", "version", "flight", "phone", "tel", "telephone",
	"call", "ext", "po", "bestellung", "bestellnummer", "auftrag", "auftragsnummer", "rechnung",
	"rechnungsnummer", "ticketnummer", "kundennummer", "nummer", "commande", "facture",
	"numero", "pedido", "factura", "ordered", NULL};

/* Between it and its number: "order number is 4711", "my ref. no. 4711". */
static const char *const between[] = {"number", "num", "no", "nr", "id", "code", "ref", "reference",
	NULL};

/* Behind a number, before what it names: "4711 is my order number". */
static const char *const behind[] = {"is", "was", "my", "the", "our", "this", "that", "as", NULL};

/* What is paid, and how people come to its sum: "paid 12000", "a refund of about 12000". */
static const char *const paid[] = {"paid", "pay", "pays", "paying", "charged", "charge", "charges",
	"cost", "costs", "costing", "worth", "amount", "total", "totals", "sum", "price", "priced",
	"debited", "billed", "owe", "owes", "owed", "spent", "spend", "value", "refund", "refunded",
	"payment", "fee", "deposit", "purchase", "bill", "credit", "transfer", "reimbursement",
	"compensation", "discount", "balance", "minus", NULL};

static const char *const about[] = {"about", "around", "over", "almost", "nearly", "roughly",
	"some", "than", "more", "to", "up", "least", "at", "only", "just", "me", "us", "you", "was",
	"is", "of", "for", "with", NULL};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_mark(char c, const char *marks)
{
	return c && strchr(marks, c);
}

static void
copy_word(char out[WORD], const char *text, size_t n)
{
	n = n < WORD - 1 ? n : WORD - 1;
	for (size_t i = 0; i < n; i++)
		out[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
	out[n] = '\0';
}

/* The word before *at in the same clause, and its place; "#" for that mark, "" for none. */
static void
word_before(char out[WORD], const char *text, size_t *at)
{
	size_t i = *at, end;
	bool point = false;

	out[0] = '\0';
	while (i > 0 && is_mark(text[i - 1], " \t:=(['\"*."))
		point |= text[--i] == '.';
	if (i > 0 && text[i - 1] == '#') {
		copy_word(out, "#", 1);
		*at = i - 1;
		return;
	}
	end = i;
	while (i > 0 && is_letter(text[i - 1]))
		i--;
	copy_word(out, text + i, end - i);
	*at = i;
	/* A point ends a sentence, but for abbreviations. */
	if (point && !text_among(out, between) && strcmp(out, "ord") != 0)
		out[0] = '\0';
}

/* The word behind *at in the same clause. */
static void
word_behind(char out[WORD], const char *text, size_t n, size_t *at)
{
	size_t i = *at, from;

	while (i < n && is_mark(text[i], " \t)]('\"*"))
		i++;
	for (from = i; i < n && is_letter(text[i]);)
		i++;
	copy_word(out, text + from, i - from);
	*at = i;
}

/* Is it written as no sum is: a part of a longer name, with a zero before it? */
static bool
is_written_so(const char *text, size_t n, const struct value *v)
{
	char last = v->start > 0 ? text[v->start - 1] : ' ';
	char next = v->end < n ? text[v->end] : ' ';
	bool more = v->end + 1 < n && (is_letter(text[v->end + 1]) || is_digit(text[v->end + 1]));

	return is_mark(last, "#-/_") || is_letter(last) || is_digit(last) ||
	       (text[v->start] == '0' && v->end > v->start + 1 && is_digit(text[v->start + 1])) ||
	       next == '_' || (is_mark(next, "-/") && more);
}

/* How many digits, where it is written without any other mark; else 0. */
static size_t
plain_digits(const char *text, const struct value *v)
{
	for (size_t i = v->start; i < v->end; i++)
		if (!is_digit(text[i]))
			return 0;
	return v->end - v->start;
}

static bool
is_named_before(const char *text, const struct value *v)
{
	char word[WORD];
	size_t at = v->start;

	word_before(word, text, &at);
	if (strcmp(word, "is") == 0) {
		word_before(word, text, &at);
		return strcmp(word, "#") == 0 || text_among(word, between);
	}
	return strcmp(word, "#") == 0 || text_among(word, named);
}

static bool
is_named_behind(const char *text, size_t n, const struct value *v)
{
	char word[WORD];
	size_t at = v->end;
	int skipped = 0;

	word_behind(word, text, n, &at);
	for (; skipped < LOOKED && text_among(word, behind); skipped++)
		word_behind(word, text, n, &at);
	/* "my 150 order" is what it cost, "my 481516 order" is which. */
	return text_among(word, named) && (skipped > 0 || plain_digits(text, v) >= LONG_NUMBER);
}

/* "in 2024" */
static bool
is_year(const char *text, const struct value *v)
{
	static const char *const since[] = {"in", "since", "from", "until", "till", "year", "of",
		"january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december", "early", "late", NULL};
	char word[WORD];
	size_t at = v->start;

	if (plain_digits(text, v) != 4 || v->low < 1990 || v->low > 2099)
		return false;
	word_before(word, text, &at);
	if (strcmp(word, "of") != 0)
		return text_among(word, since);
	word_before(word, text, &at); /* "a refund of 2000", "the summer of 2024" */
	return !text_among(word, paid);
}

/* Does anything say that a long number is what somebody pays? */
static bool
is_paid(const char *text, size_t n, const struct value *v)
{
	char word[WORD];
	size_t at = v->start;
	bool of = false;

	for (int i = 0; i < LOOKED; i++) {
		word_before(word, text, &at);
		if (text_among(word, paid))
			/* "a refund for 481516" says for which, "refund 481516" too */
			return of || strncmp(word, "refund", 6) != 0;
		if (!text_among(word, about) || strcmp(word, "for") == 0 ||
		    strcmp(word, "with") == 0)
			break;
		of |= strcmp(word, "of") == 0 || strcmp(word, "about") == 0;
	}
	at = v->end;
	word_behind(word, text, n, &at);
	return strcmp(word, "back") == 0;
}

/* A counted thing is none, but not every word behind a number is a thing: "refund 150 pls". */
static bool
is_bare(const char *text, struct value *v)
{
	static const char *const words[] = {"pls", "plz", "please", "asap", "back", "refund",
		"refunded", "order", "orders", "now", "today", "thanks", "thx", "only", "total",
		"bitte", NULL};

	if (v->kind != VALUE_NUMBER || (v->unit[0] && !text_among(v->unit, words)))
		return false;
	if (v->unit[0]) {
		while (v->end > v->start && !is_digit(text[v->end - 1]))
			v->end--;
	}
	return true;
}

static bool
is_sum(const char *text, size_t n, struct value *v)
{
	if (!is_bare(text, v) || is_written_so(text, n, v) || is_named_before(text, v) ||
	    is_named_behind(text, n, v) || is_year(text, v))
		return false;
	return plain_digits(text, v) < LONG_NUMBER || is_paid(text, n, v);
}

bool
amount_find(const char *text, size_t n, double *amount)
{
	struct value found[VALUES_MAX];
	size_t count = values_find(text, n, found, VALUES_MAX), money = 0, bare = 0;
	double sum = 0, number = 0;

	for (size_t i = 0; i < count; i++)
		if (found[i].kind == VALUE_MONEY) {
			money++;
			sum = found[i].high;
		} else if (is_sum(text, n, &found[i])) {
			bare++;
			number = found[i].high;
		}
	*amount = money == 1 ? sum : number;
	return money == 1 || (money == 0 && bare == 1);
}
