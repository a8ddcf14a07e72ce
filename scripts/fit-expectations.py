"""What Pillow makes of pictures that are fitted whole: writes test/fit-pillow.json, which src/core/images/fit.test.ts reads.

    python3 -m pip install pillow==12.3.0 numpy
    python3 scripts/fit-expectations.py

`pad` is ImageOps.pad, `squeeze` Image.resize; pictures are 37 x + 91 y + 53 c + (x * y) of each pixel and channel, modulo 256.
Not Pillow 13, which narrows what is high before what is wide: pixels of portrait pictures then differ by a level from those of all before it,
from torchvision's of that time and from test/golden/preprocess.json.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
SIZES = [(400, 300), (300, 400), (224, 224), (500, 500), (900, 60), (7, 200), (225, 224), (100, 33), (2, 3)]
COLOR = (124, 116, 104)


def picture(width, height):
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return Image.fromarray(((37 * x + 91 * y + 53 * c + x * y) % 256).astype(np.uint8))


def fitted(image, fit, size, interpolation):
    if fit == "squeeze":
        return image.resize((size, size), FILTERS[interpolation])
    return ImageOps.pad(image, (size, size), FILTERS[interpolation], COLOR)


rows = []
for width, height in SIZES:
    for fit in ("pad", "squeeze"):
        for interpolation in FILTERS:
            for size in (224, 33):
                out = fitted(picture(width, height), fit, size, interpolation)
                sha256 = hashlib.sha256(out.tobytes()).hexdigest()
                rows.append(dict(width=width, height=height, fit=fit, interpolation=interpolation, imageSize=size, sha256=sha256))
target = Path(__file__).parent.parent / "test" / "fit-pillow.json"
target.write_text(json.dumps({"padColor": COLOR, "rows": rows}, indent=0) + "\n")
