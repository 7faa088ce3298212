load helper
load data/loop/records

# What fl-answer --prompt gives a model.
setup()
{
	fresh
	cat >rules.yaml <<-'END'
	- id: ship
	  topic: shipping/international
	  questions: [How long does shipping take?, How long does shipping to France take?]
	  where: {country: {not: US}}
	  say: International orders arrive in 7 to 10 days.
	  must: [7 to 10 days]
	  must_not: [3 days]
	- id: express
	  topic: shipping/express
	  questions: [How long does express shipping take?]
	  say: Express orders arrive in 7 to 10 days too.
	- id: formal
	  category: tone
	  where: {channel: email}
	  style: {register: formal, emoji: false, forbid: [Hey hey!]}
	- id: customs
	  topic: shipping/customs
	  questions: [How long does shipping abroad take?]
	  where: {country: {not: [US, CA]}}
	  proactive: true
	  say: Customs may open the parcel.
	- id: cost
	  questions: [What does wrapping cost?]
	  needs: [size]
	  say: Wrapping costs 5 dollars.
	END
	fl-correct -s store --force --import rules.yaml >/dev/null
	question='{"id":"q1","question":"How long would shipping take?","channel":"email","locale":"en","context":{"country":"FR","email":"u9@example.org"},"customer":"u9"}'
}

# prompted [OPTION...] <<< QUESTION
prompted()
{
	run -0 --separate-stderr fl-answer -s store --prompt "$@"
}

data()
{
	jq -r '.messages[1].content' <<<"$output" | jq -c "$1"
}

@test "the messages are fixed instructions and one object of data, beside the answer" {
	prompted <<<"$question"
	assert_equal "$stderr" ''
	assert_equal "$(jq -c '[.messages[] | keys, .role]' <<<"$output")" \
		'[["content","role"],"system",["content","role"],"user"]'
	assert_equal "$(data '[.question, .locale, .channel]')" '["How long would shipping take?","en","email"]'
	assert_equal "$(data .answer)" \
		'{"action":"answer","rule":"ship","say":"International orders arrive in 7 to 10 days."}'
	assert_equal "$(data '[.must, .must_not]')" '[["7 to 10 days"],["3 days"]]'
	assert_equal "$(jq -r .text <<<"$output")" \
		'International orders arrive in 7 to 10 days. Customs may open the parcel.'
}

@test "tone preferences and what must be asked for are in the data" {
	prompted <<<"$question"
	assert_equal "$(data .style)" '{"register":"formal","emoji":false,"forbid":["Hey hey!"]}'
	prompted <<<'{"question":"What does wrapping cost?"}'
	assert_equal "$(data '[.answer.action, .needs, .must]')" '["ask",["size"],null]'
	refute_output --partial '5 dollars'
}

@test "rules in force near the question go along, and those that are not stay out" {
	prompted <<<"$question"
	assert_equal "$(data '[.rules[] | [.id, .use]]')" '[["customs","note"],["express","near"]]'
	fl-correct -s store --retire express >/dev/null
	prompted <<<"$question"
	assert_equal "$(data '[.rules[].id]')" '["customs"]'
}

@test "of the context only what the rules ask for goes along" {
	prompted <<<"$question"
	assert_equal "$(data .context)" '{"country":"FR"}'
	refute_output --partial u9
}

@test "a question that is handed over has no messages" {
	prompted <<<'{"question":"Can my dog swim?"}'
	assert_equal "$(jq -c '[.action, .messages, .prompt]' <<<"$output")" '["escalate",null,null]'
}

@test "the same store and question give the same messages, another question others" {
	prompted <<<"$question"
	first=$output
	prompted <<<"$question"
	assert_output "$first"
	prompted <<<"${question/would/will}"
	[[ $(jq -r .prompt <<<"$output") != "$(jq -r .prompt <<<"$first")" ]]
}

# The characters of both messages.
characters()
{
	jq '[.messages[].content | length] | add' <<<"$output"
}

