#!/usr/bin/env python3
"""train --explain and --schema, and that what the schema accepts is what petseg accepts. That needs
the Python package jsonschema, which scripts/setup.sh installs."""

import json
import unittest

from petseg_runner import REPOSITORY, CliTest, main, petseg

try:
    import jsonschema
except ImportError:
    jsonschema = None

CONFIG = REPOSITORY / "config"
needs_jsonschema = unittest.skipIf(jsonschema is None, "SKIPPED: no Python package jsonschema")


def values_to_try(schema: dict) -> list:
    """The default, and values at both sides of what is allowed."""
    if "anyOf" in schema:
        return ["auto", *values_to_try(schema["anyOf"][1])]
    if "items" in schema:
        return ["no", [], *([value] for value in values_to_try(schema["items"]))]
    low, high = schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")
    ends = [low - 1, low] if low is not None else []
    ends += [high, high + 1] if high is not None else []
    return [None, True, "no", 1.5, schema.get("default", 3), *schema.get("enum", [])[-1:], *ends]


class SetupHelp(CliTest):
    @classmethod
    def setUpClass(cls):
        cls.schema = json.loads(petseg("train", "--schema").stdout)

    def test_explain_says_every_key_of_every_section(self):
        text = self.succeed("train", "--explain")
        for section, part in self.schema["properties"].items():
            for key in part.get("properties", {}):
                self.assertIn(f"\n  {key} = ", text)
            if section != "$schema":
                self.assertIn(f'\n"{section}": ', text)
        self.assertLessEqual(max(map(len, text.splitlines())), 92)

    def test_they_go_before_all_that_is_said_beside_them(self):
        self.assertEqual(self.succeed("train", "--explain", "--data", "none"),
                         self.succeed("train", "--explain"))

    def test_no_value_belongs_to_them(self):
        self.fail_with(2, "train", "--schema=x", says=["--schema"])

    @needs_jsonschema
    def test_setups_that_ship_fit_the_schema_that_ships(self):
        shipped = json.loads((CONFIG / "setup.schema.json").read_text())
        jsonschema.Draft7Validator.check_schema(shipped)
        setups = sorted(set(CONFIG.glob("setup*.json")) - {CONFIG / "setup.schema.json"})
        self.assertGreaterEqual(len(setups), 2)
        for setup in setups:
            jsonschema.validate(json.loads(setup.read_text()), shipped)

    @needs_jsonschema
    def test_the_schema_accepts_of_each_key_what_petseg_accepts(self):
        validator = jsonschema.Draft7Validator(self.schema)
        setup = self.dir / "setup.json"

        def agree(content):
            setup.write_text(json.dumps(content))
            # Refused for its setup, or only because there is nothing to make a data set of.
            done = petseg("make-dataset", "--raw", self.dir / "none", "--out", self.dir / "out",
                          "--train_args", setup)
            self.assertEqual(done.returncode == 3, validator.is_valid(content),
                             f"{content}: {done.stderr}")

        for section, part in self.schema["properties"].items():
            agree({section: {"no_such_key": 1}})
            agree({section: 3})
            for key, rule in part.get("properties", {}).items():
                for value in values_to_try(rule):
                    if key.endswith("_split") and value is not True and value == 1:
                        continue  # more than 1 with the other shares' defaults
                    agree({section: {key: value}})


if __name__ == "__main__":
    main()
