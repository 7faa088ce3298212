#!/usr/bin/env python3
"""Fit the gate of lib/index_score.c anew: gate.py EVIDENCE DATA [LAMBDA].

EVIDENCE is the program built of bench/evidence.c, DATA the folder with clinc150 and hint3_curekart.
Makes some 300 stores of 1 to 1,000 rules with 1 to 100 examples each, of CLINC150's train and
validation files, HINT3's train file and facts about invented names; asks each of them questions of
its rules, of rules that were left out and of no rule; and fits the logit of "the best rule is right",
no weight with a sign that makes no sense.  Prints what it is worth on stores that it was not fitted
to, and the table.  The test files are not read.  Needs NumPy and SciPy.
"""
import json, math, os, random, subprocess, sys
import numpy as np
from scipy.optimize import minimize

PROGRAM, DATA = sys.argv[1], sys.argv[2]
LAMBDA = float(sys.argv[3]) if len(sys.argv) > 3 else 1e-3
SHARE = {"clinc": 1.0, "hint": 0.5, "facts": 0.5}      # of the weight, by where a store comes from
TIMES = {1: 30, 2: 20, 4: 12, 10: 6, 30: 3, 150: 2}    # stores, by their rules
ANSWERS = ["We can do that for you, please wait a moment.", "Yes.", "No, that is not possible.",
           "It takes 3 days.", "Please call us.", "2006", "Lamiinae",
           "Sorry for the trouble, we will send a new one.", "Open the app and tap the menu.",
           "Between 9am and 5pm."]
FACTS = [("Who designed {}?", "Who was the designer of {}?", "By whom was {} designed?"),
         ("What year was {} founded?", "When was {} founded?", "In which year did {} start?"),
         ("What is the capital of {}?", "Which city is the capital of {}?", "{}'s capital is which city?"),
         ("Who wrote {}?", "Who is the author of {}?", "Which writer wrote {}?"),
         ("What material is {} made of?", "What is {} made from?", "Which material is used for {}?"),
         ("How much does {} cost?", "What is the price of {}?", "what do you charge for {}"),
         ("When does {} open?", "What are the opening hours of {}?", "from when is {} open"),
         ("Which company makes {}?", "Who is the manufacturer of {}?", "What company produces {}?"),
         ("Where is {} located?", "In which place can {} be found?", "What is the location of {}?"),
         ("What language is spoken in {}?", "Which language do people of {} speak?", "The language of {} is what?"),
         ("Who is the owner of {}?", "Who owns {}?", "To whom does {} belong?"),
         ("What colour is {}?", "Which colour does {} have?", "the colour of {}?"),
         ("How long does {} last?", "What is the duration of {}?", "For how long will {} go on?"),
         ("What band recorded {}?", "Which band made {}?", "{} was recorded by which band?"),
         ("Who played the lead in {}?", "Which actor had the main part in {}?", "The star of {} was who?")]
rng = random.Random(7)


