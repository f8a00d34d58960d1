#!/usr/bin/env python3
"""Artifacts and models with a real MLflow server and a local S3: what petseg sends is read back by MLflow and
boto3, what they send by petseg, byte for byte.

    mlflow_artifacts_test.py <artifact_tool> <tracked_run_tool> <petseg>
"""
from mlflow_server import MlflowServer, S3Server  # first: it chooses the Python

import hashlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import boto3
from mlflow import MlflowClient

TOOL, RUN_TOOL, PETSEG = (Path(sys.argv.pop(1)).resolve() for _ in range(3))
SECRET = "wJalrXUtnFEMI-petseg-test"
AWS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_DEFAULT_REGION": "eu-west-1"}
FAST = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2", "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "0.1"}


def some_bytes(count, seed=1):
    return random.Random(seed).randbytes(count)


# Names that are hard on addresses, and contents that are hard on transfers.
FILES = {
    "report.html": b"<html></html>\n",
    "a b/c+d & e.txt": b"spaces",
    "a b/\u00fc \u732b.json": b"{}",
    "empty.txt": b"",
    "deep/er/est/x=1,y;z@t~'!().bin": some_bytes(100_000),
    "large.bin": some_bytes(3_000_000, seed=2),
}


def write_files(folder, files=None):
    for name, content in (files or FILES).items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read_files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}


def run_tool(*words, **variables):
    env = os.environ | FAST | {"HOME": "/nonexistent"} | {name: str(value) for name, value in variables.items()}
    return subprocess.run([TOOL, *map(str, words)], env=env, capture_output=True, text=True)


class Cutter:
    """Stands before a server, and cuts the first connections that carry more than so many bytes to or from it."""

    def __init__(self, port, cut_up, cut_down, times):
        self._port, self._limits, self._times, self.cuts = port, (cut_up, cut_down), times, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        try:
            while True:
                client = self._listener.accept()[0]
                server = socket.create_connection(("127.0.0.1", self._port))
                for ends, limit in (((client, server), self._limits[0]), ((server, client), self._limits[1])):
                    threading.Thread(target=self._pass_on, args=(*ends, limit), daemon=True).start()
        except OSError:
            pass

    def _pass_on(self, source, target, limit):
        passed = 0
        try:
            while data := source.recv(1 << 16):
                passed += len(data)
                if limit and self._is_over(limit, passed, len(data)):
                    break
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _is_over(self, limit, passed, _):
        if passed <= limit or self.cuts == self._times:
            return False
        self.cuts += 1
        return True


class Limiter(Cutter):
    """Stands before a server; after so many bytes to it, in all, nothing gets through any more."""

    def __init__(self, port, bytes_up):
        super().__init__(port, bytes_up, None, times=0)
        self.passed = 0

    def _is_over(self, limit, _, now):
        self.passed += now
        return self.passed > limit


