/* Asking for a fact, in other languages. */
#include "tongue.h"

#include <string.h>
#include <strings.h>

#include "text.h"

enum { TEXT_MAX = 4096, FILLERS = 3 }; /* words between the parts of a name, or before it */

/* What a fact is called, in folded words without those of the grammar, and shown. */
struct fact_name {
	const char *field, *words, *shown;
};

/*
 * A language, all words folded.  Phrases of several words stand one after the other; "a+b" are
 * two anywhere in the sentence, in this order or the other.
 */
struct tongue {
	const char *hints;	       /* parts of words: one is in every text that asks */
	const char *const *asks;       /* the verb, where "for" stands between it and the name */
	const char *const *asks_plain; /* and where not */
	const char *const *toward;     /* the words for "for"; NULL: it has none */
	const char *const *should;     /* it would have been right, and was not done */
	const char *const *denies;     /* what denies */
	const char *question;
	const struct fact_name *names; /* longer ones first */
};

/* The grammar's small words, which may stand within a name or before it. */
static const char *const fillers[] = {"der", "die", "das", "dem", "den", "des", "ihrer", "ihrem",
	"ihren", "seiner", "seinem", "de", "du", "des", "la", "le", "les", "l", "d", "votre", "vos",
	"sa", "son", "leur", "el", "su", "tu", "del", "il", "lo", "di", "della", "dello", "suo",
	"het", "een", "uw", "zijn", "haar", "van", "o", "a", "do", "da", "seu", "sua", "por", NULL};

static const char *const de_asks[] = {"fragen", "gefragt", "nachfragen", "nachgefragt", NULL};
static const char *const de_plain[] = {"erfragen", "erfragt", "abfragen", "abgefragt", NULL};
static const char *const de_toward[] = {"nach", NULL};
static const char *const de_should[] = {"hatte+sollen", "hatten+sollen", "hattest+sollen",
	"hattet+sollen", "hatte+mussen", "hatten+mussen", "hattest+mussen", "ware+besser", NULL};
static const char *const de_not[] = {"nicht", "nie", "niemals", "kein", "keine", "keinesfalls",
	"ohne", NULL};
static const struct fact_name de_names[] = {
	{"order_number", "bestellnummer", "Bestellnummer"},
	{"order_number", "auftragsnummer", "Auftragsnummer"},
	{"customer_number", "kundennummer", "Kundennummer"},
	{"invoice_number", "rechnungsnummer", "Rechnungsnummer"},
	{"tracking_number", "sendungsnummer", "Sendungsnummer"},
	{"account_number", "kontonummer", "Kontonummer"},
	{"booking_number", "buchungsnummer", "Buchungsnummer"},
	{"serial_number", "seriennummer", "Seriennummer"},
	{"phone_number", "telefonnummer", "Telefonnummer"},
	{"email", "e mail adresse", "E-Mail-Adresse"},
	{"email", "mailadresse", "E-Mail-Adresse"},
	{"delivery_address", "lieferadresse", "Lieferadresse"},
	{"address", "adresse", "Adresse"},
	{"postcode", "postleitzahl", "Postleitzahl"},
	{"date_of_birth", "geburtsdatum", "Geburtsdatum"},
	{"date_of_purchase", "kaufdatum", "Kaufdatum"},
	{"country", "land", "Land"},
	{"size", "grosse", "Größe"},
	{"colour", "farbe", "Farbe"},
	{"model", "modell", "Modell"},
	{NULL, NULL, NULL},
};

static const char *const fr_plain[] = {"demander", "demandez", "avoir demande", NULL};
static const char *const fr_should[] = {"fallait", "aurait+du", "auriez+du", "aurais+du",
	"auraient+du", "aurait+fallu", "mieux valu", NULL};
