load helper

# A log of 8 parts: an interaction and its outcome are seldom in the same one.
make_parts()
{
	"$FL_BUILD"/bench/gen-failures 4000 8 3 >log
	cp log said
	jq -c 'select(.type == "interaction") |
		select(.id | startswith("p1-")) |
		{type: "correction", id: ("k" + .id), time, interaction: .id, by: "anna", right: "It is so."}' said |
		shuf --random-source=<(yes) >>log
	split -n r/8 log part.
	for part in part.*; do
		fl-patterns --map "$part" >"$part.map"
		rm "$part"
	done
}

@test "8 parts in 20 orders give the bytes of one process" {
	make_parts
	fl-patterns log >whole
	[ "$(wc -l <whole)" -gt 1 ]
	fl-patterns --map log >whole.map
	for seed in {1..20}; do
		mapfile -t parts < <(printf '%s\n' part.*.map | shuf --random-source=<(yes "$seed"))
		fl-patterns --merge "${parts[@]:0:3}" >some
		fl-patterns --finish "${parts[@]:3}" some | cmp - whole
		fl-patterns --merge "${parts[@]:3:2}" some | fl-patterns --merge "${parts[@]:5}" - | cmp - whole.map
		rm some
	done
}

@test "a part that is given twice counts once" {
	make_parts
	fl-patterns --merge part.*.map >all
	run -0 fl-patterns --finish part.*.map part.aa.map all part.ad.map
	assert_output "$(fl-patterns log)"
}

@test "an id that comes with two contents is the same in any order" {
	ask() { printf '{"type":"interaction","id":"%s","time":"2026-03-02T10:00:00Z","customer":"%s","question":"%s","action":{"kind":"answer","text":"%s","rules":["%s"]}}\n' "$@"; }
	for i in 1 2 3 4; do
		ask "m$i" "u$i" "do you gift wrap it $i" "No." "r$i"
		printf '{"type":"outcome","interaction":"m%d","id":"o%d","time":"2026-03-03T10:00:00Z","signal":"rejected"}\n' "$i" "$i"
	done >a
	{ ask m1 u9 'gift wrap please' 'Yes.' r8 && ask m2 u2 'do you gift wrap it 2' 'Maybe.' r9; } >b
	run -0 fl-patterns a b
	assert_output --partial gift
	assert_equal "$(fl-patterns b a)" "$output"
	fl-patterns --map a >a.map
	fl-patterns --map b >b.map
	assert_equal "$(fl-patterns --finish a.map b.map)" "$output"
	assert_equal "$(fl-patterns --finish b.map a.map)" "$output"
}

@test "GNU parallel maps, and one process finishes" {
	command -v parallel >/dev/null || skip 'no GNU parallel here'
	"$FL_BUILD"/bench/gen-failures 3000 8 1 >log
	parallel --will-cite --pipe-part -a log --block 200k --jobs 2 'fl-patterns --map - >part.{#}' 3>&-
	[ "$(find . -name 'part.*' | wc -l)" -gt 2 ]
	run -0 fl-patterns --finish part.*
	assert_output "$(fl-patterns log)"
}

@test "the window and the size of a pattern are kept apart: one is for the map, one for the end" {
	make_parts
	fl-patterns --map --since 2026-03-01 log >late
	assert_equal "$(fl-patterns --finish --min-customers 5 late)" \
		"$(fl-patterns --since 2026-03-01 --min-customers 5 log)"
	run -2 fl-patterns --finish late part.aa.map
	assert_output 'fl-patterns: part.aa.map: the part was made with another --since or --until than those before'
	run -2 fl-patterns --finish --since 7d late
	run -2 fl-patterns --map --min-customers 5 log
}

@test "a part that is damaged, cut off, empty or of another version is refused" {
	"$FL_BUILD"/bench/gen-failures 200 2 1 | fl-patterns --map - >good
	size=$(stat -c %s good)
	for at in 40 100 $((size / 2)) $((size - 1)); do
		cp good bad
		printf '\377' | dd of=bad bs=1 seek="$at" conv=notrunc status=none
		run -2 fl-patterns --finish good bad
		assert_output 'fl-patterns: bad: the part is damaged'
	done
	head -c $((size / 2)) good >bad
	run -2 fl-patterns --merge bad
	assert_output 'fl-patterns: bad: the part is damaged'
	cp good bad
	printf '\011' | dd of=bad bs=1 seek=16 conv=notrunc status=none
	run -2 fl-patterns --finish bad
	assert_output "fl-patterns: bad: the part is of version 9, this program reads version 1"
	run -2 fl-patterns --finish - </dev/null
	assert_output 'fl-patterns: stdin: this is not a part that fl-patterns --map or --merge wrote'
	run -2 fl-patterns --finish nowhere
	assert_output 'fl-patterns: nowhere: No such file or directory'
}

@test "a report of parts is that of the records, but for what became of rules" {
	make_parts
	export FL_NOW=2026-09-01T06:00:00Z
	for end in md html; do
		fl-patterns --report "whole.$end" log
		fl-patterns --finish --report "parts.$end" part.*.map
	done
	run -0 diff <(sed -n '/^## Each pattern/,$p' whole.md) <(sed -n '/^## Each pattern/,$p' parts.md)
	assert_equal "$(grep -c '^### ' parts.md)" "$(fl-patterns log | wc -l)"
	run -0 diff <(grep '<article' whole.html) <(grep '<article' parts.html)
	for file in parts.md parts.html; do
		run -0 cat "$file"
		assert_output --partial 'Parts do not say what became of rules.'
		assert_output --partial 'Learning curve'
		refute_output --partial 'ithdrawn'
		refute_output --partial 'Rules changed'
	done
	assert_equal "$(sed -n '/^| week/,/^$/p' parts.md)" "$(sed -n '/^| week/,/^$/p' whole.md | cut -d '|' -f 1-7 | sed '/./s/$/|/')"
	run -2 --separate-stderr fl-patterns --map --report r.md log
	[[ $stderr == 'fl-patterns: --map prints a part; what is found is for --finish'* ]]
}

@test "a map names the lines that it refuses, and a full disk is no success" {
	run -3 --separate-stderr bash -c 'echo oops | fl-patterns --map - >part'
	assert_equal "${stderr%%[0-9]*}" 'fl-patterns: stdin:'
	run -0 fl-patterns --finish part
	run -2 bash -c 'fl-patterns --map - </dev/null >/dev/full'
	run -2 fl-patterns --map
	run -2 fl-patterns --map --finish part
}
