#!/usr/bin/env python3
"""
Run a command on a terminal of 80 columns and 24 lines, and do what a script says.

	screen.py [COLUMNSxLINES] COMMAND [ARGUMENT...] <SCRIPT

The script has a step a line:

	wait TEXT	wait until the screen shows it
	send KEYS	type; \\r, \\n, \\x03 as in C
	show		print the screen
	not TEXT	fail if the screen shows it
	close		hang up
	end		wait for the command to end

A blank line or one that begins with # is nothing.  Nothing waits for time to pass: each step goes
on as soon as the screen shows what it waits for, and fails after a minute without it.  The terminal
knows only what a tool of ours may send: text, line feeds, clearing, and moving home; anything else
that it is sent ends the test.  The exit status is the command's.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
import unicodedata

KNOWN = re.compile(rb"\x1b\[(H|2J|J|K)")
PATIENCE = 60


class Screen:
    def __init__(self, columns, lines):
        self.columns, self.lines = columns, lines
        self.rows, self.x, self.y = [[" "] * columns for _ in range(lines)], 0, 0
        self.rest, self.strange = b"", None

    def feed_line(self):
        if self.y + 1 < self.lines:
            self.y += 1
        else:
            self.rows = self.rows[1:] + [[" "] * self.columns]

    def put(self, char):
        if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
            return
        width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if self.x + width > self.columns:
            self.x = 0
            self.feed_line()
        self.rows[self.y][self.x] = char
        if width == 2:
            self.rows[self.y][self.x + 1] = ""
        self.x += width

    def escape(self, what):
        if what == b"H":
            self.x = self.y = 0
        elif what in (b"2J", b"J"):
            self.rows[self.y][self.x :] = [" "] * (self.columns - self.x)
            for y in range(0 if what == b"2J" else self.y + 1, self.lines):
                self.rows[y] = [" "] * self.columns
        elif what == b"K":
            self.rows[self.y][self.x :] = [" "] * (self.columns - self.x)

    def feed(self, data):
        data = self.rest + data
        at = 0
        while at < len(data):
            byte = data[at : at + 1]
            if byte == b"\x1b":
                known = KNOWN.match(data, at)
                if known:
                    self.escape(known.group(1))
                    at = known.end()
                    continue
                if len(data) - at < 8:
                    break
                self.strange = data[at : at + 20]
                return
            if byte == b"\n":
                self.feed_line()
            elif byte == b"\r":
                self.x = 0
            elif byte == b"\b":
                self.x = max(0, self.x - 1)
            elif byte == b"\t":
                self.x = min(self.columns - 1, self.x // 8 * 8 + 8)
            elif byte == b"\x07":
                pass
            elif byte < b" " or byte == b"\x7f":
                self.strange = data[at : at + 20]
                return
            else:
                size = 1 if data[at] < 0x80 else 2 if data[at] < 0xE0 else 3 if data[at] < 0xF0 else 4
                if len(data) - at < size:
                    break
                char = data[at : at + size].decode("utf-8")
                category = unicodedata.category(char)
                if category in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") or (
                    category == "Cf" and char not in "\u200c\u200d"
                ):
                    self.strange = data[at : at + size]
                    return
                self.put(char)
                at += size
                continue
            at += 1
        self.rest = data[at:]

    def text(self):
        return "\n".join("".join(row).rstrip() for row in self.rows).rstrip("\n")


class Run:
    def __init__(self, argv, columns, lines):
        self.screen = Screen(columns, lines)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.environ.setdefault("TERM", "xterm")
            os.environ["NO_COLOR"] = "1"  # what is coloured all the same is somebody else's
            os.execvp(argv[0], argv)
        self.open = True

    def fail(self, words):
        print(f"screen.py: {words}; the screen:\n{self.screen.text()}", file=sys.stderr)
        if self.open:
            os.kill(self.pid, signal.SIGKILL)
        sys.exit(99)

    def read(self, deadline):
        ready, _, _ = select.select([self.fd], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            self.open = False
            return False
        self.screen.feed(data)
        if self.screen.strange is not None:
            self.fail(f"the terminal was sent {self.screen.strange!r}")
        return True

    def wait(self, text):
        deadline = time.monotonic() + PATIENCE
        while text not in re.sub(r"\s+", " ", self.screen.text()):
            if not self.read(deadline):
                self.fail(f"waited in vain for {text!r}")

    def end(self):
        deadline = time.monotonic() + PATIENCE
        while self.open:
            if not self.read(deadline) and self.open:
                self.fail("the command did not end")
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


def main():
    argv = sys.argv[1:]
    columns, lines = 80, 24
    if re.fullmatch(r"\d+x\d+", argv[0]):
        columns, lines = map(int, argv.pop(0).split("x"))
    run = Run(argv, columns, lines)
    ended = None
    for step in sys.stdin:
        verb, _, rest = step.rstrip("\n").partition(" ")
        if not verb or verb.startswith("#"):
            continue
        if verb == "wait":
            run.wait(rest)
        elif verb == "send":
            os.write(run.fd, rest.encode().decode("unicode_escape").encode("latin-1"))
        elif verb == "show":
            print(run.screen.text())
        elif verb == "not":
            if rest in re.sub(r"\s+", " ", run.screen.text()):
                run.fail(f"there is {rest!r}")
        elif verb == "close":
            os.close(run.fd)
            _, status = os.waitpid(run.pid, 0)
            return abs(os.waitstatus_to_exitcode(status))
        elif verb == "end":
            ended = run.end()
        else:
            run.fail(f"no such step: {verb}")
    return abs(run.end() if ended is None else ended)


sys.exit(main())
