#!/usr/bin/env python3
"""How fast a run of 10,000 metric values reaches a real MLflow server on this machine: 5,000 steps of a loss and a
learning rate, a few parameters and tags, a data set, from before the run is made until its end is known to the server.
By petseg, by MLflow's client with log_batch, 1,000 values at once, and by its log_metric, of which a tenth is timed
and counted ten times. Then how long an epoch is held up by a server that is not there, and how much memory that takes.

    benchmark_tracking.py [ROUNDS] [BUILD]        3, build/release; scripts/setup_services.sh has to have run
"""
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "services"))
import mlflow_server  # first: it starts the script again with MLflow's Python

import os
import statistics
import subprocess
import tempfile
import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag

STEPS, BATCH = 5_000, 1_000


class PetsegRun:
    """One run of the tool, whose folder has to be a new one."""

    def __init__(self, tool, folder, uri, epochs=50):
        folder.mkdir()
        process = subprocess.Popen([tool, folder, str(epochs), "100"], env=os.environ | {"MLFLOW_TRACKING_URI": uri},
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        assert status == 0, f"{tool}: exit status {status}"
        self.longest, self.held_up, self.delivered = (float(figure) for figure in printed.split())
        self.cpu, self.megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def log_batch(client, experiment):
    start = time.perf_counter()
    run = client.create_run(experiment).info.run_id
    client.log_batch(run, params=[Param("params.learning_rate", "0.002"), Param("setup.model", "EfficientNetLite0-Unet")],
                     tags=[RunTag("dataset", "Oxford-IIIT Pet"), RunTag("mlflow.source.name", "python")])
    client.log_inputs(run, [DatasetInput(Dataset("pets", "0123456789abcdef", "local", '{"uri": "pets"}'),
                                         [InputTag("mlflow.data.context", "train")])])
    for first in range(1, STEPS, BATCH // 2):
        metrics = []
        for step in range(first, first + BATCH // 2):
            now = int(time.time() * 1000)
            metrics += [Metric("step/loss", 1 / step, now, step), Metric("step/learning_rate", 0.002, now, step)]
        client.log_batch(run, metrics)
    client.set_terminated(run)
    return time.perf_counter() - start


def log_metric(experiment):
    steps = STEPS // 10
    start = time.perf_counter()
    with mlflow.start_run(experiment_id=experiment):
        for step in range(1, steps + 1):
            mlflow.log_metric("step/loss", 1 / step, step=step)
            mlflow.log_metric("step/learning_rate", 0.002, step=step)
    return STEPS / steps * (time.perf_counter() - start)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    tool = ROOT / (sys.argv[2] if len(sys.argv) > 2 else "build/release") / "tests/services/tracked_run_tool"
    with tempfile.TemporaryDirectory() as work, mlflow_server.MlflowServer(Path(work) / "server") as server:
        mlflow.set_tracking_uri(server.uri)
        client = MlflowClient(server.uri)
        experiment = client.create_experiment("python")
        ours, batches, singles = [], [], []
        for i in range(rounds):
            ours.append(PetsegRun(tool, Path(work) / f"run_{i}", server.uri))
            batches.append(log_batch(client, experiment))
            singles.append(log_metric(experiment))
        nobody = f"http://127.0.0.1:{mlflow_server.free_port()}"
        short, long = (PetsegRun(tool, Path(work) / f"offline_{epochs}", nobody, epochs) for epochs in (1, 5000))
    seconds = statistics.median(run.delivered for run in ours) / 1000
    held_up, cpu = (statistics.median(getattr(run, name) for run in ours) for name in ("held_up", "cpu"))
    batch, single = statistics.median(batches), statistics.median(singles)
    print(f"petseg       {seconds:.2f} s, {cpu:.2f} s of CPU; the run was held up for {held_up:.0f} ms of it; "
          f"{max(run.megabytes for run in ours):.0f} MB")
    print(f"log_batch    {batch:.2f} s, {batch / seconds:.2f} times as long")
    print(f"log_metric   {single:.1f} s, {single / seconds:.0f} times as long")
    print(f"no server    1,000,000 values: an epoch of 100 steps was held up for {long.longest:.1f} ms at most; "
          f"{long.megabytes:.0f} MB, {short.megabytes:.0f} MB with 200 values")


if __name__ == "__main__":
    main()
