load helper
load data/loop/records

# A store with a little of everything: two rules, evidence, outcomes, corrections that wait.
fill()
{
	{
		asked m1 u1 FR 'How long does shipping to France take?' 'It takes three days.'
		asked m2 u2 JP 'How many days until my parcel is in Japan?' 'It takes three days.'
		ended m1 complained u1
		corrected m1 a1 agent 'International orders take 7 to 10 days.' ',"where":{"country":{"not":"US"}}'
		corrected m2 a2 agent 'International orders take 7 to 10 days.' ',"where":{"country":{"not":"US"}}'
		corrected m9 a2 agent 'This waits for its interaction.'
		ended m9 complained u9
	} >records
	fl-record -q -s store records
	fl-validate -s store </dev/null >/dev/null
	fl-correct -s store -Q 'What does shipping cost?' 'Shipping costs 5 dollars.' >/dev/null
	rule=$(fl-correct -s store --list --json | jq -r 'select(.source == "person").id')
	{
		used n1 u3 "$rule" 'What is the price of shipping?'
		used n2 u4 "$rule" 'How much is shipping?'
		ended n1 accepted u3
		ended n2 rejected u4
	} | fl-record -q -s store
	fl-correct -s store --retire "$rule" >/dev/null
}

# flip FILE OFFSET: one bit of one byte is another one
flip()
{
	local byte

	byte=$(od -An -tu1 -j "$2" -N 1 "$1")
	printf "\\x$(printf %x $((byte ^ 16)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

@test "stat says how much there is of everything" {
	fill
	run -0 --separate-stderr fl-store -s store stat
	assert_equal "$stderr" ''
	assert_equal "$(jq -c '[.type, .format, .rules]' <<<"$output")" '["stat",1,2]'
	assert_equal "$(jq .journal <<<"$output")" "$(fl-store -s store dump | wc -l)"
	run -0 fl-store -s store stat --text
	assert_line --regexp '^rules +2$'
}

@test "a command that only reads makes no store" {
	for action in stat check dump rebuild 'copy there'; do
		# shellcheck disable=SC2086
		run -2 --separate-stderr fl-store -s nowhere $action
		said 'nowhere: there is no store'
	done
	run -2 --separate-stderr fl-answer -s nowhere 'Where?'
	said 'nowhere: there is no store'
	run -2 fl-correct -s nowhere --list
	[[ ! -e nowhere && ! -e there ]]
}

@test "check finds nothing in a sound store" {
	fill
	run -0 --separate-stderr fl-store -s store check
	assert_equal "$stderr" ''
	assert_equal "$(jq .faults <<<"$output")" 0
}

@test "a bit that turns in a record is found by check and never printed" {
	many 50 >in
	fl-record -q -s store in
	offset=$(grep -abo 'Number 33?' store/data.mdb | tail -n 1 | cut -d: -f1)
	flip store/data.mdb "$offset"
	run -2 --separate-stderr fl-store -s store check
	said 'table journal'
	run -2 --separate-stderr fl-store -s store dump
	said 'the store is damaged'
	assert_equal "$(wc -l <<<"$output")" 32
}

@test "a bit that turns in a rule keeps it from being used" {
	fl-correct -s store -Q 'How long is the warranty?' 'The warranty lasts two years.' >/dev/null
	for offset in $(grep -abo 'lasts two years' store/data.mdb | cut -d: -f1); do
		flip store/data.mdb "$offset"
	done
	run -2 --separate-stderr fl-answer -s store 'How long is the warranty?'
	assert_output ''
	said 'the store is damaged'
	run -2 fl-store -s store check
}

@test "no turned bit in a full page of records goes unseen" {
	many 300 >in
	fl-record -q -s store in
	fl-store -s store dump >good
	offset=$(grep -abo 'Number 150?' store/data.mdb | tail -n 1 | cut -d: -f1)
	page=$((offset / 4096 * 4096))
	cp -r store copy
	for at in 3 10 12 14 16 17 20 40 1000 2000 2500 3000 3333 4000 4095; do
		cp store/data.mdb copy/data.mdb
		flip copy/data.mdb $((page + at))
		run --separate-stderr fl-store -s copy check
		((status == 0 || status == 2))
		if ((status == 2)); then
			[[ -n $stderr ]]
		else	# a byte that nothing uses: all that is there must be right
			fl-store -s copy dump | cmp good -
		fi
	done
}

# The places in data.mdb of the keys by which its branch pages lead to others.
branch_keys()
{
	python3 - store/data.mdb <<-'END'
	import struct, sys
	image = open(sys.argv[1], "rb").read()
	for page in range(8192, len(image), 4096):
	    kind, lower = struct.unpack_from("<HH", image, page + 10)
	    for node in range(1, (lower - 16) // 2) if kind == 1 else ():
	        at = page + struct.unpack_from("<H", image, page + 16 + 2 * node)[0]
	        print(at + 8 + struct.unpack_from("<H", image, at + 6)[0] - 1)
	END
}

@test "what leads to other pages cannot hide a record unseen" {
	many 3000 >in
	fl-record -s store in >first
	branch_keys >places
	(($(wc -l <places) > 20))
	for at in $(shuf -n 20 --random-source=in places); do
		rm -rf copy
		cp -r store copy
		printf '\377' | dd of=copy/data.mdb bs=1 seek="$at" conv=notrunc status=none
		run --separate-stderr fl-store -s copy check
		((status == 2)) || fl-record -s copy in | cmp <(sed 's/true/false/' first) -
	done
}

@test "a file that was cut short is said, not crashed over" {
	many 3000 >in
	fl-record -q -s store in
	size=$(stat -c %s store/data.mdb)
	for part in 2 3 9; do
		cp -r store "cut$part"
		truncate -s $((size / part)) "cut$part/data.mdb"
		run -2 --separate-stderr fl-store -s "cut$part" check
		[[ -n $stderr ]]
		run -2 --separate-stderr fl-store -s "cut$part" dump
		[[ -n $stderr ]]
	done
	cp -r store empty
	truncate -s 0 empty/data.mdb
	run -2 --separate-stderr fl-store -s empty check
	[[ -n $stderr ]]
}

@test "a store that may be damaged takes nothing more until it is sound" {
	many 3000 >in
	fl-record -q -s store in
	cp -r store sound
	head -c 4096 /dev/urandom | dd of=store/data.mdb bs=4096 seek=40 conv=notrunc status=none
	run -2 fl-store -s store check
	touch store/suspect sound/suspect
	run -2 --separate-stderr fl-record -s store in
	assert_output ''
	[[ $stderr == *'takes nothing more'* ]]
	run -0 fl-store -s store stat
	run -0 fl-record -q -s sound in
	[[ ! -e sound/suspect ]]
	truncate -s -40960 sound/data.mdb
	run -2 --separate-stderr fl-record -s sound in
	assert_output ''
	[[ -n $stderr ]]
}

@test "a page of noughts is said, not crashed over" {
	many 3000 >in
	fl-record -q -s store in
	size=$(($(stat -c %s store/data.mdb) / 4096))
	for page in 2 $((size / 2)) $((size - 1)); do
		rm -rf copy
		cp -r store copy
		dd if=/dev/zero of=copy/data.mdb bs=4096 seek="$page" count=1 conv=notrunc status=none
		run --separate-stderr fl-store -s copy check
		((status == 0 || status == 2))
		if ((status == 0)); then
			cmp <(fl-store -s copy dump) <(fl-store -s store dump)
		else
			[[ -n $stderr ]]
		fi
	done
}

@test "the journal is dumped as it came, in order" {
	fill
	fl-store -s store dump >dump
	assert_equal "$(jq -r .seq dump | paste -sd ' ')" "$(seq -s ' ' "$(wc -l <dump)")"
	diff records <(jq -c .record dump | head -n "$(wc -l <records)")
}

@test "a dump loaded into a new store gives the same dump, views and all" {
	fill
	fl-store -s store dump >journal
	fl-store -s store dump --all >all
	((all_lines = $(wc -l <all), all_lines > 2 * $(wc -l <journal)))
	fl-store -s second load journal
	fl-store -s second dump | cmp journal -
	fl-store -s second dump --all | cmp all -
	fl-store -s third load <all
	fl-store -s third dump --all | cmp all -
}

@test "rebuild makes the same views again" {
	fill
	fl-store -s store dump --all >before
	run -0 --separate-stderr fl-store -s store rebuild
	assert_output ''
	assert_equal "$stderr" ''
	fl-store -s store dump --all | cmp before -
	sound
}

@test "a rebuilt and a loaded store answer with the same bytes" {
	fill
	ask=(fl-answer --context country=FR --explain 'How long does shipping to Spain take?')
	before=$("${ask[@]}" -s store)
	fl-store -s second load < <(fl-store -s store dump)
	fl-store -s store rebuild
	assert_equal "$("${ask[@]}" -s store)" "$before"
	assert_equal "$("${ask[@]}" -s second)" "$before"
}

@test "records give the same views in whatever batches they come" {
	fill
	while read -r line; do
		fl-record -q -s second <<<"$line"
	done <records
	fl-record -q -s third records
	diff <(fl-store -s second dump --all | grep '"table"') <(fl-store -s third dump --all | grep '"table"')
}

# An earlier version kept them: what is stored has to stay whole, though nothing new comes in so.
@test "a journal with members of the wrong type is loaded, rebuilt, looked through and forgotten from" {
	fill
	fl-store -s store dump |
		jq -c '.record |= (if .type == "interaction" then .locale = 5 | .channel = ["chat"] |
			.action.rules = "r1" | .action.candidates = "a"
			else .explicit = "yes" end) | if .seq == 1 then .record.customer = "zoe" else . end' >journal
	run -3 fl-record -q -s other < <(jq -c '.record | select(.type == "interaction")' journal)
	fl-store -s second load journal
	fl-store -s second dump | cmp journal -
	fl-store -s second dump --all >before
	fl-store -s second rebuild
	fl-store -s second dump --all | cmp before -
	sound second
	run -0 fl-patterns -s second
	run -0 fl-patterns - < <(jq -c .record journal)
	run -0 fl-correct -s second --list
	fl-store -s second forget zoe
	refute grep -q zoe < <(fl-store -s second dump)
}

@test "load wants an empty store, or one with the same records" {
	many 1 >in
	fl-record -q -s store in
	fl-store -s store dump >dump
	run -0 fl-store -s store load dump
	sed -i 's/Number/Other/' dump
	run -2 --separate-stderr fl-store -s store load dump
	said 'store: the store is not empty'
	assert_equal "$(count)" 1
}

@test "a bad line of a dump is named" {
	many 2 >in
	fl-record -q -s store in
	{ fl-store -s store dump; echo '{"seq":3}'; } >dump
	run -2 --separate-stderr fl-store -s second load dump
	said 'dump:3: not a line of a dump'
	run -2 --separate-stderr fl-store -s third load <<<'{"seq":1,"arrived":1,"record":{"type":"interaction"}}'
	said 'stdin:1:'
	run -2 fl-store -s fourth load missing
}

@test "a dump with a line missing, or a time that is none, is not loaded" {
	many 3 | fl-record -q -s store
	fl-store -s store dump >dump
	run -2 --separate-stderr fl-store -s second load < <(sed 2d dump)
	said 'stdin:2: seq is 3, and 2 is next: a line is missing or moved'
	for time in 1e300 1.5 '"now"' null; do
		run -2 --separate-stderr fl-store -s "third$time" load \
			< <(sed "s/\"arrived\":[0-9]*/\"arrived\":$time/" dump)
		said 'stdin:1: not a line of a dump'
	done
	run -0 fl-store -s fourth load dump
}

@test "a load that failed can be done again" {
	many 70000 >in		# more than one batch
	fl-record -q -s store in
	fl-store -s store dump >dump
	{ cat dump; echo bad; } >bad
	run -2 fl-store -s second load bad
	run -0 fl-store -s second load dump
	fl-store -s second dump | cmp dump -
}

@test "records of 1 MiB survive dump and load" {
	printf '{"type":"interaction","id":"m1","question":"a","context":{"x":"%01048000d"}}\n' 1 >in
	fl-record -q -s store in
	fl-store -s store dump >dump
	fl-store -s second load dump
	fl-store -s second dump | cmp dump -
}

@test "a copy is a whole store of its own" {
	fill
	run -0 --separate-stderr fl-store -s store copy there/copy
	assert_output ''
	assert_equal "$stderr" ''
	sound there/copy
	cmp <(fl-store -s store dump --all) <(fl-store -s there/copy dump --all)
	asked new u1 FR 'One?' 'Yes.' | fl-record -q -s there/copy
	assert_equal "$(fl-store -s there/copy stat | jq .journal)" $(($(count) + 1))
	assert_equal "$(ls there/copy)" $'data.mdb\nlock.mdb\nwrite.lock'
}

@test "a copy never replaces a store" {
	many 2 | fl-record -q -s store
	many 1 | fl-record -q -s other
	run -2 --separate-stderr fl-store -s store copy other
	said 'other: there is a store already'
	assert_equal "$(fl-store -s other stat | jq .journal)" 1
	run -2 --separate-stderr fl-store -s store copy
	said 'copy'
}

@test "while others write, check finds nothing and copies are whole, each a part of what came" {
	many 30000 >in
	split -n l/30 in part.
	for part in part.*; do
		fl-record -s store "$part"
	done >acknowledged &
	pid=$!
	until [[ -e store/data.mdb && -s acknowledged ]]; do :; done
	for i in 1 2 3 4 5 6; do
		fl-store -s store copy "copy$i"
		sound
	done
	wait "$pid"
	for i in 1 2 3 4 5 6; do
		sound "copy$i"
		fl-store -s "copy$i" dump | jq -r .record.id >ids
		cmp ids <(seq -f m%.0f "$(wc -l <ids)")
	done
	assert_equal "$(count)" 30000
}

@test "config says each setting and where it comes from" {
	mkdir -p .config/fl
	echo 'update_at: 3' >.config/fl/config.yaml
	mkdir -m 700 store
	printf 'weights:\n  customer: 0.5\nthresholds:\n  shipping/international: 0.7\n' >store/config.yaml
	run -0 --separate-stderr fl-store -s store config
	assert_equal "$stderr" ''
	setting()
	{
		jq -r "select(.name == \"$1\") | \"\(.value) \(.origin)\"" <<<"$output"
	}
	assert_equal "$(setting update_at)" "3 $HOME/.config/fl/config.yaml"
	assert_equal "$(setting weights.customer)" '0.5 store/config.yaml'
	assert_equal "$(setting weights.agent)" '1 built in'
	assert_equal "$(setting thresholds.shipping/international)" '0.7 store/config.yaml'
}

@test "the store's config stands over the user's" {
	mkdir -p .config/fl
	echo 'update_at: 3' >.config/fl/config.yaml
	mkdir -m 700 store
	echo 'update_at: 4' >store/config.yaml
	run -0 fl-store -s store config
	assert_equal "$(jq 'select(.name == "update_at").value' <<<"$output")" 4
}

@test "a store may be made where only its config is" {
	mkdir -m 700 store
	echo 'update_at: 4' >store/config.yaml
	many 1 >in
	run -0 fl-record -q -s store in
	assert_equal "$(count)" 1
}

# config_refused TEXT MESSAGE
config_refused()
{
	mkdir -p -m 700 store
	printf '%b' "$1" >store/config.yaml
	run -2 --separate-stderr fl-store -s store config
	said "$2"
}

@test "a wrong config is named by its line and column" {
	config_refused 'update_at: 2\nupdate_on: 3\n' "store/config.yaml:2:1: there is no setting 'update_on'"
	config_refused 'weights:\n  agent: much\n' 'store/config.yaml:2:10:'
	config_refused 'weights:\n  king: 3\n' "store/config.yaml:2:3: there is no setting 'king'"
	config_refused 'weights: 3\n' 'store/config.yaml:1:10:'
	config_refused 'trial_share: 1.5\n' 'store/config.yaml:1:14: trial_share is not between 0 and 1'
	config_refused 'update_at: 2\nupdate_at: 3\n' 'store/config.yaml:2:1:'
	config_refused 'update_at: &a 2\n' 'store/config.yaml:1:'
	config_refused 'update_at: !!int 2\n' 'store/config.yaml:1:'
	config_refused 'update_at: 2\n---\nupdate_at: 3\n' 'store/config.yaml:2:'
	config_refused 'update_at: [\n' 'store/config.yaml:'
	config_refused 'update_at: .inf\n' 'store/config.yaml:1:12:'
	config_refused '\xff\n' 'store/config.yaml:'
}

@test "a wrong config stops every command that needs it before it changes anything" {
	many 1 >in
	fl-record -q -s store in
	echo 'nonsense: 1' >store/config.yaml
	for command in 'fl-validate' 'fl-answer Where?' 'fl-correct --list'; do
		# shellcheck disable=SC2086
		run -2 --separate-stderr $command -s store </dev/null
		said 'store/config.yaml:1:1:'
	done
	assert_equal "$(fl-store -s store dump | wc -l)" 1
}

@test "an empty config and one of comments only are fine" {
	mkdir -m 700 store
	for text in '' '# nothing\n'; do
		printf '%b' "$text" >store/config.yaml
		run -0 fl-store -s store config
	done
}

@test "what cannot be done is said" {
	run -2 --separate-stderr fl-store -s store
	said 'what shall be done?'
	run -2 --separate-stderr fl-store -s store frobnicate
	said "'frobnicate' is nothing that can be done"
	run -2 --separate-stderr fl-store -s store stat more
	said 'stat: too many arguments'
	run -2 --separate-stderr fl-store --frobnicate
	said '--help'
}

@test "a dump on a full disk is not success" {
	many 10 | fl-record -q -s store
	run -2 --separate-stderr bash -c 'fl-store -s store dump >/dev/full'
	said 'standard output: No space left on device'
}

@test "a reader of a dump may go away" {
	many 20000 | fl-record -q -s store
	run -0 --separate-stderr bash -c 'fl-store -s store dump | head -1'
	assert_equal "$stderr" ''
	assert_equal "${#lines[@]}" 1
}

@test "a copy onto a full disk leaves no half of one behind" {
	many 20000 | fl-record -q -s store
	mkdir disk
	unshare -rm true 2>/dev/null || skip 'no file system of our own here (unshare -rm)'
	run -0 --separate-stderr unshare -rm bash -c 'mount -t tmpfs -o size=1m none disk &&
		{ fl-store -s store copy disk/copy; echo $? >code; ls disk/copy >left; }'
	assert_equal "$(cat code)" 2
	[[ -n $stderr ]]
	assert_equal "$(cat left)" ''
}

@test "a store that is replaced under a writer takes nothing more" {
	many 3 >in
	fl-record -q -s store in
	mkfifo pipe
	fl-record -s store pipe >out 2>err &
	writer=$!
	exec 7>pipe
	asked n1 u1 FR 'One?' 'Yes.' >&7
	until grep -q n1 out; do :; done
	cp store/data.mdb copy && mv copy store/data.mdb
	asked n2 u1 FR 'Two?' 'Yes.' >&7
	exec 7>&-
	code=0
	wait "$writer" || code=$?
	assert_equal "$code" 2
	run -1 grep -q n2 out
	grep -q 'was replaced while it was open; nothing was written' err
}

@test "a dump reaches no terminal raw, and stays as it came in a pipe" {
	printf '{"type":"interaction","id":"a","time":"%s","question":"\xc2\x9b31m\xe2\x80\xae"}\n' \
		2026-03-02T10:00:00Z >in
	fl-record -q -s store in
	run -0 script -qec 'fl-store -s store dump' /dev/null </dev/null
	assert_output --partial '\u009b31m\u202e'
	fl-store -s store dump | grep -qF "$(jq -r .question in)"
}

@test "a store whose name is empty is no store" {
	run -2 --separate-stderr fl-record -s '' </dev/null
	[[ $stderr == *'name of the store is empty'* ]]
	[[ ! -e .local ]]
	FL_STORE='' run -0 fl-record </dev/null
	[[ -e .local/share/fl/data.mdb ]]
}

@test "a time to wait that is none is refused" {
	fl-record -q -s store </dev/null
	for wait in -1 soon nan 1e99 '3 s'; do
		FL_WAIT=$wait run -2 --separate-stderr fl-store -s store stat
		[[ $stderr == *FL_WAIT* ]]
	done
	FL_WAIT=0.5 run -0 fl-store -s store stat
}

@test "a config that cannot be read is trouble, not passed over" {
	mkdir -m 700 -p store config/fl
	mkfifo store/config.yaml
	run -2 --separate-stderr fl-store -s store config
	[[ $stderr == *'store/config.yaml: not a regular file'* ]]
	ln -s loop config/fl/config.yaml
	ln -s config.yaml config/fl/loop
	XDG_CONFIG_HOME=$PWD/config run -2 --separate-stderr fl-store -s other config
	[[ $stderr == *config/fl/config.yaml:* ]]
}
