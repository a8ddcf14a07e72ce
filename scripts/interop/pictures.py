"""The predictions of `graft predict --json` as rows of probabilities, and the pixels that the network sees, made as the
`predict.py` of an ONNX export makes them."""

import importlib.util
import json
import pathlib

import numpy as np
from PIL import Image


def load_predict_module(onnx_folder):
    spec = importlib.util.spec_from_file_location("predict", pathlib.Path(onnx_folder) / "predict.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_manifest(folder):
    return json.loads((pathlib.Path(folder) / "manifest.json").read_text(encoding="utf-8"))


def probability_rows(lines, classes):
    """{file: probabilities in the order of `classes`} out of JSON lines with every class in `top`."""
    rows = {}
    for line in filter(str.strip, lines):
        result = json.loads(line)
        if "top" not in result:
            raise SystemExit(f"no prediction: {line}")
        by_label = {entry["label"]: entry["probability"] for entry in result["top"]}
        rows[result["file"]] = np.array([by_label[label] for label in classes])
    return rows


def network_inputs(onnx_folder, files):
    """float32 [files, 3, size, size], RGB 0..255."""
    predict = load_predict_module(onnx_folder)
    preprocessing = read_manifest(onnx_folder)["preprocessing"]
    inputs = []
    for file in files:
        with Image.open(file) as image:
            inputs.append(predict.to_input(predict.to_rgb(image), preprocessing))
    return np.concatenate(inputs)


def compare(name, files, found, reference, bound):
    """Largest difference of a probability between `found` [files, classes] and the reference rows; fails above `bound`."""
    expected = np.stack([reference[file] for file in files])
    if found.shape != expected.shape:
        raise SystemExit(f"{name}: shape {found.shape}, expected {expected.shape}")
    difference = float(np.abs(found - expected).max())
    same = int((found.argmax(1) == expected.argmax(1)).sum())
    print(f"{name}: {len(files)} pictures, largest difference {difference:.2e}, same class {same}", flush=True)
    if not difference <= bound or (bound < 1e-3 and same < len(files)):
        raise SystemExit(f"{name}: the difference is above {bound:g}")
