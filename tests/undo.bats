load helper
load data/loop/records

# What was said and judged, with what mallory said among it or without.
story()
{
	local mallory=$2

	export FL_STORE=$1
	FL_NOW=2026-03-02T09:00:00Z fl-correct --by maria -Q 'how long can I return it?' \
		'You can return it within 30 days.' >/dev/null
	{
		asked m1 u1 FR 'How long to France?' 'Three days.'
		asked m2 u2 IT 'shipping time to Italy?' 'Three days.'
		asked m3 u3 US 'when are you open?' 'Always.'
		asked m4 u4 ES 'how long does delivery to Spain take' 'Three days.'
	} | fl-record >/dev/null
	{
		$mallory && corrected m3 mallory agent 'We are open from 3:00 to 4:00.'
		$mallory && corrected m1 mallory agent 'International orders take 7-10 days.' ',"where":{"country":{"not":"US"}}'
		corrected m2 anna agent 'International orders take 7-10 days.' ',"where":{"country":{"not":"US"}}'
	} | FL_NOW=2026-03-02T12:00:00Z fl-record | FL_NOW=2026-03-02T12:00:00Z fl-validate -q >/dev/null
	{
		corrected m3 anna agent 'We are open from 9:00 to 17:00.'
		$mallory && corrected m1 mallory agent 'Never to France.' | sed 's/"id":"[^"]*"/"id":"again"/'
		corrected m3 ben agent 'We are open from 9:00 to 17:00.'
	} | FL_NOW=2026-03-03T12:00:00Z fl-record | FL_NOW=2026-03-03T12:00:00Z fl-validate -q >/dev/null
	! $mallory || FL_NOW=2026-03-03T13:00:00Z fl-correct --by mallory -f -Q 'how long can I return it?' \
		'You can return it within 900 days.' >/dev/null 2>&1
	{
		corrected m4 cara agent 'International orders take 7-10 days.' ',"where":{"country":{"not":"US"}}'
		ended m4 complained u4
	} | FL_NOW=2026-03-04T12:00:00Z fl-record | FL_NOW=2026-03-04T12:00:00Z fl-validate -q >/dev/null
	unset FL_STORE
}

# The tables of a store that answers depend on; the names of rules may differ.
table()
{
	fl-store -s "$1" dump --all | grep "\"table\":\"$2\""
}

rules()
{
	fl-correct -s "$1" --export | sed '/^- id: /s/.*/-/'
	fl-correct -s "$1" --list --json | jq -c 'del(.id)'
}

undo()
{
	FL_NOW=${NOW-2026-03-05T10:00:00Z} fl-correct -s store --by lea --undo "$@"
}

@test "everything that one reporter said is undone as if nobody had ever heard of him" {
	story store true
	story never false
	[[ $(table store index) != "$(table never index)" ]]
	run -0 --separate-stderr undo --reporter mallory --reason 'he is no agent'
	assert_equal "$(jq -r '[.type, .by, .reason] | join(",")' <<<"$output")" 'undo,lea,he is no agent'
	diff <(table store index) <(table never index)
	diff <(rules store) <(rules never)
	for question in 'how long can I return it?' 'when are you open?' 'how long to France?'; do
		diff <(fl-answer -s store -c country=FR "$question" | jq -c '[.action, .text, .confidence]') \
			<(fl-answer -s never -c country=FR "$question" | jq -c '[.action, .text, .confidence]')
	done
}

@test "a store with undone records is rebuilt, and loaded from its dump, to the byte" {
	story store true
	undo --reporter mallory >/dev/null
	fl-correct -s store --by maria -Q 'Do you ship to the moon?' 'Not yet, but soon.' >/dev/null
	undo --day 2026-03-04 >/dev/null
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
	fl-store -s store dump | fl-store -s again load
	diff before <(fl-store -s again dump --all)
	sound
}

@test "an undoing can be undone, and all is as it was" {
	story store true
	for table in rules index examples evidence claims judged; do table store "$table"; done >before
	fl-correct -s store --export >rules
	id=$(undo --reporter mallory | jq -r .id)
	[[ $(fl-correct -s store --export) != "$(<rules)" ]]
	run -0 undo "$id"
	for table in rules index examples evidence claims judged; do table store "$table"; done >after
	diff before after
	diff rules <(fl-correct -s store --export)
	run -2 --separate-stderr undo "$id"
	said 'does not count'
}

