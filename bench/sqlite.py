#!/usr/bin/env python3
"""The peer of fl-record: JSON lines into a SQLite table with one index, durably, in batches.

sqlite.py DATABASE INDEXED-MEMBER < LINES.  WAL off, synchronous FULL, a transaction every 8 MiB as
fl-record has it; SQLite itself parses each line, for the index.
"""
import sqlite3
import sys

BATCH = 8 * 1024 * 1024

db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = DELETE")
db.execute("PRAGMA synchronous = FULL")
db.execute("CREATE TABLE log (seq INTEGER PRIMARY KEY, line TEXT NOT NULL)")
unique = "UNIQUE" if sys.argv[2] == "id" else ""
db.execute(f"CREATE {unique} INDEX known ON log (json_extract(line, '$.{sys.argv[2]}'))")
while lines := sys.stdin.readlines(BATCH):
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT OR IGNORE INTO log (line) VALUES (?)", ((line,) for line in lines))
    db.execute("COMMIT")
db.close()
