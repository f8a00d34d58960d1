#!/usr/bin/env python3
"""A real MLflow server that asks for a user name and a password (mlflow server --app-name basic-auth).

    mlflow_auth_test.py <tracked_run_tool> <petseg>
"""
import mlflow_server  # first: it starts the test again with MLflow's Python

import base64
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path

import mlflow
from mlflow import MlflowClient
from mlflow.server.auth.client import AuthServiceClient

PETSEG = Path(sys.argv.pop(2)).resolve()
TOOL = Path(sys.argv.pop(1)).resolve()
QUICK = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1", "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "0.01",
         "MLFLOW_HTTP_REQUEST_BACKOFF_JITTER": "0.01"}
ADMIN, READER = ("keeper", "p@ss: word/" + secrets.token_hex(8)), ("reader", "another word " + secrets.token_hex(8))
WRONG = "wrong-" + secrets.token_hex(8)
# As they are, as in an address, as in a header.
SECRETS = [form for name, word in (ADMIN, READER, (ADMIN[0], WRONG))
           for form in (word, word.replace("@", "%40").replace(" ", "%20").replace("/", "%2F").replace(":", "%3A"),
                        base64.b64encode(f"{name}:{word}".encode()).decode())]


class AuthServer(mlflow_server.MlflowServer):
    def __init__(self, folder):
        folder.mkdir()
        (folder / "auth.ini").write_text(
            f"[mlflow]\ndefault_permission = READ\ndatabase_uri = sqlite:///{folder}/auth.db\n"
            f"admin_username = {ADMIN[0]}\nadmin_password = {ADMIN[1]}\n"
            "authorization_function = mlflow.server.auth:authenticate_request_basic_auth\n")
        super().__init__(folder, "--app-name", "basic-auth", "--artifacts-destination", str(folder / "artifacts"),
                         env={"MLFLOW_AUTH_CONFIG_PATH": str(folder / "auth.ini"),
                              "MLFLOW_FLASK_SERVER_SECRET_KEY": secrets.token_hex(16)})


def as_user(user):
    return {"MLFLOW_TRACKING_USERNAME": user[0], "MLFLOW_TRACKING_PASSWORD": user[1]}


class Authentication(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        cls.server = AuthServer(cls.root / "server").start()
        cls.addClassCleanup(cls.server.stop)
        os.environ.update(as_user(ADMIN))  # of MLflow's own client
        cls.client = MlflowClient(cls.server.uri)
        mlflow.set_tracking_uri(cls.server.uri)  # where MLflow 2 looks for artifacts
        AuthServiceClient(cls.server.uri).create_user(*READER)

    def setUp(self):
        warnings.simplefilter("ignore")
        self.run_folder = self.root / self.id().split(".")[-1]
        (self.run_folder / "report").mkdir(parents=True)
        (self.run_folder / "report/report.md").write_text("# A report\n")

    def call(self, *command, uri=None, home=None, code=0, **variables):
        """What a program of ours says; no secret is ever in it, nor in what it leaves."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_TRACKING")}
        env |= QUICK | {"MLFLOW_TRACKING_URI": uri or self.server.uri, "HOME": str(home or self.root)} | variables
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, code, done.stderr)
        left = [path.read_text() for path in self.run_folder.glob("tracking*")]
        for text in (done.stdout, done.stderr, *left):
            for secret in SECRETS:
                self.assertNotIn(secret, text)
        return done.stdout + done.stderr

    def track(self, **variables):
        return self.call(TOOL, self.run_folder, "2", "10", **variables)

    def sync(self, **variables):
        return self.call(PETSEG, "sync", self.run_folder, **variables)

    def assert_arrived(self):
        experiment = self.client.get_experiment_by_name("pets").experiment_id
        (run,) = self.client.search_runs([experiment], f"attributes.run_name = '{self.run_folder.name}'")
        self.assertEqual(len(self.client.get_metric_history(run.info.run_id, "step/loss")), 20)
        self.assertEqual(run.info.status, "FINISHED")
        with tempfile.TemporaryDirectory() as folder:
            path = self.client.download_artifacts(run.info.run_id, "debugging_set_report/report.md", folder)
            self.assertEqual(Path(path).read_text(), "# A report\n")

    def credentials(self, user):
        home = self.run_folder / "home"
        (home / ".mlflow").mkdir(parents=True)
        (home / ".mlflow/credentials").write_text(
            f"[mlflow]\nmlflow_tracking_username = {user[0]}\nmlflow_tracking_password = {user[1]}\n")
        return home

    def test_variables(self):
        self.assertNotIn("sync", self.track(**as_user(ADMIN)))
        self.assert_arrived()

    def test_the_credentials_file(self):
        self.assertNotIn("sync", self.track(home=self.credentials(ADMIN)))
        self.assert_arrived()

    def test_variables_before_the_credentials_file(self):
        self.assertNotIn("sync", self.track(home=self.credentials((ADMIN[0], WRONG)), **as_user(ADMIN)))
        self.assert_arrived()

    def test_wrong_words_are_told_and_nothing_is_lost(self):
        for wrong in (as_user((ADMIN[0], WRONG)), {"MLFLOW_TRACKING_TOKEN": WRONG}):
            with self.subTest(wrong=list(wrong)):
                shutil.rmtree(self.run_folder)
                self.setUp()
                said = self.track(**wrong)
                self.assertIn("401", said)
                self.assertIn("MLFLOW_TRACKING_USERNAME", said)
                self.assertIn("petseg sync", said)
                self.assertIn("401", self.sync(code=4, **wrong))
        said = self.sync(code=4, home=self.credentials((ADMIN[0], WRONG)))
        self.assertIn("401", said)
        self.sync(**as_user(ADMIN))
        self.assert_arrived()

    def test_a_user_who_may_only_read(self):
        self.client.get_experiment_by_name("pets") or self.client.create_experiment("pets")
        self.assertIn("403", self.track(**as_user(READER)))
        self.assertIn("403", self.sync(code=4, **as_user(READER)))
        self.sync(**as_user(ADMIN))
        self.assert_arrived()

    def test_runs_are_listed_for_those_who_may(self):
        self.track(**as_user(ADMIN))
        self.assertIn(self.run_folder.name, self.call(PETSEG, "runs", **as_user(READER)))
        self.assertIn("401", self.call(PETSEG, "runs", code=4, **as_user((READER[0], WRONG))))


if __name__ == "__main__":
    unittest.main(verbosity=2)
