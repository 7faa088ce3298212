load helper
load report

# The rows of the first table whose head has this word, in Markdown.
rows_of()
{
	sed -n "/^|.*$1/,/^\$/p" report.md | tail -n +3 | sed '/^$/d'
}

@test "the learning curve counts answers, mistakes, those made before and hand-overs by week" {
	month >log
	fl-patterns --report report.md log
	run -0 rows_of 'per 1,000'
	assert_output "$(cat <<-'END'
	| 23 Feb 2026 | 1 | 0 | 0.0 | 0 | 0.0 % | 0 | 0 |
	| 2 Mar 2026 | 7 | 0 | 0.0 | 0 | 0.0 % | 0 | 0 |
	| 9 Mar 2026 | 9 | 2 | 222.2 | 0 | 0.0 % | 0 | 0 |
	| 16 Mar 2026 | 8 | 1 | 125.0 | 1 | 0.0 % | 0 | 0 |
	| 23 Mar 2026 | 9 | 2 | 222.2 | 2 | 10.0 % | 0 | 0 |
	| 30 Mar 2026 (so far) | 1 | 0 | 0.0 | 0 | 0.0 % | 0 | 0 |
	END
	)"
}

@test "rules are learned and withdrawn in the week in which they begin and end to answer" {
	{
		month
		decided 2026-03-12T10:00:00Z r1 '' pending anna one
		decided 2026-03-13T10:00:00Z r1 pending trial anna one
		decided 2026-03-18T10:00:00Z r1 trial active anna one
		decided 2026-03-18T10:00:00Z r2 '' active lea two
		decided 2026-03-25T10:00:00Z r1 active retired lea one
	} >log
	fl-patterns --report report.md log
	run -0 bash -c 'sed -n "/per 1,000/,/^$/p" report.md | cut -d "|" -f 2,8,9'
	assert_line ' 9 Mar 2026 | 1 | 0 '
	assert_line ' 16 Mar 2026 | 1 | 0 '
	assert_line ' 23 Mar 2026 | 0 | 1 '
}

@test "the rules that changed since yesterday are told, each once, and by whom" {
	{
		month
		decided 2026-03-28T23:59:59Z r1 '' active old 'an old one'
		decided 2026-03-29T10:00:00Z r2 '' pending anna 'Open until five.'
		decided 2026-03-30T01:00:00Z r2 pending active ben 'Open until six.'
		decided 2026-03-29T12:00:00Z r3 active retired lea 'Three days.'
	} >log
	export FL_NOW=2026-03-30T06:00:00Z
	fl-patterns --report report.md log
	run -0 cat report.md
	assert_line '## Rules changed since 29 Mar 2026'
	assert_line '- r2: in force, by anna, ben: Open until six. Before: Open until five. Why: she knows'
	assert_line '- r3: withdrawn, by lea: Three days. Why: she knows'
	refute_output --partial 'an old one'

	touch -d 2026-03-20T06:00:00Z report.md
	fl-patterns --report report.md log
	run -0 cat report.md
	assert_line '## Rules changed since 20 Mar 2026'
	assert_output --partial 'an old one'

	fl-patterns --since 2026-03-30 --report report.md log
	run -0 grep -c '^- r' report.md
	assert_output 1
}

@test "a store's own decisions are told, and that one was undone" {
	export FL_NOW=2026-03-30T06:00:00Z
	month | fl-record -q -s store
	fl-correct -s store --by lea 'Yes, we gift wrap for 5 USD.' -Q 'do you gift wrap' --id wrap >/dev/null
	fl-correct -s store --by lea 'Parcels take 3 days.' -Q 'when will my parcel come' --id parcel >/dev/null
	fl-patterns -s store --report report.md
	run -0 cat report.md
	assert_line "- wrap: in force, by lea: Yes, we gift wrap for 5 USD. Why: a person's own rule"
	fl-correct -s store --by maria --undo parcel --reason 'not true' >/dev/null
	fl-patterns -s store --report report.md
	run -0 grep '^- parcel' report.md
	assert_output '- parcel: taken out, by lea, maria: Parcels take 3 days. Why: not true'
}

