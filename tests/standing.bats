# Earlier corrections as standing tests: what comes into force may not take their answer away.

load helper
load data/loop/records

question='Can I take the kayak on a train?'
right='Kayaks travel in the luggage van of slow trains.'
other='Ask at the station desk about boats and trains.'

# replay [FILTER]: the check of the last verdict
replay()
{
	tail -n 1 <<<"$output" | jq -c ".checks[] | select(.check == \"replay\") | ${1-.result}"
}

# said_by QUESTION RIGHT NAME...: agents who say it, each with an id of their own
said_by()
{
	local question=$1 right=$2 name

	shift 2
	for name; do told "$question" "$name" agent "$right" ",\"id\":\"$name\""; done
}

@test "a change that takes an earlier correction's question away is held, and says which" {
	said_by "$question" "$right" anna ben | fl-record -q -s store
	judge
	assert_equal "$(status r1)" active
	said_by "$question" "$other" cara dan | fl-record -q -s store
	judge
	assert_equal "$(status r2)" held
	assert_equal "$(replay)" '"held"'
	assert_equal "$(replay .figures.breaks_tests)" \
		"[{\"correction\":\"anna\",\"rule\":\"r1\",\"question\":\"$question\"}]"
	assert_equal "$(replay .reason)" "\"of 0 recent questions it would answer 0: 0 had ended badly, 0 well with \
another answer; it would take \\\"$question\\\" from r1, which correction anna gave it to\""
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
}

@test "what is tried on is also what came into force in the same run" {
	{
		said_by "$question" "$right" anna ben
		said_by "$question" "$other" cara dan
	} | fl-record -q -s store
	judge
	assert_equal "$(status r1)" active
	assert_equal "$(status r2)" held
	assert_equal "$(replay '[.figures.tests, .figures.tests_broken]')" '[1,1]'
}

@test "a change that says it of the same question with more weight goes through" {
	said_by "$question" "$right" anna ben | fl-record -q -s store
	judge
	said_by "$question" "$other" cara dan eve | fl-record -q -s store
	judge
	assert_equal "$(status r2)" active
	assert_equal "$(replay '[.figures.tests_broken, .figures.tests_outweighed]')" '[0,1]'
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$other"
}

@test "the same answer in the same words breaks nothing, nor does another question's" {
	said_by "$question" "$right" anna ben | fl-record -q -s store
	judge
	said_by 'Where is the nearest station?' 'The nearest station is on the square.' cara dan |
		fl-record -q -s store
	judge
	assert_equal "$(status r2)" active
	assert_equal "$(replay)" '"passed"'
}

@test "a rule for other cases only breaks nothing" {
	said_by "$question" "$right" anna ben | fl-record -q -s store
	judge
	for name in cara dan; do
		told "$question" "$name" agent "$other" ",\"id\":\"$name\",\"where\":{\"country\":\"NO\"}"
	done | fl-record -q -s store
	judge
	assert_equal "$(status r2)" active
	assert_equal "$(fl-answer -s store -c country=FR "$question" | jq -r .text)" "$right"
}

@test "a lead's rule that breaks a lead's earlier one is held and shown, and --force overrides" {
	fl-correct -s store --id kayak -Q "$question" "$right" >/dev/null
	run --separate-stderr fl-correct -s store --id desk -Q "$question" "$other"
	assert_equal "$(status desk)" held
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
	fl-correct -s store -f --id desk -Q "$question" "$other" >/dev/null
	assert_equal "$(status desk)" active
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$other"
}

@test "the desk shows which correction a held rule would break" {
	said_by "$question" "$right" anna ben | fl-record -q -s store
	said_by "$question" "$other" cara dan | fl-record -q -s store
	judge
	run -0 script -qec 'fl-correct -s store --review' /dev/null <<<q
	assert_output --regexp "breaks +anna: Can I take the kayak on a train\? -> r1"
}

@test "a rule that hands over may not take the questions of an earlier correction, and says which" {
	fl-correct -s store --id slow -Q 'how long does a refund of 200 USD take?' 'Refunds take 5 days.' >/dev/null
	said_by 'when is my refund of 150 USD there?' 'Refunds take 5 days.' anna ben | fl-record -q -s store
	judge
	run --separate-stderr fl-correct -s store --id big --action escalate -w 'amount>100' \
		-Q 'I want a refund of 250 USD' 'Refunds over 100 are for a manager.'
	assert_equal "$(status big)" held
	said 'it would take "how long does a refund of 200 USD take?" from slow, which a person gave it to, and 1 more'
	assert_equal "$(fl-answer -s store 'when is my refund of 150 USD there?' | jq -r .text)" 'Refunds take 5 days.'
	fl-correct -s store --id huge --action escalate -w 'amount>1000' -Q 'I want a refund of 2500 USD' \
		'Refunds over 1000 are for a manager.' >/dev/null
	assert_equal "$(status huge)" active
}

