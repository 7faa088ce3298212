load helper

# ask ID CUSTOMER QUESTION TIME [SIGNAL]
ask()
{
	printf '{"type":"interaction","id":"%s","time":"%s","conversation":"talk-%s","customer":"%s","question":"%s","action":{"kind":"answer","text":"No idea."}}\n' \
		"$1" "$4" "$1" "$2" "$3"
	[[ -z ${5-} ]] || printf '{"type":"outcome","id":"o-%s","time":"%s","interaction":"%s","signal":"%s"}\n' \
		"$1" "$4" "$1" "$5"
}

# Others who got what they wanted, through March.
usual()
{
	for i in {1..40}; do
		ask "n$i" "c$i" "when will parcel number $i reach me" "$(printf '2026-03-%02dT10:00:00Z' $((i % 28 + 1)))" accepted
	done
}

# Customers from FROM to TO ask for gift wrap on a day, and it ends so: wrap FROM TO DATE SIGNAL
wrap()
{
	local ways=('do you gift wrap' 'is gift wrap possible for a mug' 'can you gift wrap it' 'gift wrap please')

	for ((i = $1; i <= $2; i++)); do
		ask "w$i" "u$i" "${ways[i % 4]} $i" "$3T1$((i % 9)):$((i % 5))0:00Z" "$4"
	done
}

run_of()
{
	fl-patterns -s store --json
}

@test "the second run knows a pattern again, and has nothing to say" {
	{ usual && wrap 1 5 2026-03-20 rejected; } | fl-record -q -s store
	run -1 fl-patterns -e -s store
	assert_equal "$(jq -c '[.state, .news]' <<< "$output")" '["new",true]'
	id=$(jq -r .id <<< "$output")
	run -0 fl-patterns -e -s store
	assert_equal "$(jq -c '[.id, .state, .news]' <<< "$output")" "[\"$id\",\"new\",false]"
	run -0 fl-patterns -e --news -s store
	assert_output ''
	run -0 fl-patterns --news --text -s store
	assert_output ''
}

@test "a pattern keeps its id when a question comes to light that was asked before" {
	{ usual && wrap 2 6 2026-03-20 rejected; } | fl-record -q -s store
	id=$(run_of | jq -r .id)
	{ wrap 1 1 2026-03-02 complained && wrap 7 12 2026-03-27 rejected; } | fl-record -q -s store
	run -0 fl-patterns -s store
	assert_equal "$(jq -c '[.id, .customers]' <<< "$output")" "[\"$id\",12]"
}

@test "a dry run, a part of the time and a page record nothing" {
	{ usual && wrap 1 5 2026-03-20 rejected; } | fl-record -q -s store
	before=$(fl-store -s store dump)
	id=$(fl-patterns -n -s store | jq -r .id)
	fl-patterns --since 2026-03-02 -s store
	fl-patterns --show "$id" -s store
	assert_equal "$(fl-store -s store dump)" "$before"
	run -1 fl-patterns -e -s store
}

@test "a gap waits once, however often it is found, and the store can be made anew" {
	{ usual && wrap 1 5 2026-03-20 rejected; } | fl-record -q -s store
	for i in 1 2 3; do fl-patterns -s store >/dev/null; done
	run -0 bash -c 'fl-store -s store dump | jq -c ".record | select(.type == \"pattern\") | [.pattern, .gap, .state]"'
	assert_equal "${#lines[@]}" 1
	fl-store -s store rebuild
	fl-store -s store check
	fl-store -s store dump >dump
	fl-store -s other load <dump
	run -0 diff <(fl-patterns -s store) <(fl-patterns -s other)
}

@test "runs at the same time record a pattern once" {
	{ usual && wrap 1 5 2026-03-20 rejected; } | fl-record -q -s store
	local runs=()
	for i in 1 2 3 4; do
		fl-patterns -s store >"out$i" &
		runs+=($!)
	done
	wait "${runs[@]}"
	run -0 bash -c 'fl-store -s store dump | jq -c ".record | select(.type == \"pattern\")" | wc -l'
	assert_output 1
	assert_equal "$(jq -r .id out? | sort -u | wc -l)" 1
}

@test "what people said after a gap is a draft, with its sources" {
	{
		usual && wrap 1 5 2026-03-20 rejected
		for i in 1 2 3; do
			printf '{"type":"correction","id":"k%d","time":"2026-03-21T10:00:00Z","interaction":"w%d","right":"%s","by":"agent-%d","authority":"agent"}\n' \
				"$i" "$i" "$( ((i < 3)) && echo 'Yes, for 5 USD.' || echo 'No, we do not.')" "$i"
		done
	} | fl-record -q -s store
	run -0 fl-patterns -s store
	assert_equal "$(jq -c '.draft | [.say, .sources]' <<< "$output")" '["Yes, for 5 USD.",["k1","k2"]]'
	assert_equal "$(jq -c '[.answers[] | [.say, .times, .sources]]' <<< "$output")" \
		'[["Yes, for 5 USD.",2,["k1","k2"]],["No, we do not.",1,["k3"]]]'
}

