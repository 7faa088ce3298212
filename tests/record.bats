load helper
load data/loop/records

# peak MIB COMMAND...: run it, and fail with status 99 when it had more memory than that
peak()
{
	python3 -c 'import resource, subprocess, sys
status = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
sys.exit(99 if used > int(sys.argv[1]) * 1024 else status)' "$@"
}

# ids: the ids of what was printed
ids()
{
	jq -r .id <<<"$output" | paste -sd ' '
}

@test "each record is printed with its id and that it is new" {
	{
		asked m1 u1 FR 'How long to France?' 'Three days.'
		ended m1 complained u1
		corrected m1 a1 agent 'Seven to ten days.'
	} >in
	run -0 --separate-stderr fl-record -s store in
	assert_equal "$stderr" ''
	assert_equal "$(jq -c '[.id, .new]' <<<"$output" | paste -sd ' ')" \
		'["m1",true] ["m1/complained/u1",true] ["m1/a1",true]'
	assert_equal "$(count)" 3
}

@test "the same input twice adds nothing and says so" {
	many 100 >in
	fl-record -s store in >first
	run -0 --separate-stderr fl-record -s store in
	assert_equal "$stderr" ''
	assert_equal "$(jq -c .new <<<"$output" | sort | uniq -c | xargs)" '100 false'
	assert_equal "$(count)" 100
}

@test "a record that stands twice in one input is stored once" {
	{ many 3; many 3; } >in
	run -0 fl-record -s store in
	assert_equal "$(jq -c .new <<<"$output" | paste -sd ' ')" 'true true true false false false'
	assert_equal "$(count)" 3
}

@test "a record without an id gets one from its content, whatever the order of its members" {
	echo '{"type":"interaction","question":"How?","context":{"a":1,"b":2}}' >one
	echo '{"context":{"b":2,"a":1},"question":"How?","type":"interaction"}' >two
	echo '{"type":"interaction","question":"How?","context":{"a":1,"b":3}}' >three
	run -0 fl-record -s store one two three
	assert_equal "$(jq -c .new <<<"$output" | paste -sd ' ')" 'true false true'
	[[ $(jq -r .id <<<"${lines[0]}") =~ ^[0-9a-f]{32}$ ]]
	assert_equal "$(jq .id <<<"${lines[0]}")" "$(jq .id <<<"${lines[1]}")"
}

@test "a known id with other content keeps the first and says that it differs" {
	asked m1 u1 FR 'How long?' 'Three days.' >one
	asked m1 u1 FR 'How long?' 'Ten days.' >two
	fl-record -s store one
	run -0 --separate-stderr fl-record -s store two
	assert_equal "$(jq -c '[.new, .differs]' <<<"$output")" '[false,true]'
	said 'm1: the id is known with other content; the first is kept'
	fl-store -s store dump | grep -F 'Three days.'
	run -1 grep -F 'Ten days.' <(fl-store -s store dump)
}

@test "an interaction and an outcome may have the same id" {
	{
		echo '{"type":"interaction","id":"x","question":"How?"}'
		echo '{"type":"outcome","id":"x","interaction":"x","signal":"accepted"}'
	} >in
	run -0 --separate-stderr fl-record -s store in
	assert_equal "$stderr" ''
	assert_equal "$(jq -c .new <<<"$output" | paste -sd ' ')" 'true true'
}

@test "a producer's own bytes stay, and unknown fields with them" {
	printf '%s\n' '{ "type":"interaction", "id":"m1","time":"2026-03-02T10:00:00Z","x-own":[1, {"é":"\u00e9"}],"question":"How?"}' >in
	fl-record -s store in >out
	fl-store -s store dump >dump
	body=$(sed 's/}$//' in)
	grep -F "$body" dump
	grep -F "$body,\"new\":true}" out
}

