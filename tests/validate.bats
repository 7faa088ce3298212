load helper
load data/loop/records

question='How long is the warranty on a tent?'
right='The warranty on a tent is two years.'

# check NAME [FILTER]: a check of the (last) verdict
check()
{
	tail -n 1 <<<"$output" | jq -r ".checks[] | select(.check == \"$1\") | ${2-.result}"
}

verdict()
{
	tail -n 1 <<<"$output" | jq -r "${1-[.before, .after] | join(\" \")}"
}

@test "a verdict says every check with its result, its figures and its reason" {
	told "$question" anna agent "$right" | fl-record -q -s store
	judge
	assert_equal "$(jq -r '[.checks[].check] | join(" ")' <<<"$output")" \
		'form authority duplicate conflict evidence replay trial'
	assert_equal "$(jq -r '[.checks[].result] | unique | join(" ")' <<<"$output")" passed
	assert_equal "$(jq '[.checks[].reason | select(length > 0)] | length' <<<"$output")" 7
	assert_equal "$(check authority .reason)" 'a word of authority agent weighs 1'
	assert_equal "$(check duplicate .reason)" 'no rule says this yet'
	assert_equal "$(check evidence .figures.needed)" 2
	assert_equal "$(check evidence .figures.support)" 1
	assert_equal "$(check evidence .reason)" '1 voice, weight 1 of the 2 that it needs'
	assert_equal "$(verdict '.after')" pending
}

