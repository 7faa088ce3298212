load helper
load data/loop/records

# say [OPTION...] TEXT: a rule, in a lead's words
say()
{
	fl-correct -s store --by maria "$@"
}

field()
{
	fl-correct -s store --show "$1" | jq -c ".$2"
}

@test "a text becomes a rule in force, printed when it is" {
	run -0 --separate-stderr say --id warranty -Q 'How long is the warranty?' -Q 'warranty years' \
		--not 'Do you sell a warranty?' -w country=US -w 'amount<500' -t goods/warranty \
		--must '2 years' --must-not 'one year' --needs country --proactive 'The warranty lasts 2 years.'
	assert_equal "$stderr" ''
	assert_equal "$(jq -c 'del(.created, .updated, .evidence, .number, .revision, .examples)' <<<"$output")" \
		'{"type":"rule","id":"warranty","category":"fact","topic":"goods/warranty","action":"answer","questions":["How long is the warranty?","warranty years"],"not":["Do you sell a warranty?"],"where":{"country":"US","amount":{"under":500}},"say":"The warranty lasts 2 years.","must":["2 years"],"must_not":["one year"],"needs":["country"],"proactive":true,"status":"active","by":"maria","authority":"lead","source":"person"}'
	run -0 fl-answer -s store --context country=US --context amount=10 'How long is the warranty?'
	assert_equal "$(jq -r .text <<<"$output")" 'The warranty lasts 2 years.'
}

@test "what an answer must state is read from the text" {
	run -0 say -Q 'How long?' 'It takes 7 to 10 days and costs $12.'
	assert_equal "$(jq -c .must <<<"$output")" '["7 to 10 days","$12"]'
}

@test "conditions are read from the command line" {
	where()
	{
		say -Q 'What?' "$@" 'So.' | jq -c .where
	}
	assert_equal "$(where -w country=US)" '{"country":"US"}'
	assert_equal "$(where -w 'country!=US')" '{"country":{"not":"US"}}'
	assert_equal "$(where -w 'country=US|CA')" '{"country":{"in":["US","CA"]}}'
	assert_equal "$(where -w 'country!=US|CA')" '{"country":{"not":["US","CA"]}}'
	assert_equal "$(where -w 'amount>100')" '{"amount":{"over":100}}'
	assert_equal "$(where -w 'amount < 1.5')" '{"amount":{"under":1.5}}'
	say -Q 'What?' -w 'amount<1.50' 'So.' | grep -qF '{"amount":{"under":1.50}}'
	assert_equal "$(where -w 'time=09:00..17:00')" '{"time":{"from":"09:00","to":"17:00"}}'
	assert_equal "$(where -w 'vip=true')" '{"vip":"true"}'
	assert_equal "$(where -w country=US -w 'amount>5')" '{"country":"US","amount":{"over":5}}'
}

@test "a condition that is none is refused, and nothing is kept" {
	for condition in country '' '=US' 'country=' 'country!US' '>5'; do
		run -2 --separate-stderr say -w "$condition" 'So.'
		said '--help'
	done
	[[ ! -e store ]]
}

@test "two conditions on one field are refused rather than one lost" {
	run -2 --separate-stderr say -w 'amount>100' -w 'amount<200' 'So.'
	said 'amount'
}

@test "what a rule cannot be is refused, and nothing is kept" {
	run -2 --separate-stderr say ''
	[[ -n $stderr ]]
	run -2 --separate-stderr say -c mood 'So.'
	said 'mood'
	run -2 --separate-stderr say --import - <<<'[{say: So., category: mood}]'
	said 'is none of fact, tone, context, recommendation, escalation: mood'
	run -2 --separate-stderr say --action dance 'So.'
	said 'dance'
	run -2 --separate-stderr say --status great 'So.'
	said 'great'
	run -2 --separate-stderr say --authority king 'So.'
	said 'king'
	run -2 --separate-stderr say 'One.' 'Two.'
	said 'one TEXT at a time'
	run -2 --separate-stderr say --list --export
	said 'only one of'
	run -2 --separate-stderr say --frobnicate
	said '--help'
	run -2 --separate-stderr say "$(printf '%09000d' 1)"
	said '"say" is longer than'
	[[ ! -e store ]] || assert_equal "$(count rules)" 0
}

