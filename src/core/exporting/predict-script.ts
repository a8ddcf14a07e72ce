import { readKinds, readNames, unreadKinds, unreadReason } from '../images/picture-kinds.ts';
import { systemNames } from '../images/system-entry.ts';
import { pixelsScript } from './predict-script-pixels.ts';

/** `[why it is not read or null, endings, signature or null, camera raw]`, in the order in which they are tried. */
const kinds = [
  ...readKinds.map(({ extensions, signature }) => [null, extensions, signature ?? null, false]),
  ...unreadKinds.map((kind) => [unreadReason(kind), kind.extensions, kind.signature ?? null, kind.isRaw === true]),
];

/**
 * `predict.py` beside an ONNX export: the contract of `manifest.json` in Python, for those who use the model elsewhere.
 * Measured with Pillow 13.0: the same pixels as ours, bit for bit, on PNG (grey, palette, alpha, a transparent grey or colour, 1 to 16 bits,
 * EXIF orientation; of a transparent colour in 16 bits Pillow knows the upper bytes alone), lossless WebP, TIFF, BMP and 338 JPEG files (baseline and progressive, every chroma subsampling, CMYK).
 * `check:interop` runs it (`scripts/interop/check_onnx.py`, `check_predict.py`).
 */
export const predictScript = String.raw`#!/usr/bin/env python3
"""Classifies pictures with the model in this folder.

    python3 -m pip install onnxruntime pillow numpy
    python3 predict.py [--top 5] picture.png folder ...

Prints one JSON line a picture, in UTF-8: {"file", "top": [{"label", "probability"}], "set", "familiarity"} or {"file", "error": {"code", "message"}}.
"set" is only there where the model answers sets: the right class is among it as often as manifest.json says (answerSets).
"familiarity": {"score", "unfamiliar"} is only there where it knows its training pictures: unfamiliar is a picture unlike all of them (null: cannot be told).
Of folders it takes the pictures that Graft Studio takes, hidden ones left out. Ends with 1 where no picture could be classified.
"""
import argparse
import hashlib
import json
import math
import os
import re
import stat
import sys

# Without it onnxruntime sends its maker events about this computer.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
try:
    import numpy as np
    import onnxruntime
    from PIL import Image, ImageOps
except ImportError as missing:
    sys.exit(f"predict.py: {missing}. Install what it needs: python3 -m pip install onnxruntime pillow numpy")

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 16
# Pillow holds a whole picture, four bytes a pixel and more; graft predict reads larger ones in bands.
MOST_PIXELS = 100_000_000
# Longer sides are resized where the network looks, and nowhere else.
LONG_SIDE = 8192
FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}
DECODERS = ("JPEG", "MPO", "PNG", "WEBP", "GIF", "TIFF", "BMP", "DIB", "AVIF", "PPM")
READ_NAMES = "${readNames}"
# [why it is not read or null, endings, signature over the first 512 bytes or null, camera raw]
KINDS = json.loads(r'''${JSON.stringify(kinds)}''')
SYSTEM_NAMES = set(json.loads(r'''${JSON.stringify(systemNames)}'''))
SIGNATURES = [(kind, re.compile(kind[2], re.DOTALL)) for kind in KINDS if kind[2] is not None]
BY_ENDING = {ending: kind for kind in KINDS for ending in kind[1]}


# Control characters and what turns the writing direction.
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def visible(text):
    """A line in which names are seen and do nothing to a terminal; JSON reads back the same."""
    return INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def kind_by_name(name):
    return BY_ENDING.get(os.path.splitext(name)[1][1:].lower())


def kind_by_content(head):
    text = head.decode("latin-1")
    return next((kind for kind, signature in SIGNATURES if signature.search(text)), None)


def read_head(file):
    with open(file, "rb") as opened:
        return opened.read(512)


def why_not_read(file):
    """None for a picture of a kind that is read; the content goes before the name, but for camera raw files."""
    if not stat.S_ISREG(os.stat(file).st_mode):
        return "not a file"
    head = read_head(file)
    if not head:
        return "an empty file (0 bytes)"
    kind, promised = kind_by_content(head), kind_by_name(file)
    if kind is None and head.startswith(b"BM"):
        kind = BY_ENDING["bmp"]
    if kind is not None and not (kind[0] is None and "tiff" in kind[1] and promised and promised[3]):
        return kind[0]
    return (promised and promised[0]) or f"not a {READ_NAMES} picture"


${pixelsScript}def walk(folder, root, entered):
    """The pictures below a folder, in the order of their paths. Links are followed, each real folder is entered once."""
    real = os.path.realpath(folder)
    if real in entered:
        return
    entered.add(real)
    try:
        with os.scandir(folder) as listed:
            entries = [(entry.name, entry.is_dir()) for entry in listed if not is_system_entry(entry.name)]
    except OSError as error:
        print(visible(f"{shown(folder)}: {error.strerror}"), file=sys.stderr)
        return
    for name, is_folder in sorted(entries, key=lambda entry: entry[0] + ("/" if entry[1] else "")):
        path = os.path.join(folder, name)
        if is_folder:
            if not (os.path.islink(path) and is_walked(os.path.realpath(path), root)):
                yield from walk(path, root, entered)
        elif is_picture(path):
            yield path


def is_walked(real, root):
    """Whether a folder is met at its own place below the root."""
    below = os.path.relpath(real, root)
    return not any(is_system_entry(part) for part in below.split(os.sep)) or below == "."


def is_system_entry(name):
    return name.startswith(".") or name.lower() in SYSTEM_NAMES


def is_picture(path):
    if kind_by_name(path) is not None:
        return True
    try:
        return stat.S_ISREG(os.stat(path).st_mode) and kind_by_content(read_head(path)) is not None
    except OSError:
        return False


def pictures(paths):
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        found = False
        for found_path in walk(path, os.path.realpath(path), set()):
            found = True
            yield found_path
        if not found:
            print(visible(f"No pictures in {shown(path)}"), file=sys.stderr)


def shown(path):
    """A path as UTF-8 has it, whatever the console's code page is."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def is_sealed(text):
    """Whether a manifest is what was written: its last entry is the sha256 of all others, without spaces between them."""
    words = re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda found: found[1] or "", text)
    parts = re.fullmatch(r'(.*),"sha256":"([0-9a-f]{64})"\}', words)
    return parts is not None and hashlib.sha256((parts[1] + "}").encode()).hexdigest() == parts[2]


def load_model():
    """The manifest and a session on its network. Ends the program where the two do not belong together."""
    try:
        with open(os.path.join(HERE, "manifest.json"), encoding="utf-8") as opened:
            text = opened.read()
        manifest = json.loads(text)
        file = os.path.join(HERE, manifest["model"]["file"])
        digest = hashlib.sha256()
        with open(file, "rb") as opened:
            for piece in iter(lambda: opened.read(1 << 20), b""):
                digest.update(piece)
    except (OSError, ValueError, KeyError) as error:
        sys.exit(visible(f"predict.py: the export in {HERE} is not whole ({error!r}); an export that broke off is finished by graft predict {HERE} picture"))
    if not is_sealed(text):
        sys.exit(visible(f"predict.py: manifest.json in {HERE} was changed since the export was written; export the run again"))
    if digest.hexdigest() != manifest["model"]["sha256"]:
        sys.exit(visible(f"predict.py: {file} is not the file that was exported; export the run again"))
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    if session.get_outputs()[0].shape[-1] != len(manifest["classes"]):
        sys.exit(visible(f"predict.py: {file} has another number of classes than manifest.json; export the run again"))
    return manifest, session


def batches(paths, preprocessing):
    """Lists of (path, pixels or the error that reading it gave), BATCH at most, in order."""
    batch = []
    for path in pictures(paths):
        try:
            batch.append((path, read_picture(path, preprocessing)))
        except Exception as error:  # one bad picture never stops the others
            batch.append((path, error))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def main():
    parser = argparse.ArgumentParser(description="Classifies pictures with the model in this folder.")
    parser.add_argument("paths", nargs="+", help="pictures or folders of pictures")
    parser.add_argument("--top", type=int, default=5, help="classes to print (default 5)")
    options = parser.parse_args()
    if options.top < 1:
        parser.error("--top must be at least 1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A name that is no Unicode comes out as its JSON escape.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    Image.MAX_IMAGE_PIXELS = None  # read_picture has its own bound
    manifest, session = load_model()
    succeeded = False
    outputs = ["probabilities"] + [each.name for each in session.get_outputs() if each.name in ("answer_set", "familiarity")]
    threshold = manifest.get("familiarity", {}).get("threshold")
    for batch in batches(options.paths, manifest["preprocessing"]):
        inputs = [pixels for _, pixels in batch if not isinstance(pixels, Exception)]
        answers = session.run(outputs, {"image": np.concatenate(inputs)}) if inputs else [()]
        rows = iter(zip(*answers))
        for path, pixels in batch:
            result = {"file": shown(path)}
            if isinstance(pixels, Exception):
                message = getattr(pixels, "strerror", None) or str(pixels) or type(pixels).__name__
                result["error"] = {"code": "bad-image", "message": message}
            else:
                answer = dict(zip(outputs, next(rows)))
                probabilities = answer["probabilities"]
                best = np.argsort(-probabilities, kind="stable")[: options.top]
                result["top"] = [{"label": manifest["classes"][i], "probability": float(probabilities[i])} for i in best]
                if "answer_set" in answer:
                    result["set"] = [label for label, is_in in zip(manifest["classes"], answer["answer_set"]) if is_in]
                if "familiarity" in answer:
                    score = float(answer["familiarity"])
                    result["familiarity"] = {"score": score, "unfamiliar": None if threshold is None else score < threshold}
                succeeded = True
            print(visible(json.dumps(result, ensure_ascii=False)))
        sys.stdout.flush()
    return 0 if succeeded else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever read the lines had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
`;