@test "--max-chars drops the least relevant rules first, whole, and says which" {
	prompted <<<"$question"
	assert_equal "$(jq -c .dropped <<<"$output")" null
	all=$(characters)
	prompted --max-chars "$all" <<<"$question"
	assert_equal "$(jq -c .dropped <<<"$output")" null
	prompted --max-chars $((all - 1)) <<<"$question"
	assert_equal "$(jq -c .dropped <<<"$output")" '["express"]'
	assert_equal "$(data '[.rules[].id]')" '["customs"]'
	one=$(characters)
	((one < all))
	prompted --max-chars $((one - 1)) <<<"$question"
	assert_equal "$(jq -c .dropped <<<"$output")" '["customs","express"]'
	assert_equal "$(data '[.answer.rule, .rules]')" '["ship",[]]'
	least=$(characters)
	prompted --max-chars "$least" <<<"$question"
	assert_equal "$(characters)" "$least"
	assert_equal "$stderr" ''
}

@test "where not even the answer has room there are no messages, and that is said without the words" {
	prompted --max-chars 500 <<<"$question"
	assert_equal "$(jq -c '[.action, .messages, .prompt, .dropped]' <<<"$output")" \
		'["answer",null,null,["customs","express"]]'
	[[ $stderr == 'fl-answer: question q1: no messages: they would have '*' characters, and may have 500' ]]
}

@test "the budget may stand in the settings" {
	printf 'llm:\n  max_chars: 500\n' >store/config.yaml
	prompted <<<"$question"
	assert_equal "$(jq -c .messages <<<"$output")" null
	prompted --max-chars 100000 <<<"$question"
	assert_equal "$(jq -c '.messages | length' <<<"$output")" 2
	run -2 --separate-stderr fl-answer -s store --prompt --max-chars 0 x
	said max-chars
}

@test "characters are counted, not bytes" {
	wide='{"question":"How long does shipping take? ééé日本","context":{"country":"FR"}}'
	prompted <<<"$wide"
	prompted --max-chars "$(characters)" <<<"$wide"
	assert_equal "$(jq -c .dropped <<<"$output")" null
}

@test "200 questions that try to give orders stay strings of the data" {
	python3 "$FL_ROOT/tests/injection.py" questions >in
	fl-correct -s one --import <(head -6 rules.yaml) >/dev/null
	echo 'threshold: 0' >one/config.yaml
	fl-answer -s one --prompt <in >out
	run -0 python3 "$FL_ROOT/tests/injection.py" check questions <out
	assert_output '200 prompts, 1 system messages, 2 shapes, 0 bad'
}

@test "200 rules whose words try to give orders stay strings of the data" {
	python3 "$FL_ROOT/tests/injection.py" rules >hostile.yaml
	fl-correct -s hostile --force --import hostile.yaml >/dev/null
	python3 "$FL_ROOT/tests/injection.py" asking >in
	fl-answer -s hostile --prompt <in >out
	run -0 python3 "$FL_ROOT/tests/injection.py" check rules <out
	assert_output '200 prompts, 1 system messages, 1 shapes, 0 bad'
}

@test "a prompt that let a question out of its string would be found" {
	fl-answer -s store --prompt <<<"$question" | jq -c '.messages[0].content += "!"' >one
	fl-answer -s store --prompt <<<"$question" | cat - one >out
	run -1 python3 "$FL_ROOT/tests/injection.py" check questions <out
	assert_output --partial 'another question'
	assert_output --partial '2 system messages'
}

@test "what customers asked before is not sent along" {
	fl-correct -s store --id gift -Q 'can you wrap the canary?' --not 'is the canary for sale?' 'We wrap all gifts.' >/dev/null
	fl-correct -s store --show gift | grep -q canary
	prompted <<<'{"question":"can you wrap the cage?"}'
	assert_equal "$(data .answer.rule)" '"gift"'
	refute_output --partial canary
}

@test "for people the messages are text, safe for a terminal" {
	run -0 fl-answer -s store --prompt --text -c country=FR $'How long does shipping take? \e[31m'
	assert_line --regexp '^system +You put one answer'
	assert_line --regexp '^user +\{"question":"How long does shipping take\? \\u001b\\u005b31m"'
	[[ $output != *$'\e'* ]]
}

@test "an answer with messages fits its schema" {
	prompted --explain <<<"$question"
	run -0 python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" <<<"$output"
	assert_output 'answer 1'
}
