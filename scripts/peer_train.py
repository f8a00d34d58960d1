#!/usr/bin/env python3
"""What petseg train does by default, as one would write it in Python with PyTorch, OpenCV and a
DataLoader: the peer of scripts/benchmark_training.sh.

    peer_train.py DATA --steps N [--weights efficientnet-lite0-57934424.pth]

DATA was made by petseg make-dataset. The network is scripts/golden_nets.py's EfficientNetLite0-Unet;
loss, optimiser, schedule, weight average, sampling and augmentation are those of petseg's default
setup. At PyTorch's best settings: channels_last, bf16 autocast, the fused AdamW, one worker for each
processor at a lower priority. Without weights they are random, which costs the same time. Nothing is
validated or saved. The first step, in which kernels are prepared, is not timed.
"""

import argparse
import json
import math
import os
import pathlib
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

from golden_nets import SameConv2d, UNet

IMAGE_SIZE, BATCH_SIZE = 256, 16
CACHE_SCALE = 1.25
MEAN, STD = 127, 128
IGNORED = 255
LEARNING_RATE, ENCODER_RATE, WEIGHT_DECAY, WARMUP_STEPS = 2e-3, 0.1, 0.01, 20
DROPOUT, EMA = 0.3, 0.995
FROZEN_BLOCKS = 3  # of the encoder: two stages
ROTATION, SCALE, ASPECT, SHIFT = 15, (0.75, 1.35), (0.85, 1.18), 0.12
COPY_PASTE, SIDE_BY_SIDE, OTHER_SPECIES, PASTES, PLACES = 0.35, 0.15, 0.7, 3, 4
SOFT_EDGE = 3
CUTOUT = 0.1
FULL_WELL, READ_NOISE = 1000, 4  # electrons


# Augmentation


def random_turn(photo, view, rng):
    """Turns, scales, stretches and mirrors a photo (height, width) that gets as many pixels as the view."""
    angle = math.radians(rng.uniform(-ROTATION, ROTATION))
    scale = math.sqrt(view[0] * view[1] / (photo[0] * photo[1])) * rng.uniform(*SCALE)
    aspect = math.sqrt(rng.uniform(*ASPECT))
    sx = scale * aspect * (-1 if rng.random() < 0.5 else 1)
    sy = scale / aspect
    return np.array([[sx * math.cos(angle), sx * math.sin(angle)],
                     [-sy * math.sin(angle), sy * math.cos(angle)]])


def random_shift(view, rng):
    return np.array([rng.uniform(-SHIFT, SHIFT) * view[1], rng.uniform(-SHIFT, SHIFT) * view[0]])


def view_of(turn, photo, view, move):
    start = (np.array(photo[::-1]) - 1) / 2
    end = (np.array(view[::-1]) - 1) / 2
    return np.hstack([turn, (end + move - turn @ start)[:, None]])


def warp_by(photo, matrix, view):
    size = (view[1], view[0])
    image = cv2.warpAffine(photo[0], matrix, size, flags=cv2.INTER_LINEAR,
                           borderMode=cv2.BORDER_REFLECT_101)
    mask = cv2.warpAffine(photo[1], matrix, size, flags=cv2.INTER_NEAREST,
                          borderMode=cv2.BORDER_REFLECT_101)
    return image, mask


def warp(photo, view, rng):
    shape = photo[1].shape
    return warp_by(photo, view_of(random_turn(shape, view, rng), shape, view, random_shift(view, rng)), view)


def is_animal(mask):
    return ((mask != 0) & (mask != IGNORED)).astype(np.uint8)


def half_of_view(photo, view, rng):
    shape = photo[1].shape
    turn = random_turn(shape, view, rng)
    sides = np.array(shape[::-1]) * np.linalg.norm(turn, axis=0)
    larger = max(1, *(0.7 * np.array(view[::-1]) / sides))
    turn, sides = turn * larger, sides * larger
    x, y, width, height = cv2.boundingRect(is_animal(photo[1]))
    to_animal = np.array([x + (width - shape[1]) / 2, y + (height - shape[0]) / 2])
    room = np.maximum(0, sides - view[::-1]) / 2
    move = np.clip(random_shift(view, rng) - turn @ to_animal, -room, room)
    return warp_by(photo, view_of(turn, shape, view, move), view)


