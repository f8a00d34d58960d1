#!/usr/bin/env python3
"""Writes the scores of four small photos, some of whose pixels are ignored, one by one and pooled:

    tests/metrics/golden/metrics.json

Metrics of pixels are scikit-learn's (pip install numpy scipy scikit-learn), the bands of boundary IoU
SciPy's erosions, class by class, as the paper has them (Cheng et al. 2021); the original project's
soft IoU and the calibration error are written out in NumPy.

    python scripts/make_golden_metrics.py
"""
import json
import pathlib

import numpy as np
from scipy import ndimage
from sklearn import metrics as sk

TARGET = pathlib.Path(__file__).parent.parent / "tests/metrics/golden/metrics.json"
CLASSES = ("background", "cat", "dog")
LABELS = (0, 1, 2)
IGNORED = 255
SIZES = ((60, 80), (90, 120), (20, 20), (375, 500))  # the last one's bands would be 12.5 wide


def shapes(height, width, shift):
    """A cat's disc and a dog's box in front of it."""
    y, x = np.mgrid[:height, :width]
    mask = np.zeros((height, width), int)
    mask[16 * ((x - width // 3 - shift) ** 2 + (y - height // 2) ** 2) < height**2] = 1
    mask[(x >= width // 2 - shift) & (x < width - 5) & (y >= height // 3 + shift)] = 2
    return mask


def photos():
    """Truth, prediction and float32 probabilities that the C++ test makes by the same formulas."""
    for photo, (height, width) in enumerate(SIZES):
        y, x = np.mgrid[:height, :width]
        truth, prediction = shapes(height, width, 0), shapes(height, width, 3)
        truth[(x + 2 * y) % 37 < 2] = IGNORED
        if photo == 1:
            truth[truth == 2] = IGNORED  # no dog is left
        if photo == 2:
            truth[:] = IGNORED
        weights = np.stack([(3 * x + 5 * y + 7 * c) % 8 + 1 + 8 * (prediction == c) for c in LABELS], 2)
        probabilities = weights.astype(np.float32) / weights.sum(2, keepdims=True).astype(np.float32)
        yield truth, prediction, probabilities


def confusion_metrics(truth, prediction):
    """From the known pixels of any number of photos, as lists. A class without truth has no value."""
    is_there = [bool((truth == c).any()) for c in LABELS]
    if not any(is_there):
        return {}
    arguments = {"labels": LABELS, "average": None, "zero_division": np.nan}
    precision, recall, dice, _ = sk.precision_recall_fscore_support(truth, prediction, **arguments)
    table = {"iou": sk.jaccard_score(truth, prediction, labels=LABELS, average=None, zero_division=0),
             "dice": dice, "precision": precision, "recall": recall,
             "specificity": [sk.recall_score(truth != c, prediction != c, zero_division=np.nan)
                             for c in LABELS]}
    table = {name: np.where(is_there, values, np.nan) for name, values in table.items()}
    scores = {f"{name}_{label}": values[c]
              for name, values in table.items() for c, label in enumerate(CLASSES)}
    scores |= {"miou": np.nanmean(table["iou"]), "dice": np.nanmean(table["dice"]),
               "pixel_accuracy": sk.accuracy_score(truth, prediction)}
    if is_there[1] or is_there[2]:
        scores["pet_iou"] = sk.jaccard_score(truth > 0, prediction > 0)
    pet = (truth > 0) & (prediction > 0)
    if pet.any():
        scores["species_swap"] = sk.zero_one_loss(truth[pet], prediction[pet])
    return scores


def band(mask, c, known):
    """Of class c the pixels next to what is known to be another class, or to the photo's edge."""
    width = max(1, round(0.02 * np.hypot(*mask.shape)))
    inner = ndimage.binary_erosion((mask == c) | ~known, np.ones((3, 3)), iterations=width)
    return (mask == c) & known & ~inner


def boundary_metrics(group):
    scores, values = {}, []
    for c, name in enumerate(CLASSES):
        bands = [[band(mask, c, truth != IGNORED) for mask in (truth, found)] for truth, found, _ in group]
        if any(true.any() for true, _ in bands):
            values.append(sum((true & found).sum() for true, found in bands) /
                          sum((true | found).sum() for true, found in bands))
            scores[f"boundary_iou_{name}"] = values[-1]
    return scores | ({"boundary_iou": np.mean(values)} if values else {})


def soft_iou(truth, probabilities):
    """Of one photo, its known pixels given as [N] and [N, C], as the original project defines it."""
    one_hot = truth[:, None] == np.array(LABELS)
    both = (one_hot * probabilities).sum(0, dtype=float)
    either = one_hot.sum(0) + probabilities.sum(0, dtype=float) - both
    return np.mean((both + 1e-6) / (either + 1e-6))


def calibration_error(truth, prediction, probabilities):
    confidence = probabilities[np.arange(len(truth)), prediction]
    bins = np.minimum((confidence * np.float32(15)).astype(int), 14)
    right = np.bincount(bins, truth == prediction, 15)
    return np.abs(right - np.bincount(bins, confidence.astype(float), 15)).sum() / len(truth)


def all_metrics(group):
    known = [(t[t != IGNORED], found[t != IGNORED], p[t != IGNORED]) for t, found, p in group]
    pooled = [np.concatenate(parts) for parts in zip(*known)]
    scores = confusion_metrics(*pooled[:2]) | boundary_metrics(group)
    known = [photo for photo in known if photo[0].size]
    if known:
        scores["image_miou"] = np.mean([confusion_metrics(t, found)["miou"] for t, found, _ in known])
        scores["soft_iou"] = np.mean([soft_iou(t, p) for t, _, p in known])
        scores["ece"] = calibration_error(*pooled)
    return {"ignored": int(sum((t == IGNORED).sum() for t, _, _ in group)),
            "confusion": sk.confusion_matrix(*pooled[:2], labels=LABELS).tolist() if known else None,
            "scores": {name: float(value) for name, value in scores.items() if not np.isnan(value)}}


if __name__ == "__main__":
    group = list(photos())
    result = {"photos": [all_metrics([photo]) for photo in group], "pooled": all_metrics(group)}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(result, indent=1) + "\n")
