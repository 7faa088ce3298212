load helper

# Answers that were drawn to be judged, judged at the desk.

# A store with some rules, of which every answer is drawn.
shop()
{
	fl-correct -s store --by tom --import - >/dev/null <<-'END'
	- {id: ship, topic: shipping, questions: [How long does shipping take?, When will my parcel arrive?], say: Orders arrive in 7 days.}
	- {id: wrap, questions: [What does wrapping cost?, Can you wrap it as a gift?], say: Wrapping costs 5 dollars.}
	- {id: open, questions: [When do you open?, What are your opening hours?], say: We open at nine.}
	END
	echo 'audit: 1' >store/config.yaml
}

question='How long does the shipping of a parcel take?'

# ask QUESTION...: answered and recorded
ask()
{
	local text

	for text; do
		jq -cn --arg q "$text" '{type: "question", customer: "u1", channel: "chat", context: {country: "FR"}, question: $q}'
	done | fl-answer -s store --record >answers
}

# drawn ID CONFIDENCE [JSON]: a record of an answer that was drawn
drawn()
{
	jq -cn --arg id "$1" --argjson p "$2" --argjson more "${3-"{}"}" '
		{type: "interaction", id: $id, time: "2026-11-20T10:00:00Z", question: "Question \($id)?",
		 action: {kind: "answer", text: "Answer \($id).", rules: ["ship"], confidence: $p, raw: $p, audit: 0.5}} * $more'
}

# review STATUS [OPTION...]: at the desk; the steps come on the standard input
review()
{
	run "$1" python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by lea --review "${@:2}"
}

# ends RULE: how many of its answers ended well and badly
ends()
{
	fl-correct -s store --show "$1" | jq -c '.evidence | [.good, .bad]'
}

cases()
{
	fl-validate -s store --calibration | jq -c '[.cases, .right, .waiting]'
}

@test "an answer is judged with a key, right or wrong, and that is what the calibration reads" {
	shop
	ask "$question" 'Is there a parcel of gifts?'
	review -0 <<-'END'
	wait 0 wait; 2 drawn to judge
	wait 1/2 drawn
	send /gifts\r
	wait 1/1 drawn
	wait asked Is there a parcel of gifts?
	wait context channel chat, country FR
	wait answered Orders arrive in 7 days.
	wait rule ship, active, shipping
	wait about How long does shipping take?
	wait is this answer right?
	wait y right n wrong
	send n
	wait what is right?
	send \r
	wait wrong; u undoes it
	wait nothing fits
	send /drawn\r
	wait 1/1 drawn
	wait asked How long does the shipping of a parcel take?
	send y
	wait right; u undoes it
	wait nothing fits
	not to judge
	send q
	END
	assert_equal "$(cases)" '[2,1,0]'
	run -0 fl-validate -s store --audit
	assert_output ''
	assert_equal "$(fl-store -s store dump | jq -c '.record | select(.type == "outcome") | [.signal, .value, .by, .authority]')" \
		$'["judged",-1,"lea","lead"]\n["judged",1,"lea","lead"]'
}

@test "the guess of a hand-over is judged too" {
	shop
	ask 'how long to wrap'
	assert_equal "$(jq -r .action answers)" escalate
	review -0 <<-'END'
	wait 1/1 drawn
	wait its guess Orders arrive in 7 days.
	wait it was handed over; would this answer have been right?
	not rule
	send n\r
	wait wrong; u undoes it
	send q
	END
	assert_equal "$(cases)" '[1,0,0]'
}

@test "what is right instead is learned from a lead at once, and judged as other corrections from an agent" {
	shop
	ask "$question" 'Is there a parcel of gifts?'
	review -0 <<-'END'
	wait 1/2 drawn
	send /gifts\r
	wait 1/1 drawn
	send n
	wait what is right?
	send We sell gift parcels from 20 dollars on.\r
	wait wrong, and r4 is active; u undoes it
	wait 1 drawn to judge
	send q
	END
	assert_equal "$(fl-answer -s store 'Is there a parcel of gifts?' | jq -r .text)" 'We sell gift parcels from 20 dollars on.'
	review -0 --authority agent <<-'END'
	wait 1 drawn to judge
	send /drawn\r
	wait 1/1 drawn
	send n
	wait what is right?
	send Orders arrive in 9 days.\r
	wait wrong, and kept for fl-validate; u undoes it
	send q
	END
	assert_equal "$(cases)" '[2,0,0]'
	run -0 fl-validate -s store -q </dev/null
	assert_equal "$(jq -r 'select(.correction) | [.say, .after, .by] | join(" ")' <<<"$output")" 'Orders arrive in 9 days. pending lea'
}