def side_by_side(left, right, rng):
    line = round(IMAGE_SIZE * rng.uniform(0.4, 0.6))
    one = half_of_view(left, (IMAGE_SIZE, line), rng)
    other = half_of_view(right, (IMAGE_SIZE, IMAGE_SIZE - line), rng)
    return np.hstack([one[0], other[0]]), np.hstack([one[1], other[1]])


def disc(radius):
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def soft_edge(shape, photo_side, rng):
    rim = max(1, round(rng.uniform(0.006, 0.014) * photo_side))
    inner = cv2.erode(shape, disc(rim))
    inner |= cv2.erode(shape, disc(1)) & ~cv2.dilate(inner, disc(rim + 1))
    reach = 2 * SOFT_EDGE + 1
    return cv2.GaussianBlur(inner, (reach, reach), rng.uniform(0.6, 1.4))


def paste_animal(image, mask, other, rng):
    """In place; False where there is no room."""
    view, shape = mask.shape, other[1].shape
    animal = np.where(other[1] == IGNORED, 0, other[1]).astype(np.uint8)
    matrix = view_of(random_turn(shape, view, rng), shape, view, np.zeros(2))
    guest = cv2.warpAffine(animal, matrix, (view[1], view[0]), flags=cv2.INTER_NEAREST)
    x, y, width, height = cv2.boundingRect(guest)
    if width == 0:
        return False
    guest = guest[y:y + height, x:x + width]
    taken = is_animal(mask)
    best, least = None, None
    for _ in range(PLACES):
        left = round(rng.uniform(-0.3 * width, view[1] - 0.7 * width))
        top = round(rng.uniform(-0.1 * height, view[0] - 0.6 * height))
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(left + width, view[1]), min(top + height, view[0])
        if x0 >= x1 or y0 >= y1:
            continue
        seen = guest[y0 - top:y1 - top, x0 - left:x1 - left]
        hidden = cv2.countNonZero(taken[y0:y1, x0:x1] & (seen > 0))
        if least is None or hidden < least:
            best, least = (slice(y0, y1), slice(x0, x1), seen, left - x, top - y), hidden
        if least == 0:
            break
    if best is None or least > 0.6 * cv2.countNonZero(taken):
        return False
    rows, columns, seen, dx, dy = best
    if not 0.005 < cv2.countNonZero(seen) / mask.size < 0.6:
        return False
    matrix[:, 2] += dx - columns.start, dy - rows.start
    size = (seen.shape[1], seen.shape[0])
    over = cv2.warpAffine(other[0], matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    light = (1 + np.mean(cv2.mean(image)[:3])) / (1 + np.mean(cv2.mean(other[0])[:3]))
    over = cv2.convertScaleAbs(over, alpha=float(np.clip(light ** rng.uniform(0.3, 0.9), 0.6, 1.7)))
    side = math.sqrt(abs(np.linalg.det(matrix[:, :2])) * animal.size)
    alpha = cv2.merge([soft_edge(np.where(seen > 0, 255, 0).astype(np.uint8), side, rng)] * 3)
    under = cv2.multiply(image[rows, columns], 255 - alpha, scale=1 / 255)
    image[rows, columns] = cv2.add(cv2.multiply(over, alpha, scale=1 / 255), under)
    np.copyto(mask[rows, columns], seen, where=seen > 0)
    return True


def turned_colours(degrees, saturation):
    angle, grey = math.radians(degrees), np.full((3, 3), 1 / 3)
    across = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / math.sqrt(3)
    return grey + saturation * ((np.eye(3) - grey) * math.cos(angle) + across * math.sin(angle))


def darkened(image, exposure, rng):
    """By a table of linear light, with the noise of the photons and of reading them."""
    values = np.arange(256, dtype=np.float32) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    electrons = (exposure * FULL_WELL * linear).astype(np.float32)[image]
    noise = np.sqrt(electrons + READ_NOISE**2) * rng.standard_normal(image.shape, np.float32)
    light = np.clip((electrons + noise) / FULL_WELL, 0, 1)
    return np.where(light <= 0.0031308, 255 * 12.92 * light,
                    255 * (1.055 * light ** (1 / 2.4) - 0.055)).round().astype(np.uint8)


def recolour(image, rng):
    brightness, contrast = rng.uniform(0.6, 1.4), rng.uniform(0.7, 1.3)
    saturation, hue, cast = rng.uniform(0.4, 1.5), rng.uniform(-10, 10), rng.uniform(-12, 12, 3)
    if rng.random() < 0.1:
        saturation, cast = 0, np.zeros(3)
    lift = brightness * np.mean(cv2.mean(image)[:3]) * (1 - contrast)
    colours = turned_colours(hue, saturation) * brightness * contrast
    image = cv2.transform(image, np.hstack([colours, (cast + lift)[:, None]]))
    if rng.random() < 0.15:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 1.5))
    if rng.random() < 0.1:
        image = darkened(image, 2 ** -rng.uniform(0.5, 3.5), rng)
    if rng.random() < 0.10:
        noise = rng.standard_normal(image.shape, np.float32) * rng.uniform(3, 15)
        image = np.clip(image + noise, 0, 255).round().astype(np.uint8)
    if rng.random() < 0.15:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 91))]
        image = cv2.imdecode(cv2.imencode(".jpg", image, quality)[1], cv2.IMREAD_COLOR)
    return image


