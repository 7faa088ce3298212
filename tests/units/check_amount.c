/* The sum of money that a question speaks of, and the numbers that are none. */
#include <stdio.h>
#include <string.h>

#include "amount.h"

static const struct {
	const char *text;
	double amount; /* 0: none */
} cases[] = {
	{"i want a refund of 150", 150},
	{"refund 150 pls", 150},
	{"pls refund $481.50 for order 481516", 481.5},
	{"refund me 89 for order #481516", 89},
	{"can i get 80 back on ticket 12345", 80},
	{"where is order 481516", 0},
	{"refund for order 481516 please", 0},
	{"refund for 481516 please", 0},
	{"order number is 481516 i want my money back", 0},
	{"my order no. 4815 never came", 0},
	{"Order #4815 - refund it", 0},
	{"ORDER NR 90210 REFUND", 0},
	{"481516 is my order number, refund pls", 0},
	{"hi its 481516, when will it come", 0},
	{"481516", 0},
	{"ref: 99231 want a refund", 0},
	{"ref.99231 refund??", 0},
	{"invoice INV-2291 was wrong", 0},
	{"ticket 900, any news on the refund", 0},
	{"tracking 77121 says lost", 0},
	{"refund order (48151)", 0},
	{"refund order 004815", 0},
	{"i paid 12000 for this", 12000},
	{"refund of 25000 asap", 25000},
	{"they charged me 15000", 15000},
	{"i want my 25000 back", 25000},
	{"the total was 1350.00 refund it", 1350},
	{"a refund of about 25,000", 25000},
	{"the status of 481516?", 0},
	{"my 150 order never came, refund", 150},
	{"my 481516 order never came", 0},
	{"an order of 150, can i pay later", 150},
	{"order over 250, is shipping free", 250},
	{"i bought it in 2024, refund?", 0},
	{"the summer of 2023 was nice", 0},
	{"a refund of 2000", 2000},
	{"Bestellung 481516 stornieren", 0},
	{"Bestellnummer: 48151, bitte 30 EUR zurück", 30},
	{"commande 48151 remboursement de 45 €", 45},
	{"cancel it. 150 back please", 150},
	{"refund 20 or 30", 30},
	{"i have 150 mugs to return", 0},
	{"refund 120 now!!", 120},
	{"customer id 3321 wants a refund", 0},
	{"call me on 555 1234", 0},
	{"a refund", 0},
	{"", 0},
};

int
main(void)
{
	int bad = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double amount = 0;
		bool found = amount_find(cases[i].text, strlen(cases[i].text), &amount);

		if (found == (cases[i].amount > 0) && (!found || amount == cases[i].amount))
			continue;
		printf("%s: %s %g, expected %g\n", cases[i].text, found ? "a sum of" : "no sum,",
		    amount, cases[i].amount);
		bad++;
	}
	return bad > 0;
}
