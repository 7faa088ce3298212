# What has to be asked first, learned from corrections that say so.

load helper
load data/loop/records

question='where is my parcel?'

# answered ID QUESTION BY RIGHT [MORE]: our rule answered, and somebody says what it should have done
answered()
{
	used "$1" "u$1" late "$2"
	corrected "$1" "$3" "${5:-agent}" "$4" "${6-}"
}

# parcel: a rule that answers without the order number
parcel()
{
	fl-correct -s store --id late -Q 'where is my parcel' -Q 'my parcel is late, where is it' \
		'Parcels take 3 days.' >/dev/null
}

# learned: two agents ask for the order number, each in their own words
learned()
{
	parcel
	answered m1 "$question" anna 'You should have asked for the order number.' | fl-record -q -s store
	answered m2 'my parcel has not come' ben 'Could you tell me your order number, please?' |
		fl-record -q -s store
	judge
}

# answer [OPTION...]
answer()
{
	fl-answer -s store "$@" | jq -r '[.action, .text, (.needs // [])[]] | join(" | ")'
}

@test "the second agent who asks for a fact has it asked for, before the answer" {
	parcel
	answered m1 "$question" anna 'You should have asked for the order number.' | fl-record -q -s store
	judge
	assert_equal "$(status r2)" pending
	assert_equal "$(fl-correct -s store --review | cut -f 1,2,7 | tail -n 1)" $'ready\tr2\task for the order number'
	assert_equal "$(answer "$question")" 'answer | Parcels take 3 days.'
	answered m2 'my parcel has not come' ben 'Could you tell me your order number, please?' |
		fl-record -q -s store
	judge
	assert_equal "$(fl-correct -s store --show r2 | jq -c '[.status, .action, .category, .needs, .before]')" \
		'["active","ask","context",["order_number"],["late"]]'
	assert_equal "$(answer "$question")" 'ask | Could you tell me the order number, please? | order_number'
	assert_equal "$(answer 'my parcel is late, where is it')" \
		'ask | Could you tell me the order number, please? | order_number'
}

@test "what is known is not asked for: in the context, however it is spelt, or in the words" {
	learned
	for known in order_number=12 orderNumber=12 order=12; do
		assert_equal "$(answer -c "$known" "$question")" 'answer | Parcels take 3 days.'
	done
	assert_equal "$(answer 'where is my parcel 4815162?')" 'answer | Parcels take 3 days.'
}

@test "it is asked for before a hand-over too, where the question is alike and no other" {
	for name in anna ben; do
		told 'can you change my booking' "$name" agent 'Ask for the booking number first.'
	done | fl-record -q -s store
	judge
	assert_equal "$(answer 'please change my booking')" \
		'ask | Could you tell me the booking number, please? | booking_number'
	assert_equal "$(fl-answer -s store 'do you sell tents' | jq -r .action)" escalate
	assert_equal "$(fl-answer -s store -c booking_number=7 'please change my booking' | jq -r .action)" escalate
}

@test "one reporter counts once, and one field of other questions is another rule" {
	parcel
	answered m1 "$question" anna 'You should have asked for the order number.' | fl-record -q -s store
	answered m2 "$question" anna 'Ask for the order number first.' | fl-record -q -s store
	told 'can I swap the colour of a jacket' ben agent 'You should have asked for the order number.' |
		fl-record -q -s store
	judge
	assert_equal "$(fl-correct -s store --list --json | jq -r 'select(.action == "ask").status' | sort | uniq -c |
		tr -s ' ')" ' 2 pending'
	assert_equal "$(answer "$question")" 'answer | Parcels take 3 days.'
}

@test "two fields are two rules, and are asked for together" {
	parcel
	for name in anna ben; do
		answered "m$name" "$question" "$name" 'You should have asked for the order number and the postcode.'
	done | fl-record -q -s store
	judge
	assert_equal "$(answer "$question")" \
		'ask | Could you tell me the order number and the postcode, please? | order_number | postcode'
	assert_equal "$(answer -c postcode=1 "$question")" \
		'ask | Could you tell me the order number, please? | order_number'
}

