load helper
load data/loop/records

# In the store: records of any type, behind those that are there.
put()
{
	local at

	fl-store -s store dump >dump 2>/dev/null || : >dump
	at=$(wc -l <dump)
	jq -c --argjson at "$at" '{seq: ($at + input_line_number), arrived: 1772445600000, record: .}' >>dump
	rm -rf store
	fl-store -s store load dump
}

# gap ID QUESTION HARM [MORE]: a pattern that waits
gap()
{
	printf '{"type":"pattern","id":"%s@1","time":"2026-03-02T10:00:00Z","pattern":"%s","state":"new","gap":true,' "$1" "$1"
	printf '"phrase":"x","question":"%s","examples":["%s"],"customers":4,"askers":5,"harm":%s,' "$2" "$2" "$3"
	printf '"first":"2026-02-20T10:00:00Z","last":"2026-03-01T10:00:00Z","said":["No idea."],'
	printf '"signals":{"complained":3}%s}\n' "${4-}"
}

# A desk with one case of each kind, the worst first: a gap with a proposal, one without, a rule
# that is held, one that waits for more voices, a correction of which nothing can be made.
desk()
{
	{
		gap p-wrap 'do you gift wrap?' 9 ',"draft":{"say":"Yes, for 5 USD.","questions":["do you gift wrap?"],"sources":["k1"]}'
		gap p-moon 'do you ship to the moon?' 5
		asked m1 u1 FR 'How long to France?' 'Three days.' ',"conversation":"c1"'
		asked m2 u2 FR 'when are you open?' 'Always.' ',"conversation":"c2"'
		corrected m1 anna agent 'It takes 7 days to France.'
		corrected m2 ben agent 'Always.'
	} | put
	fl-validate -s store -q </dev/null >/dev/null
	fl-correct -s store --by maria --id r8 -Q 'How long is the warranty?' 'The warranty lasts 2 years.' >/dev/null
	fl-correct -s store --by maria --id r9 -Q 'How long is the warranty?' 'The warranty lasts 9 years.' >/dev/null 2>&1 || [[ $? == 1 ]]
}

# review STATUS [OPTION...]: at the desk; the steps come on the standard input
review()
{
	run "$1" python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by lea --review "${@:2}"
}

queue()
{
	fl-correct -s store --review --json | jq -r '[.kind, .id] | join(" ")'
}

@test "what waits is listed with the most harmful first, as JSON and for people" {
	desk
	run -0 queue
	assert_line --index 0 'gap p-wrap'
	assert_line --index 1 'gap p-moon'
	assert_line 'held r9'
	assert_line 'ready r1'
	assert_line 'unclear m2/ben'
	assert_equal "${#lines[@]}" 5
	run -0 fl-correct -s store --review --text
	assert_line --index 0 "5 wait, 2 gap, 1 held, 1 ready, 1 unclear"
	assert_line --index 2 --regexp '^  1  gap +9\.0  p-wrap +do you gift wrap\?$'
}

@test "a case has one screen: what was asked, answered and said, how it ended, what is proposed" {
	desk
	review -0 <<-'END'
	wait 5 wait, 2 gap, 1 held, 1 ready, 1 unclear
	wait 1/5 gap p-wrap
	wait do you gift wrap?
	wait answered No idea.
	wait ended complained 3
	wait now no rule fires; it is handed over
	wait proposed Yes, for 5 USD.
	send  
	wait conflict no rule in force says otherwise
	wait replay
	wait change a new rule comes into force
	wait + say: "Yes, for 5 USD."
	send q
	END
}

@test "what is proposed is a rule of the kind that was meant, and is made so" {
	{
		asked m1 u1 FR 'my stove is on fire' 'Clean it.'
		asked m2 u2 FR 'which tent for two?' 'The Ridgeline.' |
			sed 's/"action":{[^}]*}/"action":{"kind":"recommend","text":"The Ridgeline.","candidates":["Ridgeline","Basecamp"],"chosen":"Ridgeline"}/'
		corrected m1 anna agent 'Pass it on to a person at once.' ',"category":"escalation"'
		corrected m2 anna agent 'Basecamp' ',"category":"recommendation","wrong":"Ridgeline"'
		gap p-fire 'my stove is on fire' 9 ',"draft":{"say":"Pass it on to a person at once.","questions":["my stove is on fire"],"sources":["m1/anna"]}'
		gap p-tent 'which tent for two?' 5 ',"draft":{"say":"Basecamp","questions":["which tent for two?"],"sources":["m2/anna"],"against":true}'
	} | put
	review -0 <<-'END'
	wait 1/2 gap p-fire
	send y
	wait in force
	wait 1/1 gap p-tent
	wait but not everybody says so
	send y
	wait in force
	send q
	END
	assert_equal "$(fl-answer -s store 'my stove is on fire!' | jq -r .action)" escalate
	assert_equal "$(fl-correct -s store --list --json | jq -c '[.category, .action, .prefer, .avoid]')" \
		$'["escalation","escalate",null,null]\n["recommendation","recommend",["Basecamp"],["Ridgeline"]]'
}

@test "a gap that a rule fills by now says so" {
	desk
	fl-correct -s store --by tom -Q 'do you ship to the moon?' 'Not yet.' >/dev/null
	review -0 <<-'END'
	wait 1/5
	send j
	wait 2/5 gap p-moon
	wait now r
	wait : Not yet.
	send q
	END
}

