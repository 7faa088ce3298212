# What has to be known first: right answers that differ by a field of the context.

load helper
load data/loop/records

question='How long does shipping take?'
near='Shipping takes 3 days.'
far='Shipping takes 9 days.'

# case N COUNTRY AGENT RIGHT: a customer there asked, and an agent says what is right
case_of()
{
	asked "m$1" "u$1" "$2" "$question" 'Shipping takes 14 days.' ",\"channel\":\"chat\""
	corrected "m$1" "$3" agent "$4" ',"category":"fact"'
}

judge()
{
	fl-record -q -s store
	fl-validate -s store </dev/null >>verdicts
}

# A day each on which two agents correct the answer of one customer from here and one from abroad.
# days FROM TO [FIELD]: without the third, the country decides
days()
{
	local abroad=(FR DE JP GB) agents=(anna ben) i here there

	for ((i = $1; i <= $2; i++)); do
		here=US there=${abroad[i % 4]}
		[[ -z ${3-} ]] || here=${3:$((i % ${#3})):1} there=${3:$(((i + 1) % ${#3})):1}
		{
			case_of "a$i" "$here" "${agents[i % 2]}" "$near"
			case_of "b$i" "$there" "${agents[i % 2]}" "$far"
		} | judge
	done
}

# answer [OPTION...]: what fl-answer makes of the question
answer()
{
	fl-answer -s store "$@" "$question" | jq -r "[.action, .text, (.needs // [])[]] | join(\" | \")"
}

# active: the rules in force, with what they hold for
active()
{
	fl-correct -s store --list --json | jq -c 'select(.status == "active") | [.say, .where, .needs]'
}

@test "two answers that differ by the country are told apart, and the country is asked for" {
	days 1 5
	run -0 active
	refute_output --partial country
	days 6 12
	assert_equal "$(active | sort)" "$(printf '%s\n' "[\"$near\",{\"country\":\"US\"},[\"country\"]]" \
		"[\"$far\",{\"country\":{\"not\":\"US\"}},[\"country\"]]")"
	assert_equal "$(answer -c country=US)" "answer | $near"
	assert_equal "$(answer -c country=FR)" "answer | $far"
	assert_equal "$(answer -c country=BR)" "answer | $far"
	assert_equal "$(fl-answer -s store -c country=US 'how many days does shipping take you?' | jq -r .text)" "$near"
	assert_equal "$(answer)" 'ask | Could you tell me the country, please? | country'
}

@test "the verdict says which field, how sure, and among how many" {
	days 1 12
	run -0 jq -c '.checks[]? | select(.check == "conflict" and .figures.field).figures | [.field, .cases >= 12, .p <= .level, .fields]' verdicts
	assert_line --index 0 '["country",true,true,1]'
	run -0 jq -r '.checks[]? | select(.check == "conflict" and .figures.field).reason' verdicts
	assert_line --index 0 --partial 'the cases differ by country'
	assert_line --index 0 --partial 'this where country is'
}

@test "answers that differ by nothing that is known are not told apart" {
	days 1 12 AABBABBABAAB
	assert_equal "$(jq -c '.checks[]? | select(.figures.field)' verdicts)" ''
	run -0 active
	refute_output --partial country
}

@test "what customers say tells nothing apart" {
	for ((i = 1; i <= 24; i++)); do
		if ((i % 2)); then right=$near country=US; else right=$far country=FR; fi
		asked "m$i" "u$i" "$country" "$question" 'No idea.'
		corrected "m$i" "u$i" customer "$right"
	done | judge
	assert_equal "$(jq -c '.checks[]? | select(.figures.field)' verdicts)" ''
	assert_equal "$(active)" ''
}

@test "a person's rule keeps its conditions, and the exception waits for a person" {
	fl-correct -s store --id ours -Q "$question" "$near" >/dev/null
	days 1 12
	assert_equal "$(active)" "[\"$near\",null,null]"
	assert_equal "$(fl-correct -s store --list --json | jq -c 'select(.status == "held") | [.say, .where]' | head -n 1)" \
		"[\"$far\",{\"country\":{\"not\":\"US\"}}]"
	assert_equal "$(fl-correct -s store --review --json | jq -r 'select(.kind == "held").kind' | head -n 1)" held
}

@test "a store in which answers were told apart is rebuilt and undone to the byte" {
	days 1 12
	before=$(fl-store -s store dump --all)
	fl-store -s store rebuild
	assert_equal "$(fl-store -s store dump --all)" "$before"
	fl-correct -s store --undo --reporter ben --reason 'not one of us' >/dev/null
	assert_equal "$(active)" ''
	fl-store -s store check >/dev/null
}
