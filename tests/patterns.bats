load helper

# ask ID CUSTOMER QUESTION [DATE]
ask()
{
	printf '{"type":"interaction","id":"%s","time":"%sT10:00:00Z","conversation":"talk-%s","customer":"%s","question":"%s","action":{"kind":"answer","text":"No idea."}}\n' \
		"$1" "${4:-2026-03-02}" "$1" "$2" "$3"
}

# ended ID SIGNAL [MEMBERS]
ended()
{
	printf '{"type":"outcome","id":"o-%s-%s","time":"2026-03-20T10:00:00Z","interaction":"%s","signal":"%s"%s}\n' \
		"$1" "$2" "$1" "$2" "${3-}"
}

# Three customers in vain, and others who got what they wanted.
wrapped()
{
	ask m1 anna 'do you gift wrap'
	ask m2 ben 'Can you gift wrap a mug?'
	ask m3 chidi 'gift wrap possible?' 2026-03-09
	ended m1 rejected
	ended m2 complained
	ended m3 rejected
	for i in {1..20}; do
		ask "n$i" "c$i" "when will parcel number $i reach me"
		ended "n$i" accepted
	done
}

@test "what fails for three customers is a pattern, with the words that they use" {
	wrapped >log
	run -0 fl-patterns - <log
	assert_line --regexp '^\{"type":"pattern","id":"p-[0-9a-f]{10}","time":"2026-03-20T10:00:00Z","phrase":"gift wrap'
	assert_equal "$(jq -c '[.customers, .askers, .asked, .failed, .known, .per_week]' <<< "$output")" \
		'[3,3,3,3,3,[2,1,0]]'
	assert_equal "$(jq -c .signals <<< "$output")" '{"rejected":2,"complained":1}'
}

@test "a store and a stream of the same records give the same bytes" {
	wrapped >log
	fl-record -q -s store <log
	run -0 fl-patterns log
	assert_equal "$(fl-patterns -s store | jq -c 'del(.gap, .cause)')" "$(jq -c 'del(.gap)' <<< "$output")"
	assert_equal "$(fl-patterns -s store | jq .gap)" true
}

@test "nothing is found in an empty store or an empty file" {
	fl-record -q -s store </dev/null
	run -0 fl-patterns -s store
	assert_output ''
	run -0 fl-patterns -e - </dev/null
	assert_output ''
	run -0 fl-patterns --text - </dev/null
	assert_output 'no patterns'
}

@test "-e exits 1 when there is a pattern" {
	wrapped >log
	run -1 fl-patterns -e log
	run -0 fl-patterns -e --min-customers 4 log
}

@test "one loud customer makes no pattern" {
	for i in {1..300}; do
		ask "m$i" loud "your gift wrap is bad $i"
		ended "m$i" complained
	done >log
	wrapped | grep -v '"m[0-9]"' >>log
	run -0 fl-patterns -e - <log
	assert_output ''
}

@test "conversations count where nobody says who the customer is" {
	wrapped | jq -c 'del(.customer)' >log
	run -0 fl-patterns log
	assert_equal "$(jq .customers <<< "$output")" 3
}

@test "silence is unknown: the rate is an interval" {
	{ wrapped && ask m4 dora 'is there gift wrap' && ask m5 emil 'gift wrap please'; } >log
	run -0 fl-patterns log
	assert_equal "$(jq -c '[.customers, .askers, .known, .rate]' <<< "$output")" '[3,5,3,[0.6,1]]'
	id=$(jq -r .id <<< "$output")
	run -0 fl-patterns --text --show "$id" log
	assert_line 'rate         60% if silence is success, 100% if it is failure'
	run -0 fl-patterns --text --show "$id" - < <(cat log && ended m4 accepted && ended m5 accepted)
	assert_line 'rate         60%'
	ended m4 accepted >>log
	run -0 fl-patterns log
	assert_equal "$(jq -c .rate <<< "$output")" '[0.6,0.8]'
}

@test "outcomes may come first, and twice" {
	wrapped >log
	run -0 fl-patterns log
	expected=$output
	run -0 fl-patterns - < <(tac log && cat log)
	assert_output "$expected"
}

@test "--since and --until are about when it was asked" {
	wrapped >log
	run -0 fl-patterns --since 2026-03-03 --min-customers 1 log
	refute_output --partial anna
	run -0 fl-patterns --since 2026-03-03 log
	assert_output ''
	run -0 fl-patterns --until 2026-03-09 --min-customers 2 log
	assert_equal "$(jq .customers <<< "$output")" 2
	run -2 fl-patterns --since whenever log
}