@test "blanks after n are no words of what is right, only wrong" {
	shop
	ask "$question"
	review -0 <<-'END'
	wait 1/1 drawn
	send n
	wait what is right?
	send  \t \r
	wait wrong; u undoes it
	send q
	END
	assert_equal "$(cases)" '[1,0,0]'
	assert_equal "$(fl-store -s store dump | jq -c '.record | select(.type == "correction")')" ''
}

@test "words that are no judgement are none: nothing typed after Ctrl-D, or what was said" {
	shop
	ask "$question"
	review -0 <<-'END'
	wait 1/1 drawn
	send n
	wait what is right?
	send \x04
	wait not done
	send n
	wait what is right?
	send orders arrive in 7 days\r
	wait not done: that is what was said
	send n
	wait what is right?
	send Not yet.\r
	wait wrong, and
	send q
	END
	assert_equal "$(cases)" '[1,0,0]'
}

@test "e edits the rule that an answer came from, and the answer was wrong then" {
	shop
	ask "$question" 'how long to wrap'
	# shellcheck disable=SC2016	# the editor's own
	printf '#!/bin/sh\ncp "$1" seen\n[ ! -e do ] || sed -i "s/7 days/8 days/; s/say: .*answer?.*/say: An hour./" "$1"\n' >editor
	chmod +x editor
	export FL_EDITOR=$PWD/editor
	review -0 <<-'END'
	send /shipping\r
	wait 1/1 drawn
	send e
	wait nothing is done
	wait any key goes back
	send x
	wait 1/1 drawn
	send q
	END
	grep -q 'id: ship' seen
	assert_equal "$(cases)" '[0,0,2]'
	touch do
	review -0 <<-'END'
	send /shipping\r
	wait 1/1 drawn
	send e
	wait Orders arrive in 8 days.
	wait any key goes back
	send x
	wait nothing fits
	send /drawn\r
	wait 1/1 drawn
	wait its guess
	send e
	wait An hour.
	wait any key goes back
	send x
	wait nothing fits
	send q
	END
	assert_equal "$(fl-correct -s store --show ship | jq -r .say)" 'Orders arrive in 8 days.'
	assert_equal "$(fl-answer -s store 'how long to wrap' | jq -r .text)" 'An hour.'
	assert_equal "$(cases)" '[2,0,0]'
}

@test "e says so when somebody else judged the answer while the editor was open" {
	shop
	ask "$question"
	cat >editor <<-'END'
	#!/bin/sh
	fl-validate -s store --audit | jq -c '{type: "outcome", interaction, signal: "judged", value: 1, by: "tom", authority: "agent"}' |
		fl-record -q -s store
	sed -i "s/7 days/8 days/" "$1"
	END
	chmod +x editor
	FL_EDITOR=$PWD/editor review -0 <<-'END'
	wait 1/1 drawn
	send e
	wait the edit stands; somebody else has judged the answer meanwhile
	wait any key goes back
	send x
	wait nothing waits
	send q
	END
	assert_equal "$(fl-correct -s store --show ship | jq -r .say)" 'Orders arrive in 8 days.'
	assert_equal "$(cases)" '[1,1,0]'
}

@test "u takes a judgement back, with what it taught, and the answer waits again" {
	shop
	ask "$question" 'Is there a parcel of gifts?'
	rules=$(fl-correct -s store --export)
	review -0 <<-'END'
	wait 1/2 drawn
	send /gifts\r
	wait 1/1 drawn
	send y
	wait right; u undoes it
	send /drawn\r
	wait 1/1 drawn
	send nIt takes an hour.\r
	wait wrong, and r4 is active; u undoes it
	wait nothing fits
	send q
	END
	assert_equal "$(cases)" '[2,1,0]'
	review -0 <<-'END'
	wait since yesterday
	send /drawn\r
	wait nothing fits
	send u
	wait 3 records no longer count
	wait Undo your last decision?
	send y
	wait undone; u again
	wait 1/1 drawn
	send u
	wait 1 record
	wait Undo your last decision?
	send y
	wait 2 drawn to judge
	send yy
	wait nothing fits
	send u
	wait Undo your last decision?
	send y
	wait 1 drawn to judge
	send q
	END
	assert_equal "$(cases)" '[1,1,1]'
	assert_equal "$(fl-correct -s store --export)" "$rules"
	fl-store -s store dump --all >dumped
	fl-store -s store rebuild
	diff dumped <(fl-store -s store dump --all)
	fl-store -s other load dumped
	diff dumped <(fl-store -s other dump --all)
}

