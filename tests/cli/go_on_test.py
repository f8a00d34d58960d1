#!/usr/bin/env python3
"""Training that goes on with an earlier model (--model_uri), and what is refused of it."""

import hashlib
import json
import shutil
import struct
import tempfile
import zlib
from pathlib import Path

from petseg_runner import SMALL_SETUP, CliTest, main, train_on_drawn_photos

# Nothing is learnt but the statistics of batch norms.
STILL = {"epochs": 1, "batch_size": 4, "warmup_steps": 0, "learning_rate": 1e-12}


def read_floats(path):
    """Name → numbers of a safetensors file's float32 tensors."""
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = entry["data_offsets"]
            tensors[name] = struct.unpack(f"<{(end - begin) // 4}f",
                                          data[8 + length + begin:8 + length + end])
    return tensors


def grey_png(width, height, value):
    def chunk(kind, content):
        return (struct.pack(">I", len(content)) + kind + content +
                struct.pack(">I", zlib.crc32(kind + content)))

    rows = (b"\0" + bytes([value]) * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class GoOn(CliTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="petseg_cli_go_on_")
        cls.addClassCleanup(folder.cleanup)
        cls.work = Path(folder.name)
        cls.data, cls.earlier = train_on_drawn_photos(cls.work)

    def arguments(self, setup, model, data=None):
        path = self.dir / "setup.json"
        path.write_text(json.dumps(setup))
        return ("train", "--data", data or self.data, "--train_args", path, "--run_dir",
                self.dir / "run", "--model_uri", model)

    def refuse(self, code, setup, model, *says, data=None):
        self.fail_with(code, *self.arguments(setup, model, data), says=says)
        self.assertFalse((self.dir / "run" / "model").exists())

    def copy_of_model(self, **changes):
        """The earlier model with other values in its model.json."""
        model = self.dir / "model"
        shutil.copytree(self.earlier / "model", model)
        described = json.loads((model / "model.json").read_text())
        (model / "model.json").write_text(json.dumps(described | changes))
        return model

    def assert_weights_are_of(self, weights, run):
        before, after = (read_floats(path) for path in (weights, run / "model/model.safetensors"))
        self.assertEqual(before.keys(), after.keys())
        for name, numbers in before.items():
            if "running_" not in name:
                worst = max(abs(a - b) for a, b in zip(numbers, after[name]))
                self.assertLess(worst, 1e-6, name)

    def test_the_weights_the_model_and_the_photos_size_are_the_earlier_ones(self):
        self.succeed(*self.arguments({"params": STILL}, self.earlier))

        run = self.dir / "run"
        weights = self.earlier / "model/model.safetensors"
        self.assert_weights_are_of(weights, run)
        setup = json.loads((run / "setup.json").read_text())["setup"]
        self.assertEqual((setup["model"], setup["decoder_channels"], setup["image_size"]),
                         ("Unet", [16, 8, 8, 8], 64))
        provenance = json.loads((run / "model/model.json").read_text())["provenance"]
        self.assertEqual(provenance["weights_from"], str(self.earlier))
        self.assertEqual(provenance["weights_sha256"],
                         hashlib.sha256(weights.read_bytes()).hexdigest())

    def test_a_file_of_weights_is_enough(self):
        weights = self.earlier / "checkpoints/best.safetensors"

        self.succeed(*self.arguments(SMALL_SETUP | {"params": STILL}, weights))

        self.assert_weights_are_of(weights, self.dir / "run")

    def test_a_run_that_was_interrupted_still_knows_where_its_weights_are_from(self):
        args = self.arguments({"params": STILL | {"epochs": 2}}, self.earlier)
        self.succeed(*args)
        run = self.dir / "run"
        record = json.loads((run / "provenance.json").read_text())
        self.assertEqual(record["tags"]["weights_from"], str(self.earlier))
        (run / "provenance.json").write_text(json.dumps(record | {"status": "running"}))
        shutil.rmtree(run / "model")

        self.succeed("train", "--resume", run)

        provenance = json.loads((run / "model/model.json").read_text())["provenance"]
        self.assertEqual(provenance["weights_from"], str(self.earlier))

    def test_a_setup_of_another_network_is_refused(self):
        self.refuse(2, {"setup": {"model": "ResNet18-Unet"}}, self.earlier,
                    "/setup/model", "ResNet18-Unet", "has Unet", self.earlier)
        self.refuse(2, {"setup": {"decoder_channels": [16, 16, 8, 8]}}, self.earlier,
                    "/setup/decoder_channels", "[16, 16, 8, 8]", "has [16, 8, 8, 8]")
        self.refuse(2, {"setup": {"upsampling": "nearest"}}, self.earlier,
                    "/setup/upsampling", "nearest", "has bilinear")

    def test_weights_of_another_network_are_refused(self):
        weights = self.earlier / "checkpoints/best.safetensors"
        other = {"setup": {"model": "Unet", "decoder_channels": [16, 16, 8, 8]}}
        self.refuse(3, other, weights, weights, "of another shape")
        self.refuse(3, {"setup": {"model": "ResNet18-Unet"}}, weights, weights, "missing")

    def test_weights_of_another_encoder_are_refused(self):
        weights = self.earlier / "checkpoints/best.safetensors"
        path = self.dir / "setup.json"
        path.write_text(json.dumps({"setup": {"model": "ResNet18-Unet",
                                              "encoder_weights": str(weights)}}))
        self.fail_with(3, "train", "--data", self.data, "--train_args", path, "--run_dir",
                       self.dir / "run", says=[weights, "missing", "unexpected"])

    def test_a_model_of_a_newer_version_is_refused(self):
        self.refuse(3, {}, self.copy_of_model(schema=99), "model.json", "99", "newer")

    def test_a_model_that_lacks_a_class_of_the_data_set_is_refused(self):
        model = self.copy_of_model(classes={"0": "background", "1": "cat"})
        self.refuse(3, {}, model, "model.json", "classes", "2 dog")

    def test_a_data_set_with_a_class_that_the_model_lacks_is_refused(self):
        data = self.dir / "data"
        shutil.copytree(self.data, data)
        lines = [json.loads(line) for line in (data / "manifest.jsonl").read_text().splitlines()]
        photo = next(line for line in lines if line["split"] == "train")
        mask = grey_png(photo["width"], photo["height"], 3)
        (data / photo["mask"]).write_bytes(mask)
        photo["mask_sha256"] = hashlib.sha256(mask).hexdigest()
        (data / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        self.refuse(3, {}, self.earlier, photo["mask"], "3", "expected class ids", data=data)

    def test_a_damaged_model_is_refused(self):
        model = self.copy_of_model()
        weights = model / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-1])
        self.refuse(3, {}, model, weights)

    def test_no_model(self):
        self.refuse(4, {}, self.dir / "none", "--model_uri", self.dir / "none", "does not exist")

    def test_a_resumed_run_has_its_weights(self):
        self.fail_with(2, "train", "--resume", self.earlier, "--model_uri", self.earlier,
                       says=["--model_uri", "--resume"])


if __name__ == "__main__":
    main()