@test "numbers keep their digits" {
	echo '{"type":"interaction","id":"m1","time":"2026-03-02T10:00:00Z","question":"How?","context":{"a":9007199254740993,"b":1.10,"c":-0,"d":123456789012345678901234567890,"e":1E-7,"f":0.1000000000000000055511151231257827}}' >in
	fl-record -s store in >out
	fl-store -s store dump >dump
	for number in 9007199254740993 '1.10,' '-0,' 123456789012345678901234567890 1E-7 \
		0.1000000000000000055511151231257827; do
		grep -qFe "$number" out
		grep -qFe "$number" dump
	done
}

@test "records whose numbers differ beyond 2^53 have different ids" {
	echo '{"type":"interaction","question":"How?","context":{"n":9007199254740992}}' >in
	echo '{"type":"interaction","question":"How?","context":{"n":9007199254740993}}' >>in
	run -0 fl-record -s store in
	assert_equal "$(jq -c .new <<<"$output" | paste -sd ' ')" 'true true'
}

@test "outcomes and corrections are taken before their interaction" {
	{ ended m1 accepted u1; corrected m1 a1 agent 'So.'; } >in
	run -0 --separate-stderr fl-record -s store in
	assert_equal "$stderr" ''
	assert_equal "$(count)" 2
}

@test "a malformed line is refused and named, and the rest is kept" {
	{ many 1; echo '{"type":"interaction","id":'; many 2; } >in
	run -3 --separate-stderr fl-record -s store in
	assert_equal "$(ids)" 'm1 m1 m2'
	said 'fl-record: in:2: col '
	assert_equal "$(wc -l <<<"$stderr")" 1
}

@test "what is no record of ours is refused with the reason" {
	cat >in <<-'END'
	[1]
	"text"
	{}
	{"type":"banana","question":"?"}
	{"type":"verdict","rule":"r1"}
	{"type":"rule","say":"x"}
	{"type":"interaction"}
	{"type":"interaction","question":""}
	{"type":"interaction","question":7}
	{"type":"interaction","question":"?","context":[]}
	{"type":"interaction","question":"?","id":""}
	{"type":"interaction","question":"?","id":null}
	{"type":"interaction","question":"?","id":17}
	{"type":"interaction","question":"?","time":"yesterday"}
	{"type":"interaction","question":"?","time":"2026-02-30T10:00:00Z"}
	{"type":"interaction","question":"?","action":{"kind":"dance"}}
	{"type":"interaction","question":"?","action":{"kind":"answer","confidence":1.5}}
	{"type":"outcome","signal":"accepted"}
	{"type":"outcome","interaction":"m1"}
	{"type":"outcome","interaction":"m1","signal":"rated","value":7}
	{"type":"correction","interaction":"m1"}
	{"type":"correction","right":"so"}
	{"type":"correction","interaction":"m1","right":"so","category":"mood"}
	{"type":"correction","interaction":"m1","right":"so","authority":"king"}
	END
	run -3 --separate-stderr fl-record -s store in
	assert_output ''
	assert_equal "$(wc -l <<<"$stderr")" "$(wc -l <in)"
	said 'in:1: not a JSON object'
	said 'in:4: "type" is none of ours: banana'
	said 'in:5: a record of type verdict has no place here'
	said 'in:7: no "question"'
	said 'in:15: "time" is not an RFC 3339 time'
	said 'in:18: no "interaction"'
	said 'in:22: no "interaction" and no "question"'
	assert_equal "$(count)" 0
}

