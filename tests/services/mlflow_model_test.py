#!/usr/bin/env python3
"""A model that petseg trains and logs to a real MLflow server: used by petseg by its address, and by
Python through MLflow, where it gives petseg's own logits.

    mlflow_model_test.py <net_logits_tool> <petseg>
"""
import mlflow_server  # first: it starts the test again with MLflow's Python

import json
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.request
import warnings
from pathlib import Path

# petseg's own PyTorch; MLflow's packages come first.
TORCH = str(next((mlflow_server.ROOT / ".venv").glob("lib/python*/site-packages")))
sys.path.append(TORCH)

import mlflow
import numpy
import torch
from mlflow import MlflowClient

PETSEG = Path(sys.argv.pop(2)).resolve()
TOOL = Path(sys.argv.pop(1)).resolve()
SETUP = {"setup": {"image_size": 64, "encoder_weights": "none"}, "params": {"epochs": 2, "batch_size": 8},
         "experiment": {"experiment_name": "pets", "run_name": "small"}}


class ServedModel(mlflow_server.Service):
    """mlflow models serve"""

    def __init__(self, folder, model, tracking_uri):
        # PyTorch comes after MLflow's packages there, too.
        (folder / "sitecustomize.py").write_text(f"import sys\nsys.path.append({TORCH!r})\n")
        super().__init__(folder / "served.log", "/ping", {
            "MLFLOW_TRACKING_URI": tracking_uri, "PYTHONPATH": str(folder),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"})  # where it looks for uvicorn
        self._model = model

    def command(self):
        return [sys.executable, "-m", "mlflow", "models", "serve", "--model-uri", self._model, "--env-manager", "local",
                "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"]


class MlflowModel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory()
        cls.folder = Path(cls._folder.name)
        cls.server = mlflow_server.MlflowServer(cls.folder / "server").start()
        cls.client = MlflowClient(cls.server.uri)
        mlflow.set_tracking_uri(cls.server.uri)
        (cls.folder / "setup.json").write_text(json.dumps(SETUP))
        cls.petseg("make-dataset", "--source", "synthetic", "--count", "40", "--raw", "raw", "--out", "data")
        cls.petseg("train", "--train_args", "setup.json", "--data", "data", "--run_dir", "runs/first",
                   "--register", "pets", "--alias", "champion")
        state = json.loads((cls.folder / "runs/first/tracking.json").read_text())
        cls.run_id = state[cls.server.uri]["run_id"]
        cls.uri = f"runs:/{cls.run_id}/model"

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls._folder.cleanup()

    def setUp(self):
        warnings.simplefilter("ignore")  # MLflow's client keeps its connections; torch tells of TorchScript

    @classmethod
    def petseg(cls, *args):
        env = os.environ | {"MLFLOW_TRACKING_URI": cls.server.uri, "PETSEG_CACHE": str(cls.folder / "cache")}
        done = subprocess.run([PETSEG, *args], cwd=cls.folder, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def own_logits(self, photos):
        given, found = self.folder / "photos", self.folder / "logits"
        given.write_bytes(photos.tobytes())
        subprocess.run([TOOL, self.folder / "runs/first/model", given, str(photos.shape[2]), str(photos.shape[3]), found],
                       check=True)
        return numpy.frombuffer(found.read_bytes(), numpy.float32).reshape(photos.shape)

    def assert_own_logits(self, predict):
        random = numpy.random.default_rng(0)
        for height, width in ((64, 64), (96, 160)):
            # Blobs, in which the net finds regions.
            blobs = torch.from_numpy(random.random((2, 3, height // 16, width // 16), numpy.float32) * 255)
            photos = torch.nn.functional.interpolate(blobs, size=(height, width), mode="bilinear").numpy()
            own = self.own_logits(photos)
            numpy.testing.assert_allclose(predict(photos), own, rtol=0, atol=1e-4 * abs(own).max())

    def test_pytorch_flavour(self):
        net = mlflow.pytorch.load_model(self.uri)
        self.assert_own_logits(lambda photos: net(torch.from_numpy(photos)).detach().numpy())

    def test_python_function_flavour(self):
        model = mlflow.pyfunc.load_model(self.uri)
        self.assert_own_logits(model.predict)
        self.assertEqual(model.metadata.signature.inputs.inputs[0].shape, (-1, 3, -1, -1))
        with self.assertRaisesRegex(Exception, "float32"):
            model.predict(numpy.zeros((1, 3, 64, 64)))

    def test_served(self):
        served = ServedModel(self.folder, self.uri, self.server.uri)
        self.enterContext(served)

        def predict(photos):
            request = urllib.request.Request(served.uri + "/invocations", json.dumps({"inputs": photos.tolist()}).encode(),
                                             {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=60) as answer:
                return numpy.array(json.load(answer)["predictions"], numpy.float32)

        self.assert_own_logits(predict)

    def test_petseg_predicts_and_goes_on_by_address(self):
        photo = next((self.folder / "data").rglob("*.jpg"))
        self.petseg("predict", "--model_uri", self.uri, "--img_url", photo, "--save_path", "by_address.png")
        self.petseg("predict", "--model_uri", "runs/first", "--img_url", photo, "--save_path", "by_folder.png")
        self.assertEqual((self.folder / "by_address.png").read_bytes(), (self.folder / "by_folder.png").read_bytes())
        self.petseg("train", "--train_args", "setup.json", "--data", "data", "--run_dir", "runs/second",
                    "--model_uri", "models:/pets@champion")

    def test_the_registered_version(self):
        version = self.client.get_model_version_by_alias("pets", "champion")
        self.assertEqual((version.version, version.run_id, version.status), ("1", self.run_id, "READY"))
        mlflow.pyfunc.load_model("models:/pets/1")

    def test_the_logged_model(self):
        run = self.client.get_run(self.run_id)
        (model,) = self.client.search_logged_models([run.info.experiment_id], f"source_run_id = '{self.run_id}'")
        self.assertEqual((model.name, model.status, model.params["setup.image_size"]), ("model", "READY", "64"))
        self.assertEqual({m.key: m.value for m in model.metrics}["test/miou"], run.data.metrics["test/miou"])
        self.assertEqual(self.client.get_model_version_by_alias("pets", "champion").source, model.model_uri)
        net = mlflow.pytorch.load_model(model.model_uri)
        self.assert_own_logits(lambda photos: net(torch.from_numpy(photos)).detach().numpy())

    def test_the_data_sets(self):
        inputs = self.client.get_run(self.run_id).inputs.dataset_inputs
        photos = {i.tags[0].value: json.loads(i.dataset.profile)["num_photos"] for i in inputs}
        self.assertEqual(set(photos), {"train", "validation", "test"})
        self.assertLess(sum(photos.values()), len(list((self.folder / "data").rglob("*.jpg"))))  # without debugging photos

    def test_the_run_has_report_and_metrics(self):
        run = self.client.get_run(self.run_id)
        self.assertEqual(run.data.params["setup.image_size"], "64")
        self.assertIn("test/miou", run.data.metrics)
        self.assertEqual(len(self.client.get_metric_history(self.run_id, "valid/miou")), 2)
        (logged,) = json.loads(run.data.tags["mlflow.log-model.history"])
        self.assertEqual((logged["run_id"], logged["artifact_path"]), (self.run_id, "model"))
        self.assertEqual(sorted(logged["flavors"]), ["python_function", "pytorch"])
        self.assertIn("mIoU", run.data.tags["mlflow.note.content"])
        names = {file.path for file in self.client.list_artifacts(self.run_id, "debugging_set_report")}
        self.assertIn("debugging_set_report/report.html", names)


if __name__ == "__main__":
    unittest.main(verbosity=2)
