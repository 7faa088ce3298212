"""Questions with labels: read, taught to a store as corrections, asked, and how sure the answers were."""

import json, math, os, subprocess


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def once_each(items):
    """Each question once, whatever its case and signs; of two labels the first one."""
    seen, kept = set(), []
    for i in items:
        key = "".join(c for c in i["text"].lower() if c.isalnum())
        if key not in seen:
            seen.add(key)
            kept.append(i)
    return kept


def shots(items, most, rng):
    """So many of each label, in a random order, each question once."""
    counts, kept = {}, []
    for i in once_each([i for i in rng.sample(items, len(items)) if not i["oos"]]):
        if counts.setdefault(i["label"], 0) < most:
            counts[i["label"]] += 1
            kept.append(i)
    return kept


def run(command, store, records=(), *args):
    """The lines that a command prints of these records."""
    lines = "".join(json.dumps(r) + "\n" for r in records)
    done = subprocess.run([command, "-s", store, *args], input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def correct(store, pairs, name="k"):
    """A lead says of each question what is right."""
    run("fl-correct", store, [{"type": "correction", "id": "%s%d" % (name, n), "question": question, "right": right,
                               "category": "fact", "by": "lead", "authority": "lead"}
                              for n, (question, right) in enumerate(pairs)])


def text_of(item):
    return "About %s." % item["label"]


def teach(store, items, name="k"):
    correct(store, [(i["text"], text_of(i)) for i in items], name)


def is_right(answer, item):
    return not item.get("oos") and answer.get("text") == text_of(item)


def calibration(pairs):
    """Of (confidence, right): the expected calibration error over ten bins of equal width, and the log-loss."""
    bins, loss = [[] for _ in range(10)], 0
    for confidence, right in pairs:
        bins[min(9, int(confidence * 10))].append(confidence - right)
        loss -= math.log(max(1e-6, confidence if right else 1 - confidence))
    return sum(abs(sum(b)) for b in bins) / len(pairs), loss / len(pairs)
