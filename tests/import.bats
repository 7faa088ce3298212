load helper

data=$FL_ROOT/tests/data/import

# A map of its own for one test: map <<EOF.
map()
{
	cat >my.yaml
}

row_map()
{
	map <<-'END'
	interaction:
	  id: /id
	  question: /q
	END
}

refused()
{
	[[ $stderr == *"$1"* ]] || {
		echo "not said: $1"
		echo "but: $stderr"
		return 1
	}
}

gives_expected()
{
	run -0 --separate-stderr fl-import -f "${1%.*}" "$data/$1"
	assert_equal "$stderr" ''
	diff -u "$data/${1%.*}.expected" - <<<"$output"
}

@test "the flat form gives the records expected" {
	gives_expected flat.jsonl
	run -0 fl-import "$data/flat.jsonl"	# it is the default
	diff -u "$data/flat.expected" - <<<"$output"
}

@test "OpenAI chats give the records expected" {
	gives_expected openai.jsonl
}

@test "Zendesk chats give the records expected" {
	gives_expected zendesk-chat.json
}

@test "Intercom conversations give the records expected" {
	gives_expected intercom.jsonl
}

@test "the example of a row map gives answers, outcomes and corrections by category" {
	cat >in.jsonl <<-'END'
	{"id":"1","platform":"rasa","text":"q1","gold":"A","predicted":"A","confidence":0.9,"correct":true}
	{"id":"2","platform":"rasa","text":"q2","gold":"A","predicted":"B","confidence":0.8,"correct":false}
	{"id":"3","platform":"rasa","text":"q3","gold":"NO_NODES_DETECTED","predicted":"B","confidence":0.7,"correct":false}
	{"id":"4","platform":"rasa","text":"q4","gold":"A","predicted":"NO_NODES_DETECTED","confidence":0.1,"correct":false}
	{"id":"5","platform":"other","text":"q5","gold":"A","predicted":"A","confidence":0.1,"correct":true}
	END
	fl-import -f "$FL_SHARE/formats/examples/row.yaml" in.jsonl >out
	run -0 jq -r '[.type, .id, .signal // .category // .action.kind, .wrong, .right] | join(" ")' out
	assert_output - <<-'END'
	interaction 1 answer  
	outcome 1:accepted accepted  
	interaction 2 answer  
	outcome 2:rejected rejected  
	correction 2:correction fact B A
	interaction 3 answer  
	outcome 3:rejected rejected  
	correction 3:correction:2 escalation B 
	interaction 4 escalate  
	outcome 4:rejected rejected  
	correction 4:correction:3 escalation  A
	END
	fl-record -q -s store out
	run -0 bash -c 'fl-validate -s store </dev/null | jq -r .after | sort | uniq -c | xargs'
	assert_output '3 active'
}

@test "the example of an event map follows a conversation over many lines" {
	cat >in.jsonl <<-'END'
	{"conv":"c1","turn":0,"ts":1589375664,"role":"guide","event":"instruct","text":"be rude"}
	{"conv":"c1","turn":1,"ts":1589375697,"role":"user","event":"utter","text":"Where is it?"}
	{"conv":"c1","turn":2,"ts":1589375700,"role":"agent","event":"pick_suggestion","text":"In the shop."}
	{"conv":"c1","turn":3,"ts":1589375710,"role":"agent","event":"utter","text":"Sorry, in the post."}
	{"conv":"c1","turn":4,"ts":1589375720,"role":"user","event":"complete","text":null}
	END
	fl-import -f "$FL_SHARE/formats/examples/events.yaml" in.jsonl >out
	run -0 jq -r '[.id, .time, .signal // .right // .action.text] | join(" ")' out
	assert_output - <<-'END'
	c1-1 2020-05-13T13:14:57Z In the shop.
	c1-1:overridden 2020-05-13T13:15:10Z overridden
	c1-1:correction 2020-05-13T13:15:10Z Sorry, in the post.
	c1-4 2020-05-13T13:15:20Z resolved
	END
}

