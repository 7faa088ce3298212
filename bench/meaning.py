#!/usr/bin/env python3
"""What vectors of an endpoint are worth: meaning.py DATA URL MODEL.

Stores of CLINC150's train file with 3, 10 and 100 examples a rule are asked its test and out-of-scope
questions, by the words alone and with vectors of MODEL at URL (an OpenAI-compatible API); then
HINT3's Curekart.  The texts of both are sent there.  Prints how many of the questions that a rule is
about are answered rightly and wrongly, how many others are handed over, and the expected calibration
error and log-loss of the confidence.  The programs are found in the PATH.
"""
import os, random, sys, tempfile, time

from labelled import calibration, is_right, read, run, shots, teach

DATA, URL, MODEL = sys.argv[1:4]


def figures(name, store, items):
    begun = time.time()
    answers = run("fl-answer", store, [{"type": "question", "question": i["text"]} for i in items])
    took = time.time() - begun
    inside = [(a, is_right(a, i)) for a, i in zip(answers, items) if not i["oos"]]
    outside = [a for a, i in zip(answers, items) if i["oos"]]
    error, loss = calibration([(a["confidence"], is_right(a, i)) for a, i in zip(answers, items)])
    share = lambda n, all: n / len(all) if all else float("nan")
    print("%-32s%8.3f%8.3f%8.3f%8.3f%8.3f%8.1f" % (
        name, share(sum(a["action"] == "answer" and r for a, r in inside), inside),
        share(sum(a["action"] == "answer" and not r for a, r in inside), inside),
        share(sum(a["action"] != "answer" for a in outside), outside),
        error, loss, took))
    sys.stdout.flush()


def compare(name, taught, asked):
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store")
        teach(store, taught)
        figures(name, store, asked)
        with open(os.path.join(store, "config.yaml"), "w", encoding="utf-8") as f:
            f.write("embeddings: {url: %s, model: %s, timeout: 60}\n" % (URL, MODEL))
        begun = time.time()
        fit = run("fl-store", store, (), "embed")[0]["fit"]
        took = time.time() - begun
        figures("  with vectors" if fit["used"] else "  (not used)", store, asked)
        figures("  again, all of them kept", store, asked)
        print("  fitted in %.1f s to %d questions: %.3f of log-loss saved, give or take %.3f" %
              (took, fit["questions"], fit["gain"], fit["error"]))


print("%-32s%8s%8s%8s%8s%8s%8s" % ("", "right", "wrong", "handed", "ece", "loss", "seconds"))
train, test = read(DATA, "clinc150", "train.jsonl"), read(DATA, "clinc150", "test.jsonl") + read(DATA, "clinc150", "oos_test.jsonl")
for n in (3, 10, 100):
    compare("clinc150, %d a rule" % n, shots(train, n, random.Random(1)), test)
compare("hint3 curekart", shots(read(DATA, "hint3_curekart", "v1_curekart_train.jsonl"), 1000, random.Random(1)),
        read(DATA, "hint3_curekart", "v1_curekart_test.jsonl"))
