#!/usr/bin/env python3
"""The pages of a run in the user interface of a real MLflow server, in a real browser. Pictures of them are left in
a folder, to be looked at.

    mlflow_page_test.py <tracked_run_tool> <write_report_page> <folder>
"""
import mlflow_server  # first: it starts the test again with MLflow's Python

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.append(str(mlflow_server.ROOT / "tests" / "page"))
from browser import Browser

PICTURES = Path(sys.argv.pop(3)).resolve()
REPORT_WRITER = Path(sys.argv.pop(2)).resolve()
TOOL = Path(sys.argv.pop(1)).resolve()
SECONDS = 60
SCROLL_DOWN = """[...document.querySelectorAll('*')].filter((node) => node.scrollHeight > node.clientHeight + 50)
                 .forEach((node) => { node.scrollTop = node.scrollHeight; })"""


class RunPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        server = mlflow_server.MlflowServer(cls.root / "server").start()
        cls.addClassCleanup(server.stop)
        folder = cls.root / "shown"
        (folder / "report").mkdir(parents=True)
        (folder / "report/report.md").write_text("## A summary\n\n| category | mIoU |\n|---|---|\n| dark | 0.8 |\n")
        subprocess.run([REPORT_WRITER, folder / "report/report.html"], check=True)
        subprocess.run([TOOL, folder, "5", "20"], check=True, env=os.environ | {"MLFLOW_TRACKING_URI": server.uri},
                       capture_output=True)
        state = json.loads((folder / "tracking.json").read_text())[server.uri]
        cls.address = f"{server.uri}/#/experiments/{state['experiment_id']}/runs/{state['run_id']}"
        cls.browser = cls.enterClassContext(Browser(width=1600, height=1400))
        PICTURES.mkdir(parents=True, exist_ok=True)

    def go(self, path, *texts):
        """Opens a page of the run, and waits for these texts on it."""
        self.browser.visit(self.address + path)
        for text in texts:
            self.browser.wait_for(f"document.body?.innerText.includes({json.dumps(text)})")

    def picture(self, name):
        time.sleep(0.5)  # what fades in
        self.browser.screenshot(PICTURES / f"{name}.png")

    def test_overview(self):
        self.go("", "A summary", "debug/dark/miou", "params.learning_rate", "EfficientNetLite0-Unet", "Finished")
        self.picture("overview")
        # The note is rendered, not shown as Markdown.
        self.assertIn("dark", self.browser.run("document.querySelector('table td').closest('table').innerText"))
        self.assertNotIn("|---|", self.browser.run("document.body.innerText"))

    def test_charts_are_in_groups(self):
        groups = ["debug/dark", "step", "train", "valid", "test"]
        self.go("/model-metrics", *groups)
        self.browser.wait_for("document.querySelectorAll('.main-svg').length > 0")
        self.picture("metrics")
        sections = self.browser.run("document.body.innerText").splitlines()
        for group in groups:
            self.assertIn(group, sections)

    def test_step_images_are_shown(self):
        self.go("/model-metrics", "valid")
        self.browser.wait_for(f"({SCROLL_DOWN}, document.body.innerText.includes('Bengal_1'))")
        # The slider begins at step 0, the images at epoch 1.
        self.browser.wait_for("document.querySelector('[role=slider]') !== null")
        self.browser.run("document.querySelector('[role=slider]').focus()")
        self.browser.press("ArrowRight")
        self.browser.wait_for("[...document.images].some((image) => image.src.includes('images') && image.naturalWidth > 0)")
        self.picture("images")

    def test_the_report_is_shown(self):
        self.go("/artifacts/debugging_set_report/report.html", "debugging_set_report/report.html")
        end = time.monotonic() + SECONDS
        while not self.browser.has_frame() and time.monotonic() < end:
            time.sleep(0.1)
        # What the page's own script fills in: it runs in MLflow's sandbox, too.
        while not self.browser.run_in_frame("document.querySelectorAll('.categories tbody tr').length"):
            self.assertLess(time.monotonic(), end, self.browser.run_in_frame("document.body.innerText"))
            time.sleep(0.1)
        self.picture("report")
        self.assertTrue(self.browser.run_in_frame(
            "goToSection('photos'), document.getElementById('photos').checkVisibility()"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