static const char *const fr_not[] = {"pas", "jamais", "sans", "aucun", "aucune", NULL};
static const struct fact_name fr_names[] = {
	{"order_number", "numero commande", "numéro de commande"},
	{"customer_number", "numero client", "numéro client"},
	{"invoice_number", "numero facture", "numéro de facture"},
	{"tracking_number", "numero suivi", "numéro de suivi"},
	{"account_number", "numero compte", "numéro de compte"},
	{"booking_number", "numero reservation", "numéro de réservation"},
	{"serial_number", "numero serie", "numéro de série"},
	{"phone_number", "numero telephone", "numéro de téléphone"},
	{"email", "adresse email", "adresse e-mail"},
	{"email", "adresse e mail", "adresse e-mail"},
	{"email", "adresse mail", "adresse e-mail"},
	{"delivery_address", "adresse livraison", "adresse de livraison"},
	{"address", "adresse", "adresse"},
	{"postcode", "code postal", "code postal"},
	{"date_of_birth", "date naissance", "date de naissance"},
	{"date_of_purchase", "date achat", "date d'achat"},
	{"country", "pays", "pays"},
	{"size", "taille", "taille"},
	{"colour", "couleur", "couleur"},
	{"model", "modele", "modèle"},
	{NULL, NULL, NULL},
};

static const char *const es_plain[] = {"pedir", "preguntar", "solicitar", "haber pedido",
	"haber preguntado", "haber solicitado", "pida", "pregunte", NULL};
static const char *const es_should[] = {"deberia+haber", "deberias+haber", "deberian+haber",
	"debia+haber", "debio", "tendria+haber", "tendrias+haber", "tenia+haber", "habia que",
	"hubiera que", "falto", NULL};
static const char *const es_not[] = {"no", "nunca", "jamas", "sin", NULL};
static const struct fact_name es_names[] = {
	{"order_number", "numero pedido", "número de pedido"},
	{"order_number", "numero orden", "número de orden"},
	{"customer_number", "numero cliente", "número de cliente"},
	{"invoice_number", "numero factura", "número de factura"},
	{"tracking_number", "numero seguimiento", "número de seguimiento"},
	{"account_number", "numero cuenta", "número de cuenta"},
	{"booking_number", "numero reserva", "número de reserva"},
	{"serial_number", "numero serie", "número de serie"},
	{"phone_number", "numero telefono", "número de teléfono"},
	{"email", "correo electronico", "correo electrónico"},
	{"delivery_address", "direccion entrega", "dirección de entrega"},
	{"delivery_address", "direccion envio", "dirección de envío"},
	{"address", "direccion", "dirección"},
	{"postcode", "codigo postal", "código postal"},
	{"date_of_birth", "fecha nacimiento", "fecha de nacimiento"},
	{"date_of_purchase", "fecha compra", "fecha de compra"},
	{"country", "pais", "país"},
	{"size", "talla", "talla"},
	{"colour", "color", "color"},
	{"model", "modelo", "modelo"},
	{NULL, NULL, NULL},
};

static const char *const it_plain[] = {"chiedere", "chiesto", "chieda", "chiedete", NULL};
static const char *const it_should[] = {"avrebbe+dovuto", "avreste+dovuto", "avresti+dovuto",
	"avrebbero+dovuto", "bisognava", "doveva", "dovevi", "dovevate", NULL};
static const char *const it_not[] = {"non", "mai", "senza", NULL};
static const struct fact_name it_names[] = {
	{"order_number", "numero ordine", "numero d'ordine"},
	{"customer_number", "numero cliente", "numero cliente"},
	{"customer_number", "codice cliente", "codice cliente"},
	{"invoice_number", "numero fattura", "numero di fattura"},
	{"tracking_number", "numero spedizione", "numero di spedizione"},
	{"account_number", "numero conto", "numero di conto"},
	{"booking_number", "numero prenotazione", "numero di prenotazione"},
	{"serial_number", "numero serie", "numero di serie"},
	{"phone_number", "numero telefono", "numero di telefono"},
	{"email", "indirizzo email", "indirizzo e-mail"},
	{"email", "indirizzo e mail", "indirizzo e-mail"},
	{"delivery_address", "indirizzo consegna", "indirizzo di consegna"},
	{"delivery_address", "indirizzo spedizione", "indirizzo di spedizione"},
	{"address", "indirizzo", "indirizzo"},
	{"postcode", "codice postale", "codice postale"},
	{"date_of_birth", "data nascita", "data di nascita"},
	{"date_of_purchase", "data acquisto", "data di acquisto"},
	{"country", "paese", "paese"},
	{"size", "taglia", "taglia"},
	{"colour", "colore", "colore"},
	{"model", "modello", "modello"},
	{NULL, NULL, NULL},
};

