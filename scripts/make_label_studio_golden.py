#!/usr/bin/env python3
"""Writes what Label Studio's own SDK makes of brush masks, and it decodes:

    tests/sources/golden/label_studio_rle.json

Values, run lengths at the code's borders and random masks, encoded by `encode_rle` and `mask2rle`;
codes as Label Studio's page writes them (literal runs, other length sizes, other word sizes), decoded
by `decode_rle`. Codes and values stand there as hexadecimal digits, long values as runs
[length, value].

    pip install label-studio-sdk
    python scripts/make_label_studio_golden.py
"""
import json
import pathlib
from importlib.metadata import version
from itertools import groupby

import numpy as np
from label_studio_sdk.converter.brush import decode_rle, encode_rle, mask2rle

TARGET = pathlib.Path(__file__).parent.parent / "tests/sources/golden/label_studio_rle.json"


def runs(values):
    return [[len(list(group)), int(value)] for value, group in groupby(values)]


def encoded(name, values):
    values = np.asarray(values, np.uint8)
    rle = encode_rle(values)
    assert (decode_rle(rle) == values).all(), name
    return {"name": name, "runs": runs(values.tolist()), "rle": bytes(rle).hex()}


def encoder_cases():
    rng = np.random.default_rng(7)
    yield encoded("one value", [9])
    yield encoded("all different", range(40))
    for length in (2, 8, 9, 16, 17, 256, 257, 65536, 65537, 65538, 131072, 200000):
        yield encoded(f"run of {length}", [1] + [255] * length + [0, 0])
    # 53 bits of header, runs of 15, 14 and 14 bits: 12 whole bytes.
    yield encoded("bits that fill their bytes", [1] * 9 + [2, 3])
    yield encoded("random values", rng.integers(0, 3, 500))
    yield encoded("random runs", np.repeat(rng.integers(0, 255, 60), rng.integers(1, 400, 60)))


def mask_cases():
    rng = np.random.default_rng(8)
    for height, width in ((1, 1), (1, 70), (33, 1), (24, 37), (64, 48)):
        blobs = np.kron(rng.integers(0, 2, (height // 6 + 1, width // 6 + 1)), np.ones((6, 6), int))
        mask = (blobs[:height, :width] * 255).astype(np.uint8)
        mask[rng.random(mask.shape) < 0.02] ^= 255
        yield {"width": width, "height": height, "runs": runs(mask.ravel().tolist()),
               "rle": bytes(mask2rle(mask)).hex()}


class Writer:
    """Writes codes with literal runs, which the SDK's encoder never does, but Label Studio's page."""

    def __init__(self, count, word=8, sizes=(3, 4, 8, 16)):
        self.word, self.sizes = word, sizes
        self.bits = f"{count:032b}{word - 1:05b}" + "".join(f"{size - 1:04b}" for size in sizes)

    def run(self, repeated, which, words, length=None):
        self.bits += f"{repeated:01b}{which:02b}{(length or len(words)) - 1:0{self.sizes[which]}b}"
        self.bits += "".join(f"{word:0{self.word}b}" for word in words)
        return self

    def rle(self):
        padded = self.bits + "0" * (-len(self.bits) % 8)
        return [int(padded[i:i + 8], 2) for i in range(0, len(padded), 8)]


def decoded(name, rle):
    values = decode_rle(rle)
    return {"name": name, "rle": bytes(rle).hex(), "values": values.tobytes().hex()}


def decoder_cases():
    rng = np.random.default_rng(9)
    yield decoded("a literal run", Writer(6).run(0, 0, range(1, 7)).rle())
    yield decoded("literal and repeated",
                  Writer(320).run(0, 2, rng.integers(0, 256, 100)).run(1, 2, [3], 200)
                  .run(0, 1, rng.integers(0, 256, 16)).run(1, 0, [255], 4).rle())
    yield decoded("words of one bit", Writer(40, 1, (2, 4, 6, 9)).run(0, 1, [1, 0, 1])
                  .run(1, 2, [1], 30).run(0, 2, [0, 1, 1, 0, 1, 0, 1]).rle())
    yield decoded("lengths of one bit", Writer(5, 4, (1, 1, 1, 1)).run(1, 0, [15], 2)
                  .run(0, 3, [7, 8]).run(0, 2, [1]).rle())
    # An RGBA image of 3 x 2 pixels in white, its alpha 0 or not.
    pixels = [[255, 255, 255, alpha] for alpha in (0, 255, 1, 0, 0, 128)]
    yield decoded("white with an alpha", Writer(24).run(0, 2, np.ravel(pixels)).rle())
    yield decoded("no value", Writer(0).rle())


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    cases = {"encoded": list(encoder_cases()), "masks": list(mask_cases()),
             "decoded": list(decoder_cases())}
    lines = [f' "{key}": [\n  ' + ",\n  ".join(map(json.dumps, value)) + "\n ]"
             for key, value in cases.items()]
    sdk = json.dumps(version("label-studio-sdk"))
    TARGET.write_text(f'{{"label_studio_sdk": {sdk},\n' + ",\n".join(lines) + "\n}\n")