@test "what has to be handed over is a test too: an answer to that very question is held" {
	fl-correct -s store --id boss --action escalate -Q 'my stove exploded' 'Call them back at once.' >/dev/null
	said_by 'my stove exploded' 'Stoves are tested before they are sold.' cara dan | fl-record -q -s store
	judge
	assert_equal "$(status r2)" held
	assert_equal "$(fl-answer -s store 'my stove exploded' | jq -r .action)" escalate
}

@test "an agent who gives a rule in force another rule's very question waits for a second one" {
	said_by "$question" "$right" anna ben | fl-record -q -s store
	fl-correct -s store --id desk -Q 'Where is the desk?' "$other" >/dev/null
	judge
	said_by "$question" "$other" cara | fl-record -q -s store
	judge
	assert_equal "$(tail -n 1 <<<"$output" | jq -c '.checks[] | select(.check == "conflict").result')" '"held"'
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
	said_by "$question" "$other" dan | fl-record -q -s store
	judge
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$other"
}

@test "a lead's edit that gives a rule in force another one's question is held, and --force overrides" {
	fl-correct -s store --id kayak -Q "$question" "$right" >/dev/null
	fl-correct -s store --id desk -Q 'Where is the desk?' "$other" >/dev/null
	printf -- '- id: desk\n  questions: ["Where is the desk?", "%s"]\n  say: %s\n' "$question" "$other" >rules.yaml
	run --separate-stderr fl-correct -s store --import rules.yaml
	assert_equal "$(status desk)" held
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
	fl-correct -s store -f --import rules.yaml >/dev/null
	assert_equal "$(status desk)" active
}

# narrowed COUNTRY: a rule is edited so that it does not hold there
narrowed()
{
	fl-correct -s store --export r1 | sed "/^  say/i\\  where: {country: {not: $1}}" >rules.yaml
	run --separate-stderr fl-correct -s store --import rules.yaml
}

@test "a person's edit that excludes the case of an earlier correction is held, another one is not" {
	asked m1 u1 FR "$question" 'No idea.' | fl-record -q -s store
	{ corrected m1 anna agent "$right"; corrected m1 ben agent "$right"; } | fl-record -q -s store
	judge
	cp -r store other
	narrowed US
	assert_equal "$(status r1)" active
	rm -r store
	mv other store
	narrowed FR
	assert_equal "$(status r1)" held
	said "it would take \"$question\" from r1, which correction m1/anna gave it to"
}

# desks: a rule for one country has the very question of a rule for all
desks()
{
	fl-correct -s store --id kayak -Q "$question" "$right" >/dev/null
	fl-correct -s store --id desk -w country=NO -Q "$question" "$other" >/dev/null
	assert_equal "$(status desk)" active
}

# everywhere: it is written without its condition
everywhere()
{
	fl-correct -s store --export desk | sed '/where:\|country:/d; s/retired/active/' >rules.yaml
	run --separate-stderr fl-correct -s store --import rules.yaml
}

@test "a person's edit that widens a rule's conditions may not take another rule's question" {
	desks
	everywhere
	assert_equal "$(status desk)" held
	said "it would take \"$question\" from kayak, which a person gave it to"
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
}

@test "a retired rule that a person writes anew is tried with what it knew and with what is new" {
	desks
	fl-correct -s store --retire desk >/dev/null
	everywhere
	assert_equal "$(status desk)" held
	said "it would take \"$question\" from kayak"
	fl-correct -s store --id late -Q 'When does the last bus leave?' 'The last bus leaves at noon.' >/dev/null
	fl-correct -s store --retire late >/dev/null
	printf -- '- id: late\n  questions: ["When does the last bus leave?", "%s"]\n  say: %s\n' "$question" "$other" >rules.yaml
	run --separate-stderr fl-correct -s store --import rules.yaml
	assert_equal "$(status late)" held
	said "it would take \"$question\" from kayak"
}

@test "an edit that gives back one question and takes another is held for the one that it takes" {
	local swim='Where can I swim near the camp?'

	fl-correct -s store --id kayak -Q "$question" "$right" >/dev/null
	fl-correct -s store --id swim -Q "$swim" 'The lake is fifteen minutes down the path.' >/dev/null
	fl-correct -s store -f --id desk -Q "$question" "$other" >/dev/null
	printf -- '- id: desk\n  questions: ["%s"]\n  say: %s\n' "$swim" "$other" >rules.yaml
	run --separate-stderr fl-correct -s store --import rules.yaml
	assert_equal "$(status desk)" held
	said "it would take \"$swim\" from swim, which a person gave it to"
}

@test "what an edited rule answered already is not counted for its edit or against it" {
	fl-correct -s store --id desk -Q "$question" 'The desk opens at 9 am.' >/dev/null
	for i in 1 2 3; do
		used "m$i" "u$i" desk "$question" | sed 's/"So."/"The desk opens at 9 am."/'
		ended "m$i" accepted "u$i"
	done | fl-record -q -s store
	printf -- '- id: desk\n  questions: ["%s", "When is the desk open?"]\n  say: The desk opens at 8 am.\n' "$question" >rules.yaml
	run -0 --separate-stderr fl-correct -s store --import rules.yaml
	assert_equal "$(status desk)" active
	assert_equal "$(fl-store -s store dump | jq -c '.record.checks[]? |
		select(.check == "replay").figures | [.asked, .touched, .mended, .broken]' | tail -n 1)" '[3,0,0,0]'
}

