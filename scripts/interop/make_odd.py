"""make_odd.py OUT: pictures at the edge of what is read: 1 x 60,000 pixels and the like, 16 bits, alpha, turned, palette."""

import pathlib
import sys

import numpy as np
from PIL import Image

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True)


def drawn(width, height, channels=3):
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 120 * np.sin(x / (9 + 7 * c) + y / (31 - 5 * c) + c) for c in range(channels)]
    return np.stack(waves, axis=-1).astype(np.uint8)


for width, height in ((1, 60_000), (60_000, 1), (7, 9_000), (40, 12_000), (1, 1), (300, 3)):
    Image.fromarray(drawn(width, height)).save(out / f"{width}x{height}.png")
Image.fromarray(drawn(320, 200, 4), "RGBA").save(out / "alpha.png")
Image.fromarray(drawn(320, 200)[..., 0].astype(np.uint16) * 257).save(out / "sixteen.png")
Image.fromarray(drawn(320, 200)[..., 0].astype(np.float32) / 255).save(out / "float.tif")
Image.fromarray(drawn(320, 200)[..., 0].astype(np.int32)).save(out / "int32.tif")
Image.fromarray(drawn(320, 200)).quantize(64).save(out / "palette.png")
Image.fromarray(drawn(320, 200)).save(out / "plain.ppm")
turned = Image.Exif()
turned[0x0112] = 6
Image.fromarray(drawn(320, 200)).save(out / "turned.png", exif=turned)