@test "a hand-over is a failure, unless a rule asked for it or it was accepted" {
	wrapped | grep '"n[0-9]*"' >log
	for i in 1 2 3 4; do ask "m$i" "u$i" "please gift wrap it $i"; done |
		jq -c '.action = {kind: "escalate", text: "One moment."}' >handed
	run -0 fl-patterns log handed
	assert_equal "$(jq -c '[.signals, .gap]' <<< "$output")" '[{"handed_over":4},true]'
	run -0 fl-patterns log - < <(jq -c '.action.rules = ["r1"]' handed)
	assert_output ''
	run -0 fl-patterns log handed - < <(for i in 1 2 3 4; do ended "m$i" accepted; done)
	assert_output ''
}

@test "what is only inferred counts with how sure it is, and its share is said" {
	wrapped | sed 's/"signal":"rejected"/&,"explicit":false,"sure":0.8/' >log
	run -0 fl-patterns log
	assert_equal "$(jq -c '[.inferred, .rate[0]]' <<< "$output")" '[0.667,0.867]'
	run -0 fl-patterns - < <(sed 's/"sure":0.8/"sure":0.3/' log)
	assert_output ''
}

@test "a bad line is refused and named, and the rest is read" {
	{ echo '{"type":"outcome"' && wrapped; } >log
	run -3 --separate-stderr fl-patterns -e - <log
	[[ $stderr == *'stdin:1:'* && $output == *'"customers":3'* ]]
	run -1 fl-patterns -e --rejects bad log
	assert_equal "$(<bad)" '{"type":"outcome"'
}

@test "records of other types pass by" {
	{ wrapped && echo '{"type":"question","question":"where?"}'; } >log
	run -0 fl-patterns log
	assert_output --partial '"customers":3'
}

@test "the table is safe for a terminal and fits it" {
	wrapped | sed 's/do you gift wrap/do you gift wrap \\u001b[31m\\u202e a very long letter of many words/' >log
	run -0 fl-patterns --text log
	assert_output --partial '3/3'
	refute_output --partial $'\e'
	while IFS= read -r line; do
		((${#line} <= 80)) || fail "$line"
	done <<< "$output"
	id=$(fl-patterns log | jq -r .id)
	run -0 fl-patterns --text --show "$id" log
	assert_output --partial '<U+202E>'
	refute_output --partial $'\e'
	run -0 fl-patterns --show "$id" log
	assert_output --partial "\"id\":\"$id\""
	run -2 --separate-stderr fl-patterns --show p-0 log
	[[ $stderr == 'fl-patterns: p-0: '* ]]
}

@test "the planted topics of the sample are found" {
	fl-import "$FL_SHARE/sample/shop.jsonl" >log
	run -0 fl-patterns log
	for word in tent spring20 gift jacket wrap hours return warranty dear; do
		[[ $(jq -r .phrase <<< "$output") == *$word* ]] || fail "no $word"
	done
	run -0 diff <(fl-patterns log) <(tac log | fl-patterns -)
}

@test "one customer who says the same ten thousand times makes no pattern" {
	{
		wrapped | grep '"n[0-9]*"'
		for i in {1..10000}; do
			printf '{"type":"interaction","id":"m%d","time":"2026-03-02T10:00:00Z","customer":"loud","question":"gift wrap is bad"}\n' "$i"
			printf '{"type":"outcome","id":"o%d","time":"2026-03-02T10:00:01Z","interaction":"m%d","signal":"complained"}\n' "$i" "$i"
		done
	} >log
	run -0 fl-patterns -e log
	assert_output ''
}

@test "among many customers the planted topics are found, and nothing else" {
	"$FL_BUILD"/bench/gen-failures 15000 8 3 >log
	run -0 fl-patterns --json log
	jq -r 'select(.question) | [.question, (.id | split("-")[0])] | @tsv' log | sort -u >topics
	jq -r .question <<< "$output" | sort -u | join -t $'\t' - topics | cut -f 2 | sort -u >found
	assert_equal "$(grep -c '^p' found)" 8
	assert_equal "$(grep -vc '^p' found)" 0
}

@test "ten thousand random messages make no pattern, however many failed" {
	"$FL_BUILD"/bench/gen-failures 10000 0 5 | jq -c 'if .type == "outcome" then .signal = (if (.id[1:] | tonumber) % 3 == 0 then "rejected" else "accepted" end) else . end' >log
	run -0 fl-patterns --json log
	assert_output ''
}

@test "a store that is not there and an unknown option are trouble" {
	run -2 --separate-stderr fl-patterns -s nowhere
	[[ $stderr == 'fl-patterns: '*nowhere* ]]
	run -2 --separate-stderr fl-patterns --frequent
	[[ $stderr == "fl-patterns: unknown option '--frequent'"* ]]
	run -2 fl-patterns --min-customers 0 -
	run -2 fl-patterns nowhere.jsonl
}

@test "a full disk is not success" {
	wrapped >log
	run -2 bash -c 'fl-patterns log >/dev/full'
	run -2 bash -c 'fl-patterns --text log >/dev/full'
}
