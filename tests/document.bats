load helper
load report

# page SOURCE VALID_FROM TEXT
page()
{
	jq -cn '{type: "document", title: "Gifts", source: $ARGS.positional[0], valid_from: $ARGS.positional[1], text: $ARGS.positional[2]}' --args "$@"
}

wrapping='We sell gift cards.

Gift wrap costs 5 USD an order.

Mugs are wrapped in paper.'

# The passage that the only gap is told.
passage()
{
	fl-patterns -n -s store | jq -r '.document.passage'
}

@test "a document is kept once, and one without words is refused" {
	page wiki/gifts 2026-01-01 "$wrapping" >one
	run -0 fl-record -s store <one
	assert_output --partial '"new":true'
	run -0 fl-record -s store <one
	assert_output --partial '"new":false'
	for bad in '{"type":"document","title":"x"}' '{"type":"document","text":3}' '{"type":"document","passages":"x"}' \
		'{"type":"document","passages":[1]}' '{"type":"document","text":"x","valid_from":"soon"}'; do
		run -3 --separate-stderr fl-record -s store <<< "$bad"
		[[ $stderr == 'fl-record: stdin:1: '* ]]
	done
	fl-store -s store dump | jq -c .record >records
	run -0 python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" <records
}

@test "a gap is told the passage that seems to hold the answer, and no other is" {
	{ month && page wiki/gifts 2026-01-01 "$wrapping" && page wiki/ship 2026-01-01 'Parcels take 3 days.'; } | fl-record -q -s store
	run -0 passage
	assert_output 'Gift wrap costs 5 USD an order.'
	run -0 fl-patterns -n -s store
	assert_equal "$(jq -c '.document | [.title, .source]' <<< "$output")" '["Gifts","wiki/gifts"]'
	run -0 python3 "$FL_ROOT/tests/schema.py" "$FL_SHARE/schema" <<< "$output"
	for report in report.md report.html; do
		fl-patterns -n --report $report -s store
		run -0 cat $report
		assert_output --partial 'This document seems to hold the answer'
		assert_output --partial 'Gift wrap costs 5 USD an order.'
	done
	run -0 fl-patterns -n --text --show "$(fl-patterns -n -s store | jq -r .id)" -s store
	assert_line 'document     Gifts'
	assert_line '  says       Gift wrap costs 5 USD an order.'

	{ month && page wiki/ship 2026-01-01 'Parcels take 3 days. Gifts too.'; } | fl-record -q -s other
	assert_equal "$(fl-patterns -n -s other | jq .document)" null
}

@test "of one page the latest state counts, whatever comes first, and an empty one withdraws it" {
	{ month && page wiki/gifts 2026-03-01 'Gift wrap costs 6 USD.' && page wiki/gifts 2026-01-01 'Gift wrap costs 5 USD.'; } | fl-record -q -s store
	assert_equal "$(passage)" 'Gift wrap costs 6 USD.'
	page wiki/gifts 2026-03-02T10:00:00Z 'Gift wrap costs 7 USD.' | fl-record -q -s store
	assert_equal "$(passage)" 'Gift wrap costs 7 USD.'
	fl-store -s store dump >dump
	fl-store -s other load <dump
	fl-store -s store rebuild
	fl-store -s store check
	run -0 diff <(fl-patterns -n -s store) <(fl-patterns -n -s other)
	page wiki/gifts 2026-03-03 '' | fl-record -q -s store
	assert_equal "$(passage)" null
}

@test "a document that comes after the gap is in the review, and its words do nothing" {
	month | fl-record -q -s store
	fl-patterns -s store >/dev/null
	page wiki/gifts 2026-01-01 $'Gift wrap costs 5 USD.\e[31m</p><script>1</script>' | fl-record -q -s store
	fl-patterns -s store >/dev/null
	fl-patterns -s store >/dev/null
	run -0 bash -c 'fl-store -s store dump | jq -c ".record | select(.type == \"pattern\") | .document.title"'
	assert_output $'null\n"Gifts"'
	run -0 python3 "$FL_ROOT/tests/screen.py" fl-correct -s store --by lea --review <<-'END'
	wait 1/1
	wait Gift wrap costs 5 USD.
	show
	send q
	END
	assert_output --partial 'Gift wrap costs 5 USD.<U+001B>'
	fl-patterns -n --report report.html -s store
	run -1 grep -c '<script' report.html
	run -0 python3 "$FL_ROOT/tests/page.py" report.html
	assert_output ''
}

@test "long text is cut after a sentence, and much text is read" {
	{
		month
		python3 -c 'if True:
	import json
	print(json.dumps({"type": "document", "title": "All", "source": "a", "text": "Nothing here. " * 40 + "Gift wrap costs 5 USD. " + "Or there. " * 200}))
	for i in range(40):
	    print(json.dumps({"type": "document", "source": f"b{i}", "text": "word " * 12000}))'
	} | sed 's/^\t//' | fl-record -q -s store
	run -0 passage
	assert_output --partial 'Gift wrap costs 5 USD.'
	((${#output} <= 600))
	[[ $output == *. ]]
}
