#!/usr/bin/env python3
"""Writes tests/sources/golden/coco_shapes.json: what pycocotools makes of polygons and of run
lengths, as compressed run lengths and numbers of pixels.

    python scripts/make_coco_golden.py [TARGET [RANDOM_POLYGONS]]

Needs pycocotools and numpy (written with pycocotools 2.0.11). For a check on more polygons than the
repository keeps, write them elsewhere and name that file to sources_test by PETSEG_COCO_GOLDEN.
"""
import json
import pathlib
import random
import sys

import numpy as np
from pycocotools import mask as coco

TARGET = pathlib.Path(__file__).parent.parent / "tests/sources/golden/coco_shapes.json"

# height, width, polygons
POLYGONS = {
    "rectangle": (12, 16, [[2, 3, 9, 3, 9, 8, 2, 8]]),
    "halves": (12, 16, [[2.5, 3.5, 9.5, 3.5, 9.5, 8.5, 2.5, 8.5]]),
    "whole photo": (12, 16, [[0, 0, 16, 0, 16, 12, 0, 12]]),
    "beyond the photo": (12, 16, [[-5, -4, 30, 2, 20, 40, -9, 9]]),
    "outside": (12, 16, [[20, 2, 30, 2, 30, 9]]),
    "far outside": (12, 16, [[-90000, -3, 90000, 5, 90000, 90000]]),
    "a line": (12, 16, [[1, 1, 9, 7, 1, 1]]),
    "a point": (12, 16, [[4, 4, 4, 4, 4, 4]]),
    "thin": (40, 8, [[3, 1, 3.4, 39, 2.9, 20]]),
    "star": (40, 48, [[24, 1, 36, 38, 3, 15, 45, 15, 12, 38]]),
    "twice around": (20, 20, [[3, 3, 15, 3, 15, 15, 3, 15, 3, 3, 15, 3, 15, 15, 3, 15]]),
    "one pixel high": (1, 20, [[3, 0, 15, 0, 15, 1, 3, 1]]),
    "one pixel wide": (20, 1, [[0, 3, 1, 3, 1, 15, 0, 15]]),
    "overlapping": (30, 30, [[2, 2, 20, 2, 20, 20, 2, 20], [10, 10, 28, 10, 28, 28, 10, 28]]),
    "apart": (30, 30, [[1, 1, 9, 1, 5, 9], [20, 20, 28, 20, 24, 28], [1, 20, 9, 20, 5, 28]]),
}


def random_polygon(rng):
    height, width = rng.randint(1, 60), rng.randint(1, 60)
    spread = rng.choice([0, 0, 0.3])
    digits = rng.choice([0, 1, 2, 2, 13])

    def coordinate(side):
        return round(rng.uniform(-spread * side, (1 + spread) * side), digits)

    points = rng.choice([3, 3, 4, 5, 8, 20])
    return height, width, [[c for _ in range(points) for c in (coordinate(width), coordinate(height))]]


def polygon_case(name, height, width, polygons):
    rle = coco.merge(coco.frPyObjects([[float(c) for c in p] for p in polygons], height, width))
    return {"name": name, "height": height, "width": width, "polygons": polygons,
            "counts": rle["counts"].decode(), "pixels": int(coco.area(rle))}


def run_lengths(mask):
    flat = mask.flatten(order="F")
    edges = np.flatnonzero(np.diff(flat)) + 1
    lengths = np.diff([0, *edges, flat.size]).tolist()
    return [0] * int(flat[0]) + lengths


def mask_case(name, mask):
    rle = coco.encode(np.asfortranarray(mask))
    counts = run_lengths(mask)
    height, width = mask.shape
    again = coco.frPyObjects({"size": [height, width], "counts": counts}, height, width)
    assert again["counts"] == rle["counts"], name
    return {"name": name, "height": height, "width": width, "lengths": counts,
            "counts": rle["counts"].decode(), "pixels": int(mask.sum())}


def masks():
    noise = np.random.default_rng(0)
    yield "empty", np.zeros((7, 9), np.uint8)
    yield "full", np.ones((7, 9), np.uint8)
    yield "first pixel", np.eye(1, 63, dtype=np.uint8).reshape(7, 9)
    yield "last pixel", np.eye(1, 63, 62, dtype=np.uint8).reshape(7, 9)
    yield "checks", (np.indices((9, 7)).sum(0) % 2).astype(np.uint8)
    for share in (0.02, 0.5, 0.9):
        yield f"noise {share}", (noise.random((23, 31)) < share).astype(np.uint8)
    blob = np.zeros((700, 900), np.uint8)
    blob[100:650, 3:890] = 1
    blob[200:201, 400:401] = 0
    yield "large", blob


def main():
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    randoms = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    rng = random.Random(0)
    polygons = [polygon_case(name, *case) for name, case in POLYGONS.items()]
    polygons += [polygon_case(f"random {i}", *random_polygon(rng)) for i in range(randoms)]
    lengths = [mask_case(name, mask) for name, mask in masks()]
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = {key: "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"
             for key, cases in (("polygons", polygons), ("run_lengths", lengths))}
    target.write_text("{" + ",\n".join(f'"{key}": {text}' for key, text in lines.items()) + "}\n")
    print(f"{len(polygons)} polygons, {len(lengths)} masks")


if __name__ == "__main__":
    main()
