#!/usr/bin/env python3
"""Writes cleanlab's label quality of four small photos:

    tests/metrics/golden/label_quality.json

Masks and probabilities are made by formulas that the C++ test repeats. cleanlab knows no ignored
pixels: those of the last photo are cut away before it is asked, as one row of pixels.

    pip install cleanlab
    python scripts/make_label_quality_golden.py
"""
import json
import pathlib
from importlib.metadata import version

import numpy as np
from cleanlab.segmentation.rank import get_label_quality_scores

TARGET = pathlib.Path(__file__).parent.parent / "tests/metrics/golden/label_quality.json"
IGNORED = 255
SIZES = ((40, 60), (40, 60), (375, 500), (40, 60))  # height, width


def photos():
    for number, (height, width) in enumerate(SIZES):
        y, x = np.mgrid[:height, :width]
        truth = np.where(x < width // 2, 0, 1 + (y > height // 2))
        found = np.where(x < width // 2 + 3 * number, 0, 1 + (y > height // 3))
        weights = np.stack([1 + (3 * x + 5 * y + 7 * c) % 8 + 40 * (found == c) for c in range(3)], 2)
        probabilities = weights.astype(np.float32) / weights.sum(2, keepdims=True).astype(np.float32)
        if number == 3:
            truth[(x + 2 * y) % 11 < 3] = IGNORED
        yield truth, probabilities


def quality(truth, probabilities):
    known = truth != IGNORED
    labels, pixels = truth[known][None, None], probabilities[known].T[None, :, None]
    return float(get_label_quality_scores(labels, pixels, verbose=False)[0][0])


if __name__ == "__main__":
    golden = {"cleanlab": version("cleanlab"), "quality": [quality(*photo) for photo in photos()]}
    TARGET.write_text(json.dumps(golden, indent=1) + "\n")
