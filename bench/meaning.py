#!/usr/bin/env python3
"""What vectors of an endpoint are worth: meaning.py DATA URL MODEL.

Stores of CLINC150's train file with 3, 10 and 100 examples a rule are asked its test and out-of-scope
questions, by the words alone and with vectors of MODEL at URL (an OpenAI-compatible API); then
HINT3's Curekart.  The texts of both are sent there.  Prints how many of the questions that a rule is
about are answered rightly and wrongly, how many others are handed over, and the expected calibration
error and log-loss of the confidence.  The programs are found in the PATH.
"""
import json, math, os, random, subprocess, sys, tempfile, time

DATA, URL, MODEL = sys.argv[1:4]


def read(*path):
    with open(os.path.join(DATA, *path), encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def run(command, store, records=(), *args):
    lines = "".join(json.dumps(r) + "\n" for r in records)
    done = subprocess.run([command, "-s", store, *args], input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def shots(items, most):
    """So many of each label, in one random order, each question once."""
    seen, counts, kept = set(), {}, []
    for i in random.Random(1).sample(items, len(items)):
        key = "".join(c for c in i["text"].lower() if c.isalnum())
        if not i["oos"] and key not in seen and counts.get(i["label"], 0) < most:
            seen.add(key)
            counts[i["label"]] = counts.get(i["label"], 0) + 1
            kept.append(i)
    return kept


def figures(name, store, items):
    begun = time.time()
    answers = run("fl-answer", store, [{"type": "question", "question": i["text"]} for i in items])
    took = time.time() - begun
    inside = [(a, a.get("text") == "About %s." % i["label"]) for a, i in zip(answers, items) if not i["oos"]]
    outside = [a for a, i in zip(answers, items) if i["oos"]]
    sure = [(a["confidence"], not i["oos"] and a.get("text") == "About %s." % i["label"])
            for a, i in zip(answers, items)]
    bins = [[] for _ in range(10)]
    for c, right in sure:
        bins[min(9, int(c * 10))].append(c - right)
    share = lambda n, all: n / len(all) if all else float("nan")
    print("%-32s%8.3f%8.3f%8.3f%8.3f%8.3f%8.1f" % (
        name, share(sum(a["action"] == "answer" and r for a, r in inside), inside),
        share(sum(a["action"] == "answer" and not r for a, r in inside), inside),
        share(sum(a["action"] != "answer" for a in outside), outside),
        sum(abs(sum(b)) for b in bins) / len(sure),
        -sum(math.log(max(1e-6, c if right else 1 - c)) for c, right in sure) / len(sure), took))
    sys.stdout.flush()


def compare(name, taught, asked):
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store")
        run("fl-correct", store, [{"type": "correction", "id": "k%d" % n, "question": i["text"],
                                   "right": "About %s." % i["label"], "category": "fact", "by": "lead",
                                   "authority": "lead"} for n, i in enumerate(taught)])
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
train, test = read("clinc150", "train.jsonl"), read("clinc150", "test.jsonl") + read("clinc150", "oos_test.jsonl")
for n in (3, 10, 100):
    compare("clinc150, %d a rule" % n, shots(train, n), test)
compare("hint3 curekart", shots(read("hint3_curekart", "v1_curekart_train.jsonl"), 1000),
        read("hint3_curekart", "v1_curekart_test.jsonl"))
