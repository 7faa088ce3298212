load helper
load data/loop/records

# Three rules that most tests ask about.
setup()
{
	fresh
	cat >rules.yaml <<-'END'
	- id: ship
	  topic: shipping/international
	  questions: [How long does shipping to France take?, When will my parcel reach Tokyo?]
	  where: {country: {not: US}}
	  say: International orders arrive in 7 to 10 days.
	- id: warranty
	  topic: goods
	  questions: [How long is the warranty?, Is there a guarantee on the tent?]
	  say: The warranty lasts two years.
	- id: tent
	  category: recommendation
	  action: recommend
	  questions: [Which tent should I buy for a family?, What tent is good for four people?]
	  prefer: [Basecamp 4]
	  avoid: [Ridgeline 1 UL]
	END
	fl-correct -s store --import rules.yaml >/dev/null
}

# ask [OPTION...] QUESTION
ask()
{
	run -0 --separate-stderr fl-answer -s store "$@"
	assert_equal "$stderr" ''
}

# asking JSON...: as lines
asking()
{
	run -0 --separate-stderr fl-answer -s store < <(printf '%s\n' "$@")
	assert_equal "$stderr" ''
}

got()
{
	jq -c "$1" <<<"$output"
}

@test "a question gets the rule's words, its source and how sure it is" {
	ask --context country=FR 'how long will shipping to France take'
	assert_equal "$(got '[.type, .action, .text, .rules]')" \
		'["answer","answer","International orders arrive in 7 to 10 days.",["ship"]]'
	assert_equal "$(got '.topic')" '"shipping/international"'
	assert_equal "$(got '.confidence >= .threshold and .confidence <= 1')" true
}

@test "an unrelated question is handed over with a briefing" {
	ask 'Can my dog swim?'
	assert_equal "$(got '[.action, .briefing.asked]')" '["escalate","Can my dog swim?"]'
	assert_equal "$(got '.briefing.why | length > 0')" true
	assert_equal "$(got '.briefing.settle | length > 0')" true
}

@test "a question without a word in it is handed over" {
	for question in '???' '😀' ' ' '.'; do
		ask "$question"
		assert_equal "$(got '[.action, .rules]')" '["escalate",[]]'
	done
}

@test "a question that shares only small words with a rule is handed over" {
	for question in 'How is the weather?' 'Where is the shop?' 'Is the shop open?' 'is the' 'the of and'; do
		ask "$question"
		assert_equal "$question $(got .action)" "$question \"escalate\""
	done
}

@test "what a condition needs and the question lacks is asked for" {
	ask 'How long does shipping to France take?'
	assert_equal "$(got '[.action, .needs, .rules, .text]')" \
		'["ask",["country"],["ship"],"Could you tell me the country, please?"]'
}

@test "a rule whose condition fails does not answer" {
	ask --context country=US 'How long does shipping to France take?'
	assert_equal "$(got .action)" '"escalate"'
	refute_output --partial '7 to 10'
}

@test "what a rule needs is asked for first, all of it at once" {
	fl-correct -s store --id cost -Q 'What does shipping cost?' --needs country --needs weight 'It costs 5 dollars.' >/dev/null
	ask 'What does shipping cost?'
	assert_equal "$(got '[.action, .needs, .text]')" \
		'["ask",["country","weight"],"Could you tell me the country and the weight, please?"]'
	ask --context country=FR 'What does shipping cost?'
	assert_equal "$(got '[.action, .needs]')" '["ask",["weight"]]'
	ask --context country=FR --context weight=3 'What does shipping cost?'
	assert_equal "$(got '[.action, .text]')" '["answer","It costs 5 dollars."]'
}

