#!/usr/bin/env python3
"""
Validate records against the schemas of their types.

	schema.py FOLDER [TYPE] <records

Reads a JSON record a line; FOLDER holds TYPE.json for each type, TYPE is for records that say none.
Prints what does not fit, and how many records of each type there were.
Exit status: 0 all fit, 1 some do not, 2 there is no schema of that type, or it is none.
"""

import collections
import json
import pathlib
import sys

from jsonschema import Draft202012Validator, SchemaError


def validator(folder, kind):
    path = pathlib.Path(folder, f"{kind}.json")
    try:
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
    except (OSError, ValueError, SchemaError) as error:
        print(f"{path}: {error}")
        sys.exit(2)
    return Draft202012Validator(schema)


def main():
    folder, otherwise = sys.argv[1], (sys.argv[2:] or [None])[0]
    validators, counts, bad = {}, collections.Counter(), 0
    for number, line in enumerate(sys.stdin, 1):
        record = json.loads(line)
        kind = record.get("type", otherwise)
        if kind not in validators:
            validators[kind] = validator(folder, kind)
        counts[kind] += 1
        for error in validators[kind].iter_errors(record):
            bad += 1
            where = "/".join(str(part) for part in error.absolute_path)
            print(f"line {number}: {kind}/{where}: {error.message[:200]}\n  {line.strip()[:400]}")
    for kind in sorted(counts):
        print(f"{kind} {counts[kind]}")
    return 1 if bad else 0


sys.exit(main())
