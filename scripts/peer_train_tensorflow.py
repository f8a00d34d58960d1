#!/usr/bin/env python3
"""What petseg train does with config/setup-vgg16.json, in TensorFlow as the original project does it:
the other peer of scripts/benchmark_training.sh.

    peer_train_tensorflow.py DATA --steps N [--float32] [--xla]

DATA was made by petseg make-dataset. VGG16-Unet at 224 × 224 with petseg's decoder, the encoder
frozen, Dice loss, Adam, no augmentation; the weights are random, which costs the same time. At
TensorFlow's best settings: bfloat16, one compiled function for a step, tf.data with prefetching.
Nothing is validated or saved. The first step, in which the graph is made, is not timed.
"""

import argparse
import json
import os
import pathlib
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import cv2
import numpy as np
import tensorflow as tf
from tensorflow import keras

IMAGE_SIZE, BATCH_SIZE, CLASSES = 224, 16, 3
LEARNING_RATE, DROPOUT = 1e-5, 0.3
TAPS = ["block1_conv2", "block2_conv2", "block3_conv3", "block4_conv3", "block5_conv3"]
DECODER = [256, 128, 64, 32]


def load(folder, record):
    size = (IMAGE_SIZE, IMAGE_SIZE)
    image = cv2.cvtColor(cv2.imread(str(folder / record["image"])), cv2.COLOR_BGR2RGB)
    mask = cv2.imread(str(folder / record["mask"]), cv2.IMREAD_GRAYSCALE)
    return (cv2.resize(image, size, interpolation=cv2.INTER_AREA),
            cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST))


def batches(folder):
    lines = (folder / "manifest.jsonl").read_text().splitlines()
    photos = [load(folder, r) for r in map(json.loads, lines) if r["split"] == "train"]
    images, masks = (np.stack(arrays) for arrays in zip(*photos))
    data = tf.data.Dataset.from_tensor_slices((images, masks)).shuffle(len(photos)).repeat()
    data = data.batch(BATCH_SIZE, drop_remainder=True)
    normalise = lambda image, mask: (tf.cast(image, tf.float32) / 127.5 - 1, tf.cast(mask, tf.int32))
    return data.map(normalise, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def double_conv(x, channels):
    for _ in range(2):
        x = keras.layers.Conv2D(channels, 3, padding="same", use_bias=False)(x)
        x = keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)
        x = keras.layers.ReLU()(x)
    return x


def vgg16_unet():
    shape = (IMAGE_SIZE, IMAGE_SIZE, 3)
    encoder = keras.applications.VGG16(include_top=False, weights=None, input_shape=shape)
    encoder.trainable = False
    taps = [encoder.get_layer(name).output for name in TAPS]
    x = keras.layers.SpatialDropout2D(DROPOUT)(taps[-1])
    for skip, channels in zip(taps[-2::-1], DECODER):
        x = keras.layers.UpSampling2D(2, interpolation="bilinear")(x)
        x = double_conv(keras.layers.Concatenate()([x, skip]), channels)
    logits = keras.layers.Conv2D(CLASSES, 1)(x)
    return keras.Model(encoder.input, keras.layers.Softmax(dtype="float32")(logits))


def dice_loss(probs, masks):
    truth = tf.one_hot(masks, CLASSES)  # all 0 where a pixel is ignored
    probs *= tf.cast(masks < CLASSES, tf.float32)[..., None]
    overlap, predicted, actual = (tf.reduce_sum(part, (0, 1, 2)) for part in (probs * truth, probs, truth))
    return 1 - tf.reduce_mean((2 * overlap + 1) / (predicted + actual + 1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--float32", action="store_true")
    parser.add_argument("--xla", action="store_true")
    args = parser.parse_args()
    if not args.float32:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    cv2.setNumThreads(1)
    net = vgg16_unet()
    optimiser = keras.optimizers.Adam(LEARNING_RATE)
    learning = net.trainable_variables
    optimiser.build(learning)

    @tf.function(jit_compile=args.xla)
    def step(images, masks):
        with tf.GradientTape() as tape:
            loss = dice_loss(net(images, training=True), masks)
        optimiser.apply_gradients(zip(tape.gradient(loss, learning), learning))
        return loss

    start, losses = None, []
    for images, masks in batches(args.data).take(args.steps):
        losses.append(float(step(images, masks)))
        start = start or time.perf_counter()
    seconds = time.perf_counter() - start
    recent = losses[-10:]
    print(f"{args.steps} steps, {BATCH_SIZE * (args.steps - 1) / seconds:.1f} img/s, "
          f"loss {sum(recent) / len(recent):.3f}")


if __name__ == "__main__":
    main()
