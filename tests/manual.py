#!/usr/bin/env python3
"""
Run the examples of a manual page.

	manual.py examples PAGE		run them; print what differs, exit 1 if anything does
	manual.py options PAGE		print the page's options, one a line
	manual.py records PAGE		print the JSON records that stand in it, one a line

In a literal block of the page's source whose first line begins with "$ ", every such line is a
command, and what follows it, up to the next, is all that it prints.  "..." stands for any text
within a line, and for any lines where it is alone.  "$ cat FILE" of a file that is not there
makes the file of what follows.  The commands of a page run one after the other in the working
folder, which should be an empty one.
"""

import json
import os
import re
import subprocess
import sys

ESCAPES = {r"\e": "\\", r"\&": "", r"\-": "-", r"\(dq": '"', r"\(aq": "'", r"\(ga": "`"}


def plain(line):
    """What a reader of the page sees of a line of its source."""
    return re.sub(r"\\\(..|\\.", lambda m: ESCAPES[m.group()], line)


def blocks(path):
    """The literal blocks: the number of each one's first line, and its lines."""
    at, lines = 0, None
    with open(path, encoding="utf-8") as page:
        for number, line in enumerate(page, 1):
            line = line.rstrip("\n")
            if line.startswith(".Bd -literal"):
                at, lines = number + 1, []
            elif line == ".Ed":
                if lines is not None:
                    yield at, lines
                lines = None
            elif lines is not None:
                lines.append(plain(line))


def examples(path):
    """The commands, each with its line and what it should print."""
    for at, lines in blocks(path):
        if not lines or not lines[0].startswith("$ "):
            continue
        command, expected = None, []
        for number, line in enumerate(lines, at):
            if line.startswith("$ "):
                if command:
                    yield start, command, expected
                start, command, expected = number, line[2:], []
            else:
                expected.append(line)
        yield start, command, expected


def pattern(expected):
    """A regular expression for what a command should print."""
    parts = []
    for line in expected:
        if line == "...":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append("[^\n]*?".join(re.escape(p) for p in line.split("...")) + "\n")
    return "".join(parts)


def run(command, expected):
    """What is wrong with an example, or None."""
    words = command.split()
    if words[0] == "cat" and len(words) == 2:
        path = os.path.expandvars(words[1])
        if not os.path.exists(path):
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(line + "\n" for line in expected)
            return None
    done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    got = done.stdout.decode("utf-8", "replace")
    if got and not got.endswith("\n"):
        got += "\n"
    if re.fullmatch(pattern(expected), got):
        return None
    return f"expected:\n{os.linesep.join(expected)}\ngot (status {done.returncode}):\n{got}"


def run_all(path):
    count = bad = 0
    for number, command, expected in examples(path):
        count += 1
        wrong = run(command, expected)
        if wrong:
            bad += 1
            print(f"{path}:{number}: $ {command}\n{wrong}")
    print(f"{count} commands, {bad} differ")
    return 0 if count and not bad else 1


def options(path):
    """The short and long options that have an entry: "q", "quiet"."""
    with open(path, encoding="utf-8") as page:
        for line in page:
            if line.startswith(".It Fl "):
                heads = re.split(r" (?:Ar|Ns|Op|Pq) ", line[7:].strip())[0]
                for name in heads.replace(",", " ").split():
                    yield name.lstrip("-")


def records(path):
    decoder = json.JSONDecoder()
    for _, lines in blocks(path):
        text = "\n".join(lines)
        while text.startswith('{"type"'):
            record, end = decoder.raw_decode(text)
            yield json.dumps(record)
            text = text[end:].lstrip()


def main():
    action, path = sys.argv[1:]
    if action == "examples":
        return run_all(path)
    for line in {"options": options, "records": records}[action](path):
        print(line)
    return 0


sys.exit(main())
