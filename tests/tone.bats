# How things are said: what people correct, in the channel, for the customer and the mood it was in.

load helper
load data/loop/records

# Each answers in a channel, and an agent says how it should have been put.
# put ID CHANNEL QUESTION SAID AGENT RIGHT [MORE]
put()
{
	asked "$1" "u-$1" FR "$3" "$4" ",\"channel\":\"$2\""
	corrected "$1" "$5" agent "$6" "${7-,\"category\":\"tone\"}"
}

judge()
{
	fl-record -q -s store
	fl-validate -s store </dev/null >verdicts
}

# learned: what is in force of it, a rule a line
learned()
{
	fl-correct -s store --list --json | jq -c 'select(.status == "active" and .category == "tone") | [.style, .where]'
}

# say CHANNEL [QUESTION [FILTER]]: the answer of a rule that uses what one may forbid
say()
{
	jq -cn --arg c "$1" --arg q "${2-Where is the shop?}" '{question: $q, channel: $c}' |
		fl-answer -s store | jq -r "${3-.text}"
}

shop()
{
	fl-correct -s store -Q 'Where is the shop?' "We're in Main Street 🎉" >/dev/null
}

@test "two agents who leave out the emoji in e-mails teach it, for e-mails" {
	shop
	put m1 email 'Are you open?' 'We are open 🎉' anna 'We are open.' | judge
	assert_equal "$(learned)" ''
	assert_equal "$(say email)" "We're in Main Street 🎉"
	put m2 email 'Do you mend tents?' 'We mend tents 😀' ben 'We mend tents.' | judge
	assert_equal "$(learned)" '[{"emoji":false},{"channel":"email"}]'
	assert_equal "$(say email)" "We're in Main Street"
	assert_equal "$(say chat)" "We're in Main Street 🎉"
}

@test "one agent twice, or twenty customers, put no preference in force" {
	for i in 1 2 3; do put "m$i" email 'Are you open?' 'We are open 🎉' anna 'We are open.'; done | judge
	assert_equal "$(fl-correct -s store --list --json | jq -r .status)" pending
	for i in {1..20}; do
		asked "c$i" "c$i" FR 'Are you open?' 'We are open 🎉' ',"channel":"sms"'
		corrected "c$i" "c$i" customer 'We are open.' ',"category":"tone"'
	done | judge
	assert_equal "$(fl-correct -s store --list --json | jq -r 'select(.where.channel == "sms").status')" trial
	assert_equal "$(learned)" ''
}

@test "each wish has evidence of its own" {
	put m1 email 'Are you open?' "We're open 🎉" anna 'We are open.' | judge
	put m2 email 'Do you mend tents?' 'We mend tents 😀' ben 'We mend tents.' | judge
	assert_equal "$(learned)" '[{"emoji":false},{"channel":"email"}]'
	assert_equal "$(fl-correct -s store --list --json | jq -c 'select(.status == "pending").style')" \
		'{"register":"formal"}'
	put m3 email 'Do you rent skis?' "We don't." chidi 'We do not.' | judge
	assert_equal "$(learned | sort)" \
		$'[{"emoji":false},{"channel":"email"}]\n[{"register":"formal"},{"channel":"email"}]'
}

@test "what people say of an answer is read as well as what they put in its place" {
	put m1 email 'Are you open?' 'yep' anna 'No slang with business clients please, and sign off' | judge
	put m2 email 'Do you mend tents?' 'yeah, we mend them' ben 'be more formal, close with regards' | judge
	assert_equal "$(learned | sort)" \
		$'[{"register":"formal"},{"channel":"email"}]\n[{"sign_off":true},{"channel":"email"}]'
	shop
	assert_equal "$(say email)" $'We are in Main Street 🎉\n\nKind regards'
	assert_equal "$(say email 'Where is the shop?' '.style | tojson')" '{"register":"formal","sign_off":true}'
}

@test "a greeting that is wanted comes before the answer, in a language that it is of" {
	shop
	put m1 email 'Are you open?' 'We are open.' anna 'Hello, we are open.' | judge
	put m2 email 'Do you mend tents?' 'We mend tents.' ben 'Good morning, we mend tents.' | judge
	assert_equal "$(say email)" "Hello! We're in Main Street 🎉"
	run -0 fl-answer -s store <<<'{"question":"Where is the shop?","channel":"email","locale":"fr"}'
	assert_equal "$(jq -r .text <<<"$output")" "We're in Main Street 🎉"
	run -0 fl-answer -s store --prompt <<<'{"question":"Where is the shop?","channel":"email"}'
	assert_output --partial 'whether to begin with a greeting'
}

