"""Questions of many rules, the same each time.

Each rule has words of its own, all share the small ones.
"""

import random

SMALL = "how do i can you please the a my for to is it what when where tell me about".split()


def questions(rules):
    """A function that makes up a question of the rule of a number, and the words of each rule."""
    rng = random.Random(1)
    ends = ["", "n", "r", "s", "l"]
    sounds = [a + b + c for a in "bcdfghjklmnprstvwz" for b in "aeiou" for c in ends]
    words = ["".join(rng.choice(sounds) for _ in range(rng.randint(2, 3))) for _ in range(20000)]
    own = [rng.sample(words, 6) for _ in range(rules)]

    def question(rule):
        text = rng.sample(own[rule], 3) + rng.sample(SMALL, 4) + [rng.choice(words)]
        rng.shuffle(text)
        return " ".join(text)

    return question, own
