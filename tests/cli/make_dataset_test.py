#!/usr/bin/env python3
"""make-dataset from outside: what it prints, its exit codes, and that a data set is never half there."""

import json
import random
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from petseg_runner import PROGRAM, CliTest, main, petseg


class MakeDataset(CliTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="petseg_cli_raw_")
        cls.addClassCleanup(folder.cleanup)
        cls.raw = Path(folder.name) / "raw"
        cls.data = Path(folder.name) / "data"
        made = petseg("make-dataset", "--source", "synthetic", "--count", "60", "--raw", cls.raw,
                      "--out", cls.data)
        assert made.returncode == 0, made.stderr
        cls.output = made.stdout

    def make(self, *args):
        return "make-dataset", "--raw", self.raw, "--out", self.dir / "data", *args

    def test_prints_splits_categories_and_the_digest(self):
        digest = json.loads((self.data / "summary.json").read_text())["digest"]
        for text in ("train", "valid", "test", "debugging", "cats_and_dogs", "noisy", "near-duplicates",
                     str(self.data), digest):
            self.assertIn(text, self.output)

    def test_counts_real_and_made_photos_apart(self):
        photos = [json.loads(line) for line in (self.data / "manifest.jsonl").read_text().splitlines()]
        def row(name, output=self.output):
            return next(line for line in output.splitlines() if line.startswith(name))[24:].split()
        made = sum(1 for photo in photos if photo["made"])
        cats = sum(1 for photo in photos if photo["species"] == "cat" and not photo["made"])
        training = sum(1 for photo in photos if photo["split"] == "train")
        self.assertGreater(made, 0)
        self.assertEqual(row("photos  "), ["cat", "dog", "both", "all"])
        self.assertEqual(row("train")[-1], str(training))
        self.assertEqual([row("real photos")[0], row("real photos")[-1]], [str(cats), "60"])
        self.assertEqual(row("made photos")[-1], str(made))
        foretold = self.succeed(*self.make("--dry_run"))
        self.assertEqual(row("train", foretold), row("train"))
        self.assertEqual(row("photos to make", foretold)[:3], ["-", "-", "-"])

    def test_a_condition_has_no_wanted_number(self):
        raw = self.dir / "raw"
        shutil.copytree(self.raw / "images", raw / "images" / "forest")
        shutil.copytree(self.raw / "annotations" / "trimaps", raw / "masks")
        (raw / "classes.json").write_text('{"1": "cat", "2": "background", "3": "ignore"}')
        out = self.succeed("make-dataset", "--source", "masks", "--raw", raw, "--out", self.dir / "data")
        self.assertRegex(out, r"forest +[1-9][0-9]* +0 +-\n")

    def test_check_accepts_a_sound_data_set(self):
        self.assertIn("as the manifest says", self.succeed("make-dataset", "--check", "--out", self.data))

    def test_check_names_what_has_changed(self):
        self.succeed(*self.make())
        photo = sorted((self.dir / "data" / "train_set" / "images").iterdir())[0]
        photo.write_bytes(photo.read_bytes() + b"x")
        done = petseg("make-dataset", "--check", "--out", self.dir / "data")
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"train_set/images/{photo.name}", done.stdout)

    def test_a_spoiled_data_set_is_not_trained_on(self):
        self.succeed(*self.make())
        for mask in (self.dir / "data" / "train_set" / "masks").iterdir():
            mask.write_bytes(mask.read_bytes()[:-1])
        self.fail_with(3, "train", "--data", self.dir / "data", "--run_dir", self.dir / "run",
                       says=["masks/", "--check"])

    def test_check_without_a_data_set(self):
        self.fail_with(3, "make-dataset", "--check", "--out", self.dir / "none", says=["none"])

    def test_dry_run_leaves_nothing(self):
        out = self.succeed(*self.make("--dry_run"))
        self.assertIn("to make", out)
        self.assertEqual(list(self.dir.iterdir()), [])

    def test_same_bytes_with_one_processor(self):
        def files(folder):
            return {path.relative_to(folder): path.read_bytes()
                    for path in folder.rglob("*") if path.is_file()}
        both = []
        for cpus in ("0", "0-63"):
            out = self.dir / cpus
            subprocess.run(["taskset", "-c", cpus, PROGRAM, "make-dataset", "--raw", self.raw, "--out",
                            out], check=True, capture_output=True)
            both.append(files(out))
        self.assertEqual(both[0], both[1])

    def test_too_many_rejected_photos(self):
        raw = self.dir / "raw"
        subprocess.run(["cp", "-r", self.raw, raw], check=True)
        for photo in sorted((raw / "images").iterdir())[:6]:
            photo.write_bytes(b"no photo")
        self.fail_with(3, "make-dataset", "--raw", raw, "--out", self.dir / "data",
                       says=["6 of 60", "--max_rejected", "data-rejected.jsonl"])
        lines = (self.dir / "data-rejected.jsonl").read_text().splitlines()
        self.assertEqual(len(lines), 6)
        self.succeed("make-dataset", "--raw", raw, "--out", self.dir / "data", "--max_rejected", "0.2")

    def test_a_wrong_config_names_its_pointer(self):
        config = self.dir / "dataset.json"
        config.write_text('{"sources": [{"type": "oxfrod", "path": "a"}]}')
        self.fail_with(2, "make-dataset", "--config", config, "--out", self.dir / "data",
                       says=[config, "/sources/0", 'did you mean "oxford"'])

    def test_killed_at_any_moment_it_leaves_no_half_data_set(self):
        rng = random.Random(7)
        for _ in range(8):
            process = subprocess.Popen([PROGRAM, *map(str, self.make())], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0.05, 1.0))
            process.send_signal(signal.SIGKILL)
            process.wait()
            if (self.dir / "data").exists():
                self.succeed("make-dataset", "--check", "--out", self.dir / "data")
        self.succeed(*self.make())
        self.assertEqual([path.name for path in self.dir.iterdir()], ["data"])


if __name__ == "__main__":
    main()
