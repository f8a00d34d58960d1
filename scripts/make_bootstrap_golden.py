#!/usr/bin/env python3
"""Writes the scores of 24 photos by two models, three of which show a dog, with the intervals that
SciPy's bootstrap gives every metric, and the difference of the models:

    tests/report/golden/bootstrap.json

Metrics are computed in NumPy from the counts. `intervals` and `differences` are SciPy's BCa on the
photos that petseg's generator draws (golden_rng.py), so that no chance is left; `own_draws` are those
of SciPy's own generator. The level is a little above 95 %, by Hesterberg's correction for few photos.

    pip install numpy scipy
    python scripts/make_bootstrap_golden.py
"""
import dataclasses
import json
import pathlib

import numpy as np
from scipy import stats

from golden_rng import Rng

TARGET = pathlib.Path(__file__).parent.parent / "tests/report/golden/bootstrap.json"
CLASSES = ("background", "cat", "dog")
PHOTOS, RESAMPLES, SEED, MANY = 24, 400, 5, 8000
FEW_DOGS = 3


def make_photo(rng, has_dog, skill):
    """Counts of a photo; half of the metrics' inputs need no relation to the other half."""
    confusion = np.zeros((3, 3), int)
    confusion[0] = 3000 + rng.integers(2000), rng.integers(300), rng.integers(60)
    truth = 2 if has_dog else 1
    animal = 400 + rng.integers(2500)
    right = int(animal * min(1.0, rng.uniform(skill, 1.05)))
    confusion[truth] = (animal - right) // 2, 0, 0
    confusion[truth, 3 - truth] = animal - right - confusion[truth, 0]
    confusion[truth, truth] = right
    boundary = np.zeros((3, 3), int)  # of each class truth, found, both
    soft = np.zeros((3, 3))
    for c in range(3):
        boundary[c] = confusion[c].sum() // 5, confusion[:, c].sum() // 5, confusion[c, c] // 7
        soft[c] = confusion[c].sum(), 0.5 * confusion[:, c].sum(), 0.5 * confusion[c, c]
    pixels = rng.integers(10, 900, 15)
    right = (pixels * rng.uniform(0.2, 1, 15)).astype(int)
    confidence = np.floor(pixels * np.arange(0.5, 15) / 15)
    return {"confusion": confusion.tolist(), "boundary": boundary.tolist(), "soft": soft.tolist(),
            "calibration": [pixels.tolist(), right.tolist(), confidence.tolist()]}


def ratio(part, whole, is_there=True):
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(is_there & (whole > 0), part / whole, np.nan)


def mean(values):
    return np.nanmean(values, axis=-1)


def classes_metrics(c):
    """From confusions [..., truth, found]: values [..., class] by name."""
    truth, found = c.sum(-1), c.sum(-2)
    both, known = np.diagonal(c, axis1=-2, axis2=-1), c.sum((-2, -1))[..., None]
    there, others = truth > 0, known - truth
    return {"iou": ratio(both, truth + found - both, there),
            "dice": ratio(2 * both, truth + found, there),
            "precision": ratio(both, found, there),
            "recall": ratio(both, truth, there),
            "specificity": ratio(others - found + both, others, there)}


def metrics(photos, drawn):
    """Of the photos that are drawn, indices [..., n]."""
    pick = {name: np.array([photo[name] for photo in photos])[drawn] for name in photos[0]}
    c = pick["confusion"].sum(-3)
    by_class = classes_metrics(c)
    truth, found, both = np.moveaxis(pick["boundary"].sum(-3), -1, 0)
    by_class["boundary_iou"] = ratio(both, truth + found - both, truth > 0)
    values = {f"{name}_{label}": value[..., i] for name, value in by_class.items()
              for i, label in enumerate(CLASSES)}
    for name, mean_of in (("miou", "iou"), ("dice", "dice"), ("boundary_iou", "boundary_iou")):
        values[name] = mean(by_class[mean_of])
    values["image_miou"] = mean(mean(classes_metrics(pick["confusion"])["iou"]))
    pet = c[..., 1:, 1:].sum((-2, -1))
    values["pet_iou"] = ratio(pet, c.sum((-2, -1)) - c[..., 0, 0])
    values["species_swap"] = ratio(c[..., 1, 2] + c[..., 2, 1], pet)
    values["pixel_accuracy"] = ratio(np.trace(c, axis1=-2, axis2=-1), c.sum((-2, -1)))
    truth, found, both = np.moveaxis(pick["soft"], -1, 0)
    values["soft_iou"] = mean(mean((both + 1e-6) / (truth + found - both + 1e-6)))
    pixels, right, confidence = np.moveaxis(pick["calibration"].sum(-3), -2, 0)
    values["ece"] = np.abs(right - confidence).sum(-1) / pixels.sum(-1)
    return values


def petseg_draws():
    draws = []
    for resample in range(RESAMPLES):
        rng = Rng(SEED, resample)
        draws.append([rng.below(PHOTOS) for _ in range(PHOTOS)])
    return np.array(draws)


def level():
    student = np.sqrt(PHOTOS / (PHOTOS - 1)) * stats.t.ppf(0.025, PHOTOS - 1)
    return 1 - 2 * stats.norm.cdf(student)


def interval(statistic, values):
    """SciPy's BCa interval from the statistic's values in given draws, where it has one."""
    data, arguments = (np.arange(PHOTOS),), {"method": "BCa", "confidence_level": level()}
    start = stats.bootstrap(data, statistic, n_resamples=2, rng=0, method="percentile")
    values = values[~np.isnan(values)]
    given = dataclasses.replace(start, bootstrap_distribution=values)
    result = stats.bootstrap(data, statistic, n_resamples=0, bootstrap_result=given, **arguments)
    return list(map(float, result.confidence_interval))


def main():
    rng = np.random.default_rng(11)
    a = [make_photo(rng, i < FEW_DOGS, 0.5) for i in range(PHOTOS)]
    b = [make_photo(rng, i < FEW_DOGS, 0.7) for i in range(PHOTOS)]
    everything = np.arange(PHOTOS)
    value_a, value_b = metrics(a, everything), metrics(b, everything)
    draws = petseg_draws()
    drawn_a, drawn_b = metrics(a, draws), metrics(b, draws)
    own = metrics(a, np.random.default_rng(0).integers(0, PHOTOS, (MANY, PHOTOS)))
    golden = {"resamples": RESAMPLES, "seed": SEED, "many": MANY, "a": a, "b": b, "values": {},
              "intervals": {}, "own_draws": {}, "differences": {}}
    for name, value in value_a.items():
        def of_a(drawn, axis):
            return metrics(a, drawn)[name]

        def difference(drawn, axis):
            return metrics(b, drawn)[name] - metrics(a, drawn)[name]

        golden["values"][name] = float(value)
        golden["intervals"][name] = interval(of_a, drawn_a[name])
        golden["own_draws"][name] = interval(of_a, own[name])
        golden["differences"][name] = [float(value_b[name] - value),
                                       interval(difference, drawn_b[name] - drawn_a[name])]
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in golden.items()]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