# What others did with the rules that mallory had touched, with what he said or without.
amended()
{
	local mallory=$2 said='{"type":"correction","id":"%s","question":"%s","right":"%s","by":"%s","authority":"lead"}\n'

	export FL_STORE=$1
	at()
	{
		FL_NOW=2026-03-0$1T10:00:00Z "${@:2}" >/dev/null 2>&1
	}
	# shellcheck disable=SC2059	# the format of the lines
	{
		at 1 fl-correct --by maria --id hours -Q 'when are you open?' 'We are open from 9:00 to 17:00.'
		! $mallory || printf "$said" k1 'do you gift wrap?' 'Yes, for 5 USD.' mallory | at 2 fl-correct
		at 3 fl-correct --by lea -Q 'can you wrap it as a gift?' -Q 'do you wrap?' 'Yes, for 5 USD.'
		printf "$said" k2 'is there gift wrapping?' 'Yes, for 5 USD.' tom | at 4 fl-correct
		! $mallory || at 5 fl-correct --by mallory -f --id hours -Q 'when are you open?' -Q 'open at night?' 'We are open from 1:00 to 2:00.'
		at 6 fl-correct --by lea --add hours -Q 'opening hours?' --not 'when is the cafe open?' -w country=US
		! $mallory || at 6 fl-correct --by mallory --add hours -Q 'open on the moon?'
		FL_EDITOR="sed -i 's/opening hours/your opening hours/'" at 7 fl-correct --by tom --edit hours
	}
	unset FL_STORE
}

@test "what others joined, added and edited is theirs alone once a reporter is undone" {
	amended store true
	amended never false
	[[ $(table store index) != "$(table never index)" ]]
	fl-correct -s store --show hours | jq -r .say | grep -q '1:00'
	run -0 undo --reporter mallory --text
	assert_line --regexp 'hours +active -> active, voices 4 -> 3'
	diff <(table store index) <(table never index)
	diff <(rules store) <(rules never)
	assert_equal "$(fl-correct -s store --show hours | jq -c '[.say, .questions, .not, .where]')" \
		'["We are open from 9:00 to 17:00.",["when are you open?","your opening hours?"],["when is the cafe open?"],{"country":"US"}]'
	fl-store -s store dump --all >before
	fl-store -s store rebuild
	diff before <(fl-store -s store dump --all)
}

@test "one who joined a rule, or added to it, is undone with what he brought, and no more" {
	amended store false
	FL_NOW=2026-03-08T10:00:00Z undo hours >/dev/null
	FL_NOW=2026-03-08T11:00:00Z undo --reporter lea >/dev/null
	fl-correct -s store --export | grep -q 'is there gift wrapping'
	run -0 fl-correct -s store --export
	refute_output --partial 'wrap it as a gift'
	refute_output --partial 'opening hours'
	refute_output --partial 'cafe'
	assert_output --partial 'when are you open?'
}

@test "what was only added to a rule goes with it; a new answer stays with its questions" {
	fl-correct -s store --by mallory --id a -Q 'do you ship on Sunday?' 'Yes, always.' >/dev/null
	fl-correct -s store --by lea --add a -Q 'shipping on Sunday?' >/dev/null
	fl-correct -s store --by mallory --id b -Q 'how long is the warranty?' 'One year.' >/dev/null
	FL_EDITOR="sed -i 's/One year/Two years/'" fl-correct -s store --by lea --edit b >/dev/null
	undo --reporter mallory >/dev/null
	assert_equal "$(fl-correct -s store --list --json | jq -r .id)" b
	assert_equal "$(fl-answer -s store 'how long is the warranty?' | jq -r .text)" 'Two years.'
}

@test "a voice that falls away is shown, though the rule says the same without it" {
	fl-correct -s store --by lea --id a -Q 'do you ship on Sunday?' 'Yes, always.' >/dev/null
	echo '{"question":"do you ship on Sunday?","right":"Yes, always.","by":"eve","authority":"lead"}' |
		fl-correct -s store >/dev/null
	assert_equal "$(undo --reporter eve | jq -c '.rules[] | [.rule, .voices_before, .voices]')" '["a",2,1]'
}

@test "a rule that a person keeps held is not put in force when something else is undone" {
	fl-correct -s store --by tom --id x -Q 'do you ship on Sunday?' 'No.' >/dev/null
	fl-correct -s store --by lea --id h -Q 'how long is the warranty?' --status held 'Two years.' >/dev/null
	fl-correct -s store --by lea --add h -Q 'warranty?' >/dev/null
	undo --reporter tom >/dev/null
	assert_equal "$(status h)" held
}

