#!/usr/bin/env bash
# fl-patterns: what it groups, finds and takes; see bench/patterns.py.

cd "$(dirname "$0")/.." || exit 2
exec python3 bench/patterns.py
