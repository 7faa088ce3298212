# Rules on trial: used for their share of conversations, withdrawn or let in by how these end.

load helper
load data/loop/records

question='How long is the warranty on a tent?'
right='The warranty on a tent is two years.'

# on_trial AUTHORITY NAME...: a rule that these speak for, with half the conversations for its trial
on_trial()
{
	local authority=$1 name

	shift
	mkdir -m 700 store
	printf 'trial_share: 0.5\ntrial_first: 1\n' >store/config.yaml
	for name; do told "$question" "$name" "$authority" "$right" ",\"id\":\"$name\""; done |
		fl-record -q -s store
	judge
	assert_equal "$(status r1)" trial
}

# talk FROM TO WITH WITHOUT: conversations that end with one signal where the rule answered, else the other
talk()
{
	local i

	for ((i = $1; i <= $2; i++)); do
		echo "{\"question\":\"$question\",\"conversation\":\"c$i\",\"customer\":\"u$i\"}"
	done | fl-answer -s store --record >answers
	jq -c --arg with "$3" --arg without "$4" \
		'{type: "outcome", interaction, signal: (if .trial.used then $with else $without end), explicit: true}' \
		answers | fl-record -q -s store
}

@test "an answer says which trial it was part of, with or without the rule, and the share" {
	on_trial agent anna ben
	talk 1 40 resolved resolved
	assert_equal "$(jq -c '[.trial.rule, .trial.share] | join(" ")' answers | sort -u)" '"r1 0.5"'
	jq -r '[.trial.used, .action, (.rules | length)] | join(" ")' answers | sort -u >kinds
	diff kinds - <<-'END'
		false escalate 0
		true answer 1
	END
	assert_equal "$(fl-store -s store dump | jq -c '.record // . | select(.type == "interaction") | .action.trial' | sort -u)" \
		"$(jq -c .trial answers | sort -u)"
}

@test "a rule that helps where it is tried becomes active, and the verdict has the figures" {
	on_trial agent anna ben
	talk 1 60 resolved complained
	judge
	assert_equal "$(status r1)" active
	assert_equal "$(jq -c '[.before, .after, .by, .checks[0].check, .checks[0].result]' <<<"$output")" \
		'["trial","active","fl-validate","trial","passed"]'
	jq -e '.checks[0].figures | .with.ends == .with.good and .without.good == 0 and .helps >= 20' <<<"$output"
	[[ $(jq -r .reason <<<"$output") == 'with it '*' conversations ended well, without it 0 of '*': it helps' ]]
	judge
	assert_output ''
	# What is active answers everybody, and is no part of a trial any more.
	talk 61 70 resolved resolved
	assert_equal "$(jq -c '[.action, .trial]' answers | sort -u)" '["answer",null]'
}

@test "a rule that does harm where it is tried is withdrawn" {
	on_trial agent anna ben
	# Well enough to be used, but worse than without it.
	for i in {0..9}; do talk $((i * 20 + 1)) $((i * 20 + 14)) resolved resolved; talk $((i * 20 + 15)) $((i * 20 + 20)) complained resolved; done
	judge
	assert_equal "$(status r1)" retired
	assert_equal "$(jq -r '.checks[0].check' <<<"$output")" trial
	[[ $(jq -r .reason <<<"$output") == *': it does harm' ]]
}

@test "what ends alike on both sides decides nothing" {
	on_trial agent anna ben
	talk 1 40 resolved resolved
	judge
	assert_output ''
	run -0 --separate-stderr fl-validate -s store r1
	[[ $(jq -r '.checks[] | select(.check == "trial").reason' <<<"$output") == *': nothing is plain yet' ]]
}

@test "customers alone bring nothing into force, whatever their trial says" {
	on_trial customer u{901..909}
	talk 1 60 resolved complained
	judge
	assert_output ''
	assert_equal "$(status r1)" trial
	run -0 --separate-stderr fl-validate -s store r1
	[[ $(jq -r '.checks[] | select(.check == "trial").reason' <<<"$output") == *': it helps; a word of staff makes it active' ]]
	told "$question" anna agent "$right" | fl-record -q -s store
	judge
	assert_equal "$(status r1)" active
}

@test "one customer counts once in a trial, however many conversations he has" {
	on_trial agent anna ben
	for i in {1..60}; do echo "{\"question\":\"$question\",\"conversation\":\"c$i\",\"customer\":\"loud\"}"; done |
		fl-answer -s store --record |
		jq -c '{type: "outcome", interaction, signal: (if .trial.used then "complained" else "resolved" end), explicit: true}' |
		fl-record -q -s store
	judge
	assert_equal "$(status r1)" trial
	run -0 --separate-stderr fl-validate -s store r1
	assert_equal "$(jq '.checks[] | select(.check == "trial").figures | .with.ends + .without.ends' <<<"$output")" 1
}

@test "a store with trials is rebuilt, and loaded from its dump, to the byte" {
	on_trial agent anna ben
	talk 1 20 resolved complained
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
	fl-store -s store dump | fl-store -s again load
	diff before <(fl-store -s again dump --all)
	sound
}

@test "ends that came before their answers count in the trial too" {
	on_trial agent anna ben
	mv store late
	on_trial agent anna ben
	talk 1 30 resolved complained
	fl-store -s store dump | jq -c .record >log
	jq -c 'select(.type == "outcome")' log | fl-record -q -s late
	jq -c 'select(.type == "interaction")' log | fl-record -q -s late
	run -0 --separate-stderr fl-validate -s store r1
	ends=$(jq -c '.checks[] | select(.check == "trial").figures | [.with, .without]' <<<"$output")
	run -0 --separate-stderr fl-validate -s late r1
	assert_equal "$(jq -c '.checks[] | select(.check == "trial").figures | [.with, .without]' <<<"$output")" "$ends"
	assert_equal "$(jq '[.[].ends] | add' <<<"$ends")" 30
}

@test "a rule that takes another's place is not tried first" {
	on_trial agent anna ben
	fl-correct -s store --approve r1 --reason 'known' >/dev/null
	for name in cara dan eve; do
		told "$question" "$name" agent 'The warranty on a tent is five years.' ",\"id\":\"$name\""
	done | fl-record -q -s store
	judge
	assert_equal "$(fl-correct -s store --list | jq -r 'select(.status == "trial").id')" ''
}