@test "an approved gap answers at once, and leaves the queue" {
	desk
	review -0 <<-'END'
	wait 1/5 gap p-wrap
	send y
	wait in force; u undoes it
	wait 1/4 gap p-moon
	send q
	END
	assert_equal "$(fl-answer -s store 'do you gift wrap?' | jq -r .text)" 'Yes, for 5 USD.'
	[[ $(queue) != *p-wrap* ]]
	assert_equal "$(fl-correct -s store --list --json --by lea | jq -r .status)" active
}

@test "a gap without a proposal is written in the editor" {
	desk
	printf '#!/bin/sh\nsed -i "s/say: .*/say: Not to the moon./" "$1"\n' >editor
	chmod +x editor
	export FL_EDITOR=$PWD/editor
	review -0 <<-'END'
	wait 1/5
	send jy
	wait nothing is proposed: e to write the answer
	send e
	wait Not to the moon.
	wait any key goes back
	send x
	wait 4 wait
	send q
	END
	assert_equal "$(fl-answer -s store 'do you ship to the moon?' | jq -r .text)" 'Not to the moon.'
}

@test "the proposal is in the editor before it is in force" {
	desk
	printf '#!/bin/sh\ncat "$1" >seen\nsed -i "s/5 USD/6 USD/g" "$1"\n' >editor
	chmod +x editor
	export FL_EDITOR=$PWD/editor
	review -0 <<-'END'
	wait 1/5 gap p-wrap
	send e
	wait any key goes back
	send x
	wait 4 wait
	send q
	END
	grep -q 'Yes, for 5 USD' seen
	assert_equal "$(fl-answer -s store 'do you gift wrap?' | jq -r .text)" 'Yes, for 6 USD.'
}

@test "a held rule shows the check that holds it and the change, and replaces the other one when asked" {
	desk
	review -0 <<-'END'
	wait 1/5
	send /held\r
	wait 1/1 held r9
	wait conflict HELD: r8
	wait change r9 in the place of r8
	send  
	wait - say: The warranty lasts 2 years.
	wait + say: The warranty lasts 9 years.
	send y
	wait Replace that rule?
	send y
	wait in force; u undoes it
	send q
	END
	assert_equal "$(status r8) $(status r9)" 'retired active'
}

@test "no to a replacement does nothing" {
	desk
	review -0 <<-'END'
	send /held\r
	wait 1/1 held r9
	send yn
	wait not done
	send q
	END
	assert_equal "$(status r8) $(status r9)" 'active held'
}

@test "a rule is rejected with a reason, which its history keeps" {
	desk
	review -0 <<-'END'
	send /held\r
	wait 1/1 held r9
	send n
	wait rejected, because
	send that was a typo\r
	wait rejected; u undoes it
	send q
	END
	assert_equal "$(status r9)" rejected
	run -0 fl-correct -s store --history r9 --text
	assert_line --regexp 'held -> rejected  by lea: that was a typo'
}

@test "where the config asks for a reason, nothing is decided without one" {
	desk
	echo 'ask_reason: 1' >store/config.yaml
	review -0 <<-'END'
	send /held\r
	wait 1/1 held r9
	send n\r
	wait a reason is asked for here
	send yok\r
	wait Replace that rule?
	send y
	wait in force; u undoes it
	send q
	END
	run -0 fl-correct -s store --history r9 --text
	assert_line --regexp 'held -> active  by lea: ok'
}

@test "a rule is retired, widened and narrowed" {
	desk
	review -0 <<-'END'
	send /r1\r
	wait 1/1 ready r1
	send w
	wait an example question:
	send Paris, how long?\r
	wait widened
	send x
	wait not about, or a condition:
	send country=FR\r
	wait narrowed
	send x
	wait a condition:
	send How long is the Eiffel tower?\r
	wait narrowed
	send t
	wait retired, because
	send \r
	wait retired; u undoes it
	send q
	END
	assert_equal "$(fl-correct -s store --show r1 | jq -c '[.questions, .not, .where, .status]')" \
		'[["How long to France?","Paris, how long?"],["How long is the Eiffel tower?"],{"country":"FR"},"retired"]'
}