@test "a member of the wrong type is refused and named, a null counts as missing" {
	cat >in <<-'END'
	"customer" {"type":"interaction","question":"?","customer":42}
	"conversation" {"type":"interaction","question":"?","conversation":7}
	"channel" {"type":"interaction","question":"?","channel":["chat"]}
	"locale" {"type":"interaction","question":"?","locale":5}
	"question_id" {"type":"interaction","question":"?","question_id":5}
	"rules" {"type":"interaction","question":"?","action":{"rules":"r1"}}
	"rules" {"type":"interaction","question":"?","action":{"rules":["r1",2]}}
	"candidates" {"type":"interaction","question":"?","action":{"candidates":"a"}}
	"chosen" {"type":"interaction","question":"?","action":{"chosen":1}}
	"expected" {"type":"interaction","question":"?","action":{"expected":true}}
	"threshold" {"type":"interaction","question":"?","action":{"threshold":"0.5"}}
	"probability" {"type":"interaction","question":"?","action":{"probability":2}}
	"explicit" {"type":"outcome","interaction":"m","signal":"rated","explicit":"yes"}
	"comment" {"type":"outcome","interaction":"m","signal":"rated","comment":{}}
	"authority" {"type":"outcome","interaction":"m","signal":"rated","authority":1}
	"explicit" {"type":"correction","interaction":"m","right":"so","explicit":1}
	"open" {"type":"correction","interaction":"m","right":"so","open":"no"}
	"sure" {"type":"correction","interaction":"m","right":"so","sure":"0.4"}
	"locale" {"type":"correction","interaction":"m","right":"so","locale":[]}
	END
	run -3 --separate-stderr fl-record -s store <(cut -d ' ' -f 2- in)
	assert_output ''
	n=0
	while read -r name _; do
		said ":$((++n)): $name "
	done <in
	assert_equal "$(wc -l <<<"$stderr")" "$n"

	cat >nulls <<-'END'
	{"type":"interaction","question":"?","customer":null,"channel":null,"locale":null,"action":{"kind":"none","rules":null,"candidates":null,"chosen":null,"expected":null}}
	{"type":"outcome","interaction":"m","signal":"rated","explicit":null,"comment":null,"authority":null}
	{"type":"correction","interaction":"m","right":"so","explicit":null,"open":null,"sure":null,"locale":null}
	{"type":"interaction","question":"?","customer":"42","channel":"chat","locale":"","action":{"rules":[],"candidates":["a",{"b":1}],"chosen":"a","expected":"accepted"}}
	END
	run -0 fl-record -q -s store nulls
	assert_equal "$(count)" 4
}

@test "a last line cut short is refused" {
	{ many 2; printf '{"type":"interaction","id":"m3","ques'; } >in
	run -3 --separate-stderr fl-record -s store in
	assert_equal "$(ids)" 'm1 m2'
	said 'in:3:'
}

@test "a byte-order mark, CRLF, blank lines and a missing last line feed do no harm" {
	printf '\xef\xbb\xbf{"type":"interaction","id":"m1","question":"a"}\r\n\r\n \t \n\n{"type":"interaction","id":"m2","question":"b"}' >in
	run -0 --separate-stderr fl-record -s store in
	assert_equal "$stderr" ''
	assert_equal "$(ids)" 'm1 m2'
	run -1 grep -q $'\r' <(fl-store -s store dump)
}

@test "a line number counts blank lines" {
	printf '\n\n\n{bad\n' >in
	run -3 --separate-stderr fl-record -s store in
	said 'in:4:'
}

@test "a key that stands twice is refused, at the top and below" {
	cat >in <<-'END'
	{"type":"interaction","question":"a","question":"b"}
	{"type":"interaction","question":"a","context":{"x":{"k":1,"l":2,"k":3}}}
	{"type":"interaction","question":"a","context":{"k":1,"\u006b":2}}
	END
	run -3 --separate-stderr fl-record -s store in
	assert_output ''
	said 'in:1: the key "question" stands twice'
	said 'in:2: the key "k" stands twice'
	said 'in:3: the key "k" stands twice'
}

@test "an object of 60,000 keys is looked through quickly enough to finish" {
	{
		printf '{"type":"interaction","id":"m1","question":"a","context":{"k0":0'
		seq -f ',"k%.0f":0' 60000 | tr -d '\n'
		printf '}}\n'
	} >in
	run -0 fl-record -q -s store in
	assert_equal "$(count)" 1
}