@test "a lead's streamed correction that takes an earlier one's question says which, on the line and to people" {
	{
		told "$question" lea lead "$right" ',"id":"k1"'
		told "$question" max lead "$other" ',"id":"k2"'
		told "$question" max lead "$other" ',"id":"k3"'
		told 'Where is the desk?' max lead "$other" ',"id":"k4"'
	} >lines
	run -0 --separate-stderr fl-correct -s store <lines
	assert_equal "$(jq -c '[.correction, .id, .breaks_tests]' <<<"$output")" "[\"k1\",\"r1\",null]
[\"k2\",\"r2\",[{\"correction\":\"k1\",\"rule\":\"r1\",\"question\":\"$question\"}]]
[\"k3\",\"r2\",null]
[\"k4\",\"r2\",null]"
	assert_equal "$stderr" "fl-correct: correction k2, now in r2: it takes \"$question\" from r1, which correction k1 gave it to"
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$other"
}

@test "a streamed correction for another case, or of a rule that left, takes nothing" {
	told "$question" lea lead "$right" | fl-correct -s store >/dev/null
	run -0 --separate-stderr fl-correct -s store < <(told "$question" max lead "$other" ',"where":{"country":"NO"},"context":{"country":"NO"}')
	assert_equal "$stderr" ''
	fl-correct -s store --retire r1 >/dev/null
	run -0 --separate-stderr fl-correct -s store < <(told "$question" zoe lead 'Kayaks go by bus.')
	assert_equal "$stderr" ''
}

@test "a lead's streamed hand-over says whose questions it takes, and one that is held says why" {
	fl-correct -s store --id slow -Q 'how long does a refund of 200 USD take?' 'Refunds take 5 days.' >/dev/null
	run -0 --separate-stderr fl-correct -s store < <(told 'I want a refund of 250 USD' lea lead \
		'Refunds over 100 are for a manager.' ',"id":"k1","category":"escalation","where":{"amount":{"over":100}}')
	said 'correction k1, now in r2: it takes "how long does a refund of 200 USD take?" from slow, which a person gave it to'
	run -0 --separate-stderr fl-correct -s store < <(told 'how long does a refund of 200 USD take?' max lead 'Refunds take 9 days.')
	assert_equal "$(jq -r .status <<<"$output")" held
	said 'r3 is held: conflict: slow ("Refunds take 5 days.") says otherwise'
}

# rewritten: a lead puts other words into the rule that anna and ben taught, and leaves the rest
rewritten()
{
	said_by "$question" "$right" anna ben | fl-record -q -s store
	judge
	fl-correct -s store --export r1 | sed 's/slow trains/all slow trains/' >rules.yaml
	fl-correct -s store --by lea --import rules.yaml >/dev/null
}

@test "a rule that a person writes anew keeps whose word brought each of its questions" {
	rewritten
	run -1 --separate-stderr fl-correct -s store --id desk -Q "$question" "$other"
	said "it would take \"$question\" from r1, which correction anna gave it to"
}

@test "after a person's rewriting, an edit that excludes an earlier correction's case is still held" {
	asked m1 u1 FR "$question" 'No idea.' | fl-record -q -s store
	{ corrected m1 anna agent "$right"; corrected m1 ben agent "$right"; } | fl-record -q -s store
	judge
	fl-correct -s store --export r1 | sed 's/slow trains/all slow trains/' >rules.yaml
	fl-correct -s store --import rules.yaml >/dev/null
	narrowed FR
	assert_equal "$(status r1)" held
	said "it would take \"$question\" from r1, which correction m1/anna gave it to"
}

# examples: what the store keeps of each question
examples()
{
	fl-store -s store dump --all | jq -r 'select(.table == "examples").value' |
		python3 -c 'import sys; [print(bytes.fromhex(l.strip()).decode()) for l in sys.stdin]'
}

@test "a person's rewriting keeps a question's language and who may stand for it" {
	local locale=de-Latn-DE-1996-u-co-phonebk-x-shop-berlin

	told 'Wo ist mein Paket?' anna agent 'Pakete brauchen drei Werktage.' ',"locale":"de"' | fl-record -q -s store
	told 'Wo ist mein Paket?' ben agent 'Pakete brauchen drei Werktage.' ',"locale":"de"' | fl-record -q -s store
	judge
	told 'wo bleibt das Paket' eve customer 'Pakete brauchen drei Werktage.' ",\"locale\":\"$locale\"" | fl-record -q -s store
	judge
	examples >before
	grep -q "$locale" before
	fl-correct -s store --export r1 | sed 's/Werktage/ganze Werktage/' >rules.yaml
	fl-correct -s store --import rules.yaml >/dev/null
	diff before <(examples)
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
}
