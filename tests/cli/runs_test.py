#!/usr/bin/env python3
"""petseg runs from outside, on a folder in MLflow's file layout."""

import json
import os
import pty
import select
import subprocess

from petseg_runner import PROGRAM, CliTest, main


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


class Runs(CliTest):
    def setUp(self):
        super().setUp()
        self.store = self.dir / "mlruns"
        write(self.store / "1/meta.yaml", "experiment_id: '1'\nname: pets\nlifecycle_stage: active\n")
        for i, miou in enumerate(["0.5", "0.75", "nan"]):
            run = self.store / "1" / (str(i) * 32)
            write(run / "meta.yaml", f"run_id: '{str(i) * 32}'\nrun_name: run_{i}\nexperiment_id: '1'\n"
                                     f"user_id: me\nstatus: 3\nstart_time: {1700000000000 + i * 60000}\n"
                                     f"end_time: {1700000042000 + i * 60000}\nlifecycle_stage: active\n")
            write(run / "metrics/test/miou", f"1700000000000 {miou} 1\n")
            write(run / "params/model", ["Unet", "Unet", "Linear"][i])
            (run / "artifacts").mkdir()

    def runs(self, *args, **kwargs):
        return self.succeed("runs", *args, cwd=self.dir, env={"MLFLOW_TRACKING_URI": "", "TZ": "UTC"}, **kwargs)

    def refuse(self, code, *args, says):
        self.fail_with(code, "runs", *args, cwd=self.dir, env={"MLFLOW_TRACKING_URI": ""}, says=says)

    def names(self, *args):
        return [run["run_name"] for run in json.loads(self.runs("--json", *args))]

    def test_lists_the_newest_first(self):
        lines = self.runs().splitlines()
        self.assertEqual(lines[0].split(), ["start", "id", "name", "status", "duration", "test/miou", "model"])
        self.assertEqual(lines[1], "2023-11-14 22:15  22222222  run_2  FINISHED      0:42        nan  Linear")
        self.assertEqual([line.split()[3] for line in lines[1:]], ["run_2", "run_1", "run_0"])

    def test_filters_sorts_and_ends(self):
        self.assertEqual(self.names("--filter", "metrics.test/miou >= 0.5 AND params.model = 'Unet'"), ["run_1", "run_0"])
        self.assertEqual(self.names("--sort", "metrics.test/miou desc"), ["run_1", "run_0", "run_2"])
        self.assertEqual(self.names("--experiment", "pets", "--sort", "params.model", "--sort", "run_name DESC",
                                    "--max", "2"), ["run_2", "run_1"])
        self.assertIn("and more than these 2; --max shows them", self.runs("--max", "2"))
        self.assertEqual(self.runs("--columns", "name,params.model", "--max", "1").splitlines()[:2],
                         ["name   model", "run_2  Linear"])
        self.assertIn("no runs that match in", self.runs("--filter", "run_name = 'x'"))

    def test_lays_runs_side_by_side(self):
        text = self.runs("run_0", "1111", "2" * 32)
        self.assertIn("\ntest/miou             0.5000            0.7500 (+0.25)    nan\n", text)
        self.assertIn("\nmodel                 Unet              Unet              Linear\n", text)

    def test_fits_the_terminal(self):
        ours, theirs = pty.openpty()
        subprocess.run(["stty", "cols", "66"], stdin=theirs, check=True)
        environment = os.environ | {"MLFLOW_TRACKING_URI": str(self.store)}
        subprocess.run([PROGRAM, "runs"], stdout=theirs, env=environment, check=True)
        os.close(theirs)
        shown = b""
        while select.select([ours], [], [], 1)[0]:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # that is how a terminal ends
                break
        os.close(ours)
        lines = shown.decode().splitlines()
        self.assertEqual(len(lines), 4)
        self.assertLessEqual(max(map(len, lines)), 66)
        self.assertNotIn("Linear", shown.decode())

    def test_shows_nothing_where_nothing_is(self):
        empty = self.dir / "empty"
        empty.mkdir()
        text = self.succeed("runs", cwd=empty, env={"MLFLOW_TRACKING_URI": ""})
        self.assertEqual(text, f"no runs in {empty}/mlruns\n")
        self.assertEqual(list(empty.iterdir()), [])

    def test_refuses_in_one_line(self):
        self.refuse(2, "run_9", says=["run \"run_9\"", "petseg runs lists them"])
        self.refuse(2, "--filter", "miou > 1", says=["filter \"miou > 1\": at character 1", "metrics.name"])
        self.refuse(2, "--sort", "start_time up", says=["order \"start_time up\"", "found \"up\""])
        self.refuse(2, "--columns", "sttus", says=["did you mean \"status\""])
        self.refuse(2, "--experiment", "pet", says=["did you mean \"pets\""])
        self.refuse(2, "--max", "0", says=["expected a whole number from 1 to 49999"])


if __name__ == "__main__":
    main()