@test "what cannot be is refused and nothing is done" {
	desk
	review -0 <<-'END'
	send /r1\r
	wait 1/1 ready r1
	send x
	wait a condition:
	send =US\r
	wait not done:
	send zyesterday\r
	wait not done: 'yesterday' is not to come
	send zblah\r
	wait not done: 'blah' is no time (2026-03-09, tomorrow
	send w\r
	wait not done
	send g99\r
	wait there are the numbers 1 to 1
	send %
	wait ? tells
	send q
	END
	assert_equal "$(fl-correct -s store --show r1 | jq -c .revision)" 1
}

@test "what is put off is back on its day, what is given has a name, what is dismissed is gone" {
	desk
	review -0 <<-'END'
	wait 1/5 gap p-wrap
	send z
	wait put off until
	send 3d\r
	wait 1 put off
	wait 1/4 gap p-moon
	send @
	wait give to:
	send tom\r
	wait given to tom
	send n
	wait nothing to do, because
	send spam\r
	wait dismissed
	wait 3 wait
	send q
	END
	[[ $(queue) != *p-* ]]
	[[ $(FL_NOW=2030-01-01T00:00:00Z fl-correct -s store --review --json | jq -r .id) == *p-wrap* ]]
	[[ $(FL_NOW=2030-01-01T00:00:00Z fl-correct -s store --review --json | jq -r .id) != *p-moon* ]]
}

@test "u undoes the last decision, and again the one before, also tomorrow" {
	desk
	before=$(fl-correct -s store --export)
	review -0 <<-'END'
	wait 1/5 gap p-wrap
	send y
	wait 4 wait
	send nspam\r
	wait dismissed
	send q
	END
	review -0 <<-'END'
	wait 3 wait
	send u
	wait Undo your last decision?
	send y
	wait undone; u again
	wait 4 wait
	send u
	wait gone
	send y
	wait 5 wait
	send u
	wait no decision of yours
	send q
	END
	assert_equal "$(fl-correct -s store --export)" "$before"
	fl-store -s store dump --all >dumped
	fl-store -s store rebuild
	diff dumped <(fl-store -s store dump --all)
}

@test "all that are shown are decided at once, after their number is confirmed" {
	desk
	review -0 <<-'END'
	send /ready\r
	wait 1/1 ready r1
	send *
	wait for all that are shown
	send nx\r
	wait nothing is done
	send *n
	wait that is 1; type the number
	send 1\r
	wait because
	send \r
	wait all are rejected now
	send q
	END
	assert_equal "$(status r1)" rejected
}

@test "what is no rule yet is dismissed with the rest, and never approved unseen" {
	desk
	review -0 <<-'END'
	wait 5 wait
	send *y
	wait that is 2 (3 are no rules yet, and stay); type the number
	send no\r
	wait nothing is done
	send /gap\r
	wait 1/2 gap
	send *y
	wait approve proposals one by one
	send *n
	wait that is 2; type the number
	send 2\r
	wait because
	send spam\r
	wait all are dismissed now
	send /\r
	wait 1/3
	send *n
	wait that is 3; type the number
	send 3\r
	wait because
	send \r
	wait all are rejected now, or dismissed; u undoes it
	wait nothing waits
	send u
	wait Undo your last decision?
	send y
	wait 3 wait
	send q
	END
	assert_equal "$(status r9) $(status r1)" 'held pending'
}

@test "rules that say the same of different cases are decided on one by one" {
	{
		asked m1 u1 FR 'How long to France?' 'Three days.'
		asked m2 u2 FR 'What colour is it?' 'Blue.'
		corrected m1 anna agent 'Please call our friendly hotline for all such questions.' ',"where":{"country":"FR"}'
		corrected m2 ben agent 'Please call our friendly hotline for all such questions' ',"where":{"country":"DE"}'
	} | fl-record -s store | fl-validate -s store -q >/dev/null
	assert_equal "$(fl-correct -s store --review --json | jq -c '[.id, .alike]')" $'["r1",null]\n["r2",null]'
}

@test "what is decided on a case is decided on those that are folded into it" {
	{
		gap p-one 'do you ship to the far islands in the winter?' 5 ',"draft":{"say":"Yes, by boat.","questions":["do you ship to the far islands in the winter?"],"sources":["k1"]}'
		gap p-two 'do you ship to the far islands in winter?' 4
		gap p-moon 'do you ship to the moon?' 3
	} | put
	assert_equal "$(fl-correct -s store --review --json | jq -c '[.id, .harm, .alike]')" $'["p-one",9,["p-two"]]\n["p-moon",3,null]'
	review -0 <<-'END'
	wait 3 wait in 2 cases, 3 gap
	wait alike 1 more, decided with it: p-two
	send y
	wait in force, with the 1 alike; u undoes it
	wait 1/1 gap p-moon
	send u
	wait Undo your last decision?
	send y
	wait 3 wait in 2 cases
	send nspam\r
	wait dismissed, with the 1 alike
	wait 1/1 gap p-moon
	send q
	END
}

@test "near-duplicates are found among any number of cases, and other values are no duplicates" {
	{
		for i in {1..400}; do
			gap "p-a$i" "where is parcel abc$i of customer xyz$i in the town of name$i?" $((2000 - i))
		done
		gap p-b 'so where is parcel abc400 of customer xyz400 in the town of name400?' 1
		gap p-c 'can I send the red tent back for free within 14 days of buying it?' 1
		gap p-d 'can I send the red tent back for free within 30 days of buying it?' 1
	} | put
	assert_equal "$(fl-correct -s store --review --json | jq -c 'select(.alike) | [.id, .alike]')" '["p-a400",["p-b"]]'
	assert_equal "$(fl-correct -s store --review --json | wc -l)" 402
}

@test "the head tells how the queue has changed since yesterday, and for how many it went wrong" {
	gap p-old 'do you gift wrap?' 9 | sed 's/"state":"new"/"state":"steady"/' | put
	trend()
	{
		FL_NOW=$1 fl-correct -s store --review --text | sed -n 2p
	}
	{
		asked m1 u1 FR 'How long to France?' 'Three days.'
		asked m2 u1 FR 'How long to Nice?' 'Three days.'
		asked m3 u2 FR 'when are you open?' 'Always.'
		ended m1 complained u1
		ended m2 complained u1
	} | FL_NOW=2026-03-10T09:00:00Z fl-record -s store >/dev/null
	{ ended m3 complained u2 && corrected m1 anna agent 'It takes 7 days to France.'; } |
		FL_NOW=2026-03-11T09:00:00Z fl-record -s store | FL_NOW=2026-03-11T09:00:00Z fl-validate -s store -q >/dev/null
	assert_equal "$(trend 2026-03-11T10:00:00Z)" \
		'since yesterday: up 1, 1 new, 0 decided; 2 customers harmed, up 1'
	FL_NOW=2026-03-11T11:00:00Z fl-correct -s store --by lea --dismiss p-old >/dev/null
	FL_NOW=2026-03-11T11:30:00Z fl-correct -s store --by lea --approve r1 >/dev/null
	assert_equal "$(trend 2026-03-11T12:00:00Z)" \
		'since yesterday: down 1, 0 new, 2 decided; 2 customers harmed, up 1'
	FL_NOW=2026-03-11T12:30:00Z fl-correct -s store --by lea --undo >/dev/null
	assert_equal "$(trend 2026-03-11T13:00:00Z)" \
		'since yesterday: as many as before, 1 new, 1 decided; 2 customers harmed, up 1'
	assert_equal "$(trend 2026-03-14T13:00:00Z)" \
		'since yesterday: as many as before, 0 new, 0 decided; 0 customers harmed'
}

@test "d shows whether what was decided worked" {
	desk
	{ asked w1 u1 FR 'how long is the warranty?' 'No idea.' && ended w1 complained u1; } | fl-record -s store >/dev/null
	review -0 <<-'END'
	wait 1/5
	send d
	wait r8 not sure: active since
	wait says The warranty lasts 2 years.
	wait before 1 asked, 1 of 1 with a known end ended badly: 100% (21 to 100%)
	wait since 0 asked
	wait any key goes back
	send x
	wait 1/5 gap p-wrap
	send q
	END
}

@test "a case that was never there is not put off, given, dismissed or judged" {
	desk
	before=$(fl-store -s store dump --all)
	for words in '--dismiss xyz' '--snooze r999 --until 3d' '--assign p-nothere --to tom' '--dismiss p-wrap xyz' '--dismiss -n xyz' '--worked xyz'; do
		# shellcheck disable=SC2086	# words
		run -2 --separate-stderr fl-correct -s store $words
		said 'there is no case '
		assert_equal "$output" ''
	done
	run -2 --separate-stderr fl-correct -s none --dismiss xyz
	said 'there is no store'
	[[ ! -e none ]]
	assert_equal "$(fl-store -s store dump --all)" "$before"
	run -0 fl-correct -s store --dismiss p-moon r8 m2/ben m1
	run -0 fl-correct -s store --dismiss p-moon # which does not wait any more
	fl-correct -s store --undo r8 >/dev/null
	run -0 fl-correct -s store --dismiss r8
}

@test "did it work? tells of what was rejected and dismissed too" {
	desk
	fl-correct -s store --by lea --dismiss p-moon m2/ben >/dev/null
	fl-correct -s store --by lea --reject r1 >/dev/null
	fl-correct -s store --by lea --snooze p-wrap --until 3d >/dev/null
	for i in 1 2 3; do
		asked "n$i" "v$i" FR 'Do you ship to the moon' 'No idea.'
		ended "n$i" complained "v$i"
		asked "o$i" "v$i" FR 'How long to France?' 'Three days.'
	done | sed 's/"time":"[^"]*"/"time":"2099-03-02T10:00:00Z"/' | fl-record -s store >/dev/null
	worked()
	{
		fl-correct -s store --worked "$@" | jq -c '[.rule // .case, .after, .before.asked, .since.asked, .since.bad]'
	}
	run -0 worked
	assert_line '["p-moon","dismissed",0,3,3]'
	assert_line '["m2/ben","dismissed",1,0,0]'
	assert_line '["r1","rejected",1,3,0]'
	refute_output --partial p-wrap
	assert_equal "$(worked p-moon)" '["p-moon","dismissed",0,3,3]'
	run -0 fl-correct -s store --worked --text p-moon
	assert_line --index 0 --regexp '^p-moon  not sure: dismissed since .* by lea'
	assert_line --index 1 '  asked      do you ship to the moon?'
	python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" < <(fl-correct -s store --worked)
	fl-correct -s store --by lea --undo >/dev/null
	fl-correct -s store --by lea --undo >/dev/null
	fl-correct -s store --by lea --undo >/dev/null
	run -0 worked
	refute_output --partial moon
}

@test "personal data is masked for people in every listing, and not for programs" {
	local text='mail bob@example.com or +49 170 1234567'

	gap p-me "$text" 3 | put
	fl-correct -s store --by lea@example.com --id me -Q "$text" --reason "$text" "$text" >/dev/null
	fl-correct -s store --by lea@example.com --retire me --reason "$text" >/dev/null
	used m1 carl@example.com me "$text" | sed "s/So\\./$text/" | fl-record -s store >/dev/null
	fl-correct -s store --by lea@example.com --snooze p-me --until 1d >/dev/null
	fl-correct -s store --by lea@example.com --undo >/dev/null
	for words in '--list' '--show me' '--history me' '--told me' '--why m1' '--review' '--worked'; do
		# shellcheck disable=SC2086	# its words
		run -0 fl-correct -s store $words --text
		[[ $output != *bob@* && $output != *1234567* && $output == *'<e-mail>'* ]] || fail "$words: $output"
		# shellcheck disable=SC2086
		run -0 fl-correct -s store $words --json
		[[ $words == --worked || $output == *bob@* ]] || fail "$words --json: $output"
	done
	# Whom to write to is not hidden.
	[[ $(fl-correct -s store --told me --text) == *carl@example.com* ]]
	[[ $(fl-correct -s store --history me --text) == *lea@example.com* ]]
	run -0 python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --review <<-'END'
	wait 1/1 gap p-me
	send d
	wait says mail <e-mail> or <phone>
	not bob@
	send xm
	wait mail bob@example.com
	send d
	wait says mail bob@example.com
	send xq
	END
	echo 'mask: 0' >store/config.yaml
	[[ $(fl-correct -s store --show me --text) == *bob@example.com* ]]
}

@test "why it failed is what the records say" {
	{
		asked m1 u1 FR 'do you gift wrap?' 'No idea.'
		corrected m1 anna agent 'Yes, for 5 USD.'
		asked m2 u2 FR 'How long to France?' 'Three days.' | sed 's/"text":"Three days."/&,"rules":["r5"]/'
		ended m2 complained u2 | sed 's/"explicit"/"comment":"that is wrong, it took two weeks","explicit"/'
		asked m3 u3 FR 'are you open?' 'Always.'
		corrected m3 ben agent 'Always.'
		gap p-wrap 'do you gift wrap?' 9 ',"cause":{"cause":"gap","times":3,"of":4,"adjust":"new rule","evidence":"no rule was used"}'
		gap p-long 'How long to France?' 5 ',"mending":{"rule":"r5","since":"2026-02-25T10:00:00Z","failed_before":4,"asked_before":5,"failed_after":2,"asked_after":3},"cause":{"cause":"wrong fact","times":2,"of":2,"rule":"r5","adjust":"the rule","evidence":"r5 was used where it holds"}' |
			sed 's/"state":"new"/"state":"back"/'
	} | put
	fl-correct -s store --by lea --id r5 -Q 'How long to France?' 'Three days.' >/dev/null
	fl-validate -s store -q </dev/null >/dev/null
	review -0 <<-'END'
	wait 1/4 gap p-wrap
	wait because gap (3 of 4): no rule was used
	send j
	wait 2/4 went wrong p-long
	wait because r5 had mended it and it is back: since 2026-02-25 it failed for 2 of 3 customers, before for 4 of 5
	wait wrong fact (2 of 2): r5 was used where it holds; to blame is rule r5
	send j
	wait 3/4 unclear
	wait because no rule could be made of it: it is what the bot said itself
	send q
	END
}

@test "the conversation and every check can be read, and long cases have pages" {
	desk
	review -0 <<-'END'
	send /r1\r
	wait 1/1 ready r1
	wait for anna (agent, 1): It takes 7 days to France.
	wait page 1 of
	send c 
	wait page 2 of
	wait talk c1
	wait customer How long to France?
	wait bot Three days.
	send b
	wait page 1 of
	send q
	END
}

@test "the pager gets the whole case" {
	desk
	printf '#!/bin/sh\ncat >paged\necho "LESSSECURE=$LESSSECURE" >>paged\n' >pager
	chmod +x pager
	export FL_PAGER=$PWD/pager
	review -0 <<-'END'
	wait 1/5 gap p-wrap
	send l
	wait 1/5 gap p-wrap
	send q
	END
	grep -q 'proposed   Yes, for 5 USD.' paged
	grep -q 'LESSSECURE=1' paged
}

@test "what is cut on the screen is whole in the pager" {
	gap p-long "$(printf 'word%d ' {1..120})end?" 3 ',"right":["one","two","three"]' | put
	printf '#!/bin/sh\ncat >paged\n' >pager
	chmod +x pager
	export FL_PAGER=$PWD/pager
	review -0 <<-'END'
	wait 1/1 gap p-long
	wait u ? q >
	not end?
	send l
	wait 1/1 gap p-long
	send q
	END
	grep -q 'end?' paged
	grep -q three paged
}

@test "personal data is masked, and shown with a key; the config may say otherwise" {
	gap p-me 'write to bob@example.com or call +49 170 1234567, card 4111 1111 1111 1111' 3 | put
	review -0 <<-'END'
	wait write to <e-mail> or call <phone>, card <card>
	not bob@example.com
	send m
	wait write to bob@example.com or call +49 170 1234567, card 4111 1111 1111 1111
	send m
	wait <e-mail>
	send q
	END
	echo 'mask: 0' >store/config.yaml
	review -0 <<<$'wait bob@example.com\nsend q'
}

@test "a second lead is told that a case is open, and decides nothing on it meanwhile" {
	desk
	local line tom
	mkfifo steps shown
	python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by tom --review <steps >shown &
	tom=$!
	exec 8>steps 9<shown
	printf 'wait 1/5 gap p-wrap\nshow\n' >&8
	# The first one is there as soon as its screen is printed.
	while IFS= read -r line <&9 && [[ $line != *p-wrap* ]]; do :; done
	[[ $line == *p-wrap* ]]
	review -0 <<-'END'
	wait has this case open too
	send y
	wait not done: process
	send j
	wait 2/5 gap p-moon
	send n\r
	wait dismissed
	send q
	END
	printf 'send q\nend\n' >&8
	exec 8>&-
	wait "$tom"
	exec 9<&-
	review -0 <<<$'wait 1/4 gap p-wrap\nnot open too\nsend y\nwait in force; u undoes it\nsend q'
}

@test "a rule that somebody changed since it was shown is not decided on unseen" {
	desk
	printf '#!/bin/sh\nfl-correct -s store --by tom --id r9 -Q "How long is the warranty?" --status held "The warranty lasts 8 years." >/dev/null 2>&1\n' >pager
	chmod +x pager
	export FL_PAGER=$PWD/pager
	review -0 <<-'END'
	send /held\r
	wait 1/1 held r9
	send l
	wait 1/1 held r9
	send nx\r
	wait Somebody else has changed this rule
	wait - say: The warranty lasts 9 years.
	wait + say: The warranty lasts 8 years.
	send \r
	wait + say: The warranty lasts 8 years.
	send q
	END
	assert_equal "$(status r9)" held
}

@test "Ctrl-C and a hang-up lose nothing that was decided" {
	desk
	review -2 <<-'END'
	wait 1/5 gap p-wrap
	send y
	wait in force; u undoes it
	send \x03
	end
	END
	review -1 <<-'END'
	wait 1/4 gap p-moon
	send nspam\r
	wait dismissed
	close
	END
	[[ $(queue) != *p-* ]]
	sound
}

@test "a store is loaded again into the folder in which a review was held" {
	desk
	fl-store -s store dump >dump
	review -0 <<<$'wait 1/5\nsend q'
	rm store/data.mdb store/lock.mdb
	run -0 fl-store -s store load dump
	diff dump <(fl-store -s store dump)
}

@test "without a terminal, or with --json, the queue is listed and not waited for" {
	desk
	run -0 fl-correct -s store --review --json </dev/null
	assert_equal "${#lines[@]}" 5
	run -0 python3 "$FL_ROOT/tests/screen.py" 120x99 fl-correct -s store --review --json <<<'end'
	run -0 python3 "$FL_ROOT/tests/screen.py" 120x99 fl-correct -s store --review --text <<<$'end\nshow'
	assert_line --regexp '^  1  gap +9\.0  p-wrap +do you gift wrap'
}

@test "every action has a command: --snooze, --assign, --dismiss, --add" {
	desk
	run -0 fl-correct -s store --by lea --snooze p-wrap --until 2w
	assert_equal "$(jq -c '[.type, .case, .what, .by]' <<<"$output")" '["review","p-wrap","snooze","lea"]'
	run -0 fl-correct -s store --by lea --assign p-moon --to tom
	run -0 fl-correct -s store --by lea --dismiss m2/ben --reason noise
	assert_equal "$(fl-correct -s store --review --json | jq -r 'select(.to) | [.id, .to] | join(" ")')" 'p-moon tom'
	[[ $(queue) != *p-wrap* && $(queue) != *m2/ben* ]]
	run -0 fl-correct -s store --by lea --add r8 -Q 'warranty?' --not 'warranty of fitness?' -w country=US
	assert_equal "$(jq -c '[.questions, .not, .where]' <<<"$output")" '[["How long is the warranty?","warranty?"],["warranty of fitness?"],{"country":"US"}]'
	run -0 fl-correct -s store --by lea --undo
	assert_equal "$(fl-correct -s store --show r8 | jq -c '[.not, .where]')" '[null,null]'
	run -2 --separate-stderr fl-correct -s store --snooze p-wrap
	said 'until when'
	run -2 --separate-stderr fl-correct -s store --snooze p-wrap --until yesterday
	said 'not to come'
	run -2 --separate-stderr fl-correct -s store --snooze p-wrap --until blah
	said "'blah' is no time (2026-03-09, tomorrow, 3d, 2w)"
	run -2 --separate-stderr fl-correct -s store --assign p-wrap
	said 'whom'
	run -2 --separate-stderr fl-correct -s store --dismiss
	run -2 --separate-stderr fl-correct -s store --add r8
	said 'what is to be added'
}

@test "the morning of docs/desk.md, key by key, has the screens of the page" {
	# shellcheck source=tests/data/desk/night.bash
	source "$FL_ROOT/tests/data/desk/night.bash"
	export FL_STORE=$PWD/store
	night
	# Each at a minute of its own, as decisions of people are.
	at()
	{
		FL_NOW=2026-11-27T08:$1:00Z python3 "$FL_ROOT/tests/screen.py" fl-correct --by lea --review >>shown || {
			cat shown
			return 1
		}
	}
	at 00 <<-'END'
	wait 1/4 gap
	wait page 1 of 2, blank turns) >
	show
	send m
	wait mail me at bob@example.com or +49 170 1234567
	send m
	wait <e-mail> or <phone>
	send  
	wait page 2 of 2, blank turns) >
	show
	send y
	wait in force; u undoes it
	send q
	END
	assert_equal "$(fl-answer 'do you wrap gifts?' | jq -r .text)" 'Yes, for 5 USD.'
	at 01 <<-'END'
	wait 1/2 unclear
	wait u ? q >
	show
	send n
	wait nothing to do, because
	send nothing in it\r
	wait dismissed; u undoes it
	wait 1/1 held r3
	wait page 1 of 2, blank turns) >
	show
	send  
	wait page 2 of 2, blank turns) >
	show
	send q
	END
	at 02 <<-'END'
	wait 1/1 held r3
	send y
	wait Replace that rule? y or n >
	show
	send y
	wait in force; u undoes it
	wait nothing waits
	send q
	END
	at 03 <<-'END'
	wait nothing waits
	send u
	wait Undo your last decision? y or n >
	show
	send y
	wait undone; u again undoes the one before
	wait 1/1 held r3
	send q
	END
	at 04 <<-'END'
	wait 1/1 held r3
	send d
	wait key goes back >
	show
	send x
	wait 1/1 held r3
	send /ready\r
	wait nothing fits
	send /\r
	wait 1/1 held r3
	send z3d\r
	wait 1 put off
	send q
	END
	drawn
	at 05 <<-'END'
	wait 2 drawn to judge
	send /drawn\r
	wait 1/2 drawn
	wait u ? q >
	show
	send n
	wait what is right?
	send At Easter we are closed.\r
	wait wrong, and r
	wait 1/1 drawn
	wait u ? q >
	show
	send q
	END
	sed -i 's/--undo u[0-9a-f]*$/--undo UNDO/' shown
	run -0 python3 "$FL_ROOT/tests/screens.py" "$FL_ROOT/docs/desk.md" shown
	assert_output '10 screens'
}