@test "--undo shows each rule that changes, and -n changes nothing" {
	story store true
	before=$(fl-store -s store dump --all)
	run -0 undo -n --reporter mallory --text
	assert_output --regexp '^8 records no longer count'
	assert_line --regexp '^  r1 +retired -> active'
	assert_line --regexp '^  r2 +pending -> gone'
	assert_line --regexp '^  r3 +active -> active, voices 3 -> 2'
	refute_output --partial 'undo this'
	assert_equal "$(fl-store -s store dump --all)" "$before"
	run -0 undo --reporter mallory --text
	assert_output --regexp '^8 records no longer count'
	run -0 undo "$(sed -n 's/^undo this: fl-correct --undo //p' <<<"$output")"
}

@test "without anything, the last decision of one's own is undone, and then the one before" {
	FL_NOW=2026-03-02T10:00:00Z fl-correct -s store --by lea --id a -Q 'A?' 'The letter A.' >/dev/null
	FL_NOW=2026-03-02T11:00:00Z fl-correct -s store --by lea --id a -Q 'A?' 'The letter B.' >/dev/null
	FL_NOW=2026-03-02T12:00:00Z fl-correct -s store --by tom --id c -Q 'C?' 'The letter C.' >/dev/null
	FL_NOW=2026-03-02T13:00:00Z fl-correct -s store --by lea --retire a c >/dev/null
	NOW=2026-03-03T10:00:00Z undo >/dev/null
	assert_equal "$(status a) $(status c)" 'active active'
	assert_equal "$(fl-answer -s store 'A?' | jq -r .text)" 'The letter B.'
	NOW=2026-03-03T10:00:01Z undo >/dev/null
	assert_equal "$(fl-answer -s store 'A?' | jq -r .text)" 'The letter A.'
	NOW=2026-03-03T10:00:02Z undo >/dev/null
	assert_equal "$(fl-correct -s store --list --json | jq -r .id)" c
	run -2 --separate-stderr undo
	said 'no decision of lea'
}

@test "a decision is undone by its id, a rule's last one by the rule" {
	FL_NOW=2026-03-02T10:00:00Z fl-correct -s store --by tom --id a -Q 'A?' 'The letter A.' >/dev/null
	FL_NOW=2026-03-02T11:00:00Z fl-correct -s store --by tom --retire a >/dev/null
	undo a >/dev/null
	assert_equal "$(status a)" active
	verdict=$(fl-correct -s store --history a | jq -r 'select(.type == "verdict" and .after == "active") | .id' | head -1)
	NOW=2026-03-05T10:00:01Z undo "$verdict" >/dev/null
	run -2 --separate-stderr fl-correct -s store --show a
	said 'there is no rule a'
	run -2 --separate-stderr undo nonsense
	said 'nonsense'
}

@test "a correction is undone by its id, with the rule that came of it alone" {
	{
		asked m1 u1 FR 'How long?' 'Three days.'
		corrected m1 anna lead 'It takes 7 days.'
	} | fl-record -s store | fl-validate -s store -q >/dev/null
	assert_equal "$(fl-answer -s store 'How long?' | jq -r .text)" 'It takes 7 days.'
	undo m1/anna >/dev/null
	assert_equal "$(fl-correct -s store --list --json)" ''
	assert_equal "$(fl-answer -s store 'How long?' | jq -r .action)" escalate
	run -0 fl-validate -s store </dev/null
	assert_equal "$(fl-correct -s store --list --json)" ''
}

@test "what one format brought, or one day, is undone; both together are narrower" {
	local right='{"type":"correction","question":"%s","right":"It takes %s days.","by":"%s","authority":"lead"%s}\n'

	# shellcheck disable=SC2059	# the format of the lines
	{
		printf "$right" 'How long to France?' 5 anna ',"source":{"format":"intercom"}'
		printf "$right" 'How long to Spain?' 6 ben ''
	} | FL_NOW=2026-03-02T10:00:00Z fl-record -s store | fl-validate -s store -q >/dev/null
	# shellcheck disable=SC2059
	printf "$right" 'How long to Italy?' 7 cara ',"source":{"format":"intercom"}' |
		FL_NOW=2026-03-03T10:00:00Z fl-record -s store | fl-validate -s store -q >/dev/null
	# A correction and its verdict each.
	assert_equal "$(undo -n --source intercom | jq .records)" 4
	assert_equal "$(undo -n --day 2026-03-02 | jq .records)" 4
	undo --source intercom --day 2026-03-02 >/dev/null
	assert_equal "$(fl-correct -s store --list --json | jq -r .say | sort)" $'It takes 6 days.\nIt takes 7 days.'
}