static const char *const nl_asks[] = {"vragen", "gevraagd", "vraag eerst", "vraag", NULL};
static const char *const nl_plain[] = {"opvragen", "opgevraagd", NULL};
static const char *const nl_toward[] = {"naar", "om", NULL};
static const char *const nl_should[] = {"had+moeten", "hadden+moeten", NULL};
static const char *const nl_not[] = {"niet", "nooit", "geen", "zonder", NULL};
static const struct fact_name nl_names[] = {
	{"order_number", "bestelnummer", "bestelnummer"},
	{"order_number", "ordernummer", "ordernummer"},
	{"customer_number", "klantnummer", "klantnummer"},
	{"invoice_number", "factuurnummer", "factuurnummer"},
	{"tracking_number", "trackingnummer", "trackingnummer"},
	{"account_number", "rekeningnummer", "rekeningnummer"},
	{"booking_number", "boekingsnummer", "boekingsnummer"},
	{"booking_number", "reserveringsnummer", "reserveringsnummer"},
	{"serial_number", "serienummer", "serienummer"},
	{"phone_number", "telefoonnummer", "telefoonnummer"},
	{"email", "e mailadres", "e-mailadres"},
	{"email", "emailadres", "e-mailadres"},
	{"delivery_address", "bezorgadres", "bezorgadres"},
	{"address", "adres", "adres"},
	{"postcode", "postcode", "postcode"},
	{"date_of_birth", "geboortedatum", "geboortedatum"},
	{"date_of_purchase", "aankoopdatum", "aankoopdatum"},
	{"country", "land", "land"},
	{"size", "maat", "maat"},
	{"colour", "kleur", "kleur"},
	{"model", "model", "model"},
	{NULL, NULL, NULL},
};

static const char *const pt_plain[] = {"pedir", "perguntar", "solicitar", "ter pedido",
	"ter perguntado", "ter solicitado", "peca", "pergunte", NULL};
static const char *const pt_should[] = {"deveria+ter", "deveriam+ter", "deverias+ter", "devia+ter",
	"deviam+ter", "deveria+pedir", "devia+pedir", "deveria+perguntar", "devia+perguntar",
	"era preciso", NULL};
static const char *const pt_not[] = {"nao", "nunca", "jamais", "sem", NULL};
static const struct fact_name pt_names[] = {
	{"order_number", "numero pedido", "número do pedido"},
	{"order_number", "numero encomenda", "número da encomenda"},
	{"customer_number", "numero cliente", "número de cliente"},
	{"invoice_number", "numero fatura", "número da fatura"},
	{"tracking_number", "codigo rastreio", "código de rastreio"},
	{"account_number", "numero conta", "número da conta"},
	{"booking_number", "numero reserva", "número da reserva"},
	{"serial_number", "numero serie", "número de série"},
	{"phone_number", "numero telefone", "número de telefone"},
	{"email", "endereco email", "endereço de e-mail"},
	{"email", "endereco e mail", "endereço de e-mail"},
	{"delivery_address", "endereco entrega", "endereço de entrega"},
	{"address", "endereco", "endereço"},
	{"address", "morada", "morada"},
	{"postcode", "codigo postal", "código postal"},
	{"date_of_birth", "data nascimento", "data de nascimento"},
	{"date_of_purchase", "data compra", "data da compra"},
	{"country", "pais", "país"},
	{"size", "tamanho", "tamanho"},
	{"colour", "cor", "cor"},
	{"model", "modelo", "modelo"},
	{NULL, NULL, NULL},
};

