"""Writes the checkpoints that src/core/weights/pytorch is tested with, by PyTorch itself: python3 scripts/pth-fixtures.py

Needs torch and numpy; any version of torch from 2.4 on. Random numbers of a tiny net; some 45 kB in all. Each file has its values
in expected.json, as torch reads them: shape and float32 in base64."""
import argparse
import base64
import collections
import json
import pathlib

import numpy
import torch

folder = pathlib.Path(__file__).parent.parent / "src/core/weights/pytorch/fixtures"
folder.mkdir(exist_ok=True)
torch.manual_seed(0)
expected = {}


def flat(value, path=""):
    if isinstance(value, torch.Tensor):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            if isinstance(key, str):
                yield from flat(each, f"{path}.{key}" if path else key)


def save(name, value, **how):
    torch.save(value, folder / name, **how)
    read = torch.load(folder / name, weights_only=False)
    expected[name] = {
        path: [list(tensor.shape), base64.b64encode(tensor.detach().to(torch.float32).contiguous().numpy().tobytes()).decode()]
        for path, tensor in flat(read)
        if not tensor.is_complex() and not tensor.is_quantized
    }


net = torch.nn.Sequential(
    collections.OrderedDict(conv1=torch.nn.Conv2d(3, 2, 2, bias=False), bn1=torch.nn.BatchNorm2d(2), fc=torch.nn.Linear(2, 3))
)
optimizer = torch.optim.Adam(net.parameters())
for parameter in net.parameters():
    parameter.grad = torch.randn_like(parameter)
optimizer.step()

state = net.state_dict()
save("plain.pth", state)
save("legacy.pth", state, _use_new_zipfile_serialization=False)
save("protocol-4.pth", state, pickle_protocol=4)
torch.serialization.set_crc32_options(False)
save("without-check-sums.pth", state)
torch.serialization.set_crc32_options(True)

types = {str(t)[6:]: torch.randn(2, 3).to(t) for t in (torch.float16, torch.bfloat16, torch.float64, torch.float32)}
others = {"int64": torch.arange(4) - 2, "bool": torch.tensor([True]), "complex": torch.randn(2, dtype=torch.complex64)}
save("types.pth", {**types, **others})
save("types-legacy.pth", types, _use_new_zipfile_serialization=False)

base = torch.randn(4, 5, 3)
views = {
    "whole": base,
    "again": base,
    "transposed": base.permute(2, 0, 1),
    "sliced": base[1:3, ::2, 1],
    "later": base[2],
    "expanded": torch.randn(3, 1).expand(3, 4),
    "channels_last": torch.randn(2, 3, 2, 2).to(memory_format=torch.channels_last),
    "scalar": torch.tensor(7.5),
    "empty": torch.zeros(0, 3),
    "odd strides of one": torch.randn(6)[::6],
}
save("views.pth", views)
save("views-legacy.pth", views, _use_new_zipfile_serialization=False)

training = {
    "state_dict": collections.OrderedDict((f"module.{name}", tensor) for name, tensor in state.items()),
    "model_ema": {"module": {name: tensor * 0.5 for name, tensor in state.items()}, "n_averaged": torch.tensor(3)},
    "parameter": torch.nn.Parameter(torch.randn(3)),
    "optimizer": optimizer.state_dict(),
    "args": argparse.Namespace(lr=0.1, output=pathlib.Path("runs/1"), milestones=[30, 60], nested=argparse.Namespace(a=(1, None))),
    "best_acc1": numpy.float64(71.5),
    "confusion": numpy.arange(4).reshape(2, 2),
    "counts": collections.defaultdict(int, a=1),
    "random": (torch.arange(8, dtype=torch.uint8), numpy.random.get_state()[1][:5]),
    "device": torch.device("cpu"),
    "dtype": torch.float32,
    "size": torch.Size([1, 2]),
    "epoch": 90,
    "big": 2**70,
    "text": "ü",
    "set": {1, 2},
}
save("training.ckpt", training)
save("training-legacy.ckpt", training, _use_new_zipfile_serialization=False)


(folder / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
