#!/usr/bin/env python3
"""
fl-patterns measured, in three tables: its groups on public questions, labels unseen, beside
k-means on TF-IDF, which is told the number of groups; planted failing topics in a log of
generated text; seconds and memory by the number of interactions.  And what must make no pattern.

FL_BENCH_N  interactions of the largest log (1,000,000)
FL_BUILD    where the programs are (build)
FL_DATA     the public data (../shared/data); without it the first table is left out
TMPDIR      where logs and stores go, about 1 GB
"""

import collections
import json
import os
import random
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(os.environ.get("FL_BUILD", "build"))
DATA = os.environ.get("FL_DATA", "../shared/data")
MOST = int(os.environ.get("FL_BENCH_N", "1000000"))
NIGHT = 20000


def program(name):
    return os.path.join(BUILD, name)


def interaction(number, customer, question):
    at = f"2026-01-{1 + number // 3600 % 28:02d}T10:{number // 60 % 60:02d}:{number % 60:02d}Z"
    return json.dumps({"type": "interaction", "id": f"q{number}", "time": at,
                       "customer": customer, "question": question})


def outcome(number, signal):
    return json.dumps({"type": "outcome", "id": f"o{number}", "time": "2026-02-01T10:00:00Z",
                       "interaction": f"q{number}", "signal": signal})