@test "a NUL byte in a line is refused" {
	printf '{"type":"interaction","id":"m1","question":"a\0b"}\n' >in
	many 1 | sed s/m1/m2/ >>in
	run -3 --separate-stderr fl-record -s store in
	assert_equal "$(ids)" m2
	said 'in:1:'
}

@test "an escaped NUL is refused in an id and kept in a text" {
	cat >in <<-'END'
	{"type":"interaction","id":"m\u0000","question":"a"}
	{"type":"interaction","id":"m1","question":"a","customer":"u\u0000"}
	{"type":"outcome","interaction":"m\u00001","signal":"accepted"}
	{"type":"interaction","id":"m4","question":"a\u0000b"}
	END
	run -3 --separate-stderr fl-record -s store in
	assert_equal "$(ids)" m4
	fl-store -s store dump | grep -F 'a\u0000b'
}

@test "ids that differ after an escaped NUL are never taken for one" {
	cat >in <<-'END'
	{"type":"interaction","question":"a\u0000b"}
	{"type":"interaction","question":"a\u0000c"}
	END
	run -0 fl-record -s store in
	assert_equal "$(jq -c .new <<<"$output" | paste -sd ' ')" 'true true'
}

@test "bytes that are not UTF-8 and lone surrogates are refused" {
	printf '%b' \
		'{"type":"interaction","question":"\xff"}\n' \
		'{"type":"interaction","question":"\xc0\xaf"}\n' \
		'{"type":"interaction","question":"\xed\xa0\x80"}\n' \
		'{"type":"interaction","question":"\xf4\x90\x80\x80"}\n' \
		'{"type":"interaction","question":"\xe2\x82"}\n' >in
	printf '%s\n' '{"type":"interaction","question":"\ud800"}' \
		'{"type":"interaction","question":"\udc00\ud800"}' \
		'{"type":"interaction","id":"m8","question":"\ud83d\ude00"}' >>in
	run -3 --separate-stderr fl-record -s store in
	assert_equal "$(ids)" m8
	assert_equal "$(wc -l <<<"$stderr")" 7
}

@test "nesting of 10,000 levels is refused, and the next line is read" {
	{
		printf '{"type":"interaction","question":"a","context":{"x":'
		printf '[%.0s' {1..10000}
		printf ']%.0s' {1..10000}
		printf '}}\n'
		printf '{"a":%.0s' {1..10000}
		echo 1
		many 1
	} >in
	run -3 --separate-stderr fl-record -s store in
	assert_equal "$(ids)" m1
	said 'in:1: nested deeper than 64'
	said 'in:2:'
}

@test "a line of 100 MB goes to the rejects byte for byte, in little memory" {
	no_sanitizer
	{
		many 1
		head -c 100000000 /dev/zero | tr '\0' x
		echo
		many 2
	} >in
	run -0 --separate-stderr peak 64 fl-record -s store --rejects bad in
	assert_equal "$(ids)" 'm1 m1 m2'
	sed -n 2p in | cmp - bad
}

@test "a line over --max-line is refused and named, also as the last one without a line feed" {
	{ many 1; printf '{"type":"interaction","question":"%01000d"}\n' 1; printf '%0200d' 1; } >in
	run -3 --separate-stderr fl-record -s store --max-line 150 in
	assert_equal "$(ids)" m1
	said 'in:2: longer than 150 bytes (--max-line)'
	said 'in:3: longer than 150 bytes (--max-line)'
}

@test "a line that is too long for what nobody set is told the bound" {
	printf '{"type":"interaction","question":"%01100000d"}\n' 1 >in
	run -3 --separate-stderr fl-record -s store in
	said 'in:1: longer than 1 MiB (--max-line)'
}

@test "a line of exactly --max-line is taken" {
	printf '{"type":"interaction","id":"m1","question":"%050d"}\n' 1 >in
	size=$(($(wc -c <in) - 1))
	run -0 fl-record -s store --max-line "$size" in
	run -3 fl-record -s store --max-line "$((size - 1))" in
}

