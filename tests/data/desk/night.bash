# shellcheck shell=bash
# What a lead finds in the morning of docs/desk.md: fills the store that FL_STORE names.

# met DAY N QUESTION ANSWER ENDED [RULE]: a customer of that day of November asks, and how it ends
met()
{
	local id="n$1-$2" time

	printf -v time '2026-11-%02dT10:%02d:00Z' "$1" "$2"
	jq -cn --arg id "$id" --arg at "$time" --arg c "u$1-$2" --arg q "$3" --arg a "$4" --arg how "$5" --arg rule "${6-}" '
		{type: "interaction", id: $id, time: $at, conversation: "c-\($id)", customer: $c, question: $q,
		 action: ({kind: "answer", text: $a} + if $rule == "" then {} else {rules: [$rule]} end)},
		if $how == "" then empty
		else {type: "outcome", id: "\($id)/\($how)", time: $at, interaction: $id, signal: $how, by: $c, explicit: true} end'
}

# put_right DAY N BY TEXT: what an agent said then
put_right()
{
	jq -cn --arg id "n$1-$2" --arg by "$3" --arg right "$4" --arg at "$(printf '2026-11-%02dT11:%02d:00Z' "$1" "$2")" '
		{type: "correction", id: "\($id)/\($by)", time: $at, interaction: $id, by: $by, authority: "agent", right: $right}'
}

# arrive TIME: the records of a day are kept and judged
arrive()
{
	FL_NOW=$1 fl-record | FL_NOW=$1 fl-validate -q >/dev/null
}

night()
{
	local i

	# Before anybody said how long a thing may be sent back, and since.
	for i in {1..12}; do
		met 19 "$i" 'how long can I return it?' 'Ask our team.' "$( ((i > 10)) && echo accepted || echo complained)"
	done | arrive 2026-11-19T23:00:00Z
	FL_NOW=2026-11-25T08:12:00Z fl-correct --by lea -Q 'how long can I return it?' -Q 'until when can I send it back?' \
		'You can return it within 30 days.' >/dev/null
	for i in {1..10}; do
		met 26 "$i" 'how long can I return it?' 'You can return it within 30 days.' "$( ((i > 1)) && echo accepted || echo complained)" r1
	done | arrive 2026-11-26T20:00:00Z
	# Two leads who do not agree.
	FL_NOW=2026-11-26T09:00:00Z fl-correct --by lea -Q 'when are you open?' -Q 'opening hours?' \
		'We are open from 9:00 to 17:00.' >/dev/null
	FL_NOW=2026-11-26T21:00:00Z fl-correct --by tom -Q 'when are you open?' \
		'We are open from 9:00 to 20:00.' >/dev/null 2>&1 || [[ $? == 1 ]]
	# What nobody has answered yet.
	for i in {1..4}; do
		met 20 "$((20 + i))" 'do you gift wrap?' 'No idea.' complained
		met 23 "$((20 + i))" 'can you wrap it as a gift?' 'No idea.' rejected
		met 25 "$((20 + i))" 'is there gift wrap, mail me at bob@example.com or +49 170 1234567' 'No idea.' complained
	done >days
	{
		put_right 20 21 anna 'Yes, for 5 USD.'
		# And what cannot be understood.
		met 26 30 'do you ship to the moon?' 'Not yet.' ''
		put_right 26 30 ben 'Not yet.'
	} >>days
	arrive 2026-11-26T23:00:00Z <days
	FL_NOW=2026-11-27T02:00:00Z fl-patterns >/dev/null
	rm days
}

# Two answers of that morning that were drawn to be judged.
drawn()
{
	{
		met 27 1 'how long have I got to return a lamp from the sale?' 'You can return it within 30 days.' '' r1
		met 27 2 'until when are you open at Easter?' 'We are open from 9:00 to 17:00.' '' r2
	} | jq -c '.channel = "chat" | .context = {country: "FR"} | .action += {confidence: 0.9, raw: 0.9, audit: 0.05}' |
		arrive 2026-11-27T07:00:00Z
}