@test "conditions hold as they are written" {
	holds()
	{
		fl-correct -s cond --force --id c -Q 'What is it?' -w "$1" 'So.' >/dev/null
		fl-answer -s cond < <(echo "{\"question\":\"What is it?\",\"context\":$2}") | jq -r .action
	}
	assert_equal "$(holds 'country=US|CA' '{"country":"ca"}')" answer
	assert_equal "$(holds 'country=US|CA' '{"country":"FR"}')" escalate
	assert_equal "$(holds 'country!=US|CA' '{"country":"FR"}')" answer
	assert_equal "$(holds 'amount>100' '{"amount":100.5}')" answer
	assert_equal "$(holds 'amount>100' '{"amount":"150"}')" answer
	assert_equal "$(holds 'amount>100' '{"amount":100}')" escalate
	assert_equal "$(holds 'amount>9' '{"amount":"10"}')" answer
	assert_equal "$(holds 'amount<100' '{"amount":9}')" answer
	assert_equal "$(holds 'time=09:00..17:00' '{"time":"12:30"}')" answer
	assert_equal "$(holds 'time=09:00..17:00' '{"time":"08:59"}')" escalate
	assert_equal "$(holds 'tag=vip' '{"tag":["new","vip"]}')" answer
	assert_equal "$(holds 'vip=true' '{"vip":true}')" answer
	assert_equal "$(holds 'vip=true' '{"vip":false}')" escalate
}

@test "words do not count as numbers" {
	fl-correct -s store --id big -Q 'What about discounts?' -w 'amount>100' 'Ten percent.' >/dev/null
	ask --context amount=plenty 'What about discounts?'
	refute_output --partial 'Ten percent'
}

@test "a person's rule stands before a learned one" {
	for by in anna ben; do told 'How do I wash it?' $by agent 'Wash it by hand.'; done | fl-record -q -s store
	fl-validate -s store </dev/null >/dev/null
	ask 'How do I wash it?'
	assert_equal "$(got .text)" '"Wash it by hand."'
	fl-correct -s store -Q 'How do I wash it?' 'Use cold water only.' >/dev/null
	ask 'How do I wash it?'
	assert_equal "$(got .text)" '"Use cold water only."'
}

@test "the more specific of two rules stands before the other" {
	fl-correct -s store --id any -Q 'Do you ship here?' -w 'country!=US' 'We ship abroad.' >/dev/null
	fl-correct -s store --id some -Q 'Do you ship here?' -w 'country!=US' -w express=yes 'We ship abroad by express.' >/dev/null
	ask --context country=FR --context express=yes 'Do you ship here?'
	assert_equal "$(got .text)" '"We ship abroad by express."'
	ask --context country=FR --context express=no 'Do you ship here?'
	assert_equal "$(got .text)" '"We ship abroad."'
}

@test "two rules that disagree are reported, not settled silently" {
	fl-correct -s store --id a -Q 'How long is the sale on?' 'The sale is on for 3 days.' >/dev/null
	fl-correct -s store --import <(printf -- '- id: b\n  say: The sale is on for 9 days.\n  questions: [When does the discount end?, How long is the sale on for?]\n') >/dev/null
	ask 'how long is that sale on'
	assert_equal "$(got '[.action, .briefing.why]')" '["escalate","two rules disagree"]'
	assert_equal "$(got '.briefing.disagree | sort')" '["The sale is on for 3 days.","The sale is on for 9 days."]'
}

@test "a counter-example is never answered by its rule" {
	fl-correct -s store --id us -Q 'How long do orders take?' --not 'How long do domestic orders take?' 'Ten days.' >/dev/null
	ask 'how long do DOMESTIC orders take'
	refute_output --partial '"us"'
	ask 'How long do orders take?'
	assert_equal "$(got '.rules')" '["us"]'
}

@test "a rule that is not in force does not answer" {
	for status in pending held rejected retired; do
		fl-correct -s store --id "s$status" --status $status -Q "Is $status meant?" "$status." >/dev/null || :
		assert_equal "$(status "s$status")" $status
		ask "Is $status meant?"
		refute_output --partial "\"s$status\""
	done
}

