load helper
load data/loop/records

# A store in which zoe, whose words are hers alone, has taught a rule, beside others.
shop()
{
	{
		asked m1 zoe FR 'I am Zoe Quagmire from Xanadu, how long to France?' 'Dear Quagmire, three days.' ',"conversation":"c1","secret":"xanadu-77","context":{"note":"lives in Xanadu"}' |
			sed 's/"context":{"country":"FR"},//'
		asked m2 u2 IT 'How long does shipping to Italy take?' 'Three days.'
		asked m3 u3 ES 'How long to Spain?' 'Three days.'
		asked m4 zoe FR 'do you gift wrap?' 'No idea.'
		asked m5 u5 FR 'do you gift wrap?' 'No idea.'
		ended m1 complained zoe | sed 's/"explicit"/"comment":"Xanadu still waits","explicit"/'
		ended m2 complained u2
	} >in
	{
		corrected m1 anna agent 'It takes 7 to 10 days to France.' ',"comment":"called Mrs Quagmire"'
		corrected m2 ben agent 'It takes 7 to 10 days to France.'
		corrected m3 cara agent 'It takes 7 to 10 days to France.'
		corrected m4 zoe customer 'Quagmire says that gift wrapping is free.'
	} >>in
	fl-record -s store in | fl-validate -s store -q >/dev/null
	fl-patterns -s store >/dev/null
}

# Is any of it left in the bytes of the store or in what it prints?
gone()
{
	run -1 grep -aiqE 'quagmire|xanadu' store/data.mdb
	run -1 grep -iqE 'quagmire|xanadu|"zoe"' <(fl-store -s store dump --all)
	fl-store -s store dump --all | jq -r 'select(.value).value' | python3 -c '
import sys
for line in sys.stdin:
	text = bytes.fromhex(line.strip()).lower()
	if b"quagmire" in text or b"xanadu" in text:
		sys.exit("a view has it: %r" % text)'
}

@test "what a customer wrote and was told is gone, to the last byte of the file" {
	shop
	grep -aqi quagmire store/data.mdb
	cp in store/patterns.cache # what fl-patterns keeps of a store that is long enough
	fl-store -s store forget zoe >forgotten
	[[ ! -e store/patterns.cache ]]
	assert_equal "$(jq -c '[.type, .records]' forgotten)" '["forget",5]'
	gone
	{ cat forgotten && fl-store -s store dump | jq -c .record; } | python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema"
	sound
	[[ ! -e store/forget ]]
}

@test "rules, evidence and counts are as they were, and can be explained" {
	shop
	before=$(fl-correct -s store --list --json | jq -c 'select(.say | test("7 to 10")) | [.id, .status, .evidence.voices, .evidence.support]')
	counts=$(fl-store -s store stat | jq -c '[.links, .judged]')
	fl-store -s store dump | jq -c '[.seq, .arrived, .record.type, .record.id]' >places
	history=$(fl-correct -s store --history r1 | jq -c '[.id, .before, .after, .correction, .by]')
	fl-store -s store forget zoe >/dev/null
	assert_equal "$(fl-correct -s store --list --json | jq -c 'select(.say | test("7 to 10")) | [.id, .status, .evidence.voices, .evidence.support]')" "$before"
	assert_equal "$(fl-store -s store stat | jq -c '[.links, .judged]')" "$counts"
	fl-store -s store dump | jq -c '[.seq, .arrived, .record.type, .record.id]' | head -n "$(wc -l <places)" | diff places -
	assert_equal "$(fl-correct -s store --history r1 | jq -c '[.id, .before, .after, .correction, .by]')" "$history"
	assert_equal "$(fl-answer -s store 'How long does shipping to Italy take?' | jq -r .text)" 'It takes 7 to 10 days to France.'
}

@test "a store in which somebody is forgotten is rebuilt, and loaded from its dump, to the byte" {
	shop
	fl-store -s store forget zoe >/dev/null
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
	fl-store -s store dump | fl-store -s again load
	diff before <(fl-store -s again dump --all)
	fl-correct -s store --undo --reporter ben >/dev/null
	gone
	sound
}

