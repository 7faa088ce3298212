#!/usr/bin/env bash
# fl-patterns: what it groups, finds and takes, and which passages it tells gaps; see
# bench/patterns.py and bench/passages.py.

cd "$(dirname "$0")/.." || exit 2
python3 bench/patterns.py && python3 bench/passages.py