# What people say instead in w1, w2, …
instead()
{
	local n=0 text

	for text; do
		n=$((n + 1))
		jq -cn --arg n "$n" --arg t "$text" '{type: "correction", id: "k\($n)", time: "2026-03-21T10:00:00Z",
			interaction: "w\($n)", right: $t, by: "agent-\($n)", authority: "agent"}'
	done
}

@test "answers that state the same are one draft, and one that contradicts it is told apart" {
	{
		usual && wrap 1 5 2026-03-20 rejected
		instead 'Hi, this is Anna. It is 5 USD an order.' 'It is 9 USD an order.' 'It costs 5 USD an order.' \
			'Just ask in the shop.'
	} | fl-record -q -s store
	run -0 fl-patterns -n -s store
	assert_equal "$(jq -c '.draft | [.say, .sources, .against]' <<< "$output")" '["It costs 5 USD an order.",["k3","k1"],true]'
	assert_equal "$(jq -c '[.answers[] | select(.against) | .say]' <<< "$output")" '["It is 9 USD an order."]'
	run -0 fl-patterns --text --show "$(jq -r .id <<< "$output")" -s store
	assert_line 'draft        It costs 5 USD an order.'
	assert_line 'against it   It is 9 USD an order.'
	for report in report.md report.html; do
		fl-patterns -n --report $report -s store
		run -0 cat $report
		assert_output --partial 'contradict each other'
	done

	{ usual && wrap 1 5 2026-03-20 rejected && instead 'Open Monday to Friday.' 'Open Monday to Friday, closed on Sunday.'; } | fl-record -q -s other
	run -0 fl-patterns -n -s other
	assert_equal "$(jq -c '[.answers[].against, .draft.against]' <<< "$output")" '[null,null,null]'
}

@test "a pattern says why it fails, and which rule is to blame or knows better" {
	{ usual && wrap 1 5 2026-03-20 rejected; } | fl-record -q -s store
	run -0 fl-patterns -n -s store
	assert_equal "$(jq -c '.cause | [.cause, .times, .of, .adjust]' <<< "$output")" '["gap",5,5,"new rule"]'

	fl-correct -s other 'Gift wrap costs 9 USD.' -Q 'do you gift wrap' --id dear >/dev/null
	{ usual && wrap 1 5 2026-03-20 rejected; } |
		jq -c 'if .id | startswith("w") then .action = {kind: "answer", text: "Gift wrap costs 9 USD.", rules: ["dear"]} else . end' |
		fl-record -q -s other
	instead 'Gift wrap costs 5 USD.' 'It is 5 USD.' 'No, 5 USD.' 'Gift wrap is 5 USD' '5 USD' | jq -c '.wrong = "9 USD" | .category = "fact"' |
		fl-record -q -s other
	run -0 fl-patterns -n -s other
	assert_equal "$(jq -c '.cause | [.cause, .times, .rule]' <<< "$output")" '["wrong fact",5,"dear"]'
	id=$(jq -r .id <<< "$output")
	run -0 fl-patterns --text --show "$id" -s other
	assert_line 'cause        wrong fact (5 of 5 looked into); rule to blame: dear'
	for report in report.md report.html; do
		fl-patterns -n --report $report -s other
		run -0 cat $report
		assert_output --partial 'wrong fact'
		assert_output --regexp 'ule to blame: (<code><bdi>)?dear'
	done
	COLUMNS=170 run -0 fl-patterns -n --text -s other
	assert_output --regexp 'STATE +CAUSE'
	assert_output --partial 'wrong fact'
}

@test "mended is what is asked as before and fails no more, and then it may come back" {
	{ usual && wrap 1 12 2026-03-02 rejected; } | fl-record -q -s store
	id=$(run_of | jq -r .id)
	{ wrap 13 30 2026-03-25 accepted && ask n99 c99 'where is my parcel number 99' 2026-03-28T10:00:00Z accepted; } |
		fl-record -q -s store
	run -1 fl-patterns -e -s store
	assert_equal "$(jq -c "select(.id == \"$id\") | [.state, .news]" <<< "$output")" '["mended",true]'
	wrap 31 40 2026-03-29 rejected | fl-record -q -s store
	run -1 fl-patterns -e -s store
	assert_equal "$(jq -c "select(.id == \"$id\") | [.state, .news]" <<< "$output")" '["back",true]'
}