def found(lines):
    run = subprocess.run([program("fl-patterns"), "--json", "-"], input="\n".join(lines),
                         capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def group_table():
    try:
        from sklearn.cluster import KMeans
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
    except ImportError:
        print("no scikit-learn here (python3-sklearn): groups are not measured\n")
        return

    def row(name, labels, groups):
        by_group = collections.defaultdict(collections.Counter)
        for label, group in zip(labels, groups):
            by_group[group][label] += 1
        pure = sum(c.most_common(1)[0][1] for c in by_group.values()) / len(labels)
        several = sum(sum(c.values()) > 1 for c in by_group.values())
        print(f"{name:34} {normalized_mutual_info_score(labels, groups):6.3f} "
              f"{adjusted_rand_score(labels, groups):6.3f} {pure:7.3f} {several:7d}")

    def ours(texts):
        lines = [interaction(i, f"u{i}", text) for i, text in enumerate(texts)]
        lines += [outcome(i, "rejected") for i in range(len(texts))]
        run = subprocess.run([program("bench/groups")], input="\n".join(lines),
                             capture_output=True, text=True, check=True)
        kept, groups = [], []
        for line in run.stdout.splitlines():
            group, name = line.split("\t")
            kept.append(int(name[1:]))
            groups.append(int(group) if int(group) >= 0 else -1 - len(groups))
        return kept, groups

    print(f"{'groups, labels unseen':34} {'NMI':>6} {'ARI':>6} {'purity':>7} {'groups':>7}")
    for name, path in (("CLINC150 train", "clinc150/train.jsonl"),
                       ("HINT3 curekart train", "hint3_curekart/v1_curekart_train.jsonl")):
        try:
            with open(os.path.join(DATA, path), encoding="utf-8") as file:
                rows = [json.loads(line) for line in file]
        except OSError:
            print(f"{name}: not in FL_DATA ({DATA})")
            continue
        rows = [row for row in rows if not row.get("oos")]
        kept, groups = ours([row["text"] for row in rows])
        labels = [rows[i]["label"] for i in kept]
        row(f"{name}: fl-patterns", labels, groups)
        vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(
            rows[i]["text"] for i in kept)
        means = KMeans(len(set(labels)), n_init=1, max_iter=50, random_state=1)
        row(f"{name}: k-means, number told", labels, means.fit_predict(vectors))
    print("a question in no group counts as a group of its own; the last column leaves those out\n")


def make_log(folder, n, planted=50, seed=1):
    path = os.path.join(folder, f"log{n}-{planted}-{seed}")
    with open(path, "w", encoding="utf-8") as file:
        subprocess.run([program("bench/gen-failures"), str(n), str(planted), str(seed)],
                       stdout=file, check=True)
    return path


def make_night(folder, seed):
    """A log whose ids no other log has."""
    path = make_log(folder, NIGHT, seed=seed)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for key in ("id", "interaction", "conversation"):
        text = text.replace(f'"{key}":"', f'"{key}":"new-')
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def topics_of(path):
    topics, cases = {}, collections.Counter()
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith('{"type":"interaction"'):
                record = json.loads(line)
                topic = record["id"].split("-")[0]
                topics[record["question"]] = topic
                cases[topic] += 1
    return topics, cases


def measured(folder, command):
    figures = os.path.join(folder, "figures")
    with open(os.path.join(folder, "out"), "w", encoding="utf-8") as out:
        subprocess.run([program("bench/measure"), figures] + command, stdout=out, check=True)
    with open(figures, encoding="utf-8") as file:
        seconds, cpu, kib = file.read().split()
    os.remove(figures)
    return float(seconds), float(cpu), float(kib) / 1024


def planted_row(folder, path, n):
    topics, cases = topics_of(path)
    planted = [topic for topic in cases if topic[0] == "p"]
    patterns, false, hit = 0, 0, set()
    with open(os.path.join(folder, "out"), encoding="utf-8") as file:
        for line in file:
            one = json.loads(line)
            seen = collections.Counter(topics[q] for q in one["examples"] + [one["question"]])
            topic = seen.most_common(1)[0][0]
            patterns += 1
            if topic[0] == "p":
                hit.add(topic)
            else:
                false += 1
    print(f"{n:>12,} {len(planted):>8} {len(hit):>6} {patterns:>9} {false:>6} "
          f"{false / max(1, patterns):>11.3f}")


def log_tables(folder):
    sizes = [n for n in (10000, 100000, 1000000) if n < MOST] + [MOST]
    times = []
    print(f"{'interactions':>12} {'planted':>8} {'found':>6} {'patterns':>9} {'false':>6} "
          f"{'false share':>11}")
    for n in sizes:
        path = make_log(folder, n)
        times.append((n, "stream", *measured(folder, [program("fl-patterns"), "--json", path])))
        planted_row(folder, path, n)
        store = os.path.join(folder, "store")
        subprocess.run([program("fl-record"), "-q", "-s", store, path], check=True)
        ours = [program("fl-patterns"), "--json"]
        times.append((n, "store", *measured(folder, ours + ["-s", store])))
        night = make_night(folder, n)
        subprocess.run([program("fl-record"), "-q", "-s", store, night], check=True)
        times.append((n, "night", *measured(folder, ours + ["-s", store])))
        part = os.path.join(folder, "part")
        times.append((n, "map", *measured(folder, ours + ["--map", path])))
        os.rename(os.path.join(folder, "out"), part)
        times.append((n, "finish", *measured(folder, ours + ["--finish", part])))
        subprocess.run(["rm", "-rf", store, path, night, part], check=True)
    print(f"\n{'interactions':>12} {'from':>8} {'seconds':>8} {'cpu':>8} {'us each':>8} {'MiB':>6}")
    for n, what, seconds, cpu, mib in times:
        each = cpu / (NIGHT if what == "night" else n) * 1e6
        print(f"{n:>12,} {what:>8} {seconds:>8.2f} {cpu:>8.2f} {each:>8.1f} {mib:>6.0f}")
    print("cpu: seconds of processor time.  MiB: peak of the process's own memory")
    print(f"night: the store again with {NIGHT:,} more; us each: of these")
    print("beside 100,000 that night draws groups anew, which few do\n")


def none_table():
    rng = random.Random(1)
    words = ["".join(rng.choice("bcdfghklmnprstvw") + rng.choice("aeiou") for _ in range(3))
             for _ in range(2000)]

    def talk():
        return " ".join(rng.choice(words) for _ in range(rng.randint(3, 9)))

    usual = []
    for i in range(5000):
        usual += [interaction(i, f"u{i}", "when will my parcel " + talk()), outcome(i, "accepted")]
    loud = []
    for i in range(5000, 15000):
        loud += [interaction(i, "loud", f"your {talk()} gift wrap is bad"),
                 outcome(i, "complained")]
    noise = []
    for i in range(5000, 15000):
        noise += [interaction(i, f"u{i}", talk())]
        if rng.random() < .3:
            noise.append(outcome(i, "rejected" if rng.random() < .5 else "accepted"))
    print("what must make no pattern                          patterns")
    print(f"one customer, one failing message 10,000 times     {len(found(usual + loud)):>8}")
    print(f"10,000 random messages, 15 in 100 failed           {len(found(noise)):>8}")


def main():
    group_table()
    with tempfile.TemporaryDirectory() as folder:
        log_tables(folder)
    none_table()


sys.exit(main())