@test "--rejects takes refused lines byte for byte, and the exit status is 0" {
	printf '{bad\n{"type":"interaction","id":"m1","question":"a"}\n{"x":"\xff\x01"}\r\n  {"y" :\t1 \n' >in
	run -0 --separate-stderr fl-record -s store --rejects bad in
	assert_equal "$stderr" ''
	assert_equal "$(ids)" m1
	printf '{bad\n{"x":"\xff\x01"}\r\n  {"y" :\t1 \n' | cmp - bad
}

@test "a byte-order mark before a refused line goes to the rejects with it" {
	printf '\xef\xbb\xbf{bad\n' >in
	run -0 fl-record -s store --rejects bad in
	cmp in bad
}

@test "what was refused can be mended and piped in" {
	{ many 2; echo '{"type":"interaction","id":"m3","question":}'; } >in
	fl-record -q -s store --rejects bad in
	run -0 fl-record -s store <(sed 's/:}$/:"c"}/' bad)
	assert_equal "$(ids)" m3
}

@test "the rejects are appended to, private, and never through a link" {
	umask 0
	echo '{a' >in
	fl-record -s store --rejects bad in
	fl-record -s store --rejects bad in
	assert_equal "$(cat bad)" $'{a\n{a'
	assert_equal "$(stat -c %a bad)" 600
	touch target
	ln -s target link
	run -2 --separate-stderr fl-record -s store --rejects link in
	said 'link:'
	assert_equal "$(wc -c <target)" 0
}

@test "rejects that cannot be written are trouble" {
	echo '{a' >in
	run -2 --separate-stderr fl-record -s store --rejects /dev/full in
	said '/dev/full: No space left on device'
	run -2 --separate-stderr fl-record -s store --rejects no/such/folder in
	said 'no/such/folder'
}

@test "an empty file is fine" {
	: >in
	run -0 --separate-stderr fl-record -s store in
	assert_output ''
	assert_equal "$stderr" ''
	assert_equal "$(count)" 0
}

@test "a file that is not there is trouble, after the ones before it" {
	many 2 >in
	run -2 --separate-stderr fl-record -s store in missing
	assert_equal "$(ids)" 'm1 m2'
	said 'missing: No such file'
}

@test "a folder as input is trouble" {
	mkdir dir
	run -2 --separate-stderr fl-record -s store dir
	said 'dir: Is a directory'
}

@test "gzip and zstd are read, also in several members" {
	many 3 >a
	many 6 | tail -n 3 >b
	{ gzip -c a; gzip -c b; } >in.gz
	{ zstd -qc a; zstd -qc b; } >in.zst
	run -0 fl-record -s store in.gz
	assert_equal "$(ids)" 'm1 m2 m3 m4 m5 m6'
	run -0 fl-record -s other - <in.zst
	assert_equal "$(ids)" 'm1 m2 m3 m4 m5 m6'
}

@test "a gzip stream cut short is trouble, and what came before is kept" {
	many 20000 | gzip -c >whole.gz
	head -c $(($(wc -c <whole.gz) / 2)) whole.gz >in.gz
	run -2 --separate-stderr fl-record -s store in.gz
	said 'in.gz: the compressed data is cut short'
	kept=$(count)
	((kept > 1000 && kept < 20000))
	fl-record -q -s store whole.gz
	assert_equal "$(count)" 20000
}

@test "zstd cut short and damaged gzip are trouble" {
	many 2000 | zstd -qc >whole.zst
	head -c $(($(wc -c <whole.zst) - 20)) whole.zst >in.zst
	run -2 --separate-stderr fl-record -q -s store in.zst
	said 'in.zst:'
	many 2000 | gzip -c >in.gz
	printf '\xff\xff\xff\xff\xff\xff\xff\xff' | dd of=in.gz bs=1 seek=200 conv=notrunc status=none
	run -2 --separate-stderr fl-record -q -s store in.gz
	said 'in.gz: damaged gzip data'
	sound
}

