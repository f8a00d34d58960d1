#!/usr/bin/env python3
"""Stores in MLflow's file layout: what petseg writes is read back by MLflow, what MLflow writes by
petseg, and both find the same runs.

    mlflow_file_store_test.py <tracking_store_tool>
"""
import mlflow_server  # first: it starts the test again with MLflow's Python

import json
import math
import os
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path

from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
TOOL = Path(sys.argv.pop(1)).resolve()
CONTEXT = "mlflow.data.context"
START = 1_700_000_000_000

# Texts that YAML would like to take for something else.
HOSTILE = ["yes", "null", "1e3", "a: b # c", "- x", "'\"\\", " x ", "a\nb\n", "ü😀\u2028", "{x: [y]}", "%A", "~"]


def tool(command, store, given=None):
    done = subprocess.run([TOOL, command], input=json.dumps(given), capture_output=True, text=True,
                          env=os.environ | {"MLFLOW_TRACKING_URI": str(store)})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else None


def dataset(name, digest, context, profile=""):
    return {"name": name, "digest": digest, "source_type": "local", "source": '{"uri": "data/preprocessed"}',
            "schema": "", "profile": profile, "context": context}


def number(value):
    """As the tool writes it."""
    return value if math.isfinite(value) else str(value)


def described(client, run):
    """What the tool says of a run, from MLflow."""
    history = {key: [[number(m.value), m.timestamp, m.step] for m in client.get_metric_history(run.info.run_id, key)]
               for key in run.data.metrics}
    return {
        "run_id": run.info.run_id, "status": run.info.status, "user_id": run.info.user_id,
        "start_time": run.info.start_time, "end_time": run.info.end_time, "artifact_uri": run.info.artifact_uri,
        "metrics": {key: number(value) for key, value in run.data.metrics.items()}, "history": history,
        "params": run.data.params, "tags": run.data.tags,
        "datasets": sorted(
            ({"name": i.dataset.name, "digest": i.dataset.digest, "source_type": i.dataset.source_type,
              "source": i.dataset.source, "schema": i.dataset.schema or "", "profile": i.dataset.profile or "",
              "context": next((t.value for t in i.tags if t.key == CONTEXT), "")} for i in run.inputs.dataset_inputs),
            key=lambda d: d["name"])}


def of_tool(run):
    run["metrics"] = {key: last[0] for key, last in run["metrics"].items()}
    run["datasets"].sort(key=lambda d: d["name"])
    return run


class StoreTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="petseg file store ")  # a path that URIs escape
        self.addCleanup(folder.cleanup)
        self.store = Path(folder.name) / "mlruns"
        warnings.simplefilter("ignore", FutureWarning)  # that MLflow gives file stores up

    def client(self):
        return MlflowClient(tracking_uri=str(self.store))

    def assert_same_runs(self, experiment):
        client = self.client()
        found = client.search_runs([client.get_experiment_by_name(experiment).experiment_id])
        self.assertEqual({run.info.run_name: described(client, run) for run in found},
                         {name: of_tool(run) for name, run in tool("read", self.store)[experiment].items()})
        return {run.info.run_name: run for run in found}


