#!/usr/bin/env python3
"""Annotates photos in a real Label Studio through its API, exports them, and checks the data set that
petseg makes of them.

    label_studio_test.py <petseg>

Runs with the Python of .venv-services, which scripts/setup_services.sh makes.
"""
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ROOT / ".venv-services"
if Path(sys.prefix) != SERVICES:
    python = SERVICES / "bin" / "python"
    if not python.exists():
        sys.exit(f"no {python}; run scripts/setup_services.sh")
    os.execv(python, [str(python), "-B", *sys.argv])

import json
import math
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import numpy as np
from label_studio_sdk.converter.brush import decode_rle, mask2rle
from PIL import Image

PETSEG = Path(sys.argv.pop(1)).resolve()
TOKEN = "0123456789abcdef0123456789abcdef01234567"
WIDTH, HEIGHT = 120, 90
CAT, DOG, IGNORE = 1, 2, 255

LABELS = "".join(f'<Label value="{name}"/>' for name in ("Cat", "Dog", "Background", "Fence"))
CONFIG = '<View><Image name="image" value="$image"/>' + "".join(
    f'<{tag} name="{tag}" toName="image">{LABELS}</{tag}>'
    for tag in ("BrushLabels", "PolygonLabels", "RectangleLabels", "EllipseLabels")) + (
    '<Choices name="quality" toName="image"><Choice value="good"/><Choice value="bad"/></Choices>'
    "</View>")


class Server:
    """Label Studio on a free port of 127.0.0.1, with a data folder of its own."""

    def __init__(self, data, documents):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        shutil.copy(SERVICES / "empty/label_studio.sqlite3", data)
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data / "server.log"
        self.output = self.log.open("wb")
        environment = os.environ | {
            "COLLECT_ANALYTICS": "0", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": "",
            "LATEST_VERSION_CHECK": "0", "LABEL_STUDIO_BASE_DATA_DIR": str(data),
            "LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED": "true",
            "LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT": str(documents)}
        self.process = subprocess.Popen(
            [SERVICES / "bin/label-studio", "start", "--no-browser", "--internal-host", "127.0.0.1",
             "--port", str(self.port), "--data-dir", data, "--username", "tester@example.org",
             "--password", "a-test-password", "--user-token", TOKEN, "--enable-legacy-api-token"],
            env=environment, stdout=self.output, stderr=subprocess.STDOUT)

    def wait(self, seconds=240):
        for _ in range(seconds * 2):
            try:
                return urllib.request.urlopen(self.url + "/health", timeout=5).read()
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.5)
        raise RuntimeError("Label Studio did not start:\n" + self.log.read_text()[-3000:])

    def call(self, method, path, body=None, content_type="application/json"):
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, body, method=method, headers={
            "Authorization": f"Token {TOKEN}", "Content-Type": content_type})
        try:
            answer = urllib.request.urlopen(request, timeout=60).read()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error} {error.read()[:500]}") from error
        return json.loads(answer) if answer else None

    def upload(self, project, name, content):
        boundary = "a-boundary-of-parts"
        body = (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
                "Content-Type: image/png\r\n\r\n").encode() + content + f"\r\n--{boundary}--\r\n".encode()
        answer = self.call("POST", f"/api/projects/{project}/import?return_task_ids=true", body,
                           f"multipart/form-data; boundary={boundary}")
        return answer["task_ids"][0]

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.output.close()


# Results as Label Studio's page saves them.

def result(tag, label, **value):
    kind = tag.lower()
    return {"from_name": tag, "to_name": "image", "type": kind, "origin": "manual",
            "original_width": WIDTH, "original_height": HEIGHT, "image_rotation": 0,
            "value": value | {kind: [label]}}


def brush(label, mask):
    return result("BrushLabels", label, format="rle", rle=mask2rle((mask * 255).astype(np.uint8)))


# The same shapes, drawn in another way than petseg's: each centre of a pixel is asked by itself.

def centres():
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return x + 0.5, y + 0.5


def turned(x, y, centre_x, centre_y, degrees):
    angle = math.radians(degrees)
    x, y = x - centre_x, y - centre_y
    return x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)


def rectangle_mask(x, y, width, height, rotation):
    u, v = turned(*centres(), x / 100 * WIDTH, y / 100 * HEIGHT, rotation)
    return (u >= 0) & (u < width / 100 * WIDTH) & (v >= 0) & (v < height / 100 * HEIGHT)


def ellipse_mask(x, y, radiusX, radiusY, rotation):
    u, v = turned(*centres(), x / 100 * WIDTH, y / 100 * HEIGHT, rotation)
    return (u / (radiusX / 100 * WIDTH)) ** 2 + (v / (radiusY / 100 * HEIGHT)) ** 2 <= 1


