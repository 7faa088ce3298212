# shellcheck shell=bash
# Records for tests, one line each.  The last argument of each may hold more members as JSON, with
# a leading comma: asked m1 u1 FR 'How long?' 'Three days.' ',"channel":"email"'

# asked ID CUSTOMER COUNTRY QUESTION ANSWER [MORE]: what a bot of somebody else's did
asked()
{
	printf '{"type":"interaction","id":"%s","time":"2026-03-02T10:00:00Z","customer":"%s",' "$1" "$2"
	printf '"context":{"country":"%s"},"question":"%s",' "$3" "$4"
	printf '"action":{"kind":"answer","text":"%s"}%s}\n' "$5" "${6-}"
}

# used ID CUSTOMER RULE QUESTION: what one of our rules answered
used()
{
	printf '{"type":"interaction","id":"%s","time":"2026-03-02T10:00:00Z","customer":"%s",' "$1" "$2"
	printf '"question":"%s","action":{"kind":"answer","text":"So.","rules":["%s"]}}\n' "$4" "$3"
}

# ended INTERACTION SIGNAL BY
ended()
{
	printf '{"type":"outcome","id":"%s/%s/%s","time":"2026-03-02T11:00:00Z",' "$1" "$2" "$3"
	printf '"interaction":"%s","signal":"%s","by":"%s","explicit":true}\n' "$1" "$2" "$3"
}

# corrected INTERACTION BY AUTHORITY RIGHT [MORE]
corrected()
{
	printf '{"type":"correction","id":"%s/%s","time":"2026-03-02T12:00:00Z",' "$1" "$2"
	printf '"interaction":"%s","by":"%s","authority":"%s","right":"%s"%s}\n' "$1" "$2" "$3" "$4" "${5-}"
}

# told QUESTION BY AUTHORITY RIGHT [MORE]: a correction that brings its question along
told()
{
	printf '{"type":"correction","question":"%s","by":"%s","authority":"%s","right":"%s"%s}\n' \
		"$1" "$2" "$3" "$4" "${5-}"
}

# many N: N interactions, m1 to mN
many()
{
	seq "$1" | sed 's/.*/{"type":"interaction","id":"m&","time":"2026-03-02T10:00:00Z","question":"Number &?"}/'
}

# count [TABLE]: how many records the store has
count()
{
	fl-store -s store stat | jq ".${1-journal}"
}

# sound: the store is whole
sound()
{
	fl-store -s "${1-store}" check >/dev/null
}

# status RULE, evidence RULE FILTER
status()
{
	fl-correct -s store --show "$1" | jq -r .status
}

evidence()
{
	fl-correct -s store --show "$1" | jq -c ".evidence | $2"
}

# Standard error of the last run holds these words.
# shellcheck disable=SC2154	# bats sets it
said()
{
	[[ $stderr == *"$1"* ]] || {
		printf 'not said: %s\nbut: %s\n' "$1" "$stderr"
		return 1
	}
}

# judge: look at what is new in the store; the verdicts are in $output
judge()
{
	run -0 --separate-stderr fl-validate -s store </dev/null
	assert_equal "$stderr" ''
}

# kept RULE: the texts of its examples in the store, each after its place and W where it waits
kept()
{
	local number

	number=$(fl-correct -s store --list --json | jq -r --arg id "$1" 'select(.id == $id).number')
	fl-store -s store dump --all | jq -r --arg key "$(printf %08x "$number")" \
		'select(.table == "examples" and (.key | startswith($key))).value' |
		python3 -c 'import sys; [print(bytes.fromhex(l.strip()).decode()) for l in sys.stdin]' |
		jq -r '"\(.place)\(if .disputed then "W" else "" end) \(.text)"' | sort -n
}

# counted RULE: how many examples it has had
counted()
{
	fl-correct -s store --list --json | jq --arg id "$1" 'select(.id == $id).examples'
}