@test "a hand-over is understood from the words, or said" {
	assert_equal "$(say 'refunds over 100 need a manager' | jq -r '[.category, .action] | join(" ")')" 'escalation escalate'
	assert_equal "$(say --action escalate 'Burns.' | jq -r .action)" escalate
	assert_equal "$(say --action answer 'Large orders need a manager.' | jq -r .action)" answer
	assert_equal "$(say 'We manage orders.' | jq -r .action)" answer
}

@test "who says so is --by, else FL_USER, else the login" {
	assert_equal "$(fl-correct -s store --by ann 'One.' | jq -r .by)" ann
	assert_equal "$(FL_USER=ben fl-correct -s store 'Two.' | jq -r .by)" ben
	assert_equal "$(fl-correct -s store 'Three.' | jq -r .by)" "$(id -un)"
}

@test "--dry-run says what would change and changes nothing" {
	say --id a 'One.' >/dev/null
	before=$(fl-store -s store dump --all)
	run -0 say -n 'Two.'
	assert_equal "$(jq -r '[.type, .status] | join(" ")' <<<"$output")" 'rule active'
	run -0 say -n --id a 'Three.'
	run -0 say -n --retire a
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "an id that exists is that rule again, with a new revision" {
	say --id a -Q 'What?' -Q 'Which?' 'One.' >/dev/null
	run -0 say --id a -Q 'What?' 'Two.'
	assert_equal "$(jq -c '[.say, .questions, .revision]' <<<"$output")" '["Two.",["What?"],2]'
	assert_equal "$(count rules)" 1
	assert_equal "$(fl-answer -s store 'What?' | jq -r .text)" 'Two.'
}

@test "a retired rule answers no more, an approved one again" {
	say --id a -Q 'How long is the warranty?' 'Two years.' >/dev/null
	run -0 say --retire a --reason 'sold out'
	assert_equal "$(jq -r .status <<<"$output")" retired
	run -0 fl-answer -s store 'How long is the warranty?'
	assert_equal "$(jq -c '[.action, .rules]' <<<"$output")" '["escalate",[]]'
	run -0 say --approve a
	assert_equal "$(jq -r .status <<<"$output")" active
	assert_equal "$(fl-answer -s store 'How long is the warranty?' | jq -r .text)" 'Two years.'
	run -0 say --reject a
	assert_equal "$(status a)" rejected
	assert_equal "$(fl-answer -s store 'How long is the warranty?' | jq -c .rules)" '[]'
}

@test "a pending rule may be approved by a person" {
	told 'How long is the warranty?' anna agent 'Two years.' | fl-record -q -s store
	fl-validate -s store </dev/null >/dev/null
	assert_equal "$(status r1)" pending
	say --approve r1 >/dev/null
	assert_equal "$(fl-answer -s store 'How long is the warranty?' | jq -r .text)" 'Two years.'
}

@test "the history of a rule says who, when and why" {
	FL_NOW=2026-03-02T10:00:00Z say --id a -Q 'What?' 'One.' >/dev/null
	FL_NOW=2026-03-03T10:00:00Z fl-correct -s store --by ben --retire a --reason 'sold out' >/dev/null
	say --id b 'Two.' >/dev/null
	run -0 fl-correct -s store --history a --text
	assert_equal "${#lines[@]}" 2
	assert_line --index 0 --regexp '2026-03-02T10:00:00Z +new -> active +by maria'
	assert_line --index 1 --regexp '2026-03-03T10:00:00Z +active -> retired +by ben: sold out'
	run -0 fl-correct -s store --history a
	assert_equal "$(jq -r .after <<<"$output" | paste -sd ' ')" 'active retired'
}

@test "a rule that is not there is said" {
	say --id a 'One.' >/dev/null
	for mode in show history retire approve reject; do
		run -2 --separate-stderr fl-correct -s store --$mode nothing
		said 'there is no rule nothing'
	done
	run -2 --separate-stderr fl-correct -s store --show
	said 'which rules?'
}

@test "an export of a rule that is not there is said" {
	say --id a 'One.' >/dev/null
	run -2 --separate-stderr fl-correct -s store --export a nothing
	said 'there is no rule nothing'
}

@test "a decision on several rules is made on all or none" {
	say --id a 'One.' >/dev/null
	say --id b 'Two.' >/dev/null
	run -2 say --retire a nothing b
	assert_equal "$(status a) $(status b)" 'active active'
	run -0 say --retire a b
	assert_equal "$(status a) $(status b)" 'retired retired'
}

@test "--list may be narrowed by status and category" {
	say --id a 'One.' >/dev/null
	say --id b -c escalation --action escalate 'Two.' >/dev/null
	say --id c 'Three.' >/dev/null
	say --retire c >/dev/null
	list()
	{
		fl-correct -s store --list --json "$@" | jq -r .id | paste -sd ' '
	}
	assert_equal "$(list)" 'a b c'
	assert_equal "$(list --status active)" 'a b'
	assert_equal "$(list --category escalation)" b
	run -2 --separate-stderr fl-correct -s store --list --category foo
	said "'foo' is none of fact, tone, context, recommendation, escalation"
	run -0 fl-correct -s store --list --text
	assert_line --regexp '^a +active +fact .*One\.$'
}

@test "an empty store lists and exports nothing" {
	many 1 | fl-record -q -s store
	run -0 fl-correct -s store --list
	assert_output ''
	run -0 fl-correct -s store --export
	assert_output '[]'
	run -0 fl-correct -s store --import <(echo '[]')
	assert_output ''
}

# everything FILE: rules that use every member, and texts that a careless writer would spoil
everything()
{
	cat >"$1" <<-'END'
	- id: r9
	  category: fact
	  topic: shipping/international
	  action: answer
	  questions:
	    - "How long does shipping to France take?"
	    - "yes"
	    - "no: it isn't #1, is it?"
	    - " blanks at both ends "
	    - "a\ttab, a \"quote\", a \\ and\na second line"
	    - "- not a list"
	    - "1.10"
	    - "~"
	    - "null"
	    - "Wie lange dauert es nach Köln? 日本 😀"
	    - "\u202Ebidi\u200Bhidden\e[31m"
	  not:
	    - "How long do domestic orders take?"
	  where: {country: {not: US}, amount: {over: 100.50}, tag: [a, "1", "true"], vip: true}
	  say: "International orders arrive in 7 to 10 days: promised."
	  must:
	    - "7 to 10 days"
	  must_not:
	    - "3 days"
	  needs:
	    - country
	  proactive: true
	  threshold: 0.25
	  status: active
	  x-note: {ticket: "42", n: 42, deep: [1, {a: null}]}
	- id: r10
	  category: recommendation
	  action: recommend
	  questions:
	    - Which tent?
	  prefer:
	    - Basecamp 4
	  avoid:
	    - Ridgeline 1 UL
	  status: pending
	- id: tone
	  category: tone
	  action: style
	  where: {channel: email}
	  style: {register: formal, emoji: false, forbid: ["Hey hey!"]}
	  status: retired
	END
}

@test "an export of no rules is imported too" {
	fl-record -q -s store </dev/null
	run -0 bash -c 'fl-correct -s store --export | fl-correct -s other --import -'
	assert_output ''
	run -0 fl-correct -s other --list
	assert_output ''
}

@test "export and import round-trip to the byte, whatever the texts" {
	everything in.yaml
	run -0 --separate-stderr fl-correct -s store --import in.yaml
	assert_equal "$stderr" ''
	fl-correct -s store --export >one.yaml
	fl-correct -s second --import one.yaml >/dev/null
	fl-correct -s second --export >two.yaml
	[[ -s one.yaml ]]
	cmp one.yaml two.yaml
	diff <(fl-correct -s store --show r9 r10 tone | jq -cS 'del(.created, .updated)') \
		<(fl-correct -s second --show r9 r10 tone | jq -cS 'del(.created, .updated)')
}

@test "questions keep the order in which a person wrote them" {
	cat >in.yaml <<-'END'
	- id: a
	  say: One.
	  questions: [Where is it?, An early one?, What is it?]
	END
	fl-correct -s store --import in.yaml >/dev/null
	assert_equal "$(field a questions)" '["Where is it?","An early one?","What is it?"]'
}

@test "questions that differ only in spelling are imported once, and then nothing changes" {
	cat >in.yaml <<-'END'
	- id: a
	  say: One.
	  questions: [Where is it?, where is it, "???", "😀", "!"]
	END
	fl-correct -s store --import in.yaml >/dev/null
	assert_equal "$(field a questions)" '["Where is it?","???","😀","!"]'
	run -0 fl-correct -s store --import in.yaml
	assert_output ''
}

@test "a rule that is held is imported without a complaint" {
	echo '{id: a, say: One., status: held}' >in.yaml
	run -0 --separate-stderr fl-correct -s store --import in.yaml
	assert_equal "$stderr" ''
	assert_equal "$(status a)" held
}

@test "every member of an imported rule is there as it was written" {
	everything in.yaml
	fl-correct -s store --import in.yaml >/dev/null
	questions=$(field r9 questions)
	for text in '"yes"' '"no: it isn'"'"'t #1, is it?"' '" blanks at both ends "' '"null"' '"1.10"' \
		'"a\ttab, a \"quote\", a \\ and\na second line"'; do
		[[ $questions == *"$text"* ]]
	done
	assert_equal "$(fl-correct -s store --show r9 | grep -o '"where":{[^}]*}[^}]*}[^}]*}')" \
		'"where":{"country":{"not":"US"},"amount":{"over":100.50},"tag":["a","1","true"],"vip":true}'
	assert_equal "$(field r9 threshold)" 0.25
	assert_equal "$(field r9 '"x-note"')" '{"ticket":"42","n":42,"deep":[1,{"a":null}]}'
	assert_equal "$(field tone style)" '{"register":"formal","emoji":false,"forbid":["Hey hey!"]}'
	assert_equal "$(fl-correct -s store --show r10 | jq -c '[.prefer, .avoid, .status]')" '[["Basecamp 4"],["Ridgeline 1 UL"],"pending"]'
}

@test "an export imported again changes nothing" {
	everything in.yaml
	fl-correct -s store --import in.yaml >/dev/null
	say --id a -Q 'How much?' 'It costs $5.' >/dev/null
	told 'When?' anna agent 'On 3 May.' | fl-record -q -s store
	fl-validate -s store </dev/null >/dev/null
	fl-correct -s store --export >one.yaml
	before=$(fl-store -s store dump --all)
	run -0 --separate-stderr fl-correct -s store --import -n one.yaml
	assert_output ''
	run -0 --separate-stderr fl-correct -s store --import one.yaml
	assert_output ''
	assert_equal "$stderr" ''
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "a file of a person's own imported twice changes nothing the second time" {
	cat >in.yaml <<-'END'
	- id: ship
	  questions: [How long does it take?]
	  say: It takes 7 to 10 days.
	END
	fl-correct -s store --import in.yaml >/dev/null
	run -0 fl-correct -s store --import in.yaml
	assert_output ''
	assert_equal "$(field ship revision)" 1
}

@test "a rule of 200 questions survives export and import" {
	{
		printf -- '- id: big\n  say: So.\n  questions:\n'
		seq -f '    - Is number %.0f the one?' 200
	} >in.yaml
	fl-correct -s store --import in.yaml >/dev/null
	fl-correct -s store --export >out.yaml
	fl-correct -s second --import out.yaml >/dev/null
	assert_equal "$(fl-correct -s second --show big | jq '.questions | length')" 200
	fl-correct -s second --export | cmp out.yaml -
	run -0 fl-correct -s store --import out.yaml
	assert_output ''
}

@test "an export of many rules can be imported, however long it is" {
	{
		for i in {1..60}; do
			printf -- '- id: long%d\n  say: %05000d\n' "$i" "$i"
		done
	} >all.yaml
	split -l 40 --additional-suffix=.yaml all.yaml part.
	fl-correct -s store --import part.*.yaml >/dev/null
	fl-correct -s store --export >out.yaml
	run -0 --separate-stderr fl-correct -s second --import out.yaml
	assert_equal "$stderr" ''
	fl-correct -s second --export | cmp out.yaml -
}

# import_refused MESSAGE: standard input is a file of rules of which none may come in
import_refused()
{
	cat >in.yaml
	run -2 --separate-stderr fl-correct -s store --import in.yaml
	said "$1"
	assert_output ''
	[[ ! -e store ]] || assert_equal "$(count rules)" 0
}

@test "an import takes all rules or none, and names the place of the bad one" {
	import_refused 'in.yaml:3:' <<-'END'
	- id: good
	  say: One.
	- id: bad
	END
	import_refused "in.yaml:4:3: a rule has no 'sya'" <<-'END'
	- id: good
	  say: One.
	- id: bad
	  sya: Two.
	END
	import_refused 'in.yaml:2:' <<-'END'
	- say: One.
	- {say: Two., category: mood}
	END
	import_refused 'in.yaml:1:' <<-'END'
	- say: One.
	  where: {amount: {about: 100}}
	END
	import_refused 'in.yaml:1:' <<<'- {id: a, say: One., status: great}'
	import_refused 'in.yaml:1:' <<<'- {id: a, say: [One.]}'
	import_refused 'in.yaml:' <<<'- {id: a, id: b, say: One.}'
	import_refused 'in.yaml:' <<<'- {id: a, say: &x One., topic: *x}'
	import_refused 'in.yaml:1:' <<<'just words'
	import_refused 'in.yaml:' <<<'- {id: a, say: "One.'
}

@test "of several files one bad one keeps all out" {
	echo '{id: a, say: One.}' >a.yaml
	echo '{id: b}' >b.yaml
	run -2 fl-correct -s store --import a.yaml b.yaml
	[[ ! -e store ]] || assert_equal "$(count rules)" 0
	run -2 --separate-stderr fl-correct -s store --import a.yaml missing.yaml
	said 'missing.yaml'
	run -2 --separate-stderr fl-correct -s store --import
	said 'which files?'
}

@test "--export of one rule prints that rule" {
	everything in.yaml
	fl-correct -s store --import in.yaml >/dev/null
	run -0 fl-correct -s store --export r10
	assert_line --index 0 '- id: r10'
	refute_output --partial 'id: r9'
	fl-correct -s store --export >all
	grep '^- id' all | diff - <(printf -- '- id: r9\n- id: r10\n- id: tone\n')
}

@test "a lead's correction as a line is in force when its line is printed" {
	told 'How long is the warranty?' maria lead 'The warranty lasts two years.' ',"id":"c1"' >in
	run -0 --separate-stderr fl-correct -s store <in
	assert_equal "$stderr" ''
	assert_equal "$(jq -r '[.type, .status, .correction, .new] | join(" ")' <<<"$output")" 'rule active c1 true'
	run -0 fl-correct -s store <in
	assert_equal "$(jq -r '[.type, .status, .correction, .new] | join(" ")' <<<"$output")" 'rule active c1 false'
	assert_equal "$(fl-answer -s store 'How long is the warranty?' | jq -r .text)" 'The warranty lasts two years.'
}

@test "an agent's correction as a line waits for fl-validate" {
	told 'How long is the warranty?' anna agent 'The warranty lasts two years.' ',"id":"c1"' >in
	run -0 --separate-stderr fl-correct -s store <in
	assert_equal "$(jq -r '[.type, .id, .new] | join(" ")' <<<"$output")" 'correction c1 true'
	assert_equal "$(count rules)" 0
	fl-validate -s store </dev/null >/dev/null
	assert_equal "$(status r1)" pending
}

@test "bad lines among corrections are refused and named" {
	{
		echo '{bad'
		asked m1 u1 FR 'How?' 'So.'
		told 'How?' maria lead 'So.'
		echo '{"type":"correction","question":"How?"}'
		printf '{"type":"correction","question":"a","right":"%0300d"}\n' 1
	} >in
	run -3 --separate-stderr fl-correct -s store --max-line 200 <in
	assert_equal "$(jq -r .say <<<"$output")" 'So.'
	said 'stdin:1:'
	said 'stdin:2: a record of type interaction has no place here'
	said 'stdin:4:'
	said 'stdin:5: longer than 200 bytes (--max-line)'
	run -0 --separate-stderr fl-correct -s store --max-line 200 --rejects bad <in
	assert_equal "$stderr" ''
	cmp bad <(sed 3d in)
}

@test "a correction that a rule already gives adds its question to that rule" {
	say --id ship -Q 'How long does shipping to France take?' 'International orders take 7 to 10 days.' >/dev/null
	told 'how long till my parcel gets to Tokyo' ben lead 'International orders take 7 to 10 days.' | fl-correct -s store >/dev/null
	assert_equal "$(count rules)" 1
	assert_equal "$(field ship questions)" '["How long does shipping to France take?","how long till my parcel gets to Tokyo"]'
	assert_equal "$(fl-answer -s store 'how long till my parcel gets to Tokyo' | jq -r '.rules[0]')" ship
}

@test "a typed text that a rule already says makes no second rule" {
	say -Q 'How long does shipping to France take?' 'International orders take 7 to 10 days.' >/dev/null
	say -Q 'how long till my parcel gets to Tokyo' 'International orders take 7 to 10 days.' >/dev/null
	assert_equal "$(count rules)" 1
	assert_equal "$(field r1 'questions | length')" 2
}

@test "a conflict with a rule in force is held and said, and --force overrides" {
	say --id old -Q 'How long does shipping to France take?' 'Shipping to France takes 3 days.' >/dev/null
	run -1 --separate-stderr say --id new -Q 'How long does shipping to France take?' 'Shipping to France takes 10 days.'
	said 'new is held: conflict: old ("Shipping to France takes 3 days.") says otherwise; --force replaces it'
	assert_equal "$(jq -r .status <<<"$output")" held
	assert_equal "$(fl-answer -s store 'How long does shipping to France take?' | jq -r .text)" 'Shipping to France takes 3 days.'
	run -0 --separate-stderr say --force --id new -Q 'How long does shipping to France take?' 'Shipping to France takes 10 days.'
	assert_equal "$(jq -r .status <<<"$output")" active
	assert_equal "$(status old)" retired
	assert_equal "$(fl-answer -s store 'How long does shipping to France take?' | jq -r .text)" 'Shipping to France takes 10 days.'
}

@test "no conflict where the conditions keep two rules apart" {
	say --id us -Q 'How long does shipping take?' -w country=US 'Shipping takes 3 days.' >/dev/null
	run -0 --separate-stderr say --id abroad -Q 'How long does shipping take?' -w 'country!=US' 'Shipping takes 10 days.'
	assert_equal "$stderr" ''
	assert_equal "$(jq -r .status <<<"$output")" active
}

@test "nothing that was written reaches a terminal raw" {
	evil=$'\e]0;owned\a\e[31m\u202etxet\u200b\u009b2J\r\b'
	say --id "evil$evil" -t "$evil" -Q "q$evil" --not "n$evil" --must "m$evil" --must-not "x$evil" \
		--needs "f$evil" -w "k$evil=v$evil" --by "b$evil" "Say $evil." >/dev/null
	say --retire "evil$evil" --reason "why$evil" >/dev/null
	for mode in '--list' "--show evil$evil" "--history evil$evil"; do
		IFS=' ' read -r -a words -d '' < <(printf '%s\0' "$mode") || :
		run -0 fl-correct -s store "${words[0]}" ${words[1]+"evil$evil"} --text
		[[ -n $output ]]
		[[ $output != *$'\e'* && $output != *$'\a'* && $output != *$'\r'* && $output != *$'\b'* ]]
		[[ $output != *$'\u202e'* && $output != *$'\u200b'* && $output != *$'\u009b'* ]]
	done
	run -2 --separate-stderr fl-correct -s store --show "none$evil"
	[[ $stderr != *$'\e'* && $stderr != *$'\u202e'* ]]
}

@test "on a terminal JSON is escaped too" {
	command -v script >/dev/null || skip 'no script(1)'
	say --id a "Say $(printf '\u202etxet\u009b')." >/dev/null
	run -0 script -qec 'fl-correct -s store --show a --json' /dev/null
	[[ $output == *'\u202etxet\u009b'* ]]
	[[ $output != *$'\u202e'* && $output != *$'\u009b'* ]]
}

@test "a long id is shown whole, so that it can be typed" {
	say --id international-shipping 'One.' >/dev/null
	run -0 fl-correct -s store --list --text
	assert_output --partial international-shipping
}

@test "a full disk as standard output is not success, and the rule is there" {
	run -2 --separate-stderr bash -c 'fl-correct -s store --id a "One." >/dev/full'
	said 'standard output: No space left on device'
	run -2 bash -c 'fl-correct -s store --list --json >/dev/full'
	assert_equal "$(status a)" active
}

@test "without a text and without input it says what it wants" {
	command -v script >/dev/null || skip 'no script(1)'
	run script -qec 'fl-correct -s store' /dev/null </dev/null
	assert_output --partial 'what should be said?'
}

@test "colour is for terminals that have it, and NO_COLOR says no" {
	fl-correct -s store --id a -Q 'When do you open?' 'At ten.' >/dev/null
	for command in 'fl-correct -s store --list' 'fl-answer -s store "When do you open?"'; do
		TERM=xterm run -0 script -qec "$command" /dev/null </dev/null
		assert_output --partial $'\e[32ma'	# active, answer
		NO_COLOR=1 TERM=xterm run -0 script -qec "$command" /dev/null </dev/null
		refute_output --partial $'\e'
		TERM=dumb run -0 script -qec "$command" /dev/null </dev/null
		refute_output --partial $'\e'
		TERM=xterm run -0 bash -c "$command --text"
		refute_output --partial $'\e'
	done
}

@test "a list says what a rule of style asks for" {
	printf '%s\n' '- id: polite' '  category: tone' '  where: {channel: email}' \
		'  style: {register: formal}' >rule.yaml
	fl-correct -s store --import rule.yaml >/dev/null
	run -0 fl-correct -s store --list --text
	assert_line --regexp '^polite .*formal words'
}

@test "a rule in force that is near and says otherwise is named, and stays" {
	fl-correct -s store --id a -Q 'how long to Spain?' -t shipping 'Orders to Spain take 7 to 10 days.' >/dev/null
	fl-correct -s store --id b -Q 'how heavy is the tent?' 'The tent weighs 3 kg.' >/dev/null
	run -0 --separate-stderr fl-correct -s store --id c -Q 'how long does an order to Spain take?' 'Orders to Spain take 3 days.'
	said 'c: a ("Orders to Spain take 7 to 10 days.") is near, says otherwise, and stays in force beside it'
	assert_equal "$(status a) $(status c)" 'active active'
	run -0 --separate-stderr fl-correct -s store --id d -Q 'how heavy is the stove?' 'The stove weighs 1 kg.'
	run -0 --separate-stderr fl-correct -s store --id e -Q 'when do you open?' 'We open at 9:00.'
	assert_equal "$stderr" ''
}

@test "an answer without courtesies is said to the byte as it was written" {
	printf '%s\n' '{"type":"correction","question":"what is the unit of length","right":" metre, \n","by":"lee","authority":"lead"}' |
		fl-correct -s store >/dev/null
	run -0 --separate-stderr fl-answer -s store --json 'what is the unit of length'
	assert_equal "$(jq -c .text <<<"$output")" '" metre, \n"'
}
