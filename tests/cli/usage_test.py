#!/usr/bin/env python3
"""Version, help, and what is refused before anything is opened."""

import re

from petseg_runner import CliTest, main, petseg

COMMANDS = ("make-dataset", "train", "evaluate", "predict")


class Usage(CliTest):
    def refuse(self, *args, says: str):
        done = petseg(*args)
        self.assertEqual(done.returncode, 2, done.stderr)
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
        self.refuse(says="subcommand")

    def test_refuses_an_unknown_command(self):
        self.refuse("trian", says="trian")

    def test_refuses_an_unknown_flag_of_each_command(self):
        self.refuse("make-dataset", "--bogus", says="--bogus")
        self.refuse("train", "--bogus", says="--bogus")
        self.refuse("evaluate", "--model_uri", "x", "--bogus", says="--bogus")
        self.refuse("predict", "--model_uri", "x", "--img_url", "y", "--bogus", says="--bogus")

    def test_refuses_what_is_missing(self):
        self.refuse("evaluate", says="--model_uri")
        self.refuse("predict", "--model_uri", "x", says="--img_url")

    def test_refuses_a_value_of_another_kind(self):
        self.refuse("train", "--max_minutes", "long", says="--max_minutes")
        self.refuse("train", "--max_minutes", "-1",
                    says='--max_minutes: expected a number above 0, found "-1"')
        self.refuse("make-dataset", "--split", "0.5,0.5", says="--split")
        self.refuse("make-dataset", "--source", "web", says="--source")


if __name__ == "__main__":
    main()