@test "--list names the built-in maps" {
	run -0 fl-import --list
	assert_line --regexp '^flat +our own form'
	assert_line --regexp '^intercom '
	assert_line --regexp '^openai '
	assert_line --regexp '^zendesk-chat '
}

@test "a bad line is refused and named, and the rest is kept" {
	row_map
	printf '%s\n' '{"id":"1","q":"a"}' '{"id":"2","q"' '{"id":"3"}' '{"id":"4","q":["x"]}' \
		'[1]' '{"id":"5","id":"6","q":"b"}' '{"id":"7","q":"c"}' >in
	run -3 --separate-stderr fl-import -f my.yaml in
	assert_equal "$(jq -r .id <<<"$output" | tr '\n' ' ')" '1 7 '
	refused 'in:2: col 14:'
	refused 'in:3: no question'
	refused 'in:4: /q: text expected, found a list'
	refused 'in:5: not a JSON object'
	refused 'in:6: the key "id" stands twice'
}

@test "rules and candidates are lists, and a number that is chosen or expected is text" {
	line='{"conversation":"c","from":"customer","text":"a"}'
	run -3 --separate-stderr fl-import - <<-END
	$line
	{"conversation":"c","from":"bot","text":"b","rules":"r1"}
	{"conversation":"c","from":"bot","text":"b","candidates":"a"}
	{"conversation":"c","from":"bot","text":"b","candidates":["7"],"chosen":7,"expected":1}
	END
	refused 'stdin:2: /rules: a list expected, found text'
	refused 'stdin:3: /candidates: a list expected, found text'
	assert_equal "$(jq -c '.action | [.candidates, .chosen, .expected]' <<<"$output")" '[["7"],"7","1"]'
}

@test "--rejects takes refused lines byte for byte and the exit status is 0" {
	row_map
	printf '{"id":"1","q":"a"}\n{bad\r\n{"id":"\xff","q":"a"}\n' >in
	run -0 --separate-stderr fl-import -f my.yaml --rejects bad in
	assert_equal "$stderr" ''
	printf '{bad\r\n{"id":"\xff","q":"a"}\n' | cmp - bad
}

@test "--max-bad and --strict stop it, and what came before goes out" {
	row_map
	printf '{"id":"1","q":"a"}\n{bad\n{"id":"2","q":"b"}\n{worse\n{"id":"3","q":"c"}\n' >in
	run -2 --separate-stderr fl-import -f my.yaml --strict in
	assert_equal "$(jq -r .id <<<"$output")" 1
	[[ $stderr == *'in:2: stopped, with 1 refused'* ]]
	run -2 --separate-stderr fl-import -f my.yaml --max-bad=1 in
	assert_equal "$(jq -r .id <<<"$output" | xargs)" '1 2'
	run -3 --separate-stderr fl-import -f my.yaml --max-bad=2 in
	assert_equal "$(jq -r .id <<<"$output" | xargs)" '1 2 3'
}

@test "a line over --max-line is refused, its bytes kept, and the next one is read" {
	row_map
	{ echo '{"id":"1","q":"a"}'; printf '{"q":"%01000d"}\n' 1; echo '{"id":"2","q":"b"}'; } >in
	run -3 --separate-stderr fl-import -f my.yaml --max-line 100 in
	assert_equal "${#lines[@]}" 2
	refused 'in:2: longer than 100 bytes (--max-line)'
	run -0 fl-import -f my.yaml --max-line 100 --rejects bad in
	sed -n 2p in | cmp - bad
}

@test "a last line cut short is refused" {
	row_map
	printf '{"id":"1","q":"a"}\n{"id":"2","q":"b' >in
	run -3 --separate-stderr fl-import -f my.yaml in
	assert_equal "${#lines[@]}" 1
	refused 'in:2:'
}