@test "two imports of one day have names, and one is undone alone; known records have no new name" {
	row()
	{
		printf '{"conversation":"%s","id":"%s-1","time":"2026-03-02T10:00:00Z","from":"customer","text":"%s"}\n' "$1" "$1" "$2"
		printf '{"conversation":"%s","id":"%s-2","time":"2026-03-02T10:01:00Z","from":"bot","text":"No idea."}\n' "$1" "$1"
		printf '{"conversation":"%s","id":"%s-3","time":"2026-03-02T10:02:00Z","from":"agent","author":"%s","text":"%s","authority":"lead","correction":{"category":"fact","right":"%s"}}\n' "$1" "$1" "$4" "$3" "$3"
	}
	row c1 'how long to France?' 'Five days.' anna >one
	row c2 'do you gift wrap?' 'Yes, for 5 USD.' ben >two
	for name in one two; do
		FL_NOW=2026-03-02T12:00:00Z fl-import --import "import $name" "$name" | FL_NOW=2026-03-02T12:00:00Z fl-record -s store | fl-validate -s store -q >/dev/null
	done
	assert_equal "$(fl-correct -s store --list --json | jq -r .say | sort)" $'Five days.\nYes, for 5 USD.'
	fl-import --import 'import six' one | fl-record -s store >again
	assert_equal "$(jq -c 'select(.new or .differs)' again)" ''
	fl-import one | fl-record -s store >again
	assert_equal "$(jq -c 'select(.new or .differs)' again)" ''
	undo --source 'import one' >/dev/null
	assert_equal "$(fl-correct -s store --list --json | jq -r .say)" 'Yes, for 5 USD.'
	run -2 --separate-stderr undo --source 'import six'
	said 'nothing in the journal rests on that'
}

@test "every import has a name of its own, is listed by it, and is undone by it" {
	local row='{"conversation":"c1","id":"c1-%s","time":"2026-03-02T10:0%s:00Z",%s}\n'

	# shellcheck disable=SC2059	# the format of the lines
	{
		printf "$row" 1 1 '"from":"customer","text":"how long to France?"'
		printf "$row" 2 2 '"from":"bot","text":"No idea."'
		printf "$row" 3 3 '"from":"agent","author":"anna","authority":"lead","text":"5 days.","correction":{"category":"fact","right":"5 days."}'
	} >one
	sed 's/c1/c2/g; s/France/Spain/; s/5 days/6 days/g' one >two
	for day in 2 3; do
		export FL_NOW=2026-03-0${day}T12:00:00Z
		fl-import "$([[ $day == 2 ]] && echo one || echo two)" >records
		fl-record -s store <records | fl-validate -s store -q >/dev/null
	done
	name=$(jq -r .source.import records | sort -u)
	assert_equal "$(fl-import two | cmp - records && echo same)" same
	# What comes again is known, whatever brings it.
	assert_equal "$(cat one two | fl-import | fl-record -s store | jq -c 'select(.new or .differs)')" ''
	fl-correct -s other 'Hello.' >/dev/null
	assert_equal "$(fl-correct -s other --imports --text)" 'fl-import has brought nothing'
	assert_equal "$(fl-correct -s other --imports)" ''
	run -0 fl-correct -s store --imports
	assert_line --index 0 $'import\tformat\tday\tasked\tended\tsaid\tundone'
	assert_line --index 2 "$name"$'\tflat\t2026-03-03\t1\t1\t1\t0'
	run -0 fl-correct -s store --imports --text
	assert_line --index 2 --regexp "^$name +flat +2026-03-03 +1 +1 +1 +0\$"
	undo --source "$name" >/dev/null
	assert_equal "$(fl-correct -s store --list --json | jq -r .say)" '5 days.'
	assert_equal "$(fl-correct -s store --imports --json | jq -c .undone)" $'0\n2'
	assert_equal "$(fl-correct -s store --imports --json --as-of 2026-03-02 | jq -r .day)" 2026-03-02
	python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" < <(fl-correct -s store --imports --json)
}

