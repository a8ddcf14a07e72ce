"""make_odd.py OUT: pictures at the edge of what is read: 1 x 60,000 pixels and the like, 16 bits, alpha, a transparent grey, turned, palette."""

import pathlib
import struct
import sys
import zlib

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


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def grey_with_transparent(bits, width=320, height=200):
    """A grey PNG, in which the commonest of a few values but black is transparent (tRNS): Pillow writes none of 2, 4 or 16 bits."""
    values = drawn(width, height)[..., 0] >> (8 - min(bits, 4))
    if bits > 4:
        values = values.astype(np.uint16) * (17 if bits == 8 else 4369)
    clear = 1 + int(np.bincount(values.ravel())[1:].argmax())
    if bits < 8:
        spread = np.unpackbits(values.astype(np.uint8)[..., None], axis=-1)[..., -bits:]
        lines = np.packbits(spread.reshape(height, -1), axis=-1)
    else:
        lines = values.astype(">u2" if bits == 16 else np.uint8)
    content = b"".join(b"\0" + line.tobytes() for line in lines)
    head = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"tRNS", struct.pack(">H", clear)) + chunk(b"IDAT", zlib.compress(content)) + chunk(b"IEND", b"")


for bits in (1, 2, 4, 8, 16):
    (out / f"transparent-{bits}.png").write_bytes(grey_with_transparent(bits))
