load helper
load data/loop/records

# An editor that does to the file what the sed script says.
editor()
{
	printf '#!/bin/sh\nsed -i "%s" "$1"\n' "$1" >editor
	chmod +x editor
	export FL_EDITOR=$PWD/editor
}

rule()
{
	fl-correct -s store --by maria --id a -Q 'How long is the warranty?' "${@-The warranty lasts 2 years.}" >/dev/null
}

# fl-correct on a terminal; the steps come on the standard input.
on_screen()
{
	run "$1" python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by lea "${@:2}"
}

kept()
{
	echo store/*.yaml
}

@test "an edited rule holds at once, and nothing is left behind" {
	rule
	editor 's/2 years/3 years/'
	run -0 --separate-stderr fl-correct -s store --by lea --edit a
	assert_equal "$(jq -c '[.say, .must, .by, .revision]' <<<"$output")" '["The warranty lasts 3 years.",["3 years"],"lea",2]'
	assert_equal "$(fl-answer -s store 'How long is the warranty?' | jq -r .text)" 'The warranty lasts 3 years.'
	assert_equal "$(ls store)" $'data.mdb\nlock.mdb\nwrite.lock'
}

@test "several rules are edited in one file, and one that is left out stays" {
	rule
	fl-correct -s store --id b -Q 'Open?' 'From nine.' >/dev/null
	editor '/^- id: b/,\$d; s/2 years/3 years/'
	run -0 fl-correct -s store --edit a b
	assert_equal "$(fl-correct -s store --list --json | jq -r .say)" $'The warranty lasts 3 years.\nFrom nine.'
}

@test "a file that nobody changed does nothing, nor does an empty one" {
	rule
	before=$(fl-store -s store dump --all)
	FL_EDITOR=true run -0 --separate-stderr fl-correct -s store --edit a
	said 'nothing was changed'
	editor d
	run -0 --separate-stderr fl-correct -s store --edit a
	FL_EDITOR=true run -0 --separate-stderr fl-correct -s store --new
	assert_equal "$(fl-store -s store dump --all)" "$before"
	assert_equal "$(kept)" 'store/*.yaml'
}

@test "a new rule is written in the editor" {
	printf '#!/bin/sh\nprintf -- "- say: We gift wrap.\\n  questions: [do you gift wrap?]\\n" >"$1"\n' >editor
	chmod +x editor
	FL_EDITOR=./editor run -0 fl-correct -s store --new
	assert_equal "$(jq -c '[.id, .say, .status]' <<<"$output")" '["r1","We gift wrap.","active"]'
	assert_equal "$(fl-answer -s store 'do you gift wrap?' | jq -r .text)" 'We gift wrap.'
}

@test "a mistake is named with its line and column, and the file is kept" {
	rule
	editor 's/^  say:.*/  say: [a/'
	run -2 --separate-stderr fl-correct -s store --edit a
	[[ $stderr == *'.yaml:'[0-9]*:[0-9]*': '* ]]
	said 'what you wrote is in'
	assert_equal "$(stat -c %a "$(kept)")" 600
	grep -q 'say: \[a' "$(kept)"
	assert_equal "$(fl-correct -s store --show a | jq -r .say)" 'The warranty lasts 2 years.'
}

@test "an editor that fails changes nothing and loses nothing" {
	rule
	printf '#!/bin/sh\nsed -i "s/2 years/3 years/" "$1"\nexit 1\n' >editor
	chmod +x editor
	FL_EDITOR=./editor run -2 --separate-stderr fl-correct -s store --edit a
	said "the editor './editor' failed"
	said 'what you wrote is in'
	grep -q '3 years' "$(kept)"
	assert_equal "$(fl-correct -s store --show a | jq -r .say)" 'The warranty lasts 2 years.'
}

@test "an editor that fails before anything was written leaves no file" {
	rule
	FL_EDITOR=false run -2 --separate-stderr fl-correct -s store --edit a
	said "the editor 'false' failed"
	[[ $stderr != *'what you wrote'* ]]
	FL_EDITOR=false run -2 --separate-stderr fl-correct -s store --new
	[[ $stderr != *'what you wrote'* ]]
	assert_equal "$(kept)" 'store/*.yaml'
}

@test "on a terminal a mistake may be edited again" {
	rule
	printf '#!/bin/sh\nif [ -e once ]; then sed -i "s/say: .*/say: Three years./" "$1"; else : >once; sed -i "s/say: .*/say: [/" "$1"; fi\n' >editor
	chmod +x editor
	export FL_EDITOR=./editor
	on_screen -0 --edit a <<-'END'
	wait .yaml:
	wait (e)dit again
	send e\r
	wait Three years.
	wait undo this: fl-correct --undo
	END
	assert_equal "$(fl-correct -s store --show a | jq -r .say)" 'Three years.'
	assert_equal "$(kept)" 'store/*.yaml'
}

@test "leaving keeps the file" {
	rule
	editor 's/say:.*/say: [/'
	on_screen -2 --edit a <<-'END'
	wait lea(v)e
	send v\r
	wait what you wrote is in
	END
	grep -q 'say: \[' "$(kept)"
}

@test "a conflict is shown, and the rule saved although" {
	rule
	fl-correct -s store --id b -Q 'Is there a warranty?' 'The warranty lasts 5 years.' >/dev/null
	editor 's/Is there a warranty?/How long is the warranty?/'
	on_screen -0 --edit b <<-'END'
	wait b is held: conflict: a
	wait (Q) save although
	send Q\r
	wait The warranty lasts 5 years.
	END
	assert_equal "$(status a) $(status b)" 'retired active'
}

@test "a new rule that would be held can be saved as held, or left" {
	rule
	printf '#!/bin/sh\nprintf -- "- {id: b, say: The warranty lasts 5 years., questions: [How long is the warranty?]}\\n" >"$1"\n' >editor
	chmod +x editor
	export FL_EDITOR=./editor
	on_screen -2 --new <<<$'wait save as held\nsend v\\r'
	assert_equal "$(fl-correct -s store --list --json | jq -r .id)" a
	rm store/*.yaml
	on_screen -1 --new <<<$'wait save as held\nsend h\\r\nwait held, fact'
	assert_equal "$(status a) $(status b)" 'active held'
}

@test "a rule in force that is edited into a conflict is held, and the other one stays" {
	rule
	fl-correct -s store --id b -Q 'Is there a warranty?' 'The warranty lasts 5 years.' >/dev/null
	run -1 --separate-stderr fl-correct -s store --id b -Q 'How long is the warranty?' 'The warranty lasts 5 years.'
	said 'b is held: conflict'
	assert_equal "$(status a) $(status b)" 'active held'
}

@test "a rule that changed meanwhile is not overwritten: both changes are shown" {
	rule
	printf '#!/bin/sh\nfl-correct -s store --by tom --id a -Q "How long is the warranty?" "The warranty lasts 4 years." >/dev/null\nsed -i "s/2 years/3 years/" "$1"\n' >editor
	chmod +x editor
	FL_EDITOR=./editor run -2 --separate-stderr fl-correct -s store --edit a
	said 'a was changed by somebody else in the meantime'
	said '+   say: The warranty lasts 4 years.'
	said '+   say: The warranty lasts 3 years.'
	assert_equal "$(fl-correct -s store --show a | jq -r .say)" 'The warranty lasts 4 years.'
	grep -q '3 years' "$(kept)"
	rm store/*.yaml
	rule
	export FL_EDITOR=./editor
	on_screen -0 --edit a <<-'END'
	wait what you changed:
	wait (Q) save although
	send Q\r
	wait undo this
	END
	assert_equal "$(fl-correct -s store --show a | jq -r .say)" 'The warranty lasts 3 years.'
}

@test "evidence that comes in while a rule is edited is no change of the rule" {
	{ used m1 u1 a 'How long is the warranty?'; } | fl-record -s store >/dev/null
	rule
	printf '#!/bin/sh\nprintf "%%s\\n" "{\\"type\\":\\"outcome\\",\\"interaction\\":\\"m1\\",\\"signal\\":\\"accepted\\"}" | fl-record -s store >/dev/null\nsed -i "s/2 years/3 years/" "$1"\n' >editor
	chmod +x editor
	FL_EDITOR=./editor run -0 fl-correct -s store --edit a
	assert_equal "$(fl-correct -s store --show a | jq -c '[.say, .evidence.good]')" '["The warranty lasts 3 years.",1]'
}

@test "the editor is a command with its own words, and has no descriptor of the store" {
	rule
	mkdir 'my editor'
	printf '#!/bin/sh\n[ "$1" = -x ] || exit 1\nls -l /proc/self/fd >fds\nsed -i "s/2 years/3 years/" "$2"\n' >'my editor/ed'
	chmod +x 'my editor/ed'
	FL_EDITOR="'my editor/ed' -x" run -0 fl-correct -s store --edit a
	[[ $(<fds) != *mdb* && $(<fds) != *write.lock* && $(<fds) != *yaml* ]]
	unset FL_EDITOR
	editor 's/3 years/4 years/'
	VISUAL=$FL_EDITOR EDITOR=false FL_EDITOR='' run -0 fl-correct -s store --edit a
	assert_equal "$(fl-correct -s store --show a | jq -r .say)" 'The warranty lasts 4 years.'
}

@test "nobody waits for the editor: others write while it runs" {
	rule
	printf '#!/bin/sh\nFL_WAIT=0 fl-correct -s store --id b "Hello." >other && sed -i "s/2 years/3 years/" "$1"\n' >editor
	chmod +x editor
	FL_EDITOR=./editor run -0 fl-correct -s store --edit a
	assert_equal "$(fl-correct -s store --list --json | jq -r .id)" $'a\nb'
}

@test "a rule that is not there cannot be edited, and --new takes none" {
	rule
	FL_EDITOR=true run -2 --separate-stderr fl-correct -s store --edit nothing
	said 'there is no rule nothing'
	run -2 --separate-stderr fl-correct -s store --edit
	run -2 --separate-stderr fl-correct -s store --new a
}

@test "one line makes a rule and says what it replaces and how to undo it" {
	rule
	run -0 --separate-stderr fl-correct -s store --by lea --text -f --id b -Q 'How long is the warranty?' 'The warranty lasts 5 years.'
	said 'a is retired: replaced by b'
	undo=$(sed -n 's/^undo this: fl-correct //p' <<<"$output")
	# shellcheck disable=SC2086	# its words
	run -0 fl-correct -s store --by lea $undo
	assert_equal "$(fl-correct -s store --list --json | jq -r '[.id, .status] | join(" ")')" 'a active'
}

@test "--import -n shows what would change" {
	rule
	fl-correct -s store --export | sed 's/2 years/3 years/' >rules.yaml
	before=$(fl-store -s store dump --all)
	run -0 fl-correct -s store --import -n --text rules.yaml
	assert_line '-   say: The warranty lasts 2 years.'
	assert_line '+   say: The warranty lasts 3 years.'
	assert_equal "$(fl-store -s store dump --all)" "$before"
}

@test "a rule whose words are empty is told of like any other" {
	cat >in.yaml <<-'END'
	- id: person
	  action: escalate
	  questions: [can i speak to somebody, get me a human]
	  say: ""
	END
	fl-correct -s store --import in.yaml >/dev/null
	run -0 fl-correct -s store --worked --text
	assert_line --partial 'person'
	run -0 fl-correct -s store --show person --text
}

@test "a rule is not edited as of a day that is gone" {
	EDITOR=true run -2 --separate-stderr fl-correct -s store --as-of 2026-01-01 --edit x
	[[ $stderr == *'--as-of is for'* ]]
	[[ ! -e store ]]
}
