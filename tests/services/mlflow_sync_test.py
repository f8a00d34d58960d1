#!/usr/bin/env python3
"""Whole stores in MLflow's file layout that `petseg sync` brings to a real MLflow server: runs of MLflow's
Python, and petseg's own, read back with MLflow's client.

    mlflow_sync_test.py <tracked_run_tool> <petseg>
"""
import mlflow_server  # first: it starts the test again with MLflow's Python

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path

import mlflow
from fault_proxy import FaultProxy
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
PETSEG = Path(sys.argv.pop(2)).resolve()
TOOL = Path(sys.argv.pop(1)).resolve()
START = 1_700_000_000_000
QUICK = {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "0.01", "MLFLOW_HTTP_REQUEST_BACKOFF_JITTER": "0.01"}
HAS_LOGGED_MODELS = hasattr(MlflowClient, "create_logged_model")
LARGEST = sys.float_info.max  # what a database keeps of an infinite value
FILES = {f"a b/{mlflow_server.A_NAME}.txt": b"text", "a b/deep/er/x.bin": bytes(range(256)) * 400, "empty": b"", "report.html": b"<html>"}


def sync(*places, uri=None, code=0, cwd=None):
    env = os.environ | QUICK | {"MLFLOW_TRACKING_URI": str(uri or "")}
    done = subprocess.run([PETSEG, "sync", *places], env=env, cwd=cwd, capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done.stderr + done.stdout
    return done


def files_of(client, run_id):
    def paths(folder=None):
        for file in client.list_artifacts(run_id, folder):
            yield from paths(file.path) if file.is_dir else [file.path]

    with tempfile.TemporaryDirectory() as folder:
        return {path: Path(client.download_artifacts(run_id, path, folder)).read_bytes() for path in paths()}


def points_of(client, run):
    """As a database keeps them: the same point once."""
    def stored(value):
        return "nan" if math.isnan(value) else max(-LARGEST, min(LARGEST, value))
    return {key: sorted({(m.step, m.timestamp, str(stored(m.value))) for m in client.get_metric_history(run.info.run_id, key)})
            for key in run.data.metrics}


def described(client, run):
    info = run.info
    own = ("petseg.run", "mlflow.parentRunId")
    return {"name": info.run_name, "user": info.user_id, "status": info.status, "times": (info.start_time, info.end_time),
            "params": run.data.params, "tags": {k: v for k, v in run.data.tags.items() if k not in own},
            "metrics": points_of(client, run), "files": files_of(client, info.run_id),
            "datasets": sorted((i.dataset.name, i.dataset.digest, i.dataset.source_type, i.dataset.source,
                                i.dataset.schema or "", i.dataset.profile or "",
                                sorted((t.key, t.value) for t in i.tags)) for i in run.inputs.dataset_inputs)}


class PythonStore:
    """Runs that MLflow's Python writes into a folder."""

    def __init__(self, folder, experiment):
        self.folder, self.experiment = Path(folder), experiment
        self.client = MlflowClient(tracking_uri=str(self.folder))
        self.id = self.client.create_experiment(experiment, tags={"mlflow.note.content": "# Pets\n", "team": "ü"})
        self._write()

    def new_run(self, name, **tags):
        run = self.client.create_run(self.id, START, {"mlflow.user": "grüße", **tags}, name)
        return run.info.run_id

    def _write(self):
        client = self.client
        self.full = self.new_run("full run", **{"mlflow.note.content": "# A note\n\nwith lines\n", "my tag": "'\"\\"})
        client.log_batch(self.full, [Metric("train/loss", 1 / (i + 1), START + i // 3, i) for i in range(2500)],
                         [Param(f"p{i}", "x" * i) for i in range(100)], [RunTag(f"t{i}", f"{i}\n") for i in range(100)])
        client.log_batch(self.full, [Metric("odd", v, START, 0) for v in (0.1 + 0.2, math.nan, math.inf, -math.inf, 5)],
                         [Param(f"q{i}", "ü") for i in range(30)], [])
        for digest, context in (("d1", "train"), ("d2", "validation"), ("d3", "test")):
            data = Dataset("pets", digest, "local", '{"uri": "data"}', '{"mlflow_tensorspec": {}}', '{"num_photos": 4}')
            client.log_inputs(self.full, [DatasetInput(data, [InputTag("mlflow.data.context", context)])])
        with tempfile.TemporaryDirectory() as files:
            for name, content in FILES.items():
                path = Path(files) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            client.log_artifacts(self.full, files)
        client.set_terminated(self.full, "FINISHED", START + 9000)
        self.child = self.new_run("child", **{"mlflow.parentRunId": self.full})
        client.set_terminated(self.child, "KILLED", START + 8000)
        self.running = self.new_run("running")
        self.deleted = self.new_run("deleted")
        client.delete_run(self.deleted)
        client.delete_experiment(client.create_experiment("a deleted experiment"))

    def runs(self):
        return {run.info.run_name: described(self.client, run) for run in self.client.search_runs([self.id])}


class MlflowSync(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.root = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        cls.server = mlflow_server.MlflowServer(cls.root / "server").start()
        cls.addClassCleanup(cls.server.stop)
        cls.client = MlflowClient(cls.server.uri)
        mlflow.set_tracking_uri(cls.server.uri)  # where MLflow 2 looks for artifacts

    def setUp(self):
        warnings.simplefilter("ignore")  # that MLflow gives file stores up; its client keeps connections
        self.folder = self.root / self.id().split(".")[-1]
        self.folder.mkdir()

    def new_store(self):
        return PythonStore(self.folder / "mlruns", self.id().split(".")[-1])

    def found(self, store, client=None):
        client = client or self.client
        experiment = client.get_experiment_by_name(store.experiment)
        return {run.info.run_name: run for run in client.search_runs([experiment.experiment_id])}

    def assert_arrived(self, store, client=None):
        client = client or self.client
        found = self.found(store, client)
        self.assertEqual(len(client.search_runs([run.info.experiment_id for run in found.values()][:1])), len(found))
        self.assertEqual({name: described(client, run) for name, run in found.items()}, store.runs())
        self.assertEqual(found["child"].data.tags["mlflow.parentRunId"], found["full run"].info.run_id)
        return found

    def test_everything_arrives_once(self):
        store = self.new_store()
        store.client.log_metric(store.full, "odd", 5, START, 0)  # the same point again: MLflow's own migration fails
        before = store.runs()

        done = sync(store.folder, uri=self.server.uri)

        self.assertIn("3 runs delivered, 0 there before; left out: 1 deleted run, 1 deleted experiment", done.stdout)
        found = self.assert_arrived(store)
        experiment = self.client.get_experiment(found["child"].info.experiment_id)
        self.assertEqual((experiment.tags["mlflow.note.content"], experiment.tags["team"]), ("# Pets\n", "ü"))
        # The journals are nothing that MLflow sees.
        self.assertEqual(store.runs(), before)

        self.assertIn("0 runs delivered, 3 there before", sync(store.folder, uri=self.server.uri).stdout)
        self.assert_arrived(store)

    def test_a_run_that_has_grown_gets_what_is_new(self):
        store = self.new_store()
        sync(store.folder, uri=self.server.uri)
        store.client.log_metric(store.running, "late", 0.5, START, 7)
        store.client.log_param(store.running, "late", "yes")
        store.client.log_text(store.running, "hello", "late.txt")
        store.client.set_tag(store.full, "my tag", "changed")
        store.client.set_terminated(store.running, "FAILED", START + 7000)
        self.client.set_experiment_tag(self.client.get_experiment_by_name(store.experiment).experiment_id, "team", "other")

        out = sync(store.folder / store.id, uri=self.server.uri).stdout

        self.assertIn("2 runs delivered, 1 there before", out)
        found = self.assert_arrived(store)
        # What was changed there stays.
        self.assertEqual(self.client.get_experiment(found["child"].info.experiment_id).tags["team"], "other")

    def test_places_and_stores_as_uris(self):
        store = self.new_store()
        out = sync(f"mlruns/{store.id}/{store.child}", uri=self.server.uri, cwd=self.folder).stdout
        self.assertIn("1 run delivered", out)
        self.assertEqual(list(self.found(store)), ["child"])
        sync(store.folder.as_uri(), uri=self.server.uri)
        self.assert_arrived(store)  # the child's parent, too
        other = self.folder / "other"
        sync(store.folder, uri=other.as_uri())
        self.assertEqual(set(self.found(store, MlflowClient(other.as_uri()))), set(store.runs()))

    def test_a_store_needs_another_place(self):
        store = self.new_store()
        for uri in (None, store.folder, store.folder.as_uri()):
            self.assertIn("MLFLOW_TRACKING_URI", sync(store.folder, uri=uri, code=2).stderr)

    def test_a_damaged_run_costs_no_other(self):
        store = self.new_store()
        damaged = store.new_run("damaged")
        (store.folder / store.id / damaged / "meta.yaml").write_text("run_id: [")
        done = sync(store.folder, uri=self.server.uri, code=3)
        self.assertIn(damaged, done.stderr)
        self.assertIn("1 failed", done.stdout)
        self.assertEqual(set(self.found(store)), {"full run", "child", "running"})

    def test_no_fault_loses_or_doubles_anything(self):
        for seed in range(4):
            store = PythonStore(self.folder / f"mlruns{seed}", f"faults {seed}")
            with FaultProxy(self.server.port, seed, rate=0.3) as proxy:
                env = os.environ | QUICK | {"MLFLOW_TRACKING_URI": proxy.uri}
                while (code := subprocess.run([PETSEG, "sync", store.folder], env=env, capture_output=True).returncode) != 0:
                    self.assertEqual(code, 4)
            self.assert_arrived(store)

    def track_locally(self, name):
        """A run of petseg's with a model, in a run folder and in mlruns."""
        run = self.folder / "runs" / name
        (run / "report").mkdir(parents=True)
        (run / "report/report.md").write_text("# A report\n")
        (run / "model").mkdir()
        (run / "model/MLmodel").write_text("flavors: {pytorch: {model_data: data}}\n")
        store = self.folder / "mlruns"
        subprocess.run([TOOL, run, "2", "30"], env=os.environ | {"MLFLOW_TRACKING_URI": str(store)}, check=True,
                       capture_output=True)
        return run, store

    def assert_same_run(self, name, store):
        local = MlflowClient(str(store))
        (here,) = local.search_runs([local.get_experiment_by_name("pets").experiment_id])
        pets = self.client.get_experiment_by_name("pets").experiment_id
        (there,) = self.client.search_runs([pets], f"attributes.run_name = '{name}'")
        models = "mlflow.log-model.history"
        here_too, there_too = described(local, here), described(self.client, there)
        self.assertEqual(json.loads(there_too["tags"].pop(models))[0]["run_id"], there.info.run_id)
        self.assertEqual(json.loads(here_too["tags"].pop(models))[0]["run_id"], here.info.run_id)
        self.assertEqual(there_too, here_too)
        if HAS_LOGGED_MODELS:
            (model,) = self.client.search_logged_models([pets], f"source_run_id = '{there.info.run_id}'")
            self.assertEqual((model.name, model.status), ("model", "READY"))
            self.assertEqual(model.params, {"setup.model": "EfficientNetLite0-Unet"})
            self.assertEqual({m.key: m.value for m in model.metrics}, {"debug/dark/miou": 0.8, "test/miou": 0.9})

    def test_a_run_of_petseg(self):
        _, store = self.track_locally("stored")
        sync(store, uri=self.server.uri)
        self.assert_same_run("stored", store)

    def test_a_run_of_petseg_that_is_there_already(self):
        run, store = self.track_locally("twice")
        sync(run, uri=self.server.uri)
        sync(store, uri=self.server.uri)
        self.assert_same_run("twice", store)

    def test_a_server_that_keeps_its_runs_in_files(self):
        store = self.new_store()
        files = self.folder / "served"
        with mlflow_server.MlflowServer(self.folder / "files", "--artifacts-destination", str(self.folder / "artifacts"),
                                        backend=files) as server:
            client = MlflowClient(server.uri)
            sync(store.folder, uri=server.uri)
            found = self.found(store, client)
            history = client.get_metric_history(found["full run"].info.run_id, "train/loss")
            self.assertEqual(len(history), 2500)
            # From another journal: all of it is there.
            for file in store.folder.glob("*/*/tracking.json*"):
                file.unlink()
            sync(store.folder, uri=server.uri)
            for name, run in self.assert_arrived_in_files(store, client).items():
                for key in run.data.metrics:
                    self.assertEqual(len(client.get_metric_history(run.info.run_id, key)),
                                     len(client.get_metric_history(found[name].info.run_id, key)))
            # A store is not sent to the server that serves it.
            sync(files, uri=server.uri)
            self.assertEqual(len(self.found(store, client)), 3)

    def assert_arrived_in_files(self, store, client):
        found = self.found(store, client)
        self.assertEqual(set(found), set(store.runs()))
        self.assertEqual(len(client.get_metric_history(found["full run"].info.run_id, "train/loss")), 2500)
        return found

    @unittest.skipUnless(HAS_LOGGED_MODELS, "MLflow 2 keeps models among the artifacts")
    def test_models_beside_the_runs_arrive(self):
        store = self.new_store()
        model = store.client.create_logged_model(store.id, "unet", store.running)
        (self.folder / "MLmodel").write_text("flavors: {}\n")
        store.client.log_model_artifact(model.model_id, str(self.folder / "MLmodel"))
        store.client.finalize_logged_model(model.model_id, "READY")
        from mlflow.entities import LoggedModelOutput
        store.client.log_outputs(store.running, [LoggedModelOutput(model.model_id, 0)])
        sync(store.folder, uri=self.server.uri)
        found = self.found(store)["running"]
        self.assertEqual(files_of(self.client, found.info.run_id), {"unet/MLmodel": b"flavors: {}\n"})

    @unittest.skipIf(mlflow_server.VERSION, "since MLflow 3.10")
    def test_a_store_with_journals_moves_to_a_database(self):
        store = self.new_store()
        sync(store.folder, uri=self.server.uri)
        target = f"sqlite:///{self.folder / 'moved.db'}"
        subprocess.run([mlflow_server.VENV / "bin/mlflow", "migrate-filestore", "--source", store.folder, "--target", target],
                       check=True, capture_output=True)
        moved = MlflowClient(tracking_uri=target)
        runs = moved.search_runs([store.id], run_view_type=ViewType.ALL)
        self.assertEqual({run.info.run_id for run in runs}, {store.full, store.child, store.running, store.deleted})


if __name__ == "__main__":
    unittest.main(verbosity=2)
