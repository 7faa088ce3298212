load helper

# The confidence, corrected by answers that were drawn beforehand and judged by staff.

# A store with some rules, of which every answer is drawn.
shop()
{
	fl-correct -s store --import - >/dev/null <<-'END'
	- {id: ship, questions: [How long does shipping take?, When will my parcel arrive?], say: Orders arrive in 7 days.}
	- {id: wrap, questions: [What does wrapping cost?, Can you wrap it as a gift?], say: Wrapping costs 5 dollars.}
	- {id: open, questions: [When do you open?, What are your opening hours?], say: We open at nine.}
	END
	echo 'audit: 1' >store/config.yaml
}

# ask N QUESTION: answers, recorded, of which the last one is in the file answer
ask()
{
	local i

	for i in $(seq "$1"); do
		echo "{\"type\":\"question\",\"id\":\"q$i\",\"customer\":\"u$i\",\"question\":\"$2\"}"
	done | fl-answer -s store --record >answers
	tail -n 1 answers >answer
}

# judge AUTHORITY VALUE [SIGNAL]: somebody says so of each of the answers
judge()
{
	jq -c --arg a "$1" --argjson v "$2" --arg s "${3-judged}" \
		'{type: "outcome", interaction, signal: $s, value: $v, by: ("by" + .interaction), authority: $a}' answers |
		fl-record -q -s store
}

confidence()
{
	fl-answer -s store "$1" | jq .confidence
}

cases()
{
	fl-validate -s store --calibration | jq -c '[.cases, .right, .waiting]'
}

question='How long does the shipping of a parcel take?'
other='Do you take parcels from others?' # about the same rule, and none of them teaches the index much

@test "answers that staff judges wrong lower the confidence, and right ones raise it again" {
	shop
	before=$(confidence "$question")
	ask 20 "$other"
	judge agent -1
	low=$(confidence "$question")
	assert_equal "$(jq -n "$low < $before - 0.1")" true
	assert_equal "$(cases)" '[20,0,0]'
	echo 'calibrate: 0' >store/config.yaml
	assert_equal "$(jq -n "$(confidence "$question") > $before - 0.02")" true
	echo 'audit: 1' >store/config.yaml
	ask 60 'Do you sell gift cards?'
	judge agent 1
	assert_equal "$(jq -n "$(confidence "$question") > $low")" true
	assert_equal "$(cases)" '[80,60,0]'
}

@test "a few judgements change little, and a gate that is right is left as it is" {
	shop
	before=$(confidence "$question")
	ask 1 "$question"
	judge lead -1
	assert_equal "$(jq -n "($before - $(confidence "$question")) < 0.1")" true
	ask 30 "$question"
	# as often right as the confidence says
	jq -s -c --argjson p "$before" 'to_entries[] | .value + {good: (if .key < $p * 30 then 1 else -1 end)} |
		{type: "outcome", interaction, signal: "judged", value: .good, by: "anna", authority: "agent"}' answers |
		fl-record -q -s store
	assert_equal "$(jq -n "($before - $(confidence "$question") | fabs) < 0.05")" true
}

@test "what customers say moves no confidence by this way, nor what was concluded or not drawn" {
	shop
	ask 20 "$question"
	for word in '' '"authority":"customer",' '"authority":"inferred",' '"authority":"lead","explicit":false,'; do
		jq -r --arg w "$word" '"{\($w)\"type\":\"outcome\",\"interaction\":\"\(.interaction)\",\"signal\":\"accepted\"}"' answers
	done | fl-record -q -s store
	assert_equal "$(cases)" '[0,0,20]'
	assert_equal "$(fl-validate -s store --calibration | jq .mix)" 0
	echo 'audit: 0' >store/config.yaml
	ask 20 "Another one: $question"
	assert_equal "$(jq 'has("audit")' answer)" false
	judge lead -1
	assert_equal "$(cases)" '[0,0,20]'
}

@test "the first word of staff on an answer counts, and the guess of a hand-over counts by a judgement" {
	shop
	ask 1 "$question"
	judge agent -1
	judge lead 1
	assert_equal "$(cases)" '[1,0,0]'
	echo 'threshold: 0.95' >>store/config.yaml
	ask 1 'Is there a parcel of gifts?'
	assert_equal "$(jq -r .action answer)" escalate
	judge agent 1 resolved
	assert_equal "$(cases)" '[1,0,1]'
	judge agent 1
	assert_equal "$(cases)" '[2,1,0]'
	ask 1 'Is there a parcel of gifts or not?'
	jq -c '{type: "correction", interaction, category: "fact", right: .text, question, by: "anna", authority: "agent"}' answer |
		fl-record -q -s store
	assert_equal "$(cases)" '[3,2,0]'
	ask 1 'Is there no parcel of gifts?'
	jq -c '{type: "correction", interaction, category: "fact", right: "No.", question, by: "anna", authority: "agent"}' answer |
		fl-record -q -s store
	assert_equal "$(cases)" '[4,2,0]'
}

@test "a question that was asked before word for word stays as sure, and is not drawn" {
	shop
	ask 20 "$question"
	judge agent -1
	ask 1 'When do you open?'
	assert_equal "$(jq -c '[.confidence, has("audit")]' answer)" '[0.98,false]'
}

