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