@test "the threshold of a topic decides, and a rule's own before it" {
	question='Is there a guarantee on boots?'
	ask "$question"
	p=$(got .confidence)
	echo 'threshold: 1' >store/config.yaml
	ask "$question"
	assert_equal "$(got '[.action, .threshold, .rules]')" '["escalate",1,[]]'
	assert_equal "$(got '.briefing | [.guess, .rule]')" '["The warranty lasts two years.","warranty"]'
	printf 'threshold: 1\nthresholds:\n  goods: 0.01\n' >store/config.yaml
	ask "$question"
	assert_equal "$(got '[.action, .threshold]')" '["answer",0.01]'
	printf 'threshold: 1\nthresholds:\n  good: 0.01\n' >store/config.yaml
	ask "$question"
	assert_equal "$(got .threshold)" 1
	[[ -n $p ]]
}

@test "a rule that hands over never speaks to the customer, however low the threshold" {
	fl-correct -s store --id secret -t goods/secret -Q 'Can I see the ledger of the firm?' --action escalate 'Pass it to the lawyers.' >/dev/null
	printf 'threshold: 1\nthresholds:\n  goods/secret: 0.001\n' >store/config.yaml
	for question in 'Can I see the ledger of the firm?' 'see the ledger' 'the firm of yours' 'can I see it' 'the ledger please, of the town and the firm next door'; do
		ask "$question"
		assert_equal "$(got '.action == "escalate"')" true
	done
}

@test "the preferred candidate is recommended, and the one to avoid is not" {
	question='Which tent is best for a family of four?'
	asking "{\"question\":\"$question\",\"candidates\":[\"Ridgeline 1 UL\",\"basecamp 4\",\"Moor 2\"]}"
	assert_equal "$(got '[.action, .chosen, .rules]')" '["recommend","basecamp 4",["tent"]]'
	assert_equal "$(got .text)" '"I would recommend basecamp 4."'
	asking "{\"question\":\"$question\",\"candidates\":[\"Ridgeline 1 UL\",\"Moor 2\"]}"
	assert_equal "$(got '[.action, .chosen]')" '["recommend","Moor 2"]'
	asking "{\"question\":\"$question\",\"candidates\":[\"Ridgeline 1 UL\"]}"
	assert_equal "$(got '[.action, .chosen]')" '["escalate",null]'
	asking "{\"question\":\"$question\"}"
	assert_equal "$(got '[.action, .chosen]')" '["recommend","Basecamp 4"]'
	asking "{\"question\":\"$question\",\"candidates\":[]}"
	assert_equal "$(got '.action')" '"escalate"'
}

@test "the style of a channel holds there and nowhere else" {
	fl-correct -s store --import <(cat <<-'END'
	- id: formal
	  category: tone
	  where: {channel: email}
	  style: {register: formal, emoji: false, forbid: [Hey hey!]}
	- id: yay
	  questions: [Do you have gift cards?]
	  say: Yes, we have! 🎉
	END
	) >/dev/null
	asking '{"question":"Do you have gift cards?","channel":"email"}'
	assert_equal "$(got '[.style, .text]')" \
		'[{"register":"formal","emoji":false,"forbid":["Hey hey!"]},"Yes, we have!"]'
	asking '{"question":"Do you have gift cards?","channel":"chat"}'
	assert_equal "$(got '[.style, .text]')" '[null,"Yes, we have! 🎉"]'
}

@test "--explain says every candidate with the parts of its score" {
	ask --explain --context country=US 'How long does shipping to France take?'
	assert_equal "$(got '.explain.candidates[] | select(.rule == "ship") | [.scope, .out]')" \
		'["fails","its conditions do not hold"]'
	assert_equal "$(got '[.explain.candidates[0] | has("p", "score", "words", "learned", "cover", "exact")] | all')" true
	ask 'How long is the warranty?'
	assert_equal "$(got .explain)" null
}

@test "the same question gives the same bytes, in one process and in two" {
	line='{"id":"q1","question":"How long is the guarantee?","context":{"country":"FR"},"conversation":"c1"}'
	asking "$line" "$line"
	assert_equal "${lines[0]}" "${lines[1]}"
	first=${lines[0]}
	asking "$line"
	assert_output "$first"
	assert_equal "$(got .question_id)" '"q1"'
}

