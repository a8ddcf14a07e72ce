#!/usr/bin/env python3
"""Writes test/timm-names.json: names, shapes and dtypes of timm's state dicts, in timm's order, for every architecture of
src/core/nets/named.ts. `npm test` holds the tensor table and the safetensors export against it.

    python3 -m venv .venv-names && .venv-names/bin/pip install torch timm
    .venv-names/bin/python scripts/timm-names.py

Shapes are those of 1000 classes. Rows are `name dtype AxBxC`; a scalar has no sizes.
"""
import json
import pathlib

import torch

try:
    import torchvision  # noqa: F401
except RuntimeError:
    # torchvision's CUDA build beside the CPU build of torch: it needs these two declarations to be imported.
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import timm

ARCHITECTURES = """
resnet18 resnet34 resnet50 resnet101 resnet152
resnext50_32x4d resnext101_32x4d resnext101_32x8d resnext101_64x4d
wide_resnet50_2 wide_resnet101_2
resnetv2_18 resnetv2_34 resnetv2_50 resnetv2_101
resnetv2_50x1_bit resnetv2_101x1_bit
""".split()
DTYPES = {torch.float32: "F32", torch.int64: "I64"}


def rows(architecture: str) -> list[str]:
    with torch.device("meta"):
        state = timm.create_model(architecture, num_classes=1000).state_dict()
    return [f"{name} {DTYPES[t.dtype]} {'x'.join(map(str, t.shape))}".rstrip() for name, t in state.items()]


def main() -> None:
    table = {"timm": timm.__version__, "architectures": {name: rows(name) for name in ARCHITECTURES}}
    target = pathlib.Path(__file__).resolve().parent.parent / "test" / "timm-names.json"
    target.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(f"{target.name}: {sum(map(len, table['architectures'].values()))} rows of {len(ARCHITECTURES)} architectures")


if __name__ == "__main__":
    main()
