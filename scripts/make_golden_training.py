#!/usr/bin/env python3
"""Writes what PyTorch computes for losses, optimisers and learning rate schedules:

    tests/nn/golden/losses.json            values and gradients
    tests/train/golden/optimisers.json     weights over some steps of known gradients
    tests/train/golden/schedules.json      factors on the learning rate

    python scripts/make_golden_training.py
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

TESTS = pathlib.Path(__file__).parent.parent / "tests"
IGNORED = 255
SHAPE = 2, 3, 5, 7  # of logits: photos, classes, rows, columns
BOUNDARY_PIXELS = 3


def write(path, value):
    """One line for each case."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cases = ",\n".join(f" {json.dumps(case)}" for case in value)
    path.write_text(f'{{"torch": "{torch.__version__}", "cases": [\n{cases}\n]}}\n')


def rounded(tensor):
    """Enough digits for a float32."""
    return [float(f"{x:.8g}") for x in tensor.flatten().tolist()]


# Losses, on logits and a target that the C++ test makes by the same formulas. Computed in float64.

def case(some_ignored):
    photos, classes, rows, columns = SHAPE
    count = photos * classes * rows * columns
    logits = torch.tensor([2 * math.sin(0.7 * i) for i in range(count)]).view(SHAPE)  # as float32
    target = torch.zeros(photos, rows, columns, dtype=torch.int64)
    target[0, :, :2] = 1
    target[1, :2, :2] = 2
    if some_ignored:
        target.view(-1)[3::7] = IGNORED
    return logits.double().requires_grad_(), target


def known_pixels(logits, target):
    """Probabilities [P, C] and true classes [P]."""
    known = target != IGNORED
    return torch.softmax(logits, 1).permute(0, 2, 3, 1)[known], target[known]


def class_mean(of_class, weights):
    if weights is None:
        return of_class.mean()
    return sum(w * x for w, x in zip(weights, of_class)) / sum(weights)


def overlaps(logits, target):
    probs, classes = known_pixels(logits, target)
    truth = F.one_hot(classes, probs.shape[1]).to(probs)
    return (probs * truth).sum(0), probs.sum(0), truth.sum(0)


def dice(logits, target, class_weights=None, **_):
    overlap, predicted, actual = overlaps(logits, target)
    return 1 - class_mean((2 * overlap + 1) / (predicted + actual + 1), class_weights)


def jaccard(logits, target, class_weights=None, **_):
    overlap, predicted, actual = overlaps(logits, target)
    return 1 - class_mean((overlap + 1) / (predicted + actual - overlap + 1), class_weights)


def tversky_indices(logits, target, alpha, beta):
    probs, classes = known_pixels(logits, target)
    truth = F.one_hot(classes, probs.shape[1]).to(probs)
    found = (probs * truth).sum(0)
    false_positives = (probs * (1 - truth)).sum(0)
    false_negatives = ((1 - probs) * truth).sum(0)
    return (found + 1) / (found + alpha * false_positives + beta * false_negatives + 1)


def tversky(logits, target, class_weights=None, tversky_alpha=0.3, tversky_beta=0.7, **_):
    indices = tversky_indices(logits, target, tversky_alpha, tversky_beta)
    return class_mean(1 - indices, class_weights)


def focal_tversky(logits, target, class_weights=None, tversky_alpha=0.3, tversky_beta=0.7,
                  focal_tversky_gamma=4 / 3, **_):
    indices = tversky_indices(logits, target, tversky_alpha, tversky_beta)
    return class_mean((1 - indices) ** (1 / focal_tversky_gamma), class_weights)


def lovasz(logits, target, class_weights=None, **_):
    """The algorithm of the paper's appendix, its sort differentiated by autograd."""
    probs, classes = known_pixels(logits, target)
    losses, weights = [], []
    for c in classes.unique().tolist():
        truth = (classes == c).to(probs)
        errors, order = (truth - probs[:, c]).abs().sort(descending=True)
        passed = truth[order]
        intersection = passed.sum() - passed.cumsum(0)
        union = passed.sum() + (1 - passed).cumsum(0)
        jaccard_loss = 1 - intersection / union
        growth = jaccard_loss.diff(prepend=torch.zeros(1).to(probs))
        losses.append(errors @ growth)
        weights.append(1.0 if class_weights is None else class_weights[c])
    return class_mean(torch.stack(losses), weights)