@test "questions asked together get what they get alone" {
	{
		echo '{"question":"How long is the guarantee?"}'
		echo '{"question":"When will it reach Tokyo?","context":{"country":"JP"}}'
		echo '{"question":"Can my dog swim?"}'
		echo '{"question":"Which tent for a family?"}'
	} >in
	fl-answer -s store <in >together
	while read -r line; do fl-answer -s store <<<"$line"; done <in >alone
	cmp together alone
}

@test "a question over many lines and languages is answered or handed over, never a crash" {
	printf '%s' '{"question":"' >in
	printf 'Wie lange 日本 😀 \\u0000 \\n how long %.0s' {1..1500} >>in
	echo '"}' >>in
	asking "$(cat in)"
	assert_equal "$(got '.type')" '"answer"'
}

@test "bad lines are refused and named, and the rest answered" {
	{
		echo '{bad'
		echo '{"question":"How long is the warranty?"}'
		echo '{"context":{}}'
		echo '{"question":7}'
		echo '{"question":"x","context":[]}'
		echo '["x"]'
		printf '{"question":"%0300d"}\n' 1
	} >in
	run -3 --separate-stderr fl-answer -s store --max-line 200 <in
	assert_equal "$(got .text)" '"The warranty lasts two years."'
	said 'stdin:1: col 2'
	said 'stdin:3: no "question"'
	said 'stdin:4: "question" is not a string'
	said 'stdin:5: "context" is not an object'
	said 'stdin:6: not a JSON object'
	said 'stdin:7: longer than 200 bytes (--max-line)'
	run -0 --separate-stderr fl-answer -s store --max-line 200 --rejects bad <in
	assert_equal "$stderr" ''
	cmp bad <(sed 2d in)
}

@test "a field of the wrong type is refused and named, and nothing of its question is kept" {
	cat >in <<-'END'
	"customer" {"question":"?","customer":42}
	"conversation" {"question":"?","conversation":7}
	"channel" {"question":"?","channel":42}
	"locale" {"question":"?","locale":5}
	"candidates" {"question":"?","candidates":"a,b"}
	"candidates" {"question":"?","candidates":["a",7]}
	"time" {"question":"?","time":"now"}
	"time" {"question":"?","time":1772445600}
	"draft" {"question":"?","draft":7}
	END
	n=$(wc -l <in) before=$(count)
	{
		cut -d ' ' -f 2- in
		echo '{"question":"How long is the warranty?","id":null,"time":null,"customer":null,
			"conversation":null,"channel":null,"locale":null,"candidates":null,"draft":null}' |
			tr -d '\n\t'
	} >lines
	run -3 --separate-stderr fl-answer -r -s store <lines
	assert_equal "$(got .text)" '"The warranty lasts two years."'
	assert_equal "$(count)" $((before + 1))
	line=0
	while read -r name _; do
		said "stdin:$((++line)): $name "
	done <in
	assert_equal "$(wc -l <<<"$stderr")" "$n"
}

# recorded LINE: with --record this line is answered or refused, and the next one answered
recorded()
{
	printf '%s\n{"question":"How long is the warranty?"}\n' "$1" >in
	run --separate-stderr fl-answer -r -s store <in
	((status == 0 || status == 3))
	assert_equal "$(tail -n 1 <<<"$output" | jq -r .text)" 'The warranty lasts two years.'
}

@test "with --record a strange line never stops the stream" {
	recorded '{"question":"How long?","conversation":5}'
	recorded '{"question":"How long?","conversation":""}'
	recorded '{"question":"How long?","customer":["u1"]}'
	recorded '{"question":"How long?","customer":"u\u0000"}'
	recorded "{\"question\":\"How long?\",\"conversation\":\"$(printf '%0600d' 1)\"}"
	recorded '{"question":"How long?","channel":{},"locale":7,"time":"then","candidates":{"a":1}}'
	deep=$(printf '[%.0s' {1..63})$(printf ']%.0s' {1..63})
	recorded "{\"question\":\"How long?\",\"candidates\":$deep}"
	recorded "{\"question\":\"How long?\",\"context\":{\"a\":${deep:1:124}}}"
}

