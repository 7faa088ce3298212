# A target for the share of given answers that are wrong.

load helper
load data/loop/records

# risky TARGET: a store with a target risk, and a rule on tents that is rather sure of a question
risky()
{
	mkdir -m 700 store
	echo "risk: $1" >store/config.yaml
	fl-correct -s store --id tent -Q 'How long is the warranty on a tent?' -Q 'Is there a warranty on tents?' \
		'Two years.' >/dev/null
	fl-correct -s store --id open -Q 'When do you open?' -Q 'What are your opening hours?' 'At nine.' >/dev/null
}

# ends SIGNAL N: N answers to the question are given and end like this; prints the last action
ends()
{
	local i

	for i in $(seq "$2"); do
		fl-answer -s store --record 'How long is the warranty on a tent?' >answer
		jq -c --arg s "$1" '{type: "outcome", interaction, signal: $s, by: ("u" + .interaction)}' answer |
			fl-record -q -s store
	done
	jq -r .action answer
}

@test "a target risk raises the threshold with wrong answers and lowers it with right ones" {
	risky 0.1
	assert_equal "$(fl-answer -s store 'When do you open?' | jq .threshold)" 0.9
	ends accepted 3
	low=$(fl-answer -s store 'When do you open?' | jq .threshold)
	jq -en --argjson t "$low" '$t < 0.9'
	ends rejected 2
	jq -en --argjson t "$(fl-answer -s store 'When do you open?' | jq .threshold)" --argjson low "$low" '$t > $low'
	run -0 fl-validate -s store --risk
	assert_equal "$(jq -c '[.type, .target, .answered, .wrong]' <<<"$output")" '["risk",0.1,5,2]'
	before=$(fl-store -s store dump --all)
	fl-store -s store rebuild
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "an answer that is called wrong twice counts once for the risk" {
	risky 0.1
	ends rejected 1
	id=$(jq -r .interaction answer)
	{ ended "$id" complained u9; corrected "$id" anna agent 'Three years.'; } | fl-record -q -s store
	assert_equal "$(fl-validate -s store --risk | jq -c '[.answered, .wrong]')" '[1,1]'
}

@test "a target that cannot be held is said, with how much to hand over" {
	risky 0.02
	assert_equal "$(ends rejected 20)" escalate
	run -0 --separate-stderr fl-validate -s store </dev/null
	[[ $stderr == *'the target risk 0.02 is not held with this data: hand over at least '* ]]
	run -0 fl-validate -s store --risk --text
	assert_line --index 0 'target: at most 2% of the answers given are wrong'
	assert_line --regexp '^answering everything would be wrong in [0-9.]+%: at least [0-9.]+% have to be handed over$'
}

@test "without a target the threshold stays as it is" {
	fl-correct -s store -Q 'How long is the warranty on a tent?' 'Two years.' >/dev/null
	ends rejected 3
	assert_equal "$(fl-answer -s store 'How long is the warranty on a tent?' | jq .threshold)" 0.5
	assert_equal "$(fl-validate -s store --risk | jq -c '[.target, .answered]')" '[0,0]'
}

@test "a hand-over whose guess staff judges right lowers its topic's threshold again, a customer's word does not" {
	risky 0.05
	fl-correct -s store --id wrap --topic wrapping -Q 'Can you wrap it?' 'Yes, for 5 USD.' >/dev/null
	echo 'audit: 1' >>store/config.yaml
	for i in 1 2 3 4; do
		fl-answer -s store --record 'wrap it with a ribbon'
	done >answers
	assert_equal "$(jq -r .action answers | sort -u)" escalate
	high=$(head -n 1 answers | jq .threshold)
	jq -c '{type: "outcome", interaction, signal: "judged", value: 1, by: ("c" + .interaction), authority: "customer"}' \
		answers | fl-record -q -s store
	assert_equal "$(fl-answer -s store 'wrap it with a ribbon' | jq .threshold)" "$high"
	jq -c '{type: "outcome", interaction, signal: "judged", value: 1, by: "lea", authority: "lead"}' answers |
		fl-record -q -s store
	jq -en --argjson low "$(fl-answer -s store 'wrap it with a ribbon' | jq .threshold)" --argjson high "$high" '$low < $high'
	assert_equal "$(fl-validate -s store --risk | jq -c '[.answered, .passed, .missed]')" '[0,4,0]'
}
