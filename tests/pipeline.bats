load helper
load data/loop/records

@test "an export is imported, recorded and judged in one pipe" {
	fl-import -f flat "$FL_SHARE/sample/shop.jsonl" | fl-record -s store | fl-validate -q -s store >verdicts
	(($(count) > 700))
	(($(jq -s length verdicts) > 10))
	assert_equal "$(fl-correct -s store --list --json --status active | jq -r .say | grep -c '7 to 10 days')" 1
	before=$(count)
	fl-import -f flat "$FL_SHARE/sample/shop.jsonl" | fl-record -s store | fl-validate -q -s store >verdicts
	assert_equal "$(cat verdicts)" ''
	assert_equal "$(count)" "$before"
	sound
}

@test "what is passed along a pipe is what fl-record printed, then the verdicts" {
	told 'How long?' anna agent 'Ten days.' ',"id":"c1"' >in
	run -0 bash -c 'fl-record -s store in | fl-validate -s store'
	assert_equal "$(jq -r .type <<<"$output" | paste -sd ' ')" 'correction verdict'
	assert_equal "$(head -n 1 <<<"$output" | jq .new)" true
}

@test "three writers in one pipe do not wait for each other" {
	for i in {1..3000}; do
		echo "{\"type\":\"correction\",\"id\":\"c$i\",\"question\":\"Is number $i there?\",\"by\":\"anna\",\"authority\":\"agent\",\"right\":\"Number $((i % 7)) is.\"}"
	done >in
	fl-record -s store <in | fl-validate -s store | grep --line-buffered '"correction","id"' | fl-correct -s store >out
	assert_equal "$(jq -r .new out | sort | uniq -c | xargs)" '3000 false'
	assert_equal "$(count)" 6000
	sound
}

@test "a slow reader holds nobody up" {
	many 5000 >in
	mkfifo pipe
	fl-record -s store in >pipe &
	writer=$!
	exec 7<pipe
	read -r first <&7	# and now the reader does not read on
	asked other u1 FR 'Is it free?' 'Yes.' >one
	until fl-store -s store stat 2>/dev/null | grep -q '"journal":5000'; do :; done
	run -0 fl-record -s store one
	assert_equal "$(jq .new <<<"$output")" true
	run -0 fl-validate -s store </dev/null
	rest=$(cat <&7 | wc -l)
	exec 7<&-
	wait "$writer"
	[[ -n $first ]]
	assert_equal "$rest" 4999
}

@test "fl-record answers each line before the next one is there" {
	coproc fl-record -s store
	pid=$COPROC_PID
	for i in 1 2 3; do
		asked "m$i" u1 FR 'How?' 'So.' >&"${COPROC[1]}"
		read -r line <&"${COPROC[0]}"
		assert_equal "$(jq -r '[.id, .new] | join(" ")' <<<"$line")" "m$i true"
		assert_equal "$(count)" "$i"
	done
	exec {COPROC[1]}>&-
	wait "$pid"
}

@test "fl-validate looks after each line that comes" {
	coproc fl-validate -s store
	pid=$COPROC_PID
	for by in anna ben; do
		told 'How long?' $by agent 'Ten days.' >line
		fl-record -q -s store line
		cat line >&"${COPROC[1]}"
		read -r passed <&"${COPROC[0]}"
		read -r verdict <&"${COPROC[0]}"
		assert_equal "$passed" "$(cat line)"
		assert_equal "$(jq -r .by <<<"$verdict")" $by
	done
	assert_equal "$(jq -r .after <<<"$verdict")" active
	exec {COPROC[1]}>&-
	wait "$pid"
}