@test "--record puts the answer into the journal, under the id that it carries" {
	before=$(count)
	run -0 fl-answer -r -s store --context country=FR 'How long does shipping to France take?'
	id=$(got .interaction)
	[[ $id != null ]]
	assert_equal "$(count)" $((before + 1))
	assert_equal "$(fl-store -s store dump | jq -c "select(.record.id == $id).record | [.type, .question, .context, .action.kind, .action.rules]")" \
		'["interaction","How long does shipping to France take?",{"country":"FR"},"answer",["ship"]]'
}

@test "an outcome sent for a recorded answer counts for its rule" {
	id=$(fl-answer -r -s store 'How long is the warranty?' | jq -r .interaction)
	ended "$id" rejected u1 | fl-record -q -s store
	assert_equal "$(evidence warranty '[.good, .bad]')" '[0,1]'
}

@test "the same question recorded twice at different times is two interactions" {
	before=$(count)
	FL_NOW=2026-03-02T10:00:00Z fl-answer -r -s store 'How long is the warranty?' >a
	FL_NOW=2026-03-02T10:00:01Z fl-answer -r -s store 'How long is the warranty?' >b
	assert_equal "$(count)" $((before + 2))
}

@test "two customers who ask the same at the same moment are two interactions" {
	before=$(count)
	FL_NOW=2026-03-02T10:00:00Z fl-answer -r -s store < <(
		echo '{"question":"How long is the warranty?","customer":"u1"}'
		echo '{"question":"How long is the warranty?","customer":"u2"}') >out
	assert_equal "$(jq -r .interaction out | sort -u | wc -l)" 2
	assert_equal "$(count)" $((before + 2))
}

