#!/usr/bin/env python3
"""make-dataset, train, evaluate and predict, once, on drawn photos: the contracts of what they
write, and what predict says about photos that it cannot use."""

import http.server
import json
import os
import re
import signal
import struct
import subprocess
import tempfile
import threading
from pathlib import Path

from petseg_runner import PROGRAM, REPOSITORY, CliTest, main, petseg

CATEGORIES = ("cats", "dogs", "cats_and_dogs")
SCORES = {"n", "miou", "iou", "pet_iou", "species_swap", "image_miou", "pixel_accuracy", "dice",
          "precision", "recall", "specificity", "boundary_iou", "soft_iou", "ece", "support"}


def png_header(path: Path) -> tuple[int, int, int, int]:
    """Width, height, bits and colour type (0 is grey) of a PNG file."""
    head = path.read_bytes()[:26]
    assert head.startswith(b"\x89PNG\r\n\x1a\n"), path
    return struct.unpack(">IIBB", head[16:26])


class WholeWay(CliTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="petseg_cli_way_")
        cls.addClassCleanup(folder.cleanup)
        cls.work = Path(folder.name)
        cls.data, cls.run_dir = cls.work / "data", cls.work / "run"
        for arguments in (
            ("make-dataset", "--source", "synthetic", "--count", "80", "--raw", cls.work / "raw",
             "--out", cls.data),
            ("train", "--data", cls.data, "--run_dir", cls.run_dir, "--max_minutes", "0.1"),
        ):
            done = petseg(*arguments)
            assert done.returncode == 0, done.stderr
            cls.train_output = done.stdout
        cls.photo = sorted((cls.data / "test_set" / "images").iterdir())[0]

    def predict(self, *args, model=None):
        return "predict", "--model_uri", model or self.run_dir, *args

    def test_data_set_has_its_folders_and_a_line_for_each_photo(self):
        lines = (self.data / "manifest.jsonl").read_text().splitlines()
        self.assertGreaterEqual(len(lines), 80)
        folders = ["train_set", "valid_set", "test_set"]
        folders += [f"debugging_set/{category}" for category in CATEGORIES]
        for folder in folders:
            images = {path.stem for path in (self.data / folder / "images").iterdir()}
            masks = {path.stem for path in (self.data / folder / "masks").iterdir()}
            self.assertTrue(images, folder)
            self.assertEqual(images, masks, folder)
        self.assertTrue((self.data / "rejected.jsonl").exists())

    def test_run_folder_keeps_its_contract(self):
        for name in ("setup.json", "provenance.json", "metrics.jsonl", "training.png",
                     "model/model.safetensors", "model/model.json", "checkpoints",
                     "report/model_performance_summary.json"):
            self.assertTrue((self.run_dir / name).exists(), name)
        provenance = json.loads((self.run_dir / "provenance.json").read_text())
        self.assertEqual(provenance["status"], "finished")
        setup = json.loads((self.run_dir / "setup.json").read_text())
        self.assertIn(setup["params"]["device"], ("cpu", "cuda"))  # no longer "auto"

    def test_train_ends_with_a_summary_on_one_screen(self):
        lines = self.train_output.splitlines()
        self.assertLessEqual(len(lines), 24)
        self.assertLessEqual(max(len(line) for line in lines if str(self.work) not in line), 92)
        summary = json.loads(
            (self.run_dir / "report" / "model_performance_summary.json").read_text())
        worst = min(summary["debugging_set"].items(), key=lambda item: item[1]["miou"])
        for start in ("test ", *CATEGORIES, "trained ",
                      f"worst    {worst[0]}, mIoU {worst[1]['miou']:.3f}: see {self.run_dir}",
                      "kept     epoch ", f"run      {self.run_dir}",
                      f"predict  petseg predict --model_uri {self.run_dir} ",
                      f"again    petseg train --train_args {self.run_dir}/setup.json"):
            self.assertTrue(any(line.startswith(start) for line in lines), start)
        memory = re.search(r"peak memory (\d+\.\d+) GB", self.train_output)
        self.assertGreater(float(memory[1]), 0.2)

    def test_lr_find_proposes_a_rate_and_draws_the_curve(self):
        png = self.dir / "lr.png"
        text = self.succeed("lr-find", "--data", self.data, "--out", png, "--steps", "60")
        rate = re.search(r'^proposal +"learning_rate": (\S+), where the loss falls fastest$', text,
                         re.MULTILINE)
        self.assertIsNotNone(rate, text)
        self.assertGreater(float(rate[1]), 1e-6)
        self.assertLess(float(rate[1]), 0.1)
        width, height, bits, colour = png_header(png)
        self.assertEqual((width > 800, height > 500, bits, colour), (True, True, 8, 2))
        self.assertEqual([path.name for path in self.dir.iterdir()], ["lr.png"])

    def test_report_scores_the_test_set_and_each_debugging_category(self):
        summary = json.loads(
            (self.run_dir / "report" / "model_performance_summary.json").read_text())
        self.assertEqual(summary["schema"], 3)
        self.assertLessEqual(SCORES, set(summary["test"]))
        self.assertEqual(set(summary["test"]["iou"]), {"background", "cat", "dog"})
        for category in CATEGORIES:
            self.assertLessEqual(SCORES, set(summary["debugging_set"][category]))
            self.assertTrue((self.run_dir / "report" / f"summary_{category}.png").exists())
            figures = list((self.run_dir / "report" / "figures" / category).glob("*.png"))
            photos = list((self.data / "debugging_set" / category / "images").iterdir())
            self.assertEqual(len(figures), len(photos), category)

    def test_show_batch_draws_samples_and_does_not_train(self):
        setup = self.dir / "mine.json"
        setup.write_text(json.dumps({"augment": {"cutout": 1}}))
        png = self.dir / "batch.png"
        text = self.succeed("train", "--data", self.data, "--train_args", setup, "--show_batch",
                            png, cwd=self.dir, env={"PETSEG_CACHE": str(self.dir / "none")})
        self.assertEqual(text, f"{png}\n")
        width, height, bits, colour = png_header(png)
        self.assertEqual((width > 1500, height > 800, bits, colour), (True, True, 8, 2))
        self.assertEqual({path.name for path in self.dir.iterdir()}, {"mine.json", "batch.png"})

    def test_show_batch_refuses_what_train_refuses(self):
        png = self.dir / "batch.png"
        self.fail_with(3, "train", "--data", self.dir, "--show_batch", png, says=[self.dir])
        setup = self.dir / "mine.json"
        setup.write_text(json.dumps({"augment": {"cutout": 2}}))
        self.fail_with(2, "train", "--data", self.data, "--train_args", setup, "--show_batch", png,
                       says=["/augment/cutout: 2"])
        self.assertFalse(png.exists())

    def test_evaluate_finds_the_same_scores_later(self):
        out = self.dir / "report"
        self.succeed("evaluate", "--model_uri", self.run_dir / "model", "--data", self.data,
                     "--out", out)

        def test_scores(folder):
            return json.loads((folder / "model_performance_summary.json").read_text())["test"]
        self.assertEqual(test_scores(out), test_scores(self.run_dir / "report"))

    def test_evaluate_replaces_nothing_but_a_report(self):
        thesis = self.dir / "thesis.txt"
        thesis.write_text("years of work")
        self.fail_with(2, "evaluate", "--model_uri", self.run_dir, "--data", self.data,
                       "--out", self.dir, says=["--out", "something else than a report"])
        self.assertEqual(thesis.read_text(), "years of work")

    def test_predict_writes_figure_and_masks(self):
        out, masks = self.dir / "out.png", self.dir / "masks"
        text = self.succeed(*self.predict("--img_url", self.photo, "--save_path", out,
                                          "--mask_dir", masks))
        self.assertIn(str(out), text)
        self.assertTrue(out.exists())
        mask = masks / f"{self.photo.stem}.png"
        width, height, bits, colour = png_header(mask)
        truth = self.data / "test_set" / "masks" / f"{self.photo.stem}.png"
        self.assertEqual((width, height, bits, colour), (*png_header(truth)[:2], 8, 0))

    def test_predict_without_a_path_writes_into_the_current_folder(self):
        text = self.succeed(*self.predict("--img_url", self.photo), cwd=self.dir,
                            env={"DISPLAY": ""})
        self.assertTrue((self.dir / text.splitlines()[0]).exists(), text)

    def test_predict_reads_a_url(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Photos)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _Photos.photo = self.photo.read_bytes()
        address = f"http://127.0.0.1:{server.server_port}"
        direct = {"no_proxy": "127.0.0.1"}
        out = self.dir / "out.png"

        self.succeed(*self.predict("--img_url", f"{address}/cat.jpg?size=2", "--save_path", out,
                                   "--mask_dir", self.dir), env=direct)
        self.assertTrue((self.dir / "cat.png").exists())

        out.unlink()
        self.fail_with(4, *self.predict("--img_url", f"{address}/none.jpg", "--save_path", out),
                       env=direct, says=["none.jpg", "404"])
        self.fail_with(3, *self.predict("--img_url", f"{address}/page", "--save_path", out),
                       env=direct, says=["/page"])
        self.assertFalse(out.exists())

    def test_predict_names_what_is_wrong_with_a_photo(self):
        broken = self.dir / "broken.jpg"
        broken.write_bytes(self.photo.read_bytes()[:2000])
        out = self.dir / "out.png"
        self.fail_with(3, *self.predict("--img_url", broken, "--save_path", out),
                       says=["broken.jpg"])
        self.fail_with(4, *self.predict("--img_url", self.dir / "none.jpg", "--save_path", out),
                       says=["none.jpg"])
        self.assertFalse(out.exists())

    def test_predict_overwrites_neither_its_photo_nor_its_own_results(self):
        photo = self.dir / "cat.png"
        photo.write_bytes(self.photo.read_bytes())
        for outputs in (("--mask_dir", self.dir), ("--save_path", photo),
                        ("--save_path", self.dir / "masks" / "cat.png",
                         "--mask_dir", self.dir / "masks")):
            self.fail_with(2, *self.predict("--img_url", photo, *outputs), says=["cat.png"])
        self.fail_with(2, *self.predict("--img_url", photo, "--save_path", self.dir / "a.webp"),
                       says=[".png or .jpg"])
        self.assertEqual(photo.read_bytes(), self.photo.read_bytes())
        self.assertFalse((self.dir / "masks").exists())

    def test_predict_says_that_it_cannot_write(self):
        (self.dir / "file").write_text("")
        self.fail_with(4, *self.predict("--img_url", self.photo, "--save_path",
                                        self.dir / "file" / "out.png"), says=["file"])

    def test_predict_refuses_a_truncated_model(self):
        model = self.dir / "model"
        model.mkdir()
        for name in ("model.json", "model.safetensors"):
            (model / name).write_bytes((self.run_dir / "model" / name).read_bytes())
        weights = model / "model.safetensors"
        os.truncate(weights, weights.stat().st_size // 2)
        self.fail_with(3, *self.predict("--img_url", self.photo, model=model),
                       says=["model.safetensors"])

    def test_a_signal_saves_and_ends_with_130(self):
        run_dir = self.dir / "run"
        training = subprocess.Popen(
            [PROGRAM, "train", "--data", self.data, "--run_dir", run_dir, "--max_minutes", "5"],
            cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(training.stderr.close)
        self.addCleanup(training.kill)
        log = []
        for line in training.stderr:
            log.append(line)
            if "epoch=1 " in line:
                training.send_signal(signal.SIGINT)
        self.assertEqual(training.wait(timeout=120), 130, "".join(log))
        self.assertTrue((run_dir / "model" / "model.safetensors").exists())
        provenance = json.loads((run_dir / "provenance.json").read_text())
        self.assertEqual(provenance["status"], "stopped")


class _Photos(http.server.BaseHTTPRequestHandler):
    photo = b""

    def do_GET(self):
        body = {"/cat.jpg": self.photo, "/page": b"<html>"}.get(self.path.split("?")[0])
        self.send_response(404 if body is None else 200)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    main()