@test "a byte-order mark, CRLF, blank lines and a missing last line feed do no harm" {
	row_map
	printf '\xef\xbb\xbf{"id":"1","q":"a"}\r\n\r\n  \n{"id":"2","q":"b"}' >in
	run -0 --separate-stderr fl-import -f my.yaml in
	assert_equal "$stderr" ''
	assert_equal "${#lines[@]}" 2
}

@test "an empty input gives nothing" {
	run -0 fl-import </dev/null
	assert_output ''
}

@test "an export that does not fit the map is said to, and is not success" {
	run -3 --separate-stderr fl-import -f zendesk-chat "$FL_SHARE/sample/shop.jsonl"
	assert_output ''
	assert_equal "$stderr" "fl-import: $(wc -l <"$FL_SHARE/sample/shop.jsonl") records read, none \
fits the map zendesk-chat; --list names the maps, --explain shows what filled which field"
	for f in intercom openai; do
		run -3 --separate-stderr fl-import -f $f "$data/zendesk-chat.json"
		assert_output ''
		refused "none fits the map $f;"
	done
	run -3 --separate-stderr fl-import -f zendesk-chat "$data/openai.jsonl" "$data/intercom.jsonl"
	refused 'none fits the map zendesk-chat;'
	fl-import -f zendesk-chat --rejects=bad "$data/flat.jsonl" 2>/dev/null || code=$?
	assert_equal "$code" 3
	n=$(wc -l <"$data/openai.jsonl")
	run -0 --separate-stderr fl-import -f zendesk-chat "$data/openai.jsonl" "$data/zendesk-chat.json"
	refused "fl-import: $n of $((n + $(jq '.chats // . | length' "$data/zendesk-chat.json"))) records"
	assert_output "$(fl-import -f zendesk-chat --import="$(jq -r .source.import <<<"${lines[0]}")" \
		"$data/zendesk-chat.json")"
}

@test "under the map that is assumed a foreign export is told of -f, once" {
	run -3 --separate-stderr fl-import "$data/openai.jsonl"
	assert_output ''
	assert_equal "$(grep -c 'none fits the map flat, which is assumed without -f' <<<"$stderr")" 1
	assert_equal "$(grep -c 'no from: who says it?' <<<"$stderr")" "$(wc -l <"$data/openai.jsonl")"
}

@test "conversations in which there is nothing to import are no failure" {
	map <<-'END'
	when: {/kind: chat}
	each: /log
	conversation: {id: /id}
	message:
	  from: {from: /who, map: {u: customer, b: bot}, else: skip}
	  text: /t
	END
	echo '{"kind":"mail","id":"1","log":[{"who":"u","t":"a"}]}' >passed
	echo '{"kind":"chat","id":"2","log":[{"who":"robot","t":"a"}]}' >skipped
	echo '{"kind":"chat","id":"3","log":[]}' >none
	echo '{"kind":"chat","id":"4"}' >unfit
	for f in passed skipped none; do
		run -0 --separate-stderr fl-import -f ./my.yaml $f
		assert_output ''
		refused '1 record read, nothing in them that the map ./my.yaml imports'
	done
	run -3 fl-import -f ./my.yaml unfit
	run -3 fl-import -f ./my.yaml passed unfit
	run -0 fl-import -f ./my.yaml passed skipped unfit
}

@test "an array in one line, over several lines, and in an object give the same" {
	map <<-'END'
	records: /data/items
	interaction: {id: /id, question: /q}
	END
	printf '{"id":"1","q":"a]}"}\n{"id":"2","q":"\\"{["}\n' >lines
	jq -sc . lines >array
	jq -s . lines >pretty
	jq -s '{n: 2, other: {items: [7]}, data: {x: [{}], items: ., y: 1}, z: []}' lines >wrapped
	jq -c . wrapped wrapped >pages
	jq . lines >spread
	fl-import -f my.yaml lines >expected
	assert_equal "$(wc -l <expected)" 2
	for form in array pretty wrapped spread; do
		fl-import -f my.yaml $form | diff expected - || fail "$form"
	done
	fl-import -f my.yaml pages | diff <(cat expected expected) -
}