@test "a pattern that is silent is not mended" {
	{
		usual
		for i in {1..30}; do ask "w$i" "u$i" 'do you gift wrap' 2026-03-02T10:00:00Z rejected; done
		ask n99 c99 'where is my parcel number 99' 2026-03-28T10:00:00Z accepted
	} >log
	run -0 fl-patterns log
	assert_equal "$(jq -r .state <<< "$output")" new
	fl-record -q -s store <log
	fl-patterns -s store >/dev/null
	ask n100 c100 'where is my parcel number 100' 2026-04-20T10:00:00Z accepted | fl-record -q -s store
	run -0 fl-patterns -e -s store
	assert_equal "$(jq -r .state <<< "$output")" fading
}

@test "many customers within an hour are a burst" {
	{
		usual && wrap 1 4 2026-03-02 rejected
		for i in 5 6 7 8 9 10; do
			ask "w$i" "u$i" "gift wrap does not work $i" "2026-03-20T10:0$((i - 5)):00Z" complained
		done
	} >log
	run -0 fl-patterns log
	assert_equal "$(jq -c .burst <<< "$output")" \
		'{"from":"2026-03-20T10:00:00Z","to":"2026-03-20T10:05:00Z","customers":6}'
}

@test "two patterns that have become one are said" {
	{ usual && wrap 1 12 2026-03-20 rejected; } >log
	fl-record -q -s store <log
	run_of >/dev/null
	fl-store -s store dump | jq -c '.record | select(.type == "pattern")' >one
	{
		jq -c '.members |= .[:8] | .pattern = "p-000000000a" | .id = "p-000000000a@1"' one
		jq -c '.members |= .[8:] | .pattern = "p-000000000b" | .id = "p-000000000b@2"' one
	} >two
	run -0 fl-patterns log two
	assert_equal "$(jq -c '[.id, .merged, .news]' <<< "$output")" '["p-000000000a",["p-000000000b"],true]'
}

@test "a pattern that has become two is said" {
	{
		usual && wrap 1 8 2026-03-20 rejected
		for i in {1..4}; do
			ask "b$i" "v$i" "my invoice shows the wrong address $i" 2026-03-21T10:00:00Z rejected
		done
	} >log
	fl-record -q -s store <log
	run_of >/dev/null
	fl-store -s store dump | jq -sc '[.[].record | select(.type == "pattern")]
		| (.[0] | .pattern = "p-000000000a" | .id = "p-000000000a@1") + {members: map(.members) | add}' >one
	run -0 fl-patterns log one
	assert_equal "$(jq -sc 'map([.id == "p-000000000a", .split])' <<< "$output")" \
		'[[true,null],[false,"p-000000000a"]]'
}

@test "a rule that answers now is held against what was before" {
	{ usual && wrap 1 9 2026-03-02 rejected; } | fl-record -q -s store
	rule=$(fl-correct -s store 'Yes, we gift wrap for 5 USD.' -Q 'do you gift wrap' --json | jq -r .id)
	wrap 10 24 2026-03-25 accepted | jq -c "if .type == \"interaction\" then .action.rules = [\"$rule\"] else . end" |
		fl-record -q -s store
	run -0 fl-patterns -s store
	assert_equal "$(jq -c '.mending | [.rule, .failed_before, .asked_before, .failed_after, .asked_after]' <<< "$output")" \
		"[\"$rule\",9,9,0,15]"
}

@test "the report says what is new, and what others wrote is only text in it" {
	{ usual && wrap 1 5 2026-03-20 rejected; } | sed 's/do you gift wrap/<script>alert(1)<\/script> [x](http:\/\/evil) gift wrap `id` | \\u202e/' >log
	run -1 fl-patterns -e --report report.md log
	assert_output ''
	run -0 cat report.md
	assert_line 'What is new:'
	assert_output --partial 'gift wrap'
	refute_output --partial '<script'
	refute_output --regexp '[^\\]\]\('
	refute_output --partial $'\u202e'
	assert_equal "$(stat -c %a report.md)" 600
	assert_equal "$(ls report.md*)" report.md
	run -2 --separate-stderr fl-patterns --report report.txt log
	[[ $stderr == *"'report.txt'"* ]]
	run -2 fl-patterns --report nowhere/report.md log
}

@test "what share has for the morning is what the programs know" {
	run -0 grep -hoE 'fl-(patterns|validate) [^>|;]*' "$FL_SHARE/cron/fl" "$FL_SHARE/systemd/fl-patterns.service"
	for option in $(grep -oE -- '--[a-z-]+' <<< "$output"); do
		{ fl-patterns --help && fl-validate --help; } | grep -q -- "$option" || fail "$option"
	done
	assert_output --partial '--news'
}
