#!/usr/bin/env python3
"""Writes the scores of three small photos, some of whose pixels are ignored, as NumPy finds them by
comparing sets of known pixels:

    tests/metrics/golden/metrics.json

    python scripts/make_golden_metrics.py
"""
import json
import pathlib

import numpy as np

TARGET = pathlib.Path(__file__).parent.parent / "tests/metrics/golden/metrics.json"
CLASSES = ("background", "cat", "dog")
IGNORED = 255


def photos():
    """Truth and prediction [9, 11] that the C++ test makes by the same formulas."""
    y, x = np.mgrid[:9, :11]
    for photo in range(3):
        truth = (x * x + y + photo) % 3
        prediction = (x * x + y * y + photo) % 3
        truth[(x + 2 * y) % 5 == 0] = IGNORED
        if photo == 1:
            truth[truth == 2] = IGNORED  # no dog is left
        if photo == 2:
            truth[:] = IGNORED
        yield truth, prediction


def ratio(part, whole):
    return float(part.sum() / whole.sum()) if whole.any() else None


def metrics(truth, prediction):
    known = truth != IGNORED
    truth, prediction = truth[known], prediction[known]
    scores = {}
    for index, name in enumerate(CLASSES):
        true, found = truth == index, prediction == index
        scores[f"iou_{name}"] = ratio(true & found, true | found) if true.any() else None
    values = [value for value in scores.values() if value is not None]
    scores["miou"] = float(np.mean(values)) if values else None
    true, found = truth > 0, prediction > 0
    scores["pet_iou"] = ratio(true & found, true | found) if true.any() else None
    scores["species_swap"] = ratio(true & found & (truth != prediction), true & found)
    return scores | {"ignored": int((~known).sum())}


if __name__ == "__main__":
    masks = list(photos())
    pooled = [np.concatenate([mask.ravel() for mask in kind]) for kind in zip(*masks)]
    result = {"photos": [metrics(*pair) for pair in masks], "pooled": metrics(*pooled)}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(result, indent=1) + "\n")