def near_boundary(target):
    """By looking around each pixel."""
    near = torch.zeros(target.shape, dtype=torch.bool)
    for n, y, x in torch.cartesian_prod(*map(torch.arange, target.shape)).tolist():
        r = BOUNDARY_PIXELS
        around = target[n, max(0, y - r):y + r + 1, max(0, x - r):x + r + 1]
        near[n, y, x] = len(set(around.flatten().tolist()) - {IGNORED}) > 1
    return near


def pixel_mean(costs, logits, target, class_weights, label_smoothing, boundary_weight):
    """costs: [N, C, H, W], of each class if it were the truth."""
    classes = logits.shape[1]
    weights = torch.tensor(class_weights or [1.0] * classes).to(costs)
    known = target != IGNORED
    truth = F.one_hot(target[known], classes).to(costs)
    smoothed = (1 - label_smoothing) * truth + label_smoothing / classes
    pixel_weight = 1 + boundary_weight * near_boundary(target)[known].to(costs)
    of_pixel = (costs.permute(0, 2, 3, 1)[known] * smoothed * weights).sum(1)
    return (of_pixel * pixel_weight).sum() / (weights[target[known]] * pixel_weight).sum()


def cross_entropy(logits, target, class_weights=None, label_smoothing=0, boundary_weight=0, **_):
    if boundary_weight:
        return pixel_mean(-torch.log_softmax(logits, 1), logits, target, class_weights,
                          label_smoothing, boundary_weight)
    weight = None if class_weights is None else torch.tensor(class_weights).to(logits)
    return F.cross_entropy(logits, target, weight, ignore_index=IGNORED,
                           label_smoothing=label_smoothing)


def focal(logits, target, class_weights=None, label_smoothing=0, boundary_weight=0, focal_gamma=2,
          **_):
    probs = torch.softmax(logits, 1)
    costs = -((1 - probs) ** focal_gamma) * torch.log(probs)
    return pixel_mean(costs, logits, target, class_weights, label_smoothing, boundary_weight)


def cross_entropy_dice(logits, target, **options):
    return cross_entropy(logits, target, **options) + dice(logits, target, **options)


def weighted_sum(logits, target, **options):
    return (0.5 * cross_entropy(logits, target, **options) +
            2 * tversky(logits, target, **options) + lovasz(logits, target, **options))


LOSSES = {"CE": cross_entropy, "Dice": dice, "Focal": focal, "Tversky": tversky,
          "FocalTversky": focal_tversky, "Jaccard": jaccard, "Lovasz": lovasz,
          "CE+Dice": cross_entropy_dice, "0.5*CE + 2*TverskyLoss + Lovasz": weighted_sum}
WEIGHTS = {"class_weights": [0.25, 2.0, 0.75]}
SMOOTHING = {"label_smoothing": 0.1}
BOUNDARY = {"boundary_weight": 4.0}
OPTIONS = {
    "CE": [WEIGHTS, SMOOTHING, BOUNDARY, WEIGHTS | SMOOTHING, WEIGHTS | SMOOTHING | BOUNDARY],
    "Dice": [WEIGHTS],
    "Focal": [{"focal_gamma": 0.5}, WEIGHTS | SMOOTHING | BOUNDARY | {"focal_gamma": 3.0}],
    "Tversky": [WEIGHTS | {"tversky_alpha": 0.9, "tversky_beta": 0.2}],
    "FocalTversky": [WEIGHTS | {"focal_tversky_gamma": 2.0}],
    "Jaccard": [WEIGHTS],
    "Lovasz": [WEIGHTS],
}


