#!/usr/bin/env python3
"""Is a target risk held?  CLINC150's stream with its out-of-scope questions mixed in.

risk.py DATA [--limit N] [--seed N] [--targets SHARE...]: DATA is the folder with clinc150; loop.py lies
in DATA/../eval.  From an empty store, one question at a time; every answer is told how it ended, and
a lead corrects what was wrong or handed over.  For each target: the share of the answers given that
were wrong, the share of questions that were answered, and the same of the last third.  Exit status 1
when a share is over its target.
"""
import argparse, json, os, random, subprocess, sys

from noise import load


def stream(loop, folder, seed, limit):
    rng = random.Random(seed)
    items = loop.read(os.path.join(folder, "train.jsonl"))
    rng.shuffle(items)
    items = items[:limit]
    outside = [i for f in ("oos_train", "oos_val", "oos_test") for i in loop.read(os.path.join(folder, f + ".jsonl"))]
    rng.shuffle(outside)
    items += outside[:len(items) // 19]     # one in twenty, where there are so many
    rng.shuffle(items)
    return items


def measure(loop, items, target):
    system = loop.Fl(argparse.Namespace())
    os.mkdir(system.store, 0o700)
    with open(os.path.join(system.store, "config.yaml"), "w", encoding="utf-8") as f:
        f.write("risk: %g\n" % target)
    ends = []       # None: handed over; else whether the answer was right
    for item in items:
        action, text, _ = system.answer(item["text"])
        want = None if item.get("oos") else loop.right_text(item["label"])
        ends.append(text == want if action == "answer" else None)
        if action == "answer":
            system.outcome(text == want)
        if want is not None and not ends[-1]:
            system.learn({"question": item["text"], "right": want})
    said = subprocess.run(["fl-validate", "-s", system.store, "--risk", "--json"], stdout=subprocess.PIPE, text=True,
                          check=True)
    system.close()
    return ends, json.loads(said.stdout)


def shares(ends):
    given = [e for e in ends if e is not None]
    return 100 * given.count(False) / max(1, len(given)), 100 * len(given) / len(ends)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("data")
    p.add_argument("--limit", type=int, default=None)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--targets", type=float, nargs="+", default=[0.1, 0.05, 0.03])
    opt = p.parse_args()
    loop = load(os.path.join(opt.data, "..", "eval", "loop.py"))
    items = stream(loop, os.path.join(opt.data, "clinc150"), opt.seed, opt.limit)
    held = True
    print("%d questions, %d of them out of scope" % (len(items), sum(bool(i.get("oos")) for i in items)))
    print("%-8s%10s%10s%22s%10s   %s"
          % ("target", "wrong", "answered", "last third: wrong", "answered", "fl-validate --risk"))
    for target in opt.targets:
        ends, risk = measure(loop, items, target)
        wrong, answered = shares(ends)
        held &= wrong <= 100 * target
        print("%-8g%9.2f%%%9.1f%%%21.2f%%%9.1f%%   at most %.0f wrong are promised, %d were"
              % ((target, wrong, answered) + shares(ends[-len(ends) // 3:]) + (risk["bound"], risk["wrong"])))
        sys.stdout.flush()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