@test "the words of one rule that asks are not said for two, and both are named" {
	parcel
	fl-correct -s store --import - >/dev/null <<-EOF2
		- {id: p1, action: ask, questions: [where is my parcel], needs: [postcode], before: [late], status: active}
		- {id: p2, action: ask, questions: [where is my parcel], needs: [order_number], before: [late],
		   say: "Which order is it?", status: active}
	EOF2
	assert_equal "$(fl-answer -s store "$question" | jq -c '[.text, .needs, .rules]')" \
		'["Could you tell me the postcode and the order number, please?",["postcode","order_number"],["p1","p2"]]'
	assert_equal "$(fl-answer -s store --text "$question" | grep '^rule')" $'rule        p1\nrule        p2'
	fl-answer -s store --record "$question" | jq -r .interaction >id
	assert_equal "$(fl-correct -s store --text --why "$(<id)" | grep -c '^ *rule  *p[12]$')" 2
	assert_equal "$(fl-answer -s store -c postcode=1 "$question" | jq -c '[.text, .needs, .rules]')" \
		'["Which order is it?",["order_number"],["p2"]]'
	assert_equal "$(fl-answer -s store -c postcode=1 -c order=2 "$question" | jq -c .rules)" '["late"]'
	assert_equal "$(fl-answer -s store --check --draft 'Parcels take 3 days.' "$question" | jq -c .rules)" '["late"]'
}

# crowd ACTION [MORE]: 70 rules in force about other questions
crowd()
{
	for i in $(seq 70); do
		printf -- '- {id: "x%s", action: %s, questions: ["does it do thing%s and that%s"]%s, status: active}\n' \
			"$i" "$1" "$i" "$i" "${2-}"
	done
}

@test "a rule that asks counts behind any number of others" {
	parcel
	{
		crowd ask ', needs: [size]'
		echo '- {id: last, action: ask, questions: [x], needs: [postcode], before: [late], status: active}'
		echo '- {id: other, action: ask, questions: [can you change my booking], needs: [booking_number], status: active}'
	} | fl-correct -s store --import - >/dev/null
	assert_equal "$(answer "$question")" 'ask | Could you tell me the postcode, please? | postcode'
	assert_equal "$(answer 'can you change my booking')" \
		'ask | Could you tell me the booking number, please? | booking_number'
}

@test "a rule that hands over counts behind any number of others" {
	parcel
	{
		crowd escalate
		echo '- {id: last, action: escalate, questions: [where is my parcel to the island], where: {country: FR}, status: active}'
	} | fl-correct -s store --import - >/dev/null
	assert_equal "$(fl-answer -s store -c country=FR "$question" | jq -c '[.action, .rules]')" '["escalate",["last"]]'
}

@test "what is told unasked counts behind any number of others" {
	parcel
	{
		crowd answer ', proactive: true, say: "No."'
		echo '- {id: told, proactive: true, questions: [where is my parcel these days], say: "It is a holiday.", status: active}'
	} | fl-correct -s store --import - >/dev/null
	assert_equal "$(fl-answer -s store "$question" | jq -c .rules)" '["late","told"]'
}

@test "an answer that tells customers to ask for something stays an answer" {
	for name in anna ben; do
		told 'how do I get a refund in the shop' "$name" agent 'Ask for a receipt at the counter.'
	done | fl-record -q -s store
	judge
	assert_equal "$(answer 'how do I get a refund in the shop')" 'answer | Ask for a receipt at the counter.'
}

@test "what should not have been asked for is not asked for" {
	parcel
	answered m1 "$question" lea 'You should never have asked for the card number.' lead | fl-record -q -s store
	answered m2 "$question" max 'You should not have asked for the order number.' lead ',"category":"context"' |
		fl-record -q -s store
	judge
	assert_equal "$(fl-correct -s store --list --json | jq -r .id)" late
	assert_equal "$(fl-answer -s store "$question" | jq -r .action)" answer
}

# denied ID BY AUTHORITY [QUESTION]: our rule asked, and somebody says that it should not have
denied()
{
	used "$1" "u$1" r2 "${4-where is my parcel, it is late}" | sed 's/"answer"/"ask"/'
	corrected "$1" "$2" "$3" 'No, you should not have asked for the order number.'
}

late='ask | Could you tell me the order number, please? | order_number'

@test "a lead's word against asking takes that question out of the rule that asks, and no other" {
	learned
	denied d1 lea lead | fl-record -q -s store
	judge
	assert_equal "$(answer 'where is my parcel, it is late')" 'answer | Parcels take 3 days.'
	assert_equal "$(answer "$question")" "$late"
	assert_equal "$(status r2)" active
	assert_equal "$(fl-validate -s store --explain d1 | jq -c '[.cause, .rule, .adjust]')" \
		'["outside its scope","r2","condition or counter-example"]'
	assert_equal "$(evidence r2 '[.support, .against]')" '[2,3]'
	assert_equal "$(fl-correct -s store --review | cut -f 1-2 | tail -n 1)" $'went wrong\tr2'
	fl-correct -s store --export r2 | grep -A 1 'not:' | grep -q 'where is my parcel, it is late'
	fl-correct -s store --by lea --undo --reporter lea >/dev/null
	assert_equal "$(answer 'where is my parcel, it is late')" "$late"
	sound
}

