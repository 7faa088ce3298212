#!/usr/bin/env python3
"""Is the confidence a probability, and is it one again where the gate is off?
calibration.py DATA [--seeds N] [--vectors URL MODEL] [--only NAME]

Streams of CLINC150's and HINT3's questions over stores that were taught some of their examples, each
question recorded; with `audit` a share of the answers and of the hand-overs is drawn when it is given, and a
lead says of each of these whether it (or the guess) was right; nothing else is told.  Prints the
expected calibration error and the log-loss of the second half of each stream, with the same judgements,
without the correction (calibrate: 0) and with it; means over some orders; and how many were judged.  With --vectors, those of MODEL at URL count beside the
words (see meaning.py).  The programs are found in the PATH.
"""
import argparse, os, random, tempfile

from labelled import calibration, is_right, read, run, shots, teach

NAMES = ["clinc150, 100 a rule, as it is", "clinc150, 10 a rule, as it is", "clinc150, half of it out of scope",
         "clinc150, 2 a rule", "clinc150, a third of its rules unknown", "hint3 curekart"]


def stream(taught, asked, share, calibrate, vectors, folder):
    """The measures of the second half, and how many were judged."""
    store = os.path.join(folder, "store")
    teach(store, taught)
    with open(os.path.join(store, "config.yaml"), "w", encoding="utf-8") as f:
        f.write("audit: %g\ncalibrate: %d\n" % (share, calibrate))
        if vectors:
            f.write("embeddings: {url: %s, model: %s, timeout: 60}\n" % tuple(vectors))
    if vectors:
        run("fl-store", store, (), "embed")
    pairs, judged, step = [], 0, 100
    for begin in range(0, len(asked), step):
        items = asked[begin:begin + step]
        answers = run("fl-answer", store, [{"type": "question", "id": "q%d" % (begin + n), "question": i["text"]}
                                           for n, i in enumerate(items)], "--record")
        pairs += [(a["confidence"], is_right(a, i)) for a, i in zip(answers, items)]
        words = [{"type": "outcome", "interaction": a["interaction"], "signal": "judged", "by": "lead",
                  "value": 1 if is_right(a, i) else -1, "authority": "lead"}
                 for a, i in zip(answers, items) if a.get("audit")]
        judged += len(words)
        if words:
            run("fl-record", store, words, "-q")
    return calibration(pairs[len(pairs) // 2:]), judged


def streams(data, seed):
    rng = random.Random(seed)
    train, test = read(data, "clinc150", "train.jsonl"), read(data, "clinc150", "test.jsonl")
    outside = read(data, "clinc150", "oos_test.jsonl")
    hint = read(data, "hint3_curekart", "v1_curekart_train.jsonl")
    asked = rng.sample(test + outside[:250], len(test) + 250)[:4000]
    half = rng.sample(outside, 1000) + rng.sample(test, 1000)
    rng.shuffle(half)
    labels = sorted({i["label"] for i in test})
    unknown = set(rng.sample(labels, len(labels) // 3))
    curekart = read(data, "hint3_curekart", "v1_curekart_test.jsonl")
    return zip(NAMES, [(shots(train, 100, rng), asked), (shots(train, 10, rng), asked), (shots(train, 100, rng), half),
                       (shots(train, 2, rng), asked),
                       (shots([i for i in train if i["label"] not in unknown], 100, rng), asked),
                       (shots(hint, 1000, rng), rng.sample(curekart, len(curekart)))])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("data")
    p.add_argument("--seeds", type=int, default=1)
    p.add_argument("--shares", type=float, nargs="+", default=[0.02, 0.1])
    p.add_argument("--vectors", nargs=2, metavar=("URL", "MODEL"))
    p.add_argument("--only", default="", metavar="NAME", help="only the streams whose names begin so")
    opt = p.parse_args()
    print("%-40s%8s%8s%8s%8s%8s%8s" % ("calibration of the second half", "audit", "judged", "ece", "with", "loss", "with"))
    for at, name in enumerate(NAMES):
        if not name.startswith(opt.only):
            continue
        for share in opt.shares:
            judged, sums = 0, [0] * 4
            for seed in range(opt.seeds):
                _, (taught, asked) = list(streams(opt.data, seed + 1))[at]
                for calibrate in (0, 1):
                    with tempfile.TemporaryDirectory() as folder:
                        (ece, loss), judged = stream(taught, asked, share, calibrate, opt.vectors, folder)
                    sums[calibrate] += ece / opt.seeds
                    sums[2 + calibrate] += loss / opt.seeds
            print("%-40s%8g%8d%8.3f%8.3f%8.3f%8.3f" % ((name, share, judged) + tuple(sums)), flush=True)
            name = ""


if __name__ == "__main__":
    main()
