load helper

# The records on standard input fit the schemas of their types; what there was is in $output.
fits()
{
	run python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" "$@"
	assert_success
}

# Each of these records of a type is refused by its schema.
refuses()
{
	local record

	for record; do
		run python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" <<< "$record"
		[[ $status == 1 ]] || fail "not refused: $record"
	done
}

# And these by fl-record too.
both_refuse()
{
	local record

	refuses "$@"
	for record; do
		run -3 fl-record -s store <<< "$record"
	done
}

sample()
{
	fl-import "$FL_SHARE/sample/shop.jsonl"
}

# The sample in a store, judged; once for all tests that only read it.
learned()
{
	export FL_STORE=$BATS_FILE_TMPDIR/store
	[[ -e $FL_STORE ]] || sample | fl-record | fl-validate -q >"$BATS_FILE_TMPDIR/verdicts"
}

@test "what fl-import prints fits" {
	sample >records
	fits <records
	assert_line 'interaction 443'
	[[ $output == *outcome* && $output == *correction* ]]
	for map in zendesk-chat intercom openai flat; do
		fl-import -f "$map" "$FL_ROOT/tests/data/import/$map".json* >records
		fits <records
	done
}

@test "what fl-record prints fits" {
	sample | fl-record -s store >records
	fits <records
	assert_line 'interaction 443'
	[[ $output == *outcome* && $output == *correction* ]]
}

@test "what fl-validate prints fits" {
	learned
	fits <"$BATS_FILE_TMPDIR/verdicts"
	[[ $output == 'verdict '* ]]
	fl-correct --list --json | jq -r .id | xargs fl-validate >verdicts || [[ $? == 123 ]]
	fits <verdicts
	[[ $output == 'verdict '* ]]
}

@test "what fl-correct prints fits" {
	learned
	fl-correct --list --json >rules
	jq -r .id rules | xargs fl-correct --show >>rules
	fits <rules
	[[ $output == 'rule '* ]]
	jq -r .id rules | sort -u | xargs fl-correct --history >history
	fits <history
	[[ $output == 'verdict '* ]]
}

@test "what fl-correct makes fits: rules of each kind, verdicts, corrections" {
	export FL_STORE=$PWD/store
	fl-correct --import - >made <<-'END'
	- {id: say, questions: [How long?], not: [How much?], where: {country: {not: [US, CA]}, vip: true},
	   topic: a/b, say: 7 days., must_not: [3 days], needs: [size], proactive: true, threshold: 0.7}
	- {id: guard, category: escalation, action: escalate, where: {amount: {over: 100, under: 1e6}}}
	- {id: style, category: tone, where: {channel: email}, style: {register: formal, emoji: false}}
	- {id: pick, category: recommendation, prefer: [A], avoid: [B], x-mine: {any: [1, null]}}
	END
	fl-correct --dry-run 'Hello.' >>made
	fl-correct --approve say --dry-run >>made
	fl-correct --retire say >>made
	fl-correct >>made <<-'END'
	{"question":"when?","right":"At 9 am.","by":"m","authority":"lead"}
	{"question":"when?","wrong":"At 9 am.","by":"n","authority":"lead"}
	{"question":"when?","right":"At 9 am.","by":"o","authority":"agent"}
	END
	fits <made
	assert_output $'correction 1\nrule 8\nverdict 1'
}

@test "what fl-answer prints fits, and what it records" {
	learned
	cp -r "$FL_STORE" store
	fl-answer -s store --explain <"$FL_SHARE/sample/questions.jsonl" >answers
	fits <answers
	assert_output 'answer 14'
	fl-answer -s store --record <"$FL_SHARE/sample/questions.jsonl" >answers
	fits <answers
	fl-store -s store dump | tail -14 | jq -c .record >recorded
	fits <recorded
	assert_output 'interaction 14'
}

@test "what fl-answer --check prints and records fits, and the drafts do" {
	fl-correct -s store --import "$FL_ROOT/tests/data/check/rules.yaml" >rules
	fits question <"$FL_ROOT/tests/data/check/build.jsonl"
	fl-answer -s store --record --check <"$FL_ROOT/tests/data/check/build.jsonl" >answers
	fits <answers
	assert_output 'answer 85'
	fl-store -s store dump | tail -85 | jq -c .record >recorded
	fits <recorded
	assert_output 'interaction 85'
}

@test "the questions of the sample fit" {
	fits <"$FL_SHARE/sample/questions.jsonl"
	assert_output 'question 14'
}

@test "what fl-patterns prints fits" {
	learned
	fl-patterns --json >patterns
	fits <patterns
	[[ $output == 'pattern '* ]]
	fl-store dump | jq -c '.record | select(.type == "pattern")' >recorded
	fits <recorded
	[[ $output == 'pattern '* ]]
	fits <<< '{"type":"pattern","id":"p-0123456789@4","time":"2026-03-02T10:00:00Z","pattern":"p-0123456789","state":"merged","into":"p-9876543210"}'
}

