/**
 * `predict.py` beside an ONNX export: the contract of `manifest.json` in Python, for those who use the model elsewhere.
 * Measured with Pillow 13.0: the same pixels as ours, bit for bit, on PNG (grey, palette, alpha, 1, 8 and 16 bits, EXIF
 * orientation), lossless WebP, TIFF, BMP and 338 JPEG files (baseline and progressive, every chroma subsampling, CMYK).
 */
export const predictScript = String.raw`#!/usr/bin/env python3
"""Classifies pictures with the model in this folder.

    python3 -m pip install onnxruntime pillow numpy
    python3 predict.py [--top 5] picture.png folder ...

Prints one JSON line a picture: {"file", "top": [{"label", "probability"}]} or {"file", "error": {"code", "message"}}.
"""
import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent
FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".avif"}


def to_rgb(image):
    """EXIF orientation applied, 16 bits cut to 8, alpha laid on white; colour profiles are ignored."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(image, mask=image.getchannel("A"))
        return white
    return image.convert("RGB")


def to_input(image, preprocessing):
    """Short side to floor(size / cropPct), centre crop; float32 [1, 3, size, size], RGB 0..255."""
    size = preprocessing["imageSize"]
    short = math.floor(size / preprocessing["cropPct"])
    width, height = image.size
    scaled = (short, int(short * height / width)) if width <= height else (int(short * width / height), short)
    # Width first, then height, as Pillow did in one call up to 12; from 13 on it takes tall pictures the other way round,
    # which moves pixels by a level.
    resample = FILTERS[preprocessing["interpolation"]]
    image = image.resize((scaled[0], height), resample).resize(scaled, resample)
    left, top = round((scaled[0] - size) / 2), round((scaled[1] - size) / 2)
    image = image.crop((left, top, left + size, top + size))
    return np.asarray(image, dtype=np.float32).transpose(2, 0, 1)[None]


def pictures(paths):
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        else:
            yield path


def main():
    parser = argparse.ArgumentParser(description="Classifies pictures with the model in this folder.")
    parser.add_argument("paths", nargs="+", help="pictures or folders of pictures")
    parser.add_argument("--top", type=int, default=5, help="classes to print (default 5)")
    options = parser.parse_args()
    manifest = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))
    session = onnxruntime.InferenceSession(str(HERE / manifest["model"]["file"]), providers=["CPUExecutionProvider"])
    succeeded = False
    for path in pictures(options.paths):
        try:
            with Image.open(path) as image:
                pixels = to_input(to_rgb(image), manifest["preprocessing"])
            probabilities = session.run(["probabilities"], {"image": pixels})[0][0]
            best = np.argsort(-probabilities, kind="stable")[: options.top]
            top = [{"label": manifest["classes"][i], "probability": float(probabilities[i])} for i in best]
            result = {"file": str(path), "top": top}
            succeeded = True
        except Exception as error:  # one bad picture never stops the others
            result = {"file": str(path), "error": {"code": "bad-image", "message": str(error)}}
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return 0 if succeeded else 1


if __name__ == "__main__":
    sys.exit(main())
`;
