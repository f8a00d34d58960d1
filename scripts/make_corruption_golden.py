#!/usr/bin/env python3
"""Writes the golden files of tests/image/corruption_test.cpp into tests/image/golden:

  corruption_photo.png       a small drawn photo
  corruption_<name>.png      the same photo corrupted with severities 1 to 5, one below the other
  corruption_noise.json      mean and deviation of noisy flat areas: {name: [[grey, severity, mean, sd]]}

The reference is the package imagecorruptions==1.1.2, the code of Hendrycks and Dietterich's
ImageNet-C for photos of any size. Its functions return floats; they are rounded here, where its
`corrupt` cuts off. Run with numpy==1.26.4 scipy==1.10.1 scikit-image==0.20.0
opencv-python-headless==4.8.1.78 pillow==13.0.0 'setuptools<70'.
"""

import json
import pathlib

import numpy as np
from imagecorruptions import corruptions
from PIL import Image
from skimage.filters import gaussian

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "tests" / "image" / "golden"
MOTION_DEGREES = 30.0
EXACT = ("gaussian_blur", "defocus_blur", "contrast", "brightness", "jpeg_compression", "pixelate")
NOISES = ("gaussian_noise", "shot_noise", "impulse_noise", "speckle_noise")
GREYS = (0, 20, 90, 170, 250)

# The package asks for a keyword that scikit-image has dropped since.
corruptions.gaussian = lambda x, sigma, multichannel: gaussian(x, sigma, channel_axis=-1)


def draw_photo(height=44, width=53):
    """Slopes, edges, texture and a black area."""
    y, x = np.mgrid[:height, :width]
    photo = np.stack([4 * x, 5 * y, 255 - 2 * (x + y)], axis=-1).clip(0, 255)
    photo[10:25, 12:30] = (230, 90, 40)
    photo[30:40, 5:20] = 0
    texture = np.random.default_rng(1).integers(0, 256, (14, 16, 3))
    photo[26:40, 32:48] = texture
    return photo.astype(np.uint8)


def rounded(values):
    return np.rint(np.asarray(values, dtype=np.float64)).astype(np.uint8)


def corrupt(photo, name, severity):
    if name == "motion_blur":
        corruptions.np.random.uniform = lambda low, high: MOTION_DEGREES
    return rounded(getattr(corruptions, name)(Image.fromarray(photo), severity))


def noise_statistics(name):
    rows = []
    for grey in GREYS:
        flat = Image.fromarray(np.full((300, 300, 3), grey, np.uint8))
        for severity in range(1, 6):
            noisy = rounded(getattr(corruptions, name)(flat, severity))
            rows.append([grey, severity, round(float(noisy.mean()), 2), round(float(noisy.std()), 2)])
    return rows


def main():
    GOLDEN.mkdir(exist_ok=True)
    np.random.seed(1)
    statistics = {name: noise_statistics(name) for name in NOISES}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(rows)}" for name, rows in statistics.items())
    (GOLDEN / "corruption_noise.json").write_text(f"{{\n{lines}\n}}\n")

    photo = draw_photo()
    Image.fromarray(photo).save(GOLDEN / "corruption_photo.png")
    for name in (*EXACT, "motion_blur"):
        stack = np.concatenate([corrupt(photo, name, severity) for severity in range(1, 6)])
        Image.fromarray(stack).save(GOLDEN / f"corruption_{name}.png")


if __name__ == "__main__":
    main()
