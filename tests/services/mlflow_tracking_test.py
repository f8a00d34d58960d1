#!/usr/bin/env python3
"""Runs that petseg tells a real MLflow server of, read back with MLflow's own client: through good
connections, through none, and through one on which requests and answers get lost.

    mlflow_tracking_test.py <tracked_run_tool> <petseg>

PETSEG_FAULT_RUNS is how many runs meet faults (10).
"""
import mlflow_server  # first: it starts the test again with MLflow's Python

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import warnings
from pathlib import Path

import mlflow
from fault_proxy import FaultProxy
from mlflow import MlflowClient
from mlflow.artifacts import download_artifacts
from mlflow.data import get_source
from mlflow.data.schema import TensorDatasetSchema

PETSEG = Path(sys.argv.pop(2)).resolve()
TOOL = Path(sys.argv.pop(1)).resolve()
FAULT_RUNS = int(os.environ.get("PETSEG_FAULT_RUNS", "10"))
EPOCHS, STEPS = 3, 120
A_FILE = f"{mlflow_server.A_NAME}.txt"
QUICK = {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "0.01", "MLFLOW_HTTP_REQUEST_BACKOFF_JITTER": "0.01",
         "MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL": "0.1"}


def expected_metrics(epochs=EPOCHS, steps=STEPS):
    """What the tool logs: {key: [(step, value)]}."""
    return {
        "step/loss": [(s, 1 / s) for s in range(1, epochs * steps + 1)],
        "step/learning_rate": [(s, 0.002) for s in range(1, epochs * steps + 1)],
        "train/loss": [(e, 1 / e) for e in range(1, epochs + 1)],
        "valid/miou": [(e, 1 - 1 / (e + 1)) for e in range(1, epochs + 1)],
        "test/miou": [(0, 0.9)],
        "debug/dark/miou": [(0, 0.8)],
    }


