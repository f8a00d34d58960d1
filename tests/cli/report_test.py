#!/usr/bin/env python3
"""Reports from outside: gates, categories, comparisons of runs, and what is refused of them."""

import json
import shutil
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from petseg_runner import SMALL_SETUP, CliTest, main, petseg, train_on_drawn_photos

SUMMARY = "model_performance_summary.json"


def summary_of(folder):
    return json.loads((folder / SUMMARY).read_text())


class Reports(CliTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="petseg_cli_report_")
        cls.addClassCleanup(folder.cleanup)
        cls.work = Path(folder.name)
        cls.data, cls.run_folder = train_on_drawn_photos(cls.work)

    def evaluate(self, *options):
        return petseg("evaluate", "--model_uri", self.run_folder, "--data", self.data,
                      "--out", self.dir / "report", *options)

    def changed_report(self, change):
        """The run's report with `change` made to its JSON, in a folder of its own."""
        summary = summary_of(self.run_folder / "report")
        change(summary)
        folder = self.dir / "changed"
        folder.mkdir()
        (folder / SUMMARY).write_text(json.dumps(summary))
        return folder

    def test_the_folder_holds_a_page_and_what_ci_reads(self):
        report = self.run_folder / "report"
        page = (report / "report.html").read_text()
        self.assertTrue(page.startswith("<!doctype html>"), page[:80])
        self.assertIn("| **test** |", (report / "report.md").read_text())
        for photo in summary_of(report)["photos"]:
            self.assertTrue((report / "predictions" / photo["image"]).with_suffix(".png").exists())
            if not photo["made"]:
                self.assertEqual(photo["seen"], "never")

    def test_a_gate_that_is_met_changes_nothing(self):
        done = self.evaluate("--gate", "test.miou>=0", "--gate", "test.ece<=1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("gate    test.miou is 0.", done.stdout)

    def test_a_gate_that_is_missed_ends_with_5_after_all_is_written(self):
        done = self.evaluate("--gate", "test.miou>=0.99", "--gate", "all.miou>=0")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("1 of 2 gates missed: test.miou is 0.", done.stderr)
        self.assertIn(", below 0.99 by 0.", done.stderr)
        self.assertEqual([gate["passed"] for gate in summary_of(self.dir / "report")["gates"]], [False, True])
        suite = ElementTree.parse(self.dir / "report" / "junit.xml").getroot()
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))

    def test_gates_stand_in_the_setup_too(self):
        setup = self.dir / "setup.json"
        setup.write_text(json.dumps({**SMALL_SETUP, "report": {"gates": ["test.miou>=0.99"], "gate_on": "ci_low"}}))
        done = petseg("train", "--data", self.data, "--train_args", setup, "--run_dir", self.dir / "run",
                      "--compare_with", self.run_folder)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("lower end of its interval", done.stderr)
        self.assertTrue((self.dir / "run" / "model" / "model.json").exists())
        self.assertIn("95 % interval", done.stdout)  # of the comparison

    def test_refuses_gates_that_mean_nothing(self):
        self.assert_gate_refused("test.mIou>=0.5", "did you mean \"miou\"")
        self.assert_gate_refused("tests.miou>=0.5", "did you mean \"test\"")
        self.assert_gate_refused("test.miou>0.5", "SLICE.METRIC>=NUMBER")
        setup = self.dir / "setup.json"
        setup.write_text(json.dumps({**SMALL_SETUP, "report": {"gates": ["darkk.miou>=0.5"]}}))
        self.fail_with(2, "train", "--data", self.data, "--train_args", setup, "--run_dir", self.dir / "run",
                       says=["/report/gates", "darkk"])
        self.assertFalse((self.dir / "run").exists())

    def assert_gate_refused(self, gate, *says):
        self.fail_with(2, "evaluate", "--model_uri", self.run_folder, "--data", self.data, "--out",
                       self.dir / "report", "--gate", gate, says=["--gate", *says])

    def test_scores_the_categories_that_were_asked_for(self):
        done = self.evaluate("--categories", "dark")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list(summary_of(self.dir / "report")["debugging_set"]), ["dark"])
        self.fail_with(3, "evaluate", "--model_uri", self.run_folder, "--data", self.data, "--out",
                       self.dir / "other", "--categories", "drak", says=["\"drak\"", "did you mean \"dark\""])

    def test_a_run_compared_with_itself_has_not_changed(self):
        text = self.succeed("compare", self.run_folder, self.run_folder / "report", "--max_regression", "0")
        self.assertRegex(text, r"test +\d+ .* \+0\.000 ")

    def worse_report(self):
        """Every pixel of the run's photos is of the wrong class."""
        def get_all_wrong(summary):
            for photo in summary["photos"]:
                background, cat, dog = map(sum, photo["confusion"])
                photo["confusion"] = [[0, background, 0], [0, 0, cat], [dog, 0, 0]]

        return self.changed_report(get_all_wrong)

    def test_a_regression_ends_with_5_after_all_is_written(self):
        worse, out = self.worse_report(), self.dir / "comparison"
        options = ("--max_regression", "0.01", "--metric", "pixel_accuracy", "--out", out, "--data", self.data)
        done = petseg("compare", self.run_folder, worse, *options)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("worse by more than --max_regression 0.01: test.pixel_accuracy went from", done.stderr)
        self.assertIn("\npixel_accuracy\n", done.stdout)
        regressions = json.loads((out / "comparison.json").read_text())["regressions"]
        self.assertEqual(regressions["slices"][0]["after"], 0)
        better = petseg("compare", worse, self.run_folder, *options)
        self.assertEqual(better.returncode, 0, better.stderr)

    def test_three_runs_make_a_page_with_their_history(self):
        out = self.dir / "comparison"
        text = self.succeed("compare", self.run_folder, self.worse_report(), self.run_folder / "report",
                            "--out", out, "--data", self.data)
        self.assertIn("miou of each run", text)
        self.assertIn(f"page  {out}/comparison.html", text)
        self.assertEqual({file.name for file in out.iterdir()},
                         {"comparison.html", "comparison.json", "comparison.md"})
        found = json.loads((out / "comparison.json").read_text())
        self.assertEqual(found["slices"]["test"]["metrics"]["pixel_accuracy"]["runs"][1], 0)
        self.assertEqual(found["runs"][0]["setup"]["params.epochs"], "1")
        self.assertEqual(found["runs"][1]["setup"], {})  # stands in no run folder
        self.assertIn("no clear difference", (out / "comparison.md").read_text())

    def test_a_comparison_without_pictures_says_why(self):
        out = self.dir / "comparison"
        done = petseg("compare", self.run_folder, self.worse_report(), "--out", out, "--data", self.dir / "none")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"\d+ of \d+ photos lack pictures: .*none/")
        self.assertIn("photos lack pictures", (out / "comparison.html").read_text())

    def test_a_comparison_replaces_an_earlier_one_and_nothing_else(self):
        out = self.dir / "comparison"
        for _ in range(2):
            self.succeed("compare", self.run_folder, self.run_folder, "--out", out, "--data", self.data)
        self.fail_with(2, "compare", self.run_folder, self.run_folder, "--out", self.data, says=["--out", "a comparison"])

    def test_refuses_what_cannot_be_compared(self):
        other = self.changed_report(lambda summary: summary["photos"].pop())
        self.fail_with(3, "compare", self.run_folder, self.run_folder, other,
                       says=[other, "are the same", "petseg evaluate"])
        self.fail_with(4, "compare", self.run_folder, self.work / "raw", says=["has no report"])
        self.fail_with(2, "compare", self.run_folder, says=["runs: expected 2 values"])
        self.fail_with(2, "compare", self.run_folder, self.run_folder, "--metric", "mIoUs",
                       says=["--metric mIoUs", "did you mean \"miou\""])
        self.fail_with(2, "compare", self.run_folder, self.run_folder, "--max_regression", "-1",
                       says=["--max_regression", "0 or more"])
        self.fail_with(2, "compare", self.run_folder, self.run_folder, "--photos", "3", says=["--photos", "--out"])
        self.fail_with(2, "compare", self.run_folder, self.run_folder, "--out", self.dir / "new", "--photos", "0",
                       says=["--photos", "from 1 to 500"])
        self.assertFalse((self.dir / "new").exists())

    def test_refuses_a_report_of_a_newer_version(self):
        newer = self.changed_report(lambda summary: summary.update(schema=9))
        self.fail_with(3, "compare", self.run_folder, newer, says=["schema 9", "newer petseg"])

    def train_against(self, baseline, *options):
        return petseg("train", "--data", self.data, "--train_args", self.work / "setup.json", "--run_dir", self.dir / "run",
                      "--compare_with", baseline, *options)

    def test_a_training_that_lost_too_much_ends_with_5_when_it_is_finished(self):
        def get_all_right(summary):
            for photo in summary["photos"]:
                background, cat, dog = map(sum, photo["confusion"])
                photo["confusion"] = [[background, 0, 0], [0, cat, 0], [0, 0, dog]]

        done = self.train_against(self.changed_report(get_all_right), "--max_regression", "0.001")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("worse by more than --max_regression 0.001: test.miou went from 1.000 to 0.", done.stderr)
        run = self.dir / "run"
        self.assertEqual(json.loads((run / "provenance.json").read_text())["status"], "finished")
        self.assertTrue((run / "report" / "report.html").exists())
        self.assertIn("compared with", (run / "report" / "comparison.html").read_text())
        self.assertIn(f"compared {run}/report/comparison.html", done.stdout)

    def test_a_training_is_not_lost_to_a_report_of_other_photos(self):
        other = self.changed_report(lambda summary: summary["photos"].pop())
        done = self.train_against(other)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("--compare_with: ", done.stderr)
        run = self.dir / "run"
        self.assertFalse((run / "report" / "comparison.html").exists())
        shutil.rmtree(run)
        done = self.train_against(other, "--max_regression", "0.5")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("--max_regression 0.5: ", done.stderr)
        self.assertEqual(json.loads((run / "provenance.json").read_text())["status"], "finished")

    def test_refuses_a_training_that_could_not_be_compared(self):
        train = ("train", "--data", self.data, "--train_args", self.work / "setup.json", "--run_dir", self.dir / "run")
        self.fail_with(4, *train, "--compare_with", self.work / "raw", says=["has no report"])
        self.fail_with(2, *train, "--compare_with", self.run_folder, "--metric", "mIoUs", says=["did you mean \"miou\""])
        self.fail_with(2, *train, "--max_regression", "0.1", says=["--max_regression", "--compare_with"])
        self.assertFalse((self.dir / "run").exists())

    def test_a_broken_debugging_photo_is_told_of(self):
        data = self.dir / "data"
        shutil.copytree(self.data, data)
        broken = next((data / "debugging_set" / "dark" / "images").iterdir())
        broken.write_bytes(b"no photo")
        done = petseg("evaluate", "--model_uri", self.run_folder, "--data", data, "--out", self.dir / "report")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{broken.name}: not scored", done.stderr)
        unscored = summary_of(self.dir / "report")["unscored"]
        self.assertEqual([Path(photo["image"]).name for photo in unscored], [broken.name])


if __name__ == "__main__":
    main()