# A store in which everything that somebody wrote is one of the strings of the corpus.
hostile()
{
	local n=0 text

	while IFS= read -r text; do
		n=$((n + 1))
		jq -cn --argjson t "$text" --arg n "$n" '
			{type: "interaction", id: "m\($n)", time: "2026-03-02T10:00:00Z", customer: $t[:200], conversation: $t[:200],
			 question: $t, action: {kind: "answer", text: $t, rules: ["h\($n)"]}},
			{type: "outcome", interaction: "m\($n)", signal: $t[:15], by: $t[:200]},
			{type: "correction", id: "c\($n)", interaction: "m\($n)", right: "\($t) no \($n)", wrong: $t, comment: $t, by: $t[:200], authority: "agent",
			 source: {format: $t[:60], import: $t[:60]}},
			{type: "correction", id: "v\($n)", interaction: "m\($n)", right: $t, by: $t[:200], authority: "agent"},
			{type: "pattern", id: "p\($n)@1", time: "2026-03-02T10:00:00Z", pattern: "p\($n)", state: "new", gap: true, phrase: $t,
			 question: $t, examples: [$t], customers: 2, askers: 2, harm: 3, first: $t, last: $t, said: [$t], right: [$t],
			 signals: {($t): 1}, draft: {say: $t, questions: [$t], sources: ["c\($n)"], against: true},
			 cause: {cause: $t, times: 1, of: 1, rule: $t, knows: $t, adjust: $t, evidence: $t},
			 document: {id: $t[:60], title: $t, source: $t, passage: $t}},
			{type: "pattern", id: "b\($n)@1", time: "2026-03-02T10:00:00Z", pattern: "b\($n)", state: "back", gap: true, phrase: $t,
			 question: "\($t) back", customers: 1, askers: 1, harm: 1, mending: {rule: $t[:60], since: $t}}'
	done <"$FL_ROOT/tests/data/desk/hostile.jsonl" | put
	fl-validate -s store -q </dev/null >/dev/null
	while IFS= read -r text; do
		n=$((n + 1))
		text=$(jq -r . <<<"$text" && echo .)
		text=${text%.}
		fl-correct -s store --by "$text" --id "h$n" -t "$text" -Q "$text" --not "$text" --must "$text" \
			--reason "$text" --status held "$text" >/dev/null 2>&1 || [[ $? == 1 ]]
		fl-correct -s store --by "$text" --reject "h$n" --reason "$text" -n >/dev/null
	done <"$FL_ROOT/tests/data/desk/hostile.jsonl"
}

