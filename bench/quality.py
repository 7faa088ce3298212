#!/usr/bin/env python3
"""How well fl-answer learns, on public question sets, beside SQLite's full-text index.

quality.py DATA: loop.py's figures in one table, with what it should reach; then whether the
confidence is a probability, whether what was taught is kept, and what a correction does to its
neighbours.  DATA is the folder with clinc150, hint3_curekart and zsre_edits; loop.py lies in
DATA/../eval.  The programs are found in the PATH.
"""
import json, os, random, subprocess, sys, tempfile

from labelled import calibration, correct, is_right, once_each, read, run, teach

DATA = sys.argv[1]
LOOP = os.path.join(DATA, "..", "eval", "loop.py")
CLINC = [os.path.join(DATA, "clinc150", f + ".jsonl") for f in ("train", "test", "oos_test", "val")]
CUREKART = [os.path.join(DATA, "hint3_curekart", "v1_curekart_%s.jsonl" % f) for f in ("train", "test")]

ROWS = [    # data, arguments, figure and what it should reach
    ("clinc150 batch", ["batch"] + CLINC[:3],
     [("best_guess_right", ">= .93"), ("auroc_in_vs_oos", ">= .965"), ("right", ">= .90"),
      ("oos_handed_over", ">= .65")]),
    ("clinc150 batch, 10 a rule", ["batch", "--shots", "10"] + CLINC[:3], [("best_guess_right", ">= .84")]),
    ("clinc150 online", ["online", "--limit", "5000", CLINC[0]],
     [("last_fifth_right", ">= .86"), ("last_fifth_wrong_per_1000", "<= 40")]),
    ("hint3 curekart batch", ["batch"] + CUREKART, [("mcc", ">= .62")]),
    ("zsre edits", ["edits", os.path.join(DATA, "zsre_edits", "edits.jsonl")],
     [("reliability", "1.000"), ("generality", ">= .95"), ("locality", ">= .98")]),
]


def loop(args, system):
    done = subprocess.run([sys.executable, LOOP, args[0], "--system", system] + args[1:],
                          stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def table():
    print("%-28s%-28s%10s%10s  %s" % ("data and mode", "figure", "fl", "fts5", "aim"))
    for name, args, figures in ROWS:
        ours, theirs = loop(args, "fl"), loop(args, "fts5")
        for figure, aim in figures:
            print("%-28s%-28s%10.4f%10.4f  %s" % (name, figure, ours[figure], theirs[figure], aim))
            name = ""
        sys.stdout.flush()


def ask(store, items):
    """(answered, best guess right, confidence) of each."""
    answers = run("fl-answer", store, [{"type": "question", "question": i["text"]} for i in items])
    return [(a["action"] == "answer", is_right(a, i), a["confidence"])
            for i, a in zip(items, answers)]


def edits_alone():
    """Generality on zsRE's edits that no other edit of the same subject contradicts."""
    items = read(ROWS[-1][1][1])
    answers = {}
    for i in items:
        answers.setdefault(i["subject"], set()).add(i["correction"])
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store")
        correct(store, [(i["question"], i["correction"]) for i in items])
        said = run("fl-answer", store, [{"type": "question", "question": i["rephrase"]} for i in items])
    right = [a["action"] == "answer" and a.get("text") == i["correction"]
             for i, a in zip(items, said) if len(answers[i["subject"]]) == 1]
    print("zsre edits that no other edit of their subject contradicts: generality %.4f of %d; the other %d: any answer "
          "is wrong for one of them" % (sum(right) / len(right), len(right), len(items) - len(right)))


def changes(before, after):
    """Of the answers: how many were right, and of these are wrong or handed over now; how many others are right."""
    was = [a and r for a, r, _ in before]
    return (sum(was), sum(w and a[0] and not a[1] for w, a in zip(was, after)),
            sum(w and not a[0] for w, a in zip(was, after)),
            sum(not w and a[0] and a[1] for w, a in zip(was, after)))


def abilities(folder):
    train, test, outside, val = [read(p) for p in CLINC]
    rng = random.Random(1)
    taught = once_each(rng.sample(train, len(train)))[:10000]
    store = os.path.join(folder, "store")

    teach(store, taught, "k")
    kept = ask(store, taught)
    print("asked again after a restart: %d of %d right" % (sum(a and r for a, r, _ in kept), len(kept)))
    for name, items in (("in scope", test), ("with out-of-scope questions", test + outside)):
        print("expected calibration error, %s: %.3f" % (name, calibration([(c, right) for _, right, c in ask(store, items)])[0]))

    # Each correction by itself, then all of them together.
    first = before = ask(store, val)
    wrong = [i for i, (answered, right, _) in zip(val, before) if not right][:100]
    shares = []
    for n, item in enumerate(wrong):
        teach(store, [item], "w%d." % n)
        after = ask(store, val)
        was, broken, _, _ = changes(before, after)
        shares.append(100 * broken / was)
        before = after
    print("a correction turns wrong, of the questions that were right: in the mean of %d %.3f %%, at most %.3f %%, "
          "above .1 %% in %d" % (len(shares), sum(shares) / len(shares), max(shares), sum(s > .1 for s in shares)))
    print("%d corrections: of %d questions that were right %d are wrong and %d handed over; %d others are right"
          % ((len(wrong),) + changes(first, after)))


table()
edits_alone()
with tempfile.TemporaryDirectory() as place:
    abilities(place)
