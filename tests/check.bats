load helper
load data/loop/records

# Rules that most tests hold a draft to; the labelled drafts are about the same ones.
setup()
{
	fresh
	fl-correct -s store --import "$FL_ROOT/tests/data/check/rules.yaml" >/dev/null
}

# check DRAFT [QUESTION [OPTION...]]: to France, where nothing else is said
check()
{
	local draft=$1 question=${2:-How long does shipping to France take?}

	shift $(($# > 2 ? 2 : $#))
	run -0 --separate-stderr fl-answer -s store -c country=FR "$@" --draft "$draft" "$question"
	assert_equal "$stderr" ''
}

# checking JSON...: as lines
checking()
{
	run -0 --separate-stderr fl-answer -s store --check < <(printf '%s\n' "$@")
	assert_equal "$stderr" ''
}

got()
{
	jq -c "$1" <<<"$output"
}

# is RESULT TEXT: what became of the draft
is()
{
	assert_equal "$(jq -r '.check.result' <<<"$output")" "$1"
	assert_equal "$(jq .text <<<"$output")" "$(jq -n --arg text "$2" '$text')"
}

# passes DRAFT [QUESTION]
passes()
{
	check "$@"
	is passed "$1"
	assert_equal "$(got .action)" '"answer"'
}

@test "a draft that is right is passed byte for byte" {
	passes $'  Hi!!\n\nIt takes 7-10 days ,ok?\t\n'
	passes 'seven to ten days — “promised” 😀'
	assert_equal "$(got '[.check.checked, .check.findings, .rules]')" '[true,[],["ship"]]'
}

@test "the same value in other words is the same value" {
	passes 'It takes between 7 and 10 days.'
	passes 'It takes 168 to 240 hours.'
	passes 'up to ten days'
	passes 'a fortnight' 'How long does a refund take?'
	passes 'It is covered for 24 months.' 'How long is the warranty?'
	passes 'US$12; free when you spend 100 dollars or more.' 'How much is shipping to France?'
	passes 'Fifteen percent.' 'Is there a discount for students?'
	passes 'Until the 31st of August.' 'When does the summer sale end?'
	passes '9:00-17:00, Mon-Fri' 'What are your opening hours?'
}

@test "a wrong value is replaced in the draft's own sentence, and nothing else is touched" {
	check 'Bonjour ;)  To France it is three days,we hope.  Bye'
	is mended 'Bonjour ;)  To France it is 7 to 10 days,we hope.  Bye'
	assert_equal "$(got .check.findings)" \
		'[{"fault":"wrong","done":"replaced","rule":"ship","found":"three days","wanted":"7 to 10 days"}]'
	assert_equal "$(got .check.draft)" '"Bonjour ;)  To France it is three days,we hope.  Bye"'
	check 'Delivery to Narnia takes 3 days.'
	is mended 'Delivery to Narnia takes 7 to 10 days.'
	check 'Orders outside the US take 5 days.'
	is mended 'Orders outside the US take 7 to 10 days.'
	check 'Shipping costs $9 and is free over $100.' 'How much is shipping to France?'
	is mended 'Shipping costs 12 USD and is free over $100.'
}

@test "the form of the words follows the draft's sentence" {
	check 'We have a 14-day return policy.' 'How long do I have to return something?'
	is mended 'We have a 30-day return policy.'
	check 'There is an 8 day return policy.' 'How long do I have to return something?'
	is mended 'There is a 30 day return policy.'
	check 'Three days.'
	is mended '7 to 10 days.'
	check 'It takes less than a week.'
	is mended 'It takes 7 to 10 days.'
}

@test "what a rule demands and the draft leaves out is added in the rule's words" {
	check 'Your parcel is on its way.'
	is mended 'Your parcel is on its way. International orders arrive in 7 to 10 days.'
	assert_equal "$(got '.check.findings[0] | [.fault, .done, .rule]')" '["lacks","added","ship"]'
	check 'hello there'
	is mended $'hello there\nInternational orders arrive in 7 to 10 days.'
}

@test "a value about something else is left alone" {
	check 'We reply within 24 hours. You can return it for 30 days.'
	is mended 'We reply within 24 hours. You can return it for 30 days. International orders arrive in 7 to 10 days.'
	passes 'It takes 7 to 10 days, and you can return it for 30 days.'
	passes 'You ordered 2 days ago, it takes 7 to 10 days.'
	passes 'It is not 3 days but 7 to 10 days.'
	passes 'Need it in 3 days? Sorry, it takes 7 to 10 days.'
	passes 'Orders in the US take 3 days, yours takes 7 to 10 days.'
	passes 'It takes 7 days at least, and 10 days at most.'
	passes '7 days at the earliest, 10 at the latest'
	passes 'It is free for the first 30 days.' 'How long is the free trial?'
	passes 'Please do not eat for eight hours before it.' 'How long must I fast before the blood test?'
	passes 'Open Tuesday to Sunday, closed on Mondays.' 'Which day is the museum closed?'
}

@test "a price where the rule says that it is free is wrong" {
	fl-correct -s store -Q 'Is parking free?' 'Parking is free for guests.' >/dev/null
	check 'Parking costs $10 a day.' 'Is parking free?'
	is mended 'Parking is free for guests.'
	passes 'Free for guests, others pay $5 an hour.' 'Is parking free?'
	passes 'Feel free to use the garage.' 'Is parking free?'
}

@test "what cannot be mended in place is said in the rule's words" {
	check 'It takes 3 days, or 5 days.'
	is mended 'International orders arrive in 7 to 10 days.'
	assert_equal "$(got '[.check.findings[].done] | unique')" '["reworded"]'
	check 'Batteries go by air.' 'How do you send lithium batteries?'
	is mended 'Lithium batteries go by ground mail.'
	passes 'Ground mail; they are not sent by air.' 'How do you send lithium batteries?'
}

@test "yes where the rule says no is reworded, and the reverse" {
	check 'Yes, we ship to Brazil!' 'Do you ship to Brazil?'
	is mended 'No, we cannot ship to Brazil.'
	assert_equal "$(got '.check.findings[0] | [.fault, .found]')" '["opposed","yes"]'
	passes "Sorry, we don't ship to Brazil." 'Do you ship to Brazil?'
	passes 'Sadly not. You can have it shipped to a friend, though.' 'Do you ship to Brazil?'
	check "No, you can't pay with American Express." 'Can I pay with American Express?'
	is mended 'Yes, you can pay with American Express.'
	passes 'Sure, no problem.' 'Can I pay with American Express?'
}

# against QUESTION RULE: what the drafts that follow are held to
against()
{
	rm -rf store
	question=$1
	fl-correct -s store -Q "$1" "$2" >/dev/null
}

# becomes DRAFT TEXT: mended to it
becomes()
{
	check "$1" "$question"
	is mended "$2"
	assert_equal "$(got .action)" '"answer"'
}

@test "the rule's hours are not put beside other hours" {
	rule='We are open from 9:00 to 17:00.'
	against 'when are you open?' "$rule"
	for draft in 'We are open until 18:00.' 'We close at 6 pm.' 'We open at 8:00 and close at 17:00.' \
		'From 8:00.' 'We close at 9:00.'; do
		becomes "$draft" "$rule"
	done
	becomes 'Hello Anna. We are open until 18:00. Parking is free.' "Hello Anna. $rule Parking is free."
	becomes 'On Saturdays we are open until 13:00.' "On Saturdays we are open until 13:00. $rule"
	becomes 'Our last entry is at 16:30.' "Our last entry is at 16:30. $rule"
	for draft in 'We open at 9:00 and close at 17:00.' 'We are open until 17:00.' 'We are closed until 9:00.' \
		'From 9:00 to 17:00, on Saturdays until 13:00.'; do
		passes "$draft" "$question"
	done
	check 'Wir öffnen um 8 Uhr und schließen um 17 Uhr.' "$question"
	assert_equal "$(got '[.action, .check.result]')" '["escalate","handed over"]'

	against 'how late are you open on Fridays?' 'We are open until 8 pm on Fridays.'
	becomes 'On Friday we close at 5 pm.' 'On Friday we close at 8 pm.'
	becomes 'Until 17:00.' 'Until 8 pm.'
	becomes 'On Fridays from 10:00 to 17:00.' 'We are open until 8 pm on Fridays.'
	becomes 'On Fridays we open at 10:00.' 'On Fridays we open at 10:00. We are open until 8 pm on Fridays.'
	passes 'Until 20:00.' "$question"
}

@test "the rule's price is not put beside a gift" {
	against 'how much is shipping?' 'Shipping costs 5 USD.'
	for draft in 'Shipping costs nothing.' 'Delivery is on us!' 'We ship for nothing.' 'Shipping is without charge.'; do
		becomes "$draft" 'Shipping costs 5 USD.'
	done
	becomes 'It depends on us.' 'It depends on us. Shipping costs 5 USD.'
	against 'was kostet der Versand?' 'Der Versand kostet 5 EUR.'
	becomes 'Der Versand ist kostenlos.' 'Der Versand kostet 5 EUR.'
	becomes 'Der Versand kostet nichts.' 'Der Versand kostet 5 EUR.'
	passes 'Der Versand kostet fünf Euro.' "$question"
}

@test "a number that answers how many is the number of what is asked for" {
	against 'how many seats are there?' 'There are 10 seats.'
	becomes 'We have eight.' 'We have 10 seats.'
	becomes 'Two.' '10 seats.'
	passes 'Ten.' "$question"
}

@test "a yes is not put beside a refusal, nor passed where the rule refuses" {
	rule='Yes, you can return it within 30 days.'
	against 'can I return it?' "$rule"
	for draft in 'Unfortunately that is not possible.' 'I am afraid not.' 'No.' 'Of course not!' \
		'Hi Anna, sorry to hear that. We cannot do that.'; do
		becomes "$draft" "$rule"
		assert_equal "$(got '.check.findings | map(select(.fault == "opposed") | .found)')" '["no"]'
	done
	becomes 'Sure, no problem.' "Sure, no problem. $rule"
	becomes 'We cannot find your order.' "We cannot find your order. $rule"

	against 'do you ship to Canada?' 'No, we do not ship to Canada.'
	for draft in 'Of course we deliver to Canada.' 'Sure, no problem.' 'We sure do!'; do
		becomes "$draft" 'No, we do not ship to Canada.'
	done
	for draft in 'Of course not.' 'Sorry, no.' 'I am not sure.' 'Of course I can look that up.' 'Sure, but only by sea.'; do
		passes "$draft" "$question"
	done
	passes 'Sure, no problem.' 'Which rooms do you have?'
}

@test "a refusal of a case with a value of its own is handed over" {
	against 'can I return it?' 'Yes, you can return it within 30 days.'
	check 'Unfortunately not.' 'can I return it after 60 days?'
	assert_equal "$(got '[.action, .check.findings[-1].fault]')" '["escalate","unsure"]'
	against 'can I return it after 60 days?' 'Yes, you can return it for 90 days.'
	becomes 'Unfortunately not.' 'Yes, you can return it for 90 days.'
}

@test "number words, yes and no are read in German and French" {
	against 'wann haben Sie geöffnet?' 'Wir haben von 9 bis 17 Uhr geöffnet.'
	becomes 'Wir haben bis 18 Uhr geöffnet.' 'Wir haben von 9 bis 17 Uhr geöffnet.'
	becomes 'Wir öffnen um 8 Uhr und schließen um 17 Uhr.' 'Wir haben von 9 bis 17 Uhr geöffnet.'
	passes 'Von neun bis siebzehn Uhr.' "$question"

	against 'wie lange dauert der Versand?' 'Der Versand dauert 3 Tage.'
	becomes 'Der Versand dauert zwei Tage.' 'Der Versand dauert 3 Tage.'
	becomes 'Das dauert eine Woche.' 'Das dauert 3 Tage.'
	passes 'Der Versand dauert drei Tage.' "$question"

	against 'combien de temps prend la livraison ?' 'La livraison prend 5 jours.'
	becomes 'Elle prend une semaine.' 'Elle prend 5 jours.'
	passes 'Elle prend cinq jours.' "$question"

	against 'puis-je le retourner ?' 'Oui, vous pouvez le retourner sous 30 jours.'
	for draft in "Non, ce n'est pas possible." "Malheureusement, ce n’est pas possible." \
		'Non, vous ne pouvez pas le retourner.'; do
		becomes "$draft" 'Oui, vous pouvez le retourner sous 30 jours.'
	done
	becomes 'Oui, bien sûr.' 'Oui, bien sûr. Oui, vous pouvez le retourner sous 30 jours.'
	passes 'Oui, sous trente jours.' "$question"

	against 'Liefern Sie nach Kanada?' 'Nein, wir liefern nicht nach Kanada.'
	becomes 'Natürlich liefern wir nach Kanada.' 'Nein, wir liefern nicht nach Kanada.'
	becomes 'Klar, kein Problem!' 'Nein, wir liefern nicht nach Kanada.'
	passes 'Das ist leider nicht möglich.' "$question"
}

@test "a draft that may be wrong is handed over, with what it said" {
	check 'Sent with Quickmail to Bob in 4 days.'
	assert_equal "$(got '[.action, .check.result]')" '["escalate","handed over"]'
	assert_equal "$(got '[.briefing.why, .check.draft]')" \
		'["the draft may contradict a rule","Sent with Quickmail to Bob in 4 days."]'
	assert_equal "$(got '.check.findings[0] | [.fault, .done, .rule, .found]')" \
		'["unsure","handed over","ship","4 days"]'
}

@test "a draft that no rule is about is passed unchanged, and says so" {
	passes 'We do not. Allow 3 days for 20% of $5!' 'Do you sell train tickets?'
	assert_equal "$(got '[.check.checked, .rules]')" '[false,[]]'
	assert_equal "$(got '.check.why | test("rule.* about this")')" true
}

@test "a rule whose condition fails or is not known mends nothing" {
	checking '{"question":"How long does shipping to France take?","draft":"3 days."}'
	is passed '3 days.'
	assert_equal "$(got '[.check.checked, .rules]')" '[false,[]]'
	checking '{"question":"How long does shipping to France take?","context":{"country":"US"},"draft":"Abroad: 3 days."}'
	refute_output --partial '"ship"'
}

@test "a rule that states nothing comparable says so and passes the draft" {
	fl-correct -s store -Q 'How do I wash the mat?' 'Wash it by hand.' >/dev/null
	passes 'Use a machine.' 'How do I wash the mat?'
	assert_equal "$(got '[.check.checked, .check.why]')" \
		'[false,"the rule states nothing that can be compared"]'
}

@test "a rule that hands over hands over the draft" {
	checking '{"question":"I want a refund of a large sum","context":{"amount":800},"draft":"Done!"}'
	assert_equal "$(got '[.action, .check.result, .check.draft, .rules]')" \
		'["escalate","handed over","Done!",["big-refund"]]'
}

@test "where two rules disagree, the draft is handed over" {
	fl-correct -s store --id a -Q 'How long is the raffle on?' 'The raffle is on for 3 days.' >/dev/null
	fl-correct -s store --import <(printf -- '- id: b\n  say: The raffle is on for 9 days.\n  questions: [When does the raffle end?, How long is the raffle on for?]\n') >/dev/null
	check 'The raffle is on for 3 days.' 'how long is that raffle on'
	assert_equal "$(got '[.check.result, .briefing.why]')" '["handed over","two rules disagree"]'
}

@test "what is not to be recommended is not recommended" {
	question='Which tent should I buy for a family?'
	check 'Take the Ridgeline 1 UL.' "$question"
	is mended 'I would recommend Basecamp 4.'
	assert_equal "$(got '[.action, .chosen]')" '["recommend","Basecamp 4"]'
	passes 'The Basecamp 4, rather than the Ridgeline 1 UL.' "$question"
	check 'The Ridgeline 1 UL and the Basecamp 4 are both fine.' "$question"
	assert_equal "$(got .check.result)" '"handed over"'
}

@test "what is told without asking and left out is reported, and its mistake is mended" {
	fl-correct -s store --import - >/dev/null <<-'END'
	- {id: tax, proactive: true, where: {country: FR}, questions: [How long does shipping to Paris take?],
	   say: French customs add 20% tax., must_not: [7%], must: [20%]}
	END
	passes 'It takes 7 to 10 days.'
	assert_equal "$(got '.check.findings[0] | [.fault, .done, .rule]')" '["untold","left","tax"]'
	assert_equal "$(got .proactive)" '["French customs add 20% tax."]'
	passes 'It takes 7 to 10 days. Customs may ask for 20% tax.'
	assert_equal "$(got .check.findings)" '[]'
	check 'It takes 7 to 10 days. Customs add 7% tax.'
	is mended 'It takes 7 to 10 days. Customs add 20% tax.'
}

@test "of values that nobody wrote down as demands, one is enough" {
	passes 'It costs $12.' 'How much is shipping to France?'
	assert_equal "$(got '.check.findings | map([.fault, .done, .wanted])')" '[["lacks","left","$100"]]'
	check 'We ship there.' 'How much is shipping to France?'
	is mended 'We ship there. Shipping abroad costs 12 USD and is free for orders over $100.'
	check 'You can borrow 10 books.' 'How many books can I borrow?'
	is mended 'You can borrow 10 books. You can borrow 10 books for 3 weeks.'
}

@test "emoji and forbidden phrases go where the style says so, and nowhere else" {
	mail='{"question":"How long is the warranty?","channel":"email","draft":'
	checking "$mail\"The warranty lasts two years 🎉 on 👍🏽 all tents. 😀\"}"
	is mended 'The warranty lasts two years on all tents.'
	assert_equal "$(got '.check.findings[0] | [.fault, .done, .rule]')" '["tone","removed","letters"]'
	checking "$mail\"No worries, the warranty lasts two years.\"}"
	is mended 'The warranty lasts two years.'
	checking "$mail\"Hey hey! The warranty lasts two years.\"}"
	is mended 'The warranty lasts two years.'
	checking "$mail\"It lasts two years with no worries at all.\"}"
	is passed 'It lasts two years with no worries at all.'
	assert_equal "$(got '.check.findings[0] | [.fault, .done, .found]')" '["tone","left","no worries"]'
	passes 'No worries, the warranty lasts two years. 🎉' 'How long is the warranty?'
}

@test "slang and length are reported, a greeting that is wanted is added" {
	fl-correct -s store --import - >/dev/null <<<'{id: t, category: tone, where: {channel: sms}, style: {register: formal, greeting: true, length: 5}}'
	checking '{"question":"How long is the warranty?","channel":"sms","draft":"Yeah it lasts two years for sure"}'
	is mended $'Dear customer,\n\nYeah it lasts two years for sure'
	assert_equal "$(got '[.check.findings[] | [.found, .wanted]]')" \
		'[["Yeah","formal"],[null,"a greeting"],["7 words","at most 5 words"]]'
	assert_equal "$(got .style)" '{"register":"formal","greeting":true,"length":5}'
	checking '{"question":"How long is the warranty?","channel":"sms","draft":"Hello. It lasts two years."}'
	assert_equal "$(got .check.findings)" '[]'
}

@test "short forms, a greeting and a sign-off are mended as the style wants them" {
	fl-correct -s store --import - >/dev/null <<-'END'
	- {id: letters, category: tone, where: {channel: email}, style: {register: formal, sign_off: true}}
	- {id: texts, category: tone, where: {channel: sms}, style: {greeting: false, sign_off: false}}
	END
	question='"question":"How long is the warranty?"'
	checking "{$question,\"channel\":\"email\",\"draft\":\"It's two years. We don't ask why.\"}"
	is mended $'It is two years. We do not ask why.\n\nKind regards'
	assert_equal "$(got '[.check.findings[].done] | join(" ")')" '"replaced replaced added"'
	checking "{$question,\"channel\":\"sms\",\"draft\":\"Hi Anna, it's two years.\\n\\nBest wishes\\nTom\"}"
	is mended "It's two years."
	checking "{$question,\"channel\":\"sms\",\"draft\":\"Hello Mr. Parker, it's two years.\n\nKind regards\nDr. Anna Weber\"}"
	is mended "It's two years."
	checking "{$question,\"channel\":\"sms\",\"draft\":\"It's two years.\"}"
	is passed "It's two years."
	# what follows a closing word may be what the customer needs
	checking "{$question,\"channel\":\"sms\",\"draft\":\"Best wishes! It's two years.\"}"
	is passed "Best wishes! It's two years."
	checking "{$question,\"channel\":\"sms\",\"draft\":\"It broke? Sincerely sorry, it's two years.\"}"
	is passed "It broke? Sincerely sorry, it's two years."
	checking "{$question,\"channel\":\"email\",\"locale\":\"de\",\"draft\":\"Die Garantie: two years.\"}"
	is passed "Die Garantie: two years."
}

@test "lines without a draft, or with one that is none, are refused and named" {
	{
		echo '{"question":"How long is the warranty?"}'
		echo '{"question":"How long is the warranty?","draft":7}'
		echo '{"question":"How long is the warranty?","draft":"two\u0000years"}'
		printf '{"question":"x","draft":"%070000d"}\n' 1
		echo '{"question":"How long is the warranty?","draft":"Two years."}'
	} >in
	run -3 --separate-stderr fl-answer -s store --check <in
	is passed 'Two years.'
	said 'stdin:1: no "draft" to check'
	said 'stdin:2: "draft" is not a string'
	said 'stdin:3: "draft" has a NUL in it'
	said 'stdin:4: "draft" is longer than 65536 bytes'
	run -0 --separate-stderr fl-answer -s store --check --rejects bad <in
	cmp bad <(sed 5d in)
}

@test "wrong use of --check and --draft is said" {
	run -2 --separate-stderr fl-answer -s store --check 'How long?'
	said '--check of a QUESTION needs its --draft'
	run -2 --separate-stderr fl-answer -s store --draft 'x' </dev/null
	said '--draft goes with a QUESTION'
}

@test "--record keeps the draft as it was sent, and the rules that it was held to" {
	run -0 fl-answer -r -s store -c country=FR --draft 'It takes 3 days.' 'How long does shipping to France take?'
	id=$(got .interaction)
	assert_equal "$(fl-store -s store dump | jq -c "select(.record.id == $id).record.action | [.kind, .text, .rules]")" \
		'["answer","It takes 7 to 10 days.",["ship"]]'
	run -0 fl-answer -r -s store --draft 'No.' 'Do you sell train tickets?'
	id=$(got .interaction)
	assert_equal "$(fl-store -s store dump | jq -c "select(.record.id == $id).record.action | [.kind, .text, .rules]")" \
		'["answer","No.",[]]'
}

@test "--record takes a mended draft of any length, never stops the stream" {
	for length in 65490 65536; do
		printf '{"question":"How long is the warranty?","draft":"%s"}\n{"question":"How long is the warranty?","draft":"Two years."}\n' \
			"$(printf "%${length}s" | tr ' ' x)" >in
		run -0 fl-answer -r -s store --check <in
		assert_equal "$(tail -n 1 <<<"$output" | jq -r .check.result)" passed
	done
}

@test "for people: the result, what was found, and what the draft was" {
	check 'It takes 3 days.' '' --text
	assert_line 'draft       mended'
	assert_line "findings    wrong by ship: '3 days' for '7 to 10 days', replaced"
	assert_line 'was         It takes 3 days.'
	assert_line 'text        It takes 7 to 10 days.'
	fl-answer -s store --text --draft $'\e[31mred' 'Do you sell train tickets?' >out
	run -1 grep -c $'\e' out
}

@test "the same draft gives the same bytes, alone and among others" {
	fl-answer -s store --check <"$FL_ROOT/tests/data/check/build.jsonl" >together
	while read -r line; do fl-answer -s store --check <<<"$line"; done <"$FL_ROOT/tests/data/check/build.jsonl" >alone
	cmp together alone
}

@test "a hostile draft is checked or handed over, never a crash" {
	for draft in '' ' ' '???' "$(printf '7-%.0s' {1..9000})" "$(printf '(%.0s' {1..9000})" "$(printf '3 days. %.0s' {1..2000})" \
		"$(printf '😀%.0s' {1..5000})" $'\u202e3 days' '$$$ %% 1/2/3 -' "$(printf 'no not never %.0s' {1..2000})"; do
		jq -cn --arg d "$draft" '{question: "How long does shipping to France take?", context: {country: "FR"}, draft: $d}' >>in
	done
	run -0 --separate-stderr fl-answer -s store --check <in
	assert_equal "$(jq -s length <<<"$output")" 10
	assert_equal "$stderr" ''
}

# graded FILE: some of the labelled drafts
graded()
{
	fl-answer -s store --check <"$FL_ROOT/tests/data/check/$1.jsonl" >out
	run -0 python3 "$FL_ROOT/tests/data/check/grade.py" "$FL_ROOT/tests/data/check/$1.jsonl" <out
	assert_line --partial 'right ones changed 0 of'
}

@test "of the labelled drafts no right one is changed, and no wrong one is passed" {
	for file in build held other long last; do
		graded $file
		assert_line --partial 'wrong ones passed 0 of'
	done
}

@test "nor of those of banks, travel, insurance, public offices and others" {
	rm -r store
	fl-correct -s store --import "$FL_ROOT/tests/data/check/desks.yaml" >/dev/null 2>&1
	for file in desks sealed; do
		graded $file
		assert_line --partial 'wrong ones passed 0 of'
	done
}