@test "nothing that anybody wrote gets through to the terminal, on any screen or listing" {
	hostile
	cases=$(fl-correct -s store --review --json | wc -l)
	((cases > 50))
	# screen.py ends the test at the first byte that is not plain text.
	for ((i = 0; i < cases; i++)); do
		printf 'wait %d/%d \nsend m\nwait %d/%d\nsend ci \nsend  \nsend b\nsend cij\n' $((i + 1)) "$cases" $((i + 1)) "$cases"
	done >steps
	printf '%s\n' 'wait that was the last one' 'send d' 'wait goes back' 'send    ' 'wait goes back' 'send x?' 'wait goes back' 'send xq' >>steps
	review -0 <steps
	# What the keys do shows texts too: a decision, its undoing, a pager, an editor, a search.
	export FL_PAGER=cat FL_EDITOR=true
	for words in gap unclear held ready; do
		printf 'send /%s\\r\nwait 1/\nsend l\nwait 1/\nsend e\nwait goes back\nsend x\nwait 1/\nsend y\nwait >\nsend xnx\\r\nwait 1/\nsend u\nwait Undo\nsend n\nwait 1/\n' "$words"
		printf 'send *n\nwait type the number\nsend x\\r\nwait nothing is done\nsend w\nwait >\nsend x y\\r\nwait 1/\n'
	done >steps
	echo 'send q' >>steps
	review -0 <steps
	unset FL_PAGER FL_EDITOR
	fl-correct -s store --export | sed 's/say: /&More. /' >rules.yaml
	for words in '--list' '--review --text' "--show h1 h2 h3 h4 h5" '--told h1' '--history h1' '--history h2' '--why m2' \
		'--undo -n h1' '--list --json' '--review --json' '--list --tsv' '--worked' '--worked --json' '--review --tsv' '--told h1 --tsv' '--show h17 h18 h19 h20 h21' \
		'--imports' '--imports --json' '--imports --tsv' '--export' '--import -n --text rules.yaml' '--import -n --json rules.yaml' \
		'--undo -n --day 2026-03-02' '--undo -n --json --day 2026-03-02' '--list --status held' '--review --as-of today' '--why m2 m3 --json' \
		'--history h3 --json' '--told h2 --json' '--show nobody'; do
		# shellcheck disable=SC2086	# its words
		run python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by lea $words <<<end
		# 2: there is no such rule or nothing to undo; 99 would be a byte that is not plain.
		[[ $status == [02] ]] || fail "$words: $status $output"
	done
}