@test "an array that is cut short gives what came before and is refused" {
	row_map
	printf '[{"id":"1","q":"a"},\n{"id":"2","q":"b' >in
	run -3 --separate-stderr fl-import -f my.yaml in
	assert_equal "${#lines[@]}" 1
	refused 'in:2: record 2: the file ends inside this record'
	printf '[{"id":"1","q":"a"},' >in
	run -3 --separate-stderr fl-import -f my.yaml in
	refused 'the file ends inside the list of records'
}

@test "a bad element of an array does not stop the next" {
	row_map
	printf '[{"id":"1","q":"a"}, 7, {"id":2,"q":nul}, }, {"id":"3","q":"c"}]' >in
	run -3 --separate-stderr fl-import -f my.yaml in
	assert_equal "$(jq -r .id <<<"$output" | tr '\n' ' ')" '1 3 '
	refused 'in:1: record 2: not a JSON object'
}

@test "a huge array is read without holding it" {
	no_sanitizer
	row_map
	run -0 bash -c 'ulimit -v 200000
		awk "BEGIN { printf \"[\"; for (i = 0; i < 300000; i++)
			printf \"%s{\\\"id\\\":\\\"%d\\\",\\\"q\\\":\\\"%0900d\\\"}\", i ? \",\" : \"\", i, i
			print \"]\" }" | fl-import -f my.yaml | wc -l'
	assert_output 300000
}

@test "gzip and zstd are read, and a stream cut short is trouble" {
	row_map
	for i in 1 2 3; do echo "{\"id\":\"$i\",\"q\":\"$RANDOM\"}"; done >in
	fl-import -f my.yaml in >expected
	gzip -k in
	fl-import -f my.yaml in.gz | diff expected -
	zstd -q in
	fl-import -f my.yaml <in.zst | diff expected -
	head -c 40 in.gz >cut.gz
	run -2 --separate-stderr fl-import -f my.yaml cut.gz
	refused 'cut short'
}

@test "half a surrogate pair is mended and counted; bytes that are not UTF-8 are refused" {
	row_map
	printf '%s\n' '{"id":"1","q":"cut \ud83d"}' '{"id":"2","q":"\ud83d\ude00 \x41"}' >in
	run -0 --separate-stderr fl-import -f my.yaml in
	assert_equal "$(jq -r .question <<<"$output")" $'cut \xef\xbf\xbd\n😀 A'
	refused '2 broken escapes mended'
	printf '{"id":"1","q":"\xff"}\n' >in
	run -3 fl-import -f my.yaml in
}

@test "--explain shows which pointer filled which field, safely" {
	printf '%s\n' '{"conversation":"c","id":"m1","from":"customer","text":"a\u001b[2Jb"}' \
		'{"conversation":"d","id":"m2","from":"customer","text":"other"}' >in
	run -0 fl-import --explain=1 in
	assert_line --regexp '^in:1$'
	assert_line --regexp '^    text +/text +a<U\+001B>\[2Jb$'
	assert_line --regexp '^becomes$'
	assert_line --regexp '^\{"type":"interaction","id":"m1"'
	refute_output --partial m2
	refute_output --partial $'\e'
}

@test "the same file twice gives the same bytes, and no id stands twice" {
	fl-import -f openai "$data/openai.jsonl" >one
	fl-import -f openai "$data/openai.jsonl" | cmp one -
	fl-import "$FL_SHARE/sample/shop.jsonl" >one
	fl-import <"$FL_SHARE/sample/shop.jsonl" | cmp one -
	run -0 bash -c 'jq -r ".type + .id" one | sort | uniq -d'
	assert_output ''
}

