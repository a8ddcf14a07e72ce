"""What Pillow makes of Netpbm files: writes test/pnm-pillow.json, which src/core/images/pnm.test.ts reads.

    python3 -m pip install pillow==13.0.0 numpy
    python3 scripts/pnm-expectations.py

Pixels are those of predict.py's `to_rgb`: grey of more than 8 bits keeps its upper byte, everything else is `convert("RGB")`.
"""
import base64
import io
import json
import random
from pathlib import Path

import numpy as np
from PIL import Image

random.seed(7)


def samples(count, most):
    return [random.randint(0, most) for _ in range(count)]


def plain(values, per_line=7):
    lines = [" ".join(map(str, values[i : i + per_line])) for i in range(0, len(values), per_line)]
    return ("\n".join(lines) + "\n").encode()


def binary(values, most):
    return b"".join(v.to_bytes(1 if most < 256 else 2, "big") for v in values)


def cases():
    for width, height in ((5, 3), (8, 2), (17, 4)):
        bits = samples(width * height, 1)
        rows = [bits[y * width : (y + 1) * width] for y in range(height)]
        packed = b"".join(np.packbits(np.array(row, dtype=np.uint8)).tobytes() for row in rows)
        yield f"P1 {width}x{height}", f"P1\n# a comment\n{width} {height}\n".encode() + plain(bits)
        yield f"P1 without spaces {width}x{height}", f"P1 {width} {height}\n".encode() + "".join(map(str, bits)).encode()
        yield f"P4 {width}x{height}", f"P4\n{width} {height}\n".encode() + packed
        for most in (1, 2, 100, 255, 256, 1000, 4095, 65535):
            grey, colours = samples(width * height, most), samples(width * height * 3, most)
            head = f"{width} {height}\n{most}\n".encode()
            yield f"P2 of {most} {width}x{height}", b"P2\n" + head + plain(grey)
            yield f"P3 of {most} {width}x{height}", b"P3\n#c1\r\n# c2\n" + head + plain(colours)
            yield f"P5 of {most} {width}x{height}", b"P5 #x\n" + head + binary(grey, most)
            yield f"P6 of {most} {width}x{height}", b"P6\n" + head + binary(colours, most)
    yield "P5 with values above its largest", b"P5 4 1 100\n" + bytes([0, 100, 101, 255])
    yield "P6 with bytes behind it", b"P6 1 1 255\n" + bytes([1, 2, 3, 9, 9, 9])
    yield "P2 with a comment among its numbers", b"P2 2 2 9\n1 #one\n2\n# 7 7\n3 4"


def expected(file):
    image = Image.open(io.BytesIO(file))
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8))
    return image.convert("RGB")


def text(data):
    return base64.b64encode(data).decode()


rows = []
for name, file in cases():
    image = expected(file)
    rows.append({"name": name, "file": text(file), "width": image.width, "height": image.height, "rgb": text(image.tobytes())})
target = Path(__file__).parent.parent / "test" / "pnm-pillow.json"
target.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
print(f"{len(rows)} files in {target}")