@test "what others wrote too stays, and what is imported again does not come back" {
	shop
	fl-store -s store forget zoe >/dev/null
	fl-store -s store dump | grep -q '"customer":"u5".*do you gift wrap'
	fl-record -s store in >out
	assert_equal "$(jq -c 'select(.new) | .id' out)" ''
	gone
}

@test "a rule whose words were the customer's is retired" {
	told 'do you gift wrap?' zoe customer 'Quagmire says that wrapping is free.' ',"customer":"zoe"' | fl-record -s store | fl-validate -s store -q >/dev/null
	fl-correct -s store --by lea --approve r1 >/dev/null
	assert_equal "$(fl-answer -s store 'do you gift wrap?' | jq -r .text)" 'Quagmire says that wrapping is free.'
	run -0 fl-store -s store forget zoe --text
	assert_line --partial 'it is retired: r1'
	assert_equal "$(status r1)" retired
	assert_equal "$(fl-answer -s store 'do you gift wrap?' | jq -r .action)" escalate
	gone
}

@test "reasons that quote what a customer said quote it no more" {
	local words='Quagmire says that wrapping costs 3 euros, however large the parcel may be and wherever it goes.'

	told 'what does gift wrapping cost?' zoe customer "$words" ',"customer":"zoe"' | fl-record -s store | fl-validate -s store -q >/dev/null
	fl-correct -s store --by lea --approve r1 >/dev/null
	told 'what does gift wrapping cost?' ben agent 'Wrapping costs 5 euros.' | fl-record -s store | fl-validate -s store -q >/dev/null
	fl-store -s store dump | grep -q 'says otherwise\|Quagmire says that wrapping costs 3 euros, however large'
	run -0 fl-store -s store forget zoe
	gone
}

# A person's own rule, and zoe, who says the same to the same question.
own()
{
	fl-correct -s store --by tom --import - >/dev/null <<-'END'
	- {id: open, questions: [When do you open?, What are your opening hours?, Are you open on Sundays?], say: The shop opens at nine.}
	END
	told 'When do you open?' zoe customer 'The shop opens at nine.' ',"customer":"zoe"' | fl-record -q -s store
	fl-validate -q -s store
}

@test "a rule of staff's stays as it is when a customer who said the same is forgotten" {
	own
	before=$(fl-correct -s store --export open)
	fl-store -s store forget zoe >forgotten
	assert_equal "$(jq -c '[.records, .rules]' forgotten)" '[1,null]'
	assert_equal "$(fl-correct -s store --export open)" "$before"
	assert_equal "$(status open)" active
	assert_equal "$(fl-answer -s store 'When do you open?' | jq -r .text)" 'The shop opens at nine.'
	assert_equal "$(fl-store -s store dump | jq -c '.record | select(.type == "correction") | [.question, .right]')" '["?",null]'
	sound
}

@test "what staff writes after a customer, as a rule or a correction, stays when he is forgotten" {
	told 'do you gift wrap?' zoe customer 'Wrapping is free.' ',"customer":"zoe"' | fl-record -q -s store
	fl-validate -q -s store
	fl-correct -s store --by tom --import - >/dev/null <<-'END'
	- {questions: [Is there gift wrapping?, Can it be wrapped?], say: Wrapping is free.}
	END
	told 'When do you close?' zoe customer 'We close at six.' ',"customer":"zoe"' | fl-record -q -s store
	told 'When do you close?' anna agent 'We close at six. Have a nice day!' | fl-record -q -s store
	fl-validate -q -s store
	fl-store -s store forget zoe >forgotten
	assert_equal "$(jq -c .rules forgotten)" null
	assert_equal "$(fl-correct -s store --list --json | jq -c .say)" '"Wrapping is free."
"We close at six."'
}

@test "a rule with a customer's words loses them although staff has written it anew" {
	told 'do you gift wrap, dear Quagmire?' zoe customer 'Quagmire says that wrapping is free. Have a nice day!' ',"customer":"zoe"' | fl-record -q -s store
	fl-validate -q -s store
	[[ $(fl-correct -s store --export r1) != *nice* ]]
	fl-correct -s store --export r1 | sed 's|^  status:.*|  status: active|; s|^  questions:|&\n    - Can it be wrapped?|' |
		fl-correct -s store --by lea --import - >/dev/null
	fl-correct -s store --export r1 | grep -q 'Can it be wrapped'
	fl-store -s store forget zoe >/dev/null
	assert_equal "$(status r1)" retired
	run -0 fl-correct -s store --export r1
	refute_output --partial Quagmire
	assert_equal "$(fl-store -s store dump | jq -r '.record | .say?, .change.rule.say?' | sort -u | paste -sd ' ')" '(forgotten) null'
}