class MlflowReadsWhatPetsegWrites(StoreTest):
    def setUp(self):
        super().setUp()
        points = [["train/loss", 1 / (step + 1), START + step, step] for step in range(200)]
        points += [["valid/miou", value, START + step, step]
                   for step, value in enumerate([0.1 + 0.2, "nan", "inf", "-inf", 1e-320, 1e300, -0.0])]
        pets = dataset("pets", "0123abcd", "train", json.dumps({"hostile": HOSTILE}, ensure_ascii=False))
        self.runs = [
            {"name": "run_1", "status": "FINISHED", "start_time": START, "metrics": points,
             "params": {"params.learning_rate": "0.001", "setup/model": "Unet", "empty": ""},
             "tags": {"mlflow.note.content": "# A note\n\nwith lines\n", "mlflow.user": "me"},
             "datasets": [pets, dataset("more", "89abcdef", "eval")]},
            {"name": "run: 2 #", "status": "KILLED", "start_time": START + 1,
             "metrics": [["test/miou", 0.5, START, 0]], "params": {f"p{i}": text for i, text in enumerate(HOSTILE)},
             "tags": {f"t{i}": text for i, text in enumerate(HOSTILE)},
             "datasets": [pets]},
            {"name": "run_3", "status": "FAILED", "start_time": START + 2, "metrics": [], "params": {}, "tags": {},
             "datasets": []}]
        tool("write", self.store, {"experiment": "pets: \"1\"", "runs": self.runs})

    def test_all_of_it(self):
        found = self.assert_same_runs("pets: \"1\"")
        self.assertEqual(set(found), {"run_1", "run: 2 #", "run_3"})
        for given in self.runs:
            run = found[given["name"]]
            self.assertEqual(run.info.status, given["status"])
            self.assertEqual((run.info.start_time, run.info.end_time),
                             (given["start_time"], given["start_time"] + 5000))
            self.assertEqual(run.data.params, given["params"])
            self.assertEqual(run.data.tags, given["tags"] | {"mlflow.runName": given["name"]})
            logged = {}
            for key, value, timestamp, step in given["metrics"]:
                logged.setdefault(key, []).append([value, timestamp, step])
            self.assertEqual(described(self.client(), run)["history"], logged)
            self.assertEqual(described(self.client(), run)["datasets"],
                             sorted(given["datasets"], key=lambda d: d["name"]))

    def test_its_experiments(self):
        by_name = {e.name: e for e in self.client().search_experiments()}
        self.assertEqual(set(by_name), {"Default", "pets: \"1\""})
        pets = by_name["pets: \"1\""]
        self.assertRegex(pets.experiment_id, "^[1-9][0-9]{17}$")
        self.assertEqual(pets.tags, {"mlflow.experimentKind": "custom_model_development"})

    def test_mlflow_goes_on_with_a_run(self):
        client = self.client()
        pets = client.get_experiment_by_name("pets: \"1\"").experiment_id
        run = client.search_runs([pets], "run_name = 'run_3'")[0].info.run_id
        client.log_metric(run, "test/miou", 0.75, START, 3)
        client.log_param(run, "late", "yes")
        client.log_text(run, "hello", "notes/a.txt")
        client.set_terminated(run, "FINISHED", START + 9000)
        found = self.assert_same_runs("pets: \"1\"")["run_3"]
        self.assertEqual((found.info.status, found.info.end_time), ("FINISHED", START + 9000))
        # The artifact's URI leads to the run's own folder.
        self.assertEqual((self.store / pets / run / "artifacts/notes/a.txt").read_text(), "hello")

    def test_mlflow_deletes_and_petseg_restores(self):
        client = self.client()
        client.delete_experiment(client.get_experiment_by_name("pets: \"1\"").experiment_id)
        self.assertEqual(tool("read", self.store), {"Default": {}})
        tool("write", self.store, {"experiment": "pets: \"1\"", "runs": []})
        self.assertEqual(len(self.assert_same_runs("pets: \"1\"")), 3)

    @unittest.skipIf(mlflow_server.VERSION, "since MLflow 3.10")
    def test_it_moves_to_a_database(self):
        target = f"sqlite:///{self.store.parent / 'moved.db'}"
        subprocess.run([mlflow_server.VENV / "bin/mlflow", "migrate-filestore", "--source", self.store, "--target", target],
                       check=True, capture_output=True)
        moved = MlflowClient(tracking_uri=target)
        pets = moved.get_experiment_by_name("pets: \"1\"").experiment_id
        runs = {run.info.run_name: described(moved, run) for run in moved.search_runs([pets])}
        for name, run in tool("read", self.store)["pets: \"1\""].items():
            run = of_tool(run)
            for key in ("run_id", "status", "start_time", "end_time", "params", "datasets", "artifact_uri"):
                self.assertEqual(runs[name][key], run[key], key)
            self.assertEqual(set(runs[name]["history"]), set(run["history"]))
            for key, points in run["history"].items():
                # A database holds no infinity, and has no order of its own.
                expected = [[{"inf": 1.7976931348623157e308, "-inf": -1.7976931348623157e308}.get(value, value), *more]
                            for value, *more in points]
                self.assertEqual(sorted(runs[name]["history"][key], key=lambda p: p[2]), expected)