@test "what waits for a judgement is listed, and no more when it is judged" {
	shop
	ask 2 "$question"
	run -0 fl-validate -s store --audit
	assert_equal "$(jq -c '[.type, .action, .text, (.rules | length)]' <<<"${lines[0]}")" \
		'["audit","answer","Orders arrive in 7 days.",1]'
	assert_equal "${#lines[@]}" 2
	run -0 fl-validate -s store --audit --text
	[[ $output == *"asked  $question"*'said   Orders arrive in 7 days.'* ]]
	fl-validate -s store --audit | jq -c '{type: "outcome", interaction, signal: "judged", value: 1, by: "anna", authority: "agent"}' |
		fl-record -q -s store
	run -0 fl-validate -s store --audit
	assert_output ''
	run -0 fl-validate -s store --calibration --text
	assert_line --index 1 '2 were judged by staff, 2 of them right; 0 wait (fl-validate --audit)'
}

@test "the share of answers that are drawn is the one of the settings" {
	shop
	echo 'audit: 0.3' >store/config.yaml
	ask 400 "$question"
	n=$(grep -c '"audit":0.3' answers)
	((n > 80 && n < 160))
	# the same questions are drawn again
	jq -r 'select(.audit) | .question_id' answers >first
	ask 400 "$question"
	jq -r 'select(.audit) | .question_id' answers | cmp - first
}

@test "calibrate: 0 leaves the confidence as it is, and --explain says what was done to it" {
	shop
	ask 30 'At which time do you open the shop?'
	judge agent -1
	run -0 fl-answer -s store --explain "$question"
	assert_equal "$(jq -c '[.explain.calibration.raw > .confidence, .explain.calibration.mix > 0.9, .explain.calibration.offset < 0]' <<<"$output")" \
		'[true,true,true]'
	raw=$(jq .explain.calibration.raw <<<"$output")
	run -0 fl-answer -s store --explain --text "$question"
	[[ $output == *'corrected'*'by what staff judged'* ]]
	printf 'audit: 1\ncalibrate: 0\n' >store/config.yaml
	run -0 fl-answer -s store --explain "$question"
	assert_equal "$(jq -c '[.explain | has("calibration")]' <<<"$output")" '[false]'
	assert_equal "$(jq -n "($(jq .confidence <<<"$output") - $raw | fabs) < 0.00001")" true
}

@test "without settings and judgements nothing is said of it, and answers are the same" {
	shop
	fl-answer -s store --explain "$question" >with
	rm store/config.yaml
	fl-answer -s store --explain "$question" | cmp - with
	run -0 fl-answer -s store --record "$question"
	[[ $output != *audit* ]]
	fl-store -s store dump | tail -n 1 >last
	assert_equal "$(jq -c '.record.action | [has("raw"), has("audit")]' last)" '[false,false]'
}

@test "a rebuild, a load elsewhere and any order of arrival give the same correction" {
	shop
	ask 12 "$question"
	judge agent -1
	ask 2 'Is there a parcel of gifts?'
	judge agent 1
	ask 3 'What about wrapping paper?'
	judge lead -1
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	fl-store -s store dump --all | cmp - before
	fl-store -s other load before
	fl-store -s other dump --all | cmp - before
	# judgements that come before their interactions
	fl-store -s store dump >dump
	n=$(grep -n '"record":{"type":"interaction"' dump | head -n 1 | cut -d: -f1)
	head -n "$((n - 1))" dump | fl-store -s late load
	jq -c '.record | select(.signal == "judged")' dump | fl-record -q -s late
	jq -c '.record | select(.type == "interaction")' dump | fl-record -q -s late
	assert_equal "$(fl-validate -s late --calibration | jq -c '[.cases, .right]')" '[17,2]'
}

@test "judgements of a reporter that are undone count no more" {
	shop
	before=$(fl-validate -s store --calibration)
	ask 5 "$question"
	jq -c '{type: "outcome", interaction, signal: "judged", value: -1, by: "liar", authority: "agent"}' answers | fl-record -q -s store
	assert_equal "$(cases)" '[5,0,0]'
	fl-correct -s store --undo --reporter liar >/dev/null
	assert_equal "$(cases)" '[0,0,5]'
	assert_equal "$(fl-validate -s store --calibration | jq -c 'del(.waiting)')" "$(jq -c 'del(.waiting)' <<<"$before")"
}

@test "an interaction that says strange things of itself counts nothing" {
	shop
	for action in '"raw":0,"audit":1' '"raw":1,"audit":1' '"raw":2,"audit":1' '"raw":-1,"audit":1' '"raw":"x","audit":1' \
		'"raw":0.5,"audit":0' '"raw":0.5,"audit":2' '"raw":0.5,"audit":"yes"' '"raw":0.5' '"audit":1' '"raw":1e-320,"audit":-1'; do
		((++n))
		echo "{\"type\":\"interaction\",\"id\":\"i$n\",\"question\":\"a\",\"action\":{\"kind\":\"answer\",\"text\":\"b\",\"rules\":[\"ship\"],$action}}"
		echo "{\"type\":\"outcome\",\"interaction\":\"i$n\",\"signal\":\"judged\",\"value\":1,\"by\":\"a\",\"authority\":\"lead\"}"
	done | fl-record -q -s store
	assert_equal "$(cases)" '[0,0,0]'
	run -2 --separate-stderr fl-answer -s store x < <(echo 'audit: 2' >store/config.yaml)
	[[ $stderr == *'audit is not between 0 and 1'* ]]
}