@test "messages that stand out of order are put in the order of time" {
	map <<-'END'
	each: /m
	conversation: {id: /id}
	message: {id: /i, time: /t, from: /f, text: /x}
	END
	echo '{"id":"c","m":[{"i":"4","t":1772445604,"f":"agent","x":"B"},{"i":"3","f":"bot","x":"A"},
		{"i":"2","t":1772445602000,"f":"customer","x":"q"}]}' | tr -d '\n' >in
	run -0 fl-import -f my.yaml in
	assert_line --index 0 --partial '"question":"q"'
	assert_line --index 0 --partial '"text":"A"'
	assert_line --index 2 --partial '"right":"B"'
}

@test "asking the same again is a guess at a rejection, unless somebody says how it ended" {
	say() { echo "{\"conversation\":\"c\",\"id\":\"$1\",\"from\":\"$2\",$3}"; }
	{
		say 1 customer '"text":"How long does shipping to France take?"'
		say 2 bot '"text":"Soon."'
		say 3 customer '"text":"how long does the shipping to france take??"'
		say 4 bot '"text":"Soon."'
	} >in
	run -0 fl-import in
	assert_line --partial '"signal":"rejected"'
	assert_line --partial '"explicit":false,"sure":0.5'
	{ head -2 in; say 2b customer '"event":"accepted"'; tail -2 in; } >in2
	run -0 fl-import in2
	refute_output --partial rejected
}

@test "what a person says before the bot spoke corrects nothing" {
	printf '%s\n' '{"conversation":"c","id":"1","from":"customer","text":"Open on Sunday?"}' \
		'{"conversation":"c","id":"2","from":"agent","text":"Yes, from ten."}' >in
	run -0 fl-import in
	assert_equal "${#lines[@]}" 1
	assert_output --partial '"action":{"kind":"none"}'
}

@test "a draft that was sent as it stood is accepted, another text corrects it" {
	for sent in Yes. 'No, never.'; do
		printf '%s\n' '{"conversation":"c","id":"1","from":"customer","text":"Open?"}' \
			'{"conversation":"c","id":"2","from":"bot","action":"draft","text":"Yes."}' \
			"{\"conversation\":\"c\",\"id\":\"3\",\"from\":\"agent\",\"text\":\"$sent\"}" |
			fl-import | jq -r '.signal // .right // .action.kind'
	done >out
	run -0 cat out
	assert_output $'draft\naccepted\ndraft\noverridden\nNo, never.'
}

@test "more conversations than are held open come out all the same, once each" {
	awk 'BEGIN { for (i = 0; i < 25000; i++)
		printf "{\"conversation\":\"c%d\",\"id\":\"m%d\",\"from\":\"customer\",\"text\":\"x\"}\n", i, i }' >in
	run -0 bash -c 'fl-import in | jq -r .id | sort -u | wc -l'
	assert_output 25000
}

@test "a map with a mistake ends with its place before anything is read" {
	while IFS='|' read -r text words; do
		printf '%b' "$text" >my.yaml
		run -2 --separate-stderr fl-import -f my.yaml <<<'{}'
		assert_equal "$output" ''
		refused "my.yaml:$words" || fail "$text"
	done <<-'END'
	interaction:\n  id: /id\n|2:3: no question
	interaction: {question: /q}\nsurprise: 1\n|2:1: unknown key "surprise"
	interaction: {question: q}\n|1:25: "q" is no pointer
	interaction: {question: /q, answer: /a}\n|1:29: unknown field "answer"
	interaction: {question: {from: /q, as: markdown}}\n|1:40: unknown conversion
	interaction: {question: {from: /q, else: x}}\n|1:36: else needs map
	interaction: {question: [/q, {value: x, when: {/a: {like: y}}}]}\n|1:53: unknown condition "like"
	interaction: {question: /q}\nmessage: {from: /r}\n|1:1: one of message and interaction
	message: {from: /r, text: /t}\n|1:1: messages without each need conversation
	message: {text: /t}\n|1:10: no from
	message: {from: /r, text: /t}\nconversation: {id: /c}\noutcomes: []\n|3:1: outcomes needs each
	interaction: {question: /q}\ninteraction: {question: /q}\n|2:1: the key "interaction" stands twice
	interaction: {question: /q}\ninfer: [thanks]\n|2:1: infer does not go with
	each: /m\nmessage: {from: /r, text: /t}\ninfer: [magic]\n|3:9: takeover, thanks or again
	interaction: {question: *q}\n|1:25: anchors and aliases
	interaction: {question: /q}\noutcomes: [{value: /v}]\n|2:12: no signal
	END
}

