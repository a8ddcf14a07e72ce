"""check_predict.py ONNX_FOLDER ODD_LINES: predict.py where people use it: any code page, any name, large folders, hostile files."""

import hashlib
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image
from pictures import compare, load_predict_module, probability_rows, read_manifest

folder = pathlib.Path(sys.argv[1])
work = pathlib.Path(tempfile.mkdtemp(prefix="graft-predict-"))
classes = read_manifest(folder)["classes"]


def predict(export, *paths, code=0, **environment):
    """The JSON lines of predict.py, read as UTF-8, and its messages."""
    command = [sys.executable, str(export / "predict.py"), "--top", str(len(classes)), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, **environment})
    messages = done.stderr.decode("utf-8")
    if done.returncode != code:
        raise SystemExit(f"predict.py ended with {done.returncode}, not {code}: {messages}")
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()], messages


def expect(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"{what}: {found!r}, not {wanted!r}")
    print(f"predict.py: {what}", flush=True)


def export_with(changes):
    copy = pathlib.Path(tempfile.mkdtemp(dir=work)) / "export"
    shutil.copytree(folder, copy)
    content = {key: value for key, value in {**read_manifest(copy), **changes}.items() if key != "sha256"}
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    # Sealed as the program seals it.
    sealed = f'{text[:-1]},"sha256":"{hashlib.sha256(text.encode()).hexdigest()}"}}'
    (copy / "manifest.json").write_text(sealed, encoding="utf-8")
    return copy


pictures = work / "pictures"
pictures.mkdir()
Image.new("RGB", (40, 30), (200, 30, 90)).save(pictures / "猫 ✓ ä.png")
names = ["🌻 Sonnenblume", "μέλισσα", "向日葵", "naïve \"rose\"", "\U0001f468\u200d\U0001f469\u200d\U0001f467"]
named = export_with({"classes": [f"{names[i % len(names)]} {i}" for i in range(len(classes))]})
wanted, _ = predict(named, pictures)
expect("class names in emoji, Greek and Chinese", {entry["label"][:-2] for entry in wanted[0]["top"]} <= set(names), True)
for environment in (
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "cp437:strict"},
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C"},
):
    expect(f"the same lines under {environment}", predict(named, pictures, **environment)[0], wanted)

odd_name = os.fsencode(pictures) + b"/caf\xe9.png"
shutil.copy(pictures / "猫 ✓ ä.png", odd_name)
lines, _ = predict(named, pictures)
expect("a name that is no UTF-8 is a line too", [os.path.basename(os.fsencode(line["file"])) for line in lines][0], b"caf\xe9.png")

hostile = work / "hostile"
hostile.mkdir()
(hostile / "eps.jpg").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n")
(hostile / "heic.jpg").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0")
(hostile / "empty.png").write_bytes(b"")
(hostile / "text.png").write_bytes(b"words")
whole = (pictures / "猫 ✓ ä.png").read_bytes()
(hostile / "cut.png").write_bytes(whole[: len(whole) // 2])
Image.new("1", (20_000, 20_000)).save(hostile / "huge.png")
os.mkfifo(hostile / "pipe.png")
lines, _ = predict(folder, hostile, code=1)
expect("hostile files have their reason each", [("error" in line, bool(line["error"]["message"])) for line in lines], [(True, True)] * 7)
expect("no decoder of another program is started", "PostScript" in lines[2]["error"]["message"], True)

large = work / "large"
large.mkdir()
for number in range(400):
    os.link(pictures / "猫 ✓ ä.png", large / f"{number:04}.png")
(large / "0100a.jpg").write_bytes(b"\xff\xd8\xff")
lines, _ = predict(folder, large)
expect("a large folder in order, the bad one in its place", [os.path.basename(line["file"]) for line in lines], sorted(os.listdir(large)))
expect("one reason", [os.path.basename(line["file"]) for line in lines if "error" in line], ["0100a.jpg"])

kept = (folder / "model.onnx").read_bytes()
broken = export_with({})
(broken / "model.onnx").write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
expect("a flipped bit is named", "is not the file that was exported" in predict(broken, pictures, code=1)[1], True)
expect("another number of classes is named", "another number of classes" in predict(export_with({"classes": classes[:-1]}), pictures, code=1)[1], True)
changed = export_with({})
(changed / "manifest.json").write_text((changed / "manifest.json").read_text(encoding="utf-8").replace(classes[0], classes[0] + "x", 1), encoding="utf-8")
expect("a changed manifest is named", "was changed since" in predict(changed, pictures, code=1)[1], True)
(broken / "manifest.json").unlink()
expect("an export without its manifest is named", "is not whole" in predict(broken, pictures, code=1)[1], True)

odd_lines = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
files = [json.loads(line)["file"] for line in odd_lines]
expected = probability_rows(odd_lines, classes)
rows = probability_rows([json.dumps(line) for line in predict(folder, *files)[0]], classes)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
# Sides of above 8192 pixels after resizing are computed in Pillow's float32 window.
exact = [file for file in files if not any(long in file for long in ("60000", "9000", "12000"))]
compare("predict.py, odd pictures", exact, np.stack([rows[file] for file in exact]), expected, 1e-4)
compare("predict.py, 1 x 60,000 and the like", files, np.stack([rows[file] for file in files]), expected, 1e-3)
expect(f"bounded memory (peak {peak} MB, of all)", peak < 900, True)
shutil.rmtree(work)

# Pictures that are seen whole, with any Pillow the same bytes as by the one that made the expectations (scripts/fit-expectations.py).
predict_module = load_predict_module(folder)
expectations = json.loads((pathlib.Path(__file__).parents[2] / "test" / "fit-pillow.json").read_text())
for row in expectations["rows"]:
    y, x, c = np.mgrid[0 : row["height"], 0 : row["width"], 0:3]
    picture = Image.fromarray(((37 * x + 91 * y + 53 * c + x * y) % 256).astype(np.uint8))
    made = predict_module.to_input(picture, {**row, "cropPct": 0.875, "padColor": expectations["padColor"]})
    sha256 = hashlib.sha256(made[0].transpose(1, 2, 0).astype(np.uint8).tobytes()).hexdigest()
    if sha256 != row["sha256"]:
        raise SystemExit(f"predict.py makes another square of {row}")
print(f"predict.py: {len(expectations['rows'])} pictures padded and squeezed as expected", flush=True)
