#!/usr/bin/env bash
# fl-validate: many pending rules against a long journal, and then a night's work on what is new.
#
# FL_BENCH_ASKED  interactions in the journal (1,000,000)
# FL_BENCH_RULES  claims, each said by two agents (10,000)
# FL_BENCH_PAST   records on which changes are replayed (all of them)

set -eu
cd "$(dirname "$0")/.."

asked=${FL_BENCH_ASKED:-1000000}
rules=${FL_BENCH_RULES:-10000}
past=${FL_BENCH_PAST:-1000000}
build=$PWD/${FL_BUILD:-build}
PATH=$build:$PATH
export PATH
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Interactions on many things, and corrections of what was said about each.
PYTHONPATH=bench PYTHONDONTWRITEBYTECODE=1 python3 - "$asked" "$rules" "$dir" <<'PY'
import sys
from words import questions
asked, rules, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
question, own = questions(rules)

def interaction(i):
    return ('{"type":"interaction","id":"m%d","time":"2026-03-02T10:00:00Z","customer":"u%d",'
        '"question":"%s","action":{"kind":"answer","text":"It takes %d days."}}\n'
        % (i, i % 5000, question(i % rules), i % 7 + 2))

def correction(i, by):
    return ('{"type":"correction","id":"k%d-%s","time":"2026-03-02T12:00:00Z","interaction":"m%d","by":"%s",'
        '"authority":"agent","category":"fact","right":"The %s takes %d days."}\n'
        % (i, by, i, by, own[i % rules][0], i % 50 + 10))

with open(folder + "/asked", "w") as f:
    for i in range(asked):
        f.write(interaction(i))
for by in "anna", "ben":
    with open(folder + "/" + by, "w") as f:
        for i in range(rules):
            f.write(correction(i, by))
with open(folder + "/night", "w") as f:
    for i in range(asked, asked + 1000):
        f.write(interaction(i))
    for i in range(asked, asked + 10):
        f.write(correction(i, "chidi"))
PY

export FL_STORE=$dir/store
mkdir -m 700 "$FL_STORE"
echo "replay_recent: $past" >"$FL_STORE/config.yaml"

# timed WHAT COMMAND...: what it took, and its own memory
timed() {
	local what=$1
	shift
	"$build/bench/measure" "$dir/took" "$@" </dev/null >"$dir/out" 2>&1 || { cat "$dir/out"; exit 1; }
	awk -v what="$what" -v n="$(wc -l <"$dir/out")" 'END {
		printf "%-60s %7.2f s (processor %.2f s), %6.0f MB, %d lines\n", what, $1, $2, $3 / 1024, n }' "$dir/took"
}

fl-record -q "$dir/asked"
fl-record -q "$dir/anna"
timed "$rules claims, each by one agent: pending" fl-validate
timed "the night after: nothing new" fl-validate
fl-record -q "$dir/ben"
timed "$rules pending rules confirmed, against $asked interactions" fl-validate
timed "the night after: nothing new" fl-validate
fl-record -q "$dir/night"
timed "the night after: 1,000 interactions, 10 corrections" fl-validate
