"""check_safetensors.py SAFETENSORS_FOLDER ONNX_FOLDER PNG_LINES: loads strictly in timm and predicts as `graft predict`."""

import json
import pathlib
import sys

import numpy as np
import torch
from pictures import compare, network_inputs, probability_rows, read_manifest
from safetensors.torch import load_file

try:
    import torchvision  # noqa: F401
except RuntimeError:
    # torchvision's CUDA build beside the CPU build of torch: it needs these two declarations to be imported.
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import timm  # noqa: E402

folder, onnx_folder = sys.argv[1:3]
manifest = read_manifest(folder)
lines = pathlib.Path(sys.argv[3]).read_text(encoding="utf-8").splitlines()
files = [json.loads(line)["file"] for line in lines]
model = timm.create_model(manifest["architecture"], num_classes=len(manifest["classes"]))
model.load_state_dict(load_file(pathlib.Path(folder) / manifest["model"]["file"]), strict=True)
model.eval()
mean, std = (np.array(manifest["preprocessing"][key], np.float32)[:, None, None] for key in ("mean", "std"))
inputs = torch.from_numpy((network_inputs(onnx_folder, files) / 255 - mean) / std)
with torch.inference_mode():
    found = (model(inputs) / manifest["temperature"]).softmax(-1).numpy()
compare("safetensors in timm, strict", files, found, probability_rows(lines, manifest["classes"]), 1e-4)