@test "a customer whose words and id are words of ours too does not break the records of others" {
	{
		asked m1 agent FR agent email
		asked 1 agent FR 1 r1
		asked m2 agent FR email r1
		asked m3 agent FR m4 interaction
		asked m4 u4 FR 'How long to France?' 'Three days.' ',"channel":"email","conversation":"agent"'
		ended m4 rejected u4
		corrected m4 anna agent 'It takes 7 to 10 days to France.'
		corrected m4 ben agent 'It takes 7 to 10 days to France.'
		corrected m1 cara agent 'It takes 7 to 10 days to France.'
		ended 1 rejected agent
	} >in
	fl-record -s store in | fl-validate -s store -q >/dev/null
	fl-store -s store dump | jq -c '[.record | .type, .id, .interaction, .authority, .channel, .signal, .rule, .before, .after]' >before
	[ "$(grep -c '"agent"' before)" -ge 2 ]
	examples() { run jq -r '.record | select(.type == "verdict").change.examples[]?.text' <(fl-store -s store dump); }
	examples
	assert_line agent
	fl-store -s store forget agent >forgotten
	fl-store -s store dump | jq -c '[.record | .type, .id, .interaction, .authority, .channel, .signal, .rule, .before, .after]' | diff before -
	fl-store -s store dump | jq -c .record | python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema"
	run -0 jq -r .name forgotten
	name=$output
	assert_equal "$(fl-store -s store dump | jq -r '.record | select(.type == "interaction") | .customer' | paste -sd ' ')" "$name $name $name $name u4"
	assert_equal "$(fl-store -s store dump | jq -r '.record | select(.id == "m4").conversation')" "$name"
	examples
	refute_line agent
	assert_line 'How long to France?'
	sound
}

@test "-n changes nothing, nor does a customer who is not there" {
	shop
	before=$(fl-store -s store dump --all | cksum)
	run -0 fl-store -s store forget -n zoe
	assert_equal "$(jq .records <<<"$output")" 5
	run -2 --separate-stderr fl-store -s store forget nobody
	said 'no record of the customer nobody'
	run -2 --separate-stderr fl-store -s store forget
	said 'id of the customer'
	assert_equal "$(fl-store -s store dump --all | cksum)" "$before"
	[[ ! -e store/forget ]]
}

@test "what editors left in the folder goes too, and is named" {
	shop
	fl-correct -s store --id own -Q 'Who is Quagmire?' 'Quagmire is a customer.' >/dev/null
	printf '#!/bin/sh\ncp "$1" "${1%%/*}/.${1##*/}.swp"\nprintf "# xanadu\n- [" >>"$1"\nexit 1\n' >editor
	chmod +x editor
	FL_EDITOR=./editor run -2 fl-correct -s store --edit own
	left=$(cd store && echo rule.*.yaml)
	cp in store/rule.of.thumb.yaml # of somebody's own
	run -0 --separate-stderr fl-store -s store forget zoe -n
	said "store/$left: left by an editor, and would be removed"
	said "store/.$left.swp: left by an editor, and would be removed"
	[[ -e store/$left && -e store/.$left.swp ]]
	run -2 fl-store -s store forget nobody
	[[ -e store/$left ]]
	run -0 --separate-stderr fl-store -s store forget zoe
	said "store/$left: left by an editor, and removed"
	said "store/.$left.swp: left by an editor, and removed"
	[[ $stderr != *thumb* && -e store/rule.of.thumb.yaml ]]
	[[ ! -e store/$left && ! -e store/.$left.swp ]]
	run -0 --separate-stderr fl-store -s store forget u5
	assert_equal "$stderr" ''
}

@test "while somebody edits a rule nobody is forgotten" {
	shop
	printf '#!/bin/sh\nfl-store -s store forget "${1:+zoe}" 2>said\necho $? >code\nfl-store -s store forget -n zoe >/dev/null 2>dry\n' >editor
	chmod +x editor
	FL_EDITOR=./editor run -0 fl-correct -s store --new
	assert_equal "$(cat code)" 75
	grep -q 'store: somebody edits a rule' said
	grep -q 'would be removed' dry
	grep -aqi quagmire store/data.mdb
	fl-store -s store forget zoe >/dev/null
	gone
}