@test "an agent's word that waits for fl-validate is undone with the judgement" {
	shop
	ask "$question"
	review -0 --authority agent <<-'END'
	wait 1/1 drawn
	send nOrders arrive in 9 days.\r
	wait kept for fl-validate
	send u
	wait 2 records no longer count
	send y
	wait 1 drawn to judge
	send q
	END
	fl-validate -s store -q </dev/null >/dev/null
	[[ $(fl-correct -s store --export) != *'9 days'* ]]
}

@test "corrections that did not come with a judgement are no last decision" {
	shop
	drawn m1 0.5 | fl-record -q -s store
	jq -cn 'range(20) | {type: "correction", id: "k\(.)", time: "2026-11-20T11:00:00Z", question: "Is it \(.)?", right: "It is \(.).", by: "lea", authority: "agent"}' |
		fl-record -q -s store
	run -2 fl-correct -s store --by lea --undo
	assert_output 'fl-correct: there is no decision of lea that still counts'
	# Behind a judgement, but of another answer, by another, or of another time.
	jq -cn '
		{type: "outcome", id: "o1", interaction: "m1", signal: "judged", value: -1} as $o |
		{type: "correction", interaction: "m1", right: "No."} as $c |
		($o, ($c | .id = "c1" | .interaction = "m2"),
		 ($o | .id = "o2"), ($c | .id = "c2" | .by = "tom"),
		 ($o | .id = "o3"), ($c | .id = "c3" | .time = "2026-11-20T11:00:01Z"),
		 ($o | .id = "o4"), ($c | .id = "c4"),
		 ($o | .id = "o5")) |
		{time: "2026-11-20T11:00:00Z", by: "lea", authority: "agent"} + .' | fl-record -q -s store
	undone()
	{
		fl-correct -s store --by lea --undo >/dev/null
		fl-store -s store dump | jq -c '.record | select(.type == "undo").of[-1].records' | tail -n 1
	}
	assert_equal "$(undone)" '["o5"]'
	assert_equal "$(undone)" '["o4","c4"]'
	assert_equal "$(undone)" '["o3"]'
	assert_equal "$(undone)" '["o2"]'
	assert_equal "$(undone)" '["o1"]'
	run -2 fl-correct -s store --by lea --undo
	assert_output 'fl-correct: there is no decision of lea that still counts'
}

@test "how sure the bot was is shown nowhere, and the order does not depend on it" {
	shop
	for i in {1..30}; do
		drawn "m$i" "$(jq -n "$i / 31")"
	done | fl-record -q -s store
	fl-store -s store dump | head -n 3 | fl-store -s turned load
	cp store/config.yaml turned
	for i in {1..30}; do
		drawn "m$i" "$(jq -n "(31 - $i) / 31")"
	done | fl-record -q -s turned
	order()
	{
		fl-correct -s "$1" --review --json | jq -r .id
	}
	assert_equal "$(order turned)" "$(order store)"
	[[ $(order store) != "$(order store | sort -V)" && $(order store) != "$(order store | sort -rV)" ]]
	for words in --json --text --tsv; do
		run -0 fl-correct -s store --review "$words"
		[[ $output != *onfidence* && $output != *'0.'[1-9]* ]]
	done
	assert_equal "$(fl-correct -s store --review --json | jq -c '.answer | [has("confidence"), has("raw"), has("threshold")]' | uniq)" '[false,false,false]'
	printf '#!/bin/sh\ncat >paged\n' >pager
	chmod +x pager
	FL_PAGER=$PWD/pager review -0 <<-'END'
	wait 1/30 drawn
	send cim
	wait talk
	show
	send l
	wait 1/30 drawn
	send q
	END
	[[ $output != *onfid* && $output != *0.[1-9]* ]]
	[[ $(<paged) != *onfid* && $(<paged) != *0.[1-9]* && $(<paged) == *'Answer m'* ]]
	run -0 fl-validate -s store --audit --text
	[[ $output != *onfid* && $output != *0.[1-9]* && $output == *'said   Answer m1.'* ]]
}