@test "a bomb of a gzip line costs little memory" {
	no_sanitizer
	{ many 1; head -c 200000000 /dev/zero | tr '\0' x; echo; many 2; } | gzip -1 >in.gz
	run -3 --separate-stderr peak 64 fl-record -s store in.gz
	assert_equal "$(ids)" 'm1 m1 m2'
}

@test "several files and standard input are read in order" {
	many 1 >a
	many 2 | tail -n 1 >b
	run -0 fl-record -s store a - b < <(many 3 | tail -n 1)
	assert_equal "$(ids)" 'm1 m3 m2'
}

@test "--max-bad and --strict stop it, and what came before is kept" {
	{
		many 2
		printf '{bad\n'
		many 3 | tail -n 1
		printf '{worse\n'
		many 4 | tail -n 1
	} >in
	run -2 --separate-stderr fl-record -s store --strict in
	assert_equal "${#lines[@]}" 2
	[[ $stderr == *'in:3: stopped, with 1 refused'* ]]
	assert_equal "$(count)" 2
	run -2 --separate-stderr fl-record -q -s store --max-bad 1 --rejects bad in
	[[ $stderr == *'in:5: stopped, with 2 refused'* ]]
	assert_equal "$(cat bad)" $'{bad\n{worse'
	assert_equal "$(count)" 3
	run -3 fl-record -q -s store --max-bad=2 in
	assert_equal "$(count)" 4
	run -2 fl-record -s store --max-bad=-1 in
	run -2 fl-record -s store --max-bad=some in
}

@test "--quiet prints no records" {
	many 3 >in
	run -0 --separate-stderr fl-record -q -s store in
	assert_output ''
	assert_equal "$stderr" ''
	assert_equal "$(count)" 3
}

@test "an unknown option says where to look" {
	run -2 --separate-stderr fl-record --frobnicate
	assert_output ''
	assert_equal "$(wc -l <<<"$stderr")" 1
	said '--help'
	run -2 --separate-stderr fl-record --max-line banana
	said 'max-line'
}

@test "--help and --version print to standard output" {
	run -0 --separate-stderr fl-record --help
	assert_equal "$stderr" ''
	assert_output --partial '--rejects'
	run -0 fl-record --version
	assert_output --regexp '[0-9]+\.[0-9]+'
}

@test "FL_STORE names the store, -s comes before it, and without both it is under HOME" {
	many 1 >in
	FL_STORE=here fl-record -q in
	[[ -e here/data.mdb ]]
	FL_STORE=here fl-record -q -s there in
	[[ -e there/data.mdb ]]
	fl-record -q in
	[[ -e .local/share/fl/data.mdb ]]
	XDG_DATA_HOME=$PWD/xdg fl-record -q in
	[[ -e xdg/fl/data.mdb ]]
}

@test "a full disk as standard output is not success, and nothing is lost on the next run" {
	many 100 >in
	run -2 --separate-stderr bash -c 'fl-record -s store in >/dev/full'
	said 'standard output: No space left on device'
	fl-record -s store in >out
	assert_equal "$(count)" 100
	assert_equal "$(wc -l <out)" 100
}

@test "a reader that goes away ends it without a word, and nothing is lost on the next run" {
	many 20000 >in
	run -0 --separate-stderr bash -c 'fl-record -s store in | head -1'
	assert_equal "$stderr" ''
	assert_equal "${#lines[@]}" 1
	fl-record -q -s store in
	assert_equal "$(count)" 20000
	sound
}

@test "with standard output closed nothing is acknowledged in silence, and the store stays whole" {
	many 100 >in
	run -2 --separate-stderr bash -c 'fl-record -s store in >&-'
	said 'standard output'
	fl-record -q -s store in
	assert_equal "$(count)" 100
	sound
}

@test "with all standard streams closed the store stays whole" {
	many 100 >in
	fl-record -q -s store in
	run bash -c 'fl-record -s store <&- >&- 2>&-'
	run bash -c 'fl-record -q -s store in <&- >&- 2>&-'
	run bash -c 'fl-store -s store stat <&- >&- 2>&-'
	assert_equal "$(count)" 100
	sound
}