def read(*path):
    with open(os.path.join(DATA, *path), encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def about(label):
    return "This is about " + label.replace("_", " ").replace("/", " ").strip() + "."


def by_label(items):
    found = {}
    for i in items:
        if not i["oos"]:
            found.setdefault(i["label"], []).append(i["text"])
    return found


def shuffled(items):
    return rng.sample(items, len(items))


def clinc(outside):
    train, val = by_label(read("clinc150", "train.jsonl")), by_label(read("clinc150", "val.jsonl"))
    labels = sorted(train)
    for rules in TIMES:
        for shots in (1, 2, 5, 10, 30, 100):
            for time in range(TIMES[rules]):
                if shots == 100 and rules < 10 and time > 5:
                    continue
                kept = rng.sample(labels, rules)
                number = {label: n + 1 for n, label in enumerate(kept)}
                taught = shuffled([(number[x], t) for x in kept for t in rng.sample(train[x], shots)])
                # in half of the stores the answers say what they are about
                words = {number[x]: about(x) if time % 2 else rng.choice(ANSWERS) for x in kept}
                inside = shuffled([(number[x], t) for x in kept for t in val[x]])[:200]
                near = shuffled([t for x in labels if x not in number for t in val[x]])[:len(inside) // 3]
                far = rng.sample(outside, min(len(outside), max(20, len(inside) // 3)))
                yield "clinc", rules, taught, words, inside + [(0, t) for t in far + near]


def hint(outside):
    items = by_label(read("hint3_curekart", "v1_curekart_train.jsonl"))
    labels = sorted(items)
    for time in range(12):
        kept = rng.sample(labels, max(2, int(len(labels) * rng.choice((.3, .6, .8)))))
        number = {label: n + 1 for n, label in enumerate(kept)}
        taught, inside = [], []
        for label in kept:
            texts = shuffled(items[label])
            cut = max(1, len(texts) * 2 // 3)
            taught += [(number[label], t) for t in texts[:cut]]
            inside += [(number[label], t) for t in texts[cut:]]
        near = shuffled([t for x in labels if x not in number for t in items[x]])[:len(inside) // 2]
        yield ("hint", len(kept), shuffled(taught),
               {number[x]: about(x) if time % 2 else rng.choice(ANSWERS) for x in kept},
               inside + [(0, t) for t in near + rng.sample(outside, 60)])


def name():
    def word():
        return "".join(rng.choice(["", "", *"bcdfghjklmnprstvw", "br", "st", "ch", "tr", "pl", "gr"]) +
                       rng.choice([*"aeiou", "ai", "ou", "ee"]) +
                       rng.choice(["", "", *"nrlsm", "ck", "nd", "rt", "sh"])
                       for _ in range(rng.choice((2, 2, 3)))).capitalize()
    base = " ".join(word() for _ in range(rng.choice((1, 1, 2, 2, 3))))
    kind = rng.choice(["Bridge", "River", "Award", "Express", "Castle", "Museum", "Kit",
                       "Model %d" % rng.randint(1, 99)])
    return rng.choice((base, base, base + " " + kind))


def facts(outside):
    for rules in (20, 100, 300, 1000):
        for _ in range(4 if rules < 1000 else 1):
            kinds = shuffled(FACTS)
            known, unknown = kinds[:10], kinds[10:]
            taught, inside = [], []
            for n in range(rules):
                subject, pair = name(), rng.sample(rng.choice(known), 2)
                taught.append((n + 1, pair[0].format(subject)))
                inside.append((n + 1, pair[1].format(subject)))
            none = rng.sample(outside, 60) + \
                [rng.choice(rng.choice(unknown)).format(name()) for _ in range(60)] + \
                [rng.choice(rng.choice(known)).format(name()) for _ in range(30)]
            yield ("facts", rules, taught,
                   {n + 1: rng.choice((name(), str(rng.randint(1800, 2020)), rng.choice(ANSWERS)))
                    for n in range(rules)}, inside[:200] + [(0, t) for t in none])


def stores():
    outside = [i["text"] for f in ("oos_train", "oos_val") for i in read("clinc150", f + ".jsonl")]
    yield from clinc(outside)
    yield from hint(outside)
    yield from facts(outside)


def line(kind, rule, text):
    return "%s\t%d\t%s\n" % (kind, rule, text.replace("\t", " ").replace("\n", " "))


def evidence():
    """One row a question, and by row: where its store comes from, the store, its rules."""
    text, source, store, size = [], [], [], []
    for n, (origin, rules, taught, words, asked) in enumerate(stores()):
        text.append("R\n")
        for rule, question in taught:
            text.append(line("T", rule, question))
            if rule in words:
                text.append(line("D", rule, words.pop(rule)))
        for rule, question in asked:
            text.append(line("Q", rule, question))
            source.append(origin), store.append(n), size.append(rules)
    done = subprocess.run([PROGRAM], input="".join(text), stdout=subprocess.PIPE, text=True, check=True)
    rows = np.array([[float(x) for x in row.split("\t")] for row in done.stdout.splitlines()])
    return rows, np.array(source), np.array(store), np.array(size)


rows, source, store, size = evidence()
rule, best, words, learned, letters, names, nameless, content, unseen, length, share, seen, examples, top = rows.T
right = (rule > 0) & (rule == best)

# Every kind of store weighs alike, the larger ones more.
weight = np.zeros(len(rows))
for s in set(zip(source, store)):
    here = (source == s[0]) & (store == s[1])
    weight[here] = 1 / here.sum()
weight *= np.where(source == "clinc", np.log2(size + 1), 1)
for s in SHARE:
    weight[source == s] *= SHARE[s] / weight[source == s].sum()

# As index_score.c has them: part, values, sign that its weight must have, by what it changes.
ALL = ("any", "cold", "few", "size")
PARTS = [("words", words, 1, ALL), ("learned", learned, 1, ALL), ("letters", letters, 1, ALL),
         ("names", np.where(nameless > 0, 0, names), 1, ALL), ("nameless", nameless, 0, ALL),
         ("foreign", ((content < .1) & (nameless == 0)) * 1., -1, ALL), ("unseen", unseen, -1, ALL),
         ("length", np.minimum(length, 60) / 60, 0, ("any", "size")),
         ("rules", np.minimum(np.log(top + 1), 7) / 5, 0, ("any", "size")),
         ("share", share, 1, ALL), ("one", np.ones(len(rows)), 0, ALL)]
BY = {"any": np.ones(len(rows)), "cold": 1 / (1 + seen / 30), "few": 1 / (1 + examples / 3),
      "size": np.minimum(np.log(seen + 1), 10) / 10}
columns = [(part, by, values * BY[by], sign) for part, values, sign, which in PARTS for by in which]
X = np.column_stack([c[2] for c in columns])
scale = X.std(0) + 1e-9
free = [c[:2] for c in columns].index(("one", "any"))
scale[free] = 1
X /= scale
bounds = [(0, None) if c[3] > 0 else (None, 0) if c[3] < 0 else (None, None) for c in columns]


def fit(X, y, w):
    w, s = w / w.sum(), np.where(y, 1., -1.)

    def loss(b):
        m, ridge = s * (X @ b), LAMBDA * b
        ridge[free] = 0
        return (w * np.logaddexp(0, -m)).sum() + .5 * (ridge * b).sum(), \
            -(s * w / (1 + np.exp(np.minimum(m, 500)))) @ X + ridge
    return minimize(loss, np.zeros(X.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B",
                    options={"maxiter": 500}).x


def auroc(score, y):
    order = np.argsort(score, kind="stable")
    rank = np.empty(len(score))
    rank[order] = np.arange(1, len(score) + 1)
    return (rank[y].sum() - y.sum() * (y.sum() + 1) / 2) / (y.sum() * (~y).sum())


p = np.zeros(len(rows))
for k in range(5):      # stores held out in turn
    held = store % 5 == k
    p[held] = 1 / (1 + np.exp(-X[held] @ fit(X[~held], right[~held], weight[~held])))
print("%-8s%10s%10s%10s" % ("stores", "questions", "log-loss", "auroc"))
for s in SHARE:
    h = source == s
    loss = -np.where(right[h], np.log(p[h]), np.log(1 - p[h]))
    print("%-8s%10d%10.3f%10.3f" % (s, h.sum(), (weight[h] * loss).sum() / weight[h].sum(), auroc(p[h], right[h])))
found = dict(zip([c[:2] for c in columns], fit(X, right, weight) / scale))
for part, *_ in PARTS:
    row = ", ".join("%.2f" % (found.get((part, by), 0) + 0) for by in BY)
    print("\t{%s}, /* %s */" % (row, part))