@test "what is wanted for customers who are cross holds for them" {
	shop
	put m1 chat 'I am still waiting, this is ridiculous!!' 'It ships today 🎉' anna 'It ships today.' | judge
	put m2 chat 'third time I ask, WHERE IS IT' 'Tomorrow 😀' ben 'Tomorrow.' | judge
	assert_equal "$(learned)" '[{"emoji":false},{"channel":"chat","mood":"frustrated"}]'
	assert_equal "$(say chat)" "We're in Main Street 🎉"
	assert_equal "$(say chat 'where is the shop?? ridiculous')" "We're in Main Street"
}

@test "what is wanted for cross and calm ones alike holds for both" {
	put m1 chat 'I am still waiting, this is ridiculous!!' 'It ships today 🎉' anna 'It ships today.' | judge
	put m2 chat 'Do you mend tents?' 'We mend tents 😀' ben 'We mend tents.' | judge
	assert_equal "$(learned)" '[{"emoji":false},{"channel":"chat"}]'
}

@test "a phrase that two agents strike is not said again" {
	fl-correct -s store -Q 'Where is the shop?' 'No worries, we are in Main Street.' >/dev/null
	put m1 email 'Are you open?' 'No worries, we are open.' anna 'We are open.' | judge
	put m2 email 'Do you mend tents?' 'No worries! We mend tents.' ben "Please don't say 'no worries'." | judge
	assert_equal "$(learned)" '[{"forbid":["no worries"]},{"channel":"email"}]'
	assert_equal "$(say email)" 'We are in Main Street.'
}

@test "a category that is not given is inferred where only the manner differs" {
	put m1 email 'Do you mend tents?' 'Yep, we mend tents 😀' anna 'Yes, we mend tents.' '' | judge
	assert_equal "$(jq -r '.checks[0].figures | [.category, .inferred] | join(" ")' verdicts | sort -u)" 'tone true'
	put m2 email 'Do you mend tents?' 'Yep, we mend tents 😀' ben 'No, we sell tents.' '' | judge
	assert_equal "$(jq -r '.checks[0].figures.category' verdicts)" fact
}

@test "a correction of tone that says nothing of it is named, and waits for a person" {
	put m1 email 'Do you mend tents?' 'We mend tents.' anna 'We repair tents.' | judge
	assert_equal "$(jq -r '[.rule, .checks[-1].reason] | join(" ")' verdicts)" '- it does not say how to put it'
	assert_equal "$(fl-correct -s store --review --json | jq -r .kind)" unclear
}

@test "a preference that is contradicted waits, and a person's own outranks what is learned" {
	for who in anna ben; do put "m-$who" email 'Are you open?' 'We are open.' "$who" 'Hello, we are open.'; done | judge
	put m3 email 'Are you open?' 'Hello, we are open.' chidi 'We are open.' | judge
	assert_equal "$(learned)" '[{"greeting":true},{"channel":"email"}]'
	assert_equal "$(jq -r 'select(.checks).checks[] | select(.check == "conflict").result' verdicts)" held
	shop
	fl-correct -s store --import - >/dev/null <<<'{id: plain, category: tone, style: {greeting: false}}'
	assert_equal "$(say email)" "We're in Main Street 🎉"
}

@test "without a reporter the preferences are those of a store that never heard of him" {
	put m1 email 'Are you open?' "We're open 🎉" anna 'We are open.' | judge
	cp -r store other
	put m2 email 'Do you mend tents?' "We don't 😀" mallory 'Dear Sir, we do not. Kind regards' | judge
	put m3 email 'Do you rent skis?' 'We rent skis 😀' mallory 'We rent skis.' | judge
	put m2 email 'Do you mend tents?' "We don't 😀" x x | head -n 1 | fl-record -q -s other
	put m3 email 'Do you rent skis?' 'We rent skis 😀' x x | head -n 1 | fl-record -q -s other
	assert_equal "$(learned | wc -l)" 2
	fl-correct -s store --undo --reporter mallory --reason 'a liar' >/dev/null
	fl-correct -s store --list --json | jq -c 'del(.created, .updated, .revision)' >one
	fl-correct -s other --list --json | jq -c 'del(.created, .updated, .revision)' | cmp one -
	before=$(fl-store -s store dump --all)
	fl-store -s store rebuild
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "--explain says what would be learned of the tone" {
	put m1 email 'Are you open?' 'We are open 🎉' anna 'We are open.' | judge
	assert_equal "$(fl-validate -s store --explain | jq -r .propose)" 'no emoji, where channel is email'
}

@test "preferences are shown in plain words" {
	put m1 email 'Are you open?' 'We are open 🎉' anna 'We are open.' | judge
	run -0 fl-correct -s store --show r1 --text
	assert_line --partial 'no emoji'
	run -0 fl-correct -s store --list --text
	assert_line --regexp '^r1 .*no emoji'
	assert_equal "$(jq -r '.checks[0].reason' verdicts)" 'a preference can be made of it: no emoji, where channel is email'
}