@test "values are looked up in a side table, joined, mapped, scaled and converted" {
	map <<-'END'
	interaction:
	  id: {join: [/a, /b], with: ":"}
	  question: {from: /html, as: html}
	  time: {from: /ms, as: epoch_ms}
	  customer: {from: /user, lookup: {in: ^/users, by: /id, get: /mail}}
	  locale: {from: /lang, lookup: {in: /langs}}
	  context: {big: /big, n: {from: /n, as: number}, gone: /gone, tag: {value: x, when: {/tags: {contains: vip}}}}
	  action: {kind: {value: answer}, text: [/gone, /text], confidence: {from: /p, as: percent}}
	outcomes:
	  - {signal: {value: rated}, value: {from: /stars, scale: [1, 5]}}
	END
	cat >in <<-'END'
	{"a":1,"b":"x","html":"<p>a &lt; b</p>","ms":1772445600123,"user":7,"users":[{"id":"7","mail":"m"}],"lang":2,"langs":{"2":"de"},"big":12345678901234567890,"n":"1.5","tags":["vip"],"text":"t","p":81,"stars":4}
	END
	run -0 fl-import -f my.yaml in
	assert_line --index 0 '{"type":"interaction","id":"1:x","time":"2026-03-02T10:00:00.123Z","customer":"m","locale":"de","question":"a < b","context":{"big":12345678901234567890,"n":1.5,"tag":"x"},"action":{"kind":"answer","text":"t","confidence":0.81},"source":{"format":"my","import":"i60be6b79e20"}}'
	assert_line --index 1 --partial '"signal":"rated","value":0.5'
}

@test "an unknown option, map or file is trouble" {
	run -2 --separate-stderr fl-import --nonsense
	refused "unknown option '--nonsense'"
	run -2 --separate-stderr fl-import -f nonsense
	refused "no map called 'nonsense'"
	run -2 --separate-stderr fl-import nothing.jsonl
	refused 'nothing.jsonl: No such file'
	run -2 --separate-stderr fl-import .
	refused 'Is a directory'
}

@test "--help and --version speak to the standard output" {
	run -0 --separate-stderr fl-import --help
	assert_output --partial '--explain'
	run -0 --separate-stderr fl-import -V
	assert_output --partial 'fl-import (fl) '
}

@test "a full disk is not success" {
	run -2 bash -c 'fl-import "$1" >/dev/full' - "$data/flat.jsonl"
	run -2 bash -c 'fl-import "$1" >/dev/full' - "$FL_SHARE/sample/shop.jsonl"	# more than a buffer
	assert_output 'fl-import: standard output: No space left on device'
	run -2 bash -c 'fl-import --list >/dev/full'
}

@test "a reader that leaves ends it silently" {
	for ((i = 0; i < 60; i++)); do cat "$FL_SHARE/sample/shop.jsonl"; done >in
	run -0 --separate-stderr bash -c 'fl-import in | head -1 | wc -l; [[ ${PIPESTATUS[0]} == 141 ]]'
	assert_equal "$stderr" ''
}

@test "rows go out while more input is awaited" {
	row_map
	coproc fl-import -f my.yaml
	pid=$COPROC_PID
	echo '{"id":"1","q":"a"}' >&"${COPROC[1]}"
	read -r line <&"${COPROC[0]}"
	assert_equal "$(jq -r .id <<<"$line")" 1
	exec {COPROC[1]}>&-
	wait "$pid"
}