@test "ten fl-record and ten fl-answer at once lose nothing" {
	fl-correct -s store --id w -Q 'How long is the warranty?' 'Two years.' >/dev/null
	before=$(count)
	for i in {0..9}; do
		many 300 | sed "s/\"m/\"p$i-/" >"in$i"
		for n in {1..100}; do echo "{\"id\":\"q$i-$n\",\"question\":\"How long is the warranty?\",\"customer\":\"u$i-$n\"}"; done >"questions$i"
	done
	pids=()
	for i in {0..9}; do
		fl-record -s store "in$i" >"out$i" 2>"err$i" & pids+=($!)
		fl-answer -r -s store <"questions$i" >"answers$i" 2>>"err$i" & pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	assert_equal "$(cat err*)" ''
	fl-store -s store dump >dump
	assert_equal "$(cat out* | jq -r 'select(.new).id' | sort -u | wc -l)" 3000
	assert_equal "$(cat answers* | jq -r .interaction | sort -u | wc -l)" 1000
	assert_equal "$(wc -l <dump)" $((before + 4000))
	cat out* answers* | jq -r 'if .type == "answer" then .interaction else .id end' | sort >acknowledged
	jq -r .record.id dump | sort >there
	assert_equal "$(comm -23 acknowledged there)" ''
	assert_equal "$(cat answers* | jq -r .text | sort -u)" 'Two years.'
	sound
}

@test "the same input from five writers at once is there once" {
	many 2000 >in
	pids=()
	for i in 1 2 3 4 5; do fl-record -s store in >"out$i" & pids+=($!); done
	for pid in "${pids[@]}"; do wait "$pid"; done
	assert_equal "$(count)" 2000
	assert_equal "$(cat out* | jq -r 'select(.new).id' | sort | uniq -d)" ''
	assert_equal "$(cat out* | jq -r 'select(.new).id' | wc -l)" 2000
}

@test "two fl-validate at once judge each correction once" {
	for i in {1..200}; do told "Is number $i there?" anna agent "Number $((i % 5)) is."; done | fl-record -q -s store
	fl-validate -s store </dev/null >a &
	pid=$!
	fl-validate -s store </dev/null >b
	wait "$pid"
	assert_equal "$(cat a b | jq -r .correction | sort | uniq -c | awk '{print $1}' | sort -u)" 1
	assert_equal "$(cat a b | wc -l)" 200
}

@test "two commands that make the store at once both succeed" {
	for i in {1..10}; do
		many 1 | fl-record -q -s "store$i" &
		first=$!
		told 'How?' anna lead 'So.' | fl-correct -s "store$i" >/dev/null &
		second=$!
		wait "$first"
		wait "$second"
		sound "store$i"
		assert_equal "$(fl-store -s "store$i" stat | jq .journal)" 3
	done
}

@test "readers are not held up by a writer who has stopped" {
	many 1 | fl-record -q -s store
	exec 7<>store/write.lock
	flock 7
	run -0 fl-store -s store stat
	run -0 fl-answer -s store 'How?'
	run -0 fl-store -s store check
	run -0 fl-store -s store copy there
	exec 7>&-
}

@test "SIGTERM ends a waiting fl-record, and all that it printed is kept" {
	mkfifo pipe
	fl-record -s store pipe >out &
	writer=$!
	exec 7>pipe
	many 50 >&7
	until [[ $(wc -l <out) -eq 50 ]]; do :; done
	kill -TERM "$writer"
	code=0
	wait "$writer" || code=$?
	assert_equal "$code" 143
	exec 7>&-
	assert_equal "$(count)" 50
	sound
}

@test "killed in the middle of its work, nothing that it printed is lost" {
	many 60000 >in
	for signal in TERM KILL INT; do
		rm -rf store out
		fl-record -s store in >out &
		writer=$!
		until [[ -s out ]]; do :; done
		kill -$signal "$writer" 2>/dev/null || :
		wait "$writer" || :
		sound
		fl-store -s store dump | jq -r .record.id | sort >there
		# a last line may be cut off, since it was never all printed
		head -n "$(wc -l <out)" out | jq -r .id | sort >acknowledged
		assert_equal "$(comm -23 acknowledged there)" ''
		fl-record -q -s store in
		assert_equal "$(count)" 60000
	done
}

@test "a reader that was killed keeps no pages and no place" {
	many 10 | fl-record -q -s store
	coproc fl-answer -s store
	pid=$COPROC_PID
	echo '{"question":"How?"}' >&"${COPROC[1]}"
	read -r line <&"${COPROC[0]}"
	[[ -n $line ]]
	kill -KILL "$pid"
	wait "$pid" || :
	asked new u1 FR 'How?' 'So.' | fl-record -q -s store
	assert_equal "$(count)" 11
	sound
}
