#!/usr/bin/env python3
"""How well a model tells the animals of photos with a cat and a dog apart, which Oxford's photos are not.

    benchmark_pairs.py DATA MODEL_URI [--pairs N] [--seed S] [--out DIR] [--petseg PROGRAM]

Draws N pairs (40) of a cat and a dog photo out of DATA's test set, joins each side by side at one height,
and scores the model on them: dataset mIoU, species swap, and in how many pairs both animals were found with
an IoU of at least 0.5. DATA was made by petseg make-dataset. Needs OpenCV and NumPy (.venv-benchmark).
"""

import argparse
import json
import pathlib
import random
import subprocess
import tempfile

import cv2
import numpy as np

FOUND = 0.5


def test_photos(folder):
    records = map(json.loads, (folder / "manifest.jsonl").read_text().splitlines())
    return [r for r in records if r["split"] == "test" and r["species"] in ("cat", "dog")]


def load(folder, record):
    image = cv2.imread(str(folder / record["image"]))
    return image, cv2.imread(str(folder / record["mask"]), cv2.IMREAD_GRAYSCALE)


def scaled_to(height, image, mask):
    size = (round(image.shape[1] * height / image.shape[0]), height)
    return (cv2.resize(image, size, interpolation=cv2.INTER_AREA),
            cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST))


def join(left, right):
    height = min(left[0].shape[0], right[0].shape[0])
    return [np.hstack(parts) for parts in zip(scaled_to(height, *left), scaled_to(height, *right))]


def write_pairs(data, out, count, seed):
    rng = random.Random(seed)
    photos = test_photos(data)
    cats, dogs = ([r for r in photos if r["species"] == s] for s in ("cat", "dog"))
    if not cats or not dogs:
        raise SystemExit(f"{data}: its test set has {len(cats)} cats and {len(dogs)} dogs, expected both")
    for folder in ("images", "masks"):
        (out / folder).mkdir(parents=True)
    classes = {"0": "background", "1": "cat", "2": "dog", "255": "ignore"}
    (out / "classes.json").write_text(json.dumps(classes))
    for i in range(count):
        pair = [load(data, rng.choice(cats)), load(data, rng.choice(dogs))]
        rng.shuffle(pair)
        image, mask = join(*pair)
        cv2.imwrite(str(out / "images" / f"pair_{i:03}.png"), image)
        cv2.imwrite(str(out / "masks" / f"pair_{i:03}.png"), mask)


def finds_both(photo):
    """photo: of a report, with its confusion counts [truth][prediction]."""
    counts = np.array(photo["confusion"])
    union = counts.sum(0) + counts.sum(1) - counts.diagonal()
    return all(counts[c, c] >= FOUND * union[c] for c in (1, 2))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("model_uri")
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=pathlib.Path, help="keeps photos, data set and report")
    parser.add_argument("--petseg", default="build/release/petseg")
    args = parser.parse_args()

    with tempfile.TemporaryDirectory() as scratch:
        out = args.out or pathlib.Path(scratch)
        write_pairs(args.data, out / "raw", args.pairs, args.seed)
        run = lambda *words: subprocess.run([args.petseg, *map(str, words)], check=True, stdout=subprocess.DEVNULL)
        run("make-dataset", "--source", "masks", "--raw", out / "raw", "--out", out / "data", "--split", "0,0,1,0")
        run("evaluate", "--model_uri", args.model_uri, "--data", out / "data", "--out", out / "report")
        report = json.loads((out / "report" / "model_performance_summary.json").read_text())
    test = report["test"]
    both = sum(map(finds_both, report["photos"]))
    print(f"{test['n']} pairs: mIoU {test['miou']:.3f}, species swap {100 * test['species_swap']:.1f} %, "
          f"both animals found in {both}")


if __name__ == "__main__":
    main()
