#!/usr/bin/env bash
# fl-answer: how well it learns, beside SQLite's full-text index, where the public data is
# (FL_DATA); and what an answer costs against the number of examples.
#
# FL_BENCH_SIZES  examples in the store ("1000 10000 100000 1000000"), over a hundredth of rules

set -eu
cd "$(dirname "$0")/.."

build=$(cd "${FL_BUILD:-build}" && pwd)
data=${FL_DATA:-../shared/data}
if [ -f "$data/../eval/loop.py" ]; then
	PATH=$build:$PATH python3 bench/quality.py "$data"
	PATH=$build:$PATH python3 bench/calibration.py "$data" --shares 0.1
else
	echo "no loop.py beside FL_DATA ($data): how well it learns is not measured"
fi
for size in ${FL_BENCH_SIZES:-1000 10000 100000 1000000}; do
	FL_BENCH_EXAMPLES=$size FL_BENCH_RULES=$((size / 100)) FL_BENCH_ROUNDS=1 bash bench/answer.sh
done
