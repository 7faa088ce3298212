# shellcheck shell=bash
# Logs that tests/report.bats and tests/browser.bats make reports of.

# ask ID CUSTOMER QUESTION TIME [SIGNAL] [ANSWER]
ask()
{
	jq -cn --arg id "$1" --arg who "$2" --arg q "$3" --arg t "$4" --arg s "${5-}" --arg a "${6-No idea.}" '
		{type: "interaction", id: $id, time: $t, conversation: "talk-\($id)", customer: $who, question: $q,
		 action: {kind: "answer", text: $a}},
		(select($s != "") | {type: "outcome", id: "o-\($id)", time: $t, interaction: $id, signal: $s})'
}

# Through March others get what they want; for gift wrap it fails three times, then twice.
month()
{
	for i in {1..30}; do
		ask "n$i" "c$i" "when will parcel number $i reach me" "$(printf '2026-03-%02dT10:00:00Z' "$i")" accepted
	done
	ask w1 u1 'do you gift wrap' 2026-03-10T10:00:00Z rejected
	ask w2 u2 'is gift wrap possible' 2026-03-10T11:00:00Z rejected
	ask w3 u3 'can you gift wrap a mug' 2026-03-17T10:00:00Z rejected
	ask w4 u4 'gift wrap please' 2026-03-24T10:00:00Z complained
	ask w5 u5 'do you gift wrap' 2026-03-25T10:00:00Z rejected
	jq -cn '{type: "interaction", id: "e1", time: "2026-03-26T10:00:00Z", customer: "u9", question: "a person, please",
		action: {kind: "escalate", text: "One moment."}},
		{type: "correction", id: "k1", time: "2026-03-11T10:00:00Z", interaction: "w1", right: "Yes, for 5 USD.", by: "anna", authority: "agent"}'
}

# What was decided on a rule: decided TIME RULE BEFORE AFTER BY SAY
decided()
{
	jq -cn '{type: "verdict", id: ($ARGS.positional | join(",")), time: $ARGS.positional[0], rule: $ARGS.positional[1],
		after: $ARGS.positional[3], by: $ARGS.positional[4], say: $ARGS.positional[5], reason: "she knows"}
		+ if $ARGS.positional[2] == "" then {} else {before: $ARGS.positional[2]} end' --args -- "$@"
}

# Everything that somebody may write, as hostile as it gets, in patterns that are found.
hostile_log()
{
	local n=0 text

	jq -cn 'range(3000) | {type: "interaction", id: "n\(.)", time: "2026-03-0\(. % 9 + 1)T10:00:00Z", customer: "n\(.)",
		question: "when will parcel number \(.) reach me", action: {kind: "answer", text: "Soon."}},
		{type: "outcome", id: "on\(.)", interaction: "n\(.)", time: "2026-03-09T10:00:00Z", signal: "accepted"}'
	while IFS= read -r text; do
		n=$((n + 1))
		jq -cn --argjson t "$text" --arg n "$n" '
			range(4) as $k | "\($n)-\($k) \($t[:150])" as $id |
			{type: "interaction", id: $id, time: "2026-03-2\($k)T10:00:00Z", customer: $id, conversation: $id,
			 question: "topic\($n)x topic\($n)y \($t) \($k)", action: {kind: "answer", text: $t, rules: [$t[:150]]}},
			{type: "outcome", id: "o\($id)", interaction: $id, time: "2026-03-2\($k)T10:00:00Z", signal: "rejected"},
			{type: "correction", id: "k\($id)", time: "2026-03-2\($k)T10:00:00Z", interaction: $id, right: "\($t) \($k)", by: $t[:150], authority: "agent"},
			{type: "verdict", id: "v\($id)", time: "2026-03-2\($k)T10:00:00Z", rule: $t[:150], after: (if $k == 3 then $t[:150] else "active" end),
			 say: "\($t) \($k)", by: $t[:150], reason: $t}'
	done < <(cat "$FL_ROOT"/tests/data/{report,desk}/hostile.jsonl)
	jq -cn '{type: "pattern", id: "x@1", pattern: "<b>\"x</b>", time: "2026-03-29T10:00:00Z", state: "new", gap: true, customers: 1, members: []}'
}