@test "what was drawn comes behind the problems and is counted apart, and the trend does not know it" {
	shop
	ask "$question" 'Is there a parcel of gifts?' 'Do you open a gift?'
	fl-correct -s store --by tom --id late -Q 'Is it late?' --status held 'No.' >/dev/null 2>&1 || [[ $? == 1 ]]
	run -0 fl-correct -s store --review --text
	assert_line --index 0 '1 wait, 1 held; 3 drawn to judge'
	assert_line --index 1 'since yesterday: up 1, 1 new, 0 decided; 0 customers harmed'
	assert_line --index 2 --regexp '^  1  held .* late '
	assert_equal "$(fl-correct -s store --review | cut -f 1 | uniq -c | tr -s ' ' | paste -sd,)" ' 1 kind, 1 held, 3 drawn'
	first=$(fl-correct -s store --review --json | jq -r 'select(.kind == "drawn").id' | head -n 1)
	fl-correct -s store --by lea --snooze "$first" --until 3d >/dev/null
	run -0 fl-correct -s store --review --text
	assert_line --index 0 '1 wait, 1 held; 2 drawn to judge; 1 put off'
	assert_line --index 1 'since yesterday: up 1, 1 new, 0 decided; 0 customers harmed'
	[[ $(FL_NOW=2099-01-01T00:00:00Z fl-correct -s store --review --json) == *"$first"* ]]
	fl-correct -s store --review --json | python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema"
}

@test "nobody judges many answers unseen" {
	shop
	ask "$question" 'Is there a parcel of gifts?'
	fl-correct -s store --by tom --id late -Q 'Is it late?' --status held 'No.' >/dev/null 2>&1 || [[ $? == 1 ]]
	review -0 <<-'END'
	wait 1/3 held late
	send *n
	wait that is 1 (2 are judged one by one, and stay); type the number
	send no\r
	wait nothing is done
	send /drawn\r
	wait 1/2 drawn
	send *n
	wait answers that were drawn are judged one by one
	send *y
	wait answers that were drawn are judged one by one
	send t
	wait first judge it
	send s
	wait 2/2 drawn
	send q
	END
	assert_equal "$(cases)" '[0,0,2]'
}

@test "each judgement of a rule's answers counts, and none replaces another" {
	shop
	for i in {1..4}; do
		drawn "m$i" 0.5 "{\"customer\": \"u$i\"}"
	done | fl-record -q -s store
	review -0 <<-'END'
	wait 1/4 drawn
	send n\r
	wait 1 went wrong; 3 drawn to judge
	send /drawn\r
	wait 1/3 drawn
	send y
	wait 1 went wrong; 2 drawn to judge
	send q
	END
	assert_equal "$(ends ship)" '[1,1]'
	review -0 <<-'END'
	wait 2 drawn to judge
	send /drawn\r
	wait 1/2 drawn
	send n\r
	wait 1/1 drawn
	send y
	wait nothing fits
	send q
	END
	assert_equal "$(ends ship)" '[2,2]'
	fl-store -s store dump --all >dumped
	fl-store -s store rebuild
	diff dumped <(fl-store -s store dump --all)
	fl-store -s other load dumped
	diff dumped <(fl-store -s other dump --all)
	review -0 <<-'END'
	wait since yesterday
	send u
	wait Undo your last decision?
	send y
	wait undone; u again
	wait 1 drawn to judge
	send u
	wait Undo your last decision?
	send y
	wait 2 drawn to judge
	send q
	END
	assert_equal "$(ends ship)" '[1,1]'
}

@test "without a customer each answer that is judged is an end of its own, and one answer is one" {
	shop
	for i in {1..3}; do
		drawn "m$i" 0.5
	done | fl-record -q -s store
	judged()
	{
		jq -cn --arg id "$1" --argjson value "$2" --arg by "$3" \
			'{type: "outcome", interaction: $id, signal: "judged", value: $value, by: $by, authority: "lead"}' |
			fl-record -q -s store
	}
	judged m1 -1 lea
	judged m2 1 lea
	judged m3 1 lea
	judged m3 1 tom
	assert_equal "$(ends ship)" '[2,1]'
	judged m1 1 tom
	assert_equal "$(ends ship)" '[3,0]'
}