class TrackedRun:
    """A run folder, and what the tool is to do with it."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.journal = self.folder / "tracking.jsonl"
        (self.folder / "report").mkdir(parents=True)
        (self.folder / "report" / "report.md").write_text("# A report\n\n| a | b |\n")
        (self.folder / A_FILE).write_bytes(bytes(range(256)) * 40)
        (self.folder / "model" / "data").mkdir(parents=True)
        (self.folder / "model" / "MLmodel").write_text("flavors: {pytorch: {model_data: data}}\n")
        (self.folder / "model" / "data" / "model.pth").write_bytes(bytes(range(256)) * 100)

    def journal_holds(self, text, times=1):
        return self.journal.exists() and self.journal.read_text().count(text) >= times

    def environment(self, uri):
        return os.environ | QUICK | {"MLFLOW_TRACKING_URI": uri}

    def system_metrics(self):
        """What the journal has been told of the machine: {key: [(step, value)]}."""
        points = {}
        for line in (self.folder / "tracking.jsonl").read_text().splitlines():
            for key, value, _, step in json.loads(line).get("metrics", []):
                if key.startswith("system/"):
                    points.setdefault(key, []).append((step, value))
        return points

    def start(self, uri, epochs=EPOCHS, steps=STEPS, pause=0):
        return subprocess.Popen([TOOL, self.folder, str(epochs), str(steps), str(pause)], text=True,
                                env=self.environment(uri), stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, uri, **options):
        process = self.start(uri, **options)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out, err

    def sync(self, uri=None):
        env = self.environment(uri or "")
        if uri is None:
            del env["MLFLOW_TRACKING_URI"]
        return subprocess.run([PETSEG, "sync", self.folder], env=env, capture_output=True, text=True, timeout=120)


class Tracking(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp())
        cls.server = mlflow_server.MlflowServer(cls.folder / "server").start()
        cls.client = MlflowClient(cls.server.uri)

    def setUp(self):
        warnings.simplefilter("ignore", ResourceWarning)  # MLflow's client keeps its connections open

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def new_run(self, name):
        return TrackedRun(self.folder / name)

    def runs_of(self, name):
        experiment = self.client.get_experiment_by_name("pets")
        return self.client.search_runs([experiment.experiment_id], f"attributes.run_name = '{name}'") if experiment else []

    def assert_complete(self, run, epochs=EPOCHS, steps=STEPS):
        """All is there, and once."""
        mlflow.set_tracking_uri(self.client.tracking_uri)
        (found,) = self.runs_of(run.folder.name)
        run_id = found.info.run_id
        for key, points in (expected_metrics(epochs, steps) | run.system_metrics()).items():
            history = self.client.get_metric_history(run_id, key)
            self.assertEqual(sorted((m.step, m.value) for m in history), points, key)
        self.assertEqual(found.data.params, {"params.learning_rate": "0.002", "setup.model": "EfficientNetLite0-Unet"})
        self.assertEqual(found.data.tags["dataset"], "Oxford-IIIT Pet")
        self.assertEqual(found.data.tags["mlflow.source.name"], "petseg")
        self.assertEqual(found.data.tags["mlflow.note.content"], "# A report\n\n| a | b |\n")
        self.assert_data(run, found)
        self.assert_model(run, found)
        self.assertEqual(found.info.status, "FINISHED")
        self.assertGreaterEqual(found.info.end_time, found.info.start_time)
        self.assert_artifacts(run, run_id)
        self.assert_images(run, found, epochs)
        return found

    def assert_data(self, run, found):
        inputs = {i.tags[0].value: i.dataset for i in found.inputs.dataset_inputs}
        self.assertEqual(len(found.inputs.dataset_inputs), 3)
        self.assertEqual({name: json.loads(data.profile)["num_photos"] for name, data in inputs.items()},
                         {"train": 3, "validation": 1, "test": 2})
        self.assertEqual(len({data.digest for data in inputs.values()}), 3)
        data = inputs["train"]
        self.assertEqual(get_source(data).load(), str(run.folder))
        self.assertEqual(json.loads(data.profile)["photos_by_species"], {"cat": 1, "dog": 2})
        schema = TensorDatasetSchema.from_dict(json.loads(data.schema))
        self.assertEqual((schema.features.inputs[0].shape, schema.features.inputs[0].type.name), ((-1, -1, -1, 3), "uint8"))
        self.assertEqual(schema.targets.inputs[0].shape, (-1, -1, -1))

    def assert_model(self, run, found):
        """Its files, at all of its addresses."""
        addresses = [f"runs:/{found.info.run_id}/model"]
        if hasattr(self.client, "search_logged_models"):  # from MLflow 3 on
            addresses.append(f"models:/{self.assert_logged_model(found)}")
        with tempfile.TemporaryDirectory() as target:
            for uri in addresses:
                there = Path(download_artifacts(uri, dst_path=f"{target}/{uri[:4]}"))
                for file in ("MLmodel", "data/model.pth"):
                    self.assertEqual((there / file).read_bytes(), (run.folder / "model" / file).read_bytes(), f"{uri}: {file}")

    def assert_logged_model(self, found):
        """One: the run's, with what it scored. Returns its id."""
        run_id = found.info.run_id
        (model,) = self.client.search_logged_models([found.info.experiment_id], f"source_run_id = '{run_id}'")
        self.assertEqual([output.model_id for output in found.outputs.model_outputs], [model.model_id])
        self.assertEqual((model.name, model.model_type, model.status), ("model", "segmentation", "READY"))
        self.assertEqual(model.params, {"setup.model": "EfficientNetLite0-Unet"})
        self.assertEqual(sorted((m.key, m.value) for m in model.metrics), [("debug/dark/miou", 0.8), ("test/miou", 0.9)])
        return model.model_id

    def assert_artifacts(self, run, run_id):
        with tempfile.TemporaryDirectory() as target:
            for file, artifact in ((A_FILE, A_FILE),
                                   ("report/report.md", "debugging_set_report/report.md")):
                there = self.client.download_artifacts(run_id, artifact, target)
                self.assertEqual(Path(there).read_bytes(), (run.folder / file).read_bytes(), artifact)

    def assert_images(self, run, found, epochs):
        """A picture an epoch, and a small one of it."""
        self.assertEqual(found.data.tags["mlflow.loggedImages"], "True")
        files = {f"images/{file.name}": file.read_bytes() for file in (run.folder / "images").iterdir()}
        self.assertEqual({name.split("+timestamp")[0] for name in files},
                         {f"images/Bengal_1+step+{epoch}" for epoch in range(epochs + 1)})
        self.assertEqual({file.path for file in self.client.list_artifacts(found.info.run_id, "images")}, set(files))
        with tempfile.TemporaryDirectory() as target:
            self.client.download_artifacts(found.info.run_id, "images", target)
            for name, data in files.items():
                self.assertEqual((Path(target) / name).read_bytes(), data, name)

    def test_everything_arrives(self):
        run = self.new_run("plain")
        _, err = run.run(self.server.uri, pause=1)
        found = self.assert_complete(run)
        self.assertEqual([step for step, _ in run.system_metrics()["system/cpu_utilization_percentage"]][:2], [0, 1])
        experiment = self.client.get_experiment(found.info.experiment_id)
        self.assertEqual(experiment.tags["mlflow.experimentKind"], "custom_model_development")
        self.assertIn(f"{self.server.uri}/#/experiments/{found.info.experiment_id}/runs/{found.info.run_id}", err)

    def test_a_deleted_experiment_is_restored(self):
        self.new_run("first").run(self.server.uri)
        self.client.delete_experiment(self.client.get_experiment_by_name("pets").experiment_id)
        run = self.new_run("second")
        run.run(self.server.uri)
        self.assert_complete(run)

    def test_a_run_that_is_named_goes_on(self):
        experiment = self.client.create_experiment("named")
        made = self.client.create_run(experiment, run_name="mine")
        run = self.new_run("named")
        env = run.environment(self.server.uri) | {"MLFLOW_RUN_ID": made.info.run_id}
        subprocess.run([TOOL, run.folder, "1", "1"], env=env, check=True, capture_output=True)
        found = self.client.get_run(made.info.run_id)
        self.assertEqual(found.data.metrics["test/miou"], 0.9)
        self.assertEqual((found.info.run_name, found.info.status), ("mine", "FINISHED"))

    def test_a_run_without_a_server_is_delivered_later(self):
        run = self.new_run("offline")
        _, err = run.run(f"http://127.0.0.1:{mlflow_server.free_port()}")
        self.assertIn("petseg sync", err)

        self.assertEqual(run.sync().returncode, 4)
        done = run.sync(self.server.uri)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_complete(run)
        again = run.sync(self.server.uri)
        self.assertIn("nothing was left", again.stdout)
        self.assert_complete(run)

    def test_a_run_does_not_wait_for_a_server_that_never_answers(self):
        run = self.new_run("unanswered")
        with socket.create_server(("127.0.0.1", 0)) as silent:
            process = run.start(f"http://127.0.0.1:{silent.getsockname()[1]}")
            asked, _ = silent.accept()
            with asked:
                until = time.monotonic() + 60
                while not run.journal_holds('"FINISHED"'):
                    self.assertLess(time.monotonic(), until, "the run waits for the answer")
                    time.sleep(0.02)
        _, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, err)
        self.assertIn("petseg sync", err)
        self.assertEqual(run.sync(self.server.uri).returncode, 0)
        self.assert_complete(run)

    def test_a_run_that_was_killed_is_delivered_later(self):
        run = self.new_run("killed")
        process = run.start(self.server.uri, epochs=50, pause=1)
        while not run.journal_holds("valid/miou", times=5):
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.communicate()

        self.assertEqual(run.sync(self.server.uri).returncode, 0)
        epochs = run.journal.read_text().count("valid/miou")
        (found,) = self.runs_of("killed")
        history = self.client.get_metric_history(found.info.run_id, "valid/miou")
        self.assertEqual(sorted(m.step for m in history), list(range(1, epochs + 1)))
        self.assertEqual(found.info.status, "RUNNING")

    def test_a_run_goes_on_while_the_server_is_away(self):
        with mlflow_server.MlflowServer(self.folder / "flaky") as server:
            run = self.new_run("away")
            process = run.start(server.uri, epochs=6, pause=5)
            time.sleep(1)
            server.stop()
            time.sleep(1)
            server.start()
            _, err = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 0, err)
            self.assertEqual(run.sync(server.uri).returncode, 0)
            here, self.client = self.client, MlflowClient(server.uri)
            try:
                self.assert_complete(run, epochs=6)
            finally:
                self.client = here

    def test_wrong_values_cost_no_others(self):
        run = self.new_run("refused")
        run.run(self.server.uri)
        (found,) = self.runs_of("refused")
        self.client.log_param(found.info.run_id, "taken", "1")
        with run.journal.open("a") as journal:
            journal.write('{"params": [["taken", "2"], ["free", "3"]]}\n')
        done = run.sync(self.server.uri)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("taken", done.stderr)
        params = self.client.get_run(found.info.run_id).data.params
        self.assertEqual((params["taken"], params["free"]), ("1", "3"))

    def test_no_fault_loses_or_doubles_anything(self):
        faults = requests = syncs = 0
        for seed in range(FAULT_RUNS):
            run = self.new_run(f"fault_{seed}")
            with FaultProxy(self.server.port, seed, rate=0.3) as proxy:
                run.run(proxy.uri)
                while (done := run.sync(proxy.uri)).returncode != 0:
                    self.assertEqual(done.returncode, 4, done.stderr)
                    syncs += 1
                faults += proxy.faults
                requests += proxy.requests
            self.assert_complete(run)
            shutil.rmtree(run.folder)
        print(f"\n{FAULT_RUNS} runs, {requests} requests, {faults} faults, {syncs} syncs that had to be repeated: "
              "nothing lost, nothing twice")


if __name__ == "__main__":
    unittest.main(verbosity=2)
