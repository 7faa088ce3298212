load helper

# A log that is long enough for a base, and three nights after it.
make_nights()
{
	"$FL_BUILD"/bench/gen-failures 40000 12 5 >log
	split -n l/10 log night.
	cat night.a[a-g] >first
	mv night.ah second && mv night.ai third && mv night.aj fourth
	rm night.*
	[ "$(wc -l <first)" -lt 50000 ] && [ "$(wc -l <log)" -gt 55000 ]
}

# What is found by a look at the whole journal, with nothing kept.
afresh()
{
	fl-store -s "$1" dump | fl-store -s "$2" load
	fl-patterns -n -s "$2"
}

@test "a night that begins with what was kept finds what a look at everything does" {
	no_sanitizer
	make_nights
	fl-record -q -s store first
	fl-patterns -s store >/dev/null
	[ ! -e store/patterns.cache ]
	for night in second third fourth; do
		fl-record -q -s store "$night"
		run -0 fl-patterns -s store
	done
	[ "$(stat -c %a store/patterns.cache)" = 600 ]
	run -0 fl-patterns -n -s store
	[ "${#lines[@]}" -ge 10 ]
	cp store/patterns.cache kept
	rm store/patterns.cache
	assert_equal "$(fl-patterns -n -s store)" "$output"
	[ ! -e store/patterns.cache ]
	assert_equal "$(afresh store again)" "$output"
	cp kept store/patterns.cache
	assert_equal "$(fl-patterns -n -s store)" "$output"
}

@test "how often somebody looks does not matter for what is found" {
	no_sanitizer
	make_nights
	fl-record -q -s often first second third
	fl-patterns -n -s often >/dev/null
	fl-patterns -s often >/dev/null
	fl-record -q -s often fourth
	fl-record -q -s once log
	plain() { jq -c 'del(.state, .news, .reported, .id, .merged, .split)'; }
	assert_equal "$(fl-patterns -n -s often | plain)" "$(fl-patterns -n -s once | plain)"
}

@test "a question that fails after the base only is found" {
	make_nights
	fl-record -q -s store log
	fl-patterns -s store >/dev/null
	for i in {1..12}; do
		printf '{"type":"interaction","id":"x%d","time":"2026-06-28T10:00:%02dZ","customer":"x%d","question":"quokka zeppelin vouchers number %d","action":{"kind":"answer","text":"No idea."}}\n' "$i" "$i" "$i" "$i"
		printf '{"type":"outcome","id":"ox%d","time":"2026-06-28T11:00:00Z","interaction":"x%d","signal":"rejected"}\n' "$i" "$i"
	done | fl-record -q -s store
	run -0 fl-patterns --news -s store
	assert_equal "$(jq -r .customers <<< "$output")" 12
	assert_output --partial zeppelin
	run -0 fl-patterns --news -s store
	assert_output ''
}

@test "what was kept is passed over when it is damaged, of another store, or from before an undo" {
	make_nights
	fl-record -q -s store log
	printf '{"type":"correction","id":"k1","time":"2026-06-28T10:00:00Z","interaction":"%s","by":"anna","authority":"agent","category":"fact","right":"So it is."}\n' \
		"$(jq -r 'select(.id | startswith("p11-")) | .id' first | head -n 1)" | fl-record -q -s store
	fl-patterns -s store >/dev/null
	expected=$(fl-patterns -n -s store)
	cp store/patterns.cache kept
	for at in 20 300 4000 $(($(stat -c %s kept) / 2)); do
		printf '\377\377\377' | dd of=store/patterns.cache bs=1 seek="$at" conv=notrunc status=none
		assert_equal "$(fl-patterns -n -s store)" "$expected"
		cp kept store/patterns.cache
	done
	truncate -s -9 store/patterns.cache
	assert_equal "$(fl-patterns -n -s store)" "$expected"

	fl-record -q -s other second first third fourth
	expected=$(fl-patterns -n -s other)
	cp kept other/patterns.cache
	assert_equal "$(fl-patterns -n -s other)" "$expected"

	cp kept store/patterns.cache
	fl-correct -s store --undo k1 >/dev/null
	run -0 fl-patterns -n -s store
	rm store/patterns.cache
	assert_equal "$(fl-patterns -n -s store)" "$output"
}

@test "where nothing can be kept the night's news are told and recorded all the same" {
	make_nights
	fl-record -q -s store log
	expected=$(fl-patterns -n --news -s store)
	[ -n "$expected" ]
	mkdir store/patterns.cache.new
	run -0 --separate-stderr fl-patterns --news -s store
	assert_equal "$output" "$expected"
	assert_equal "$stderr" 'fl-patterns: what was read is not kept: store/patterns.cache.new: Is a directory'
	run -0 --separate-stderr fl-patterns --news -s store
	assert_output ''
}
