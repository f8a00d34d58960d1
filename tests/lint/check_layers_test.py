#!/usr/bin/env python3
"""scripts/check_layers.py finds each kind of violation that is planted, and nothing else."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent.parent.parent / "scripts"))
from check_layers import violations  # noqa: E402


class CheckLayers(unittest.TestCase):
    def check(self, path: str, include: str) -> list[str]:
        with tempfile.TemporaryDirectory() as root:
            file = Path(root) / path
            file.parent.mkdir(parents=True)
            file.write_text(f"#pragma once\n#include {include}\n", encoding="utf-8")
            return violations(Path(root))

    def assert_refused(self, path: str, include: str, reason: str):
        found = self.check(path, include)
        self.assertEqual(len(found), 1, found)
        self.assertIn(f"{path}:2: ", found[0])
        self.assertIn(reason, found[0])

    def test_allows_own_module_and_those_to_the_left(self):
        for include in ('"petseg/data/split.h"', '"core/json.h"', "<vector>", "<opencv2/core.hpp>"):
            self.assertEqual(self.check("src/data/split.cpp", include), [])

    def test_refuses_a_module_to_the_right(self):
        self.assert_refused("src/data/a.cpp", '"petseg/train/fit.h"', "data stands below train")
        self.assert_refused("include/petseg/core/a.h", '"petseg/cli/a.h"', "core stands below cli")
        self.assert_refused("src/nn/a.cpp", '"eval/a.h"', "nn stands below eval")

    def test_refuses_torch_where_it_never_is(self):
        self.assert_refused("src/image/a.cpp", "<torch/torch.h>", "image never sees Torch")
        self.assert_refused("src/metrics/a.cpp", "<ATen/ATen.h>", "metrics never sees Torch")
        self.assertEqual(self.check("src/nn/a.cpp", "<torch/torch.h>"), [])

    def test_refuses_details_in_public_headers(self):
        for include in ("<CLI/CLI.hpp>", "<curl/curl.h>", "<nlohmann/json.hpp>"):
            self.assert_refused("include/petseg/train/a.h", include, "stays out of public headers")
        self.assert_refused("include/petseg/data/a.h", '"core/json.h"', "a private one")

    def test_refuses_the_command_line_below_cli(self):
        self.assert_refused("src/commands/a.cpp", "<CLI/CLI.hpp>", "belongs to cli")

    def test_refuses_an_unknown_module(self):
        self.assertIn("utils is no module", self.check("src/utils/a.cpp", "<vector>")[0])


if __name__ == "__main__":
    unittest.main()
