load helper
load endpoint

# Vectors of /v1/embeddings beside the words, against an endpoint of ours, on this machine: there
# texts are near each other that use words of one topic, whichever (endpoint.py).
setup()
{
	fresh
	{
		rules ship parcel delivery courier shipment
		rules refund refund reimbursement cashback repayment
		rules hours open closing hours weekend
		rules price cost price fee charge
		rules login password login credentials account
		rules warranty warranty guarantee defect repair
		rules size size fit measurements length
		rules vegan vegan leather animal wool
		rules job job career vacancy hiring
		rules gift gift wrapping present birthday
		rules invoice invoice receipt bill vat
		rules parking parking car garage directions
	} >rules.yaml
	fl-correct -s store --import rules.yaml >/dev/null
	asked='Something about the package?'
	needs_curl
}

# rules ID WORD...: a rule whose questions have each one of these words, and no other in common
rules()
{
	printf -- '- id: %s\n  say: This is the answer %s.\n  questions:\n' "$1" "$1"
	shift
	printf -- '  - I have a question about the %s\n' "$1"
	printf -- '  - anything on %s\n' "$2"
	printf -- '  - could somebody explain %s to me\n' "$3"
	printf -- '  - we wonder about %s here\n' "$4"
}

# settings PORT [LINE...]
settings()
{
	cat >store/config.yaml <<-END
	embeddings:
	  url: http://127.0.0.1:$1/v1
	  model: test-model
	  timeout: ${timeout:-20}
	  retry_delay: 0
	END
	shift
	[[ $# == 0 ]] || printf '  %s\n' "$@" >>store/config.yaml
}

# fitted [BEHAVIOUR...]: vectors of all examples are kept and count; then the endpoint behaves so
fitted()
{
	serve vectors vectors "$@"
	fl-store -s store embed >embed.json
	assert_equal "$(jq -c '[.type, .examples, .fetched, .refused, .fit.used]' embed.json)" \
		'["embeddings",48,48,0,true]'
	assert_equal "$(requests)" 2
}

requests()
{
	wc -l <srv/requests
}

got()
{
	jq -c "$1" <<<"$output"
}

answer()
{
	run -0 --separate-stderr timeout 60 fl-answer -s store "$@"
}

# What is answered by the words alone, but for what is said of vectors.
alone()
{
	rm -rf words
	fl-store -s store copy words
	fl-answer -s words "$@" | jq -c 'del(.id)'
}

same_as_alone()
{
	assert_equal "$(jq -c 'del(.id, .embeddings)' <<<"$output")" "$(alone "$@")"
}

@test "without the settings there are no vectors, no folder for them, and nothing says so" {
	answer "$asked"
	assert_equal "$(got '[.action, has("embeddings")]')" '["escalate",false]'
	[ ! -e store/embeddings ]
	run -2 --separate-stderr fl-store -s store embed
	[[ $stderr == *'embeddings.url'* ]]
	[ ! -e store/embeddings ]
}

@test "a question that has no word in common with any example is answered by what it means" {
	fitted vectors
	answer --explain "$asked"
	assert_equal "$stderr" ''
	assert_equal "$(got '[.action, .rules, .embeddings]')" \
		'["answer",["ship"],{"id":"test-model","used":true}]'
	assert_equal "$(got '.explain.candidates | map(select(.rule == "ship")) | .[0] | [.alone < 0.2, .near > 0.8, .p > 0.8]')" \
		'[true,true,true]'
	echo "$output" | cat - embed.json >records
	run -0 python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" <records
	assert_line 'embeddings 1'
	answer 'Something about the weather?'
	assert_equal "$(got '[.action, .embeddings.used]')" '["escalate",true]'
	run -0 fl-answer -s store --text --explain "$asked"
	[[ $output == *'ship by the words alone 0.'*'near 0.'* ]]
}

@test "what helps is measured on the store's own examples, and said" {
	fitted
	assert_equal "$(jq -c '.fit | [.questions >= 48, .gain > .error, .lead + .near > 0]' embed.json)" '[true,true,true]'
	run -0 fl-store -s store embed --text
	[[ $output == *'48 examples in force; 0 vectors fetched'*'used: on '*' questions that were held out'* ]]
}

@test "vectors that do not help are not used, and no question is sent for one" {
	serve noise
	run -0 fl-store -s store embed
	assert_equal "$(got '[.fetched, .fit.used]')" '[48,false]'
	sent=$(requests)
	for question in "$asked" 'anything on parcel' 'anything on the guarantee'; do
		answer "$question"
		same_as_alone "$question"
		[[ $(got .embeddings.why) == *'do not help'* ]]
	done
	assert_equal "$(requests)" "$sent"
}

@test "before they are fitted, or with weight 0, nothing is sent and the words answer" {
	serve vectors
	answer "$asked"
	same_as_alone "$asked"
	[[ $(got .embeddings.why) == *'fl-store embed'* ]]
	assert_equal "$(requests)" 0
	fitted vectors
	settings "$port" 'weight: 0'
	answer "$asked"
	same_as_alone "$asked"
	[[ $(got .embeddings.why) == *'weight'* ]]
	assert_equal "$(requests)" 2
	settings "$port" 'weight: 0.5'
	answer "$asked"
	half=$(got .confidence)
	settings "$port"
	answer "$asked"
	assert_equal "$(jq -n "$half < $(got .confidence)")" true
}

@test "the request is the texts and the model's name, in batches, and personal data is hidden" {
	fitted vectors
	assert_equal "$(jq -c '[.method, .path, (.body | keys), (.body.input | length), .headers.Authorization]' srv/requests)" \
		'["POST","/v1/embeddings",["encoding_format","input","model"],32,null]
["POST","/v1/embeddings",["encoding_format","input","model"],16,null]'
	answer 'Send the package to anna@shop.example please'
	assert_equal "$(tail -n 1 srv/requests | jq -c '.body | [.input, .model, .encoding_format]')" \
		'[["Send the package to <e-mail> please"],"test-model","float"]'
	settings "$port" 'mask: 0' 'max_chars: 44'
	answer 'Please send the package to anna@shop.example today'
	assert_equal "$(tail -n 1 srv/requests | jq -c .body.input)" '["Please send the package to anna@shop.example"]'
}

@test "a vector is kept: the same question is answered alike when the endpoint is gone" {
	fitted vectors
	answer "$asked"
	first=$output
	assert_equal "$(requests)" 3
	teardown
	SERVER_PID=
	answer "$asked"
	assert_equal "$output" "$first"
	assert_equal "$stderr" ''
	answer 'Something about money?'
	assert_equal "$(got .embeddings)" '{"id":"test-model","used":false,"why":"the question has none"}'
	[[ $stderr == *'answers are by the words alone' ]]
}

@test "an endpoint that is down is said once, and every question is answered by the words" {
	fitted status:503
	{ for n in {1..40}; do echo "{\"question\":\"anything on parcel $n\"}"; done; } >questions
	run -0 --separate-stderr timeout 60 fl-answer -s store <questions
	assert_equal "${#lines[@]}" 40
	assert_equal "$(wc -l <<<"$stderr") $(jq -r .embeddings.used <<<"$output" | sort -u)" '1 false'
	assert_equal "$(jq -c 'del(.id, .embeddings)' <<<"$output")" "$(alone <questions)"
	# the first batch of 32, and its second try
	assert_equal "$(requests)" 4
}

@test "what an endpoint can do wrong costs one message and no question" {
	local bad=(status:429 status:500 status:401 status:404 close silent slow huge headers
		redirect:http://127.0.0.1:1/ raw:no raw:{} raw:[] 'raw:{"data":7}' 'raw:{"data":[]}'
		'raw:{"data":[{}]}' 'raw:{"data":[{"embedding":[]}]}' missing twice number:NaN number:1e999
		number:null number:true 'number:"1"' 'number:[1]' vector:null 'vector:"AAAA"' 'vector:[]'
		vectors:31 "vector:[$(printf '0,%.0s' {1..31})0]" "vector:[$(printf '1,%.0s' {1..8192})1]")

	fitted
	timeout=0.3 serve "${bad[@]}"
	echo '  retries: 0' >>store/config.yaml
	words=$(alone "$asked")
	for how in "${bad[@]}"; do
		answer "$asked"
		assert_equal "$(jq -c 'del(.id, .embeddings)' <<<"$output")" "$words"
		assert_equal "$how $(wc -l <<<"$stderr") $(got .embeddings.used)" "$how 1 false"
		[[ $stderr == *'by the words alone'* ]] || fail "$how: $stderr"
	done
	assert_equal "$(requests)" "${#bad[@]}"
}

@test "vectors of several questions that differ in length, or lack one, are not taken" {
	fitted
	for how in lengths missing twice; do
		serve "$how"
		run -0 --separate-stderr fl-answer -s store <<-'END'
		{"question":"is there a package"}
		{"question":"is there money"}
		END
		assert_equal "$how $(jq -c .embeddings.used <<<"$output" | sort -u) $(wc -l <<<"$stderr")" "$how false 1"
	done
}

@test "a text that is refused takes no other with it" {
	fitted status:400 vectors status:400
	run -0 --separate-stderr fl-answer -s store <<-'END'
	{"question":"is there a package"}
	{"question":"is there money"}
	END
	assert_equal "$(jq -c '[.action, .embeddings.used]' <<<"$output")" '["answer",true]
["escalate",false]'
	[[ $stderr == *'no vectors'* ]]
}

@test "a reply that lacks the vector of one question costs the other nothing" {
	fitted missing vectors missing
	run -0 --separate-stderr fl-answer -s store <<-'END'
	{"question":"is there a package"}
	{"question":"is there money"}
	END
	assert_equal "$(jq -c .embeddings.used <<<"$output")" $'true\nfalse'
}

@test "of many questions those that are refused cost the others a few requests and no vector" {
	fitted refuse:marmot
	for n in {1..40}; do
		what=package
		[[ $n != 1 && $n != 5 && $n != 20 ]] || what=marmot
		echo "{\"question\":\"something on the $what, number $n\"}"
	done >questions
	run -0 --separate-stderr timeout 60 fl-answer -s store <questions
	assert_equal "$(jq -c .embeddings.used <<<"$output" | sort | uniq -c | xargs)" '3 false 37 true'
	assert_equal "$(wc -l <<<"$stderr")" 1
	[ "$(requests)" -le $((2 + 2 + 3 * 2 * 5)) ] || fail "$(requests) requests"
}

@test "one example that is refused costs the others nothing, and is sent last and alone the next night" {
	serve refuse:parcel
	run -0 --separate-stderr fl-store -s store embed
	assert_equal "$(got '[.examples, .fetched, .refused, .untried, .kept]')" '[48,47,1,0,47]'
	[[ $stderr == *'no vectors'* ]]
	assert_equal "$(requests)" 12
	fl-correct -s store 'Marmots are welcome.' -Q 'may I bring a marmot' >/dev/null
	run -0 fl-store -s store embed
	assert_equal "$(tail -n 2 srv/requests | jq -c .body.input)" '["may I bring a marmot"]
["I have a question about the parcel"]'
	assert_equal "$(requests)" 14
	serve vectors
	run -0 fl-store -s store embed
	assert_equal "$(got '[.examples, .fetched, .refused, .untried]')" '[49,1,0,0]'
}

@test "where an endpoint takes no text at all, not all of them are tried, and that is said" {
	serve status:400
	for night in 1 2; do
		run -0 --separate-stderr fl-store -s store embed
		assert_equal "$night $(got '[.examples, .fetched, .refused, .untried, .fit.used]')" "$night [48,0,16,32,false]"
	done
	run -0 --separate-stderr fl-store -s store embed --text
	[[ $output == *'0 vectors fetched, 16 refused, 32 not tried'* ]]
	[ "$(requests)" -lt 120 ]
	serve vectors
	run -0 --separate-stderr fl-store -s store embed
	assert_equal "$(got '[.fetched, .refused, .untried]')" '[48,0,0]'
}

@test "a question that was refused may be sent again when the examples were asked for" {
	fitted refuse:marmot
	for n in 1 2; do answer 'may I bring a marmot'; done
	assert_equal "$(requests)" 3
	run -0 fl-store -s store embed
	assert_equal "$(got '[.removed, .kept]')" '[1,48]'
	answer 'may I bring a marmot'
	assert_equal "$(requests)" 4
}

@test "vectors that cannot be kept are a failure of fl-store embed, and a message of fl-answer" {
	fitted vectors
	fl-correct -s store 'Marmots are welcome.' -Q 'may I bring a marmot' >/dev/null
	run -2 --separate-stderr bash -c 'ulimit -f 4; fl-store -s store embed'
	[[ $stderr == *store/embeddings* && $stderr != *127.0.0.1* ]] || fail "$stderr"
	serve vectors:16
	run -2 --separate-stderr fl-store -s store embed
	[[ $stderr == *'16 numbers'*'have 32'*'remove that folder' ]] || fail "$stderr"
	serve vectors
	run -0 --separate-stderr bash -c 'ulimit -f 4; fl-answer -s store "$1"' - "$asked"
	same_as_alone "$asked"
	[[ $stderr == *store/embeddings*'by the words alone' && $stderr != *127.0.0.1* ]] || fail "$stderr"
}

@test "a text that was refused is not sent with every question, only when all are asked for again" {
	fitted status:400 vectors status:400 vectors
	fl-correct -s store 'Marmots are welcome.' -Q 'may I bring a marmot' >/dev/null
	answer "$asked"
	assert_equal "$(got .embeddings.used)" true
	assert_equal "$(requests)" 5
	answer 'is there money'
	assert_equal "$(tail -n 1 srv/requests | jq -c .body.input)" '["is there money"]'
	run -0 fl-store -s store embed
	assert_equal "$(tail -n 1 srv/requests | jq -c .body.input)" '["may I bring a marmot"]'
	assert_equal "$(got '[.examples, .fetched, .refused]')" '[49,1,0]'
}

@test "a process that stays open sees that vectors were fitted meanwhile" {
	serve vectors
	mkfifo questions
	coproc BOT { exec fl-answer -s store <questions; } 2>/dev/null
	exec 9>questions
	printf '{"question":"%s"}\n' "$asked" >&9
	read -r first <&"${BOT[0]}"
	fl-store -s store embed >/dev/null
	printf '{"question":"%s"}\n' "$asked" >&9
	read -r second <&"${BOT[0]}"
	exec 9>&-
	assert_equal "$(jq -c .action <<<"$first")$(jq -c '[.action, .rules]' <<<"$second")" '"escalate"["answer",["ship"]]'
}

@test "a model whose vectors change their length is named, and what is kept stays" {
	fitted vectors:16
	answer "$asked"
	same_as_alone "$asked"
	[[ $stderr == *'16 numbers'*'have 32'* ]]
	run -0 --separate-stderr fl-store -s store embed
	assert_equal "$(got '[.fetched, .fit.used]')" '[0,true]'
}

@test "the example of a correction is asked for with the next question" {
	fitted vectors
	fl-correct -s store 'Marmots are welcome.' -Q 'may I bring a marmot' >/dev/null
	answer "$asked"
	assert_equal "$(got .rules)" '["ship"]'
	assert_equal "$(tail -n 1 srv/requests | jq -c .body.input)" "[\"$asked\",\"may I bring a marmot\"]"
}

@test "what was said about this very question stands, and so do conditions and counter-examples" {
	fl-correct -s store --import - >/dev/null <<-'END'
	- id: abroad
	  questions: [we send it over the border, the border and what it takes]
	  where: {country: {not: US}}
	  say: It goes abroad.
	END
	fl-correct -s store --import - >/dev/null <<-'END'
	- id: size
	  say: This is the answer size.
	  questions: [I have a question about the size, anything on fit, could somebody explain measurements to me,
	    we wonder about length here]
	  not: [is it tight for the present]
	END
	serve vectors
	fl-store -s store embed >/dev/null
	answer 'anything on delivery'
	assert_equal "$(got '[.confidence, .rules]')" '[0.98,["ship"]]'
	answer -c country=US 'What of the border?'
	assert_equal "$(got .action)" '"escalate"'
	answer 'is it tight for the present?'
	refute [ "$(got .rules)" = '["size"]' ]
	answer 'is it tight?'
	assert_equal "$(got .rules)" '["size"]'
}

@test "each question of a message is answered by what it means" {
	fitted vectors
	answer 'What is it with the package and what about my money?'
	assert_equal "$(got '[.action, (.rules | sort)]')" '["answer",["refund","ship"]]'
}

@test "vectors are no part of the store: dump, load, rebuild and count are the same" {
	fl-store -s store dump --all >before
	fl-store -s store stat | jq -c 'del(.file_bytes, .used_bytes, .map_bytes)' >counts
	fitted vectors
	answer "$asked"
	fl-store -s store dump --all | cmp - before
	fl-store -s store stat | jq -c 'del(.file_bytes, .used_bytes, .map_bytes)' | cmp - counts
	fl-store -s store rebuild
	fl-store -s store dump --all | cmp - before
	fl-store -s store check >/dev/null
	fl-store -s new load before
	[ ! -e new/embeddings ]
	fl-store -s store copy copied
	[ ! -e copied/embeddings ]
	answer "$asked"
	assert_equal "$(got .rules)" '["ship"]'
}

@test "a recorded answer says that vectors were used, and learning does not look at them" {
	fitted vectors
	answer -r "$asked"
	fl-store -s store dump | tail -n 1 >last
	assert_equal "$(jq -c .record.action.embeddings last)" '{"id":"test-model","used":true}'
	sent=$(requests)
	id=$(jq -r .interaction <<<"$output")
	fl-correct -s store --why "$id" --json >/dev/null
	fl-validate -s store </dev/null
	assert_equal "$(requests)" "$sent"
}

@test "vectors of questions go after their time, those of examples stay" {
	fitted vectors
	FL_NOW=2026-01-01T00:00:00Z answer "$asked"
	run -0 fl-store -s store embed
	assert_equal "$(got '[.removed, .kept, .fetched]')" '[1,48,0]'
	settings "$port" 'keep: 36500'
	FL_NOW=2026-01-01T00:00:00Z answer "$asked"
	run -0 fl-store -s store embed
	assert_equal "$(got '[.removed, .kept]')" '[0,49]'
}

@test "what a customer wrote is forgotten here too" {
	fitted vectors
	echo '{"type":"interaction","id":"m1","customer":"u9","question":"Something about the package?","action":{"kind":"escalate"}}' |
		fl-record -s store >/dev/null
	answer "$asked"
	fl-store -s store forget u9 >/dev/null
	[ ! -e store/embeddings ]
	answer "$asked"
	assert_equal "$(got .action)" '"escalate"'
}

@test "a link in place of the folder of vectors is not followed, and what it leads to stays" {
	fitted vectors
	mv store/embeddings elsewhere
	ln -s ../elsewhere store/embeddings
	echo '{"type":"interaction","id":"m1","customer":"u9","question":"is it?","action":{"kind":"escalate"}}' |
		fl-record -s store >/dev/null
	run -2 --separate-stderr fl-store -s store forget u9
	[[ $stderr == *store/embeddings* ]]
	[ -s elsewhere/data.mdb ]
	rm store/embeddings
	fl-store -s store forget u9 >/dev/null
	[ -s elsewhere/data.mdb ]
}

@test "a folder of vectors that is damaged costs a message and no answer" {
	fitted vectors
	answer "$asked"
	printf 'garbage' | dd of=store/embeddings/data.mdb conv=notrunc bs=1 seek=16 status=none
	answer "$asked"
	same_as_alone "$asked"
	[[ $stderr == *'embeddings'*'by the words alone'* ]]
	rm -r store/embeddings
	fl-store -s store embed >/dev/null
	answer "$asked"
	assert_equal "$(got .rules)" '["ship"]'
}

@test "fl-store embed says when to try again, and keeps what it got" {
	serve vectors status:503
	run -75 --separate-stderr fl-store -s store embed
	[[ $stderr == *'503'* ]]
	serve vectors
	run -0 fl-store -s store embed
	assert_equal "$(got .fetched)" 16
	serve status:401
	rm -r store/embeddings
	run -2 --separate-stderr fl-store -s store embed
	[[ $stderr == *'the key is not the right one'* ]]
}

@test "the key of the vectors is one of its own, and in no message" {
	serve vectors vectors status:401
	export FL_EMBEDDINGS_KEY=sk-secret-of-vectors FL_LLM_KEY=sk-another-one
	fl-store -s store embed >/dev/null
	assert_equal "$(jq -r .headers.Authorization srv/requests | sort -u)" 'Bearer sk-secret-of-vectors'
	answer "$asked"
	[[ $output$stderr != *sk-secret* ]]
	[[ $stderr == *'the key is not the right one'* ]]
	settings "$port" 'key_file: /dev/null'
	unset FL_EMBEDDINGS_KEY
	run -2 --separate-stderr fl-answer -s store "$asked"
	[[ $stderr == *'/dev/null: not a file'* ]]
}

@test "settings that cannot be are named" {
	for line in 'url: http://shop.example/v1' 'url: https://u:p@shop.example' 'weight: 2' 'batch: 0' 'modell: x'; do
		printf 'embeddings:\n  %s\n' "$line" >store/config.yaml
		run -2 --separate-stderr fl-answer -s store "$asked"
		[[ $stderr == *config.yaml:2:* ]]
	done
	printf 'embeddings:\n  url: https://shop.example/v1\n' >store/config.yaml
	run -2 --separate-stderr fl-answer -s store "$asked"
	[[ $stderr == *'set embeddings.url and embeddings.model'* ]]
}
