"""Runs the real program for the tests of this folder, which CTest starts with its path."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else "build/release/petseg"
REPOSITORY = Path(__file__).resolve().parent.parent.parent
# Runs of tests are not to be found among the user's own.
TRACKED = tempfile.TemporaryDirectory(prefix="petseg_mlruns_")
os.environ["MLFLOW_TRACKING_URI"] = TRACKED.name


def petseg(*args, cwd=REPOSITORY, env=None) -> subprocess.CompletedProcess:
    return subprocess.run([PROGRAM, *map(str, args)], cwd=cwd, env={**os.environ, **(env or {})},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240)


# Of a model that a test trains within a second.
SMALL_SETUP = {
    "setup": {"model": "Unet", "decoder_channels": [16, 8, 8, 8], "image_size": 64},
    "params": {"epochs": 1, "batch_size": 4, "warmup_steps": 0},
}


def train_on_drawn_photos(work: Path) -> tuple[Path, Path]:
    """A data set of 24 drawn photos below `work`, and the run folder of SMALL_SETUP on it."""
    data, run = work / "data", work / "trained"
    setup = work / "setup.json"
    setup.write_text(json.dumps(SMALL_SETUP))
    for args in (("make-dataset", "--source", "synthetic", "--count", "24", "--raw", work / "raw", "--out", data),
                 ("train", "--data", data, "--train_args", setup, "--run_dir", run)):
        done = petseg(*args)
        assert done.returncode == 0, done.stderr
    return data, run


class CliTest(unittest.TestCase):
    """A test with a temporary folder of its own, `self.dir`."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="petseg_cli_")
        self.addCleanup(folder.cleanup)
        self.dir = Path(folder.name)

    def succeed(self, *args, **kwargs) -> str:
        done = petseg(*args, **kwargs)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def fail_with(self, code: int, *args, says: list[str], **kwargs):
        """One line of error that says all of `says`, nothing on stdout, nothing half-written."""
        done = petseg(*args, **kwargs)
        self.assertEqual(done.returncode, code, done.stderr)
        errors = [line for line in done.stderr.splitlines() if " E " in line[:12]]
        self.assertEqual(len(errors), 1, done.stderr)
        for text in says:
            self.assertIn(str(text), errors[0])
        self.assertEqual(done.stdout, "")
        self.assertEqual([str(path) for path in self.dir.rglob("*.partial*")], [])


def main():
    unittest.main(verbosity=2)
