#!/usr/bin/env python3
"""How fast 10,000 metric values reach a real MLflow server on this machine: from petseg (a run that tells of
5,000 steps, from the start of the process to its end), by MLflow's log_batch, and by its log_metric, of which a
tenth is timed and counted ten times.

    benchmark_tracking.py [ROUNDS] [BUILD]        3, build/release; scripts/setup_services.sh has to have run
"""
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "services"))
import mlflow_server  # first: it starts the script again with MLflow's Python

import os
import resource
import statistics
import subprocess
import tempfile
import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric

VALUES, BATCH = 10_000, 1_000


def petseg_run(tool, folder, uri):
    folder.mkdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run([tool, folder, "50", "100"], env=os.environ | {"MLFLOW_TRACKING_URI": uri}, check=True,
                          capture_output=True, text=True)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu, float(done.stdout.split()[1])


def log_batch(client, experiment):
    run = client.create_run(experiment).info.run_id
    start = time.perf_counter()
    for first in range(0, VALUES, BATCH):
        client.log_batch(run, [Metric("step/loss", 1 / (i + 1), 1_700_000_000_000 + i, i) for i in range(first, first + BATCH)])
    return time.perf_counter() - start


def log_metric(experiment):
    with mlflow.start_run(experiment_id=experiment):
        start = time.perf_counter()
        for i in range(VALUES // 10):
            mlflow.log_metric("step/loss", 1 / (i + 1), step=i)
        return 10 * (time.perf_counter() - start)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    tool = ROOT / (sys.argv[2] if len(sys.argv) > 2 else "build/release") / "tests/services/tracked_run_tool"
    with tempfile.TemporaryDirectory() as work, mlflow_server.MlflowServer(Path(work) / "server") as server:
        mlflow.set_tracking_uri(server.uri)
        client = MlflowClient(server.uri)
        experiment = client.create_experiment("python")
        ours, batches, singles = [], [], []
        for i in range(rounds):
            ours.append(petseg_run(tool, Path(work) / f"run_{i}", server.uri))
            batches.append(log_batch(client, experiment))
            singles.append(log_metric(experiment))
    seconds, cpu, held_up = (statistics.median(figures) for figures in zip(*ours))
    batch, single = statistics.median(batches), statistics.median(singles)
    print(f"petseg       {seconds:.2f} s, {cpu:.2f} s of CPU; the run was held up for {held_up:.0f} ms of it")
    print(f"log_batch    {batch:.2f} s, {batch / seconds:.2f} times as long")
    print(f"log_metric   {single:.1f} s, {single / seconds:.0f} times as long")


if __name__ == "__main__":
    main()