@test "who imports by hand is told how to undo it" {
	echo '{"conversation":"c1","id":"m1","from":"customer","text":"open?"}' >one
	run -0 python3 "$FL_ROOT/tests/screen.py" fl-import one <<<$'wait to undo this import: fl-correct --undo --source \'i\nend'
	run -0 --separate-stderr fl-import one
	[[ -z $stderr ]]
}

@test "the id of a rule that was undone is not given to another" {
	fl-correct -s store --by lea -Q 'A?' 'The letter A.' >/dev/null
	undo >/dev/null
	run -0 fl-correct -s store --by lea -Q 'B?' 'The letter B.'
	assert_equal "$(jq -r .id <<<"$output")" r2
}

@test "a bot that keeps fl-answer open has the answer without what was undone" {
	fl-correct -s store --by lea --id a -Q 'How long is the warranty?' 'Two years.' >/dev/null
	coproc fl-answer -s store
	echo '{"question":"How long is the warranty?"}' >&"${COPROC[1]}"
	read -r first <&"${COPROC[0]}"
	undo >/dev/null
	echo '{"question":"How long is the warranty?"}' >&"${COPROC[1]}"
	read -r second <&"${COPROC[0]}"
	assert_equal "$(jq -r .text <<<"$first")" 'Two years.'
	assert_equal "$(jq -r .action <<<"$second")" escalate
}

@test "what nothing rests on cannot be undone" {
	fl-correct -s store --by lea 'Hello.' >/dev/null
	run -2 --separate-stderr undo --reporter nobody
	said 'nothing in the journal rests on that'
	run -2 --separate-stderr undo --reporter lea r1
	said 'either'
	run -2 --separate-stderr undo --day someday
	said 'someday'
	[[ $(fl-correct -s store --list --json | jq -r .id) == r1 ]]
}

@test "on a terminal the change is shown and asked about first" {
	fl-correct -s store --by lea --id a 'Hello.' >/dev/null
	before=$(fl-store -s store dump --all)
	run -0 python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by lea --undo <<-'END'
	wait a active -> gone
	wait Undo this?
	send n\r
	wait nothing is undone
	END
	assert_equal "$(fl-store -s store dump --all)" "$before"
	run -0 python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by lea --undo <<-'END'
	wait Undo this?
	send y\r
	wait undo this: fl-correct --undo u
	END
	assert_equal "$(fl-correct -s store --list --json)" ''
}

@test "--as-of shows the rules as they were" {
	FL_NOW=2026-03-02T10:00:00Z fl-correct -s store --id a -Q 'How long?' 'Three days.' >/dev/null
	FL_NOW=2026-03-04T10:00:00Z fl-correct -s store --id a -Q 'How long?' 'Ten days.' >/dev/null
	then_()
	{
		fl-correct -s store --show a --as-of "$1" | jq -r .say
	}
	assert_equal "$(then_ 2026-03-02)" 'Three days.'
	assert_equal "$(then_ 2026-03-04)" 'Ten days.'
	assert_equal "$(then_ 2026-03-04T09:59:59Z)" 'Three days.'
	assert_equal "$(fl-correct -s store --list --json --as-of 2026-03-01)" ''
	run -2 --separate-stderr fl-correct -s store --retire a --as-of 2026-03-02
	said '--as-of is for'
	run -2 fl-correct -s store --list --as-of someday
	assert_equal "$(fl-correct -s store --show a | jq -r .say)" 'Ten days.'
	[[ ! $(echo "${TMPDIR-/tmp}"/fl-past.*) =~ fl-past\.[A-Za-z0-9] ]]
}

@test "--why tells the rules, scores and threshold behind an answer, as the store was then" {
	fl-correct -s store --id a -Q 'How long is the warranty?' 'Two years.' >/dev/null
	id=$(fl-answer -s store --record 'How long is the warranty?' | jq -r .interaction)
	fl-correct -s store --id a -Q 'How long is the warranty?' 'Three years.' >/dev/null
	run -0 fl-correct -s store --why "$id"
	assert_equal "$(jq -c '[.type, .text, .rules]' <<<"$output")" '["answer","Two years.",["a"]]'
	run -0 fl-correct -s store --why "$id" --text
	assert_line --regexp '^  confidence +0\.[0-9]+, needed 0\.500'
	assert_line --regexp '^  considered a  p '
	run -2 --separate-stderr fl-correct -s store --why nothing
	said 'there is no answer nothing'
}

