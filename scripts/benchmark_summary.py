#!/usr/bin/env python3
"""Prints the figures of scripts/benchmark_accuracy.sh from its run folders: benchmark_summary.py RUNS"""
import collections
import json
import pathlib
import statistics
import sys


def summary(run):
    return json.loads((run / "report/model_performance_summary.json").read_text())


def last_epoch(run):
    return json.loads((run / "metrics.jsonl").read_text().splitlines()[-1])


def metrics(confusion):
    """mIoU, pet IoU and species swap of summed counts [truth][prediction]."""
    ious = []
    for c in range(3):
        truth, found = sum(confusion[c]), sum(row[c] for row in confusion)
        if truth:
            ious.append(confusion[c][c] / (truth + found - confusion[c][c]))
    pet = sum(confusion[t][p] for t in (1, 2) for p in (1, 2))
    everything = sum(map(sum, confusion))
    swapped = confusion[1][2] + confusion[2][1]
    return (sum(ious) / len(ious), pet / (everything - confusion[0][0]), swapped / max(1, pet))


def test_counts(run):
    counts = [[0] * 3 for _ in range(3)]
    for photo in summary(run)["photos"]:
        if photo["split"] == "test":
            for t in range(3):
                for p in range(3):
                    counts[t][p] += photo["confusion"][t][p]
    return counts


def line(name, values, note=""):
    print("%-22s mIoU %.4f  pet IoU %.4f  swap %4.1f %%  %s" % (name, values[0], values[1],
                                                               100 * values[2], note))


def main():
    runs = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir()
                  if (path / "report/model_performance_summary.json").exists())
    pooled = collections.defaultdict(lambda: [[0] * 3 for _ in range(3)])
    pinned, debugging = [], collections.defaultdict(list)
    for run in runs:
        counts, epoch = test_counts(run), last_epoch(run)
        line(run.name, metrics(counts), "%d epochs, %d steps, %.0f s, %.1f img/s" % (
            epoch["epoch"], epoch["steps"], epoch["seconds"], epoch["images_per_second"]))
        if run.name.startswith("pinned"):
            pinned.append(metrics(counts))
            for category, scores in summary(run)["debugging_set"].items():
                debugging[category].append(scores["miou"])
        else:
            total = pooled[run.name.rsplit("-", 1)[1]]
            for t in range(3):
                for p in range(3):
                    total[t][p] += counts[t][p]
    if pinned:
        line("pinned, median", [statistics.median(m[i] for m in pinned) for i in range(3)])
        print("debugging, median mIoU", {c: round(statistics.median(v), 4) for c, v in debugging.items()})
    for seed, counts in pooled.items():
        line("breeds, pooled " + seed, metrics(counts))


if __name__ == "__main__":
    main()