def hide_rectangle(image, mask, rng):
    area, aspect = rng.uniform(0.05, 0.20) * mask.size, 2 ** rng.uniform(-1, 1)
    width, height = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
    x, y = rng.integers(IMAGE_SIZE - width + 1), rng.integers(IMAGE_SIZE - height + 1)
    image[y:y + height, x:x + width] = cv2.mean(image)[:3]
    mask[y:y + height, x:x + width] = IGNORED


# Data


class Photos(Dataset):
    """The photos in memory, a little above the network's size; item i is the run's i-th sample."""

    def __init__(self, folder, count):
        lines = (folder / "manifest.jsonl").read_text().splitlines()
        self.records = [r for r in map(json.loads, lines) if r["split"] == "train"]
        self.photos = [self.load(folder, record) for record in self.records]
        breeds = [record["breed"] for record in self.records]
        self.weights = np.cumsum([1 / math.sqrt(breeds.count(breed)) for breed in breeds])
        self.count = count

    @staticmethod
    def load(folder, record):
        image = cv2.cvtColor(cv2.imread(str(folder / record["image"])), cv2.COLOR_BGR2RGB)
        mask = cv2.imread(str(folder / record["mask"]), cv2.IMREAD_GRAYSCALE)
        aspect = math.sqrt(mask.shape[1] / mask.shape[0])
        size = round(IMAGE_SIZE * CACHE_SCALE * aspect), round(IMAGE_SIZE * CACHE_SCALE / aspect)
        return (cv2.resize(image, size, interpolation=cv2.INTER_AREA),
                cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST))

    def __len__(self):
        return self.count

    def draw(self, rng):
        return int(np.searchsorted(self.weights, rng.random() * self.weights[-1]))

    def draw_other(self, than, rng):
        other = self.draw(rng)
        if rng.random() < OTHER_SPECIES:
            for _ in range(20):
                if self.records[other]["species"] != self.records[than]["species"]:
                    break
                other = self.draw(rng)
        return self.photos[other]

    def __getitem__(self, index):
        rng = np.random.default_rng([0, index])
        first = self.draw(rng)
        if rng.random() < SIDE_BY_SIDE:
            image, mask = side_by_side(self.photos[first], self.draw_other(first, rng), rng)
        else:
            image, mask = warp(self.photos[first], (IMAGE_SIZE, IMAGE_SIZE), rng)
            if rng.random() < COPY_PASTE:
                any(paste_animal(image, mask, self.draw_other(first, rng), rng) for _ in range(PASTES))
        image = recolour(image, rng)
        if rng.random() < CUTOUT:
            hide_rectangle(image, mask, rng)
        return torch.from_numpy(image), torch.from_numpy(mask)


