#!/usr/bin/env python3
"""Checks the direction of the modules (docs/architecture.md): a file includes its own module and
those to the left of it; modules without Torch stay without it; libraries that are a detail stay out
of the public headers. Prints one line for each violation and exits 1.

    scripts/check_layers.py [repository root]
"""

import re
import sys
from pathlib import Path

MODULES = ["core", "tracking", "image", "sources", "data", "loader", "nn", "metrics", "report",
           "bundle", "eval", "train", "commands", "cli"]
WITHOUT_TORCH = {"core", "tracking", "image", "sources", "data", "metrics", "report"}
TORCH = ("torch/", "ATen/", "c10/", "caffe2/")
NOT_IN_PUBLIC_HEADERS = ("CLI/", "archive", "curl/", "nlohmann/", "yaml-cpp/", "httplib")
NOT_BELOW_CLI = ("CLI/",)

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def included_module(name: str) -> str | None:
    """The module of `petseg/<module>/x.h` or `<module>/x.h`; None for other people's headers."""
    parts = name.split("/")
    if parts[0] == "petseg":
        parts = parts[1:]
    return parts[0] if len(parts) > 1 and parts[0] in MODULES else None


def reason_against(name: str, module: str, public: bool) -> str | None:
    other = included_module(name)
    if other is not None:
        if MODULES.index(other) > MODULES.index(module):
            return f"{module} stands below {other}"
        if public and not name.startswith("petseg/"):
            return "a public header cannot include a private one"
        return None
    if module in WITHOUT_TORCH and name.startswith(TORCH):
        return f"{module} never sees Torch"
    if public and name.startswith(NOT_IN_PUBLIC_HEADERS):
        return "stays out of public headers"
    if module != "cli" and name.startswith(NOT_BELOW_CLI):
        return "the command line belongs to cli"
    return None


def violations(root: Path) -> list[str]:
    found = []
    for top, public in (("include/petseg", True), ("src", False)):
        for path in sorted((root / top).glob("*/**/*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            module = path.relative_to(root / top).parts[0]
            shown = path.relative_to(root)
            if module not in MODULES:
                found.append(f"{shown}: {module} is no module; known: {' '.join(MODULES)}")
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                match = INCLUDE.match(line)
                reason = reason_against(match[1], module, public) if match else None
                if reason:
                    found.append(f"{shown}:{number}: includes {match[1]}: {reason}")
    return found


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent)
    found = violations(root)
    print("\n".join(found) if found else "layers: every include goes one way down")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