@test "nothing new says nothing" {
	told "$question" anna agent "$right" | fl-record -q -s store
	judge
	before=$(fl-store -s store dump --all)
	judge
	assert_output ''
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "what was said to one customer is learned without greeting, name and sign-off" {
	told "$question" anna agent "Hi, Anna here. $right Have a nice day!" | fl-record -q -s store
	judge
	told "$question" ben agent "Hello! This is Ben from support. $right Kind regards, Ben" | fl-record -q -s store
	judge
	assert_equal "$(verdict)" 'pending active'
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
}

@test "an empty store has nothing to say" {
	judge
	assert_output ''
}

@test "a rule is pending until a second reporter, and then in force" {
	told "$question" anna agent "$right" | fl-record -q -s store
	judge
	assert_equal "$(verdict)" ' pending'
	told "$question" anna agent "$right" ',"id":"again"' | fl-record -q -s store
	judge
	assert_equal "$(verdict)" 'pending pending'
	assert_equal "$(check duplicate .reason)" 'anna has said this of r1 before: one reporter counts once'
	told "$question" ben agent "$right" | fl-record -q -s store
	judge
	assert_equal "$(verdict)" 'pending active'
	assert_equal "$(evidence r1 '[.voices, .support]')" '[2,2]'
}

@test "customers alone reach trial at most" {
	for i in {1..20}; do told "$question" "u$i" customer "$right"; done | fl-record -q -s store
	judge
	assert_equal "$(status r1)" trial
	assert_equal "$(evidence r1 '[.voices, .support, .staff]')" '[20,5,0]'
	assert_equal "$(fl-correct -s store --show r1 | jq .proactive)" null
	told "$question" anna agent "$right" | fl-record -q -s store
	judge
	assert_equal "$(status r1)" active
}

@test "ten thousand corrections of one customer change no answer" {
	for i in {1..10000}; do echo "{\"type\":\"correction\",\"id\":\"c$i\",\"question\":\"$question\",\"by\":\"u1\",\"authority\":\"customer\",\"right\":\"$right\"}"; done |
		fl-record -q -s store
	fl-validate -s store </dev/null >/dev/null
	assert_equal "$(status r1)" pending
	assert_equal "$(evidence r1 .voices)" 1
	assert_equal "$(fl-answer -s store "$question" | jq -c .rules)" '[]'
}

@test "a rule on trial answers in its share of conversations, and always the same ones" {
	mkdir -m 700 store
	echo 'trial_share: 0.5' >store/config.yaml
	for i in {1..20}; do told "$question" "u$i" customer "$right"; done | fl-record -q -s store
	judge
	for i in {1..100}; do echo "{\"question\":\"$question\",\"conversation\":\"c$i\"}"; done >asked
	fl-answer -s store <asked | jq -r .action >first
	fl-answer -s store <asked | jq -r .action | cmp first -
	answered=$(grep -c answer first)
	((answered > 25 && answered < 75))
}

@test "what was only inferred weighs less than what was said" {
	told "$question" anna agent "$right" ',"explicit":false' | fl-record -q -s store
	judge
	assert_equal "$(check authority .figures.weight)" 0.25
	told "$question" ben inferred "$right" | fl-record -q -s store
	judge
	assert_equal "$(evidence r1 '[.support, .staff]')" '[0.5,1]'
}

@test "the bot's own words count nothing" {
	{
		asked m1 u1 FR "$question" "$right"
		corrected m1 anna agent "$right"
		asked m2 u2 FR "$question" 'One year.'
		corrected m2 ben agent 'one year'
	} | fl-record -q -s store
	judge
	assert_equal "$(jq -r '.checks[] | select(.result == "failed") | [.check, .reason] | join(": ")' <<<"$output" | sort -u)" \
		'form: it is what the bot said itself'
	assert_equal "$(count rules)" 0
	judge
	assert_output ''
}

@test "a correction of which no rule can be made is told why" {
	{
		told "$question" anna agent "$right" ',"where":{"country":{"about":"US"}}'
		echo '{"type":"correction","question":"What?","category":"fact","by":"ben","authority":"agent","wrong":"so"}'
	} | fl-record -q -s store
	judge
	assert_equal "$(jq -r '.checks[-1].reason' <<<"$output" | sort)" \
		$'it does not say what is right\nwhere: country: about is no condition (not, in, over, under, from, to)'
	assert_equal "$(jq -r .rule <<<"$output" | sort -u)" -
	assert_equal "$(count rules)" 0
}

@test "a correction waits for its interaction, and is judged when that comes" {
	corrected m1 anna agent "$right" | fl-record -q -s store
	judge
	assert_output ''
	asked m1 u1 FR "$question" 'One year.' | fl-record -q -s store
	judge
	assert_equal "$(verdict .correction)" m1/anna
	assert_equal "$(status r1)" pending
}

@test "corrections after one that waits are judged" {
	{ corrected m1 anna agent "$right"; told "$question" ben agent "$right"; } | fl-record -q -s store
	judge
	assert_equal "$(evidence r1 .voices)" 1
	asked m1 u1 FR "$question" 'One year.' | fl-record -q -s store
	judge
	assert_equal "$(evidence r1 .voices)" 2
	assert_equal "$(status r1)" active
}

@test "--dry-run says the verdicts and changes nothing" {
	told "$question" anna agent "$right" | fl-record -q -s store
	before=$(fl-store -s store dump --all)
	run -0 fl-validate -n -s store </dev/null
	assert_equal "$(verdict .after)" pending
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "--dry-run says what the run would" {
	{
		told "$question" anna agent "$right"
		told "$question" ben agent "$right"
	} | fl-record -q -s store
	dry=$(fl-validate -n -s store </dev/null | jq -c '[.rule, .before, .after]')
	judge
	assert_equal "$dry" "$(jq -c '[.rule, .before, .after]' <<<"$output")"
}

@test "--dry-run says each verdict once" {
	corrected m1 anna agent "$right" | fl-record -q -s store
	asked m1 u1 FR "$question" 'One year.' | fl-record -q -s store
	run -0 fl-validate -n -s store </dev/null
	assert_equal "${#lines[@]}" 1
}

@test "lines are passed on as they came, before the verdicts on them" {
	{
		told "$question" anna agent "$right" ',"id":"c1", "x-own" : 1.10'
		echo 'not even JSON'
		asked m1 u1 FR 'How?' 'So.'
	} >in
	fl-record -q -s store --rejects bad in
	run -0 --separate-stderr fl-validate -s store <in
	assert_equal "$stderr" ''
	assert_equal "$(head -n 3 <<<"$output")" "$(cat in)"
	assert_equal "$(verdict '[.type, .after] | join(" ")')" 'verdict pending'
	fl-validate -q -s store <in >out
	[[ ! -s out ]]
}

@test "a line over --max-line is named, and the rest passed on" {
	{ echo one; printf '%0200d\n' 1; echo three; } >in
	run -3 --separate-stderr fl-validate -s store --max-line 100 <in
	assert_output $'one\nthree'
	said 'stdin:2: longer than 100 bytes (--max-line)'
}

@test "rules that are named are judged as they stand: 1 when one is not in force" {
	fl-correct -s store --id good -Q "$question" "$right" >/dev/null
	told 'Do you ship to Mars?' anna agent 'Not yet.' | fl-record -q -s store
	judge
	before=$(fl-store -s store dump --all)
	run -0 fl-validate -s store good
	assert_equal "$(verdict '[.rule, .before, .after] | join(" ")')" 'good active active'
	run -1 fl-validate -s store r2
	run -1 fl-validate -s store good r2
	run -2 --separate-stderr fl-validate -s store nothing
	said 'there is no rule nothing'
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

# history N: N customers got "one year" as an answer to the question and were content
history()
{
	for i in $(seq "$1"); do
		asked "h$i" "u$i" FR "$question" 'The warranty on a tent is one year.'
		ended "h$i" accepted "u$i"
	done | fl-record -q -s store
}

@test "a change that would break answers that ended well is held, and says which" {
	history 5
	{ told "$question" anna agent "$right"; told "$question" ben agent "$right"; } | fl-record -q -s store
	judge
	assert_equal "$(verdict)" 'pending held'
	assert_equal "$(check replay)" held
	assert_equal "$(check replay '.figures | [.asked, .touched, .mended, .broken, (.breaks | length)] | join(" ")')" '5 5 0 5 5'
	assert_equal "$(fl-answer -s store "$question" | jq -c .rules)" '[]'
	fl-correct -s store --approve r1 >/dev/null
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
}

@test "a change that mends more than it breaks goes through" {
	history 2
	for i in 1 2 3 4; do
		asked "b$i" "v$i" FR "$question" 'The warranty on a tent is one year.'
		ended "b$i" complained "v$i"
	done | fl-record -q -s store
	{ told "$question" anna agent "$right"; told "$question" ben agent "$right"; } | fl-record -q -s store
	judge
	assert_equal "$(verdict)" 'pending active'
	assert_equal "$(check replay '.figures | [.asked, .touched, .mended, .broken] | join(" ")')" '6 6 4 2'
}

@test "a lead's text that would break answers that ended well is held, and --force overrides" {
	history 5
	run -1 --separate-stderr fl-correct -s store --id w -Q "$question" "$right"
	said 'w is held: replay: of 5 recent questions'
	assert_equal "$(status w)" held
	run -0 fl-correct -s store --force --id w -Q "$question" "$right"
	assert_equal "$(status w)" active
}

@test "customers cannot replace what staff said" {
	{ told "$question" anna agent "$right"; told "$question" ben agent "$right"; } | fl-record -q -s store
	judge
	for i in {1..40}; do told "$question" "u$i" customer 'The warranty on a tent is nine years.'; done | fl-record -q -s store
	judge
	assert_equal "$(status r1)" active
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
}

@test "a learned rule that says otherwise than a lead's is held" {
	fl-correct -s store --id lead -Q "$question" "$right" >/dev/null
	{
		told "$question" anna agent 'The warranty on a tent is nine years.'
		told "$question" ben agent 'The warranty on a tent is nine years.'
	} | fl-record -q -s store
	judge
	assert_equal "$(check conflict)" held
	assert_equal "$(verdict .after)" held
	assert_equal "$(status lead)" active
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
}

@test "a pending rule that nothing confirms expires, and says so once" {
	told "$question" anna agent "$right" | fl-record -q -s store
	FL_NOW=2026-03-02T10:00:00Z fl-validate -s store </dev/null >/dev/null
	FL_NOW=2026-05-30T10:00:00Z run -0 fl-validate -s store </dev/null
	assert_output ''
	FL_NOW=2026-06-01T10:00:00Z run -0 fl-validate -s store </dev/null
	assert_equal "$(verdict '[.rule, .before, .after, .reason] | join(" ")')" \
		'r1 pending rejected nothing confirmed it for 90 days'
	FL_NOW=2026-06-02T10:00:00Z run -0 fl-validate -s store </dev/null
	assert_output ''
	assert_equal "$(status r1)" rejected
}

@test "a rule in force does not expire" {
	{ told "$question" anna agent "$right"; told "$question" ben agent "$right"; } | fl-record -q -s store
	FL_NOW=2026-03-02T10:00:00Z fl-validate -s store </dev/null >/dev/null
	FL_NOW=2036-03-02T10:00:00Z run -0 fl-validate -s store </dev/null
	assert_output ''
	assert_equal "$(status r1)" active
}

# ends SIGNAL FIRST LAST: so many customers' answers by rule w ended like this
ends()
{
	for i in $(seq "$2" "$3"); do
		used "e$i" "u$i" w "$question"
		ended "e$i" "$1" "u$i"
	done | fl-record -q -s store
}

@test "one bad end moves a confidence, not a status" {
	fl-correct -s store --id w -Q "$question" "$right" >/dev/null
	ends rejected 1 1
	judge
	assert_output ''
	assert_equal "$(status w)" active
	assert_equal "$(evidence w '[.good, .bad]')" '[0,1]'
}

@test "a run of bad ends of distinct customers holds a person's rule for a person" {
	fl-correct -s store --id w -Q "$question" "$right" >/dev/null
	ends rejected 1 8
	judge
	assert_equal "$(verdict '[.rule, .before, .after, .reason] | join(" ")')" \
		'w active held 0 of its answers ended well and 8 badly'
	assert_equal "$(fl-answer -s store "$question" | jq -c .rules)" '[]'
	judge
	assert_output ''
}

@test "silence is unknown, never success" {
	fl-correct -s store --id w -Q "$question" "$right" >/dev/null
	for i in 1 2 3; do used "e$i" "u$i" w "$question"; done | fl-record -q -s store
	for i in 1 2 3; do ended "e$i" replied "u$i"; done | fl-record -q -s store
	judge
	assert_equal "$(evidence w '[.good, .bad]')" '[0,0]'
}

@test "a hand-over that ended badly says nothing against the rule it guessed" {
	fl-correct -s store --id w -Q "$question" "$right" >/dev/null
	for i in {1..9}; do
		used "e$i" "u$i" w "$question" | sed 's/"answer"/"escalate"/'
		ended "e$i" complained "u$i"
	done | fl-record -q -s store
	judge
	assert_equal "$(evidence w '[.good, .bad]')" '[0,0]'
	assert_equal "$(status w)" active
}

@test "the weights in the config decide" {
	mkdir -m 700 store
	echo 'update_at: 3' >store/config.yaml
	{ told "$question" anna agent "$right"; told "$question" ben agent "$right"; } | fl-record -q -s store
	judge
	assert_equal "$(status r1)" pending
	told "$question" chidi agent "$right" | fl-record -q -s store
	judge
	assert_equal "$(status r1)" active
}

@test "a voice that weighs nothing changes nothing" {
	mkdir -m 700 store
	printf 'weights:\n  customer: 0\n' >store/config.yaml
	for i in {1..5}; do told "$question" "u$i" customer "$right"; done | fl-record -q -s store
	judge
	assert_equal "$(check authority .reason)" 'a word of authority customer weighs nothing here'
	assert_equal "$(count rules)" 0
}

@test "for people, a verdict is its change and a line for each check" {
	told "$question" anna agent "$right" | fl-record -q -s store
	run -0 fl-validate -s store --text </dev/null
	assert_line --index 0 "r1  new -> pending  $right"
	assert_line --regexp '^ +evidence +passed +1 voice, weight 1 of the 2 that it needs$'
}

@test "what a customer wrote reaches no terminal raw" {
	told "$question" $'u\\u001b[31m\\u202e' customer $'See \\u001b]0;x\\u0007 \\u202e \\u200b \\u009b2J here.' ',"id":"c\u001b"' | fl-record -q -s store
	run -0 fl-validate -s store --text </dev/null
	assert_line --partial 'See <U+001B>]0;x<U+0007>'
	[[ $output != *$'\e'* && $output != *$'\u202e'* && $output != *$'\u200b'* && $output != *$'\u009b'* ]]
}

@test "an unknown option says where to look" {
	run -2 --separate-stderr fl-validate --frobnicate
	said '--help'
}

@test "a full disk as standard output is not success, and the verdicts are kept" {
	told "$question" anna agent "$right" | fl-record -q -s store
	run -2 --separate-stderr bash -c 'fl-validate -s store </dev/null >/dev/full'
	said 'standard output: No space left on device'
	assert_equal "$(status r1)" pending
}

@test "verdicts as JSON and lines that are passed on reach no terminal raw either" {
	command -v script >/dev/null || skip 'no script(1) to make a terminal'
	told "$question" anna agent $'See \u009b2J\u202e here.' >in
	fl-record -q -s store in
	run -0 script -qec 'fl-validate -s store --json <in' /dev/null
	[[ $output == *'\u009b2J\u202e'* ]]
	[[ $output != *$'\u009b'* && $output != *$'\u202e'* ]]
}

# crowd N M: N customers send M false corrections each on the question
crowd()
{
	local i k

	for i in $(seq "$1"); do
		for k in $(seq "$2"); do
			told "$question" "u$i" customer "The warranty on a tent is $((k + 2)) years." ",\"id\":\"f$i-$k\""
		done
	done
}

@test "five customers with a thousand false corrections each never change the most used rule" {
	fl-correct -s store --id tent -Q "$question" -Q 'Is there a warranty on tents?' "$right" >/dev/null
	for i in {1..30}; do
		used "e$i" "c$i" tent "$question"
		ended "e$i" accepted "c$i"
	done | fl-record -q -s store
	judge
	before=$(fl-correct -s store --export tent)
	answer=$(fl-answer -s store "$question" | jq -c '[.text, .rules]')
	crowd 5 200 | fl-record -q -s store
	judge
	# The same claim a thousand times, by the same five.
	for i in {1..1000}; do
		told "$question" "u$((i % 5))" customer 'The warranty on a tent is nine years.' ",\"id\":\"s$i\""
	done | fl-record -q -s store
	judge
	assert_equal "$(fl-correct -s store --export tent | grep -v against)" "$before"
	assert_equal "$(status tent)" active
	assert_equal "$(fl-answer -s store "$question" | jq -c '[.text, .rules]')" "$answer"
	assert_equal "$(fl-correct -s store --list --json | jq -r 'select(.status == "active" or .status == "trial").id')" tent
}

@test "one customer who rejects an answer a thousand times moves its confidence once" {
	for store in once often; do
		fl-correct -s $store --id tent -Q "$question" "$right" >/dev/null
		for i in {1..50}; do used "e$i" loud tent "$question"; done | fl-record -q -s $store
	done
	ended e1 rejected loud | fl-record -q -s once
	for i in {1..50}; do ended "e$i" rejected loud; done | fl-record -q -s often
	assert_equal "$(fl-answer -s often "$question" | jq .confidence)" \
		"$(fl-answer -s once "$question" | jq .confidence)"
}

# shop: rules on three things, with a few questions each
shop()
{
	fl-correct -s store --id tent -Q "$question" -Q 'Is there a warranty on tents?' \
		-Q 'How many years is a tent under warranty?' "$right" >/dev/null
	fl-correct -s store --id stove -Q 'Which gas does the stove burn?' -Q 'What gas is the stove for?' \
		-Q 'Does the stove burn camping gas?' 'The stove burns any camping gas.' >/dev/null
	fl-correct -s store --id open -Q 'When do you open?' -Q 'What are your opening hours?' \
		-Q 'Are you open on Sundays?' 'The shop opens at nine.' >/dev/null
}

# sure ID BY RIGHT: an agent says that a nearly sure answer on tents was wrong
sure()
{
	printf '{"type":"interaction","id":"%s","question":"%s","action":{"kind":"answer",' "$1" "$question"
	printf '"text":"%s","rules":["tent"],"confidence":0.97}}\n' "$right"
	corrected "$1" "$2" agent "$3"
}

@test "a correction that denies a nearly sure answer waits for another reporter" {
	shop
	sure m1 anna 'The shop opens at nine.' | fl-record -q -s store
	judge
	assert_equal "$(check conflict)" held
	[[ $(check conflict .reason) == 'open ("The shop opens at nine.") hardly fits'* ]]
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
	run -0 fl-correct -s store --export open
	refute_output --partial "$question"
	sure m2 anna 'The shop opens at nine.' | fl-record -q -s store
	judge
	assert_equal "$(check conflict)" held
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" "$right"
	sure m3 ben 'The shop opens at nine.' | fl-record -q -s store
	judge
	assert_equal "$(check conflict)" passed
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" 'The shop opens at nine.'
	fl-store -s store check
}

@test "a lead's word is never in dispute" {
	shop
	fl-correct -s store -Q "$question" 'The shop opens at nine.' --by maria >/dev/null
	assert_equal "$(fl-answer -s store "$question" | jq -r .text)" 'The shop opens at nine.'
}

@test "a store with disputed questions is made again to the byte" {
	shop
	{ sure m1 anna 'The shop opens at nine.'; sure m2 anna 'The shop opens at nine.'; } | fl-record -q -s store
	judge
	before=$(fl-store -s store dump --all)
	fl-store -s store rebuild
	assert_equal "$(fl-store -s store dump --all)" "$before"
	fl-store -s store dump | fl-store -s copy load
	assert_equal "$(fl-store -s copy dump --all)" "$before"
}

@test "--explain names the cause, the rule to blame and the evidence, and changes nothing" {
	fl-correct -s store --id tent -Q "$question" 'The warranty on a tent is one year.' >/dev/null
	fl-correct -s store --id pay -Q 'How can I pay?' 'We take cards.' >/dev/null
	{
		printf '{"type":"interaction","id":"m1","question":"%s","action":{"kind":"answer","text":"The warranty on a tent is one year.","rules":["tent"]}}\n' "$question"
		corrected m1 anna agent "$right"
		printf '{"type":"interaction","id":"m2","question":"How can I pay?","action":{"kind":"answer","text":"We take cards.","rules":["pay"]}}\n'
		printf '{"type":"outcome","interaction":"m2","signal":"rejected","comment":"so rude"}\n'
		printf '{"type":"interaction","id":"m3","question":"Do you rent out tents?","action":{"kind":"none"}}\n'
		corrected m3 anna agent 'We rent out tents for 20 dollars a day.' ',"category":"fact"'
		printf '{"type":"interaction","id":"m4","question":"How can I pay?","action":{"kind":"escalate","text":"We take cards.","rules":["pay"]}}\n'
		corrected m4 anna agent 'We take cards.'
		asked m5 u5 FR 'Fine?' 'Fine.'
		ended m5 accepted u5
	} | fl-record -q -s store
	before=$(fl-store -s store dump --all)
	run -0 fl-validate -s store --explain
	assert_equal "$(jq -r '[.interaction, .cause, .rule // "-", .inferred] | join(" ")' <<<"$output")" \
		$'m1 wrong fact tent true\nm2 tone pay true\nm3 gap - false\nm4 escalated needlessly - true'
	assert_equal "$(jq -r 'select(.interaction == "m4").knows' <<<"$output")" pay
	run -0 fl-validate -s store --explain m1 --text
	assert_line --index 0 --regexp '^m1  wrong fact \(inferred, [0-9]+%\)  tent$'
	assert_line '    to do: new text'
	run -0 fl-validate -s store --explain m5
	assert_output ''
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "--explain of an interaction that is not there is trouble" {
	fl-correct -s store "$right" -Q "$question" >/dev/null
	run -2 --separate-stderr fl-validate -s store --explain m1
	said 'there is no interaction m1'
}

@test "what was learned afterwards does not explain a failure" {
	asked m1 u1 FR "$question" 'One year.' | fl-record -q -s store
	{ corrected m1 anna agent "$right"; corrected m1 ben agent "$right"; } | fl-record -q -s store
	judge
	assert_equal "$(status r1)" active
	assert_equal "$(fl-validate -s store --explain | jq -r .cause)" gap
}

@test "two complaints about one answer are one failure" {
	{
		asked m1 u1 FR "$question" 'One year.'
		ended m1 complained u1
		ended m1 reopened u2
	} | fl-record -q -s store
	assert_equal "$(fl-validate -s store --explain | wc -l)" 1
}

@test "an agent who says what a hand-over had guessed confirms it" {
	shop
	printf '{"type":"interaction","id":"m1","question":"garantee of tents?","action":{"kind":"escalate","text":"%s","rules":[]}}\n' "$right" | fl-record -q -s store
	corrected m1 anna agent "$right" | fl-record -q -s store
	judge
	assert_equal "$(check form)" passed
	run -0 fl-correct -s store --export tent
	assert_output --partial 'garantee of tents?'
}

# abroad COUNTRY SIGNAL FIRST LAST: customers there got the answer of rule r1, which ended like this
abroad()
{
	for i in $(seq "$3" "$4"); do
		printf '{"type":"interaction","id":"a%s","customer":"c%s","question":"%s","context":{"country":"%s"},' \
			"$i" "$i" "$question" "$1"
		printf '"action":{"kind":"answer","text":"So.","rules":["r1"]}}\n'
		ended "a$i" "$2" "c$i"
	done | fl-record -q -s store
}

@test "a learned rule whose failures share a country gets an exception, and is not withdrawn" {
	{ told "$question" anna agent "$right"; told "$question" ben agent "$right"; } | fl-record -q -s store
	judge
	abroad US accepted 1 12
	abroad DE accepted 13 18
	abroad FR rejected 20 45
	judge
	assert_equal "$(verdict)" 'active active'
	assert_equal "$(verdict .reason)" \
		'18 of its answers ended well and 26 badly; of the bad ends 26 of 26 have country FR, of the good ones 0 of 18: an exception'
	assert_equal "$(fl-correct -s store --show r1 | jq -c .where)" '{"country":{"not":"FR"}}'
	assert_equal "$(fl-answer -s store -c country=US "$question" | jq -r .text)" "$right"
	assert_equal "$(fl-answer -s store -c country=FR "$question" | jq -c .rules)" '[]'
	judge
	assert_output ''
	before=$(fl-store -s store dump --all)
	fl-store -s store rebuild
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "failures that share nothing withdraw the rule" {
	{ told "$question" anna agent "$right"; told "$question" ben agent "$right"; } | fl-record -q -s store
	judge
	abroad US accepted 1 6
	abroad FR accepted 7 12
	abroad US rejected 20 38
	abroad FR rejected 40 58
	judge
	assert_equal "$(verdict)" 'active retired'
}

@test "a person's rule is held with the exception that would do" {
	fl-correct -s store --id r1 -Q "$question" "$right" >/dev/null
	abroad US accepted 1 12
	abroad FR rejected 20 50
	judge
	assert_equal "$(verdict)" 'active held'
	[[ $(verdict .reason) == *'31 of 31 have country FR, of the good ones 0 of 12: an exception would do' ]]
	assert_equal "$(fl-correct -s store --show r1 | jq -c .where)" null
}