def prepare_worker(_):
    cv2.setNumThreads(0)
    torch.set_num_threads(1)
    os.nice(10)


# Training


class Net(UNet):
    def __init__(self):
        super().__init__("EfficientNetLite0-Unet")
        for conv in self.modules():  # padding by the convolution itself where it is symmetric
            if isinstance(conv, SameConv2d) and conv.stride == (1, 1):
                conv.padding = tuple(k // 2 for k in conv.kernel_size)
                conv.__class__ = nn.Conv2d
        frozen = [self.encoder._conv_stem, self.encoder._bn0, *self.encoder._blocks[:FROZEN_BLOCKS]]
        for layer in frozen:
            layer.requires_grad_(False)

    def load(self, weights):
        state = torch.load(weights, weights_only=True)
        self.encoder.load_state_dict({name: state[name] for name in self.encoder.state_dict()})
        self.classifier.load_state_dict(state)

    def train(self, mode=True):
        super().train(mode)
        self.encoder.eval()
        return self

    def forward(self, x):
        taps = self.encoder(x)
        with torch.no_grad():
            evidence = self.classifier(taps[1])
        y = F.dropout2d(taps[-1], DROPOUT, self.training)
        y = torch.cat([y, evidence.to(y.dtype)], 1)
        for stage, skip in zip(self.decoder, taps[-2::-1]):
            y = stage(y, skip)
        return F.interpolate(self.head(y).float(), scale_factor=2, mode="bilinear")


def cross_entropy_dice(logits, target):
    probs = logits.softmax(1) * (target != IGNORED)[:, None]
    truth = (target[:, None] == torch.arange(3).view(1, 3, 1, 1)).to(probs.dtype)
    overlap, predicted, actual = (part.sum((0, 2, 3)) for part in (probs * truth, probs, truth))
    dice = (2 * overlap + 1) / (predicted + actual + 1)
    return F.cross_entropy(logits, target, ignore_index=IGNORED) + 1 - dice.mean()


def rate(step, steps):
    return min(1, (step + 1) / WARMUP_STEPS) * (1 + math.cos(math.pi * step / steps)) / 2


def averaged(net):
    """The tensors that an average is kept of."""
    parameters = [p for p in net.parameters() if p.requires_grad]
    return parameters + [b for b in net.buffers() if b.is_floating_point()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--weights", type=pathlib.Path)
    args = parser.parse_args()
    cpus = len(os.sched_getaffinity(0))
    torch.set_num_threads(cpus)
    torch.set_flush_denormal(True)
    torch.manual_seed(0)

    photos = Photos(args.data, args.steps * BATCH_SIZE)
    loader = DataLoader(photos, BATCH_SIZE, num_workers=cpus, worker_init_fn=prepare_worker)
    net = Net()
    if args.weights:
        net.load(args.weights)
    net = net.to(memory_format=torch.channels_last).train()
    encoder = [p for p in net.encoder.parameters() if p.requires_grad]
    rest = [*net.decoder.parameters(), *net.head.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "scale": ENCODER_RATE}, {"params": rest, "scale": 1}],
        lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY, fused=True)
    source = averaged(net)
    average = [tensor.detach().clone() for tensor in source]

    start, losses = None, []
    for step, (images, masks) in enumerate(loader):
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * group["scale"] * rate(step, args.steps)
        x = images.permute(0, 3, 1, 2).float().sub_(MEAN).div_(STD)  # channels_last as it is
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(x)
        loss = cross_entropy_dice(logits, masks.long())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            keep = min(EMA, (step + 1) / (step + 11))
            torch._foreach_lerp_(average, source, 1 - keep)
        losses.append(loss.item())
        start = start or time.perf_counter()
    seconds = time.perf_counter() - start
    recent = losses[-10:]
    print(f"{args.steps} steps, {BATCH_SIZE * (args.steps - 1) / seconds:.1f} img/s, "
          f"loss {sum(recent) / len(recent):.3f}")


if __name__ == "__main__":
    main()