static const struct tongue tongues[] = {
	{"frag", de_asks, de_plain, de_toward, de_should, de_not, "Bitte nennen Sie uns noch: %s.",
		de_names},
	{"demand", NULL, fr_plain, NULL, fr_should, fr_not, "Pouvez-vous nous indiquer : %s ?",
		fr_names},
	{"ped|pid|pregunt|solicit", NULL, es_plain, NULL, es_should, es_not,
		"¿Nos puede indicar lo siguiente: %s?", es_names},
	{"chie", NULL, it_plain, NULL, it_should, it_not, "Può indicarci: %s?", it_names},
	{"vra|vrag", nl_asks, nl_plain, nl_toward, nl_should, nl_not,
		"Kunt u ons nog doorgeven: %s?", nl_names},
	{"ped|pe\xc3\xa7|pergunt|solicit", NULL, pt_plain, NULL, pt_should, pt_not,
		"Pode indicar-nos: %s?", pt_names},
};

/* A word, and the part of its sentence between two marks that it stands in. */
struct spoken {
	const char *text;
	size_t len;
	int part;
};

struct sentence {
	struct spoken *at;
	size_t n;
};

/* The word without "l'", "d'": the grammar's words that are joined to it. */
static void
keep_word(struct spoken *out, const struct word *w, int part)
{
	size_t cut = 0;

	for (size_t k = 0; k < w->len && k < 3; k++) {
		if (w->text[k] == '\'')
			cut = k + 1;
		if (k + 3 <= w->len && strncmp(w->text + k, "\xe2\x80\x99", 3) == 0)
			cut = k + 3;
	}
	*out = (struct spoken){w->text + cut, w->len - cut, part};
}

static bool
is(const struct sentence *s, size_t i, const char *word, size_t len)
{
	return i < s->n && s->at[i].len == len && memcmp(s->at[i].text, word, len) == 0;
}

static bool
is_among(const struct sentence *s, size_t i, const char *const *list)
{
	for (; list && *list; list++)
		if (is(s, i, *list, strlen(*list)))
			return true;
	return false;
}

/* Where a phrase that begins at a word ends, with at most so many fillers between; 0: nowhere. */
static size_t
phrase_end(const struct sentence *s, size_t i, const char *phrase, int between)
{
	for (bool first = true;; first = false) {
		size_t len = strcspn(phrase, " ");

		for (int k = 0;
		    !first && k < between && is_among(s, i, fillers) && !is(s, i, phrase, len); k++)
			i++;
		if (!is(s, i, phrase, len))
			return 0;
		i++;
		if (!phrase[len])
			return i;
		phrase += len + 1;
	}
}

/* A name in a sentence, and the parts of it in which it is spoken of. */
struct named {
	size_t first, end;
	int from, to;
};

/* Does a phrase stand in the sentence, outside the name?  Its part is spoken of, too. */
static bool
has_phrase(const struct sentence *s, const char *phrase, struct named *name)
{
	for (size_t i = 0; i < s->n; i++) {
		size_t end = phrase_end(s, i, phrase, 0);
		int part = s->at[i].part;

		if (!end || (end > name->first && i < name->end))
			continue;
		name->from = part < name->from ? part : name->from;
		name->to = part > name->to ? part : name->to;
		return true;
	}
	return false;
}

static bool
has_any(const struct sentence *s, const char *const *list, struct named *name)
{
	for (; list && *list; list++) {
		const char *plus = strchr(*list, '+');
		char part[32];

		if (!plus && has_phrase(s, *list, name))
			return true;
		if (!plus || (size_t)(plus - *list) >= sizeof(part))
			continue;
		memcpy(part, *list, (size_t)(plus - *list));
		part[plus - *list] = '\0';
		if (has_phrase(s, part, name) && has_phrase(s, plus + 1, name))
			return true;
	}
	return false;
}

/* Is it denied, in the parts that are about the name? */
static bool
is_denied(const struct sentence *s, const struct tongue *t, const struct named *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i].part >= name->from && s->at[i].part <= name->to &&
		    is_among(s, i, t->denies))
			return true;
	return false;
}

/* Does the word for "for" stand before the name? */
static bool
is_toward(const struct sentence *s, const struct tongue *t, size_t name)
{
	for (int k = 0; name > 0 && k <= FILLERS; k++) {
		if (is_among(s, --name, t->toward))
			return true;
		if (!is_among(s, name, fillers))
			return false;
	}
	return false;
}