@test "an agent's word against asking waits for a second one, of a question like it" {
	learned
	denied d1 cara agent | fl-record -q -s store
	judge
	assert_equal "$(answer 'where is my parcel, it is late')" "$late"
	assert_equal "$(evidence r2 .against)" 1
	{ denied d2 cara agent; denied d3 dan agent 'can I swap the colour of a jacket'; } | fl-record -q -s store
	judge
	assert_equal "$(answer 'where is my parcel, it is late')" "$late"
	denied d4 eve agent 'my parcel is late again, where is it' | fl-record -q -s store
	judge
	assert_equal "$(answer 'where is my parcel, it is late')" 'answer | Parcels take 3 days.'
	assert_equal "$(answer "$question")" "$late"
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
}

@test "one question that two say should not have been asked for is taken out once" {
	learned
	for name in cara dan; do
		denied "d-$name" "$name" agent | fl-record -q -s store
		judge
	done
	assert_equal "$(jq -c '[.change.examples[] | [.text, .counter]]' <<<"$output")" \
		'[["where is my parcel, it is late",true]]'
	assert_equal "$(answer 'where is my parcel, it is late')" 'answer | Parcels take 3 days.'
}

@test "customers take nothing out of a rule that asks, however many they are" {
	learned
	for i in $(seq 8); do denied "d$i" "c$i" customer; done | fl-record -q -s store
	judge
	assert_equal "$(answer 'where is my parcel, it is late')" "$late"
}

@test "customers who speak against asking do not keep staff from having it asked" {
	parcel
	answered m1 "$question" anna 'You should have asked for the order number.' | fl-record -q -s store
	judge
	for i in $(seq 20); do denied "d$i" "c$i" customer "$question"; done | fl-record -q -s store
	judge
	answered m2 "$question" ben 'You should have asked for the order number.' | fl-record -q -s store
	judge
	assert_equal "$(answer "$question")" "$late"
	assert_equal "$(evidence r2 '[.support, .against]')" '[2,0]'
}

@test "the question that the bot asked itself is no word for asking it" {
	parcel
	for name in anna ben; do
		used "m$name" "u$name" late "$question" | sed 's/"So."/"Could you tell me your order number?"/'
		corrected "m$name" "$name" agent 'Could you tell me your order number?'
	done | fl-record -q -s store
	judge
	assert_equal "$(fl-correct -s store --list --json | jq -r .id)" late
}

@test "a word against asking where nothing asks makes no rule, and waits for a person with the reason" {
	fl-correct -s store --id late --needs order_number -Q "$question" 'Parcels take 3 days.' >/dev/null
	answered m1 "$question" lea 'You should not have asked for the order number.' lead | fl-record -q -s store
	told 'can I swap it' lea lead 'You should not have asked for the size.' | fl-record -q -s store
	judge
	jq -r '.checks[] | select(.result == "failed").reason' <<<"$output" >reasons
	run -0 cat reasons
	assert_line --partial 'late cannot be answered without the order number as it is written'
	assert_line 'no rule asks for the size at such a question'
	assert_equal "$(fl-correct -s store --list --json | jq -r .id)" late
	assert_equal "$(fl-correct -s store --review | grep -c ^unclear)" 2
}

@test "one correction may say what to ask for and what not" {
	learned
	used d1 ud1 r2 "$question" | fl-record -q -s store
	corrected d1 lea lead 'You should not have asked for the order number. You should have asked for the postcode.' |
		fl-record -q -s store
	judge
	assert_equal "$(answer "$question")" 'ask | Could you tell me the postcode, please? | postcode'
}

@test "what is never asked for is told to customers who want to know" {
	for name in anna ben; do
		told 'is the mail about my card real' "$name" agent 'We never ask for the card number by mail.'
	done | fl-record -q -s store
	judge
	assert_equal "$(answer 'is the mail about my card real')" 'answer | We never ask for the card number by mail.'
}

@test "an answer that begins with Please stays an answer" {
	for name in anna ben; do
		told 'how do I get rid of my bank card' "$name" agent 'Please give the card to the driver.'
	done | fl-record -q -s store
	judge
	assert_equal "$(answer 'how do I get rid of my bank card')" 'answer | Please give the card to the driver.'
}

