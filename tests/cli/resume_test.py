#!/usr/bin/env python3
"""A training run that is killed at random moments and resumed each time ends with the same bits as
one that was left alone."""

import contextlib
import json
import random
import resource
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from petseg_runner import PROGRAM, CliTest, main, petseg

SETUP = {
    "setup": {"encoder_weights": "none", "image_size": 64},
    "params": {"epochs": 4, "batch_size": 4, "checkpoint_steps": 1, "warmup_steps": 2},
}
KILLS = 4


class Resume(CliTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="petseg_cli_resume_")
        cls.addClassCleanup(folder.cleanup)
        cls.work = Path(folder.name)
        cls.data, cls.setup_file = cls.work / "data", cls.work / "setup.json"
        cls.setup_file.write_text(json.dumps(SETUP))
        done = petseg("make-dataset", "--source", "synthetic", "--count", "40", "--raw",
                      cls.work / "raw", "--out", cls.data)
        assert done.returncode == 0, done.stderr
        cls.whole = cls.work / "whole"
        start = time.monotonic()
        done = petseg(*cls.arguments(cls.whole))
        assert done.returncode == 0, done.stderr
        cls.seconds = time.monotonic() - start

    @classmethod
    def arguments(cls, run_dir):
        return ("train", "--data", cls.data, "--train_args", cls.setup_file, "--run_dir", run_dir)

    def start(self, *args, **kwargs):
        return subprocess.Popen([PROGRAM, *map(str, args)], stderr=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True, **kwargs)

    def started(self, run_dir, **kwargs):
        """A fresh run that has written its first checkpoint."""
        process = self.start(*self.arguments(run_dir), **kwargs)
        while not (run_dir / "checkpoints" / "last.safetensors").exists():
            self.assertIsNone(process.poll(), process.stderr)
            time.sleep(0.02)
        return process

    def assert_same_model(self, run_dir):
        for name in ("model/model.safetensors", "checkpoints/best.safetensors"):
            self.assertEqual((self.whole / name).read_bytes(), (run_dir / name).read_bytes(), name)
        epochs = [[json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
                  for run in (self.whole, run_dir)]
        for run in epochs:
            for line in run:
                del line["seconds"], line["images_per_second"]
        self.assertEqual(*epochs)

    def test_killed_at_random_moments_it_ends_with_the_same_bits(self):
        rng = random.Random(4)
        run_dir = self.dir / "killed"
        process = self.started(run_dir)
        for _ in range(KILLS):
            time.sleep(rng.uniform(0, self.seconds / 2))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if json.loads((run_dir / "provenance.json").read_text())["status"] == "finished":
                return self.assert_same_model(run_dir)  # it was quicker than the signal
            process = self.start("train", "--resume", run_dir)
        _, said = process.communicate()
        self.assertEqual(process.returncode, 0, said)
        self.assert_same_model(run_dir)

    def test_stopped_by_a_signal_it_says_how_to_go_on_and_does(self):
        run_dir = self.dir / "stopped"
        process = self.started(run_dir)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate()
        self.assertEqual(process.returncode, 128 + signal.SIGTERM, errors)
        self.assertIn(f"petseg train --resume {run_dir}", errors)
        self.assertTrue((run_dir / "model" / "model.safetensors").exists())

        self.succeed("train", "--resume", run_dir)

        self.assert_same_model(run_dir)

    def test_a_finished_run_is_not_gone_on_with(self):
        self.fail_with(2, "train", "--resume", self.whole, says=[self.whole, "finished"])

    def test_no_run_folder(self):
        self.fail_with(4, "train", "--resume", self.dir, says=[self.dir, "provenance.json"])

    def test_other_options_are_refused(self):
        self.fail_with(2, "train", "--resume", self.whole, "--seed", "3", says=["--seed"])

    def assert_fails_and_goes_on(self, process, run_dir, give_room, reason):
        """A run that cannot write its checkpoint: one line, the last one kept and gone on with."""
        _, said = process.communicate()
        self.assertEqual(process.returncode, 4, said)
        errors = [line for line in said.splitlines() if " E " in line[:12]]
        self.assertEqual(len(errors), 1, said)
        self.assertIn(reason, errors[0])
        self.assertIn("checkpoints/", errors[0])
        self.assertEqual(list(run_dir.rglob("*.partial")), [])
        give_room()
        self.succeed("train", "--resume", run_dir)
        self.assert_same_model(run_dir)

    def test_a_full_disk_keeps_the_last_checkpoint(self):
        disk = self.dir / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512m", "petseg", disk],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest(f"SKIPPED: cannot mount a small disk: {mounted.stderr.decode().strip()}")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        filler = disk / "filler"

        process = self.started(disk / "run")
        with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(1 << 20))

        self.assert_fails_and_goes_on(process, disk / "run", filler.unlink, "No space left")

    def test_a_limit_on_the_size_of_files_keeps_the_last_checkpoint(self):
        # Python ignores SIGXFSZ, and restore_signals=False leaves it so for the program.
        process = self.started(self.dir / "run", restore_signals=False)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))

        self.assert_fails_and_goes_on(process, self.dir / "run", lambda: None, "File too large")

    def test_a_checkpoint_that_was_cut_is_refused(self):
        run_dir = self.dir / "cut"
        process = self.started(run_dir)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        checkpoint = run_dir / "checkpoints" / "last.safetensors"
        whole = checkpoint.read_bytes()
        for length in (0, 7, 100, len(whole) // 2, len(whole) - 1):
            checkpoint.write_bytes(whole[:length])
            self.fail_with(3, "train", "--resume", run_dir, says=[checkpoint])
        checkpoint.write_bytes(whole)
        self.succeed("train", "--resume", run_dir)
        self.assert_same_model(run_dir)

    def test_a_changed_setup_is_refused_and_the_checkpoint_stays(self):
        run_dir = self.dir / "changed"
        process = self.started(run_dir)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        checkpoint = (run_dir / "checkpoints" / "last.safetensors").read_bytes()
        setup = json.loads((run_dir / "setup.json").read_text())
        setup["params"]["learning_rate"] = 1.0
        (run_dir / "setup.json").write_text(json.dumps(setup))

        self.fail_with(3, "train", "--resume", run_dir, says=["last.safetensors", "setup"])

        self.assertEqual((run_dir / "checkpoints" / "last.safetensors").read_bytes(), checkpoint)


if __name__ == "__main__":
    main()
