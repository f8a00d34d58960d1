#!/usr/bin/env python3
"""Writes VGG16's encoder with random weights as Keras saves it, and what comes of it.

    python scripts/make_golden_keras.py FOLDER      the four files below, 120 MB: a fixture of the tests
    python scripts/make_golden_keras.py --small     tests/nn/golden/keras_{small,link}.h5: a few weights, and
                                                    what a file may hold that is not read

    published.h5      as keras.applications publishes it, the classifier with it, float32
    keras2.h5         as model.save() of Keras 2, an optimiser's state with it, float16
    keras3.weights.h5 as model.save_weights() of Keras 3, float16
    features.safetensors
                      `input` [N, 3, H, W], and tap0 to tap4: the activations before each pooling

The numbers are such that float16 holds them all. Exits with 77 where Python lacks h5py or torch.
"""
import pathlib
import sys

try:
    import h5py
    import numpy as np
    import torch
    import torch.nn.functional as F

    from make_golden_nets import write_safetensors
except ModuleNotFoundError as missing:
    print(f"make_golden_keras.py: {missing}; scripts/setup.sh installs it into .venv")
    sys.exit(77)

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE.parent / "tests/nn/golden"
BLOCKS = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]
SCALE = 2**-10


def layers(seed=0):
    """Name, kernel [height, width, in, out] and bias of each convolution."""
    random = np.random.default_rng(seed)
    channels_in = 3
    for block, (convolutions, channels) in enumerate(BLOCKS, 1):
        for i in range(1, convolutions + 1):
            reach = (6 / (9 * channels_in)) ** 0.5
            kernel = np.rint(random.uniform(-reach, reach, (3, 3, channels_in, channels)) / SCALE)
            bias = np.rint(random.uniform(-0.1, 0.1, channels) / SCALE)
            yield (f"block{block}_conv{i}", (kernel * SCALE).astype(np.float16),
                   (bias * SCALE).astype(np.float16))
            channels_in = channels


def write_published(file):
    for name, kernel, bias in layers():
        group = file.create_group(name)
        group[f"{name}_W_1:0"] = kernel.astype(np.float32)
        group[f"{name}_b_1:0"] = bias.astype(np.float32)
    for block in range(1, 6):
        file.create_group(f"block{block}_pool")
    file["fc1/fc1_W_1:0"] = np.zeros((2, 3), np.float32)
    file["predictions/predictions_b_1:0"] = np.zeros(3, np.float32)
    file.attrs["layer_names"] = [name.encode() for name in file]


def write_keras2(file):
    for name, kernel, bias in layers():
        file[f"model_weights/{name}/{name}/kernel:0"] = kernel
        file[f"model_weights/{name}/{name}/bias:0"] = bias
        file[f"optimizer_weights/Adam/{name}/bias/m:0"] = np.zeros_like(bias)
    file.create_group("model_weights/input_1")
    file.create_group("model_weights/top_level_model_weights")


def write_keras3(file):
    for i, (_, kernel, bias) in enumerate(layers()):
        name = f"conv2d_{i}" if i else "conv2d"
        file[f"layers/{name}/vars/0"] = kernel
        file[f"layers/{name}/vars/1"] = bias
    file.create_group("layers/max_pooling2d/vars")
    file["optimizer/vars/0"] = np.array(7)


def write_features(path):
    torch.set_num_threads(1)
    x = torch.randn(2, 3, 32, 64, generator=torch.Generator().manual_seed(0))
    tensors = {"input": x}
    weights = layers()
    for block, (convolutions, _) in enumerate(BLOCKS):
        x = F.max_pool2d(x, 2) if block else x
        for _ in range(convolutions):
            _, kernel, bias = next(weights)
            kernel = torch.from_numpy(kernel.astype(np.float32)).permute(3, 2, 0, 1)
            x = F.relu(F.conv2d(x, kernel, torch.from_numpy(bias.astype(np.float32)), padding=1))
        tensors[f"tap{block}"] = x
    write_safetensors(path, tensors)


def write_small():
    with h5py.File(GOLDEN / "keras_small.h5", "w", libver="earliest") as file:
        for name, _, bias in list(layers())[:2]:
            file[f"{name}/{name}/bias:0"] = bias
        numbers = np.arange(6, dtype=np.float32).reshape(2, 3)
        file["dense/kernel:0"] = numbers
        file["dense/whole"] = numbers.astype(np.int32)
        file.create_dataset("dense/chunked", data=numbers, chunks=(1, 3))
        file.create_dataset("dense/absent", shape=(2, 3), dtype=np.float32)
        outside = [("other.bin", 0, numbers.nbytes)]
        file.create_dataset("dense/outside", shape=(2, 3), dtype=np.float32, external=outside)
    with h5py.File(GOLDEN / "keras_link.h5", "w", libver="earliest") as file:
        file["dense"] = h5py.ExternalLink("keras_small.h5", "dense")


def make_all(folder):
    folder.mkdir(parents=True, exist_ok=True)
    files = {"published.h5": write_published, "keras2.h5": write_keras2,
             "keras3.weights.h5": write_keras3}
    last = folder / "features.safetensors"
    if last.exists() and last.stat().st_mtime > pathlib.Path(__file__).stat().st_mtime:
        return
    for name, write in files.items():
        with h5py.File(folder / name, "w") as file:
            write(file)
    write_features(last)


if __name__ == "__main__":
    if sys.argv[1] == "--small":
        write_small()
    else:
        make_all(pathlib.Path(sys.argv[1]))