@test "a folder that holds something else is no store" {
	mkdir store
	echo precious >store/thesis.txt
	many 1 >in
	run -2 --separate-stderr fl-record -s store in
	said 'store: not a store, and not empty (thesis.txt)'
	assert_equal "$(ls store)" thesis.txt
}

@test "a file is no store" {
	many 1 >in
	: >store
	run -2 --separate-stderr fl-record -s store in
	said 'store'
	[[ ! -s store ]]
}

@test "a data.mdb that is no LMDB file is refused and left alone" {
	mkdir -m 700 store
	head -c 100000 /dev/zero | tr '\0' x >store/data.mdb
	chmod 600 store/data.mdb
	cp store/data.mdb before
	many 1 >in
	run -2 --separate-stderr fl-record -s store in
	said 'store: not a store: data.mdb is not an LMDB file'
	cmp before store/data.mdb
}

@test "an LMDB file of another program is refused and left alone" {
	command -v mdb_load >/dev/null || skip 'no mdb_load'
	mkdir -m 700 store
	printf 'VERSION=3\nformat=print\ntype=btree\nHEADER=END\n a\n b\nDATA=END\n' | mdb_load store
	chmod 600 store/*
	many 1 >in
	run -2 --separate-stderr fl-record -s store in
	said 'not a store'
	run -2 fl-store -s store stat
	mdb_dump -p store | grep -qx ' a'
}

@test "a store that others may write to is refused" {
	many 1 >in
	fl-record -q -s store in
	chmod g+w store
	run -2 --separate-stderr fl-record -s store in
	said 'store: others may write to it'
	chmod g-w store
	chmod o+w store/data.mdb
	run -2 --separate-stderr fl-record -s store in
	said 'store/data.mdb: others may write to it'
}

@test "a store in a folder to which everybody may write is refused, unless that is sticky" {
	mkdir open
	chmod 777 open
	run -2 --separate-stderr fl-record -s open/store </dev/null
	[[ $stderr == *'everybody may write to the folder above'* ]]
	chmod 1777 open
	run -0 fl-record -s open/store </dev/null
}

@test "a store of another user is refused" {
	((EUID == 0)) || skip 'only root can give files away'
	many 1 >in
	fl-record -q -s store in
	chown 12345 store
	run -2 --separate-stderr fl-record -s store in
	said 'store: owned by another user'
}

@test "a store that cannot be read is trouble" {
	many 1 >in
	fl-record -q -s store in
	chmod 000 store
	as=(env)
	((EUID)) || as=(setpriv '--bounding-set=-dac_override,-dac_read_search')
	run -2 --separate-stderr "${as[@]}" fl-record -s store in
	chmod 700 store
	said 'Permission denied'
}

@test "files of the store that are links are refused, and what they point to is left alone" {
	many 1 >in
	for file in data.mdb lock.mdb write.lock; do
		mkdir -m 700 "store-$file"
		echo precious >"target-$file"
		ln -s "$PWD/target-$file" "store-$file/$file"
		run -2 --separate-stderr fl-record -s "store-$file" in
		said "$file"
		assert_equal "$(cat "target-$file")" precious
	done
}

@test "a link to nowhere in place of data.mdb makes no file" {
	many 1 >in
	mkdir -m 700 store
	ln -s "$PWD/elsewhere" store/data.mdb
	run -2 fl-record -s store in
	[[ ! -e elsewhere ]]
}

@test "whatever the umask, files are private" {
	umask 0
	many 1 >in
	fl-record -q -s a/b/store in
	assert_equal "$(stat -c %a a/b/store)" 700
	for file in data.mdb lock.mdb write.lock; do
		assert_equal "$(stat -c %a "a/b/store/$file")" 600
	done
	fl-store -s a/b/store copy c/copy
	assert_equal "$(stat -c %a c/copy)" 700
	assert_equal "$(stat -c %a c/copy/data.mdb)" 600
}

# on_small_disk SIZE COMMAND: run it where ./disk is a file system of its own
on_small_disk()
{
	local size=$1

	shift
	mkdir -p disk
	unshare -rm true 2>/dev/null || skip 'no file system of our own here (unshare -rm)'
	unshare -rm bash -c "mount -t tmpfs -o size=$size none disk && $*"
}

@test "on a full disk nothing acknowledged is lost, and the message says what was not stored" {
	many 20000 >in
	run -0 --separate-stderr on_small_disk 1m '
		{ fl-record -s disk/store in >out 2>err; echo $? >code; } 2>/dev/null
		fl-store -s disk/store check >check
		fl-store -s disk/store dump >dump'
	assert_equal "$(cat code)" 2
	grep -F 'no space left on the disk' err
	assert_equal "$(wc -l <err)" 1
	jq -r .id out | sort >acknowledged
	jq -r .record.id dump | sort >there
	assert_equal "$(comm -23 acknowledged there)" ''
	(($(wc -l <in) > $(wc -l <there)))
}

@test "a disk with room for nothing at all is no crash" {
	many 1 >in
	run -0 --separate-stderr on_small_disk 64k '
		head -c 1m /dev/zero >disk/full 2>/dev/null
		fl-record -s disk/store in 2>err; echo $? >code'
	assert_equal "$(cat code)" 2
	assert_equal "$(wc -l <err)" 1
	grep -q '^fl-record: .*[Nn]o space left' err
}

@test "a limit on the size of files is an error, not a death, and loses nothing" {
	many 200 >first
	many 20000 >in
	fl-record -q -s store first
	run -2 --separate-stderr bash -c 'ulimit -f 512; fl-record -q -s store in'
	assert_equal "$(wc -l <<<"$stderr")" 1
	said 'store'
	sound
	fl-record -q -s store in
	assert_equal "$(count)" 20000
}

@test "it works in 1 GiB of address space" {
	no_sanitizer
	many 1000 >in
	run -0 --separate-stderr bash -c 'ulimit -v 1048576; fl-record -q -s store in'
	assert_equal "$stderr" ''
	run -0 bash -c 'ulimit -v 1048576; fl-store -s store check'
	assert_equal "$(count)" 1000
}

@test "too little address space is said, not crashed over" {
	no_sanitizer
	many 1 >in
	run -2 --separate-stderr bash -c 'ulimit -v 100000; fl-record -q -s store in'
	assert_equal "$(wc -l <<<"$stderr")" 1
	said 'fl-record: '
}

@test "an id of 512 bytes is taken, a longer one refused" {
	printf '{"type":"interaction","id":"%0512d","question":"a"}\n' 1 >in
	printf '{"type":"interaction","id":"%0513d","question":"a"}\n' 1 >>in
	run -3 --separate-stderr fl-record -s store in
	assert_equal "${#lines[@]}" 1
	said 'in:2: "id" is longer than 512 bytes'
}

@test "what fl-record prints can be recorded again without a change" {
	many 5 >in
	fl-record -s store in >out
	run -0 --separate-stderr fl-record -s store out
	assert_equal "$stderr" ''
	assert_equal "$(jq -c '[.new, .differs]' <<<"$output" | sort -u)" '[false,null]'
	fl-record -q -s other out
	diff <(fl-store -s store dump | jq -cS .record) <(fl-store -s other dump | jq -cS .record)
}

@test "a message names no bytes that could harm a terminal" {
	printf '{"type":"\\u001b[31mred\\u202e","question":"a"}\n' >in
	printf '{"a":1,"\\u009b2J":1,"\\u009b2J":2}\n' >>in
	run -3 --separate-stderr fl-record -s store in
	[[ $stderr != *$'\e'* && $stderr != *$'\u202e'* && $stderr != *$'\u009b'* ]]
	assert_equal "$(wc -l <<<"$stderr")" 2
}
