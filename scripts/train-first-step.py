#!/usr/bin/env python3
"""Makes test/golden/train-first-step.json: loss, logits, every gradient and the new running statistics of ONE training step,
by timm and PyTorch in float64, for batches on which float32 cannot go another way.

The five steps of train.json are chaotic where BatchNorm uses batch statistics: one ReLU input of a million that rounds to
the other side of zero changes the gradients by 1e-3 (docs/decisions/0003-training-goldens.md). Here no ReLU input and no tie
of the max-pool lies near such an edge (`nearestEdge`, in standard deviations of its layer), so gradients can be compared at a tight bound.

  weights  RXG1 (test/rxg1.ts), but each norm's bias moved away from zero by 2 (up where positive, down where negative),
           which leaves few inputs near zero
  batch    images "quiet<k>.<n>", n = 0..3, 64 px, label n; k is the one of 0..39 that stays farthest from every edge
  probe    of a tensor g: sum g[i] * valueAt(seedOf("probe." + name), i) / 65535, flat in PyTorch's layout

Run in a venv with torch==2.13.0 (CPU), timm==1.0.31, numpy:  python scripts/train-first-step.py
"""
import json
import math
import os
import re

import numpy as np
import torch

try:
    import torchvision  # noqa: F401
except RuntimeError:
    # torchvision's CUDA build beside the CPU build of torch: it needs these two declarations to be imported.
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import timm

SIZE, BATCH, CLASSES, SHIFT = 64, 4, 5, 2.0
M32 = 0xFFFFFFFF
CANDIDATES = 40
# model, first trained part (as cut point), BatchNorm, label smoothing
CASES = [
    ("resnet18", "stem", "train", 0.1),
    ("resnet50", "stage3", "train", 0.0),
    ("resnext50_32x4d", "stage3", "train", 0.0),
    ("resnetv2_18", "stem", "train", 0.0),
    ("resnetv2_50", "stage3", "train", 0.0),
    ("resnetv2_50", "stage1", "eval", 0.0),
    ("resnetv2_50x1_bit", "stage3", "train", 0.0),
]


def u(name, n):
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & M32
    h = ((np.uint64(seed) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B9)) & np.uint64(M32)).astype(np.uint32)
    h ^= h >> np.uint32(16)
    h = (h.astype(np.uint64) * np.uint64(0x85EBCA6B) & np.uint64(M32)).astype(np.uint32)
    h ^= h >> np.uint32(13)
    h = (h.astype(np.uint64) * np.uint64(0xC2B2AE35) & np.uint64(M32)).astype(np.uint32)
    h ^= h >> np.uint32(16)
    return 2.0 * (h >> np.uint32(16)).astype(np.float64) - 65535