/* Do the words around a name speak of asking for it, as of what should be, or should not? */
static bool
asks_for(const struct sentence *s, const struct tongue *t, struct named *name, bool told)
{
	if (!has_any(s, t->asks_plain, name) &&
	    !(t->asks && has_any(s, t->asks, name) && is_toward(s, t, name->first)))
		return false;
	return has_any(s, t->should, name) || told;
}

/* Do only "and" and the grammar's words stand between two names? */
static bool
is_joined(const struct sentence *s, size_t from, size_t to)
{
	static const char *const ands[] = {"und", "et", "y", "e", "en", "sowie", NULL};
	bool joined = false;

	for (; from < to; from++) {
		bool also = is_among(s, from, ands);

		if (!also && !is_among(s, from, fillers))
			return false;
		joined |= also;
	}
	return joined;
}

static bool
has_fact(const struct tongue_fact *list, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].field, field) == 0)
			return true;
	return false;
}

/* The facts in a sentence of this language; the longest name at a place counts. */
static size_t
read_sentence(const struct sentence *s, const struct tongue *t, struct tongue_fact *out, size_t n,
    size_t max, bool told)
{
	size_t last = 0; /* where the last one that is spoken of ended */
	bool denied = false;

	for (size_t i = 0; i < s->n; i++)
		for (const struct fact_name *f = t->names; f->field && n < max; f++) {
			struct named name = {i, phrase_end(s, i, f->words, FILLERS), s->at[i].part,
				s->at[i].part};
			bool joined = last && name.end && is_joined(s, last, i);

			if (!name.end)
				continue;
			if (joined || asks_for(s, t, &name, told)) {
				last = name.end;
				denied = joined ? denied : is_denied(s, t, &name);
				if (!has_fact(out, n, f->field))
					out[n++] =
					    (struct tongue_fact){f->field, f->shown, t, denied};
			}
			i = name.end - 1;
			break;
		}
	return n;
}

/* Most texts have no word of the language that asks, and are not cut into words. */
static bool
may_ask(const char *text, const struct tongue *t)
{
	for (const char *hint = t->hints; *hint;) {
		size_t n = strcspn(hint, "|");
		char part[16] = "";

		memcpy(part, hint, n < sizeof(part) ? n : 0);
		if (strcasestr(text, part))
			return true;
		hint += n + (hint[n] == '|');
	}
	return false;
}

/* A sentence from the text on, and how long it is. */
static size_t
cut_sentence(struct sentence *out, struct arena *a, const char *text)
{
	static const char ends[] = ".!?\n", marks[] = ".!?\n,;:()";
	size_t all = strcspn(text, ends), from = 0;
	int part = 0;

	*out = (struct sentence){arena_alloc(a, (all + 1) * sizeof(*out->at)), 0};
	while (from < all) {
		size_t len = strcspn(text + from, marks);
		struct words w = text_words(a, text + from, len, NULL);

		for (size_t i = 0; i < w.n && out->n < all; i++)
			keep_word(&out->at[out->n++], &w.at[i], part);
		part++;
		from += len + 1;
	}
	return all + (text[all] != '\0');
}

size_t
tongue_find(struct tongue_fact *out, size_t max, struct arena *a, const char *text, bool told)
{
	size_t n = 0;

	if (!text || strnlen(text, TEXT_MAX + 1) > TEXT_MAX) /* too long to be an answer */
		return 0;
	for (size_t k = 0; n == 0 && k < sizeof(tongues) / sizeof(*tongues); k++) {
		const char *at = may_ask(text, &tongues[k]) ? text : "";

		while (*at) {
			struct sentence s;

			at += cut_sentence(&s, a, at);
			n = read_sentence(&s, &tongues[k], out, n, max, told);
		}
	}
	return n;
}

const char *
tongue_question(struct arena *a, const struct tongue_fact *fact)
{
	const char *hole = strstr(fact->tongue->question, "%s");
	int before = (int)(hole - fact->tongue->question);

	return arena_print(a, "%.*s%s%s", before, fact->tongue->question, fact->name, hole + 2);
}