@test "a terminal without UTF-8 gets ASCII alone, and a pipe what was written" {
	gap p-uml 'Wie lange nach Köln – und zurück, mit einem langen, langen Satz, der abgeschnitten werden muss?' 3 | put
	fl-correct -s store --by lea --id a 'Nach Köln 3 Tage.' >/dev/null
	export LC_ALL=C
	review -0 <<-'END'
	wait nach K<U+00F6>ln <U+2013> und zur<U+00FC>ck
	wait u ? q >
	show
	send q
	END
	for words in '--list' '--show a' '--list --json' '--review --text'; do
		# shellcheck disable=SC2086	# its words
		run -0 python3 "$FL_ROOT/tests/screen.py" fl-correct -s store $words <<<$'end\nshow'
		[[ ${output//$'\n'/} == *'K<U+00F6>ln'* || ${output//$'\n'/} == *'K\u00f6ln'* ]]
		[[ $(tr -d '\0-\177' <<<"$output" | wc -c) == 0 ]]
	done
	[[ $(fl-correct -s store --list) == *Köln* ]]
	[[ $(fl-correct -s store --list --text) == *Köln* ]]
}

@test "a list fits a narrow terminal" {
	desk
	echo '{"conversation":"c1","id":"c1","from":"customer","text":"open?"}' | fl-import --import 2026-03-02-night | fl-record -q -s store
	narrow()
	{
		run -0 python3 "$FL_ROOT/tests/screen.py" 60x40 fl-correct -s store "$@" <<<$'end\nshow'
	}
	narrow --list
	assert_line 'r1       pending  fact             0/0    It takes 7 days t…'
	narrow --review --text
	assert_line '  1  gap           9.0  p-wrap              do you gift wra…'
	narrow --imports
	assert_line --regexp '^2026-03-02-… flat [0-9-]+ +1 +0 +0 +0$'
	narrow --show r8
	assert_line '  evidence   1 voice (weight 3), 0 against; 0 good ends, 0'
	assert_line '             bad'
}

@test "a text that looks like a line of ours stands set in, and never at the margin" {
	gap p-fake 'free\n+   say: Everything is free.' 3 | put
	printf '%s\n' '{"type":"correction","question":"what?","right":"xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxx\n1/1  ready  r999  harm 0.0, since 1970-01-01 + say: faked","by":"eve","authority":"agent"}' |
		fl-record -s store | fl-validate -s store -q >/dev/null
	run -0 python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by lea --review <<-'END'
	wait 1/2 gap p-fake
	wait y n e s z c d u ? q >
	show
	send j
	wait page 1 of 2
	show
	send  
	wait page 2 of 2
	show
	send q
	END
	[[ $output == *'free<U+000A>+'* && $output == *faked* ]]
	refute_line --regexp '^\+ +say: Everything'
	refute_line --regexp '^(1/1  ready|\+ say: faked)'
}

@test "a proposal leaves out questions that are known to have another answer" {
	local q='is it 30 days or 60 days for refunds?'

	fl-import "$FL_ROOT/share/sample/shop.jsonl" | fl-record -q -s sample
	fl-validate -q -s sample </dev/null
	fl-patterns -s sample >/dev/null
	before=$(fl-answer -s sample "$q" | jq -r .text)
	[[ $before == *'within 30 days'* ]]
	gap=$(fl-correct -s sample --review --json | jq -r 'select(.about == "can i get a return label").id')
	run -0 fl-correct -s sample --review --json
	[[ $(jq -c 'select(.about == "can i get a return label").pattern.draft.questions' <<<"$output") == *'30 days or 60'* ]]
	run -0 python3 "$FL_ROOT/tests/screen.py" 100x50 fl-correct -s sample --by lea --review <<-END
	send /return label\r
	wait 1/1 gap $gap
	wait can you mail me a printed return label
	not 30 days or 60
	send y
	wait u undoes it
	send q
	END
	assert_equal "$(fl-answer -s sample "$q" | jq -r .text)" "$before"
}

@test "a case is named by a question with words in it" {
	gap p-dots '.....' 3 | jq -c '.examples = ["?", "where is my parcel"]' | put
	assert_equal "$(fl-correct -s store --review --json | jq -r .about)" 'where is my parcel'
}
