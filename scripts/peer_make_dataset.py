#!/usr/bin/env python3
"""What petseg make-dataset does for an Oxford-IIIT Pet folder, as one would write it in Python with
OpenCV, NumPy and a process for each processor: the peer of scripts/benchmark_make_dataset.sh.

    peer_make_dataset.py RAW OUT [--seed 42]

Reads and hashes photos and trimaps, decodes both, measures the photos, finds near-duplicates, splits
by species and breed, and writes photos, masks, composites, noisy and dark photos, manifest.jsonl,
summary.json and a page of thumbnails. It neither checks its input nor brings its files to the disk.
"""

import argparse
import base64
import hashlib
import html
import json
import multiprocessing
import pathlib
import random
import re

import cv2
import numpy as np

BACKGROUND, CAT, DOG = 0, 1, 2
SHARES = {"train": 0.70, "valid": 0.08, "test": 0.15, "debugging": 0.07}
DEBUGGING_PHOTOS = 40  # of each species, and of each category
MEASURED_SIZE = 256
THUMBNAIL_SIZE = 192
MAX_HASH_DISTANCE = 9
NOISE_SIGMA = 0.18 * 255
EXPOSURE = 1 / 8


# One photo


def shrink(image, size, interpolation=cv2.INTER_AREA):
    scale = size / max(image.shape[:2])
    if scale >= 1:
        return image
    height, width = (max(1, round(side * scale)) for side in image.shape[:2])
    return cv2.resize(image, (width, height), interpolation=interpolation)


def decode_small(jpeg, size):
    """At half of its size, where that is enough: libjpeg does that on the way."""
    halved = size // 2 >= MEASURED_SIZE * 15 // 16
    flags = cv2.IMREAD_REDUCED_COLOR_2 if halved else cv2.IMREAD_COLOR
    small = cv2.imdecode(np.frombuffer(jpeg, np.uint8), flags)
    return None if small is None else shrink(small, MEASURED_SIZE)


def perceptual_hash(grey):
    values = cv2.dct(cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32))
    low = values[:8, :8].ravel()
    frequencies = np.packbits(low > np.median(low[1:])).view(np.uint64)[0]
    tiny = cv2.resize(grey, (9, 8), interpolation=cv2.INTER_AREA)
    gradients = np.packbits(tiny[:, :-1] < tiny[:, 1:]).view(np.uint64)[0]
    return int(frequencies), int(gradients)


def measure(grey, mask):
    pet = (mask == CAT) | (mask == DOG)
    height, width = grey.shape
    small_pet = cv2.resize(pet.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    background = cv2.dilate(small_pet, np.ones((7, 7), np.uint8)) == 0
    x, y = cv2.spatialGradient(grey)
    edges = cv2.magnitude(x.astype(np.float32), y.astype(np.float32)) > 100
    border = np.concatenate([pet[0], pet[-1], pet[:, 0], pet[:, -1]])
    moments = cv2.moments(small_pet, binaryImage=True)
    area = max(moments["m00"], 1)
    mean, deviation = cv2.meanStdDev(grey)
    return {
        "luminance": mean[0, 0] / 255,
        "contrast": deviation[0, 0] / 255,
        "sharpness": float(np.log10(1 + cv2.Laplacian(grey, cv2.CV_16S).var())),
        "clutter": float((edges & background).sum() / max(1, background.sum())),
        "animal_share": float(pet.mean()),
        "border_touch": float(border.mean()),
        "centre_x": (moments["m10"] / area + 0.5) / width,
        "centre_y": (moments["m01"] / area + 0.5) / height,
        "aspect": mask.shape[1] / mask.shape[0],
    }


def thumbnail(small, mask):
    image = shrink(small, THUMBNAIL_SIZE, cv2.INTER_LINEAR)
    height, width = image.shape[:2]
    classes = cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST)
    overlay = np.zeros((height, width, 4), np.uint8)
    for value, colour in ((CAT, (30, 120, 240)), (DOG, (200, 120, 20))):
        region = (classes == value).astype(np.uint8)
        outline = region - cv2.erode(region, np.ones((3, 3), np.uint8))
        overlay[region > 0] = (*colour, 80)
        overlay[outline > 0] = (*colour, 255)
    jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    png = cv2.imencode(".png", overlay)[1]
    return [base64.b64encode(layer).decode() for layer in (jpeg, png)]


def stage(record, jpeg, small, mask, staged):
    """Writes both files and completes the record."""
    png = cv2.imencode(".png", mask)[1].tobytes()
    record["staged"] = str(staged / record["name"])
    pathlib.Path(record["staged"] + ".jpg").write_bytes(jpeg)
    pathlib.Path(record["staged"] + ".png").write_bytes(png)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    record["height"], record["width"] = mask.shape
    record["class_pixels"] = [int(np.count_nonzero(mask == value)) for value in range(3)]
    record["properties"] = measure(grey, mask)
    record["hash"] = perceptual_hash(grey)
    record["sha256"] = hashlib.sha256(jpeg).hexdigest()
    record["mask_sha256"] = hashlib.sha256(png).hexdigest()
    record["thumbnail"] = thumbnail(small, mask)
    return record


