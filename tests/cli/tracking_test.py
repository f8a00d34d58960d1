#!/usr/bin/env python3
"""Training runs in MLflow's file layout, as petseg finds them again; and servers that are not there."""

import json
import os
import re
import signal
import struct
import subprocess
import time
from pathlib import Path

from petseg_runner import PROGRAM, SMALL_SETUP, CliTest, main

NOBODY = "http://127.0.0.1:9"
QUICK = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}


class TrackingTest(CliTest):
    def setUp(self):
        super().setUp()
        (self.dir / "setup.json").write_text(json.dumps(SMALL_SETUP))
        self.run_here("make-dataset", "--source", "synthetic", "--count", "24", "--raw", "raw", "--out", "data")

    def run_here(self, *args, **env):
        return self.succeed(*args, cwd=self.dir, env={"MLFLOW_TRACKING_URI": "", "PETSEG_CACHE": self.dir / "cache"} | env)

    def train(self, *args, **env):
        return self.run_here("train", "--train_args", "setup.json", "--data", "data", *args, **env)

    def runs(self):
        return json.loads(self.run_here("runs", "--json"))

    def test_a_run_goes_to_mlruns_and_is_used_by_its_id(self):
        self.train("--run_dir", "runs/first", "--register", "pets", "--alias", "champion")
        (run,) = self.runs()
        self.assertEqual(run["status"], "FINISHED")
        self.assertIn("test/miou", run["metrics"])
        photo = next((self.dir / "data").rglob("*.jpg"))
        self.run_here("predict", "--model_uri", f"runs:/{run['run_id']}/model", "--img_url", photo, "--save_path", "a.png")
        self.run_here("predict", "--model_uri", "runs/first", "--img_url", photo, "--save_path", "b.png")
        self.run_here("predict", "--model_uri", "models:/pets@champion", "--img_url", photo, "--save_path", "c.png")
        for other in ("b.png", "c.png"):
            self.assertEqual((self.dir / "a.png").read_bytes(), (self.dir / other).read_bytes())
        address = f"runs:/{run['run_id']}/model"
        self.fail_with(2, "evaluate", "--model_uri", address, "--data", "data", cwd=self.dir,
                       env={"MLFLOW_TRACKING_URI": ""}, says=[address, "--out"])
        self.run_here("evaluate", "--model_uri", address, "--data", "data", "--out", "again")
        self.assertTrue((self.dir / "again/report.html").exists())
        uri = f"runs:/{run['run_id']}"
        out = self.run_here("compare", "runs/first", uri, "--out", "comparison", "--data", "data")
        self.assertIn("comparison.html", out)
        self.fail_with(2, "compare", "runs/first", "runs:/" + "0" * 32, cwd=self.dir, env={"MLFLOW_TRACKING_URI": ""},
                       says=["0" * 32])
        # Both places share the bytes.
        model = next((self.dir / "mlruns").rglob("model.safetensors"))
        self.assertEqual(os.stat(model).st_ino, os.stat(self.dir / "runs/first/model/model.safetensors").st_ino)

    def artifacts(self):
        (run,) = self.runs()
        return run, Path(run["artifact_uri"].removeprefix("file://"))

    def test_pictures_the_machines_load_and_a_checkpoint_go_there(self):
        (self.dir / "setup.json").write_text(json.dumps(
            SMALL_SETUP | {"params": SMALL_SETUP["params"] | {"epochs": 2}, "experiment": {"tracked_photos": 2}}))
        self.train("--run_dir", "runs/first", "--track_checkpoints", MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL="0.1")
        run, artifacts = self.artifacts()

        self.assertEqual(run["tags"]["mlflow.loggedImages"], "True")
        names = sorted(file.name for file in (artifacts / "images").iterdir())
        self.assertEqual(len(names), 2 * 3 * 2, names)  # photos, epochs from 0 on, sizes
        shown = {re.fullmatch(r"([\w. -]+)\+step\+(\d+)\+timestamp\+(\d{13})\+[0-9a-f]{32}(\+compressed)?\.png", name).groups()
                 for name in names}
        self.assertEqual({(step, small) for _, step, _, small in shown},
                         {(step, small) for step in "012" for small in (None, "+compressed")})
        valid = {file.stem for file in (self.dir / "data/valid_set/images").iterdir()}
        self.assertEqual(len({key for key, *_ in shown} & valid), 2)
        for name in names:
            data = (artifacts / "images" / name).read_bytes()
            width, height = struct.unpack(">II", data[16:24])
            self.assertEqual(data[:8], b"\x89PNG\r\n\x1a\n")
            self.assertLessEqual(max(width, height), 256 if "compressed" in name else 488)
            self.assertGreater(max(width, height), 200)

        system = {key: value for key, value in run["metrics"].items() if key.startswith("system/")}
        for key in ("cpu_utilization_percentage", "system_memory_usage_megabytes", "disk_available_megabytes",
                    "network_receive_megabytes"):
            self.assertGreaterEqual(system["system/" + key]["value"], 0)
        self.assertEqual((artifacts / "checkpoints/last.safetensors").read_bytes(),
                         (self.dir / "runs/first/checkpoints/last.safetensors").read_bytes())

    def test_a_stopped_run_leaves_its_checkpoint_and_goes_on(self):
        setup = SMALL_SETUP | {"params": SMALL_SETUP["params"] | {"epochs": 30}}
        (self.dir / "setup.json").write_text(json.dumps(setup))
        run_dir = self.dir / "runs/stopped"
        process = subprocess.Popen([PROGRAM, "train", "--train_args", "setup.json", "--data", "data", "--run_dir", run_dir,
                                    "--track_checkpoints"], cwd=self.dir, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                                   env=os.environ | {"MLFLOW_TRACKING_URI": ""})
        while not (run_dir / "checkpoints/last.safetensors").exists():
            self.assertIsNone(process.poll())
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate()
        self.assertEqual(process.returncode, 128 + signal.SIGTERM, said)
        run, artifacts = self.artifacts()
        self.assertEqual(run["status"], "KILLED")
        self.assertEqual((artifacts / "checkpoints/last.safetensors").read_bytes(),
                         (run_dir / "checkpoints/last.safetensors").read_bytes())

        self.run_here("train", "--resume", run_dir)
        run, artifacts = self.artifacts()
        self.assertEqual(run["status"], "FINISHED")
        pictures = [tuple(file.name.split("+")[:3:2]) for file in (artifacts / "images").glob("*[0-9a-f].png")]
        self.assertEqual(len(pictures), len(set(pictures)), "a picture of an epoch is there twice")
        steps = {int(step) for _, step in pictures}
        self.assertEqual(steps, set(range(31)))

    def test_off_tracks_nothing(self):
        self.train("--tracking", "off")
        self.assertFalse((self.dir / "mlruns").exists())
        self.assertEqual(list(self.dir.glob("runs/*/tracking*")), [])
        self.assertEqual(list(self.dir.glob("runs/*/images")), [])

    def test_strict_tracking_fails_before_the_run_begins(self):
        self.fail_with(4, "train", "--train_args", "setup.json", "--data", "data", "--run_dir", "runs/strict",
                       "--tracking", "strict", cwd=self.dir, env=QUICK | {"MLFLOW_TRACKING_URI": NOBODY},
                       says=[NOBODY, "connect"])
        self.assertFalse((self.dir / "runs/strict").exists())

    def test_what_a_server_did_not_get_goes_elsewhere_later(self):
        self.train("--run_dir", "runs/offline", **QUICK, MLFLOW_TRACKING_URI=f"http://me:secret@{NOBODY[7:]}")
        for file in (self.dir / "runs/offline").glob("tracking*"):
            self.assertNotIn("secret", file.read_text())
        out = self.run_here("sync", MLFLOW_TRACKING_URI="mlruns")
        self.assertIn("runs/offline", out)
        (run,) = self.runs()
        self.assertEqual((run["status"], run["run_name"]), ("FINISHED", "offline"))
        self.assertIn("nothing was left", self.run_here("sync", MLFLOW_TRACKING_URI="mlruns"))

    def test_wrong_settings_are_found_before_the_run(self):
        self.fail_with(2, "train", "--train_args", "setup.json", "--data", "data", "--run_dir", "runs/x", cwd=self.dir,
                       env={"MLFLOW_HTTP_REQUEST_TIMEOUT": "soon"}, says=["MLFLOW_HTTP_REQUEST_TIMEOUT=soon"])
        self.fail_with(2, "train", "--tracking", "stict", cwd=self.dir, says=["strict"])
        self.fail_with(2, "train", "--train_args", "setup.json", "--data", "data", "--run_dir", "runs/x", "--register",
                       "a/b", cwd=self.dir, says=["a/b"])
        self.fail_with(4, "sync", "runs/none", cwd=self.dir, says=["was not tracked"])
        self.assertFalse((self.dir / "runs/x").exists())


if __name__ == "__main__":
    main()