def losses():
    for terms, loss in LOSSES.items():
        for options in [{}] + OPTIONS.get(terms, []):
            for some_ignored in [False, True]:
                logits, target = case(some_ignored)
                value = loss(logits, target, **options)
                value.backward()
                yield {"terms": terms, "options": options, "some_ignored": some_ignored,
                       "value": value.item(), "gradient": rounded(logits.grad)}


# Optimisers

def optimisers():
    makers = {
        "AdamW": lambda w, o: torch.optim.AdamW(w, lr=0.1, weight_decay=o["weight_decay"]),
        "Adam": lambda w, o: torch.optim.Adam(w, lr=0.1, weight_decay=o["weight_decay"]),
        "SGD": lambda w, o: torch.optim.SGD(w, lr=0.1, **o),
    }
    cases = [("AdamW", {"weight_decay": 0.01}), ("Adam", {"weight_decay": 0.0}),
             ("Adam", {"weight_decay": 0.1}), ("SGD", {"weight_decay": 0.0, "momentum": 0.0}),
             ("SGD", {"weight_decay": 0.1, "momentum": 0.9}),
             ("SGD", {"weight_decay": 0.01, "momentum": 0.8, "nesterov": True})]
    for name, options in cases:
        for max_norm in [0.0, 0.9]:
            weight = torch.nn.Parameter(torch.tensor([1.0, -2.0, 0.5]))
            bias = torch.nn.Parameter(torch.tensor([[0.25]]))
            optimiser = makers[name]([weight, bias], options)
            steps = []
            for step in range(6):
                weight.grad = torch.tensor([math.sin(step + 1.0), 0.5 * step, -1.0])
                bias.grad = torch.tensor([[math.cos(step + 1.0)]])
                if max_norm:
                    torch.nn.utils.clip_grad_norm_([weight, bias], max_norm)
                optimiser.step()
                steps.append({"weight": weight.tolist(), "bias": bias.flatten().tolist()})
            yield {"optimizer": name, "options": options, "gradient_clip": max_norm,
                   "steps": steps}


# Schedules

SCORES = [0.1, 0.3, 0.3, 0.2, 0.3, 0.35, 0.35, 0.35005, 0.34, 0.33, 0.32, 0.31, 0.36, 0.3, 0.3]


def factors(make, steps, scores=None):
    """The learning rate at each step, as a share of the peak of 1."""
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimiser)
    found = []
    for step in range(steps):
        found.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step(*([] if scores is None else [scores[step]]))
    return found


def schedules():
    of = torch.optim.lr_scheduler
    total = 24
    yield {"schedule": "cosine", "total_steps": total,
           "factors": factors(lambda o: of.CosineAnnealingLR(o, total), total + 1)}
    for steps in [1, 10, total]:
        yield {"schedule": "one_cycle", "total_steps": steps,
               "factors": factors(lambda o: of.OneCycleLR(o, 1.0, steps, cycle_momentum=False),
                                  steps)}
    for power in [0.9, 2.0]:
        yield {"schedule": "poly", "total_steps": total, "schedule_power": power,
               "factors": factors(lambda o: of.PolynomialLR(o, total, power), total + 1)}
    # One step an epoch.
    yield {"schedule": "step", "total_steps": total, "step_epochs": 5, "schedule_factor": 0.1,
           "factors": factors(lambda o: of.StepLR(o, 5, 0.1), total)}
    yield {"schedule": "step", "total_steps": total, "milestones": [3, 4, 11],
           "schedule_factor": 0.5,
           "factors": factors(lambda o: of.MultiStepLR(o, [3, 4, 11], 0.5), total)}
    # Where Keras says "patience", PyTorch says one less.
    for patience in [1, 2, 4]:
        yield {"schedule": "plateau", "total_steps": len(SCORES), "patience": patience,
               "schedule_factor": 0.5, "scores": SCORES,
               "factors": factors(lambda o: of.ReduceLROnPlateau(
                   o, "max", 0.5, patience - 1, threshold_mode="abs"), len(SCORES), SCORES)}


if __name__ == "__main__":
    write(TESTS / "nn/golden/losses.json", losses())
    write(TESTS / "train/golden/optimisers.json", optimisers())
    write(TESTS / "train/golden/schedules.json", schedules())
