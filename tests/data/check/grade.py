#!/usr/bin/env python3
"""
Grade what fl-answer --check did with the labelled drafts.

	grade.py DRAFTS <checked

DRAFTS (build.jsonl and others; each was held apart until what came before it was done;
desks.jsonl and sealed.jsonl are about the rules in desks.yaml) has a line
for each draft, with its label (right, wrong, unclear, or free: no rule is about
it), the results that are well (want), and what the text then has and lacks.  Prints what went
otherwise, then one line of figures.
Exit status: 0, or 1 when a right draft was changed or the lines do not match.
"""

import collections
import json
import sys


def verdict(draft, out):
    result, text = out["check"]["result"], out.get("text", "")
    if result == "passed" and text != draft["draft"]:
        return "changed and said to be passed"
    if result not in draft["want"]:
        return result
    if result == "mended" and draft.get("has", "") not in text:
        return "mended badly"
    if result == "mended" and draft.get("lacks") and draft["lacks"] in text:
        return "mended badly"
    return "well"


def main():
    counts = collections.Counter()
    with open(sys.argv[1], encoding="utf-8") as lines:
        drafts = [json.loads(line) for line in lines]
    outs = [json.loads(line) for line in sys.stdin]
    if [d["id"] for d in drafts] != [o["question_id"] for o in outs]:
        sys.exit("the lines do not match")
    for draft, out in zip(drafts, outs):
        got = verdict(draft, out)
        counts[draft["label"]] += 1
        counts[draft["label"], got] += 1
        if got != "well":
            print(f'{draft["id"]} {draft["label"]}, {got}: {draft["draft"]!r}')
            print(f'    {out.get("text")!r} {out["check"]["findings"]}')
    wrong = counts["wrong"]
    harmed = sum(
        counts[label, got]
        for label in ("right", "free")
        for got in ("mended", "mended badly", "handed over", "changed and said to be passed")
    )
    print(
        f'drafts {len(drafts)}: right ones changed {harmed} of {counts["right"] + counts["free"]}, '
        f'wrong ones passed {counts["wrong", "passed"]} of {wrong}, '
        f'mended badly {counts["wrong", "mended badly"]}, '
        f'handed over instead {counts["wrong", "handed over"]}, '
        f'as labelled {sum(v for k, v in counts.items() if k[1:] == ("well",))}'
    )
    sys.exit(harmed > 0)


if __name__ == "__main__":
    main()