@test "what fl-store prints fits" {
	learned
	{ fl-store stat && fl-store check && fl-store config; } >lines
	fits <lines
	fl-store dump | jq -c .record >records
	fits <records
	[[ $output == *verdict* ]]
}

@test "the examples of fl-records(5) fit, one of each type" {
	python3 "$FL_ROOT/tests/manual.py" records "$FL_ROOT/man/fl-records.5" >records
	fits <records
	for type in interaction outcome correction rule verdict undo review question answer; do
		[[ $output == *"$type "* ]]
	done
}

@test "an interaction that is none is refused" {
	both_refuse '{"type":"interaction"}' \
		'{"type":"interaction","question":""}' \
		'{"type":"interaction","question":5}' \
		'{"type":"interaction","question":"a","id":""}' \
		'{"type":"interaction","question":"a","id":null}' \
		'{"type":"interaction","question":"a","time":"yesterday"}' \
		'{"type":"interaction","question":"a","context":[]}' \
		'{"type":"interaction","question":"a","action":"answer"}' \
		'{"type":"interaction","question":"a","action":{"kind":"guess"}}' \
		'{"type":"interaction","question":"a","action":{"confidence":1.5}}'
	refuses '{"type":"interaction","question":"a","channel":5}' \
		'{"type":"interaction","question":"a","action":{"rules":"r1"}}'
}

@test "an outcome that is none is refused" {
	both_refuse '{"type":"outcome","signal":"accepted"}' \
		'{"type":"outcome","interaction":"a"}' \
		'{"type":"outcome","interaction":"a","signal":""}' \
		'{"type":"outcome","interaction":"a","signal":"rated","value":2}' \
		'{"type":"outcome","interaction":"a","signal":"rated","sure":-0.1}' \
		'{"type":"outcome","interaction":"a","signal":"rated","by":7}'
	refuses '{"type":"outcome","interaction":"a","signal":"rated","explicit":"yes"}'
}

@test "a correction that is none is refused" {
	both_refuse '{"type":"correction","right":"a"}' \
		'{"type":"correction","question":"a"}' \
		'{"type":"correction","interaction":null,"question":null,"right":"a"}' \
		'{"type":"correction","interaction":"a","category":"wrong"}' \
		'{"type":"correction","interaction":"a","right":"a","authority":"boss"}' \
		'{"type":"correction","interaction":"a","right":"a","where":"here"}'
	refuses '{"type":"correction","interaction":"a","right":"a","explicit":1}'
}

@test "what is missing in a record fits where it may be missing" {
	printf '%s\n' '{"type":"interaction","question":"a","customer":null,"action":null,"mine":{}}' \
		'{"type":"outcome","interaction":"a","signal":"rated","value":null}' \
		'{"type":"correction","interaction":null,"question":"a","right":"b","where":null}' >records
	fits <records
	fl-record -s store records >kept
	fits <kept
}

@test "a rule that is none is refused" {
	local good='{"type":"rule","id":"r","category":"fact","action":"answer","say":"a","status":"active","revision":1}'

	fits <<< "$good"
	refuses "${good/\"answer\"/\"shout\"}" "${good/\"active\"/\"great\"}" "${good/\"fact\"/\"fiction\"}" \
		"${good/\"say\":\"a\",/}" "${good/answer/style}" "${good/answer/recommend}" \
		"${good/\"id\":\"r\",/}" "${good/\"revision\":1/\"revision\":\"1\"}" \
		"${good/\"say\"/\"where\":{\"a\":{\"like\":1\}\},\"say\"}" \
		"${good/\"say\"/\"where\":{\"a\":[]\},\"say\"}" \
		"${good/\"say\"/\"must\":\"7 days\",\"say\"}" \
		"${good/\"say\"/\"proactive\":\"yes\",\"say\"}" \
		"${good/\"say\"/\"threshold\":2,\"say\"}" \
		"${good/\"say\"/\"evidence\":{\},\"say\"}"
}

@test "a verdict that is none is refused" {
	local good='{"type":"verdict","id":"v","time":"2026-03-02T10:00:00Z","rule":"r","checks":[{"check":"form","result":"passed","reason":"a"}]}'

	fits <<< "$good"
	refuses "${good/,\"rule\":\"r\"/}" "${good/\"form\"/\"shape\"}" "${good/passed/fine}" \
		"${good/,\"reason\":\"a\"/}" "${good/\"checks\"/\"after\":\"gone\",\"checks\"}" \
		"${good/\"checks\"/\"change\":{\"voice\":{\}\},\"checks\"}" "${good/10:00/ten}"
}