@test "what an interrupted run left in the store does no harm and is gone afterwards" {
	shop
	fl-store -s store copy store/forget
	fl-store -s store check >/dev/null
	fl-store -s store copy copy
	fl-answer -s store 'How long does shipping to Italy take?' >/dev/null
	run -2 fl-store -s store forget nobody
	[[ ! -e store/forget ]]
	mv copy store/forget
	grep -aqi quagmire store/forget/data.mdb
	fl-store -s store forget zoe >/dev/null
	[[ ! -e store/forget ]]
	gone
	sound
}

@test "what a killed run left is gone with the next change, and a copy of somebody's own is not" {
	shop
	fl-store -s store copy store/forget
	fl-correct -s store 'Hello.' >/dev/null
	[[ -e store/forget/data.mdb ]]
	touch store/forget/unfinished
	fl-answer -s store 'How long does shipping to Italy take?' >/dev/null
	[[ -e store/forget/data.mdb ]]
	fl-correct -s store 'Hello again.' >/dev/null
	[[ ! -e store/forget ]]
	mkdir store/forget
	fl-correct -s store 'And again.' >/dev/null
	[[ ! -e store/forget ]]
	mkdir elsewhere && cp store/data.mdb elsewhere && touch elsewhere/unfinished
	ln -s ../elsewhere store/forget
	fl-correct -s store 'Goodbye.' >/dev/null
	[[ -e elsewhere/data.mdb ]]
	sound
}

@test "a forgetting that is killed leaves its mark" {
	shop
	many 20000 | fl-record -q -s store
	local pid
	fl-store -s store forget zoe >/dev/null 2>&1 &
	pid=$!
	until [[ -e store/forget/data.mdb ]] || ! kill -0 "$pid" 2>/dev/null; do :; done
	kill -KILL "$pid" 2>/dev/null || :
	wait "$pid" || :
	[[ ! -e store/forget || -e store/forget/unfinished ]]
	fl-correct -s store 'Hello.' >/dev/null
	[[ ! -e store/forget ]]
	sound
}

@test "a folder in its way that holds something else is left alone, and so is the store" {
	shop
	mkdir elsewhere && cp store/data.mdb elsewhere
	ln -s ../elsewhere store/forget
	run -2 --separate-stderr fl-store -s store forget zoe
	said 'store/forget'
	[[ -e elsewhere/data.mdb ]]
	rm store/forget && mkdir store/forget && touch store/forget/mine
	run -2 --separate-stderr fl-store -s store forget zoe
	[[ -e store/forget/mine ]]
	grep -aqi quagmire store/data.mdb
}

@test "nothing but the folder of the store is written to" {
	local as=()

	shop
	mkdir above && mv store above
	chmod 500 above
	((EUID)) || as=(setpriv '--bounding-set=-dac_override,-dac_read_search')
	"${as[@]}" fl-store -s above/store forget zoe >/dev/null
	chmod 700 above
	mv above/store store
	gone
}

@test "while another process has the store open nobody is forgotten" {
	shop
	coproc fl-answer -s store
	echo '{"question":"How long to France?"}' >&"${COPROC[1]}"
	read -r _ <&"${COPROC[0]}"
	run -75 --separate-stderr fl-store -s store forget zoe
	said 'has it open'
	grep -aqi quagmire store/data.mdb
	eval "exec ${COPROC[1]}>&-"
	read -r _ <&"${COPROC[0]}" || :
}

@test "a full disk as standard output is not success" {
	shop
	run -2 bash -c 'fl-store -s store forget -n zoe >/dev/full'
}

@test "a record whose type is spelled with escapes is forgotten like any other" {
	printf '%s\n' '{"type":"interacti\u006fn","id":"i1","question":"where is my p\u0061rcel","customer":"c9","answer":"Soon."}' |
		fl-record -s store >/dev/null
	fl-store -s store dump | grep -q '"type":"interaction"'
	fl-store -s store forget c9
	run ! grep -c parcel <(fl-store -s store dump)
}