def weight_scale(fan_in, gn, gd):
    e = 0
    while (3 * gn * 4**e) // (gd * fan_in) < 16384:
        e += 1
    return math.isqrt((3 * gn * 4**e) // (gd * fan_in)) * 2.0 ** -(16 + e)


def weights(shapes):
    last = {}
    for name in shapes:
        if m := re.match(r"^(.*\.\d+\.)conv(\d+)\.weight$", name):
            last[m[1]] = max(last.get(m[1], 0), int(m[2]))
    closing = {f"{p}conv{k}.weight" for p, k in last.items()}
    out = {}
    for name, shape in shapes.items():
        leaf, values = name.rsplit(".", 1)[-1], u(name, int(np.prod(shape)))
        if leaf in ("running_mean", "bias"):
            values = values * 2.0**-19
            if leaf == "bias" and "fc" not in name:
                values += SHIFT * np.sign(values)
        elif leaf == "running_var" or len(shape) == 1:
            values = 1 + values * 2.0**-18
        else:
            gain = (1, 16) if name in closing else (1, 1) if "fc" in name else (2, 1)
            values = values * weight_scale(int(np.prod(shape[1:])), *gain)
        out[name] = torch.from_numpy(values.astype(np.float32).reshape(shape))
    return out


def image(name):
    block = u(f"{name}.block", 3 * 16).reshape(3, 4, 4).repeat(16, axis=1).repeat(16, axis=2)
    return (3 * block + u(f"{name}.pixel", 3 * SIZE * SIZE).reshape(3, SIZE, SIZE)) * 2.0**-17


def batch(k):
    return torch.from_numpy(np.stack([image(f"quiet{k}.{n}") for n in range(BATCH)]))


def part_of(name):
    """The stage of a tensor: 0 stem, 1..4, 5 head; ResNetV2's final norm belongs to stage 4."""
    if m := re.match(r"layer(\d)\.", name):
        return int(m[1])
    if m := re.match(r"stages\.(\d)\.", name):
        return int(m[1]) + 1
    if name.startswith("norm."):
        return 4
    return 5 if re.match(r"(fc|head)\.", name) else 0


edges = []  # nearest edge of every ReLU and max-pool of a pass, in standard deviations


def watch_relu(self, x):
    if x.requires_grad:
        edges.append((x.detach().abs().min() / x.detach().std()).item())
    return torch.nn.functional.relu(x)


def watch_pool(module, inputs, _output):
    x = inputs[0].detach()
    if not inputs[0].requires_grad:
        return
    padded = torch.nn.functional.pad(x, (module.padding,) * 4, value=-1e30)
    top = torch.nn.functional.unfold(padded.flatten(0, 1)[:, None], 3, stride=2).topk(2, dim=1).values
    gap = top[:, 0] - top[:, 1]
    # Zeros behind a ReLU tie, but no gradient passes there.
    edges.append(((gap[top[:, 0] > 0] if x.min() >= 0 else gap).min() / x.std()).item())


torch.nn.ReLU.forward = watch_relu


def prepare(net, state, start, norm, dtype):
    net.to(dtype).load_state_dict({k: v.to(dtype) for k, v in state.items()}, strict=False)
    net.eval()
    for name, module in net.named_modules():
        if norm == "train" and isinstance(module, torch.nn.BatchNorm2d) and part_of(name + ".") >= start:
            module.train()
    for name, parameter in net.named_parameters():
        parameter.grad = None
        parameter.requires_grad_(part_of(name) >= start)


def nearest_edge(net, state, start, norm, x):
    prepare(net, state, start, norm, x.dtype)
    edges.clear()
    net(x)
    return min(edges)


def step(net, state, start, norm, smoothing, x):
    prepare(net, state, start, norm, x.dtype)
    logits = net(x)
    loss = torch.nn.functional.cross_entropy(logits, torch.arange(BATCH), label_smoothing=smoothing)
    loss.backward()
    found = {f"gradient {k}": p.grad for k, p in net.named_parameters() if p.grad is not None}
    if norm == "train":
        found |= {f"new {k}": v for k, v in net.state_dict().items() if "running_" in k and part_of(k) >= start}
    return loss.item(), logits.detach(), {k: v.double().flatten().clone() for k, v in found.items()}


def digits(values):
    return [float(f"{v:.9g}") for v in values]


def main():
    torch.set_num_threads(2)
    cases = []
    for model, cut, norm, smoothing in CASES:
        net = timm.create_model(model, num_classes=CLASSES)
        for module in net.modules():
            if isinstance(module, torch.nn.MaxPool2d):
                module.register_forward_hook(watch_pool)
        state = weights({k: tuple(v.shape) for k, v in net.state_dict().items() if not k.endswith("num_batches_tracked")})
        start = 0 if cut == "stem" else int(cut[-1])
        distances = [nearest_edge(net, state, start, norm, batch(k).double()) for k in range(CANDIDATES)]
        edge = max(distances)
        k = distances.index(edge)
        loss, logits, found = step(net, state, start, norm, smoothing, batch(k).double())
        loss32, _, found32 = step(net, state, start, norm, smoothing, batch(k).float())
        errors = sorted((found32[n] - v).norm().item() / v.norm().item() for n, v in found.items())
        tensors = {}
        for name, v in found.items():
            probe = torch.from_numpy(u("probe." + name.split(" ")[1], v.numel())) / 65535
            tensors[name] = dict(norm=digits([v.norm()])[0], probe=digits([v @ probe])[0], first4=digits(v[:4]))
        report = dict(loss=abs(loss32 / loss - 1), median=errors[len(errors) // 2], max=errors[-1])
        rounded = {a: f"{b:.1e}" for a, b in report.items()}
        print(model, cut, norm, f"batch quiet{k}, nearest edge {edge:.1e}, float32 PyTorch", rounded, flush=True)
        cases.append(dict(model=model, cut=cut, batchNorm=norm, labelSmoothing=smoothing, images=f"quiet{k}", nearestEdge=edge,
                          loss=loss, logits=digits(logits.flatten()), float32Pytorch=report, tensors=tensors))
    about = dict(recipe="scripts/train-first-step.py", torch=torch.__version__, timm=timm.__version__, biasShift=SHIFT)
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "test", "golden", "train-first-step.json")
    with open(target, "w") as f:
        texts = [json.dumps(c, separators=(",", ":")) for c in cases]
        rows = ",\n".join(t.replace('"tensors":{', '"tensors":{\n').replace('},"', '},\n"') for t in texts)
        f.write(json.dumps(about)[:-1] + f', "cases": [\n{rows}\n]}}\n')


main()
