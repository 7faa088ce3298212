#!/usr/bin/env bash
# fl-answer: one question as a whole process, and a stream of them, over many examples; how well it
# learns is bench/quality.sh.
#
# FL_BENCH_EXAMPLES  examples in the store (100,000), over FL_BENCH_RULES rules (1,000)
# FL_BENCH_ROUNDS    rounds, of which the median counts (3)

set -eu
cd "$(dirname "$0")/.."

examples=${FL_BENCH_EXAMPLES:-100000}
rules=${FL_BENCH_RULES:-1000}
rounds=${FL_BENCH_ROUNDS:-3}
build=$(cd "${FL_BUILD:-build}" && pwd)
PATH=$build:$PATH
export PATH
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Questions of many rules: each rule has words of its own, all share the small ones.
PYTHONPATH=bench PYTHONDONTWRITEBYTECODE=1 python3 - "$examples" "$rules" "$dir" <<'PY'
import json, sys
from words import questions
examples, rules, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
question, _ = questions(rules)

with open(folder + "/taught", "w") as f:
    for i in range(examples):
        rule = i % rules
        f.write(json.dumps({"type": "correction", "id": "k%d" % i, "question": question(rule),
            "right": "Answer %d." % rule, "by": "lead", "authority": "lead"}) + "\n")
with open(folder + "/asked", "w") as f:
    for i in range(50000):
        f.write(json.dumps({"type": "question", "question": question(i % rules)}) + "\n")
PY

# seconds LINES COMMAND...: the median of some rounds, wall clock.  A command that does not print
# so many lines has not done what is measured.
seconds() {
	local lines=$1

	shift
	for _ in $(seq "$rounds"); do
		local from to
		from=$(date +%s.%N)
		"$@" >"$dir/out"
		to=$(date +%s.%N)
		if (($(wc -l <"$dir/out") != lines)); then
			echo "answer.sh: $1: not $lines lines" >&2
			kill $$
			exit
		fi
		echo "$to $from" | awk '{ printf "%.4f\n", $1 - $2 }'
	done | sort -n | sed -n "$(((rounds + 1) / 2))p"
}

teach() { rm -rf "$dir/store"; fl-correct -s "$dir/store" <"$dir/taught"; }
stream() { fl-answer -s "$dir/store" <"$dir/asked"; }
one() {
	local question

	head -n 20 "$dir/asked" | sed 's/.*"question": "//; s/".*//' | while read -r question; do
		fl-answer -s "$dir/store" "$question"
	done
}

took=$(rounds=1 seconds "$examples" teach)
echo "$examples $took" | awk '{ printf "teaching %d examples: %.2f s, %.0f a second\n", $1, $2, $1 / $2 }'
took=$(seconds 50000 stream)
echo "50000 $took" | awk '{ printf "a stream of %d questions: %.2f s, %.0f answers a second\n", $1, $2, $1 / $2 }'
took=$(seconds 20 one)
echo "$took" | awk '{ printf "one question, whole process: %.1f ms\n", $1 * 1000 / 20 }'
# Each asked when the one before it is answered, as a bot would; the first 1,000 warm it up.
python3 - "$dir" <<'PY'
import itertools, subprocess, sys, time
folder, waits = sys.argv[1], []
bot = subprocess.Popen(["fl-answer", "-s", folder + "/store"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
with open(folder + "/asked", "rb") as asked:
    for line in itertools.islice(asked, 11000):
        begun = time.perf_counter()
        bot.stdin.write(line)
        bot.stdin.flush()
        bot.stdout.readline()
        waits.append(time.perf_counter() - begun)
bot.stdin.close()
waits = sorted(waits[1000:])
print("one after the other through a pipe: p50 %.3f ms, p99 %.3f ms" %
      tuple(1000 * waits[int(share * len(waits))] for share in (.5, .99)))
PY