@test "without --record nothing is written" {
	before=$(fl-store -s store dump --all)
	ask 'How long is the warranty?'
	assert_equal "$(got .interaction)" null
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "each line is answered before the next one is there" {
	coproc fl-answer -s store
	pid=$COPROC_PID
	for question in 'How long is the warranty?' 'Can my dog swim?' 'Is there a guarantee?'; do
		echo "{\"question\":\"$question\"}" >&"${COPROC[1]}"
		read -r line <&"${COPROC[0]}"
		assert_equal "$(jq -r .question <<<"$line")" "$question"
	done
	exec {COPROC[1]}>&-
	wait "$pid"
}

@test "a running process sees a correction as soon as another one has acknowledged it" {
	coproc fl-answer -s store
	pid=$COPROC_PID
	ask_running()
	{
		echo '{"question":"How do I wash it?"}' >&"${COPROC[1]}"
		read -r line <&"${COPROC[0]}"
		jq -r 'if .action == "answer" then .text else .action end' <<<"$line"
	}
	assert_equal "$(ask_running)" escalate
	fl-correct -s store --id wash -Q 'How do I wash it?' 'Wash it by hand.' >/dev/null
	assert_equal "$(ask_running)" 'Wash it by hand.'
	fl-correct -s store --id wash -Q 'How do I wash it?' 'Wash it at 30 degrees.' >/dev/null
	assert_equal "$(ask_running)" 'Wash it at 30 degrees.'
	fl-correct -s store --retire wash >/dev/null
	assert_equal "$(ask_running)" escalate
	exec {COPROC[1]}>&-
	wait "$pid"
}

@test "a running process with --record does the same" {
	coproc fl-answer -r -s store
	pid=$COPROC_PID
	for i in 1 2 3; do
		fl-correct -s store --force --id "w$i" -Q "How do I wash number $i?" "Wash it $i times." >/dev/null
		echo "{\"question\":\"How do I wash number $i?\"}" >&"${COPROC[1]}"
		read -r line <&"${COPROC[0]}"
		assert_equal "$(jq -r .text <<<"$line")" "Wash it $i times."
		id=$(jq -r .interaction <<<"$line")
		fl-store -s store dump | grep -qF "\"$id\""
	done
	exec {COPROC[1]}>&-
	wait "$pid"
}

@test "for people, an answer is a few labelled lines, safe for a terminal" {
	fl-correct -s store --id evil -Q 'Is it evil?' $'See \e[31m\u202e here.' >/dev/null
	ask --text --explain $'Is it evil\e]0;x\a?'
	assert_line --regexp '^action +answer'
	assert_line --regexp '^text +See <U\+001B>\[31m<U\+202E> here\.$'
	[[ $output != *$'\e'* && $output != *$'\a'* && $output != *$'\u202e'* ]]
}

@test "what is not a question is a wrong use" {
	run -2 --separate-stderr fl-answer -s store one two
	said 'one QUESTION at a time'
	run -2 --separate-stderr fl-answer -s store --context nothing 'x'
	said 'FIELD=VALUE'
	run -2 --separate-stderr fl-answer --frobnicate
	said '--help'
	run -2 --separate-stderr fl-answer -s store ''
	said 'question'
}

@test "a context that is given twice is refused or the last one counts, never both" {
	run --separate-stderr fl-answer -s store --context country=US --context country=FR 'How long does shipping to France take?'
	if ((status == 0)); then
		assert_equal "$(got .rules)" '["ship"]'
	else
		assert_equal "$status" 2
		said country
	fi
}

@test "a number on the command line is a number to a condition" {
	fl-correct -s store --id big -Q 'What about discounts?' -w 'amount>100' 'Ten percent.' >/dev/null
	ask --context amount=1000 'What about discounts?'
	assert_equal "$(got .rules)" '["big"]'
	ask --context amount=99 'What about discounts?'
	refute_output --partial '"big"'
}

@test "the number of an order is no sum of money" {
	fl-correct -s store --id refund -Q 'I want a refund' 'You get it back within a week.' >/dev/null
	fl-correct -s store --id guard --action escalate -Q 'I want a refund' -w 'amount>100' 'A manager decides.' >/dev/null
	for question in 'i want a refund for order 481516' 'order 4815, i want a refund' '481516 is my order number, i want a refund'; do
		ask "$question"
		assert_equal "$(got .rules)" '["refund"]'
	done
	for question in 'i want a refund of 481516' 'i want a refund of $150 for order 4815' 'i want a refund, i paid 12000'; do
		ask "$question"
		assert_equal "$(got .action)" '"escalate"'
	done
}

@test "a full disk as standard output is not success" {
	run -2 --separate-stderr bash -c 'fl-answer -s store "How long is the warranty?" >/dev/full'
	said 'standard output: No space left on device'
}

@test "a store without rules hands everything over" {
	many 1 | fl-record -q -s empty
	run -0 fl-answer -s empty 'How long is the warranty?'
	assert_equal "$(got '[.action, .rules, .confidence]')" '["escalate",[],0]'
}

@test "a question is answered by the rule that held at its time" {
	cat >rules.yaml <<-'END'
		- id: old
		  questions: [how long is the summer sale]
		  say: The summer sale lasts 3 weeks.
		  valid_to: "2026-08-01"
		- id: new
		  questions: [how long is the summer sale]
		  say: The summer sale lasts 5 weeks.
		  valid_from: 2026-08-01T00:00:00Z
	END
	fl-correct -s sale --import rules.yaml >/dev/null
	assert_equal "$(fl-correct -s sale --list --json | jq -r .status | sort -u)" active
	for day in 2026-07-31T23:59:59Z 2026-08-01T00:00:00Z; do
		echo "{\"question\":\"how long is the summer sale\",\"time\":\"$day\"}"
	done | fl-answer -s sale | jq -r .text >said
	assert_equal "$(cat said)" $'The summer sale lasts 3 weeks.\nThe summer sale lasts 5 weeks.'
	assert_equal "$(FL_NOW=2026-07-01T10:00:00Z fl-answer -s sale 'how long is the summer sale' | jq -r .rules[0])" old
	fl-correct -s sale --export >again.yaml
	fl-correct -s copy --import again.yaml >/dev/null
	assert_equal "$(fl-correct -s copy --export)" "$(cat again.yaml)"
	run -0 grep -c valid_ again.yaml
	assert_output 2
}

@test "a time at which a rule holds has to be one" {
	for when in today 7d 2026-13-01 soon; do
		printf -- '- id: x\n  questions: [when]\n  say: So.\n  valid_from: "%s"\n' "$when" >rule.yaml
		run -2 --separate-stderr fl-correct -s sale --import rule.yaml
		[[ $stderr == *valid_from* ]]
	done
	printf -- '- id: x\n  questions: [when]\n  say: So.\n  valid_from: "2026-02-01"\n  valid_to: "2026-02-01"\n' >rule.yaml
	run -2 --separate-stderr fl-correct -s sale --import rule.yaml
	[[ $stderr == *'"valid_to" is not after "valid_from"'* ]]
}

# wash: a rule on washing beside the others
wash()
{
	cat >wash.yaml <<-'END'
	- id: wash
	  questions: [How do I clean my tent?, how can i wash the tent]
	  say: Clean it with cold water.
	END
	fl-correct -s store --import wash.yaml >/dev/null
}

@test "a message that asks two things gets the answers of two rules" {
	ask 'Is there a guarantee on the tent? And how do I clean it?'
	assert_equal "$(got .also)" null
	wash
	ask 'Hello! Is there a guarantee on the tent? And how can I wash it?'
	assert_equal "$(got .action)" '"answer"'
	assert_equal "$(got .text)" '"The warranty lasts two years. Clean it with cold water."'
	assert_equal "$(got .rules)" '["warranty","wash"]'
	assert_equal "$(got .also)" '["Clean it with cold water."]'
}

@test "what or joins is one question" {
	wash
	ask 'Is there a guarantee on the tent, and can I wash the tent?'
	assert_equal "$(got .also)" '["Clean it with cold water."]'
	ask 'Is there a guarantee on the tent, or can I wash the tent?'
	assert_equal "$(got .also)" null
}

@test "a message of which one question has to be handed over is handed over" {
	fl-correct -s store 'A person looks after refunds.' --action escalate --by lead --authority lead \
		--question 'I want my money back' --question 'Can I have a refund?' >/dev/null
	ask 'How long is the warranty? Can I have a refund?'
	assert_equal "$(got .action)" '"escalate"'
	assert_equal "$(got .also)" null
}

@test "a message of two questions that was taught as a whole gets what it was taught" {
	cat >both.yaml <<-'END'
	- id: wash
	  questions: [How do I clean my tent?, how can i wash the tent]
	  say: Clean it with cold water.
	- id: both
	  questions: [How long is the warranty? And how can I wash the tent?]
	  say: Two years, and by hand.
	END
	fl-correct -s store --import both.yaml >/dev/null
	ask 'How long is the warranty? And how can I wash the tent?'
	assert_equal "$(got .text)" '"Two years, and by hand."'
	assert_equal "$(got .also)" null
}

@test "what is told as well is said in the style in force" {
	cat >style.yaml <<-'END'
	- id: wash
	  questions: [How do I clean my tent?, how can i wash the tent]
	  say: Clean it with cold water 😊.
	- {id: plain, category: tone, style: {emoji: false}}
	END
	fl-correct -s store --import style.yaml >/dev/null
	ask 'Is there a guarantee on the tent? And how can I wash it?'
	assert_equal "$(got .also)" '["Clean it with cold water."]'
	assert_equal "$(got .text)" '"The warranty lasts two years. Clean it with cold water."'
}

@test "many questions in one go get what each would get alone" {
	local i

	for ((i = 0; i < 3000; i++)); do
		printf '{"question":"how do i wash part %d of tent number %d please"}\n' $((i % 700)) "$i"
	done >many
	fl-answer -s store <many >whole
	split -l 100 many part.
	for i in part.*; do
		fl-answer -s store <"$i"
	done >pieces
	cmp whole pieces
	assert_equal "$(wc -l <whole)" 3000
}
