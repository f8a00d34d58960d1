#!/usr/bin/env python3
"""Prints the golden numbers of tests/core/rng_test.cpp.

SplitMix64 as in Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014),
in Python's unbounded integers, and the two things that petseg puts on top of it: a seed made of
several words, and the Fisher-Yates shuffle by floor(uniform * n).
"""

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Rng:
    def __init__(self, *words: int):
        self.state = 0
        for word in words:
            self.state = mix((self.state + word + GOLDEN) & MASK)

    def next(self) -> int:
        self.state = (self.state + GOLDEN) & MASK
        return mix(self.state)

    def below(self, count: int) -> int:
        return int((self.next() >> 11) * 2.0**-53 * count)

    def shuffled(self, items: list) -> list:
        items = list(items)
        for i in range(len(items), 1, -1):
            j = self.below(i)
            items[i - 1], items[j] = items[j], items[i - 1]
        return items


if __name__ == "__main__":
    # The generator itself, against the published first output for state 0.
    plain = Rng()
    assert plain.next() == 0xE220A8397B1DCDAF
    a, b = Rng(42), Rng(42, 3, 7)
    print("Rng({42}):      ", *(f"{a.next():#018x}" for _ in range(3)))
    print("Rng({42, 3, 7}):", *(f"{b.next():#018x}" for _ in range(2)))
    print("shuffle, Rng({1}):", Rng(1).shuffled(list(range(8))))