def prepare(job):
    raw, staged, name, species = job
    jpeg = (raw / "images" / f"{name}.jpg").read_bytes()
    trimap_png = (raw / "annotations" / "trimaps" / f"{name}.png").read_bytes()
    trimap = cv2.imdecode(np.frombuffer(trimap_png, np.uint8), cv2.IMREAD_GRAYSCALE)
    small = decode_small(jpeg, max(trimap.shape))
    if small is None:
        return {"name": name, "rejected": "no image"}
    values = np.full(256, 255, np.uint8)
    values[[1, 2, 3]] = species, BACKGROUND, species
    mask = cv2.LUT(trimap, values)
    if not jpeg.startswith(b"\xff\xd8\xff"):
        image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        jpeg = encode_jpeg(image)
    record = {
        "name": name,
        "species": species,
        "breed": re.sub(r"_\d+$", "", name),
        "origin": f"images/{name}.jpg",
        "made": "",
        "key": hashlib.sha256(jpeg + trimap_png).hexdigest(),
    }
    return stage(record, jpeg, small, mask, staged)


# The whole


def read_species(raw):
    species = {}
    for line in (raw / "annotations" / "list.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, kind, _ = line.split()
            species[name] = int(kind)
    return species


def find_duplicates(records):
    hashes = np.array([record["hash"] for record in records], np.uint64)
    pairs = []
    for i in range(len(records) - 1):
        distance = np.bitwise_count(hashes[i + 1 :] ^ hashes[i]).max(axis=1)
        near = np.flatnonzero(distance <= MAX_HASH_DISTANCE)
        pairs += [(i, int(i + 1 + j), int(distance[j])) for j in near]
    return pairs


def plan_split(records, pairs, seed):
    """Breed after breed, each photo to the split that lags most; duplicates go to training."""
    generator = random.Random(seed)
    twins = {i for first, second, _ in pairs for i in (first, second)}
    for species in (CAT, DOG):
        own = [record for i, record in enumerate(records) if record["species"] == species and i not in twins]
        generator.shuffle(own)
        own.sort(key=lambda record: record["breed"])
        shares = dict(SHARES)
        more = max(0, min(DEBUGGING_PHOTOS / max(1, len(own)), 0.25) - shares["debugging"])
        shares["debugging"] += more
        shares["train"] -= more
        given = dict.fromkeys(shares, 0)
        for total, record in enumerate(own, 1):
            split = max(shares, key=lambda name: shares[name] * total - given[name])
            given[split] += 1
            record["split"] = split
    for i in twins:
        records[i]["split"] = "train"


def place(record, out):
    folder = f"{record['split']}_set"
    if record["split"] == "debugging":
        folder = f"debugging_set/{record['categories'][0]}"
    for kind, ending in (("images", ".jpg"), ("masks", ".png")):
        target = f"{folder}/{kind}/{record['name']}{ending}"
        (out / target).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(record["staged"] + ending).rename(out / target)
        record[kind[:-1]] = target
    del record["staged"]


# Made photos


def load(out, record):
    image = cv2.imread(str(out / record["image"]), cv2.IMREAD_COLOR)
    mask = cv2.imread(str(out / record["mask"]), cv2.IMREAD_GRAYSCALE)
    return image, mask


def encode_jpeg(image):
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()


def compose(cat, dog, generator):
    """Pastes the cat of one photo into another's, beside the dog."""
    (cat_image, cat_mask), (image, mask) = cat, dog
    x, y, width, height = cv2.boundingRect((cat_mask == CAT).astype(np.uint8))
    dog_area = max(1, np.count_nonzero(mask == DOG))
    scale = generator.uniform(0.6, 0.85) * (dog_area / max(1, np.count_nonzero(cat_mask))) ** 0.5
    scale = min(scale, 0.8 * mask.shape[0] / height, 0.65 * mask.shape[1] / width, 1.4)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    margin = max(1, round(0.009 * max(cat_mask.shape)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1))
    soft = cv2.erode((cat_mask == CAT).astype(np.float32), disc)[y : y + height, x : x + width]
    alpha = cv2.GaussianBlur(cv2.resize(soft, size, interpolation=cv2.INTER_AREA), (0, 0), 0.8)
    cutout = cv2.resize(cat_image[y : y + height, x : x + width], size, interpolation=cv2.INTER_AREA)
    left = generator.randint(0, mask.shape[1] - size[0])
    top = mask.shape[0] - size[1]
    image, mask = image.copy(), mask.copy()
    place = np.s_[top : top + size[1], left : left + size[0]]
    weight = alpha[..., None]
    image[place] = (weight * cutout + (1 - weight) * image[place]).round().astype(np.uint8)
    mask[place][alpha >= 0.5] = CAT
    return image, mask


def make(job):
    out, staged, kind, category, bases, seed = job
    photos = [load(out, base) for base in bases]
    numbers = np.random.default_rng(seed)
    if kind == "composite":
        image, mask = compose(*photos, random.Random(seed))
    else:
        image, mask = photos[0]
        if kind == "gaussian_noise":
            noise = numbers.standard_normal(image.shape, dtype=np.float32) * NOISE_SIGMA
            image = np.clip(image + noise, 0, 255).round().astype(np.uint8)
        else:
            photons = (image.astype(np.float32) / 255) ** 2.2 * 1000 * EXPOSURE
            noisy = photons + numbers.standard_normal(image.shape, dtype=np.float32) * np.sqrt(photons + 16)
            image = (np.clip(noisy / 1000, 0, 1) ** (1 / 2.2) * 255).round().astype(np.uint8)
    record = {
        "name": "_with_".join(base["name"] for base in bases) + f"_{kind}",
        "species": 3 if kind == "composite" else bases[0]["species"],
        "breed": "+".join(base["breed"] for base in bases),
        "origin": "+".join(base["origin"] for base in bases),
        "made": kind,
        "key": hashlib.sha256("".join(base["key"] for base in bases).encode()).hexdigest(),
        "split": "debugging",
        "categories": [category],
    }
    jpeg = encode_jpeg(image)
    return stage(record, jpeg, decode_small(jpeg, max(mask.shape)), mask, staged)


def choose_categories(records):
    """Names of the categories of each debugging photo; a dark one is also a cat or a dog."""
    dark = 0
    for record in records:
        if record["split"] != "debugging":
            continue
        record["categories"] = ["cats" if record["species"] == CAT else "dogs"]
        if record["properties"]["luminance"] < 0.25:
            record["categories"].append("dark")
            dark += 1
    return dark


def made_jobs(out, staged, records, dark, seed):
    debugging = [record for record in records if record["split"] == "debugging"]
    cats = [record for record in debugging if record["species"] == CAT]
    dogs = [record for record in debugging if record["species"] == DOG]
    mixed = [record for pair in zip(cats, dogs) for record in pair]
    if not mixed:
        return []
    wanted = [("gaussian_noise", "noisy", [mixed[i % len(mixed)]]) for i in range(DEBUGGING_PHOTOS)]
    wanted += [("dark", "dark", [mixed[i % len(mixed)]]) for i in range(max(0, DEBUGGING_PHOTOS - dark))]
    wanted += [
        ("composite", "cats_and_dogs", [cats[i % len(cats)], dogs[i % len(dogs)]])
        for i in range(DEBUGGING_PHOTOS)
    ]
    return [(out, staged, kind, category, bases, seed + i) for i, (kind, category, bases) in enumerate(wanted)]


def write_page(out, records):
    tiles = []
    for record in records:
        jpeg, overlay = record.pop("thumbnail")
        tiles.append(
            f'<figure><img src="data:image/jpeg;base64,{jpeg}"><img src="data:image/png;base64,{overlay}">'
            f"<figcaption>{html.escape(record['name'])} {record['split']}</figcaption></figure>"
        )
    style = "figure{display:inline-block;position:relative}img+img{position:absolute;left:0}"
    (out / "dataset.html").write_text(f"<!doctype html><style>{style}</style>" + "\n".join(tiles))


def write_lists(out, records, pairs, rejected):
    write_page(out, records)
    with open(out / "manifest.jsonl", "w") as manifest:
        for record in records:
            manifest.write(json.dumps(record) + "\n")
    digest = hashlib.sha256()
    for line in sorted(f"{r['sha256']} {r['mask_sha256']} {r['split']}\n" for r in records):
        digest.update(line.encode())
    counts = {}
    for record in records:
        counts[record["split"]] = counts.get(record["split"], 0) + 1
    summary = {
        "by_split": counts,
        "rejected": rejected,
        "near_duplicates": [(records[i]["name"], records[j]["name"], d) for i, j, d in pairs],
        "digest": digest.hexdigest(),
    }
    (out / "summary.json").write_text(json.dumps(summary, indent=2))
    return summary


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("raw", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=42)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    staged = args.out / "staged"
    staged.mkdir(parents=True)
    species = read_species(args.raw)
    names = sorted(path.stem for path in (args.raw / "images").glob("*.jpg"))
    jobs = [
        (args.raw, staged, name, species.get(name, CAT if name[0].isupper() else DOG))
        for name in names
        if (args.raw / "annotations" / "trimaps" / f"{name}.png").exists()
    ]
    with multiprocessing.Pool() as pool:
        prepared = pool.map(prepare, jobs, chunksize=8)
        records = [record for record in prepared if "rejected" not in record]
        rejected = [record for record in prepared if "rejected" in record]
        pairs = find_duplicates(records)
        plan_split(records, pairs, args.seed)
        dark = choose_categories(records)
        for record in records:
            place(record, args.out)
        jobs = made_jobs(args.out, staged, records, dark, args.seed)
        made = pool.map(make, jobs, chunksize=2)
    for record in made:
        place(record, args.out)
    staged.rmdir()
    summary = write_lists(args.out, records + made, pairs, rejected)
    print(f"{len(records)} photos, {len(made)} made, {len(rejected)} rejected, {len(pairs)} near-duplicates")
    print(summary["by_split"], summary["digest"])


if __name__ == "__main__":
    main()
