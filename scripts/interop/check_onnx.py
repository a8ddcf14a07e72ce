"""check_onnx.py ONNX_FOLDER PNG_LINES JPEG_LINES: onnx.checker, the names and types that are promised, and `predict.py` in a
process of its own against what `graft predict --top <all> --json` said of the same files."""

import json
import pathlib
import subprocess
import sys

import numpy as np
import onnx
import onnxruntime
from pictures import compare, probability_rows, read_manifest

folder = pathlib.Path(sys.argv[1])
manifest = read_manifest(folder)
classes = manifest["classes"]
size = manifest["preprocessing"]["imageSize"]
model_file = str(folder / manifest["model"]["file"])

model = onnx.load(model_file)
onnx.checker.check_model(model, full_check=True)
opset = max(entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx"))
if opset < 17:
    raise SystemExit(f"onnx: opset {opset}")
metadata = {entry.key: entry.value for entry in model.metadata_props}
if classes not in [json.loads(value) for value in metadata.values() if value.startswith("[")]:
    raise SystemExit(f"onnx: the classes are not in the metadata {sorted(metadata)}")

session = onnxruntime.InferenceSession(model_file, providers=["CPUExecutionProvider"])
(image,), (probabilities, *more) = session.get_inputs(), session.get_outputs()
if (image.name, image.type, image.shape[1:]) != ("image", "tensor(float)", [3, size, size]):
    raise SystemExit(f"onnx: input {image.name} {image.type} {image.shape}")
if (probabilities.name, probabilities.type, probabilities.shape[1]) != ("probabilities", "tensor(float)", len(classes)):
    raise SystemExit(f"onnx: output {probabilities.name} {probabilities.type} {probabilities.shape}")
promised = [("answer_set", "tensor(bool)", [len(classes)])] * ("answerSets" in manifest) + [("familiarity", "tensor(float)", [])] * ("familiarity" in manifest)
if [(each.name, each.type, each.shape[1:]) for each in more] != promised:
    raise SystemExit(f"onnx: outputs besides: {[(each.name, each.type, each.shape) for each in more]}")
for batch in (1, 3):
    out = session.run(None, {"image": np.zeros([batch, 3, size, size], np.float32)})[0]
    if out.shape != (batch, len(classes)):
        raise SystemExit(f"onnx: batch {batch} gave {out.shape}")
print(f"onnx: opset {opset}, checked", flush=True)

# JPEG decoders differ by a level or two: that difference is measured, and held to what it may do to a probability.
for kind, lines_file, bound in (("PNG", sys.argv[2], 1e-4), ("JPEG", sys.argv[3], 0.05)):
    lines = pathlib.Path(lines_file).read_text(encoding="utf-8").splitlines()
    files = [json.loads(line)["file"] for line in lines]
    command = [sys.executable, str(folder / "predict.py"), "--top", str(len(classes)), *files]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    rows = probability_rows(printed, classes)
    found = np.stack([rows[file] for file in files])
    compare(f"onnx, predict.py on {kind}", files, found, probability_rows(lines, classes), bound)
    said, ours = ([json.loads(line).get("familiarity") for line in each] for each in (printed, lines))
    if any(one is None for one in said + ours) and "familiarity" in manifest:
        raise SystemExit(f"onnx: no familiarity of some {kind}")
    if "familiarity" in manifest:
        furthest = max(abs(one["score"] - other["score"]) for one, other in zip(said, ours, strict=True))
        if not furthest <= bound:
            raise SystemExit(f"onnx: familiarity of {kind} differs by {furthest}")
        print(f"onnx: familiarity of {kind} within {furthest:.1e}", flush=True)
