#!/usr/bin/env python3
"""What a store has computed from its journal, but for the names of rules and of places.

views.py <dump --all: the values of each table, with the id of a rule as the number of the rule, and the
place of a record in the journal as its rank, what came in and what was decided each for itself.
"""
import json, sys

tables = {}
for line in sys.stdin:
    record = json.loads(line)
    if "table" in record:
        tables.setdefault(record["table"], []).append((record["key"], bytes.fromhex(record["value"])))

names = {bytes.fromhex(key).decode(): int(value.hex(), 16) for key, value in tables.get("names", [])}
judged = [(key, value) for key, value in tables.get("judged", []) if int(value.hex(), 16)]


def read(table):
    return [(key, json.loads(value)) for key, value in tables.get(table, [])]


def ranks(places):
    return {place: n for n, place in enumerate(sorted(set(places)))}


def came_in(value):
    return value.get("authority") == "outcome"


voices = read("examples") + read("evidence")
came = ranks([int(key[-16:], 16) for key, _ in tables.get("links", [])] + [int(key, 16) for key, _ in judged]
             + [value["seq"] for _, value in voices if came_in(value)])
decided = ranks([value["seq"] for _, value in voices if not came_in(value)])

for key, rule in read("rules"):
    assert names[rule["id"]] == int(key, 16)
    print("rules", key, json.dumps({**rule, "id": names[rule["id"]]}))
for table in "examples", "evidence":
    for key, value in read(table):
        rank = came if came_in(value) else decided
        print(table, key, json.dumps({**value, "seq": rank[value["seq"]]}))
for key, _ in tables.get("links", []):
    print("links", key[:16], came[int(key[-16:], 16)])
for key, value in judged:
    print("judged", came[int(key, 16)], value.hex())
for table in "claims", "index":
    for key, value in tables.get(table, []):
        print(table, key, value.hex())
for key, value in tables.get("state", []):
    name = bytes.fromhex(key)
    # The last record learned from, what was undone, and ids that are not given again.
    if name not in (b"learned", b"undo") and not name.startswith(b"~"):
        print("state", key, value.hex())
