#!/usr/bin/env python3
"""Version, help, and what is refused before anything is opened."""

import re

from petseg_runner import CliTest, main, petseg

COMMANDS = ("make-dataset", "train", "lr-find", "evaluate", "predict")


class Usage(CliTest):
    def refuse(self, *args, says: str):
        done = petseg(*args)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_version_names_what_it_is_built_from(self):
        text = self.succeed("--version")
        self.assertRegex(text, r"petseg \d+\.\d+\.\d+ \(git (unknown|[0-9a-f]+(-dirty)?)\)")
        for name in ("LibTorch ", "OpenCV ", "CPU "):
            self.assertIn(name, text)

    def test_help_lists_the_commands_and_the_exit_codes(self):
        text = self.succeed("--help")
        for word in (*COMMANDS, "Exit codes"):
            self.assertIn(word, text)

    def test_help_of_each_command_ends_with_an_example(self):
        for command in COMMANDS:
            with self.subTest(command):
                last = self.succeed(command, "--help").strip().splitlines()[-1]
                self.assertTrue(last.startswith(f"Example: petseg {command} "), last)

    def test_help_shows_flags_in_snake_case(self):
        text = self.succeed("train", "--help")
        self.assertTrue(re.search(r"--train_args\b", text))

    def test_refuses_no_command(self):
        self.refuse(says='expected one of "make-dataset"')

    def test_refuses_an_unknown_command(self):
        self.refuse("trian", says='unknown command "trian"; did you mean "train"?')

    def test_refuses_an_unknown_flag_of_each_command(self):
        self.refuse("--bogus", says="--bogus")
        self.refuse("make-dataset", "--bogus", says="--bogus")
        self.refuse("train", "--sead=3", says='unknown flag --sead; did you mean "--seed"?')
        self.refuse("evaluate", "--bogus", says="unknown flag --bogus (see petseg evaluate --help)")
        self.refuse("predict", "--model_uri", "x", "--img_url", "y", "--bogus", says="--bogus")

    def test_refuses_what_belongs_to_no_flag(self):
        self.refuse("train", "extra", says='"extra" belongs to no flag')
        self.refuse("make-dataset", "--dry_run", "3", says='"3" belongs to no flag')

    def test_refuses_what_is_missing(self):
        self.refuse("evaluate", says="--model_uri is required")
        self.refuse("predict", "--model_uri", "x", says="--img_url is required")

    def test_refuses_a_missing_value(self):
        self.refuse("train", "--seed", says="--seed: expected one value (INT:NONNEGATIVE), found none")
        self.refuse("make-dataset", "--holdout_breeds", says="--holdout_breeds: expected one value")
        self.refuse("predict", "--model_uri", "--img_url", "x",
                    says="--model_uri: expected a value, found the flag --img_url")

    def test_refuses_a_value_of_another_kind(self):
        self.refuse("train", "--max_minutes", "long", says="--max_minutes")
        self.refuse("train", "--max_minutes", "-1",
                    says='--max_minutes: expected a number above 0, found "-1"')
        self.refuse("train", "--seed", "1.5",
                    says='--seed: expected a whole number, 0 or more, found "1.5"')
        self.refuse("train", "--tune_layers", "0",
                    says='--tune_layers: expected a whole number above 0, found "0"')
        self.refuse("lr-find", "--steps", "3",
                    says='--steps: expected a whole number from 20 to 10000, found "3"')
        for command in (["train"], ["lr-find"], ["evaluate", "--model_uri", "x"],
                        ["predict", "--model_uri", "x", "--img_url", "y"]):
            self.refuse(*command, "--device", "cuba",
                        says='--device: expected one of "auto", "cpu", "cuda", found "cuba"; did you '
                             'mean "cuda"?')
        self.refuse("make-dataset", "--size", "99999999999", says="--size: expected a whole number")
        self.refuse("make-dataset", "--count", "08", says='--count: expected INT:POSITIVE, found "08"')
        self.refuse("make-dataset", "--split", "0.5,0.5",
                    says="--split: expected 4 values (T,V,S,D), found 2")
        self.refuse("make-dataset", "--split", "a,b,c,d",
                    says='--split: expected a share between 0 and 1, found "a"')
        self.refuse("make-dataset", "--source", "coko", says='found "coko"; did you mean "coco"?')
        self.refuse("make-dataset", "--download=maybe",
                    says='--download: expected no value, found "maybe"')

    def test_refuses_a_flag_twice(self):
        self.refuse("train", "--seed", "1", "--seed", "2", says="--seed: expected one value")

    def test_refuses_to_check_and_to_foretell_at_once(self):
        self.refuse("make-dataset", "--check", "--dry_run", "--out", self.dir,
                    says="--check and --dry_run")


if __name__ == "__main__":
    main()