@test "what the question's record says of itself is not known of the customer" {
	for name in anna ben; do
		told 'can you change my booking' "$name" agent 'Always ask them for their ID first.'
	done | fl-record -q -s store
	judge
	assert_equal "$(jq -nc '{id: "q5", question: "please change my booking"}' | fl-answer -s store |
		jq -r '[.action, .text] | join(" | ")')" 'ask | Could you tell me the id, please?'
	assert_equal "$(jq -nc '{id: "q5", question: "please change my booking", context: {id: "7"}}' |
		fl-answer -s store | jq -r .action)" escalate
}

@test "what has to be asked first is read in other languages, and asked in them" {
	fl-correct -s store --id spaet -Q 'Wo ist mein Paket?' 'Pakete brauchen drei Werktage.' >/dev/null
	for name in anna ben; do
		used "m$name" "u$name" spaet 'Wo ist mein Paket?'
		corrected "m$name" "$name" agent 'Sie hätten nach der Bestellnummer fragen sollen.'
	done | fl-record -q -s store
	judge
	assert_equal "$(answer 'Wo ist mein Paket?')" 'ask | Bitte nennen Sie uns noch: Bestellnummer. | order_number'
	assert_equal "$(answer -c orderNumber=12 'Wo ist mein Paket?')" 'answer | Pakete brauchen drei Werktage.'
	used d1 ud1 r2 'Wo ist mein Paket denn heute?' | fl-record -q -s store
	corrected d1 lea lead 'Da hätten Sie nicht nach der Bestellnummer fragen sollen.' | fl-correct -s store >/dev/null
	assert_equal "$(answer 'Wo ist mein Paket denn heute?')" 'answer | Pakete brauchen drei Werktage.'
	assert_equal "$(fl-correct -s store --list --json | jq -r .id | xargs)" 'spaet r2'
}

@test "an answer in another language that tells customers to ask stays an answer" {
	for name in anna ben; do
		told 'où est le numéro de série' "$name" agent 'Vous pouvez demander le numéro de série au magasin.' ',"locale":"fr"'
	done | fl-record -q -s store
	judge
	assert_equal "$(answer 'où est le numéro de série')" 'answer | Vous pouvez demander le numéro de série au magasin.'
}

@test "customers never have anything asked for, however many they are" {
	parcel
	for i in $(seq 12); do
		answered "m$i" "$question" "c$i" 'You should have asked for the card number.' customer
	done | fl-record -q -s store
	judge
	assert_equal "$(status r2)" pending
	assert_equal "$(answer "$question")" 'answer | Parcels take 3 days.'
}

@test "a draft is held to the rule that would answer, whether something has to be asked or not" {
	learned
	assert_equal "$(fl-answer -s store --check --draft 'Parcels take 9 days.' "$question" |
		jq -c '[.text, .rules, .check.result]')" '["Parcels take 3 days.",["late"],"mended"]'
}

@test "asking that ends badly is withdrawn, and moves no other rule" {
	learned
	before=$(fl-store -s store dump --all | jq -c 'select(.table == "index")')
	for i in $(seq 30); do
		fl-answer -s store --record "$question" >answer
		jq -c --arg u "c$i" '{type: "outcome", interaction, signal: "complained", by: $u}' answer |
			fl-record -q -s store
	done
	assert_equal "$(fl-store -s store dump --all | jq -c 'select(.table == "index")')" "$before"
	judge
	assert_equal "$(status r2)" retired
	assert_equal "$(answer "$question")" 'answer | Parcels take 3 days.'
}

@test "a rule that asks is written by a person too, in their words, and reads back exactly" {
	parcel
	cat >rules.yaml <<-EOF2
		- id: which
		  category: context
		  action: ask
		  questions:
		    - where is my parcel
		  say: "Which order is it?"
		  needs:
		    - order_number
		  before:
		    - late
		  status: active
	EOF2
	fl-correct -s store --import rules.yaml >/dev/null
	assert_equal "$(answer "$question")" 'ask | Which order is it? | order_number'
	diff rules.yaml <(fl-correct -s store --export which)
	run -2 --separate-stderr fl-correct -s store --import <(echo '- {action: ask, questions: [x]}')
	said 'what should be asked for?'
}

@test "a store with rules that ask is rebuilt, and loaded from its dump, to the byte, and undone" {
	learned
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
	fl-store -s store dump | fl-store -s again load
	diff before <(fl-store -s again dump --all)
	sound
	fl-correct -s store --by lea --undo --reporter ben >/dev/null
	assert_equal "$(answer "$question")" 'answer | Parcels take 3 days.'
	sound
}