@test "both reports say what the patterns are" {
	month >log
	fl-patterns --report report.html log
	fl-patterns --report report.md log
	for file in report.html report.md; do
		run -0 cat "$file"
		assert_output --partial 'Yes, for 5 USD.'
		assert_output --partial 'is gift wrap possible'
		assert_output --partial '5 of 5 customers'
		assert_output --partial "$(fl-patterns log | jq -r .id)"
	done
	: >empty
	fl-patterns --report report.html empty
	run -0 cat report.html
	assert_output --partial 'Nothing fails again and again.'
	fl-patterns --report report.md empty
	run -0 cat report.md
	assert_output --partial 'There are none.'
}

@test "a draft has what people said, without greeting, name and sign-off" {
	{
		month
		for n in 2 3; do
			jq -cn --arg n "$n" '{type: "correction", id: "k\($n)", time: "2026-03-11T10:00:00Z", interaction: "w\($n)", by: "a\($n)", authority: "agent",
				right: "Hi, \(["Dora", "Ben"][($n | tonumber) - 2]) here. Yes, we wrap it for 5 USD an order. Have a nice day!\n\nKind regards,\nDora"}'
		done
	} >log
	run -0 fl-patterns log
	assert_equal "$(jq -c '[.draft.say, (.draft.sources | sort), .todo]' <<< "$output")" \
		'["Yes, we wrap it for 5 USD an order.",["k1","k2","k3"],{"do":"approve"}]'
	assert_equal "$(jq '[.answers[].say | select(startswith("Hi"))] | length' <<< "$output")" 2
}

@test "what nobody has answered is a question to put to somebody, wherever a pattern is shown" {
	month | grep -v correction >log
	run -0 fl-patterns log
	assert_equal "$(jq -c .todo <<< "$output")" '{"do":"ask","ask":"gift wrap please"}'
	run -0 fl-patterns --text --show "$(jq -r .id <<< "$output")" log
	assert_line 'to do        ask somebody who knows'
	assert_line '  ask        gift wrap please'
	fl-patterns --report report.md log
	run -0 cat report.md
	assert_line 'What to do: ask somebody who knows: gift wrap please'
	fl-patterns --report report.html log
	run -0 cat report.html
	assert_output --partial 'ask somebody who knows: <bdi>gift wrap please</bdi>'
	run -0 fl-patterns - < <(jq -c 'if .type == "interaction" then .action.rules = ["r1"] else . end' log)
	assert_equal "$(jq -c .todo <<< "$output")" '{"do":"look"}'
}

@test "the page's policy knows its style sheet and allows nothing else" {
	fl-patterns --report report.html /dev/null
	run -0 python3 - <<-'END'
	import base64, hashlib, re
	page = open("report.html").read()
	style = re.search("<style>(.*?)</style>", page, re.S).group(1)
	sha = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
	policy = re.search('Content-Security-Policy" content="([^"]*)"', page).group(1)
	want = f"default-src 'none'; style-src 'sha256-{sha}'; base-uri 'none'; form-action 'none'"
	print(policy if policy != want else "same")
	END
	assert_output same
}

@test "the page has neither script, nor link to elsewhere, nor style of an element" {
	hostile_log >log
	fl-patterns --report report.html log
	run -0 python3 "$FL_ROOT/tests/page.py" report.html
	assert_output ''
}

@test "what anybody wrote is text in the Markdown too" {
	hostile_log >log
	fl-patterns --report report.md log
	run -1 grep -nE '<|[^\\]\]\(|(^|[^\\])``|[^\\]@|[^\\]://|^ *(~~~|# .*heading|- list)' report.md
	run -1 grep -nP '[\x00-\x09\x0b-\x1f\x7f]|[\x{80}-\x{9f}\x{200b}\x{200c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}]' report.md
	# Each row has as many cells as the head of its table.
	run -0 awk -F '(^|[^\\\\])[|]' '!/^[|]/ { n = 0 } /^[|]/ { if (n && NF != n) print; n = NF }' report.md
	assert_output ''
}