def polygon_mask(points):
    x, y = centres()
    inside = np.zeros((HEIGHT, WIDTH), bool)
    corners = np.array(points) / 100 * (WIDTH, HEIGHT)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, 0)):
        with np.errstate(divide="ignore", invalid="ignore"):
            crosses = ((y0 > y) != (y1 > y)) & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
        inside ^= crosses
    return inside


def blob(seed):
    rng = np.random.default_rng(seed)
    mask = np.kron(rng.random((9, 12)) < 0.4, np.ones((10, 10), bool))
    return mask ^ (rng.random(mask.shape) < 0.02)


def iou(a, b):
    return (a & b).sum() / (a | b).sum()


RECTANGLE = dict(x=40, y=15, width=45, height=30, rotation=33)
ELLIPSE = dict(x=50, y=45, radiusX=35, radiusY=18, rotation=-25)
POLYGON = [[5, 10], [60, 5], [95, 50], [55, 40], [30, 95]]


class LabelStudioTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = Path(tempfile.mkdtemp(prefix="petseg_label_studio_"))
        cls.addClassCleanup(shutil.rmtree, cls.work)
        cls.folder = cls.work / "new_data"
        (cls.work / "server").mkdir()
        (cls.folder / "dark").mkdir(parents=True)
        cls.server = Server(cls.work / "server", cls.work)
        cls.addClassCleanup(cls.server.stop)
        cls.server.wait()
        cls.project = cls.server.call("POST", "/api/projects",
                                      {"title": "pets", "label_config": CONFIG})["id"]
        cls.second = cls.server.call("POST", "/api/users", {
            "email": "second@example.org", "username": "second", "password": "another-password"})["id"]
        cls.annotate_all()
        for kind in ("JSON", "JSON_MIN"):
            exported = cls.server.call("GET", f"/api/projects/{cls.project}/export"
                                              f"?exportType={kind}&download_all_tasks=true")
            (cls.work / f"{kind}.json").write_text(json.dumps(exported))

    @classmethod
    def draw(cls, file):
        rng = np.random.default_rng(len(file))
        photo = Image.fromarray(rng.integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8))
        photo.save(cls.folder / file)
        return (cls.folder / file).read_bytes()

    @classmethod
    def annotate(cls, task, results, **more):
        cls.server.call("POST", f"/api/tasks/{task}/annotations", {"result": results} | more)

    @classmethod
    def annotate_all(cls):
        def upload(name):
            return cls.server.upload(cls.project, Path(name).name, cls.draw(name))

        cls.annotate(upload("brushed.png"), [
            brush("Cat", blob(1)), brush("Dog", blob(2)), brush("Fence", blob(3) & blob(4)),
            {"from_name": "quality", "to_name": "image", "type": "choices",
             "value": {"choices": ["good"]}}])
        cls.annotate(upload("rectangle.png"), [result("RectangleLabels", "Cat", **RECTANGLE)])
        cls.annotate(upload("ellipse.png"), [result("EllipseLabels", "Dog", **ELLIPSE)])
        cls.annotate(upload("polygon.png"),
                     [result("PolygonLabels", "Cat", points=POLYGON, closed=True)])
        cls.annotate(upload("layers.png"), [
            result("RectangleLabels", "Cat", **RECTANGLE), result("EllipseLabels", "Dog", **ELLIPSE)])
        cls.annotate(upload("dark/my cat (1).png"), [brush("Cat", blob(5))])
        cls.annotate(upload("cancelled.png"), [brush("Cat", blob(6))], was_cancelled=True)
        cls.annotate(upload("empty.png"), [])
        upload("untouched.png")
        two = upload("two.png")
        cls.annotate(two, [brush("Cat", blob(7))])
        cls.annotate(two, [brush("Cat", blob(8))], completed_by=cls.second)
        cls.draw("dark/stored.png")
        cls.annotate(cls.import_stored(), [brush("Dog", blob(9))])

    @classmethod
    def import_stored(cls):
        """Photos of a folder on the server, as Label Studio's local storage finds them."""
        storage = cls.server.call("POST", "/api/storages/localfiles", {
            "project": cls.project, "path": str(cls.folder / "dark"), "use_blob_urls": True,
            "regex_filter": ".*stored.png"})["id"]
        cls.server.call("POST", f"/api/storages/localfiles/{storage}/sync", {})
        for _ in range(60):
            tasks = cls.server.call(
                "GET", f"/api/tasks?project={cls.project}&page_size=100&fields=all")["tasks"]
            for task in tasks:
                if "local-files" in task["data"]["image"]:
                    return task["id"]
            time.sleep(0.5)
        raise RuntimeError("the storage was not read")

    def read(self, kind="JSON", annotators="majority"):
        """The data set's photos and masks by name, and its rejected files."""
        out = self.work / f"{kind}_{annotators}"
        config = self.work / "dataset.json"
        config.write_text(json.dumps({
            "sources": [{"type": "label_studio", "path": str(self.folder), "use": "train",
                         "annotations": str(self.work / f"{kind}.json"), "annotators": annotators,
                         "labels": {"Fence": "ignore"}}],
            "photos": {"max_rejected": 1}}))
        run = subprocess.run([PETSEG, "make-dataset", "--config", config, "--out", out],
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)

        def lines(file):
            return [json.loads(line) for line in (out / file).read_text().splitlines()]
        photos = {Path(photo["image"]).stem: photo for photo in lines("manifest.jsonl")}
        masks = {name: np.array(Image.open(out / photo["mask"])) for name, photo in photos.items()}
        return photos, masks, lines("rejected.jsonl")

    def check_brushes(self, masks):
        brushed = np.zeros((HEIGHT, WIDTH), np.uint8)
        for mask, value in ((blob(1), CAT), (blob(2), DOG), (blob(3) & blob(4), IGNORE)):
            brushed[mask] = value
        np.testing.assert_array_equal(masks["brushed"], brushed)
        np.testing.assert_array_equal(masks["my cat (1)"], blob(5) * CAT)
        np.testing.assert_array_equal(masks["stored"], blob(9) * DOG)

    def check_shapes(self, masks):
        self.assertGreater(iou(masks["rectangle"] == CAT, rectangle_mask(**RECTANGLE)), 0.99)
        self.assertGreater(iou(masks["ellipse"] == DOG, ellipse_mask(**ELLIPSE)), 0.99)
        self.assertGreater(iou(masks["polygon"] == CAT, polygon_mask(POLYGON)), 0.99)
        visible = rectangle_mask(**RECTANGLE) & ~ellipse_mask(**ELLIPSE)
        self.assertGreater(iou(masks["layers"] == CAT, visible), 0.99)
        self.assertGreater(iou(masks["layers"] == DOG, ellipse_mask(**ELLIPSE)), 0.99)

    def test_json_and_json_min_give_the_masks_that_were_drawn(self):
        for kind in ("JSON", "JSON_MIN"):
            with self.subTest(kind):
                _, masks, _ = self.read(kind)
                self.check_brushes(masks)
                self.check_shapes(masks)

    def test_the_export_holds_what_the_sdk_decodes(self):
        _, masks, _ = self.read()
        for task in json.loads((self.work / "JSON.json").read_text()):
            if "stored" in task["data"]["image"]:
                rle = task["annotations"][0]["result"][0]["value"]["rle"]
                alpha = decode_rle(rle).reshape(HEIGHT, WIDTH, 4)[:, :, 3]
                np.testing.assert_array_equal(masks["stored"], (alpha > 0) * DOG)
                return
        self.fail("the stored photo is not in the export")

    def test_conditions_are_the_folders(self):
        for kind in ("JSON", "JSON_MIN"):
            photos, _, _ = self.read(kind)
            self.assertEqual(photos["stored"]["origin"], "dark/stored.png")
            self.assertEqual(photos["stored"]["condition"], "dark")
            self.assertEqual(photos["my cat (1)"]["condition"], "dark")
            self.assertEqual(photos["brushed"]["condition"], "")

    def test_annotators_vote_or_the_latest_holds(self):
        agreed = np.where(blob(7) & blob(8), CAT, np.where(blob(7) ^ blob(8), IGNORE, 0))
        for kind in ("JSON", "JSON_MIN"):
            np.testing.assert_array_equal(self.read(kind)[1]["two"], agreed)
            np.testing.assert_array_equal(self.read(kind, "latest")[1]["two"], blob(8) * CAT)

    def test_what_cannot_be_used_is_rejected(self):
        reasons = {"cancelled.png": "no annotation but 1 cancelled",
                   "empty.png": "no region in its annotation", "untouched.png": "no annotation"}
        _, _, rejected = self.read()
        self.assertEqual({file["file"]: file["reason"].split(": ", 1)[1] for file in rejected}, reasons)
        # JSON-MIN leaves out the tasks of which all annotations are cancelled.
        _, _, rejected = self.read("JSON_MIN")
        self.assertEqual({file["file"] for file in rejected}, {"empty.png", "untouched.png"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
