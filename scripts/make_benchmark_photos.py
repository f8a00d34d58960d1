#!/usr/bin/env python3
"""Makes many small photos in Oxford's layout, no two alike, for scripts/benchmark_make_dataset.sh.

    make_benchmark_photos.py RAW COUNT

Each is a coarse random pattern with an ellipse on it that stands for a cat or a dog.
"""

import multiprocessing
import pathlib
import sys

import cv2
import numpy as np

HEIGHT, WIDTH = 96, 128
BREEDS = 20  # of each species


def name_of(number):
    """Cats have a capital."""
    breed = number % (2 * BREEDS)
    return f"{'Cat' if breed < BREEDS else 'dog'}_breed_{breed}_{number}"


def make(job):
    raw, number = job
    random = np.random.default_rng(number)
    blotches = random.integers(30, 226, (6, 8, 3), np.uint8)
    photo = cv2.resize(blotches, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    centre = int(random.integers(40, 88)), int(random.integers(35, 61))
    axes = int(random.integers(15, 38)), int(random.integers(15, 33))
    cv2.ellipse(photo, centre, axes, 0, 0, 360, random.integers(0, 256, 3).tolist(), -1)
    trimap = np.full((HEIGHT, WIDTH), 2, np.uint8)
    cv2.ellipse(trimap, centre, axes, 0, 0, 360, 1, -1)
    cv2.ellipse(trimap, centre, axes, 0, 0, 360, 3, 2)
    name = name_of(number)
    cv2.imwrite(str(raw / "images" / f"{name}.jpg"), photo)
    cv2.imwrite(str(raw / "annotations" / "trimaps" / f"{name}.png"), trimap)


def main():
    raw, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    (raw / "images").mkdir(parents=True)
    (raw / "annotations" / "trimaps").mkdir(parents=True)
    lines = []
    for number in range(count):
        breed = number % (2 * BREEDS)
        lines.append(f"{name_of(number)} {breed + 1} {1 if breed < BREEDS else 2} {breed % BREEDS + 1}\n")
    (raw / "annotations" / "list.txt").write_text("".join(lines))
    cv2.setNumThreads(1)
    with multiprocessing.Pool() as pool:
        pool.map(make, [(raw, number) for number in range(count)], chunksize=64)


if __name__ == "__main__":
    main()