@test "an undoing and the verdicts it brings fit, and one that is none is refused" {
	local good='{"type":"undo","id":"u","time":"2026-03-02T10:00:00Z","of":[{"undo":"u","upto":3}],"records":1,"verdicts":0,"rules":[]}'

	learned
	cp -r "$FL_STORE" store
	fl-correct -s store --undo --reporter "$(fl-correct -s store --list --json | jq -r .by | head -1)" >undone
	fl-store -s store dump | jq -c '.record | select(.type == "undo" or .at)' >>undone
	fits <undone
	[[ $output == *'undo 2'*verdict* ]]
	fits <<< "$good"
	refuses "${good/\"undo\":\"u\",/}" "${good/,\"rules\":[]/}" "${good/\"upto\":3/\"upto\":0}" \
		"${good/[]/[{\}]}" "${good/10:00/ten}"
}

@test "what waits fits, and what is done with it" {
	local good='{"type":"review","id":"w","time":"2026-03-02T10:00:00Z","case":"r1","what":"dismiss"}'

	learned
	cp -r "$FL_STORE" store
	fl-correct -s store --review --json >cases
	fl-correct -s store --snooze r1 --until 3d >>cases
	fl-correct -s store --assign r1 --to tom >>cases
	fl-correct -s store --dismiss r1 >>cases
	fits <cases
	[[ $output == *'case '*'review 3'* ]]
	fits <<< "$good"
	refuses "${good/dismiss/eat}" "${good/,\"case\":\"r1\"/}" "${good/10:00/ten}"
	refuses '{"type":"case","id":"r1","kind":"lost","harm":1,"about":"x"}' '{"type":"case","id":"r1","kind":"gap","harm":-1,"about":"x"}'
}

@test "a question or an answer that is none is refused" {
	local good='{"type":"answer","id":"a","question":"b","action":"answer","text":"c","confidence":0.9,"threshold":0.5,"rules":[]}'

	fits <<< "$good"
	refuses '{"type":"question"}' '{"type":"question","question":""}' \
		'{"type":"question","question":"a","candidates":"b"}' \
		"${good/\"text\":\"c\",/}" "${good/0.9/9}" "${good/\[\]/\"r1\"}" "${good/\"answer\",\"text\"/\"escalate\",\"text\"}" \
		"${good/\"answer\",\"text\"/\"ask\",\"text\"}" "${good/\"answer\",\"text\"/\"hide\",\"text\"}" \
		'{"type":"question","question":"a","draft":5}' \
		"${good/\[\]/[],\"check\":{\"result\":\"fine\",\"checked\":true,\"findings\":[]\}}" \
		"${good/\[\]/[],\"check\":{\"result\":\"mended\",\"checked\":true,\"findings\":[]\}}"
}

@test "a pattern that is none is refused" {
	refuses '{"type":"pattern"}'
}

@test "what fl-store never prints is refused" {
	refuses '{"type":"stat"}' '{"type":"check","faults":1,"records":2}' \
		'{"type":"setting","name":"near","value":[0.2],"origin":"built in"}'
}

@test "a type without a schema is no success" {
	run -2 python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" <<< '{"type":"rumour"}'
	run -2 python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" <<< '{"id":"a"}'
}

@test "what fl-validate --explain prints fits" {
	learned
	fl-validate --explain >records
	fits <records
	assert_line --regexp '^cause [1-9]'
}

@test "what is drawn, judged and corrected fits" {
	mkdir -m 700 store
	echo 'audit: 1' >store/config.yaml
	fl-correct -s store -Q 'When do you open?' 'At nine.' >/dev/null
	for n in {1..9}; do echo "{\"question\":\"When do you open, or is it later, on day $n?\"}"; done |
		fl-answer -s store --record >records
	fl-validate -s store --audit >>records
	head -n 8 records | jq -c '{type: "outcome", interaction, signal: "judged", value: -1, by: "anna", authority: "agent"}' |
		fl-record -s store >>records
	fl-answer -s store --explain 'When do you open, or not?' >>records
	{ fl-store -s store dump | jq -c .record; fl-validate -s store --calibration; } >>records
	fits <records
	assert_line 'calibration 1'
	assert_line 'audit 9'
	jq -se 'any(.explain.calibration.mix > 0)' records
}

@test "what fl-validate --risk prints and fl-answer records under a target fit" {
	mkdir -m 700 store
	echo 'risk: 0.05' >store/config.yaml
	fl-correct -s store -Q 'When do you open?' 'At nine.' >/dev/null
	fl-answer -s store --record 'When do you open?' | jq -c '{type: "outcome", interaction, signal: "accepted"}' |
		fl-record -q -s store
	{ fl-store -s store dump | jq -c .record; fl-validate -s store --risk; } >records
	fits <records
	assert_line 'risk 1'
}
