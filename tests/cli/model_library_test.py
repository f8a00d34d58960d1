#!/usr/bin/env python3
"""libpetseg_model.so, which holds LibTorch and the commands that need it: loaded for them alone, from
beside the program wherever that is called from, and said what is wrong with it in one line."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from petseg_runner import PROGRAM, CliTest, main

LIBRARY = "libpetseg_model.so"
BUILT = Path(PROGRAM).resolve()


class ModelLibrary(CliTest):
    def copy_program(self, folder="bin", library=None):
        """A copy of the program, with its library in another folder, or without."""
        for path, file in ((folder, BUILT), (library, BUILT.with_name(LIBRARY))):
            if path is None:
                continue
            (self.dir / path).mkdir(parents=True, exist_ok=True)
            shutil.copy(file, self.dir / path)
        return self.dir / folder / BUILT.name

    def run_program(self, program, *args, **kwargs):
        return subprocess.run([program, *args], cwd=self.dir, capture_output=True, text=True,
                              timeout=120, **kwargs)

    def assert_trains(self, program):
        """That it gets as far as looking for the data."""
        setup = self.dir / "setup.json"
        setup.write_text("{}")
        done = self.run_program(program, "train", "--train_args", setup, "--data", "none")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("none: does not exist", done.stderr)

    def assert_refuses(self, program, *says):
        done = self.run_program(program, "train")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for text in (str(program.with_name(LIBRARY)), "cannot be loaded", *says):
            self.assertIn(text, done.stderr)

    def loaded_files(self, *args) -> str:
        """What the dynamic loader says of a run."""
        return self.run_program(BUILT, *args, env={**os.environ, "LD_DEBUG": "files"}).stderr

    def test_is_loaded_for_its_commands_alone(self):
        for args in (["--help"], ["--version"], ["make-dataset", "--help"],
                     ["make-dataset", "--raw", "train", "--out", "out"], ["train.json"],
                     ["train", "--explain"], ["train", "--schema"]):
            files = self.loaded_files(*args)
            self.assertIn("libopencv_core", files)
            self.assertNotIn("torch", files, args)
            self.assertNotIn(LIBRARY, files, args)
        self.assertIn("libtorch_cpu", self.loaded_files("train", "--help"))

    def test_stands_beside_the_program_or_in_the_lib_folder_of_an_installation(self):
        self.assert_trains(self.copy_program("bin", library="bin"))
        self.assert_trains(self.copy_program("prefix/bin", library="prefix/lib"))

    def test_is_found_through_a_link_and_never_in_the_working_directory(self):
        link = self.dir / "petseg"
        link.symlink_to(BUILT)
        (self.dir / LIBRARY).write_text("no library")
        self.assert_trains(link)

    def test_missing(self):
        program = self.copy_program()
        self.assert_refuses(program, "No such file", "build petseg again")
        for args in (["--help"], ["--version"], ["make-dataset", "--help"]):
            self.assertEqual(self.run_program(program, *args).returncode, 0, args)

    def test_damaged(self):
        program = self.copy_program(library="bin")
        library = program.with_name(LIBRARY)
        library.write_bytes(b"no library")
        self.assert_refuses(program, "file too short")

    def test_of_another_program(self):
        program = self.copy_program()
        loaded = subprocess.run(["ldd", BUILT], capture_output=True, text=True).stdout
        shutil.copy(re.search(r"\S*/libopencv_core\S*", loaded)[0], program.with_name(LIBRARY))
        self.assert_refuses(program, "petseg_set_up_model_commands")


if __name__ == "__main__":
    main()