class ArtifactTest(unittest.TestCase):
    """One MLflow server that hands artifacts on, one that does not, and one S3 for all tests."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.root = Path(cls.temporary.name)
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.s3 = cls.start(S3Server(cls.root))
        cls.s3_variables = AWS | {"MLFLOW_S3_ENDPOINT_URL": cls.s3.uri}
        cls.boto = boto3.client("s3", endpoint_url=cls.s3.uri, aws_access_key_id=AWS["AWS_ACCESS_KEY_ID"],
                                aws_secret_access_key=SECRET, region_name="eu-west-1")
        cls.boto.create_bucket(Bucket="pets", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        cls.server = cls.start(MlflowServer(cls.root / "server"))
        cls.client = MlflowClient(cls.server.uri)

    @classmethod
    def start(cls, service):
        service.start()
        cls.addClassCleanup(service.stop)
        return service

    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=self.root)
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.cache = self.folder / "cache"

    def tool(self, *words, **variables):
        variables = {"MLFLOW_TRACKING_URI": self.server.uri, "PETSEG_CACHE": self.cache} | self.s3_variables | variables
        done = run_tool(*words, **variables)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def failure(self, *words, **variables):
        """What the tool says when it fails: one line, without secrets."""
        variables = {"MLFLOW_TRACKING_URI": self.server.uri, "PETSEG_CACHE": self.cache} | self.s3_variables | variables
        done = run_tool(*words, **variables)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertNotIn(SECRET, done.stderr + done.stdout)
        return done.stderr

    def new_run(self, client=None):
        return (client or self.client).create_run("0").info

    def listing(self, uri, run_id, folder="", **variables):
        return json.loads(self.tool("list", uri, run_id, folder, **variables))

    def download_all(self, uri, run_id, target, folder="", **variables):
        for path, what in self.listing(uri, run_id, folder, **variables).items():
            if what == "folder":
                self.download_all(uri, run_id, target, path, **variables)
            else:
                self.tool("download", uri, run_id, path, target / path, **variables)
                self.assertEqual((target / path).stat().st_size, what)
        return target

    # The proxy of the server.

    def test_mlflow_reads_what_petseg_uploads_through_the_server(self):
        run = self.new_run()
        write_files(self.folder / "report")
        self.tool("upload", run.artifact_uri, run.run_id, self.folder / "report", "debugging_set_report")
        back = self.client.download_artifacts(run.run_id, "debugging_set_report", dst_path=str(self.folder))
        self.assertEqual(read_files(back), FILES)
        self.tool("upload", run.artifact_uri, run.run_id, self.folder / "report/a b/c+d & e.txt", "empty.txt")
        back = self.client.download_artifacts(run.run_id, "empty.txt", dst_path=str(self.folder))
        self.assertEqual(Path(back).read_bytes(), b"spaces")

    def test_petseg_reads_what_mlflow_uploads_through_the_server(self):
        run = self.new_run()
        write_files(self.folder / "report")
        self.client.log_artifacts(run.run_id, str(self.folder / "report"), "some/where")
        back = self.download_all(run.artifact_uri, run.run_id, self.folder / "back")
        self.assertEqual(read_files(back / "some/where"), FILES)
        self.assertEqual(self.listing(run.artifact_uri, run.run_id, "some"), {"some/where": "folder"})
        self.assertEqual(self.listing(run.artifact_uri, run.run_id, "nothing"), {})

    def test_a_file_of_300_mb_goes_through_the_server(self):
        run = self.new_run()
        file = self.folder / "weights.bin"
        file.write_bytes(some_bytes(10_000_000) * 30)
        url = run.artifact_uri.replace("mlflow-artifacts:", f"{self.server.uri}/api/2.0/mlflow-artifacts/artifacts")
        times = {"petseg": [], "curl": []}
        for _ in range(3):
            for name, command in {"petseg": None, "curl": ["curl", "-sS", "-T", file, f"{url}/curl.bin"]}.items():
                start = time.monotonic()
                if command:
                    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                else:
                    self.tool("upload", run.artifact_uri, run.run_id, file, "model/weights.bin")
                times[name].append(time.monotonic() - start)
        start = time.monotonic()
        self.tool("download", run.artifact_uri, run.run_id, "model/weights.bin", self.folder / "back.bin")
        download = time.monotonic() - start
        speed = {name: f"{300 / min(t):.0f}" for name, t in times.items()}
        print(f"300 MB: up {speed['petseg']} MB/s, curl {speed['curl']} MB/s; down {300 / download:.0f} MB/s", flush=True)
        stored = self.server.folder / "artifacts/0" / run.run_id / "artifacts/model/weights.bin"
        for copy in (stored, self.folder / "back.bin"):
            self.assertEqual(hashlib.sha256(copy.read_bytes()).digest(), hashlib.sha256(file.read_bytes()).digest())

    def test_a_file_that_is_not_there_leaves_nothing_behind(self):
        run = self.new_run()
        said = self.failure("download", run.artifact_uri, run.run_id, "no.txt", self.folder / "no.txt")
        self.assertRegex(said, r"^mlflow-artifacts:.*: no.txt: the server answered (404|500)")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_name_that_the_server_refuses_does_not_cost_the_others(self):
        run = self.new_run()
        write_files(self.folder / "report", {"a #1.txt": b"x", "b.txt": b"x"})
        self.tool("upload", run.artifact_uri, run.run_id, self.folder / "report", "report")
        self.assertEqual(self.listing(run.artifact_uri, run.run_id, "report"), {"report/b.txt": 1})
        self.assertIn("a #1.txt", self.failure("upload", run.artifact_uri, run.run_id, self.folder / "report/b.txt", "a #1.txt"))

    def test_paths_that_lead_out_are_refused(self):
        run = self.new_run()
        (self.folder / "x").write_text("x")
        for path in ("../x", "/x", "a/../../x", "a//x", ""):
            self.assertIn("artifact path", self.failure("upload", run.artifact_uri, run.run_id, self.folder / "x", path))
            self.assertIn("artifact path", self.failure("download", run.artifact_uri, run.run_id, path, self.folder / "y"))

    def test_transfers_that_are_cut_are_tried_again_and_leave_no_half(self):
        run = self.new_run()
        content = some_bytes(3_000_000)
        (self.folder / "file").write_bytes(content)
        for cut_up, cut_down in ((1_000_000, None), (None, 1_000_000)):
            with Cutter(self.server.port, cut_up, cut_down, times=2) as cutter:
                variables = {"MLFLOW_TRACKING_URI": cutter.uri}
                self.tool("upload", run.artifact_uri, run.run_id, self.folder / "file", "file", **variables)
                self.tool("download", run.artifact_uri, run.run_id, "file", self.folder / "back", **variables)
                self.assertEqual(cutter.cuts, 2)
                self.assertEqual((self.folder / "back").read_bytes(), content)
        (self.folder / "back").unlink()
        with Cutter(self.server.port, None, 1_000_000, times=9) as cutter:
            said = self.failure("download", run.artifact_uri, run.run_id, "file", self.folder / "back",
                                MLFLOW_TRACKING_URI=cutter.uri)
            self.assertIn(f"{run.artifact_uri}: file: ", said)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["file"])

    # A server that keeps its artifacts to itself.

    def test_small_files_go_through_the_pages_of_a_server_without_proxy(self):
        root = self.folder / "only the server's"
        uri = f"file://{self.folder}/only%20the%20server's"
        with MlflowServer(self.folder / "closed", "--no-serve-artifacts", "--default-artifact-root", uri) as server:
            client = MlflowClient(server.uri)
            run = self.new_run(client)
            files = {name: content for name, content in FILES.items() if content}
            write_files(self.folder / "report", files)
            # As from a computer that does not have the folder.
            elsewhere = f"/nonexistent/root/0/{run.run_id}/artifacts"
            self.tool("upload", elsewhere, run.run_id, self.folder / "report", "report", MLFLOW_TRACKING_URI=server.uri)
            self.assertEqual(read_files(root / "0" / run.run_id / "artifacts/report"), files)
            back = self.download_all(elsewhere, run.run_id, self.folder / "back", MLFLOW_TRACKING_URI=server.uri)
            self.assertEqual(read_files(back / "report"), files)
            # An experiment of the days when the server had a proxy.
            proxied = f"mlflow-artifacts:/0/{run.run_id}/artifacts"
            self.tool("upload", proxied, run.run_id, self.folder / "report/report.html", "late.html",
                      MLFLOW_TRACKING_URI=server.uri)
            self.assertTrue((root / "0" / run.run_id / "artifacts/late.html").exists())
            (self.folder / "big").write_bytes(bytes(11_000_000))
            (self.folder / "some/large").mkdir(parents=True)
            (self.folder / "some/large/big").write_bytes(bytes(11_000_000))
            (self.folder / "some/small").write_text("x")
            self.tool("upload", elsewhere, run.run_id, self.folder / "some", "some", MLFLOW_TRACKING_URI=server.uri)
            self.assertEqual(self.listing(elsewhere, run.run_id, "some", MLFLOW_TRACKING_URI=server.uri), {"some/small": 1})
            for uri in (elsewhere, proxied):
                said = self.failure("upload", uri, run.run_id, self.folder / "big", "big", MLFLOW_TRACKING_URI=server.uri)
                self.assertRegex(said, "11.0 MB cannot be sent.*--serve-artifacts")

    # S3.

    def test_boto_reads_what_petseg_uploads_to_s3(self):
        write_files(self.folder / "report")
        self.tool("upload", "s3://pets/up/runs", "", self.folder / "report", "my report")
        for name, content in FILES.items():
            stored = self.boto.get_object(Bucket="pets", Key=f"up/runs/my report/{name}")["Body"].read()
            self.assertEqual(stored, content, name)

    def test_petseg_reads_what_boto_uploads_to_s3(self):
        for name, content in FILES.items():
            self.boto.put_object(Bucket="pets", Key=f"down/{name}", Body=content)
        self.boto.put_object(Bucket="pets", Key="down/", Body=b"")  # some tools keep folders so
        back = self.download_all("s3://pets/down/", "", self.folder / "back")
        self.assertEqual(read_files(back), FILES)
        self.assertEqual(self.listing("s3://pets", "")["down"], "folder")

    def test_names_that_look_encoded_on_s3(self):
        name = "%41 %2e%2e+#?&<>.txt"
        (self.folder / "x").write_text("x")
        self.tool("upload", "s3://pets/odd", "", self.folder / "x", name)
        self.assertEqual(self.boto.get_object(Bucket="pets", Key=f"odd/{name}")["Body"].read(), b"x")
        self.assertEqual(self.listing("s3://pets/odd", ""), {name: 1})
        self.tool("download", "s3://pets/odd", "", name, self.folder / "back")
        self.assertEqual((self.folder / "back").read_text(), "x")

    def test_more_files_than_one_answer_of_s3_lists(self):
        for i in range(1001):
            self.boto.put_object(Bucket="pets", Key=f"many/{i:04} &.txt", Body=b"x" * (i % 7))
        listing = self.listing("s3://pets/many", "")
        self.assertEqual(listing, {f"{i:04} &.txt": i % 7 for i in range(1001)})

    def test_a_large_file_goes_to_s3_in_parts(self):
        file = self.folder / "weights.bin"
        content = some_bytes(10_000_000) * 7 + b"end"
        file.write_bytes(content)
        self.tool("upload", "s3://pets/parts", "", file, "model/weights.bin")
        stored = self.boto.get_object(Bucket="pets", Key="parts/model/weights.bin")
        self.assertTrue(stored["ETag"].endswith('-3"'), stored["ETag"])
        self.assertEqual(hashlib.sha256(stored["Body"].read()).digest(), hashlib.sha256(content).digest())
        self.tool("download", "s3://pets/parts", "", "model/weights.bin", self.folder / "back.bin")
        self.assertEqual((self.folder / "back.bin").read_bytes(), content)
        self.assertNotIn("Uploads", self.boto.list_multipart_uploads(Bucket="pets"))

    def test_keys_and_region_of_a_profile(self):
        (self.folder / "credentials").write_text(
            f"[default]\naws_access_key_id = x\n[pets]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = {SECRET}\n")
        (self.folder / "config").write_text("[profile pets]\nregion = eu-west-1\ns3 =\n  region = nowhere\n")
        variables = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_DEFAULT_REGION": "",
                     "AWS_PROFILE": "pets", "AWS_SHARED_CREDENTIALS_FILE": self.folder / "credentials",
                     "AWS_CONFIG_FILE": self.folder / "config"}
        (self.folder / "x").write_text("x")
        self.tool("upload", "s3://pets/profile", "", self.folder / "x", "x", **variables)
        self.assertEqual(self.listing("s3://pets/profile", "", **variables), {"x": 1})
        said = self.failure("list", "s3://pets/profile", "", "", **variables | {"AWS_PROFILE": "nobody"})
        self.assertIn("section [nobody]", said)

    def test_s3_says_what_is_wrong(self):
        (self.folder / "x").write_text("x")
        self.assertIn("NoSuchBucket", self.failure("upload", "s3://no-pets/a", "", self.folder / "x", "x"))
        self.assertIn("NoSuchKey", self.failure("download", "s3://pets/a", "", "no", self.folder / "no"))
        self.assertFalse((self.folder / "no").exists())

    def test_signatures_are_right_and_wrong_keys_are_told_of_without_the_secret(self):
        with S3Server(self.folder, env={"INITIAL_NO_AUTH_ACTION_COUNT": "4"}) as s3:
            keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "us-east-1"}
            boto3.client("s3", endpoint_url=s3.uri, **keys).create_bucket(Bucket="locked")
            iam = boto3.client("iam", endpoint_url=s3.uri, **keys)
            iam.create_user(UserName="petseg")
            allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
            iam.put_user_policy(UserName="petseg", PolicyName="all",
                                PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}))
            key = iam.create_access_key(UserName="petseg")["AccessKey"]
            variables = {"MLFLOW_S3_ENDPOINT_URL": s3.uri, "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
                         "AWS_DEFAULT_REGION": "us-east-1"}
            right = variables | {"AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
            files = FILES | {"parts.bin": some_bytes(10_000_000) * 7}
            write_files(self.folder / "report", files)
            self.tool("upload", "s3://locked/a b", "", self.folder / "report", "my report", **right)
            back = self.download_all("s3://locked/a b", "", self.folder / "back", **right)
            self.assertEqual(read_files(back / "my report"), files)
            said = self.failure("list", "s3://locked/a b", "", "", **variables)
            self.assertRegex(said, r"^s3://locked/a b: S3 answered 403 \w+.*keys")

    def server_on_s3(self, name):
        """Hands on nothing itself: clients write to S3."""
        return MlflowServer(self.folder / name, "--no-serve-artifacts", "--default-artifact-root", f"s3://pets/{name}",
                            env=self.s3_variables)

    def test_without_keys_files_go_to_addresses_that_the_server_signs(self):
        with self.server_on_s3("signed") as server:
            client = MlflowClient(server.uri)
            run = self.new_run(client)
            model = client.create_logged_model("0", name="model", source_run_id=run.run_id)
            write_files(self.folder / "report")
            no_keys = {"MLFLOW_TRACKING_URI": server.uri} | {name: "" for name in self.s3_variables}
            for owner, uri in ((run.run_id, run.artifact_uri), (model.model_id, model.artifact_location)):
                self.assertTrue(uri.startswith("s3://pets/signed/"), uri)
                self.tool("upload", uri, owner, self.folder / "report", "my report", **no_keys)
                for name, content in FILES.items():
                    stored = self.boto.get_object(Bucket="pets", Key=f"{uri[len('s3://pets/'):]}/my report/{name}")
                    self.assertEqual(stored["Body"].read(), content, name)
                back = self.download_all(uri, owner, self.folder / f"back {owner}", **no_keys)
                self.assertEqual(read_files(back / "my report"), FILES)

    def test_a_cut_upload_to_s3_goes_on_in_petseg_sync(self):
        run = self.folder / "run"
        run.mkdir()
        content = some_bytes(10_000_000) * 10
        (run / "weights.bin").write_bytes(content)
        with self.server_on_s3("cut") as server, Limiter(self.s3.port, 50_000_000) as cut, Limiter(self.s3.port, 10**9) as whole:
            env = os.environ | FAST | self.s3_variables | {"MLFLOW_TRACKING_URI": server.uri}
            told = subprocess.run([RUN_TOOL, run, "1", "1"], env=env | {"MLFLOW_S3_ENDPOINT_URL": cut.uri},
                                  capture_output=True, text=True, check=True)
            self.assertIn("petseg sync", told.stderr)
            sync = subprocess.run([PETSEG, "sync", run], env=env | {"MLFLOW_S3_ENDPOINT_URL": whole.uri},
                                  capture_output=True, text=True)
            self.assertEqual(sync.returncode, 0, sync.stderr)
            # The first of the parts, 32 MiB, was there.
            self.assertLess(whole.passed, len(content) - 30_000_000)
            state = json.loads((run / "tracking.json").read_text())[server.uri]
            self.assertNotIn("uploads", state)
            key = state["artifact_uri"].removeprefix("s3://pets/") + "/weights.bin"
            self.assertEqual(self.boto.get_object(Bucket="pets", Key=key)["Body"].read(), content)
        self.assertNotIn("Uploads", self.boto.list_multipart_uploads(Bucket="pets"))

    # A server in front of S3: large files go there in parts.

    def test_parts_of_a_large_file_go_to_the_storage_behind_the_proxy(self):
        env = self.s3_variables
        with MlflowServer(self.folder / "front", "--artifacts-destination", "s3://pets/behind", env=env) as server:
            client = MlflowClient(server.uri)
            run = self.new_run(client)
            content = some_bytes(10_000_000) + b"end"
            (self.folder / "weights.bin").write_bytes(content)
            variables = {"MLFLOW_TRACKING_URI": server.uri, "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE": "1000000",
                         "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE": "5242880"}
            self.tool("upload", run.artifact_uri, run.run_id, self.folder / "weights.bin", "model/weights.bin", **variables)
            key = f"behind/0/{run.run_id}/artifacts/model/weights.bin"
            stored = self.boto.get_object(Bucket="pets", Key=key)
            self.assertTrue(stored["ETag"].endswith('-2"'), stored["ETag"])
            self.assertEqual(stored["Body"].read(), content)
            self.tool("download", run.artifact_uri, run.run_id, "model/weights.bin", self.folder / "back", **variables)
            self.assertEqual((self.folder / "back").read_bytes(), content)

    # Models by name.

    def log_model(self, client, run_id, model, folder="model"):
        write_files(self.folder / model, {"model.json": f'{{"name": "{model}"}}'.encode(), "MLmodel": b"flavors: {}\n",
                                          "model.safetensors": some_bytes(50_000, model), "data/model.pth": b"x"})
        client.log_artifacts(run_id, str(self.folder / model), folder)
        return some_bytes(50_000, model)

    def resolve(self, uri, **variables):
        return Path(self.tool("resolve", uri, **variables).strip())

    def test_models_by_run_name_version_alias_and_address(self):
        run = self.new_run()
        first = self.log_model(self.client, run.run_id, "first")
        second = self.log_model(self.client, run.run_id, "second", "best/model")
        for folder, alias in (("model", "old"), ("best/model", "champion")):
            self.tool("register", "pets of ours", f"{run.artifact_uri}/{folder}", run.run_id, alias)
        self.assertEqual(self.client.get_model_version_by_alias("pets of ours", "champion").version, "2")
        for uri, weights in {f"runs:/{run.run_id}/model": first, "models:/pets of ours/1": first,
                             "models:/pets of ours@old": first, "models:/pets of ours@champion": second,
                             "models:/pets of ours/Latest": second, f"{run.artifact_uri}/best/model": second}.items():
            folder = self.resolve(uri)
            self.assertEqual((folder / "model.safetensors").read_bytes(), weights, uri)
            self.assertTrue(folder.is_relative_to(self.cache))
        self.assertIn("nobody", self.failure("resolve", "models:/pets of ours@nobody"))
        self.assertIn('version 9', self.failure("resolve", "models:/pets of ours/9"))

    def test_logged_models_of_mlflow_3(self):
        run = self.new_run()
        model = self.client.create_logged_model("0", name="model", source_run_id=run.run_id)
        weights = some_bytes(1000, "logged")
        write_files(self.folder / "logged", {"model.json": b"{}", "model.safetensors": weights})
        self.client.log_model_artifacts(model.model_id, str(self.folder / "logged"))
        for uri in (f"models:/{model.model_id}", f"runs:/{run.run_id}/model"):
            self.assertEqual((self.resolve(uri) / "model.safetensors").read_bytes(), weights)

    def test_a_model_is_fetched_once(self):
        run = self.new_run()
        weights = self.log_model(self.client, run.run_id, "kept")
        uri = f"runs:/{run.run_id}/model"
        copy = self.resolve(uri) / "model.safetensors"
        before = copy.stat()
        self.assertEqual(self.resolve(uri) / "model.safetensors", copy)
        self.assertEqual((copy.stat().st_ino, copy.stat().st_mtime_ns), (before.st_ino, before.st_mtime_ns))
        copy.write_bytes(weights[::-1])  # damaged, of the same size
        self.assertEqual((self.resolve(uri) / "model.safetensors").read_bytes(), weights)
        self.log_model(self.client, run.run_id, "another")  # the run's model has changed
        self.assertNotEqual(self.resolve(uri) / "model.safetensors", copy)

    def test_processes_share_the_cache(self):
        run = self.new_run()
        weights = self.log_model(self.client, run.run_id, "shared")
        found = []
        threads = [threading.Thread(target=lambda: found.append(self.resolve(f"runs:/{run.run_id}/model")))
                   for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(found), 6)
        self.assertEqual(len(set(found)), 1)
        self.assertEqual((found[0] / "model.safetensors").read_bytes(), weights)
        self.assertEqual([p.name for p in self.cache.rglob("*.partial")], [])

    def test_a_model_of_somebody_else_is_told_of(self):
        run = self.new_run()
        write_files(self.folder / "other", {"MLmodel": b"x", "data/model.pth": b"x"})
        self.client.log_artifacts(run.run_id, str(self.folder / "other"), "model")
        said = self.failure("resolve", f"runs:/{run.run_id}/model")
        self.assertRegex(said, r"holds MLmodel, data/; expected a model that petseg saved, with model.json")
        self.assertIn("does not exist", self.failure("resolve", f"runs:/{run.run_id}/nothing"))
        self.assertIn("has no run", self.failure("resolve", f"runs:/{'0' * 32}/model"))

    def test_a_model_on_s3(self):
        weights = some_bytes(1000)
        for name, content in {"model.json": b"{}", "model.safetensors": weights}.items():
            self.boto.put_object(Bucket="pets", Key=f"my models/1/{name}", Body=content)
        self.assertEqual((self.resolve("s3://pets/my models/1") / "model.safetensors").read_bytes(), weights)

    def test_models_of_a_local_folder_in_mlflows_layout(self):
        store = self.folder / "mlruns"
        os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
        self.addCleanup(os.environ.pop, "MLFLOW_ALLOW_FILE_STORE")
        client = MlflowClient(store.as_uri())
        run = client.create_run("0").info
        weights = self.log_model(client, run.run_id, "local")
        local = {"MLFLOW_TRACKING_URI": store}
        self.assertEqual(self.tool("register", "pets", f"{run.artifact_uri}/model", run.run_id, "mine", **local), "1\n")
        self.assertEqual(client.get_model_version_by_alias("pets", "mine").run_id, run.run_id)
        client.create_model_version("pets", f"{run.artifact_uri}/model", run.run_id)
        client.set_registered_model_alias("pets", "champion", "2")
        for uri in (f"runs:/{run.run_id}/model", "models:/pets/1", "models:/pets@mine", "models:/pets@champion",
                    "models:/pets/latest"):
            folder = self.resolve(uri, **local)
            self.assertEqual((folder / "model.safetensors").read_bytes(), weights)
            self.assertTrue(folder.is_relative_to(store))
        self.assertIn("version 3", self.failure("resolve", "models:/pets/3", **local))


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