class PetsegReadsWhatMlflowWrites(StoreTest):
    # (filter, order_by): MLflow's own answer is the expected one.
    SEARCHES = [
        ("", []), ("", ["start_time ASC"]), ("", ["metrics.loss DESC"]), ("", ["metrics.loss ASC"]),
        ("", ["metrics.`test/miou` DESC", "run_name ASC"]), ("", ["params.model", "metrics.loss DESC"]),
        ("", ["attributes.status DESC", "run_name"]), ("", ["tags.`my tag`", "attributes.run_id DESC"]),
        ("", ["end_time DESC"]),
        ("metrics.loss < 0.3", []), ("metrics.loss <= 0.3 AND metrics.loss > 0.05", []),
        ("metrics.loss != 0.25", []), ("metrics.`test/miou` >= 0.5", ["metrics.`test/miou`"]),
        ("metrics.\"test/miou\" = 0.5", []), ("metrics.loss > -1e-3", []), ("metrics.sometimes = 1", []),
        ("params.model = 'Unet'", []), ("params.model != \"Unet\"", []), ("params.model LIKE 'U%'", []),
        ("params.model ILIKE 'u_et'", []), ("params.rare IS NULL", []), ("params.rare IS NOT NULL", []),
        ("params.rare != 'x'", []), ("tags.`my tag` = 'ü%'", []), ("tags.mlflow.source.name LIKE '%.py'", []),
        ("tag.missing IS NULL and param.model = 'Linear'", []), ("status = 'FINISHED'", []),
        ("attributes.status != 'FINISHED'", ["run_name DESC"]), ("run_name LIKE 'run%3'", []),
        ("attr.\"Run name\" = 'run_4'", []), ("run.user_id = 'me'", []), (f"start_time > {START + 5}", []),
        (f"attributes.created <= {START + 5}", []), ("end_time > 0", []), ("artifact_uri ILIKE '%ARTIFACTS'", []),
        ("datasets.name = 'pets'", []), ("datasets.digest IN ('d1', \"d2\")", []),
        ("dataset.context != 'train'", []), ("datasets.name NOT IN ('pets')", []),
        ("run_id IN ('nothing')", []), ("run_id NOT IN ('nothing')", ["run_name"]),
    ]

    def setUp(self):
        super().setUp()
        client = self.client()
        self.pets = client.create_experiment("pets & more")
        for i in range(12):
            run = client.create_run(self.pets, start_time=START + i // 2, run_name=f"run_{i}",
                                    tags={"mlflow.user": "me", "my tag": "ü%" if i % 2 else "x",
                                          "mlflow.source.name": "train.py"}).info.run_id
            client.log_batch(
                run,
                [Metric("loss", [0.25, 0.5, 0.1, math.nan, math.inf][i % 5], START, 1), Metric("loss", 9, START, 0)] +
                ([Metric("test/miou", i / 10, START + i, 0)] if i % 3 else []) +
                ([Metric("sometimes", 1.0, START, 0)] if i == 7 else []),
                [Param("model", ["Unet", "unet", "Linear"][i % 3])] + ([Param("rare", "y")] if i == 4 else []),
                [RunTag("note", HOSTILE[i])])
            for name in ["pets", "more"][:i % 3]:
                data = Dataset(name, f"d{i}", "local", json.dumps({"uri": HOSTILE[i]}), profile=json.dumps(HOSTILE))
                client.log_inputs(run, [DatasetInput(data, [InputTag(CONTEXT, "train" if i % 2 else "eval")])])
            if i % 4 != 3:
                client.set_terminated(run, ["FINISHED", "FAILED", "KILLED"][i % 3], START + 100 + i)
        self.runs = {run.info.run_name: run.info.run_id for run in client.search_runs([self.pets])}

    def test_all_of_it(self):
        self.assertEqual(len(self.assert_same_runs("pets & more")), 12)

    def test_without_what_was_deleted(self):
        client = self.client()
        client.delete_run(self.runs["run_3"])
        self.assertEqual(len(self.assert_same_runs("pets & more")), 11)
        client.restore_run(self.runs["run_3"])
        self.assertEqual(len(self.assert_same_runs("pets & more")), 12)
        client.delete_experiment(self.pets)
        self.assertEqual(tool("read", self.store), {"Default": {}})

    def test_searches_find_the_same_runs_in_the_same_order(self):
        client = self.client()
        experiments = [e.experiment_id for e in client.search_experiments(ViewType.ACTIVE_ONLY)]
        found = tool("search", self.store, [{"filter": f, "order_by": o} for f, o in self.SEARCHES])
        some = 0
        for (text, order), names in zip(self.SEARCHES, found, strict=True):
            with self.subTest(filter=text, order_by=order):
                try:
                    expected = client.search_runs(experiments, text, order_by=order)
                except MlflowException:
                    if not mlflow_server.VERSION:
                        raise
                    continue  # an older MLflow knows less of its language
                self.assertEqual(names, [run.info.run_name for run in expected])
                some += 0 < len(names) < 12
        self.assertGreater(some, 20)


if __name__ == "__main__":
    unittest.main(verbosity=2)
