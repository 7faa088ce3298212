# Knowledge ages by its kind: a word on a price is worth less a year later than one on a policy.

load helper
load data/loop/records

# say WHEN WHO QUESTION RIGHT [MORE]: an agent corrects, and what is new is judged then
say()
{
	told "$3" "$2" agent "$4" "${5-}" | fl-record -q -s store
	FL_NOW=$1T10:00:00Z fl-validate -s store </dev/null >verdicts
}

is()
{
	assert_equal "$(fl-correct -s store --list --json | jq -r .status)" "$1"
}

figures()
{
	jq -c ".checks[] | select(.check == \"evidence\") | $1" verdicts
}

@test "two words on a price a year apart are not two" {
	say 2025-01-10 anna 'What does a return cost?' 'A return costs 6 USD.'
	say 2026-01-10 ben 'What does a return cost?' 'A return costs 6 USD.'
	is pending
	assert_equal "$(figures '[.figures.support, .figures.ages, .figures.aged < 1.2]')" '[2,"price",true]'
	run -0 figures .reason
	assert_output --partial 'of the 2 that it needs, with age taken off'
	say 2026-01-12 chidi 'What does a return cost?' 'A return costs 6 USD.'
	is active
}

@test "two words on a policy nine months apart are, and on tone three years apart" {
	say 2025-01-10 anna 'Can I return it?' 'You can return it within 30 days of the purchase.'
	say 2025-10-10 ben 'Can I return it?' 'You can return it within 30 days of the purchase.'
	is active
	assert_equal "$(figures .figures.aged)" null
	rm -r store
	mkdir -m 700 store
	echo 'expire_days: 3650' >store/config.yaml
	say 2023-01-10 anna 'Can I return it?' 'no emoji please' ',"category":"tone"'
	say 2026-01-05 ben 'Where is it?' 'stop the emoji' ',"category":"tone"'
	is active
}

@test "a promotion is old after a month, and the settings say how long each kind keeps" {
	question='Is there a sale?' right='All tents are 20% off.'
	say 2025-01-10 anna "$question" "$right"
	say 2025-03-20 ben "$question" "$right"
	is pending
	rm -r store
	mkdir -m 700 store
	printf 'keeps:\n  promotion: 400\n' >store/config.yaml
	say 2025-01-10 anna "$question" "$right"
	say 2025-03-20 ben "$question" "$right"
	is active
}

@test "what is in force stays so, and a store that aged is rebuilt to the byte" {
	for who in anna ben; do say 2025-01-10 "$who" 'What does a return cost?' 'A return costs 6 USD.'; done
	say 2026-06-10 chidi 'Do you sell skis?' 'We sell skis.'
	assert_equal "$(status r1)" active
	before=$(fl-store -s store dump --all)
	fl-store -s store rebuild
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "a rule in force that nobody has confirmed for long asks for it, by its kind, and goes on answering" {
	export FL_NOW=2026-01-01T00:00:00Z
	fl-correct -s store --id price -Q 'what is a tent' 'A tent costs 90 dollars.' >/dev/null
	fl-correct -s store --id open -Q 'when do you open' 'We open at nine.' >/dev/null
	FL_NOW=2026-03-30T00:00:00Z run -0 fl-correct -s store --review --json
	assert_output ''
	export FL_NOW=2026-05-01T00:00:00Z
	for i in 1 2 3; do
		fl-answer -s store --record 'what is a tent' | jq -c --arg i "$i" \
			'{type: "outcome", interaction, signal: "accepted", by: ("u" + $i)}' | fl-record -q -s store
	done
	assert_equal "$(fl-correct -s store --review --json | jq -c '[.kind, .rule.id]')" '["old","price"]'
	assert_equal "$(fl-answer -s store 'what is a tent' | jq -r .action)" answer
	script -qec 'fl-correct -s store --review' /dev/null <<<yq >/dev/null
	run -0 fl-correct -s store --review --json
	assert_output ''
	assert_equal "$(status price)" active
	FL_NOW=2026-08-01T00:00:00Z run -0 fl-correct -s store --review --json
	assert_equal "$(jq -c '[.kind, .rule.id]' <<<"$output")" '["old","price"]'
}