@test "a rule that never was was not told to nobody" {
	fl-correct -s store --by lea --id a -Q 'A?' 'The letter A.' >/dev/null
	run -0 fl-correct -s store --told a --text
	assert_output 'a was told to nobody'
	fl-correct -s store --by lea --undo >/dev/null
	run -0 fl-correct -s store --told a --text
	assert_output 'a was told to nobody'
	for form in --text --json --tsv; do
		run -2 --separate-stderr fl-correct -s store --told r999 "$form"
		said 'there is no rule r999'
		assert_equal "$output" ''
	done
}

@test "--told lists everybody who was told a thing, since when it matters" {
	fl-correct -s store --id a -Q 'How long?' 'Three days.' >/dev/null
	{
		used m1 u1 a 'How long?'
		used m2 u2 a 'How long is it?' | sed 's/03-02T10/03-05T10/'
		used m3 u3 b 'How long?'
	} | fl-record -s store >/dev/null
	assert_equal "$(fl-correct -s store --told --json a | jq -r .customer)" $'u1\nu2'
	assert_equal "$(fl-correct -s store --told --json a --since 2026-03-03 | jq -r .customer)" u2
	run -0 fl-correct -s store --told a --tsv
	assert_line --index 1 $'2026-03-02T10:00:00Z\tu1\t\tm1\tHow long?\tSo.'
}

@test "--list is narrowed by topic, author, confidence, source and date" {
	FL_NOW=2026-03-02T10:00:00Z fl-correct -s store --by lea --id a -t shop/open 'At nine.' >/dev/null
	FL_NOW=2026-03-04T10:00:00Z fl-correct -s store --by tom --id b -t shopping 'Online only.' >/dev/null
	{ used m1 u1 a 'When?' && ended m1 accepted u1; } | fl-record -s store >/dev/null
	list()
	{
		fl-correct -s store --list --json "$@" | jq -r .id | paste -sd,
	}
	assert_equal "$(list)" a,b
	assert_equal "$(list -t shop)" a
	assert_equal "$(list --by tom)" b
	assert_equal "$(list --confidence 0.6..)" a
	assert_equal "$(list --confidence ..0.5)" b
	assert_equal "$(list --since 2026-03-03)" b
	assert_equal "$(list --until 2026-03-02)" a
	assert_equal "$(list --source person)" a,b
	assert_equal "$(list --source learned)" ''
	run -0 fl-correct -s store --list --tsv --by tom
	assert_output $'rule\tstatus\tcategory\ttopic\tgood\tbad\tby\tupdated\tsays\nb\tactive\tfact\tshopping\t0\t0\ttom\t2026-03-04T10:00:00Z\tOnline only.'
	run -2 --separate-stderr fl-correct -s store --list --confidence much
	said 'much'
}

@test "--worked tells how a rule's questions ended before and since a person decided on it" {
	ask()
	{
		local i

		for i in $(seq "$3"); do
			printf '{"type":"interaction","id":"%s%s","time":"%sT10:00:00Z","customer":"%s%s","question":"do you gift wrap?","action":{"kind":"answer","text":"x"}}\n' "$1" "$i" "$2" "$1" "$i"
			[[ $4 == nothing ]] || ended "$1$i" "$4" "$1$i"
		done
	}
	ask old 2026-03-01 12 complained | fl-record -s store >/dev/null
	FL_NOW=2026-03-02T10:00:00Z fl-correct -s store --by lea --id wrap -Q 'do you gift wrap?' 'Yes, for 5 USD.' >/dev/null
	FL_NOW=2026-03-02T10:00:00Z fl-correct -s store --by lea --id other -Q 'are there tents?' 'Yes, many tents.' >/dev/null
	{ ask new 2026-03-03 12 accepted && ask quiet 2026-03-03 3 nothing && ask bad 2026-03-04 1 complained; } | fl-record -s store >/dev/null
	export FL_NOW=2026-03-05T10:00:00Z
	run -0 fl-correct -s store --worked wrap
	assert_equal "$(jq -c '[.rule, .worked, .by, .before.asked, .before.bad, .since.asked, .since.known, .since.bad]' <<<"$output")" \
		'["wrap","better","lea",12,12,16,13,1]'
	run -0 fl-correct -s store --worked --text
	assert_line --regexp '^wrap  better: active since 2026-03-02T10:00:00Z by lea'
	assert_line --regexp '^  before +12 asked, 12 of 12 with a known end ended badly: 100% \(76 to 100%\)'
	assert_line --regexp '^other  not sure'
	run -0 fl-correct -s store --worked --since 2026-03-04
	assert_output ''
	python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" < <(fl-correct -s store --worked)
}
