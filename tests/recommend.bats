# Choosing among candidates by what was accepted, and judging another way of choosing.

load helper
load data/loop/records

setup()
{
	fresh
	mkdir -m 700 store
	echo "explore: ${explore-0.2}" >store/config.yaml
	cat >rules.yaml <<-'END'
		- id: tent
		  category: recommendation
		  action: recommend
		  topic: tents
		  questions: [which tent do you recommend, a tent for two]
		  prefer: [Alpha]
		  avoid: [Leaky]
	END
	fl-correct -s store --import rules.yaml >/dev/null
}

# ask N [MORE]: the question of customer N
ask()
{
	printf '{"type":"question","question":"which tent do you recommend","customer":"u%s","candidates":["Alpha","Beta","Leaky"]%s}\n' \
		"$1" "${2-}"
}

# serve FIRST LAST ITEM: customers who accept this item and reject the others
serve()
{
	for i in $(seq "$1" "$2"); do ask "$i"; done | fl-answer -s store --record |
		jq -c --arg item "$3" '{type: "outcome", interaction,
			signal: (if .chosen == $item then "accepted" else "rejected" end)}' |
		fl-record -q -s store
}

@test "what is accepted more is chosen more, and what is to be avoided never" {
	serve 1 40 Beta
	serve 41 80 Beta
	serve 81 120 Beta
	for i in {1000..1099}; do ask "$i"; done | fl-answer -s store | jq -r .chosen | sort >chosen
	((10#$(grep -c Beta chosen) > 85))
	refute grep -q Leaky chosen
}

@test "the same customer is recommended the same, and the probabilities are recorded" {
	serve 1 10 Alpha
	ask 7 >question
	fl-answer -s store <question >first
	fl-answer -s store <question | cmp first -
	fl-answer -s store --record <question >/dev/null
	run -0 bash -c 'fl-store -s store dump | tail -n 1'
	assert_equal "$(jq -c '.record.action | [(.chances | add | . * 1e6 | round), .chances[2], .topic,
		(.probability as $p | .chances | any(. == $p))]' <<<"$output")" \
		'[1000000,0,"tents",true]'
	before=$(fl-store -s store dump --all)
	fl-store -s store rebuild
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "without explore the preferred one is recommended, always" {
	echo 'explore: 0' >store/config.yaml
	serve 1 30 Beta
	assert_equal "$(for i in {1..20}; do ask "$i"; done | fl-answer -s store | jq -r .chosen | sort -u)" Alpha
	assert_equal "$(echo '{"choose":"Beta"}' >p; fl-validate -s store --policy p | jq .choices)" 0
}

@test "one customer who accepts a thousand times counts once" {
	for i in {1..50}; do ask 1; done | sed 's/"type"/"id":"q","type"/' | fl-answer -s store --record >answers
	jq -c '{type: "outcome", interaction, signal: "accepted"}' answers | fl-record -q -s store
	ask 99 | fl-answer -s store --record >/dev/null
	run -0 bash -c 'fl-store -s store dump | tail -n 1 | jq ".record.action.chances | max"'
	jq -en --argjson p "$output" '$p < 0.9'
}

@test "--policy says what another way would have earned, within its interval" {
	serve 1 300 Beta
	echo '{"choose":"Beta"}' >beta
	echo '{"where":{"channel":"chat"},"choose":"Beta"}' >chat
	echo '{"choose":{"Alpha":1,"Beta":1}}' >half
	before=$(fl-store -s store dump --all)
	run -0 fl-validate -s store --policy beta
	assert_equal "$(jq -c '[.type, .choices, .low <= 1 and .high >= 0.99, .snips]' <<<"$output")" '["estimate",300,true,1]'
	run -0 fl-validate -s store --policy chat
	assert_equal "$(jq -c '[.snips, .low]' <<<"$output")" '[0,0]'
	run -0 fl-validate -s store --policy half
	jq -e '.dr > 0.3 and .dr < 0.7 and .low <= 0.5 and .high >= 0.5' <<<"$output"
	run -0 fl-validate -s store --policy beta --text
	assert_line --index 0 '300 choices with a known probability and end (0 without an end, 0 without a probability)'
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "a policy with a mistake is named with its line" {
	printf '{"choose":"Beta"}\n{"chose":"Beta"}\n' >bad
	run -2 --separate-stderr fl-validate -s store --policy bad
	[[ $stderr == *'bad:2: no "choose"'* ]]
	run -2 --separate-stderr fl-validate -s store --policy nothing
	[[ $stderr == *'nothing: No such file'* ]]
}

@test "what is recorded and estimated fits the schemas" {
	serve 1 5 Beta
	echo '{"choose":"Beta"}' >beta
	{ fl-store -s store dump | jq -c .record; fl-validate -s store --policy beta; } >records
	run -0 python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" <records
	assert_line 'estimate 1'
}
