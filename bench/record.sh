#!/usr/bin/env bash
# fl-record against others on the same log: the limit (bench/limit.c: parse and append, no checks),
# jq -c . and SQLite with one index.  The programs take turns; the figures are medians.  Other
# work on the machine disturbs the seconds, the ratios less.
#
# FL_BENCH_N       interactions in the log (1,000,000)
# FL_BENCH_ROUNDS  how often each program runs (3)
# FL_BUILD         where the programs are (build)
# TMPDIR           where logs and stores go: on the disk to be measured, about 1.6 GB

set -eu
cd "$(dirname "$0")/.."

n=${FL_BENCH_N:-1000000}
rounds=${FL_BENCH_ROUNDS:-3}
build=$(cd "${FL_BUILD:-build}" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM

# One run of a program: run NAME LOG MEMBER-TO-INDEX
run()
{
	local log=$2 out=$tmp/$1.$3 store=$tmp/store

	[[ $1 == again ]] || rm -rf "$store"*
	# shellcheck disable=SC2002	# the pipe is the point
	case $1 in
	limit) "$build/bench/measure" "$out" "$build/bench/limit" "$store" <"$log" ;;
	record | again) "$build/bench/measure" "$out" "$build/fl-record" -s "$store" "$log" ;;
	pipe) cat "$log" | "$build/bench/measure" "$out" "$build/fl-record" -s "$store" ;;
	jq) "$build/bench/measure" "$out" jq -c . "$log" ;;
	sqlite) "$build/bench/measure" "$out" python3 bench/sqlite.py "$store" "$3" <"$log" ;;
	esac >/dev/null
}

# The median of a column: column FILE NUMBER
column()
{
	awk -v c="$2" '{ print $c }' "$1" | sort -n |
		awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

row()
{
	local words=$1 file=$2 limit=$3 ours=$4

	[[ -f $file ]] || return 0
	awk -v words="$words" -v n="$n" -v took="$(column "$file" 1)" -v used="$(column "$file" 2)" \
		-v kib="$(column "$file" 3)" -v limit="$(column "$limit" 1)" -v ours="$(column "$ours" 1)" \
		'BEGIN { printf "%-32s %8.2f %8.2f %11.0f %9.2f %9.2f %7.0f\n", words, took, used,
			n / took, limit / took, took / ours, kib / 1024 }'
}

table()
{
	local m=$1

	printf '%-32s %8s %8s %11s %9s %9s %7s\n' "$2" seconds cpu records/s 'of limit' fl-record MiB
	row 'limit: parse and append' "$tmp/limit.$m" "$tmp/limit.$m" "$tmp/record.$m"
	row 'fl-record' "$tmp/record.$m" "$tmp/limit.$m" "$tmp/record.$m"
	row 'fl-record, from a pipe' "$tmp/pipe.$m" "$tmp/limit.$m" "$tmp/record.$m"
	row 'fl-record, all of it known' "$tmp/again.$m" "$tmp/limit.$m" "$tmp/record.$m"
	row 'jq -c .' "$tmp/jq.$m" "$tmp/limit.$m" "$tmp/record.$m"
	row 'SQLite, one index' "$tmp/sqlite.$m" "$tmp/limit.$m" "$tmp/record.$m"
	echo
}

programs=(limit record again pipe)
if command -v jq >/dev/null; then
	programs+=(jq)
else
	echo 'no jq here: left out'
fi
if python3 -c "import sqlite3
sqlite3.connect(':memory:').execute('SELECT json_extract(?, ?)', ('{}', '\$.a'))" 2>/dev/null; then
	programs+=(sqlite)
else
	echo 'no python3 with SQLite and its JSON functions here: left out'
fi

"$build/bench/gen-log" "$n" >"$tmp/ids.jsonl"
"$build/bench/gen-log" "$n" no-ids >"$tmp/none.jsonl"
echo "$n interactions, $(($(stat -c %s "$tmp/ids.jsonl") / 1000000)) MB, $rounds rounds, $(nproc)" \
	"processors; durable commits; output to /dev/null"
for ((i = 0; i < rounds; i++)); do
	for program in "${programs[@]}"; do
		run "$program" "$tmp/ids.jsonl" id
	done
	for program in "${programs[@]}"; do
		run "$program" "$tmp/none.jsonl" conversation
	done
done
table id "with producers' ids"
table conversation 'without ids: made of the content'
echo "cpu: seconds of processor time.  of limit: the limit's seconds by theirs.  fl-record: their"
echo "seconds by fl-record's.  MiB: peak of the process's own memory (RssAnon, every 2 ms), without"
echo 'the pages of the mapped store.'
