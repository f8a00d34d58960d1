#!/usr/bin/env python3
"""Writes what PyTorch computes for the loss functions and for AdamW:

    tests/nn/golden/losses.json      values and gradients, with all pixels known and with some ignored
    tests/train/golden/adamw.json    a weight over four steps of a known gradient

    python scripts/make_golden_training.py
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

TESTS = pathlib.Path(__file__).parent.parent / "tests"
IGNORED = 255


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"torch": torch.__version__} | value, indent=1) + "\n")


def case(some_ignored):
    """Logits [2, 3, 4, 5] and a target that the C++ test makes by the same formulas."""
    count = 2 * 3 * 4 * 5
    logits = torch.tensor([2 * math.sin(0.7 * i) for i in range(count)]).view(2, 3, 4, 5)
    target = torch.tensor([(i * i) % 3 for i in range(2 * 4 * 5)])
    if some_ignored:
        target[3::7] = IGNORED
    return logits.requires_grad_(), target.view(2, 4, 5)


def dice(logits, target):
    known = target != IGNORED
    probs = torch.softmax(logits, 1).permute(0, 2, 3, 1)[known]
    truth = F.one_hot(target[known], 3)
    overlap = (probs * truth).sum(0)
    total = probs.sum(0) + truth.sum(0)
    return 1 - ((2 * overlap + 1) / (total + 1)).mean()


def cross_entropy_dice(logits, target):
    return F.cross_entropy(logits, target, ignore_index=IGNORED) + dice(logits, target)


def losses(some_ignored):
    result = {}
    for name, loss in {"DiceLoss": dice, "CE+Dice": cross_entropy_dice}.items():
        logits, target = case(some_ignored)
        value = loss(logits, target)
        value.backward()
        result[name] = {"value": value.item(), "gradient": logits.grad.flatten().tolist()}
    return result


def adamw():
    weight = torch.nn.Parameter(torch.tensor([1.0, -2.0, 0.5]))
    optimiser = torch.optim.AdamW([weight], lr=0.1, weight_decay=0.01)
    trace = []
    for step in range(4):
        weight.grad = torch.tensor([math.sin(step + 1.0), 0.5 * step, -1.0])
        optimiser.step()
        trace.append(weight.tolist())
    return {"lr": 0.1, "weight_decay": 0.01, "weights": trace}


if __name__ == "__main__":
    write(TESTS / "nn/golden/losses.json",
          losses(some_ignored=False) | {"some_ignored": losses(some_ignored=True)})
    write(TESTS / "train/golden/adamw.json", adamw())
