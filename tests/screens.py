#!/usr/bin/env python3
"""
Print the screens of a page of docs that were not shown: screens.py PAGE SHOWN

A block that is set in is a screen, unless it begins with a command.  It was shown if its lines stand
one after the other in SHOWN, blanks at the end of lines and blank lines aside.
"""

import re
import sys


def plain(text):
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line) + "\n"


def main():
    page, shown = (open(path, encoding="utf-8").read() for path in sys.argv[1:3])
    shown = "\n" + plain(shown)
    count = 0
    for block in re.findall(r"(?:^(?:    .*)?\n)+", page, re.M):
        text = plain(re.sub(r"^    ", "", block, flags=re.M))
        if not text.strip() or re.match(r"fl-|export ", text):
            continue
        count += 1
        if "\n" + text not in shown:
            print(f"not shown:\n{text}")
    print(f"{count} screens")


main()