@test "a judgement stands for what the customer had said of the answer" {
	shop
	drawn m1 0.5 '{"customer": "u1"}' | fl-record -q -s store
	echo '{"type": "outcome", "interaction": "m1", "signal": "accepted", "by": "u1"}' | fl-record -q -s store
	assert_equal "$(ends ship)" '[1,0]'
	review -0 <<-'END'
	wait 1/1 drawn
	send n\r
	wait wrong; u undoes it
	send q
	END
	assert_equal "$(ends ship)" '[0,1]'
}

@test "an answer that somebody else judged meanwhile counts once" {
	shop
	ask "$question" 'Is there a parcel of gifts?'
	cat >pager <<-'END'
	#!/bin/sh
	fl-validate -s store --audit | jq -c '{type: "outcome", interaction, signal: "judged", value: -1, by: "tom", authority: "agent"}' |
		fl-record -q -s store
	END
	chmod +x pager
	FL_PAGER=$PWD/pager review -0 <<-'END'
	wait 1/2 drawn
	send l
	wait 1/2 drawn
	send y
	wait not done: somebody else has judged it meanwhile
	not to judge
	send q
	END
	assert_equal "$(cases)" '[2,0,0]'
}

@test "two at the desk at once do not judge the same answer" {
	shop
	ask "$question" 'Is there a parcel of gifts?'
	local line tom
	mkfifo steps shown
	python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by tom --review <steps >shown &
	tom=$!
	exec 8>steps 9<shown
	printf 'wait 1/2 drawn\nshow\n' >&8
	while IFS= read -r line <&9 && [[ $line != *1/2* ]]; do :; done
	[[ $line == *1/2* ]]
	review -0 <<-'END'
	wait has this case open too
	send y
	wait not done: process
	send n
	wait not done: process
	send j
	wait 2/2 drawn
	send y
	wait right; u undoes it
	send q
	END
	printf 'send n\\r\nwait wrong; u undoes it\nnot to judge\nsend q\nend\n' >&8
	exec 8>&-
	wait "$tom"
	exec 9<&-
	assert_equal "$(cases)" '[2,1,0]'
}

@test "personal data is masked until a key shows it" {
	shop
	ask 'Do you open a gift, mail bob@example.com?'
	review -0 <<-'END'
	wait asked Do you open a gift, mail <e-mail>?
	not bob@
	send m
	wait mail bob@example.com
	send m
	wait <e-mail>
	send q
	END
	run -0 fl-correct -s store --review --text
	[[ $output == *'<e-mail>'* && $output != *bob@* ]]
}

@test "nothing that is in an answer gets through to the terminal, in 60 columns and without UTF-8" {
	shop
	local n=0 text

	while IFS= read -r text; do
		n=$((n + 1))
		drawn "h$n" 0.5 "$(jq -cn --argjson t "$text" '{question: $t, channel: $t[:60], locale: $t[:60], context: {($t): $t, list: [$t]}, conversation: $t[:200],
			action: {text: $t, rules: [$t[:60]]}}')"
	done <"$FL_ROOT/tests/data/desk/hostile.jsonl" | fl-record -q -s store
	cases=$(fl-correct -s store --review --json | wc -l)
	((cases > 10))
	for ((i = 1; i <= cases; i++)); do
		printf 'wait %d/%d drawn\nsend mci\nwait q\nsend   bbcij\n' "$i" "$cases"
	done >steps
	printf '%s\n' 'wait that was the last one' 'send q' >>steps
	for locale in C.UTF-8 C; do
		LC_ALL=$locale run -0 python3 "$FL_ROOT/tests/screen.py" 60x24 fl-correct -s store --by lea --review <steps
	done
	LC_ALL=C run -0 python3 "$FL_ROOT/tests/screen.py" 60x24 fl-correct -s store --by lea --review <<<$'wait y right n wrong e s z c u ? q >\nshow\nsend n\nwait what is right?\nshow\nsend \\r\nwait wrong; u\nshow\nsend q'
	[[ $(tr -d '\0-\177' <<<"$output" | wc -c) == 0 ]]
	assert_line 'y right n wrong e s z c u ? q >'
}
